//! 病院・包括 連絡票: a person without a care manager → the 包括 of the address, which answers in the same sheet.
use accounts::OrganisationId;
use app::Error;
use app::audit::{self, Filter};
use forms::{Answers, FormSet, input};
use kernel::{Actor, Id};
use transitions::use_cases::referral::{self, Answer, Send};

use crate::place::{Town, day, in_both_towns};

fn body(pairs: &[(&str, &str)]) -> (String, String) {
    let set = FormSet::shipped().unwrap();
    let form = set.newest("hospital-hokatsu").unwrap();
    let mut state = ui::FormState::default();
    for (k, v) in pairs {
        state.put(&format!("a.{k}"), (*v).into());
    }
    let answers = input::read(form, None, &state, &Answers::new(), day("2026-11-10")).answers;
    (form.version.clone(), String::from_utf8(answers.canonical(form)).unwrap())
}

const HALF: &[(&str, &str)] = &[
    ("consent.given", "true"),
    ("person.name", "架空 花"),
    ("person.address", "結野市ひばり野台二丁目3"),
    ("ask.kinds", "apply"),
];

fn send(t: &Town, who: &Actor, to: OrganisationId, agreed: bool) -> app::Result<Id> {
    let (form_version, body) = body(HALF);
    let reply_on = Some(day("2026-11-12"));
    let cmd = Send { stay: None, to, form_version, body, reply_on, agreed };
    t.act(who, move |cx| referral::send(cx, &cmd))
}

#[test]
fn the_sheet_goes_to_the_hokatsu_is_answered_in_place_and_read_by_the_two_sides_only() {
    in_both_towns(|t| {
        let (hokatsu, staff) = t.hokatsu();
        let (_, other) = t.hokatsu();
        let id = send(&t, &t.liaison, hokatsu, true).unwrap();
        let open = |who: &Actor| t.app.read(who, |cx| referral::list(cx, true)).unwrap().len();
        assert_eq!((open(&staff), open(&t.liaison), open(&other)), (1, 0, 0));
        let line = t.app.read(&staff, |cx| referral::list(cx, false)).unwrap().remove(0);
        assert_eq!(
            (line.person.as_str(), line.referral.state(false)),
            ("架空 花", "新しく届きました")
        );
        for who in [&other, &t.other_liaison, &t.cm, &t.nurse, &t.centre] {
            let r = t.app.read(who, |cx| referral::read(cx, id));
            assert!(matches!(r, Err(Error::NotFound | Error::Forbidden(_))), "{}", who.name);
        }
        let seen = t.act(&staff, move |cx| referral::read(cx, id)).unwrap();
        assert_eq!(seen.version.version, 1);
        let (_, text) =
            body(&[HALF, &[("reply.plan", "visit"), ("reply.person", "伊藤 歩")]].concat());
        let cmd = Answer { referral: id, base: 1, body: text };
        let again = cmd.clone();
        assert_eq!(t.act(&staff, move |cx| referral::answer(cx, &cmd)).unwrap(), 2);
        let late = t.act(&staff, move |cx| referral::answer(cx, &again));
        assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
        assert_eq!((open(&staff), open(&t.liaison)), (0, 1));
        let back = t.act(&t.liaison, move |cx| referral::read(cx, id)).unwrap();
        assert_eq!((back.version.name.as_str(), back.earlier.len()), (staff.name.as_str(), 1));
        assert_eq!(open(&t.liaison), 0, "read, it waits no longer");
        let hospital = t.act(&t.liaison, move |cx| {
            referral::answer(cx, &Answer { referral: id, base: 2, body: "{}".into() })
        });
        assert!(matches!(hospital, Err(Error::Forbidden(_))), "{hospital:?}");
    });
}

#[test]
fn nothing_is_sent_without_consent_to_no_hokatsu_or_by_somebody_else() {
    in_both_towns(|t| {
        let (hokatsu, staff) = t.hokatsu();
        let r = send(&t, &t.liaison, hokatsu, false);
        assert!(matches!(r, Err(Error::Invalid(_))), "{r:?}");
        let r = send(&t, &t.liaison, t.hospital, true);
        assert!(matches!(r, Err(Error::Invalid(_))), "{r:?}");
        for who in [&t.cm, &staff, &t.nurse, &t.centre] {
            let r = send(&t, who, hokatsu, true);
            assert!(matches!(r, Err(Error::Forbidden(_))), "{}", who.name);
        }
        assert!(t.app.read(&staff, |cx| referral::list(cx, false)).unwrap().is_empty());
    });
}

