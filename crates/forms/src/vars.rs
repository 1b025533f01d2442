//! What expressions read: the answers and facts from outside, as plain JSON under `%names`. README.md lists the shapes.
use std::collections::BTreeMap;

use fhir::EvalCx;
use kernel::{At, Date};
use serde_json::{Map, Value as Json, json};

use crate::answers::{Answers, Pick, Value};
use crate::enable::asked;
use crate::model::{Form, Kind, Question};

/// A fact from outside, and how to speak of it.
#[derive(Debug, Clone, Default)]
struct Var {
    values: Vec<Json>,
    said: Option<String>,
    as_of: Option<Date>,
}

/// Everything an expression may read beside the form's own answers. Names that were not supplied are empty (not known).
#[derive(Debug, Clone)]
pub struct Vars {
    now: At,
    vars: BTreeMap<String, Var>,
}

impl Vars {
    /// Nothing but the time.
    pub fn new(now: At) -> Self {
        Vars { now, vars: BTreeMap::new() }
    }

    /// Adds `%name`. `said` is shown below a value taken from it (「利用者の登録内容から」); none = not shown.
    #[must_use]
    pub fn with(
        mut self,
        name: &str,
        value: Json,
        said: Option<&str>,
        as_of: Option<Date>,
    ) -> Self {
        let values = match value {
            Json::Null => Vec::new(),
            Json::Array(all) => all,
            one => vec![one],
        };
        self.vars.insert(name.to_owned(), Var { values, said: said.map(str::to_owned), as_of });
        self
    }

    /// Adds the answers of another form as `%name` (`%sheet`, `%ward`).
    #[must_use]
    pub fn with_answers(
        self,
        name: &str,
        form: &Form,
        answers: &Answers,
        said: Option<&str>,
        as_of: Option<Date>,
    ) -> Self {
        self.with(name, project(form, answers), said, as_of)
    }

    /// Today in Japan.
    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// How to speak of `%name`, and its day.
    pub(crate) fn said(&self, name: &str) -> Option<(&str, Option<Date>)> {
        let var = self.vars.get(name)?;
        Some((var.said.as_deref()?, var.as_of))
    }

