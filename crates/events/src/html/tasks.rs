//! The 棚卸表 on the screen: tick, undo, change, add.
use askama::Template;
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, Html, Shell, Tag, TagKind, tag};

use super::one::radio;
use super::parts::{self, buttons, drawn, form, line, short};
use crate::model::State;
use crate::model::tasks::templates;
use crate::permissions;
use crate::use_cases::path;
use crate::use_cases::tasks::{self as act, NewTask};
use crate::{EventId, TaskId};

struct Row {
    id: String,
    text: String,
    who: String,
    due: String,
    done: String,
    ticked: bool,
    tag: Tag,
    key: String,
    key2: String,
    fields: Html,
}

#[derive(Template)]
#[template(path = "events/tasks.html")]
struct List {
    shell: Shell,
    here: String,
    may: bool,
    phases: Vec<(String, Vec<Row>)>,
}

/// Ids of a form that stands on the page many times.
pub(super) fn numbered(html: Html, n: &str) -> Html {
    let mut text = html.to_string();
    for attr in [" id=\"", " for=\"", " aria-describedby=\"", " aria-labelledby=\""] {
        text = text.replace(attr, &format!("{attr}{n}-"));
    }
    Html::trusted(text)
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let (e, all) = req.read(|cx| act::open(cx, id))?;
    let may = req.read(|cx| app::may(cx, &permissions::TASKS))?;
    let today = req.app.now().date();
    let mut phases = Vec::new();
    for p in &templates()?.phases {
        let rows = all
            .iter()
            .filter(|t| t.phase == p.code)
            .map(|t| {
                let past = e.state == State::Held && t.phase != "after";
                let tag = match (t.done_on, t.due < today, t.due == today) {
                    (Some(_), ..) => tag(TagKind::Ok, "済み"),
                    (None, ..) if past => tag(TagKind::Plain, "印のないまま実施"),
                    (None, true, _) => tag(TagKind::Over, "期限を過ぎています"),
                    (None, _, true) => tag(TagKind::Due, "きょうまで"),
                    _ => tag(TagKind::Plain, "これから"),
                };
                let fields = [
                    ui::Field::new("text", "すること", ui::FieldKind::text(t.text.as_str())).html(),
                    ui::Field::new("who", "担当", ui::FieldKind::text(t.who.as_str())).html(),
                    ui::Field::new("due", "期限", ui::FieldKind::text(wareki::short(t.due))).html(),
                ];
                Row {
                    id: t.id.to_string(),
                    text: t.text.clone(),
                    who: t.who.clone(),
                    due: wareki::month_day(t.due),
                    done: t
                        .done_on
                        .map(|d| format!("{}に{}さん", wareki::month_day(d), t.done_by))
                        .unwrap_or_default(),
                    ticked: t.done_on.is_some(),
                    tag,
                    key: req.new_key(),
                    key2: req.new_key(),
                    fields: numbered(ui::join(fields), &t.id.to_string()),
                }
            })
            .collect();
        phases.push((p.label.clone(), rows));
    }
    let here = req.url(&format!("{}/tasks", path(id)));
    let list = List { shell: req.shell.clone(), here, may, phases };
    let title = e.data.title.clone();
    let first = format!(
        "主催 {}　{}",
        if e.data.hosts.is_empty() { "（まだ入っていません）" } else { &e.data.hosts },
        e.when()
    );
    let mut all_parts = vec![parts::p(&first), Html::of(&list)];
    if may {
        let opts: Vec<(&str, &str)> =
            templates()?.phases.iter().map(|p| (p.code.as_str(), p.label.as_str())).collect();
        let fields = drawn(
            vec![
                radio(req, "phase", "いつ", "before", &opts),
                line(req, "text", "すること", "").required(),
                line(req, "who", "担当", "拠点"),
                short(req, "due", "期限", "").hint("空けておくと、開催の日になります"),
            ],
            &errors,
        );
        let inner = form(req, &format!("{}/tasks", path(id)), &fields, "行を足す", "");
        all_parts.push(parts::fold("行を足す", !errors.is_empty(), inner));
    }
    all_parts.push(buttons(&[
        Button::link("印刷（PDF）", req.url(&format!("{}/paper/tasks", path(id)))).compact(),
        Button::link("Excel", req.url(&format!("{}/paper/tasks-xlsx", path(id)))).compact(),
    ]));
    parts::page(req, "棚卸表", &title, Some((&title, &path(id))), errors, all_parts)
}

/// GET /events/{id}/tasks
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

fn posted(req: &Req, wrong: &mut Vec<FieldError>) -> NewTask {
    NewTask {
        phase: req.form.get("phase").into(),
        text: req.form.get("text").into(),
        who: req.form.get("who").into(),
        due: parts::posted_day(req, "due", wrong),
    }
}

fn back(id: EventId) -> String {
    format!("{}/tasks", path(id))
}

/// POST /events/{id}/tasks
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let mut wrong = Vec::new();
    let new = posted(req, &mut wrong);
    if !wrong.is_empty() {
        return show(req, wrong);
    }
    match req.act(move |cx| act::add(cx, id, &new).map(|_| back(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "行を足しました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}

/// POST /events/{id}/tasks/{line}/tick
pub(super) fn tick(req: &Req) -> Result<Resp, Fail> {
    let (id, task): (EventId, TaskId) = (req.id("id")?, req.id("line")?);
    let done = req.form.get("done") == "1";
    match req
        .act(move |cx| act::tick(cx, id, task, done).map(|()| format!("{}#t-{task}", back(id))))
    {
        Ok(to) => {
            Ok(Resp::go_saying(to, if done { "済みにしました" } else { "印を取り消しました" }))
        }
        Err(e) => show(req, parts::errors(e)?),
    }
}

/// POST /events/{id}/tasks/{line}/change
pub(super) fn change(req: &Req) -> Result<Resp, Fail> {
    let (id, task): (EventId, TaskId) = (req.id("id")?, req.id("line")?);
    let mut wrong = Vec::new();
    let new = posted(req, &mut wrong);
    let remove = req.form.get("_do") == "remove";
    if !wrong.is_empty() && !remove {
        return show(req, wrong);
    }
    let done = req.act(move |cx| {
        match remove {
            true => act::remove(cx, id, task, true)?,
            false => act::change(cx, id, task, &new)?,
        }
        Ok(back(id))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, if remove { "行を外しました" } else { "保存しました" })),
        Err(e) => show(req, parts::errors(e)?),
    }
}
