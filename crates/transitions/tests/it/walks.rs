//! Random walks through the use cases themselves, on both engines: what the state allows (`model::may`) is what they
//! allow, the columns of the stay say what its acts say, exactly one is waited for while it is open, and every walk can
//! be led to its end. (Ten thousand walks over the rules alone: src/model/walk_tests.rs.)
use std::collections::BTreeSet;

use app::Error;
use kernel::time::add_days;
use kernel::{Actor, At};
use testkit::{TestApp, TestDb};
use transitions::model::progress::Next;
use transitions::model::{ActKind as K, Columns, Doing, Phase, Progress, StayId};
use transitions::use_cases::report::{Report, Where, report};
use transitions::use_cases::view::{View, view};

use crate::place::Town;
use crate::table::acts::{Act, all};
use crate::table::roles::Cast;
use crate::table::states::targets;

/// Whose act it is.
#[derive(Clone, Copy, PartialEq)]
enum By {
    Office,
    Hospital,
    /// Hospital or, where that has no accounts, the office.
    Holder,
    Home,
    Nurse,
}

/// What each row of the table asks of the state.
const ASKS: &[(&str, Doing, By)] = &[
    ("move day", Doing::Act(K::AdmissionMoved), By::Office),
    ("cancel stay", Doing::CancelStay, By::Office),
    ("contact", Doing::Act(K::AdmissionContact), By::Office),
    ("sheet", Doing::Send, By::Office),
    ("sheet by fax", Doing::Act(K::SheetSent), By::Office),
    ("recall sheet", Doing::Act(K::SheetSent), By::Office),
    ("key in reply", Doing::Act(K::Reply), By::Office),
    ("take back reply", Doing::Act(K::Reply), By::Office),
    ("assign", Doing::Act(K::Assigned), By::Hospital),
    ("adl", Doing::Act(K::Adl), By::Hospital),
    ("screen", Doing::Act(K::Screening), By::Hospital),
    ("planning notice", Doing::Act(K::PlanningNotice), By::Hospital),
    ("hear planning", Doing::Act(K::PlanningNotice), By::Office),
    ("planned day", Doing::Act(K::PlannedDate), By::Hospital),
    ("not discharged", Doing::Act(K::NotDischarged), By::Hospital),
    ("checklist", Doing::Act(K::Checklist), By::Office),
    ("procedures", Doing::Act(K::Procedures), By::Hospital),
    ("place wished", Doing::Act(K::Place), By::Office),
    ("ask facility", Doing::Act(K::FacilityAsked), By::Office),
    ("facility answers", Doing::Act(K::FacilityAnswer), By::Home),
    ("answer for facility", Doing::Act(K::FacilityAnswer), By::Office),
    ("no conference", Doing::Act(K::Conference), By::Hospital),
    ("close conference", Doing::Act(K::Conference), By::Holder),
    ("change conference", Doing::Act(K::ConferenceChanged), By::Holder),
    ("day told", Doing::Act(K::DischargeNotice), By::Hospital),
    ("hear day", Doing::Act(K::DischargeNotice), By::Office),
    ("papers", Doing::Act(K::Papers), By::Hospital),
    ("nursing summary", Doing::Act(K::Papers), By::Hospital),
    ("orders", Doing::Act(K::Orders), By::Office),
    ("tell admission", Doing::Act(K::ServicesTold), By::Office),
    ("service received", Doing::Act(K::HandedOver), By::Nurse),
    ("end at home", Doing::Act(K::Ended), By::Office),
    ("end by transfer", Doing::Act(K::Ended), By::Hospital),
    ("end by death", Doing::Act(K::Ended), By::Office),
    ("undo end", Doing::UndoEnd, By::Office),
    ("record", Doing::Act(K::RecordConfirmed), By::Office),
    ("hearing", Doing::Act(K::Hearing), By::Office),
    ("keep fee guide", Doing::Act(K::FeeJudged), By::Office),
    ("guidance", Doing::Act(K::LiaisonGuidance), By::Hospital),
    ("follow up", Doing::Act(K::FollowUp), By::Office),
];

