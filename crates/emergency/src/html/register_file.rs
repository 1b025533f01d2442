//! 見守りの名簿 from and to Excel: chosen, shown with what each row would do, then done. Between the two steps the rows travel
//! in the page, so that what was shown is what is done.
use app::Error;
use askama::Template;
use kernel::wareki;
use office::csv::{CsvFile, Limits as CsvLimits};
use office::xlsx::{self, About, Cell, Column, Kind, Sheet};
use office::xlsx_read::{self, Limits};
use slice::{ExportSource, Fail, Req, Resp};
use ui::{FieldError, Html, Shell};

use super::{errors_of, registers};
use crate::model::register::{KINDS, RECEIVERS, label};
use crate::model::register_file::{HEADINGS, Line, WRITTEN, read};
use crate::permissions;
use crate::use_cases::register_file::{Step, bring_in, plan, take_out};
use crate::use_cases::registers::{Line as Listed, list};

const SMALL: Limits = Limits {
    bytes: 5 << 20,
    unpacked: 50 << 20,
    ratio: 200,
    parts: 200,
    rows: 2_000,
    columns: 100,
    chars: 1_000_000,
};
const SMALL_CSV: CsvLimits =
    CsvLimits { bytes: 5 << 20, rows: 2_000, columns: 100, field_chars: 2_000 };

type Table = Vec<(u64, Vec<String>)>;

struct Row {
    line: u64,
    name: String,
    step: ui::Tag,
    why: String,
}

#[derive(Template)]
#[template(path = "emergency/register_file.html")]
struct Page {
    shell: Shell,
    back: Html,
    here: String,
    headings: String,
    errors: Vec<FieldError>,
    rows: Vec<Row>,
    doing: usize,
    wrong: usize,
    text: String,
    key: String,
}

/// Rows as one text: line, then the columns, between tabs.
fn text_of(table: &Table) -> String {
    let clean = |c: &String| c.replace(['\t', '\n', '\r'], " ");
    let row = |(n, cells): &(u64, Vec<String>)| {
        let all: Vec<String> =
            std::iter::once(n.to_string()).chain(cells.iter().map(clean)).collect();
        all.join("\t")
    };
    table.iter().map(row).collect::<Vec<_>>().join("\n")
}

fn table_of(text: &str) -> Table {
    text.lines()
        .filter_map(|l| {
            let mut cells = l.trim_end_matches('\r').split('\t');
            let n = cells.next()?.parse().ok()?;
            Some((n, cells.map(String::from).collect()))
        })
        .collect()
}

fn show(
    req: &Req,
    errors: Vec<FieldError>,
    read: Option<(String, Vec<Line>)>,
) -> Result<Resp, Fail> {
    let (text, lines) = read.unwrap_or_default();
    let planned = req.read(|cx| plan(cx, &lines))?;
    let rows: Vec<Row> = planned
        .into_iter()
        .map(|(l, step)| {
            let (kind, word) = match &step {
                Step::New(..) => (ui::TagKind::Ok, "名簿に入れます"),
                Step::Change(..) => (ui::TagKind::Due, "書きかえます"),
                Step::Same => (ui::TagKind::Plain, "そのままです"),
                Step::Wrong(_) => (ui::TagKind::Late, "直してください"),
            };
            let why = if let Step::Wrong(why) = step { why } else { String::new() };
            Row { line: l.line, name: l.name, step: ui::tag(kind, word), why }
        })
        .collect();
    let wrong = rows.iter().filter(|r| !r.why.is_empty()).count();
    let status = if errors.is_empty() { 200 } else { 422 };
    let mut headings: Vec<&str> = HEADINGS.to_vec();
    headings.extend(RECEIVERS.iter().map(|(_, l)| *l));
    let page = Page {
        shell: req.titled("名簿を取りこむ"),
        back: ui::back("見守りの名簿", req.url("/registers")),
        here: req.url("/registers/import"),
        headings: headings.join("・"),
        doing: rows.len() - wrong,
        wrong,
        rows,
        errors,
        text,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

fn error(message: impl Into<String>) -> Vec<FieldError> {
    vec![FieldError { field: "file".into(), message: message.into() }]
}

/// GET /registers/import
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new(), None)
}

fn file(bytes: &[u8]) -> Result<Table, String> {
    if xlsx_read::looks_like(bytes) {
        let sheets = xlsx_read::read(bytes, &SMALL).map_err(|e| e.to_string())?;
        let first = sheets.into_iter().next();
        return Ok(first
            .map(|s| s.rows.into_iter().map(|r| (r.line, r.cells)).collect())
            .unwrap_or_default());
    }
    let csv = CsvFile::read(bytes, &SMALL_CSV).map_err(|e| e.to_string())?;
    let mut table: Table = vec![(1, csv.headers().to_vec())];
    for (n, record) in (2..).zip(csv.records()) {
        let record = record.map_err(|e| e.to_string())?;
        table.push((n, record.fields().map(str::to_owned).collect()));
    }
    Ok(table)
}

