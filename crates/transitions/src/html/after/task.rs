//! A task that came of a follow-up: what it is, whose, until when, and what came of it.
use askama::Template;
use kernel::{Date, Id, wareki};
use slice::{Fail, Req, Resp};
use ui::{Button, ErrorSummary, Field, FormOpen, Html, Kv, Shell};

use super::super::office::typed::Typed;
use crate::use_cases::follow_up::{TaskView, task, task_done};

#[derive(Template)]
#[template(path = "after/task.html")]
struct TaskPage {
    shell: Shell,
    back: Html,
    title: String,
    who: Html,
    errors: ErrorSummary,
    about: Kv,
    open: FormOpen,
    field: Option<Field>,
    buttons: Vec<Button>,
}

fn draw(mut shell: Shell, key: String, v: &TaskView, t: &Typed, today: Date) -> TaskPage {
    let task = &v.task;
    shell.title = task.kind.label().into();
    let stay = shell.url(&format!("/transitions/{}", task.stay));
    let owner = if v.owner.is_empty() { "事業所".into() } else { format!("{} さん", v.owner) };
    let mut rows: Vec<(Html, Html)> = vec![
        ("すること".into(), task.kind.label().into()),
        ("受け持ち".into(), owner.into()),
        ("いつまで".into(), wareki::long_weekday(task.due).into()),
    ];
    if let Some(at) = task.done_at {
        let words = format!("{}（{}）", wareki::month_day(at.date()), task.done_name);
        rows.push(("終わった日".into(), words.into()));
        rows.push(("どうなったか".into(), task.done_note.as_str().into()));
    }
    let field = task.done_at.is_none().then(|| {
        t.long("note", "どうなったか", 200)
            .hint("例：11月25日に受診することになった。送迎は長男")
            .required()
    });
    TaskPage {
        back: ui::back("入退院のようす", &stay),
        title: "退院後の用事".into(),
        who: Html::trusted("<b>")
            .and(format!("{} さん", v.resident.name))
            .and(Html::trusted("</b>"))
            .and(format!("　{}歳", v.resident.age(today))),
        errors: ErrorSummary::of(t.errors()),
        about: Kv { rows, tight: true, small: false },
        open: FormOpen {
            id: "task".into(),
            action: shell.url(&format!("/transitions/tasks/{}", task.id)),
            csrf: shell.csrf.clone(),
            key,
            ..FormOpen::default()
        },
        field,
        buttons: vec![
            Button::submit("終わったことにする").primary(),
            Button::link("あとでする", stay).text(),
        ],
        shell,
    }
}

fn show(req: &Req, id: Id, t: &Typed, status: u16) -> Result<Resp, Fail> {
    let v = req.read(move |cx| task(cx, id))?;
    let page = draw(req.shell.clone(), req.new_key(), &v, t, req.app.now().date());
    Ok(Resp::page(page.render())?.status(status))
}

/// The task.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("task")?, &Typed::blank(req.app.now().date()), 200)
}

/// Ends it.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("task")?;
    let mut t = Typed::posted(&req.form, req.app.now().date());
    if t.ok() {
        let note = t.text("note");
        let done = req.act(move |cx| {
            let stay = task_done(cx, id, &note)?;
            Ok(format!("/transitions/{stay}"))
        });
        match done {
            Ok(to) => return Ok(Resp::go_saying(to, "用事を終わりにしました")),
            Err(e) => t.refused(e)?,
        }
    }
    show(req, id, &t, 422)
}

#[cfg(test)]
mod tests {
    use super::super::super::office::samples;
    use super::*;
    use crate::model::follow_up::{Task, TaskKind};
    use people::ResidentId;

    fn view() -> TaskView {
        TaskView {
            task: Task {
                id: samples::id(50),
                stay: samples::stay().id,
                resident: ResidentId(samples::id(1)),
                kind: TaskKind::MissedVisit,
                owner_org: samples::office().id,
                owner: None,
                due: samples::today(),
                at: samples::now(),
                done_at: None,
                done_name: String::new(),
                done_note: String::new(),
            },
            resident: samples::resident(),
            owner: String::new(),
        }
    }

    fn html(v: &TaskView, t: &Typed) -> String {
        let page = draw(samples::shell(), "key12345".into(), v, t, samples::today());
        let html = page.render().unwrap();
        samples::sound(&html);
        html
    }

    #[test]
    fn an_open_task_asks_what_came_of_it_and_a_done_one_says_it() {
        let mut v = view();
        let mut t = Typed::blank(samples::today());
        t.error("note", "どうなったかを入力してください");
        let shown = html(&v, &t);
        assert!(
            shown.contains("終わったことにする")
                && shown.contains("どうなったかを入力してください")
        );
        v.owner = samples::LONG.into();
        v.resident.name = samples::LONG.into();
        v.task.done_at = Some(samples::now());
        v.task.done_name = "佐藤 花子".into();
        v.task.done_note = "11月25日に受診します".into();
        let shown = html(&v, &Typed::blank(samples::today()));
        assert!(shown.contains("受診します") && !shown.contains("終わったことにする"));
    }
}
