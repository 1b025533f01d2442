//! One open region and the two ways into it: [`App::read`] and [`App::write`].
use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use db::{Db, Dialect};
use kernel::{Actor, At, Clock, Entropy, IdSeq, Region};

use crate::audit::{self, AuditRow};
use crate::audit_keep::{Together, Told, Turn, ids};
use crate::checkpoint::Keeper;
use crate::cx::{self, Mode};
use crate::files::{Chunks, FileStore};
use crate::mail::Mailer;
use crate::push::Pusher;
use crate::scan::Scanner;
use crate::standing::Standing;
use crate::{Cx, Error, Result, sequencer};

/// Times a read is run again because rights changed while it ran.
const READ_ATTEMPTS: u32 = 5;
/// Deleted rows after which [`cx::SWEPT`] is swept: what a page of it holds, nearly.
const SWEEP: usize = 64;

/// A region in use: its store, its files, its clock and its source of ids.
pub struct App {
    db: Db,
    files: Arc<dyn FileStore>,
    keeper: Option<Arc<Keeper>>,
    scanner: Option<Arc<dyn Scanner>>,
    mailer: Option<Arc<dyn Mailer>>,
    pusher: Option<Arc<dyn Pusher>>,
    region: Region,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    control: Option<Db>,
    /// Rows deleted from [`cx::SWEPT`] since it was swept last.
    left: AtomicUsize,
    /// Where reads that end at the same time put their audit rows down; PostgreSQL only.
    together: Together,
    standing: Arc<Standing>,
}

impl App {
    /// Takes a migrated store into use. On SQLite the sequencer runs inside the group commits. Files are kept as
    /// rows of the store, unless [`App::with_files`] names another place.
    pub fn new(db: Db, region: Region, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        if db.dialect() == Dialect::Sqlite {
            let clock = clock.clone();
            db.before_commit(Arc::new(move |tx| sequencer::run(tx, clock.now()).map(|_| ())));
        }
        let files = Arc::new(Chunks::new(db.clone()));
        App {
            db,
            files,
            keeper: None,
            scanner: None,
            mailer: None,
            pusher: None,
            region,
            clock,
            entropy,
            control: None,
            left: AtomicUsize::new(0),
            together: Together::default(),
            standing: Arc::default(),
        }
    }

    /// Keeps files there instead of in rows.
    pub fn with_files(mut self, files: Arc<dyn FileStore>) -> Self {
        self.files = files;
        self
    }

    /// Signs checkpoints of the audit log with this key and hands them to these places.
    pub fn with_keeper(mut self, keeper: Keeper) -> Self {
        self.keeper = Some(Arc::new(keeper));
        self
    }

    /// Who signs and keeps the checkpoints; none at the command line and in most tests.
    pub fn keeper(&self) -> Option<&Arc<Keeper>> {
        self.keeper.as_ref()
    }

    /// With the control store beside it: who signs in is known there, over all regions.
    pub fn with_control(mut self, control: Db) -> Self {
        self.control = Some(control);
        self
    }

    /// The control store; none where nobody signs in (command line, most tests).
    pub fn control(&self) -> Option<&Db> {
        self.control.as_ref()
    }

    /// Asks this scanner about every file before it is kept.
    pub fn with_scanner(mut self, scanner: Arc<dyn Scanner>) -> Self {
        self.scanner = Some(scanner);
        self
    }

    /// The scanner; none when the installation has none.
    pub fn scanner(&self) -> Option<&dyn Scanner> {
        self.scanner.as_deref()
    }

    /// Sends mail by this one.
    pub fn with_mailer(mut self, mailer: Arc<dyn Mailer>) -> Self {
        self.mailer = Some(mailer);
        self
    }

    /// Who sends mail; none where the installation sends none.
    pub fn mailer(&self) -> Option<&Arc<dyn Mailer>> {
        self.mailer.as_ref()
    }

    /// Reaches closed browsers by this one.
    pub fn with_pusher(mut self, pusher: Arc<dyn Pusher>) -> Self {
        self.pusher = Some(pusher);
        self
    }

