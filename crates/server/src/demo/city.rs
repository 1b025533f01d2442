//! 結野市 as data: organisations with their calendars, wards, staff and towns. Pure; `found` puts it into the region.
use std::collections::BTreeMap;

use accounts::OrganisationKind;
use kernel::time::add_days;
use kernel::{At, BusinessCalendar, Date, Hat, Holidays, Hours, Time};

use super::dice::Dice;
use super::table::{Row, rows};

/// The invented city's name; every address begins with it.
pub(super) const CITY: &str = "結野市";
/// Its invented 保険者番号: 00 is no prefecture, the check digit is right.
pub(super) const INSURER: &str = "000018";

/// An organisation.
#[derive(Debug, Clone)]
pub(super) struct Org {
    pub key: String,
    pub name: String,
    pub kana: String,
    pub kind: OrganisationKind,
    /// Service code of the directory.
    pub service: &'static str,
    pub number: String,
    pub corporation: String,
    pub area: String,
    pub address: String,
    pub phone: String,
    pub fax: String,
    pub notes: String,
    pub capacity: Option<i64>,
    pub calendar: BusinessCalendar,
    /// Somebody there can log in.
    pub account: bool,
    pub outside: bool,
}

/// A member of staff.
#[derive(Debug, Clone)]
pub(super) struct Staff {
    pub key: String,
    pub org: usize,
    pub name: String,
    pub kana: String,
    pub hat: Hat,
    pub role: String,
    /// Keys of wards.
    pub wards: Vec<String>,
    pub demo_role: Option<String>,
}

impl Staff {
    /// 小田島 of 小田島 誠.
    pub(super) fn surname(&self) -> &str {
        self.name.split(' ').next().unwrap_or(&self.name)
    }
}

/// A ward.
#[derive(Debug, Clone)]
pub(super) struct Ward {
    pub org: usize,
    pub key: String,
    pub name: String,
    /// acute, community, recovery, chronic.
    pub kind: String,
    pub label: String,
    pub floor: i64,
}

/// A 町丁.
#[derive(Debug, Clone)]
pub(super) struct Town {
    pub name: String,
    pub kana: String,
    pub area: String,
    pub aged: f64,
}

/// A 圏域.
#[derive(Debug, Clone)]
pub(super) struct Area {
    pub key: String,
    pub name: String,
    pub kana: String,
    pub hokatsu: usize,
}

/// The city.
#[derive(Debug, Clone)]
pub(super) struct City {
    pub orgs: Vec<Org>,
    pub staff: Vec<Staff>,
    pub wards: Vec<Ward>,
    pub towns: Vec<Town>,
    pub areas: Vec<Area>,
    by_key: BTreeMap<String, usize>,
}

/// What the tables call an organisation: its kind here and its service in the directory.
fn kind(code: &str) -> (OrganisationKind, &'static str) {
    match code {
        "liaison_centre" => (OrganisationKind::Centre, "center"),
        "hospital" => (OrganisationKind::Hospital, "hospital"),
        "hokatsu" => (OrganisationKind::Hokatsu, "hokatsu"),
        "care_management" => (OrganisationKind::CareManagement, "430"),
        "small_multi" => (OrganisationKind::Multi, "730"),
        "visiting_nurse" => (OrganisationKind::VisitNursing, "130"),
        "clinic" => (OrganisationKind::Clinic, "clinic"),
        "dental" => (OrganisationKind::Dental, "dental"),
        "pharmacy" => (OrganisationKind::Pharmacy, "pharmacy"),
        "day_service" => (OrganisationKind::HomeService, "150"),
        "day_care" => (OrganisationKind::HomeService, "160"),
        "nursing_home" => (OrganisationKind::Facility, "510"),
        "health_facility" => (OrganisationKind::Facility, "520"),
        "group_home" => (OrganisationKind::Facility, "320"),
        "city" => (OrganisationKind::City, "city"),
        "fire" => (OrganisationKind::Fire, "other"),
        _ => (OrganisationKind::Other, "other"),
    }
}

/// Monday is 0.
pub(super) fn weekday(word: &str) -> Option<usize> {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().position(|w| *w == word.trim())
}

