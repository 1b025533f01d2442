//! 閲覧の報告: after an incident, who saw what between two times, by organisation, name or the number of a person. On the
//! screen as counts and the first rows, whole as PDF or CSV. What is asked for is posted: it must not stand in an address.
use std::collections::{BTreeMap, BTreeSet};

use app::audit::{AuditEntry, AuditRow};
use app::audit_read::{self, Span};
use app::{Cx, Error};
use askama::Template;
use kernel::{At, Id, Time};
use office::csv::{Cell, Charset};
use office::print::{Align, ListColumn, ListFront, ListSheet, LongList, Paper, PrintJob, Width};
use slice::{Fail, Form, Req, Resp};
use ui::field::{DatePart, Field, FieldKind, Opt};
use ui::{FieldError, Shell, dates};

use super::{Offices, number_end, offices, words};
use crate::permissions;

/// Rows on the screen.
const SHOWN: usize = 50;
/// Rows a PDF takes; a longer answer is for CSV.
const PRINTED: usize = 2000;
/// Rows a CSV takes.
const WRITTEN: usize = 100_000;
const HEADS: [&str; 7] = ["いつ", "事業所", "役割", "職員", "何を", "整理番号", "結果"];

/// What is asked.
#[derive(Debug, Clone, Default)]
struct Asked {
    from: Option<At>,
    to: Option<At>,
    organisation: Option<Id>,
    name: String,
    person: String,
}

struct Answer {
    rows: Vec<AuditRow>,
    /// There is more than was read.
    more: bool,
    offices: Offices,
}

#[derive(Template)]
#[template(path = "home/report.html")]
struct Page {
    shell: Shell,
    errors: Vec<FieldError>,
    fields: Vec<Field>,
    key: String,
    answer: Option<Shown>,
}

/// The answer on the screen.
struct Shown {
    total: String,
    people: Vec<(String, usize)>,
    lines: Vec<[String; 7]>,
    cut: bool,
}

fn moment(
    form: &Form,
    name: &str,
    end: bool,
    today: kernel::Date,
    errors: &mut Vec<FieldError>,
) -> Option<At> {
    let mut refuse = |field: String, message: String| errors.push(FieldError { field, message });
    let day = match dates::date(&dates::posted(form.state(), name), today) {
        Ok(Some(d)) => d,
        Ok(None) => {
            refuse(name.into(), "日を入力してください".into());
            return None;
        }
        Err(p) => {
            refuse(name.into(), p.message);
            return None;
        }
    };
    let field = format!("{name}_time");
    match dates::time(form.get(&field)) {
        Ok(Some(t)) => match t.parse::<Time>() {
            // the minute named last belongs to it
            Ok(t) => Some(At::jst(day, t).plus_minutes(i64::from(end))),
            Err(_) => {
                refuse(field, "時刻は 9:30 のように入力してください".into());
                None
            }
        },
        Ok(None) => Some(super::day_start(match end {
            true => kernel::time::add_days(day, 1),
            false => day,
        })),
        Err(p) => {
            refuse(field, p.message);
            None
        }
    }
}

fn read(form: &Form, today: kernel::Date) -> Result<Asked, Vec<FieldError>> {
    let mut errors = form.state().errors.clone();
    let from = moment(form, "from", false, today, &mut errors);
    let to = moment(form, "to", true, today, &mut errors);
    let mut refuse = |field: &str, message: &str| {
        errors.push(FieldError { field: field.into(), message: message.into() });
    };
    if let (Some(a), Some(b)) = (from, to)
        && a >= b
    {
        refuse("to", "終わりは、はじまりより後にしてください");
    }
    let organisation = match form.get("organisation") {
        "" => None,
        text => match text.parse::<Id>() {
            Ok(id) => Some(id),
            Err(_) => {
                refuse("organisation", "事業所を一覧から選んでください");
                None
            }
        },
    };
    let name = form.get("name").trim().to_string();
    if name.chars().count() > 60 {
        refuse("name", "60文字以内で入力してください");
    }
    let person = number_end(form.get("person"));
    if person.is_none() {
        refuse(
            "person",
            "整理番号は、3f2a9-0c1d4 のような10文字です。ご本人のページの「誰が見たか」にあります",
        );
    }
    if errors.is_empty() {
        Ok(Asked { from, to, organisation, name, person: person.unwrap_or_default() })
    } else {
        Err(errors)
    }
}

