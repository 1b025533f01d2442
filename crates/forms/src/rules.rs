//! Rule sets as data (`forms/rules/*.json`): criteria over named inputs, each input read from the ward's answers, the last admission
//! sheet or the stay. Loading refuses what could not be judged in three values: hit, clear, unknown.
use std::collections::BTreeMap;

use fhir::Expr;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::model::Scales;
use crate::rules_load::{RawCriterion, RawFrom, RawInput, criterion, input};
use crate::set::FormSet;

/// Whom an action may name.
pub const RECEIVERS: [&str; 2] = ["care-manager", "hokatsu"];

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
    pub(crate) fn name(self) -> &'static str {
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
    /// Since which revision it is in force: `R8`, `R4以前`.
    pub since: Option<String>,
    /// Its wording was not yet seen in the official text.
    pub verify: bool,
    /// Switched off by the region: kept, never judged.
    pub off: bool,
}

/// A threshold of the set: one of several fragments that stand in expressions as `{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Name in braces.
    pub id: String,
    /// In words.
    pub label: String,
    /// Help.
    #[serde(default)]
    pub hint: String,
    /// The chosen fragment.
    pub value: String,
    /// What can be chosen.
    pub options: Vec<SettingOption>,
}

/// A choice of a [`Setting`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingOption {
    /// The fragment.
    pub value: String,
    /// In words.
    pub label: String,
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
    /// How they want to be told, in the region's words.
    #[serde(default)]
    pub note: String,
}

/// A tier of criteria, strictest first.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// `A`, `B`.
    pub tier: String,
    /// 「退院調整が必要」.
    pub title: String,
    /// Outcome when enough of its criteria are hit.
    pub outcome: String,
    /// How many are enough.
    #[serde(default = "one")]
    pub least: usize,
}

const fn one() -> usize {
    1
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
    /// `national` sets come with the program and are not edited by a region.
    pub national: bool,
    /// Thresholds.
    pub settings: Vec<Setting>,
    /// SHA-256 of the definition.
    pub hash: String,
    /// The definition itself: what an editor begins with.
    pub definition: Json,
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
        /// What is wrong in plain Japanese, for whoever edits the rules; empty = only a maker of forms can mend it.
        said: String,
    },
}

impl RuleError {
    /// What is wrong, in plain words.
    pub fn said(&self) -> &str {
        match self {
            RuleError::Refused { said, .. } if !said.is_empty() => said,
            RuleError::Refused { .. } | RuleError::Json(_) => {
                "この基準のまとまりは読みとれません。前の版から作り直してください"
            }
        }
    }

    /// The criterion or input it is about.
    pub fn place(&self) -> &str {
        match self {
            RuleError::Refused { place, .. } => place,
            RuleError::Json(_) => "",
        }
    }
}

pub(crate) fn refused<T>(place: &str, reason: impl Into<String>) -> Result<T, RuleError> {
    plainly(place, reason, "")
}

pub(crate) fn plainly<T>(
    place: &str,
    reason: impl Into<String>,
    said: impl Into<String>,
) -> Result<T, RuleError> {
    let (reason, said) = (reason.into(), said.into());
    Err(RuleError::Refused { place: place.to_owned(), reason, said })
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
struct RawSet {
    id: String,
    version: String,
    revision: String,
    title: String,
    source: String,
    ask: RawAsk,
    reads: RawReads,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    settings: Vec<Setting>,
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
            national: raw.scope == "national",
            settings: raw.settings,
            hash: kernel::sha256_hex(crate::canon::text(&whole).as_bytes()),
            definition: whole,
        };
        set.check_settings()?;
        for i in raw.inputs {
            let i = RawInput {
                from: i
                    .from
                    .into_iter()
                    .map(|f| RawFrom { value: set.put_in(&f.value), ..f })
                    .collect(),
                ..i
            };
            let input = input(i, ward, sheet, &set.scales)?;
            if set.inputs.iter().any(|x| x.id == input.id) {
                return refused(&input.id, "this input stands twice");
            }
            set.inputs.push(input);
        }
        for c in raw.criteria {
            let c = RawCriterion { when: set.put_in(&c.when), ..c };
            let criterion = criterion(c, &set)?;
            set.criteria.push(criterion);
        }
        set.check_words()?;
        Ok(set)
    }

    /// An expression with the chosen thresholds put in.
    fn put_in(&self, source: &str) -> String {
        self.settings
            .iter()
            .fold(source.to_owned(), |t, s| t.replace(&format!("{{{}}}", s.id), &s.value))
    }

    fn check_settings(&self) -> Result<(), RuleError> {
        for s in &self.settings {
            if !s.options.iter().any(|o| o.value == s.value) {
                return plainly(
                    &s.id,
                    format!("`{}` is none of the choices", s.value),
                    format!("「{}」を一覧から選んでください", s.label),
                );
            }
        }
        for t in &self.tiers {
            if t.title.trim().is_empty() {
                let said = format!("区分{}の見出しを入力してください", t.tier);
                return plainly(&t.tier, "a tier needs a heading", said);
            }
            if t.least == 0 {
                let said = format!("区分{}には、1以上の数を入力してください", t.tier);
                return plainly(&t.tier, "a tier needs one criterion at least", said);
            }
        }
        Ok(())
    }

    fn check_words(&self) -> Result<(), RuleError> {
        if self.criteria.iter().all(|c| c.off) {
            return plainly("criteria", "all are off", "使う基準を1つ以上残してください");
        }
        for tier in &self.tiers {
            let used = self.criteria.iter().filter(|c| !c.off && c.tier == tier.tier).count();
            if used > 0 && used < tier.least {
                return plainly(
                    &tier.tier,
                    "more hits are asked for than there are criteria",
                    format!(
                        "区分{}で使う基準は{used}つです。「いくつあてはまったら」を{used}以下にしてください",
                        tier.tier
                    ),
                );
            }
        }
        for c in &self.criteria {
            if c.text.trim().is_empty() || c.text.chars().count() > 200 {
                return plainly(
                    &c.code,
                    "a criterion needs words, 200 signs at most",
                    format!("基準{}の文を、200文字以内で入力してください", c.code),
                );
            }
        }
        for a in self.actions.values() {
            if let Some(to) = a.to.iter().find(|t| !RECEIVERS.contains(&t.as_str())) {
                return plainly(
                    "actions",
                    format!("nobody is `{to}`"),
                    "連絡の相手を選んでください",
                );
            }
        }
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
