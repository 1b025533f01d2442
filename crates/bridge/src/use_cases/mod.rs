//! One file a verb. Each: permit, rule, store, event.
pub mod again;
pub mod answer;
pub mod files;
pub mod issue;
pub mod key_in;
pub mod knock;
pub mod list;
mod names;
pub mod revoke;
pub mod send;
pub mod windows;

use app::audit::AuditEntry;
use app::{Cx, Error, Permission, Result};
use kernel::{Actor, ActorKind, Hat, Id};
use people::authz::{Basic, Read, decide};

use crate::model::Letter;
use crate::{LetterId, store};

pub use send::{NewLetter, Receiver, send};

/// Who acts when a receiver types numbers: nobody is known, the numbers are the right.
pub fn receiver() -> Actor {
    Actor {
        kind: ActorKind::System,
        account: None,
        organisation: None,
        hat: Hat::System,
        name: "番号を受け取った相手".into(),
    }
}

/// The sending organisation, for what an answer does: with its rights of today, and a name that says who spoke.
pub(crate) fn for_sender(l: &Letter) -> Result<Actor> {
    let hat = Hat::ALL
        .into_iter()
        .find(|h| h.code() == l.hat)
        .ok_or_else(|| Error::Inconsistent("a letter of an unknown hat".into()))?;
    Ok(Actor {
        kind: ActorKind::System,
        account: None,
        organisation: Some(l.organisation),
        hat,
        name: format!("{}（番号で返事）", l.receiver_name),
    })
}

/// What the log calls a letter.
pub(crate) fn object(id: LetterId) -> String {
    format!("letter:{id}")
}

/// A letter of the actor's own organisation. One about a resident opens only to who may still see the resident; all
/// refusals look like a letter that is not there, and leave their row.
pub(crate) fn own(cx: &Cx<'_>, p: &'static Permission, id: LetterId) -> Result<Letter> {
    app::authorise(cx, p)?;
    let refused = || {
        cx.audit(AuditEntry::act(p.code).object(object(id)).denied());
        Error::NotFound
    };
    let l = store::letters::find(cx, id)?.ok_or_else(refused)?;
    if cx.actor().organisation != Some(l.organisation) {
        return Err(refused());
    }
    match l.resident {
        Some(r) => {
            decide::<Read, Basic>(cx, p, r.into(), None)?;
        }
        None => cx.audit(AuditEntry::act(p.code).object(object(id))),
    }
    Ok(l)
}

/// May the actor see letters about this resident? Without a row: for lists.
pub(crate) fn sees(cx: &Cx<'_>, resident: Option<Id>) -> Result<bool> {
    match resident {
        Some(r) => {
            people::authz::could(cx, people::authz::Act::Read, people::authz::What::Basic, r.into())
        }
        None => Ok(true),
    }
}

/// The page of a letter.
pub(crate) fn path(id: LetterId) -> String {
    format!("/letters/{id}")
}

/// Tells the sender inside the program. No names.
pub(crate) fn tell(cx: &Cx<'_>, l: &Letter, kind: &str, text: &str) -> Result<()> {
    let to = app::notices::To { organisation: l.organisation, account: l.account };
    app::notices::send(cx, to, kind, text, &path(l.id))
}
