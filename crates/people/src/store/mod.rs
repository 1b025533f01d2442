//! The only SQL of people: residents and finding them. What belongs to a resident is in `details`.
pub(crate) mod access;
pub(crate) mod card;
pub(crate) mod consent;
pub(crate) mod details;
pub(crate) mod exchange;
pub(crate) mod find_cm;
pub(crate) mod hand_over;
pub(crate) mod keycode;
mod matching;
pub(crate) mod members;
pub(crate) mod merge;
pub(crate) mod release;

use std::collections::BTreeSet;

use app::{Cx, Result};
use db::{DbError, FromRow, Row, Where, params};
use kernel::kana::{bigrams, search_key};
use kernel::{Date, Id};

use crate::authz::{Basic, Kind, Permit, Read, Scope, Write};
use crate::model::{CareLevel, NewResident, Resident, Sex};
use crate::{ResidentId, authz};

pub(crate) use matching::{matching, named_in};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO people_resident(id, name, kana, name_key, kana_key, birth, sex, address, phone, insurer, insured, care_level, care_from, care_to, household, version, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, $16)";
    CHANGE = "UPDATE people_resident SET name = $1, kana = $2, name_key = $3, kana_key = $4, birth = $5, sex = $6, address = $7, phone = $8, insurer = $9, insured = $10, care_level = $11, care_from = $12, care_to = $13, household = $14, version = version + 1 WHERE id = $15 AND version = $16";
    DIED = "UPDATE people_resident SET died_on = $1, version = version + 1 WHERE id = $2";
    LIVES = "UPDATE people_resident SET died_on = NULL, version = version + 1 WHERE id = $1";
    GET = "SELECT id, name, kana, birth, sex, address, phone, insurer, insured, care_level, care_from, care_to, household, died_on, version FROM people_resident WHERE id = $1";
    LIST = "SELECT id, name, kana, birth, sex, address, phone, insurer, insured, care_level, care_from, care_to, household, died_on, version FROM (SELECT r.*, r.id AS resident FROM people_resident r) AS x WHERE 1 = 1";
    IDS = "SELECT id FROM people_resident WHERE 1 = 1";
    GRAM = "INSERT INTO people_gram(gram, resident) VALUES ($1, $2) ON CONFLICT (gram, resident) DO NOTHING";
    KEYS = "SELECT name_key, kana_key FROM people_resident WHERE id = $1";
    NO_GRAM = "DELETE FROM people_gram WHERE gram = $1 AND resident = $2";
    SAME_PERSON = "SELECT id FROM people_resident WHERE (birth = $1 AND kana_key = $2) OR (insured <> '' AND insured = $3) ORDER BY id LIMIT 5";
    FEW = "SELECT COUNT(*) FROM (SELECT 1 FROM people_access a WHERE a.party IN ($1, $2) LIMIT 1000) AS few";
    COMMON = "SELECT COUNT(*) FROM (SELECT 1 FROM people_gram g WHERE g.gram = $1 LIMIT 4000) AS few";
    WITH_GRAM = "SELECT r.id FROM people_gram g CROSS JOIN people_resident r WHERE r.id = g.resident AND g.gram = $1 AND (r.name_key LIKE $2 OR r.kana_key LIKE $2) ORDER BY r.kana_key || '', r.id LIMIT 60";
    WITH_LETTER = "SELECT r.id FROM people_resident r WHERE r.name_key LIKE $1 OR r.kana_key LIKE $1 ORDER BY r.kana_key || '', r.id LIMIT 60";
}

impl FromRow for Resident {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let bad = |column: usize| DbError::Decode { column, what: "unknown code".into() };
        Ok(Resident {
            id: r.id(0)?,
            name: r.get(1)?,
            kana: r.get(2)?,
            birth: r.get(3)?,
            sex: Sex::from_code(&r.get::<String>(4)?).ok_or_else(|| bad(4))?,
            address: r.get(5)?,
            phone: r.get(6)?,
            insurer: r.get(7)?,
            insured: r.get(8)?,
            care_level: CareLevel::from_code(&r.get::<String>(9)?).ok_or_else(|| bad(9))?,
            care_from: r.get(10)?,
            care_to: r.get(11)?,
            household: r.get(12)?,
            died_on: r.get(13)?,
            version: r.get(14)?,
        })
    }
}

