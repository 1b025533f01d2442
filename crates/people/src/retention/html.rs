//! Pages of retention: what is due as numbers, holds, the proposal and its confirmation, the certificate.
use std::collections::BTreeMap;

use app::Error;
use askama::Template;
use kernel::{Hat, Id, wareki};
use slice::{Audit, Fail, NavItem, Req, Resp, Route};
use ui::dates::{self, moment};
use ui::field::{DatePart, Field, FieldKind, Opt};
use ui::{ErrorSummary, FieldError, FormOpen, Html, Shell};

use super::certificate::{self, kind_words};
use super::model::{Due, Rules, number};
use super::permissions::RETENTION;
use super::store::{Purge, State};
use super::use_cases::{AT_ONCE, Overview, hold, overview, purge};

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/retention", &RETENTION, Audit::Act, page),
        Route::post("/retention/holds", &RETENTION, Audit::Act, set_hold),
        Route::post("/retention/holds/{hold}/lift", &RETENTION, Audit::Act, lift),
        Route::post("/retention/purges", &RETENTION, Audit::Act, propose),
        Route::get("/retention/purges/{purge}", &RETENTION, Audit::Act, purge_page),
        Route::post("/retention/purges/{purge}/confirm", &RETENTION, Audit::Act, confirm),
        Route::post("/retention/purges/{purge}/refuse", &RETENTION, Audit::Act, refuse),
        Route::get("/retention/purges/{purge}/certificate", &RETENTION, Audit::Act, print),
    ]
}

/// The navigation.
pub(crate) fn nav() -> Vec<NavItem> {
    fn label(_: Hat) -> &'static str {
        "保存期間"
    }
    vec![NavItem { label, href: "/retention", rank: 96, permission: &RETENTION }]
}

/// A standing hold with its form.
struct HoldLine {
    title: String,
    meta: String,
    form: Option<(FormOpen, Field)>,
}

#[derive(Template)]
#[template(path = "retention/overview.html")]
struct Page {
    shell: Shell,
    errors: ErrorSummary,
    kinds: Vec<(String, String, String)>,
    source: String,
    due: usize,
    at_once: usize,
    by_year: Vec<(String, usize)>,
    waiting: Option<(String, String)>,
    propose: FormOpen,
    propose_fields: Vec<Field>,
    hold: FormOpen,
    hold_open: bool,
    hold_fields: Vec<Field>,
    holds: Vec<HoldLine>,
    purges: Vec<(String, String, String)>,
}

/// What was typed, and at which form it went wrong.
#[derive(Default)]
struct Wrong {
    at: String,
    errors: Vec<FieldError>,
}

impl Wrong {
    fn of(&self, form: &str) -> &[FieldError] {
        if self.at == form { &self.errors } else { &[] }
    }
}

fn errors_of(all: Vec<app::FieldError>) -> Vec<FieldError> {
    all.into_iter().map(|f| FieldError { field: f.field, message: f.message }).collect()
}

fn form(shell: &Shell, id: &str, to: &str, key: String) -> FormOpen {
    FormOpen {
        id: id.into(),
        action: shell.url(to),
        csrf: shell.csrf.clone(),
        key,
        ..FormOpen::default()
    }
}

fn state(p: &Purge) -> String {
    let decided = p.decided_at.map(moment).unwrap_or_default();
    match p.state {
        State::Proposed => "確認を待っています".into(),
        State::Done => format!("消去しました（{decided}　{}）", p.decided_by),
        State::Refused => format!("取り下げました（{decided}　{}）", p.decided_by),
    }
}

