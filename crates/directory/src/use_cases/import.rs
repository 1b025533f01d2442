//! Importing facilities: rehearse, do, and the way through a page (upload → preview → confirm). Parsing is done
//! before; the transaction only compares and writes, and one import is one transaction: all of it or nothing.
use std::collections::BTreeSet;

use app::{Cx, Result, authorise};
use kernel::Date;
use serde_json::json;

use crate::model::kouhyou::{ParsedFile, SOURCE};
use crate::model::plan::{Plan, State, plan};
use crate::model::report::Report;
use crate::store::imports::Files;
use crate::store::{facilities, imports};
use crate::{ImportId, UploadId, permissions};

pub use crate::store::imports::Import;

/// Bytes of all files of one upload at most.
pub const UPLOAD_BYTES: usize = 20 << 20;
/// Rows of refusals and of remarks that the stored report keeps.
const KEEP_NOTES: usize = 1_000;
/// Hours an upload waits for its confirmation.
const UPLOAD_HOURS: i64 = 24;

fn state(cx: &Cx<'_>, files: &[ParsedFile]) -> Result<State> {
    let services: BTreeSet<&str> =
        files.iter().filter(|f| !f.rows.is_empty()).map(|f| f.service.as_str()).collect();
    let mut state = State { facilities: Vec::new(), coverage: imports::coverage(cx, SOURCE)? };
    for service in services {
        state.facilities.extend(facilities::of_service(cx, SOURCE, service)?);
    }
    Ok(state)
}

/// What importing these files would do. Writes nothing.
pub fn rehearse(cx: &Cx<'_>, files: &[ParsedFile], edition: Option<Date>) -> Result<Plan> {
    authorise(cx, &permissions::IMPORT)?;
    Ok(plan(&state(cx, files)?, files, cx.today(), edition))
}

/// An import that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Its kept report; none when nothing could be read, for then nothing was written at all.
    pub id: Option<ImportId>,
    /// Counts, refusals, remarks.
    pub report: Report,
}

/// Imports the files. Open data without an edition in its file name counts as of `edition`, else of unknown day.
pub fn import(cx: &Cx<'_>, files: &[ParsedFile], edition: Option<Date>) -> Result<Imported> {
    authorise(cx, &permissions::IMPORT)?;
    let plan = plan(&state(cx, files)?, files, cx.today(), edition);
    apply(cx, files, &plan)
}

fn apply(cx: &Cx<'_>, files: &[ParsedFile], plan: &Plan) -> Result<Imported> {
    let report = plan.report();
    if report.nothing_read() {
        return Ok(Imported { id: None, report });
    }
    for c in &plan.creates {
        facilities::insert(cx, SOURCE, &c.data, &c.hash, None, c.seen)?;
    }
    for u in &plan.updates {
        facilities::update(cx, u.id, &u.before, &u.data, &u.hash, u.seen)?;
    }
    for (id, day) in &plan.seen {
        facilities::seen(cx, *id, *day)?;
    }
    for c in &plan.closes {
        facilities::close(cx, c.id, cx.today())?;
    }
    for (scope, coverage) in &plan.coverage {
        imports::cover(cx, SOURCE, scope, coverage)?;
    }
    let names: Vec<&str> = files.iter().map(|f| f.file.as_str()).collect();
    let id = imports::keep(cx, &json!(names).to_string(), &kept(&report).to_string())?;
    app::outbox::publish(
        cx,
        "directory.facilities.imported",
        &json!({"import": id.to_string(), "created": report.created, "updated": report.updated, "closed": report.closed}),
    )?;
    Ok(Imported { id: Some(id), report })
}

/// The report without the endless part of its notes; the counts stay whole.
fn kept(report: &Report) -> serde_json::Value {
    let mut short = report.clone();
    let (rejected, warnings) = (short.rejected.len(), short.warnings.len());
    short.rejected.truncate(KEEP_NOTES);
    short.warnings.truncate(KEEP_NOTES);
    let mut json = short.json();
    if let Some(map) = json.as_object_mut() {
        map.insert("rows".into(), json!(report.rows()));
        map.insert("rejected_count".into(), json!(rejected));
        map.insert("warnings_count".into(), json!(warnings));
    }
    json
}

/// The kept report of an import.
pub fn done(cx: &Cx<'_>, id: ImportId) -> Result<Import> {
    authorise(cx, &permissions::IMPORT)?;
    imports::done(cx, id)?.ok_or(app::Error::NotFound)
}

/// Keeps uploaded files for a day, until their import is confirmed; older ones are forgotten on the way.
pub fn upload(cx: &Cx<'_>, files: &Files, edition: Option<Date>) -> Result<UploadId> {
    authorise(cx, &permissions::IMPORT)?;
    let bytes: usize = files.iter().map(|(_, b)| b.len()).sum();
    if bytes > UPLOAD_BYTES {
        return Err(app::Error::field(
            "files",
            "ファイルが大きすぎます。合わせて20MBまでにしてください",
        ));
    }
    forget_old(cx)?;
    imports::keep_upload(cx, files, edition)
}

/// Forgets uploads that nobody confirmed within a day; how many.
pub fn forget_old(cx: &Cx<'_>) -> Result<usize> {
    imports::forget_before(cx, cx.now().plus_minutes(-60 * UPLOAD_HOURS))
}

/// The files of an upload of this actor, with the edition that was given.
pub fn uploaded(cx: &Cx<'_>, id: UploadId) -> Result<(Files, Option<Date>)> {
    authorise(cx, &permissions::IMPORT)?;
    imports::upload(cx, id)?.ok_or(app::Error::NotFound)
}

/// What came of a confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmed {
    /// It was done.
    Done(Imported),
    /// The directory changed since the preview: nothing was done, the preview must be looked at again.
    Changed,
}

/// Does what the preview showed. `shown` is the hash of the plan in the preview; `files` are the parsed files of the
/// upload.
pub fn confirm(cx: &Cx<'_>, id: UploadId, files: &[ParsedFile], shown: &str) -> Result<Confirmed> {
    authorise(cx, &permissions::IMPORT)?;
    let Some((_, edition)) = imports::upload(cx, id)? else { return Err(app::Error::NotFound) };
    let plan = plan(&state(cx, files)?, files, cx.today(), edition);
    if plan.hash() != shown {
        return Ok(Confirmed::Changed);
    }
    let done = apply(cx, files, &plan)?;
    imports::forget(cx, id)?;
    Ok(Confirmed::Done(done))
}

/// Throws an upload away.
pub fn discard(cx: &Cx<'_>, id: UploadId) -> Result<()> {
    authorise(cx, &permissions::IMPORT)?;
    if imports::upload(cx, id)?.is_some() {
        imports::forget(cx, id)?;
    }
    Ok(())
}
