//! Cards of residents and relatives on both engines: bound to one person, named for one thing at a time, guessed by nobody,
//! ended at once.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod town;

use accounts::AccountId;
use accounts::model::password;
use accounts::use_cases::phone;
use app::Error;
use kernel::{Actor, ActorKind, Hat, Id};
use people::ResidentId;
use people::authz::{Act, Basis, Grant, Party, What, could, grant};
use people::cards::{self, NewCard, Paper};
use people::model::card::{Secrets, TRIES, birth_word, proof, read_code, token_hash};
use people::my;
use people::release::{self, Parts};
use people::use_cases::proxy::{self, NewProxy};
use people::use_cases::{consent, merge, shield, view, who_may_see};
use testkit::for_both_apps;
use town::{Town, day, resident};

struct Out {
    account: AccountId,
    token: String,
    code: String,
}

fn in_both(body: impl Fn(&Town)) {
    for_both_apps(|app| body(&Town::new(app)));
}

fn paper(seed: u8, word: &str, t: &Town) -> (Paper, String, String) {
    let s = Secrets::from_bytes(&[seed; 24]);
    let (token, code) = (s.token(), read_code(&s.code()).unwrap());
    let kept = password::keep(&proof(&token, &code, word), &[seed; password::SALT_BYTES]).unwrap();
    let until = cards::last_day(t.today());
    (Paper { token_hash: token_hash(&token), proof: kept, until }, token, code)
}

fn own() -> NewCard {
    NewCard {
        basis: Basis::Own,
        name: String::new(),
        relation: String::new(),
        kinds: Vec::new(),
        proxy: None,
        heard_by: String::new(),
    }
}

fn relative(name: &str, kinds: &[What]) -> NewCard {
    NewCard {
        basis: Basis::Relative,
        name: name.into(),
        relation: "長男".into(),
        kinds: kinds.to_vec(),
        heard_by: "佐藤 花子".into(),
        ..own()
    }
}

fn try_make(t: &Town, who: &Actor, n: NewCard, seed: u8, word: &str) -> app::Result<Out> {
    let (id, (paper, token, code)) = (t.id, paper(seed, word, t));
    let account = t.app.write(who, move |cx| cards::make(cx, id, &n, &paper))?;
    Ok(Out { account, token, code })
}

fn make(t: &Town, n: NewCard, seed: u8, word: &str) -> Out {
    try_make(t, &t.cm, n, seed, word).unwrap()
}

fn actor(o: &Out, hat: Hat) -> Actor {
    Actor {
        kind: ActorKind::Staff,
        account: Some(o.account.0),
        organisation: Some(phone::AT_HOME.0),
        hat,
        name: "x".into(),
    }
}

fn answers(t: &Town, token: &str, code: &str, word: &str) -> Option<bool> {
    let asked = token.to_string();
    let kept = t.app.write(&Actor::system(), move |cx| cards::begin(cx, &asked)).unwrap();
    let fits = password::check(kept.as_deref(), &proof(token, code, word));
    let (asked, step) = (token.to_string(), "s".repeat(64));
    if fits {
        t.app.write(&Actor::system(), move |cx| cards::right_answer(cx, &asked, &step)).unwrap();
    } else {
        t.app.write(&Actor::system(), move |cx| cards::wrong_answer(cx, &asked)).unwrap();
    }
    kept.map(|_| fits)
}

fn begin(t: &Town, token: &str, step: &str, credential: &str) -> Option<AccountId> {
    let (t2, s, c) = (token.to_string(), step.to_string(), credential.to_string());
    t.app.write(&Actor::system(), move |cx| cards::begin_phone(cx, &t2, &s, (&c, "pin"))).unwrap()
}

fn sees(t: &Town, who: &Actor, what: What, id: ResidentId) -> bool {
    t.app.read(who, |cx| could(cx, Act::Read, what, id)).unwrap()
}

fn kinds(t: &Town, who: &Actor) -> Vec<What> {
    What::ALL.into_iter().filter(|w| sees(t, who, *w, t.id)).collect()
}

const BIRTH: &str = "1940-05-03";

