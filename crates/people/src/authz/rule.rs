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

impl Shield {
    /// Of two shields over the same person, one that does not name the actor is enough.
    pub const fn and(self, other: Shield) -> Shield {
        match (self, other) {
            (Shield::Open, Shield::Open) => Shield::Open,
            _ => Shield::Hidden,
        }
    }
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

    /// The bases by which it is allowed of the person as a whole: a right to one record alone is none of them.
    pub fn bases(&self, act: Act, what: What) -> Vec<Basis> {
        let opens = |row: &&Held| {
            row.kind.is_none_or(|k| k == what)
                && row.record.is_none()
                && self.row_opens(row, act, what)
        };
        match self.allows(act, what) {
            true => self.rows.iter().filter(opens).map(|row| row.basis).collect(),
            false => Vec::new(),
        }
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

#[cfg(test)]
mod tests {
    use super::super::matrix::shipped;
    use super::*;
    use testkit::id;

    /// Who reads papers, by which basis.
    const READERS: [(Hat, Basis); 5] = [
        (Hat::CareManager, Basis::Author),
        (Hat::CareManager, Basis::Team),
        (Hat::CareManager, Basis::Addressee),
        (Hat::Liaison, Basis::HospitalConcerned),
        (Hat::Provider, Basis::Addressee),
    ];

    fn held(basis: Basis, record: Option<Id>) -> Held {
        let day = kernel::Date::constant(2026, 11, 1);
        Held { party: Party::Organisation(id(7)), basis, kind: None, record, from: day, to: None }
    }

    struct Case {
        hat: Hat,
        row: Held,
        clearance: Label,
        label: Label,
        own: bool,
    }

    fn ask<T>(c: &Case, f: impl Fn(&Facts<'_>) -> T) -> T {
        let consents =
            [Covers { reaches: true, kinds: vec![], hats: vec![], clearance: c.clearance }];
        f(&Facts {
            rules: shipped(),
            hat: c.hat,
            rows: std::slice::from_ref(&c.row),
            consents: &consents,
            released: &[],
            shield: Shield::Open,
            record: Some(id(1)),
            label: c.label,
            own: c.own,
        })
    }

    #[test]
    fn a_label_asks_for_exactly_what_the_printed_table_says() {
        let mut seen = std::collections::BTreeSet::new();
        for (hat, basis) in READERS {
            for label in Label::ALL {
                for clearance in [Label::Normal, Label::Restricted] {
                    for (record, own) in
                        [(None, false), (None, true), (Some(id(1)), false), (Some(id(1)), true)]
                    {
                        let c = Case { hat, row: held(basis, record), clearance, label, own };
                        let said = ask(&c, |f| f.allows(Act::Read, What::Document));
                        // who wrote it is asked for no more than for any other paper
                        let of = if own { Label::Normal } else { label };
                        let want = match of.needs(basis) {
                            "any" => true,
                            "this-record" => record.is_some(),
                            "consent-with-label" => of <= clearance,
                            "own-record" | "never" => false,
                            other => panic!("{other}"),
                        };
                        seen.insert((of.needs(basis), want));
                        assert_eq!(
                            said, want,
                            "{hat:?} {basis:?} {label:?} {clearance:?} {record:?} {own}"
                        );
                    }
                }
            }
        }
        assert!(seen.contains(&("this-record", true)) && seen.contains(&("this-record", false)));
        assert!(seen.contains(&("consent-with-label", true)));
    }

    #[test]
    fn each_label_has_a_word_and_a_code_of_its_own() {
        for l in Label::ALL {
            assert_eq!(Label::from_code(l.code()), Some(l));
            let same = Label::ALL.into_iter().filter(|o| o.label() == l.label()).count();
            assert!(same == 1 && l.label().chars().all(|c| !c.is_ascii()) && !l.label().is_empty());
        }
    }

    #[test]
    fn what_is_no_paper_has_no_label() {
        let row = held(Basis::Author, None);
        let c = Case {
            hat: Hat::CareManager,
            row,
            clearance: Label::Normal,
            label: Label::Very,
            own: false,
        };
        assert!(ask(&c, |f| f.allows(Act::Read, What::Stay)));
        assert!(!ask(&c, |f| f.allows(Act::Read, What::Document)));
    }

    #[test]
    fn the_bases_of_the_whole_person_leave_out_rights_to_one_record_and_to_another_kind() {
        let c = Case {
            hat: Hat::CareManager,
            row: held(Basis::Author, None),
            clearance: Label::Normal,
            label: Label::Normal,
            own: false,
        };
        let bases = |kind, record, what| {
            let row = Held { kind, record, ..held(Basis::Team, None) };
            let rows = [c.row.clone(), row];
            ask(&c, |f| Facts { rows: &rows, record: None, ..facts_of(f) }.bases(Act::Read, what))
        };
        let (author, both) = (vec![Basis::Author], vec![Basis::Author, Basis::Team]);
        assert_eq!(bases(None, None, What::Basic), both);
        assert_eq!(bases(Some(What::Basic), None, What::Basic), both);
        assert_eq!(bases(Some(What::Stay), None, What::Basic), author, "another kind");
        assert_eq!(bases(Some(What::Stay), None, What::Stay), both);
        assert_eq!(bases(None, Some(id(1)), What::Basic), author, "one record");
        let none = ask(&c, |f| Facts { rows: &[], ..facts_of(f) }.bases(Act::Read, What::Basic));
        assert!(none.is_empty());
    }

    fn facts_of<'a>(f: &Facts<'a>) -> Facts<'a> {
        Facts { ..*f }
    }

    #[test]
    fn of_several_shields_one_that_does_not_name_the_actor_hides() {
        use Shield::{Hidden, Open};
        assert_eq!((Open.and(Open), Open.and(Hidden)), (Open, Hidden));
        assert_eq!((Hidden.and(Open), Hidden.and(Hidden)), (Hidden, Hidden));
    }

    #[test]
    fn a_right_to_one_paper_shows_nothing_with_another() {
        let mut c = Case {
            hat: Hat::Provider,
            row: held(Basis::Addressee, Some(id(1))),
            clearance: Label::Normal,
            label: Label::Normal,
            own: false,
        };
        let name = |f: &Facts<'_>| f.sees_group(Group::Name);
        assert!(ask(&c, name), "a paper says whose it is");
        c.row.record = Some(id(2));
        assert!(!ask(&c, name));
        assert!(!ask(&c, |f| f.allows(Act::Read, What::Document)));
    }

    #[test]
    fn a_right_to_one_kind_shows_that_kind_and_who_it_is() {
        let row = Held { kind: Some(What::Stay), ..held(Basis::Team, None) };
        let c = Case {
            hat: Hat::CareManager,
            row,
            clearance: Label::Normal,
            label: Label::Normal,
            own: false,
        };
        let all = ask(&c, |f| f.sees());
        for g in Group::ALL {
            assert_eq!(all.has(g), ask(&c, |f| f.sees_group(g)), "{g:?}");
            if all.has(g) {
                assert!(
                    matches!(g.what(), What::Stay | What::Basic),
                    "{g:?}: only that kind opens"
                );
            }
        }
        assert!(Group::ALL.into_iter().any(|g| g.what() == What::Stay && all.has(g)));
        assert!(all.has(Group::Name), "nothing is read without knowing whose it is");
        let whole = Case { row: held(Basis::Team, None), ..c };
        let mask = ask(&whole, |f| f.sees());
        assert!(mask.has(Group::Name));
        assert!(Group::ALL.into_iter().any(|g| g.what() == What::Health && mask.has(g)));
    }
}
