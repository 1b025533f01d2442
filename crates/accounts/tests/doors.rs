//! What may get in, and what may not shut others out: codes for today in the list of devices, the vendor's first code, the
//! form for joining, the limits. On both engines.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use accounts::identities::attempts::{self, Of};
use accounts::identities::{self, Tried};
use accounts::model::application::Application;
use accounts::model::{password, totp};
use accounts::sessions::{self, Fresh, Opening, Proof};
use accounts::use_cases::{applications, invite, openings, set_up};
use accounts::{AccountId, NewAccount, NewOrganisation, OrganisationKind};
use app::Error;
use db::Db;
use kernel::{Actor, At, BusinessCalendar, Hat, Id, Time};
use testkit::{Contents, TestDb, for_both_apps, for_both_with, noon_before, real_region};

fn control(test: impl Fn(Db, At)) {
    for_both_with(Contents::Control, |db: TestDb| test(db.handle(), noon_before()));
}

#[test]
fn a_session_by_somebodys_code_stands_in_the_persons_list_and_ends_with_their_word() {
    control(|db, now| {
        let (owner, account, region) = (testkit::id(1), AccountId(testkit::id(2)), real_region());
        identities::new_identity(&db, owner, &region.slug, account, now).unwrap();
        let open = |n: u16, proof, device: &str| {
            let o = Opening {
                account,
                hat: Hat::CareManager,
                identity: Some(owner),
                proof,
                device: device.into(),
                shared: proof == Proof::Temporary,
                until: Some(now.plus_minutes(120)),
            };
            let fresh = Fresh { token: format!("t{n}"), id: testkit::id(10 + n), csrf: vec![1] };
            sessions::open(&db, &region, &o, &fresh, now).unwrap();
        };
        let find = |n: u16| sessions::find(&db, &region, &format!("t{n}"), now).unwrap();
        open(1, Proof::Passkey, "iPhone");
        open(2, Proof::Temporary, "管理 一");
        assert_eq!(find(1).unwrap().given_by, None);
        assert_eq!(find(2).unwrap().given_by.as_deref(), Some("管理 一"));
        let listed = sessions::devices(&db, owner, now).unwrap();
        let codes: Vec<_> = listed.iter().filter(|d| d.proof == Some(Proof::Temporary)).collect();
        assert_eq!((codes.len(), codes[0].device.as_str()), (1, "管理 一"));
        sessions::end_others(&db, owner, testkit::id(11)).unwrap();
        assert!(find(1).is_some() && find(2).is_none(), "from afar");
        open(3, Proof::Temporary, "管理 一");
        sessions::end_identity(&db, owner).unwrap();
        assert!(find(1).is_none() && find(3).is_none(), "and with all");
    });
}

const WORD: &str = "縁側でお茶をのむ三毛猫";
const SECRET: [u8; totp::SECRET_BYTES] = [9; totp::SECRET_BYTES];

fn with_password(db: &Db, n: u16, login: &str, now: At) -> Id {
    let id = testkit::id(n);
    identities::new_identity(db, id, "yuino", AccountId(testkit::id(100 + n)), now).unwrap();
    let kept = password::keep(WORD, &[n as u8; 16]).unwrap();
    identities::set_password(db, id, login, &kept, &SECRET, 0).unwrap();
    id
}

#[test]
fn the_slips_of_others_behind_one_address_do_not_shut_a_colleague_out() {
    control(|db, now| {
        let net = "203.0.113.0/24";
        let (hanako, jiro) =
            (with_password(&db, 1, "hanako", now), with_password(&db, 2, "jiro", now));
        let by = |login: &str, word: &str, at: At| {
            let n = totp::number(&SECRET, totp::step_at(at));
            identities::by_password(&db, net, login, word, &n, at).unwrap()
        };
        // wrong codes are counted for themselves
        for _ in 0..attempts::PER_NETWORK {
            assert!(attempts::begin(&db, &[Of::Code(net)], now).unwrap().is_some());
        }
        assert!(attempts::begin(&db, &[Of::Code(net)], now).unwrap().is_none(), "and bounded");
        assert_eq!(by("hanako", WORD, now), Tried::Is(hanako), "codes shut no password out");
        // passwords of others use the network's tries up
        let later = now.plus_minutes(1);
        for _ in 0..attempts::PER_NETWORK {
            assert!(attempts::begin(&db, &[Of::Network(net)], later).unwrap().is_some());
        }
        assert_eq!(by("user999", "x", later), Tried::TooMany, "spraying is bounded");
        assert_eq!(by("jiro", WORD, later), Tried::TooMany, "who was never here waits");
        assert_eq!(by("hanako", WORD, later), Tried::Is(hanako), "who was here before is judged");
        for i in 0..attempts::PER_KNOWN {
            assert_eq!(by("hanako", "x", later), Tried::No, "{i}");
        }
        assert_eq!(by("hanako", WORD, later), Tried::TooMany, "a few times");
        let after = later.plus_minutes(attempts::MINUTES + 1);
        assert_eq!(by("jiro", WORD, after), Tried::Is(jiro), "waiting ends it");
        let forgotten = after.plus_minutes((attempts::KNOWN_DAYS + 2) * 24 * 60);
        for _ in 0..attempts::PER_NETWORK {
            assert!(attempts::begin(&db, &[Of::Network(net)], forgotten).unwrap().is_some());
        }
        assert_eq!(by("hanako", WORD, forgotten), Tried::TooMany, "known no more");
    });
}

