//! The measures of events: after each act the event is counted anew and the difference is appended, pointing to it. So the
//! figures are exact at once, and rebuilding them gives the same.
use std::collections::BTreeMap;

use app::measures::{measure, value};
use app::{Cx, Result};

use super::event;
use crate::model::{Event, State};
use crate::{EventId, store};

/// Times (回) by kind and fiscal year.
pub const TIMES: &str = "events.times";
/// Persons by kind and fiscal year.
pub const PERSONS: &str = "events.persons";
/// Persons by profession and fiscal year.
pub const PRESENT: &str = "events.present";

/// `kind=…;year=…`.
pub fn by_kind(kind: &str, year: i64) -> String {
    format!("kind={kind};year={year}")
}

/// `profession=…;year=…`.
pub fn by_profession(profession: &str, year: i64) -> String {
    format!("profession={profession};year={year}")
}

/// Who was there, by profession: received by name and counted by hand. A person at two dates counts at each (延べ), unless
/// the dates count as one time together.
pub(crate) fn present(cx: &Cx<'_>, e: &Event) -> Result<Vec<(String, i64)>> {
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    let named = match e.data.together {
        true => store::entry::present_once(cx, e.id)?,
        false => store::entry::present_by(cx, e.id)?.into_iter().map(|(p, _, n)| (p, n)).collect(),
    };
    for (profession, n) in named.into_iter().chain(store::event::heads(cx, e.id)?) {
        *sums.entry(profession).or_default() += n;
    }
    Ok(sums.into_iter().collect())
}

/// What an event is worth to each figure.
fn worth(cx: &Cx<'_>, e: &Event) -> Result<BTreeMap<(String, String), i64>> {
    let mut out = BTreeMap::new();
    if e.state != State::Held {
        return Ok(out);
    }
    let key = by_kind(&e.data.kind, e.year);
    let present = present(cx, e)?;
    out.insert((TIMES.to_string(), key.clone()), e.times());
    out.insert((PERSONS.to_string(), key), present.iter().map(|p| p.1).sum());
    for (profession, n) in present {
        out.insert((PRESENT.to_string(), by_profession(&profession, e.year)), n);
    }
    Ok(out)
}

/// Brings the figures to what the event is worth now.
pub(crate) fn recount(cx: &Cx<'_>, id: EventId) -> Result<()> {
    let mut now = worth(cx, &event(cx, id)?)?;
    for (name, dims, n) in store::event::counted(cx, id)? {
        let want = now.remove(&(name.clone(), dims.clone())).unwrap_or(0);
        put(cx, id, &name, &dims, want, n)?;
    }
    for ((name, dims), want) in now {
        put(cx, id, &name, &dims, want, 0)?;
    }
    Ok(())
}

fn put(cx: &Cx<'_>, id: EventId, name: &str, dims: &str, want: i64, was: i64) -> Result<()> {
    if want == was {
        return Ok(());
    }
    measure(cx, name, dims, want - was, id.0)?;
    store::event::put_counted(cx, id, name, dims, want)
}

/// Times and persons of a kind in a fiscal year, by the measures.
pub fn figure(cx: &Cx<'_>, kind: &str, year: i64) -> Result<(i64, i64)> {
    let key = by_kind(kind, year);
    Ok((value(cx, TIMES, &key)?, value(cx, PERSONS, &key)?))
}