fn keys(r: &NewResident) -> (String, String) {
    (search_key(&r.name), search_key(&r.kana))
}

/// The pairs of letters that a resident is found by.
fn grams((name, kana): &(String, String)) -> BTreeSet<String> {
    bigrams(name).into_iter().chain(bigrams(kana)).collect()
}

/// Brings the pairs up to date. Both sets are known, so nobody else's are looked through: the table has no index by
/// resident, and a scan of it under SERIALIZABLE would collide with every other registration.
fn index(
    cx: &Cx<'_>,
    id: ResidentId,
    old: &BTreeSet<String>,
    new: &BTreeSet<String>,
) -> Result<()> {
    for gram in old.difference(new) {
        cx.tx().exec(NO_GRAM, params![gram, id.0])?;
    }
    for gram in new.difference(old) {
        cx.tx().exec(GRAM, params![gram, id.0])?;
    }
    Ok(())
}

pub(crate) fn add(cx: &Cx<'_>, r: &NewResident) -> Result<ResidentId> {
    let id = ResidentId(cx.new_id());
    let both = keys(r);
    let (name, kana) = &both;
    cx.tx().exec(
        ADD,
        params![
            id.0,
            r.name.trim(),
            r.kana.trim(),
            name,
            kana,
            r.birth,
            r.sex.code(),
            r.address.trim(),
            r.phone.trim(),
            r.insurer.trim(),
            r.insured.trim(),
            r.care_level.code(),
            r.care_from,
            r.care_to,
            r.household.trim(),
            cx.now(),
        ],
    )?;
    index(cx, id, &BTreeSet::new(), &grams(&both))?;
    Ok(id)
}

/// Changes the basic facts; false when `version` is no longer the newest.
pub(crate) fn change(
    cx: &Cx<'_>,
    permit: &Permit<'_, Write, Basic>,
    r: &NewResident,
    version: i64,
) -> Result<bool> {
    let id = permit.resident();
    let both = keys(r);
    let (name, kana) = &both;
    let Some(before) = cx.tx().first(KEYS, params![id.0])? else { return Ok(false) };
    let before = (before.get(0)?, before.get(1)?);
    let n = cx.tx().exec(
        CHANGE,
        params![
            r.name.trim(),
            r.kana.trim(),
            name,
            kana,
            r.birth,
            r.sex.code(),
            r.address.trim(),
            r.phone.trim(),
            r.insurer.trim(),
            r.insured.trim(),
            r.care_level.code(),
            r.care_from,
            r.care_to,
            r.household.trim(),
            id.0,
            version,
        ],
    )?;
    if n == 1 {
        index(cx, id, &grams(&before), &grams(&both))?;
    }
    Ok(n == 1)
}

pub(crate) fn died(cx: &Cx<'_>, id: ResidentId, on: Date) -> Result<()> {
    cx.tx().exec(DIED, params![on, id.0])?;
    Ok(())
}

/// Takes the day of death out again.
pub(crate) fn lives(cx: &Cx<'_>, id: ResidentId) -> Result<()> {
    cx.tx().exec(LIVES, params![id.0])?;
    Ok(())
}

/// The resident of a permit to read anything of them.
pub(crate) fn get<K: Kind>(cx: &Cx<'_>, permit: &Permit<'_, Read, K>) -> Result<Resident> {
    let r: Resident =
        cx.tx().find(GET, params![permit.resident().0])?.ok_or(app::Error::NotFound)?;
    Ok(r.seen_by(permit.mask()))
}

/// The resident with everything that is held: for use cases of this crate that decide themselves what of it is handed on.
pub(crate) fn whole(cx: &Cx<'_>, id: ResidentId) -> Result<Resident> {
    cx.tx().find(GET, params![id.0])?.ok_or(app::Error::NotFound)
}

