//! A filled form on paper, as data for `office::print`: the generic sheet, and the answers by linkId for papers that imitate a
//! national form. What is not asked (enableWhen) prints empty, so that the paper stays the same.
use office::print::{
    Answer as PaperAnswer, AnswerSection, AnswerSheet, Choice as PaperChoice, FormRow, FormSection,
    FormSheet, LabelValue, Table, Value as PaperValue,
};

use crate::answers::{Answer, Answers, Given, Key, Value};
use crate::enable::{key_of, only_asked};
use crate::input::UNKNOWN;
use crate::model::{Chapter, Confidential, Form, Group, Kind, Node, Placed, Question};
use crate::words;

/// Which answers may stand on the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printing {
    /// The closest kept answers that are printed.
    pub upto: Confidential,
    /// Print where answers came from (generic sheet).
    pub sources: bool,
    /// Print empty questions too (generic sheet).
    pub all: bool,
}

impl Printing {
    /// The sheet as it goes to the addressee: everything.
    pub const FULL: Printing = Printing { upto: Confidential::Very, sources: false, all: true };
}

/// 「１．入院のこと」.
fn title(chapter: &Chapter) -> String {
    let number: String = chapter
        .number
        .chars()
        .map(|c| match c {
            '0'..='9' => {
                char::from_u32(u32::from(c) - u32::from('0') + u32::from('０')).unwrap_or(c)
            }
            c => c,
        })
        .collect();
    if number.is_empty() { chapter.title.clone() } else { format!("{number}．{}", chapter.title) }
}

fn note(chapter: &Chapter) -> Option<String> {
    let starred = chapter.questions().any(|p| p.question.discharge_factor);
    starred.then(|| "＊＝入退院支援加算の退院困難な要因に関連".to_owned())
}

/// The generic A4 sheet.
pub fn form_sheet(
    form: &Form,
    answers: &Answers,
    heading: Vec<LabelValue>,
    printing: Printing,
) -> FormSheet {
    let answers = only_asked(form, answers);
    let mut sections = Vec::new();
    for chapter in &form.chapters {
        let mut rows = Vec::new();
        for node in &chapter.nodes {
            match node {
                Node::Question(question) => {
                    rows.extend(row(
                        &answers,
                        &Placed { chapter, group: None, question },
                        printing,
                    ));
                }
                Node::Group(g) if g.rows.is_some() => {
                    let table = table(&answers, g, printing);
                    if !table.rows.is_empty() || printing.all {
                        rows.push(FormRow::new(g.title.clone(), PaperValue::Table(table)));
                    }
                }
                Node::Group(g) => {
                    for question in &g.questions {
                        rows.extend(row(
                            &answers,
                            &Placed { chapter, group: Some(g), question },
                            printing,
                        ));
                    }
                }
            }
        }
        if !rows.is_empty() {
            sections.push(FormSection { title: title(chapter), note: note(chapter), rows });
        }
    }
    FormSheet { heading_rows: heading, sections }
}

fn row(answers: &Answers, placed: &Placed<'_>, printing: Printing) -> Option<FormRow> {
    let q = placed.question;
    if q.confidential > printing.upto {
        return None;
    }
    let blank = Answer::default();
    let answer = answers.get(&key_of(placed, None)).unwrap_or(&blank);
    if answer.is_blank() && !printing.all {
        return None;
    }
    let value = match (&answer.given, &q.kind) {
        (_, Kind::Choice { .. } | Kind::YesNo { .. }) => PaperValue::Options(options(q, answer)),
        (Given::Value(v), Kind::Text { lines: 2.., .. }) => {
            PaperValue::LongText(words::value(q, v))
        }
        (Given::Value(v), _) => PaperValue::Text(furigana(q, words::value(q, v))),
        (Given::Unknown, _) => PaperValue::Said(unknown_word(q)),
        (Given::Nothing | Given::Wrong(_), _) => PaperValue::Blank,
    };
    let star = if q.discharge_factor { " ＊" } else { "" };
    let mut out = FormRow::new(format!("{}{star}", q.text), value);
    out.note = attached(q, answer);
    out.source = answer.source.as_ref().filter(|_| printing.sources).map(|s| s.text.clone());
    Some(out)
}

/// Where the paper says フリガナ it is printed in katakana, however it was kept.
fn furigana(q: &Question, text: String) -> String {
    if !q.text.contains("フリガナ") {
        return text;
    }
    let katakana = |c: char| match c {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        other => other,
    };
    text.chars().map(katakana).collect()
}

fn attached(q: &Question, answer: &Answer) -> Option<String> {
    q.attachment.as_ref().filter(|_| answer.attached).map(|paper| format!("別紙（{paper}）を参照"))
}

