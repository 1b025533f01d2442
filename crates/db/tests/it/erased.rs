//! What was deleted is not in the file any more.
use db::{Db, Durability, Stmt, params};

const MAKE: Stmt =
    Stmt { name: "t.MAKE", sql: "CREATE TABLE t(id BIGINT PRIMARY KEY, text TEXT NOT NULL)" };
const ADD: Stmt = Stmt { name: "t.ADD", sql: "INSERT INTO t(id, text) VALUES ($1, $2)" };
const GONE: Stmt = Stmt { name: "t.GONE", sql: "DELETE FROM t WHERE id < $1" };

fn holds(dir: &std::path::Path, needle: &[u8]) -> bool {
    std::fs::read_dir(dir).unwrap().any(|f| {
        let bytes = std::fs::read(f.unwrap().path()).unwrap();
        bytes.windows(needle.len()).any(|w| w == needle)
    })
}

#[test]
fn a_deleted_row_is_overwritten_in_the_file_and_gone_with_the_next_checkpoint() {
    let dir = std::env::temp_dir().join(format!("yui-erased-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    {
        let db = Db::open_sqlite(&dir.join("s.sqlite"), Durability::Full).unwrap();
        db.write(|tx| tx.exec(MAKE, params![])).unwrap();
        for n in 0..50_i64 {
            // long ones too: they lie in pages of their own
            let text = format!("canary-{n:03}-{}", "x".repeat(if n % 2 == 0 { 40 } else { 9000 }));
            db.write(move |tx| tx.exec(ADD, params![n, text.clone()])).unwrap();
        }
    }
    assert!(holds(&dir, b"canary-007-") && holds(&dir, b"canary-008-"));
    {
        let db = Db::open_sqlite(&dir.join("s.sqlite"), Durability::Full).unwrap();
        db.write(|tx| tx.exec(GONE, params![40_i64])).unwrap();
    }
    // closed: the write-ahead log has been folded in
    for n in 0..40 {
        assert!(!holds(&dir, format!("canary-{n:03}-").as_bytes()), "{n}");
    }
    assert!(holds(&dir, b"canary-041-"));
    std::fs::remove_dir_all(&dir).unwrap();
}
