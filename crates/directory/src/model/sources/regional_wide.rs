//! The same kind of map exported as one wide table (81 columns): several kinds in one cell with `|`, every question a
//! column. Its IDs are not those of the other export, so it is a source of its own and meets the other by matching.

use office::csv::CsvFile;

use super::regional::{day_of, service_of};
use super::rows::{Raw, Rows};
use super::{Answer, Extra, Source, refused};
use crate::model::facility::Field;
use crate::model::hours::Week;
use crate::model::kouhyou::{ParsedFile, line_of};
use crate::model::municipality;

const DAYS: [&str; 7] = [
    "対応可能時間（月曜日）",
    "対応可能時間（火曜日）",
    "対応可能時間（水曜日）",
    "対応可能時間（木曜日）",
    "対応可能時間（金曜日）",
    "対応可能時間（土曜日）",
    "対応可能時間（日・祝日）",
];
/// Columns that are fields of the facility, belong to the export, or name persons.
const FIELDS: [&str; 16] = [
    "ID",
    "Title",
    "Date",
    "Status",
    "Author",
    "Post Modified Date",
    "住所",
    "電話番号",
    "FAX番号",
    "代表者",
    "ホームページ",
    "窓口担当者",
    "マップ_address",
    "マップ_lat",
    "マップ_lng",
    "category",
];

/// None when the headings are not those of this export.
pub(super) fn parse(name: &str, csv: &CsvFile) -> Option<ParsedFile> {
    ["ID", "Title", "category", "住所"].iter().all(|c| csv.column(c).is_some()).then_some(())?;
    csv.column(DAYS.first()?)?;
    let said = [Field::Place, Field::Phone, Field::Fax, Field::Url, Field::Days, Field::DaysNote];
    let mut rows = Rows::new(name, Source::RegionalWide, "map", None, &said).with_codes();
    let (mut texts, mut read) = (0, 0);
    for record in csv.records() {
        let r = match record {
            Ok(r) => r,
            Err(e) => return Some(refused(name, Source::RegionalWide, line_of(&e), e.to_string())),
        };
        if r.is_empty() {
            continue;
        }
        let get = |c: &str| r.get(c).unwrap_or("");
        let id = get("ID").trim();
        if id.is_empty() || id.len() > 20 || !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
            rows.reject(
                r.line,
                "number",
                format!("番号の形がちがいます（{}）。", crate::model::normalise::short(id)),
            );
            continue;
        }
        if !matches!(get("Status").trim(), "" | "publish") {
            rows.out.mentioned.push(id.to_string());
            rows.reject(r.line, "unpublished", "公開しない施設です。");
            continue;
        }
        let kinds: Vec<&str> =
            get("category").split('|').map(str::trim).filter(|k| !k.is_empty()).collect();
        let kind = kinds.first().copied().unwrap_or("");
        let address = match municipality::anywhere(get("住所")) {
            Some(_) => get("住所"),
            None => get("マップ_address"),
        };
        let place = municipality::anywhere(address);
        let week = Week::of_seven(DAYS.map(get));
        if let Some(w) = &week {
            let (all, understood) = w.share();
            texts += all;
            read += understood;
        }
        let raw = Raw {
            number: id.to_string(),
            service: service_of(kind),
            service_label: kind,
            name: get("Title"),
            prefecture: place.and_then(|(c, _)| c.get(..2)).unwrap_or_default().to_string(),
            address,
            lat: get("マップ_lat"),
            lng: get("マップ_lng"),
            phone: get("電話番号"),
            fax: get("FAX番号"),
            url: get("ホームページ"),
            days: week.as_ref().map(Week::words).unwrap_or_default(),
            days_note: get("窓口対応時間"),
            as_of: day_of(get("Post Modified Date")),
            ..Raw::default()
        };
        let mut answers: Vec<Answer> = kinds
            .iter()
            .map(|k| Answer {
                question: "種類".into(),
                code: service_of(k).into(),
                text: (*k).into(),
                yes: Some(true),
            })
            .collect();
        // each question is asked of some kinds only: a blank here is a question that was not asked
        answers.extend(
            csv.headers()
                .iter()
                .enumerate()
                .filter(|(_, h)| !FIELDS.contains(&h.as_str()) && !DAYS.contains(&h.as_str()))
                .filter_map(|(at, h)| Some((h, r.at(at).filter(|c| !c.is_empty())?)))
                .map(|(h, cell)| match h.as_str() {
                    "定員" | "郵便番号" | "窓口対応時間" => Answer::text(h, cell),
                    h if h.starts_with("部屋") => Answer::text(h, cell),
                    h => Answer::mark(h, cell),
                }),
        );
        rows.push(r.line, &raw, Some(Extra { answers, week }));
    }
    if texts > 0 {
        rows.warn(0, "hours", format!("受付時間の欄{texts}か所のうち、{read}か所を時間として読みました。文はすべて残しています。"));
    }
    Some(rows.done())
}

#[cfg(test)]
mod tests {
    use super::*;
    use office::csv::Limits;

    #[test]
    fn several_kinds_and_lists_in_a_cell_stay() {
        let mut head = vec![
            "ID",
            "Title",
            "category",
            "Status",
            "Post Modified Date",
            "住所",
            "電話番号",
            "代表者",
        ];
        head.extend(DAYS);
        head.extend(["受け入れ可", "夜間対応", "定員"]);
        let row = "5,ゆい薬局,保険調剤薬局（在宅）|調剤薬局,publish,20180216,沖縄県中頭郡北谷町宮城１,098-900-0001,結野花,9:00-18:00,,,,,,,胃瘻の患者|透析,1,9";
        let text = format!("{}\n{row}\n", head.join(","));
        let csv = CsvFile::read(text.as_bytes(), &Limits::default()).unwrap();
        let f = parse("wide.csv", &csv).unwrap();
        let row = &f.rows[0];
        assert_eq!(
            (row.data.service.as_str(), row.data.municipality.as_str()),
            ("pharmacy", "473260")
        );
        let a = &row.extra.as_ref().unwrap().answers;
        let texts: Vec<(&str, Option<bool>)> = a.iter().map(|a| (a.text.as_str(), a.yes)).collect();
        assert_eq!(
            texts,
            [
                ("保険調剤薬局（在宅）", Some(true)),
                ("調剤薬局", Some(true)),
                ("胃瘻の患者|透析", None),
                ("1", Some(true)),
                ("9", None)
            ]
        );
    }
}
