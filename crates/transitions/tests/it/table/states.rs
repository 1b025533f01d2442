//! The states of a stay: each is a way there, walked through the use cases on one day. What is done beside the steps (a
//! hearing, a facility asked, a service told) is done wherever it can be, so that there is something to answer and to
//! take back.
use kernel::{Date, Id};
use testkit::TestApp;
use transitions::model::hearing::HearingWay;
use transitions::model::place::PlaceStage;
use transitions::model::reply::{Content, Tidings};
use transitions::model::{ActKind, EndKind, Method, Phase, Progress, StayId};
use transitions::use_cases::conferences::read::of_stay;
use transitions::use_cases::conferences::save::{Save, plan};
use transitions::use_cases::hearings::NewHearing;
use transitions::use_cases::place::Place;
use transitions::use_cases::reply::Reply;
use transitions::use_cases::report::{Report, Where, report};
use transitions::use_cases::services::{Tell, recipients};
use transitions::use_cases::sheet::Send;
use transitions::use_cases::view::View;
use transitions::use_cases::{
    facility, hearings, place, record, reply, services, sheet, undo, view,
};

use super::acts::Known;
use super::roles::Cast;
use crate::conferences;
use crate::place::{a_sheet, day};

/// A state of the table.
pub struct State {
    /// In words.
    pub name: &'static str,
    /// The hospital works here.
    here: bool,
    /// The admission lies ahead.
    ahead: bool,
    /// How many of the steps are done.
    steps: usize,
    /// 退院支援 was found necessary.
    needed: bool,
    /// What comes after the steps.
    then: &'static [Then],
}

/// What comes after the steps.
#[derive(Clone, Copy)]
enum Then {
    Record,
    End(EndKind),
    Cancel,
}

const fn state(name: &'static str, steps: usize, then: &'static [Then]) -> State {
    State { name, here: true, ahead: false, steps, needed: true, then }
}

const HOME: Then = Then::End(EndKind::Home);

/// All states, in the order of the table.
pub fn all() -> Vec<State> {
    let ahead = |name, steps, needed| State { ahead: true, needed, ..state(name, steps, &[]) };
    let outside =
        |name, ahead, steps, then| State { here: false, ahead, ..state(name, steps, then) };
    vec![
        ahead("Planned admission, entered", 0, true),
        ahead("Planned admission, hospital told", 1, true),
        ahead("Planned admission, sheet sent", 2, true),
        ahead("Planned admission, somebody in charge", 3, true),
        ahead("Planned admission, support needed", 4, true),
        ahead("Planned admission, no support needed", 4, false),
        state("In hospital, entered", 0, &[]),
        state("In hospital, hospital told", 1, &[]),
        state("In hospital, sheet sent", 2, &[]),
        state("In hospital, somebody in charge", 3, &[]),
        state("In hospital, support needed", 4, &[]),
        State { needed: false, ..state("In hospital, no support needed", 4, &[]) },
        state("In hospital, planning told", 5, &[]),
        state("In hospital, conference closed", 6, &[]),
        state("In hospital, day of discharge told", 7, &[]),
        state("In hospital, papers handed over", 8, &[]),
        state("In hospital, papers and record there", 8, &[Then::Record]),
        state("Home, papers to come", 7, &[HOME]),
        state("Home, record to come", 8, &[HOME]),
        state("In a facility, record to come", 8, &[Then::End(EndKind::Facility)]),
        state("Home, complete", 8, &[HOME, Then::Record]),
        state("Home, complete without papers", 2, &[HOME, Then::Record]),
        state("Transferred", 5, &[Then::End(EndKind::Transfer)]),
        state("Died", 6, &[Then::End(EndKind::Death)]),
        state("Entered by mistake", 0, &[Then::Cancel]),
        outside("Outside: planned, entered", true, 0, &[]),
        outside("Outside: planned, hospital told", true, 1, &[]),
        outside("Outside: planned, sheet sent", true, 2, &[]),
        outside("Outside: entered", false, 0, &[]),
        outside("Outside: hospital told", false, 1, &[]),
        outside("Outside: sheet sent", false, 2, &[]),
        outside("Outside: home, record to come", false, 2, &[HOME]),
        outside("Outside: home, complete", false, 2, &[HOME, Then::Record]),
        outside("Outside: transferred", false, 2, &[Then::End(EndKind::Transfer)]),
        outside("Outside: died", false, 2, &[Then::End(EndKind::Death)]),
        outside("Outside: entered by mistake", false, 1, &[Then::Cancel]),
    ]
}

/// A town in which the stay is in this state.
pub fn build(s: &State) -> (Cast, Known) {
    let c = Cast::new(TestApp::sqlite());
    let t = &c.town;
    t.now("2026-11-12", "15:00");
    let hospital = if s.here { Where::Known(t.hospital) } else { Where::Known(t.outside) };
    let on = if s.ahead { "2026-11-16" } else { "2026-11-09" };
    // planned, so that moving its day is a question of the state
    let cmd = Report { hospital, planned: true, ..t.admission(on) };
    let stay = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
    for n in 0..s.steps {
        step(&c, s, stay, n);
    }
    beside(&c, s, stay);
    for then in s.then {
        match then {
            Then::Record => drop(t.record(stay).unwrap()),
            Then::End(kind) => drop(t.end(&t.cm, stay, "2026-11-12", *kind).unwrap()),
            Then::Cancel => {
                t.act(&t.cm, move |cx| undo::cancel_stay(cx, stay, "人ちがい")).unwrap();
            }
        }
    }
    let known = targets(&c, s.here, stay).1;
    (c, known)
}

