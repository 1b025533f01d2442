//! A period on paper.
use askama::Template;
use kernel::{Date, Id, wareki};
use office::print::{Align, ListColumn, ListSheet, PrintJob, Width};
use slice::{Fail, Req, Resp};
use ui::{Button, ErrorSummary, Field, FieldError, FieldKind, Html};

use super::parts;
use crate::model::{Layer, shipped, vital_words};
use crate::use_cases::period::{MOST, Period, period};
use crate::use_cases::search::door_only;

fn form(req: &Req, room: Id, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let o = req.read(|cx| door_only(cx, room))?;
    let today = req.app.now().date();
    let shell = req.titled("期間を決めて印刷する");
    let value = |name: &str, begin: Date| match req.query.some(name) {
        Some(typed) => typed.to_string(),
        None => wareki::short(begin),
    };
    let from = value("from", kernel::time::add_days(today, -30));
    let to = value("to", today);
    let day = |name: &str, label: &str, value: String, errors: &[FieldError]| {
        Field::new(name, label, FieldKind::text(value))
            .hint("例 R8.11.1、2026-11-01、今日")
            .required()
            .error_from(errors)
            .html()
    };
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = parts::Plain {
        back: parts::back_to(&shell, room, o.person.as_ref(), &o.name),
        title: "期間を決めて印刷する".into(),
        lead: "読んだ人の名前は、印刷に入りません。持ち出した紙は、ほかの書類と同じように扱ってください。".into(),
        errors: ErrorSummary::of(&errors),
        body: vec![
            Html::trusted(format!(
                "<form class=\"form-col\" method=\"get\" action=\"{}\" novalidate>",
                Html::text(shell.url(&format!("/rooms/{room}/print/sheet")))
            )),
            day("from", "はじまり", from, &errors),
            day("to", "終わり", to, &errors),
            Button::submit("PDFをつくる").primary().icon("print").html(),
            Html::trusted("</form>"),
        ],
        bar: Html::default(),
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /rooms/{room}/print
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    form(req, req.id("room")?, Vec::new())
}

fn day(req: &Req, name: &str, errors: &mut Vec<FieldError>) -> Date {
    let today = req.app.now().date();
    let typed = ui::field::DateValue {
        y: req.query.get(name).to_string(),
        ..ui::field::DateValue::default()
    };
    match ui::dates::date(&typed, today) {
        Ok(Some(d)) => d,
        Ok(None) => {
            errors.push(FieldError {
                field: name.into(), message: "日を入力してください".into()
            });
            today
        }
        Err(p) => {
            errors.push(FieldError { field: name.into(), message: p.message });
            today
        }
    }
}

/// GET /rooms/{room}/print/sheet
pub(super) fn sheet(req: &Req) -> Result<Resp, Fail> {
    let room: Id = req.id("room")?;
    let mut errors = Vec::new();
    let (from, to) = (day(req, "from", &mut errors), day(req, "to", &mut errors));
    if !errors.is_empty() {
        return form(req, room, errors);
    }
    let p = match req.read(|cx| period(cx, room, from, to, None)) {
        Ok(p) => p,
        Err(Fail::Use(e)) => return form(req, room, parts::fields(e)?),
        Err(e) => return Err(e),
    };
    let now = req.app.now();
    let job = PrintJob::of(&list(&p, from, to))
        .map_err(|e| Fail::Use(app::Error::Inconsistent(format!("list: {e}"))))?
        .title("やりとりの記録")
        .subject(p.person.as_ref().map_or(p.name.clone(), |r| format!("{} 様", r.name)))
        .sender(req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default())
        .demo(req.shell.region.demo.then(|| "デモ　人・事業所・数字は、すべて架空です".to_string()))
        .printed_at(format!(
            "{} {}:{:02}",
            wareki::short(now.date()),
            now.time().hour(),
            now.time().minute()
        ))
        .build();
    Ok(Resp::print(job))
}

fn list(p: &Period, from: Date, to: Date) -> ListSheet {
    let column = |head: &str, width| ListColumn { head: head.into(), width, align: Align::Left };
    let rows = p
        .posts
        .iter()
        .map(|s| {
            let at = s.post.at;
            let mut words = Vec::new();
            if let Some((_, name, _)) = &s.above {
                words.push(format!("（{name}さんの投稿への返事）"));
            }
            if !s.to.is_empty() {
                let to: Vec<&str> = s.to.iter().map(|t| t.label.as_str()).collect();
                words.push(format!("あて先: {}", to.join("、")));
            }
            words.push(s.post.text.clone());
            words.extend(shipped().map(|r| vital_words(r, &s.vitals)).unwrap_or_default());
            words.extend(
                s.answers.iter().map(|a| format!("［{}］{} {}", a.what.label(), a.office, a.name)),
            );
            if s.post.version > 1 {
                words.push(format!("（訂正 第{}版）", s.post.version));
            }
            if s.post.files > 0 {
                words.push(format!("（添付 {}件）", s.post.files));
            }
            let kind = match s.post.layer {
                Layer::Team => s.post.kind.label().to_string(),
                Layer::Family => format!("{}（ご家族と）", s.post.kind.label()),
            };
            vec![
                format!(
                    "{} {}:{:02}",
                    wareki::slash(at.date()),
                    at.time().hour(),
                    at.time().minute()
                ),
                format!("{} {}", s.post.office, s.post.name),
                kind,
                words.join("\n"),
            ]
        })
        .collect();
    let more = if p.more {
        format!("　はじめの{MOST}件だけです。期間を短くしてください")
    } else {
        String::new()
    };
    ListSheet {
        lead: Some(format!(
            "{} から {} まで　{}件{more}",
            wareki::long(from),
            wareki::long(to),
            p.posts.len()
        )),
        columns: vec![
            column("日時", Width::Mm(24.0)),
            column("書いた人", Width::Share(1.0)),
            column("種類", Width::Mm(18.0)),
            column("内容", Width::Share(2.6)),
        ],
        rows,
        tick: false,
        empty: Some("この期間の投稿はありません".into()),
        notes: vec!["取り消した投稿は載りません".into()],
    }
}
