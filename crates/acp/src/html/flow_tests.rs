//! The pages, one after the other, as the person and the staff walk them: what stands on them, and input that is wrong.
use std::collections::BTreeMap;

use accounts::use_cases::set_up;
use accounts::{NewAccount, NewOrganisation, OrganisationKind};
use kernel::{Actor, BusinessCalendar, Hat, Time};
use people::authz::{Addressee, Basis};
use people::cards::{self, NewCard, Paper};
use people::use_cases::register::{Register, Registered, register};
use people::{CareLevel, Consent, ConsentMethod, NewResident, ResidentId, Sex};
use slice::{Body, Fail, Form, Method, Req, Resp, Session};
use testkit::{TestApp, staff};
use ui::{RegionBadge, Shell};

use super::{
    booklet, choose, figures, list, my, my_share, my_write, note, share, talk, versions, write,
};
use crate::use_cases::{my as own_act, share as act};

struct Town {
    app: TestApp,
    cm: Actor,
    own: Actor,
    city: Actor,
    id: ResidentId,
}

fn member(app: &TestApp, name: &str, kind: OrganisationKind, hat: Hat) -> Actor {
    let t = |h| Time::constant(h, 30, 0, 0);
    let new = NewOrganisation {
        name: name.into(),
        kana: "ゆいの".into(),
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: String::new(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(t(8), t(17)),
        outside: false,
        fictitious: true,
    };
    let org = app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &new)).unwrap();
    let new = NewAccount {
        organisation: org,
        name: format!("{name} 花子"),
        kana: "はなこ".into(),
        hat,
        profession: String::new(),
        demo_role: None,
    };
    let id = app.write(&Actor::operator(), move |cx| set_up::add_account(cx, &new)).unwrap();
    Actor { account: Some(id.0), name: format!("{name} 花子"), ..staff(hat, org.0) }
}

fn town() -> Town {
    let app = TestApp::sqlite();
    let cm =
        member(&app, "居宅介護支援 結の里", OrganisationKind::CareManagement, Hat::CareManager);
    let city = member(&app, "結野市", OrganisationKind::City, Hat::City);
    member(&app, "特養ゆいの", OrganisationKind::Facility, Hat::Provider);
    let cmd = Register {
        resident: NewResident {
            name: "髙橋 ミヨ".into(),
            kana: "たかはし みよ".into(),
            birth: "1940-04-08".parse().unwrap(),
            sex: Sex::Female,
            address: "結野市常盤台二丁目3-14".into(),
            phone: String::new(),
            insurer: String::new(),
            insured: String::new(),
            care_level: CareLevel::Care2,
            care_from: None,
            care_to: None,
            household: String::new(),
        },
        consent: Consent {
            method: ConsentMethod::Written,
            heard_by: String::new(),
            given_on: "2026-11-01".parse().unwrap(),
            form_version: "1".into(),
        },
        not_the_same: true,
    };
    let Registered::Done(id) = app.write(&cm, move |cx| register(cx, &cmd)).unwrap() else {
        panic!()
    };
    let card = NewCard {
        basis: Basis::Own,
        name: String::new(),
        relation: String::new(),
        kinds: Vec::new(),
        proxy: None,
        heard_by: String::new(),
    };
    let paper = Paper {
        token_hash: "x".into(),
        proof: "-".into(),
        until: cards::last_day(app.now().date()),
    };
    let account = app.write(&cm, move |cx| cards::make(cx, id, &card, &paper)).unwrap();
    let home = app
        .read(&Actor::system(), |cx| accounts::any_account(cx, account))
        .unwrap()
        .unwrap()
        .organisation;
    let own = Actor {
        account: Some(account.0),
        name: "髙橋 ミヨ".into(),
        ..staff(Hat::Resident, home.0)
    };
    Town { app, cm, own, city, id }
}

