//! A roster from Excel: chosen, shown with what it would do, and then done. Between the two steps the rows travel in the
//! page, so that what was shown is what is done.
use app::Error;
use askama::Template;
use office::xlsx::{self, About, Cell, Column, Kind, Sheet};
use office::xlsx_read::{self, Limits};
use slice::{Fail, Req, Resp};

use super::signing;
use super::staff::{Letter, letters, org_of, secret, until};
use crate::model::OrganisationKind;
use crate::model::roster::{self, HEADINGS, Line};
use crate::use_cases::look_up;
use crate::use_cases::roster::{Step, bring_in, plan};

struct Row {
    line: u64,
    name: String,
    hat: String,
    step: ui::Tag,
    why: String,
}

#[derive(Template)]
#[template(path = "accounts/roster.html")]
struct Page {
    shell: ui::Shell,
    office: String,
    org: String,
    errors: Vec<ui::FieldError>,
    rows: Vec<Row>,
    wrong: usize,
    doing: usize,
    text: String,
    key: String,
}

const SMALL: Limits = Limits {
    bytes: 5 << 20,
    unpacked: 50 << 20,
    ratio: 200,
    parts: 200,
    rows: 2_000,
    columns: 100,
    chars: 1_000_000,
};

/// Rows as one text: line, then the six columns, between tabs.
fn text_of(lines: &[(u64, Vec<String>)]) -> String {
    let clean = |c: &String| c.replace(['\t', '\n', '\r'], " ");
    lines
        .iter()
        .map(|(n, cells)| {
            let mut out = n.to_string();
            for c in cells {
                out.push('\t');
                out.push_str(&clean(c));
            }
            out
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn table(text: &str) -> Vec<(u64, Vec<String>)> {
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
    errors: Vec<ui::FieldError>,
    read: Option<(String, &[Line])>,
) -> Result<Resp, Fail> {
    let org = org_of(req)?;
    let (text, lines) = read.unwrap_or_default();
    let (office, planned) =
        req.read(|cx| Ok((look_up::organisation(cx, org)?, plan(cx, org, lines)?)))?;
    let rows: Vec<Row> = planned
        .into_iter()
        .map(|p| {
            let (kind, word) = match &p.step {
                Step::Invite => (ui::TagKind::Ok, "招待します"),
                Step::Invited => (ui::TagKind::Plain, "招待ずみです"),
                Step::Change => (ui::TagKind::Due, "書きかえます"),
                Step::Leaves => (ui::TagKind::Due, "さいごの日を入れます"),
                Step::Same => (ui::TagKind::Plain, "そのままです"),
                Step::Wrong(_) => (ui::TagKind::Late, "直してください"),
            };
            Row {
                line: p.line,
                name: p.name.clone(),
                hat: p.person.as_ref().map(|x| x.profession.clone()).unwrap_or_default(),
                step: ui::tag(kind, word),
                why: match p.step {
                    Step::Wrong(why) => why,
                    _ => String::new(),
                },
            }
        })
        .collect();
    let doing = rows.iter().filter(|r| r.why.is_empty()).count();
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        shell: req.titled("名簿を取りこむ"),
        office: office.name,
        org: org.to_string(),
        errors,
        wrong: rows.len() - doing,
        doing,
        rows,
        text,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The kind of the organisation whose roster it is: its roles are the ones that count.
fn kind(req: &Req) -> Result<OrganisationKind, Fail> {
    let org = org_of(req)?;
    Ok(req.read(|cx| look_up::organisation(cx, org))?.kind)
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new(), None)
}

/// Reads the file and shows what it would do; changes nothing.
pub(super) fn read(req: &Req) -> Result<Resp, Fail> {
    let Some((_, _, bytes)) = req.files.iter().find(|(f, _, b)| f == "file" && !b.is_empty())
    else {
        return show(req, signing::error("file", "名簿のファイルを選んでください"), None);
    };
    let sheets = match xlsx_read::read(bytes, &SMALL) {
        Ok(s) => s,
        Err(e) => return show(req, signing::error("file", &e.to_string()), None),
    };
    let table: Vec<(u64, Vec<String>)> = sheets
        .into_iter()
        .next()
        .map(|s| s.rows.into_iter().map(|r| (r.line, r.cells)).collect())
        .unwrap_or_default();
    match roster::read(&table, kind(req)?) {
        Ok(lines) => show(req, Vec::new(), Some((text_of(&table), &lines))),
        Err(why) => show(req, signing::error("file", &why), None),
    }
}

/// Does what was shown; the letters of those who are invited.
pub(super) fn make(req: &Req) -> Result<Resp, Fail> {
    let org = org_of(req)?;
    let text = req.form.get("rows").to_string();
    let lines = match roster::read(&table(&text), kind(req)?) {
        Ok(lines) => lines,
        Err(why) => return show(req, signing::error("file", &why), None),
    };
    let randoms: std::collections::BTreeMap<u64, [u8; 12]> =
        lines.iter().map(|(n, _)| Ok((*n, secret(req, *n)?))).collect::<Result<_, Fail>>()?;
    let cmd = lines.clone();
    let outcome = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let keep = outcome.clone();
    let done = req.act(move |cx| {
        let random = |n: u64| randoms.get(&n).copied().unwrap_or([0; 12]);
        let made = bring_in(cx, org, &cmd, &random)?;
        *keep.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = made;
        Ok(format!("/staff?organisation={org}"))
    });
    match done {
        Ok(to) => {
            let made = std::mem::take(
                &mut *outcome.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
            );
            if made.is_empty() {
                return Ok(Resp::go_saying(to, "名簿を取りこみました"));
            }
            let office = req.read(|cx| look_up::organisation(cx, org))?;
            let sheets = made
                .into_iter()
                .map(|(p, code)| Letter {
                    name: p.name,
                    office: office.name.clone(),
                    code,
                    until: until(req),
                })
                .collect();
            letters(req, "招待の手紙", sheets, to, false)
        }
        Err(Error::Rule(why)) => show(req, signing::error("file", &why), Some((text, &lines))),
        Err(e) => Err(e.into()),
    }
}

/// An empty roster to fill in.
pub(super) fn sheet(req: &Req) -> Result<Resp, Fail> {
    let columns = HEADINGS.map(|h| Column::new(h, 16.0, Kind::Text)).to_vec();
    let example =
        ["A001", "佐藤 花子", "さとう はなこ", "介護支援専門員", "主任介護支援専門員", ""];
    let sheet =
        Sheet {
            name: "職員名簿".into(), columns, rows: vec![example.map(Cell::text).to_vec()]
        };
    let sender = req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default();
    let about = About { title: "職員名簿".into(), sender, made: req.app.now() };
    let bytes =
        xlsx::write(&about, &[sheet]).map_err(|e| Fail::Use(Error::Inconsistent(e.to_string())))?;
    Ok(Resp::file(
        "職員名簿.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        bytes,
    ))
}
