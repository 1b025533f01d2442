//! The pages through their handlers: three taps to take back, mistakes beside their fields, and what is hidden.
use accounts::use_cases::set_up::add_organisation;
use accounts::{NewOrganisation, OrganisationKind};
use kernel::{Actor, BusinessCalendar, Hat, Id, Time};
use slice::{Body, Fail, Req, Resp};
use testkit::TestApp;

use super::super::testing::{html, req, sound};
use super::super::{access, register};
use super::{bulk, give, mode, page, proxies};
use crate::ResidentId;
use crate::authz::{Basis, Grant, Party, grant};

fn office(app: &TestApp, name: &str, kind: OrganisationKind) -> Id {
    let t = |h| Time::constant(h, 30, 0, 0);
    let new = NewOrganisation {
        name: name.into(),
        kana: "ゆい".into(),
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-00-0012".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(t(8), t(17)),
        outside: false,
        fictitious: true,
    };
    app.write(&Actor::operator(), move |cx| add_organisation(cx, &new)).unwrap().0
}

struct World {
    app: TestApp,
    org: Id,
    nurse: Id,
    id: String,
}

fn world() -> World {
    let app = TestApp::sqlite();
    let org = office(&app, "結の里", OrganisationKind::CareManagement);
    let nurse = office(&app, "訪看みなみ", OrganisationKind::VisitNursing);
    let fields = [
        ("name", "高橋 ミヨ"),
        ("kana", "たかはし みよ"),
        ("birth.y", "1940-05-03"),
        ("sex", "female"),
        ("care_level", "22"),
        ("address", "結野市ひばり台二丁目3"),
        ("phone", "0000-12-3456"),
        ("insured", "0000000011"),
        ("consent_method", "written"),
        ("consent_on", "2026-04-01"),
    ];
    let r = form(&app, Hat::CareManager, org, "", &fields);
    let id = to(register::save(&r).unwrap()).trim_start_matches("/people/").to_string();
    let w = World { app, org, nurse, id };
    let g = Grant {
        resident: ResidentId(w.id.parse().unwrap()),
        party: Party::Organisation(nurse),
        basis: Basis::Team,
        kind: None,
        record: None,
        from: w.app.now().date(),
        to: None,
    };
    w.app.write(&Actor::system(), move |cx| grant(cx, &g)).unwrap();
    w
}

fn form(app: &TestApp, hat: Hat, org: Id, id: &str, fields: &[(&str, &str)]) -> Req {
    let mut r = req(app, hat, org, "/x");
    r.params.insert("resident".into(), id.into());
    for (name, value) in fields {
        r.form.push(name, *value);
    }
    r
}

impl World {
    fn cm(&self, fields: &[(&str, &str)]) -> Req {
        form(&self.app, Hat::CareManager, self.org, &self.id, fields)
    }

    fn provider(&self) -> Req {
        form(&self.app, Hat::Provider, self.nurse, &self.id, &[])
    }
}

fn to(r: Resp) -> String {
    match r.body {
        Body::Redirect { to, .. } => to,
        other => panic!("not done: {other:?}"),
    }
}

fn good(r: Result<Resp, Fail>) -> String {
    let r = r.unwrap();
    assert_eq!(r.status, 200);
    let h = html(r);
    sound(&h);
    h
}

fn refused(r: Result<Resp, Fail>) -> String {
    let r = r.unwrap();
    assert_eq!(r.status, 422);
    let h = html(r);
    sound(&h);
    h
}

#[test]
fn consent_is_taken_back_on_its_own_page_and_the_page_says_what_stays() {
    let w = world();
    let h = good(page::page(&w.cm(&[])));
    for words in ["参加しているすべての事業所", "有効", "書いた事業所の記録と、もう送った書類は"]
    {
        assert!(h.contains(words), "{words}");
    }
    assert!(!h.contains("あなたの事業所も、この方のページを見られなくなります"));
    let reader = good(page::page(&w.provider()));
    assert!(!reader.contains("取りやめる</button>") && !reader.contains("/consent/new"));
    // from here: open 「取りやめる」, press it
    assert!(h.contains(&format!("action=\"/yuino/people/{}/consent/withdraw\"", w.id)));
    assert_eq!(to(page::withdraw(&w.cm(&[])).unwrap()), format!("/people/{}/consent", w.id));
    let h = good(page::page(&w.cm(&[])));
    assert!(h.contains("いま有効な同意はありません") && h.contains("取りやめ"));
    assert!(matches!(page::page(&w.provider()), Err(Fail::NotFound)));
    refused(page::withdraw(&w.cm(&[])));
    assert!(matches!(page::withdraw(&w.provider()), Err(Fail::NotFound)));
}

