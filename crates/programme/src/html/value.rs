//! Typing a value of a fiscal year: a figure, 中止, 予定; with source, as-of and several notes. The earlier editions below.
use slice::parts::{self, Row, day, drawn, form, h2, hidden_field, line, long, rows};
use slice::{Fail, Req, Resp};
use ui::FieldError;

use super::draw;
use crate::IndicatorId;
use crate::model::city::City;
use crate::model::shown::{Kept, Origin, State};
use crate::model::{Shown, year};
use crate::use_cases::{indicator_path, values as act};

fn draw_form(req: &Req, id: IndicatorId, of: i64, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (i, editions) = req.read(|cx| act::to_type(cx, id, of))?;
    let kept = editions.first().map(|e| e.kept.clone()).unwrap_or_default();
    let num = |n: Option<crate::model::Num>| n.map(|n| n.plain()).unwrap_or_default();
    let state = if kept.state == State::Nothing { State::Actual } else { kept.state };
    let mut opts = vec![("actual", "実績の数"), ("off", "中止"), ("ahead", "予定（数は見込み）")];
    if kept.state != State::Nothing {
        opts.push(("none", "手で入れた数を取り消す"));
    }
    let mut fields = vec![
        parts::radio(req, "state", "入れるもの", state.code(), &opts),
        parts::short(
            req,
            "n",
            if i.data.rate() { "割られる数、または割合" } else { "数" },
            &num(kept.n),
        )
        .hint(&i.data.unit),
    ];
    if i.data.rate() {
        fields.push(
            parts::short(req, "d", "割る数", &num(kept.d))
                .hint("割合だけが公表されているときは空のまま"),
        );
    }
    let source = if kept.source.is_empty() { i.data.source.clone() } else { kept.source.clone() };
    fields.extend([
        day(req, "as_of", "いつ現在（年度の途中のとき）", kept.as_of),
        line(req, "source", "出どころ", &source),
        long(req, "note", "注記（1行に1つ）", &kept.note, 3, 500)
            .hint("新型コロナウイルス感染拡大防止のため中止 ／ 速報値 など"),
    ]);
    let mut all = vec![hidden_field("year", &of.to_string())];
    all.extend(drawn(fields, &errors));
    let here = indicator_path(id);
    let mut out = vec![form(req, &format!("{here}/value"), &all, "保存する", "")];
    if i.data.live() {
        out.insert(
            0,
            parts::p("この指標は記録から数えています。手で入れると、この年度だけ、入れた数が先に出ます。"),
        );
    }
    if !editions.is_empty() {
        let list = editions
            .iter()
            .map(|e| Row {
                title: match Shown::kept(&e.kept) {
                    Some(s) => s.words(&i.data.unit),
                    None => "取り消し".into(),
                },
                href: String::new(),
                tag: None,
                meta: format!(
                    "{}　{}　{}",
                    super::indicator::by(e),
                    e.kept.origin.label(),
                    e.kept.source
                ),
                acts: Vec::new(),
            })
            .collect();
        out.push(h2("これまでの入力"));
        out.push(rows(list, false));
    }
    let title = format!("{}の実績", year::words(of));
    parts::page(req, &title, &i.data.name, Some((&i.data.name, &here)), errors, out)
}

/// GET /programme/indicators/{indicator}/value
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let of = year::parse(req.query.get("year")).ok_or(Fail::NotFound)?;
    draw_form(req, req.id("indicator")?, of, vec![])
}

/// POST /programme/indicators/{indicator}/value
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: IndicatorId = req.id("indicator")?;
    let of = year::parse(req.form.get("year")).ok_or(Fail::NotFound)?;
    let mut wrong = Vec::new();
    let mut kept = Kept {
        state: State::from_code(req.form.get("state")).unwrap_or(State::Actual),
        n: draw::posted_num(req, "n", &mut wrong),
        d: draw::posted_num(req, "d", &mut wrong),
        as_of: parts::posted_day(req, "as_of", &mut wrong),
        source: req.form.get("source").into(),
        note: req.form.get("note").replace('\r', ""),
        origin: Origin::Hand,
    };
    if kept.state == State::Nothing {
        kept = Kept { origin: Origin::Hand, ..Kept::default() };
        wrong.clear();
    }
    if !wrong.is_empty() {
        return draw_form(req, id, of, wrong);
    }
    match req.act(move |cx| act::put(cx, id, of, &kept).map(|()| indicator_path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, format!("{}の実績を保存しました", year::words(of)))),
        Err(e) => draw_form(req, id, of, parts::errors(e)?),
    }
}

/// POST /programme/indicators/{indicator}/cities
pub(super) fn city(req: &Req) -> Result<Resp, Fail> {
    let id: IndicatorId = req.id("indicator")?;
    let mut wrong = Vec::new();
    let of = draw::posted_year(req, "year", &mut wrong);
    let n = draw::posted_num(req, "n", &mut wrong);
    let d = draw::posted_num(req, "d", &mut wrong);
    if n.is_none() && wrong.is_empty() {
        wrong.push(FieldError {
            field: "n".into(), message: "数を入力してください".into()
        });
    }
    let (Some(n), true) = (n, wrong.is_empty()) else {
        return super::indicator::again(req, id, wrong);
    };
    let c = City {
        name: req.form.get("city").trim().into(),
        n,
        d,
        own: req.form.get("own") == "1",
        source: req.form.get("source").trim().into(),
    };
    let done = req.act(move |cx| {
        act::put_city(cx, id, of, &c).map(|()| format!("{}?cities={of}", indicator_path(id)))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "市町村の数を加えました")),
        Err(e) => super::indicator::again(req, id, parts::errors(e)?),
    }
}
