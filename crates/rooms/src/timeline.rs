//! What a person's page shows of their room: one entry, with the way in; or the other tool.
use app::{Cx, Result};
use kernel::Id;
use people::ResidentId;
use people::authz::{Act, could};
use slice::{Chip, TimelineEntry};

use crate::model::{Layer, layers_of};
use crate::permissions;
use crate::store::{self, lists};
use crate::use_cases::WHAT;
use crate::use_cases::joined::rooms_of;

/// The group of these entries in the column.
pub(crate) const GROUP: &str = "やりとり";

/// The entries.
pub(crate) fn timeline(cx: &Cx<'_>, resident: Id) -> Result<Vec<TimelineEntry>> {
    if !could(cx, Act::Read, WHAT, ResidentId(resident))? {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    if app::may(cx, &permissions::READ)? {
        out.extend(room(cx, resident)?);
    }
    if let Some(tool) = store::tool(cx, resident)? {
        out.push(TimelineEntry {
            title: format!("{}でのやりとり", tool.label),
            text: vec!["この方の支援チームは、ほかのツールでもやりとりしています。".into()],
            links: vec![(
                format!("{}の開き方を見る", tool.label),
                format!("/rooms/person/{resident}"),
            )],
            ..entry(tool.at)
        });
    }
    Ok(out)
}

fn entry(at: kernel::At) -> TimelineEntry {
    TimelineEntry {
        day: at.date(),
        at: Some(at),
        now: false,
        title: String::new(),
        text: Vec::new(),
        chips: Vec::new(),
        meta: String::new(),
        links: Vec::new(),
        group: GROUP,
        action: None,
        whereabouts: None,
    }
}

fn room(cx: &Cx<'_>, resident: Id) -> Result<Option<TimelineEntry>> {
    let all = rooms_of(cx, ResidentId(resident))?;
    let Some(room) = all.first() else { return Ok(None) };
    let ids: Vec<Id> = all.iter().map(|r| r.id).collect();
    let layers: &[Layer] = layers_of(cx.actor().hat);
    let last = lists::last(cx, layers, &ids)?.into_iter().map(|l| l.1).max();
    let since = cx.now().plus_minutes(-crate::model::shipped()?.unread_days * 24 * 60);
    let unread: i64 = lists::unread(cx, layers, &ids, since)?.into_iter().map(|u| u.1).sum();
    let chips = if unread > 0 {
        vec![Chip {
            kind: "now", icon: "bubble", text: format!("まだ読んでいない投稿 {unread}件")
        }]
    } else {
        Vec::new()
    };
    Ok(Some(TimelineEntry {
        title: "支援チームのやりとり".into(),
        text: vec![match last {
            Some(_) => "最後の投稿の日時です。".into(),
            None => "まだ投稿はありません。".into(),
        }],
        chips,
        links: vec![("やりとりを開く".into(), format!("/rooms/{}", room.id))],
        ..entry(last.unwrap_or(room.at))
    }))
}
