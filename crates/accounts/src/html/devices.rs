//! 救急隊の端末: the devices of a brigade, the people of its crews, and what the region decides about both.
use app::Error;
use askama::Template;
use kernel::{At, Hat, Id, wareki};
use slice::{Fail, Req, Resp};
use ui::field::{Field, FieldKind, Opt};

use super::{signing, staff};
use crate::model::crew::{CrewDevice, CrewMember, Rule, WRONG_IN_A_ROW};
use crate::model::{OrganisationKind, code_from_bytes};
use crate::use_cases::{devices, look_up};
use crate::{AccountId, OrganisationId};

struct DeviceLine {
    id: String,
    name: String,
    meta: String,
    tag: ui::Tag,
    open: bool,
    enrolled: bool,
    keys: [String; 4],
}

struct MemberLine {
    id: String,
    name: String,
    meta: String,
    tag: Option<ui::Tag>,
    key: String,
}

#[derive(Template)]
#[template(path = "accounts/devices.html")]
struct Page {
    shell: ui::Shell,
    office: String,
    org: String,
    /// Only a fire brigade has devices.
    fire: bool,
    devices: Vec<DeviceLine>,
    gone: Vec<DeviceLine>,
    members: Vec<MemberLine>,
    errors: Vec<ui::FieldError>,
    device_fields: Vec<Field>,
    member_fields: Vec<Field>,
    keys: [String; 3],
}

#[derive(Template)]
#[template(path = "accounts/crew_letter.html")]
struct Letter {
    shell: ui::Shell,
    title: String,
    office: String,
    whom: String,
    device: bool,
    code: String,
    until: String,
    address: String,
    back: String,
}

#[derive(Template)]
#[template(path = "accounts/crew_rule.html")]
struct RulePage {
    shell: ui::Shell,
    fields: Vec<Field>,
    errors: Vec<ui::FieldError>,
    key: String,
}

fn clock(at: At) -> String {
    ui::dates::moment(at)
}

fn device_line(req: &Req, d: CrewDevice) -> DeviceLine {
    let open = d.ended_at.is_none();
    let tag = match (&d.ended_at, d.ended_why.as_deref(), d.enrolled_at, d.code_until) {
        (Some(_), Some("lost"), ..) => ui::tag(ui::TagKind::Plain, "なくして止めました"),
        (Some(_), ..) => ui::tag(ui::TagKind::Plain, "登録をはずしました"),
        (None, _, Some(_), _) => ui::tag(ui::TagKind::Ok, "使えます"),
        (None, _, None, Some(u)) if req.app.now() < u => {
            ui::tag(ui::TagKind::Due, format!("登録待ち（{}まで）", wareki::month_day(u.date())))
        }
        _ => ui::tag(ui::TagKind::Due, "コードの期限が過ぎました"),
    };
    let mut parts = vec![format!("{}さんが{}に追加", d.made_name, wareki::long(d.made_at.date()))];
    if let Some(at) = d.seen_at {
        parts.push(format!("さいごに入ったのは{}", clock(at)));
    }
    if let (Some(at), Some(by)) = (d.ended_at, &d.ended_name) {
        parts.push(format!("{by}さんが{}に終了", clock(at)));
    }
    DeviceLine {
        id: d.id.to_string(),
        name: d.name,
        meta: parts.join("・"),
        tag,
        open,
        enrolled: d.enrolled_at.is_some(),
        keys: std::array::from_fn(|_| req.new_key()),
    }
}

fn member_line(req: &Req, m: CrewMember) -> MemberLine {
    let tag = match (m.ready, m.code_until) {
        (true, _) if m.wrong >= WRONG_IN_A_ROW => {
            Some(ui::tag(ui::TagKind::Due, "番号のまちがいが続いて止まっています"))
        }
        (true, _) => None,
        (false, Some(u)) if req.app.now() < u => Some(ui::tag(
            ui::TagKind::Due,
            format!("番号を決めていません（{}まで）", wareki::month_day(u.date())),
        )),
        _ => Some(ui::tag(ui::TagKind::Due, "コードの紙がありません")),
    };
    MemberLine {
        id: m.account.to_string(),
        name: m.name,
        meta: m.number.map_or(m.kana.clone(), |n| format!("{}・職員番号 {n}", m.kana)),
        tag,
        key: req.new_key(),
    }
}