/// The row that does what is next.
fn row_of(n: Next, here: bool) -> &'static str {
    match n {
        Next::Contact => "contact",
        Next::Sheet if here => "sheet",
        Next::Sheet => "sheet by fax",
        Next::Assign => "assign",
        Next::Screen => "screen",
        Next::Planning => "planning notice",
        Next::Conference => "no conference",
        Next::DischargeNotice => "day told",
        Next::Papers => "papers",
        Next::End => "end at home",
        Next::Record => "record",
        Next::Nothing => panic!("nothing is next"),
    }
}

struct Walk<'a> {
    cast: &'a Cast,
    dice: u64,
    here: bool,
    stay: StayId,
    /// Rows that were done, and rows that the state refused.
    met: BTreeSet<(&'static str, bool)>,
}

impl Walk<'_> {
    fn below(&mut self, n: u64) -> u64 {
        // splitmix64
        self.dice = self.dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.dice;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    fn town(&self) -> &Town {
        &self.cast.town
    }

    fn view(&self) -> Option<View> {
        match self.town().app.read(&self.town().cm, |cx| view(cx, self.stay)) {
            Ok(v) => Some(v),
            Err(Error::NotFound) => None,
            Err(e) => panic!("{e:?}"),
        }
    }

    fn actor(&self, by: By) -> &Actor {
        match by {
            By::Office => &self.town().cm,
            By::Holder if !self.here => &self.town().cm,
            By::Hospital | By::Holder => &self.town().liaison,
            By::Home => &self.cast.home,
            By::Nurse => &self.cast.nurse,
        }
    }

    fn notices(&self) -> usize {
        let unread = |who| {
            let all = self.town().app.read(who, app::notices::mine).unwrap();
            all.iter().filter(|n| n.read_at.is_none()).count()
        };
        let t = self.town();
        [&t.cm, &t.colleague, &t.liaison, &self.cast.nurse, &self.cast.home]
            .map(unread)
            .iter()
            .sum()
    }

    /// Tries a row; the use case says what the state says.
    fn attempt(&mut self, name: &str, rows: &[Act]) {
        let (name, doing, by) = *ASKS.iter().find(|(n, _, _)| *n == name).unwrap();
        let who = self.actor(by);
        let (Some(before), known) = targets(self.cast, self.here, self.stay) else { return };
        let p = Progress::new(&before.stay, &before.acts);
        let today = self.town().app.now().date();
        let state = match p.death_just_entered(who.organisation, self.town().app.now()) {
            // for five minutes the side that entered a death takes it back
            Some(_) if name == "undo end" => Ok(()),
            _ => p.may(doing, today),
        };
        let quiet = Phase::of(&before.stay, today).quiet().then(|| self.notices());
        let act = *rows.iter().find(|a| a.name == name).unwrap();
        let done =
            self.town().act(who, move |cx| (act.run)(cx, &known).unwrap_or(Err(Error::NotFound)));
        let at = format!("{name} in {:?} {:?}", Phase::of(&before.stay, today), p.next());
        match (&done, state) {
            (Ok(()), _) => {
                assert_eq!(state, Ok(()), "{at}: done although it may not be");
                self.met.insert((name, true));
            }
            (Err(Error::Rule(text)), Err(why)) => {
                assert_eq!(*text, why.words(&before.stay), "{at}");
                self.met.insert((name, false));
            }
            // what the form asks, and whose right it is, stands beside the state
            (Err(Error::Invalid(_) | Error::NotFound | Error::Rule(_)), _) => {}
            (Err(e), _) => panic!("{at}: {e:?}"),
        }
        if let Some(n) = quiet {
            let undone = name == "undo end" && done.is_ok();
            assert!(undone || self.notices() <= n, "{at}: a word went out");
        }
        self.look(&at);
    }

    fn look(&mut self, at: &str) {
        let Some(v) = self.view() else { return };
        let s = &v.stay;
        let p = Progress::new(s, &v.acts);
        let says = Columns::of(&v.acts);
        let columns = Columns {
            planned_on: s.planned_on,
            ended_on: s.ended_on,
            end: s.end,
            closed: s.closed,
        };
        assert_eq!(columns, says, "{at}");
        let who = p.who();
        assert_eq!(who.is_some(), !s.closed, "{at}: {who:?}");
        if self.below(3) > 0 && !s.closed {
            return;
        }
        // the lists of both sides name the same one
        let t = self.town();
        for reader in [&t.cm, &t.liaison].into_iter().take(if self.here { 2 } else { 1 }) {
            let line = t.lines(reader).into_iter().find(|l| l.stay.id == self.stay);
            assert_eq!(line.map(|l| l.mover), who.map(|w| w.side), "{at}: {}", reader.name);
        }
    }

    fn pass(&mut self, minutes: i64) {
        let now: At = self.town().app.now().plus_minutes(minutes);
        self.town().app.clock.set(now);
    }
}

