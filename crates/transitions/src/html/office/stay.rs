//! One stay: where it stands, what is next for the reader's side, what arrived, what was told when and to whom.
use app::Cx;
use askama::Template;
use kernel::{Actor, At, Date, Hat, Holidays};
use slice::{Fail, Req, Resp};
use ui::{
    Alert, Button, Flash, FlashKind, Html, Kv, PersonHead, PlainRow, RecallBar, Rows, Shell, Strip,
    Tag, TagKind, Timeline, tag,
};

use super::again;
use super::log;
use super::parts;
use crate::html::hospital::end::death_recall;
use crate::model::progress::Next;
use crate::model::{Act, ActKind, Deadlines, Mover, Progress, StayId};
use crate::use_cases::sheet::RECALL_MINUTES;
use crate::use_cases::view::{View, view};
use crate::words::{self, Seen};

/// A stay and its reader.
#[derive(Debug, Clone)]
pub(super) struct Case {
    /// The stay with everything.
    pub view: View,
    /// Warnings of the person's head.
    pub alerts: Vec<Alert>,
    /// Who reads.
    pub actor: Actor,
    /// Now.
    pub now: At,
    /// What is left to do after the discharge: the follow-up that is due, and open tasks of the reader's office.
    pub after: again::After,
}

pub(super) fn case(cx: &Cx<'_>, id: StayId) -> app::Result<Case> {
    let view = view(cx, id)?;
    Ok(Case {
        after: again::after(cx, &view)?,
        alerts: parts::alerts(cx, view.stay.resident)?,
        view,
        actor: cx.actor().clone(),
        now: cx.now(),
    })
}

/// One notice to say 「受け取りました」 to.
struct Notice {
    title: String,
    text: String,
    press: Html,
}

#[derive(Template)]
#[template(path = "office/stay.html")]
struct StayPage {
    shell: Shell,
    head: PersonHead,
    back: Html,
    sub: String,
    title: Html,
    undo: Vec<RecallBar>,
    strip: Strip,
    next_title: String,
    next_text: Html,
    next_tags: Html,
    next: Option<Button>,
    notices: Vec<Notice>,
    log: Timeline,
    ready: Html,
    planned: Vec<(String, String)>,
    documents: Rows,
    about: Kv,
    fee: Option<Kv>,
    fee_check: bool,
    others: Vec<Button>,
}

