//! When each step is due, as a table with the source of each row.
use accounts::OrganisationId;
use kernel::{At, Id, Time};
use people::{CareLevel, ResidentId};

use super::super::act::Detail;
use super::super::progress::Next;
use super::super::{Act, ActKind, Learned, Progress, Stay, StayId};
use super::*;

fn id(n: u8) -> Id {
    Id::from_bytes([1, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, n])
}

fn d(text: &str) -> Date {
    text.parse().unwrap()
}

fn stay(admitted: &str, planned: Option<&str>, ended: Option<&str>) -> Stay {
    Stay {
        id: StayId(id(2)),
        resident: ResidentId(id(1)),
        hospital: Some(OrganisationId(id(11))),
        hospital_name: "みどり総合病院".into(),
        office: OrganisationId(id(10)),
        care_manager: None,
        hokatsu: None,
        admitted_on: d(admitted),
        admitted_time: None,
        planned: false,
        reason: String::new(),
        learned: Learned::Family,
        care_level: CareLevel::Care2,
        ward: String::new(),
        room: String::new(),
        assigned: None,
        planned_on: planned.map(d),
        ended_on: ended.map(d),
        end: None,
        closed: false,
        cancelled: false,
        previous: None,
        at: At::jst(d(admitted), Time::constant(10, 0, 0, 0)),
    }
}

fn contact(on: &str) -> Act {
    Act {
        id: id(30),
        stay: StayId(id(2)),
        kind: ActKind::AdmissionContact,
        day: Some(d(on)),
        at: At::jst(d(on), Time::constant(10, 5, 0, 0)),
        method: None,
        account: None,
        organisation: None,
        name: String::new(),
        to_org: None,
        to_name: String::new(),
        said_by: String::new(),
        detail: Detail::default(),
        record: None,
        hash: None,
        opened_at: None,
        received_at: None,
        cancelled: false,
    }
}

#[test]
fn vectors_of_the_deadlines() {
    const A246: &str = "診療報酬 A246（3日以内に退院困難な要因をもつ患者を把握）";
    const A246_7: &str = "診療報酬 A246（7日以内に本人・家族と面談）";
    const KITAMI: &str = "北見市 入退院連携の手引き（退院日の連絡は5日以上前）";
    const LOCAL: &str = "運用上のめやす（data/rules/transitions-deadlines.json）";
    const IZUMO: &str = "出雲市 1540947538244（退院後7日まで）";
    // step, admitted, planned day, ended → due, source. 2026-11-21/22 is a weekend, 11-23 a holiday.
    type Vector = (
        Next,
        &'static str,
        Option<&'static str>,
        Option<&'static str>,
        Option<&'static str>,
        &'static str,
    );
    let vectors: &[Vector] = &[
        (Next::Screen, "2026-11-09", None, None, Some("2026-11-11"), A246),
        (Next::Screen, "2026-11-19", None, None, Some("2026-11-24"), A246),
        (Next::Screen, "2026-11-20", None, None, Some("2026-11-24"), A246),
        (Next::Screen, "2026-12-30", None, None, Some("2027-01-04"), A246),
        (Next::Planning, "2026-11-09", None, None, Some("2026-11-16"), A246_7),
        (Next::Planning, "2026-11-10", None, None, Some("2026-11-16"), A246_7),
        (Next::Contact, "2026-11-09", None, None, Some("2026-11-09"), LOCAL),
        (Next::Contact, "2026-11-21", None, None, Some("2026-11-24"), LOCAL),
        (Next::Assign, "2026-11-09", None, None, Some("2026-11-09"), LOCAL),
        (Next::DischargeNotice, "2026-11-09", Some("2026-11-25"), None, Some("2026-11-20"), KITAMI),
        // not moved to a business day: beds and taxis do not wait
        (Next::DischargeNotice, "2026-11-09", Some("2026-11-27"), None, Some("2026-11-22"), KITAMI),
        (Next::DischargeNotice, "2026-11-09", None, None, None, KITAMI),
        (Next::Papers, "2026-11-09", None, Some("2026-11-25"), Some("2026-11-25"), LOCAL),
        (Next::Record, "2026-11-09", None, Some("2026-11-25"), Some("2026-12-02"), IZUMO),
        (Next::Sheet, "2026-11-09", None, None, None, "加算のめやすが決める（fee.rs）"),
    ];
    let rules = Deadlines::shipped().unwrap();
    let calendar =
        BusinessCalendar::weekdays(Time::constant(8, 30, 0, 0), Time::constant(17, 15, 0, 0));
    let holidays = Holidays::shipped();
    for (next, admitted, planned, ended, due, source) in vectors {
        let (s, acts) = (stay(admitted, *planned, *ended), [contact(admitted)]);
        let got = Progress::new(&s, &acts).due(*next, &rules, &calendar, holidays);
        assert_eq!(got, due.map(d), "{next:?} {admitted} — {source}");
    }
}

#[test]
fn a_short_stay_can_be_told_of_in_time() {
    let d = Deadlines::shipped().unwrap();
    let day = |s: &str| s.parse::<kernel::Date>().unwrap();
    assert_eq!(d.notice_by(day("2026-11-30"), day("2026-11-20")), day("2026-11-25"));
    assert_eq!(d.notice_by(day("2026-11-24"), day("2026-11-20")), day("2026-11-20"));
    assert_eq!(d.notice_by(day("2026-11-20"), day("2026-11-20")), day("2026-11-20"));
}
