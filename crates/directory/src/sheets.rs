//! The columns of lists that leave as CSV, Excel or paper.
use kernel::{At, wareki};
use office::csv::{self, Charset, WriteError};
use office::print::{Align, ListColumn, ListSheet, Width};
use office::xlsx::{self, About, Column, Kind, Sheet, XlsxWriteError};

use crate::model::facility::FacilityData;
use crate::use_cases::browse::Facility;
use crate::use_cases::windows::Listed;
use crate::views::window_line;

const HEADS: [(&str, f64); 15] = [
    ("事業所番号", 13.0),
    ("サービス", 24.0),
    ("名前", 32.0),
    ("かな", 28.0),
    ("市区町村", 14.0),
    ("住所", 40.0),
    ("建物", 20.0),
    ("電話", 15.0),
    ("FAX", 15.0),
    ("法人", 26.0),
    ("法人番号", 15.0),
    ("利用できる曜日", 20.0),
    ("定員", 8.0),
    ("ホームページ", 30.0),
    ("公開データの日", 14.0),
];

fn texts(f: &Facility) -> [String; 15] {
    let d: &FacilityData = &f.data;
    let o = |v: &Option<String>| v.clone().unwrap_or_default();
    [
        d.number.clone(),
        d.service_label.clone(),
        d.name.clone(),
        d.kana.clone(),
        d.city.clone(),
        d.address.clone(),
        o(&d.building),
        o(&d.phone),
        o(&d.fax),
        o(&d.corporation),
        o(&d.corporate_number),
        o(&d.days),
        d.capacity.map(|n| n.to_string()).unwrap_or_default(),
        o(&d.url),
        f.last_seen.to_string(),
    ]
}

/// CSV for Excel: UTF-8 with mark; numbers and identifiers stay text, formulas are disarmed.
pub fn facilities_csv(rows: &[Facility]) -> Result<Vec<u8>, WriteError> {
    let heads: Vec<&str> = HEADS.iter().map(|(h, _)| *h).collect();
    let cells: Vec<Vec<csv::Cell>> =
        rows.iter().map(|f| texts(f).into_iter().map(csv::Cell::text).collect()).collect();
    csv::write(&heads, &cells, Charset::Utf8Bom)
}

/// An Excel workbook with one sheet.
pub fn facilities_xlsx(
    rows: &[Facility],
    sender: &str,
    made: At,
) -> Result<Vec<u8>, XlsxWriteError> {
    let columns = HEADS
        .iter()
        .map(|(h, w)| {
            let kind = match *h {
                "定員" => Kind::Int,
                "公開データの日" => Kind::Date,
                _ => Kind::Text,
            };
            Column::new(*h, *w, kind)
        })
        .collect();
    let cells = rows
        .iter()
        .map(|f| {
            texts(f)
                .into_iter()
                .enumerate()
                .map(|(i, text)| match HEADS.get(i).map(|h| h.0) {
                    Some("定員") => f.data.capacity.map_or(xlsx::Cell::Empty, xlsx::Cell::Int),
                    Some("公開データの日") => xlsx::Cell::Date(f.last_seen),
                    _ => xlsx::Cell::text(text),
                })
                .collect()
        })
        .collect();
    let about = About { title: "医療・介護の事業所".into(), sender: sender.into(), made };
    xlsx::write(&about, &[Sheet { name: "事業所".into(), columns, rows: cells }])
}

fn columns(heads: &[(&str, f64)]) -> Vec<ListColumn> {
    heads
        .iter()
        .map(|(head, share)| ListColumn {
            head: (*head).to_string(),
            width: Width::Share(*share),
            align: Align::Left,
        })
        .collect()
}

/// The list on paper: name, service, address, telephone. `open_data` = something was imported, so the source is named.
pub fn facilities_print(rows: &[Facility], lead: String, open_data: bool) -> ListSheet {
    ListSheet {
        lead: Some(lead),
        columns: columns(&[
            ("名前", 3.0),
            ("サービス", 2.2),
            ("住所", 3.4),
            ("電話", 1.5),
            ("FAX", 1.5),
        ]),
        rows: rows
            .iter()
            .map(|f| {
                let d = &f.data;
                vec![
                    d.name.clone(),
                    d.service_label.clone(),
                    [d.address.as_str(), d.building.as_deref().unwrap_or("")]
                        .join(" ")
                        .trim()
                        .to_string(),
                    d.phone.clone().unwrap_or_default(),
                    d.fax.clone().unwrap_or_default(),
                ]
            })
            .collect(),
        tick: false,
        empty: Some("あてはまる事業所はありません。".into()),
        notes: match open_data {
            true => vec!["介護サービス情報公表システム オープンデータ（厚生労働省）を加工".into()],
            false => Vec::new(),
        },
    }
}

/// 連絡窓口一覧 on paper.
pub fn windows_print(rows: &[Listed], lead: String) -> ListSheet {
    ListSheet {
        lead: Some(lead),
        columns: columns(&[
            ("事業所", 2.6),
            ("窓口・担当", 2.0),
            ("電話", 1.5),
            ("FAX", 1.5),
            ("電話の時間", 1.9),
            ("避けてほしい時間", 2.4),
            ("確かめた日", 1.0),
        ]),
        rows: rows
            .iter()
            .map(|l| {
                let w = &l.window;
                let (hours, avoid) = window_line(w);
                let fictitious = if l.fictitious { "（架空）" } else { "" };
                vec![
                    format!("{}{fictitious}", l.party_name),
                    [w.name.as_str(), w.person.as_str()].join("　").trim().to_string(),
                    w.phone.clone(),
                    w.fax.clone(),
                    hours,
                    avoid,
                    w.confirmed_on.map(wareki::short).unwrap_or_default(),
                ]
            })
            .collect(),
        tick: false,
        empty: Some("連絡窓口は、まだ登録されていません。".into()),
        notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FacilityId;
    use kernel::Id;

    #[test]
    fn files_keep_leading_zeros_and_disarm_formulas() {
        let day = "2026-11-21".parse().unwrap();
        let f = Facility {
            id: FacilityId(Id::from_bytes([1; 16])),
            source: "kouhyou".into(),
            data: FacilityData {
                number: "0370107427".into(),
                name: "=HYPERLINK(1)".into(),
                capacity: Some(29),
                ..FacilityData::default()
            },
            organisation: None,
            first_seen: day,
            last_seen: day,
            closed_at: None,
            hash: String::new(),
        };
        let bytes = facilities_csv(std::slice::from_ref(&f)).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("0370107427,,'=HYPERLINK(1)"), "{text}");
        let book = facilities_xlsx(std::slice::from_ref(&f), "結野市", At::from_millis(0)).unwrap();
        assert!(book.starts_with(b"PK"));
        assert_eq!(facilities_print(&[f], "x".into(), false).rows[0].len(), 5);
    }
}
