//! Story (e): a care manager leaves and 35 people go over in one act; to a colleague, to another office; and back.
use accounts::{AccountId, OrganisationId};
use app::{Error, Result};
use kernel::{Actor, Id};
use people::ResidentId;
use people::use_cases::{hand_over, view};
use transitions::model::handover::{HandoverId, ItemState};
use transitions::model::{ActKind, StayId};
use transitions::use_cases::handover::{self, Ask, HandOver};
use transitions::use_cases::report::report;
use transitions::use_cases::view as stays;

use crate::place::{Town, day, in_both_towns};

const KANA: [&str; 10] = ["あ", "い", "う", "え", "お", "か", "き", "く", "け", "こ"];

/// `n` further persons of the first care manager.
fn people(t: &Town, n: usize) -> Vec<ResidentId> {
    (0..n)
        .map(|i| {
            let kana =
                format!("やまだ {}{}{}", KANA[i / 100 % 10], KANA[i / 10 % 10], KANA[i % 10]);
            t.register(&format!("山田 {i}"), &kana, "1938-02-01")
        })
        .collect()
}

fn account(a: &Actor) -> AccountId {
    AccountId(a.account.unwrap())
}

fn office(a: &Actor) -> OrganisationId {
    OrganisationId(a.organisation.unwrap())
}

fn ask(from: &Actor, to: &Actor) -> Ask {
    Ask { from: account(from), to_org: office(to), to: Some(account(to)) }
}

fn over(t: &Town, who: &Actor, ask: Ask, persons: &[ResidentId]) -> Result<HandoverId> {
    let consent_on = (ask.to_org != office(&t.cm)).then(|| day("2026-11-08"));
    let cmd = HandOver { ask, who: persons.to_vec(), reason: "退職のため".into(), consent_on };
    t.act(who, move |cx| handover::hand_over(cx, &cmd))
}

fn caseload(t: &Town, reader: &Actor, whose: &Actor) -> Vec<ResidentId> {
    let id = whose.account.unwrap();
    let rows = t.app.read(reader, |cx| hand_over::caseload(cx, id)).unwrap();
    rows.into_iter().map(|r| r.id).collect()
}

fn notices(t: &Town, who: &Actor) -> Vec<String> {
    let all = t.app.read(who, app::notices::mine).unwrap();
    all.into_iter().filter(|n| n.kind == "transitions.handed-over").map(|n| n.text).collect()
}

/// Everything these persons' pages, lists and documents show to an actor, as text.
fn seen(t: &Town, who: &Actor, persons: &[ResidentId], papers: &[(StayId, Id)]) -> String {
    let mut out = String::new();
    for id in persons {
        let v = t.app.read(who, |cx| view::view(cx, *id)).map_err(|e| e.to_string());
        out.push_str(&format!("{v:?}\n"));
    }
    let lines = t.app.read(who, |cx| {
        transitions::use_cases::lists::lines(cx, transitions::use_cases::lists::Which::default())
    });
    out.push_str(&format!("{:?}\n", lines.map_err(|e| e.to_string())));
    for (stay, record) in papers {
        let v = t.app.read(who, |cx| stays::view(cx, *stay)).map_err(|e| e.to_string());
        let paper = t.open(who, *stay, *record).map_err(|e| e.to_string());
        out.push_str(&format!("{v:?}\n{paper:?}\n"));
    }
    out
}

#[test]
fn thirty_five_people_go_over_to_a_colleague_in_one_act() {
    in_both_towns(|t| {
        let mut all = people(&t, 34);
        all.push(t.resident);
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        let p = t.app.read(&t.colleague, |cx| handover::preview(cx, &ask(&t.cm, &t.colleague)));
        let p = p.unwrap();
        assert_eq!(p.rows.len(), 35);
        let here = p.rows.iter().find(|r| r.resident.id == t.resident).unwrap();
        assert_eq!(here.stays, [("結野中央病院".to_string(), "入院時情報提供書")]);
        let id = over(&t, &t.cm, ask(&t.cm, &t.colleague), &all).unwrap();
        assert!(caseload(&t, &t.cm, &t.cm).is_empty());
        assert_eq!(caseload(&t, &t.cm, &t.colleague).len(), 35);
        let v = t.app.read(&t.cm, |cx| stays::view(cx, stay)).unwrap();
        assert_eq!(v.stay.care_manager, Some(account(&t.colleague)));
        let told: Vec<&str> = v
            .acts
            .iter()
            .filter(|a| a.kind == ActKind::HandedOver)
            .map(|a| a.to_name.as_str())
            .collect();
        assert_eq!(told, ["菊池 誠"]);
        assert_eq!(notices(&t, &t.colleague), ["35人の担当を引き継ぎました"]);
        assert_eq!(notices(&t, &t.liaison), ["入院中の1人で、在宅側の担当が変わりました"]);
        let v = t.app.read(&t.colleague, |cx| handover::view(cx, id)).unwrap();
        assert_eq!((v.people.len(), v.counts[&ItemState::Done]), (35, 35));
        // the history stands with each person, whether in hospital or not
        let entries = |who: ResidentId| {
            t.app
                .read(&t.colleague, |cx| (transitions::slice().timeline.unwrap())(cx, who.0))
                .unwrap()
        };
        for who in [all[0], t.resident] {
            let titles: Vec<String> = entries(who).into_iter().map(|e| e.title).collect();
            assert!(
                titles.contains(&"担当のケアマネジャーが変わりました".to_string()),
                "{titles:?}"
            );
        }
    });
}