#[test]
fn a_consent_is_prepared_signed_and_replaced_through_the_form() {
    let w = world();
    let h = good(give::page(&w.cm(&[])));
    assert!(h.contains("2026年4月版") && h.contains("訪看みなみ（訪問看護）"));
    assert!(matches!(give::page(&w.provider()), Err(Fail::NotFound)));
    let h = refused(give::save(&w.cm(&[("_key", "k"), ("form_version", "あ")])));
    for words in [
        "同意の取り方を選んで",
        "見てもよい相手を選んで",
        "同意の日を入力して",
        "いまの状態を選んで",
    ] {
        assert!(h.matches(words).count() >= 2, "{words}");
    }
    let nurse = w.nurse.to_string();
    let fields = [
        ("signed", "no"),
        ("method", "oral"),
        ("heard_by", "佐藤 花子"),
        ("given_on", "2026-11-10"),
        ("form_version", "2026年4月版"),
        ("mode", "list"),
        ("kinds", "basic"),
        ("hats", "provider"),
        ("restricted", "yes"),
    ];
    let h = refused(give::save(&w.cm(&fields)));
    assert!(h.contains("1つ以上選んで"));
    let mut all = fields.to_vec();
    all.push(("listed", &nurse));
    to(give::save(&w.cm(&all)).unwrap());
    let h = good(page::page(&w.cm(&[])));
    for words in
        ["準備中", "見てもよい相手：訪看みなみ", "聞いた人 佐藤 花子", "「慎重に扱う」記録も"]
    {
        assert!(h.contains(words), "{words}");
    }
    let at = h.find("/sign\"").unwrap();
    let consent = h[..at].rsplit('/').next().unwrap().to_string();
    let day = format!("given_on-{consent}");
    let mut r = w.cm(&[(&day, "2027-01-01")]);
    r.params.insert("consent".into(), consent.clone());
    refused(page::sign(&r));
    let mut r = w.cm(&[(&day, "2026-11-12")]);
    r.params.insert("consent".into(), consent);
    to(page::sign(&r).unwrap());
    let h = good(page::page(&w.cm(&[])));
    assert!(h.contains("新しい同意に替わりました") && !h.contains("同意をいただいた</button>"));
}

#[test]
fn a_proxy_comes_with_evidence_and_goes() {
    let w = world();
    let h = refused(proxies::add(&w.cm(&[("proxy_name", "高橋 健一")])));
    assert!(h.contains("何でたしかめたかを選んで") && h.contains("<details class=\"mt3\" open>"));
    let fields = [
        ("proxy_name", "高橋 健一"),
        ("relation", "長男"),
        ("evidence", "letter"),
        ("note", "<b>"),
    ];
    to(proxies::add(&w.cm(&fields)).unwrap());
    let h = good(page::page(&w.cm(&[])));
    assert!(h.contains("高橋 健一（長男）") && h.contains("委任状") && !h.contains("・<b>"));
    assert!(good(give::page(&w.cm(&[]))).contains("高橋 健一（長男）"));
    let at = h.find("/end\"").unwrap();
    let proxy = h[..at].rsplit('/').next().unwrap().to_string();
    let mut r = w.cm(&[]);
    r.params.insert("proxy".into(), proxy);
    to(proxies::end(&r).unwrap());
    assert!(matches!(proxies::end(&r), Err(Fail::NotFound)));
    assert!(good(page::page(&w.cm(&[]))).contains("に終わり"));
}

#[test]
fn many_papers_are_shown_before_they_are_recorded() {
    let w = world();
    good(bulk::page(&w.cm(&[])));
    let h = refused(bulk::check(&w.cm(&[("list", "0000000011")])));
    assert!(h.contains("同意の日を入力して"));
    let same = [("method", "written"), ("given_on", "2026-04-01"), ("form_version", "2024年版")];
    let mut fields = same.to_vec();
    fields.push(("list", "0000000011\nだれか、S10.1.1\n<script>"));
    let h = good(bulk::check(&w.cm(&fields)));
    assert!(h.contains("高橋 ミヨ さん（いまの同意に替わります）") && h.contains("見つかりません"));
    assert!(h.contains("記録する方（1人）") && !h.contains("<script>"));
    let mut fields = same.to_vec();
    fields.push(("who", &w.id));
    to(bulk::record_all(&w.cm(&fields)).unwrap());
    assert!(good(page::page(&w.cm(&[]))).contains("2024年版"));
    refused(bulk::record_all(&w.cm(&same)));
}

