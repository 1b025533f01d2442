//! The list of consultations: filters, search, paging by key.
use askama::Template;
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};
use ui::field::Opt;
use ui::{Button, Empty, Field, FieldKind, Html, Pager, Table, TableRow};

use crate::model::case::Status;
use crate::model::lists::{self, Code, lists};
use crate::model::year;
use crate::store::cases::Kept;
use crate::use_cases::list::{self, Filter};
use crate::use_cases::recall;

#[derive(Template)]
#[template(path = "desk/list.html")]
struct Page {
    shell: ui::Shell,
    title: String,
    lead: String,
    typed: String,
    search_url: String,
    filters: Vec<Field>,
    narrowed: bool,
    table: Option<Table>,
    empty: Html,
    pager: Pager,
    excel: String,
    print: String,
    files: bool,
}

fn code(req: &Req, name: &str, list: &[Code]) -> String {
    let v = req.query.get(name);
    if lists::has(list, v) { v.to_string() } else { String::new() }
}

/// The filter of the address; what it does not know is no filter.
pub(super) fn filter(req: &Req) -> Filter {
    let l = lists();
    Filter {
        year: req.query.get("year").parse().ok().filter(|y| (1900..2200).contains(y)),
        method: code(req, "method", &l.method),
        place: code(req, "place", &l.place),
        affiliation: code(req, "affiliation", &l.affiliation),
        content: code(req, "content", &l.content),
        status: Status::of(req.query.get("status")).map_or("", Status::code).to_string(),
        cancelled: req.query.get("cancelled") == "1",
    }
}

/// The filter as the end of an address, without the key of a page.
fn query(f: &Filter) -> String {
    let mut out = Vec::new();
    if let Some(y) = f.year {
        out.push(format!("year={y}"));
    }
    for (name, v) in [
        ("method", &f.method),
        ("place", &f.place),
        ("affiliation", &f.affiliation),
        ("content", &f.content),
        ("status", &f.status),
    ] {
        if !v.is_empty() {
            out.push(format!("{name}={v}"));
        }
    }
    if f.cancelled {
        out.push("cancelled=1".into());
    }
    if out.is_empty() { String::new() } else { format!("?{}", out.join("&")) }
}

/// The filter in words: 「令和8年度、電話、圏域内」.
pub(super) fn words(f: &Filter) -> String {
    let l = lists();
    let mut out: Vec<String> = f.year.map(year::long).into_iter().collect();
    for (list, v) in [
        (&l.method, &f.method),
        (&l.place, &f.place),
        (&l.affiliation, &f.affiliation),
        (&l.content, &f.content),
    ] {
        if !v.is_empty() {
            out.push(lists::label(list, v).to_string());
        }
    }
    out.extend(Status::of(&f.status).map(|s| s.label().to_string()));
    if f.cancelled {
        out.push("取り消しを含む".into());
    }
    if out.is_empty() { "すべての相談".into() } else { out.join("、") }
}

fn filters(f: &Filter, years: &[i64]) -> Vec<Field> {
    let l = lists();
    let select = |name: &str, label: &str, value: &str, opts: Vec<Opt>| {
        let all = std::iter::once(Opt::new("", "すべて")).chain(opts).collect();
        Field::new(name, label, FieldKind::select(value, all))
    };
    let of = |list: &[Code]| list.iter().map(|c| Opt::new(&c.code, &c.label)).collect();
    let status = [Status::Open, Status::Closed].map(|s| Opt::new(s.code(), s.label())).into();
    let year_opts = years.iter().map(|y| Opt::new(y.to_string(), year::long(*y))).collect();
    let chosen = f.year.map(|y| y.to_string()).unwrap_or_default();
    let cancelled = if f.cancelled { "1" } else { "" };
    vec![
        select("year", "年度", &chosen, year_opts),
        select("method", "方法", &f.method, of(&l.method)),
        select("place", "所在", &f.place, of(&l.place)),
        select("affiliation", "所属", &f.affiliation, of(&l.affiliation)),
        select("content", "内容", &f.content, of(&l.content)),
        select("status", "状態", &f.status, status),
        Field::new(
            "cancelled",
            "取り消した相談",
            FieldKind::select(
                cancelled,
                vec![Opt::new("", "出さない"), Opt::new("1", "いっしょに出す")],
            ),
        ),
    ]
}

