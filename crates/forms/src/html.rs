//! A chapter of a form as `ui` fields. Everything works by plain POST; enableWhen is also given to the script as data. Without
//! script every question stands there with its condition in words.
use kernel::{Date, wareki};
use ui::field::{
    ChoiceStyle, DatePart, DateValue, Input, Layout as RowLayout, Row, TextKind, Width,
};
use ui::{Field, FieldKind, FieldState, Group as UiGroup, Node as UiNode, Opt, Repeat, When};

use crate::answers::{Answer, Answers, Given, Key, Wrong};
use crate::enable::is_asked;
use crate::input::{UNKNOWN, typed_of};
use crate::model::{Chapter, Form, Group, Kind, Layout, Node, Placed, Question, Test};
use crate::validate::Checked;
use crate::words;

/// How a page is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Draw<'a> {
    /// The form.
    pub form: &'a Form,
    /// What is filled in.
    pub answers: &'a Answers,
    /// What is wrong; none = nothing was checked yet.
    pub checked: Option<&'a Checked>,
    /// Today in Japan.
    pub today: Date,
    /// Mark unanswered questions (a form that began prefilled, or was tried to be sent); an empty new form stays calm.
    pub mark_missing: bool,
    /// The repeating group that gets one more empty row (`input::Posted::add`).
    pub add_row: Option<&'a str>,
}

