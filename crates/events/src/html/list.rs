//! 研修・啓発: the events of a fiscal year, by kind or by a word; as Excel and on paper.
use office::print::TemplateId;
use office::xlsx::{Cell, Column, Kind, Sheet};
use serde_json::json;
use slice::{Fail, Req, Resp};
use ui::{Button, Chip, Empty, Filter, Html, PlainRow, Rows, TagKind, tag};

use super::parts::{self, buttons};
use crate::model::State;
use crate::model::catalogue::catalogue;
use crate::model::event::{year_short, year_words};
use crate::permissions;
use crate::use_cases::path;
use crate::use_cases::read::{self, Line};

/// The tag of a state.
pub(super) fn state_tag(s: State) -> ui::Tag {
    let kind = match s {
        State::Planned => TagKind::Plain,
        State::Open => TagKind::Now,
        State::Held => TagKind::Ok,
        State::Off => TagKind::Over,
        State::Void => TagKind::Miss,
    };
    tag(kind, s.label())
}

fn row(req: &Req, l: &Line) -> Result<PlainRow, Fail> {
    let c = catalogue()?;
    let e = &l.event;
    let mut meta: Vec<Html> =
        vec![c.kind_label(&e.data.kind).into(), e.when().into(), e.data.place.as_str().into()];
    match e.state {
        State::Held => meta.push(format!("参加 {}人", l.present).into()),
        State::Open => {
            meta.push(format!("申し込み {}人", l.entries.first().copied().unwrap_or(0)).into())
        }
        _ => {}
    }
    if l.tasks.1 > 0 && e.state != State::Off {
        meta.push(format!("棚卸表 {}/{}", l.tasks.0, l.tasks.1).into());
    }
    meta.retain(|m| !m.is_empty());
    Ok(PlainRow {
        title: e.data.title.as_str().into(),
        href: Some(req.url(&path(e.id))),
        tag: Some(state_tag(e.state)),
        meta: ui::spaced(meta),
    })
}

/// GET /events
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let now = i64::from(kernel::fiscal_year(req.app.now().date()));
    let year: i64 = req.query.get("year").parse().unwrap_or(now);
    let (kind, typed) = (req.query.get("kind").to_owned(), req.query.get("q").to_owned());
    let (lines, years, may_write, may_ask, may_help) = req.read(|cx| {
        Ok((
            read::list(cx, year, &kind, &typed)?,
            read::years(cx)?,
            app::may(cx, &permissions::WRITE)?,
            app::may(cx, &permissions::REQUESTS)?,
            app::may(cx, &permissions::HELPERS)?,
        ))
    })?;
    let c = catalogue()?;
    let title = match typed.is_empty() {
        true => format!("研修・啓発（{}）", year_words(year)),
        false => "研修・啓発（さがした結果）".to_string(),
    };
    match req.query.get("format") {
        "xlsx" => return excel(req, &title, &lines),
        "print" => return paper(req, &title, &lines),
        _ => {}
    }
    let at = |y: i64, k: &str, format: &str| {
        let q: String = if typed.is_empty() {
            String::new()
        } else {
            format!("&q={}", parts::in_query(&typed))
        };
        req.url(&format!("/events?year={y}&kind={k}{q}{format}"))
    };
    let year_chips = years
        .iter()
        .take(6)
        .map(|y| Chip {
            label: year_short(*y),
            href: req.url(&format!("/events?year={y}&kind={kind}")),
            on: *y == year && typed.is_empty(),
        })
        .collect();
    let mut kind_chips =
        vec![Chip { label: "すべて".into(), href: at(year, "", ""), on: kind.is_empty() }];
    kind_chips.extend(c.kinds.iter().map(|k| Chip {
        label: k.label.clone(),
        href: at(year, &k.code, ""),
        on: kind == k.code,
    }));
    let mut acts = Vec::new();
    if may_write {
        acts.push(Button::link("催しを登録する", req.url("/events/new")).primary());
    }
    acts.push(Button::link("計画と実績", req.url("/events/plan")));
    if may_ask {
        acts.push(Button::link("出前講座の申し込み", req.url("/events/requests")));
    }
    acts.push(Button::link("動画の再生回数", req.url("/events/videos")));
    if may_help {
        acts.push(Button::link("担い手の名簿", req.url("/events/helpers")));
    }
    if may_write {
        acts.push(Button::link("過去の催しを取り込む", req.url("/events/import")));
    }
    acts.push(Button::link("公開ページを見る", req.url("/e")).text());
    let mut rows = Vec::new();
    for l in &lines {
        rows.push(row(req, l)?);
    }
    let list: Html = if rows.is_empty() {
        Empty {
            title: "まだ催しはありません".into(),
            text: "研修や出前講座を登録すると、ここに並びます。日・会場・対象を入れると、棚卸表（準備から報告まで）ができます。".into(),
            ..Empty::default()
        }
        .html()
    } else {
        Rows { rows, small: false }.html()
    };
    let search = Html::trusted(format!(
        "<form class=\"find\" method=\"get\" action=\"{}\" role=\"search\"><div class=\"field\"><label class=\"label\" for=\"q\">名前でさがす</label><input class=\"in\" id=\"q\" name=\"q\" type=\"search\" value=\"{}\"></div><p class=\"btns\"><button class=\"btn compact\" type=\"submit\">さがす</button></p></form>",
        Html::text(req.url("/events")),
        Html::text(&typed)
    ));
    let filters = Html::trusted("<div class=\"filters mt4\">")
        .and(Filter { label: "年度".into(), chips: year_chips, ..Filter::default() }.html())
        .and(Filter { label: "種類".into(), chips: kind_chips, ..Filter::default() }.html())
        .and(Html::trusted("</div>"));
    let files = buttons(&[
        Button::link("Excel", at(year, &kind, "&format=xlsx")).compact(),
        Button::link("印刷（PDF）", at(year, &kind, "&format=print")).compact(),
    ]);
    parts::page(req, &title, "", None, vec![], vec![buttons(&acts), search, filters, list, files])
}

