//! Reading a form definition: everything outside the supported subset is refused with its place and reason, so that a form that
//! loads can be filled, checked, printed and exchanged.
use std::collections::{BTreeMap, BTreeSet};

use fhir::Expr;

use crate::canon;
use crate::codes::{CodeBook, shipped};
use crate::ext;
use crate::load_item::{self, Inherited};
use crate::model::{Constraint, Form, Node, Scales, Test};
use crate::raw;

/// Variables a form's expressions may use; what a caller does not supply is empty (not known).
pub const VARIABLES: [&str; 13] = [
    "answers",
    "today",
    "resident",
    "last_sheet",
    "care_team",
    "organisation",
    "author",
    "stay",
    "past_stay",
    "consent",
    "health",
    "wishes",
    "sheet",
];

/// Names a part of a linkId may not have: words of the expression language and the endings of field names.
const RESERVED: [&str; 22] = [
    "and", "or", "xor", "implies", "in", "is", "as", "contains", "div", "mod", "true", "false",
    "has", "era", "y", "m", "d", "time", "open", "text", "unit", "attached",
];

/// Why a definition was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// No JSON, or elements outside the subset.
    #[error("the definition cannot be read: {0}")]
    Json(String),
    /// Something in the definition is not supported or contradicts itself.
    #[error("{place}: {reason}")]
    Refused {
        /// linkId, or `form`.
        place: String,
        /// Reason in plain English, for the author of the definition.
        reason: String,
    },
    /// An expression is outside the language, or cannot work.
    #[error("{place}: expression `{source_text}`: {reason}")]
    Expression {
        /// linkId or constraint key.
        place: String,
        /// The expression.
        source_text: String,
        /// Reason.
        reason: String,
    },
    /// This code and version was published with other content.
    #[error("{code} {version} is published already with other content")]
    Published {
        /// Form code.
        code: String,
        /// Version.
        version: String,
    },
}

pub(crate) fn refused<T>(place: &str, reason: impl Into<String>) -> Result<T, LoadError> {
    Err(LoadError::Refused { place: place.to_owned(), reason: reason.into() })
}

impl Form {
    /// Reads a definition that uses the shipped code lists.
    pub fn load(json: &str) -> Result<Form, LoadError> {
        let book = shipped().map_err(|e| LoadError::Json(e.to_string()))?;
        Form::load_with(json, &book)
    }

    /// Reads a definition that uses the lists of `book`.
    pub fn load_with(json: &str, book: &CodeBook) -> Result<Form, LoadError> {
        let raw: raw::Questionnaire =
            serde_json::from_str(json).map_err(|e| LoadError::Json(e.to_string()))?;
        build(raw, json, book)
    }
}

fn build(raw: raw::Questionnaire, json: &str, book: &CodeBook) -> Result<Form, LoadError> {
    if raw.resource_type != "Questionnaire" {
        return refused("form", "this is no Questionnaire");
    }
    if raw.status != "active" {
        return refused(
            "form",
            format!("status `{}`: only active definitions are loaded", raw.status),
        );
    }
    check_name("form", &raw.id.replace('-', "_"))?;
    if raw.version.is_empty()
        || !raw.version.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
    {
        return refused("form", format!("`{}` is no version", raw.version));
    }
    if raw.url != format!("{}/Questionnaire/{}", ext::BASE, raw.id) {
        return refused("form", format!("the url must be {}/Questionnaire/{}", ext::BASE, raw.id));
    }
    let mut form = Form {
        code: raw.id,
        version: raw.version,
        url: raw.url,
        title: raw.title,
        description: raw.description.unwrap_or_default(),
        owner: String::new(),
        source: String::new(),
        date: raw.date.and_then(|d| d.parse().ok()),
        chapters: Vec::new(),
        constraints: Vec::new(),
        scales: Scales::default(),
        hash: String::new(),
    };
    let mut inherited = Inherited::default();
    for e in &raw.extension {
        match e.url.as_str() {
            ext::OWNER => form.owner = text("form", e)?,
            ext::SOURCE => form.source = text("form", e)?,
            ext::CONSTRAINT => form.constraints.push(constraint(e)?),
            _ => {
                if !inherited.take("form", e)? {
                    return refused("form", format!("the extension {} is not known here", e.url));
                }
            }
        }
    }
    if form.source.is_empty() {
        return refused("form", "a form names its source");
    }
    let mut used = load_item::Used::default();
    for item in raw.item {
        form.chapters.push(load_item::chapter(item, &inherited, book, &mut used)?);
    }
    form.scales = Scales(used.ordinals);
    check_names(&form)?;
    check_conditions(&form)?;
    check_constraints(&form)?;
    let whole: serde_json::Value =
        serde_json::from_str(json).map_err(|e| LoadError::Json(e.to_string()))?;
    let mut content = canon::text(&whole);
    for list in &used.lists {
        content.push('\n');
        content.push_str(list);
    }
    form.hash = kernel::sha256_hex(content.as_bytes());
    Ok(form)
}

pub(crate) fn text(place: &str, e: &raw::Extension) -> Result<String, LoadError> {
    match &e.value_string {
        Some(t) => Ok(t.clone()),
        None => refused(place, format!("{} needs a valueString", e.url)),
    }
}

