//! 送付状: the page that goes before a sheet on the FAX, with the reply to fill in by hand below.
use app::Cx;
use kernel::{At, wareki};
use office::print::{LabelValue, Letter, LetterSheet, PrintJob};
use slice::{Fail, Req, Resp};

use super::super::office::parts;
use super::fax::Names;
use crate::model::{ActKind, Progress, StayId};
use crate::use_cases::view::{View, view};

/// What stands on it.
#[derive(Debug, Clone)]
pub(super) struct Cover {
    view: View,
    /// The author's name.
    author: String,
    now: At,
}

fn cover(cx: &Cx<'_>, id: StayId) -> app::Result<Cover> {
    Ok(Cover { view: view(cx, id)?, author: cx.actor().name.clone(), now: cx.now() })
}

/// The letter. Reply rows are left blank to be written in by hand.
pub(super) fn letter(c: &Cover, names: Names) -> Letter {
    let v = &c.view;
    let today = c.now.date();
    let sent = Progress::new(&v.stay, &v.acts).last(ActKind::SheetSent);
    let to = match sent.map(|a| a.to_name.as_str()) {
        Some(name) if !name.is_empty() => format!("{}　{name} 御中", v.stay.hospital_name),
        _ => format!("{}　地域連携室 御中", v.stay.hospital_name),
    };
    let office = &v.office;
    let mut from = vec![parts::plain(office), format!("担当 {}", c.author)];
    for (label, number) in [("電話", &office.phone), ("FAX", &office.fax)] {
        if !number.is_empty() {
            from.push(format!("{label} {number}"));
        }
    }
    let admitted = if v.stay.admitted_on > today {
        format!("{}に入院の予定", wareki::long(v.stay.admitted_on))
    } else {
        format!("{}に入院", wareki::long(v.stay.admitted_on))
    };
    let row = |label: &str, value: &str| LabelValue::new(label, value);
    let facts = vec![
        row("ご本人", &names.person(&v.resident, today)),
        row("入院日", &admitted),
        row("お送りするもの", "入院時情報提供書（この送付状のあと）"),
        row("枚数", "この送付状を含めて　　　　枚"),
        row("お返事：受け取り", "□ 受け取りました　　　　月　　　日　　お名前"),
        row("お返事：ご担当", "部署・お名前　　　　　　　　　　　　　　電話"),
        row("お返事：退院の見込み", "□ 　　月　　日ごろ　　　□ まだわからない"),
        row("お返事：ご連絡", "\u{3000}"),
    ];
    let fax = if office.fax.is_empty() { "電話" } else { "FAX" };
    let number = if office.fax.is_empty() { &office.phone } else { &office.fax };
    let mut notes = vec![
        "あて先がちがうときは、お手数ですが、差出人に電話でお知らせのうえ、この紙を破棄してください"
            .to_string(),
    ];
    if names == Names::Initials {
        notes.push("お名前は、電話でお伝えします".into());
    }
    Letter {
        to,
        date: wareki::long(today),
        from,
        paragraphs: vec![
            "いつもお世話になっております。下記の方を担当している介護支援専門員です。入院時の情報をお送りします。"
                .into(),
            format!("お手数ですが、「お返事」の欄をご記入のうえ、この紙を{fax}（{number}）でお返しください。"),
        ],
        facts,
        notes,
        ..Letter::default()
    }
}

/// Prints it: `?names=initials` without the name.
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let c = req.read(|cx| cover(cx, id))?;
    let sheet = LetterSheet { letters: vec![letter(&c, Names::of(&req.query))] };
    let job = PrintJob::of(&sheet)
        .map_err(|e| Fail::Use(app::Error::Inconsistent(format!("cover: {e}"))))?
        .title("FAX送付状")
        .sender(parts::plain(&c.view.office))
        .demo(super::demo(&req.shell))
        .printed_at(super::printed_at(c.now))
        .build();
    Ok(Resp::print(job))
}

#[cfg(test)]
mod tests {
    use super::super::super::office::samples;
    use super::*;

    fn sample() -> Cover {
        let mut view = samples::view();
        view.hospital = None;
        view.stay.hospital = None;
        view.stay.hospital_name = "雪代市立病院".into();
        Cover { view, author: "佐藤 花子".into(), now: samples::now() }
    }

    #[test]
    fn the_cover_sheet_asks_for_the_reply_and_can_leave_the_name_out() {
        let words = |names| serde_json::to_string(&letter(&sample(), names)).unwrap();
        let full = words(Names::Full);
        for w in ["雪代市立病院　地域連携室 御中", "阿部 ハル", "□ 受け取りました", "0000-65-0011"]
        {
            assert!(full.contains(w), "{w}");
        }
        let short = words(Names::Initials);
        assert!(
            !short.contains("阿部") && short.contains("A・H 様") && short.contains("電話でお伝え")
        );
    }

    #[test]
    fn an_office_without_fax_is_called_back() {
        let mut c = sample();
        c.view.office.fax = String::new();
        let text = serde_json::to_string(&letter(&c, Names::Full)).unwrap();
        assert!(text.contains("電話（0000-65-0010）"));
    }
}
