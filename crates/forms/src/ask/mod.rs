//! Questions that a region makes itself: for a survey, after an event. They are plain data, become a form of the engine
//! ([`form`]) for page and checks, and their answers are plain codes that are counted ([`tally`]). No resident stands here.
mod count;
mod definition;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answers::{Answer, Answers, Given as Stands, Key, Pick, Value};

pub use count::{Cross, Nps, Numbers, Tally, cross, tally};
pub use definition::{form, questionnaire};

/// How a question is answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// No question: the heading of a section.
    Head,
    /// One of the options.
    #[default]
    One,
    /// Several of them.
    Many,
    /// One of some steps, best first.
    Scale,
    /// 0 to 10: how likely one would recommend it.
    Nps,
    /// A whole number.
    Number,
    /// A year and a month.
    Month,
    /// Words of one's own.
    Text,
}

impl Kind {
    /// All, in the order of a list to choose from.
    pub const ALL: [Kind; 8] = [
        Kind::One,
        Kind::Many,
        Kind::Scale,
        Kind::Nps,
        Kind::Number,
        Kind::Month,
        Kind::Text,
        Kind::Head,
    ];

    /// Code.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Head => "head",
            Kind::One => "one",
            Kind::Many => "many",
            Kind::Scale => "scale",
            Kind::Nps => "nps",
            Kind::Number => "number",
            Kind::Month => "month",
            Kind::Text => "text",
        }
    }

    /// Words.
    pub const fn label(self) -> &'static str {
        match self {
            Kind::Head => "見出し（質問ではない）",
            Kind::One => "1つ選ぶ",
            Kind::Many => "いくつでも選ぶ",
            Kind::Scale => "段階から選ぶ",
            Kind::Nps => "0から10で答える",
            Kind::Number => "数を書く",
            Kind::Month => "年と月を書く",
            Kind::Text => "自由に書く",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Kind> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }

    /// Is there a list of options to write?
    pub const fn has_options(self) -> bool {
        matches!(self, Kind::One | Kind::Many | Kind::Scale)
    }

    /// Are its answers codes of a list, so that they can be counted one by one?
    pub const fn is_counted(self) -> bool {
        matches!(self, Kind::One | Kind::Many | Kind::Scale | Kind::Nps)
    }
}

/// A question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// `q1`…: never changes its meaning, and is never given to another question of the same list.
    pub code: String,
    /// How it is answered.
    pub kind: Kind,
    /// The question.
    pub label: String,
    /// What can be chosen; its code is its place in the list (`0`…).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// One sentence of help.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// Must be answered.
    #[serde(skip_serializing_if = "is_false")]
    pub required: bool,
    /// The last option takes words of one's own.
    #[serde(skip_serializing_if = "is_false")]
    pub other: bool,
    /// Unit of a number: 人, 件.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Greatest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<i64>,
    /// The question of the list before with which its answers are compared; empty = none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub was: String,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde's skip_serializing_if passes a reference"
)]
fn is_false(b: &bool) -> bool {
    !*b
}

/// Most options of a question.
pub const OPTIONS: usize = 30;
/// Longest question, option and help, in characters.
pub const LABEL: usize = 200;
/// Longest text that is taken as an answer, in characters.
pub const TEXT: usize = 1000;
/// Greatest number where a question names none.
pub const MOST: i64 = 1_000_000;
/// Ending of the key under which the words beside 「その他」 stand.
pub const OTHER: &str = ".other";

impl Question {
    /// Code and words of what can be chosen.
    pub fn choices(&self) -> Vec<(String, String)> {
        match self.kind {
            Kind::One | Kind::Many | Kind::Scale => {
                self.options.iter().enumerate().map(|(i, o)| (i.to_string(), o.clone())).collect()
            }
            Kind::Nps => (0..=10).map(|n| (n.to_string(), n.to_string())).collect(),
            _ => Vec::new(),
        }
    }

    /// An answer in words, for lists and files; empty when there is none.
    pub fn words(&self, given: &Given) -> String {
        let Some(values) = given.get(&self.code) else { return String::new() };
        let choices = self.choices();
        let other = given.get(&format!("{}{OTHER}", self.code)).and_then(|v| v.first());
        let one = |v: &String| {
            let words = choices.iter().find(|c| c.0 == *v).map_or(v.clone(), |c| c.1.clone());
            let own = self.other && choices.last().is_some_and(|c| c.0 == *v);
            match other.filter(|_| own) {
                Some(text) => format!("{words}（{text}）"),
                None => words,
            }
        };
        values.iter().map(one).collect::<Vec<_>>().join("、")
    }

