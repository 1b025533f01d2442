//! フィードバック: who is owed what, giving back with a day and a way, taking it back, きょう.
use app::Error;
use issues::model::{How, NewIssue, Owner, Profession};
use issues::use_cases;
use kernel::time::add_days;

use crate::support::*;

fn owned(app: &testkit::TestApp, title: &str, owner: Owner) -> issues::IssueId {
    let d = NewIssue { owner: Some(owner), ..new_issue(2026, Profession::CareManager, title) };
    app.write(&centre(), move |cx| use_cases::add_issue(cx, &d, None)).unwrap()
}

#[test]
fn issues_are_owed_to_whom_they_belong_until_given_back() {
    for_both(|app| {
        let owner = Owner::Profession(Profession::Pharmacy);
        let a = owned(&app, "薬のことを聞けない", owner);
        let b = owned(&app, "訪問を頼めない", owner);
        owned(&app, "席が足りない", Owner::Profession(Profession::Facility));
        let owed = || app.read(&city(), use_cases::owners).unwrap();
        let mine = |all: Vec<use_cases::Owed>| all.into_iter().find(|o| o.owner == owner).unwrap();
        assert_eq!((mine(owed()).open, mine(owed()).waiting), (2, 2));
        let today = app.now().date();
        let given = app
            .write(&centre(), move |cx| {
                use_cases::give(cx, owner, today, Some(How::Hand), "例会で", &[a, a])
            })
            .unwrap();
        assert_eq!((mine(owed()).waiting, mine(owed()).last), (1, Some(today)));
        let s = app.read(&city(), |cx| use_cases::sheet(cx, owner)).unwrap();
        assert_eq!((s.name.as_str(), s.issues.len(), s.before.len()), ("薬剤", 2, 1));
        assert_eq!(s.before[0].1, 1, "one issue, though named twice");
        let back = app.write(&centre(), move |cx| use_cases::take_back(cx, given)).unwrap();
        assert_eq!((back, mine(owed()).waiting), (owner, 2));
        // what was solved is told once more
        app.write(&centre(), move |cx| use_cases::solve(cx, b, today, "同行訪問")).unwrap();
        let s = app.read(&city(), |cx| use_cases::sheet(cx, owner)).unwrap();
        assert_eq!(s.issues.len(), 2);
        assert_eq!(mine(owed()).open, 1);
    });
}

#[test]
fn what_does_not_fit_is_said_and_nothing_is_marked() {
    for_both(|app| {
        let owner = Owner::Profession(Profession::Pharmacy);
        let a = owned(&app, "あ", owner);
        let b = owned(&app, "い", Owner::Profession(Profession::Dental));
        let today = app.now().date();
        for (on, how, chosen, field) in [
            (add_days(today, 1), Some(How::Fax), vec![a], "on"),
            (today, None, vec![a], "how"),
            (today, Some(How::Fax), vec![], "issues"),
            (today, Some(How::Fax), vec![b], "issues"),
        ] {
            let done =
                app.write(&centre(), move |cx| use_cases::give(cx, owner, on, how, "", &chosen));
            match done {
                Err(Error::Invalid(e)) => assert_eq!(e[0].field, field),
                other => panic!("{other:?}"),
            }
        }
        let as_city = app
            .write(&city(), move |cx| use_cases::give(cx, owner, today, Some(How::Fax), "", &[a]));
        assert!(matches!(as_city, Err(Error::Forbidden(_))));
    });
}

#[test]
fn today_names_what_is_owed_too_long_and_days_that_are_over() {
    for_both(|app| {
        let s = issues::slice();
        let todo = s.todo.unwrap();
        owned(&app, "あ", Owner::Profession(Profession::Pharmacy));
        let lines = |app: &testkit::TestApp, who| app.read(&who, todo).unwrap();
        assert!(lines(&app, centre()).is_empty(), "written today, nothing is late");
        app.clock.set(testkit::at("2027-01-05", "09:00"));
        let now = lines(&app, centre());
        assert_eq!(now.len(), 1);
        assert_eq!(now[0].title, "薬剤に、課題をお返しする");
        let t = matching("医科薬科同行訪問", &["medical", "pharmacy"], "arranging", "12/24");
        save(&app, issues::model::Level::Second, &t);
        let now = lines(&app, centre());
        assert_eq!(now.len(), 2);
        assert!(now[0].why.contains("日にちが過ぎました"));
        assert!(lines(&app, testkit::staff(kernel::Hat::Ward, testkit::id(3))).is_empty());
        assert!(lines(&app, city()).is_empty(), "the city does not do the centre's work");
        let over = app.read(&city(), s.overdue.unwrap()).unwrap();
        assert_eq!(over.iter().map(|o| o.n).collect::<Vec<_>>(), [1, 1]);
    });
}
