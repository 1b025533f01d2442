//! Two small tables for the tests of this crate.
use db::{Db, DbError, Kind, Migration, params};
use testkit::{Contents, TestDb};

pub const TABLES: &[Migration] = &[Migration {
    number: 1,
    name: "0001_test",
    kind: Kind::Base,
    sql: "CREATE TABLE t_note(id TEXT PRIMARY KEY, body TEXT, n BIGINT, r DOUBLE PRECISION, b BYTEA, code TEXT UNIQUE);
CREATE TABLE t_part(note TEXT NOT NULL REFERENCES t_note(id), n BIGINT NOT NULL CHECK (n >= 0), PRIMARY KEY(note, n));
",
}];

db::statements! { pub STATEMENTS;
    ADD = "INSERT INTO t_note(id, body) VALUES ($1, $2)";
    ADD_ALL = "INSERT INTO t_note(id, body, n, r, b) VALUES ($1, $2, $3, $4, $5)";
    SET_N = "UPDATE t_note SET n = $1 WHERE id = $2";
    ALL = "SELECT id, body, n, r, b FROM t_note ORDER BY id";
    BODY = "SELECT body FROM t_note WHERE id = $1";
    COUNT = "SELECT COUNT(*) FROM t_note";
    LIST = "SELECT id FROM t_note WHERE 1 = 1";
    SUM = "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM t_note";
    SAME_TWICE = "SELECT $2 || '-' || $1 || '-' || $2 FROM t_note WHERE id = $3";
    ADD_PART = "INSERT INTO t_part(note, n) VALUES ($1, $2)";
    ADD_CODE = "INSERT INTO t_note(id, code) VALUES ($1, $2)";
}

/// A database with the two tables.
pub fn made(db: &Db) {
    db::migrate::migrate(db, TABLES, false).unwrap();
}

/// Runs a test on both engines with the two tables.
pub fn for_both(test: impl Fn(TestDb)) {
    testkit::for_both_with(Contents::Empty, |db| {
        made(&db);
        test(db);
    });
}

/// SQLite with the two tables.
pub fn sqlite() -> TestDb {
    let db = TestDb::sqlite(Contents::Empty);
    made(&db);
    db
}

pub fn add(db: &Db, id: &str) -> Result<u64, DbError> {
    let id = id.to_string();
    db.write(move |tx| tx.exec(ADD, params![&id, "x"]))
}

pub fn has(db: &Db, id: &str) -> bool {
    db.read(|tx| tx.first(BODY, params![id])).unwrap().is_some()
}

pub fn count(db: &Db) -> i64 {
    db.read(|tx| tx.one(COUNT, &[])?.get(0)).unwrap()
}
