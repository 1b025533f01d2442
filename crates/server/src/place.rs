//! Where the stores are: a folder with SQLite files, or a PostgreSQL database with one schema per region.
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::sync::Arc;

use app::App;
use app::files::{Chunks, FileStore};
use app::scan::{self, Clamd};
use bridge::delivery::push::places::{self, Places};
use bridge::delivery::push::service::WebPush;
use bridge::delivery::smtp::{self, Smtp};
use db::{Db, DbError, Durability, PgPool};
use keep::Problem;
use kernel::{Clock, OsEntropy, Region, SystemClock};

use crate::files::Folder;
use crate::slices;

/// The virus scanner of this installation (`YUI_CLAMD`); none when the setting is absent or empty.
pub fn scanner() -> Result<Option<Clamd>, String> {
    match std::env::var(scan::SETTING) {
        Ok(text) if !text.trim().is_empty() => Clamd::parse(&text).map(Some),
        _ => Ok(None),
    }
}

/// Who sends mail for this installation (`YUI_SMTP`, `YUI_MAIL_FROM`, `YUI_ORIGIN`); none when it sends none.
pub fn mailer() -> Result<Option<Smtp>, String> {
    let get = |name: &str| std::env::var(name).unwrap_or_default().trim().to_string();
    match get(smtp::SETTING) {
        url if url.is_empty() => Ok(None),
        url => Smtp::new(&url, &get(smtp::FROM), &get("YUI_ORIGIN")).map(Some),
    }
}

/// Where pushes may go from this installation (`YUI_PUSH`); none when it sends none.
pub fn push_places() -> Result<Option<Places>, String> {
    match std::env::var(places::SETTING) {
        Ok(text) if !text.trim().is_empty() => Places::parse(&text).map(Some),
        _ => Ok(None),
    }
}

/// Who reaches closed browsers for a region; none when the installation pushes nothing. The key lies in the control store.
pub fn pusher(control: &Db, region: &Region) -> Result<Option<WebPush>, String> {
    let Some(places) = push_places()? else { return Ok(None) };
    let origin = std::env::var("YUI_ORIGIN").unwrap_or_default();
    WebPush::new(control, places, origin.trim(), region.demo).map(Some)
}

/// The place of all stores.
#[derive(Clone, Debug)]
pub enum Place {
    /// `DIR/control.sqlite`, `DIR/regions/SLUG/region.sqlite` and, beside it, `files/`.
    Folder(PathBuf),
    /// Schemas `yui_control` and `r_SLUG`.
    Postgres(PgPool),
}

fn sync(dir: &std::path::Path) -> std::io::Result<()> {
    std::fs::File::open(dir)?.sync_all()
}

