//! 電話メモ: whom to call, when rather not, what to say, and boxes to tick by hand. One section a person, A4.
use std::collections::BTreeMap;

use accounts::{Organisation, OrganisationId, OrganisationKind};
use app::Cx;
use directory::model::window::{Avoid, Window};
use kernel::{At, Id, wareki};
use office::print::{Choice, FormRow, FormSection, FormSheet, PrintJob, Value};

use super::super::office::parts;
use crate::model::progress::Next;
use crate::use_cases::lists::Line;
use crate::words;

/// One person to call about.
#[derive(Debug, Clone)]
pub(super) struct Call {
    pub line: Line,
    /// Whom: the organisation, when it is known here.
    pub to: Option<Organisation>,
    /// Its name.
    pub name: String,
    /// Who is in charge there; may be empty.
    pub person: String,
    /// Its window, when there is one.
    pub window: Option<Window>,
    /// The reader calls from the hospital.
    pub from_hospital: bool,
}

/// Whom to call about each line: the hospital from an office, the office from a hospital. A hospital outside is found
/// among the light recipients by its name.
pub(super) fn calls(cx: &Cx<'_>, lines: Vec<Line>) -> app::Result<Vec<Call>> {
    let from_hospital = parts::hospital_side(cx.actor());
    let all = accounts::organisations(cx)?;
    let mut windows: BTreeMap<Id, Option<Window>> = BTreeMap::new();
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        let to = if from_hospital {
            all.iter().find(|o| o.id == line.stay.office)
        } else {
            match line.stay.hospital {
                Some(h) => all.iter().find(|o| o.id == h),
                None => all.iter().find(|o| {
                    o.kind == OrganisationKind::Hospital && o.name == line.stay.hospital_name
                }),
            }
        };
        let window = match to {
            Some(o) => window_of(cx, &mut windows, o.id)?,
            None => None,
        };
        let person = if from_hospital { line.care_manager.clone() } else { line.assigned.clone() };
        let name = match to {
            Some(o) => parts::plain(o),
            None => line.stay.hospital_name.clone(),
        };
        out.push(Call { to: to.cloned(), name, person, window, from_hospital, line });
    }
    Ok(out)
}

fn window_of(
    cx: &Cx<'_>,
    known: &mut BTreeMap<Id, Option<Window>>,
    org: OrganisationId,
) -> app::Result<Option<Window>> {
    if let Some(w) = known.get(&org.0) {
        return Ok(w.clone());
    }
    let w = directory::use_cases::windows::windows_of(cx, org)?.into_iter().next();
    known.insert(org.0, w.clone());
    Ok(w)
}

/// What to say, in a few lines.
fn to_say(c: &Call) -> String {
    let s = &c.line.stay;
    let planned = s.planned_on.map(wareki::month_day);
    let text = match (c.line.next, c.from_hospital) {
        (Next::Contact, false) => {
            "入院したと聞いたこと、担当のケアマネジャーであること。提供書をいつ、だれあてに送ればよいか"
        }
        (Next::Sheet, false) => "入院時情報提供書を送ること。あて先の部署とお名前",
        (Next::Record, false) => "退院後に気をつけること、お薬、つぎの受診、医療処置",
        (Next::End, false) => "退院の日が決まっているか",
        (_, false) => "いまのようすと、退院の見込み",
        (Next::Assign, true) => {
            "担当になったことと、これから連絡する人の名前。提供書がまだのときは、いつ届くか"
        }
        (Next::Screen, true) => "入院前の暮らし、介護する人、気になっていること",
        (Next::Planning, true) => "退院の調整を始めること、退院の見込み、カンファの希望",
        (Next::Conference, true) => "カンファを開くか、開くなら日時と来てほしい人",
        (Next::DischargeNotice, true) => "退院の日と時刻、お薬、つぎの受診、必要な物",
        (_, true) => "退院後の予定と、渡す書類",
    };
    match planned {
        Some(d) => format!("{text}（退院予定日 {d}）"),
        None => text.to_string(),
    }
}

