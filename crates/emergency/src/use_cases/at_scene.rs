//! At the scene: the card is opened, read, and two things are said with one tap.
use app::audit::AuditEntry;
use app::{Cx, Error, Result};
use kernel::Id;
use people::ResidentId;
use people::authz::{Emergency, Permit, Read, decide};
use people::pointers::{self, Pointer};
use people::use_cases::card_facts::{CardFacts, card_facts};

use crate::model::call::{OPEN_MINUTES, Opened, Transport};
use crate::model::sheet::Sheet;
use crate::{permissions, store};

/// A card at the scene.
#[derive(Debug, Clone)]
pub struct Scene {
    /// What was opened.
    pub opened: Opened,
    /// The card.
    pub sheet: Sheet,
    /// 話し合いの記録 and the like that the person released to 救急. Facts with a doctor to call; never an order.
    pub pointers: Vec<Pointer>,
    /// 搬送先, when it was said.
    pub transport: Option<Transport>,
    /// 緊急閲覧 until.
    pub glass_until: Option<kernel::At>,
}

/// Said when 緊急閲覧 has run out.
pub const RUN_OUT: &str =
    "緊急閲覧の60分がすぎました。必要なときは、もう一度、理由を選んで開いてください";

/// Opens the card of a candidate; the answer is the id under which it is read.
pub fn open(cx: &Cx<'_>, lookup: Id, resident: ResidentId) -> Result<Id> {
    let incident = store::call::my_lookup(cx, lookup)?.ok_or(Error::NotFound)?;
    let permit = decide::<Read, Emergency>(cx, &permissions::OPEN, resident, None)?;
    begin(cx, &permit, Some(lookup), &incident)
}

/// Opens what a permit allows, and tells the team when the person wished so.
pub(super) fn begin(
    cx: &Cx<'_>,
    permit: &Permit<'_, Read, Emergency>,
    lookup: Option<Id>,
    incident: &str,
) -> Result<Id> {
    let resident = permit.resident().0;
    let registration = store::card::running(cx, resident)?.ok_or(Error::NotFound)?;
    let id = store::call::open(cx, resident, lookup, None, incident)?;
    if registration.tell_team {
        super::alert::raise(cx, permit, incident)?;
    }
    Ok(id)
}

/// What was opened, for those of the same brigade and only for the hours of one incident.
pub(super) fn mine(cx: &Cx<'_>, opened: Id) -> Result<Opened> {
    let o = store::call::opened(cx, opened)?.ok_or(Error::NotFound)?;
    let ours = o.organisation.is_some() && o.organisation == cx.actor().organisation;
    if !ours || cx.now().minutes_since(o.at) > OPEN_MINUTES {
        cx.audit(
            AuditEntry::act(permissions::OPEN.code).object(format!("opened:{opened}")).denied(),
        );
        return Err(Error::NotFound);
    }
    if let Some(glass) = o.glass {
        let g = store::glass::one(cx, glass)?.ok_or(Error::NotFound)?;
        if Some(g.account) != cx.actor().account {
            return Err(Error::NotFound);
        }
        if cx.now() >= g.until {
            return Err(Error::Rule(RUN_OUT.into()));
        }
    }
    Ok(o)
}

fn permit<'t>(cx: &'t Cx<'_>, o: &Opened) -> Result<(Permit<'t, Read, Emergency>, CardFacts)> {
    let permit =
        decide::<Read, Emergency>(cx, &permissions::OPEN, ResidentId(o.resident), Some(o.id))?;
    let facts = card_facts(cx, &permit)?;
    Ok((permit, facts))
}

/// The card that was opened.
pub fn card(cx: &Cx<'_>, opened: Id) -> Result<Scene> {
    let o = mine(cx, opened)?;
    let (permit, facts) = permit(cx, &o)?;
    let glass = o.glass.map(|g| store::glass::one(cx, g)).transpose()?.flatten();
    // 緊急閲覧 shows the summary alone: what somebody wishes was released for a registered card
    let (card, pointers) = match glass.is_some() {
        true => (None, Vec::new()),
        false => (store::card::newest(cx, o.resident)?, pointers::of(cx, &permit)?),
    };
    let sheet = Sheet::of(&facts, card.as_ref(), cx.now());
    let transport = store::call::last_transport(cx, o.id)?;
    Ok(Scene { sheet, pointers, transport, glass_until: glass.map(|g| g.until), opened: o })
}

/// 「本人に口頭確認した」 or 「確認困難」.
pub fn asked(cx: &Cx<'_>, opened: Id, how: &str) -> Result<()> {
    let o = mine(cx, opened)?;
    decide::<Read, Emergency>(cx, &permissions::OPEN, ResidentId(o.resident), Some(o.id))?;
    if !matches!(how, "asked" | "unable") {
        return Err(Error::field("asked", "どちらかを選んでください"));
    }
    store::call::asked(cx, o.id, how)
}

/// 「心肺停止」, or taken back: the record of talks comes first. It orders nothing.
pub fn arrest(cx: &Cx<'_>, opened: Id, on: bool) -> Result<()> {
    let o = mine(cx, opened)?;
    decide::<Read, Emergency>(cx, &permissions::OPEN, ResidentId(o.resident), Some(o.id))?;
    store::call::arrest(cx, o.id, on.then(|| cx.now()))
}
