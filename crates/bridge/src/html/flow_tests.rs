//! The pages and papers: of the sender's list, of a letter that went astray, of a letter to a home, and what a form says.
use std::collections::BTreeMap;

use accounts::use_cases::set_up;
use accounts::{NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use kernel::{Actor, ActorKind, BusinessCalendar, Hat, Time};
use slice::{Body, Fail, Form, Method, Req, Resp, Session};
use testkit::TestApp;
use ui::{RegionBadge, Shell};

use crate::use_cases::answer::{Say, answer};
use crate::use_cases::issue::{Chance, Issued, issue};
use crate::use_cases::knock::{Knocked, Typed, knock};
use crate::use_cases::{list, receiver, revoke};
use crate::{LetterId, Line, NewLetter, Receiver, send};

struct Town {
    app: TestApp,
    sender: Actor,
}

fn town() -> Town {
    let app = TestApp::sqlite();
    crate::prepare(&app.app).unwrap();
    let open =
        BusinessCalendar::weekdays(Time::constant(8, 30, 0, 0), Time::constant(17, 30, 0, 0));
    let office = NewOrganisation {
        name: "結の里".into(),
        kana: "ゆいのさと".into(),
        kind: OrganisationKind::CareManagement,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-64-0004".into(),
        fax: "0000-64-0014".into(),
        calendar: open,
        outside: false,
        fictitious: true,
    };
    let organisation: OrganisationId =
        app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &office)).unwrap();
    let new = NewAccount {
        organisation,
        name: "千田 あき".into(),
        kana: "ちだ あき".into(),
        hat: Hat::CareManager,
        profession: "介護支援専門員".into(),
        demo_role: None,
    };
    let id = app.write(&Actor::operator(), move |cx| set_up::add_account(cx, &new)).unwrap();
    let sender = Actor {
        kind: ActorKind::Staff,
        account: Some(id.0),
        organisation: Some(organisation.0),
        hat: Hat::CareManager,
        name: "千田 あき".into(),
    };
    Town { app, sender }
}

impl Town {
    fn send(&self, to: &str, fax: &str, lines: &[&str]) -> LetterId {
        let new = NewLetter {
            kind: crate::kinds::QUESTION.into(),
            title: "退院日の連絡".into(),
            to: Receiver::Typed { name: to.into(), phone: "0000-77-0500".into(), fax: fax.into() },
            about: None,
            lines: lines.iter().map(|t| Line::new("内容", *t)).collect(),
            answers: slice::in_charge(),
            record: None,
            link: String::new(),
            due: "2026-11-24".parse().unwrap(),
            expires: None,
            batch: None,
        };
        self.app.write(&self.sender, move |cx| send(cx, &new)).unwrap()
    }

    fn print(&self, id: LetterId) -> Issued {
        let chance = Chance::draw(&self.app.app);
        self.app.write(&self.sender, move |cx| issue(cx, id, &chance)).unwrap()
    }

    fn not_ours(&self, id: LetterId) {
        let i = self.print(id);
        let (token, code) = (i.token, i.code);
        let opens = move |cx: &app::Cx<'_>| {
            knock(cx, &Typed { token: Some(&token), code: &code, four: "0500", network: "n" })
        };
        let Knocked::Open(id, pass) = self.app.write(&receiver(), opens).unwrap() else { panic!() };
        let s = Say {
            code: "not_ours".into(), beside: "北病院（架空）".into(), ..Say::default()
        };
        self.app.write(&receiver(), move |cx| answer(cx, id, &pass, &s, &[])).unwrap();
    }

    fn req(&self, path: &str, params: &[(&str, String)], form: &[(&str, &str)]) -> Req {
        let mut f = Form::default();
        form.iter().for_each(|(k, v)| f.push(k, *v));
        let region = RegionBadge {
            slug: "yuino".into(),
            name: "結野市".into(),
            demo: true,
            fictitious: true,
        };
        Req {
            app: self.app.app.clone(),
            method: if form.is_empty() { Method::Get } else { Method::Post },
            path: path.into(),
            params: params
                .iter()
                .map(|(k, v)| ((*k).to_owned(), v.clone()))
                .collect::<BTreeMap<_, _>>(),
            query: Form::default(),
            form: f,
            files: Vec::new(),
            session: Some(Session {
                actor: self.sender.clone(),
                office: String::new(),
                csrf_key: vec![1; 32],
            }),
            shell: Shell { region, csrf: "token".into(), ..Shell::default() },
            origin: "http://127.0.0.1:8080".into(),
        }
    }
}

