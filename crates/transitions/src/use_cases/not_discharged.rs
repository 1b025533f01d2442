//! 退院できない理由: somebody could leave and does not yet. Many codes, with the day, as often as it is looked at again.
use app::{Cx, Error, Result};
use kernel::{Date, Id};

use super::{day_between, open_for, short};
use crate::model::{ActKind, StayId, codes};
use crate::permissions;
use crate::store::{self, NewAct};

/// Why.
#[derive(Debug, Clone)]
pub struct NotDischarged {
    /// Which stay.
    pub stay: StayId,
    /// Codes of `model::codes::not_discharged`; empty = there is no reason any more.
    pub codes: Vec<String>,
    /// As of which day.
    pub day: Date,
    /// In words.
    pub note: String,
    /// Who said so.
    pub said_by: String,
}

/// Records it. The entries before stay: the history shows what held a discharge up, and how long.
pub fn not_discharged(cx: &Cx<'_>, cmd: &NotDischarged) -> Result<Id> {
    let o = open_for(cx, &permissions::NOT_DISCHARGED, cmd.stay, ActKind::NotDischarged)?;
    day_between(cx, "day", "たしかめた日", cmd.day, Some((o.stay.admitted_on, "入院日")), true)?;
    short("note", &cmd.note, 300)?;
    short("said_by", &cmd.said_by, 60)?;
    let list = codes::not_discharged();
    if cmd.codes.iter().any(|c| list.get(c).is_none()) {
        return Err(Error::field("codes", "理由を一覧から選んでください"));
    }
    let open = cmd.codes.iter().filter_map(|c| list.get(c)).any(|c| c.open);
    if open && cmd.note.trim().is_empty() {
        return Err(Error::field("note", "「そのほか」の理由を入力してください"));
    }
    let mut act =
        NewAct { day: Some(cmd.day), said_by: cmd.said_by.trim().to_string(), ..NewAct::default() };
    act.detail.codes = cmd.codes.clone();
    act.detail.codes.dedup();
    act.detail.note = cmd.note.trim().to_string();
    store::add_act(cx, cmd.stay, ActKind::NotDischarged, &act)
}
