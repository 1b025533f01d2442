//! JSON that somebody made from 医療情報ネット and 介護サービス情報公表: an array of facilities. Its known faults are told, not
//! taken: `tel` that repeats `id`, empty `tel`, `city` that holds the name of a town, ids without their zero.

use office::csv::Limits;
use serde_json::Value;

use super::rows::{Raw, Rows, with_zero};
use super::{Answer, Extra, Source, edition_in_name, iryo, refused};
use crate::model::facility::Field;
use crate::model::kouhyou::ParsedFile;
use crate::model::{municipality, normalise, prefecture, service};

/// Words of `kind` and `category` → service code.
const KINDS: [(&str, &str); 11] = [
    ("hospital", "hospital"),
    ("clinic", "clinic"),
    ("dental", "dental"),
    ("pharmacy", "pharmacy"),
    ("care_medical_institute", "550"),
    ("community_day_service", "780"),
    ("day_service", "150"),
    ("home_help", "110"),
    ("regular_patrol_nursing", "760"),
    ("rouken", "520"),
    ("tokuyou", "510"),
];

/// Reads a file that begins as JSON does.
pub(super) fn parse(name: &str, bytes: &[u8], limits: &Limits) -> ParsedFile {
    let no = |text: &str| refused(name, Source::FacilityJson, 0, text.to_string());
    if bytes.len() > limits.bytes {
        return no("ファイルが大きすぎます。分けて取り込んでください。");
    }
    let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let all: Vec<Value> = match serde_json::from_slice(body) {
        Ok(Value::Array(all)) => all,
        Ok(_) => return no("JSONのいちばん外側が、施設の並び（[ ]）ではありません。"),
        Err(e) => {
            let line = e.line() as u64;
            let text = "JSONとして読めません。ファイルが途中で切れていないか確かめてください。";
            return refused(name, Source::FacilityJson, line, text.into());
        }
    };
    if all.len() as u64 > limits.rows {
        return no("件数が多すぎます。分けて取り込んでください。");
    }
    let said = [
        Field::Kana,
        Field::Place,
        Field::Phone,
        Field::Url,
        Field::Capacity,
        Field::Days,
        Field::DaysNote,
    ];
    let rows = Rows::new(name, Source::FacilityJson, "", edition_in_name(name), &said);
    let mut reader = Reader { rows: rows.with_codes(), no_phone: 0, towns: 0, town: String::new() };
    let mut list = "";
    for (at, item) in all.iter().enumerate() {
        // there are no lines to speak of: the number of the facility in the file
        list = reader.item(at as u64 + 1, item).unwrap_or(list);
    }
    if reader.no_phone > 0 {
        reader.rows.warn(
            0,
            "phone_empty",
            format!("電話番号が空の施設が{}件あります。", reader.no_phone),
        );
    }
    if reader.towns > 0 {
        let text = format!(
            "市区町村の欄に市区町村でないものがある施設が{}件あります（{} など）。住所から読みました。",
            reader.towns, reader.town
        );
        reader.rows.warn(0, "city", text);
    }
    let mut file = reader.rows.done();
    file.service = list.to_string();
    file
}

struct Reader {
    rows: Rows,
    no_phone: usize,
    towns: usize,
    town: String,
}

