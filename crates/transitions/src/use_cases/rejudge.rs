//! The criteria asked again: when the sheet comes, when the ward tells the ADL, when the discharge day is set, when a
//! person decides. Each time both rule sets give a new row with their version; rows are never changed. What is new waits
//! for a person, who confirms that it was seen, or decides anew.
use app::records::{self, Version};
use app::{Cx, Error, Result};
use forms::rules::RuleSet;
use forms::verdict::Judged;
use forms::{Answers, Facts, Filled, Form, Given, Source, Vars, Verdict};
use kernel::{At, Id, wareki};
use serde_json::Value as Json;

use super::{open, rules, screen, sheet};
use crate::model::judgement::{self, Basis, Cause, Judgement, SETS};
use crate::model::{Act, ActKind, Stay, StayId};
use crate::permissions;
use crate::store::rules as rows;
use crate::store::{self};

/// What the criteria are asked about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    /// The stay.
    pub stay: &'a Stay,
    /// Its acts.
    pub acts: &'a [Act],
    /// The newest sheet that was sent.
    pub sheet: Option<&'a Version>,
    /// The last decision.
    pub last: Option<&'a Version>,
    /// Now.
    pub now: At,
}

/// The sheet that was sent, readable for the criteria, with how to speak of it.
pub(crate) struct Sheet {
    pub form: &'static Form,
    pub answers: Answers,
    pub said: String,
    pub on: kernel::Date,
}

/// The answers inside a stored body: bare, or beside form and version.
pub(crate) fn answers_of(v: &Version) -> Option<Answers> {
    let mut body: Json = serde_json::from_str(&v.body).ok()?;
    // bare; under `answers`; the body of a record holds its answers once more under `answers`
    for _ in 0..2 {
        if let Some(inner) = body.get_mut("answers").map(Json::take) {
            body = inner;
        }
    }
    Some(body).filter(Json::is_object).and_then(|v| serde_json::from_value(v).ok())
}

impl Known<'_> {
    /// The sheet; none when none came or its version is not shipped any more.
    pub fn sheet(&self) -> Option<Sheet> {
        read_sheet(self.sheet?)
    }

    /// Facts for the expressions of the ward's form.
    pub fn vars(&self) -> Vars {
        self.vars_with(self.sheet().as_ref())
    }

    fn vars_with(&self, sheet: Option<&Sheet>) -> Vars {
        let vars = Vars::new(self.now);
        let stay = serde_json::json!({
            "admitted_on": self.stay.admitted_on.to_string(),
            "emergency": !self.stay.planned,
        });
        let vars = vars.with("stay", stay, Some("入院の記録から"), None);
        match sheet {
            Some(s) => vars.with_answers("sheet", s.form, &s.answers, Some(&s.said), Some(s.on)),
            None => vars,
        }
    }

    /// The ward's answers as far as they are known: those decided on, else what the sheet says; the ADL told since then
    /// stands above them.
    pub fn current(&self, form: &Form) -> Answers {
        self.current_with(form, || self.vars())
    }

    fn current_with(&self, form: &Form, vars: impl FnOnce() -> Vars) -> Answers {
        let decided = self.last.and_then(answers_of);
        let since = decided.as_ref().and(self.last).map(|v| v.at);
        let mut answers = decided.unwrap_or_else(|| forms::prefill(form, &vars(), None));
        self.lay_adl(&mut answers, since);
        answers
    }

    /// Lays what the ward told after `since` above the answers, with its source.
    pub fn lay_adl(&self, answers: &mut Answers, since: Option<At>) {
        let told = self
            .acts
            .iter()
            .filter(|a| a.kind == ActKind::Adl && !a.cancelled && since.is_none_or(|at| a.at > at));
        for act in told {
            let Some(told) = super::adl::answers_of(act) else { continue };
            let on = act.day.unwrap_or_else(|| act.at.date());
            let who = if act.said_by.is_empty() { &act.name } else { &act.said_by };
            let text = format!("病棟からのADL（{}・{who}）から", wareki::month_day(on));
            for (key, answer) in told.iter() {
                if matches!(answer.given, Given::Value(_)) {
                    let mut own = answer.clone();
                    own.source = Some(Source { text: text.clone(), as_of: Some(on) });
                    answers.set(&key, own);
                }
            }
        }
    }

    /// Judges the criteria on these answers.
    pub fn judge(&self, rules: &RuleSet, form: &Form, answers: &Answers) -> Verdict {
        judge(rules, form, answers, self.sheet().as_ref(), !self.stay.planned, self.now)
    }
}

fn read_sheet(v: &Version) -> Option<Sheet> {
    let form = forms::shipped().ok()?.forms.get(&v.form, &v.form_version)?;
    let on = v.at.date();
    Some(Sheet {
        form,
        answers: answers_of(v)?,
        said: format!("入院時情報提供書（{}月{}日・{}）から", on.month(), on.day(), v.name),
        on,
    })
}

fn judge(
    rules: &RuleSet,
    form: &Form,
    answers: &Answers,
    sheet: Option<&Sheet>,
    emergency: bool,
    now: At,
) -> Verdict {
    with_facts(form, answers, sheet, emergency, now, |f| forms::judge(rules, f))
}

