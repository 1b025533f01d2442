//! Answers as a FHIR R4 QuestionnaireResponse and back. 不明 is an answer with data-absent-reason; where an answer came from, its
//! day, 別紙参照 and the words beside a choice are extensions of ours.
use kernel::At;
use serde_json::{Map, Value as Json, json};

use crate::answers::{Answer, Answers, Given, Key, Pick, Source, Value};
use crate::enable::only_asked;
use crate::ext;
use crate::model::{Form, Group, Node, Question};
use crate::vars::{coding, decimal_json, value_of};

/// What the resource says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Logical id.
    pub id: Option<String>,
    /// `Patient/…`.
    pub subject: Option<String>,
    /// `PractitionerRole/…` or `Organization/…`.
    pub author: Option<String>,
    /// When it was confirmed.
    pub authored: Option<At>,
    /// 確定; otherwise in progress.
    pub completed: bool,
}

/// Why a response was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResponseError {
    /// Not a QuestionnaireResponse.
    #[error("this is no QuestionnaireResponse")]
    NotAResponse,
    /// It answers another form or version.
    #[error("the response answers {0}, not this form")]
    OtherForm(String),
    /// An item that this form does not have, or has elsewhere.
    #[error("the form has no item `{0}` there")]
    NoSuchItem(String),
    /// A value that is no answer to the question.
    #[error("`{0}` has a value that does not fit")]
    Value(String),
}

/// The resource. Only what is asked and not wrong is in it.
pub fn to_fhir(form: &Form, answers: &Answers, about: &About) -> Json {
    let answers = only_asked(form, answers);
    let mut out = Map::new();
    out.insert("resourceType".into(), json!("QuestionnaireResponse"));
    if let Some(id) = &about.id {
        out.insert("id".into(), json!(id));
    }
    out.insert("questionnaire".into(), json!(format!("{}|{}", form.url, form.version)));
    out.insert("status".into(), json!(if about.completed { "completed" } else { "in-progress" }));
    if let Some(subject) = &about.subject {
        out.insert("subject".into(), json!({ "reference": subject }));
    }
    if let Some(at) = about.authored {
        out.insert("authored".into(), json!(at.text()));
    }
    if let Some(author) = &about.author {
        out.insert("author".into(), json!({ "reference": author }));
    }
    let mut chapters = Vec::new();
    for chapter in &form.chapters {
        let mut items = Vec::new();
        for node in &chapter.nodes {
            match node {
                Node::Question(q) => items.extend(item(q, answers.get(&Key::single(&q.link_id)))),
                Node::Group(g) => items.extend(groups(&answers, g)),
            }
        }
        if !items.is_empty() {
            chapters
                .push(json!({ "linkId": chapter.link_id, "text": chapter.title, "item": items }));
        }
    }
    if !chapters.is_empty() {
        out.insert("item".into(), Json::Array(chapters));
    }
    Json::Object(out)
}

/// The same as a value of the shared type.
pub fn to_resource(
    form: &Form,
    answers: &Answers,
    about: &About,
) -> Result<fhir::QuestionnaireResponse, serde_json::Error> {
    serde_json::from_value(to_fhir(form, answers, about))
}

fn groups(answers: &Answers, g: &Group) -> Vec<Json> {
    let of = |keys: Vec<Key>| -> Option<Json> {
        let items: Vec<Json> = g
            .questions
            .iter()
            .zip(keys)
            .filter_map(|(q, key)| item(q, answers.get(&key)))
            .collect();
        (!items.is_empty()).then(|| json!({ "linkId": g.link_id, "text": g.title, "item": items }))
    };
    match g.rows {
        None => {
            of(g.questions.iter().map(|q| Key::single(&q.link_id)).collect()).into_iter().collect()
        }
        Some(_) => (0..answers.rows(&g.link_id).len())
            .filter_map(|n| {
                of(g.questions.iter().map(|q| Key::in_row(&g.link_id, n, &q.link_id)).collect())
            })
            .collect(),
    }
}

fn item(q: &Question, answer: Option<&Answer>) -> Option<Json> {
    let answer = answer.filter(|a| !a.is_blank() && !matches!(a.given, Given::Wrong(_)))?;
    let mut out = Map::new();
    let mut extensions = Vec::new();
    if let Some(s) = &answer.source {
        extensions.push(json!({ "url": ext::ANSWER_SOURCE, "valueString": s.text }));
        if let Some(d) = s.as_of {
            extensions.push(json!({ "url": ext::ANSWER_AS_OF, "valueDate": d.to_string() }));
        }
    }
    if answer.attached {
        let paper = q.attachment.clone().unwrap_or_default();
        extensions.push(json!({ "url": ext::ANSWER_ATTACHED, "valueString": paper }));
    }
    if !extensions.is_empty() {
        out.insert("extension".into(), Json::Array(extensions));
    }
    out.insert("linkId".into(), json!(q.link_id));
    out.insert("text".into(), json!(q.text));
    let answers = match &answer.given {
        Given::Unknown => {
            vec![json!({ "extension": [{ "url": ext::ABSENT_REASON, "valueCode": "unknown" }] })]
        }
        Given::Value(v) => values(q, v),
        _ => Vec::new(),
    };
    if !answers.is_empty() {
        out.insert("answer".into(), Json::Array(answers));
    }
    Some(Json::Object(out))
}

