use super::*;
use crate::xlsx::{self, About, Cell, Sheet};

fn columns() -> Vec<Column> {
    let code = |code: &str, label: &str, names: &[&str]| Code {
        code: code.into(),
        label: label.into(),
        names: names.iter().map(|n| (*n).to_string()).collect(),
    };
    let method = vec![code("phone", "電話", &["TEL"]), code("both", "電話及びメール", &[])];
    let what = vec![code("leave", "退院・入院支援", &[]), code("drug", "薬", &["薬剤"])];
    vec![
        Column::new("day", "受付日", Kind::Day).named(&["日付", "相談日"]).required(),
        Column::new("method", "方法", Kind::Codes { list: method, many: false }).required(),
        Column::new("what", "内容", Kind::Codes { list: what, many: true }),
        Column::new("minutes", "所要分", Kind::Number(600)).named(&["所要時間"]),
        Column::new("said", "相談の内容", Kind::Text(40)),
        Column::new("solved", "解決策実施", Kind::Year),
    ]
}

fn book(rows: &[&[&str]]) -> Vec<u8> {
    let wide = rows.iter().map(|r| r.len()).max().unwrap_or(0);
    let head = |n: usize| rows[0].get(n).copied().unwrap_or("");
    let columns = (0..wide).map(|n| xlsx::Column::new(head(n), 12.0, xlsx::Kind::Text)).collect();
    let rows = rows[1..]
        .iter()
        .map(|r| (0..wide).map(|n| Cell::text(r.get(n).copied().unwrap_or(""))).collect())
        .collect();
    let about = About { title: "x".into(), sender: "x".into(), made: kernel::At::from_millis(0) };
    xlsx::write(&about, &[Sheet { name: "相談台帳".into(), columns, rows }]).unwrap()
}

fn today() -> kernel::Date {
    "2026-11-19".parse().unwrap()
}

#[test]
fn headings_below_a_title_are_found_and_words_are_matched_once() {
    let bytes = book(&[
        &["令和5年度　相談台帳", "", "", "", ""],
        &["No", "相談日", "ＴＥＬ等", "内容", "所要時間", "備考"],
        &["1", "R5.4.10", "TEL", "薬剤、退院・入院支援", "15分", "x"],
        &["2", "H29.10.3(火)", "でんわ", "薬", "", ""],
        &["", "", "", "", "", ""],
        &["3", "5/10", "電話及びメール", "", "千", ""],
    ]);
    let columns = columns();
    let t = table("a.xlsx", &bytes, &columns).unwrap();
    assert_eq!((t.head[1].as_str(), t.rows.len(), t.rows[0].line), ("相談日", 3, 3));
    let mut m = Mapping::guess(&columns, &t, &Mapping::default());
    assert_eq!(m.columns.get("相談日").unwrap(), "day");
    assert_eq!(m.columns.get("所要時間").unwrap(), "minutes");
    assert_eq!(m.missing(&columns, &t).iter().map(|c| c.code).collect::<Vec<_>>(), ["method"]);
    m.columns.insert("ＴＥＬ等".into(), "method".into());
    let m = Mapping::guess(&columns, &t, &m.remembered(&Mapping::default()));
    let words = words_of(&columns, &t, &m);
    let open: Vec<&str> = words
        .iter()
        .flat_map(|(_, w)| w.iter().filter(|w| w.code.is_none()).map(|w| w.word.as_str()))
        .collect();
    assert_eq!(open, ["でんわ"], "「退院・入院支援」 is one word, 「電話及びメール」 another");
    let mut decided = m.clone();
    decided.words.entry("method".into()).or_default().insert("でんわ".into(), "phone".into());
    let rows = read(&columns, &t, &decided, today());
    assert_eq!(rows[0].get("day"), "2023-04-10");
    assert_eq!(rows[0].all("what"), ["drug", "leave"]);
    assert_eq!((rows[0].get("minutes"), rows[1].get("day")), ("15", "2017-10-03"));
    assert_eq!(rows[1].get("method"), "phone");
    assert!(rows[0].problems.is_empty() && rows[1].problems.is_empty());
    let said: Vec<&str> = rows[2].problems.iter().map(|p| p.column.as_str()).collect();
    assert_eq!(said, ["受付日", "所要分"], "a day without a year is none; each with what to do");
    // the next file of the region knows the word
    let next = Mapping::guess(&columns, &t, &decided.remembered(&Mapping::default()));
    assert_eq!(next.words["method"]["でんわ"], "phone");
}

#[test]
fn what_is_the_same_for_all_rows_is_said_once_and_a_row_is_known_again() {
    let columns = columns();
    let t = table("a.csv", "受付日,相談の内容\n2020/4/1,あ\n,い\n".as_bytes(), &columns).unwrap();
    let mut m = Mapping::guess(&columns, &t, &Mapping::default());
    m.fixed.insert("method".into(), "phone".into());
    assert!(m.missing(&columns, &t).is_empty());
    let rows = read(&columns, &t, &m, today());
    assert_eq!(rows[0].get("method"), "phone");
    assert_eq!(rows[1].problems[0].column, "受付日");
    assert_eq!(rows[0].print(), read(&columns, &t, &m, today())[0].print());
    assert_ne!(rows[0].print(), rows[1].print());
}

#[test]
fn years_as_they_are_written() {
    for (typed, y) in [
        ("H29", 2017),
        ("Ｈ２９年度", 2017),
        ("平成29年度", 2017),
        ("令和元年度", 2019),
        ("R6", 2024),
        ("2017年度", 2017),
        ("2017", 2017),
    ] {
        assert_eq!(year(typed), Some(y), "{typed}");
    }
    for bad in ["", "29", "来年", "H", "H0", "20170401"] {
        assert_eq!(year(bad), None, "{bad}");
    }
}

#[test]
fn what_is_no_table_is_refused_in_words() {
    let columns = columns();
    for (name, bytes) in
        [("a.xls", &b"\xd0\xcf\x11\xe0"[..]), ("a.csv", b""), ("a.xlsx", b"PK\x03\x04")]
    {
        assert!(!table(name, bytes, &columns).unwrap_err().is_empty(), "{name}");
    }
    let only = book(&[&["受付日", "方法"]]);
    assert!(table("a.xlsx", &only, &columns).unwrap_err().contains("記録の行"));
}

#[test]
fn a_heading_that_is_a_makeshift_for_one_column_is_left_to_the_one_whose_name_it_is() {
    let columns = vec![
        Column::new("who", "相談した人の所属", Kind::Text(40)).named(&["所属", "職種"]),
        Column::new("profession", "相談した人の職種", Kind::Text(40)).named(&["職種"]),
        Column::new("said", "答えたこと", Kind::Text(40)).named(&["対応"]),
    ];
    let guessed = |heads: &[&str]| {
        let t = table("a.xlsx", &book(&[heads, &["x", "y", "z"]]), &columns).unwrap();
        Mapping::guess(&columns, &t, &Mapping::default()).columns
    };
    let m = guessed(&["職種", "所属", "対応"]);
    assert_eq!((m["職種"].as_str(), m["所属"].as_str()), ("profession", "who"));
    // where only the makeshift is there, the column that stands first has it
    let m = guessed(&["職種", "対応", "答えたこと"]);
    assert_eq!((m["職種"].as_str(), m["答えたこと"].as_str()), ("who", "said"));
    assert_eq!(m.get("対応"), None);
}
