//! What may still be done to a stay. One table, asked by every use case before it writes (`use_cases::allowed`) and by
//! the walks that look for a way to go wrong. Whose right something is stands elsewhere (permissions, people_access);
//! what is written into a form is checked by its use case. Here stands only what the state of the stay says.
//!
//! The state is the phase below and what is next ([`Progress::who`]): nothing else decides what may happen.
use kernel::{At, Date, Id, wareki};

use super::stay::coded;
use super::{Act, ActKind, EndKind, Progress, Stay};

coded! {
    /// Where a stay stands as a whole.
    Phase {
        /// A planned admission; the day lies ahead.
        Ahead = "ahead", "入院の予定";
        /// In hospital.
        Inside = "inside", "入院中";
        /// Home, in a residence or in a facility; papers or the office's record are still to come.
        Left = "left", "退院したあと";
        /// The office's record stands (or two months have gone by): nothing is asked of anybody any more.
        Complete = "complete", "そろったあと";
        /// 転院: everything ended without a word.
        Transferred = "transferred", "転院したあと";
        /// 死亡: everything ended without a word.
        Died = "died", "亡くなられたあと";
        /// Entered by mistake: counted nowhere.
        Cancelled = "cancelled", "登録を取り消したあと";
    }
}

impl Phase {
    /// Of a stay on a day.
    pub fn of(s: &Stay, today: Date) -> Phase {
        match s.end {
            _ if s.cancelled => Phase::Cancelled,
            Some(EndKind::Death) => Phase::Died,
            Some(EndKind::Transfer) => Phase::Transferred,
            Some(_) if s.closed => Phase::Complete,
            Some(_) => Phase::Left,
            None if s.admitted_on > today => Phase::Ahead,
            None => Phase::Inside,
        }
    }

    /// Ended by a death or a transfer: nobody is sent a word any more.
    pub const fn quiet(self) -> bool {
        matches!(self, Phase::Transferred | Phase::Died)
    }
}

/// What somebody is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Record an act of this kind.
    Act(ActKind),
    /// Send the sheet through the program. (A sheet that went by FAX is [`ActKind::SheetSent`] and may be written down
    /// later.)
    Send,
    /// Take the end back.
    UndoEnd,
    /// Take the whole admission back.
    CancelStay,
}

coded! {
    /// Why it may not be done. The label is the sentence on the page; see [`Refusal::words`].
    Refusal {
        /// The admission was taken back.
        Cancelled = "void", "取り消された入院の記録です";
        /// The person is not in hospital yet.
        Ahead = "ahead", "まだ入院していません。入院した日から記録できます";
        /// The person has left.
        Ended = "ended", "退院したと登録されています。まちがいのときは「退院を取り消す」を選んでください";
        /// The record stands.
        Complete = "closed", "この入院の記録はそろっています。ここでは、もう変えられません";
        /// Death or transfer.
        Over = "over", "この入院は終わっています。ここでは、もう記録できません";
        /// Nothing to take back.
        NotEnded = "inside", "退院は、まだ登録されていません";
        /// Who went to a facility is looked after there.
        NotAsked = "away", "自宅などへの退院ではないため、確認はしません";
        /// Nobody is asked after the dead.
        Dead = "dead", "亡くなられたため、確認はしません";
        /// A death also stands elsewhere.
        Died = "died", "亡くなられた記録を直すときは、運用担当に連絡してください（登録した側は、5分以内なら取り消せます）";
        /// Of the dead nobody is told by a list.
        Tell = "tell", "亡くなられたことは、ここからは知らせません。電話などで、じかに伝えてください";
        /// The hospital has opened or done something.
        Acted = "acted", "病院がもう動いているため、取り消せません。地域連携室に電話で伝えてください";
    }
}

impl Refusal {
    /// The sentence with the day it speaks of.
    pub fn words(self, s: &Stay) -> String {
        match (self, s.ended_on) {
            (Refusal::Ended, Some(on)) => format!("{}に{}", wareki::month_day(on), self.label()),
            _ => self.label().into(),
        }
    }
}

/// Until when an act of a kind makes sense.
enum Until {
    /// Only while the person is in hospital.
    Leaves,
    /// Until the record stands.
    Complete,
    /// Also afterwards, but not after a death or a transfer: what was done before and is written down later, and what
    /// comes after going home.
    Over,
    /// Always: evidence of one's own side (a late line of the log, a hearing, the record, a correction).
    Ever,
}

