//! 圏域 and towns: entering, choosing, lists, history; and the windows an office may change itself.
use accounts::{OrganisationId, OrganisationKind};
use app::Error;
use directory::model::window::Party;
use directory::use_cases::areas::lists::{self, Usual};
use directory::use_cases::areas::towns::{self, Choice};
use directory::use_cases::{areas, windows};
use directory::{hokatsu_of_address, windows_of};
use kernel::{Actor, Hat};
use slice::{Body, Method};
use testkit::{Contents, TestApp, for_both_with, id, staff};

use crate::support::*;

fn member(hat: Hat, of: OrganisationId) -> Actor {
    Actor { organisation: Some(of.0), ..staff(hat, id(1)) }
}

fn given(app: &TestApp, text: &str) -> usize {
    let text = text.to_string();
    app.write(&operator(), move |cx| {
        let lines = lists::pasted(&text, &Usual { city: "結野市".into(), area: String::new() });
        let hash = lists::plan(cx, &lines)?.hash();
        Ok(lists::put(cx, &lines, &hash)?.unwrap())
    })
    .unwrap()
}

#[test]
fn a_town_in_no_area_is_counted_until_somebody_chooses_it() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        let north = organisation(&app, "北地域包括", OrganisationKind::Hokatsu);
        let area = app
            .write(&operator(), move |cx| areas::add_area(cx, "北", "きた", Some(north)))
            .unwrap();
        assert_eq!(given(&app, "常盤台\nひばり台一丁目\n"), 2);
        let all = app.read(&operator(), areas::overview).unwrap();
        assert_eq!((all.nowhere.len(), all.towns), (2, 2));
        let asked = |app: &TestApp| {
            app.read(&operator(), |cx| hokatsu_of_address(cx, "結野市常盤台5")).unwrap()
        };
        assert_eq!(asked(&app), None);
        let town = all.nowhere.iter().find(|t| t.name == "常盤台").unwrap().id;
        let choice = Choice { town, was: None, into: true };
        let put = |c: Choice| app.write(&operator(), move |cx| towns::choose_towns(cx, area, &[c]));
        app.clock.advance_minutes(1);
        assert_eq!(put(choice).unwrap(), 1);
        app.clock.advance_minutes(1);
        assert_eq!(asked(&app), Some(north));
        // a second area takes it; the page of the first still shows it where it was
        let other = app.write(&operator(), move |cx| areas::add_area(cx, "南", "", None)).unwrap();
        let moved = Choice { town, was: Some(area), into: true };
        app.write(&operator(), move |cx| towns::choose_towns(cx, other, &[moved])).unwrap();
        let late = put(Choice { town, was: Some(area), into: false });
        assert!(matches!(late, Err(Error::Invalid(f)) if f[0].message.contains("南")));
        let (_, past) = app.read(&operator(), |cx| areas::area_page(cx, area)).unwrap();
        let kinds: Vec<&str> = past.iter().rev().map(|a| a.kind.as_str()).collect();
        assert_eq!(kinds, ["added", "towns_in", "towns_out"]);
        app.write(&operator(), move |cx| areas::retire_area(cx, other)).unwrap();
        let all = app.read(&operator(), areas::overview).unwrap();
        assert_eq!((all.areas.len(), all.retired.len(), all.nowhere.len()), (1, 1, 2));
    });
}

#[test]
fn an_area_changed_by_another_is_stale_and_two_have_not_one_name() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        let a = app.write(&operator(), |cx| areas::add_area(cx, "北", "", None)).unwrap();
        let change = |version: i64, name: &'static str| {
            app.write(&operator(), move |cx| areas::change_area(cx, a, version, name, "", None))
        };
        change(1, "北部").unwrap();
        assert!(matches!(change(1, "きた"), Err(Error::Stale { mine: 1, theirs: 2 })));
        let twice = app.write(&operator(), |cx| areas::add_area(cx, "北部", "", None));
        assert!(matches!(twice, Err(Error::Invalid(_))));
        let denied =
            app.write(&staff(Hat::CareManager, id(1)), |cx| areas::add_area(cx, "東", "", None));
        assert!(matches!(denied, Err(Error::Forbidden("directory.area.change"))));
    });
}

#[test]
fn a_list_shows_what_it_would_do_and_goes_out_as_it_came_in() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        app.write(&operator(), |cx| areas::add_area(cx, "東", "", None)).unwrap();
        let text = "結野市,中央,ちゅうおう,東\n結野市,中央,,東\n結野市,本町,,西\n,,x,\n";
        let lines = lists::pasted(text, &Usual::default());
        let plan = app.read(&operator(), |cx| lists::plan(cx, &lines)).unwrap();
        assert_eq!(plan.count(|c| *c == lists::Change::New), 1);
        assert_eq!(plan.count(|c| matches!(c, lists::Change::Refused(_))), 3);
        let (shown, rows) = (plan.hash(), lines.clone());
        let done = app.write(&operator(), move |cx| lists::put(cx, &rows, &shown)).unwrap();
        assert_eq!(done, Some(1));
        // the same hash again: the list means something else now
        let (shown, rows) = (plan.hash(), lines);
        let again = app.write(&operator(), move |cx| lists::put(cx, &rows, &shown)).unwrap();
        assert_eq!(again, None);
        let with = Ask::default();
        let r = ask(&app, &staff(Hat::City, id(1)), Method::Get, "/directory/areas/export", with);
        let Body::File { bytes, .. } = r.unwrap().body else { panic!("no file") };
        let back = lists::csv(&bytes, &Usual::default()).unwrap();
        assert_eq!(
            (back.len(), back[0].kana.as_str(), back[0].area.as_str()),
            (1, "ちゅうおう", "東")
        );
    });
}

#[test]
fn an_office_changes_its_own_windows_and_no_other() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        let mine = organisation(&app, "みずほ居宅介護支援", OrganisationKind::CareManagement);
        let other = organisation(&app, "中央病院", OrganisationKind::Hospital);
        put_window(&app, &window(Party::Organisation(mine)));
        let theirs = put_window(&app, &window(Party::Organisation(other)));
        let me = member(Hat::CareManager, mine);
        let own = app.read(&me, windows::own).unwrap();
        assert_eq!(own.len(), 1);
        let mut w = own[0].window.clone();
        w.avoid.truncate(1);
        app.write(&me, move |cx| windows::own_save(cx, &w)).unwrap();
        let now = app.read(&operator(), |cx| windows_of(cx, mine)).unwrap().remove(0);
        assert_eq!((now.avoid.len(), now.version), (1, 2));
        let one = now.id;
        app.write(&me, move |cx| windows::own_confirm(cx, one)).unwrap();
        let now = app.read(&operator(), |cx| windows_of(cx, mine)).unwrap().remove(0);
        assert_eq!(now.confirmed_on, Some("2026-11-19".parse().unwrap()));
        for refused in [
            app.write(&me, move |cx| windows::own_confirm(cx, theirs)),
            app.write(&me, move |cx| windows::own_remove(cx, theirs)),
            app.write(&me, move |cx| {
                windows::own_save(cx, &window(Party::Organisation(other))).map(|_| ())
            }),
            app.write(&member(Hat::Operator, mine), move |cx| windows::own_confirm(cx, one)),
        ] {
            assert!(
                matches!(refused, Err(Error::Forbidden("directory.window.own"))),
                "{refused:?}"
            );
        }
    });
}
