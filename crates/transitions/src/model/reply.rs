//! What a hospital answered by FAX, telephone or post, keyed in by the office on its behalf; and the services of the care
//! team that were told of an admission. Both live in [`Detail`]; here they are read and written, never as free JSON.
use kernel::{Date, Id};

use super::act::{Detail, HEARD};
use super::stay::coded;
use super::{Act, ActKind};

/// Code: the hospital said that it has the paper.
pub const GOT_IT: &str = "got_it";

/// Longest name of who is in charge, and of a department.
pub const NAME: usize = 60;

/// What the reply said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// 「受け取りました」 is among it.
    pub got_it: bool,
    /// Who is in charge there; empty = not said.
    pub in_charge: String,
    /// Their telephone; empty = not said.
    pub phone: String,
    /// 退院(予定)日; none = not said.
    pub planned_on: Option<Date>,
    /// Anything else.
    pub note: String,
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
struct Kept {
    in_charge: String,
    phone: String,
}

impl Content {
    /// Nothing said at all?
    pub fn is_empty(&self) -> bool {
        *self == Content::default()
    }

    /// As an act keeps it. It was heard: entered by the office for the hospital.
    pub fn detail(&self) -> Detail {
        let mut codes = vec![HEARD.to_string()];
        codes.extend(self.got_it.then(|| GOT_IT.to_string()));
        let kept = Kept { in_charge: self.in_charge.clone(), phone: self.phone.clone() };
        Detail {
            date: self.planned_on.map(|d| d.to_string()),
            codes,
            note: self.note.clone(),
            data: serde_json::to_value(kept).unwrap_or_default(),
            ..Detail::default()
        }
    }

    /// Out of an act; none for acts of other kinds.
    pub fn of(a: &Act) -> Option<Content> {
        if a.kind != ActKind::Reply {
            return None;
        }
        let kept: Kept = serde_json::from_value(a.detail.data.clone()).unwrap_or_default();
        Some(Content {
            got_it: a.detail.has(GOT_IT),
            in_charge: kept.in_charge,
            phone: kept.phone,
            planned_on: a.detail.day(),
            note: a.detail.note.clone(),
        })
    }
}

coded! {
    /// What the services are told.
    Tidings {
        /// 入院しました.
        Admitted = "admitted", "入院のお知らせ";
        /// 退院(予定)日 is set or changed.
        Planned = "planned", "退院予定日のお知らせ";
        /// 退院しました.
        Ended = "ended", "退院のお知らせ";
    }
}

/// Code: told outside the program; somebody has to call or to send a FAX.
pub const BY_HAND: &str = "by_hand";

/// A service that was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Of what.
    pub tidings: Tidings,
    /// It has no accounts: it is called or sent a FAX, and 「伝えました」 is pressed afterwards.
    pub by_hand: bool,
    /// The member of the care team.
    pub member: Option<Id>,
    /// Telephone as it was when the list was made.
    pub phone: String,
    /// What it is to the person: 訪問看護, 薬局 …
    pub role: String,
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
struct KeptTold {
    member: String,
    phone: String,
    role: String,
}

impl Told {
    /// As an act keeps it.
    pub fn detail(&self, date: Option<Date>, note: &str) -> Detail {
        let mut codes = vec![self.tidings.code().to_string()];
        codes.extend(self.by_hand.then(|| BY_HAND.to_string()));
        let kept = KeptTold {
            member: self.member.map(|m| m.to_string()).unwrap_or_default(),
            phone: self.phone.clone(),
            role: self.role.clone(),
        };
        Detail {
            date: date.map(|d| d.to_string()),
            codes,
            note: note.to_string(),
            data: serde_json::to_value(kept).unwrap_or_default(),
            ..Detail::default()
        }
    }

    /// Out of an act; none for acts of other kinds.
    pub fn of(a: &Act) -> Option<Told> {
        if a.kind != ActKind::ServicesTold {
            return None;
        }
        let kept: KeptTold = serde_json::from_value(a.detail.data.clone()).unwrap_or_default();
        Some(Told {
            tidings: a.detail.codes.iter().find_map(|c| Tidings::from_code(c))?,
            by_hand: a.detail.has(BY_HAND),
            member: kept.member.parse().ok(),
            phone: kept.phone,
            role: kept.role,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(kind: ActKind, detail: Detail) -> Act {
        let id = Id::from_bytes([1, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1]);
        Act {
            id,
            stay: super::super::StayId(id),
            kind,
            day: None,
            at: kernel::At::jst("2026-11-19".parse().unwrap(), kernel::Time::constant(9, 0, 0, 0)),
            method: None,
            account: None,
            organisation: None,
            name: String::new(),
            to_org: None,
            to_name: String::new(),
            said_by: String::new(),
            detail,
            record: None,
            hash: None,
            opened_at: None,
            received_at: None,
            cancelled: false,
        }
    }

    #[test]
    fn what_was_said_reads_back_and_counts_as_heard() {
        let c = Content {
            got_it: true,
            in_charge: "地域連携室 菅野さん".into(),
            phone: "0000-00-0001".into(),
            planned_on: "2026-12-01".parse().ok(),
            note: "カンファは開かない予定".into(),
        };
        let a = act(ActKind::Reply, c.detail());
        assert!(a.heard());
        assert_eq!(Content::of(&a), Some(c));
        assert_eq!(Content::of(&act(ActKind::Papers, Detail::default())), None);
        let bare =
            act(ActKind::Reply, Detail { data: serde_json::json!([1, 2]), ..Detail::default() });
        assert!(Content::of(&bare).unwrap().is_empty());
    }

    #[test]
    fn who_was_told_reads_back_and_broken_content_is_nothing() {
        let t = Told {
            tidings: Tidings::Planned,
            by_hand: true,
            member: None,
            phone: "0000-00-0002".into(),
            role: "薬局".into(),
        };
        let a = act(ActKind::ServicesTold, t.detail("2026-12-01".parse().ok(), "ひとこと"));
        assert_eq!(Told::of(&a), Some(t));
        assert_eq!(Told::of(&act(ActKind::ServicesTold, Detail::default())), None);
    }
}
