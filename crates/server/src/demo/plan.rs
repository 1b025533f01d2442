//! Who is admitted when: two years of stays spread over the residents, so that nobody is in two hospitals at once.
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use app::Result;
use kernel::time::{add_days, days_between};
use kernel::{At, Date};
use transitions::model::EndKind;

use super::course::{Course, Slot, Stay};
use super::desk::Asked;
use super::dice::Dice;
use super::folk::Person;
use super::life::region::Region;
use super::papers::Papers;
use super::steps::{Event, Steps};
use super::talk::Talk;

/// Everything that will happen.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub people: Vec<Person>,
    pub stays: Vec<Stay>,
    pub events: Vec<Event>,
    /// What is done beside the stays: when and by whom.
    pub region: Vec<(At, usize, Region)>,
    /// What is said in rooms.
    pub talk: Vec<(At, usize, Talk)>,
    /// What is asked at the desk of the centre.
    pub desk: Vec<(At, usize, Asked)>,
}

/// Where a person stands while the plan is made.
#[derive(Debug, Clone)]
struct Standing {
    /// Not before: registered, or the last stay's end entered.
    free: At,
    dead: bool,
    weight: f64,
    last: Option<(String, Date, Date)>,
}

/// Somebody who comes back or is moved on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Back {
    day: Date,
    person: usize,
    from: Option<(usize, String)>,
}

/// Fills a plan with stays.
pub(super) struct Filling<'a> {
    pub course: &'a Course<'a>,
    pub papers: &'a Papers,
    pub seed: u64,
    pub now: At,
    /// Offices that leave nothing undone: those shown, and one with nothing to do.
    pub tidy: BTreeSet<usize>,
}

/// Days before today from which the tidy offices have only the stays of the story.
const QUIET_DAYS: i64 = 85;

impl Filling<'_> {
    /// Adds `n` stays of people who are not of the story. Fewer only when nobody can be admitted any more.
    pub(super) fn fill(&self, plan: &mut Plan, n: usize) -> Result<()> {
        let mut standing: Vec<Standing> = plan
            .people
            .iter()
            .map(|p| Standing {
                free: p.registered.plus_minutes(24 * 60),
                dead: p.story,
                weight: self.course.often(p.resident.care_level),
                last: None,
            })
            .collect();
        let mut dice = Dice::of(self.seed, "admissions", 0);
        let (mut made, mut deaths) = (0, 0);
        let mut from = self.course.first_day();
        for _ in 0..6 {
            let mut back: BinaryHeap<Reverse<Back>> = BinaryHeap::new();
            for slot in self.course.slots(&mut dice, n - made, from) {
                let due = back.peek().is_some_and(|Reverse(b)| b.day <= slot.day);
                let (slot, wanted) = match back.pop().filter(|_| due) {
                    Some(Reverse(b)) => {
                        let planned = b.from.is_some();
                        (Slot { day: b.day, planned, from: b.from }, Some(b.person))
                    }
                    None => (slot, None),
                };
                let wanted = wanted.filter(|i| self.can(plan, &standing, *i, slot.day));
                let slot = if wanted.is_none() { Slot { from: None, ..slot } } else { slot };
                let found = wanted.or_else(|| self.somebody(&mut dice, plan, &standing, slot.day));
                let Some(i) = found else { continue };
                let may_die = deaths * 5 < plan.people.len() * 2;
                let stay = self.admit(plan, &mut standing, i, &slot, may_die)?;
                made += 1;
                deaths += usize::from(stay.end == EndKind::Death);
                back.extend(self.next(&mut dice, i, &stay).map(Reverse));
            }
            if made >= n {
                break;
            }
            from = add_days(self.course.today, -300);
        }
        Ok(())
    }

    /// Can this person be admitted on that day?
    fn can(&self, plan: &Plan, standing: &[Standing], i: usize, day: Date) -> bool {
        let (Some(s), Some(p)) = (standing.get(i), plan.people.get(i)) else { return false };
        let quiet =
            self.tidy.contains(&p.office) && days_between(day, self.course.today) < QUIET_DAYS;
        !s.dead && !quiet && s.free.date() <= day && s.free.plus_minutes(90) < self.now
    }

    fn somebody(
        &self,
        d: &mut Dice,
        plan: &Plan,
        standing: &[Standing],
        day: Date,
    ) -> Option<usize> {
        // a draw among all by weight, tried again when that one cannot be admitted; then all who can
        let everybody: Vec<usize> = (0..standing.len()).collect();
        let weight = |i: &usize| standing.get(*i).map_or(0.0, |s| s.weight);
        for _ in 0..6 {
            let i = d.range(0, standing.len() as i64 - 1) as usize;
            if d.unit() * 52.0 < weight(&i) && self.can(plan, standing, i, day) {
                return Some(i);
            }
        }
        let free: Vec<usize> =
            everybody.into_iter().filter(|i| self.can(plan, standing, *i, day)).collect();
        d.weighted(&free, weight).copied()
    }

    fn admit(
        &self,
        plan: &mut Plan,
        standing: &mut [Standing],
        i: usize,
        slot: &Slot,
        may_die: bool,
    ) -> Result<Stay> {
        let n = plan.stays.len();
        let mut d = Dice::of(self.seed, "stay", n);
        let Some(p) = plan.people.get(i) else {
            return Err(app::Error::Inconsistent("demo: person".into()));
        };
        let Some(s) = standing.get_mut(i) else {
            return Err(app::Error::Inconsistent("demo: person".into()));
        };
        let tidy = self.tidy.contains(&p.office);
        let by = tidy.then(|| add_days(self.course.today, -24));
        let mut stay = self.course.stay(&mut d, i, p, slot, may_die, by);
        stay.recent =
            s.last.clone().filter(|(_, _, to)| days_between(*to, stay.admitted_on) <= 180);
        let steps =
            Steps { course: self.course, papers: self.papers, now: self.now, seed: self.seed };
        let ended = steps.of(&mut d, (n, &stay), p, s.free, tidy, &mut plan.events)?;
        s.free = ended.plus_minutes(20);
        s.dead = stay.end == EndKind::Death;
        s.last = Some((short_reason(&stay.reason), stay.admitted_on, stay.ended_on));
        plan.stays.push(stay.clone());
        Ok(stay)
    }

    /// Where a stay leads: to another hospital on the same day, or back within ninety days.
    fn next(&self, d: &mut Dice, person: usize, s: &Stay) -> Option<Back> {
        match s.end {
            EndKind::Death => None,
            EndKind::Transfer => d.percent(72.0).then(|| Back {
                day: s.ended_on,
                person,
                from: Some((s.hospital, short_reason(&s.reason))),
            }),
            _ => {
                let day = add_days(s.ended_on, self.course.back_after(d)?);
                Some(Back { day, person, from: None })
            }
        }
        .filter(|b| b.day <= self.course.today)
    }
}

/// 肺炎 of 肺炎（急に熱が出て…）.
pub(super) fn short_reason(reason: &str) -> String {
    reason.split('（').next().unwrap_or(reason).to_string()
}
