//! A filled form as one row of a table: one column a question, rows of a repeating group joined in one cell.
use office::xlsx::{Cell, Column, Kind as ColumnKind};

use crate::answers::{Answer, Answers, Given, Key, Value};
use crate::enable::only_asked;
use crate::model::{Confidential, Form, Kind, Question};
use crate::words;

fn shown(form: &Form, upto: Confidential) -> impl Iterator<Item = (&Question, Option<&str>)> {
    form.questions()
        .filter(move |p| p.question.confidential <= upto)
        .map(|p| (p.question, p.repeating().map(|(g, _)| g.link_id.as_str())))
}

/// The columns, in the order of the paper. Questions kept more closely than `upto` have none.
pub fn columns(form: &Form, upto: Confidential) -> Vec<Column> {
    shown(form, upto)
        .map(|(q, group)| match &q.kind {
            Kind::Date if group.is_none() => Column::new(&q.text, 16.0, ColumnKind::DateWareki),
            Kind::Whole { unit, .. } if group.is_none() => {
                let head = if unit.is_empty() {
                    q.text.clone()
                } else {
                    format!("{}（{unit}）", q.text)
                };
                Column::new(head, 10.0, ColumnKind::Int)
            }
            Kind::Text { lines: 2.., .. } => Column::new(&q.text, 40.0, ColumnKind::Text),
            _ => Column::new(&q.text, 20.0, ColumnKind::Text),
        })
        .collect()
}

/// The cells of one record, as many as `columns`.
pub fn row(form: &Form, answers: &Answers, upto: Confidential) -> Vec<Cell> {
    let answers = only_asked(form, answers);
    shown(form, upto)
        .map(|(q, group)| match group {
            Some(group) => {
                let each: Vec<String> = answers
                    .rows(group)
                    .iter()
                    .map(|row| row.get(&q.link_id).map(|a| words::answer(q, a)).unwrap_or_default())
                    .collect();
                if each.iter().all(String::is_empty) {
                    Cell::Empty
                } else {
                    Cell::text(each.join("／"))
                }
            }
            None => match answers.get(&Key::single(&q.link_id)) {
                Some(a) => cell(q, a),
                None => Cell::Empty,
            },
        })
        .collect()
}

fn cell(q: &Question, a: &Answer) -> Cell {
    match &a.given {
        Given::Value(Value::Date(d)) => Cell::Date(*d),
        Given::Value(Value::Whole(n)) => Cell::Int(*n),
        _ => {
            let text = words::answer(q, a);
            if text.is_empty() { Cell::Empty } else { Cell::text(text) }
        }
    }
}
