//! Consent as a state machine, what it reaches, shields and labels, on both engines.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod town;

use app::Error;
use kernel::time::add_days;
use kernel::{Actor, Hat};
use people::authz::{Act, Basis, Grant, Group, Label, Party, What, could, could_open, grant};
use people::model::consent::{Mode, NewConsent, Status};
use people::use_cases::consent::{self, Way};
use people::use_cases::consent_bulk::{Found, Papers, preview, record};
use people::use_cases::proxy::{self, NewProxy};
use people::use_cases::{access_rules, change, label, members, shield, view, who_may_see};
use people::{ConsentMethod, NewContact, ResidentId};
use testkit::{for_both_apps, staff};
use town::{Town, day, resident};

fn in_both(test: impl Fn(Town)) {
    for_both_apps(|app| test(Town::new(app)));
}

fn sees(t: &Town, who: &Actor, what: What) -> bool {
    let id = t.id;
    t.app.read(who, |cx| could(cx, Act::Read, what, id)).unwrap()
}

fn listed(t: &Town, who: &Actor, what: What) -> bool {
    let id = t.id;
    t.app.read(who, |cx| Ok(view::of_list(cx, &[id.0], what).is_ok_and(|v| v.len() == 1))).unwrap()
}

fn statuses(t: &Town) -> Vec<Status> {
    let id = t.id;
    let mut all = t.app.read(&t.cm, |cx| consent::read(cx, id)).unwrap().all;
    all.reverse();
    all.iter().map(|k| k.status).collect()
}

#[test]
fn taking_back_ends_what_rested_on_it_and_leaves_what_was_written_and_sent() {
    in_both(|t| {
        let (id, paper) = (t.id, t.sheet());
        t.give_record(&t.pharmacy, paper);
        for who in [&t.nurse, &t.liaison] {
            assert!(sees(&t, who, What::Basic) && listed(&t, who, What::Basic));
        }
        let n =
            t.app.write(&t.cm, move |cx| consent::withdraw(cx, id, None, "ご本人の希望")).unwrap();
        assert_eq!(n, 1);
        for who in [&t.nurse, &t.liaison] {
            for what in What::ALL {
                assert!(!sees(&t, who, what) && !listed(&t, who, what), "{what:?}");
            }
        }
        // the registering office keeps what it wrote; the pharmacy keeps the paper it was sent, and only that
        assert!(sees(&t, &t.cm, What::Health) && listed(&t, &t.cm, What::Health));
        let open =
            |who: &Actor| t.app.read(who, |cx| could_open(cx, What::Document, id, paper)).unwrap();
        assert!(open(&t.cm) && open(&t.pharmacy) && !open(&t.nurse));
        assert!(!sees(&t, &t.pharmacy, What::Basic));
        let again = t.app.write(&t.cm, move |cx| consent::withdraw(cx, id, None, ""));
        assert!(matches!(again, Err(Error::Rule(_))), "{again:?}");
        assert_eq!(statuses(&t), [Status::Withdrawn]);
        let page = t.app.read(&t.cm, |cx| consent::read(cx, id)).unwrap();
        let step = page.steps.iter().find(|s| s.to == Status::Withdrawn).unwrap();
        assert_eq!((step.reason.as_str(), page.stays_visible), ("ご本人の希望", true));
        // those who rested on it are not named among those who can see
        let lines = t.app.read(&t.cm, |cx| who_may_see::who_may_see(cx, id.0)).unwrap();
        let mut names: Vec<&str> = lines.iter().map(|l| l.0.as_str()).collect();
        names.sort();
        assert_eq!(names, ["A居宅", "薬局", "見えない人"]);
    });
}

