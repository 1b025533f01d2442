//! Entering and changing an event.
use app::Error;
use kernel::Id;
use slice::{Evidence, Fail, Req, Resp};
use ui::field::FieldKind;
use ui::{Field, FieldError, Html, Opt};

use super::parts::{self, drawn, form, hint, line, long, number, select, short, val};
use crate::EventId;
use crate::model::catalogue::{Coded, catalogue};
use crate::model::event::{DAYS, TITLE_MOST};
use crate::model::{Day, Event, NewEvent};
use crate::use_cases::{change, path, read};

fn day_fields(req: &Req, d: &NewEvent, errors: &[FieldError]) -> Vec<Html> {
    let shown = (d.days.len() + 1).clamp(2, DAYS);
    let mut out = Vec::new();
    for n in 1..=shown {
        let kept = d.days.get(n - 1);
        let day = kept.map(|d| kernel::wareki::short(d.day)).unwrap_or_default();
        let (from, to) = kept.map(|d| (d.from.clone(), d.to.clone())).unwrap_or_default();
        let label = if n == 1 { "日".to_string() } else { format!("日（{n}回目）") };
        let mut first = short(req, &format!("day{n}"), &label, &day).hint("12月4日 ／ R8.12.4");
        first.required = n == 1;
        let all = vec![
            first,
            short(req, &format!("from{n}"), "はじまり", &from).hint("18:30"),
            short(req, &format!("to{n}"), "終わり", &to).hint("20:00"),
        ];
        out.push(
            Html::trusted("<div class=\"pair\">")
                .and(ui::join(drawn(all, errors)))
                .and(Html::trusted("</div>")),
        );
    }
    out
}

fn fields(req: &Req, d: &NewEvent, errors: &[FieldError]) -> Result<Vec<Html>, Fail> {
    let c = catalogue()?;
    let kinds: Vec<Coded> =
        c.kinds.iter().map(|k| Coded { code: k.code.clone(), label: k.label.clone() }).collect();
    let mut out = drawn(
        vec![
            select(req, "kind", "種類", &d.kind, &kinds).required(),
            line(req, "title", "名前", &d.title)
                .required()
                .hint("例 第3回 多職種研修会「看取りを支える」"),
        ],
        errors,
    );
    out.extend(day_fields(req, d, errors));
    let together = Field::new(
        "together",
        "回数の数え方",
        FieldKind::radio(
            val(req, "together", if d.together { "1" } else { "0" }),
            vec![Opt::new("0", "1日を1回と数える"), Opt::new("1", "全部の日で1回と数える")],
        ),
    );
    out.extend(drawn(
        vec![
            together,
            line(req, "place", "会場", &d.place),
            line(req, "hosts", "主催", &d.hosts),
            line(req, "cosponsors", "共催・後援", &d.cosponsors),
            long(req, "aim", "目的・内容", &d.aim, 3, 400)
                .hint("受付中は公開ページに出ます。個人が分かることは書かないでください"),
            number(req, "capacity", "定員", d.capacity, "人").hint("決めないときは空けておきます"),
            number(req, "expected", "予定人数", d.expected, "人")
                .hint("計画の表に「予定」として出ます"),
            number(req, "fee", "参加費", Some(d.fee), "円"),
            select(req, "funding", "財源", &d.funding, &c.funding).required(),
            line(req, "contact", "問い合わせ先", &d.contact).hint("公開ページとチラシに出ます"),
            line(req, "link", "動画・ページのアドレス", &d.link).hint("https:// で始まるもの"),
        ],
        errors,
    ));
    let targets: Vec<Field> = c
        .professions
        .iter()
        .map(|p| {
            let kept = d.targets.iter().find(|t| t.0 == p.code).map(|t| t.1);
            number(req, &format!("t.{}", p.code), &p.label, kept, "人")
        })
        .collect();
    let any = errors.iter().any(|e| e.field.starts_with("t.")) || !d.targets.is_empty();
    let inner = hint("来てほしい職種と人数を入れると、当日の割合と比べられます")
        .and(ui::join(drawn(targets, errors)));
    out.push(parts::fold("対象の職種と目標の人数", any, inner));
    Ok(out)
}

/// What a new event comes out of, by the hidden fields or the link; none where it names nothing that the reader may see.
fn origin(req: &Req, f: &slice::Form) -> Result<Option<Evidence>, Fail> {
    let (kind, Ok(id)) = (f.get("from").to_string(), f.get("id").parse::<Id>()) else {
        return Ok(None);
    };
    req.read(|cx| slice::evidence_of(cx, &kind, id))
}

