//! Work for later: what waits, what was given up, and trying it again.
use app::jobs::{self, Job};
use askama::Template;
use kernel::{At, Id};
use slice::{Fail, Req, Resp};
use ui::{Shell, Tag, TagKind};

use crate::draw::short_moment;
use crate::permissions;

struct Line {
    id: String,
    kind: String,
    state: Tag,
    attempts: i64,
    when: String,
    error: String,
    dead: bool,
}

#[derive(Template)]
#[template(path = "home/jobs.html")]
struct Page {
    shell: Shell,
    dead: usize,
    open: usize,
    done: i64,
    lines: Vec<Line>,
    key: String,
}

/// The page.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    let (open, done) = req.read(|cx| {
        app::authorise(cx, &permissions::JOBS)?;
        Ok((jobs::open(cx)?, jobs::done(cx)?))
    })?;
    let page = draw(req.titled("しごとの列"), &open, done, req.app.now(), req.new_key());
    Resp::page(page.render())
}

/// Tries a dead one again.
pub(crate) fn again(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("id")?;
    let to = req.act(move |cx| {
        app::authorise(cx, &permissions::JOBS)?;
        if jobs::again(cx, id)? { Ok("/jobs".into()) } else { Err(app::Error::NotFound) }
    })?;
    Ok(Resp::go_saying(to, "もう一度おこなうことにしました"))
}

fn line(j: &Job, now: At) -> Line {
    let state = match (j.dead_at, j.attempts) {
        (Some(_), _) => ui::tag(TagKind::Over, "止まっています"),
        (None, 0) if j.run_at > now => ui::tag(TagKind::Plain, "時刻を待っています"),
        (None, 0) => ui::tag(TagKind::Plain, "順番を待っています"),
        (None, _) => ui::tag(TagKind::Due, "やり直しています"),
    };
    Line {
        id: j.id.to_string(),
        kind: j.kind.clone(),
        state,
        attempts: j.attempts,
        when: short_moment(j.dead_at.unwrap_or(j.run_at)),
        error: j.error.clone().unwrap_or_default(),
        dead: j.dead_at.is_some(),
    }
}

fn draw(shell: Shell, open: &[Job], done: i64, now: At, key: String) -> Page {
    let dead = open.iter().filter(|j| j.dead_at.is_some()).count();
    let lines = open.iter().map(|j| line(j, now)).collect();
    Page { shell, dead, open: open.len() - dead, done, lines, key }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{shell, sound};

    fn job(attempts: i64, dead: bool, error: &str) -> Job {
        let at = testkit::noon_before();
        Job {
            id: testkit::id(5),
            kind: "directory.forget_uploads".into(),
            payload: "{\"secret\":1}".into(),
            run_at: at,
            attempts,
            error: (!error.is_empty()).then(|| error.into()),
            dead_at: dead.then_some(at),
        }
    }

    #[test]
    fn only_what_was_given_up_can_be_tried_again() {
        let now = testkit::noon_before();
        let all = [job(8, true, "store is full"), job(2, false, "busy"), job(0, false, "")];
        let html = draw(shell(), &all, 1203, now, "k".into()).render().unwrap();
        sound(&html);
        assert_eq!(html.matches("/again\"").count(), 1);
        assert!(html.contains("1203") && html.contains("store is full"));
        assert!(!html.contains("secret"), "what a job carries is nobody's to read here");
    }

    #[test]
    fn no_jobs_and_a_very_long_error_keep_the_page_sound() {
        let now = testkit::noon_before();
        let html = draw(shell(), &[], 0, now, "k".into()).render().unwrap();
        sound(&html);
        assert!(html.contains("待っている処理はありません"));
        let html = draw(shell(), &[job(8, true, &"<x>".repeat(500))], 0, now, "k".into());
        sound(&html.render().unwrap());
    }
}
