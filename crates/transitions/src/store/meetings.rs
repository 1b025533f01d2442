//! SQL of the meetings of hospitals with other organisations.
use accounts::OrganisationId;
use app::{Cx, Result};
use db::{DbError, FromRow, Row, Where, params};
use kernel::{Date, Id};

use crate::model::conference::Presence;
use crate::model::meetings::{Channel, Meeting, Origin};

db::statements! { pub(crate) STATEMENTS;
    SEATED = "SELECT c.organisation, c.id, c.day, x.organisation, x.organisation_name, x.name, x.presence FROM transitions_conference c JOIN transitions_conference_seat x ON x.conference = c.id JOIN transitions_stay s ON s.id = c.stay WHERE s.cancelled_at IS NULL AND c.state IN ('held', 'closed') AND x.removed = 0";
    OURS = "SELECT x.conference, x.name FROM transitions_conference_seat x JOIN transitions_conference c ON c.id = x.conference WHERE c.state IN ('held', 'closed') AND x.removed = 0";
    VISITS = "SELECT s.hospital, a.id, a.stay, a.day, a.organisation, a.to_org, a.name, a.to_name, a.kind FROM transitions_act a JOIN transitions_stay s ON s.id = a.stay WHERE a.method = 'visit' AND a.cancelled_at IS NULL AND s.cancelled_at IS NULL AND s.hospital IS NOT NULL";
    ENTERED = "SELECT hospital, id, day, partner, partner_name, channel, ours, theirs, about FROM transitions_meeting WHERE cancelled_at IS NULL";
    ENTER = "INSERT INTO transitions_meeting(id, hospital, partner, partner_name, day, channel, ours, theirs, about, account, name, at, cancelled_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL)";
    TAKE_OUT = "UPDATE transitions_meeting SET cancelled_at = $1 WHERE id = $2 AND hospital = $3 AND cancelled_at IS NULL";
}

/// A meeting with the hospital it belongs to; the partner's name and kind are filled in by the caller.
pub(crate) type Held = (OrganisationId, Meeting);

