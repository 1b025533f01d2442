//! A body and its members. A body that ended stays: its meetings happened.
use app::Result;
use kernel::Date;
use serde::{Deserialize, Serialize};

use super::Wrong;
use super::catalogue::{catalogue, has};
use crate::{BodyId, MemberId};

/// What is typed about a body. Days and the parent are text here, so that an earlier content can be kept as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewBody {
    /// Name.
    pub name: String,
    /// Code of its kind.
    pub kind: String,
    /// What for.
    pub purpose: String,
    /// 設置の日.
    pub founded_on: Option<String>,
    /// 廃止の日.
    pub ended_on: Option<String>,
    /// Id of the body it belongs to; empty = none.
    pub parent: String,
    /// 事務局.
    pub secretariat: String,
    /// 設置の根拠: ordinance, guideline, law.
    pub ground: String,
    /// 任期 in words: 「2年」.
    pub term: String,
}

fn day(text: &Option<String>) -> Option<Date> {
    text.as_deref().and_then(|t| t.parse().ok())
}

impl NewBody {
    /// 設置の日.
    pub fn founded(&self) -> Option<Date> {
        day(&self.founded_on)
    }

    /// 廃止の日.
    pub fn ended(&self) -> Option<Date> {
        day(&self.ended_on)
    }

    /// Is it whole? [`app::Error::Invalid`] names each field.
    pub fn check(&self) -> Result<()> {
        let mut w = Wrong::default();
        w.need("name", "名前", &self.name);
        w.line("name", "名前", &self.name, 60);
        if !has(&catalogue()?.kinds, &self.kind) {
            w.say("kind", "種類を選んでください");
        }
        w.long("purpose", "目的", &self.purpose, 600);
        w.line("secretariat", "事務局", &self.secretariat, 80);
        w.line("ground", "設置の根拠", &self.ground, 120);
        w.line("term", "任期", &self.term, 60);
        if let (Some(from), Some(to)) = (self.founded(), self.ended())
            && to < from
        {
            w.say("ended_on", "終わりの日は、設置の日より後にしてください");
        }
        w.end()
    }
}

/// A body as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Id.
    pub id: BodyId,
    /// What was typed.
    pub data: NewBody,
    /// Entered by mistake: counts nowhere.
    pub removed: bool,
    /// Version for the stale check.
    pub version: i64,
}

impl Body {
    /// The body it belongs to.
    pub fn parent(&self) -> Option<BodyId> {
        self.data.parent.parse().ok()
    }

    /// Does it still meet on this day?
    pub fn lives(&self, today: Date) -> bool {
        !self.removed && self.data.ended().is_none_or(|d| d >= today)
    }
}

/// Would this parent make a body its own ancestor? Then no chart could be drawn.
pub fn would_circle(all: &[Body], id: BodyId, parent: BodyId) -> bool {
    let mut at = Some(parent);
    for _ in 0..=all.len() {
        match at {
            None => return false,
            Some(p) if p == id => return true,
            Some(p) => at = all.iter().find(|b| b.id == p).and_then(Body::parent),
        }
    }
    true
}

/// What is typed about a member.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewMember {
    /// Organisation, as free text.
    pub organisation: String,
    /// Name; may be empty (the office sends whoever is in charge).
    pub name: String,
    /// Code of the profession.
    pub profession: String,
    /// Code of the role.
    pub role: String,
    /// 委嘱 from.
    pub from: Option<Date>,
    /// 委嘱 until.
    pub until: Option<Date>,
}

impl NewMember {
    /// Is it whole?
    pub fn check(&self) -> Result<()> {
        let c = catalogue()?;
        let mut w = Wrong::default();
        w.need("organisation", "所属", &self.organisation);
        w.line("organisation", "所属", &self.organisation, 80);
        w.line("name", "お名前", &self.name, 40);
        if !has(&c.professions, &self.profession) {
            w.say("profession", "職種を選んでください。あてはまるものがないときは「その他」です");
        }
        if !has(&c.roles, &self.role) {
            w.say("role", "役割を選んでください");
        }
        if let (Some(from), Some(to)) = (self.from, self.until)
            && to < from
        {
            w.say("until", "委嘱の終わりは、はじまりより後の日にしてください");
        }
        w.end()
    }
}

