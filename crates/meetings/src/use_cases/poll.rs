//! 日程調整: proposing dates, handing out links, keying in what was said by telephone, choosing.
use app::{Cx, Error, Result, authorise};
use kernel::Date;
use kernel::word::Word;

use super::{meeting, meetings, open_meeting, rule};
use crate::model::poll::{Ballot, LINKS, Mark, NewSlot, Poll, Slot, check};
use crate::model::{Meeting, Member, NewMeeting, State};
use crate::store::poll as store;
use crate::{MeetingId, MemberId, SlotId, permissions};

/// Longest words of a member.
pub const NOTE: usize = 200;

/// The poll of a meeting with everything that its page shows.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The meeting.
    pub meeting: Meeting,
    /// The poll; none before dates were proposed.
    pub poll: Option<Poll>,
    /// The dates.
    pub slots: Vec<Slot>,
    /// Who is asked.
    pub members: Vec<Member>,
    /// What they said.
    pub ballots: Vec<Ballot>,
}

impl Whole {
    /// What a member said.
    pub fn ballot(&self, of: MemberId) -> Option<&Ballot> {
        self.ballots.iter().find(|b| b.member == of)
    }
}

/// Members who are asked: appointed today or on one of the proposed days.
fn asked(cx: &Cx<'_>, m: &Meeting, slots: &[Slot]) -> Result<Vec<Member>> {
    let today = cx.today();
    let mut all = crate::store::body::members(cx, m.body)?;
    all.retain(|x| x.on(today) || slots.iter().any(|s| x.on(s.data.day)));
    Ok(all)
}

pub(crate) fn whole(cx: &Cx<'_>, m: Meeting) -> Result<Whole> {
    let slots = store::slots(cx, m.id)?;
    let members = asked(cx, &m, &slots)?;
    let mut ballots = store::ballots(cx, m.id)?;
    // who is no longer a member is not counted
    ballots.retain(|b| members.iter().any(|x| x.id == b.member));
    Ok(Whole { poll: store::poll(cx, m.id)?, slots, members, ballots, meeting: m })
}

/// Opens its page.
pub fn open(cx: &Cx<'_>, id: MeetingId) -> Result<Whole> {
    authorise(cx, &permissions::READ)?;
    whole(cx, meeting(cx, id)?)
}

fn planned(cx: &Cx<'_>, id: MeetingId) -> Result<Meeting> {
    let m = open_meeting(cx, id)?;
    match m.state {
        State::Planned => Ok(m),
        _ => rule("日程調整は、予定の会議だけでできます"),
    }
}

/// Proposes dates. Dates that stay keep the answers that were given to them.
pub fn propose(
    cx: &Cx<'_>,
    id: MeetingId,
    slots: &[NewSlot],
    closes_on: Option<Date>,
    note: &str,
) -> Result<()> {
    authorise(cx, &permissions::POLL)?;
    let m = planned(cx, id)?;
    check(slots, closes_on, cx.today())?;
    if note.chars().count() > 400 {
        return Err(Error::field("note", "委員への言葉は400字までにしてください"));
    }
    let Some(closes_on) = closes_on else { return Err(Error::NotFound) };
    let there = store::slots(cx, id)?;
    for gone in there.iter().filter(|t| !slots.contains(&t.data)) {
        store::slot_gone(cx, gone.id)?;
    }
    for new in slots.iter().filter(|s| !there.iter().any(|t| t.data == **s)) {
        store::add_slot(cx, id, new)?;
    }
    store::put(cx, id, closes_on, note)?;
    let slots = store::slots(cx, id)?;
    for x in asked(cx, &m, &slots)? {
        store::ballot(cx, id, x.id)?;
    }
    Ok(())
}

/// A member with the link that was made for them.
#[derive(Debug, Clone)]
pub struct Linked {
    /// Who.
    pub member: Member,
    /// Link and code; shown once.
    pub word: Word,
}

