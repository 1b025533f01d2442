//! What other slices read: windows, the 包括 of an address, receivers without an account, names, searching.
use accounts::OrganisationKind;
use directory::model::facility::FacilityData;
use directory::model::window::Party;
use directory::use_cases::areas::{self, Town};
use directory::use_cases::browse::{self, Filter, Turn};
use directory::use_cases::light::{self, LightData};
use directory::use_cases::{names, register, windows};
use directory::{WindowState, hokatsu_of_address, labels, windows_of};
use kernel::{Hat, Holidays};
use testkit::{Contents, for_both_with, id, noon_before, staff};

use crate::support::*;

#[test]
fn a_window_is_kept_with_its_hours_and_times_to_avoid() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        let office = organisation(&app, "みずほ居宅介護支援", OrganisationKind::CareManagement);
        let mut w = window(Party::Organisation(office));
        let saved = put_window(&app, &w);
        let read = app.read(&operator(), |cx| windows_of(cx, office)).unwrap();
        w.id = saved;
        w.version = 1;
        assert_eq!(read, [w.clone()]);
        let state = read[0].may_call_now(noon_before(), Holidays::shipped());
        assert_eq!(state, WindowState::MayCall { until: t(12, 0) });
        // changed by one, then by another who read the older version
        w.person = "鈴木 一郎".into();
        w.avoid.clear();
        assert_eq!(put_window(&app, &w), saved);
        let late = w.clone();
        let stale = app.write(&operator(), move |cx| windows::save(cx, &late));
        assert!(matches!(stale, Err(app::Error::Stale { mine: 1, theirs: 2 })));
        let read = app.read(&operator(), |cx| windows_of(cx, office)).unwrap();
        assert_eq!(
            (read[0].person.as_str(), read[0].avoid.len(), read[0].version),
            ("鈴木 一郎", 0, 2)
        );
        app.write(&operator(), move |cx| windows::remove(cx, saved)).unwrap();
        assert!(app.read(&operator(), |cx| windows_of(cx, office)).unwrap().is_empty());
    });
}

#[test]
fn a_window_that_cannot_be_is_refused_beside_its_fields() {
    let app = base();
    let office = organisation(&app, "居宅", OrganisationKind::CareManagement);
    let mut w = window(Party::Organisation(office));
    w.name = String::new();
    w.phone = "12-34".into();
    w.week[0] = Some(kernel::Hours { open: t(17, 0), close: t(9, 0) });
    w.avoid[0].to = w.avoid[0].from;
    w.avoid[1].month_days = Some((10, 1));
    w.confirmed_on = Some("2026-11-20".parse().unwrap());
    let refused = app.write(&operator(), move |cx| windows::save(cx, &w));
    let Err(app::Error::Invalid(fields)) = refused else { panic!("{refused:?}") };
    let names: Vec<&str> = fields.iter().map(|f| f.field.as_str()).collect();
    assert_eq!(
        names,
        ["name", "phone", "close0", "avoid.0.to", "avoid.1.day_from", "confirmed_on"]
    );
    let nobody = window(Party::Organisation(accounts::OrganisationId(id(99))));
    assert!(matches!(
        app.write(&operator(), move |cx| windows::save(cx, &nobody)),
        Err(app::Error::NotFound)
    ));
    let w = window(Party::Organisation(office));
    let denied = app.write(&staff(Hat::CareManager, id(1)), move |cx| windows::save(cx, &w));
    assert!(matches!(denied, Err(app::Error::Forbidden("directory.window.change"))));
}

#[test]
fn an_address_leads_to_the_hokatsu_of_its_area() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        let north = organisation(&app, "北地域包括", OrganisationKind::Hokatsu);
        let south = organisation(&app, "南地域包括", OrganisationKind::Hokatsu);
        let hospital = organisation(&app, "中央病院", OrganisationKind::Hospital);
        let no =
            app.write(&operator(), move |cx| areas::add_area(cx, "北", "きた", Some(hospital)));
        assert!(matches!(no, Err(app::Error::Invalid(_))));
        app.write(&operator(), move |cx| {
            let a = areas::add_area(cx, "北", "きた", Some(north))?;
            let b = areas::add_area(cx, "南", "みなみ", None)?;
            let town = |name: &str, area| Town {
                city: "結野市".into(),
                name: name.into(),
                kana: String::new(),
                area,
            };
            areas::put_towns(
                cx,
                &[town("ひばり台一丁目", a), town("ひばり台二丁目", b), town("常盤台", a)],
            )?;
            // given again with another 圏域: the town moves
            areas::put_towns(cx, &[town("常盤台", b)])?;
            areas::set_hokatsu(cx, b, Some(south))
        })
        .unwrap();
        let of =
            |address: &str| app.read(&operator(), |cx| hokatsu_of_address(cx, address)).unwrap();
        assert_eq!(of("結野市ひばり台一丁目3-5"), Some(north));
        assert_eq!(of("ひばり台２－１"), Some(south));
        assert_eq!(of("結野市常盤台5"), Some(south));
        assert_eq!(of("岩手県盛岡市常盤台5"), None);
        assert_eq!(of(""), None);
        assert_eq!(app.read(&operator(), areas::towns).unwrap().len(), 3);
    });
}

