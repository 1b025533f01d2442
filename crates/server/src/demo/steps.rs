//! What was told and done in a stay, with its times: the acts that run.rs then does through the use cases.
use app::Result;
use kernel::time::{add_days, days_between};
use kernel::{At, Date, Hat, Holidays};
use people::CareLevel;
use transitions::model::{EndKind, Method, Paper};
use transitions::use_cases::screen::Proposal;

pub(super) use super::acts::{Act, Day, Event, Mail, Told};
use super::city::City;
use super::course::{Course, Stay};
use super::dice::Dice;
use super::folk::Person;
use super::papers::{Case, Papers};
use super::table::days;

/// Draws the acts of a stay.
pub(super) struct Steps<'a> {
    pub course: &'a Course<'a>,
    pub papers: &'a Papers,
    pub now: At,
    pub seed: u64,
}

/// The acts of one stay as they are put together.
struct Making<'e> {
    out: &'e mut Vec<Event>,
    stay: usize,
}

impl Making<'_> {
    fn push(&mut self, at: At, who: usize, act: Act) {
        self.out.push(Event { at, stay: self.stay, who, act });
    }
}

/// Not before `earlier`: work takes some minutes.
fn after(at: At, earlier: At, d: &mut Dice) -> At {
    if at > earlier { at } else { earlier.plus_minutes(d.range(4, 18)) }
}

fn method(code: &str) -> Method {
    Method::from_code(code).unwrap_or(Method::Phone)
}

/// Once the person has left and the record stands, the sheet goes nowhere any more: one drawn for a later hour of that
/// day is left out, with what would have answered it.
fn complete(made: &mut Vec<Event>) {
    let of = |wanted: fn(&Act) -> bool| made.iter().find(|e| wanted(&e.act)).map(|e| e.at);
    let (end, record) = (of(|a| matches!(a, Act::End)), of(|a| matches!(a, Act::Record { .. })));
    let (Some(end), Some(record)) = (end, record) else { return };
    let closed = end.max(record);
    made.sort_by_key(|e| e.at);
    let mut sent = false;
    made.retain(|e| match &e.act {
        Act::Sheet { .. } => {
            sent |= e.at < closed;
            e.at < closed
        }
        Act::Receive(Mail::Sheet) | Act::Read => sent,
        _ => true,
    });
}

/// After a death or a transfer nothing is sent or decided any more: what was drawn for later is left out, with what
/// would have answered it.
fn quieten(made: &mut Vec<Event>) {
    made.sort_by_key(|e| e.at);
    let Some(end) = made.iter().find(|e| matches!(e.act, Act::End)).map(|e| e.at) else { return };
    let mut sent = std::collections::BTreeSet::new();
    made.retain(|e| {
        let late = e.at > end;
        let mail = match &e.act {
            Act::Contact(_) => Some(Mail::Contact),
            Act::Sheet { .. } => Some(Mail::Sheet),
            Act::Planning(_) => Some(Mail::Planning),
            Act::Notice { .. } => Some(Mail::Notice),
            Act::Papers { .. } => Some(Mail::Papers),
            _ => None,
        };
        let stays = match &e.act {
            Act::Receive(m) => sent.contains(m),
            Act::Read => sent.contains(&Mail::Sheet),
            Act::Report { .. } | Act::Cancel | Act::Contact(_) | Act::End | Act::Record { .. } => {
                true
            }
            _ => !late,
        };
        if stays && let Some(m) = mail {
            sent.insert(m);
        }
        stays
    });
}

/// The end of a stay: when it was entered; the next stay of the person begins later.
pub(super) type Ended = At;

