//! What the programme reads of meetings: how many were held in a fiscal year, and which.
use app::{Cx, Result, may};
use kernel::Date;
use slice::{Deed, Evidence, Reach, YearChoice, YearFigure, YearSource, reach, year_ends};

use super::path;
use crate::model::catalogue::catalogue;
use crate::model::{Meeting, State};
use crate::{permissions, store};

/// Meetings that were held, all or of one kind of body.
pub(crate) const SOURCE: YearSource = YearSource {
    code: "meetings.held",
    label: "会議体",
    permission: &permissions::READ,
    choices,
    value,
};

fn choices() -> Result<Vec<YearChoice>> {
    let choice = |code: &str, label: String, definition: String| YearChoice {
        code: code.into(),
        label,
        definition,
        unit: "回",
    };
    let mut out = vec![choice("all", "開いた会議".into(), "その年度に開いた会議体の会議".into())];
    for k in &catalogue()?.kinds {
        let definition = format!("その年度に開いた{}の会議", k.label);
        out.push(choice(&k.code, format!("開いた会議（{}）", k.label), definition));
    }
    Ok(out)
}

fn value(cx: &Cx<'_>, of: &str, year: i64, on: Date) -> Result<Option<YearFigure>> {
    let known = of == "all" || catalogue()?.kinds.iter().any(|k| k.code == of);
    let Some((first, last)) = year_ends(year).filter(|_| known) else { return Ok(None) };
    let bodies = store::body::all(cx)?;
    let counts =
        |m: &Meeting| of == "all" || bodies.iter().any(|b| b.id == m.body && b.data.kind == of);
    let until = match reach(year, on, cx.today()) {
        Reach::Nothing => None,
        Reach::Until(day) => Some(day),
        Reach::All => Some(last),
    };
    let mut out =
        YearFigure { href: format!("/meetings/years?year={year}"), ..YearFigure::default() };
    let mut ahead = 0;
    let mut times = 0;
    for m in store::meeting::between(cx, first, last)?.iter().filter(|m| counts(m)) {
        match m.state {
            State::Held if m.data.day.is_some_and(|d| until.is_some_and(|u| d <= u)) => times += 1,
            State::Held | State::Planned => ahead += 1,
            State::Off => {
                out.off = true;
                if !m.why.is_empty() && !out.whys.contains(&m.why) {
                    out.whys.push(m.why.clone());
                }
            }
            State::Void => {}
        }
    }
    (out.n, out.recorded) = (times, times > 0);
    out.ahead = (ahead > 0).then_some(ahead);
    Ok(Some(out))
}

/// Meetings of a fiscal year, those of one body as one line.
pub(crate) fn deeds(cx: &Cx<'_>, year: i64) -> Result<Vec<Deed>> {
    let Some((first, last)) = year_ends(year) else { return Ok(Vec::new()) };
    if !may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let mut all = store::meeting::between(cx, first, last)?;
    all.reverse();
    Ok(all
        .into_iter()
        .filter(|m| matches!(m.state, State::Held | State::Planned))
        .take(300)
        .map(|m| Deed {
            evidence: Evidence {
                kind: "meetings.meeting",
                id: m.id.0,
                title: m.called(),
                figure: String::new(),
                as_of: cx.today(),
                href: path(m.id),
            },
            day: m.data.day,
            done: m.state == State::Held,
            level: 0,
            group: m.body_name,
        })
        .collect())
}
