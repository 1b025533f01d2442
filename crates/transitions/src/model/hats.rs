//! What a stay asks of the ward and of the doctor, read off its acts. The hospital's 地域連携室 has the seven steps;
//! the ward tells how the person is and writes the 看護サマリー, the doctor decides the day and signs (practice.md §1).
use kernel::Date;
use kernel::time::days_between;

use super::{Act, ActKind, Paper, Progress, Stay};

/// Guide days and words of these screens (data/rules/hats.json).
#[derive(Debug, Clone, serde::Deserialize)]
pub struct HatRules {
    /// Edition.
    pub version: String,
    /// Source in words.
    pub source: String,
    /// Papers are asked for when the planned day is this near.
    pub leaving_soon_days: i64,
    /// Days from today that are offered as 退院予定日 in one tap.
    pub offered_days: Vec<i64>,
    /// For so many days a change of the day is shown as new.
    pub changed_within_days: i64,
    /// Reasons offered for the day.
    pub reasons: Vec<String>,
}

impl HatRules {
    /// The shipped edition.
    pub fn shipped() -> Result<HatRules, app::Error> {
        serde_json::from_str(include_str!("../../../../data/rules/hats.json"))
            .map_err(|e| app::Error::Inconsistent(format!("hats: {e}")))
    }
}

/// What the ward has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WardTask {
    /// ADL and what else the criteria ask (A246: within three days of admission).
    Adl,
    /// So many items of the checklist until discharge are open.
    Checklist(usize),
    /// 看護サマリー.
    NursingSummary,
}

/// What the doctor has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoctorTask {
    /// No day is planned.
    SetDay,
    /// The planned day has passed and the person is still here.
    DayPassed,
    /// 訪問看護指示書 is asked for.
    Orders,
    /// 診療情報提供書.
    Referral,
}

/// Code of the checklist's item for 訪問看護指示書 (data/rules of the checklist).
const ORDER_ITEM: &str = "visit_nurse_order";

/// The last state of each item of the checklist: the item's code and whether it is open.
fn checklist<'a>(p: &Progress<'a>) -> Vec<(&'a str, bool)> {
    let mut out: Vec<(&str, bool)> = Vec::new();
    for a in p.acts().filter(|a| a.kind == ActKind::Checklist) {
        let Some(item) = a.detail.codes.first() else { continue };
        out.retain(|(i, _)| i != item);
        out.push((item, a.detail.has("open")));
    }
    out
}

fn handed_over(p: &Progress<'_>, paper: Paper) -> bool {
    p.acts().any(|a| a.kind == ActKind::Papers && a.detail.has(paper.code()))
}

fn leaves_soon(stay: &Stay, today: Date, r: &HatRules) -> bool {
    stay.planned_on.is_some_and(|d| days_between(today, d) <= r.leaving_soon_days)
}

/// What the ward has to do for this patient now; nothing after the end of the stay.
pub fn ward_tasks(stay: &Stay, acts: &[Act], today: Date, r: &HatRules) -> Vec<WardTask> {
    let p = Progress::new(stay, acts);
    let mut out = Vec::new();
    if stay.ended_on.is_some() || stay.admitted_on > today {
        return out;
    }
    if p.first(ActKind::Adl).is_none() && p.first(ActKind::Screening).is_none() {
        out.push(WardTask::Adl);
    }
    let open = checklist(&p).into_iter().filter(|(_, open)| *open).count();
    if open > 0 {
        out.push(WardTask::Checklist(open));
    }
    if leaves_soon(stay, today, r) && !handed_over(&p, Paper::Nursing) {
        out.push(WardTask::NursingSummary);
    }
    out
}

/// What the doctor has to do for this patient now. The day is asked for once support was found necessary or a week
/// of the stay has passed, not on the first day: the list stays calm.
pub fn doctor_tasks(
    stay: &Stay,
    acts: &[Act],
    today: Date,
    planning_days: i64,
    r: &HatRules,
) -> Vec<DoctorTask> {
    let p = Progress::new(stay, acts);
    let mut out = Vec::new();
    if stay.ended_on.is_some() || stay.admitted_on > today {
        return out;
    }
    match stay.planned_on {
        Some(d) if d < today => out.push(DoctorTask::DayPassed),
        Some(_) => {}
        None => {
            let decided = p.first(ActKind::Screening).is_some();
            if decided || days_between(stay.admitted_on, today) >= planning_days {
                out.push(DoctorTask::SetDay);
            }
        }
    }
    if checklist(&p).iter().any(|(item, open)| *open && *item == ORDER_ITEM) {
        out.push(DoctorTask::Orders);
    }
    if leaves_soon(stay, today, r) && !handed_over(&p, Paper::Referral) {
        out.push(DoctorTask::Referral);
    }
    out
}

