//! 退院前カンファ as an object of its own: when and where, who sits there, what was said, what was decided by whom until
//! when. Each save is a version; after closing every version is a change that the attendees are told of.
mod changes;
mod check;
mod rules;

pub use changes::{Change, changes, unchanged};
pub use check::{LONG, MAX_ROWS, NAME, Stage, check};
pub use rules::{Agenda, Hint, Joint, Profession, Rules, Topic};

use kernel::{Date, Id};
use serde::{Deserialize, Serialize};

use super::stay::coded;

kernel::id_type!(
    /// A conference; the id is also that of the record that keeps its versions.
    ConferenceId
);

coded! {
    /// How far a conference has come.
    State {
        /// Planned; nobody was told.
        Planned = "planned", "予定";
        /// Those who are to come were told.
        Invited = "invited", "案内済み";
        /// Held; what was decided is being written.
        Held = "held", "記録中";
        /// The decisions stand; a further version is a change.
        Closed = "closed", "決定済み";
        /// Called off.
        Cancelled = "cancelled", "取りやめ";
    }
}

coded! {
    /// How people meet.
    Means {
        /// In one room.
        Room = "room", "会場で";
        /// Some in the room, some by video.
        Both = "both", "会場とオンライン";
        /// By video.
        Online = "online", "オンラインで";
    }
}

coded! {
    /// Was somebody there?
    Presence {
        /// Invited, not yet known.
        Invited = "invited", "案内中";
        /// In the room.
        Room = "room", "会場で出席";
        /// By video.
        Online = "online", "オンラインで出席";
        /// Not there.
        Absent = "absent", "欠席";
    }
}

impl Means {
    /// Can one be there in this way? Staying away can always be said.
    pub const fn offers(self, p: Presence) -> bool {
        match p {
            Presence::Invited => false,
            Presence::Absent => true,
            Presence::Room => !matches!(self, Means::Online),
            Presence::Online => !matches!(self, Means::Room),
        }
    }
}

impl Presence {
    /// Was there, in the room or by video.
    pub const fn there(self) -> bool {
        matches!(self, Presence::Room | Presence::Online)
    }
}

coded! {
    /// From which side somebody sits there.
    Side {
        /// The hospital.
        Hospital = "hospital", "病院";
        /// Home care: offices, clinics, pharmacies …
        Outside = "outside", "在宅";
        /// The person and the family.
        Person = "person", "ご本人・ご家族";
    }
}

coded! {
    /// The paper that the person or the family was given (part of the conference's evidence: 出雲市, forms-verified.md §1.2).
    Handed {
        /// Printed out of this program.
        Printed = "printed", "この記録を印刷して渡した";
        /// Another paper, kept as a file.
        Other = "other", "ほかの紙を渡した";
        /// Told, no paper.
        Spoken = "spoken", "口で伝えた";
        /// Not yet.
        NotYet = "not_yet", "まだ渡していない";
    }
}

/// Somebody who is to come or came. `n` stays the same through all versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attendee {
    /// Number of the row.
    pub n: u32,
    /// Organisation with accounts or an entry here.
    pub organisation: Option<Id>,
    /// Account of the person here.
    pub account: Option<Id>,
    /// 事業所・所属 in words; for relatives how they are related.
    pub organisation_name: String,
    /// Name.
    pub name: String,
    /// Code of [`Rules::professions`].
    pub profession: String,
    /// Code of [`Side`].
    pub side: String,
    /// Code of [`Presence`].
    pub presence: String,
}

impl Attendee {
    /// Was the attendee there?
    pub fn presence(&self) -> Presence {
        Presence::from_code(&self.presence).unwrap_or(Presence::Invited)
    }

    /// Side.
    pub fn side(&self) -> Side {
        Side::from_code(&self.side).unwrap_or(Side::Outside)
    }

    /// 「佐藤 花子」, or the organisation where no name is known.
    pub fn called(&self) -> &str {
        if self.name.is_empty() { &self.organisation_name } else { &self.name }
    }
}

/// What was said about one point of the agenda.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// Key of the [`Topic`].
    pub key: String,
    /// The text.
    pub text: String,
}

/// One decision. `n` stays the same through all versions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Decision {
    /// Number of the row.
    pub n: u32,
    /// What.
    pub what: String,
    /// Whose: the organisation, when it is one of the attendees'.
    pub organisation: Option<Id>,
    /// Whose, in words.
    pub owner: String,
    /// Until when, `YYYY-MM-DD`.
    pub until: Option<String>,
}

impl Decision {
    /// Until when.
    pub fn until(&self) -> Option<Date> {
        self.until.as_deref().and_then(|d| d.parse().ok())
    }
}

/// Everything one version holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// Edition of the agenda.
    pub agenda: String,
    /// The day, `YYYY-MM-DD`.
    pub day: Option<String>,
    /// `HH:MM`, empty when open.
    pub time: String,
    /// Code of [`Means`].
    pub means: String,
    /// Room.
    pub place: String,
    /// Address or number of the video meeting.
    pub link: String,
    /// Who.
    pub attendees: Vec<Attendee>,
    /// What was said.
    pub said: Vec<Said>,
    /// The person's wish.
    pub wish_person: String,
    /// The family's wish.
    pub wish_family: String,
    /// What was decided.
    pub decisions: Vec<Decision>,
    /// Code of [`Handed`]; empty = not said.
    pub handed: String,
    /// To whom.
    pub handed_to: String,
    /// When, `YYYY-MM-DD`.
    pub handed_on: Option<String>,
}

impl Content {
    /// Reads a stored version.
    ///
    /// # Errors
    /// When the stored text is none of ours.
    pub fn read(body: &str) -> Result<Content, app::Error> {
        serde_json::from_str(body).map_err(|e| app::Error::Inconsistent(format!("conference: {e}")))
    }

    /// As stored.
    ///
    /// # Errors
    /// Never in practice.
    pub fn write(&self) -> Result<String, app::Error> {
        serde_json::to_string(self)
            .map_err(|e| app::Error::Inconsistent(format!("conference: {e}")))
    }

    /// The day.
    pub fn day(&self) -> Option<Date> {
        self.day.as_deref().and_then(|d| d.parse().ok())
    }

    /// The time of day at which it starts; none when it is open.
    pub fn starts(&self) -> Option<kernel::Time> {
        format!("{}:00", self.time).parse().ok()
    }

    /// How people meet.
    pub fn means(&self) -> Means {
        Means::from_code(&self.means).unwrap_or(Means::Room)
    }

    /// An attendee.
    pub fn attendee(&self, n: u32) -> Option<&Attendee> {
        self.attendees.iter().find(|a| a.n == n)
    }

    /// A decision.
    pub fn decision(&self, n: u32) -> Option<&Decision> {
        self.decisions.iter().find(|d| d.n == n)
    }

    /// What was said about a point.
    pub fn said_about(&self, key: &str) -> &str {
        self.said.iter().find(|s| s.key == key).map_or("", |s| s.text.as_str())
    }

    /// 「11月12日（木） 14:00」; empty without a day.
    pub fn when(&self) -> String {
        let Some(day) = self.day() else { return String::new() };
        let mut text = kernel::wareki::month_day(day);
        if !self.time.is_empty() {
            text.push(' ');
            text.push_str(self.time.trim_start_matches('0'));
        }
        text
    }

    /// Does every version-independent part agree, so that nothing was changed?
    pub fn same_as(&self, other: &Content) -> bool {
        self == other
    }
}
