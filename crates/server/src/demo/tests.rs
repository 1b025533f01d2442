//! The demonstration regions, made small.
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use accounts::OrganisationKind;
use kernel::time::add_days;
use kernel::{Actor, Date, Hat, Holidays};
use testkit::{Contents, TestApp, TestDb};
use transitions::model::survey::{Case, Survey};
use transitions::model::{ActKind, EndKind, Mover};
use transitions::use_cases::count::{Of, export, survey};
use transitions::use_cases::lists::{Which, lines};

use super::*;

const TODAY: &str = "2026-11-19";

pub(super) fn today() -> Date {
    TODAY.parse().unwrap()
}

pub(super) fn small(seed: u64) -> (TestApp, DemoReport) {
    let app = TestApp::sqlite();
    let plan = DemoPlan { residents: 60, stays: Some(160), seed };
    let report = build(&app, &plan, today(), &mut |_| {}).unwrap();
    (app, report)
}

pub(super) fn role(app: &TestApp, role: &str) -> Actor {
    let all = app.read(&Actor::operator(), accounts::demo_accounts).unwrap();
    let a = all.into_iter().find(|a| a.demo_role.as_deref() == Some(role)).unwrap();
    Actor {
        kind: kernel::ActorKind::Staff,
        account: Some(a.id.0),
        organisation: Some(a.organisation.0),
        hat: a.hat,
        name: a.name,
    }
}

pub(super) fn cases(app: &TestApp) -> Vec<Case> {
    let from = add_days(today(), -800);
    app.read(&Actor::operator(), move |cx| export(cx, from, today())).unwrap()
}

fn counted(app: &TestApp) -> Survey {
    let from = add_days(today(), -365);
    app.read(&Actor::operator(), move |cx| survey(cx, from, today(), Of::default())).unwrap()
}

/// Without ids, which differ from build to build.
fn figures(s: &Survey) -> String {
    let names = |list: &[(String, String, transitions::model::survey::Figures)]| {
        list.iter().map(|(_, name, f)| format!("{name}: {f:?}\n")).collect::<String>()
    };
    format!("{:?}\n{}{}{}", s.all, names(&s.hospitals), names(&s.offices), names(&s.care_levels))
}

