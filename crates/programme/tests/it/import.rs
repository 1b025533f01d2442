//! Values out of a published table: by a sample of our own, and by the real file where it lies beside the project.
use std::path::{Path, PathBuf};

use office::xlsx::{About, Cell, Column, Kind, Sheet};
use office::xlsx_read::SheetText;
use programme::model::Num;
use programme::model::catalogue::catalogue;
use programme::model::layout::{From, Table, propose};
use programme::use_cases::values;
use slice::{Fail, Method};

use crate::support::{ask, base, coordinator, define, get, post, typed, upload};

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

/// What the page of a file posts, with the sample's columns.
const READ: [(&str, &str); 8] = [
    ("year", "R4"),
    ("own", "結野市"),
    ("source", "介護保険事業状況報告（年報）第2表 計"),
    ("n", "3"),
    ("city", "2"),
    ("prefecture", "1"),
    ("first_row", "6"),
    ("dash", "none"),
];

fn with<'a>(change: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let of = |(name, value): &(&'a str, &'a str)| {
        (*name, change.iter().find(|c| c.0 == *name).map_or(*value, |c| c.1))
    };
    READ.iter().map(of).collect()
}

#[test]
fn a_published_table_is_looked_at_taken_and_taken_back() {
    let app = base();
    let c = coordinator();
    let id = define(&app, typed("第1号被保険者数", "人", "daily"));
    let path = format!("/programme/indicators/{id}/import");
    assert!(get(&app, &c, &path).contains("公表されている表"));
    for (bytes, want) in [(b"PK\x03\x04x".to_vec(), "Excel"), (Vec::new(), "ファイルを選んで")]
    {
        let (status, page) = upload(&app, &c, &path, &[], bytes);
        assert_eq!(status, 422, "{page}");
        assert!(page.contains(want), "{page}");
    }
    let (status, file) = upload(&app, &c, &path, &[], sample());
    assert_eq!(status, 303, "{file}");
    let page = get(&app, &c, &file);
    assert!(page.contains("知っている表の形です") && page.contains("架空県 結野市"), "{page}");
    assert!(!page.contains("の数を取り込む"), "nobody has said whose it is: {page}");
    assert!(get(&app, &c, &path).contains("まだ取り込んでいないファイル"));
    for (change, want) in [
        (("year", "いつか"), "年度は、R5"),
        (("own", ""), "この市町村の名前を"),
        (("source", ""), "何の表かを"),
        (("n", "0"), "数の列を選んで"),
        (("city", "0"), "市町村の列を選んで"),
        (("first_row", "0"), "数の始まる行"),
        (("first_row", "あ"), "数字で"),
    ] {
        let (status, page) = post(&app, &c, &file, &with(&[change]));
        assert_eq!(status, 422, "{change:?}");
        assert!(page.contains(want), "{change:?} {page}");
    }
    let (status, _) = post(&app, &c, &file, &with(&[("own", "ほかの市")]));
    assert_eq!(status, 303);
    let (status, page) = post(&app, &c, &format!("{file}/run"), &[]);
    assert_eq!(status, 422);
    assert!(page.contains("この名前が表にありません"), "{page}");
    let (status, page) = post(&app, &c, &file, &with(&[]));
    assert_eq!(status, 303, "{page}");
    let page = get(&app, &c, &file);
    assert!(page.contains("2市町村の数を取り込む") && page.contains("白紙村"), "{page}");
    let (status, to) = post(&app, &c, &format!("{file}/run"), &[]);
    assert_eq!(status, 303, "{to}");
    let page = get(&app, &c, &to);
    assert!(page.contains("2市町村のうち2位"), "{page}");
    assert!(page.contains("公表の表から") && page.contains("1,200"), "{page}");
    let gone = ask(&app, Some(&c), Method::Get, &file, &[], None);
    assert!(matches!(gone, Err(Fail::NotFound)), "a file that was taken is not kept");
    // again: read as it was read before, replaced, not doubled
    let (_, again) = upload(&app, &c, &path, &[], sample());
    let page = get(&app, &c, &again);
    assert!(page.contains("前に取り込んだ表と同じ形です"), "{page}");
    assert_eq!(post(&app, &c, &again, &with(&[])).0, 303);
    assert_eq!(post(&app, &c, &format!("{again}/run"), &[]).0, 303);
    let w = app.read(&c, move |cx| values::open(cx, id, 2022, 2022, None)).unwrap();
    assert_eq!(w.cities.unwrap().1.len(), 2);
    assert_eq!(w.years[0].shown.value(), Some(Num::whole(1200)));
    let (status, _) = post(&app, &c, &format!("{path}/undo"), &[("year", "2022")]);
    assert_eq!(status, 303);
    let (_, third) = upload(&app, &c, &path, &[], sample());
    assert_eq!(post(&app, &c, &format!("{third}/drop"), &[]).0, 303);
    assert!(!get(&app, &c, &path).contains("まだ取り込んでいないファイル"));
}

