//! A regional 在宅医療介護連携資源マップ in several files: facilities (hours as people type them), their answers by code, and the
//! masters that say what the codes mean. The persons of the facilities (代表者, 窓口担当者) are not taken.

mod companions;

use office::csv::{CsvFile, Limits};

use super::rows::{Raw, Rows};
use super::{Answer, Extra, Source, refused, yes_or_no};
use crate::model::facility::Field;
use crate::model::hours::Week;
use crate::model::kouhyou::{ParsedFile, line_of};
use crate::model::prefecture;
use crate::model::report::{Rejected, Warning};

pub(super) use companions::Companions;
use companions::{Companion, companion};

/// Kinds in the words of such maps → service code.
const KINDS: [(&str, &str); 24] = [
    ("病院（在宅）", "hospital"),
    ("病院", "hospital"),
    ("在宅療養後方支援病院", "hospital"),
    ("診療所（在宅）", "clinic"),
    ("診療所", "clinic"),
    ("訪問歯科", "dental"),
    ("歯科", "dental"),
    ("訪問看護ステーション", "130"),
    ("訪問リハビリテーション", "140"),
    ("通所リハビリテーション（デイケア）", "160"),
    ("居宅介護支援事業所", "430"),
    ("地域包括支援センター", "hokatsu"),
    ("訪問介護事業所（ヘルパーステーション）", "110"),
    ("通所介護（デイサービス）", "150"),
    ("認知症対応型通所介護", "720"),
    ("重度認知症患者デイケア（医療保険）", "other"),
    ("小規模多機能型居宅介護", "730"),
    ("入所施設", "home"),
    ("訪問入浴", "120"),
    ("福祉用具貸与", "170"),
    ("保険調剤薬局（在宅）", "pharmacy"),
    ("調剤薬局", "pharmacy"),
    ("保健所等", "other"),
    ("看護小規模多機能型居宅介護", "770"),
];

/// Service code of a kind in the map's words; `other` for one we have no word for.
pub(super) fn service_of(kind: &str) -> &'static str {
    KINDS.iter().find(|(k, _)| *k == kind.trim()).map_or("other", |(_, s)| s)
}

/// Columns of the facilities that become answers as they stand.
const ASKED: [(&str, &str); 9] = [
    ("postal_code", "郵便番号"),
    ("home_care", "在宅医療"),
    ("open_24hours", "24時間対応"),
    ("foreign_language", "外国語対応"),
    ("correspondence_dept", "窓口対応部署"),
    ("correspondence_time", "窓口対応時間"),
    ("related_facilities", "併設・関連施設"),
    ("options", "オプション・事業所のアピール等"),
    ("note", "特記"),
];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Does the file hold the facilities of such a map?
pub(super) fn is_facilities(bytes: &[u8], limits: &Limits) -> bool {
    CsvFile::read(bytes, limits).is_ok_and(|csv| facilities(&csv))
}

fn facilities(csv: &CsvFile) -> bool {
    ["id", "facility_name", "facility_type_id", "address"].iter().all(|c| csv.column(c).is_some())
}

/// None when the file is none of the map's.
pub(super) fn parse(
    name: &str,
    csv: &CsvFile,
    companions: &mut Companions,
    with_facilities: bool,
) -> Option<ParsedFile> {
    if let Some(kind) = companion(csv) {
        return Some(companion_file(name, csv, kind, companions, with_facilities));
    }
    facilities(csv).then(|| facilities_file(name, csv, companions))
}