impl Case {
    pub(super) fn progress(&self) -> Progress<'_> {
        Progress::new(&self.view.stay, &self.view.acts)
    }

    pub(super) fn today(&self) -> Date {
        self.now.date()
    }

    fn hospital_side(&self) -> bool {
        parts::hospital_side(&self.actor)
    }

    /// The next step of the reader's own side.
    fn own_next(&self) -> Next {
        let p = self.progress();
        if self.hospital_side() {
            return if self.actor.hat == Hat::Liaison { p.hospital_next() } else { Next::Nothing };
        }
        let beside = if self.actor.organisation == Some(self.view.stay.office.0) {
            p.office_beside()
        } else {
            Next::Nothing
        };
        p.who().filter(|w| w.side == Mover::Office).map_or(beside, |w| w.next)
    }

    fn due(&self, next: Next) -> Option<Date> {
        let hospital_acts = !matches!(next, Next::Contact | Next::Sheet | Next::Record);
        let calendar = match &self.view.hospital {
            Some(h) if hospital_acts => &h.calendar,
            _ => &self.view.office.calendar,
        };
        let d = Deadlines::shipped().ok()?;
        match (next, self.view.limits) {
            (Next::Sheet, Some(l)) => {
                Some(if self.today() <= l.first { l.first } else { l.second })
            }
            _ => self.progress().due(next, &d, calendar, Holidays::shipped()),
        }
    }

    fn tags(&self, next: Next) -> Vec<Tag> {
        match (next, self.view.limits) {
            (Next::Sheet, Some(l)) => vec![parts::fee_tag(l, self.today())],
            _ => self.due(next).map(|d| parts::due_tag(d, self.today())).into_iter().collect(),
        }
    }

    /// Who has to move when it is not the reader.
    fn mover(&self) -> String {
        let Some(who) = self.progress().who() else { return String::new() };
        let v = &self.view;
        match (who.side, &v.assigned, &v.care_manager) {
            (Mover::Hospital, Some(a), _) => format!("{}の{}さん", v.stay.hospital_name, a.name),
            (Mover::Hospital, None, _) => format!("{} 地域連携室", v.stay.hospital_name),
            (_, _, Some(a)) => format!("{}の{}さん", v.office.name, a.name),
            (_, _, None) => v.office.name.clone(),
        }
    }

    /// The sheet the reader sent a moment ago and can still take back: the act and the seconds left.
    fn recallable(&self) -> Option<(&Act, u32)> {
        let a = self.view.acts.iter().rev().find(|a| a.kind == ActKind::SheetSent)?;
        let mine = a.account.map(|x| x.0) == self.actor.account
            && a.opened_at.is_none()
            && a.received_at.is_none();
        let left = (RECALL_MINUTES * 60_000 - (self.now.millis() - a.at.millis())) / 1000;
        (mine && left > 0).then(|| (a, u32::try_from(left).unwrap_or(0)))
    }

    /// What the reader's side acknowledged a moment ago and can still take back: the acts and the seconds left.
    fn unreceivable(&self) -> Vec<(&Act, At, u32)> {
        if !self.may_receive() || self.view.stay.cancelled {
            return Vec::new();
        }
        let left = |at: At| (RECALL_MINUTES * 60_000 - (self.now.millis() - at.millis())) / 1000;
        self.view
            .acts
            .iter()
            .filter(|a| !a.cancelled && a.to_org.map(|o| o.0) == self.actor.organisation)
            // nobody was told of what one wrote down oneself: it has its own way back
            .filter(|a| !a.heard())
            .filter_map(|a| a.received_at.map(|at| (a, at, left(at))))
            .filter(|(_, _, left)| *left > 0)
            .map(|(a, at, left)| (a, at, u32::try_from(left).unwrap_or(0)))
            .collect()
    }

    /// What the reader wrote down of the hospital's telling a moment ago and can still take back.
    fn unhearable(&self) -> Vec<(&Act, u32)> {
        let left = |at: At| (RECALL_MINUTES * 60_000 - (self.now.millis() - at.millis())) / 1000;
        self.view
            .acts
            .iter()
            .filter(|a| a.heard() && !a.cancelled && a.account.map(|x| x.0) == self.actor.account)
            .map(|a| (a, left(a.at)))
            .filter(|(_, left)| *left > 0)
            .map(|(a, left)| (a, u32::try_from(left).unwrap_or(0)))
            .collect()
    }

    /// Papers the reader handed over, and a follow-up recorded, a moment ago: can still be taken back. Of two acts of
    /// one press, one.
    fn takeable(&self) -> Vec<(&Act, u32)> {
        let left = |at: At| (RECALL_MINUTES * 60_000 - (self.now.millis() - at.millis())) / 1000;
        let pressed = |a: &&Act| {
            matches!(a.kind, ActKind::Papers | ActKind::FollowUp)
                && !a.cancelled
                && a.account.is_some()
                && a.account.map(|x| x.0) == self.actor.account
        };
        let all: Vec<&Act> = self.view.acts.iter().filter(pressed).collect();
        let same = |a: &Act, b: &Act| {
            a.id == b.id || (a.record.is_some() && (a.record, a.at) == (b.record, b.at))
        };
        let mut out: Vec<(&Act, u32)> = Vec::new();
        for a in &all {
            let seconds = u32::try_from(left(a.at)).unwrap_or(0);
            let untouched = all
                .iter()
                .filter(|b| same(a, b))
                .all(|b| b.opened_at.is_none() && b.received_at.is_none());
            if seconds > 0 && untouched && !out.iter().any(|(b, _)| same(a, b)) {
                out.push((a, seconds));
            }
        }
        out
    }

    fn waiting(&self) -> impl Iterator<Item = &Act> {
        // of the dead nobody is asked to confirm anything
        let asks = self.view.stay.end != Some(crate::model::EndKind::Death);
        self.view.acts.iter().filter(move |_| asks).filter(|a| {
            crate::model::handover::addressed(
                a,
                self.actor.organisation,
                &self.view.stay,
                &self.view.acts,
            ) && a.received_at.is_none()
                // what one wrote down oneself did not arrive
                && !a.heard()
                && matches!(
                    a.kind,
                    ActKind::AdmissionContact
                        | ActKind::SheetSent
                        | ActKind::PlanningNotice
                        | ActKind::DischargeNotice
                        | ActKind::Papers
                )
        })
    }

    fn may_receive(&self) -> bool {
        matches!(self.actor.hat, Hat::CareManager | Hat::Hokatsu | Hat::Liaison)
    }
}