impl Draw<'_> {
    /// The nodes of a chapter in order.
    pub fn chapter(&self, chapter: &Chapter) -> Vec<UiNode> {
        chapter.nodes.iter().map(|n| self.node(chapter, n)).collect()
    }

    fn node(&self, chapter: &Chapter, node: &Node) -> UiNode {
        match node {
            Node::Question(question) => {
                self.field(&Placed { chapter, group: None, question }, None).into()
            }
            Node::Group(g) if g.rows.is_some() => self.repeat(chapter, g).into(),
            Node::Group(g) => {
                let mut fields: Vec<Field> = g
                    .questions
                    .iter()
                    .map(|question| self.field(&Placed { chapter, group: Some(g), question }, None))
                    .collect();
                // A condition that all its questions share is the group's own: the heading comes and goes with them.
                let shared = match g.questions.as_slice() {
                    [first, rest @ ..] => rest.iter().all(|q| q.enable == first.enable),
                    [] => false,
                };
                let when = fields.first().and_then(|f| f.when.clone()).filter(|_| shared);
                if when.is_some() {
                    fields.iter_mut().for_each(|f| f.when = None);
                }
                UiGroup {
                    label: g.title.clone(),
                    hint: g.hint.clone().unwrap_or_default(),
                    nodes: laid_out(g.layout, fields),
                    when,
                    ..UiGroup::default()
                }
                .into()
            }
        }
    }

    fn repeat(&self, chapter: &Chapter, g: &Group) -> Repeat {
        let own = format!("a.{}", g.link_id);
        let filled = self.answers.rows(&g.link_id).len();
        let min = g.rows.as_ref().map_or(0, |r| r.min).max(1);
        let asked_for = if self.add_row == Some(g.link_id.as_str()) { filled + 1 } else { filled };
        let max = g.rows.as_ref().map_or(0, |r| r.max);
        let count = asked_for.max(min).min(max.max(filled));
        let row = |n: usize| -> Vec<UiNode> {
            let of = |question| self.field(&Placed { chapter, group: Some(g), question }, Some(n));
            laid_out(g.layout, g.questions.iter().map(of).collect())
        };
        let blank = || -> Vec<UiNode> {
            let of = |question: &Question| {
                let placed = Placed { chapter, group: Some(g), question };
                let name = format!("{own}.__n__.{}", question.link_id);
                self.draw(&placed, name, format!("{own}.__n__."), &Answer::default(), None)
            };
            laid_out(g.layout, g.questions.iter().map(of).collect())
        };
        Repeat {
            link_id: g.link_id.clone(),
            name: own.clone(),
            label: g.title.clone(),
            hint: g.hint.clone().unwrap_or_default(),
            row_label: g.title.clone(),
            add_label: String::new(),
            rows: (0..count).map(|n| Row { n, nodes: row(n) }).collect(),
            blank: blank(),
            layout: RowLayout::Cards,
            max,
            when: None,
            error: self.error(&own),
        }
    }

    fn error(&self, name: &str) -> Option<String> {
        let checked = self.checked?;
        checked.problems.iter().find(|p| p.key.name() == name).map(|p| p.message.clone())
    }

    fn warning(&self, name: &str) -> Option<String> {
        let checked = self.checked?;
        checked.warnings.iter().find(|p| p.key.name() == name).map(|p| p.message.clone())
    }

    /// One question, with what stands there. `row` = its row (from 0) when its group repeats.
    pub fn field(&self, placed: &Placed<'_>, row: Option<usize>) -> Field {
        let key = crate::enable::key_of(placed, row);
        let prefix = match &key.row {
            Some((group, n)) => format!("a.{group}.{n}."),
            None => "a.".to_owned(),
        };
        let blank = Answer::default();
        let answer = self.answers.get(&key).unwrap_or(&blank);
        self.draw(placed, key.name(), prefix, answer, Some(&key))
    }

    fn draw(
        &self,
        placed: &Placed<'_>,
        name: String,
        prefix: String,
        answer: &Answer,
        key: Option<&Key>,
    ) -> Field {
        let q = placed.question;
        let label = if placed.group.is_some() { q.label() } else { &q.text };
        let star = if q.discharge_factor { " ＊" } else { "" };
        Field {
            label: format!("{label}{star}"),
            kind: control(q, answer),
            hint: hint(q),
            required: q.required,
            state: key.map_or(FieldState::Fine, |k| self.state(placed, k, answer)),
            error: match &answer.given {
                Given::Wrong(w) => Some(w.message.clone()),
                _ => self.error(&name),
            },
            warning: self.warning(&name),
            sources: answer.source.iter().map(|s| ui::Source::paper(&s.text)).collect(),
            when: self.when(q, prefix),
            read_only: q.read_only,
            attach: q.attachment.as_ref().map(|_| (format!("{name}.attached"), answer.attached)),
            name,
        }
    }

    fn when(&self, q: &Question, prefix: String) -> Option<When> {
        if q.enable.conditions.is_empty() {
            return None;
        }
        let conditions = q.enable.conditions.iter().map(|c| {
            let (op, v) = match &c.test {
                Test::Is(code) => ("=", code.clone()),
                Test::IsNot(code) => ("!=", code.clone()),
                Test::IsYes(b) => ("=", b.to_string()),
                Test::Answered(b) => ("exists", b.to_string()),
            };
            (c.question.clone(), op.to_owned(), v)
        });
        let outside = q
            .enable
            .conditions
            .iter()
            .all(|c| self.form.question(&c.question).is_some_and(|p| p.repeating().is_none()));
        Some(When {
            conditions: conditions.collect(),
            any: q.enable.any,
            words: format!(
                "{}だけ、お答えください",
                words::condition(self.form, &q.enable).replace("とき", "ときに")
            ),
            prefix: if outside { "a.".to_owned() } else { prefix },
        })
    }

    fn state(&self, placed: &Placed<'_>, key: &Key, answer: &Answer) -> FieldState {
        let q = placed.question;
        if answer.old {
            let of = answer.source.as_ref().and_then(|s| s.as_of);
            let month = of
                .and_then(wareki::era_of)
                .zip(of)
                .map(|((e, y), d)| format!("{}{y}年{}月", e.name, d.month()));
            let said = answer.value().map(|v| words::value(q, v)).unwrap_or_default();
            return FieldState::Old {
                words: "1年以上前の内容です".to_owned(),
                ask: format!(
                    "「{}」は{}の内容です。いまも同じですか",
                    shortened(&said),
                    month.unwrap_or_else(|| "以前".into())
                ),
                name: format!("k.{}", q.link_id),
                chosen: String::new(),
            };
        }
        let expected = !q.optional && !q.read_only && answer.is_blank();
        let row = key.row.as_ref().map(|r| r.1);
        if self.mark_missing && expected && is_asked(self.form, self.answers, placed, row) {
            FieldState::Missing
        } else {
            FieldState::Fine
        }
    }
}

fn shortened(text: &str) -> String {
    let mut chars = text.chars();
    let head: String = chars.by_ref().take(30).collect();
    if chars.next().is_some() { format!("{head}…") } else { head }
}

/// Side by side stand only short boxes; dates and lists of choices take the whole width.
fn laid_out(layout: Layout, fields: Vec<Field>) -> Vec<UiNode> {
    if layout == Layout::Stack {
        return fields.into_iter().map(UiNode::from).collect();
    }
    let short = |f: &Field| {
        matches!(
            f.kind,
            FieldKind::Text(_)
                | FieldKind::Integer { .. }
                | FieldKind::Choice { style: ChoiceStyle::Select, .. }
        )
    };
    let mut out = Vec::new();
    let mut waiting: Option<Field> = None;
    for f in fields {
        match (waiting.take(), short(&f)) {
            (Some(first), true) => out.push(UiNode::Pair(vec![first, f])),
            (None, true) => waiting = Some(f),
            (first, false) => {
                out.extend(first.map(UiNode::from));
                out.push(f.into());
            }
        }
    }
    out.extend(waiting.map(UiNode::from));
    out
}

