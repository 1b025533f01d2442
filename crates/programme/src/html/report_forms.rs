//! The city's own forms (様式): the list with the names that may stand in one, a form held against a report, the filled file.
use app::Error;
use app::scan::Verdict;
use office::template;
use slice::parts::{self, Row, buttons, drawn, fold, h2, hint, p, press, rows};
use slice::{Fail, Req, Resp};
use ui::{Button, Field, FieldError, FieldKind, FormOpen, Html, TagKind, tag};

use super::draw;
use super::reports::{LIST, asked, path};
use crate::FormId;
use crate::model::report::Period;
use crate::model::report::names::{COLUMNS, Known};
use crate::use_cases::report_forms::{self as act, Checked, Form};

const BASE: &str = "/programme/forms";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The report of the address; none where it names none.
fn at(req: &Req) -> Result<Option<(Period, Option<i64>)>, Fail> {
    if req.query.get("at").is_empty() { Ok(None) } else { asked(req).map(Some) }
}

/// The same for the next address.
fn tail(of: Option<(Period, Option<i64>)>) -> String {
    match of {
        Some((p, Some(e))) => format!("?at={}&e={e}", p.code()),
        Some((p, None)) => format!("?at={}", p.code()),
        None => String::new(),
    }
}

fn known_table(all: &[&Known]) -> Html {
    let each = all.iter().map(|k| Row {
        title: k.name.clone(),
        href: String::new(),
        tag: None,
        meta: k.about.clone(),
        acts: Vec::new(),
    });
    rows(each.collect(), false)
}

fn list_with(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let of = at(req)?;
    let sender = parts::sender(req);
    let today = req.app.now().date();
    let ((forms, write), known) = req.read(|cx| {
        let all = act::all(cx)?;
        // the meaning of the names is that of any report; who has none to look at sees none
        let shown = of.unwrap_or((Period::of(today), None));
        let known = match act::known(cx, shown.0, shown.1, &sender) {
            Err(Error::NotFound) if of.is_none() => Vec::new(),
            other => other?,
        };
        Ok((all, known))
    })?;
    let mut out = vec![
        draw::tabs(req, LIST),
        p(
            "市町村の様式（Excel）のセルに名前を付けておくと、そこへ報告の数字とことばが入ります。書式・数式・ほかのシートは、そのまま残ります。",
        ),
    ];
    if let Some((p_of, _)) = of {
        out.push(hint(&format!("{}の{}を入れる様式を選んでください。", p_of.words(), p_of.sort())));
    }
    let each = forms.iter().map(|f| Row {
        title: f.file.clone(),
        href: req.url(&format!("{BASE}/{}{}", f.id, tail(of))),
        tag: None,
        meta: form_meta(f),
        acts: Vec::new(),
    });
    out.push(match forms.is_empty() {
        true => p("様式は、まだありません。"),
        false => rows(each.collect(), false),
    });
    if write {
        let file = Field::new(
            "file",
            "様式のファイル（.xlsx）",
            FieldKind::File { accept: ".xlsx".into(), many: false },
        )
        .hint("5 MBまで。マクロやパスワードのないもの。個人の名前の入ったファイルは入れないでください");
        let open = FormOpen {
            action: req.url(BASE),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            multipart: true,
            ..FormOpen::default()
        };
        let button = Button::submit("様式を入れる");
        out.push(h2("様式を入れる"));
        out.push(
            open.html()
                .and(ui::join(drawn(vec![file], &errors)))
                .and(Html::trusted("<p class=\"btns mt4\">"))
                .and(button.html())
                .and(Html::trusted("</p></form>")),
        );
    }
    out.push(h2("セルの名前"));
    let words = "様式の例を受け取る（Excel）";
    out.push(buttons(&[Button::link(words, req.url("/programme/forms/example")).compact()]));
    out.push(p("Excelでセルを選び、左上の名前の欄（A1などと出ているところ）に下の名前を打ちこんで Enter を押します。まとめたセルでも、そのまま使えます。「_」や空白は、あってもなくてもかまいません。"));
    out.push(hint(&format!("「_累計」を付けると4月からの累計、「_4月」〜「_3月」を付けるとその月の数になります（例：相談件数_累計、研修_回数_10月）。「活動_一覧」と「活動_ア」などは、1つのセルなら改行で、何行かの範囲なら1行ずつ入ります（{COLUMNS}）。")));
    let (first, rest): (Vec<&Known>, Vec<&Known>) = known.iter().partition(|k| k.first);
    let plain = |k: &&&Known| !k.name.ends_with('月') && !k.name.ends_with("_累計");
    let rest: Vec<&Known> = rest.iter().filter(plain).copied().collect();
    if first.is_empty() {
        out.push(p("確定した報告ができると、ここに名前の一覧が出ます。"));
    } else {
        out.push(fold("使える名前を見る", false, known_table(&first)));
        out.push(fold("内訳の名前", false, known_table(&rest)));
    }
    parts::page(req, "市町村の様式", "実績報告", Some(("実績報告", LIST)), errors, out)
}

