//! 地域の姿: figures of small areas as entered, offices counted against a count of the test's own, two people at one form.
use std::collections::BTreeMap;

use directory::AreaId;
use directory::model::facility::FacilityData;
use directory::use_cases::areas::{self, Town};
use directory::use_cases::register;
use slice::{Fail, Method};
use testkit::TestApp;

use crate::support::{ask, both, coordinator, get, on, post};

const TOWNS: [(&str, &str); 3] = [("東町", "東圏域"), ("西町", "西圏域"), ("北町", "西圏域")];

fn make_areas(app: &TestApp) -> BTreeMap<&'static str, AreaId> {
    let mut out = BTreeMap::new();
    for (name, kana) in [("西圏域", "にしけんいき"), ("東圏域", "ひがしけんいき")]
    {
        let id =
            app.write(&coordinator(), move |cx| areas::add_area(cx, name, kana, None)).unwrap();
        out.insert(name, id);
    }
    let towns: Vec<Town> = TOWNS
        .iter()
        .map(|(town, area)| Town {
            city: "結野市".into(),
            name: (*town).into(),
            kana: String::new(),
            area: out[area],
        })
        .collect();
    app.write(&coordinator(), move |cx| areas::put_towns(cx, &towns)).unwrap();
    out
}

/// Offices at invented addresses; how many of each (service, area) the test has made.
fn make_offices(app: &TestApp) -> BTreeMap<(&'static str, &'static str), i64> {
    let mut mine = BTreeMap::new();
    let places = [("東町", "東圏域"), ("西町", "西圏域"), ("北町", "西圏域"), ("南町", "")];
    for (i, service) in ["430", "130", "hospital", "430", "130", "430"].into_iter().enumerate() {
        for (town, area) in places.iter().skip(i % 3) {
            let data = FacilityData {
                service: service.into(),
                name: format!("見本 {i} {town}"),
                city: "結野市".into(),
                address: format!("{town}{}-2", i + 1),
                ..FacilityData::default()
            };
            app.write(&coordinator(), move |cx| register::register(cx, &data, None)).unwrap();
            *mine.entry((service, *area)).or_default() += 1;
        }
    }
    mine
}

#[test]
fn offices_of_every_area_are_what_a_count_of_ones_own_gives_and_open() {
    both(|app| {
        on(&app, "2026-11-23");
        let areas = make_areas(&app);
        let mine = make_offices(&app);
        let w =
            app.read(&coordinator(), |cx| programme::use_cases::profile::open(cx, None)).unwrap();
        let names: Vec<&str> = w.areas.iter().map(|a| a.name.as_str()).collect();
        assert_eq!(names, ["西圏域", "東圏域"]);
        for (kind, service) in [("cm", "430"), ("nursing", "130"), ("hospital", "hospital")] {
            let o = w.offices.iter().find(|o| o.kind == kind).unwrap();
            let n = |area: &str| {
                mine.iter().filter(|(k, _)| *k == &(service, area)).map(|x| x.1).sum::<i64>()
            };
            assert_eq!(
                (o.cells.clone(), o.nowhere),
                (vec![n("西圏域"), n("東圏域")], n("")),
                "{kind}"
            );
            assert_eq!(o.whole, n("西圏域") + n("東圏域") + n(""));
        }
        assert_eq!(w.offices.len(), 3, "kinds of which there are none are left out");
        let to = format!("/programme/profile/offices?kind=cm&area={}", areas["東圏域"].0);
        let page = get(&app, &coordinator(), &to);
        assert!(page.contains("見本 0 東町") && !page.contains("西町"), "{page}");
        let page = get(&app, &coordinator(), "/programme/profile/offices?kind=cm&area=none");
        assert!(page.contains("南町"), "{page}");
        for bad in ["kind=x&area=none", "kind=cm&area=x"] {
            let to = format!("/programme/profile/offices?{bad}");
            let seen = ask(&app, Some(&coordinator()), Method::Get, &to, &[], None);
            assert!(matches!(seen, Err(Fail::NotFound)), "{bad}");
        }
    });
}

#[test]
fn figures_are_entered_shared_and_printed_and_two_people_do_not_overwrite_each_other() {
    both(|app| {
        on(&app, "2026-11-23");
        let c = coordinator();
        let areas = make_areas(&app);
        let page = get(&app, &c, "/programme/profile");
        assert!(page.contains("令和8年度の数は、まだ入っていません"), "{page}");
        let east = format!("/programme/profile/{}", areas["東圏域"].0);
        let west = format!("/programme/profile/{}", areas["西圏域"].0);
        let form = |population: &'static str, over65: &'static str| {
            [
                ("year", "2026"),
                ("source", "住民基本台帳"),
                ("population", population),
                ("was.population", ""),
                ("over65", over65),
                ("was.over65", ""),
            ]
        };
        for (population, over65, want) in [
            ("1000", "1001", "65歳以上の人口が、人口（1,000）より多く"),
            ("-5", "", "0以上の整数"),
            ("1.5", "", "0以上の整数"),
            ("99999999999999999999", "", "数が大きすぎます"),
            ("たくさん", "", "数は、1,400"),
        ] {
            let (status, page) = post(&app, &c, &east, &form(population, over65));
            assert_eq!(status, 422, "{page}");
            assert!(page.contains(want) && page.contains("住民基本台帳"), "{page}");
        }
        assert_eq!(post(&app, &c, &east, &form("2,000", "700")).0, 303);
        assert_eq!(post(&app, &c, &west, &form("1000", "300")).0, 303);
        let page = get(&app, &c, "/programme/profile");
        for want in ["35.0%", "30.0%", "33.3%", "3,000", "住民基本台帳"] {
            assert!(page.contains(want), "{want} {page}");
        }
        // somebody else had the form open when it was empty
        let (status, page) = post(&app, &c, &east, &form("2500", "700"));
        assert_eq!(status, 422);
        assert!(page.contains("ほかの人が先に直しました"), "{page}");
        let late = [("year", "2030"), ("source", "x"), ("population", "1")];
        assert_eq!(post(&app, &c, &east, &late).0, 422, "a year that has not begun");
        let (status, page) = post(&app, &c, "/programme/profile/all", &form("2900", ""));
        assert_eq!(status, 422);
        assert!(page.contains("圏域の合計（3,000）より少なく"), "{page}");
        assert_eq!(post(&app, &c, "/programme/profile/all", &form("3100", "")).0, 303);
        let page = get(&app, &c, "/programme/profile?year=2026");
        assert!(page.contains("3,100"), "what was published stands before the sum: {page}");
        for format in ["print", "xlsx"] {
            let to = format!("/programme/profile?year=2026&format={format}");
            ask(&app, Some(&c), Method::Get, &to, &[], None).unwrap();
        }
    });
}
