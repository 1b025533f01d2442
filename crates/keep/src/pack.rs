//! Everything of a place as one tar stream. No store is written to, nothing unencrypted touches a disk, and memory
//! holds one piece of a table at a time.
use std::io::Write;

use app::files::{FileError, FileStore};
use db::{Db, DbError, Tx, Value, copy, migrate};
use flate2::Compression;
use flate2::write::GzEncoder;
use kernel::{At, Region};
use serde::Serialize;

use crate::manifest::{
    Audited, FORMAT, FileLine, HEADER, Header, MANIFEST, Manifest, Plan, Store, TableLine,
};
use crate::rows::{self, Tally};
use crate::{LEFT_OUT, Problem, SPACES, Stores};

/// A piece of a table is closed when it has this many bytes.
const PIECE: usize = 4 << 20;

type Out<W> = tar::Builder<GzEncoder<W>>;

/// What writing the stream to its end needs to know.
struct Packer<W: Write> {
    tar: Out<W>,
    entries: u64,
    bytes: u64,
    at: At,
}

/// An error while rows are being read: the store's or the stream's.
enum Broken {
    Store(DbError),
    Other(Problem),
}
impl From<DbError> for Broken {
    fn from(e: DbError) -> Self {
        Broken::Store(e)
    }
}
impl From<Broken> for Problem {
    fn from(b: Broken) -> Self {
        match b {
            Broken::Store(e) => Problem::Store(e),
            Broken::Other(p) => p,
        }
    }
}
impl From<Problem> for Broken {
    fn from(p: Problem) -> Self {
        Broken::Other(p)
    }
}

impl<W: Write> Packer<W> {
    fn entry(&mut self, path: &str, body: &[u8], at: At) -> Result<(), Problem> {
        let mut head = tar::Header::new_gnu();
        head.set_size(body.len() as u64);
        head.set_mode(0o600);
        head.set_mtime(u64::try_from(at.millis() / 1000).unwrap_or(0));
        self.tar
            .append_data(&mut head, path, body)
            .map_err(|e| Problem::file(std::path::Path::new("控え"), &e))?;
        self.entries += 1;
        self.bytes += body.len() as u64;
        Ok(())
    }

    fn json<T: Serialize>(&mut self, path: &str, what: &T) -> Result<(), Problem> {
        let body = serde_json::to_vec_pretty(what).map_err(|e| Problem::damaged(e.to_string()))?;
        self.entry(path, &body, self.at)
    }

    /// The plan and the tables of one store as this transaction sees them.
    fn tables(&mut self, folder: &str, tx: &Tx<'_>) -> Result<(i64, Vec<TableLine>), Broken> {
        let history = migrate::history(tx)?;
        let shapes: Vec<copy::Shape> = copy::shapes(tx)?
            .into_iter()
            .filter(|s| !LEFT_OUT.contains(&s.table.as_str()))
            .collect();
        let plan = Plan {
            migrations: history
                .iter()
                .map(|a| (a.number, a.name.clone(), a.hash.clone()))
                .collect(),
            tables: shapes.iter().map(|s| (s.table.clone(), s.columns.clone())).collect(),
        };
        self.json(&format!("{folder}/plan.json"), &plan)?;
        let mut lines = Vec::new();
        for shape in &shapes {
            lines.push(self.table(folder, tx, shape)?);
        }
        Ok((history.last().map_or(0, |a| a.number), lines))
    }

    fn table(
        &mut self,
        folder: &str,
        tx: &Tx<'_>,
        shape: &copy::Shape,
    ) -> Result<TableLine, Broken> {
        let mut tally = Tally::default();
        let mut piece = Vec::new();
        let mut n = 0;
        copy::each(tx, shape, &mut |row: &[Value]| {
            rows::encode(row, &mut piece).map_err(|what| {
                Broken::Other(Problem::Differs(format!("{}: {what}", shape.table)))
            })?;
            if piece.len() >= PIECE {
                n += 1;
                self.piece(folder, shape, n, &mut piece, &mut tally)?;
            }
            Ok::<_, Broken>(())
        })?;
        if !piece.is_empty() {
            self.piece(folder, shape, n + 1, &mut piece, &mut tally)?;
        }
        Ok(TableLine { table: shape.table.clone(), rows: tally.rows(), digest: tally.digest() })
    }

    fn piece(
        &mut self,
        folder: &str,
        shape: &copy::Shape,
        n: usize,
        piece: &mut Vec<u8>,
        tally: &mut Tally,
    ) -> Result<(), Problem> {
        tally.add(piece);
        let path = format!("{folder}/tables/{}/{n:06}.ndjson", shape.table);
        self.entry(&path, piece, self.at)?;
        piece.clear();
        Ok(())
    }

