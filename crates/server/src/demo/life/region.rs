//! What is done beside the stays: deputies, a part of a caseload handed over, meetings of a hospital, the questionnaire of
//! offices that answered on paper, somebody registered twice, 受診前フェイスシート.
use std::collections::BTreeMap;

use app::Result;
use kernel::time::{add_days, add_months};
use kernel::{At, Date};
use transitions::model::EndKind;
use transitions::model::meetings::Channel;

use crate::demo::course::Course;
use crate::demo::dice::Dice;
use crate::demo::plan::Plan;

/// An act beside the stays.
#[derive(Debug, Clone)]
pub(in crate::demo) enum Region {
    Deputy { absent: usize, deputy: usize, from: Date, to: Date, reason: &'static str },
    HandOver { from: usize, to: usize, most: usize, reason: &'static str },
    Met { day: Date, partner: usize, channel: Channel, theirs: String, about: &'static str },
    Cases { office: usize, rows: Vec<BTreeMap<String, String>> },
    Said { organisation: usize, from: Date, to: Date, good: &'static str, wish: &'static str },
    Twin { person: usize, name: &'static str },
    Face { person: usize, hospital: usize, why: &'static str },
}

impl Region {
    /// What it is, for who reads why the making stopped; names nobody.
    pub(in crate::demo) const fn name(&self) -> &'static str {
        match self {
            Region::Deputy { .. } => "deputy",
            Region::HandOver { .. } => "handover",
            Region::Met { .. } => "meeting",
            Region::Cases { .. } => "questionnaire",
            Region::Said { .. } => "words of the questionnaire",
            Region::Twin { .. } => "registered twice",
            Region::Face { .. } => "face sheet",
        }
    }
}

type All = Vec<(At, usize, Region)>;

/// All of it, for a plan that has its people and stays.
pub(in crate::demo) fn region(course: &Course<'_>, plan: &Plan, now: At) -> Result<All> {
    let mut out = All::new();
    let (city, today) = (course.city, course.today);
    let mut d = Dice::of(3, "region", 0);
    // everything but the past year's meetings is of the last days; never later than now
    let at = |d: &mut Dice, org: usize, days: i64| {
        let at = city.slot_before(org, add_days(today, -days), add_days(today, -days - 9), d);
        at.min(now.plus_minutes(-90 - d.range(1, 50)))
    };
    let (head, absent, deputy) = (city.member("s002")?, city.member("s004")?, city.member("s001")?);
    let org = city.org("kyotaku-01")?;
    let (from, to) = (today, add_days(today, 4));
    let reason = "研修のため";
    out.push((at(&mut d, org, 1), head, Region::Deputy { absent, deputy, from, to, reason }));

    let org = city.org("kyotaku-02")?;
    let (head, from, to) = (city.member("s011")?, city.member("s012")?, city.member("s013")?);
    let reason = "受け持ちの人数をそろえるため";
    out.push((at(&mut d, org, 2), head, Region::HandOver { from, to, most: 3, reason }));

    met(course, &mut d, &at, &mut out)?;
    questionnaire(course, plan, &mut d, &at, &mut out)?;
    if let Some(person) = plan.people.iter().position(|p| p.resident.name == "八重樫 キミ") {
        let who = city.member("s006")?;
        let when = at(&mut d, city.org("hokatsu-kita")?, 3);
        out.push((when, who, Region::Twin { person, name: "八重樫 きみ" }));
    }
    let shown = city.member("s001")?;
    let own = plan.people.iter().enumerate().filter(|(_, p)| p.keeper == shown);
    let others = plan.people.iter().enumerate().filter(|(_, p)| !p.story).step_by(9);
    let whys = [
        "物忘れがふえたため、初めて受診します",
        "ひざの痛みが強くなり、整形外科を受診します",
        "体重がへってきたため、検査を受けます",
    ];
    for (i, (person, p)) in own.take(2).chain(others.take(6)).enumerate() {
        let hospital = city.org(["hosp-chuo", "hosp-midori"].get(i % 2).copied().unwrap_or(""))?;
        let when = at(&mut d, p.office, 2 + 3 * i as i64);
        if when > p.registered.plus_minutes(60) {
            let why = whys.get(i % 3).copied().unwrap_or_default();
            out.push((when, p.keeper, Region::Face { person, hospital, why }));
        }
    }
    Ok(out)
}

/// Meetings of two hospitals with their partners that no stay tells of.
fn met(
    course: &Course<'_>,
    d: &mut Dice,
    at: &impl Fn(&mut Dice, usize, i64) -> At,
    out: &mut All,
) -> Result<()> {
    let city = course.city;
    let partners = [
        "kyotaku-01",
        "kyotaku-04",
        "houkan-01",
        "pharmacy-01",
        "tokuyo-01",
        "hokatsu-kita",
        "rouken-01",
    ];
    for (hospital, who, n) in [("hosp-chuo", "s007", 7), ("hosp-midori", "s082", 4)] {
        let (org, who) = (city.org(hospital)?, city.member(who)?);
        for (i, key) in partners.iter().take(n).enumerate() {
            let when = at(d, org, 9 + 31 * i as i64);
            let partner = city.org(key)?;
            let theirs = city.staff.iter().find(|s| s.org == partner);
            let channel = if i % 3 == 2 { Channel::Video } else { Channel::Room };
            let act = Region::Met {
                day: when.date(),
                partner,
                channel,
                theirs: theirs.map_or(String::new(), |s| s.name.clone()),
                about: "入退院の連絡のしかたと、困っていることを話し合った",
            };
            out.push((when, who, act));
        }
    }
    Ok(())
}

fn row(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let all = pairs.iter().filter(|(_, v)| !v.is_empty());
    all.map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect()
}

/// The questionnaire of last month: two offices answered on paper, the centre typed it in; one row looks like a stay
/// that the office has entered here too.
fn questionnaire(
    course: &Course<'_>,
    plan: &Plan,
    d: &mut Dice,
    at: &impl Fn(&mut Dice, usize, i64) -> At,
    out: &mut All,
) -> Result<()> {
    let (city, today) = (course.city, course.today);
    let first = add_months(today.first_of_month(), -1);
    let last = add_days(today.first_of_month(), -1);
    let (centre, who) = (city.org("kyoten")?, city.member("s008")?);
    let days = i64::from(today.day()).min(6);
    for (key, n) in [("kyotaku-06", 4), ("kyotaku-13", 5)] {
        let office = city.org(key)?;
        let mut rows = Vec::new();
        // typed in on a working day: nothing on the paper is later than that
        let when = at(d, centre, days);
        let typed = when.date();
        for i in 0..n {
            let admitted = add_days(first, d.range(0, 24)).min(add_days(typed, -2));
            let ended = add_days(admitted, d.range(4, 12));
            let left = ended < typed;
            let hospital = city.at(city.org(course.rates.draw(d, "hospital", "emergency"))?)?;
            let told = d.percent(72.0);
            let day = |d: Date| d.to_string();
            let ended_on = if left { day(ended) } else { String::new() };
            let notice_on = if left && told { day(add_days(ended, -1)) } else { String::new() };
            rows.push(row(&[
                ("hospital", &hospital.name),
                ("admitted", &day(admitted)),
                ("age", ["75", "85", "85", "65", "95"].get(i % 5).copied().unwrap_or("85")),
                ("level", course.rates.draw(d, "care_level", "all")),
                ("planned", if d.percent(20.0) { "planned" } else { "emergency" }),
                ("learned", "family"),
                ("contact", "yes"),
                ("contact_on", &day(admitted)),
                ("contact_method", "phone"),
                ("sheet", if told { "yes" } else { "no" }),
                ("sheet_on", &if told { day(add_days(admitted, 1)) } else { String::new() }),
                ("fee", if told { "1" } else { "none" }),
                ("ended", &ended_on),
                ("end", if left { EndKind::Home.code() } else { "" }),
                ("notice", if left && told { "yes" } else { "no" }),
                ("notice_on", &notice_on),
                ("notice_method", if left && told { "phone" } else { "" }),
                ("papers", if left { "yes" } else { "" }),
            ]));
        }
        let same = plan.stays.iter().find(|s| {
            let of = plan.people.get(s.person).is_some_and(|p| p.office == office);
            of && s.end == EndKind::Home
                && s.admitted_on >= first
                && s.admitted_on <= last
                && s.ended_on < typed
        });
        if let Some(s) = same {
            rows.push(row(&[
                ("hospital", &city.at(s.hospital)?.name),
                ("admitted", &s.admitted_on.to_string()),
                ("age", "85"),
                ("level", "22"),
                ("contact", "yes"),
                ("contact_on", &s.admitted_on.to_string()),
                ("sheet", "no"),
                ("ended", &s.ended_on.to_string()),
                ("end", s.end.code()),
                ("notice", "no"),
            ]));
        }
        out.push((when, who, Region::Cases { office, rows }));
        let good = "退院の日が早くわかり、ベッドの手配が間に合いました";
        let wish = "連休の前の退院は、もう少し早く知らせてほしい";
        let said = Region::Said { organisation: office, from: first, to: last, good, wish };
        out.push((when.plus_minutes(12), who, said));
    }
    Ok(())
}
