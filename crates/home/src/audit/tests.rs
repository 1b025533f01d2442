//! The pages and jobs about the log, on real stores.
use accounts::use_cases::set_up::{add_account, add_organisation};
use accounts::{NewAccount, NewOrganisation, OrganisationKind};
use app::audit::{AuditEntry, Filter};
use app::notices;
use kernel::{Actor, ActorKind, At, BusinessCalendar, Date, Hat, Id, Region, Time};
use slice::{Body, Fail, Form, Req, Resp};
use testkit::{Contents, TestApp, TestDb, at, for_both_with, noon_before, real_region};

use super::alarms::{self, Alarm, Kind};
use super::review::{self, Month, Verdict};
use super::{alarm_page, number, number_end, report, review_page, seen, store};
use crate::testing::{day, html, req, shell, sound};

fn both(region: fn() -> Region, test: impl Fn(&TestApp)) {
    for_both_with(Contents::Persons, |db: TestDb| test(&TestApp::in_region(db, region())));
}

fn office(t: &TestApp, name: &str, kind: OrganisationKind) -> Id {
    let h = |h| Time::constant(h, 30, 0, 0);
    let o = NewOrganisation {
        name: name.into(),
        kana: "あ".into(),
        kind,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: String::new(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(h(8), h(17)),
        outside: false,
        fictitious: true,
    };
    t.app.write(&Actor::operator(), move |cx| add_organisation(cx, &o)).unwrap().0
}

fn staff(t: &TestApp, org: Id, hat: Hat, name: &str) -> Actor {
    let a = NewAccount {
        organisation: org.into(),
        name: name.into(),
        kana: "あ".into(),
        hat,
        profession: String::new(),
        demo_role: None,
    };
    let id = t.app.write(&Actor::operator(), move |cx| add_account(cx, &a)).unwrap();
    Actor {
        kind: ActorKind::Staff,
        account: Some(id.0),
        organisation: Some(org),
        hat,
        name: name.into(),
    }
}

fn look(t: &TestApp, actor: &Actor, when: At, residents: std::ops::Range<u16>) {
    t.app
        .write_at(actor, when, move |cx| {
            for n in residents.clone() {
                cx.audit(AuditEntry::act("people.resident.read").about(testkit::id(n)));
            }
            Ok(())
        })
        .unwrap();
    t.settle();
}

fn refused(t: &TestApp, actor: &Actor, when: At, act: &'static str) {
    t.app
        .write_at(actor, when, move |cx| {
            cx.audit(AuditEntry::act(act).denied());
            Ok(())
        })
        .unwrap();
    t.settle();
}

fn city() -> Actor {
    testkit::staff(Hat::City, testkit::id(1))
}

const OCTOBER: &str = "2026-10-01";

/// October: 3000 looks of two people, two refusals, one emergency; the clock stands in November.
fn october(t: &TestApp) {
    let org = office(t, "結の里", OrganisationKind::CareManagement);
    let (a, b) = (staff(t, org, Hat::CareManager, "佐藤"), staff(t, org, Hat::CareManager, "菊池"));
    for d in 1..=5 {
        look(t, &a, at(&format!("2026-10-0{d}"), "10:00"), 100..400);
        look(t, &b, at(&format!("2026-10-0{d}"), "11:00"), 100..400);
    }
    refused(t, &a, at("2026-10-02", "10:00"), "people.resident.read");
    refused(t, &a, at("2026-10-03", "10:00"), "people.resident.read");
    t.app
        .write_at(&b, at("2026-10-04", "02:00"), |cx| {
            cx.audit(AuditEntry::act("emergency.card.open").about(testkit::id(100)));
            Ok(())
        })
        .unwrap();
    t.settle();
}

fn month(t: &TestApp) -> Month {
    t.app.read(&city(), |cx| review::month(cx, day(OCTOBER))).unwrap()
}

fn open(t: &TestApp) {
    t.app.write(&city(), |cx| review::open(cx, day(OCTOBER))).unwrap();
    t.settle();
}

#[test]
fn the_sample_is_one_in_a_hundred_and_only_the_seal_chooses_it() {
    let rules = review::rules().unwrap();
    let all: Vec<i64> = (1..=5000).collect();
    let one = review::drawn(rules, "aa", all.clone());
    assert_eq!(one.len(), 50);
    assert_eq!(one, review::drawn(rules, "aa", all.iter().rev().copied().collect()));
    let other = review::drawn(rules, "ab", all.clone());
    assert!(one.iter().filter(|p| other.contains(p)).count() < 10);
    // every part of the month has its share: 5 of 50 are expected in each tenth
    let tenths: Vec<usize> =
        (0..10).map(|n| one.iter().filter(|p| (*p - 1) / 500 == n).count()).collect();
    assert!(tenths.iter().all(|n| *n < 15), "{tenths:?}");
    assert_eq!(review::drawn(rules, "aa", vec![1, 2, 3]), [1, 2, 3]);
    assert_eq!(review::drawn(rules, "aa", (0..100_000).collect()).len(), rules.at_most);
}

#[test]
fn a_month_is_reviewed_marked_and_signed_once() {
    both(real_region, |t| {
        october(t);
        let m = month(t);
        assert_eq!((m.counts, m.items.len()), ((3003, 3001, 2), 0), "nothing before it is begun");
        open(t);
        let m = month(t);
        // 31 drawn (1 % of 3001, the emergency may be among them), the emergency, one group of refusals
        assert!((32..=33).contains(&m.items.len()), "{}", m.items.len());
        assert!(m.items.iter().any(|i| matches!(i, review::Item::Emergency(_))));
        assert!(m.items.iter().any(|i| matches!(i, review::Item::Refused(d) if d.n == 2)));
        let subjects: Vec<String> = m.items.iter().map(review::Item::subject).collect();
        // more rows of October, imported later, change nothing
        look(t, &city(), at("2026-10-30", "10:00"), 1..200);
        let again: Vec<String> = month(t).items.iter().map(review::Item::subject).collect();
        assert_eq!(subjects, again);

        let save = |marks: Vec<(String, String, String)>, sign: Option<&'static str>| {
            let done = t.app.write(&city(), move |cx| review::save(cx, day(OCTOBER), &marks, sign));
            t.settle();
            done
        };
        let mark = |s: &String, v: &str, n: &str| (s.clone(), v.to_string(), n.to_string());
        // a question needs words; nothing is signed while something is open
        assert!(save(vec![mark(&subjects[0], "ask", " ")], None).is_err());
        save(vec![mark(&subjects[0], "ask", "夜の閲覧のわけを聞く")], None).unwrap();
        match save(Vec::new(), Some("")).unwrap_err() {
            app::Error::Invalid(e) => assert_eq!(e.len(), subjects.len() - 1),
            e => panic!("{e:?}"),
        }
        assert_eq!(month(t).marks.len(), 1);
        let all = subjects.iter().skip(1).map(|s| mark(s, "fine", "")).collect();
        save(all, Some("変わったことなし")).unwrap();
        let m = month(t);
        let r = m.review.as_ref().unwrap();
        assert!(r.signed_at.is_some() && r.note == "変わったことなし" && !m.seal_moved);
        assert_eq!(m.mark(&subjects[0]).unwrap().verdict, Verdict::Ask);
        assert!(save(vec![mark(&subjects[0], "fine", "")], None).is_err(), "signed is signed");
        let filter = Filter { act: Some("home.audit.review".into()), ..Filter::default() };
        let log = t.app.read(&city(), |cx| app::audit::page(cx, &filter)).unwrap();
        assert_eq!(log.iter().filter(|r| r.detail.starts_with("signed;")).count(), 1);
        assert!(log.iter().any(|r| r.detail.contains(&m.review.as_ref().unwrap().seal)));
    });
}

