//! Rule sets as data (`forms/rules/*.json`): criteria over named inputs, each input read from the ward's answers, the last admission
//! sheet or the stay. Loading refuses what could not be judged in three values: hit, clear, unknown.
use std::collections::{BTreeMap, BTreeSet};

use fhir::{EvalCx, Expr};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::model::{Form, Scales};
use crate::set::FormSet;

/// Functions a criterion may use: those that give "not known" for what is not known.
const SAFE: [&str; 3] = ["worse", "ordinal", "not"];

/// Where a fact is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// The answers asked for on the ward (`%ward`).
    Ward,
    /// The last admission sheet (`%sheet`).
    Sheet,
    /// The stay itself (`%stay`: `emergency`).
    Stay,
}

impl Of {
    fn name(self) -> &'static str {
        match self {
            Of::Ward => "ward",
            Of::Sheet => "sheet",
            Of::Stay => "stay",
        }
    }
}

/// One way to know an input.
#[derive(Debug, Clone)]
pub struct From {
    /// Read from.
    pub of: Of,
    /// The expression; empty = not known from there.
    pub value: Expr,
    /// linkIds the expression reads.
    pub reads: Vec<String>,
}

/// A fact that criteria use, as `%id`.
#[derive(Debug, Clone)]
pub struct Input {
    /// Name in expressions.
    pub id: String,
    /// In words.
    pub label: String,
    /// linkId of the question that asks for it on the ward.
    pub ask: String,
    /// Who knows.
    pub who: String,
    /// Ways to know it; the first that knows counts.
    pub from: Vec<From>,
}

/// One criterion.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// `A1` …
    pub code: String,
    /// Its tier.
    pub tier: String,
    /// In our own short words.
    pub text: String,
    /// How it is read.
    pub note: Option<String>,
    /// True = hit, false = clear, empty = unknown.
    pub when: Expr,
    /// Ids of the inputs it uses.
    pub inputs: Vec<String>,
}

/// What one class of outcome says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// Heading; `{n}` = criteria not known, `{A}` = hits of tier A …
    pub title: String,
    /// Sentence below it.
    pub text: String,
    /// Key of the action.
    pub act: String,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// In words.
    pub text: String,
    /// To whom, first that exists: `care-manager`, `hokatsu`.
    pub to: Vec<String>,
}

/// A tier of criteria, strictest first.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// `A`, `B`.
    pub tier: String,
    /// 「退院調整が必要」.
    pub title: String,
    /// Outcome when one of its criteria is hit.
    pub outcome: String,
}

/// A rule set.
#[derive(Debug, Clone)]
pub struct RuleSet {
    /// Short name.
    pub id: String,
    /// Version of this data; a judgement keeps it.
    pub version: String,
    /// The city's own revision.
    pub revision: String,
    /// 退院連絡が必要な患者の基準.
    pub title: String,
    /// Where it comes from.
    pub source: String,
    /// Code and version of the ward's form.
    pub ask: (String, String),
    /// Tiers, strictest first.
    pub tiers: Vec<Tier>,
    /// What each outcome says: the tiers' outcomes, `undecided`, `clear`.
    pub outcomes: BTreeMap<String, Say>,
    /// Actions by key.
    pub actions: BTreeMap<String, Action>,
    /// The inputs.
    pub inputs: Vec<Input>,
    /// The criteria in order.
    pub criteria: Vec<Criterion>,
    /// Places of codes on their scales.
    pub scales: Scales,
    /// SHA-256 of the definition.
    pub hash: String,
}

/// Why a rule set was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// No JSON of the wanted shape.
    #[error("the rules cannot be read: {0}")]
    Json(String),
    /// Something contradicts itself or a form.
    #[error("{place}: {reason}")]
    Refused {
        /// Input or criterion.
        place: String,
        /// Reason.
        reason: String,
    },
}

