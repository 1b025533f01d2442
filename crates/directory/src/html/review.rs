//! 「同じ施設かもしれない」: pairs from two sources, side by side, to be put together or told apart.
use askama::Template;
use slice::{Fail, Req, Resp};

use crate::ReviewId;
use crate::model::facility::{FacilityData, Field};
use crate::use_cases::review::{self, Decision, Question};

#[derive(Template)]
#[template(path = "directory/review.html")]
struct Page {
    shell: ui::Shell,
    pairs: Vec<Pair>,
    count: i64,
    recent: Vec<Taken>,
    error: String,
}

/// A decision that can be taken back.
struct Taken {
    action: String,
    key: String,
    what: String,
    meta: String,
}

struct Pair {
    action: String,
    key: String,
    new_source: &'static str,
    old_source: &'static str,
    new_href: String,
    old_href: String,
    title: String,
    reasons: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    label: &'static str,
    new: String,
    old: String,
    differs: bool,
}

/// What a person needs to tell two places apart.
const FIELDS: [Field; 7] = [
    Field::Name,
    Field::Service,
    Field::Address,
    Field::Building,
    Field::Phone,
    Field::Corporation,
    Field::Url,
];

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, String::new())
}

fn show(req: &Req, error: String) -> Result<Resp, Fail> {
    let (questions, count) = req.read(review::list)?;
    let recent = req.read(review::recent)?;
    let status = if error.is_empty() { 200 } else { 422 };
    let page = Page {
        shell: req.titled("同じ施設かもしれないもの"),
        pairs: questions.into_iter().map(|q| pair(req, q)).collect(),
        count,
        recent: recent.into_iter().map(|d| taken(req, d)).collect(),
        error,
    };
    Ok(Resp::page(page.render())?.status(status))
}

fn taken(req: &Req, d: Decision) -> Taken {
    let (old, new) = (d.old.data.name, d.new.data.name);
    Taken {
        action: req.url(&format!("/directory/review/{}/undo", d.id)),
        key: req.new_key(),
        what: match d.same {
            true => format!("「{new}」を「{old}」にまとめました"),
            false => format!("「{new}」と「{old}」を別の施設にしました"),
        },
        meta: format!(
            "{} {}　{}",
            kernel::wareki::month_day(d.at.date()),
            crate::views::now_words(d.at),
            d.by
        ),
    }
}

fn pair(req: &Req, q: Question) -> Pair {
    let label = |code: &str| crate::model::sources::Source::of(code).map_or("", |s| s.label());
    Pair {
        action: req.url(&format!("/directory/review/{}", q.id)),
        key: req.new_key(),
        new_source: q.source.map_or("", |s| s.label()),
        old_source: label(&q.old.source),
        new_href: req.url(&format!("/directory/{}", q.new.id)),
        old_href: req.url(&format!("/directory/{}", q.old.id)),
        title: q.old.data.name.clone(),
        reasons: q.reasons.split('、').filter(|r| !r.is_empty()).map(str::to_string).collect(),
        rows: rows(&q.new.data, &q.old.data),
    }
}

fn rows(new: &FacilityData, old: &FacilityData) -> Vec<Row> {
    let key = kernel::kana::search_key;
    FIELDS
        .into_iter()
        .map(|f| (f, new.text(f), old.text(f)))
        .filter(|(_, a, b)| !a.is_empty() || !b.is_empty())
        .map(|(f, a, b)| Row { label: f.label(), differs: key(&a) != key(&b), new: a, old: b })
        .collect()
}

/// One pair decided.
pub(super) fn decide(req: &Req) -> Result<Resp, Fail> {
    let id: ReviewId = req.id("id")?;
    let same = match req.form.get("_do") {
        "same" => true,
        "other" => false,
        _ => return show(req, "「同じ施設」か「ちがう施設」を選んでください".into()),
    };
    let done = req.act(move |cx| {
        if same {
            review::accept(cx, id)?
        } else {
            review::reject(cx, id)?
        };
        Ok("/directory/review".into())
    });
    match done {
        Ok(to) if same => Ok(Resp::go_saying(to, "1つの施設にまとめました")),
        Ok(to) => Ok(Resp::go_saying(to, "別の施設として残しました")),
        Err(app::Error::Rule(text)) => show(req, text),
        Err(e) => Err(e.into()),
    }
}

/// A decision taken back.
pub(super) fn undo(req: &Req) -> Result<Resp, Fail> {
    let id: ReviewId = req.id("id")?;
    let done = req.act(move |cx| {
        review::undo(cx, id)?;
        Ok("/directory/review".into())
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "取り消しました。もう一度確かめられます")),
        Err(app::Error::Rule(text)) => show(req, text),
        Err(e) => Err(e.into()),
    }
}
