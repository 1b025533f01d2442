//! A filled form to read: chapters with question and answer, nothing to change.
use ui::Html;

use crate::answers::{Answers, Given, Key};
use crate::enable::is_asked;
use crate::model::{Chapter, Confidential, Form, Group, Node, Placed, Question};
use crate::words;

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Questions without an answer too (as 「入力なし」).
    pub all: bool,
    /// The closest kept answers the reader may see; closer ones are left out without a trace.
    pub upto: Confidential,
    /// Where each answer came from, below it.
    pub sources: bool,
}

impl Reading {
    /// What was answered, with its sources, without what is very restricted.
    pub const ANSWERED: Reading =
        Reading { all: false, upto: Confidential::Restricted, sources: true };
}

/// The whole form.
pub fn html(form: &Form, answers: &Answers, reading: Reading) -> Html {
    ui::join(form.chapters.iter().map(|c| chapter(form, answers, c, reading)))
}

/// One chapter; empty when nothing of it is shown.
pub fn chapter(form: &Form, answers: &Answers, chapter: &Chapter, reading: Reading) -> Html {
    let mut body = Html::default();
    let mut open: Vec<Html> = Vec::new();
    for node in &chapter.nodes {
        match node {
            Node::Question(question) => {
                open.extend(pair(
                    form,
                    answers,
                    &Placed { chapter, group: None, question },
                    None,
                    reading,
                    false,
                ));
            }
            Node::Group(g) => {
                if !open.is_empty() {
                    body = body.and(list(std::mem::take(&mut open)));
                }
                body = body.and(group(form, answers, chapter, g, reading));
            }
        }
    }
    if !open.is_empty() {
        body = body.and(list(open));
    }
    if body.is_empty() {
        return body;
    }
    let number =
        if chapter.number.is_empty() { String::new() } else { format!("{}　", chapter.number) };
    Html::trusted(format!(
        "<section class=\"sec\" aria-labelledby=\"{id}\"><h2 id=\"{id}\">{number}{title}</h2>",
        id = Html::text(&chapter.link_id),
        number = Html::text(number),
        title = Html::text(&chapter.title),
    ))
    .and(body)
    .and(Html::trusted("</section>"))
}

/// The same as plain words: question and answer, and the title of each chapter and group before its own with an empty
/// answer. For files that are read without this program.
pub fn rows(form: &Form, answers: &Answers, reading: Reading) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    let mut head: Vec<String> = Vec::new();
    for (placed, key) in crate::enable::asked(form, answers) {
        let q = placed.question;
        if q.confidential > reading.upto {
            continue;
        }
        let said = said(q, answers, &key);
        if said.is_none() && !reading.all {
            continue;
        }
        let mut titles = vec![placed.chapter.title.clone()];
        titles.extend(placed.group.map(|g| g.title.clone()).filter(|t| !t.is_empty()));
        if titles != head {
            out.push((titles.join("・"), String::new()));
            head = titles;
        }
        let label = if placed.group.is_some() { q.label() } else { &q.text };
        out.push((label.to_string(), said.unwrap_or_else(|| "入力なし".into())));
    }
    out
}

fn list(pairs: Vec<Html>) -> Html {
    Html::trusted("<dl class=\"kv\">").and(ui::join(pairs)).and(Html::trusted("</dl>"))
}

fn group(form: &Form, answers: &Answers, chapter: &Chapter, g: &Group, reading: Reading) -> Html {
    let rows: Vec<(Option<usize>, String)> = match &g.rows {
        Some(r) => (0..answers.rows(&g.link_id).len())
            .map(|n| (Some(n), format!("{} {}", g.title, r.heading(n))))
            .collect(),
        None => vec![(None, g.title.clone())],
    };
    let mut out = Html::default();
    for (row, title) in rows {
        let pairs: Vec<Html> = g
            .questions
            .iter()
            .filter_map(|question| {
                pair(
                    form,
                    answers,
                    &Placed { chapter, group: Some(g), question },
                    row,
                    reading,
                    true,
                )
            })
            .collect();
        if !pairs.is_empty() {
            out =
                out.and(Html::trusted(format!("<h3>{}</h3>", Html::text(title)))).and(list(pairs));
        }
    }
    out
}

fn pair(
    form: &Form,
    answers: &Answers,
    placed: &Placed<'_>,
    row: Option<usize>,
    reading: Reading,
    grouped: bool,
) -> Option<Html> {
    let q = placed.question;
    if q.confidential > reading.upto || !is_asked(form, answers, placed, row) {
        return None;
    }
    let key = crate::enable::key_of(placed, row);
    let said = said(q, answers, &key);
    if said.is_none() && !reading.all {
        return None;
    }
    let label = if grouped { q.label() } else { &q.text };
    let star = if q.discharge_factor { " ＊" } else { "" };
    let value = match &said {
        Some(text) => Html::trusted(format!("<span class=\"pre\">{}</span>", Html::text(text))),
        None => Html::trusted("<span class=\"muted\">入力なし</span>"),
    };
    let source = answers
        .get(&key)
        .and_then(|a| a.source.as_ref())
        .filter(|_| reading.sources && said.is_some());
    let source = match source {
        Some(s) => {
            Html::trusted(format!("<br><span class=\"small muted\">{}</span>", Html::text(&s.text)))
        }
        None => Html::default(),
    };
    Some(
        Html::trusted(format!("<div><dt>{}{star}</dt><dd>", Html::text(label)))
            .and(value)
            .and(source)
            .and(Html::trusted("</dd></div>")),
    )
}

fn said(q: &Question, answers: &Answers, key: &Key) -> Option<String> {
    let answer = answers.get(key)?;
    if matches!(answer.given, Given::Wrong(_)) {
        return Some("（直すところがあります）".to_owned());
    }
    Some(words::answer(q, answer)).filter(|t| !t.is_empty())
}