/// `08:30`; the 24th hour is the last minute of the day.
pub(super) fn time(text: &str) -> Option<Time> {
    let (h, m) = text.trim().split_once(':')?;
    match (h.parse().ok()?, m.parse().ok()?) {
        (24, 0) => Time::new(23, 59, 0, 0).ok(),
        (h, m) => Time::new(h, m, 0, 0).ok(),
    }
}

/// Opening hours, closed weekdays and the `extra` rules of a row, spelled out for the years around `today`.
fn calendar(r: &Row, today: Date) -> BusinessCalendar {
    let usual =
        time(r.get("opens")).zip(time(r.get("closes"))).map(|(open, close)| Hours { open, close });
    let mut c = BusinessCalendar {
        week: [usual; 7],
        closed_on_holidays: r.get("closed_on_holidays") == "1",
        closed: Default::default(),
        open: Default::default(),
    };
    let set = |week: &mut [Option<Hours>; 7], day: usize, hours| {
        if let Some(slot) = week.get_mut(day) {
            *slot = hours;
        }
    };
    for day in r.get("closed").split(',').filter_map(weekday) {
        set(&mut c.week, day, None);
    }
    for item in r.items("extra") {
        let Some((what, rule)) = item.split_once(':') else { continue };
        match what {
            "hours" => {
                let parts =
                    rule.split_once('=').and_then(|(d, h)| Some((weekday(d)?, h.split_once('-')?)));
                if let Some((day, (from, to))) = parts {
                    let hours = time(from).zip(time(to)).map(|(open, close)| Hours { open, close });
                    set(&mut c.week, day, hours);
                }
            }
            "open" => c.open.extend(nth_weekdays(rule, today)),
            "closed" => c.closed.extend(closed_days(rule, today)),
            _ => {}
        }
    }
    c
}

/// `sat#2`: every second Saturday from three years back to two years ahead.
fn nth_weekdays(rule: &str, today: Date) -> Vec<Date> {
    let Some((day, n)) =
        rule.split_once('#').and_then(|(d, n)| Some((weekday(d)?, n.parse::<i64>().ok()?)))
    else {
        return Vec::new();
    };
    let of = |d: &Date| usize::from(d.weekday().to_monday_zero_offset().unsigned_abs());
    (-1_100..750)
        .map(|i| add_days(today, i))
        .filter(|d| of(d) == day && (i64::from(d.day()) + 6) / 7 == n)
        .collect()
}

/// `12-29/01-03`: closed between two days of the year, also over New Year.
fn closed_days(rule: &str, today: Date) -> Vec<Date> {
    let Some((from, to)) = rule.split_once('/') else { return Vec::new() };
    let over = from > to;
    (-1_100..750)
        .map(|i| add_days(today, i))
        .filter(|d| {
            let at = format!("{:02}-{:02}", d.month(), d.day());
            let (after, before) = (at.as_str() >= from, at.as_str() <= to);
            if over { after || before } else { after && before }
        })
        .collect()
}

