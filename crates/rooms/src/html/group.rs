//! Groups without a person: founding one, and who belongs to it.
use askama::Template;
use kernel::Id;
use slice::{Fail, Req, Resp};
use ui::{Button, ErrorSummary, Field, FieldError, FieldKind, FormOpen, Html, Opt, PlainRow, Rows};

use super::parts;
use crate::permissions;
use crate::use_cases::groups::{self as g, Found};

fn open(req: &Req, action: &str) -> Html {
    FormOpen {
        action: req.url(action),
        csrf: req.shell.csrf.clone(),
        key: req.new_key(),
        ..FormOpen::default()
    }
    .html()
}

fn opts(all: &[(Id, String)]) -> Vec<Opt> {
    all.iter().map(|(id, name)| Opt::new(id.to_string(), name)).collect()
}

fn show_new(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let own = req.actor()?.organisation;
    let others = req.read(|cx| {
        app::authorise(cx, &permissions::GROUP)?;
        g::others(cx, &[])
    })?;
    let others: Vec<(Id, String)> = others.into_iter().filter(|o| Some(o.0) != own).collect();
    let f = &req.form;
    let shell = req.titled("グループをつくる");
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = parts::Plain {
        back: ui::back("やりとりの一覧", shell.url("/rooms")),
        title: "グループをつくる".into(),
        lead: "勉強会や作業部会などの連絡に使います。特定の方のことは、その方のやりとりに書いてください。".into(),
        errors: ErrorSummary::of(&errors),
        body: vec![
            open(req, "/rooms/groups/new"),
            Field::new("name", "グループの名前", FieldKind::text(f.get("name"))).required().error_from(&errors).html(),
            Field::new("purpose", "何をするグループか", FieldKind::text(f.get("purpose"))).error_from(&errors).html(),
            Field::new("members", "入る事業所", FieldKind::checks(f.all("members").to_vec(), opts(&others)))
                .hint("あなたの事業所は、はじめから入っています。あとから変えられます")
                .error_from(&errors)
                .html(),
            Button::submit("グループをつくる").primary().html(),
            Html::trusted("</form>"),
        ],
        bar: Html::default(),
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The form.
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    show_new(req, Vec::new())
}

/// Founds it.
pub(super) fn found(req: &Req) -> Result<Resp, Fail> {
    let f = &req.form;
    let cmd = Found {
        name: f.get("name").into(),
        purpose: f.get("purpose").into(),
        members: f.all("members").iter().filter_map(|t| t.parse().ok()).collect(),
    };
    match req.act(move |cx| g::found(cx, &cmd).map(|room| format!("/rooms/{room}"))) {
        Ok(to) => Ok(Resp::go_saying(to, "グループをつくりました")),
        Err(e) => show_new(req, parts::fields(e)?),
    }
}

fn show_members(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let room: Id = req.id("room")?;
    let m = req.read(|cx| g::members(cx, room))?;
    let shell = req.titled("入っている事業所");
    let rows = m
        .inside
        .iter()
        .map(|(_, name)| PlainRow { title: name.as_str().into(), ..PlainRow::default() })
        .collect();
    let mut body = vec![Rows { rows, small: false }.html()];
    if !m.closed {
        let path = format!("/rooms/{room}/members");
        body.extend([
            Html::trusted("<section class=\"sec\" aria-labelledby=\"in\"><h2 id=\"in\">事業所を入れる</h2>"),
            open(req, &path),
            Field::new("add", "事業所", FieldKind::select("", opts(&m.others))).error_from(&errors).html(),
            Button::submit("入れる").html(),
            Html::trusted("</form></section><section class=\"sec\" aria-labelledby=\"out\"><h2 id=\"out\">事業所を外す</h2>"),
            open(req, &path),
            Field::new("remove", "事業所", FieldKind::select("", opts(&m.inside)))
                .hint("外すと、次に開くときから読めません。書いたものは残ります")
                .error_from(&errors)
                .html(),
            Button::submit("外す").html(),
            Html::trusted("</form></section>"),
        ]);
    }
    if m.may_close {
        body.extend([
            open(req, &format!("/rooms/{room}/close")),
            Button::submit("グループを終わりにする").text().html(),
            Html::trusted("</form>"),
        ]);
    }
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = parts::Plain {
        back: parts::back_to(&shell, room, None, &m.name),
        title: "入っている事業所".into(),
        lead: m.purpose.clone(),
        errors: ErrorSummary::of(&errors),
        body,
        bar: Html::default(),
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// Who belongs to it.
pub(super) fn members(req: &Req) -> Result<Resp, Fail> {
    show_members(req, Vec::new())
}

/// Takes one in, or lets one go.
pub(super) fn change(req: &Req) -> Result<Resp, Fail> {
    let room: Id = req.id("room")?;
    let (name, in_) =
        if req.form.some("add").is_some() { ("add", true) } else { ("remove", false) };
    let Ok(organisation) = req.form.get(name).parse::<Id>() else {
        let message = "事業所を選んでください".into();
        return show_members(req, vec![FieldError { field: name.into(), message }]);
    };
    let own = req.actor()?.organisation == Some(organisation) && !in_;
    let done = req.act(move |cx| {
        g::change_member(cx, room, organisation, in_)?;
        Ok(if own { "/rooms".into() } else { format!("/rooms/{room}/members") })
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, if in_ { "入れました" } else { "外しました" })),
        Err(e) => show_members(req, parts::fields(e)?),
    }
}

/// Ends it.
pub(super) fn close(req: &Req) -> Result<Resp, Fail> {
    let room: Id = req.id("room")?;
    match req.act(move |cx| g::close(cx, room).map(|()| format!("/rooms/{room}"))) {
        Ok(to) => Ok(Resp::go_saying(to, "グループを終わりにしました。読むことはできます")),
        Err(e) => show_members(req, parts::fields(e)?),
    }
}
