//! What is wrong, what is missing, and how far each chapter is. Only wrong input, questions marked required and constraints that
//! block stand in the way of 確定; everything else may be left out.
use crate::answers::{Answers, Given, Key};
use crate::enable::{asked, key_of};
use crate::model::{Form, Placed};
use crate::vars::Vars;
use crate::words;

/// For what the answers are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Saving a draft: what is missing is counted, not refused.
    Draft,
    /// 確定: required questions must be answered.
    Confirm,
}

/// Something to be told beside a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub key: Key,
    /// linkId of the chapter.
    pub chapter: String,
    /// Label of the question.
    pub label: String,
    /// What to do.
    pub message: String,
}

/// A question without an answer that one would expect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Where.
    pub key: Key,
    /// linkId of the chapter.
    pub chapter: String,
    /// Label of the question.
    pub label: String,
    /// There is an answer, but from more than a year ago and not confirmed.
    pub old: bool,
}

/// How far a chapter is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChapterState {
    /// linkId.
    pub link_id: String,
    /// Number of the paper.
    pub number: String,
    /// Title.
    pub title: String,
    /// Added by the region: 任意.
    pub local: bool,
    /// Questions answered (不明 and 別紙参照 count).
    pub answered: usize,
    /// Things to put right.
    pub fix: usize,
    /// Questions without an answer, and old answers not confirmed.
    pub missing: usize,
}

impl ChapterState {
    /// 「直す 1」, 「未入力 2」, 「任意」, 「済み」.
    pub fn words(&self) -> String {
        match (self.fix, self.missing, self.local) {
            (1.., _, _) => format!("直す {}", self.fix),
            (0, _, true) => "任意".to_owned(),
            (0, 1.., false) => format!("未入力 {}", self.missing),
            (0, 0, false) => "済み".to_owned(),
        }
    }
}

/// The outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// In the way of 確定, in the order of the paper.
    pub problems: Vec<Problem>,
    /// Worth a look, not in the way.
    pub warnings: Vec<Problem>,
    /// Not filled in, in the order of the paper.
    pub missing: Vec<Missing>,
    /// The chapters in order.
    pub chapters: Vec<ChapterState>,
}

impl Checked {
    /// Nothing in the way?
    pub fn ok(&self) -> bool {
        self.problems.is_empty()
    }

    /// The problems for the summary and the fields of a page.
    pub fn errors(&self) -> Vec<ui::FieldError> {
        let of = |p: &Problem| ui::FieldError { field: p.key.name(), message: p.message.clone() };
        self.problems.iter().map(of).collect()
    }

    /// The chapter after `link_id` that first needs something, going round: for 「つぎの未入力へ」.
    pub fn next_open(&self, link_id: &str) -> Option<&ChapterState> {
        let at = self.chapters.iter().position(|c| c.link_id == link_id).map_or(0, |n| n + 1);
        let (before, after) = self.chapters.split_at_checked(at)?;
        after
            .iter()
            .chain(before)
            .find(|c| c.link_id != link_id && (c.fix > 0 || (c.missing > 0 && !c.local)))
    }
}

