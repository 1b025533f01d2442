//! SQL at the end of retention: when the last thing of a resident's stays happened, and erasing all of it.
use app::{Cx, Result, drafts};
use db::{DbError, params};
use kernel::{At, Date, Id};
use slice::KeptKind;

db::statements! { pub(crate) STATEMENTS;
    KEPT_STAYS = "SELECT COUNT(*), MAX(ended_on), MAX(at) FROM transitions_stay WHERE resident = $1";
    KEPT_OPEN = "SELECT COUNT(*) FROM transitions_stay WHERE resident = $1 AND ended_on IS NULL AND closed = 0 AND cancelled_at IS NULL";
    KEPT_ACT = "SELECT MAX(a.at) FROM transitions_act a JOIN transitions_stay s ON s.id = a.stay WHERE s.resident = $1";
    KEPT_FACE = "SELECT MAX(at) FROM transitions_face_sent WHERE resident = $1";
    STAYS_OF = "SELECT id FROM transitions_stay WHERE resident = $1";
    NO_WORD = "DELETE FROM transitions_conference_word WHERE conference IN (SELECT c.id FROM transitions_conference c JOIN transitions_stay s ON s.id = c.stay WHERE s.resident = $1)";
    NO_DONE = "DELETE FROM transitions_conference_done WHERE conference IN (SELECT c.id FROM transitions_conference c JOIN transitions_stay s ON s.id = c.stay WHERE s.resident = $1)";
    NO_ASK = "DELETE FROM transitions_conference_ask WHERE conference IN (SELECT c.id FROM transitions_conference c JOIN transitions_stay s ON s.id = c.stay WHERE s.resident = $1)";
    NO_SEAT = "DELETE FROM transitions_conference_seat WHERE conference IN (SELECT c.id FROM transitions_conference c JOIN transitions_stay s ON s.id = c.stay WHERE s.resident = $1)";
    NO_CONFERENCE = "DELETE FROM transitions_conference WHERE stay IN (SELECT id FROM transitions_stay WHERE resident = $1)";
    NO_REFERRAL = "DELETE FROM transitions_referral WHERE stay IN (SELECT id FROM transitions_stay WHERE resident = $1) OR record IN (SELECT id FROM app_record WHERE resident = $1)";
    NO_JUDGEMENT = "DELETE FROM transitions_judgement WHERE stay IN (SELECT id FROM transitions_stay WHERE resident = $1)";
    NO_PREPARED = "DELETE FROM transitions_prepared WHERE stay IN (SELECT id FROM transitions_stay WHERE resident = $1)";
    NO_TASK = "DELETE FROM transitions_task WHERE resident = $1";
    NO_FACE = "DELETE FROM transitions_face_sent WHERE resident = $1";
    NO_HANDOVER = "DELETE FROM transitions_handover_item WHERE resident = $1";
    NO_ACT = "DELETE FROM transitions_act WHERE stay IN (SELECT id FROM transitions_stay WHERE resident = $1)";
    NO_STAY = "DELETE FROM transitions_stay WHERE resident = $1";
}

/// Stays: open while one has neither ended nor been cancelled.
pub(crate) fn kept(cx: &Cx<'_>, id: Id) -> Result<Vec<KeptKind>> {
    let tx = cx.tx();
    let row = tx.one(KEPT_STAYS, params![id])?;
    let (n, ended, made): (i64, Option<Date>, Option<At>) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let open: i64 = tx.one(KEPT_OPEN, params![id])?.get(0)?;
    let act: Option<At> = tx.one(KEPT_ACT, params![id])?.get(0)?;
    let face: Option<At> = tx.one(KEPT_FACE, params![id])?.get(0)?;
    let written = made.max(act).max(face).map(At::date);
    Ok(vec![KeptKind { kind: "stay", n, last: ended.max(written), open: open > 0 }])
}

/// Erases stays, acts, judgements, conferences, referrals, tasks, send logs, prepared sheets and drafts. The records
/// themselves are erased by people, through the core. What was handed in nameless (調査) stays: it names nobody.
pub(crate) fn erase(cx: &Cx<'_>, id: Id) -> Result<Vec<(&'static str, i64)>> {
    let tx = cx.tx();
    for row in tx.rows(STAYS_OF, params![id])? {
        drafts::discard_all(cx, row.get(0)?)?;
    }
    super::kept::forget(cx, id)?;
    let gone = |s| Ok::<i64, DbError>(i64::try_from(tx.exec(s, params![id])?).unwrap_or(i64::MAX));
    // what refers goes before what is referred to
    for s in [
        NO_WORD,
        NO_DONE,
        NO_ASK,
        NO_SEAT,
        NO_CONFERENCE,
        NO_REFERRAL,
        NO_JUDGEMENT,
        NO_PREPARED,
        NO_TASK,
        NO_FACE,
        NO_HANDOVER,
        NO_ACT,
    ] {
        gone(s)?;
    }
    Ok(vec![("stay", gone(NO_STAY)?)])
}
