//! Words of the acts of what is got ready until discharge: dates, reasons, checklist, procedures, places, papers.
use kernel::wareki;

use super::Said;
use crate::model::checklist::{CheckState, Checklist, Taker};
use crate::model::facility_answers::{self, Takes};
use crate::model::place::PlaceStage;
use crate::model::{Act, ActKind, EndKind, codes};

/// The words, when the act belongs here.
pub(super) fn said(a: &Act) -> Option<Said> {
    let code = |n: usize| a.detail.codes.get(n).map_or("", String::as_str);
    let (title, text, column) = match a.kind {
        ActKind::NotDischarged if a.detail.codes.is_empty() => {
            ("退院できない理由は なくなりました".to_owned(), Vec::new(), true)
        }
        ActKind::NotDischarged => (
            "退院できない理由を記録しました".to_owned(),
            vec![codes::not_discharged().labels(&a.detail.codes)],
            true,
        ),
        ActKind::Checklist => {
            let item = Checklist::shipped().item(code(0)).map_or("準備", |i| i.label.as_str());
            let state = CheckState::from_code(code(1)).map_or("", CheckState::label);
            let mut text = Vec::new();
            text.extend(Taker::from_code(code(2)).map(|t| format!("受け持ち {}", t.label())));
            text.extend(a.detail.day().map(|d| format!("{}まで", wareki::month_day(d))));
            (format!("準備「{item}」{state}"), text, false)
        }
        ActKind::Procedures => {
            ("退院後の医療処置".to_owned(), vec![codes::procedure_words(&a.detail.codes)], true)
        }
        ActKind::Place => {
            let place = EndKind::from_code(code(1)).map_or("", EndKind::label);
            let stage = PlaceStage::from_code(code(0)).map_or("暮らす場所", PlaceStage::label);
            (format!("{stage}（{place}）"), Vec::new(), true)
        }
        ActKind::FacilityAsked => (
            format!("{}に、受け入れを問い合わせました", a.to_name),
            (!a.detail.codes.is_empty())
                .then(|| codes::procedure_words(&a.detail.codes))
                .into_iter()
                .collect(),
            true,
        ),
        ActKind::FacilityAnswer => {
            let takes = Takes::from_code(code(0)).map_or("", Takes::label);
            (format!("{}の返事「{takes}」", a.to_name), by_procedure(a), true)
        }
        ActKind::Orders => {
            let mut text = Vec::new();
            let from = a.detail.data.get("from").and_then(|d| d.as_str());
            let from = from.and_then(|d| d.parse::<kernel::Date>().ok()).map(wareki::month_day);
            let to = a.detail.day().map(wareki::month_day);
            match (from, to) {
                (Some(f), Some(t)) => text.push(format!("{f}から{t}まで")),
                (Some(f), None) => text.push(format!("{f}から")),
                _ => {}
            }
            (format!("{}を受け取りました", codes::orders().label(code(0))), text, true)
        }
        _ => return None,
    };
    Some(Said { title, text, column })
}

/// 「夜間の吸引 受けられません（夜間に処置のできる職員がいない）」 for each procedure.
pub(crate) fn by_procedure(a: &Act) -> Vec<String> {
    let list = codes::facility_care();
    facility_answers::data(a)
        .each
        .iter()
        .map(|e| {
            let takes = e.takes().map_or("", Takes::label);
            let why: Vec<&str> = e
                .reasons
                .iter()
                .map(|r| list.reason(r).map_or(r.as_str(), |c| c.label.as_str()))
                .collect();
            let why =
                if why.is_empty() { String::new() } else { format!("（{}）", why.join("、")) };
            format!("{} {takes}{why}", codes::procedure(&e.procedure))
        })
        .collect()
}
