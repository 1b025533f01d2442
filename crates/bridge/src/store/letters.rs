//! Letters and the numbers that open them. Of token, code and telephone only hashes are kept.
use app::{Cx, Error, Result};
use db::{DbError, FromRow, Row, params};
use hmac::{Hmac, Mac};
use kernel::{Date, Id, sha256_hex};
use sha2::Sha256;

use crate::LetterId;
use crate::model::Letter;
use crate::model::code::{Fresh, read_code};
use crate::model::letter::Said;

/// A column of the answer that stands.
macro_rules! said {
    ($column:literal) => {
        concat!("(SELECT a.", $column, " FROM bridge_answer a WHERE a.letter = bridge_letter.id AND a.replaced_at IS NULL ORDER BY a.at DESC, a.id DESC LIMIT 1)")
    };
}

macro_rules! columns {
    () => {
        concat!("id, kind, title, receiver_kind, receiver, receiver_name, receiver_phone, receiver_fax, proof, organisation, account, hat, sender_office, sender_name, sender_phone, sender_fax, who, lines, answers, resident, record, link, batch, due, expires, at, seal, tries, closed_at, revoked_at, revoked_name, opened_at, answered_at, ", said!("code"), ", ", said!("beside"))
    };
}

db::statements! { pub(crate) STATEMENTS;
    SECRET = "SELECT secret FROM bridge_secret WHERE id = 1";
    NEW_SECRET = "INSERT INTO bridge_secret(id, secret, at) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING";
    ADD = "INSERT INTO bridge_letter(id, kind, title, receiver_kind, receiver, receiver_name, receiver_phone, receiver_fax, proof, organisation, account, hat, sender_office, sender_name, sender_phone, sender_fax, who, lines, answers, resident, record, link, batch, due, expires, at, tries, revoked_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, 0, '')";
    FIND = concat!("SELECT ", columns!(), " FROM bridge_letter WHERE id = $1");
    OF_RECORD = concat!("SELECT ", columns!(), " FROM bridge_letter WHERE record = $1 AND kind = $2 AND organisation = $3 AND revoked_at IS NULL AND closed_at IS NULL AND expires >= $4 AND COALESCE(", said!("code"), ", '') <> 'not_ours' ORDER BY at DESC, id DESC LIMIT 1");
    NOT_OURS = concat!("SELECT ", columns!(), " FROM bridge_letter WHERE organisation = $1 AND at >= $2 AND answered_at IS NOT NULL AND revoked_at IS NULL AND ", said!("code"), " = 'not_ours' ORDER BY answered_at, id LIMIT 100");
    OF_BATCH = concat!("SELECT ", columns!(), " FROM bridge_letter WHERE batch = $1 ORDER BY receiver_name, id");
    MINE = concat!("SELECT ", columns!(), " FROM bridge_letter WHERE organisation = $1 AND batch IS NULL AND at >= $2 ORDER BY at DESC, id DESC LIMIT 300");
    BATCHES = "SELECT batch, MIN(at), MIN(due), COUNT(*), SUM(CASE WHEN answered_at IS NOT NULL THEN 1 ELSE 0 END) FROM bridge_letter WHERE organisation = $1 AND batch IS NOT NULL AND at >= $2 GROUP BY batch ORDER BY MIN(at) DESC, batch LIMIT 20";
    LATE = concat!("SELECT ", columns!(), " FROM bridge_letter WHERE organisation = $1 AND batch IS NULL AND answered_at IS NULL AND revoked_at IS NULL AND due < $2 AND expires >= $3 ORDER BY due, id LIMIT 100");
    WAITING = "SELECT COUNT(*) FROM bridge_letter WHERE organisation = $1 AND answered_at IS NULL AND revoked_at IS NULL AND expires >= $2";
    LATE_BY_KIND = "SELECT kind, COUNT(*) FROM bridge_letter WHERE answered_at IS NULL AND revoked_at IS NULL AND due < $1 AND expires >= $2 GROUP BY kind ORDER BY kind";
    COUNTS = "SELECT COUNT(*), SUM(CASE WHEN opened_at IS NOT NULL THEN 1 ELSE 0 END), SUM(CASE WHEN answered_at IS NOT NULL THEN 1 ELSE 0 END), SUM(CASE WHEN closed_at IS NOT NULL THEN 1 ELSE 0 END) FROM bridge_letter WHERE at >= $1";
    SEAL = "UPDATE bridge_letter SET seal = $1 WHERE id = $2 AND seal IS NULL";
    RESEAL = "UPDATE bridge_letter SET seal = NULL WHERE id = $1";
    ISSUE = "INSERT INTO bridge_issue(id, letter, token, code, by_name, at) VALUES ($1, $2, $3, $4, $5, $6)";
    ISSUES = "SELECT COUNT(*) FROM bridge_issue WHERE letter = $1";
    NO_ISSUE = "DELETE FROM bridge_issue WHERE letter = $1";
    BY_TOKEN = "SELECT letter, code FROM bridge_issue WHERE token = $1";
    BY_CODE = "SELECT letter FROM bridge_issue WHERE code = $1";
    CODE_OF = "SELECT COUNT(*) FROM bridge_issue WHERE letter = $1 AND code = $2";
    MISS = "UPDATE bridge_letter SET tries = tries + 1 WHERE id = $1";
    CLOSE = "UPDATE bridge_letter SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL";
    OPENED = "UPDATE bridge_letter SET opened_at = $1 WHERE id = $2 AND opened_at IS NULL";
    HIT = "UPDATE bridge_letter SET tries = 0 WHERE id = $1 AND tries > 0";
    ANSWERED = "UPDATE bridge_letter SET answered_at = $1 WHERE id = $2 AND answered_at IS NULL";
    REVOKE = "UPDATE bridge_letter SET revoked_at = $1, revoked_name = $2 WHERE id = $3 AND revoked_at IS NULL";
    AGAIN = "UPDATE bridge_letter SET tries = 0, closed_at = NULL, due = $1, expires = $2 WHERE id = $3";
}

