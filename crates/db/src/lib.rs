//! The only crate that names a database driver. One connection type over SQLite and PostgreSQL: one SQL text
//! with `$1…`, one value enum, one transaction shape. What differs between the engines ends here.
//!
//! SQLite: WAL, `synchronous=FULL`, one writer thread per region with group commit, readers inline.
//! PostgreSQL: SERIALIZABLE writes with retry, REPEATABLE READ reads, one schema per region.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod copy;
mod error;
pub mod migrate;
mod pg;
mod reserve;
mod row;
mod sqlite;
mod stmt;
mod tx;
mod value;

pub use error::{DbError, damage_met};
pub use migrate::{Applied, Kind, Migration};
pub use pg::{Last, PgPool};
pub use row::{FromRow, Row};
pub use sqlite::{Durability, Fault};
pub use stmt::{Stmt, Where};
pub use tx::{Dialect, Tx};
pub use value::{FromValue, Value};

use std::path::Path;
use std::sync::Arc;

/// Called in the SQLite writer's transaction just before COMMIT, after at least one job succeeded: the
/// sequencer gives its rows their positions there.
pub type BeforeCommit = Arc<dyn Fn(&Tx<'_>) -> Result<(), DbError> + Send + Sync>;

/// Called on the SQLite writer's thread after a COMMIT that kept something; returns at once and touches no store.
pub type AfterCommit = Arc<dyn Fn() + Send + Sync>;

/// One store: a region's file or schema, or the control store. Cheap to clone.
#[derive(Clone)]
pub enum Db {
    /// A SQLite file.
    Sqlite(Arc<sqlite::SqliteDb>),
    /// A schema of a PostgreSQL database.
    Postgres(Arc<pg::PgDb>),
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Db::Sqlite(_) => "Db::Sqlite",
            Db::Postgres(_) => "Db::Postgres",
        })
    }
}

impl Db {
    /// Opens (and creates) a SQLite file. Refuses a file system that cannot do WAL or a lesser durability
    /// than asked for.
    pub fn open_sqlite(path: &Path, durability: Durability) -> Result<Db, DbError> {
        Ok(Db::Sqlite(Arc::new(sqlite::SqliteDb::open(path, durability)?)))
    }

    /// A schema in a PostgreSQL database; created when it is not there.
    pub fn open_postgres(pool: &PgPool, schema: &str) -> Result<Db, DbError> {
        Ok(Db::Postgres(Arc::new(pg::PgDb::open(pool, schema)?)))
    }