fn within(
    of: Option<OrganisationId>,
    hospital: &'static str,
    day: [&'static str; 2],
    from: Date,
    to: Date,
) -> Where {
    let w = Where::new().and(day[0], params![from]).and(day[1], params![to]);
    match of {
        Some(h) => w.and(hospital, params![h.0]),
        None => w,
    }
}

fn blank(day: Date, channel: Channel, from: Origin) -> Meeting {
    Meeting {
        day,
        partner: None,
        partner_name: String::new(),
        kind: None,
        channel,
        from,
        ours: String::new(),
        theirs: String::new(),
        about: String::new(),
        href: None,
        entered: None,
    }
}

fn seated(r: &Row) -> std::result::Result<(Id, Held), DbError> {
    let presence: String = r.get(6)?;
    let channel = match Presence::from_code(&presence) {
        Some(Presence::Online) => Channel::Video,
        _ => Channel::Room,
    };
    let id: Id = r.get(1)?;
    let mut m = blank(r.get(2)?, channel, Origin::Conference);
    m.partner = r.get(3)?;
    m.partner_name = r.get(4)?;
    m.theirs = r.get(5)?;
    m.href = Some(format!("/transitions/conferences/{id}"));
    Ok((id, (r.id(0)?, m)))
}

/// Who of the outside sat in a conference; one row an attendee.
pub(crate) fn conferences(
    cx: &Cx<'_>,
    of: Option<OrganisationId>,
    from: Date,
    to: Date,
) -> Result<Vec<Held>> {
    let base = || {
        within(of, "c.organisation = ?", ["c.day >= ?", "c.day <= ?"], from, to)
            .and("x.presence IN ('room', 'online')", &[])
    };
    let mut ours: std::collections::BTreeMap<Id, Vec<String>> = std::collections::BTreeMap::new();
    let w = base().and("x.side = ?", params!["hospital"]);
    for r in cx.tx().list(OURS, &w, "ORDER BY x.conference, x.n")? {
        ours.entry(r.get(0)?).or_default().push(r.get(1)?);
    }
    let w = base().and("x.side = ?", params![super::conference::OUTSIDE]);
    let rows = cx.tx().list(SEATED, &w, "ORDER BY c.day, c.id, x.n")?;
    let mut out = Vec::with_capacity(rows.len());
    for r in &rows {
        let (id, (hospital, mut m)) = seated(r)?;
        m.ours = ours.get(&id).map(|n| n.join("、")).unwrap_or_default();
        out.push((hospital, m));
    }
    Ok(out)
}

/// Acts done in person between a hospital and somebody else.
pub(crate) fn visits(
    cx: &Cx<'_>,
    of: Option<OrganisationId>,
    from: Date,
    to: Date,
) -> Result<Vec<Held>> {
    let w = within(of, "s.hospital = ?", ["a.day >= ?", "a.day <= ?"], from, to);
    let mut out = Vec::new();
    for r in cx.tx().list(VISITS, &w, "ORDER BY a.day, a.id")? {
        let hospital: OrganisationId = r.id(0)?;
        let (by, to): (Option<Id>, Option<Id>) = (r.get(4)?, r.get(5)?);
        let by_hospital = by == Some(hospital.0);
        let partner = if by_hospital { to } else { by };
        let Some(partner) = partner.filter(|p| *p != hospital.0) else { continue };
        let stay: Id = r.get(2)?;
        let mut m = blank(r.get(3)?, Channel::Room, Origin::Visit);
        let (name, told): (String, String) = (r.get(6)?, r.get(7)?);
        (m.ours, m.theirs) = if by_hospital { (name, told) } else { (told, name) };
        m.partner = Some(partner);
        m.about = crate::model::ActKind::from_code(&r.get::<String>(8)?)
            .map(|k| k.label().to_owned())
            .unwrap_or_default();
        m.href = Some(format!("/transitions/{stay}"));
        out.push((hospital, m));
    }
    Ok(out)
}

struct EnteredRow(Held);

impl FromRow for EnteredRow {
    fn from_row(r: &Row) -> std::result::Result<Self, DbError> {
        let channel = Channel::from_code(&r.get::<String>(5)?)
            .ok_or(DbError::Decode { column: 5, what: "unknown code".into() })?;
        let mut m = blank(r.get(2)?, channel, Origin::Entered);
        m.entered = Some(r.get(1)?);
        m.partner = r.get(3)?;
        m.partner_name = r.get(4)?;
        m.ours = r.get(6)?;
        m.theirs = r.get(7)?;
        m.about = r.get(8)?;
        Ok(EnteredRow((r.id(0)?, m)))
    }
}

/// What was written in by hand.
pub(crate) fn entered(
    cx: &Cx<'_>,
    of: Option<OrganisationId>,
    from: Date,
    to: Date,
) -> Result<Vec<Held>> {
    let w = within(of, "hospital = ?", ["day >= ?", "day <= ?"], from, to);
    let rows = cx.tx().list(ENTERED, &w, "ORDER BY day, id")?;
    Ok(rows
        .iter()
        .map(|r| EnteredRow::from_row(r).map(|e| e.0))
        .collect::<std::result::Result<_, _>>()?)
}

/// Writes one in.
pub(crate) fn enter(cx: &Cx<'_>, hospital: OrganisationId, m: &Meeting) -> Result<Id> {
    let id = cx.new_id();
    let a = cx.actor();
    cx.tx().exec(
        ENTER,
        params![
            id,
            hospital.0,
            m.partner,
            &m.partner_name,
            m.day,
            m.channel.code(),
            &m.ours,
            &m.theirs,
            &m.about,
            a.account,
            &a.name,
            cx.now(),
        ],
    )?;
    Ok(id)
}

/// Takes one out again; false when it is none of this hospital's.
pub(crate) fn take_out(cx: &Cx<'_>, hospital: OrganisationId, id: Id) -> Result<bool> {
    Ok(cx.tx().exec(TAKE_OUT, params![cx.now(), id, hospital.0])? == 1)
}