fn draw(
    mut shell: Shell,
    o: &Overview,
    typed: &slice::Form,
    wrong: &Wrong,
    mut key: impl FnMut() -> String,
    today: kernel::Date,
) -> Result<Page, Error> {
    shell.title = "記録の保存期間".into();
    let rules = Rules::shipped()?;
    let of = |at: &str, name: &str| {
        if wrong.at == at { typed.get(name).to_owned() } else { String::new() }
    };
    let mut by_year: BTreeMap<i16, usize> = BTreeMap::new();
    for d in &o.due {
        *by_year.entry(d.closed_on.year()).or_default() += 1;
    }
    let path = |p: &Purge| shell.url(&format!("/retention/purges/{}", p.id));
    let waiting = o.purges.iter().find(|p| p.state == State::Proposed);
    let long = |value| FieldKind::LongText { value, rows: 2, max: Some(300) };
    let holds = o
        .holds
        .iter()
        .map(|h| {
            let at = format!("lift-{}", h.id);
            let errors: Vec<FieldError> = wrong
                .of(&at)
                .iter()
                .map(|e| FieldError { field: at.clone(), message: e.message.clone() })
                .collect();
            HoldLine {
                title: format!("整理番号 {}", number(h.resident)),
                meta: match &h.lifted {
                    Some((when, by, why)) => format!(
                        "{}（{}　{}）。{} に解きました: {why}（{by}）",
                        h.reason,
                        h.by,
                        moment(h.at),
                        moment(*when)
                    ),
                    None => format!("{}（{}　{}）", h.reason, h.by, moment(h.at)),
                },
                form: h.lifted.is_none().then(|| {
                    let open = form(
                        &shell,
                        &format!("f-{at}"),
                        &format!("/retention/holds/{}/lift", h.id),
                        key(),
                    );
                    let field = Field::new(&at, "保留を解く理由", FieldKind::text(of(&at, &at)))
                        .required()
                        .error_from(&errors);
                    (open, field)
                }),
            }
        })
        .collect();
    Ok(Page {
        errors: ErrorSummary::of(&wrong.errors),
        kinds: rules
            .kinds
            .iter()
            .map(|k| {
                let check = if k.verify { "（地域の条例で、要確認）" } else { "" };
                (k.label.clone(), format!("{}年", k.years), format!("{}{check}", k.basis))
            })
            .collect(),
        source: rules.source.clone(),
        due: o.due.len(),
        at_once: AT_ONCE,
        by_year: by_year.into_iter().map(|(y, n)| (format!("{y}年に完結"), n)).collect(),
        waiting: waiting.map(|p| (path(p), format!("{}人・{}　{}", p.n, p.by, moment(p.at)))),
        propose_fields: vec![
            Field::new(
                "until",
                "いつまでに保存期間がすぎた方か",
                FieldKind::Date(match wrong.at.as_str() {
                    "propose" => ui::field::DateValue {
                        bad: wrong
                            .errors
                            .iter()
                            .any(|e| e.field == "until")
                            .then_some(DatePart::Whole),
                        ..dates::posted(typed.state(), "until")
                    },
                    _ => dates::boxes(&today.to_string()),
                }),
            )
            .required()
            .error_from(wrong.of("propose")),
            Field::new("reason", "理由", long(of("propose", "reason")))
                .hint("例：年に1回の見直しのため")
                .required()
                .error_from(wrong.of("propose")),
        ],
        hold_fields: vec![
            Field::new("number", "整理番号", FieldKind::text(of("hold", "number")))
                .hint("その方のページの「だれが見たか」に出ている10けたの番号")
                .required()
                .error_from(wrong.of("hold")),
            Field::new("hold_reason", "保留にする理由", long(of("hold", "hold_reason")))
                .hint("例：裁判所からの照会のため")
                .required()
                .error_from(wrong.of("hold")),
        ],
        propose: form(&shell, "propose", "/retention/purges", key()),
        hold: form(&shell, "hold", "/retention/holds", key()),
        hold_open: wrong.at == "hold",
        holds,
        purges: o
            .purges
            .iter()
            .map(|p| {
                (
                    path(p),
                    format!("{}人　{}", p.n, state(p)),
                    format!("{}（{}　{}）", p.reason, p.by, moment(p.at)),
                )
            })
            .collect(),
        shell,
    })
}

fn show(req: &Req, wrong: &Wrong, status: u16) -> Result<Resp, Fail> {
    let o = req.read(overview)?;
    let today = req.app.now().date();
    let page = draw(req.shell.clone(), &o, &req.form, wrong, || req.new_key(), today)?;
    Ok(Resp::page(page.render())?.status(status))
}

fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, &Wrong::default(), 200)
}

/// The page again with what went wrong, or on.
fn on(
    req: &Req,
    at: &str,
    rename: (&str, &str),
    done: Result<String, Error>,
    said: &str,
) -> Result<Resp, Fail> {
    match done {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(e) => match Fail::fields(&e) {
            Some(all) => {
                let mut errors = errors_of(all);
                for e in errors.iter_mut().filter(|e| e.field == rename.0) {
                    e.field = rename.1.to_owned();
                }
                show(req, &Wrong { at: at.into(), errors }, 422)
            }
            None => Err(e.into()),
        },
    }
}

fn set_hold(req: &Req) -> Result<Resp, Fail> {
    let (n, why) = (req.form.get("number").to_owned(), req.form.get("hold_reason").to_owned());
    let done = req.act(move |cx| {
        hold::set(cx, &n, &why)?;
        Ok("/retention".into())
    });
    on(req, "hold", ("reason", "hold_reason"), done, "保留にしました。解くまで、消去されません")
}

fn lift(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("hold")?;
    let name = format!("lift-{id}");
    let why = req.form.get(&name).to_owned();
    let done = req.act(move |cx| {
        hold::lift(cx, id, &why)?;
        Ok("/retention".into())
    });
    on(req, &name, ("reason", &name), done, "保留を解きました")
}

