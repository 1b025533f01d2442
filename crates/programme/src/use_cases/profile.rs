//! 地域の姿: figures of the small areas (日常生活圏域 of the directory), entered once a year; how many offices of each kind lie in
//! them is counted from the directory.
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise, may};
use directory::AreaId;
use directory::model::service::{KINDS, kind_of};
use directory::use_cases::areas::{self, Area, facilities_by_area};

use crate::model::catalogue::{Regional, catalogue};
use crate::model::profile::{Entered, Row, WHOLE, rows};
use crate::model::{Num, Wrong, year};
use crate::{permissions, store};

/// Offices of a kind: in each area, in no known one, and all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offices {
    /// Code of the kind.
    pub kind: &'static str,
    /// Words.
    pub label: &'static str,
    /// In the order of the areas.
    pub cells: Vec<i64>,
    /// Their address lies in no known area.
    pub nowhere: i64,
    /// All.
    pub whole: i64,
}

/// The page.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The year shown.
    pub year: i64,
    /// Years that can be looked at, newest first.
    pub years: Vec<i64>,
    /// The areas.
    pub areas: Vec<Area>,
    /// What was entered.
    pub rows: Vec<Row>,
    /// Where it comes from.
    pub sources: Vec<String>,
    /// Offices by kind; kinds of which there are none are left out.
    pub offices: Vec<Offices>,
    /// May the actor enter figures?
    pub may_write: bool,
}