fn show(req: &Req, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let org = staff::org_of(req)?;
    let (office, all, members) = req.read(|cx| {
        let office = look_up::organisation(cx, org)?;
        let all = devices::devices(cx, org)?;
        Ok((office, all, devices::members(cx, org)?))
    })?;
    // which of the forms was sent: the others stand as they were
    let (device, member) = (req.form.get("what") == "device", req.form.get("what") == "member");
    let text = |on: bool, name: &str| if on { req.form.get(name) } else { "" };
    let of = |f: Field, on: bool| if on { f.error_from(&errors) } else { f };
    let status = if errors.is_empty() { 200 } else { 422 };
    let (open, gone) =
        all.into_iter().map(|d| device_line(req, d)).partition(|d: &DeviceLine| d.open);
    let page = Page {
        shell: req.titled("救急隊の端末"),
        fire: office.kind == OrganisationKind::Fire,
        office: office.name,
        org: org.to_string(),
        devices: open,
        gone,
        members: members.into_iter().map(|m| member_line(req, m)).collect(),
        device_fields: vec![of(
            Field::new("device", "端末の名前", FieldKind::text(text(device, "device")))
                .hint("例：救急1隊 タブレット"),
            device,
        )],
        member_fields: vec![
            of(Field::new("name", "お名前", FieldKind::text(text(member, "name"))), member),
            of(Field::new("kana", "かな", FieldKind::text(text(member, "kana"))), member),
            of(
                Field::new("number", "職員番号", FieldKind::text(text(member, "number")))
                    .hint("なければ、なくてもかまいません"),
                member,
            ),
        ],
        errors,
        keys: std::array::from_fn(|_| req.new_key()),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

fn refused(req: &Req, e: Error, rename: Option<(&str, &str)>) -> Result<Resp, Fail> {
    let Some(fields) = Fail::fields(&e) else { return Err(e.into()) };
    let errors = fields.into_iter().map(|f| {
        let field = match rename {
            Some((from, to)) if f.field == from => to.to_string(),
            _ => f.field,
        };
        ui::FieldError { field, message: f.message }
    });
    show(req, errors.collect())
}

fn letter(
    req: &Req,
    org: OrganisationId,
    whom: &str,
    device: bool,
    random: &[u8; 12],
) -> Result<Resp, Fail> {
    let office = req.read(|cx| look_up::organisation(cx, org))?.name;
    let title = if device { "端末のコード" } else { "隊員のコード" };
    let page = Letter {
        shell: req.titled(title),
        title: title.into(),
        office,
        whom: whom.into(),
        device,
        code: code_from_bytes(random),
        until: staff::until(req),
        address: format!("{}{}", req.origin, req.url("/crew")),
        back: format!("/staff/devices?organisation={org}"),
    };
    Resp::page(page.render())
}

fn shown(org: OrganisationId) -> Result<Resp, Fail> {
    Ok(Resp::go_saying(format!("/staff/devices?organisation={org}"), staff::SHOWN))
}

/// Adds a device, and shows its code once.
pub(super) fn add(req: &Req) -> Result<Resp, Fail> {
    let (org, random) = (staff::org_of(req)?, staff::secret(req, 0)?);
    let name = req.form.get("device").to_string();
    let cmd = name.clone();
    let done =
        staff::act_once(req, move |cx| devices::add_device(cx, org, &cmd, &random).map(|_| ()));
    match done {
        Ok(false) => shown(org),
        Ok(true) => letter(req, org, name.trim(), true, &random),
        Err(e) => refused(req, e, Some(("name", "device"))),
    }
}

/// What a button beside a device does.
pub(super) fn change(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("device")?;
    let found = req.read(|cx| devices::device(cx, id))?;
    let org = found.organisation;
    let to = format!("/staff/devices?organisation={org}");
    let what = req.form.get("what").to_string();
    match what.as_str() {
        "lost" | "remove" | "out" => {
            let (go, what) = (to.clone(), what.clone());
            let done = req.act(move |cx| {
                match what.as_str() {
                    "out" => devices::sign_out(cx, id)?,
                    w => devices::end_device(cx, id, w == "lost")?,
                }
                Ok(go.clone())
            });
            if let Err(e) = done {
                return refused(req, e, None);
            }
            let control = signing::control(req)?;
            signing::stored(crate::sessions::end_device(control, signing::slug(req), id))?;
        }
        "code" => {
            let random = staff::secret(req, 0)?;
            let done =
                staff::act_once(req, move |cx| devices::renew_device(cx, id, &random).map(|_| ()));
            match done {
                Ok(true) => {}
                Ok(false) => return shown(org),
                Err(e) => return refused(req, e, None),
            }
            let control = signing::control(req)?;
            signing::stored(crate::sessions::end_device(control, signing::slug(req), id))?;
            return letter(req, org, &found.name, true, &random);
        }
        _ => return Err(Fail::NotFound),
    }
    let said = match what.as_str() {
        "lost" => "端末を止めました。この端末では、もう何も開けません",
        "remove" => "端末の登録をはずしました",
        _ => "この端末で入っていた人を、外に出しました",
    };
    Ok(Resp::go_saying(to, said))
}

/// Puts somebody on the list, and shows their code once.
pub(super) fn member(req: &Req) -> Result<Resp, Fail> {
    let (org, random) = (staff::org_of(req)?, staff::secret(req, 1)?);
    let f = &req.form;
    let (name, kana) = (f.get("name").to_string(), f.get("kana").to_string());
    let number = f.some("number").map(str::to_string);
    let cmd = name.clone();
    let done = staff::act_once(req, move |cx| {
        devices::add_member(cx, org, &cmd, &kana, number.as_deref(), &random).map(|_| ())
    });
    match done {
        Ok(false) => shown(org),
        Ok(true) => letter(req, org, name.trim(), false, &random),
        Err(e) => refused(req, e, None),
    }
}

/// A new code for somebody; the PIN of before is dead.
pub(super) fn renew(req: &Req) -> Result<Resp, Fail> {
    let (id, random): (AccountId, _) = (req.id("account")?, staff::secret(req, 2)?);
    // the permit first: who may not do this must not learn whether there is such an account
    let done = staff::act_once(req, move |cx| devices::renew_member(cx, id, &random).map(|_| ()));
    match done {
        Ok(fresh) => {
            let found = req.read(|cx| look_up::account(cx, id))?.ok_or(Fail::NotFound)?;
            if !fresh {
                return shown(found.organisation);
            }
            let control = signing::control(req)?;
            signing::stored(crate::sessions::end_account(control, signing::slug(req), id))?;
            letter(req, found.organisation, &found.name, false, &random)
        }
        Err(e) => Err(e.into()),
    }
}

fn show_rule(req: &Req, errors: Vec<ui::FieldError>) -> Result<Resp, Fail> {
    let rule = req.read(devices::rule)?;
    let typed = |name: &str, now: String| {
        if req.form.has(name) { req.form.get(name).to_string() } else { now }
    };
    let digits = (4..=8).map(|n| Opt::new(n.to_string(), format!("{n}けた以上"))).collect();
    let minutes = [2, 5, 10, 15].map(|n| Opt::new(n.to_string(), format!("{n}分"))).to_vec();
    let names = vec![
        Opt::new("listed", "画面の一覧から選ぶ"),
        Opt::new("typed", "名前か職員番号を打つ（拾われても、名前が見えません）"),
    ];
    let status = if errors.is_empty() { 200 } else { 422 };
    let page = RulePage {
        shell: req.titled("救急隊の端末の決まり"),
        fields: vec![
            Field::new(
                "digits",
                "暗証番号",
                FieldKind::select(typed("digits", rule.digits.to_string()), digits),
            )
            .error_from(&errors),
            Field::new(
                "idle",
                "操作がないとき、番号を聞くまで",
                FieldKind::select(typed("idle", rule.idle_minutes.to_string()), minutes),
            )
            .error_from(&errors),
            Field::new(
                "names",
                "名前",
                FieldKind::radio(
                    typed("names", if rule.listed { "listed" } else { "typed" }.into()),
                    names,
                ),
            ),
        ],
        errors,
        key: req.new_key(),
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The region's rule about crews, for centre and city: they keep the rule, and no brigade's list.
pub(super) fn rule_page(req: &Req) -> Result<Resp, Fail> {
    show_rule(req, Vec::new())
}

/// Changes the region's rule.
pub(super) fn rule(req: &Req) -> Result<Resp, Fail> {
    let number = |name: &str| req.form.get(name).parse().unwrap_or(0);
    let rule = Rule {
        digits: number("digits"),
        idle_minutes: number("idle"),
        listed: req.form.get("names") != "typed",
    };
    match req.act(move |cx| devices::set_rule(cx, &rule).map(|()| "/crews/rule".to_string())) {
        Ok(to) => Ok(Resp::go_saying(to, "救急隊の端末の決まりを変えました")),
        Err(e) => {
            let Some(fields) = Fail::fields(&e) else { return Err(e.into()) };
            let errors =
                fields.into_iter().map(|f| ui::FieldError { field: f.field, message: f.message });
            show_rule(req, errors.collect())
        }
    }
}

/// Is this the page of somebody for whom a link to it makes sense?
pub(super) fn linked(hat: Hat, kind: OrganisationKind) -> bool {
    kind == OrganisationKind::Fire && hat != Hat::Crew
}
