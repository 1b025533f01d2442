//! The office's pages as requests: an admission from its entry to the closed record, and what goes wrong on the way.
use std::collections::BTreeMap;

use accounts::use_cases::set_up;
use accounts::{NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use kernel::{Actor, ActorKind, BusinessCalendar, Hat, Time};
use people::model::{Consent, ConsentMethod, NewResident, Sex};
use people::use_cases::register::{Register, Registered, register};
use people::{CareLevel, ResidentId};
use slice::{Body, Fail, Form, Method, Req, Resp, Session};
use testkit::{TestApp, at};

pub(in crate::html) struct Town {
    pub(in crate::html) app: TestApp,
    pub(in crate::html) cm: Actor,
    pub(in crate::html) colleague: Actor,
    pub(in crate::html) liaison: Actor,
    pub(in crate::html) hospital: OrganisationId,
    pub(in crate::html) resident: ResidentId,
}

fn organisation(app: &TestApp, name: &str, kind: OrganisationKind) -> OrganisationId {
    let new = NewOrganisation {
        name: name.into(),
        kana: "ゆいの".into(),
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-99-0001".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(
            Time::constant(8, 30, 0, 0),
            Time::constant(17, 30, 0, 0),
        ),
        outside: false,
        fictitious: true,
    };
    app.write(&Actor::operator(), move |cx| set_up::add_organisation(cx, &new)).unwrap()
}

