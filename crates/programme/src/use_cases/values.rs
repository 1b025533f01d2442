//! The value of a fiscal year: what was typed or imported stands before what is counted from records, because it is what was
//! published; taken back, the count stands again.
use std::collections::BTreeMap;

use app::{Cx, Error, Result, authorise, may};
use kernel::Date;
use slice::YearSource;

use super::{indicator, indicators};
use crate::model::city::City;
use crate::model::compare::{Ranked, ranked};
use crate::model::shown::{Kept, Origin, State};
use crate::model::{Indicator, Num, Shown, Wrong, year};
pub use crate::store::value::Edition;
use crate::{IndicatorId, permissions, store};

/// What is needed to show values: read once for a page.
pub struct Values {
    from: i64,
    to: i64,
    sources: Vec<YearSource>,
    /// Codes of the sources whose records the actor may open.
    open: Vec<&'static str>,
    kept: BTreeMap<(IndicatorId, i64), Kept>,
    targets: BTreeMap<(IndicatorId, i64), Num>,
}

impl Values {
    /// Reads what is kept for these fiscal years. The caller has asked for the permission.
    pub(crate) fn read(cx: &Cx<'_>, from: i64, to: i64) -> Result<Values> {
        let sources = indicators::sources(cx)?;
        let mut open = Vec::new();
        for s in &sources {
            if may(cx, s.permission)? {
                open.push(s.code);
            }
        }
        let kept = store::value::all_newest(cx, from, to)?;
        let targets = store::indicator::targets(cx, from, to)?;
        Ok(Values {
            from,
            to,
            sources,
            open,
            kept: kept.into_iter().map(|e| ((e.indicator, e.year), e.kept)).collect(),
            targets: targets.into_iter().map(|(i, y, n)| ((i, y), n)).collect(),
        })
    }

    /// The target.
    pub fn target(&self, id: IndicatorId, of: i64) -> Option<Num> {
        self.targets.get(&(id, of)).copied()
    }

    /// The value of a fiscal year as it stands on the day `on`.
    pub(crate) fn shown(&self, cx: &Cx<'_>, i: &Indicator, of: i64, on: Date) -> Result<Shown> {
        if !(self.from..=self.to).contains(&of) {
            return Err(Error::Inconsistent(format!("programme: {of} was not read")));
        }
        if let Some(s) = self.kept.get(&(i.id, of)).and_then(Shown::kept) {
            return Ok(s);
        }
        self.counted(cx, i, of, on)
    }

    /// Must a published paper not print this value? What was typed is what was published already.
    pub(crate) fn hidden(
        &self,
        cx: &Cx<'_>,
        i: &Indicator,
        s: &Shown,
        of: i64,
        on: Date,
    ) -> Result<bool> {
        let counted = s.origin == Origin::Live && s.state != State::Nothing;
        Ok(counted && slice::year_hides(cx, &i.data.provider, &i.data.of, of, on)?)
    }

    /// The same, only as counted from records.
    pub(crate) fn counted(&self, cx: &Cx<'_>, i: &Indicator, of: i64, on: Date) -> Result<Shown> {
        let source = self.sources.iter().find(|s| i.data.live() && s.code == i.data.provider);
        let Some(s) = source else { return Ok(Shown::default()) };
        let Some(figure) = (s.value)(cx, &i.data.of, of, on)? else { return Ok(Shown::default()) };
        let mut out = Shown::live(figure, of, on);
        if !self.open.contains(&s.code) {
            out.href.clear();
        }
        Ok(out)
    }
}

/// A fiscal year of an indicator.
#[derive(Debug, Clone)]
pub struct OfYear {
    /// Which.
    pub year: i64,
    /// Its value.
    pub shown: Shown,
    /// Its target.
    pub target: Option<Num>,
    /// What the records say, where a typed or imported value stands before it.
    pub behind: Option<Shown>,
}

/// An indicator as its page shows it.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The indicator.
    pub indicator: Indicator,
    /// Its fiscal years.
    pub years: Vec<OfYear>,
    /// Other municipalities: fiscal year, and who stands where.
    pub cities: Option<(i64, Vec<Ranked>)>,
    /// Fiscal years with other municipalities.
    pub city_years: Vec<i64>,
    /// May the actor define, enter values, decide targets?
    pub may: [bool; 3],
}

/// The fiscal years that a page shows first: two that are over, the present one, and what is planned after it.
pub fn usual_years(today: Date) -> (i64, i64) {
    let now = year::of(today);
    (now - 2, now)
}

fn span(from: i64, to: i64) -> Result<(i64, i64)> {
    match year::RANGE.contains(&from) && from <= to && year::RANGE.contains(&to) {
        true => Ok((from, to.min(from + year::MOST - 1))),
        false => Err(Error::NotFound),
    }
}

