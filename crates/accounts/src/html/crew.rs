//! 救急隊の入り口: the device of the crew, a name, a PIN. The first time, or when the PIN is forgotten, a printed code.
use askama::Template;
use kernel::Actor;
use slice::{Body, Fail, Req, Resp};
use ui::field::{Field, FieldKind, Opt};

use super::signing::{self, TOO_MANY, TOO_OLD, control, inside, stored};
use crate::AccountId;
use crate::identities::attempts::{self, Of};
use crate::model::away::{Away, ROUNDS};
use crate::model::crew::{self as model, CrewDevice, CrewMember, Rule, WRONG_IN_A_ROW};
use crate::model::password;
use crate::sessions::{Found, OnDevice};
use crate::use_cases::{crew, look_up};

#[derive(Template)]
#[template(path = "accounts/crew.html")]
struct Page {
    shell: ui::Shell,
    /// The device; none = it is not registered.
    device: Option<(String, String)>,
    /// Choosing a PIN.
    first: bool,
    nobody: bool,
    errors: Vec<ui::FieldError>,
    fields: Vec<Field>,
    pins: Vec<PinBox>,
    next: String,
}

/// A box for a PIN: figures on the keyboard, nothing on the screen, never filled in again.
struct PinBox {
    name: &'static str,
    label: &'static str,
    hint: String,
    error: String,
}

const WRONG: &str = "お名前か番号が違います。もう一度入力してください";
const WORN: &str = "まちがいが10回続いたので、この番号は使えなくなりました。管理者に新しいコードの紙を頼んでください";
const UNKNOWN_CODE: &str = "このコードは使えません。期限（14日）が過ぎたか、すでに使われています。管理者に新しいコードを頼んでください";

/// The device of this browser.
fn device_of(req: &Req) -> Result<Option<CrewDevice>, Fail> {
    let credential = req.visitor().device;
    Ok(req.app.read(&Actor::system(), |cx| crew::device_of(cx, credential))?)
}

fn pin_box(
    name: &'static str,
    label: &'static str,
    hint: String,
    errors: &[ui::FieldError],
) -> PinBox {
    let error = errors.iter().find(|e| e.field == name).map(|e| e.message.clone());
    PinBox { name, label, hint, error: error.unwrap_or_default() }
}

fn show(req: &Req, first: bool, errors: Vec<ui::FieldError>, status: u16) -> Result<Resp, Fail> {
    let device = device_of(req)?;
    let (rule, people, office) = req.app.read(&Actor::system(), |cx| {
        let rule = Rule::of(cx)?;
        let Some(d) = &device else { return Ok((rule, Vec::new(), String::new())) };
        Ok((rule, crew::list(cx, d)?, look_up::organisation(cx, d.organisation)?.name))
    })?;
    let (mut fields, mut pins) = (Vec::new(), Vec::new());
    if device.is_none() {
        fields.push(
            Field::new("code", "端末のコード", FieldKind::text(req.form.get("code")))
                .hint("管理者がこの端末のために印刷した12文字です"),
        );
    } else {
        fields.push(who_field(req, &rule, &people));
        if first {
            fields.push(
                Field::new("code", "紙のコード", FieldKind::text(req.form.get("code")))
                    .hint("あなたのために印刷した12文字です。番号を変えたいだけの方は、いまの番号でもかまいません"),
            );
            let hint = format!("数字{}けた以上です。人に教えないでください", rule.digits);
            pins.push(pin_box("pin", "新しい番号", hint, &errors));
            pins.push(pin_box("again", "新しい番号をもう一度", String::new(), &errors));
        } else {
            pins.push(pin_box("pin", "暗証番号", String::new(), &errors));
        }
    }
    let asked = if req.form.has("next") { req.form.get("next") } else { req.query.get("next") };
    let page = Page {
        shell: req.titled(if first { "暗証番号を決める" } else { "救急隊の入り口" }),
        nobody: device.is_some() && people.is_empty(),
        device: device.map(|d| (office, d.name)),
        first,
        fields: fields.into_iter().map(|f| f.error_from(&errors)).collect(),
        errors,
        pins,
        next: inside(asked),
    };
    Ok(Resp::page(page.render())?.status(status))
}

fn who_field(req: &Req, rule: &Rule, people: &[CrewMember]) -> Field {
    if rule.listed {
        let opts = people.iter().map(|m| Opt::new(m.account.to_string(), m.name.clone()));
        let kind = FieldKind::radio(req.form.get("who"), opts.collect());
        Field::new("who", "お名前", kind)
    } else {
        Field::new("who", "お名前か職員番号", FieldKind::text(req.form.get("who")))
    }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, false, Vec::new(), 200)
}

