//! The connections of one process, shared by all regions, and what each remembers.
use std::collections::HashMap;
use std::time::Duration;

use tokio_postgres::{Config, Statement};

use super::wire::Wire;
use crate::{DbError, Row, Value};

/// Connections of one process (architecture.md: ≤ 3 × 16).
pub(super) const CONNECTIONS: u32 = 16;
/// Prepared statements kept per connection.
const STATEMENTS: usize = 512;

/// The pool of one PostgreSQL database.
#[derive(Clone)]
pub struct PgPool(r2d2::Pool<Manager>, std::sync::Arc<Manager>);

impl std::fmt::Debug for PgPool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PgPool")
    }
}

impl PgPool {
    /// Connects; `url` as libpq's `postgresql://…`. Fails when the server does not answer within 10 seconds.
    pub fn connect(url: &str) -> Result<Self, DbError> {
        let config: Config = url.parse().map_err(DbError::from)?;
        let alone = std::sync::Arc::new(Manager(config.clone()));
        let pool = r2d2::Pool::builder()
            .max_size(CONNECTIONS)
            .min_idle(Some(0))
            .connection_timeout(Duration::from_secs(10))
            .test_on_check_out(false)
            .build(Manager(config))
            .map_err(|e| DbError::Driver(e.to_string()))?;
        Ok(PgPool(pool, alone))
    }

    /// The schemas whose name begins with `prefix`.
    pub fn schemas(&self, prefix: &str) -> Result<Vec<String>, DbError> {
        let mut c = self.get()?;
        let rows = c.query(
            None,
            "SELECT CAST(nspname AS TEXT) FROM pg_namespace WHERE nspname LIKE $1 ORDER BY 1",
            &[Value::Text(format!("{prefix}%"))],
        )?;
        rows.iter().map(|r| r.get(0)).collect()
    }

    /// Removes a schema with everything in it: what an interrupted restore of this program has made.
    pub fn drop_schema(&self, schema: &str) -> Result<(), DbError> {
        if !plain(schema) {
            return Err(DbError::Driver("schema names are a-z, 0-9 and _".into()));
        }
        self.get()?.batch(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE"))
    }

    /// Runs one statement outside any transaction: `CREATE DATABASE` and its like, for tests that keep databases of their own.
    pub fn command(&self, sql: &str) -> Result<(), DbError> {
        self.get()?.batch(sql)
    }

    pub(super) fn get(&self) -> Result<Pooled, DbError> {
        self.0.get().map_err(|e| DbError::Driver(e.to_string()))
    }

    /// A connection outside the pool: one that waits all the time.
    pub(super) fn apart(&self) -> Result<PgConn, DbError> {
        r2d2::ManageConnection::connect(&*self.1)
    }

    /// A connection that speaks of this schema; those that the server closed while they lay in the pool are thrown away.
    pub(super) fn speaking(&self, schema: &str) -> Result<Pooled, DbError> {
        for _ in 0..CONNECTIONS {
            let mut c = self.lend()?;
            match c.speak_of(schema) {
                Ok(()) => return Ok(c),
                Err(_) if c.ended() => {}
                Err(e) => return Err(e),
            }
        }
        Err(DbError::Busy)
    }

    /// For a use case: when all connections stay taken (or the server is away) the same act can succeed later.
    pub(super) fn lend(&self) -> Result<Pooled, DbError> {
        self.0.get().map_err(|e| {
            tracing::error!(error = %e, "no connection to PostgreSQL");
            DbError::Busy
        })
    }
}

/// A connection lent by the pool.
pub(crate) type Pooled = r2d2::PooledConnection<Manager>;

/// A connection with its prepared statements.
pub struct PgConn {
    wire: Wire,
    statements: HashMap<String, Statement>,
    /// The schema that this connection's names stand for.
    schema: String,
}

pub(crate) struct Manager(Config);

impl r2d2::ManageConnection for Manager {
    type Connection = PgConn;
    type Error = DbError;

    fn connect(&self) -> Result<PgConn, DbError> {
        Ok(PgConn { wire: Wire::open(&self.0)?, statements: HashMap::new(), schema: String::new() })
    }

    fn is_valid(&self, c: &mut PgConn) -> Result<(), DbError> {
        c.batch("")
    }

    fn has_broken(&self, c: &mut PgConn) -> bool {
        c.ended()
    }
}

impl PgConn {
    fn statement(&mut self, sql: &str) -> Result<Statement, DbError> {
        if let Some(s) = self.statements.get(sql) {
            return Ok(s.clone());
        }
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        let s = self.wire.prepare(sql)?;
        self.statements.insert(sql.to_string(), s.clone());
        Ok(s)
    }

    pub(super) fn exec(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        let s = self.statement(sql)?;
        Ok(self.wire.exec(&s, params)?)
    }

    /// Rows; `before` is said in front, in the same round trip.
    pub(super) fn query(
        &mut self,
        before: Option<&str>,
        sql: &str,
        params: &[Value],
    ) -> Result<Vec<Row>, DbError> {
        let s = self.statement(sql)?;
        self.wire.query(before, &s, params)
    }

    /// Has the server hung up?
    pub(super) fn ended(&self) -> bool {
        self.wire.ended()
    }

    /// Prepares without running or keeping.
    pub(super) fn prepare(&mut self, sql: &str) -> Result<Statement, DbError> {
        Ok(self.wire.prepare(sql)?)
    }

    /// Every row, one at a time as the server sends them.
    pub(super) fn each<E: From<DbError>>(
        &mut self,
        sql: &str,
        f: &mut dyn FnMut(&[Value]) -> Result<(), E>,
    ) -> Result<(), E> {
        let s = self.prepare(sql)?;
        self.wire.each(&s, f)
    }

    /// Waits for a notification, at most so long: whether one came.
    pub(super) fn hear(&mut self, wait: Duration) -> Result<bool, DbError> {
        Ok(self.wire.hear(wait)?)
    }

    /// Makes names stand for this schema from here on. A message of its own: in one with BEGIN it would be undone by
    /// ROLLBACK.
    fn speak_of(&mut self, schema: &str) -> Result<(), DbError> {
        if self.schema != schema {
            self.schema.clear();
            // One plan for each statement, as on SQLite: planning anew for the values of each call costs several times what
            // our short statements cost.
            self.batch(&format!(
                "SET search_path TO {schema}; SET plan_cache_mode TO force_generic_plan"
            ))?;
            self.schema.push_str(schema);
        }
        Ok(())
    }

    /// A connection that breaks here leaves open whether it was committed: never run again by itself.
    pub(super) fn commit(&mut self) -> Result<(), DbError> {
        self.wire.batch("COMMIT").map_err(|e| {
            if DbError::may_run_again(&e) {
                DbError::Busy
            } else {
                DbError::CommitFailed(e.to_string())
            }
        })
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        self.wire.batch(sql).map_err(DbError::from)
    }
}

/// May this name a schema?
pub(super) fn plain(schema: &str) -> bool {
    !schema.is_empty()
        && schema.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
