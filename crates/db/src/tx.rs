//! One transaction, on either engine, as use cases see it.
use std::cell::{Cell, RefCell};

use crate::stmt::{fixed_for_sqlite, for_sqlite};
use crate::{DbError, FromRow, Row, Stmt, Value, Where, pg};

/// Which engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

// PostgreSQL's connection is owned, so that `Tx` stays covariant and use cases need one lifetime only.
#[expect(
    clippy::large_enum_variant,
    reason = "one on the stack per transaction, never in a collection"
)]
pub(crate) enum Inner<'c> {
    Sqlite(&'c rusqlite::Connection),
    Pg(RefCell<pg::Lent>),
}

/// A transaction in progress. Statements run in it at once; it ends when the closure returns.
pub struct Tx<'c> {
    pub(crate) inner: Inner<'c>,
    /// A statement failed because another transaction was in the way: the whole act is run again.
    pub(crate) retry: Cell<bool>,
    /// A statement failed on PostgreSQL: the server answers COMMIT with a silent ROLLBACK from here on, so
    /// nothing of this transaction may be reported as done even if the use case passes over the error.
    pub(crate) failed: Cell<bool>,
    order: Cell<Option<i64>>,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(inner: Inner<'c>) -> Self {
        Tx { inner, retry: Cell::new(false), failed: Cell::new(false), order: Cell::new(None) }
    }

    /// Which engine.
    pub fn dialect(&self) -> Dialect {
        match self.inner {
            Inner::Sqlite(_) => Dialect::Sqlite,
            Inner::Pg(_) => Dialect::Postgres,
        }
    }

    fn note(&self, e: DbError) -> DbError {
        if matches!(e, DbError::Busy) {
            self.retry.set(true);
        }
        if matches!(self.inner, Inner::Pg(_)) && !matches!(e, DbError::Decode { .. }) {
            self.failed.set(true);
        }
        e
    }

    fn run(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        match &self.inner {
            Inner::Sqlite(c) => sqlite_query(c, &for_sqlite(sql), params),
            Inner::Pg(c) => c.borrow_mut().query(sql, params),
        }
        .map_err(|e| self.note(e))
    }

    fn run_fixed(&self, stmt: Stmt, params: &[Value]) -> Result<Vec<Row>, DbError> {
        match &self.inner {
            Inner::Sqlite(c) => sqlite_query(c, &fixed_for_sqlite(stmt.sql), params),
            Inner::Pg(c) => c.borrow_mut().query(stmt.sql, params),
        }
        .map_err(|e| self.note(e))
    }

    /// Runs a statement that gives no rows; the number of rows changed.
    pub fn exec(&self, stmt: Stmt, params: &[Value]) -> Result<u64, DbError> {
        match &self.inner {
            Inner::Sqlite(c) => sqlite_exec(c, &fixed_for_sqlite(stmt.sql), params),
            Inner::Pg(c) => c.borrow_mut().exec(stmt.sql, params),
        }
        .map_err(|e| self.note(e))
    }

    /// All rows.
    pub fn rows(&self, stmt: Stmt, params: &[Value]) -> Result<Vec<Row>, DbError> {
        self.run_fixed(stmt, params)
    }

    /// All rows as values of `T`.
    pub fn all<T: FromRow>(&self, stmt: Stmt, params: &[Value]) -> Result<Vec<T>, DbError> {
        self.run_fixed(stmt, params)?.iter().map(T::from_row).collect()
    }

    /// The first row, if any.
    pub fn first(&self, stmt: Stmt, params: &[Value]) -> Result<Option<Row>, DbError> {
        Ok(self.run_fixed(stmt, params)?.into_iter().next())
    }

    /// The first row as `T`, if any.
    pub fn find<T: FromRow>(&self, stmt: Stmt, params: &[Value]) -> Result<Option<T>, DbError> {
        self.first(stmt, params)?.as_ref().map(T::from_row).transpose()
    }

    /// The one row; [`DbError::NoRow`] when there is none.
    pub fn one(&self, stmt: Stmt, params: &[Value]) -> Result<Row, DbError> {
        self.first(stmt, params)?.ok_or(DbError::NoRow)
    }

    /// A list whose conditions are put together at run time: `head` ends in a WHERE with at least one
    /// condition, `tail` holds ORDER BY and LIMIT. Only program text is joined; values are parameters.
    pub fn list(
        &self,
        head: Stmt,
        conditions: &Where,
        tail: &'static str,
    ) -> Result<Vec<Row>, DbError> {
        let sql = format!("{}{} {tail}", head.sql, conditions.sql());
        self.run(&sql, conditions.params())
    }

    /// Prepares without running; for the test that checks every statement on both engines.
    pub fn prepare_only(&self, stmt: Stmt) -> Result<(), DbError> {
        match &self.inner {
            Inner::Sqlite(c) => c.prepare(&for_sqlite(stmt.sql)).map(|_| ()).map_err(DbError::from),
            Inner::Pg(c) => c.borrow_mut().prepare(stmt.sql),
        }
    }

    /// A number that is smaller for a transaction acknowledged before another began (PostgreSQL: the
    /// transaction id; SQLite: a counter of this process, which alone writes the file). Orders rows between two
    /// runs of the sequencer.
    pub fn order_key(&self) -> Result<i64, DbError> {
        if let Some(k) = self.order.get() {
            return Ok(k);
        }
        let k = match &self.inner {
            Inner::Sqlite(_) => {
                use std::sync::atomic::{AtomicI64, Ordering};
                static WRITES: AtomicI64 = AtomicI64::new(1);
                WRITES.fetch_add(1, Ordering::SeqCst)
            }
            Inner::Pg(_) => self
                .run("SELECT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)", &[])?
                .first()
                .ok_or(DbError::NoRow)?
                .get(0)?,
        };
        self.order.set(Some(k));
        Ok(k)
    }

    /// Takes an advisory lock until the end of this transaction, without waiting; always granted on SQLite,
    /// where one writer exists. `false` = another process holds it.
    pub fn try_lock(&self, name: &str) -> Result<bool, DbError> {
        match &self.inner {
            Inner::Sqlite(_) => Ok(true),
            Inner::Pg(_) => {
                let rows = self.run(
                    "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || $1, 0))",
                    &[Value::Text(name.into())],
                )?;
                rows.first().ok_or(DbError::NoRow)?.get(0)
            }
        }
    }

    /// Runs several statements of a migration.
    pub(crate) fn batch(&self, sql: &str) -> Result<(), DbError> {
        match &self.inner {
            Inner::Sqlite(c) => c.execute_batch(sql).map_err(DbError::from),
            Inner::Pg(c) => c.borrow_mut().batch(sql),
        }
        .map_err(|e| self.note(e))
    }

    /// Every row of an ad-hoc text of this crate, one at a time. Text must be text: unlike a page, a copy does not
    /// pass over bytes that are no UTF-8.
    pub(crate) fn each<E: From<DbError>>(
        &self,
        sql: &str,
        f: &mut dyn FnMut(&[Value]) -> Result<(), E>,
    ) -> Result<(), E> {
        match &self.inner {
            Inner::Sqlite(c) => sqlite_each(c, sql, f),
            Inner::Pg(c) => c.borrow_mut().each(sql, f),
        }
    }

    /// One row of an ad-hoc INSERT of this crate.
    pub(crate) fn put(&self, sql: &str, params: &[Value]) -> Result<(), DbError> {
        match &self.inner {
            Inner::Sqlite(c) => sqlite_exec(c, &for_sqlite(sql), params),
            Inner::Pg(c) => c.borrow_mut().exec(sql, params),
        }
        .map(|_| ())
        .map_err(|e| self.note(e))
    }

    /// Ad-hoc text of this crate (schema dumps, pragmas); never of a slice.
    pub(crate) fn raw(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        self.run(sql, params)
    }
}