fn req(t: &Town, who: &Actor, params: &[(&str, &str)], form: &[(&str, &str)]) -> Req {
    let mut f = Form::default();
    form.iter().for_each(|(k, v)| f.push(k, *v));
    if !form.is_empty() {
        let mut b = [0; 8];
        t.app.app.random(&mut b);
        f.push("_key", kernel::hex(&b));
    }
    let region =
        RegionBadge {
            slug: "yuino".into(), name: "結野市".into(), demo: true, fictitious: true
        };
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    all.insert("resident".into(), t.id.to_string());
    for (k, v) in params {
        all.insert((*k).into(), (*v).into());
    }
    Req {
        app: t.app.app.clone(),
        method: if form.is_empty() { Method::Get } else { Method::Post },
        path: "/x".into(),
        params: all,
        query: Form::default(),
        form: f,
        files: Vec::new(),
        session: Some(Session { actor: who.clone(), office: String::new(), csrf_key: vec![1; 32] }),
        shell: Shell {
            region,
            csrf: "token".into(),
            who: Some(ui::Who { name: who.name.clone(), ..ui::Who::default() }),
            ..Shell::default()
        },
        origin: "http://127.0.0.1:8080".into(),
    }
}

fn easy(mut r: Req) -> Req {
    r.query.push("e", "easy");
    r
}

/// The page; kept for eyes where `YUI_PAGES` names a folder.
fn html(name: &str, r: Result<Resp, Fail>) -> String {
    let Body::Html(h) = r.unwrap().body else { panic!("{name}: no page") };
    if let Ok(dir) = std::env::var("YUI_PAGES") {
        std::fs::write(format!("{dir}/{name}.html"), &h).unwrap();
    }
    assert!(!h.contains(" style=") && !h.contains("<script>"), "{name}: inline");
    h
}

fn wrong(name: &str, r: Result<Resp, Fail>) -> String {
    let r = r.unwrap();
    assert_eq!(r.status, 422, "{name}");
    html(name, Ok(r))
}

fn to(r: Result<Resp, Fail>) -> String {
    match r.unwrap().body {
        Body::Redirect { to, .. } => to,
        other => panic!("no redirect but {other:?}"),
    }
}

