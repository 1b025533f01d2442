//! One's own devices; what goes to one, and what became of it.
use app::{Cx, Error, Result, authorise, jobs, notices};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;
use kernel::{At, Id};

use super::seal;
use crate::delivery::model::{self, Way};
use crate::permissions;
use crate::store::delivery as mail;
use crate::store::push::{self as store, Device, Waiting};

/// Kind of the job that sends one.
pub const SEND: &str = "bridge.push";
/// Kind of the notice that pushes do not arrive; never pushed or mailed itself.
pub const PROBLEM: &str = "bridge.push-problem";
/// Devices of one account at most, counting ended ones that are still shown.
const DEVICES: usize = 10;
/// What stands in a row that only says 「この端末に届きます」.
const HELLO: &str = "hello";

fn me(cx: &Cx<'_>) -> Result<Id> {
    authorise(cx, &permissions::OWN)?;
    cx.actor().account.ok_or(Error::Forbidden(permissions::OWN.code))
}

/// What a browser says when somebody lets it get notices.
#[derive(Debug, Clone)]
pub struct Subscribe {
    /// Address at its push service; already found good by the port.
    pub endpoint: String,
    /// Its open half, base64url.
    pub point: String,
    /// The secret it shares with us, base64url.
    pub auth: String,
    /// What the device is called in the list.
    pub name: String,
}

fn bytes(text: &str, length: usize) -> Option<Vec<u8>> {
    B64.decode(text.trim_end_matches('=')).ok().filter(|b| b.len() == length)
}

/// Adds a device, and sends it a first word so that its owner sees at once whether it arrives.
pub fn subscribe(cx: &Cx<'_>, s: &Subscribe) -> Result<()> {
    let account = me(cx)?;
    let readable = bytes(&s.point, seal::POINT).is_some() && bytes(&s.auth, seal::AUTH).is_some();
    if !readable {
        return Err(Error::field("push", "このブラウザーの通知の鍵を、読み取れませんでした"));
    }
    let devices = store::devices(cx, account)?;
    if devices.len() >= DEVICES && !devices.iter().any(|d| d.endpoint == s.endpoint) {
        return Err(Error::field(
            "push",
            "端末は10台までです。使わない端末を外してから、もう一度押してください",
        ));
    }
    let device = store::add_device(cx, account, [&s.endpoint, &s.point, &s.auth, &s.name])?;
    let w = Waiting {
        id: cx.new_id(),
        account,
        device,
        notice: None,
        kind: HELLO.into(),
        n: 0,
        state: "waiting".into(),
    };
    hand_over(cx, &w, cx.now())
}

/// Takes a device out of the list.
pub fn remove(cx: &Cx<'_>, device: Id) -> Result<()> {
    let account = me(cx)?;
    if store::remove_device(cx, device, account)? { Ok(()) } else { Err(Error::NotFound) }
}

/// One's own devices.
pub fn own(cx: &Cx<'_>) -> Result<Vec<Device>> {
    let account = me(cx)?;
    store::devices(cx, account)
}

/// How an account gets the notices of a group on its devices.
pub(crate) fn way(cx: &Cx<'_>, account: Id, group: &str) -> Result<Way> {
    Ok(store::way(cx, account, group)?.and_then(|c| Way::from_code(&c)).unwrap_or(Way::Now))
}

fn hand_over(cx: &Cx<'_>, w: &Waiting, due: At) -> Result<()> {
    store::queue(cx, w, due)?;
    if w.state == "waiting" {
        jobs::enqueue(cx, SEND, &serde_json::json!({ "push": w.id }), due)?;
    }
    Ok(())
}

/// Plans a notice of a group for all devices of an account; how many go out by themselves.
pub(crate) fn plan(
    cx: &Cx<'_>,
    account: &accounts::Account,
    notice: Id,
    group: &str,
    quiet: Option<model::Quiet>,
) -> Result<usize> {
    let devices = store::open(cx, account.id.0)?;
    if devices.is_empty() {
        return Ok(0);
    }
    let (state, due) = match way(cx, account.id.0, group)? {
        Way::Off => return Ok(0),
        Way::Daily => ("daily", model::daily(cx.now(), account.hat, quiet)),
        Way::Now => ("waiting", model::due(cx.now(), account.hat, quiet)),
    };
    for device in &devices {
        let w = Waiting {
            id: cx.new_id(),
            account: account.id.0,
            device: *device,
            notice: Some(notice),
            kind: group.into(),
            n: 1,
            state: state.into(),
        };
        hand_over(cx, &w, due)?;
    }
    Ok(if state == "waiting" { devices.len() } else { 0 })
}

