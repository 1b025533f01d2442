//! 受診前フェイスシート: one page about a person for a hospital that is to see them for the first time. It belongs to the
//! resident, not to a stay (ADR 0014): most first visits end without an admission.
use app::records::{self, About, Content, Source, State, Version};
use app::{Cx, Error, Result, drafts};
use kernel::{Date, Id};
use people::ResidentId;
use people::authz::{Document, Read, Write, decide};

use super::{day_between, short};
use crate::model::Method;
use crate::model::face::Sent;
use crate::permissions;
use crate::store::admission as kept;

/// Kind of the record.
pub const KIND: &str = "transitions.face-sheet";
/// Code of the form.
pub const FORM: &str = "face-sheet";

fn draft_key(resident: ResidentId) -> String {
    format!("{KIND}:{resident}")
}

/// Everything the page needs.
#[derive(Debug, Clone)]
pub struct ForWriting {
    /// The person with contacts, facts, consent and team.
    pub view: people::use_cases::view::View,
    /// The office that writes.
    pub office: accounts::Organisation,
    /// The newest version of this office.
    pub latest: Option<Version>,
    /// What this writer has typed so far.
    pub draft: Option<drafts::Draft>,
    /// To whom it went, newest first.
    pub sent: Vec<Sent>,
}

/// The record of this office about the person that is not cancelled.
fn head(cx: &Cx<'_>, resident: ResidentId) -> Result<Option<records::Head>> {
    let Some(office) = cx.actor().organisation else { return Err(Error::NotFound) };
    let head = records::latest_of(cx, resident.0, KIND, office)?;
    Ok(head.filter(|h| h.state != State::Cancelled))
}

/// Opens it for writing and printing.
pub fn for_writing(cx: &Cx<'_>, resident: ResidentId) -> Result<ForWriting> {
    decide::<Write, Document>(cx, &permissions::FACE_SHEET, resident, None)?;
    let Some(office) = cx.actor().organisation.map(accounts::OrganisationId) else {
        return Err(Error::NotFound);
    };
    Ok(ForWriting {
        view: people::use_cases::view::view(cx, resident)?,
        office: accounts::organisation(cx, office)?,
        latest: head(cx, resident)?.map(|h| records::load(cx, h.id)).transpose()?,
        draft: drafts::load(cx, &draft_key(resident))?,
        sent: kept::faces(cx, resident)?,
    })
}

/// Keeps the draft.
pub fn save_draft(cx: &Cx<'_>, resident: ResidentId, body: &str) -> Result<()> {
    decide::<Write, Document>(cx, &permissions::FACE_SHEET, resident, None)?;
    drafts::save(cx, &draft_key(resident), body, 0)
}

/// Confirms it; a later one is a new version. `base` = the version it was begun from, 0 = none; [`Error::Stale`] when a
/// colleague was faster.
pub fn confirm(
    cx: &Cx<'_>,
    resident: ResidentId,
    form_version: &str,
    body: &str,
    base: i64,
) -> Result<Id> {
    decide::<Write, Document>(cx, &permissions::FACE_SHEET, resident, None)?;
    let content = Content {
        form: FORM.into(),
        form_version: form_version.into(),
        body: body.into(),
        source: Source::Own,
    };
    let id = match head(cx, resident)? {
        Some(h) => {
            records::correct(cx, h.id, base, &content, "受診の前に書き直し")?;
            h.id
        }
        None => {
            let about = About { kind: KIND, resident: Some(resident.0), subject: None };
            records::confirm(cx, &about, &content)?
        }
    };
    drafts::discard(cx, &draft_key(resident))?;
    Ok(id)
}

/// One sending to write down.
#[derive(Debug, Clone)]
pub struct Send {
    /// About whom.
    pub resident: ResidentId,
    /// Name of the hospital.
    pub hospital: String,
    /// To whom there.
    pub to: String,
    /// How it went.
    pub method: Method,
    /// On which day.
    pub day: Date,
}

/// Writes down to whom the newest version went: who, when, how (send log).
pub fn sent(cx: &Cx<'_>, s: &Send) -> Result<Id> {
    decide::<Write, Document>(cx, &permissions::FACE_SHEET, s.resident, None)?;
    let Some(h) = head(cx, s.resident)? else {
        return Err(Error::Rule("先に、フェイスシートを確定してください".into()));
    };
    if s.hospital.trim().is_empty() {
        return Err(Error::field("hospital", "送った病院の名前を入力してください"));
    }
    short("hospital", &s.hospital, 60)?;
    short("to", &s.to, 60)?;
    day_between(cx, "day", "送った日", s.day, None, true)?;
    let known = accounts::organisations_of_kind(cx, accounts::OrganisationKind::Hospital)?;
    let org = known.iter().find(|o| o.name == s.hospital.trim()).map(|o| o.id);
    kept::add_face(cx, s.resident, h.id, (org, s.hospital.trim(), s.to.trim()), (s.method, s.day))
}

/// The newest version, for printing.
pub fn read(cx: &Cx<'_>, resident: ResidentId) -> Result<(people::Resident, Version)> {
    let permit = decide::<Read, Document>(cx, &permissions::FACE_SHEET, resident, None)?;
    let h = head(cx, resident)?.ok_or(Error::NotFound)?;
    Ok((people::use_cases::view::resident(cx, &permit)?, records::load(cx, h.id)?))
}
