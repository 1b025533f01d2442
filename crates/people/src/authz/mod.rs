//! Who may see and do what about one resident. Read here only: `people_access`, consent and the matrix; never a
//! table of another slice. Slices write `people_access` through [`grant`] and [`revoke`] in their own transaction.
//!
//! A [`Permit`] is made inside the transaction by [`decide`], cannot leave it, and making it writes the audit
//! row. Lists take a [`Scope`]; nothing else yields rows of persons.
mod matrix;
mod store;

use std::marker::PhantomData;

use app::audit::AuditEntry;
use app::{Cx, Error, Permission, Result, may};
use db::Where;
use kernel::Id;

pub use matrix::{Act, What, allowed, golden};
pub(crate) use store::STATEMENTS;
pub use store::{Basis, Grant, Held, Party, grant, revoke};
pub(crate) use store::{all_of, consent_in_force};

use crate::ResidentId;

/// A marker for what a permit allows to do.
pub trait Action {
    /// The act in the matrix.
    const ACT: Act;
}
/// A marker for what a permit speaks of.
pub trait Kind {
    /// The row in the matrix.
    const WHAT: What;
}

macro_rules! markers {
    ($tr:ident $con:ident $en:ident: $($(#[$d:meta])* $n:ident),*) => {$(
        $(#[$d])*
        #[derive(Debug)]
        pub enum $n {}
        impl $tr for $n { const $con: $en = $en::$n; }
    )*};
}
markers!(Action ACT Act:
    /// See.
    Read,
    /// Write or change.
    Write
);
markers!(Kind WHAT What:
    /// Name, birth, address, contacts, care level, team.
    Basic,
    /// Health facts.
    Health,
    /// Stays and their steps.
    Stay,
    /// Sheets and records.
    Document
);

/// The right to do one thing about one resident, inside one transaction.
#[derive(Debug)]
pub struct Permit<'t, A: Action, K: Kind> {
    resident: ResidentId,
    _of: PhantomData<(&'t (), A, K)>,
}

impl<A: Action, K: Kind> Permit<'_, A, K> {
    /// About whom.
    pub fn resident(&self) -> ResidentId {
        self.resident
    }
}

/// Decides whether the actor may do `A` to `K` of this resident; `record` names one record when the right may
/// come from being its addressee. A refusal is audited and answered as [`Error::NotFound`]: whether the
/// resident exists is private.
pub fn decide<'t, A: Action, K: Kind>(
    cx: &'t Cx<'_>,
    permission: &'static Permission,
    resident: ResidentId,
    record: Option<Id>,
) -> Result<Permit<'t, A, K>> {
    let entry = || {
        let e = AuditEntry::act(permission.code).about(resident);
        match record {
            Some(r) => e.object(format!("{}:{r}", K::WHAT.code())),
            None => e,
        }
    };
    let ok = may(cx, permission)? && decision(cx, A::ACT, K::WHAT, resident, record)?;
    if ok {
        cx.audit(entry());
        Ok(Permit { resident, _of: PhantomData })
    } else {
        cx.audit(entry().denied());
        Err(Error::NotFound)
    }
}

/// The plain answer without audit row or permit: for offering or hiding a button on a page already permitted.
pub fn could(cx: &Cx<'_>, act: Act, what: What, resident: ResidentId) -> Result<bool> {
    decision(cx, act, what, resident, None)
}

/// [`could`] for one record, which the actor may see only because it was sent to them: for a list of what was sent.
pub fn could_open(cx: &Cx<'_>, what: What, resident: ResidentId, record: Id) -> Result<bool> {
    decision(cx, Act::Read, what, resident, Some(record))
}

fn decision(
    cx: &Cx<'_>,
    act: Act,
    what: What,
    resident: ResidentId,
    record: Option<Id>,
) -> Result<bool> {
    let hat = cx.actor().hat;
    if !matrix::any(hat, act, what) {
        return Ok(false);
    }
    let consent = store::consent_in_force(cx, resident)?;
    let rows = store::rows_of(cx, resident)?;
    Ok(rows.iter().any(|row| {
        let for_this =
            row.kind.is_none_or(|k| k == what) && (row.record.is_none() || row.record == record);
        for_this && (consent || !row.basis.needs_consent()) && allowed(hat, row.basis, act, what)
    }))
}

/// Which residents a list of the actor may hold: conditions over a column named `resident`, and what it is for.
#[derive(Debug)]
pub struct Scope<'t> {
    conditions: Where,
    _tx: PhantomData<&'t ()>,
}

impl Scope<'_> {
    /// The conditions to join to a list statement; its rows have a column `resident`.
    pub fn conditions(&self) -> &Where {
        &self.conditions
    }
}

/// The scope of the actor for lists of `what`. The caller audits the list with [`audit_list`] when it knows
/// what it held.
pub fn scope<'t>(cx: &'t Cx<'_>, permission: &'static Permission, what: What) -> Result<Scope<'t>> {
    if !may(cx, permission)? {
        cx.audit(AuditEntry::act(permission.code).denied());
        return Err(Error::Forbidden(permission.code));
    }
    let bases = matrix::bases(cx.actor().hat, Act::Read, what);
    let w = store::reach(cx, &bases, what);
    Ok(Scope { conditions: w, _tx: PhantomData })
}

/// The audit row of a list: filter, how many, which ones (at most 200 ids are named).
pub fn audit_list(cx: &Cx<'_>, permission: &'static Permission, filter: &str, residents: &[Id]) {
    let ids: Vec<String> = residents.iter().take(200).map(ToString::to_string).collect();
    cx.audit(AuditEntry::act(permission.code).detail(format!(
        "{filter};n={};ids={}",
        residents.len(),
        ids.join(",")
    )));
}