    /// Who reaches closed browsers; none where the installation does not, and at the command line.
    pub fn pusher(&self) -> Option<&Arc<dyn Pusher>> {
        self.pusher.as_ref()
    }

    /// The region's files: for pages and jobs, before a write and after a read. Use cases have no way to it,
    /// because waiting for a disk in a transaction holds up everybody.
    pub fn files(&self) -> &dyn FileStore {
        &*self.files
    }

    /// The region.
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// The store; for the sequencer, backups and tests.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Now, by this region's clock.
    pub fn now(&self) -> At {
        self.clock.now()
    }

    /// Random bytes for tokens, drawn before a use case.
    pub fn random(&self, out: &mut [u8]) {
        self.entropy.fill(out);
    }

    /// Runs a reading use case on one snapshot. When it touched persons, nothing is returned before its audit
    /// rows are durable; when rights changed meanwhile, it is run again on a newer snapshot.
    pub fn read<T>(&self, actor: &Actor, f: impl Fn(&Cx<'_>) -> Result<T>) -> Result<T> {
        let now = self.clock.now();
        let ids = IdSeq::draw(now, &*self.entropy);
        let run = |tx: &db::Tx<'_>| {
            let ids = ids.again();
            let cx = Cx::new(tx, actor, now, &ids, &self.region, Mode::Read, &self.standing);
            let result = f(&cx);
            let rows = cx.take_audit();
            // the same snapshot: it does not matter when in it the number is asked
            let epoch = if rows.is_empty() { 0 } else { cx.epoch()? };
            Ok::<_, Error>((result, rows, epoch))
        };
        let mut apart = false;
        for _ in 0..READ_ATTEMPTS {
            let (result, kept) = match self.db.dialect() {
                Dialect::Sqlite => {
                    let (result, rows, epoch) = self.db.read(run)?;
                    (result, rows.is_empty() || self.keep_audit(rows, epoch)?)
                }
                Dialect::Postgres => match self.read_together(run, apart)? {
                    Some(done) => done,
                    None => {
                        apart = true;
                        continue;
                    }
                },
            };
            if kept {
                return result;
            }
        }
        Err(Error::Db(db::DbError::Busy))
    }

    /// A read on PostgreSQL with its audit rows: what it gave and whether they were kept; none when the statement that should
    /// keep them failed together with those of others, who may be why. `apart`: with nobody else's.
    fn read_together<T>(
        &self,
        run: impl Fn(&db::Tx<'_>) -> Result<(T, Vec<AuditRow>, i64)>,
        apart: bool,
    ) -> Result<Option<(T, bool)>> {
        let turn = RefCell::new(None);
        let read = self.db.read_then(|tx| {
            // run again, a read gives up the turn it had
            turn.replace(None);
            let (result, rows, epoch) = run(tx)?;
            if rows.is_empty() {
                return Ok((result, None));
            }
            let mine = match apart {
                true => Together::apart(rows, epoch),
                false => self.together.join(rows, epoch),
            };
            let last = match &mine {
                Turn::Lead(lead) => Some(lead.statement()),
                Turn::Follow(_) => None,
            };
            turn.replace(Some(mine));
            Ok::<_, Error>((result, last))
        });
        let turn = turn.into_inner();
        let (result, answer) = match read {
            Ok(read) => read,
            Err(Error::Db(_)) if matches!(&turn, Some(Turn::Lead(l)) if l.in_company()) => {
                return Ok(None);
            }
            Err(e) => return Err(e),
        };
        let kept = match turn {
            None => true,
            Some(Turn::Lead(lead)) => lead.answered(&ids(&answer.unwrap_or_default())?)?,
            Some(Turn::Follow(follow)) => match follow.wait() {
                Told::Kept(kept) => kept,
                Told::Lead => {
                    let lead = follow.lead();
                    match self.by_itself(lead.statement()) {
                        Ok(kept) => lead.answered(&kept)?,
                        Err(_) if lead.in_company() => return Ok(None),
                        Err(e) => return Err(e),
                    }
                }
                Told::Alone | Told::Waiting => {
                    follow.slip().kept(&self.by_itself(follow.slip().statement())?)?
                }
            },
        };
        Ok(Some((result, kept)))
    }

    /// The statement as a transaction of its own: the ids that it kept.
    fn by_itself(&self, last: db::Last) -> Result<HashSet<String>> {
        let ((), answer) = self.db.read_then(|_| Ok::<_, Error>(((), Some(last.clone()))))?;
        Ok(ids(&answer.ok_or(db::DbError::NoRow)?)?)
    }

    /// Makes the audit rows of a read on SQLite durable, unless rights changed since its snapshot. A refusal of the use case is
    /// audited like an answer. On PostgreSQL: [`App::read_together`].
    fn keep_audit(&self, rows: Vec<AuditRow>, epoch: i64) -> Result<bool> {
        let keep = move |tx: &db::Tx<'_>| {
            if cx::access_epoch(tx)? != epoch {
                return Ok::<_, Error>(false);
            }
            for row in &rows {
                audit::insert(tx, row)?;
            }
            Ok(true)
        };
        self.db.write_log(keep)
    }

