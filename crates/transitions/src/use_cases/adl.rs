//! What the ward tells of the ADL (and of whatever else it is asked for the criteria): by the ward itself, or by the
//! 地域連携室 on its behalf. It judges the criteria again.
use app::{Cx, Error, Result};
use forms::{Answers, Given};
use kernel::{Date, Id};
use people::Resident;
use people::authz::{Document, Permit, Read, Stay as StayKind, decide};

use super::rejudge::{self, Known, rejudge};
use super::{day_between, open, open_for, screen, sheet, short};
use crate::model::judgement::Cause;
use crate::model::{Act, ActKind, Stay, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// What the ward told.
#[derive(Debug, Clone)]
pub struct Adl {
    /// Which stay.
    pub stay: StayId,
    /// On which day it was so.
    pub day: Date,
    /// Version of the ward's form.
    pub form_version: String,
    /// The answers that were given, JSON of the form engine.
    pub answers: String,
    /// Who of the ward said so, when somebody else enters it.
    pub said_by: String,
}

/// Everything the page needs.
#[derive(Debug, Clone)]
pub struct ForAdl {
    /// The stay.
    pub stay: Stay,
    /// The person.
    pub resident: Resident,
    /// What is known so far.
    pub answers: Answers,
    /// What was told before, newest first.
    pub told: Vec<Act>,
}

/// Opens the page.
pub fn for_adl(cx: &Cx<'_>, id: StayId) -> Result<ForAdl> {
    let o = open(cx, &permissions::ADL, id)?;
    let reading = decide::<Read, StayKind>(cx, &permissions::READ, o.stay.resident, None)?;
    let _: Permit<'_, Read, Document> =
        decide(cx, &permissions::SHEET_READ, o.stay.resident, None)?;
    let (sent, last) =
        (rejudge::newest(cx, id, sheet::KIND)?, rejudge::newest(cx, id, screen::KIND)?);
    let known = Known {
        stay: &o.stay,
        acts: &o.acts,
        sheet: sent.as_ref(),
        last: last.as_ref(),
        now: cx.now(),
    };
    let answers = known.current(super::rules::ward_form()?);
    Ok(ForAdl {
        resident: people::use_cases::view::resident(cx, &reading)?,
        answers,
        told: o
            .acts
            .iter()
            .rev()
            .filter(|a| a.kind == ActKind::Adl && !a.cancelled)
            .cloned()
            .collect(),
        stay: o.stay,
    })
}

/// Records it and asks the criteria again.
pub fn adl(cx: &Cx<'_>, cmd: &Adl) -> Result<Id> {
    let o = open_for(cx, &permissions::ADL, cmd.stay, ActKind::Adl)?;
    day_between(cx, "day", "見た日", cmd.day, Some((o.stay.admitted_on, "入院日")), true)?;
    short("said_by", &cmd.said_by, 60)?;
    let answers = Answers::from_json(&cmd.answers)
        .ok_or_else(|| Error::Inconsistent("answers of the ward that cannot be read".into()))?;
    if !answers.iter().any(|(_, a)| matches!(a.given, Given::Value(_))) {
        return Err(Error::field("answers", "わかるところを、1つ以上選んでください"));
    }
    let mut act =
        NewAct { day: Some(cmd.day), said_by: cmd.said_by.trim().to_string(), ..NewAct::default() };
    act.detail.data = serde_json::json!({
        "form": screen::FORM,
        "version": cmd.form_version,
        "answers": answers,
    });
    let id = store::add_act(cx, cmd.stay, ActKind::Adl, &act)?;
    rejudge(cx, cmd.stay, Cause::Adl, Some(id))?;
    Ok(id)
}

/// The answers that an act of the ADL carries.
pub fn answers_of(a: &Act) -> Option<Answers> {
    if a.kind != ActKind::Adl {
        return None;
    }
    serde_json::from_value(a.detail.data.get("answers")?.clone()).ok()
}
