//! The person's own release of a kind to an addressee: 支援チーム, 入院先・入所先, 救急・救急外来. Nothing is released by default;
//! a relative is named by a grant to their own account instead. What is taken back is gone from the next request on.
//! (人生の最終段階における医療・ケアの決定プロセスに関するガイドライン, 2018: what somebody wishes is theirs to show.)
use std::collections::BTreeSet;

use app::audit::AuditEntry;
use app::{Cx, Error, FieldError, Permission, Result};
use kernel::{At, Date, Id};

use super::merge::every_record;
use crate::authz::{Action, Addressee, Basic, Basis, Permit, What, Wish, Write, decide};
use crate::store::release as kept;
use crate::{ResidentId, permissions};

/// A release to give.
#[derive(Debug, Clone)]
pub struct NewRelease {
    /// What: only kinds that wait for a release ([`What::needs_release`]).
    pub kind: What,
    /// To whom.
    pub to: Addressee,
    /// From.
    pub from: Date,
    /// Last day; none = until it is taken back.
    pub until: Option<Date>,
    /// Which parts of it.
    pub parts: Parts,
    /// Who heard it from the person, when staff write it down; the person's own needs none.
    pub heard_by: String,
}

/// Which parts of what is released are shown. Codes of parts are those of the slice that keeps it; they name no person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Parts {
    /// Everything.
    #[default]
    Whole,
    /// Only these; none = nothing.
    These(BTreeSet<String>),
}

impl Parts {
    /// Is this part shown?
    pub fn shows(&self, part: &str) -> bool {
        match self {
            Parts::Whole => true,
            Parts::These(all) => all.contains(part),
        }
    }

    /// Is everything shown?
    pub fn whole(&self) -> bool {
        matches!(self, Parts::Whole)
    }

    /// Both together.
    pub fn and(self, other: Parts) -> Parts {
        match (self, other) {
            (Parts::These(mut a), Parts::These(b)) => {
                a.extend(b);
                Parts::These(a)
            }
            _ => Parts::Whole,
        }
    }

    /// Stored: empty for everything, otherwise the codes.
    pub(crate) fn code(&self) -> String {
        match self {
            Parts::Whole => String::new(),
            Parts::These(all) => all.iter().map(String::as_str).collect::<Vec<_>>().join(","),
        }
    }

    /// From what is stored.
    pub(crate) fn from_code(code: &str) -> Parts {
        match code {
            "" => Parts::Whole,
            codes => Parts::These(codes.split(',').map(str::to_owned).collect()),
        }
    }

    /// Something is chosen, and it can be kept: short codes of letters, digits, `-` and `.`.
    pub(crate) fn check(&self) -> Option<FieldError> {
        let Parts::These(all) = self else { return None };
        let plain = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
        let fits = |p: &String| !p.is_empty() && p.len() <= 40 && p.chars().all(plain);
        let message = match all.is_empty() {
            true => "見せるところを、1つ以上選んでください",
            false if all.len() <= 40 && all.iter().all(fits) => return None,
            false => "この中から選んでください",
        };
        Some(FieldError { field: "parts".into(), message: message.into() })
    }
}

/// A release as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Id.
    pub id: Id,
    /// What.
    pub kind: What,
    /// To whom.
    pub to: Addressee,
    /// From.
    pub from: Date,
    /// Last day.
    pub until: Option<Date>,
    /// Which parts.
    pub parts: Parts,
    /// Who heard it; ご本人 when the person did it alone.
    pub heard_by: String,
    /// Who wrote it down.
    pub by: String,
    /// When.
    pub at: At,
    /// Taken back at.
    pub ended_at: Option<At>,
    /// By whom.
    pub ended_by: String,
    /// Why.
    pub ended_reason: String,
}

impl Release {
    /// Does it count on this day?
    pub fn runs(&self, day: Date) -> bool {
        self.ended_at.is_none() && self.from <= day && self.until.is_none_or(|u| u >= day)
    }
}

/// A permit that lets one know what the person has released: the note's own, or that of who writes the basic facts.
pub trait Speaks {
    /// About whom.
    fn about(&self) -> ResidentId;
}

impl<A: Action> Speaks for Permit<'_, A, Wish> {
    fn about(&self) -> ResidentId {
        self.resident()
    }
}

impl Speaks for Permit<'_, Write, Basic> {
    fn about(&self) -> ResidentId {
        self.resident()
    }
}

/// The person (or a proxy, to close) by the note; staff who heard it by the basic facts, so that the first release can be
/// written down before anybody of the team may open the note.
fn speak(cx: &Cx<'_>, permission: &'static Permission, id: ResidentId) -> Result<()> {
    match cx.actor().hat.at_home() {
        true => decide::<Write, Wish>(cx, permission, id, None).map(drop),
        false => decide::<Write, Basic>(cx, permission, id, None).map(drop),
    }
}

