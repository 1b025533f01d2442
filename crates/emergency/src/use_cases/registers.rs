//! The registers: entering somebody with consent for each receiver, the lists, and the 安否確認 board.
use accounts::OrganisationKind;
use app::{Cx, Error, Result, authorise};
use kernel::Id;
use people::ResidentId;
use people::authz::{
    Act, Basic, Basis, Grant, Party, Read, Register, What, Write, audit_list, could, decide, grant,
    scope,
};
use people::use_cases::card_facts::{RegisterLine, register_line};

use crate::model::lookup::Place;
use crate::model::register::{Disaster, Entry, RECEIVERS, STATUSES, Safety, label, validate};
use crate::{permissions, store};

/// What the page of an entry shows.
#[derive(Debug, Clone)]
pub struct View {
    /// The person; none before the first entry.
    pub line: Option<RegisterLine>,
    /// The entry.
    pub entry: Option<Entry>,
}

/// The entry of somebody. Who may write the basic facts sees that there is none yet.
pub fn view(cx: &Cx<'_>, id: ResidentId) -> Result<View> {
    if could(cx, Act::Read, What::Register, id)? {
        let permit = decide::<Read, Register>(cx, &permissions::REGISTERS, id, None)?;
        return Ok(View {
            line: Some(register_line(cx, &permit)?),
            entry: store::register::newest(cx, id.0)?,
        });
    }
    decide::<Write, Basic>(cx, &permissions::REGISTERS_WRITE, id, None)?;
    Ok(View { line: None, entry: None })
}

/// Keeps an entry. The first one gives the office and the city the right to the entry, and to nothing else.
pub fn enter(cx: &Cx<'_>, id: ResidentId, e: &Entry) -> Result<()> {
    let first = !could(cx, Act::Write, What::Register, id)?;
    match first {
        true => decide::<Write, Basic>(cx, &permissions::REGISTERS_WRITE, id, None).map(drop)?,
        false => {
            decide::<Write, Register>(cx, &permissions::REGISTERS_WRITE, id, None).map(drop)?
        }
    }
    let errors = validate(e, cx.today());
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let theirs = store::register::newest(cx, id.0)?.map_or(0, |n| n.version);
    if theirs != e.version {
        return Err(Error::Stale { mine: e.version, theirs });
    }
    if first {
        let mut parties: Vec<Id> = cx.actor().organisation.into_iter().collect();
        parties.extend(
            accounts::organisations_of_kind(cx, OrganisationKind::City)?.iter().map(|o| o.id.0),
        );
        for party in parties {
            let right = Grant {
                resident: id,
                party: Party::Organisation(party),
                basis: Basis::Register,
                kind: None,
                record: None,
                from: cx.today(),
                to: None,
            };
            grant(cx, &right)?;
        }
    }
    store::register::add(cx, id.0, theirs + 1, e)?;
    store::ask::close(cx, id.0, crate::model::ask::About::Register)
}

/// A line of a list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The resident.
    pub resident: Id,
    /// The person.
    pub line: RegisterLine,
    /// The entry.
    pub entry: Entry,
    /// 町名.
    pub town: String,
}

/// The list for a receiver: only who consented to that receiver; with an empty receiver the whole register.
pub fn list(cx: &Cx<'_>, receiver: &str, town: &str) -> Result<Vec<Line>> {
    if !receiver.is_empty() && label(RECEIVERS, receiver).is_empty() {
        return Err(Error::NotFound);
    }
    let ids = {
        let scope = scope(cx, &permissions::REGISTERS, What::Register)?;
        store::register::listed(cx, &scope)?
    };
    let mut out = Vec::new();
    for id in ids {
        let Some(entry) = store::register::newest(cx, id)? else { continue };
        let given = entry.consents.iter().any(|(r, given, _)| r == receiver && *given);
        if !receiver.is_empty() && !given {
            continue;
        }
        let permit = decide::<Read, Register>(cx, &permissions::REGISTERS, ResidentId(id), None)?;
        let line = register_line(cx, &permit)?;
        let here = Place::read(&line.address, &cx.region().name).town;
        if town.is_empty() || town == here {
            out.push(Line { resident: id, line, entry, town: here });
        }
    }
    out.sort_by(|a, b| (&a.town, &a.line.kana).cmp(&(&b.town, &b.line.kana)));
    let shown: Vec<Id> = out.iter().map(|l| l.resident).collect();
    audit_list(cx, &permissions::REGISTERS, &format!("receiver={receiver}"), &shown);
    Ok(out)
}

