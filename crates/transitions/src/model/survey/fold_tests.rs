//! Acts of each kind, and what the survey counts of them.
use super::*;
use crate::model::act::Detail;
use crate::model::{Learned, StayId};
use accounts::OrganisationId;
use people::{CareLevel, ResidentId};

fn id(n: u8) -> kernel::Id {
    kernel::Id::from_bytes([n; 16])
}

fn day(s: &str) -> Date {
    format!("2026-10-{s}").parse().unwrap()
}

fn at() -> kernel::At {
    kernel::At::from_millis(1_791_000_000_000)
}

fn stay() -> Stay {
    Stay {
        id: StayId(id(1)),
        resident: ResidentId(id(2)),
        hospital: None,
        hospital_name: "病院".into(),
        office: OrganisationId(id(3)),
        care_manager: None,
        hokatsu: None,
        admitted_on: day("05"),
        admitted_time: None,
        planned: false,
        reason: String::new(),
        learned: Learned::Family,
        care_level: CareLevel::Care2,
        ward: String::new(),
        room: String::new(),
        assigned: None,
        planned_on: None,
        ended_on: Some(day("20")),
        end: Some(EndKind::Home),
        closed: false,
        cancelled: false,
        previous: None,
        at: at(),
    }
}

fn act(n: u8, kind: ActKind, codes: &[&str]) -> Act {
    Act {
        id: id(n),
        stay: StayId(id(1)),
        kind,
        day: Some(day("10")),
        at: at(),
        method: None,
        account: None,
        organisation: None,
        name: String::new(),
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

fn heard(n: u8, on: &str, way: &str, conference: bool) -> Act {
    let mut a = act(n, ActKind::Hearing, if conference { &["conference"] } else { &[] });
    a.day = Some(day(on));
    a.detail.data = serde_json::json!({ "way": way });
    a
}

fn grade(acts: &[Act]) -> Option<&'static str> {
    more(&stay(), acts, None).discharge_fee.map(DischargeFee::code)
}

#[test]
fn a_stay_in_which_nothing_was_recorded_counts_nothing() {
    let want = More { papers: Some(false), ..More::default() };
    assert_eq!(more(&stay(), &[], None), want);
}

#[test]
fn grades_follow_days_and_conferences_forms_verified_1_2() {
    let face = |n, on| heard(n, on, "face", false);
    let conf = |n, on| heard(n, on, "video", true);
    assert_eq!(grade(&[face(10, "10")]), Some("1i"));
    assert_eq!(grade(&[conf(10, "10")]), Some("1ro"));
    assert_eq!(grade(&[face(10, "10"), face(11, "10")]), Some("1i"), "one day counts once");
    assert_eq!(grade(&[face(10, "10"), face(11, "11")]), Some("2i"));
    assert_eq!(grade(&[face(10, "10"), conf(11, "11")]), Some("2ro"));
    assert_eq!(grade(&[face(10, "10"), face(11, "11"), face(12, "12")]), Some("2i"));
    assert_eq!(grade(&[face(10, "10"), conf(11, "11"), face(12, "27")]), Some("3"));
    assert_eq!(grade(&[face(10, "28")]), None, "later than seven days after");
    assert_eq!(grade(&[face(10, "04")]), None, "before the admission");
    assert_eq!(grade(&[heard(10, "10", "fax", false), heard(11, "11", "phone", false)]), None);
}

#[test]
fn no_discharge_fee_for_ends_and_levels_that_have_to_be_checked() {
    let acts = [heard(10, "10", "face", false)];
    for end in [EndKind::Facility, EndKind::Residence, EndKind::Transfer, EndKind::Death] {
        let s = Stay { end: Some(end), ..stay() };
        assert_eq!(more(&s, &acts, None).discharge_fee, None, "{end:?}");
    }
    for level in [CareLevel::Support2, CareLevel::Applied, CareLevel::Unknown] {
        let s = Stay { care_level: level, ..stay() };
        assert_eq!(more(&s, &acts, None).discharge_fee, None, "{level:?}");
    }
}

#[test]
fn the_last_wish_stands_and_telling_it_counts() {
    let wished = act(10, ActKind::Place, &["wished", "facility"]);
    let again = act(11, ActKind::Place, &["wished", "home"]);
    let told = act(12, ActKind::Place, &["told", "home"]);
    let m = more(&stay(), &[wished.clone(), again.clone()], None);
    assert_eq!((m.wish.as_deref(), m.wish_told), (Some("home"), false));
    let m = more(&stay(), &[wished.clone(), told.clone(), again], None);
    assert_eq!((m.wish.as_deref(), m.wish_told), (Some("home"), true));
    let withdrawn = Act { cancelled: true, ..told };
    let m = more(&stay(), &[wished, withdrawn], None);
    assert_eq!((m.wish.as_deref(), m.wish_told), (Some("facility"), false));
}

#[test]
fn the_last_word_about_dental_care_stands() {
    let item = |n, state| act(n, ActKind::Checklist, &["dental_resume", state]);
    let m = |acts: &[Act]| {
        let m = more(&stay(), acts, None);
        (m.dental_stopped, m.dental_resumed)
    };
    assert_eq!(m(&[item(10, "open")]), (Some(true), false));
    assert_eq!(m(&[item(10, "open"), item(11, "done")]), (Some(true), true));
    assert_eq!(m(&[item(10, "open"), item(11, "not_needed")]), (Some(false), false));
    assert_eq!(m(&[act(10, ActKind::Checklist, &["bed", "done"])]), (None, false));
}

#[test]
fn each_procedure_has_the_last_answer_and_one_facility_is_enough() {
    let asked = |n| act(n, ActKind::FacilityAsked, &["suction", "gastrostomy"]);
    let answer = |n, to: u8, code: &str| {
        let mut a = act(n, ActKind::FacilityAnswer, &[code]);
        a.record = Some(id(to));
        a
    };
    let of = |acts: &[Act]| more(&stay(), acts, None).facility;
    let both = |s, g| vec![("gastrostomy".to_string(), g), ("suction".to_string(), s)];
    assert_eq!(of(&[asked(10)]), [], "no answer yet");
    assert_eq!(of(&[asked(10), answer(11, 10, "no")]), both(false, false));
    assert_eq!(of(&[asked(10), answer(11, 10, "no"), answer(12, 10, "yes")]), both(true, true));
    let mut parts = answer(11, 10, "no");
    parts.detail.data = serde_json::json!({"each": [
        {"procedure": "suction", "takes": "no"},
        {"procedure": "gastrostomy", "takes": "conditions"},
    ]});
    assert_eq!(of(&[asked(10), parts.clone()]), both(false, true));
    let acts = [asked(10), parts, asked(20), answer(21, 20, "yes")];
    assert_eq!(of(&acts), both(true, true), "a second facility takes the person");
}

#[test]
fn reasons_papers_and_conference_are_read_off_their_acts() {
    let mut notice = act(10, ActKind::DischargeNotice, &[HEARD, "late:family"]);
    notice.detail.date = Some("2026-10-20".into());
    let mut papers = act(11, ActKind::Papers, &["summary"]);
    papers.received_at = Some(at());
    let acts = [
        notice,
        papers,
        act(12, ActKind::NotDischarged, &["family_wish", "no_home_care"]),
        act(13, ActKind::NotDischarged, &["family_wish"]),
        act(14, ActKind::Conference, &["not_held"]),
    ];
    let m = more(&stay(), &acts, None);
    assert_eq!(m.late, ["family"]);
    assert_eq!(m.stuck, ["family_wish", "no_home_care"]);
    assert_eq!((m.papers, m.papers_received, m.conference), (Some(true), true, Some(false)));
    let held =
        [act(14, ActKind::Conference, &["held"]), act(15, ActKind::Conference, &["not_held"])];
    assert_eq!(more(&stay(), &held, None).conference, Some(true), "one was held");
}

#[test]
fn the_sheet_is_received_when_the_hospital_says_so_or_answers() {
    let sheet = act(10, ActKind::SheetSent, &[]);
    assert!(!more(&stay(), std::slice::from_ref(&sheet), None).sheet_received);
    let pressed = Act { received_at: Some(at()), ..sheet.clone() };
    assert!(more(&stay(), &[pressed], None).sheet_received);
    let mut reply = act(11, ActKind::Reply, &[]);
    reply.record = Some(id(10));
    assert!(more(&stay(), &[sheet.clone(), reply.clone()], None).sheet_received);
    reply.record = Some(id(99));
    assert!(!more(&stay(), &[sheet, reply], None).sheet_received, "answers something else");
}

#[test]
fn days_to_the_next_admission_are_kept_up_to_ninety() {
    let after = |d: &str| more(&stay(), &[], Some(d.parse().unwrap())).readmitted_after;
    assert_eq!(after("2026-11-01"), Some(12));
    assert_eq!(after("2026-10-20"), Some(0));
    assert_eq!(after("2027-01-18"), Some(90));
    assert_eq!(after("2027-01-19"), None);
    let moved = Stay { end: Some(EndKind::Transfer), ..stay() };
    assert_eq!(more(&moved, &[], Some(day("20"))).readmitted_after, None);
}
