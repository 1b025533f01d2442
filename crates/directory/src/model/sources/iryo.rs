//! 医療情報ネット オープンデータ: `ID, 正式名称, 正式名称（フリガナ）, 所在地, 座標, ホームページ`, for 助産所 also hours in pairs of columns.
//! The ID says prefecture (2 digits, the leading zero often eaten) and kind (1 病院, 2 診療所, 3 歯科, 4 助産所, 5 薬局).

use office::csv::{CsvFile, Record};

use super::rows::{Raw, Rows, with_zero};
use super::{Extra, Source, edition_in_name};
use crate::model::facility::Field;
use crate::model::hours::{Span, Week};
use crate::model::kouhyou::{ParsedFile, line_of};
use crate::model::prefecture;

const DAYS: [&str; 8] = ["月", "火", "水", "木", "金", "土", "日", "祝"];

/// None when the headings are not those of this source.
pub(super) fn parse(name: &str, csv: &CsvFile) -> Option<ParsedFile> {
    let id = csv.column("ID")?;
    let official = csv.column("正式名称")?;
    csv.column("所在地座標（緯度）").or_else(|| csv.column("所在地座標(緯度)"))?;
    let address = csv.column("所在地")?;
    let col = |names: &[&str]| names.iter().find_map(|n| csv.column(n));
    let kana = col(&["正式名称（フリガナ）", "正式名称(フリガナ)"]);
    let (lat, lng) = (col(&["所在地座標（緯度）"]), col(&["所在地座標（経度）"]));
    let url = col(&["案内用ホームページアドレス"]);
    let phone = col(&["案内用電話番号（代表）", "案内用電話番号", "電話番号"]);
    let midwives = csv.column("月_就業時間帯1_開始時間").is_some();
    let mut said = vec![Field::Kana, Field::Place, Field::Url];
    if phone.is_some() {
        said.push(Field::Phone);
    }
    if midwives {
        said.push(Field::Days);
    }
    let rows = Rows::new(name, Source::Iryo, "", edition_in_name(name), &said);
    let mut rows = rows.with_codes();
    for record in csv.records() {
        let r = match record {
            Ok(r) => r,
            Err(e) => return Some(super::refused(name, Source::Iryo, line_of(&e), e.to_string())),
        };
        if r.is_empty() {
            continue;
        }
        let at = |c: Option<usize>| c.and_then(|c| r.at(c)).unwrap_or("");
        if r.len() < csv.headers().len() {
            rows.reject(
                r.line,
                "columns",
                format!(
                    "列の数が見出しと合いません（{}列のところ {}列）。",
                    csv.headers().len(),
                    r.len()
                ),
            );
            continue;
        }
        let week = if midwives { week(csv, &r) } else { None };
        let raw = Raw {
            service: "",
            name: at(Some(official)),
            kana: at(kana),
            address: at(Some(address)),
            lat: at(lat),
            lng: at(lng),
            url: at(url),
            phone: at(phone),
            days: week.as_ref().map(Week::words).unwrap_or_default(),
            ..Raw::default()
        };
        take(&mut rows, r.line, at(Some(id)), midwives, raw, week);
    }
    let mut file = rows.done();
    // one file holds one kind; the rows say which
    let kind = |f: &ParsedFile, s: &str| f.rows.iter().filter(|r| r.data.service == s).count();
    file.service = ["hospital", "clinic", "dental", "maternity", "pharmacy"]
        .into_iter()
        .max_by_key(|s| kind(&file, s))
        .unwrap_or("hospital")
        .to_string();
    Some(file)
}

fn take(
    rows: &mut Rows,
    line: u64,
    id: &str,
    midwives: bool,
    mut raw: Raw<'_>,
    week: Option<Week>,
) {
    let id: String = id.trim().to_string();
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
        rows.reject(
            line,
            "number",
            format!("IDの形がちがいます（{}）。", crate::model::normalise::short(&id)),
        );
        return;
    }
    let compact: String = raw.address.chars().filter(|c| !c.is_whitespace()).collect();
    let p = prefecture::split(&compact).and_then(|(n, _)| prefecture::code(n)).unwrap_or_default();
    raw.number = number(&id, &p);
    if raw.number.len() > id.len() {
        rows.warn(line, "number_zero", format!("先頭の0を補いました（{}）。", raw.number));
    }
    raw.service = match kind_of(&raw.number, &p) {
        _ if midwives => "maternity",
        Some(kind) => kind,
        None => "hospital",
    };
    let extra = Extra { answers: Vec::new(), week };
    rows.push(line, &raw, Some(extra));
}

/// The ID with its zero; as it is where the prefecture's own form is another.
pub(super) fn number(id: &str, prefecture: &str) -> String {
    match with_zero(id, prefecture) {
        Some(n) if !prefecture.is_empty() => n,
        _ => id.to_string(),
    }
}

/// The kind that the third digit says.
fn kind_of(number: &str, prefecture: &str) -> Option<&'static str> {
    if prefecture.is_empty() || number.len() < 9 || !number.starts_with(prefecture) {
        return None;
    }
    match number.get(2..3)? {
        "1" => Some("hospital"),
        "2" => Some("clinic"),
        "3" => Some("dental"),
        "4" => Some("maternity"),
        "5" => Some("pharmacy"),
        _ => None,
    }
}

fn week(csv: &CsvFile, r: &Record<'_>) -> Option<Week> {
    let minutes = |text: &str| -> Option<u16> {
        let (h, m) = text.trim().split_once(':')?;
        let (h, m): (u16, u16) = (h.parse().ok()?, m.get(..2)?.parse().ok()?);
        (h <= 24 && m < 60).then_some(h * 60 + m)
    };
    let mut days: [Vec<Span>; 8] = std::array::from_fn(|_| Vec::new());
    for (day, spans) in DAYS.iter().zip(days.iter_mut()) {
        for band in 1..=3 {
            let cell = |end: &str| {
                csv.column(&format!("{day}_就業時間帯{band}_{end}時間")).and_then(|c| r.at(c))
            };
            let (Some(from), Some(to)) = (cell("開始"), cell("終了")) else { continue };
            if let (Some(opens), Some(closes)) = (minutes(from), minutes(to)) {
                let closes = if closes <= opens { closes + 1440 } else { closes };
                spans.push(Span { opens, closes });
            }
        }
    }
    Week::of_spans(days)
}
