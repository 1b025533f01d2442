//! SQLite: one writer thread with group commit, readers inline on a small pool.
//!
//! Group commit is what makes durable writes cheap here: up to 64 waiting jobs share one COMMIT (one fsync),
//! each in its own SAVEPOINT; nobody is answered before that COMMIT. Measured: reference/storage.md §2.
//!
//! The hook before COMMIT (the sequencer) runs in each group that changes something. Groups that only add rows to the log
//! leave it to a later one, or to who asks [`SqliteDb::unsettled`] now and then: every read would pay for it otherwise
//! (docs/adr/0048).
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rusqlite::{Connection, OpenFlags};

use crate::reserve::Reserve;
use crate::tx::Inner;
use crate::{AfterCommit, BeforeCommit, DbError, Tx};

/// Most jobs that share one COMMIT.
const GROUP: usize = 64;
/// Groups that may leave the hook to a later one, one after the other, where nobody asks whether any did.
const UNSETTLED: u32 = 256;
/// Most readers kept open for the next request. More than this at a time open a connection each, which costs as much as
/// three reads; a kept one holds at most 4 MB of pages.
const READERS: usize = 64;

/// How much a COMMIT guarantees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// fsync before the answer; the only one the server accepts.
    Full,
    /// No fsync: test databases on a memory disk.
    OffForTests,
}

/// A fault that the next group commit suffers, for tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Fault {
    /// COMMIT answers with an error; nothing is stored.
    CommitFails = 1,
    /// As after a failed fsync: COMMIT fails and the store only reads until it is opened again.
    FsyncFails = 2,
    /// The disk is full; nothing is stored.
    DiskFull = 3,
}

type Work = Box<dyn FnMut(&Tx<'_>) -> Done + Send>;
/// Tells the waiting caller how its job ended; runs after COMMIT.
type Reply = Box<dyn FnOnce(Ended) + Send>;

/// What one job's closure did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    /// Keep its changes.
    Keep,
    /// It answered with an error: its changes go.
    Undo,
}

enum Ended {
    /// The closure's own result stands.
    Result,
    /// The store failed instead.
    Failed(DbError),
}

/// What a job is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Changes something.
    Change,
    /// Only adds rows to the log: may use the room that is kept free, and the hook may come a moment later.
    Log,
    /// Does what was left: may use that room too.
    Settle,
}

struct Job {
    work: Work,
    reply: Reply,
    sort: Sort,
}

/// A SQLite file in use.
pub struct SqliteDb {
    path: PathBuf,
    queue: Mutex<Option<SyncSender<Job>>>,
    readers: Mutex<Vec<Connection>>,
    hook: Arc<OnceLock<BeforeCommit>>,
    after: Arc<OnceLock<AfterCommit>>,
    fault: Arc<AtomicU8>,
    read_only: Arc<AtomicBool>,
    bulk: Arc<AtomicBool>,
    reserve: Arc<OnceLock<Reserve>>,
    left: Arc<AtomicU32>,
    writer: Mutex<Option<std::thread::JoinHandle<()>>>,
    writer_id: std::thread::ThreadId,
}

