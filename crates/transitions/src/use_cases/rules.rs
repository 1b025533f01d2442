//! The criteria of a region: which are in force, published anew by an administrator with a reason, tried out on past stays
//! before, and gone back from. What the program ships is version 0; every publication is a new version; judgements keep
//! the version they were made with.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use app::{Cx, Error, Result, authorise, drafts};
use forms::rules::RuleSet;
use forms::verdict::Judged;
use forms::{Answers, Form, Verdict};
use kernel::At;
use serde_json::Value as Json;

use super::rejudge;
use crate::model::judgement::{self, Change, LOCAL};
use crate::permissions::RULES_EDIT;
use crate::store::rules as store;

/// Rules in force: those shipped, or the region's own.
#[derive(Debug, Clone)]
pub enum InForce {
    /// As shipped: version 0.
    Shipped(&'static RuleSet),
    /// Published by the region.
    Own(Arc<RuleSet>),
}

impl std::ops::Deref for InForce {
    type Target = RuleSet;

    fn deref(&self) -> &RuleSet {
        match self {
            InForce::Shipped(r) => r,
            InForce::Own(r) => r,
        }
    }
}

pub(crate) fn shipped() -> Result<&'static forms::Shipped> {
    forms::shipped().map_err(|e| Error::Inconsistent(format!("forms: {e}")))
}

/// The set as shipped.
pub fn version_zero(set: &str) -> Result<&'static RuleSet> {
    shipped()?
        .rule_set(set)
        .ok_or_else(|| Error::Inconsistent(format!("the rules {set} are not shipped")))
}

/// The form the ward is asked with: the newest edition, which has all questions of the sets.
pub fn ward_form() -> Result<&'static Form> {
    shipped()?
        .forms
        .newest(super::screen::FORM)
        .ok_or_else(|| Error::Inconsistent("the ward's form is not shipped".into()))
}

/// Reads a definition; what is wrong is said in plain words at `rules`.
pub fn read(definition: &str) -> Result<RuleSet> {
    RuleSet::load(definition, &shipped()?.forms)
        .map_err(|e| Error::field("rules", e.said().to_owned()))
}

/// Definitions that were compiled last, by the hash of their text: a judgement need not compile them again. A few suffice:
/// one version is in force in a region, and older ones are not asked for.
static COMPILED: Mutex<BTreeMap<String, Arc<RuleSet>>> = Mutex::new(BTreeMap::new());
/// Most definitions kept.
const MOST_COMPILED: usize = 32;

fn compiled(definition: &str) -> std::result::Result<Arc<RuleSet>, String> {
    let key = kernel::sha256_hex(definition.as_bytes());
    let kept = || COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = kept().get(&key) {
        return Ok(found.clone());
    }
    let forms = &shipped().map_err(|e| e.to_string())?.forms;
    let rules = Arc::new(RuleSet::load(definition, forms).map_err(|e| e.to_string())?);
    let mut all = kept();
    if all.len() >= MOST_COMPILED {
        all.clear();
    }
    all.insert(key, rules.clone());
    Ok(rules)
}

/// The rules by which the region judges now. No audit row: criteria are no secret.
pub fn in_force(cx: &Cx<'_>, set: &str) -> Result<InForce> {
    match store::last(cx, set)? {
        Some(p) if !version_zero(set)?.national => {
            let own = compiled(&p.body)
                .map_err(|e| Error::Inconsistent(format!("rules {set} {}: {e}", p.number)))?;
            if own.hash != p.hash {
                return Err(Error::Inconsistent(format!("rules {set} {}: hash", p.number)));
            }
            Ok(InForce::Own(own))
        }
        _ => Ok(InForce::Shipped(version_zero(set)?)),
    }
}

/// A version in the history; 0 = as shipped.
#[derive(Debug, Clone)]
pub struct Version {
    /// Number.
    pub number: i64,
    /// Why it was published.
    pub reason: String,
    /// It is an older version again.
    pub back_to: Option<i64>,
    /// Who published it.
    pub name: String,
    /// When; none for what is shipped.
    pub at: Option<At>,
}

/// All versions of the region's criteria, newest first, with version 0 last.
pub fn history(cx: &Cx<'_>) -> Result<Vec<Version>> {
    authorise(cx, &RULES_EDIT)?;
    let mut out: Vec<Version> = store::all(cx, LOCAL)?
        .into_iter()
        .map(|p| Version {
            number: p.number,
            reason: p.reason,
            back_to: p.back_to,
            name: p.name,
            at: Some(p.at),
        })
        .collect();
    let zero = version_zero(LOCAL)?;
    out.push(Version {
        number: 0,
        reason: format!("{}（{}）", zero.source, zero.revision),
        back_to: None,
        name: "このプログラム".into(),
        at: None,
    });
    Ok(out)
}

/// The number of the version in force.
pub fn number(cx: &Cx<'_>) -> Result<i64> {
    Ok(store::last(cx, LOCAL)?.map_or(0, |p| p.number))
}

/// The definition of a version.
pub fn definition(cx: &Cx<'_>, number: i64) -> Result<Json> {
    authorise(cx, &RULES_EDIT)?;
    if number == 0 {
        return Ok(version_zero(LOCAL)?.definition.clone());
    }
    let p = store::one(cx, LOCAL, number)?.ok_or(Error::NotFound)?;
    serde_json::from_str(&p.body).map_err(|e| Error::Inconsistent(format!("rules {number}: {e}")))
}

const DRAFT: &str = "transitions.rules:kitami";

/// What this administrator has written so far, and the version it began from.
pub fn draft(cx: &Cx<'_>) -> Result<Option<(Json, i64)>> {
    authorise(cx, &RULES_EDIT)?;
    let found = drafts::load(cx, DRAFT)?;
    Ok(found.and_then(|d| Some((serde_json::from_str(&d.body).ok()?, d.base))))
}

