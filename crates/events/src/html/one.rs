//! One event: what it is, where it stands, what is left to do, who came.
use slice::{Fail, Req, Resp};
use ui::field::{Field, FieldKind};
use ui::{Button, FieldError, Html, Kv, Opt};

use super::list::state_tag;
use super::parts::{self, bars, buttons, data, drawn, form, h2, number, p, press};
use crate::EventId;
use crate::model::State;
use crate::model::catalogue::catalogue;
use crate::model::draft::TextKind;
use crate::model::share::percent;
use crate::use_cases::read::Whole;
use crate::use_cases::{change, path, read};

fn facts(req: &Req, w: &Whole) -> Result<Html, Fail> {
    let (c, e) = (catalogue()?, &w.line.event);
    let d = &e.data;
    let mut rows: Vec<(Html, Html)> = Vec::new();
    let mut add = |label: &str, text: String| {
        if !text.is_empty() {
            rows.push((label.into(), text.into()));
        }
    };
    add("種類", c.kind_label(&d.kind).into());
    add("日時", e.when());
    add("会場", d.place.clone());
    add("主催", d.hosts.clone());
    add("共催・後援", d.cosponsors.clone());
    add("目的・内容", d.aim.clone());
    add("定員", d.capacity.map(|n| format!("{n}人")).unwrap_or_default());
    add("予定人数", d.expected.map(|n| format!("{n}人")).unwrap_or_default());
    add("参加費", if d.fee == 0 { "なし".into() } else { format!("{}円", d.fee) });
    add("財源", c.money(&d.funding).into());
    add("問い合わせ先", d.contact.clone());
    add("アドレス", d.link.clone());
    add("中止の理由", e.why.clone());
    if let Some((href, title)) = &w.origin {
        let (to, words) = (Html::text(req.url(href)), Html::text(title));
        rows.push(("きっかけ".into(), Html::trusted(format!("<a href=\"{to}\">{words}</a>"))));
    }
    Ok(Kv { rows, ..Kv::default() }.html())
}

/// The table and chart of professions; nothing when nobody was there and nobody was meant.
pub(super) fn shares(w: &Whole) -> Html {
    if w.shares.is_empty() {
        return Html::default();
    }
    let sum: i64 = w.shares.iter().map(|s| s.present).sum();
    let target: i64 = w.shares.iter().map(|s| s.target).sum();
    let words = |n: i64| if n == 0 { "–".to_string() } else { n.to_string() };
    let drawn: Vec<(String, String, i64, i64)> = w
        .shares
        .iter()
        .map(|s| {
            let of =
                if s.target > 0 { format!("（目標{}人）", s.target) } else { String::new() };
            (s.label.clone(), format!("{}人{of}", s.present), s.present, s.target)
        })
        .collect();
    let mut rows: Vec<Vec<String>> = w
        .shares
        .iter()
        .map(|s| {
            let of_target = percent(s.present, s.target);
            vec![
                s.label.clone(),
                words(s.target),
                s.present.to_string(),
                percent(s.present, sum),
                of_target,
            ]
        })
        .collect();
    rows.push(vec![
        "計".into(),
        words(target),
        sum.to_string(),
        percent(sum, sum),
        percent(sum, target),
    ]);
    h2("参加者の職種").and(bars("職種ごとの参加者。下の表と同じ数です", &drawn)).and(data(
        "人数（人）と割合。棒の中の線は目標の人数、目標比は参加を目標で割ったもの",
        &["職種", "目標", "参加", "割合", "目標比"],
        &rows,
    ))
}

