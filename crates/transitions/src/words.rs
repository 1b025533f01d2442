//! The words of steps and acts as pages, lists and きょう use them.
use kernel::{At, Date, Id, wareki};

use crate::model::progress::Next;
use crate::model::{Act, ActKind, EndKind};

/// Whose eyes read of an act: what one side sent arrived at the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// By the organisation it was sent to: 「届きました」.
    Got,
    /// By the organisation that did it: 「送りました」.
    Sent,
    /// By anybody else: neither.
    Other,
}

impl Seen {
    /// How a reader of this organisation sees the act. What an office writes down of a call it had is to itself:
    /// it got it.
    pub fn of(a: &Act, reader: Option<Id>) -> Seen {
        let is = |o: Option<accounts::OrganisationId>| o.is_some() && o.map(|o| o.0) == reader;
        if is(a.to_org) {
            Seen::Got
        } else if is(a.organisation) {
            Seen::Sent
        } else {
            Seen::Other
        }
    }
}

/// A day for a reader of today: 「11月21日（土）」; of another year 「令和2年3月20日（金）」, because stays are read for years.
pub fn day(d: Date, today: Date) -> String {
    match d.year() == today.year() {
        true => wareki::month_day(d),
        false => wareki::long_weekday(d),
    }
}

/// A moment in the same way.
pub fn moment(at: At, today: Date) -> String {
    format!("{} {}", day(at.date(), today), ui::dates::clock(at))
}

/// What happened, as a heading for this reader. A day that it speaks of has its year when the act is of another one.
pub fn act(a: &Act, seen: Seen) -> String {
    let day = || a.detail.day().map(|d| day(d, a.at.date())).unwrap_or_default();
    let told = |what: &str, sent: &str, got: &str, other: &str| {
        let verb = match seen {
            Seen::Sent => sent,
            Seen::Got => got,
            Seen::Other => other,
        };
        format!("{what}{verb}")
    };
    let contact = |what: &str| told(what, "をしました", "がありました", "がありました");
    match a.kind {
        ActKind::AdmissionContact => contact("入院の連絡"),
        ActKind::SheetSent if !a.detail.reason.is_empty() => told(
            "入院時情報提供書",
            "を送り直しました",
            "が直されて、もう一度届きました",
            "が送り直されました",
        ),
        ActKind::SheetSent => {
            told("入院時情報提供書", "を送りました", "が届きました", "が送られました")
        }
        ActKind::Assigned if a.to_name.is_empty() => "担当が決まりました".into(),
        ActKind::Assigned => format!("担当が {} さんに決まりました", a.to_name),
        ActKind::Screening => {
            let needed = !a.detail.has("not_needed");
            format!("退院支援は{}と決めました", if needed { "必要" } else { "必要ない" })
        }
        ActKind::PlanningNotice => contact("退院調整開始の連絡"),
        ActKind::PlannedDate => format!("退院予定日 {}", day()),
        ActKind::Conference if a.detail.has("held") => "退院前カンファを開きました".into(),
        ActKind::Conference => "退院前カンファは開かないことになりました".into(),
        ActKind::DischargeNotice => format!("{}（{}）", contact("退院日の連絡"), day()),
        ActKind::Papers => told("退院の書類", "を渡しました", "が届きました", "が渡されました"),
        ActKind::Ended if a.detail.has(EndKind::Death.code()) => {
            "お亡くなりになったことを登録しました".into()
        }
        ActKind::Ended if a.detail.has(EndKind::Transfer.code()) => "転院を登録しました".into(),
        ActKind::Ended => "退院を登録しました".into(),
        ActKind::RecordConfirmed => {
            told("退院・退所情報記録書", "を確定しました", "が確定されました", "が確定されました")
        }
        other => crate::said::said(a).map_or_else(|| other.label().to_owned(), |s| s.title),
    }
}

/// What has become of something sent, for this reader; `at` is written out by the caller's clock.
pub fn arrived(a: &Act, seen: Seen, at: impl Fn(kernel::At) -> String) -> String {
    match (a.received_at, a.opened_at, a.kind, seen) {
        (Some(t), _, _, _) => format!("{} に受け取りました", at(t)),
        (None, Some(t), _, Seen::Got) => format!("{} に開きました", at(t)),
        (None, Some(t), _, _) => format!("{} に開かれました", at(t)),
        (None, None, ActKind::SheetSent, Seen::Got) => "まだ開いていません".into(),
        (None, None, ActKind::SheetSent, _) => "まだ開かれていません".into(),
        // a call cannot be opened; what can be missing is the answer
        (None, None, _, _) => "「受け取りました」は まだです".into(),
    }
}

/// A step as a noun: 「担当決定」.
pub fn next(n: Next) -> &'static str {
    match n {
        Next::Contact => "入院の連絡",
        Next::Sheet => "入院時情報提供書",
        Next::Assign => "担当決定",
        Next::Screen => "退院支援の要否",
        Next::Planning => "退院調整開始の連絡",
        Next::Conference => "退院前カンファ",
        Next::DischargeNotice => "退院日の連絡",
        Next::Papers => "書類の受け渡し",
        Next::End => "退院の登録",
        Next::Record => "退院・退所情報記録書",
        Next::Nothing => "すること なし",
    }
}

/// The verb of the button.
pub fn verb(n: Next) -> &'static str {
    match n {
        Next::Contact => "入院の連絡をする",
        Next::Sheet => "入院時情報提供書を送る",
        Next::Assign => "担当を決める",
        Next::Screen => "要否を決める",
        Next::Planning => "連絡に進む",
        Next::Conference => "カンファを記録する",
        Next::DischargeNotice => "退院日を伝える",
        Next::Papers => "書類を渡す",
        Next::End => "退院を登録する",
        Next::Record => "記録書を書く",
        Next::Nothing => "ようすを見る",
    }
}

