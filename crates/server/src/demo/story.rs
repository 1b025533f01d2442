//! The people whom the demonstration shows: one in each step, so that every page has something to do today.
use app::Result;
use kernel::time::add_days;
use kernel::{At, Date, Hat, Time};
use people::{AlertLevel, FactKind, NewFact};
use transitions::model::{EndKind, Method, Paper};
use transitions::use_cases::screen::Proposal;

use super::course::{Course, Stay};
use super::dice::Dice;
use super::folk::{Folk, Person};
use super::papers::{Case, Papers};
use super::plan::Plan;
use super::steps::{Act, Day, Event, Mail, Steps, Told};

mod cast;
mod shown;

use cast::{Scene, Upto, story};
use shown::Shown;

/// Puts the story into a plan.
pub(super) struct Teller<'a> {
    pub course: &'a Course<'a>,
    pub papers: &'a Papers,
    pub now: At,
    pub seed: u64,
}

impl Teller<'_> {
    /// Adds the people of the story and their stays.
    pub(super) fn tell(&self, folk: &mut Folk<'_>, plan: &mut Plan) -> Result<()> {
        for (n, (who, scenes)) in story().into_iter().enumerate() {
            let mut p = folk.cast(&who)?;
            if n == 0 {
                self.alerts(&mut p);
            }
            shown::team(self.course.city, &mut p)?;
            let mut recent = None;
            for (scene, s) in scenes.into_iter().enumerate() {
                let mut d = Dice::of(self.seed, "scene", plan.stays.len());
                let mut stay = self.stay(&mut d, plan.people.len(), &s)?;
                stay.recent = recent.take();
                recent = Some((
                    super::plan::short_reason(&stay.reason),
                    stay.admitted_on,
                    stay.ended_on,
                ));
                let before = plan.events.len();
                self.acts(&mut d, (plan.stays.len(), &stay), &p, &s, &mut plan.events)?;
                let mut own = plan.events.split_off(before);
                let n = plan.stays.len();
                Shown::of(self, (n, &stay), &p, &own).tell((who.name, scene), &mut own)?;
                plan.events.append(&mut own);
                plan.stays.push(stay);
            }
            plan.people.push(p);
        }
        Ok(())
    }

    /// What the head of the first person's page warns of.
    fn alerts(&self, p: &mut Person) {
        let as_of = add_days(p.registered.date(), -10);
        let fact = |kind, text: &str, code: &str, alert, source: &str| NewFact {
            kind,
            text: text.into(),
            code: code.into(),
            alert,
            source: source.into(),
            as_of,
        };
        p.facts.retain(|f| f.alert == AlertLevel::None && f.kind != FactKind::Allergy);
        p.facts.insert(
            0,
            fact(
                FactKind::Allergy,
                "ペニシリンアレルギー",
                "drug-penicillin",
                AlertLevel::Harm,
                "ご家族",
            ),
        );
        p.facts.insert(
            1,
            fact(
                FactKind::Medicine,
                "ワルファリン服用中",
                "anticoagulant",
                AlertLevel::Caution,
                "お薬手帳",
            ),
        );
        p.allergies = vec!["ペニシリン系の抗菌薬".into()];
    }

    fn stay(&self, d: &mut Dice, person: usize, s: &Scene) -> Result<Stay> {
        let city = self.course.city;
        let ward = city.wards.iter().position(|w| w.key == s.ward);
        let ward =
            ward.ok_or_else(|| app::Error::Inconsistent(format!("demo: no ward {}", s.ward)))?;
        // this morning at 9:40; when it is earlier than that, an hour and a half ago
        let began = if s.ago == 0 {
            At::jst(self.course.today, Time::constant(9, 40, 0, 0)).min(self.now.plus_minutes(-90))
        } else {
            At::jst(
                add_days(self.course.today, -s.ago),
                Time::constant(d.range(9, 15) as i8, d.range(0, 11) as i8 * 5, 0, 0),
            )
        };
        let time = began.time();
        Ok(Stay {
            person,
            hospital: city.org(s.hospital)?,
            ward,
            room: self.course.room(d, ward),
            moved: None,
            admitted_on: began.date(),
            admitted_time: Time::new(time.hour(), time.minute(), 0, 0).ok(),
            planned: s.planned,
            kind: city.wards.get(ward).map_or(String::new(), |w| w.kind.clone()),
            reason: s.reason.into(),
            learned: s.learned,
            ended_on: add_days(self.course.today, s.leaves),
            end: EndKind::Home,
            place: String::new(),
            recent: None,
        })
    }

    fn acts(
        &self,
        d: &mut Dice,
        (n, stay): (usize, &Stay),
        p: &Person,
        s: &Scene,
        out: &mut Vec<Event>,
    ) -> Result<()> {
        let city = self.course.city;
        let steps =
            Steps { course: self.course, papers: self.papers, now: self.now, seed: self.seed };
        let nurse = city.wards.get(stay.ward).and_then(|w| city.liaison_of(w));
        let nurse =
            nurse.ok_or_else(|| app::Error::Inconsistent("demo: nobody in the hospital".into()))?;
        let to_cm = format!("{}さん", city.who(p.keeper)?.surname());
        let to_hospital = format!("地域連携室 {}さん", city.who(nurse)?.surname());
        let told = |method, to: &str| Told {
            day: Day::Same,
            method,
            to: to.into(),
            said_by: String::new(),
        };
        let today = self.course.today;
        // a planned admission is entered some days ahead
        let begun =
            stay.began().min(self.now.plus_minutes(if s.ago < 0 { -3 * 24 * 60 } else { 0 }));
        let mut line = Line { list: Vec::new(), at: begun.plus_minutes(14) };
        let day = |after: i64| add_days(stay.admitted_on, after).min(today);
        let ago = |n: i64| add_days(today, -n).max(stay.admitted_on);
        let (cm, office, hospital) = (p.keeper, p.office, stay.hospital);
        let mut put = |upto: Upto, org: usize, who: usize, on: Date, act: Act| {
            if s.upto < upto {
                return;
            }
            // the first morning goes by the minute, everything else by the hours of who acts
            let wanted = if s.ago == 0 { line.at } else { city.slot(org, on, d) };
            line.at = if wanted > line.at { wanted } else { line.at.plus_minutes(11) };
            line.list.push((line.at, who, act));
        };
        put(Upto::Reported, office, cm, day(0), Act::Report { mistaken: None });
        put(Upto::Contacted, office, cm, day(0), Act::Contact(told(Method::Phone, &to_hospital)));
        let outside = city.at(stay.hospital)?.outside;
        let way = if outside { Method::Fax } else { Method::Ict };
        let sheet =
            Act::Sheet { told: told(way, &to_hospital), place: String::new(), why: String::new() };
        put(Upto::Sent, office, cm, day(0), sheet);
        put(
            Upto::Assigned,
            hospital,
            nurse,
            day(0),
            Act::Assign { to: nurse, ward: stay.ward, room: stay.room.clone() },
        );
        put(Upto::Assigned, hospital, nurse, day(1), Act::Read);
        put(Upto::Assigned, hospital, nurse, day(1), Act::Receive(Mail::Sheet));
        let case = Case {
            profile: p.profile.id,
            ward: stay.kind.clone(),
            variant: 0,
            emergency: !s.planned,
            with_sheet: true,
        };
        let clear = self.papers.proposal(&p.profile, &case)? == Proposal::NotNeeded;
        let why = if clear { "ご家族が不安を話されたため" } else { "" };
        let mut own = Dice::of(self.seed, "said", n);
        let said_by = steps.somebody(&mut own, stay, Hat::Ward, "病棟看護師");
        put(
            Upto::Screened,
            hospital,
            nurse,
            day(2),
            Act::Screen { case, needed: true, why: why.into(), said_by },
        );
        put(Upto::Planned, hospital, nurse, day(5), Act::Planning(told(Method::Phone, &to_cm)));
        put(Upto::Planned, office, cm, day(6), Act::Receive(Mail::Planning));
        let said_by = steps.somebody(&mut own, stay, Hat::Doctor, "主治医");
        put(
            Upto::Planned,
            hospital,
            nurse,
            day(6),
            Act::Planned { on: stay.ended_on, why: String::new(), said_by },
        );
        match s.held {
            Some(n) => put(
                Upto::Met,
                hospital,
                nurse,
                ago(n),
                Act::Held { day: Day::Same, said_by: String::new() },
            ),
            None => {
                let why = "電話で打ち合わせができたため".to_string();
                put(Upto::Met, hospital, nurse, day(7), Act::NotHeld { why });
            }
        }
        let noticed = if s.upto == Upto::Told { ago(1) } else { add_days(stay.ended_on, -6) };
        let notice = Act::Notice {
            told: told(Method::Phone, &to_cm),
            leaves: stay.ended_on,
            late: "doctor_decided_late",
        };
        put(Upto::Told, hospital, nurse, noticed.min(today), notice);
        put(Upto::Read, office, cm, add_days(noticed, 1).min(today), Act::Receive(Mail::Notice));
        let papers = vec![Paper::Summary, Paper::Nursing, Paper::Medicines];
        let given = Act::Papers { papers, told: told(Method::Visit, &to_cm) };
        put(Upto::Handed, hospital, nurse, stay.ended_on.min(today), given);
        put(Upto::Left, hospital, nurse, stay.ended_on.min(today), Act::End);
        put(
            Upto::Left,
            office,
            cm,
            add_days(stay.ended_on, 1).min(today),
            Act::Receive(Mail::Papers),
        );
        put(
            Upto::Recorded,
            office,
            cm,
            add_days(stay.ended_on, 3).min(today),
            Act::Record { why: String::new() },
        );
        line.until(self.now);
        out.extend(line.list.into_iter().map(|(at, who, act)| Event { at, stay: n, who, act }));
        Ok(())
    }
}

/// Acts one after the other.
struct Line {
    list: Vec<(At, usize, Act)>,
    at: At,
}

impl Line {
    /// Nothing lies ahead: what would (a closed office, a long weekend) was done in the last hours instead.
    fn until(&mut self, now: At) {
        let mut latest = now.plus_minutes(-6);
        for (at, _, _) in self.list.iter_mut().rev() {
            *at = (*at).min(latest);
            latest = at.plus_minutes(-7);
        }
    }
}
