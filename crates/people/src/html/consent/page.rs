//! A person's consents: what is in force, taking it back, what was before. From the person's page: one tap here, one to
//! open 「取りやめる」, one to do it.
use std::collections::BTreeMap;

use app::{Cx, Error};
use askama::Template;
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};
use ui::dates;
use ui::field::{Field, FieldKind, Opt};
use ui::{FieldError, Html, Shell, TagKind};

use super::super::basics::errors_of;
use crate::ResidentId;
use crate::authz::What;
use crate::model::consent::{Kept, Mode, Status};
use crate::use_cases::consent::{self as act, Consents};
use crate::use_cases::proxy::EVIDENCE;
use crate::use_cases::who_may_see::{OWN_ONLY, names_others};

struct Line {
    tag: Html,
    title: String,
    said: Vec<String>,
    sign: Option<(String, Field)>,
    drop: Option<Id>,
}

struct ProxyLine {
    title: String,
    meta: String,
    end: Option<String>,
}

#[derive(Template)]
#[template(path = "people/consent.html")]
pub(super) struct Page {
    shell: Shell,
    back: Html,
    here: String,
    name: String,
    errors: Vec<FieldError>,
    lines: Vec<Line>,
    in_force: usize,
    may_write: bool,
    stays_visible: bool,
    steps: Vec<(String, String)>,
    proxies: Vec<ProxyLine>,
    proxies_href: String,
    keycode_href: String,
    cards_href: String,
    reason: Field,
    proxy_fields: Vec<Field>,
    open: &'static str,
    key: String,
}

/// Names of the organisations and accounts that consents speak of.
pub(super) type Names = BTreeMap<Id, String>;

fn names(cx: &Cx<'_>, id: ResidentId, c: &Consents) -> app::Result<Names> {
    let mut out = Names::new();
    if !names_others(cx, id)? {
        return Ok(out);
    }
    for (mode, party) in c.all.iter().flat_map(|k| k.what.parties.iter().map(|p| (k.what.mode, *p)))
    {
        let name = match mode {
            Mode::Person => accounts::any_account(cx, accounts::AccountId(party))?.map(|a| a.name),
            _ => Some(accounts::organisation(cx, accounts::OrganisationId(party))?.name),
        };
        out.insert(party, name.unwrap_or_else(|| "退職した職員".into()));
    }
    Ok(out)
}

fn reach(k: &Kept, names: &Names) -> String {
    let all: Vec<&str> =
        k.what.parties.iter().filter_map(|p| names.get(p)).map(String::as_str).collect();
    // whoever does not learn of the other organisations around a person (`names_others`) has no names here
    let named = names.is_empty() && !k.what.parties.is_empty();
    match (k.what.mode, all.is_empty()) {
        (Mode::Bulk, true) if named => {
            "参加している事業所。ただし、ご本人が選んだ事業所を除く".into()
        }
        (_, true) if named => format!("ご本人が選んだ事業所。{OWN_ONLY}"),
        (Mode::Bulk, true) => "参加しているすべての事業所".into(),
        (Mode::Bulk, false) => {
            format!("参加しているすべての事業所。ただし、{}を除く", all.join("、"))
        }
        _ => all.join("、"),
    }
}

fn line(here: &str, k: &Kept, names: &Names, c: &Consents) -> Line {
    let w = &k.what;
    let kind = match k.status {
        Status::Active => TagKind::Ok,
        Status::Draft => TagKind::Due,
        _ => TagKind::Plain,
    };
    let until = match (w.to, k.withdrawn_on) {
        (_, Some(d)) => format!("{}に取りやめ", wareki::long(d)),
        (Some(d), None) => format!("{}まで", wareki::long(d)),
        (None, None) => "取りやめるまで".into(),
    };
    let kinds: Vec<&str> = match w.kinds.is_empty() {
        true => vec!["すべて（職種ごとの範囲まで）"],
        false => w.kinds.iter().map(|k| k.label()).collect(),
    };
    let hats: Vec<&str> = w.hats.iter().map(|h| h.label()).collect();
    let mut said = vec![
        format!("見てもよい相手：{}", reach(k, names)),
        format!("見てもよいもの：{}", kinds.join("、")),
    ];
    if !hats.is_empty() {
        said.push(format!("職種：{}", hats.join("、")));
    }
    if w.clearance != crate::authz::Label::Normal {
        said.push("「慎重に扱う」記録も、見てもよい".into());
    }
    let heard = if w.heard_by.is_empty() {
        String::new()
    } else {
        format!("（聞いた人 {}）", w.heard_by)
    };
    let explained = if w.explained_by.is_empty() {
        String::new()
    } else {
        format!("・説明した人 {}", w.explained_by)
    };
    said.push(format!("{}{heard}・{}{explained}", w.method.label(), w.form_version));
    if let Some(p) = w.proxy.and_then(|p| c.proxies.iter().find(|x| x.id == p)) {
        said.push(format!("{}（{}）が、ご本人に代わって同意", p.name, p.relation));
    }
    if w.scan.is_some() {
        said.push("同意書の写しが「添付のファイル」にあります".into());
    }
    if !k.by.is_empty() {
        let at = k.at.map(|a| format!("・{}", wareki::long(a.date()))).unwrap_or_default();
        said.push(format!("記録した人 {}{at}", k.by));
    }
    let draft = k.status == Status::Draft && c.may_write;
    Line {
        tag: ui::tag(kind, k.status.label()).html(),
        title: format!("{}から　{until}", wareki::long(w.given_on)),
        said,
        sign: draft.then(|| {
            let today = dates::boxes(&w.given_on.to_string());
            let field = Field::new(
                format!("given_on-{}", k.id),
                "同意をいただいた日",
                FieldKind::Date(today),
            );
            (format!("{here}/{}/sign", k.id), field.required())
        }),
        drop: draft.then_some(k.id),
    }
}

