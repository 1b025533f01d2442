//! One stay, drawn: when, where, why, how long, how it ended. What was done in it is steps.rs.
use kernel::time::{add_days, days_between};
use kernel::{At, Date, Time};
use people::CareLevel;
use transitions::model::{EndKind, Learned};

use super::city::City;
use super::clinical::Clinic;
use super::dice::Dice;
use super::folk::{Person, begin};
use super::table::{Rates, days};

/// When somebody is to be admitted.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub day: Date,
    pub planned: bool,
    /// Moved from this hospital, for this reason.
    pub from: Option<(usize, String)>,
}

/// A stay from its admission to its end, which may lie ahead.
#[derive(Debug, Clone)]
pub(super) struct Stay {
    pub person: usize,
    pub hospital: usize,
    /// Place in the list of wards.
    pub ward: usize,
    pub room: String,
    /// Moved within the hospital: day, ward, room.
    pub moved: Option<(Date, usize, String)>,
    pub admitted_on: Date,
    /// None = the time is not known.
    pub admitted_time: Option<Time>,
    pub planned: bool,
    /// acute, community, recovery, chronic, planned_short.
    pub kind: String,
    pub reason: String,
    pub learned: Learned,
    pub ended_on: Date,
    pub end: EndKind,
    pub place: String,
    /// Reason and days of the stay before, when it ended within half a year.
    pub recent: Option<(String, Date, Date)>,
}

impl Stay {
    /// When it began; noon when the time is not known.
    pub(super) fn began(&self) -> At {
        At::jst(self.admitted_on, self.admitted_time.unwrap_or(Time::constant(12, 0, 0, 0)))
    }

    /// The older or the newer of the two years.
    pub(super) fn year(&self, today: Date) -> &'static str {
        if days_between(self.admitted_on, today) > 365 { "year1" } else { "year2" }
    }

    /// Days from admission to end.
    pub(super) fn length(&self) -> i64 {
        days_between(self.admitted_on, self.ended_on)
    }
}

/// What stays are drawn from.
pub(super) struct Course<'a> {
    pub city: &'a City,
    pub rates: &'a Rates,
    pub clinic: &'a Clinic,
    pub today: Date,
}

fn weekday(d: Date) -> &'static str {
    let n = usize::from(d.weekday().to_monday_zero_offset().unsigned_abs());
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].get(n).copied().unwrap_or("mon")
}

