//! 搬送先, one tap and never required; and the 申し送り that the hospital sees for a day.
use accounts::{Organisation, OrganisationId, OrganisationKind};
use app::{Cx, Error, Result, notices};
use kernel::{Id, time};
use people::ResidentId;
use people::authz::{Basis, Emergency, Grant, Party, Read, What, decide, grant};
use people::pointers::{self, Pointer};
use people::use_cases::card_facts::card_facts;

use super::at_scene::mine;
use crate::model::call::Transport;
use crate::model::sheet::Sheet;
use crate::{permissions, store};

/// Hours for which the hospital sees it.
const HOURS: i64 = 24;

/// The hospitals that can be tapped, by kana.
pub fn hospitals(cx: &Cx<'_>) -> Result<Vec<Organisation>> {
    let mut all = accounts::organisations_of_kind(cx, OrganisationKind::Hospital)?;
    all.sort_by(|a, b| a.kana.cmp(&b.kana));
    Ok(all)
}

/// Says where somebody is brought.
pub fn transport(cx: &Cx<'_>, opened: Id, hospital: OrganisationId) -> Result<()> {
    let o = mine(cx, opened)?;
    let resident = ResidentId(o.resident);
    let permit = decide::<Read, Emergency>(cx, &permissions::OPEN, resident, Some(o.id))?;
    let to = hospitals(cx)?.into_iter().find(|h| h.id == hospital).ok_or(Error::NotFound)?;
    let here = (!to.outside).then_some(to.id.0);
    let until = cx.now().plus_minutes(HOURS * 60);
    let id = store::call::transport(cx, &o, here, &to.name, until)?;
    // 緊急閲覧 is for the one who opened it alone
    if let (Some(org), None) = (here, o.glass) {
        let right = Grant {
            resident,
            party: Party::Organisation(org),
            basis: Basis::Emergency,
            kind: Some(What::Emergency),
            record: None,
            from: cx.today(),
            to: Some(time::add_days(cx.today(), 1)),
        };
        grant(cx, &right)?;
        let text = "救急隊から、搬送中の方の申し送りが届いています";
        let to = notices::To { organisation: org, account: None };
        notices::send(cx, to, "emergency.handover", text, &format!("/emergency/handover/{id}"))?;
    }
    let tell = store::card::running(cx, o.resident)?.is_some_and(|r| r.tell_team);
    if tell { super::alert::raise(cx, &permit, &o.incident) } else { Ok(()) }
}

/// The 申し送り as the hospital reads it.
#[derive(Debug, Clone)]
pub struct Handover {
    /// 搬送.
    pub transport: Transport,
    /// The card.
    pub sheet: Sheet,
    /// What the person released.
    pub pointers: Vec<Pointer>,
}

/// Opens a 申し送り: at the hospital it was made for, for a day.
pub fn handover(cx: &Cx<'_>, id: Id) -> Result<Handover> {
    let t = store::call::one_transport(cx, id)?.ok_or(Error::NotFound)?;
    let permit =
        decide::<Read, Emergency>(cx, &permissions::HANDOVER, ResidentId(t.resident), None)?;
    let ours = t.hospital.is_some() && t.hospital == cx.actor().organisation && cx.now() < t.until;
    let last = store::call::last_transport(cx, t.opened)?.map(|l| l.id);
    if !ours || last != Some(t.id) {
        return Err(Error::NotFound);
    }
    let facts = card_facts(cx, &permit)?;
    let card = store::card::newest(cx, t.resident)?;
    let pointers = pointers::of(cx, &permit)?;
    Ok(Handover { sheet: Sheet::of(&facts, card.as_ref(), cx.now()), pointers, transport: t })
}
