//! 実績報告: look at a month or a year, add words, confirm (the content stands as it is from then on), open again.
use app::{Cx, Error, Result, authorise, may, settings};
use kernel::Id;
use slice::{Fact, FactSource};

use super::rule;
use crate::model::report::{self, Content, Edition, Marks, Period, Told, Words, rules};
use crate::{permissions, store};

/// The region's usual funding.
const USUAL: &str = "programme.report.funding";

const LOCKED: &str = "確定した報告です。直すときは「もう一度開く」を押してください";

/// A report as its page shows it.
#[derive(Debug, Clone)]
pub struct Whole {
    /// Month or year.
    pub period: Period,
    /// What stands in it: live for a draft, as confirmed otherwise.
    pub content: Content,
    /// What was added.
    pub words: Words,
    /// The edition; none where nothing was written yet.
    pub edition: Option<Edition>,
    /// All editions that the actor may see, the newest first.
    pub editions: Vec<Edition>,
    /// May the actor write?
    pub write: bool,
    /// Is it the newest one?
    pub newest: bool,
}

/// A line of the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Month or year.
    pub period: Period,
    /// Its newest edition.
    pub edition: Option<Edition>,
    /// The newest confirmed one is older than it.
    pub reopened: bool,
}

/// A fiscal year in the list.
#[derive(Debug, Clone)]
pub struct OfYear {
    /// Which.
    pub year: i64,
    /// Its year, then its months that have begun, the newest first.
    pub lines: Vec<Line>,
    /// Other years.
    pub years: Vec<i64>,
    /// May the actor write?
    pub write: bool,
    /// The usual funding, as a code.
    pub usual: String,
}

/// What a figure was counted from.
#[derive(Debug, Clone)]
pub struct Behind {
    /// The figure, with the row of a part that was asked for.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// What is counted.
    pub definition: String,
    /// The figure in the report.
    pub told: i64,
    /// Its records as they are now; none where the actor may not open them.
    pub facts: Option<Vec<Fact>>,
    /// Month or year.
    pub period: Period,
    /// The report is confirmed: the records may have moved since.
    pub confirmed: bool,
}

/// What the slices tell of a fiscal year, and which of them are switched off.
fn told(cx: &Cx<'_>, year: i64) -> Result<(Vec<Told>, Vec<String>)> {
    let (mut all, mut off) = (Vec::new(), Vec::new());
    for s in slice::facts(cx.region()) {
        match settings::capability_on(cx, s.permission.capability)? {
            true => all.push(((s.kinds)()?, (s.facts)(cx, year)?)),
            false => off.push(s.label.to_string()),
        }
    }
    Ok((all, off))
}

/// The usual funding of the region, as a code; empty where none was decided.
pub fn usual(cx: &Cx<'_>) -> Result<String> {
    authorise(cx, &permissions::REPORTS)?;
    Ok(settings::get(cx, USUAL)?.unwrap_or_default())
}

/// The content of a period as the records say it now.
fn live(cx: &Cx<'_>, p: Period) -> Result<Content> {
    let (all, off) = told(cx, p.year)?;
    let usual = settings::get(cx, USUAL)?.unwrap_or_default();
    let on = match p.ends() {
        Some((_, last)) if last < cx.today() => last,
        _ => cx.today(),
    };
    let marks: Marks = store::report::marks(cx)?;
    let mut content = report::content(p, on, &all, &marks, &usual)?;
    content.off = off;
    Ok(content)
}

/// Those that the actor may see: who may not write sees only what is confirmed.
fn editions(cx: &Cx<'_>, p: Period) -> Result<(Vec<Edition>, bool)> {
    authorise(cx, &permissions::REPORTS)?;
    let write = may(cx, &permissions::REPORT)?;
    let mut all = store::report::of_period(cx, p)?;
    all.retain(|e| write || e.confirmed());
    let there = if write { p.begun(cx.today()) } else { !all.is_empty() };
    if there { Ok((all, write)) } else { Err(Error::NotFound) }
}

/// Opens a report: its newest edition, or another one by its number.
pub fn open(cx: &Cx<'_>, p: Period, number: Option<i64>) -> Result<Whole> {
    let (editions, write) = editions(cx, p)?;
    let edition = match number {
        Some(n) => Some(editions.iter().find(|e| e.edition == n).cloned().ok_or(Error::NotFound)?),
        None => editions.first().cloned(),
    };
    let content = match edition.as_ref().and_then(|e| e.content.clone()) {
        Some(as_confirmed) => as_confirmed,
        None => live(cx, p)?,
    };
    Ok(Whole {
        period: p,
        content,
        words: edition.as_ref().map(|e| e.words.clone()).unwrap_or_default(),
        newest: edition.as_ref().map(|e| e.edition) == editions.first().map(|e| e.edition),
        edition,
        editions,
        write,
    })
}

/// The reports of a fiscal year.
pub fn list(cx: &Cx<'_>, year: i64) -> Result<OfYear> {
    authorise(cx, &permissions::REPORTS)?;
    let write = may(cx, &permissions::REPORT)?;
    let today = cx.today();
    let all = store::report::of_year(cx, year)?;
    let mut months: Vec<Period> = Period::months(year).collect();
    months.reverse();
    let mut lines = Vec::new();
    for p in std::iter::once(Period::whole(year)).chain(months) {
        let mut mine = all.iter().filter(|e| e.period == p && (write || e.confirmed()));
        let edition = mine.next().cloned();
        if p.begun(today) && (write || edition.is_some()) {
            let reopened =
                mine.next().is_some() && edition.as_ref().is_some_and(|e| !e.confirmed());
            lines.push(Line { period: p, edition, reopened });
        }
    }
    let now = crate::model::year::of(today);
    let mut years = store::report::years(cx)?;
    years.extend([now, now - 1, year]);
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    Ok(OfYear { year, lines, years, write, usual: usual(cx)? })
}

