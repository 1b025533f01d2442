//! Sample data of these pages' tests: people and offices that are invented.
use accounts::{AccountId, Organisation, OrganisationId, OrganisationKind};
use kernel::{At, BusinessCalendar, Date, Id, Time};
use people::model::Sex;
use people::{CareLevel, Resident, ResidentId};

use super::Wards;
use super::doctor::Doctor;
use super::ward::Ward;
use crate::model::act::Detail;
use crate::model::hats::HatRules;
use crate::model::progress::Next;
use crate::model::{Act, ActKind, Learned, Mover, Stay, StayId};
use crate::use_cases::hats::Shared;
use crate::use_cases::lists::Line;

pub(super) const LONG: &str = "<script>alert(1)</script>勅使河原 長右衛門太郎左衛門之助寿限無寿限無五劫の擦り切れ海砂利水魚の";

pub(super) fn id(n: u8) -> Id {
    Id::from_bytes([1, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n])
}

pub(super) fn today() -> Date {
    "2026-11-19".parse().unwrap()
}

pub(super) fn now() -> At {
    At::jst(today(), Time::constant(11, 20, 0, 0))
}

pub(super) fn shell() -> ui::Shell {
    ui::Shell {
        title: "見本".into(),
        region: ui::RegionBadge {
            slug: "yuino".into(),
            name: "結野市".into(),
            demo: true,
            fictitious: true,
        },
        csrf: "token".into(),
        ..ui::Shell::default()
    }
}

fn org(n: u8, name: &str, kind: OrganisationKind) -> Organisation {
    let t = |h| Time::constant(h, 30, 0, 0);
    Organisation {
        id: OrganisationId(id(n)),
        name: name.into(),
        kana: String::new(),
        kind,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-65-0010".into(),
        fax: String::new(),
        outside: false,
        fictitious: true,
        calendar: BusinessCalendar::weekdays(t(8), t(17)),
    }
}

fn resident() -> Resident {
    Resident {
        id: ResidentId(id(1)),
        name: "阿部 ハル".into(),
        kana: "あべ はる".into(),
        birth: "1943-05-03".parse().unwrap(),
        sex: Sex::Female,
        address: "結野市ひばり台二丁目".into(),
        phone: String::new(),
        insurer: String::new(),
        insured: String::new(),
        care_level: CareLevel::Care2,
        care_from: None,
        care_to: None,
        household: "独居".into(),
        died_on: None,
        version: 1,
    }
}

pub(super) fn act(kind: ActKind, codes: &[&str]) -> Act {
    Act {
        id: id(40),
        stay: StayId(id(2)),
        kind,
        day: Some(today()),
        at: now(),
        method: None,
        account: None,
        organisation: None,
        name: "及川 真理".into(),
        to_org: None,
        to_name: String::new(),
        said_by: String::new(),
        detail: Detail {
            codes: codes.iter().map(|c| (*c).to_string()).collect(),
            ..Detail::default()
        },
        record: None,
        hash: None,
        opened_at: None,
        received_at: None,
        cancelled: false,
    }
}

fn stay_line(n: u8, planned: Option<&str>, kinds: &[ActKind]) -> Line {
    Line {
        readmitted_after: None,
        ward_told: String::new(),
        stay: Stay {
            id: StayId(id(n)),
            resident: ResidentId(id(1)),
            hospital: Some(OrganisationId(id(11))),
            hospital_name: "みどり総合病院".into(),
            office: OrganisationId(id(10)),
            care_manager: Some(AccountId(id(22))),
            hokatsu: None,
            admitted_on: "2026-11-17".parse().unwrap(),
            admitted_time: None,
            planned: false,
            reason: "肺炎の疑い".into(),
            learned: Learned::Family,
            care_level: CareLevel::Care2,
            ward: "3階東病棟".into(),
            room: "305".into(),
            assigned: None,
            planned_on: planned.map(|d| d.parse().unwrap()),
            ended_on: None,
            end: None,
            closed: false,
            cancelled: false,
            previous: None,
            at: now(),
        },
        acts: kinds.iter().map(|k| Act { stay: StayId(id(n)), ..act(*k, &["needed"]) }).collect(),
        resident: resident(),
        office: "居宅介護支援 結の里".into(),
        care_manager: "佐藤 花子".into(),
        assigned: String::new(),
        next: Next::Assign,
        mover: Mover::Hospital,
        due: None,
        limits: None,
    }
}

fn lines() -> Vec<Line> {
    vec![
        stay_line(2, None, &[ActKind::AdmissionContact]),
        stay_line(3, Some("2026-11-23"), &[ActKind::AdmissionContact, ActKind::Screening]),
    ]
}

fn wards() -> Wards {
    Wards {
        all: ["3階東病棟", "4階西病棟"].map(String::from).to_vec(),
        mine: vec!["3階東病棟".into()],
        show: "mine".into(),
    }
}

/// A line of another area.
pub(in crate::html) fn line() -> slice::Todo {
    slice::Todo {
        rank: 1,
        who: None,
        title: "受け入れの問い合わせ".into(),
        why: "返事を待っています".into(),
        chips: vec![slice::Chip { kind: "due", icon: "clock", text: "2日前から".into() }],
        action: "答える".into(),
        href: "/transitions/questions".into(),
        due: None,
    }
}

pub(super) fn ward() -> Ward {
    Ward {
        now: now(),
        hospital: ui::org("みどり総合病院", true),
        wards: wards(),
        lines: lines(),
        adl_by: vec![today(); 2],
        waiting: vec![line()],
        adl: true,
        checklist: true,
        documents: true,
        rules: HatRules::shipped().unwrap(),
    }
}

pub(super) fn doctor() -> Doctor {
    let mut all = lines();
    let decided = Act { stay: all[0].stay.id, ..act(ActKind::Screening, &["needed"]) };
    all[0].acts.push(decided);
    Doctor {
        now: now(),
        hospital: ui::org("みどり総合病院", true),
        wards: wards(),
        lines: all,
        waiting: vec![line()],
        planning_days: 6,
        documents: false,
        rules: HatRules::shipped().unwrap(),
        refused: None,
    }
}

pub(super) fn shared() -> Shared {
    let day = |d: &str| d.parse::<Date>().unwrap();
    Shared {
        stay: StayId(id(2)),
        resident: resident(),
        hospital: "みどり総合病院".into(),
        hospital_org: Some(org(11, "みどり総合病院", OrganisationKind::Hospital)),
        office: org(10, "居宅介護支援 結の里", OrganisationKind::CareManagement),
        care_manager: "佐藤 花子".into(),
        admitted_on: day("2026-11-10"),
        planned_on: Some(day("2026-11-26")),
        told: false,
        days: vec![
            (day("2026-11-24"), day("2026-11-12"), false),
            (day("2026-11-26"), day("2026-11-18"), false),
        ],
        conference_on: Some(day("2026-11-17")),
        ended_on: None,
    }
}

/// One heading, no id twice, nothing typed became markup.
pub(super) fn sound(html: &str) {
    crate::html::office::samples::nameless(html);
    assert!(!html.contains("<script>alert") && !html.contains("style=\""));
    assert_eq!(html.matches("<h1").count(), 1, "one heading of the first order");
    let mut ids: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|s| s.split('"').next()).collect();
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(all, ids.len(), "an id stands twice");
}
