//! One consultation: what it says, what came of it, to whom it went, who changed what.
use app::{Error, may};
use askama::Template;
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};
use ui::field::DateValue;
use ui::{ErrorSummary, Field, FieldError, FieldKind, FormOpen, Html, Kv};

use super::fields::NO_NAMES;
use super::new::refusals;
use super::{beside, read};
use crate::model::case::Status;
use crate::model::year;
use crate::permissions;
use crate::store::cases::Handover;
use crate::use_cases::cancel as undo;
use crate::use_cases::correct::{Correct, correct};
use crate::use_cases::hand_over::{self as hand, HandOver};
use crate::use_cases::view::{self, Seen, Version};

struct Trail {
    head: String,
    what: String,
    meta: String,
    gone: String,
    back: Option<(FormOpen, Field)>,
}

struct Past {
    head: String,
    reason: String,
    changes: Vec<(&'static str, String, String)>,
}

#[derive(Template)]
#[template(path = "desk/one.html")]
struct Page {
    shell: ui::Shell,
    back: Html,
    number: String,
    title: String,
    gone: String,
    tag: ui::Tag,
    errors: ErrorSummary,
    writes: bool,
    edit: String,
    issue: String,
    has_issue: Option<String>,
    kv: Kv,
    state: FormOpen,
    state_fields: Vec<Field>,
    trail: Vec<Trail>,
    hand: FormOpen,
    hand_fields: Vec<Field>,
    hand_open: bool,
    solution: FormOpen,
    solution_fields: Vec<Field>,
    solution_open: bool,
    near: Html,
    history: Vec<Past>,
    cancel: FormOpen,
    why: Field,
    cancel_open: bool,
}

fn form(req: &Req, id: Id, tail: &str, version: i64) -> FormOpen {
    FormOpen {
        action: req.url(&format!("/desk/cases/{id}{tail}")),
        csrf: req.shell.csrf.clone(),
        key: req.new_key(),
        version: version.to_string(),
        today: req.app.now().date().to_string(),
        ..FormOpen::default()
    }
}

fn history(seen: &Seen) -> Vec<Past> {
    let mut out: Vec<Past> = Vec::new();
    let mut before: Option<&Version> = None;
    for v in &seen.versions {
        let word = if v.version == 1 { "記録" } else { v.state.label() };
        out.push(Past {
            head: format!("{}　{}　{}さん", ui::dates::moment(v.at), word, v.name),
            reason: v.reason.clone(),
            changes: before.map(|b| read::changes(&b.case, &v.case)).unwrap_or_default(),
        });
        before = Some(v);
    }
    out.reverse();
    out
}

/// The reason's field: one for each entry of the trail.
fn back_why(trail: Id) -> String {
    format!("back_why.{trail}")
}

fn trail(req: &Req, id: Id, writes: bool, all: &[Handover], errors: &[FieldError]) -> Vec<Trail> {
    all.iter()
        .map(|h| {
            let field =
                Field::new(back_why(h.id), "取り消す理由", FieldKind::text("")).error_from(errors);
            Trail {
                head: format!("{}　{}", wareki::long(h.day), h.receiver),
                what: h.what.clone(),
                meta: format!("{}　{}さん", h.how, h.name).trim().to_string(),
                gone: h.cancelled.as_ref().map_or(String::new(), |(at, who, why)| {
                    format!("取り消し　{}　{who}さん　{why}", ui::dates::moment(*at))
                }),
                back: (writes && h.cancelled.is_none())
                    .then(|| (form(req, id, &format!("/handovers/{}/cancel", h.id), 0), field)),
            }
        })
        .collect()
}

fn hand_fields(req: &Req, errors: &[FieldError]) -> Vec<Field> {
    let f = &req.form;
    let day = match f.has("hand_day.y") {
        true => ui::dates::posted(f.state(), "hand_day"),
        false => DateValue::from_iso(&req.app.now().date().to_string()),
    };
    let how = if f.has("how") { f.get("how") } else { "電話" };
    let long = FieldKind::LongText { value: f.get("what").into(), rows: 2, max: Some(500) };
    vec![
        Field::new("receiver", "つないだ先", FieldKind::text(f.get("receiver")))
            .hint("例 ○○地域包括支援センター。お名前は書かないでください"),
        Field::new("hand_day", "つないだ日", FieldKind::Date(day)),
        Field::new("what", "つないだ内容", long).hint(NO_NAMES),
        Field::new("how", "伝え方", FieldKind::text(how)),
    ]
    .into_iter()
    .map(|f| f.error_from(errors))
    .collect()
}

fn show(req: &Req, errors: &[FieldError]) -> Result<Resp, Fail> {
    let id: Id = req.id("case")?;
    let (seen, writes) = req.read(|cx| Ok((view::view(cx, id)?, may(cx, &permissions::WRITE)?)))?;
    let (k, c) = (&seen.kept, &seen.kept.case);
    let writes = writes && k.live;
    let wrong = |names: &[&str]| errors.iter().any(|e| names.contains(&e.field.as_str()));
    let gone = match (k.live, seen.versions.last()) {
        (false, Some(v)) => format!(
            "この相談は取り消されています（{}　{}さん　理由：{}）。件数には入りません。",
            ui::dates::moment(v.at),
            v.name,
            v.reason
        ),
        _ => String::new(),
    };
    let kind = if c.status == Status::Open { ui::TagKind::Due } else { ui::TagKind::Ok };
    let given = |name: &str, kept: &str| match req.form.has(name) {
        true => req.form.get(name).to_string(),
        false => kept.to_string(),
    };
    let follow = match req.form.has("follow_on.y") {
        true => ui::dates::posted(req.form.state(), "follow_on"),
        false => DateValue::from_iso(c.follow_on.as_deref().unwrap_or("")),
    };
    let solved = given("solved_year", &c.solved_year.map(year::short).unwrap_or_default());
    let long =
        FieldKind::LongText { value: given("solution", &c.solution), rows: 2, max: Some(2_000) };
    let solution_names = ["solved_year", "solution", "public_who", "public_what"];
    let page = Page {
        back: ui::back("相談の一覧", req.url("/desk/cases")),
        number: format!("{}-{}", year::short(k.year), k.number),
        title: c.who(),
        gone,
        tag: ui::tag(kind, c.status.label()),
        errors: ErrorSummary::of(errors),
        writes,
        edit: req.url(&format!("/desk/cases/{id}/edit")),
        issue: req.url(&format!("/issues/new?from=desk.case&id={id}")),
        has_issue: c.issue.map(|i| req.url(&format!("/issues/{i}"))),
        kv: Kv {
            rows: read::answers(c)
                .into_iter()
                .filter(|(_, t)| !t.is_empty())
                .map(|(l, t)| (l.into(), t.into()))
                .chain([(
                    "受付者".into(),
                    format!("{}さん{}", k.taker, if k.imported { "（ファイルから）" } else { "" })
                        .into(),
                )])
                .collect(),
            ..Kv::default()
        },
        state: form(req, id, "/state", k.version),
        state_fields: match c.status {
            Status::Open => vec![
                Field::new("follow_on", "つぎに確かめる日", FieldKind::Date(follow))
                    .error_from(errors),
            ],
            Status::Closed => Vec::new(),
        },
        trail: trail(req, id, writes, &seen.handed, errors),
        hand: form(req, id, "/handovers", 0),
        hand_fields: hand_fields(req, errors),
        hand_open: wrong(&["receiver", "hand_day", "what", "how"]),
        solution: form(req, id, "/solution", k.version),
        solution_fields: vec![
            Field::new("solved_year", "解決策を実施した年度", FieldKind::text(solved))
                .hint("例 R8、令和8年度"),
            Field::new("solution", "実施したこと", long).hint(NO_NAMES),
            Field::new(
                "public_who",
                "公表するときの相談者",
                FieldKind::text(given("public_who", &c.public_who)),
            )
            .hint("例 病院連携室。空けると、公表用の表には載りません"),
            Field::new(
                "public_what",
                "公表するときの内容",
                FieldKind::text(given("public_what", &c.public_what)),
            )
            .hint("公表されます。だれのことか分かる書き方をしないでください"),
        ]
        .into_iter()
        .map(|f| f.error_from(errors))
        .collect(),
        solution_open: wrong(&solution_names),
        near: beside::likes(req, &seen.near),
        history: history(&seen),
        cancel: form(req, id, "/cancel", k.version),
        why: Field::new("why", "取り消す理由", FieldKind::text(given("why", "")))
            .hint("例 同じ相談を2回記録した。記録は残り、件数から外れます")
            .error_from(errors),
        cancel_open: wrong(&["why"]),
        shell: req.titled("相談"),
    };
    let status = if errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// GET /desk/cases/{case}
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, &[])
}