/// Files without facilities of their own give no rows: what they hold went to the facilities. Answers of a facility that
/// is in no file are refused one by one.
fn companion_file(
    name: &str,
    csv: &CsvFile,
    kind: Companion,
    companions: &Companions,
    with_facilities: bool,
) -> ParsedFile {
    if !with_facilities {
        let text = "資源マップの答えや種類の表だけでは取り込めません。施設の一覧（facilities.csv）といっしょに選んでください。";
        return refused(name, Source::Regional, 0, text.into());
    }
    let mut out = ParsedFile {
        file: name.to_string(),
        source: Source::Regional,
        service: "map".into(),
        ..ParsedFile::default()
    };
    if let Some(Err(e)) = csv.records().find(Result::is_err) {
        return refused(name, Source::Regional, line_of(&e), e.to_string());
    }
    let mut taken = csv.records().filter_map(Result::ok).count();
    if kind == Companion::Answers {
        let mut lost: Vec<(u64, String)> = companions
            .answers
            .iter()
            .filter(|(id, _)| !companions.ids.contains(*id))
            .flat_map(|(id, given)| given.iter().map(|g| (g.line, id.clone())))
            .collect();
        lost.sort();
        taken -= lost.len().min(taken);
        out.rejected = lost
            .into_iter()
            .map(|(line, id)| Rejected {
                file: name.to_string(),
                line,
                code: "facility",
                text: format!(
                    "この番号の施設が施設の一覧にありません（{}）。",
                    crate::model::normalise::short(&id)
                ),
            })
            .collect();
    }
    out.warnings.push(Warning {
        file: name.to_string(),
        line: 0,
        kind: "companion",
        text: format!("施設の一覧とあわせて読みました（{taken}行）。"),
    });
    out
}

fn facilities_file(name: &str, csv: &CsvFile, companions: &Companions) -> ParsedFile {
    if companions.kinds.is_empty() {
        let text = "種類の表（m_facility_types.csv）もいっしょに選んでください。番号だけでは、どの種類の施設かわかりません。";
        return refused(name, Source::Regional, 0, text.into());
    }
    let said = [Field::Place, Field::Phone, Field::Fax, Field::Url, Field::Days, Field::DaysNote];
    let mut rows = Rows::new(name, Source::Regional, "map", None, &said).with_codes();
    let (mut texts, mut read) = (0, 0);
    for record in csv.records() {
        let r = match record {
            Ok(r) => r,
            Err(e) => return refused(name, Source::Regional, line_of(&e), e.to_string()),
        };
        let get = |c: &str| r.get(c).unwrap_or("");
        let id = get("id").trim();
        if id.is_empty() || id.len() > 20 || !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
            rows.reject(
                r.line,
                "number",
                format!("番号の形がちがいます（{}）。", crate::model::normalise::short(id)),
            );
            continue;
        }
        if yes_or_no(get("publish")) == Some(false) {
            rows.out.mentioned.push(id.to_string());
            rows.reject(r.line, "unpublished", "公開しない施設です。");
            continue;
        }
        let kind =
            get("facility_type_id").trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let Some(kind) = kind.and_then(|n| companions.kinds.get(n)) else {
            let shown = crate::model::normalise::short(get("facility_type_id"));
            rows.reject(r.line, "service", format!("種類の表にない種類です（{shown}）。"));
            rows.out.mentioned.push(id.to_string());
            continue;
        };
        let week =
            Week::of_seven(DAYS.map(|d| r.get(&format!("available_time_{d}")).unwrap_or("")));
        if let Some(w) = &week {
            let (all, understood) = w.share();
            texts += all;
            read += understood;
        }
        let address = format!(
            "{}{}{}",
            get("prefecture_name").trim(),
            get("city_name").trim(),
            get("address")
        );
        let raw = Raw {
            number: id.to_string(),
            service: service_of(kind),
            service_label: kind,
            name: get("facility_name"),
            prefecture: prefecture::code(get("prefecture_name").trim()).unwrap_or_default(),
            address: &address,
            lat: get("latitude"),
            lng: get("longitude"),
            phone: get("telphone"),
            fax: get("fax"),
            url: get("homepage"),
            days: week.as_ref().map(Week::words).unwrap_or_default(),
            days_note: get("correspondence_time"),
            as_of: day_of(get("updated_at")),
            ..Raw::default()
        };
        let mut answers: Vec<Answer> = ASKED
            .iter()
            .filter(|(c, _)| csv.column(c).is_some())
            .map(|(c, label)| asked(label, get(c)))
            .collect();
        answers.extend(companions.answers_of(id));
        rows.push(r.line, &raw, Some(Extra { answers, week }));
    }
    if texts > 0 {
        rows.warn(0, "hours", format!("受付時間の欄{texts}か所のうち、{read}か所を時間として読みました。文はすべて残しています。"));
    }
    rows.done()
}

fn asked(label: &str, cell: &str) -> Answer {
    match label {
        "郵便番号" | "窓口対応部署" | "窓口対応時間" | "特記" => {
            Answer::text(label, cell)
        }
        _ => Answer::mark(label, cell),
    }
}

