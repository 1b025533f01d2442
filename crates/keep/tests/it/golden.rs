//! Stores of earlier programs: brought here, migrated by today's program, and equal where nothing was to change.
//!
//! `golden/` holds small packed places with invented people only, one for each schema that was ever handed out (the
//! number in the name is its newest step). A released one is never made anew; how to add one: examples/golden.rs.
use std::path::Path;

use db::Dialect;
use keep::{Manifest, Store};
use kernel::{Clock, SystemClock};

use crate::world::{Place, each_engine};

/// Does the text of a step name this table?
fn names(sql: &str, table: &str) -> bool {
    sql.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).any(|w| w == table)
}

/// Tables that no step after `schema` touches must have the same rows. The log and what the sequencer moves grow by
/// the seal of their tail, so their rows are compared by [`keep::Audited`] instead.
fn compare(before: &Store, after: &Store, engine: Dialect) -> usize {
    const SEALED: [&str; 4] = ["app_audit", "app_block", "app_outbox", "app_epoch"];
    let later: Vec<&str> =
        schema::REGION.iter().filter(|m| m.number > before.schema).map(|m| m.sql).collect();
    let mut same = 0;
    for t in &before.tables {
        if before.store == "control" || later.iter().any(|sql| names(sql, &t.table)) {
            continue;
        }
        let now = after.tables.iter().find(|n| n.table == t.table);
        let now = now.unwrap_or_else(|| panic!("{engine:?}: {} is gone", t.table));
        if SEALED.contains(&t.table.as_str()) && before.audit.as_ref().unwrap().unsealed > 0 {
            continue;
        }
        assert_eq!(now, t, "{engine:?}: {} of {}", t.table, before.store);
        same += 1;
    }
    let (was, is) = (before.audit.as_ref(), after.audit.as_ref());
    assert_eq!(was.map(|a| a.versions), is.map(|a| a.versions));
    assert!(was.map_or(0, |a| a.rows) <= is.map_or(0, |a| a.rows));
    assert!(is.is_none_or(|a| a.faults.is_empty()), "{engine:?}: {is:?}");
    same
}

#[test]
fn every_golden_store_is_brought_forward_with_the_same_rows_on_both_engines() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden");
    let mut files: Vec<_> = std::fs::read_dir(&dir).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let packed = std::fs::read(&file).unwrap();
        assert!(packed.len() <= 300_000, "{}: {} bytes", file.display(), packed.len());
        each_engine(|engine| {
            let place = Place::empty(engine).unwrap();
            let got = keep::restore_from(packed.as_slice(), &place, SystemClock.now()).unwrap();
            assert_eq!(got.faults(), 0);
            assert!(got.header.regions.iter().all(|r| r.demo), "invented people only");
            let Manifest { stores: after, .. } =
                keep::pack(&place, SystemClock.now(), "test", Vec::new()).unwrap().1;
            let mut same = 0;
            for before in &got.manifest.stores {
                let after = after.iter().find(|s| s.store == before.store).unwrap();
                if before.store != "control" {
                    let newest = schema::REGION.iter().map(|m| m.number);
                    assert!(newest.max().unwrap() >= after.schema);
                    same += compare(before, after, engine);
                }
            }
            assert!(same >= 30, "{same} tables compared");
        });
    }
}

#[test]
fn a_table_that_a_later_step_names_is_known_by_its_whole_word() {
    assert!(names("ALTER TABLE app_job ADD", "app_job"));
    assert!(!names("CREATE TABLE app_jobs(id TEXT)", "app_job"));
}