/// Parses an expression and refuses variables nobody supplies.
pub(crate) fn expression(place: &str, source: &str, allowed: &[&str]) -> Result<Expr, LoadError> {
    let fail = |reason: String| LoadError::Expression {
        place: place.to_owned(),
        source_text: source.to_owned(),
        reason,
    };
    let expr = Expr::parse(source).map_err(|e| fail(e.to_string()))?;
    if let Some(name) = expr.variables().iter().find(|v| !allowed.contains(v)) {
        return Err(fail(format!("there is no variable %{name}")));
    }
    Ok(expr)
}

fn constraint(e: &raw::Extension) -> Result<Constraint, LoadError> {
    let part = |url: &str| e.extension.iter().find(|x| x.url == url);
    let key = part("key").and_then(|x| x.value_id.clone()).unwrap_or_default();
    let place = format!("constraint {key}");
    if let Some(other) = e
        .extension
        .iter()
        .find(|x| !["key", "severity", "expression", "human", "location"].contains(&x.url.as_str()))
    {
        return refused(&place, format!("`{}` is not supported", other.url));
    }
    let string = |url: &str| part(url).and_then(|x| x.value_string.clone());
    let (Some(source), Some(message), Some(location)) =
        (string("expression"), string("human"), string("location"))
    else {
        return refused(&place, "a constraint has an expression, a human text and a location");
    };
    let blocks = match part("severity").and_then(|x| x.value_code.as_deref()) {
        Some("error") => true,
        Some("warning") => false,
        _ => return refused(&place, "severity is error or warning"),
    };
    let expression = expression(&place, &source, &VARIABLES)?;
    Ok(Constraint { key, expression, message, location, blocks })
}

/// A linkId: lower-case words of letters, digits and `_`, joined by dots. Capitals are refused because the expression language
/// reads `carerAge` as a typed `carer`.
pub(crate) fn check_name(place: &str, link_id: &str) -> Result<(), LoadError> {
    for part in link_id.split('.') {
        let mut chars = part.chars();
        let good = chars.next().is_some_and(|c| c.is_ascii_lowercase())
            && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !good || RESERVED.contains(&part) {
            return refused(place, format!("`{link_id}` cannot be a linkId"));
        }
    }
    Ok(())
}

/// linkIds are unique, and none begins another: `care` and `care.level` could not both be read in an expression.
fn check_names(form: &Form) -> Result<(), LoadError> {
    let mut seen = BTreeSet::new();
    let mut leaves = BTreeSet::new();
    for chapter in &form.chapters {
        if !seen.insert(chapter.link_id.as_str()) {
            return refused(&chapter.link_id, "this linkId stands twice");
        }
        for node in &chapter.nodes {
            if let Node::Group(g) = node {
                if !seen.insert(g.link_id.as_str()) {
                    return refused(&g.link_id, "this linkId stands twice");
                }
                if g.rows.is_some() {
                    if let Some(q) = g
                        .questions
                        .iter()
                        .find(|q| q.link_id.split_once('.').map(|p| p.0) != Some(&g.link_id))
                    {
                        return refused(
                            &q.link_id,
                            format!("in the repeating group it must begin with `{}.`", g.link_id),
                        );
                    }
                    leaves.insert(g.link_id.as_str());
                }
            }
        }
    }
    for placed in form.questions() {
        let id = placed.question.link_id.as_str();
        if !seen.insert(id) {
            return refused(id, "this linkId stands twice");
        }
        if placed.repeating().is_none() {
            leaves.insert(id);
        }
    }
    for id in &leaves {
        let mut parts: Vec<&str> = id.split('.').collect();
        while parts.pop().is_some() && !parts.is_empty() {
            if leaves.contains(parts.join(".").as_str()) {
                return refused(id, format!("`{}` is a question itself", parts.join(".")));
            }
        }
    }
    Ok(())
}

/// enableWhen looks back only, at questions that have such answers.
fn check_conditions(form: &Form) -> Result<(), LoadError> {
    let mut before: BTreeMap<&str, crate::model::Placed<'_>> = BTreeMap::new();
    for placed in form.questions() {
        let id = placed.question.link_id.as_str();
        for c in &placed.question.enable.conditions {
            let Some(gate) = before.get(c.question.as_str()) else {
                return refused(
                    id,
                    format!("enableWhen names `{}`, which does not stand before it", c.question),
                );
            };
            let in_rows = gate.repeating().map(|r| &r.0.link_id);
            if in_rows.is_some() && in_rows != placed.repeating().map(|r| &r.0.link_id) {
                return refused(id, "enableWhen names a question of another repeating group");
            }
            let fits = match &c.test {
                Test::Is(code) | Test::IsNot(code) => gate.question.choice(code).is_some(),
                Test::IsYes(_) => matches!(gate.question.kind, crate::model::Kind::YesNo { .. }),
                Test::Answered(_) => true,
            };
            if !fits {
                return refused(
                    id,
                    format!("`{}` has no such answer as enableWhen asks for", c.question),
                );
            }
        }
        before.insert(id, placed);
    }
    Ok(())
}

fn check_constraints(form: &Form) -> Result<(), LoadError> {
    let mut keys = BTreeSet::new();
    for c in &form.constraints {
        let place = format!("constraint {}", c.key);
        if c.key.is_empty() || !keys.insert(&c.key) {
            return refused(&place, "a constraint has a key of its own");
        }
        if form.question(&c.location).is_none() && form.repeating(&c.location).is_none() {
            return refused(&place, format!("there is no question `{}`", c.location));
        }
        for name in crate::words::placeholders(&c.message) {
            if name != "%today" && form.question(name).is_none() {
                return refused(&place, format!("the text names `{name}`, which is no question"));
            }
        }
    }
    Ok(())
}