fn cells(l: &Line) -> Result<Vec<String>, Fail> {
    let c = catalogue()?;
    let e = &l.event;
    Ok(vec![
        e.when(),
        c.kind_label(&e.data.kind).into(),
        e.data.title.clone(),
        e.data.place.clone(),
        e.data.hosts.clone(),
        c.money(&e.data.funding).into(),
        e.state.label().into(),
        if e.state == State::Held { l.present.to_string() } else { String::new() },
    ])
}

const HEADS: [&str; 8] = ["日時", "種類", "名前", "会場", "主催", "財源", "状態", "参加人数"];

fn excel(req: &Req, title: &str, lines: &[Line]) -> Result<Resp, Fail> {
    let widths = [30.0, 12.0, 40.0, 24.0, 30.0, 18.0, 10.0, 10.0];
    let mut rows = Vec::new();
    for l in lines {
        let mut row: Vec<Cell> = cells(l)?.into_iter().map(Cell::Text).collect();
        if let Some(last) = row.last_mut() {
            *last = if l.event.state == State::Held { Cell::Int(l.present) } else { Cell::Empty };
        }
        rows.push(row);
    }
    let columns = HEADS
        .iter()
        .zip(widths)
        .map(|(h, w)| Column::new(*h, w, if *h == "参加人数" { Kind::Int } else { Kind::Text }))
        .collect();
    parts::xlsx(req, "kenshu", title, &[Sheet { name: "研修・啓発".into(), columns, rows }])
}

fn paper(req: &Req, title: &str, lines: &[Line]) -> Result<Resp, Fail> {
    let shares = [2.4, 1.2, 3.0, 1.8, 2.2, 1.6, 0.9, 0.9];
    let columns: Vec<_> = HEADS
        .iter()
        .zip(shares)
        .map(|(h, w)| json!({ "head": h, "width": { "share": w }, "align": if *h == "参加人数" { "right" } else { "left" } }))
        .collect();
    let mut rows = Vec::new();
    for l in lines {
        rows.push(cells(l)?);
    }
    let body =
        json!({ "columns": columns, "rows": rows, "empty": "この年度の催しは、まだありません。" });
    Ok(parts::print(req, TemplateId::LIST, title, body, true))
}