    /// Which engine.
    pub fn dialect(&self) -> Dialect {
        match self {
            Db::Sqlite(_) => Dialect::Sqlite,
            Db::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Installs the sequencer's hook (SQLite only; on PostgreSQL the sequencer runs beside the writers).
    pub fn before_commit(&self, hook: BeforeCommit) {
        if let Db::Sqlite(db) = self {
            db.set_hook(hook);
        }
    }

    /// May something wait for the hook, or on PostgreSQL for the sequencer? Whoever serves a store asks a few times a second.
    pub fn unsettled(&self) -> bool {
        match self {
            Db::Sqlite(db) => db.unsettled(),
            Db::Postgres(_) => true,
        }
    }

    /// Installs what is told after each COMMIT of this process (SQLite only; PostgreSQL has [`Db::notify`]).
    pub fn after_commit(&self, hook: AfterCommit) {
        if let Db::Sqlite(db) = self {
            db.set_after(hook);
        }
    }

    /// Tells all processes at this PostgreSQL database that something is new; nothing on SQLite. Only a wake-up: it says
    /// not what, and may be lost.
    pub fn notify(&self) -> Result<(), DbError> {
        match self {
            Db::Sqlite(_) => Ok(()),
            Db::Postgres(db) => db.notify(),
        }
    }

    /// Waits on a connection of its own for what [`Db::notify`] of any process says, and calls `f` each time and at least
    /// once a second, with whether something was said, until `f` answers false. On SQLite it returns at once.
    pub fn listen(&self, f: impl FnMut(bool) -> bool) -> Result<(), DbError> {
        match self {
            Db::Sqlite(_) => Ok(()),
            Db::Postgres(db) => db.listen(f),
        }
    }

    /// Runs `f` on one snapshot. Nothing may be written.
    pub fn read<T, E: From<DbError>>(&self, f: impl Fn(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        match self {
            Db::Sqlite(db) => db.read(f),
            Db::Postgres(db) => db.read(f),
        }
    }

    /// Runs `f` once on one snapshot, however long it takes: for backups, which write elsewhere while they read.
    /// Unlike [`Db::read`] it is never run again.
    pub fn snapshot<T, E: From<DbError>>(
        &self,
        f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Db::Sqlite(db) => db.snapshot(f),
            Db::Postgres(db) => db.snapshot(f),
        }
    }

    /// Runs `f` in one transaction that is durable when this returns `Ok`. `f` may be run more than once
    /// (group retry, serialization failure): it must draw neither time nor chance itself.
    pub fn write<T, E>(&self, f: impl Fn(&Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match self {
            Db::Sqlite(db) => db.write(f),
            Db::Postgres(db) => db.write(f),
        }
    }

    /// As [`Db::write`], for a job that only adds rows to the log: they are kept even when the disk is full (see
    /// [`Db::keep_room`]), and on SQLite the hook before COMMIT may come in a later one ([`Db::unsettled`]).
    pub fn write_log<T, E>(
        &self,
        f: impl Fn(&Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match self {
            Db::Sqlite(db) => db.submit(f, sqlite::Sort::Log),
            Db::Postgres(db) => db.write(f),
        }
    }

    /// For the sequencer: on SQLite as [`Db::write_log`], but the hook before COMMIT runs in it; on PostgreSQL
    /// [`Db::read_with_audit`].
    pub fn settle<T, E>(&self, f: impl Fn(&Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match self {
            Db::Sqlite(db) => db.submit(f, sqlite::Sort::Settle),
            Db::Postgres(db) => db.read_with_audit(f),
        }
    }

    /// Keeps so many bytes of the disk free for [`Db::write_log`] (SQLite only: PostgreSQL's disk is its operator's).
    /// Once, when the store is taken into use.
    pub fn keep_room(&self, bytes: u64) {
        if let Db::Sqlite(db) = self {
            db.keep_room(bytes);
        }
    }

    /// For writes that only append or that one party at a time does (audit rows of a read, the sequencer): on
    /// PostgreSQL one REPEATABLE READ transaction, which neither fails because of others' writes nor makes them
    /// fail; on SQLite it is [`Db::read`] and cannot write.
    pub fn read_with_audit<T, E: From<DbError>>(
        &self,
        f: impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Db::Sqlite(db) => db.read(f),
            Db::Postgres(db) => db.read_with_audit(f),
        }
    }

    /// As [`Db::read`], and at its end one statement that is a transaction by itself, in the same round trip: what a read
    /// leaves behind. Gives its rows, none when the closure named no such statement. PostgreSQL only.
    pub fn read_then<T, E: From<DbError>>(
        &self,
        f: impl Fn(&Tx<'_>) -> Result<(T, Option<Last>), E>,
    ) -> Result<(T, Option<Vec<Row>>), E> {
        match self {
            Db::Sqlite(_) => Err(DbError::Unsupported("a statement after a read on SQLite").into()),
            Db::Postgres(db) => db.read_then(f),
        }
    }

    /// Gives the room of deleted rows in this small table back, so that reading it does not pass over them; a table of the
    /// program, by its name. SQLite leaves nothing behind.
    pub fn sweep(&self, table: &'static str) -> Result<(), DbError> {
        match self {
            Db::Sqlite(_) => Ok(()),
            Db::Postgres(db) => db.sweep(table),
        }
    }

    /// Says that long write closures are meant (imports, the demonstration's two years): they are not logged.
    pub fn bulk(&self) {
        if let Db::Sqlite(db) = self {
            db.set_bulk();
        }
    }

    /// Makes the next COMMIT of the SQLite writer fail, or its thread panic; for the fault tests.
    pub fn inject(&self, fault: Fault) {
        if let Db::Sqlite(db) = self {
            db.inject(fault);
        }
    }

    /// Copies a consistent state of the SQLite file to `to` while it is in use.
    pub fn backup_sqlite(&self, to: &Path) -> Result<(), DbError> {
        match self {
            Db::Sqlite(db) => db.backup(to),
            Db::Postgres(_) => Err(DbError::Unsupported("file backup of a PostgreSQL schema")),
        }
    }
}
