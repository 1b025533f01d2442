//! 「この内容がちがうとき」 from the press to the facility's page and back, and what a facility says of itself.
use accounts::OrganisationKind;
use directory::FacilityId;
use directory::model::abilities::Says;
use directory::model::wrong::{Decision, Wrong};
use directory::use_cases::reports::{self, Tell};
use directory::use_cases::{browse, register, said};
use kernel::{Actor, Hat};
use slice::{Fail, Method};
use testkit::{Contents, TestApp, for_both_with, id, staff};

use crate::pages::sound;
use crate::support::*;

fn tell(app: &TestApp, who: &Actor, cmd: &Tell) -> app::Result<kernel::Id> {
    let cmd = cmd.clone();
    app.write(who, move |cx| reports::tell(cx, &cmd))
}

fn phone(facility: FacilityId, says: &str) -> Tell {
    Tell {
        facility, field: Some(Wrong::Phone), says: says.into(), how: "電話で聞いた".into()
    }
}

fn page(app: &TestApp, who: &Actor, path: &str) -> String {
    let html = html(ask(app, who, Method::Get, path, Ask::default()).unwrap());
    sound(&html);
    html
}

#[test]
fn what_is_told_waits_is_decided_and_stands_until_the_sources_say_the_same() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        let centre = organisation(&app, "結野 連携拠点", OrganisationKind::Centre);
        let office = organisation(&app, "結野居宅", OrganisationKind::CareManagement);
        imported(&app, &some(3));
        let one = first_facility(&app);
        let path = format!("/directory/{one}");
        let cm = staff(Hat::CareManager, office.0);
        let keeper = staff(Hat::Coordinator, centre.0);
        let report = tell(&app, &cm, &phone(one, "０１９７（６５）７７７７")).unwrap();
        assert_eq!(tell(&app, &cm, &phone(one, "0197-65-7777")).unwrap(), report, "kept once");
        assert!(page(&app, &cm, &path).contains("内容がちがうという知らせが1件"));
        assert!(
            page(&app, &cm, &path).contains("0197-65-0001"),
            "not shown before it is looked at"
        );
        let inbox = app.read(&keeper, app::notices::mine).unwrap();
        assert_eq!((inbox.len(), inbox[0].link.as_str()), (1, "/directory/reports"));

        let list = app.read(&keeper, reports::list).unwrap();
        assert_eq!((list.count, list.open[0].report.shown.as_str()), (1, "0197-65-0001"));
        assert_eq!(list.open[0].report.says, "0197-65-7777");
        assert!(app.write(&cm, move |cx| reports::decide(cx, report, Decision::Right)).is_err());
        app.write(&keeper, move |cx| reports::decide(cx, report, Decision::Right)).unwrap();
        let late = app.write(&keeper, move |cx| reports::decide(cx, report, Decision::Kept));
        assert!(matches!(late, Err(app::Error::Rule(_))), "decided once");
        let shown = page(&app, &cm, &path);
        assert!(
            shown.contains("href=\"tel:0197657777\"")
                && shown.contains("公開データの番号は 0197-65-0001")
        );
        assert!(shown.contains("この地域で確かめたこと"));

        // a newer word takes its place
        let newer = tell(&app, &cm, &phone(one, "0197-65-8888")).unwrap();
        app.write(&keeper, move |cx| reports::decide(cx, newer, Decision::Right)).unwrap();
        let shown = page(&app, &cm, &path);
        assert!(shown.contains("tel:0197658888") && !shown.contains("tel:0197657777"));
        assert_eq!(app.read(&keeper, reports::list).unwrap().shown.len(), 1);
        // the next edition says the same: the word is no longer needed
        let edition: Vec<String> =
            some(3).iter().map(|r| r.replace("0197-65-0001", "0197-65-8888")).collect();
        imported(&app, &edition);
        let shown = page(&app, &cm, &path);
        assert!(!shown.contains("この地域で確かめたこと") && shown.contains("tel:0197658888"));
    });
}