#[test]
fn a_card_is_bound_to_one_person_and_used_once_on_one_phone() {
    in_both(|t| {
        assert_eq!(birth_word(day(BIRTH)), BIRTH);
        let o = make(t, own(), 1, BIRTH);
        assert_eq!(begin(t, &o.token, &"s".repeat(64), "phone"), None, "not before the answer");
        assert_eq!(answers(t, &o.token, &o.code, BIRTH), Some(true));
        assert_eq!(begin(t, &o.token, &"t".repeat(64), "phone"), None, "another's ticket");
        assert_eq!(begin(t, &o.token, &"s".repeat(64), "phone"), Some(o.account));
        assert_eq!(begin(t, &o.token, &"s".repeat(64), "phone"), None, "used up");
        assert_eq!(answers(t, &o.token, &o.code, BIRTH), None, "used up");
        let holds = |c: &str| {
            let (id, c) = (o.account, c.to_string());
            t.app.read(&Actor::system(), |cx| phone::holds(cx, id, &c)).unwrap()
        };
        assert!(holds("phone") && !holds("other") && !holds(""));
        // themself, and nobody else
        let me = actor(&o, Hat::Resident);
        assert_eq!(kinds(t, &me), [What::Basic, What::Wish, What::Emergency, What::Room]);
        let other = t.register(resident("菊池 正", "きくち ただし", "0000000077"));
        assert!(What::ALL.into_iter().all(|w| !sees(t, &me, w, other)));
        assert!(t.app.read(&me, |cx| view::view(cx, other)).is_err());
        assert!(t.app.read(&me, |cx| view::view(cx, t.id)).is_err(), "no page of staff");
        let page = t.app.read(&me, my::read).unwrap();
        assert!(page.own && page.person == "高橋 ミヨ" && page.holder.is_none());
        // a second card of their own there is not; a new paper ends the phone
        assert!(matches!(try_make(t, &t.cm, own(), 2, BIRTH), Err(Error::Invalid(_))));
        let (id, account, (p, token, code)) = (t.id, o.account.0, paper(3, BIRTH, t));
        t.app.write(&t.cm, move |cx| cards::renew(cx, id, account, &p)).unwrap();
        assert!(!holds("phone"));
        assert_eq!(answers(t, &token, &code, BIRTH), Some(true));
        assert_eq!(begin(t, &token, &"s".repeat(64), "new"), Some(o.account));
        assert!(holds("new"));
    });
}

#[test]
fn five_wrong_answers_close_a_card_and_its_maker_is_told_without_a_name() {
    in_both(|t| {
        let o = make(t, own(), 4, BIRTH);
        for n in 0..TRIES {
            assert_eq!(answers(t, &o.token, &o.code, "1940-05-04"), Some(false), "{n}");
        }
        assert_eq!(answers(t, &o.token, &o.code, BIRTH), None, "the right answer comes too late");
        assert_eq!(begin(t, &o.token, &"s".repeat(64), "phone"), None);
        let told = t.app.read(&t.cm, app::notices::mine).unwrap();
        let said: Vec<&str> = told.iter().map(|n| n.text.as_str()).collect();
        assert!(said.iter().any(|s| s.contains("カードの入力が5回ちがった")), "{said:?}");
        assert!(said.iter().all(|s| !s.contains("高橋")));
        // a right answer in between gives no tries back
        let r = make(t, relative("高橋 一郎", &[]), 5, "1234");
        for _ in 0..TRIES - 1 {
            assert_eq!(answers(t, &r.token, "00000000", "1234"), Some(false));
        }
        assert_eq!(answers(t, &r.token, &r.code, "1234"), Some(true));
        assert_eq!(answers(t, &r.token, &r.code, "9999"), Some(false));
        assert_eq!(answers(t, &r.token, &r.code, "1234"), None);
        // nobody's address costs the same and opens nothing
        assert_eq!(answers(t, &"a".repeat(32), &o.code, BIRTH), None);
    });
}

