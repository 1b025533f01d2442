//! What a plan is made of: what is stored, and each thing an import does to it.

use std::collections::BTreeMap;

use kernel::Date;

use super::{Ask, Known, Target};
use crate::model::facility::{FacilityData, Field, Fields};
use crate::model::sources::{Extra, Source};
use crate::{FacilityId, RecordId};

/// What is stored of one row of a source, as the plan needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The facility it belongs to.
    pub id: FacilityId,
    /// The source's own record; none while the facility has no other source and is its own record.
    pub record: Option<RecordId>,
    /// The source.
    pub source: Source,
    /// The list of the source that holds it: its service, or the list's own word.
    pub list: String,
    /// What the source says.
    pub data: FacilityData,
    /// Hash of the answers and hours.
    pub extra_hash: String,
    /// No longer listed since.
    pub closed_at: Option<Date>,
    /// Day of the data in which it was last listed.
    pub last_seen: Date,
    /// Another source lists the facility too.
    pub listed_elsewhere: bool,
}

/// A list that a file can cover.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Scope {
    /// The source.
    pub source: Source,
    /// Two-digit code.
    pub prefecture: String,
    /// Service code, or the list's own word.
    pub list: String,
}

/// When and from which edition a list was last imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Date of the edition, when it was known.
    pub edition: Option<Date>,
    /// Day of the import.
    pub imported_on: Date,
    /// Rows that the file had for this list.
    pub rows: usize,
}

/// What is stored of the sources.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Rows of the lists that the files speak of.
    pub facilities: Vec<Stored>,
    /// The last import of each list.
    pub coverage: BTreeMap<Scope, Coverage>,
    /// Open facilities of the prefectures of the files, which a new row may be the same as.
    pub known: Vec<Known>,
}

/// A row that the source did not have before.
#[derive(Debug, Clone, PartialEq)]
pub struct Create {
    /// The source.
    pub source: Source,
    /// The list of the source.
    pub list: String,
    /// What to store.
    pub data: FacilityData,
    /// Its content hash.
    pub hash: String,
    /// Answers and hours.
    pub extra: Option<Extra>,
    /// The fields the file has columns for.
    pub said: Fields,
    /// Day of its data.
    pub seen: Date,
    /// A new facility, or one that is there already.
    pub target: Target,
    /// Facilities it may be the same as, for a person to decide.
    pub asks: Vec<Ask>,
    /// Where it stands.
    pub file: String,
    /// 1-based.
    pub line: u64,
}

/// A changed row.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// The facility.
    pub id: FacilityId,
    /// The source's record, if it has one of its own.
    pub record: Option<RecordId>,
    /// As it is stored.
    pub before: FacilityData,
    /// As it will be.
    pub data: FacilityData,
    /// Its content hash.
    pub hash: String,
    /// New answers and hours; none = they stay.
    pub extra: Option<Extra>,
    /// The fields the file has columns for.
    pub said: Fields,
    /// It was closed and is listed again.
    pub reopened: bool,
    /// Day of its data.
    pub seen: Date,
}

impl Update {
    /// The fields that change.
    pub fn fields(&self) -> Vec<Field> {
        self.before.changed(&self.data)
    }
}

/// A row that the source no longer lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Close {
    /// The facility.
    pub id: FacilityId,
    /// The source's record, if it has one of its own.
    pub record: Option<RecordId>,
    /// As it is stored.
    pub data: FacilityData,
    /// Another source still lists the facility: it stays open.
    pub stays: bool,
}

/// A row that is as it was, in newer data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The facility.
    pub id: FacilityId,
    /// The source's record, if it has one of its own.
    pub record: Option<RecordId>,
    /// Day of the data.
    pub day: Date,
}
