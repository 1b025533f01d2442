//! Hashes of links and codes, and which network tried what.
use app::{Cx, Result};
use db::params;
use kernel::word::Word;
use kernel::{At, Date, sha256_hex};

use crate::{AnswerId, AskedId, SurveyId};

db::statements! { pub(crate) STATEMENTS;
    ADD = "INSERT INTO surveys_link(token_hash, code_hash, survey, asked, answer, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (token_hash) DO NOTHING";
    BY_TOKEN = "SELECT survey, asked, answer FROM surveys_link WHERE token_hash = $1";
    BY_CODE = "SELECT survey, asked, answer FROM surveys_link WHERE code_hash = $1 AND asked IS NOT NULL";
    OF_ASKED = "SELECT COUNT(*) FROM surveys_link WHERE asked = $1";
    END = "DELETE FROM surveys_link WHERE asked = $1";
    TRY = "INSERT INTO surveys_try(id, at, what, network) VALUES ($1, $2, $3, $4)";
    TRIES = "SELECT COUNT(*) FROM surveys_try WHERE what = $1 AND network = $2 AND at >= $3";
    ALL_TRIES = "SELECT COUNT(*) FROM (SELECT 1 FROM surveys_try WHERE what = $1 AND at >= $2 LIMIT $3) x";
    FORGET = "DELETE FROM surveys_try WHERE at < $1";
    LINKS_GONE = "DELETE FROM surveys_link WHERE survey IN (SELECT id FROM surveys_survey WHERE until_day < $1)";
}

/// What a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Opens {
    /// The survey.
    pub survey: SurveyId,
    /// Whose it is.
    pub asked: Option<AskedId>,
    /// The anonymous answer that it corrects.
    pub answer: Option<AnswerId>,
}

pub(crate) fn add(cx: &Cx<'_>, w: &Word, o: Opens) -> Result<()> {
    cx.tx().exec(
        ADD,
        params![
            w.token_hash(),
            w.code_hash(),
            o.survey,
            o.asked.map(|a| a.0),
            o.answer.map(|a| a.0),
            cx.now()
        ],
    )?;
    Ok(())
}

/// What this hash opens. A code opens addressees only: an anonymous answer has the link alone.
pub(crate) fn by_hash(cx: &Cx<'_>, hash: &str, token: bool) -> Result<Option<Opens>> {
    let stmt = if token { BY_TOKEN } else { BY_CODE };
    let row = cx.tx().first(stmt, params![hash])?;
    row.map(|r| Ok(Opens { survey: r.id(0)?, asked: r.opt_id(1)?, answer: r.opt_id(2)? }))
        .transpose()
}

/// Papers of one addressee that still open.
pub(crate) fn of_asked(cx: &Cx<'_>, of: AskedId) -> Result<i64> {
    Ok(cx.tx().one(OF_ASKED, params![of])?.get(0)?)
}

/// The papers of one addressee open nothing any more.
pub(crate) fn end(cx: &Cx<'_>, of: AskedId) -> Result<()> {
    cx.tx().exec(END, params![of])?;
    Ok(())
}

fn network_hash(network: &str) -> String {
    sha256_hex(format!("yui surveys network\0{network}").as_bytes())
}

pub(crate) fn note_try(cx: &Cx<'_>, what: &str, network: &str) -> Result<()> {
    cx.tx().exec(TRY, params![cx.new_id(), cx.now(), what, network_hash(network)])?;
    Ok(())
}

pub(crate) fn tries(cx: &Cx<'_>, what: &str, network: &str, since: At) -> Result<i64> {
    Ok(cx.tx().one(TRIES, params![what, network_hash(network), since])?.get(0)?)
}

pub(crate) fn all_tries(cx: &Cx<'_>, what: &str, since: At, most: i64) -> Result<i64> {
    Ok(cx.tx().one(ALL_TRIES, params![what, since, most])?.get(0)?)
}

/// Forgets what networks tried before this moment, and links of surveys whose last day was before this one.
pub(crate) fn forget(cx: &Cx<'_>, before: At, closed: Date) -> Result<()> {
    cx.tx().exec(FORGET, params![before])?;
    cx.tx().exec(LINKS_GONE, params![closed])?;
    Ok(())
}