fn table(req: &Req, rows: &[Kept]) -> Option<Table> {
    let l = lists();
    let heads = ["日付", "相談した人", "内容", "方法", "所在", "状態"];
    (!rows.is_empty()).then(|| Table {
        caption: "相談".into(),
        heads: heads.map(String::from).into(),
        rows: rows
            .iter()
            .map(|k| {
                let c = &k.case;
                let day = c.date().map(wareki::short).unwrap_or_default();
                let link = format!(
                    "<a class=\"name\" href=\"{}\">{}<span class=\"vh\">　{}の相談を開く</span></a>",
                    Html::text(req.url(&format!("/desk/cases/{}", k.id))),
                    Html::text(&day),
                    Html::text(c.who())
                );
                let state = match (k.live, c.status) {
                    (false, _) => "取り消し".to_string(),
                    (true, Status::Open) => match c.follow_on.as_deref().and_then(|d| d.parse().ok()) {
                        Some(d) => format!("対応中（{}）", wareki::slash(d)),
                        None => "対応中".into(),
                    },
                    (true, Status::Closed) => "終了".into(),
                };
                TableRow {
                    head: Html::trusted(link),
                    cells: vec![
                        c.who().into(),
                        c.line(60).into(),
                        lists::label(&l.method, &c.method).into(),
                        lists::label(&l.place, &c.place).into(),
                        state.into(),
                    ],
                }
            })
            .collect(),
    })
}

fn empty(req: &Req, narrowed: bool) -> Html {
    let (title, text, button) = match narrowed {
        true => (
            "あてはまる相談はありません",
            "しぼり込みをゆるめるか、短い言葉で、もう一度さがしてください。",
            Button::link("すべての相談を見る", req.url("/desk/cases")),
        ),
        false => (
            "相談の記録は、まだありません",
            "1件目を記録するか、これまでの Excel を取り込んでください。",
            Button::link("新しい相談を記録する", req.url("/desk")),
        ),
    };
    Empty { title: title.into(), text: text.into(), button: Some(button), ..Empty::default() }
        .html()
}

/// GET /desk/cases
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let f = filter(req);
    let after = req.query.get("after").split_once('_').and_then(|(day, id)| {
        let (day, id): (kernel::Date, Id) = (day.parse().ok()?, id.parse().ok()?);
        Some((day.to_string(), id))
    });
    let (of, key) = (f.clone(), after.clone());
    let all = req.read(move |cx| list::list(cx, &of, key.as_ref()))?;
    let narrowed = f != Filter::default();
    let q = query(&f);
    let sep = if q.is_empty() { "?" } else { "&" };
    let to = |tail: &str| req.url(&format!("/desk/cases{tail}{q}"));
    let (n, minutes) = all.all;
    let time = match minutes {
        0 => String::new(),
        m => format!("　所要時間 合わせて{}時間{}分", m / 60, m % 60),
    };
    let page = Page {
        title: "相談の一覧".into(),
        lead: format!("{}　{n}件{time}", words(&f)),
        typed: String::new(),
        search_url: req.url("/desk/cases/search"),
        filters: filters(&f, &all.years),
        narrowed,
        table: table(req, &all.rows),
        empty: empty(req, narrowed),
        pager: Pager {
            prev: after.is_some().then(|| to("")),
            next: all.next.map(|(day, id)| format!("{}{sep}after={day}_{id}", to(""))),
            words: String::new(),
        },
        excel: to("/excel"),
        print: to("/print"),
        files: n > 0,
        shell: req.titled("相談の一覧"),
    };
    Resp::page(page.render())
}

/// POST /desk/cases/search: posted, so that what was typed stands in no address.
pub(super) fn search(req: &Req) -> Result<Resp, Fail> {
    let typed = req.form.get("q").to_string();
    let words = typed.clone();
    let found = req.read(move |cx| recall::find(cx, &words))?;
    let page = Page {
        title: "相談をさがした結果".into(),
        lead: match found.len() {
            50 => "新しいものから50件です。言葉を足すと、しぼれます。".into(),
            n => format!("{n}件"),
        },
        typed,
        search_url: req.url("/desk/cases/search"),
        filters: Vec::new(),
        narrowed: false,
        table: table(req, &found),
        empty: empty(req, true),
        pager: Pager::default(),
        excel: String::new(),
        print: String::new(),
        files: false,
        shell: req.titled("相談をさがした結果"),
    };
    Resp::page(page.render())
}