#[test]
fn a_sheet_of_a_stay_begins_with_what_is_known_and_only_in_the_own_hospital() {
    in_both_towns(|t| {
        let stay = t.admitted("2026-11-09");
        let w = t.app.read(&t.liaison, |cx| referral::for_writing(cx, Some(stay))).unwrap();
        assert_eq!(w.of.unwrap().1.name, "高橋 ミヨ");
        let r = t.app.read(&t.other_liaison, |cx| referral::for_writing(cx, Some(stay)));
        assert!(matches!(r, Err(Error::NotFound)), "{r:?}");
    });
}

#[test]
fn reading_leaves_rows_in_the_log_of_whom_it_is_about() {
    in_both_towns(|t| {
        let (hokatsu, staff) = t.hokatsu();
        let stay = t.admitted("2026-11-09");
        let (form_version, text) = body(HALF);
        let cmd = Send {
            stay: Some(stay),
            to: hokatsu,
            form_version,
            body: text,
            reply_on: None,
            agreed: true,
        };
        let id = t.act(&t.liaison, move |cx| referral::send(cx, &cmd)).unwrap();
        let loose = send(&t, &t.liaison, hokatsu, true).unwrap();
        t.app.read(&staff, |cx| referral::list(cx, false)).unwrap();
        t.act(&staff, move |cx| referral::read(cx, id)).unwrap();
        assert!(t.act(&t.other_liaison, move |cx| referral::read(cx, id)).is_err());
        t.app.settle();
        let whose = Filter { resident: Some(t.resident.0), ..Filter::default() };
        let rows = t.app.read(&Actor::operator(), |cx| audit::page(cx, &whose)).unwrap();
        let of = |who: &Actor, denied: bool| {
            rows.iter()
                .filter(|r| r.act == "transitions.referral.read" && r.denied == denied)
                .filter(|r| r.name == who.name)
                .count()
        };
        assert_eq!((of(&staff, false), of(&t.other_liaison, true)), (1, 1), "{rows:?}");
        // the list: its filter, how many, and which
        let all = t.app.read(&Actor::operator(), |cx| audit::page(cx, &Filter::default())).unwrap();
        let list = all.iter().find(|r| r.detail.starts_with("referrals:all;n=2")).unwrap();
        for one in [t.resident.0.to_string(), loose.to_string()] {
            assert!(list.detail.contains(&one), "{}", list.detail);
        }
    });
}

#[test]
fn about_a_person_entered_here_both_sides_hold_a_right_and_without_it_there_is_nothing() {
    in_both_towns(|t| {
        let (hokatsu, staff) = t.hokatsu();
        let stay = t.admitted("2026-11-09");
        let whose = t.resident;
        let sees = |id: OrganisationId| {
            let (name, all) = t
                .app
                .read(&t.cm, move |cx| {
                    let name = accounts::organisation(cx, id)?.name;
                    Ok((name, people::use_cases::who_may_see::who_may_see(cx, whose.0)?))
                })
                .unwrap();
            all.into_iter().find(|(n, _, _)| *n == name).map(|(_, _, what)| what)
        };
        assert_eq!(sees(hokatsu), None);
        let (form_version, text) = body(HALF);
        let cmd = Send {
            stay: Some(stay),
            to: hokatsu,
            form_version,
            body: text,
            reply_on: None,
            agreed: true,
        };
        let id = t.act(&t.liaison, move |cx| referral::send(cx, &cmd)).unwrap();
        assert_eq!(sees(hokatsu).unwrap(), ["受け取った書類だけ"]);
        let record = t.act(&staff, move |cx| referral::read(cx, id)).unwrap().referral.record;
        let waiting = |who: &Actor| t.app.read(who, |cx| referral::list(cx, false)).unwrap().len();
        assert_eq!((waiting(&staff), waiting(&t.liaison)), (1, 1));
        t.act(&t.cm, move |cx| {
            let party = people::authz::Party::Organisation(hokatsu.0);
            let last = kernel::time::add_days(cx.today(), -1);
            let basis = people::authz::Basis::Addressee;
            people::revoke(cx, whose, party, basis, Some(record), last)
        })
        .unwrap();
        assert_eq!((waiting(&staff), waiting(&t.liaison)), (0, 1));
        let r = t.act(&staff, move |cx| referral::read(cx, id));
        assert!(matches!(r, Err(Error::NotFound)), "{r:?}");
        assert!(t.act(&t.liaison, move |cx| referral::read(cx, id)).is_ok());
    });
}