fn unknown_word(q: &Question) -> String {
    q.unknown.clone().unwrap_or_else(|| "不明".to_owned())
}

/// All choices with ticks; 「不明」 is one of them where it is offered.
fn options(q: &Question, answer: &Answer) -> Vec<PaperChoice> {
    let mut out: Vec<PaperChoice> = match &q.kind {
        Kind::YesNo { yes, no } => {
            let on = |b: bool| answer.value() == Some(&Value::YesNo(b));
            vec![PaperChoice::new("true", yes, on(true)), PaperChoice::new("false", no, on(false))]
        }
        Kind::Choice { choices, .. } => choices
            .iter()
            .filter_map(|c| {
                let pick = match answer.value() {
                    Some(Value::Picks(picks)) => picks.iter().find(|p| p.code == c.code),
                    _ => None,
                };
                let mut o = PaperChoice::new(&c.code, &c.display, pick.is_some());
                o.detail = pick.and_then(|p| p.other.clone());
                (!c.hidden || pick.is_some()).then_some(o)
            })
            .collect(),
        _ => Vec::new(),
    };
    if q.unknown.is_some() || answer.given == Given::Unknown {
        out.push(PaperChoice::new(UNKNOWN, unknown_word(q), answer.given == Given::Unknown));
    }
    out
}

fn table(answers: &Answers, g: &Group, printing: Printing) -> Table {
    let shown: Vec<&Question> =
        g.questions.iter().filter(|q| q.confidential <= printing.upto).collect();
    let head = shown.iter().map(|q| q.label().to_owned()).collect();
    let rows = answers
        .rows(&g.link_id)
        .iter()
        .map(|row| {
            let cell = |q: &&Question| {
                row.get(&q.link_id).map(|a| words::answer(q, a)).unwrap_or_default()
            };
            shown.iter().map(cell).collect()
        })
        .collect();
    Table { head, rows }
}

/// Every answer by linkId, for a template that imitates the paper. `closing` = a line below everything.
pub fn answer_sheet(
    form: &Form,
    answers: &Answers,
    closing: Option<String>,
    printing: Printing,
) -> AnswerSheet {
    let answers = only_asked(form, answers);
    let mut sheet = AnswerSheet { closing, ..AnswerSheet::default() };
    for chapter in &form.chapters {
        let mut items = Vec::new();
        for node in &chapter.nodes {
            match node {
                Node::Question(q) => paper_item(&answers, q, printing, &mut sheet, &mut items),
                Node::Group(g) if g.rows.is_some() => {
                    let mut a = PaperAnswer::text(g.title.clone(), None);
                    a.rows = Some(table(&answers, g, printing));
                    a.long = true;
                    sheet.answers.insert(g.link_id.clone(), a);
                    items.push(g.link_id.clone());
                }
                Node::Group(g) => {
                    for q in &g.questions {
                        paper_item(&answers, q, printing, &mut sheet, &mut items);
                    }
                }
            }
        }
        sheet.sections.push(AnswerSection {
            link_id: chapter.link_id.clone(),
            title: title(chapter),
            note: note(chapter),
            items,
        });
    }
    sheet
}

fn paper_item(
    answers: &Answers,
    q: &Question,
    printing: Printing,
    sheet: &mut AnswerSheet,
    items: &mut Vec<String>,
) {
    if q.confidential > printing.upto {
        return;
    }
    let blank = Answer::default();
    let answer = answers.get(&Key::single(&q.link_id)).unwrap_or(&blank);
    let mut out =
        PaperAnswer { label: q.text.clone(), star: q.discharge_factor, ..PaperAnswer::default() };
    match &q.kind {
        Kind::Choice { .. } | Kind::YesNo { .. } => out.options = options(q, answer),
        Kind::Whole { unit, .. } | Kind::Decimal { unit, .. } => {
            out.text = answer.value().map(number);
            out.unit = Some(unit.clone()).filter(|u| !u.is_empty());
        }
        Kind::Text { lines, .. } => {
            out.text = answer.value().map(|v| furigana(q, words::value(q, v)));
            out.long = *lines > 1;
        }
        Kind::Date => out.text = answer.value().map(|v| words::value(q, v)),
    }
    out.note = attached(q, answer);
    sheet.answers.insert(q.link_id.clone(), out);
    items.push(q.link_id.clone());
}

fn number(value: &Value) -> String {
    match value {
        Value::Whole(n) => n.to_string(),
        Value::Decimal(d) => d.normalize().to_string(),
        _ => String::new(),
    }
}
