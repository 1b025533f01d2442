//! The log as lines for a verifier that is not this program: everything is in it, as stored, and without names where they
//! were not asked for.
use std::cell::RefCell;

use app::audit_export::{HASHED, export};
use app::checkpoint::SigningKey;
use db::{Stmt, params};
use serde_json::Value;
use testkit::{TestApp, for_both_apps};

use crate::common::*;

const NOTE: Stmt = Stmt {
    name: "test.NOTE",
    sql: "INSERT INTO app_checkpoint(size, at, note) VALUES ($1, $2, $3)",
};

const NO_BLOCKS: Stmt = Stmt { name: "test.NO_BLOCKS", sql: "DELETE FROM app_block" };
const BLOCK: Stmt = Stmt {
    name: "test.BLOCK",
    sql: "INSERT INTO app_block(first, n, root, previous, hash, at) VALUES ($1, 1, $2, $2, $2, $3)",
};

fn lines(t: &TestApp, whole: bool) -> Vec<Value> {
    t.db.read(|tx| {
        let out = RefCell::new(Vec::new());
        export(tx, whole, &|line| {
            out.borrow_mut().push(line.clone());
            Ok(())
        })?;
        Ok::<_, db::DbError>(out.into_inner())
    })
    .unwrap()
}

fn of<'a>(lines: &'a [Value], kind: &str) -> Vec<&'a Value> {
    lines.iter().filter(|l| l["kind"] == kind).collect()
}

#[test]
fn every_row_is_exported_as_stored_and_without_names_only_what_seals_are_made_of() {
    for_both_apps(|t| {
        t.app.write(&cm(), noted).unwrap();
        t.settle();
        let mut rows = log(&t.app);
        rows.reverse();
        let whole = lines(&t, true);
        let exported = of(&whole, "row");
        assert_eq!(exported.len(), rows.len());
        for (line, row) in exported.iter().zip(&rows) {
            assert_eq!(line["hash"], row.hash.as_str());
            assert_eq!(line["pos"].as_i64(), row.pos);
            let text = |name: &str| line[name].as_str().unwrap_or("").to_string();
            let opt = |id: Option<kernel::Id>| id.map(|i| i.to_string()).unwrap_or_default();
            assert_eq!(
                HASHED.map(text)[..10],
                [
                    row.id.to_string(),
                    row.at.text(),
                    opt(row.account),
                    opt(row.organisation),
                    row.hat.clone(),
                    row.name.clone(),
                    row.act.clone(),
                    opt(row.resident),
                    row.object.clone().unwrap_or_default(),
                    row.detail.clone(),
                ]
            );
            assert_eq!(line["denied"], i64::from(row.denied));
        }
        let bare = lines(&t, false);
        for line in of(&bare, "row") {
            let keys: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(keys, ["kind", "pos", "ord", "hash"]);
        }
        assert_eq!(of(&bare, "row").len(), rows.len());
    });
}

#[test]
fn a_log_of_more_blocks_and_checkpoints_than_one_reading_takes_is_exported_to_its_end() {
    for_both_apps(|t| {
        for blocks in [999_i64, 1000, 2001] {
            t.db.write(move |tx| {
                let at = testkit::noon_before();
                tx.exec(NO_BLOCKS, &[])?;
                for first in 1..=blocks {
                    tx.exec(BLOCK, params![first, first.to_string(), at])?;
                }
                Ok::<_, db::DbError>(())
            })
            .unwrap();
            let all = lines(&t, false);
            let firsts: Vec<i64> =
                of(&all, "block").iter().map(|b| b["first"].as_i64().unwrap()).collect();
            assert_eq!(firsts, (1..=blocks).collect::<Vec<_>>());
        }
        t.db.write(|tx| {
            let key = SigningKey::of("yuino", &[3; 32]);
            for size in 1..=5002_i64 {
                let note = key.sign(size, &"0".repeat(64), testkit::noon_before());
                tx.exec(NOTE, params![size, testkit::noon_before(), note.unwrap().text])?;
            }
            Ok::<_, db::DbError>(())
        })
        .unwrap();
        assert_eq!(of(&lines(&t, false), "checkpoint").len(), 5002);
    });
}

#[test]
fn notes_whose_text_says_less_than_their_place_end_the_export() {
    // written so by somebody past the program: without an end, the export would go round for ever
    for_both_apps(|t| {
        for (place, says) in [(1_i64, 0_i64), (7, 3)] {
            t.db.write(move |tx| {
                let key = SigningKey::of("yuino", &[3; 32]);
                let note = key.sign(says, &"0".repeat(64), testkit::noon_before());
                tx.exec(NOTE, params![place, testkit::noon_before(), note.unwrap().text])?;
                Ok::<_, db::DbError>(())
            })
            .unwrap();
        }
        let all = lines(&t, false);
        let notes = of(&all, "checkpoint");
        let says: Vec<&str> =
            notes.iter().map(|n| n["note"].as_str().unwrap().lines().nth(1).unwrap()).collect();
        assert_eq!(says, ["0", "3"]);
    });
}