#[test]
fn another_office_takes_over_and_the_old_one_keeps_only_what_it_wrote() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.sheet(stay);
        let record = t.document(stay);
        t.assign(stay).unwrap();
        t.screen(stay, true).unwrap();
        let plan = t.plan(stay).unwrap();
        let to_office = Ask { to: None, ..ask(&t.cm, &t.other_cm) };
        over(&t, &t.cm, to_office, &[t.resident]).unwrap();
        for old in [&t.cm, &t.colleague] {
            let gone = t.app.read(old, |cx| view::view(cx, t.resident));
            assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
            assert!(t.app.read(old, |cx| stays::view(cx, stay)).is_err());
            assert!(t.lines(old).is_empty());
            assert!(t.open(old, stay, record).unwrap().contains("家に帰りたい"));
        }
        let v = t.app.read(&t.other_cm, |cx| view::view(cx, t.resident)).unwrap();
        assert_eq!(v.team.iter().map(|m| m.label.as_str()).collect::<Vec<_>>(), ["北町居宅"]);
        assert!(t.open(&t.other_cm, stay, record).is_ok());
        assert_eq!(t.lines(&t.other_cm).len(), 1);
        // what the hospital had told the old office waits for the new one
        assert!(matches!(t.receive(&t.cm, plan), Err(Error::NotFound)));
        t.receive(&t.other_cm, plan).unwrap();
    });
}

#[test]
fn taken_back_within_five_minutes_everybody_sees_what_they_saw_before() {
    in_both_towns(|t| {
        let mut all = people(&t, 3);
        all.push(t.resident);
        let stay = t.admitted("2026-11-09");
        t.sheet(stay);
        let papers = [(stay, t.document(stay))];
        let everybody = [&t.cm, &t.colleague, &t.other_cm, &t.liaison, &t.nurse, &t.other_liaison];
        let look = || everybody.map(|who| seen(&t, who, &all, &papers));
        // opening is noted, so look once before
        look();
        for to in [&t.colleague, &t.other_cm] {
            let before = look();
            let id = over(&t, &t.cm, ask(&t.cm, to), &all).unwrap();
            assert_ne!(look()[0], before[0]);
            t.app.clock.advance_minutes(4);
            // a colleague of who did it may take it back too
            t.act(&t.colleague, move |cx| handover::undo(cx, id)).unwrap();
            for (n, (now, then)) in look().iter().zip(&before).enumerate() {
                assert_eq!(now, then, "actor {n}");
            }
            t.app.clock.advance_minutes(10);
        }
    });
}

#[test]
fn after_five_minutes_only_a_new_handover_brings_them_back() {
    in_both_towns(|t| {
        let id = over(&t, &t.cm, ask(&t.cm, &t.colleague), &[t.resident]).unwrap();
        t.app.clock.advance_minutes(5);
        let late = t.act(&t.cm, move |cx| handover::undo(cx, id));
        assert!(matches!(&late, Err(Error::Rule(x)) if x.contains("5分")), "{late:?}");
        over(&t, &t.cm, ask(&t.colleague, &t.cm), &[t.resident]).unwrap();
        assert_eq!(caseload(&t, &t.cm, &t.cm), [t.resident]);
    });
}

