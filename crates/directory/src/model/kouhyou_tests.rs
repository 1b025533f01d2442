//! The importer on good, odd and broken files.
use office::csv::{Limits, encode_cp932};

use super::facility::Field;
use super::kouhyou::{ParsedFile, parse};

const HEAD: &str = "都道府県コード又は市町村コード,No,都道府県名,市区町村名,事業所名,事業所名カナ,サービスの種類,住所,方書（ビル名等）,緯度,経度,電話番号,FAX番号,法人番号,法人の名称,事業所番号,利用可能曜日,利用可能曜日特記事項,定員,URL,高齢者の方と障害者の方が同時一体的に利用できるサービス,介護保険の通常の指定基準を満たしている,障害福祉の通常の指定基準を満たしている,備考";
const ROW: &str = "032018,0370107427,岩手県,盛岡市,ツクイ盛岡,ツクイモリオカ,訪問入浴介護,岩手県盛岡市東黒石野2丁目1番5号,,39.748358800000000,141.152812000000000,019-661-1266,019-665-3212,1020001136162,株式会社ツクイ,0370107427,\"平日,土曜日,日曜日,祝日\",,0,https://www.tsukui.net/home-care/2031/,なし,,,";

fn read(rows: &[&str]) -> ParsedFile {
    let text = format!("{HEAD}\r\n{}\r\n", rows.join("\r\n"));
    parse("jigyosho_120.csv", text.as_bytes(), &Limits::default())
}

fn with(from: &str, to: &str) -> String {
    assert!(ROW.contains(from), "{from}");
    ROW.replace(from, to)
}

fn refused(bytes: &[u8]) -> String {
    let p = parse("jigyosho_120.csv", bytes, &Limits::default());
    assert!(p.rows.is_empty());
    assert_eq!(p.rejected.len(), 1);
    assert_eq!(p.rejected[0].code, "file");
    p.rejected[0].text.clone()
}

#[test]
fn a_row_of_the_real_file_becomes_a_facility() {
    let p = read(&[ROW]);
    assert!(p.rejected.is_empty() && p.warnings.is_empty(), "{p:?}");
    let d = &p.rows[0].data;
    assert_eq!(p.rows[0].line, 2);
    assert_eq!((d.number.as_str(), d.service.as_str()), ("0370107427", "120"));
    assert_eq!(d.prefecture(), "03");
    assert_eq!(d.days.as_deref(), Some("平日・土曜日・日曜日・祝日"));
    assert_eq!((d.capacity, d.inclusive, d.building.as_deref()), (None, Some(false), None));
    assert_eq!(d.place, Some((39.748359, 141.152812)));
    assert!(p.said.has(Field::Fax) && p.said.has(Field::Notes));
}

#[test]
fn other_encodings_and_column_orders_read_the_same() {
    let text = format!("{HEAD}\n{ROW}\n");
    let sjis = encode_cp932(&text).unwrap();
    let p = parse("jigyosho_120.csv", &sjis, &Limits::default());
    assert_eq!(p.rows[0].data, read(&[ROW]).rows[0].data);
    let few = "住所,事業所番号,事業所名,都道府県コード又は市町村コード\n岩手県盛岡市1,0370107427,ツクイ盛岡,032018\n";
    let p = parse("jigyosho_120.csv", few.as_bytes(), &Limits::default());
    assert_eq!(p.rows[0].data.service_label, "訪問入浴介護");
    assert!(!p.said.has(Field::Fax) && p.said.has(Field::Name));
}

#[test]
fn files_that_are_no_such_files_are_refused_whole_and_in_words() {
    assert!(refused(b"").contains("空です"));
    assert!(refused(b"PK\x03\x04....").contains("Excel"));
    assert!(refused(b"\x82\xA0\x82").contains("文字コード"));
    assert!(refused(format!("{HEAD}\nab\0c\n").as_bytes()).contains("文字ではないデータ"));
    assert!(refused(format!("{HEAD}\n").as_bytes()).contains("行がありません"));
    assert!(
        refused(b"a,b\n1,2\n")
            .contains("見出しに次の列がありません：都道府県コード又は市町村コード、事業所番号")
    );
    assert!(refused(format!("{HEAD}\n{ROW}\n032018,\"open\nx\n").as_bytes()).contains("引用符"));
    let long = format!("{HEAD}\n{ROW}\n{}\n", with("ツクイ盛岡", &"あ".repeat(100_001)));
    assert!(refused(long.as_bytes()).contains("長すぎる欄"));
    let euc = b"\xBB\xF6\xB6\xC8\xBD\xEA\xCC\xBE,\xBD\xBB\xBD\xEA\n\xA4\xE6\xA4\xA4,\xA4\xE6\xA4\xA4\xA4\xCE\n";
    assert!(refused(euc).contains("文字コード"));
    let name = parse("名簿.csv", ROW.as_bytes(), &Limits::default());
    assert!(name.rejected[0].text.contains("jigyosho_120.csv"));
}