impl Course<'_> {
    /// Days of admission over the two years: more in winter, planned ones at the beginning of the week.
    pub(super) fn slots(&self, d: &mut Dice, n: usize, from: Date) -> Vec<Slot> {
        let span = days_between(from, self.today).max(1);
        let mut out = Vec::with_capacity(n);
        while out.len() < n {
            let planned = self.rates.draw(d, "admission_kind", "all") == "planned";
            let kind = if planned { "planned" } else { "emergency" };
            // a draw is kept in proportion to its month and weekday, at most fifty times
            let mut day = add_days(from, d.range(0, span));
            for _ in 0..50 {
                let month =
                    self.rates.value("month", "all", &format!("{:02}", day.month())) / 115.0;
                let week = self.rates.value("admission_weekday", kind, weekday(day)) / 28.0;
                if d.unit() < month * week {
                    break;
                }
                day = add_days(from, d.range(0, span));
            }
            out.push(Slot { day, planned, from: None });
        }
        out.sort_by_key(|s| s.day);
        out
    }

    /// Draws the stay of a person. `may_die` = the region can lose somebody; `by` = must be over by then.
    pub(super) fn stay(
        &self,
        d: &mut Dice,
        i: usize,
        p: &Person,
        slot: &Slot,
        may_die: bool,
        by: Option<Date>,
    ) -> Stay {
        let kind = if slot.planned { "planned" } else { "emergency" };
        let hospital = self.hospital(d, kind, slot.from.as_ref().map(|f| f.0));
        let short = slot.planned
            && slot.from.is_none()
            && d.percent(self.rates.value("planned_short", "planned", "share"));
        let ward = self.ward(d, hospital, if slot.from.is_some() { "moved" } else { kind });
        let ward_kind = self.city.wards.get(ward).map_or("acute", |w| w.kind.as_str());
        let mut stay_kind = if short { "planned_short".to_string() } else { ward_kind.to_string() };
        let mut length = self.rates.quantile(d, "length_of_stay", &stay_kind).round() as i64;
        let mut moved = None;
        if ward_kind == "acute" && !short {
            let to = self.rates.draw(d, "ward_move", "acute").to_string();
            let other = self.city.wards.iter().position(|w| w.org == hospital && w.kind == to);
            if let Some(w) = other.filter(|_| length >= 6) {
                length += (self.rates.quantile(d, "length_of_stay", &to) * 0.6).round() as i64;
                let day = add_days(slot.day, length / 3 + d.range(0, length / 6));
                moved = Some((day, w, self.room(d, w)));
                stay_kind = to;
            }
        }
        if d.percent(self.rates.value("special", "all", "same_day_stay")) {
            (length, moved) = (0, None);
        }
        let mut end = self.end(d, &stay_kind, may_die);
        let mut ended_on = add_days(slot.day, length);
        if end != EndKind::Death && length > 1 {
            ended_on = self.day_of_leaving(d, ended_on, slot.day);
        }
        if let Some(by) = by.filter(|by| ended_on > *by) {
            (ended_on, moved) = (by.max(slot.day), None);
            end = EndKind::Home;
        }
        let (reason, what) = match &slot.from {
            Some((_, before)) => (format!("{before}のあとの療養・リハビリ"), String::new()),
            None => self.reason(d, p, slot.planned, short),
        };
        let room = self.room(d, ward);
        Stay {
            person: i,
            hospital,
            room,
            ward,
            moved: moved.filter(|m| m.0 < ended_on),
            admitted_on: slot.day,
            admitted_time: self.time(d, kind),
            planned: slot.planned,
            kind: stay_kind,
            reason: if what.is_empty() { reason } else { format!("{reason}（{what}）") },
            learned: if slot.from.is_some() { Learned::Hospital } else { self.learned(d, kind) },
            ended_on,
            end,
            place: self.place(d, end, hospital),
            recent: None,
        }
    }

    fn hospital(&self, d: &mut Dice, kind: &str, not: Option<usize>) -> usize {
        let fits = |key: &str| self.city.org(key).ok() != not;
        let key = self.rates.draw_of(d, "hospital", kind, fits);
        self.city.org(key).unwrap_or(0)
    }

    fn ward(&self, d: &mut Dice, hospital: usize, kind: &str) -> usize {
        let here = |k: &str| self.city.wards.iter().any(|w| w.org == hospital && w.kind == k);
        let scope = if kind == "moved" { "planned" } else { kind };
        let fits = |k: &str| here(k) && (kind != "moved" || k != "acute");
        let mut want = self.rates.draw_of(d, "ward_at_admission", scope, fits);
        if want.is_empty() {
            want = self.rates.draw_of(d, "ward_at_admission", scope, here);
        }
        let all: Vec<usize> = self
            .city
            .wards
            .iter()
            .enumerate()
            .filter(|(_, w)| w.org == hospital && (w.kind == want || want.is_empty()))
            .map(|(i, _)| i)
            .collect();
        d.pick(&all).copied().unwrap_or(0)
    }

    /// A room of the ward's floor.
    pub(super) fn room(&self, d: &mut Dice, ward: usize) -> String {
        let floor = self.city.wards.get(ward).map_or(1, |w| w.floor);
        format!("{floor}{:02}", d.range(1, 18))
    }

    fn end(&self, d: &mut Dice, kind: &str, may_die: bool) -> EndKind {
        match self.rates.draw(d, "end", kind) {
            "residential" => EndKind::Residence,
            "facility" => EndKind::Facility,
            "transfer" => EndKind::Transfer,
            "death" if may_die => EndKind::Death,
            "self" => EndKind::SelfDischarge,
            _ => EndKind::Home,
        }
    }

    /// Moves a discharge by up to three days to a day of the week on which people leave.
    fn day_of_leaving(&self, d: &mut Dice, day: Date, first: Date) -> Date {
        let near: Vec<Date> = [0, 1, -1, 2, -2, 3]
            .iter()
            .map(|n| add_days(day, *n))
            .filter(|x| *x >= first)
            .collect();
        d.weighted(&near, |x| self.rates.value("discharge_weekday", "all", weekday(*x)))
            .copied()
            .unwrap_or(day)
    }

    fn reason(&self, d: &mut Dice, p: &Person, planned: bool, short: bool) -> (String, String) {
        let needs = if planned { "planned" } else { "emergency" };
        let quick = ["cataract", "polyp", "pacemaker", "cancer-chemo", "anaemia"];
        let all = self.clinic.list("admission_reason");
        let row = d.weighted(all, |r| {
            let code = r.get("code");
            if r.get("needs") != needs || (short && !quick.contains(&code)) {
                return 0.0;
            }
            // what somebody is known to have brings them back more often
            let implied = r.get("implies").strip_prefix("diagnosis:");
            let known = implied.is_some_and(|c| p.profile.diagnoses.iter().any(|x| x.0 == c));
            match (implied, known) {
                (Some(_), false) => r.number("weight") * 0.3,
                (_, true) => r.number("weight") * 2.0,
                _ => r.number("weight"),
            }
        });
        let what = row.map_or("", |r| r.get("detail").split_once('|').map_or("", |x| x.1));
        (row.map_or(String::new(), |r| r.get("label").into()), what.to_string())
    }

    fn time(&self, d: &mut Dice, kind: &str) -> Option<Time> {
        if d.percent(9.0) {
            return None;
        }
        let span = self.rates.draw(d, "admission_hour", kind).to_string();
        let (from, to) = span.split_once('-')?;
        let minute = d.range(from.parse::<i64>().ok()? * 60, to.parse::<i64>().ok()? * 60 - 1);
        Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60 / 5 * 5).ok()?, 0, 0)
            .ok()
    }

    fn learned(&self, d: &mut Dice, kind: &str) -> Learned {
        match self.rates.draw(d, "learned_from", kind) {
            "family" => Learned::Family,
            "person" => Learned::Person,
            "hospital" => Learned::Hospital,
            "visiting_nurse" => Learned::VisitNurse,
            "day_service" => Learned::DayService,
            "home_help" => Learned::HomeHelp,
            "emergency" => Learned::Ambulance,
            _ => Learned::Other,
        }
    }

    fn place(&self, d: &mut Dice, end: EndKind, hospital: usize) -> String {
        let fits = |o: &super::city::Org, i: usize| match end {
            EndKind::Residence => o.service == "320",
            EndKind::Facility => matches!(o.service, "510" | "520"),
            EndKind::Transfer => o.service == "hospital" && i != hospital,
            _ => false,
        };
        let all: Vec<&str> = self
            .city
            .orgs
            .iter()
            .enumerate()
            .filter(|(i, o)| fits(o, *i))
            .map(|(_, o)| o.name.as_str())
            .collect();
        let found = d.pick(&all).map(|n| (*n).to_string()).unwrap_or_default();
        // a region with one hospital: a transfer leads out of it
        if found.is_empty() && end == EndKind::Transfer {
            "圏域の外の病院".into()
        } else {
            found
        }
    }

    /// How often people of this level are admitted.
    pub(super) fn often(&self, level: CareLevel) -> f64 {
        let code = match level {
            CareLevel::Applied => "21",
            CareLevel::NotApplied => "13",
            l => l.code(),
        };
        self.rates.value("stays_per_year", "care_level", code).max(20.0)
    }

    /// Days after which somebody who went home comes back, if they do within ninety.
    pub(super) fn back_after(&self, d: &mut Dice) -> Option<i64> {
        let within = |n| self.rates.value("readmission", "all", n);
        let x = d.unit() * 100.0;
        if x < within("within_7") {
            Some(d.range(1, 7))
        } else if x < within("within_30") {
            Some(d.range(8, 30))
        } else if x < within("within_90") {
            Some(d.range(31, 90))
        } else {
            None
        }
    }

    /// How many days after admission the office learns of it; negative = it knew before.
    pub(super) fn learned_after(&self, d: &mut Dice, planned: bool) -> i64 {
        match self.rates.draw(d, "learned_delay", if planned { "planned" } else { "emergency" }) {
            "before" => -1,
            key => {
                let key = key.to_string();
                days(d, &key)
            }
        }
    }

    /// First day on which anything happens.
    pub(super) fn first_day(&self) -> Date {
        begin(self.today)
    }
}
