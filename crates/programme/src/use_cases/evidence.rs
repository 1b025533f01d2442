//! What others may cite of the programme: an edition of the roadmap (the agenda of the council that confirms it), and an
//! indicator with its figure of this fiscal year (what an issue rests on).
use app::{Cx, Result, may};
use kernel::Id;
use kernel::kana::search_key;
use slice::{Evidence, EvidenceSource};

use super::values::Values;
use super::{indicator_path, roadmap_path};
use crate::model::roadmap::Roadmap;
use crate::model::shown::State;
use crate::model::{Indicator, year};
use crate::{IndicatorId, RoadmapId, permissions, store};

/// How many are found at once.
const MOST: usize = 20;

/// Editions of the roadmap.
pub(crate) const ROADMAP: EvidenceSource = EvidenceSource {
    kind: "programme.roadmap",
    label: "ロードマップ",
    permission: &permissions::READ,
    find: find_roadmaps,
    one: one_roadmap,
    told: None,
};

/// Indicators with the figure of this fiscal year.
pub(crate) const INDICATOR: EvidenceSource = EvidenceSource {
    kind: "programme.indicator",
    label: "指標",
    permission: &permissions::READ,
    find: find_indicators,
    one: one_indicator,
    told: None,
};

fn edition(cx: &Cx<'_>, r: &Roadmap) -> Evidence {
    Evidence {
        kind: ROADMAP.kind,
        id: r.id.0,
        title: format!("ロードマップ {}", r.called()),
        figure: String::new(),
        as_of: cx.today(),
        href: roadmap_path(r.id),
    }
}

fn find_roadmaps(cx: &Cx<'_>, typed: &str) -> Result<Vec<Evidence>> {
    if !may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let wanted = search_key(typed);
    let all = store::roadmap::all(cx)?;
    let fits =
        all.iter().map(|r| edition(cx, r)).filter(|e| search_key(&e.title).contains(&wanted));
    Ok(fits.take(MOST).collect())
}

fn one_roadmap(cx: &Cx<'_>, id: Id) -> Result<Option<Evidence>> {
    if !may(cx, &permissions::READ)? {
        return Ok(None);
    }
    Ok(store::roadmap::find(cx, RoadmapId(id))?.map(|r| edition(cx, &r)))
}

/// The indicator with its figure: 「相談件数（R8）」「62件」. Without a figure of this year there is nothing to cite.
fn figure(cx: &Cx<'_>, v: &Values, i: &Indicator, of: i64) -> Result<Option<Evidence>> {
    let s = v.shown(cx, i, of, cx.today())?;
    if matches!(s.state, State::Nothing | State::Off) {
        return Ok(None);
    }
    Ok(Some(Evidence {
        kind: INDICATOR.kind,
        id: i.id.0,
        title: format!("{}（{}）", i.data.name, year::short(of)),
        figure: s.with_unit(&i.data),
        as_of: s.as_of.unwrap_or_else(|| cx.today()),
        href: indicator_path(i.id),
    }))
}

fn find_indicators(cx: &Cx<'_>, typed: &str) -> Result<Vec<Evidence>> {
    if !may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let (of, wanted) = (year::of(cx.today()), search_key(typed));
    let v = Values::read(cx, of, of)?;
    let mut out = Vec::new();
    for i in store::indicator::all(cx)? {
        if out.len() < MOST && !i.removed && search_key(&i.data.name).contains(&wanted) {
            out.extend(figure(cx, &v, &i, of)?);
        }
    }
    Ok(out)
}

fn one_indicator(cx: &Cx<'_>, id: Id) -> Result<Option<Evidence>> {
    if !may(cx, &permissions::READ)? {
        return Ok(None);
    }
    let Some(i) = store::indicator::find(cx, IndicatorId(id))? else { return Ok(None) };
    let of = year::of(cx.today());
    figure(cx, &Values::read(cx, of, of)?, &i, of)
}
