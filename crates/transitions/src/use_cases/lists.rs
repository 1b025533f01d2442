//! Lists: an office's stays, a hospital's in-tray. Oldest risk first.
use std::collections::BTreeMap;

use accounts::{Account, Organisation, OrganisationId};
use app::{Cx, Result};
use kernel::{Date, Hat, Holidays, Id};
use people::Resident;
use people::authz::{What, audit_list, scope};

use crate::model::progress::Next;
use crate::model::{Act, Deadlines, Limits, Mover, Progress, Stay, StayId, Tendency, ward};
use crate::permissions;
use crate::store::lists::{Filter, acts_of, in_reach};

/// A line of a list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The stay.
    pub stay: Stay,
    /// Its acts.
    pub acts: Vec<Act>,
    /// The person.
    pub resident: Resident,
    /// Name of the office.
    pub office: String,
    /// Name of the care manager.
    pub care_manager: String,
    /// Name of who is in charge at the hospital.
    pub assigned: String,
    /// What is next for the reader's side, and who moves in all.
    pub next: Next,
    /// Who moves.
    pub mover: Mover,
    /// By when, by the calendar of who moves.
    pub due: Option<Date>,
    /// Limits of the fee guide.
    pub limits: Option<Limits>,
    /// The ward as the office typed it, when the hospital has none of that name: the stay's ward then counts as まだ.
    pub ward_told: String,
    /// 再入院: days from the discharge before, when it was within 90 days.
    pub readmitted_after: Option<i64>,
}

impl Line {
    /// The stay read off its acts.
    pub fn progress(&self) -> Progress<'_> {
        Progress::new(&self.stay, &self.acts)
    }

    /// Has the office to move? For a hospital outside nobody else ever does ([`Progress::who`]).
    pub fn office_moves(&self) -> bool {
        self.mover == Mover::Office
    }

    /// めやす and 未確認, folded from the acts: no document is opened for it.
    pub fn tendency(&self) -> Option<Tendency> {
        self.progress().tendency()
    }

    /// Days past due (0 = due today or later, or without a date).
    pub fn overdue(&self, today: Date) -> i64 {
        self.due.map_or(0, |d| kernel::time::days_between(d, today).max(0))
    }
}

/// A part of the lines under way that has a name, a count and a page of its own: the same on きょう and in 入退院.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// In hospital now (a planned admission lies ahead: the person is still at home).
    In,
    /// One's own office has to move.
    Mine,
    /// Has a day of leaving, and is not home yet.
    Leaving,
    /// A hospital that works here has to move.
    Waiting,
}

impl Group {
    /// In the order of the doors.
    pub const ALL: [Group; 4] = [Group::In, Group::Mine, Group::Leaving, Group::Waiting];

    /// In addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Group::In => "in",
            Group::Mine => "mine",
            Group::Leaving => "leaving",
            Group::Waiting => "waiting",
        }
    }

    /// From an address.
    pub fn from_code(code: &str) -> Option<Group> {
        Group::ALL.into_iter().find(|g| g.code() == code)
    }

    /// Words.
    pub const fn label(self) -> &'static str {
        match self {
            Group::In => "入院中",
            Group::Mine => "わたしたちが動くもの",
            Group::Leaving => "退院の日が決まった方",
            Group::Waiting => "病院の動きを待っているもの",
        }
    }

    /// What is counted.
    pub const fn unit(self) -> &'static str {
        match self {
            Group::In | Group::Leaving => "人",
            Group::Mine | Group::Waiting => "件",
        }
    }

    /// Does an office's line belong to it?
    pub fn holds(self, l: &Line, today: Date) -> bool {
        match self {
            Group::In => l.stay.ended_on.is_none() && l.stay.admitted_on <= today,
            Group::Mine => l.office_moves(),
            Group::Leaving => l.stay.planned_on.is_some() && l.stay.ended_on.is_none(),
            Group::Waiting => l.mover == Mover::Hospital,
        }
    }

    /// How many of an office's lines belong to it.
    pub fn count(self, lines: &[Line], today: Date) -> u64 {
        lines.iter().filter(|l| self.holds(l, today)).count() as u64
    }
}

/// Which lines.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which {
    /// Finished ones instead of those in progress.
    pub closed: bool,
    /// From after this one (finished ones only).
    pub before: Option<(Date, StayId)>,
}

