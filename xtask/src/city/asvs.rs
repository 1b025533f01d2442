//! The self-assessment against OWASP ASVS 5.0.0: which requirement, how it is met, which test shows it. Only the numbers
//! are theirs (CC BY-SA 4.0); every sentence is ours. Sources: docs/security/asvs.

use super::{BANNER, Evidence, Facts, cell, data, proofs, text};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

const FOLDER: &str = "docs/security/asvs";

/// Chapters of which the third level is assessed as well: sessions, authorisation, data, logs.
const DEEP: &[u32] = &[7, 8, 14, 16];

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[serde(rename_all = "lowercase")]
enum State {
    Met,
    Operator,
    Part,
    Open,
    Na,
}

const STATES: [(State, &str); 5] = [
    (State::Met, "済"),
    (State::Operator, "運用"),
    (State::Part, "一部"),
    (State::Open, "未"),
    (State::Na, "対象外"),
];

impl State {
    fn word(self) -> &'static str {
        STATES.iter().find(|(s, _)| *s == self).map_or("", |(_, w)| w)
    }
}

#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Item {
    id: String,
    state: State,
    how: String,
    /// What is missing and what will bring it.
    #[serde(default)]
    left: String,
    #[serde(default)]
    tests: Vec<String>,
    #[serde(default)]
    docs: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chapter {
    title: String,
    item: Vec<Item>,
}

/// The paper, or everything that is wrong with its sources.
pub fn paper(facts: &Facts, evidence: &Evidence) -> Result<String, String> {
    let levels = levels(&text(&format!("{FOLDER}/levels.txt"))?)?;
    let numbers: BTreeSet<u32> = levels.keys().filter_map(|id| chapter_of(id)).collect();
    let mut chapters = Vec::new();
    for number in numbers {
        chapters.push((number, data::<Chapter>(&format!("{FOLDER}/V{number:02}.toml"))?));
    }
    let wrong = faults(&chapters, &levels, evidence);
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    let mut out =
        format!("{BANNER}{}\n", facts.fill("intro.md", &text(&format!("{FOLDER}/intro.md"))?)?);
    out.push_str(&summary(&chapters));
    for (number, chapter) in &chapters {
        out.push_str(&format!(
            "\n## V{number} {}\n\n| 番号 | 水準 | 状態 | どうしているか | 確かめるもの |\n|---|---|---|---|---|\n",
            chapter.title
        ));
        for item in &chapter.item {
            let level = levels.get(&item.id).copied().unwrap_or(0);
            let mut how = facts.fill(&item.id, &item.how)?;
            if !item.left.is_empty() {
                how.push_str("<br>**のこり:** ");
                how.push_str(&facts.fill(&item.id, &item.left)?);
            }
            out.push_str(&format!(
                "| {} | L{level} | {} | {} | {} |\n",
                item.id,
                item.state.word(),
                cell(&how),
                proofs(&item.tests, &item.docs)
            ));
        }
    }
    Ok(out)
}

fn summary(chapters: &[(u32, Chapter)]) -> String {
    let mut out = String::from("| 章 |");
    let count = |items: &[&Item], s: State| items.iter().filter(|i| i.state == s).count();
    for (_, word) in STATES {
        out.push_str(&format!(" {word} |"));
    }
    out.push_str(" 計 |\n|---|---|---|---|---|---|---|\n");
    let mut row = |title: &str, items: &[&Item]| {
        let cells: String =
            STATES.iter().map(|(s, _)| format!(" {} |", count(items, *s))).collect();
        out.push_str(&format!("| {title} |{cells} {} |\n", items.len()));
    };
    for (number, chapter) in chapters {
        row(&format!("V{number} {}", chapter.title), &chapter.item.iter().collect::<Vec<_>>());
    }
    let all: Vec<&Item> = chapters.iter().flat_map(|(_, c)| &c.item).collect();
    row("**全体**", &all);
    out
}