/// Checks the answers.
pub fn validate(form: &Form, answers: &Answers, vars: &Vars, stage: Stage) -> Checked {
    let mut out = Checked::default();
    let all = asked(form, answers);
    for (placed, key) in &all {
        let (question, at) = (placed.question, answers.get(key));
        let problem = |message: String| Problem {
            key: key.clone(),
            chapter: placed.chapter.link_id.clone(),
            label: label(form, placed, key),
            message,
        };
        match at.map(|a| &a.given) {
            Some(Given::Wrong(w)) => out.problems.push(problem(w.message.clone())),
            Some(Given::Nothing) | None if !at.is_some_and(|a| a.attached) => {
                if question.required && stage == Stage::Confirm {
                    out.problems.push(problem(format!("{}を入力してください", question.label())));
                } else if !question.optional && !question.read_only {
                    out.missing.push(missing(placed, key, false));
                }
            }
            _ if at.is_some_and(|a| a.old) => out.missing.push(missing(placed, key, true)),
            _ => {}
        }
    }
    rows(form, answers, stage, &mut out);
    constraints(form, answers, vars, &mut out);
    let order = |key: &Key| {
        let id = key.link_id.as_str();
        let at = form
            .questions()
            .position(|p| p.question.link_id == id || p.group.is_some_and(|g| g.link_id == id));
        (at, key.row.as_ref().map_or(0, |r| r.1))
    };
    out.problems.sort_by_key(|p| order(&p.key));
    out.chapters = form
        .chapters
        .iter()
        .map(|c| ChapterState {
            link_id: c.link_id.clone(),
            number: c.number.clone(),
            title: c.title.clone(),
            local: c.local,
            answered: all
                .iter()
                .filter(|(p, key)| {
                    p.chapter.link_id == c.link_id
                        && answers
                            .get(key)
                            .is_some_and(|a| !a.is_blank() && !matches!(a.given, Given::Wrong(_)))
                })
                .count(),
            fix: out.problems.iter().filter(|p| p.chapter == c.link_id).count(),
            missing: out.missing.iter().filter(|m| m.chapter == c.link_id).count(),
        })
        .collect();
    out
}

fn missing(placed: &Placed<'_>, key: &Key, old: bool) -> Missing {
    Missing {
        key: key.clone(),
        chapter: placed.chapter.link_id.clone(),
        label: placed.question.text.clone(),
        old,
    }
}

fn label(form: &Form, placed: &Placed<'_>, key: &Key) -> String {
    match &key.row {
        Some((group, n)) => match form.repeating(group) {
            Some((_, g, rows)) => {
                format!("{} {} {}", g.title, rows.heading(*n), placed.question.label())
            }
            None => placed.question.text.clone(),
        },
        None => placed.question.text.clone(),
    }
}

fn rows(form: &Form, answers: &Answers, stage: Stage, out: &mut Checked) {
    for chapter in &form.chapters {
        for node in &chapter.nodes {
            let crate::model::Node::Group(g) = node else { continue };
            let Some(limits) = &g.rows else { continue };
            let n = answers.rows(&g.link_id).len();
            let message = if n > limits.max {
                format!("{}は{}つまでにしてください", g.title, limits.max)
            } else if n < limits.min && stage == Stage::Confirm {
                format!("{}を{}つ以上入力してください", g.title, limits.min)
            } else {
                continue;
            };
            out.problems.push(Problem {
                key: Key::single(&g.link_id),
                chapter: chapter.link_id.clone(),
                label: g.title.clone(),
                message,
            });
        }
    }
}

fn constraints(form: &Form, answers: &Answers, vars: &Vars, out: &mut Checked) {
    if form.constraints.is_empty() {
        return;
    }
    vars.run(form, answers, |cx| {
        for c in &form.constraints {
            // What cannot be worked out (not known, or a value of another kind) is no reason to stop anybody.
            if !matches!(c.expression.eval_bool(cx), Ok(Some(false))) {
                continue;
            }
            let (key, chapter, label) =
                match (form.question(&c.location), form.repeating(&c.location)) {
                    (Some(p), _) => (key_of(&p, None), p.chapter, p.question.text.clone()),
                    (None, Some((chapter, g, _))) => {
                        (Key::single(&g.link_id), chapter, g.title.clone())
                    }
                    _ => continue,
                };
            let problem = Problem {
                key,
                chapter: chapter.link_id.clone(),
                label,
                message: words::fill(form, answers, &c.message, vars.today()),
            };
            if !c.blocks {
                out.warnings.push(problem);
            } else if !out.problems.iter().any(|p| p.key == problem.key) {
                out.problems.push(problem);
            }
        }
    });
}
