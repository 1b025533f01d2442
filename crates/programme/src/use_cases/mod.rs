//! What people do with the programme: one file per matter.
pub mod council;
pub mod dashboard;
pub(crate) mod evidence;
pub mod import;
pub mod indicators;
pub mod logic;
pub mod profile;
pub mod propose;
pub mod report_forms;
pub mod reports;
pub mod roadmap;
pub mod search;
pub mod tables;
pub mod targets;
pub mod values;
pub(crate) mod years;

use app::{Cx, Error, Result};

use crate::model::Indicator;
use crate::{IndicatorId, RoadmapId, TableId, store};

/// The indicator, also one that was taken out, or 404.
pub(crate) fn indicator(cx: &Cx<'_>, id: IndicatorId) -> Result<Indicator> {
    store::indicator::find(cx, id)?.ok_or(Error::NotFound)
}

/// Path of an indicator.
pub fn indicator_path(id: IndicatorId) -> String {
    format!("/programme/indicators/{id}")
}

/// Path of a table.
pub fn table_path(id: TableId) -> String {
    format!("/programme/tables/{id}")
}

/// Path of an edition of the roadmap.
pub fn roadmap_path(id: RoadmapId) -> String {
    format!("/programme/roadmap/{id}")
}

/// Refuses with a sentence.
pub(crate) fn rule<T>(text: impl Into<String>) -> Result<T> {
    Err(Error::Rule(text.into()))
}
