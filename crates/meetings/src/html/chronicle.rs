//! あゆみ: a fiscal year of the centre, given by the records, written on by people; on paper and as Excel.
use kernel::{Id, wareki};
use office::print::TemplateId;
use serde_json::json;
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError};

use super::years::{asked, chips};
use crate::model::chronicle::Line;
use crate::model::year;
use crate::use_cases::chronicle::{self as act, Which, Year};
use slice::parts::{
    self, Row, buttons, day, drawn, form, h2, hidden_field, line as text_line, p, press, rows,
};

const HERE: &str = "/meetings/chronicle";

fn at(of: i64) -> String {
    format!("{HERE}?year={of}")
}

/// How an address names a line.
fn name_of(l: &Line) -> String {
    match l.written.filter(|_| l.source.is_empty()) {
        Some(id) => id.to_string(),
        None => l.source.clone(),
    }
}

fn draw(req: &Req, y: &Year, l: &Line, left_out: bool) -> Row {
    let mut acts = Vec::new();
    let which = name_of(l);
    if y.may_write && left_out {
        let hidden = [("year", y.year.to_string()), ("line", which.clone())];
        let hidden: Vec<(&str, &str)> =
            hidden.iter().map(|(n, v)| (*n, v.as_str())).chain([("_do", "back")]).collect();
        acts.push(press(
            req,
            &format!("{HERE}/line"),
            &hidden,
            Button::submit("あゆみに戻す").compact().about(&l.text),
        ));
    } else if y.may_write {
        let to = req.url(&format!("{HERE}/line?year={}&line={which}", y.year));
        acts.push(Button::link("直す", to).compact().about(&l.text).html());
    }
    Row {
        title: l.text.clone(),
        href: if l.href.is_empty() { String::new() } else { req.url(&l.href) },
        tag: None,
        meta: wareki::long(l.day),
        acts,
    }
}

fn show(req: &Req, of: i64, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let y = req.read(|cx| act::open(cx, of))?;
    match req.query.get("format") {
        "print" => return Ok(paper(req, &y)),
        "xlsx" => return super::sheets::chronicle(req, &y),
        _ => {}
    }
    let mut all = vec![
        chips(req, HERE, &y.years, of),
        p("開いた会議と、会議体の設置・終了が日の順に並びます。ほかのできごとは書き足せます。"),
    ];
    all.push(match y.lines.is_empty() {
        true => p("この年度の記録はまだありません。"),
        false => rows(y.lines.iter().map(|l| draw(req, &y, l, false)).collect(), false),
    });
    if y.may_write {
        let mut fields = vec![hidden_field("year", &of.to_string())];
        fields.extend(drawn(
            vec![
                day(req, "day", "日", None).required(),
                text_line(req, "text", "できごと", "").required(),
            ],
            &errors,
        ));
        all.push(parts::fold(
            "できごとを書き足す",
            !errors.is_empty(),
            form(req, HERE, &fields, "書き足す", ""),
        ));
        all.push(buttons(&[Button::link(
            "ほかの記録から写す",
            req.url(&format!("{HERE}/copy?year={of}")),
        )]));
        if !y.left_out.is_empty() {
            let list = y.left_out.iter().map(|l| draw(req, &y, l, true)).collect();
            all.push(parts::fold("あゆみに出していない会議", false, rows(list, false)));
        }
    }
    all.push(buttons(&[
        Button::link("あゆみ（PDF）", req.url(&format!("{}&format=print", at(of)))).compact(),
        Button::link("Excel", req.url(&format!("{}&format=xlsx", at(of)))).compact(),
    ]));
    let title = format!("あゆみ（{}）", year::words(of));
    parts::page(req, &title, "", Some(("会議", "/meetings")), errors, all)
}

fn paper(req: &Req, y: &Year) -> Resp {
    let lines: Vec<Vec<String>> =
        y.lines.iter().map(|l| vec![wareki::slash(l.day), l.text.clone()]).collect();
    let columns = json!([
        { "head": "日", "width": { "mm": 26.0 } },
        { "head": "できごと", "width": { "share": 1.0 } },
    ]);
    let body = json!({
        "lead": parts::sender(req), "columns": columns, "rows": lines,
        "empty": "この年度の記録はまだありません。", "notes": [],
    });
    parts::print(req, TemplateId::LIST, &format!("あゆみ（{}）", year::words(y.year)), body, false)
}

/// GET /meetings/chronicle
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, asked(req, req.query.get("year")), vec![])
}

/// POST /meetings/chronicle
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let of = asked(req, req.form.get("year"));
    let mut wrong = Vec::new();
    let day = parts::posted_day(req, "day", &mut wrong);
    let text = req.form.get("text").to_owned();
    if !wrong.is_empty() {
        return show(req, of, wrong);
    }
    match req.act(move |cx| act::add(cx, of, day, &text).map(|_| at(of))) {
        Ok(to) => Ok(Resp::go_saying(to, "書き足しました")),
        Err(e) => show(req, of, parts::errors(e)?),
    }
}

