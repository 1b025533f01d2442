//! Getting everything back: into empty stores only, each brought first to the schema it had then, filled, compared
//! with the manifest out of the new store itself, and only then brought forward.
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use app::files::{FileName, FileStore};
use app::sequencer;
use db::{Applied, Db, DbError, Migration, Value, copy, migrate};
use kernel::{At, Region};
use serde::de::DeserializeOwned;

use crate::manifest::{
    Audited, FORMAT, FileLine, HEADER, Header, MANIFEST, Manifest, Plan, Store, TableLine,
};
use crate::rows::{self, Tally};
use crate::unpack::{self, Entry};
use crate::{LEFT_OUT, Problem, SPACES, Stores, seal};

/// Rows a transaction while filling.
const BATCH: usize = 2_000;

/// What was restored.
#[derive(Debug, Clone)]
pub struct Restored {
    /// The archive's header.
    pub header: Header,
    /// Its manifest.
    pub manifest: Manifest,
    /// Each region as it is now.
    pub stores: Vec<StoreReport>,
}

/// A region after it was restored and brought forward.
#[derive(Debug, Clone)]
pub struct StoreReport {
    /// Its slug.
    pub store: String,
    /// Steps of the schema that ran after filling.
    pub migrated: usize,
    /// Log and records, gone through again.
    pub audit: Audited,
}

impl Restored {
    /// What does not fit, of all regions.
    pub fn faults(&self) -> usize {
        self.stores.iter().map(|s| s.audit.faults.len()).sum()
    }
}

/// Restores the archive at `from` with a key of the file `identity`.
pub fn restore(
    from: &Path,
    identity: &Path,
    into: &dyn Stores,
    now: At,
) -> Result<Restored, Problem> {
    restore_from(seal::reader(from, identity)?, into, now)
}

/// As [`restore`], from a stream that is decrypted already.
pub fn restore_from(stream: impl Read, into: &dyn Stores, now: At) -> Result<Restored, Problem> {
    let mut r =
        Restorer { into, header: None, manifest: None, open: None, done: Vec::new(), entries: 0 };
    unpack::entries(stream, |entry| r.take(entry))?;
    let Some(manifest) = r.manifest.take() else {
        return Err(Problem::damaged("終わりの部分がありません"));
    };
    let Some(header) = r.header.take() else { return Err(Problem::damaged("はじめの部分")) };
    r.compare(&manifest)?;
    let stores = r.forward(&header, now)?;
    Ok(Restored { header, manifest, stores })
}

/// A store being filled.
struct Filling {
    name: String,
    folder: String,
    db: Db,
    files: Option<Arc<dyn FileStore>>,
    shapes: Vec<copy::Shape>,
    tallies: BTreeMap<String, Tally>,
    kept: Vec<FileLine>,
}

struct Restorer<'a> {
    into: &'a dyn Stores,
    header: Option<Header>,
    manifest: Option<Manifest>,
    open: Option<Filling>,
    done: Vec<Filling>,
    entries: u64,
}

fn parse<T: DeserializeOwned>(body: &[u8], what: &str) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|_| Problem::damaged(what))
}