fn walk(cast: &Cast, seed: u64, rows: &[Act]) -> BTreeSet<(&'static str, bool)> {
    let t = &cast.town;
    let mut w =
        Walk { cast, dice: seed, here: true, stay: StayId(testkit::id(1)), met: BTreeSet::new() };
    w.here = w.below(4) > 0;
    let today = t.app.now().date();
    let on = add_days(today, [-3, -1, 0, 0, 0, 2][usize::try_from(w.below(6)).unwrap()]);
    let known = if w.here { t.hospital } else { t.outside };
    let cmd = Report {
        resident: t.resident,
        hospital: Where::Known(known),
        admitted_on: on,
        planned: true,
        ..t.admission("2026-11-09")
    };
    w.stay = t.act(&t.cm, move |cx| report(cx, &cmd)).unwrap();
    w.look("entered");
    let mut last = "";
    for _ in 0..8 {
        // what follows on something is tried after it, more often than chance would
        let follows = match last {
            "tell admission" => "service received",
            "close conference" => "change conference",
            "hearing" => "keep fee guide",
            "ask facility" => "facility answers",
            "sheet" | "sheet by fax" => "recall sheet",
            "key in reply" => "take back reply",
            _ => "",
        };
        let name = match (w.view(), w.below(3)) {
            (_, 1) if !follows.is_empty() => follows,
            (Some(v), 0) => match Progress::new(&v.stay, &v.acts).who() {
                Some(who) => row_of(who.next, w.here),
                None => "contact",
            },
            _ => ASKS[usize::try_from(w.below(ASKS.len() as u64)).unwrap()].0,
        };
        w.attempt(name, rows);
        last = name;
        let minutes = [1, 1, 1, 10, 600][usize::try_from(w.below(5)).unwrap()];
        w.pass(minutes);
    }
    while let Some(v) = w.view() {
        let p = Progress::new(&v.stay, &v.acts);
        let Some(who) = p.who() else { break };
        let left = kernel::time::days_between(t.app.now().date(), v.stay.admitted_on);
        w.pass(left.max(0) * 24 * 60 + 1);
        w.attempt(row_of(who.next, w.here), rows);
        let after = w.view().unwrap();
        let next = Progress::new(&after.stay, &after.acts).who();
        assert!(next != Some(who), "{who:?} did it, and is still waited for");
    }
    let closed = w.view().is_none_or(|v| v.stay.closed);
    assert!(closed, "walk {seed} ends closed");
    w.met
}

/// So many walks, each with a person of its own, thirty in a town.
fn walks(n: u64, app: impl Fn() -> TestApp) -> BTreeSet<(&'static str, bool)> {
    let rows = all();
    let mut met = BTreeSet::new();
    for first in (0..n).step_by(30) {
        let mut cast = Cast::new(app());
        cast.town.now("2026-11-12", "09:00");
        for seed in first..n.min(first + 30) {
            cast.next_person(usize::try_from(seed).unwrap());
            met.append(&mut walk(&cast, seed, &rows));
        }
    }
    met
}

#[test]
fn three_hundred_walks_through_the_use_cases_agree_with_the_rules_and_end_closed() {
    let met = walks(300, TestApp::sqlite);
    let never: Vec<&str> =
        ASKS.iter().map(|(n, _, _)| *n).filter(|n| !met.contains(&(*n, true))).collect();
    assert!(never.is_empty(), "never done in any walk: {never:?}");
    assert!(met.iter().filter(|(_, done)| !done).count() > 20, "{met:?}");
}

#[test]
fn sixty_walks_on_postgresql_agree_as_well() {
    testkit::on_postgres(testkit::Contents::Persons, |first| {
        let first = std::cell::RefCell::new(Some(TestApp::new(first)));
        let next = || {
            let made = first.borrow_mut().take();
            made.unwrap_or_else(|| {
                TestApp::new(TestDb::postgres(testkit::Contents::Persons).unwrap())
            })
        };
        assert!(walks(60, next).len() > ASKS.len());
    });
}
