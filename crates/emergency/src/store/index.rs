//! SQL of the look-up's index. `open` entries have a card; the others are reached by 緊急閲覧 alone and stand under other
//! keys, so that a look-up of crews never meets them.
use app::{Cx, Result};
use db::{DbError, FromRow, Row, Value, Where, params};
use kernel::Id;

use crate::model::lookup::entry::Sex;
use crate::model::lookup::{Entry, Index, Place, Towns};

db::statements! { pub(crate) STATEMENTS;
    UNDER = "SELECT resident FROM emergency_key WHERE key = $1 ORDER BY resident LIMIT $2";
    ENTRIES = "SELECT resident, open, name, kana, birth, sex, base, town, numbers, chome, rest, phones, landmark FROM emergency_entry WHERE 1 = 1";
    ENTRY = "SELECT resident, open, name, kana, birth, sex, base, town, numbers, chome, rest, phones, landmark FROM emergency_entry WHERE resident = $1";
    PUT = "INSERT INTO emergency_entry(resident, open, name, kana, birth, sex, base, town, numbers, chome, rest, phones, landmark) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (resident) DO UPDATE SET open = excluded.open, name = excluded.name, kana = excluded.kana, birth = excluded.birth, sex = excluded.sex, base = excluded.base, town = excluded.town, numbers = excluded.numbers, chome = excluded.chome, rest = excluded.rest, phones = excluded.phones, landmark = excluded.landmark";
    DROP = "DELETE FROM emergency_entry WHERE resident = $1";
    ADD_KEY = "INSERT INTO emergency_key(key, resident) VALUES ($1, $2) ON CONFLICT (key, resident) DO NOTHING";
    DROP_KEY = "DELETE FROM emergency_key WHERE key = $1 AND resident = $2";
    TOWNS = "SELECT name, kana FROM emergency_town ORDER BY name";
    WITHOUT = "SELECT x.resident, x.town FROM emergency_entry x WHERE x.open = 0";
    OF_BIRTH = "SELECT x.resident, x.name, x.kana FROM emergency_entry x WHERE 1 = 1";
    ADD_TOWN = "INSERT INTO emergency_town(name, kana) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
}

/// Keys of people without a card are these, turned over: none of them is ever a key of somebody with one.
fn salted(key: i64, open: bool) -> i64 {
    if open { key & i64::MAX } else { key | i64::MIN }
}

struct Stored {
    open: bool,
    entry: Entry,
}

impl FromRow for Stored {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let list = |i: usize| r.get::<String>(i);
        let sex = match list(5)?.as_str() {
            "male" => Some(Sex::Male),
            "female" => Some(Sex::Female),
            _ => None,
        };
        let place = Place {
            base: r.get(6)?,
            town: r.get(7)?,
            numbers: list(8)?.split('-').filter_map(|n| n.parse().ok()).collect(),
            chome: r.get(9)?,
            rest: r.get(10)?,
        };
        let entry = Entry {
            resident: r.get(0)?,
            name: r.get(2)?,
            kana: r.get(3)?,
            birth: r.get(4)?,
            sex,
            place,
            phones: list(11)?.split(',').filter(|p| !p.is_empty()).map(str::to_owned).collect(),
            landmark: r.get(12)?,
        };
        Ok(Stored { open: r.get(1)?, entry })
    }
}

/// The index as a look-up reads it.
pub(crate) struct Kept<'a, 't> {
    /// The transaction.
    pub cx: &'a Cx<'t>,
    /// People with a card; otherwise those without.
    pub open: bool,
}

impl Index for Kept<'_, '_> {
    type Error = app::Error;

    fn under(&self, key: i64, most: usize) -> Result<Vec<Id>> {
        let rows = self.cx.tx().rows(UNDER, params![salted(key, self.open), most])?;
        rows.iter().map(|r| Ok(r.get(0)?)).collect()
    }

    fn entries(&self, ids: &[Id]) -> Result<Vec<Entry>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let w = Where::new().and_in("resident", ids.iter().map(|i| Value::from(*i)).collect());
        let rows = self.cx.tx().list(ENTRIES, &w, "ORDER BY resident LIMIT 400")?;
        let all: Vec<Stored> =
            rows.iter().map(Stored::from_row).collect::<std::result::Result<_, _>>()?;
        Ok(all.into_iter().filter(|s| s.open == self.open).map(|s| s.entry).collect())
    }
}

