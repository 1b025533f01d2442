//! Where the stores are: a folder with SQLite files, or a PostgreSQL database with one schema per region.
use std::path::PathBuf;
use std::sync::Arc;

use app::App;
use app::scan::{self, Clamd};
use db::{Db, DbError, Durability, PgPool};
use kernel::{Clock, OsEntropy, Region, SystemClock};

use crate::files::Folder;

/// The virus scanner of this installation (`YUI_CLAMD`); none when the setting is absent or empty.
pub fn scanner() -> Result<Option<Clamd>, String> {
    match std::env::var(scan::SETTING) {
        Ok(text) if !text.trim().is_empty() => Clamd::parse(&text).map(Some),
        _ => Ok(None),
    }
}

/// The place of all stores.
#[derive(Clone, Debug)]
pub enum Place {
    /// `DIR/control.sqlite`, `DIR/regions/SLUG/region.sqlite` and, beside it, `files/`.
    Folder(PathBuf),
    /// Schemas `yui_control` and `r_SLUG`.
    Postgres(PgPool),
}

impl Place {
    /// A folder; made when it is not there.
    pub fn folder(dir: PathBuf) -> Result<Self, String> {
        std::fs::create_dir_all(dir.join("regions"))
            .map_err(|e| format!("フォルダー {} を使えません: {e}", dir.display()))?;
        Ok(Place::Folder(dir))
    }

    /// A database.
    pub fn postgres(url: &str) -> Result<Self, String> {
        PgPool::connect(url)
            .map(Place::Postgres)
            .map_err(|e| format!("データベースにつながりません: {e}"))
    }

    /// The control store, brought up to date.
    pub fn control(&self) -> Result<Db, String> {
        let opened = match self {
            Place::Folder(d) => Db::open_sqlite(&d.join("control.sqlite"), Durability::Full)
                .map_err(|e| format!("フォルダー {} のデータを開けません: {e}", d.display())),
            Place::Postgres(pool) => Db::open_postgres(pool, "yui_control")
                .map_err(|e| format!("データベースにつながりません: {e}")),
        };
        let db = opened?;
        db::migrate::migrate(&db, schema::CONTROL, true).map_err(|e| e.to_string())?;
        Ok(db)
    }

    /// A region's store, brought up to date.
    pub fn region(&self, region: &Region) -> Result<Db, DbError> {
        let db = match self {
            Place::Folder(d) => {
                let dir = d.join("regions").join(&region.slug);
                std::fs::create_dir_all(&dir).map_err(|e| DbError::Driver(e.to_string()))?;
                Db::open_sqlite(&dir.join("region.sqlite"), Durability::Full)?
            }
            Place::Postgres(pool) => {
                Db::open_postgres(pool, &format!("r_{}", region.slug.replace('-', "_")))?
            }
        };
        db::migrate::migrate(&db, schema::REGION, region.persons)?;
        Ok(db)
    }

    /// A region in use, with the machine's clock.
    pub fn open(&self, region: &Region) -> Result<App, DbError> {
        self.open_with(region, Arc::new(SystemClock))
    }

    /// A region in use, with a clock of its own.
    pub fn open_with(&self, region: &Region, clock: Arc<dyn Clock>) -> Result<App, DbError> {
        let db = self.region(region)?;
        let app = App::new(db, region.clone(), clock, Arc::new(OsEntropy));
        let app = match scanner().map_err(DbError::Driver)? {
            Some(clamd) => app.with_scanner(Arc::new(clamd)),
            None => app,
        };
        Ok(match self {
            Place::Folder(d) => {
                let dir = d.join("regions").join(&region.slug).join("files");
                // what lies unfinished there is as old as the machine says
                let files = Folder::open(dir, SystemClock.now())
                    .map_err(|e| DbError::Driver(format!("folder of files: {e}")))?;
                app.with_files(Arc::new(files))
            }
            Place::Postgres(_) => app,
        })
    }

    /// Removes what a region that could not be completed has left behind.
    pub fn forget_unfinished(&self, slug: &str) {
        if let Place::Folder(d) = self {
            let _ = std::fs::remove_dir_all(d.join("regions").join(slug));
        }
    }
}
