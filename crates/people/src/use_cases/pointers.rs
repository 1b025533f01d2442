//! Pointers to a person's talks and wishes that are shown elsewhere: the card of 救急 says that there is a record, when it was
//! made, which doctor to ask by day and by night, and where a signed paper is kept. Written by the slice that keeps the
//! record, in its own transaction; it is never an order.
use app::{Cx, Error, FieldError, Result};
use kernel::{At, Date, Id};

use super::merge::every_record;
use crate::ResidentId;
use crate::authz::{Act, Emergency, Permit, Read, What, Wish, Write, could};
use crate::store::release as kept;

/// What is pointed to. A person's words and a doctor's signed paper are never shown as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PointerKind {
    /// 本人の思いの記録.
    Words,
    /// 医療・ケアについての話し合いの記録.
    Talk,
    /// 医師の署名のある書面の所在.
    Paper,
}

impl PointerKind {
    /// All.
    pub const ALL: [PointerKind; 3] = [PointerKind::Words, PointerKind::Talk, PointerKind::Paper];

    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            PointerKind::Words => "words",
            PointerKind::Talk => "talk",
            PointerKind::Paper => "paper",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<PointerKind> {
        PointerKind::ALL.into_iter().find(|k| k.code() == code)
    }

    /// Words on pages.
    pub const fn label(self) -> &'static str {
        match self {
            PointerKind::Words => "本人の思いの記録",
            PointerKind::Talk => "医療・ケアについての話し合いの記録",
            PointerKind::Paper => "医師の署名のある書面",
        }
    }
}

/// A pointer to set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPointer {
    /// What it points to.
    pub kind: PointerKind,
    /// Code of the part of the note that it belongs to, for who is shown parts only; empty = it is for those who see everything.
    pub part: String,
    /// The day of the talk, of the person's confirming or of the paper.
    pub made_on: Date,
    /// The text that the person released to 救急; at most 400 characters.
    pub words: String,
    /// The doctor to ask.
    pub doctor: String,
    /// Their telephone by day.
    pub phone_day: String,
    /// By night: most clinics have no line round the clock.
    pub phone_night: String,
    /// Where a signed paper is kept.
    pub paper_at: String,
    /// Who signed or keeps it.
    pub paper_by: String,
    /// Code of the slice that keeps the record.
    pub source: String,
    /// Its record.
    pub record: Id,
}

/// A pointer that was not taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// Id.
    pub id: Id,
    /// The record of the person that it belongs to.
    pub resident: ResidentId,
    /// What it shows.
    pub shown: NewPointer,
    /// Who set it.
    pub by: String,
    /// When.
    pub at: At,
}

/// Sets it, in place of the one of the same kind and part to the same record.
///
/// # Errors
/// [`Error::Invalid`] beside the fields of [`NewPointer`].
pub fn set(cx: &Cx<'_>, permit: &Permit<'_, Write, Wish>, p: &NewPointer) -> Result<Id> {
    let mut errors = Vec::new();
    let mut refuse = |field: &str, message: String| {
        errors.push(FieldError { field: field.into(), message });
    };
    for (field, text, most) in [
        ("words", &p.words, 400),
        ("doctor", &p.doctor, 60),
        ("phone_day", &p.phone_day, 20),
        ("phone_night", &p.phone_night, 20),
        ("paper_at", &p.paper_at, 100),
        ("paper_by", &p.paper_by, 60),
    ] {
        if text.trim().chars().count() > most {
            refuse(field, format!("{most}文字以内で入力してください"));
        }
    }
    if p.made_on > cx.today() {
        refuse("made_on", "きょうまでの日を入力してください".into());
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    kept::point(cx, permit.resident(), p)
}

/// Takes back every pointer to a record; how many. Gone from the next look-up on.
pub fn withdraw(
    cx: &Cx<'_>,
    permit: &Permit<'_, Write, Wish>,
    source: &str,
    record: Id,
) -> Result<u64> {
    let mut n = 0;
    for one in every_record(cx, permit.resident())? {
        n += kept::unpoint(cx, one, source, record)?;
    }
    Ok(n)
}

/// The pointers that the reader of a card may see: those of the records whose note is open to them. For 救急, the team and a
/// hospital that is so only while the person's release to them runs; for a relative, only when the note was named.
pub fn of(cx: &Cx<'_>, permit: &Permit<'_, Read, Emergency>) -> Result<Vec<Pointer>> {
    let mut out = Vec::new();
    for one in every_record(cx, permit.resident())? {
        let card = one == permit.resident() || could(cx, Act::Read, What::Emergency, one)?;
        if card && could(cx, Act::Read, What::Wish, one)? {
            let parts = super::release::parts(cx, one)?;
            let seen = |p: &Pointer| match p.shown.part.as_str() {
                "" => parts.whole(),
                part => parts.shows(part),
            };
            out.extend(joined(kept::pointers(cx, one)?.into_iter().filter(seen)));
        }
    }
    Ok(out)
}

/// The person's own words stand as one, whatever parts they come from; those of one moment by the codes of their parts, falling.
fn joined(all: impl Iterator<Item = Pointer>) -> Vec<Pointer> {
    let mut out: Vec<Pointer> = Vec::new();
    for p in all {
        let whole = out.iter_mut().find(|w| {
            (p.shown.kind, w.shown.kind) == (PointerKind::Words, PointerKind::Words)
                && (&w.shown.source, w.shown.record) == (&p.shown.source, p.shown.record)
        });
        match whole {
            Some(w) => w.shown.words = format!("{}\n{}", w.shown.words, p.shown.words),
            None => out.push(p),
        }
    }
    out
}
