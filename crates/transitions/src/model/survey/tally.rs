//! Adding up cases: plain arrays while counting, maps with every key at the end.
use std::collections::BTreeMap;

use kernel::Date;

use super::{Case, Figures, Key, R, RATES, Rate, Timing, visit};
use crate::model::EndKind;

/// Figures being added up.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    rates: [Rate; R::ALL.len()],
    timing: [i64; Timing::ALL.len()],
    rest: Figures,
}

impl Default for Tally {
    fn default() -> Self {
        Tally {
            rates: [Rate::default(); R::ALL.len()],
            timing: [0; Timing::ALL.len()],
            rest: Figures::default(),
        }
    }
}

fn one_more(map: &mut BTreeMap<String, i64>, code: &str) {
    match map.get_mut(code) {
        Some(n) => *n += 1,
        None => {
            map.insert(code.to_string(), 1);
        }
    }
}

impl Tally {
    /// Adds one case.
    pub(super) fn add(&mut self, c: &Case, from: Date, to: Date) {
        let (rates, timing, f) = (&mut self.rates, &mut self.timing, &mut self.rest);
        let mut counted = false;
        visit(c, from, to, |key| {
            counted = true;
            match key {
                Key::Rate(r, n) => {
                    if let Some(rate) = rates.get_mut(r as usize) {
                        rate.d += 1;
                        rate.n += i64::from(n);
                    }
                }
                Key::Timing(t) => {
                    if let Some(n) = timing.get_mut(t as usize) {
                        *n += 1;
                    }
                    if let Some((_, Some(m))) = c.notice {
                        *f.discharge_methods.entry(m.code()).or_default() += 1;
                    }
                }
                Key::Admission => {
                    f.admissions += 1;
                    if let Some((_, Some(m))) = c.contact {
                        *f.admission_methods.entry(m.code()).or_default() += 1;
                    }
                }
                Key::Discharge => f.discharges += 1,
                Key::Excluded(EndKind::Death) => f.deaths += 1,
                Key::Excluded(_) => f.transfers += 1,
                Key::Facility(code, yes) => {
                    let rate = f.facility.entry(code.to_string()).or_default();
                    rate.d += 1;
                    rate.n += i64::from(yes);
                }
                Key::Stuck(code) => one_more(&mut f.stuck, code),
                Key::Late(code) => one_more(&mut f.late, code),
            }
        });
        f.keyed += i64::from(counted && c.more.keyed);
    }

    /// The figures, with every rate and every timing named.
    pub(super) fn done(self) -> Figures {
        let mut f = self.rest;
        f.rates = RATES.iter().map(|(key, _)| *key).zip(self.rates).collect();
        f.timing = Timing::ALL.iter().map(|t| t.code()).zip(self.timing).collect();
        f
    }
}
