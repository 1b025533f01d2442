//! 「申請か総合事業か」: a guide for people without certification. It decides nothing; it is data
//! (data/rules/application-guide.json) with its source.

/// The guide.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// Edition.
    pub version: String,
    /// Heading.
    pub title: String,
    /// Laws and notices it follows.
    pub source: String,
    /// The wording was not yet held against the official text.
    pub verify: bool,
    /// What it is and what it is not.
    pub lead: String,
    /// Points under headings.
    pub groups: Vec<Group>,
    /// Whom to ask.
    pub call: String,
}

/// Points under a heading.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Heading.
    pub title: String,
    /// One sentence each.
    pub items: Vec<String>,
}

impl Guide {
    /// The shipped edition.
    pub fn shipped() -> Result<Guide, app::Error> {
        serde_json::from_str(include_str!("../../../../data/rules/application-guide.json"))
            .map_err(|e| app::Error::Inconsistent(format!("application guide: {e}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_has_a_source_and_decides_nothing() {
        let g = Guide::shipped().unwrap();
        assert!(g.source.contains("介護保険法") && g.lead.contains("決めるのは、本人と家族"));
        assert!(g.groups.iter().all(|x| !x.items.is_empty()) && g.groups.len() == 3);
        let all: String = g.groups.iter().flat_map(|x| &x.items).cloned().collect();
        assert!(!all.contains("してください。必ず") && !all.contains("です！"));
    }
}