impl FromRow for Letter {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let json = |column, e: serde_json::Error| DbError::Decode { column, what: e.to_string() };
        Ok(Letter {
            id: r.id(0)?,
            kind: r.get(1)?,
            title: r.get(2)?,
            receiver_kind: r.get(3)?,
            receiver: r.get(4)?,
            receiver_name: r.get(5)?,
            receiver_phone: r.get(6)?,
            receiver_fax: r.get(7)?,
            proof: r.get(8)?,
            organisation: r.get(9)?,
            account: r.get(10)?,
            hat: r.get(11)?,
            sender_office: r.get(12)?,
            sender_name: r.get(13)?,
            sender_phone: r.get(14)?,
            sender_fax: r.get(15)?,
            who: r.get(16)?,
            lines: serde_json::from_str(&r.get::<String>(17)?).map_err(|e| json(17, e))?,
            answers: serde_json::from_str(&r.get::<String>(18)?).map_err(|e| json(18, e))?,
            resident: r.get(19)?,
            record: r.get(20)?,
            link: r.get(21)?,
            batch: r.get(22)?,
            due: r.get(23)?,
            expires: r.get(24)?,
            at: r.get(25)?,
            seal: r.get(26)?,
            tries: r.get(27)?,
            closed_at: r.get(28)?,
            revoked_at: r.get(29)?,
            revoked_name: r.get(30)?,
            opened_at: r.get(31)?,
            answered_at: r.get(32)?,
            said: match (r.get::<Option<String>>(33)?, r.get::<Option<String>>(34)?) {
                (Some(code), Some(beside)) => Some(Said { code, beside }),
                _ => None,
            },
        })
    }
}

/// Makes the region's secret when there is none.
pub(crate) fn make_secret(cx: &Cx<'_>, fresh: &[u8; 32]) -> Result<()> {
    cx.tx().exec(NEW_SECRET, params![fresh.as_slice(), cx.now()])?;
    Ok(())
}

/// The keyed hash of something short that a person types: who has the table of letters alone cannot try all of them
/// against it. `what` keeps hashes of different things apart.
pub(crate) fn keyed(cx: &Cx<'_>, what: &str, text: &str) -> Result<String> {
    let row = cx.tx().first(SECRET, &[])?;
    let secret: Vec<u8> = match row {
        Some(r) => r.get(0)?,
        None => return Err(Error::Inconsistent("letters have no secret yet".into())),
    };
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&secret)
        .map_err(|e| Error::Inconsistent(format!("key of letters: {e}")))?;
    mac.update(b"yui letter\0");
    mac.update(what.as_bytes());
    mac.update(b"\0");
    mac.update(text.as_bytes());
    Ok(kernel::hex(&mac.finalize().into_bytes()))
}

