//! 代行入力: a colleague prepares a sheet, the responsible care manager approves it with one press or sends it back with a
//! note. Nothing leaves the office before.
use accounts::OrganisationId;
use app::{Cx, Error, Result, drafts, notices as inbox};
use kernel::Id;
use people::authz::{Document, Read, Write, decide};

use super::sheet::{self, Send};
use super::{allowed, open, short};
use crate::model::approval::{Prepared, State};
use crate::model::{Doing, Stay, StayId};
use crate::permissions;
use crate::store::{self, admission as kept};

/// Keeps a sheet for approval. A sheet of this stay that the same person had waiting is replaced by it.
pub fn prepare(cx: &Cx<'_>, cmd: &Send) -> Result<Id> {
    let o = open(cx, &permissions::SHEET, cmd.stay)?;
    allowed(cx, &o, Doing::Send)?;
    decide::<Write, Document>(cx, &permissions::SHEET, o.stay.resident, None)?;
    short("place", &cmd.place, 60)?;
    short("to", &cmd.to, 60)?;
    if cx.actor().organisation != Some(o.stay.office.0) {
        return Err(Error::Rule("担当の事業所の人だけが、確認待ちにできます".into()));
    }
    if o.stay.care_manager.map(|a| a.0) == cx.actor().account {
        return Err(Error::Rule("あなたが担当です。確認待ちにせず、そのまま送ってください".into()));
    }
    if cmd.base > 0 && cmd.reason.trim().is_empty() {
        return Err(Error::field("reason", "送り直す理由を入力してください"));
    }
    for old in kept::prepared_of(cx, cmd.stay)? {
        let mine = cx.actor().account == Some(old.made_by.0);
        if mine && matches!(old.state, State::Waiting | State::Returned) {
            kept::decide(cx, old.id, State::Withdrawn, "新しいものに差し替え")?;
        }
    }
    let new = kept::NewPrepared {
        stay: cmd.stay,
        form_version: &cmd.form_version,
        body: &cmd.body,
        base: cmd.base,
        method: cmd.method,
        to: cmd.to.trim(),
        place: cmd.place.trim(),
        day: cmd.day,
        reason: cmd.reason.trim(),
        organisation: o.stay.office,
        approver: o.stay.care_manager,
    };
    let id = kept::add_prepared(cx, &new)?;
    notice(
        cx,
        o.stay.office,
        o.stay.care_manager.map(|a| a.0),
        "入院時情報提供書が、あなたの確認を待っています",
        &link(id),
    )?;
    drafts::discard(cx, &sheet::draft_key(cmd.stay))?;
    Ok(id)
}

/// Path of a prepared sheet within the region.
pub(crate) fn link(id: Id) -> String {
    format!("/transitions/prepared/{id}")
}

fn notice(
    cx: &Cx<'_>,
    office: OrganisationId,
    account: Option<Id>,
    text: &str,
    link: &str,
) -> Result<()> {
    inbox::send(
        cx,
        inbox::To { organisation: office.0, account },
        "transitions.prepared",
        text,
        link,
    )
}

/// A prepared sheet as its readers in the office see it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The sheet.
    pub prepared: Prepared,
    /// The stay.
    pub stay: Stay,
    /// The person.
    pub resident: people::Resident,
    /// The version that stands now, when one was sent before.
    pub latest: Option<app::records::Version>,
    /// The person's consent lets the hospital see the stay.
    pub hospital_sees: bool,
    /// The reader may approve it or send it back.
    pub may_approve: bool,
    /// The reader prepared it.
    pub mine: bool,
}