/// A small demonstration takes a third of a minute to make, and every test is a process of its own: it is made once, and all
/// that only look at it look one after the other. Each that fails is named.
#[test]
fn what_the_small_demonstration_holds() {
    type Look = fn(&TestApp, &DemoReport);
    macro_rules! looks { ($($f:path),* $(,)?) => { [$((stringify!($f), $f as Look)),*] }; }
    let looks = looks![
        stays_of_every_kind_are_there_and_counted,
        the_log_of_two_years_is_whole_and_in_the_order_of_time,
        three_people_of_long_ago_are_past_their_retention_and_nobody_else,
        the_care_manager_the_liaison_and_the_centre_have_work_today,
        one_office_has_nothing_to_do,
        every_organisation_has_hours_and_a_place_in_the_directory,
        nobody_lives_or_works_in_a_real_place,
        super::tests_life::stays_have_a_life_beside_the_seven_steps,
        super::tests_life::each_hat_finds_something_to_do,
        the_same_seed_gives_the_same_figures_and_another_seed_others,
    ];
    let (app, report) = small(7);
    let fails = |f: Look| catch_unwind(AssertUnwindSafe(|| f(&app, &report))).is_err();
    let failed: Vec<&str> =
        looks.iter().filter(|(_, f)| fails(*f)).map(|(name, _)| *name).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

fn stays_of_every_kind_are_there_and_counted(app: &TestApp, report: &DemoReport) {
    assert_eq!((report.residents, report.stays), (60, 160));
    let (keyed, all): (Vec<Case>, Vec<Case>) = cases(app).into_iter().partition(|c| c.more.keyed);
    assert_eq!(all.len(), 158, "every stay is exported once, but for the two that lie ahead");
    assert!((6..20).contains(&keyed.len()), "{} rows of the questionnaire", keyed.len());
    let n = |what: &str, f: &dyn Fn(&Case) -> bool| {
        let n = all.iter().filter(|c| f(c)).count();
        assert!(n > 0, "no stay with {what}");
        n
    };
    for end in EndKind::ALL.iter().filter(|e| !matches!(e, EndKind::SelfDischarge)) {
        n(end.code(), &|c| c.end == Some(*end));
    }
    n("a same day", &|c| c.ended == Some(c.admitted));
    n("an undated notice", &|c| c.notice.is_some_and(|(day, _)| day.is_none()));
    n("a late notice", &|c| c.notice.is_some_and(|(day, _)| day > c.ended && day.is_some()));
    n("a notice five days before", &|c| {
        c.notice.is_some_and(|(day, _)| {
            day.is_some_and(|d| c.ended.is_some_and(|e| d <= add_days(e, -5)))
        })
    });
    n("no notice at all", &|c| c.notice.is_none() && c.end == Some(EndKind::Home));
    n("no contact", &|c| c.contact.is_none());
    n("a sheet", &|c| c.sheet.is_some());
    n("no sheet", &|c| c.sheet.is_none());
    n("a record", &|c| c.record.is_some());
    n("the first grade", &|c| c.fee.is_some_and(|f| f.code() == "1"));
    let open = n("no end yet", &|c| c.ended.is_none());
    assert!((16..60).contains(&open), "{open}");
    assert!(all.iter().all(|c| c.ended.is_none_or(|e| e >= c.admitted && e <= today())));
    let outside = app.read(&Actor::operator(), accounts::organisations).unwrap();
    let outside: Vec<String> = outside.into_iter().filter(|o| o.outside).map(|o| o.name).collect();
    assert_eq!(outside.len(), 2);
    n("a hospital outside", &|c| outside.contains(&c.hospital.1));
}

fn the_same_seed_gives_the_same_figures_and_another_seed_others(app: &TestApp, _: &DemoReport) {
    let (b, c) = (small(7).0, small(8).0);
    let first = figures(&counted(app));
    assert_eq!(first, figures(&counted(&b)));
    assert_ne!(first, figures(&counted(&c)));
}

fn the_log_of_two_years_is_whole_and_in_the_order_of_time(app: &TestApp, report: &DemoReport) {
    assert!(report.acts > 1_000, "{}", report.acts);
    let found = app.db().read(app::sequencer::verify).unwrap();
    assert_eq!(found.faults, []);
    assert!(found.rows > 3_000, "{}", found.rows);
    let (mut before, mut last) = (None, (app.now(), i64::MAX));
    loop {
        let filter = app::audit::Filter { before, ..Default::default() };
        let page = app.read(&Actor::operator(), move |cx| app::audit::page(cx, &filter)).unwrap();
        let Some(oldest) = page.last() else { break };
        before = Some(oldest.at);
        // the city's own rows were entered now, before the past was
        for r in page.iter().filter(|r| r.hat != "operator") {
            assert!(!r.denied, "{} was refused", r.act);
            let this = (r.at, r.pos.unwrap());
            assert!(this.0 <= last.0, "{this:?} after {last:?}");
            assert!(this.0 == last.0 || this.1 < last.1, "{this:?} after {last:?}");
            last = this;
        }
    }
}

/// The purge by two persons can be tried: somebody is due, and only who belongs to long ago.
fn three_people_of_long_ago_are_past_their_retention_and_nobody_else(
    app: &TestApp,
    _: &DemoReport,
) {
    crate::slices::know();
    let due = app.read(&Actor::system(), people::retention::due).unwrap();
    assert_eq!(due.len(), 3, "{due:?}");
    assert!(due.iter().all(|d| d.due_on <= today()));
}

fn the_care_manager_the_liaison_and_the_centre_have_work_today(app: &TestApp, _: &DemoReport) {
    let cm = role(app, "cm");
    let list = app.read(&cm, |cx| lines(cx, Which::default())).unwrap();
    let of = |name: &str| {
        let found = list.iter().find(|l| l.resident.name == name);
        found.unwrap_or_else(|| panic!("{name} is in no list"))
    };
    use transitions::model::progress::Next;
    let miyo = of("高橋 ミヨ");
    assert_eq!(
        (miyo.next, miyo.mover, miyo.stay.admitted_on),
        (Next::Sheet, Mover::Office, today())
    );
    let toshi = of("及川 トシ");
    let notice = toshi.acts.iter().rfind(|a| a.kind == ActKind::DischargeNotice).unwrap();
    assert!(notice.received_at.is_none() && notice.to_org == Some(toshi.stay.office));
    assert_eq!(of("千田 勇").next, Next::Record);
    // what the office left undone is only what the story tells
    assert_eq!(list.len(), 9, "{:?}", list.iter().map(|l| &l.resident.name).collect::<Vec<_>>());

    let liaison = role(app, "liaison");
    let tray = app.read(&liaison, |cx| lines(cx, Which::default())).unwrap();
    let phases: BTreeMap<String, usize> = tray.iter().fold(BTreeMap::new(), |mut m, l| {
        *m.entry(format!("{:?}", l.next)).or_default() += 1;
        m
    });
    for phase in ["Assign", "Screen", "Planning", "DischargeNotice", "Papers", "End"] {
        assert!(phases.contains_key(phase), "{phase} in {phases:?}");
    }
    let me = liaison.account.map(accounts::AccountId);
    assert!(tray.iter().any(|l| l.stay.assigned == me));
    assert!(tray.iter().any(|l| l.stay.assigned.is_none()));
    assert!(tray.iter().any(|l| l.overdue(today()) > 0));

    let hokatsu = role(app, "hokatsu");
    let own = app.read(&hokatsu, |cx| lines(cx, Which::default())).unwrap();
    let without = own.iter().filter(|l| {
        matches!(l.stay.care_level, people::CareLevel::NotApplied | people::CareLevel::Applied)
    });
    assert!(without.count() >= 2);

    let centre = role(app, "coordinator");
    let overdue = app.read(&centre, transitions::use_cases::count::overdue).unwrap();
    assert!(
        overdue.iter().any(|o| o.with == "病院") && overdue.iter().any(|o| o.with == "居宅・包括")
    );
}

#[test]
fn the_demonstration_can_be_made_at_any_hour() {
    // the first minutes of a day, New Year with everything closed, a Sunday night, a long weekend's end
    for (day, time) in [
        ("2026-11-20", "00:04"),
        ("2027-01-02", "06:00"),
        ("2026-11-22", "23:58"),
        ("2026-09-24", "08:20"),
    ] {
        let app = TestApp::sqlite();
        app.clock.set(testkit::at(day, time));
        let plan = DemoPlan { residents: 40, stays: Some(70), seed: 3 };
        let made = build(&app, &plan, app.now().date(), &mut |_| {}).unwrap();
        assert_eq!((made.residents, made.stays), (40, 70), "{day} {time}");
        let cm = role(&app, "cm");
        let list = app.read(&cm, |cx| lines(cx, Which::default())).unwrap();
        let miyo = list.iter().find(|l| l.resident.name == "高橋 ミヨ").unwrap();
        assert_eq!(miyo.next, transitions::model::progress::Next::Sheet, "{day} {time}");
        assert!(app.now().minutes_since(miyo.stay.at) < 24 * 60);
    }
}

#[test]
fn both_engines_hold_the_same_demonstration() {
    testkit::on_postgres(Contents::Persons, |db| {
        let plan = DemoPlan { residents: 40, stays: Some(60), seed: 5 };
        let made = |app: &TestApp| {
            build(app, &plan, today(), &mut |_| {}).unwrap();
            app.settle();
            figures(&counted(app))
        };
        let (postgres, sqlite) = (TestApp::new(db), TestApp::sqlite());
        assert_eq!(made(&postgres), made(&sqlite));
        let found = postgres.db().read(app::sequencer::verify).unwrap();
        assert_eq!(found.faults, []);
    });
}

fn one_office_has_nothing_to_do(app: &TestApp, _: &DemoReport) {
    let orgs = app.read(&Actor::operator(), accounts::organisations).unwrap();
    let office = orgs.iter().find(|o| o.name.contains("おだまき野")).unwrap();
    let id = office.id;
    let staff = app.read(&Actor::operator(), move |cx| accounts::accounts_of(cx, id)).unwrap();
    let a = staff.first().unwrap();
    let actor = Actor {
        kind: kernel::ActorKind::Staff,
        account: Some(a.id.0),
        organisation: Some(id.0),
        hat: Hat::CareManager,
        name: a.name.clone(),
    };
    assert!(app.read(&actor, |cx| lines(cx, Which::default())).unwrap().is_empty());
}

fn every_organisation_has_hours_and_a_place_in_the_directory(app: &TestApp, report: &DemoReport) {
    let orgs = app.read(&Actor::operator(), accounts::organisations).unwrap();
    for o in &orgs {
        let days = (0..14).map(|n| add_days(today(), n));
        let open = days.filter(|d| o.calendar.is_business_day(*d, Holidays::shipped())).count();
        assert!(open >= 4, "{} is open on {open} days of 14", o.name);
        assert!(o.fictitious, "{}", o.name);
    }
    assert!(report.facilities >= orgs.len());
    let windows = app.read(&Actor::operator(), directory::use_cases::windows::list).unwrap();
    assert!(windows.len() > 70);
    assert!(windows.iter().all(|w| w.window.confirmed_on.is_none_or(|d| d <= today())));
    assert!(windows.iter().any(|w| w.window.avoid.iter().any(|a| a.month_days.is_some())));
    let found = app
        .read(&Actor::operator(), |cx| {
            directory::use_cases::areas::hokatsu_of_address(cx, "結野市ひばり野台二丁目3-5")
        })
        .unwrap();
    let kita = orgs.iter().find(|o| o.name.contains("ひばり野台高齢者")).map(|o| o.id);
    assert_eq!(found, kita);
}

fn nobody_lives_or_works_in_a_real_place(app: &TestApp, _: &DemoReport) {
    let city = city::City::read(today()).unwrap();
    let real = [
        "北上",
        "花巻",
        "釜石",
        "盛岡",
        "岩手",
        "青森",
        "秋田",
        "宮城",
        "山形",
        "福島",
        "北海道",
        "東京",
        "大阪",
        "京都",
        "沖縄",
        "仙台",
        "札幌",
        "横浜",
        "名古屋",
        "福岡",
    ];
    let fine = |text: &str| real.iter().all(|r| !text.contains(r));
    for o in &city.orgs {
        assert!(fine(&o.name) && fine(&o.address) && fine(&o.corporation), "{}", o.name);
        assert!(o.phone.starts_with("0000-"), "{}", o.phone);
    }
    let cm = role(app, "cm");
    let (people, _) = app.read(&cm, |cx| people::use_cases::view::list(cx, None, false)).unwrap();
    assert!(people.len() >= 9);
    for r in &people {
        let town = r.address.strip_prefix(city::CITY).unwrap();
        assert!(city.towns.iter().any(|t| town.starts_with(&t.name)), "{}", r.address);
        assert!(
            r.phone.starts_with("0000-") && r.insured.starts_with("00") && r.insured.len() == 10
        );
        assert_eq!(r.insurer, city::INSURER);
    }
}

#[test]
fn sheets_and_records_are_right_by_the_forms_own_rules() {
    let shipped = forms::shipped().unwrap();
    let city = city::City::read(today()).unwrap();
    let (rates, clinic) = (table::Rates::shipped().unwrap(), clinical::Clinic::read().unwrap());
    let papers = papers::Papers::new(clinic.clone(), rates.clone(), 7).unwrap();
    let mut folk = folk::Folk::new(&city, &rates, &clinic, 7, today(), 600).unwrap();
    let at = testkit::at(TODAY, "11:20");
    for n in 0..150 {
        let p = folk.anybody(None).unwrap();
        let admitted = add_days(today(), -(n * 4));
        let head = papers::Head {
            hospital: "結野中央病院".into(),
            hospital_person: "地域連携室 小田島 誠".into(),
            ward: "3階東病棟".into(),
            room: "312".into(),
            reason: "肺炎".into(),
            admitted_on: admitted,
            recent: (n % 2 == 0)
                .then(|| ("脱水症".into(), add_days(admitted, -60), add_days(admitted, -40))),
        };
        let sheet = papers.sheet_answers(&city, &p, &head, admitted).unwrap();
        right(shipped, "admission-sheet", &sheet, at);
        let talks = vec![papers::Talk {
            on: admitted,
            profession: "nurse",
            person: "病棟看護師".into(),
            conference: true,
        }];
        let record = papers
            .record_answers(&city, &p, &head, add_days(admitted, 9), &talks, today())
            .unwrap();
        right(shipped, "discharge-record", &record, at);
        let (_, body) = papers.sheet(&city, &p, &head, admitted).unwrap();
        let read = forms::Answers::from_json(&body).unwrap();
        assert_eq!(read.text("person.name"), Some(p.resident.name.as_str()));
        assert!(read.singles().count() > 85, "{}", read.singles().count());
    }
}

/// Nothing is in the way of 確定, and every choice is one of the form's.
pub(super) fn right(
    shipped: &forms::Shipped,
    code: &str,
    answers: &forms::Answers,
    at: kernel::At,
) {
    let form = shipped.forms.newest(code).unwrap();
    let vars = forms::Vars::new(at);
    let checked = forms::validate(form, answers, &vars, forms::Stage::Confirm);
    assert!(checked.ok(), "{code}: {:?}", checked.problems);
    for (key, a) in answers.iter() {
        let q = form
            .question(&key.link_id)
            .unwrap_or_else(|| panic!("{code} has no {}", key.link_id))
            .question;
        if let Some(forms::Value::Picks(picks)) = a.value() {
            assert!(
                picks.iter().all(|p| q.choice(&p.code).is_some()),
                "{code} {}: {picks:?}",
                key.link_id
            );
        }
        if let (Some(forms::Value::Text(t)), forms::model::Kind::Text { max, .. }) =
            (a.value(), &q.kind)
        {
            assert!(t.chars().count() <= *max, "{code} {}: {t}", key.link_id);
        }
    }
    // what a browser would post is read back as the same answers
    let kept = answers.for_record(form);
    let json = forms::response::to_fhir(form, &kept, &forms::response::About::default());
    let back = forms::response::from_fhir(form, &json).unwrap();
    assert_eq!(back.to_json(), kept.to_json(), "{code}");
}

#[test]
fn kitakami_holds_the_real_directory_and_nobody_else() {
    let db = TestDb::sqlite(Contents::Base);
    let app = TestApp::in_region(db, testkit::kitakami());
    let made = build_kitakami(&app, &DemoPlan::default(), today(), &mut |_| {}).unwrap();
    assert_eq!((made.residents, made.stays), (0, 0));
    assert!(made.facilities > 100, "{}", made.facilities);
    let orgs = app.read(&Actor::operator(), accounts::organisations).unwrap();
    assert_eq!(orgs.iter().map(|o| o.kind).collect::<Vec<_>>(), [OrganisationKind::Centre]);
    assert_eq!(role(&app, "kitakami-coordinator").hat, Hat::Coordinator);
    let towns = app.read(&Actor::operator(), directory::use_cases::areas::towns).unwrap();
    assert!(towns.len() > 150, "{}", towns.len());
}
