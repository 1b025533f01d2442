//! Rows of facilities: reading, the writes of an import, the bigrams.
use accounts::OrganisationId;
use app::{Cx, Result};
use db::{DbError, FromRow, Row, Tx, Value, params};
use kernel::Date;

use crate::FacilityId;
use crate::model::facility::{FacilityData, SearchKeys};

/// The columns of a facility in the order in which [`Facility`] reads them.
macro_rules! columns {
    () => {
        "f.id, f.source, f.number, f.service, f.service_label, f.name, f.kana, f.municipality, f.city, f.address, f.building, f.lat, f.lng, f.phone, f.fax, f.corporate_number, f.corporation, f.days, f.days_note, f.capacity, f.url, f.inclusive, f.care_standard, f.disability_standard, f.notes, f.organisation, f.first_seen, f.last_seen, f.closed_at, f.hash"
    };
}
pub(crate) use columns;

// The grams come as one text, two characters each, and are taken apart in SQL: one statement a facility instead of
// forty, on both engines.
macro_rules! grams {
    ($head:literal, $tail:literal) => {
        concat!(
            "WITH RECURSIVE g(i) AS (SELECT 1 WHERE length(CAST($2 AS TEXT)) > 1 UNION ALL SELECT i + 2 FROM g WHERE i + 2 < length(CAST($2 AS TEXT))) ",
            $head,
            "SELECT substr(CAST($2 AS TEXT), i, 2)",
            $tail
        )
    };
}

db::statements! { pub(crate) STATEMENTS;
    INSERT = "INSERT INTO directory_facility(id, source, number, service, service_label, name, kana, name_key, sort_key, search, municipality, prefecture, city, address, building, lat, lng, phone, phone_digits, fax, corporate_number, corporation, days, days_note, capacity, url, inclusive, care_standard, disability_standard, notes, organisation, first_seen, last_seen, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34)";
    UPDATE = "UPDATE directory_facility SET service_label = $1, name = $2, kana = $3, name_key = $4, sort_key = $5, search = $6, municipality = $7, prefecture = $8, city = $9, address = $10, building = $11, lat = $12, lng = $13, phone = $14, phone_digits = $15, fax = $16, corporate_number = $17, corporation = $18, days = $19, days_note = $20, capacity = $21, url = $22, inclusive = $23, care_standard = $24, disability_standard = $25, notes = $26, last_seen = $27, hash = $28, closed_at = NULL WHERE id = $29";
    CLOSE = "UPDATE directory_facility SET closed_at = $1 WHERE id = $2";
    SEEN = "UPDATE directory_facility SET last_seen = $1 WHERE id = $2";
    LINK = "UPDATE directory_facility SET organisation = $1 WHERE id = $2";
    FIND = concat!("SELECT ", columns!(), " FROM directory_facility f WHERE f.id = $1");
    BY_KEY = concat!("SELECT ", columns!(), " FROM directory_facility f WHERE f.source = $1 AND f.service = $2 AND f.number = $3");
    SAME_NUMBER = concat!("SELECT ", columns!(), " FROM directory_facility f WHERE f.number = $1 AND f.id <> $2 AND f.closed_at IS NULL ORDER BY f.service, f.id");
    OF_NUMBER = concat!("SELECT ", columns!(), " FROM directory_facility f WHERE f.number = $1 AND f.closed_at IS NULL ORDER BY f.service, f.id");
    OF_ORGANISATION = concat!("SELECT ", columns!(), " FROM directory_facility f WHERE f.organisation = $1 AND f.closed_at IS NULL ORDER BY f.service, f.id");
    ADD_GRAMS = grams!("INSERT INTO directory_gram(facility, gram) SELECT $1, gram FROM (", " AS gram FROM g) AS s WHERE true ON CONFLICT (gram, facility) DO NOTHING");
    DROP_GRAMS = grams!("DELETE FROM directory_gram WHERE facility = $1 AND gram IN (", " FROM g)");
}

/// A facility as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Facility {
    /// Id.
    pub id: FacilityId,
    /// Where it comes from: `kouhyou`, or `local` for what the region entered itself.
    pub source: String,
    /// What the source says.
    pub data: FacilityData,
    /// The organisation it became when it joined.
    pub organisation: Option<OrganisationId>,
    /// First day it was in the directory.
    pub first_seen: Date,
    /// Day of the data in which it was last listed.
    pub last_seen: Date,
    /// No longer listed since.
    pub closed_at: Option<Date>,
    /// Content hash.
    pub hash: String,
}

impl FromRow for Facility {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let (lat, lng): (Option<f64>, Option<f64>) = (r.get(11)?, r.get(12)?);
        Ok(Facility {
            id: r.id(0)?,
            source: r.get(1)?,
            data: FacilityData {
                number: r.get(2)?,
                service: r.get(3)?,
                service_label: r.get(4)?,
                name: r.get(5)?,
                kana: r.get(6)?,
                municipality: r.get(7)?,
                city: r.get(8)?,
                address: r.get(9)?,
                building: r.get(10)?,
                place: lat.zip(lng),
                phone: r.get(13)?,
                fax: r.get(14)?,
                corporate_number: r.get(15)?,
                corporation: r.get(16)?,
                days: r.get(17)?,
                days_note: r.get(18)?,
                capacity: r.get(19)?,
                url: r.get(20)?,
                inclusive: r.get(21)?,
                care_standard: r.get(22)?,
                disability_standard: r.get(23)?,
                notes: r.get(24)?,
            },
            organisation: r.opt_id(25)?,
            first_seen: r.get(26)?,
            last_seen: r.get(27)?,
            closed_at: r.get(28)?,
            hash: r.get(29)?,
        })
    }
}