/// Is there a secret? Without one there was no letter, and nothing that is typed opens anything.
pub(crate) fn has_secret(cx: &Cx<'_>) -> Result<bool> {
    Ok(cx.tx().first(SECRET, &[])?.is_some())
}

/// What is stored of a token: 128 bits of chance need no key.
pub(crate) fn token_hash(token: &str) -> String {
    sha256_hex(format!("yui letter token\0{token}").as_bytes())
}

fn text<T: serde::Serialize>(what: &T) -> Result<String> {
    serde_json::to_string(what).map_err(|e| Error::Inconsistent(format!("letter: {e}")))
}

pub(crate) fn add(cx: &Cx<'_>, l: &Letter) -> Result<()> {
    cx.tx().exec(
        ADD,
        params![
            l.id.0,
            &l.kind,
            &l.title,
            &l.receiver_kind,
            l.receiver,
            &l.receiver_name,
            &l.receiver_phone,
            &l.receiver_fax,
            &l.proof,
            l.organisation,
            l.account,
            &l.hat,
            &l.sender_office,
            &l.sender_name,
            &l.sender_phone,
            &l.sender_fax,
            &l.who,
            text(&l.lines)?,
            text(&l.answers)?,
            l.resident,
            l.record,
            &l.link,
            l.batch,
            l.due,
            l.expires,
            l.at
        ],
    )?;
    Ok(())
}

pub(crate) fn find(cx: &Cx<'_>, id: LetterId) -> Result<Option<Letter>> {
    Ok(cx.tx().find(FIND, params![id.0])?)
}

/// The newest letter of a kind about this record that can still be opened. One that came to the wrong place is none:
/// who sends again sends a new one.
pub(crate) fn of_record(
    cx: &Cx<'_>,
    record: Id,
    kind: &str,
    organisation: Id,
) -> Result<Option<Letter>> {
    Ok(cx.tx().find(OF_RECORD, params![record, kind, organisation, cx.today()])?)
}

pub(crate) fn of_batch(cx: &Cx<'_>, batch: Id) -> Result<Vec<Letter>> {
    Ok(cx.tx().all(OF_BATCH, params![batch])?)
}

/// Single letters of an organisation since then, newest first, at most 300.
pub(crate) fn mine(cx: &Cx<'_>, organisation: Id, since: kernel::At) -> Result<Vec<Letter>> {
    Ok(cx.tx().all(MINE, params![organisation, since])?)
}

/// Letters of an organisation since then whose answer is 「担当ではありません」 and which it has not closed yet.
pub(crate) fn not_ours(cx: &Cx<'_>, organisation: Id, since: kernel::At) -> Result<Vec<Letter>> {
    Ok(cx.tx().all(NOT_OURS, params![organisation, since])?)
}

/// What was sent to many in one act.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Its id.
    pub id: Id,
    /// Sent.
    pub at: kernel::At,
    /// Until when.
    pub due: Date,
    /// How many letters.
    pub n: i64,
    /// How many were answered.
    pub answered: i64,
}

impl FromRow for Batch {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        Ok(Batch {
            id: r.get(0)?,
            at: r.get(1)?,
            due: r.get(2)?,
            n: r.get(3)?,
            answered: r.get(4)?,
        })
    }
}

pub(crate) fn batches(cx: &Cx<'_>, organisation: Id, since: kernel::At) -> Result<Vec<Batch>> {
    Ok(cx.tx().all(BATCHES, params![organisation, since])?)
}

/// Unanswered single letters whose day is over and which can still be answered.
pub(crate) fn late(cx: &Cx<'_>, organisation: Id) -> Result<Vec<Letter>> {
    Ok(cx.tx().all(LATE, params![organisation, cx.today(), cx.today()])?)
}

pub(crate) fn waiting(cx: &Cx<'_>, organisation: Id) -> Result<i64> {
    Ok(cx.tx().one(WAITING, params![organisation, cx.today()])?.get(0)?)
}

