//! What changed between two records of a form, question by question, in the order of the paper.
use crate::answers::{Answer, Answers, Key};
use crate::enable::only_asked;
use crate::model::{Form, Node, Question};
use crate::words;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub key: Key,
    /// Title of the chapter.
    pub chapter: String,
    /// Label of the question; of a row with its number.
    pub label: String,
    /// In words; empty = there was nothing.
    pub before: String,
    /// In words; empty = there is nothing any more.
    pub after: String,
}

/// The changes from `before` to `after`, both read with `form`. Sources do not count as changes.
pub fn diff(form: &Form, before: &Answers, after: &Answers) -> Vec<Change> {
    let (before, after) = (only_asked(form, before), only_asked(form, after));
    let mut out = Vec::new();
    for chapter in &form.chapters {
        for node in &chapter.nodes {
            match node {
                Node::Question(q) => {
                    let key = Key::single(&q.link_id);
                    change(&chapter.title, q, key, q.text.clone(), &before, &after, &mut out);
                }
                Node::Group(g) => {
                    let rows = before.rows(&g.link_id).len().max(after.rows(&g.link_id).len());
                    for q in &g.questions {
                        let Some(limits) = &g.rows else {
                            let key = Key::single(&q.link_id);
                            change(
                                &chapter.title,
                                q,
                                key,
                                q.text.clone(),
                                &before,
                                &after,
                                &mut out,
                            );
                            continue;
                        };
                        for n in 0..rows {
                            let label = format!("{} {} {}", g.title, limits.heading(n), q.label());
                            let key = Key::in_row(&g.link_id, n, &q.link_id);
                            change(&chapter.title, q, key, label, &before, &after, &mut out);
                        }
                    }
                }
            }
        }
    }
    out
}

fn change(
    chapter: &str,
    q: &Question,
    key: Key,
    label: String,
    before: &Answers,
    after: &Answers,
    out: &mut Vec<Change>,
) {
    let blank = Answer::default();
    let (a, b) = (before.get(&key).unwrap_or(&blank), after.get(&key).unwrap_or(&blank));
    if a.given == b.given && a.attached == b.attached {
        return;
    }
    let (before, after) = (words::answer(q, a), words::answer(q, b));
    out.push(Change { key, chapter: chapter.to_owned(), label, before, after });
}
