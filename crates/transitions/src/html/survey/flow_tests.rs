//! The pages of the questionnaire as requests: empty, with rows, refused, from Excel, collected by the centre.
use accounts::use_cases::set_up;
use accounts::{NewAccount, NewOrganisation, OrganisationId, OrganisationKind};
use kernel::{Actor, ActorKind, BusinessCalendar, Hat, Time};
use slice::{Body, Fail, Form, Method, Req, Resp, Session};
use std::collections::BTreeMap;
use testkit::{TestApp, at};

struct Town {
    app: TestApp,
    cm: Actor,
    centre: Actor,
    liaison: Actor,
    office: OrganisationId,
}

const PERIOD: &str = "from=2026-10-01&to=2026-10-31";

impl Town {
    fn new() -> Town {
        let app = TestApp::sqlite();
        app.clock.set(at("2026-11-19", "10:00"));
        let org = |name: &str, kind| {
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
        };
        let office = org("結の里<b>居宅", OrganisationKind::CareManagement);
        let hospital = org("結野中央病院", OrganisationKind::Hospital);
        let centre = org("連携拠点", OrganisationKind::Centre);
        let staff = |organisation: OrganisationId, hat: Hat| {
            let new = NewAccount {
                organisation,
                name: "佐藤 花子".into(),
                kana: "さとう".into(),
                hat,
                profession: hat.label().into(),
                demo_role: None,
            };
            let id =
                app.write(&Actor::operator(), move |cx| set_up::add_account(cx, &new)).unwrap();
            Actor {
                kind: ActorKind::Staff,
                account: Some(id.0),
                organisation: Some(organisation.0),
                hat,
                name: "佐藤 花子".into(),
            }
        };
        Town {
            cm: staff(office, Hat::CareManager),
            centre: staff(centre, Hat::Coordinator),
            liaison: staff(hospital, Hat::Liaison),
            office,
            app,
        }
    }

    fn ask(
        &self,
        who: &Actor,
        method: Method,
        address: &str,
        body: &str,
        file: Option<Vec<u8>>,
    ) -> Result<Resp, Fail> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let asked: Vec<&str> = path.split('/').collect();
        let mut params = BTreeMap::new();
        let route = super::routes()
            .into_iter()
            .filter(|r| r.method == method)
            .find(|r| {
                let parts: Vec<&str> = r.path.split('/').collect();
                parts.len() == asked.len()
                    && parts.iter().zip(&asked).all(|(p, a)| match p.strip_prefix('{') {
                        Some(name) => {
                            params.insert(name.trim_end_matches('}').into(), (*a).to_string());
                            true
                        }
                        None => p == a,
                    })
            })
            .unwrap_or_else(|| panic!("no route {address}"));
        let req = Req {
            app: self.app.app.clone(),
            method,
            path: path.into(),
            params,
            query: Form::parse(query.as_bytes()).unwrap(),
            form: Form::parse(body.as_bytes()).unwrap(),
            files: file.map(|b| ("file".into(), "調査票.xlsx".into(), b)).into_iter().collect(),
            session: Some(Session {
                actor: who.clone(),
                office: "結の里居宅".into(),
                csrf_key: Vec::new(),
            }),
            shell: shell(),
            origin: "http://127.0.0.1".into(),
        };
        (route.handler)(&req)
    }

    fn page(&self, who: &Actor, address: &str) -> String {
        let (status, html) = html(self.ask(who, Method::Get, address, "", None).unwrap());
        assert_eq!(status, 200, "{address}");
        html
    }

    fn post(&self, who: &Actor, address: &str, body: &str) -> Resp {
        self.ask(who, Method::Post, address, body, None).unwrap()
    }
}

fn shell() -> ui::Shell {
    ui::Shell {
        title: "調査".into(),
        region: ui::RegionBadge {
            slug: "yuino".into(),
            name: "結野市".into(),
            demo: true,
            fictitious: true,
        },
        csrf: "token".into(),
        ..ui::Shell::default()
    }
}

