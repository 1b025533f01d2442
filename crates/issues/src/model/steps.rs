//! 「連携の歩み」: what happened with one profession, day by day with the form of contact (Kamaishi, 歯科 R3), and year by
//! year with the days of each kind (歯科 H24–H30).
use std::collections::BTreeMap;

use kernel::{Date, wareki};

use super::act::{Act, Level};
use super::codes::{By, Form, Profession, State};
use super::fiscal;
use crate::{ActId, PartyId};

/// A day of the first table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day; none = 未定.
    pub day: Option<Date>,
    /// 分類.
    pub class: String,
    /// 形式, for 三次連携 with whom it was for.
    pub form: String,
    /// 内容.
    pub what: String,
    /// It has not taken place yet.
    pub planned: bool,
    /// The act.
    pub act: ActId,
}

impl Day {
    /// 「8.24」 as the paper prints it, 「未定」.
    pub fn when(&self) -> String {
        self.day.map_or_else(|| "未定".into(), |d| format!("{}.{}", d.month(), d.day()))
    }
}

/// A line of the second table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// 年度.
    pub fy: i16,
    /// 分類.
    pub class: String,
    /// 「8/21、9/20、11/22、3/28 計4回」.
    pub what: String,
    /// The acts.
    pub acts: Vec<ActId>,
}

fn own_names(a: &Act, names: &BTreeMap<PartyId, String>) -> String {
    match a.about.by {
        By::Own => {
            let of = a.about.parties.iter().filter_map(|p| names.get(p).map(String::as_str));
            of.collect::<Vec<_>>().join("・")
        }
        _ => String::new(),
    }
}

fn content(a: &Act) -> String {
    let n = &a.about;
    match (n.title.is_empty(), n.what.is_empty()) {
        (_, true) => n.name(),
        (true, false) => n.what.clone(),
        (false, false) => format!("{}　{}", n.title, n.what),
    }
}

fn of(mine: Profession, acts: &[Act]) -> impl Iterator<Item = &Act> {
    acts.iter()
        .filter(move |a| a.about.professions.contains(&mine))
        .filter(|a| matches!(a.about.state, State::Done | State::Arranging))
}

/// The days of one 年度; what has no day yet comes last.
pub fn days(
    mine: Profession,
    fy: i16,
    acts: &[Act],
    names: &BTreeMap<PartyId, String>,
) -> Vec<Day> {
    let mut out: Vec<(i64, Day)> = Vec::new();
    for a in of(mine, acts).filter(|a| a.about.fy == fy) {
        let n = &a.about;
        let form = n.form.map_or("", Form::label);
        let form = match n.level {
            Level::Third => [form, &n.target].join(" ").trim().to_string(),
            _ => form.to_string(),
        };
        let one = |day: Option<Date>| Day {
            day,
            class: n.class(mine, &own_names(a, names)),
            form: form.clone(),
            what: content(a),
            planned: n.state == State::Arranging,
            act: a.id,
        };
        match n.days.is_empty() {
            true => out.push((a.ord, one(None))),
            false => out.extend(n.days.iter().map(|d| (a.ord, one(Some(*d))))),
        }
    }
    out.sort_by_key(|(ord, d)| (d.day.is_none(), d.day, *ord));
    out.into_iter().map(|(_, d)| d).collect()
}

/// Year by year: the days of one class together where nothing else tells them apart.
pub fn years(mine: Profession, acts: &[Act], names: &BTreeMap<PartyId, String>) -> Vec<Year> {
    let mut sorted: Vec<&Act> = of(mine, acts).collect();
    sorted.sort_by_key(|a| (a.about.fy, a.about.level, a.first(), a.ord));
    // what is told together: 一次 of one year as days, everything else by its own name
    let mut groups: Vec<(i16, String, String, Vec<&Act>)> = Vec::new();
    for a in sorted {
        let class = a.about.class(mine, &own_names(a, names));
        let title = if a.about.level == Level::First { String::new() } else { a.about.name() };
        let same = |g: &&mut (i16, String, String, Vec<&Act>)| {
            g.0 == a.about.fy && g.1 == class && g.2 == title
        };
        match groups.iter_mut().find(same) {
            Some(g) => g.3.push(a),
            None => groups.push((a.about.fy, class, title, vec![a])),
        }
    }
    groups
        .into_iter()
        .map(|(fy, class, title, acts)| {
            let mut days: Vec<Date> = acts.iter().flat_map(|a| a.about.days.clone()).collect();
            days.sort_unstable();
            let n: i64 = acts.iter().map(|a| a.about.count()).sum();
            let mut parts = vec![title];
            parts.push(fiscal::slashes(&days));
            if n > 1 {
                parts.push(format!("計{n}回"));
            }
            let told = acts.iter().any(|a| a.about.state == State::Arranging);
            parts.push(if told { "（予定をふくむ）".into() } else { String::new() });
            parts.retain(|p| !p.is_empty());
            Year { fy, class, what: parts.join(" "), acts: acts.iter().map(|a| a.id).collect() }
        })
        .collect()
}

/// 「通算14回」: how many 一次連携 there were up to and with that 年度.
pub fn total(mine: Profession, fy: i16, acts: &[Act]) -> i64 {
    of(mine, acts)
        .filter(|a| a.about.level == Level::First && a.about.state == State::Done)
        .filter(|a| a.about.fy <= fy)
        .map(|a| a.about.count())
        .sum()
}

/// 「R8.8.24（月）」 for screens, where the year is not in the heading.
pub fn spoken(day: Option<Date>) -> String {
    day.map_or_else(|| "未定".into(), |d| format!("{}（{}）", wareki::short(d), wareki::weekday(d)))
}