impl Reader {
    /// Takes one facility; its service.
    fn item(&mut self, line: u64, item: &Value) -> Option<&'static str> {
        let text = |key: &str| match item.get(key) {
            Some(Value::String(s)) => s.clone(),
            Some(Value::Number(n)) => n.to_string(),
            _ => String::new(),
        };
        if !item.is_object() {
            self.rows.reject(line, "columns", "施設の形（{ }）ではありません。");
            return None;
        }
        let word = [text("kind"), text("category")]
            .into_iter()
            .find(|w| !w.is_empty())
            .unwrap_or_default();
        let known = KINDS.iter().find(|(w, _)| *w == word).map(|(_, s)| *s);
        let by_label = || service::all().find(|(_, l)| *l == text("serviceType")).map(|(c, _)| c);
        let Some(service) = known.or_else(by_label) else {
            let shown = normalise::short(&word);
            self.rows.reject(line, "service", format!("どの種類の施設かわかりません（{shown}）。"));
            return None;
        };
        let (id, address) = (text("id"), text("address"));
        let p = self.prefecture(&address, &text("pref"));
        let Some(number) = self.number(line, &id, &p, service) else { return Some(service) };
        let tel = text("tel");
        let repeats = !tel.is_empty() && tel.trim() == id.trim();
        if repeats {
            let shown = normalise::short(&tel);
            self.rows.warn(line, "tel_is_id", format!("電話番号の欄に番号（ID）が入っています（{shown}）。電話番号としては取り込みません。"));
        } else if tel.is_empty() {
            self.no_phone += 1;
        }
        self.city(&p, &address, &text("city"));
        let list = |key: &str| match item.get(key) {
            Some(Value::Array(a)) => {
                a.iter().filter_map(Value::as_str).map(str::to_string).collect()
            }
            _ => Vec::<String>::new(),
        };
        let answers = list("departments")
            .into_iter()
            .map(|d| Answer {
                question: "診療科".into(),
                code: String::new(),
                text: d,
                yes: Some(true),
            })
            .collect();
        let (name, kana, url) = (text("name"), text("kana"), text("url"));
        let (lat, lng, capacity) = (text("lat"), text("lng"), text("capacity"));
        let (label, note) = (text("serviceType"), text("openDaysNote"));
        let raw = Raw {
            number,
            service,
            service_label: &label,
            name: &name,
            kana: &kana,
            prefecture: p,
            address: &address,
            lat: &lat,
            lng: &lng,
            phone: if repeats { "" } else { &tel },
            url: &url,
            days: list("openDays").join("・"),
            days_note: &note,
            capacity: &capacity,
            ..Raw::default()
        };
        self.rows.push(line, &raw, Some(Extra { answers, week: None }));
        Some(service)
    }

    fn prefecture(&self, address: &str, said: &str) -> String {
        let compact: String = address.chars().filter(|c| !c.is_whitespace()).collect();
        prefecture::split(&compact)
            .and_then(|(n, _)| prefecture::code(n))
            .or_else(|| prefecture::code(said.trim()))
            .unwrap_or_default()
    }

    /// 介護: ten characters. 医療: the form of 医療情報ネット, which differs by prefecture.
    fn number(&mut self, line: u64, id: &str, p: &str, service: &str) -> Option<String> {
        let id = id.trim();
        let medical =
            matches!(service, "hospital" | "clinic" | "dental" | "pharmacy" | "maternity");
        let number = if medical {
            iryo::number(id, p)
        } else {
            with_zero(id, p).unwrap_or_else(|| id.to_string())
        };
        let good = !id.is_empty()
            && number.bytes().all(|b| b.is_ascii_alphanumeric())
            && (medical || number.len() == 10);
        if !good {
            let shown = normalise::short(id);
            self.rows.reject(line, "number", format!("IDの形がちがいます（{shown}）。"));
            return None;
        }
        if number.len() > id.len() {
            self.rows.warn(line, "number_zero", format!("先頭の0を補いました（{number}）。"));
        }
        Some(number)
    }

    fn city(&mut self, p: &str, address: &str, said: &str) {
        let found = municipality::of_address(p, address);
        // 「仙台市」 of 仙台市泉区 is right, 「名取市杜せきのした」 is not
        let fits = found.is_some_and(|(_, whole)| {
            municipality::of_address(p, said).is_some_and(|(_, name)| {
                let only = kernel::kana::search_key(name) == kernel::kana::search_key(said);
                only && whole.starts_with(name)
            })
        });
        if !said.is_empty() && !fits {
            self.towns += 1;
            if self.town.is_empty() {
                self.town = normalise::short(said);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> ParsedFile {
        parse("medical_clinic.json", json.as_bytes(), &Limits::default())
    }

    #[test]
    fn a_telephone_that_repeats_the_id_is_flagged_and_not_taken() {
        let f = read(
            r#"[{"id":"3203201145","name":"結野医院","tel":"3203201145","url":"","address":"岩手県一関市花泉町涌津字上原３１番地","pref":"岩手県","city":"一関市花泉町涌津字上原","kind":"clinic","departments":["内科","外科"]}]"#,
        );
        let d = &f.rows[0].data;
        assert_eq!((d.phone.as_deref(), d.number.as_str()), (None, "03203201145"));
        assert_eq!((d.city.as_str(), d.municipality.as_str()), ("一関市", "032093"));
        let kinds: Vec<&str> = f.warnings.iter().map(|w| w.kind).collect();
        assert_eq!(kinds, ["number_zero", "tel_is_id", "city"]);
        assert_eq!(f.rows[0].extra.as_ref().unwrap().answers.len(), 2);
    }

    #[test]
    fn care_offices_have_ten_characters_and_empty_telephones_are_counted() {
        let f = read(
            r#"[{"id":"490300084","name":"デイゆい","tel":"","address":"宮城県塩竃市藤倉二丁目2-9","lat":38.3,"lng":141.02,"pref":"宮城県","city":"塩竈市","category":"community_day_service","serviceType":"地域密着型通所介護","capacity":13,"openDays":["平日","土曜日"],"openDaysNote":""},
                {"id":"12","name":"x","address":"宮城県名取市1","pref":"宮城県","category":"home_help"},
                7,
                {"id":"1","name":"x","address":"宮城県名取市1","kind":"spaceship"}]"#,
        );
        assert_eq!((f.rows.len(), f.rejected.len()), (1, 3));
        let d = &f.rows[0].data;
        assert_eq!(
            (d.number.as_str(), d.service.as_str(), d.capacity),
            ("0490300084", "780", Some(13))
        );
        assert_eq!(d.days.as_deref(), Some("平日・土曜日"));
        assert!(f.warnings.iter().any(|w| w.kind == "phone_empty" && w.text.contains("1件")));
        assert!(f.warnings.iter().all(|w| w.kind != "city"));
    }

    #[test]
    fn cut_json_and_other_json_are_refused_whole() {
        for bad in ["[{\"id\":", "{\"a\":1}", "[", "{"] {
            let f = read(bad);
            assert_eq!((f.rows.len(), f.rejected[0].code), (0, "file"), "{bad}");
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(read(&deep).rejected.len(), 1);
    }
}
