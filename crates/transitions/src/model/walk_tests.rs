//! Ten thousand ways through a stay, one random act after the other, with the guards of the use cases (`model::may`) and
//! the fold of the acts (`model::Columns`). What must hold at every point stands in [`Walk::look`]. The same walks go
//! through the use cases themselves in tests/it/walks.rs.
use std::collections::BTreeSet;

use accounts::{AccountId, OrganisationId};
use kernel::Date;
use kernel::time::{add_days, days_between};

use super::progress::{Next, Who};
use super::testing::{act, stay};
use super::{Act, ActKind, Columns, Doing, EndKind, Mover, Phase, Progress, Refusal, Stay};
use crate::use_cases::planned_admission::may_move;

const WALKS: u64 = 10_000;
/// Attempts of a walk, done or refused, before it is led to its end.
const STEPS: u64 = 30;

/// splitmix64: the same seed walks the same way.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        let n = self.below(of.len() as u64);
        of[usize::try_from(n).unwrap()]
    }
}

struct Walk {
    dice: Dice,
    stay: Stay,
    acts: Vec<Act>,
    today: Date,
    seen: BTreeSet<String>,
}

/// Acts that are still taken once the stay is closed, in words of the house: what is written down later, what comes
/// after going home, and corrections (docs/adr/0009).
const AFTER_COMPLETE: &[ActKind] = &[
    ActKind::AdmissionContact,
    ActKind::SheetSent,
    ActKind::Screening,
    ActKind::PlanningNotice,
    ActKind::Conference,
    ActKind::ConferenceChanged,
    ActKind::ConferenceSeen,
    ActKind::DischargeNotice,
    ActKind::Papers,
    ActKind::RecordConfirmed,
    ActKind::Place,
    ActKind::Orders,
    ActKind::FacilityAnswer,
    ActKind::Hearing,
    ActKind::ServicesTold,
    ActKind::Reply,
    ActKind::FollowUp,
    ActKind::HandedOver,
    ActKind::FeeJudged,
    ActKind::LiaisonGuidance,
];

/// The same after a transfer; after a death all of these but [`ActKind::ServicesTold`].
const AFTER_TRANSFER: &[ActKind] = &[
    ActKind::AdmissionContact,
    ActKind::SheetSent,
    ActKind::ConferenceSeen,
    ActKind::RecordConfirmed,
    ActKind::Hearing,
    ActKind::ServicesTold,
    ActKind::Reply,
    ActKind::HandedOver,
    ActKind::FeeJudged,
    ActKind::LiaisonGuidance,
];

fn kind_of(n: Next) -> Option<ActKind> {
    Some(match n {
        Next::Contact => ActKind::AdmissionContact,
        Next::Sheet => ActKind::SheetSent,
        Next::Assign => ActKind::Assigned,
        Next::Screen => ActKind::Screening,
        Next::Planning => ActKind::PlanningNotice,
        Next::Conference => ActKind::Conference,
        Next::DischargeNotice => ActKind::DischargeNotice,
        Next::Papers => ActKind::Papers,
        Next::End => ActKind::Ended,
        Next::Record => ActKind::RecordConfirmed,
        Next::Nothing => return None,
    })
}

impl Walk {
    fn new(seed: u64) -> Walk {
        let mut dice = Dice(seed);
        let mut stay = stay("2026-11-09");
        let today = stay.admitted_on;
        if dice.below(4) == 0 {
            stay.hospital = None;
        }
        if dice.below(4) == 0 {
            stay.planned = true;
            stay.admitted_on = add_days(today, i64::try_from(dice.below(10)).unwrap());
        }
        Walk { dice, stay, acts: Vec::new(), today, seen: BTreeSet::new() }
    }