/// Puts somebody in, or brings them up to date. Both sets of keys are known, so the index needs none by resident.
pub(crate) fn put(cx: &Cx<'_>, e: &Entry, open: bool) -> Result<()> {
    let before: Option<Stored> = cx.tx().find(ENTRY, params![e.resident])?;
    if before.as_ref().is_some_and(|b| b.open == open && b.entry == *e) {
        return Ok(());
    }
    let keys = |e: &Entry, open: bool| -> Vec<i64> {
        e.keys().into_iter().map(|k| salted(k, open)).collect()
    };
    if before.as_ref().is_some_and(|b| {
        b.open && !b.entry.place.town.is_empty() && (!open || b.entry.place.town != e.place.town)
    }) {
        super::tablet::wipe_all(cx, "left the district")?;
    }
    let new = keys(e, open);
    let old = before.map(|b| keys(&b.entry, b.open)).unwrap_or_default();
    for k in old.iter().filter(|k| !new.contains(k)) {
        cx.tx().exec(DROP_KEY, params![*k, e.resident])?;
    }
    for k in new.iter().filter(|k| !old.contains(k)) {
        cx.tx().exec(ADD_KEY, params![*k, e.resident])?;
    }
    let sex = e.sex.map_or("", |s| match s {
        Sex::Male => "male",
        Sex::Female => "female",
    });
    let numbers: Vec<String> = e.place.numbers.iter().map(u32::to_string).collect();
    cx.tx().exec(
        PUT,
        params![
            e.resident,
            open,
            &e.name,
            &e.kana,
            e.birth,
            sex,
            &e.place.base,
            &e.place.town,
            numbers.join("-"),
            e.place.chome,
            &e.place.rest,
            e.phones.join(","),
            &e.landmark,
        ],
    )?;
    if !e.place.town.is_empty() {
        add_town(cx, &e.place.town, "")?;
    }
    Ok(())
}

/// Takes somebody out.
pub(crate) fn drop(cx: &Cx<'_>, resident: Id) -> Result<bool> {
    let Some(old) = cx.tx().find::<Stored>(ENTRY, params![resident])? else { return Ok(false) };
    for k in old.entry.keys() {
        cx.tx().exec(DROP_KEY, params![salted(k, old.open), resident])?;
    }
    if old.open {
        super::tablet::wipe_all(cx, "left the district")?;
    }
    cx.tx().exec(DROP, params![resident])?;
    Ok(true)
}

/// A town that somebody lives in, or that the directory names with its reading.
pub(crate) fn add_town(cx: &Cx<'_>, name: &str, kana: &str) -> Result<()> {
    cx.tx().exec(ADD_TOWN, params![name, kana])?;
    Ok(())
}

impl Kept<'_, '_> {
    /// The entries of very many residents, in steps.
    pub(crate) fn all(&self, ids: &[Id]) -> Result<Vec<Entry>> {
        let mut out = Vec::with_capacity(ids.len());
        for some in ids.chunks(300) {
            out.extend(self.entries(some)?);
        }
        Ok(out)
    }
}

/// 町名 of these residents, each once.
pub(crate) fn towns_of(cx: &Cx<'_>, ids: &[Id]) -> Result<Vec<String>> {
    let mut towns = std::collections::BTreeSet::new();
    for some in ids.chunks(300) {
        let w = Where::new().and_in("resident", some.iter().map(|i| Value::from(*i)).collect());
        let rows = cx.tx().list(ENTRIES, &w, "ORDER BY resident LIMIT 400")?;
        for r in &rows {
            towns.insert(r.get::<String>(7)?);
        }
    }
    Ok(towns.into_iter().filter(|t| !t.is_empty()).collect())
}

/// Who of a scope was born on a day: id, name, reading.
pub(crate) fn of_birth(
    cx: &Cx<'_>,
    scope: &people::Scope<'_>,
    birth: kernel::Date,
) -> Result<Vec<(Id, String, String)>> {
    let w = Where::new().and("birth = ?", &[Value::from(birth)]).and_where(scope.conditions());
    let rows = cx.tx().list(OF_BIRTH, &w, "ORDER BY resident LIMIT 200")?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).collect()
}

/// Who of a scope has no card, with 町名; at most 2,000.
pub(crate) fn without_card(cx: &Cx<'_>, scope: &people::Scope<'_>) -> Result<Vec<(Id, String)>> {
    let w = Where::new().and_where(scope.conditions());
    let rows = cx.tx().list(WITHOUT, &w, "ORDER BY town, resident LIMIT 2000")?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// The towns, for reading the box: where somebody lives, and those of the directory with their readings. Some hundreds.
pub(crate) fn towns(cx: &Cx<'_>) -> Result<Towns> {
    let all = known_towns(cx)?;
    Ok(Towns::of(all.iter().map(|(a, b)| (a.as_str(), b.as_str()))))
}

/// The same as names and readings.
pub(crate) fn known_towns(cx: &Cx<'_>) -> Result<Vec<(String, String)>> {
    let rows = cx.tx().rows(TOWNS, &[])?;
    let mut all: Vec<(String, String)> =
        rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect::<Result<_>>()?;
    let known = directory::use_cases::areas::towns(cx)?;
    all.extend(known.into_iter().map(|t| (t.name, t.kana)));
    Ok(all)
}
