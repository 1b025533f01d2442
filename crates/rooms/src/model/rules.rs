//! What a region's rooms go by, as data: when an answer is due, what a vital sign usually is, templates
//! (`data/rules/rooms.json`, versioned, with its source).
use std::sync::OnceLock;

use serde::Deserialize;

use super::PostKind;

/// Until when an answer is asked for, by kind.
#[derive(Debug, Clone, Deserialize)]
pub struct DueRule {
    /// Code of the kind.
    pub kind: String,
    /// Minutes after the post.
    pub minutes: i64,
}

/// A vital sign. Values are whole numbers of `1/10^digits` of the unit.
#[derive(Debug, Clone, Deserialize)]
pub struct VitalRule {
    /// Code.
    pub code: String,
    /// 「体温」.
    pub label: String,
    /// 「℃」.
    pub unit: String,
    /// Digits behind the point.
    pub digits: u32,
    /// Below this the form asks whether it is right.
    pub low: i64,
    /// Above this the form asks whether it is right.
    pub high: i64,
    /// Below this it cannot be, and is refused.
    pub least: i64,
    /// Above this it cannot be, and is refused.
    pub most: i64,
}

/// A text to begin with.
#[derive(Debug, Clone, Deserialize)]
pub struct Template {
    /// Code, stands in addresses.
    pub code: String,
    /// 「訪問の報告」.
    pub label: String,
    /// Code of the kind.
    pub kind: String,
    /// The text.
    pub text: String,
}

/// The rules in force.
#[derive(Debug, Clone, Deserialize)]
pub struct Rules {
    /// Edition.
    pub version: String,
    /// Source in words.
    pub source: String,
    /// Longest text in characters.
    pub text: usize,
    /// Minutes in which an unopened post can be taken back.
    pub recall_minutes: i64,
    /// Posts older than so many days count as unread for nobody.
    pub unread_days: i64,
    /// Due times.
    pub due: Vec<DueRule>,
    /// Vital signs, in the order of the form.
    pub vitals: Vec<VitalRule>,
    /// Words after which the form asks whether this belongs into a room.
    pub careful: Vec<String>,
    /// Templates.
    pub templates: Vec<Template>,
}

impl Rules {
    /// Minutes until an answer to this kind is due; none when none is asked for.
    pub fn due_minutes(&self, kind: PostKind) -> Option<i64> {
        self.due.iter().find(|d| d.kind == kind.code()).map(|d| d.minutes)
    }

    /// The word in a text that should rather not stand in a room, if any. Sensitive things (虐待 …) are records of
    /// their own with their own readers; a room is read by the whole team.
    pub fn careful_word(&self, text: &str) -> Option<&str> {
        self.careful.iter().find(|w| text.contains(w.as_str())).map(String::as_str)
    }

    /// The vital sign of this code.
    pub fn vital(&self, code: &str) -> Option<&VitalRule> {
        self.vitals.iter().find(|v| v.code == code)
    }
}

/// The shipped edition.
pub fn shipped() -> Result<&'static Rules, app::Error> {
    static RULES: OnceLock<Option<Rules>> = OnceLock::new();
    RULES
        .get_or_init(|| {
            serde_json::from_str(include_str!("../../../../data/rules/rooms.json")).ok()
        })
        .as_ref()
        .ok_or_else(|| app::Error::Inconsistent("rooms: the rules cannot be read".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rules_are_whole() {
        let r = shipped().unwrap();
        assert!(!r.source.is_empty());
        assert!(r.vitals.iter().all(|v| v.low < v.high && !v.unit.is_empty()));
        assert!(r.vitals.iter().all(|v| v.least < v.low && v.high <= v.most));
        assert!(r.templates.iter().all(|t| PostKind::from_code(&t.kind).is_some()));
        assert!(r.due.iter().all(|d| PostKind::from_code(&d.kind).is_some() && d.minutes > 0));
        assert_eq!(r.due_minutes(PostKind::Report), None);
        assert!(r.due_minutes(PostKind::Urgent) < r.due_minutes(PostKind::Consult));
        assert_eq!(r.careful_word("虐待のうたがい"), Some("虐待"));
        assert_eq!(r.careful_word("きょうは元気でした"), None);
    }
}
