//! A thousand random changes of the log's rows, each found and at its place; cut ends and older copies found by a
//! checkpoint that was kept elsewhere. PostgreSQL does a fifth of the rounds: it checks the same code over a network.
#![allow(clippy::disallowed_macros, reason = "the counts belong on the terminal")]
use std::sync::{Arc, Mutex};

use app::audit::{AuditEntry, AuditRow};
use app::checkpoint::{Checkpoint, SigningKey, VerifyingKey};
use app::sequencer;
use app::verify::{Fault, Verified, verify, verify_against};
use db::{DbError, Dialect, FromRow, Stmt, Tx, params};
use testkit::{TestApp, for_both_apps};

use crate::common::*;

/// Repeatable chance (the constants of Numerical Recipes).
struct Dice(u64);
impl Dice {
    fn below(&mut self, n: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) % n.unsigned_abs()) as i64
    }
}

const fn sql(sql: &'static str) -> Stmt {
    Stmt { name: "tamper", sql }
}

/// Forty acts of one to seven rows; the number of rows.
fn filled(t: &TestApp) -> i64 {
    let mut all = 0;
    for n in 0..40_i64 {
        let rows = 1 + n % 7;
        all += rows;
        t.app
            .write(&cm(), move |cx| {
                for r in 0..rows {
                    cx.audit(about("test.a").object(format!("sheet:{n}@{r}")).detail("x"));
                }
                Ok(())
            })
            .unwrap();
        t.clock.advance_minutes(1);
        if n % 3 == 2 {
            t.settle();
        }
    }
    t.settle();
    all
}

/// Runs `change`, then `look`, and takes everything back.
fn undone<T: Send + 'static>(
    t: &TestApp,
    change: impl Fn(&Tx<'_>) -> Result<(), DbError> + Send + 'static,
    look: impl Fn(&Tx<'_>) -> Result<T, DbError> + Send + 'static,
) -> T {
    let found = Arc::new(Mutex::new(None));
    let keep = found.clone();
    let ended = t.db.write(move |tx| {
        change(tx)?;
        *keep.lock().unwrap() = Some(look(tx)?);
        Err::<(), _>(DbError::NoRow)
    });
    let found = found.lock().unwrap().take();
    found.unwrap_or_else(|| panic!("did not come to its end: {ended:?}"))
}

const ROW: Stmt = sql(
    "SELECT id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, pos FROM app_audit WHERE pos = $1",
);
const COLUMNS: [Stmt; 9] = [
    sql("UPDATE app_audit SET name = $1 WHERE pos = $2"),
    sql("UPDATE app_audit SET act = $1 WHERE pos = $2"),
    sql("UPDATE app_audit SET object = $1 WHERE pos = $2"),
    sql("UPDATE app_audit SET detail = $1 WHERE pos = $2"),
    sql("UPDATE app_audit SET hat = $1 WHERE pos = $2"),
    sql("UPDATE app_audit SET hash = $1 WHERE pos = $2"),
    sql("UPDATE app_audit SET at = $1 WHERE pos = $2"),
    sql("UPDATE app_audit SET resident = $1 WHERE pos = $2"),
    sql("UPDATE app_audit SET id = $1 WHERE pos = $2"),
];
const DENIED: Stmt = sql("UPDATE app_audit SET denied = 1 - denied WHERE pos = $1");
const ORD: Stmt = sql("UPDATE app_audit SET ord = ord + $1 WHERE pos = $2");
const FORGED: Stmt = sql("UPDATE app_audit SET detail = $1, hash = $2 WHERE pos = $3");
const DELETE: Stmt = sql("DELETE FROM app_audit WHERE pos = $1");
const CLOSE: Stmt = sql("UPDATE app_audit SET pos = pos - 1 WHERE pos > $1");
const OPEN: Stmt = sql("UPDATE app_audit SET pos = pos + 1 WHERE pos >= $1");
const COPY: Stmt = sql(
    "INSERT INTO app_audit SELECT $1, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, ord, CAST($2 AS BIGINT) FROM app_audit WHERE pos = $3",
);
const SWAP: Stmt = sql(
    "UPDATE app_audit SET pos = CASE pos WHEN $1 THEN CAST($2 AS BIGINT) ELSE CAST($1 AS BIGINT) END WHERE pos IN ($1, $2)",
);

/// One random change; what was done and the position where it was done.
fn random(tx: &Tx<'_>, round: i64, rows: i64) -> Result<(String, i64), DbError> {
    let mut dice = Dice(round.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15));
    for _ in 0..5 {
        dice.below(2);
    }
    let p = 1 + dice.below(rows);
    let fresh = testkit::id(u16::try_from(20_000 + round).unwrap()).to_string();
    let what = match dice.below(8) {
        0 | 1 => {
            let column = dice.below(9) as usize;
            let text = if column == 8 { fresh } else { format!("x{round}") };
            assert_eq!(tx.exec(COLUMNS[column], params![text, p])?, 1);
            format!("edit {}", COLUMNS[column].sql)
        }
        2 => {
            match dice.below(2) {
                0 => tx.exec(DENIED, params![p])?,
                _ => tx.exec(ORD, params![1 + dice.below(9), p])?,
            };
            "edit denied or ord".into()
        }
        3 => {
            // somebody who knows how the hash is made
            let mut row = AuditRow::from_row(&tx.one(ROW, params![p])?)?;
            row.detail = format!("forged {round}");
            let hash = row.content_hash();
            tx.exec(FORGED, params![&row.detail, hash, p])?;
            "edit with its hash".into()
        }
        4 => {
            tx.exec(DELETE, params![p])?;
            "delete".into()
        }
        5 => {
            tx.exec(DELETE, params![p])?;
            tx.exec(CLOSE, params![p])?;
            "delete and close the gap".into()
        }
        6 => {
            let from = 1 + dice.below(rows);
            match dice.below(3) {
                0 => tx.exec(COPY, params![fresh, p, p])?,
                1 => {
                    tx.exec(OPEN, params![p])?;
                    let from = if from >= p { from + 1 } else { from };
                    tx.exec(COPY, params![fresh, p, from])?
                }
                _ => {
                    tx.exec(COPY, params![fresh, rows + 1, from])?;
                    return Ok(("insert at the end".into(), rows + 1));
                }
            };
            "insert".into()
        }
        _ => {
            let q = 1 + (p + dice.below(rows - 1)) % rows;
            assert_ne!(p, q);
            tx.exec(SWAP, params![p, q])?;
            "reorder".into()
        }
    };
    Ok((what, p))
}

