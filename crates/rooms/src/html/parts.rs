//! Parts that several pages of rooms share: the head of a person, a post, small posting buttons.
use askama::Template;
use kernel::{At, Id};
use people::Resident;
use slice::{Chip, Fail, Req};
use ui::{ErrorSummary, FieldError, Html, PersonHead, Shell, Tag, TagKind};

use crate::model::{Layer, PostKind, Reply, Room, Waiting, shipped, vital_words};
use crate::todo::clock;
use crate::use_cases::view::Shown;
use crate::words::moment;

/// A page of a title and some blocks.
#[derive(Template)]
#[template(path = "rooms/page.html")]
pub(super) struct Plain {
    pub shell: Shell,
    pub back: Html,
    pub title: String,
    pub lead: String,
    pub errors: ErrorSummary,
    pub body: Vec<Html>,
    pub bar: Html,
}

/// The errors of a use case, for the page that comes back; other refusals are not the form's.
pub(super) fn fields(e: app::Error) -> Result<Vec<FieldError>, Fail> {
    match Fail::fields(&e) {
        Some(all) => {
            Ok(all.into_iter().map(|f| FieldError { field: f.field, message: f.message }).collect())
        }
        None => Err(e.into()),
    }
}

/// The head of the person's page; nothing for a group.
pub(super) fn head(shell: &Shell, person: Option<&Resident>, now: At) -> Html {
    let Some(r) = person else { return Html::default() };
    PersonHead {
        kana: r.kana.clone(),
        name: r.name.clone(),
        age: format!("{}歳", r.age(now.date())),
        alerts: Vec::new(),
        alerts_href: String::new(),
        href: Some(shell.url(&format!("/people/{}", r.id))),
    }
    .html()
}

/// What a room is called.
pub(super) fn name(person: Option<&Resident>, group: &str) -> String {
    person.map_or_else(|| group.to_string(), |r| format!("{} さん", r.name))
}

/// A chip as a tag.
pub(super) fn tag(c: &Chip) -> Tag {
    let kind = match c.kind {
        "due" => TagKind::Due,
        "over" => TagKind::Over,
        "late" => TagKind::Late,
        "ok" => TagKind::Ok,
        "now" => TagKind::Now,
        "miss" => TagKind::Miss,
        _ => TagKind::Plain,
    };
    Tag { kind, icon: c.icon, text: c.text.as_str().into() }
}

/// A file of a post.
struct FileView {
    href: String,
    title: String,
    picture: String,
}

#[derive(Template)]
#[template(path = "rooms/post.html")]
struct Card {
    id: Id,
    layer: &'static str,
    mine: bool,
    unread: bool,
    gone: bool,
    name: String,
    office: String,
    href: String,
    iso: String,
    when: String,
    tags: Html,
    above: Option<(String, String)>,
    to: String,
    text: String,
    vitals: Vec<String>,
    files: Vec<FileView>,
    answers: Vec<String>,
    waits: String,
    read_words: String,
    reads: Vec<String>,
    acts: Html,
}

/// What a card needs beside its post.
pub(super) struct Around<'a> {
    pub shell: &'a Shell,
    /// Key of the page, from which each button has its own.
    pub key: &'a str,
    pub now: At,
    pub may_write: bool,
    /// Small pictures of the files, in their order.
    pub thumbs: Vec<Option<Vec<u8>>>,
    /// Stands on a page of its own: more can be done.
    pub alone: bool,
}

/// Small pictures of a post's files.
pub(super) fn thumbs(req: &Req, s: &Shown) -> Vec<Option<Vec<u8>>> {
    s.files.as_ref().map_or_else(Vec::new, |l| people::attachments::thumbnails(&req.app, l))
}

/// A form of one button. `more` = fields inside it.
pub(super) fn one_button(
    a: &Around<'_>,
    action: &str,
    which: &str,
    more: Html,
    label: &str,
    class: &str,
) -> Html {
    Html::trusted(format!("<form method=\"post\" action=\"{}\">", Html::text(a.shell.url(action))))
        .and(a.shell.csrf_field())
        .and(a.shell.key_field(&format!("{}-{which}", a.key)))
        .and(more)
        .and(Html::trusted(format!("<button class=\"btn compact {class}\">")))
        .and(label)
        .and(Html::trusted("</button></form>"))
}

