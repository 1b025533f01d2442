//! Answers in words, for pages, prints, differences and messages.
use kernel::{Date, wareki};

use crate::answers::{Answer, Given, Value};
use crate::model::{Condition, Enable, Form, Kind, Question, Test};

/// A value in words: 要介護2, 令和8年11月21日, 3回／日, 長男、その他（めい）.
pub fn value(question: &Question, value: &Value) -> String {
    match (value, &question.kind) {
        (Value::YesNo(b), Kind::YesNo { yes, no }) => if *b { yes } else { no }.clone(),
        (Value::Whole(n), Kind::Whole { unit, .. }) => format!("{n}{}", unit_of(question, unit)),
        (Value::Decimal(n), Kind::Decimal { unit, .. }) => format!("{}{unit}", n.normalize()),
        (Value::Date(d), _) => wareki::long(*d),
        (Value::Text(t), _) => t.clone(),
        (Value::Picks(picks), _) => {
            let words: Vec<String> = picks
                .iter()
                .map(|p| {
                    let word =
                        question.choice(&p.code).map_or(p.code.as_str(), |c| c.display.as_str());
                    match &p.other {
                        Some(other) => format!("{word}（{other}）"),
                        None => word.to_owned(),
                    }
                })
                .collect();
            words.join("、")
        }
        (Value::YesNo(b), _) => if *b { "はい" } else { "いいえ" }.to_owned(),
        (Value::Whole(n), _) => n.to_string(),
        (Value::Decimal(n), _) => n.normalize().to_string(),
    }
}

/// The unit of a number. Some published forms ask for 「年齢」 without saying in what.
fn unit_of<'a>(question: &Question, unit: &'a str) -> &'a str {
    if unit.is_empty() && question.label() == "年齢" { "歳" } else { unit }
}

/// An answer in words; empty when there is nothing (or something wrong). 別紙参照 is told with the name of the paper.
pub fn answer(question: &Question, a: &Answer) -> String {
    let given = match &a.given {
        Given::Nothing | Given::Wrong(_) => String::new(),
        Given::Unknown => question.unknown.clone().unwrap_or_else(|| "不明".to_owned()),
        Given::Value(v) => value(question, v),
    };
    match (&question.attachment, a.attached, given.is_empty()) {
        (Some(paper), true, true) => format!("別紙（{paper}）を参照"),
        (Some(paper), true, false) => format!("{given}（別紙「{paper}」も参照）"),
        _ => given,
    }
}

/// When a question is asked, in words: 「入院時の要介護度」が「申請中」のとき. Empty when always.
pub fn condition(form: &Form, enable: &Enable) -> String {
    // Several codes of one question read better as one list: 「申請中」か「区分変更中」.
    let mut parts: Vec<String> = Vec::new();
    let mut at = enable.conditions.as_slice();
    while let [first, ..] = at {
        let same = at
            .iter()
            .take_while(|c| c.question == first.question && kind_of(c) == kind_of(first))
            .count();
        let (now, rest) = at.split_at(same);
        parts.push(one(form, now));
        at = rest;
    }
    if parts.is_empty() {
        return String::new();
    }
    format!("{}とき", parts.join(if enable.any { "、または" } else { "、かつ" }))
}

fn kind_of(c: &Condition) -> u8 {
    match c.test {
        Test::Is(_) => 0,
        Test::IsNot(_) => 1,
        Test::IsYes(_) => 2,
        Test::Answered(_) => 3,
    }
}

fn one(form: &Form, conditions: &[Condition]) -> String {
    let Some(first) = conditions.first() else { return String::new() };
    let question = form.question(&first.question).map(|p| p.question);
    // Quotation marks within quotation marks are double ones.
    let label = question
        .map_or(first.question.as_str(), |q| q.text.as_str())
        .replace('「', "『")
        .replace('」', "』");
    let words: Vec<String> = conditions
        .iter()
        .filter_map(|c| match &c.test {
            Test::Is(code) | Test::IsNot(code) => {
                let word = question
                    .and_then(|q| q.choice(code))
                    .map_or(code.as_str(), |c| c.display.as_str());
                Some(format!("「{word}」"))
            }
            Test::IsYes(b) => Some(match question.map(|q| &q.kind) {
                Some(Kind::YesNo { yes, no }) => format!("「{}」", if *b { yes } else { no }),
                _ => format!("「{}」", if *b { "はい" } else { "いいえ" }),
            }),
            Test::Answered(_) => None,
        })
        .collect();
    match &first.test {
        Test::Is(_) | Test::IsYes(_) => format!("「{label}」が{}の", words.join("か")),
        Test::IsNot(_) => format!("「{label}」が{}ではない", words.join("や")),
        Test::Answered(true) => format!("「{label}」に入力がある"),
        Test::Answered(false) => format!("「{label}」に入力がない"),
    }
}

/// The day of an earlier record for a sentence: 9月3日 in the same year, 令和7年9月3日 otherwise.
pub fn day(d: Date, today: Date) -> String {
    if d.year() == today.year() {
        format!("{}月{}日", d.month(), d.day())
    } else {
        wareki::long(d)
    }
}

/// `{…}` in a message: the names between the braces.
pub(crate) fn placeholders(message: &str) -> impl Iterator<Item = &str> {
    message.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// A message with `{linkId}` and `{%today}` replaced by their values in words; what is unknown becomes 「まだ入力がありません」.
pub(crate) fn fill(form: &Form, answers: &crate::Answers, message: &str, today: Date) -> String {
    let mut out = String::new();
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let word = match form.question(name) {
            _ if name == "%today" => Some(wareki::long(today)),
            Some(p) => answers.value(name).map(|v| value(p.question, v)),
            None => None,
        };
        out.push_str(word.as_deref().unwrap_or("まだ入力がありません"));
        rest = tail;
    }
    out.push_str(rest);
    out
}