#[test]
fn a_share_is_taken_with_what_it_is_divided_by_and_no_other_indicator_sees_the_file() {
    let app = base();
    let c = coordinator();
    let new = typed("75歳未満の割合", "%", "daily");
    let new = programme::model::NewIndicator { denominator: "被保険者".into(), ..new };
    let (id, other) = (define(&app, new), define(&app, typed("ほか", "人", "daily")));
    let path = format!("/programme/indicators/{id}/import");
    let (_, file) = upload(&app, &c, &path, &[], sample());
    let elsewhere = file.replace(&id.to_string(), &other.to_string());
    let seen = ask(&app, Some(&c), Method::Get, &elsewhere, &[], None);
    assert!(matches!(seen, Err(Fail::NotFound)));
    let mut form = with(&[("n", "3")]);
    form.push(("d", "4"));
    assert_eq!(post(&app, &c, &file, &form).0, 303);
    let (status, page) = post(&app, &c, &format!("{file}/run"), &[]);
    assert_eq!(status, 422);
    assert!(page.contains("100％を超えています"), "{page}");
    let mut form = with(&[("n", "4")]);
    form.push(("d", "3"));
    assert_eq!(post(&app, &c, &file, &form).0, 303);
    let (status, to) = post(&app, &c, &format!("{file}/run"), &[]);
    assert_eq!(status, 303, "{to}");
    let page = get(&app, &c, &to);
    assert!(page.contains("58.3%") && page.contains("700"), "{page}");
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

/// A real table, where it lies beside the project (it is test data only and no part of it).
#[expect(clippy::disallowed_macros, reason = "a skipped test must be seen")]
fn real(file: &str) -> Option<Vec<SheetText>> {
    let root = std::env::var_os("YUI_SHARED_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let path = root.join(file);
    if !path.is_file() {
        eprintln!("SKIPPED: {} is not there (set YUI_SHARED_DATA)", path.display());
        return None;
    }
    Some(office::intake::sheets(file, &std::fs::read(path).unwrap()).unwrap())
}

fn read_as_shipped(sheets: &[SheetText]) -> Table {
    let (layout, from) = propose(sheets, &[], &catalogue().unwrap().profiles);
    assert_eq!(from, From::Shipped);
    layout.read(sheets).unwrap()
}

#[test]
fn the_figures_of_three_real_cities_are_read() {
    let Some(sheets) = real("kaigo_stats/02h.xlsx") else { return };
    let t = read_as_shipped(&sheets);
    for (city, want) in
        [("岩手県 北上市", 25_953), ("岩手県 釜石市", 12_064), ("石川県 小松市", 30_508)]
    {
        let found: Vec<_> = t.lines.iter().filter(|l| l.name() == city).collect();
        assert_eq!(found.len(), 1, "{city}");
        assert_eq!(found[0].n, Num::whole(want), "{city}");
    }
    assert!(t.lines.len() > 1_500, "{}", t.lines.len());
    // without what is shipped, the same is guessed
    let (guessed, from) = propose(&sheets, &[], &[]);
    assert_eq!((from, guessed.read(&sheets).unwrap().lines), (From::Guess, t.lines));
}

#[test]
fn the_medical_areas_of_a_real_table_of_e_stat_are_read() {
    let Some(sheets) = real("estat_medical_facility_survey/t24_zaitaku_excerpt.csv") else {
        return;
    };
    let t = read_as_shipped(&sheets);
    let n = |name: &str| t.lines.iter().find(|l| l.name() == name).map(|l| l.n);
    assert_eq!(n("岩手県 釜石"), Some(Num::whole(3)));
    assert_eq!(n("岩手県 二戸"), Some(Num::whole(0)), "a dash is a zero there");
    assert_eq!(n("石川県 石川中央"), Some(Num::whole(95)));
    assert!(n("岩手県").is_none(), "a prefecture is no medical area");
    // every prefecture of the excerpt is the sum of its areas
    let sum = |p: &str| t.lines.iter().filter(|l| l.prefecture == p).map(|l| l.n.0).sum::<i64>();
    assert_eq!((sum("岩手県"), sum("石川県")), (7_500, 14_700));
}
