//! Agenda, professions and the hint for 退院時共同指導料2 注3: data (data/rules/discharge-conference.json), each with source.
use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;

use super::{Content, Side};

/// The data.
#[derive(Debug, Clone, Deserialize)]
pub struct Rules {
    /// Edition.
    pub version: String,
    /// Source in words.
    pub source: String,
    /// The rule of the joint meeting.
    pub joint: Joint,
    /// Professions in the order of the list.
    pub professions: Vec<Profession>,
    /// Agendas; the last is offered, older ones are kept for older conferences.
    pub agendas: Vec<Agenda>,
}

/// The rule of the joint meeting.
#[derive(Debug, Clone, Deserialize)]
pub struct Joint {
    /// Name of the fee.
    pub name: String,
    /// Fewest outside parties.
    pub parties_min: usize,
    /// Source.
    pub source: String,
    /// What a person must make sure of.
    pub verify: Vec<String>,
}

/// A profession.
#[derive(Debug, Clone, Deserialize)]
pub struct Profession {
    /// Code.
    pub code: String,
    /// Word.
    pub label: String,
    /// Group that counts as a party when it comes from outside; empty = does not count.
    pub party: String,
    /// Counts on the hospital's side.
    pub hospital: bool,
}

/// An agenda.
#[derive(Debug, Clone, Deserialize)]
pub struct Agenda {
    /// Edition, kept with each conference.
    pub edition: String,
    /// Name.
    pub name: String,
    /// Source.
    pub source: String,
    /// Points in order.
    pub items: Vec<Topic>,
}

/// A point of the agenda.
#[derive(Debug, Clone, Deserialize)]
pub struct Topic {
    /// Key.
    pub key: String,
    /// Title.
    pub title: String,
    /// Minutes; none = within the others.
    pub minutes: Option<u32>,
    /// What to go through.
    pub prompts: Vec<String>,
}

/// What the attendance amounts to. A hint, never a claim.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hint {
    /// A doctor or nurse of the hospital was there.
    pub hospital: bool,
    /// Outside parties that count: 「居宅介護支援 結の里（介護支援専門員）」.
    pub parties: Vec<String>,
    /// Different groups of professions among them.
    pub groups: usize,
    /// Enough parties and the hospital's side.
    pub met: bool,
}

impl Rules {
    /// The shipped edition.
    ///
    /// # Errors
    /// When the shipped file is broken: a defect.
    pub fn shipped() -> Result<&'static Rules, app::Error> {
        static RULES: OnceLock<Result<Rules, String>> = OnceLock::new();
        RULES
            .get_or_init(|| {
                serde_json::from_str(include_str!(
                    "../../../../../data/rules/discharge-conference.json"
                ))
                .map_err(|e| e.to_string())
            })
            .as_ref()
            .map_err(|e| app::Error::Inconsistent(format!("conference rules: {e}")))
    }

    /// A profession.
    pub fn profession(&self, code: &str) -> Option<&Profession> {
        self.professions.iter().find(|p| p.code == code)
    }

    /// The word of a profession; empty for an unknown code.
    pub fn label(&self, code: &str) -> &str {
        self.profession(code).map_or("", |p| p.label.as_str())
    }

    /// The agenda that is offered now.
    pub fn newest(&self) -> Option<&Agenda> {
        self.agendas.last()
    }

    /// The agenda of an edition.
    pub fn agenda(&self, edition: &str) -> Option<&Agenda> {
        self.agendas.iter().find(|a| a.edition == edition)
    }

    /// Does the attendance look like the joint meeting of 注3? Only those who were there count.
    pub fn hint(&self, c: &Content) -> Hint {
        let mut hint = Hint::default();
        let (mut seen, mut groups) = (BTreeSet::new(), BTreeSet::new());
        for a in c.attendees.iter().filter(|a| a.presence().there()) {
            let Some(p) = self.profession(&a.profession) else { continue };
            match a.side() {
                Side::Hospital => hint.hospital |= p.hospital,
                Side::Outside if !p.party.is_empty() => {
                    let who = a
                        .organisation
                        .map_or_else(|| a.organisation_name.clone(), |o| o.to_string());
                    if seen.insert(who) {
                        hint.parties.push(format!("{}（{}）", a.organisation_name, p.label));
                    }
                    groups.insert(p.party.as_str());
                }
                _ => {}
            }
        }
        hint.groups = groups.len();
        hint.met = hint.hospital && hint.parties.len() >= self.joint.parties_min;
        hint
    }
}

