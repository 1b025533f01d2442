//! What can be seen or written of a resident: kinds, and the groups of fields inside a kind. A set of groups is a mask.

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// See.
    Read,
    /// Write or change.
    Write,
}

impl Act {
    /// Code in the rules and in `docs/generated/permissions.txt`.
    pub const fn code(self) -> &'static str {
        match self {
            Act::Read => "read",
            Act::Write => "write",
        }
    }
}

/// What it is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Name, birth, address, contacts, care level, team.
    Basic,
    /// Health facts.
    Health,
    /// Stays and their steps.
    Stay,
    /// Sheets and records.
    Document,
    /// The person's own wishes: わたしのきぼうノート.
    Wish,
    /// 救急医療情報.
    Emergency,
    /// The person's room.
    Room,
    /// 見守りの名簿 (ひとり暮らし高齢者台帳, 避難行動要支援者): name, address, contact and date only.
    Register,
}

impl What {
    /// All kinds.
    pub const ALL: [What; 8] = [
        What::Basic,
        What::Health,
        What::Stay,
        What::Document,
        What::Wish,
        What::Emergency,
        What::Room,
        What::Register,
    ];

    /// Code in `people_access.kind` and in audit rows.
    pub const fn code(self) -> &'static str {
        match self {
            What::Basic => "basic",
            What::Health => "health",
            What::Stay => "stay",
            What::Document => "document",
            What::Wish => "wish",
            What::Emergency => "emergency",
            What::Room => "room",
            What::Register => "register",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<What> {
        What::ALL.into_iter().find(|w| w.code() == code)
    }

    /// Words for 「誰に見えるか」.
    pub const fn label(self) -> &'static str {
        match self {
            What::Basic => "基本情報",
            What::Health => "病気・お薬・アレルギー",
            What::Stay => "入退院のようす",
            What::Document => "書類",
            What::Wish => "わたしのきぼうノート",
            What::Emergency => "救急医療情報",
            What::Room => "やりとり",
            What::Register => "見守りの名簿",
        }
    }

    /// Does it wait for the person's own release to an addressee, over and above consent? Wishes are never open by default.
    pub const fn needs_release(self) -> bool {
        matches!(self, What::Wish)
    }

    /// Can a consent speak of it? The register rests on a consent of its own for each receiver.
    pub const fn rests_on_consent(self) -> bool {
        !matches!(self, What::Register)
    }

    /// The groups of fields of this kind.
    pub fn groups(self) -> impl Iterator<Item = Group> {
        Group::ALL.into_iter().filter(move |g| g.what() == self)
    }
}

