//! Saving a version: a plan, an invitation, what was said, the decisions; and what follows from each.
use std::collections::{BTreeMap, BTreeSet};

use accounts::{AccountId, Organisation, OrganisationId};
use app::records::{self, About, Source};
use app::{Cx, Error, Result, outbox};
use kernel::Id;

use super::{FORM, Head, RECORD, Seat, calendar, content, next_opening, notice, readers, to_hold};
use crate::model::conference::{
    Attendee, Content, MAX_ROWS, Means, Presence, Rules, Side, Stage, State, changes, check,
};
use crate::model::{ActKind, ConferenceId, Doing, Stay, StayId};
use crate::store::{self, NewAct, conference as rows};
use crate::use_cases::hearings::{self, Meeting};
use crate::use_cases::{Open, allowed, short};

/// For what a version is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Save {
    /// As it is so far; after an invitation a moved day or place is told again.
    Keep,
    /// Tell those who are to come.
    Invite,
    /// It was held; the record is being written.
    Held,
    /// The decisions stand.
    Close,
    /// A change after closing, with its reason: everybody is asked to read it.
    Change(String),
}

impl Save {
    const fn stage(&self) -> Stage {
        match self {
            Save::Keep => Stage::Plan,
            Save::Invite => Stage::Invite,
            Save::Held => Stage::Held,
            Save::Close | Save::Change(_) => Stage::Closed,
        }
    }
}

/// A new conference. `save` may go further at once: a record written afterwards is closed in one step.
pub fn plan(cx: &Cx<'_>, stay: StayId, typed: &Content, save: &Save) -> Result<ConferenceId> {
    let o = to_hold(cx, stay)?;
    allowed(cx, &o, Doing::Act(ActKind::Conference))?;
    if matches!(save, Save::Change(_)) {
        return Err(Error::Rule("まだ決定を閉じていません".into()));
    }
    let mut c = typed.clone();
    if c.agenda.is_empty() {
        c.agenda = Rules::shipped()?.newest().map(|a| a.edition.clone()).unwrap_or_default();
    }
    let seats = settle(cx, &o.stay, &mut c)?;
    judge(cx, &o.stay, &c, save)?;
    let about =
        About { kind: RECORD, resident: Some(o.stay.resident.0), subject: Some(o.stay.id.0) };
    let id = ConferenceId(records::confirm(cx, &about, &as_stored(&c)?)?);
    let organisation = cx.actor().organisation.ok_or(Error::NotFound)?;
    rows::add(cx, id, stay, OrganisationId(organisation), c.day())?;
    rows::seat(cx, id, &seats)?;
    let head = rows::head(cx, id)?;
    after(cx, &o, head, None, &c, save)?;
    Ok(id)
}

/// A further version over version `base`; [`Error::Stale`] when somebody was quicker. The new version's number.
pub fn save(cx: &Cx<'_>, id: ConferenceId, base: i64, typed: &Content, save: &Save) -> Result<i64> {
    let mut head = rows::head(cx, id)?;
    let o = to_hold(cx, head.stay)?;
    allowed(cx, &o, Doing::Act(ActKind::ConferenceChanged))?;
    let closed = head.state == State::Closed;
    let reason = match save {
        Save::Change(reason) => {
            short("a.reason", reason, 200)?;
            if reason.trim().is_empty() {
                return Err(Error::field("a.reason", "変えた理由を入力してください"));
            }
            reason.trim()
        }
        _ => "",
    };
    if head.version != base {
        return Err(Error::Stale { mine: base, theirs: head.version });
    }
    if head.state == State::Cancelled {
        return Err(Error::Rule("取りやめたカンファです。新しく用意してください".into()));
    }
    if closed != matches!(save, Save::Change(_)) {
        return Err(Error::Rule(if closed {
            "決定を閉じたあとです。変えるときは、理由を書いてください".into()
        } else {
            "まだ決定を閉じていません".into()
        }));
    }
    let mut c = typed.clone();
    let (before, _) = content(cx, id, base)?;
    c.agenda.clone_from(&before.agenda);
    let seats = settle(cx, &o.stay, &mut c)?;
    judge(cx, &o.stay, &c, save)?;
    if closed && c.same_as(&before) {
        return Err(Error::Rule("変わったところがありません".into()));
    }
    let version = if c.same_as(&before) {
        base
    } else {
        records::correct(cx, id.0, base, &as_stored(&c)?, reason)?
    };
    head.version = version;
    rows::seat(cx, id, &seats)?;
    after(cx, &o, head, Some(&before), &c, save)?;
    Ok(version)
}

