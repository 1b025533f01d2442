//! Judging a rule set: which criterion is hit by which answer, which is clear, which is not known and who could tell. The program
//! proposes; a person decides.
use std::collections::BTreeMap;

use fhir::EvalCx;
use kernel::At;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::answers::{Answers, Key};
use crate::model::Form;
use crate::rules::{Criterion, Input, Of, RuleSet};
use crate::vars::{coding, project};
use crate::words;

/// A filled form to read facts from.
#[derive(Debug, Clone, Copy)]
pub struct Filled<'a> {
    /// The form.
    pub form: &'a Form,
    /// Its answers.
    pub answers: &'a Answers,
    /// How to speak of it: 「入院時情報提供書（11月17日・佐藤 花子）から」.
    pub said: &'a str,
}

/// What is known.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The ward's answers.
    pub ward: Option<Filled<'a>>,
    /// The last admission sheet.
    pub sheet: Option<Filled<'a>>,
    /// Was the admission an emergency? None = not known.
    pub emergency: Option<bool>,
    /// Now.
    pub now: At,
}

/// An answer that speaks for a hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Read from.
    pub of: Of,
    /// How to speak of the source.
    pub said: String,
    /// linkId; none for facts of the stay.
    pub link_id: Option<String>,
    /// The question.
    pub label: String,
    /// The answer in words.
    pub value: String,
}

/// A question whose answer would help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// linkId in the ward's form.
    pub link_id: String,
    /// The fact in words.
    pub label: String,
    /// The question as it stands in the ward's form.
    pub question: String,
    /// Who knows.
    pub who: String,
}

/// The state of a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judged {
    /// It applies, because of these answers.
    Hit(Vec<Evidence>),
    /// It does not apply.
    Clear,
    /// Not known; these answers would help.
    Unknown(Vec<Ask>),
}

/// A criterion with its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionResult {
    /// `A1` …
    pub code: String,
    /// Its tier.
    pub tier: String,
    /// In words.
    pub text: String,
    /// Since which revision it is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Its state.
    pub judged: Judged,
}

/// The outcome; store it whole with the decision of the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Rule set.
    pub rules: String,
    /// Its version.
    pub version: String,
    /// Its content hash.
    pub hash: String,
    /// `required`, `caution`, `undecided`, `clear`.
    pub outcome: String,
    /// In words.
    pub title: String,
    /// A sentence.
    pub text: String,
    /// What is to be done, in words.
    pub action: String,
    /// To whom, first that exists: `care-manager`, `hokatsu`.
    pub to: Vec<String>,
    /// Criteria not known.
    pub unknown: usize,
    /// Every criterion in order.
    pub results: Vec<CriterionResult>,
}

impl Verdict {
    /// Criteria that are hit, strictest tier first (the order of the set).
    pub fn hits(&self) -> impl Iterator<Item = &CriterionResult> {
        self.results.iter().filter(|r| matches!(r.judged, Judged::Hit(_)))
    }

    /// Criteria that are not known.
    pub fn unknowns(&self) -> impl Iterator<Item = &CriterionResult> {
        self.results.iter().filter(|r| matches!(r.judged, Judged::Unknown(_)))
    }

    /// Criteria that do not apply.
    pub fn clears(&self) -> impl Iterator<Item = &CriterionResult> {
        self.results.iter().filter(|r| r.judged == Judged::Clear)
    }
}

/// Values of the inputs, and which way each was known.
struct Known<'r> {
    values: BTreeMap<&'r str, Vec<Json>>,
    way: BTreeMap<&'r str, usize>,
}

/// Judges the criteria.
pub fn judge(rules: &RuleSet, facts: &Facts<'_>) -> Verdict {
    judged(rules, facts, known(rules, facts, &mut read(facts)))
}

/// Judges the criteria of several sets on the same facts, which are read once.
pub fn judge_all<'r>(
    rules: impl IntoIterator<Item = &'r RuleSet>,
    facts: &Facts<'_>,
) -> Vec<Verdict> {
    let mut read = read(facts);
    rules.into_iter().map(|r| judged(r, facts, known(r, facts, &mut read))).collect()
}