    /// Runs a writing use case in one transaction. `Ok` means durable. A refusal rolls everything back, but the
    /// audit row of a denial is kept in a transaction of its own.
    pub fn write<T: Send + 'static>(
        &self,
        actor: &Actor,
        f: impl Fn(&Cx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let now = self.clock.now();
        self.write_at(actor, now, f)
    }

    /// As [`App::write`] at a given time: imports of the past and the demonstration's two years.
    pub fn write_at<T: Send + 'static>(
        &self,
        actor: &Actor,
        now: At,
        f: impl Fn(&Cx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let ids = IdSeq::draw(now, &*self.entropy);
        let denied: Arc<Mutex<Vec<AuditRow>>> = Arc::default();
        let keep = denied.clone();
        let (actor, region, standing) = (actor.clone(), self.region.clone(), self.standing.clone());
        let result = self.db.write(move |tx| {
            let ids = ids.again();
            let cx = Cx::new(tx, &actor, now, &ids, &region, Mode::Write, &standing);
            let result = f(&cx);
            let rows = cx.take_audit();
            *keep.lock().unwrap_or_else(PoisonError::into_inner) =
                rows.iter().filter(|r| r.denied).cloned().collect();
            // Of a failure nothing is kept, and on PostgreSQL a statement after one that failed would fail for that alone
            // and hide why.
            if result.is_ok() {
                for row in &rows {
                    audit::insert(tx, row)?;
                }
            }
            result
        });
        let rows = std::mem::take(&mut *denied.lock().unwrap_or_else(PoisonError::into_inner));
        if result.is_err() && !rows.is_empty() {
            self.db.write_log(move |tx| {
                for row in &rows {
                    audit::insert(tx, row)?;
                }
                Ok::<_, Error>(())
            })?;
        }
        result
    }

    /// Gives committed rows their positions and seals them; the number of rows. Called by one thread per process a few times a
    /// second, while [`db::Db::unsettled`]; whichever process holds the region's lock does the work.
    pub fn sequence(&self) -> Result<usize> {
        let now = self.clock.now();
        let run = move |tx: &db::Tx<'_>| {
            if !tx.try_lock("sequencer")? {
                return Ok::<_, db::DbError>(sequencer::Run::default());
            }
            sequencer::run(tx, now)
        };
        // REPEATABLE READ, not SERIALIZABLE: its reading of every new row would make the writers beside it fail
        // and try again, and two sequencers that overlap are stopped by the rows they both update.
        let done = self.db.settle(run)?;
        let left = self.left.fetch_add(done.folded, Ordering::Relaxed) + done.folded;
        if left >= SWEEP {
            // what was numbered stays numbered; swept the next time, reads are only slower until then
            match self.db.sweep(cx::SWEPT) {
                Ok(()) => self.left.store(0, Ordering::Relaxed),
                Err(e) => tracing::warn!(error = %e, "added-up changes of rights were not swept"),
            }
        }
        Ok(done.numbered)
    }
}