/// The stays of the actor's own organisation: a hospital's in-tray, an office's list. Open lines come oldest
/// risk first; finished ones newest first, 50 a page (a 51st says that there is more).
pub fn lines(cx: &Cx<'_>, which: Which) -> Result<Vec<Line>> {
    let scope = scope(cx, &permissions::READ, What::Stay)?;
    let org = cx.actor().organisation.map(OrganisationId);
    let hospital_side = matches!(cx.actor().hat, Hat::Liaison | Hat::Ward | Hat::Doctor);
    let filter = Filter {
        hospital: org.filter(|_| hospital_side),
        office: org.filter(|_| !hospital_side),
        open: !which.closed,
        closed: which.closed,
        before: which.before,
        whole: false,
    };
    let stays = in_reach(cx, &scope, &filter)?;
    let lines = complete(cx, stays)?;
    let ids: Vec<Id> = lines.iter().map(|l| l.resident.id.0).collect();
    audit_list(
        cx,
        &permissions::READ,
        if which.closed { "stays:closed" } else { "stays:open" },
        &ids,
    );
    let mut lines = lines;
    if !which.closed {
        lines.sort_by_key(|l| (l.due.unwrap_or(Date::MAX), l.stay.admitted_on, l.stay.id));
    }
    Ok(lines)
}

fn complete(cx: &Cx<'_>, stays: Vec<Stay>) -> Result<Vec<Line>> {
    let mut acts = acts_of(cx, &stays)?;
    let ids: Vec<Id> = stays.iter().map(|s| s.resident.0).collect();
    let mut people: BTreeMap<Id, Resident> = BTreeMap::new();
    for chunk in ids.chunks(400) {
        let found = people::use_cases::view::of_list(cx, chunk, What::Stay)?;
        people.extend(found.into_iter().map(|r| (r.id.0, r)));
    }
    let mut orgs: BTreeMap<Id, Organisation> =
        accounts::organisations(cx)?.into_iter().map(|o| (o.id.0, o)).collect();
    // an office that closed since is in no list to choose from, and still has its name here
    for id in stays.iter().flat_map(|s| [Some(s.office), s.hospital]).flatten() {
        if let std::collections::btree_map::Entry::Vacant(e) = orgs.entry(id.0) {
            e.insert(accounts::organisation(cx, id)?);
        }
    }
    let deadlines = Deadlines::shipped()?;
    let mut staff: BTreeMap<Id, Option<Account>> = BTreeMap::new();
    let mut name = |id: Option<accounts::AccountId>| -> Result<String> {
        let Some(id) = id else { return Ok(String::new()) };
        let found = match staff.entry(id.0) {
            std::collections::btree_map::Entry::Occupied(e) => e.into_mut(),
            std::collections::btree_map::Entry::Vacant(e) => e.insert(accounts::account(cx, id)?),
        };
        Ok(found.as_ref().map(|a| a.name.clone()).unwrap_or_default())
    };
    let hospital_side = matches!(cx.actor().hat, Hat::Liaison | Hat::Ward | Hat::Doctor);
    let wards: Vec<String> =
        match cx.actor().organisation.map(OrganisationId).filter(|_| hospital_side) {
            Some(own) => accounts::wards_of(cx, own)?.into_iter().map(|w| w.name).collect(),
            None => Vec::new(),
        };
    let again = super::readmission::days_of(cx, &stays)?;
    let mut out = Vec::with_capacity(stays.len());
    for (mut stay, readmitted_after) in stays.into_iter().zip(again) {
        let mut ward_told = String::new();
        if hospital_side && !stay.ward.is_empty() {
            // one ward is one group, however it was typed; of a name that is no ward here the ward is still まだ
            let one = ward::spelled(&stay.ward, wards.iter().map(String::as_str)).to_string();
            if ward::known(&one, &wards) {
                stay.ward = one;
            } else {
                ward_told = one;
                stay.ward.clear();
            }
        }
        let Some(resident) = people.get(&stay.resident.0).cloned() else { continue };
        let own = acts.remove(&stay.id).unwrap_or_default();
        let office = orgs.get(&stay.office.0);
        let p = Progress::new(&stay, &own);
        let (next, mover) = p.next();
        let next = if hospital_side { p.hospital_next() } else { next };
        let limits = office.and_then(|o| super::sheet::limits(&stay, o));
        // the day of a step follows the calendar of whose step it is; outside, the office's
        let acting = match next.owner() {
            Mover::Hospital => stay.hospital.map_or(office, |h| orgs.get(&h.0)),
            _ => office,
        };
        let due = match (next, limits, acting) {
            (Next::Sheet, Some(l), _) => {
                Some(if cx.today() <= l.first { l.first } else { l.second })
            }
            (_, _, Some(o)) => p.due(next, &deadlines, &o.calendar, Holidays::shipped()),
            _ => None,
        };
        out.push(Line {
            office: office.map(|o| o.name.clone()).unwrap_or_default(),
            care_manager: name(stay.care_manager)?,
            assigned: name(stay.assigned)?,
            resident,
            next,
            mover,
            due,
            limits,
            readmitted_after,
            ward_told,
            acts: own,
            stay,
        });
    }
    Ok(out)
}