fn place(c: &Case) -> Html {
    parts::hospital(&c.view.stay, c.view.hospital.as_ref())
}

fn sub(c: &Case) -> String {
    let s = &c.view.stay;
    match (s.ended_on, s.end) {
        (Some(on), Some(end)) => {
            format!(
                "{}に{}（入院 {}日）",
                words::day(on, c.today()),
                ended_words(end),
                s.day(c.today())
            )
        }
        _ if s.admitted_on > c.today() => {
            let left = kernel::time::days_between(c.today(), s.admitted_on);
            format!("{}に入院の予定（あと{left}日）", words::day(s.admitted_on, c.today()))
        }
        _ => {
            let from = words::day(s.admitted_on, c.today());
            format!("入院 {}日目　{from}から", s.day(c.today()))
        }
    }
}

pub(in crate::html) fn ended_words(end: crate::model::EndKind) -> String {
    use crate::model::EndKind;
    match end {
        EndKind::Death => "お亡くなりになりました".into(),
        EndKind::Transfer => "転院しました".into(),
        EndKind::SelfDischarge => "ご本人の希望で退院しました".into(),
        other => format!("{}へ退院しました", other.label()),
    }
}

fn about(shell: &Shell, c: &Case) -> Kv {
    let (v, s) = (&c.view, &c.view.stay);
    let time =
        s.admitted_time.map(|t| format!(" {}:{:02}", t.hour(), t.minute())).unwrap_or_default();
    let kind = if s.planned { "予定の入院" } else { "緊急の入院" };
    let ward = match (s.ward.as_str(), s.room.as_str()) {
        ("", "") => "まだわかりません".into(),
        (w, "") => w.to_owned(),
        (w, r) => format!("{w} {r}"),
    };
    let in_charge = v.assigned.as_ref().map_or_else(
        || {
            if v.hospital.is_some() {
                "まだ決まっていません".into()
            } else {
                "登録されていません".to_string()
            }
        },
        |a| {
            if a.profession.is_empty() {
                a.name.clone()
            } else {
                format!("{}（{}）", a.name, a.profession)
            }
        },
    );
    let office = ui::org(&v.office.name, v.office.fictitious);
    let office = match &v.care_manager {
        Some(a) => office.and(format!("　{}", a.name)),
        None => office,
    };
    let mut rows: Vec<(Html, Html)> = vec![
        ("病院".into(), place(c)),
        ("入院".into(), format!("{}{time}・{kind}", words::day(s.admitted_on, c.today())).into()),
        ("病棟・部屋".into(), ward.into()),
        ("病院の担当".into(), in_charge.into()),
        ("ケアマネジャー".into(), office),
    ];
    if !v.office.phone.is_empty() && c.hospital_side() {
        rows.push(("電話".into(), v.office.phone.as_str().into()));
    }
    if let Some(h) = v.hospital.as_ref().filter(|h| !h.phone.is_empty() && !c.hospital_side()) {
        rows.push(("病院の電話".into(), h.phone.as_str().into()));
    }
    rows.extend(again::rows(shell, &v.around, c.today()));
    if !s.reason.is_empty() {
        rows.push(("入院の理由".into(), s.reason.as_str().into()));
    }
    rows.push(("知ったのは".into(), format!("{}から", s.learned.label()).into()));
    let planned = match s.planned_on {
        Some(d) if s.ended_on.is_none() => {
            let left = kernel::time::days_between(c.today(), d);
            let more = if left >= 0 {
                format!("（あと{left}日）")
            } else {
                "（過ぎています）".into()
            };
            format!("{}{more}", words::day(d, c.today()))
        }
        Some(d) => words::day(d, c.today()),
        None => "まだ決まっていません".into(),
    };
    rows.push(("退院予定日".into(), planned.into()));
    Kv { rows, tight: true, small: false }
}

