//! 面会・連携の記録: who of one's own hospital met whom on which day, by pair of organisations. It builds itself of
//! conferences, visits and what is written in by hand; the guide values are data (data/rules/liaison-partners.json).
use std::collections::{BTreeMap, BTreeSet};

use accounts::OrganisationKind;
use kernel::{Date, Id};
use serde::Deserialize;

use super::stay::coded;

coded! {
    /// By what means two organisations met. FAX and messages are no meeting.
    Channel {
        /// In person.
        Room = "room", "対面";
        /// By video.
        Video = "video", "ビデオ通話";
    }
}

coded! {
    /// Where a meeting is known from.
    Origin {
        /// A conference.
        Conference = "conference", "退院前カンファ";
        /// An act of a stay done in person.
        Visit = "visit", "訪問・面談";
        /// Written in by hand.
        Entered = "entered", "書きたした面会";
    }
}

/// Guide values.
#[derive(Debug, Clone, Deserialize)]
pub struct PartnerRules {
    /// Edition.
    pub version: String,
    /// Source.
    pub source: String,
    /// Fewest partner institutions.
    pub partners_min: usize,
    /// Fewest days of meeting with each within a year.
    pub meetings_per_year: usize,
    /// What a person must make sure of.
    pub verify: Vec<String>,
}

impl PartnerRules {
    /// The shipped edition.
    ///
    /// # Errors
    /// When the shipped file is broken: a defect.
    pub fn shipped() -> Result<PartnerRules, app::Error> {
        serde_json::from_str(include_str!("../../../../data/rules/liaison-partners.json"))
            .map_err(|e| app::Error::Inconsistent(format!("partner rules: {e}")))
    }
}

/// One meeting of a hospital with one other organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// When.
    pub day: Date,
    /// The other organisation, when it has an entry here.
    pub partner: Option<Id>,
    /// Its name.
    pub partner_name: String,
    /// What it is, when known.
    pub kind: Option<OrganisationKind>,
    /// How.
    pub channel: Channel,
    /// Known from.
    pub from: Origin,
    /// Who of the hospital.
    pub ours: String,
    /// Who of the other side.
    pub theirs: String,
    /// About what.
    pub about: String,
    /// Its record: path within the region.
    pub href: Option<String>,
    /// The row written in by hand, which can be taken out again.
    pub entered: Option<Id>,
}

/// A partner institution with its meetings, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// The organisation.
    pub id: Option<Id>,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Option<OrganisationKind>,
    /// Days on which somebody was met; the same day counts once.
    pub days: usize,
    /// As often as the guide asks.
    pub enough: bool,
    /// The meetings.
    pub meetings: Vec<Meeting>,
}

/// By partner: those met most often first, then by name.
pub fn by_partner(all: Vec<Meeting>, rules: &PartnerRules) -> Vec<Partner> {
    let mut groups: BTreeMap<String, Vec<Meeting>> = BTreeMap::new();
    for m in all {
        let key = m.partner.map_or_else(|| format!("~{}", m.partner_name), |p| p.to_string());
        groups.entry(key).or_default().push(m);
    }
    let mut out: Vec<Partner> = groups
        .into_values()
        .filter_map(|mut meetings| {
            meetings.sort_by(|a, b| (b.day, a.from, &a.theirs).cmp(&(a.day, b.from, &b.theirs)));
            let days = meetings.iter().map(|m| m.day).collect::<BTreeSet<_>>().len();
            let first = meetings.first()?;
            Some(Partner {
                id: first.partner,
                name: first.partner_name.clone(),
                kind: first.kind,
                days,
                enough: days >= rules.meetings_per_year,
                meetings,
            })
        })
        .collect();
    out.sort_by(|a, b| (b.days, &a.name).cmp(&(a.days, &b.name)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(day: &str, partner: u8, name: &str) -> Meeting {
        Meeting {
            day: day.parse().unwrap(),
            partner: (partner > 0).then(|| Id::from_bytes([partner; 16])),
            partner_name: name.into(),
            kind: None,
            channel: Channel::Room,
            from: Origin::Conference,
            ours: String::new(),
            theirs: String::new(),
            about: String::new(),
            href: None,
            entered: None,
        }
    }

    #[test]
    fn the_same_day_counts_once_and_three_days_are_enough() {
        let rules = PartnerRules::shipped().unwrap();
        assert_eq!((rules.partners_min, rules.meetings_per_year), (25, 3));
        let p = by_partner(
            vec![
                met("2026-11-01", 1, "結の里"),
                met("2026-11-01", 1, "結の里"),
                met("2026-11-02", 1, "結の里"),
                met("2026-11-01", 2, "あおぞら"),
                met("2026-11-02", 2, "あおぞら"),
                met("2026-11-03", 2, "あおぞら"),
                met("2026-11-03", 0, "名だけの診療所"),
            ],
            &rules,
        );
        let got: Vec<(&str, usize, bool)> =
            p.iter().map(|p| (p.name.as_str(), p.days, p.enough)).collect();
        assert_eq!(
            got,
            [("あおぞら", 3, true), ("結の里", 2, false), ("名だけの診療所", 1, false)]
        );
        assert_eq!(p[1].meetings.len(), 3, "every meeting stays in the list");
        assert_eq!(p[0].meetings[0].day, "2026-11-03".parse().unwrap());
    }
}
