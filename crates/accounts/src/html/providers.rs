//! 市や病院のログイン: the identity providers that the region trusts.
use askama::Template;
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};
use ui::field::{Field, FieldKind};

use super::signing;
use crate::identities::provider;
use crate::use_cases::providers::{self, NewProvider};

struct Line {
    id: String,
    name: String,
    issuer: String,
    meta: String,
    second: String,
    key: String,
}

#[derive(Template)]
#[template(path = "accounts/providers.html")]
struct Page {
    shell: ui::Shell,
    lines: Vec<Line>,
    errors: Vec<ui::FieldError>,
    fields: Vec<Field>,
    back: String,
    key: String,
}

/// Where a provider sends people back to.
pub(super) fn back(req: &Req) -> String {
    format!("{}{}", req.origin.trim_end_matches('/'), req.url("/login/provider/back"))
}

fn show(req: &Req, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let all = req.read(providers::all)?;
    let lines = all.into_iter().map(|p| Line {
        id: p.id.to_string(),
        meta: format!("{}さんが{}に登録", p.made_name, wareki::long(p.made_at.date())),
        second: if p.second.is_empty() {
            "6けたの番号も聞きます".into()
        } else {
            format!("「{}」のときは、6けたの番号を聞きません", p.second)
        },
        name: p.name,
        issuer: p.issuer,
        key: req.new_key(),
    });
    let text = |name: &str| FieldKind::text(req.form.get(name));
    let fields = [
        Field::new("name", "ボタンの名前", text("name")).hint("例：結野市の職員ログイン"),
        Field::new("issuer", "発行者（issuer）のアドレス", text("issuer"))
            .hint("https:// で始まります。相手の担当者に聞いてください"),
        Field::new("client", "クライアントID", text("client")),
        Field::new("secret", "クライアントシークレット", text("secret"))
            .hint("なければ、空のままにしてください。登録したあとは、この画面に出ません"),
        Field::new("second", "2つの方法で本人を確かめたという印", text("second"))
            .hint("相手が送るamrかacrの値（例：mfa）。空なら、Yuiの6けたの番号も聞きます"),
    ];
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Page {
        shell: req.titled("市や病院のログイン"),
        lines: lines.collect(),
        fields: fields.into_iter().map(|f| f.error_from(&errors)).collect(),
        errors,
        back: back(req),
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

/// Adds one, when it answers and calls itself what it was called.
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let f = &req.form;
    let new = NewProvider {
        name: f.get("name").into(),
        issuer: f.get("issuer").trim().into(),
        client: f.get("client").into(),
        secret: f.get("secret").into(),
        second: f.get("second").into(),
    };
    if crate::model::oidc::address_ok(&new.issuer)
        && let Err(_why) = provider::describe(&new.issuer)
    {
        let said = "このアドレスから、ログインの案内を受け取れませんでした。末尾の / までそのままか、たしかめてください";
        return show(req, signing::error("issuer", said));
    }
    match req.act(move |cx| providers::add(cx, &new).map(|_| "/providers".into())) {
        Ok(to) => Ok(Resp::go_saying(to, "登録しました")),
        Err(e) => {
            let Some(fields) = Fail::fields(&e) else { return Err(e.into()) };
            let errors =
                fields.into_iter().map(|f| ui::FieldError { field: f.field, message: f.message });
            show(req, errors.collect())
        }
    }
}

/// Trusts one no longer.
pub(super) fn end(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("provider")?;
    let to = req.act(move |cx| providers::end(cx, id).map(|()| "/providers".into()))?;
    Ok(Resp::go_saying(to, "登録をはずしました"))
}
