//! The hospital: ADL of the ward, procedures after discharge, why somebody cannot leave, the checklist, papers written
//! here, orders.
use kernel::Hat;
use kernel::time::add_days;
use people::TeamRole;
use transitions::model::checklist::{CheckState, Taker};
use transitions::model::{EndKind, Paper};
use transitions::use_cases::written::Written;

use super::{Event, Life, More};
use crate::demo::acts::{Act, Mail};
use crate::demo::dice::Dice;

/// Steps of the scale of ADL, best first.
const SCALE: [&str; 4] = ["independent", "watch", "partial", "full"];

impl Life<'_> {
    pub(super) fn hospital(&self, nurse: usize, out: &mut Vec<Event>) {
        self.adl(nurse, out);
        if self.lives_on() {
            self.procedures(nurse, out);
            self.stuck(nurse, out);
            self.checklist(nurse, out);
            self.written(nurse, out);
            self.orders(nurse, out);
        }
        self.guidance(nurse, out);
    }

    /// The ward's four questions: as before the admission, so many steps worse.
    pub(in crate::demo) fn moves(&self, worse: usize) -> More {
        let s = &self.p.profile.sheet;
        let step = |link: &str| SCALE.iter().position(|x| s.code(link) == Some(x)).unwrap_or(1);
        let now = |link: &str| SCALE.get((step(link) + worse).min(3)).copied().unwrap_or("full");
        More::Adl(vec![
            ("adl.now.eat", now("adl.eat")),
            ("adl.now.excrete", now("toilet.urine")),
            ("adl.now.stand", now("adl.situp")),
            ("adl.now.walk", now("adl.move")),
        ])
    }

    fn adl(&self, nurse: usize, out: &mut Vec<Event>) {
        let mut d = self.dice("life-adl");
        if self.s.length() < 2 || !d.percent(self.rate("adl_told")) {
            return;
        }
        let who = self.of_ward(&mut d, Hat::Ward).unwrap_or(nurse);
        let day = add_days(self.s.admitted_on, d.range(1, 2));
        let Some(at) = self.moment(&mut d, self.s.hospital, day, self.reported, self.end) else {
            return;
        };
        self.push(out, at, who, self.moves(1));
        if self.s.length() > 9 && d.percent(self.rate("adl_again")) {
            let from = at.max(self.t.screened.unwrap_or(at));
            if let Some(again) = self.between(&mut d, self.s.hospital, from, self.end, 0.6) {
                self.push(out, again, who, self.moves(if d.percent(70.0) { 0 } else { 2 }));
            }
        }
    }

    fn procedures(&self, nurse: usize, out: &mut Vec<Event>) {
        let mut d = self.dice("life-procedures");
        let codes: Vec<String> =
            self.p.profile.procs.iter().filter(|c| *c != "other").cloned().collect();
        let key = if codes.is_empty() { "no_procedures" } else { "procedures" };
        if !d.percent(self.rate(key)) {
            return;
        }
        let said_by = self.of_ward(&mut d, Hat::Ward).map_or(String::new(), |i| self.name(i));
        if let Some(at) = self.between(&mut d, self.s.hospital, self.reported, self.end, 0.5) {
            self.push(out, at, nurse, More::Procedures { codes, said_by });
        }
    }

    /// Asked of long stays: the 14 codes of 退院できない理由, ありそうな値（自作）.
    fn stuck(&self, nurse: usize, out: &mut Vec<Event>) {
        let mut d = self.dice("life-stuck");
        if self.s.length() < 24 || !d.percent(self.rate("stuck")) {
            return;
        }
        let facility = matches!(self.s.end, EndKind::Facility | EndKind::Residence);
        let at_facility = |v: f64| if facility { v * 3.0 } else { v * 0.4 };
        let whys = [
            ("coordination", 20.0),
            ("family_wish", 16.0),
            ("facility_cause", at_facility(14.0)),
            ("housing", 12.0),
            ("person_wish", 8.0),
            ("home_care_cause", 8.0),
            ("facility_procedure", at_facility(7.0)),
            ("cost", 5.0),
            ("home_medical_cause", 4.0),
            ("home_care_none", 3.0),
            ("transfer_none", 3.0),
            ("facility_none", at_facility(2.0)),
            ("home_medical_none", 2.0),
            ("other", 2.0),
        ];
        let mut codes: Vec<String> = Vec::new();
        for _ in 0..=i64::from(d.percent(35.0)) {
            let code = d.weighted(&whys, |w| w.1).map_or("coordination", |w| w.0);
            if !codes.iter().any(|c| c == code) {
                codes.push(code.into());
            }
        }
        let other = codes.iter().any(|c| c == "other");
        let note = if other {
            "冬のあいだの暮らしを、ご家族で話し合っている"
        } else {
            ""
        };
        if let Some(at) = self.between(&mut d, self.s.hospital, self.reported, self.end, 0.6) {
            self.push(out, at, nurse, More::Stuck { codes, note });
        }
    }

    fn checklist(&self, nurse: usize, out: &mut Vec<Event>) {
        let mut d = self.dice("life-checklist");
        let Some(from) = self.t.planned.filter(|_| d.percent(self.rate("checklist"))) else {
            return;
        };
        let dental = self.p.team.iter().any(|m| m.role == TeamRole::Dental);
        let care = !self.p.profile.procs.is_empty();
        let items: [(&'static str, bool, bool); 9] = [
            ("medicine", true, true),
            ("next_visit", true, true),
            ("services", true, false),
            ("equipment", d.percent(34.0), false),
            ("bed", d.percent(18.0), false),
            ("taxi", d.percent(26.0), false),
            ("certification", d.percent(14.0), false),
            ("visit_nurse_order", self.p.profile.nurse || care, true),
            ("teaching", care, true),
        ];
        for (item, asked, hospital) in items {
            if !asked || d.percent(12.0) {
                continue;
            }
            let (org, who, taker) = match (hospital, item) {
                (true, _) => (self.s.hospital, nurse, Taker::Hospital),
                (_, "taxi") => (self.p.office, self.p.keeper, Taker::Family),
                _ => (self.p.office, self.p.keeper, Taker::Office),
            };
            self.item(&mut d, out, (item, org, who, taker), from);
        }
        if dental {
            // dental care that stopped with the admission is taken up again, or never stopped
            if d.percent(self.rate("dental_stopped")) {
                let place = ("dental", self.p.office, self.p.keeper, Taker::Office);
                self.item(&mut d, out, place, from);
            } else if let Some(at) = self.between(&mut d, self.p.office, from, self.end, 0.3) {
                let act = tick("dental", CheckState::NotNeeded, Taker::Office, "");
                self.push(out, at, self.p.keeper, act);
            }
        }
    }

    fn item(
        &self,
        d: &mut Dice,
        out: &mut Vec<Event>,
        (item, org, who, taker): (&'static str, usize, usize, Taker),
        from: kernel::At,
    ) {
        let Some(open) = self.between(d, org, from, self.end, 0.1) else { return };
        self.push(out, open, who, tick(item, CheckState::Open, taker, ""));
        if d.percent(88.0)
            && let Some(done) = self.between(d, org, open.plus_minutes(30), self.end, 0.7)
        {
            self.push(out, done, who, tick(item, CheckState::Done, taker, ""));
        }
    }

    /// 退院時サマリー, 看護サマリー and 診療情報提供書 written here, beside the papers that were given by hand.
    fn written(&self, nurse: usize, out: &mut Vec<Event>) {
        let mut d = self.dice("life-written");
        let Some(given) = self.t.papers else { return };
        let papers = [
            ("discharge_summary", Written::Summary, Mail::Summary),
            ("nursing_summary", Written::Nursing, Mail::Nursing),
            ("care_referral", Written::Referral, Mail::Letter),
        ];
        for (i, (key, which, mail)) in papers.into_iter().enumerate() {
            if !d.percent(self.rate(key)) {
                continue;
            }
            debug_assert!(matches!(
                which.paper(),
                Paper::Summary | Paper::Nursing | Paper::Referral
            ));
            let at = given.plus_minutes(3 + 4 * i as i64);
            self.push(out, at, nurse, More::Write { which, mail });
            if let Some(seen) = self.t.papers_seen {
                let seen = seen.max(at).plus_minutes(2 + i as i64);
                let act = Act::Receive(mail);
                out.push(Event { at: seen, stay: self.n, who: self.p.keeper, act });
            }
        }
    }

    /// 訪問看護指示書: up to six months (C007), mostly three or six.
    fn orders(&self, nurse: usize, out: &mut Vec<Event>) {
        let mut d = self.dice("life-orders");
        let Some(from) = self.t.planned.filter(|_| self.p.profile.nurse) else { return };
        if !d.percent(self.rate("orders")) {
            return;
        }
        let days = if d.percent(55.0) { 180 } else { 90 };
        let doctor = self.of_ward(&mut d, Hat::Doctor).map_or("主治医".into(), |i| self.name(i));
        if let Some(at) = self.between(&mut d, self.s.hospital, from, self.end, 0.5) {
            let note = format!("{doctor} 医師から");
            self.push(out, at, nurse, More::Orders { days, note });
        }
    }

    fn guidance(&self, nurse: usize, out: &mut Vec<Event>) {
        let mut d = self.dice("life-guidance");
        let Some(held) = self.t.held else { return };
        let at = held.plus_minutes(25);
        if at < self.end && d.percent(self.rate("guidance")) {
            let (person, with) = (self.name(nurse), self.name(self.p.keeper));
            self.push(out, at, nurse, More::Guidance { person, with });
        }
    }
}

/// A state of an item of the checklist.
pub(in crate::demo) fn tick(
    item: &'static str,
    state: CheckState,
    taker: Taker,
    note: &'static str,
) -> More {
    More::Tick { item, state, taker, note }
}
