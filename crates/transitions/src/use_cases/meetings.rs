//! 面会・連携の記録 of a hospital, by partner; and the counts of the region without names.
use std::collections::BTreeMap;

use accounts::{Organisation, OrganisationId, OrganisationKind};
use app::audit::AuditEntry;
use app::{Cx, Error, Result, authorise};
use kernel::{Date, Id};

use super::{day_between, short};
use crate::model::meetings::{Channel, Meeting, Origin, Partner, PartnerRules, by_partner};
use crate::permissions;
use crate::store::meetings as rows;

/// The partners of the actor's hospital in a period.
#[derive(Debug, Clone)]
pub struct Partners {
    /// From.
    pub from: Date,
    /// To.
    pub to: Date,
    /// By partner.
    pub partners: Vec<Partner>,
    /// Guide values.
    pub rules: PartnerRules,
}

impl Partners {
    /// Partners met as often as the guide asks.
    pub fn reached(&self) -> usize {
        self.partners.iter().filter(|p| p.enough).count()
    }

    /// All meetings.
    pub fn meetings(&self) -> usize {
        self.partners.iter().map(|p| p.meetings.len()).sum()
    }
}

/// Names and kinds from the register; two staff of one organisation at one conference are one meeting.
fn complete(all: Vec<Meeting>, orgs: &BTreeMap<Id, Organisation>) -> Vec<Meeting> {
    let mut out: Vec<Meeting> = Vec::new();
    for mut m in all {
        if let Some(o) = m.partner.and_then(|p| orgs.get(&p)) {
            m.partner_name.clone_from(&o.name);
            m.kind = Some(o.kind);
        }
        let same = out.iter_mut().find(|x| {
            m.from == Origin::Conference
                && x.from == m.from
                && x.href == m.href
                && x.partner == m.partner
                && x.partner_name == m.partner_name
        });
        match same {
            Some(x) => {
                if m.channel == Channel::Room {
                    x.channel = Channel::Room;
                }
                if !m.theirs.is_empty() {
                    if !x.theirs.is_empty() {
                        x.theirs.push('、');
                    }
                    x.theirs.push_str(&m.theirs);
                }
            }
            None => out.push(m),
        }
    }
    out
}

fn gather(
    cx: &Cx<'_>,
    of: Option<OrganisationId>,
    from: Date,
    to: Date,
) -> Result<BTreeMap<Id, Vec<Meeting>>> {
    let orgs: BTreeMap<Id, Organisation> =
        accounts::organisations(cx)?.into_iter().map(|o| (o.id.0, o)).collect();
    let mut rows_of: BTreeMap<Id, Vec<Meeting>> = BTreeMap::new();
    let all = rows::conferences(cx, of, from, to)?
        .into_iter()
        .chain(rows::visits(cx, of, from, to)?)
        .chain(rows::entered(cx, of, from, to)?);
    for (hospital, m) in all {
        rows_of.entry(hospital.0).or_default().push(m);
    }
    // a conference that an office held for a silent hospital is no meeting of a hospital
    rows_of.retain(|h, _| orgs.get(h).is_some_and(|o| o.kind == OrganisationKind::Hospital));
    Ok(rows_of.into_iter().map(|(h, m)| (h, complete(m, &orgs))).collect())
}

/// The record of the actor's own hospital. Holds no name of a patient.
pub fn partners(cx: &Cx<'_>, from: Date, to: Date) -> Result<Partners> {
    authorise(cx, &permissions::MEETINGS)?;
    let own = cx.actor().organisation.map(OrganisationId).ok_or(Error::NotFound)?;
    let rules = PartnerRules::shipped()?;
    let all = gather(cx, Some(own), from, to)?.remove(&own.0).unwrap_or_default();
    Ok(Partners { from, to, partners: by_partner(all, &rules), rules })
}

