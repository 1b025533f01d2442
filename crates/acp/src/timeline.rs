//! The note in a person's column.
use app::{Cx, Result};
use kernel::{Id, wareki};
use people::ResidentId;
use people::authz::{Act, What, could};
use slice::{Chip, TimelineEntry};

use crate::model::Part;
use crate::model::shown::Sight;
use crate::use_cases::door;
use crate::{permissions, store};

/// One entry: the newest version as the person said it, or for who may write it down, that it is shown to nobody.
pub(crate) fn timeline(cx: &Cx<'_>, resident: Id) -> Result<Vec<TimelineEntry>> {
    let id = ResidentId(resident);
    let shares = app::may(cx, &permissions::SHARE)? && could(cx, Act::Write, What::Basic, id)?;
    let reads = app::may(cx, &permissions::READ)? && could(cx, Act::Read, What::Wish, id)?;
    if !shares && !reads {
        return Ok(Vec::new());
    }
    let mut links = Vec::new();
    if reads {
        links.push(("きぼうノートを開く".to_owned(), format!("/people/{resident}/wish")));
    }
    if shares {
        links.push(("見せる相手".to_owned(), format!("/people/{resident}/wish/sharing")));
    }
    let newest = match reads {
        true => {
            let parts = people::release::parts(cx, id)?;
            let sight = Sight { all: vec![(id, parts)] };
            store::note::newest(cx, &[id], Part::Wish)?.map(|v| sight.version(v))
        }
        false => None,
    };
    let voice = match &newest {
        Some(v) if !door::brief(cx)? => v.text("values.voice").replace('\n', " "),
        _ => String::new(),
    };
    let mut text = Vec::new();
    if !voice.is_empty() {
        text.push(format!("「{voice}」"));
    }
    if !reads {
        text.push("だれにも見せていません。ご本人が話したいとき、いっしょに書けます。".into());
    } else if newest.is_none() {
        text.push("まだ書かれていません。".into());
    }
    Ok(vec![TimelineEntry {
        day: newest.as_ref().map_or_else(|| cx.today(), |v| v.confirmed_on),
        at: None,
        now: false,
        title: match &newest {
            Some(_) => "わたしのきぼうノートを確かめました".into(),
            None => "わたしのきぼうノート".into(),
        },
        text,
        chips: match reads {
            true => Vec::new(),
            false => {
                vec![Chip {
                    kind: "", icon: "lock", text: "見せる相手は、ご本人が決めます".into()
                }]
            }
        },
        meta: newest.as_ref().map_or_else(String::new, |v| {
            let on = wareki::short(v.confirmed_on);
            format!("{}・第{}版・{on}に確認・{}", v.whose.short(), v.number, v.by)
        }),
        links,
        group: "きぼうノート",
        action: None,
        whereabouts: None,
    }])
}