fn field(name: &str, value: &str) -> Html {
    Html::trusted(format!(
        "<input type=\"hidden\" name=\"{name}\" value=\"{}\">",
        Html::text(value)
    ))
}

fn tags(s: &Shown, now: At) -> Html {
    let p = &s.post;
    let mut out = Vec::new();
    let kind = match p.kind {
        PostKind::Urgent => Tag { kind: TagKind::Due, icon: "bang", text: "至急".into() },
        k => Tag { kind: TagKind::Plain, icon: "bubble", text: k.label().into() },
    };
    out.push(kind);
    if p.layer == Layer::Family {
        out.push(Tag {
            kind: TagKind::Now, icon: "people", text: "ご家族にも見えます".into()
        });
    }
    if p.pinned_at.is_some() {
        out.push(Tag { kind: TagKind::Plain, icon: "pin", text: "ピン留め".into() });
    }
    if p.version > 1 {
        let text = format!("訂正しました（第{}版）", p.version).into();
        out.push(Tag { kind: TagKind::Plain, icon: "pencil", text });
    }
    match (&s.waiting, p.due_at) {
        (Waiting::These(_) | Waiting::Anybody, Some(due)) => out.push(tag(&clock(due, now))),
        (Waiting::NotTheirs, _) => out.push(Tag {
            kind: TagKind::Miss,
            icon: "unknown",
            text: "担当の人がまだ決まっていません".into(),
        }),
        (Waiting::Nobody, Some(_)) => {
            out.push(Tag {
                kind: TagKind::Ok, icon: "check", text: "返事がありました".into()
            });
        }
        (_, None) => {}
    }
    ui::tags(&out)
}

fn answers(s: &Shown, now: At) -> Vec<String> {
    s.answers
        .iter()
        .map(|a| {
            let detail = match a.detail.as_str() {
                "" => String::new(),
                d => format!("（担当：{d}）"),
            };
            format!("{}{detail}　{} {}　{}", a.what.label(), a.office, a.name, moment(a.at, now))
        })
        .collect()
}

fn acts(a: &Around<'_>, s: &Shown) -> Html {
    let p = &s.post;
    let here = format!("/rooms/{}/posts/{}", p.room, p.id);
    let id = p.id.to_string();
    let short = id.get(id.len().saturating_sub(12)..).unwrap_or("");
    let mut out = Vec::new();
    if s.recall > 0 {
        let minutes = (s.recall + 59) / 60;
        out.push(one_button(
            a,
            &format!("{here}/take-back"),
            &format!("t{short}"),
            Html::default(),
            &format!("取り消す（あと{minutes}分）"),
            "",
        ));
    }
    if a.may_write {
        let answered = |r: Reply| s.answers.iter().any(|x| x.what == r && x.post == p.id);
        if !s.mine && !answered(Reply::Ack) {
            out.push(one_button(
                a,
                &format!("{here}/answer"),
                &format!("a{short}"),
                field("what", Reply::Ack.code()),
                Reply::Ack.label(),
                "",
            ));
        }
        out.push(Html::trusted(format!(
            "<a class=\"btn compact\" href=\"{}\">返事を書く</a>",
            Html::text(a.shell.url(&format!("/rooms/{}/write?to={}", p.room, p.id)))
        )));
        if !s.mine && p.due_at.is_some() && s.asks_me {
            let form = one_button(
                a,
                &format!("{here}/answer"),
                &format!("n{short}"),
                field("what", Reply::NotMine.code()).and(Html::trusted(format!(
                    "<label class=\"small\" for=\"d-{id}\">だれが担当か（わかるとき）</label><input class=\"input\" id=\"d-{id}\" name=\"detail\" maxlength=\"100\" autocomplete=\"off\">"
                ))),
                "担当ではないと返事する",
                "",
            );
            out.push(
                Html::trusted("<details class=\"not-mine\"><summary>担当ではありません</summary>")
                    .and(form)
                    .and(Html::trusted("</details>")),
            );
        }
        if a.alone {
            let on = p.pinned_at.is_none();
            out.push(one_button(
                a,
                &format!("{here}/pin"),
                &format!("p{short}"),
                field("on", if on { "1" } else { "0" }),
                if on { "ピン留めする" } else { "ピン留めを外す" },
                "text",
            ));
            if s.mine {
                out.push(Html::trusted(format!(
                    "<a class=\"btn compact text\" href=\"{}\">訂正する</a>",
                    Html::text(a.shell.url(&format!("{here}/correct")))
                )));
            }
        }
    }
    if out.is_empty() {
        return Html::default();
    }
    Html::trusted("<div class=\"acts\">").and(ui::join(out)).and(Html::trusted("</div>"))
}