/// The values both writes share, in the order of UPDATE.
fn values(d: &FacilityData, keys: &SearchKeys) -> Vec<Value> {
    vec![
        Value::from(&d.service_label),
        Value::from(&d.name),
        Value::from(&d.kana),
        Value::from(&keys.name),
        Value::from(&keys.sort),
        Value::from(&keys.search),
        Value::from(&d.municipality),
        Value::from(d.prefecture()),
        Value::from(&d.city),
        Value::from(&d.address),
        Value::from(d.building.clone()),
        Value::from(d.place.map(|p| p.0)),
        Value::from(d.place.map(|p| p.1)),
        Value::from(d.phone.clone()),
        Value::from(d.phone.as_deref().map(crate::model::normalise::digits)),
        Value::from(d.fax.clone()),
        Value::from(d.corporate_number.clone()),
        Value::from(d.corporation.clone()),
        Value::from(d.days.clone()),
        Value::from(d.days_note.clone()),
        Value::from(d.capacity),
        Value::from(d.url.clone()),
        Value::from(d.inclusive),
        Value::from(d.care_standard.clone()),
        Value::from(d.disability_standard.clone()),
        Value::from(d.notes.clone()),
    ]
}

/// Adds a facility with its bigrams.
pub(crate) fn insert(
    cx: &Cx<'_>,
    source: &str,
    d: &FacilityData,
    hash: &str,
    organisation: Option<OrganisationId>,
    seen: Date,
) -> Result<FacilityId> {
    let id = FacilityId(cx.new_id());
    let keys = d.keys();
    let mut row = vec![
        Value::from(id.0),
        Value::from(source),
        Value::from(&d.number),
        Value::from(&d.service),
    ];
    row.extend(values(d, &keys));
    row.extend([
        Value::from(organisation.map(|o| o.0)),
        Value::from(cx.today()),
        Value::from(seen),
        Value::from(hash),
    ]);
    cx.tx().exec(INSERT, &row)?;
    grams(cx.tx(), ADD_GRAMS, id, &keys.search)?;
    Ok(id)
}

/// Writes new data over a facility; opens it again when it was closed.
pub(crate) fn update(
    cx: &Cx<'_>,
    id: FacilityId,
    before: &FacilityData,
    d: &FacilityData,
    hash: &str,
    seen: Date,
) -> Result<()> {
    let (old, keys) = (before.keys(), d.keys());
    let mut row = values(d, &keys);
    row.extend([Value::from(seen), Value::from(hash), Value::from(id.0)]);
    cx.tx().exec(UPDATE, &row)?;
    if old.search != keys.search {
        grams(cx.tx(), DROP_GRAMS, id, &old.search)?;
        grams(cx.tx(), ADD_GRAMS, id, &keys.search)?;
    }
    Ok(())
}

fn grams(tx: &Tx<'_>, stmt: db::Stmt, id: FacilityId, search: &str) -> Result<()> {
    tx.exec(stmt, params![id.0, SearchKeys::grams(search)])?;
    Ok(())
}

/// No longer listed since `day`.
pub(crate) fn close(cx: &Cx<'_>, id: FacilityId, day: Date) -> Result<()> {
    cx.tx().exec(CLOSE, params![day, id.0])?;
    Ok(())
}

/// Listed again in data of `day`.
pub(crate) fn seen(cx: &Cx<'_>, id: FacilityId, day: Date) -> Result<()> {
    cx.tx().exec(SEEN, params![day, id.0])?;
    Ok(())
}

/// Points to the organisation it became, or no longer does.
pub(crate) fn link(
    cx: &Cx<'_>,
    id: FacilityId,
    organisation: Option<OrganisationId>,
) -> Result<bool> {
    Ok(cx.tx().exec(LINK, params![organisation.map(|o| o.0), id.0])? == 1)
}

pub(crate) fn find(cx: &Cx<'_>, id: FacilityId) -> Result<Option<Facility>> {
    Ok(cx.tx().find(FIND, params![id.0])?)
}

pub(crate) fn by_key(
    cx: &Cx<'_>,
    source: &str,
    service: &str,
    number: &str,
) -> Result<Option<Facility>> {
    Ok(cx.tx().find(BY_KEY, params![source, service, number])?)
}

/// Open facilities with the same 事業所番号 in other service lines.
pub(crate) fn same_number(cx: &Cx<'_>, f: &Facility) -> Result<Vec<Facility>> {
    Ok(cx.tx().all(SAME_NUMBER, params![&f.data.number, f.id.0])?)
}

/// The open facilities of a number.
pub(crate) fn of_number(cx: &Cx<'_>, number: &str) -> Result<Vec<Facility>> {
    Ok(cx.tx().all(OF_NUMBER, params![number])?)
}

pub(crate) fn of_organisation(cx: &Cx<'_>, id: OrganisationId) -> Result<Vec<Facility>> {
    Ok(cx.tx().all(OF_ORGANISATION, params![id.0])?)
}
