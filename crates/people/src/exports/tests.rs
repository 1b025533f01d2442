use accounts::use_cases::set_up;
use accounts::{NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use kernel::{Actor, ActorKind, BusinessCalendar, Hat, Time};
use slice::{Body, ExportSource, Method, Session, Slice};
use testkit::{TestApp, for_both_apps};

use super::*;
use crate::html::testing::{html, req as plain, sound};

/// As many persons as the setting says.
fn persons(cx: &app::Cx<'_>, _: &str) -> app::Result<Vec<Id>> {
    let n: u16 = app::settings::get(cx, "test.n")?.and_then(|t| t.parse().ok()).unwrap_or(0);
    Ok((1000..1000 + n).map(testkit::id).collect())
}

static DOOR: app::Permission = app::Permission {
    code: "test.list",
    label: "試験の名簿",
    capability: "people",
    hats: &[Hat::Hokatsu, Hat::City],
};

const SOURCE: ExportSource = ExportSource {
    what: "test.list",
    label: "試験の名簿",
    permission: &DOOR,
    administrators: false,
    persons,
    of_words: |part| match part {
        "minsei" => Ok("民生委員"),
        _ => Err(Error::NotFound),
    },
    make: |req, part| {
        let n = req.read(|cx| persons(cx, part))?.len();
        Ok(Resp::file(format!("{n}.csv"), "text/csv; charset=utf-8", vec![b'x'; n]))
    },
};

struct Town {
    app: TestApp,
    first: Actor,
    second: Actor,
    alone: Actor,
    city: Actor,
}

fn town(app: TestApp) -> Town {
    let mut s = Slice::new("test", "試験", slice::Migrates::Persons);
    s.exports = vec![SOURCE];
    sources::set_sources(&[s]);
    let org = |name: &str, kind| {
        let new = NewOrganisation {
            name: name.into(),
            kana: name.into(),
            kind,
            number: None,
            corporation: String::new(),
            area: String::new(),
            phone: String::new(),
            fax: String::new(),
            calendar: BusinessCalendar::weekdays(
                Time::constant(8, 30, 0, 0),
                Time::constant(17, 30, 0, 0),
            ),
            outside: false,
            fictitious: true,
        };
        app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &new)).unwrap()
    };
    let staff = |organisation: OrganisationId, name: &str, hat: Hat| {
        let new = NewAccount {
            organisation,
            name: name.into(),
            kana: "さとう".into(),
            hat,
            profession: String::new(),
            demo_role: None,
        };
        let id = app.write(&Actor::operator(), move |cx| set_up::add_account(cx, &new)).unwrap();
        Actor {
            kind: ActorKind::Staff,
            account: Some(id.0),
            organisation: Some(organisation.0),
            hat,
            name: name.into(),
        }
    };
    let (one, small) =
        (org("包括 一", OrganisationKind::Hokatsu), org("包括 二", OrganisationKind::Hokatsu));
    let hall = org("結野市", OrganisationKind::City);
    let t = Town {
        first: staff(one, "佐藤 花子", Hat::Hokatsu),
        second: staff(one, "鈴木 一郎", Hat::Hokatsu),
        alone: staff(small, "田中 ひとり", Hat::Hokatsu),
        city: staff(hall, "市 花子", Hat::City),
        app,
    };
    many(&t, 101);
    t
}

fn many(t: &Town, n: u16) {
    t.app
        .write(&Actor::system(), move |cx| app::settings::set(cx, "test.n", &n.to_string()))
        .unwrap();
}

fn of(t: &Town, who: &Actor, path: &str, form: &[(&str, &str)], named: &[(&str, Id)]) -> Req {
    let mut r = plain(&t.app, who.hat, who.organisation.unwrap(), path);
    r.method = if form.is_empty() { Method::Get } else { Method::Post };
    r.session =
        Some(Session { actor: who.clone(), office: "包括 一".into(), csrf_key: vec![1; 32] });
    for (k, v) in form {
        r.form.push(k, *v);
        r.query.push(k, *v);
    }
    if !form.is_empty() && !r.form.has("_key") {
        let key = r.new_key();
        r.form.push("_key", key);
    }
    r.params = named.iter().map(|(k, v)| ((*k).to_owned(), v.to_string())).collect();
    r
}

const ASKED: [(&str, &str); 3] =
    [("what", "test.list"), ("part", "minsei"), ("reason", "大雨の備えのため")];

fn asks(t: &Town, who: &Actor) -> Id {
    let r = of(t, who, "/exports/new", &ASKED, &[]);
    let Body::Redirect { to, .. } = ask(&r).unwrap().body else { panic!("not asked") };
    assert_eq!(to, "/exports");
    let o = t.app.read(who, |cx| act::overview(cx, &[])).unwrap();
    o.lines[0].export.id
}