#[test]
fn a_consent_reaches_whom_it_names_for_what_it_names_until_its_last_day() {
    in_both(|t| {
        let id = t.id;
        let base = t.consent(Mode::Bulk);
        let hospital = t.liaison.organisation.unwrap();
        let nurse = t.nurse.organisation.unwrap();
        let today = t.today();
        type Want = (bool, bool, bool, bool);
        let cases: [(&str, NewConsent, Want); 9] = [
            ("all members", base.clone(), (true, true, true, true)),
            (
                "all but the hospital",
                NewConsent { parties: vec![hospital], ..base.clone() },
                (false, false, true, true),
            ),
            (
                "a list with the hospital",
                NewConsent { mode: Mode::List, parties: vec![hospital], ..base.clone() },
                (true, true, false, false),
            ),
            (
                "one facility",
                NewConsent { mode: Mode::Facility, parties: vec![nurse], ..base.clone() },
                (false, false, true, true),
            ),
            (
                "one member of staff",
                NewConsent { mode: Mode::Person, parties: vec![t.named_nurse()], ..base.clone() },
                (false, false, true, true),
            ),
            (
                "only the basic facts",
                NewConsent { kinds: vec![What::Basic], ..base.clone() },
                (true, false, true, false),
            ),
            (
                "only the liaison",
                NewConsent { hats: vec![Hat::Liaison], ..base.clone() },
                (true, true, false, false),
            ),
            (
                "until yesterday",
                NewConsent { to: Some(add_days(today, -1)), ..base.clone() },
                (false, false, false, false),
            ),
            (
                "until today",
                NewConsent { to: Some(today), ..base.clone() },
                (true, true, true, true),
            ),
        ];
        for (name, c, want) in cases {
            t.app
                .write(&t.cm, move |cx| {
                    let _ = consent::withdraw(cx, id, None, "");
                    consent::give(cx, id, &c)
                })
                .unwrap();
            let got = (
                sees(&t, &t.liaison, What::Basic),
                sees(&t, &t.liaison, What::Stay),
                sees(&t, &t.nurse, What::Basic),
                sees(&t, &t.nurse, What::Stay),
            );
            assert_eq!(got, want, "{name}");
            let lists = (
                listed(&t, &t.liaison, What::Basic),
                listed(&t, &t.liaison, What::Stay),
                listed(&t, &t.nurse, What::Basic),
                listed(&t, &t.nurse, What::Stay),
            );
            assert_eq!(lists, want, "list: {name}");
        }
    });
}

#[test]
fn a_prepared_consent_opens_nothing_until_it_is_signed_and_a_new_one_replaces_the_old() {
    in_both(|t| {
        let id = t.id;
        t.app.write(&t.cm, move |cx| consent::withdraw(cx, id, None, "")).unwrap();
        let draft = NewConsent { signed: false, ..t.consent(Mode::Bulk) };
        let made = t.app.write(&t.cm, move |cx| consent::give(cx, id, &draft)).unwrap();
        assert!(!sees(&t, &t.nurse, What::Basic) && !listed(&t, &t.nurse, What::Basic));
        let on = t.today();
        let late = t.app.write(&t.cm, move |cx| consent::sign(cx, id, made, add_days(on, 1)));
        assert!(matches!(late, Err(Error::Invalid(_))));
        t.app.write(&t.cm, move |cx| consent::sign(cx, id, made, on)).unwrap();
        assert!(sees(&t, &t.nurse, What::Basic));
        let twice = t.app.write(&t.cm, move |cx| consent::sign(cx, id, made, on));
        assert!(matches!(twice, Err(Error::NotFound)));
        let other = t.consent(Mode::Bulk);
        t.app.write(&t.cm, move |cx| consent::give(cx, id, &other)).unwrap();
        let mut all = statuses(&t);
        all.sort();
        assert_eq!(all, [Status::Active, Status::Withdrawn, Status::Superseded]);
        // what was taken back cannot be signed
        let page = t.app.read(&t.cm, |cx| consent::read(cx, id)).unwrap();
        let gone = page.all.iter().find(|k| k.status == Status::Withdrawn).unwrap().id;
        let back = t.app.write(&t.cm, move |cx| consent::sign(cx, id, gone, on));
        assert!(matches!(back, Err(Error::NotFound)));
        // a prepared one can be dropped alone
        let draft = NewConsent { signed: false, ..t.consent(Mode::Bulk) };
        let made = t.app.write(&t.cm, move |cx| consent::give(cx, id, &draft)).unwrap();
        t.app.write(&t.cm, move |cx| consent::withdraw(cx, id, Some(made), "")).unwrap();
        assert!(sees(&t, &t.nurse, What::Basic), "the one in force stands");
    });
}

