//! Registering the card with the person's consent: from then on 消防 may open it. Ending it counts at once.
use accounts::OrganisationKind;
use app::{Cx, Error, FieldError, Result};
use kernel::{Date, Id, time};
use people::authz::{
    Basis, Emergency, Grant, Party, What, Write, decide, grant, revoke, revoke_kind,
};
use people::{ConsentMethod, ResidentId};

use crate::{permissions, store};

/// The consent.
#[derive(Debug, Clone)]
pub struct NewRegistration {
    /// How it was given.
    pub method: ConsentMethod,
    /// Who gave it: ご本人, or who spoke for them.
    pub given_by: String,
    /// Who heard it (oral) or took the paper.
    pub heard_by: String,
    /// When.
    pub given_on: Date,
    /// A look-up may be told to the team: 「救急搬送の可能性があります」.
    pub tell_team: bool,
}

/// Registers. Again while it runs changes nothing.
///
/// # Errors
/// [`Error::NotFound`] without the right; [`Error::Invalid`] with `given_by`, `heard_by`, `given_on`.
pub fn register(cx: &Cx<'_>, id: ResidentId, n: &NewRegistration) -> Result<()> {
    decide::<Write, Emergency>(cx, &permissions::REGISTER, id, None)?;
    let mut errors = Vec::new();
    let mut refuse = |field: &str, message: &str| {
        errors.push(FieldError { field: field.into(), message: message.into() });
    };
    for (field, text) in [("given_by", &n.given_by), ("heard_by", &n.heard_by)] {
        match text.trim().chars().count() {
            0 => refuse(field, "お名前か続柄を入力してください"),
            1..=60 => {}
            _ => refuse(field, "60文字以内で入力してください"),
        }
    }
    if n.given_on > cx.today() {
        refuse("given_on", "同意の日は、今日までの日にしてください");
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if store::card::running(cx, id.0)?.is_some() {
        return Ok(());
    }
    store::card::register(cx, id.0, n)?;
    grant_all(cx, id.0)?;
    super::index::refresh(cx, id.0)
}

/// The right of every 消防 to a registered card; a brigade that came later gets it by the nightly round.
pub(crate) fn grant_all(cx: &Cx<'_>, resident: Id) -> Result<()> {
    let Some(r) = store::card::running(cx, resident)? else { return Ok(()) };
    for o in
        accounts::organisations_of_kind(cx, OrganisationKind::Fire)?.iter().filter(|o| !o.outside)
    {
        let right = Grant {
            resident: ResidentId(resident),
            party: Party::Organisation(o.id.0),
            basis: Basis::Emergency,
            kind: None,
            record: None,
            from: r.given_on.min(cx.today()),
            to: None,
        };
        grant(cx, &right)?;
    }
    Ok(())
}

/// Ends it, at once: the next look-up does not find it, printed codes open nothing.
///
/// # Errors
/// [`Error::NotFound`] without the right or when nothing runs.
pub fn end(cx: &Cx<'_>, id: ResidentId, reason: &str) -> Result<()> {
    decide::<Write, Emergency>(cx, &permissions::REGISTER, id, None)?;
    if reason.trim().chars().count() > 200 {
        return Err(Error::field("reason", "200文字以内で入力してください"));
    }
    let running = store::card::running(cx, id.0)?.ok_or(Error::NotFound)?;
    store::card::end(cx, running.id, reason.trim())?;
    store::card::end_tokens(cx, id.0, "")?;
    store::ask::close(cx, id.0, crate::model::ask::About::Card)?;
    let yesterday = time::add_days(cx.today(), -1);
    for kind in [OrganisationKind::Fire, OrganisationKind::Hospital] {
        for o in accounts::organisations_of_kind(cx, kind)? {
            let party = Party::Organisation(o.id.0);
            match kind {
                OrganisationKind::Fire => revoke(cx, id, party, Basis::Emergency, None, yesterday)?,
                _ => revoke_kind(cx, id, party, Basis::Emergency, What::Emergency, yesterday)?,
            }
        }
    }
    super::index::refresh(cx, id.0)
}