/// Unanswered ones of the whole region by kind, as counts.
pub(crate) fn late_by_kind(cx: &Cx<'_>) -> Result<Vec<(String, i64)>> {
    let rows = cx.tx().rows(LATE_BY_KIND, params![cx.today(), cx.today()])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// Sent, opened, answered, closed after wrong numbers, in the whole region since then.
pub(crate) fn counts(cx: &Cx<'_>, since: kernel::At) -> Result<[i64; 4]> {
    let r = cx.tx().one(COUNTS, params![since])?;
    let n = |i| r.get::<Option<i64>>(i).map(Option::unwrap_or_default);
    Ok([n(0)?, n(1)?, n(2)?, n(3)?])
}

/// Keeps the hashes of a new pair of numbers, and the secret of passes when there is none yet.
pub(crate) fn issue(cx: &Cx<'_>, letter: LetterId, fresh: &Fresh, seal: &[u8; 32]) -> Result<()> {
    let plain = read_code(&fresh.code())
        .ok_or_else(|| Error::Inconsistent("a fresh code cannot be read".into()))?;
    let (token, code) = (token_hash(&fresh.token()), keyed(cx, "code", &plain)?);
    cx.tx().exec(SEAL, params![seal.as_slice(), letter.0])?;
    let id = cx.new_id();
    let by = &cx.actor().name;
    cx.tx().exec(ISSUE, params![id, letter.0, token, code, by, cx.now()])?;
    Ok(())
}

/// How many papers were printed.
pub(crate) fn issues(cx: &Cx<'_>, letter: LetterId) -> Result<i64> {
    Ok(cx.tx().one(ISSUES, params![letter.0])?.get(0)?)
}

/// No paper printed so far opens the letter any more, and no phone holds it open.
pub(crate) fn forget_issues(cx: &Cx<'_>, letter: LetterId) -> Result<()> {
    cx.tx().exec(NO_ISSUE, params![letter.0])?;
    cx.tx().exec(RESEAL, params![letter.0])?;
    Ok(())
}

/// The letter of a token.
pub(crate) fn by_token(cx: &Cx<'_>, token: &str) -> Result<Option<LetterId>> {
    cx.tx().first(BY_TOKEN, params![token_hash(token)])?.map(|r| Ok(r.id(0)?)).transpose()
}

/// The letter of a code.
pub(crate) fn by_code(cx: &Cx<'_>, code: &str) -> Result<Option<LetterId>> {
    let hash = keyed(cx, "code", code)?;
    cx.tx().first(BY_CODE, params![hash])?.map(|r| Ok(r.id(0)?)).transpose()
}

/// Is it a code of this letter, from whichever of its papers?
pub(crate) fn code_of(cx: &Cx<'_>, letter: LetterId, code: &str) -> Result<bool> {
    let hash = keyed(cx, "code", code)?;
    Ok(cx.tx().one(CODE_OF, params![letter.0, hash])?.get::<i64>(0)? > 0)
}

pub(crate) fn miss(cx: &Cx<'_>, letter: LetterId) -> Result<()> {
    cx.tx().exec(MISS, params![letter.0])?;
    Ok(())
}

pub(crate) fn close(cx: &Cx<'_>, letter: LetterId) -> Result<bool> {
    Ok(cx.tx().exec(CLOSE, params![cx.now(), letter.0])? == 1)
}

/// The right numbers were typed: earlier slips do not count any more.
pub(crate) fn opened(cx: &Cx<'_>, letter: LetterId) -> Result<()> {
    cx.tx().exec(OPENED, params![cx.now(), letter.0])?;
    cx.tx().exec(HIT, params![letter.0])?;
    Ok(())
}

pub(crate) fn answered(cx: &Cx<'_>, letter: LetterId) -> Result<()> {
    cx.tx().exec(ANSWERED, params![cx.now(), letter.0])?;
    Ok(())
}

pub(crate) fn revoke(cx: &Cx<'_>, letter: LetterId) -> Result<bool> {
    let by = &cx.actor().name;
    Ok(cx.tx().exec(REVOKE, params![cx.now(), by, letter.0])? == 1)
}

pub(crate) fn again(cx: &Cx<'_>, letter: LetterId, due: Date, expires: Date) -> Result<()> {
    cx.tx().exec(AGAIN, params![due, expires, letter.0])?;
    Ok(())
}
