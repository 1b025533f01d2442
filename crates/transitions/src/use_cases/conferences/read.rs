//! A conference as its page shows it: what stands, what changed since the reader last knew it, who has read it.
use std::collections::BTreeMap;

use accounts::Organisation;
use app::{Cx, Result, records};
use kernel::At;
use people::authz::{Read, Stay as StayKind, decide};

use super::seen::{asks_back, is_mine};
use super::{Ask, Done, Entered, Head, Seat, Word, content, enter};
use crate::model::conference::{
    Attendee, Change, Content, Hint, Means, Presence, Rules, State, changes, unchanged,
};
use crate::model::{ConferenceId, StayId};
use crate::permissions;
use crate::store::conference as rows;

/// A version's head line.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Number.
    pub version: i64,
    /// When.
    pub at: At,
    /// By whom.
    pub name: String,
    /// Why, when it was a change.
    pub reason: String,
}

/// The page of a conference.
#[derive(Debug, Clone)]
pub struct View {
    /// Head, stay and person.
    pub entered: Entered,
    /// The hospital, when it has an entry here.
    pub hospital: Option<Organisation>,
    /// What stands now.
    pub content: Content,
    /// Versions since closing, newest first.
    pub editions: Vec<Edition>,
    /// The version the differences start from.
    pub base: Option<Edition>,
    /// What changed since then.
    pub changes: Vec<Change>,
    /// Decisions that stayed.
    pub unchanged: Vec<String>,
    /// Seats, also those taken out.
    pub seats: Vec<Seat>,
    /// What the reader may know of who was asked: all for who asked, else only the reader's own.
    pub asks: Vec<Ask>,
    /// How many were asked about the newest version, how many have read it.
    pub counted: (usize, usize),
    /// Seats of the reader.
    pub mine: Vec<u32>,
    /// The reader is asked and has not answered.
    pub open: Option<Ask>,
    /// Sees who has not read it yet.
    pub asks_back: bool,
    /// Words written back: all for who holds it, else the reader's own organisation's.
    pub words: Vec<Word>,
    /// Decisions carried out.
    pub done: BTreeMap<u32, Done>,
    /// What the attendance amounts to; for the hospital only.
    pub hint: Option<Hint>,
    /// Now.
    pub now: At,
}

fn edition(v: &records::Version) -> Edition {
    Edition { version: v.version, at: v.at, name: v.name.clone(), reason: v.reason.clone() }
}

/// Opens a conference.
pub fn view(cx: &Cx<'_>, id: ConferenceId) -> Result<View> {
    let entered = enter(cx, &permissions::CONFERENCE_READ, id)?;
    let head = entered.head.clone();
    let (now, _) = content(cx, id, head.version)?;
    let seats = rows::seats(cx, id)?;
    let all = rows::asks(cx, id)?;
    let mine: Vec<u32> =
        seats.iter().filter(|s| !s.removed && is_mine(cx, s)).map(|s| s.who.n).collect();
    let current: Vec<&Ask> =
        all.iter().filter(|k| head.asked > 0 && k.version == head.asked).collect();
    let counted = (current.len(), current.iter().filter(|k| k.seen_at.is_some()).count());
    let open =
        current.iter().find(|k| k.seen_at.is_none() && mine.contains(&k.n)).map(|k| (*k).clone());
    let asks_back = asks_back(cx, &entered);
    let base = base_version(&head, &all, &mine);
    let versions = records::versions(cx, id.0)?;
    let of = |n: i64| versions.iter().find(|v| v.version == n);
    let (mut differences, mut same) = (Vec::new(), Vec::new());
    if let Some(v) = base.and_then(of) {
        let before = Content::read(&v.body)?;
        differences = changes(&before, &now);
        same = unchanged(&before, &now);
    }
    let words = rows::words(cx, id)?;
    let own = cx.actor().organisation;
    Ok(View {
        hospital: super::hospital(cx, &entered.stay)?,
        editions: versions
            .iter()
            .rev()
            .filter(|v| head.first_closed > 0 && v.version >= head.first_closed)
            .map(edition)
            .collect(),
        base: base.and_then(of).map(edition),
        changes: differences,
        unchanged: same,
        asks: current.into_iter().filter(|k| asks_back || mine.contains(&k.n)).cloned().collect(),
        counted,
        open,
        asks_back,
        words: words
            .into_iter()
            .filter(|w| entered.may_edit || w.organisation.map(|o| o.0) == own)
            .collect(),
        done: rows::dones(cx, id)?.into_iter().map(|d| (d.0, d)).collect(),
        hint: if entered.may_edit { Some(Rules::shipped()?.hint(&now)) } else { None },
        seats,
        mine,
        content: now,
        entered,
        now: cx.now(),
    })
}

/// From which version the reader's differences start: the last one they acknowledged; else the one that was closed;
/// for who was never asked, the one before. Before closing: the last invitation they answered.
fn base_version(head: &Head, asks: &[Ask], mine: &[u32]) -> Option<i64> {
    let known = asks
        .iter()
        .filter(|k| mine.contains(&k.n) && k.seen_at.is_some() && k.version < head.asked)
        .map(|k| k.version)
        .max();
    if head.first_closed == 0 {
        return known.filter(|_| head.state == State::Invited);
    }
    if !head.changed() {
        return None;
    }
    if mine.is_empty() {
        return Some(head.version - 1);
    }
    Some(known.unwrap_or(0).max(head.first_closed))
}

