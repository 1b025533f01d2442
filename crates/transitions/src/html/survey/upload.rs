//! The questionnaire as an Excel file: an empty form with lists to choose from, and the filled one read back, every
//! wrong cell named by its row.
use std::collections::BTreeMap;

use office::xlsx::{About as Book, Cell, Column as Head, Kind as CellKind, Sheet};
use office::xlsx_book::{List, Page, write};
use office::xlsx_read::{self, Limits, SheetText};
use slice::{Fail, Req, Resp};
use ui::FieldError;

use super::answer::{About, Typed, keep, page, refusals};
use super::book::XLSX;
use crate::model::survey::row::{COLUMNS, Column, Kind, Row, choices};
use crate::use_cases::cases::{self, MOST_ROWS};

const FORM: &str = "調査票";
const LISTS: &str = "選択肢";
/// Rows prepared with lists.
const BLANK: u32 = 100;
/// Refusals written out.
const SHOWN: usize = 30;

fn heading(c: &Column) -> String {
    if c.required { format!("{}（必須）", c.label) } else { c.label.into() }
}

/// Words a column offers.
fn offered(c: &Column, hospitals: &[String]) -> Vec<String> {
    match c.kind {
        Kind::Hospital => hospitals.to_vec(),
        Kind::Choice(list) => choices(list).into_iter().map(|(_, l)| l.to_string()).collect(),
        Kind::YesNo => choices("").into_iter().map(|(_, l)| l.to_string()).collect(),
        Kind::Day | Kind::Words => Vec::new(),
    }
}

/// The pages of the empty form.
fn pages(hospitals: &[String]) -> Vec<Page> {
    let columns = COLUMNS
        .iter()
        .map(|c| {
            let width = match c.kind {
                Kind::Hospital => 24.0,
                Kind::Words => 40.0,
                Kind::YesNo => 12.0,
                Kind::Day | Kind::Choice(_) => 16.0,
            };
            Head::new(heading(c), width, CellKind::Text)
        })
        .collect();
    let lists: Vec<(usize, &Column, Vec<String>)> = COLUMNS
        .iter()
        .enumerate()
        .map(|(n, c)| (n, c, offered(c, hospitals)))
        .filter(|(_, _, words)| !words.is_empty())
        .collect();
    let mut form = Page::table(Sheet { name: FORM.into(), columns, rows: Vec::new() });
    form.blank_rows = BLANK;
    form.lists = lists
        .iter()
        .enumerate()
        .map(|(at, (column, c, words))| List {
            column: u16::try_from(*column).unwrap_or(0),
            page: LISTS.into(),
            from: u16::try_from(at).unwrap_or(0),
            len: u32::try_from(words.len()).unwrap_or(0),
            strict: c.kind != Kind::Hospital,
        })
        .collect();
    let longest = lists.iter().map(|(_, _, w)| w.len()).max().unwrap_or(0);
    let rows = (0..longest)
        .map(|n| lists.iter().map(|(_, _, w)| w.get(n).map_or(Cell::Empty, Cell::text)).collect())
        .collect();
    let choices = Page::table(Sheet {
        name: LISTS.into(),
        columns: lists.iter().map(|(_, c, _)| Head::new(c.label, 22.0, CellKind::Text)).collect(),
        rows,
    });
    let how = [
        "1行に1件（1つの入院）を書いてください。お名前・生年月日は書かないでください。",
        "日は「R8.10.5」「令和8年10月5日」「2026/10/5」のどれでも読めます。",
        "退院していない方は、退院日・退院先を空けておいてください。",
        "日が分からないときは空けておいてください（「不明」として数えます）。",
        "列の順番を変えたり、見出しを消したりしないでください。",
    ];
    let notes = Page::table(Sheet {
        name: "書き方".into(),
        columns: vec![Head::new("書き方", 90.0, CellKind::Text)],
        rows: how.iter().map(|t| vec![Cell::text(*t)]).collect(),
    });
    vec![form, choices, notes]
}

/// The empty form as a file.
pub(super) fn template(req: &Req) -> Result<Resp, Fail> {
    let about = About::of(req)?;
    let (office, hospitals) =
        req.read(move |cx| Ok((cases::office_of(cx, about.office)?, cases::hospitals(cx)?)))?;
    let names: Vec<String> = hospitals.into_iter().map(|(_, n)| n).collect();
    let book = Book {
        title: "入退院連絡調査 調査票".into(),
        sender: req.shell.print.sender.clone(),
        made: req.app.now(),
    };
    let bytes = write(&book, &pages(&names))
        .map_err(|e| app::Error::Inconsistent(format!("workbook: {e}")))?;
    let file = format!("調査票_{}_{}_{}.xlsx", office.name, about.p.from, about.p.to);
    Ok(Resp::file(file, XLSX, bytes))
}

