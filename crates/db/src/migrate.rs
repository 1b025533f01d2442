//! Migrations: forward only, hash-checked, one transaction each, safe when interrupted or when two processes
//! start at once. One text serves both engines; on PostgreSQL `TEXT` becomes `TEXT COLLATE "C"`, so that keys
//! sort as they do on SQLite.
use crate::stmt::Stmt;
use crate::{Db, DbError, Dialect, Tx, Value, params};

/// Who runs a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Every region. Never refers to a table of persons.
    Base,
    /// Only regions that hold persons; run in order when persons are switched on later.
    Persons,
}

/// One step of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Rising, unique.
    pub number: i64,
    /// Its folder's name.
    pub name: &'static str,
    /// Who runs it.
    pub kind: Kind,
    /// Statements, each ending in `;` at the end of a line.
    pub sql: &'static str,
}

/// A migration that a store has run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Its number.
    pub number: i64,
    /// Its name.
    pub name: String,
    /// SHA-256 of its text.
    pub hash: String,
}

const HISTORY: Stmt = Stmt {
    name: "db.migrate.HISTORY",
    sql: "SELECT number, name, hash FROM yui_migration ORDER BY number",
};
const APPLIED: Stmt = Stmt {
    name: "db.migrate.APPLIED",
    sql: "SELECT number, hash FROM yui_migration ORDER BY number",
};
const RECORD: Stmt = Stmt {
    name: "db.migrate.RECORD",
    sql: "INSERT INTO yui_migration(number, name, hash) VALUES ($1, $2, $3)",
};

/// Brings a store up to date; the number of migrations that ran. `persons` = also those marked persons.
pub fn migrate(db: &Db, all: &'static [Migration], persons: bool) -> Result<usize, DbError> {
    begin(db)?;
    run(db, all, |m| persons || m.kind == Kind::Base)
}

/// Brings an empty store to an earlier state: only the steps of `history` run, so that rows kept then fit in. An
/// error when one of them is unknown to this program or has another text.
pub fn exactly(db: &Db, all: &'static [Migration], history: &[Applied]) -> Result<usize, DbError> {
    for a in history {
        let known = all.iter().find(|m| m.number == a.number).ok_or_else(|| {
            DbError::Migration(format!("{} is not known: it was made by a newer program", a.number))
        })?;
        if kernel::sha256_hex(known.sql.as_bytes()) != a.hash {
            return Err(DbError::Migration(format!("{} has another text here", a.number)));
        }
    }
    begin(db)?;
    run(db, all, |m| history.iter().any(|a| a.number == m.number))
}

/// What a store has run, in order. Read in the same transaction as the rows that are copied.
pub fn history(tx: &Tx<'_>) -> Result<Vec<Applied>, DbError> {
    let rows = tx.rows(HISTORY, &[])?;
    rows.iter()
        .map(|r| Ok(Applied { number: r.get(0)?, name: r.get(1)?, hash: r.get(2)? }))
        .collect()
}

fn begin(db: &Db) -> Result<(), DbError> {
    db.write(|tx| {
        lock_first(tx)?;
        tx.batch(
            "CREATE TABLE IF NOT EXISTS yui_migration(number BIGINT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL);",
        )
    })
}

fn run(
    db: &Db,
    all: &'static [Migration],
    wanted: impl Fn(&Migration) -> bool,
) -> Result<usize, DbError> {
    let mut ran = 0;
    for m in all.iter().filter(|m| wanted(m)) {
        let did = db.write(move |tx| {
            lock(tx)?;
            step(tx, all, m)
        })?;
        ran += usize::from(did);
    }
    Ok(ran)
}

/// Before the table exists there is nothing but an advisory lock; CREATE … IF NOT EXISTS looks at the newest
/// catalogue, whatever this transaction's snapshot is.
fn lock_first(tx: &Tx<'_>) -> Result<(), DbError> {
    if tx.dialect() == Dialect::Postgres {
        tx.batch(
            "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || 'migrate', 0))",
        )?;
    }
    Ok(())
}