fn notices(shell: &Shell, keys: &mut impl FnMut() -> String, c: &Case) -> Vec<Notice> {
    if !c.may_receive() {
        return Vec::new();
    }
    c.waiting()
        .map(|a| {
            let path = format!("/transitions/acts/{}/receive", a.id);
            let button = Button::submit("受け取りました")
                .icon("check")
                .compact()
                .about(format!("（{}）", a.kind.label()));
            Notice {
                title: words::act(a, Seen::Got),
                text: log::told(a, &c.view),
                press: parts::press(shell, &keys(), &path, &button),
            }
        })
        .collect()
}

fn documents(shell: &Shell, c: &Case) -> Rows {
    let mut rows = Vec::new();
    for (kind, label) in [
        (ActKind::SheetSent, "入院時情報提供書"),
        (ActKind::RecordConfirmed, "退院・退所情報記録書"),
    ] {
        let Some(a) = c.progress().last(kind) else { continue };
        let Some(record) = a.record else { continue };
        let read = a.received_at.is_some() || a.opened_at.is_some();
        let state = match kind {
            ActKind::SheetSent if c.view.hospital.is_some() => {
                let got = Seen::of(a, c.actor.organisation) == Seen::Got;
                Some(match (read, got) {
                    (false, true) => tag(TagKind::Due, "まだ開いていません"),
                    (false, false) => tag(TagKind::Due, "まだ開かれていません"),
                    (true, true) => tag(TagKind::Ok, "読みました"),
                    (true, false) => tag(TagKind::Ok, "読まれました"),
                })
            }
            _ => None,
        };
        rows.push(PlainRow {
            title: label.into(),
            href: Some(shell.url(&format!("/transitions/{}/documents/{record}", c.view.stay.id))),
            tag: state,
            meta: ui::spaced([words::moment(a.at, c.today()).into(), a.name.as_str().into()]),
        });
    }
    Rows { rows, small: false }
}

