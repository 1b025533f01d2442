//! The centre's chronicle by fiscal year: given by the records, written on by people.
use app::{Cx, Error, Result, authorise};
use kernel::{Date, Id, fiscal_year};

use super::{agenda, body_path, path, rule};
use crate::model::chronicle::{Given, Line, Written, check, lines};
use crate::model::year;
use crate::{permissions, store};

/// Most lines by hand in a year.
pub const MOST: usize = 300;

/// A year of the chronicle.
#[derive(Debug, Clone)]
pub struct Year {
    /// Which.
    pub year: i64,
    /// Lines in the order of days.
    pub lines: Vec<Line>,
    /// Lines of the records that were left out.
    pub left_out: Vec<Line>,
    /// Years to choose from, newest first.
    pub years: Vec<i64>,
    /// May the actor write?
    pub may_write: bool,
}

/// What the records give for a year: meetings held, bodies founded and ended.
fn given(cx: &Cx<'_>, of: i64) -> Result<Vec<Given>> {
    let Some((first, last)) = year::ends(of) else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for m in store::meeting::held(cx, first, last)? {
        let Some(day) = m.data.day else { continue };
        let number = m.series.map(|n| format!("第{n}回 ")).unwrap_or_default();
        let mut text = format!("{number}{}", m.body_name);
        let topics: Vec<String> = store::lines::items(cx, m.id)?
            .into_iter()
            .filter(|i| !i.removed && i.action.is_none())
            .map(|i| i.data.title)
            .take(3)
            .collect();
        let about = if m.data.title.is_empty() { topics.join("、") } else { m.data.title.clone() };
        if !about.is_empty() {
            text.push_str(&format!("（{about}）"));
        }
        out.push(Given { day, text, href: path(m.id), source: format!("meeting:{}", m.id) });
    }
    for b in store::body::all(cx)?.into_iter().filter(|b| !b.removed) {
        let ends = [("founded", b.data.founded(), "を設置"), ("ended", b.data.ended(), "が終了")];
        for (what, day, words) in ends {
            if let Some(day) = day.filter(|d| *d >= first && *d <= last) {
                out.push(Given {
                    day,
                    text: format!("{}{words}", b.data.name),
                    href: body_path(b.id),
                    source: format!("{what}:{}", b.id),
                });
            }
        }
    }
    Ok(out)
}

/// Opens a year.
pub fn open(cx: &Cx<'_>, of: i64) -> Result<Year> {
    authorise(cx, &permissions::READ)?;
    if year::ends(of).is_none() {
        return Err(Error::NotFound);
    }
    let (lines, left_out) = lines(&given(cx, of)?, &store::chronicle::of_year(cx, of)?);
    let mut years = store::meeting::years(cx)?;
    years.extend(store::chronicle::years(cx)?);
    years.extend(store::body::all(cx)?.iter().filter_map(|b| b.data.founded()).map(year::of));
    years.push(i64::from(fiscal_year(cx.today())));
    years.push(of);
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    Ok(Year { year: of, lines, left_out, years, may_write: app::may(cx, &permissions::CHRONICLE)? })
}

/// Adds a line by hand.
pub fn add(cx: &Cx<'_>, of: i64, day: Option<Date>, text: &str) -> Result<Id> {
    authorise(cx, &permissions::CHRONICLE)?;
    let day = check(of, day, text)?;
    put(cx, of, day, text, "", "")
}

fn put(cx: &Cx<'_>, of: i64, day: Date, text: &str, href: &str, source: &str) -> Result<Id> {
    if store::chronicle::of_year(cx, of)?.len() >= MOST {
        return rule("1つの年度に300行までです");
    }
    let w = Written {
        id: cx.new_id(),
        day,
        text: text.trim().into(),
        href: href.into(),
        source: source.into(),
    };
    store::chronicle::add(cx, of, &w)?;
    Ok(w.id)
}

