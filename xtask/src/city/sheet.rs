//! The disclosure sheet: the questions that a city's or hospital's security review asks, in our own words, with answers that
//! quote the program's own values. Source: docs/security/disclosure.toml.

use super::{BANNER, Evidence, Facts, cell, data, proofs};
use serde::Deserialize;

const SOURCE: &str = "docs/security/disclosure.toml";

/// What may stand in the column of answers. 「運用」: the operator has to do it; 「予定」: not in this version.
const ANSWERS: [&str; 5] = ["はい", "いいえ", "一部", "運用", "予定"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    intro: String,
    section: Vec<Section>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    title: String,
    q: Vec<Question>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    ask: String,
    answer: String,
    text: String,
    #[serde(default)]
    tests: Vec<String>,
    #[serde(default)]
    docs: Vec<String>,
}

/// The paper, or everything that is wrong with its source.
pub fn paper(facts: &Facts, evidence: &Evidence) -> Result<String, String> {
    let sheet: Sheet = data(SOURCE)?;
    let mut wrong = Vec::new();
    let mut out = format!("{BANNER}{}\n", facts.fill(SOURCE, &sheet.intro)?);
    for (s, section) in sheet.section.iter().enumerate() {
        out.push_str(&format!(
            "\n## {}. {}\n\n| 番号 | たずねること | 答え | くわしく | 確かめるもの |\n|---|---|---|---|---|\n",
            s + 1,
            section.title
        ));
        for (n, q) in section.q.iter().enumerate() {
            let number = format!("{}-{}", s + 1, n + 1);
            wrong.extend(evidence.misses(&number, &q.tests, &q.docs));
            wrong.extend(fault(q).map(|why| format!("{number}: {why}")));
            out.push_str(&format!(
                "| {number} | {} | {} | {} | {} |\n",
                cell(&q.ask),
                q.answer,
                cell(&facts.fill(&number, &q.text)?),
                proofs(&q.tests, &q.docs)
            ));
        }
    }
    if wrong.is_empty() { Ok(out) } else { Err(wrong.join("\n")) }
}

fn fault(q: &Question) -> Option<&'static str> {
    if !ANSWERS.contains(&q.answer.as_str()) {
        return Some("the answer is はい, いいえ, 一部, 運用 or 予定");
    }
    if q.text.trim().is_empty() {
        return Some("says nothing beside the answer");
    }
    (q.answer == "はい" && q.tests.is_empty() && q.docs.is_empty())
        .then_some("says はい, so name the test or the document that shows it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_answers_with_the_values_of_the_program() {
        let facts = Facts::read().unwrap();
        let text = paper(&facts, &Evidence::read().unwrap()).unwrap();
        for name in ["idle_minutes", "tries_login", "upload_mb", "backup_months", "checkpoint_rows"]
        {
            let asked = format!("{{{name}}}");
            assert!(super::super::text(SOURCE).unwrap().contains(&asked), "{asked} is not used");
            assert!(!text.contains(&asked));
            let value = facts.fill("x", &asked).unwrap();
            assert!(text.contains(&value), "{name} = {value}");
        }
    }

    #[test]
    fn a_yes_needs_its_proof() {
        let q = |answer: &str, docs: &[&str]| Question {
            ask: "x".into(),
            answer: answer.into(),
            text: "x".into(),
            tests: Vec::new(),
            docs: docs.iter().map(|d| (*d).into()).collect(),
        };
        assert!(fault(&q("はい", &[])).is_some());
        assert!(fault(&q("はい", &["Makefile"])).is_none());
        assert!(fault(&q("予定", &[])).is_none());
        assert!(fault(&q("yes", &["Makefile"])).is_some());
    }
}
