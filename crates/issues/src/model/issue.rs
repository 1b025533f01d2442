//! 連携課題: a letter within a fiscal year and a profession, what it is about, to whom it belongs, where it stands.
use kernel::{At, Date};

use super::codes::{Kind, OwnerKind, Profession, Scene, Stage};
use crate::{IssueId, PartyId, SaidId};

/// The letter of the n-th issue (from 1): A … Z, AA, AB … (Kamaishi letters the issues of a year's talks with a profession).
pub fn letter(seq: i64) -> String {
    let mut out = Vec::new();
    let mut n = seq.max(1);
    while n > 0 {
        let rest = u8::try_from((n - 1) % 26).unwrap_or(0);
        out.push(char::from(b'A' + rest));
        n = (n - 1) / 26;
    }
    out.iter().rev().collect()
}

/// To whom an issue belongs: who can do something about it, not whom one blames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A profession.
    Profession(Profession),
    /// An association, organisation or body.
    Party(PartyId),
}

impl Owner {
    /// The kind that is stored and that stands in addresses.
    pub const fn kind(self) -> OwnerKind {
        match self {
            Owner::Profession(_) => OwnerKind::Profession,
            Owner::Party(_) => OwnerKind::Party,
        }
    }

    /// What is stored beside the kind: the profession's code or the party's id.
    pub fn of(self) -> String {
        match self {
            Owner::Profession(p) => p.code().to_string(),
            Owner::Party(id) => id.to_string(),
        }
    }

    /// From kind and code or id; none where they name nothing.
    pub fn read(kind: &str, of: &str) -> Option<Owner> {
        match OwnerKind::from_code(kind)? {
            OwnerKind::Profession => Profession::from_code(of).map(Owner::Profession),
            OwnerKind::Party => of.parse().ok().map(Owner::Party),
        }
    }

    /// As one value of a form: 「profession:pharmacy」.
    pub fn value(self) -> String {
        format!("{}:{}", self.kind().code(), self.of())
    }

    /// From that value.
    pub fn from_value(text: &str) -> Option<Owner> {
        text.split_once(':').and_then(|(kind, of)| Owner::read(kind, of))
    }
}

/// What somebody writes about an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIssue {
    /// 年度 in which it was heard.
    pub fy: i16,
    /// Whose talk it came from.
    pub profession: Profession,
    /// One line, at most 120 characters; never about one person.
    pub title: String,
    /// More, at most 2,000 characters; may be empty.
    pub detail: String,
    /// 場面; none while it is not classified.
    pub scene: Option<Scene>,
    /// Kind; none while it is not classified.
    pub kind: Option<Kind>,
    /// To whom it belongs; none while nobody has said.
    pub owner: Option<Owner>,
}

/// As stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Id.
    pub id: IssueId,
    /// Counts changes.
    pub version: i64,
    /// What is written.
    pub about: NewIssue,
    /// Which one of its 年度 and profession, from 1; never given again.
    pub seq: i64,
    /// Where it stands.
    pub stage: Stage,
    /// The day it was solved.
    pub solved_on: Option<Date>,
    /// What solved it, or why it is not followed up.
    pub ended: String,
    /// It is told with another one now.
    pub merged_into: Option<IssueId>,
    /// The line of a 打ち合わせ it was made from.
    pub said: Option<SaidId>,
    /// Who wrote it down.
    pub by_name: String,
    /// When.
    pub at: At,
}

impl Issue {
    /// Its letter.
    pub fn letter(&self) -> String {
        letter(self.seq)
    }

    /// 「R8 薬剤 A」: how people speak of it.
    pub fn called(&self) -> String {
        let fy = super::fiscal::short(self.about.fy);
        format!("{fy} {} {}", self.about.profession.label(), self.letter())
    }

    /// Is it worked on by itself: open and not told with another one?
    pub fn open(&self) -> bool {
        self.stage.open() && self.merged_into.is_none()
    }
}

/// An association, organisation or body that the centre talks with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Id.
    pub id: PartyId,
    /// Name, e.g. 薬剤師会.
    pub name: String,
    /// Its profession, where it has one.
    pub profession: Option<Profession>,
}

/// Evidence as it was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// Of which issue; that of a merged one stands on its own.
    pub issue: IssueId,
    /// Its own id.
    pub id: kernel::Id,
    /// `slice.thing`.
    pub kind: String,
    /// The record's id there.
    pub of: kernel::Id,
    /// Title as it stood.
    pub title: String,
    /// Figure as it stood; may be empty.
    pub figure: String,
    /// The day both are of.
    pub as_of: Date,
    /// The record's page within the region.
    pub href: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_after_z() {
        let of: Vec<String> = [1, 2, 7, 26, 27, 28, 52, 53, 702, 703].map(letter).to_vec();
        assert_eq!(of, ["A", "B", "G", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"]);
        assert_eq!(letter(0), "A");
    }

    #[test]
    fn an_owner_is_read_back_and_nonsense_is_nobody() {
        for o in [Owner::Profession(Profession::Fire), Owner::Party(PartyId(testkit::id(3)))] {
            assert_eq!(Owner::from_value(&o.value()), Some(o));
        }
        for bad in ["", "profession:", "profession:x", "party:1", "body:a", ":"] {
            assert_eq!(Owner::from_value(bad), None, "{bad}");
        }
    }
}