    /// What is wrong with it: part of the question (`label`, `options`, `most`) and what to do.
    pub fn problems(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        let mut say = |part, text: String| out.push((part, text));
        let long = |t: &str| t.chars().count() > LABEL;
        if self.label.trim().is_empty() || long(&self.label) || long(&self.hint) {
            say("label", format!("質問を{LABEL}字までで入力してください"));
        }
        if self.kind.has_options() {
            if !(2..=OPTIONS).contains(&self.options.len()) {
                say("options", format!("答えを1行に1つ、2つから{OPTIONS}まで入れてください"));
            }
            if self.options.iter().any(|o| o.chars().count() > 60) {
                say("options", "答えは1つ60字までにしてください".into());
            }
            if self
                .options
                .iter()
                .enumerate()
                .any(|(i, o)| self.options.iter().take(i).any(|x| x == o))
            {
                say("options", "同じ答えが2つあります".into());
            }
            if self.kind == Kind::Scale && self.options.len() > 7 {
                say("options", "段階は7つまでにしてください".into());
            }
        }
        if self.most.is_some_and(|m| !(1..=MOST).contains(&m)) {
            say("most", format!("いちばん大きい数は、1から{MOST}までにしてください"));
        }
        out
    }
}

/// Answers by question: codes of options, a number, `YYYY-MM`, or the text. Words beside 「その他」 stand under the code with
/// [`OTHER`] behind it.
pub type Given = BTreeMap<String, Vec<String>>;

/// A year and a month as people write them (「令和8年4月」「R8.4」「2026/4」) as `YYYY-MM`; none for anything else.
pub fn month(typed: &str) -> Option<String> {
    let plain: String = kernel::kana::half_width(typed.trim())
        .chars()
        .map(|c| if c.is_ascii_digit() || c.is_alphabetic() { c } else { '.' })
        .collect();
    let plain = plain.replace('年', ".").replace('月', "").replace('元', "1");
    let plain = plain.trim_matches('.');
    let at = plain.find(|c: char| c.is_ascii_digit())?;
    let (era, rest) = plain.split_at_checked(at)?;
    let (year, month) = rest.split_once('.')?;
    let (year, month): (i32, u8) = (year.parse().ok()?, month.trim_matches('.').parse().ok()?);
    let begins = match era.trim_matches('.').to_ascii_uppercase().as_str() {
        "" if year >= 1900 => 0,
        "R" | "令和" => 2018,
        "H" | "平成" => 1988,
        "S" | "昭和" => 1925,
        _ => return None,
    };
    let year = year.checked_add(begins)?;
    ((1900..=2100).contains(&year) && (1..=12).contains(&month))
        .then(|| format!("{year:04}-{month:02}"))
}

/// What stands in a filled form as plain answers. A month that cannot be read is left out ([`months`] tells of it).
pub fn given(questions: &[Question], answers: &Answers) -> Given {
    let mut out = Given::new();
    for q in questions {
        let values = match answers.value(&q.code) {
            Some(Value::Picks(picks)) => {
                for other in picks.iter().filter_map(|p| p.other.clone()) {
                    out.insert(format!("{}{OTHER}", q.code), vec![other]);
                }
                picks.iter().map(|p| p.code.clone()).collect()
            }
            Some(Value::Whole(n)) => vec![n.to_string()],
            Some(Value::Text(t)) if q.kind == Kind::Month => month(t).into_iter().collect(),
            Some(Value::Text(t)) => vec![t.clone()],
            _ => Vec::new(),
        };
        if !values.is_empty() {
            out.insert(q.code.clone(), values);
        }
    }
    out
}

/// The other way round: plain answers as they stand in the form again.
pub fn filled(questions: &[Question], given: &Given) -> Answers {
    let mut out = Answers::new();
    for q in questions {
        let Some(values) = given.get(&q.code) else { continue };
        let first = values.first().cloned().unwrap_or_default();
        let value = match q.kind {
            Kind::Number => first.parse().ok().map(Value::Whole),
            Kind::Text => Some(Value::Text(first)),
            Kind::Month => Some(Value::Text(first.replace('-', "年") + "月")),
            Kind::Head => None,
            _ => {
                let last = q.choices().last().map(|c| c.0.clone());
                let other = given.get(&format!("{}{OTHER}", q.code)).and_then(|v| v.first());
                let pick = |code: &String| Pick {
                    other: other.filter(|_| q.other && last.as_ref() == Some(code)).cloned(),
                    code: code.clone(),
                };
                Some(Value::Picks(values.iter().map(pick).collect()))
            }
        };
        if let Some(v) = value {
            out.set(&Key::single(&q.code), Answer::of(v));
        }
    }
    out
}

/// Codes of the questions whose month cannot be read.
pub fn months<'q>(questions: &'q [Question], answers: &Answers) -> Vec<&'q str> {
    let bad = |q: &&Question| {
        q.kind == Kind::Month
            && matches!(answers.get(&Key::single(&q.code)).map(|a| &a.given),
                Some(Stands::Value(Value::Text(t))) if month(t).is_none())
    };
    questions.iter().filter(bad).map(|q| q.code.as_str()).collect()
}

#[cfg(test)]
mod tests;
