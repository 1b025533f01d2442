//! 介護支援等連携指導: the hospital notes that it spoke with patient and care manager about life after discharge. The
//! guide counts at most two in a stay.
use app::{Cx, Error, Result};
use kernel::{Date, Hat, Id};

use super::{day_between, hearings, open, open_for, short};
use crate::model::fee_hospital::Noted;
use crate::model::hearing::{HearingWay, Told};
use crate::model::{ActKind, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// One to note.
#[derive(Debug, Clone)]
pub struct NewGuidance {
    /// Which stay.
    pub stay: StayId,
    /// When.
    pub day: Date,
    /// In person or by video.
    pub way: HearingWay,
    /// Profession of who spoke for the hospital, code or word.
    pub profession: String,
    /// Name.
    pub person: String,
    /// With whom: care manager or 相談支援専門員, in words.
    pub with: String,
    /// The patient agreed.
    pub consent: bool,
    /// A copy of the (draft) care plan is kept with the chart.
    pub plan_copy: bool,
    /// On the same day the meeting for 退院時共同指導料2 注3 is counted.
    pub joint: bool,
    /// Content in a few words.
    pub note: String,
}

/// Notes one.
pub fn record(cx: &Cx<'_>, cmd: &NewGuidance) -> Result<Id> {
    let o = open_for(cx, &permissions::GUIDANCE, cmd.stay, ActKind::LiaisonGuidance)?;
    let first = Some((o.stay.admitted_on, "入院日"));
    day_between(cx, "day", "行った日", cmd.day, first, true)?;
    if let Some(end) = o.stay.ended_on
        && cmd.day > end
    {
        return Err(Error::field("day", "行った日は、退院日までの日にしてください"));
    }
    short("profession", &cmd.profession, 40)?;
    short("person", &cmd.person, 50)?;
    short("with", &cmd.with, 60)?;
    short("note", &cmd.note, 300)?;
    let (profession, profession_words) = hearings::profession(&cmd.profession);
    if profession.is_empty() {
        return Err(Error::field("profession", "行った人の職種を選んでください"));
    }
    if cmd.with.trim().is_empty() {
        return Err(Error::field("with", "いっしょに行ったケアマネジャーを入力してください"));
    }
    let noted = Noted {
        told: Told {
            way: cmd.way.code().into(),
            profession,
            profession_words,
            person: cmd.person.trim().to_string(),
            organisation: o.stay.hospital_name.clone(),
        },
        consent: cmd.consent,
        plan_copy: cmd.plan_copy,
        joint: cmd.joint,
    };
    let mut act = NewAct {
        day: Some(cmd.day),
        method: cmd.way.method(),
        to_name: cmd.with.trim().to_string(),
        ..NewAct::default()
    };
    act.detail.note = cmd.note.trim().to_string();
    act.detail.data =
        serde_json::to_value(&noted).map_err(|e| Error::Inconsistent(format!("guidance: {e}")))?;
    store::add_act(cx, cmd.stay, ActKind::LiaisonGuidance, &act)
}

/// Takes one out that was entered by mistake.
pub fn withdraw(cx: &Cx<'_>, act: Id) -> Result<StayId> {
    let a = store::act(cx, act)?;
    if a.kind != ActKind::LiaisonGuidance || a.cancelled || cx.actor().hat != Hat::Liaison {
        return Err(Error::NotFound);
    }
    open(cx, &permissions::GUIDANCE, a.stay)?;
    store::cancel_act(cx, act)?;
    Ok(a.stay)
}