#[test]
fn a_relative_sees_what_they_were_named_for_and_nothing_after_the_card_is_ended() {
    in_both(|t| {
        let me = actor(&make(t, own(), 6, BIRTH), Hat::Resident);
        let (son_card, brother_card) = (
            make(t, relative("高橋 一郎", &[What::Room]), 7, "1234"),
            make(t, relative("高橋 二郎", &[]), 8, "5678"),
        );
        let (son, brother) = (actor(&son_card, Hat::Family), actor(&brother_card, Hat::Family));
        assert_eq!(kinds(t, &son), [What::Basic, What::Room]);
        assert_eq!(kinds(t, &brother), [What::Basic]);
        let page = t.app.read(&son, my::read).unwrap();
        assert_eq!((page.own, page.holder.as_deref()), (false, Some("高橋 一郎")));
        // what only the person does
        for refused in [
            t.app.read(&son, my::may_see).map(drop),
            t.app.read(&son, my::consents_of).map(drop),
            t.app.read(&son, my::family).map(drop),
            t.app.write(&son, my::withdraw).map(drop),
        ] {
            assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        }
        // the person names one more, takes it back, and ends a card
        let (id, a) = (t.id, son_card.account.0);
        let name = |who: &Actor, kind, on| {
            t.app.write(who, move |cx| cards::name_for(cx, id, a, kind, on))
        };
        name(&me, What::Wish, true).unwrap();
        assert_eq!(kinds(t, &son), [What::Basic, What::Wish, What::Room]);
        assert_eq!(kinds(t, &brother), [What::Basic], "the brother was not named");
        name(&me, What::Wish, false).unwrap();
        assert_eq!(kinds(t, &son), [What::Basic, What::Room]);
        name(&me, What::Wish, true).unwrap();
        assert!(sees(t, &son, What::Wish, id), "named again the same day");
        for who in [&brother, &t.nurse, &t.stranger] {
            assert!(matches!(name(who, What::Wish, true), Err(Error::NotFound)));
        }
        // parts of the note, until a day
        let these = Parts::These(["talks".to_owned()].into());
        let last = kernel::time::add_days(t.today(), 1);
        let narrow = |kind, until| {
            let these = these.clone();
            t.app.write(&me, move |cx| cards::name_in(cx, id, a, kind, (&these, until)))
        };
        let before = kernel::time::add_days(t.today(), -1);
        assert!(
            matches!(narrow(What::Wish, Some(before)), Err(Error::Invalid(f)) if f[0].field == "until")
        );
        assert!(
            matches!(narrow(What::Room, None), Err(Error::Invalid(f)) if f[0].field == "kinds")
        );
        narrow(What::Wish, Some(last)).unwrap();
        let reads = || t.app.read(&son, |cx| release::parts(cx, id)).unwrap();
        assert_eq!(reads(), these);
        let now = t.app.now();
        t.app.clock.set(now.plus_minutes(2 * 24 * 60));
        assert!(!sees(t, &son, What::Wish, id), "that day is over");
        assert_eq!(reads(), Parts::These([].into()));
        t.app.clock.set(now);
        name(&me, What::Wish, true).unwrap();
        assert_eq!(reads(), Parts::Whole);
        assert!(matches!(name(&t.cm, What::Health, true), Err(Error::Invalid(_))));
        let lines = t.app.read(&me, my::may_see).unwrap();
        let of = |n: &str| lines.iter().find(|l| l.0 == n).map(|l| l.1.clone());
        assert_eq!(of("高橋 一郎").as_deref(), Some("ご本人が選んだご家族"));
        assert!(of("A居宅").is_some() && of("訪看").is_some());
        assert!(matches!(
            t.app.write(&son, move |cx| cards::end_mine(cx, brother_card.account.0)),
            Err(Error::NotFound)
        ));
        t.app.write(&me, move |cx| cards::end_mine(cx, a)).unwrap();
        assert!(kinds(t, &son).is_empty() && t.app.read(&son, my::read).is_err());
        let open = t.app.read(&Actor::system(), |cx| accounts::account(cx, AccountId(a))).unwrap();
        assert!(open.is_none(), "the account is closed");
        assert_eq!(t.app.read(&me, my::family).unwrap().len(), 1);
        assert!(matches!(t.app.write(&me, move |cx| cards::end_mine(cx, a)), Err(Error::NotFound)));
        let lines = t.app.read(&t.cm, |cx| who_may_see::who_may_see(cx, id.0)).unwrap();
        assert!(lines.iter().all(|l| l.0 != "高橋 一郎"));
    });
}