/// Gives it; given again with the same days it is the one that runs, with others it takes its place.
///
/// # Errors
/// [`Error::NotFound`] without the right; [`Error::Invalid`] with `heard_by`, `until`.
pub fn set(cx: &Cx<'_>, id: ResidentId, n: &NewRelease) -> Result<Id> {
    speak(cx, &permissions::RELEASE, id)?;
    let mut errors = Vec::new();
    let mut refuse = |field: &str, message: &str| {
        errors.push(FieldError { field: field.into(), message: message.into() });
    };
    let heard = match cx.actor().hat.at_home() {
        true => "ご本人",
        false => n.heard_by.trim(),
    };
    if !n.kind.needs_release() {
        refuse("kind", "共有をえらぶものではありません");
    }
    match heard.chars().count() {
        0 => refuse("heard_by", "だれがご本人から聞いたかを入力してください"),
        1..=60 => {}
        _ => refuse("heard_by", "60文字以内で入力してください"),
    }
    if n.until.is_some_and(|u| u < n.from) {
        refuse("until", "終わりの日は、はじまりより後の日にしてください");
    }
    errors.extend(n.parts.check());
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    if let Some((old, from, until, parts)) = kept::open(cx, id, n.kind, n.to)? {
        if (from, until, &parts) == (n.from, n.until, &n.parts) {
            return Ok(old);
        }
        kept::end(cx, old, "見せるところや期間をかえました")?;
    }
    let row = AuditEntry::act(permissions::RELEASE.code).about(id);
    cx.audit(row.detail(format!(
        "{};{}{}",
        n.kind.code(),
        n.to.code(),
        narrowed(n.until, &n.parts)
    )));
    kept::add(cx, id, n, heard)
}

/// Takes back what is released of a kind, to one addressee or to all, in every record of the person; how many. It counts
/// from the next request on.
pub fn withdraw(
    cx: &Cx<'_>,
    id: ResidentId,
    kind: What,
    to: Option<Addressee>,
    reason: &str,
) -> Result<usize> {
    speak(cx, &permissions::RELEASE_END, id)?;
    if reason.trim().chars().count() > 200 {
        return Err(Error::field("reason", "200文字以内で入力してください"));
    }
    audit(cx, &permissions::RELEASE_END, id, kind, to);
    let mut done = 0;
    for record in every_record(cx, id)? {
        for a in Addressee::ALL.into_iter().filter(|a| to.is_none_or(|t| t == *a)) {
            if let Some((open, ..)) = kept::open(cx, record, kind, a)? {
                done += usize::from(kept::end(cx, open, reason)?);
            }
        }
    }
    Ok(done)
}

/// How a release is narrowed, for the log.
pub(crate) fn narrowed(until: Option<Date>, parts: &Parts) -> String {
    let until = until.map_or_else(String::new, |u| format!(";until={u}"));
    match parts {
        Parts::Whole => until,
        Parts::These(_) => format!("{until};parts={}", parts.code()),
    }
}

/// Which parts of the person's note the actor reads in this record: over all rights by which it is open to them; nothing where
/// it is not. It decides nothing: the door was asked before.
pub fn parts(cx: &Cx<'_>, record: ResidentId) -> Result<Parts> {
    let bases = crate::authz::reads_by(cx, What::Wish, record)?;
    let mut out = Parts::These(BTreeSet::new());
    for basis in bases {
        let more = match basis {
            Basis::Own | Basis::Proxy => return Ok(Parts::Whole),
            Basis::Relative => named_for(cx, record)?,
            other => match other.addressee() {
                Some(to) => kept::open(cx, record, What::Wish, to)?.map(|r| r.3),
                None => None,
            },
        };
        out = more.into_iter().fold(out, Parts::and);
    }
    Ok(out)
}

/// What the relative who asks was named for.
fn named_for(cx: &Cx<'_>, record: ResidentId) -> Result<Option<Parts>> {
    let Some(account) = cx.actor().account else { return Ok(None) };
    let card = crate::store::card::by_account(cx, account)?;
    Ok(card.filter(|c| c.resident == record && c.open()).map(|c| c.note_parts))
}

/// All releases of the person's record, ended ones too, the newest first.
pub fn of(cx: &Cx<'_>, permit: &impl Speaks) -> Result<Vec<Release>> {
    kept::all(cx, permit.about())
}

/// Whose note it is, for who may open it: the note is handed over as a whole, and whose it is stands on it, also where the
/// matrix gives a facility or a crew nothing else of the person.
pub fn whose<A: Action>(cx: &Cx<'_>, permit: &Permit<'_, A, Wish>) -> Result<Named> {
    let r = crate::store::whole(cx, permit.resident())?;
    Ok(Named { name: r.name, kana: r.kana, birth: r.birth })
}

/// Name, reading and birth date of the person whose note it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Name.
    pub name: String,
    /// Reading.
    pub kana: String,
    /// Birth date.
    pub birth: Date,
}

fn audit(cx: &Cx<'_>, p: &Permission, id: ResidentId, kind: What, to: Option<Addressee>) {
    let to = to.map_or("all", Addressee::code);
    cx.audit(AuditEntry::act(p.code).about(id).detail(format!("{};{to}", kind.code())));
}
