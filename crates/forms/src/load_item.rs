//! Reading chapters, groups and questions of a definition.
use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::codes::CodeBook;
use crate::ext;
use crate::load::{LoadError, VARIABLES, check_name, expression, refused, text};
use crate::load_kind;
use crate::model::{
    Chapter, Condition, Confidential, Enable, Group, Kind, Layout, Node, Question, Rows, Test,
};
use crate::raw;

/// What a form or group passes on to the questions below it.
#[derive(Debug, Clone)]
pub(crate) struct Inherited {
    unknown: Option<String>,
    optional: bool,
    copy_last: bool,
    factor: bool,
    confidential: Confidential,
}

impl Default for Inherited {
    fn default() -> Self {
        Inherited {
            unknown: None,
            optional: false,
            copy_last: false,
            factor: false,
            confidential: Confidential::Normal,
        }
    }
}

impl Inherited {
    /// Takes an extension that is passed on; false when it is another.
    pub(crate) fn take(&mut self, place: &str, e: &raw::Extension) -> Result<bool, LoadError> {
        match e.url.as_str() {
            ext::UNKNOWN => self.unknown = Some(text(place, e)?).filter(|t| !t.is_empty()),
            ext::OPTIONAL => self.optional = flag(place, e)?,
            ext::DISCHARGE_FACTOR => self.factor = flag(place, e)?,
            ext::COPY_FROM => {
                self.copy_last = match text(place, e)?.as_str() {
                    "%last_sheet" => true,
                    "none" => false,
                    other => {
                        return refused(place, format!("copy-from `{other}` is not supported"));
                    }
                }
            }
            ext::CONFIDENTIALITY => {
                self.confidential = match e.value_code.as_deref() {
                    Some("N") => Confidential::Normal,
                    Some("R") => Confidential::Restricted,
                    Some("V") => Confidential::Very,
                    _ => return refused(place, "confidentiality is N, R or V"),
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// What the questions use of the code lists.
#[derive(Debug, Default)]
pub(crate) struct Used {
    /// Places on scales; one place a code in a form.
    pub ordinals: BTreeMap<String, u16>,
    /// Content of the lists, for the hash.
    pub lists: BTreeSet<String>,
}

pub(crate) fn flag(place: &str, e: &raw::Extension) -> Result<bool, LoadError> {
    match e.value_boolean {
        Some(b) => Ok(b),
        None => refused(place, format!("{} needs a valueBoolean", e.url)),
    }
}

fn small(place: &str, e: &raw::Extension) -> Result<u8, LoadError> {
    match e.value_integer.and_then(|n| u8::try_from(n).ok()).filter(|n| *n > 0) {
        Some(n) => Ok(n),
        None => refused(place, format!("{} needs a valueInteger from 1 to 255", e.url)),
    }
}

pub(crate) fn chapter(
    item: raw::Item,
    form: &Inherited,
    book: &CodeBook,
    used: &mut Used,
) -> Result<Chapter, LoadError> {
    let place = item.link_id.as_str();
    check_name(place, place)?;
    if item.kind != "group" || item.repeats || !item.enable_when.is_empty() {
        return refused(place, "a chapter is a plain group that does not repeat");
    }
    let mut below = form.clone();
    let mut local = false;
    for e in &item.extension {
        match e.url.as_str() {
            ext::LOCAL => local = flag(place, e)?,
            ext::VERIFY => {}
            _ if below.take(place, e)? => {}
            _ => {
                return refused(
                    place,
                    format!("the extension {} is not known on a chapter", e.url),
                );
            }
        }
    }
    let mut nodes = Vec::new();
    for child in item.item {
        nodes.push(if child.kind == "group" {
            Node::Group(group(child, &below, book, used)?)
        } else {
            Node::Question(Box::new(question(child, &below, book, used)?))
        });
    }
    Ok(Chapter {
        number: item.prefix.unwrap_or_default(),
        title: item.text,
        local,
        nodes,
        link_id: item.link_id,
    })
}

fn group(
    item: raw::Item,
    form: &Inherited,
    book: &CodeBook,
    used: &mut Used,
) -> Result<Group, LoadError> {
    let place = item.link_id.as_str();
    check_name(place, place)?;
    if !item.enable_when.is_empty() {
        return refused(place, "conditions stand on the questions of a group, not on the group");
    }
    let mut below = form.clone();
    let mut layout = Layout::Stack;
    let (mut min, mut max, mut label, mut hint) = (0, 1, "{n}".to_owned(), None);
    for e in &item.extension {
        match e.url.as_str() {
            ext::HINT => hint = Some(text(place, e)?),
            ext::ROW_LABEL => label = text(place, e)?,
            ext::LAYOUT => {
                layout = match e.value_code.as_deref() {
                    Some("pair") => Layout::Pair,
                    Some("row") => Layout::Row,
                    _ => return refused(place, "a layout is pair or row"),
                }
            }
            ext::MIN_OCCURS => {
                min = e.value_integer.and_then(|n| usize::try_from(n).ok()).unwrap_or(0)
            }
            ext::MAX_OCCURS => max = usize::from(small(place, e)?),
            ext::SHORT | ext::VERIFY => {}
            _ if below.take(place, e)? => {}
            _ => return refused(place, format!("the extension {} is not known on a group", e.url)),
        }
    }
    if item.repeats && (max < 2 || min > max || max > 50) {
        return refused(place, "a repeating group says how many rows it takes (2 to 50)");
    }
    let mut questions = Vec::new();
    for child in item.item {
        if child.kind == "group" {
            return refused(&child.link_id, "groups are one level deep");
        }
        questions.push(question(child, &below, book, used)?);
    }
    let rows = item.repeats.then_some(Rows { min, max, label });
    Ok(Group { title: item.text, hint, layout, rows, questions, link_id: item.link_id })
}

/// What the extensions of a question say.
#[derive(Default)]
pub(crate) struct Said {
    short: Option<String>,
    hint: Option<String>,
    attachment: Option<String>,
    pub yes_no: Option<String>,
    verify: bool,
    unknown_here: bool,
    columns: Option<u8>,
    pub lines: Option<u8>,
    control: Option<String>,
    initial: Option<fhir::Expr>,
    calculated: Option<fhir::Expr>,
    pub unit: String,
    pub min: Option<Decimal>,
    pub max: Option<Decimal>,
    pub places: Option<u32>,
    pub regex: Option<String>,
    pub regex_message: Option<String>,
}

pub(crate) fn number(e: &raw::Extension) -> Option<Decimal> {
    match (&e.value_integer, &e.value_decimal) {
        (Some(n), _) => Some(Decimal::from(*n)),
        (None, Some(n)) => n.to_string().parse().ok(),
        _ => None,
    }
}

fn said(
    place: &str,
    extensions: &[raw::Extension],
    below: &mut Inherited,
) -> Result<Said, LoadError> {
    let mut s = Said::default();
    for e in extensions {
        let code = |e: &raw::Extension| {
            let concept = e.value_codeable_concept.as_ref()?;
            concept.coding.first()?.code.clone()
        };
        let expr = |e: &raw::Extension| match &e.value_expression {
            Some(x) if x.language == "text/fhirpath" => {
                expression(place, &x.expression, &VARIABLES)
            }
            _ => refused(place, format!("{} needs an expression in text/fhirpath", e.url)),
        };
        match e.url.as_str() {
            ext::SHORT => s.short = Some(text(place, e)?),
            ext::HINT => s.hint = Some(text(place, e)?),
            ext::SEE_ATTACHMENT => s.attachment = Some(text(place, e)?),
            ext::YES_NO => s.yes_no = Some(text(place, e)?),
            ext::VERIFY => s.verify = flag(place, e)?,
            ext::COLUMNS => s.columns = Some(small(place, e)?),
            ext::LINES => s.lines = Some(small(place, e)?),
            ext::REGEX => s.regex = Some(text(place, e)?),
            ext::REGEX_MESSAGE => s.regex_message = Some(text(place, e)?),
            ext::UNIT => {
                s.unit = e.value_coding.as_ref().and_then(|c| c.display.clone()).unwrap_or_default()
            }
            ext::MIN_VALUE => s.min = number(e),
            ext::MAX_VALUE => s.max = number(e),
            ext::MAX_PLACES => {
                s.places = e.value_integer.and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= 6)
            }
            ext::INITIAL => s.initial = Some(expr(e)?),
            ext::CALCULATED => s.calculated = Some(expr(e)?),
            ext::ITEM_CONTROL => match code(e).as_deref() {
                Some(c @ ("drop-down" | "tel" | "radio-button" | "check-box")) => {
                    s.control = Some(c.to_owned())
                }
                other => return refused(place, format!("the control {other:?} is not supported")),
            },
            _ => {
                s.unknown_here |= e.url == ext::UNKNOWN;
                if !below.take(place, e)? {
                    return refused(
                        place,
                        format!("the extension {} is not known on a question", e.url),
                    );
                }
            }
        }
    }
    Ok(s)
}

fn question(
    item: raw::Item,
    form: &Inherited,
    book: &CodeBook,
    used: &mut Used,
) -> Result<Question, LoadError> {
    let place = item.link_id.clone();
    check_name(&place, &place)?;
    if !item.item.is_empty() || item.prefix.is_some() {
        return refused(&place, "a question has neither questions below it nor a number");
    }
    if item.text.trim().is_empty() {
        return refused(&place, "a question has a text");
    }
    let mut own = form.clone();
    let mut s = said(&place, &item.extension, &mut own)?;
    let kind = load_kind::kind(&item, &mut s, book, used)?;
    // 「不明」 is handed down to what is chosen, not to what is typed.
    let offered = matches!(kind, Kind::YesNo { .. } | Kind::Choice { .. });
    if s.unknown_here && !offered {
        return refused(&place, "only choices and yes/no questions offer 不明");
    }
    if s.calculated.is_some() != item.read_only {
        return refused(&place, "readOnly and calculatedExpression go together");
    }
    if s.attachment.is_some() && !matches!(kind, Kind::Text { .. }) {
        return refused(&place, "see-attachment is for texts");
    }
    Ok(Question {
        enable: enable(&item)?,
        link_id: item.link_id,
        text: item.text,
        short: s.short,
        hint: s.hint,
        kind,
        required: item.required,
        optional: own.optional,
        read_only: item.read_only,
        unknown: own.unknown.filter(|_| offered && !item.read_only),
        attachment: s.attachment,
        discharge_factor: own.factor,
        verify: s.verify,
        confidential: own.confidential,
        copy_last: own.copy_last && !item.read_only,
        initial: s.initial,
        calculated: s.calculated,
        columns: s.columns,
        control: s.control,
    })
}

fn enable(item: &raw::Item) -> Result<Enable, LoadError> {
    let place = item.link_id.as_str();
    let any = match item.enable_behavior.as_deref() {
        None | Some("all") => false,
        Some("any") => true,
        Some(other) => return refused(place, format!("enableBehavior `{other}` is not supported")),
    };
    let mut conditions = Vec::new();
    for w in &item.enable_when {
        let code = w.answer_coding.as_ref().and_then(|c| c.code.clone());
        let test = match (w.operator.as_str(), code, w.answer_boolean, w.answer_integer) {
            ("=", Some(code), None, None) => Test::Is(code),
            ("!=", Some(code), None, None) => Test::IsNot(code),
            ("=", None, Some(b), None) => Test::IsYes(b),
            ("exists", None, Some(b), None) => Test::Answered(b),
            _ => {
                return refused(
                    place,
                    format!("enableWhen `{}` with this answer is not supported", w.operator),
                );
            }
        };
        conditions.push(Condition { question: w.question.clone(), test });
    }
    Ok(Enable { any, conditions })
}
