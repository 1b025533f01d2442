//! The card in a person's column.
use app::{Cx, Result};
use kernel::{Id, wareki};
use people::ResidentId;
use people::authz::{Act, What, could};
use slice::{Chip, TimelineEntry};

use crate::{permissions, store};

/// One entry: the card as it stands, or that there is none yet.
pub(crate) fn timeline(cx: &Cx<'_>, resident: Id) -> Result<Vec<TimelineEntry>> {
    let id = ResidentId(resident);
    if !app::may(cx, &permissions::CARD)? || !could(cx, Act::Read, What::Emergency, id)? {
        return Ok(Vec::new());
    }
    let registration = store::card::running(cx, resident)?;
    let card = store::card::newest(cx, resident)?;
    let writes = app::may(cx, &permissions::WRITE)? && could(cx, Act::Write, What::Emergency, id)?;
    if registration.is_none() && card.is_none() && !writes {
        return Ok(Vec::new());
    }
    let registered = registration.is_some();
    let day = card.as_ref().map(|c| c.confirmed_on).or(registration.map(|r| r.given_on));
    Ok(vec![TimelineEntry {
        day: day.unwrap_or_else(|| cx.today()),
        at: None,
        now: false,
        title: "救急医療情報".into(),
        text: match (&card, registered) {
            (Some(c), _) => {
                vec![format!("{}と確認（{}）", c.confirmed_with, wareki::short(c.confirmed_on))]
            }
            (None, true) => vec!["救急隊に伝えることは、まだ書かれていません".into()],
            (None, false) => vec!["まだ登録していません".into()],
        },
        chips: match registered {
            true => {
                vec![Chip { kind: "ok", icon: "check", text: "消防がさがせます".into() }]
            }
            false => {
                vec![Chip { kind: "", icon: "info", text: "消防からは見えません".into() }]
            }
        },
        meta: card.map(|c| c.by).unwrap_or_default(),
        links: links(cx, resident)?,
        group: "救急",
        action: None,
        whereabouts: None,
    }])
}

fn links(cx: &Cx<'_>, resident: Id) -> Result<Vec<(String, String)>> {
    let mut all = vec![("救急医療情報を開く".to_owned(), format!("/people/{resident}/emergency"))];
    if app::may(cx, &permissions::REGISTERS_WRITE)? {
        all.push(("見守りの名簿".to_owned(), format!("/people/{resident}/register")));
    }
    Ok(all)
}
