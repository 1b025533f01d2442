//! The decision itself, as a pure function of what is known: no SQL, no clock. [`super::decide`] gathers the facts and
//! asks here; [`super::scope`] says the same in SQL, and a test compares them row by row; a second statement of the
//! same rules (Cedar, `oracle/`) is compared with this function.
use kernel::{Hat, Id};

use super::group::{Act, Group, Mask, What};
use super::matrix::Rules;
use super::{Addressee, Basis, Held, Party};

/// How carefully a record is kept (FHIR confidentiality N/R/V).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// 通常.
    Normal,
    /// 慎重: psychiatry, infection, abuse, addiction and the like.
    Restricted,
    /// たいへん慎重: only the office that wrote it.
    Very,
}

impl Label {
    /// All, the lightest first.
    pub const ALL: [Label; 3] = [Label::Normal, Label::Restricted, Label::Very];

    /// Stored code, as in HL7 Confidentiality.
    pub const fn code(self) -> &'static str {
        match self {
            Label::Normal => "N",
            Label::Restricted => "R",
            Label::Very => "V",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Label> {
        Label::ALL.into_iter().find(|l| l.code() == code)
    }

    /// Word on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Label::Normal => "ふつう",
            Label::Restricted => "慎重に扱う",
            Label::Very => "書いた事業所だけ",
        }
    }

    /// What a basis needs for a record of this label, in the words of `docs/generated/permissions.txt`. The office that
    /// wrote the record always sees it (`own-record`), whatever its basis.
    pub const fn needs(self, basis: Basis) -> &'static str {
        match (self, basis) {
            (Label::Normal, Basis::Team | Basis::HospitalConcerned) => "consent-with-label",
            (Label::Normal, _) => "any",
            (Label::Restricted, Basis::Author) => "own-record",
            (Label::Restricted, Basis::Addressee) => "this-record",
            (Label::Restricted, Basis::Team | Basis::HospitalConcerned) => "consent-with-label",
            (Label::Restricted, _) => "never",
            (Label::Very, Basis::Author) => "own-record",
            (Label::Very, _) => "never",
        }
    }
}

/// One consent in force, as it concerns the actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covers {
    /// Does it reach the actor's organisation (or account)?
    pub reaches: bool,
    /// Only these kinds; empty = all.
    pub kinds: Vec<What>,
    /// Only these roles; empty = all.
    pub hats: Vec<Hat>,
    /// Up to which label.
    pub clearance: Label,
}

impl Covers {
    /// Does it cover this for this role up to this label?
    pub fn covers(&self, hat: Hat, what: What, label: Label) -> bool {
        self.reaches
            && (self.kinds.is_empty() || self.kinds.contains(&what))
            && (self.hats.is_empty() || self.hats.contains(&hat))
            && label <= self.clearance
    }
}

/// A shield against being found (DV等支援措置), as it concerns the actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shield {
    /// There is none, or it names the actor.
    Open,
    /// It is there and does not name the actor.
    Hidden,
}

/// Everything that a decision about one resident rests on.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The rules in force in the region.
    pub rules: &'a Rules,
    /// The actor's role.
    pub hat: Hat,
    /// The actor's rights about the resident that run today.
    pub rows: &'a [Held],
    /// Consents in force.
    pub consents: &'a [Covers],
    /// To whom the person has released what is asked for; only kinds that wait for it have any.
    pub released: &'a [Addressee],
    /// The shield.
    pub shield: Shield,
    /// The record asked for.
    pub record: Option<Id>,
    /// Its label.
    pub label: Label,
    /// Did the actor's organisation write it?
    pub own: bool,
}

impl Facts<'_> {
    /// Is it allowed?
    pub fn allows(&self, act: Act, what: What) -> bool {
        if self.shield == Shield::Hidden && act == Act::Write && what == What::Basic {
            return false;
        }
        self.rows.iter().any(|row| {
            let for_this = row.kind.is_none_or(|k| k == what)
                && (row.record.is_none() || row.record == self.record);
            for_this && self.row_opens(row, act, what)
        })
    }

    fn row_opens(&self, row: &Held, act: Act, what: What) -> bool {
        let label = self.label_for(what);
        self.rules.allows(self.hat, row.basis, act, what)
            && self.held_rightly(row)
            && (!row.basis.needs_consent()
                || self.consents.iter().any(|c| c.covers(self.hat, what, label)))
            && self.released_to(row.basis, what)
            && self.fits(row, label)
            && !(row.basis.ended_by_shield(what) && self.shield == Shield::Hidden)
    }

    /// What belongs to one person is held by an account, and a relative is named for one kind at a time: 「家族」 is not one
    /// reader, and 長男 may see what 次男 does not.
    fn held_rightly(&self, row: &Held) -> bool {
        (!row.basis.personal() || matches!(row.party, Party::Account(_)))
            && (row.basis != Basis::Relative || row.kind.is_some())
    }

    /// The person's own release, where the kind waits for one.
    fn released_to(&self, basis: Basis, what: What) -> bool {
        !what.needs_release() || basis.addressee().is_none_or(|a| self.released.contains(&a))
    }

    /// Labels belong to records; the office that wrote a record is never kept from it.
    fn label_for(&self, what: What) -> Label {
        if what == What::Document && !self.own { self.label } else { Label::Normal }
    }

    fn fits(&self, row: &Held, label: Label) -> bool {
        match label {
            Label::Normal => true,
            Label::Restricted => match row.basis {
                Basis::Author => false,
                Basis::Addressee => row.record.is_some() && row.record == self.record,
                // the clearance is asked with the consent
                Basis::HospitalConcerned | Basis::Team => true,
                Basis::Emergency
                | Basis::Own
                | Basis::Proxy
                | Basis::Relative
                | Basis::Register => false,
            },
            Label::Very => false,
        }
    }

    /// The groups of fields that the actor sees of the resident, over all rights. The basic facts come with every right
    /// whose basis gives them, also one to a single kind or record: a paper cannot be read without knowing whose it is.
    pub fn sees(&self) -> Mask {
        let mut mask = Mask::NONE;
        for row in self.rows.iter().filter(|r| r.record.is_none() || r.record == self.record) {
            let open = self.rules.open(self.hat, row.basis, Act::Read);
            for what in What::ALL {
                let spoken = what == What::Basic || row.kind.is_none_or(|k| k == what);
                if spoken && open.opens(what) && self.row_opens(row, Act::Read, what) {
                    mask = mask.and(self.shown(row, open.within(what)));
                }
            }
        }
        mask
    }

    /// What a shield leaves of it; the person is not hidden from themself.
    fn shown(&self, row: &Held, open: Mask) -> Mask {
        match self.shield {
            Shield::Hidden if row.basis != Basis::Own => open.without(self.rules.hides()),
            _ => open,
        }
    }

    /// Is this group seen?
    pub fn sees_group(&self, g: Group) -> bool {
        self.sees().has(g)
    }
}
