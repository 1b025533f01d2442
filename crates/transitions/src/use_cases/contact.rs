//! 入院の連絡: the office tells the hospital. Its own act: when, how, to whom; may stand alone.
use app::{Cx, Result};
use kernel::{Date, Id};

use super::{before_end, day_between, open_for, short, standing, tell_hospital};
use crate::model::{ActKind, Method, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// A contact.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Which stay.
    pub stay: StayId,
    /// On which day; none = not known any more.
    pub day: Option<Date>,
    /// How.
    pub method: Method,
    /// To whom, in words (地域連携室 小田島さん).
    pub to: String,
    /// Remark.
    pub note: String,
    /// Record it although the same contact stands.
    pub again: bool,
}

/// Records that the hospital was told.
pub fn contact(cx: &Cx<'_>, cmd: &Contact) -> Result<Id> {
    let o = open_for(cx, &permissions::CONTACT, cmd.stay, ActKind::AdmissionContact)?;
    if let Some(day) = cmd.day {
        day_between(cx, "contact_day", "連絡した日", day, None, true)?;
    }
    before_end(&o.stay, "contact_day", "連絡した日", cmd.day)?;
    short("contact_to", &cmd.to, 60)?;
    short("contact_note", &cmd.note, 300)?;
    standing::ask(cx, &o, cmd.again, ActKind::AdmissionContact, |a| {
        standing::same_name(&a.to_name, &cmd.to)
    })?;
    let mut act = NewAct {
        day: cmd.day,
        method: Some(cmd.method),
        to_org: o.stay.hospital,
        to_name: cmd.to.trim().to_string(),
        ..NewAct::default()
    };
    act.detail.note = cmd.note.trim().to_string();
    let id = store::add_act(cx, cmd.stay, ActKind::AdmissionContact, &act)?;
    tell_hospital(cx, &o.stay, "transitions.contact", "入院の連絡が届きました")?;
    Ok(id)
}