/// The draft of a period for who may write: its newest edition, which must be none or a draft of this version.
fn draft(cx: &Cx<'_>, p: Period, version: i64) -> Result<Option<Edition>> {
    authorise(cx, &permissions::REPORT)?;
    if !p.begun(cx.today()) {
        return Err(Error::NotFound);
    }
    let newest = store::report::of_period(cx, p)?.into_iter().next();
    match &newest {
        Some(e) if e.confirmed() => rule(LOCKED),
        Some(e) if e.version != version => Err(Error::Stale { mine: version, theirs: e.version }),
        None if version != 0 => Err(Error::NotFound),
        _ => Ok(newest),
    }
}

/// Writes the words of a draft, which begins with them. `version` 0: nothing was there.
pub fn write(cx: &Cx<'_>, p: Period, w: &Words, version: i64) -> Result<()> {
    let d = draft(cx, p, version)?;
    w.check(p)?;
    match d {
        Some(e) if store::report::put_words(cx, e.id, w, version)? => Ok(()),
        Some(e) => Err(Error::Stale { mine: version, theirs: e.version }),
        None => store::report::add(cx, p, 1, w).map(drop),
    }
}

/// Confirms the newest draft, or what there would be without words: its content stands as it is now from then on.
pub fn confirm(cx: &Cx<'_>, p: Period, version: i64) -> Result<()> {
    let d = draft(cx, p, version)?;
    if !p.over(cx.today()) {
        return rule(format!("{}が終わる日から、確定できます", p.words()));
    }
    let (id, version) = match d {
        Some(e) => (e.id, e.version),
        None => (store::report::add(cx, p, 1, &Words::default())?, 1),
    };
    let content = serde_json::to_string(&live(cx, p)?)
        .map_err(|e| Error::Inconsistent(format!("report: {e}")))?;
    match store::report::confirm(cx, id, &content, version)? {
        true => Ok(()),
        false => Err(Error::Stale { mine: version, theirs: version + 1 }),
    }
}

/// Begins the next edition with the words of the confirmed one, which stays.
pub fn reopen(cx: &Cx<'_>, p: Period) -> Result<()> {
    authorise(cx, &permissions::REPORT)?;
    let newest = store::report::of_period(cx, p)?.into_iter().next().ok_or(Error::NotFound)?;
    if !newest.confirmed() {
        return rule("この報告は、もう書けるようになっています");
    }
    store::report::add(cx, p, newest.edition + 1, &newest.words).map(drop)
}

/// Decides the usual funding; empty = none.
pub fn set_usual(cx: &Cx<'_>, code: &str) -> Result<()> {
    authorise(cx, &permissions::REPORT)?;
    if !code.is_empty() && slice::funding_code(code).is_empty() {
        return Err(Error::field("usual", "財源を選び直してください"));
    }
    settings::set(cx, USUAL, code)
}

fn source_of(cx: &Cx<'_>, kind: &str) -> Result<Option<FactSource>> {
    for s in slice::facts(cx.region()) {
        if (s.kinds)()?.iter().any(|k| k.code == kind) {
            return Ok(Some(s));
        }
    }
    Ok(None)
}

/// Says of an activity of a period to which item it belongs and who paid; empty = as it is without. For reports that are not
/// confirmed yet.
pub fn mark(
    cx: &Cx<'_>,
    p: Period,
    (kind, record): (&str, Id),
    item: &str,
    funding: &str,
) -> Result<()> {
    authorise(cx, &permissions::REPORT)?;
    let source = source_of(cx, kind)?.ok_or(Error::NotFound)?;
    let there = |f: &Fact| f.kind == kind && f.id == Some(record);
    if !(source.facts)(cx, p.year)?.iter().any(there) {
        return Err(Error::NotFound);
    }
    if !item.is_empty() && rules()?.item(item).is_none() {
        return Err(Error::field("item", "取組を選び直してください"));
    }
    if !funding.is_empty() && slice::funding_code(funding).is_empty() {
        return Err(Error::field("funding", "財源を選び直してください"));
    }
    store::report::put_mark(cx, kind, record, item, funding)
}

/// Opens a figure of a report to its records: of the whole, or of a row of a part (`part`, `value`).
pub fn behind(
    cx: &Cx<'_>,
    (p, number): (Period, Option<i64>),
    of: &str,
    part: &str,
    value: &str,
) -> Result<Behind> {
    let w = open(cx, p, number)?;
    let figure = w.content.figure(of).ok_or(Error::NotFound)?;
    let kind = of.trim_end_matches("/persons");
    let mut out = Behind {
        label: figure.label.clone(),
        unit: figure.unit.clone(),
        definition: figure.definition.clone(),
        told: p.value(&figure.months),
        facts: None,
        period: p,
        confirmed: w.edition.as_ref().is_some_and(Edition::confirmed),
    };
    if !part.is_empty() {
        let part = figure.parts.iter().find(|x| x.code == part).ok_or(Error::NotFound)?;
        let row = part.rows.iter().find(|r| r.code == value).ok_or(Error::NotFound)?;
        out.label = format!("{}（{}：{}）", out.label, part.label, row.label);
        out.told = p.value(&row.months);
    }
    let Some(source) = source_of(cx, kind)? else { return Ok(out) };
    if may(cx, source.permission)? {
        let fits = |f: &Fact| {
            f.kind == kind
                && p.counts(f.day)
                && (part.is_empty() || f.dims.iter().any(|d| d.0 == part && d.1 == value))
        };
        let mut facts = (source.facts)(cx, p.year)?;
        facts.retain(fits);
        out.facts = Some(facts);
    }
    Ok(out)
}
