//! 病院から連絡があった: the office writes down what a hospital told it outside the program: a hospital without accounts,
//! or a telephone call that the hospital did not enter. It is the hospital's notice, entered on its behalf
//! (「居宅が記録」), and counts as one.
use app::{Cx, Result, outbox};
use kernel::{Date, Id};

use super::notices::far;
use super::{day_between, open_for, short, standing, tell_hospital};
use crate::model::act::HEARD;
use crate::model::{ActKind, Method, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// Which of the two notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// 退院調整開始の連絡.
    Planning,
    /// 退院日の連絡, with the day that was named.
    Discharge(Date),
}

impl What {
    /// The act it is recorded as.
    pub const fn kind(self) -> ActKind {
        match self {
            What::Planning => ActKind::PlanningNotice,
            What::Discharge(_) => ActKind::DischargeNotice,
        }
    }

    fn leaves_on(self) -> Option<Date> {
        match self {
            What::Planning => None,
            What::Discharge(day) => Some(day),
        }
    }
}

/// What was heard.
#[derive(Debug, Clone)]
pub struct Heard {
    /// Which stay.
    pub stay: StayId,
    /// What was told.
    pub what: What,
    /// On which day; none = 不明.
    pub day: Option<Date>,
    /// How.
    pub method: Method,
    /// From whom, in words (3階東病棟 及川さん).
    pub from: String,
    /// Remark.
    pub note: String,
    /// Record it although the same notice stands.
    pub again: bool,
}

/// Records it. A 退院日の連絡 also sets the planned day, as the hospital's own would.
pub fn hear(cx: &Cx<'_>, h: &Heard) -> Result<Id> {
    let o = open_for(cx, &permissions::HEAR, h.stay, h.what.kind())?;
    if let Some(day) = h.day {
        let admitted = Some((o.stay.admitted_on, "入院日"));
        day_between(cx, "day", "連絡があった日", day, admitted, true)?;
    }
    if let What::Discharge(on) = h.what {
        let admitted = Some((o.stay.admitted_on, "入院日"));
        day_between(cx, "leaves_on", "退院日", on, admitted, false)?;
        far(cx, "leaves_on", on)?;
    }
    short("from", &h.from, 60)?;
    short("note", &h.note, 300)?;
    let kind = h.what.kind();
    // what the hospital has entered itself stands as well: the office need not write it down
    let last = standing::last(&o, kind).filter(|a| a.detail.day() == h.what.leaves_on());
    standing::refuse(h.again, last)?;
    let mut act = NewAct {
        day: h.day,
        method: Some(h.method),
        to_org: Some(o.stay.office),
        to_name: cx.actor().name.clone(),
        said_by: h.from.trim().to_string(),
        ..NewAct::default()
    };
    act.detail.codes = vec![HEARD.into()];
    act.detail.note = h.note.trim().to_string();
    act.detail.date = h.what.leaves_on().map(|d| d.to_string());
    let id = store::add_act(cx, h.stay, kind, &act)?;
    // who writes down what it was told need not say 「受け取りました」 to itself
    store::received(cx, id)?;
    if let (What::Discharge(on), None) = (h.what, o.stay.ended_on) {
        store::set_planned(cx, h.stay, Some(on))?;
    }
    let text = format!("居宅が「{}」を受けたと記録しました", kind.label());
    tell_hospital(cx, &o.stay, "transitions.heard", &text)?;
    let event = match h.what {
        What::Planning => "transitions.planning.told",
        What::Discharge(_) => "transitions.discharge.told",
    };
    outbox::publish(cx, event, &serde_json::json!({ "stay": h.stay.0, "heard": true }))?;
    Ok(id)
}