#[test]
fn the_first_of_repeated_rows_stands() {
    let other = with("ツクイ盛岡", "ほかの名前");
    let p = read(&[ROW, &other, ROW]);
    assert_eq!(p.rows.len(), 1);
    assert_eq!(p.rows[0].data.name, "ツクイ盛岡");
    let lines: Vec<_> = p.rejected.iter().map(|r| (r.line, r.code)).collect();
    assert_eq!(lines, [(3, "duplicate"), (4, "duplicate")]);
    assert!(p.rejected[0].text.contains("2行目と同じ"));
}

#[test]
fn rows_that_cannot_be_placed_are_refused_one_by_one() {
    let many = "あ".repeat(10_000);
    let rows = [
        ROW.to_string(),
        with("0370107427", "12"),
        with("0370107427", ""),
        with("0370107427", "3.70E+08"),
        with(",ツクイ盛岡,", ",,").replace("0370107427", "0370101933"),
        with("ツクイ盛岡", &many).replace("0370107427", "0370107435"),
        with("岩手県盛岡市東黒石野2丁目1番5号", " ").replace("0370107427", "0370107443"),
        "032018,0370107427".to_string(),
    ];
    let refs: Vec<&str> = rows.iter().map(String::as_str).collect();
    let p = read(&refs);
    assert_eq!(p.rows.len(), 1);
    let codes: Vec<_> = p.rejected.iter().map(|r| r.code).collect();
    assert_eq!(codes, ["number", "number", "number", "name", "length", "address", "columns"]);
    assert_eq!(p.mentioned, ["0370101933", "0370107435", "0370107443"]);
}

#[test]
fn check_digits_only_warn() {
    let p = read(&[&with("0370107427", "0370107428").replace("1020001136162", "2020001136162")]);
    assert_eq!(p.rows.len(), 1);
    let kinds: Vec<_> = p.warnings.iter().map(|w| w.kind).collect();
    assert_eq!(kinds, ["number_check", "corporate_check"]);
    assert_eq!(p.rows[0].data.corporate_number.as_deref(), Some("2020001136162"));
    let letter = read(&[&with("0370107427", "03b0100050")]);
    assert_eq!(letter.rows[0].data.number, "03B0100050");
}

#[test]
fn a_municipality_that_does_not_exist_refuses_the_row_and_says_what_to_do() {
    // one digit wrong, no such place in the prefecture, no number at all
    for code in ["032019", "039993", "あ"] {
        let p = read(&[&with("032018", code)]);
        assert!(p.rows.is_empty(), "{code}");
        assert_eq!(p.rejected[0].code, "municipality");
        let text = &p.rejected[0].text;
        assert!(text.contains(code) && text.contains("直してから取り込んでください"), "{text}");
    }
    // a prefecture as a whole is one
    assert_eq!(
        read(&[&with("032018", "030007")]).rows.len()
            + read(&[&with("032018", "030000")]).rows.len(),
        1
    );
}

#[test]
fn a_lost_zero_is_put_back_only_when_the_prefecture_says_so() {
    let p = read(&[&with("0370107427", "370107427").replace("032018", "32018")]);
    assert_eq!(p.rows[0].data.number, "0370107427");
    assert_eq!(p.rows[0].data.municipality, "032018");
    assert_eq!(p.warnings[0].kind, "number_zero");
    let p = read(&[&with("0370107427", "370107427").replace("032018", "132018")]);
    assert_eq!(p.rejected[0].code, "number");
}

#[test]
fn formulas_stay_text_and_are_told() {
    let p = read(&[&with("ツクイ盛岡", "=HYPERLINK(1)")]);
    assert_eq!(p.rows[0].data.name, "=HYPERLINK(1)");
    assert_eq!(p.warnings[0].kind, "formula");
}

#[test]
fn a_very_long_remark_is_shortened_and_told() {
    let p = read(&[&with("祝日\",,", &format!("祝日\",{},", "あ".repeat(10_000)))]);
    assert_eq!(p.rows[0].data.days_note.as_ref().map(|n| n.chars().count()), Some(5_000));
    assert_eq!(p.warnings[0].kind, "length");
}

#[test]
fn a_file_with_another_name_than_its_rows_is_told_once() {
    let text = format!("{HEAD}\n{ROW}\n{}\n", with("0370107427", "0370101933"));
    let p = parse("jigyosho_160.csv", text.as_bytes(), &Limits::default());
    assert_eq!(p.rows.len(), 2);
    assert_eq!(p.warnings.iter().filter(|w| w.kind == "service").count(), 1);
}

#[test]
fn any_bytes_give_an_answer() {
    // a cheap walk over broken inputs: every prefix of a valid file, and every byte of it flipped
    let whole = format!("{HEAD}\r\n{ROW}\r\n").into_bytes();
    for end in (0..whole.len()).step_by(7) {
        let _ = parse("jigyosho_120.csv", &whole[..end], &Limits::default());
    }
    for at in (0..whole.len()).step_by(11) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xFF;
        let p = parse("jigyosho_120.csv", &bytes, &Limits::default());
        assert!(!p.rows.is_empty() || !p.rejected.is_empty());
    }
}