fn answered(req: &Req, done: Result<String, Error>, said: &str) -> Result<Resp, Fail> {
    match done {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(Error::KeyReused { earlier }) => Ok(Resp::go(earlier)),
        Err(Error::Stale { .. }) => show(
            req,
            &[FieldError {
                field: String::new(),
                message: "開いているあいだに、ほかの画面で直されました。いまの内容をたしかめて、もう一度押してください".into(),
            }],
        ),
        Err(e) => show(req, &refusals(e)?),
    }
}

fn changed(
    req: &Req,
    said: &str,
    why: &'static str,
    change: impl Fn(&mut crate::model::case::Case) + Send + Sync + 'static,
) -> Result<Resp, Fail> {
    let id: Id = req.id("case")?;
    let base: i64 = req.form.get("_version").parse().unwrap_or(0);
    let done = req.act(move |cx| {
        let mut case = view::view(cx, id)?.kept.case;
        change(&mut case);
        correct(cx, &Correct { id, base, case, why: why.into() })?;
        Ok(format!("/desk/cases/{id}"))
    });
    answered(req, done, said)
}

/// POST /desk/cases/{case}/state: 終了, 対応中にもどす, つぎに確かめる日.
pub(super) fn state(req: &Req) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    match req.form.get("to") {
        "closed" => {
            changed(req, "終了にしました", "終了にした", |c| c.status = Status::Closed)
        }
        "open" => changed(req, "対応中にもどしました", "対応中にもどした", |c| {
            c.status = Status::Open
        }),
        _ => match ui::dates::iso(&ui::dates::posted(req.form.state(), "follow_on"), today) {
            Ok(day) => changed(
                req,
                "つぎに確かめる日を保存しました",
                "つぎに確かめる日を変えた",
                move |c| {
                    c.follow_on = day.clone();
                },
            ),
            Err(e) => show(req, &[FieldError { field: "follow_on".into(), message: e.message }]),
        },
    }
}

