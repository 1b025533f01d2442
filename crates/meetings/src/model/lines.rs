//! Lines of a meeting: agenda, papers, decisions and the actions that follow from them.
use app::Result;
use kernel::{Date, Id};

use super::Wrong;
use crate::{ActionId, BodyId, ItemId, MeetingId};

/// Most lines of one kind in a meeting.
pub const MOST: usize = 60;

/// What is typed about a line of the agenda.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewItem {
    /// What.
    pub title: String,
    /// Who explains it.
    pub who: String,
    /// How long, in minutes.
    pub minutes: Option<i64>,
    /// What was said; goes into the draft of the minutes.
    pub note: String,
}

impl NewItem {
    /// Is it whole?
    pub fn check(&self) -> Result<()> {
        let mut w = Wrong::default();
        w.need("title", "議題", &self.title);
        w.line("title", "議題", &self.title, 120);
        w.line("who", "説明する人", &self.who, 60);
        if self.minutes.is_some_and(|n| !(1..=480).contains(&n)) {
            w.say("minutes", "時間は1から480までの分で入力してください");
        }
        w.long("note", "話されたこと", &self.note, 2_000);
        w.end()
    }
}

/// A line of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Id.
    pub id: ItemId,
    /// Its meeting.
    pub meeting: MeetingId,
    /// Order.
    pub place: i64,
    /// What was typed.
    pub data: NewItem,
    /// The action of an earlier meeting that it follows up.
    pub action: Option<ActionId>,
    /// Taken off the agenda; can be put back.
    pub removed: bool,
}

/// What a line of the agenda rests on: copied as it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// Id of the copy.
    pub id: Id,
    /// The line.
    pub item: ItemId,
    /// Kind of the source.
    pub kind: String,
    /// The record there.
    pub of: Id,
    /// Its title then.
    pub title: String,
    /// Its figure then.
    pub figure: String,
    /// The day of both.
    pub as_of: Date,
    /// Its page.
    pub href: String,
}

/// A paper of a meeting: 「資料1」, and where it is (a folder, a shelf, an address).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Id.
    pub id: Id,
    /// Order.
    pub place: i64,
    /// What it is.
    pub title: String,
    /// Where it is kept.
    pub held_at: String,
    /// Taken off; can be put back.
    pub removed: bool,
}

/// Checks a paper.
pub fn check_paper(title: &str, held_at: &str) -> Result<()> {
    let mut w = Wrong::default();
    w.need("paper", "資料の名前", title);
    w.line("paper", "資料の名前", title, 120);
    w.line("held_at", "置き場所", held_at, 200);
    w.end()
}

/// A decision (決定事項).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Id.
    pub id: Id,
    /// Its meeting.
    pub meeting: MeetingId,
    /// Order.
    pub place: i64,
    /// What was decided.
    pub text: String,
    /// Entered by mistake; can be put back.
    pub removed: bool,
}

/// Checks a decision.
pub fn check_decision(text: &str) -> Result<()> {
    let mut w = Wrong::default();
    w.need("decision", "決まったこと", text);
    w.long("decision", "決まったこと", text, 400);
    w.end()
}

/// What is typed about an action.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewAction {
    /// What is to be done.
    pub text: String,
    /// Who does it.
    pub owner: String,
    /// Until when.
    pub due: Option<Date>,
}

impl NewAction {
    /// Is it whole?
    pub fn check(&self) -> Result<()> {
        let mut w = Wrong::default();
        w.need("text", "すること", &self.text);
        w.line("text", "すること", &self.text, 120);
        w.need("owner", "担当", &self.owner);
        w.line("owner", "担当", &self.owner, 60);
        w.end()
    }
}

/// An action that follows from a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// Id.
    pub id: ActionId,
    /// The meeting that decided it.
    pub meeting: MeetingId,
    /// The body of that meeting.
    pub body: BodyId,
    /// The decision.
    pub decision: Id,
    /// What was typed.
    pub data: NewAction,
    /// Done on this day.
    pub done_on: Option<Date>,
    /// By whom it was ticked.
    pub done_by: String,
    /// Entered by mistake; can be put back.
    pub removed: bool,
}