/// The page where a PIN is chosen.
pub(super) fn first(req: &Req) -> Result<Resp, Fail> {
    show(req, true, Vec::new(), 200)
}

/// The code of a device: this browser is the device from now on.
pub(super) fn enrol(req: &Req) -> Result<Resp, Fail> {
    let network = req.visitor().network;
    let Some(counted) = signing::counted(req, Of::Code(network))? else {
        return show(req, false, signing::error("code", TOO_MANY), 429);
    };
    let credential = kernel::hex(&signing::random::<32>(req));
    let (code, held) = (req.form.get("code").to_string(), credential.clone());
    match req.app.write(&Actor::system(), move |cx| crew::enrol(cx, &code, &held))? {
        Some(_) => {
            stored(attempts::take_back(control(req)?, &counted))?;
            let flash = "この端末を登録しました".into();
            let body = Body::Device { credential, to: "/crew".into(), flash };
            Ok(Resp { status: 303, body })
        }
        None => show(req, false, signing::error("code", UNKNOWN_CODE), 422),
    }
}

/// What came of a PIN.
pub(super) enum Judged {
    /// Right, kept so, with so many digits.
    Right(String, i64),
    /// Wrong, or nobody.
    Wrong,
    /// Wrong too often in a row: only a new code helps.
    Worn,
    /// Too many tries now.
    TooMany,
}

/// Judges a PIN. Counted before it is judged: per network, device and person in time, and per person in a row. Nobody's
/// PIN costs the same work.
fn judge(
    req: &Req,
    device: &CrewDevice,
    who: Option<AccountId>,
    typed: &str,
) -> Result<Judged, Fail> {
    let (network, id) = (req.visitor().network, device.id);
    let (d, p) = (id.to_string(), who.map_or(String::from("nobody"), |w| w.to_string()));
    let limits = [Of::Network(network), Of::Device(&d), Of::Pin(&p)];
    let Some(counted) = stored(attempts::begin(control(req)?, &limits, req.app.now()))? else {
        return Ok(Judged::TooMany);
    };
    let kept = match who {
        Some(w) => req.app.write(&Actor::system(), move |cx| crew::begin(cx, w))?,
        None => None,
    };
    let fits = password::check(kept.as_ref().map(|(k, _)| k.as_str()), typed);
    match (fits, who, kept) {
        (true, Some(w), Some((kept, digits))) => {
            req.app.write(&Actor::system(), move |cx| crew::right(cx, id, w))?;
            stored(attempts::take_back(control(req)?, &counted))?;
            Ok(Judged::Right(kept, digits))
        }
        (_, w, kept) => {
            let device = device.clone();
            let worn = req.app.write(&Actor::system(), move |cx| {
                crew::refused(cx, id);
                let all = crew::list(cx, &device)?;
                let m = all.into_iter().find(|m| Some(m.account) == w);
                Ok(m.is_some_and(|m| m.ready && m.wrong >= WRONG_IN_A_ROW))
            })?;
            // said only when there was nothing left to try, which whoever holds the device learns anyway
            Ok(if worn && kept.is_none() { Judged::Worn } else { Judged::Wrong })
        }
    }
}

fn meant(req: &Req, device: &CrewDevice) -> Result<(Rule, Option<CrewMember>), Fail> {
    let who = req.form.get("who");
    Ok(req.app.read(&Actor::system(), |cx| {
        let rule = Rule::of(cx)?;
        let m = crew::meant(cx, device, &rule, who, who)?;
        Ok((rule, m))
    })?)
}

fn refusal(req: &Req, first: bool, j: &Judged) -> Result<Resp, Fail> {
    let field = if first { "code" } else { "pin" };
    match j {
        Judged::TooMany => show(req, first, signing::error(field, TOO_MANY), 429),
        Judged::Worn => show(req, first, signing::error(field, WORN), 422),
        _ => show(req, first, signing::error(field, WRONG), 422),
    }
}

