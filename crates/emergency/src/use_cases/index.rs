//! Keeping the look-up's index: in the transaction in which a person's facts or card change, and by a nightly round that
//! would bring in what a change elsewhere left out.
use app::{App, Cx, Result};
use kernel::{Actor, Id};
use people::use_cases::card_facts;
use people::{ResidentId, Sex};

use crate::model::lookup::entry::{Entry, Sex as Shown};
use crate::model::lookup::place::Place;
use crate::store;

/// Brings one person's entry up to date, or takes it out.
pub fn refresh(cx: &Cx<'_>, resident: Id) -> Result<()> {
    let Some((r, phones)) = card_facts::index_facts(cx, ResidentId(resident))? else {
        store::index::drop(cx, resident)?;
        return Ok(());
    };
    let open = store::card::running(cx, resident)?.is_some();
    let landmark = match open {
        true => store::card::newest(cx, resident)?.map(|c| c.get("landmark").to_owned()),
        false => None,
    };
    let mut numbers: Vec<String> =
        phones.iter().map(|p| digits(p)).filter(|d| d.len() >= 6).collect();
    numbers.sort();
    numbers.dedup();
    let entry = Entry {
        resident,
        name: r.name,
        kana: r.kana,
        birth: r.birth,
        sex: match r.sex {
            Sex::Male => Some(Shown::Male),
            Sex::Female => Some(Shown::Female),
            Sex::Unknown => None,
        },
        place: Place::read(&r.address, &cx.region().name),
        phones: numbers,
        landmark: landmark.unwrap_or_default(),
    };
    store::index::put(cx, &entry, open)
}

fn digits(phone: &str) -> String {
    kernel::kana::half_width(phone).chars().filter(char::is_ascii_digit).collect()
}

/// The round over everybody, a few hundred in a transaction. Says how many were looked at.
pub fn round(app: &App) -> Result<usize> {
    let system = Actor::system();
    let (mut after, mut n) = (None, 0);
    loop {
        let ids = app.read(&system, move |cx| card_facts::ids_after(cx, after, 300))?;
        let Some(last) = ids.last().copied() else { return Ok(n) };
        n += ids.len();
        app.write(&system, move |cx| {
            ids.iter().try_for_each(|id| {
                refresh(cx, *id)?;
                super::register::grant_all(cx, *id)
            })
        })?;
        after = Some(last);
    }
}

/// The index as a look-up among people with a card reads it: for the load tool, which measures the reading alone.
pub fn reader<'a, 't>(
    cx: &'a Cx<'t>,
) -> impl crate::model::lookup::Index<Error = app::Error> + use<'a, 't> {
    store::index::Kept { cx, open: true }
}

/// Puts invented entries into the index of a private store: for the load tool. They belong to no resident.
pub fn put_sample(cx: &Cx<'_>, entries: &[Entry]) -> Result<()> {
    entries.iter().try_for_each(|e| store::index::put(cx, e, true))
}
