//! Whole tables out of a store and into an empty one, the same way on both engines: what a backup is made of.
//!
//! Out: one snapshot, row by row, so that memory does not grow with the store. In: batches, each a transaction;
//! tables in the order in which they refer to each other, because every batch must hold by itself.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::{Db, DbError, Dialect, Tx, Value};

/// A table as it stands in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// Its name.
    pub table: String,
    /// Its columns in the order of the table.
    pub columns: Vec<String>,
    /// What rows are ordered by: the primary key, or all columns.
    key: Vec<String>,
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|n| format!("\"{n}\"")).collect::<Vec<_>>().join(",")
}

fn grouped(rows: Vec<crate::Row>) -> Result<BTreeMap<String, Vec<String>>, DbError> {
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for r in rows {
        out.entry(r.get(0)?).or_default().push(r.get(1)?);
    }
    Ok(out)
}

const COLUMNS: [&str; 2] = [
    "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid",
    "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1, ordinal_position",
];
const KEYS: [&str; 2] = [
    "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.pk > 0 ORDER BY m.name, c.pk",
    "SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace s ON s.oid = c.relnamespace CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(num, ord) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.num WHERE i.indisprimary AND s.nspname = current_schema() ORDER BY 1, k.ord",
];
const REFERENCES: [&str; 2] = [
    "SELECT m.name, f.\"table\" FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY 1, 2",
    "SELECT CAST(c.relname AS TEXT), CAST(r.relname AS TEXT) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid JOIN pg_namespace s ON s.oid = c.relnamespace WHERE k.contype = 'f' AND s.nspname = current_schema() ORDER BY 1, 2",
];

fn of(tx: &Tx<'_>, texts: [&str; 2]) -> Result<BTreeMap<String, Vec<String>>, DbError> {
    let [sqlite, postgres] = texts;
    let sql = match tx.dialect() {
        Dialect::Sqlite => sqlite,
        Dialect::Postgres => postgres,
    };
    grouped(tx.raw(sql, &[])?)
}

/// All tables but that of the migrations, those referred to before those that refer. Tables that refer in a circle
/// cannot be filled in any order: an error.
pub fn shapes(tx: &Tx<'_>) -> Result<Vec<Shape>, DbError> {
    let mut keys = of(tx, KEYS)?;
    let references = of(tx, REFERENCES)?;
    let mut left = of(tx, COLUMNS)?;
    left.remove("yui_migration");
    let mut out = Vec::new();
    let mut done: BTreeSet<String> = BTreeSet::new();
    while !left.is_empty() {
        let ready: Vec<String> = left
            .keys()
            .filter(|t| references.get(*t).is_none_or(|to| to.iter().all(|r| done.contains(r))))
            .cloned()
            .collect();
        if ready.is_empty() {
            return Err(DbError::Unsupported("tables that refer to each other in a circle"));
        }
        for table in ready {
            let columns = left.remove(&table).unwrap_or_default();
            let key = keys.remove(&table).unwrap_or_else(|| columns.clone());
            done.insert(table.clone());
            out.push(Shape { table, columns, key });
        }
    }
    Ok(out)
}

/// Every row of a table, in the order of its key, one at a time.
pub fn each<E: From<DbError>>(
    tx: &Tx<'_>,
    shape: &Shape,
    f: &mut dyn FnMut(&[Value]) -> Result<(), E>,
) -> Result<(), E> {
    let sql = format!(
        "SELECT {} FROM \"{}\" ORDER BY {}",
        quoted(&shape.columns),
        shape.table,
        quoted(&shape.key)
    );
    tx.each(&sql, f)
}

/// Adds rows to a table in one transaction. Each row has a value for each column of the shape.
pub fn insert(db: &Db, shape: &Shape, rows: Arc<Vec<Vec<Value>>>) -> Result<(), DbError> {
    let places: Vec<String> = (1..=shape.columns.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "INSERT INTO \"{}\"({}) VALUES ({})",
        shape.table,
        quoted(&shape.columns),
        places.join(",")
    );
    let width = shape.columns.len();
    db.write(move |tx| {
        for row in rows.iter() {
            if row.len() != width {
                return Err(DbError::Decode { column: row.len(), what: "a row too short".into() });
            }
            tx.put(&sql, row)?;
        }
        Ok(())
    })
}

/// What the engine says about itself, for the operator's check: name and value. SQLite: `journal_mode`;
/// PostgreSQL: `fsync`, `synchronous_commit`, `full_page_writes`, `data_checksums`,
/// `server_version`, and `now` (milliseconds since 1970).
pub fn facts(db: &Db) -> Result<Vec<(String, String)>, DbError> {
    db.read(|tx| {
        let mut out = Vec::new();
        match tx.dialect() {
            Dialect::Sqlite => {
                let rows = tx.raw("PRAGMA journal_mode", &[])?;
                let mode = rows.first().ok_or(DbError::NoRow)?.get(0)?;
                out.push(("journal_mode".into(), mode));
            }
            Dialect::Postgres => {
                for name in [
                    "fsync",
                    "synchronous_commit",
                    "full_page_writes",
                    "data_checksums",
                    "server_version",
                ] {
                    let rows = tx.raw("SELECT current_setting($1)", &[Value::from(name)])?;
                    out.push((name.to_string(), rows.first().ok_or(DbError::NoRow)?.get(0)?));
                }
                let rows = tx.raw(
                    "SELECT CAST(CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS TEXT)",
                    &[],
                )?;
                out.push(("now".into(), rows.first().ok_or(DbError::NoRow)?.get(0)?));
            }
        }
        Ok(out)
    })
}
