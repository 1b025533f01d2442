//! 退院前カンファ written down here: invitation, who comes, decisions, and a change after closing that the others have to
//! read. Conferences of which only the day was noted stay as they are.
use kernel::time::add_days;
use kernel::{Date, Hat, Holidays};
use people::TeamRole;
use transitions::model::conference::{Attendee, Content, Decision, Means, Presence, Said};

use super::{Event, Life, More};
use crate::demo::acts::{Act, Day};
use crate::demo::dice::Dice;

/// Somebody at the table: member of the staff, when there is one here.
pub(in crate::demo) struct Seat {
    staff: Option<usize>,
    attendee: Attendee,
}

/// A conference is written down after people sat together, never before.
pub(in crate::demo) fn sat_before(c: &mut Content, day: Date, closed: kernel::At) {
    let latest = i64::from(closed.local().hour()) - 1;
    let at = c.time.split(':').next().and_then(|h| h.parse::<i64>().ok()).unwrap_or(0);
    if closed.date() == day && at > latest {
        c.time = format!("{}:00", latest.max(8));
    }
}

impl Life<'_> {
    pub(super) fn meeting(&self, made: &mut [Event], out: &mut Vec<Event>) {
        let mut d = self.dice("life-meeting");
        if !d.percent(self.rate("conference_written")) {
            return;
        }
        let Some(e) = made.iter_mut().find(|e| matches!(e.act, Act::Held { .. })) else { return };
        let Act::Held { day, .. } = &e.act else { return };
        let day = match day {
            Day::On(day) => *day,
            _ => e.at.date(),
        };
        let seats = self.seats(&mut d, e.who);
        let mut content = self.content(&mut d, &seats, day);
        let (who, closed) = (e.who, e.at);
        sat_before(&mut content, day, closed);
        let invited = self.invite(&mut d, out, &seats, &content, (who, day));
        let present = there(content.means()).code();
        for a in &mut content.attendees {
            a.presence = present.into();
        }
        // somebody could not come after all
        let missed = content.attendees.iter_mut().find(|a| a.profession == "visiting_nurse");
        if let Some(a) = missed.filter(|_| d.percent(22.0)) {
            a.presence = Presence::Absent.code().into();
        }
        if invited.is_some_and(|at| at >= closed) {
            return;
        }
        e.act = Act::More(More::Close(Box::new(content.clone())));
        // who was not there reads the decisions, mostly by the next day
        for a in content.attendees.iter().filter(|a| !a.presence().there()) {
            let staff = seats.iter().find(|s| s.attendee.n == a.n).and_then(|s| s.staff);
            let org = staff.and_then(|s| self.steps.course.city.staff.get(s)).map(|s| s.org);
            if let Some((staff, org)) = staff.zip(org).filter(|_| d.percent(90.0)) {
                let next = add_days(closed.date(), 1);
                let seen =
                    self.steps.course.city.slot(org, next, &mut d).max(closed.plus_minutes(9));
                self.push(out, seen, staff, More::ChangeSeen);
            }
        }
        if d.percent(self.rate("conference_changed")) {
            let at = self.moment(
                &mut d,
                self.s.hospital,
                add_days(closed.date(), d_days(&mut self.dice("life-change"))),
                closed.plus_minutes(60),
                self.end,
            );
            if let Some(at) = at {
                self.change(&mut d, out, &seats, content, (who, at));
            }
        }
    }

    /// The seats of a conference: both sides, the services that go on, the family.
    pub(in crate::demo) fn seats(&self, d: &mut Dice, who: usize) -> Vec<Seat> {
        let city = self.steps.course.city;
        let mut all: Vec<(Option<usize>, String, String, &'static str)> = Vec::new();
        let org = |i: usize| city.orgs.get(i).map_or(String::new(), |o| o.name.clone());
        let hospital = org(self.s.hospital);
        all.push((Some(who), hospital.clone(), self.name(who), "nurse"));
        if let Some(doctor) = self.of_ward(d, Hat::Doctor) {
            all.push((Some(doctor), hospital, self.name(doctor), "doctor"));
        }
        let cm = match city.staff.get(self.p.keeper).map(|s| s.hat) {
            Some(Hat::Hokatsu) => "hokatsu",
            _ => "cm",
        };
        let keeper = self.p.keeper;
        all.push((Some(keeper), org(self.p.office), self.name(keeper), cm));
        let roles = [
            (TeamRole::VisitNursing, "visiting_nurse"),
            (TeamRole::Pharmacy, "pharmacist"),
            (TeamRole::Dental, "dentist"),
        ];
        for (role, profession) in roles {
            let asked = role == TeamRole::VisitNursing || d.percent(30.0);
            let member = self.p.team.iter().find(|m| m.role == role).filter(|_| asked);
            if let Some(m) = member {
                let name = m.staff.map_or(String::new(), |s| self.name(s));
                all.push((m.staff, org(m.org), name, profession));
            }
        }
        if let Some(c) = self.p.contacts.iter().find(|c| c.carer) {
            all.push((None, c.relation.clone(), c.name.clone(), "family"));
        }
        all.push((None, "ご本人".into(), self.p.resident.name.clone(), "person"));
        let seat = |(i, (staff, organisation_name, name, profession)): (usize, _)| Seat {
            staff,
            attendee: Attendee {
                n: i as u32 + 1,
                organisation_name,
                name,
                profession: str::to_string(profession),
                presence: Presence::Invited.code().into(),
                ..Attendee::default()
            },
        };
        all.into_iter().enumerate().map(seat).collect()
    }

    /// What the table is laid with.
    pub(in crate::demo) fn content(&self, d: &mut Dice, seats: &[Seat], day: Date) -> Content {
        let means = match self.steps.course.rates.draw(d, "conference_place", "all") {
            "オンライン" => Means::Online,
            "病院とオンライン" => Means::Both,
            _ => Means::Room,
        };
        let said = |key: &str, text: &str| Said { key: key.into(), text: text.into() };
        let city = self.steps.course.city;
        let org = |i: usize| city.orgs.get(i).map_or(String::new(), |o| o.name.clone());
        let before = |n: i64| add_days(self.s.ended_on, -n).max(day).to_string();
        let mut decisions = vec![
            ("退院の日に、お薬の飲みかたをご家族に説明する", org(self.s.hospital), before(1)),
            ("手すりと介護用ベッドを、退院の前の日までに入れる", org(self.p.office), before(1)),
        ];
        if let Some(m) = self.p.team.iter().find(|m| m.role == TeamRole::VisitNursing) {
            let first = add_days(self.s.ended_on, 2).to_string();
            decisions.push(("退院の2日後に、初回の訪問をする", org(m.org), first));
        }
        let wish = |link: &str| {
            let own = self.p.words.iter().find(|(l, _)| *l == link);
            own.map_or(String::new(), |(_, t)| t.clone())
        };
        Content {
            day: Some(day.to_string()),
            time: format!("{}:00", d.range(13, 16)),
            means: means.code().into(),
            place: if means == Means::Online { "" } else { "地域連携室の面談室" }.into(),
            attendees: seats.iter().map(|s| s.attendee.clone()).collect(),
            said: vec![
                said("course", "治療は終わり、からだのようすは落ち着いている"),
                said("adl", "家の中は歩行器で歩ける。入浴は見守りがいる"),
                said("arrange", "退院の日と連絡先を、全員でたしかめた"),
            ],
            wish_person: wish("wish.person"),
            wish_family: wish("wish.family"),
            decisions: decisions
                .into_iter()
                .enumerate()
                .map(|(i, (what, owner, until))| Decision {
                    n: i as u32 + 1,
                    what: what.into(),
                    owner,
                    until: Some(until),
                    ..Decision::default()
                })
                .collect(),
            handed: "printed".into(),
            handed_to: self.family(),
            handed_on: Some(day.to_string()),
            ..Content::default()
        }
    }

    /// The invitation some days before; when it went out.
    fn invite(
        &self,
        d: &mut Dice,
        out: &mut Vec<Event>,
        seats: &[Seat],
        c: &Content,
        (who, day): (usize, Date),
    ) -> Option<kernel::At> {
        let city = self.steps.course.city;
        let wanted = add_days(day, -d.range(2, 6));
        let at = city.slot_before(self.s.hospital, wanted, self.s.admitted_on, d);
        let before = kernel::At::jst(day, kernel::Time::constant(8, 0, 0, 0));
        if at <= self.reported.plus_minutes(60) || at >= before.plus_minutes(-24 * 60) {
            return None;
        }
        let mut asked = c.clone();
        (asked.said, asked.decisions, asked.handed) = (Vec::new(), Vec::new(), String::new());
        (asked.handed_to, asked.handed_on) = (String::new(), None);
        self.push(out, at, who, More::Invite(Box::new(asked)));
        for s in self.readers(seats, who) {
            let org = city.staff.get(s).map_or(self.p.office, |x| x.org);
            let next = add_days(at.date(), d.range(0, 1));
            if let Some(seen) = self.moment(d, org, next, at.plus_minutes(15), before)
                && d.percent(86.0)
            {
                self.push(out, seen, s, More::Coming(there(c.means())));
            }
        }
        Some(at)
    }

    /// Those of the seats who are asked here: they have an account and are not who writes.
    fn readers(&self, seats: &[Seat], who: usize) -> Vec<usize> {
        let city = self.steps.course.city;
        let here = |s: &usize| {
            let org = city.staff.get(*s).and_then(|x| city.orgs.get(x.org));
            *s != who && org.is_some_and(|o| o.account)
        };
        let mut all: Vec<usize> = seats.iter().filter_map(|s| s.staff).filter(here).collect();
        all.dedup();
        all
    }

    /// The change after closing, and those who read it.
    fn change(
        &self,
        d: &mut Dice,
        out: &mut Vec<Event>,
        seats: &[Seat],
        content: Content,
        (who, at): (usize, kernel::At),
    ) {
        let city = self.steps.course.city;
        let (changed, why) = changed(content);
        self.push(out, at, who, More::Change(Box::new(changed), why));
        let readers = self.readers(seats, who);
        for s in seats.iter().filter(|s| s.staff.is_none_or(|x| x != who && !readers.contains(&x)))
        {
            let (n, to) = (s.attendee.n, s.attendee.called().to_string());
            let told = at.plus_minutes(d.range(20, 240));
            if d.percent(94.0) {
                self.push(out, told, who, More::ChangeTold(n, to));
            }
        }
        for s in readers {
            let Some(org) = city.staff.get(s).map(|x| x.org) else { continue };
            let open = |day: Date| {
                let of = city.orgs.get(org);
                of.is_some_and(|o| o.calendar.is_business_day(day, Holidays::shipped()))
            };
            let next = add_days(at.date(), d.range(0, 2));
            let next = if open(next) { next } else { add_days(next, 1) };
            let seen = city.slot(org, next, d).max(at.plus_minutes(20));
            if d.percent(92.0) {
                self.push(out, seen, s, More::ChangeSeen);
            }
        }
    }
}

/// The decision that was changed and why.
pub(in crate::demo) fn changed(mut c: Content) -> (Content, &'static str) {
    if let Some(one) = c.decisions.first_mut() {
        one.what = "退院の前の日に、お薬の飲みかたをご家族に説明する".into();
    }
    (c, "ご家族が退院の日は仕事のため")
}

/// How people come to a meeting of this kind: only an online one has no room.
fn there(means: Means) -> Presence {
    if means == Means::Online { Presence::Online } else { Presence::Room }
}

fn d_days(d: &mut Dice) -> i64 {
    d.range(1, 3)
}
