//! Where a stay stands: the seven steps, what is next, who moves, and until when.
//! 届いた → 担当決定 → 退院支援の要否 → 調整開始の連絡 → カンファ → 退院日の連絡 → 書類の受け渡し (practice.md §1).
use accounts::{AccountId, OrganisationId};
use kernel::time::add_days;
use kernel::{BusinessCalendar, Date, Holidays};

use super::{Act, ActKind, Deadlines, EndKind, Stay};

/// Days before the day of leaving from which papers are taken for those of the discharge, when the day has not been
/// told yet.
const PAPERS_BEFORE: i64 = 7;

/// State of one of the seven steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Done on this day (none: the day is not known).
    Done(Option<Date>),
    /// 「開かない」 and the like: left out on purpose.
    Skipped,
    /// This is the one to do now.
    Now,
    /// Not yet.
    Todo,
}

/// Who has to act next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mover {
    /// The care manager's office (or 包括).
    Office,
    /// The hospital's 地域連携室.
    Hospital,
    /// Nobody.
    Nobody,
}

/// What is to be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// 入院の連絡 (office).
    Contact,
    /// 入院時情報提供書 (office).
    Sheet,
    /// 担当を決める (hospital).
    Assign,
    /// 退院支援の要否 (hospital).
    Screen,
    /// 退院調整開始の連絡 (hospital).
    Planning,
    /// カンファ: held or not (hospital).
    Conference,
    /// 退院日の連絡 (hospital).
    DischargeNotice,
    /// 書類 (hospital).
    Papers,
    /// End of the stay to be entered (hospital or office).
    End,
    /// 退院・退所情報記録書 (office).
    Record,
    /// Nothing.
    Nothing,
}

impl Next {
    /// Whose step it is in a hospital that works here; a step's due day follows this one's calendar.
    pub const fn owner(self) -> Mover {
        match self {
            Next::Contact | Next::Sheet | Next::Record => Mover::Office,
            Next::Nothing => Mover::Nobody,
            _ => Mover::Hospital,
        }
    }
}

/// Who is waited for: one organisation, and who of it when somebody is in charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who {
    /// With what.
    pub next: Next,
    /// The office's side or the hospital's; never [`Mover::Nobody`].
    pub side: Mover,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The care manager, or who is in charge at the hospital.
    pub account: Option<AccountId>,
}

/// A stay read off its acts.
#[derive(Debug, Clone)]
pub struct Progress<'a> {
    stay: &'a Stay,
    acts: Vec<&'a Act>,
}

impl<'a> Progress<'a> {
    /// Of a stay and its acts in the order of recording; cancelled acts are passed over.
    pub fn new(stay: &'a Stay, acts: impl IntoIterator<Item = &'a Act>) -> Self {
        let acts = acts.into_iter().filter(|a| a.stay == stay.id && !a.cancelled).collect();
        Progress { stay, acts }
    }