#[test]
fn only_a_month_that_is_over_and_has_rows_can_be_begun_and_only_by_its_hats() {
    both(real_region, |t| {
        let begin =
            |who: Actor, d: &'static str| t.app.write(&who, move |cx| review::open(cx, day(d)));
        assert!(matches!(begin(city(), "2026-11-01"), Err(app::Error::Rule(_))));
        assert!(matches!(begin(city(), "2026-10-01"), Err(app::Error::Rule(_))));
        for hat in [Hat::CareManager, Hat::Coordinator, Hat::Liaison] {
            let who = testkit::staff(hat, testkit::id(3));
            assert!(matches!(begin(who, "2026-10-01"), Err(app::Error::Forbidden(_))));
        }
    });
    for wrong in ["2026-13", "2026-1", "x", "2026-10-01", ""] {
        assert_eq!(review::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn the_page_of_a_review_is_sound_in_every_state_and_names_no_resident() {
    let t = TestApp::in_region(TestDb::sqlite(Contents::Persons), real_region());
    let draw = |m: &Month, form: Option<&Form>, errors| {
        let html = review_page::drawn_page(shell(), m, form, errors);
        sound(&html);
        html
    };
    assert!(draw(&month(&t), None, Vec::new()).contains("この月の記録はありません"));
    october(&t);
    assert!(draw(&month(&t), None, Vec::new()).contains("点検を始める"));
    open(&t);
    let m = month(&t);
    let page = draw(&m, None, Vec::new());
    assert!(page.contains("緊急の閲覧") && page.contains("ことわった操作") && page.contains("2回"));
    let ids: Vec<String> = (100..400).map(|n| testkit::id(n).to_string()).collect();
    assert!(!ids.iter().any(|i| page.contains(i)), "a number, not the id");
    // what was typed stays, also long and strange
    let subject = m.items[0].subject();
    let mut form = Form::default();
    form.push(&format!("v-{subject}"), "ask");
    form.push(&format!("n-{subject}"), "<b>長い</b>".repeat(80));
    let error = ui::FieldError { field: format!("n-{subject}"), message: "400文字以内".into() };
    let page = draw(&m, Some(&form), vec![error]);
    assert!(page.contains("&#60;b&#62;長い") && page.contains("400文字以内"));
    let mut running = m.clone();
    (running.review, running.over) = (None, false);
    assert!(draw(&running, None, Vec::new()).contains("月が終わってから"));
    let mut signed = m;
    if let Some(r) = &mut signed.review {
        (r.signed_at, r.signed_name) = (Some(noon_before()), "市 太郎".into());
    }
    signed.seal_moved = true;
    let page = draw(&signed, None, Vec::new());
    assert!(page.contains("市 太郎") && page.contains("yui audit verify"));
    assert!(!page.contains("action=\"/yuino/audit/review"));
}

fn ask(t: &TestApp, hat: Hat, path: &str, form: &[(&str, &str)]) -> Req {
    let mut r = req(t, hat, testkit::id(1), path);
    for (k, v) in form {
        r.form.push(k, *v);
    }
    r
}

#[test]
fn the_handlers_of_the_review_lead_from_month_to_paper() {
    let t = TestApp::in_region(TestDb::sqlite(Contents::Persons), real_region());
    october(&t);
    sound(&html(review_page::list(&ask(&t, Hat::City, "/audit/review", &[])).unwrap()));
    let with_month = |form: &[(&str, &str)]| {
        let mut r = ask(&t, Hat::City, "/audit/review/2026-10", form);
        r.params.insert("month".into(), "2026-10".into());
        r
    };
    assert!(matches!(review_page::print(&with_month(&[])), Err(Fail::NotFound)));
    assert_eq!(review_page::open(&with_month(&[("_key", "key-00000001")])).unwrap().status, 303);
    sound(&html(review_page::page(&with_month(&[])).unwrap()));
    let early = review_page::save(&with_month(&[("_key", "key-00000002"), ("_do", "sign")]));
    let early = early.unwrap();
    assert_eq!(early.status, 422);
    sound(&html(early));
    let mut all = with_month(&[("_key", "key-00000003"), ("_do", "sign"), ("note", "よし")]);
    for i in month(&t).items {
        all.form.push(&format!("v-{}", i.subject()), "fine");
    }
    assert_eq!(review_page::save(&all).unwrap().status, 303);
    let Body::Print(job) = review_page::print(&with_month(&[])).unwrap().body else { panic!() };
    let body = job.body.to_string();
    assert!(body.contains("よし") && body.contains("妥当") && body.contains("緊急の閲覧"));
    assert_eq!(job.file_name(), "記録の点検-2026-10.pdf");
}

fn all_alarms(t: &TestApp) -> Vec<Alarm> {
    t.app.read(&Actor::system(), |cx| store::alarms(cx, None)).unwrap()
}

fn evaluate(t: &TestApp) {
    t.settle();
    while t.app.write(&Actor::system(), alarms::step).unwrap() {}
    t.settle();
}

fn told(t: &TestApp, who: &Actor) -> Vec<String> {
    let mine = t.app.read(who, notices::mine).unwrap();
    mine.into_iter().filter(|n| n.kind == "home.alarm").map(|n| n.text).collect()
}

#[test]
fn more_than_a_hundred_persons_in_an_hour_is_one_alarm_that_names_nobody() {
    both(real_region, |t| {
        let town = office(t, "結野市", OrganisationKind::City);
        let org = office(t, "結の里", OrganisationKind::CareManagement);
        let (keeper, a) =
            (staff(t, town, Hat::City, "市 太郎"), staff(t, org, Hat::CareManager, "佐藤 花子"));
        let other = staff(t, org, Hat::CareManager, "菊池 誠");
        let now = noon_before();
        // exactly a hundred; the same hundred again; and a hundred and one, but not within an hour
        look(t, &a, now.plus_minutes(-280), 1..101);
        look(t, &a, now.plus_minutes(-270), 1..101);
        look(t, &other, now.plus_minutes(-200), 1..61);
        look(t, &other, now.plus_minutes(-140), 61..102);
        evaluate(t);
        assert_eq!(all_alarms(t), []);
        look(t, &a, now.plus_minutes(-40), 1..61);
        evaluate(t);
        assert_eq!(all_alarms(t), [], "the window goes on over two runs");
        look(t, &a, now.plus_minutes(-20), 61..150);
        evaluate(t);
        evaluate(t);
        look(t, &a, now.plus_minutes(-10), 150..160);
        evaluate(t);
        let found = all_alarms(t);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].kind, found[0].n), (Kind::Residents, 101));
        assert_eq!((found[0].account, found[0].organisation), (a.account.unwrap(), org));
        assert_eq!(found[0].rule, "2026.1");
        for who in [&keeper, &a] {
            let told = told(t, who);
            assert_eq!(told.len(), 1);
            assert!(!told[0].contains("佐藤") && !told[0].contains("結の里"));
        }
    });
}

