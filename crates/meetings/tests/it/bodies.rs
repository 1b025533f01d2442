//! Bodies, members, the chart.
use app::Error;
use meetings::model::NewBody;
use meetings::use_cases::{bodies, read};

use slice::{Body, Method};

use crate::support::{
    add_body, add_member, ask, body, both, city, coordinator, day, get, html, member, on, plan,
};

#[test]
fn a_change_of_a_body_can_be_taken_back_step_by_step() {
    both(|app| {
        let id = add_body(&app, body("推進会議"));
        let change = |name: &'static str, version: i64| {
            app.write(&coordinator(), move |cx| {
                bodies::change(cx, id, &NewBody { name: name.into(), ..body("") }, version)
            })
        };
        let name = || app.read(&coordinator(), |cx| read::one_body(cx, id)).unwrap().body.data.name;
        change("連携推進会議", 1).unwrap();
        change("在宅医療・介護連携推進会議", 2).unwrap();
        assert!(matches!(change("別の名前", 2), Err(Error::Stale { mine: 2, theirs: 3 })));
        let undo = || app.write(&coordinator(), move |cx| bodies::undo(cx, id));
        undo().unwrap();
        assert_eq!(name(), "連携推進会議");
        undo().unwrap();
        assert_eq!(name(), "推進会議");
        assert!(matches!(undo(), Err(Error::Rule(_))), "there is nothing more to take back");
    });
}

#[test]
fn no_body_stands_below_itself() {
    both(|app| {
        let top = add_body(&app, body("推進会議"));
        let below = |name: &str, parent: String| NewBody { parent, ..body(name) };
        let section = add_body(&app, below("入退院支援部会", top.to_string()));
        let refused = |parent: String| {
            let new = below("推進会議", parent);
            app.write(&coordinator(), move |cx| bodies::change(cx, top, &new, 1))
        };
        for parent in
            [section.to_string(), top.to_string(), testkit::id(77).to_string(), "x".into()]
        {
            assert!(matches!(refused(parent), Err(Error::Invalid(f)) if f[0].field == "parent"));
        }
        let gone = |id| app.write(&coordinator(), move |cx| bodies::set_removed(cx, id, true));
        assert!(matches!(gone(top), Err(Error::Rule(_))), "something belongs to it");
        plan(&app, section, Some("2026-12-04"));
        assert!(matches!(gone(section), Err(Error::Rule(_))), "its meetings are history");
        let slip = add_body(&app, body("まちがい"));
        gone(slip).unwrap();
        assert_eq!(app.read(&city(), read::bodies).unwrap().len(), 2);
        assert!(matches!(app.read(&city(), |cx| read::one_body(cx, slip)), Err(Error::NotFound)));
        app.write(&coordinator(), move |cx| bodies::set_removed(cx, slip, false)).unwrap();
        assert_eq!(app.read(&city(), read::bodies).unwrap().len(), 3);
    });
}

#[test]
fn members_count_while_they_are_appointed() {
    both(|app| {
        on(&app, "2026-11-22");
        let id = add_body(&app, body("推進会議"));
        let m = add_member(&app, id, member("ひがし薬局", "pharmacist"));
        let mut later = member("あさひ内科", "doctor");
        later.from = day("2027-04-01");
        add_member(&app, id, later);
        let chart = app.read(&city(), read::chart).unwrap();
        assert_eq!(chart[0].1.len(), 1, "who is appointed next year does not sit there yet");
        app.write(&coordinator(), move |cx| bodies::remove_member(cx, id, m, true)).unwrap();
        assert!(app.read(&city(), read::chart).unwrap()[0].1.is_empty());
        app.write(&coordinator(), move |cx| bodies::remove_member(cx, id, m, false)).unwrap();
        let other = add_body(&app, body("部会"));
        let wrong = app.write(&coordinator(), move |cx| bodies::remove_member(cx, other, m, true));
        assert!(matches!(wrong, Err(Error::NotFound)), "a member belongs to one body");
        // the end of the terms comes into きょう 60 days before
        let slice = meetings::slice();
        let lines = |app: &testkit::TestApp| {
            app.read(&coordinator(), |cx| (slice.todo.unwrap())(cx)).unwrap()
        };
        assert!(lines(&app).is_empty());
        on(&app, "2028-02-20");
        assert!(lines(&app)[0].why.contains("委嘱が60日以内に終わる委員が2人"));
    });
}

#[test]
fn the_city_reads_and_does_not_write() {
    both(|app| {
        let id = add_body(&app, body("推進会議"));
        app.read(&city(), |cx| read::one_body(cx, id)).unwrap();
        let refused = app.write(&city(), move |cx| bodies::add(cx, &body("部会")));
        assert!(matches!(refused, Err(Error::Forbidden("meetings.body.write"))));
        let visitor = meetings::use_cases::public::visitor();
        assert!(matches!(
            app.read(&visitor, |cx| read::one_body(cx, id)),
            Err(Error::Forbidden(_))
        ));
    });
}

#[test]
fn members_are_commissioned_on_paper_in_the_name_that_was_typed() {
    both(|app| {
        on(&app, "2026-11-20");
        let c = coordinator();
        let id = add_body(&app, body("推進会議"));
        let here = format!("/meetings/bodies/{id}/commission");
        assert!(get(&app, Some(&c), &here).contains("お名前の入った委員がいません"));
        let mut one = member("ひがし薬局", "pharmacist");
        one.name = "結野 花".into();
        (one.from, one.until) = (day("2026-04-01"), day("2028-03-31"));
        let at = add_member(&app, id, one.clone());
        (one.from, one.until) = (None, day("2026-03-31"));
        one.name = "任期 終".into();
        let over = add_member(&app, id, one);
        let page = get(&app, Some(&c), &here);
        assert!(page.contains("結野 花") && !page.contains("任期 終"), "{page}");
        let (at, over) = (at.to_string(), over.to_string());
        for (form, want) in [
            (vec![("by", ""), ("date", "R8.4.1"), ("member", at.as_str())], "委嘱する人の役職"),
            (vec![("by", "市長"), ("date", "R8.4.1")], "委員を1人以上"),
            (vec![("by", "市長"), ("date", "いつか"), ("member", at.as_str())], "12月4日"),
            (vec![("by", "市長"), ("date", "R8.4.1"), ("member", over.as_str())], "委員を1人以上"),
        ] {
            let (status, page) = html(ask(&app, Some(&c), Method::Post, &here, &form));
            assert_eq!(status, 422, "{form:?}");
            assert!(page.contains(want), "{form:?} {page}");
        }
        let form = [("by", "結野市長　見本 太郎"), ("date", "R8.4.1"), ("member", at.as_str())];
        let Body::Print(job) = ask(&app, Some(&c), Method::Post, &here, &form).unwrap().body else {
            panic!("no paper")
        };
        let text = job.body.to_string();
        for want in [
            "推進会議の委員を委嘱します。",
            "令和8年4月1日から令和10年3月31日まで",
            "結野市長　見本 太郎",
        ] {
            assert!(text.contains(want), "{want} {text}");
        }
    });
}