fn form_meta(f: &Form) -> String {
    let kb = (f.size + 1023) / 1024;
    format!("{}　{}さん　{kb} KB", kernel::wareki::long(f.at.date()), f.by_name)
}

/// GET /programme/forms
pub(super) fn list(req: &Req) -> Result<Resp, Fail> {
    list_with(req, vec![])
}

fn say(message: impl Into<String>) -> Vec<FieldError> {
    vec![FieldError { field: "file".into(), message: message.into() }]
}

/// Why the installation's scanner does not let it pass.
fn scanned(req: &Req, bytes: &[u8]) -> Option<&'static str> {
    match req.app.scanner()?.scan(bytes) {
        Ok(Verdict::Clean) => None,
        Ok(Verdict::Found(_)) => Some(
            "ウイルスなど、危険なものが見つかったため入れられません。ファイルを開かずに、情報システムの担当に知らせてください",
        ),
        Err(_) => Some(
            "ウイルスの検査ができないため、いまは入れられません。しばらくしてから、もう一度選んでください",
        ),
    }
}

/// POST /programme/forms
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let file = req.files.iter().find(|(f, _, b)| f == "file" && !b.is_empty());
    let Some((_, name, bytes)) = file else {
        return list_with(req, say("ファイルを選んでください"));
    };
    if let Some(why) = scanned(req, bytes) {
        return list_with(req, say(why));
    }
    // reading the file is slow work and stands before the write
    match template::read(bytes) {
        Err(why) => return list_with(req, say(why.to_string())),
        Ok(names) if names.is_empty() => {
            return list_with(
                req,
                say(
                    "このファイルには、名前の付いたセルがありません。下の一覧の名前を付けてから入れてください",
                ),
            );
        }
        Ok(_) => {}
    }
    let (name, bytes) = (name.clone(), bytes.clone());
    let done = req.act(move |cx| act::add(cx, &name, &bytes).map(|id| format!("{BASE}/{id}")));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "様式を入れました。名前が合っているか確かめてください")),
        Err(Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(e) => list_with(req, parts::errors(e)?),
    }
}

fn named(req: &Req, id: FormId) -> Result<Vec<template::Named>, Fail> {
    let (_, body) = req.read(|cx| act::one(cx, id))?;
    template::read(&body).map_err(|e| Fail::Use(Error::Rule(e.to_string())))
}

fn verdict(c: &Checked) -> Html {
    let (all, fits) = (c.names.len(), c.fits());
    match all == fits {
        true => tag(TagKind::Ok, format!("{all}個の名前が、すべて合っています")).html(),
        false => tag(TagKind::Due, format!("{all}個の名前のうち、{fits}個に入ります")).html(),
    }
}

/// GET /programme/forms/example
pub(super) fn example(req: &Req) -> Result<Resp, Fail> {
    req.read(|cx| app::authorise(cx, &crate::permissions::REPORTS))?;
    Ok(Resp::file("実績報告_様式の例.xlsx", XLSX, act::sample()?))
}

