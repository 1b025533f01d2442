//! 退院後の医療処置: set and changed by the hospital with its day; the office writes down what a hospital outside told.
use app::{Cx, Error, Result};
use kernel::{Date, Id};

use super::{day_between, open_for, short, standing, tell};
use crate::model::{ActKind, StayId, codes};
use crate::permissions;
use crate::store::{self, NewAct};

/// The procedures.
#[derive(Debug, Clone)]
pub struct Procedures {
    /// Which stay.
    pub stay: StayId,
    /// Codes of forms/codes/medical-procedures.json; empty = なし.
    pub codes: Vec<String>,
    /// As of which day.
    pub day: Date,
    /// How often, which size, what for その他.
    pub note: String,
    /// Who said so.
    pub said_by: String,
}

/// Records them; a change is told to the other side in the program. None when nothing has changed.
pub fn procedures(cx: &Cx<'_>, cmd: &Procedures) -> Result<Option<Id>> {
    let o = open_for(cx, &permissions::PROCEDURES, cmd.stay, ActKind::Procedures)?;
    day_between(cx, "day", "たしかめた日", cmd.day, Some((o.stay.admitted_on, "入院日")), true)?;
    short("note", &cmd.note, 300)?;
    short("said_by", &cmd.said_by, 60)?;
    let known = codes::procedures();
    if cmd.codes.iter().any(|c| !known.iter().any(|(k, _)| k == c)) {
        return Err(Error::field("codes", "医療処置を一覧から選んでください"));
    }
    if cmd.codes.iter().any(|c| c == "other") && cmd.note.trim().is_empty() {
        return Err(Error::field("note", "「その他」の処置を入力してください"));
    }
    // in the order of the list, so that the same answer is the same content
    let chosen: Vec<String> =
        known.iter().map(|(c, _)| c).filter(|c| cmd.codes.contains(c)).cloned().collect();
    if let Some(last) = standing::last(&o, ActKind::Procedures)
        && last.detail.codes == chosen
        && last.detail.note == cmd.note.trim()
        && last.said_by == cmd.said_by.trim()
    {
        return Ok(None);
    }
    let mut act =
        NewAct { day: Some(cmd.day), said_by: cmd.said_by.trim().to_string(), ..NewAct::default() };
    act.detail.codes = chosen;
    act.detail.note = cmd.note.trim().to_string();
    let id = store::add_act(cx, cmd.stay, ActKind::Procedures, &act)?;
    if let Some(to) = super::other_side(cx, &o.stay) {
        tell(cx, to, "transitions.procedures", "退院後の医療処置が記録されました", cmd.stay)?;
    }
    Ok(Some(id))
}
