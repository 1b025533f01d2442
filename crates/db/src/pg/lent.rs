//! A connection while one transaction has it.
use super::Last;
use super::pool::{CONNECTIONS, PgConn, PgPool, Pooled};
use crate::{DbError, Row, Value};

/// A connection lent for one transaction.
pub(crate) struct Lent {
    /// None between a connection that turned out to be closed and the next one: who waits for another holds none, or all
    /// readers after a restart of the server would wait for each other.
    conn: Option<Pooled>,
    pool: PgPool,
    schema: String,
    /// How the transaction begins, while it has not: a read begins with its first statement.
    begin: Option<&'static str>,
    /// Connections that it may still try.
    tries: u32,
}

impl Lent {
    /// One of the pool; nothing has been said on it yet.
    pub(super) fn new(pool: &PgPool, schema: &str, begin: &'static str) -> Result<Self, DbError> {
        Ok(Lent {
            conn: Some(pool.speaking(schema)?),
            pool: pool.clone(),
            schema: schema.to_string(),
            begin: Some(begin),
            tries: CONNECTIONS,
        })
    }

    fn conn(&mut self) -> Result<&mut PgConn, DbError> {
        if self.conn.is_none() {
            self.conn = Some(self.pool.speaking(&self.schema)?);
        }
        self.conn.as_deref_mut().ok_or(DbError::Busy)
    }

    /// Has the server hung up?
    pub(super) fn ended(&self) -> bool {
        self.conn.as_ref().is_none_or(|c| c.ended())
    }

    /// The transaction begins now, if it has not.
    pub(super) fn begun(&mut self) -> Result<(), DbError> {
        while let Some(begin) = self.begin {
            match self.conn()?.batch(begin) {
                Ok(()) => self.begin = None,
                Err(e) => self.another(e)?,
            }
        }
        Ok(())
    }

    /// Lets go of a connection that the server had closed while it lay in the pool (restart, failover), for another: nothing
    /// has been seen yet, so this is safe. One that lives gives the error back, and never a transaction to the next who gets it.
    fn another(&mut self, e: DbError) -> Result<(), DbError> {
        if matches!(e, DbError::Busy)
            && !self.ended()
            && let Some(conn) = &mut self.conn
        {
            // the last words of the server may come before it hangs up: saying something more tells which it is
            let _ = conn.batch("ROLLBACK");
        }
        if self.tries == 0 || !self.ended() {
            return Err(e);
        }
        self.tries -= 1;
        self.conn = None;
        Ok(())
    }

    pub(crate) fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        while let Some(begin) = self.begin {
            match self.conn()?.query(Some(begin), sql, params) {
                Ok(rows) => {
                    self.begin = None;
                    return Ok(rows);
                }
                Err(e) => {
                    if let Err(e) = self.another(e) {
                        // it began, and its first statement failed; or it could not be prepared, then there is nothing to end
                        self.begin = None;
                        return Err(e);
                    }
                }
            }
        }
        self.conn()?.query(None, sql, params)
    }

    pub(crate) fn exec(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        self.begun()?;
        self.conn()?.exec(sql, params)
    }

    pub(crate) fn prepare(&mut self, sql: &str) -> Result<(), DbError> {
        self.begun()?;
        self.conn()?.prepare(sql).map(|_| ())
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        self.begun()?;
        self.conn()?.batch(sql)
    }

    /// Every row, one at a time as the server sends them.
    pub(crate) fn each<E: From<DbError>>(
        &mut self,
        sql: &str,
        f: &mut dyn FnMut(&[Value]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.begun()?;
        self.conn()?.each(sql, f)
    }

    pub(super) fn commit(&mut self) -> Result<(), DbError> {
        match self.begin {
            Some(_) => Ok(()),
            None => self.conn()?.commit(),
        }
    }

    /// Ends the transaction, in which nothing was written, and runs this statement as one of its own, in one round trip.
    pub(super) fn commit_then(&mut self, last: &Last) -> Result<Vec<Row>, DbError> {
        let before = self.begin.is_none().then_some("COMMIT");
        self.begin = None;
        self.conn()?.query(before, last.stmt.sql, &last.params)
    }

    /// Lets go of a connection that broke, so that another can be had.
    pub(super) fn let_go(&mut self) {
        self.conn = None;
    }

    pub(super) fn rollback(&mut self) {
        if self.begin.is_none()
            && let Some(conn) = &mut self.conn
        {
            // the error that led here counts, not this one
            let _ = conn.batch("ROLLBACK");
        }
    }
}
