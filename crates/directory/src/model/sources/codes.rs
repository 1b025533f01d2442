//! 地方厚生局 コード内容別医療機関一覧表: five columns without a heading — prefecture and code in nine digits, the code in seven,
//! name, postcode, address without the prefecture. An empty file (a failed crawl) says nothing, so nothing closes.

use office::csv::{CsvFile, Limits};

use super::rows::{Raw, Rows};
use super::{Answer, Extra, Source, edition_in_name};
use crate::model::kouhyou::{ParsedFile, line_of};
use crate::model::prefecture;

/// None when the first line is not a row of this list.
pub(super) fn parse(
    name: &str,
    bytes: &[u8],
    csv: &CsvFile,
    limits: &Limits,
) -> Option<ParsedFile> {
    let head: Vec<&str> = csv.headers().iter().map(String::as_str).collect();
    let [nine, seven, _, postcode, _] = head.as_slice() else { return None };
    let digits = |t: &str, n: usize| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
    // a first row with a fault must not hide the file: the second row is asked too
    let is_row =
        |a: &str, b: &str, c: &str| digits(a, 9) && digits(b, 7) && a.ends_with(b) && c.len() == 7;
    let second = csv.records().next().and_then(Result::ok).is_some_and(|r| {
        is_row(r.at(0).unwrap_or(""), r.at(1).unwrap_or(""), r.at(3).unwrap_or(""))
    });
    if !is_row(nine, seven, postcode) && !second {
        return None;
    }
    // the reader takes the first row for a heading: give it one
    let Ok(decoded) = office::csv::decode(bytes) else { return None };
    let with_head = format!("ken,code,name,postcode,address\r\n{}", decoded.text);
    let csv = match CsvFile::read(with_head.as_bytes(), limits) {
        Ok(csv) => csv,
        Err(e) => return Some(super::refused(name, Source::Codes, line_of(&e), e.to_string())),
    };
    let mut rows =
        Rows::new(name, Source::Codes, "medical", edition_in_name(name), &[]).with_codes();
    for record in csv.records() {
        let r = match record {
            Ok(r) => r,
            Err(e) => {
                let line = line_of(&e).saturating_sub(1);
                return Some(super::refused(name, Source::Codes, line, e.to_string()));
            }
        };
        if r.is_empty() {
            continue;
        }
        let at = |c: usize| r.at(c).unwrap_or("");
        let line = r.line.saturating_sub(1);
        if r.len() != 5 {
            rows.reject(
                line,
                "columns",
                format!("列の数がちがいます（5列のところ {}列）。", r.len()),
            );
            continue;
        }
        let (nine, code) = (at(0).trim(), at(1).trim());
        let p = nine.get(..2).filter(|p| prefecture::name(p).is_some());
        let Some(p) = p.filter(|_| digits(nine, 9) && digits(code, 7) && nine.ends_with(code))
        else {
            let shown = crate::model::normalise::short(nine);
            rows.reject(line, "number", format!("医療機関コードの形がちがいます（{shown}）。"));
            continue;
        };
        let raw = Raw {
            number: ten(p, code),
            service: service_of(at(2)),
            name: at(2),
            prefecture: p.to_string(),
            address: at(4),
            ..Raw::default()
        };
        let extra = Extra { answers: vec![Answer::text("郵便番号", at(3))], week: None };
        rows.push(line, &raw, Some(extra));
    }
    Some(rows.done())
}

/// The ten-digit form: prefecture, 点数表 (1 = 医科; the list is that of 医科), seven digits.
pub(super) fn ten(prefecture: &str, seven: &str) -> String {
    format!("{prefecture}1{seven}")
}

/// 医療法 第3条: what is no hospital may not be called 病院; 「病院」 inside the name of the house it belongs to does not count.
pub(super) fn service_of(name: &str) -> &'static str {
    let name = name.trim_end();
    let small =
        ["診療所", "クリニック", "医院", "診療室", "医務室"].iter().any(|e| name.ends_with(e));
    if !small && name.contains("病院") { "hospital" } else { "clinic" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_whether_it_is_a_hospital() {
        for (name, service) in [
            ("結野病院", "hospital"),
            ("独立行政法人国立病院機構 結野医療センター", "hospital"),
            ("結野病院附属クリニック", "clinic"),
            ("小野内科医院", "clinic"),
        ] {
            assert_eq!(service_of(name), service, "{name}");
        }
    }
}