fn bind(v: &Value) -> rusqlite::types::ToSqlOutput<'_> {
    use rusqlite::types::{ToSqlOutput, ValueRef};
    ToSqlOutput::Borrowed(match v {
        Value::Null => ValueRef::Null,
        Value::Int(i) => ValueRef::Integer(*i),
        Value::Real(r) => ValueRef::Real(*r),
        Value::Text(t) => ValueRef::Text(t.as_bytes()),
        Value::Blob(b) => ValueRef::Blob(b),
    })
}

struct Bind<'a>(&'a Value);
impl rusqlite::ToSql for Bind<'_> {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(bind(self.0))
    }
}

/// SQLite ends the whole transaction by itself after some errors (disk full, I/O): what a use case still runs
/// after that would be durable statement by statement, outside of any group.
fn still_inside(c: &rusqlite::Connection) -> Result<(), DbError> {
    if c.is_autocommit() {
        return Err(DbError::CommitFailed("the transaction was already rolled back".into()));
    }
    Ok(())
}

fn sqlite_exec(c: &rusqlite::Connection, sql: &str, params: &[Value]) -> Result<u64, DbError> {
    still_inside(c)?;
    let mut s = c.prepare_cached(sql)?;
    let n = s.execute(rusqlite::params_from_iter(params.iter().map(Bind)))?;
    Ok(n as u64)
}

fn sqlite_query(
    c: &rusqlite::Connection,
    sql: &str,
    params: &[Value],
) -> Result<Vec<Row>, DbError> {
    use rusqlite::types::ValueRef;
    still_inside(c)?;
    let mut s = c.prepare_cached(sql)?;
    let columns = s.column_count();
    let mut rows = s.query(rusqlite::params_from_iter(params.iter().map(Bind)))?;
    let mut out = Vec::new();
    while let Some(r) = rows.next()? {
        let mut values = Vec::with_capacity(columns);
        for i in 0..columns {
            values.push(match r.get_ref(i)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(i) => Value::Int(i),
                ValueRef::Real(f) => Value::Real(f),
                ValueRef::Text(t) => Value::Text(String::from_utf8_lossy(t).into_owned()),
                ValueRef::Blob(b) => Value::Blob(b.to_vec()),
            });
        }
        out.push(Row { values });
    }
    Ok(out)
}

fn sqlite_each<E: From<DbError>>(
    c: &rusqlite::Connection,
    sql: &str,
    f: &mut dyn FnMut(&[Value]) -> Result<(), E>,
) -> Result<(), E> {
    use rusqlite::types::ValueRef;
    let mut s = c.prepare(sql).map_err(DbError::from)?;
    let columns = s.column_count();
    let mut rows = s.query([]).map_err(DbError::from)?;
    let mut values = Vec::with_capacity(columns);
    while let Some(r) = rows.next().map_err(DbError::from)? {
        values.clear();
        for i in 0..columns {
            values.push(match r.get_ref(i).map_err(DbError::from)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(i) => Value::Int(i),
                ValueRef::Real(f) => Value::Real(f),
                ValueRef::Text(t) => Value::Text(String::from_utf8(t.to_vec()).map_err(|_| {
                    DbError::Decode { column: i, what: "text that is no UTF-8".into() }
                })?),
                ValueRef::Blob(b) => Value::Blob(b.to_vec()),
            });
        }
        f(&values)?;
    }
    Ok(())
}
