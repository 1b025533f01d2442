//! 見守りの名簿: the entry and the lists by receiver.
use app::Error;
use askama::Template;
use kernel::wareki;
use office::print::{Align, ListColumn, ListSheet, PrintJob, Width};
use people::ResidentId;
use slice::{ExportSource, Fail, Form, Req, Resp};
use ui::field::{Field, FieldKind, Opt};
use ui::{FieldError, Html, Shell, dates};

use super::errors_of;
use crate::model::register::{Entry, KINDS, RECEIVERS, label};
use crate::permissions;
use crate::use_cases::registers as act;

fn opts(list: &'static [(&'static str, &'static str)]) -> Vec<Opt> {
    list.iter().map(|(c, l)| Opt::new(*c, *l)).collect()
}

#[derive(Template)]
#[template(path = "emergency/register_entry.html")]
struct EntryPage {
    shell: Shell,
    back: Html,
    here: String,
    title: String,
    version: i64,
    stale: bool,
    errors: Vec<FieldError>,
    fields: Vec<Field>,
    consents: Vec<(Field, Field)>,
    last: Vec<Field>,
    key: String,
    /// Where the person's paper of wishes is keyed in, when the region has it.
    wish: Option<String>,
}

fn entry_show(
    req: &Req,
    id: ResidentId,
    form: Option<&Form>,
    errors: Vec<FieldError>,
    stale: bool,
) -> Result<Resp, Fail> {
    let (v, wishes) =
        req.read(|cx| Ok((act::view(cx, id)?, app::settings::capability_on(cx, "acp")?)))?;
    let wishes = wishes && v.line.is_some();
    let e = v.entry.unwrap_or_default();
    let text =
        |name: &str, kept: &str| form.map_or_else(|| kept.to_owned(), |f| f.get(name).to_owned());
    let mut day = form.map(|f| dates::posted(f.state(), "surveyed_on")).unwrap_or_default();
    if form.is_none() {
        day = dates::boxes(&req.app.now().date().to_string());
    }
    let kinds = form.map_or_else(|| e.kinds.clone(), |f| f.all("kinds").to_vec());
    let yes = |name: &str, kept: bool| match form {
        Some(f) => f.all(name).to_vec(),
        None if kept => vec!["yes".to_owned()],
        None => Vec::new(),
    };
    let fields = [
        Field::new("kinds", "あてはまるもの", FieldKind::checks(kinds, opts(KINDS))).required(),
        Field::new("minsei", "担当の民生委員", FieldKind::text(text("minsei", &e.minsei))),
        Field::new("association", "自治会", FieldKind::text(text("association", &e.association))),
        Field::new("carry", "持って逃げる薬・用具", FieldKind::text(text("carry", &e.carry)))
            .hint("例 在宅酸素"),
        Field::new("surveyed_on", "調査の日", FieldKind::Date(day)).required(),
    ];
    let consents = RECEIVERS
        .iter()
        .map(|(code, label)| {
            let kept = e.consents.iter().find(|c| c.0 == *code);
            let (given, reason) = (format!("given.{code}"), format!("reason.{code}"));
            let on = yes(&given, kept.is_some_and(|c| c.1));
            (
                Field::new(
                    given,
                    *label,
                    FieldKind::checks(on, vec![Opt::new("yes", "渡してよい")]),
                ),
                Field::new(
                    reason.clone(),
                    "渡さないときは、理由",
                    FieldKind::text(text(&reason, kept.map_or("", |c| &c.2))),
                )
                .error_from(&errors),
            )
        })
        .collect();
    let last = vec![
        Field::new(
            "visit",
            "訪問",
            FieldKind::checks(
                yes("visit", e.visit_ok),
                vec![Opt::new("yes", "名簿を渡さない相手からも、訪問を受けてよい")],
            ),
        ),
        Field::new(
            "out",
            "登録の取消し",
            FieldKind::checks(
                yes("out", e.version > 0 && !e.listed),
                vec![Opt::new("yes", "名簿から外す")],
            ),
        ),
    ];
    let status = if errors.is_empty() && !stale { 200 } else { 422 };
    let page = EntryPage {
        back: ui::back("見守りの名簿", req.url("/registers")),
        here: req.url(&format!("/people/{id}/register")),
        shell: req.titled("見守りの名簿"),
        title: v.line.map_or_else(|| "名簿に入れる".to_owned(), |l| format!("{} さん", l.name)),
        version: e.version,
        stale,
        fields: fields.into_iter().map(|f| f.error_from(&errors)).collect(),
        consents,
        last,
        key: req.new_key(),
        wish: wishes.then(|| req.url(&format!("/people/{id}/wish/paper"))),
        errors,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /people/{resident}/register
pub(super) fn entry(req: &Req) -> Result<Resp, Fail> {
    entry_show(req, req.id("resident")?, None, Vec::new(), false)
}

/// POST /people/{resident}/register
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let f = &req.form;
    let surveyed_on =
        match dates::date(&dates::posted(f.state(), "surveyed_on"), req.app.now().date()) {
            Ok(Some(d)) => d,
            other => {
                let message = other
                    .err()
                    .map_or_else(|| "調査の日を入力してください".to_owned(), |p| p.message);
                let error = FieldError { field: "surveyed_on".into(), message };
                return entry_show(req, id, Some(f), vec![error], false);
            }
        };
    let e = Entry {
        version: f.get("version").parse().unwrap_or(0),
        listed: !f.has("out"),
        kinds: f.all("kinds").to_vec(),
        minsei: f.get("minsei").into(),
        association: f.get("association").into(),
        carry: f.get("carry").into(),
        visit_ok: f.has("visit"),
        surveyed_on,
        consents: RECEIVERS
            .iter()
            .map(|(c, _)| {
                (
                    (*c).to_owned(),
                    f.has(&format!("given.{c}")),
                    f.get(&format!("reason.{c}")).to_owned(),
                )
            })
            .collect(),
    };
    match req.act(move |cx| act::enter(cx, id, &e).map(|()| "/registers".to_owned())) {
        Ok(to) => Ok(Resp::go_saying(to, "名簿に保存しました")),
        Err(Error::Stale { .. }) => entry_show(req, id, Some(f), Vec::new(), true),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => entry_show(req, id, Some(f), errors_of(fields), false),
            None => Err(e.into()),
        },
    }
}

