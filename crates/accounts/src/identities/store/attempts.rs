//! Counters of tries, in the store, so that they hold over all processes. A try is counted *before* it is judged: ten at
//! the same moment are ten. A success takes its own try back.
use db::{Db, DbError, params};
use kernel::{At, sha256_hex};

db::statements! { pub(crate) STATEMENTS;
    COUNT = "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM yui_attempt WHERE key = $1 AND slot > $2";
    ADD = "INSERT INTO yui_attempt(key, slot, n) VALUES ($1, $2, 1) ON CONFLICT (key, slot) DO UPDATE SET n = yui_attempt.n + 1";
    TAKE_BACK = "UPDATE yui_attempt SET n = n - 1 WHERE key = $1 AND slot = $2 AND n > 0";
    SWEEP = "DELETE FROM yui_attempt WHERE slot <= $1";
}

/// The length of the window in minutes.
pub const MINUTES: i64 = 15;
/// Tries with one login name in a window (trust.md A9).
pub const PER_LOGIN: i64 = 10;
/// Failed tries from one network in a window: enough for a hospital on a Monday morning, far too few for a list of names.
pub const PER_NETWORK: i64 = 60;
/// Tries with one login name in a window where it is known, once the network's own limit is reached.
pub const PER_KNOWN: i64 = 5;
/// Days for which it is remembered that a login name has signed in from a network.
pub const KNOWN_DAYS: i64 = 90;
/// Tries with the PIN of one person in a window: a PIN is short.
pub const PER_PIN: i64 = 5;
/// Failed PINs on one device in a window.
pub const PER_DEVICE: i64 = 20;
/// Requests for challenges from one network in a window: they leave a row each.
pub const CHALLENGES: i64 = 600;

/// What is counted; the store sees only a hash of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of<'a> {
    /// Tries with a login name, existing or not.
    Login(&'a str),
    /// Passwords from a network.
    Network(&'a str),
    /// Printed codes (invitation, today, recovery, device) from a network: who mistypes a code must not keep the others
    /// of the house from signing in.
    Code(&'a str),
    /// Passwords with a login name from a network in which it has signed in before: login name, network.
    Known(&'a str, &'a str),
    /// Challenges asked for by a network.
    Challenge(&'a str),
    /// Forms sent by a network without an account.
    Form(&'a str),
    /// PINs of one person of a crew.
    Pin(&'a str),
    /// PINs on one registered device, whoever's.
    Device(&'a str),
}

impl Of<'_> {
    fn key(self) -> String {
        let (kind, text) = match self {
            Of::Code(t) => ("code", t),
            Of::Known(login, network) => {
                return sha256_hex(format!("yui-attempt:known:{login}:{network}").as_bytes());
            }
            Of::Login(t) => ("login", t),
            Of::Network(t) => ("network", t),
            Of::Challenge(t) => ("challenge", t),
            Of::Form(t) => ("form", t),
            Of::Pin(t) => ("pin", t),
            Of::Device(t) => ("device", t),
        };
        sha256_hex(format!("yui-attempt:{kind}:{text}").as_bytes())
    }

    const fn limit(self) -> i64 {
        match self {
            Of::Login(_) => PER_LOGIN,
            Of::Network(_) | Of::Code(_) => PER_NETWORK,
            Of::Known(..) => PER_KNOWN,
            Of::Challenge(_) => CHALLENGES,
            Of::Form(_) => 10,
            Of::Pin(_) => PER_PIN,
            Of::Device(_) => PER_DEVICE,
        }
    }
}

/// A counted try.
#[derive(Debug, Clone)]
pub struct Try {
    keys: Vec<String>,
    slot: i64,
}

/// Counts a try; none when one of the limits is reached (which is not counted: waiting always ends it).
pub fn begin(control: &Db, of: &[Of<'_>], now: At) -> Result<Option<Try>, DbError> {
    let keys: Vec<(String, i64)> = of.iter().map(|o| (o.key(), o.limit())).collect();
    let slot = now.millis().div_euclid(60_000);
    let kept: Vec<String> = keys.iter().map(|(k, _)| k.clone()).collect();
    let free = control.write(move |tx| {
        for (key, limit) in &keys {
            let n: i64 = tx.one(COUNT, params![key, slot - MINUTES])?.get(0)?;
            if n >= *limit {
                return Ok::<_, DbError>(false);
            }
        }
        for (key, _) in &keys {
            tx.exec(ADD, params![key, slot])?;
        }
        tx.exec(SWEEP, params![slot - MINUTES])?;
        Ok(true)
    })?;
    Ok(free.then_some(Try { keys: kept, slot }))
}

/// Counts a try with a password. Where others have used the network's tries up, who has signed in from it before is still
/// judged, a few times: spraying stays bounded by the name, and a colleague's slips shut nobody out.
pub fn begin_password(
    control: &Db,
    login: &str,
    network: &str,
    now: At,
) -> Result<Option<Try>, DbError> {
    if let Some(t) = begin(control, &[Of::Login(login), Of::Network(network)], now)? {
        return Ok(Some(t));
    }
    let (key, slot) = (seen_key(login, network), now.millis().div_euclid(60_000));
    let known = control.read(|tx| tx.one(COUNT, params![&key, slot])?.get::<i64>(0))? > 0;
    if !known {
        return Ok(None);
    }
    begin(control, &[Of::Login(login), Of::Known(login, network)], now)
}

fn seen_key(login: &str, network: &str) -> String {
    sha256_hex(format!("yui-attempt:seen:{login}:{network}").as_bytes())
}

/// Remembers that a login name has signed in from a network: a row whose minute lies ahead, swept when that has passed.
pub fn remember(control: &Db, login: &str, network: &str, now: At) -> Result<(), DbError> {
    let (key, day) = (seen_key(login, network), 24 * 60);
    // whole days, so that signing in often leaves few rows
    let slot = (now.millis().div_euclid(60_000) / day + KNOWN_DAYS) * day;
    control.write(move |tx| {
        let n: i64 = tx.one(COUNT, params![&key, slot - 1])?.get(0)?;
        if n == 0 {
            tx.exec(ADD, params![&key, slot])?;
        }
        Ok(())
    })
}

/// It was the right person: the try does not count.
pub fn take_back(control: &Db, done: &Try) -> Result<(), DbError> {
    let done = done.clone();
    control.write(move |tx| {
        for key in &done.keys {
            tx.exec(TAKE_BACK, params![key, done.slot])?;
        }
        Ok(())
    })
}
