//! ご本人・ご家族の入り口: the phone that a printed card has made theirs, and a PIN. The card itself is used on a page of people.
use askama::Template;
use kernel::Actor;
use slice::{Body, Fail, Req, Resp};
use ui::field::{Field, FieldKind, Opt};

use super::crew::Judged;
use super::signing::{self, TOO_MANY, control, inside, stored};
use crate::AccountId;
use crate::identities::attempts::{self, Of};
use crate::model::crew::{self as crews, WRONG_IN_A_ROW};
use crate::model::phone::{IDLE_MINUTES, Phone};
use crate::model::{device, password};
use crate::sessions::{self, Found, Fresh, OnDevice, Opening, Proof};
use crate::use_cases::{look_up, phone};

const WRONG: &str = "番号がちがいます。もういちど入れてください";
const WORN: &str = "まちがいが10回つづいたので、この番号は使えなくなりました。カードをくれた人に電話して、新しいカードをもらってください";

#[derive(Template)]
#[template(path = "accounts/phone.html")]
struct Page {
    shell: ui::Shell,
    known: bool,
    /// More than one card on this phone.
    who: Option<Field>,
    errors: Vec<ui::FieldError>,
    error: String,
    next: String,
}

fn cards(req: &Req) -> Result<Vec<Phone>, Fail> {
    let credential = req.visitor().device;
    Ok(req.app.read(&Actor::system(), |cx| phone::on(cx, credential))?)
}

/// The cards are told apart by what they are and since when; no name stands on a page before the PIN.
fn words(p: &Phone) -> String {
    let since = p.enrolled_at.map(|at| kernel::wareki::long(at.date())).unwrap_or_default();
    format!("{}のカード（{since}から）", p.hat.label())
}

fn show(req: &Req, errors: Vec<ui::FieldError>, status: u16) -> Result<Resp, Fail> {
    let cards = cards(req)?;
    let opts: Vec<Opt> = cards.iter().map(|c| Opt::new(c.account.to_string(), words(c))).collect();
    let chosen = req.form.get("who");
    let asked = if req.form.has("next") { req.form.get("next") } else { req.query.get("next") };
    let next = inside(asked);
    let page = Page {
        shell: req.titled("ご本人・ご家族の入り口"),
        known: !cards.is_empty(),
        who: (opts.len() > 1).then(|| {
            Field::new("who", "どのカードで入りますか", FieldKind::radio(chosen, opts))
                .error_from(&errors)
        }),
        error: errors
            .iter()
            .find(|e| e.field == "pin")
            .map_or(String::new(), |e| e.message.clone()),
        errors,
        next: if next == "/" { "/my".into() } else { next },
    };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new(), 200)
}

/// Judges a PIN. Counted before it is judged: per network, phone and account in time, and per account in a row. Nobody's
/// PIN costs the same work.
fn judge(req: &Req, who: Option<AccountId>, typed: &str) -> Result<Judged, Fail> {
    let v = req.visitor();
    let (held, p) = (kernel::sha256_hex(v.device.as_bytes()), who.map(|w| w.to_string()));
    let p = p.unwrap_or_else(|| "nobody".into());
    let limits = [Of::Network(v.network), Of::Device(&held), Of::Pin(&p)];
    let Some(counted) = stored(attempts::begin(control(req)?, &limits, req.app.now()))? else {
        return Ok(Judged::TooMany);
    };
    let credential = v.device.to_string();
    let kept = match who {
        Some(w) => req.app.write(&Actor::system(), move |cx| phone::begin(cx, w, &credential))?,
        None => None,
    };
    let fits = password::check(kept.as_deref(), typed);
    if let (true, Some(w), Some(kept)) = (fits, who, kept.clone()) {
        req.app.write(&Actor::system(), move |cx| phone::right(cx, w))?;
        stored(attempts::take_back(control(req)?, &counted))?;
        return Ok(Judged::Right(kept, crate::model::phone::DIGITS));
    }
    let worn = req.app.write(&Actor::system(), move |cx| {
        phone::refused(cx, who);
        let Some(w) = who else { return Ok(false) };
        Ok(phone::of(cx, w)?.is_some_and(|p| p.wrong >= WRONG_IN_A_ROW))
    })?;
    Ok(if worn && kept.is_none() { Judged::Worn } else { Judged::Wrong })
}

