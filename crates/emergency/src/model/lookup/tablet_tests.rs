//! The look-up of a tablet without a line is written a second time, in the browser's language. `web/src/ts/scene/cases.json`
//! holds what this one answers; `web/build.mjs` asks the other one the same and stops where they differ.
use std::path::Path;

use kernel::Date;
use serde_json::{Value, json};

use super::{Entry, Query, Towns, among};
use crate::model::tablet::Packed;
use crate::sample::{Town, absent, misheard};

/// People of the invented district.
const PEOPLE: usize = 120;
/// What is typed at the scene beside misheard names.
const TYPED: [&str; 26] = [
    "0000650301 男",
    "昭和15年4月8日 みよ",
    "S15.4.8 タカハシ",
    "1940/4/8 高橋",
    "19400408 さとう",
    "80代後半 女 さとう",
    "86歳くらい たかはし",
    "八十代 男性 すずき",
    "T14 きくち",
    "明45 いとう",
    "昭元 いとう",
    "昭和64年 いとう",
    "昭和65年 いとう",
    "R8.13.45 みよ",
    "９０代　女、佐藤さん",
    "ささきしげる 1941",
    "ｻﾄｳ ﾊﾅｺ 昭和10",
    "髙橋 70代",
    "渡邉様 女",
    "女 80代",
    "年 生 代",
    "- ー さん",
    "結野市 男 90",
    "x 1-2 男",
    "9999999999999999999999 みよ",
    "大字丁目 みよ",
];

fn cases() -> Value {
    let town = Town::new(11);
    let today: Date = "2026-11-21".parse().unwrap();
    let all: Vec<Entry> = (0..PEOPLE).map(|n| town.resident(n)).collect();
    let towns = Towns::of(town.towns());
    let mut typed: Vec<String> = (0..150).map(|n| misheard(&town, PEOPLE, n).text).collect();
    typed.extend((0..60).map(|n| absent(&town, PEOPLE, n).text));
    typed.extend(TYPED.iter().map(|t| (*t).to_owned()));
    for e in all.iter().take(30) {
        let age = 2026 - i32::from(e.birth.year());
        let sex = e.sex.map_or("男", |s| s.label());
        typed.push(format!("結野市{}{} {}代 {sex}", e.place.town, e.place.number(), age / 10 * 10));
        typed.push(format!("{} {} {}", e.place.town, e.place.number(), e.name));
    }
    let asked = typed.iter().map(|t| {
        let q = Query::read(t, &towns, "結野市", today);
        let a = among(&all, &q, today);
        let read: Vec<Value> = q.read.iter().map(|(k, w)| json!([k.code(), w])).collect();
        json!({
            "typed": t, "read": read, "unread": q.unread, "more": a.more,
            "found": a.candidates.iter().map(|c| c.resident).collect::<Vec<_>>(),
            "match": a.candidates.iter().any(|c| c.matches),
        })
    });
    json!({
        "today": today.to_string(), "city": "結野市",
        "towns": town.towns().collect::<Vec<_>>(),
        "variants": kernel::kana::variant_pairs().collect::<Vec<_>>(),
        "people": all.iter().map(Packed::entry).collect::<Vec<_>>(),
        "cases": asked.collect::<Vec<_>>(),
    })
}

#[test]
fn the_cases_of_the_tablet_are_what_this_look_up_answers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/src/ts/scene/cases.json");
    let now = format!("{}\n", cases());
    if std::env::var("YUI_WRITE_CASES").is_ok_and(|v| v == "1") {
        std::fs::write(&path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert!(
        kept == now,
        "the look-up answers otherwise: YUI_WRITE_CASES=1, then node web/build.mjs"
    );
    let found =
        cases()["cases"].as_array().unwrap().iter().filter(|c| c["found"] != json!([])).count();
    assert!(found > 150, "{found} cases find somebody");
}