fn staff(app: &TestApp, organisation: OrganisationId, name: &str, hat: Hat) -> Actor {
    let new = NewAccount {
        organisation,
        name: name.into(),
        kana: "さとう".into(),
        hat,
        profession: hat.label().into(),
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
}

impl Town {
    pub(in crate::html) fn new() -> Town {
        let app = TestApp::sqlite();
        app.clock.set(at("2026-11-19", "10:00"));
        let office = organisation(&app, "結の里居宅", OrganisationKind::CareManagement);
        let hospital = organisation(&app, "結野中央病院", OrganisationKind::Hospital);
        let cm = staff(&app, office, "佐藤 花子", Hat::CareManager);
        let cmd = Register {
            resident: NewResident {
                name: "髙橋 𠮷江".into(),
                kana: "たかはし よしえ".into(),
                birth: "1940-05-03".parse().unwrap(),
                sex: Sex::Female,
                address: "結野市ひばり野台二丁目3".into(),
                phone: "0000-12-3456".into(),
                insurer: String::new(),
                insured: String::new(),
                care_level: CareLevel::Care2,
                care_from: None,
                care_to: None,
                household: "長男と同居".into(),
            },
            consent: Consent {
                method: ConsentMethod::Written,
                heard_by: String::new(),
                given_on: "2026-11-01".parse().unwrap(),
                form_version: "1".into(),
            },
            not_the_same: false,
        };
        let Registered::Done(resident) = app.write(&cm, move |cx| register(cx, &cmd)).unwrap()
        else {
            panic!("no doubt about who it is");
        };
        Town {
            colleague: staff(&app, office, "菊池 誠", Hat::CareManager),
            liaison: staff(&app, hospital, "小田島 涼", Hat::Liaison),
            cm,
            app,
            hospital,
            resident,
        }
    }

    /// The region lets colleagues send without the care manager's approval, decided on its page.
    fn nobody_waits(&self) {
        let centre = organisation(&self.app, "連携拠点", OrganisationKind::Centre);
        let who = staff(&self.app, centre, "高橋 直", Hat::Coordinator);
        let path = "/transitions/approval-rules";
        let none = self.post(&who, path, "_key=key-rule-0&_version=0&sheet=no&reason=r");
        assert_eq!(none.status, 422, "an answer for each kind");
        let all = "_key=key-rule-1&_version=0&sheet=no&sheet-again=no&reason=r";
        assert_eq!(self.go(&who, path, all), path);
        assert!(self.page(&who, path).contains("第1版（いまのきまり）"));
        let late =
            self.post(&who, path, "_key=key-rule-2&_version=0&sheet=yes&sheet-again=no&reason=r");
        assert_eq!(late.status, 409);
    }

    /// Finds the handler as the server does and calls it.
    pub(in crate::html) fn ask(
        &self,
        who: &Actor,
        method: Method,
        address: &str,
        body: &str,
    ) -> Result<Resp, Fail> {
        self.ask_with(who, method, address, body, Vec::new())
    }

    /// The same with files.
    pub(in crate::html) fn ask_with(
        &self,
        who: &Actor,
        method: Method,
        address: &str,
        body: &str,
        files: Vec<(String, String, Vec<u8>)>,
    ) -> Result<Resp, Fail> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let asked: Vec<&str> = path.split('/').collect();
        let mut found: Option<(slice::Route, BTreeMap<String, String>)> = None;
        for r in crate::html::routes().into_iter().filter(|r| r.method == method) {
            let parts: Vec<&str> = r.path.split('/').collect();
            let mut params = BTreeMap::new();
            let fits = parts.len() == asked.len()
                && parts.iter().zip(&asked).all(|(p, a)| match p.strip_prefix('{') {
                    Some(name) => {
                        params.insert(name.trim_end_matches('}').to_string(), (*a).to_string());
                        true
                    }
                    None => p == a,
                });
            if fits && found.as_ref().is_none_or(|(_, p)| params.len() < p.len()) {
                found = Some((r, params));
            }
        }
        let (route, params) = found.unwrap_or_else(|| panic!("no route {address}"));
        let req = Req {
            app: self.app.app.clone(),
            method,
            path: path.into(),
            params,
            query: Form::parse(query.as_bytes()).unwrap(),
            form: Form::parse(body.as_bytes()).unwrap(),
            files,
            session: Some(Session {
                actor: who.clone(),
                office: "結の里居宅".into(),
                csrf_key: Vec::new(),
            }),
            shell: super::samples::shell(),
            origin: "http://127.0.0.1".into(),
        };
        (route.handler)(&req)
    }

    pub(in crate::html) fn page(&self, who: &Actor, address: &str) -> String {
        let resp = self.ask(who, Method::Get, address, "").unwrap();
        assert_eq!(resp.status, 200, "{address}");
        let Body::Html(html) = resp.body else { panic!("{address}: no page") };
        super::samples::sound(&html);
        html
    }

    pub(in crate::html) fn post(&self, who: &Actor, address: &str, body: &str) -> Resp {
        self.ask(who, Method::Post, address, body).unwrap()
    }

    /// Posts and is sent on; where to.
    pub(in crate::html) fn go(&self, who: &Actor, address: &str, body: &str) -> String {
        match self.post(who, address, body) {
            Resp { body: Body::Redirect { to, .. }, .. } => to,
            Resp { body: Body::Html(html), status } => {
                let told: Vec<&str> = html.split("<div class=\"errsum\"").skip(1).collect();
                panic!(
                    "{address}: {status} {}",
                    told.first().map_or("", |t| t.get(..800).unwrap_or(t))
                )
            }
            other => panic!("{address}: {other:?}"),
        }
    }

    pub(in crate::html) fn html(resp: Resp) -> (u16, String) {
        let Body::Html(html) = resp.body else { panic!("no page") };
        super::samples::sound(&html);
        (resp.status, html)
    }

    pub(in crate::html) fn new_body(&self, key: &str) -> String {
        format!(
            "_key={key}&resident={}&a.hospital={}&a.admitted_on.y=R8.11.19&a.admitted_time=9:40&a.planned=no&a.learned=family&a.told=yes&a.contact_day_is=today&a.contact_method=phone",
            self.resident, self.hospital
        )
    }

    /// Enters the admission; the path of its stay.
    pub(in crate::html) fn admitted(&self) -> String {
        let sheet = self.go(&self.cm, "/transitions/new", &self.new_body("key-new-1"));
        sheet.trim_end_matches("/sheet").to_owned()
    }

    /// Sends the sheet as it is prefilled.
    pub(in crate::html) fn sent(&self, stay: &str) {
        let body = "_key=key-send-1&_version=0&a.method=ict&a.to=%E5%AE%A4";
        assert_eq!(self.go(&self.cm, &format!("{stay}/sheet/send"), body), stay);
    }

    pub(in crate::html) fn record_of(&self, stay: &str) -> String {
        let page = self.page(&self.cm, stay);
        let at = page.find("/documents/").unwrap();
        page[at..].split('"').next().unwrap().to_owned()
    }
}