/// First and last moment of a kind: from the day of admission on, or before; until when.
const fn span(kind: ActKind) -> (bool, Until) {
    use ActKind as K;
    match kind {
        K::Adl | K::NotDischarged | K::Ended => (true, Until::Leaves),
        K::PlannedDate | K::AdmissionMoved => (false, Until::Leaves),
        K::Assigned | K::Checklist | K::FacilityAsked => (false, Until::Complete),
        K::Procedures => (true, Until::Complete),
        K::Screening | K::Conference | K::ConferenceChanged => (false, Until::Over),
        K::FacilityAnswer | K::ServicesTold => (false, Until::Over),
        K::PlanningNotice | K::DischargeNotice | K::Papers => (true, Until::Over),
        K::Place | K::Orders | K::FollowUp => (true, Until::Over),
        K::Hearing | K::LiaisonGuidance | K::RecordConfirmed => (true, Until::Ever),
        K::AdmissionContact | K::SheetSent | K::Reply | K::ConferenceSeen => (false, Until::Ever),
        K::FeeJudged | K::HandedOver => (false, Until::Ever),
    }
}

fn act(phase: Phase, kind: ActKind) -> Result<(), Refusal> {
    let (there, until) = span(kind);
    match (phase, until) {
        (Phase::Cancelled, _) => Err(Refusal::Cancelled),
        (Phase::Ahead, _) if there => Err(Refusal::Ahead),
        (Phase::Ahead | Phase::Inside, _) | (_, Until::Ever) => Ok(()),
        // somebody transferred goes on being away: the services may hear that
        (Phase::Transferred, _) if matches!(kind, ActKind::ServicesTold) => Ok(()),
        (Phase::Died, _) if matches!(kind, ActKind::ServicesTold) => Err(Refusal::Tell),
        (Phase::Transferred | Phase::Died, _) => Err(Refusal::Over),
        (Phase::Left | Phase::Complete, Until::Leaves) => Err(Refusal::Ended),
        (Phase::Complete, Until::Complete) => Err(Refusal::Complete),
        (Phase::Left | Phase::Complete, _) => Ok(()),
    }
}

impl Progress<'_> {
    /// The entry of a death made by this side within [`super::act::RECALL_MINUTES`]: who pressed the wrong line, or a
    /// colleague beside, takes it back at once. Afterwards only an operator does ([`Refusal::Died`]).
    pub fn death_just_entered(&self, side: Option<Id>, now: At) -> Option<&Act> {
        let dead = self.stay().end == Some(EndKind::Death);
        let entry = self.last(ActKind::Ended).filter(|_| dead)?;
        let own = side.is_some() && entry.organisation.map(|o| o.0) == side;
        (own && Act::fresh(entry.at, now)).then_some(entry)
    }

    /// May this be done to the stay as it stands today?
    pub fn may(&self, doing: Doing, today: Date) -> Result<(), Refusal> {
        let phase = Phase::of(self.stay(), today);
        match (doing, phase) {
            (Doing::Act(kind @ ActKind::FollowUp), _) => match self.stay().end {
                Some(EndKind::Facility | EndKind::Transfer) if phase != Phase::Cancelled => {
                    Err(Refusal::NotAsked)
                }
                Some(EndKind::Death) if phase != Phase::Cancelled => Err(Refusal::Dead),
                None if phase == Phase::Inside => Err(Refusal::NotEnded),
                _ => act(phase, kind),
            },
            (Doing::Act(kind), _) => act(phase, kind),
            (_, Phase::Cancelled) => Err(Refusal::Cancelled),
            (Doing::Send, Phase::Transferred | Phase::Died) => Err(Refusal::Over),
            // on the day of leaving a sheet may still come; from the next day on its own day refuses it
            (Doing::Send, Phase::Complete) => Err(Refusal::Complete),
            (Doing::Send, _) => Ok(()),
            (Doing::UndoEnd | Doing::CancelStay, Phase::Died) => Err(Refusal::Died),
            (Doing::UndoEnd, Phase::Ahead | Phase::Inside) => Err(Refusal::NotEnded),
            (Doing::UndoEnd, _) => Ok(()),
            (Doing::CancelStay, Phase::Ahead | Phase::Inside) if self.hospital_acted() => {
                Err(Refusal::Acted)
            }
            (Doing::CancelStay, Phase::Ahead | Phase::Inside) => Ok(()),
            (Doing::CancelStay, _) => Err(Refusal::Ended),
        }
    }

    /// Has anything been recorded that needs the person to be in hospital? Then the admission lies behind, and its day
    /// is not moved ahead again.
    pub fn begun(&self) -> bool {
        self.acts().any(|a| span(a.kind).0)
    }

    /// Has anybody but the stay's office done or opened something? What the office wrote down of the hospital's words
    /// is the office's own.
    fn hospital_acted(&self) -> bool {
        let office = Some(self.stay().office);
        let theirs = |a: &Act| !a.heard() && (a.opened_at.is_some() || a.organisation != office);
        self.acts().any(theirs)
    }
}
