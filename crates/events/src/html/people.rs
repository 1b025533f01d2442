//! 参加者の名簿: names for the centre alone. Entering for somebody, correcting, taking off and putting back, erasing.
use askama::Template;
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::{Button, FieldError, Html, Shell, Tag, TagKind, tag};

use super::parts::{self, buttons, drawn, fold, form, hint, p, who, who_fields};
use super::tasks::numbered;
use crate::model::catalogue::catalogue;
use crate::model::entry::{Entry, EntryState, NewEntry, Way};
use crate::use_cases::entries::{self as act, People};
use crate::use_cases::path;
use crate::{EntryId, EventId};

struct Row {
    id: String,
    name: String,
    meta: String,
    tag: Tag,
    erased: bool,
    gone: bool,
    tell: bool,
    key: String,
    fields: Html,
}

#[derive(Template)]
#[template(path = "events/people.html")]
struct List {
    shell: Shell,
    here: String,
    people: Vec<Row>,
}

/// What a name reads as when it was erased.
pub(super) fn name_of(e: &Entry) -> String {
    if e.erased { "（名前は消してあります）".into() } else { e.who.name.clone() }
}

pub(super) fn tag_of(list: &People, e: &Entry) -> Tag {
    match e.state {
        EntryState::Gone => tag(TagKind::Miss, e.state.label()),
        EntryState::Waiting => tag(TagKind::Due, e.state.label()),
        EntryState::In if list.came(e.id) => tag(TagKind::Ok, "出席"),
        EntryState::In if e.moved.is_some() && e.told.is_none() => {
            tag(TagKind::Due, "繰り上がり（知らせていません）")
        }
        EntryState::In => tag(TagKind::Plain, e.state.label()),
    }
}

fn row(req: &Req, list: &People, e: &Entry) -> Result<Row, Fail> {
    let c = catalogue()?;
    let mut meta = vec![c.profession(&e.who.profession).to_string()];
    for t in [&e.who.organisation, &e.who.contact] {
        if !t.is_empty() {
            meta.push(t.clone());
        }
    }
    meta.push(format!("{}（{}）", wareki::month_day(e.at.date()), Way::label(&e.way)));
    let input = |name: &str, label: &str, value: &str| {
        ui::Field::new(name, label, ui::FieldKind::text(value)).html()
    };
    let opts = c.professions.iter().map(|p| ui::Opt::new(&p.code, &p.label)).collect();
    let fields = [
        input("name", "お名前", &e.who.name),
        input("organisation", "所属", &e.who.organisation),
        ui::Field::new("profession", "職種", ui::FieldKind::select(&e.who.profession, opts)).html(),
        input("contact", "連絡先", &e.who.contact),
    ];
    Ok(Row {
        id: e.id.to_string(),
        name: name_of(e),
        meta: meta.join("　"),
        tag: tag_of(list, e),
        erased: e.erased,
        gone: e.state == EntryState::Gone,
        tell: e.state == EntryState::In && e.moved.is_some() && e.told.is_none(),
        key: req.new_key(),
        fields: numbered(ui::join(fields), &e.id.to_string()),
    })
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let list = req.read(|cx| act::people(cx, id))?;
    let e = &list.event;
    let count = |s: EntryState| list.entries.iter().filter(|x| x.state == s).count();
    let mut sum = format!("申し込み {}人", count(EntryState::In));
    if let Some(c) = e.data.capacity {
        sum.push_str(&format!("（定員{c}人）"));
    }
    if count(EntryState::Waiting) > 0 {
        sum.push_str(&format!("　キャンセル待ち {}人", count(EntryState::Waiting)));
    }
    let keep = e.erase_on().map(|d| format!("お名前・所属・連絡先は、{}に消えます（開催から{}日）。職種と出席の数は残ります。この画面を印刷・書き出しした紙やファイルも、同じ日までに処分してください。", wareki::long(d), e.keep_days));
    let mut people = Vec::new();
    for x in &list.entries {
        people.push(row(req, &list, x)?);
    }
    let here = format!("{}/people", path(id));
    let rows: Html = match people.is_empty() {
        true => p(
            "まだ申し込みはありません。受け付けを始めると公開ページから入ります。電話やFAXの申し込みは、下で入れてください。",
        ),
        false => Html::of(&List { shell: req.shell.clone(), here: req.url(&here), people }),
    };
    let fields = drawn(who_fields(req, &NewEntry::default(), false)?, &errors);
    let add = fold(
        "電話・FAXの申し込みを入れる",
        !errors.is_empty(),
        form(req, &here, &fields, "名簿に入れる", ""),
    );
    let paper = |what: &str| req.url(&format!("{here}/paper/{what}"));
    let files = buttons(&[
        Button::link("当日の受付", req.url(&format!("{}/reception", path(id)))),
        Button::link("名簿（PDF）", paper("list")).compact(),
        Button::link("名簿（Excel）", paper("xlsx")).compact(),
        Button::link("名札（PDF）", paper("badges")).compact(),
        Button::link("受講証（PDF）", paper("certificates")).compact(),
    ]);
    let title = e.data.title.clone();
    let parts_all = vec![p(&sum), hint(&keep.unwrap_or_default()), add, rows, files];
    parts::page(req, "参加者の名簿", &title, Some((&title, &path(id))), errors, parts_all)
}

/// GET /events/{id}/people
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, vec![])
}

/// POST /events/{id}/people
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let (new, key) = (who(req), req.form.get("_key").to_owned());
    let done =
        req.act(move |cx| act::add(cx, id, &new, &key).map(|_| format!("{}/people", path(id))));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "名簿に入れました")),
        Err(e) => show(req, parts::errors(e)?),
    }
}

/// POST /events/{id}/people/{entry}
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let (id, entry): (EventId, EntryId) = (req.id("id")?, req.id("entry")?);
    let (what, new) = (req.form.get("_do").to_owned(), who(req));
    let said = match what.as_str() {
        "change" => "保存しました",
        "cancel" => "申し込みを取り消しました",
        "restore" => "申し込みに戻しました",
        "told" => "知らせたことを書きとめました",
        "erase" => "名前を消しました",
        _ => return Err(Fail::NotFound),
    };
    let done = req.act(move |cx| {
        match what.as_str() {
            "change" => act::change(cx, id, entry, &new)?,
            "cancel" => act::cancel(cx, id, entry)?,
            "restore" => act::restore(cx, id, entry)?,
            "told" => act::told(cx, id, entry)?,
            _ => act::erase_one(cx, id, entry)?,
        }
        Ok(format!("{}/people", path(id)))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(e) => show(req, parts::errors(e)?),
    }
}
