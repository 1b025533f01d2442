//! 介護支援等連携指導料 as a guide for the hospital, never a claim: at most two in a stay, with the patient's consent,
//! one a day, not on the day of a meeting counted for 退院時共同指導料2 注3 (forms-verified.md §1.3). It still stands when
//! the person is then transferred or dies (疑義解釈 H22). Editions: data/rules/liaison-guidance-fee.json.
use std::collections::BTreeMap;

use kernel::{Date, Id};
use serde::{Deserialize, Serialize};

use super::fee_discharge::Counts;
use super::hearing::{HearingWay, Told};
use super::{Act, ActKind};

/// One edition of the rule.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GuidanceFee {
    /// In force from.
    pub from: String,
    /// Name of the revision.
    pub name: String,
    /// Source in words.
    pub source: String,
    /// Points; none = not confirmed.
    pub points: Option<i64>,
    /// At most so many in a stay.
    pub per_stay: usize,
    /// What each way counts.
    pub ways: BTreeMap<String, Counts>,
    /// What we could not confirm.
    pub verify: Vec<String>,
}

#[derive(Deserialize)]
struct Editions {
    editions: Vec<GuidanceFee>,
}

/// What the hospital notes of one 介護支援等連携指導, kept in `Detail::data`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// Who of the hospital, and how.
    #[serde(flatten)]
    pub told: Told,
    /// The patient agreed.
    pub consent: bool,
    /// A copy of the (draft) care plan is kept with the chart.
    pub plan_copy: bool,
    /// On this day the meeting for 退院時共同指導料2 注3 was counted.
    pub joint: bool,
}

/// One 介護支援等連携指導, read off its act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guidance {
    /// The act.
    pub id: Id,
    /// When.
    pub day: Date,
    /// What was noted.
    pub noted: Noted,
    /// With whom (the care manager), in words.
    pub with: String,
    /// Content.
    pub note: String,
    /// Who recorded it.
    pub by: String,
}

impl Guidance {
    /// All of a stay by day.
    pub fn all(acts: &[Act]) -> Vec<Guidance> {
        let mut all: Vec<Guidance> = acts
            .iter()
            .filter(|a| a.kind == ActKind::LiaisonGuidance && !a.cancelled)
            .filter_map(|a| {
                Some(Guidance {
                    id: a.id,
                    day: a.day?,
                    noted: serde_json::from_value(a.detail.data.clone()).ok()?,
                    with: a.to_name.clone(),
                    note: a.detail.note.clone(),
                    by: a.name.clone(),
                })
            })
            .collect();
        all.sort_by_key(|g| (g.day, g.id));
        all
    }
}

/// What one of them is to the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuidanceRow {
    /// Counted.
    Counted,
    /// Without the patient's consent.
    NoConsent,
    /// The way does not count.
    Way,
    /// On a day that is counted already.
    SameDay,
    /// On the day of the joint meeting (注3).
    Joint,
    /// More than the rule takes in one stay.
    Over,
}

impl GuidanceFee {
    /// All shipped editions, oldest first.
    pub fn all() -> Result<Vec<GuidanceFee>, app::Error> {
        let mut all: Editions =
            serde_json::from_str(include_str!("../../../../data/rules/liaison-guidance-fee.json"))
                .map_err(|e| app::Error::Inconsistent(format!("liaison-guidance-fee: {e}")))?;
        all.editions.sort_by(|a, b| a.from.cmp(&b.from));
        Ok(all.editions)
    }

    /// The edition in force on this day.
    pub fn for_day(day: Date) -> Result<Option<GuidanceFee>, app::Error> {
        let in_force = |e: &GuidanceFee| e.from.parse::<Date>().is_ok_and(|f| f <= day);
        Ok(GuidanceFee::all()?.into_iter().rfind(in_force))
    }

    /// Judges those of a stay, which come in the order of days.
    pub fn judge(&self, all: &[Guidance]) -> Vec<(Id, GuidanceRow)> {
        let mut days: Vec<Date> = Vec::new();
        all.iter()
            .map(|g| {
                let way = g
                    .noted
                    .told
                    .way()
                    .and_then(|w: HearingWay| self.ways.get(w.code()).copied())
                    .unwrap_or(Counts::No);
                let row = if !g.noted.consent {
                    GuidanceRow::NoConsent
                } else if way == Counts::No {
                    GuidanceRow::Way
                } else if g.noted.joint {
                    GuidanceRow::Joint
                } else if days.contains(&g.day) {
                    GuidanceRow::SameDay
                } else if days.len() >= self.per_stay {
                    GuidanceRow::Over
                } else {
                    days.push(g.day);
                    GuidanceRow::Counted
                };
                (g.id, row)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn g(n: u8, day: &str, consent: bool, joint: bool) -> Guidance {
        let told = Told {
            way: "face".into(),
            profession: "nurse".into(),
            profession_words: "看護師".into(),
            person: "小田島 誠".into(),
            organisation: String::new(),
        };
        Guidance {
            id: Id::from_bytes([1, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n]),
            day: day.parse().unwrap(),
            noted: Noted { told, consent, plan_copy: true, joint },
            with: String::new(),
            note: String::new(),
            by: String::new(),
        }
    }

    #[test]
    fn vectors_of_the_guidance_fee() {
        use GuidanceRow::{Counted, Joint, NoConsent, Over, SameDay};
        const SRC: &str = "B005-1-2（forms-verified §1.3）";
        type Given = &'static [(&'static str, bool, bool)];
        let vectors: &[(Given, &[GuidanceRow], &str)] = &[
            (&[("2026-05-01", true, false)], &[Counted], SRC),
            (&[("2026-05-01", true, false), ("2026-05-08", true, false)], &[Counted, Counted], SRC),
            (
                &[
                    ("2026-05-01", true, false),
                    ("2026-05-08", true, false),
                    ("2026-05-15", true, false),
                ],
                &[Counted, Counted, Over],
                SRC,
            ),
            (&[("2026-05-01", true, false), ("2026-05-01", true, false)], &[Counted, SameDay], SRC),
            (
                &[("2026-05-01", false, false), ("2026-05-01", true, false)],
                &[NoConsent, Counted],
                SRC,
            ),
            (&[("2026-05-01", true, true), ("2026-05-02", true, false)], &[Joint, Counted], SRC),
        ];
        let fee = GuidanceFee::for_day("2026-05-01".parse().unwrap()).unwrap().unwrap();
        assert_eq!(fee.points, Some(400));
        for (given, want, source) in vectors {
            let all: Vec<Guidance> =
                (1..).zip(*given).map(|(n, (d, c, j))| g(n, d, *c, *j)).collect();
            let got: Vec<GuidanceRow> = fee.judge(&all).into_iter().map(|(_, r)| r).collect();
            assert_eq!(got, *want, "{given:?} — {source}");
        }
    }

    #[test]
    fn the_points_of_the_newest_revision_are_not_invented() {
        let fee = GuidanceFee::for_day("2026-11-19".parse().unwrap()).unwrap().unwrap();
        assert!(fee.points.is_none() && !fee.verify.is_empty());
        assert!(GuidanceFee::for_day("2024-05-31".parse().unwrap()).unwrap().is_none());
    }
}
