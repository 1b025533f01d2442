//! Story (f): the facility cannot take the person back because of suction at night; hospital and office both see it.
use accounts::OrganisationKind;
use app::{Error, Result};
use kernel::{Actor, Hat, Id};
use transitions::model::facility_answers::{ForProcedure, Takes, acceptance, questions};
use transitions::model::{EndKind, Method, StayId};
use transitions::use_cases::facility::{
    Answer, Ask, answer, answer_for, ask, asked_of_us, question,
};
use transitions::use_cases::view::{View, view};

use crate::place::{Town, day, in_both_towns};

struct Home {
    id: accounts::OrganisationId,
    worker: Actor,
    other: Actor,
}

fn home(t: &Town) -> Home {
    let id = t.organisation("特養 ひばり荘", OrganisationKind::Facility);
    let second = t.organisation("老健 みずうみ", OrganisationKind::Facility);
    Home {
        id,
        worker: t.staff(id, "大沢 進", Hat::Provider),
        other: t.staff(second, "熊谷 里", Hat::Provider),
    }
}

fn asking(stay: StayId, h: &Home) -> Ask {
    Ask {
        stay,
        facility: Some(h.id),
        name: String::new(),
        procedures: vec!["suction-night".into(), "suction".into()],
        note: "夜間に3回ほど".into(),
        method: Method::Ict,
    }
}

fn each(p: &str, takes: Takes, reasons: &[&str]) -> ForProcedure {
    ForProcedure {
        procedure: p.into(),
        takes: takes.code().into(),
        reasons: reasons.iter().map(|r| (*r).to_string()).collect(),
    }
}

fn refusal(asked: Id) -> Answer {
    Answer {
        asked,
        takes: None,
        each: vec![
            each("suction", Takes::Yes, &[]),
            each("suction-night", Takes::No, &["no_night_staff"]),
        ],
        note: String::new(),
        day: day("2026-11-09"),
        said_by: String::new(),
        method: Method::Ict,
    }
}

fn beside<T: std::fmt::Debug>(done: Result<T>, field: &str) {
    match done {
        Err(Error::Invalid(f)) => assert_eq!(f[0].field, field, "{}", f[0].message),
        other => panic!("not refused: {other:?}"),
    }
}

fn seen(t: &Town, who: &Actor, stay: StayId) -> View {
    t.app.read(who, |cx| view(cx, stay)).unwrap()
}

fn todo(t: &Town, who: &Actor) -> Vec<String> {
    let lines = transitions::slice().todo.unwrap();
    t.app.read(who, lines).unwrap().into_iter().map(|l| l.href).collect()
}

#[test]
fn a_return_refused_for_suction_at_night_is_seen_by_hospital_and_office() {
    in_both_towns(|t| {
        let (h, stay) = (home(&t), t.admitted("2026-11-09"));
        let cmd = asking(stay, &h);
        let asked = t.act(&t.liaison, move |cx| ask(cx, &cmd)).unwrap();
        assert_eq!(todo(&t, &h.worker), [format!("/transitions/questions/{asked}")]);
        assert!(todo(&t, &h.other).is_empty());
        let q = t.act(&h.worker, move |cx| question(cx, asked)).unwrap();
        assert_eq!((q.resident.name.as_str(), q.hospital.as_str()), ("高橋 ミヨ", "結野中央病院"));
        // the facility reads its question and nothing else of the stay
        assert!(t.app.read(&h.worker, |cx| view(cx, stay)).is_err());
        assert!(t.act(&h.other, move |cx| question(cx, asked)).is_err());
        assert!(t.act(&t.nurse, move |cx| question(cx, asked)).is_err());
        let foreign = refusal(asked);
        assert!(t.act(&h.other, move |cx| answer(cx, &foreign)).is_err());

        let mut half = refusal(asked);
        half.each.pop();
        beside(t.act(&h.worker, move |cx| answer(cx, &half)), "takes.suction-night");
        let mut silent = refusal(asked);
        silent.each[1].reasons.clear();
        beside(t.act(&h.worker, move |cx| answer(cx, &silent)), "why.suction-night");
        let mut other = refusal(asked);
        other.each[1].reasons = vec!["other".into()];
        beside(t.act(&h.worker, move |cx| answer(cx, &other)), "note");

        let no = refusal(asked);
        t.act(&h.worker, move |cx| answer(cx, &no)).unwrap();
        for who in [&t.liaison, &t.cm] {
            let v = seen(&t, who, stay);
            let all = questions(&v.acts);
            assert_eq!(all[0].takes(), Some(Takes::No));
            assert_eq!(all[0].each()[1].reasons, ["no_night_staff"]);
            let told = t.app.read(who, app::notices::mine).unwrap();
            assert!(told.iter().any(|n| n.kind == "transitions.facility.answered"));
        }
        assert!(todo(&t, &h.worker).is_empty());
        let listed = t.app.read(&h.worker, asked_of_us).unwrap();
        assert_eq!(listed.len(), 1, "what was answered can be read again");
        let v = seen(&t, &t.cm, stay);
        let by = acceptance(&v.acts);
        assert_eq!((by["suction"].rate(), by["suction-night"].rate()), ((1, 1), (0, 1)));
        assert_eq!(by["suction-night"].reasons["no_night_staff"], 1);
    });
}

