//! A row of the questionnaire (forms.md §8.3): one stay as an office that does not work here writes it, without a name.
//! The same fields are read from the page, from Excel and from the store; labels and codes are both understood.
use std::collections::BTreeMap;

use kernel::{At, Date, Id, wareki};
use people::CareLevel;

use super::{Case, DischargeFee, More};
use crate::model::stay::coded;
use crate::model::{EndKind, FeeGrade, Learned, Method, Stay};

coded! {
    /// Age on the day of admission.
    AgeBand {
        /// Younger than 65.
        Under65 = "64", "64歳まで";
        /// 65–74.
        From65 = "65", "65〜74歳";
        /// 75–84.
        From75 = "75", "75〜84歳";
        /// 85–94.
        From85 = "85", "85〜94歳";
        /// 95 and more.
        From95 = "95", "95歳以上";
    }
}

coded! {
    /// What became of a row.
    State {
        /// Counted, unless it may be a double.
        Open = "open", "数えています";
        /// A person decided: somebody else than the similar one; counted.
        Different = "different", "別の方と確かめました";
        /// A person decided: the same stay; not counted again.
        Same = "same", "同じ入院と確かめました（数えません）";
        /// Taken back.
        Removed = "removed", "取り消しました";
    }
}

/// What kind of value a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Name of a hospital.
    Hospital,
    /// A day.
    Day,
    /// One of a list.
    Choice(&'static str),
    /// 有・無.
    YesNo,
    /// A few words.
    Words,
}

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Field name.
    pub key: &'static str,
    /// Heading and label.
    pub label: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Must be filled in.
    pub required: bool,
}

const fn col(key: &'static str, label: &'static str, kind: Kind, required: bool) -> Column {
    Column { key, label, kind, required }
}

/// The columns in their order.
pub const COLUMNS: &[Column] = &[
    col("hospital", "入院先の病院", Kind::Hospital, true),
    col("admitted", "入院日", Kind::Day, true),
    col("age", "年齢", Kind::Choice("age"), true),
    col("level", "要介護度", Kind::Choice("level"), true),
    col("planned", "予定・緊急", Kind::Choice("planned"), false),
    col("learned", "入院を知った経路", Kind::Choice("learned"), false),
    col("contact", "病院への入院の連絡", Kind::YesNo, true),
    col("contact_on", "入院の連絡をした日", Kind::Day, false),
    col("contact_method", "入院の連絡の方法", Kind::Choice("method"), false),
    col("sheet", "入院時情報提供書の送付", Kind::YesNo, true),
    col("sheet_on", "提供書を送った日", Kind::Day, false),
    col("fee", "入院時情報連携加算", Kind::Choice("fee"), false),
    col("ended", "退院日", Kind::Day, false),
    col("end", "退院先", Kind::Choice("end"), false),
    col("notice", "病院からの退院日の連絡", Kind::YesNo, false),
    col("notice_on", "退院日の連絡があった日", Kind::Day, false),
    col("notice_method", "退院日の連絡の方法", Kind::Choice("method"), false),
    col("conference", "退院前カンファ", Kind::YesNo, false),
    col("papers", "退院の書類の受け取り", Kind::YesNo, false),
    col("discharge_fee", "退院・退所加算", Kind::Choice("discharge_fee"), false),
    col("trouble", "困ったこと（お名前は書かないでください）", Kind::Words, false),
];

