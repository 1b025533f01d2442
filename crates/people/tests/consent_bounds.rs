//! Consent at its edges, on both engines: the last day that counts, the longest text, the most lines, and what reads back.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod town;

use accounts::use_cases::set_up;
use app::Error;
use kernel::time::add_days;
use kernel::{Actor, Hat};
use people::authz::What;
use people::model::consent::{Mode, NewConsent, Status};
use people::use_cases::consent::{self, Way};
use people::use_cases::consent_bulk::{Found, MOST, Papers, preview, record};
use people::{ConsentMethod, ResidentId};
use testkit::{for_both_apps, staff};
use town::{Town, day, resident};

fn in_both(test: impl Fn(Town)) {
    for_both_apps(|app| test(Town::new(app)));
}

/// The field that a refusal names.
fn field<T>(r: Result<T, Error>) -> String {
    match r {
        Err(Error::Invalid(e)) => e[0].field.clone(),
        Err(e) => panic!("{e:?}"),
        Ok(_) => panic!("not refused"),
    }
}

#[test]
fn a_consent_reads_back_as_it_was_given() {
    in_both(|t| {
        let (id, nurse) = (t.id, t.nurse.organisation.unwrap());
        let given = NewConsent {
            parties: vec![nurse],
            kinds: vec![What::Basic, What::Stay],
            hats: vec![Hat::Liaison, Hat::Provider],
            to: Some(add_days(t.today(), 30)),
            ..t.consent(Mode::Facility)
        };
        for (signed, what) in [(true, given.clone()), (false, given)] {
            let c = NewConsent { signed, ..what };
            let want = format!("{c:?}");
            let made = t
                .app
                .write(&t.cm, move |cx| {
                    let _ = consent::withdraw(cx, id, None, "");
                    consent::give(cx, id, &c)
                })
                .unwrap();
            let all = t.app.read(&t.cm, |cx| consent::read(cx, id)).unwrap().all;
            let kept = all.iter().find(|k| k.id == made).unwrap();
            assert_eq!(format!("{:?}", kept.what), want);
        }
    });
}

#[test]
fn what_is_prepared_is_signed_until_its_own_last_day_and_once() {
    in_both(|t| {
        let (id, today) = (t.id, t.today());
        let draft = |to| {
            let c = NewConsent { signed: false, to: Some(to), ..t.consent(Mode::Bulk) };
            t.app.write(&t.cm, move |cx| consent::give(cx, id, &c)).unwrap()
        };
        let sign = |one, on| t.app.write(&t.cm, move |cx| consent::sign(cx, id, one, on));
        let one = draft(add_days(today, -1));
        assert_eq!(field(sign(one, today)), "given_on", "its last day was yesterday");
        sign(one, add_days(today, -1)).unwrap();
        let two = draft(today);
        sign(two, today).unwrap();
        assert!(matches!(sign(two, today), Err(Error::NotFound)));
        let (three, four) = (draft(today), draft(today));
        t.app.write(&t.cm, move |cx| consent::withdraw(cx, id, Some(three), "")).unwrap();
        assert!(matches!(sign(three, today), Err(Error::NotFound)), "taken back before");
        sign(four, today).unwrap();
    });
}

#[test]
fn a_reason_of_two_hundred_characters_is_kept_and_one_more_is_refused() {
    in_both(|t| {
        let id = t.id;
        let back = |n: usize| {
            let why = "理".repeat(n);
            t.app.write(&t.cm, move |cx| consent::withdraw(cx, id, None, &why))
        };
        assert_eq!(field(back(201)), "reason");
        assert_eq!(back(200).unwrap(), 1);
    });
}

fn papers() -> Papers {
    Papers {
        method: ConsentMethod::Written,
        heard_by: String::new(),
        given_on: day("2026-04-01"),
        form_version: "2024年版".into(),
    }
}

#[test]
fn a_list_of_papers_says_of_each_line_what_is_missing_and_has_an_end() {
    in_both(|t| {
        let ask = |list: &str| t.app.read(&t.cm, |cx| preview(cx, &papers(), list));
        let wrong = |line: &str| match ask(line).unwrap().remove(0).found {
            Found::Wrong(why) => why,
            other => panic!("{line}: {other:?}"),
        };
        for line in ["たかはし みよ", "000000001", "00000000111"] {
            assert!(wrong(line).contains("10けた"), "{line}: {}", wrong(line));
        }
        assert!(wrong("たかはし みよ、いつか").contains("生年月日"));
        assert!(wrong("たかはし みよ、S15.5.3、女").contains("1行に1人"));
        assert!(matches!(ask("0000000011").unwrap()[0].found, Found::One { .. }));
        let lines = |n: usize| vec!["だれか、S10.1.1"; n].join("\n");
        assert_eq!(ask(&lines(MOST)).unwrap().len(), MOST);
        assert_eq!(field(ask(&lines(MOST + 1))), "list");
        assert_eq!(field(ask(" \n")), "list");
        let keep = |ids: Vec<ResidentId>| t.app.write(&t.cm, move |cx| record(cx, &papers(), &ids));
        assert_eq!(field(keep(Vec::new())), "list");
        assert_eq!(field(keep(vec![t.id; MOST + 1])), "list");
        // the same person again takes the place of the one before
        assert_eq!(keep(vec![t.id; MOST]).unwrap(), MOST);
    });
}

#[test]
fn where_consent_is_given_to_a_member_of_staff_the_contract_names_the_one_who_made_it() {
    in_both(|t| {
        let way = |mode| {
            let w = Way { mode, form: "2027年版".into(), listed: Vec::new() };
            let coordinator = staff(Hat::Coordinator, testkit::id(700));
            t.app.write(&coordinator, move |cx| consent::set_way(cx, &w)).unwrap();
        };
        let newest = |id: ResidentId| {
            t.app.read(&t.cm, |cx| consent::read(cx, id)).unwrap().all.remove(0).what
        };
        let office = t.cm.organisation.unwrap();
        let new = accounts::NewAccount {
            organisation: accounts::OrganisationId(office),
            name: "居宅 次郎".into(),
            kana: "きょたく じろう".into(),
            hat: Hat::CareManager,
            profession: String::new(),
            demo_role: None,
        };
        let operator = Actor::operator();
        let account = t.app.write(&operator, move |cx| set_up::add_account(cx, &new)).unwrap();
        let colleague = Actor { account: Some(account.0), ..t.cm.clone() };
        for (mode, at_contract, with_papers, number) in [
            (Mode::Person, t.cm.account.unwrap(), account.0, "0000000022"),
            (Mode::Facility, office, office, "0000000033"),
        ] {
            way(mode);
            let id = t.register(resident("佐藤 はな", "さとう はな", number));
            assert_eq!((newest(id).mode, newest(id).parties), (mode, vec![at_contract]));
            t.app.write(&colleague, move |cx| consent::withdraw(cx, id, None, "")).unwrap();
            t.app.write(&colleague, move |cx| record(cx, &papers(), &[id])).unwrap();
            let kept = t.app.read(&t.cm, |cx| consent::read(cx, id)).unwrap().all;
            assert!(kept.iter().any(|k| k.status == Status::Active
                && (k.what.mode, &k.what.parties) == (mode, &vec![with_papers])));
        }
    });
}