impl Restorer<'_> {
    fn take(&mut self, e: Entry) -> Result<(), Problem> {
        if self.manifest.is_some() {
            return Err(Problem::damaged("うしろに余分なものがあります"));
        }
        if self.header.is_none() {
            return self.begin(&e);
        }
        if e.path == MANIFEST {
            self.manifest = Some(parse(&e.body, "終わりの部分")?);
            return Ok(());
        }
        self.entries += 1;
        if let Some(folder) = e.path.strip_suffix("/plan.json") {
            return self.plan(folder.to_string(), &e.body);
        }
        let Some(open) = &mut self.open else { return Err(Problem::damaged("順番")) };
        let Some(path) =
            e.path.strip_prefix(&open.folder).and_then(|p| p.strip_prefix('/')).map(str::to_string)
        else {
            return Err(Problem::damaged("順番"));
        };
        match path.split('/').collect::<Vec<_>>().as_slice() {
            ["tables", table, _] => open.rows(table, &e.body),
            ["files", space, name] => open.file(space, name, e),
            _ => Err(Problem::damaged("知らない中身")),
        }
    }

    fn begin(&mut self, e: &Entry) -> Result<(), Problem> {
        if e.path != HEADER {
            return Err(Problem::damaged("はじめの部分"));
        }
        let header: Header = parse(&e.body, "はじめの部分")?;
        if header.format != FORMAT {
            return Err(Problem::Unknown(format!("形式 {}", header.format)));
        }
        if header.regions.iter().any(|r| !Region::slug_ok(&r.slug)) {
            return Err(Problem::damaged("地域の名前"));
        }
        self.header = Some(header);
        self.entries = 1;
        Ok(())
    }

    /// Makes the store with the schema of then; it must have exactly the tables and columns that are coming.
    fn plan(&mut self, folder: String, body: &[u8]) -> Result<(), Problem> {
        let plan: Plan = parse(body, "表の一覧")?;
        let history: Vec<Applied> = plan
            .migrations
            .into_iter()
            .map(|(number, name, hash)| Applied { number, name, hash })
            .collect();
        self.done.extend(self.open.take());
        let (name, db, files, all) = self.store(&folder)?;
        db.bulk();
        migrate::exactly(&db, all, &history).map_err(newer)?;
        let shapes: Vec<copy::Shape> = db.read(copy::shapes)?;
        let shapes: Vec<copy::Shape> =
            shapes.into_iter().filter(|s| !LEFT_OUT.contains(&s.table.as_str())).collect();
        let mine: BTreeMap<_, _> = shapes.iter().map(|s| (&s.table, &s.columns)).collect();
        let theirs: BTreeMap<_, _> = plan.tables.iter().map(|(t, c)| (t, c)).collect();
        if mine != theirs {
            return Err(Problem::Unknown("表の形がちがいます".into()));
        }
        self.open = Some(Filling {
            name,
            folder,
            db,
            files,
            shapes,
            tallies: BTreeMap::new(),
            kept: Vec::new(),
        });
        Ok(())
    }

    #[expect(clippy::type_complexity, reason = "the parts of a store, taken apart at once")]
    fn store(
        &self,
        folder: &str,
    ) -> Result<(String, Db, Option<Arc<dyn FileStore>>, &'static [Migration]), Problem> {
        if folder == "control" {
            return Ok(("control".into(), self.into.control()?, None, schema::CONTROL));
        }
        let slug = folder.strip_prefix("regions/").unwrap_or_default();
        let lines = self.header.iter().flat_map(|h| &h.regions);
        let Some(line) = lines.into_iter().find(|r| r.slug == slug) else {
            return Err(Problem::damaged("知らない地域"));
        };
        if self.done.iter().any(|d| d.name == slug) {
            return Err(Problem::damaged("同じ地域が2つ"));
        }
        let region = Region::from(line);
        let db = self.into.new_region(&region)?;
        let files = match region.persons {
            true => Some(self.into.files(&region, &db)?),
            false => None,
        };
        Ok((region.slug, db, files, schema::REGION))
    }

    /// Holds what is in the stores now against the manifest: read back out of them, not what was put in.
    fn compare(&mut self, manifest: &Manifest) -> Result<(), Problem> {
        self.done.extend(self.open.take());
        if manifest.entries != self.entries {
            return Err(Problem::damaged("中身の数"));
        }
        if manifest.stores.len() != self.done.len() {
            return Err(Problem::damaged("地域の数"));
        }
        for (want, have) in manifest.stores.iter().zip(&self.done) {
            have.compare(want)?;
        }
        Ok(())
    }

    /// Runs what has been added to the schema since, numbers the tail of the log, and goes through everything.
    fn forward(&self, header: &Header, now: At) -> Result<Vec<StoreReport>, Problem> {
        let mut out = Vec::new();
        for s in &self.done {
            let Some(line) = header.regions.iter().find(|r| r.slug == s.name) else {
                migrate::migrate(&s.db, schema::CONTROL, true)?;
                continue;
            };
            let migrated = migrate::migrate(&s.db, schema::REGION, line.persons)?;
            // Rows without a position were the last of then. Where transaction ids begin anew they would otherwise
            // be numbered after acts of tomorrow.
            s.db.write(move |tx| sequencer::run(tx, now))?;
            let audit = s.db.read(Audited::of)?;
            out.push(StoreReport { store: s.name.clone(), migrated, audit });
        }
        Ok(out)
    }
}

