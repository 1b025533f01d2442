//! What was filled in: a value that can be stored as a draft, sent, printed and compared. It knows nothing of HTML or the database.
use std::collections::BTreeMap;

use kernel::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A chosen code; `other` = the words written beside it (その他).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    /// Code.
    pub code: String,
    /// Words of one's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
}

/// An answer's value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Yes or no.
    YesNo(bool),
    /// A whole number.
    Whole(i64),
    /// A number with places.
    Decimal(#[serde(with = "crate::as_text")] Decimal),
    /// A day.
    Date(#[serde(with = "crate::as_text")] Date),
    /// Words, without blanks at the ends; lines divided by `\n`.
    Text(String),
    /// Chosen codes in the order of the list; never empty.
    Picks(Vec<Pick>),
}

/// What could not be accepted: kept as typed, so that nobody types it twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wrong {
    /// Ending of the field name (empty, `era`, `y`, `m`, `d`, `open`) and what was typed there.
    pub typed: Vec<(String, String)>,
    /// The sentence for the person.
    pub message: String,
    /// The ending of the box that is wrong, when it is one of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
}

/// What stands at a question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// Nothing yet.
    #[default]
    Nothing,
    /// "Not known" was chosen (不明, 未確認): an answer, but no value.
    Unknown,
    /// A value.
    Value(Value),
    /// Something that must be put right.
    Wrong(Wrong),
}

/// Where an answer came from, when it was not typed here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// In words: 「前回（9月3日）の入院時情報提供書から」.
    pub text: String,
    /// The day it was true.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::as_text::optional")]
    pub as_of: Option<Date>,
}

/// One answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What stands there.
    #[serde(default)]
    pub given: Given,
    /// 別紙参照.
    #[serde(default, skip_serializing_if = "is_false")]
    pub attached: bool,
    /// Where it came from; none = typed by who fills the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Taken over from more than a year ago and not yet confirmed (「いまも同じですか」).
    #[serde(default, skip_serializing_if = "is_false")]
    pub old: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde's skip_serializing_if passes a reference"
)]
fn is_false(b: &bool) -> bool {
    !*b
}

impl Answer {
    /// An answer that was given here.
    pub fn of(value: Value) -> Self {
        Answer { given: Given::Value(value), ..Answer::default() }
    }

    /// True when there is nothing at all.
    pub fn is_blank(&self) -> bool {
        self.given == Given::Nothing && !self.attached
    }

    /// The value, when there is one.
    pub fn value(&self) -> Option<&Value> {
        match &self.given {
            Given::Value(v) => Some(v),
            _ => None,
        }
    }
}

/// Place of an answer: a question, perhaps in a row (from 0) of a repeating group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// linkId of the repeating group and row.
    pub row: Option<(String, usize)>,
    /// linkId of the question; of the group itself, when something concerns the group.
    pub link_id: String,
}

impl Key {
    /// A question outside repeating groups.
    pub fn single(link_id: &str) -> Self {
        Key { row: None, link_id: link_id.to_owned() }
    }

    /// A question in row `n` (from 0).
    pub fn in_row(group: &str, n: usize, link_id: &str) -> Self {
        Key { row: Some((group.to_owned(), n)), link_id: link_id.to_owned() }
    }

    /// Name of the HTML field: `a.care.level`, `a.interview.0.interview.on`.
    pub fn name(&self) -> String {
        match &self.row {
            Some((group, n)) => format!("a.{group}.{n}.{}", self.link_id),
            None => format!("a.{}", self.link_id),
        }
    }

    /// Id of the first control of the HTML field; an error summary leads to `#id`.
    pub fn id(&self) -> String {
        ui::id_of(&self.name())
    }
}

/// Answers by linkId; only what is not blank.
pub type AnswerMap = BTreeMap<String, Answer>;

/// All answers of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Questions outside repeating groups.
    #[serde(default)]
    single: AnswerMap,
    /// Rows of the repeating groups, by the group's linkId.
    #[serde(default)]
    rows: BTreeMap<String, Vec<AnswerMap>>,
}

impl Answers {
    /// No answers.
    pub fn new() -> Self {
        Answers::default()
    }

    /// The answer at a place.
    pub fn get(&self, key: &Key) -> Option<&Answer> {
        match &key.row {
            Some((group, n)) => self.rows.get(group)?.get(*n)?.get(&key.link_id),
            None => self.single.get(&key.link_id),
        }
    }

    /// The value of a question outside repeating groups.
    pub fn value(&self, link_id: &str) -> Option<&Value> {
        self.single.get(link_id).and_then(Answer::value)
    }

