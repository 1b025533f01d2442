//! What is counted as late, as versioned data (`data/rules/issues.json`).
use serde::Deserialize;

/// The rules.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Rules {
    /// Edition.
    pub version: String,
    /// Where it is from.
    pub source: String,
    /// Months without 打ち合わせ after which somebody is named as not heard.
    pub silent_months: i32,
    /// Days after which an issue should have been given back to its owner.
    pub give_back_days: i64,
}

/// The edition in use; the careful one when the file cannot be read, which a test excludes.
pub fn rules() -> Rules {
    serde_json::from_str(include_str!("../../../../data/rules/issues.json")).unwrap_or(Rules {
        version: String::new(),
        source: String::new(),
        silent_months: 12,
        give_back_days: 30,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rules_can_be_read_and_name_their_source() {
        let r = rules();
        assert!(!r.version.is_empty() && r.source.contains("釜石"));
        assert_eq!((r.silent_months, r.give_back_days), (12, 30));
    }
}