/// Choices of a list: code and words.
pub fn choices(list: &str) -> Vec<(&'static str, &'static str)> {
    match list {
        "age" => AgeBand::ALL.iter().map(|a| (a.code(), a.label())).collect(),
        "level" => CareLevel::ALL.iter().map(|l| (l.code(), l.label())).collect(),
        "planned" => vec![("planned", "予定"), ("emergency", "緊急")],
        "learned" => Learned::ALL.iter().map(|l| (l.code(), l.label())).collect(),
        "method" => Method::ALL.iter().map(|m| (m.code(), m.label())).collect(),
        "fee" => vec![("1", "(Ⅰ)"), ("2", "(Ⅱ)"), ("none", "算定なし")],
        "end" => EndKind::ALL.iter().map(|e| (e.code(), e.label())).collect(),
        "discharge_fee" => vec![
            ("1i", "(Ⅰ)イ"),
            ("1ro", "(Ⅰ)ロ"),
            ("2i", "(Ⅱ)イ"),
            ("2ro", "(Ⅱ)ロ"),
            ("3", "(Ⅲ)"),
            ("none", "算定なし"),
        ],
        _ => vec![("yes", "有"), ("no", "無")],
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Office that follows the person.
    pub office: Id,
    /// Hospital, when it has an organisation here.
    pub hospital: Option<Id>,
    /// Its name.
    pub hospital_name: String,
    /// Admitted on.
    pub admitted: Date,
    /// Left on.
    pub ended: Option<Date>,
    /// Age.
    pub age: AgeBand,
    /// Care level.
    pub level: CareLevel,
    /// Where to.
    pub end: Option<EndKind>,
    rest: BTreeMap<String, String>,
}

/// A row as it is kept.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Id.
    pub id: Id,
    /// The row.
    pub row: Row,
    /// page or excel.
    pub source: String,
    /// What became of it.
    pub state: State,
    /// Organisation that entered it.
    pub made_org: Option<Id>,
    /// Who.
    pub made_name: String,
    /// When.
    pub at: At,
}

/// A refusal: field and sentence.
pub type Refused = (String, String);

fn day(text: &str, today: Date) -> Result<Date, String> {
    if let Ok(d) = text.parse::<Date>() {
        return Ok(d);
    }
    wareki::parse(text, today).map_err(|e| e.to_string())
}

/// Code of a choice given as code or words; spaces and the width of letters do not matter.
fn choice(list: &str, text: &str) -> Option<&'static str> {
    let plain = |t: &str| kernel::kana::search_key(t);
    let wanted = plain(text);
    let all = choices(list);
    all.iter()
        .find(|(code, _)| *code == text)
        .or_else(|| all.iter().find(|(_, label)| plain(label) == wanted))
        .map(|(code, _)| *code)
}

impl Row {
    /// Reads the fields of a page or of a line of Excel. `hospital_of` finds a hospital of the region by its name.
    pub fn read(
        office: Id,
        fields: &BTreeMap<String, String>,
        today: Date,
        hospital_of: impl Fn(&str) -> Option<Id>,
    ) -> Result<Row, Vec<Refused>> {
        let mut wrong: Vec<Refused> = Vec::new();
        let mut read: BTreeMap<String, String> = BTreeMap::new();
        for c in COLUMNS {
            let text = fields.get(c.key).map_or("", |t| t.trim());
            if text.is_empty() {
                if c.required {
                    wrong.push((c.key.into(), format!("{}を入力してください", c.label)));
                }
                continue;
            }
            match value(c, text, today) {
                Ok(v) => {
                    read.insert(c.key.into(), v);
                }
                Err(why) => wrong.push((c.key.into(), why)),
            }
        }
        fits_together(&read, today, &mut wrong);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        if let Some(id) = read.get("hospital").and_then(|name| hospital_of(name)) {
            read.insert("hospital_id".into(), id.to_string());
        }
        Row::kept(office, &read)
            .ok_or_else(|| vec![("hospital".into(), "もう一度入力してください".into())])
    }

    /// From the fields as kept ([`Row::fields`]).
    pub fn kept(office: Id, fields: &BTreeMap<String, String>) -> Option<Row> {
        let text = |key: &str| fields.get(key).map(String::as_str);
        let day = |key: &str| text(key).and_then(|t| t.parse::<Date>().ok());
        Some(Row {
            office,
            hospital: text("hospital_id").and_then(|t| t.parse().ok()),
            hospital_name: text("hospital")?.to_string(),
            admitted: day("admitted")?,
            ended: day("ended"),
            age: AgeBand::from_code(text("age")?)?,
            level: CareLevel::from_code(text("level")?)?,
            end: text("end").and_then(EndKind::from_code),
            rest: fields.clone(),
        })
    }

