//! How the region asks for consent; the organisations that take part, for everybody; and who is to be told when one comes
//! or goes.
use app::Error;
use askama::Template;
use kernel::{Actor, Id, wareki};
use slice::{Fail, Req, Resp};
use ui::field::{Field, FieldKind, Opt};
use ui::{FieldError, Shell, Table, TableRow};

use super::super::basics::errors_of;
use crate::model::consent::Mode;
use crate::use_cases::consent::{Way, set_way, way};
use crate::use_cases::members::{self, Told};
use crate::{ResidentId, permissions};

#[derive(Template)]
#[template(path = "people/consent_mode.html")]
struct ModePage {
    shell: Shell,
    errors: Vec<FieldError>,
    fields: Vec<Field>,
    narrow: bool,
    key: String,
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (w, all, narrow) =
        req.read(|cx| Ok((way(cx)?, members::list(cx)?, app::may(cx, &permissions::ACCESS)?)))?;
    let f = &req.form;
    let typed = f.has("form");
    let mode = if typed { f.get("mode") } else { w.mode.code() };
    let form = if typed { f.get("form") } else { w.form.as_str() };
    let listed = match typed {
        true => f.all("listed").to_vec(),
        false => w.listed.iter().map(Id::to_string).collect(),
    };
    let modes = Mode::ALL.iter().map(|m| Opt::new(m.code(), m.label())).collect();
    let fields = vec![
        Field::new("mode", "同意の取り方", FieldKind::radio(mode, modes)).required(),
        Field::new("form", "いまの同意書の版", FieldKind::text(form))
            .required()
            .hint("例 2026年4月版"),
        Field::new(
            "listed",
            "同意書の一覧にある事業所",
            FieldKind::checks(listed, super::offices(&all)),
        )
        .hint("「同意書の一覧にある事業所」を選んだときに使います"),
    ];
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = ModePage {
        shell: req.titled("同意の取り方"),
        fields: fields.into_iter().map(|x| x.error_from(&errors)).collect(),
        errors,
        narrow,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The region's way.
pub(in crate::html) fn page(req: &Req) -> Result<Resp, Fail> {
    req.read(|cx| app::authorise(cx, &permissions::CONSENT_MODE))?;
    show(req, Vec::new())
}

/// Sets it.
pub(in crate::html) fn save(req: &Req) -> Result<Resp, Fail> {
    let f = &req.form;
    let Some(mode) = Mode::from_code(f.get("mode")) else {
        let message = "同意の取り方を選んでください".into();
        return show(req, vec![FieldError { field: "mode".into(), message }]);
    };
    let new = Way {
        mode,
        form: f.get("form").into(),
        listed: f.all("listed").iter().filter_map(|t| t.parse().ok()).collect(),
    };
    match req.act(move |cx| set_way(cx, &new).map(|()| "/consents/mode".into())) {
        Ok(to) => {
            Ok(Resp::go_saying(to, "同意の取り方を決めました。これから記録する同意に使います"))
        }
        Err(e) => again(req, e),
    }
}

fn again(req: &Req, e: Error) -> Result<Resp, Fail> {
    match Fail::fields(&e) {
        Some(fields) => show(req, errors_of(fields)),
        None => Err(e.into()),
    }
}

#[derive(Template)]
#[template(path = "people/members.html")]
struct MembersPage {
    shell: Shell,
    table: Table,
    n: usize,
}

/// The public list.
pub(in crate::html) fn members_page(req: &Req) -> Result<Resp, Fail> {
    let all = req.app.read(&Actor::system(), members::list)?;
    let page = MembersPage {
        shell: req.titled("参加している事業所"),
        n: all.len(),
        table: Table {
            caption: "参加している事業所の一覧".into(),
            heads: ["事業所", "種類", "電話"].map(String::from).to_vec(),
            rows: all
                .iter()
                .map(|o| TableRow {
                    head: ui::org(&o.name, o.fictitious),
                    cells: vec![o.kind.label().into(), o.phone.as_str().into()],
                })
                .collect(),
        },
    };
    Resp::page(page.render())
}

struct ChangeLine {
    id: String,
    title: String,
    counts: String,
    people: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "people/member_changes.html")]
struct ChangesPage {
    shell: Shell,
    errors: Vec<FieldError>,
    lines: Vec<ChangeLine>,
    key: String,
}

fn change_line(t: &Told) -> ChangeLine {
    let what = if t.change.joined { "加わりました" } else { "抜けました" };
    ChangeLine {
        id: t.change.id.to_string(),
        title: format!("{}　{}が{what}", wareki::long(t.change.on), t.change.name),
        counts: format!("お知らせする方 {}人・お知らせした方（地域全体） {}人", t.open, t.told),
        people: t
            .mine
            .iter()
            .map(|r| (r.id.to_string(), format!("{} さん（{}）", r.name, r.kana)))
            .collect(),
    }
}

fn show_changes(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let all = req.read(members::changes)?;
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = ChangesPage {
        shell: req.titled("参加事業所の変更"),
        errors,
        lines: all.iter().map(change_line).collect(),
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// Who came and went, and who is to be told.
pub(in crate::html) fn changes_page(req: &Req) -> Result<Resp, Fail> {
    show_changes(req, Vec::new())
}

/// Notes who was told.
pub(in crate::html) fn tell(req: &Req) -> Result<Resp, Fail> {
    let change: Id = req.id("change")?;
    let ids: Vec<ResidentId> =
        req.form.all("who").iter().filter_map(|t| t.parse().ok().map(ResidentId)).collect();
    let result =
        req.act(move |cx| members::tell(cx, change, &ids).map(|_| "/members/changes".into()));
    match result {
        Ok(to) => Ok(Resp::go_saying(to, "お知らせしたことを記録しました")),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => show_changes(req, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}
