//! How the audit rows of reads become durable on PostgreSQL: those of all reads that end at the same time by one statement.
//!
//! The first read that ends sends its rows right behind its COMMIT. Reads that end while the answer is awaited put theirs down
//! and give their connections back; when the answer is there, one of them sends all that lies there. A commit costs more than
//! the rows in it, so with many readers the log costs little more than with one; a reader who is alone waits for nobody.
use std::collections::HashSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use db::{DbError, Last, Row, params};

use crate::audit::AuditRow;

/// Reads whose rows go together, at most.
const TOGETHER: usize = 64;

/// The rows of reads, each unless rights changed since its snapshot: rows of one read all have the same number, which is
/// asked once, so that all or none of them are kept. Only PostgreSQL has INSERT inside WITH, so it stands apart from
/// [`crate::STATEMENTS`].
const KEEP: db::Stmt = db::Stmt {
    name: "app::audit_keep.KEEP",
    sql: "WITH new AS (SELECT * FROM json_to_recordset(CAST($1 AS TEXT)::json) AS x(id TEXT, at TEXT, account TEXT, organisation TEXT, hat TEXT, name TEXT, act TEXT, resident TEXT, object TEXT, detail TEXT, denied BIGINT, hash TEXT, epoch BIGINT) WHERE COALESCE((SELECT epoch FROM app_epoch WHERE id = 1), 0) + (SELECT COUNT(*) FROM app_epoch_new) = x.epoch), kept AS (INSERT INTO app_audit(id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, ord) SELECT id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT) FROM new RETURNING id) SELECT id FROM kept",
};

/// The same for one row, which is what most reads leave: half the work of [`KEEP`].
const KEEP_ONE: db::Stmt = db::Stmt {
    name: "app::audit_keep.KEEP_ONE",
    sql: "INSERT INTO app_audit(id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, ord) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, CAST($11 AS BIGINT), $12, CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT) WHERE COALESCE((SELECT epoch FROM app_epoch WHERE id = 1), 0) + (SELECT COUNT(*) FROM app_epoch_new) = $13 RETURNING id",
};

/// Both in a list of their own, for the test that prepares them on PostgreSQL.
pub const POSTGRES_ONLY: &[db::Stmt] = &[KEEP, KEEP_ONE];

/// The rows of one read and what became of them.
#[derive(Debug)]
pub(crate) struct Slip {
    rows: Vec<AuditRow>,
    /// [`crate::cx::access_epoch`] of the read's snapshot.
    epoch: i64,
    told: Mutex<Told>,
    heard: Condvar,
}

/// What a read that put its rows down hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// Nothing yet.
    Waiting,
    /// Its turn to send.
    Lead,
    /// Whether they were kept; not, when rights changed meanwhile.
    Kept(bool),
    /// The statement failed, perhaps for another's rows: it sends its own by itself.
    Alone,
}

impl Slip {
    fn new(rows: Vec<AuditRow>, epoch: i64) -> Arc<Slip> {
        let (told, heard) = (Mutex::new(Told::Waiting), Condvar::new());
        Arc::new(Slip { rows, epoch, told, heard })
    }

    fn tell(&self, what: Told) {
        *lock(&self.told) = what;
        self.heard.notify_one();
    }

    /// The statement for these rows alone.
    pub(crate) fn statement(&self) -> Last {
        statement(&[self])
    }

    /// Were they kept, by the [`ids`] that the statement gave back? All of a read or none.
    pub(crate) fn kept(&self, kept: &HashSet<String>) -> Result<bool, DbError> {
        let n = self.rows.iter().filter(|r| kept.contains(&r.id.to_string())).count();
        match n {
            0 => Ok(false),
            n if n == self.rows.len() => Ok(true),
            _ => Err(DbError::CommitFailed("some rows of a read were kept and some not".into())),
        }
    }
}

/// The ids of the rows that were kept.
pub(crate) fn ids(answer: &[Row]) -> Result<HashSet<String>, DbError> {
    answer.iter().map(|r| r.get(0)).collect()
}

/// The statement that makes rows durable; it says what [`crate::audit::insert`] and [`crate::cx::access_epoch`] say.
fn statement(slips: &[&Slip]) -> Last {
    if let [slip] = slips
        && let [r] = slip.rows.as_slice()
    {
        let mut params = r.values();
        params.extend(params![slip.epoch].to_vec());
        return Last { stmt: KEEP_ONE, params };
    }
    let rows: Vec<serde_json::Value> = slips
        .iter()
        .flat_map(|slip| slip.rows.iter().map(|r| (r, slip.epoch)))
        .map(|(r, epoch)| {
            let id = |i: Option<kernel::Id>| i.map(|i| i.to_string());
            serde_json::json!({
                "id": r.id.to_string(), "at": r.at.text(), "account": id(r.account),
                "organisation": id(r.organisation), "hat": r.hat, "name": r.name, "act": r.act,
                "resident": id(r.resident), "object": r.object, "detail": r.detail,
                "denied": i64::from(r.denied), "hash": r.hash, "epoch": epoch,
            })
        })
        .collect();
    let text = serde_json::Value::Array(rows).to_string();
    Last { stmt: KEEP, params: params![text].to_vec() }
}