/// Opens an indicator from one fiscal year to another; other municipalities of `cities`, or of the newest year there is.
pub fn open(
    cx: &Cx<'_>,
    id: IndicatorId,
    from: i64,
    to: i64,
    cities: Option<i64>,
) -> Result<Whole> {
    authorise(cx, &permissions::READ)?;
    let i = indicator(cx, id)?;
    let (from, to) = span(from, to)?;
    let v = Values::read(cx, from, to)?;
    let mut years = Vec::new();
    for of in from..=to {
        let shown = v.shown(cx, &i, of, cx.today())?;
        let behind = match shown.origin == Origin::Live || !i.data.live() {
            true => None,
            false => Some(v.counted(cx, &i, of, cx.today())?).filter(|s| s.state != State::Nothing),
        };
        years.push(OfYear { year: of, shown, target: v.target(id, of), behind });
    }
    let city_years = store::city::years(cx, id)?;
    let asked = cities.filter(|y| city_years.contains(y)).or(city_years.first().copied());
    let less = i.data.better == "less";
    let cities = match asked {
        Some(of) => Some((of, ranked(&store::city::of(cx, id, of)?, less))),
        None => None,
    };
    let may = [
        may(cx, &permissions::DEFINE)?,
        may(cx, &permissions::VALUE)?,
        may(cx, &permissions::TARGET)?,
    ];
    Ok(Whole { indicator: i, years, cities, city_years, may })
}

/// A line of the list: the indicator and its fiscal years.
pub type Line = (Indicator, Vec<OfYear>);

/// All indicators with their values, in the order of lists.
pub fn list(cx: &Cx<'_>, from: i64, to: i64) -> Result<Vec<Line>> {
    let all = indicators::all(cx)?;
    let (from, to) = span(from, to)?;
    let v = Values::read(cx, from, to)?;
    let mut out = Vec::new();
    for i in all {
        let mut years = Vec::new();
        for of in from..=to {
            let shown = v.shown(cx, &i, of, cx.today())?;
            years.push(OfYear { year: of, shown, target: v.target(i.id, of), behind: None });
        }
        out.push((i, years));
    }
    Ok(out)
}

/// The same for a paper that is published: small figures, and those that would tell small ones, are marked as hidden.
pub fn published(cx: &Cx<'_>, from: i64, to: i64) -> Result<Vec<Line>> {
    let mut all = list(cx, from, to)?;
    let v = Values::read(cx, from, to)?;
    for (i, years) in &mut all {
        for y in years {
            y.shown.hidden = v.hidden(cx, i, &y.shown, y.year, cx.today())?;
        }
    }
    Ok(all)
}

/// Opens a fiscal year for typing: the indicator, what is there, and the editions before.
pub fn to_type(cx: &Cx<'_>, id: IndicatorId, of: i64) -> Result<(Indicator, Vec<Edition>)> {
    authorise(cx, &permissions::VALUE)?;
    if !year::RANGE.contains(&of) {
        return Err(Error::NotFound);
    }
    Ok((indicator(cx, id)?, store::value::of_year(cx, id, of)?))
}

/// Types a value; [`State::Nothing`] takes an earlier one back.
pub fn put(cx: &Cx<'_>, id: IndicatorId, of: i64, k: &Kept) -> Result<()> {
    authorise(cx, &permissions::VALUE)?;
    let i = indicator(cx, id)?;
    k.check(of, cx.today())?;
    let mut w = Wrong::default();
    if k.d.is_some() && !i.data.rate() {
        w.say("d", "割る数は、単位が％の指標だけで入れられます");
    }
    if k.n.is_some_and(|n| over_all(&i, n, k.d)) {
        w.say("n", "100％を超えています。数を確かめてください");
    }
    w.end()?;
    if k.state == State::Nothing && store::value::of_year(cx, id, of)?.is_empty() {
        return Err(Error::NotFound);
    }
    store::value::add(cx, id, of, k)
}

/// Is it a share of more than all?
pub(super) fn over_all(i: &Indicator, n: Num, d: Option<Num>) -> bool {
    i.data.rate() && n > d.unwrap_or(Num::whole(100))
}

/// Types the value of a municipality.
pub fn put_city(cx: &Cx<'_>, id: IndicatorId, of: i64, c: &City) -> Result<()> {
    authorise(cx, &permissions::VALUE)?;
    indicator(cx, id)?;
    let mut w = Wrong::default();
    w.need("city", "市町村の名前", &c.name);
    w.line("city", "市町村の名前", &c.name, 60);
    w.need("source", "出どころ", &c.source);
    w.line("source", "出どころ", &c.source, 200);
    if c.n.0 < 0 || c.d.is_some_and(|d| d.0 <= 0) {
        w.say("n", "0以上の数で入力してください");
    }
    if !year::RANGE.contains(&of) {
        w.say("year", "年度は、R5 や 2023 のように入力してください");
    }
    w.end()?;
    store::city::put(cx, id, of, c)
}
