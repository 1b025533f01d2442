//! Who was there.
use app::{Cx, Error, FieldError, Result, authorise};

use super::{meeting, open_meeting};
use crate::model::seats::{Presence, Seat, check};
use crate::model::{Meeting, Member};
use crate::{MeetingId, MemberId, permissions, store};

/// A meeting with its seats: those noted, then members on that day who are not noted yet.
#[derive(Debug, Clone)]
pub struct Hall {
    /// The meeting.
    pub meeting: Meeting,
    /// In the order of the body.
    pub seats: Vec<Seat>,
}

fn seat_of(m: &Member) -> Seat {
    Seat {
        member: Some(m.id),
        organisation: m.data.organisation.clone(),
        name: m.data.name.clone(),
        profession: m.data.profession.clone(),
        role: m.data.role.clone(),
        presence: Presence::Open,
        proxy: String::new(),
    }
}

/// The seats of a meeting.
pub(crate) fn seats(cx: &Cx<'_>, m: &Meeting) -> Result<Vec<Seat>> {
    let mut out = store::meeting::seats(cx, m.id)?;
    let day = m.data.day.unwrap_or_else(|| cx.today());
    let guests = out.iter().position(|s| s.member.is_none()).unwrap_or(out.len());
    let new: Vec<Seat> = store::body::members(cx, m.body)?
        .iter()
        .filter(|x| x.on(day) && !out.iter().any(|s| s.member == Some(x.id)))
        .map(seat_of)
        .collect();
    out.splice(guests..guests, new);
    Ok(out)
}

/// Opens the page of attendance.
pub fn open(cx: &Cx<'_>, id: MeetingId) -> Result<Hall> {
    authorise(cx, &permissions::WRITE)?;
    let m = meeting(cx, id)?;
    Ok(Hall { seats: seats(cx, &m)?, meeting: m })
}

/// What is posted about a seat: a member's presence, or a guest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// How a member was there, and who came instead.
    Member(MemberId, Presence, String),
    /// Somebody who is no member; always there.
    Guest(Seat),
}

/// Keeps who was there, all at once.
pub fn save(cx: &Cx<'_>, id: MeetingId, said: &[Said]) -> Result<()> {
    authorise(cx, &permissions::WRITE)?;
    let m = open_meeting(cx, id)?;
    if m.data.day.is_none_or(|d| d > cx.today()) {
        return Err(Error::Rule(
            "まだ開催の日になっていません。出欠は、開催の日から入れられます".into(),
        ));
    }
    let known = seats(cx, &m)?;
    let mut out = Vec::new();
    let mut wrong = Vec::new();
    for s in said {
        match s {
            Said::Guest(g) => out.push(g.clone()),
            Said::Member(of, presence, proxy) => match known.iter().find(|k| k.member == Some(*of))
            {
                Some(k) => {
                    let proxy =
                        if *presence == Presence::Proxy { proxy.clone() } else { String::new() };
                    out.push(Seat { presence: *presence, proxy, ..k.clone() });
                }
                None => wrong.push(FieldError {
                    field: String::new(),
                    message: "委員が変わっています。開き直して、もう一度入れてください".into(),
                }),
            },
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    // who was noted before and is not on the form any more (the appointment ended meanwhile) stays as noted
    for k in known.iter().filter(|k| k.member.is_some()) {
        if !out.iter().any(|s| s.member == k.member) {
            out.push(k.clone());
        }
    }
    check(&out)?;
    out.retain(|s| s.presence != Presence::Open);
    out.sort_by_key(|s| s.member.is_none());
    store::meeting::put_seats(cx, id, &out)
}
