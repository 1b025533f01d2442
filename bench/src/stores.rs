//! Fresh stores on a real disk, on both engines.
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use app::App;
use db::{Db, Durability, PgPool, Stmt};
use kernel::{OsEntropy, Region, SystemClock};

use crate::Fail;

/// How often the server's sequencer looks.
const TICK: Duration = Duration::from_millis(100);

/// The engines to measure.
pub fn engines() -> Vec<&'static str> {
    match std::env::var("YUI_TEST_POSTGRES") {
        Ok(_) => vec!["sqlite", "postgres"],
        Err(_) => {
            eprintln!("bench: PostgreSQL is left out: no YUI_TEST_POSTGRES");
            vec!["sqlite"]
        }
    }
}

/// A store of its own, gone when this is dropped.
pub struct Store {
    /// The store, migrated.
    pub db: Db,
    /// Which engine.
    pub engine: &'static str,
    /// Path or schema.
    pub address: String,
    _folder: Option<Folder>,
}

impl Store {
    /// A new region's store. SQLite with full durability, as the server opens it.
    pub fn fresh(engine: &'static str) -> Result<Store, Fail> {
        static NEXT: AtomicUsize = AtomicUsize::new(1);
        let n = NEXT.fetch_add(1, Ordering::SeqCst);
        let (db, address, folder) = if engine == "sqlite" {
            let folder = Folder::new(&format!("store{n}"))?;
            let path = folder.0.join("region.sqlite").to_string_lossy().into_owned();
            (Db::open_sqlite(Path::new(&path), Durability::Full)?, path, Some(folder))
        } else {
            let schema = format!("bench_{}_{n}", std::process::id());
            (Db::open_postgres(&pool()?, &schema)?, schema, None)
        };
        db::migrate::migrate(&db, schema::REGION, true)?;
        Ok(Store { db, engine, address, _folder: folder })
    }

    /// The store in use as a demonstration region.
    pub fn app(&self) -> Arc<App> {
        app(self.db.clone())
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if self.engine == "postgres" {
            // A statement's text is the program's and lives as long.
            let sql = Box::leak(format!("DROP SCHEMA {} CASCADE", self.address).into_boxed_str());
            let stmt = Stmt { name: "bench.DROP", sql };
            let _ = self.db.write(move |tx| tx.exec(stmt, &[]));
        }
    }
}

/// The sequencer of a server process: it looks every 100 ms until this is dropped.
pub struct Sequencer {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sequencer {
    /// Starts it.
    pub fn start(app: &Arc<App>) -> Self {
        let (stop, stopped) = channel();
        let app = app.clone();
        let thread = std::thread::spawn(move || {
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                if app.db().unsettled()
                    && let Err(e) = app.sequence()
                {
                    eprintln!("bench: the sequencer: {e}");
                }
            }
        });
        Sequencer { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Sequencer {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(t) = self.thread.take() {
            let _ = t.join();
        }
    }
}

/// The pool of this process.
pub fn pool() -> Result<PgPool, Fail> {
    let url = std::env::var("YUI_TEST_POSTGRES").map_err(|_| Fail::Text("no server".into()))?;
    Ok(PgPool::connect(&url)?)
}

/// A region in use on this store.
pub fn app(db: Db) -> Arc<App> {
    let region = Region {
        slug: "bench".into(),
        name: "計測".into(),
        demo: true,
        fictitious: true,
        persons: true,
    };
    Arc::new(App::new(db, region, Arc::new(SystemClock), Arc::new(OsEntropy)))
}

/// A folder on a disk, gone when this is dropped: in `TMPDIR`, else beside this program.
pub struct Folder(pub PathBuf);

impl Folder {
    /// Makes it.
    pub fn new(name: &str) -> Result<Self, Fail> {
        let base = match std::env::var_os("TMPDIR") {
            Some(dir) => PathBuf::from(dir),
            None => {
                std::env::current_exe()?.parent().map_or_else(std::env::temp_dir, Path::to_path_buf)
            }
        };
        let path = base.join(format!("yui-bench-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
