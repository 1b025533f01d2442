//! Planning and changing a meeting.
use app::Error;
use slice::{Fail, Req, Resp};
use ui::{FieldError, Html};

use crate::model::catalogue::catalogue;
use crate::model::{Meeting, NewMeeting};
use crate::use_cases::{body_path, meetings, path, read};
use crate::{BodyId, MeetingId};
use slice::parts::{self, day, drawn, form, line, long, pair, select, short};

fn fields(req: &Req, d: &NewMeeting, errors: &[FieldError]) -> Result<Vec<Html>, Fail> {
    let c = catalogue()?;
    let mut out = drawn(
        vec![
            line(req, "title", "題", &d.title)
                .hint("書かなくてもかまいません。例 災害のときの連携"),
            day(req, "day", "日", d.day).hint(
                "12月4日 ／ R8.12.4　決まっていないときは空けておくと、日程調整（○△×）ができます",
            ),
        ],
        errors,
    );
    out.push(pair(
        vec![
            short(req, "from", "はじまり", &d.from).hint("18:30"),
            short(req, "to", "終わり", &d.to).hint("20:00"),
        ],
        errors,
    ));
    out.extend(drawn(
        vec![
            select(req, "form", "開き方", &d.form, &c.forms).required(),
            line(req, "place", "場所", &d.place),
            line(req, "link", "オンラインのアドレス", &d.link)
                .hint("https:// で始まるもの。開催通知に出ます"),
            long(req, "note", "案内に書くこと", &d.note, 3, 400)
                .hint("持ち物、駐車場、出欠の返事の仕方など。開催通知に出ます"),
        ],
        errors,
    ));
    Ok(out)
}

fn posted(req: &Req) -> (NewMeeting, Vec<FieldError>) {
    let mut wrong = Vec::new();
    let text = |name: &str| req.form.get(name).to_owned();
    let new = NewMeeting {
        title: text("title"),
        day: parts::posted_day(req, "day", &mut wrong),
        from: parts::posted_time(req, "from", &mut wrong),
        to: parts::posted_time(req, "to", &mut wrong),
        place: text("place"),
        form: text("form"),
        link: text("link"),
        note: text("note"),
    };
    (new, wrong)
}

fn draw_new(req: &Req, id: BodyId, d: &NewMeeting, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let b = req.read(|cx| read::one_body(cx, id))?.body;
    let fields = fields(req, d, &errors)?;
    let at = body_path(id);
    let body = form(req, &format!("{at}/new"), &fields, "登録する", "");
    parts::page(req, "会議を予定する", &b.data.name, Some((&b.data.name, &at)), errors, vec![body])
}

/// GET /meetings/bodies/{body}/new
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    let id: BodyId = req.id("body")?;
    // place and form are mostly those of the last time
    let last =
        req.read(|cx| read::one_body(cx, id))?.meetings.into_iter().find(|m| m.data.day.is_some());
    let usual = last.map(|m| m.data).unwrap_or_default();
    let d = NewMeeting {
        form: if usual.form.is_empty() { "gather".into() } else { usual.form },
        place: usual.place,
        link: usual.link,
        note: usual.note,
        ..NewMeeting::default()
    };
    draw_new(req, id, &d, vec![])
}

/// POST /meetings/bodies/{body}/new
pub(super) fn create(req: &Req) -> Result<Resp, Fail> {
    let id: BodyId = req.id("body")?;
    let (new, wrong) = posted(req);
    if !wrong.is_empty() {
        return draw_new(req, id, &new, wrong);
    }
    let cmd = new.clone();
    match req.act(move |cx| meetings::add(cx, id, &cmd).map(path)) {
        Ok(to) => Ok(Resp::go_saying(to, "登録しました")),
        Err(e) => draw_new(req, id, &new, parts::errors(e)?),
    }
}

fn draw(req: &Req, m: &Meeting, d: &NewMeeting, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let fields = fields(req, d, &errors)?;
    let at = path(m.id);
    let body = form(req, &format!("{at}/edit"), &fields, "保存する", &m.version.to_string());
    parts::page(req, "会議を直す", &m.called(), Some((&m.called(), &at)), errors, vec![body])
}

/// GET /meetings/{id}/edit
pub(super) fn edit(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let m = req.read(|cx| read::to_change(cx, id))?;
    draw(req, &m, &m.data, vec![])
}

/// POST /meetings/{id}/edit
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: MeetingId = req.id("id")?;
    let m = req.read(|cx| read::to_change(cx, id))?;
    let (new, wrong) = posted(req);
    if !wrong.is_empty() {
        return draw(req, &m, &new, wrong);
    }
    let version: i64 = req.form.get("_version").parse().unwrap_or(0);
    let cmd = new.clone();
    match req.act(move |cx| meetings::change(cx, id, &cmd, version).map(|()| path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "保存しました")),
        Err(Error::Stale { .. }) => draw(req, &m, &new, parts::stale()),
        Err(e) => draw(req, &m, &new, parts::errors(e)?),
    }
}