/// POST /registers/import: reads a file and shows what it would do, or does what was shown.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    if req.form.has("rows") {
        let text = req.form.get("rows").to_string();
        let lines = match read(&table_of(&text), today) {
            Ok(lines) => lines,
            Err(why) => return show(req, error(why), None),
        };
        let cmd = lines.clone();
        let done = req.act(move |cx| {
            let n = bring_in(cx, &cmd)?;
            Ok(format!("/registers?n={n}"))
        });
        return match done {
            Ok(to) => {
                let n = to.split_once("n=").map_or("0", |(_, n)| n).to_owned();
                Ok(Resp::go_saying("/registers", format!("{n}人を名簿に取りこみました")))
            }
            Err(e) => match Fail::fields(&e) {
                Some(fields) => show(req, errors_of(fields), Some((text, lines))),
                None => Err(e.into()),
            },
        };
    }
    let chosen = req.files.iter().find(|(f, _, b)| f == "file" && !b.is_empty());
    let Some((_, _, bytes)) = chosen else {
        return show(req, error("名簿のファイル（Excel か CSV）を選んでください"), None);
    };
    let table = match file(bytes) {
        Ok(t) => t,
        Err(why) => return show(req, error(why), None),
    };
    match read(&table, today) {
        Ok(lines) => show(req, Vec::new(), Some((text_of(&table), lines))),
        Err(why) => show(req, error(why), None),
    }
}

fn cells(l: &Listed) -> Vec<Cell> {
    let e = &l.entry;
    let kinds: Vec<&str> = e.kinds.iter().map(|k| label(KINDS, k)).collect();
    let mut all = vec![
        l.line.name.clone(),
        l.line.kana.clone(),
        wareki::short(l.line.birth),
        kinds.join("、"),
        e.minsei.clone(),
        e.association.clone(),
        e.carry.clone(),
        if e.visit_ok { "○".into() } else { String::new() },
        wareki::short(e.surveyed_on),
    ];
    for (code, _) in RECEIVERS {
        let kept = e.consents.iter().find(|c| c.0 == *code);
        all.push(match kept {
            Some((_, true, _)) => "○".into(),
            Some((_, false, why)) => why.clone(),
            None => String::new(),
        });
    }
    let contact = l.line.contact.clone().map(|(who, n)| format!("{who} {n}")).unwrap_or_default();
    all.extend([l.line.address.clone(), l.line.phone.clone(), contact]);
    all.into_iter().map(Cell::text).collect()
}

/// The workbook of a list.
pub(super) fn workbook(lines: &[Listed], about: &About) -> Result<Vec<u8>, Fail> {
    let heads = HEADINGS.into_iter().chain(RECEIVERS.iter().map(|(_, l)| *l)).chain(WRITTEN);
    let columns = heads.map(|h| Column::new(h, 16.0, Kind::Text)).collect();
    let rows = lines.iter().map(cells).collect();
    let sheet = Sheet { name: "見守りの名簿".into(), columns, rows };
    xlsx::write(about, &[sheet]).map_err(|e| Fail::Use(Error::Inconsistent(e.to_string())))
}

/// The register as a workbook, which can hold very many persons.
pub(crate) const WORKBOOK: ExportSource = ExportSource {
    what: "emergency.register-file",
    label: "見守りの名簿（Excel）",
    permission: &permissions::REGISTERS,
    administrators: false,
    persons: |cx, receiver| Ok(list(cx, receiver, "")?.iter().map(|l| l.resident).collect()),
    of_words: |receiver| match (receiver, label(RECEIVERS, receiver)) {
        ("", _) => Ok("名簿の全員"),
        (_, "") => Err(Error::NotFound),
        (_, words) => Ok(words),
    },
    make: |req, receiver| file_of(req, &req.read(|cx| list(cx, receiver, ""))?),
};

fn file_of(req: &Req, lines: &[Listed]) -> Result<Resp, Fail> {
    let sender = req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default();
    let about = About { title: "見守りの名簿".into(), sender, made: req.app.now() };
    Ok(Resp::file(
        "見守りの名簿.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        workbook(lines, &about)?,
    ))
}

/// POST /registers/export
pub(super) fn export(req: &Req) -> Result<Resp, Fail> {
    let get = |name: &str| req.form.get(name).to_owned();
    let (receiver, town, reason) = (get("receiver"), get("town"), get("reason"));
    let n = req.read(|cx| Ok(list(cx, &receiver, &town)?.len()))?;
    if let Some(ask) = people::exports::ask_first(req, WORKBOOK.what, &receiver, n)? {
        return Ok(ask);
    }
    let lines = match req.app.read(req.actor()?, |cx| take_out(cx, &receiver, &town, &reason)) {
        Ok(lines) => lines,
        Err(e) => match Fail::fields(&e) {
            Some(fields) => return registers::list_show(req, errors_of(fields)),
            None => return Err(e.into()),
        },
    };
    file_of(req, &lines)
}