    /// The acts it is read off, in the order of recording.
    pub fn acts(&self) -> impl Iterator<Item = &'a Act> {
        self.acts.iter().copied()
    }

    /// The stay.
    pub fn stay(&self) -> &'a Stay {
        self.stay
    }

    /// A hospital outside: nobody there acts here, so whatever is next is the office's.
    pub fn outside(&self) -> bool {
        self.stay.hospital.is_none()
    }

    /// The first act of a kind.
    pub fn first(&self, kind: ActKind) -> Option<&'a Act> {
        self.acts.iter().copied().find(|a| a.kind == kind)
    }

    /// The last act of a kind.
    pub fn last(&self, kind: ActKind) -> Option<&'a Act> {
        self.acts.iter().rev().copied().find(|a| a.kind == kind)
    }

    /// The contact that 入院連絡率 counts: the first 入院の連絡, or a sheet sent without one.
    pub fn contact(&self) -> Option<&'a Act> {
        self.first(ActKind::AdmissionContact).or_else(|| self.first(ActKind::SheetSent))
    }

    /// The 退院日の連絡 that the survey counts: the earliest that named the day on which the person really left;
    /// when none did, the last one (ADR 0006).
    pub fn counted_notice(&self) -> Option<&'a Act> {
        let mut notices = self.acts.iter().copied().filter(|a| a.kind == ActKind::DischargeNotice);
        notices
            .clone()
            .filter(|a| self.stay.ended_on.is_some() && a.detail.day() == self.stay.ended_on)
            // the office may write down later what it was told before; of one day, the one recorded first
            .min_by_key(|a| a.day.unwrap_or_else(|| a.at.date()))
            .or_else(|| notices.next_back())
    }

    /// The papers of the discharge that were handed over last. A summary given on the first days is a paper, but not yet
    /// that of going home: it counts when the day had been told, or was near ([`PAPERS_BEFORE`]).
    pub fn papers(&self) -> Option<&'a Act> {
        let leaves = self.stay.ended_on.or(self.stay.planned_on);
        let counts = |a: &Act| {
            let told = |n: &Act| n.kind == ActKind::DischargeNotice && n.at <= a.at;
            let day = a.day.unwrap_or_else(|| a.at.date());
            a.kind == ActKind::Papers
                && (self.acts.iter().any(|n| told(n))
                    || leaves.is_some_and(|on| day >= add_days(on, -PAPERS_BEFORE)))
        };
        self.acts.iter().rev().copied().find(|a| counts(a))
    }

    /// Was discharge support decided to be unnecessary?
    pub fn support_unneeded(&self) -> bool {
        self.last(ActKind::Screening).is_some_and(|a| a.detail.has("not_needed"))
    }

    /// Did the stay end in a way that ends all open steps (転院, 死亡)?
    pub fn ended_quietly(&self) -> bool {
        self.stay.end.is_some_and(EndKind::excluded)
    }

    /// The seven steps with their labels in order.
    pub fn steps(&self) -> [(&'static str, StepState); 7] {
        let done = |a: Option<&Act>| a.map(|a| StepState::Done(a.day));
        let conference = self.last(ActKind::Conference).map(|a| {
            if a.detail.has("not_held") { StepState::Skipped } else { StepState::Done(a.day) }
        });
        let raw = [
            ("届いた", done(self.contact())),
            ("担当決定", done(self.last(ActKind::Assigned))),
            ("退院支援の要否", done(self.last(ActKind::Screening))),
            (
                "調整開始の連絡",
                done(self.first(ActKind::PlanningNotice))
                    .or_else(|| self.support_unneeded().then_some(StepState::Skipped)),
            ),
            (
                "カンファ",
                conference.or_else(|| self.support_unneeded().then_some(StepState::Skipped)),
            ),
            ("退院日の連絡", done(self.last(ActKind::DischargeNotice))),
            ("書類の受け渡し", done(self.papers())),
        ];
        // a hospital outside is asked for no step: what it told is shown, what it did not is nobody's to do here
        let unasked = self.outside() && self.contact().is_some();
        let over = self.ended_quietly() || self.stay.closed || unasked;
        let mut now_given = false;
        raw.map(|(label, state)| {
            let state = state.unwrap_or_else(|| {
                if over || std::mem::replace(&mut now_given, true) {
                    StepState::Todo
                } else {
                    StepState::Now
                }
            });
            (label, state)
        })
    }

    /// What is next and who moves.
    pub fn next(&self) -> (Next, Mover) {
        if self.stay.cancelled || self.stay.closed || self.ended_quietly() {
            return (Next::Nothing, Mover::Nobody);
        }
        let has = |k| self.first(k).is_some();
        if self.stay.ended_on.is_some() {
            if self.papers().is_none() && self.stay.hospital.is_some() {
                return (Next::Papers, Mover::Hospital);
            }
            if !has(ActKind::RecordConfirmed) {
                return (Next::Record, Mover::Office);
            }
            return (Next::Nothing, Mover::Nobody);
        }
        if self.contact().is_none() {
            return (Next::Contact, Mover::Office);
        }
        if !has(ActKind::SheetSent) {
            return (Next::Sheet, Mover::Office);
        }
        if self.outside() {
            return (Next::End, Mover::Office);
        }
        if !has(ActKind::Assigned) {
            return (Next::Assign, Mover::Hospital);
        }
        if !has(ActKind::Screening) {
            return (Next::Screen, Mover::Hospital);
        }
        if !has(ActKind::PlanningNotice) && !self.support_unneeded() {
            return (Next::Planning, Mover::Hospital);
        }
        if !has(ActKind::Conference) && !self.support_unneeded() {
            return (Next::Conference, Mover::Hospital);
        }
        if !has(ActKind::DischargeNotice) {
            return (Next::DischargeNotice, Mover::Hospital);
        }
        if self.papers().is_none() {
            return (Next::Papers, Mover::Hospital);
        }
        (Next::End, Mover::Hospital)
    }

    /// Who is waited for, as every page says it: exactly one while the stay is open, none once it is closed. That the
    /// hospital may go ahead while the office still owes its sheet ([`Progress::hospital_next`]) makes it no second one:
    /// nobody waits for it.
    pub fn who(&self) -> Option<Who> {
        let (next, side) = self.next();
        let (s, office) = (self.stay, (self.stay.office, self.stay.care_manager));
        let (organisation, account) = match side {
            Mover::Nobody => return None,
            Mover::Office => office,
            Mover::Hospital => (s.hospital?, s.assigned),
        };
        Some(Who { next, side, organisation, account })
    }

    /// What the office has to do beside the one step that is waited for: from the day of leaving its record runs for
    /// seven days, whatever the hospital still owes. [`Progress::who`] stays one: nobody else waits for the record.
    pub fn office_beside(&self) -> Next {
        match self.next() {
            (Next::Papers, Mover::Hospital)
                if self.stay.ended_on.is_some()
                    && self.first(ActKind::RecordConfirmed).is_none() =>
            {
                Next::Record
            }
            _ => Next::Nothing,
        }
    }

    /// The hospital's own next step, also while the sheet is still missing: an assignment need not wait for it.
    pub fn hospital_next(&self) -> Next {
        let has = |k| self.first(k).is_some();
        match self.next() {
            (n, Mover::Hospital) => n,
            (Next::Nothing | Next::Record, _) => Next::Nothing,
            // what the office has not done yet holds nobody up here
            (Next::Contact | Next::Sheet, _) if !has(ActKind::Assigned) => Next::Assign,
            (_, _) if !has(ActKind::Screening) => Next::Screen,
            (_, _) if !has(ActKind::PlanningNotice) && !self.support_unneeded() => Next::Planning,
            (_, _) if !has(ActKind::DischargeNotice) => Next::DischargeNotice,
            (_, _) if self.papers().is_none() => Next::Papers,
            _ => Next::End,
        }
    }

    /// Has this step been taken (or left out on purpose)? It may be taken again; late it is no more.
    pub fn taken(&self, next: Next) -> bool {
        let has = |k| self.first(k).is_some();
        match next {
            Next::Contact => self.contact().is_some(),
            Next::Sheet => has(ActKind::SheetSent),
            Next::Assign => has(ActKind::Assigned),
            Next::Screen => has(ActKind::Screening),
            Next::Planning => has(ActKind::PlanningNotice) || self.support_unneeded(),
            Next::Conference => has(ActKind::Conference) || self.support_unneeded(),
            Next::DischargeNotice => has(ActKind::DischargeNotice),
            Next::Papers => self.papers().is_some(),
            Next::End => self.stay.ended_on.is_some(),
            Next::Record => has(ActKind::RecordConfirmed),
            Next::Nothing => true,
        }
    }

    /// The day by which a step is due, by the calendar of who has to act; none when it has no date yet.
    pub fn due(
        &self,
        next: Next,
        d: &Deadlines,
        calendar: &BusinessCalendar,
        holidays: &Holidays,
    ) -> Option<Date> {
        let s = self.stay;
        let on = |day| Some(Deadlines::on_business_day(day, calendar, holidays));
        match next {
            Next::Contact => on(s.at.date().max(s.admitted_on)),
            Next::Assign => on(add_days(self.contact()?.at.date(), d.assign_days)),
            Next::Screen => on(add_days(s.admitted_on, d.screening_days)),
            Next::Planning => on(add_days(s.admitted_on, d.planning_days)),
            Next::DischargeNotice => Some(d.notice_by(s.planned_on?, s.admitted_on)),
            Next::Conference => Some(d.notice_by(s.planned_on?, s.admitted_on)),
            Next::Papers => Some(add_days(s.ended_on.or(s.planned_on)?, d.papers_days_after)),
            Next::End => s.planned_on,
            Next::Record => Some(add_days(s.ended_on?, d.record_days_after)),
            Next::Sheet | Next::Nothing => None,
        }
    }
}
