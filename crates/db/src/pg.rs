//! PostgreSQL: a bounded pool of blocking connections shared by all regions; the region's schema is put on
//! the search path in the same round trip that begins the transaction.
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use postgres::types::{IsNull, ToSql, Type};
use postgres::{Client, NoTls, Statement};

use crate::tx::Inner;
use crate::{DbError, Row, Stmt, Tx, Value};

/// Attempts of a serializable transaction before the caller gets [`DbError::Busy`].
const ATTEMPTS: u32 = 6;
/// Connections of one process (architecture.md: ≤ 3 × 16).
const CONNECTIONS: u32 = 16;
/// File descriptors that a connection takes, and a few more for others who open at the same moment.
const SPARE: usize = 12;
/// On which processes tell each other that something is new.
const CHANNEL: &str = "yui_new";
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
        let config = url.parse::<postgres::Config>().map_err(DbError::from)?;
        let alone = r2d2_postgres::PostgresConnectionManager::new(config.clone(), NoTls);
        let inner = r2d2_postgres::PostgresConnectionManager::new(config, NoTls);
        let pool = r2d2::Pool::builder()
            .max_size(CONNECTIONS)
            .min_idle(Some(0))
            .connection_timeout(Duration::from_secs(10))
            .test_on_check_out(false)
            .build(Manager(inner))
            .map_err(|e| DbError::Driver(e.to_string()))?;
        Ok(PgPool(pool, std::sync::Arc::new(Manager(alone))))
    }

    /// The schemas whose name begins with `prefix`.
    pub fn schemas(&self, prefix: &str) -> Result<Vec<String>, DbError> {
        let mut c = self.get()?;
        let rows = c.query(
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

    fn get(&self) -> Result<Pooled, DbError> {
        self.0.get().map_err(|e| DbError::Driver(e.to_string()))
    }

    /// For a use case: when all connections stay taken (or the server is away) the same act can succeed later.
    fn lend(&self) -> Result<Pooled, DbError> {
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
    client: Client,
    statements: HashMap<String, Statement>,
    /// The schema that this connection's names stand for.
    schema: String,
}

pub(crate) struct Manager(r2d2_postgres::PostgresConnectionManager<NoTls>);

impl r2d2::ManageConnection for Manager {
    type Connection = PgConn;
    type Error = DbError;

    /// `postgres` panics when the process has no file descriptor left, and the pool's few threads would end one after
    /// the other and never come back. So some are tried first, and what panics all the same is an error.
    fn connect(&self) -> Result<PgConn, DbError> {
        let none = |e: std::io::Error| DbError::Driver(format!("no file descriptor: {e}"));
        let spare: Result<Vec<_>, _> =
            (0..SPARE).map(|_| std::fs::File::open("/dev/null")).collect();
        drop(spare.map_err(none)?);
        let connect = std::panic::AssertUnwindSafe(|| self.0.connect());
        match std::panic::catch_unwind(connect) {
            Ok(client) => {
                Ok(PgConn { client: client?, statements: HashMap::new(), schema: String::new() })
            }
            Err(_) => Err(DbError::Driver("connecting panicked".into())),
        }
    }

    fn is_valid(&self, c: &mut PgConn) -> Result<(), DbError> {
        Ok(c.client.simple_query("").map(|_| ())?)
    }

    fn has_broken(&self, c: &mut PgConn) -> bool {
        c.client.is_closed()
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
        let s = self.client.prepare(sql)?;
        self.statements.insert(sql.to_string(), s.clone());
        Ok(s)
    }

    pub(crate) fn prepare(&mut self, sql: &str) -> Result<(), DbError> {
        self.client.prepare(sql).map(|_| ()).map_err(DbError::from)
    }

    pub(crate) fn exec(&mut self, sql: &str, params: &[Value]) -> Result<u64, DbError> {
        let s = self.statement(sql)?;
        let refs: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as _).collect();
        Ok(self.client.execute(&s, &refs)?)
    }

    pub(crate) fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        let s = self.statement(sql)?;
        let refs: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as _).collect();
        self.client.query(&s, &refs)?.iter().map(decode).collect()
    }

    /// Every row, one at a time as the server sends them.
    pub(crate) fn each<E: From<DbError>>(
        &mut self,
        sql: &str,
        f: &mut dyn FnMut(&[Value]) -> Result<(), E>,
    ) -> Result<(), E> {
        use postgres::fallible_iterator::FallibleIterator;
        let s = self.client.prepare(sql).map_err(DbError::from)?;
        let none = std::iter::empty::<&Value>();
        let mut rows = self.client.query_raw(&s, none).map_err(DbError::from)?;
        while let Some(row) = rows.next().map_err(DbError::from)? {
            f(decode(&row)?.values())?;
        }
        Ok(())
    }

    /// Makes names stand for this schema from here on. A message of its own: in one with BEGIN it would be undone by
    /// ROLLBACK.
    fn speak_of(&mut self, schema: &str) -> Result<(), DbError> {
        if self.schema != schema {
            self.schema.clear();
            self.batch(&format!("SET search_path TO {schema}"))?;
            self.schema.push_str(schema);
        }
        Ok(())
    }

    /// A connection that breaks here leaves open whether it was committed: never run again by itself.
    fn commit(&mut self) -> Result<(), DbError> {
        self.client.batch_execute("COMMIT").map_err(|e| {
            if DbError::may_run_again(&e) {
                DbError::Busy
            } else {
                DbError::CommitFailed(e.to_string())
            }
        })
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        self.client.batch_execute(sql).map_err(DbError::from)
    }
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (self, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(i), &Type::INT8) => i.to_sql(ty, out),
            (Value::Int(i), &Type::INT4) => i32::try_from(*i)?.to_sql(ty, out),
            (Value::Int(i), &Type::INT2) => i16::try_from(*i)?.to_sql(ty, out),
            (Value::Int(i), &Type::BOOL) => (*i != 0).to_sql(ty, out),
            (Value::Int(i), &Type::FLOAT8) => (*i as f64).to_sql(ty, out),
            (Value::Real(r), _) => r.to_sql(ty, out),
            (Value::Text(t), _) => t.as_str().to_sql(ty, out),
            (Value::Blob(b), _) => b.as_slice().to_sql(ty, out),
            (Value::Int(_), other) => {
                Err(format!("integer for a parameter of type {other}").into())
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

fn decode(r: &postgres::Row) -> Result<Row, DbError> {
    let mut values = Vec::with_capacity(r.len());
    for (i, col) in r.columns().iter().enumerate() {
        let v = match *col.type_() {
            Type::BOOL => r.try_get::<_, Option<bool>>(i)?.map(|b| Value::Int(i64::from(b))),
            Type::INT2 => r.try_get::<_, Option<i16>>(i)?.map(|n| Value::Int(i64::from(n))),
            Type::INT4 => r.try_get::<_, Option<i32>>(i)?.map(|n| Value::Int(i64::from(n))),
            Type::INT8 => r.try_get::<_, Option<i64>>(i)?.map(Value::Int),
            Type::FLOAT8 => r.try_get::<_, Option<f64>>(i)?.map(Value::Real),
            Type::BYTEA => r.try_get::<_, Option<Vec<u8>>>(i)?.map(Value::Blob),
            Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN => {
                r.try_get::<_, Option<String>>(i)?.map(Value::Text)
            }
            ref other => {
                return Err(DbError::Decode {
                    column: i,
                    what: format!("type {other}: cast it in the statement"),
                });
            }
        };
        values.push(v.unwrap_or(Value::Null));
    }
    Ok(Row { values })
}

fn plain(schema: &str) -> bool {
    !schema.is_empty()
        && schema.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// One schema.
pub struct PgDb {
    pool: PgPool,
    schema: String,
    /// Held by the one transaction of this process that is being run again.
    lane: Mutex<()>,
}

impl PgDb {
    pub(crate) fn open(pool: &PgPool, schema: &str) -> Result<Self, DbError> {
        if !plain(schema) {
            return Err(DbError::Driver("schema names are a-z, 0-9 and _".into()));
        }
        let db = PgDb { pool: pool.clone(), schema: schema.to_string(), lane: Mutex::new(()) };
        let mut c = db.pool.get()?;
        // Two processes may create it at once; the loser's error is checked by looking again.
        let made = c.batch(&format!("CREATE SCHEMA IF NOT EXISTS {schema}"));
        if made.is_err() {
            let there = c.query(
                "SELECT 1 FROM pg_namespace WHERE nspname = $1",
                &[Value::Text(schema.to_string())],
            )?;
            if there.is_empty() {
                made?;
            }
        }
        Ok(db)
    }

    /// A connection with the transaction begun. One that the server closed while it lay in the pool (restart,
    /// failover) is thrown away for another: nothing has happened yet, so this is safe.
    fn begin(&self, mode: &str) -> Result<Pooled, DbError> {
        let sql = format!("BEGIN {mode}");
        for _ in 0..CONNECTIONS {
            let mut c = self.pool.lend()?;
            match c.speak_of(&self.schema).and_then(|()| c.batch(&sql)) {
                Ok(()) => return Ok(c),
                Err(DbError::Busy) => {}
                Err(_) if c.client.is_closed() => {}
                Err(e) => return Err(e),
            }
        }
        Err(DbError::Busy)
    }

    /// See [`crate::Db::at_once`]. On a connection that the server had closed while it lay in the pool it is sent on
    /// another; if the first was heard all the same, the second meets its own row and the act may be tried again.
    pub(crate) fn at_once(&self, stmt: Stmt, params: &[Value]) -> Result<Vec<Row>, DbError> {
        for attempt in 0..CONNECTIONS {
            let mut c = self.pool.lend()?;
            match c.speak_of(&self.schema).and_then(|()| c.query(stmt.sql, params)) {
                Ok(rows) => return Ok(rows),
                Err(_) if c.client.is_closed() => {}
                Err(e) if attempt == 0 => return Err(e),
                Err(_) => return Err(DbError::Busy),
            }
        }
        Err(DbError::Busy)
    }

    pub(crate) fn notify(&self) -> Result<(), DbError> {
        self.pool.lend()?.batch(&format!("NOTIFY {CHANNEL}"))
    }

    /// A connection outside the pool: it waits all the time.
    pub(crate) fn listen(&self, mut f: impl FnMut(bool) -> bool) -> Result<(), DbError> {
        use postgres::fallible_iterator::FallibleIterator;
        let mut c = r2d2::ManageConnection::connect(&*self.pool.1)?;
        c.batch(&format!("LISTEN {CHANNEL}"))?;
        loop {
            let heard = c
                .client
                .notifications()
                .timeout_iter(Duration::from_secs(1))
                .next()
                .map_err(DbError::from)?
                .is_some();
            if !f(heard) {
                return Ok(());
            }
            if !heard && c.client.is_closed() {
                return Err(DbError::Driver("the listening connection has ended".into()));
            }
        }
    }

    pub(crate) fn read<T, E: From<DbError>>(
        &self,
        f: impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run("ISOLATION LEVEL REPEATABLE READ READ ONLY", f)
    }

    pub(crate) fn snapshot<T, E: From<DbError>>(
        &self,
        f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let c = self.begin("ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
        let tx = Tx::new(Inner::Pg(std::cell::RefCell::new(c)));
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| f(&tx)))
            .unwrap_or_else(|_| Err(DbError::Panicked.into()));
        if let Inner::Pg(c) = tx.inner {
            // nothing was written
            let _ = c.into_inner().batch("ROLLBACK");
        }
        result
    }

    pub(crate) fn read_with_audit<T, E: From<DbError>>(
        &self,
        f: impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run("ISOLATION LEVEL REPEATABLE READ", f)
    }

    pub(crate) fn write<T, E: From<DbError>>(
        &self,
        f: impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run("ISOLATION LEVEL SERIALIZABLE", f)
    }

    fn run<T, E: From<DbError>>(
        &self,
        mode: &str,
        f: impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        for attempt in 0..ATTEMPTS {
            // Losers run again one after the other: all at once they would only meet each other again.
            let turn = (attempt > 0).then(|| Turn::wait(&self.lane)).flatten();
            let c = self.begin(mode)?;
            let tx = Tx::new(Inner::Pg(std::cell::RefCell::new(c)));
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| f(&tx)))
                .unwrap_or_else(|_| Err(DbError::Panicked.into()));
            let (retry, failed) = (tx.retry.get(), tx.failed.get());
            let Inner::Pg(c) = tx.inner else { return result };
            let mut c = c.into_inner();
            let ended = match &result {
                Ok(_) if failed => {
                    Err(DbError::CommitFailed("a statement of it had failed".into()))
                }
                Ok(_) => c.commit(),
                Err(_) => {
                    let _ = c.batch("ROLLBACK");
                    Ok(())
                }
            };
            let busy = retry || matches!(ended, Err(DbError::Busy));
            match (result, ended) {
                (Ok(v), Ok(())) => return Ok(v),
                (Err(e), _) if !busy => return Err(e),
                (Ok(_), Err(e)) if !busy => {
                    let _ = c.batch("ROLLBACK");
                    return Err(match e {
                        DbError::CommitFailed(_) | DbError::Full => e,
                        other => DbError::CommitFailed(other.to_string()),
                    }
                    .into());
                }
                _ => {
                    let _ = c.batch("ROLLBACK");
                    drop(c);
                    drop(turn);
                    pause(attempt);
                }
            }
        }
        Err(DbError::Busy.into())
    }
}