/// 「2018/7/17 00:00:00」, 「20180717」.
pub(super) fn day_of(text: &str) -> Option<kernel::Date> {
    let day = text.trim().split(' ').next()?;
    if !day.starts_with("20") {
        return None;
    }
    kernel::wareki::parse(day, kernel::Date::constant(2000, 1, 1)).ok()
}

#[cfg(test)]
mod tests {
    use super::super::parse_all;
    use super::*;

    const FACILITIES: &str = "id,facility_name,facility_type_id,prefecture_name,city_name,address,latitude,longitude,telphone,fax,available_time_mon,available_time_tue,available_time_wed,available_time_thu,available_time_fri,available_time_sat,available_time_sun,open_24hours,options,updated_at\n\
        7,ゆい歯科※会員施設,2,沖縄県,中頭郡北谷町,宮城１番７,,,098(900)0001,,9：00～18：00,9:00-18:00,,随時,,,休診,0,\"送迎あり\n車いす可\",2018/7/17 00:00:00\n";

    fn files() -> Vec<(String, Vec<u8>)> {
        let f = |n: &str, t: &str| (n.to_string(), t.as_bytes().to_vec());
        vec![
            f(
                "answers.csv",
                "facility_id,question_cd,answer_cd,answer_conent\n7,Q1,A1,\n7,Q2,A0,16キロまで\n9,Q1,A1,\n7,Q3,A3,\n",
            ),
            f("facilities.csv", FACILITIES),
            f("m_facility_types.csv", "category_name\n病院\n訪問歯科\n"),
            f(
                "m_question_cds.csv",
                "question_cd,question_content,question_type\nQ1,受け入れ可,check\nQ2,対応地域,text\nQ3,夜間対応,bool\n",
            ),
            f(
                "m_answer_cds.csv",
                "answer_group_cd,answer_cd,answer_content\nA,A1,胃瘻の患者\nA,A0,TEXT\nA,A3,0\n",
            ),
        ]
    }

    #[test]
    fn the_files_of_a_map_find_each_other_in_any_order() {
        let out = parse_all(&files(), &Limits::default());
        assert_eq!(out.iter().map(|f| f.rows.len()).collect::<Vec<_>>(), [0, 1, 0, 0, 0]);
        assert_eq!((out[0].rejected.len(), out[0].rejected[0].line), (1, 4));
        let row = &out[1].rows[0];
        assert_eq!(
            (row.data.service.as_str(), row.data.service_label.as_str()),
            ("dental", "訪問歯科")
        );
        assert_eq!(row.data.address, "沖縄県中頭郡北谷町宮城１番７");
        assert_eq!(row.data.phone.as_deref(), Some("098-900-0001"));
        assert_eq!(row.data.days.as_deref(), Some("月・火 9:00〜18:00　日・祝 休み"));
        assert_eq!(row.as_of, Some("2018-07-17".parse().unwrap()));
        let extra = row.extra.as_ref().unwrap();
        let of = |q: &str| {
            extra.answers.iter().find(|a| a.question == q).map(|a| (a.text.as_str(), a.yes))
        };
        assert_eq!(of("受け入れ可"), Some(("胃瘻の患者", Some(true))));
        assert_eq!(of("対応地域"), Some(("16キロまで", None)));
        assert_eq!(of("夜間対応"), Some(("0", Some(false))));
        assert_eq!(of("24時間対応"), Some(("0", Some(false))));
        assert_eq!(of("オプション・事業所のアピール等"), Some(("送迎あり\n車いす可", None)));
        assert_eq!(extra.week.as_ref().unwrap().texts[3], "随時");
        assert!(
            out[1]
                .warnings
                .iter()
                .any(|w| w.kind == "hours" && w.text.contains("4か所のうち、3か所"))
        );
    }

    #[test]
    fn parts_of_a_map_alone_are_refused_with_what_is_missing() {
        let all = files();
        let alone = parse_all(&all[..1], &Limits::default());
        assert!(alone[0].rejected[0].text.contains("facilities.csv"));
        let without = parse_all(&all[..2], &Limits::default());
        assert!(without[1].rejected[0].text.contains("m_facility_types.csv"));
    }
}