/// Ids in order, at most 500.
pub(crate) fn ids(cx: &Cx<'_>, w: &Where) -> Result<Vec<Id>> {
    let rows = cx.tx().list(IDS, w, "ORDER BY id LIMIT 500")?;
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// Rows of a list as the actor sees them: what is hidden looks like what was never entered.
pub(crate) fn as_seen(cx: &Cx<'_>, rows: Vec<Resident>) -> Result<Vec<Resident>> {
    let ids: Vec<ResidentId> = rows.iter().map(|r| r.id).collect();
    let masks = authz::masks(cx, &ids)?;
    Ok(rows
        .into_iter()
        .map(|r| match masks.iter().find(|(id, _)| *id == r.id) {
            Some((_, mask)) => r.seen_by(*mask),
            None => r,
        })
        .collect())
}

fn read_list(cx: &Cx<'_>, rows: &[Row]) -> Result<Vec<Resident>> {
    let rows = rows.iter().map(Resident::from_row).collect::<std::result::Result<_, _>>()?;
    as_seen(cx, rows)
}

/// Name and birth for lists of another slice whose rows came through a scope.
pub(crate) fn by_ids(cx: &Cx<'_>, ids: &[Id], scope: &Scope<'_>) -> Result<Vec<Resident>> {
    let values = ids.iter().map(|i| db::Value::from(*i)).collect();
    let w = Where::new().and_where(scope.conditions()).and_in("id", values);
    let rows = cx.tx().list(LIST, &w, "ORDER BY kana, id")?;
    read_list(cx, &rows)
}

/// The residents of a scope by kana, from after a key, at most 50.
pub(crate) fn page(
    cx: &Cx<'_>,
    scope: &Scope<'_>,
    after: Option<(&str, Id)>,
    mine: Option<Id>,
) -> Result<Vec<Resident>> {
    let mut w = Where::new().and_where(scope.conditions());
    if let Some((kana, id)) = after {
        w = w.and("(kana_key, id) > (?, ?)", params![search_key(kana), id]);
    }
    if let Some(account) = mine {
        w = w.and(
            "resident IN (SELECT t.resident FROM people_team t WHERE t.account = ? AND t.to_day IS NULL)",
            params![account],
        );
    }
    let rows = cx.tx().list(LIST, &w, "ORDER BY kana_key, id LIMIT 51")?;
    read_list(cx, &rows)
}

/// Residents that may be the same person: same birth and kana, or same insured number.
pub(crate) fn same_person(cx: &Cx<'_>, r: &NewResident) -> Result<Vec<ResidentId>> {
    let rows =
        cx.tx().rows(SAME_PERSON, params![r.birth, search_key(&r.kana), r.insured.trim()])?;
    rows.iter().map(|r| Ok(r.id(0)?)).collect()
}

/// Those of a scope with this 被保険者番号, at most 3.
pub(crate) fn by_insured(cx: &Cx<'_>, scope: &Scope<'_>, number: &str) -> Result<Vec<Resident>> {
    let w = Where::new().and("insured = ?", params![number]).and_where(&scope.of_each());
    let rows = cx.tx().list(LIST, &w, "ORDER BY id LIMIT 3")?;
    read_list(cx, &rows)
}

/// Those of a scope with this reading and birth date, at most 3.
pub(crate) fn by_kana_birth(
    cx: &Cx<'_>,
    scope: &Scope<'_>,
    kana: &str,
    birth: Date,
) -> Result<Vec<Resident>> {
    let w = Where::new()
        .and("birth = ? AND kana_key = ?", params![birth, search_key(kana)])
        .and_where(&scope.of_each());
    let rows = cx.tx().list(LIST, &w, "ORDER BY id LIMIT 3")?;
    read_list(cx, &rows)
}

/// For statements of other modules of this crate that need the scope's own condition text.
pub(crate) fn in_scope(cx: &Cx<'_>, id: ResidentId) -> Result<bool> {
    authz::could(cx, authz::Act::Read, authz::What::Basic, id)
}