/// Name and PIN.
pub(super) fn enter(req: &Req) -> Result<Resp, Fail> {
    let Some(device) = device_of(req)? else {
        return show(req, false, signing::error("code", TOO_OLD), 422);
    };
    let (rule, who) = meant(req, &device)?;
    let pin = model::pin(req.form.get("pin"));
    let judged = judge(req, &device, who.as_ref().map(|m| m.account), &pin)?;
    match (&judged, who) {
        (Judged::Right(_, digits), Some(_)) if *digits < rule.digits => {
            let said = format!(
                "番号は{}けた以上に変わりました。下に、いまの番号と新しい番号を入力してください",
                rule.digits
            );
            show(req, true, signing::error("pin", &said), 422)
        }
        (Judged::Right(kept, _), Some(m)) => {
            stretch(req, m.account, &pin, kept)?;
            open(req, &device, &rule, m.account)
        }
        _ => refusal(req, false, &judged),
    }
}

/// Keeps what of this PIN opens the tablet without a line, where it is not kept yet: the PIN is in our hands only now.
fn stretch(req: &Req, who: AccountId, pin: &str, kept: &str) -> Result<(), Fail> {
    if req.app.read(&Actor::system(), |cx| crew::has_away(cx, who))? {
        return Ok(());
    }
    let away = Away::of(pin, &signing::random(req), ROUNDS)
        .ok_or_else(|| Fail::Use(app::Error::Inconsistent("pbkdf2".into())))?;
    let kept = kept.to_string();
    req.app.write(&Actor::system(), move |cx| crew::keep_away(cx, who, &away, &kept))?;
    Ok(())
}

fn open(req: &Req, device: &CrewDevice, rule: &Rule, id: AccountId) -> Result<Resp, Fail> {
    let found = req.app.read(&Actor::system(), |cx| look_up::account(cx, id))?;
    let account = found.ok_or(Fail::NotFound)?;
    let on = OnDevice { device: device.id, idle_minutes: rule.idle_minutes };
    let token = signing::open_on_device(req, &account, &device.name, on)?;
    Ok(signing::signed_in(token, &inside(req.form.get("next"))))
}

/// Chooses a PIN with the printed code, or a new one with the one of before.
pub(super) fn choose(req: &Req) -> Result<Resp, Fail> {
    let Some(device) = device_of(req)? else {
        return show(req, false, signing::error("code", TOO_OLD), 422);
    };
    let (rule, who) = meant(req, &device)?;
    let pin = model::pin(req.form.get("pin"));
    let number = who.as_ref().and_then(|m| m.number.clone());
    if let Some(said) = model::weakness(&pin, &rule, number.as_deref()) {
        return show(req, true, signing::error("pin", &said), 422);
    }
    if model::pin(req.form.get("again")) != pin {
        return show(
            req,
            true,
            signing::error("again", "2つの番号が違います。もう一度入力してください"),
            422,
        );
    }
    let typed = req.form.get("code").to_string();
    let now = model::pin(&typed);
    // either is a secret that is guessed at: counted like a try to get in
    let judged = judge_either(req, &device, who.as_ref().map(|m| m.account), &typed, &now)?;
    let (Judged::Right(before, _), Some(m)) = (&judged, who) else {
        return refusal(req, true, &judged);
    };
    let kept = password::keep(&pin, &signing::random(req))
        .ok_or_else(|| Fail::Use(app::Error::Inconsistent("argon2".into())))?;
    let (before, digits) = (before.clone(), pin.len() as i64);
    let now_kept = kept.clone();
    let done = req.app.write(&Actor::system(), move |cx| {
        crew::set_pin(cx, m.account, &kept, digits, &typed, &before)
    })?;
    if !done {
        return show(req, true, signing::error("code", UNKNOWN_CODE), 422);
    }
    stretch(req, m.account, &pin, &now_kept)?;
    open(req, &device, &rule, m.account)
}

fn judge_either(
    req: &Req,
    device: &CrewDevice,
    who: Option<AccountId>,
    code: &str,
    pin: &str,
) -> Result<Judged, Fail> {
    let fits = match who {
        Some(w) => req.app.read(&Actor::system(), |cx| crew::code_fits(cx, w, code))?,
        None => false,
    };
    if fits {
        // 60 bits, for this person, on a registered device
        return Ok(Judged::Right("-".into(), 0));
    }
    judge(req, device, who, pin)
}

/// Opens a locked session of a crew again: the PIN of the same person on the same device.
pub(super) fn again(req: &Req, found: &Found) -> Result<Judged, Fail> {
    match device_of(req)? {
        Some(d) if Some(d.id) == found.device => {
            judge(req, &d, Some(found.account), &model::pin(req.form.get("pin")))
        }
        _ => Err(Fail::Login),
    }
}
