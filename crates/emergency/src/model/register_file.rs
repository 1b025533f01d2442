//! 名簿 as a table: the columns that are written to Excel and read from it, by their headings in any order. What is
//! written can be read again.
use kernel::kana::{half_width, search_key};
use kernel::{Date, wareki};

use super::register::{Entry, KINDS, RECEIVERS};

/// Headings that are read; 住所, 電話, 連絡先 are only written.
pub const HEADINGS: [&str; 9] = [
    "氏名",
    "ふりがな",
    "生年月日",
    "該当",
    "担当民生委員",
    "自治会",
    "薬・用具",
    "訪問",
    "調査日",
];
/// Headings that are only written.
pub const WRITTEN: [&str; 3] = ["住所", "電話", "連絡先"];
/// Most rows of a file.
pub const MOST: usize = 1_000;
/// Said in the list when nobody was asked about a receiver.
pub const NOT_ASKED: &str = "聞けていない";

/// A row as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Row of the file, the heading being 1.
    pub line: u64,
    /// 氏名.
    pub name: String,
    /// ふりがな; may be empty.
    pub kana: String,
    /// 生年月日.
    pub birth: Option<Date>,
    /// What it says; none where the column is empty or missing.
    pub said: Said,
    /// What could not be read.
    pub wrong: Vec<String>,
}

/// The answers of a row; what is empty says nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Said {
    kinds: Vec<String>,
    minsei: String,
    association: String,
    carry: String,
    visit_ok: Option<bool>,
    surveyed_on: Option<Date>,
    consents: Vec<(String, bool, String)>,
}

impl Said {
    /// Put over what is kept. Receivers that neither speaks of count as not asked.
    pub fn over(&self, kept: Option<&Entry>, today: Date) -> Entry {
        let mut e =
            kept.cloned().unwrap_or_else(|| Entry { surveyed_on: today, ..Entry::default() });
        e.listed = true;
        let put = |to: &mut String, from: &String| {
            if !from.is_empty() {
                to.clone_from(from);
            }
        };
        if !self.kinds.is_empty() {
            e.kinds.clone_from(&self.kinds);
        }
        put(&mut e.minsei, &self.minsei);
        put(&mut e.association, &self.association);
        put(&mut e.carry, &self.carry);
        e.visit_ok = self.visit_ok.unwrap_or(e.visit_ok);
        e.surveyed_on = self.surveyed_on.unwrap_or(e.surveyed_on);
        e.consents = RECEIVERS
            .iter()
            .map(|(code, _)| {
                let of =
                    |all: &[(String, bool, String)]| all.iter().find(|c| c.0 == *code).cloned();
                let before = kept.and_then(|k| of(&k.consents));
                let none = || ((*code).to_owned(), false, NOT_ASKED.to_owned());
                of(&self.consents).or(before).unwrap_or_else(none)
            })
            .collect();
        e
    }
}

fn yes(text: &str) -> Option<bool> {
    match text {
        "○" | "〇" | "◯" | "はい" | "可" | "同意" | "有" => Some(true),
        "×" | "✕" | "ｘ" | "x" | "いいえ" | "不可" | "不同意" | "無" => Some(false),
        _ => None,
    }
}

/// Reads a table. The first row that has 氏名 and 生年月日 is the heading.
///
/// # Errors
/// In words, when there is no heading, no row, or too many.
pub fn read(table: &[(u64, Vec<String>)], today: Date) -> Result<Vec<Line>, String> {
    let plain = |t: &String| half_width(t).split_whitespace().collect::<String>();
    let is_head = |cells: &Vec<String>| {
        let all: Vec<String> = cells.iter().map(plain).collect();
        ["氏名", "生年月日"].iter().all(|h| all.iter().any(|c| c == h))
    };
    let at = table.iter().position(|(_, cells)| is_head(cells)).ok_or_else(|| {
        "見出しの行が見つかりません。「氏名」と「生年月日」の列が要ります".to_owned()
    })?;
    let (head, rest) = table.split_at(at + 1);
    let names: Vec<String> =
        head.last().map(|(_, c)| c.iter().map(plain).collect()).unwrap_or_default();
    let filled = |c: &Vec<String>| c.iter().any(|t| !t.trim().is_empty());
    let rows: Vec<&(u64, Vec<String>)> = rest.iter().filter(|(_, c)| filled(c)).collect();
    if rows.is_empty() {
        return Err("見出しの下に、人の行がありません".into());
    }
    if rows.len() > MOST {
        return Err(format!("一度に取りこめるのは{MOST}人までです。ファイルを分けてください"));
    }
    Ok(rows.into_iter().map(|(n, cells)| line(*n, cells, &names, today)).collect())
}