fn refused<T>(place: &str, reason: impl Into<String>) -> Result<T, RuleError> {
    Err(RuleError::Refused { place: place.to_owned(), reason: reason.into() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAsk {
    form: String,
    version: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReads {
    form: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFrom {
    of: Of,
    value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawInput {
    id: String,
    label: String,
    ask: String,
    who: String,
    from: Vec<RawFrom>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCriterion {
    code: String,
    tier: String,
    text: String,
    when: String,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSet {
    id: String,
    version: String,
    revision: String,
    title: String,
    source: String,
    ask: RawAsk,
    reads: RawReads,
    tiers: Vec<Tier>,
    outcomes: BTreeMap<String, Say>,
    actions: BTreeMap<String, Action>,
    inputs: Vec<RawInput>,
    criteria: Vec<RawCriterion>,
}

impl RuleSet {
    /// Reads a rule set and checks it against the forms it reads.
    pub fn load(text: &str, forms: &FormSet) -> Result<RuleSet, RuleError> {
        let raw: RawSet = serde_json::from_str(text).map_err(|e| RuleError::Json(e.to_string()))?;
        let whole: Json = serde_json::from_str(text).map_err(|e| RuleError::Json(e.to_string()))?;
        let Some(ward) = forms.get(&raw.ask.form, &raw.ask.version) else {
            return refused(
                "ask",
                format!("there is no form {} {}", raw.ask.form, raw.ask.version),
            );
        };
        let Some(sheet) = forms.newest(&raw.reads.form) else {
            return refused("reads", format!("there is no form {}", raw.reads.form));
        };
        let mut scales = ward.scales.clone();
        for (code, n) in &sheet.scales.0 {
            if scales.0.insert(code.clone(), *n).is_some_and(|old| old != *n) {
                return refused("scales", format!("code `{code}` has two places"));
            }
        }
        let mut set = RuleSet {
            id: raw.id,
            version: raw.version,
            revision: raw.revision,
            title: raw.title,
            source: raw.source,
            ask: (raw.ask.form, raw.ask.version),
            tiers: raw.tiers,
            outcomes: raw.outcomes,
            actions: raw.actions,
            inputs: Vec::new(),
            criteria: Vec::new(),
            scales,
            hash: kernel::sha256_hex(crate::canon::text(&whole).as_bytes()),
        };
        for i in raw.inputs {
            let input = input(i, ward, sheet, &set.scales)?;
            if set.inputs.iter().any(|x| x.id == input.id) {
                return refused(&input.id, "this input stands twice");
            }
            set.inputs.push(input);
        }
        for c in raw.criteria {
            let criterion = criterion(c, &set)?;
            set.criteria.push(criterion);
        }
        set.check_words()?;
        Ok(set)
    }

    fn check_words(&self) -> Result<(), RuleError> {
        if let Some(i) =
            self.inputs.iter().find(|i| !self.criteria.iter().any(|c| c.inputs.contains(&i.id)))
        {
            return refused(&i.id, "no criterion uses this input");
        }
        for name in self.tiers.iter().map(|t| t.outcome.as_str()).chain(["undecided", "clear"]) {
            let Some(say) = self.outcomes.get(name) else {
                return refused(name, "this outcome has no words");
            };
            if !self.actions.contains_key(&say.act) {
                return refused(name, format!("there is no action `{}`", say.act));
            }
        }
        Ok(())
    }

    /// An input by its id.
    pub fn input(&self, id: &str) -> Option<&Input> {
        self.inputs.iter().find(|i| i.id == id)
    }
}

fn input(raw: RawInput, ward: &Form, sheet: &Form, scales: &Scales) -> Result<Input, RuleError> {
    let place = raw.id.as_str();
    let good = raw.id.chars().next().is_some_and(|c| c.is_ascii_lowercase())
        && raw.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !good {
        return refused(place, "an input's id is lower-case letters, digits and `_`");
    }
    if ward.question(&raw.ask).is_none() {
        return refused(place, format!("the ward's form has no question `{}`", raw.ask));
    }
    let mut from = Vec::new();
    for f in raw.from {
        let value = Expr::parse(&f.value).map_err(|e| RuleError::Refused {
            place: place.to_owned(),
            reason: format!("`{}`: {e}", f.value),
        })?;
        if value.variables().iter().any(|v| *v != f.of.name()) {
            return refused(place, format!("`{}` reads more than %{}", f.value, f.of.name()));
        }
        let form = match f.of {
            Of::Ward => Some(ward),
            Of::Sheet => Some(sheet),
            Of::Stay => None,
        };
        let reads = match form {
            Some(form) => reads(place, &f.value, f.of.name(), form)?,
            None => Vec::new(),
        };
        let nothing = json!({});
        let mut cx =
            EvalCx::new(&nothing, "2026-01-01T00:00:00Z", "2026-01-01").with_ordinals(scales);
        cx.variables.insert(f.of.name().to_owned(), vec![nothing.clone()]);
        match value.eval(&cx) {
            Ok(found) if found.is_empty() => {}
            Ok(_) => {
                return refused(
                    place,
                    format!("`{}` claims to know something from nothing", f.value),
                );
            }
            Err(e) => return refused(place, format!("`{}`: {e}", f.value)),
        }
        from.push(From { of: f.of, value, reads });
    }
    if from.is_empty() {
        return refused(place, "an input is read from somewhere");
    }
    Ok(Input { id: raw.id, label: raw.label, ask: raw.ask, who: raw.who, from })
}

/// The linkIds in `%ward.adl.now.eat.code`; a name the form does not have is a typing error and refused.
fn reads(place: &str, source: &str, of: &str, form: &Form) -> Result<Vec<String>, RuleError> {
    let mut out: Vec<String> = Vec::new();
    for part in source.split(&format!("%{of}.")).skip(1) {
        let path: String = part
            .chars()
            .take_while(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.'))
            .collect();
        let path = path.strip_prefix("has.").unwrap_or(&path);
        let named = form
            .questions()
            .map(|p| p.question.link_id.as_str())
            .filter(|id| {
                path == *id || path.strip_prefix(*id).is_some_and(|rest| rest.starts_with('.'))
            })
            .max_by_key(|id| id.len());
        match named {
            Some(id) if out.iter().any(|o| o == id) => {}
            Some(id) => out.push(id.to_owned()),
            None => {
                return refused(place, format!("%{of}.{path}: {} has no such question", form.code));
            }
        }
    }
    Ok(out)
}

fn criterion(raw: RawCriterion, set: &RuleSet) -> Result<Criterion, RuleError> {
    let place = raw.code.as_str();
    if set.criteria.iter().any(|c| c.code == raw.code) {
        return refused(place, "this criterion stands twice");
    }
    if !set.tiers.iter().any(|t| t.tier == raw.tier) {
        return refused(place, format!("there is no tier `{}`", raw.tier));
    }
    three_valued(place, &raw.when)?;
    let when = Expr::parse(&raw.when).map_err(|e| RuleError::Refused {
        place: place.to_owned(),
        reason: format!("`{}`: {e}", raw.when),
    })?;
    let used: BTreeSet<&str> = when.variables();
    if let Some(name) = used.iter().find(|v| set.input(v).is_none()) {
        return refused(place, format!("there is no input %{name}"));
    }
    let inputs: Vec<String> =
        set.inputs.iter().filter(|i| used.contains(i.id.as_str())).map(|i| i.id.clone()).collect();
    let nothing = json!({});
    let mut cx =
        EvalCx::new(&nothing, "2026-01-01T00:00:00Z", "2026-01-01").with_ordinals(&set.scales);
    cx.variables = inputs.iter().map(|i| (i.clone(), Vec::new())).collect();
    match when.eval_bool(&cx) {
        Ok(None) => {}
        Ok(Some(_)) => return refused(place, "is decided although nothing is known"),
        Err(e) => return refused(place, format!("`{}`: {e}", raw.when)),
    }
    Ok(Criterion { code: raw.code, tier: raw.tier, text: raw.text, note: raw.note, when, inputs })
}

/// Refuses what turns "not known" into yes or no: existence tests, `contains`, `~`, and the joining of collections.
fn three_valued(place: &str, source: &str) -> Result<(), RuleError> {
    // Texts in quotation marks are not looked at.
    let plain: String = source.split('\'').step_by(2).collect::<Vec<_>>().join("''");
    for (sign, why) in
        [("~", "`~`"), ("|", "`|`"), ("&", "`&`"), (" contains ", "`contains`"), (" in ", "`in`")]
    {
        if plain.contains(sign) {
            return refused(
                place,
                format!("{why} is not for criteria: it takes what is not known for a no"),
            );
        }
    }
    let mut rest = plain.as_str();
    while let Some((before, after)) = rest.split_once('(') {
        let name: String = before.chars().rev().take_while(|c| c.is_ascii_alphanumeric()).collect();
        let name: String = name.chars().rev().collect();
        let word = matches!(name.as_str(), "" | "and" | "or" | "xor" | "implies");
        if !word && !SAFE.contains(&name.as_str()) {
            return refused(
                place,
                format!("{name}() is not for criteria: it takes what is not known for a yes or no"),
            );
        }
        rest = after;
    }
    Ok(())
}
