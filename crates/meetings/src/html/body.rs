//! A body: what it is, who sits in it, its meetings; entering and changing it.
use app::Error;
use kernel::{Date, wareki};
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, Html, Kv, Rows, TagKind, tag};

use crate::BodyId;
use crate::model::catalogue::{Coded, catalogue};
use crate::model::{Body, NewBody};
use crate::use_cases::read::BodyPage;
use crate::use_cases::{bodies, body_path, read};
use slice::parts::{
    self, Row, buttons, day, drawn, form, h2, line, long, p, pair, press, rows, select,
};

fn facts(req: &Req, w: &BodyPage) -> Result<Html, Fail> {
    let (c, d) = (catalogue()?, &w.body.data);
    let mut all: Vec<(Html, Html)> = Vec::new();
    let mut add = |label: &str, text: String| {
        if !text.is_empty() {
            all.push((label.into(), text.into()));
        }
    };
    let date = |d: Option<Date>| d.map(wareki::long).unwrap_or_default();
    add("種類", c.kind(&d.kind).into());
    add("目的", d.purpose.clone());
    add("設置", date(d.founded()));
    add("設置の根拠", d.ground.clone());
    add("任期", d.term.clone());
    add("事務局", d.secretariat.clone());
    add("終了", date(d.ended()));
    let link = |b: &Body| {
        Html::trusted(format!("<a href=\"{}\">", Html::text(req.url(&body_path(b.id)))))
            .and(Html::text(&b.data.name))
            .and(Html::trusted("</a>"))
    };
    if let Some(parent) = &w.parent {
        all.push(("上の会議体".into(), link(parent)));
    }
    if !w.children.is_empty() {
        all.push(("下の会議体".into(), ui::spaced(w.children.iter().map(link))));
    }
    Ok(Kv { rows: all, ..Kv::default() }.html())
}

fn members(req: &Req, w: &BodyPage) -> Result<Html, Fail> {
    let c = catalogue()?;
    let today = req.app.now().date();
    let draw = |now: bool| -> Vec<Row> {
        w.members
            .iter()
            .filter(|m| !m.removed && m.on(today) == now)
            .map(|m| {
                let d = &m.data;
                let term = match (d.from, d.until) {
                    (None, None) => String::new(),
                    (from, until) => format!(
                        "委嘱 {}〜{}",
                        from.map(wareki::short).unwrap_or_default(),
                        until.map(wareki::short).unwrap_or_default()
                    ),
                };
                let at = format!("{}/members/{}", body_path(w.body.id), m.id);
                let mut acts = Vec::new();
                if w.may_write {
                    acts.push(Button::link("直す", req.url(&at)).compact().about(m.words()).html());
                }
                Row {
                    title: m.words(),
                    href: if m.href.is_empty() { String::new() } else { req.url(&m.href) },
                    tag: (d.role != "member")
                        .then(|| tag(TagKind::Plain, c.role(&d.role)).icon("person")),
                    meta: format!("{}　{term}", c.profession(&d.profession)).trim().to_string(),
                    acts,
                }
            })
            .collect()
    };
    let now = draw(true);
    let others = draw(false);
    let mut out = h2(&format!("委員（{}人）", now.len()));
    if now.is_empty() {
        out = out.and(p("いまの委員はまだ登録されていません。"));
    }
    out = out.and(rows(now, false));
    if w.may_write {
        let to = req.url(&format!("{}/members", body_path(w.body.id)));
        let mut links = vec![Button::link("委員を加える", to)];
        if w.members.iter().any(|m| !m.removed && !m.data.name.is_empty()) {
            let to = req.url(&format!("{}/commission", body_path(w.body.id)));
            links.push(Button::link("委嘱状をつくる", to));
        }
        out = out.and(buttons(&links));
    }
    if !others.is_empty() {
        let words = format!("これからの委員・これまでの委員（{}人）", others.len());
        out = out.and(parts::fold(&words, false, rows(others, false)));
    }
    Ok(out)
}

