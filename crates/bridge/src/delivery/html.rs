//! お知らせの届け方 (one's own), 届けの具合 (who watches).
use app::mail::MailError;
use askama::Template;
use slice::{Audit, Fail, Req, Resp, Route};
use ui::field::{Input, TextKind};
use ui::{Field, FieldError, FieldKind, Kv, Opt, Shell};

use super::model::{self, Way};
use super::push::html as devices;
use super::use_cases as act;
use crate::model::code::Fresh;
use crate::permissions as p;

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/me/delivery", &p::OWN, Audit::Act, page),
        Route::post("/me/delivery", &p::OWN, Audit::Act, prefer),
        Route::post("/me/delivery/address", &p::OWN, Audit::Act, address),
        Route::post("/me/delivery/confirm", &p::OWN, Audit::Act, confirm),
        Route::post("/me/delivery/remove", &p::OWN, Audit::Act, remove),
        Route::post("/me/delivery/devices", &p::OWN, Audit::Act, devices::subscribe),
        Route::post("/me/delivery/devices/{device}/remove", &p::OWN, Audit::Act, devices::remove),
        Route::get("/delivery", &p::HEALTH, Audit::Act, watch),
    ]
}

#[derive(Template)]
#[template(path = "bridge/delivery.html")]
struct Page {
    shell: Shell,
    errors: Vec<FieldError>,
    sends: bool,
    address: String,
    confirmed: bool,
    bounced: bool,
    field: Field,
    code: Field,
    /// The open half of the installation's key; none where it pushes nothing.
    push: Option<String>,
    /// A PC used by several persons.
    shared: bool,
    worker: String,
    scope: String,
    devices: Vec<devices::Line>,
    has_device: bool,
    ways: Vec<Field>,
    pushes: Vec<Field>,
    quiet: Vec<Field>,
    fixed: bool,
    keys: [String; 5],
}

fn hhmm(m: i64) -> String {
    format!("{}:{:02}", m / 60, m % 60)
}

fn time_field(name: &str, label: &str, value: String) -> Field {
    Field::new(
        name,
        label,
        FieldKind::Text(Input { value, kind: TextKind::Time, ..Input::default() }),
    )
}

