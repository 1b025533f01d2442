//! 病院・包括 連絡票 about people without a care manager: asked by the hospital, answered by the 包括 of the address.
use kernel::time::add_days;
use people::CareLevel;

use super::{Event, Life, More};

impl Life<'_> {
    pub(super) fn referral(&self, nurse: usize, out: &mut Vec<Event>) {
        let mut d = self.dice("life-referral");
        let level = self.p.resident.care_level;
        let without = matches!(level, CareLevel::NotApplied | CareLevel::Applied);
        if !without || !self.lives_on() || !d.percent(self.rate("referral")) {
            return;
        }
        let Some(sent) = self.between(&mut d, self.s.hospital, self.reported, self.end, 0.3) else {
            return;
        };
        self.push(out, sent, nurse, More::Refer);
        let city = self.steps.course.city;
        if !d.percent(88.0) {
            return;
        }
        let day = add_days(sent.date(), d.range(0, 3));
        let answered = city.slot(self.p.office, day, &mut d).max(sent.plus_minutes(35));
        self.push(out, answered, self.p.keeper, More::ReferAnswer);
        if d.percent(90.0) {
            let day = add_days(answered.date(), d.range(0, 2));
            let seen = city.slot(self.s.hospital, day, &mut d).max(answered.plus_minutes(11));
            self.push(out, seen, nurse, More::ReferSeen);
        }
    }
}