impl Filling {
    fn rows(&mut self, table: &str, body: &[u8]) -> Result<(), Problem> {
        let Some(shape) = self.shapes.iter().find(|s| s.table == table) else {
            return Err(Problem::damaged("知らない表"));
        };
        let mut batch = Vec::with_capacity(BATCH);
        let put = |rows: Vec<Vec<Value>>| match copy::insert(&self.db, shape, Arc::new(rows)) {
            Err(DbError::Unique(_) | DbError::Constraint(_) | DbError::Decode { .. }) => {
                Err(Problem::damaged("表の行"))
            }
            other => other.map_err(Problem::from),
        };
        for line in body.split_inclusive(|b| *b == b'\n') {
            batch.push(rows::decode(line).map_err(Problem::damaged)?);
            if batch.len() == BATCH {
                put(std::mem::take(&mut batch))?;
            }
        }
        if !batch.is_empty() {
            put(batch)?;
        }
        self.tallies.entry(table.to_string()).or_default().add(body);
        Ok(())
    }

    fn file(&mut self, space: &str, name: &str, e: Entry) -> Result<(), Problem> {
        let known = SPACES.iter().find(|s| **s == space);
        let name = known.and_then(|s| FileName::new(s, name));
        let (Some(name), Some(files)) = (name, &self.files) else {
            return Err(Problem::damaged("添付の名前"));
        };
        let broken = |e: app::files::FileError| match e {
            app::files::FileError::Full => Problem::Full("戻すところ".into()),
            other => Problem::File("添付のファイル".into(), other.to_string()),
        };
        files.put(&name, &e.body, e.at).map_err(broken)?;
        let back = files.get(&name).map_err(broken)?.unwrap_or_default();
        self.kept.push(FileLine {
            name: format!("{space}/{}", name.hex()),
            bytes: back.len() as u64,
            sha256: kernel::sha256_hex(&back),
        });
        Ok(())
    }

    fn compare(&self, want: &Store) -> Result<(), Problem> {
        if want.store != self.name {
            return Err(Problem::damaged("地域の順番"));
        }
        // a table that came in pieces of other lengths is another table
        for t in &want.tables {
            let came = self.tallies.get(&t.table).cloned().unwrap_or_default();
            if (came.rows(), came.digest()) != (t.rows, t.digest.clone()) {
                return Err(Problem::damaged(format!("表 {}", t.table)));
            }
        }
        let there = tables(&self.db)?;
        let mut wanted = want.tables.clone();
        wanted.sort_by(|a, b| a.table.cmp(&b.table));
        if let Some((w, _)) = wanted.iter().zip(&there).find(|(w, h)| w != h) {
            return Err(Problem::Differs(format!("表 {}", w.table)));
        }
        if wanted.len() != there.len() || want.files != self.kept {
            return Err(Problem::Differs("表の数か、添付".into()));
        }
        Ok(())
    }
}

/// Every table of a store in numbers, by name; the ones that a copy leaves out are not looked at.
pub(crate) fn tables(db: &Db) -> Result<Vec<TableLine>, Problem> {
    let mut out = db.snapshot(|tx| {
        let mut out = Vec::new();
        for shape in copy::shapes(tx)? {
            if LEFT_OUT.contains(&shape.table.as_str()) {
                continue;
            }
            let (mut tally, mut line) = (Tally::default(), Vec::new());
            copy::each(tx, &shape, &mut |row: &[Value]| {
                line.clear();
                rows::encode(row, &mut line).map_err(|what| DbError::Decode { column: 0, what })?;
                tally.add(&line);
                Ok::<_, DbError>(())
            })?;
            out.push(TableLine { table: shape.table, rows: tally.rows(), digest: tally.digest() });
        }
        Ok::<_, DbError>(out)
    })?;
    out.sort_by(|a, b| a.table.cmp(&b.table));
    Ok(out)
}

fn newer(e: DbError) -> Problem {
    match e {
        DbError::Migration(what) => Problem::Unknown(what),
        other => Problem::Store(other),
    }
}
