//! Tickets: random values that are good once, for minutes: challenges of passkeys, and the way from a checked code to a
//! finished login. The store holds only their hashes.
use db::{Db, DbError, Row, params};
use kernel::{At, sha256_hex};

db::statements! { pub(crate) STATEMENTS;
    NEW = "INSERT INTO yui_ticket(hash, kind, region, subject, data, until) VALUES ($1, $2, $3, $4, $5, $6)";
    PEEK = "SELECT subject, data FROM yui_ticket WHERE hash = $1 AND kind = $2 AND region = $3 AND until > $4";
    TAKE = "DELETE FROM yui_ticket WHERE hash = $1 AND kind = $2 AND region = $3 AND until > $4 RETURNING subject, data";
    SWEEP = "DELETE FROM yui_ticket WHERE until < $1";
}

/// What a ticket is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Challenge for signing in with a passkey.
    Get,
    /// Challenge for making a passkey; the subject is who may make it.
    Create,
    /// A checked invitation or recovery code: the login can be set up.
    SetUp,
    /// Somebody is at an identity provider; the secret is the `state`.
    There,
    /// Somebody is back from it, and the second factor is asked for.
    Second,
}

impl Kind {
    const fn code(self) -> &'static str {
        match self {
            Kind::Get => "get",
            Kind::Create => "create",
            Kind::SetUp => "setup",
            Kind::There => "there",
            Kind::Second => "second",
        }
    }

    const fn minutes(self) -> i64 {
        match self {
            Kind::Get | Kind::Create => 5,
            Kind::There | Kind::Second => 10,
            Kind::SetUp => 30,
        }
    }
}

/// A ticket as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Whose or for what.
    pub subject: String,
    /// More, as JSON.
    pub data: String,
}

fn hash(secret: &[u8]) -> String {
    sha256_hex(&[b"yui-ticket:".as_slice(), secret].concat())
}

fn read(r: &Row) -> Result<Ticket, DbError> {
    Ok(Ticket { subject: r.get(0)?, data: r.get(1)? })
}

/// Issues one; `secret` is fresh and random.
pub fn issue(
    control: &Db,
    kind: Kind,
    region: &str,
    secret: &[u8],
    ticket: &Ticket,
    now: At,
) -> Result<(), DbError> {
    let (hash, region, t) = (hash(secret), region.to_string(), ticket.clone());
    control.write(move |tx| {
        tx.exec(SWEEP, params![now])?;
        let until = now.plus_minutes(kind.minutes());
        tx.exec(NEW, params![&hash, kind.code(), &region, &t.subject, &t.data, until]).map(|_| ())
    })
}

/// Reads one without using it.
pub fn peek(
    control: &Db,
    kind: Kind,
    region: &str,
    secret: &[u8],
    now: At,
) -> Result<Option<Ticket>, DbError> {
    let hash = hash(secret);
    control.read(|tx| {
        tx.first(PEEK, params![&hash, kind.code(), region, now])?.as_ref().map(read).transpose()
    })
}

/// Uses one up: only the first gets it.
pub fn take(
    control: &Db,
    kind: Kind,
    region: &str,
    secret: &[u8],
    now: At,
) -> Result<Option<Ticket>, DbError> {
    let (hash, region) = (hash(secret), region.to_string());
    control.write(move |tx| {
        tx.first(TAKE, params![&hash, kind.code(), &region, now])?.as_ref().map(read).transpose()
    })
}
