//! One 打ち合わせ, マッチング or 共有の場; of a talk, each line becomes an issue by one press.
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::{Button, Html, Kv, PlainRow, Rows, Tag};

use super::parts;
use crate::model::{Level, State, fiscal, steps};
use crate::use_cases::{self, ActPage};
use crate::{ActId, SaidId, permissions};

#[derive(Template)]
#[template(path = "issues/act.html")]
struct Page {
    shell: ui::Shell,
    back: (String, String),
    sub: String,
    title: String,
    tag: Tag,
    edit: Option<Button>,
    moves: Vec<(String, String, Button)>,
    facts: Kv,
    texts: Vec<(&'static str, String)>,
    talk: bool,
    lines: Vec<LineView>,
    issues: Rows,
    /// Enters an event from this one; only where it may be pressed.
    event: Option<Button>,
    events: Rows,
}

/// A line of a talk: the press that makes it an issue, or the issue it is.
struct LineView {
    text: String,
    press: Option<(String, String)>,
    issue: Option<(String, String)>,
}

fn facts(p: &ActPage) -> Kv {
    let n = &p.act.about;
    let mut rows: Vec<(Html, Html)> = Vec::new();
    let mut add = |label: &str, value: String| {
        if !value.is_empty() {
            rows.push((label.into(), value.into()));
        }
    };
    let days: Vec<String> = n.days.iter().map(|d| steps::spoken(Some(*d))).collect();
    add("日にち", if days.is_empty() { "未定".into() } else { days.join("、") });
    add("年度", fiscal::long(n.fy));
    if n.count() > 1 {
        add("回数", format!("計{}回", n.count()));
    }
    add("種類", n.sort.label().into());
    if n.level == Level::Second {
        add("だれがしたか", format!("{} {}", n.by.mark(), n.by.label()));
    }
    add("会議体", n.body.clone());
    add("形式", n.form.map_or("", |f| f.label()).into());
    add("職種", n.professions.iter().map(|x| x.label()).collect::<Vec<_>>().join("・"));
    add("相手", p.parties.join("、"));
    add("話した人", n.people.lines().collect::<Vec<_>>().join("、"));
    add("対象", n.target.clone());
    add("財源", n.funding.map_or("", |f| f.label()).into());
    if n.tells {
        add("発信", "△ ほかの地域や学会などへの発信にもなりました".into());
    }
    add("中止のわけ", n.why.clone());
    add("書いた人", p.act.by_name.clone());
    Kv { rows, ..Kv::default() }
}

fn moves(req: &Req, p: &ActPage, may: bool) -> Vec<(String, String, Button)> {
    let (n, action) = (&p.act.about, req.url(&format!("{}/state", p.act.href())));
    let to = match n.state {
        State::Idea => vec![(State::Arranging, "調整を始める")],
        State::Arranging => vec![(State::Done, "終わった・実施した")],
        State::Done => vec![(State::Arranging, "まだ終わっていない")],
        State::Stopped => vec![(State::Arranging, "やはり行う")],
    };
    to.into_iter()
        .filter(|_| may)
        .map(|(s, words)| {
            let b = Button::submit(words).compact().posting("to", s.code());
            (action.clone(), req.new_key(), b)
        })
        .collect()
}

fn show(req: &Req, level: Level) -> Result<Resp, Fail> {
    let id: ActId = req.id("id")?;
    let (p, may_act, may_write) = req.read(|cx| {
        Ok((
            use_cases::act(cx, id)?,
            app::may(cx, &permissions::ACT)?,
            app::may(cx, &permissions::WRITE)?,
        ))
    })?;
    let may_event = may_act && p.offers_events;
    let n = &p.act.about;
    if n.level != level {
        return Err(Fail::NotFound);
    }
    let mut texts = Vec::new();
    for (label, text) in [
        (if level == Level::Third { "分かち合ったこと" } else { "内容" }, &n.what),
        ("合意したこと", &n.agreed),
        ("結果", &n.result),
    ] {
        if !text.is_empty() {
            texts.push((label, text.clone()));
        }
    }
    let page = Page {
        shell: req.titled(n.name()),
        back: (level.thing().into(), req.url(level.path())),
        sub: format!("{}・{}", level.label(), fiscal::long(n.fy)),
        title: n.name(),
        tag: parts::state_tag(level.state(n.state), n.state),
        edit: may_act.then(|| {
            let href = req.url(&format!("{}/edit", p.act.href()));
            let b = Button::link("書き直す", href).compact().icon("pencil");
            match p.act.waits_for_result(req.app.now().date()) {
                true => b.primary(),
                false => b,
            }
        }),
        moves: moves(req, &p, may_act),
        facts: facts(&p),
        texts,
        talk: level == Level::First,
        lines: p
            .said
            .iter()
            .map(|s| {
                let of = s.issue.and_then(|id| p.issues.iter().find(|i| i.id == id));
                LineView {
                    text: s.text.clone(),
                    press: (may_write && s.issue.is_none())
                        .then(|| (req.url(&format!("/issues/lines/{}", s.id)), req.new_key())),
                    issue: of.map(|i| (i.called(), req.url(&format!("/issues/{}", i.id)))),
                }
            })
            .collect(),
        issues: Rows {
            rows: p
                .issues
                .iter()
                .map(|i| PlainRow {
                    title: i.about.title.as_str().into(),
                    href: Some(req.url(&format!("/issues/{}", i.id))),
                    tag: Some(parts::stage_tag(i)),
                    meta: i.called().into(),
                })
                .collect(),
            small: false,
        },
        event: (may_event && level == Level::Second && n.state != State::Stopped).then(|| {
            let from = format!("/events/new?from={}&id={id}", crate::offers::MATCH);
            Button::link("催しとして登録する", req.url(&from)).compact()
        }),
        events: Rows {
            rows: p
                .events
                .iter()
                .map(|e| PlainRow {
                    title: e.title.as_str().into(),
                    href: Some(req.url(&e.href)),
                    tag: None,
                    meta: e.figure.as_str().into(),
                })
                .collect(),
            small: false,
        },
    };
    Resp::page(page.render())
}

/// GET /issues/hearings/{id}
pub(super) fn hearing(req: &Req) -> Result<Resp, Fail> {
    show(req, Level::First)
}

/// GET /issues/matches/{id}
pub(super) fn matching(req: &Req) -> Result<Resp, Fail> {
    show(req, Level::Second)
}

/// GET /issues/platforms/{id}
pub(super) fn platform(req: &Req) -> Result<Resp, Fail> {
    show(req, Level::Third)
}

/// POST …/{id}/state
pub(super) fn state(req: &Req) -> Result<Resp, Fail> {
    let id: ActId = req.id("id")?;
    let p = req.read(|cx| use_cases::act(cx, id))?;
    let back = p.act.href();
    let Some(to) = State::from_code(req.form.get("to")) else { return Ok(Resp::go(back)) };
    let level = p.act.about.level;
    let done = req.act(move |cx| use_cases::move_act(cx, id, to).map(|a| a.href()));
    parts::pressed(done, &back, &format!("「{}」にしました", level.state(to)))
}

/// POST /issues/lines/{id}: the line is an issue; the page of the talk stays, so that the next line can be pressed.
pub(super) fn line(req: &Req) -> Result<Resp, Fail> {
    let id: SaidId = req.id("id")?;
    let done = req.act(move |cx| {
        let issue = use_cases::from_line(cx, id)?;
        let talk = use_cases::talk_of(cx, id)?;
        Ok(format!("/issues/hearings/{talk}?made={issue}#lines"))
    });
    parts::pressed(done, "/issues/hearings", "課題にしました。開いて、場面などを分けてください")
}