fn press(
    t: &Town,
    who: &Actor,
    what: fn(&Req) -> Result<Resp, Fail>,
    id: Id,
) -> Result<Resp, Fail> {
    what(&of(t, who, &format!("/exports/{id}/x"), &[("x", "1")], &[("export", id)]))
}

/// The page of somebody, sound.
fn sees(t: &Town, who: &Actor) -> String {
    let page = html(page(&of(t, who, "/exports", &[], &[])).unwrap());
    sound(&page);
    page
}

fn goes(r: Result<Resp, Fail>) -> bool {
    matches!(r.unwrap().body, Body::Redirect { .. })
}

fn acts(t: &Town) -> Vec<(String, String)> {
    t.app.settle();
    let span = app::audit_read::Span::default();
    let rows = t.app.read(&Actor::system(), |cx| app::audit_read::span(cx, &span, 5000)).unwrap();
    rows.into_iter()
        .filter(|r| r.act.starts_with("people.export"))
        .map(|r| (r.act, r.detail))
        .collect()
}

#[test]
fn a_large_file_waits_for_a_colleague_and_both_stand_in_the_log() {
    for_both_apps(|app| {
        let t = town(app);
        // a hundred need nobody
        let r = of(&t, &t.first, "/x", &[], &[]);
        assert!(ask_first(&r, "test.list", "minsei", 100).unwrap().is_none());
        let Some(Resp { body: Body::Redirect { to, .. }, .. }) =
            ask_first(&r, "test.list", "minsei", 101).unwrap()
        else {
            panic!("given out at once")
        };
        assert_eq!(to, "/exports/new?what=test.list&part=minsei");
        let asking = html(new(&of(&t, &t.first, "/exports/new", &ASKED, &[])).unwrap());
        sound(&asking);
        assert!(asking.contains("試験の名簿（民生委員）") && asking.contains("101人"));
        assert!(asking.contains("をこえるので") && asking.contains("確かめてもらう"));
        // opened by hand while it is not large: it says so and offers nothing to ask
        let fill = |n: &'static str| {
            t.app.write(&Actor::operator(), move |cx| app::settings::set(cx, "test.n", n)).unwrap();
        };
        fill("100");
        let small = html(new(&of(&t, &t.first, "/exports/new", &ASKED, &[])).unwrap());
        sound(&small);
        assert!(small.contains("100人までは") && !small.contains("確かめてもらう</button>"));
        fill("101");
        let id = asks(&t, &t.first);
        assert!(sees(&t, &t.first).contains("鈴木 一郎さんの確認待ちです"));
        assert!(sees(&t, &t.second).contains("確かめました。書き出してよい"));
        // not before it is confirmed, not by who asked, not by another office
        for who in [&t.first, &t.second] {
            assert_eq!(press(&t, who, take, id).unwrap().status, 422);
        }
        assert_eq!(press(&t, &t.first, confirm, id).unwrap().status, 422);
        for who in [&t.alone, &t.city] {
            assert!(matches!(press(&t, who, confirm, id), Err(Fail::NotFound)));
            assert!(matches!(press(&t, who, take, id), Err(Fail::NotFound)));
        }
        assert!(goes(press(&t, &t.second, confirm, id)));
        // who confirmed does not get it
        assert_eq!(press(&t, &t.second, take, id).unwrap().status, 422);
        let Body::File { bytes, .. } = press(&t, &t.first, take, id).unwrap().body else {
            panic!()
        };
        assert_eq!(bytes.len(), 101);
        // once more, because the download broke off
        assert!(matches!(press(&t, &t.first, take, id).unwrap().body, Body::File { .. }));
        let (one, two) = (t.first.account.unwrap(), t.second.account.unwrap());
        let both = format!("asked_by={one};confirmed_by={two}");
        let all = acts(&t);
        for act in ["people.export.confirm", "people.export.take"] {
            assert!(all.iter().any(|(a, d)| a == act && d.contains(&both)), "{act}: {all:?}");
        }
        assert!(all.iter().all(|(a, _)| a != super::super::ALONE));
    });
}

#[test]
fn after_a_day_it_is_over_and_nobody_new_comes_into_a_confirmed_file() {
    for_both_apps(|app| {
        let t = town(app);
        let id = asks(&t, &t.first);
        let start = t.app.now();
        t.app.clock.set(start.plus_minutes(24 * 60));
        assert_eq!(press(&t, &t.second, confirm, id).unwrap().status, 422);
        assert_eq!(press(&t, &t.first, confirm, id).unwrap().status, 422);
        assert!(sees(&t, &t.first).contains("時間が過ぎました"));
        let id = asks(&t, &t.first);
        assert!(goes(press(&t, &t.second, confirm, id)));
        many(&t, 102);
        let page = html(press(&t, &t.first, take, id).unwrap());
        assert!(page.contains("入る方が1人ふえました"));
        // whose consent was withdrawn since is simply not in it
        many(&t, 99);
        let Body::File { bytes, .. } = press(&t, &t.first, take, id).unwrap().body else {
            panic!()
        };
        assert_eq!(bytes.len(), 99);
        t.app.clock.set(start.plus_minutes(48 * 60));
        assert_eq!(press(&t, &t.first, take, id).unwrap().status, 422);
        // a refused one stays refused
        many(&t, 101);
        let id = asks(&t, &t.first);
        assert!(goes(press(&t, &t.second, refuse, id)));
        assert_eq!(press(&t, &t.second, confirm, id).unwrap().status, 422);
        assert_eq!(press(&t, &t.first, take, id).unwrap().status, 422);
    });
}

