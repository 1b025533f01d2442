//! The context of one use case: who, when, in which transaction.
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use db::{DbError, Row, Tx, params};
use kernel::{Actor, At, Date, Id, IdSeq, Region};

use crate::audit::{AuditEntry, AuditRow};
use crate::standing::{About, Standing};

db::statements! { pub STATEMENTS;
    EPOCH = "SELECT COALESCE((SELECT epoch FROM app_epoch WHERE id = 1), 0) + (SELECT COUNT(*) FROM app_epoch_new)";
    OFF = "SELECT key FROM app_setting WHERE key LIKE 'capability.%' AND value = 'off' ORDER BY key";
    BUMP = "INSERT INTO app_epoch_new(id) VALUES ($1)";
    EPOCH_TAKE = "DELETE FROM app_epoch_new";
    EPOCH_FOLD = "INSERT INTO app_epoch(id, epoch) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET epoch = app_epoch.epoch + excluded.epoch";
}

/// What every audited read must know beside its own: one row of `part, text × 6, NULL, number` with the part `opening` and
/// the number that moves whenever rights change. A slice whose first statement is a UNION of this shape adds it and hands the
/// row to [`Cx::opened`], which saves PostgreSQL a round trip.
#[macro_export]
macro_rules! opening_row {
    () => {
        "SELECT 'opening', '', '', '', '', '', '', CAST(NULL AS TEXT), COALESCE((SELECT epoch FROM app_epoch WHERE id = 1), 0) + (SELECT COUNT(*) FROM app_epoch_new)"
    };
}

/// The capabilities that are switched off, as keys of settings.
#[derive(Debug, PartialEq)]
struct Off(Vec<String>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Read,
    Write,
}

/// What a use case works with. Cannot leave its transaction.
pub struct Cx<'t> {
    tx: &'t Tx<'t>,
    actor: &'t Actor,
    now: At,
    ids: &'t IdSeq,
    region: &'t Region,
    mode: Mode,
    audit: RefCell<Vec<AuditRow>>,
    standing: &'t Standing,
    /// In a read, once it is known: the number that moves whenever rights change. A write may move it.
    epoch: Cell<Option<i64>>,
    /// What this read has asked already.
    asked: RefCell<Asked>,
}

