//! Consent as it is kept: who may see what for how long, how it was given, and its states
//! 下書き → 有効 → 取りやめ／期限切れ／新しい同意に替わった. Opt-out is no consent for 要配慮個人情報 (個人情報保護委員会 Q&A):
//! nothing is shared before one is 有効.
use app::FieldError;
use kernel::{At, Date, Hat, Id};

use super::ConsentMethod;
use crate::authz::{Label, What};

/// Whom a consent reaches (地域医療情報連携ネットワークの同意取得の型: 厚生労働省 renkei-support).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mode {
    /// 一括: all members of the public list, but those that are named as excluded.
    Bulk,
    /// The facilities of the list on the paper.
    List,
    /// One facility after the other, where the person goes.
    Facility,
    /// Named members of staff.
    Person,
}

impl Mode {
    /// All, in the order of choices.
    pub const ALL: [Mode; 4] = [Mode::Bulk, Mode::List, Mode::Facility, Mode::Person];

    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Mode::Bulk => "bulk",
            Mode::List => "list",
            Mode::Facility => "facility",
            Mode::Person => "person",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Mode> {
        Mode::ALL.into_iter().find(|m| m.code() == code)
    }

    /// Words on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Mode::Bulk => "参加しているすべての事業所（除く事業所を選べる）",
            Mode::List => "同意書の一覧にある事業所",
            Mode::Facility => "事業所ごと",
            Mode::Person => "職員ごと",
        }
    }
}

/// The state of a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Prepared, not signed: opens nothing.
    Draft,
    /// In force.
    Active,
    /// Taken back; a draft that was dropped too.
    Withdrawn,
    /// Its last day is over.
    Expired,
    /// A newer consent took its place.
    Superseded,
}

impl Status {
    /// All.
    pub const ALL: [Status; 5] =
        [Status::Draft, Status::Active, Status::Withdrawn, Status::Expired, Status::Superseded];

    /// Stored code. 期限切れ is not stored: it is read off the last day, so that no job has to run in time.
    pub const fn code(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Active => "active",
            Status::Withdrawn => "withdrawn",
            Status::Expired => "expired",
            Status::Superseded => "superseded",
        }
    }

    /// From the stored code and the last day.
    pub fn read(code: &str, to: Option<Date>, today: Date) -> Option<Status> {
        let stored = Status::ALL.into_iter().find(|s| s.code() == code)?;
        let over = stored == Status::Active && to.is_some_and(|d| d < today);
        Some(if over { Status::Expired } else { stored })
    }

    /// Word on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Status::Draft => "準備中（まだ見えません）",
            Status::Active => "有効",
            Status::Withdrawn => "取りやめ",
            Status::Expired => "期限切れ",
            Status::Superseded => "新しい同意に替わりました",
        }
    }

    /// May it go over into that state by what somebody does?
    pub const fn may_become(self, to: Status) -> bool {
        matches!(
            (self, to),
            (Status::Draft, Status::Active | Status::Withdrawn)
                | (Status::Active, Status::Withdrawn | Status::Superseded)
                | (Status::Expired, Status::Superseded)
        )
    }
}

/// A consent to keep.
#[derive(Debug, Clone)]
pub struct NewConsent {
    /// Whom it reaches.
    pub mode: Mode,
    /// Organisations (accounts with [`Mode::Person`]) it names; with [`Mode::Bulk`] those it leaves out.
    pub parties: Vec<Id>,
    /// Only these kinds; empty = all.
    pub kinds: Vec<What>,
    /// Only these roles; empty = all.
    pub hats: Vec<Hat>,
    /// Records up to this label.
    pub clearance: Label,
    /// How it was given.
    pub method: ConsentMethod,
    /// Who heard it, when it was said.
    pub heard_by: String,
    /// Who explained it.
    pub explained_by: String,
    /// Edition of the paper that was shown.
    pub form_version: String,
    /// From this day.
    pub given_on: Date,
    /// Last day; none = until it is taken back.
    pub to: Option<Date>,
    /// Given by this proxy of the person.
    pub proxy: Option<Id>,
    /// The scanned paper: an attachment of the person.
    pub scan: Option<Id>,
    /// Signed; otherwise it is being prepared.
    pub signed: bool,
}

impl NewConsent {
    /// 契約時の包括同意 in a region of this mode; `own` = the office that registers, `listed` = the region's list.
    pub fn at_contract(c: &super::Consent, mode: Mode, own: Option<Id>, listed: &[Id]) -> Self {
        NewConsent {
            mode,
            parties: match mode {
                Mode::Bulk => Vec::new(),
                Mode::List => listed.to_vec(),
                Mode::Facility | Mode::Person => own.into_iter().collect(),
            },
            kinds: Vec::new(),
            hats: Vec::new(),
            clearance: Label::Normal,
            method: c.method,
            heard_by: c.heard_by.clone(),
            explained_by: String::new(),
            form_version: c.form_version.clone(),
            given_on: c.given_on,
            to: None,
            proxy: None,
            scan: None,
            signed: true,
        }
    }
}

/// A consent as kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Id.
    pub id: Id,
    /// Its state today.
    pub status: Status,
    /// What was kept.
    pub what: NewConsent,
    /// Who recorded it.
    pub by: String,
    /// Recorded at; none before this was noted.
    pub at: Option<At>,
    /// Taken back on.
    pub withdrawn_on: Option<Date>,
}

