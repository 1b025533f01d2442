//! The acts behind the pages. Rows are written in portions, each a transaction of its own, so that nobody waits for a long
//! file; a portion that is run again writes nothing twice, and what was written can be taken back at any point.
use std::collections::{BTreeMap, BTreeSet};

use app::intake::{Batch, State};
use app::{Cx, Error, Result, authorise, intake as store};
use kernel::{Id, sha256_hex};
use office::intake::{Mapping, ReadRow, Table, read, table};

use super::Intake;

/// Rows of one transaction.
const AT_ONCE: usize = 100;

/// A file with what was decided and what its rows would become.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The file.
    pub batch: Batch,
    /// Its table; empty when it is no longer needed.
    pub table: Table,
    /// What was decided or guessed.
    pub mapping: Mapping,
    /// The rows, each with what it is known by.
    pub rows: Vec<(ReadRow, String)>,
    /// Lines that came before with the same content, and stay as they are.
    pub known: BTreeSet<u64>,
    /// Rows that became records, and how many of them were taken back.
    pub counts: (i64, i64),
}

impl Seen {
    /// Rows that would become records.
    pub fn fit(&self) -> usize {
        self.rows
            .iter()
            .filter(|(r, _)| r.problems.is_empty() && !self.known.contains(&r.line))
            .count()
    }
}

/// What one portion did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    /// Records made.
    pub written: usize,
    /// Nothing is left.
    pub last: bool,
}

fn inconsistent(what: &'static str) -> impl Fn(serde_json::Error) -> Error {
    move |e| Error::Inconsistent(format!("intake: {what}: {e}"))
}

fn remembered(cx: &Cx<'_>, kind: &str) -> Result<Mapping> {
    match store::profile(cx, kind)? {
        Some(text) => serde_json::from_str(&text).map_err(inconsistent("profile")),
        None => Ok(Mapping::default()),
    }
}

/// Reads a file and keeps it; nothing of it is in the records yet.
pub fn read_file(cx: &Cx<'_>, of: &Intake, name: &str, bytes: &[u8]) -> Result<Id> {
    authorise(cx, of.permission)?;
    let columns = (of.columns)();
    let table = table(name, bytes, &columns).map_err(|why| Error::field("file", why))?;
    let mapping = Mapping::guess(&columns, &table, &remembered(cx, of.kind)?);
    let rows = i64::try_from(table.rows.len()).unwrap_or(i64::MAX);
    let body = serde_json::to_string(&table).map_err(inconsistent("table"))?;
    let decided = serde_json::to_string(&mapping).map_err(inconsistent("mapping"))?;
    store::start(cx, of.kind, name, &body, &decided, rows)
}

/// A file as read: its table, what was decided, and each row with what it is known by.
type Whole = (Table, Mapping, Vec<(ReadRow, String)>);

/// The same row twice in one file is two records; the same row in two files is one.
fn prints(rows: Vec<ReadRow>) -> Vec<(ReadRow, String)> {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    rows.into_iter()
        .map(|r| {
            let print = r.print();
            let n = times.entry(print.clone()).and_modify(|n| *n += 1).or_insert(1);
            let print = if *n == 1 { print } else { sha256_hex(format!("{print}#{n}").as_bytes()) };
            (r, print)
        })
        .collect()
}

fn read_rows(cx: &Cx<'_>, of: &Intake, batch: &Batch) -> Result<Whole> {
    let table: Table = serde_json::from_str(&batch.body).map_err(inconsistent("table"))?;
    let mapping: Mapping = serde_json::from_str(&batch.mapping).map_err(inconsistent("mapping"))?;
    let mut rows = read(&(of.columns)(), &table, &mapping, cx.today());
    (of.judge)(cx, &mut rows)?;
    Ok((table, mapping, prints(rows)))
}