fn draw_line(req: &Req, of: i64, name: &str, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let y = req.read(|cx| act::open(cx, of))?;
    let l = y.lines.iter().find(|l| name_of(l) == name).ok_or(Fail::NotFound)?;
    let here = format!("{HERE}/line");
    let mut fields = vec![hidden_field("year", &of.to_string()), hidden_field("line", name)];
    if l.source.is_empty() {
        fields.extend(drawn(vec![day(req, "day", "日", Some(l.day)).required()], &errors));
    } else {
        fields.push(p(&format!(
            "{}　記録から出た行です。ここで直しても、会議の記録は変わりません。",
            wareki::long(l.day)
        )));
    }
    fields.extend(drawn(vec![text_line(req, "text", "できごと", &l.text).required()], &errors));
    let year_text = of.to_string();
    let hidden = |what| [("year", year_text.as_str()), ("line", name), ("_do", what)];
    let mut all = vec![form(req, &here, &fields, "保存する", "")];
    if !l.source.is_empty() && l.written.is_some() {
        all.push(press(
            req,
            &here,
            &hidden("back"),
            Button::submit("記録のとおりに戻す").compact(),
        ));
    }
    all.push(press(req, &here, &hidden("out"), Button::submit("あゆみに出さない").compact()));
    let title = format!("あゆみ（{}）", year::words(of));
    parts::page(req, "できごとを直す", &title, Some((&title, &at(of))), errors, all)
}

/// GET /meetings/chronicle/line
pub(super) fn line(req: &Req) -> Result<Resp, Fail> {
    let name: String = req.query.get("line").chars().take(60).collect();
    draw_line(req, asked(req, req.query.get("year")), &name, vec![])
}

/// POST /meetings/chronicle/line
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let of = asked(req, req.form.get("year"));
    let name = req.form.get("line").to_owned();
    let which = Which::from_text(&name).ok_or(Fail::NotFound)?;
    let done = match req.form.get("_do") {
        "out" => req
            .act(move |cx| act::leave_out(cx, of, &which, true).map(|()| at(of)))
            .map(|to| (to, "あゆみから外しました")),
        "back" => req
            .act(move |cx| act::leave_out(cx, of, &which, false).map(|()| at(of)))
            .map(|to| (to, "戻しました")),
        _ => {
            let mut wrong = Vec::new();
            let day = parts::posted_day(req, "day", &mut wrong);
            let text = req.form.get("text").to_owned();
            if !wrong.is_empty() {
                return draw_line(req, of, &name, wrong);
            }
            req.act(move |cx| act::change(cx, of, &which, day, &text).map(|()| at(of)))
                .map(|to| (to, "保存しました"))
        }
    };
    match done {
        Ok((to, words)) => Ok(Resp::go_saying(to, words)),
        Err(e) => draw_line(req, of, &name, parts::errors(e)?),
    }
}

fn draw_find(req: &Req, of: i64, kind: &str, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let typed: String = req.query.get("q").chars().take(100).collect();
    let ((kind, kinds), found) = req.read(|cx| act::find(cx, kind, &typed))?;
    let here = format!("{HERE}/copy");
    let year_text = of.to_string();
    let mut all = vec![
        p("研修や課題などの記録を、あゆみの1行に写します。日を入れて、写す記録を選んでください。"),
        super::agenda::kinds(req, &format!("{here}?year={of}&"), &kinds, kind),
        parts::find(req, &here, "ことば", &typed, &[("year", &year_text), ("kind", kind)]),
    ];
    if found.is_empty() {
        all.push(p("見つかりません。ことばを短くするか、ほかの種類を選んでください。"));
    } else {
        let opts: Vec<(String, String)> = found
            .iter()
            .map(|e| (e.id.to_string(), format!("{}　{}", e.title, e.figure).trim().to_string()))
            .collect();
        let opts: Vec<(&str, &str)> = opts.iter().map(|(c, l)| (c.as_str(), l.as_str())).collect();
        let mut fields = vec![hidden_field("year", &year_text), hidden_field("kind", kind)];
        fields.push(parts::radio(req, "of", "写す記録", "", &opts).error_from(&errors).html());
        fields.extend(drawn(vec![day(req, "day", "日", None).required()], &errors));
        all.push(h2("新しい順に20件まで"));
        all.push(form(req, &here, &fields, "あゆみに写す", ""));
    }
    let title = format!("あゆみ（{}）", year::words(of));
    parts::page(req, "ほかの記録から写す", &title, Some((&title, &at(of))), errors, all)
}

/// GET /meetings/chronicle/copy
pub(super) fn find(req: &Req) -> Result<Resp, Fail> {
    draw_find(req, asked(req, req.query.get("year")), req.query.get("kind"), vec![])
}

/// POST /meetings/chronicle/copy
pub(super) fn copy(req: &Req) -> Result<Resp, Fail> {
    let of = asked(req, req.form.get("year"));
    let kind = req.form.get("kind").to_owned();
    let mut wrong = Vec::new();
    let day = parts::posted_day(req, "day", &mut wrong);
    let record = req.form.get("of").parse::<Id>().ok();
    if record.is_none() {
        wrong.push(FieldError {
            field: "of".into(), message: "写す記録を選んでください".into()
        });
    }
    let Some(record) = record.filter(|_| wrong.is_empty()) else {
        return draw_find(req, of, &kind, wrong);
    };
    let name = kind.clone();
    match req.act(move |cx| act::copy(cx, of, day, &name, record).map(|_| at(of))) {
        Ok(to) => Ok(Resp::go_saying(to, "あゆみに写しました")),
        Err(e) => draw_find(req, of, &kind, parts::errors(e)?),
    }
}