fn form() -> Application {
    Application {
        number: "0370100001".into(),
        name: "みどり薬局".into(),
        kana: "みどりやっきょく２".into(),
        kind: OrganisationKind::Pharmacy,
        phone: "0197-65-0000".into(),
        person: "田中 実".into(),
        person_kana: "たなか みのる".into(),
        profession: String::new(),
        note: "1行目\n2行目".into(),
    }
}

#[test]
fn junk_with_a_number_blocks_nobody_and_names_hold_nothing_hidden() {
    for_both_apps(|app| {
        let apply = |f: Application| {
            app.write(&Actor::system(), move |cx| applications::apply(cx, &f, false))
        };
        for i in 0..5 {
            apply(Application { name: format!("でたらめ{i}"), ..form() }).unwrap();
        }
        let id = apply(form()).expect("the real one is taken in");
        assert_eq!(apply(form()).unwrap(), id, "the same form again is the same one");
        let all = app.read(&Actor::operator(), applications::list).unwrap();
        assert_eq!(all.len(), 6, "the centre sees all of them");
        let bad = |f: Application, field: &str| match apply(f) {
            Err(Error::Invalid(e)) => assert!(e.iter().any(|e| e.field == field), "{field}: {e:?}"),
            r => panic!("{field}: {r:?}"),
        };
        for junk in ["\u{7}\u{7}\u{1b}", "みどり\u{202e}局薬", "\u{200b}", "　", "a\u{0}b"] {
            bad(Application { name: junk.into(), ..form() }, "name");
            bad(Application { person: junk.into(), ..form() }, "person");
            bad(Application { kana: junk.into(), ..form() }, "kana");
            bad(Application { person_kana: junk.into(), ..form() }, "person_kana");
        }
        bad(Application { profession: "薬剤師\u{202e}".into(), ..form() }, "profession");
        bad(Application { note: "x\u{7}".into(), ..form() }, "note");
        bad(Application { kana: "緑薬局".into(), ..form() }, "kana");
        bad(Application { person_kana: "Tanaka".into(), ..form() }, "person_kana");
    });
}

#[test]
fn a_vendors_first_code_waits_for_the_door_and_is_not_used_up() {
    for_both_apps(|app| {
        let op = Actor::operator();
        let (open, close) = (Time::constant(8, 30, 0, 0), Time::constant(17, 30, 0, 0));
        let firm = NewOrganisation {
            name: "保守会社".into(),
            kana: "ほしゅがいしゃ".into(),
            kind: OrganisationKind::Other,
            number: None,
            corporation: String::new(),
            area: String::new(),
            phone: "0000-12-3456".into(),
            fax: String::new(),
            calendar: BusinessCalendar::weekdays(open, close),
            outside: false,
            fictitious: true,
        };
        let org = app.write(&op, move |cx| set_up::add_organisation(cx, &firm)).unwrap();
        let new = NewAccount {
            organisation: org,
            name: "保守 一".into(),
            kana: "ほしゅ".into(),
            hat: Hat::Vendor,
            profession: "保守".into(),
            demo_role: None,
        };
        let (_, code) = app.write(&op, move |cx| invite::invite(cx, &new, &[5; 12])).unwrap();
        let accept = || {
            let code = code.clone();
            app.write(&Actor::system(), move |cx| invite::accept(cx, &code))
        };
        let peeked = app.write(&Actor::system(), {
            let code = code.clone();
            move |cx| invite::peek(cx, &code).map(|_| ())
        });
        assert!(format!("{peeked:?}").contains("いまは閉じています"), "{peeked:?}");
        assert!(format!("{:?}", accept()).contains("いまは閉じています"));
        // the door can be opened for who has only a code yet
        let vendors = app.read(&op, openings::vendors).unwrap();
        assert_eq!(vendors.iter().map(|v| v.0).collect::<Vec<_>>(), [org]);
        app.write(&op, move |cx| openings::open(cx, org, 1, "はじめて")).unwrap();
        accept().expect("the code is as good as before");
    });
}
