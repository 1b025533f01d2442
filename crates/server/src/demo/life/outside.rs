//! A hospital outside the region: the sheet went by FAX, the answer came back on paper and was keyed in; the day of
//! leaving was heard on the telephone.
use kernel::time::add_days;

use super::{Event, Life, More};

impl Life<'_> {
    pub(super) fn outside(&self, out: &mut Vec<Event>) {
        let mut d = self.dice("life-outside");
        let city = self.steps.course.city;
        let nurse = city.wards.get(self.s.ward).and_then(|w| city.liaison_of(w));
        let from = nurse.map_or("地域連携室".into(), |i| self.name(i));
        let phone = city.orgs.get(self.s.hospital).map_or(String::new(), |o| o.phone.clone());
        if let Some(sent) = self.t.sheet.filter(|_| d.percent(self.rate("fax_answered"))) {
            let day = add_days(sent.date(), d.range(1, 3));
            let at = self.moment(&mut d, self.p.office, day, sent.plus_minutes(60), self.end);
            if let Some(at) = at {
                let planned = (d.percent(38.0) && self.lives_on()).then_some(self.s.ended_on);
                let note = "退院の前に、家での動きをもう一度お聞きしたい";
                let act = More::Reply { from: from.clone(), phone, planned, note };
                self.push(out, at, self.p.keeper, act);
            }
        }
        if self.lives_on() && self.s.length() > 2 && d.percent(self.rate("discharge_heard")) {
            let day = add_days(self.s.ended_on, -d.range(1, self.s.length().min(7)));
            let begun = self.reported.max(self.t.sheet.unwrap_or(self.reported));
            let at = self.moment(&mut d, self.p.office, day, begun.plus_minutes(90), self.end);
            if let Some(at) = at {
                self.push(out, at, self.p.keeper, More::Heard { leaves: self.s.ended_on, from });
            }
        }
    }
}