/// No id twice, every label and inner link leads somewhere.
fn sound(page: &str) {
    let values = |attribute: &str| -> Vec<String> {
        let parts = page.split(attribute).skip(1);
        parts.filter_map(|s| s.split('"').next()).map(str::to_string).collect()
    };
    let mut ids = values(" id=\"");
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(all, ids.len(), "an id stands twice");
    for target in values("href=\"#").into_iter().chain(values(" for=\"")) {
        assert!(ids.binary_search(&target).is_ok(), "#{target} leads nowhere");
    }
    assert_eq!(page.matches("<form").count(), page.matches("</form>").count());
}

fn html(resp: Resp) -> (u16, String) {
    let Body::Html(html) = resp.body else { panic!("no page") };
    sound(&html);
    (resp.status, html)
}

fn to(resp: Resp) -> String {
    match resp.body {
        Body::Redirect { to, .. } => to,
        Body::Html(h) => panic!(
            "{}",
            h.split("errsum").nth(1).unwrap_or(&h).chars().take(600).collect::<String>()
        ),
        other => panic!("{other:?}"),
    }
}

fn answer() -> String {
    format!("/transitions/survey/answer?{PERIOD}")
}

const ROW: &str = "hospital=結野中央病院&admitted=R8.10.5&age=85&level=22&contact=yes&sheet=no&ended=R8.10.20&end=home&notice=yes&notice_on=R8.10.12";

#[test]
fn a_period_that_cannot_be_meant_is_said_beside_its_field_and_stays_as_typed() {
    let t = Town::new();
    for (from, to, said) in [
        ("R99.1.1", "R99.12.31", "きょうまでの日"),
        ("R8.10.1", "R99.12.31", "いまから1年のうち"),
        ("S1.12.26", "R8.10.31", "平成12年1月1日から"),
        ("R8.10.31", "R8.10.1", "はじまりの日以後"),
    ] {
        let address = format!("/transitions/survey?from={from}&to={to}");
        let (status, page) = html(t.ask(&t.centre, Method::Get, &address, "", None).unwrap());
        assert_eq!(status, 422);
        assert!(page.contains(said) && page.contains(from) && page.contains(to), "{from} {to}");
    }
    let page = t.page(&t.centre, "/transitions/survey");
    assert!(!page.contains("字まで"), "a date has no number of letters");
}

#[test]
fn an_office_adds_a_row_and_takes_it_back() {
    let t = Town::new();
    let empty = t.page(&t.cm, &answer());
    assert!(empty.contains("まだありません") && empty.contains("結の里&"));
    let there = to(t.post(&t.cm, &answer(), &format!("{ROW}&_key=0123456789")));
    assert!(there.starts_with("/transitions/survey/answer?from=2026-10-01"));
    let one = t.page(&t.cm, &answer());
    assert!(one.contains("入力した行　1件") && one.contains("結野中央病院"));
    let survey = t.page(&t.cm, &format!("/transitions/survey?{PERIOD}"));
    assert!(
        survey.contains("うち1件は、調査票で答えた分です") && survey.contains("調査票に答える")
    );
    let id = one.split("id=\"row-").nth(1).unwrap().split('"').next().unwrap();
    to(t.post(&t.cm, &format!("/transitions/survey/rows/{id}/remove?{PERIOD}"), "_key=0123456780"));
    assert!(t.page(&t.cm, &answer()).contains("まだありません"));
}

#[test]
fn what_cannot_be_counted_comes_back_beside_its_fields_as_typed() {
    let t = Town::new();
    let bad =
        "hospital=<b>病院&admitted=R8.13.5&age=&level=22&contact=yes&sheet=no&_key=0123456789";
    let (status, page) = html(t.post(&t.cm, &answer(), bad));
    assert_eq!(status, 422);
    assert!(page.contains("value=\"R8.13.5\"") && page.contains("年齢を入力してください"));
    assert!(!page.contains("<b>病院"), "markup slipped in");
    assert!(t.page(&t.cm, &answer()).contains("まだありません"), "nothing was kept");
    let (status, page) =
        html(t.post(&t.cm, &format!("/transitions/survey/words?{PERIOD}"), "_key=0123456789"));
    assert!(status == 422 && page.contains("すべて入力しました"));
    let long = format!("good={}&_key=0123456789", "あ".repeat(1001));
    let (status, page) = html(t.post(&t.cm, &format!("/transitions/survey/words?{PERIOD}"), &long));
    assert!(status == 422 && page.contains("1000文字"));
}