#[test]
fn the_person_writes_alone_shows_prints_and_takes_back() {
    let t = town();
    let q = |code: &'static str| [("question", code)];
    html("my-1-empty", my::home(&req(&t, &t.own, &[], &[])));
    let page = html("my-2-place", my_write::question(&req(&t, &t.own, &q("place.care"), &[])));
    assert!(page.contains("3つのうち1つめ") && page.contains("あとで書く"));
    let page =
        html("my-2-place-easy", my_write::question(&easy(req(&t, &t.own, &q("place.care"), &[]))));
    assert!(page.contains("<ruby>動<rt>うご</rt></ruby>") && page.contains("e=easy"));
    // too long, kept in the box, the sentence beside it
    let long = "あ".repeat(201);
    let bad = req(&t, &t.own, &q("values.voice"), &[("a", &long)]);
    let page = wrong("my-3-long", my_write::answer(&bad));
    assert!(page.contains(&long) && page.contains("200文字以内") && page.contains("a-err"));
    let bad = easy(req(&t, &t.own, &q("values.voice"), &[("a", &long)]));
    let page = wrong("my-3-long-easy", my_write::answer(&bad));
    assert!(
        page.contains("200もじまでに") && !page.contains("文字以内"),
        "easy words for errors too"
    );
    let answer =
        |code: &'static str, a: &str| to(my_write::answer(&req(&t, &t.own, &q(code), &[("a", a)])));
    assert_eq!(answer("values.voice", "庭の梅が見えるところがいい"), "/my/wish/q/values.dear");
    assert_eq!(answer("place.care", "home"), "/my/wish/q/place.end");
    assert_eq!(answer("message.words", "ありがとう <b>"), "/my/wish/save");
    // written, and in no note yet
    let page = html("my-4-home", my::home(&req(&t, &t.own, &[], &[])));
    assert!(page.contains("下書き（まだ残していません）") && !page.contains(">書きました<"));
    assert!(page.contains("まだ残していない答え　3つ") && page.contains("/yuino/my/wish/save"));
    let page = html("my-4-home-easy", my::home(&easy(req(&t, &t.own, &[], &[]))));
    assert!(page.contains("<ruby>下書<rt>したが</rt></ruby>き") && page.contains("3つ"));
    let page = html("my-4-next", my_write::question(&req(&t, &t.own, &q("place.end"), &[])));
    assert!(page.contains("ここまでの答え 3つを、ノートに残す"));
    let page = html("my-4-save", my_write::save_page(&req(&t, &t.own, &[], &[])));
    assert!(page.contains("ありがとう ") && !page.contains("ありがとう <b>"), "escaped");
    let saved = my_write::save(&req(&t, &t.own, &[], &[("base", ""), ("present", "長男 正")]));
    assert_eq!(to(saved), "/my/wish");
    let stale = my_write::save(&req(&t, &t.own, &[], &[("base", "")]));
    assert_eq!(stale.unwrap().status, 422, "somebody saved in between");
    let page = html("my-5-home", my::home(&req(&t, &t.own, &[], &[])));
    assert!(page.contains("庭の梅が見えるところがいい") && page.contains("長男 正"));
    assert!(page.contains(">書きました<") && !page.contains("下書き（"), "now it is in the note");
    assert!(!page.contains("sendbar"), "nothing waits");
    assert!(!page.contains("見せるのをやめる"), "nothing is shown yet");
    html("my-5-home-easy", my::home(&easy(req(&t, &t.own, &[], &[]))));
    for a in [Addressee::Team, Addressee::Emergency] {
        let form = [("to", a.code()), ("open", "yes")];
        assert_eq!(to(my_share::show(&req(&t, &t.own, &[], &form))), "/my/wish/see");
    }
    html("my-6-see", my_share::page(&req(&t, &t.own, &[], &[])));
    let mut ask = req(&t, &t.own, &[], &[]);
    ask.query.push("to", "team");
    let page = html("my-6-choose", choose::mine(&ask));
    assert!(page.contains("name=\"parts\" value=\"talks\" checked"), "everything so far");
    html("my-6-choose-easy", choose::mine(&easy(ask)));
    let none = [("to", "team"), ("open", "yes"), ("choose", "1")];
    let page = wrong("my-6-none", my_share::show(&req(&t, &t.own, &[], &none)));
    assert!(page.contains("1つ以上選んでください") && page.contains("parts-err"));
    let mut some = none.to_vec();
    some.extend([("parts", "values"), ("parts", "talks")]);
    let bad: Vec<_> = some.iter().copied().chain(day("until", "8", "13", "1")).collect();
    wrong("my-6-day", my_share::show(&req(&t, &t.own, &[], &bad)));
    let good: Vec<_> = some.into_iter().chain(day("until", "9", "3", "31")).collect();
    assert_eq!(to(my_share::show(&req(&t, &t.own, &[], &good))), "/my/wish/see");
    let page = html("my-6-see-some", my_share::page(&req(&t, &t.own, &[], &[])));
    assert!(page.contains("大切にしていること、話し合いの記録。令和9年3月31日まで"));
    let page = html("s-0-some", note::page(&req(&t, &t.cm, &[], &[])));
    assert!(page.contains("庭の梅") && page.contains("見せることにしたところだけ"));
    assert!(!page.contains("ありがとう") && !page.contains("id=\"p-h\""));
    let mut ask = req(&t, &t.cm, &[], &[]);
    ask.query.push("to", "team");
    html("s-0-choose", choose::staff(&ask));
    let heard = [("to", "team"), ("open", "yes"), ("choose", "1"), ("parts", "values")];
    let page = wrong("s-0-heard", share::show(&req(&t, &t.cm, &[], &heard)));
    assert!(page.contains("だれがご本人から聞いたか"));
    html("s-0-sharing", share::page(&req(&t, &t.cm, &[], &[])));
    let bad = [("proxy_name", ""), ("relation", "長男"), ("phone", "けいたい")];
    let page = wrong("my-7-proxies", my_share::add_proxy(&req(&t, &t.own, &[], &bad)));
    assert!(page.contains("けいたい") && page.contains("お名前を入力してください"));
    let good = [("proxy_name", "髙橋 正"), ("relation", "長男"), ("discretion", "may")];
    to(my_share::add_proxy(&req(&t, &t.own, &[], &good)));
    html("my-7-proxies-2", my_share::proxies(&req(&t, &t.own, &[], &[])));
    let money = [("base", ""), ("money.bank", "結野銀行")];
    to(my_write::money_save(&req(&t, &t.own, &[], &money)));
    let page = html("my-8-money", my_write::money(&req(&t, &t.own, &[], &[])));
    assert!(page.contains("結野銀行"));
    for (name, r) in [
        ("booklet", booklet::mine(&req(&t, &t.own, &[], &[]))),
        ("booklet-easy", booklet::mine(&easy(req(&t, &t.own, &[], &[])))),
    ] {
        let Body::Print(job) = r.unwrap().body else { panic!("no paper") };
        let text = job.body.to_string();
        assert!(text.contains("庭の梅が見えるところがいい") && text.contains("髙橋 正"));
        assert!(!text.contains("結野銀行"), "money is never printed with the rest");
        assert!(!job.title.contains("髙橋"));
        if let Ok(dir) = std::env::var("YUI_PAGES") {
            let all = serde_json::json!({ "title": job.title, "subject": job.subject, "demo": job.demo,
                "edition": job.edition, "printed_at": job.printed_at, "body": job.body });
            std::fs::write(format!("{dir}/{name}.json"), all.to_string()).unwrap();
        }
    }
    // one press
    to(my_share::withdraw(&req(&t, &t.own, &[], &[("x", "")])));
    let gone = note::page(&req(&t, &t.cm, &[], &[]));
    assert!(matches!(gone, Err(Fail::NotFound)));
    html("my-9-versions", my::versions(&req(&t, &t.own, &[], &[])));
}

