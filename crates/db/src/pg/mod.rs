//! PostgreSQL: a bounded pool of blocking connections shared by all regions; a connection keeps the
//! schema of the region it spoke of last.
mod lent;
mod pool;
mod value;
mod wire;

use std::cell::{Cell, RefCell};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::tx::Inner;
use crate::{DbError, Row, Stmt, Tx, Value};

pub(crate) use lent::Lent;
pub use pool::PgPool;
use pool::plain;

/// Attempts of a serializable transaction before the caller gets [`DbError::Busy`].
const ATTEMPTS: u32 = 6;
/// How a transaction begins that only reads. It may go out with its first statement: if it failed, that statement would read
/// by itself, and nothing more.
const READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// On which processes tell each other that something is new.
const CHANNEL: &str = "yui_new";

/// The statement that follows a read once its transaction is over, as one of its own.
#[derive(Debug, Clone)]
pub struct Last {
    /// The statement.
    pub stmt: Stmt,
    /// Its values.
    pub params: Vec<Value>,
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
                None,
                "SELECT 1 FROM pg_namespace WHERE nspname = $1",
                &[Value::Text(schema.to_string())],
            )?;
            if there.is_empty() {
                made?;
            }
        }
        Ok(db)
    }

    /// A connection for a transaction that begins with its first statement.
    fn lend(&self, begin: &'static str) -> Result<Lent, DbError> {
        Lent::new(&self.pool, &self.schema, begin)
    }

    /// A statement that is a transaction by itself, on a new connection because the old one broke with it: if that one was
    /// heard all the same, this one meets its own row.
    fn alone(&self, last: &Last) -> Result<Vec<Row>, DbError> {
        self.lend(READ)?.commit_then(last)
    }

    pub(crate) fn notify(&self) -> Result<(), DbError> {
        self.pool.lend()?.batch(&format!("NOTIFY {CHANNEL}"))
    }

    /// See [`crate::Db::sweep`]; outside of any transaction, as VACUUM asks.
    pub(crate) fn sweep(&self, table: &str) -> Result<(), DbError> {
        self.pool.speaking(&self.schema)?.batch(&format!("VACUUM {table}"))
    }

    /// A connection outside the pool: it waits all the time.
    pub(crate) fn listen(&self, mut f: impl FnMut(bool) -> bool) -> Result<(), DbError> {
        let mut c = self.pool.apart()?;
        c.batch(&format!("LISTEN {CHANNEL}"))?;
        loop {
            let heard = c.hear(Duration::from_secs(1))?;
            if !f(heard) {
                return Ok(());
            }
            if !heard && c.ended() {
                return Err(DbError::Driver("the listening connection has ended".into()));
            }
        }
    }

    pub(crate) fn read<T, E: From<DbError>>(
        &self,
        f: impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(READ, f, Lent::commit).map(|(v, ())| v)
    }

    /// See [`crate::Db::read_then`].
    pub(crate) fn read_then<T, E: From<DbError>>(
        &self,
        f: impl Fn(&Tx<'_>) -> Result<(T, Option<Last>), E>,
    ) -> Result<(T, Option<Vec<Row>>), E> {
        let last = RefCell::new(None);
        let read = |tx: &Tx<'_>| {
            let (found, then) = f(tx)?;
            *last.borrow_mut() = then;
            Ok(found)
        };
        self.run(READ, read, |c| {
            let Some(last) = last.take() else { return c.commit().map(|()| None) };
            match c.commit_then(&last) {
                Err(_) if c.ended() => {
                    c.let_go();
                    self.alone(&last).map_err(|_| DbError::Busy)
                }
                answer => answer,
            }
            .map(Some)
        })
    }

    pub(crate) fn snapshot<T, E: From<DbError>>(
        &self,
        f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = Tx::new(Inner::Pg(RefCell::new(self.lend(READ)?)));
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| f(&tx)))
            .unwrap_or_else(|_| Err(DbError::Panicked.into()));
        if let Inner::Pg(c) = tx.inner {
            // nothing was written
            c.into_inner().rollback();
        }
        result
    }

    pub(crate) fn read_with_audit<T, E: From<DbError>>(
        &self,
        f: impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ", f, Lent::commit).map(|(v, ())| v)
    }

    pub(crate) fn write<T, E: From<DbError>>(
        &self,
        f: impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run("BEGIN ISOLATION LEVEL SERIALIZABLE", f, Lent::commit).map(|(v, ())| v)
    }

    fn run<T, X, E: From<DbError>>(
        &self,
        begin: &'static str,
        f: impl Fn(&Tx<'_>) -> Result<T, E>,
        end: impl Fn(&mut Lent) -> Result<X, DbError>,
    ) -> Result<(T, X), E> {
        for attempt in 0..ATTEMPTS {
            // Losers run again one after the other: all at once they would only meet each other again.
            let turn = (attempt > 0).then(|| Turn::wait(&self.lane)).flatten();
            let mut c = self.lend(begin)?;
            if begin != READ {
                // A statement that changes something never goes out before its BEGIN was answered: if that failed, it would
                // stand by itself.
                c.begun()?;
            }
            let tx = Tx::new(Inner::Pg(RefCell::new(c)));
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| f(&tx)))
                .unwrap_or_else(|_| Err(DbError::Panicked.into()));
            let (retry, failed) = (tx.retry.get(), tx.failed.get());
            let Inner::Pg(c) = tx.inner else { break };
            let mut c = c.into_inner();
            let ended = match &result {
                Ok(_) if failed => {
                    Err(DbError::CommitFailed("a statement of it had failed".into()))
                }
                Ok(_) => end(&mut c).map(Some),
                Err(_) => {
                    c.rollback();
                    Ok(None)
                }
            };
            let busy = retry || matches!(ended, Err(DbError::Busy));
            match (result, ended) {
                (Ok(v), Ok(Some(x))) => return Ok((v, x)),
                (Err(e), _) if !busy => return Err(e),
                (Ok(_), Err(e)) if !busy => {
                    c.rollback();
                    return Err(match e {
                        DbError::CommitFailed(_) | DbError::Full => e,
                        other => DbError::CommitFailed(other.to_string()),
                    }
                    .into());
                }
                _ => {
                    c.rollback();
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
