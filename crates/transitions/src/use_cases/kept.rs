//! The rates as they are kept (docs/adr/0047): read for a period in a moment, brought into sums of days, counted anew, and
//! compared with the records once a day. Nobody is named.
use std::collections::BTreeMap;

use app::{App, Cx, Result};
use kernel::{Actor, Date, Id};

use super::count::{self, Of};
use crate::model::survey::{Case, Key, R, Rate, visit};
use crate::store::{cases, kept as store};

/// Stays that one transaction counts anew: few enough that nobody who writes meanwhile waits for long.
const PORTION: usize = 50;

/// Stays that one reading compares.
const COMPARED: usize = 200;

/// Stays that one transaction brings into the sums: many of them end on the same days.
const FOLDED: usize = 1000;

/// Behind every id.
const LAST: &str = "~";

/// Rates of a period (both days included), for a caller that has asked for its permission and shows nothing but counts.
/// While the stays are still being counted for the first time, the records themselves are read: slower, and the same.
pub(crate) fn rates(cx: &Cx<'_>, from: Date, to: Date, of: &[R]) -> Result<BTreeMap<R, Rate>> {
    if !store::state(cx)?.done {
        let all = count::counted(cx, from, to, Of::default())?.all.rates;
        let one = |r: &R| (*r, all.get(r.code()).copied().unwrap_or_default());
        return Ok(of.iter().map(one).collect());
    }
    // a page asks for many rates of the same years
    let stale = cx.once(NO_DAYS, "transitions.kept.stale", || store::stale(cx))?;
    let mut out = BTreeMap::new();
    for r in of {
        out.insert(*r, store::rate(cx, *r, from, to, &stale)?);
    }
    // the questionnaire has few rows, and which of them count depends on the stays beside them
    let none = BTreeMap::new();
    let keyed = cx.once(days(from, to), "transitions.kept.keyed", || {
        count::keyed(cx, from, to, Of::default(), &none, &cases::may_be(cx, from, to)?)
    })?;
    for c in keyed.iter() {
        add(&mut out, c, from, to);
    }
    Ok(out)
}

const NO_DAYS: Id = Id::from_bytes([0; 16]);

/// Two days as what a read asks once about.
fn days(from: Date, to: Date) -> Id {
    let mut bytes = [0; 16];
    for (part, day) in bytes.chunks_mut(8).zip([from, to]) {
        let [high, low] = day.year().to_be_bytes();
        part.copy_from_slice(&[high, low, day.month() as u8, day.day() as u8, 0, 0, 0, 0]);
    }
    Id::from_bytes(bytes)
}

fn add(to_rates: &mut BTreeMap<R, Rate>, c: &Case, from: Date, to: Date) {
    visit(c, from, to, |key| {
        if let Key::Rate(r, n) = key
            && let Some(sum) = to_rates.get_mut(&r)
        {
            sum.d += 1;
            sum.n += i64::from(n);
        }
    });
}

/// Counts the next stays anew; true when all are counted.
fn go_on(cx: &Cx<'_>) -> Result<bool> {
    let mut state = store::state(cx)?;
    if state.done {
        return Ok(true);
    }
    let ids = store::next_stays(cx, &state.upto, PORTION)?;
    store::renew(cx, &ids)?;
    match ids.last() {
        Some(last) if ids.len() == PORTION => state.upto = last.to_string(),
        _ => state = store::State { done: true, checked_on: Some(cx.today()), upto: String::new() },
    }
    store::set_state(cx, &state)?;
    Ok(state.done)
}

/// Forgets what is kept and counts every stay anew; who reads meanwhile reads the records.
pub fn rebuild(app: &App) -> Result<()> {
    app.write(&Actor::system(), store::clear)?;
    catch_up(app)
}

/// Counts what is not counted yet, in portions (stopped, it goes on where it was), and folds.
pub fn catch_up(app: &App) -> Result<()> {
    let mut portions = 0;
    while !app.write(&Actor::system(), go_on)? {
        portions += 1;
        if portions % (FOLDED / PORTION) == 0 {
            fold(app)?;
        }
    }
    fold(app)
}

/// Brings what changed into the sums of days.
pub fn fold(app: &App) -> Result<()> {
    while app.write(&Actor::system(), |cx| store::fold(cx, FOLDED))? == FOLDED {}
    Ok(())
}

/// Compares every row with the records of its stay; how many were not the same.
pub fn compare(app: &App) -> Result<usize> {
    walk(app, false)
}

/// The same, and sets right what is not: an older program that still runs beside this one keeps nothing here.
pub fn mend(app: &App) -> Result<usize> {
    walk(app, true)
}

fn walk(app: &App, mend: bool) -> Result<usize> {
    let system = Actor::system();
    let (mut after, mut n) = (String::new(), 0);
    loop {
        let from = after.clone();
        let (ids, upto, wrong) = app.read(&system, move |cx| {
            let ids = store::next_stays(cx, &from, COMPARED)?;
            let upto = match ids.last() {
                Some(last) if ids.len() == COMPARED => last.to_string(),
                _ => LAST.to_string(),
            };
            let d = store::differing(cx, &from, &upto, &ids)?;
            Ok((ids, upto, d.changed.len() + d.gone.len()))
        })?;
        n += wrong;
        if mend && wrong > 0 {
            let (from, upto, ids) = (after.clone(), upto.clone(), ids);
            app.write(&system, move |cx| set_right(cx, &from, &upto, &ids))?;
        }
        if upto == LAST {
            return Ok(n);
        }
        after = upto;
    }
}

fn set_right(cx: &Cx<'_>, after: &str, upto: &str, ids: &[Id]) -> Result<()> {
    let d = store::differing(cx, after, upto, ids)?;
    store::take_out(cx, &d.gone)?;
    store::renew(cx, &d.changed)
}

/// What the job does: counts what is not counted yet, folds, takes out what older editions kept, and once a day compares.
pub fn keep_up(app: &App) -> Result<()> {
    catch_up(app)?;
    while !app.write(&Actor::system(), |cx| store::clear_old(cx, 1000))? {}
    let (state, today) = app.read(&Actor::system(), |cx| Ok((store::state(cx)?, cx.today())))?;
    if state.checked_on != Some(today) {
        let n = mend(app)?;
        if n > 0 {
            tracing::warn!(n, "kept rates were not those of their stays and were set right");
            fold(app)?;
        }
        app.write(&Actor::system(), move |cx| {
            let now = store::state(cx)?;
            store::set_state(cx, &store::State { checked_on: Some(today), ..now })
        })?;
    }
    Ok(())
}
