//! Which questions are asked, given the answers so far (enableWhen).
use crate::answers::{Answers, Given, Key, Value};
use crate::model::{Condition, Form, Placed, Test};

/// Whether a question is asked. `row` is the row of its repeating group. An answer to a question that is itself not asked counts
/// as no answer.
pub fn is_asked(form: &Form, answers: &Answers, placed: &Placed<'_>, row: Option<usize>) -> bool {
    let enable = &placed.question.enable;
    if enable.conditions.is_empty() {
        return true;
    }
    let mut holds = enable.conditions.iter().map(|c| condition(form, answers, c, row));
    if enable.any { holds.any(|h| h) } else { holds.all(|h| h) }
}

fn condition(form: &Form, answers: &Answers, c: &Condition, row: Option<usize>) -> bool {
    let Some(gate) = form.question(&c.question) else { return false };
    let key = key_of(&gate, row);
    let asked = is_asked(form, answers, &gate, row);
    let given = answers.get(&key).map(|a| &a.given).filter(|_| asked);
    let codes = |wanted: &str| match given {
        Some(Given::Value(Value::Picks(picks))) => picks.iter().any(|p| p.code == wanted),
        _ => false,
    };
    match &c.test {
        Test::Is(code) => codes(code),
        Test::IsNot(code) => !codes(code),
        Test::IsYes(wanted) => matches!(given, Some(Given::Value(Value::YesNo(b))) if b == wanted),
        Test::Answered(wanted) => matches!(given, Some(Given::Value(_))) == *wanted,
    }
}

/// The place of a question: in row `row` when its group repeats.
pub fn key_of(placed: &Placed<'_>, row: Option<usize>) -> Key {
    match (placed.repeating(), row) {
        (Some((group, _)), Some(n)) => Key::in_row(&group.link_id, n, &placed.question.link_id),
        _ => Key::single(&placed.question.link_id),
    }
}

/// Every question that is asked, with its place: those of a repeating group once a row that is filled.
pub fn asked<'f>(form: &'f Form, answers: &Answers) -> Vec<(Placed<'f>, Key)> {
    let mut out = Vec::new();
    for chapter in &form.chapters {
        for node in &chapter.nodes {
            match node {
                crate::model::Node::Question(q) => {
                    push(
                        form,
                        answers,
                        Placed { chapter, group: None, question: q },
                        None,
                        &mut out,
                    );
                }
                crate::model::Node::Group(g) => {
                    let rows: Vec<Option<usize>> = match g.rows {
                        Some(_) => (0..answers.rows(&g.link_id).len()).map(Some).collect(),
                        None => vec![None],
                    };
                    for row in rows {
                        for question in &g.questions {
                            push(
                                form,
                                answers,
                                Placed { chapter, group: Some(g), question },
                                row,
                                &mut out,
                            );
                        }
                    }
                }
            }
        }
    }
    out
}

fn push<'f>(
    form: &'f Form,
    answers: &Answers,
    placed: Placed<'f>,
    row: Option<usize>,
    out: &mut Vec<(Placed<'f>, Key)>,
) {
    if is_asked(form, answers, &placed, row) {
        let key = key_of(&placed, row);
        out.push((placed, key));
    }
}

/// The answers without those to questions that are not asked: what a record keeps.
pub fn only_asked(form: &Form, answers: &Answers) -> Answers {
    let mut out = Answers::new();
    for (_, key) in asked(form, answers) {
        if let Some(a) = answers.get(&key) {
            out.set(&key, a.clone());
        }
    }
    out
}