impl City {
    /// The shipped tables; calendars for the years around `today`.
    pub(super) fn read(today: Date) -> app::Result<City> {
        let mut city = City {
            orgs: Vec::new(),
            staff: Vec::new(),
            wards: Vec::new(),
            towns: Vec::new(),
            areas: Vec::new(),
            by_key: BTreeMap::new(),
        };
        for r in rows(include_str!("../../../../data/demo/yuino/organisations.csv"))? {
            let (kind, service) = kind(r.get("kind"));
            let outside = r.get("city") != CITY;
            city.by_key.insert(r.get("key").to_string(), city.orgs.len());
            city.orgs.push(Org {
                key: r.get("key").into(),
                name: r.get("name").into(),
                kana: r.get("kana").into(),
                kind,
                service,
                number: r.get("number").into(),
                corporation: r.get("corporation").into(),
                area: r.get("area").into(),
                address: r.get("address").into(),
                phone: r.get("phone").into(),
                fax: r.get("fax").into(),
                notes: r.get("notes").into(),
                capacity: r.get("capacity").parse().ok(),
                calendar: calendar(&r, today),
                account: r.get("account") == "1" && !outside,
                outside,
            });
        }
        for r in rows(include_str!("../../../../data/demo/yuino/staff.csv"))? {
            let hat = Hat::from_code(r.get("hat")).ok_or_else(|| {
                app::Error::Inconsistent(format!("demo staff {}: hat", r.get("key")))
            })?;
            city.staff.push(Staff {
                key: r.get("key").into(),
                org: city.org(r.get("org"))?,
                name: r.get("name").into(),
                kana: r.get("kana").into(),
                hat,
                role: r.get("role").into(),
                wards: r.get("ward").split('+').filter(|w| !w.is_empty()).map(Into::into).collect(),
                demo_role: Some(r.get("demo_login").to_string()).filter(|d| !d.is_empty()),
            });
        }
        for r in rows(include_str!("../../../../data/demo/yuino/wards.csv"))? {
            city.wards.push(Ward {
                org: city.org(r.get("org"))?,
                key: r.get("key").into(),
                name: r.get("name").into(),
                kind: r.get("kind").into(),
                label: r.get("kind_label").into(),
                floor: r.get("floor").parse().unwrap_or(1),
            });
        }
        for r in rows(include_str!("../../../../data/demo/yuino/areas.csv"))? {
            city.areas.push(Area {
                key: r.get("key").into(),
                name: r.get("name").into(),
                kana: r.get("kana").into(),
                hokatsu: city.org(r.get("hokatsu"))?,
            });
        }
        for r in rows(include_str!("../../../../data/demo/yuino/towns.csv"))? {
            city.towns.push(Town {
                name: r.get("town").into(),
                kana: r.get("kana").into(),
                area: r.get("area").into(),
                aged: r.number("aged65"),
            });
        }
        Ok(city)
    }

    /// Place of an organisation by its key.
    pub(super) fn org(&self, key: &str) -> app::Result<usize> {
        self.by_key
            .get(key)
            .copied()
            .ok_or_else(|| app::Error::Inconsistent(format!("demo: no organisation {key}")))
    }

    /// Place of a member of staff by key.
    pub(super) fn member(&self, key: &str) -> app::Result<usize> {
        let found = self.staff.iter().position(|s| s.key == key);
        found.ok_or_else(|| app::Error::Inconsistent(format!("demo: no staff {key}")))
    }

    /// The staff of an organisation with this hat.
    pub(super) fn staff_of(&self, org: usize, hat: Hat) -> Vec<usize> {
        self.staff
            .iter()
            .enumerate()
            .filter(|(_, s)| s.org == org && s.hat == hat)
            .map(|(i, _)| i)
            .collect()
    }

    /// The member of 地域連携室 for a ward: who has it, else somebody of the office.
    pub(super) fn liaison_of(&self, ward: &Ward) -> Option<usize> {
        let all = self.staff_of(ward.org, Hat::Liaison);
        let has = |i: &usize| self.staff.get(*i).is_some_and(|s| s.wards.contains(&ward.key));
        all.iter().copied().find(has).or_else(|| all.first().copied())
    }

    /// The organisation at a place.
    pub(super) fn at(&self, i: usize) -> app::Result<&Org> {
        self.orgs.get(i).ok_or_else(|| app::Error::Inconsistent("demo: organisation".into()))
    }

    /// The member of staff at a place.
    pub(super) fn who(&self, i: usize) -> app::Result<&Staff> {
        self.staff.get(i).ok_or_else(|| app::Error::Inconsistent("demo: staff".into()))
    }

    /// Organisations of a kind that can log in.
    pub(super) fn with_accounts(&self, kind: OrganisationKind) -> Vec<usize> {
        let fits = |o: &Org| o.kind == kind && o.account;
        self.orgs.iter().enumerate().filter(|(_, o)| fits(o)).map(|(i, _)| i).collect()
    }

    /// A moment within the hours of an organisation: on `day` or, when it is closed then, the next day it is open.
    pub(super) fn slot(&self, org: usize, day: Date, dice: &mut Dice) -> At {
        let Some(o) = self.orgs.get(org) else { return At::jst(day, Time::constant(10, 0, 0, 0)) };
        let holidays = Holidays::shipped();
        let day = if o.calendar.is_business_day(day, holidays) {
            day
        } else {
            o.calendar.business_days_after(day, 1, holidays)
        };
        within(&o.calendar, day, dice)
    }