/// A file as it stands: what would happen, or what has happened.
pub fn look(cx: &Cx<'_>, of: &Intake, id: Id) -> Result<Seen> {
    authorise(cx, of.permission)?;
    let batch = store::load(cx, of.kind, id)?;
    let counts = store::counts(cx, id)?;
    let (table, mapping, rows) = match batch.body.is_empty() {
        true => Default::default(),
        false => read_rows(cx, of, &batch)?,
    };
    let mut known = BTreeSet::new();
    for (r, print) in &rows {
        if r.problems.is_empty() && store::known(cx, of.kind, print)?.is_some() {
            known.insert(r.line);
        }
    }
    Ok(Seen { batch, table, mapping, rows, known, counts })
}

/// Keeps what a person decided, for this file and for the next.
pub(super) fn decide(cx: &Cx<'_>, of: &Intake, id: Id, mapping: &Mapping) -> Result<()> {
    authorise(cx, of.permission)?;
    let batch = store::load(cx, of.kind, id)?;
    let before = remembered(cx, of.kind)?;
    let text = serde_json::to_string(mapping).map_err(inconsistent("mapping"))?;
    let kept =
        serde_json::to_string(&mapping.remembered(&before)).map_err(inconsistent("profile"))?;
    store::decide(cx, &batch, &text, &kept)
}

/// Writes the next portion of the rows of a file that was looked at ([`look`], before the write: reading takes its time).
pub fn run_portion(cx: &Cx<'_>, of: &Intake, seen: &Seen) -> Result<Portion> {
    authorise(cx, of.permission)?;
    let id = seen.batch.id;
    let batch = store::load(cx, of.kind, id)?;
    if batch.state == State::Done {
        return Ok(Portion { written: 0, last: true });
    }
    if batch.mapping != seen.batch.mapping {
        return Err(Error::Rule(
            "列の対応が、ほかの画面で変わりました。もう一度たしかめてください".into(),
        ));
    }
    store::begin(cx, &batch)?;
    let columns = (of.columns)();
    if let Some(c) = seen.mapping.missing(&columns, &seen.table).first() {
        return Err(Error::Rule(format!("「{}」にあたる列を選んでください", c.label)));
    }
    let there: BTreeSet<i64> = store::written(cx, id)?.into_iter().map(|w| w.line).collect();
    let mut written = 0;
    for (r, print) in &seen.rows {
        let line = i64::try_from(r.line).unwrap_or(i64::MAX);
        if !r.problems.is_empty() || seen.known.contains(&r.line) || there.contains(&line) {
            continue;
        }
        if written == AT_ONCE {
            return Ok(Portion { written, last: false });
        }
        if store::known(cx, of.kind, print)?.is_some() {
            continue;
        }
        let (record, version) = (of.put)(cx, r)?;
        store::wrote(cx, &batch, line, print, record, version)?;
        written += 1;
    }
    store::finish(cx, id)?;
    Ok(Portion { written, last: true })
}

/// Takes back everything that a file has brought; how many records, and the lines that stay because somebody has changed
/// their record since.
pub fn undo(cx: &Cx<'_>, of: &Intake, id: Id, why: &str) -> Result<(usize, Vec<i64>)> {
    authorise(cx, of.permission)?;
    let why = why.trim();
    if why.is_empty() || why.chars().count() > 200 {
        return Err(Error::field("why", "取り消す理由を、200字までで入力してください"));
    }
    let batch = store::load(cx, of.kind, id)?;
    if !matches!(batch.state, State::Going | State::Done) {
        return Err(Error::Rule("この取り込みは、もう取り消されています".into()));
    }
    let (mut back, mut stay) = (0, Vec::new());
    for w in store::written(cx, id)?.into_iter().filter(|w| !w.undone) {
        if (of.take_back)(cx, w.record, w.version, why)? {
            store::row_undone(cx, id, w.line)?;
            back += 1;
        } else {
            stay.push(w.line);
        }
    }
    store::undone(cx, id, why)?;
    Ok((back, stay))
}

/// Puts a file aside before anything was written.
pub fn put_aside(cx: &Cx<'_>, of: &Intake, id: Id) -> Result<()> {
    authorise(cx, of.permission)?;
    store::load(cx, of.kind, id)?;
    store::put_aside(cx, id)
}
