//! From the acts of a stay to what the survey counts beyond the seven steps. Areas of their own (planning, conference,
//! fees) define their acts in `model::act`; here only what is counted is read off them.
use std::collections::{BTreeMap, BTreeSet};

use kernel::Date;
use kernel::time::{add_days, days_between};

use super::case::KEPT_DAYS;
use super::{Case, DischargeFee, More};
use crate::model::act::{CORRECTED, HEARD};
use crate::model::{Act, ActKind, EndKind, FeeGrade, Method, Progress, Stay};

/// Item of the checklist: dental care goes on again.
const DENTAL: [&str; 2] = ["dental", "dental_resume"];

/// Hearings count up to so many days after the discharge (forms-verified.md §1.2).
const HEARING_DAYS_AFTER: i64 = 7;

/// A stay as the survey counts it. `office` = the name of its office; `next` = day of the person's next admission.
pub fn case(stay: &Stay, acts: &[Act], office: &str, next: Option<Date>) -> Case {
    let p = Progress::new(stay, acts);
    let fee = p.first(ActKind::SheetSent).and_then(|a| {
        [FeeGrade::First, FeeGrade::Second]
            .into_iter()
            .find(|g| a.detail.has(&format!("fee:{}", g.code())))
    });
    Case {
        id: stay.id.to_string(),
        hospital: (
            stay.hospital.map_or_else(|| stay.hospital_name.clone(), |h| h.to_string()),
            stay.hospital_name.clone(),
        ),
        office: (stay.office.to_string(), office.to_string()),
        care_level: stay.care_level.code(),
        admitted: stay.admitted_on,
        ended: stay.ended_on,
        end: stay.end,
        contact: p.contact().map(|a| (a.day, a.method)),
        sheet: p.first(ActKind::SheetSent).map(|a| a.day),
        planning: p.first(ActKind::PlanningNotice).map(|a| a.day),
        notice: p.counted_notice().map(|a| (a.day, a.method)),
        record: p.first(ActKind::RecordConfirmed).map(|a| a.day),
        fee,
        more: more(stay, acts, next),
    }
}

/// Reads the acts of a stay. `next` = day of the person's next admission.
pub fn more(stay: &Stay, acts: &[Act], next: Option<Date>) -> More {
    let p = Progress::new(stay, acts);
    let papers = || of(&p, ActKind::Papers);
    let (wish, wish_told) = wish(&p);
    let dental = of(&p, ActKind::Checklist).filter(|a| DENTAL.contains(&code(a, 0))).last();
    let state = dental.map(|a| code(a, 1));
    More {
        keyed: false,
        sheet_received: of(&p, ActKind::SheetSent).any(|a| a.received_at.is_some())
            || answered_sheet(&p),
        conference: p
            .last(ActKind::Conference)
            .map(|_| of(&p, ActKind::Conference).any(|a| !a.detail.has("not_held"))),
        papers: Some(papers().next().is_some()),
        papers_received: papers().any(|a| a.received_at.is_some()),
        wish,
        wish_told,
        dental_stopped: state.map(|s| s != "not_needed"),
        dental_resumed: state == Some("done"),
        facility: facility(&p),
        discharge_fee: discharge_fee(stay, &p),
        stuck: codes(of(&p, ActKind::NotDischarged)),
        late: codes(p.counted_notice().into_iter()),
        readmitted_after: stay
            .ended_on
            .filter(|_| !stay.end.is_some_and(EndKind::excluded))
            .zip(next)
            .map(|(left, back)| days_between(left, back))
            .filter(|days| (0..=KEPT_DAYS).contains(days)),
    }
}

fn of<'a>(p: &Progress<'a>, kind: ActKind) -> impl Iterator<Item = &'a Act> {
    p.acts().filter(move |a| a.kind == kind).collect::<Vec<_>>().into_iter()
}

fn code(a: &Act, at: usize) -> &str {
    a.detail.codes.get(at).map_or("", String::as_str)
}