#[test]
fn consents_for_facilities_stand_beside_each_other() {
    in_both(|t| {
        let id = t.id;
        t.app.write(&t.cm, move |cx| consent::withdraw(cx, id, None, "")).unwrap();
        for who in [&t.liaison, &t.nurse] {
            let c = NewConsent {
                mode: Mode::Facility,
                parties: vec![who.organisation.unwrap()],
                ..t.consent(Mode::Bulk)
            };
            t.app.write(&t.cm, move |cx| consent::give(cx, id, &c)).unwrap();
        }
        assert!(sees(&t, &t.liaison, What::Basic) && sees(&t, &t.nurse, What::Basic));
        let again = NewConsent {
            mode: Mode::Facility,
            parties: vec![t.nurse.organisation.unwrap()],
            ..t.consent(Mode::Bulk)
        };
        t.app.write(&t.cm, move |cx| consent::give(cx, id, &again)).unwrap();
        let mut all = statuses(&t);
        all.sort();
        assert_eq!(all, [Status::Active, Status::Active, Status::Withdrawn, Status::Superseded]);
        assert!(sees(&t, &t.liaison, What::Basic), "the other facility's stands");
    });
}

#[test]
fn only_who_follows_the_person_records_consent_and_mistakes_are_said_at_their_field() {
    in_both(|t| {
        let id = t.id;
        for who in [&t.nurse, &t.liaison, &t.stranger] {
            let c = t.consent(Mode::Bulk);
            let done = t.app.write(who, move |cx| consent::give(cx, id, &c));
            assert!(matches!(done, Err(Error::NotFound)), "{done:?}");
            let done = t.app.write(who, move |cx| consent::withdraw(cx, id, None, ""));
            assert!(matches!(done, Err(Error::NotFound)), "{done:?}");
        }
        assert!(t.app.read(&t.stranger, |cx| consent::read(cx, id)).is_err());
        let base = t.consent(Mode::Bulk);
        let cases = [
            (
                "parties",
                NewConsent { mode: Mode::List, parties: vec![testkit::id(999)], ..base.clone() },
            ),
            ("proxy", NewConsent { proxy: Some(testkit::id(999)), ..base.clone() }),
            ("scan", NewConsent { scan: Some(testkit::id(999)), ..base.clone() }),
            ("given_on", NewConsent { given_on: add_days(t.today(), 1), ..base }),
        ];
        for (field, c) in cases {
            match t.app.write(&t.cm, move |cx| consent::give(cx, id, &c)) {
                Err(Error::Invalid(e)) => assert_eq!(e[0].field, field),
                other => panic!("{field}: {other:?}"),
            }
        }
    });
}

#[test]
fn a_proxy_is_named_with_evidence_and_decides_only_while_the_power_runs() {
    in_both(|t| {
        let id = t.id;
        let son = NewProxy {
            name: "高橋 健一".into(),
            relation: "長男".into(),
            evidence: "named".into(),
            note: "11月1日、佐藤がご本人から聞いた".into(),
            scan: None,
            from: day("2026-11-01"),
            to: None,
        };
        let vague = NewProxy { note: String::new(), ..son.clone() };
        let refused = t.app.write(&t.cm, move |cx| proxy::add(cx, id, &vague));
        assert!(
            matches!(refused, Err(Error::Invalid(ref e)) if e[0].field == "note"),
            "{refused:?}"
        );
        let who = t.app.write(&t.cm, move |cx| proxy::add(cx, id, &son)).unwrap();
        let by_son = NewConsent { proxy: Some(who), ..t.consent(Mode::Bulk) };
        let early = NewConsent { given_on: day("2026-10-31"), ..by_son.clone() };
        let refused = t.app.write(&t.cm, move |cx| consent::give(cx, id, &early));
        assert!(matches!(refused, Err(Error::Invalid(ref e)) if e[0].field == "proxy"));
        let c = by_son.clone();
        t.app.write(&t.cm, move |cx| consent::give(cx, id, &c)).unwrap();
        t.app.write(&t.cm, move |cx| proxy::end(cx, id, who, "ご本人が取り消した")).unwrap();
        let twice = t.app.write(&t.cm, move |cx| proxy::end(cx, id, who, ""));
        assert!(matches!(twice, Err(Error::NotFound)));
        let refused = t.app.write(&t.cm, move |cx| consent::give(cx, id, &by_son));
        assert!(matches!(refused, Err(Error::Invalid(ref e)) if e[0].field == "proxy"));
        // a brother was never named
        let page = t.app.read(&t.cm, |cx| consent::read(cx, id)).unwrap();
        assert_eq!(page.proxies.len(), 1);
        assert!(sees(&t, &t.nurse, What::Basic), "what was given stays until it is taken back");
    });
}