fn judged(rules: &RuleSet, facts: &Facts<'_>, known: Known<'_>) -> Verdict {
    let results: Vec<CriterionResult> = rules
        .criteria
        .iter()
        .filter(|c| !c.off)
        .map(|c| CriterionResult {
            code: c.code.clone(),
            tier: c.tier.clone(),
            text: c.text.clone(),
            since: c.since.clone(),
            judged: match decide(rules, c, &known.values) {
                Some(true) => Judged::Hit(evidence(rules, c, &known, facts)),
                Some(false) => Judged::Clear,
                None => Judged::Unknown(asks(rules, c, &known, facts)),
            },
        })
        .collect();
    let hits = |tier: &str| {
        results.iter().filter(|r| r.tier == tier && matches!(r.judged, Judged::Hit(_))).count()
    };
    let unknown = results.iter().filter(|r| matches!(r.judged, Judged::Unknown(_))).count();
    let open = |tier: &str| {
        results.iter().filter(|r| r.tier == tier && matches!(r.judged, Judged::Unknown(_))).count()
    };
    let reached = |more: &dyn Fn(&str) -> usize| {
        rules.tiers.iter().find(|t| hits(&t.tier) + more(&t.tier) >= t.least)
    };
    let outcome = match reached(&|_| 0) {
        Some(tier) => tier.outcome.clone(),
        // what is not known could still be enough
        None if reached(&open).is_some() => "undecided".to_owned(),
        None => "clear".to_owned(),
    };
    let fill = |text: &str| {
        let text = text.replace("{n}", &unknown.to_string());
        rules.tiers.iter().fold(text, |t, tier| {
            t.replace(&format!("{{{}}}", tier.tier), &hits(&tier.tier).to_string())
        })
    };
    let say = rules.outcomes.get(&outcome);
    let action = say.and_then(|s| rules.actions.get(&s.act));
    Verdict {
        rules: rules.id.clone(),
        version: rules.version.clone(),
        hash: rules.hash.clone(),
        title: say.map(|s| fill(&s.title)).unwrap_or_default(),
        text: say.map(|s| fill(&s.text)).unwrap_or_default(),
        action: action.map(|a| a.text.clone()).unwrap_or_default(),
        to: action.map(|a| a.to.clone()).unwrap_or_default(),
        outcome,
        unknown,
        results,
    }
}

fn context<'a>(
    rules: &'a RuleSet,
    nothing: &'a Json,
    vars: BTreeMap<String, Vec<Json>>,
) -> EvalCx<'a> {
    let mut cx =
        EvalCx::new(nothing, "2026-01-01T00:00:00Z", "2026-01-01").with_ordinals(&rules.scales);
    cx.variables = vars;
    cx
}

/// The facts as expressions read them.
type Read = BTreeMap<String, Vec<Json>>;

fn read(facts: &Facts<'_>) -> Read {
    let of = |f: Option<Filled<'_>>| f.map_or_else(|| json!({}), |f| project(f.form, f.answers));
    let stay = facts.emergency.map_or_else(|| json!({}), |e| json!({ "emergency": e }));
    BTreeMap::from([
        ("ward".to_owned(), vec![of(facts.ward)]),
        ("sheet".to_owned(), vec![of(facts.sheet)]),
        ("stay".to_owned(), vec![stay]),
    ])
}

/// The inputs of a set. `read` is lent to the expressions and stays as it is.
fn known<'r>(rules: &'r RuleSet, facts: &Facts<'_>, read: &mut Read) -> Known<'r> {
    let nothing = Json::Null;
    let (now, today) = (facts.now.text(), facts.now.date().to_string());
    let mut cx = EvalCx::new(&nothing, &now, &today).with_ordinals(&rules.scales);
    cx.variables = std::mem::take(read);
    let mut out = Known { values: BTreeMap::new(), way: BTreeMap::new() };
    for input in &rules.inputs {
        let found = input.from.iter().enumerate().find_map(|(n, f)| match f.value.eval(&cx) {
            // An expression that cannot be worked out knows nothing.
            Ok(found) if !found.is_empty() => Some((n, found)),
            _ => None,
        });
        if let Some((n, found)) = found {
            out.values.insert(&input.id, found);
            out.way.insert(&input.id, n);
        }
    }
    *read = cx.variables;
    out
}

/// A criterion sees the inputs it names and nothing else (rules_load refuses others): the rest is not copied for it.
fn decide(rules: &RuleSet, c: &Criterion, values: &BTreeMap<&str, Vec<Json>>) -> Option<bool> {
    let nothing = Json::Null;
    let own = |i: &String| (i.clone(), values.get(i.as_str()).cloned().unwrap_or_default());
    let vars = c.inputs.iter().map(own).collect();
    c.when.eval_bool(&context(rules, &nothing, vars)).unwrap_or(None)
}