/// LOCK TABLE takes no snapshot: after waiting for another process, this transaction sees what that one did.
/// (An advisory lock is a SELECT: its snapshot would be older than the wait.)
fn lock(tx: &Tx<'_>) -> Result<(), DbError> {
    if tx.dialect() == Dialect::Postgres {
        tx.batch("LOCK TABLE yui_migration IN ACCESS EXCLUSIVE MODE")?;
    }
    Ok(())
}

fn step(tx: &Tx<'_>, all: &[Migration], m: &Migration) -> Result<bool, DbError> {
    let hash = kernel::sha256_hex(m.sql.as_bytes());
    let mut done = false;
    for row in tx.rows(APPLIED, &[])? {
        let (number, applied): (i64, String) = (row.get(0)?, row.get(1)?);
        let Some(known) = all.iter().find(|k| k.number == number) else {
            return Err(DbError::Migration(format!(
                "the store has migration {number}, which this program does not know: it was used by a newer program"
            )));
        };
        if kernel::sha256_hex(known.sql.as_bytes()) != applied {
            return Err(DbError::Migration(format!(
                "migration {number} was changed after it was applied"
            )));
        }
        done |= number == m.number;
    }
    // Only now: everything that ran was compared, steps after this one too.
    if done {
        return Ok(false);
    }
    tx.batch(&for_dialect(m.sql, tx.dialect()))?;
    tx.exec(RECORD, params![m.number, m.name, hash])?;
    Ok(true)
}

fn for_dialect(sql: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::Sqlite => sql.to_string(),
        Dialect::Postgres => {
            // SQLite's way to keep a table in its key, without an index beside it; PostgreSQL has no such choice
            sql.replace(" TEXT", " TEXT COLLATE \"C\"").replace(") WITHOUT ROWID;", ");")
        }
    }
}

/// Tables of the store with their columns, in order: `table(column, …)`; for the generated schema files and
/// the test that both engines have the same.
pub fn tables(db: &Db) -> Result<Vec<(String, Vec<String>)>, DbError> {
    db.read(|tx| {
        let rows = match tx.dialect() {
            Dialect::Sqlite => tx.raw(
                "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid",
                &[],
            )?,
            Dialect::Postgres => tx.raw(
                "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position",
                &[],
            )?,
        };
        let mut out: Vec<(String, Vec<String>)> = Vec::new();
        for r in rows {
            let (table, column): (String, String) = (r.get(0)?, r.get(1)?);
            match out.last_mut() {
                Some((t, cols)) if *t == table => cols.push(column),
                _ => out.push((table, vec![column])),
            }
        }
        Ok(out)
    })
}

/// The schema as text, for the generated files: one line a column or index, sorted, with types.
pub fn dump(db: &Db) -> Result<String, DbError> {
    let sql = match db.dialect() {
        Dialect::Sqlite => {
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY type DESC, name"
        }
        Dialect::Postgres => {
            "SELECT * FROM (SELECT CAST(table_name AS TEXT) || '.' || CAST(column_name AS TEXT) || ' ' || CAST(data_type AS TEXT) || CASE WHEN collation_name IS NULL THEN '' ELSE ' COLLATE ' || CAST(collation_name AS TEXT) END || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END AS line FROM information_schema.columns WHERE table_schema = current_schema() UNION ALL SELECT replace(CAST(indexdef AS TEXT), current_schema() || '.', '') FROM pg_indexes WHERE schemaname = current_schema()) AS x ORDER BY line COLLATE \"C\""
        }
    };
    db.read(|tx| {
        let mut out = String::new();
        for r in tx.raw(sql, &[] as &[Value])? {
            out.push_str(r.get::<String>(0)?.trim());
            out.push_str(";\n");
        }
        Ok(out)
    })
}