/// A member as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Id.
    pub id: MemberId,
    /// Its body.
    pub body: BodyId,
    /// What was typed.
    pub data: NewMember,
    /// Page of the organisation in the directory; empty where it is not there.
    pub href: String,
    /// Entered by mistake.
    pub removed: bool,
}

impl Member {
    /// Is the member appointed on this day? Without a day on a side, that side is open.
    pub fn on(&self, day: Date) -> bool {
        !self.removed
            && self.data.from.is_none_or(|d| d <= day)
            && self.data.until.is_none_or(|d| d >= day)
    }

    /// 「ひがし薬局　結野 花」; without a name the office alone.
    pub fn words(&self) -> String {
        format!("{}　{}", self.data.organisation, self.data.name).trim().to_string()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn fields(r: Result<()>) -> Vec<String> {
        match r {
            Err(app::Error::Invalid(f)) => f.into_iter().map(|f| f.field).collect(),
            other => {
                other.unwrap();
                Vec::new()
            }
        }
    }

    pub(crate) fn body(n: u8, parent: Option<u8>) -> Body {
        let id = |n: u8| BodyId(kernel::Id::from_bytes([n; 16]));
        Body {
            id: id(n),
            data: NewBody {
                name: format!("部会{n}"),
                kind: "section".into(),
                parent: parent.map(|p| id(p).to_string()).unwrap_or_default(),
                ..NewBody::default()
            },
            removed: false,
            version: 1,
        }
    }

    #[test]
    fn what_is_missing_or_too_long_is_said_beside_its_field() {
        assert_eq!(fields(NewBody::default().check()), ["name", "kind"]);
        let b = NewBody {
            name: "あ".repeat(61),
            kind: "council".into(),
            founded_on: Some("2026-04-01".into()),
            ended_on: Some("2026-03-31".into()),
            purpose: "い".repeat(601),
            ..NewBody::default()
        };
        assert_eq!(fields(b.check()), ["name", "purpose", "ended_on"]);
        let m = NewMember {
            organisation: "a\nb".into(),
            from: "2026-04-01".parse().ok(),
            until: "2025-04-01".parse().ok(),
            ..NewMember::default()
        };
        assert_eq!(fields(m.check()), ["organisation", "profession", "role", "until"]);
    }

    #[test]
    fn a_member_counts_between_the_days_of_the_appointment() {
        let m = Member {
            id: MemberId(kernel::Id::from_bytes([1; 16])),
            body: BodyId(kernel::Id::from_bytes([2; 16])),
            data: NewMember {
                from: "2026-04-01".parse().ok(),
                until: "2028-03-31".parse().ok(),
                ..NewMember::default()
            },
            href: String::new(),
            removed: false,
        };
        for (day, there) in [
            ("2026-03-31", false),
            ("2026-04-01", true),
            ("2028-03-31", true),
            ("2028-04-01", false),
        ] {
            assert_eq!(m.on(day.parse().unwrap()), there, "{day}");
        }
    }

    #[test]
    fn no_body_becomes_its_own_ancestor() {
        let all = [body(1, None), body(2, Some(1)), body(3, Some(2))];
        assert!(would_circle(&all, all[0].id, all[2].id));
        assert!(would_circle(&all, all[0].id, all[0].id));
        assert!(!would_circle(&all, all[2].id, all[0].id));
        // even where the store already holds a circle, the question ends
        let round = [body(1, Some(2)), body(2, Some(1)), body(3, None)];
        assert!(would_circle(&round, round[2].id, round[0].id));
    }
}