#[test]
fn a_shield_closes_every_relatives_card_and_a_proxys_ends_with_their_power() {
    in_both(|t| {
        let id = t.id;
        let me = actor(&make(t, own(), 9, BIRTH), Hat::Resident);
        let p = NewProxy {
            name: "高橋 三郎".into(),
            relation: "三男".into(),
            evidence: "named".into(),
            note: "ご本人から聞いた".into(),
            scan: None,
            from: t.today(),
            to: None,
        };
        let proxy: Id = t.app.write(&t.cm, move |cx| proxy::add(cx, id, &p)).unwrap();
        let of_proxy = NewCard {
            basis: Basis::Proxy,
            proxy: Some(proxy),
            heard_by: "佐藤 花子".into(),
            ..own()
        };
        let unknown = NewCard { proxy: Some(testkit::id(1)), ..of_proxy.clone() };
        assert!(matches!(try_make(t, &t.cm, unknown, 10, "1234"), Err(Error::Invalid(_))));
        let third = actor(&make(t, of_proxy.clone(), 11, "1234"), Hat::Family);
        assert_eq!(kinds(t, &third), [What::Basic, What::Wish, What::Emergency, What::Room]);
        t.app.write(&t.cm, move |cx| proxy::end(cx, id, proxy, "")).unwrap();
        assert!(kinds(t, &third).is_empty());
        let son_card = make(t, relative("高橋 一郎", &[What::Room]), 12, "1234");
        let son = actor(&son_card, Hat::Family);
        t.app.write(&t.cm, move |cx| shield::set(cx, id, "支援措置", &[])).unwrap();
        assert!(kinds(t, &son).is_empty());
        assert_eq!(answers(t, &son_card.token, &son_card.code, "1234"), None, "the paper too");
        let late = try_make(t, &t.cm, relative("高橋 二郎", &[]), 13, "1234");
        assert!(matches!(late, Err(Error::Rule(_))));
        assert!(sees(t, &me, What::Basic, id), "the person's own goes on");
        t.app.write(&t.cm, move |cx| shield::lift(cx, id, "終わった")).unwrap();
        assert!(kinds(t, &son).is_empty(), "a card that was ended stays so");
    });
}

#[test]
fn only_those_who_write_the_basic_facts_make_cards_and_the_fields_are_asked_for() {
    in_both(|t| {
        for who in [&t.nurse, &t.liaison, &t.stranger, &t.pharmacy] {
            assert!(matches!(try_make(t, who, own(), 14, BIRTH), Err(Error::NotFound)));
        }
        let fields = |n: NewCard| match try_make(t, &t.cm, n, 15, "1234") {
            Err(Error::Invalid(e)) => e.into_iter().map(|e| e.field).collect::<Vec<_>>(),
            other => panic!("{:?}", other.map(|o| o.account)),
        };
        let silent = NewCard { heard_by: String::new(), ..relative("高橋 一郎", &[]) };
        assert_eq!(fields(silent), ["heard_by"]);
        assert_eq!(
            fields(NewCard { relation: " ".into(), ..relative("", &[]) }),
            ["name", "relation"]
        );
        assert_eq!(fields(relative("高橋 一郎", &[What::Health])), ["kinds"]);
        assert_eq!(fields(NewCard { basis: Basis::Team, ..own() }), ["basis", "heard_by"]);
        let (id, nobody) = (t.id, testkit::id(2));
        let ended = t.app.write(&t.cm, move |cx| cards::end(cx, id, nobody, ""));
        assert!(matches!(ended, Err(Error::NotFound)));
    });
}

#[test]
fn the_person_takes_consent_back_alone_in_every_record_and_sees_who_saw() {
    in_both(|t| {
        let me = actor(&make(t, own(), 16, BIRTH), Hat::Resident);
        let twin = t.register(resident("高橋 ミヨ", "たかはし みよ", "0000000012"));
        let m = merge::Merge { keep: t.id, gone: twin, reason: "同じ方".into(), sure: true };
        t.app.write(&t.cm, move |cx| merge::merge(cx, &m)).unwrap();
        assert!(sees(t, &t.nurse, What::Basic, t.id));
        t.app.read(&t.nurse, |cx| view::view(cx, t.id)).unwrap();
        let tomorrow = kernel::time::add_days(t.today(), 1);
        let seen = t.app.read(&me, |cx| my::has_seen(cx, tomorrow)).unwrap();
        assert!(seen.lines.iter().any(|l| l.organisation == "訪看"), "{:?}", seen.lines);
        assert_eq!(t.app.read(&me, my::consents_of).unwrap().len(), 2);
        assert_eq!(t.app.write(&me, my::withdraw).unwrap(), 2);
        assert!(!sees(t, &t.nurse, What::Basic, t.id) && !sees(t, &t.liaison, What::Basic, t.id));
        assert!(t.app.read(&me, my::consents_of).unwrap().is_empty());
        assert_eq!(t.app.write(&me, my::withdraw).unwrap(), 0, "again changes nothing");
        let id = t.id;
        let page = t.app.read(&t.cm, |cx| consent::read(cx, id)).unwrap();
        assert!(page.steps.iter().any(|s| s.reason == "ご本人のページから"));
        let told = t.app.read(&t.cm, app::notices::mine).unwrap();
        assert!(told.iter().any(|n| n.text.contains("同意をとりやめました")));
        // one's own phone
        let account = t.app.write(&me, my::end_phone).unwrap();
        assert_eq!(Some(account.0), me.account);
    });
}