/// What can be taken back: the last change, a slip.
fn slips(req: &Req, w: &BodyPage) -> Html {
    let at = |tail: &str| format!("{}{tail}", body_path(w.body.id));
    let mut out = Html::default();
    if let Some((was, by)) = &w.was {
        let inner = p(&format!(
            "{by}さんが直す前は「{}」でした。目的や事務局なども、直す前に戻ります。",
            was.name
        ))
        .and(press(req, &at("/undo"), &[], Button::submit("前の内容に戻す")));
        out = out.and(parts::fold("最後の変更を取り消す", false, inner));
    }
    if w.meetings.is_empty() && w.children.is_empty() {
        let inner = p("どの一覧にも出なくなります。あとで戻せます。").and(press(
            req,
            &at("/remove"),
            &[("removed", "1")],
            Button::submit("取り消す"),
        ));
        out = out.and(parts::fold("登録のまちがいを取り消す", false, inner));
    }
    out
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: BodyId = req.id("body")?;
    let w = req.read(|cx| read::one_body(cx, id))?;
    let name = w.body.data.name.clone();
    let back = Some(("会議", "/meetings"));
    if w.body.removed {
        let all = vec![
            p("この会議体は、登録のまちがいとして取り消してあります。"),
            press(
                req,
                &format!("{}/remove", body_path(id)),
                &[("removed", "0")],
                Button::submit("元に戻す"),
            ),
        ];
        return parts::page(req, &name, "", back, errors, all);
    }
    let mut acts = Vec::new();
    if w.may_write {
        let to = |tail: &str| req.url(&format!("{}{tail}", body_path(id)));
        acts.push(Button::link("会議を予定する", to("/new")).primary());
        acts.push(Button::link("会議体を直す", to("/edit")));
    }
    let mut all = vec![facts(req, &w)?, buttons(&acts), h2("会議")];
    let mut list = Vec::new();
    for m in &w.meetings {
        list.push(super::list::row(req, m, m.short())?);
    }
    all.push(match list.is_empty() {
        true => p("まだ会議はありません。"),
        false => Rows { rows: list, small: false }.html(),
    });
    all.push(members(req, &w)?);
    if w.may_write {
        all.push(slips(req, &w));
    }
    parts::page(req, &name, "", back, errors, all)
}

/// GET /meetings/bodies/{body}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

fn fields(
    req: &Req,
    of: Option<BodyId>,
    d: &NewBody,
    errors: &[FieldError],
) -> Result<Vec<Html>, Fail> {
    let c = catalogue()?;
    let parents: Vec<Coded> = req
        .read(read::bodies)?
        .into_iter()
        .filter(|b| Some(b.id) != of)
        .map(|b| Coded { code: b.id.to_string(), label: b.data.name })
        .collect();
    let mut out = drawn(
        vec![
            line(req, "name", "名前", &d.name).required().hint("例 在宅医療・介護連携推進会議"),
            select(req, "kind", "種類", &d.kind, &c.kinds).required(),
        ],
        errors,
    );
    if !parents.is_empty() {
        let f = select(req, "parent", "上の会議体", &d.parent, &parents)
            .hint("体制図のつながりになります。ないときは選びません");
        out.extend(drawn(vec![f], errors));
    }
    out.extend(drawn(
        vec![
            long(req, "purpose", "目的", &d.purpose, 3, 600),
            line(req, "secretariat", "事務局", &d.secretariat),
            line(req, "ground", "設置の根拠", &d.ground)
                .hint("例 結野市在宅医療・介護連携推進会議設置要綱"),
            line(req, "term", "任期", &d.term).hint("例 2年（再任あり）"),
        ],
        errors,
    ));
    out.push(pair(
        vec![
            day(req, "founded_on", "設置の日", d.founded()),
            day(req, "ended_on", "終わりの日", d.ended()).hint("続いているあいだは空けておきます"),
        ],
        errors,
    ));
    Ok(out)
}