/// Gives every member a new link; those they had no longer open. `seed` was drawn by the page and is kept nowhere.
pub fn links(cx: &Cx<'_>, id: MeetingId, seed: &str) -> Result<()> {
    authorise(cx, &permissions::POLL)?;
    let m = planned(cx, id)?;
    if !(16..=64).contains(&seed.len()) {
        return rule("この画面は古くなっています。開き直して、もう一度お試しください");
    }
    let w = whole(cx, m)?;
    if !w.poll.as_ref().is_some_and(|p| p.takes(cx.today())) {
        return rule("返事の締め切りを過ぎています。締め切りを直してからリンクを作ってください");
    }
    for x in &w.members {
        let b = store::ballot(cx, id, x.id)?;
        store::link(cx, b.id, &LINKS.word(b.id, seed))?;
    }
    Ok(())
}

/// The links that this word of the page made, while they still are the ones that open.
pub fn linked(cx: &Cx<'_>, id: MeetingId, seed: &str) -> Result<(Whole, Vec<Linked>)> {
    authorise(cx, &permissions::POLL)?;
    let w = whole(cx, meeting(cx, id)?)?;
    let mut out = Vec::new();
    for x in &w.members {
        let Some(b) = w.ballot(x.id) else { continue };
        let word = LINKS.word(b.id, seed);
        let opens = store::by_hash(cx, &word.token_hash(), true)?;
        if opens.is_some_and(|o| o.id == b.id) {
            out.push(Linked { member: x.clone(), word });
        }
    }
    Ok((w, out))
}

/// Keeps answers after checking that every date is one of the poll's and each stands once.
pub(crate) fn put(
    cx: &Cx<'_>,
    b: &Ballot,
    marks: &[(SlotId, Mark)],
    note: &str,
    way: &str,
) -> Result<()> {
    let slots = store::slots(cx, b.meeting)?;
    let mut wrong = Vec::new();
    let mut say = |field: String, message: &str| {
        wrong.push(app::FieldError { field, message: message.into() });
    };
    if note.chars().count() > NOTE {
        say("note".into(), "ひとことは200字までにしてください");
    }
    if marks.is_empty() {
        let first = slots.first().map(|s| format!("m.{}", s.id)).unwrap_or_default();
        say(first, "候補の日ごとに、○ △ × のどれかを選んでください");
    }
    for (i, (slot, _)) in marks.iter().enumerate() {
        if marks.iter().take(i).any(|m| m.0 == *slot) || !slots.iter().any(|s| s.id == *slot) {
            say(String::new(), "候補の日が変わっています。開き直して、もう一度選んでください");
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    store::answer(cx, b.id, marks, note, way)
}

/// Keys in what a member said by telephone, FAX or mail.
pub fn key_in(
    cx: &Cx<'_>,
    id: MeetingId,
    of: MemberId,
    marks: &[(SlotId, Mark)],
    note: &str,
) -> Result<()> {
    authorise(cx, &permissions::POLL)?;
    let m = planned(cx, id)?;
    let w = whole(cx, m)?;
    if w.poll.is_none() || !w.members.iter().any(|x| x.id == of) {
        return Err(Error::NotFound);
    }
    let b = store::ballot(cx, id, of)?;
    put(cx, &b, marks, note, "staff")
}

/// Chooses a date: it becomes the meeting's, and no more answers are taken.
pub fn choose(cx: &Cx<'_>, id: MeetingId, slot: SlotId) -> Result<()> {
    authorise(cx, &permissions::POLL)?;
    let m = planned(cx, id)?;
    let slots = store::slots(cx, id)?;
    let s = slots.iter().find(|s| s.id == slot).ok_or(Error::NotFound)?;
    let new = NewMeeting {
        day: Some(s.data.day),
        from: s.data.from.clone(),
        to: s.data.to.clone(),
        ..m.data.clone()
    };
    meetings::put(cx, &m, &new, m.version)?;
    store::set_state(cx, id, false, Some(slot))
}

/// Takes answers again; the day of the meeting stays until another is chosen.
pub fn reopen(cx: &Cx<'_>, id: MeetingId) -> Result<()> {
    authorise(cx, &permissions::POLL)?;
    planned(cx, id)?;
    let p = store::poll(cx, id)?.ok_or(Error::NotFound)?;
    if p.closes_on < cx.today() {
        return rule("返事の締め切りを過ぎています。候補の日と締め切りを直してください");
    }
    store::set_state(cx, id, true, None)
}
