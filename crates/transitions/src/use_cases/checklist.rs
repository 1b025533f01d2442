//! The checklist until discharge: either side says who takes an item, until when, and what has become of it.
use app::{Cx, Error, Result};
use kernel::{Date, Id};

use super::notices::far;
use super::{open_for, short};
use crate::model::checklist::{CheckState, Checklist, Taker, checklist};
use crate::model::{ActKind, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// What is said of one item.
#[derive(Debug, Clone)]
pub struct Tick {
    /// Which stay.
    pub stay: StayId,
    /// Code of the item.
    pub item: String,
    /// What has become of it.
    pub state: CheckState,
    /// Who takes it.
    pub taker: Taker,
    /// Until when.
    pub until: Option<Date>,
    /// Remark.
    pub note: String,
}

/// Records it; none when it says what stands already.
pub fn tick(cx: &Cx<'_>, cmd: &Tick) -> Result<Option<Id>> {
    let o = open_for(cx, &permissions::CHECKLIST, cmd.stay, ActKind::Checklist)?;
    let Some(item) = Checklist::shipped().item(&cmd.item) else {
        return Err(Error::field("item", "項目を一覧から選んでください"));
    };
    short(&format!("note.{}", item.code), &cmd.note, 120)?;
    if let Some(d) = cmd.until {
        far(cx, &format!("until.{}", item.code), d)?;
        if d < o.stay.admitted_on {
            return Err(Error::field(
                format!("until.{}", item.code),
                "いつまでには、入院日以後の日にしてください",
            ));
        }
    }
    let stands = checklist(&o.stay, &o.acts);
    let same = stands.iter().find(|c| c.item.code == item.code).is_some_and(|c| {
        c.state == Some(cmd.state)
            && c.taker == cmd.taker
            && (c.until == cmd.until || c.act.and_then(|a| a.detail.day()) == cmd.until)
            && c.note == cmd.note.trim()
            && c.act.is_some()
    });
    if same {
        return Ok(None);
    }
    let mut act = NewAct { day: Some(cx.today()), ..NewAct::default() };
    act.detail.codes = vec![item.code.clone(), cmd.state.code().into(), cmd.taker.code().into()];
    act.detail.date = cmd.until.map(|d| d.to_string());
    act.detail.note = cmd.note.trim().to_string();
    store::add_act(cx, cmd.stay, ActKind::Checklist, &act).map(Some)
}