impl Steps<'_> {
    fn city(&self) -> &City {
        self.course.city
    }

    fn rate(&self, table: &str, scope: &str, key: &str) -> f64 {
        self.course.rates.value(table, scope, key)
    }

    /// The acts of a stay, in no order; `tidy` = this office leaves nothing undone. Acts after now are left out.
    pub(super) fn of(
        &self,
        d: &mut Dice,
        (n, s): (usize, &Stay),
        p: &Person,
        not_before: At,
        tidy: bool,
        out: &mut Vec<Event>,
    ) -> Result<Ended> {
        let start = out.len();
        let mut m = Making { out, stay: n };
        let reported = self.report(d, &mut m, s, p, not_before);
        let (contact, sheet) = self.office_side(d, &mut m, s, p, reported)?;
        let outside = self.city().at(s.hospital)?.outside;
        let ended = if outside {
            self.end_outside(d, &mut m, s, p, reported)
        } else {
            self.hospital_side(d, &mut m, s, p, (reported, contact, sheet), tidy)?
        };
        self.record(d, &mut m, s, p, (reported, ended), tidy);
        let mut made = out.split_off(start);
        if matches!(s.end, EndKind::Death | EndKind::Transfer) {
            quieten(&mut made);
        } else {
            complete(&mut made);
        }
        self.live((n, s), p, tidy, &mut made);
        out.extend(made.into_iter().filter(|e| e.at < self.now));
        Ok(ended)
    }

    /// The office learns of the admission, within its hours, and not before it happened.
    fn report(&self, d: &mut Dice, m: &mut Making<'_>, s: &Stay, p: &Person, not_before: At) -> At {
        let delay = self.course.learned_after(d, s.planned).max(0);
        let mut at = self.city().slot(p.office, add_days(s.admitted_on, delay), d);
        if at <= s.began() {
            let soon = s.began().plus_minutes(d.range(20, 80));
            let open = self
                .city()
                .orgs
                .get(p.office)
                .and_then(|o| o.calendar.hours(soon.date(), Holidays::shipped()));
            let within = open.is_some_and(|h| h.open <= soon.time() && soon.time() <= h.close);
            at = if within {
                soon
            } else {
                self.city().slot(p.office, add_days(s.admitted_on, 1), d)
            };
        }
        at = after(at, not_before, d);
        // an admission of the last hours is known by now, also when the office is closed
        if at >= self.now {
            at = self.now.plus_minutes(-d.range(12, 50)).plus_millis(-d.range(0, 900));
            at = after(at, not_before, d);
            let first = At::jst(s.admitted_on, kernel::Time::midnight());
            at = if at < first { first.plus_millis(1) } else { at };
        }
        // taking an admission back also takes back what the hospital may still see of a stay before it
        if d.per_mille(8.0) && at.plus_minutes(20) < self.now && s.recent.is_none() {
            let other = (0..self.city().orgs.len()).find(|o| {
                *o != s.hospital
                    && self
                        .city()
                        .orgs
                        .get(*o)
                        .is_some_and(|x| x.service == "hospital" && !x.outside)
            });
            m.push(at.plus_minutes(-1), p.keeper, Act::Report { mistaken: other });
            m.push(at.plus_minutes(3), p.keeper, Act::Cancel);
            at = at.plus_minutes(5);
        }
        m.push(at, p.keeper, Act::Report { mistaken: None });
        at
    }

    fn liaison_name(&self, s: &Stay) -> String {
        let ward = self.city().wards.get(s.ward);
        let name =
            ward.and_then(|w| self.city().liaison_of(w)).and_then(|i| self.city().staff.get(i));
        name.map_or_else(|| "地域連携室".into(), |x| format!("地域連携室 {}さん", x.surname()))
    }

    /// 入院の連絡 and 入院時情報提供書; when they were made.
    fn office_side(
        &self,
        d: &mut Dice,
        m: &mut Making<'_>,
        s: &Stay,
        p: &Person,
        reported: At,
    ) -> Result<(Option<At>, Option<At>)> {
        let year = s.year(self.course.today);
        let support = matches!(
            p.resident.care_level,
            CareLevel::Support1 | CareLevel::Support2 | CareLevel::NotApplied
        );
        let group = if support { "support" } else { "care" };
        let outside = self.city().at(s.hospital)?.outside;
        let place = if outside { "outside" } else { "in_city" };
        let alone = self.rate("sheet_without_contact", "all", "share");
        // a sheet without a contact counts as one, so that the contacts themselves are fewer than the rate
        let told = self.rate("admission_contact", year, "done")
            * self.rate("admission_contact_factor", "care_group", group)
            * self.rate("admission_contact_factor", "place", place)
            / 10_000.0
            - alone;
        let known_before = s.planned && reported.date() == s.admitted_on;
        let contact = d.percent(told).then(|| {
            let key = self.course.rates.draw(d, "admission_contact_delay", "all").to_string();
            let at = match days(d, &key) {
                0 => reported.plus_minutes(d.range(3, 45)),
                n => {
                    after(self.city().slot(p.office, add_days(reported.date(), n), d), reported, d)
                }
            };
            let day = match d.range(0, 99) {
                0 => Day::Unknown,
                1..40 if known_before => Day::On(add_days(s.admitted_on, -d.range(1, 6))),
                _ => Day::Same,
            };
            let how = method(self.course.rates.draw(d, "admission_method", "all"));
            let to = self.liaison_name(s);
            m.push(
                at,
                p.keeper,
                Act::Contact(Told { day, method: how, to, said_by: String::new() }),
            );
            at
        });
        // one in twelve is too late to be written
        let sent = self.rate("sheet_sent", year, "done")
            * self.rate("sheet_sent_factor", "care_group", group)
            / 92.0;
        let chance = match contact {
            Some(_) => (sent - alone).max(0.0) / told.max(1.0) * 100.0,
            None => alone / (100.0 - told).max(1.0) * 100.0,
        };
        let sheet = if d.percent(chance) {
            self.sheet(d, m, s, p, contact.unwrap_or(reported), outside)
        } else {
            None
        };
        Ok((contact, sheet))
    }

    fn sheet(
        &self,
        d: &mut Dice,
        m: &mut Making<'_>,
        s: &Stay,
        p: &Person,
        earliest: At,
        outside: bool,
    ) -> Option<At> {
        let kind = if s.planned { "planned" } else { "emergency" };
        let key = self.course.rates.draw(d, "sheet_day", kind).to_string();
        let (at, day) = if key == "before" {
            (
                earliest.plus_minutes(d.range(6, 40)),
                Day::On(add_days(s.admitted_on, -d.range(1, 4))),
            )
        } else {
            let wanted = add_days(s.admitted_on, days(d, &key));
            (after(self.city().slot(p.office, wanted, d), earliest, d), Day::Same)
        };
        // a sheet that would come after the person has left is not written any more
        if at.date() > s.ended_on {
            return None;
        }
        let fits = |k: &str| k != "phone" && !(outside && k == "ict");
        let how = method(self.course.rates.draw_of(d, "sheet_method", "all", fits));
        let place = if how == Method::Visit { "地域連携室の窓口" } else { "" };
        let told = Told { day, method: how, to: self.liaison_name(s), said_by: String::new() };
        let send =
            |why: &str| Act::Sheet { told: told.clone(), place: place.into(), why: why.into() };
        let mut last = at;
        m.push(at, p.keeper, send(""));
        if d.per_mille(14.0) {
            m.push(at.plus_minutes(2), p.keeper, Act::Recall);
            last = at.plus_minutes(d.range(6, 30));
            m.push(last, p.keeper, send(""));
        }
        if d.percent(3.0) {
            let again = after(
                self.city().slot(p.office, add_days(last.date(), d.range(0, 2)), d),
                last.plus_minutes(30),
                d,
            );
            if again.date() <= s.ended_on {
                let whys = [
                    "お薬の内容が変わったため",
                    "ご家族の連絡先が変わったため",
                    "認定の結果が届いたため",
                ];
                m.push(again, p.keeper, send(d.pick(&whys).copied().unwrap_or_default()));
                last = again;
            }
        }
        Some(last)
    }

    /// Hospitals outside have nobody here: the office enters the end when it hears of it.
    fn end_outside(
        &self,
        d: &mut Dice,
        m: &mut Making<'_>,
        s: &Stay,
        p: &Person,
        reported: At,
    ) -> At {
        let at = self.city().slot(p.office, add_days(s.ended_on, d.range(0, 2)), d);
        let at = after(at, reported.plus_minutes(60), d);
        m.push(at, p.keeper, Act::End);
        at
    }

    fn hospital_side(
        &self,
        d: &mut Dice,
        m: &mut Making<'_>,
        s: &Stay,
        p: &Person,
        (reported, contact, sheet): (At, Option<At>, Option<At>),
        tidy: bool,
    ) -> Result<At> {
        let ward = self.city().wards.get(s.ward);
        let Some(nurse) = ward.and_then(|w| self.city().liaison_of(w)) else {
            return Ok(self.end_outside(d, m, s, p, reported));
        };
        let arrived = contact.or(sheet).unwrap_or(reported);
        let later = |d: &mut Dice, table: &str, from: At| {
            let key = self.course.rates.draw(d, table, "all").to_string();
            let wanted = add_days(from.date(), days(d, &key));
            after(self.city().slot(s.hospital, wanted, d), from.plus_minutes(6), d)
        };
        if let Some(at) = contact.filter(|_| d.percent(70.0)) {
            let seen = later(d, "read_day", at);
            m.push(seen, nurse, Act::Receive(Mail::Contact));
        }
        if let Some(at) = sheet {
            let seen = later(d, "read_day", at);
            m.push(seen, nurse, Act::Read);
            if d.percent(self.rate("received_answer", "all", "done")) {
                m.push(seen.plus_minutes(d.range(1, 9)), nurse, Act::Receive(Mail::Sheet));
            }
        }
        let mut at = later(d, "assigned_day", arrived);
        if at.date() <= s.ended_on {
            m.push(at, nurse, Act::Assign { to: nurse, ward: s.ward, room: s.room.clone() });
        } else {
            at = arrived;
        }
        let (mut at, needed) = self.screening(d, m, s, p, (at, sheet, nurse))?;
        let mut who = nurse;
        if let Some((day, to, room)) = &s.moved {
            let moved = after(self.city().slot(s.hospital, *day, d), at, d);
            let next =
                self.city().wards.get(*to).and_then(|w| self.city().liaison_of(w)).unwrap_or(nurse);
            if moved.date() < s.ended_on {
                m.push(moved, who, Act::Assign { to: next, ward: *to, room: room.clone() });
                (at, who) = (moved.plus_minutes(20), next);
            }
        }
        let leaving = Leaving { s, p, nurse: who, tidy, quick: !needed };
        let (begun, planned) = self.planning(d, m, &leaving, at)?;
        let told = self.notices(d, m, &leaving, begun)?;
        let end = self.ending(d, m, &leaving, told.max(planned), reported);
        self.late_notice(d, m, &leaving, end);
        self.hand_over(d, m, &leaving, (reported, end));
        Ok(end)
    }

    /// 退院支援の要否; when it was decided and whether support is needed.
    fn screening(
        &self,
        d: &mut Dice,
        m: &mut Making<'_>,
        s: &Stay,
        p: &Person,
        (from, sheet, nurse): (At, Option<At>, usize),
    ) -> Result<(At, bool)> {
        let key = self.course.rates.draw(d, "screening_day", "all").to_string();
        let wanted = add_days(s.admitted_on, days(d, &key) - 1);
        let at = after(self.city().slot(s.hospital, wanted, d), from, d);
        if !d.percent(self.rate("screening", "all", "done")) || at.date() > s.ended_on {
            return Ok((from, d.percent(80.0)));
        }
        let case = Case {
            profile: p.profile.id,
            ward: s.kind.clone(),
            variant: u8::try_from(d.range(0, 1)).unwrap_or(0),
            emergency: !s.planned,
            with_sheet: sheet.is_some_and(|x| x < at),
        };
        let against = self.rate("screening", "all", "override");
        let proposal = self.papers.proposal(&p.profile, &case)?;
        let needed = match proposal {
            Proposal::Needed => !d.percent(against),
            Proposal::Attention => d.percent(80.0),
            Proposal::NotNeeded => d.percent(against),
            Proposal::Undecided => d.percent(80.0),
        };
        let explain = match proposal {
            Proposal::Needed | Proposal::Undecided => !needed,
            Proposal::NotNeeded => needed,
            Proposal::Attention => false,
        };
        let why = if explain { self.why(d, needed) } else { String::new() };
        let said_by = self.somebody(d, s, Hat::Ward, "病棟看護師");
        m.push(at, nurse, Act::Screen { case, needed, why, said_by });
        Ok((at, needed))
    }

    fn why(&self, d: &mut Dice, needed: bool) -> String {
        let against = [
            "入院前と同じ暮らしに戻れる見込みのため",
            "家族が毎日来ており、夜も一人にならないため",
        ];
        let for_it = ["認定は要支援だが、夜の転倒が続いているため", "ご家族が不安を話されたため"];
        let list = if needed { for_it } else { against };
        d.pick(&list).copied().unwrap_or_default().to_string()
    }

    /// Somebody of the ward, in words.
    pub(super) fn somebody(&self, d: &mut Dice, s: &Stay, hat: Hat, what: &str) -> String {
        let key = self.city().wards.get(s.ward).map_or("", |w| w.key.as_str());
        let all: Vec<&str> = self
            .city()
            .staff
            .iter()
            .filter(|x| x.org == s.hospital && x.hat == hat && x.wards.iter().any(|w| w == key))
            .map(|x| x.surname())
            .collect();
        d.pick(&all).map_or_else(|| what.to_string(), |n| format!("{what} {n}"))
    }
}

/// What the steps towards home need to know.
pub(super) struct Leaving<'a> {
    pub s: &'a Stay,
    pub p: &'a Person,
    pub nurse: usize,
    pub tidy: bool,
    /// No discharge support is needed.
    pub quick: bool,
}

mod leaving;
