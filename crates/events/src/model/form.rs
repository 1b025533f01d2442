//! The questionnaire after an event: choice, scale, free text. Answers are anonymous; free text never becomes public.
use std::collections::BTreeMap;

use app::{Error, FieldError, Result};
use serde::{Deserialize, Serialize};

use super::catalogue::catalogue;

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One of the professions of the catalogue.
    Profession,
    /// One of five, best first.
    Scale,
    /// One.
    One,
    /// Several.
    Many,
    /// Free text.
    Text,
}

impl Kind {
    /// All that can be added by hand.
    pub const ALL: [Kind; 5] = [Kind::Profession, Kind::Scale, Kind::One, Kind::Many, Kind::Text];

    /// Code.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Profession => "profession",
            Kind::Scale => "scale",
            Kind::One => "one",
            Kind::Many => "many",
            Kind::Text => "text",
        }
    }

    /// Words.
    pub const fn label(self) -> &'static str {
        match self {
            Kind::Profession => "職種",
            Kind::Scale => "5段階",
            Kind::One => "1つ選ぶ",
            Kind::Many => "いくつでも選ぶ",
            Kind::Text => "自由に書く",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Kind> {
        Self::ALL.into_iter().find(|k| k.code() == code)
    }
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// `q1`…
    pub code: String,
    /// How it is answered.
    pub kind: Kind,
    /// The question.
    pub label: String,
    /// Answers to choose from.
    pub options: Vec<String>,
}

/// A questionnaire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The version of the template it began with.
    pub version: String,
    /// In order, at most twelve.
    pub questions: Vec<Question>,
}

/// Most questions.
pub const MOST: usize = 12;
/// Most letters of a free text.
pub const TEXT: usize = 1000;

/// What is shipped.
pub fn shipped() -> Result<Form> {
    serde_json::from_str(include_str!("../../../../data/events/questionnaire.json"))
        .map_err(|e| Error::Inconsistent(format!("data/events/questionnaire.json: {e}")))
}

/// Answers by question: codes of professions, numbers of options (`0`…), or the text.
pub type Given = BTreeMap<String, Vec<String>>;

impl Question {
    /// Code and words of what can be chosen.
    pub fn choices(&self) -> Result<Vec<(String, String)>> {
        Ok(match self.kind {
            Kind::Profession => {
                catalogue()?.professions.iter().map(|p| (p.code.clone(), p.label.clone())).collect()
            }
            Kind::Text => Vec::new(),
            _ => self.options.iter().enumerate().map(|(i, o)| (i.to_string(), o.clone())).collect(),
        })
    }
}

impl Form {
    /// Is it whole?
    pub fn check(&self) -> Result<()> {
        let mut out = Vec::new();
        let mut say = |field: &str, message: &str| {
            out.push(FieldError { field: field.into(), message: message.into() });
        };
        if self.questions.is_empty() {
            say("q1.label", "質問を1つは入れてください");
        }
        for q in self.questions.iter().take(MOST + 1) {
            if q.label.trim().is_empty() || q.label.chars().count() > 120 {
                say(&format!("{}.label", q.code), "質問を120字までで入力してください");
            }
            let needs = matches!(q.kind, Kind::Scale | Kind::One | Kind::Many);
            if needs && !(2..=15).contains(&q.options.len()) {
                say(&format!("{}.options", q.code), "答えを1行に1つ、2つから15まで入れてください");
            }
            if q.kind == Kind::Scale && q.options.len() > 7 {
                say(&format!("{}.options", q.code), "段階は7つまでにしてください");
            }
            if q.options.iter().any(|o| o.chars().count() > 60) {
                say(&format!("{}.options", q.code), "答えは60字までにしてください");
            }
        }
        if self.questions.len() > MOST {
            say("q1.label", "質問は12までにしてください");
        }
        if out.is_empty() { Ok(()) } else { Err(Error::Invalid(out)) }
    }

    /// Keeps what fits of what was posted. Nothing is compulsory; an answer without anything in it is refused.
    pub fn read(&self, posted: impl Fn(&str) -> Vec<String>) -> Result<Given> {
        let (mut given, mut wrong) = (Given::new(), Vec::new());
        for q in &self.questions {
            let raw = posted(&q.code);
            let mut kept: Vec<String> = match q.kind {
                Kind::Text => {
                    let text = raw.concat().trim().to_string();
                    let n = text.chars().count();
                    if n > TEXT {
                        let message = format!("{TEXT}字までにしてください（いま{n}字です）");
                        wrong.push(FieldError { field: q.code.clone(), message });
                    }
                    if text.is_empty() { Vec::new() } else { vec![text] }
                }
                _ => {
                    let choices = q.choices()?;
                    choices.into_iter().map(|(c, _)| c).filter(|c| raw.contains(c)).collect()
                }
            };
            if q.kind != Kind::Many {
                kept.truncate(1);
            }
            if !kept.is_empty() {
                given.insert(q.code.clone(), kept);
            }
        }
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        if given.is_empty() {
            return Err(Error::field("", "まだ何も答えていません。1つでも答えて、送ってください"));
        }
        Ok(given)
    }
}

/// Counts of one question: (words, how many), in the order of its choices, and how many answered it.
pub fn tally(q: &Question, all: &[Given]) -> Result<(Vec<(String, i64)>, i64)> {
    let answered = all.iter().filter(|g| g.contains_key(&q.code)).count();
    let rows = q
        .choices()?
        .into_iter()
        .map(|(code, words)| {
            let n =
                all.iter().filter(|g| g.get(&q.code).is_some_and(|v| v.contains(&code))).count();
            (words, i64::try_from(n).unwrap_or(0))
        })
        .collect();
    Ok((rows, i64::try_from(answered).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_answer_of_the_form_is_not_kept() {
        let f = shipped().unwrap();
        f.check().unwrap();
        let given = f
            .read(|c| match c {
                "q1" => vec!["nurse".into(), "doctor".into()],
                "q2" => vec!["9".into()],
                "q4" => vec!["0".into(), "2".into(), "x".into()],
                "q5" => vec!["  よかった  ".into()],
                _ => vec![],
            })
            .unwrap();
        assert_eq!(given["q1"], ["doctor"], "one profession, in the order of the list");
        assert!(!given.contains_key("q2"));
        assert_eq!((given["q4"].len(), given["q5"][0].as_str()), (2, "よかった"));
        assert!(f.read(|_| vec![]).is_err(), "an empty sheet is no answer");
    }

    #[test]
    fn counts_stand_beside_how_many_answered() {
        let f = shipped().unwrap();
        let one = |n: &str| Given::from([("q2".to_string(), vec![n.to_string()])]);
        let (rows, answered) =
            tally(&f.questions[1], &[one("0"), one("0"), one("4"), Given::new()]).unwrap();
        assert_eq!(answered, 3);
        assert_eq!(rows.iter().map(|r| r.1).collect::<Vec<_>>(), [2, 0, 0, 0, 1]);
    }
}