/// 町名 of the register in reach, for narrowing.
pub fn towns(cx: &Cx<'_>) -> Result<Vec<String>> {
    let ids = {
        let scope = scope(cx, &permissions::REGISTERS, What::Register)?;
        store::register::listed(cx, &scope)?
    };
    store::index::towns_of(cx, &ids)
}

/// The boards.
pub fn boards(cx: &Cx<'_>) -> Result<Vec<Disaster>> {
    authorise(cx, &permissions::REGISTERS)?;
    store::register::boards(cx)
}

/// Opens a board.
pub fn open(cx: &Cx<'_>, name: &str) -> Result<Id> {
    authorise(cx, &permissions::BOARD)?;
    match name.trim().chars().count() {
        1..=60 => store::register::open(cx, name.trim()),
        _ => Err(Error::field("name", "名前を60文字以内で入力してください（例 11月21日の大雨）")),
    }
}

/// Closes it.
pub fn close(cx: &Cx<'_>, id: Id) -> Result<()> {
    authorise(cx, &permissions::BOARD)?;
    if store::register::close(cx, id)? { Ok(()) } else { Err(Error::NotFound) }
}

/// Opens one again that was closed too early.
pub fn reopen(cx: &Cx<'_>, id: Id) -> Result<()> {
    authorise(cx, &permissions::BOARD)?;
    if store::register::reopen(cx, id)? { Ok(()) } else { Err(Error::NotFound) }
}

/// Somebody of the list, and what was said of them since the disaster.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The person.
    pub line: Line,
    /// Who said what and when, the newest first.
    pub marks: Vec<Safety>,
    /// How often something was said: what a form was drawn from.
    pub version: i64,
}

impl Asked {
    /// What holds now; none = まだ.
    pub fn said(&self) -> Option<&Safety> {
        self.marks.first()
    }
}

/// A board: everybody of the register in reach, who needs help and who is not known of first.
pub fn board(cx: &Cx<'_>, id: Id) -> Result<(Disaster, Vec<Asked>)> {
    let disaster = store::register::board(cx, id)?.ok_or(Error::NotFound)?;
    let mut lines: Vec<Asked> = list(cx, "", "")?
        .into_iter()
        .map(|line| {
            let (marks, version) = store::register::marks(cx, id, line.resident)?;
            Ok(Asked { line, marks, version })
        })
        .collect::<Result<_>>()?;
    let order = |a: &Asked| match a.said().map(|s| s.status.as_str()) {
        Some("need") => 0,
        None => 1,
        Some("absent") => 2,
        _ => 3,
    };
    lines.sort_by_key(order);
    Ok((disaster, lines))
}

/// Says how somebody is. `seen` is the [`Asked::version`] that the page showed.
///
/// # Errors
/// [`Error::Stale`] when somebody has said something else meanwhile: nothing is overwritten unseen.
pub fn say(cx: &Cx<'_>, disaster: Id, resident: ResidentId, status: &str, seen: i64) -> Result<()> {
    decide::<Write, Register>(cx, &permissions::REGISTERS_WRITE, resident, None)?;
    let open = store::register::board(cx, disaster)?.ok_or(Error::NotFound)?;
    if open.closed_at.is_some() {
        return Err(Error::Rule("この安否確認は終わっています".into()));
    }
    if label(STATUSES, status).is_empty() {
        return Err(Error::field("status", "どれかを選んでください"));
    }
    let (marks, theirs) = store::register::marks(cx, disaster, resident.0)?;
    if theirs != seen && marks.first().is_some_and(|m| m.status != status) {
        return Err(Error::Stale { mine: seen, theirs });
    }
    store::register::say(cx, disaster, resident.0, status)
}