#[derive(Template)]
#[template(path = "emergency/registers.html")]
struct ListPage {
    shell: Shell,
    receiver: String,
    receivers: Vec<(&'static str, &'static str)>,
    print: String,
    boards: Vec<(String, String)>,
    here: String,
    town: String,
    towns: Vec<String>,
    import: Option<String>,
    export: String,
    export_key: String,
    reason: Field,
    rows: Vec<Row>,
    errors: Vec<FieldError>,
    name: Field,
    key: String,
}

struct Row {
    href: String,
    name: String,
    kana: String,
    town: String,
    address: String,
    phone: String,
    contact: String,
    day: String,
}

fn rows(req: &Req, receiver: &str, town: &str) -> Result<Vec<Row>, Fail> {
    let lines = req.read(|cx| act::list(cx, receiver, town))?;
    let row = |l: act::Line| Row {
        href: req.url(&format!("/people/{}/register", l.resident)),
        name: l.line.name,
        kana: l.line.kana,
        town: l.town,
        address: l.line.address,
        phone: l.line.phone,
        contact: l.line.contact.map(|(who, n)| format!("{who} {n}")).unwrap_or_default(),
        day: wareki::short(l.entry.surveyed_on),
    };
    Ok(lines.into_iter().map(row).collect())
}

pub(super) fn list_show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let receiver = req.query.get("receiver").to_owned();
    let town = req.query.get("town").to_owned();
    let (boards, towns, may_write) = req.read(|cx| {
        Ok((act::boards(cx)?, act::towns(cx)?, app::may(cx, &permissions::REGISTERS_WRITE)?))
    })?;
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = ListPage {
        rows: rows(req, &receiver, &town)?,
        here: req.url("/registers"),
        import: may_write.then(|| req.url("/registers/import")),
        export: req.url("/registers/export"),
        reason: Field::new("reason", "なにに使いますか", FieldKind::text(req.form.get("reason")))
            .required()
            .hint("例 11月の見守り訪問（Excel に書き出した記録に残ります）")
            .error_from(&errors),
        export_key: req.new_key(),
        towns,
        shell: req.titled("見守りの名簿"),
        receivers: RECEIVERS.to_vec(),
        print: req.url("/registers/print"),
        boards: boards
            .into_iter()
            .map(|b| {
                let state = if b.closed_at.is_some() { "（終わり）" } else { "" };
                (req.url(&format!("/disasters/{}", b.id)), format!("{}{state}", b.name))
            })
            .collect(),
        name: Field::new(
            "name",
            "なにのための安否確認ですか",
            FieldKind::text(req.form.get("name")),
        )
        .required()
        .hint("例 11月21日の大雨")
        .error_from(&errors),
        receiver,
        town,
        key: req.new_key(),
        errors,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /registers
pub(super) fn list(req: &Req) -> Result<Resp, Fail> {
    list_show(req, Vec::new())
}

/// The list for a receiver, as a file that can hold very many persons.
pub(crate) const EXPORT: ExportSource = ExportSource {
    what: "emergency.register",
    label: "見守りの名簿",
    permission: &permissions::REGISTERS,
    administrators: false,
    persons: |cx, receiver| Ok(act::list(cx, receiver, "")?.iter().map(|l| l.resident).collect()),
    of_words: |receiver| match label(RECEIVERS, receiver) {
        "" => Err(Error::NotFound),
        words => Ok(words),
    },
    make: sheet,
};

/// GET /registers/print: what the receiver is given; a second person is asked first when it holds very many.
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let receiver = req.query.get("receiver").to_owned();
    if label(RECEIVERS, &receiver).is_empty() {
        return Err(Fail::NotFound);
    }
    let town = req.query.get("town");
    let n = req.read(|cx| Ok(act::list(cx, &receiver, town)?.len()))?;
    match people::exports::ask_first(req, EXPORT.what, &receiver, n)? {
        Some(ask) => Ok(ask),
        None => sheet_of(req, &receiver, town),
    }
}

