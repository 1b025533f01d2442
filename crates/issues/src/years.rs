//! What the programme reads of issues: 打ち合わせ, マッチング, 共有の場 and what was solved in a 年度, and what was done.
use app::measures::value as measured;
use app::{Cx, Result, may};
use kernel::Date;
use slice::{Deed, Reach, YearChoice, YearFigure, YearSource, reach, year_ends};

use crate::model::{By, Level, Profession, State, counts};
use crate::store::acts::ActFilter;
use crate::store::{acts, counting};
use crate::{offers, permissions};

/// Acts and solved issues.
pub(crate) const SOURCE: YearSource = YearSource {
    code: "issues.acts",
    label: "連携課題",
    permission: &permissions::READ,
    choices,
    value,
};

const CHOICES: [(&str, &str, &str, &str); 6] = [
    ("first", "打ち合わせ（一次連携）", "その年度に行った職種ごとの打ち合わせ", "回"),
    ("second", "マッチング（二次連携）", "その年度に拠点が行ったマッチング", "回"),
    (
        "own",
        "職能団体などが自分たちで行った連携",
        "その年度に職能団体などが自分たちで行った二次連携",
        "回",
    ),
    ("third", "共有の場（三次連携）", "その年度に開いた合意形成・共有の場", "回"),
    ("heard", "聞いた連携課題", "その年度に聞いた課題", "件"),
    ("solved", "解決した連携課題", "その年度に解決した課題", "件"),
];

fn choices() -> Result<Vec<YearChoice>> {
    let choice = |c: &(&str, &str, &str, &'static str)| YearChoice {
        code: c.0.into(),
        label: c.1.into(),
        definition: c.2.into(),
        unit: c.3,
    };
    Ok(CHOICES.iter().map(choice).collect())
}

fn value(cx: &Cx<'_>, of: &str, year: i64, on: Date) -> Result<Option<YearFigure>> {
    let Some((first, last)) = year_ends(year).filter(|_| CHOICES.iter().any(|c| c.0 == of)) else {
        return Ok(None);
    };
    let Ok(fy) = i16::try_from(year) else { return Ok(None) };
    let until = match reach(year, on, cx.today()) {
        Reach::Nothing => return Ok(Some(YearFigure::default())),
        Reach::Until(day) => Some(day),
        Reach::All => None,
    };
    let path = |p: &str| format!("{p}?fy={fy}");
    let whole = until.is_none();
    let (n, href) = match of {
        "first" => {
            let n = match until {
                None => counting::done(cx, fy, Level::First)?,
                Some(day) => counting::done_until(cx, fy, Level::First, None, day)?.0,
            };
            (n, path("/issues/hearings"))
        }
        "second" | "own" => {
            let by = if of == "own" { By::Own } else { By::Centre };
            let n = match until {
                None => measured(cx, counts::TIMES, &format!("fy={fy};by={}", by.code()))?,
                Some(day) => counting::done_until(cx, fy, Level::Second, Some(by), day)?.1,
            };
            (n, path("/issues/matches"))
        }
        "third" => {
            let n = match until {
                None => measured(cx, counts::PLATFORMS, &format!("fy={fy}"))?,
                Some(day) => counting::done_until(cx, fy, Level::Third, None, day)?.0,
            };
            (n, path("/issues/platforms"))
        }
        "heard" => (heard(cx, fy, until)?, path("/issues")),
        "solved" if whole => {
            (measured(cx, counts::SOLVED, &format!("fy={fy}"))?, "/issues/tables/solutions".into())
        }
        _ => {
            let n = counting::solved_between(cx, first, until.unwrap_or(last))?;
            (n, "/issues/tables/solutions".into())
        }
    };
    Ok(Some(YearFigure { n, recorded: n > 0, href, ..YearFigure::default() }))
}

fn heard(cx: &Cx<'_>, fy: i16, until: Option<Date>) -> Result<i64> {
    if let Some(day) = until {
        let of = crate::store::issues::Filter { fy: Some(fy), ..Default::default() };
        let all = crate::store::issues::all(cx, &of)?;
        let counts = |i: &&crate::model::Issue| {
            i.stage != crate::model::Stage::Withdrawn
                && i.merged_into.is_none()
                && i.at.date() <= day
        };
        return Ok(i64::try_from(all.iter().filter(counts).count()).unwrap_or(0));
    }
    let mut n = 0;
    for p in Profession::ALL {
        n += measured(cx, counts::ISSUES, &format!("fy={fy};profession={}", p.code()))?;
    }
    Ok(n)
}

/// What was done in a 年度: 打ち合わせ by profession as one line, マッチング and 共有の場 by their names.
pub(crate) fn deeds(cx: &Cx<'_>, year: i64) -> Result<Vec<Deed>> {
    let Ok(fy) = i16::try_from(year) else { return Ok(Vec::new()) };
    if !may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    let mut all = acts::all(cx, &ActFilter { fy: Some(fy), ..ActFilter::default() })?;
    all.retain(|a| a.about.state != State::Stopped);
    all.sort_by_key(|a| (a.first(), a.ord));
    for a in all.iter().take(300) {
        let level = match a.about.level {
            Level::First => 1,
            Level::Second => 2,
            Level::Third => 3,
        };
        let group = match a.about.level {
            Level::First => "職能団体などとの打ち合わせ（一次連携）".to_string(),
            _ => a.about.name(),
        };
        out.push(Deed {
            evidence: offers::of_act(cx, a),
            day: a.first(),
            done: a.about.state == State::Done,
            level,
            group,
        });
    }
    Ok(out)
}