/// Copies a record of another slice into a line; its day is typed, because a record says only of which day its figure is.
pub fn copy(cx: &Cx<'_>, of: i64, day: Option<Date>, kind: &str, record: Id) -> Result<Id> {
    authorise(cx, &permissions::CHRONICLE)?;
    let source = slice::evidence().iter().find(|s| s.kind == kind);
    let found = match source {
        Some(s) if app::may(cx, s.permission)? => (s.one)(cx, record)?,
        _ => None,
    };
    let Some(e) = found else {
        return rule("写す記録が見つかりません。もう一度さがしてください");
    };
    let text = if e.figure.is_empty() { e.title } else { format!("{}（{}）", e.title, e.figure) };
    let text: String = text.chars().take(200).collect();
    let day = check(of, day, &text)?;
    put(cx, of, day, &text, &e.href, "")
}

/// What can be copied of a kind.
pub fn find(cx: &Cx<'_>, kind: &str, typed: &str) -> Result<(Kinds, Vec<slice::Evidence>)> {
    authorise(cx, &permissions::CHRONICLE)?;
    // what this slice holds stands in the chronicle by itself
    let mut kinds = agenda::kinds(cx)?;
    kinds.retain(|k| !k.0.starts_with("meetings."));
    let kind = kinds.iter().find(|k| k.0 == kind).or(kinds.first()).map_or("", |k| k.0);
    let found = match slice::evidence().iter().find(|s| s.kind == kind) {
        Some(s) => (s.find)(cx, typed)?,
        None => Vec::new(),
    };
    Ok(((kind, kinds), found))
}

/// The kind that was looked through, and all kinds with their words.
pub type Kinds = (&'static str, Vec<(&'static str, &'static str)>);

/// Changes a line; one of the records gets other words in its place.
pub fn change(cx: &Cx<'_>, of: i64, which: &Which, day: Option<Date>, text: &str) -> Result<()> {
    authorise(cx, &permissions::CHRONICLE)?;
    match which {
        Which::Written(id) => {
            let w = written(cx, of, *id)?;
            let day = check(of, if w.source.is_empty() { day } else { Some(w.day) }, text)?;
            store::chronicle::change(cx, *id, day, text)
        }
        Which::Given(source) => instead(cx, of, source, Some(text)),
    }
}

/// A line of the chronicle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// Written by somebody.
    Written(Id),
    /// Given by a record: its source.
    Given(String),
}

impl Which {
    /// From an address: an id, or `kind:id` of a record.
    pub fn from_text(text: &str) -> Option<Which> {
        match text.split_once(':') {
            None => text.parse().ok().map(Which::Written),
            Some((what, id)) => {
                let known = ["meeting", "founded", "ended"].contains(&what);
                (known && id.parse::<Id>().is_ok()).then(|| Which::Given(text.to_string()))
            }
        }
    }
}

fn written(cx: &Cx<'_>, of: i64, id: Id) -> Result<Written> {
    store::chronicle::find(cx, of, id)?.ok_or(Error::NotFound)
}

/// Other words for a line of the records, or none (left out).
fn instead(cx: &Cx<'_>, of: i64, source: &str, text: Option<&str>) -> Result<()> {
    let all = given(cx, of)?;
    let g = all.iter().find(|g| g.source == source).ok_or(Error::NotFound)?;
    if let Some(text) = text {
        check(of, Some(g.day), text)?;
    }
    match store::chronicle::of_source(cx, of, source)? {
        Some(w) => store::chronicle::change(cx, w.id, g.day, text.unwrap_or("")),
        None => put(cx, of, g.day, text.unwrap_or(""), "", source).map(drop),
    }
}

/// Leaves a line out, or puts it back: one of the records comes back as the record gives it.
pub fn leave_out(cx: &Cx<'_>, of: i64, which: &Which, out: bool) -> Result<()> {
    authorise(cx, &permissions::CHRONICLE)?;
    match which {
        Which::Written(id) => {
            written(cx, of, *id)?;
            store::chronicle::set_removed(cx, *id, out)
        }
        Which::Given(source) if out => instead(cx, of, source, None),
        Which::Given(source) => match store::chronicle::of_source(cx, of, source)? {
            Some(w) => store::chronicle::set_removed(cx, w.id, true),
            None => Ok(()),
        },
    }
}
