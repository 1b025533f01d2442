//! The questions of わたしのきぼうノート, as versioned data (`data/rules/wish-note.json`) with its source. A version of the note
//! keeps the number of the form it was made with. Nothing has to be answered.
use std::collections::BTreeMap;
use std::sync::OnceLock;

use app::{Error, FieldError, Result};
use serde::Deserialize;
use serde_json::Value;
use ui::Html;

use super::ruby;

/// In which words: ふつう, or やさしい日本語 with readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Edition {
    /// ふつう.
    #[default]
    Plain,
    /// やさしい日本語.
    Easy,
}

impl Edition {
    /// From the address: `easy`, anything else is ふつう.
    pub fn from_code(code: &str) -> Edition {
        if code == "easy" { Edition::Easy } else { Edition::Plain }
    }

    /// Code in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Edition::Plain => "plain",
            Edition::Easy => "easy",
        }
    }

    /// Is it やさしい日本語?
    pub const fn easy(self) -> bool {
        matches!(self, Edition::Easy)
    }
}

/// Words in both editions; the easy one with readings.
#[derive(Debug, Clone, Deserialize)]
pub struct Words {
    /// ふつう.
    pub label: String,
    /// やさしい日本語, with 「{漢字|かんじ}」.
    pub easy: String,
}

impl Words {
    /// For a page.
    pub fn html(&self, e: Edition) -> Html {
        match e {
            Edition::Plain => Html::text(&self.label),
            Edition::Easy => ruby::html(&self.easy),
        }
    }

    /// For the booklet.
    pub fn print(&self, e: Edition) -> Value {
        ruby::print(match e {
            Edition::Plain => &self.label,
            Edition::Easy => &self.easy,
        })
    }
}

/// An answer to choose: code and words.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "(String, String, String)")]
pub struct Choice {
    /// Stored code.
    pub code: String,
    /// Words.
    pub words: Words,
}

impl From<(String, String, String)> for Choice {
    fn from((code, label, easy): (String, String, String)) -> Self {
        Choice { code, words: Words { label, easy } }
    }
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// In one's own words.
    Text,
    /// One answer.
    One,
    /// Several.
    Many,
    /// One of the five answers about a treatment.
    Treatment,
}

/// A question.
#[derive(Debug, Clone, Deserialize)]
pub struct Question {
    /// `topic.item`; never changes its meaning.
    pub code: String,
    /// How it is answered.
    pub kind: Kind,
    /// Longest text in characters.
    #[serde(default)]
    pub most: usize,
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// Answers to choose from.
    #[serde(default)]
    pub options: Vec<Choice>,
}

/// A chapter.
#[derive(Debug, Clone, Deserialize)]
pub struct Topic {
    /// Code.
    pub code: String,
    /// The words.
    #[serde(flatten)]
    pub words: Words,
    /// Part of 「医療・ケアについての意思決定」: what is answered here is counted as 意思決定記載.
    #[serde(default)]
    pub decides: bool,
    /// What to know before answering.
    #[serde(default)]
    note: String,
    #[serde(default)]
    note_easy: String,
    /// Its questions, one a page.
    pub questions: Vec<Question>,
}

impl Topic {
    /// What to know before answering; empty = nothing.
    pub fn note(&self, e: Edition) -> Html {
        match e {
            Edition::Plain => Html::text(&self.note),
            Edition::Easy => ruby::html(&self.note_easy),
        }
    }
}

/// Which part of the note. The money pages are never released with the rest: only the person opens them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The note.
    Wish,
    /// お金と大切な書類.
    Money,
}

impl Part {
    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Part::Wish => "wish",
            Part::Money => "money",
        }
    }
}

/// The form in force.
#[derive(Debug, Clone, Deserialize)]
pub struct Form {
    /// Version of the data.
    pub version: String,
    /// From where it comes.
    pub source: String,
    topics: Vec<Topic>,
    money: Vec<Topic>,
    treatment: Vec<Choice>,
    /// After so many months the person is asked again.
    pub review_months: i32,
    /// Days that a hospital's right outlives the stay: the day of leaving is that much before its end.
    pub after_stay_days: i64,
}

/// The form that the program ships.
pub fn shipped() -> Result<&'static Form> {
    static FORM: OnceLock<std::result::Result<Form, String>> = OnceLock::new();
    FORM.get_or_init(|| {
        serde_json::from_str(include_str!("../../../../data/rules/wish-note.json"))
            .map_err(|e| e.to_string())
    })
    .as_ref()
    .map_err(|e| Error::Inconsistent(format!("data/rules/wish-note.json: {e}")))
}