#[test]
fn staff_write_down_what_they_heard_and_wrong_input_comes_back() {
    let t = town();
    let closed = note::page(&req(&t, &t.cm, &[], &[]));
    assert!(matches!(closed, Err(Fail::NotFound)), "to nobody by default");
    let page = html("s-1-sharing", share::page(&req(&t, &t.cm, &[], &[])));
    assert!(page.contains("何もしなければ、だれにも見えません"));
    let page = wrong(
        "s-1-wrong",
        share::show(&req(&t, &t.cm, &[], &[("to", "team"), ("open", "yes"), ("heard_by", "")])),
    );
    assert!(page.contains("だれがご本人から聞いたか"));
    let form = [("to", "team"), ("open", "yes"), ("heard_by", "佐藤 花子")];
    to(share::show(&req(&t, &t.cm, &[], &form)));
    html("s-2-empty", note::page(&req(&t, &t.cm, &[], &[])));
    html("s-3-write", write::page(&req(&t, &t.cm, &[], &[])));
    let bad = [("values.voice", "家にいたい"), ("spoke", "長男"), ("whose", "presumed")];
    let bad: Vec<_> = bad.into_iter().chain(day("confirmed_on", "8", "11", "20")).collect();
    let page = wrong("s-3-wrong", write::save(&req(&t, &t.cm, &[], &bad)));
    assert!(page.contains("どうしてそう考えるか") && page.contains("家にいたい"));
    let late: Vec<_> = [("whose", "own"), ("spoke", "本人")]
        .into_iter()
        .chain(day("confirmed_on", "9", "1", "1"))
        .collect();
    let page = wrong("s-3-late", write::save(&req(&t, &t.cm, &[], &late)));
    assert!(page.contains("きょうまでの日"));
    // kept while typing
    write::draft(&req(&t, &t.cm, &[], &[("values.voice", "途中")])).unwrap();
    let page = html("s-3-draft", write::page(&req(&t, &t.cm, &[], &[])));
    assert!(page.contains("途中") && page.contains("下書きの続き"));
    let good: Vec<_> = [
        ("base", ""),
        ("values.voice", "できるだけ家で。"),
        ("medical.cpr", "proxy"),
        ("whose", "own"),
        ("spoke", "本人"),
        ("present", "長男 正"),
    ]
    .into_iter()
    .chain(day("confirmed_on", "7", "11", "1"))
    .collect();
    to(write::save(&req(&t, &t.cm, &[], &good)));
    let page = html("s-4-note", note::page(&req(&t, &t.cm, &[], &[])));
    assert!(page.contains("要確認") && page.contains("代行入力：居宅介護支援 結の里 花子"));
    assert!(page.contains("指示書ではありません") && page.contains("誰に見えるか"));
    let page = wrong("s-5-talk", talk::save(&req(&t, &t.cm, &[], &[("place", "自宅")])));
    assert!(page.contains("話し合った日を入力してください") && page.contains("自宅"));
    assert!(
        page.contains("だれがいたかを入力してください"),
        "all at once, not one after the other"
    );
    let said: Vec<_> = [
        ("place", "自宅"),
        ("present", "本人、伊藤医師"),
        ("topic", "食べること"),
        ("own_words", "口から食べたい"),
        ("doctor", "伊藤医師"),
        ("phone_night", "080-0000-0003"),
    ]
    .into_iter()
    .chain(day("held_on", "8", "11", "10"))
    .collect();
    to(talk::save(&req(&t, &t.cm, &[], &said)));
    let bad: Vec<_> = [("signed_by", "伊藤医師"), ("kept_at", "")]
        .into_iter()
        .chain(day("made_on", "8", "11", "10"))
        .collect();
    let page = wrong("s-6-paper", super::beside::add_paper(&req(&t, &t.cm, &[], &bad)));
    assert!(page.contains("どの書面かを選んでください") && page.contains("伊藤医師"));
    assert!(page.contains("書面がどこにあるかを入力してください"), "all at once");
    let shared = [("who", ""), ("shared_on.y", "x")];
    let page = wrong("s-6-shared", super::beside::shared(&req(&t, &t.cm, &[], &shared)));
    assert!(page.contains("だれと共有したかを入力してください"));
    let page = wrong("s-3-nothing", write::save(&req(&t, &t.cm, &[], &[("spoke", "")])));
    assert!(page.contains("だれのことばかを入力してください") && page.contains("推定かを選んで"));
    let page = html("s-7-list", list::page(&req(&t, &t.cm, &[], &[])));
    assert!(page.contains("見直しの時期です（1人）") && page.contains("髙橋 ミヨ"));
    let all = versions::list(&req(&t, &t.cm, &[], &[]));
    let page = html("s-8-versions", all);
    let version = page.split("/versions/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = html("s-8-version", versions::one(&req(&t, &t.cm, &[("version", &version)], &[])));
    assert!(page.contains("はじめて書いたところ"));
    let page = html("s-9-figures", figures::page(&req(&t, &t.city, &[], &[])));
    assert!(page.contains("5人未満") && !page.contains("できるだけ家"));
    // a page of a version that is somebody else's is not there
    let other = versions::one(&req(&t, &t.cm, &[("version", &t.id.to_string())], &[]));
    assert!(matches!(other, Err(Fail::NotFound)));
    t.app.write(&t.own, own_act::withdraw).unwrap();
    assert!(matches!(talk::page(&req(&t, &t.cm, &[], &[])), Err(Fail::NotFound)));
    let page = html("s-10-withdrawn", share::page(&req(&t, &t.cm, &[], &[])));
    assert!(page.contains("見せるのをやめました"));
    let id = t.id;
    t.app.write(&t.cm, move |cx| act::show(cx, id, Addressee::Team, "佐藤")).unwrap();
    html("s-11-again", note::page(&req(&t, &t.cm, &[], &[])));
}

/// The boxes of a day in 令和.
fn day<'a>(name: &'a str, y: &'a str, m: &'a str, d: &'a str) -> Vec<(&'a str, &'a str)> {
    let part = |p: &str| -> &'a str { Box::leak(format!("{name}.{p}").into_boxed_str()) };
    vec![(part("y"), y), (part("m"), m), (part("d"), d)]
}