/// Calls it off before it was held; those who were invited are told.
pub fn cancel(cx: &Cx<'_>, id: ConferenceId, reason: &str) -> Result<()> {
    let mut head = rows::head(cx, id)?;
    let o = to_hold(cx, head.stay)?;
    short("reason", reason, 200)?;
    if reason.trim().is_empty() {
        return Err(Error::field("reason", "取りやめる理由を入力してください"));
    }
    if !matches!(head.state, State::Planned | State::Invited) {
        return Err(Error::Rule("もう開いたカンファは、取りやめにできません".into()));
    }
    let told = head.state == State::Invited;
    head.version = records::cancel(cx, id.0, reason.trim())?;
    head.state = State::Cancelled;
    rows::raise(cx, &head)?;
    rows::asked(cx, id, 0)?;
    if told {
        for s in rows::seats(cx, id)?.iter().filter(|s| !s.removed && s.here && !own(cx, s)) {
            if let Some(org) = s.who.organisation {
                let account = s.who.account.map(AccountId);
                notice(
                    cx,
                    OrganisationId(org),
                    account,
                    "退院前カンファは取りやめになりました",
                    id,
                )?;
            }
        }
    }
    outbox::publish(
        cx,
        "transitions.conference.cancelled",
        &serde_json::json!({ "stay": o.stay.id.0 }),
    )?;
    Ok(())
}

fn own(cx: &Cx<'_>, s: &Seat) -> bool {
    s.who.account.is_some() && s.who.account == cx.actor().account
}

fn as_stored(c: &Content) -> Result<records::Content> {
    Ok(records::Content {
        form: FORM.into(),
        form_version: c.agenda.clone(),
        body: c.write()?,
        source: Source::Own,
    })
}