fn page(r: Result<Resp, Fail>) -> (u16, String) {
    let r = r.unwrap();
    let Body::Html(h) = r.body else { panic!("no page") };
    assert!(!h.contains(" style=") && !h.contains("<script>"), "inline");
    (r.status, h)
}

fn to(r: Result<Resp, Fail>) -> String {
    match r.unwrap().body {
        Body::Redirect { to, .. } => to,
        other => panic!("no redirect but {other:?}"),
    }
}

fn paper(t: &Town, i: &Issued) -> String {
    let job = crate::paper::job(&t.req("/letters", &[], &[]), std::slice::from_ref(i)).unwrap();
    format!("{} {}", job.title, job.body)
}

#[test]
fn a_letter_that_went_astray_stands_on_top_and_asks_for_somebody_else() {
    let t = town();
    let id = t.send("ほほえみ訪問介護（架空）", "", &[]);
    let here = [("letter", id.to_string())];
    let (_, h) = page(super::list::page(&t.req("/letters", &[], &[])));
    assert!(h.contains("まだ印刷していません") && h.contains("に用意しました"));
    assert!(!h.contains("に送りました"));
    t.not_ours(id);
    let (_, h) = page(super::list::page(&t.req("/letters", &[], &[])));
    assert!(h.contains("担当：北病院（架空）") && h.contains("id=\"astray\""), "{h}");
    assert!(!h.contains("済んだもの") && h.contains("に送りました"));
    let (_, h) = page(super::letter::page(&t.req("/letters/x", &here, &[])));
    assert!(h.contains("もう一度、正しい相手へ") && h.contains("value=\"北病院（架空）\""));
    assert!(h.contains("わかりました") && !h.contains("お名前・住所"), "about nobody");

    let again = |form: &[(&str, &str)]| super::letter::again(&t.req("/letters/x", &here, form));
    let typed = [("light", ""), ("name", "北病院"), ("phone", "110"), ("fax", ""), ("due", "x")];
    let (status, h) = page(again(&typed));
    assert_eq!(status, 422);
    for word in ["市外局番から", "新しい返事の期限を、12月4日", "value=\"北病院\"", "value=\"x\""]
    {
        assert!(h.contains(word), "{word} of all at once: {h}");
    }
    let typed = [
        ("light", ""),
        ("name", "北病院"),
        ("phone", "0000-71-0099"),
        ("fax", ""),
        ("due", "2026-11-25"),
        ("_key", "again-0001"),
    ];
    let new = to(again(&typed));
    assert!(new.starts_with("/letters/") && !new.contains(&id.to_string()));
    let (_, h) = page(super::list::page(&t.req("/letters", &[], &[])));
    assert!(!h.contains("id=\"astray\"") && h.contains("済んだもの"));
}

#[test]
fn a_day_that_cannot_be_read_stays_where_it_was_typed() {
    let t = town();
    let id = t.send("ほほえみ訪問介護（架空）", "", &[]);
    let here = [("letter", id.to_string())];
    let (status, h) = page(super::letter::again(&t.req("/x", &here, &[("due", "32日")])));
    assert_eq!(status, 422);
    assert!(h.contains("value=\"32日\"") && h.contains("<details class=\"mb3\" open>"), "{h}");
    assert!(h.contains("id=\"f-due-err\"") || h.contains("-err\""), "beside the field");
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let t = town();
    let typed = [("light", ""), ("name", ""), ("phone", "1"), ("title", ""), ("due", "いつか")];
    let long = "あ".repeat(61);
    let mut typed = typed.to_vec();
    typed.extend([("lines", "一行"), ("lines2", long.as_str())]);
    let (status, h) = page(super::new::post(&t.req("/letters/new", &[], &typed)));
    assert_eq!(status, 422);
    for word in ["あて先の名前を", "市外局番から", "件名を40文字", "1行は60文字", "返事の期限を、"]
    {
        assert!(h.contains(word), "{word}");
    }
    assert!(!h.contains("3行まで"));
    let id = t.send("ほほえみ訪問介護（架空）", "", &[]);
    let here = [("letter", id.to_string())];
    let (status, h) = page(super::key_in::post(&t.req("/x", &here, &[("on", "きのうか")])));
    assert_eq!(status, 422);
    for word in ["届き方を選んでください", "お返事を1つ選んでください", "返事が来た日を、"]
    {
        assert!(h.contains(word), "{word}: {h}");
    }
}

