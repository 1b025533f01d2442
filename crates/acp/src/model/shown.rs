//! What of a note can be shown by itself: each chapter of the form, the talks, the signed papers, and the people around the person.
//! Money is none of them: it is another part of the data and is shown to nobody ([`Part::Money`](super::Part)).
use std::collections::BTreeSet;

use kernel::{Date, Id, wareki};
use people::ResidentId;
use people::release::Parts;

use super::form::{Body, Form, Words};
use super::{Edition, Part, Version};

/// わたしの代わりに話し合ってほしい人, and with whom it was shared.
pub const PEOPLE: &str = "people";
/// 話し合いの記録.
pub const TALKS: &str = "talks";
/// 医師の署名のある書面.
pub const PAPERS: &str = "papers";

/// Everything that can be shown by itself, with its words, in the order of the note.
pub fn all(form: &Form) -> Vec<(String, Words)> {
    let words = |label: &str, easy: &str| Words { label: label.into(), easy: easy.into() };
    let beside = [
        (
            PEOPLE,
            words(
                "わたしの代わりに話し合ってほしい人・家族と共有したこと",
                "わたしの {代|か}わりに {話|はな}して ほしい {人|ひと}・{家族|かぞく}に {話|はな}した こと",
            ),
        ),
        (TALKS, words("話し合いの記録", "{話|はな}しあった {記録|きろく}")),
        (
            PAPERS,
            words(
                "医師の署名のある書面",
                "{先生|せんせい}が {名前|なまえ}を {書|か}いた {紙|かみ}",
            ),
        ),
    ];
    let chapters = form.topics(Part::Wish).iter().map(|t| (t.code.clone(), t.words.clone()));
    chapters.chain(beside.map(|(code, w)| (code.to_owned(), w))).collect()
}

/// What was ticked; all of it is the whole. Unknown codes are left out.
pub fn chosen(form: &Form, codes: &[String]) -> Parts {
    let known = all(form);
    let these: BTreeSet<String> =
        known.iter().map(|p| &p.0).filter(|c| codes.contains(c)).cloned().collect();
    if these.len() == known.len() { Parts::Whole } else { Parts::These(these) }
}

/// Is it shown at all, in words: how it is narrowed; empty = everything, until it is taken back.
pub fn words(form: &Form, parts: &Parts, until: Option<Date>, e: Edition) -> ui::Html {
    let named: Vec<ui::Html> = match parts {
        Parts::Whole => Vec::new(),
        Parts::These(_) => {
            all(form).iter().filter(|p| parts.shows(&p.0)).map(|p| p.1.html(e)).collect()
        }
    };
    let mut out = ui::Html::default();
    for (i, n) in named.into_iter().enumerate() {
        out = out.and(if i == 0 { "見せるところ：" } else { "、" }).and(n);
    }
    match (until, out.is_empty()) {
        (Some(d), true) => ui::Html::text(format!("{}まで", wareki::long(d))),
        (Some(d), false) => out.and(format!("。{}まで", wareki::long(d))),
        (None, _) => out,
    }
}

/// The chapter of a question: its code begins with it.
fn chapter(question: &str) -> &str {
    question.split('.').next().unwrap_or(question)
}

/// The answers that are shown.
pub fn of_body(parts: &Parts, body: &Body) -> Body {
    let shown = |(code, _): &(&String, &Vec<String>)| parts.shows(chapter(code));
    body.iter().filter(shown).map(|(k, v)| (k.clone(), v.clone())).collect()
}

/// The answers of who sees parts only, together with those that they do not see and so cannot change.
pub fn with_hidden(parts: &Parts, before: &Body, now: &Body) -> Body {
    let mut out = of_body(parts, now);
    let hidden = before.iter().filter(|(code, _)| !parts.shows(chapter(code)));
    out.extend(hidden.map(|(k, v)| (k.clone(), v.clone())));
    out
}

/// The records of a person whose note is open to somebody, with the parts that they see of each.
#[derive(Debug, Clone)]
pub struct Sight {
    /// The record asked for stands first.
    pub all: Vec<(ResidentId, Parts)>,
}

impl Sight {
    /// The records.
    pub fn records(&self) -> Vec<ResidentId> {
        self.all.iter().map(|a| a.0).collect()
    }

    /// Is this part of this record seen?
    pub fn sees(&self, record: Id, part: &str) -> bool {
        self.all.iter().any(|(r, parts)| r.0 == record && parts.shows(part))
    }

    /// The parts of a record.
    pub fn of(&self, record: Id) -> Parts {
        let found = self.all.iter().find(|a| a.0.0 == record);
        found.map_or_else(|| Parts::These(BTreeSet::new()), |a| a.1.clone())
    }

    /// Is everything of every record seen?
    pub fn whole(&self) -> bool {
        self.all.iter().all(|a| a.1.whole())
    }

    /// A version with what is seen of it. Why one presumes something speaks of the whole note.
    pub fn version(&self, mut v: Version) -> Version {
        let parts = self.of(v.resident);
        v.body = of_body(&parts, &v.body);
        if !parts.whole() {
            v.grounds.clear();
        }
        v
    }
}

#[cfg(test)]
mod tests {
    use super::super::shipped;
    use super::*;

    fn body(all: &[(&str, &str)]) -> Body {
        all.iter().map(|(k, v)| ((*k).to_owned(), vec![(*v).to_owned()])).collect()
    }

    #[test]
    fn everything_can_be_shown_by_itself_and_money_cannot() {
        let form = shipped().unwrap();
        let codes: Vec<String> = all(form).into_iter().map(|p| p.0).collect();
        assert!(codes.contains(&"values".to_owned()) && codes.contains(&TALKS.to_owned()));
        assert!(!codes.contains(&"money".to_owned()));
        assert!(chosen(form, &codes).whole());
        let two = chosen(form, &["values".into(), "talks".into(), "money".into()]);
        assert!(two.shows("values") && two.shows(TALKS) && !two.shows("money") && !two.whole());
        let said = words(form, &two, Some("2026-12-31".parse().unwrap()), Edition::Plain);
        assert_eq!(
            said.to_string(),
            "見せるところ：大切にしていること、話し合いの記録。令和8年12月31日まで"
        );
        assert!(words(form, &Parts::Whole, None, Edition::Plain).is_empty());
        for q in form.questions(Part::Wish) {
            let (t, _, _) = form.find(Part::Wish, &q.code).unwrap();
            assert_eq!(chapter(&q.code), t.code, "a question belongs to the chapter of its code");
        }
    }

    #[test]
    fn who_sees_parts_changes_those_and_loses_nothing_of_the_rest() {
        let form = shipped().unwrap();
        let two = chosen(form, &["values".into()]);
        let old = body(&[("values.voice", "家"), ("funeral.words", "海")]);
        assert_eq!(of_body(&two, &old), body(&[("values.voice", "家")]));
        let now = body(&[("values.voice", "山"), ("funeral.words", "よそから")]);
        assert_eq!(
            with_hidden(&two, &old, &now),
            body(&[("values.voice", "山"), ("funeral.words", "海")])
        );
        assert_eq!(with_hidden(&Parts::Whole, &old, &Body::new()), Body::new());
    }
}
