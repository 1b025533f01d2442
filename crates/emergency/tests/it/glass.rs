//! 緊急閲覧: an hour, this person, judged by others; a registered card is never behind it.
use app::Error;
use emergency::use_cases::glass::{self, Why};
use emergency::use_cases::look_up::LookUp;
use emergency::use_cases::{at_scene, review};
use kernel::{Actor, Id};

use crate::place::{Town, in_both_towns};

fn why(reason: &str) -> Why {
    Why { reason: reason.into(), note: String::new() }
}

fn look(
    t: &Town,
    who: &Actor,
    reason: &'static str,
) -> app::Result<emergency::use_cases::look_up::Found> {
    let cmd = LookUp {
        incident: "2026-1121-08".into(),
        typed: "ひばり野台二丁目 たかはし 80代".into(),
    };
    t.act(who, move |cx| glass::find(cx, &cmd, &why(reason)))
}

fn broken(t: &Town) -> (Id, Id) {
    let f = look(t, &t.crew, "unconscious").unwrap();
    let (lookup, who) = (f.lookup.unwrap(), people::ResidentId(f.answer.candidates[0].resident));
    let o = t.act(&t.crew, move |cx| glass::open(cx, lookup, who, &why("unconscious"))).unwrap();
    (o, who.0)
}

#[test]
fn it_runs_an_hour_for_the_one_who_broke_it() {
    in_both_towns(|t| {
        let id = t.miyo();
        assert!(
            t.found("ひばり野台二丁目 たかはし 80代").is_empty(),
            "not in the ordinary look-up"
        );
        assert!(matches!(look(&t, &t.crew, ""), Err(Error::Invalid(_))), "no reason");
        assert!(matches!(look(&t, &t.cm, "life"), Err(Error::Forbidden(_))));
        let (o, who) = broken(&t);
        assert_eq!(who, id.0);
        let scene = t.app.read(&t.crew, move |cx| at_scene::card(cx, o)).unwrap();
        assert_eq!(scene.sheet.name, "髙橋 ミヨ");
        assert!(scene.pointers.is_empty() && scene.glass_until.is_some());
        assert!(t.app.read(&t.other_crew, move |cx| at_scene::card(cx, o)).is_err());
        t.app.clock.advance_minutes(59);
        assert!(t.app.read(&t.crew, move |cx| at_scene::card(cx, o)).is_ok());
        t.app.clock.advance_minutes(1);
        assert!(matches!(
            t.app.read(&t.crew, move |cx| at_scene::card(cx, o)),
            Err(Error::Rule(_))
        ));
        let close =
            emergency::slice().jobs.into_iter().find(|j| j.kind == "emergency.glass").unwrap();
        let job = app::jobs::Job {
            id: id.0,
            kind: close.kind.into(),
            payload: "{}".into(),
            run_at: t.app.now(),
            attempts: 0,
            error: None,
            dead_at: None,
        };
        (close.run)(&t.app.app, &job).unwrap();
        let left = t.app.read(&t.crew, move |cx| {
            people::authz::could(cx, people::authz::Act::Read, people::authz::What::Emergency, id)
        });
        assert!(!left.unwrap(), "the right is gone too");
    });
}

#[test]
fn others_are_told_at_once_and_judge_it() {
    in_both_towns(|t| {
        t.miyo();
        broken(&t);
        assert!(t.notices(&t.chief).iter().any(|n| n.contains("緊急閲覧")));
        assert!(t.notices(&t.centre).is_empty() && t.notices(&t.crew).is_empty());
        assert!(t.notices(&t.other_crew).is_empty(), "may not judge, is not asked to");
        assert!(t.app.read(&t.centre, review::list).is_err());
        assert!(
            matches!(t.app.read(&t.doctor, review::list), Err(Error::NotFound)),
            "not named as MC"
        );
        let (waiting, _) = t.app.read(&t.chief, review::list).unwrap();
        let g = waiting[0].clone();
        assert_eq!(g.review_by.to_string(), "2026-11-25");
        let id = g.id;
        assert!(matches!(
            t.act(&t.chief, move |cx| review::review(cx, id, "wrong", "", "")),
            Err(Error::Invalid(_))
        ));
        t.act(&t.chief, move |cx| review::review(cx, id, "right", "", "")).unwrap();
        assert!(matches!(
            t.act(&t.chief, move |cx| review::review(cx, id, "wrong", "後から", "")),
            Err(Error::Rule(_))
        ));
        assert!(t.app.read(&t.chief, review::list).unwrap().0.is_empty());
        let hospital = t.hospital.0;
        let named =
            review::Settings { organisations: vec![hospital], phone: "0000-65-1190".into() };
        t.act(&t.city, move |cx| review::set(cx, &named)).unwrap();
        assert!(t.app.read(&t.doctor, review::list).is_ok(), "MC named by the city");
        broken(&t);
        let told = |who: &Actor| t.notices(who).iter().any(|n| n.contains("/emergency/reviews"));
        assert!(told(&t.doctor) && !told(&t.liaison), "of the hospital only who may open it");
        let line = |who: &Actor| {
            let all = t.app.read(who, emergency::slice().todo.unwrap()).unwrap();
            all.iter().any(|l| l.href == "/emergency/reviews")
        };
        assert!(line(&t.doctor) && line(&t.chief) && !line(&t.liaison) && !line(&t.other_crew));
    });
}

#[test]
fn all_that_is_wrong_with_the_form_is_said_at_once() {
    in_both_towns(|t| {
        let cmd = LookUp { incident: "7".into(), typed: "女".into() };
        let got = t.act(&t.crew, move |cx| glass::find(cx, &cmd, &why("other")));
        let Err(Error::Invalid(wrong)) = got else { panic!("{got:?}") };
        let fields: Vec<&str> = wrong.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(fields, ["note", "incident", "q"]);
        assert!(wrong[1].message.contains("2〜20文字"));
        let cmd = LookUp { incident: String::new(), typed: String::new() };
        let got = t.act(&t.crew, move |cx| glass::find(cx, &cmd, &why("")));
        assert!(matches!(got, Err(Error::Invalid(w)) if w.len() == 3 && w[0].field == "reason"));
    });
}

#[test]
fn unreviewed_for_seven_days_it_pauses_and_a_registered_card_never_does() {
    in_both_towns(|t| {
        let id = t.miyo();
        broken(&t);
        t.app.clock.advance_minutes(7 * 24 * 60 + 1);
        let paused = t.app.read(&t.crew, glass::pause).unwrap().unwrap();
        assert!(paused.contains("0000-99-0001") && paused.contains("停止"));
        assert!(matches!(look(&t, &t.crew, "life"), Err(Error::Rule(_))));
        assert!(t.app.read(&t.other_crew, glass::pause).unwrap().is_none(), "only that brigade");
        t.registered(id, true);
        let f = t.look(&t.crew, "ひばり野台二丁目 たかはし 80代").unwrap();
        let lookup = f.lookup.unwrap();
        let o = t.act(&t.crew, move |cx| at_scene::open(cx, lookup, id)).unwrap();
        assert!(t.app.read(&t.crew, move |cx| at_scene::card(cx, o)).is_ok());
        let (waiting, _) = t.app.read(&t.chief, review::list).unwrap();
        let g = waiting[0].id;
        t.act(&t.chief, move |cx| review::review(cx, g, "right", "", "")).unwrap();
        assert!(t.app.read(&t.crew, glass::pause).unwrap().is_none());
    });
}
