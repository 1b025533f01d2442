//! What other slices may note as decided by a meeting: its decisions, or the meeting alone where none is recorded.
use app::{Cx, Result, may};
use kernel::Date;
use slice::{Decided, DecidedSource};

use super::path;
use crate::{permissions, store};

/// See [`slice::Decided`].
pub(crate) const SOURCE: DecidedSource = DecidedSource { permission: &permissions::READ, newest };

/// How many are offered.
const MOST: usize = 60;
/// How many meetings are looked at: their decisions are read one meeting at a time.
const MEETINGS: usize = 40;

fn newest(cx: &Cx<'_>, since: Date) -> Result<Vec<Decided>> {
    if !may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let held = store::meeting::held(cx, since, cx.today())?;
    let mut out = Vec::new();
    for m in held.into_iter().rev().take(MEETINGS) {
        let Some(day) = m.data.day else { continue };
        let one = |source: String, text: String| Decided {
            source,
            text,
            council: m.numbered(),
            day,
            href: format!("{}/decisions", path(m.id)),
        };
        let mut all = store::lines::decisions(cx, m.id)?;
        all.retain(|d| !d.removed);
        if all.is_empty() {
            out.push(one(format!("meetings.meeting:{}", m.id), String::new()));
        }
        out.extend(all.into_iter().map(|d| one(format!("meetings.decision:{}", d.id), d.text)));
    }
    out.truncate(MOST);
    Ok(out)
}
