//! Words of the acts of before and at admission: planned stays, replies keyed in, several offices told at once.
use kernel::wareki;

use super::Said;
use crate::model::reply::{Content, Told};
use crate::model::{Act, ActKind};

/// The words, when the act belongs here.
pub(super) fn said(a: &Act) -> Option<Said> {
    match a.kind {
        ActKind::Reply => Content::of(a).map(|c| reply(&c)),
        ActKind::ServicesTold => Told::of(a).map(|t| told(a, &t)),
        ActKind::AdmissionMoved => Some(moved(a)),
        _ => None,
    }
}

fn reply(c: &Content) -> Said {
    let mut text = Vec::new();
    text.extend(c.got_it.then(|| "受け取ったという返事".to_string()));
    match (c.in_charge.as_str(), c.phone.as_str()) {
        ("", "") => {}
        ("", tel) => text.push(format!("電話 {tel}")),
        (name, "") => text.push(format!("担当 {name}")),
        (name, tel) => text.push(format!("担当 {name}（{tel}）")),
    }
    text.extend(c.planned_on.map(|d| format!("退院予定日 {}", wareki::month_day(d))));
    Said { title: "病院から返事がありました".into(), text, column: true }
}

fn told(a: &Act, t: &Told) -> Said {
    let what = t.tidings.label();
    let title = match (t.by_hand, a.received_at.is_some()) {
        (true, false) => format!("「{what}」をこれから伝えます"),
        (true, true) => format!("「{what}」を伝えました"),
        (false, _) => format!("「{what}」を送りました"),
    };
    let mut text = vec![format!("{}へ", a.to_name)];
    text.extend(a.detail.day().map(wareki::month_day));
    text.extend((!t.by_hand && a.received_at.is_some()).then(|| "受け取りました".to_string()));
    Said { title, text, column: false }
}

fn moved(a: &Act) -> Said {
    let day = a.detail.day().map(wareki::month_day).unwrap_or_default();
    let before = a.detail.data.get("before").and_then(|b| b.as_str()?.parse().ok());
    Said {
        title: format!("予定入院の日が {day} に変わりました"),
        text: before.map(|d| format!("まえは {}", wareki::month_day(d))).into_iter().collect(),
        column: true,
    }
}