/// Opens one; only in the office that prepared it.
pub fn read(cx: &Cx<'_>, id: Id) -> Result<Opened> {
    let p = kept::prepared(cx, id)?;
    let stay = store::stay(cx, p.stay)?;
    let permit = decide::<Read, Document>(cx, &permissions::SHEET, stay.resident, None)?;
    if cx.actor().organisation != Some(p.organisation.0) || stay.cancelled {
        return Err(Error::NotFound);
    }
    let latest = app::records::of_subject(cx, stay.id.0, sheet::KIND)?
        .into_iter()
        .rfind(|h| h.state != app::records::State::Cancelled)
        .map(|h| app::records::load(cx, h.id))
        .transpose()?;
    let a = cx.actor();
    Ok(Opened {
        may_approve: p.state == State::Waiting && p.may_approve(a.account, a.organisation),
        mine: a.account == Some(p.made_by.0),
        resident: people::use_cases::view::resident(cx, &permit)?,
        hospital_sees: super::hospital_sees(cx, &stay)?,
        latest,
        prepared: p,
        stay,
    })
}

/// The prepared sheets of a stay that are not decided, newest first.
pub fn waiting_of(cx: &Cx<'_>, stay: StayId) -> Result<Vec<Prepared>> {
    let s = store::stay(cx, stay)?;
    decide::<Read, Document>(cx, &permissions::SHEET, s.resident, None)?;
    let all = kept::prepared_of(cx, stay)?;
    Ok(all.into_iter().filter(|p| matches!(p.state, State::Waiting | State::Returned)).collect())
}

/// Approves: the sheet is sent at this moment, by the approver; who prepared it stands in the send log. None of it when a
/// newer version was sent in the meantime ([`Error::Stale`]).
pub fn approve(cx: &Cx<'_>, id: Id) -> Result<StayId> {
    let o = read(cx, id)?;
    if !o.may_approve {
        return Err(Error::Rule(match o.prepared.state {
            State::Waiting => "この提供書を確認できるのは、担当のケアマネジャーです".into(),
            s => format!("もう「{}」になっています", s.label()),
        }));
    }
    let p = &o.prepared;
    let now = o.latest.as_ref().map_or(0, |v| v.version);
    if now != p.base {
        return Err(Error::Stale { mine: p.base, theirs: now });
    }
    let act = sheet::send(
        cx,
        &Send {
            stay: p.stay,
            form_version: p.form_version.clone(),
            body: p.body.clone(),
            method: p.method,
            to: p.to.clone(),
            place: p.place.clone(),
            base: p.base,
            reason: p.reason.clone(),
            day: p.day.filter(|_| o.stay.hospital.is_none()),
        },
    )?;
    if !kept::decide(cx, id, State::Approved, "")? {
        return Err(Error::Rule("もう確認されています".into()));
    }
    cx.audit(
        app::audit::AuditEntry::act("transitions.sheet.approve")
            .about(o.stay.resident)
            .object(format!("act:{act}"))
            .detail(format!("prepared_by={}", p.made_by)),
    );
    let link = format!("/transitions/{}", p.stay);
    notice(
        cx,
        p.organisation,
        Some(p.made_by.0),
        "あなたが用意した入院時情報提供書が、確認されて送られました",
        &link,
    )?;
    Ok(p.stay)
}

/// Sends it back with a note; it becomes the draft of who prepared it.
pub fn send_back(cx: &Cx<'_>, id: Id, note: &str) -> Result<StayId> {
    let o = read(cx, id)?;
    short("note", note, 200)?;
    if note.trim().is_empty() {
        return Err(Error::field("note", "直してほしいところを入力してください"));
    }
    if !o.may_approve || !kept::decide(cx, id, State::Returned, note.trim())? {
        return Err(Error::Rule("もう確認されたか、取り下げられています".into()));
    }
    notice(
        cx,
        o.prepared.organisation,
        Some(o.prepared.made_by.0),
        "用意した入院時情報提供書に、直してほしいところがあります",
        &link(id),
    )?;
    Ok(o.prepared.stay)
}

/// Takes one's own prepared sheet back into writing: its answers become the draft again.
pub fn take_back(cx: &Cx<'_>, id: Id) -> Result<StayId> {
    let o = read(cx, id)?;
    if !o.mine || !kept::decide(cx, id, State::Withdrawn, "")? {
        return Err(Error::Rule("もう確認されたか、取り下げられています".into()));
    }
    let p = &o.prepared;
    let body = format!("{{\"answers\":{},\"base\":{}}}", p.body, p.base);
    sheet::save_draft(cx, p.stay, &body)?;
    Ok(p.stay)
}