    /// Calls `run` with a context in which `%answers` and the facts can be read.
    pub(crate) fn run<R>(
        &self,
        form: &Form,
        answers: &Answers,
        run: impl FnOnce(&EvalCx<'_>) -> R,
    ) -> R {
        let own = project(form, answers);
        let mut vars: BTreeMap<String, Vec<Json>> =
            crate::load::VARIABLES.iter().map(|n| ((*n).to_owned(), Vec::new())).collect();
        for (name, var) in &self.vars {
            vars.insert(name.clone(), var.values.clone());
        }
        vars.insert("answers".to_owned(), vec![own]);
        let today = self.today().to_string();
        vars.insert("today".to_owned(), vec![Json::String(today.clone())]);
        let now = self.now.text();
        let nothing = Json::Null;
        let mut cx = EvalCx::new(&nothing, &now, &today).with_ordinals(&form.scales);
        cx.variables = vars;
        run(&cx)
    }
}

/// The answers as JSON for expressions: linkIds become nested names (`%answers.care.level`), a choice its Coding, a date its ISO
/// text. What is unanswered, 不明, wrong or not asked is absent: not known. `has` holds each choice of an answered question as
/// true or false (`%sheet.has.med.procs.oxygen`; `-` in codes becomes `_`), so that conditions on lists stay three-valued.
pub fn project(form: &Form, answers: &Answers) -> Json {
    let mut root = Map::new();
    let mut has = Map::new();
    let mut rows: BTreeMap<&str, Vec<Map<String, Json>>> = BTreeMap::new();
    for (placed, key) in asked(form, answers) {
        let Some(value) = answers.get(&key).and_then(|a| a.value()) else { continue };
        let question = placed.question;
        match (&key.row, placed.group) {
            (Some((_, n)), Some(group)) => {
                let list = rows.entry(&group.link_id).or_default();
                if list.len() <= *n {
                    list.resize_with(n + 1, Map::new);
                }
                let own =
                    question.link_id.strip_prefix(&group.link_id).and_then(|r| r.strip_prefix('.'));
                if let (Some(own), Some(row)) = (own, list.get_mut(*n)) {
                    put(row, own, json_of(question, value));
                }
            }
            _ => {
                put(&mut root, &question.link_id, json_of(question, value));
                if let (Value::Picks(picks), Kind::Choice { choices, .. }) = (value, &question.kind)
                {
                    let mut each = Map::new();
                    for c in choices {
                        let chosen = picks.iter().any(|p| p.code == c.code);
                        each.insert(c.code.replace('-', "_"), Json::Bool(chosen));
                    }
                    put(&mut has, &question.link_id, Json::Object(each));
                }
            }
        }
    }
    for (group, list) in rows {
        put(&mut root, group, Json::Array(list.into_iter().map(Json::Object).collect()));
    }
    root.insert("has".to_owned(), Json::Object(has));
    Json::Object(root)
}

fn put(map: &mut Map<String, Json>, path: &str, value: Json) {
    match path.split_once('.') {
        None => {
            map.insert(path.to_owned(), value);
        }
        Some((head, tail)) => {
            let below = map.entry(head).or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(below) = below {
                put(below, tail, value);
            }
        }
    }
}

fn json_of(question: &Question, value: &Value) -> Json {
    match value {
        Value::YesNo(b) => json!(b),
        Value::Whole(n) => json!(n),
        Value::Decimal(d) => decimal_json(d),
        Value::Date(d) => json!(d.to_string()),
        Value::Text(t) => json!(t),
        Value::Picks(picks) => {
            let codings = picks.iter().map(|p| coding(question, p));
            match &question.kind {
                Kind::Choice { many: true, .. } => Json::Array(codings.collect()),
                _ => codings.into_iter().next().unwrap_or(Json::Null),
            }
        }
    }
}

/// A decimal as a JSON number.
pub(crate) fn decimal_json(d: &rust_decimal::Decimal) -> Json {
    serde_json::from_str(&d.normalize().to_string()).unwrap_or(Json::Null)
}

/// A choice as a FHIR Coding.
pub(crate) fn coding(question: &Question, pick: &Pick) -> Json {
    let mut map = Map::new();
    if let Some(c) = question.choice(&pick.code) {
        if let Some(system) = &c.system {
            map.insert("system".to_owned(), json!(system));
        }
        map.insert("code".to_owned(), json!(pick.code));
        map.insert("display".to_owned(), json!(c.display));
    } else {
        map.insert("code".to_owned(), json!(pick.code));
    }
    Json::Object(map)
}

/// JSON an expression gave (or another record holds) as an answer to this question; none when it does not fit.
pub fn value_of(question: &Question, found: &[Json]) -> Option<Value> {
    let first = found.first()?;
    match &question.kind {
        Kind::YesNo { .. } => first.as_bool().map(Value::YesNo),
        Kind::Whole { min, max, .. } => {
            first.as_i64().filter(|n| n >= min && n <= max).map(Value::Whole)
        }
        Kind::Decimal { min, max, places, .. } => {
            let d: rust_decimal::Decimal = first.as_number()?.to_string().parse().ok()?;
            let d = d.round_dp(*places).normalize();
            (d >= *min && d <= *max).then_some(Value::Decimal(d))
        }
        Kind::Date => first.as_str().and_then(|t| t.parse().ok()).map(Value::Date),
        Kind::Text { max, lines, .. } => {
            let text = first.as_str()?;
            let text = crate::input::tidy(text, *lines > 1);
            (!text.is_empty() && text.chars().count() <= *max).then_some(Value::Text(text))
        }
        Kind::Choice { choices, many } => {
            let mut picks: Vec<Pick> = Vec::new();
            for item in found {
                let code = item.as_str().or_else(|| item.get("code").and_then(Json::as_str))?;
                let choice = choices.iter().find(|c| c.code == code)?;
                if picks.iter().all(|p| p.code != choice.code) {
                    picks.push(Pick { code: choice.code.clone(), other: None });
                }
            }
            let alone = picks.len() == 1;
            let exclusive =
                picks.iter().any(|p| choices.iter().any(|c| c.code == p.code && c.exclusive));
            ((*many && !exclusive) || alone).then_some(Value::Picks(order(choices, picks)))
        }
    }
}

/// Picks in the order of the list.
pub(crate) fn order(choices: &[crate::model::Choice], mut picks: Vec<Pick>) -> Vec<Pick> {
    picks.sort_by_key(|p| choices.iter().position(|c| c.code == p.code));
    picks
}