fn draw(req: &Req, of: Option<&Body>, d: &NewBody, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let fields = fields(req, of.map(|b| b.id), d, &errors)?;
    match of {
        Some(b) => {
            let at = body_path(b.id);
            let body =
                form(req, &format!("{at}/edit"), &fields, "保存する", &b.version.to_string());
            parts::page(
                req,
                "会議体を直す",
                &b.data.name,
                Some((&b.data.name, &at)),
                errors,
                vec![body],
            )
        }
        None => {
            let body = form(req, "/meetings/bodies/new", &fields, "登録する", "");
            parts::page(
                req,
                "会議体を登録する",
                "",
                Some(("会議", "/meetings")),
                errors,
                vec![body],
            )
        }
    }
}

fn posted(req: &Req) -> (NewBody, Vec<FieldError>) {
    let mut wrong = Vec::new();
    let text = |name: &str| req.form.get(name).to_owned();
    let iso = |d: Option<Date>| d.map(|d| d.to_string());
    let new = NewBody {
        name: text("name"),
        kind: text("kind"),
        purpose: text("purpose"),
        founded_on: iso(parts::posted_day(req, "founded_on", &mut wrong)),
        ended_on: iso(parts::posted_day(req, "ended_on", &mut wrong)),
        parent: text("parent"),
        secretariat: text("secretariat"),
        ground: text("ground"),
        term: text("term"),
    };
    (new, wrong)
}

/// GET /meetings/bodies/new
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    draw(req, None, &NewBody::default(), vec![])
}

/// POST /meetings/bodies/new
pub(super) fn create(req: &Req) -> Result<Resp, Fail> {
    let (new, wrong) = posted(req);
    if !wrong.is_empty() {
        return draw(req, None, &new, wrong);
    }
    let cmd = new.clone();
    match req.act(move |cx| bodies::add(cx, &cmd).map(body_path)) {
        Ok(to) => Ok(Resp::go_saying(to, "登録しました。つづけて委員を加えてください")),
        Err(e) => draw(req, None, &new, parts::errors(e)?),
    }
}

/// GET /meetings/bodies/{body}/edit
pub(super) fn edit(req: &Req) -> Result<Resp, Fail> {
    let id: BodyId = req.id("body")?;
    let b = req.read(|cx| read::body_to_change(cx, id))?;
    draw(req, Some(&b), &b.data, vec![])
}

/// POST /meetings/bodies/{body}/edit
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: BodyId = req.id("body")?;
    let b = req.read(|cx| read::body_to_change(cx, id))?;
    let (new, wrong) = posted(req);
    if !wrong.is_empty() {
        return draw(req, Some(&b), &new, wrong);
    }
    let version: i64 = req.form.get("_version").parse().unwrap_or(0);
    let cmd = new.clone();
    match req.act(move |cx| bodies::change(cx, id, &cmd, version).map(|()| body_path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "保存しました。下の「最後の変更を取り消す」で戻せます")),
        Err(Error::Stale { .. }) => draw(req, Some(&b), &new, parts::stale()),
        Err(e) => draw(req, Some(&b), &new, parts::errors(e)?),
    }
}

/// POST /meetings/bodies/{body}/undo
pub(super) fn undo(req: &Req) -> Result<Resp, Fail> {
    let id: BodyId = req.id("body")?;
    match req.act(move |cx| bodies::undo(cx, id).map(|()| body_path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "前の内容に戻しました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}

/// POST /meetings/bodies/{body}/remove
pub(super) fn remove(req: &Req) -> Result<Resp, Fail> {
    let id: BodyId = req.id("body")?;
    let removed = req.form.get("removed") == "1";
    match req.act(move |cx| bodies::set_removed(cx, id, removed).map(|()| body_path(id))) {
        Ok(to) => {
            Ok(Resp::go_saying(to, if removed { "取り消しました" } else { "元に戻しました" }))
        }
        Err(e) => show(req, parts::errors(e)?),
    }
}
