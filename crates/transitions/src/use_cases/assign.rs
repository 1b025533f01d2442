//! 担当決定: 入退院支援看護師 or MSW of the hospital; ward and room.
use accounts::AccountId;
use app::{Cx, Error, Result, notices};
use kernel::{Hat, Id};

use super::{open_for, short};
use crate::model::{ActKind, StayId, ward};
use crate::permissions;
use crate::store::{self, NewAct};

/// Who takes it.
#[derive(Debug, Clone)]
pub struct Assign {
    /// Which stay.
    pub stay: StayId,
    /// Who.
    pub to: AccountId,
    /// Ward.
    pub ward: String,
    /// Room.
    pub room: String,
}

/// Assigns a stay to a member of the hospital's own staff.
pub fn assign(cx: &Cx<'_>, cmd: &Assign) -> Result<Id> {
    let o = open_for(cx, &permissions::ASSIGN, cmd.stay, ActKind::Assigned)?;
    short("ward", &cmd.ward, 40)?;
    short("room", &cmd.room, 20)?;
    let who = accounts::account(cx, cmd.to)?
        .filter(|a| Some(a.organisation) == o.stay.hospital && a.hat == Hat::Liaison)
        .ok_or_else(|| Error::field("to", "担当する人を選んでください"))?;
    let known = accounts::wards_of(cx, who.organisation)?;
    let ward = ward::spelled(&cmd.ward, known.iter().map(|w| w.name.as_str()));
    store::assign(cx, cmd.stay, cmd.to, ward, cmd.room.trim())?;
    let act = NewAct {
        day: Some(cx.today()),
        to_name: who.name,
        to_org: o.stay.hospital,
        ..NewAct::default()
    };
    let id = store::add_act(cx, cmd.stay, ActKind::Assigned, &act)?;
    if Some(cmd.to.0) != cx.actor().account {
        accounts::send_with_deputies(
            cx,
            notices::To { organisation: who.organisation.0, account: Some(cmd.to.0) },
            "transitions.assigned",
            "担当になった患者さんがいます",
            &format!("/transitions/{}", cmd.stay),
        )?;
    }
    Ok(id)
}