    fn progress(&self) -> Progress<'_> {
        Progress::new(&self.stay, &self.acts)
    }

    fn phase(&self) -> Phase {
        Phase::of(&self.stay, self.today)
    }

    /// One attempt: anything, by the side whose act it is.
    fn attempt(&mut self) {
        self.today = add_days(self.today, i64::try_from(self.dice.below(3)).unwrap());
        let n = self.dice.below(40);
        let doing = match n {
            0 => Doing::Send,
            1 | 2 => Doing::UndoEnd,
            3 if self.dice.below(8) == 0 => Doing::CancelStay,
            4..=9 => {
                self.progress().who().and_then(|w| kind_of(w.next)).map_or(Doing::Send, Doing::Act)
            }
            10 => return self.take_back(),
            _ => Doing::Act(self.dice.one(ActKind::ALL)),
        };
        if let Ok(()) = self.may(doing) {
            self.take(doing);
        }
        self.look();
    }

    /// The state's answer, and the rule that stands beside it (`planned_admission::move_day`).
    fn may(&self, doing: Doing) -> Result<(), Refusal> {
        let moves = doing == Doing::Act(ActKind::AdmissionMoved);
        let answer = self.progress().may(doing, self.today);
        if self.stay.closed && answer.is_ok() {
            let named = match self.phase() {
                Phase::Complete => AFTER_COMPLETE.to_vec(),
                Phase::Transferred => AFTER_TRANSFER.to_vec(),
                Phase::Died => {
                    let all = AFTER_TRANSFER.iter().copied();
                    all.filter(|k| *k != ActKind::ServicesTold).collect()
                }
                other => panic!("{other:?} takes {doing:?}"),
            };
            assert!(
                matches!(doing, Doing::UndoEnd) || named.iter().any(|k| doing == Doing::Act(*k)),
                "{:?} takes {doing:?}",
                self.phase()
            );
        }
        if moves && (may_move(&self.stay, self.today).is_err() || self.progress().begun()) {
            return answer.and(Err(Refusal::Ended));
        }
        answer
    }

    fn take(&mut self, doing: Doing) {
        match doing {
            Doing::Send => self.record(ActKind::SheetSent),
            Doing::Act(kind) => self.record(kind),
            Doing::UndoEnd => {
                for a in self.acts.iter_mut().filter(|a| a.kind == ActKind::Ended) {
                    a.cancelled = true;
                }
                self.fold();
            }
            Doing::CancelStay => (self.stay.cancelled, self.stay.closed) = (true, true),
        }
    }

    fn record(&mut self, kind: ActKind) {
        let mut a = act(&self.stay, kind);
        let step = [Next::Assign, Next::Screen, Next::Planning, Next::Conference]
            .into_iter()
            .chain([Next::DischargeNotice, Next::Papers])
            .any(|n| kind_of(n) == Some(kind));
        let by_hospital = step && self.stay.hospital.is_some();
        a.organisation = if by_hospital { self.stay.hospital } else { Some(self.stay.office) };
        (a.day, a.at) = (Some(self.today), act(&self.stay, kind).at);
        let ahead = add_days(self.today, i64::try_from(self.dice.below(20)).unwrap());
        match kind {
            ActKind::PlannedDate | ActKind::DischargeNotice => {
                a.detail.date = Some(ahead.max(self.stay.admitted_on).to_string());
            }
            ActKind::Screening => {
                a.detail.codes = vec![self.dice.one(&["needed", "not_needed"]).into()];
            }
            ActKind::Conference => {
                a.detail.codes = vec![self.dice.one(&["held", "not_held"]).into()];
            }
            ActKind::Ended => a.detail.codes = vec![self.dice.one(EndKind::ALL).code().into()],
            ActKind::Assigned => self.stay.assigned = Some(AccountId(testkit::id(120))),
            ActKind::AdmissionMoved => self.stay.admitted_on = ahead,
            ActKind::HandedOver => {
                self.stay.office = OrganisationId(testkit::id(self.dice.one(&[104, 105])));
                self.stay.care_manager = None;
            }
            _ => {}
        }
        self.acts.push(a);
        self.fold();
    }

    /// 「取り消す」 within minutes, of the last sheet or of what the office wrote down last.
    fn take_back(&mut self) {
        let kinds = [ActKind::SheetSent, ActKind::PlanningNotice, ActKind::DischargeNotice];
        if self.stay.cancelled {
            return;
        }
        if let Some(a) = self.acts.last_mut().filter(|a| kinds.contains(&a.kind)) {
            a.cancelled = true;
            self.fold();
        }
        self.look();
    }

    fn fold(&mut self) {
        let c = Columns::of(&self.acts);
        (self.stay.planned_on, self.stay.ended_on) = (c.planned_on, c.ended_on);
        (self.stay.end, self.stay.closed) = (c.end, c.closed);
    }

    /// What holds at every point of every walk.
    fn look(&mut self) {
        let (p, phase) = (self.progress(), self.phase());
        let who = p.who();
        let open = matches!(phase, Phase::Ahead | Phase::Inside | Phase::Left);
        assert_eq!(open, !self.stay.closed, "{phase:?}");
        assert_eq!(who.is_some(), open, "exactly one moves while it is open: {phase:?} {who:?}");
        assert_eq!(
            who.map(|w| (w.next, w.side)).unwrap_or((Next::Nothing, Mover::Nobody)),
            p.next()
        );
        let Some(Who { next, side, organisation, .. }) = who else {
            return self.note(Next::Nothing);
        };
        assert!(side != Mover::Nobody && next != Next::Nothing);
        let place = if side == Mover::Office { Some(self.stay.office) } else { self.stay.hospital };
        assert_eq!(Some(organisation), place, "{next:?}");
        assert!(side == Mover::Office || !p.outside(), "nobody acts for a hospital outside");
        // from the day of admission on, who is waited for is never refused
        if phase != Phase::Ahead {
            let kind = kind_of(next).unwrap();
            assert_eq!(p.may(Doing::Act(kind), self.today), Ok(()), "{phase:?} {next:?}");
        }
        self.note(next);
    }

    fn note(&mut self, next: Next) {
        let at = if self.stay.hospital.is_some() { "here" } else { "outside" };
        self.seen.insert(format!("{at} {} {next:?}", self.phase().code()));
    }

    /// Led to its end: whoever is waited for does what is next.
    fn finish(&mut self) {
        for _ in 0..12 {
            let Some(w) = self.progress().who() else { break };
            self.today = self.today.max(self.stay.admitted_on);
            let kind = kind_of(w.next).unwrap();
            assert_eq!(self.may(Doing::Act(kind)), Ok(()), "{w:?}");
            self.record(kind);
            self.look();
        }
        assert!(self.stay.closed, "it ends closed: {:?}", self.progress().next());
        assert!(self.stay.ended_on.is_none_or(|d| days_between(self.stay.admitted_on, d) >= 0));
    }
}

#[test]
fn ten_thousand_walks_end_closed_and_exactly_one_is_waited_for_at_every_open_point() {
    let mut seen = BTreeSet::new();
    let mut ends = BTreeSet::new();
    for seed in 0..WALKS {
        let mut w = Walk::new(seed);
        w.look();
        for _ in 0..STEPS {
            w.attempt();
        }
        w.finish();
        ends.insert(w.phase().code());
        seen.append(&mut w.seen);
    }
    assert_eq!(
        ends.into_iter().collect::<Vec<_>>(),
        ["cancelled", "complete", "died", "transferred"]
    );
    // the states of the golden table are the states that can be reached, no more and no fewer
    let table = include_str!("../../tests/golden/acts.txt");
    let listed: BTreeSet<String> =
        table.lines().filter_map(|l| l.strip_prefix("= ")).map(str::to_owned).collect();
    assert_eq!(seen, listed);
}