#[test]
fn a_thousand_random_edits_deletes_inserts_and_reorders_are_found_at_their_place() {
    for_both_apps(|t| {
        let rows = filled(&t);
        assert_eq!(faults(&t), []);
        let rounds = if t.db.dialect() == Dialect::Sqlite { 1000 } else { 200 };
        let mut kinds = std::collections::BTreeMap::new();
        for round in 0..rounds {
            let said = Arc::new(Mutex::new((String::new(), 0)));
            let tell = said.clone();
            let found = undone(
                &t,
                move |tx| {
                    *tell.lock().unwrap() = random(tx, round, rows)?;
                    Ok(())
                },
                verify,
            );
            let (what, p) = said.lock().unwrap().clone();
            let near = |f: &Fault| f.place().is_some_and(|(a, b)| a <= p && p <= b && b - a < 30);
            assert!(found.faults.iter().any(near), "round {round}: {what} at {p}: {found:?}");
            *kinds.entry(what).or_insert(0) += 1;
        }
        eprintln!("{rounds} rounds found and located: {kinds:?}");
        assert!(kinds.len() >= 12, "{kinds:?}");
        assert_eq!(faults(&t), [], "and everything was taken back");
    });
}

const ENDS: Stmt = sql("SELECT first + n - 1, hash FROM app_block ORDER BY first");
const CUT_ROWS: Stmt = sql("DELETE FROM app_audit WHERE pos > $1 OR pos IS NULL");
const CUT_BLOCKS: Stmt = sql("DELETE FROM app_block WHERE first > $1");
const NO_BLOCKS: Stmt = sql("DELETE FROM app_block");
const UNNUMBER: Stmt = sql("UPDATE app_audit SET pos = NULL WHERE pos >= $1");
const MORE: Stmt = sql(
    "INSERT INTO app_audit SELECT $1, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, ord, NULL FROM app_audit WHERE pos = $2",
);
const FIX: Stmt = sql("UPDATE app_audit SET hash = $1 WHERE id = $2");
const BY_ID: Stmt = sql(
    "SELECT id, at, account, organisation, hat, name, act, resident, object, detail, denied, hash, pos FROM app_audit WHERE id = $1",
);

fn key() -> SigningKey {
    SigningKey::of("yuino", &[3; 32])
}

fn public() -> VerifyingKey {
    key().public()
}

/// A forged row, its hash right, at the end and not numbered.
fn append(tx: &Tx<'_>, n: u16) -> Result<(), DbError> {
    let id = testkit::id(n);
    tx.exec(MORE, params![id, 1])?;
    let row = AuditRow::from_row(&tx.one(BY_ID, params![id])?)?;
    tx.exec(FIX, params![row.content_hash(), id])?;
    Ok(())
}

