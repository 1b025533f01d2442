//! A place with a control store and two regions, one of them with persons and files, and an empty place to restore to.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::App;
use app::audit::AuditEntry;
use app::files::{FileKey, FileStore};
use app::records::{About, Content, Source};
use db::{Db, Dialect};
use keep::{Problem, Stores};
use kernel::{Actor, OsEntropy, Region, SystemClock};
use testkit::{Contents, MemoryFiles, TestDb};

/// Stores of a test: databases of the testkit, files in memory.
pub struct Place {
    pub control: TestDb,
    pub regions: BTreeMap<String, TestDb>,
    pub files: Arc<MemoryFiles>,
}

impl Place {
    fn with(engine: Dialect, contents: [Contents; 3]) -> Option<Place> {
        let make = |c| match engine {
            Dialect::Sqlite => Some(TestDb::sqlite(c)),
            Dialect::Postgres => TestDb::postgres(c),
        };
        let [control, persons, base] = contents;
        Some(Place {
            control: make(control)?,
            regions: [("yuino".to_string(), make(persons)?), ("kitakami".to_string(), make(base)?)]
                .into(),
            files: Arc::default(),
        })
    }

    /// Nothing in it yet; none where the engine is not there.
    pub fn empty(engine: Dialect) -> Option<Place> {
        Place::with(engine, [Contents::Empty; 3])
    }

    /// Two regions in use.
    pub fn used(engine: Dialect) -> Option<Place> {
        let p = Place::with(engine, [Contents::Control, Contents::Persons, Contents::Base])?;
        for r in [testkit::demo_region(), testkit::kitakami()] {
            app::control::add_region(&p.control, &r).unwrap();
        }
        app::control::secret(&p.control, "form-key", vec![0, 7, 255]).unwrap();
        Some(p)
    }

    pub fn app(&self, region: Region) -> App {
        let db = self.regions[&region.slug].handle();
        App::new(db, region, Arc::new(SystemClock), Arc::new(OsEntropy))
            .with_files(self.files.clone())
    }

    pub fn yuino(&self) -> App {
        self.app(testkit::demo_region())
    }
}

impl Stores for Place {
    fn control(&self) -> Result<Db, Problem> {
        Ok(self.control.handle())
    }
    fn region(&self, region: &Region) -> Result<Db, Problem> {
        Ok(self.regions[&region.slug].handle())
    }
    fn new_region(&self, region: &Region) -> Result<Db, Problem> {
        self.region(region)
    }
    fn files(&self, _: &Region, _: &Db) -> Result<Arc<dyn FileStore>, Problem> {
        Ok(self.files.clone())
    }
}

/// An act as a form sends it: a record and its audit row.
pub fn write(app: &App, text: &str) -> app::Result<()> {
    let body = format!("{text}\n{}", "様".repeat(200));
    app.write(&Actor::system(), move |cx| {
        let about = About { kind: "keep.sheet", resident: None, subject: None };
        let content = Content {
            form: "admission-sheet".into(),
            form_version: "1".into(),
            body: body.clone(),
            source: Source::Own,
        };
        let id = app::records::confirm(cx, &about, &content)?;
        cx.audit(AuditEntry::act("keep.write").object(id.to_string()));
        Ok(())
    })
}

/// Puts a file as a slice does.
pub fn attach(app: &App, bytes: &[u8]) {
    let key = FileKey::from_bytes(&[9; 32]).unwrap();
    let name = key.name("people", bytes).unwrap();
    app.files().put(&name, &key.seal(&name, bytes).unwrap(), app.now()).unwrap();
}

/// A folder that is gone when this is dropped, with two keys in it.
pub struct Desk {
    pub dir: PathBuf,
    pub recipients: Vec<String>,
}

impl Desk {
    pub fn new(name: &str) -> Desk {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
        let dir = base.join(format!("yui-keep-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).unwrap();
        let recipients =
            ["a.key", "b.key"].map(|k| keep::seal::make_key(&dir.join(k)).unwrap()).to_vec();
        Desk { dir, recipients }
    }

    pub fn key(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    pub fn shelf(&self) -> PathBuf {
        self.dir.join("copies")
    }

    pub fn backup(&self, place: &Place, now: kernel::At) -> Result<keep::Made, Problem> {
        keep::backup(&keep::Order {
            stores: place,
            to: &self.shelf(),
            recipients: &self.recipients,
            allow_one: false,
            now,
            program: "test",
        })
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// Runs on each engine that is there.
pub fn each_engine(test: impl Fn(Dialect)) {
    test(Dialect::Sqlite);
    if Place::empty(Dialect::Postgres).is_some() {
        test(Dialect::Postgres);
    }
}