/// The whole list of a receiver: what was confirmed is never one town only.
fn sheet(req: &Req, receiver: &str) -> Result<Resp, Fail> {
    sheet_of(req, receiver, "")
}

/// Name, address, contact and date only.
fn sheet_of(req: &Req, receiver: &str, town: &str) -> Result<Resp, Fail> {
    let rows = rows(req, receiver, town)?;
    let column = |head: &str, width| ListColumn {
        head: head.into(),
        width: Width::Share(width),
        align: Align::Left,
    };
    let n = rows.len();
    let sheet = ListSheet {
        lead: Some(format!(
            "{}に渡す名簿　{n}人。この相手に渡すことに同意した方だけです",
            label(RECEIVERS, receiver)
        )),
        columns: vec![
            column("町名", 1.2),
            column("お名前", 1.6),
            column("住所・電話", 2.4),
            column("連絡先", 2.0),
            column("調査の日", 0.9),
        ],
        rows: rows
            .into_iter()
            .map(|r| {
                vec![
                    r.town,
                    format!("{}\n{}", r.kana, r.name),
                    format!("{}\n{}", r.address, r.phone),
                    r.contact,
                    r.day,
                ]
            })
            .collect(),
        empty: Some("同意した方は、まだいません".into()),
        notes: vec!["用が済んだら、市に返してください。写しをとらないでください。".into()],
        ..ListSheet::default()
    };
    let demo =
        req.shell.region.demo.then(|| "デモ　人・団体・電話番号はすべて架空です".to_string());
    let job = PrintJob::of(&sheet).map_err(|e| Fail::Use(Error::Inconsistent(e.to_string())))?;
    Ok(Resp::print(
        job.title("見守りの名簿").demo(demo).printed_at(req.shell.print.printed_at.clone()).build(),
    ))
}

/// POST /disasters
pub(super) fn open(req: &Req) -> Result<Resp, Fail> {
    let name = req.form.get("name").to_owned();
    match req.act(move |cx| act::open(cx, &name).map(|id| format!("/disasters/{id}"))) {
        Ok(to) => Ok(Resp::go_saying(to, "安否確認をはじめました")),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => list_show(req, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}
