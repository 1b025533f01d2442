//! The card: who opens it, what it says, what the team and the hospital hear.
use app::Error;
use emergency::model::card::{NewCard, Source};
use emergency::use_cases::{alert, at_scene, card, token, transport};
use kernel::Id;
use people::use_cases::change;
use people::{AlertLevel, FactKind, NewFact, ResidentId};

use crate::place::{Town, day, in_both_towns};

fn opened(t: &Town, id: ResidentId) -> Id {
    let lookup = t.look(&t.crew, "ひばり野台二丁目 たかはし 80代").unwrap().lookup.unwrap();
    t.act(&t.crew, move |cx| at_scene::open(cx, lookup, id)).unwrap()
}

fn written(t: &Town) -> ResidentId {
    let id = t.miyo();
    t.registered(id, true);
    for (kind, text, alert) in [
        (FactKind::Allergy, "ペニシリン", AlertLevel::Harm),
        (FactKind::Medicine, "ワーファリン", AlertLevel::Caution),
        (FactKind::Diagnosis, "心不全", AlertLevel::None),
    ] {
        let f = NewFact {
            kind,
            text: text.into(),
            code: String::new(),
            alert,
            source: "主治医".into(),
            as_of: day("2026-11-01"),
        };
        t.act(&t.cm, move |cx| change::add_fact(cx, id, &f)).unwrap();
    }
    let n = NewCard {
        version: 0,
        body: [
            ("clinic1", "常盤台医院"),
            ("clinic1.day", "0000-65-0203"),
            ("clinic1.night", "080-0000-0003"),
            ("key", "隣家 佐々木さん"),
        ]
        .map(|(a, b)| (a.to_string(), b.to_string()))
        .into(),
        source: Source::Person,
        settled: true,
        confirmed_on: day("2026-09-30"),
        confirmed_with: "本人・長男".into(),
    };
    t.act(&t.cm, move |cx| card::save(cx, id, &n)).unwrap();
    id
}

#[test]
fn the_card_has_what_the_crew_asks_for_by_the_hour() {
    in_both_towns(|t| {
        let id = written(&t);
        let o = opened(&t, id);
        let s = t.app.read(&t.crew, move |cx| at_scene::card(cx, o)).unwrap().sheet;
        assert_eq!(s.name, "髙橋 ミヨ");
        assert_eq!(s.warn[0].0, "ペニシリン", "what may harm comes first");
        assert!(s.warn.iter().any(|w| w.0 == "ワーファリン"));
        assert_eq!(s.diagnoses, ["心不全"]);
        assert_eq!(s.doctors[0].number, "080-0000-0003", "it is night");
        assert!(s.confirmed.contains("本人・長男") && s.key.contains("佐々木"));
        t.app.clock.set(testkit::at("2026-11-20", "10:00"));
        let s = t.app.read(&t.crew, move |cx| at_scene::card(cx, o)).unwrap().sheet;
        assert_eq!(s.doctors[0].number, "0000-65-0203", "it is day");
    });
}

#[test]
fn only_the_brigade_that_opened_it_reads_it_and_only_for_its_hours() {
    in_both_towns(|t| {
        let id = written(&t);
        let o = opened(&t, id);
        for who in [&t.other_crew, &t.cm, &t.liaison, &t.city, &t.centre] {
            let got = t.app.read(who, move |cx| at_scene::card(cx, o));
            assert!(matches!(got, Err(Error::NotFound)), "{:?}", who.hat);
        }
        t.act(&t.crew, move |cx| at_scene::asked(cx, o, "unable")).unwrap();
        t.act(&t.crew, move |cx| at_scene::arrest(cx, o, true)).unwrap();
        let s = t.app.read(&t.crew, move |cx| at_scene::card(cx, o)).unwrap();
        assert_eq!(s.opened.asked, "unable");
        assert!(s.opened.arrest_at.is_some());
        t.end(id);
        assert!(
            matches!(t.app.read(&t.crew, move |cx| at_scene::card(cx, o)), Err(Error::NotFound)),
            "ended"
        );
    });
}

#[test]
fn the_team_hears_of_it_once_and_without_incident_or_name() {
    in_both_towns(|t| {
        let id = written(&t);
        let first = opened(&t, id);
        opened(&t, id);
        let told = t.notices(&t.cm);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].contains("救急搬送の可能性があります")
                && told[0].contains(&format!("/people/{id}"))
        );
        assert!(!told[0].contains("1121") && !told[0].contains("橋"));
        assert!(t.notices(&t.other_cm).is_empty());
        let lines = t.app.read(&t.cm, |cx| emergency::slice().todo.unwrap()(cx)).unwrap();
        assert_eq!(lines.len(), 1);
        assert!(lines[0].why.contains("救急搬送の可能性") && !lines[0].why.contains("1121"));
        let alert: Id = lines[0].href.rsplit('/').next().unwrap().parse().unwrap();
        assert!(t.app.read(&t.other_cm, move |cx| alert::view(cx, alert)).is_err());
        t.act(&t.cm, move |cx| alert::close(cx, alert)).unwrap();
        let lines = t.app.read(&t.cm, |cx| emergency::slice().todo.unwrap()(cx)).unwrap();
        assert!(lines.is_empty());
        let _ = first;
    });
}