    /// All fields, codes and ISO days, as they are kept.
    pub fn fields(&self) -> &BTreeMap<String, String> {
        &self.rest
    }

    /// The value of a column in words.
    pub fn words(&self, key: &str) -> String {
        let Some(v) = self.rest.get(key) else { return String::new() };
        let label = |list: &str| {
            choices(list).into_iter().find(|(c, _)| c == v).map(|(_, l)| l.to_string())
        };
        let kind = COLUMNS.iter().find(|c| c.key == key).map(|c| c.kind);
        match kind {
            Some(Kind::Choice(list)) => label(list).unwrap_or_default(),
            Some(Kind::YesNo) => label("").unwrap_or_default(),
            Some(Kind::Day) => v.parse::<Date>().map(wareki::short).unwrap_or_default(),
            _ => v.clone(),
        }
    }

    fn yes(&self, key: &str) -> Option<bool> {
        self.rest.get(key).map(|v| v == "yes")
    }

    fn day(&self, key: &str) -> Option<Date> {
        self.rest.get(key).and_then(|v| v.parse().ok())
    }

    fn method(&self, key: &str) -> Option<Method> {
        self.rest.get(key).and_then(|v| Method::from_code(v))
    }

    /// May it be the same stay as one of the daily work? Same office, hospital and days; a person decides.
    pub fn may_be(&self, s: &Stay) -> bool {
        let hospital = match (self.hospital, s.hospital) {
            (Some(a), Some(b)) => a == b.0,
            _ => same_name(&self.hospital_name, &s.hospital_name),
        };
        let ends = self.ended.zip(s.ended_on).is_none_or(|(a, b)| a == b);
        self.office == s.office.0 && hospital && self.admitted == s.admitted_on && ends
    }

    /// May two rows be the same stay? Same office, hospital, days and age band.
    pub fn may_be_row(&self, other: &Row) -> bool {
        let hospital = match (self.hospital, other.hospital) {
            (Some(a), Some(b)) => a == b,
            _ => same_name(&self.hospital_name, &other.hospital_name),
        };
        let ends = self.ended.zip(other.ended).is_none_or(|(a, b)| a == b);
        self.office == other.office
            && hospital
            && self.admitted == other.admitted
            && self.age == other.age
            && ends
    }
}

impl Stored {
    /// As the survey counts it.
    pub fn as_case(&self, office: &str) -> Case {
        let r = &self.row;
        let sheet = (r.yes("sheet") == Some(true)).then(|| r.day("sheet_on"));
        let contact = (r.yes("contact") == Some(true))
            .then(|| (r.day("contact_on"), r.method("contact_method")))
            .or_else(|| sheet.map(|d| (d, None)));
        let end = r.ended.and(r.end);
        Case {
            id: self.id.to_string(),
            hospital: (
                r.hospital.map_or_else(|| r.hospital_name.clone(), |h| h.to_string()),
                r.hospital_name.clone(),
            ),
            office: (r.office.to_string(), office.to_string()),
            care_level: r.level.code(),
            admitted: r.admitted,
            ended: r.ended,
            end,
            contact,
            sheet,
            planning: None,
            notice: (r.yes("notice") == Some(true))
                .then(|| (r.day("notice_on"), r.method("notice_method"))),
            record: None,
            fee: r.rest.get("fee").and_then(|f| {
                [FeeGrade::First, FeeGrade::Second].into_iter().find(|g| g.code() == f)
            }),
            more: More {
                keyed: true,
                conference: r.yes("conference"),
                papers: r.yes("papers"),
                discharge_fee: r.rest.get("discharge_fee").and_then(|f| DischargeFee::from_code(f)),
                ..More::default()
            },
        }
    }
}

fn same_name(a: &str, b: &str) -> bool {
    kernel::kana::search_key(a) == kernel::kana::search_key(b)
}