/// Line number and fields.
type Line = (u64, BTreeMap<String, String>);

/// Rows of a filled form. Columns are found by their headings.
fn fields(sheets: &[SheetText]) -> Result<Vec<Line>, String> {
    let sheet = sheets
        .iter()
        .find(|s| s.name == FORM)
        .or_else(|| sheets.first())
        .ok_or("シートがありません")?;
    let head = sheet.rows.first().ok_or("見出しの行がありません")?;
    let plain = |t: &str| kernel::kana::search_key(t.split('（').next().unwrap_or(t));
    let mut at: BTreeMap<usize, &'static str> = BTreeMap::new();
    for c in COLUMNS {
        match head.cells.iter().position(|h| plain(h) == plain(c.label)) {
            Some(n) => {
                at.insert(n, c.key);
            }
            None if c.required => {
                return Err(format!(
                    "「{}」の列がありません。調査票のひな形に書いてください",
                    c.label
                ));
            }
            None => {}
        }
    }
    let rows = sheet.rows.iter().skip(1).filter(|r| r.cells.iter().any(|c| !c.trim().is_empty()));
    Ok(rows
        .map(|r| {
            let cell = |n: &usize| r.cells.get(*n).map_or("", |t| t.trim()).to_string();
            (r.line, at.iter().map(|(n, key)| ((*key).to_string(), cell(n))).collect())
        })
        .collect())
}

/// Reads all rows; every refusal with the number of its row.
fn read_all(
    bytes: &[u8],
    read: impl Fn(&BTreeMap<String, String>) -> Result<Row, Vec<(String, String)>>,
) -> Result<Vec<Row>, Vec<String>> {
    let limits = Limits {
        bytes: 5 << 20,
        unpacked: 50 << 20,
        rows: MOST_ROWS + 10,
        columns: 100,
        ..Limits::default()
    };
    let sheets = xlsx_read::read(bytes, &limits).map_err(|e| vec![e.to_string()])?;
    let lines = fields(&sheets).map_err(|e| vec![e])?;
    if lines.is_empty() {
        return Err(vec!["記入した行がありません".into()]);
    }
    let mut wrong = Vec::new();
    let mut rows = Vec::new();
    for (line, fields) in lines {
        match read(&fields) {
            Ok(r) => rows.push(r),
            Err(all) => wrong.extend(all.into_iter().map(|(key, why)| {
                let label = COLUMNS.iter().find(|c| c.key == key).map_or("", |c| c.label);
                format!("{line}行目「{label}」: {why}")
            })),
        }
    }
    if wrong.is_empty() { Ok(rows) } else { Err(wrong) }
}

/// Reads a filled form; all rows or none.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let about = About::of(req)?;
    let today = req.app.now().date();
    let (office, hospitals) =
        req.read(move |cx| Ok((cases::office_of(cx, about.office)?, cases::hospitals(cx)?)))?;
    let file = req.files.iter().find(|(field, _, _)| field == "file").map(|(_, _, b)| b);
    let refused = |messages: Vec<String>| {
        let more = messages.len().saturating_sub(SHOWN);
        let mut errors: Vec<FieldError> = messages
            .into_iter()
            .take(SHOWN)
            .map(|message| FieldError { field: "file".into(), message })
            .collect();
        if more > 0 {
            let message = format!("ほかに{more}か所あります。まず、上の行を直してください");
            errors.push(FieldError { field: "file".into(), message });
        }
        page(req, about, &Typed { errors, ..Typed::default() })
    };
    let Some(bytes) = file.filter(|b| !b.is_empty()) else {
        return refused(vec!["記入した Excel を選んでください".into()]);
    };
    let read = |f: &BTreeMap<String, String>| cases::read_row(office.id.0, f, today, &hospitals);
    let rows = match read_all(bytes, read) {
        Ok(rows) => rows,
        Err(messages) => return refused(messages),
    };
    let n = rows.len();
    match keep(req, about, rows, "excel") {
        Ok(path) => Ok(Resp::go_saying(path, format!("{n}行を読み込みました"))),
        Err(app::Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(e) => page(req, about, &Typed { errors: refusals(e)?, ..Typed::default() }),
    }
}

#[cfg(test)]
#[path = "upload_tests.rs"]
mod tests;