#[test]
fn a_letter_to_a_home_is_worded_as_one_and_its_door_says_nothing() {
    let t = town();
    let id = t.send("菊池 正 様", "", &["電話 0000-77-0500 に変わりはありませんか"]);
    let i = t.print(id);
    let said = paper(&t, &i);
    for word in ["菊池 正 様", "お返事のお願い", "お宅の電話番号の下4けた", "0000-64-0004"]
    {
        assert!(said.contains(word), "{word}: {said}");
    }
    for never in ["御中", "FAX", "貴事業所", "0500", "生年月日"] {
        assert!(!said.contains(never), "{never}: {said}");
    }
    let token = [("token", i.token.clone())];
    let (_, h) = page(super::door::of_token(&t.req("/b/x", &token, &[])));
    for never in ["菊池", "結の里", "千田", "貴事業所", "医療", "介護"] {
        assert!(!h.contains(never), "{never} before the proof");
    }
    assert!(h.contains("お宅の電話番号") && h.contains("class=\"br-send still\""));
    let wrong = [("code", i.code.as_str()), ("four", "0000")];
    let (_, h) = page(super::door::knock(&t.req("/b/x", &token, &wrong)));
    assert!(h.contains("あと4回") && !h.contains("菊池") && !h.contains("結の里"));
    let right = [("code", i.code.as_str()), ("four", "0500")];
    let (_, h) = page(super::door::knock(&t.req("/b/x", &token, &right)));
    assert!(h.contains("菊池 正 様") && h.contains("data-most="), "after it");
    let here = [("letter", id.to_string())];
    let (_, h) = page(super::letter::page(&t.req("/x", &here, &[])));
    assert!(h.contains("届け先のお名前が載ります") && !h.contains("番号を入れた後も見えません"));
}

#[test]
fn a_paper_to_an_office_does_not_hold_the_digits_that_it_asks_for() {
    let t = town();
    let id = t.send("北病院", "0000-88-0500", &["0000-77-0500　FAX 0000-88-0500"]);
    let said = paper(&t, &t.print(id));
    assert!(said.contains("FAX 送付状") && said.contains("北病院　御中"));
    assert!(!said.contains("0500") && said.contains("0000-88-＊＊＊＊"), "{said}");
    let id = t.send("北病院", "0000-88-0509", &[]);
    let said = paper(&t, &t.print(id));
    assert!(said.contains("FAX 0000-88-0509"), "a FAX of other digits stays");
}

#[test]
fn the_two_kinds_of_paper_are_chosen_apart() {
    let t = town();
    let (home, office) = (t.send("菊池 正 様", "", &[]), t.send("北病院", "", &[]));
    let (_, h) = page(super::several::page(&t.req("/letters/print", &[], &[])));
    assert!(h.contains("選んだ手紙を印刷する") && h.contains("選んだ書類を印刷する"));
    let (id, other) = (home.to_string(), office.to_string());
    let print = |form: &[(&str, &str)]| super::several::print(&t.req("/letters/print", &[], form));
    let (status, h) = page(print(&[("group", "home")]));
    assert!(
        status == 422 && h.contains("印刷する書類を選んでください") && h.contains("href=\"#home\"")
    );
    let (status, h) = page(print(&[("letter", &other), ("home", &id)]));
    assert!(status == 422 && h.contains("分けて印刷してください"));
    for one in [("home", id.as_str()), ("letter", other.as_str())] {
        assert!(matches!(print(&[one]).unwrap().body, Body::Print(_)));
    }
}

#[test]
fn what_opens_nothing_says_why_and_the_address_of_an_answer_leads_to_the_door() {
    let t = town();
    let id = t.send("北病院", "", &[]);
    let i = t.print(id);
    let token = [("token", i.token.clone())];
    let path = format!("/b/{}", i.token);
    assert_eq!(to(super::door::back(&t.req("/b/x/answer", &token, &[]))), path);
    let code_alone = [("token", id.to_string())];
    assert_eq!(to(super::door::back(&t.req("/b/x/answer", &code_alone, &[]))), "/b");
    t.app.write(&t.sender, move |cx| revoke::revoke(cx, id)).unwrap();
    let (status, h) = page(super::door::of_token(&t.req("/b/x", &token, &[])));
    assert_eq!(status, 404);
    assert!(h.contains("送り主が取りやめたか") && !h.contains("もう一度写して"));
    // and an address that never was says the same words
    let invented = [("token", "0".repeat(26))];
    let (status, other) = page(super::door::of_token(&t.req("/b/x", &invented, &[])));
    assert_eq!((status, other), (404, h));
    assert!(t.app.read(&t.sender, list::printable).unwrap().is_empty());
}