/// The answers: the code of a question and what was answered; what was skipped is not there.
pub type Body = BTreeMap<String, Vec<String>>;

impl Form {
    /// The chapters of a part.
    pub fn topics(&self, part: Part) -> &[Topic] {
        match part {
            Part::Wish => &self.topics,
            Part::Money => &self.money,
        }
    }

    /// All questions of a part, in order.
    pub fn questions(&self, part: Part) -> impl Iterator<Item = &Question> {
        self.topics(part).iter().flat_map(|t| &t.questions)
    }

    /// A question with its chapter and its place in it, from 1.
    pub fn find(&self, part: Part, code: &str) -> Option<(&Topic, usize, &Question)> {
        self.topics(part).iter().find_map(|t| {
            let n = t.questions.iter().position(|q| q.code == code)?;
            Some((t, n + 1, t.questions.get(n)?))
        })
    }

    /// The question after this one, over chapters; none after the last.
    pub fn next(&self, part: Part, code: &str) -> Option<&Question> {
        self.questions(part).skip_while(|q| q.code != code).nth(1)
    }

    /// The answers to choose from.
    pub fn choices<'a>(&'a self, q: &'a Question) -> &'a [Choice] {
        match q.kind {
            Kind::Treatment => &self.treatment,
            _ => &q.options,
        }
    }

    /// Reads the answers out of a posted form: trimmed, without what is empty.
    pub fn body(&self, part: Part, get: impl Fn(&str) -> Vec<String>) -> Body {
        let mut out = Body::new();
        for q in self.questions(part) {
            let given: Vec<String> = get(&q.code)
                .iter()
                .map(|v| v.replace("\r\n", "\n").trim().to_owned())
                .filter(|v| !v.is_empty())
                .collect();
            if !given.is_empty() {
                out.insert(q.code.clone(), given);
            }
        }
        out
    }

    /// What is wrong with one answer.
    fn wrong(&self, q: &Question, given: &[String]) -> Option<String> {
        match q.kind {
            Kind::Text if given.len() > 1 => Some("1つにまとめて入力してください".into()),
            Kind::Text => {
                let n = given.first().map_or(0, |t| t.chars().count());
                (n > q.most)
                    .then(|| format!("{}文字以内で入力してください（いま {n}文字）", q.most))
            }
            Kind::One | Kind::Treatment if given.len() > 1 => Some("1つだけ選んでください".into()),
            _ => {
                let known = |c: &String| self.choices(q).iter().any(|o| o.code == *c);
                (!given.iter().all(known)).then(|| "この中から選んでください".into())
            }
        }
    }

