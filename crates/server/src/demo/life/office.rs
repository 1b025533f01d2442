//! The office: services told, the wish for the place of living, hearings, 退院後の確認.
use kernel::At;
use kernel::time::add_days;
use transitions::model::follow_up::{FollowUp, Question, Reply, Rule};
use transitions::model::hearing::HearingWay;
use transitions::model::place::PlaceStage;
use transitions::model::reply::Tidings;
use transitions::model::{EndKind, Method};

use super::{Event, Life, More};
use crate::demo::dice::Dice;

impl Life<'_> {
    pub(super) fn office(&self, out: &mut Vec<Event>) {
        self.services(out);
        self.wish(out);
        self.hearings(out);
        if Rule::asked_after(self.s.end) {
            self.follow_ups(out);
        }
    }

    fn services(&self, out: &mut Vec<Event>) {
        let mut d = self.dice("life-services");
        if self.p.team.is_empty() {
            return;
        }
        if d.percent(self.rate("services_told")) {
            let at = self.reported.plus_minutes(d.range(10, 95));
            if at < self.end {
                self.tell_team(&mut d, out, at, Tidings::Admitted);
            }
        }
        let planned = self.t.planned.filter(|_| self.lives_on() && self.nurse.is_some());
        let wanted = d.percent(self.rate("services_planned"));
        if let Some(from) = planned.filter(|_| wanted) {
            let from = from.plus_minutes(20);
            let at = self.between(&mut d, self.p.office, from, self.end, 0.2);
            if let Some(at) = at {
                self.tell_team(&mut d, out, at, Tidings::Planned);
            }
        }
        if self.lives_on() && d.percent(self.rate("services_ended")) {
            let at = self.end.plus_minutes(d.range(15, 160));
            self.tell_team(&mut d, out, at, Tidings::Ended);
        }
    }

    /// All of the team at one press: those who work here read it, the others are called the same day.
    fn tell_team(&self, d: &mut Dice, out: &mut Vec<Event>, at: At, tidings: Tidings) {
        self.push(out, at, self.p.keeper, More::Services(tidings));
        let city = self.steps.course.city;
        let here = |o: usize| city.orgs.get(o).is_some_and(|o| o.account);
        for m in &self.p.team {
            let Some(staff) = m.staff.filter(|_| here(m.org)) else { continue };
            if d.percent(84.0) {
                let day = add_days(at.date(), d.range(0, 1));
                let seen = city.slot(m.org, day, d).max(at.plus_minutes(7));
                self.push(out, seen, staff, More::ServiceSeen(m.org));
            }
        }
        if d.percent(90.0) || self.tidy {
            self.push(out, at.plus_minutes(d.range(20, 170)), self.p.keeper, More::Called);
        }
    }

    fn wish(&self, out: &mut Vec<Event>) {
        let mut d = self.dice("life-wish");
        if !self.lives_on() || !d.percent(self.rate("wish")) {
            return;
        }
        let (org, who) = match self.nurse.filter(|_| d.percent(45.0)) {
            Some(nurse) => (self.s.hospital, nurse),
            None => (self.p.office, self.p.keeper),
        };
        let Some(heard) = self.between(&mut d, org, self.reported, self.end, 0.25) else { return };
        // who goes to a facility in the end wished it in half of the cases
        let own = matches!(self.s.end, EndKind::Residence | EndKind::Facility) && d.percent(50.0);
        let place = match self.s.end {
            end if own => end,
            _ if d.percent(self.rate("wish_home")) => EndKind::Home,
            _ => EndKind::Facility,
        };
        let said_by = if d.percent(66.0) { "ご本人".to_string() } else { self.family() };
        let stage = |stage| More::Place { stage, place, said_by: said_by.clone() };
        self.push(out, heard, who, stage(PlaceStage::Wished));
        if d.percent(self.rate("wish_told")) {
            let day = add_days(heard.date(), d.range(0, 2));
            if let Some(at) = self.moment(&mut d, org, day, heard.plus_minutes(5), self.end) {
                self.push(out, at, who, stage(PlaceStage::Told));
            }
        }
        let lives = matches!(self.s.end, EndKind::Home | EndKind::Residence | EndKind::Facility);
        if lives && d.percent(self.rate("place_known")) {
            let at = self.end.plus_minutes(d.range(30, 400));
            let act = More::Place {
                stage: PlaceStage::Actual,
                place: self.s.end,
                said_by: self.family(),
            };
            self.push(out, at, self.p.keeper, act);
        }
    }

    fn hearings(&self, out: &mut Vec<Event>) {
        let mut d = self.dice("life-hearing");
        let Some(record) = self.t.record else { return };
        if !d.percent(self.rate("hearing")) {
            return;
        }
        let ways = [
            (HearingWay::Phone, 46.0),
            (HearingWay::Face, 32.0),
            (HearingWay::Fax, 12.0),
            (HearingWay::Video, 10.0),
        ];
        let city = self.steps.course.city;
        let nurse = city.wards.get(self.s.ward).and_then(|w| city.liaison_of(w));
        let people = [
            (
                "nurse",
                nurse.map_or("病棟の看護師".into(), |i| self.name(i)),
                "入院中の経過と、退院後の注意",
            ),
            ("pt", "リハビリの担当".to_string(), "歩き方と、家の中で使う福祉用具"),
        ];
        let more = d.percent(34.0);
        for (i, (profession, person, note)) in people.into_iter().enumerate() {
            if i > 0 && !more {
                break;
            }
            let way = d.weighted(&ways, |w| w.1).map_or(HearingWay::Phone, |w| w.0);
            let share = 0.5 + 0.3 * i as f64;
            let from = self.reported.plus_minutes(40);
            if let Some(at) = self.between(&mut d, self.p.office, from, record, share) {
                self.push(out, at, self.p.keeper, More::Hearing { way, profession, person, note });
            }
        }
    }

    fn follow_ups(&self, out: &mut Vec<Event>) {
        let mut d = self.dice("life-follow-up");
        let city = self.steps.course.city;
        for (mark, key) in [(7, "follow_up_7"), (30, "follow_up_30")] {
            let asked = d.percent(self.rate(key)) || self.tidy;
            let wait = if self.tidy { 0 } else { d.range(0, 3) };
            let at = city.slot(self.p.office, add_days(self.s.ended_on, mark + wait), &mut d);
            let at = at.max(self.end.plus_minutes(30));
            let missed = d.percent(self.rate("visit_missed"));
            let (trouble, unknown, late) = (d.percent(14.0), d.percent(12.0), d.percent(6.0));
            let answers = FollowUp::of(|q| match q {
                Question::Visit if missed => Reply::No,
                Question::Weight if unknown => Reply::Unknown,
                Question::Services if late => Reply::No,
                Question::Troubles if trouble => Reply::Yes,
                Question::Troubles => Reply::No,
                _ => Reply::Yes,
            });
            let note = match (missed, trouble) {
                (true, _) => "通院の日を忘れていた",
                (_, true) => "夜、トイレに行くときに足もとが不安",
                _ => "",
            };
            let method = if d.percent(58.0) { Method::Visit } else { Method::Phone };
            if !asked {
                continue;
            }
            let said_by = if d.percent(55.0) { "ご本人".into() } else { self.family() };
            let act = More::FollowUp { mark, answers, method, said_by, note };
            self.push(out, at, self.p.keeper, act);
            if missed && (self.tidy || d.percent(88.0)) {
                let day = add_days(at.date(), d.range(1, 3));
                let done = city.slot(self.p.office, day, &mut d).max(at.plus_minutes(90));
                let what = "診療所に電話し、次の受診の日を決めた。長男さんが付き添う";
                self.push(out, done, self.p.keeper, More::TaskDone(what));
            }
        }
    }
}