/// Further acts of the reader's side, as plain buttons.
fn others(shell: &Shell, c: &Case, next: Next) -> Vec<Button> {
    let s = &c.view.stay;
    let at = |tail: &str| shell.url(&format!("/transitions/{}{tail}", s.id));
    let mut out: Vec<(Next, &str, String)> = Vec::new();
    let dead = s.end.is_some_and(crate::model::EndKind::excluded);
    if c.hospital_side() {
        if c.actor.hat == Hat::Doctor && s.ended_on.is_none() && !dead {
            return vec![Button::link("退院予定日を決める・変える", at("/planned")).compact()];
        }
        if c.actor.hat != Hat::Liaison {
            let ward = c.actor.hat == Hat::Ward && s.ended_on.is_none();
            let adl = Button::link("いまの動作のようすを記録する", at("/adl")).compact();
            return Some(adl).filter(|_| ward).into_iter().collect();
        }
        out.push((Next::Assign, "担当・病棟を変える", at("/assign")));
        if !dead {
            out.push((Next::Screen, "退院支援の要否", at("/screening")));
            out.push((Next::Planning, "退院調整開始の連絡", at("/planning")));
            if s.ended_on.is_none() {
                // no step of its own: the day is set whenever the doctor says it
                out.push((Next::Record, "退院予定日を決める・変える", at("/planned")));
                out.push((Next::Record, "いまの動作のようすを記録する", at("/adl")));
            }
            out.push((Next::Record, "包括への連絡票を書く", at("/referral")));
            out.push((Next::Conference, "退院前カンファ", at("/conference")));
            out.push((Next::DischargeNotice, "退院日の連絡", at("/discharge")));
            out.push((Next::Papers, "書類の受け渡し", at("/papers")));
        }
    } else {
        if s.ended_on.is_none() {
            out.push((Next::Contact, "入院の連絡を記録する", at("/contact")));
        }
        if !dead {
            let sent = c.progress().first(ActKind::SheetSent).is_some();
            out.push((
                Next::Sheet,
                if sent { "提供書を直して送り直す" } else { "提供書を書く" },
                at("/sheet"),
            ));
            out.push((Next::Record, "退院・退所情報記録書", at("/record")));
        }
    }
    let end = if s.ended_on.is_none() {
        "退院を登録する"
    } else {
        "退院の登録を見る・直す"
    };
    out.push((Next::End, end, at("/end")));
    let mut buttons: Vec<Button> = out
        .into_iter()
        .filter(|(n, _, _)| *n != next)
        .map(|(_, label, href)| Button::link(label, href).compact())
        .collect();
    buttons.extend(crate::html::fees::links(shell, s, c.hospital_side()));
    buttons.extend(again::buttons(shell, c));
    buttons.extend(crate::html::admission::links(shell, s, c.hospital_side()));
    if !c.hospital_side() && s.ended_on.is_none() {
        buttons.push(Button::link("病院からの連絡を記録する", at("/received")).text().compact());
        buttons.push(Button::link("入院の登録を取り消す", at("/cancel")).text().compact());
    }
    buttons
}

/// What was pressed a moment ago, each with its way back: the sheet that was sent, what was acknowledged.
fn undo(shell: &Shell, keys: &mut impl FnMut() -> String, c: &Case) -> Vec<RecallBar> {
    let mut out: Vec<RecallBar> =
        death_recall(shell, keys(), &c.progress(), c.actor.organisation, c.now)
            .into_iter()
            .collect();
    let mut bar = |text: Html, tail: String, seconds| {
        out.push(RecallBar {
            text,
            action: shell.url(&tail),
            csrf: shell.csrf.clone(),
            key: keys(),
            seconds,
            label: String::new(),
        });
    };
    if let Some((a, seconds)) = c.recallable() {
        let text = Html::text(format!("{} に ", parts::clock(a.at)))
            .and(place(c))
            .and(" 地域連携室へ送りました");
        bar(text, format!("/transitions/acts/{}/recall", a.id), seconds);
    }
    for (a, at, seconds) in c.unreceivable() {
        let what = a.kind.label();
        let text = format!("{} に「{what}」を受け取りましたと伝えました", parts::clock(at));
        bar(text.into(), format!("/transitions/acts/{}/unreceive", a.id), seconds);
    }
    for (a, seconds) in c.takeable() {
        let text = format!("{} に「{}」を記録しました", parts::clock(a.at), a.kind.label());
        bar(text.into(), format!("/transitions/acts/{}/take-back", a.id), seconds);
    }
    for (a, seconds) in c.unhearable() {
        let text =
            format!("{} に、病院からの「{}」を記録しました", parts::clock(a.at), a.kind.label());
        bar(text.into(), format!("/transitions/acts/{}/unhear", a.id), seconds);
    }
    out
}

