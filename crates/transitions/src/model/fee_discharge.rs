//! 退院・退所加算 as a guide, never a claim: five grades from the days on which something was heard and whether one of
//! them was a conference (forms-verified.md §1.2). Same day = once; up to seven days after discharge; the grade is
//! never derived from units (600 stands for two grades). Rules are editions in data/rules/discharge-fee.json.
use std::collections::BTreeMap;

use kernel::time::add_days;
use kernel::{Date, Id};
use people::CareLevel;
use serde::Deserialize;

use super::hearing::{Hearing, HearingWay};
use super::{EndKind, Stay};

/// Does something count: yes, no, or is the text of the rule not clear enough to say so by machine (要確認)?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Counts {
    /// Counts.
    Yes,
    /// 要確認: not counted here, but said.
    Check,
    /// Does not count.
    No,
}

/// One grade.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Grade {
    /// Our code: 1i, 1ro, 2i, 2ro, 3.
    pub code: String,
    /// 「退院・退所加算(Ⅱ)ロ」.
    pub label: String,
    /// From so many days of hearing.
    pub days: usize,
    /// With a conference among them.
    pub conference: bool,
    /// Units.
    pub units: i64,
    /// Code of the service table.
    pub service_code: String,
    /// The rule in words.
    pub words: String,
}

/// What an end of the stay means for the fee.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EndRule {
    /// Counts?
    pub counts: Counts,
    /// Why not, in words.
    pub why: String,
}

/// For whom the fee is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LevelRule {
    /// Codes of care levels with it.
    pub yes: Vec<String>,
    /// Codes without.
    pub no: Vec<String>,
    /// Said for those without.
    pub why_no: String,
    /// Said for the others (applied, unknown).
    pub why_check: String,
}

/// Something that excludes it; asked from the care manager or said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Exclusion {
    /// Code.
    pub code: String,
    /// In words.
    pub text: String,
}

/// One edition (改定) of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Edition {
    /// In force for discharges from.
    pub from: String,
    /// Name of the revision.
    pub name: String,
    /// Source in words.
    pub source: String,
    /// Hearings so many days after discharge still count.
    pub hearing_days_after: i64,
    /// Grades.
    pub grades: Vec<Grade>,
    /// What each way of hearing counts.
    pub ways: BTreeMap<String, Counts>,
    /// What each end counts.
    pub ends: BTreeMap<String, EndRule>,
    /// For whom.
    pub care_levels: LevelRule,
    /// What excludes it.
    pub exclusions: Vec<Exclusion>,
    /// What we could not confirm in an official text.
    pub verify: Vec<String>,
}

#[derive(Deserialize)]
struct Editions {
    editions: Vec<Edition>,
}

/// What a hearing is to the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// Counted.
    Counted,
    /// On a day that is counted already.
    SameDay,
    /// After the last day.
    Late,
    /// Before the admission.
    Early,
    /// 要確認 because of how it was heard (telephone).
    CheckWay,
    /// Not counted because of how it was heard (FAX only).
    Way,
}

/// The guide for one stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guide {
    /// What each hearing is, in the order given.
    pub rows: Vec<(Id, Row)>,
    /// Counted days.
    pub days: usize,
    /// Of these with a conference.
    pub conferences: usize,
    /// The grade; none while nothing counts.
    pub grade: Option<Grade>,
    /// The grade if what is 要確認 counted too; none when that changes nothing.
    pub if_checked: Option<Grade>,
}

impl Edition {
    /// All shipped editions, oldest first.
    pub fn all() -> Result<Vec<Edition>, app::Error> {
        let mut all: Editions =
            serde_json::from_str(include_str!("../../../../data/rules/discharge-fee.json"))
                .map_err(|e| app::Error::Inconsistent(format!("discharge-fee: {e}")))?;
        all.editions.sort_by(|a, b| a.from.cmp(&b.from));
        Ok(all.editions)
    }