    /// All files of a region. After the tables: a file is durable before the row that names it, so every file that
    /// the snapshot names is there by now.
    fn files(&mut self, folder: &str, files: &dyn FileStore) -> Result<Vec<FileLine>, Problem> {
        if let Some(other) =
            files.spaces().map_err(broken)?.into_iter().find(|s| !SPACES.contains(&s.as_str()))
        {
            return Err(Problem::Space(other));
        }
        let mut lines = Vec::new();
        for space in SPACES {
            let mut after = None;
            loop {
                let list = files
                    .list(space, At::from_millis(i64::MAX), after.as_ref(), 200)
                    .map_err(broken)?;
                let Some(last) = list.last() else { break };
                after = Some(last.name.clone());
                for f in &list {
                    // one that a sweep took meanwhile was named by no row
                    let Some(body) = files.get(&f.name).map_err(broken)? else { continue };
                    let name = format!("{space}/{}", f.name.hex());
                    self.entry(&format!("{folder}/files/{name}"), &body, f.at)?;
                    lines.push(FileLine {
                        name,
                        bytes: body.len() as u64,
                        sha256: kernel::sha256_hex(&body),
                    });
                }
            }
        }
        Ok(lines)
    }

    fn region(&mut self, stores: &dyn Stores, region: &Region) -> Result<Store, Problem> {
        let db = stores.region(region)?;
        let folder = format!("regions/{}", region.slug);
        let (schema, tables, audit) = db.snapshot(|tx| {
            let (schema, tables) = self.tables(&folder, tx)?;
            Ok::<_, Broken>((schema, tables, Audited::of(tx)?))
        })?;
        let files = match region.persons {
            true => self.files(&folder, &*stores.files(region, &db)?)?,
            // no table and no folder of files
            false => Vec::new(),
        };
        Ok(Store { store: region.slug.clone(), schema, tables, files, audit: Some(audit) })
    }
}

fn broken(e: FileError) -> Problem {
    Problem::File("添付のファイル".into(), e.to_string())
}

/// Path and content of an entry.
type Part = (String, Vec<u8>);

/// The control store's part, read first (it says which regions there are) and written last (a region that is listed
/// is complete).
fn control(db: &Db, at: At) -> Result<(Vec<Part>, Store), Problem> {
    let mut small = Packer {
        tar: tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast())),
        entries: 0,
        bytes: 0,
        at,
    };
    let (schema, tables) = db.snapshot(|tx| small.tables("control", tx))?;
    let packed = small
        .tar
        .into_inner()
        .and_then(GzEncoder::finish)
        .map_err(|e| Problem::damaged(e.to_string()))?;
    let mut parts = Vec::new();
    let mut again = tar::Archive::new(flate2::read::GzDecoder::new(packed.as_slice()));
    for entry in again.entries().map_err(|e| Problem::damaged(e.to_string()))? {
        let mut entry = entry.map_err(|e| Problem::damaged(e.to_string()))?;
        let path = entry.path().map_err(|e| Problem::damaged(e.to_string()))?;
        let path = path.to_string_lossy().into_owned();
        let mut body = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut body)
            .map_err(|e| Problem::damaged(e.to_string()))?;
        parts.push((path, body));
    }
    Ok((parts, Store { store: "control".into(), schema, tables, files: Vec::new(), audit: None }))
}

/// Writes everything of these stores to `out`, compressed; gives `out` back with what went in.
pub fn pack<W: Write>(
    stores: &dyn Stores,
    now: At,
    program: &str,
    out: W,
) -> Result<(W, Manifest), Problem> {
    let control_db = stores.control()?;
    let (control_parts, control_store) = control(&control_db, now)?;
    let regions = app::control::regions(&control_db)?;
    let engine = match control_db.dialect() {
        db::Dialect::Sqlite => "sqlite",
        db::Dialect::Postgres => "postgres",
    };
    let header = Header {
        format: FORMAT,
        program: program.into(),
        taken_at: now.text(),
        engine: engine.into(),
        regions: regions.iter().map(Into::into).collect(),
    };
    let tar = tar::Builder::new(GzEncoder::new(out, Compression::fast()));
    let mut p = Packer { tar, entries: 0, bytes: 0, at: now };
    p.json(HEADER, &header)?;
    let mut done = Vec::new();
    for r in &regions {
        done.push(p.region(stores, r)?);
    }
    for (path, body) in &control_parts {
        p.entry(path, body, now)?;
    }
    done.push(control_store);
    let manifest = Manifest { entries: p.entries, bytes: p.bytes, stores: done };
    p.json(MANIFEST, &manifest)?;
    let out = p
        .tar
        .into_inner()
        .and_then(GzEncoder::finish)
        .map_err(|e| Problem::file(std::path::Path::new("控え"), &e))?;
    Ok((out, manifest))
}