#[test]
fn an_admission_and_its_contact_are_entered_in_one_press_and_only_once() {
    let t = Town::new();
    assert!(t.page(&t.cm, "/transitions").contains("いま入院している利用者さんはいません"));
    assert!(t.page(&t.cm, "/transitions/new").contains("わたしの担当"));
    let form = t.page(&t.cm, &format!("/transitions/new?resident={}", t.resident));
    assert!(form.contains("髙橋 𠮷江 さん") && form.contains("結野中央病院（架空）"));
    let stay = t.admitted();
    assert_eq!(t.admitted(), stay, "the same press again");
    let page = t.page(&t.cm, &stay);
    assert!(page.contains("つぎは「入院時情報提供書」です") && page.contains("入院の連絡"));
    assert!(t.page(&t.cm, "/transitions").contains("髙橋 𠮷江 さん"));
    let (status, again) = Town::html(t.post(&t.cm, "/transitions/new", &t.new_body("key-new-2")));
    assert!(status == 422 && again.contains("退院を登録してから"));
    let Body::Redirect { to, .. } =
        t.ask(&t.liaison, Method::Get, "/transitions", "").unwrap().body
    else {
        panic!()
    };
    assert_eq!(to, "/transitions/intray");
}

#[test]
fn a_refused_contact_leaves_no_admission_behind() {
    let t = Town::new();
    let body = format!("{}&a.contact_to={}", t.new_body("key-new-1"), "x".repeat(61));
    let (status, page) = Town::html(t.post(&t.cm, "/transitions/new", &body));
    assert!(status == 422 && page.contains("60文字以内") && page.contains("value=\"9:40\""));
    assert!(t.page(&t.cm, "/transitions").contains("いま入院している利用者さんはいません"));
}

