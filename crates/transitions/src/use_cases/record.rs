//! 退院・退所情報記録書: the office's own record of what the hospital told; before discharge or up to seven days
//! after (forms-verified.md §1.2). Confirming it closes a stay that has ended.
use app::records::{self, About, Content, Source};
use app::{Cx, Error, Result, drafts};
use kernel::Id;
use people::Resident;
use people::authz::{Document, Read, What, Write, could_open, decide};

use super::{open, open_for, own_office, short};
use crate::model::act::CORRECTED;
use crate::model::{Act, ActKind, Stay, StayId};
use crate::permissions;
use crate::store::{self, NewAct};

/// Kind of the record.
pub const KIND: &str = "transitions.discharge-record";
/// Code of the form.
pub const FORM: &str = "discharge-record";

/// Key of the draft.
pub fn draft_key(stay: StayId) -> String {
    format!("{KIND}:{stay}")
}

/// Everything the page needs.
#[derive(Debug, Clone)]
pub struct ForRecording {
    /// The stay.
    pub stay: Stay,
    /// Its acts.
    pub acts: Vec<Act>,
    /// The person.
    pub resident: Resident,
    /// The sheet sent at admission.
    pub sheet: Option<records::Version>,
    /// The draft.
    pub draft: Option<drafts::Draft>,
    /// The record, when it was confirmed before.
    pub confirmed: Option<records::Version>,
}

/// Opens the record for writing.
pub fn for_recording(cx: &Cx<'_>, stay: StayId) -> Result<ForRecording> {
    let o = open(cx, &permissions::RECORD, stay)?;
    decide::<Write, Document>(cx, &permissions::RECORD, o.stay.resident, None)?;
    let reading = decide::<Read, Document>(cx, &permissions::SHEET_READ, o.stay.resident, None)?;
    let whose = o.stay.resident;
    let newest = |kind| -> Result<Option<records::Version>> {
        let all = records::of_subject(cx, stay.0, kind)?;
        match all.into_iter().rfind(|h| h.state != records::State::Cancelled) {
            Some(h) if could_open(cx, What::Document, whose, h.id)? => {
                Ok(Some(records::load(cx, h.id)?))
            }
            _ => Ok(None),
        }
    };
    Ok(ForRecording {
        resident: people::use_cases::view::resident(cx, &reading)?,
        sheet: newest(super::sheet::KIND)?,
        confirmed: newest(KIND)?,
        draft: drafts::load(cx, &draft_key(stay))?,
        stay: o.stay,
        acts: o.acts,
    })
}

/// Keeps the draft.
pub fn save_draft(cx: &Cx<'_>, stay: StayId, body: &str) -> Result<()> {
    open(cx, &permissions::RECORD, stay)?;
    drafts::save(cx, &draft_key(stay), body, 0)
}

/// A record to confirm; the answers have been validated before.
#[derive(Debug, Clone)]
pub struct Confirm {
    /// Which stay.
    pub stay: StayId,
    /// Version of the form.
    pub form_version: String,
    /// Canonical answers.
    pub body: String,
    /// The version this form was opened with; 0 = none.
    pub base: i64,
    /// Why it was corrected.
    pub reason: String,
}

/// Confirms (or corrects) the record.
pub fn confirm(cx: &Cx<'_>, cmd: &Confirm) -> Result<Id> {
    let o = open_for(cx, &permissions::RECORD, cmd.stay, ActKind::RecordConfirmed)?;
    own_office(cx, &permissions::RECORD, &o)?;
    let permit = decide::<Write, Document>(cx, &permissions::RECORD, o.stay.resident, None)?;
    short("reason", &cmd.reason, 300)?;
    let content = Content {
        form: FORM.into(),
        form_version: cmd.form_version.clone(),
        body: cmd.body.clone(),
        source: Source::Own,
    };
    let earlier = records::of_subject(cx, cmd.stay.0, KIND)?
        .into_iter()
        .rfind(|h| h.state != records::State::Cancelled);
    if let Some(h) = earlier {
        if cmd.reason.trim().is_empty() {
            return Err(Error::field("reason", "直した理由を入力してください"));
        }
        records::correct(cx, h.id, cmd.base, &content, cmd.reason.trim())?;
        let mut act = NewAct { day: Some(cx.today()), record: Some(h.id), ..NewAct::default() };
        act.detail.codes = vec![CORRECTED.into()];
        act.detail.reason = cmd.reason.trim().to_string();
        store::add_act(cx, cmd.stay, ActKind::RecordConfirmed, &act)?;
        drafts::discard(cx, &draft_key(cmd.stay))?;
        return Ok(h.id);
    }
    let record = records::confirm(
        cx,
        &About { kind: KIND, resident: Some(permit.resident().0), subject: Some(cmd.stay.0) },
        &content,
    )?;
    let act = NewAct { day: Some(cx.today()), record: Some(record), ..NewAct::default() };
    store::add_act(cx, cmd.stay, ActKind::RecordConfirmed, &act)?;
    if o.stay.ended_on.is_some() {
        store::close(cx, cmd.stay)?;
    }
    drafts::discard(cx, &draft_key(cmd.stay))?;
    Ok(record)
}