/// A meeting to write in.
#[derive(Debug, Clone)]
pub struct Enter {
    /// When.
    pub day: Date,
    /// With which organisation, by name.
    pub partner: String,
    /// How.
    pub channel: Channel,
    /// Who of the hospital.
    pub ours: String,
    /// Who of the other side.
    pub theirs: String,
    /// About what; no patient's name is asked for.
    pub about: String,
}

/// Writes in a meeting that no act of a stay says (a round of visits, a council).
pub fn enter(cx: &Cx<'_>, e: &Enter) -> Result<Id> {
    authorise(cx, &permissions::MEETINGS)?;
    let own = cx.actor().organisation.map(OrganisationId).ok_or(Error::NotFound)?;
    day_between(cx, "day", "会った日", e.day, None, true)?;
    for (field, text, max) in [
        ("partner", &e.partner, 60),
        ("ours", &e.ours, 60),
        ("theirs", &e.theirs, 60),
        ("about", &e.about, 200),
    ] {
        short(field, text, max)?;
    }
    let name = e.partner.trim();
    if name.is_empty() {
        return Err(Error::field("partner", "会った相手の事業所を入力してください"));
    }
    let plain = name.trim_end_matches("（架空）");
    let found = accounts::organisations(cx)?.into_iter().find(|o| o.name == plain);
    if found.as_ref().is_some_and(|o| o.id == own) {
        return Err(Error::field("partner", "自分の病院のほかの事業所を入力してください"));
    }
    rows::enter(
        cx,
        own,
        &Meeting {
            day: e.day,
            partner: found.as_ref().map(|o| o.id.0),
            partner_name: found.map_or_else(|| name.to_string(), |o| o.name),
            kind: None,
            channel: e.channel,
            from: Origin::Entered,
            ours: e.ours.trim().into(),
            theirs: e.theirs.trim().into(),
            about: e.about.trim().into(),
            href: None,
            entered: None,
        },
    )
}

/// Takes out a meeting that was written in by mistake; it is marked and counted nowhere.
pub fn take_out(cx: &Cx<'_>, id: Id) -> Result<()> {
    authorise(cx, &permissions::MEETINGS)?;
    let own = cx.actor().organisation.map(OrganisationId).ok_or(Error::NotFound)?;
    if !rows::take_out(cx, own, id)? {
        return Err(Error::NotFound);
    }
    cx.audit(AuditEntry::act("transitions.meeting.take-out").object(format!("meeting:{id}")));
    Ok(())
}

/// The region's counts, without names of hospitals or partners.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegionCounts {
    /// Hospitals with at least one meeting.
    pub hospitals: usize,
    /// Hospitals that reached the guide's number of partners.
    pub reached: usize,
    /// Pairs of hospital and partner.
    pub pairs: usize,
    /// Pairs met as often as the guide asks.
    pub pairs_enough: usize,
    /// Meetings in person, by video.
    pub room: usize,
    /// By video.
    pub video: usize,
    /// Meetings by kind of partner.
    pub kinds: BTreeMap<&'static str, usize>,
}

/// Counts the region.
pub fn region(cx: &Cx<'_>, from: Date, to: Date) -> Result<RegionCounts> {
    authorise(cx, &permissions::MEETINGS_COUNT)?;
    let rules = PartnerRules::shipped()?;
    let mut out = RegionCounts::default();
    for all in gather(cx, None, from, to)?.into_values() {
        let partners = by_partner(all, &rules);
        let enough = partners.iter().filter(|p| p.enough).count();
        out.hospitals += 1;
        out.reached += usize::from(enough >= rules.partners_min);
        out.pairs += partners.len();
        out.pairs_enough += enough;
        for m in partners.iter().flat_map(|p| &p.meetings) {
            match m.channel {
                Channel::Room => out.room += 1,
                Channel::Video => out.video += 1,
            }
            let kind = m.kind.map_or("登録のない事業所", OrganisationKind::label);
            *out.kinds.entry(kind).or_default() += 1;
        }
    }
    Ok(out)
}