fn line(n: u64, cells: &[String], names: &[String], today: Date) -> Line {
    let get = |heading: &str| -> String {
        let at = names.iter().position(|h| h == &half_width(heading));
        let text = at.and_then(|i| cells.get(i)).map_or("", |t| t.trim());
        text.split(['\n', '\r', '\t']).collect::<Vec<_>>().join(" ")
    };
    let mut wrong = Vec::new();
    let mut day = |heading: &str| -> Option<Date> {
        let text = get(heading);
        if text.is_empty() {
            return None;
        }
        let read = text.parse::<Date>().ok().or_else(|| wareki::parse(&text, today).ok());
        if read.is_none() {
            wrong.push(format!("{heading}「{text}」を読めません（例 S15.4.8）"));
        }
        read
    };
    let (birth, surveyed_on) = (day("生年月日"), day("調査日"));
    if get("生年月日").is_empty() {
        wrong.push("生年月日を入力してください".into());
    }
    let name = get("氏名");
    if name.is_empty() {
        wrong.push("氏名を入力してください".into());
    }
    let mut kinds = Vec::new();
    for word in get("該当").split(['、', ',', '，', '・', '／', ' ']).filter(|w| !w.is_empty())
    {
        // 「要介護3〜5」 and 「精神障害者保健福祉手帳」 are found by a part of their words too
        let key = search_key(word);
        let hit = KINDS.iter().find(|(_, label)| search_key(label).contains(&key));
        match hit.filter(|_| key.chars().count() > 1) {
            Some((code, _)) if kinds.iter().any(|k| k == code) => {}
            Some((code, _)) => kinds.push((*code).to_owned()),
            None => wrong.push(format!("該当「{word}」がありません")),
        }
    }
    let visit = get("訪問");
    let visit_ok = yes(&visit);
    if !visit.is_empty() && visit_ok.is_none() {
        wrong.push("訪問は ○ か × で入力してください".into());
    }
    let consents = RECEIVERS
        .iter()
        .filter_map(|(code, label)| {
            let text = get(label);
            let (given, reason) = match (text.as_str(), yes(&text)) {
                ("", _) => return None,
                (_, Some(true)) => (true, String::new()),
                (_, Some(false)) => (false, "望まない".into()),
                (words, None) => (false, words.to_owned()),
            };
            Some(((*code).to_owned(), given, reason))
        })
        .collect();
    Line {
        line: n,
        name,
        kana: get("ふりがな"),
        birth,
        said: Said {
            kinds,
            minsei: get("担当民生委員"),
            association: get("自治会"),
            carry: get("薬・用具"),
            visit_ok,
            surveyed_on,
            consents,
        },
        wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Vec<(u64, Vec<String>)> {
        (1..).zip(rows.iter().map(|r| r.iter().map(|t| (*t).to_owned()).collect())).collect()
    }

    fn today() -> Date {
        "2026-11-21".parse().unwrap()
    }

    #[test]
    fn columns_are_found_by_their_headings_and_errors_stand_by_the_row() {
        let read = read(
            &table(&[
                &["見守り名簿（令和8年度）"],
                &["No", "氏 名", "生年月日", "該当", "調査日", "警察", "民生委員", "消防"],
                &[
                    "1",
                    "菊池 正子",
                    "S16.1.1",
                    "ひとり暮らし、難病",
                    "2026-11-10",
                    "×",
                    "○",
                    "家族と相談",
                ],
                &["2", "", "昨年", "王様", "", "", "", ""],
                &["", "", "", "", "", "", "", ""],
            ]),
            today(),
        )
        .unwrap();
        assert_eq!(read.len(), 2);
        assert!(read[0].wrong.is_empty(), "{:?}", read[0].wrong);
        let e = read[0].said.over(None, today());
        assert_eq!(e.kinds, ["alone", "rare"]);
        assert_eq!(e.surveyed_on.to_string(), "2026-11-10");
        let of = |code: &str| e.consents.iter().find(|c| c.0 == code).unwrap().clone();
        assert!(of("minsei").1 && !of("police").1);
        assert_eq!((of("fire").2, of("shakyo").2), ("家族と相談".into(), NOT_ASKED.into()));
        assert_eq!((read[1].line, read[1].wrong.len()), (4, 3));
    }

    #[test]
    fn what_a_row_does_not_say_stays_as_it_is() {
        let kept = Entry {
            version: 3,
            kinds: vec!["care".into()],
            minsei: "山田".into(),
            consents: vec![("police".into(), true, String::new())],
            surveyed_on: today(),
            ..Entry::default()
        };
        let lines =
            read(&table(&[&["氏名", "生年月日"], &["菊池 正子", "S16.1.1"]]), today()).unwrap();
        let e = lines[0].said.over(Some(&kept), today());
        assert_eq!((e.version, e.minsei.as_str()), (3, "山田"));
        assert!(e.consents.iter().any(|c| c.0 == "police" && c.1));
    }

    #[test]
    fn a_file_without_heading_or_rows_is_refused() {
        assert!(read(&table(&[&["名前", "住所"]]), today()).is_err());
        assert!(read(&table(&[&["氏名", "生年月日"]]), today()).is_err());
        assert!(read(&[], today()).is_err());
    }
}
