//! One file a verb. Each: permit, rule, store, event.
pub mod adl;
pub mod approval;
pub mod approval_rule;
pub mod assign;
pub mod brought;
pub mod bulk;
pub mod cases;
pub mod close_old;
pub mod conference;
pub mod conferences;
pub mod contact;
pub mod copy_out;
pub mod count;
pub mod documents;
pub mod end;
pub mod face_sheet;
pub mod fees;
pub mod follow_up;
pub mod guidance;
pub mod handover;
mod handover_move;
pub mod hats;
pub mod hear;
pub mod hearings;
pub mod kept;
pub mod letter;
pub mod lists;
pub mod meetings;
pub mod notices;
pub mod office_closes;
pub mod papers;
pub mod planned_admission;
pub mod readmission;
pub mod record;
pub mod referral;
pub mod rejudge;
pub mod reply;
pub mod report;
pub mod rules;
pub mod screen;
pub mod services;
pub mod sheet;
mod sheet_tendency;
pub(crate) mod standing;
pub mod take_back;
pub mod undo;
pub mod view;

pub mod checklist;
pub mod facility;
pub mod not_discharged;
pub mod onward;
pub mod orders;
pub mod place;
pub mod procedures;
mod quiet;
pub mod written;

use accounts::OrganisationId;
use app::audit::AuditEntry;
use app::{Cx, Error, Permission, Result, notices as inbox};
use kernel::{Date, Hat, wareki};
use people::authz::{Act as Right, Permit, Stay as StayKind, What, Write, could, decide};

use crate::model::{Act, Doing, Progress, Stay, StayId};
use crate::store;

/// The stay with its acts, after the permit to write it was given.
pub(crate) struct Open<'t> {
    pub stay: Stay,
    pub acts: Vec<Act>,
    /// Held to show that writing was permitted, and to attach by it.
    pub permit: Permit<'t, Write, StayKind>,
}

/// A hospital has to do with stays in it, not with the person's stays elsewhere, whatever else it may see of them;
/// a refusal is audited like any other.
pub(crate) fn own_side(cx: &Cx<'_>, p: &'static Permission, stay: &Stay) -> Result<()> {
    let hospital_side = matches!(cx.actor().hat, Hat::Liaison | Hat::Ward | Hat::Doctor);
    if hospital_side && stay.hospital.map(|h| h.0) != cx.actor().organisation {
        cx.audit(
            AuditEntry::act(p.code)
                .about(stay.resident)
                .object(format!("stay:{}", stay.id))
                .denied(),
        );
        return Err(Error::NotFound);
    }
    Ok(())
}

/// Does the actor see this stay at all? The plain answer, without permit or audit row.
pub(crate) fn stay_open(cx: &Cx<'_>, stay: &Stay) -> Result<bool> {
    let hospital_side = matches!(cx.actor().hat, Hat::Liaison | Hat::Ward | Hat::Doctor);
    if hospital_side && stay.hospital.map(|h| h.0) != cx.actor().organisation {
        return Ok(false);
    }
    could(cx, Right::Read, What::Stay, stay.resident)
}

/// Does the person's consent let the stay's hospital see the stay? True where no hospital reads here: what goes there goes
/// on paper.
pub fn hospital_sees(cx: &Cx<'_>, stay: &Stay) -> Result<bool> {
    let Some(h) = stay.hospital else { return Ok(true) };
    let asks = (Hat::Liaison, What::Stay);
    people::use_cases::who_may_see::consent_reaches(cx, stay.resident, h, asks)
}

/// Opens a stay for a writing act; refused when it was cancelled. A hospital may only write to stays in it.
pub(crate) fn open<'t>(cx: &'t Cx<'_>, p: &'static Permission, id: StayId) -> Result<Open<'t>> {
    let stay = store::stay(cx, id)?;
    own_side(cx, p, &stay)?;
    let permit = decide::<Write, StayKind>(cx, p, stay.resident, None)?;
    if stay.cancelled {
        return Err(Error::Rule("取り消された入院の記録です".into()));
    }
    Ok(Open { acts: store::acts(cx, id)?, stay, permit })
}

/// Refuses days that cannot be: before `first`, or after today when `past` is asked for.
pub(crate) fn day_between(
    cx: &Cx<'_>,
    field: &str,
    what: &str,
    day: Date,
    first: Option<(Date, &str)>,
    past: bool,
) -> Result<()> {
    if let Some((f, name)) = first
        && day < f
    {
        return Err(Error::field(
            field,
            format!("{what}は、{name}（{}）以後の日にしてください", wareki::month_day(f)),
        ));
    }
    if past && day > cx.today() {
        return Err(Error::field(field, format!("{what}は、今日までの日にしてください")));
    }
    Ok(())
}

