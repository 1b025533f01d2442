//! Migrations: forward only, all or nothing, checked, and safe when two begin at once.
use db::migrate::{migrate, tables};
use db::{Db, DbError, Kind, Migration};
use testkit::{Contents, TestDb};

macro_rules! steps {
    ($($n:literal $kind:ident $sql:expr;)*) => {
        &[$(Migration { number: $n, name: concat!("step_", $n), kind: Kind::$kind, sql: $sql }),*]
    };
}

const STEPS: &[Migration] = steps! {
    1 Base "CREATE TABLE a(id TEXT PRIMARY KEY, note TEXT NOT NULL);\nCREATE INDEX a_note ON a(note);\n";
    2 Persons "CREATE TABLE p(id TEXT PRIMARY KEY, birth TEXT NOT NULL);\n";
    3 Base "ALTER TABLE a ADD COLUMN n BIGINT;\n";
    4 Persons "CREATE TABLE p_part(p TEXT NOT NULL REFERENCES p(id), n BIGINT NOT NULL, PRIMARY KEY(p, n));\n";
};

fn for_both(test: impl Fn(TestDb)) {
    testkit::for_both_with(Contents::Empty, test);
}

fn names(db: &Db) -> Vec<String> {
    tables(db).unwrap().into_iter().map(|(t, _)| t).collect()
}

#[test]
fn steps_run_once_and_those_for_persons_when_persons_come() {
    for_both(|db| {
        assert_eq!(migrate(&db, STEPS, false).unwrap(), 2);
        assert_eq!(migrate(&db, STEPS, false).unwrap(), 0);
        assert_eq!(names(&db), ["a", "yui_migration"]);
        assert_eq!(migrate(&db, STEPS, true).unwrap(), 2);
        assert_eq!(migrate(&db, STEPS, true).unwrap(), 0);
        assert_eq!(names(&db), ["a", "p", "p_part", "yui_migration"]);
        // A region that once holds persons goes on being started without the word.
        assert_eq!(migrate(&db, STEPS, false).unwrap(), 0);
        let columns = tables(&db).unwrap();
        assert_eq!(columns[0].1, ["id", "note", "n"]);
    });
}

#[test]
fn a_step_that_breaks_off_leaves_nothing_and_can_run_again() {
    const BROKEN: &[Migration] = steps! {
        1 Base "CREATE TABLE a(id TEXT PRIMARY KEY);\n";
        2 Base "CREATE TABLE b(id TEXT PRIMARY KEY);\nINSERT INTO b(id) VALUES ('1');\nINSERT INTO nowhere(id) VALUES ('1');\n";
    };
    const WHOLE: &[Migration] = steps! {
        1 Base "CREATE TABLE a(id TEXT PRIMARY KEY);\n";
        2 Base "CREATE TABLE b(id TEXT PRIMARY KEY);\nINSERT INTO b(id) VALUES ('1');\n";
    };
    for_both(|db| {
        assert!(migrate(&db, BROKEN, false).is_err());
        assert_eq!(
            names(&db),
            ["a", "yui_migration"],
            "the first step stays, of the second nothing"
        );
        assert_eq!(migrate(&db, WHOLE, false).unwrap(), 1);
        assert_eq!(names(&db), ["a", "b", "yui_migration"]);
    });
}

#[test]
fn a_step_changed_after_it_ran_is_refused() {
    const CHANGED: &[Migration] = steps! {
        1 Base "CREATE TABLE a(id TEXT PRIMARY KEY);\n";
        3 Base "CREATE TABLE c(id TEXT PRIMARY KEY);\n";
    };
    for_both(|db| {
        migrate(&db, STEPS, false).unwrap();
        let e = migrate(&db, CHANGED, false).unwrap_err();
        assert!(
            matches!(&e, DbError::Migration(text) if text.contains("migration 1 was changed")),
            "{e}"
        );
        assert_eq!(names(&db), ["a", "yui_migration"]);
    });
}

#[test]
fn a_store_that_a_newer_program_used_is_refused() {
    for_both(|db| {
        migrate(&db, STEPS, true).unwrap();
        let e = migrate(&db, &STEPS[..2], true).unwrap_err();
        assert!(matches!(&e, DbError::Migration(text) if text.contains("newer program")), "{e}");
    });
}

#[test]
fn several_threads_with_their_own_handles_may_migrate_at_once() {
    for_both(|db| {
        let ran: usize = std::thread::scope(|s| {
            let all: Vec<_> = (0..3)
                .map(|_| {
                    let own = db.opened_again();
                    s.spawn(move || migrate(&own, STEPS, true).unwrap())
                })
                .collect();
            all.into_iter().map(|t| t.join().unwrap()).sum()
        });
        assert_eq!(ran, STEPS.len(), "each step ran once, whoever did it");
    });
}

#[test]
fn several_processes_may_migrate_one_postgres_schema_at_once() {
    if let Some(address) = testkit::role() {
        let db = TestDb::join(db::Dialect::Postgres, &address);
        testkit::say("ready");
        testkit::request();
        testkit::say(&migrate(&db, STEPS, true).unwrap().to_string());
        return;
    }
    let me = "migrations::several_processes_may_migrate_one_postgres_schema_at_once";
    testkit::on_postgres(Contents::Empty, |db| {
        let mut all: Vec<_> = (0..3).map(|_| testkit::child(me, &db.address())).collect();
        for c in &mut all {
            assert_eq!(c.hear().as_deref(), Some("ready"));
        }
        for c in &mut all {
            c.tell("go");
        }
        let mut ran = 0;
        for mut c in all {
            ran += c.hear().unwrap().parse::<usize>().unwrap();
            assert!(c.finish());
        }
        assert_eq!(ran, STEPS.len());
        assert_eq!(names(&db), ["a", "p", "p_part", "yui_migration"]);
    });
}

#[test]
fn the_dump_names_tables_and_indexes() {
    for_both(|db| {
        migrate(&db, STEPS, true).unwrap();
        let dump = db::migrate::dump(&db).unwrap();
        for part in ["p_part", "a_note", "birth"] {
            assert!(dump.contains(part), "{part} in\n{dump}");
        }
        assert!(!dump.contains(&db.address()), "a dump names no schema:\n{dump}");
        assert!(dump.lines().all(|l| !l.is_empty()));
    });
}
