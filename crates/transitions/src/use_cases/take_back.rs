//! Taking back what one has recorded a moment ago and nobody has opened: papers that were handed over, and a follow-up
//! after discharge. The act is marked and kept, and counted nowhere; what came of it (a notice, a right, a task) goes.
use accounts::OrganisationId;
use app::records::{self, Content, Source};
use app::{Cx, Error, Permission, Result, drafts, measures, notices as inbox};
use kernel::Id;
use kernel::time::add_days;
use people::attachments::{list_of, withdraw_with};
use people::authz::{Basis, Party, revoke};

use super::written::{link, which_of};
use super::{Open, open, papers};
use crate::model::act::ENCLOSED;
use crate::model::{Act, ActKind, StayId};
use crate::permissions;
use crate::store::{self, after};

const WHY: &str = "渡したあと5分以内の取り消し";

/// With which permission an act of this kind was recorded, and is taken back; none for kinds that have their own way
/// ([`super::sheet::recall`], [`super::undo`]) or none.
fn permission(a: &Act) -> Option<&'static Permission> {
    match a.kind {
        ActKind::Papers if a.record.is_some() => Some(&permissions::WRITTEN),
        ActKind::Papers => Some(&permissions::PAPERS),
        ActKind::FollowUp => Some(&permissions::FOLLOW_UP),
        _ => None,
    }
}

/// Takes back papers or a follow-up: by who recorded it, within five minutes, while nobody has opened or received it.
pub fn take_back(cx: &Cx<'_>, act: Id) -> Result<StayId> {
    let a = store::act(cx, act)?;
    let p = permission(&a).ok_or(Error::NotFound)?;
    let o = open(cx, p, a.stay)?;
    if a.cancelled || a.account.map(|x| x.0) != cx.actor().account {
        return Err(Error::NotFound);
    }
    if !Act::fresh(a.at, cx.now()) {
        return Err(Error::Rule("5分をすぎたため、取り消せません".into()));
    }
    match a.kind {
        ActKind::FollowUp => follow_up(cx, &a)?,
        _ => handed_over(cx, &o, &a)?,
    }
    Ok(a.stay)
}

fn cancel(cx: &Cx<'_>, a: &Act) -> Result<()> {
    if store::cancel_act(cx, a.id)? {
        return Ok(());
    }
    Err(Error::Rule(
        "相手がもう開いたため、取り消せません。まちがいのときは、相手に電話などで伝えてください"
            .into(),
    ))
}

fn follow_up(cx: &Cx<'_>, a: &Act) -> Result<()> {
    cancel(cx, a)?;
    after::drop_task(cx, a.id)?;
    let mark = a.detail.codes.first().map_or("", String::as_str);
    measures::measure(cx, "transitions.follow-ups", &format!("day={mark}"), -1, a.stay.0)
}

/// One press may have made two acts of one paper: the office's and the facility's.
fn handed_over(cx: &Cx<'_>, o: &Open<'_>, a: &Act) -> Result<()> {
    let pressed = |x: &&Act| {
        x.id == a.id
            || (a.record.is_some()
                && (x.kind, x.record, x.at, x.account) == (a.kind, a.record, a.at, a.account)
                && !x.cancelled)
    };
    let all: Vec<&Act> = o.acts.iter().filter(pressed).collect();
    for x in &all {
        cancel(cx, x)?;
    }
    let stay = a.stay;
    for to in all.iter().filter_map(|x| x.to_org) {
        let kind = "transitions.papers";
        inbox::take_back(cx, to.0, kind, &format!("/transitions/{stay}"), a.at)?;
        if let Some(record) = a.record {
            inbox::take_back(cx, to.0, kind, &link(stay, record), a.at)?;
        }
    }
    if a.detail.has(ENCLOSED) {
        let files = list_of(cx, o.stay.resident, &papers::about(a.id))?;
        for f in files.rows.iter().filter(|f| f.withdrawn.is_none()) {
            withdraw_with(cx, &o.permit, f.id, WHY)?;
        }
    }
    match a.record {
        Some(record) => written(cx, o, a, record, &all),
        None => Ok(()),
    }
}

/// The record: the first version is marked 取消 and what was typed comes back as the draft; a later one gives way to the
/// version before. Whoever got it by this press alone may not open it any more.
fn written(cx: &Cx<'_>, o: &Open<'_>, a: &Act, record: Id, pressed: &[&Act]) -> Result<()> {
    let head = records::head(cx, record)?;
    if head.version == 1 {
        let body = records::load(cx, record)?.body;
        records::cancel(cx, record, WHY)?;
        if let Some(which) = which_of(a) {
            drafts::save(cx, &which.draft_key(a.stay), &body, 0)?;
        }
    } else {
        let before = records::version(cx, record, head.version - 1)?;
        let content = Content {
            form: before.form,
            form_version: before.form_version,
            body: before.body,
            source: Source::Own,
        };
        records::correct(cx, record, head.version, &content, "渡し直しを取り消して、前の版に戻す")?;
    }
    let others = |to: OrganisationId| {
        let stands = |x: &&Act| !x.cancelled && !pressed.iter().any(|p| p.id == x.id);
        o.acts.iter().filter(stands).any(|x| x.record == Some(record) && x.to_org == Some(to))
    };
    for to in pressed.iter().filter_map(|x| x.to_org).filter(|to| !others(*to)) {
        let last = add_days(cx.today(), -1);
        let party = Party::Organisation(to.0);
        revoke(cx, o.stay.resident, party, Basis::Addressee, Some(record), last)?;
    }
    Ok(())
}
