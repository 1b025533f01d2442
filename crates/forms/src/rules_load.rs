//! Reading the inputs and criteria of a rule set, and refusing what could not be judged in three values.
use std::collections::BTreeSet;

use fhir::{EvalCx, Expr};
use serde::Deserialize;
use serde_json::json;

use crate::model::{Form, Scales};
use crate::rules::{Criterion, From, Input, Of, RuleError, RuleSet, plainly, refused};

/// Functions a criterion may use: those that give "not known" for what is not known.
const SAFE: [&str; 3] = ["worse", "ordinal", "not"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawFrom {
    pub(crate) of: Of,
    pub(crate) value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawInput {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) ask: String,
    pub(crate) who: String,
    pub(crate) from: Vec<RawFrom>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCriterion {
    pub(crate) code: String,
    pub(crate) tier: String,
    pub(crate) text: String,
    pub(crate) when: String,
    #[serde(default)]
    pub(crate) note: Option<String>,
    #[serde(default)]
    pub(crate) since: Option<String>,
    #[serde(default)]
    pub(crate) verify: bool,
    #[serde(default)]
    pub(crate) off: bool,
}

pub(crate) fn input(
    raw: RawInput,
    ward: &Form,
    sheet: &Form,
    scales: &Scales,
) -> Result<Input, RuleError> {
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
            said: String::new(),
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

pub(crate) fn criterion(raw: RawCriterion, set: &RuleSet) -> Result<Criterion, RuleError> {
    let place = raw.code.as_str();
    if set.criteria.iter().any(|c| c.code == raw.code) {
        return plainly(
            place,
            "this criterion stands twice",
            format!("記号「{place}」の基準が2つあります。別の記号にしてください"),
        );
    }
    if !set.tiers.iter().any(|t| t.tier == raw.tier) {
        return plainly(
            place,
            format!("there is no tier `{}`", raw.tier),
            format!("基準{place}の区分を選んでください"),
        );
    }
    three_valued(place, &raw.when)?;
    let when = Expr::parse(&raw.when).map_err(|e| RuleError::Refused {
        place: place.to_owned(),
        reason: format!("`{}`: {e}", raw.when),
        said: format!("基準{place}の条件の式が読めません。かっこの数と、and・or のつなぎ方をたしかめてください"),
    })?;
    let used: BTreeSet<&str> = when.variables();
    if let Some(name) = used.iter().find(|v| set.input(v).is_none()) {
        return plainly(
            place,
            format!("there is no input %{name}"),
            format!(
                "基準{place}の条件にある「%{name}」は、聞きとる項目にありません。下の一覧の名前を使ってください"
            ),
        );
    }
    let inputs: Vec<String> =
        set.inputs.iter().filter(|i| used.contains(i.id.as_str())).map(|i| i.id.clone()).collect();
    let nothing = json!({});
    let mut cx =
        EvalCx::new(&nothing, "2026-01-01T00:00:00Z", "2026-01-01").with_ordinals(&set.scales);
    cx.variables = inputs.iter().map(|i| (i.clone(), Vec::new())).collect();
    match when.eval_bool(&cx) {
        Ok(None) => {}
        Ok(Some(_)) => {
            return plainly(
                place,
                "is decided although nothing is known",
                format!(
                    "基準{place}は、何もわからなくても答えが決まってしまいます。聞きとる項目を使った条件にしてください"
                ),
            );
        }
        Err(e) => {
            return plainly(
                place,
                format!("`{}`: {e}", raw.when),
                format!(
                    "基準{place}の条件を計算できません。下の一覧の名前を and・or でつないでください"
                ),
            );
        }
    }
    // With everything answered it must come to an answer; steps on a scale are compared by functions that never fail.
    if !raw.when.contains("worse(") && !raw.when.contains("ordinal(") {
        cx.variables = inputs.iter().map(|i| (i.clone(), vec![json!(true)])).collect();
        if !matches!(when.eval_bool(&cx), Ok(Some(_))) {
            return plainly(
                place,
                "comes to no answer when everything is known",
                format!(
                    "基準{place}の条件を計算できません。下の一覧の名前を and・or でつないでください"
                ),
            );
        }
    }
    Ok(Criterion {
        code: raw.code,
        tier: raw.tier,
        text: raw.text,
        note: raw.note,
        when,
        inputs,
        since: raw.since,
        verify: raw.verify,
        off: raw.off,
    })
}

/// Refuses what turns "not known" into yes or no: existence tests, `contains`, `~`, and the joining of collections.
fn three_valued(place: &str, source: &str) -> Result<(), RuleError> {
    // Texts in quotation marks are not looked at.
    let plain: String = source.split('\'').step_by(2).collect::<Vec<_>>().join("''");
    for (sign, why) in
        [("~", "`~`"), ("|", "`|`"), ("&", "`&`"), (" contains ", "`contains`"), (" in ", "`in`")]
    {
        if plain.contains(sign) {
            return plainly(
                place,
                format!("{why} is not for criteria: it takes what is not known for a no"),
                format!(
                    "基準{place}の条件に使えない書き方（{why}）があります。「未確認」が「いいえ」になってしまうためです。and・or・.not() を使ってください"
                ),
            );
        }
    }
    let mut rest = plain.as_str();
    while let Some((before, after)) = rest.split_once('(') {
        let name: String = before.chars().rev().take_while(|c| c.is_ascii_alphanumeric()).collect();
        let name: String = name.chars().rev().collect();
        let word = matches!(name.as_str(), "" | "and" | "or" | "xor" | "implies");
        if !word && !SAFE.contains(&name.as_str()) {
            return plainly(
                place,
                format!("{name}() is not for criteria: it takes what is not known for a yes or no"),
                format!(
                    "基準{place}の条件に使えない書き方（{name}()）があります。「未確認」が「はい」や「いいえ」になってしまうためです。and・or・.not() を使ってください"
                ),
            );
        }
        rest = after;
    }
    Ok(())
}
