//! Who is asked, and how many of each kind have answered.
use kernel::At;

use super::Wrong;
use crate::{AskedId, SurveyId};

/// One who is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewAsked {
    /// `facility:ID`, `light:ID`, or `typed:NAME`: nobody stands twice in a survey.
    pub source: String,
    /// The organisation with accounts that it is.
    pub organisation: Option<kernel::Id>,
    /// Name.
    pub name: String,
    /// Kind in words: 居宅介護支援.
    pub kind: String,
    /// 圏域 or municipality in words; may be empty.
    pub area: String,
    /// Telephone; may be empty.
    pub phone: String,
    /// FAX; may be empty.
    pub fax: String,
}

impl NewAsked {
    /// Is what was typed whole?
    pub fn check(&self) -> app::Result<()> {
        let mut w = Wrong::default();
        w.text("name", "名前", &self.name, 100, true);
        w.text("kind", "種類", &self.kind, 40, true);
        w.text("phone", "電話", &self.phone, 20, false);
        w.text("fax", "FAX", &self.fax, 20, false);
        w.end()
    }
}

/// As kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Id.
    pub id: AskedId,
    /// Of which survey.
    pub survey: SurveyId,
    /// Who.
    pub data: NewAsked,
    /// When its letter was last printed.
    pub sent_at: Option<At>,
    /// How often it was printed again.
    pub chased: i64,
    /// Has answered (always false where answers carry no name).
    pub answered: bool,
}

/// How many of a kind were asked and answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// Kind in words.
    pub kind: String,
    /// Asked.
    pub asked: i64,
    /// Answered.
    pub answered: i64,
}

/// By kind in the order of the names, without the sum.
pub fn rates(all: &[Asked]) -> Vec<Rate> {
    let mut out: Vec<Rate> = Vec::new();
    for a in all {
        let n = i64::from(a.answered);
        match out.iter_mut().find(|r| r.kind == a.data.kind) {
            Some(r) => (r.asked, r.answered) = (r.asked + 1, r.answered + n),
            None => out.push(Rate { kind: a.data.kind.clone(), asked: 1, answered: n }),
        }
    }
    out.sort_by(|a, b| a.kind.cmp(&b.kind));
    out
}

/// 「62.5%」 in tenths rounded half up; 「—」 of nothing.
pub fn percent(n: i64, d: i64) -> String {
    if d <= 0 {
        return "—".into();
    }
    let tenths = (n * 2000 + d) / (2 * d);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_counted_by_kind() {
        let one = |n: u8, kind: &str, answered| Asked {
            id: AskedId(kernel::Id::from_bytes([n; 16])),
            survey: SurveyId(kernel::Id::from_bytes([9; 16])),
            data: NewAsked { kind: kind.into(), ..NewAsked::default() },
            sent_at: None,
            chased: 0,
            answered,
        };
        let all = [one(1, "病院", true), one(2, "居宅", false), one(3, "病院", false)];
        let r: Vec<_> = rates(&all).into_iter().map(|r| (r.kind, r.asked, r.answered)).collect();
        assert_eq!(r, [("居宅".to_string(), 1, 0), ("病院".to_string(), 2, 1)]);
        assert_eq!(
            (percent(1, 3), percent(2, 3), percent(0, 0)),
            ("33.3%".into(), "66.7%".into(), "—".into())
        );
    }
}