/// Where reads that end put their rows down.
#[derive(Debug, Default)]
pub(crate) struct Together(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Somebody sends, or was told to.
    leading: bool,
    /// Put down since, in this order.
    waiting: Vec<Arc<Slip>>,
}

/// What a read that has ended does with its rows.
#[derive(Debug)]
pub(crate) enum Turn<'l> {
    /// Sends them, right behind its COMMIT.
    Lead(Lead<'l>),
    /// Waits: somebody else sends.
    Follow(Follow<'l>),
}

impl Together {
    /// A read has ended and left these rows.
    pub(crate) fn join(&self, rows: Vec<AuditRow>, epoch: i64) -> Turn<'_> {
        let own = Slip::new(rows, epoch);
        let mut state = lock(&self.0);
        if state.leading {
            state.waiting.push(own.clone());
            return Turn::Follow(Follow { together: self, slip: own });
        }
        state.leading = true;
        Turn::Lead(Lead { together: Some(self), own, others: state.take() })
    }

    /// As [`Together::join`] for a read that is run again because it failed in company: nobody with it.
    pub(crate) fn apart<'l>(rows: Vec<AuditRow>, epoch: i64) -> Turn<'l> {
        Turn::Lead(Lead { together: None, own: Slip::new(rows, epoch), others: Vec::new() })
    }

    /// Somebody else sends next, if anything lies here.
    fn hand_on(&self) {
        let mut state = lock(&self.0);
        match state.waiting.is_empty() {
            true => state.leading = false,
            false => state.waiting.remove(0).tell(Told::Lead),
        }
    }
}

impl State {
    fn take(&mut self) -> Vec<Arc<Slip>> {
        let n = self.waiting.len().min(TOGETHER - 1);
        self.waiting.drain(..n).collect()
    }
}

/// The read that sends. Given up without an answer, the others send by themselves.
#[derive(Debug)]
pub(crate) struct Lead<'l> {
    /// None: nobody waits for it.
    together: Option<&'l Together>,
    own: Arc<Slip>,
    others: Vec<Arc<Slip>>,
}

impl Lead<'_> {
    /// The statement for its own rows and those of the others.
    pub(crate) fn statement(&self) -> Last {
        let mut all: Vec<&Slip> = vec![&self.own];
        all.extend(self.others.iter().map(Arc::as_ref));
        statement(&all)
    }

    /// Does it send the rows of others too?
    pub(crate) fn in_company(&self) -> bool {
        !self.others.is_empty()
    }

    /// The answer is there: tells the others, and says of its own rows whether they were kept.
    pub(crate) fn answered(mut self, kept: &HashSet<String>) -> Result<bool, DbError> {
        for slip in self.others.drain(..) {
            slip.tell(slip.kept(kept).map_or(Told::Alone, Told::Kept));
        }
        self.own.kept(kept)
    }
}

impl Drop for Lead<'_> {
    fn drop(&mut self) {
        for slip in self.others.drain(..) {
            slip.tell(Told::Alone);
        }
        if let Some(together) = self.together {
            together.hand_on();
        }
    }
}

/// The read that waits. Given up, it takes its rows away again, unless they were sent meanwhile.
#[derive(Debug)]
pub(crate) struct Follow<'l> {
    together: &'l Together,
    slip: Arc<Slip>,
}

impl<'l> Follow<'l> {
    /// Its rows.
    pub(crate) fn slip(&self) -> &Slip {
        &self.slip
    }

    /// Waits until somebody has sent them, or it is its turn to.
    pub(crate) fn wait(&self) -> Told {
        let mut told = lock(&self.slip.told);
        while *told == Told::Waiting {
            told = self.slip.heard.wait(told).unwrap_or_else(PoisonError::into_inner);
        }
        *told
    }

    /// Its turn: takes along what has been put down meanwhile.
    pub(crate) fn lead(self) -> Lead<'l> {
        *lock(&self.slip.told) = Told::Alone;
        let others = lock(&self.together.0).take();
        Lead { together: Some(self.together), own: self.slip.clone(), others }
    }
}

impl Drop for Follow<'_> {
    fn drop(&mut self) {
        let mut state = lock(&self.together.0);
        state.waiting.retain(|s| !Arc::ptr_eq(s, &self.slip));
        drop(state);
        // told to send, and will not
        if *lock(&self.slip.told) == Told::Lead {
            self.together.hand_on();
        }
    }
}

fn lock<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
