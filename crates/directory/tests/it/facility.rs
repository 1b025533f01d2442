//! The page of a facility: normal, without anything, long, closed, of doubtful sources; where each field comes from.
use directory::FacilityId;
use directory::model::sources::{Source, parse_all};
use directory::use_cases::browse::{self, Filter, Turn};
use directory::use_cases::import;
use kernel::{Actor, Hat};
use office::csv::Limits;
use testkit::TestApp;

use crate::pages::sound;
use crate::support::*;

const IRYO: &str = "ID,正式名称,正式名称（フリガナ）,所在地,所在地座標（緯度）,所在地座標（経度）,案内用ホームページアドレス\n\
    3103100001,医療法人仁結会（財団）青葉病院,アオバビョウイン,岩手県釜石市野田町一丁目１６番３２号,39.26,141.87,www.aoba.example.jp\n\
    3103100002,みさき病院,ミサキビョウイン,岩手県釜石市大町2-3,0.0,0.0,\n";
const CODES: &str = "031110283,1110283,青葉病院,0260052,釜石市野田町１－１６－３２\r\n\
    031110457,1110457,みさき第二病院,0260024,釜石市大町２丁目３番\r\n";
const MAP: &str = "id,facility_name,facility_type_id,prefecture_name,city_name,address,latitude,longitude,telphone,available_time_mon,available_time_tue,available_time_wed,available_time_thu,available_time_fri,available_time_sat,available_time_sun\n\
    1,ひばりクリニック,1,岩手県,北上市,岩手県北上市ひばり台9-9,39.3,141.1,0197-65-9999,9:00-17:00,9:00-17:00,随時,9:00-17:00,9:00-17:00,\"8:30-12:00\n（第2のみ）\",休診\n";

fn taken(app: &TestApp, files: &[(&str, &str)]) {
    let files: Vec<(String, Vec<u8>)> =
        files.iter().map(|(n, b)| ((*n).to_string(), b.as_bytes().to_vec())).collect();
    let files = parse_all(&files, &Limits::default());
    let done = app.write(&Actor::operator(), move |cx| import::import(cx, &files, None)).unwrap();
    assert!(done.report.created > 0 || done.report.updated > 0, "{:?}", done.report);
}

fn named(app: &TestApp, name: &str) -> FacilityId {
    let list = app
        .read(&operator(), |cx| browse::list(cx, &Filter::default(), Turn::First))
        .unwrap()
        .listed;
    list.rows.into_iter().find(|f| f.data.name.contains(name)).unwrap().id
}

fn page(app: &TestApp, hat: Hat, id: FacilityId) -> String {
    let html = get(app, hat, &format!("/directory/{id}"), "");
    sound(&html);
    html
}

#[test]
fn a_facility_of_one_source_says_once_where_everything_comes_from() {
    let app = base();
    imported(&app, &some(2));
    let html = page(&app, Hat::Liaison, first_facility(&app));
    for want in [
        "href=\"tel:0197650001\"",
        "出どころ",
        "すべての項目",
        "令和8年6月30日",
        "介護サービス情報公表システム オープンデータ（厚生労働省）を加工",
        "CC BY 4.0",
        "この内容がちがうとき",
    ] {
        assert!(html.contains(want), "{want}");
    }
    assert!(
        !html.contains("曜日と時間</h2>") && !html.contains("事業所の回答"),
        "nothing is made up"
    );
}

#[test]
fn a_facility_of_two_sources_says_beside_each_field_where_it_comes_from() {
    let app = base();
    taken(&app, &[("a_20250601.csv", IRYO)]);
    taken(&app, &[("b_202508.csv", CODES)]);
    let html = page(&app, Hat::CareManager, named(&app, "青葉"));
    assert!(html.contains("<span class=\"meta\">厚生局の医療機関コード一覧・令和7年8月1日</span>"));
    assert!(html.contains("<span class=\"meta\">医療情報ネット・令和7年6月1日</span>"));
    assert!(html.contains("地方厚生局 コード内容別医療機関一覧表を加工"));
    assert!(html.contains("電話番号は公開データから読み取れません"), "no number, said in words");
    // its answers stand with their source
    assert!(html.contains("できること（厚生局の医療機関コード一覧）") && html.contains("0260052"));
}

#[test]
fn two_lists_that_may_speak_of_one_place_make_the_page_say_so() {
    let app = base();
    taken(&app, &[("a_20250601.csv", IRYO)]);
    taken(&app, &[("b_202508.csv", CODES)]);
    for name in ["みさき病院", "みさき第二病院"] {
        assert!(
            page(&app, Hat::Doctor, named(&app, name)).contains("同じ施設かもしれない別の資料")
        );
    }
    assert!(!page(&app, Hat::Doctor, named(&app, "青葉")).contains("同じ施設かもしれない"));
}

#[test]
fn hours_stand_as_a_table_with_the_text_they_were_read_from() {
    let app = base();
    taken(&app, &[("map.csv", MAP), ("kinds.csv", "category_name\n診療所\n")]);
    let html = page(&app, Hat::CareManager, named(&app, "ひばり"));
    let row = |day: &str| {
        let at = html.find(&format!("class=\"ink\">{day}</th>")).unwrap();
        html[at..].split("</tr>").next().unwrap().to_string()
    };
    assert!(row("月").contains("9:00〜17:00") && row("月").contains("9:00-17:00"));
    assert!(row("水").contains("もとの文を見てください") && row("水").contains("随時"));
    assert!(row("土").contains("第2のみ"), "the text stays with its line break: {}", row("土"));
    assert!(row("日").contains("休み") && row("祝").contains("休み"));
    assert!(html.contains("曜日と時間") && html.contains("地域の資源マップ"));
}

#[test]
fn a_doubtful_source_is_named_as_one() {
    let app = base();
    let json = r#"[{"id":"390000001","name":"うわさの薬局","tel":"","address":"岩手県北上市ひばり台1-1","pref":"岩手県","city":"北上市","category":"pharmacy","url":"https://yui.example.jp/"}]"#;
    taken(&app, &[("x.json", json)]);
    let html = page(&app, Hat::CareManager, named(&app, "うわさ"));
    assert!(
        html.contains("出どころがたしかでない資料です") && html.contains("使用条件がわかりません")
    );
    assert!(Source::FacilityJson.doubtful());
}

#[test]
fn a_closed_facility_says_so_and_long_texts_stay_text() {
    let app = base();
    let mut rows = some(11);
    rows.push(row(90, &"<b>とても長い名前の</b>".repeat(12), "ナガイ"));
    imported(&app, &rows);
    let long = named(&app, "とても長い");
    let html = page(&app, Hat::Provider, long);
    assert!(!html.contains("<b>とても"), "markup of a file stays text");
    imported(&app, &some(11));
    let html = page(&app, Hat::Provider, long);
    assert!(html.contains("取り込んだ公開データにありませんでした"));
}
