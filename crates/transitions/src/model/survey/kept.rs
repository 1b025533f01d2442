//! What a stay adds to the rates, as it is kept (docs/adr/0047): a bit a rate, once for the day of admission and once for
//! the day it ended.
use kernel::Date;

use super::{Case, Key, R, Rate, visit_admission, visit_end};

/// The edition of the bits and of what they mean. A release that adds, takes out or moves a rate, or counts one in another
/// way, raises it: everything is then counted anew beside what an older program still keeps.
pub const VERSION: i64 = 1;

// the bits stand in a BIGINT
const _: () = assert!(R::ALL.len() < 63);

/// What counts on one day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Part {
    /// The day; none where nothing counts.
    pub day: Option<Date>,
    /// Rates in whose denominator it is.
    pub d: i64,
    /// Rates in whose numerator it is.
    pub n: i64,
}

impl Part {
    fn add(&mut self, key: Key<'_>) {
        if let Key::Rate(r, n) = key {
            self.d |= bit(r);
            self.n |= if n { bit(r) } else { 0 };
        }
    }

    fn on(mut self, day: Option<Date>) -> Part {
        self.day = day.filter(|_| self.d != 0);
        self
    }

    /// What it adds to a rate on its day.
    pub fn rate(self, r: R) -> Rate {
        let has = |bits: i64| i64::from(bits & bit(r) != 0);
        Rate { n: has(self.n), d: has(self.d) }
    }
}

const fn bit(r: R) -> i64 {
    1 << (r as u32)
}

/// What a stay adds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// On the day of admission.
    pub admission: Part,
    /// On the day it ended.
    pub end: Part,
}

impl Kept {
    /// Of a case. What is no rate of the survey is not kept.
    pub fn of(c: &Case) -> Kept {
        let (mut admission, mut end) = (Part::default(), Part::default());
        visit_admission(c, &mut |key| admission.add(key));
        visit_end(c, &mut |key| end.add(key));
        Kept { admission: admission.on(Some(c.admitted)), end: end.on(c.ended) }
    }

    /// Both days.
    pub fn parts(self) -> [Part; 2] {
        [self.admission, self.end]
    }
}

/// Counts a rate on the day of admission? Otherwise on the day of the end.
pub const fn at_admission(r: R) -> bool {
    matches!(
        r,
        R::AdmissionContact | R::SheetSent | R::SheetReceived | R::FeeAdmission1 | R::FeeAdmission2
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EndKind;
    use crate::model::survey::case;
    use crate::model::testing::stay;

    #[test]
    fn who_moves_a_bit_raises_the_edition() {
        let codes: Vec<&str> = R::ALL.iter().map(|r| r.code()).collect();
        let was = "admission_contact sheet_sent planning_contact discharge_contact five_days_before five_days_before_known record_received fee_admission_1 fee_admission_2 sheet_received day_before_or_same conference_held conference_decided papers_handed papers_received wish_told wish_met dental_stopped dental_resumed facility_accepted fee_discharge_1i fee_discharge_1ro fee_discharge_2i fee_discharge_2ro fee_discharge_3 readmitted_30";
        assert_eq!((VERSION, codes.join(" ").as_str()), (1, was));
    }

    #[test]
    fn a_stay_counts_on_two_days_and_each_rate_on_one_of_them() {
        let mut s = stay("2026-03-20");
        (s.ended_on, s.end) = (Some("2026-04-05".parse().unwrap()), Some(EndKind::Home));
        let k = Kept::of(&case(&s, &[], "", None));
        assert_eq!(k.admission.day, Some(s.admitted_on));
        assert_eq!(k.end.day, s.ended_on);
        for r in R::ALL {
            let (a, e) = (k.admission.rate(*r).d, k.end.rate(*r).d);
            assert!(a == 0 || at_admission(*r), "{r:?}");
            assert!(e == 0 || !at_admission(*r), "{r:?}");
        }
        assert_eq!(k.admission.rate(R::SheetSent), Rate { n: 0, d: 1 });
        assert_eq!(k.end.rate(R::RecordReceived), Rate { n: 0, d: 1 });
        // of a death nothing counts that is divided by discharges
        s.end = Some(EndKind::Death);
        let k = Kept::of(&case(&s, &[], "", None));
        assert_eq!(k.end, Part::default());
    }
}
