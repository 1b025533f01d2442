//! What a source says beyond the fields of a facility: departments, beds, filings, abilities, hours. Every answer keeps
//! its text.

use kernel::sha256_hex;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::model::hours::Week;

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The question in the source's words (「受け入れ可」, a department, a filing).
    pub question: String,
    /// The source's own code; empty when it has none.
    pub code: String,
    /// The text as it stands in the cell, line breaks and all; empty when the cell is blank.
    pub text: String,
    /// What a mark means; none for words, and for a blank: nothing said is not no.
    pub yes: Option<bool>,
}

impl Answer {
    /// An answer in words.
    pub fn text(question: impl Into<String>, text: impl Into<String>) -> Self {
        Answer { question: question.into(), code: String::new(), text: text.into(), yes: None }
    }

    /// A cell that holds a mark, words or nothing.
    pub fn mark(question: impl Into<String>, cell: &str) -> Self {
        Answer {
            question: question.into(),
            code: String::new(),
            text: cell.to_string(),
            yes: yes_or_no(cell),
        }
    }

    /// With the source's code.
    #[must_use]
    pub fn coded(mut self, code: impl Into<String>) -> Self {
        self.code = code.into();
        self
    }
}

/// The marks of real lists: ○ 〇 ◯ ● ◎ 1 有 はい = yes, × 0 無 なし = no; blank and words = none.
pub fn yes_or_no(cell: &str) -> Option<bool> {
    let text: String = cell.nfkc().filter(|c| !c.is_whitespace()).collect();
    match text.as_str() {
        "○" | "〇" | "◯" | "●" | "◎" | "1" | "有" | "あり" | "はい" | "可" | "TRUE" | "true" => {
            Some(true)
        }
        "×" | "✕" | "0" | "無" | "なし" | "いいえ" | "不可" | "FALSE" | "false" => {
            Some(false)
        }
        _ => None,
    }
}

/// Everything beyond the fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extra {
    /// The answers in the source's order.
    pub answers: Vec<Answer>,
    /// Weekly hours.
    pub week: Option<Week>,
}

impl Extra {
    /// SHA-256 over all of it.
    pub fn hash(&self) -> String {
        let mut bytes = Vec::new();
        let mut add = |text: &str| {
            bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
            bytes.extend_from_slice(text.as_bytes());
        };
        for a in &self.answers {
            add(&a.question);
            add(&a.code);
            add(&a.text);
            add(match a.yes {
                Some(true) => "1",
                Some(false) => "0",
                None => "",
            });
        }
        if let Some(w) = &self.week {
            add("week");
            w.texts.iter().for_each(|t| add(t));
            for d in &w.days {
                add(&format!("{d:?}"));
            }
        }
        sha256_hex(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_mean_yes_or_no_and_their_text_stays() {
        for (cell, yes) in [
            ("○", Some(true)),
            ("〇", Some(true)),
            ("◯", Some(true)),
            ("１", Some(true)),
            ("0", Some(false)),
            ("×", Some(false)),
            ("", None),
            (" ", None),
            ("応相談", None),
        ] {
            let a = Answer::mark("夜間の吸引", cell);
            assert_eq!((a.yes, a.text.as_str()), (yes, cell));
        }
        let two = Answer::mark("併設", "訪問看護ステーション\n居宅介護支援");
        assert_eq!(two.text.lines().count(), 2);
    }

    #[test]
    fn a_blank_a_zero_and_the_two_circles_are_different_answers() {
        let of = |t: &str| Extra { answers: vec![Answer::mark("q", t)], week: None }.hash();
        let all: std::collections::BTreeSet<String> = ["○", "〇", "", "0"].map(of).into();
        assert_eq!(all.len(), 4);
    }
}