#[test]
fn a_press_without_a_choice_a_number_that_is_none_and_a_closed_office() {
    let app = base();
    imported(&app, &some(1));
    let hospital = organisation(&app, "結野中央病院", OrganisationKind::Hospital);
    let post = |app: &TestApp, hat: Hat, path: &str, form: &[(&str, &str)]| {
        let form = form.iter().map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect();
        let who = staff(hat, hospital.0);
        ask(app, &who, Method::Post, path, Ask { form, ..Ask::default() }).unwrap()
    };
    let one = first_facility(&app);
    let path = format!("/directory/{one}/wrong");
    sound(&get(&app, Hat::Liaison, &path, ""));
    let key = id(71).to_string();
    let nothing = post(&app, Hat::Liaison, &path, &[("says", "0197"), ("_key", &key)]);
    assert_eq!(nothing.status, 422);
    let page = html(nothing);
    sound(&page);
    assert!(page.contains("どこがちがうかを選んでください") && page.contains("value=\"0197\""));
    let form = [("field", "phone"), ("says", "電話はありません"), ("_key", &key)];
    let odd = post(&app, Hat::Liaison, &path, &form);
    assert_eq!(odd.status, 422);
    assert!(html(odd).contains("市外局番から"));
    let empty = post(&app, Hat::Liaison, &path, &[("field", "url"), ("_key", &key)]);
    assert!(html(empty).contains("正しい内容を入力してください"));
    let long = "長".repeat(201);
    let form = [("field", "other"), ("says", long.as_str()), ("_key", &key)];
    assert!(html(post(&app, Hat::Liaison, &path, &form)).contains("200文字以内"));
    let closed = post(&app, Hat::Liaison, &path, &[("field", "closed"), ("_key", &key)]);
    assert_eq!(goes_to(closed), format!("/directory/{one}"));
    let gone = ask(
        &app,
        &staff(Hat::Liaison, id(1)),
        Method::Get,
        &format!("/directory/{}/wrong", id(999)),
        Ask::default(),
    );
    assert!(matches!(gone, Err(Fail::NotFound)));

    let keeper = staff(Hat::Coordinator, id(1));
    let list = get(&app, Hat::Coordinator, "/directory/reports", "");
    sound(&list);
    assert!(list.contains("閉じている") && list.contains("1件"));
    let report = app.read(&keeper, reports::list).unwrap().open[0].report.id;
    let decide = format!("/directory/reports/{report}");
    assert_eq!(post(&app, Hat::Coordinator, &decide, &[("_key", &key)]).status, 422);
    let form = [("_do", "right"), ("_key", &key)];
    assert_eq!(goes_to(post(&app, Hat::Coordinator, &decide, &form)), "/directory/reports");
    let shown = get(&app, Hat::Doctor, &format!("/directory/{one}"), "");
    assert!(shown.contains("この事業所は、閉じています"));
    let past = [("_do", "past"), ("_key", &id(72).to_string())];
    post(&app, Hat::Coordinator, &decide, &past.map(|(a, b)| (a, b)));
    let shown = get(&app, Hat::Doctor, &format!("/directory/{one}"), "");
    assert!(!shown.contains("この事業所は、閉じています"));
    let empty = get(&app, Hat::Coordinator, "/directory/reports", "");
    sound(&empty);
    assert!(empty.contains("確かめるものはありません"));
}

#[test]
fn a_facility_answers_for_itself_and_nobody_else_does() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        let home = organisation(&app, "結野ケアハウス", OrganisationKind::Facility);
        imported(&app, &some(2));
        let one = first_facility(&app);
        app.write(&operator(), move |cx| register::link(cx, one, Some(home))).unwrap();
        let (own, other) = (staff(Hat::Provider, home.0), staff(Hat::Provider, id(5)));
        let path = format!("/directory/{one}/said");
        let form = page(&app, &own, &path);
        assert!(form.contains("夜間の吸引") && form.contains("まだ答えない"));
        assert!(page(&app, &own, &format!("/directory/{one}")).contains("まだ回答がありません"));
        let refused = ask(&app, &other, Method::Get, &path, Ask::default());
        assert!(matches!(refused, Err(Fail::Use(app::Error::Forbidden(_)))), "{refused:?}");
        let answers =
            [("suction-night".to_string(), Says::Ask), ("insulin".to_string(), Says::Yes)];
        let say = |who: &Actor| {
            let answers = answers.clone();
            app.write(who, move |cx| said::say(cx, one, &answers, "吸引は22時まで"))
        };
        assert!(say(&other).is_err());
        say(&own).unwrap();
        let read = app.read(&other, |cx| browse::facility_page(cx, one)).unwrap().said.unwrap();
        assert_eq!(read.answers.len(), 2);
        assert_eq!(
            (read.office.as_str(), read.words.as_str()),
            ("結野ケアハウス", "吸引は22時まで")
        );
        let html = page(&app, &other, &format!("/directory/{one}"));
        for want in [
            "受けられます",
            "インスリン注射",
            "相談してください",
            "夜間の吸引",
            "結野ケアハウスの",
            "が答えました",
            "吸引は22時まで",
        ] {
            assert!(html.contains(want), "{want}");
        }
        assert!(!html.contains("回答を直す"), "only the facility itself");
        // answering anew replaces everything
        app.write(&own, move |cx| said::say(cx, one, &[("insulin".into(), Says::No)], "")).unwrap();
        let read = app.read(&own, |cx| browse::facility_page(cx, one)).unwrap().said.unwrap();
        assert_eq!(
            (read.answers, read.words.as_str()),
            (vec![("insulin".to_string(), Says::No)], "")
        );
        let none = app.write(&own, move |cx| said::say(cx, one, &[], " "));
        assert!(matches!(none, Err(app::Error::Invalid(_))));
    });
}