    /// As [`City::slot`], but on the last open day up to `day`, not before `first`.
    pub(super) fn slot_before(&self, org: usize, day: Date, first: Date, dice: &mut Dice) -> At {
        let Some(o) = self.orgs.get(org) else { return At::jst(day, Time::constant(10, 0, 0, 0)) };
        let holidays = Holidays::shipped();
        let open =
            (0..10).map(|n| add_days(day, -n)).find(|d| o.calendar.is_business_day(*d, holidays));
        within(&o.calendar, open.filter(|d| *d >= first).unwrap_or(day), dice)
    }
}

fn within(calendar: &BusinessCalendar, day: Date, dice: &mut Dice) -> At {
    let hours = calendar.hours(day, Holidays::shipped());
    let minutes = |t: Time| i64::from(t.hour()) * 60 + i64::from(t.minute());
    let (open, close) = hours.map_or((9 * 60, 17 * 60), |h| (minutes(h.open), minutes(h.close)));
    let minute = dice.range(open + 8, (close - 12).max(open + 8));
    At::jst(day, Time::constant(0, 0, 0, 0)).plus_minutes(minute).plus_millis(dice.range(0, 59_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn city() -> City {
        City::read("2026-11-21".parse().unwrap()).unwrap()
    }

    fn open(key: &str, day: &str) -> bool {
        let c = city();
        let o = &c.orgs[c.org(key).unwrap()];
        o.calendar.is_business_day(day.parse().unwrap(), Holidays::shipped())
    }

    #[test]
    fn calendars_follow_the_rules_of_each_office() {
        // the second Saturday of November 2026 is the 14th
        assert!(open("kyotaku-04", "2026-11-14") && !open("kyotaku-04", "2026-11-21"));
        assert!(open("kyotaku-09", "2026-11-23") && !open("kyotaku-01", "2026-11-23"));
        assert!(!open("kyotaku-08", "2026-08-14") && open("kyotaku-10", "2026-08-14"));
        assert!(!open("kyotaku-01", "2026-01-02") && !open("kyotaku-01", "2024-12-30"));
        let c = city();
        let saturday = c.orgs[c.org("hosp-midori").unwrap()].calendar.week[5].unwrap();
        assert_eq!(saturday.close, Time::constant(12, 30, 0, 0));
    }

    #[test]
    fn every_office_and_hospital_has_hours_and_every_login_a_member() {
        let c = city();
        for o in &c.orgs {
            assert!(o.calendar.week.iter().any(Option::is_some), "{}", o.key);
        }
        let roles: Vec<&str> = c.staff.iter().filter_map(|s| s.demo_role.as_deref()).collect();
        let shown: Vec<&str> =
            super::super::ROLES.iter().filter(|r| r.1 == "yuino").map(|r| r.0).collect();
        // who is at home is no member of an office
        let shown: Vec<&str> =
            shown.into_iter().filter(|r| !["resident", "family"].contains(r)).collect();
        assert_eq!(
            roles.iter().collect::<std::collections::BTreeSet<_>>(),
            shown.iter().collect::<std::collections::BTreeSet<_>>()
        );
        assert_eq!(c.orgs.iter().filter(|o| o.outside).count(), 2);
        assert!(c.wards.iter().all(|w| c.liaison_of(w).is_some()));
        assert_eq!(kernel::checkdigit::insurer_number(INSURER), kernel::checkdigit::Check::Fits);
    }

    #[test]
    fn work_is_done_within_hours() {
        let c = city();
        let mut d = Dice::of(1, "slot", 0);
        let org = c.org("kyotaku-01").unwrap();
        for i in 0..400 {
            let at = c.slot(org, add_days("2026-01-01".parse().unwrap(), i), &mut d);
            let hours = c.orgs[org].calendar.hours(at.date(), Holidays::shipped()).unwrap();
            assert!(hours.open <= at.time() && at.time() <= hours.close);
        }
    }
}