impl Place {
    /// A folder; made when it is not there.
    pub fn folder(dir: PathBuf) -> Result<Self, String> {
        // a new folder is the program's alone; one that is there keeps the rights its owner gave it (`yui doctor` looks)
        let made =
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir.join("regions"));
        made.map_err(|e| format!("フォルダー {} を使えません: {e}", dir.display()))?;
        Ok(Place::Folder(dir))
    }

    /// A database.
    pub fn postgres(url: &str) -> Result<Self, String> {
        PgPool::connect(url)
            .map(Place::Postgres)
            .map_err(|e| format!("データベースにつながりません: {e}"))
    }

    /// The control store as it is.
    fn open_control(&self) -> Result<Db, DbError> {
        match self {
            Place::Folder(d) => Db::open_sqlite(&d.join("control.sqlite"), Durability::Full),
            Place::Postgres(pool) => Db::open_postgres(pool, "yui_control"),
        }
    }

    /// The control store, brought up to date.
    pub fn control(&self) -> Result<Db, String> {
        let opened = match self {
            Place::Folder(d) => self
                .open_control()
                .map_err(|e| format!("フォルダー {} のデータを開けません: {e}", d.display())),
            Place::Postgres(_) => {
                self.open_control().map_err(|e| format!("データベースにつながりません: {e}"))
            }
        };
        let db = opened?;
        db::migrate::migrate(&db, schema::CONTROL, true).map_err(|e| e.to_string())?;
        Ok(db)
    }

    /// A region's store as it is. One that is not where it should be (a disk that is not mounted) is refused: an empty one in
    /// its place would look like the truth, to the server and to every command.
    fn open_region(&self, region: &Region) -> Result<Db, DbError> {
        if self.has_region(region)? {
            return self.make_region(region);
        }
        Err(DbError::Gone(region.name.clone()))
    }

    /// The same, made empty when it is not there: for new regions and for what is restored.
    fn make_region(&self, region: &Region) -> Result<Db, DbError> {
        match self {
            Place::Folder(d) => {
                let dir = d.join("regions").join(&region.slug);
                // a folder is there after a power cut only when the one above it was synced
                std::fs::create_dir_all(&dir)
                    .and_then(|()| sync(&d.join("regions")).and_then(|()| sync(d)))
                    .map_err(|e| DbError::Driver(e.to_string()))?;
                Db::open_sqlite(&dir.join("region.sqlite"), Durability::Full)
            }
            Place::Postgres(pool) => {
                Db::open_postgres(pool, &format!("r_{}", region.slug.replace('-', "_")))
            }
        }
    }

    /// A new region's store.
    pub fn begin_region(&self, region: &Region) -> Result<Db, DbError> {
        let db = self.make_region(region)?;
        db::migrate::migrate(&db, schema::REGION, region.persons)?;
        Ok(db)
    }

    /// A region's store, brought up to date.
    pub fn region(&self, region: &Region) -> Result<Db, DbError> {
        let db = self.open_region(region)?;
        db::migrate::migrate(&db, schema::REGION, region.persons)?;
        Ok(db)
    }

    /// Is a region's store there? A listed region always has one (`region add` makes it first).
    fn has_region(&self, region: &Region) -> Result<bool, DbError> {
        match self {
            Place::Folder(d) => {
                let file = d.join("regions").join(&region.slug).join("region.sqlite");
                Ok(std::fs::metadata(file).is_ok_and(|m| m.len() > 0))
            }
            Place::Postgres(pool) => {
                let name = format!("r_{}", region.slug.replace('-', "_"));
                Ok(pool.schemas(&name)?.contains(&name))
            }
        }
    }

    /// A region in use, with the machine's clock.
    pub fn open(&self, region: &Region) -> Result<App, DbError> {
        self.open_with(region, Arc::new(SystemClock))
    }

    /// A region in use, with a clock of its own.
    pub fn open_with(&self, region: &Region, clock: Arc<dyn Clock>) -> Result<App, DbError> {
        let db = self.region(region)?;
        let app = self.put_to_use(db, region, clock)?;
        // the rows that the last run of the program left come before those of this one
        if app.db().dialect() == db::Dialect::Sqlite
            && let Err(e) = app.sequence()
        {
            tracing::warn!(error = %e, "what the last run left unsealed comes later");
        }
        Ok(app)
    }

    /// As [`Place::open`], but on the schema as it is: for keeping, which must not change what it keeps.
    pub fn open_as_is(&self, region: &Region) -> Result<App, DbError> {
        let db = self.open_region(region)?;
        self.put_to_use(db, region, Arc::new(SystemClock))
    }

    fn put_to_use(&self, db: Db, region: &Region, clock: Arc<dyn Clock>) -> Result<App, DbError> {
        // every way into a region, the server's and each command's, knows what the slices give one another: a pack or a
        // count made without them would be empty and look like the truth
        slices::know();
        let files = self.folder_of_files(region)?;
        let app = App::new(db, region.clone(), clock, Arc::new(OsEntropy));
        let app = match scanner().map_err(DbError::Driver)? {
            Some(clamd) => app.with_scanner(Arc::new(clamd)),
            None => app,
        };
        let app = match mailer().map_err(DbError::Driver)? {
            Some(smtp) => app.with_mailer(Arc::new(smtp)),
            None => app,
        };
        Ok(match files {
            Some(files) => app.with_files(files),
            None => app,
        })
    }

    /// Files in a folder; none where they are rows.
    fn folder_of_files(&self, region: &Region) -> Result<Option<Arc<dyn FileStore>>, DbError> {
        let Place::Folder(d) = self else { return Ok(None) };
        let dir = d.join("regions").join(&region.slug).join("files");
        // what lies unfinished there is as old as the machine says
        let files = Folder::open(dir, SystemClock.now())
            .map_err(|e| DbError::Driver(format!("folder of files: {e}")))?;
        Ok(Some(Arc::new(files)))
    }

    /// Removes what a region that could not be completed has left behind.
    pub fn forget_unfinished(&self, slug: &str) {
        if let Place::Folder(d) = self {
            let _ = std::fs::remove_dir_all(d.join("regions").join(slug));
        }
    }
}

/// As keeping sees it: everything as it is, nothing migrated.
impl keep::Stores for Place {
    fn control(&self) -> Result<Db, Problem> {
        Ok(self.open_control()?)
    }
    fn region(&self, region: &Region) -> Result<Db, Problem> {
        Ok(self.open_region(region)?)
    }
    fn new_region(&self, region: &Region) -> Result<Db, Problem> {
        Ok(self.make_region(region)?)
    }
    fn files(&self, region: &Region, db: &Db) -> Result<Arc<dyn FileStore>, Problem> {
        Ok(match self.folder_of_files(region)? {
            Some(files) => files,
            None => Arc::new(Chunks::new(db.clone())),
        })
    }
}