#[test]
fn signed_papers_are_entered_many_at_once_after_a_preview_and_all_or_nothing() {
    in_both(|t| {
        let id = t.id;
        t.app.write(&t.cm, move |cx| consent::withdraw(cx, id, None, "")).unwrap();
        let twin = t.register(resident("佐藤 はな", "さとう はな", "0000000022"));
        let papers = Papers {
            method: ConsentMethod::Written,
            heard_by: String::new(),
            given_on: day("2026-04-01"),
            form_version: "2024年版".into(),
        };
        let list = "たかはし みよ、S15.5.3\n0000000022\n\nたかはし みよ、S15.5.3\nだれか、S10.1.1\nさとう\nさとう はな、S15.13.3";
        let p = papers.clone();
        let lines = t.app.read(&t.cm, |cx| preview(cx, &p, list)).unwrap();
        assert_eq!(lines.iter().map(|l| l.n).collect::<Vec<_>>(), [1, 2, 4, 5, 6, 7]);
        let one = |n: usize| match &lines[n].found {
            Found::One { id, again, .. } => (*id, *again),
            other => panic!("{other:?}"),
        };
        assert_eq!((one(0), one(1)), ((id, false), (twin, true)));
        for line in &lines[2..6] {
            assert!(matches!(line.found, Found::Wrong(_)), "{line:?}");
        }
        // another office finds nobody of these
        let theirs = t.app.read(&t.stranger, |cx| preview(cx, &papers, "0000000022")).unwrap();
        assert!(matches!(&theirs[0].found, Found::Wrong(w) if w.contains("見つかりません")));
        let p = papers.clone();
        let bad = t.app.write(&t.cm, move |cx| record(cx, &p, &[id, ResidentId(testkit::id(999))]));
        assert!(bad.is_err());
        assert!(!sees(&t, &t.nurse, What::Basic), "nothing of a refused list is kept");
        let p = papers.clone();
        assert_eq!(t.app.write(&t.cm, move |cx| record(cx, &p, &[id, twin])).unwrap(), 2);
        assert!(sees(&t, &t.nurse, What::Basic));
        let late = Papers { given_on: add_days(t.today(), 1), ..papers };
        assert!(matches!(
            t.app.read(&t.cm, |cx| preview(cx, &late, "0000000022")),
            Err(Error::Invalid(_))
        ));
    });
}

#[test]
fn the_region_decides_how_consent_is_asked_for_and_registration_follows() {
    in_both(|t| {
        let way = Way {
            mode: Mode::List,
            form: "2027年版".into(),
            listed: vec![t.liaison.organisation.unwrap()],
        };
        let w = way.clone();
        let refused = t.app.write(&t.cm, move |cx| consent::set_way(cx, &w));
        assert!(matches!(refused, Err(Error::Forbidden(_))));
        let coordinator = staff(Hat::Coordinator, testkit::id(700));
        let empty = Way { listed: Vec::new(), ..way.clone() };
        let refused = t.app.write(&coordinator, move |cx| consent::set_way(cx, &empty));
        assert!(matches!(refused, Err(Error::Invalid(_))));
        let w = way.clone();
        t.app.write(&coordinator, move |cx| consent::set_way(cx, &w)).unwrap();
        assert_eq!(t.app.read(&t.cm, consent::way).unwrap(), way);
        let new = t.register(resident("佐藤 はな", "さとう はな", "0000000022"));
        let all = t.app.read(&t.cm, |cx| consent::read(cx, new)).unwrap().all;
        assert_eq!((all[0].what.mode, &all[0].what.parties), (Mode::List, &way.listed));
    });
}