fn draw(mut shell: Shell, mut keys: impl FnMut() -> String, c: &Case) -> StayPage {
    let s = &c.view.stay;
    let progress = c.progress();
    let next = c.own_next();
    // the dots are the hospital's steps (but the first): their clock is not that of the office's papers
    let dot = match progress.next().0 {
        Next::Contact => Next::Contact,
        _ => progress.hospital_next(),
    };
    shell.title = "入退院のようす".into();
    shell.print.about = format!("{} さんの記録", c.view.resident.name);
    let undo = undo(&shell, &mut keys, c);
    let (next_title, next_text): (String, Html) = match (next, progress.next().0) {
        (Next::Nothing, Next::Nothing) if c.may_receive() && c.waiting().next().is_some() => (
            "届いたものがあります".into(),
            "下の「届いたもの」を読んで、「受け取りました」と伝えてください。".into(),
        ),
        (Next::Nothing, Next::Nothing) if s.end == Some(crate::model::EndKind::Death) => (
            "この入院の手順は、ここまでです".into(),
            format!("まだの手順は静かに終わりました。{}", again::quiet_words(c)).into(),
        ),
        (Next::Nothing, Next::Nothing) => {
            let text = match progress.ended_quietly() {
                true => "この入院の記録は、ここで終わりです。まだの項目は、そのままで構いません。",
                false => "この入院の記録は、そろっています。",
            };
            ("することは、もうありません".into(), text.into())
        }
        (Next::Nothing, n) => (
            format!("つぎは「{}」です", words::next(n)),
            format!("{}が進めます。いま、あなたがすることはありません。", c.mover()).into(),
        ),
        (Next::Record, Next::Papers) => (
            format!("つぎは「{}」です", words::next(next)),
            format!("「書類の受け渡し」は、{}が進めます。", c.mover()).into(),
        ),
        (n, _) => (format!("つぎは「{}」です", words::next(n)), Html::default()),
    };
    let arrived = c.may_receive() && c.waiting().next().is_some();
    let (next_title, next_text, then) = match again::after_next(&shell, c) {
        Some(w) if next == Next::Nothing && !arrived => (w.title, w.text, Some(w.button)),
        Some(w) => (next_title, next_text.and(w.beside), None),
        None => (next_title, next_text, None),
    };
    let back = if matches!(c.actor.hat, Hat::Ward | Hat::Doctor) {
        ui::back("患者さん", shell.url("/transitions"))
    } else if c.hospital_side() {
        ui::back("届いたもの", shell.url("/transitions/intray"))
    } else {
        ui::back("入退院", shell.url("/transitions"))
    };
    StayPage {
        head: parts::head(&shell, &c.view.resident, c.alerts.clone(), c.today()),
        back,
        sub: sub(c),
        title: place(c).and("への入院"),
        undo,
        strip: parts::strip(&progress, c.due(dot), c.today()),
        next_title,
        next_text,
        next_tags: if next == Next::Nothing { Html::default() } else { ui::tags(&c.tags(next)) },
        next: then.or_else(|| {
            let href = || shell.url(&words::path(next, s.id));
            (next != Next::Nothing).then(|| Button::link(words::verb(next), href()).primary())
        }),
        notices: notices(&shell, &mut keys, c),
        log: log::timeline(&shell, c),
        ready: crate::html::planning::panel::panel(&shell, &c.view, &c.actor, c.today()),
        planned: log::planned(c),
        documents: documents(&shell, c),
        about: about(&shell, c),
        fee: parts::fee(&c.view, c.hospital_side()),
        fee_check: c.view.limits.is_some_and(|l| l.check),
        others: others(&shell, c, next),
        shell,
    }
}

/// Shows a stay, perhaps with a word on top.
pub(super) fn show(req: &Req, id: StayId, note: Option<Flash>, status: u16) -> Result<Resp, Fail> {
    let c = req.read(|cx| case(cx, id))?;
    let mut shell = req.shell.clone();
    shell.flash.extend(note);
    Ok(Resp::page(draw(shell, || req.new_key(), &c).render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    match show(req, id, None, 200) {
        // a notice from before the consent was taken back: what came to this organisation is still there
        Err(Fail::NotFound | Fail::Use(app::Error::NotFound))
            if super::received::left_here(req, id)? =>
        {
            Ok(Resp::go("/transitions/papers"))
        }
        other => other,
    }
}

/// A word that something did not happen.
pub(super) fn refused(text: String) -> Option<Flash> {
    Some(Flash::new(FlashKind::Warn, text))
}

#[cfg(test)]
#[path = "stay_tests.rs"]
pub(super) mod tests;