    /// What is wrong with the answers, beside their questions.
    pub fn validate(&self, part: Part, body: &Body) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for (code, given) in body {
            let message = match self.find(part, code) {
                None => Some("この項目はありません".to_owned()),
                Some((_, _, q)) => self.wrong(q, given),
            };
            if let Some(message) = message {
                errors.push(FieldError { field: code.clone(), message });
            }
        }
        errors
    }

    /// Is anything of 「医療・ケアについての意思決定」 answered? 「まだ分からない」 is an answer that decides nothing.
    pub fn decides(&self, body: &Body) -> bool {
        self.topics
            .iter()
            .filter(|t| t.decides)
            .flat_map(|t| &t.questions)
            .any(|q| body.get(&q.code).is_some_and(|given| given.iter().any(|g| g != "unknown")))
    }

    /// An answer in words: chosen ones joined, own words as they are. Codes of an older form that are not known stand as they are.
    pub fn words(&self, q: &Question, given: &[String]) -> String {
        let one = |c: &String| {
            let known = self.choices(q).iter().find(|o| o.code == *c);
            known.map_or_else(|| c.clone(), |o| o.words.label.clone())
        };
        given.iter().map(one).collect::<Vec<_>>().join("・")
    }

    /// The answers of a chapter on one line, for lists; empty = nothing written.
    pub fn summary(&self, t: &Topic, body: &Body) -> String {
        let mut all: Vec<String> = Vec::new();
        for words in
            t.questions.iter().filter_map(|q| body.get(&q.code).map(|given| self.words(q, given)))
        {
            // 「自宅」 to two questions of the chapter is said once
            if !all.contains(&words) {
                all.push(words);
            }
        }
        let line = all.join("・").replace('\n', " ");
        match line.char_indices().nth(60) {
            Some((at, _)) => format!("{}…", line.get(..at).unwrap_or("")),
            None => line,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_kanji(c: char) -> bool {
        ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '々'
    }

    #[test]
    fn the_same_words_to_two_questions_are_said_once() {
        let f = shipped().unwrap();
        let (place, ..) = f.find(Part::Wish, "place.care").unwrap();
        let body = |end: &str| {
            Body::from([
                ("place.care".to_owned(), vec!["home".to_owned()]),
                ("place.end".to_owned(), vec![end.to_owned()]),
            ])
        };
        assert_eq!(f.summary(place, &body("home")), "自宅");
        assert_eq!(f.summary(place, &body("hospital")), "自宅・病院");
    }

    #[test]
    fn the_form_names_its_source_and_every_kanji_of_the_easy_edition_has_its_reading() {
        let f = shipped().unwrap();
        assert!(f.source.contains("ガイドライン") && !f.version.is_empty());
        let mut all: Vec<&str> = Vec::new();
        for part in [Part::Wish, Part::Money] {
            for t in f.topics(part) {
                all.extend([t.words.easy.as_str(), t.note_easy.as_str()]);
                for q in &t.questions {
                    all.push(&q.words.easy);
                    all.extend(q.options.iter().map(|o| o.words.easy.as_str()));
                    assert!(q.code.starts_with(&format!("{}.", t.code)), "{}", q.code);
                    assert_eq!(q.kind == Kind::Text, q.most > 0, "{}", q.code);
                    assert!(q.kind == Kind::Text || f.choices(q).len() >= 3, "{}", q.code);
                }
            }
        }
        all.extend(f.treatment.iter().map(|o| o.words.easy.as_str()));
        for text in all {
            for (base, reading) in ruby::pieces(text) {
                let bare = reading.is_empty() && base.chars().any(is_kanji);
                assert!(!bare, "without reading: {base} in {text}");
            }
        }
    }

    #[test]
    fn codes_are_their_own_and_money_stands_apart() {
        let f = shipped().unwrap();
        let mut codes: Vec<&str> = f.questions(Part::Wish).map(|q| q.code.as_str()).collect();
        codes.extend(f.questions(Part::Money).map(|q| q.code.as_str()));
        let n = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), n);
        assert!(f.questions(Part::Wish).all(|q| !q.code.starts_with("money")));
        assert!(f.find(Part::Wish, "money.bank").is_none());
        assert_eq!(f.next(Part::Wish, "about.call").unwrap().code, "about.life");
        assert!(f.next(Part::Wish, "message.words").is_none());
    }

    #[test]
    fn answers_are_read_judged_and_counted() {
        let f = shipped().unwrap();
        let body = f.body(Part::Wish, |code| match code {
            "values.voice" => vec!["  家に\r\nいたい ".into()],
            "values.dear" => vec!["home".into(), "pets".into()],
            "place.care" => vec!["home".into(), "child".into()],
            "about.call" => vec!["み".repeat(41)],
            "medical.cpr" => vec!["unknown".into()],
            _ => vec![" ".into()],
        });
        assert_eq!(body.len(), 5);
        assert_eq!(body["values.voice"], ["家に\nいたい"]);
        let wrong: Vec<(String, String)> =
            f.validate(Part::Wish, &body).into_iter().map(|e| (e.field, e.message)).collect();
        let fields: Vec<&str> = wrong.iter().map(|w| w.0.as_str()).collect();
        assert_eq!(fields, ["about.call", "place.care", "values.dear"]);
        assert!(wrong[0].1.contains("いま 41文字"));
        assert!(!f.decides(&body), "not known yet decides nothing");
        let more = Body::from([("eating.words".into(), vec!["口から食べたい".into()])]);
        assert!(f.decides(&more) && f.validate(Part::Wish, &more).is_empty());
        assert_eq!(f.validate(Part::Money, &more).len(), 1);
        assert!(!f.decides(&Body::from([("place.end".into(), vec!["home".into()])])));
    }

    #[test]
    fn an_answer_is_shown_in_words() {
        let f = shipped().unwrap();
        let (topic, _, q) = f.find(Part::Wish, "values.dear").unwrap();
        let body = Body::from([("values.dear".into(), vec!["family".into(), "eat".into()])]);
        assert_eq!(f.words(q, &body["values.dear"]), "家族と過ごす・口から食べる");
        assert_eq!(f.summary(topic, &body), "家族と過ごす・口から食べる");
        let long = Body::from([("values.voice".into(), vec!["あ".repeat(100)])]);
        assert_eq!(f.summary(topic, &long).chars().count(), 61);
    }
}
