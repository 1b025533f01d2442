//! What a facility can do and when: its own answers, the answers of the sources, the week as a small table with the
//! text it was read from.
use kernel::wareki;
use ui::{Html, Kv};

use crate::model::abilities::{self, Says};
use crate::model::hours;
use crate::model::sources::Answer;
use crate::use_cases::browse::FacilityPage;
use crate::use_cases::said::Said;

/// A source's week.
pub(super) struct Week {
    pub id: String,
    pub source: &'static str,
    pub day: String,
    pub days: Vec<DayRow>,
    /// The source wrote text: it stands in a column of its own.
    pub texts: bool,
}

/// One day of it.
pub(super) struct DayRow {
    pub name: &'static str,
    /// Empty = nothing was written, or it could not be read.
    pub hours: String,
    pub text: String,
}

/// The weeks of all sources.
pub(super) fn weeks(p: &FacilityPage) -> Vec<Week> {
    p.weeks
        .iter()
        .enumerate()
        .map(|(n, (s, d, w))| week(n, s.label(), wareki::long(*d), w))
        .collect()
}

fn week(n: usize, source: &'static str, day: String, w: &hours::Week) -> Week {
    let text = |at: usize| w.texts.get(at).map(|t| t.trim().to_string()).unwrap_or_default();
    let mut days: Vec<DayRow> = ["月", "火", "水", "木", "金", "土", "日", "祝"]
        .into_iter()
        .zip(&w.days)
        .enumerate()
        // Sundays and holidays share one text
        .map(|(at, (name, d))| DayRow { name, hours: d.words(), text: text(at.min(6)) })
        .collect();
    // spans without texts name only the days they speak of
    if w.texts.is_empty() {
        days.retain(|d| !d.hours.is_empty());
    }
    Week { id: format!("week{n}"), source, day, days, texts: !w.texts.is_empty() }
}

/// What the facility says of itself.
pub(super) struct Own {
    /// Answer and what it holds for.
    pub kinds: Vec<(&'static str, Vec<String>)>,
    pub words: String,
    /// 「令和8年11月21日に、結野ケアハウスの小林 実さんが答えました」.
    pub who: String,
    /// The answers are older than a year.
    pub old: bool,
}

/// By answer: what it takes first.
pub(super) fn own(s: &Said, today: kernel::Date) -> Own {
    let of = |says: Says| {
        let list: Vec<String> = s
            .answers
            .iter()
            .filter(|(_, a)| *a == says)
            .map(|(c, _)| abilities::label(c).to_string())
            .collect();
        (says.label(), list)
    };
    let office = if s.office.is_empty() { String::new() } else { format!("{}の", s.office) };
    Own {
        kinds: Says::ALL.into_iter().map(of).filter(|(_, list)| !list.is_empty()).collect(),
        words: s.words.clone(),
        who: format!("{}に、{office}{}さんが答えました", wareki::long(s.at.date()), s.name),
        old: kernel::time::days_between(s.at.date(), today) > 366,
    }
}

/// The answers that one source holds.
pub(super) struct Group {
    pub id: String,
    pub source: &'static str,
    pub day: String,
    pub yes: Vec<String>,
    pub no: Vec<String>,
    /// Answers in words, as the source has them.
    pub words: Kv,
    /// Questions that the source left blank.
    pub blank: usize,
    /// Many: folded at first.
    pub folded: bool,
    pub n: usize,
}

/// So many answers are shown unfolded.
const OPEN: usize = 12;

/// By source and day.
pub(super) fn groups(p: &FacilityPage) -> Vec<Group> {
    let mut out: Vec<(Group, Vec<&Answer>)> = Vec::new();
    for (source, day, a) in &p.answers {
        let (name, day) = (source.label(), wareki::long(*day));
        match out.iter_mut().find(|(g, _)| g.source == name && g.day == day) {
            Some((_, list)) => list.push(a),
            None => {
                let id = format!("can{}", out.len());
                let group = Group {
                    id,
                    source: name,
                    day,
                    yes: Vec::new(),
                    no: Vec::new(),
                    words: Kv { rows: Vec::new(), tight: false, small: true },
                    blank: 0,
                    folded: false,
                    n: 0,
                };
                out.push((group, vec![a]));
            }
        }
    }
    out.into_iter().map(|(g, list)| filled(g, &list)).collect()
}

fn filled(mut g: Group, answers: &[&Answer]) -> Group {
    for a in answers {
        let question = a.question.replace(['\r', '\n'], " ");
        match a.yes {
            Some(true) => g.yes.push(question),
            Some(false) => g.no.push(question),
            None if a.text.trim().is_empty() => g.blank += 1,
            None => g.words.rows.push((Html::from(question), lines(&a.text))),
        }
    }
    g.n = g.yes.len() + g.no.len() + g.words.rows.len();
    g.folded = g.n > OPEN;
    g
}

/// The text of a cell with its line breaks.
fn lines(text: &str) -> Html {
    let mut out = Html::default();
    for (n, line) in text.trim().lines().enumerate() {
        if n > 0 {
            out = out.and(Html::trusted("<br>"));
        }
        out = out.and(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_keeps_its_line_breaks_and_stays_text() {
        assert_eq!(lines("訪問\n<b>相談</b>\n").as_str(), "訪問<br>&lt;b&gt;相談&lt;/b&gt;");
    }

    #[test]
    fn a_text_that_cannot_be_read_stands_beside_an_empty_day() {
        let w = hours::Week::of_seven(["9:00-17:00", "随時", "", "", "", "", "休診"]).unwrap();
        let week = week(0, "地域の資源マップ", String::new(), &w);
        assert_eq!(week.days.len(), 8);
        assert_eq!(
            (week.days[0].hours.as_str(), week.days[0].text.as_str()),
            ("9:00〜17:00", "9:00-17:00")
        );
        assert_eq!((week.days[1].hours.as_str(), week.days[1].text.as_str()), ("", "随時"));
        assert_eq!((week.days[7].hours.as_str(), week.days[7].text.as_str()), ("休み", "休診"));
    }
}