#[test]
fn who_agreed_to_all_members_is_told_when_one_comes() {
    in_both(|t| {
        let sync = || t.app.write(&Actor::system(), members::sync).unwrap();
        assert_eq!((sync(), sync()), (0, 0), "the first list is no change");
        let new = t.organisation("新しい薬局", accounts::OrganisationKind::Pharmacy);
        t.organisation("市の課", accounts::OrganisationKind::City);
        assert_eq!((sync(), sync()), (1, 0));
        let coordinator = staff(Hat::Coordinator, testkit::id(700));
        let at_centre = t.app.read(&coordinator, members::changes).unwrap();
        assert_eq!((at_centre[0].open, at_centre[0].told), (1, 0));
        assert!(at_centre[0].mine.is_empty() && at_centre[0].change.joined);
        assert_eq!(at_centre[0].change.organisation, new);
        let mine = t.app.read(&t.cm, members::changes).unwrap();
        assert_eq!((mine[0].mine[0].id, mine[0].open), (t.id, 1));
        assert!(t.app.read(&t.stranger, members::changes).unwrap()[0].mine.is_empty());
        let (change, id) = (at_centre[0].change.id, t.id);
        let not_mine = t.app.write(&t.stranger, move |cx| members::tell(cx, change, &[id]));
        assert!(matches!(not_mine, Err(Error::Invalid(_))));
        assert_eq!(t.app.write(&t.cm, move |cx| members::tell(cx, change, &[id])).unwrap(), 1);
        let after = t.app.read(&coordinator, members::changes).unwrap();
        assert_eq!((after[0].open, after[0].told), (0, 1));
    });
}

fn address(t: &Town, who: &Actor) -> Vec<String> {
    let id = t.id;
    let mut out = Vec::new();
    if let Ok(v) = t.app.read(who, |cx| view::view(cx, id)) {
        out.push(format!("{}{}{}", v.resident.address, v.resident.phone, v.resident.household));
        out.extend(v.contacts.into_iter().map(|c| c.phone));
    }
    for rows in [
        t.app.read(who, |cx| view::of_list(cx, &[id.0], What::Basic)),
        t.app.read(who, |cx| view::list(cx, None, false).map(|p| p.0)),
        t.app.read(who, |cx| view::matching(cx, "たかはし")),
    ] {
        out.extend(
            rows.unwrap().iter().map(|r| format!("{}{}{}", r.address, r.phone, r.household)),
        );
    }
    out
}

#[test]
fn a_shield_hides_where_the_person_is_from_everybody_it_does_not_name() {
    in_both(|t| {
        let id = t.id;
        let c = NewContact {
            name: "妹".into(),
            relation: "妹".into(),
            age: None,
            phone: "0000-55-5555".into(),
            lives_with: false,
            carer: false,
            key_person: true,
            source: String::new(),
        };
        t.app.write(&t.cm, move |cx| change::add_contact(cx, id, &c)).unwrap();
        let plain = address(&t, &t.nurse);
        assert!(plain.len() == 5 && plain.iter().all(|a| !a.is_empty()), "{plain:?}");
        let liaison = t.liaison.organisation.unwrap();
        t.app.write(&t.cm, move |cx| shield::set(cx, id, "支援措置の申出", &[liaison])).unwrap();
        let hidden = address(&t, &t.nurse);
        assert!(hidden.len() == 5 && hidden.iter().all(String::is_empty), "{hidden:?}");
        for who in [&t.cm, &t.liaison] {
            assert!(address(&t, who).iter().all(|a| !a.is_empty()), "{}", who.name);
        }
        // a team that is not named does not learn of stays, neither alone nor in lists
        assert!(!sees(&t, &t.nurse, What::Stay) && !listed(&t, &t.nurse, What::Stay));
        assert!(sees(&t, &t.nurse, What::Basic) && sees(&t, &t.liaison, What::Stay));
        // …and whoever is not named changes nothing and does not learn that there is a shield
        for who in [&t.nurse, &t.other_cm()] {
            let lifted = t.app.write(who, move |cx| shield::lift(cx, id, "x"));
            assert!(matches!(lifted, Err(Error::NotFound)));
            assert!(t.app.read(who, |cx| shield::read(cx, id)).is_err());
        }
        let twice = t.app.write(&t.cm, move |cx| shield::set(cx, id, "x", &[]));
        assert!(matches!(twice, Err(Error::Rule(_))));
        t.app.write(&t.cm, move |cx| shield::lift(cx, id, "終わった")).unwrap();
        assert_eq!(address(&t, &t.nurse), plain);
    });
}

