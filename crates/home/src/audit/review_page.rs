//! 月ごとの点検: choosing a month, marking what was drawn, signing, and the sheet.
use app::Error;
use askama::Template;
use kernel::{Date, Hat, wareki};
use slice::{Fail, Form, Req, Resp};
use ui::dates::moment;
use ui::field::{Field, FieldKind, Opt};
use ui::{FieldError, PlainRow, Rows, Shell, TagKind};

use super::review::{self, Item, Month, Verdict};
use super::{act_label, review_sheet, words};
use crate::permissions;

/// Months offered, back from this one.
const BACK: i32 = 13;

#[derive(Template)]
#[template(path = "home/review_list.html")]
struct List {
    shell: Shell,
    rows: Rows,
}

#[derive(Template)]
#[template(path = "home/review.html")]
struct Page {
    shell: Shell,
    month: String,
    title: String,
    facts: Vec<(&'static str, String)>,
    state: State,
    moved: bool,
    items: Vec<(Field, Field)>,
    done: Vec<String>,
    note: Field,
    errors: Vec<FieldError>,
    key: String,
}

#[derive(PartialEq)]
enum State {
    Running,
    Empty,
    ToBegin,
    Open,
    Signed,
}

fn year_month(first: Date) -> String {
    let long = wareki::long(first);
    long.split('月').next().map_or(long.clone(), |m| format!("{m}月"))
}

/// The months.
pub(crate) fn list(req: &Req) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let first = kernel::time::add_days(today, 1 - i64::from(today.day()));
    let months = (0..BACK).map(|n| kernel::time::add_months(first, -n)).collect::<Vec<_>>();
    let states = req.read(|cx| {
        app::authorise(cx, &permissions::REVIEW)?;
        let mut known = Vec::new();
        for m in &months {
            // this month stands there always: it says when the first review begins
            if *m == first || review::began(cx, *m)? {
                known.push(*m);
            }
        }
        known
            .iter()
            .map(|m| Ok((*m, super::store::review(cx, &review::code(*m))?)))
            .collect::<app::Result<Vec<_>>>()
    })?;
    let shell = req.titled("月ごとの点検");
    let rows = states
        .into_iter()
        .map(|(m, r)| {
            let (kind, state) = match &r {
                Some(r) if r.signed_at.is_some() => (TagKind::Ok, "終わりました"),
                Some(_) => (TagKind::Now, "途中です"),
                None if m == first => (TagKind::Plain, "月が終わってから"),
                None => (TagKind::Due, "まだです"),
            };
            PlainRow {
                title: year_month(m).into(),
                href: Some(shell.url(&format!("/audit/review/{}", review::code(m)))),
                tag: Some(ui::tag(kind, state)),
                meta: r.map(|r| r.signed_name).unwrap_or_default().into(),
            }
        })
        .collect();
    Resp::page(List { rows: Rows { rows, small: false }, shell }.render())
}

fn asked(req: &Req) -> Result<Date, Fail> {
    review::parse(req.param("month")).ok_or(Fail::NotFound)
}

/// What stands before the two answers.
pub(super) fn sentence(m: &Month, item: &Item) -> (String, String) {
    match item {
        Item::Drawn(r) | Item::Emergency(r) | Item::Large(r) => {
            let [when, office, hat, name, what, about, result] = words(r, &m.offices);
            let who = [office, hat, name].into_iter().filter(|s| !s.is_empty());
            let head = match item {
                Item::Emergency(_) => format!("緊急の閲覧　{what}"),
                Item::Large(_) => format!("大きな書き出し　{what}"),
                _ => what,
            };
            let about = if about.is_empty() { String::new() } else { format!("・{about}") };
            (head, format!("{when}・{}{about}・{result}", who.collect::<Vec<_>>().join(" ")))
        }
        Item::Refused(d) => {
            let office = d.organisation.and_then(|o| m.offices.get(&o)).cloned();
            let hat = Hat::from_code(&d.hat).map_or("", Hat::label);
            let who = format!("{} {hat}", office.unwrap_or_default());
            (format!("ことわった操作　{}", act_label(&d.act)), format!("{}・{}回", who.trim(), d.n))
        }
    }
}

fn fields(m: &Month, item: &Item, form: Option<&Form>, errors: &[FieldError]) -> (Field, Field) {
    let subject = item.subject();
    let (title, meta) = sentence(m, item);
    let mark = m.mark(&subject);
    let (v, n) = (format!("v-{subject}"), format!("n-{subject}"));
    let typed = |name: &str, kept: Option<String>| match form {
        Some(f) => f.get(name).to_string(),
        None => kept.unwrap_or_default(),
    };
    let verdict = typed(&v, mark.map(|m| m.verdict.code().to_string()));
    let note = typed(&n, mark.map(|m| m.note.clone()));
    let opts = [Verdict::Fine, Verdict::Ask].map(|v| Opt::new(v.code(), v.label())).to_vec();
    (
        Field::new(v, title, FieldKind::radio(verdict, opts)).hint(meta).error_from(errors),
        Field::new(n, "ひとこと", FieldKind::text(note))
            .hint("要確認のときは、だれに何を確かめるか")
            .error_from(errors),
    )
}

