//! Which new rows are facilities that another source brought already. Sources are taken one after the other; within a
//! source the surest pair goes first, and a facility has at most one row of each source.

use std::collections::BTreeMap;

use super::{Create, Plan};
use crate::FacilityId;
use crate::model::facility::FacilityData;
use crate::model::matching::{Features, Found, Pool, Score};
use crate::model::report::Warning;
use crate::model::sources::Source;

/// What becomes of a new row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A facility of its own.
    New,
    /// It joins this facility.
    Facility(FacilityId),
    /// It joins the facility that an earlier row of the same import becomes (place in the plan's creates).
    Row(usize),
}

/// A facility that a row may be the same as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// A stored facility or an earlier row.
    pub to: Target,
    /// Points of the comparison.
    pub points: i32,
    /// What the points are for.
    pub reasons: Vec<&'static str>,
}

/// An open facility to compare with.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Which.
    pub id: FacilityId,
    /// As shown.
    pub data: FacilityData,
    /// Source and number of everything that is known of it.
    pub rows: Vec<(Source, String)>,
}

/// A number with its register, as [`Features`] compares them; none for numbers that only their own list knows.
pub fn code_of(source: Source, d: &FacilityData, number: &str) -> Option<String> {
    let medical =
        matches!(d.service.as_str(), "hospital" | "clinic" | "dental" | "pharmacy" | "maternity");
    match source {
        Source::Codes | Source::Filings => Some(format!("m:{number}")),
        Source::Iryo => Some(format!("i:{}{number}", d.prefecture())),
        Source::FacilityJson if medical => Some(format!("i:{}{number}", d.prefecture())),
        Source::Kouhyou | Source::FacilityJson => Some(format!("k:{number}")),
        Source::Local if number.len() == 10 && !medical => Some(format!("k:{number}")),
        Source::Local if number.len() == 10 => Some(format!("m:{number}")),
        _ => None,
    }
}

/// A place in the pool: who it is and which sources it has a row of.
struct Place {
    to: Target,
    name: String,
    sources: Vec<Source>,
}

/// Gives every create of the plan its target and its asks, and tells about them.
pub(super) fn find(plan: &mut Plan, known: &[Known]) {
    let mut order: Vec<Source> = Vec::new();
    for c in &plan.creates {
        if !order.contains(&c.source) {
            order.push(c.source);
        }
    }
    if order.is_empty() || (known.is_empty() && order.len() == 1) {
        return;
    }
    let mut pool = Pool::default();
    let mut places: Vec<Place> = Vec::new();
    for k in known {
        let codes = k.rows.iter().filter_map(|(s, n)| code_of(*s, &k.data, n)).collect();
        // a service is guessed only while no source that knows it has spoken
        let guessed = k.rows.iter().all(|(s, _)| s.guesses_service());
        pool.add(Features::of(&k.data, codes, guessed));
        places.push(Place {
            to: Target::Facility(k.id),
            name: k.data.name.clone(),
            sources: k.rows.iter().map(|(s, _)| *s).collect(),
        });
    }
    let last = order.last().copied();
    for source in order {
        let mine: Vec<usize> = (0..plan.creates.len())
            .filter(|n| plan.creates.get(*n).is_some_and(|c| c.source == source))
            .collect();
        one_source(plan, source, &mine, &mut pool, &mut places);
        if Some(source) == last {
            break;
        }
        for at in mine {
            let Some(c) = plan.creates.get(at).filter(|c| c.target == Target::New) else {
                continue;
            };
            pool.add(features(c));
            places.push(Place {
                to: Target::Row(at),
                name: c.data.name.clone(),
                sources: vec![source],
            });
        }
    }
    tell_matched(plan);
}

fn features(c: &Create) -> Features {
    let codes = code_of(c.source, &c.data, &c.data.number).into_iter().collect();
    Features::of(&c.data, codes, c.source.guesses_service())
}

fn one_source(
    plan: &mut Plan,
    source: Source,
    mine: &[usize],
    pool: &mut Pool,
    places: &mut [Place],
) {
    if pool.is_empty() {
        return;
    }
    let free =
        |places: &[Place], at: usize| places.get(at).is_some_and(|p| !p.sources.contains(&source));
    let mut found: Vec<(usize, Vec<(usize, Score)>)> = mine
        .iter()
        .filter_map(|n| {
            Some((*n, pool.alike(&features(plan.creates.get(*n)?), |at| free(places, at))))
        })
        .filter(|(_, near)| !near.is_empty())
        .collect();
    let best = |near: &[(usize, Score)]| near.first().map_or(0, |(_, s)| s.points);
    found.sort_by(|a, b| best(&b.1).cmp(&best(&a.1)).then(a.0.cmp(&b.0)));
    let mut warnings = Vec::new();
    for (n, near) in found {
        let near: Vec<_> = near.into_iter().filter(|(at, _)| free(places, *at)).collect();
        let Some(create) = plan.creates.get_mut(n) else { continue };
        match Pool::judge(near) {
            Found::Nothing => {}
            Found::Same(at, _) => {
                if let Some(place) = places.get_mut(at) {
                    create.target = place.to;
                    place.sources.push(source);
                }
                if let Some(code) = code_of(source, &create.data, &create.data.number) {
                    pool.also(at, &code);
                }
            }
            Found::Perhaps(near) => {
                for (at, score) in near {
                    let Some(place) = places.get(at) else { continue };
                    warnings.push((
                        n,
                        Warning {
                            file: create.file.clone(),
                            line: create.line,
                            kind: "review",
                            text: format!(
                                "「{}」は、すでにある「{}」と同じ施設かもしれません（{}）。",
                                create.data.name,
                                place.name,
                                score.reasons.join("、")
                            ),
                        },
                    ));
                    create.asks.push(Ask {
                        to: place.to,
                        points: score.points,
                        reasons: score.reasons,
                    });
                }
            }
        }
    }
    // in the order of the file, not of the points
    warnings.sort_by_key(|(n, _)| *n);
    plan.warnings.extend(warnings.into_iter().map(|(_, w)| w));
}

fn tell_matched(plan: &mut Plan) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for c in plan.creates.iter().filter(|c| c.target != Target::New) {
        *counts.entry(c.file.clone()).or_default() += 1;
    }
    for (file, n) in counts {
        plan.warnings.push(Warning {
            file,
            line: 0,
            kind: "matched",
            text: format!("{n}件を、ほかの資料からすでにある施設と同じものとして合わせます。"),
        });
    }
}
