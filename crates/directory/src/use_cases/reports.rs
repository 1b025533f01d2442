//! 「この内容がちがうとき」: anybody tells, those who keep the lists look and decide.
use accounts::{OrganisationId, OrganisationKind};
use app::notices::To;
use app::{Cx, Error, Result, authorise};
use kernel::Id;

use super::{limit, refuse, telephone};
use crate::model::wrong::{Decision, Report, Wrong};
use crate::store::facilities::{self, Facility};
use crate::store::reports as store;
use crate::{FacilityId, permissions};

/// Where those who keep the lists find what was told.
pub const PAGE: &str = "/directory/reports";

/// What is told.
#[derive(Debug, Clone)]
pub struct Tell {
    /// Of which facility.
    pub facility: FacilityId,
    /// What is wrong; none = nothing was chosen.
    pub field: Option<Wrong>,
    /// How it should be.
    pub says: String,
    /// How one knows.
    pub how: String,
}

/// The office of the actor in words; empty for those without one.
pub(super) fn office(cx: &Cx<'_>) -> Result<String> {
    match cx.actor().organisation {
        Some(o) => Ok(accounts::organisation(cx, OrganisationId(o))?.name),
        None => Ok(String::new()),
    }
}

/// Tells. The same word told again while it waits is not kept twice. Those who keep the lists get a notice.
pub fn tell(cx: &Cx<'_>, cmd: &Tell) -> Result<Id> {
    authorise(cx, &permissions::VIEW)?;
    let f = facilities::find(cx, cmd.facility)?.ok_or(Error::NotFound)?;
    let (mut says, how) = (cmd.says.trim().to_string(), cmd.how.trim().to_string());
    let mut e = Vec::new();
    let field = match cmd.field {
        Some(Wrong::Phone) => {
            says = telephone(&mut e, "says", &says, "正しい電話番号");
            cmd.field
        }
        Some(Wrong::Fax) => {
            says = telephone(&mut e, "says", &says, "正しいFAX番号");
            cmd.field
        }
        Some(_) => cmd.field,
        None => {
            let message = "どこがちがうかを選んでください".into();
            e.push(app::FieldError { field: "field".into(), message });
            None
        }
    };
    if says.is_empty() && e.is_empty() && field != Some(Wrong::Closed) {
        let message = "正しい内容を入力してください。わからないときは、わかることを書いてください";
        e.push(app::FieldError { field: "says".into(), message: message.into() });
    }
    limit(&mut e, "says", &says, 200, "正しい内容");
    limit(&mut e, "how", &how, 200, "どうしてわかったか");
    refuse(e)?;
    let Some(field) = field else { return Err(Error::NotFound) };
    let waits = store::of_facility(cx, f.id)?;
    if let Some(same) =
        waits.iter().find(|r| r.decision.is_none() && r.field == field && r.says == says)
    {
        return Ok(same.id);
    }
    let id = store::add(
        cx,
        &Report {
            id: f.id.0,
            facility: f.id,
            field,
            says,
            shown: field.field().map(|at| f.data.text(at)).unwrap_or_default(),
            how,
            office: office(cx)?,
            name: cx.actor().name.clone(),
            at: cx.now(),
            decision: None,
            decided_at: None,
            decided_by: String::new(),
        },
    )?;
    notify(cx)?;
    Ok(id)
}

/// The centre hears of it, without a centre the city.
fn notify(cx: &Cx<'_>) -> Result<()> {
    let mut to = accounts::use_cases::look_up::organisations_of_kind(cx, OrganisationKind::Centre)?;
    if to.is_empty() {
        to = accounts::use_cases::look_up::organisations_of_kind(cx, OrganisationKind::City)?;
    }
    for o in to {
        let to = To { organisation: o.id.0, account: None };
        let text = "事業所の内容がちがうという知らせがあります";
        app::notices::send(cx, to, "directory.report", text, PAGE)?;
    }
    Ok(())
}

/// A report with its facility.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// What was told.
    pub report: Report,
    /// Of which facility.
    pub facility: Facility,
}

/// What those who keep the lists see.
#[derive(Debug, Clone)]
pub struct Reports {
    /// Waits for a decision, oldest first (at most 200).
    pub open: Vec<Waiting>,
    /// How many wait in all.
    pub count: i64,
    /// Shown with their facility, newest first (at most 200).
    pub shown: Vec<Waiting>,
}

/// All of it.
pub fn list(cx: &Cx<'_>) -> Result<Reports> {
    authorise(cx, &permissions::IMPORT)?;
    let with = |rows: Vec<Report>| -> Result<Vec<Waiting>> {
        let mut out = Vec::with_capacity(rows.len());
        for report in rows {
            let facility = facilities::find(cx, report.facility)?.ok_or(Error::NotFound)?;
            out.push(Waiting { report, facility });
        }
        Ok(out)
    };
    Ok(Reports {
        open: with(store::open(cx)?)?,
        count: store::count(cx)?,
        shown: with(store::in_force(cx)?)?,
    })
}

/// Decides: [`Decision::Right`] and [`Decision::Kept`] of one that waits, [`Decision::Past`] of one that is shown.
/// Decided by somebody else meanwhile = a rule in words.
pub fn decide(cx: &Cx<'_>, id: Id, decision: Decision) -> Result<()> {
    authorise(cx, &permissions::IMPORT)?;
    let r = store::find(cx, id)?.ok_or(Error::NotFound)?;
    let before = match decision {
        Decision::Right | Decision::Kept => None,
        Decision::Past => Some(Decision::Right),
    };
    if r.decision != before {
        return Err(Error::Rule("この知らせは、ほかの人がもう決めています".into()));
    }
    store::decide(cx, &r, decision)
}
