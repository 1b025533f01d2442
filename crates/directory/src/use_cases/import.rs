//! Importing facilities: rehearse, do, and the way through a page (upload → preview → confirm). Parsing is done
//! before; the transaction only compares and writes, and one import is one transaction: all of it or nothing.
use std::collections::{BTreeSet, HashSet};

use app::{Cx, Result, authorise};
use kernel::Date;
use serde_json::json;

use crate::model::kouhyou::ParsedFile;
use crate::model::plan::{Plan, State, Target, plan};
use crate::model::report::Report;
use crate::model::sources::Source;
use crate::store::imports::Files;
use crate::store::{facilities, facilities_records as records, imports, review};
use crate::{FacilityId, ImportId, RecordId, UploadId, permissions};

pub use crate::store::imports::Import;

/// Bytes of all files of one upload at most.
pub const UPLOAD_BYTES: usize = ui::formstate::MAX_UPLOAD;
/// Rows of refusals and of remarks that the stored report keeps.
const KEEP_NOTES: usize = 1_000;
/// Hours an upload waits for its confirmation.
const UPLOAD_HOURS: i64 = 24;

fn state(cx: &Cx<'_>, files: &[ParsedFile]) -> Result<State> {
    let with_rows = || files.iter().filter(|f| !f.rows.is_empty());
    let sources: BTreeSet<Source> = with_rows().map(|f| f.source).collect();
    let lists: BTreeSet<(Source, &str)> =
        with_rows().map(|f| (f.source, f.service.as_str())).collect();
    let mut state = State::default();
    for source in &sources {
        state.coverage.extend(imports::coverage(cx, *source)?);
    }
    for (source, list) in lists {
        state.facilities.extend(records::stored(cx, source, list)?);
    }
    // only new rows are compared with what other sources brought
    let there: HashSet<(Source, &str, &str)> = state
        .facilities
        .iter()
        .map(|s| (s.source, s.list.as_str(), s.data.number.as_str()))
        .collect();
    let new: BTreeSet<&str> = with_rows()
        .flat_map(|f| f.rows.iter().map(move |r| (f, r)))
        .filter(|(f, r)| !there.contains(&(f.source, f.service.as_str(), r.data.number.as_str())))
        .map(|(_, r)| r.data.prefecture())
        .collect();
    let only = sources.iter().next().copied().filter(|_| sources.len() == 1);
    let mut known = Vec::new();
    for prefecture in new {
        known.extend(records::known(cx, prefecture, only)?);
    }
    state.known = known;
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
    let mut touched: BTreeSet<FacilityId> = BTreeSet::new();
    let made = creates(cx, plan, &mut touched)?;
    for u in &plan.updates {
        match u.record {
            Some(record) => {
                records::update(cx, record, &u.data, u.said, u.seen, u.extra.as_ref())?;
                touched.insert(u.id);
            }
            None => facilities::update(cx, u.id, &u.before, &u.data, &u.hash, u.seen)?,
        }
    }
    for s in &plan.seen {
        match s.record {
            Some(record) => {
                records::seen(cx, record, s.day)?;
                touched.insert(s.id);
            }
            None => facilities::seen(cx, s.id, s.day)?,
        }
    }
    for c in &plan.closes {
        match c.record {
            Some(record) => {
                records::close(cx, record, cx.today())?;
                touched.insert(c.id);
            }
            None => facilities::close(cx, c.id, cx.today())?,
        }
    }
    for id in touched {
        records::remerge(cx, id)?;
    }
    asks(cx, plan, &made)?;
    for (scope, coverage) in &plan.coverage {
        imports::cover(cx, scope, coverage)?;
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

/// A new row as it was written: its facility, and its record when it has one.
type Made = (FacilityId, Option<RecordId>);

/// Writes the new rows; facilities that got a second source are noted in `touched`.
fn creates(cx: &Cx<'_>, plan: &Plan, touched: &mut BTreeSet<FacilityId>) -> Result<Vec<Made>> {
    let mut made: Vec<Made> = Vec::with_capacity(plan.creates.len());
    let joined: HashSet<usize> = plan
        .creates
        .iter()
        .flat_map(|c| std::iter::once(c.target).chain(c.asks.iter().map(|a| a.to)))
        .filter_map(|t| if let Target::Row(n) = t { Some(n) } else { None })
        .collect();
    for (n, c) in plan.creates.iter().enumerate() {
        let facility = match c.target {
            Target::New => facilities::insert(cx, c.source.code(), &c.data, &c.hash, None, c.seen)?,
            Target::Facility(id) => id,
            Target::Row(at) => made.get(at).map(|(id, _)| *id).ok_or_else(|| {
                app::Error::Inconsistent(format!("row {n} joins row {at}, which comes later"))
            })?,
        };
        if c.target != Target::New {
            let f = facilities::find(cx, facility)?.ok_or(app::Error::NotFound)?;
            records::ensure_own(cx, &f)?;
            touched.insert(facility);
        }
        // a facility of the first source is its own record until another one joins it
        let plain = c.source == Source::Kouhyou
            && c.target == Target::New
            && c.asks.is_empty()
            && !joined.contains(&n);
        let record = match plain {
            true => None,
            false => Some(records::insert(
                cx,
                facility,
                &records::New {
                    source: c.source,
                    list: &c.list,
                    data: &c.data,
                    said: c.said,
                    as_of: c.seen,
                    extra: c.extra.as_ref(),
                },
            )?),
        };
        made.push((facility, record));
    }
    Ok(made)
}

/// Puts the doubtful ones before a person.
fn asks(cx: &Cx<'_>, plan: &Plan, made: &[Made]) -> Result<()> {
    for (c, (_, record)) in plan.creates.iter().zip(made) {
        let Some(record) = record else { continue };
        for ask in &c.asks {
            let candidate = match ask.to {
                Target::Facility(id) => Some(id),
                Target::Row(at) => made.get(at).map(|(id, _)| *id),
                Target::New => None,
            };
            if let Some(candidate) = candidate {
                review::add(cx, *record, candidate, ask.points, &ask.reasons.join("、"))?;
            }
        }
    }
    Ok(())
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