fn states(req: &Req, w: &Whole) -> Html {
    let e = &w.line.event;
    let here = format!("{}/state", path(e.id));
    let words = |to: State| match (e.state, to) {
        (_, State::Open) => "申し込みの受け付けを始める（公開）",
        (_, State::Held) => "実施した",
        (_, State::Off) => "中止にする",
        (_, State::Void) => "登録のまちがいとして取り消す",
        (State::Open, State::Planned) => "受け付けをやめて予定に戻す",
        (_, State::Planned) => "予定に戻す",
    };
    let mut out = Html::trusted("<div class=\"btns mt3\">");
    for to in e.state.next().iter().filter(|s| **s != State::Off && **s != State::Void) {
        out = out.and(press(req, &here, &[("to", to.code())], Button::submit(words(*to))));
    }
    out = out.and(Html::trusted("</div>"));
    if e.state.next().contains(&State::Off) {
        let why = parts::line(req, "why", "中止の理由", "")
            .hint("計画の表の注に出ます。例 感染症の拡大防止");
        let inner =
            form(req, &here, &[parts::hidden_field("to", "off"), why.html()], "中止にする", "");
        out = out.and(parts::fold("中止にする", false, inner));
    }
    if e.state.next().contains(&State::Void) {
        let inner = p("どの数にも入らなくなります。あとで「予定に戻す」で戻せます。").and(press(
            req,
            &here,
            &[("to", "void")],
            Button::submit("取り消す"),
        ));
        out = out.and(parts::fold("登録のまちがいを取り消す", false, inner));
    }
    out
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let w = req.read(|cx| read::one(cx, id))?;
    let e = &w.line.event;
    let at = |tail: &str| req.url(&format!("{}{tail}", path(id)));
    let done = w.tasks.iter().filter(|t| t.done_on.is_some()).count();
    let mut links = vec![Button::link(format!("棚卸表 {done}/{}", w.tasks.len()), at("/tasks"))];
    if w.may_names {
        let [taken, waiting, _] = w.line.entries;
        let more = if waiting > 0 { format!("・待ち{waiting}") } else { String::new() };
        links.push(Button::link(format!("参加者の名簿 {taken}人{more}"), at("/people")));
        links.push(Button::link("当日の受付", at("/reception")));
    }
    if w.may_write {
        links.push(Button::link("人数を入れる", at("/heads")));
        links.push(Button::link("アンケートを作る", at("/form")));
    }
    if let Some(n) = w.answers {
        links.push(Button::link(format!("アンケートの結果 {n}枚"), at("/results")));
    }
    for k in TextKind::ALL {
        links.push(Button::link(k.label(), at(&format!("/text/{}", k.code()))));
    }
    let mut papers = vec![Button::link("棚卸表（PDF）", at("/paper/tasks")).compact()];
    if e.state == State::Open {
        papers.push(Button::link("チラシ（PDF）", at("/paper/leaflet")).compact());
        papers.push(Button::link("受付の掲示（PDF）", at("/paper/door")).compact());
    }
    if e.state == State::Held && !w.shares.is_empty() {
        papers.push(Button::link("参加者の職種・公表用（PDF）", at("/paper/public")).compact());
    }
    if w.answers.is_some() {
        papers.push(Button::link("アンケートの用紙（PDF）", at("/paper/form")).compact());
    }
    let mut parts_all = vec![ui::tags(&[state_tag(e.state)]), facts(req, &w)?];
    if e.state == State::Open {
        let address = format!("{}{}", req.origin, req.url(&format!("/e/{}", e.slug)));
        parts_all.push(p(&format!("申し込みのページ　{address}")));
    }
    parts_all.push(buttons(&links));
    parts_all.push(shares(&w));
    parts_all.push(buttons(&papers));
    if w.may_write {
        parts_all.push(h2("状態を変える"));
        parts_all.push(states(req, &w));
        parts_all.push(buttons(&[Button::link("催しを直す", at("/edit")).compact()]));
    }
    if e.data.kind == "video" {
        parts_all.push(super::videos::of_one(req, id, w.may_write)?);
    }
    let title = e.data.title.clone();
    parts::page(req, &title, "", Some(("研修・啓発", "/events")), errors, parts_all)
}

/// GET /events/{id}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /events/{id}/state
pub(super) fn state(req: &Req) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let Some(to) = State::from_code(req.form.get("to")) else { return Err(Fail::NotFound) };
    let why = req.form.get("why").to_owned();
    match req.act(move |cx| change::set_state(cx, id, to, &why).map(|()| path(id))) {
        Ok(go) => Ok(Resp::go_saying(go, format!("「{}」にしました", to.label()))),
        Err(e) => show(req, parts::errors(e)?),
    }
}

fn show_heads(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let w = req.read(|cx| read::one(cx, id))?;
    let mut fields: Vec<Field> = Vec::new();
    for one in &catalogue()?.professions {
        let kept = w.heads.iter().find(|h| h.0 == one.code).map(|h| h.1);
        fields.push(number(req, &format!("h.{}", one.code), &one.label, kept, "人"));
    }
    let lead = p(
        "名簿で受け付けた人のほかに来た人を、職種ごとに入れてください。出前講座やフェスのように名前を聞かないときは、ここだけで数えます。",
    );
    let body = form(req, &format!("{}/heads", path(id)), &drawn(fields, &errors), "保存する", "");
    let title = w.line.event.data.title.clone();
    parts::page(req, "人数を入れる", &title, Some((&title, &path(id))), errors, vec![lead, body])
}

/// GET /events/{id}/heads
pub(super) fn heads(req: &Req) -> Result<Resp, Fail> {
    show_heads(req, vec![])
}

/// POST /events/{id}/heads
pub(super) fn put_heads(req: &Req) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let mut wrong = Vec::new();
    let mut heads = Vec::new();
    for one in &catalogue()?.professions {
        if let Some(n) = parts::posted_number(req, &format!("h.{}", one.code), &mut wrong) {
            heads.push((one.code.clone(), n));
        }
    }
    if !wrong.is_empty() {
        return show_heads(req, wrong);
    }
    match req.act(move |cx| change::put_heads(cx, id, &heads).map(|()| path(id))) {
        Ok(go) => Ok(Resp::go_saying(go, "人数を保存しました")),
        Err(e) => show_heads(req, parts::errors(e)?),
    }
}

/// A choice between few answers, as posted or as kept.
pub(super) fn radio(
    req: &Req,
    name: &str,
    label: &str,
    kept: &str,
    opts: &[(&str, &str)],
) -> Field {
    let opts = opts.iter().map(|(c, l)| Opt::new(*c, *l)).collect();
    Field::new(name, label, FieldKind::radio(parts::val(req, name, kept), opts))
}