#[test]
fn a_relatives_first_page_says_why_something_cannot_be_opened_and_that_they_have_looked() {
    in_both(|t| {
        let me = actor(&make(t, own(), 20, BIRTH), Hat::Resident);
        let named = actor(
            &make(t, relative("高橋 一郎", &[What::Emergency, What::Room]), 21, "1234"),
            Hat::Family,
        );
        let none = actor(&make(t, relative("高橋 二郎", &[]), 22, "1234"), Hat::Family);
        let mine = t.app.read(&me, my::read).unwrap();
        assert!(
            mine.without.is_empty() && !mine.nothing,
            "the person's own page says nothing of it"
        );
        let looked = |t: &Town| -> Vec<(String, bool)> {
            let all = t.app.read(&me, my::family).unwrap();
            all.into_iter().map(|(c, day)| (c.name, day == Some(t.today()))).collect()
        };
        assert!(looked(t).iter().all(|l| !l.1));
        // no slice is there in this test: nothing has a page
        let page = t.app.read(&named, my::read).unwrap();
        assert_eq!(page.without, [What::Emergency, What::Room]);
        assert!(!page.nothing);
        let page = t.app.read(&none, my::read);
        if let Ok(page) = page {
            assert!(page.nothing && page.without.is_empty());
        }
        assert!(looked(t).contains(&("高橋 一郎".to_string(), true)));
    });
}

static GLASSES: std::sync::Mutex<Vec<people::glass::Glass>> = std::sync::Mutex::new(Vec::new());

#[test]
fn a_broken_glass_is_told_with_its_reason_its_minute_and_what_was_shown() {
    people::glass::set_source(|_, _| Ok(GLASSES.lock().unwrap().clone()));
    in_both(|t| {
        let id = t.id;
        let brigade = t.organisation("結野消防", accounts::OrganisationKind::Fire);
        let new = accounts::NewAccount {
            organisation: accounts::OrganisationId(brigade),
            name: "及川 隼人".into(),
            kana: "おいかわ はやと".into(),
            hat: Hat::Crew,
            profession: String::new(),
            demo_role: None,
        };
        let add = move |cx: &app::Cx<'_>| accounts::use_cases::set_up::add_account(cx, &new);
        let account = t.app.write(&Actor::operator(), add).unwrap().0;
        let g = Grant {
            resident: id,
            party: Party::Account(account),
            basis: Basis::Emergency,
            kind: Some(What::Emergency),
            record: None,
            from: t.today(),
            to: Some(kernel::time::add_days(t.today(), 1)),
        };
        t.app.write(&Actor::system(), move |cx| grant(cx, &g)).unwrap();
        let until = t.app.now().plus_minutes(60);
        *GLASSES.lock().unwrap() =
            vec![people::glass::Glass { account, reason: "生命の危機", until }];
        let me = actor(&make(t, own(), 23, BIRTH), Hat::Resident);
        let of = |lines: Vec<who_may_see::Line>| lines.into_iter().find(|l| l.0.contains("及川"));
        for lines in [
            t.app.read(&t.cm, |cx| who_may_see::who_may_see(cx, id.0)).unwrap(),
            t.app.read(&me, my::may_see).unwrap(),
        ] {
            let (who, why, kinds) = of(lines).unwrap();
            assert_eq!(who, "結野消防 及川 隼人");
            let minute = format!("{}:{:02}まで", until.time().hour(), until.time().minute());
            assert!(why.contains("同意によらない") && why.contains("生命の危機"), "{why}");
            assert!(why.contains(&minute) && !why.contains("登録のときの同意"), "{why}");
            assert_eq!(kinds, [What::Basic.label(), What::Health.label()]);
        }
        // the day in the right is not over, the minutes are
        let now = t.app.now();
        t.app.clock.set(until);
        let lines = t.app.read(&t.cm, |cx| who_may_see::who_may_see(cx, id.0)).unwrap();
        assert!(of(lines).is_none());
        t.app.clock.set(now);
    });
}