#[test]
fn receivers_without_an_account_are_entered_changed_and_retired() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        let data = LightData {
            name: "市外中央病院".into(),
            kind: "hospital".into(),
            phone: "０１９７（６５）０３０１".into(),
            ..LightData::default()
        };
        let d = data.clone();
        let one = app.write(&operator(), move |cx| light::save(cx, None, &d)).unwrap();
        let all = app.read(&operator(), light::list).unwrap();
        assert_eq!((all.len(), all[0].data.phone.as_str(), all[0].version), (1, "0197-65-0301", 1));
        let d = LightData { note: "夜間は守衛へ".into(), ..data.clone() };
        app.write(&operator(), move |cx| light::save(cx, Some((one, 1)), &d)).unwrap();
        let d = data.clone();
        let stale = app.write(&operator(), move |cx| light::save(cx, Some((one, 1)), &d));
        assert!(matches!(stale, Err(app::Error::Stale { .. })));
        let bad = LightData { kind: "x".into(), name: "あ".repeat(101), fax: "1".into(), ..data };
        let refused = app.write(&operator(), move |cx| light::save(cx, None, &bad));
        assert!(matches!(refused, Err(app::Error::Invalid(f)) if f.len() == 3));
        app.write(&operator(), move |cx| light::retire(cx, one)).unwrap();
        assert!(app.read(&operator(), light::list).unwrap().is_empty());
        assert_eq!(
            app.read(&operator(), |cx| light::light(cx, one)).unwrap().data.note,
            "夜間は守衛へ"
        );
    });
}

#[test]
fn a_region_gives_its_own_names() {
    let app = base();
    assert_eq!(app.read(&operator(), labels).unwrap().hokatsu_short(), "包括");
    app.write(&operator(), |cx| names::set_label(cx, "hokatsu_short", "あんしん")).unwrap();
    assert_eq!(app.read(&operator(), labels).unwrap().hokatsu_short(), "あんしん");
    assert!(matches!(
        app.write(&operator(), |cx| names::set_label(cx, "x", "y")),
        Err(app::Error::NotFound)
    ));
}

#[test]
fn what_open_data_lacks_is_entered_by_hand_and_linked_to_its_organisation() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        let org = organisation(&app, "結野中央病院", OrganisationKind::Hospital);
        let data = FacilityData {
            service: "hospital".into(),
            name: "結野中央病院".into(),
            kana: "ユイノチュウオウビョウイン".into(),
            address: "結野市本町1-1".into(),
            ..FacilityData::default()
        };
        let d = data.clone();
        let one = app.write(&operator(), move |cx| register::register(cx, &d, Some(org))).unwrap();
        let mine = app.read(&operator(), |cx| directory::facilities_of(cx, org)).unwrap();
        assert_eq!((mine.len(), mine[0].id, mine[0].data.service_label.as_str()), (1, one, "病院"));
        put_window(&app, &window(Party::Organisation(org)));
        let page = app.read(&operator(), |cx| browse::facility_page(cx, one)).unwrap();
        assert_eq!((page.windows.len(), page.freshness), (1, None));
        app.write(&operator(), move |cx| register::link(cx, one, None)).unwrap();
        assert!(app.read(&operator(), |cx| directory::facilities_of(cx, org)).unwrap().is_empty());
        let bad = FacilityData { service: "x".into(), ..data };
        assert!(app.write(&operator(), move |cx| register::register(cx, &bad, None)).is_err());
    });
}

#[test]
fn two_letters_find_by_name_kana_town_service_number_and_telephone() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        let mut rows = some(3);
        rows.push(row(9, "髙橋入浴サービス", "タカハシニュウヨクサービス"));
        imported(&app, &rows);
        let find = |typed: &str| -> Vec<String> {
            let hits = app.read(&operator(), |cx| browse::search(cx, typed)).unwrap();
            hits.into_iter().map(|h| h.title).collect()
        };
        assert_eq!(find("たか")[..1], ["髙橋入浴サービス"]);
        for typed in [
            "高橋",
            "たかは",
            "ﾀｶﾊｼ",
            "髙橋 ひば",
            "0370100009",
            "6500 たかはし",
            "訪問入浴介護 高橋",
        ] {
            assert_eq!(find(typed), ["髙橋入浴サービス"], "{typed}");
        }
        assert_eq!(find("ひばり台").len(), 4);
        assert_eq!(find("訪問入浴介").len(), 4);
        // names that begin with the word come first
        assert_eq!(find("入浴")[..1], ["北上訪問入浴1"]);
        for nothing in ["", "あ", "ない名前", "%_", "' OR 1=1 --", "\u{0}", "橋髙"] {
            assert!(find(nothing).is_empty(), "{nothing}");
        }
    });
}

#[test]
fn paging_forth_and_back_shows_every_facility_once() {
    for_both_with(Contents::Base, |db| {
        let app = region(db);
        imported(&app, &some(120));
        let page = |turn| {
            app.read(&operator(), |cx| browse::list(cx, &Filter::default(), turn)).unwrap().listed
        };
        let first = page(Turn::First);
        let second = page(Turn::After(first.next.unwrap()));
        let third = page(Turn::After(second.next.unwrap()));
        assert_eq!((first.rows.len(), second.rows.len(), third.rows.len()), (50, 50, 20));
        assert_eq!((first.total, first.prev, third.next), (120, None, None));
        let mut all: Vec<_> =
            [&first, &second, &third].iter().flat_map(|p| p.rows.iter().map(|r| r.id)).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 120);
        assert_eq!(page(Turn::Before(third.prev.unwrap())).rows, second.rows);
        let back = page(Turn::Before(second.prev.unwrap()));
        assert_eq!((back.rows, back.prev), (first.rows, None));
    });
}
