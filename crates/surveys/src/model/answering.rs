//! From a filled form to an answer, and what it adds to the measures.
use app::{Error, FieldError, Result};
use forms::ask::{Given, Kind, Question, given, months};
use forms::{Answers, Form, Stage, Vars, validate};
use kernel::At;

use crate::SurveyId;

/// The form of the engine for these questions.
pub fn form(title: &str, questions: &[Question]) -> Result<Form> {
    forms::ask::form(title, questions)
        .map_err(|e| Error::Inconsistent(format!("surveys: questions are no form: {e}")))
}

/// The answer, when nothing is wrong or missing. An answer without anything in it is none.
pub fn check(title: &str, questions: &[Question], answers: &Answers, now: At) -> Result<Given> {
    let form = form(title, questions)?;
    let checked = validate(&form, answers, &Vars::new(now), Stage::Confirm);
    let mut wrong: Vec<FieldError> = checked
        .errors()
        .into_iter()
        .map(|e| FieldError { field: e.field, message: e.message })
        .collect();
    let unread = months(questions, answers).into_iter().map(|code| FieldError {
        field: format!("a.{code}"),
        message: "年と月を「令和8年4月」のように書いてください".into(),
    });
    wrong.extend(unread);
    let out = given(questions, answers);
    if wrong.is_empty() && out.is_empty() {
        wrong.push(FieldError {
            field: String::new(),
            message: "まだ何も答えていません。1つでも答えて、送ってください".into(),
        });
    }
    if wrong.is_empty() { Ok(out) } else { Err(Error::Invalid(wrong)) }
}

/// Measure of answers: `survey=ID`.
pub const ANSWERED: &str = "surveys.answered";
/// Measure of choices: `survey=ID;question=CODE;answer=CODE`.
pub const CHOICE: &str = "surveys.choice";
/// Measure of numbers, their sum: `survey=ID;question=CODE`.
pub const NUMBER: &str = "surveys.number";

/// What an answer adds to the measures: name, dims, how much.
pub fn measures(
    id: SurveyId,
    questions: &[Question],
    given: &Given,
) -> Vec<(&'static str, String, i64)> {
    let mut out = vec![(ANSWERED, format!("survey={id}"), 1)];
    for q in questions {
        for v in given.get(&q.code).into_iter().flatten() {
            let dims = format!("survey={id};question={}", q.code);
            if q.kind.is_counted() {
                out.push((CHOICE, format!("{dims};answer={v}"), 1));
            } else if let (Kind::Number, Ok(n)) = (q.kind, v.parse()) {
                out.push((NUMBER, dims, n));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use forms::answers::{Answer, Key, Value};

    use super::*;

    #[test]
    fn an_empty_answer_is_none_and_a_month_must_be_one() {
        let questions = [
            Question {
                code: "q1".into(),
                kind: Kind::Text,
                label: "?".into(),
                ..Question::default()
            },
            Question {
                code: "q2".into(),
                kind: Kind::Month,
                label: "?".into(),
                ..Question::default()
            },
        ];
        let now = testkit::at("2026-11-22", "10:00");
        let mut a = Answers::new();
        assert!(matches!(check("調査", &questions, &a, now), Err(Error::Invalid(_))));
        a.set(&Key::single("q2"), Answer::of(Value::Text("春".into())));
        let Err(Error::Invalid(f)) = check("調査", &questions, &a, now) else { panic!("taken") };
        assert_eq!(f[0].field, "a.q2");
        a.set(&Key::single("q2"), Answer::of(Value::Text("R8.4".into())));
        assert_eq!(check("調査", &questions, &a, now).unwrap()["q2"], ["2026-04"]);
    }
}