#[test]
fn who_reports_no_admission_is_told_what_they_need_to_know() {
    in_both_towns(|t| {
        let id = written(&t);
        let (pharmacy, there) = t.pharmacy();
        let member = people::NewTeamMember {
            role: people::TeamRole::Pharmacy,
            organisation: Some(pharmacy.0),
            account: None,
            label: String::new(),
            person: String::new(),
            phone: String::new(),
            from: day("2026-10-01"),
        };
        t.act(&t.cm, move |cx| change::add_member(cx, id, &member)).unwrap();
        opened(&t, id);
        assert!(t.notices(&t.cm)[0].contains("入院の連絡が要るか"));
        let told = t.notices(&there).into_iter().find(|n| n.contains("救急搬送")).unwrap();
        assert!(told.contains("担当のケアマネジャーにたしかめて") && !told.contains("入院の連絡"));
    });
}

#[test]
fn who_did_not_agree_is_not_told_of() {
    in_both_towns(|t| {
        let id = t.miyo();
        t.registered(id, false);
        opened(&t, id);
        assert!(t.notices(&t.cm).is_empty());
    });
}

#[test]
fn the_hospital_reads_the_handover_for_a_day() {
    in_both_towns(|t| {
        let id = written(&t);
        let o = opened(&t, id);
        let hospital = t.hospital;
        t.act(&t.crew, move |cx| transport::transport(cx, o, hospital)).unwrap();
        let told = t.notices(&t.liaison);
        assert!(told.iter().any(|n| n.contains("申し送り")), "{told:?}");
        let line = t.app.read(&t.doctor, |cx| emergency::slice().todo.unwrap()(cx)).unwrap();
        let to: Id = line[0].href.rsplit('/').next().unwrap().parse().unwrap();
        assert_eq!(
            t.app.read(&t.doctor, move |cx| transport::handover(cx, to)).unwrap().sheet.name,
            "髙橋 ミヨ"
        );
        assert!(t.app.read(&t.cm, move |cx| transport::handover(cx, to)).is_err());
        let lines = |who: &kernel::Actor| {
            let all = t.app.read(who, emergency::slice().todo.unwrap()).unwrap();
            all.into_iter().filter(|l| l.href.starts_with("/emergency/handover/")).count()
        };
        assert_eq!((lines(&t.liaison), lines(&t.doctor), lines(&t.cm)), (1, 1, 0));
        // brought elsewhere after all: the line goes where the page goes
        t.app.clock.advance_minutes(1);
        let (second, there) = t.second_hospital();
        t.act(&t.crew, move |cx| transport::transport(cx, o, second)).unwrap();
        assert_eq!((lines(&t.liaison), lines(&there)), (0, 1));
        t.app.clock.advance_minutes(1);
        t.act(&t.crew, move |cx| transport::transport(cx, o, hospital)).unwrap();
        assert_eq!((lines(&t.liaison), lines(&there)), (1, 0));
        t.app.clock.advance_minutes(24 * 60 + 1);
        assert_eq!(lines(&t.liaison), 0);
        assert!(matches!(
            t.app.read(&t.doctor, move |cx| transport::handover(cx, to)),
            Err(Error::NotFound)
        ));
    });
}

#[test]
fn the_printed_code_opens_nothing_but_for_a_crew_and_the_last_one_only() {
    in_both_towns(|t| {
        let id = written(&t);
        let print = |token: &'static str| {
            t.act(&t.cm, move |cx| token::print(cx, id, token::PaperKind::Fridge, token)).unwrap()
        };
        print("first");
        print("second");
        let open = |who: &kernel::Actor, token: &'static str| {
            t.act(who, move |cx| token::open(cx, token, "2026-1"))
        };
        assert!(matches!(open(&t.crew, "first"), Err(Error::NotFound)));
        assert!(open(&t.cm, "second").is_err() && open(&t.liaison, "second").is_err());
        let o = open(&t.crew, "second").unwrap();
        assert_eq!(
            t.app.read(&t.crew, move |cx| at_scene::card(cx, o)).unwrap().sheet.name,
            "髙橋 ミヨ"
        );
        t.end(id);
        assert!(matches!(open(&t.crew, "second"), Err(Error::NotFound)));
    });
}

#[test]
fn two_who_write_at_once_are_told_and_a_year_later_somebody_asks() {
    in_both_towns(|t| {
        let id = written(&t);
        let v = t.app.read(&t.cm, move |cx| card::view(cx, id)).unwrap();
        assert_eq!(v.card.as_ref().unwrap().version, 1);
        assert!(v.writes && v.registration.is_some());
        assert!(matches!(
            t.act(&t.cm, move |cx| card::confirm(cx, id, "本人", 0)),
            Err(Error::Stale { .. })
        ));
        let asks = |t: &Town| t.app.read(&t.cm, |cx| emergency::slice().todo.unwrap()(cx)).unwrap();
        assert!(asks(&t).is_empty());
        t.app.clock.set(testkit::at("2027-10-01", "10:00"));
        assert!(asks(&t)[0].why.contains("1年たちました"));
        t.act(&t.cm, move |cx| card::confirm(cx, id, "本人", 1)).unwrap();
        assert!(asks(&t).is_empty());
        assert!(t.app.read(&t.other_cm, move |cx| card::view(cx, id)).is_err());
        assert!(t.app.read(&t.city, move |cx| card::view(cx, id)).is_err());
    });
}
