//! The control store: which regions there are. Everything about people stays inside a region's own store.
use db::{Db, DbError, FromRow, Row, params};
use kernel::Region;

use crate::checkpoint::SigningKey;

db::statements! { pub STATEMENTS;
    LIST = "SELECT slug, name, demo, fictitious, persons FROM yui_region ORDER BY slug";
    FIND = "SELECT slug, name, demo, fictitious, persons FROM yui_region WHERE slug = $1";
    ADD = "INSERT INTO yui_region(slug, name, demo, fictitious, persons) VALUES ($1, $2, $3, $4, $5)";
    PERSONS_ON = "UPDATE yui_region SET persons = 1 WHERE slug = $1";
    GET = "SELECT value FROM yui_secret WHERE name = $1";
    KEEP = "INSERT INTO yui_secret(name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
}

struct RegionRow(Region);
impl FromRow for RegionRow {
    fn from_row(r: &Row) -> Result<Self, DbError> {
        Ok(RegionRow(Region {
            slug: r.get(0)?,
            name: r.get(1)?,
            demo: r.get(2)?,
            fictitious: r.get(3)?,
            persons: r.get(4)?,
        }))
    }
}

/// All regions, by slug.
pub fn regions(control: &Db) -> Result<Vec<Region>, DbError> {
    control.read(|tx| Ok(tx.all::<RegionRow>(LIST, &[])?.into_iter().map(|r| r.0).collect()))
}

/// One region.
pub fn region(control: &Db, slug: &str) -> Result<Option<Region>, DbError> {
    control.read(|tx| Ok(tx.find::<RegionRow>(FIND, params![slug])?.map(|r| r.0)))
}

/// Adds a region. [`DbError::Unique`] when the slug is taken.
pub fn add_region(control: &Db, region: &Region) -> Result<(), DbError> {
    let r = region.clone();
    control.write(move |tx| {
        tx.exec(ADD, params![&r.slug, &r.name, r.demo, r.fictitious, r.persons]).map(|_| ())
    })
}

/// Switches persons on. There is no way back: records of persons cannot be un-made.
pub fn persons_on(control: &Db, slug: &str) -> Result<(), DbError> {
    let slug = slug.to_string();
    control.write(move |tx| tx.exec(PERSONS_ON, params![&slug]).map(|_| ()))
}

/// A secret of this installation (session and form keys), made once: `fresh` is kept when there is none.
pub fn secret(control: &Db, name: &str, fresh: Vec<u8>) -> Result<Vec<u8>, DbError> {
    let name = name.to_string();
    control.write(move |tx| {
        tx.exec(KEEP, params![&name, fresh.clone()])?;
        tx.one(GET, params![&name])?.get(0)
    })
}

/// The key that signs the checkpoints of a region's audit log; made once, when the region is made or first opened. It is
/// kept here and not in the region's store: who has a copy of the store cannot sign.
pub fn audit_key(control: &Db, slug: &str, fresh: &[u8; 32]) -> Result<SigningKey, DbError> {
    let kept = secret(control, &format!("audit-key:{slug}"), fresh.to_vec())?;
    let key: [u8; 32] = kept
        .try_into()
        .map_err(|_| DbError::Decode { column: 0, what: "a key of another length".into() })?;
    Ok(SigningKey::of(slug, &key))
}
