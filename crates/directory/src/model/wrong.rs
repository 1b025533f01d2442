//! 「この内容がちがうとき」: what somebody says is wrong with a facility, and when such a word is overtaken by the sources.
use kernel::kana::search_key;
use kernel::{At, Id};

use super::facility::{FacilityData, Field};
use super::normalise::digits;
use crate::FacilityId;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// The name.
    Name,
    /// The address.
    Address,
    /// The telephone number.
    Phone,
    /// The FAX number.
    Fax,
    /// Days and hours.
    Hours,
    /// What it can take.
    Ability,
    /// The address of its page.
    Url,
    /// It is closed.
    Closed,
    /// Anything else.
    Other,
}

impl Wrong {
    /// All, in the order of the choice.
    pub const ALL: [Wrong; 9] = [
        Wrong::Phone,
        Wrong::Fax,
        Wrong::Name,
        Wrong::Address,
        Wrong::Hours,
        Wrong::Ability,
        Wrong::Url,
        Wrong::Closed,
        Wrong::Other,
    ];

    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Wrong::Name => "name",
            Wrong::Address => "address",
            Wrong::Phone => "phone",
            Wrong::Fax => "fax",
            Wrong::Hours => "hours",
            Wrong::Ability => "ability",
            Wrong::Url => "url",
            Wrong::Closed => "closed",
            Wrong::Other => "other",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Wrong> {
        Wrong::ALL.into_iter().find(|w| w.code() == code)
    }

    /// Words of the choice.
    pub const fn label(self) -> &'static str {
        match self {
            Wrong::Name => "名前",
            Wrong::Address => "住所",
            Wrong::Phone => "電話番号",
            Wrong::Fax => "FAX番号",
            Wrong::Hours => "曜日・時間",
            Wrong::Ability => "受けられること",
            Wrong::Url => "ホームページ",
            Wrong::Closed => "閉じている",
            Wrong::Other => "そのほか",
        }
    }

    /// The field of the sources that it speaks of; none where words cannot be held against a field.
    pub const fn field(self) -> Option<Field> {
        match self {
            Wrong::Name => Some(Field::Name),
            Wrong::Address => Some(Field::Address),
            Wrong::Phone => Some(Field::Phone),
            Wrong::Fax => Some(Field::Fax),
            Wrong::Url => Some(Field::Url),
            Wrong::Hours | Wrong::Ability | Wrong::Closed | Wrong::Other => None,
        }
    }
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// True: shown with the facility until the sources say the same.
    Right,
    /// The facility's page is right as it is.
    Kept,
    /// Was true, and is no longer needed.
    Past,
}

impl Decision {
    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Decision::Right => "right",
            Decision::Kept => "kept",
            Decision::Past => "past",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Decision> {
        [Decision::Right, Decision::Kept, Decision::Past].into_iter().find(|d| d.code() == code)
    }
}

/// What somebody told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Id.
    pub id: Id,
    /// Of which facility.
    pub facility: FacilityId,
    /// What is wrong.
    pub field: Wrong,
    /// How it should be; may be empty for [`Wrong::Closed`].
    pub says: String,
    /// What stood there when it was told.
    pub shown: String,
    /// How the teller knows.
    pub how: String,
    /// Office of the teller.
    pub office: String,
    /// Who told.
    pub name: String,
    /// When.
    pub at: At,
    /// What became of it; none = waits.
    pub decision: Option<Decision>,
    /// When that was.
    pub decided_at: Option<At>,
    /// Who decided.
    pub decided_by: String,
}

impl Report {
    /// Do the sources say the same by now? Numbers by their digits, words by their search key.
    pub fn overtaken(&self, d: &FacilityData) -> bool {
        let Some(field) = self.field.field() else { return false };
        let now = d.text(field);
        match self.field {
            Wrong::Phone | Wrong::Fax => digits(&now) == digits(&self.says),
            _ => search_key(&now) == search_key(&self.says),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for w in Wrong::ALL {
            assert_eq!(Wrong::from_code(w.code()), Some(w));
        }
        for d in [Decision::Right, Decision::Kept, Decision::Past] {
            assert_eq!(Decision::from_code(d.code()), Some(d));
        }
    }

    #[test]
    fn a_word_is_overtaken_when_the_sources_say_the_same_in_another_spelling() {
        let mut r = Report {
            id: testkit::id(1),
            facility: FacilityId(testkit::id(2)),
            field: Wrong::Phone,
            says: "0197-65-0301".into(),
            shown: String::new(),
            how: String::new(),
            office: String::new(),
            name: String::new(),
            at: kernel::At::parse("2026-11-21T01:00:00Z").unwrap(),
            decision: Some(Decision::Right),
            decided_at: None,
            decided_by: String::new(),
        };
        let mut d = FacilityData { phone: Some("0197650301".into()), ..FacilityData::default() };
        assert!(r.overtaken(&d));
        d.phone = None;
        assert!(!r.overtaken(&d));
        r.field = Wrong::Closed;
        assert!(!r.overtaken(&d), "that it is closed is not a field of the sources");
    }
}