#[test]
fn a_region_that_closes_a_group_hides_it_and_can_give_nothing_more() {
    in_both(|t| {
        let city = staff(Hat::City, testkit::id(700));
        let cell = |g| {
            access_rules::choosable()
                .into_iter()
                .find(|c| c.hat == Hat::Provider && c.basis == Basis::Team && c.group == g)
                .unwrap()
        };
        let cells = vec![cell(Group::Place)];
        let c = cells.clone();
        let refused = t.app.write(&t.cm, move |cx| access_rules::set(cx, &c, "x"));
        assert!(matches!(refused, Err(Error::Forbidden(_))));
        let c = cells.clone();
        let silent = t.app.write(&city, move |cx| access_rules::set(cx, &c, " "));
        assert!(matches!(silent, Err(Error::Invalid(_))));
        let before = address(&t, &t.nurse);
        let c = cells.clone();
        t.app.write(&city, move |cx| access_rules::set(cx, &c, "申し合わせ")).unwrap();
        let after = address(&t, &t.nurse);
        assert!(before.iter().all(|a| !a.is_empty()) && after.iter().all(String::is_empty));
        assert!(address(&t, &t.cm).iter().all(|a| !a.is_empty()), "others see what they saw");
        // closing the name closes the person
        let name = vec![cell(Group::Name)];
        t.app.write(&city, move |cx| access_rules::set(cx, &name, "申し合わせ")).unwrap();
        assert!(!sees(&t, &t.nurse, What::Basic) && !listed(&t, &t.nurse, What::Basic));
        // cells of those who see nobody, of the author and of things nobody sees cannot be named
        let mut city_cell = cell(Group::Place);
        city_cell.hat = Hat::City;
        let mut author = cell(Group::Place);
        (author.hat, author.basis) = (Hat::CareManager, Basis::Author);
        for c in [city_cell, author] {
            let done = t.app.write(&city, move |cx| access_rules::set(cx, &[c], "x"));
            assert!(matches!(done, Err(Error::Invalid(_))), "{c:?}");
        }
        t.app.write(&city, move |cx| access_rules::set(cx, &[], "もどす")).unwrap();
        assert_eq!(address(&t, &t.nurse), before);
        let page = t.app.read(&city, access_rules::read).unwrap();
        assert_eq!(page.history.iter().map(|h| h.closed).collect::<Vec<_>>(), [0, 1, 1]);
    });
}

#[test]
fn a_careful_record_opens_only_with_clearance_and_only_its_author_changes_that() {
    in_both(|t| {
        let (id, paper, sent) = (t.id, t.sheet(), t.sheet());
        t.give_record(&t.pharmacy, sent);
        let opens = |who: &Actor, record| {
            t.app.read(who, |cx| could_open(cx, What::Document, id, record)).unwrap()
        };
        assert!(opens(&t.liaison, paper) && opens(&t.cm, paper));
        let set = |who: &Actor, record, l| {
            t.app.write(who, move |cx| label::set(cx, record, l, "精神科の内容"))
        };
        let by_reader = set(&t.liaison, paper, Label::Restricted);
        assert!(matches!(by_reader, Err(Error::Rule(_))), "{by_reader:?}");
        set(&t.cm, paper, Label::Restricted).unwrap();
        set(&t.cm, sent, Label::Restricted).unwrap();
        assert!(!opens(&t.liaison, paper) && opens(&t.cm, paper));
        assert!(opens(&t.pharmacy, sent), "what was sent stays with its receiver");
        // with a consent that says so the hospital sees it
        let c = NewConsent { clearance: Label::Restricted, ..t.consent(Mode::Bulk) };
        t.app.write(&t.cm, move |cx| consent::give(cx, id, &c)).unwrap();
        assert!(opens(&t.liaison, paper));
        set(&t.cm, paper, Label::Very).unwrap();
        assert!(!opens(&t.liaison, paper) && opens(&t.cm, paper));
        let out = set(&t.cm, sent, Label::Very);
        assert!(matches!(out, Err(Error::Invalid(ref e)) if e[0].field == "label"), "{out:?}");
        let page = t.app.read(&t.cm, |cx| label::read(cx, paper)).unwrap();
        let names: Vec<&str> = page.lines.iter().map(|l| l.0.as_str()).collect();
        assert_eq!((names, page.history.len()), (vec!["A居宅", "見えない人"], 2));
        assert!(t.app.read(&t.liaison, |cx| label::read(cx, paper)).is_err());
        set(&t.cm, paper, Label::Normal).unwrap();
        let page = t.app.read(&t.liaison, |cx| label::read(cx, paper)).unwrap();
        assert!(!page.may && page.lines.iter().any(|l| l.0 == "病院"));
    });
}

