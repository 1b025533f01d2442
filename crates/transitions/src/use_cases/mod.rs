//! One file a verb. Each: permit, rule, store, event.
pub mod adl;
pub mod assign;
pub mod cases;
pub mod close_old;
pub mod conference;
pub mod conferences;
pub mod contact;
pub mod copy_out;
pub mod count;
pub mod documents;
pub mod end;
pub mod fees;
pub mod follow_up;
pub mod guidance;
pub mod handover;
mod handover_move;
pub mod hear;
pub mod hearings;
pub mod lists;
pub mod meetings;
pub mod notices;
pub mod office_closes;
pub mod papers;
pub mod readmission;
pub mod record;
pub mod referral;
pub mod rejudge;
pub mod report;
pub mod rules;
pub mod screen;
pub mod sheet;
mod sheet_tendency;
pub(crate) mod standing;
pub mod undo;
pub mod view;

use accounts::OrganisationId;
use app::audit::AuditEntry;
use app::{Cx, Error, Permission, Result, notices as inbox};
use kernel::{Date, Hat, wareki};
use people::authz::{Permit, Stay as StayKind, Write, decide};

use crate::model::{Act, Stay, StayId};
use crate::store;

/// The stay with its acts, after the permit to write it was given.
pub(crate) struct Open<'t> {
    pub stay: Stay,
    pub acts: Vec<Act>,
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
