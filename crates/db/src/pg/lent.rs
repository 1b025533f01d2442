//! A connection while one transaction has it.
use super::Last;
use super::pool::{PgPool, Pooled};
use crate::{DbError, Row, Value};

/// A connection lent for one transaction.
pub(crate) struct Lent {
    conn: Pooled,
    pool: PgPool,
    schema: String,
    /// How the transaction begins, while it has not: a read begins with its first statement.
    begin: Option<&'static str>,
}

impl Lent {
    /// One of the pool; nothing has been said on it yet.
    pub(super) fn new(pool: &PgPool, schema: &str, begin: &'static str) -> Result<Self, DbError> {
        Ok(Lent {
            conn: pool.speaking(schema)?,
            pool: pool.clone(),
            schema: schema.to_string(),
            begin: Some(begin),
        })
    }

    /// Has the server hung up?
    pub(super) fn ended(&self) -> bool {
        self.conn.ended()
    }

    /// The transaction begins now, if it has not.
    pub(super) fn begun(&mut self) -> Result<(), DbError> {
        while let Some(begin) = self.begin {
            match self.conn.batch(begin) {
                Ok(()) => self.begin = None,
                Err(e) => self.another(e)?,
            }
        }
        Ok(())
    }

    /// Takes another connection for one that the server had closed while it lay in the pool (restart, failover): nothing has
    /// been seen yet, so this is safe.
    fn another(&mut self, e: DbError) -> Result<(), DbError> {
        if !self.conn.ended() {
            return Err(e);
        }
        self.conn = self.pool.speaking(&self.schema)?;
        Ok(())
    }

    pub(crate) fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        while let Some(begin) = self.begin {
            match self.conn.query(Some(begin), sql, params) {
                Ok(rows) => {
                    self.begin = None;
                    return Ok(rows);
                }
                Err(e) if self.conn.ended() => self.another(e)?,
                Err(e) => {
                    // it began, and its first statement failed; or it could not be prepared, then there is nothing to end
                    self.begin = None;
                    return Err(e);
                }
            }
        }
        self.conn.query(None, sql, params)
    }

    pub(crate) fn exec(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        self.begun()?;
        self.conn.exec(sql, params)
    }

    pub(crate) fn prepare(&mut self, sql: &str) -> Result<(), DbError> {
        self.begun()?;
        self.conn.prepare(sql).map(|_| ())
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        self.begun()?;
        self.conn.batch(sql)
    }

    /// Every row, one at a time as the server sends them.
    pub(crate) fn each<E: From<DbError>>(
        &mut self,
        sql: &str,
        f: &mut dyn FnMut(&[Value]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.begun()?;
        self.conn.each(sql, f)
    }

    pub(super) fn commit(&mut self) -> Result<(), DbError> {
        match self.begin {
            Some(_) => Ok(()),
            None => self.conn.commit(),
        }
    }

    /// Ends the transaction, in which nothing was written, and runs this statement as one of its own, in one round trip.
    pub(super) fn commit_then(&mut self, last: &Last) -> Result<Vec<Row>, DbError> {
        let before = self.begin.is_none().then_some("COMMIT");
        self.begin = None;
        self.conn.query(before, last.stmt.sql, &last.params)
    }

    pub(super) fn rollback(&mut self) {
        if self.begin.is_none() {
            // the error that led here counts, not this one
            let _ = self.conn.batch("ROLLBACK");
        }
    }
}
