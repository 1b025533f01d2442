//! What the readers of all sources share: one row becomes a facility in our spelling, with the same refusals and
//! remarks as 介護サービス情報公表.

use std::collections::HashMap;

use kernel::Date;

use super::{Extra, Source};
use crate::model::facility::{FacilityData, Field, Fields};
use crate::model::kouhyou::{ParsedFile, ParsedRow};
use crate::model::report::{Rejected, Warning};
use crate::model::{municipality, normalise, prefecture, service};

/// Longest short text, as for the first source.
const LONG: usize = 300;
const LONG_NOTE: usize = 5_000;

/// A row as it stands in a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Raw<'a> {
    /// Number in the source; already complete.
    pub number: String,
    /// Service code.
    pub service: &'a str,
    /// Service in the source's words; the usual name of the service when empty.
    pub service_label: &'a str,
    pub name: &'a str,
    pub kana: &'a str,
    /// Two digits; found in the address when empty.
    pub prefecture: String,
    pub address: &'a str,
    pub building: &'a str,
    pub lat: &'a str,
    pub lng: &'a str,
    pub phone: &'a str,
    pub fax: &'a str,
    pub corporation: &'a str,
    pub url: &'a str,
    pub days: String,
    pub days_note: &'a str,
    pub capacity: &'a str,
    pub notes: &'a str,
    /// Day on which the row was last changed, when it carries one.
    pub as_of: Option<Date>,
}

/// Collects the rows of one file.
pub(super) struct Rows {
    first: HashMap<String, u64>,
    codes: bool,
    pub out: ParsedFile,
}

impl Rows {
    /// `list` is what the file covers: facilities that it no longer holds may close.
    pub fn new(
        file: &str,
        source: Source,
        list: &str,
        edition: Option<Date>,
        said: &[Field],
    ) -> Self {
        let said = said.iter().fold(
            Fields::default()
                .with(Field::Name)
                .with(Field::Service)
                .with(Field::Municipality)
                .with(Field::City)
                .with(Field::Address),
            |set, f| set.with(*f),
        );
        Rows {
            first: HashMap::new(),
            codes: false,
            out: ParsedFile {
                file: file.to_string(),
                source,
                service: list.to_string(),
                edition,
                said,
                ..ParsedFile::default()
            },
        }
    }

    /// The rows carry numbers of a public register, so that a repeated one is worth a word about the number.
    pub fn with_codes(mut self) -> Self {
        self.codes = true;
        self
    }

    /// Refuses the row of this line, with a code for the report and why in plain words.
    pub fn reject(&mut self, line: u64, code: &'static str, text: impl Into<String>) {
        self.out.rejected.push(Rejected {
            file: self.out.file.clone(),
            line,
            code,
            text: text.into(),
        });
    }

    /// Takes the row of this line and says what is odd about it.
    pub fn warn(&mut self, line: u64, kind: &'static str, text: impl Into<String>) {
        self.out.warnings.push(Warning {
            file: self.out.file.clone(),
            line,
            kind,
            text: text.into(),
        });
    }

    /// Takes a row, or refuses it. True when it was taken.
    pub fn push(&mut self, line: u64, raw: &Raw<'_>, extra: Option<Extra>) -> bool {
        let remarks = self.out.warnings.len();
        if let Some(first) = self.first.get(&raw.number) {
            let what = if self.codes { "番号" } else { "施設" };
            let text = format!(
                "{first}行目と同じ{what}です（{}）。先の行だけを取り込みます。",
                normalise::short(if self.codes { &raw.number } else { raw.name })
            );
            self.reject(line, "duplicate", text);
            return false;
        }
        self.first.insert(raw.number.clone(), line);
        match self.facility(line, raw) {
            Ok(data) => {
                let hash = data.hash();
                let as_of = raw.as_of;
                self.out.rows.push(ParsedRow { line, data, hash, extra, as_of });
                true
            }
            Err((code, text)) => {
                // of a refused row only the reason counts
                self.out.warnings.truncate(remarks);
                self.reject(line, code, text);
                self.out.mentioned.push(raw.number.clone());
                false
            }
        }
    }