fn values(q: &Question, value: &Value) -> Vec<Json> {
    match value {
        Value::YesNo(b) => vec![json!({ "valueBoolean": b })],
        Value::Whole(n) => vec![json!({ "valueInteger": n })],
        Value::Decimal(d) => vec![json!({ "valueDecimal": decimal_json(d) })],
        Value::Date(d) => vec![json!({ "valueDate": d.to_string() })],
        Value::Text(t) => vec![json!({ "valueString": t })],
        Value::Picks(picks) => picks
            .iter()
            .map(|p| match &p.other {
                Some(other) => json!({
                    "extension": [{ "url": ext::ANSWER_OTHER, "valueString": other }],
                    "valueCoding": coding(q, p),
                }),
                None => json!({ "valueCoding": coding(q, p) }),
            })
            .collect(),
    }
}

/// The answers of a resource. Items this form does not have are refused: nothing is dropped silently.
pub fn from_fhir(form: &Form, resource: &Json) -> Result<Answers, ResponseError> {
    if resource.get("resourceType").and_then(Json::as_str) != Some("QuestionnaireResponse") {
        return Err(ResponseError::NotAResponse);
    }
    let answers_what = resource.get("questionnaire").and_then(Json::as_str).unwrap_or_default();
    if answers_what != format!("{}|{}", form.url, form.version) {
        return Err(ResponseError::OtherForm(answers_what.to_owned()));
    }
    let mut out = Answers::new();
    for chapter_item in items(resource) {
        let id = link_id(chapter_item);
        let chapter = form.chapter(id).ok_or_else(|| ResponseError::NoSuchItem(id.to_owned()))?;
        for below in items(chapter_item) {
            let id = link_id(below);
            let node = chapter.nodes.iter().find(|n| match n {
                Node::Question(q) => q.link_id == id,
                Node::Group(g) => g.link_id == id,
            });
            match node {
                Some(Node::Question(q)) => out.set(&Key::single(id), answer(q, below)?),
                Some(Node::Group(g)) => read_group(g, below, &mut out)?,
                None => return Err(ResponseError::NoSuchItem(id.to_owned())),
            }
        }
    }
    Ok(out)
}

fn read_group(g: &Group, item: &Json, out: &mut Answers) -> Result<(), ResponseError> {
    let n = out.rows(&g.link_id).len();
    if n >= 100 {
        return Err(ResponseError::Value(g.link_id.clone()));
    }
    for below in items(item) {
        let id = link_id(below);
        let q = g
            .questions
            .iter()
            .find(|q| q.link_id == id)
            .ok_or_else(|| ResponseError::NoSuchItem(id.to_owned()))?;
        let key = if g.rows.is_some() { Key::in_row(&g.link_id, n, id) } else { Key::single(id) };
        out.set(&key, answer(q, below)?);
    }
    Ok(())
}

fn items(json: &Json) -> &[Json] {
    json.get("item").and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

fn link_id(json: &Json) -> &str {
    json.get("linkId").and_then(Json::as_str).unwrap_or_default()
}

fn extension<'a>(json: &'a Json, url: &str) -> Option<&'a Json> {
    let all = json.get("extension")?.as_array()?;
    all.iter().find(|e| e.get("url").and_then(Json::as_str) == Some(url))
}

fn answer(q: &Question, item: &Json) -> Result<Answer, ResponseError> {
    let bad = || ResponseError::Value(q.link_id.clone());
    let text_of = |e: &Json| e.get("valueString").and_then(Json::as_str).map(str::to_owned);
    let all = item.get("answer").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let given = match all {
        [] => Given::Nothing,
        [one] if extension(one, ext::ABSENT_REASON).is_some() => Given::Unknown,
        all => {
            let mut found = Vec::new();
            let mut others: Vec<Pick> = Vec::new();
            for a in all {
                let value = a
                    .as_object()
                    .and_then(|m| m.iter().find(|(k, _)| k.starts_with("value")))
                    .ok_or_else(bad)?
                    .1;
                if let (Some(other), Some(code)) = (
                    extension(a, ext::ANSWER_OTHER).and_then(text_of),
                    value.get("code").and_then(Json::as_str),
                ) {
                    others.push(Pick { code: code.to_owned(), other: Some(other) });
                }
                found.push(value.clone());
            }
            let mut value = value_of(q, &found).ok_or_else(bad)?;
            if let Value::Picks(picks) = &mut value {
                for p in picks {
                    p.other =
                        others.iter().find(|o| o.code == p.code).and_then(|o| o.other.clone());
                }
            }
            Given::Value(value)
        }
    };
    let source = extension(item, ext::ANSWER_SOURCE).and_then(text_of).map(|text| Source {
        text,
        as_of: extension(item, ext::ANSWER_AS_OF)
            .and_then(|e| e.get("valueDate")?.as_str()?.parse().ok()),
    });
    let attached = q.attachment.is_some() && extension(item, ext::ANSWER_ATTACHED).is_some();
    Ok(Answer { given, attached, source, old: false })
}
