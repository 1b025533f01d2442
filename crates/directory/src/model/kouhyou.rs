//! Reads one file of 介護サービス情報公表システムのオープンデータ (24 columns, earlier editions 16) into facilities. Pure:
//! bytes in, rows, refusals and remarks out. Columns are found by their names, wherever they stand.

use std::collections::HashMap;

use kernel::Date;
use kernel::checkdigit::{Check, corporate_number, office_number};
use office::csv::{CsvFile, Limits, Record};
use unicode_normalization::UnicodeNormalization;

use super::facility::{FacilityData, Field, Fields};
use super::municipality;
use super::normalise::{self, Cleaned};
use super::report::{Rejected, Warning};
use super::sources::{Extra, Source};
use super::{prefecture, service};

/// Longest text of a short field, in characters; the longest real one has 72.
const LONG: usize = 300;
/// Longest remark; the longest real one has 4,999.
const LONG_NOTE: usize = 5_000;

/// One row that can be taken.
#[derive(Debug, Clone, PartialEq)]
pub struct ParsedRow {
    /// 1-based line of the file.
    pub line: u64,
    /// The facility.
    pub data: FacilityData,
    /// Its content hash, reckoned here so that the transaction need not.
    pub hash: String,
    /// Answers and hours; none when the source has none, or its file for them was not given.
    pub extra: Option<Extra>,
    /// Day on which the row was last changed, when it carries one.
    pub as_of: Option<Date>,
}

/// What one file gave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ParsedFile {
    /// The file as named by the caller.
    pub file: String,
    /// Where it comes from.
    pub source: Source,
    /// The list it covers: service code from the file's name; empty when the file was refused for its name.
    pub service: String,
    /// Date of the edition, when the name carries one.
    pub edition: Option<Date>,
    /// The fields for which there is a column.
    pub said: Fields,
    /// Rows that can be taken, in file order; each number once.
    pub rows: Vec<ParsedRow>,
    /// Numbers of rows that were refused for another reason than their number: these facilities still exist.
    pub mentioned: Vec<String>,
    /// Refused rows, or one entry for the whole file.
    pub rejected: Vec<Rejected>,
    /// Remarks.
    pub warnings: Vec<Warning>,
}