    fn facility(
        &mut self,
        line: u64,
        raw: &Raw<'_>,
    ) -> Result<FacilityData, (&'static str, String)> {
        let name = normalise::line(raw.name);
        if name.is_empty() {
            return Err(("name", "名前がありません。".into()));
        }
        for (label, text) in [
            ("名前", raw.name),
            ("かな", raw.kana),
            ("住所", raw.address),
            ("法人", raw.corporation),
        ] {
            let n = text.chars().count();
            if n > LONG {
                return Err((
                    "length",
                    format!("「{label}」が長すぎます（{n}文字、{LONG}文字まで）。"),
                ));
            }
        }
        let written = normalise::line(raw.address);
        let compact: String = written.chars().filter(|c| !c.is_whitespace()).collect();
        let in_address = prefecture::split(&compact).and_then(|(n, _)| prefecture::code(n));
        let code = match (raw.prefecture.as_str(), in_address) {
            ("", Some(p)) => p,
            ("", None) => {
                return Err((
                    "municipality",
                    "住所に都道府県がなく、どこの施設かわかりません。".into(),
                ));
            }
            (p, _) => p.to_string(),
        };
        let known = municipality::of_address(&code, &written);
        let city = known.map_or("", |(_, name)| name);
        let building = normalise::some_line(raw.building);
        let pref_name = prefecture::name(&code).unwrap_or_default();
        let address = match known {
            Some(_) => normalise::address(pref_name, city, &written, building.as_deref()),
            None => {
                let whole = if compact.starts_with(pref_name) {
                    written.clone()
                } else {
                    format!("{pref_name}{written}")
                };
                normalise::Cleaned {
                    value: (!written.is_empty()).then_some(whole),
                    warning: Some(format!(
                        "住所の市区町村がわかりません（{}）",
                        normalise::short(&written)
                    )),
                }
            }
        };
        let Some(address) = self.take(line, "address", address) else {
            return Err(("address", "住所がありません。".into()));
        };
        let phone = normalise::phone(raw.phone);
        let fax = normalise::fax(raw.fax);
        let url = normalise::url(raw.url);
        let capacity = normalise::capacity(raw.capacity);
        let label = match normalise::line(raw.service_label) {
            l if l.is_empty() => service::label(raw.service).unwrap_or(raw.service).to_string(),
            l => l,
        };
        Ok(FacilityData {
            number: raw.number.clone(),
            service: raw.service.to_string(),
            service_label: label,
            name,
            kana: normalise::kana(raw.kana),
            municipality: known.map_or_else(|| format!("{code}0000"), |(c, _)| c.to_string()),
            city: city.to_string(),
            address,
            building,
            place: self.place(line, raw),
            phone: self.take(line, "phone", phone),
            fax: self.take(line, "fax", fax),
            corporation: normalise::some_line(raw.corporation),
            days: normalise::some_line(&raw.days),
            days_note: self.note(line, raw.days_note),
            capacity: self.take(line, "capacity", capacity),
            url: self.take(line, "url", url),
            notes: self.note(line, raw.notes),
            ..FacilityData::default()
        })
    }

    /// 0.0, 0.0 is how these files write that nobody knows: no remark.
    fn place(&mut self, line: u64, raw: &Raw<'_>) -> Option<(f64, f64)> {
        let zero = |t: &str| t.trim().parse::<f64>().is_ok_and(|n| n == 0.0);
        if zero(raw.lat) && zero(raw.lng) {
            return None;
        }
        let cleaned = normalise::place(raw.lat, raw.lng);
        self.take(line, "coordinates", cleaned)
    }

    fn note(&mut self, line: u64, text: &str) -> Option<String> {
        let text = normalise::some_line(text)?;
        if text.chars().count() > LONG_NOTE {
            self.warn(line, "length", format!("長い文章のはじめの{LONG_NOTE}文字を残しました。"));
            return Some(text.chars().take(LONG_NOTE).collect());
        }
        Some(text)
    }

    fn take<T>(&mut self, line: u64, kind: &'static str, c: normalise::Cleaned<T>) -> Option<T> {
        if let Some(text) = c.warning {
            self.warn(line, kind, text);
        }
        c.value
    }

    /// The file, refused when it has no row at all.
    pub fn done(mut self) -> ParsedFile {
        if self.out.rows.is_empty() && self.out.rejected.is_empty() {
            self.reject(
                0,
                "file",
                "見出しの下に行がありません。中身のあるファイルを選んでください。",
            );
        }
        self.out
    }
}

/// A number of a register whose leading zero a spreadsheet has eaten: put back when the prefecture says it was there.
/// None when the number begins otherwise (registers of single prefectures have forms of their own).
pub(super) fn with_zero(number: &str, prefecture: &str) -> Option<String> {
    if number.starts_with(prefecture) {
        return Some(number.to_string());
    }
    let padded = format!("0{number}");
    padded.starts_with(prefecture).then_some(padded)
}

/// A key for sources without numbers: the same name at the same place is the same row next time.
pub(super) fn key_of(name: &str, address: &str) -> String {
    let key = kernel::kana::search_key;
    let hash = kernel::sha256_hex(format!("{}\n{}", key(name), key(address)).as_bytes());
    hash.get(..20).unwrap_or(&hash).to_string()
}
