//! The shipped migrations on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use db::migrate::{migrate, tables};
use db::{Db, Kind};
use testkit::{Contents, TestDb};

fn names(db: &Db) -> Vec<String> {
    tables(db).unwrap().into_iter().map(|(t, _)| t).collect()
}

#[test]
fn both_engines_have_the_same_tables_with_the_same_columns() {
    for contents in [Contents::Base, Contents::Persons, Contents::Control] {
        let on_sqlite = tables(&TestDb::sqlite(contents)).unwrap();
        assert!(on_sqlite.len() > 3, "{contents:?}");
        testkit::on_postgres(contents, |db| assert_eq!(tables(&db).unwrap(), on_sqlite));
    }
}

#[test]
fn a_region_without_persons_has_no_table_of_persons() {
    testkit::for_both_with(Contents::Base, |db| {
        for table in names(&db) {
            let of_persons = table.starts_with("people_") || table.starts_with("transitions_");
            assert!(!of_persons, "{table}");
        }
    });
}

#[test]
fn a_base_step_names_no_table_that_a_persons_step_makes() {
    let base = names(&TestDb::sqlite(Contents::Base));
    let all = names(&TestDb::sqlite(Contents::Persons));
    let of_persons: Vec<&String> = all.iter().filter(|t| !base.contains(t)).collect();
    assert!(of_persons.iter().any(|t| *t == "people_resident"));
    for step in schema::REGION.iter().filter(|m| m.kind == Kind::Base) {
        for table in &of_persons {
            assert!(!step.sql.contains(table.as_str()), "{} names {table}", step.name);
        }
    }
}

#[test]
fn persons_switched_on_later_give_what_a_region_with_persons_has() {
    testkit::for_both_with(Contents::Base, |db| {
        let steps = schema::REGION.iter().filter(|m| m.kind == Kind::Persons).count();
        assert_eq!(migrate(&db, schema::REGION, true).unwrap(), steps);
        assert_eq!(migrate(&db, schema::REGION, true).unwrap(), 0);
        let from_start = TestDb::sqlite(Contents::Persons);
        assert_eq!(tables(&db).unwrap(), tables(&from_start).unwrap());
    });
}

#[test]
fn every_text_sorts_by_its_bytes_on_postgres() {
    testkit::on_postgres(Contents::Persons, |db| {
        let dump = db::migrate::dump(&db).unwrap();
        let columns = dump.lines().filter(|l| l.contains(" text"));
        let wrong: Vec<&str> = columns.filter(|l| !l.contains("COLLATE C")).collect();
        // The table of migrations is made by db itself and only ever read by number.
        let wrong: Vec<&&str> = wrong.iter().filter(|l| !l.starts_with("yui_migration.")).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    });
}
