//! The tables that the papers print, drawn up from the records.
use std::collections::BTreeMap;

use app::{Cx, Result, authorise};

use crate::PartyId;
use crate::model::solutions::{self, Solutions};
use crate::model::steps::{self, Day, Year};
use crate::model::{Act, Profession};
use crate::permissions;
use crate::store::acts::ActFilter;
use crate::store::issues::Filter;
use crate::store::{acts, issues, parties};

/// 年度 and profession with how many issues: for which of them there is a table.
pub fn tables_there_are(cx: &Cx<'_>) -> Result<Vec<(i16, Profession, i64)>> {
    authorise(cx, &permissions::READ)?;
    issues::pairs(cx)
}

/// 「課題 × 年度 × 解決策」 of the issues of a 年度 and profession.
pub fn solutions_of(cx: &Cx<'_>, profession: Profession, fy: i16) -> Result<Solutions> {
    authorise(cx, &permissions::READ)?;
    let of = Filter { fy: Some(fy), profession: Some(profession), ..Filter::default() };
    let acts = acts::all(cx, &ActFilter::default())?;
    Ok(solutions::solutions(profession, fy, &issues::all(cx, &of)?, &acts))
}

/// 「連携の歩み」 with one profession.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepsTable {
    /// With whom.
    pub profession: Profession,
    /// Of which 年度 the days are; none = year by year.
    pub fy: Option<i16>,
    /// The days.
    pub days: Vec<Day>,
    /// Year by year.
    pub years: Vec<Year>,
    /// 一次連携 up to and with the last 年度 shown.
    pub total: i64,
    /// 年度 in which something happened, newest first.
    pub there_are: Vec<i16>,
}

fn names(cx: &Cx<'_>) -> Result<BTreeMap<PartyId, String>> {
    Ok(parties::list(cx)?.into_iter().map(|p| (p.id, p.name)).collect())
}

/// 「連携の歩み」: the days of one 年度, or all years.
pub fn steps_of(cx: &Cx<'_>, profession: Profession, fy: Option<i16>) -> Result<StepsTable> {
    authorise(cx, &permissions::READ)?;
    let of = ActFilter { profession: Some(profession), ..ActFilter::default() };
    let all: Vec<Act> = acts::all(cx, &of)?;
    let names = names(cx)?;
    let mut there_are: Vec<i16> = all.iter().map(|a| a.about.fy).collect();
    there_are.sort_unstable_by(|a, b| b.cmp(a));
    there_are.dedup();
    Ok(StepsTable {
        profession,
        fy,
        days: fy.map_or_else(Vec::new, |fy| steps::days(profession, fy, &all, &names)),
        years: match fy {
            Some(_) => Vec::new(),
            None => steps::years(profession, &all, &names),
        },
        total: steps::total(profession, fy.unwrap_or(i16::MAX), &all),
        there_are,
    })
}