fn value(c: &Column, text: &str, today: Date) -> Result<String, String> {
    match c.kind {
        Kind::Day => day(text, today).map(|d| d.to_string()),
        Kind::Choice(list) => choice(list, text)
            .map(str::to_string)
            .ok_or_else(|| format!("{}は、一覧から選んでください", c.label)),
        Kind::YesNo => choice("", text)
            .map(str::to_string)
            .ok_or_else(|| format!("{}は「有」か「無」で入力してください", c.label)),
        Kind::Hospital if text.chars().count() > 60 => Err("60文字以内で入力してください".into()),
        Kind::Words if text.chars().count() > 500 => Err("500文字以内で入力してください".into()),
        Kind::Hospital | Kind::Words => Ok(text.to_string()),
    }
}

/// Rules over several fields.
fn fits_together(read: &BTreeMap<String, String>, today: Date, wrong: &mut Vec<Refused>) {
    let mut no = |key: &str, why: &str| wrong.push((key.to_string(), why.to_string()));
    let day = |key: &str| read.get(key).and_then(|t| t.parse::<Date>().ok());
    let has = |key: &str| read.contains_key(key);
    let is = |key: &str, v: &str| read.get(key).is_some_and(|t| t == v);
    for key in ["admitted", "ended", "contact_on", "sheet_on", "notice_on"] {
        if day(key).is_some_and(|d| d > today) {
            no(key, "今日までの日にしてください");
        }
    }
    if let Some((a, e)) = day("admitted").zip(day("ended"))
        && e < a
    {
        no("ended", "退院日は、入院日以後の日にしてください");
    }
    if day("ended").is_some() && !has("end") {
        no("end", "退院先を選んでください");
    }
    if has("end") && !has("ended") {
        no("ended", "退院日を入力してください");
    }
    let excluded =
        read.get("end").and_then(|e| EndKind::from_code(e)).is_some_and(EndKind::excluded);
    if day("ended").is_some() && !excluded && !has("notice") {
        no("notice", "退院日の連絡があったか、なかったかを選んでください");
    }
    for (asked, fields) in [
        ("contact", ["contact_on", "contact_method"]),
        ("notice", ["notice_on", "notice_method"]),
        ("sheet", ["sheet_on", "sheet_on"]),
    ] {
        if is(asked, "no") && fields.iter().any(|f| has(f)) {
            no(asked, "「無」ですが、日や方法が入っています。どちらかを直してください");
        }
    }
}

/// Rows that count: not decided to be the same, and without a twin that nobody has looked at. `stays` are those of the
/// daily work in the same period. A twin of another row: the one kept first counts.
pub fn counted<'a>(rows: &'a [Stored], stays: &[Stay]) -> Vec<&'a Stored> {
    // who doubles whom is of the same office and day: each row looks only at those
    let mut beside: BTreeMap<(Id, Date), (Vec<Stored>, Vec<Stay>)> = BTreeMap::new();
    for r in rows {
        beside.entry((r.row.office, r.row.admitted)).or_default().0.push(r.clone());
    }
    for s in stays {
        if let Some(near) = beside.get_mut(&(s.office.0, s.admitted_on)) {
            near.1.push(s.clone());
        }
    }
    rows.iter()
        .filter(|r| match r.state {
            State::Different => true,
            State::Same | State::Removed => false,
            State::Open => beside
                .get(&(r.row.office, r.row.admitted))
                .is_none_or(|(rows, stays)| twin(r, rows, stays).is_none()),
        })
        .collect()
}

/// What a row may double.
#[derive(Debug, Clone, Copy)]
pub enum Twin<'a> {
    /// A stay of the daily work.
    Stay(&'a Stay),
    /// A row kept before it.
    Row(&'a Stored),
}

/// What this row may double, if anything.
pub fn twin<'a>(r: &Stored, rows: &'a [Stored], stays: &'a [Stay]) -> Option<Twin<'a>> {
    stays.iter().find(|s| r.row.may_be(s)).map(Twin::Stay).or_else(|| {
        rows.iter()
            .filter(|o| o.id < r.id && !matches!(o.state, State::Same | State::Removed))
            .find(|o| r.row.may_be_row(&o.row))
            .map(Twin::Row)
    })
}

#[cfg(test)]
#[path = "row_tests.rs"]
mod tests;