/// The rows asked for, at most `limit`. Leaves a row of its own in the log with what was asked.
fn find(cx: &Cx<'_>, a: &Asked, limit: usize, how: &str) -> app::Result<Answer> {
    app::authorise(cx, &permissions::REPORT)?;
    let span = Span {
        from: a.from,
        to: a.to,
        organisation: a.organisation,
        name: a.name.clone(),
        resident_end: a.person.clone(),
        ..Span::default()
    };
    let mut rows = audit_read::span(cx, &span, limit + 1)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let text = |t: Option<At>| t.map(|t| t.text()).unwrap_or_default();
    let detail = format!(
        "{how};from={};to={};organisation={};name={};person={};n={}",
        text(a.from),
        text(a.to),
        a.organisation.map(|o| o.to_string()).unwrap_or_default(),
        !a.name.is_empty(),
        a.person,
        rows.len()
    );
    cx.audit(AuditEntry::act(permissions::REPORT.code).detail(detail));
    Ok(Answer { rows, more, offices: offices(cx)? })
}

fn fields(form: &Form, offices: &Offices, errors: &[FieldError]) -> Vec<Field> {
    let day = |name: &str| {
        let mut v = dates::posted(form.state(), name);
        v.bad = errors.iter().any(|e| e.field == name).then_some(DatePart::Whole);
        FieldKind::Date(v)
    };
    let text = |name: &str| FieldKind::text(form.get(name));
    let mut all = vec![Opt::new("", "すべて")];
    all.extend(offices.iter().map(|(id, name)| Opt::new(id.to_string(), name)));
    let all = vec![
        Field::new("from", "いつから", day("from")).required(),
        Field::new("from_time", "いつから（時刻）", text("from_time"))
            .hint("例：9:30。書かないときは、その日のはじめから"),
        Field::new("to", "いつまで", day("to")).required(),
        Field::new("to_time", "いつまで（時刻）", text("to_time"))
            .hint("例：17:00。書かないときは、その日の終わりまで"),
        Field::new("organisation", "事業所", FieldKind::select(form.get("organisation"), all)),
        Field::new("name", "職員の名前", text("name")).hint("一部だけでもかまいません"),
        Field::new("person", "ご本人の整理番号", text("person"))
            .hint("例：3f2a9-0c1d4。ご本人のページの「誰が見たか」にあります"),
    ];
    all.into_iter().map(|f| f.error_from(errors)).collect()
}

/// What one person did in the span.
struct Sum {
    who: [String; 3],
    rows: usize,
    persons: usize,
    first: At,
    last: At,
}

/// Account, and office, role, name.
type Person = (Option<Id>, [String; 3]);
/// Rows, persons seen, first, last.
type Done = (usize, BTreeSet<Id>, At, At);

/// By person, who did most first.
fn sums(a: &Answer) -> Vec<Sum> {
    let mut all: BTreeMap<Person, Done> = BTreeMap::new();
    for r in &a.rows {
        let [_, office, hat, name, ..] = words(r, &a.offices);
        let (n, seen, first, last) = all
            .entry((r.account, [office, hat, name]))
            .or_insert_with(|| (0, BTreeSet::new(), r.at, r.at));
        *n += 1;
        if !r.denied {
            seen.extend(r.resident);
            seen.extend(app::audit_read::listed(&r.detail));
        }
        (*first, *last) = ((*first).min(r.at), (*last).max(r.at));
    }
    let mut all: Vec<Sum> = all
        .into_iter()
        .map(|((_, who), (rows, seen, first, last))| Sum {
            who,
            rows,
            persons: seen.len(),
            first,
            last,
        })
        .collect();
    all.sort_by_key(|s| std::cmp::Reverse(s.rows));
    all
}

fn shown(a: &Answer) -> Shown {
    let line = |s: Sum| {
        let who: Vec<String> = s.who.into_iter().filter(|w| !w.is_empty()).collect();
        (who.join(" "), s.rows)
    };
    let more = if a.more { "以上" } else { "" };
    Shown {
        total: format!("{}行{more}", a.rows.len()),
        people: sums(a).into_iter().take(SHOWN).map(line).collect(),
        lines: a.rows.iter().take(SHOWN).map(|r| words(r, &a.offices)).collect(),
        cut: a.rows.len() > SHOWN,
    }
}

fn show(
    req: &Req,
    form: &Form,
    errors: Vec<FieldError>,
    answer: Option<&Answer>,
) -> Result<Resp, Fail> {
    let offices = match answer {
        Some(a) => a.offices.clone(),
        None => req.read(|cx| {
            app::authorise(cx, &permissions::REPORT)?;
            offices(cx)
        })?,
    };
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        fields: fields(form, &offices, &errors),
        errors,
        key: req.new_key(),
        answer: answer.map(shown),
        shell: req.titled("閲覧の報告"),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The empty form, for today.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    let mut form = Form::default();
    let v = dates::boxes(&req.app.now().date().to_string());
    for name in ["from", "to"] {
        let parts = [("era", &v.era), ("y", &v.y), ("m", &v.m), ("d", &v.d)];
        for (part, text) in parts {
            form.push(&format!("{name}.{part}"), text.clone());
        }
    }
    show(req, &form, Vec::new(), None)
}