fn step(c: &Cast, s: &State, stay: StayId, n: usize) {
    let t = &c.town;
    match n {
        0 => drop(t.contact(stay)),
        1 if s.here => drop(t.sheet(stay)),
        1 => {
            let cmd = Send { method: Method::Fax, ..a_sheet(stay) };
            t.act(&t.cm, move |cx| sheet::send(cx, &cmd)).unwrap();
        }
        2 => {
            let told = targets(c, s.here, stay).1.contact.unwrap();
            t.receive(&t.liaison, told).unwrap();
            t.assign(stay).unwrap();
        }
        3 => drop(t.screen(stay, s.needed).unwrap()),
        4 => drop(t.plan(stay).unwrap()),
        5 => {
            let mut record = conferences::record();
            record.attendees[2].presence = "absent".into();
            t.act(&t.liaison, move |cx| plan(cx, stay, &record, &Save::Close)).unwrap();
        }
        6 => drop(t.tell_discharge(stay, "2026-11-20").unwrap()),
        _ => drop(t.hand_over(stay).unwrap()),
    }
}

fn beside(c: &Cast, s: &State, stay: StayId) {
    let t = &c.town;
    let ask = facility::Ask {
        stay,
        facility: Some(c.facility),
        name: String::new(),
        procedures: Vec::new(),
        note: String::new(),
        method: Method::Ict,
    };
    t.act(&t.cm, move |cx| facility::ask(cx, &ask)).unwrap();
    let tell = Tell {
        stay,
        tidings: Tidings::Admitted,
        members: vec![member(c, stay)],
        by_hand: Method::Phone,
        note: String::new(),
        again: false,
    };
    t.act(&t.cm, move |cx| services::tell(cx, &tell)).unwrap();
    let r = an_answer(stay);
    t.act(&t.cm, move |cx| reply::reply(cx, &r)).unwrap();
    if s.ahead {
        return;
    }
    let h = heard(stay, day("2026-11-12"), "小田島 涼");
    t.act(&t.cm, move |cx| hearings::record(cx, &h)).unwrap();
    let wish = Place {
        stay,
        stage: PlaceStage::Wished,
        place: EndKind::Home,
        day: day("2026-11-12"),
        said_by: "ご本人".into(),
        method: None,
        note: String::new(),
    };
    t.act(&t.cm, move |cx| place::place(cx, &wish)).unwrap();
}

/// What a hospital answered by telephone: something, and no day.
pub fn an_answer(stay: StayId) -> Reply {
    Reply {
        stay,
        answers: None,
        day: None,
        method: Method::Phone,
        from: "地域連携室".into(),
        content: Content {
            note: "担当が決まったら知らせます".into(), ..Content::default()
        },
        scan: Vec::new(),
        again: true,
    }
}

/// What the office heard from somebody of the hospital.
pub fn heard(stay: StayId, on: Date, person: &str) -> NewHearing {
    NewHearing {
        stay,
        day: on,
        way: HearingWay::Face,
        conference: false,
        profession: "nurse".into(),
        person: person.into(),
        organisation: String::new(),
        note: String::new(),
        from: None,
    }
}

pub fn member(c: &Cast, stay: StayId) -> Id {
    targets(c, true, stay).1.member.unwrap()
}

/// The stay as its care manager sees it (nothing of what was entered by mistake), and what there is to act on in it.
pub fn targets(c: &Cast, here: bool, stay: StayId) -> (Option<View>, Known) {
    let (t, station) = (&c.town, c.station.0);
    let found = t.app.read(&t.cm, |cx| {
        let Ok(v) = view::view(cx, stay) else { return Ok(None) };
        let team = recipients(cx, stay)?;
        let member = team.into_iter().find(|r| r.member.organisation == Some(station));
        let conference = of_stay(cx, stay)?.first().map(|h| (h.id, h.version));
        let recorded = record::for_recording(cx, stay)?.confirmed.map_or(0, |r| r.version);
        let sent = sheet::for_writing(cx, stay)?.sent.map(|s| (s.record, s.version));
        Ok(Some((v, member.map(|r| r.member.id), conference, recorded, sent)))
    });
    let (seen, member, conference, recorded, sent) = match found.unwrap() {
        Some((v, member, conference, recorded, sent)) => {
            (Some(v), member, conference, recorded, sent)
        }
        None => (None, None, None, 0, None),
    };
    let place = if here { "here" } else { "outside" };
    let position = seen.as_ref().map_or_else(
        || format!("{place} {} Nothing", Phase::Cancelled.code()),
        |v| {
            let phase = Phase::of(&v.stay, t.app.now().date());
            format!("{place} {} {:?}", phase.code(), Progress::new(&v.stay, &v.acts).next().0)
        },
    );
    let last = |kinds: &[ActKind]| {
        let acts = seen.iter().flat_map(|v| v.acts.iter().rev());
        acts.into_iter().find(|a| kinds.contains(&a.kind)).map(|a| a.id)
    };
    let known = Known {
        position,
        stay,
        resident: t.resident,
        hospital: t.hospital,
        facility: c.facility,
        cm: Cast::account(&t.cm),
        liaison: Cast::account(&t.liaison),
        colleague: Cast::account(&c.liaison2),
        cm2: (t.other_cm.organisation.unwrap(), Cast::account(&t.other_cm)),
        member,
        document: sent.map(|(record, _)| record),
        sent: sent.map_or(0, |(_, version)| version),
        sheet: last(&[ActKind::SheetSent]),
        notice: last(&[ActKind::PlanningNotice, ActKind::DischargeNotice, ActKind::Papers]),
        contact: last(&[ActKind::AdmissionContact]),
        reply: last(&[ActKind::Reply]),
        hearing: last(&[ActKind::Hearing]),
        asked: last(&[ActKind::FacilityAsked]),
        told: last(&[ActKind::ServicesTold]),
        recorded,
        conference,
    };
    (seen, known)
}
