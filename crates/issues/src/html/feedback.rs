//! フィードバック: to whom issues belong, the sheet of one owner on screen and on paper, and marking it as given back.
use askama::Template;
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};
use ui::{Button, Empty, Field, FieldError, FieldKind, Html, Opt, PlainRow, Rows, Table, TableRow};

use super::parts;
use crate::model::{How, Owner, rules};
use crate::use_cases::{self, Sheet};
use crate::{IssueId, permissions, sheets};

#[derive(Template)]
#[template(path = "issues/owners.html")]
struct Owners {
    shell: ui::Shell,
    tabs: ui::Filter,
    table: Option<Table>,
    empty: Option<Empty>,
    days: i64,
}

#[derive(Template)]
#[template(path = "issues/sheet.html")]
struct SheetPage {
    shell: ui::Shell,
    name: String,
    lead: String,
    rows: Rows,
    empty: bool,
    paper: Button,
    form: Option<Give>,
    before: Vec<Past>,
}

/// What was given back before.
struct Past {
    words: String,
    by: String,
    undo: Option<(String, String)>,
}

struct Give {
    open: ui::FormOpen,
    fields: Vec<Field>,
    errors: Vec<FieldError>,
}

fn path(o: Owner) -> String {
    format!("/issues/feedback/{}/{}", o.kind().code(), o.of())
}

/// GET /issues/feedback
pub(super) fn owners(req: &Req) -> Result<Resp, Fail> {
    let all = req.read(use_cases::owners)?;
    let today = req.app.now().date();
    let row = |o: &use_cases::Owed| {
        let head = Html::trusted(format!(
            "<a class=\"name\" href=\"{}\">{}</a>",
            Html::text(req.url(&path(o.owner))),
            Html::text(&o.name)
        ));
        let state = match (o.waiting, o.late(today)) {
            (0, _) => ui::tag(ui::TagKind::Ok, "お返ししました").html(),
            (n, true) => {
                let since = o.since.map(wareki::month_day).unwrap_or_default();
                ui::tag(ui::TagKind::Over, format!("{n}件 {since}から")).html()
            }
            (n, false) => ui::tag(ui::TagKind::Due, format!("{n}件")).html(),
        };
        TableRow {
            head,
            cells: vec![
                format!("{}件", o.open).into(),
                state,
                o.last.map_or_else(|| "まだ".into(), |d| wareki::short(d).into()),
            ],
        }
    };
    let page = Owners {
        shell: req.titled("フィードバック"),
        tabs: parts::tabs(req, "/issues/feedback"),
        table: (!all.is_empty()).then(|| Table {
            caption: "だれの課題か、件数、まだお返ししていない件数、前にお返しした日".into(),
            heads: ["だれの課題か", "取り組み中", "お返し待ち", "前回"].map(String::from).to_vec(),
            rows: all.iter().map(row).collect(),
        }),
        empty: all.is_empty().then(|| Empty {
            title: "お返しする課題は、まだありません".into(),
            text: "課題のページで「だれの課題か」を決めると、ここに並びます。".into(),
            art: false,
            button: Some(Button::link("課題の一覧", req.url("/issues?fy=all"))),
        }),
        days: rules().give_back_days,
    };
    Resp::page(page.render())
}

fn owner(req: &Req) -> Result<Owner, Fail> {
    Owner::read(req.param("kind"), req.param("of")).ok_or(Fail::NotFound)
}

fn form(req: &Req, s: &Sheet, errors: Vec<FieldError>) -> Give {
    let f = &req.form;
    let sent = f.has("how") || f.has("on.y") || f.has("issues");
    let chosen: Vec<String> = match sent {
        true => f.all("issues").to_vec(),
        false => s.issues.iter().map(|i| i.card.issue.id.to_string()).collect(),
    };
    let opts = s
        .issues
        .iter()
        .map(|i| {
            let i = &i.card.issue;
            Opt::new(i.id.to_string(), format!("{}　{}", i.called(), i.about.title))
        })
        .collect();
    let date = match sent {
        true => ui::dates::posted(f.state(), "on"),
        false => ui::field::DateValue::from_iso(&req.app.now().date().to_string()),
    };
    let ways = How::ALL.iter().map(|h| Opt::new(h.code(), h.label())).collect();
    let field = |name: &str, label: &str, kind| Field::new(name, label, kind).error_from(&errors);
    Give {
        open: ui::FormOpen {
            id: "give".into(),
            action: req.url(&path(s.owner)),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            ..ui::FormOpen::default()
        },
        fields: vec![
            field("issues", "お返しした課題", FieldKind::checks(chosen, opts)).required(),
            field("on", "お返しした日", FieldKind::Date(date)).required(),
            field("how", "方法", FieldKind::radio(f.get("how"), ways)).required(),
            field("note", "ひとこと", FieldKind::text(f.get("note"))).hint(parts::NO_PERSON),
        ],
        errors,
    }
}