/// Column names, the usual one first. Other open data (自治体標準) uses the later ones.
const COLUMNS: [(Col, &[&str]); 24] = [
    (Col::Code, &["都道府県コード又は市町村コード", "市区町村コード", "全国地方公共団体コード"]),
    (Col::Number, &["事業所番号", "介護サービス事業所番号", "No"]),
    (Col::Prefecture, &["都道府県名"]),
    (Col::City, &["市区町村名"]),
    (Col::Name, &["事業所名", "事業所の名称", "介護サービス事業所名称"]),
    (Col::Kana, &["事業所名カナ", "事業所名称カナ", "介護サービス事業所名称_カナ"]),
    (Col::Service, &["サービスの種類", "実施サービス"]),
    (Col::Address, &["住所", "所在地"]),
    (Col::Building, &["方書（ビル名等）", "方書(ビル名等)", "方書"]),
    (Col::Lat, &["緯度"]),
    (Col::Lng, &["経度"]),
    (Col::Phone, &["電話番号"]),
    (Col::Fax, &["FAX番号", "ＦＡＸ番号"]),
    (Col::CorporateNumber, &["法人番号"]),
    (Col::Corporation, &["法人の名称", "法人名"]),
    (Col::No, &["No"]),
    (Col::Days, &["利用可能曜日"]),
    (Col::DaysNote, &["利用可能曜日特記事項"]),
    (Col::Capacity, &["定員"]),
    (Col::Url, &["URL"]),
    (Col::Inclusive, &["高齢者の方と障害者の方が同時一体的に利用できるサービス"]),
    (Col::CareStandard, &["介護保険の通常の指定基準を満たしている"]),
    (Col::DisabilityStandard, &["障害福祉の通常の指定基準を満たしている"]),
    (Col::Notes, &["備考"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Col {
    Code,
    Number,
    Prefecture,
    City,
    Name,
    Kana,
    Service,
    Address,
    Building,
    Lat,
    Lng,
    Phone,
    Fax,
    CorporateNumber,
    Corporation,
    No,
    Days,
    DaysNote,
    Capacity,
    Url,
    Inclusive,
    CareStandard,
    DisabilityStandard,
    Notes,
}

/// Without these a row cannot be placed in the directory.
const NEEDED: [Col; 4] = [Col::Code, Col::Number, Col::Name, Col::Address];

/// Reads a file. Never fails: a file that cannot be read gives one refusal with line 0 (or the line at fault) and no
/// row, so that nothing of it is taken.
pub fn parse(file: &str, bytes: &[u8], limits: &Limits) -> ParsedFile {
    let refused = |line, text: String| ParsedFile {
        file: file.to_string(),
        rejected: vec![Rejected { file: file.to_string(), line, code: "file", text }],
        ..ParsedFile::default()
    };
    let Some(name) = service::from_file_name(file) else {
        return refused(
            0,
            "ファイル名からサービスの種類がわかりません。公開されたままの名前（jigyosho_120.csv など）にしてください。".into(),
        );
    };
    let csv = match CsvFile::read(bytes, limits) {
        Ok(csv) => csv,
        Err(e) => return refused(line_of(&e), e.to_string()),
    };
    let columns = Columns::find(&csv);
    let missing: Vec<&str> = COLUMNS
        .iter()
        .filter(|(c, _)| NEEDED.contains(c) && columns.at(*c).is_none())
        .filter_map(|(_, names)| names.first().copied())
        .collect();
    if !missing.is_empty() {
        return refused(
            0,
            format!(
                "見出しに次の列がありません：{}。公開されたままのファイルを選んでください。",
                missing.join("、")
            ),
        );
    }
    let mut reader = Reader {
        columns,
        width: csv.headers().len(),
        first: HashMap::new(),
        label_warned: false,
        out: ParsedFile {
            file: file.to_string(),
            service: name.service,
            edition: name.edition,
            said: Fields::default(),
            ..ParsedFile::default()
        },
    };
    reader.out.said = reader.columns.said();
    for record in csv.records() {
        match record {
            Ok(r) => reader.row(&r),
            // the rest of the file cannot be trusted, and half a file would close what stands in the other half
            Err(e) => return refused(line_of(&e), e.to_string()),
        }
    }
    if reader.out.rows.is_empty() && reader.out.rejected.is_empty() {
        return refused(
            0,
            "見出しの下に行がありません。中身のあるファイルを選んでください。".into(),
        );
    }
    reader.out
}

/// The line at fault; 0 = the file as a whole.
pub(super) fn line_of(e: &office::csv::CsvError) -> u64 {
    use office::csv::CsvError as E;
    match e {
        E::FieldTooLong { line, .. }
        | E::Nul { line }
        | E::Undecodable { line }
        | E::OpenQuote { line } => *line,
        _ => 0,
    }
}

struct Columns(HashMap<Col, usize>);

impl Columns {
    fn find(csv: &CsvFile) -> Self {
        let found = COLUMNS.iter().filter_map(|(col, names)| {
            names.iter().find_map(|n| csv.column(n)).map(|at| (*col, at))
        });
        Columns(found.collect())
    }

    fn at(&self, col: Col) -> Option<usize> {
        self.0.get(&col).copied()
    }

    fn said(&self) -> Fields {
        const OF: [(Col, Field); 20] = [
            (Col::Name, Field::Name),
            (Col::Kana, Field::Kana),
            (Col::Service, Field::Service),
            (Col::Code, Field::Municipality),
            (Col::City, Field::City),
            (Col::Address, Field::Address),
            (Col::Building, Field::Building),
            (Col::Lat, Field::Place),
            (Col::Phone, Field::Phone),
            (Col::Fax, Field::Fax),
            (Col::CorporateNumber, Field::CorporateNumber),
            (Col::Corporation, Field::Corporation),
            (Col::Days, Field::Days),
            (Col::DaysNote, Field::DaysNote),
            (Col::Capacity, Field::Capacity),
            (Col::Url, Field::Url),
            (Col::Inclusive, Field::Inclusive),
            (Col::CareStandard, Field::CareStandard),
            (Col::DisabilityStandard, Field::DisabilityStandard),
            (Col::Notes, Field::Notes),
        ];
        OF.iter()
            .filter(|(c, _)| self.at(*c).is_some())
            .fold(Fields::default(), |set, (_, f)| set.with(*f))
    }
}

struct Reader {
    columns: Columns,
    width: usize,
    /// Line on which a number was first seen.
    first: HashMap<String, u64>,
    label_warned: bool,
    out: ParsedFile,
}

impl Reader {
    fn get<'r>(&self, r: &'r Record<'_>, col: Col) -> &'r str {
        self.columns.at(col).and_then(|at| r.at(at)).unwrap_or("")
    }

    fn reject(&mut self, line: u64, code: &'static str, text: String) {
        self.out.rejected.push(Rejected { file: self.out.file.clone(), line, code, text });
    }

    fn warn(&mut self, line: u64, kind: &'static str, text: impl Into<String>) {
        self.out.warnings.push(Warning {
            file: self.out.file.clone(),
            line,
            kind,
            text: text.into(),
        });
    }

    /// Keeps the value, tells the remark.
    fn take<T>(&mut self, line: u64, kind: &'static str, cleaned: Cleaned<T>) -> Option<T> {
        if let Some(text) = cleaned.warning {
            self.warn(line, kind, text);
        }
        cleaned.value
    }

    fn row(&mut self, r: &Record<'_>) {
        if r.is_empty() {
            return;
        }
        let (rows, remarks) = (self.out.rows.len(), self.out.warnings.len());
        self.read_row(r);
        if self.out.rows.len() == rows {
            // remarks are about rows that are taken; of a refused one only the reason counts
            self.out.warnings.truncate(remarks);
        }
    }

    fn read_row(&mut self, r: &Record<'_>) {
        let extra = r.fields().skip(self.width).any(|f| !f.trim().is_empty());
        if r.len() < self.width || extra {
            let text =
                format!("列の数が見出しと合いません（{}列のところ {}列）。", self.width, r.len());
            return self.reject(r.line, "columns", text);
        }
        let code: String = normalise::line(self.get(r, Col::Code)).nfkc().collect();
        let Some(number) = self.number(r, &code) else { return };
        if let Some(line) = self.first.get(&number) {
            let text =
                format!("{line}行目と同じ事業所番号（{number}）です。先の行だけを取り込みます。");
            return self.reject(r.line, "duplicate", text);
        }
        self.first.insert(number.clone(), r.line);
        let Some(municipality) = self.municipality(r, &code) else {
            return self.out.mentioned.push(number);
        };
        match self.facility(r, number.clone(), municipality) {
            Ok(data) => {
                let hash = data.hash();
                self.out.rows.push(ParsedRow {
                    line: r.line,
                    data,
                    hash,
                    extra: None,
                    as_of: None,
                });
            }
            Err((code, text)) => {
                self.reject(r.line, code, text);
                self.out.mentioned.push(number);
            }
        }
    }

    /// The number as ten characters. Excel drops a leading zero: it is put back when the row's own prefecture says
    /// that it was there.
    fn number(&mut self, r: &Record<'_>, code: &str) -> Option<String> {
        let line = r.line;
        let mut raw = self.get(r, Col::Number);
        if raw.trim().is_empty() {
            raw = self.get(r, Col::No);
        }
        let mut number: String =
            normalise::line(raw).nfkc().collect::<String>().to_ascii_uppercase();
        let lost_zero = number.len() == 9
            && number.bytes().all(|b| b.is_ascii_digit())
            && format!("0{number}").get(..2) == six(code).as_deref().and_then(|c| c.get(..2));
        if lost_zero {
            number.insert(0, '0');
            self.warn(line, "number_zero", format!("先頭の0を補いました（{number}）。"));
        }
        match office_number(&number) {
            Check::Fits => Some(number),
            Check::Misfit => {
                self.warn(
                    line,
                    "number_check",
                    format!("事業所番号の検査数字が合いません（{number}）。"),
                );
                Some(number)
            }
            Check::WrongForm => {
                let shown = normalise::short(&number);
                let text = format!(
                    "事業所番号の形がちがいます（{shown}）。数字10けたか、3けた目だけ英字の10けたにしてください。"
                );
                self.reject(line, "number", text);
                None
            }
        }
    }

    /// The municipality's six digits; a code without its leading zero, and a prefecture's code of two, are completed. One
    /// that no municipality has refuses the row.
    fn municipality(&mut self, r: &Record<'_>, code: &str) -> Option<String> {
        let line = r.line;
        let read = six(code);
        let Some(full) = read.filter(|c| municipality::known(c)) else {
            // a facility of an unknown place would be found by nobody, and land with the wrong centre
            let text = format!(
                "市区町村コード（{}）の市区町村がありません。総務省の全国地方公共団体コード（6けた）でたしかめ、直してから取り込んでください。",
                normalise::short(code)
            );
            self.reject(line, "municipality", text);
            return None;
        };
        Some(full)
    }

    fn facility(
        &mut self,
        r: &Record<'_>,
        number: String,
        municipality: String,
    ) -> Result<FacilityData, (&'static str, String)> {
        let line = r.line;
        let name = normalise::line(self.get(r, Col::Name));
        if name.is_empty() {
            return Err(("name", "事業所名がありません。".into()));
        }
        for col in [
            Col::Name,
            Col::Kana,
            Col::City,
            Col::Address,
            Col::Building,
            Col::Corporation,
            Col::Service,
        ] {
            let n = self.get(r, col).chars().count();
            if n > LONG {
                let label = COLUMNS.iter().find(|(c, _)| *c == col).and_then(|(_, n)| n.first());
                let text = format!(
                    "「{}」が長すぎます（{n}文字、{LONG}文字まで）。",
                    label.unwrap_or(&"")
                );
                return Err(("length", text));
            }
        }
        let prefecture = municipality.get(..2).and_then(prefecture::name).unwrap_or_default();
        let city = normalise::line(self.get(r, Col::City));
        let building = normalise::some_line(self.get(r, Col::Building))
            // 「-103」 is the end of a house number, not a building
            .filter(|b| !b.starts_with(['-', '－', '‐', '−']));
        let address =
            normalise::address(prefecture, &city, self.get(r, Col::Address), building.as_deref());
        let Some(address) = self.take(line, "address", address) else {
            return Err(("address", "住所がありません。".into()));
        };
        let place = normalise::place(self.get(r, Col::Lat), self.get(r, Col::Lng));
        let phone = normalise::phone(self.get(r, Col::Phone));
        let fax = normalise::fax(self.get(r, Col::Fax));
        let capacity = normalise::capacity(self.get(r, Col::Capacity));
        let url = normalise::url(self.get(r, Col::Url));
        let label = normalise::line(self.get(r, Col::Service));
        let said_yes = |text: &str| match normalise::line(text).as_str() {
            "あり" => Some(true),
            "なし" => Some(false),
            _ => None,
        };
        self.formulas(r);
        Ok(FacilityData {
            number,
            service: self.out.service.clone(),
            service_label: self.service_label(line, label),
            name,
            kana: normalise::kana(self.get(r, Col::Kana)),
            municipality,
            city,
            address,
            building,
            place: self.take(line, "coordinates", place),
            phone: self.take(line, "phone", phone),
            fax: self.take(line, "fax", fax),
            corporate_number: self.corporate_number(r),
            corporation: normalise::some_line(self.get(r, Col::Corporation)),
            days: days(self.get(r, Col::Days)),
            days_note: self.note(r, Col::DaysNote),
            capacity: self.take(line, "capacity", capacity),
            url: self.take(line, "url", url),
            inclusive: said_yes(self.get(r, Col::Inclusive)),
            care_standard: normalise::some_line(self.get(r, Col::CareStandard)),
            disability_standard: normalise::some_line(self.get(r, Col::DisabilityStandard)),
            notes: self.note(r, Col::Notes),
        })
    }

    fn service_label(&mut self, line: u64, in_file: String) -> String {
        let Some(known) = service::label(&self.out.service) else {
            return if in_file.is_empty() {
                format!("サービス {}", self.out.service)
            } else {
                in_file
            };
        };
        let key = kernel::kana::search_key;
        if !in_file.is_empty() && key(&in_file) != key(known) && !self.label_warned {
            self.label_warned = true;
            let text = format!(
                "ファイル名は「{known}」ですが、行には「{}」とあります。",
                normalise::short(&in_file)
            );
            self.warn(line, "service", text);
        }
        if in_file.is_empty() { known.to_string() } else { in_file }
    }

    fn corporate_number(&mut self, r: &Record<'_>) -> Option<String> {
        let number: String = normalise::line(self.get(r, Col::CorporateNumber)).nfkc().collect();
        if number.is_empty() {
            return None;
        }
        match corporate_number(&number) {
            Check::Fits => Some(number),
            Check::Misfit => {
                self.warn(
                    r.line,
                    "corporate_check",
                    format!("法人番号の検査数字が合いません（{number}）。"),
                );
                Some(number)
            }
            Check::WrongForm => {
                let text = format!("法人番号は13けたの数字です（{}）。", normalise::short(&number));
                self.warn(r.line, "corporate_form", text);
                None
            }
        }
    }

    fn note(&mut self, r: &Record<'_>, col: Col) -> Option<String> {
        let text = normalise::some_line(self.get(r, col))?;
        if text.chars().count() <= LONG_NOTE {
            return Some(text);
        }
        self.warn(r.line, "length", format!("長い文章のはじめの{LONG_NOTE}文字を残しました。"));
        Some(text.chars().take(LONG_NOTE).collect())
    }

    /// Text that a spreadsheet would run is kept as text; whoever reads the report should know it is there.
    fn formulas(&mut self, r: &Record<'_>) {
        let risky = |text: &str| text.trim_start().starts_with(['=', '@', '＝', '＠']);
        let cells: Vec<String> = r.fields().filter(|f| risky(f)).map(normalise::short).collect();
        for cell in cells {
            self.warn(
                r.line,
                "formula",
                format!("数式のような文字を、文字として取り込みます（{cell}）。"),
            );
        }
    }
}

/// A code of six digits from what a spreadsheet left of it: five digits have lost a zero, two are a prefecture.
fn six(code: &str) -> Option<String> {
    if code.is_empty() || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match code.len() {
        6 => Some(code.to_string()),
        5 => Some(format!("0{code}")),
        1 | 2 => Some(format!("{code:0>2}0000")),
        _ => None,
    }
}

fn days(raw: &str) -> Option<String> {
    let parts: Vec<&str> =
        raw.split([',', '、', '，']).map(str::trim).filter(|p| !p.is_empty()).collect();
    (!parts.is_empty()).then(|| normalise::line(&parts.join("・")))
}