#[test]
fn the_region_sets_its_way_and_everybody_reads_who_takes_part() {
    let w = world();
    let city = |fields: &[(&str, &str)]| form(&w.app, Hat::City, w.org, "", fields);
    good(mode::page(&city(&[])));
    assert!(refused(mode::save(&city(&[("form", "x")]))).contains("取り方を選んで"));
    let h = refused(mode::save(&city(&[("mode", "list"), ("form", "2027年版")])));
    assert!(h.contains("のせる事業所を選んで") && h.contains("2027年版"));
    to(mode::save(&city(&[("mode", "bulk"), ("form", "2027年版")])).unwrap());
    assert!(good(mode::page(&city(&[]))).contains("2027年版"));
    let mut anybody = city(&[]);
    anybody.session = None;
    let h = good(mode::members_page(&anybody));
    assert!(h.contains("訪看みなみ") && h.contains("2か所"));
    // one comes
    w.app.write(&Actor::system(), crate::use_cases::members::sync).unwrap();
    office(&w.app, "新しい薬局", OrganisationKind::Pharmacy);
    w.app.write(&Actor::system(), crate::use_cases::members::sync).unwrap();
    let h = good(mode::changes_page(&w.cm(&[])));
    assert!(h.contains("新しい薬局が加わりました") && h.contains("高橋 ミヨ さん"));
    let h2 = good(mode::changes_page(&city(&[])));
    assert!(h2.contains("お知らせする方 1人") && !h2.contains("高橋"));
    let at = h.find("/members/changes/").unwrap() + "/members/changes/".len();
    let change = h[at..at + 36].to_string();
    let tell = |fields: &[(&str, &str)]| {
        let mut r = w.cm(fields);
        r.params.insert("change".into(), change.clone());
        mode::tell(&r)
    };
    refused(tell(&[]));
    to(tell(&[("who", &w.id)]).unwrap());
    assert!(good(mode::changes_page(&w.cm(&[]))).contains("お知らせする方 0人"));
}

#[test]
fn a_shield_is_set_and_lifted_by_those_it_names() {
    let w = world();
    let page = |r: &Req| access::shield_page(r);
    let h = good(page(&w.cm(&[])));
    assert!(h.contains("訪看みなみ") && h.contains("住所などを伏せる</button>"));
    assert!(matches!(page(&w.provider()), Err(Fail::NotFound)));
    assert!(refused(access::shield_set(&w.cm(&[]))).contains("理由を入力して"));
    to(access::shield_set(&w.cm(&[("reason", "支援措置")])).unwrap());
    let h = good(page(&w.cm(&[])));
    assert!(h.contains("いま伏せています") && h.contains("見える事業所：結の里"));
    let mut r = w.provider();
    r.query.push("all", "1");
    let list = good(super::super::list::page(&r));
    assert!(
        list.contains("高橋 ミヨ さん") && !list.contains("ひばり台") && !list.contains("12-3456")
    );
    to(access::shield_lift(&w.cm(&[("reason", "終わり")])).unwrap());
    assert!(good(super::super::list::page(&r)).contains("ひばり台"));
}

#[test]
fn the_region_closes_what_it_unticks_and_nothing_more_can_be_ticked() {
    let w = world();
    let city = |fields: &[(&str, &str)]| form(&w.app, Hat::City, w.org, "", fields);
    let h = good(access::access_page(&city(&[])));
    let cells: Vec<String> = h
        .split("name=\"open\" value=\"")
        .skip(1)
        .map(|t| t.split('"').next().unwrap().to_string())
        .collect();
    assert!(cells.len() > 60);
    let never = ["author", "self", "emergency read"];
    assert!(cells.iter().all(|c| never.iter().all(|n| !c.contains(n))), "{cells:?}");
    let city_cells: Vec<&String> = cells.iter().filter(|c| c.starts_with("city")).collect();
    assert_eq!(city_cells, ["city register read register.entry"]);
    let keep: Vec<(&str, &str)> = cells
        .iter()
        .filter(|c| *c != "provider team read basic.place")
        .map(|c| ("open", c.as_str()))
        .chain([("open", "city team read basic.name"), ("reason", "申し合わせ")])
        .collect();
    to(access::access_set(&city(&keep)).unwrap());
    let mut r = w.provider();
    r.query.push("all", "1");
    assert!(!good(super::super::list::page(&r)).contains("ひばり台"));
    let h = good(access::access_page(&city(&[])));
    assert!(h.contains("第1版・1か所を閉じる"));
    assert!(h.contains("value=\"provider team read basic.place\"><span>"));
    assert!(refused(access::access_set(&city(&[("reason", "")]))).contains("理由を入力して"));
}