/// Changes of the discharge day that everybody in the support team may know: the day and when it was said. Newest last.
/// Why it changed is health, and stays with hospital and office.
pub fn days_told<'a>(p: &Progress<'a>) -> Vec<(Date, &'a Act)> {
    p.acts()
        .filter(|a| matches!(a.kind, ActKind::PlannedDate | ActKind::DischargeNotice))
        .filter_map(|a| Some((a.detail.day()?, a)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Learned, StayId};
    use kernel::{At, Id, Time};

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn stay(planned: Option<&str>) -> Stay {
        let id = Id::from_bytes([7; 16]);
        Stay {
            id: StayId(id),
            resident: people::ResidentId(id),
            hospital: None,
            hospital_name: "みどり総合病院".into(),
            office: accounts::OrganisationId(id),
            care_manager: None,
            hokatsu: None,
            admitted_on: day("2026-11-17"),
            admitted_time: None,
            planned: false,
            reason: String::new(),
            learned: Learned::Family,
            care_level: people::CareLevel::Care2,
            ward: String::new(),
            room: String::new(),
            assigned: None,
            planned_on: planned.map(day),
            ended_on: None,
            end: None,
            closed: false,
            cancelled: false,
            previous: None,
            at: At::jst(day("2026-11-17"), Time::constant(9, 0, 0, 0)),
        }
    }

    fn act(kind: ActKind, codes: &[&str]) -> Act {
        let s = stay(None);
        Act {
            id: s.id.0,
            stay: s.id,
            kind,
            day: None,
            at: s.at,
            method: None,
            account: None,
            organisation: None,
            name: String::new(),
            to_org: None,
            to_name: String::new(),
            said_by: String::new(),
            detail: crate::model::act::Detail {
                codes: codes.iter().map(|c| (*c).to_string()).collect(),
                ..Default::default()
            },
            record: None,
            hash: None,
            opened_at: None,
            received_at: None,
            cancelled: false,
        }
    }

    fn rules() -> HatRules {
        HatRules::shipped().unwrap()
    }

    #[test]
    fn the_ward_is_asked_for_adl_until_it_was_told_or_decided() {
        let s = stay(None);
        let tasks = |acts: &[Act]| ward_tasks(&s, acts, day("2026-11-18"), &rules());
        assert_eq!(tasks(&[]), [WardTask::Adl]);
        assert!(tasks(&[act(ActKind::Adl, &[])]).is_empty());
        assert!(tasks(&[act(ActKind::Screening, &["needed"])]).is_empty());
        let mut withdrawn = act(ActKind::Adl, &[]);
        withdrawn.cancelled = true;
        assert_eq!(tasks(&[withdrawn]), [WardTask::Adl]);
    }

    #[test]
    fn an_item_counts_by_its_last_state_and_papers_are_asked_for_when_leaving_is_near() {
        let s = stay(Some("2026-11-25"));
        let acts = [
            act(ActKind::Adl, &[]),
            act(ActKind::Checklist, &["taxi", "open"]),
            act(ActKind::Checklist, &["medicine", "open"]),
            act(ActKind::Checklist, &["taxi", "done"]),
        ];
        assert_eq!(ward_tasks(&s, &acts, day("2026-11-19"), &rules()), [WardTask::Checklist(1)]);
        let near = ward_tasks(&s, &acts, day("2026-11-20"), &rules());
        assert_eq!(near, [WardTask::Checklist(1), WardTask::NursingSummary]);
        let mut given = acts.to_vec();
        given.push(act(ActKind::Papers, &["nursing"]));
        assert_eq!(ward_tasks(&s, &given, day("2026-11-20"), &rules()), [WardTask::Checklist(1)]);
        let mut home = s.clone();
        home.ended_on = Some(day("2026-11-20"));
        assert!(ward_tasks(&home, &acts, day("2026-11-20"), &rules()).is_empty());
    }

    #[test]
    fn the_doctor_is_asked_for_the_day_after_the_decision_or_a_week_and_when_it_passed() {
        let of = |s: &Stay, acts: &[Act], on: &str| doctor_tasks(s, acts, day(on), 6, &rules());
        let s = stay(None);
        assert!(of(&s, &[], "2026-11-22").is_empty());
        assert_eq!(of(&s, &[], "2026-11-23"), [DoctorTask::SetDay]);
        let decided = [act(ActKind::Screening, &["needed"])];
        assert_eq!(of(&s, &decided, "2026-11-18"), [DoctorTask::SetDay]);
        let planned = stay(Some("2026-11-30"));
        assert!(of(&planned, &decided, "2026-11-24").is_empty());
        assert_eq!(of(&planned, &decided, "2026-11-25"), [DoctorTask::Referral]);
        let given = [act(ActKind::Papers, &["referral"])];
        assert!(of(&planned, &given, "2026-11-30").is_empty());
        assert_eq!(of(&planned, &given, "2026-12-01"), [DoctorTask::DayPassed]);
        let asked = [act(ActKind::Checklist, &["visit_nurse_order", "open"])];
        assert_eq!(of(&planned, &asked, "2026-11-20"), [DoctorTask::Orders]);
    }
}