/// Sends what was collected and is due: one word a device.
pub(crate) fn daily(cx: &Cx<'_>) -> Result<usize> {
    let due = store::daily_due(cx)?;
    for (account, device, n) in &due {
        store::merge(cx, *account, *device)?;
        let w = Waiting {
            id: cx.new_id(),
            account: *account,
            device: *device,
            notice: None,
            kind: String::new(),
            n: *n,
            state: "waiting".into(),
        };
        hand_over(cx, &w, cx.now())?;
    }
    Ok(due.len())
}

/// What is to be sent now, and to which device; none when it has ended, its notice was read meanwhile, or nobody wants it
/// any more (then it ends here).
pub(crate) fn ready(cx: &Cx<'_>, id: Id) -> Result<Option<app::push::Push>> {
    let Some(w) = store::one(cx, id)?.filter(|w| w.state == "waiting") else { return Ok(None) };
    let read = match w.notice {
        Some(n) => !mail::unread(cx, n)?,
        None => false,
    };
    let account = accounts::account(cx, w.account.into())?;
    let device = store::device(cx, w.device)?.filter(|d| d.ended_at.is_none());
    let (Some(_), Some(d), false) = (account, device, read) else {
        store::end(cx, id, "dropped", "")?;
        return Ok(None);
    };
    let text = if w.kind == HELLO {
        model::push_text("この端末に、お知らせが届きます", "届け方は、いつでも変えられます")
    } else {
        model::notice_push(w.n, &w.kind)
    };
    let (Some(point), Some(auth)) = (bytes(&d.point, seal::POINT), bytes(&d.auth, seal::AUTH))
    else {
        return Err(Error::Inconsistent("a device whose keys cannot be read".into()));
    };
    Ok(Some(app::push::Push { endpoint: d.endpoint, point, auth, text }))
}

/// Its push service has taken it.
pub(crate) fn sent(cx: &Cx<'_>, id: Id) -> Result<()> {
    if let Some(w) = store::one(cx, id)? {
        store::arrived(cx, w.device)?;
    }
    store::end(cx, id, "sent", "")
}

/// It did not go; it is tried again.
pub(crate) fn later(cx: &Cx<'_>, id: Id, why: &str) -> Result<()> {
    if let Some(w) = store::one(cx, id)? {
        store::device_problem(cx, w.device, why)?;
    }
    store::problem(cx, id, why)
}

/// It never will. What was in it goes by mail, where an address is and nothing else brought it; the in-tray has it anyhow,
/// and the account is told there. `gone`: the device ended, and gets nothing any more.
pub(crate) fn given_up(cx: &Cx<'_>, id: Id, why: &str, gone: bool) -> Result<()> {
    let Some(w) = store::one(cx, id)?.filter(|w| w.state == "waiting") else { return Ok(()) };
    store::end(cx, id, if gone { "gone" } else { "failed" }, why)?;
    let news = if gone {
        store::end_device(cx, w.device, why)?
    } else {
        store::device_problem(cx, w.device, why)?;
        true
    };
    if w.kind != HELLO {
        by_mail(cx, &w)?;
    }
    let Some(a) = accounts::any_account(cx, w.account.into())?.filter(|_| news) else {
        return Ok(());
    };
    let to = notices::To { organisation: a.organisation.0, account: Some(a.id.0) };
    let (text, link) = if gone {
        ("通知の登録がなくなった端末を外しました。その端末で、もう一度登録できます", "/me/delivery")
    } else {
        ("端末へ通知を届けられませんでした。お知らせは、ここで読めます", "/me/delivery")
    };
    notices::send(cx, to, PROBLEM, text, link)
}

fn by_mail(cx: &Cx<'_>, w: &Waiting) -> Result<()> {
    let good = |a: &mail::Address| a.confirmed_at.is_some() && a.bounced_at.is_none();
    let has = mail::address(cx, w.account)?.is_some_and(|a| good(&a));
    let account = accounts::account(cx, w.account.into())?;
    let (true, Some(a)) = (has, account) else { return Ok(()) };
    // a day's mail comes with the same round as a day's push
    if store::reached_otherwise(cx, w, cx.now().plus_minutes(-24 * 60))? {
        return Ok(());
    }
    let due = model::due(cx.now(), a.hat, mail::hours(cx, w.account)?);
    crate::delivery::use_cases::queue(cx, w.account, w.notice, &w.kind, w.n, due)
}