#[test]
fn more_than_five_hundred_rows_in_an_hour_is_an_alarm() {
    both(real_region, |t| {
        let org = office(t, "結の里", OrganisationKind::CareManagement);
        let a = staff(t, org, Hat::CareManager, "佐藤");
        let now = noon_before();
        (0..10).for_each(|n| look(t, &a, now.plus_minutes(n), 1..51));
        evaluate(t);
        assert_eq!(all_alarms(t), []);
        look(t, &a, now.plus_minutes(11), 1..2);
        evaluate(t);
        let kinds: Vec<Kind> = all_alarms(t).iter().map(|a| a.kind).collect();
        assert_eq!(kinds, [Kind::Rows]);
    });
}

#[test]
fn looking_at_night_is_an_alarm_once_a_day_but_not_where_people_work_at_night() {
    both(real_region, |t| {
        let org = office(t, "結の里", OrganisationKind::CareManagement);
        let ward = office(t, "みどり病院", OrganisationKind::Hospital);
        let a = staff(t, org, Hat::CareManager, "佐藤");
        let nurse = staff(t, ward, Hat::Ward, "看護");
        // 8:30–17:30 and two hours more on either side; 2026-11-18 is a Wednesday, -15 a Sunday
        for (date, time, alarm) in [
            ("2026-11-18", "06:30", false),
            ("2026-11-18", "19:30", false),
            ("2026-11-17", "06:29", true),
            ("2026-11-16", "19:31", true),
            ("2026-11-15", "11:00", true),
        ] {
            let before = all_alarms(t).len();
            look(t, &a, at(date, time), 1..3);
            look(t, &nurse, at(date, time), 1..3);
            evaluate(t);
            look(t, &a, at(date, time), 1..3);
            evaluate(t);
            assert_eq!(all_alarms(t).len() - before, usize::from(alarm), "{date} {time}");
        }
        assert!(all_alarms(t).iter().all(|x| x.kind == Kind::Hours && x.organisation == org));
        // too old to wake anybody
        look(t, &a, at("2026-11-01", "03:00"), 1..3);
        evaluate(t);
        assert_eq!(all_alarms(t).len(), 3);
    });
}

