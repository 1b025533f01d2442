//! 職員: an organisation's people as its administrator sees them: who is in, who leaves, who is to be confirmed, and a
//! person's page with the few things that can be done.
use app::Error;
use askama::Template;
use kernel::{Hat, wareki};
use slice::{Fail, Form, Req, Resp};
use ui::dates;
use ui::field::{DatePart, Field, FieldKind, Opt};

use super::signing;
use crate::model::{NewAccount, Organisation, OrganisationKind};
use crate::use_cases::staff::{self, Member};
use crate::use_cases::{invite, look_up, temporary};
use crate::{AccountId, OrganisationId};

struct Line {
    id: String,
    name: String,
    meta: String,
    tag: Option<ui::Tag>,
    open: bool,
}

#[derive(Template)]
#[template(path = "accounts/staff.html")]
struct List {
    shell: ui::Shell,
    office: String,
    org: String,
    lines: Vec<Line>,
    gone: Vec<Line>,
    to_confirm: usize,
    crews: bool,
    season: bool,
}

/// Shown to who does not look after the people: whom to ask.
#[derive(Template)]
#[template(path = "accounts/staff_whom.html")]
struct Whom {
    shell: ui::Shell,
    office: String,
    own: bool,
    admins: Vec<String>,
    invites: bool,
}

