//! Facilities asked whether they can take somebody: the one that takes the person, and often one before it that cannot.
use accounts::OrganisationKind;
use kernel::time::add_days;
use kernel::{At, Hat};
use transitions::model::EndKind;
use transitions::model::facility_answers::Takes;

use super::{Event, Life, More};
use crate::demo::dice::Dice;

impl Life<'_> {
    pub(super) fn facility(&self, out: &mut Vec<Event>) {
        let mut d = self.dice("life-facility");
        if !matches!(self.s.end, EndKind::Facility | EndKind::Residence)
            || !d.percent(self.rate("facility_asked"))
        {
            return;
        }
        let city = self.steps.course.city;
        let all: Vec<usize> = (0..city.orgs.len())
            .filter(|i| city.orgs.get(*i).is_some_and(|o| o.kind == OrganisationKind::Facility))
            .collect();
        let taken =
            all.iter().copied().find(|i| city.orgs.get(*i).is_some_and(|o| o.name == self.s.place));
        let Some(taken) = taken else { return };
        let (org, who) = match self.nurse.filter(|_| d.percent(62.0)) {
            Some(nurse) => (self.s.hospital, nurse),
            None => (self.p.office, self.p.keeper),
        };
        let others: Vec<usize> = all.into_iter().filter(|i| *i != taken).collect();
        let refused = d.percent(self.rate("facility_refused_first"));
        let mut from = self.reported.plus_minutes(30);
        if let Some(other) = d.pick(&others).copied().filter(|_| refused) {
            let Some(at) = self.between(&mut d, org, from, self.end, 0.35) else { return };
            let why = match self.p.profile.procs.iter().any(|c| c == "suction") {
                true => "no_night_staff",
                false if d.percent(70.0) => "full",
                false => "no_nurse",
            };
            from = self.asked(&mut d, out, (org, who, other), at, (Takes::No, why)).unwrap_or(at);
        }
        if let Some(at) = self.between(&mut d, org, from, self.end, 0.5) {
            let takes = if d.percent(64.0) { Takes::Yes } else { Takes::Conditions };
            self.asked(&mut d, out, (org, who, taken), at, (takes, ""));
        }
    }

    /// Asked at a time; when it was answered. Nobody answers after the end.
    fn asked(
        &self,
        d: &mut Dice,
        out: &mut Vec<Event>,
        (org, who, facility): (usize, usize, usize),
        at: At,
        (takes, why): (Takes, &'static str),
    ) -> Option<At> {
        let city = self.steps.course.city;
        let here = city.orgs.get(facility).is_some_and(|o| o.account);
        let staff = city.staff_of(facility, Hat::Provider).first().copied().filter(|_| here);
        let day = add_days(at.date(), d.range(0, 3));
        let place = if staff.is_some() { facility } else { org };
        // asked so late that the answer would come after the end: told on the telephone, not here
        let answered = self.moment(d, place, day, at.plus_minutes(25), self.end)?;
        let note = "夜間のようすは、看護サマリーでお伝えします";
        self.push(out, at, who, More::Ask { facility, codes: care(self), note });
        let said_by = match staff {
            Some(_) => String::new(),
            None => city
                .staff_of(facility, Hat::Provider)
                .first()
                .map_or("相談員".into(), |i| self.name(*i)),
        };
        let note = if takes == Takes::Conditions {
            "物品は、退院の日に3日分を持たせてください"
        } else {
            ""
        };
        let act = More::Answer { facility, takes, why, note, said_by };
        self.push(out, answered, staff.unwrap_or(who), act);
        Some(answered)
    }
}

/// What is asked about: the procedures that go on, with what a facility means by them.
fn care(life: &Life<'_>) -> Vec<String> {
    let of = |code: &String| match code.as_str() {
        "suction" => "suction-night".to_string(),
        "self-injection" => "insulin".to_string(),
        _ => code.clone(),
    };
    let mut codes: Vec<String> =
        life.p.profile.procs.iter().filter(|c| *c != "other").map(of).collect();
    codes.dedup();
    codes
}