/// Everything that is wrong, one line each.
fn faults(
    chapters: &[(u32, Chapter)],
    levels: &BTreeMap<String, u8>,
    evidence: &Evidence,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (number, chapter) in chapters {
        for item in &chapter.item {
            let id = &item.id;
            if chapter_of(id) != Some(*number) {
                wrong.push(format!("{id}: stands in V{number:02}.toml"));
            }
            if !levels.contains_key(id) {
                wrong.push(format!("{id}: there is no such requirement"));
            }
            if !seen.insert(id.clone()) {
                wrong.push(format!("{id}: is there twice"));
            }
            wrong.extend(evidence.misses(id, &item.tests, &item.docs));
            wrong.extend(unsaid(item).map(|why| format!("{id}: {why}")));
        }
    }
    for (id, level) in levels {
        let deep = chapter_of(id).is_some_and(|c| DEEP.contains(&c));
        if (*level <= 2 || deep) && !seen.contains(id) {
            wrong.push(format!("{id}: is not assessed"));
        }
    }
    wrong
}

/// What an item of this state must say and does not.
fn unsaid(item: &Item) -> Option<&'static str> {
    let proven = !item.tests.is_empty() || !item.docs.is_empty();
    match item.state {
        _ if item.how.trim().is_empty() => Some("says nothing"),
        State::Met if !proven => Some("is met, so name the test or the document that shows it"),
        State::Operator if item.docs.is_empty() => {
            Some("rests on the operator, so name the paper that says so")
        }
        State::Part | State::Open if item.left.trim().is_empty() => {
            Some("is not met, so say what is missing (left)")
        }
        State::Met | State::Operator | State::Na if !item.left.is_empty() => {
            Some("says what is missing although nothing should be")
        }
        _ => None,
    }
}

fn chapter_of(id: &str) -> Option<u32> {
    id.split('.').next()?.parse().ok()
}

/// Lines of number and level.
fn levels(list: &str) -> Result<BTreeMap<String, u8>, String> {
    list.lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .map(|l| {
            let (id, level) = l.split_once(' ').ok_or_else(|| format!("levels.txt: {l}"))?;
            Ok((id.to_owned(), level.trim().parse().map_err(|_| format!("levels.txt: {l}"))?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: &str, state: State, left: &str, tests: &[&str]) -> Item {
        Item {
            id: id.into(),
            state,
            how: "x".into(),
            left: left.into(),
            tests: tests.iter().map(|t| (*t).into()).collect(),
            docs: Vec::new(),
        }
    }

    #[test]
    fn every_requirement_of_the_first_two_levels_is_assessed_with_tests_that_exist() {
        let facts = Facts::read().unwrap();
        let made = paper(&facts, &Evidence::read().unwrap());
        assert!(made.is_ok(), "{}", made.unwrap_err());
    }

    #[test]
    fn the_numbers_are_those_of_the_standard() {
        let levels = levels(&text(&format!("{FOLDER}/levels.txt")).unwrap()).unwrap();
        let of = |n| levels.values().filter(|l| **l == n).count();
        assert_eq!((of(1), of(2), of(3)), (70, 183, 92));
    }

    #[test]
    fn a_claim_without_proof_and_a_gap_without_words_are_refused() {
        assert!(unsaid(&item("1.1.1", State::Met, "", &[])).is_some());
        assert!(unsaid(&item("1.1.1", State::Met, "", &["db: x"])).is_none());
        assert!(unsaid(&item("1.1.1", State::Met, "more", &["db: x"])).is_some());
        assert!(unsaid(&item("1.1.1", State::Open, "", &[])).is_some());
        assert!(unsaid(&item("1.1.1", State::Part, "more", &[])).is_none());
        assert!(unsaid(&item("1.1.1", State::Operator, "", &["db: x"])).is_some());
        assert!(unsaid(&item("1.1.1", State::Na, "", &[])).is_none());
    }

    #[test]
    fn what_is_missing_twice_or_unknown_is_found() {
        let levels =
            BTreeMap::from([("1.1.1".into(), 1), ("1.1.2".into(), 3), ("7.1.1".into(), 3)]);
        let chapter = |items| (1, Chapter { title: "x".into(), item: items });
        let evidence = Evidence::read().unwrap();
        let na = |id| item(id, State::Na, "", &[]);
        let wrong = faults(
            &[chapter(vec![na("1.1.1"), na("1.1.1"), na("1.9.9"), na("2.1.1")])],
            &levels,
            &evidence,
        );
        let all = wrong.join("\n");
        for said in [
            "1.1.1: is there twice",
            "1.9.9: there is no",
            "2.1.1: stands in",
            "7.1.1: is not assessed",
        ] {
            assert!(all.contains(said), "{said} in {all}");
        }
        assert!(!all.contains("1.1.2"), "the third level only where it is assessed: {all}");
    }
}