/// The answer: on the screen, as PDF or as CSV.
pub(crate) fn answer(req: &Req) -> Result<Resp, Fail> {
    let asked = match read(&req.form, req.app.now().date()) {
        Ok(a) => a,
        Err(errors) => return show(req, &req.form, errors, None),
    };
    let (how, limit) = match req.form.get("_do") {
        "pdf" => ("pdf", PRINTED),
        "csv" => ("csv", WRITTEN),
        _ => ("screen", PRINTED),
    };
    let found = req.read(|cx| find(cx, &asked, limit, how))?;
    if how != "screen" && found.more {
        let message = format!("{limit}行をこえています。時間や事業所でしぼってください");
        let message = if how == "pdf" {
            format!("{message}。CSVなら{WRITTEN}行まで書き出せます")
        } else {
            message
        };
        let errors = vec![FieldError { field: "from".into(), message }];
        return show(req, &req.form, errors, None);
    }
    match how {
        "pdf" => Ok(Resp::print(sheet(req, &asked, &found)?)),
        "csv" => csv(&found),
        _ => show(req, &req.form, Vec::new(), Some(&found)),
    }
}

fn csv(a: &Answer) -> Result<Resp, Fail> {
    let rows: Vec<Vec<Cell>> =
        a.rows.iter().map(|r| words(r, &a.offices).map(Cell::text).to_vec()).collect();
    let bytes = office::csv::write(&HEADS, &rows, Charset::Utf8Bom)
        .map_err(|e| Fail::Use(Error::Inconsistent(e.to_string())))?;
    Ok(Resp::file("閲覧の報告.csv", "text/csv; charset=utf-8", bytes))
}

/// The paper: sums by person first, then every row on one line, the oldest first.
fn paper(asked: &Asked, a: &Answer) -> LongList {
    let text = |t: Option<At>| t.map(dates::moment).unwrap_or_default();
    let column = |head: &str, width| ListColumn { head: head.into(), width, align: Align::Left };
    let number = |head: &str| ListColumn { align: Align::Right, ..column(head, Width::Mm(20.0)) };
    let widths = [
        Width::Mm(28.0),
        Width::Share(1.5),
        Width::Mm(35.0),
        Width::Share(1.0),
        Width::Share(1.9),
        Width::Mm(22.0),
        Width::Mm(21.0),
    ];
    let mut rows: Vec<&AuditRow> = a.rows.iter().collect();
    rows.sort_by_key(|r| (r.at, r.pos));
    // what is asked for ends with the minute that was typed, and is told so
    let to = asked.to.map(|t| t.plus_minutes(-1));
    LongList {
        front: ListFront {
            title: "人ごとの数（多い順）".into(),
            columns: vec![
                column("事業所", Width::Share(1.5)),
                column("役割", Width::Mm(35.0)),
                column("職員", Width::Share(1.0)),
                number("行"),
                number("ご本人の数"),
                column("はじめ", Width::Mm(32.0)),
                column("おわり", Width::Mm(32.0)),
            ],
            rows: sums(a)
                .into_iter()
                .map(|s| {
                    let [office, hat, name] = s.who;
                    let n = [format!("{}行", s.rows), format!("{}人", s.persons)];
                    let [rows, persons] = n;
                    vec![office, hat, name, rows, persons, dates::cell(s.first), dates::cell(s.last)]
                })
                .collect(),
        },
        title: "すべての記録（古い順）".into(),
        list: ListSheet {
            lead: Some(format!("{} から {} まで　{}行", text(asked.from), text(to), a.rows.len())),
            columns: HEADS.iter().zip(widths).map(|(h, w)| column(h, w)).collect(),
            rows: rows.into_iter().map(|r| words(r, &a.offices).to_vec()).collect(),
            empty: Some("この間に、あてはまる記録はありません。".into()),
            notes: vec![
                "整理番号は、ご本人を名前なしで表す番号です。ご本人のページの「誰が見たか」で確かめられます。".into(),
                "ご本人の数は、その人が見た・変えた方の数です（一覧に出た方を含み、ことわったものは含みません）。".into(),
            ],
            ..ListSheet::default()
        },
    }
}

fn sheet(req: &Req, asked: &Asked, a: &Answer) -> Result<PrintJob, Fail> {
    let body = paper(asked, a);
    let demo = req.shell.region.demo_paper();
    let job = PrintJob::of(&body).map_err(|e| Fail::Use(Error::Inconsistent(e.to_string())))?;
    Ok(job
        .title("閲覧の報告")
        .sender(req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default())
        .demo(demo)
        .printed_at(req.shell.print.printed_at.trim_end_matches(" に出力"))
        .paper(Paper::A4Landscape)
        .build())
}
