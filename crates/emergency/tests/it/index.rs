//! The look-up finds who is registered as they are now, and nobody else.
use app::Error;
use emergency::use_cases::{figures, index};
use kernel::{Actor, Hat};
use people::NewContact;
use people::use_cases::{change, view};

use crate::place::{day, in_both_towns};

const ASKED: &str = "ひばり野台二丁目 だかはし 80代 女";

#[test]
fn a_misheard_name_and_a_town_find_who_is_registered_and_only_them() {
    in_both_towns(|t| {
        let id = t.miyo();
        assert!(t.found(ASKED).is_empty(), "no consent yet");
        t.registered(id, true);
        let f = t.look(&t.crew, ASKED).unwrap();
        assert_eq!(f.answer.candidates.len(), 1);
        let c = &f.answer.candidates[0];
        assert_eq!(
            (c.resident, c.kana.text.as_str(), c.age.text.as_str()),
            (id.0, "タカハシ ミヨ", "86歳")
        );
        assert!(c.number.text.is_empty(), "the number tells nothing apart");
        assert_eq!(t.found("0000-65-0301 80代"), [id.0]);
        assert_eq!(t.found("みよ S15 ひばり野台"), [id.0]);
        assert!(t.found("繭倉町 やまだ 60代 男").is_empty());
        t.end(id);
        assert!(t.found(ASKED).is_empty(), "ended at once");
    });
}

#[test]
fn a_change_of_the_facts_is_in_the_next_look_up() {
    in_both_towns(|t| {
        let id = t.miyo();
        t.registered(id, true);
        let v = t.app.read(&t.cm, move |cx| view::view(cx, id)).unwrap().resident;
        let new = people::NewResident {
            name: v.name.clone(),
            kana: v.kana.clone(),
            birth: v.birth,
            sex: v.sex,
            address: "結野市繭倉町5-2".into(),
            phone: v.phone.clone(),
            insurer: v.insurer.clone(),
            insured: v.insured.clone(),
            care_level: v.care_level,
            care_from: None,
            care_to: None,
            household: String::new(),
        };
        t.act(&t.cm, move |cx| change::change_basics(cx, id, &new, v.version)).unwrap();
        assert_eq!(t.found("繭倉町 たかはし みよ"), [id.0]);
        assert!(t.found("ひばり野台 80代 女").is_empty());
        let son = NewContact {
            name: "髙橋 正".into(),
            relation: "長男".into(),
            age: None,
            phone: "090-0000-0001".into(),
            lives_with: false,
            carer: true,
            key_person: true,
            source: "家族".into(),
        };
        t.act(&t.cm, move |cx| change::add_contact(cx, id, &son)).unwrap();
        assert_eq!(t.found("09000000001 女"), [id.0], "the son calls");
        t.act(&t.cm, move |cx| change::note_death(cx, id, day("2026-11-18"))).unwrap();
        assert!(t.found("繭倉町 たかはし みよ").is_empty());
    });
}

#[test]
fn a_shield_takes_the_address_out_of_the_index() {
    in_both_towns(|t| {
        let id = t.miyo();
        t.registered(id, true);
        t.act(&t.cm, move |cx| {
            people::use_cases::shield::set(cx, id, "DV等支援措置", &[]).map(drop)
        })
        .unwrap();
        assert!(t.found("ひばり野台二丁目 80代 女").is_empty());
        let f = t.look(&t.crew, "たかはし みよ S15").unwrap();
        assert_eq!(f.answer.candidates.len(), 1, "found by name and year");
        assert!(f.answer.candidates[0].town.text.is_empty());
    });
}

#[test]
fn the_nightly_round_changes_nothing_that_is_right() {
    in_both_towns(|t| {
        let id = t.miyo();
        t.registered(id, true);
        let before = t.found(ASKED);
        assert_eq!(index::round(&t.app.app).unwrap(), 1);
        assert_eq!(t.found(ASKED), before);
    });
}

#[test]
fn a_look_up_keeps_kinds_of_words_and_never_the_words() {
    in_both_towns(|t| {
        let id = t.miyo();
        t.registered(id, true);
        t.found(ASKED);
        let rows = t
            .app
            .read(&Actor::operator(), |cx| app::audit::page(cx, &app::audit::Filter::default()))
            .unwrap();
        let row = rows
            .iter()
            .find(|r| r.act == "emergency.card.look-up" && !r.detail.is_empty())
            .unwrap();
        assert!(
            row.detail.contains("kinds=address,kana,age,sex")
                && row.detail.contains(&id.to_string())
        );
        for r in &rows {
            assert!(!r.detail.contains("かはし") && !r.detail.contains("ひばり"), "{}", r.detail);
        }
        let areas = t
            .app
            .read(&t.centre, |cx| figures::by_area(cx, day("2026-11-01"), day("2026-11-30")))
            .unwrap();
        let here = areas.areas.iter().find(|a| a.town == "ひばり野台2丁目").unwrap();
        assert_eq!((here.hits.1, here.cards), (None, (None, None)), "one is too few to show");
    });
}

#[test]
fn too_few_words_no_incident_and_other_hats_are_refused() {
    in_both_towns(|t| {
        let id = t.miyo();
        t.registered(id, true);
        assert!(matches!(t.look(&t.crew, "女 80代"), Err(Error::Invalid(_))));
        let cmd =
            emergency::use_cases::look_up::LookUp { incident: " ".into(), typed: ASKED.into() };
        let refused = t.act(&t.crew, move |cx| emergency::use_cases::look_up::look_up(cx, &cmd));
        assert!(matches!(refused, Err(Error::Invalid(f)) if f[0].field == "incident"));
        for who in [&t.cm, &t.liaison, &t.city, &t.centre, &t.chief] {
            assert!(matches!(t.look(who, ASKED), Err(Error::Forbidden(_))), "{:?}", who.hat);
        }
        assert_eq!(t.crew.hat, Hat::Crew);
    });
}

#[test]
fn words_that_run_together_are_found_and_a_misheard_name_says_what_would_help() {
    in_both_towns(|t| {
        let id = t.miyo();
        t.registered(id, true);
        for typed in
            ["高橋ミヨ86歳", "たかはしみよ８６さい", "たかはしみよ86才女", "たかはしみよ 86"]
        {
            assert_eq!(t.found(typed), [id.0], "{typed}");
        }
        let hint = |typed: &str| t.look(&t.crew, typed).unwrap().hint;
        let misheard = "たかはし みお 女";
        assert!(t.found(misheard).is_empty());
        assert_eq!(hint(misheard).unwrap(), "年齢か町名を足すと、見つかりやすくなります");
        assert_eq!(hint("やまだ たろう 86歳").unwrap(), "町名を足すと、見つかりやすくなります");
        assert_eq!(hint("たかはし みお 86歳"), None, "found");
        assert_eq!(hint("ひばり野台 やまだ 60代 男"), None, "nothing more to add");
    });
}

#[test]
fn the_words_are_said_back_without_a_look_up_to_crews_alone() {
    in_both_towns(|t| {
        use emergency::use_cases::look_up::reading;
        let (read, unread) = t.app.read(&t.crew, |cx| reading(cx, "たかはし ???")).unwrap();
        assert_eq!((read.len(), unread), (1, vec!["???".to_string()]));
        let other = t.app.read(&t.cm, |cx| reading(cx, "たかはし"));
        assert!(matches!(other, Err(Error::Forbidden(_))));
    });
}
