//! 数字: issues by 年度 and state, 打ち合わせ, マッチング, 共有の場, read off the measures that daily work left; and the same
//! counted again from the tables, so that both can be compared.
use app::measures::value;
use app::{Cx, Result, authorise};

use crate::model::{By, Level, Profession, Sort, Stage, State, counts};
use crate::permissions;
use crate::store::acts::ActFilter;
use crate::store::{acts, counting};

/// The figures of one 年度.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// 年度.
    pub fy: i16,
    /// Issues heard, by profession; only those with any.
    pub issues: Vec<(Profession, i64)>,
    /// The same issues by where they stand now.
    pub stages: Vec<(Stage, i64)>,
    /// Issues solved within the 年度, whenever they were heard.
    pub solved: i64,
    /// 打ち合わせ by profession; only those with any.
    pub hearings: Vec<(Profession, i64)>,
    /// マッチング by whom and sort; only those with any.
    pub matches: Vec<(By, Sort, i64)>,
    /// 共有の場.
    pub platforms: i64,
    /// The same by body, counted from the records.
    pub bodies: Vec<(String, i64)>,
}

/// The figures of a 年度.
pub fn figures(cx: &Cx<'_>, fy: i16) -> Result<Figures> {
    authorise(cx, &permissions::READ)?;
    let mut f = Figures {
        fy,
        issues: Vec::new(),
        stages: Vec::new(),
        solved: value(cx, counts::SOLVED, &format!("fy={fy}"))?,
        hearings: Vec::new(),
        matches: Vec::new(),
        platforms: value(cx, counts::PLATFORMS, &format!("fy={fy}"))?,
        bodies: Vec::new(),
    };
    for p in Profession::ALL {
        let dims = format!("fy={fy};profession={}", p.code());
        let (issues, hearings) =
            (value(cx, counts::ISSUES, &dims)?, value(cx, counts::HEARINGS, &dims)?);
        if issues != 0 {
            f.issues.push((*p, issues));
        }
        if hearings != 0 {
            f.hearings.push((*p, hearings));
        }
    }
    for s in Stage::ALL.iter().filter(|s| **s != Stage::Withdrawn) {
        f.stages.push((*s, value(cx, counts::STAGES, &format!("fy={fy};stage={}", s.code()))?));
    }
    for by in By::ALL {
        for sort in Level::Second.sorts() {
            let dims = format!("fy={fy};by={};sort={}", by.code(), sort.code());
            let n = value(cx, counts::MATCHES, &dims)?;
            if n != 0 {
                f.matches.push((*by, *sort, n));
            }
        }
    }
    let all = counting::bodies(cx)?;
    f.bodies =
        all.into_iter().filter(|(of, ..)| *of == i64::from(fy)).map(|(_, b, n)| (b, n)).collect();
    Ok(f)
}

/// Everything counted again from the tables: measure, dimensions, count. Independent of the measures.
pub fn recount(cx: &Cx<'_>) -> Result<Vec<(&'static str, String, i64)>> {
    counting::recount(cx)
}

/// Times of マッチング and issues solved in a 年度, counted again.
pub fn times_again(cx: &Cx<'_>, fy: i16, by: By) -> Result<(i64, i64)> {
    let of = ActFilter {
        level: Some(Level::Second),
        fy: Some(fy),
        state: Some(State::Done),
        ..ActFilter::default()
    };
    let all = acts::all(cx, &of)?;
    let times = all.iter().filter(|a| a.about.by == by).map(|a| a.about.count()).sum();
    Ok((times, counting::solved(cx, fy)?))
}