/// A name of the form, where it stands and what goes in, or why nothing does.
fn met((n, k): &act::Met) -> Row {
    let (kind, words) = match (n.trouble, k) {
        (Some(t), _) => (TagKind::Due, t.words().to_string()),
        (None, None) => (TagKind::Due, "知らない名前です".to_string()),
        (None, Some(k)) => (TagKind::Ok, k.value.shown(Some(n))),
    };
    let about = k.as_ref().map(|k| k.about.clone()).unwrap_or_default();
    Row {
        title: n.name.clone(),
        href: String::new(),
        tag: Some(tag(kind, words)),
        meta: format!("{}　{about}", n.place),
        acts: Vec::new(),
    }
}

/// GET /programme/forms/{form}
pub(super) fn one(req: &Req) -> Result<Resp, Fail> {
    let id: FormId = req.id("form")?;
    let names = named(req, id)?;
    let today = req.app.now().date();
    let sender = parts::sender(req);
    let wanted = at(req)?;
    let (c, of) = req.read(|cx| {
        // without a report to hold it against: the month that is over, where there is one to see
        let last = Period::of(kernel::time::add_days(today, -i64::from(today.day())));
        match wanted {
            Some(_) => Ok((act::check(cx, id, &names, wanted, &sender)?, wanted)),
            None => match act::check(cx, id, &names, Some((last, None)), &sender) {
                Err(Error::NotFound) => Ok((act::check(cx, id, &names, None, &sender)?, None)),
                other => Ok((other?, Some((last, None)))),
            },
        }
    })?;
    let mut out = vec![verdict(&c), hint(&form_meta(&c.form))];
    match (of, c.fits()) {
        (Some((p_of, _)), n) if n > 0 => {
            let words = format!("{}の報告を入れて受け取る（Excel）", p_of.words());
            let to = format!("{BASE}/{id}/fill{}", tail(of));
            out.push(buttons(&[Button::link(words, req.url(&to)).primary()]));
            if c.draft {
                out.push(hint("この報告は、まだ下書きです。"));
            }
        }
        (None, _) => out.push(p("入れる報告がまだありません。")),
        _ => out.push(p("この様式には、報告の入る名前がありません。")),
    }
    let (well, wrong): (Vec<_>, Vec<_>) =
        c.names.iter().partition(|(n, k)| n.trouble.is_none() && k.is_some());
    if !wrong.is_empty() {
        out.push(h2("書きこまない名前"));
        out.push(rows(wrong.iter().map(|m| met(m)).collect(), false));
    }
    if !well.is_empty() {
        out.push(h2("入るもの"));
        out.push(rows(well.iter().map(|m| met(m)).collect(), false));
    }
    if !c.without.is_empty() {
        let all: Vec<&Known> = c.without.iter().collect();
        out.push(fold("この様式にない名前（報告にはあるもの）", false, known_table(&all)));
    }
    if c.write {
        let button = Button::submit("この様式を外す").compact();
        out.push(press(req, &format!("{BASE}/{id}/remove"), &[], button));
    }
    let back = match of {
        Some((p_of, _)) if wanted.is_some() => (p_of.words(), path(p_of)),
        _ => ("市町村の様式".to_string(), BASE.to_string()),
    };
    parts::page(req, &c.form.file, "市町村の様式", Some((&back.0, &back.1)), vec![], out)
}

/// GET /programme/forms/{form}/fill
pub(super) fn fill(req: &Req) -> Result<Resp, Fail> {
    let id: FormId = req.id("form")?;
    let (p_of, number) = asked(req)?;
    let sender = parts::sender(req);
    let ((form, body), known) = req.read(|cx| {
        let known = act::known(cx, p_of, number, &sender)?;
        Ok((act::one(cx, id)?, known))
    })?;
    let bytes = act::filled(&body, &known)?;
    let stem = form.file.strip_suffix(".xlsx").unwrap_or(&form.file);
    Ok(Resp::file(format!("{stem}_{}.xlsx", p_of.code()), XLSX, bytes))
}

/// POST /programme/forms/{form}/remove
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id: FormId = req.id("form")?;
    let to = req.act(move |cx| act::remove(cx, id).map(|()| BASE.to_string()))?;
    Ok(Resp::go_saying(to, "様式を外しました"))
}
