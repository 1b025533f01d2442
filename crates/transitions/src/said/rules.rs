//! Words of the acts of criteria of 退院支援の要否: what the ward told of the ADL.
use forms::Given;

use super::Said;
use crate::model::{Act, ActKind};
use crate::use_cases::{adl, rules};

/// The words, when the act belongs here. What is kept closely (虐待, 困窮) is never said outside the page it belongs to.
pub(super) fn said(a: &Act) -> Option<Said> {
    if a.kind != ActKind::Adl {
        return None;
    }
    let answers = adl::answers_of(a);
    let form = rules::ward_form().ok();
    let mut text = Vec::new();
    let mut others = 0;
    if let (Some(answers), Some(form)) = (answers, form) {
        for p in form.questions() {
            let id = p.question.link_id.as_str();
            let Some(answer) = answers.get(&forms::Key::single(id)) else { continue };
            if !matches!(answer.given, Given::Value(_)) || id.starts_with("said.") {
                continue;
            }
            if id.starts_with("adl.now.") {
                text.push(format!(
                    "{} {}",
                    p.question.label(),
                    forms::words::answer(p.question, answer)
                ));
            } else {
                others += 1;
            }
        }
    }
    let mut lines = Vec::new();
    if !text.is_empty() {
        lines.push(text.join("・"));
    }
    if others > 0 {
        lines.push(format!("ほか{others}項目"));
    }
    Some(Said {
        title: "いまの動作のようすを記録しました".into(), text: lines, column: true
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::StayId;
    use crate::model::act::Detail;
    use kernel::{At, Id};

    fn act(kind: ActKind, data: serde_json::Value) -> Act {
        let id = Id::from_bytes([7; 16]);
        Act {
            id,
            stay: StayId(id),
            kind,
            day: None,
            at: At::from_millis(1_795_228_800_000),
            method: None,
            account: None,
            organisation: None,
            name: "及川 恵".into(),
            to_org: None,
            to_name: String::new(),
            said_by: String::new(),
            detail: Detail { data, ..Detail::default() },
            record: None,
            hash: None,
            opened_at: None,
            received_at: None,
            cancelled: false,
        }
    }

    #[test]
    fn the_log_says_the_movements_and_hides_what_is_kept_closely() {
        let form = rules::ward_form().unwrap();
        let mut state = ui::FormState::default();
        for (k, v) in
            [("adl.now.walk", "partial"), ("family.abuse", "true"), ("life.poverty", "true")]
        {
            state.put(&format!("a.{k}"), v.into());
        }
        let day = "2026-11-19".parse().unwrap();
        let answers = forms::input::read(form, None, &state, &forms::Answers::new(), day).answers;
        let said = said(&act(ActKind::Adl, serde_json::json!({ "answers": answers }))).unwrap();
        assert_eq!(said.text, ["歩行 一部介助", "ほか2項目"]);
        let all = said.text.join("") + &said.title;
        assert!(!all.contains("虐待") && !all.contains("困窮"));
    }

    #[test]
    fn an_act_without_content_still_has_words_and_others_have_none_here() {
        let empty = said(&act(ActKind::Adl, serde_json::Value::Null)).unwrap();
        assert!(empty.text.is_empty() && !empty.title.is_empty());
        assert!(said(&act(ActKind::Papers, serde_json::Value::Null)).is_none());
    }
}