macro_rules! groups {
    ($($(#[$doc:meta])* $name:ident = $what:ident, $code:literal, $label:literal;)*) => {
        /// A group of fields: the finest thing that a right speaks of.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Group { $($(#[$doc])* $name),* }
        impl Group {
            /// All, in the order of the printed matrix.
            pub const ALL: [Group; [$($code),*].len()] = [$(Group::$name),*];
            /// The kind it belongs to.
            pub const fn what(self) -> What { match self { $(Group::$name => What::$what),* } }
            /// Code inside its kind.
            pub const fn code(self) -> &'static str { match self { $(Group::$name => $code),* } }
            /// Words on pages.
            pub const fn label(self) -> &'static str { match self { $(Group::$name => $label),* } }
        }
    };
}
groups! {
    /// 氏名, ふりがな, 生年月日, 性別, 要介護度.
    Name = Basic, "name", "お名前・生年月日・要介護度";
    /// 住所, 電話, 世帯.
    Place = Basic, "place", "住所・電話・世帯";
    /// Relatives and other contacts, without their numbers.
    Family = Basic, "family", "ご家族・連絡先";
    /// Telephone numbers of contacts.
    Call = Basic, "call", "ご家族の電話";
    /// 保険者番号, 被保険者番号.
    Insurance = Basic, "insurance", "保険の番号";
    /// The support team.
    Team = Basic, "team", "支援チーム";
    /// 病名.
    Diagnosis = Health, "diagnosis", "病名";
    /// お薬.
    Medicine = Health, "medicine", "お薬";
    /// アレルギー.
    Allergy = Health, "allergy", "アレルギー";
    /// 医療機器.
    Device = Health, "device", "医療機器";
    /// 医療処置.
    Procedure = Health, "procedure", "医療処置";
    /// ADL.
    Adl = Health, "adl", "ADL";
    /// Stays and their steps.
    Course = Stay, "course", "入退院のようす";
    /// Sheets and records.
    Paper = Document, "paper", "書類";
    /// Attached files.
    File = Document, "file", "添付のファイル";
    /// わたしのきぼうノート.
    Note = Wish, "note", "わたしのきぼうノート";
    /// 救急医療情報.
    Card = Emergency, "card", "救急医療情報";
    /// やりとり.
    Post = Room, "post", "やりとり";
    /// The line in the register.
    Entry = Register, "entry", "見守りの名簿";
}

impl Group {
    /// `basic.place`.
    pub fn path(self) -> String {
        format!("{}.{}", self.what().code(), self.code())
    }

    /// From `basic.place`.
    pub fn from_path(path: &str) -> Option<Group> {
        let (kind, group) = path.split_once('.')?;
        Group::ALL.into_iter().find(|g| g.what().code() == kind && g.code() == group)
    }

    const fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

/// A set of groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mask(u32);

impl Mask {
    /// No group.
    pub const NONE: Mask = Mask(0);

    /// The groups of a kind.
    pub fn of(what: What) -> Mask {
        what.groups().fold(Mask::NONE, Mask::with)
    }

    /// With this group too.
    #[must_use]
    pub const fn with(self, g: Group) -> Mask {
        Mask(self.0 | g.bit())
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Mask) -> Mask {
        Mask(self.0 | other.0)
    }

    /// Without those of the other.
    #[must_use]
    pub const fn without(self, other: Mask) -> Mask {
        Mask(self.0 & !other.0)
    }

    /// Is this group in it?
    pub const fn has(self, g: Group) -> bool {
        self.0 & g.bit() != 0
    }

    /// Only what belongs to a kind.
    #[must_use]
    pub fn within(self, what: What) -> Mask {
        Mask(self.0 & Mask::of(what).0)
    }

    /// Does it open the kind at all? Who may not know the name knows nothing of the basic facts; of the other kinds one
    /// group is enough.
    pub fn opens(self, what: What) -> bool {
        match what {
            What::Basic => self.has(Group::Name),
            other => self.within(other) != Mask::NONE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_its_own_path_and_its_own_place_in_a_mask() {
        let mut seen = Mask::NONE;
        for g in Group::ALL {
            assert_eq!(Group::from_path(&g.path()), Some(g));
            assert!(!seen.has(g), "{g:?}");
            seen = seen.with(g);
            assert!(seen.has(g));
            assert_eq!(seen.with(g), seen, "{g:?} twice is once");
        }
        assert_eq!(Group::from_path("basic"), None);
        assert_eq!(Group::from_path("health.place"), None);
    }

    #[test]
    fn a_mask_without_the_name_opens_no_basic_facts() {
        let m = Mask::NONE.with(Group::Place).with(Group::Allergy);
        assert!(!m.opens(What::Basic) && m.opens(What::Health) && !m.opens(What::Stay));
        assert!(Mask::of(What::Basic).opens(What::Basic));
        assert_eq!(m.within(What::Health), Mask::NONE.with(Group::Allergy));
        assert_eq!(m.without(Mask::of(What::Basic)), Mask::NONE.with(Group::Allergy));
        assert_eq!(m.and(Mask::of(What::Stay)).within(What::Stay), Mask::of(What::Stay));
    }

    #[test]
    fn a_consent_speaks_of_every_kind_but_the_register() {
        let silent: Vec<What> = What::ALL.into_iter().filter(|w| !w.rests_on_consent()).collect();
        assert_eq!(silent, [What::Register]);
    }
}