#[test]
fn who_has_no_colleague_waits_a_day_and_the_log_says_that_it_was_alone() {
    for_both_apps(|app| {
        let t = town(app);
        let id = asks(&t, &t.alone);
        assert!(sees(&t, &t.alone).contains("確かめる人がほかにいません"));
        let start = t.app.now();
        for minutes in [0, 24 * 60 - 1] {
            t.app.clock.set(start.plus_minutes(minutes));
            assert_eq!(press(&t, &t.alone, confirm, id).unwrap().status, 422, "{minutes}");
            assert_eq!(press(&t, &t.alone, take, id).unwrap().status, 422, "{minutes}");
        }
        t.app.clock.set(start.plus_minutes(24 * 60));
        assert!(sees(&t, &t.alone).contains("自分で確かめる"));
        assert!(goes(press(&t, &t.alone, confirm, id)));
        assert!(matches!(press(&t, &t.alone, take, id).unwrap().body, Body::File { .. }));
        assert!(acts(&t).iter().any(|(a, d)| a == super::super::ALONE && d.contains("n=101")));
    });
}

#[test]
fn two_hats_of_one_human_are_not_two_persons() {
    let t = town(TestApp::sqlite());
    let id = asks(&t, &t.first);
    let own = vec![t.first.account.unwrap(), t.second.account.unwrap()];
    let both = own.clone();
    let done = t.app.write(&t.second, move |cx| act::confirm(cx, id, &both));
    assert!(matches!(done, Err(Error::Rule(_))), "{done:?}");
    // and the other hat is no colleague to wait for
    let o = t.app.read(&t.first, move |cx| act::overview(cx, &own)).unwrap();
    assert_eq!(o.lines[0].stand, Stand::WaitsAlone);
}

#[test]
fn the_region_may_ask_for_fewer_and_nothing_is_asked_for_without_a_reason() {
    let t = town(TestApp::sqlite());
    for bad in ["0", "101", "-1", "", "百", "99999999999999999999"] {
        let r = of(&t, &t.city, "/exports/number", &[("above", bad)], &[]);
        let a = number(&r).unwrap();
        assert_eq!(a.status, 422, "{bad}");
        assert!(html(a).contains("1から100までの数字で入力してください"));
    }
    let set = |who: &Actor, n| number(&of(&t, who, "/exports/number", &[("above", n)], &[]));
    assert!(matches!(set(&t.first, "5"), Err(Fail::Use(Error::Forbidden(_)))));
    assert!(goes(set(&t.city, "５０")));
    let r = of(&t, &t.first, "/x", &[], &[]);
    assert!(ask_first(&r, "test.list", "minsei", 50).unwrap().is_none());
    assert!(ask_first(&r, "test.list", "minsei", 51).unwrap().is_some());
    let form = [("what", "test.list"), ("part", "minsei"), ("reason", "  ")];
    let a = ask(&of(&t, &t.first, "/exports/new", &form, &[])).unwrap();
    assert_eq!(a.status, 422);
    assert!(html(a).contains("なぜ要るのかを入力してください"));
    for (what, part) in [("test.list", "x"), ("nothing", ""), ("", "")] {
        let form = [("what", what), ("part", part), ("reason", "x")];
        let a = ask(&of(&t, &t.first, "/exports/new", &form, &[]));
        assert!(matches!(a, Err(Fail::NotFound)), "{what}");
    }
    // few enough: nothing to ask for
    many(&t, 50);
    let a = ask(&of(&t, &t.first, "/exports/new", &ASKED, &[])).unwrap();
    assert_eq!(a.status, 422);
    assert!(html(a).contains("50人以下なので"));
}

#[test]
fn nothing_of_a_purged_person_stays_on_a_list() {
    let t = town(TestApp::sqlite());
    let id = asks(&t, &t.first);
    let gone = testkit::id(1000);
    t.app.write(&Actor::system(), move |cx| super::super::forget(cx, gone)).unwrap();
    let left = t.app.read(&t.first, |cx| super::super::store::persons(cx, id)).unwrap();
    assert_eq!(left.len(), 100);
    assert!(!left.contains(&gone));
}