#[test]
fn a_demonstration_begins_without_alarms_about_its_invented_past() {
    both(testkit::demo_region, |t| {
        let org = office(t, "結の里", OrganisationKind::CareManagement);
        let a = staff(t, org, Hat::CareManager, "佐藤");
        look(t, &a, noon_before(), 1..300);
        evaluate(t);
        look(t, &a, at("2026-11-19", "03:00"), 1..3);
        evaluate(t);
        assert_eq!(all_alarms(t), []);
    });
}

#[test]
fn alarms_are_looked_at_with_words_and_colleagues_read_no_name() {
    let t = TestApp::in_region(TestDb::sqlite(Contents::Persons), real_region());
    let org = office(&t, "結の里", OrganisationKind::CareManagement);
    let a = staff(&t, org, Hat::CareManager, "菅原 遥");
    sound(&html(alarm_page::page(&ask(&t, Hat::City, "/audit/alarms", &[])).unwrap()));
    look(&t, &a, at("2026-11-19", "03:00"), 1..3);
    look(&t, &a, noon_before(), 1..200);
    evaluate(&t);
    let id = all_alarms(&t)[0].id;
    let page = html(alarm_page::page(&ask(&t, Hat::City, "/audit/alarms", &[])).unwrap());
    sound(&page);
    assert!(page.contains("結の里 菅原 遥"));
    let mut own = req(&t, Hat::CareManager, org, "/alarms");
    own.session.as_mut().unwrap().actor = a;
    let who = own.session.as_ref().unwrap().actor.clone();
    let page = html(alarm_page::ours(&own).unwrap());
    sound(&page);
    assert!(page.contains("たくさんの方の記録") && !page.contains("菅原 遥"));
    assert!(!page.contains("<textarea") && !page.contains("/seen"));
    let say = |note: &str, key: &str| {
        let field = format!("note-{id}");
        let mut r = ask(&t, Hat::City, "/audit/alarms/x/seen", &[("_key", key), (&field, note)]);
        r.params.insert("alarm".into(), id.to_string());
        alarm_page::seen(&r)
    };
    // who checks and who is checked are two
    let field = format!("note-{id}");
    let mut mine = ask(
        &t,
        Hat::City,
        "/audit/alarms/x/seen",
        &[("_key", "key-00000009"), (&field, "わたしです")],
    );
    mine.params.insert("alarm".into(), id.to_string());
    mine.session.as_mut().unwrap().actor = Actor { hat: Hat::City, ..who };
    let refused = alarm_page::seen(&mine).unwrap();
    assert_eq!(refused.status, 422);
    let refused = html(refused);
    sound(&refused);
    assert!(refused.contains("ご自分では確かめられません"));
    assert_eq!(all_alarms(&t)[0].seen_at, None);
    let empty = say(" ", "key-00000001").unwrap();
    assert_eq!(empty.status, 422);
    sound(&html(empty));
    assert_eq!(say("急な入院でした", "key-00000002").unwrap().status, 303);
    assert!(matches!(say("もう一度", "key-00000003"), Err(Fail::NotFound)));
    let page = html(alarm_page::page(&ask(&t, Hat::City, "/audit/alarms", &[])).unwrap());
    assert!(page.contains("急な入院でした") && page.contains("確かめました"));
    let long = alarm_page::drawn_page(
        shell(),
        true,
        &[(all_alarms(&t)[0].clone(), "<i>長い名前</i>".repeat(40))],
        "確かめたことを、400文字以内で書いてください",
    );
    sound(&long);
}