fn propose(req: &Req) -> Result<Resp, Fail> {
    let typed = dates::date(&dates::posted(req.form.state(), "until"), req.app.now().date());
    let until = match typed {
        Ok(Some(day)) => day,
        other => {
            let message =
                other.err().map_or("日を入力してください".into(), |p| p.message);
            let errors = vec![FieldError { field: "until".into(), message }];
            return show(req, &Wrong { at: "propose".into(), errors }, 422);
        }
    };
    let cmd = purge::Propose { until, reason: req.form.get("reason").to_owned() };
    let done = req.act(move |cx| Ok(format!("/retention/purges/{}", purge::propose(cx, &cmd)?)));
    on(req, "propose", ("", ""), done, "消去の案を作りました。別の人の確認を待っています")
}

#[derive(Template)]
#[template(path = "retention/purge.html")]
struct PurgePage {
    shell: Shell,
    back: Html,
    errors: ErrorSummary,
    state: String,
    n: i64,
    hash: String,
    reason: String,
    by: String,
    /// Who proposed it, for who confirms.
    first: String,
    /// Who confirmed it, or that it must be somebody else.
    second: String,
    rule: String,
    list: Vec<(String, String)>,
    erased: Vec<(String, i64)>,
    certificate: Option<String>,
    /// The two forms, while it waits; the first only for another person.
    confirm: Option<(FormOpen, Field)>,
    refuse: Option<FormOpen>,
}

fn draw_purge(
    mut shell: Shell,
    (p, items): &(Purge, Vec<Due>),
    other: bool,
    errors: &[FieldError],
    mut key: impl FnMut() -> String,
) -> Result<PurgePage, Error> {
    shell.title = "記録の消去".into();
    let rules = Rules::shipped()?;
    let open = p.state == State::Proposed;
    let to = |what: &str| format!("/retention/purges/{}/{what}", p.id);
    let sure = vec![Opt::new("yes", "元にもどせないことを確かめました")];
    Ok(PurgePage {
        back: ui::back("記録の保存期間", shell.url("/retention")),
        errors: ErrorSummary::of(errors),
        state: state(p),
        n: p.n,
        hash: p.hash.clone(),
        reason: p.reason.clone(),
        by: format!("{}　{}", p.by, moment(p.at)),
        first: p.by.clone(),
        second: match p.state {
            State::Proposed => "まだです。1人目とは別の人です".into(),
            State::Done => {
                format!("{}　{}", p.decided_by, p.decided_at.map(moment).unwrap_or_default())
            }
            State::Refused => "確かめられずに、取り下げられました".into(),
        },
        rule: p.rule.clone(),
        list: items
            .iter()
            .map(|d| (number(d.resident), format!("完結 {}", wareki::long(d.closed_on))))
            .collect(),
        erased: p.erased.iter().map(|(k, n)| (kind_words(rules, k), *n)).collect(),
        certificate: (p.state == State::Done).then(|| shell.url(&to("certificate"))),
        confirm: (open && other).then(|| {
            let field = Field::new("sure", "確認", FieldKind::checks(Vec::new(), sure)).required();
            let form = FormOpen {
                version: p.hash.clone(),
                ..form(&shell, "confirm", &to("confirm"), key())
            };
            (form, field.error_from(errors))
        }),
        refuse: open.then(|| form(&shell, "refuse", &to("refuse"), key())),
        shell,
    })
}

fn show_purge(req: &Req, errors: &[FieldError], status: u16) -> Result<Resp, Fail> {
    let id: Id = req.id("purge")?;
    let found = req.read(move |cx| purge::open(cx, id))?;
    let other = !crate::exports::own(req)?.contains(&found.0.by_account);
    let page = draw_purge(req.shell.clone(), &found, other, errors, || req.new_key())?;
    Ok(Resp::page(page.render())?.status(status))
}

fn purge_page(req: &Req) -> Result<Resp, Fail> {
    show_purge(req, &[], 200)
}

fn decided(req: &Req, done: Result<String, Error>, said: &str) -> Result<Resp, Fail> {
    match done {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(e) => match Fail::fields(&e) {
            Some(all) => show_purge(req, &errors_of(all), 422),
            None => Err(e.into()),
        },
    }
}

fn confirm(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("purge")?;
    let (hash, sure) = (req.form.get("_version").to_owned(), req.form.get("sure") == "yes");
    let own = crate::exports::own(req)?;
    let done = req.act(move |cx| {
        purge::confirm(cx, id, &hash, sure, &own)?;
        Ok(format!("/retention/purges/{id}"))
    });
    decided(req, done, "消去しました。証明書を印刷して、綴じてください")
}

fn refuse(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("purge")?;
    let done = req.act(move |cx| {
        purge::refuse(cx, id)?;
        Ok("/retention".into())
    });
    decided(req, done, "消去の案を取り下げました。何も消えていません")
}

fn print(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("purge")?;
    let (p, items) = req.read(move |cx| purge::open(cx, id))?;
    if p.state != State::Done {
        return Err(Fail::NotFound);
    }
    let office = req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default();
    Ok(Resp::print(certificate::job(&req.shell, &office, &p, &items)?))
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