fn show(
    req: &Req,
    of: Option<&Event>,
    d: &NewEvent,
    from: Option<&Evidence>,
    errors: Vec<FieldError>,
) -> Result<Resp, Fail> {
    let mut fields = fields(req, d, &errors)?;
    if let Some(e) = from {
        fields.push(parts::hidden_field("from", e.kind));
        fields.push(parts::hidden_field("id", &e.id.to_string()));
    }
    let (title, action, version, back) = match of {
        Some(e) => (
            "催しを直す",
            format!("{}/edit", path(e.id)),
            e.version.to_string(),
            (e.data.title.clone(), path(e.id)),
        ),
        None => (
            "催しを登録する",
            "/events/new".into(),
            String::new(),
            ("研修・啓発".to_string(), "/events".into()),
        ),
    };
    let lead = match (of, from) {
        (Some(_), _) => "日を変えると、棚卸表の済んでいない行の期限も動きます。".to_string(),
        (None, None) => "登録すると、種類に合った棚卸表ができます。公開はまだされません。".into(),
        (None, Some(e)) => format!(
            "「{}」から登録します。登録すると、種類に合った棚卸表ができます。公開はまだされません。",
            e.title
        ),
    };
    let body =
        form(req, &action, &fields, if of.is_some() { "保存する" } else { "登録する" }, &version);
    parts::page(req, title, "", Some((&back.0, &back.1)), errors, vec![parts::p(&lead), body])
}

/// What was posted, and what of it could not be read.
fn posted(req: &Req) -> Result<(NewEvent, Vec<FieldError>), Fail> {
    let mut wrong = Vec::new();
    let text = |name: &str| req.form.get(name).to_owned();
    let mut days = Vec::new();
    for n in 1..=DAYS {
        let name = format!("day{n}");
        let Some(day) = parts::posted_day(req, &name, &mut wrong) else { continue };
        let mut clock = |of: &str| match ui::dates::time(req.form.get(&format!("{of}{n}"))) {
            Ok(t) => t.unwrap_or_default(),
            Err(p) => {
                wrong.push(FieldError { field: format!("{of}{n}"), message: p.message });
                String::new()
            }
        };
        let (from, to) = (clock("from"), clock("to"));
        days.push(Day { day, from, to });
    }
    let mut targets = Vec::new();
    for p in &catalogue()?.professions {
        if let Some(n) = parts::posted_number(req, &format!("t.{}", p.code), &mut wrong) {
            targets.push((p.code.clone(), n));
        }
    }
    let new = NewEvent {
        kind: text("kind"),
        title: text("title"),
        aim: text("aim"),
        place: text("place"),
        hosts: text("hosts"),
        cosponsors: text("cosponsors"),
        funding: text("funding"),
        contact: text("contact"),
        link: text("link"),
        capacity: parts::posted_number(req, "capacity", &mut wrong),
        expected: parts::posted_number(req, "expected", &mut wrong),
        fee: parts::posted_number(req, "fee", &mut wrong).unwrap_or(0),
        together: req.form.get("together") == "1",
        days,
        targets,
    };
    Ok((new, wrong))
}

/// The bare name of what an event comes out of: its line ends with when and who in brackets.
fn name(e: &Evidence) -> String {
    let bare =
        e.title.strip_suffix('）').and_then(|t| t.rsplit_once('（')).map_or(&*e.title, |t| t.0);
    bare.chars().take(TITLE_MOST).collect()
}

/// GET /events/new
pub(super) fn new(req: &Req) -> Result<Resp, Fail> {
    let from = origin(req, &req.query)?;
    let d = NewEvent {
        funding: "none".into(),
        title: from.as_ref().map(name).unwrap_or_default(),
        ..NewEvent::default()
    };
    show(req, None, &d, from.as_ref(), vec![])
}

/// POST /events/new
pub(super) fn create(req: &Req) -> Result<Resp, Fail> {
    let (new, wrong) = posted(req)?;
    let from = origin(req, &req.form)?;
    if !wrong.is_empty() {
        return show(req, None, &new, from.as_ref(), wrong);
    }
    // by what was posted: a record that has gone meanwhile is said, not left out
    let (cmd, kind) = (new.clone(), req.form.get("from").to_owned());
    let of: Option<Id> = req.form.get("id").parse().ok();
    let added = req.act(move |cx| match (kind.as_str(), of) {
        ("", _) => change::add(cx, &cmd).map(path),
        (kind, Some(id)) => change::add_from(cx, &cmd, kind, id).map(path),
        (_, None) => Err(Error::NotFound),
    });
    match added {
        Ok(to) => Ok(Resp::go_saying(to, "登録しました。棚卸表を確かめてください")),
        Err(e) => show(req, None, &new, from.as_ref(), parts::errors(e)?),
    }
}

/// GET /events/{id}/edit
pub(super) fn edit(req: &Req) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let e = req.read(|cx| read::to_change(cx, id))?;
    show(req, Some(&e), &e.data, None, vec![])
}

/// POST /events/{id}/edit
pub(super) fn save(req: &Req) -> Result<Resp, Fail> {
    let id: EventId = req.id("id")?;
    let e = req.read(|cx| read::to_change(cx, id))?;
    let (new, wrong) = posted(req)?;
    if !wrong.is_empty() {
        return show(req, Some(&e), &new, None, wrong);
    }
    let version: i64 = req.form.get("_version").parse().unwrap_or(0);
    let cmd = new.clone();
    match req.act(move |cx| change::change(cx, id, &cmd, version).map(|()| path(id))) {
        Ok(to) => Ok(Resp::go_saying(to, "保存しました")),
        Err(Error::Stale { .. }) => {
            let message =
                "ほかの人がこの催しを直しました。内容を確かめて、もう一度保存してください".into();
            show(req, Some(&e), &new, None, vec![FieldError { field: String::new(), message }])
        }
        Err(e2) => show(req, Some(&e), &new, None, parts::errors(e2)?),
    }
}
