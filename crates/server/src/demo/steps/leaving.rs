//! From the beginning of discharge planning to the discharge record.
use super::*;

impl Steps<'_> {
    fn keeper(&self, l: &Leaving<'_>) -> String {
        self.city().staff.get(l.p.keeper).map_or(String::new(), |x| format!("{}さん", x.surname()))
    }

    /// 「受け取りました」 of the office, within a day or two.
    fn acknowledge(&self, d: &mut Dice, m: &mut Making<'_>, l: &Leaving<'_>, at: At, mail: Mail) {
        if l.tidy || d.percent(95.0) {
            let day = add_days(at.date(), d.range(0, 1));
            let seen = after(self.city().slot(l.p.office, day, d), at.plus_minutes(9), d);
            m.push(seen, l.p.keeper, Act::Receive(mail));
        }
    }

    /// 退院調整開始の連絡, 退院予定日 with its changes, カンファ. Gives the times of the first and of the last of them.
    pub(super) fn planning(
        &self,
        d: &mut Dice,
        m: &mut Making<'_>,
        l: &Leaving<'_>,
        from: At,
    ) -> Result<(At, At)> {
        let s = l.s;
        let mut first = from;
        // not every stay needs support or lasts long enough; the rate counts all of them
        let chance = ((self.rate("planning_notice", s.year(self.course.today), "done") - 10.0)
            / 0.76)
            .min(98.0);
        if !l.quick && d.percent(chance) {
            let share = self.course.rates.quantile(d, "planning_notice_at", "all") / 100.0;
            let wanted = add_days(s.admitted_on, (s.length() as f64 * share) as i64);
            let at = after(self.city().slot_before(s.hospital, wanted, s.admitted_on, d), from, d);
            if at.date() <= s.ended_on {
                let how = method(self.course.rates.draw(d, "planning_method", "all"));
                let told = Told {
                    day: Day::Same,
                    method: how,
                    to: self.keeper(l),
                    said_by: String::new(),
                };
                m.push(at, l.nurse, Act::Planning(told));
                self.acknowledge(d, m, l, at, Mail::Planning);
                first = at;
            }
        }
        let mut last = first;
        if s.length() >= 2
            && !matches!(s.end, EndKind::Death | EndKind::Transfer | EndKind::SelfDischarge)
        {
            last = self.planned_days(d, m, l, first).max(first);
        }
        if !l.quick {
            self.conference(d, m, l, first);
        }
        Ok((first, last))
    }

    /// The days that were planned, the last of which came true; each change with its reason.
    fn planned_days(&self, d: &mut Dice, m: &mut Making<'_>, l: &Leaving<'_>, from: At) -> At {
        let s = l.s;
        let changes: usize =
            self.course.rates.draw(d, "planned_date_changes", "all").parse().unwrap_or(0);
        let mut days_planned = vec![s.ended_on];
        for _ in 0..changes {
            let shift: i64 =
                self.course.rates.draw(d, "planned_date_shift", "all").parse().unwrap_or(1);
            let next = days_planned.last().map_or(s.ended_on, |x| add_days(*x, -shift));
            days_planned.push(next);
        }
        days_planned.reverse();
        let left = days_between(from.date(), s.ended_on);
        let steps = days_planned.len() as i64 + 1;
        let mut at = from;
        let mut before: Option<Date> = None;
        for (i, on) in days_planned.iter().enumerate() {
            let wanted = add_days(from.date(), left * i as i64 / steps);
            let set = after(
                self.city().slot_before(s.hospital, wanted, s.admitted_on, d),
                at.plus_minutes(3),
                d,
            );
            let past = *on < set.date() || *on < s.admitted_on || before == Some(*on);
            if past || set.date() > s.ended_on {
                continue;
            }
            let whys = [
                "リハビリが予定より進んだため",
                "熱が出て、様子を見るため",
                "自宅の手すりの工事が終わっていないため",
                "ご家族の仕事の都合で",
                "検査の結果を待つため",
            ];
            let first = "主治医の見込みから";
            let why =
                if before.is_some() { d.pick(&whys).copied().unwrap_or_default() } else { first };
            let said_by = self.somebody(d, s, Hat::Doctor, "主治医");
            m.push(set, l.nurse, Act::Planned { on: *on, why: why.into(), said_by });
            (at, before) = (set, Some(*on));
        }
        at
    }

    fn conference(&self, d: &mut Dice, m: &mut Making<'_>, l: &Leaving<'_>, from: At) {
        let s = l.s;
        if matches!(s.end, EndKind::Death | EndKind::Transfer) && d.percent(70.0) {
            return;
        }
        let held = d.percent(self.rate("conference", &s.kind, "held"));
        if held {
            let key = self.course.rates.draw(d, "conference_before_discharge", "all").to_string();
            let wanted = add_days(s.ended_on, -days(d, &key));
            let at = after(
                self.city().slot_before(s.hospital, wanted, s.admitted_on, d),
                from.plus_minutes(30),
                d,
            );
            if at.date() <= s.ended_on {
                // one in six is noted the day after
                let later = d.percent(16.0);
                let noted = if later {
                    self.city().slot(s.hospital, add_days(at.date(), 1), d)
                } else {
                    at
                };
                let day = if later { Day::On(at.date()) } else { Day::Same };
                m.push(noted, l.nurse, Act::Held { day, said_by: String::new() });
            }
        } else if d.percent(82.0) {
            let wanted = add_days(from.date(), days_between(from.date(), s.ended_on) / 2);
            let at = after(
                self.city().slot_before(s.hospital, wanted, s.admitted_on, d),
                from.plus_minutes(15),
                d,
            );
            if at.date() <= s.ended_on {
                let why = self.course.rates.draw(d, "conference_not_held", "all").to_string();
                m.push(at, l.nurse, Act::NotHeld { why });
            }
        }
    }

    /// 退院日の連絡 before the person leaves; when it was made.
    pub(super) fn notices(
        &self,
        d: &mut Dice,
        m: &mut Making<'_>,
        l: &Leaving<'_>,
        from: At,
    ) -> Result<At> {
        let s = l.s;
        if self.notice_kind(l) != "before" {
            return Ok(from);
        }
        let hospital = self.city().at(s.hospital)?.key.clone();
        let year = s.year(self.course.today);
        let (table, scope) = if year == "year2" {
            ("discharge_timing_by_hospital", hospital.as_str())
        } else {
            ("discharge_timing", year)
        };
        let length = s.length();
        // a short stay cannot be told long before; the long ones make up for it
        let weight = |k: &str, v: f64| match k {
            "after" | "unknown" => 0.0,
            "8+" if length < 8 => 0.0,
            "5-7" if length < 5 => 0.0,
            "8+" | "5-7" => v * 3.0,
            "2-4" if length < 2 => 0.0,
            _ => v,
        };
        let lines = self.course.rates.lines(table, scope);
        let key = d.weighted(lines, |(k, v)| weight(k, *v)).map_or("0", |x| x.0.as_str());
        let before = match key {
            "8+" => {
                let key = self.course.rates.draw(d, "discharge_days", "8+").to_string();
                days(d, &key)
            }
            key => days(d, key),
        }
        .min(length);
        let wanted = add_days(s.ended_on, -before);
        // the person had left when the office heard of it: the call before is entered afterwards
        if from.date() > s.ended_on {
            self.tell(d, m, l, from.plus_minutes(12), Day::On(wanted), s.ended_on);
            return Ok(from.plus_minutes(12));
        }
        let at = after(self.city().slot_before(s.hospital, wanted, s.admitted_on, d), from, d);
        // told earlier with another day, then again with the right one
        if before >= 3 && d.percent(9.0) {
            let day = add_days(at.date(), -d.range(1, 4));
            let early = self.city().slot_before(s.hospital, day, s.admitted_on, d);
            if early < at.plus_minutes(-30) && early > from {
                let other =
                    add_days(s.ended_on, if d.percent(50.0) { 2 } else { -1 }).max(early.date());
                self.tell(d, m, l, early, Day::Same, other);
            }
        }
        // some are entered a day or two after the call
        if d.percent(5.0) && at.date() < s.ended_on {
            let noted =
                after(self.city().slot(s.hospital, add_days(at.date(), d.range(1, 2)), d), at, d);
            self.tell(d, m, l, noted, Day::On(at.date()), s.ended_on);
            return Ok(noted);
        }
        self.tell(d, m, l, at, Day::Same, s.ended_on);
        Ok(at)
    }

    /// before, after, undated, none: the same answer whenever it is asked for this stay.
    fn notice_kind(&self, l: &Leaving<'_>) -> &str {
        let s = l.s;
        if matches!(s.end, EndKind::Death | EndKind::Transfer) {
            return "none";
        }
        let n = days_between(Date::MIN, s.admitted_on) as usize;
        let mut own =
            Dice::of(l.p.profile.id ^ l.p.registered.millis().unsigned_abs(), "notice", n);
        self.course.rates.draw(&mut own, "discharge_notice", s.year(self.course.today))
    }

    fn tell(
        &self,
        d: &mut Dice,
        m: &mut Making<'_>,
        l: &Leaving<'_>,
        at: At,
        day: Day,
        leaves: Date,
    ) {
        let how = method(self.course.rates.draw(d, "discharge_method", "all"));
        let said_by = match self.course.rates.draw(d, "discharge_notice_by", "all") {
            "ward_nurse" => self.somebody(d, l.s, Hat::Ward, "病棟看護師"),
            "doctor" => self.somebody(d, l.s, Hat::Doctor, "主治医"),
            _ => String::new(),
        };
        let told = Told { day, method: how, to: self.keeper(l), said_by };
        m.push(at, l.nurse, Act::Notice { told, leaves, late: self.late(l, at) });
        self.acknowledge(d, m, l, at, Mail::Notice);
    }

    /// Why it came late, if it does: data/rules/late-notice-reasons.json, ありそうな値（自作）.
    fn late(&self, l: &Leaving<'_>, at: At) -> &'static str {
        let mut own = Dice::of(self.seed, "late", at.millis().unsigned_abs() as usize);
        // who was there for long did not leave late because the stay was short
        let short = if l.s.length() < 8 { 40.0 } else { 0.0 };
        let whys = [
            ("doctor_decided_late", 26.0),
            ("better_early", 18.0),
            ("short_stay", short),
            ("family_late", 14.0),
            ("place_found_late", 10.0),
            ("bed", 8.0),
            ("told_late", 6.0),
            ("person_left", 3.0),
        ];
        own.weighted(&whys, |w| w.1).map_or("told_late", |w| w.0)
    }

    /// The end, entered by the hospital or, in one case of four, by the office.
    pub(super) fn ending(
        &self,
        d: &mut Dice,
        m: &mut Making<'_>,
        l: &Leaving<'_>,
        from: At,
        reported: At,
    ) -> At {
        let s = l.s;
        let by_office = d.percent(24.0);
        let (org, who) = if by_office { (l.p.office, l.p.keeper) } else { (s.hospital, l.nurse) };
        let at = self.city().slot(org, add_days(s.ended_on, i64::from(by_office)), d);
        let at = after(after(at, from.plus_minutes(10), d), reported.plus_minutes(90), d);
        m.push(at, who, Act::End);
        at
    }

    /// Told only after the person had left, or entered later without its day.
    pub(super) fn late_notice(&self, d: &mut Dice, m: &mut Making<'_>, l: &Leaving<'_>, end: At) {
        let s = l.s;
        let (wait, day) = match self.notice_kind(l) {
            "after" => {
                let key = self.course.rates.draw(d, "discharge_days", "after").to_string();
                (days(d, &key), Day::Same)
            }
            "undated" => (d.range(3, 18), Day::Unknown),
            _ => return,
        };
        let at = after(
            self.city().slot(s.hospital, add_days(s.ended_on, wait), d),
            end.plus_minutes(10),
            d,
        );
        // entered at once on the day itself, it would be a notice of the day of leaving
        let day = if day == Day::Same && at.date() <= s.ended_on { Day::Unknown } else { day };
        self.tell(d, m, l, at, day, s.ended_on);
    }

    pub(super) fn hand_over(
        &self,
        d: &mut Dice,
        m: &mut Making<'_>,
        l: &Leaving<'_>,
        (reported, end): (At, At),
    ) {
        let s = l.s;
        if matches!(s.end, EndKind::Death | EndKind::Transfer)
            || !d.percent(self.rate("papers_done", "all", "done"))
        {
            return;
        }
        let mut papers: Vec<Paper> = Vec::new();
        for (key, share) in self.course.rates.lines("papers", "all") {
            let paper = match key.as_str() {
                "nursing_summary" => Paper::Nursing,
                "referral_letter" => Paper::Referral,
                "prescription" => Paper::Medicines,
                "visiting_nurse_order" => Paper::Orders,
                "rehab_summary" | "care_office_letter" => Paper::Summary,
                _ => Paper::Other,
            };
            if d.percent(*share) && !papers.contains(&paper) {
                papers.push(paper);
            }
        }
        if papers.is_empty() {
            papers.push(Paper::Summary);
        }
        papers.sort();
        let key = self.course.rates.draw(d, "papers_day", "all").to_string();
        let wait = days(d, &key);
        let wanted = add_days(s.ended_on, wait);
        let at = if wait < 0 {
            self.city().slot_before(s.hospital, wanted, s.admitted_on, d)
        } else {
            after(self.city().slot(s.hospital, wanted, d), if wait > 0 { end } else { reported }, d)
        };
        let at = after(at, reported.plus_minutes(50), d);
        let methods = [
            (Method::Visit, 50.0),
            (Method::Fax, 24.0),
            (Method::Post, 14.0),
            (Method::Family, 12.0),
        ];
        let how = d.weighted(&methods, |x| x.1).map_or(Method::Visit, |x| x.0);
        let told = Told { day: Day::Same, method: how, to: self.keeper(l), said_by: String::new() };
        m.push(at, l.nurse, Act::Papers { papers, told });
        self.acknowledge(d, m, l, at, Mail::Papers);
    }

    /// 退院・退所情報記録書 of the office.
    pub(super) fn record(
        &self,
        d: &mut Dice,
        m: &mut Making<'_>,
        s: &Stay,
        p: &Person,
        (reported, _ended): (At, At),
        tidy: bool,
    ) {
        if matches!(s.end, EndKind::Death | EndKind::Transfer) {
            return;
        }
        // the tidy offices leave none out; together with them the rate comes out
        let done = d.percent(self.rate("record", s.year(self.course.today), "confirmed") * 0.92);
        let key = self.course.rates.draw(d, "record_day", "all").to_string();
        let wait = days(d, &key);
        if !(done || tidy) {
            return;
        }
        let wanted = add_days(s.ended_on, if tidy { wait.min(7) } else { wait }).max(s.admitted_on);
        let at = after(self.city().slot(p.office, wanted, d), reported.plus_minutes(120), d);
        m.push(at, p.keeper, Act::Record { why: String::new() });
        if d.percent(2.5) {
            let again = self.city().slot(p.office, add_days(at.date(), d.range(1, 6)), d);
            m.push(
                after(again, at.plus_minutes(30), d),
                p.keeper,
                Act::Record { why: "聞き取りの内容を書き足したため".into() },
            );
        }
    }
}
