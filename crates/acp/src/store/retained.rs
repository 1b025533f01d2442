//! SQL at the end of retention.
use app::{Cx, Result, drafts};
use db::{DbError, params};
use kernel::{At, Id};
use slice::{Erased, KeptKind};

db::statements! { pub(crate) STATEMENTS;
    VERSIONS = "SELECT COUNT(*), MAX(at) FROM acp_version WHERE resident = $1";
    TALKS = "SELECT COUNT(*), MAX(at) FROM acp_talk WHERE resident = $1";
    STAYING = "SELECT COUNT(*) FROM acp_stay WHERE resident = $1 AND to_day IS NULL";
    NO_STEP = "DELETE FROM acp_proxy_step WHERE resident = $1";
    NO_PROXY = "DELETE FROM acp_proxy WHERE resident = $1";
    NO_TALK = "DELETE FROM acp_talk WHERE resident = $1";
    NO_PAPER = "DELETE FROM acp_paper WHERE resident = $1";
    NO_SHARED = "DELETE FROM acp_shared WHERE resident = $1";
    NO_WITHDRAWAL = "DELETE FROM acp_withdrawal WHERE resident = $1";
    NO_STAY = "DELETE FROM acp_stay WHERE resident = $1";
    NO_REMINDER = "DELETE FROM acp_reminder WHERE resident = $1";
    NO_KEYED = "DELETE FROM acp_keyed WHERE resident = $1";
    NO_VERSION = "DELETE FROM acp_version WHERE resident = $1";
}

/// Versions of the note and talks; open while the person lives in a facility.
pub(crate) fn kept(cx: &Cx<'_>, id: Id) -> Result<Vec<KeptKind>> {
    let count = |s| -> Result<(i64, Option<At>)> {
        let r = cx.tx().one(s, params![id])?;
        Ok((r.get(0)?, r.get(1)?))
    };
    let ((versions, a), (talks, b)) = (count(VERSIONS)?, count(TALKS)?);
    let open = cx.tx().one(STAYING, params![id])?.get::<i64>(0)? > 0;
    let last = a.max(b).map(At::date);
    Ok(vec![KeptKind { kind: "wish", n: versions + talks, last, open }])
}

/// Erases all of it.
pub(crate) fn erase(cx: &Cx<'_>, id: Id) -> Result<Erased> {
    drafts::discard_all(cx, id)?;
    app::notices::withdraw(cx, &format!("/people/{id}/wish/sharing"))?;
    let gone =
        |s| Ok::<i64, DbError>(i64::try_from(cx.tx().exec(s, params![id])?).unwrap_or(i64::MAX));
    for s in [NO_STEP, NO_PROXY, NO_PAPER, NO_SHARED, NO_WITHDRAWAL, NO_STAY, NO_REMINDER, NO_KEYED]
    {
        gone(s)?;
    }
    let n = gone(NO_TALK)? + gone(NO_VERSION)?;
    Ok(vec![("wish", n)])
}

/// For people::retention.
pub(crate) const RETAINED: slice::Retained = slice::Retained { kept, erase };
