//! Words of the acts of 退院前カンファ: changes after closing and who has read them.
use super::Said;
use crate::model::{Act, ActKind, Method};

/// The changed lines that the act itself keeps: 「退院予定日　11月27日まで → 11月25日まで」.
fn lines(a: &Act) -> Vec<String> {
    let text = |v: &serde_json::Value, key: &str| {
        v.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
    };
    let or_none = |t: String| if t.is_empty() { "（なし）".to_owned() } else { t };
    let all = a.detail.data.get("changes").and_then(serde_json::Value::as_array);
    let mut out: Vec<String> = all
        .into_iter()
        .flatten()
        .map(|c| {
            let (before, after) = (or_none(text(c, "before")), or_none(text(c, "after")));
            format!("{}　{before} → {after}", text(c, "label"))
        })
        .collect();
    let count = a.detail.data.get("count").and_then(serde_json::Value::as_u64).unwrap_or(0);
    let rest = count.saturating_sub(u64::try_from(out.len()).unwrap_or(0));
    if rest > 0 {
        out.push(format!("ほか{rest}件"));
    }
    out
}

/// The words, when the act belongs here.
pub(super) fn said(a: &Act) -> Option<Said> {
    match a.kind {
        ActKind::ConferenceChanged => Some(Said {
            title: "退院前カンファの決定が変わりました".into(),
            text: lines(a),
            column: true,
        }),
        ActKind::ConferenceSeen => {
            let text = match (a.method, a.to_name.as_str()) {
                (Some(Method::Ict) | None, _) | (_, "") => Vec::new(),
                (_, to) => vec![format!("{to}へ伝えました")],
            };
            let title = if text.is_empty() {
                "カンファの決定を確認しました"
            } else {
                "カンファの決定を伝えました"
            };
            Some(Said { title: title.into(), text, column: false })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::conference::samples;

    #[test]
    fn a_change_tells_its_lines_and_how_many_more_there_are() {
        let mut a = samples::act(1, ActKind::ConferenceChanged, "2026-11-17");
        a.detail.data = serde_json::json!({ "count": 3, "changes": [
            { "label": "退院予定日", "before": "11月27日（金）まで", "after": "11月25日（水）まで" },
            { "label": "食事", "before": "", "after": "きざみ" }] });
        let s = said(&a).unwrap();
        assert_eq!(
            s.text,
            [
                "退院予定日　11月27日（金）まで → 11月25日（水）まで",
                "食事　（なし） → きざみ",
                "ほか1件"
            ]
        );
        a.detail.data = serde_json::Value::Null;
        assert!(said(&a).unwrap().text.is_empty(), "an act without details is no fault");
        let mut seen = samples::act(2, ActKind::ConferenceSeen, "2026-11-17");
        seen.to_name = "長女 菊池さん".into();
        assert!(said(&seen).unwrap().title.contains("伝えました"));
        assert!(said(&samples::act(3, ActKind::Papers, "2026-11-17")).is_none());
    }
}
