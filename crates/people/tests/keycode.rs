//! Key codes on both engines: they prove presence, open nothing, and cannot be guessed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod town;

use accounts::OrganisationKind;
use app::Error;
use kernel::{Actor, Hat};
use people::authz::{Act, What, could};
use people::model::consent::{Mode, NewConsent};
use people::model::keycode;
use people::use_cases::consent;
use people::use_cases::keycode::{Entered, enter, give, read, revoke};
use people::{ResidentId, TeamRole};
use testkit::{for_both_apps, staff};
use town::Town;

fn given(t: &Town, seed: u8) -> String {
    let (id, random) = (t.id, [seed; keycode::LENGTH]);
    t.app.write(&t.cm, move |cx| give(cx, id, &random, &[7; 32])).unwrap();
    keycode::from_bytes(&random)
}

fn tried(t: &Town, who: &Actor, code: &str) -> Entered {
    let code = code.to_string();
    t.app.write(who, move |cx| enter(cx, &code, TeamRole::Pharmacy)).unwrap()
}

fn sees(t: &Town, who: &Actor, id: ResidentId) -> bool {
    t.app.read(who, |cx| could(cx, Act::Read, What::Basic, id)).unwrap()
}

#[test]
fn a_code_brings_a_facility_into_the_team_only_where_consent_reaches_it() {
    for_both_apps(|app| {
        let t = Town::new(app);
        let (id, code) = (t.id, given(&t, 3));
        let only = NewConsent {
            mode: Mode::List,
            parties: vec![t.liaison.organisation.unwrap()],
            ..t.consent(Mode::Bulk)
        };
        t.app.write(&t.cm, move |cx| consent::give(cx, id, &only)).unwrap();
        assert_eq!(tried(&t, &t.pharmacy, &code), Entered::Asked);
        assert!(!sees(&t, &t.pharmacy, id), "a code opens nothing");
        let all = t.consent(Mode::Bulk);
        t.app.write(&t.cm, move |cx| consent::give(cx, id, &all)).unwrap();
        assert!(!sees(&t, &t.pharmacy, id));
        assert_eq!(tried(&t, &t.pharmacy, &code.to_lowercase()), Entered::Joined(id));
        assert!(sees(&t, &t.pharmacy, id));
        // …and what consent gave, its end takes
        t.app.write(&t.cm, move |cx| consent::withdraw(cx, id, None, "")).unwrap();
        assert!(!sees(&t, &t.pharmacy, id));
        assert_eq!(tried(&t, &t.pharmacy, &code), Entered::Asked);
        assert!(!sees(&t, &t.pharmacy, id));
    });
}

#[test]
fn a_new_code_and_an_ended_one_close_the_old_paper_and_only_the_office_gives_them() {
    for_both_apps(|app| {
        let t = Town::new(app);
        let (id, first) = (t.id, given(&t, 3));
        let second = given(&t, 4);
        assert_eq!(tried(&t, &t.pharmacy, &first), Entered::No);
        let (_, now) = t.app.read(&t.cm, |cx| read(cx, id)).unwrap();
        assert!(keycode::read(&second).unwrap().ends_with(&now.unwrap().last4));
        t.app.write(&t.cm, move |cx| revoke(cx, id, "なくした")).unwrap();
        assert_eq!(tried(&t, &t.pharmacy, &second), Entered::No);
        let again = t.app.write(&t.cm, move |cx| revoke(cx, id, ""));
        assert!(matches!(again, Err(Error::NotFound)));
        for who in [&t.nurse, &t.liaison, &t.stranger] {
            let done = t.app.write(who, move |cx| give(cx, id, &[9; 12], &[7; 32]));
            assert!(matches!(done, Err(Error::NotFound)), "{done:?}");
        }
        for who in [&t.cm, &t.liaison, &staff(Hat::City, testkit::id(700))] {
            let done = t.app.write(who, |cx| enter(cx, "x", TeamRole::Service));
            assert!(matches!(done, Err(Error::Forbidden(_))), "{done:?}");
        }
    });
}

#[test]
fn five_misses_in_a_quarter_of_an_hour_and_fifty_tries_a_day_are_the_end_also_for_the_right_code() {
    for_both_apps(|app| {
        let t = Town::new(app);
        let code = given(&t, 3);
        let wrong = keycode::from_bytes(&[5; 12]);
        for _ in 0..5 {
            assert_eq!(tried(&t, &t.pharmacy, &wrong), Entered::No);
        }
        assert_eq!(tried(&t, &t.pharmacy, &code), Entered::TooMany);
        t.app.clock.advance_minutes(16);
        assert_eq!(tried(&t, &t.pharmacy, &code), Entered::Joined(t.id));
        // colleagues share the day's fifty: 6 were judged; what was refused is not counted
        let org = t.pharmacy.organisation.unwrap();
        let mut judged = 6;
        for n in 0..20_u16 {
            let who = Actor { account: Some(testkit::id(800 + n)), ..staff(Hat::Provider, org) };
            for _ in 0..5 {
                match tried(&t, &who, &wrong) {
                    Entered::No => judged += 1,
                    other => assert_eq!((other, judged), (Entered::TooMany, 50)),
                }
            }
        }
        assert_eq!(judged, 50);
        assert_eq!(tried(&t, &t.pharmacy, &code), Entered::TooMany);
        t.app.clock.advance_minutes(24 * 60 + 1);
        assert_eq!(tried(&t, &t.pharmacy, &code), Entered::Joined(t.id));
        let other = t.organisation("別の薬局", OrganisationKind::Pharmacy);
        assert_eq!(tried(&t, &staff(Hat::Provider, other), "ちがう"), Entered::No);
    });
}
