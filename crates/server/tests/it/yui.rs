//! Running the program in a place of its own.
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use db::{Db, Durability, PgPool};

/// What a run gave.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Ended with 0.
    #[track_caller]
    pub fn done(self) -> Ran {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// Ended with 2, said `what` and nothing on the standard output.
    #[track_caller]
    pub fn wrong(self, what: &str) -> Ran {
        assert_eq!(self.code, 2, "{self:?}");
        assert!(self.err.contains(what), "{self:?}");
        assert!(self.out.is_empty(), "{self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        self
    }

    /// The standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }
}

const CLI_ROWS: db::Stmt = db::Stmt {
    name: "test.CLI_ROWS",
    sql: "SELECT object FROM app_audit WHERE act = 'cli' ORDER BY at, id",
};

enum Stores {
    Folder(PathBuf),
    Database(String),
}

/// A place with its own stores, removed at the end.
pub struct Yui {
    stores: Stores,
}

fn name() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    format!("yui_it_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst))
}

/// The cluster's address with another database name at its end.
fn database(url: &str, name: &str) -> String {
    let (rest, _) = url.rsplit_once('/').expect("an address ends in /DATABASE");
    format!("{rest}/{name}")
}

#[track_caller]
fn psql(url: &str, sql: &str) {
    let ran = Command::new("psql").args([url, "-X", "-q", "-c", sql]).output().expect("psql");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

impl Yui {
    /// In a folder, with SQLite.
    pub fn sqlite() -> Yui {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
        Yui { stores: Stores::Folder(base.join(name())) }
    }

    /// In a database of its own; none, loudly, when there is no cluster.
    pub fn postgres() -> Option<Yui> {
        let Ok(cluster) = std::env::var("YUI_TEST_POSTGRES") else {
            eprintln!("SKIPPED: no YUI_TEST_POSTGRES");
            return None;
        };
        let name = name();
        psql(&cluster, &format!("CREATE DATABASE {name}"));
        Some(Yui { stores: Stores::Database(database(&cluster, &name)) })
    }

    /// The words that name this place.
    pub fn place(&self) -> Vec<String> {
        match &self.stores {
            Stores::Folder(f) => vec!["--data".into(), f.to_string_lossy().into_owned()],
            Stores::Database(url) => vec!["--database".into(), url.clone()],
        }
    }

    /// Runs a command here.
    pub fn run(&self, words: &[&str]) -> Ran {
        let mut all = self.place();
        all.extend(words.iter().map(|w| (*w).to_string()));
        run(&all)
    }

    /// Runs a command in one region.
    pub fn at(&self, region: &str, words: &[&str]) -> Ran {
        self.run(&[&["--region", region], words].concat())
    }

    /// Makes a region.
    pub fn region(&self, slug: &str, flags: &[&str]) {
        self.run(&[&["region", "add", slug, "--name", "試しの町"], flags].concat()).done();
    }

    /// The store of a region, as the program left it.
    pub fn store(&self, region: &str) -> Db {
        match &self.stores {
            Stores::Folder(f) => {
                let file = f.join("regions").join(region).join("region.sqlite");
                assert!(file.is_file(), "{}", file.display());
                Db::open_sqlite(&file, Durability::OffForTests).unwrap()
            }
            Stores::Database(url) => {
                let schema = format!("r_{}", region.replace('-', "_"));
                Db::open_postgres(&PgPool::connect(url).unwrap(), &schema).unwrap()
            }
        }
    }

    /// What the operator's commands left in a region's log, in order.
    pub fn cli_rows(&self, region: &str) -> Vec<String> {
        let rows = self.store(region).read(|tx| tx.rows(CLI_ROWS, &[])).unwrap();
        rows.iter().map(|r| r.get(0).unwrap()).collect()
    }

    /// The tables of a region's store.
    pub fn tables(&self, region: &str) -> Vec<String> {
        db::migrate::tables(&self.store(region)).unwrap().into_iter().map(|(t, _)| t).collect()
    }
}

impl Drop for Yui {
    fn drop(&mut self) {
        match &self.stores {
            Stores::Folder(f) => drop(std::fs::remove_dir_all(f)),
            Stores::Database(url) => {
                let name = url.rsplit('/').next().unwrap_or_default();
                let sql = format!("DROP DATABASE {name} WITH (FORCE)");
                // another database's connection, and no assertion: a failed test must show its own reason
                let at = database(url, "postgres");
                drop(Command::new("psql").args([&at, "-X", "-q", "-c", &sql]).output());
            }
        }
    }
}

/// Runs a test with both kinds of stores.
pub fn in_both(test: impl Fn(Yui)) {
    test(Yui::sqlite());
    if let Some(y) = Yui::postgres() {
        test(y);
    }
}

/// Runs the program with these words and nobody at the terminal.
pub fn run<W: AsRef<std::ffi::OsStr>>(words: &[W]) -> Ran {
    let ran = Command::new(env!("CARGO_BIN_EXE_yui"))
        .args(words)
        .env_remove("YUI_TEST_POSTGRES")
        .env("RUST_LOG", "error")
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program speaks UTF-8");
    Ran { code: ran.status.code().unwrap_or(-1), out: text(ran.stdout), err: text(ran.stderr) }
}