/// The hospital's reply keyed in by the office names the act that it answers.
fn answered_sheet(p: &Progress<'_>) -> bool {
    of(p, ActKind::Reply).any(|reply| {
        of(p, ActKind::SheetSent).any(|s| {
            reply.record.is_none_or(|answers| answers == s.id || Some(answers) == s.record)
        })
    })
}

/// The last wish for a place of living (told ones hold a wish too), and whether any was told.
fn wish(p: &Progress<'_>) -> (Option<String>, bool) {
    let mut last = None;
    let mut told = false;
    for a in of(p, ActKind::Place) {
        match code(a, 0) {
            "wished" => last = Some(code(a, 1).to_string()),
            "told" => {
                told = true;
                if !code(a, 1).is_empty() {
                    last = Some(code(a, 1).to_string());
                }
            }
            _ => {}
        }
    }
    (last.filter(|w| !w.is_empty()), told)
}

/// 医療処置 asked about and answered; the last answer to each question counts, and one facility that takes the person
/// is enough.
fn facility(p: &Progress<'_>) -> Vec<(String, bool)> {
    let mut answers: BTreeMap<String, &Act> = BTreeMap::new();
    for a in of(p, ActKind::FacilityAnswer) {
        answers.insert(a.record.map_or_else(|| a.id.to_string(), |r| r.to_string()), a);
    }
    let mut out: BTreeMap<String, bool> = BTreeMap::new();
    for asked in of(p, ActKind::FacilityAsked) {
        let Some(answer) = answers.get(&asked.id.to_string()) else { continue };
        for procedure in asked.detail.codes.iter().filter(|c| *c != "none") {
            let takes = answered_for(answer, procedure).unwrap_or_else(|| code(answer, 0));
            *out.entry(procedure.clone()).or_default() |= matches!(takes, "yes" | "conditions");
        }
    }
    out.into_iter().collect()
}

/// The answer for one procedure, where the answer tells them apart (`data.each`).
fn answered_for<'a>(answer: &'a Act, procedure: &str) -> Option<&'a str> {
    let text = |v: &'a serde_json::Value, key: &str| v.get(key).and_then(serde_json::Value::as_str);
    let each = answer.detail.data.get("each")?.as_array()?;
    each.iter().find(|e| text(e, "procedure") == Some(procedure)).and_then(|e| text(e, "takes"))
}

/// 退院・退所加算 as a guide: days of hearing face to face or by video between admission and seven days after the
/// discharge; only 要介護1〜5 who went home (an end or level that has to be checked is not counted).
fn discharge_fee(stay: &Stay, p: &Progress<'_>) -> Option<DischargeFee> {
    let left = stay.ended_on?;
    let home = matches!(stay.end?, EndKind::Home | EndKind::SelfDischarge);
    let level = stay.care_level.code();
    if !(home && level.len() == 2 && level.starts_with('2')) {
        return None;
    }
    let last = add_days(left, HEARING_DAYS_AFTER);
    let mut days: BTreeMap<Date, bool> = BTreeMap::new();
    for a in of(p, ActKind::Hearing) {
        let way = a.detail.data.get("way").and_then(serde_json::Value::as_str);
        let met = match way {
            Some(way) => matches!(way, "face" | "video"),
            None => a.method == Some(Method::Visit),
        };
        if let Some(day) = a.day
            && met
            && (stay.admitted_on..=last).contains(&day)
        {
            *days.entry(day).or_default() |= a.detail.has("conference");
        }
    }
    DischargeFee::of(days.len(), days.values().any(|c| *c))
}

/// Codes of reasons: what else an act may carry there is left out; a prefix (`late:`) is taken off.
fn codes<'a>(acts: impl Iterator<Item = &'a Act>) -> Vec<String> {
    acts.flat_map(|a| a.detail.codes.iter())
        .filter(|c| ![HEARD, CORRECTED].contains(&c.as_str()) && !c.starts_with("fee:"))
        .map(|c| c.rsplit(':').next().unwrap_or(c).to_string())
        .filter(|c| !c.is_empty())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
