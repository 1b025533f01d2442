//! Databases for tests.
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use db::{Db, Dialect, Durability, Migration, PgPool, Stmt};

use crate::template;

/// What a new test database holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Contents {
    /// Nothing, not even the table of migrations.
    Empty,
    /// A region without persons.
    Base,
    /// A region with persons.
    Persons,
    /// The control store.
    Control,
}

impl Contents {
    pub(crate) fn migrations(self) -> (&'static [Migration], bool) {
        match self {
            Contents::Empty => (&[], false),
            Contents::Base => (schema::REGION, false),
            Contents::Persons => (schema::REGION, true),
            Contents::Control => (schema::CONTROL, false),
        }
    }

    pub(crate) fn migrate(self, db: &Db) {
        let (all, persons) = self.migrations();
        db::migrate::migrate(db, all, persons).expect("the migrations run on a new database");
    }
}

/// What names of copied databases begin with.
const COPY: &str = "yui_copy_";

/// A database of its own, gone when this is dropped. Lends its [`Db`]; further handles to it stay usable, but
/// what they write is gone too.
pub struct TestDb {
    db: Db,
    home: Home,
}

enum Home {
    Folder(PathBuf),
    /// In the cluster's own database: for what begins empty.
    Schema(String),
    /// A copy of a template ([`crate::template`]).
    Database(String),
}

impl std::ops::Deref for TestDb {
    type Target = Db;
    fn deref(&self) -> &Db {
        &self.db
    }
}

impl TestDb {
    /// A SQLite file, on a memory disk where there is one.
    pub fn sqlite(contents: Contents) -> TestDb {
        let folder = new_folder();
        let file = folder.join("yui.sqlite");
        if contents != Contents::Empty {
            std::fs::write(&file, template::sqlite(contents)).expect("the template can be copied");
        }
        let db = Db::open_sqlite(&file, Durability::OffForTests).expect("SQLite opens");
        TestDb { db, home: Home::Folder(folder) }
    }

    /// A database or an empty schema in the test cluster; none (with a word on the terminal) when there is no cluster.
    pub fn postgres(contents: Contents) -> Option<TestDb> {
        let pool = postgres()?;
        let number = format!("{}_{}", std::process::id(), serial());
        Some(if contents == Contents::Empty {
            let name = format!("t_{number}");
            let db = Db::open_postgres(pool, &name).expect("a schema can be made");
            TestDb { db, home: Home::Schema(name) }
        } else {
            let name = format!("{COPY}{number}");
            template::postgres(pool, contents, &name);
            TestDb { db: join_postgres(&name), home: Home::Database(name) }
        })
    }

    /// Another handle to the same database, as another process would have it: on SQLite with its own writer
    /// thread, on PostgreSQL with its own pool.
    pub fn opened_again(&self) -> Db {
        match &self.home {
            Home::Folder(f) => {
                Db::open_sqlite(&f.join("yui.sqlite"), Durability::OffForTests).expect("opens")
            }
            Home::Schema(name) | Home::Database(name) => join_postgres(name),
        }
    }

    /// The handle itself, for code that takes a `Db` by value.
    pub fn handle(&self) -> Db {
        self.db.clone()
    }

    /// The file's path or the name of the schema or database: what another process needs for [`TestDb::join`].
    pub fn address(&self) -> String {
        match &self.home {
            Home::Folder(f) => f.join("yui.sqlite").to_string_lossy().into_owned(),
            Home::Schema(name) | Home::Database(name) => name.clone(),
        }
    }

    /// Opens in another process what [`TestDb::address`] names; leaves it there when dropped.
    pub fn join(dialect: Dialect, address: &str) -> Db {
        match dialect {
            Dialect::Sqlite => Db::open_sqlite(Path::new(address), Durability::OffForTests),
            Dialect::Postgres => return join_postgres(address),
        }
        .expect("the other process has made it")
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        match &self.home {
            Home::Folder(f) => {
                let _ = std::fs::remove_dir_all(f);
            }
            Home::Schema(name) => {
                // A statement's text is the program's and lives as long; a test process is short.
                let sql = Box::leak(format!("DROP SCHEMA {name} CASCADE").into_boxed_str());
                let drop = Stmt { name: "testkit.DROP", sql };
                let _ = self.db.write(move |tx| tx.exec(drop, &[]));
            }
            Home::Database(name) => {
                if let Some(pool) = postgres() {
                    let _ = pool.command(&format!("DROP DATABASE {name} WITH (FORCE)"));
                }
            }
        }
    }
}

/// Runs a test on SQLite and on PostgreSQL, each on a region with persons.
pub fn for_both(test: impl Fn(TestDb)) {
    for_both_with(Contents::Persons, test);
}

/// As [`for_both`], on a database with other contents.
pub fn for_both_with(contents: Contents, test: impl Fn(TestDb)) {
    eprintln!("engine: SQLite");
    test(TestDb::sqlite(contents));
    on_postgres(contents, test);
}

/// The PostgreSQL half alone.
pub fn on_postgres(contents: Contents, test: impl FnOnce(TestDb)) {
    if let Some(db) = TestDb::postgres(contents) {
        eprintln!("engine: PostgreSQL");
        test(db);
    }
}

/// The pool of this process; none when there is no cluster.
fn postgres() -> Option<&'static PgPool> {
    static POOL: OnceLock<Option<PgPool>> = OnceLock::new();
    POOL.get_or_init(|| {
        let Ok(url) = std::env::var("YUI_TEST_POSTGRES") else {
            if std::env::var("YUI_REQUIRE_POSTGRES").is_ok_and(|v| v == "1") {
                panic!("YUI_REQUIRE_POSTGRES=1, but YUI_TEST_POSTGRES names no cluster");
            }
            eprintln!("SKIPPED: no YUI_TEST_POSTGRES");
            return None;
        };
        Some(PgPool::connect(&url).expect("the cluster of YUI_TEST_POSTGRES answers"))
    })
    .as_ref()
}

/// The address of another database of the cluster.
pub(crate) fn in_cluster(database: &str) -> String {
    let url = std::env::var("YUI_TEST_POSTGRES").expect("a cluster");
    let (address, options) =
        url.split_once('?').map_or((url.as_str(), None), |(a, o)| (a, Some(o)));
    let (server, _) = address.rsplit_once('/').expect("an address names a database");
    match options {
        Some(o) => format!("{server}/{database}?{o}"),
        None => format!("{server}/{database}"),
    }
}

/// Opens a database made from a template, or a schema of the cluster's own database, by its name; on connections of its own.
fn join_postgres(name: &str) -> Db {
    let (url, schema) = match name.starts_with(COPY) {
        true => (in_cluster(name), template::SCHEMA),
        false => (std::env::var("YUI_TEST_POSTGRES").expect("a cluster"), name),
    };
    let pool = PgPool::connect(&url).expect("the cluster answers");
    Db::open_postgres(&pool, schema).expect("the schema is there")
}

fn serial() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    NEXT.fetch_add(1, Ordering::SeqCst)
}

fn new_folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
    let folder = base.join(format!("yui-test-{}-{}", std::process::id(), serial()));
    // A process of the same number may have been killed here before.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}
