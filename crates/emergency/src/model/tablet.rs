//! The district on a crew's tablet for a line that is down: how long, how much, and the plain data that is sealed. The
//! tablet's script reads these names (web/src/ts/scene/body.ts).
use kernel::{At, Date, Holidays, Id, Weekday, time};
use people::ResidentId;
use serde::{Deserialize, Serialize};

use super::lookup::{Entry, entry::Sex};
use super::sheet::{Call, Sheet};
use crate::seal::Crew;

/// Hours for which it opens.
pub const HOURS: i64 = 24;
/// After so many hours a tablet that has the line takes a new one by itself.
pub const RENEW_HOURS: i64 = 8;
/// Most cards on a tablet: a district, not the city.
pub const MOST_CARDS: usize = 2_000;
/// Most bytes before sealing.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Most look-ups that one message tells.
pub const MOST_TOLD: usize = 200;

/// A tablet that may hold a district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tablet {
    /// The registered device.
    pub device: Id,
    /// Whose.
    pub organisation: Id,
    /// 町名 of its district.
    pub towns: Vec<String>,
    /// Not permitted any more.
    pub ended_at: Option<At>,
}

/// A subset that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subset {
    /// Id.
    pub id: Id,
    /// On which device.
    pub device: Id,
    /// Made.
    pub at: At,
    /// Opens until.
    pub until: At,
    /// Cards in it.
    pub cards: i64,
    /// Wiped from afar, or its right ended.
    pub gone_at: Option<At>,
    /// The tablet said that it has deleted it.
    pub cleared_at: Option<At>,
}

/// All that is sealed.
#[derive(Debug, Serialize)]
pub struct Body {
    /// The subset.
    pub id: Id,
    /// Milliseconds.
    pub made: i64,
    /// Milliseconds.
    pub until: i64,
    /// The region's name, which may stand before an address.
    pub city: String,
    /// Towns with readings, for the box.
    pub towns: Vec<(String, String)>,
    /// 異体字.
    pub variants: Vec<(char, char)>,
    /// Days within the time on which offices answer from 8:30 to 17:30.
    pub days: Vec<String>,
    /// The cards.
    pub people: Vec<Packed>,
    /// Who can open it: sealed beside it.
    #[serde(skip)]
    pub crew: Crew,
}

/// Somebody in it: what the look-up weighs, and the card.
#[derive(Debug, Serialize)]
pub struct Packed {
    id: Id,
    name: String,
    kana: String,
    birth: String,
    sex: &'static str,
    base: String,
    town: String,
    numbers: Vec<u32>,
    chome: bool,
    rest: String,
    phones: Vec<String>,
    landmark: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<PackedCard>,
}

/// The card as the page draws it, by day and by night.
#[derive(Debug, Serialize)]
struct PackedCard {
    who: String,
    address: String,
    key: String,
    place: Vec<String>,
    warn: Vec<(String, String)>,
    facts: Vec<(&'static str, String)>,
    medicines: Vec<String>,
    day: [Vec<PackedCall>; 2],
    night: [Vec<PackedCall>; 2],
    confirmed: String,
}

#[derive(Debug, Serialize)]
struct PackedCall {
    who: String,
    number: String,
    note: String,
    closed: bool,
}

fn calls(s: &Sheet) -> [Vec<PackedCall>; 2] {
    let packed = |c: &Call| PackedCall {
        who: c.who.clone(),
        number: c.number.clone(),
        note: c.note.clone(),
        closed: c.closed,
    };
    let mut first: Vec<Call> = s.contacts.clone();
    first.extend(s.doctors.clone());
    first.sort_by_key(|c| c.closed);
    [first.iter().map(packed).collect(), s.team.iter().map(packed).collect()]
}

impl Packed {
    /// What of somebody the look-up weighs, without a card.
    pub fn entry(e: &Entry) -> Packed {
        Packed {
            id: e.resident,
            name: e.name.clone(),
            kana: e.kana.clone(),
            birth: e.birth.to_string(),
            sex: e.sex.map_or("", Sex::label),
            base: e.place.base.clone(),
            town: e.place.town.clone(),
            numbers: e.place.numbers.clone(),
            chome: e.place.chome,
            rest: e.place.rest.clone(),
            phones: e.phones.clone(),
            landmark: e.landmark.clone(),
            card: None,
        }
    }

    /// With the card by day and by night.
    pub fn with(e: &Entry, day: &Sheet, night: &Sheet) -> Packed {
        let mut facts = vec![
            ("病名", day.diagnoses.join(" ／ ")),
            ("ふだん", day.usual.join("・")),
            ("介護度", day.care.clone()),
        ];
        // labels of the card's own list; their words come from the sheet
        for (label, text) in &day.other {
            let known = ["処置", "血液型", "身長・体重", "身寄り", "伝えたいこと"];
            if let Some(l) = known.into_iter().find(|k| k == label) {
                facts.push((l, text.clone()));
            }
        }
        facts.push(("希望", day.wanted.clone()));
        facts.push(("お薬手帳", day.medicine_at.clone()));
        facts.retain(|(_, t)| !t.is_empty());
        let mut confirmed = day.confirmed.clone();
        if day.unsettled {
            confirmed.push_str("。紙から入れたもので、ご本人にはまだ確かめていません");
        }
        let card = PackedCard {
            who: day.who.clone(),
            address: day.address.clone(),
            key: day.key.clone(),
            place: day.place.clone(),
            warn: day.warn.clone(),
            facts,
            medicines: day.medicines.clone(),
            day: calls(day),
            night: calls(night),
            confirmed,
        };
        Packed { card: Some(card), ..Packed::entry(e) }
    }
}

/// The days from `from` to `to` on which offices answer, as 2026-11-24.
pub fn office_days(from: Date, to: Date) -> Vec<String> {
    let mut days = Vec::new();
    let mut d = from;
    while d <= to {
        let weekday = !matches!(d.weekday(), Weekday::Saturday | Weekday::Sunday);
        if weekday && !Holidays::shipped().contains(d) {
            days.push(d.to_string());
        }
        d = time::add_days(d, 1);
    }
    days
}

/// A look-up made without a line, as the tablet tells it later.
#[derive(Debug, Clone, Deserialize)]
pub struct Told {
    /// Counts up on the tablet: told twice, it is kept once.
    pub n: i64,
    /// Milliseconds, by the tablet's clock.
    pub at: i64,
    /// Who said they were using it.
    pub account: Id,
    /// 事案番号.
    pub incident: String,
    /// Kinds of the words, parted by commas.
    pub kinds: String,
    /// 町名 that was asked for.
    pub town: String,
    /// The candidates that were shown.
    pub shown: Vec<Id>,
    /// One was marked as a match.
    pub matched: bool,
    /// The cards that were opened.
    pub opened: Vec<Id>,
}

impl Told {
    /// Whom it names, each once.
    pub fn residents(&self) -> Vec<ResidentId> {
        let mut all: Vec<Id> = self.opened.clone();
        all.sort();
        all.dedup();
        all.into_iter().map(ResidentId).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_answer_on_weekdays_that_are_no_holidays() {
        // 21 November 2026 is a Saturday, the 23rd 勤労感謝の日
        let day = |t: &str| t.parse::<Date>().unwrap();
        assert!(office_days(day("2026-11-21"), day("2026-11-23")).is_empty());
        assert_eq!(office_days(day("2026-11-23"), day("2026-11-24")), ["2026-11-24"]);
    }
}