fn judge(cx: &Cx<'_>, stay: &Stay, c: &Content, save: &Save) -> Result<()> {
    let wrong = check(c, save.stage(), stay.admitted_on, cx.now());
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// A name as it is compared: without blanks and （架空）.
fn plain(name: &str) -> String {
    name.trim().trim_end_matches("（架空）").chars().filter(|c| !c.is_whitespace()).collect()
}

/// Puts organisations and accounts to what was typed, by their names, and orders the texts. Names nobody here has
/// stay as they were typed: such an attendee is told by telephone or FAX.
fn settle(cx: &Cx<'_>, stay: &Stay, c: &mut Content) -> Result<Vec<(Attendee, bool)>> {
    c.attendees.truncate(MAX_ROWS + 1);
    c.decisions.truncate(MAX_ROWS + 1);
    let all: BTreeMap<String, Organisation> =
        accounts::organisations(cx)?.into_iter().map(|o| (plain(&o.name), o)).collect();
    let mut staff: BTreeMap<Id, Vec<accounts::Account>> = BTreeMap::new();
    let mut seats = Vec::with_capacity(c.attendees.len());
    for a in &mut c.attendees {
        (a.name, a.organisation_name) = (a.name.trim().into(), a.organisation_name.trim().into());
        let relative = matches!(a.profession.as_str(), "person" | "family");
        let org = all.get(&plain(&a.organisation_name)).filter(|_| !relative);
        a.organisation = org.map(|o| o.id.0);
        a.account = None;
        let mut here = false;
        if let Some(o) = org.filter(|o| !o.outside) {
            if let std::collections::btree_map::Entry::Vacant(e) = staff.entry(o.id.0) {
                e.insert(readers(cx, o.id.0)?);
            }
            let there = staff.get(&o.id.0).map(Vec::as_slice).unwrap_or_default();
            let mut named = there.iter().filter(|x| plain(&x.name) == plain(&a.name));
            a.account = named.next().map(|x| x.id.0).filter(|_| named.next().is_none());
            here = !there.is_empty();
        }
        let hospital = match stay.hospital {
            Some(h) => a.organisation == Some(h.0),
            None => plain(&a.organisation_name) == plain(&stay.hospital_name),
        };
        let side = match (relative, hospital) {
            (true, _) => Side::Person,
            (_, true) => Side::Hospital,
            _ => Side::Outside,
        };
        a.side = side.code().into();
        if Presence::from_code(&a.presence).is_none() {
            a.presence = Presence::Invited.code().into();
        }
        seats.push((a.clone(), here));
    }
    let known: BTreeMap<String, Id> = c
        .attendees
        .iter()
        .filter_map(|a| a.organisation.map(|o| (plain(&a.organisation_name), o)))
        .collect();
    let named: BTreeMap<String, Id> = c
        .attendees
        .iter()
        .filter(|a| !a.name.is_empty())
        .filter_map(|a| a.organisation.map(|o| (plain(&a.name), o)))
        .collect();
    for d in &mut c.decisions {
        (d.what, d.owner) = (d.what.trim().into(), d.owner.trim().into());
        let owner = plain(&d.owner);
        d.organisation = known
            .get(&owner)
            .or_else(|| named.get(&owner))
            .copied()
            .or_else(|| all.get(&owner).map(|o| o.id.0));
    }
    for s in &mut c.said {
        s.text = s.text.trim().into();
    }
    c.said.retain(|s| !s.text.is_empty());
    Ok(seats)
}

/// What follows from a version: state, the act on the stay, rights, who is asked, who is told.
fn after(
    cx: &Cx<'_>,
    o: &Open<'_>,
    mut head: Head,
    before: Option<&Content>,
    c: &Content,
    save: &Save,
) -> Result<()> {
    let stay = &o.stay;
    head.day = c.day();
    head.state = match (save, head.state) {
        (Save::Keep, s) => s,
        (Save::Invite, State::Planned) => State::Invited,
        (Save::Invite, s) => s,
        (Save::Held, _) => State::Held,
        (Save::Close | Save::Change(_), _) => State::Closed,
    };
    if matches!(head.state, State::Held | State::Closed) {
        head.act = Some(held(cx, stay, &head, before, c)?);
    }
    if matches!(save, Save::Close | Save::Change(_)) {
        heard(cx, o, head.id, c)?;
    }
    if matches!(save, Save::Close) {
        head.first_closed = head.version;
    }
    rows::raise(cx, &head)?;
    if head.state != State::Planned {
        super::rights::give(cx, stay, head.id)?;
    }
    let moved = before.is_some_and(|b| {
        (b.when(), &b.place, &b.link, &b.means) != (c.when(), &c.place, &c.link, &c.means)
    });
    let everybody: fn(&Attendee) -> bool = |_| true;
    let absent: fn(&Attendee) -> bool = |a| !a.presence().there();
    let (who, text) = match (save, head.state) {
        (Save::Invite, _) => (everybody, "退院前カンファの案内が届きました"),
        (Save::Keep, State::Invited) if moved => {
            (everybody, "退院前カンファの日時か場所が変わりました")
        }
        (Save::Close, _) => (absent, "退院前カンファの決定が届きました"),
        (Save::Change(_), _) => (everybody, "退院前カンファの決定が変わりました"),
        (Save::Held, _) => {
            // the invitation is past: nobody has to answer it any more
            return rows::asked(cx, head.id, 0);
        }
        _ => return Ok(()),
    };
    ask(cx, &head, who, text)?;
    if let Save::Change(reason) = save {
        note_change(cx, stay, &head, before, c, reason)?;
    }
    outbox::publish(
        cx,
        &format!("transitions.conference.{}", head.state.code()),
        &serde_json::json!({ "stay": stay.id.0, "conference": head.id.0, "version": head.version }),
    )?;
    Ok(())
}

/// The act that says that it was held; when its day was corrected, the old one is withdrawn.
fn held(
    cx: &Cx<'_>,
    stay: &Stay,
    head: &Head,
    before: Option<&Content>,
    c: &Content,
) -> Result<Id> {
    if let Some(act) = head.act {
        if before.is_some_and(|b| b.day() == c.day() && b.means() == c.means()) {
            return Ok(act);
        }
        store::cancel_act(cx, act)?;
    }
    let mut act = NewAct { day: c.day(), record: Some(head.id.0), ..NewAct::default() };
    act.detail.codes = vec!["held".into()];
    if c.means() != Means::Room {
        act.detail.codes.push("online".into());
    }
    store::add_act(cx, stay.id, ActKind::Conference, &act)
}

/// The office that sat there has heard the hospital: 聞き取り of the office, counted in its fee guide (several on one day
/// are one). Taken out again when a correction says that nobody of the office, or of the hospital, was there. Whether it
/// was the joint meeting of 注3 is read off the attendance; a meeting that does not look like it is a plain hearing.
fn heard(cx: &Cx<'_>, o: &Open<'_>, id: ConferenceId, c: &Content) -> Result<()> {
    let there = |a: &&Attendee| a.presence().there();
    let office = c.attendees.iter().filter(there).any(|a| a.organisation == Some(o.stay.office.0));
    let by: Vec<(String, String)> = c
        .attendees
        .iter()
        .filter(there)
        .filter(|a| a.side() == Side::Hospital)
        .map(|a| (profession(&a.profession), a.name.clone()))
        .collect();
    let Some(day) = c.day().filter(|_| office && !by.is_empty()) else {
        return hearings::not_by_conference(cx, &o.permit, o.stay.id, id.0);
    };
    let meeting = Meeting {
        conference: id.0,
        day,
        online: c.means() != Means::Room,
        by,
        qualifies: Some(Rules::shipped()?.hint(c).met),
    };
    hearings::from_conference(cx, &o.permit, o.stay.id, &meeting).map(|_| ())
}

/// The word of a profession of the conference, for the form of the record, which has a list of its own.
fn profession(code: &str) -> String {
    Rules::shipped().map_or("", |r| r.label(code)).to_owned()
}

/// Asks the seats to read the newest version; who changed it knows it.
fn ask(cx: &Cx<'_>, head: &Head, who: fn(&Attendee) -> bool, text: &str) -> Result<()> {
    rows::asked(cx, head.id, head.version)?;
    let again: BTreeSet<u32> = rows::asks(cx, head.id)?
        .iter()
        .filter(|k| k.version == head.version)
        .map(|k| k.n)
        .collect();
    let mut told = BTreeSet::new();
    for s in rows::seats(cx, head.id)? {
        let skip = s.removed || own(cx, &s) || again.contains(&s.who.n);
        if skip || !who(&s.who) {
            continue;
        }
        let org = s.who.organisation.filter(|_| s.here).map(OrganisationId);
        rows::ask(cx, head.id, head.version, &s, next_opening(&calendar(cx, org)?, cx.now()))?;
        let account = s.who.account.map(AccountId);
        if let Some(org) = org
            && told.insert((org, account))
        {
            notice(cx, org, account, text, head.id)?;
        }
    }
    Ok(())
}

/// The change on the stay: what was, what is, at most five lines (the versions hold everything).
fn note_change(
    cx: &Cx<'_>,
    stay: &Stay,
    head: &Head,
    before: Option<&Content>,
    c: &Content,
    reason: &str,
) -> Result<()> {
    let Some(before) = before else { return Ok(()) };
    let cut = |t: &str| t.chars().take(80).collect::<String>();
    let all = changes(before, c);
    let lines: Vec<serde_json::Value> = all
        .iter()
        .take(5)
        .map(|x| serde_json::json!({ "label": x.label, "before": cut(&x.before), "after": cut(&x.after) }))
        .collect();
    let mut act = NewAct { day: Some(cx.today()), record: Some(head.id.0), ..NewAct::default() };
    act.detail.reason = reason.trim().to_string();
    act.detail.data =
        serde_json::json!({ "version": head.version, "count": all.len(), "changes": lines });
    store::add_act(cx, stay.id, ActKind::ConferenceChanged, &act)?;
    Ok(())
}
