//! What the programme reads of events: times and persons of the rows of the plan by fiscal year, and what was done.
use app::{Cx, Result, may};
use kernel::Date;
use slice::{Deed, Reach, YearChoice, YearFigure, YearSource, reach};

use super::{count, evidence};
use crate::model::{State, catalogue};
use crate::{permissions, store};

/// Times and persons by row of the plan.
pub(crate) const SOURCE: YearSource = YearSource {
    code: "events.plan",
    label: "研修・啓発",
    permission: &permissions::READ,
    choices,
    value,
};

fn choices() -> Result<Vec<YearChoice>> {
    let c = catalogue::catalogue()?;
    let mut out = Vec::new();
    for row in &c.rows {
        let kinds: Vec<&str> = c.kinds_of(&row.code).map(|k| c.kind_label(k)).collect();
        for (what, words, unit) in [("times", "開催回数", "回"), ("persons", "参加人数", "人")]
        {
            out.push(YearChoice {
                code: format!("{}.{what}", row.code),
                label: format!("{} {words}", row.label),
                definition: format!("その年度に実施した{}の{words}（延べ）", kinds.join("・")),
                unit,
            });
        }
    }
    Ok(out)
}

/// The rows and the two figures of a code.
fn asked(of: &str) -> Result<Option<(&str, bool)>> {
    let Some((row, what)) = of.rsplit_once('.') else { return Ok(None) };
    let known = catalogue::catalogue()?.rows.iter().any(|r| r.code == row);
    Ok(match what {
        "times" if known => Some((row, true)),
        "persons" if known => Some((row, false)),
        _ => None,
    })
}

fn value(cx: &Cx<'_>, of: &str, year: i64, on: Date) -> Result<Option<YearFigure>> {
    let Some((row, times)) = asked(of)? else { return Ok(None) };
    let kinds: Vec<&str> = catalogue::catalogue()?.kinds_of(row).collect();
    let mut out = YearFigure { href: format!("/events?year={year}"), ..YearFigure::default() };
    if let [one] = kinds.as_slice() {
        out.href = format!("/events?year={year}&kind={one}");
    }
    let reach = reach(year, on, cx.today());
    let mut ahead = None;
    let measure = if times { count::TIMES } else { count::PERSONS };
    for e in
        store::event::year_lines(cx, year, measure)?.iter().filter(|e| kinds.contains(&&*e.kind))
    {
        let past = match reach {
            Reach::Nothing => false,
            Reach::Until(day) => e.last.is_some_and(|d| d <= day),
            Reach::All => true,
        };
        match e.state {
            State::Held if past => {
                out.recorded = true;
                // a whole year stands in the measures; of a part of it, what each event added to them
                if reach != Reach::All {
                    out.n += e.counted;
                }
            }
            State::Held | State::Planned | State::Open => {
                *ahead.get_or_insert(0) += if times { e.times } else { e.expected };
            }
            State::Off => {
                out.off = true;
                if !e.why.is_empty() && !out.whys.contains(&e.why) {
                    out.whys.push(e.why.clone());
                }
            }
            State::Void => {}
        }
    }
    out.ahead = ahead;
    if reach == Reach::All {
        for kind in kinds {
            let (t, p) = count::figure(cx, kind, year)?;
            out.n += if times { t } else { p };
        }
    }
    Ok(Some(out))
}

/// Events of a fiscal year, several of one title as one line.
pub(crate) fn deeds(cx: &Cx<'_>, year: i64) -> Result<Vec<Deed>> {
    if !may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    let mut all = store::event::of_years(cx, year, year)?;
    all.retain(|e| !matches!(e.state, State::Void | State::Off));
    for e in all.iter().take(300) {
        out.push(Deed {
            evidence: evidence::cited(cx, e)?,
            day: e.data.days.first().map(|d| d.day),
            done: e.state == State::Held,
            level: 0,
            group: e.data.title.clone(),
        });
    }
    Ok(out)
}
