//! Reminders: at the next opening of the attendee's own office, at most three times; who has to tell somebody without
//! an account is reminded in their stead.
use accounts::OrganisationId;
use app::{Cx, Result};

use super::{next_opening, notice};
use crate::model::conference::State;
use crate::store::conference as rows;

/// Most reminders to one seat about one version.
pub const TIMES: i64 = 3;

/// Reminds everybody whose time has come; how many notices went out.
pub fn remind(cx: &Cx<'_>) -> Result<usize> {
    let mut sent = 0;
    let mut told = std::collections::BTreeSet::new();
    for d in rows::due(cx)? {
        let head = rows::head(cx, d.conference)?;
        if head.state == State::Cancelled {
            rows::reminded(cx, &d, None)?;
            continue;
        }
        let (to, account, text) = match d.organisation {
            Some(org) => (org, d.account, "退院前カンファについて、確認をお待ちしています"),
            None => {
                let Some(org) = head.asked_org else {
                    rows::reminded(cx, &d, None)?;
                    continue;
                };
                (org, None, "退院前カンファの変更を、まだ伝えていない方がいます")
            }
        };
        let next = next_opening(&accounts::calendar_of(cx, OrganisationId(to.0))?, cx.now());
        rows::reminded(cx, &d, (d.reminded + 1 < TIMES).then_some(next))?;
        if told.insert((d.conference, to, account, text)) {
            notice(cx, to, account, text, d.conference)?;
            sent += 1;
        }
    }
    Ok(sent)
}
