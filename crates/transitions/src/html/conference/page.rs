//! A conference as read: an invitation to answer, a change to acknowledge, what was decided, who has read it.
use askama::Template;
use kernel::wareki;
use people::attachments;
use slice::{Fail, Req, Resp};
use ui::{Button, Diff, Field, FormOpen, Html, Kv, PlainRow, Rows, SendBar, Shell, TagKind, tag};

use super::draw::{self, day_moment, href};
use super::parts::{
    Draw, Line, Refused, Said, Silent, ack, acts, agenda, concerns, decisions, diff, facts, reply,
    seats, silent, tags, title, wishes, words,
};
use crate::model::conference::{Rules, State};
use crate::model::{ConferenceId, StayId};
use crate::use_cases::conferences::read::{self, View, view};

#[derive(Template)]
#[template(path = "conference/page.html")]
pub(super) struct Page {
    shell: Shell,
    back: Html,
    title: &'static str,
    who: Html,
    tags: Html,
    changed: Option<(Html, String, String)>,
    diff: Option<Diff>,
    n: usize,
    closed_on: String,
    same: Vec<String>,
    mine: Vec<(String, String)>,
    reply: Html,
    facts: Kv,
    decisions: Vec<Line>,
    said: Kv,
    wishes: Kv,
    seats: Rows,
    silent: Vec<Silent>,
    say: Option<(FormOpen, Field, Button)>,
    words: Vec<Said>,
    files: Html,
    upload: Html,
    ack: Html,
    hint: Option<(Html, Vec<String>, String)>,
    history: Rows,
    acts: Vec<Button>,
    cancel: Option<(FormOpen, Field, Button)>,
    seen: Option<FormOpen>,
    bar: Html,
}

/// Draws the page.
pub(super) fn draw(
    mut shell: Shell,
    key: &mut dyn FnMut() -> String,
    v: &View,
    files: (Html, Html),
    calendar: Option<&kernel::BusinessCalendar>,
    refused: &Refused,
) -> Page {
    let head = &v.entered.head;
    shell.title = title(v).into();
    shell.print.about = format!("{} さんの記録", v.entered.resident.name);
    let mine: Vec<kernel::Id> = v
        .seats
        .iter()
        .filter(|s| v.mine.contains(&s.who.n))
        .filter_map(|s| s.who.organisation)
        .collect();
    let page_shell = shell.clone();
    let mut d = Draw { shell: &page_shell, v, key, refused };
    let closed = head.state == State::Closed;
    let asked = closed && v.open.is_some();
    let changed = (closed && head.changed()).then(|| {
        let e = v.editions.first();
        (
            Html::text(format!("{} さん（", head.asked_name))
                .and(draw::hospital(&v.entered.stay, v.hospital.as_ref()))
                .and("）"),
            head.asked_at.map(day_moment).unwrap_or_default(),
            e.map(|e| e.reason.clone()).unwrap_or_default(),
        )
    });
    let says = (!v.mine.is_empty()
        && !v.entered.may_edit
        && matches!(head.state, State::Closed | State::Invited))
    .then(|| {
        let open = d.form("say-form", "/say");
        let field = d.long("say", "text", "困ることと、その理由");
        (open, field, Button::submit("返事を送る").compact())
    });
    let cancel = (v.entered.may_edit && matches!(head.state, State::Planned | State::Invited))
        .then(|| {
            let open = d.form("cancel-form", "/cancel");
            let field = d.long("cancel", "reason", "取りやめる理由");
            (open, field, Button::submit("このカンファを取りやめる").compact())
        });
    let seen = asked.then(|| {
        let mut f = d.form("seen", "/seen");
        f.version = head.asked.to_string();
        f
    });
    let to = Html::text("")
        .and(draw::hospital(&v.entered.stay, v.hospital.as_ref()))
        .and(format!(" {}", head.asked_name));
    let invite = v.entered.may_edit && head.state == State::Planned;
    let bar = if asked {
        let label = if head.changed() {
            "変更点を確認しました"
        } else {
            "決定を確認しました"
        };
        SendBar {
            label: "確認する".into(),
            head: "知らせる相手".into(),
            to,
            after: Html::default(),
            button: Button::submit(label).primary().of_form("seen"),
            second: says
                .is_some()
                .then(|| Button::link("この日では困る（理由を書く）", "#say").text()),
        }
        .html()
    } else {
        Html::default()
    };
    let mut acts = acts(&mut d);
    let mut reply = reply(&mut d);
    if invite {
        let n = v.content.attendees.len();
        let b = Button::submit("案内を送る").primary().about(format!("（{n}人）"));
        reply = d.press("/invite", &[("version", &head.version.to_string())], b);
    }
    let unasked = matches!(head.state, State::Planned | State::Held);
    if unasked && !v.entered.may_edit {
        acts.clear();
    }
    let hint = v
        .hint
        .as_ref()
        .filter(|_| matches!(head.state, State::Held | State::Closed))
        .and_then(|h| {
            let r = Rules::shipped().ok()?;
            let t = if h.met {
                tag(
                    TagKind::Ok,
                    format!("在宅側 {}者（{}者以上）", h.parties.len(), r.joint.parties_min),
                )
            } else {
                tag(
                    TagKind::Plain,
                    format!(
                        "在宅側 {}者（{}者以上がめやす）",
                        h.parties.len(),
                        r.joint.parties_min
                    ),
                )
            };
            let mut text = format!("{}のめやすです。{}", r.joint.name, r.joint.source);
            if !h.hospital {
                text = format!("病院の医師か看護師の出席が、まだ書かれていません。{text}");
            }
            if h.met && h.groups < r.joint.parties_min {
                text.push_str("。同じ職種どうしが入っています。数えられるか、たしかめてください");
            }
            Some((t.html(), h.parties.clone(), text))
        });
    let history = Rows {
        rows: v
            .editions
            .iter()
            .map(|e| PlainRow {
                title: if e.version == head.first_closed {
                    "決定を閉じました".into()
                } else {
                    Html::text(&e.reason)
                },
                href: None,
                tag: None,
                meta: ui::spaced([day_moment(e.at).into(), e.name.as_str().into()]),
            })
            .collect(),
        small: true,
    };
    let closed_on = v
        .editions
        .last()
        .map(|e| format!("カンファは{}に閉じました", wareki::month_day(e.at.date())))
        .unwrap_or_default();
    let back = if v.entered.may_edit {
        ui::back("入退院のようす", page_shell.url(&format!("/transitions/{}", v.entered.stay.id)))
    } else {
        ui::back("きょう", page_shell.url("/"))
    };
    Page {
        back,
        title: title(v),
        who: draw::who(
            &v.entered.resident,
            &v.entered.stay,
            draw::hospital(&v.entered.stay, v.hospital.as_ref()),
            v.now,
        ),
        tags: tags(v),
        changed,
        diff: diff(v, &mine),
        n: v.changes.len(),
        closed_on,
        same: v.unchanged.clone(),
        mine: concerns(v, &mine, calendar),
        reply,
        facts: facts(v),
        decisions: decisions(&mut d),
        said: agenda(&v.content),
        wishes: wishes(&v.content),
        seats: seats(&d),
        silent: silent(&mut d),
        say: says,
        words: words(&mut d),
        files: files.0,
        upload: files.1,
        ack: ack(&d),
        hint,
        history,
        acts,
        cancel,
        seen,
        bar,
        shell,
    }
}