fn draw(
    shell: Shell,
    m: &Month,
    form: Option<&Form>,
    errors: Vec<FieldError>,
    key: String,
) -> Page {
    let state = match &m.review {
        Some(r) if r.signed_at.is_some() => State::Signed,
        Some(_) => State::Open,
        None if !m.over => State::Running,
        None if m.counts.0 == 0 => State::Empty,
        None => State::ToBegin,
    };
    let mut facts = vec![
        ("記録", format!("{}行（お一人についてのもの {}行）", m.counts.0, m.counts.1)),
        ("ことわった操作", format!("{}回", m.counts.2)),
    ];
    if let Some(r) = &m.review {
        facts.push(("点検するもの", format!("{}件", m.items.len())));
        if let Some(at) = r.signed_at {
            facts.push(("点検した人", format!("{}（{}）", r.signed_name, moment(at))));
        }
        if !r.note.is_empty() {
            facts.push(("まとめ", r.note.clone()));
        }
    }
    match &m.checkpoint {
        Some(c) => facts
            .push(("いちばん新しい確認用の写し", format!("{}行まで（{}）", c.size, moment(c.at)))),
        None => facts.push(("いちばん新しい確認用の写し", "まだありません".into())),
    }
    facts.push((
        "確認用の写しの置き場所",
        match m.places.len() {
            0 => "まだありません。運用の担当の方に伝えてください".into(),
            n => format!("{n}か所"),
        },
    ));
    let open = state == State::Open;
    let done = if state == State::Signed {
        let line = |i: &Item| {
            let (title, meta) = sentence(m, i);
            let mark = m.mark(&i.subject());
            let verdict = mark.map_or("", |m| m.verdict.label());
            let note = mark.map(|m| m.note.as_str()).unwrap_or_default();
            format!("{verdict}　{title}（{meta}）　{note}")
        };
        m.items.iter().map(line).collect()
    } else {
        Vec::new()
    };
    let summary = form.map(|f| f.get("note").to_string()).unwrap_or_default();
    Page {
        month: m.code(),
        title: year_month(m.first),
        facts,
        moved: m.seal_moved,
        items: match open {
            true => m.items.iter().map(|i| fields(m, i, form, &errors)).collect(),
            false => Vec::new(),
        },
        done,
        note: Field::new("note", "まとめ", FieldKind::text(summary)).error_from(&errors),
        errors,
        key,
        state,
        shell,
    }
}

fn show(
    req: &Req,
    first: Date,
    form: Option<&Form>,
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let m = req.read(|cx| review::month(cx, first))?;
    let status = if errors.is_empty() { 200 } else { 422 };
    let title = format!("{}の点検", year_month(first));
    Ok(Resp::page(draw(req.titled(title), &m, form, errors, req.new_key()).render())?
        .status(status))
}

/// One month.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, asked(req)?, None, Vec::new())
}

fn refused(req: &Req, first: Date, e: Error) -> Result<Resp, Fail> {
    match Fail::fields(&e) {
        Some(fields) => {
            let errors = fields
                .into_iter()
                .map(|f| FieldError { field: f.field, message: f.message })
                .collect();
            show(req, first, Some(&req.form), errors)
        }
        None => Err(e.into()),
    }
}

/// Begins.
pub(crate) fn open(req: &Req) -> Result<Resp, Fail> {
    let first = asked(req)?;
    let to = format!("/audit/review/{}", review::code(first));
    match req.act(move |cx| review::open(cx, first).map(|()| to.clone())) {
        Ok(to) => Ok(Resp::go_saying(to, "点検を始めました")),
        Err(e) => refused(req, first, e),
    }
}

/// Keeps the marks, and signs.
pub(crate) fn save(req: &Req) -> Result<Resp, Fail> {
    let first = asked(req)?;
    let marks: Vec<(String, String, String)> = req
        .form
        .map()
        .keys()
        .filter_map(|k| k.strip_prefix("v-").or_else(|| k.strip_prefix("n-")))
        .map(|s| {
            let value = |p: &str| req.form.get(&format!("{p}-{s}")).to_string();
            (s.to_string(), value("v"), value("n"))
        })
        .collect();
    let sign = (req.form.get("_do") == "sign").then(|| req.form.get("note").to_string());
    let signing = sign.is_some();
    let to = format!("/audit/review/{}", review::code(first));
    let done = req.act(move |cx| {
        review::save(cx, first, &marks, sign.as_deref())?;
        Ok(to.clone())
    });
    match done {
        Ok(to) if signing => Ok(Resp::go_saying(to, "点検を終えました")),
        Ok(to) => Ok(Resp::go_saying(to, "保存しました")),
        Err(e) => refused(req, first, e),
    }
}

/// The sheet with the checkpoint's code.
pub(crate) fn print(req: &Req) -> Result<Resp, Fail> {
    let first = asked(req)?;
    let m = req.read(|cx| review::month(cx, first))?;
    if m.review.is_none() {
        return Err(Fail::NotFound);
    }
    let office = req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default();
    Ok(Resp::print(review_sheet::job(&req.shell, &m, &year_month(first), &office)?))
}

#[cfg(test)]
pub(super) fn drawn_page(
    shell: Shell,
    m: &Month,
    form: Option<&Form>,
    errors: Vec<FieldError>,
) -> String {
    draw(shell, m, form, errors, "key-00000001".into()).render().unwrap()
}
