//! Presses on a 課題: its stage, its end, taking it back, putting two together.
use app::Error;
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{Field, FieldError, FieldKind, Opt};

use super::{issue, parts};
use crate::IssueId;
use crate::model::{Issue, Stage};
use crate::use_cases;

/// POST /issues/{id}/stage: `to`, and `board` where the press was made there.
pub(super) fn press(req: &Req) -> Result<Resp, Fail> {
    let id: IssueId = req.id("id")?;
    let from_board = req.form.has("board");
    // the filters of the board come back with the press; nothing else goes into the address
    let fy: String =
        req.form.get("fy").chars().filter(char::is_ascii_alphanumeric).take(4).collect();
    let back = match from_board {
        true => format!(
            "/issues/board?fy={}&moved={id}#i-{id}",
            if fy.is_empty() { "all" } else { &fy }
        ),
        false => format!("/issues/{id}"),
    };
    let to = Stage::from_code(req.form.get("to")).filter(|s| s.open());
    let Some(to) = to else { return Ok(Resp::go(back)) };
    let target = back.clone();
    let done = req.act(move |cx| {
        let now = use_cases::issue(cx, id)?.issue;
        match now.stage.open() {
            true => use_cases::move_to(cx, id, to)?,
            false => use_cases::reopen(cx, id)?,
        }
        Ok(target.clone())
    });
    parts::pressed(done, &back, &format!("「{}」にしました", to.label()))
}

/// POST /issues/{id}/end
pub(super) fn end(req: &Req) -> Result<Resp, Fail> {
    let id: IssueId = req.id("id")?;
    let how = req.form.get("ended").to_string();
    let solved = req.form.get("how") != "dropped";
    let mut wrong = Vec::new();
    let value = ui::dates::posted(req.form.state(), "solved_on");
    let today = req.app.now().date();
    let on = match ui::dates::date(&value, today) {
        Ok(on) => on,
        Err(e) => {
            wrong.push(FieldError { field: "solved_on".into(), message: e.message });
            None
        }
    };
    if solved && on.is_none() && wrong.is_empty() {
        let message = "解決した日を入力してください".into();
        wrong.push(FieldError { field: "solved_on".into(), message });
    }
    if solved && !wrong.is_empty() {
        return issue::show(req, id, wrong);
    }
    let to = format!("/issues/{id}");
    let done = req.act(move |cx| {
        match (solved, on) {
            (true, Some(on)) => use_cases::solve(cx, id, on, &how)?,
            _ => use_cases::drop_issue(cx, id, &how)?,
        }
        Ok(to.clone())
    });
    match done {
        Ok(to) => {
            Ok(Resp::go_saying(to, if solved { "解決にしました" } else { "見送りにしました" }))
        }
        Err(e) => issue::show(req, id, parts::field_errors(e)?),
    }
}

/// POST /issues/{id}/withdraw
pub(super) fn withdraw(req: &Req) -> Result<Resp, Fail> {
    let id: IssueId = req.id("id")?;
    let back = format!("/issues/{id}");
    let to = back.clone();
    let done = req.act(move |cx| use_cases::withdraw(cx, id).map(|()| to.clone()));
    parts::pressed(done, &back, "取り下げました。「元にもどす」でもどせます")
}

#[derive(Template)]
#[template(path = "issues/form.html")]
struct Merge {
    shell: ui::Shell,
    title: String,
    lead: String,
    back: (String, String),
    form: ui::FormOpen,
    errors: Vec<FieldError>,
    hidden: Vec<(&'static str, String)>,
    groups: Vec<(String, Vec<Field>)>,
    save: &'static str,
}

fn show(req: &Req, i: &Issue, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let all = req.read(use_cases::choices)?.issues;
    let mut opts = vec![Opt::new("", "選んでください")];
    // the same profession first: what is one issue was mostly heard twice from the same
    let (near, far): (Vec<&Issue>, Vec<&Issue>) =
        all.iter().filter(|o| o.id != i.id).partition(|o| o.about.profession == i.about.profession);
    opts.extend(
        near.into_iter()
            .chain(far)
            .map(|o| Opt::new(o.id.to_string(), format!("{}　{}", o.called(), o.about.title))),
    );
    let page = Merge {
        shell: req.titled("連携課題"),
        title: "ほかの課題にまとめる".into(),
        lead: format!(
            "「{}　{}」を、選んだ課題にまとめます。記号も根拠も残り、あとで分けることもできます。",
            i.called(),
            i.about.title
        ),
        back: (i.called(), req.url(&format!("/issues/{}", i.id))),
        form: ui::FormOpen {
            id: "merge".into(),
            action: req.url(&format!("/issues/{}/merge", i.id)),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            ..ui::FormOpen::default()
        },
        hidden: Vec::new(),
        groups: vec![(
            String::new(),
            vec![
                Field::new("into", "まとめる先", FieldKind::select(req.form.get("into"), opts))
                    .required()
                    .error_from(&errors),
            ],
        )],
        save: "まとめる",
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /issues/{id}/merge
pub(super) fn merge_page(req: &Req) -> Result<Resp, Fail> {
    let id: IssueId = req.id("id")?;
    let p = req.read(|cx| use_cases::issue(cx, id))?;
    show(req, &p.issue, Vec::new())
}

/// POST /issues/{id}/merge
pub(super) fn merge(req: &Req) -> Result<Resp, Fail> {
    let id: IssueId = req.id("id")?;
    let done = match req.form.get("into").parse::<IssueId>() {
        Ok(into) => {
            req.act(move |cx| use_cases::merge(cx, id, into).map(|()| format!("/issues/{into}")))
        }
        Err(_) => Err(Error::field("into", "まとめる先の課題を選んでください")),
    };
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "まとめました。「まとめるのをやめる」で分けられます")),
        Err(e) => {
            let p = req.read(|cx| use_cases::issue(cx, id))?;
            show(req, &p.issue, parts::field_errors(e)?)
        }
    }
}

/// POST /issues/{id}/unmerge
pub(super) fn unmerge(req: &Req) -> Result<Resp, Fail> {
    let id: IssueId = req.id("id")?;
    let to = req.act(move |cx| use_cases::unmerge(cx, id).map(|_| format!("/issues/{id}")))?;
    Ok(Resp::go_saying(to, "まとめるのをやめました"))
}