#[test]
fn an_answer_on_behalf_names_who_answered_and_a_later_one_stands() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let cmd = Ask {
            stay,
            facility: None,
            name: "特養 とおい荘".into(),
            procedures: Vec::new(),
            note: String::new(),
            method: Method::Phone,
        };
        let mut inside = cmd.clone();
        inside.method = Method::Ict;
        beside(t.act(&t.cm, move |cx| ask(cx, &inside)), "method");
        let mut nobody = cmd.clone();
        nobody.name = " ".into();
        beside(t.act(&t.cm, move |cx| ask(cx, &nobody)), "facility");
        let mut hospital = cmd.clone();
        hospital.facility = Some(t.hospital);
        beside(t.act(&t.cm, move |cx| ask(cx, &hospital)), "facility");
        let asked = t.act(&t.cm, move |cx| ask(cx, &cmd)).unwrap();
        let mut a = refusal(asked);
        a.each.clear();
        a.takes = Some(Takes::Conditions);
        a.method = Method::Phone;
        let silent = a.clone();
        beside(t.act(&t.cm, move |cx| answer_for(cx, &silent)), "said_by");
        a.said_by = "相談員 田村さん".into();
        let bare = a.clone();
        beside(t.act(&t.cm, move |cx| answer_for(cx, &bare)), "note");
        a.note = "日中の吸引だけなら".into();
        let first = a.clone();
        t.act(&t.cm, move |cx| answer_for(cx, &first)).unwrap();
        a.takes = Some(Takes::Yes);
        t.app.clock.advance_minutes(5);
        t.act(&t.liaison, move |cx| answer_for(cx, &a)).unwrap();
        let v = seen(&t, &t.cm, stay);
        let all = questions(&v.acts);
        assert_eq!((all.len(), all[0].takes()), (1, Some(Takes::Yes)));
        assert_eq!(all[0].answer.unwrap().said_by, "相談員 田村さん");
        assert_eq!(acceptance(&v.acts)[""].rate(), (1, 1));
    });
}

#[test]
fn after_a_death_the_facility_is_not_waited_for() {
    in_both_towns(|t| {
        let (h, stay) = (home(&t), t.admitted("2026-11-09"));
        let cmd = asking(stay, &h);
        let asked = t.act(&t.liaison, move |cx| ask(cx, &cmd)).unwrap();
        let unread = |t: &Town| t.app.read(&h.worker, app::notices::unread).unwrap();
        assert_eq!(unread(&t), 1);
        t.end(&t.liaison, stay, "2026-11-09", EndKind::Death).unwrap();
        assert!(todo(&t, &h.worker).is_empty());
        assert_eq!(unread(&t), 0, "its notice went too");
        assert!(t.act(&h.worker, move |cx| question(cx, asked)).unwrap().over);
        let again = asking(stay, &h);
        assert!(matches!(t.act(&t.cm, move |cx| ask(cx, &again)), Err(Error::Rule(_))));
    });
}

#[test]
fn a_question_is_open_to_its_facility_until_thirty_days_after_the_stay() {
    in_both_towns(|t| {
        let (h, stay) = (home(&t), t.admitted("2026-11-09"));
        let cmd = asking(stay, &h);
        let asked = t.act(&t.liaison, move |cx| ask(cx, &cmd)).unwrap();
        let opens = || t.app.read(&h.worker, |cx| question(cx, asked)).is_ok();
        t.end(&t.liaison, stay, "2026-11-09", EndKind::Home).unwrap();
        t.now("2026-12-09", "23:00");
        assert!(opens());
        t.now("2026-12-10", "00:00");
        assert!(!opens());
        // the end was entered by mistake: the question is open again
        t.act(&t.cm, move |cx| transitions::use_cases::undo::undo_end(cx, stay)).unwrap();
        assert!(opens());
    });
}
