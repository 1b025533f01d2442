//! Definitions of indicators and their targets.
use app::{Cx, Error, FieldError, Result, authorise};
use slice::{YearChoice, YearSource};

use super::indicator;
use crate::model::catalogue::{Example, catalogue};
use crate::model::{Indicator, NewIndicator, Num, year};
use crate::{IndicatorId, permissions, store};

/// Most indicators of a region.
pub const MOST: usize = 300;

/// The sources of figures that this region has and has not switched off.
pub(crate) fn sources(cx: &Cx<'_>) -> Result<Vec<YearSource>> {
    let mut out = Vec::new();
    for s in slice::years(cx.region()) {
        if app::settings::capability_on(cx, s.permission.capability)? {
            out.push(s);
        }
    }
    Ok(out)
}

/// Every figure that can be counted from records: source, its words, the figure.
pub type Countable = (&'static str, &'static str, YearChoice);

/// The figures that can be counted from records here.
pub fn countable(cx: &Cx<'_>) -> Result<Vec<Countable>> {
    authorise(cx, &permissions::READ)?;
    let mut out = Vec::new();
    for s in sources(cx)? {
        out.extend((s.choices)()?.into_iter().map(|c| (s.code, s.label, c)));
    }
    Ok(out)
}

fn known(cx: &Cx<'_>, provider: &str, of: &str) -> Result<bool> {
    match sources(cx)?.into_iter().find(|s| s.code == provider) {
        Some(s) => Ok((s.choices)()?.iter().any(|c| c.code == of)),
        None => Ok(false),
    }
}

fn check(cx: &Cx<'_>, d: &NewIndicator, was: Option<&NewIndicator>) -> Result<()> {
    let unchanged = was.is_some_and(|w| (&w.provider, &w.of) == (&d.provider, &d.of));
    // a source that was switched off meanwhile stays with its indicator
    let fine = unchanged || !d.live() || known(cx, &d.provider, &d.of)?;
    d.check(catalogue()?, |_, _| fine)
}

/// Adds an indicator.
pub fn add(cx: &Cx<'_>, d: &NewIndicator) -> Result<IndicatorId> {
    authorise(cx, &permissions::DEFINE)?;
    check(cx, d, None)?;
    if store::indicator::all(cx)?.iter().filter(|i| !i.removed).count() >= MOST {
        return super::rule("指標は300までです");
    }
    let id = IndicatorId(cx.new_id());
    store::indicator::add(cx, id, d)?;
    Ok(id)
}

/// Changes its definition.
pub fn change(cx: &Cx<'_>, id: IndicatorId, d: &NewIndicator, version: i64) -> Result<()> {
    authorise(cx, &permissions::DEFINE)?;
    let i = indicator(cx, id)?;
    check(cx, d, Some(&i.data))?;
    match store::indicator::change(cx, id, d, version)? {
        0 => Err(Error::Stale { mine: version, theirs: i.version }),
        _ => Ok(()),
    }
}

/// Takes it out of lists, or puts it back.
pub fn set_removed(cx: &Cx<'_>, id: IndicatorId, removed: bool) -> Result<()> {
    authorise(cx, &permissions::DEFINE)?;
    indicator(cx, id)?;
    store::indicator::set_removed(cx, id, removed)
}

/// The examples that are not taken over yet; those counted from records only where they can be counted here.
pub fn examples(cx: &Cx<'_>) -> Result<Vec<&'static Example>> {
    authorise(cx, &permissions::DEFINE)?;
    let all = store::indicator::all(cx)?;
    let mut out = Vec::new();
    for e in &catalogue()?.examples {
        let taken = all.iter().any(|i| !i.removed && i.data.name == e.name);
        if !taken && (e.provider.is_empty() || known(cx, &e.provider, &e.of)?) {
            out.push(e);
        }
    }
    Ok(out)
}

/// Takes examples over, by their names; how many.
pub fn take_over(cx: &Cx<'_>, names: &[String]) -> Result<usize> {
    let mut n = 0;
    for e in examples(cx)?.into_iter().filter(|e| names.contains(&e.name)) {
        let d = NewIndicator {
            scene: e.scene.clone(),
            name: e.name.clone(),
            unit: e.unit.clone(),
            numerator: e.numerator.clone(),
            denominator: e.denominator.clone(),
            source: e.source.clone(),
            provider: e.provider.clone(),
            of: e.of.clone(),
            better: e.better.clone(),
            ..NewIndicator::default()
        };
        add(cx, &d)?;
        n += 1;
    }
    match n {
        0 => Err(Error::field("names", "加える指標を選んでください")),
        n => Ok(n),
    }
}

/// Decides targets; none clears.
pub fn put_targets(cx: &Cx<'_>, id: IndicatorId, all: &[(i64, Option<Num>)]) -> Result<()> {
    authorise(cx, &permissions::TARGET)?;
    indicator(cx, id)?;
    let mut wrong = Vec::new();
    for (of, n) in all {
        if !year::RANGE.contains(of) || n.is_some_and(|n| n.0 < 0) {
            let message = "0以上の数で入力してください".into();
            wrong.push(FieldError { field: format!("target.{of}"), message });
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    for (of, n) in all {
        store::indicator::put_target(cx, id, *of, *n)?;
    }
    Ok(())
}

/// An indicator, for who may change it.
pub fn to_change(cx: &Cx<'_>, id: IndicatorId) -> Result<Indicator> {
    authorise(cx, &permissions::DEFINE)?;
    indicator(cx, id)
}

/// All that are not taken out, in the order of lists.
pub fn all(cx: &Cx<'_>) -> Result<Vec<Indicator>> {
    authorise(cx, &permissions::READ)?;
    let mut out = store::indicator::all(cx)?;
    out.retain(|i| !i.removed);
    Ok(out)
}