#[test]
fn cut_ends_older_copies_and_logs_written_anew_are_found_against_a_checkpoint() {
    for_both_apps(|t| {
        let rows = filled(&t);
        let ends = t.db.read(|tx| {
            tx.rows(ENDS, &[])?
                .iter()
                .map(|r| Ok((r.get::<i64>(0)?, r.get::<String>(1)?)))
                .collect::<Result<Vec<_>, DbError>>()
        });
        let ends = ends.unwrap();
        // kept elsewhere: one over everything, and one over about half
        let half = ends[ends.len() / 2].clone();
        let notes: Vec<Checkpoint> = [&half, ends.last().unwrap()]
            .map(|(size, seal)| key().sign(*size, seal, testkit::noon_before()).unwrap())
            .to_vec();
        let whole = t.db.read(|tx| verify_against(tx, &notes, &public(), None)).unwrap();
        assert_eq!((whole.checkpoints, whole.faults), (2, vec![]));

        let now = t.app.now();
        let rounds = if t.db.dialect() == Dialect::Sqlite { 200 } else { 60 };
        let (mut cut, mut back, mut anew) = (0, 0, 0);
        for round in 0..rounds {
            let mut dice = Dice(round * 7919 + 5);
            for _ in 0..5 {
                dice.below(2);
            }
            let to = ends[dice.below(ends.len() as i64 - 1) as usize].0;
            let look = {
                let notes = notes.clone();
                move |tx: &Tx<'_>| Ok((verify(tx)?, verify_against(tx, &notes, &public(), None)?))
            };
            let (alone, held): (Verified, Verified) = match round % 3 {
                0 => {
                    cut += 1;
                    let change = move |tx: &Tx<'_>| {
                        tx.exec(CUT_ROWS, params![to])?;
                        tx.exec(CUT_BLOCKS, params![to])?;
                        Ok(())
                    };
                    undone(&t, change, look)
                }
                1 => {
                    // an older copy was put back and the program went on with it, as far as before and further
                    back += 1;
                    let more = rows - to + dice.below(5);
                    let change = move |tx: &Tx<'_>| {
                        tx.exec(CUT_ROWS, params![to])?;
                        tx.exec(CUT_BLOCKS, params![to])?;
                        for n in 0..more {
                            append(tx, 30_000 + u16::try_from(n).unwrap())?;
                        }
                        sequencer::run(tx, now).map(|_| ())
                    };
                    undone(&t, change, look)
                }
                _ => {
                    // one row changed with its hash, and every seal from the beginning made again
                    anew += 1;
                    let p = 1 + dice.below(rows);
                    let change = move |tx: &Tx<'_>| {
                        let mut row = AuditRow::from_row(&tx.one(ROW, params![p])?)?;
                        row.detail = "nothing to see".into();
                        let hash = row.content_hash();
                        tx.exec(FORGED, params![&row.detail, hash, p])?;
                        tx.exec(NO_BLOCKS, &[])?;
                        tx.exec(UNNUMBER, params![1])?;
                        sequencer::run(tx, now).map(|_| ())
                    };
                    undone(&t, change, look)
                }
            };
            assert_eq!(alone.faults, [], "round {round}: the store alone cannot know");
            let found = |f: &Fault| matches!(f, Fault::Shorter(..) | Fault::Rewritten(_));
            assert!(held.faults.iter().any(found), "round {round} to {to}: {held:?}");
        }
        eprintln!("cut {cut}, older copies {back}, written anew {anew}: all found");
    });
}

#[test]
fn an_older_file_put_back_is_found() {
    let t = TestApp::sqlite();
    filled(&t);
    let older = std::path::PathBuf::from(t.db.address()).with_file_name("older.sqlite");
    t.db.backup_sqlite(&older).unwrap();
    t.app
        .write(&cm(), |cx| {
            cx.audit(AuditEntry::act("test.later"));
            Ok(())
        })
        .unwrap();
    let (size, seal) =
        t.db.read(|tx| {
            let rows = tx.rows(ENDS, &[])?;
            let last = rows.last().ok_or(DbError::NoRow)?;
            Ok::<_, DbError>((last.get::<i64>(0)?, last.get::<String>(1)?))
        })
        .unwrap();
    let note = key().sign(size, &seal, t.app.now()).unwrap();
    let old = db::Db::open_sqlite(&older, db::Durability::OffForTests).unwrap();
    let found = old.read(|tx| verify_against(tx, std::slice::from_ref(&note), &public(), None));
    assert_eq!(found.unwrap().faults, [Fault::Shorter(size, size - 1)]);
}

#[test]
fn a_checkpoint_of_another_key_or_region_or_with_a_wrong_signature_is_not_believed() {
    let t = TestApp::sqlite();
    filled(&t);
    let (size, seal) = (1, "00".repeat(32));
    let sign = |slug: &str, secret: u8| {
        SigningKey::of(slug, &[secret; 32]).sign(size, &seal, t.app.now()).unwrap()
    };
    let with = |c: &Checkpoint, trusted: Option<&VerifyingKey>| {
        let read = |tx: &Tx<'_>| verify_against(tx, std::slice::from_ref(c), &public(), trusted);
        t.db.read(read).unwrap().faults
    };
    let other = sign("yuino", 4);
    assert_eq!(with(&other, None), [Fault::OtherKey(1, other.key.clone())]);
    assert_eq!(with(&sign("minami", 3), None), [Fault::OtherRegion("yui/minami".into())]);
    let mut wrong = sign("yuino", 3);
    wrong.text = wrong.text.replacen("time 2026", "time 2025", 1);
    assert_eq!(with(&wrong, None), [Fault::Signature(1)]);
    // The key was replaced: a public key kept elsewhere shows it, and still reads what it signed.
    let kept = SigningKey::of("yuino", &[4; 32]).public();
    assert_eq!(
        with(&other, Some(&kept)),
        [Fault::KeyReplaced(public().id(), kept.id()), Fault::Rewritten(1)]
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
    );
}