fn show(req: &Req, owner: Owner, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (s, may) =
        req.read(|cx| Ok((use_cases::sheet(cx, owner)?, app::may(cx, &permissions::GIVE)?)))?;
    let status = if errors.is_empty() { 200 } else { 422 };
    let rows = s
        .issues
        .iter()
        .map(|i| {
            let c = &i.card;
            let done: Vec<String> =
                c.talks.iter().chain(&c.projects).chain(&c.results).cloned().collect();
            let given = match i.given {
                Some(on) => format!("{}にお返ししました", wareki::short(on)),
                None => "まだお返ししていません".into(),
            };
            let done =
                if done.is_empty() { String::new() } else { format!("　{}", done.join("、")) };
            PlainRow {
                title: c.issue.about.title.as_str().into(),
                href: Some(req.url(&format!("/issues/{}", c.issue.id))),
                tag: Some(parts::stage_tag(&c.issue)),
                meta: format!("{}・{given}{done}", c.issue.called()).into(),
            }
        })
        .collect();
    let page = SheetPage {
        shell: req.titled("フィードバック"),
        lead: format!("{}に関わる課題です。印刷して、会って話しながらお返しします。", s.name),
        rows: Rows { rows, small: false },
        empty: s.issues.is_empty(),
        paper: Button::link("お返しする紙を印刷する", req.url(&format!("{}/print", path(owner))))
            .compact()
            .icon("print"),
        form: (may && !s.issues.is_empty()).then(|| form(req, &s, errors)),
        before: s
            .before
            .iter()
            .map(|(g, n)| {
                let note = if g.note.is_empty() { String::new() } else { format!("　{}", g.note) };
                let words = format!("{}　{}　{n}件{note}", wareki::long(g.on), g.how.label());
                let undo = req.url(&format!("/issues/given/{}/undo", g.id));
                Past { words, by: g.by_name.clone(), undo: may.then(|| (undo, req.new_key())) }
            })
            .collect(),
        name: s.name,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /issues/feedback/{kind}/{of}
pub(super) fn sheet(req: &Req) -> Result<Resp, Fail> {
    show(req, owner(req)?, Vec::new())
}

/// GET /issues/feedback/{kind}/{of}/print
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let owner = owner(req)?;
    let s = req.read(|cx| use_cases::sheet(cx, owner))?;
    let sender = req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default();
    sheets::answer(req, &sheets::feedback(&s, &sender))
}

/// POST /issues/feedback/{kind}/{of}
pub(super) fn give(req: &Req) -> Result<Resp, Fail> {
    let owner = owner(req)?;
    let today = req.app.now().date();
    let value = ui::dates::posted(req.form.state(), "on");
    let on = match ui::dates::date(&value, today) {
        Ok(Some(on)) => on,
        Ok(None) => {
            let message = "お返しした日を入力してください".into();
            return show(req, owner, vec![FieldError { field: "on".into(), message }]);
        }
        Err(e) => {
            let wrong = FieldError { field: "on".into(), message: e.message };
            return show(req, owner, vec![wrong]);
        }
    };
    let how = How::from_code(req.form.get("how"));
    let note = req.form.get("note").to_string();
    let chosen: Vec<IssueId> =
        req.form.all("issues").iter().take(500).filter_map(|i| i.parse().ok()).collect();
    let to = path(owner);
    let done =
        req.act(move |cx| use_cases::give(cx, owner, on, how, &note, &chosen).map(|_| to.clone()));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "お返ししたと記録しました。「取り消す」でもどせます")),
        Err(e) => show(req, owner, parts::field_errors(e)?),
    }
}

/// POST /issues/given/{id}/undo
pub(super) fn undo(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("id")?;
    let to = req.act(move |cx| use_cases::take_back(cx, id).map(path))?;
    Ok(Resp::go_saying(to, "お返しした記録を取り消しました"))
}
