//! What a form begins with: facts that are known, and the last record's answers, each with where it came from. Never ask twice.
use kernel::Date;

use crate::answers::{Answer, Answers, Given, Key, Source, Value};
use crate::enable::asked;
use crate::model::{Form, Kind, Question};
use crate::vars::{Vars, value_of};
use crate::words;

/// Days after which a taken-over answer must be confirmed.
pub const OLD_AFTER_DAYS: i64 = 365;

/// The last record of the same form.
#[derive(Debug, Clone, Copy)]
pub struct Last<'a> {
    /// The form it was made with (perhaps an older version).
    pub form: &'a Form,
    /// Its answers.
    pub answers: &'a Answers,
    /// Its day.
    pub on: Date,
    /// What it is called: 入院時情報提供書.
    pub title: &'a str,
}

/// The answers a new record begins with.
pub fn prefill(form: &Form, vars: &Vars, last: Option<Last<'_>>) -> Answers {
    let mut out = Answers::new();
    let empty = Answers::new();
    vars.run(form, &empty, |cx| {
        for placed in form.questions().filter(|p| p.repeating().is_none() && !p.question.read_only)
        {
            let question = placed.question;
            let initial = question.initial.as_ref().and_then(|e| {
                // An expression that fails at run time gives nothing: the question is simply asked.
                let value = value_of(question, &e.eval(cx).ok()?)?;
                Some(Answer { source: source_of(vars, e), ..Answer::of(value) })
            });
            let taken = || {
                last.filter(|_| question.copy_last)
                    .and_then(|l| take_over(question, &l, vars.today()))
            };
            if let Some(answer) = initial.or_else(taken) {
                out.set(&Key::single(&question.link_id), answer);
            }
        }
    });
    calculate(form, &mut out, vars);
    out
}

fn source_of(vars: &Vars, e: &fhir::Expr) -> Option<Source> {
    let (text, as_of) = e.variables().iter().find_map(|name| vars.said(name))?;
    Some(Source { text: text.to_owned(), as_of })
}

fn take_over(question: &Question, last: &Last<'_>, today: Date) -> Option<Answer> {
    let before = last.answers.get(&Key::single(&question.link_id))?;
    let value = fitting(question, before.value()?)?;
    let as_of = before.source.as_ref().and_then(|s| s.as_of).unwrap_or(last.on);
    let text = format!("前回（{}）の{}から", words::day(last.on, today), last.title);
    let old = kernel::time::days_between(as_of, today) > OLD_AFTER_DAYS;
    Some(Answer {
        given: Given::Value(value),
        attached: false,
        source: Some(Source { text, as_of: Some(as_of) }),
        old,
    })
}

/// An older value, when it still is an answer to this version's question.
fn fitting(question: &Question, value: &Value) -> Option<Value> {
    match (value, &question.kind) {
        (Value::YesNo(_), Kind::YesNo { .. }) | (Value::Date(_), Kind::Date) => Some(value.clone()),
        (Value::Whole(n), Kind::Whole { min, max, .. }) => {
            (n >= min && n <= max).then(|| value.clone())
        }
        (Value::Decimal(d), Kind::Decimal { min, max, .. }) => {
            (d >= min && d <= max).then(|| value.clone())
        }
        (Value::Text(t), Kind::Text { max, pattern, .. }) => {
            let fits =
                t.chars().count() <= *max && pattern.as_ref().is_none_or(|(re, _)| re.is_match(t));
            fits.then(|| value.clone())
        }
        (Value::Picks(picks), Kind::Choice { choices, many }) => {
            let known = picks.iter().all(|p| choices.iter().any(|c| c.code == p.code && !c.hidden));
            (known && (*many || picks.len() == 1)).then(|| value.clone())
        }
        _ => None,
    }
}

/// Works out the read-only questions; call it after every change, before checking and printing.
pub fn calculate(form: &Form, answers: &mut Answers, vars: &Vars) {
    let known: Vec<(Key, Option<Value>)> = vars.run(form, answers, |cx| {
        asked(form, answers)
            .into_iter()
            .filter_map(|(placed, key)| {
                let e = placed.question.calculated.as_ref()?;
                let value = e.eval(cx).ok().and_then(|found| value_of(placed.question, &found));
                Some((key, value))
            })
            .collect()
    });
    for (key, value) in known {
        answers.set(&key, value.map(Answer::of).unwrap_or_default());
    }
}