pub(super) fn show(req: &Req, wrong: Vec<FieldError>) -> Result<Resp, Fail> {
    let own = req.read(act::own)?;
    let f = &req.form;
    let typed = |name: &str, stored: Option<i64>| {
        if f.has(name) { f.get(name).to_string() } else { stored.map(hhmm).unwrap_or_default() }
    };
    let stored = own.quiet;
    let opts = || Way::ALL.iter().map(|w| Opt::new(w.1, w.2)).collect::<Vec<_>>();
    let shown = |kind: &str, g: &str, w: Way| {
        let name = format!("{kind}.{g}");
        let chosen = if f.has(&name) { f.get(&name).to_string() } else { w.code().to_string() };
        Field::new(name, model::label(g), FieldKind::select(chosen, opts()))
    };
    let mail = FieldKind::Text(Input {
        value: f.get("address").into(),
        kind: TextKind::Mail,
        autocomplete: "email".into(),
        ..Input::default()
    });
    let page = Page {
        sends: req.app.mailer().is_some(),
        address: own.address.as_ref().map(|a| a.address.clone()).unwrap_or_default(),
        confirmed: own.address.as_ref().is_some_and(|a| a.confirmed_at.is_some()),
        bounced: own.address.as_ref().is_some_and(|a| a.bounced_at.is_some()),
        field: Field::new("address", "メールアドレス", mail)
            .hint("このアドレスに番号を送ります")
            .error_from(&wrong),
        code: Field::new("code", "届いた番号", FieldKind::text(""))
            .hint("8文字。30分のあいだ使えます")
            .error_from(&wrong),
        push: req.app.pusher().map(|p| p.public().to_string()),
        shared: !req.visitor().shared.is_empty(),
        worker: format!("{}/assets/{}", req.shell.base, devices::WORKER),
        scope: req.url("/me/delivery"),
        has_device: own.devices.iter().any(|d| d.ended_at.is_none()),
        devices: own.devices.iter().map(|d| devices::line(req, d)).collect(),
        ways: own.ways.iter().map(|(g, w, _)| shown("way", g, *w)).collect(),
        pushes: own.ways.iter().map(|(g, _, w)| shown("push", g, *w)).collect(),
        quiet: vec![
            time_field(
                "quiet_from",
                "止める時刻（から）",
                typed("quiet_from", stored.map(|q| q.0)),
            )
            .hint("例 20:00。空らんなら止めません")
            .error_from(&wrong),
            time_field("quiet_to", "止める時刻（まで）", typed("quiet_to", stored.map(|q| q.1)))
                .error_from(&wrong),
        ],
        fixed: act::fixed_hours(req.hat()),
        keys: std::array::from_fn(|_| req.new_key()),
        shell: req.titled("お知らせの届け方"),
        errors: wrong,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

pub(super) fn wrong(field: &str, message: &str) -> Vec<FieldError> {
    vec![FieldError { field: field.into(), message: message.into() }]
}

pub(super) fn errors(e: app::Error) -> Result<Vec<FieldError>, Fail> {
    match Fail::fields(&e) {
        Some(all) => {
            Ok(all.into_iter().map(|e| FieldError { field: e.field, message: e.message }).collect())
        }
        None => Err(e.into()),
    }
}

/// Sends a code to the address, outside any transaction, and keeps its hash only when the server has taken it.
fn address(req: &Req) -> Result<Resp, Fail> {
    let Some(to) = model::address(req.form.get("address")) else {
        return show(
            req,
            wrong("address", "メールアドレスをたしかめてください（例 tantou@example.jp）"),
        );
    };
    let Some(mailer) = req.app.mailer() else {
        return show(
            req,
            wrong(
                "address",
                "この Yui は、メールを送る設定になっていません。お知らせは、画面で読めます",
            ),
        );
    };
    if let Err(e) = req.app.read(req.actor()?, act::may_ask) {
        return show(req, errors(e)?);
    }
    let code = Fresh::draw(&req.app).code();
    let home = format!("{}/{}", mailer.origin(), req.app.region().slug);
    let mut bytes = [0; 16];
    req.app.random(&mut bytes);
    let id = kernel::Id::from_bytes(bytes);
    match mailer.send(&model::confirm_mail(id, &to, &code, &home)) {
        Ok(()) => {}
        Err(MailError::Refused(_)) => {
            return show(
                req,
                wrong("address", "このアドレスには届きませんでした。たしかめてください"),
            );
        }
        Err(MailError::Later(why)) => {
            return show(
                req,
                wrong("address", &format!("{why}。しばらくしてから、もう一度押してください")),
            );
        }
    }
    match req.act(move |cx| act::ask(cx, &to, &code).map(|()| "/me/delivery".into())) {
        Ok(to) => Ok(Resp::go_saying(to, "番号を送りました。届いた番号を入れてください")),
        Err(e) => show(req, errors(e)?),
    }
}

fn confirm(req: &Req) -> Result<Resp, Fail> {
    let typed = req.form.get("code").to_string();
    match req.app.write(req.actor()?, move |cx| act::confirm(cx, &typed)) {
        Ok(true) => Ok(Resp::go_saying("/me/delivery", "メールアドレスを確かめました")),
        Ok(false) => show(
            req,
            wrong(
                "code",
                "番号がちがうか、30分が過ぎました。もう一度入れるか、番号を送り直してください",
            ),
        ),
        Err(e) => Err(e.into()),
    }
}

fn remove(req: &Req) -> Result<Resp, Fail> {
    let to = req.act(|cx| act::remove(cx).map(|()| "/me/delivery".into()))?;
    Ok(Resp::go_saying(to, "メールアドレスを消しました。お知らせは、画面で読めます"))
}

fn minute(typed: &str) -> Option<i64> {
    let t = directory::model::window::time(typed)?;
    Some(i64::from(t.hour()) * 60 + i64::from(t.minute()))
}

fn prefer(req: &Req) -> Result<Resp, Fail> {
    let f = &req.form;
    // a way that the page did not ask for stays as it is
    let now = req.read(act::own)?.ways;
    let typed = |kind: &str, g: &str, w| Way::from_code(f.get(&format!("{kind}.{g}"))).unwrap_or(w);
    let ways: Vec<_> = now
        .into_iter()
        .map(|(g, mail, push)| (g.to_string(), typed("way", g, mail), typed("push", g, push)))
        .collect();
    let (from, to) = (f.get("quiet_from").trim(), f.get("quiet_to").trim());
    let quiet = match (from.is_empty(), to.is_empty()) {
        (true, true) => None,
        _ => match (minute(from), minute(to)) {
            (Some(a), Some(b)) => Some((a, b)),
            (None, _) => return show(req, wrong("quiet_from", "20:00 のように入力してください")),
            (_, None) => return show(req, wrong("quiet_to", "8:00 のように入力してください")),
        },
    };
    match req.act(move |cx| act::prefer(cx, &ways, quiet).map(|()| "/me/delivery".into())) {
        Ok(to) => Ok(Resp::go_saying(to, "届け方を変えました")),
        Err(e) => show(req, errors(e)?),
    }
}

#[derive(Template)]
#[template(path = "bridge/watch.html")]
struct Watch {
    shell: Shell,
    sends: bool,
    mail: Kv,
    letters: Kv,
    last: Option<(String, String)>,
    pushes: bool,
    push: Kv,
    push_last: Option<(String, String)>,
    alarms: Vec<String>,
}

fn watch(req: &Req) -> Result<Resp, Fail> {
    let w = req.read(act::watch)?;
    let h = &w.health;
    let of =
        |all: &[(String, i64)], state: &str| all.iter().find(|s| s.0 == state).map_or(0, |s| s.1);
    let n = |state: &str| of(&h.states, state);
    let p = |state: &str| of(&w.push.states, state);
    let count = |n: i64| ui::Html::text(format!("{n}件"));
    let mut mail: Vec<(ui::Html, ui::Html)> = vec![
        ("送ったメール".into(), count(n("sent"))),
        ("これから送るメール".into(), count(n("waiting") + n("daily"))),
        ("読まれたので送らなかったもの".into(), count(n("dropped"))),
        ("届かないアドレスだったもの".into(), count(n("bounced"))),
        ("送れなかったもの".into(), count(n("failed"))),
        ("確かめたアドレス".into(), count(h.addresses.get(1).copied().unwrap_or(0))),
        ("いま止めているアドレス".into(), count(h.addresses.get(2).copied().unwrap_or(0))),
    ];
    if let Some(at) = h.oldest {
        mail.push(("いちばん古い、待っているメール".into(), crate::html::moment(at).into()));
    }
    let mut push: Vec<(ui::Html, ui::Html)> = vec![
        ("送った通知".into(), count(p("sent"))),
        ("これから送る通知".into(), count(p("waiting") + p("daily"))),
        ("読まれたので送らなかったもの".into(), count(p("dropped"))),
        ("登録がなくなっていたもの".into(), count(p("gone"))),
        ("送れなかったもの".into(), count(p("failed"))),
        ("通知を受け取る端末".into(), ui::Html::text(format!("{}台", w.push.devices[0]))),
        ("登録がなくなって外した端末".into(), ui::Html::text(format!("{}台", w.push.devices[1]))),
    ];
    if let Some(at) = w.push.oldest {
        push.push(("いちばん古い、待っている通知".into(), crate::html::moment(at).into()));
    }
    let told = |last: &Option<(kernel::At, String)>| {
        last.as_ref().map(|(at, why)| (crate::html::moment(*at), why.clone()))
    };
    let [sent, opened, answered, closed] = w.letters;
    let page = Watch {
        sends: req.app.mailer().is_some(),
        mail: Kv { rows: mail, ..Kv::default() },
        letters: Kv {
            rows: vec![
                ("送った書類".into(), count(sent)),
                ("番号で開かれたもの".into(), count(opened)),
                ("返事があったもの".into(), count(answered)),
                ("番号のまちがいで閉じたもの".into(), count(closed)),
            ],
            ..Kv::default()
        },
        last: told(&h.last),
        pushes: req.app.pusher().is_some(),
        push: Kv { rows: push, ..Kv::default() },
        push_last: told(&w.push.last),
        alarms: w
            .alarms
            .iter()
            .map(|(at, n)| format!("{}　10分に{n}回以上の番号ちがい", crate::html::moment(*at)))
            .collect(),
        shell: req.titled("届けの具合"),
    };
    Resp::page(page.render())
}
