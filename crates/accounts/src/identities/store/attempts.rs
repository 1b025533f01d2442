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
    /// Tries from a network.
    Network(&'a str),
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
            Of::Network(_) => PER_NETWORK,
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
