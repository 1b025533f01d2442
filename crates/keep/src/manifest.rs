//! What an archive says about itself: a header at its beginning, a manifest at its end.
use app::{records_check, sequencer};
use db::{DbError, Tx};
use kernel::Region;
use serde::{Deserialize, Serialize};

use crate::store;

/// The version of the layout that this program writes and reads.
pub const FORMAT: u32 = 1;
/// Path of the header.
pub const HEADER: &str = "yui-backup.json";
/// Path of the manifest.
pub const MANIFEST: &str = "manifest.json";

/// The first entry of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Layout.
    pub format: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// When it began: every act acknowledged before is in it. UTC.
    pub taken_at: String,
    /// `sqlite` or `postgres`; says only where it came from.
    pub engine: String,
    /// The regions in it.
    pub regions: Vec<RegionLine>,
}

/// A region as the control store knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionLine {
    /// Short name.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Demonstration.
    pub demo: bool,
    /// Everything in it is invented.
    pub fictitious: bool,
    /// Holds persons.
    pub persons: bool,
}

impl From<&Region> for RegionLine {
    fn from(r: &Region) -> Self {
        RegionLine {
            slug: r.slug.clone(),
            name: r.name.clone(),
            demo: r.demo,
            fictitious: r.fictitious,
            persons: r.persons,
        }
    }
}

impl From<&RegionLine> for Region {
    fn from(r: &RegionLine) -> Self {
        Region {
            slug: r.slug.clone(),
            name: r.name.clone(),
            demo: r.demo,
            fictitious: r.fictitious,
            persons: r.persons,
        }
    }
}

/// Before the tables of a store: what is needed to make it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Steps it has run: number, name, hash.
    pub migrations: Vec<(i64, String, String)>,
    /// Tables with their columns, those referred to first.
    pub tables: Vec<(String, Vec<String>)>,
}

/// A table in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableLine {
    /// Its name.
    pub table: String,
    /// Rows.
    pub rows: u64,
    /// SHA-256 over its lines.
    pub digest: String,
}

/// A file in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLine {
    /// `SPACE/NAME`.
    pub name: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256.
    pub sha256: String,
}

/// The log and the records of a region as they were found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Audited {
    /// Sealed rows.
    pub rows: i64,
    /// Seals.
    pub blocks: usize,
    /// The newest seal: the head of the log.
    pub seal: String,
    /// Rows not sealed yet.
    pub unsealed: i64,
    /// Versions of records whose content fits its hash.
    pub versions: i64,
    /// What did not fit, in the log and in records; without content.
    pub faults: Vec<String>,
}

impl Audited {
    /// Goes through the whole log and every version of every record.
    pub fn of(tx: &Tx<'_>) -> Result<Self, DbError> {
        let log = sequencer::verify(tx)?;
        let records = records_check::check(tx)?;
        Ok(Audited {
            rows: log.rows,
            blocks: log.blocks,
            seal: store::last_seal(tx)?,
            unsealed: store::unsealed(tx)?,
            versions: records.versions,
            faults: log.faults.iter().map(ToString::to_string).chain(records.faults).collect(),
        })
    }
}

/// A store in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Store {
    /// `control` or the region's slug.
    pub store: String,
    /// Number of the newest step of its schema.
    pub schema: i64,
    /// Its tables, in the order in which they are in the archive.
    pub tables: Vec<TableLine>,
    /// Its files.
    pub files: Vec<FileLine>,
    /// Its log and records; none for the control store.
    pub audit: Option<Audited>,
}

impl Store {
    /// Rows of all tables.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|t| t.rows).sum()
    }
}

/// The last entry of an archive. Without it the archive is cut off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Entries before this one.
    pub entries: u64,
    /// Bytes of their contents.
    pub bytes: u64,
    /// The stores, in the order in which they are in the archive.
    pub stores: Vec<Store>,
}

impl Manifest {
    /// Rows of everything.
    pub fn rows(&self) -> u64 {
        self.stores.iter().map(Store::rows).sum()
    }

    /// What did not fit already when the copy was made.
    pub fn faults(&self) -> usize {
        self.stores.iter().filter_map(|s| s.audit.as_ref()).map(|a| a.faults.len()).sum()
    }
}