fn section(n: usize, c: &Call, now: At) -> FormSection {
    let l = &c.line;
    let text = |label: &str, value: String| {
        let value = if value.is_empty() { Value::Blank } else { Value::Text(value) };
        FormRow::new(label, value)
    };
    let phone = c
        .window
        .as_ref()
        .map(|w| w.phone.clone())
        .filter(|p| !p.is_empty())
        .or_else(|| c.to.as_ref().map(|o| o.phone.clone()))
        .unwrap_or_default();
    let person = c
        .window
        .as_ref()
        .map(|w| w.person.clone())
        .filter(|p| !p.is_empty() && c.person.is_empty())
        .unwrap_or_else(|| c.person.clone());
    let (hours, avoid) = match &c.window {
        Some(w) => (
            w.hours_words().join("、"),
            w.avoid.iter().map(Avoid::words).collect::<Vec<_>>().join("、"),
        ),
        None => (String::new(), String::new()),
    };
    let said = |words: String| {
        if words.is_empty() {
            Value::Said("まだ聞いていません".into())
        } else {
            Value::Text(words)
        }
    };
    let result = ["話せた", "不在・折り返しを待つ", "またかける（　　時ごろ）", "FAXにする"];
    FormSection {
        title: format!(
            "{n}．{} 様（{}歳）　{}",
            l.resident.name,
            l.resident.age(now.date()),
            l.stay.hospital_name
        ),
        note: Some(format!("つぎにすること：{}", words::next(l.next))),
        rows: vec![
            text("電話する相手", format!("{}　{person}", c.name).trim().to_string()),
            text("電話番号", phone),
            FormRow::new("かけてよい時間", said(hours)),
            FormRow::new("避けてほしい時間", said(avoid)),
            text("伝えること・聞くこと", to_say(c)),
            FormRow::new(
                "結果",
                Value::Options(result.iter().map(|r| Choice::new("", *r, false)).collect()),
            ),
            FormRow::new("話した人・時刻", Value::Blank),
            FormRow::new("聞いたこと", Value::LongText("\n\n".into())),
        ],
    }
}

/// The sheet.
pub(super) fn sheet(calls: &[Call], now: At) -> FormSheet {
    FormSheet {
        heading_rows: Vec::new(),
        sections: calls.iter().enumerate().map(|(n, c)| section(n + 1, c, now)).collect(),
    }
}

/// The job.
pub(super) fn job(req: &slice::Req, calls: &[Call]) -> Result<PrintJob, slice::Fail> {
    let now = req.app.now();
    Ok(PrintJob::of(&sheet(calls, now))
        .map_err(|e| slice::Fail::Use(app::Error::Inconsistent(format!("calls: {e}"))))?
        .title("電話メモ")
        .sender(req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default())
        .demo(super::demo(&req.shell))
        .printed_at(super::printed_at(now))
        .build())
}

#[cfg(test)]
mod tests {
    use super::super::super::office::samples;
    use super::super::several::tests::line;
    use super::*;
    use crate::model::Mover;

    fn call(next: Next, from_hospital: bool) -> Call {
        Call {
            line: line(1, next, Mover::Office),
            to: Some(samples::hospital()),
            name: "みどり総合病院（架空）".into(),
            person: "小田島 誠".into(),
            window: None,
            from_hospital,
        }
    }

    #[test]
    fn a_call_sheet_says_whom_when_and_what() {
        let s = sheet(&[call(Next::Sheet, false), call(Next::Planning, true)], samples::now());
        assert_eq!(s.sections.len(), 2);
        let words = serde_json::to_string(&s).unwrap();
        for w in [
            "みどり総合病院（架空）　小田島 誠",
            "0000-65-0010",
            "あて先の部署とお名前",
            "カンファの希望",
            "不在・折り返しを待つ",
            "まだ聞いていません",
        ] {
            assert!(words.contains(w), "{w}");
        }
    }

    #[test]
    fn every_step_has_something_to_say_on_both_sides() {
        for next in [
            Next::Contact,
            Next::Sheet,
            Next::Assign,
            Next::Screen,
            Next::Planning,
            Next::Conference,
            Next::DischargeNotice,
            Next::Papers,
            Next::End,
            Next::Record,
            Next::Nothing,
        ] {
            for side in [false, true] {
                assert!(to_say(&call(next, side)).chars().count() > 8);
            }
        }
    }
}
