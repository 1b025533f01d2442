//! From questions to a form of the engine: the definition is a FHIR Questionnaire as for the forms that are shipped, and is
//! read by the same loader, so that a question that the engine would refuse is refused when it is saved.
use serde_json::{Map, Value, json};

use super::{Kind, MOST, Question, TEXT};
use crate::ext;
use crate::load::LoadError;
use crate::model::Form;

fn extension(url: &str, key: &str, value: Value) -> Value {
    let mut one = Map::new();
    one.insert("url".into(), url.into());
    one.insert(key.into(), value);
    Value::Object(one)
}

fn item(q: &Question) -> Value {
    let mut extensions = Vec::new();
    let hint = match (q.hint.is_empty(), q.kind) {
        (false, _) => q.hint.as_str(),
        (true, Kind::Many) => "いくつでも選べます",
        (true, Kind::Month) => "「令和8年4月」や「2026年4月」のように書いてください",
        (true, Kind::Text) => "個人が分かることは書かないでください",
        _ => "",
    };
    if !hint.is_empty() {
        extensions.push(extension(ext::HINT, "valueString", hint.into()));
    }
    if !q.required {
        extensions.push(extension(ext::OPTIONAL, "valueBoolean", true.into()));
    }
    let mut out = json!({ "linkId": q.code, "text": q.label });
    let mut put = |key: &str, value: Value| {
        if let Value::Object(map) = &mut out {
            map.insert(key.into(), value);
        }
    };
    put("required", q.required.into());
    match q.kind {
        Kind::Number => {
            put("type", "integer".into());
            let most = q.most.unwrap_or(MOST);
            extensions.push(extension(ext::MAX_VALUE, "valueInteger", most.into()));
            if !q.unit.is_empty() {
                let coding = json!({ "display": q.unit });
                extensions.push(extension(ext::UNIT, "valueCoding", coding));
            }
        }
        Kind::Month => {
            put("type", "string".into());
            put("maxLength", 20.into());
        }
        Kind::Text | Kind::Head => {
            put("type", "text".into());
            put("maxLength", TEXT.into());
            extensions.push(extension(ext::LINES, "valueInteger", 4.into()));
        }
        Kind::One | Kind::Many | Kind::Scale | Kind::Nps => {
            let choices = q.choices();
            let last = choices.len().saturating_sub(1);
            let options: Vec<Value> = choices
                .into_iter()
                .enumerate()
                .map(|(i, (code, display))| {
                    let coding = json!({ "code": code, "display": display });
                    if q.other && i == last {
                        let open = extension(ext::OPTION_OPEN, "valueBoolean", true.into());
                        return json!({ "valueCoding": coding, "extension": [open] });
                    }
                    json!({ "valueCoding": coding })
                })
                .collect();
            put("type", if q.other { "open-choice" } else { "choice" }.into());
            put("repeats", (q.kind == Kind::Many).into());
            put("answerOption", options.into());
        }
    }
    put("extension", extensions.into());
    out
}

/// The questions as a FHIR R4 Questionnaire in the supported subset (README.md). A heading begins a chapter.
pub fn questionnaire(title: &str, questions: &[Question]) -> Value {
    let mut chapters: Vec<Value> = Vec::new();
    let mut at: Option<(String, String, Vec<Value>)> = None;
    let mut end = |c: Option<(String, String, Vec<Value>)>| {
        if let Some((id, text, items)) = c {
            chapters.push(json!({ "linkId": id, "text": text, "type": "group", "item": items }));
        }
    };
    for q in questions {
        if q.kind == Kind::Head {
            end(at.take());
            at = Some((format!("s_{}", q.code), q.label.clone(), Vec::new()));
            continue;
        }
        at.get_or_insert_with(|| ("s_first".into(), title.to_owned(), Vec::new())).2.push(item(q));
    }
    end(at);
    json!({
        "resourceType": "Questionnaire", "id": "own", "url": format!("{}/Questionnaire/own", ext::BASE),
        "version": "1", "title": title, "status": "active", "item": chapters,
        "extension": [extension(ext::SOURCE, "valueString", "この地域でつくった質問".into())],
    })
}

/// The form of the engine.
///
/// # Errors
/// What the engine does not take; [`Question::problems`] tells people before.
pub fn form(title: &str, questions: &[Question]) -> Result<Form, LoadError> {
    Form::load(&questionnaire(title, questions).to_string())
}