#[derive(Template)]
#[template(path = "accounts/staff_member.html")]
struct One {
    shell: ui::Shell,
    office: String,
    org: String,
    id: String,
    name: String,
    hat: String,
    facts: Vec<(&'static str, String)>,
    open: bool,
    admin: bool,
    me: bool,
    errors: Vec<ui::FieldError>,
    leaves: Field,
    hat_field: Field,
    hours: Field,
    reason: Field,
    real: bool,
    keys: [String; 6],
}

#[derive(Template)]
#[template(path = "accounts/staff_invite.html")]
struct Invite {
    shell: ui::Shell,
    office: String,
    org: String,
    errors: Vec<ui::FieldError>,
    fields: Vec<Field>,
    admin: bool,
    key: String,
}

/// A sheet of paper for one person.
pub(super) struct Letter {
    pub name: String,
    pub office: String,
    pub code: String,
    pub until: String,
}

#[derive(Template)]
#[template(path = "accounts/letters.html")]
struct Letters {
    shell: ui::Shell,
    title: String,
    letters: Vec<Letter>,
    address: String,
    today: bool,
    back: String,
}

#[derive(Template)]
#[template(path = "accounts/handover.html")]
struct Handover {
    shell: ui::Shell,
    office: String,
    org: String,
    made: String,
    rows: Vec<[String; 6]>,
}

/// The organisation that is asked for: one's own when none is named.
pub(super) fn org_of(req: &Req) -> Result<OrganisationId, Fail> {
    let asked = if req.form.has("organisation") {
        req.form.get("organisation")
    } else {
        req.query.get("organisation")
    };
    match asked {
        "" => req.actor()?.organisation.map(OrganisationId).ok_or(Fail::NotFound),
        text => text.parse().map_err(|_| Fail::NotFound),
    }
}

fn meta(m: &Member) -> String {
    let mut parts = vec![m.account.profession.clone()];
    if m.admin {
        parts.push("管理者".into());
    }
    if let Some(n) = &m.number {
        parts.push(format!("職員番号 {n}"));
    }
    match m.confirmed_on {
        Some(d) => parts.push(format!("{}に確認", wareki::long(d))),
        None => parts.push("まだ確認していません".into()),
    }
    parts.join("・")
}

/// Has the organisation said, for the year that runs or in March begins, that this person is still there?
fn confirmed(m: &Member, today: kernel::Date) -> bool {
    let since = crate::use_cases::year::counts_since(today);
    matches!((m.confirmed_on, since), (Some(d), Ok(s)) if d >= s)
}

fn line(m: &Member, today: kernel::Date) -> Line {
    let tag = match (m.open(today), m.leaves_on) {
        (false, _) => Some(ui::tag(ui::TagKind::Plain, "終わりました")),
        (true, Some(d)) => Some(ui::tag(ui::TagKind::Due, format!("{}まで", wareki::long(d)))),
        _ if !confirmed(m, today) => Some(ui::tag(ui::TagKind::Due, "今年度の確認がまだです")),
        _ => None,
    };
    Line {
        id: m.account.id.to_string(),
        name: m.account.name.clone(),
        meta: meta(m),
        tag,
        open: m.open(today),
    }
}

/// Who looks after the people here, for those who do not. Of another organisation only centre and city are told.
fn whom(req: &Req, org: OrganisationId) -> Result<Resp, Fail> {
    let own = req.actor()?.organisation == Some(org.0);
    if !own && !matches!(req.hat(), Hat::Coordinator | Hat::City) {
        return Err(Fail::Use(Error::Forbidden(crate::permissions::STAFF.code)));
    }
    let (office, admins, invites) = req.read(|cx| {
        let admins = staff::administrators(cx, org)?;
        Ok((look_up::organisation(cx, org)?, admins, app::may(cx, &crate::permissions::INVITE)?))
    })?;
    let page = Whom {
        shell: req.titled("職員"),
        office: office.name,
        own,
        admins: admins.into_iter().map(|(_, name)| name).collect(),
        invites,
    };
    Ok(Resp::page(page.render())?.status(403))
}

/// The list.
pub(super) fn list(req: &Req) -> Result<Resp, Fail> {
    let org = org_of(req)?;
    if !req.read(|cx| staff::looks_after(cx, org))? {
        return whom(req, org);
    }
    let (office, members) =
        req.read(|cx| Ok((look_up::organisation(cx, org)?, staff::members(cx, org)?)))?;
    let today = req.app.now().date();
    let to_confirm = members.iter().filter(|m| m.open(today) && !confirmed(m, today)).count();
    let (lines, gone) = members.iter().map(|m| line(m, today)).partition(|l: &Line| l.open);
    let page = List {
        shell: req.titled("職員"),
        season: crate::use_cases::year::season(today),
        crews: super::devices::linked(req.hat(), office.kind),
        office: office.name,
        org: org.to_string(),
        lines,
        gone,
        to_confirm,
    };
    Resp::page(page.render())
}

fn member(req: &Req, id: AccountId) -> Result<(Organisation, Member), Fail> {
    let found = req.read(|cx| {
        let one = staff::member(cx, id)?;
        Ok((look_up::organisation(cx, one.account.organisation)?, one))
    })?;
    Ok(found)
}

fn hat_opts(kind: OrganisationKind) -> Vec<Opt> {
    kind.hats().iter().map(|h| Opt::new(h.code(), h.label())).collect()
}

fn show(req: &Req, id: AccountId, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let (office, m) = member(req, id)?;
    let today = req.app.now().date();
    let typed = |name: &str, now: String| {
        if req.form.has(name) { req.form.get(name).to_string() } else { now }
    };
    let mut leaves = dates::posted(req.form.state(), "leaves");
    if !req.form.has("leaves.y") {
        leaves = dates::boxes(&m.leaves_on.map(|d| d.to_string()).unwrap_or_default());
    }
    leaves.bad = errors.iter().any(|e| e.field == "leaves").then_some(DatePart::Whole);
    let hours = ["2", "8", "12", "24"].map(|h| Opt::new(h, format!("{h}時間"))).to_vec();
    let mut facts =
        vec![("役割", m.account.hat.label().to_string()), ("職種", m.account.profession.clone())];
    if let Some(n) = &m.number {
        facts.push(("職員番号", n.clone()));
    }
    facts.push(("さいごに確認した日", m.confirmed_on.map_or("まだです".into(), wareki::long)));
    if let Some(d) = m.leaves_on {
        facts.push(("さいごの日", wareki::long(d)));
    }
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = One {
        shell: req.titled(format!("{} さん", m.account.name)),
        office: office.name.clone(),
        org: office.id.to_string(),
        id: id.to_string(),
        name: m.account.name.clone(),
        hat: m.account.hat.label().into(),
        facts,
        open: m.open(today),
        admin: m.admin,
        me: req.actor()?.account == Some(id.0),
        leaves: Field::new("leaves", "さいごの日", FieldKind::Date(leaves))
            .hint("この日まで使えます。次の日から入れなくなります")
            .error_from(&errors),
        hat_field: Field::new(
            "hat",
            "役割",
            FieldKind::select(typed("hat", m.account.hat.code().into()), hat_opts(office.kind)),
        )
        .error_from(&errors),
        hours: Field::new("hours", "何時間", FieldKind::select(typed("hours", "8".into()), hours))
            .error_from(&errors),
        reason: Field::new("reason", "理由", FieldKind::text(typed("reason", String::new())))
            .hint("例：スマートフォンを家に忘れた。顔を見て本人とたしかめた")
            .error_from(&errors),
        real: !req.app.region().demo,
        keys: std::array::from_fn(|_| req.new_key()),
        errors,
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// One person.
pub(super) fn one(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("account")?, Vec::new())
}

fn answer(req: &Req, id: AccountId, done: Result<String, Error>, said: &str) -> Result<Resp, Fail> {
    match done {
        Ok(to) => Ok(Resp::go_saying(to, said)),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => show(
                req,
                id,
                fields
                    .into_iter()
                    .map(|f| ui::FieldError { field: f.field, message: f.message })
                    .collect(),
            ),
            None => Err(e.into()),
        },
    }
}

/// What one button of the page does.
pub(super) fn change(req: &Req) -> Result<Resp, Fail> {
    let id: AccountId = req.id("account")?;
    let to = format!("/staff/{id}");
    let today = req.app.now().date();
    match req.form.get("what") {
        "confirm" => {
            let done = req.act(move |cx| staff::confirm(cx, id).map(|()| to.clone()));
            answer(req, id, done, "確認しました")
        }
        "end" => {
            let done = req.act(move |cx| staff::end_now(cx, id).map(|()| to.clone()));
            if done.is_ok()
                && let Some(control) = req.app.control()
            {
                let slug = signing::slug(req);
                signing::stored(crate::sessions::end_account(control, slug, id))?;
            }
            answer(req, id, done, "登録を終わりました。この人は、もう入れません")
        }
        "leaves" => {
            let typed = dates::posted(req.form.state(), "leaves");
            let on = match dates::date(&typed, today) {
                Ok(on) => on,
                Err(_) => {
                    let said = "日付を令和9年3月31日のように入れてください";
                    return show(req, id, signing::error("leaves", said));
                }
            };
            let done = req.act(move |cx| staff::leaves_on(cx, id, on).map(|()| to.clone()));
            answer(req, id, done, "さいごの日を登録しました")
        }
        "admin" | "no-admin" => {
            let on = req.form.get("what") == "admin";
            let done = req.act(move |cx| staff::set_admin(cx, id, on).map(|()| to.clone()));
            answer(req, id, done, if on { "管理者にしました" } else { "管理者ではなくしました" })
        }
        "hat" => {
            let Some(hat) = Hat::from_code(req.form.get("hat")) else {
                return show(req, id, signing::error("hat", "役割を選んでください"));
            };
            let done =
                req.act(move |cx| staff::change_hat(cx, id, hat, hat.label()).map(|()| to.clone()));
            answer(req, id, done, "役割を変えました。本人は、次から新しい役割で入ります")
        }
        _ => Err(Fail::NotFound),
    }
}

/// Twelve bytes that are the same for the same press of the same button, and nobody else's.
pub(super) fn secret(req: &Req, line: u64) -> Result<[u8; 12], Fail> {
    let session = req.session.as_ref().ok_or(Fail::Login)?;
    let mut input = session.csrf_key.clone();
    input.extend_from_slice(req.form.get("_key").as_bytes());
    input.extend_from_slice(&line.to_be_bytes());
    let digest = ring::digest::digest(&ring::digest::SHA256, &input);
    let mut out = [0; 12];
    for (to, from) in out.iter_mut().zip(digest.as_ref()) {
        *to = *from;
    }
    Ok(out)
}

/// Runs what makes a code, once for a press of the button. False when that press was answered before: the code was shown
/// then, and is shown no second time.
pub(super) fn act_once(
    req: &Req,
    f: impl Fn(&app::Cx<'_>) -> app::Result<()> + Send + 'static,
) -> Result<bool, Error> {
    let ran = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let mark = ran.clone();
    req.act(move |cx| {
        f(cx)?;
        mark.store(true, std::sync::atomic::Ordering::SeqCst);
        Ok(String::new())
    })?;
    Ok(ran.load(std::sync::atomic::Ordering::SeqCst))
}

/// Said when the form of a code comes a second time.
pub(super) const SHOWN: &str = "コードは一度だけ表示します。見ていないときは、新しく出してください";

/// The page with the codes, to be printed.
pub(super) fn letters(
    req: &Req,
    title: &str,
    letters: Vec<Letter>,
    back: String,
    today: bool,
) -> Result<Resp, Fail> {
    let address = format!("{}{}", req.origin, req.url("/login"));
    let page =
        Letters { shell: req.titled(title), title: title.into(), letters, address, today, back };
    Resp::page(page.render())
}

/// Lets somebody in for hours, and shows the code.
pub(super) fn allow(req: &Req) -> Result<Resp, Fail> {
    let id: AccountId = req.id("account")?;
    let random = secret(req, 0)?;
    let hours = req.form.get("hours").parse().unwrap_or(0);
    let reason = req.form.get("reason").to_string();
    let done =
        act_once(req, move |cx| temporary::allow(cx, id, hours, &reason, &random).map(|_| ()));
    match done {
        Ok(false) => Ok(Resp::go_saying(format!("/staff/{id}"), SHOWN)),
        Ok(true) => {
            let (office, m) = member(req, id)?;
            let until = req.app.now().plus_minutes(hours * 60);
            let letter = Letter {
                name: m.account.name,
                office: office.name,
                code: crate::model::code_from_bytes(&random),
                until: ui::dates::moment(until),
            };
            letters(req, "きょうだけ使えるコード", vec![letter], format!("/staff/{id}"), true)
        }
        Err(e) => answer(req, id, Err(e), ""),
    }
}

fn invite_form(req: &Req, typed: &Form, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let org = org_of(req)?;
    let (office, may) =
        req.read(|cx| Ok((look_up::organisation(cx, org)?, staff::looks_after(cx, org)?)))?;
    if !may {
        return Err(Fail::Use(Error::Forbidden(crate::permissions::STAFF.code)));
    }
    let hat = typed
        .some("hat")
        .or(office.kind.hats().first().map(|h| h.code()))
        .unwrap_or_default()
        .to_string();
    let fields = vec![
        Field::new("name", "お名前", FieldKind::text(typed.get("name"))).required(),
        Field::new("kana", "かな", FieldKind::text(typed.get("kana"))).required(),
        Field::new("hat", "役割", FieldKind::select(hat, hat_opts(office.kind))).required(),
        Field::new("profession", "職種", FieldKind::text(typed.get("profession")))
            .hint("例：主任介護支援専門員"),
        Field::new("number", "職員番号", FieldKind::text(typed.get("number")))
            .hint("なければ、なくてもかまいません"),
    ];
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = Invite {
        shell: req.titled("職員を招待する"),
        office: office.name,
        org: org.to_string(),
        fields: fields.into_iter().map(|f| f.error_from(&errors)).collect(),
        errors,
        admin: typed.has("admin"),
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The form of an invitation.
pub(super) fn invite_page(req: &Req) -> Result<Resp, Fail> {
    invite_form(req, &req.query, Vec::new())
}

/// Invites somebody; the code is shown on this answer only.
pub(super) fn make(req: &Req) -> Result<Resp, Fail> {
    let org = org_of(req)?;
    let f = &req.form;
    let Some(hat) = Hat::from_code(f.get("hat")) else {
        return invite_form(req, f, signing::error("hat", "役割を選んでください"));
    };
    let account = NewAccount {
        organisation: org,
        name: f.get("name").into(),
        kana: f.get("kana").into(),
        hat,
        profession: f.some("profession").unwrap_or(hat.label()).into(),
        demo_role: None,
    };
    let (random, cmd, admin) = (secret(req, 0)?, account.clone(), f.has("admin"));
    let number = f.some("number").map(str::to_string);
    let done = act_once(req, move |cx| {
        invite::invite_member(cx, &cmd, &random, admin, number.as_deref()).map(|_| ())
    });
    match done {
        Ok(false) => Ok(Resp::go_saying(format!("/staff?organisation={org}"), SHOWN)),
        Ok(true) => {
            let office = req.read(|cx| look_up::organisation(cx, org))?;
            let letter = Letter {
                name: account.name,
                office: office.name,
                code: crate::model::code_from_bytes(&random),
                until: until(req),
            };
            let back = format!("/staff?organisation={org}");
            letters(req, "招待の手紙", vec![letter], back, false)
        }
        Err(e) => match Fail::fields(&e) {
            Some(fields) => {
                let errors = fields
                    .into_iter()
                    .map(|e| ui::FieldError { field: e.field, message: e.message })
                    .collect();
                invite_form(req, f, errors)
            }
            None => Err(e.into()),
        },
    }
}

/// Until when an invitation made now can be used.
pub(super) fn until(req: &Req) -> String {
    wareki::long_weekday(req.app.now().plus_minutes(crate::model::CODE_DAYS * 24 * 60).date())
}

/// 引継書: everybody with a login on paper, to confirm or to end, at the turn of the year or of the administrator.
pub(super) fn handover(req: &Req) -> Result<Resp, Fail> {
    let org = org_of(req)?;
    let (office, members) =
        req.read(|cx| Ok((look_up::organisation(cx, org)?, staff::members(cx, org)?)))?;
    let now = req.app.now();
    let rows = members
        .iter()
        .filter(|m| m.open(now.date()))
        .map(|m| {
            [
                m.account.name.clone(),
                m.account.profession.clone(),
                m.number.clone().unwrap_or_default(),
                if m.admin { "管理者".into() } else { String::new() },
                m.confirmed_on.map_or("まだ".into(), wareki::short),
                m.leaves_on.map_or(String::new(), wareki::short),
            ]
        })
        .collect();
    let page = Handover {
        shell: req.titled("アカウントの引継書"),
        office: office.name,
        org: org.to_string(),
        made: wareki::long(now.date()),
        rows,
    };
    Resp::page(page.render())
}