/// The PIN.
pub(super) fn enter(req: &Req) -> Result<Resp, Fail> {
    let cards = cards(req)?;
    let chosen = req.form.get("who").parse::<AccountId>().ok();
    let who = match cards.as_slice() {
        [one] => Some(one.account),
        all => all.iter().map(|c| c.account).find(|a| Some(*a) == chosen),
    };
    match judge(req, who, &crews::pin(req.form.get("pin")))? {
        Judged::Right(..) => match who {
            Some(w) => {
                let next = inside(req.form.get("next"));
                open(req, w, req.visitor().device, if next == "/" { "/my" } else { &next })
            }
            None => Err(Fail::NotFound),
        },
        Judged::TooMany => show(req, signing::error("pin", TOO_MANY), 429),
        Judged::Worn => show(req, signing::error("pin", WORN), 422),
        Judged::Wrong => show(req, signing::error("pin", WRONG), 422),
    }
}

/// Opens a locked session again: the PIN of the same account on the same phone.
pub(super) fn again(req: &Req, found: &Found) -> Result<Judged, Fail> {
    judge(req, Some(found.account), &crews::pin(req.form.get("pin")))
}

/// Counts a try of the network of whoever asks, before it is judged; none = too many. For the page where a card is used.
pub fn counted(req: &Req) -> Result<Option<attempts::Try>, Fail> {
    signing::counted(req, Of::Network(req.visitor().network))
}

/// The try was right and does not count.
pub fn take_back(req: &Req, done: &attempts::Try) -> Result<(), Fail> {
    stored(attempts::take_back(control(req)?, done))
}

/// What is said when a network has tried too often.
pub fn too_many() -> &'static str {
    TOO_MANY
}

/// The credential of the phone that asks: the one it holds, or a fresh one. A phone may hold several cards.
pub fn credential(req: &Req) -> String {
    match req.visitor().device {
        held if held.len() == 64 && held.bytes().all(|b| b.is_ascii_hexdigit()) => held.to_string(),
        _ => kernel::hex(&signing::random::<32>(req)),
    }
}

/// Opens the session of an account on its phone and goes on; the audit row is durable before the session is.
pub fn open(req: &Req, id: AccountId, credential: &str, to: &str) -> Result<Resp, Fail> {
    let found = req.app.read(&Actor::system(), |cx| look_up::account(cx, id))?;
    let account = found.ok_or(Fail::NotFound)?;
    let opening = Opening {
        account: id,
        hat: account.hat,
        identity: None,
        proof: Proof::Card,
        device: device::name_of(req.visitor().agent),
        shared: true,
        until: None,
    };
    signing::note_signin(req, &account, "card".into())?;
    let fresh = Fresh::draw(&req.app);
    let on = OnDevice { device: id.0, idle_minutes: IDLE_MINUTES };
    let now = req.app.now();
    sessions::open_on(control(req)?, req.app.region(), &opening, &fresh, Some(on), now)?;
    let (token, credential, to) = (fresh.token, credential.to_string(), to.to_string());
    Ok(Resp { status: 303, body: Body::SignInOn { token, credential, to } })
}

/// Ends every session of accounts that were closed; each is refused at its next request in any case.
pub fn end_sessions(req: &Req, accounts: &[AccountId]) -> Result<(), Fail> {
    for id in accounts {
        stored(sessions::end_account(control(req)?, signing::slug(req), *id))?;
    }
    Ok(())
}