impl Action {
    /// Is it still to be done?
    pub fn open(&self) -> bool {
        !self.removed && self.done_on.is_none()
    }

    /// 「事務局・12月18日（金）まで」.
    pub fn by_when(&self) -> String {
        match self.data.due {
            Some(d) => format!("{}・{}まで", self.data.owner, kernel::wareki::month_day(d)),
            None => format!("{}・期限なし", self.data.owner),
        }
    }
}

/// Which open actions of earlier meetings of the body belong on this agenda: those that no line follows up yet, the oldest
/// promise first. `day`: of the meeting; what was decided on it or later is not its past.
pub fn proposed<'a>(
    open: &'a [(Action, Option<Date>)],
    items: &[Item],
    meeting: MeetingId,
    day: Option<Date>,
) -> Vec<&'a Action> {
    let mut out: Vec<&Action> = open
        .iter()
        .filter(|(a, decided)| {
            a.open()
                && a.meeting != meeting
                && day.is_none_or(|d| decided.is_none_or(|on| on <= d))
                && !items.iter().any(|i| i.action == Some(a.id) && !i.removed)
        })
        .map(|(a, _)| a)
        .collect();
    out.sort_by_key(|a| (a.data.due.is_none(), a.data.due, a.id));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(n: u8, meeting: u8, due: Option<&str>) -> Action {
        let id = |n: u8| Id::from_bytes([n; 16]);
        Action {
            id: ActionId(id(n)),
            meeting: MeetingId(id(meeting)),
            body: BodyId(id(9)),
            decision: id(8),
            data: NewAction {
                text: "連絡先をまとめる".into(),
                owner: "事務局".into(),
                due: due.map(|d| d.parse().unwrap()),
            },
            done_on: None,
            done_by: String::new(),
            removed: false,
        }
    }

    #[test]
    fn the_next_agenda_takes_up_what_is_open_once_and_in_the_order_of_its_days() {
        let on = |d: &str| Some(d.parse::<Date>().unwrap());
        let mut done = action(4, 1, Some("2026-01-01"));
        done.done_on = on("2026-01-02");
        let open = [
            (action(1, 1, None), on("2026-06-01")),
            (action(2, 1, Some("2026-09-01")), on("2026-06-01")),
            (action(3, 1, Some("2026-08-01")), on("2026-06-01")),
            (done, on("2026-06-01")),
            (action(5, 2, Some("2026-07-01")), on("2026-10-01")),
            (action(6, 3, Some("2026-07-01")), on("2026-12-01")),
        ];
        let here = MeetingId(Id::from_bytes([2; 16]));
        let ids = |items: &[Item]| {
            proposed(&open, items, here, on("2026-10-01"))
                .iter()
                .map(|a| a.id.0.bytes()[0])
                .collect::<Vec<_>>()
        };
        assert_eq!(ids(&[]), [3, 2, 1], "not its own, not what is done, not what came later");
        let mut item = Item {
            id: ItemId(Id::from_bytes([7; 16])),
            meeting: here,
            place: 1,
            data: NewItem::default(),
            action: Some(ActionId(Id::from_bytes([3; 16]))),
            removed: false,
        };
        assert_eq!(ids(&[item.clone()]), [2, 1]);
        item.removed = true;
        assert_eq!(ids(&[item]), [3, 2, 1], "taken off the agenda, it is proposed again");
    }

    #[test]
    fn an_action_without_an_owner_is_none() {
        let fields = |a: NewAction| match a.check() {
            Err(app::Error::Invalid(f)) => f.into_iter().map(|f| f.field).collect::<Vec<_>>(),
            other => {
                other.unwrap();
                Vec::new()
            }
        };
        assert_eq!(fields(NewAction::default()), ["text", "owner"]);
        assert!(fields(action(1, 1, None).data).is_empty());
        assert_eq!(action(1, 1, Some("2026-12-18")).by_when(), "事務局・12月18日（金）まで");
    }
}