/// Refuses text that is too long.
pub(crate) fn short(field: &str, text: &str, max: usize) -> Result<()> {
    if text.chars().count() > max {
        return Err(Error::field(field, format!("{max}文字以内で入力してください")));
    }
    Ok(())
}

/// Gathers what is wrong with a form, so that everything is told at once.
#[derive(Debug, Default)]
pub(crate) struct Wrong(Vec<app::FieldError>);

impl Wrong {
    /// Keeps what was refused beside a field; any other error goes on.
    pub fn note(&mut self, judged: Result<()>) -> Result<()> {
        match judged {
            Err(Error::Invalid(fields)) => self.0.extend(fields),
            other => return other,
        }
        Ok(())
    }

    /// Refuses when anything was noted.
    pub fn told(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}

/// Tells an organisation inside the program. No names.
pub(crate) fn tell(
    cx: &Cx<'_>,
    to: OrganisationId,
    kind: &str,
    text: &str,
    stay: StayId,
) -> Result<()> {
    inbox::send(
        cx,
        inbox::To { organisation: to.0, account: None },
        kind,
        text,
        &format!("/transitions/{stay}"),
    )
}

/// Refuses what the state of the stay does not allow (`model::may`).
pub(crate) fn allowed(cx: &Cx<'_>, o: &Open<'_>, doing: Doing) -> Result<()> {
    Progress::new(&o.stay, &o.acts)
        .may(doing, cx.today())
        .map_err(|why| Error::Rule(why.words(&o.stay)))
}

/// Opens a stay for recording an act of this kind: permit first, then what the state allows.
pub(crate) fn open_for<'t>(
    cx: &'t Cx<'_>,
    p: &'static Permission,
    id: StayId,
    kind: crate::model::ActKind,
) -> Result<Open<'t>> {
    let o = open(cx, p, id)?;
    allowed(cx, &o, Doing::Act(kind))?;
    Ok(o)
}

/// What the fees and the files of the stay's office stand on is that office's own: nobody writes it for it, not the 包括
/// of the care team either. A refusal is audited like any other.
pub(crate) fn own_office(cx: &Cx<'_>, p: &'static Permission, o: &Open<'_>) -> Result<()> {
    if cx.actor().organisation == Some(o.stay.office.0) {
        return Ok(());
    }
    cx.audit(
        AuditEntry::act(p.code)
            .about(o.stay.resident)
            .object(format!("stay:{}", o.stay.id))
            .denied(),
    );
    Err(Error::NotFound)
}

/// Refuses a day after the end: what is written down later was done while the person was in hospital.
pub(crate) fn before_end(stay: &Stay, field: &str, what: &str, day: Option<Date>) -> Result<()> {
    match (day, stay.ended_on) {
        (Some(d), Some(end)) if d > end => Err(Error::field(
            field,
            format!("{what}は、退院日（{}）までの日にしてください", wareki::month_day(end)),
        )),
        _ => Ok(()),
    }
}

/// Tells the hospital what the office has written down, unless the stay is over by a death or a transfer: a late line
/// of the log is kept, and nobody gets a word about it. A hospital that the person's consent does not reach is not told of
/// a stay that it cannot open.
pub(crate) fn tell_hospital(cx: &Cx<'_>, stay: &Stay, kind: &str, text: &str) -> Result<()> {
    match stay.hospital {
        Some(h) if !over(stay) && hospital_sees(cx, stay)? => tell(cx, h, kind, text, stay.id),
        _ => Ok(()),
    }
}

fn over(stay: &Stay) -> bool {
    stay.end.is_some_and(crate::model::EndKind::excluded)
}

/// Tells the hospital that a paper came. The notice leads to the paper itself: that its addressee reads, whatever becomes
/// of the consent.
pub(crate) fn tell_of_paper(
    cx: &Cx<'_>,
    stay: &Stay,
    kind: &str,
    text: &str,
    record: kernel::Id,
) -> Result<()> {
    match stay.hospital {
        Some(h) if !over(stay) => {
            let to = inbox::To { organisation: h.0, account: None };
            inbox::send(cx, to, kind, text, &written::link(stay.id, record))
        }
        _ => Ok(()),
    }
}

/// The organisation on the other side of a stay: the office for the hospital, the hospital (when it works here) for the
/// office.
pub(crate) fn other_side(cx: &Cx<'_>, stay: &Stay) -> Option<OrganisationId> {
    if cx.actor().organisation == Some(stay.office.0) { stay.hospital } else { Some(stay.office) }
}
