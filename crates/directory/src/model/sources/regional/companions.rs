//! The files of a map that go with its facilities: answers by code, and what the codes mean.

use std::collections::{HashMap, HashSet};

use office::csv::{CsvFile, Limits};

use super::facilities;
use crate::model::sources::{Answer, yes_or_no};

#[derive(Debug)]
pub(super) struct Given {
    pub line: u64,
    question: String,
    code: String,
    text: String,
}

/// What the other files of the map say, by code.
#[derive(Debug, Default)]
pub(in super::super) struct Companions {
    pub(super) kinds: Vec<String>,
    questions: HashMap<String, (String, String)>,
    words: HashMap<String, String>,
    pub(super) answers: HashMap<String, Vec<Given>>,
    pub(super) ids: HashSet<String>,
}

impl Companions {
    /// Takes what a file of the map has to say; other files are passed over.
    pub(in super::super) fn look(&mut self, _name: &str, bytes: &[u8], limits: &Limits) {
        let Ok(csv) = CsvFile::read(bytes, limits) else { return };
        let kind = companion(&csv);
        if kind.is_none() && !facilities(&csv) {
            return;
        }
        for r in csv.records().map_while(Result::ok) {
            let get = |c: &str| r.get(c).unwrap_or("").to_string();
            match kind {
                Some(Companion::Kinds) => self.kinds.push(get("category_name").trim().to_string()),
                Some(Companion::Questions) => {
                    let words = get("question_content").trim().to_string();
                    self.questions.insert(get("question_cd"), (words, get("question_type")));
                }
                Some(Companion::Words) => {
                    self.words.insert(get("answer_cd"), get("answer_content"));
                }
                Some(Companion::Answers) => {
                    let given = Given {
                        line: r.line,
                        question: get("question_cd"),
                        code: get("answer_cd"),
                        text: r
                            .get("answer_conent")
                            .or_else(|| r.get("answer_content"))
                            .unwrap_or("")
                            .to_string(),
                    };
                    self.answers.entry(get("facility_id")).or_default().push(given);
                }
                Some(Companion::Order) => {}
                None => {
                    self.ids.insert(get("id"));
                }
            }
        }
    }

    pub(super) fn answers_of(&self, id: &str) -> Vec<Answer> {
        let Some(given) = self.answers.get(id) else { return Vec::new() };
        given.iter().map(|g| self.answer(g)).collect()
    }

    fn answer(&self, g: &Given) -> Answer {
        let (question, kind) = self
            .questions
            .get(&g.question)
            .map_or((g.question.as_str(), ""), |(w, k)| (w.as_str(), k.as_str()));
        let word = self.words.get(&g.code).map_or(g.code.as_str(), String::as_str);
        // the code TEXT stands for what was typed; every other code has its own words, and both are kept
        let text = match (word, g.text.as_str()) {
            ("TEXT", typed) => typed.to_string(),
            (word, "") => word.to_string(),
            (word, typed) => format!("{word}\n{typed}"),
        };
        let yes = match kind {
            "check" => Some(true),
            "bool" => yes_or_no(word),
            _ => yes_or_no(&text),
        };
        Answer {
            question: question.to_string(),
            code: format!("{}/{}", g.question, g.code),
            text,
            yes,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Companion {
    Kinds,
    Questions,
    Words,
    Answers,
    Order,
}

/// Which part of a map a file is, if any.
pub(super) fn companion(csv: &CsvFile) -> Option<Companion> {
    let has = |c: &str| csv.column(c).is_some();
    if has("facility_id") && has("question_cd") && has("answer_cd") {
        return Some(Companion::Answers);
    }
    if has("question_cd") && has("question_content") {
        return Some(Companion::Questions);
    }
    if has("answer_cd") && has("answer_content") {
        return Some(Companion::Words);
    }
    if has("カテゴリーID") && has("設問コード") {
        return Some(Companion::Order);
    }
    (csv.headers().len() == 1 && has("category_name")).then_some(Companion::Kinds)
}