fn proxy_fields(req: &Req, errors: &[FieldError]) -> Vec<Field> {
    let f = &req.form;
    let text = |name: &str, label: &str| Field::new(name, label, FieldKind::text(f.get(name)));
    let evidence = EVIDENCE.iter().map(|(c, w)| Opt::new(*c, *w)).collect();
    [
        text("proxy_name", "お名前").required(),
        text("relation", "続柄や立場").required().hint("例 長男、成年後見人"),
        Field::new("evidence", "何でたしかめたか", FieldKind::radio(f.get("evidence"), evidence))
            .required(),
        text("note", "くわしく").hint("だれが、いつ、どのように聞いたか。書類の番号など"),
        Field::new(
            "proxy_to",
            "いつまで（決まっているとき）",
            FieldKind::Date(dates::posted(f.state(), "proxy_to")),
        ),
    ]
    .into_iter()
    .map(|x| x.error_from(errors))
    .collect()
}

/// Draws the page; `open` names the part that came back with errors.
pub(super) fn show(
    req: &Req,
    id: ResidentId,
    open: &'static str,
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let (c, names) = req.read(|cx| {
        let c = act::read(cx, id)?;
        let names = names(cx, id, &c)?;
        Ok((c, names))
    })?;
    let status = if errors.is_empty() { 200 } else { 422 };
    let shell = req.titled("同意の記録");
    let here = shell.url(&format!("/people/{id}/consent"));
    let today = req.app.now().date();
    let page = Page {
        back: ui::back(format!("{} さんのページ", c.name), shell.url(&format!("/people/{id}"))),
        lines: c.all.iter().map(|k| line(&here, k, &names, &c)).collect(),
        in_force: c.all.iter().filter(|k| k.status == Status::Active).count(),
        may_write: c.may_write,
        stays_visible: c.stays_visible,
        steps: c
            .steps
            .iter()
            .map(|s| {
                let why =
                    if s.reason.is_empty() { String::new() } else { format!("・{}", s.reason) };
                (
                    format!("{}　{}", wareki::long(s.at.date()), s.to.label()),
                    format!("{}{why}", s.by),
                )
            })
            .collect(),
        proxies: c
            .proxies
            .iter()
            .map(|p| {
                let how = EVIDENCE.iter().find(|(e, _)| *e == p.evidence).map_or("", |(_, w)| *w);
                let end = match (p.ended_on, p.to) {
                    (Some(d), _) => format!("・{}に終わり", wareki::long(d)),
                    (None, Some(d)) => format!("・{}まで", wareki::long(d)),
                    (None, None) => String::new(),
                };
                let note = if p.note.is_empty() { String::new() } else { format!("・{}", p.note) };
                ProxyLine {
                    title: format!("{}（{}）", p.name, p.relation),
                    meta: format!("{how}{note}{end}・記録した人 {}", p.by),
                    end: (c.may_write && p.runs(today))
                        .then(|| shell.url(&format!("/people/{id}/proxies/{}/end", p.id))),
                }
            })
            .collect(),
        proxy_fields: proxy_fields(req, &errors),
        reason: Field::new(
            "reason",
            "理由（なくてもかまいません）",
            FieldKind::text(req.form.get("reason")),
        )
        .error_from(&errors),
        keycode_href: shell.url(&format!("/people/{id}/keycode")),
        cards_href: shell.url(&format!("/people/{id}/cards")),
        proxies_href: shell.url(&format!("/people/{id}/proxies")),
        name: c.name,
        here,
        errors,
        open,
        key: req.new_key(),
        shell,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(in crate::html) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("resident")?, "", Vec::new())
}

/// What came of an act on this page.
pub(super) fn done(
    req: &Req,
    id: ResidentId,
    open: &'static str,
    said: &str,
    result: Result<String, Error>,
) -> Result<Resp, Fail> {
    match result {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => show(req, id, open, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}

/// Takes back everything, or drops one that is being prepared. Whoever saw the person only by consent goes back to the
/// list: the person's page is not theirs any more.
pub(in crate::html) fn withdraw(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let one: Option<Id> = req.form.some("consent").and_then(|t| t.parse().ok());
    let reason = req.form.get("reason").to_string();
    let result = req.act(move |cx| {
        act::withdraw(cx, id, one, &reason)?;
        let stays = crate::authz::could(cx, crate::authz::Act::Read, What::Basic, id)?;
        Ok(if stays { format!("/people/{id}/consent") } else { "/people".into() })
    });
    let said = match one {
        Some(_) => "準備中の同意をやめました",
        None => "同意を取りやめました。同意をもとに見ていた事業所からは、もう見えません",
    };
    done(req, id, "withdraw", said, result)
}

/// What was prepared is signed.
pub(in crate::html) fn sign(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let consent: Id = req.id("consent")?;
    let name = format!("given_on-{consent}");
    let on = match dates::date(&dates::posted(req.form.state(), &name), req.app.now().date()) {
        Ok(Some(d)) => d,
        Ok(None) => {
            let message = "同意をいただいた日を入力してください".into();
            return show(req, id, "", vec![FieldError { field: name, message }]);
        }
        Err(p) => return show(req, id, "", vec![FieldError { field: name, message: p.message }]),
    };
    let result = req.act(move |cx| {
        act::sign(cx, id, consent, on)?;
        Ok(format!("/people/{id}/consent"))
    });
    done(req, id, "", "同意を有効にしました", result)
}