/// Answers by what was asked of which thing; the snapshot of a read does not change.
type Asked = Vec<((Id, &'static str), Rc<dyn Any>)>;

impl<'t> Cx<'t> {
    pub(crate) fn new(
        tx: &'t Tx<'t>,
        actor: &'t Actor,
        now: At,
        ids: &'t IdSeq,
        region: &'t Region,
        mode: Mode,
        standing: &'t Standing,
    ) -> Self {
        Cx {
            tx,
            actor,
            now,
            ids,
            region,
            mode,
            audit: RefCell::default(),
            standing,
            epoch: Cell::default(),
            asked: RefCell::default(),
        }
    }

    /// Does a statement that can bring [`opening_row`] along save one by it?
    pub fn opens(&self) -> bool {
        self.mode == Mode::Read && self.epoch.get().is_none()
    }

    /// Takes the row of [`opening_row`] that a slice's own statement brought along.
    pub fn opened(&self, row: &Row) -> Result<(), DbError> {
        self.epoch.set(Some(row.get(8)?));
        Ok(())
    }

    /// In a read: is this setting's key one of a capability that is off? None in a write, which has to ask.
    pub(crate) fn is_off(&self, key: &str) -> Result<Option<bool>, DbError> {
        if self.mode == Mode::Write {
            return Ok(None);
        }
        let off: Arc<Off> = self.standing(|tx| {
            let rows = tx.rows(OFF, &[])?;
            rows.iter().map(|r| r.get(0)).collect::<Result<_, _>>().map(Off)
        })?;
        Ok(Some(off.0.iter().any(|k| k == key)))
    }

    /// [`access_epoch`] of this snapshot, asked only where nothing has told it yet.
    pub(crate) fn epoch(&self) -> Result<i64, DbError> {
        if let Some(known) = self.epoch.get() {
            return Ok(known);
        }
        let epoch = access_epoch(self.tx)?;
        if self.mode == Mode::Read {
            self.epoch.set(Some(epoch));
        }
        Ok(epoch)
    }

    /// What holds for the whole region and never changes without [`Cx::rights_changed`] in the same transaction: reads ask for
    /// it once per number instead of each time. A write, which may just have changed it, asks.
    ///
    /// # Panics
    /// As [`Cx::remembered`].
    pub fn standing<T: Any + Send + Sync + PartialEq + std::fmt::Debug, E: From<DbError>>(
        &self,
        ask: impl Fn(&Tx<'t>) -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        self.kept(None, || ask(self.tx))
    }

    /// What is known of one thing for one actor on one day and never changes without [`Cx::rights_changed`] in the same
    /// transaction: reads ask for it once per number. `ask` may bring [`opening_row`] along. A write asks.
    ///
    /// # Panics
    /// In a program with debug assertions (all tests) when what was kept is not what the tables hold: somebody changed it
    /// without saying so.
    pub fn remembered<T: Any + Send + Sync + PartialEq + std::fmt::Debug, E: From<DbError>>(
        &self,
        about: About,
        ask: impl Fn() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        self.kept(Some(about), ask)
    }

    fn kept<T: Any + Send + Sync + PartialEq + std::fmt::Debug, E: From<DbError>>(
        &self,
        about: Option<About>,
        ask: impl Fn() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        if self.mode == Mode::Write {
            return ask().map(Arc::new);
        }
        // the number has to be asked for anyhow; with what is not kept it comes along
        if self.epoch.get().is_some() || self.standing.holds::<T>(about) {
            let epoch = self.epoch()?;
            if let Some(known) = self.standing.recall::<T>(epoch, about) {
                if cfg!(debug_assertions) {
                    assert_eq!(
                        *known,
                        ask()?,
                        "kept under {epoch}, and the tables say otherwise: {about:?}"
                    );
                }
                return Ok(known);
            }
        }
        let found = Arc::new(ask()?);
        self.standing.remember(self.epoch()?, about, found.clone());
        Ok(found)
    }

    /// Asks once in a read what it may want to know several times: `of` which thing, and under which word. A write asks.
    pub fn once<T: Any, E>(
        &self,
        of: Id,
        word: &'static str,
        ask: impl FnOnce() -> Result<T, E>,
    ) -> Result<Rc<T>, E> {
        if self.mode == Mode::Write {
            return ask().map(Rc::new);
        }
        let key = (of, word);
        let known = self.asked.borrow().iter().find(|(k, _)| *k == key).map(|(_, v)| v.clone());
        if let Some(Ok(known)) = known.map(Rc::downcast) {
            return Ok(known);
        }
        let found = Rc::new(ask()?);
        self.asked.borrow_mut().push((key, found.clone()));
        Ok(found)
    }

    /// The transaction; only `store` modules use it.
    pub fn tx(&self) -> &Tx<'t> {
        self.tx
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        self.actor
    }

    /// The time of this act.
    pub fn now(&self) -> At {
        self.now
    }

    /// The date in Japan at this act.
    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// The region.
    pub fn region(&self) -> &Region {
        self.region
    }

    /// A new id; the same one when the act is run again.
    pub fn new_id(&self) -> Id {
        self.ids.next_id()
    }

    /// Keeps an audit row; it becomes durable with this transaction, and before any body leaves.
    pub fn audit(&self, entry: AuditEntry) {
        let id = self.new_id();
        let row = AuditRow::new(id, self.now, self.actor, entry);
        self.audit.borrow_mut().push(row);
    }

    /// May this context write? Reading use cases get a context that may not.
    pub fn writes(&self) -> bool {
        self.mode == Mode::Write
    }

    /// Says that rights changed (consent, team, account): reads under way are run again. A row of its own, because
    /// a counter that every granting act updates would let only one of them through at a time.
    pub fn rights_changed(&self) -> Result<(), DbError> {
        self.tx.exec(BUMP, params![self.new_id()]).map(|_| ())
    }

    /// The number that moves whenever rights change, in this snapshot: a live reader whose number differs asks again.
    pub fn rights_epoch(&self) -> crate::Result<i64> {
        Ok(access_epoch(self.tx)?)
    }

    /// The same transaction as another actor at another time: imports and the demonstration's past.
    pub fn acting_as<T>(
        &self,
        actor: &Actor,
        now: At,
        f: impl FnOnce(&Cx<'_>) -> crate::Result<T>,
    ) -> crate::Result<T> {
        let cx = Cx {
            tx: self.tx,
            actor,
            now,
            ids: self.ids,
            region: self.region,
            mode: self.mode,
            audit: RefCell::default(),
            standing: self.standing,
            epoch: self.epoch.clone(),
            asked: RefCell::default(),
        };
        let result = f(&cx);
        self.audit.borrow_mut().append(&mut cx.take_audit());
        result
    }

    pub(crate) fn take_audit(&self) -> Vec<AuditRow> {
        std::mem::take(&mut *self.audit.borrow_mut())
    }
}

/// The number that moves whenever rights change; 0 when they never did.
pub(crate) fn access_epoch(tx: &Tx<'_>) -> Result<i64, DbError> {
    tx.one(EPOCH, &[])?.get(0)
}

/// Adds the single changes up, so that reading the number stays cheap; it does not move by this. Done by the
/// sequencer, alone.
pub(crate) fn fold_epoch(tx: &Tx<'_>) -> Result<usize, DbError> {
    let taken = tx.exec(EPOCH_TAKE, &[])?;
    tx.exec(EPOCH_FOLD, params![taken as i64])?;
    Ok(taken as usize)
}

/// What was added up lies in PostgreSQL's table until somebody sweeps it, and each read counts past it: three thousand changes
/// of rights, an import, made every read wait for a third of a millisecond more.
pub(crate) const SWEPT: &str = "app_epoch_new";