/// One area for entering its figures.
#[derive(Debug, Clone)]
pub struct OfArea {
    /// Its name, or 「全体」.
    pub name: String,
    /// Items with what stands there in this year and the year before.
    pub lines: Vec<(&'static Regional, Option<Num>, Option<Num>)>,
    /// The source as named for this area.
    pub source: String,
}

fn offices(cx: &Cx<'_>, areas: &[Area]) -> Result<Vec<Offices>> {
    let mut out: Vec<Offices> = KINDS
        .iter()
        .map(|k| Offices {
            kind: k.code,
            label: k.label,
            cells: vec![0; areas.len()],
            nowhere: 0,
            whole: 0,
        })
        .collect();
    for (area, f) in facilities_by_area(cx)? {
        let Some(kind) = kind_of(&f.data.service) else { continue };
        let Some(line) = out.iter_mut().find(|o| o.kind == kind.code) else { continue };
        line.whole += 1;
        let at = area.and_then(|a| areas.iter().position(|x| x.id == a));
        match at.and_then(|i| line.cells.get_mut(i)) {
            Some(n) => *n += 1,
            None => line.nowhere += 1,
        }
    }
    out.retain(|o| o.whole > 0);
    Ok(out)
}

fn key(area: Option<AreaId>) -> String {
    area.map_or_else(|| WHOLE.to_string(), |a| a.0.to_string())
}

/// The profile of a year; without one, of the newest that has figures.
pub fn open(cx: &Cx<'_>, of: Option<i64>) -> Result<Profile> {
    authorise(cx, &permissions::READ)?;
    let now = year::of(cx.today());
    let mut years = store::profile::years(cx)?;
    let shown = of.or_else(|| years.first().copied()).unwrap_or(now);
    if !year::RANGE.contains(&shown) {
        return Err(Error::NotFound);
    }
    // the last two can be entered later
    for y in [now, now - 1, now - 2, shown] {
        if !years.contains(&y) {
            years.push(y);
        }
    }
    years.sort_unstable_by(|a, b| b.cmp(a));
    let areas = areas::areas(cx)?;
    let (entered, sources) = store::profile::of(cx, shown)?;
    let keys: Vec<String> = areas.iter().map(|a| key(Some(a.id))).collect();
    Ok(Profile {
        year: shown,
        years,
        rows: rows(&catalogue()?.regional, &keys, &entered),
        sources,
        offices: offices(cx, &areas)?,
        areas,
        may_write: may(cx, &permissions::VALUE)?,
    })
}

/// The offices behind a number: of a kind, in an area (none = in no known one).
pub fn behind(
    cx: &Cx<'_>,
    kind: &str,
    area: Option<AreaId>,
) -> Result<(String, Vec<directory::Facility>)> {
    authorise(cx, &permissions::READ)?;
    let name = area_name(cx, area, "圏域の分からないところ")?;
    let of = |f: &directory::Facility| kind_of(&f.data.service).is_some_and(|k| k.code == kind);
    let all = facilities_by_area(cx)?;
    let found = all.into_iter().filter(|(a, f)| *a == area && of(f)).map(|x| x.1).collect();
    Ok((name, found))
}

fn area_name(cx: &Cx<'_>, area: Option<AreaId>, none: &str) -> Result<String> {
    let Some(id) = area else { return Ok(none.to_string()) };
    let found = areas::areas(cx)?.into_iter().find(|a| a.id == id);
    Ok(found.ok_or(Error::NotFound)?.name)
}

/// The figures of an area (none = the whole) for entering them.
pub fn area(cx: &Cx<'_>, area: Option<AreaId>, of: i64) -> Result<OfArea> {
    authorise(cx, &permissions::VALUE)?;
    if !year::RANGE.contains(&of) {
        return Err(Error::NotFound);
    }
    let name = area_name(cx, area, "全体")?;
    let (now, _) = store::profile::of(cx, of)?;
    let (before, _) = store::profile::of(cx, of - 1)?;
    let at = |all: &Entered, item: &str| all.get(&(key(area), item.to_string())).copied();
    let lines = catalogue()?.regional.iter().map(|i| (i, at(&now, &i.code), at(&before, &i.code)));
    let source = store::profile::sources(cx, of, &key(area))?.into_iter().next();
    Ok(OfArea { name, lines: lines.collect(), source: source.unwrap_or_default() })
}

/// Enters the figures of an area: (item, figure or none, what stood in the form when it was opened). What somebody else has
/// changed meanwhile is refused, so that nothing is overwritten unseen.
pub fn put(
    cx: &Cx<'_>,
    area: Option<AreaId>,
    of: i64,
    figures: &[(String, Option<Num>, Option<Num>)],
    source: &str,
) -> Result<()> {
    authorise(cx, &permissions::VALUE)?;
    area_name(cx, area, "")?;
    let begun = slice::year_ends(of).is_some_and(|(first, _)| first <= cx.today());
    if !year::RANGE.contains(&of) || !begun {
        return Err(Error::field("year", "始まった年度を、R8 や 2026 のように入力してください"));
    }
    let (there, _) = store::profile::of(cx, of)?;
    let at = |item: &str| there.get(&(key(area), item.to_string())).copied();
    let mut w = Wrong::default();
    w.need("source", "出どころ", source);
    w.line("source", "出どころ", source, 100);
    let mut changed = 0;
    for i in &catalogue()?.regional {
        let Some((_, n, was)) = figures.iter().find(|f| f.0 == i.code) else { continue };
        if n.is_some_and(|n| n.0 < 0 || n.0 % 100 != 0) {
            w.say(&i.code, format!("{}は、0以上の整数で入力してください", i.label));
        }
        let whole = figures.iter().find(|f| f.0 == i.of).and_then(|f| f.1);
        if let (Some(n), Some(whole)) = (n, whole)
            && *n > whole
        {
            let of = catalogue()?.regional.iter().find(|x| x.code == i.of);
            let of = of.map_or("", |x| x.label.as_str());
            w.say(&i.code, format!("{}が、{of}（{whole}）より多くなっています", i.label));
        }
        if let Some(n) = n {
            // the areas lie within the whole
            let others = there.iter().filter(|(k, _)| k.1 == i.code && k.0 != key(area));
            let sum: i64 = others.clone().filter(|(k, _)| k.0 != WHOLE).map(|(_, v)| v.0).sum();
            let all = others.clone().find(|(k, _)| k.0 == WHOLE).map(|(_, v)| v.0);
            if area.is_none() && n.0 < sum {
                w.say(
                    &i.code,
                    format!("{}が、圏域の合計（{}）より少なくなっています", i.label, Num(sum)),
                );
            }
            if area.is_some() && all.is_some_and(|all| sum + n.0 > all) {
                let all = Num(all.unwrap_or_default());
                w.say(&i.code, format!("{}の圏域の合計が、全体（{all}）より多くなります", i.label));
            }
        }
        if at(&i.code) != *was && at(&i.code) != *n {
            w.say(&i.code, "ほかの人が先に直しました。いまの数を確かめてください");
        }
        changed += usize::from(at(&i.code) != *n);
    }
    w.end()?;
    for (item, n, _) in figures {
        if catalogue()?.regional.iter().any(|i| i.code == *item) {
            store::profile::put(cx, of, &key(area), item, *n, source.trim())?;
        }
    }
    if changed > 0 {
        let detail = format!("{of} figures {changed}");
        cx.audit(AuditEntry::act("programme.profile.entered").detail(detail));
    }
    Ok(())
}