/// The conferences of a stay, oldest first; for who reads the stay.
pub fn of_stay(cx: &Cx<'_>, stay: StayId) -> Result<Vec<Head>> {
    let s = crate::store::stay(cx, stay)?;
    crate::use_cases::own_side(cx, &permissions::CONFERENCE_READ, &s)?;
    decide::<Read, StayKind>(cx, &permissions::CONFERENCE_READ, s.resident, None)?;
    rows::of_stay(cx, stay)
}

/// What a new conference begins with: the hospital's staff in charge, the care manager, the team, the person.
pub fn proposal(cx: &Cx<'_>, stay: StayId) -> Result<(Entered, Content)> {
    let o = super::to_hold(cx, stay)?;
    let permit =
        decide::<Read, StayKind>(cx, &permissions::CONFERENCE_READ, o.stay.resident, None)?;
    let resident = people::use_cases::view::resident(cx, &permit)?;
    let team = people::use_cases::view::team(cx, &permit)?;
    let mut c = Content {
        means: Means::Room.code().into(),
        agenda: Rules::shipped()?.newest().map(|a| a.edition.clone()).unwrap_or_default(),
        ..Content::default()
    };
    let mut add = |org: String, name: String, job: &str| {
        let twice = c.attendees.iter().any(|a| a.organisation_name == org && a.name == name);
        if twice || (org.is_empty() && name.is_empty()) {
            return;
        }
        let n = u32::try_from(c.attendees.len()).unwrap_or(0) + 1;
        c.attendees.push(Attendee {
            n,
            organisation_name: org,
            name,
            profession: job.into(),
            presence: Presence::Invited.code().into(),
            ..Attendee::default()
        });
    };
    let account = |id| -> Result<String> {
        let Some(id) = id else { return Ok(String::new()) };
        Ok(accounts::account(cx, id)?.map(|a| a.name).unwrap_or_default())
    };
    let hospital = super::hospital(cx, &o.stay)?;
    let there = hospital.as_ref().map_or(o.stay.hospital_name.clone(), |h| h.name.clone());
    add(there, account(o.stay.assigned)?, "nurse");
    let office = accounts::organisation(cx, o.stay.office)?;
    let hokatsu = office.kind == accounts::OrganisationKind::Hokatsu;
    let cm = account(o.stay.care_manager)?;
    add(office.name.clone(), cm.clone(), if hokatsu { "hokatsu" } else { "cm" });
    for m in &team {
        let org = match m.organisation {
            Some(id) => accounts::organisation(cx, accounts::OrganisationId(id))?,
            None => {
                add(m.office().to_owned(), m.person.clone(), job_of_role(m.role));
                continue;
            }
        };
        if org.id == office.id || Some(org.id) == o.stay.hospital {
            continue;
        }
        let name = match m.account {
            Some(a) => account(Some(accounts::AccountId(a)))?,
            None => m.person.clone(),
        };
        add(org.name, name, job_of_role(m.role));
    }
    add("ご本人".into(), resident.name.clone(), "person");
    let may_edit = true;
    let head = blank_head(&o.stay, cx);
    Ok((Entered { head, stay: o.stay.clone(), resident, may_edit }, c))
}

fn blank_head(stay: &crate::model::Stay, cx: &Cx<'_>) -> Head {
    Head {
        id: ConferenceId(stay.id.0),
        stay: stay.id,
        organisation: accounts::OrganisationId(cx.actor().organisation.unwrap_or(stay.id.0)),
        state: State::Planned,
        day: None,
        version: 0,
        first_closed: 0,
        asked: 0,
        asked_account: None,
        asked_org: None,
        asked_name: String::new(),
        asked_at: None,
        act: None,
    }
}

/// The profession that usually comes from a role of the team.
fn job_of_role(role: people::TeamRole) -> &'static str {
    match role.code() {
        "care_manager" => "cm",
        "hokatsu" => "hokatsu",
        "doctor" | "clinic" | "home_doctor" => "doctor",
        "visit_nurse" | "visit_nursing" | "nurse" => "visiting_nurse",
        "pharmacy" | "pharmacist" => "pharmacist",
        "dentist" | "dental" => "dentist",
        "equipment" => "equipment",
        "day_service" | "home_help" | "helper" | "facility" => "carer",
        _ => "other",
    }
}

/// Names to choose from while typing: organisations of the stay and the region, staff of those already there.
pub fn suggestions(cx: &Cx<'_>, c: &Content) -> Result<(Vec<String>, Vec<String>)> {
    let organisations = accounts::organisations(cx)?;
    let mut names = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for a in &c.attendees {
        if let Some(o) = organisations.iter().find(|o| o.name == a.organisation_name)
            && seen.insert(o.id)
        {
            names.extend(super::readers(cx, o.id.0)?.into_iter().map(|x| x.name));
        }
    }
    Ok((organisations.into_iter().map(|o| o.name).collect(), names))
}