/// Path of the page for a step, within the region.
pub fn path(n: Next, stay: crate::model::StayId) -> String {
    let tail = match n {
        Next::Contact => "/contact",
        Next::Sheet => "/sheet",
        Next::Assign => "/assign",
        Next::Screen => "/screening",
        Next::Planning => "/planning",
        Next::Conference => "/conference",
        Next::DischargeNotice => "/discharge",
        Next::Papers => "/papers",
        Next::End => "/end",
        Next::Record => "/record",
        Next::Nothing => "",
    };
    format!("/transitions/{stay}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::StayId;
    use accounts::OrganisationId;

    fn id(n: u8) -> Id {
        Id::from_bytes([1, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n])
    }

    fn of(kind: ActKind, from: u8, to: Option<u8>) -> Act {
        Act {
            id: id(1),
            stay: StayId(id(2)),
            kind,
            day: None,
            at: kernel::At::jst("2026-11-19".parse().unwrap(), kernel::Time::constant(10, 0, 0, 0)),
            method: None,
            account: None,
            organisation: Some(OrganisationId(id(from))),
            name: String::new(),
            to_org: to.map(|t| OrganisationId(id(t))),
            to_name: String::new(),
            said_by: String::new(),
            detail: crate::model::act::Detail::default(),
            record: None,
            hash: None,
            opened_at: None,
            received_at: None,
            cancelled: false,
        }
    }

    #[test]
    fn what_one_side_sent_has_arrived_at_the_other() {
        let (office, hospital) = (Some(id(10)), Some(id(11)));
        let sheet = of(ActKind::SheetSent, 10, Some(11));
        let said = |a: &Act, reader| act(a, Seen::of(a, reader));
        assert_eq!(said(&sheet, office), "入院時情報提供書を送りました");
        assert_eq!(said(&sheet, hospital), "入院時情報提供書が届きました");
        assert_eq!(said(&sheet, Some(id(99))), "入院時情報提供書が送られました");
        assert_eq!(said(&sheet, None), "入院時情報提供書が送られました");
        let papers = of(ActKind::Papers, 11, Some(10));
        assert_eq!(said(&papers, office), "退院の書類が届きました");
        assert_eq!(said(&papers, hospital), "退院の書類を渡しました");
        let call = of(ActKind::AdmissionContact, 10, Some(11));
        assert_eq!(said(&call, office), "入院の連絡をしました");
        assert_eq!(said(&call, hospital), "入院の連絡がありました");
        // an outside hospital has no organisation here: nobody is taken for it
        let outside = of(ActKind::SheetSent, 10, None);
        assert_eq!(Seen::of(&outside, None), Seen::Other);
        assert_eq!(Seen::of(&outside, office), Seen::Sent);
        // what an office writes down of a call it had
        let own = of(ActKind::DischargeNotice, 10, Some(10));
        assert_eq!(Seen::of(&own, office), Seen::Got);
    }

    #[test]
    fn a_day_of_another_year_says_its_year() {
        let d = |t: &str| -> Date { t.parse().unwrap() };
        let today = d("2026-11-19");
        assert_eq!(day(d("2026-03-20"), today), "3月20日（金）");
        assert_eq!(day(d("2020-03-20"), today), "令和2年3月20日（金）");
        assert_eq!(day(d("2027-01-08"), today), "令和9年1月8日（金）");
        let at = kernel::At::jst(d("2020-03-20"), kernel::Time::constant(9, 5, 0, 0));
        assert_eq!(moment(at, today), "令和2年3月20日（金） 9:05");
        let mut planned = of(ActKind::PlannedDate, 11, Some(10));
        planned.detail.date = Some("2027-01-08".into());
        assert_eq!(act(&planned, Seen::Got), "退院予定日 令和9年1月8日（金）");
    }

    #[test]
    fn no_act_says_sent_to_whom_it_was_sent() {
        for kind in ActKind::ALL {
            let a = of(*kind, 10, Some(11));
            let got = act(&a, Seen::of(&a, Some(id(11))));
            assert!(!got.contains("送りました") && !got.contains("渡しました"), "{got}");
        }
    }

    #[test]
    fn an_end_is_called_by_its_kind() {
        for (kind, said) in [
            (EndKind::Death, "お亡くなりになったことを登録しました"),
            (EndKind::Transfer, "転院を登録しました"),
            (EndKind::Home, "退院を登録しました"),
        ] {
            let mut a = of(ActKind::Ended, 11, None);
            a.detail.codes = vec![kind.code().into()];
            assert_eq!(act(&a, Seen::Sent), said);
        }
    }

    #[test]
    fn what_became_of_it_is_told_from_the_readers_side() {
        let clock = |t: kernel::At| format!("{}時", t.time().hour());
        let mut sheet = of(ActKind::SheetSent, 10, Some(11));
        assert_eq!(arrived(&sheet, Seen::Got, clock), "まだ開いていません");
        assert_eq!(arrived(&sheet, Seen::Sent, clock), "まだ開かれていません");
        sheet.opened_at = Some(sheet.at);
        assert_eq!(arrived(&sheet, Seen::Got, clock), "10時 に開きました");
        assert_eq!(arrived(&sheet, Seen::Sent, clock), "10時 に開かれました");
        let call = of(ActKind::AdmissionContact, 10, Some(11));
        assert_eq!(arrived(&call, Seen::Sent, clock), "「受け取りました」は まだです");
    }
}