/// What hangs on a conference: this kind and its id.
pub(super) fn about(id: ConferenceId) -> attachments::About {
    attachments::About { kind: "conference".into(), id: id.0 }
}

/// Shows a conference, perhaps with what was refused in one of its small forms.
pub(super) fn show(req: &Req, id: ConferenceId, refused: &Refused) -> Result<Resp, Fail> {
    let own = req.actor()?.organisation.map(accounts::OrganisationId);
    let (v, listed, calendar) = req.read(move |cx| {
        let v = view(cx, id)?;
        let listed = attachments::list_of(cx, v.entered.resident.id, &about(id))?;
        let calendar = own.map(|o| accounts::calendar_of(cx, o)).transpose()?;
        Ok((v, listed, calendar))
    })?;
    let thumbs = attachments::thumbnails(&req.app, &listed);
    let resident = v.entered.resident.id;
    let files = if listed.rows.is_empty() {
        Html::default()
    } else {
        attachments::rows(&req.shell, resident, &listed, &thumbs).html()
    };
    let upload = if v.entered.may_edit && v.entered.head.state != State::Cancelled {
        let open = FormOpen {
            id: "files-form".into(),
            action: href(&req.shell, id, "/files"),
            csrf: req.shell.csrf.clone(),
            key: req.new_key(),
            multipart: true,
            ..FormOpen::default()
        };
        let errors = refused.of("files").map(|s| s.errors.clone()).unwrap_or_default();
        let part =
            attachments::UploadPart::new(&req.form, attachments::AttachmentKind::Other, &errors);
        open.html()
            .and(part.html())
            .and(Html::trusted("<p class=\"btns mt3\">"))
            .and(Button::submit("ファイルをつける").compact().html())
            .and(Html::trusted("</p></form>"))
    } else {
        Html::default()
    };
    let status = if refused.form.is_empty() { 200 } else { 422 };
    let mut key = || req.new_key();
    let page = draw(req.shell.clone(), &mut key, &v, (files, upload), calendar.as_ref(), refused);
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("conference")?, &Refused::default())
}

/// The conferences of a stay: the only one opens at once.
pub(super) fn of_stay(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let all = req.read(move |cx| read::of_stay(cx, stay))?;
    match all.last() {
        Some(h) => Ok(Resp::go(crate::use_cases::conferences::path(h.id))),
        None => Ok(Resp::go_saying(
            format!("/transitions/{stay}"),
            "この入院の退院前カンファは、まだ用意されていません",
        )),
    }
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