#[test]
fn the_sheet_is_prefilled_kept_as_one_goes_sent_read_and_recalled() {
    let t = Town::new();
    let stay = t.admitted();
    let first = t.page(&t.cm, &format!("{stay}/sheet?c=ch_admission"));
    assert!(first.contains("タカハシ ヨシエ") && first.contains("利用者さんの登録内容から"));
    let draft = format!("{stay}/sheet/draft");
    let kept = t.post(&t.cm, &draft, "_c=ch_wishes&_version=0&a.wish.person=%E5%AE%B6");
    assert!(matches!(kept.body, Body::Json(j) if j.starts_with(r#"{"at":"10:00","seen":""#)));
    let next = t.go(&t.cm, &draft, "_c=ch_wishes&_version=0&_do=next&a.wish.person=%E5%AE%B6");
    assert!(next.contains("/sheet?c=ch_services"), "{next}");
    assert!(t.page(&t.cm, &format!("{stay}/sheet?c=ch_wishes")).contains("家</textarea>"));
    let (status, wrong) =
        Town::html(t.post(&t.cm, &draft, "_c=ch_care&_version=0&_do=next&a.care.level=22&a.care.valid_to.y=8&a.care.valid_to.m=2&a.care.valid_to.d=30"));
    assert!(status == 422 && wrong.contains("is-error") && wrong.contains("value=\"30\""));
    let (status, wrong) = Town::html(t.post(
        &t.cm,
        &draft,
        "_c=ch_wishes&_version=0&_do=check&a.wish.person=%E5%AE%B6",
    ));
    assert!(
        status == 422 && wrong.contains("送る前に、"),
        "the wrong day of another chapter is shown"
    );
    let check = t.go(&t.cm, &draft, "_c=ch_care&_version=0&_do=check&a.care.level=22");
    assert!(t.page(&t.cm, &check).contains("結野中央病院"));
    t.sent(&stay);
    t.sent(&stay);
    let page = t.page(&t.cm, &stay);
    assert_eq!(
        page.matches("入院時情報提供書を送りました").count(),
        1,
        "two presses are one sending"
    );
    let act =
        page.split("/transitions/acts/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    let recall = format!("/transitions/acts/{act}/recall");
    assert!(t.ask(&t.liaison, Method::Post, &recall, "_key=key-recall-0").is_err());
    let back = t.go(&t.cm, &recall, "_key=key-recall-1");
    assert!(
        t.page(&t.cm, &format!("{back}?c=ch_wishes")).contains("家</textarea>"),
        "what was typed came back"
    );
    let body = "_key=key-send-2&_version=0&a.method=ict";
    assert_eq!(t.go(&t.cm, &format!("{stay}/sheet/send"), body), stay);
    let document = format!("{stay}{}", t.record_of(&stay));
    let read = t.page(&t.liaison, &document);
    assert!(read.contains("家") && read.contains("/receive"));
    let page = t.page(&t.cm, &stay);
    assert!(page.contains("に開かれました") && !page.contains("/recall"));
}

#[test]
fn a_recall_that_comes_too_late_says_so() {
    let t = Town::new();
    let stay = t.admitted();
    t.sent(&stay);
    let page = t.page(&t.cm, &stay);
    let act =
        page.split("/transitions/acts/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    t.app.clock.set(at("2026-11-19", "10:05"));
    let (status, page) =
        Town::html(t.post(&t.cm, &format!("/transitions/acts/{act}/recall"), "_key=key-recall-1"));
    assert!(status == 422 && page.contains("5分をすぎたため"));
}

#[test]
fn two_writers_on_one_sheet_see_both_versions_and_lose_nothing() {
    let t = Town::new();
    t.nobody_waits();
    let stay = t.admitted();
    t.sent(&stay);
    let draft = format!("{stay}/sheet/draft");
    let send = format!("{stay}/sheet/send");
    // both begin from version 1
    t.post(&t.cm, &draft, "_c=ch_wishes&_version=1&a.wish.person=mine&a.wish.life=field");
    t.post(&t.colleague, &draft, "_c=ch_wishes&_version=1&a.wish.person=theirs&a.wish.family=here");
    let no_reason = t.post(&t.colleague, &send, "_key=key-c-0001&_version=1&a.method=ict");
    let (status, page) = Town::html(no_reason);
    assert!(status == 422 && page.contains("送り直す理由を入力してください"));
    t.go(&t.colleague, &send, "_key=key-c-0002&_version=1&a.method=ict&a.reason=r");
    assert!(
        t.page(&t.cm, &format!("{stay}/sheet?c=ch_wishes"))
            .contains("新しい版（第2版）を保存しました")
    );
    let (status, both) =
        Town::html(t.post(&t.cm, &send, "_key=key-m-0001&_version=1&a.method=ict&a.reason=r"));
    assert!(status == 409 && both.contains("mine") && both.contains("theirs"));
    let merge = format!("{stay}/sheet/merge");
    let (status, asked) = Town::html(t.post(&t.cm, &merge, "_version=2"));
    assert!(status == 422 && asked.contains("残すほうを選んでください"));
    t.go(&t.cm, &merge, "_version=2&keep.a.wish.person=mine");
    t.go(&t.cm, &send, "_key=key-m-0002&_version=2&a.method=ict&a.reason=r");
    let document = format!("{stay}{}", t.record_of(&stay));
    let page = t.page(&t.cm, &document);
    assert!(
        page.contains("第3版")
            && page.contains("mine")
            && page.contains("field")
            && page.contains("here")
    );
    assert!(t.page(&t.cm, &format!("{document}?v=2")).contains("theirs"));
}

#[test]
fn what_was_typed_onto_an_older_version_is_not_laid_over_a_newer_one() {
    let t = Town::new();
    t.nobody_waits();
    let stay = t.admitted();
    t.sent(&stay);
    // the page was opened at version 1; a colleague sends version 2 before the first draft is kept
    t.post(
        &t.colleague,
        &format!("{stay}/sheet/draft"),
        "_c=ch_wishes&_version=1&a.wish.person=theirs",
    );
    t.go(
        &t.colleague,
        &format!("{stay}/sheet/send"),
        "_key=key-c-0002&_version=1&a.method=ict&a.reason=r",
    );
    t.post(&t.cm, &format!("{stay}/sheet/draft"), "_c=ch_wishes&_version=1&a.wish.person=mine");
    let page = t.page(&t.cm, &format!("{stay}/sheet/check"));
    assert!(page.contains("あなたが書いているあいだに") && page.contains("theirs"));
}

#[test]
fn one_person_in_two_windows_overwrites_nothing_without_knowing() {
    let t = Town::new();
    let stay = t.admitted();
    let draft = format!("{stay}/sheet/draft");
    let chapter = format!("{stay}/sheet?c=ch_wishes");
    let mark = |page: &str| {
        let rest = page.split("name=\"_seen\" value=\"").nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    t.post(&t.cm, &draft, "_c=ch_wishes&_version=0&a.wish.person=begun");
    // both windows are opened; the first fills in two answers
    let (one, two) = (mark(&t.page(&t.cm, &chapter)), mark(&t.page(&t.cm, &chapter)));
    t.go(
        &t.cm,
        &draft,
        &format!(
            "_c=ch_wishes&_version=0&_do=next&_seen={one}&a.wish.person=first&a.wish.life=garden"
        ),
    );
    // the second knows nothing of it: by itself it keeps nothing, and pressed it asks
    let late = format!("_c=ch_wishes&_version=0&_seen={two}&a.wish.person=second");
    assert!(t.ask(&t.cm, Method::Post, &draft, &late).is_err());
    let (status, page) = Town::html(t.post(&t.cm, &draft, &format!("{late}&_do=next")));
    assert_eq!(status, 409);
    assert!(page.contains("べつの画面で") && page.contains("second</textarea>"));
    assert!(t.page(&t.cm, &chapter).contains("garden</textarea>"), "nothing was overwritten");
    // pressed again, knowingly
    let known =
        format!("_c=ch_wishes&_version=0&_do=next&_seen={}&a.wish.person=second", mark(&page));
    t.go(&t.cm, &draft, &known);
    let page = t.page(&t.cm, &chapter);
    assert!(page.contains("second</textarea>") && !page.contains("garden</textarea>"));
}

#[test]
fn the_record_is_confirmed_printed_and_closes_an_ended_stay() {
    let t = Town::new();
    let stay = t.admitted();
    t.sent(&stay);
    t.app.clock.set(at("2026-11-21", "10:00"));
    let id: crate::model::StayId = stay.trim_start_matches("/transitions/").parse().unwrap();
    let end = crate::use_cases::end::End {
        stay: id,
        on: "2026-11-20".parse().unwrap(),
        kind: crate::model::EndKind::Home,
        place: String::new(),
    };
    t.app.write(&t.liaison, move |cx| crate::use_cases::end::end(cx, &end)).unwrap();
    let draft = format!("{stay}/record/draft");
    let (status, row) = Town::html(t.post(
        &t.cm,
        &draft,
        "_c=ch_interview&_version=0&_add=interview&a.interview.0.interview.person=x",
    ));
    assert!(status == 200 && row.contains("a.interview.1."));
    let (status, wrong) = Town::html(t.post(
        &t.cm,
        &draft,
        "_c=ch_interview&_version=0&_do=check&a.interview.0.interview.on.y=R8.11.1",
    ));
    assert!(status == 422 && wrong.contains("聞き取り日は、入院（所）日"));
    let check = t.go(
        &t.cm,
        &draft,
        "_c=ch_interview&_version=0&_do=check&a.interview.0.interview.on.y=R8.11.20",
    );
    assert!(t.page(&t.cm, &check).contains("記録書を確定する"));
    let document = t.go(&t.cm, &check, "_key=key-record-1&_version=0");
    assert!(t.page(&t.cm, &document).contains("退院・退所情報記録書"));
    let Body::Print(job) =
        t.ask(&t.cm, Method::Get, &format!("{document}/print"), "").unwrap().body
    else {
        panic!()
    };
    assert_eq!(job.template, office::print::TemplateId::DISCHARGE_RECORD);
    assert_eq!(job.qr.as_deref(), Some(format!("http://127.0.0.1/yuino{document}").as_str()));
    assert!(t.page(&t.cm, &stay).contains("することは、もうありません"));
    assert!(!t.page(&t.cm, "/transitions").contains("髙橋"));
    // what could not be sent any more is not offered, and by its address leads to what was sent
    for tail in ["/sheet", "/sheet/check", "/sheet?c=ch_drugs"] {
        let Body::Redirect { to, flash } =
            t.ask(&t.cm, Method::Get, &format!("{stay}{tail}"), "").unwrap().body
        else {
            panic!("{tail}")
        };
        assert!(flash.is_some_and(|f| f.contains("もう変えられません")), "{tail}");
        assert!(!t.page(&t.cm, &to).contains("直して送り直す"), "{tail}");
    }
    assert!(t.page(&t.cm, &document).contains("記録を直す"));
}

#[test]
fn an_admission_is_taken_back_only_while_the_hospital_has_done_nothing() {
    let t = Town::new();
    let stay = t.admitted();
    let cancel = format!("{stay}/cancel");
    let (status, page) = Town::html(t.post(&t.cm, &cancel, "_key=key-cancel-0"));
    assert!(status == 422 && page.contains("取り消す理由を入力してください"));
    assert!(t.page(&t.cm, &cancel).contains("まちがえて登録したとき"));
    assert_eq!(t.go(&t.cm, &cancel, "_key=key-cancel-1&a.reason=x"), "/transitions");
    assert!(matches!(t.ask(&t.cm, Method::Get, &stay, ""), Err(Fail::NotFound)));
}

#[test]
fn strangers_find_nothing_and_odd_addresses_are_no_pages() {
    let t = Town::new();
    let stay = t.admitted();
    let other = organisation(&t.app, "北町居宅", OrganisationKind::CareManagement);
    let stranger = staff(&t.app, other, "千葉 明", Hat::CareManager);
    for tail in ["", "/sheet", "/contact", "/record", "/cancel", "/sheet/check"] {
        assert!(
            matches!(
                t.ask(&stranger, Method::Get, &format!("{stay}{tail}"), ""),
                Err(Fail::NotFound)
            ),
            "{tail}"
        );
    }
    for odd in [
        "/transitions/nonsense",
        &format!("{stay}/sheet?c=nonsense"),
        "/transitions/new?resident=1",
        &format!("{stay}/documents/{}", testkit::id(9)),
    ] {
        assert!(t.ask(&t.cm, Method::Get, odd, "").is_err(), "{odd}");
    }
    assert!(t.ask(&t.cm, Method::Post, &format!("{stay}/sheet/draft"), "_c=nonsense").is_err());
    for body in [
        "",
        "a.method=pigeon",
        "a.method=ict&a.day.y=R8.2.30",
        "a.method=ict&a.place=%00&_version=x",
    ] {
        assert_eq!(t.post(&t.cm, &format!("{stay}/sheet/send"), body).status, 422, "{body}");
    }
}