/// Checks a consent; `today` bounds its first day.
pub fn check(c: &NewConsent, today: Date) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut refuse = |field: &str, message: &str| {
        errors.push(FieldError { field: field.into(), message: message.into() });
    };
    if c.given_on > today {
        refuse("given_on", "同意の日は、今日までの日にしてください");
    }
    if c.to.is_some_and(|to| to < c.given_on) {
        refuse("to", "終わりの日は、同意の日より後の日にしてください");
    }
    if c.method == ConsentMethod::Oral && c.heard_by.trim().is_empty() {
        refuse("heard_by", "口頭の同意は、聞いた人の名前を入力してください");
    }
    for (field, text, max) in [
        ("heard_by", &c.heard_by, 60),
        ("explained_by", &c.explained_by, 60),
        ("form_version", &c.form_version, 40),
    ] {
        if text.trim().chars().count() > max {
            refuse(field, &format!("{max}文字以内で入力してください"));
        }
    }
    if c.form_version.trim().is_empty() {
        refuse("form_version", "お見せした同意書の版を入力してください（例 2026年4月版）");
    }
    if c.mode != Mode::Bulk && c.parties.is_empty() {
        refuse("parties", "見てもよい相手を、1つ以上選んでください");
    }
    if c.clearance == Label::Very {
        refuse("clearance", "「書いた事業所だけ」の記録は、同意があってもほかには見せません");
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(t: &str) -> Date {
        t.parse().unwrap()
    }

    #[test]
    fn a_consent_is_over_on_the_day_after_its_last_one_without_anybody_doing_anything() {
        let (last, next) = (day("2026-11-19"), day("2026-11-20"));
        let read = |code, today| Status::read(code, Some(last), today);
        assert_eq!(read("active", last), Some(Status::Active));
        assert_eq!(read("active", next), Some(Status::Expired));
        assert_eq!(read("withdrawn", next), Some(Status::Withdrawn));
        assert_eq!(read("draft", next), Some(Status::Draft));
        assert_eq!(Status::read("active", None, next), Some(Status::Active));
        assert_eq!(Status::read("given", None, next), None);
    }

    #[test]
    fn what_was_taken_back_or_replaced_never_comes_to_life_again() {
        for from in Status::ALL {
            for to in Status::ALL {
                let may = from.may_become(to);
                let want = [
                    (Status::Draft, Status::Active),
                    (Status::Draft, Status::Withdrawn),
                    (Status::Active, Status::Withdrawn),
                    (Status::Active, Status::Superseded),
                    (Status::Expired, Status::Superseded),
                ]
                .contains(&(from, to));
                assert_eq!(may, want, "{from:?} → {to:?}");
            }
        }
    }

    #[test]
    fn what_is_missing_is_said_beside_its_field() {
        let base = super::super::Consent {
            method: ConsentMethod::Written,
            heard_by: String::new(),
            given_on: day("2026-11-01"),
            form_version: "1".into(),
        };
        let good = NewConsent::at_contract(&base, Mode::Bulk, None, &[]);
        let today = day("2026-11-19");
        assert!(check(&good, today).is_empty());
        let cases: [(&str, NewConsent); 7] = [
            ("given_on", NewConsent { given_on: day("2026-11-20"), ..good.clone() }),
            ("to", NewConsent { to: Some(day("2026-10-31")), ..good.clone() }),
            ("heard_by", NewConsent { method: ConsentMethod::Oral, ..good.clone() }),
            ("explained_by", NewConsent { explained_by: "あ".repeat(61), ..good.clone() }),
            ("form_version", NewConsent { form_version: " ".into(), ..good.clone() }),
            ("parties", NewConsent { mode: Mode::List, ..good.clone() }),
            ("clearance", NewConsent { clearance: Label::Very, ..good }),
        ];
        for (field, c) in cases {
            let e = check(&c, today);
            assert_eq!((e.len(), e[0].field.as_str()), (1, field));
        }
    }

    #[test]
    fn the_bounds_of_a_consent_are_days_and_lengths_that_still_pass() {
        let today = day("2026-11-20");
        let good = NewConsent {
            mode: Mode::Bulk,
            parties: vec![],
            kinds: vec![],
            hats: vec![],
            clearance: Label::Normal,
            method: ConsentMethod::Oral,
            heard_by: "聞".repeat(60),
            explained_by: "説".repeat(60),
            form_version: "版".repeat(40),
            given_on: today,
            to: Some(today),
            proxy: None,
            scan: None,
            signed: true,
        };
        let refused = |c: NewConsent| -> Vec<String> {
            check(&c, today).into_iter().map(|e| e.field).collect()
        };
        assert_eq!(refused(good.clone()), Vec::<String>::new());
        let (before, next) = (day("2026-11-19"), day("2026-11-21"));
        assert_eq!(refused(NewConsent { to: Some(before), ..good.clone() }), ["to"]);
        let late = NewConsent { given_on: next, to: Some(next), ..good.clone() };
        assert_eq!(refused(late), ["given_on"]);
        for (field, c) in [
            ("heard_by", NewConsent { heard_by: "聞".repeat(61), ..good.clone() }),
            ("explained_by", NewConsent { explained_by: "説".repeat(61), ..good.clone() }),
            ("form_version", NewConsent { form_version: "版".repeat(41), ..good.clone() }),
        ] {
            assert_eq!(refused(c), [field]);
        }
    }
}