fn with_facts<R>(
    form: &Form,
    answers: &Answers,
    sheet: Option<&Sheet>,
    emergency: bool,
    now: At,
    run: impl FnOnce(&Facts<'_>) -> R,
) -> R {
    let on = answers.date("said.on").unwrap_or(now.date());
    let said = format!("病棟からの聞き取り（{}月{}日）から", on.month(), on.day());
    run(&Facts {
        ward: Some(Filled { form, answers, said: &said }),
        sheet: sheet.map(|s| Filled { form: s.form, answers: &s.answers, said: &s.said }),
        emergency: Some(emergency),
        now,
    })
}

/// The newest version of a kind of record of a stay that was not cancelled.
pub(crate) fn newest(cx: &Cx<'_>, stay: StayId, kind: &str) -> Result<Option<Version>> {
    records::of_subject(cx, stay.0, kind)?
        .into_iter()
        .rfind(|h| h.state != records::State::Cancelled)
        .map(|h| records::load(cx, h.id))
        .transpose()
}

/// Asks the criteria again after something happened in a stay, in the transaction of the act that caused it; the caller
/// holds the permit of that act. Nothing of it is shown to whoever acts: the page that shows it asks for its own permit.
pub(crate) fn rejudge(cx: &Cx<'_>, id: StayId, cause: Cause, act: Option<Id>) -> Result<()> {
    let stay = store::stay(cx, id)?;
    if stay.hospital.is_none() {
        // nobody there decides here
        return Ok(());
    }
    let acts = store::acts(cx, id)?;
    let sheet = newest(cx, id, sheet::KIND)?;
    let last = newest(cx, id, screen::KIND)?;
    let known = Known {
        stay: &stay,
        acts: &acts,
        sheet: sheet.as_ref(),
        last: last.as_ref(),
        now: cx.now(),
    };
    let form = rules::ward_form()?;
    // the sheet is read once, whoever asks for it
    let read = known.sheet();
    let answers = known.current_with(form, || known.vars_with(read.as_ref()));
    let before = rows::judgements(cx, id)?;
    let text = plain(&answers).to_json();
    let sets = SETS.map(|set| rules::in_force(cx, set));
    let in_force = sets.into_iter().collect::<Result<Vec<_>>>()?;
    let verdicts = with_facts(form, &answers, read.as_ref(), !stay.planned, cx.now(), |f| {
        forms::judge_all(in_force.iter().map(std::ops::Deref::deref), f)
    });
    for ((set, rules), verdict) in SETS.into_iter().zip(&in_force).zip(verdicts) {
        let verdict = slim(verdict);
        let decided = cause == Cause::Decision;
        let waits = !decided
            && judgement::last_confirmed(&before, set)
                .is_some_and(|b| judgement::worth_a_look(&b.verdict, &verdict));
        let actor = cx.actor();
        let j = Judgement {
            id: cx.new_id(),
            stay: id,
            rules: (rules.id.clone(), rules.version.clone(), rules.hash.clone()),
            cause,
            act,
            verdict,
            basis: Basis {
                form_version: form.version.clone(),
                // once for both sets: it stands with the region's
                answers: if set == judgement::LOCAL { text.clone() } else { String::new() },
                sheet: sheet.as_ref().map(|s| (s.record, s.version)),
                emergency: !stay.planned,
            },
            name: actor.name.clone(),
            at: cx.now(),
            waits,
            confirmed: decided
                .then(|| (cx.now(), actor.account.map(accounts::AccountId), actor.name.clone())),
        };
        let about =
            rows::About { care_level: stay.care_level.code(), admitted_on: stay.admitted_on };
        rows::add_judgement(cx, &j, &about)?;
    }
    Ok(())
}

/// The answers without where they came from: what a judgement keeps of them.
fn plain(answers: &Answers) -> Answers {
    let mut out = Answers::new();
    for (key, a) in answers.iter().filter(|(_, a)| matches!(a.given, Given::Value(_))) {
        out.set(&key, forms::Answer { given: a.given.clone(), ..forms::Answer::default() });
    }
    out
}

/// A verdict as a row keeps it: hits with their reasons; of the rest the state alone, for the words of a criterion stand in
/// its rules.
fn slim(mut v: Verdict) -> Verdict {
    for r in &mut v.results {
        match &mut r.judged {
            Judged::Hit(_) => {}
            Judged::Clear => r.text.clear(),
            Judged::Unknown(asks) => {
                r.text.clear();
                asks.clear();
            }
        }
    }
    v
}

/// A judgement made once more by two rule sets, from what it was made from; none when that can no longer be read.
pub(crate) fn again(
    cx: &Cx<'_>,
    j: &Judgement,
    one: &RuleSet,
    two: &RuleSet,
) -> Result<Option<(Verdict, Verdict)>> {
    let shipped = forms::shipped().map_err(|e| Error::Inconsistent(format!("forms: {e}")))?;
    let Some(form) = shipped.forms.get(screen::FORM, &j.basis.form_version) else {
        return Ok(None);
    };
    let sheet = match j.basis.sheet {
        Some((record, version)) => match records::version(cx, record, version) {
            Ok(v) => read_sheet(&v),
            Err(Error::NotFound) => return Ok(None),
            Err(e) => return Err(e),
        },
        None => None,
    };
    let answers = rules::kept(&j.basis.answers);
    let by = |rules| judge(rules, form, &answers, sheet.as_ref(), j.basis.emergency, j.at);
    Ok(Some((by(one), by(two))))
}

/// All judgements of a stay, oldest first; for whoever decides on discharge support there.
pub fn judgements(cx: &Cx<'_>, stay: StayId) -> Result<Vec<Judgement>> {
    open(cx, &permissions::SCREEN, stay)?;
    rows::judgements(cx, stay)
}

/// 「変わったところを見ました」: the decision stays as it is.
pub fn confirm(cx: &Cx<'_>, stay: StayId) -> Result<()> {
    open(cx, &permissions::SCREEN, stay)?;
    rows::confirm(cx, stay)
}