#[test]
fn the_list_of_who_may_see_says_of_everybody_exactly_what_they_can() {
    in_both(|t| {
        let id = t.id;
        let lines = t.app.read(&t.cm, |cx| who_may_see::who_may_see(cx, id.0)).unwrap();
        for (who, name) in [(&t.cm, "A居宅"), (&t.nurse, "訪看"), (&t.liaison, "病院")] {
            let line = lines.iter().find(|l| l.0 == name).unwrap();
            for what in What::ALL {
                let said = line.2.iter().any(|k| k == what.label());
                assert_eq!(said, sees(&t, who, what), "{name} {what:?} {line:?}");
            }
        }
    });
}

#[test]
fn a_right_begins_only_for_an_office_that_consent_reaches() {
    in_both(|t| {
        let id = t.id;
        let late = t.organisation("あとの薬局", accounts::OrganisationKind::Pharmacy);
        let c = NewConsent {
            mode: Mode::List,
            parties: vec![t.liaison.organisation.unwrap()],
            ..t.consent(Mode::Bulk)
        };
        t.app.write(&t.cm, move |cx| consent::give(cx, id, &c)).unwrap();
        let g = Grant {
            resident: id,
            party: Party::Organisation(late),
            basis: Basis::Team,
            kind: None,
            record: None,
            from: t.today(),
            to: None,
        };
        t.app.write(&Actor::system(), move |cx| grant(cx, &g)).unwrap();
        let who = staff(Hat::Provider, late);
        assert!(!sees(&t, &who, What::Basic) && !listed(&t, &who, What::Basic));
    });
}

/// A word in the store that this program does not know must stop the reading, not open or narrow it: each of these rests on
/// one column of one table.
#[test]
fn an_unknown_word_in_the_store_is_an_error_and_never_a_right() {
    macro_rules! put {
        ($sql:literal) => {
            db::Stmt { name: "test.PUT", sql: $sql }
        };
    }
    let broken = [
        put!("UPDATE people_consent SET kinds = 'basic,novel'"),
        put!("UPDATE people_consent SET hats = 'cm,novel'"),
        put!("UPDATE people_consent SET kinds = ',,', hats = 'novel'"),
        put!("UPDATE people_consent SET clearance = 'novel'"),
        put!("UPDATE people_access SET basis = 'novel' WHERE basis = 'team'"),
        put!(
            "INSERT INTO people_matrix(version, base, closed, reason, account, by_name, at) VALUES (9, '1', 'novel', '', NULL, '', '2026-11-01')"
        ),
    ];
    for stmt in broken {
        in_both(|t| {
            let id = t.id;
            let ask = |who: &Actor| t.app.read(who, |cx| could(cx, Act::Read, What::Basic, id));
            assert!(ask(&t.nurse).unwrap());
            // reads keep the closed cells in mind until rights change
            t.app
                .write(&Actor::system(), move |cx| {
                    cx.tx().exec(stmt, &[])?;
                    Ok(cx.rights_changed()?)
                })
                .unwrap();
            assert!(ask(&t.nurse).is_err(), "{}", stmt.sql);
        });
    }
}
