//! A receiver types the numbers. A try is counted before anything is said; what opens is one letter, on this phone, for
//! half an hour.
use accounts::OrganisationKind;
use app::audit::AuditEntry;
use app::{Cx, Result, notices};

use super::{object, tell};
use crate::model::code::{digits, read_code, read_token};
use crate::model::limits::{
    ALARM_MINUTES, ALARM_MISSES, ALARM_QUIET, NETWORK_MINUTES, PER_NETWORK, TRIES,
};
use crate::model::{Letter, State, pass};
use crate::store::{answers, letters, tries};
use crate::{LetterId, permissions};

/// What was typed, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'a> {
    /// Out of the QR; none at the door where the code alone is typed.
    pub token: Option<&'a str>,
    /// The code on the paper.
    pub code: &'a str,
    /// Last four digits of the office's telephone.
    pub four: &'a str,
    /// The visitor's network.
    pub network: &'a str,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Knocked {
    /// It is open; the pass goes into the form.
    Open(LetterId, String),
    /// Something was wrong; so many tries are left.
    Wrong(i64),
    /// It was open, and is not any more: taken back, expired, closed.
    Over(State),
    /// There is no such letter.
    Nothing,
    /// This network has missed too often.
    TooMany,
    /// Very many misses in the region: only the QR is taken for now.
    Paused,
}

/// Has the region been guessed at within the last hour?
fn alarmed(cx: &Cx<'_>) -> Result<bool> {
    let last = tries::last_alarm(cx)?;
    Ok(last.is_some_and(|at| cx.now().minutes_since(at) < ALARM_QUIET))
}

/// Has this network missed too often? Asked before anything else, and written down nowhere: waiting always ends it.
fn full(cx: &Cx<'_>, network: &str) -> Result<bool> {
    let since = cx.now().plus_minutes(-NETWORK_MINUTES);
    Ok(tries::of_network(cx, network, since)? >= PER_NETWORK)
}

/// The letter that a token speaks of, for the page that asks for the numbers. An address that is none is to be noted by
/// [`invented`].
pub fn look(
    cx: &Cx<'_>,
    token: &str,
    network: &str,
) -> Result<std::result::Result<Letter, Knocked>> {
    if full(cx, network)? {
        return Ok(Err(Knocked::TooMany));
    }
    let found = match read_token(token) {
        Some(t) => letters::by_token(cx, &t)?,
        None => None,
    };
    let letter = match found {
        Some(id) => letters::find(cx, id)?,
        None => None,
    };
    Ok(match letter {
        Some(l) if l.alive(cx.today()) => Ok(l),
        Some(l) => Err(Knocked::Over(over(&l))),
        None => Err(Knocked::Nothing),
    })
}

/// Notes that an address was asked for that no paper has: a miss like a wrong number.
pub fn invented(cx: &Cx<'_>, network: &str) -> Result<()> {
    missed(cx, network, None)
}

/// Why a letter cannot be opened any more, whether or not it was answered.
fn over(l: &Letter) -> State {
    if l.revoked_at.is_some() {
        State::Revoked
    } else if l.closed_at.is_some() {
        State::Closed
    } else {
        State::Expired
    }
}

/// Judges what was typed.
pub fn knock(cx: &Cx<'_>, t: &Typed<'_>) -> Result<Knocked> {
    if full(cx, t.network)? {
        return Ok(Knocked::TooMany);
    }
    if t.token.is_none() && alarmed(cx)? {
        return Ok(Knocked::Paused);
    }
    // without a secret there was never a letter: nothing that is typed can be right
    let known = letters::has_secret(cx)?;
    let code = read_code(t.code).filter(|_| known);
    let found = match (t.token, &code) {
        (Some(token), _) => match read_token(token) {
            Some(token) => letters::by_token(cx, &token)?,
            None => None,
        },
        (None, Some(code)) => letters::by_code(cx, code)?,
        (None, None) => None,
    };
    let letter = match found {
        Some(id) => letters::find(cx, id)?,
        None => None,
    };
    let Some(l) = letter else {
        missed(cx, t.network, None)?;
        return Ok(Knocked::Nothing);
    };
    if !l.alive(cx.today()) {
        return Ok(Knocked::Over(over(&l)));
    }
    let right = match &code {
        Some(c) => letters::code_of(cx, l.id, c)?,
        None => false,
    };
    let four = digits(t.four);
    let right = right && four.len() == 4 && letters::keyed(cx, "phone", &four)? == l.proof;
    let entry = || {
        let e = AuditEntry::act(permissions::OPEN.code).object(object(l.id));
        match l.resident {
            Some(r) => e.about(r),
            None => e,
        }
    };
    if right && let Some(p) = l.seal.as_deref().and_then(|s| pass::make(s, cx.now())) {
        letters::opened(cx, l.id)?;
        cx.audit(entry());
        return Ok(Knocked::Open(l.id, p));
    }
    cx.audit(entry().denied());
    letters::miss(cx, l.id)?;
    missed(cx, t.network, Some(l.id))?;
    let left = TRIES - letters::find(cx, l.id)?.map_or(TRIES, |l| l.tries);
    if left > 0 {
        return Ok(Knocked::Wrong(left));
    }
    if letters::close(cx, l.id)? {
        tell(cx, &l, "bridge.closed", "送った書類の番号が5回まちがえられたため、閉じました")?;
    }
    Ok(Knocked::Over(State::Closed))
}

/// Notes a miss; very many of them in the region raise the alarm, in the same transaction.
fn missed(cx: &Cx<'_>, network: &str, letter: Option<LetterId>) -> Result<()> {
    tries::add(cx, network, letter)?;
    if alarmed(cx)? {
        return Ok(());
    }
    let n = tries::since(cx, cx.now().plus_minutes(-ALARM_MINUTES), ALARM_MISSES)?;
    if n < ALARM_MISSES {
        return Ok(());
    }
    tries::alarm(cx, n)?;
    let text =
        "紙・FAXの番号が、短い時間にたくさんまちがえられています。番号だけの入口を1時間閉じました";
    for kind in [OrganisationKind::City, OrganisationKind::Centre] {
        for o in accounts::organisations_of_kind(cx, kind)? {
            let to = notices::To { organisation: o.id.0, account: None };
            notices::send(cx, to, "bridge.guessing", text, "/delivery")?;
        }
    }
    tracing::warn!(n, "letters are being guessed at");
    Ok(())
}

/// An open letter, as its receiver sees it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The letter.
    pub letter: Letter,
    /// The answers that stand, oldest first.
    pub given: Vec<crate::store::answers::Given>,
    /// Files sent so far.
    pub files: usize,
}

/// The letter behind a pass; [`app::Error::NotFound`] when the pass is over or the letter is.
pub fn opened(cx: &Cx<'_>, id: LetterId, word: &str) -> Result<Opened> {
    let l = letters::find(cx, id)?.ok_or(app::Error::NotFound)?;
    let fits = l.seal.as_deref().is_some_and(|s| pass::fits(s, word, cx.now()));
    if !fits || !l.alive(cx.today()) {
        return Err(app::Error::NotFound);
    }
    let given = answers::of(cx, id)?.into_iter().filter(|g| !g.replaced).collect();
    let files = answers::files(cx, id)?.len();
    Ok(Opened { letter: l, given, files })
}