    /// The edition in force on this day; none before the first one.
    pub fn for_day(day: Date) -> Result<Option<Edition>, app::Error> {
        let in_force = |e: &Edition| e.from.parse::<Date>().is_ok_and(|f| f <= day);
        Ok(Edition::all()?.into_iter().rfind(in_force))
    }

    /// The edition for a stay: by the day of discharge, the planned day while there is none, else today.
    pub fn for_stay(stay: &Stay, today: Date) -> Result<Option<Edition>, app::Error> {
        Edition::for_day(stay.ended_on.or(stay.planned_on).unwrap_or(today))
    }

    fn way(&self, way: HearingWay) -> Counts {
        self.ways.get(way.code()).copied().unwrap_or(Counts::Check)
    }

    /// The grade for so many days with or without a conference.
    pub fn grade(&self, days: usize, conference: bool) -> Option<&Grade> {
        self.grades
            .iter()
            .filter(|g| g.conference == conference && g.days <= days)
            .max_by_key(|g| g.days)
    }

    /// Judges the hearings of a stay.
    pub fn judge(&self, admitted: Date, ended: Option<Date>, heard: &[Hearing]) -> Guide {
        let last = ended.map(|d| add_days(d, self.hearing_days_after));
        let inside = |h: &Hearing| h.day >= admitted && last.is_none_or(|l| h.day <= l);
        let of = |with_checks: bool| {
            let mut days: BTreeMap<Date, bool> = BTreeMap::new();
            for h in heard.iter().filter(|h| inside(h)) {
                let counts = self.way(h.way);
                if counts == Counts::Yes || (with_checks && counts == Counts::Check) {
                    *days.entry(h.day).or_default() |= h.conference;
                }
            }
            days
        };
        let counted = of(false);
        let conferences = counted.values().filter(|c| **c).count();
        let grade = self.grade(counted.len(), conferences > 0).cloned();
        let all = of(true);
        let if_checked = self.grade(all.len(), all.values().any(|c| *c)).cloned();
        // of several on a day the one in the conference stands for it, else the first
        let mut stands: BTreeMap<Date, (bool, Id)> = BTreeMap::new();
        for h in heard.iter().filter(|h| inside(h) && self.way(h.way) == Counts::Yes) {
            let s = stands.entry(h.day).or_insert((h.conference, h.id));
            if h.conference && !s.0 {
                *s = (true, h.id);
            }
        }
        let rows = heard
            .iter()
            .map(|h| {
                let row = if h.day < admitted {
                    Row::Early
                } else if !inside(h) {
                    Row::Late
                } else {
                    match (self.way(h.way), stands.get(&h.day)) {
                        (Counts::No, _) => Row::Way,
                        (Counts::Yes, Some((_, id))) if *id == h.id => Row::Counted,
                        (_, Some(_)) => Row::SameDay,
                        (_, None) => Row::CheckWay,
                    }
                };
                (h.id, row)
            })
            .collect();
        Guide {
            rows,
            days: counted.len(),
            conferences,
            if_checked: if_checked.filter(|g| grade.as_ref() != Some(g)),
            grade,
        }
    }

    /// What else stands in the way: how the stay ended, the care level. No and 要確認 with their words.
    pub fn around(&self, end: Option<EndKind>, level: CareLevel) -> Vec<(Counts, String)> {
        let mut out = Vec::new();
        if let Some(rule) = end.and_then(|e| self.ends.get(e.code()))
            && rule.counts != Counts::Yes
        {
            out.push((rule.counts, rule.why.clone()));
        }
        let code = level.code();
        let l = &self.care_levels;
        if l.no.iter().any(|c| c == code) {
            out.push((Counts::No, l.why_no.clone()));
        } else if !l.yes.iter().any(|c| c == code) {
            out.push((Counts::Check, l.why_check.clone()));
        }
        out
    }
}

#[cfg(test)]
#[path = "fee_discharge_tests.rs"]
mod tests;