fn files(a: &Around<'_>, s: &Shown) -> Vec<FileView> {
    let Some(l) = &s.files else { return Vec::new() };
    let p = &s.post;
    l.rows
        .iter()
        .enumerate()
        .filter(|(_, f)| f.withdrawn.is_none())
        .map(|(i, f)| FileView {
            href: a.shell.url(&format!("/rooms/{}/posts/{}/files/{}", p.room, p.id, f.id)),
            title: if f.title.is_empty() { f.kind.label().into() } else { f.title.clone() },
            picture: match a.thumbs.get(i) {
                Some(Some(bytes)) => people::attachments::picture_url(bytes),
                _ => String::new(),
            },
        })
        .collect()
}

/// A post as HTML.
pub(super) fn card(a: &Around<'_>, s: &Shown) -> Html {
    let p = &s.post;
    let names = |w: &[Id]| {
        let label = |id: &Id| s.to.iter().find(|t| t.party == *id).map(|t| t.label.clone());
        w.iter().filter_map(label).collect::<Vec<_>>().join("、")
    };
    let href = a.shell.url(&format!("/rooms/{}/posts/{}", p.room, p.id));
    let card = Card {
        id: p.id,
        layer: p.layer.code(),
        mine: s.mine,
        unread: s.unread,
        gone: p.cancelled_at.is_some(),
        name: p.name.clone(),
        office: p.office.clone(),
        iso: p.at.text(),
        when: moment(p.at, a.now),
        tags: tags(s, a.now),
        above: s.above.as_ref().map(|(id, name, words)| {
            let href = a.shell.url(&format!("/rooms/{}/posts/{id}", p.room));
            (href, format!("{name}さんの投稿への返事　「{words}」"))
        }),
        to: s.to.iter().map(|t| t.label.clone()).collect::<Vec<_>>().join("、"),
        text: p.text.clone(),
        vitals: shipped().map(|r| vital_words(r, &s.vitals)).unwrap_or_default(),
        files: files(a, s),
        answers: answers(s, a.now),
        waits: match &s.waiting {
            Waiting::These(w) => format!("返事待ち {}", names(w)),
            Waiting::Anybody => "どなたかの返事を待っています".into(),
            Waiting::Nobody | Waiting::NotTheirs => String::new(),
        },
        read_words: match s.reads.len() {
            0 => "まだだれも読んでいません".into(),
            n => format!("読んだ人 {n}人"),
        },
        reads: s
            .reads
            .iter()
            .map(|r| format!("{} {}　{}", r.office, r.name, moment(r.at, a.now)))
            .collect(),
        acts: acts(a, s),
        href,
    };
    Html::of(&card)
}

/// The way back to a room.
pub(super) fn back_to(shell: &Shell, room: Id, person: Option<&Resident>, group: &str) -> Html {
    ui::back(format!("{}のやりとり", name(person, group)), shell.url(&format!("/rooms/{room}")))
}

/// Is the room a group that has ended?
pub(super) fn ended(room: &Room) -> bool {
    room.resident.is_none() && room.closed_at.is_some()
}