fn posted(t: &TestApp, more: &[(&str, &str)]) -> Result<Resp, Fail> {
    let day = [
        ("from.era", "R"),
        ("from.y", "8"),
        ("from.m", "10"),
        ("from.d", "1"),
        ("to.era", "R"),
        ("to.y", "8"),
        ("to.m", "10"),
        ("to.d", "31"),
    ];
    let kept: Vec<(&str, &str)> =
        day.into_iter().filter(|(k, _)| !more.iter().any(|(m, _)| m == k)).collect();
    report::answer(&ask(t, Hat::City, "/audit/report", &[&kept[..], more].concat()))
}

fn csv_rows(t: &TestApp, more: &[(&str, &str)]) -> Vec<String> {
    match posted(t, &[&[("_do", "csv")], more].concat()).unwrap().body {
        Body::File { bytes, .. } => {
            String::from_utf8(bytes).unwrap().lines().skip(1).map(str::to_string).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn after_an_incident_it_is_known_who_saw_what_between_two_times() {
    let t = TestApp::in_region(TestDb::sqlite(Contents::Persons), real_region());
    october(&t);
    let other = office(&t, "別の事業所", OrganisationKind::HomeService);
    let c = staff(&t, other, Hat::Provider, "及川 進");
    let list = format!("mine;n=2;ids={},{}", testkit::id(100), testkit::id(700));
    t.app
        .write_at(&c, at("2026-10-20", "15:00"), move |cx| {
            cx.audit(AuditEntry::act("people.resident.list").detail(list.clone()));
            Ok(())
        })
        .unwrap();
    sound(&html(report::page(&ask(&t, Hat::City, "/audit/report", &[])).unwrap()));
    assert_eq!(csv_rows(&t, &[]).len(), 3004);
    let of = other.to_string();
    assert_eq!(csv_rows(&t, &[("organisation", &of)]).len(), 1);
    assert_eq!(csv_rows(&t, &[("name", "及川")]).len(), 1);
    assert_eq!(csv_rows(&t, &[("name", "%")]).len(), 0, "no pattern");
    // one person: ten looks, the emergency, and the list that showed them
    let person = number(testkit::id(100));
    let rows = csv_rows(&t, &[("person", &person)]);
    assert_eq!(rows.len(), 12, "{rows:?}");
    assert!(rows.last().unwrap().contains("及川 進"));
    assert_eq!(csv_rows(&t, &[("person", &number(testkit::id(700)))]).len(), 1);
    let morning = [("from_time", "10:00"), ("to.d", "1"), ("to_time", "10:00")];
    assert_eq!(csv_rows(&t, &morning).len(), 300, "the minute named last belongs to it");
    let whole = csv_rows(&t, &[]).join("\n");
    assert!(!whole.contains(&testkit::id(100).to_string()), "a number, not the id");

    let page = posted(&t, &[]).unwrap();
    sound(&html(page));
    match posted(&t, &[("_do", "pdf"), ("person", &person)]).unwrap().body {
        Body::Print(job) => assert!(job.body.to_string().contains("12行")),
        other => panic!("{other:?}"),
    }
    let long = posted(&t, &[("_do", "pdf")]).unwrap();
    assert_eq!(long.status, 422, "3004 rows are for CSV");
    assert!(html(long).contains("CSV"));
    // what was asked for is in the log, without the name that was typed
    let filter = Filter { act: Some("home.audit.report".into()), ..Filter::default() };
    let log = t.app.read(&city(), |cx| app::audit::page(cx, &filter)).unwrap();
    assert!(log.iter().any(|r| r.detail.contains("name=true")));
    assert!(!log.iter().any(|r| r.detail.contains("及川")));
}

#[test]
fn a_report_asked_for_wrongly_comes_back_with_what_was_typed() {
    let t = TestApp::in_region(TestDb::sqlite(Contents::Persons), real_region());
    for (field, value, says) in [
        ("from.m", "13", "from"),
        ("from_time", "25時", "from_time"),
        ("to.y", "7", "to"),
        ("organisation", "x'; --", "organisation"),
        ("person", "みよさん", "整理番号は"),
        ("name", &"あ".repeat(61), "60文字"),
    ] {
        let r = posted(&t, &[(field, value)]).unwrap();
        assert_eq!(r.status, 422, "{field}");
        let page = html(r);
        sound(&page);
        assert!(page.contains(says), "{field}");
    }
    assert!(html(posted(&t, &[]).unwrap()).contains("あてはまる記録はありません"));
    assert_eq!(number_end("３Ｆ２Ａ９ー0c1d4").as_deref(), Some("3f2a90c1d4"));
    assert_eq!(number_end("3f2a9"), None);
    assert_eq!(number_end(" ３Ｆ２Ａ９-0c1d4 ").as_deref(), Some("3f2a90c1d4"));
    let refused = ask(&t, Hat::CareManager, "/audit/report", &[]);
    assert!(report::page(&refused).is_err());
}

#[test]
fn who_has_seen_says_day_office_role_and_purpose_to_those_who_may_open_the_person() {
    let (t, org) = crate::flow_tests::region();
    let id = crate::flow_tests::resident(&t, org);
    let mut r = req(&t, Hat::CareManager, org, "/people/x/seen");
    r.params.insert("resident".into(), id.to_string());
    let cm = staff(&t, org, Hat::CareManager, "菊池 誠");
    let view = |r: &Req| seen::page(r).map(html);
    r.session.as_mut().unwrap().actor = cm.clone();
    let first = view(&r).unwrap();
    sound(&first);
    assert!(first.contains(&number(id.0)), "{first}");
    let second = view(&r).unwrap();
    assert!(second.contains("居宅介護支援 結の里") && second.contains("介護支援専門員"));
    assert!(second.contains("利用者さんのページを見る"), "the purpose in words");
    assert!(!second.contains("菊池 誠</span></td>"), "an office and a role, no name");
    let Body::Print(job) = seen::print(&r).unwrap().body else { panic!() };
    assert!(job.body.to_string().contains("介護支援専門員") && job.subject.is_empty());
    // without a right to the person there is nothing
    let other = office(&t, "別の事業所", OrganisationKind::CareManagement);
    r.session.as_mut().unwrap().actor = staff(&t, other, Hat::CareManager, "及川 進");
    assert!(matches!(seen::page(&r), Err(Fail::NotFound)));
}

#[test]
fn the_list_of_who_has_seen_is_paged_by_whole_days_and_loses_none() {
    let (t, org) = crate::flow_tests::region();
    let id = crate::flow_tests::resident(&t, org);
    let cm = staff(&t, org, Hat::CareManager, "菊池 誠");
    const ACTS: [&str; 7] = ["a.1", "a.2", "a.3", "a.4", "a.5", "a.6", "a.7"];
    for n in 0..100 {
        let when = noon_before().plus_minutes(-n * 24 * 60);
        t.app
            .write_at(&cm, when, move |cx| {
                ACTS.iter().for_each(|a| cx.audit(AuditEntry::act(a).about(id)));
                Ok(())
            })
            .unwrap();
    }
    let mut before: Date = day("2026-11-20");
    let (mut lines, mut pages) = (0, 0);
    loop {
        let p = t
            .app
            .read(&cm, |cx| people::use_cases::who_has_seen::who_has_seen(cx, id, before))
            .unwrap();
        lines += p.lines.iter().filter(|l| l.act.starts_with("a.")).count();
        pages += 1;
        let page = seen::drawn_page(shell(), id, &p, pages > 1);
        sound(&page);
        match p.before {
            Some(d) if d < before => before = d,
            Some(d) => panic!("{d} is not before {before}"),
            None => break,
        }
    }
    assert_eq!((lines, pages), (700, 3));
}

#[path = "tests_looks.rs"]
mod looks;
