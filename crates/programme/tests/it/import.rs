//! Values out of a published table: by a sample of our own, and by the real file where it lies beside the project.
use std::path::{Path, PathBuf};

use office::xlsx::{About, Cell, Column, Kind, Sheet};
use programme::model::Num;
use programme::model::catalogue::catalogue;
use programme::model::import::read;
use programme::use_cases::values;

use crate::support::{base, coordinator, define, get, post, typed, upload};

/// A workbook in the layout of the table; names and figures are invented.
fn sample() -> Vec<u8> {
    let columns = ["第２表　保険者別　第１号被保険者数　（年度末現在）", "", "", ""];
    let columns: Vec<Column> = columns.iter().map(|c| Column::new(*c, 20.0, Kind::Text)).collect();
    let text = |r: [&str; 4]| r.iter().map(|c| Cell::text(*c)).collect::<Vec<_>>();
    let rows = vec![
        text(["", "", "", "（単位：人）"]),
        text(["", "", "", ""]),
        text(["都道府県", "保険者", "計", ""]),
        text(["", "", "", "６５歳以上７５歳未満"]),
        text(["全　国", "", "3600", "1"]),
        text(["架空県", "結野市", "1200", "700"]),
        text(["架空県", "隣　市", "2400", "900"]),
        text(["架空県", "白紙村", "-", "1"]),
    ];
    let about = About {
        title: "見本".into(),
        sender: "見本".into(),
        made: testkit::at("2026-11-22", "10:00"),
    };
    office::xlsx::write(&about, &[Sheet { name: "表".into(), columns, rows }]).unwrap()
}

#[test]
fn a_published_table_gives_the_own_value_and_those_to_compare_with() {
    let app = base();
    let c = coordinator();
    let id = define(&app, typed("第1号被保険者数", "人", "daily"));
    let path = format!("/programme/indicators/{id}/import");
    assert!(get(&app, &c, &path).contains("公表されている表"));
    let form = [("table", "kaigo-h-2/total"), ("year", "R4"), ("own", "ほかの市")];
    let (status, page) = upload(&app, &c, &path, &form, sample());
    assert_eq!(status, 422);
    assert!(page.contains("この名前の市町村が表にありません"), "{page}");
    let form = [("table", "kaigo-h-2/total"), ("year", "R4"), ("own", "結野市")];
    let (status, page) = upload(&app, &c, &path, &form, b"PKx".to_vec());
    assert_eq!(status, 422, "{page}");
    let (status, to) = upload(&app, &c, &path, &form, sample());
    assert_eq!(status, 303, "{to}");
    let page = get(&app, &c, &to);
    assert!(page.contains("2市町村のうち2位"), "{page}");
    assert!(page.contains("公表の表から") && page.contains("1,200"), "{page}");
    // again: replaced, not doubled
    let (status, _) = upload(&app, &c, &path, &form, sample());
    assert_eq!(status, 303);
    let w = app.read(&c, move |cx| values::open(cx, id, 2022, 2022, None)).unwrap();
    assert_eq!(w.cities.unwrap().1.len(), 2);
    assert_eq!(w.years[0].shown.value(), Some(Num::whole(1200)));
    let (status, _) = post(&app, &c, &format!("{path}/undo"), &[("year", "2022")]);
    assert_eq!(status, 303);
}

#[test]
fn one_city_after_another_can_be_typed_and_ranked() {
    let app = base();
    let c = coordinator();
    let new = typed("在宅等で亡くなった人の割合", "%", "end");
    let id =
        define(&app, programme::model::NewIndicator { denominator: "亡くなった人".into(), ..new });
    let path = format!("/programme/indicators/{id}/cities");
    for (city, n, own) in [("結野市", "38.6", "1"), ("東町", "40.1", ""), ("西町", "12", "")]
    {
        let form =
            [("year", "R5"), ("city", city), ("n", n), ("source", "人口動態統計"), ("own", own)];
        let (status, page) = post(&app, &c, &path, &form);
        assert_eq!(status, 303, "{page}");
    }
    let page = get(&app, &c, &format!("/programme/indicators/{id}"));
    assert!(page.contains("3市町村のうち2位") && page.contains("38.6%"), "{page}");
    let (status, page) = post(&app, &c, &path, &[("year", "R5"), ("city", ""), ("n", "x")]);
    assert_eq!(status, 422, "{page}");
}

/// The real table, where it lies beside the project (it is test data only and no part of it).
#[expect(clippy::disallowed_macros, reason = "a skipped test must be seen")]
fn real() -> Option<Vec<u8>> {
    let root = std::env::var_os("YUI_SHARED_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let path = root.join("kaigo_stats/02h.xlsx");
    if !path.is_file() {
        eprintln!("SKIPPED: {} is not there (set YUI_SHARED_DATA)", path.display());
        return None;
    }
    Some(std::fs::read(path).unwrap())
}

#[test]
fn the_figures_of_three_real_cities_are_read() {
    let Some(bytes) = real() else { return };
    let sheets = office::xlsx_read::read(&bytes, &office::xlsx_read::Limits::default()).unwrap();
    let t = read(&sheets, &catalogue().unwrap().profiles[0], "total").unwrap();
    for (city, want) in
        [("岩手県 北上市", 25_953), ("岩手県 釜石市", 12_064), ("石川県 小松市", 30_508)]
    {
        let found: Vec<_> = t.lines.iter().filter(|l| l.name() == city).collect();
        assert_eq!(found.len(), 1, "{city}");
        assert_eq!(found[0].n, Num::whole(want), "{city}");
    }
    assert!(t.lines.len() > 1_500, "{}", t.lines.len());
}