    /// The only code chosen at a question outside repeating groups.
    pub fn code(&self, link_id: &str) -> Option<&str> {
        match self.value(link_id) {
            Some(Value::Picks(picks)) => match picks.as_slice() {
                [one] => Some(&one.code),
                _ => None,
            },
            _ => None,
        }
    }

    /// The day given at a question outside repeating groups.
    pub fn date(&self, link_id: &str) -> Option<Date> {
        match self.value(link_id) {
            Some(Value::Date(d)) => Some(*d),
            _ => None,
        }
    }

    /// The words given at a question outside repeating groups.
    pub fn text(&self, link_id: &str) -> Option<&str> {
        match self.value(link_id) {
            Some(Value::Text(t)) => Some(t),
            _ => None,
        }
    }

    /// Yes or no, as given at a question outside repeating groups; none also when 不明 was chosen.
    pub fn yes_no(&self, link_id: &str) -> Option<bool> {
        match self.value(link_id) {
            Some(Value::YesNo(b)) => Some(*b),
            _ => None,
        }
    }

    /// Puts an answer; a blank one takes away what was there. Rows are made as needed.
    pub fn set(&mut self, key: &Key, answer: Answer) {
        let map = match &key.row {
            Some((group, n)) => {
                if *n >= 1_000 {
                    return;
                }
                let rows = self.rows.entry(group.clone()).or_default();
                if rows.len() <= *n {
                    rows.resize_with(n + 1, AnswerMap::new);
                }
                match rows.get_mut(*n) {
                    Some(map) => map,
                    None => return,
                }
            }
            None => &mut self.single,
        };
        if answer.is_blank() {
            map.remove(&key.link_id);
        } else {
            map.insert(key.link_id.clone(), answer);
        }
    }

    /// Rows of a repeating group.
    pub fn rows(&self, group: &str) -> &[AnswerMap] {
        self.rows.get(group).map_or(&[], Vec::as_slice)
    }

    /// Replaces the rows of a repeating group; rows without answers are left out.
    pub fn set_rows(&mut self, group: &str, rows: Vec<AnswerMap>) {
        let rows: Vec<AnswerMap> =
            rows.into_iter().filter(|r| r.values().any(|a| !a.is_blank())).collect();
        if rows.is_empty() {
            self.rows.remove(group);
        } else {
            self.rows.insert(group.to_owned(), rows);
        }
    }

    /// Answers outside repeating groups, by linkId.
    pub fn singles(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.single.iter().map(|(k, a)| (k.as_str(), a))
    }

    /// Every answer with its place.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &Answer)> {
        let single = self.single.iter().map(|(id, a)| (Key::single(id), a));
        let rows = self.rows.iter().flat_map(|(group, rows)| {
            rows.iter().enumerate().flat_map(move |(n, row)| {
                row.iter().map(move |(id, a)| (Key::in_row(group, n, id), a))
            })
        });
        single.chain(rows)
    }

    /// True when nothing was filled in.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// True when something must be put right.
    pub fn has_wrong(&self) -> bool {
        self.iter().any(|(_, a)| matches!(a.given, Given::Wrong(_)))
    }

    /// What a record keeps: only what is asked (enableWhen) and not wrong; answers taken over long ago keep their day, but no
    /// longer wait to be confirmed.
    #[must_use]
    pub fn for_record(&self, form: &crate::Form) -> Answers {
        let settle = |map: &mut AnswerMap| {
            map.retain(|_, a| !matches!(a.given, Given::Wrong(_)));
            map.values_mut().for_each(|a| a.old = false);
        };
        let mut kept = crate::enable::only_asked(form, self);
        settle(&mut kept.single);
        for rows in kept.rows.values_mut() {
            rows.iter_mut().for_each(settle);
            rows.retain(|r| !r.is_empty());
        }
        kept.rows.retain(|_, rows| !rows.is_empty());
        kept
    }

    /// The bytes of a record's content hash: form code and version, every answer with its source, canonical JSON.
    pub fn canonical(&self, form: &crate::Form) -> Vec<u8> {
        let body = serde_json::json!({ "form": form.code, "version": form.version, "answers": self.for_record(form) });
        crate::canon::text(&body).into_bytes()
    }

    /// The draft as JSON text: with everything typed, also what is wrong.
    pub fn to_json(&self) -> String {
        crate::canon::of(self)
    }

    /// A stored draft or record; none when the text is neither.
    pub fn from_json(text: &str) -> Option<Answers> {
        serde_json::from_str(text).ok()
    }
}
