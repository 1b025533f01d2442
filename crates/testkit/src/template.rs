//! Migrated stores that tests copy. Migrating takes longer than most tests, and every test is a process of its own: so a
//! template is made once for each state of the migrations and kept, on SQLite beside the built tests, on PostgreSQL in
//! the test cluster.
use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::path::PathBuf;

use db::{Db, Durability, PgPool};

use crate::database::{Contents, in_cluster};

/// The schema of every template and copy.
pub(crate) const SCHEMA: &str = "t";

/// A name that says what the template was made from.
fn name(contents: Contents) -> String {
    let (all, persons) = contents.migrations();
    let mut h = DefaultHasher::new();
    for m in all {
        for text in [m.name, m.sql] {
            h.write(text.as_bytes());
            h.write_u8(0);
        }
    }
    h.write_u8(u8::from(persons));
    format!("yui_template_{:016x}", h.finish())
}

/// Where templates and their locks are: beside the built tests, so that a clean build removes them too.
fn folder() -> PathBuf {
    let beside = std::env::current_exe().ok().and_then(|e| Some(e.parent()?.join("yui-templates")));
    beside.filter(|b| std::fs::create_dir_all(b).is_ok()).unwrap_or_else(std::env::temp_dir)
}

/// Only one process makes a template; the others wait for it.
fn locked(name: &str) -> File {
    let lock = File::create(folder().join(format!("{name}.lock"))).expect("a lock can be made");
    lock.lock().expect("the lock can be had");
    lock
}

/// The bytes of a migrated SQLite file.
pub(crate) fn sqlite(contents: Contents) -> Vec<u8> {
    let name = name(contents);
    let kept = folder().join(format!("{name}.sqlite"));
    if let Ok(bytes) = std::fs::read(&kept) {
        return bytes;
    }
    let _lock = locked(&name);
    if let Ok(bytes) = std::fs::read(&kept) {
        return bytes;
    }
    let own = |part: &str| folder().join(format!("{name}.{}.{part}", std::process::id()));
    let (fresh, copy) = (own("fresh"), own("copy"));
    let db = Db::open_sqlite(&fresh, Durability::OffForTests).expect("SQLite opens");
    contents.migrate(&db);
    db.backup_sqlite(&copy).expect("a file can be copied");
    drop(db);
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", fresh.display()));
    }
    // whole or not there
    std::fs::rename(&copy, &kept).expect("the template can be put in its place");
    std::fs::read(&kept).expect("the template can be read")
}

/// Makes the database `copy` in the cluster of `pool`, with the schema [`SCHEMA`] migrated.
pub(crate) fn postgres(pool: &PgPool, contents: Contents, copy: &str) {
    let name = name(contents);
    let make = format!("CREATE DATABASE {copy} TEMPLATE {name} STRATEGY file_copy");
    if pool.command(&make).is_ok() {
        return;
    }
    // The first of all tests on this cluster, most likely; if it was something else, it fails again below.
    let lock = locked(&name);
    if pool.command(&make).is_ok() {
        return;
    }
    let fresh = format!("{name}_new");
    let sure = |sql: String| pool.command(&sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
    sure(format!("DROP DATABASE IF EXISTS {fresh} WITH (FORCE)"));
    sure(format!("CREATE DATABASE {fresh}"));
    {
        let inside = PgPool::connect(&in_cluster(&fresh)).expect("the cluster answers");
        let db = Db::open_postgres(&inside, SCHEMA).expect("a schema can be made");
        contents.migrate(&db);
    }
    sure(format!("ALTER DATABASE {fresh} RENAME TO {name}"));
    drop(lock);
    sure(make);
}