fn hint(q: &Question) -> String {
    let own = q.hint.clone().unwrap_or_default();
    match &q.attachment {
        Some(paper) if own.is_empty() => format!("書くかわりに、{paper}を添えることもできます"),
        Some(paper) if !own.contains("添える") => {
            format!("{own}。{paper}を添えることもできます")
        }
        _ => own,
    }
}

/// What the boxes show: what was typed, or the value.
fn typed(answer: &Answer) -> Vec<(String, String)> {
    match &answer.given {
        Given::Nothing => Vec::new(),
        Given::Unknown => vec![(String::new(), UNKNOWN.to_owned())],
        Given::Value(v) => typed_of(v),
        Given::Wrong(w) => w.typed.clone(),
    }
}

fn control(q: &Question, answer: &Answer) -> FieldKind {
    let boxes = typed(answer);
    let part = |end: &str| {
        boxes.iter().find(|(k, _)| k == end).map(|(_, v)| v.clone()).unwrap_or_default()
    };
    let chosen = || -> Vec<String> {
        boxes.iter().filter(|(k, _)| k.is_empty()).map(|(_, v)| v.clone()).collect()
    };
    match &q.kind {
        Kind::Text { max, lines: 1, .. } => FieldKind::Text(Input {
            value: part(""),
            kind: text_kind(q),
            // A single line says its limit only when it is passed.
            max: None,
            width: if *max <= 30 { Width::Mid } else { Width::Full },
            ..Input::default()
        }),
        Kind::Text { max, lines, .. } => {
            FieldKind::LongText { value: part(""), rows: *lines, max: Some(*max) }
        }
        Kind::Whole { unit, .. } => FieldKind::Integer { value: part(""), unit: unit.clone() },
        Kind::Decimal { unit, .. } => FieldKind::Decimal { value: part(""), unit: unit.clone() },
        Kind::Date => FieldKind::Date(DateValue {
            era: part("era"),
            y: part("y"),
            m: part("m"),
            d: part("d"),
            time: String::new(),
            bad: bad_part(answer),
        }),
        Kind::YesNo { yes, no } => {
            let mut opts = vec![Opt::new("true", yes), Opt::new("false", no)];
            opts.extend(unknown_opt(q));
            FieldKind::radio(part(""), opts)
        }
        Kind::Choice { choices, many } => {
            let now = chosen();
            let mut opts: Vec<Opt> = choices
                .iter()
                .filter(|c| !c.hidden || now.contains(&c.code))
                .map(|c| {
                    if c.exclusive {
                        Opt::new(&c.code, &c.display).none()
                    } else {
                        Opt::new(&c.code, &c.display)
                    }
                })
                .collect();
            opts.extend(unknown_opt(q));
            let open = choices.iter().any(|c| c.open).then(|| part("open"));
            if *many {
                return FieldKind::Multi { values: now, opts, open };
            }
            let style = if q.control.as_deref() == Some("drop-down") {
                ChoiceStyle::Select
            } else {
                ChoiceStyle::Radio
            };
            FieldKind::Choice {
                value: now.into_iter().next().unwrap_or_default(),
                opts,
                style,
                open,
            }
        }
    }
}

fn unknown_opt(q: &Question) -> Option<Opt> {
    q.unknown.as_ref().map(|word| Opt::new(UNKNOWN, word).unknown())
}

fn text_kind(q: &Question) -> TextKind {
    match q.control.as_deref() {
        Some("tel") => TextKind::Tel,
        _ if q.link_id.ends_with(".kana") => TextKind::Kana,
        _ => TextKind::Plain,
    }
}

fn bad_part(answer: &Answer) -> Option<DatePart> {
    match &answer.given {
        Given::Wrong(Wrong { part: Some(p), .. }) => Some(match p.as_str() {
            "m" => DatePart::Month,
            "d" => DatePart::Day,
            _ => DatePart::Year,
        }),
        _ => None,
    }
}

/// A value as its boxes would post it: for tests, for hidden copies, for the stale-edit page.
pub fn posted_pairs(form: &Form, answers: &Answers) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (key, answer) in answers.iter() {
        if form.question(&key.link_id).is_none_or(|p| p.question.read_only) {
            continue;
        }
        let name = key.name();
        for (end, text) in typed(answer) {
            out.push((if end.is_empty() { name.clone() } else { format!("{name}.{end}") }, text));
        }
        if answer.attached {
            out.push((format!("{name}.attached"), "1".to_owned()));
        }
    }
    out
}