/// The title of a point; its key where the edition is unknown.
pub(super) fn title_of<'a>(edition: &str, key: &'a str) -> &'a str {
    Rules::shipped()
        .ok()
        .and_then(|r| r.agenda(edition))
        .and_then(|a| a.items.iter().find(|t| t.key == key))
        .map_or(key, |t| t.title.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::Attendee;
    use super::*;

    fn seat(org: &str, job: &str, side: Side, there: &str) -> Attendee {
        Attendee {
            organisation_name: org.into(),
            profession: job.into(),
            side: side.code().into(),
            presence: there.into(),
            ..Attendee::default()
        }
    }

    /// Rows: who sat there → outside parties, met. Source: forms-verified.md §1.2 no. 4 (B005 注3).
    #[test]
    fn the_joint_meeting_needs_the_hospital_and_three_outside_parties() {
        let r = Rules::shipped().unwrap();
        let nurse = seat("病院", "nurse", Side::Hospital, "room");
        let cm = seat("結の里", "cm", Side::Outside, "room");
        let vn = seat("あおぞら", "visiting_nurse", Side::Outside, "online");
        let ph = seat("みなみ薬局", "pharmacist", Side::Outside, "room");
        let cases: Vec<(Vec<Attendee>, usize, bool, &str)> = vec![
            (vec![nurse.clone(), cm.clone(), vn.clone(), ph.clone()], 3, true, "three parties"),
            (vec![cm.clone(), vn.clone(), ph.clone()], 3, false, "nobody of the hospital"),
            (
                vec![
                    seat("病院", "msw", Side::Hospital, "room"),
                    cm.clone(),
                    vn.clone(),
                    ph.clone(),
                ],
                3,
                false,
                "a social worker alone is no doctor or nurse",
            ),
            (
                vec![
                    nurse.clone(),
                    cm.clone(),
                    seat("結の里", "cm", Side::Outside, "room"),
                    ph.clone(),
                ],
                2,
                false,
                "two of one office are one party",
            ),
            (
                vec![
                    nurse.clone(),
                    cm.clone(),
                    seat("あおぞら", "associate_nurse", Side::Outside, "room"),
                    ph.clone(),
                ],
                2,
                false,
                "an associate nurse does not count",
            ),
            (
                vec![
                    nurse.clone(),
                    cm.clone(),
                    seat("あおぞら", "visiting_nurse", Side::Outside, "absent"),
                    ph.clone(),
                ],
                2,
                false,
                "who was absent does not count",
            ),
            (
                vec![nurse, cm, seat("かけはし", "equipment", Side::Outside, "room"), ph],
                2,
                false,
                "福祉用具 joins but does not count",
            ),
        ];
        for (attendees, parties, met, why) in cases {
            let h = r.hint(&Content { attendees, ..Content::default() });
            assert_eq!((h.parties.len(), h.met), (parties, met), "{why}");
        }
    }

    #[test]
    fn the_agenda_fits_half_an_hour_and_codes_are_unique() {
        let r = Rules::shipped().unwrap();
        let a = r.newest().unwrap();
        assert_eq!(a.items.iter().filter_map(|t| t.minutes).sum::<u32>(), 30);
        let codes: BTreeSet<&str> = r.professions.iter().map(|p| p.code.as_str()).collect();
        assert_eq!(codes.len(), r.professions.len());
        assert_eq!(title_of(&a.edition, "wishes"), "ご本人・ご家族の希望と心配");
        assert_eq!(title_of("unknown", "wishes"), "wishes");
    }
}