thread_local! {
    static IN_LANE: Cell<bool> = const { Cell::new(false) };
}

/// The right to run again now. A transaction begun inside one that has it (another region's) does not wait for it.
struct Turn<'l> {
    _lane: MutexGuard<'l, ()>,
}

impl<'l> Turn<'l> {
    fn wait(lane: &'l Mutex<()>) -> Option<Self> {
        if IN_LANE.get() {
            return None;
        }
        let guard = lane.lock().unwrap_or_else(PoisonError::into_inner);
        IN_LANE.set(true);
        Some(Turn { _lane: guard })
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        IN_LANE.set(false);
    }
}

/// Waits a little longer after each collision; the jitter keeps losers from meeting again.
fn pause(attempt: u32) {
    use std::sync::atomic::{AtomicU64, Ordering};
    static PAUSES: AtomicU64 = AtomicU64::new(0);
    let mut h = std::hash::DefaultHasher::new();
    // Counters begin anew in every process, so the process is part of it.
    let this = (std::process::id(), PAUSES.fetch_add(1, Ordering::Relaxed));
    std::hash::Hash::hash(&this, &mut h);
    let jitter = std::hash::Hasher::finish(&h) % (4 << attempt);
    // back-off between attempts; nobody wakes this thread early but the time
    std::thread::park_timeout(Duration::from_millis((1 << attempt) + jitter));
}
