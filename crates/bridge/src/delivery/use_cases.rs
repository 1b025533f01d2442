//! One's own address and preferences; planning of mails; what became of one.
use app::{Cx, Error, Result, authorise, jobs, notices};
use kernel::{At, Hat, Id};

use super::model::{self, GROUPS, Quiet, Way};
use super::push::use_cases as push;
use crate::model::code::read_code;
use crate::permissions;
use crate::store::delivery::{self as store, Address, Health};
use crate::store::letters::keyed;
use crate::store::push::{Device, Health as PushHealth};

/// Minutes in which the code of an address can be used.
const CODE_MINUTES: i64 = 30;
/// Wrong codes of one address.
const CODE_TRIES: i64 = 5;
/// Notices older than this are not mailed any more: after a long stop nobody gets last week's.
const LOOK_BACK_HOURS: i64 = 24;
/// Kind of the job that sends one mail.
pub const SEND: &str = "bridge.mail";

fn me(cx: &Cx<'_>) -> Result<Id> {
    authorise(cx, &permissions::OWN)?;
    cx.actor().account.ok_or(Error::Forbidden(permissions::OWN.code))
}

/// One's own settings.
#[derive(Debug, Clone)]
pub struct Own {
    /// The address, when there is one.
    pub address: Option<Address>,
    /// Group with its ways by mail and on devices, in the order of [`GROUPS`].
    pub ways: Vec<(&'static str, Way, Way)>,
    /// Hours in which nothing comes.
    pub quiet: Option<Quiet>,
    /// Devices, also ended ones.
    pub devices: Vec<Device>,
}

fn way(cx: &Cx<'_>, account: Id, group: &str) -> Result<Way> {
    Ok(store::way(cx, account, group)?.and_then(|c| Way::from_code(&c)).unwrap_or(Way::Now))
}

/// How one's own notices come.
pub fn own(cx: &Cx<'_>) -> Result<Own> {
    let account = me(cx)?;
    let mut ways = Vec::new();
    for (group, _) in GROUPS {
        ways.push((group, way(cx, account, group)?, push::way(cx, account, group)?));
    }
    Ok(Own {
        address: store::address(cx, account)?,
        ways,
        quiet: store::hours(cx, account)?,
        devices: crate::store::push::devices(cx, account)?,
    })
}

/// Notes an address and the code that was sent to it. The one before ends.
pub fn ask(cx: &Cx<'_>, address: &str, code: &str) -> Result<()> {
    let account = me(cx)?;
    let plain =
        read_code(code).ok_or_else(|| Error::Inconsistent("a fresh code cannot be read".into()))?;
    store::ask(cx, account, address, &keyed(cx, "mail", &plain)?)
}

/// May another code be asked for? Three in a quarter of an hour would be somebody else's mailbox being filled.
pub fn may_ask(cx: &Cx<'_>) -> Result<()> {
    let account = me(cx)?;
    match store::address(cx, account)? {
        Some(a) if a.confirmed_at.is_none() && cx.now().minutes_since(a.asked_at) < 1 => {
            Err(Error::field(
                "address",
                "いま番号を送ったところです。1分ほど待ってから、もう一度押してください",
            ))
        }
        _ => Ok(()),
    }
}

/// Confirms the address by the code that came there. A try is counted before it is judged, also when it is refused: `false`.
pub fn confirm(cx: &Cx<'_>, typed: &str) -> Result<bool> {
    let account = me(cx)?;
    let a = store::address(cx, account)?.ok_or(Error::NotFound)?;
    if a.confirmed_at.is_some() {
        return Ok(true);
    }
    if a.tries >= CODE_TRIES || cx.now().minutes_since(a.asked_at) >= CODE_MINUTES {
        return Ok(false);
    }
    store::tried(cx, account)?;
    let right = match read_code(typed) {
        Some(plain) => !a.code.is_empty() && keyed(cx, "mail", &plain)? == a.code,
        None => false,
    };
    if right {
        store::confirm(cx, account)?;
    }
    Ok(right)
}

/// Forgets the address.
pub fn remove(cx: &Cx<'_>) -> Result<()> {
    let account = me(cx)?;
    store::remove(cx, account)
}

/// Sets ways (group, by mail, on devices) and quiet hours.
pub fn prefer(cx: &Cx<'_>, ways: &[(String, Way, Way)], quiet: Option<Quiet>) -> Result<()> {
    let account = me(cx)?;
    for (group, mail, push) in ways {
        if !GROUPS.iter().any(|g| g.0 == group) {
            return Err(Error::Inconsistent("a group of notices that is none".into()));
        }
        store::set_way(cx, account, group, mail.code(), push.code())?;
    }
    let day = 0..24 * 60;
    if quiet.is_some_and(|q| !day.contains(&q.0) || !day.contains(&q.1)) {
        return Err(Error::field("quiet_from", "時刻をたしかめてください"));
    }
    store::set_hours(cx, account, quiet)
}

/// What this installation can send by.
#[derive(Debug, Clone, Copy)]
pub struct Ways {
    /// Mail.
    pub mail: bool,
    /// Push.
    pub push: bool,
}

/// Makes mails and pushes of the notices that came since the last time, and the one of a day; how many.
pub fn plan(cx: &Cx<'_>, can: Ways) -> Result<usize> {
    let by_mail = can.mail && store::anybody(cx)?;
    let by_push = can.push && crate::store::push::anybody(cx)?;
    if !by_mail && !by_push {
        return Ok(0);
    }
    let mut made = 0;
    for (notice, organisation, account, kind) in
        store::new_notices(cx, cx.now().plus_minutes(-LOOK_BACK_HOURS * 60))?
    {
        // what says that mail or push does not arrive goes to the in-tray alone
        if !store::seen(cx, notice)? || [PROBLEM, push::PROBLEM].contains(&kind.as_str()) {
            continue;
        }
        let group = model::group(&kind);
        for a in accounts::accounts_of(cx, organisation.into())? {
            if account.is_some_and(|one| one != a.id.0) {
                continue;
            }
            let quiet = store::hours(cx, a.id.0)?;
            if by_mail {
                made += plan_mail(cx, &a, notice, group, quiet)?;
            }
            if by_push {
                made += push::plan(cx, &a, notice, group, quiet)?;
            }
        }
    }
    if by_mail {
        for (account, n) in store::daily_due(cx)? {
            store::merge(cx, account)?;
            queue(cx, account, None, "", n, cx.now())?;
            made += 1;
        }
    }
    if by_push {
        made += push::daily(cx)?;
    }
    Ok(made)
}

fn plan_mail(
    cx: &Cx<'_>,
    a: &accounts::Account,
    notice: Id,
    group: &str,
    quiet: Option<Quiet>,
) -> Result<usize> {
    let Some(to) = store::address(cx, a.id.0)? else { return Ok(0) };
    if to.confirmed_at.is_none() || to.bounced_at.is_some() {
        return Ok(0);
    }
    match way(cx, a.id.0, group)? {
        Way::Off => Ok(0),
        Way::Daily => {
            let due = model::daily(cx.now(), a.hat, quiet);
            store::add(cx, a.id.0, Some(notice), group, 1, "daily", due)?;
            Ok(0)
        }
        Way::Now => {
            let due = model::due(cx.now(), a.hat, quiet);
            queue(cx, a.id.0, Some(notice), group, 1, due)?;
            Ok(1)
        }
    }
}

/// Queues a mail of `n` notices of a group.
pub(crate) fn queue(
    cx: &Cx<'_>,
    account: Id,
    notice: Option<Id>,
    group: &str,
    n: i64,
    due: At,
) -> Result<()> {
    let id = store::add(cx, account, notice, group, n, "waiting", due)?;
    jobs::enqueue(cx, SEND, &serde_json::json!({ "mail": id }), due)?;
    Ok(())
}

/// Kind of the notice that mail does not arrive.
const PROBLEM: &str = "bridge.mail-problem";

/// A mail to send now: to whom, how many notices, of which group.
#[derive(Debug, Clone)]
pub struct Ready {
    /// The mail.
    pub id: Id,
    /// The address.
    pub to: String,
    /// How many notices.
    pub n: i64,
    /// Group; empty = several.
    pub group: String,
}

/// What is to be sent for this mail; none when it has ended, its notice was read meanwhile, or nobody wants it any more
/// (then it ends here).
pub fn ready(cx: &Cx<'_>, id: Id) -> Result<Option<Ready>> {
    let Some(m) = store::mail(cx, id)?.filter(|m| m.state == "waiting") else { return Ok(None) };
    let drop = |why: &str| {
        store::end(cx, id, "dropped", why)?;
        Ok(None)
    };
    if let Some(n) = m.notice
        && !store::unread(cx, n)?
    {
        return drop("");
    }
    let account = accounts::account(cx, m.account.into())?;
    let to = store::address(cx, m.account)?
        .filter(|a| a.confirmed_at.is_some() && a.bounced_at.is_none());
    match (account, to) {
        (Some(_), Some(a)) => Ok(Some(Ready { id: m.id, to: a.address, n: m.n, group: m.kind })),
        _ => drop(""),
    }
}

/// It went out.
pub fn sent(cx: &Cx<'_>, id: Id) -> Result<()> {
    store::end(cx, id, "sent", "")
}

/// It did not; it is tried again.
pub fn later(cx: &Cx<'_>, id: Id, why: &str) -> Result<()> {
    store::problem(cx, id, why)
}

/// It never will: the in-tray has everything, and the account is told there. `nobody`: the address is at fault.
pub fn given_up(cx: &Cx<'_>, id: Id, why: &str, nobody: bool) -> Result<()> {
    let Some(m) = store::mail(cx, id)? else { return Ok(()) };
    store::end(cx, id, if nobody { "bounced" } else { "failed" }, why)?;
    let Some(a) = accounts::any_account(cx, m.account.into())? else { return Ok(()) };
    let to = notices::To { organisation: a.organisation.0, account: Some(a.id.0) };
    if nobody {
        if store::bounced(cx, m.account)? {
            let text =
                "メールが届かないアドレスでした。メールを止めました。アドレスをたしかめてください";
            notices::send(cx, to, PROBLEM, text, "/me/delivery")?;
        }
        return Ok(());
    }
    notices::send(
        cx,
        to,
        PROBLEM,
        "メールを届けられませんでした。お知らせは、ここで読めます",
        "/notices",
    )
}

/// How delivery goes, in the last seven days, with the letters of the region as counts.
#[derive(Debug, Clone)]
pub struct Watched {
    /// Mail.
    pub health: Health,
    /// Devices.
    pub push: PushHealth,
    /// Letters sent, opened, answered, closed.
    pub letters: [i64; 4],
    /// Times at which letters were guessed at, with the number of misses.
    pub alarms: Vec<(At, i64)>,
}

/// The page of who watches.
pub fn watch(cx: &Cx<'_>) -> Result<Watched> {
    authorise(cx, &permissions::HEALTH)?;
    let since = cx.now().plus_minutes(-7 * 24 * 60);
    Ok(Watched {
        health: store::health(cx, since)?,
        push: crate::store::push::health(cx, since)?,
        letters: crate::store::letters::counts(cx, since)?,
        alarms: crate::store::tries::alarms(cx, cx.now().plus_minutes(-90 * 24 * 60))?,
    })
}

/// Is it somebody whose hours are fixed?
pub fn fixed_hours(hat: Hat) -> bool {
    model::is_family(hat)
}
