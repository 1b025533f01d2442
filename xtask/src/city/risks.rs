//! The risk register: what can go wrong, how often and how badly, what is done, what remains and who carries it. Source:
//! docs/security/risks.toml.

use super::{BANNER, Evidence, Facts, cell, data, proofs};
use serde::Deserialize;
use std::collections::BTreeSet;

const SOURCE: &str = "docs/security/risks.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Register {
    intro: String,
    risk: Vec<Risk>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Risk {
    id: String,
    title: String,
    story: String,
    /// How often without measures: 1 once in ten years or less, 2 once in some years, 3 every year.
    often: u8,
    /// How badly: 1 work is held up, 2 few persons are harmed or much work is lost, 3 many persons or a life.
    badly: u8,
    does: String,
    rest: String,
    /// What is left after the measures: 小, 中, 大.
    remains: String,
    owner: String,
    #[serde(default)]
    tests: Vec<String>,
    #[serde(default)]
    docs: Vec<String>,
}

impl Risk {
    fn size(&self) -> u8 {
        self.often.saturating_mul(self.badly)
    }
}

/// The paper, or everything that is wrong with its source.
pub fn paper(facts: &Facts, evidence: &Evidence) -> Result<String, String> {
    let register: Register = data(SOURCE)?;
    let wrong = faults(&register.risk, evidence);
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    let mut risks: Vec<&Risk> = register.risk.iter().collect();
    risks.sort_by_key(|r| (std::cmp::Reverse(r.size()), r.id.clone()));
    let mut out = format!(
        "{BANNER}{}\n\n| 番号 | おきること | 対策前（頻度×影響） | 対策後 | 受け持つ人 |\n|---|---|---|---|---|\n",
        facts.fill(SOURCE, &register.intro)?
    );
    for r in &risks {
        let size = format!("{}（{}×{}）", r.size(), r.often, r.badly);
        out.push_str(&format!(
            "| {} | {} | {size} | {} | {} |\n",
            r.id,
            cell(&r.title),
            r.remains,
            cell(&r.owner)
        ));
    }
    for r in &risks {
        let fill = |text: &str| facts.fill(&r.id, text).map(|t| cell(&t));
        out.push_str(&format!(
            "\n## {} {}\n\n- **おきること:** {}\n- **していること:** {}\n- **のこること:** {}\n- **受け持つ人:** {}\n- **確かめるもの:** {}\n",
            r.id,
            r.title,
            fill(&r.story)?,
            fill(&r.does)?,
            fill(&r.rest)?,
            r.owner,
            proofs(&r.tests, &r.docs).replace("<br>", "、")
        ));
    }
    Ok(out)
}

fn faults(risks: &[Risk], evidence: &Evidence) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for r in risks {
        wrong.extend(evidence.misses(&r.id, &r.tests, &r.docs));
        if !seen.insert(&r.id) {
            wrong.push(format!("{}: is there twice", r.id));
        }
        if !(1..=3).contains(&r.often) || !(1..=3).contains(&r.badly) {
            wrong.push(format!("{}: often and badly are 1, 2 or 3", r.id));
        }
        if !["小", "中", "大"].contains(&r.remains.as_str()) {
            wrong.push(format!("{}: remains is 小, 中 or 大", r.id));
        }
        if r.remains == "小" && r.tests.is_empty() && r.docs.is_empty() {
            wrong.push(format!("{}: is called small, so name what shows it", r.id));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_risk_is_whole_and_the_gravest_stand_first() {
        let text = paper(&Facts::read().unwrap(), &Evidence::read().unwrap()).unwrap();
        let sizes: Vec<u8> = text
            .lines()
            .filter(|l| l.starts_with("| R"))
            .filter_map(|l| l.split('|').nth(3)?.split('（').next()?.trim().parse().ok())
            .collect();
        assert!(sizes.len() >= 20, "{sizes:?}");
        assert!(sizes.is_sorted_by(|a, b| a >= b), "{sizes:?}");
    }
}
