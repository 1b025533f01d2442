//! 「変わりありませんか」 by letter, and telling the person of a 緊急閲覧.
use app::Error;
use bridge::LetterId;
use bridge::use_cases::answer::Say;
use bridge::use_cases::key_in::{Came, key_in};
use emergency::model::card::{NewCard, Source};
use emergency::model::register::{Entry, RECEIVERS};
use emergency::use_cases::glass::{self, Why};
use emergency::use_cases::look_up::LookUp;
use emergency::use_cases::{ask, card, registers, review, tell};
use kernel::Actor;
use people::ResidentId;
use slice::AnswerSource;

use crate::place::{Town, day, in_both_towns};

fn ready(t: &Town) {
    bridge::set_sources(&[emergency::slice()]);
    bridge::prepare(&t.app).unwrap();
}

fn carded(t: &Town) -> ResidentId {
    let id = t.miyo();
    let new = NewCard {
        version: 0,
        body: [("key".to_string(), "長男".to_string())].into(),
        source: Source::Person,
        settled: true,
        confirmed_on: day("2025-11-01"),
        confirmed_with: "本人".into(),
    };
    t.act(&t.cm, move |cx| card::save(cx, id, &new)).unwrap();
    t.registered(id, true);
    id
}

fn came(t: &Town, who: &Actor, letter: LetterId, code: &str, beside: &str) {
    let c = Came {
        say: Say { code: code.into(), beside: beside.into(), ..Say::default() },
        phone: String::new(),
        source: AnswerSource::Phone,
        on: t.app.now().date(),
    };
    t.act(who, move |cx| key_in(cx, letter, &c, &[])).unwrap();
}

fn todo(t: &Town, who: &Actor) -> Vec<String> {
    let source = emergency::slice().todo.unwrap();
    t.app
        .read(who, source)
        .unwrap()
        .into_iter()
        .map(|x| format!("{} {} {}", x.title, x.why, x.href))
        .collect()
}

#[test]
fn nothing_changed_confirms_the_card_today_and_a_change_is_looked_after() {
    in_both_towns(|t| {
        ready(&t);
        let id = carded(&t);
        assert!(t.app.read(&t.other_cm, ask::due).unwrap().is_empty(), "who wrote it asks");
        assert_eq!(t.app.read(&t.cm, ask::due).unwrap().len(), 1);
        let (n, left) = t.act(&t.cm, ask::ask_all).unwrap();
        assert_eq!((n, left.len()), (1, 0));
        assert!(t.app.read(&t.cm, ask::due).unwrap().is_empty(), "is being asked");
        assert!(t.app.read(&t.cm, ask::year).unwrap()[0].made.is_some());
        assert!(!todo(&t, &t.cm).iter().any(|l| l.contains("1年たちました")));
        assert_eq!(t.act(&t.cm, ask::ask_all).unwrap().0, 0, "a second press makes nothing");
        let letter = t.act(&t.cm, move |cx| ask::ask_card(cx, id)).unwrap();
        assert_eq!(letter, t.act(&t.cm, move |cx| ask::ask_card(cx, id)).unwrap(), "one letter");
        assert!(t.act(&t.other_cm, move |cx| ask::ask_card(cx, id)).is_err());
        came(&t, &t.cm, letter, "changed", "鍵の場所");
        let open = todo(&t, &t.cm);
        assert!(
            open.iter().any(|l| l.contains("変わったところ") && l.contains("鍵の場所")),
            "{open:?}"
        );
        assert!(!todo(&t, &t.other_cm).iter().any(|l| l.contains("変わったところ")));
        assert!(!open.iter().any(|l| l.contains("1年たちました")), "one line, not two: {open:?}");
        assert!(t.app.read(&t.cm, ask::year).unwrap().is_empty(), "answered");
        came(&t, &t.cm, letter, "same", "");
        let kept = t.app.read(&t.cm, move |cx| card::view(cx, id)).unwrap().card.unwrap();
        assert_eq!((kept.version, kept.confirmed_on), (2, t.app.now().date()));
        assert!(kept.confirmed_with.contains("電話"));
        assert!(!todo(&t, &t.cm).iter().any(|l| l.contains("変わったところ")), "looked after");
        assert!(t.app.read(&t.cm, ask::due).unwrap().is_empty());
    });
}