/// The answers a hit rests on: each that would be enough by itself; else a smallest set that is enough together.
fn evidence(rules: &RuleSet, c: &Criterion, known: &Known<'_>, facts: &Facts<'_>) -> Vec<Evidence> {
    let given: Vec<&Input> = rules
        .inputs
        .iter()
        .filter(|i| c.inputs.contains(&i.id) && known.values.contains_key(i.id.as_str()))
        .collect();
    let only = |inputs: &[&Input]| -> bool {
        let values = inputs
            .iter()
            .filter_map(|i| Some((i.id.as_str(), known.values.get(i.id.as_str())?.clone())))
            .collect();
        decide(rules, c, &values) == Some(true)
    };
    let mut enough: Vec<&Input> = given.iter().copied().filter(|i| only(&[*i])).collect();
    if enough.is_empty() {
        enough = given;
        let mut n = 0;
        while n < enough.len() {
            let mut without = enough.clone();
            without.remove(n);
            if only(&without) {
                enough = without;
            } else {
                n += 1;
            }
        }
    }
    let mut out: Vec<Evidence> = Vec::new();
    for input in enough {
        for e in spoken(input, known, facts) {
            if !out.contains(&e) {
                out.push(e);
            }
        }
    }
    out
}

fn spoken(input: &Input, known: &Known<'_>, facts: &Facts<'_>) -> Vec<Evidence> {
    let Some(from) = known.way.get(input.id.as_str()).and_then(|n| input.from.get(*n)) else {
        return Vec::new();
    };
    let filled = match from.of {
        Of::Ward => facts.ward,
        Of::Sheet => facts.sheet,
        Of::Stay => None,
    };
    let Some(filled) = filled else {
        return vec![Evidence {
            of: from.of,
            said: "入院の記録から".to_owned(),
            link_id: None,
            label: input.label.clone(),
            value: "はい".to_owned(),
        }];
    };
    from.reads
        .iter()
        .filter_map(|id| {
            let placed = filled.form.question(id)?;
            let answer = filled.answers.get(&Key::single(id))?;
            answer.value()?;
            Some(Evidence {
                of: from.of,
                said: filled.said.to_owned(),
                link_id: Some(id.clone()),
                label: placed.question.text.clone(),
                value: words::answer(placed.question, answer),
            })
        })
        .collect()
}

/// What to ask: the questions one answer of which would decide; when there is none, all that are not known.
fn asks(rules: &RuleSet, c: &Criterion, known: &Known<'_>, facts: &Facts<'_>) -> Vec<Ask> {
    let open: Vec<&Input> = rules
        .inputs
        .iter()
        .filter(|i| c.inputs.contains(&i.id) && !known.values.contains_key(i.id.as_str()))
        .collect();
    let decides =
        |input: &Input| -> bool {
            let placed = facts.ward.and_then(|w| w.form.question(&input.ask));
            let choices = placed.map(|p| p.question.choices().iter().map(move |c| (p.question, c)));
            let mut tries = vec![json!(true), json!(false)];
            tries.extend(choices.into_iter().flatten().map(|(q, c)| {
                coding(q, &crate::answers::Pick { code: c.code.clone(), other: None })
            }));
            tries.into_iter().any(|v| {
                let own = |i: &'_ String| known.values.get(i.as_str()).cloned();
                let mut values: BTreeMap<&str, Vec<Json>> =
                    c.inputs.iter().filter_map(|i| Some((i.as_str(), own(i)?))).collect();
                values.insert(&input.id, vec![v]);
                decide(rules, c, &values).is_some()
            })
        };
    let deciding: Vec<&Input> = open.iter().copied().filter(|i| decides(i)).collect();
    let mut out: Vec<Ask> = Vec::new();
    for input in if deciding.is_empty() { open } else { deciding } {
        if out.iter().any(|a| a.link_id == input.ask) {
            continue;
        }
        let question =
            facts.ward.and_then(|w| w.form.question(&input.ask)).map(|p| p.question.text.clone());
        out.push(Ask {
            link_id: input.ask.clone(),
            label: input.label.clone(),
            question: question.unwrap_or_else(|| input.label.clone()),
            who: input.who.clone(),
        });
    }
    out
}
