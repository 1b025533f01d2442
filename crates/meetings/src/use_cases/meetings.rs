//! Planning and changing meetings; the number in the year of the body.
use app::{Cx, Error, Result, authorise};
use kernel::Date;

use super::{body, meeting, open_meeting, rule};
use crate::model::lines::check_paper;
use crate::model::{Meeting, NewMeeting, State, year};
use crate::store::meeting as store;
use crate::{BodyId, MeetingId, permissions};

/// Year and number for a meeting on this day: it keeps its number within a year, otherwise it gets the next one there.
fn series(
    cx: &Cx<'_>,
    body: BodyId,
    of: MeetingId,
    was: Option<&Meeting>,
    day: Option<Date>,
) -> Result<store::Series> {
    let Some(y) = day.map(year::of) else { return Ok((None, None)) };
    if let Some(m) = was
        && m.year == Some(y)
        && let Some(n) = m.series
        && !store::taken(cx, body, y, n, of)?
    {
        return Ok((Some(y), Some(n)));
    }
    Ok((Some(y), Some(store::last(cx, body, y, of)? + 1)))
}

/// Plans a meeting of a body; without a day, a day is looked for.
pub fn add(cx: &Cx<'_>, of: BodyId, new: &NewMeeting) -> Result<MeetingId> {
    authorise(cx, &permissions::WRITE)?;
    new.check()?;
    let b = body(cx, of)?;
    if b.removed {
        return rule("取り消した会議体です");
    }
    if let (Some(day), Some(ended)) = (new.day, b.data.ended())
        && day > ended
    {
        return Err(Error::field(
            "day",
            "この会議体が終わったあとの日です。日か、会議体の終わりの日を確かめてください",
        ));
    }
    let id = MeetingId(cx.new_id());
    let s = series(cx, of, id, None, new.day)?;
    store::add(cx, id, of, s, new)?;
    Ok(id)
}

/// Changes it.
pub fn change(cx: &Cx<'_>, id: MeetingId, new: &NewMeeting, version: i64) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    new.check()?;
    let m = open_meeting(cx, id)?;
    if m.state == State::Held && new.day.is_none_or(|d| d > cx.today()) {
        return Err(Error::field(
            "day",
            "「開催」にした後は、これからの日にできません。先に「予定に戻す」を押してください",
        ));
    }
    put(cx, &m, new, version)
}

/// Writes it with the number that belongs to its day.
pub(crate) fn put(cx: &Cx<'_>, m: &Meeting, new: &NewMeeting, version: i64) -> Result<()> {
    let s = series(cx, m.body, m.id, Some(m), new.day)?;
    match store::change(cx, m.id, s, new, version)? {
        0 => Err(Error::Stale { mine: version, theirs: m.version }),
        _ => Ok(()),
    }
}

/// Moves a meeting from one state to the next. `why`: needed when it is called off.
pub fn set_state(cx: &Cx<'_>, id: MeetingId, to: State, why: &str) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    let m = meeting(cx, id)?;
    if m.state == to {
        return Ok(());
    }
    if !m.state.next().contains(&to) {
        return rule(format!(
            "「{}」から「{}」にはできません。先に「予定に戻す」を押してください",
            m.state.label(),
            to.label()
        ));
    }
    let why = why.trim();
    match to {
        State::Held if m.data.day.is_none() => {
            return rule("日が決まっていません。先に日を入れてください");
        }
        State::Held if m.data.day.is_some_and(|d| d > cx.today()) => {
            return rule("まだ開催の日になっていません。日を確かめてください");
        }
        State::Off if why.is_empty() || why.chars().count() > 60 => {
            return Err(Error::field(
                "why",
                "中止の理由を60字までで入力してください（例 大雪のため）",
            ));
        }
        State::Planned if crate::store::minutes::last(cx, id)?.is_some() => {
            return rule("議事録を確定した会議は「予定」に戻せません");
        }
        _ => {}
    }
    // a slip frees its number; brought back, it gets one that is free
    let n = match to {
        State::Void => None,
        _ => series(cx, m.body, id, Some(&m), m.data.day)?.1,
    };
    store::set_state(cx, id, to, if to == State::Off { why } else { "" }, n)
}

/// Puts a paper on the list of the meeting.
pub fn add_paper(cx: &Cx<'_>, id: MeetingId, title: &str, held_at: &str) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    check_paper(title, held_at)?;
    open_meeting(cx, id)?;
    if crate::store::lines::papers(cx, id)?.len() >= crate::model::lines::MOST {
        return rule("資料は60までです");
    }
    crate::store::lines::add_paper(cx, id, title, held_at)
}

/// Takes a paper off the list, or puts it back.
pub fn remove_paper(cx: &Cx<'_>, id: MeetingId, paper: kernel::Id, removed: bool) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    open_meeting(cx, id)?;
    match crate::store::lines::remove_paper(cx, id, paper, removed)? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}