#[test]
fn an_entry_of_the_register_is_asked_about_in_the_same_way() {
    in_both_towns(|t| {
        ready(&t);
        let hokatsu = t.hokatsu();
        let id =
            t.person_of(&hokatsu, "菊池 正子", "きくち まさこ", "1941-01-01", "結野市繭倉町5-2");
        let e = Entry {
            listed: true,
            kinds: vec!["alone".into()],
            surveyed_on: day("2025-10-01"),
            consents: RECEIVERS
                .iter()
                .map(|(c, _)| ((*c).to_owned(), true, String::new()))
                .collect(),
            ..Entry::default()
        };
        t.act(&hokatsu, move |cx| registers::enter(cx, id, &e)).unwrap();
        assert_eq!(t.app.read(&hokatsu, ask::due).unwrap().len(), 1);
        let letter = t.act(&hokatsu, move |cx| ask::ask_register(cx, id)).unwrap();
        came(&t, &hokatsu, letter, "stop", "");
        assert!(todo(&t, &hokatsu).iter().any(|l| l.contains("やめたい")));
        came(&t, &hokatsu, letter, "same", "");
        let v = t.app.read(&hokatsu, move |cx| registers::view(cx, id)).unwrap().entry.unwrap();
        assert_eq!((v.version, v.surveyed_on), (2, t.app.now().date()));
        assert!(t.app.read(&t.cm, ask::due).unwrap().is_empty());
    });
}

fn broken(t: &Town, id: ResidentId) -> kernel::Id {
    let why = Why { reason: "life".into(), note: String::new() };
    let cmd = LookUp {
        incident: "2026-1121-09".into(),
        typed: "ひばり野台二丁目 たかはし 80代".into(),
    };
    let asked = why.clone();
    let f = t.act(&t.crew, move |cx| glass::find(cx, &cmd, &asked)).unwrap();
    let lookup = f.lookup.unwrap();
    t.act(&t.crew, move |cx| glass::open(cx, lookup, id, &why)).unwrap();
    t.app.read(&t.chief, review::list).unwrap().0[0].id
}

#[test]
fn after_the_review_the_office_tells_the_person_once() {
    in_both_towns(|t| {
        ready(&t);
        let id = t.miyo();
        let g = broken(&t, id);
        assert!(
            !todo(&t, &t.cm).iter().any(|l| l.contains("/emergency/tell/")),
            "not before the review"
        );
        assert!(t.app.read(&t.cm, move |cx| tell::view(cx, g)).is_err());
        t.act(&t.chief, move |cx| review::review(cx, g, "right", "", "")).unwrap();
        assert!(todo(&t, &t.cm).iter().any(|l| l.contains("/emergency/tell/")));
        assert!(!todo(&t, &t.other_cm).iter().any(|l| l.contains("/emergency/tell/")));
        let (seen, name) = t.app.read(&t.cm, move |cx| tell::view(cx, g)).unwrap();
        assert_eq!((name.as_str(), seen.brigade.as_str()), ("髙橋 ミヨ", "結野市消防本部"));
        assert!(matches!(
            t.app.read(&t.other_cm, move |cx| tell::view(cx, g)),
            Err(Error::NotFound)
        ));
        assert!(matches!(t.act(&t.cm, move |cx| tell::said(cx, g, " ")), Err(Error::Invalid(_))));
        let letter = t.act(&t.cm, move |cx| tell::letter(cx, g)).unwrap();
        came(&t, &t.cm, letter, "got", "");
        assert!(!todo(&t, &t.cm).iter().any(|l| l.contains("/emergency/tell/")), "told");
        let (seen, _) = t.app.read(&t.cm, move |cx| tell::view(cx, g)).unwrap();
        assert_eq!(seen.tell.how, "letter");
    });
}

#[test]
fn where_telling_would_do_harm_nobody_is_asked_to() {
    in_both_towns(|t| {
        ready(&t);
        let id = t.miyo();
        let g = broken(&t, id);
        t.act(&t.chief, move |cx| review::review(cx, g, "right", "", "同居の方から暴力のおそれ"))
            .unwrap();
        assert!(!todo(&t, &t.cm).iter().any(|l| l.contains("/emergency/tell/")));
        assert!(matches!(t.app.read(&t.cm, move |cx| tell::view(cx, g)), Err(Error::NotFound)));
    });
}