/// Keeps it. Only what could be published is kept: it was read before.
pub fn save_draft(cx: &Cx<'_>, definition: &Json, base: i64) -> Result<()> {
    authorise(cx, &RULES_EDIT)?;
    drafts::discard(cx, DRAFT)?;
    drafts::save(cx, DRAFT, &definition.to_string(), base)
}

/// Throws it away.
pub fn drop_draft(cx: &Cx<'_>) -> Result<()> {
    authorise(cx, &RULES_EDIT)?;
    drafts::discard(cx, DRAFT)
}

/// A publication.
#[derive(Debug, Clone)]
pub struct Publish {
    /// The whole definition.
    pub definition: Json,
    /// Why.
    pub reason: String,
    /// The version it was begun from; refused when somebody published meanwhile.
    pub base: i64,
    /// It is this older version again.
    pub back_to: Option<i64>,
}

/// Publishes: from now on the region judges by it. Judgements made before stay as they are.
pub fn publish(cx: &Cx<'_>, cmd: &Publish) -> Result<i64> {
    authorise(cx, &RULES_EDIT)?;
    let reason = cmd.reason.trim();
    if reason.is_empty() {
        return Err(Error::field(
            "reason",
            "変える理由を入力してください（例 7月の協議会で決めたため）",
        ));
    }
    super::short("reason", reason, 300)?;
    let now = number(cx)?;
    if now != cmd.base {
        return Err(Error::Stale { mine: cmd.base, theirs: now });
    }
    let next = now + 1;
    let zero = version_zero(LOCAL)?;
    let mut definition = cmd.definition.clone();
    let Some(map) = definition.as_object_mut() else {
        return Err(Error::field("rules", "基準がありません。前の版から作り直してください"));
    };
    // what the region may not change: whose rules they are and what they read
    for fixed in ["id", "source", "ask", "reads", "inputs", "scope"] {
        match zero.definition.get(fixed) {
            Some(v) => map.insert(fixed.to_owned(), v.clone()),
            None => map.remove(fixed),
        };
    }
    map.insert("version".into(), Json::String(format!("r{next:04}")));
    let text = definition.to_string();
    let rules = read(&text)?;
    store::publish(cx, LOCAL, next, (&text, &rules.hash), reason, cmd.back_to)?;
    drafts::discard(cx, DRAFT)?;
    Ok(next)
}

/// One past stay whose outcome would be another; nothing in it names anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differs {
    /// Month of admission.
    pub month: (i16, i8),
    /// Care level in words.
    pub care_level: String,
    /// Outcome by the rules in force, in words.
    pub before: String,
    /// Outcome by the rules tried out.
    pub after: String,
    /// Criteria that come or go.
    pub changes: Vec<Change>,
}

/// What new rules would have given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TryOut {
    /// Stays looked at.
    pub stays: usize,
    /// Outcome → (by the rules in force, by the rules tried out).
    pub counts: BTreeMap<String, (usize, usize)>,
    /// Stays with another outcome, newest first.
    pub differs: Vec<Differs>,
    /// Criterion → (hits by the rules in force, by the rules tried out), where they differ.
    pub criteria: BTreeMap<String, (usize, usize)>,
}

/// Days of the past that are tried out.
pub const TRY_DAYS: i64 = 365;

/// Judges the newest answers of each stay of the last year once more, by both rules. Nothing is stored and nobody is
/// named; the stored judgements stay as they are.
pub fn try_out(cx: &Cx<'_>, candidate: &RuleSet) -> Result<TryOut> {
    authorise(cx, &RULES_EDIT)?;
    let now = in_force(cx, LOCAL)?;
    let since = cx.now().plus_minutes(-TRY_DAYS * 24 * 60);
    let mut out = TryOut::default();
    for past in store::past(cx, LOCAL, since)? {
        let Some((before, after)) = rejudge::again(cx, &past.judgement, &now, candidate)? else {
            continue;
        };
        out.stays += 1;
        out.counts.entry(before.outcome.clone()).or_default().0 += 1;
        out.counts.entry(after.outcome.clone()).or_default().1 += 1;
        for (v, first) in [(&before, true), (&after, false)] {
            for r in v.results.iter().filter(|r| matches!(r.judged, Judged::Hit(_))) {
                let n = out.criteria.entry(r.code.clone()).or_default();
                if first { n.0 += 1 } else { n.1 += 1 }
            }
        }
        if before.outcome != after.outcome {
            out.differs.push(Differs {
                month: (past.admitted_on.year(), past.admitted_on.month()),
                care_level: people::CareLevel::from_code(&past.care_level)
                    .map_or("", people::CareLevel::label)
                    .to_owned(),
                before: outcome(&now, &before),
                after: outcome(candidate, &after),
                changes: judgement::changes(&before, &after),
            });
        }
    }
    out.criteria.retain(|_, (a, b)| a != b);
    Ok(out)
}

/// An outcome as a heading: the tier's, 「判定できない」, 「あてはまらない」.
pub fn outcome(rules: &RuleSet, v: &Verdict) -> String {
    outcome_words(rules, &v.outcome)
}

/// The same by its code.
pub fn outcome_words(rules: &RuleSet, code: &str) -> String {
    match rules.tiers.iter().find(|t| t.outcome == code) {
        Some(t) => t.title.clone(),
        None if code == "undecided" => "判定できない（未確認）".into(),
        None => "いまは必要ない".into(),
    }
}

/// Answers as they were kept with a judgement.
pub(crate) fn kept(text: &str) -> Answers {
    Answers::from_json(text).unwrap_or_default()
}