impl SqliteDb {
    pub(crate) fn open(path: &Path, durability: Durability) -> Result<Self, DbError> {
        let conn = Connection::open(path)?;
        configure(&conn, durability)?;
        let (tx, rx) = sync_channel::<Job>(1024);
        let hook = Arc::new(OnceLock::new());
        let after = Arc::new(OnceLock::new());
        let fault = Arc::new(AtomicU8::new(0));
        let read_only = Arc::new(AtomicBool::new(false));
        let bulk = Arc::new(AtomicBool::new(false));
        let reserve = Arc::new(OnceLock::new());
        let left = Arc::new(AtomicU32::new(0));
        let writer = Writer {
            conn,
            reserve: reserve.clone(),
            bulk: bulk.clone(),
            hook: hook.clone(),
            after: after.clone(),
            fault: fault.clone(),
            read_only: read_only.clone(),
            left: left.clone(),
        };
        let handle = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || writer.run(&rx))
            .map_err(|e| DbError::Driver(e.to_string()))?;
        Ok(SqliteDb {
            bulk,
            reserve,
            left,
            path: path.to_path_buf(),
            queue: Mutex::new(Some(tx)),
            readers: Mutex::new(Vec::new()),
            hook,
            after,
            fault,
            read_only,
            writer_id: handle.thread().id(),
            writer: Mutex::new(Some(handle)),
        })
    }

    pub(crate) fn set_hook(&self, hook: BeforeCommit) {
        let _ = self.hook.set(hook);
    }

    pub(crate) fn set_after(&self, hook: AfterCommit) {
        let _ = self.after.set(hook);
    }

    pub(crate) fn keep_room(&self, bytes: u64) {
        let mut path = self.path.clone().into_os_string();
        path.push("-reserve");
        let _ = self.reserve.set(Reserve::new(path.into(), bytes));
    }

    pub(crate) fn set_bulk(&self) {
        self.bulk.store(true, Ordering::Relaxed);
    }

    /// Have groups left the hook to a later one?
    pub(crate) fn unsettled(&self) -> bool {
        self.left.load(Ordering::Relaxed) > 0
    }

    pub(crate) fn inject(&self, fault: Fault) {
        self.fault.store(fault as u8, Ordering::SeqCst);
    }

    pub(crate) fn backup(&self, to: &Path) -> Result<(), DbError> {
        // A connection of its own: the readers' `query_only` forbids writing to any file.
        let c = Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        c.busy_timeout(std::time::Duration::from_secs(5))?;
        c.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
        // SQLite leaves the copy to the kernel.
        std::fs::File::open(to)
            .and_then(|f| f.sync_all())
            .map_err(|e| DbError::Driver(e.to_string()))
    }

    fn reader(&self) -> Result<Connection, DbError> {
        if let Some(c) = lock(&self.readers).pop() {
            return Ok(c);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let c = Connection::open_with_flags(&self.path, flags)?;
        c.busy_timeout(std::time::Duration::from_secs(5))?;
        c.execute_batch(
            // No mapping of the file: SQLite unmaps it whenever somebody wrote, and every audited read is followed by a
            // write, so each read would map and fault its pages anew (measured: three times the processor time).
            "PRAGMA query_only=ON; PRAGMA mmap_size=0; PRAGMA cache_size=-4000;",
        )?;
        c.set_prepared_statement_cache_capacity(256);
        Ok(c)
    }

    fn give_back(&self, c: Connection) {
        let mut pool = lock(&self.readers);
        if pool.len() < READERS {
            pool.push(c);
        }
    }

    pub(crate) fn read<T, E: From<DbError>>(
        &self,
        f: impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.snapshot(f)
    }

    pub(crate) fn snapshot<T, E: From<DbError>>(
        &self,
        f: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let c = self.reader()?;
        said(&c, "BEGIN").map_err(DbError::from)?;
        // A panic drops the connection instead of giving a half-used one back.
        let result = catch_unwind(AssertUnwindSafe(|| f(&Tx::new(Inner::Sqlite(&c)))))
            .map_err(|_| DbError::Panicked)?;
        said(&c, "COMMIT").map_err(DbError::from)?;
        self.give_back(c);
        result
    }

    pub(crate) fn write<T, E>(
        &self,
        f: impl Fn(&Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        if self.reserve.get().is_some_and(|r| !r.ample()) {
            return Err(DbError::Full.into());
        }
        self.submit(f, Sort::Change)
    }

    pub(crate) fn submit<T, E>(
        &self,
        f: impl Fn(&Tx<'_>) -> Result<T, E> + Send + 'static,
        sort: Sort,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        if self.read_only.load(Ordering::SeqCst) {
            return Err(DbError::ReadOnly.into());
        }
        if std::thread::current().id() == self.writer_id {
            return Err(DbError::Unsupported("a write inside a write: use the same Cx").into());
        }
        let slot: Arc<Mutex<Option<Result<T, E>>>> = Arc::new(Mutex::new(None));
        let filled = slot.clone();
        let (tell, told) = sync_channel::<Ended>(1);
        let job = Job {
            sort,
            work: Box::new(move |tx| {
                let r = f(tx);
                let done = if r.is_ok() { Done::Keep } else { Done::Undo };
                *lock(&filled) = Some(r);
                done
            }),
            reply: Box::new(move |ended| {
                let _ = tell.send(ended);
            }),
        };
        let queue = lock(&self.queue).clone();
        let sent = queue.is_some_and(|q| q.send(job).is_ok());
        if !sent {
            return Err(DbError::ReadOnly.into());
        }
        match told.recv() {
            Ok(Ended::Result) => match lock(&slot).take() {
                Some(r) => r,
                None => Err(DbError::Panicked.into()),
            },
            Ok(Ended::Failed(e)) => Err(e.into()),
            Err(_) => Err(DbError::ReadOnly.into()),
        }
    }
}

impl Drop for SqliteDb {
    fn drop(&mut self) {
        // The readers first: only the last connection to close brings the write-ahead log into the file, and a reader
        // may not.
        lock(&self.readers).clear();
        lock(&self.queue).take();
        if let Some(h) = lock(&self.writer).take()
            && h.thread().id() != std::thread::current().id()
        {
            let _ = h.join();
        }
    }
}

fn lock<T>(m: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

fn configure(c: &Connection, durability: Durability) -> Result<(), DbError> {
    c.busy_timeout(std::time::Duration::from_secs(10))?;
    let mode: String = c.query_row("PRAGMA journal_mode=WAL", [], |r| r.get(0))?;
    if mode != "wal" {
        return Err(DbError::Driver(format!(
            "this file system gives journal mode {mode}, not WAL"
        )));
    }
    let (pragma, want) = match durability {
        Durability::Full => ("PRAGMA synchronous=FULL", 2),
        Durability::OffForTests => ("PRAGMA synchronous=OFF", 0),
    };
    c.execute_batch(pragma)?;
    let have: i64 = c.query_row("PRAGMA synchronous", [], |r| r.get(0))?;
    if have != want {
        return Err(DbError::Driver(format!("synchronous is {have}, not {want}")));
    }
    // what is deleted is overwritten: a purge must not leave text behind in free pages (people::retention)
    c.execute_batch(
        "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000; PRAGMA wal_autocheckpoint=1000;",
    )?;
    c.set_prepared_statement_cache_capacity(256);
    Ok(())
}

struct Writer {
    conn: Connection,
    bulk: Arc<AtomicBool>,
    reserve: Arc<OnceLock<Reserve>>,
    hook: Arc<OnceLock<BeforeCommit>>,
    after: Arc<OnceLock<AfterCommit>>,
    fault: Arc<AtomicU8>,
    read_only: Arc<AtomicBool>,
    /// Groups committed without the hook.
    left: Arc<AtomicU32>,
}

impl Writer {
    fn run(self, queue: &Receiver<Job>) {
        while let Ok(first) = queue.recv() {
            let mut group = vec![first];
            while group.len() < GROUP {
                match queue.try_recv() {
                    Ok(j) => group.push(j),
                    Err(_) => break,
                }
            }
            self.commit_group(group);
        }
        if self.left.load(Ordering::Relaxed) > 0 {
            self.settle();
        }
    }

    /// The hook in a transaction of its own, when the store is closed. Where that fails, whoever opens it next does it.
    fn settle(&self) {
        let Some(hook) = self.hook.get().filter(|_| !self.read_only.load(Ordering::SeqCst)) else {
            return;
        };
        let run = || -> Result<(), DbError> {
            said(&self.conn, "BEGIN IMMEDIATE")?;
            self.before_commit(hook)?;
            self.end()
        };
        if let Err(e) = run() {
            let _ = self.conn.execute_batch("ROLLBACK");
            tracing::warn!(error = %e, "what was committed is settled when the store is opened again");
        }
    }

    fn commit_group(&self, mut group: Vec<Job>) {
        let ends = if self.read_only.load(Ordering::SeqCst) {
            Err(DbError::ReadOnly)
        } else {
            self.try_group(&mut group)
        };
        match ends {
            Ok(ends) => {
                for (job, end) in group.into_iter().zip(ends) {
                    (job.reply)(end);
                }
                if let Some(after) = self.after.get() {
                    after();
                }
            }
            // the kept room is for what is vital: those jobs once more, without the others
            Err(DbError::Full) if self.reserve.get().is_some_and(Reserve::give) => {
                tracing::error!(
                    jobs = group.len(),
                    "disk full: the kept room is used now, ordinary writes are refused"
                );
                let (logs, others) =
                    group.into_iter().partition::<Vec<Job>, _>(|j| j.sort != Sort::Change);
                for job in others {
                    (job.reply)(Ended::Failed(DbError::Full));
                }
                if !logs.is_empty() {
                    self.commit_group(logs);
                }
            }
            Err(e) => {
                let text = e.to_string();
                tracing::error!(error = %text, jobs = group.len(), "group commit failed; nobody is told it succeeded");
                for job in group {
                    (job.reply)(Ended::Failed(same(&e)));
                }
            }
        }
    }

    fn try_group(&self, group: &mut [Job]) -> Result<Vec<Ended>, DbError> {
        said(&self.conn, "BEGIN IMMEDIATE")?;
        let done = self.run_jobs(group).and_then(|(ends, kept)| {
            let hook = self.hook.get().filter(|_| kept);
            let left = self.left.load(Ordering::Relaxed);
            let later = group.iter().all(|j| j.sort == Sort::Log) && left < UNSETTLED;
            let left = match hook {
                Some(_) if later => left + 1,
                Some(hook) => self.before_commit(hook).map(|()| 0)?,
                None => left,
            };
            Ok((ends, left))
        });
        let (ends, left) = match done {
            Ok(ends) => ends,
            Err(e) => {
                let _ = self.conn.execute_batch("ROLLBACK");
                return Err(e);
            }
        };
        if let Err(e) = self.commit() {
            let _ = self.conn.execute_batch("ROLLBACK");
            return Err(e);
        }
        self.left.store(left, Ordering::Relaxed);
        Ok(ends)
    }

    /// How each job ended, and whether anything is to be kept.
    fn run_jobs(&self, group: &mut [Job]) -> Result<(Vec<Ended>, bool), DbError> {
        let mut ends = Vec::with_capacity(group.len());
        let mut kept = false;
        for job in group.iter_mut() {
            said(&self.conn, "SAVEPOINT job")?;
            let tx = Tx::new(Inner::Sqlite(&self.conn));
            #[expect(clippy::disallowed_methods, reason = "only to log slow write closures")]
            let begun = std::time::Instant::now();
            let done = catch_unwind(AssertUnwindSafe(|| (job.work)(&tx)));
            let ms = begun.elapsed().as_millis();
            if ms > 20 && !self.bulk.load(Ordering::Relaxed) {
                tracing::warn!(
                    ms = ms as u64,
                    "a write closure was slow: work belongs before the transaction"
                );
            }
            match done {
                Ok(Done::Keep) => {
                    kept = true;
                    said(&self.conn, "RELEASE job")?;
                    ends.push(Ended::Result);
                }
                Ok(Done::Undo) => {
                    self.conn.execute_batch("ROLLBACK TO job; RELEASE job")?;
                    ends.push(Ended::Result);
                }
                Err(_) => {
                    self.conn.execute_batch("ROLLBACK TO job; RELEASE job")?;
                    ends.push(Ended::Failed(DbError::Panicked));
                }
            }
        }
        Ok((ends, kept))
    }

    fn before_commit(&self, hook: &BeforeCommit) -> Result<(), DbError> {
        // A panic here must not end the writer thread: the group fails, the next one may succeed.
        catch_unwind(AssertUnwindSafe(|| hook(&Tx::new(Inner::Sqlite(&self.conn)))))
            .map_err(|_| DbError::CommitFailed("the hook before COMMIT panicked".into()))?
    }

    fn commit(&self) -> Result<(), DbError> {
        let fault = self.fault.swap(0, Ordering::SeqCst);
        if fault == Fault::CommitFails as u8 {
            return Err(DbError::CommitFailed("injected".into()));
        }
        if fault == Fault::DiskFull as u8 {
            return Err(DbError::Full);
        }
        if fault == Fault::FsyncFails as u8 {
            self.read_only.store(true, Ordering::SeqCst);
            return Err(DbError::CommitFailed("injected fsync error".into()));
        }
        self.end()
    }

    fn end(&self) -> Result<(), DbError> {
        said(&self.conn, "COMMIT").map_err(|e| {
            let io = matches!(&e, rusqlite::Error::SqliteFailure(f, _)
                if f.code == rusqlite::ErrorCode::SystemIoFailure);
            if io {
                // After a failed fsync the kernel may have dropped the pages: whether they are on disk is
                // unknowable, so nothing more is written until the file was opened and checked again.
                self.read_only.store(true, Ordering::SeqCst);
            }
            match DbError::from(e) {
                DbError::Full => DbError::Full,
                other => DbError::CommitFailed(other.to_string()),
            }
        })
    }
}

/// What begins and ends transactions, prepared once: parsing it each time is a tenth of a small one.
fn said(c: &Connection, sql: &'static str) -> rusqlite::Result<()> {
    c.prepare_cached(sql)?.execute([]).map(|_| ())
}

/// The same error for each job of a group.
fn same(e: &DbError) -> DbError {
    match e {
        DbError::ReadOnly => DbError::ReadOnly,
        DbError::Full => DbError::Full,
        DbError::Busy => DbError::Busy,
        other => DbError::CommitFailed(other.to_string()),
    }
}