/// POST /desk/cases/{case}/solution
pub(super) fn solution(req: &Req) -> Result<Resp, Fail> {
    let typed = req.form.get("solved_year").to_string();
    let solved = office::intake::year(&typed);
    if !typed.is_empty() && solved.is_none() {
        let message = "年度は「R8」「令和8年度」「2026」のように入力してください".into();
        return show(req, &[FieldError { field: "solved_year".into(), message }]);
    }
    let [words, who, what] =
        ["solution", "public_who", "public_what"].map(|n| req.form.get(n).to_string());
    changed(req, "解決策を保存しました", "解決策を書いた", move |c| {
        c.solved_year = solved;
        c.solution.clone_from(&words);
        c.public_who.clone_from(&who);
        c.public_what.clone_from(&what);
    })
}

/// POST /desk/cases/{case}/cancel
pub(super) fn cancel(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("case")?;
    let why = req.form.get("why").to_string();
    let done = req.act(move |cx| {
        undo::cancel(cx, id, &why)?;
        Ok(format!("/desk/cases/{id}"))
    });
    answered(req, done, "相談を取り消しました")
}

/// POST /desk/cases/{case}/handovers
pub(super) fn hand_over(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("case")?;
    let f = &req.form;
    let day = ui::dates::iso(&ui::dates::posted(f.state(), "hand_day"), req.app.now().date());
    let day = match day {
        Ok(d) => d.unwrap_or_default(),
        Err(e) => {
            return show(req, &[FieldError { field: "hand_day".into(), message: e.message }]);
        }
    };
    let cmd = HandOver {
        day,
        receiver: f.get("receiver").into(),
        what: f.get("what").into(),
        how: f.get("how").into(),
    };
    let done = req.act(move |cx| {
        hand::hand_over(cx, id, &cmd)?;
        Ok(format!("/desk/cases/{id}"))
    });
    answered(req, done, "つないだことを記録しました")
}

/// POST /desk/cases/{case}/handovers/{handover}/cancel
pub(super) fn hand_back(req: &Req) -> Result<Resp, Fail> {
    let (id, one): (Id, Id) = (req.id("case")?, req.id("trail")?);
    let why = req.form.get(&back_why(one)).to_string();
    let done = req.act(move |cx| {
        hand::take_back(cx, id, one, &why)?;
        Ok(format!("/desk/cases/{id}"))
    });
    match done {
        Err(Error::Invalid(_)) => {
            let message = "理由を、200字までで入力してください".into();
            show(req, &[FieldError { field: back_why(one), message }])
        }
        other => answered(req, other, "取り消しました。記録は残っています"),
    }
}
