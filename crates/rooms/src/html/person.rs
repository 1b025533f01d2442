//! The way into a person's room from elsewhere: the room when there is one, else beginning it; and the link to another
//! tool, which stays when the region has switched the rooms off.
use askama::Template;
use people::ResidentId;
use slice::{Fail, Req, Resp};
use ui::{Button, ErrorSummary, Field, FieldError, FieldKind, FormOpen, Html};

use super::parts;
use crate::permissions;
use crate::use_cases::begin::{Found, begin as start, of};
use crate::use_cases::tool::{SetTool, set};

fn text(words: &str) -> Html {
    Html::trusted("<p class=\"wrap-ja mb3\">").and(words).and(Html::trusted("</p>"))
}

fn room(req: &Req, f: &Found, on: bool) -> Vec<Html> {
    let who = format!("/rooms/person/{}", f.person.id);
    match (on, f.room) {
        (false, _) => vec![text("この地域では、Yui のやりとりを使っていません。")],
        (true, Some(id)) => vec![
            Html::trusted("<p class=\"mb3\">")
                .and(
                    Button::link("やりとりを開く", req.url(&format!("/rooms/{id}")))
                        .primary()
                        .html(),
                )
                .and(Html::trusted("</p>")),
        ],
        (true, None) if f.may_begin => {
            let open = FormOpen {
                action: req.url(&who),
                csrf: req.shell.csrf.clone(),
                key: req.new_key(),
                ..FormOpen::default()
            };
            vec![
                text(
                    "まだはじまっていません。はじめると、この方の支援チームの人が読み書きできます。ご家族は、ご家族の場所だけを読み書きできます。",
                ),
                open.html(),
                Button::submit("この方のやりとりをはじめる").primary().html(),
                Html::trusted("</form>"),
            ]
        }
        (true, None) => {
            vec![text("まだはじまっていません。ケアマネジャーか、支援チームの人がはじめます。")]
        }
    }
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let resident: ResidentId = ResidentId(req.id("resident")?);
    let (f, on) = req.read(|cx| Ok((of(cx, resident)?, app::may(cx, &permissions::READ)?)))?;
    let shell = req.titled("やりとりと、ほかの連絡ツール");
    let mut body = room(req, &f, on);
    if let Some(t) = &f.tool {
        body.push(
            Html::trusted(format!(
                "<section class=\"panel\"><h2>{}</h2><p><a href=\"{}\" rel=\"noopener noreferrer external\">",
                Html::text(&t.label),
                Html::text(&t.url)
            ))
            .and(format!("{}を開く（Yui の外です）", t.label))
            .and(Html::trusted("</a></p><p class=\"small muted\">"))
            .and(format!("{}さんが決めました", t.by))
            .and(Html::trusted("</p></section>")),
        );
    }
    if f.may_begin {
        let old = |name: &str, v: Option<&String>| {
            if req.form.has(name) {
                req.form.get(name).to_string()
            } else {
                v.cloned().unwrap_or_default()
            }
        };
        let open = FormOpen {
            id: "tool".into(),
            action: req.url(&format!("/rooms/person/{resident}/tool")),
            csrf: shell.csrf.clone(),
            key: req.new_key(),
            ..FormOpen::default()
        };
        let label = old("label", f.tool.as_ref().map(|t| &t.label));
        let url = old("url", f.tool.as_ref().map(|t| &t.url));
        body.extend([
            Html::trusted("<section class=\"sec\" aria-labelledby=\"tool-h\"><h2 id=\"tool-h\">ほかの連絡ツールへのリンク</h2>"),
            text("支援チームが MCS などを使っているときは、その場所を書いておくと、この方のページから開けます。"),
            open.html(),
            Field::new("label", "ツールの名前", FieldKind::text(label)).hint("例 MCS").error_from(&errors).html(),
            Field::new("url", "アドレス", FieldKind::text(url))
                .hint("https:// からはじまるもの。空にすると、リンクをやめます")
                .error_from(&errors)
                .html(),
            Button::submit("リンクを決める").html(),
            Html::trusted("</form></section>"),
        ]);
    }
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = parts::Plain {
        back: ui::back(
            format!("{} さんのページ", f.person.name),
            shell.url(&format!("/people/{resident}")),
        ),
        title: "やりとり".into(),
        lead: String::new(),
        errors: ErrorSummary::of(&errors),
        body,
        bar: Html::default(),
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /rooms/person/{resident}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

/// Begins the room.
pub(super) fn begin(req: &Req) -> Result<Resp, Fail> {
    let resident = ResidentId(req.id("resident")?);
    let to = req.act(move |cx| start(cx, resident).map(|room| format!("/rooms/{room}")))?;
    Ok(Resp::go_saying(to, "やりとりをはじめました"))
}

/// Sets the link to another tool.
pub(super) fn tool(req: &Req) -> Result<Resp, Fail> {
    let resident = ResidentId(req.id("resident")?);
    let cmd =
        SetTool { resident, label: req.form.get("label").into(), url: req.form.get("url").into() };
    match req.act(move |cx| set(cx, &cmd).map(|()| format!("/rooms/person/{resident}"))) {
        Ok(to) => Ok(Resp::go_saying(to, "リンクを決めました")),
        Err(e) => show(req, parts::fields(e)?),
    }
}
