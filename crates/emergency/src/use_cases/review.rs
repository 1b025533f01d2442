//! Judging 緊急閲覧 afterwards: 消防 and MC of another organisation than the one that did it.
use accounts::OrganisationId;
use app::{Cx, Error, FieldError, Result, authorise, settings};
use kernel::Id;

use super::glass::{PHONE, REVIEWERS, reviewers};
use crate::model::glass::{Glass, Verdict};
use crate::{permissions, store};

fn door(cx: &Cx<'_>) -> Result<Id> {
    authorise(cx, &permissions::REVIEW)?;
    let org = cx.actor().organisation.ok_or(Error::NotFound)?;
    if reviewers(cx)?.contains(&org) { Ok(org) } else { Err(Error::NotFound) }
}

/// What waits, and the last fifty that were judged; none of the reader's own organisation. Nobody's name but that of who
/// did it: the review asks whether it was right, not about whom.
pub fn list(cx: &Cx<'_>) -> Result<(Vec<Glass>, Vec<Glass>)> {
    let org = door(cx)?;
    Ok((store::glass::waiting(cx, org)?, store::glass::done(cx, org)?))
}

/// Judges one. From then on the person is to be told, unless `quiet` says why that would do harm.
pub fn review(cx: &Cx<'_>, id: Id, verdict: &str, note: &str, quiet: &str) -> Result<()> {
    let org = door(cx)?;
    let g = store::glass::one(cx, id)?.filter(|g| g.organisation != org).ok_or(Error::NotFound)?;
    let verdict = Verdict::from_code(verdict)
        .ok_or_else(|| Error::field("verdict", "どれかを選んでください"))?;
    let note = note.trim();
    if note.chars().count() > 300 {
        return Err(Error::field("note", "300文字以内で入力してください"));
    }
    if verdict != Verdict::Right && note.is_empty() {
        return Err(Error::field("note", "妥当でないときは、わけを書いてください"));
    }
    let quiet = quiet.trim();
    if quiet.chars().count() > 200 {
        return Err(Error::field("quiet", "200文字以内で入力してください"));
    }
    if store::glass::review(cx, g.id, verdict, note)? {
        store::ask::tell(cx, g.id, g.resident, quiet)
    } else {
        Err(Error::Rule("もう、ほかの人がたしかめました".into()))
    }
}

/// Who judges beside 消防, and the telephone of the page.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Organisations.
    pub organisations: Vec<Id>,
    /// Telephone.
    pub phone: String,
}

/// As it stands.
pub fn settings(cx: &Cx<'_>) -> Result<Settings> {
    authorise(cx, &permissions::SETTINGS)?;
    let named = settings::get(cx, REVIEWERS)?.unwrap_or_default();
    Ok(Settings {
        organisations: named.split(',').filter_map(|t| t.parse().ok()).collect(),
        phone: settings::get(cx, PHONE)?.unwrap_or_default(),
    })
}

/// Keeps it.
pub fn set(cx: &Cx<'_>, s: &Settings) -> Result<()> {
    authorise(cx, &permissions::SETTINGS)?;
    let shaped = s.phone.chars().all(|c| c.is_ascii_digit() || "-()（）－ ".contains(c));
    let mut errors = Vec::new();
    if !shaped || s.phone.chars().count() > 30 {
        let message = "電話番号は、数字とハイフンで入力してください（例 0000-12-3456）".into();
        errors.push(FieldError { field: "phone".into(), message });
    }
    for o in &s.organisations {
        use accounts::OrganisationKind::{Clinic, Hospital};
        if !matches!(accounts::organisation(cx, OrganisationId(*o))?.kind, Hospital | Clinic) {
            let message = "病院か診療所から選んでください".into();
            errors.push(FieldError { field: "organisations".into(), message });
        }
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let ids: Vec<String> = s.organisations.iter().map(ToString::to_string).collect();
    settings::set(cx, REVIEWERS, &ids.join(","))?;
    settings::set(cx, PHONE, &s.phone)
}