#[test]
fn the_form_goes_out_as_excel_and_a_wrong_file_says_what_is_wrong() {
    let t = Town::new();
    let address = format!("/transitions/survey/template?{PERIOD}");
    let form = t.ask(&t.cm, Method::Get, &address, "", None).unwrap();
    let Body::File { bytes, name, .. } = form.body else { panic!("no file") };
    assert!(name.ends_with(".xlsx"));
    let up = format!("/transitions/survey/upload?{PERIOD}");
    let send = |file| t.ask(&t.cm, Method::Post, &up, "_key=0123456789", file).unwrap();
    for (file, why) in [
        (Some(bytes), "記入した行がありません"),
        (Some(b"PK\x03\x04broken".to_vec()), "Excel"),
        (None, "選んでください"),
    ] {
        let (status, page) = html(send(file));
        assert!(status == 422 && page.contains(why), "{why}");
        let open = "<details open class=\"sec boxed-y\"><summary><h2 id=\"a-x\">";
        assert!(page.contains(open), "the fold with the field comes back open");
    }
}

#[test]
fn the_centre_sees_who_is_missing_decides_doubles_and_reads_the_words() {
    let t = Town::new();
    let list = format!("/transitions/survey/answers?{PERIOD}");
    let page = t.page(&t.centre, &list);
    assert!(page.contains("答えた事業所　0 / 1") && page.contains("<b>まだ</b>"));
    assert!(page.contains("0000-99-0001"), "the telephone to remind by");
    let for_office = format!("{}&office={}", answer(), t.office);
    for key in ["0123456789", "9876543210"] {
        to(t.post(&t.centre, &for_office, &format!("{ROW}&_key={key}")));
    }
    let said = "done=yes&good=早く分かった&_key=0123456789";
    to(t.post(&t.liaison, &format!("/transitions/survey/words?{PERIOD}"), said));
    let page = t.page(&t.centre, &list);
    assert!(page.contains("答えた事業所　1 / 1") && page.contains("調査票 2件"));
    assert!(page.contains("同じ入院かもしれない行　1件") && page.contains("早く分かった"));
    let id = page.split("id=\"d-").nth(1).unwrap().split('"').next().unwrap();
    let double = format!("/transitions/survey/rows/{id}/double?{PERIOD}");
    let (status, _) = html(t.post(&t.centre, &double, "_key=0123456781"));
    assert_eq!(status, 422, "neither of the two");
    to(t.post(&t.centre, &double, "same=yes&_key=0123456782"));
    assert!(!t.page(&t.centre, &list).contains("かもしれない行"));
    assert!(matches!(t.ask(&t.cm, Method::Get, &list, "", None), Err(Fail::Use(_))));
    let words_only = t.page(&t.liaison, &answer());
    assert!(!words_only.contains("1行を加える") && words_only.contains("課題・要望"));
}

#[test]
fn paper_excel_and_csv_come_in_one_press() {
    let t = Town::new();
    to(t.post(&t.cm, &answer(), &format!("{ROW}&_key=0123456789")));
    for (path, who) in
        [("excel", &t.centre), ("csv", &t.centre), ("excel", &t.cm), ("print", &t.centre)]
    {
        let address = format!("/transitions/survey/{path}?{PERIOD}");
        match t.ask(who, Method::Get, &address, "", None).unwrap().body {
            Body::File { bytes, .. } => assert!(bytes.len() > 500),
            Body::Print(_) => assert_eq!(path, "print"),
            other => panic!("{other:?}"),
        }
    }
}