#[test]
fn all_or_none_and_nobody_of_somebody_elses_caseload() {
    in_both_towns(|t| {
        let all = people(&t, 2);
        over(&t, &t.cm, ask(&t.cm, &t.colleague), &all[..1]).unwrap();
        // one of the two has gone over already: the other one stays as well
        let again = over(&t, &t.cm, ask(&t.cm, &t.colleague), &all);
        assert!(matches!(again, Err(Error::Invalid(_))), "{again:?}");
        assert!(caseload(&t, &t.cm, &t.cm).contains(&all[1]));
        for stranger in [&t.other_cm, &t.liaison, &t.centre] {
            let taken = over(&t, stranger, ask(&t.cm, stranger), &all[1..]);
            assert!(taken.is_err(), "{:?}", stranger.hat);
        }
        let same = over(&t, &t.cm, ask(&t.cm, &t.cm), &all[1..]);
        assert!(matches!(same, Err(Error::Invalid(f)) if f[0].field == "to"));
    });
}

#[test]
fn another_office_needs_the_day_of_consent() {
    in_both_towns(|t| {
        let cmd = HandOver {
            ask: ask(&t.cm, &t.other_cm),
            who: vec![t.resident],
            reason: "転居のため".into(),
            consent_on: None,
        };
        let refused = t.act(&t.cm, move |cx| handover::hand_over(cx, &cmd));
        assert!(matches!(refused, Err(Error::Invalid(f)) if f[0].field == "consent_on"));
    });
}

#[test]
fn two_hundred_go_at_once_and_more_in_portions_by_the_job() {
    in_both_towns(|t| {
        let all = people(&t, 205);
        let id = over(&t, &t.cm, ask(&t.cm, &t.colleague), &all[..200]).unwrap();
        let v = t.app.read(&t.cm, |cx| handover::view(cx, id)).unwrap();
        assert_eq!(v.counts[&ItemState::Done], 200);
        over(&t, &t.cm, ask(&t.colleague, &t.cm), &all[..200]).unwrap();
        let id = over(&t, &t.cm, ask(&t.cm, &t.colleague), &all).unwrap();
        let count = |state| {
            let v = t.app.read(&t.cm, |cx| handover::view(cx, id)).unwrap();
            v.counts.get(&state).copied().unwrap_or_default()
        };
        assert_eq!(count(ItemState::Planned), 205);
        let job = t.app.write(&Actor::system(), app::jobs::claim).unwrap().unwrap();
        assert_eq!(job.kind, handover::JOB);
        let kinds = transitions::slice().jobs;
        let kind = kinds.iter().find(|k| k.kind == job.kind).unwrap();
        (kind.run)(&t.app, &job).unwrap();
        assert_eq!((count(ItemState::Planned), count(ItemState::Done)), (0, 205));
        assert_eq!(caseload(&t, &t.cm, &t.colleague).len(), 205);
        // run again, it finds nothing to do
        (kind.run)(&t.app, &job).unwrap();
    });
}

#[test]
fn a_liaison_hands_the_patients_over_to_a_colleague_of_the_hospital() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        t.contact(stay);
        t.assign(stay).unwrap();
        let hospital = office(&t.liaison);
        let new = accounts::NewAccount {
            organisation: hospital,
            name: "千田 純".into(),
            kana: "ちだ じゅん".into(),
            hat: kernel::Hat::Liaison,
            profession: "MSW".into(),
            demo_role: None,
        };
        let to = t
            .act(&Actor::operator(), move |cx| accounts::use_cases::set_up::add_account(cx, &new))
            .unwrap();
        let ask = Ask { from: account(&t.liaison), to_org: hospital, to: Some(to) };
        let id = over(&t, &t.liaison, ask, &[t.resident]).unwrap();
        let v = t.app.read(&t.liaison, |cx| stays::view(cx, stay)).unwrap();
        assert_eq!(v.stay.assigned, Some(to));
        // nothing changed on the other side
        assert_eq!(v.stay.care_manager, Some(account(&t.cm)));
        t.act(&t.liaison, move |cx| handover::undo(cx, id)).unwrap();
        let v = t.app.read(&t.liaison, |cx| stays::view(cx, stay)).unwrap();
        assert_eq!(v.stay.assigned, Some(account(&t.liaison)));
    });
}

#[test]
fn a_second_stay_of_somebody_handed_over_is_entered_by_the_new_office() {
    in_both_towns(|t| {
        over(&t, &t.cm, ask(&t.cm, &t.other_cm), &[t.resident]).unwrap();
        let cmd = t.admission("2026-11-09");
        let old = cmd.clone();
        assert!(t.act(&t.cm, move |cx| report(cx, &old)).is_err());
        assert!(t.act(&t.other_cm, move |cx| report(cx, &cmd)).is_ok());
    });
}
