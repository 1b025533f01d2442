//! Who may see and do what about one resident. Read here only: `people_access`, consent and the matrix; never a
//! table of another slice. Slices write `people_access` through [`grant`] and [`revoke`] in their own transaction.
//!
//! A [`Permit`] is made inside the transaction by [`decide`], cannot leave it, and making it writes the audit
//! row. Lists take a [`Scope`]; nothing else yields rows of persons.
mod group;
mod matrix;
mod rule;
mod store;

use std::borrow::Cow;
use std::marker::PhantomData;

use app::audit::AuditEntry;
use app::{Cx, Error, Permission, Result, may};
use db::Where;
use kernel::Id;

pub use group::{Act, Group, Mask, What};
pub use matrix::{Cell, Rules, allowed, golden, shipped};
pub use rule::{Covers, Facts, Label, Shield};
pub(crate) use store::STATEMENTS;
pub(crate) use store::about::STATEMENTS as ABOUT_STATEMENTS;
use store::about::about;
use store::label_of;
pub use store::{Addressee, Basis, Grant, Held, Party, grant, revoke, revoke_kind};
pub(crate) use store::{all_of, closed, covers, released, shield, shield_for_me};

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
    Document,
    /// The person's own wishes.
    Wish,
    /// 救急医療情報.
    Emergency,
    /// The person's room.
    Room,
    /// 見守りの名簿.
    Register
);

/// The right to do one thing about one resident, inside one transaction.
#[derive(Debug)]
pub struct Permit<'t, A: Action, K: Kind> {
    resident: ResidentId,
    mask: Mask,
    _of: PhantomData<(&'t (), A, K)>,
}

impl<A: Action, K: Kind> Permit<'_, A, K> {
    /// About whom.
    pub fn resident(&self) -> ResidentId {
        self.resident
    }

    /// Everything that is seen with it.
    pub(crate) fn mask(&self) -> Mask {
        self.mask
    }

    /// Is this group of fields seen with it? What is not seen is to look like what was never entered.
    pub fn sees(&self, g: Group) -> bool {
        self.mask.has(g)
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
    // the decision first: its statement tells a read whether the capability is on
    let found = match decision(cx, A::ACT, K::WHAT, resident, record)? {
        Some(mask) if may(cx, permission)? => Some(mask),
        _ => None,
    };
    match found {
        Some(mask) => {
            cx.audit(entry());
            Ok(Permit { resident, mask, _of: PhantomData })
        }
        None => {
            cx.audit(entry().denied());
            Err(Error::NotFound)
        }
    }
}

/// The plain answer without audit row or permit: for offering or hiding a button on a page already permitted.
pub fn could(cx: &Cx<'_>, act: Act, what: What, resident: ResidentId) -> Result<bool> {
    Ok(decision(cx, act, what, resident, None)?.is_some())
}

/// [`could`] for one record: its label counts, and whether it was sent to the actor. For a list of records.
pub fn could_open(cx: &Cx<'_>, what: What, resident: ResidentId, record: Id) -> Result<bool> {
    Ok(decision(cx, Act::Read, what, resident, Some(record))?.is_some())
}

/// The rules in force here: those of the program, narrowed by the region.
pub fn rules(cx: &Cx<'_>) -> Result<Cow<'static, Rules>> {
    Ok(store::about::standing(cx)?.rules.clone())
}

fn with_closed(closed: &[Cell]) -> Cow<'static, Rules> {
    match closed.is_empty() {
        true => Cow::Borrowed(shipped()),
        false => Cow::Owned(shipped().narrowed(closed)),
    }
}

/// The label of a record and the organisation that wrote it: as set, else by the kind of the record.
pub(crate) fn labelled(cx: &Cx<'_>, rules: &Rules, record: Id) -> Result<(Label, Option<Id>)> {
    if let Some(set) = label_of(cx, record)? {
        return Ok(set);
    }
    match app::records::head(cx, record) {
        Ok(h) => Ok((rules.default_label(&h.kind), h.organisation)),
        // not every thing that is asked for is a record of app: questions, files
        Err(Error::NotFound) => Ok((Label::Normal, None)),
        Err(e) => Err(e),
    }
}

/// By which bases the actor may read a kind of this resident, the person as a whole; empty = they may not. For what the person
/// shows to one addressee in parts ([`crate::release::parts`]).
pub(crate) fn reads_by(cx: &Cx<'_>, what: What, resident: ResidentId) -> Result<Vec<Basis>> {
    let hat = cx.actor().hat;
    if !shipped().any(hat, Act::Read, what) {
        return Ok(Vec::new());
    }
    let known = about(cx, resident, what)?;
    let facts = Facts {
        rules: &known.region.rules,
        hat,
        rows: &known.rows,
        consents: &known.consents,
        released: &known.released,
        shield: known.shield,
        record: None,
        label: Label::Normal,
        own: false,
    };
    Ok(facts.bases(Act::Read, what))
}

/// What the actor sees of the resident, when the act is allowed.
fn decision(
    cx: &Cx<'_>,
    act: Act,
    what: What,
    resident: ResidentId,
    record: Option<Id>,
) -> Result<Option<Mask>> {
    let hat = cx.actor().hat;
    if !shipped().any(hat, act, what) {
        return Ok(None);
    }
    let known = about(cx, resident, what)?;
    if known.rows.is_empty() {
        return Ok(None);
    }
    let rules = &known.region.rules;
    let (label, author) = match record {
        Some(r) if what == What::Document => labelled(cx, rules, r)?,
        _ => (Label::Normal, None),
    };
    let facts = Facts {
        rules,
        hat,
        rows: &known.rows,
        consents: &known.consents,
        released: &known.released,
        shield: known.shield,
        record,
        label,
        own: author.is_some() && author == cx.actor().organisation,
    };
    Ok(facts.allows(act, what).then(|| facts.sees()))
}

/// What the actor may see of each resident of a list, when some of it is hidden from some of them: none when everything
/// is open, so that lists of an ordinary region ask nothing more.
pub(crate) fn masks(cx: &Cx<'_>, residents: &[ResidentId]) -> Result<Vec<(ResidentId, Mask)>> {
    let narrowed = store::about::standing(cx)?.narrowed;
    let hidden = store::hidden_from_me(cx)?;
    let mut out = Vec::new();
    for r in residents.iter().filter(|r| narrowed || hidden.contains(&r.0)) {
        // lists show no wishes: the note asks for itself
        let known = about(cx, *r, What::Basic)?;
        let facts = Facts {
            rules: &known.region.rules,
            hat: cx.actor().hat,
            rows: &known.rows,
            consents: &known.consents,
            released: &known.released,
            shield: known.shield,
            record: None,
            label: Label::Normal,
            own: false,
        };
        out.push((*r, facts.sees()));
    }
    Ok(out)
}

/// The accounts of the person and of the relatives who have a right of their own about this resident today. For a slice
/// that holds a permit and says who else reads.
pub fn at_home<A: Action, K: Kind>(cx: &Cx<'_>, permit: &Permit<'_, A, K>) -> Result<Vec<Id>> {
    let home = |b: Basis| matches!(b, Basis::Own | Basis::Proxy | Basis::Relative);
    let mut out: Vec<Id> = Vec::new();
    for row in store::all_of(cx, permit.resident())? {
        if let (true, Party::Account(id)) =
            (home(row.basis) && row.kind.is_none_or(|k| k == K::WHAT), row.party)
            && !out.contains(&id)
        {
            out.push(id);
        }
    }
    Ok(out)
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
    let bases = rules(cx)?.bases(cx.actor().hat, Act::Read, what);
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
