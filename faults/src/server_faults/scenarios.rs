//! The list of faults, and the line of figures that each one prints.
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

use serde_json::json;

use super::client::{Client, Session};
use super::ledger::Ledger;
use super::place::{Base, Engine, Place, REGION};
use super::program::{Program, Start};
use super::verify::{self, Tally};
use super::{
    cluster, f01_kill, f02_cut, f04_io, f05_full, f06_stop, f07_clock, f08_flips, f10_migrate,
    f13_config, f15_limits, load,
};
use crate::Fail;
use crate::run::have;

/// Longest start after a fault.
const RESTART_MS: u64 = 2000;

/// Papers that a whole comparison opens.
const PAPERS: usize = 12;

/// The starts of one fault.
#[derive(Debug, Default)]
pub struct Starts {
    /// By the clock, in milliseconds, in the order of the rounds.
    by_clock: Vec<u64>,
    /// The most work of the processor that one took, in milliseconds.
    work_max: u64,
    /// What the host took during the longest one, in milliseconds: said, not judged.
    stolen_of_longest: u64,
}

impl Starts {
    /// One more.
    pub fn take(&mut self, start: Start) {
        if start.by_clock_ms > self.longest() {
            self.stolen_of_longest = start.stolen_ms;
        }
        self.by_clock.push(start.by_clock_ms);
        self.work_max = self.work_max.max(start.work_ms);
    }

    fn longest(&self) -> u64 {
        self.by_clock.iter().copied().max().unwrap_or(0)
    }

    /// The short set runs beside other work on machines that others share: there a single long wait says nothing of
    /// the program. It judges the middle start and the work of the worst; `whole` judges every single one by the clock.
    fn good(&self, whole: bool) -> bool {
        let mut sorted = self.by_clock.clone();
        sorted.sort_unstable();
        let middle = sorted.get(sorted.len() / 2).copied().unwrap_or(0);
        let judged = if whole { self.longest() } else { middle };
        judged < RESTART_MS && self.work_max < RESTART_MS
    }
}

/// What a fault showed on one engine.
#[derive(Debug, Default)]
pub struct Figures {
    /// Times that it happened.
    pub rounds: usize,
    /// Acts acknowledged.
    pub acked: usize,
    /// Acknowledged and not there; for F8: damaged content that was shown.
    pub lost: usize,
    /// There or shown without its audit row.
    pub without_audit: usize,
    /// There twice.
    pub duplicates: usize,
    /// How long the starts took.
    pub starts: Starts,
    /// Safety was off inside the harness: it must lose.
    pub control: bool,
    /// What else there is to say, for the reader of the terminal.
    pub note: String,
}

impl Figures {
    /// Takes a comparison over.
    pub fn take(&mut self, t: Tally) {
        self.acked = t.acked;
        self.lost += t.lost;
        self.without_audit += t.without_audit;
        self.duplicates += t.duplicates;
    }

    fn line(&self, fault: &str, engine: Engine) -> String {
        json!({
            "fault": fault, "engine": engine.name(), "rounds": self.rounds, "acked": self.acked,
            "lost": self.lost, "without_audit": self.without_audit, "duplicates": self.duplicates,
            "restart_ms_max": self.starts.longest(), "restart_work_ms_max": self.starts.work_max,
            "restart_ms_max_stolen": self.starts.stolen_of_longest,
            "control": self.control,
        })
        .to_string()
    }

    /// Is it as it has to be?
    fn good(&self, whole: bool) -> bool {
        if self.control {
            return self.lost > 0;
        }
        self.lost + self.without_audit + self.duplicates == 0
            && self.rounds > 0
            && self.starts.good(whole)
    }
}

/// One round's world: a place, who writes, what they were told.
pub struct Scene {
    /// Where.
    pub place: Place,
    /// Who.
    pub session: Session,
    /// The ledger.
    pub ledger: Mutex<Ledger>,
    /// Panics told of.
    pub panics: usize,
    /// How many of the newest papers a whole comparison opens.
    pub papers: usize,
}

impl Scene {
    /// A fresh copy of the demonstration, with somebody signed in. Nothing runs afterwards.
    pub fn new(base: &Base, engine: Engine, name: &str) -> Result<Self, Fail> {
        let mut place = base.place(engine, name)?;
        place.up(None)?;
        let mut program = Program::start(base, &place, None, &Session::default(), &[])?;
        let client = Client::role(&program.address, REGION, "cm")?;
        if client.session.csrf.is_empty() {
            return Err(Fail::Text("no page gave a form token".into()));
        }
        program.kill()?;
        place.down()?;
        Ok(Scene {
            place,
            session: client.session,
            ledger: Mutex::default(),
            panics: 0,
            papers: PAPERS,
        })
    }

    /// Looks at the ledger.
    pub fn with<T>(&self, f: impl FnOnce(&Ledger) -> T) -> T {
        f(&self.ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// The whole comparison, without sending anything again.
    pub fn compare(&self, program: &Program) -> Result<Tally, Fail> {
        verify::compare(&self.place, &self.ledger, Some((&program.address, &self.session, PAPERS)))
    }

    /// After a fault: everything without an answer is sent again, then the comparison. Panics count as errors.
    pub fn settle(&mut self, program: &Program, whole: bool) -> Result<Tally, Fail> {
        load::again(&program.address, &self.session, &self.ledger);
        let deep = whole.then_some((program.address.as_str(), &self.session, self.papers));
        let t = verify::compare(&self.place, &self.ledger, deep)?;
        let panics = program.panics();
        if panics > self.panics {
            let said = std::fs::read_to_string(&program.log)?;
            let at = said.find("panicked").unwrap_or(0);
            let words: String = said.chars().skip(at.saturating_sub(80)).take(900).collect();
            return Err(Fail::Text(format!("{panics} panics: {}", words.replace('\n', " / "))));
        }
        let l = self.ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if l.thrown_out > 0 {
            return Err(Fail::Text(format!(
                "{} times somebody signed in was sent to the door: {}",
                l.thrown_out, l.last_refusal
            )));
        }
        if l.contradicted > 0 {
            return Err(Fail::Text(format!(
                "{} acts answered otherwise the second time",
                l.contradicted
            )));
        }
        Ok(t)
    }
}

/// A fault on one engine; `short`: a few rounds.
type Fault = fn(&Base, Engine, bool) -> Result<Option<Figures>, Fail>;

/// Name, whether it belongs to the short set, what to run.
const FAULTS: &[(&str, bool, Fault)] = &[
    ("F1", true, f01_kill::kills),
    ("F2", true, f02_cut::cuts),
    ("F2-control", true, f02_cut::control),
    ("F4", true, f04_io::failures),
    ("F5", true, f05_full::full),
    ("F6", false, f06_stop::stopped),
    ("F7", false, f07_clock::jumps),
    ("F8", true, f08_flips::flips),
    ("F8-control", true, f08_flips::control),
    ("F10", true, f10_migrate::stopped),
    ("F13", true, f13_config::corrupted),
    ("F15", false, f15_limits::limits),
];

/// Is this the name of such a fault?
pub fn known(name: &str) -> bool {
    FAULTS.iter().any(|(n, ..)| *n == name)
}

/// Runs the chosen ones (all, when none is named) on both engines; how many held and how many did not.
#[expect(clippy::disallowed_methods, reason = "the duration is told")]
#[expect(clippy::disallowed_macros, reason = "a harness for the terminal")]
pub fn run(chosen: &[String], short: bool) -> Result<(usize, usize), Fail> {
    let begun = Instant::now();
    let Some(yui) = std::env::var_os("YUI_BIN").map(PathBuf::from) else {
        return Err(Fail::Text("YUI_BIN names the built program (scripts/faults does it)".into()));
    };
    let mut engines = vec![Engine::Sqlite];
    match (cluster::programs().is_some(), have("setpriv", &["--version"])) {
        (true, true) => engines.push(Engine::Postgres),
        _ => eprintln!("faults: SKIPPED on PostgreSQL: its server programs or setpriv are missing"),
    }
    if let Ok(one) = std::env::var("YUI_FAULTS_ENGINE") {
        engines.retain(|e| e.name() == one);
    }
    let base = Base::new(&yui, &engines)?;
    eprintln!("faults: ready after {} s", begun.elapsed().as_secs());
    // The engines side by side: neither waits for the other's disk, and the whole takes half the time.
    let ended = std::thread::scope(|s| {
        let all: Vec<_> =
            base.engines.iter().map(|e| s.spawn(|| on_engine(&base, *e, chosen, short))).collect();
        all.into_iter().map(std::thread::ScopedJoinHandle::join).collect::<Vec<_>>()
    });
    eprintln!("faults: {} s in all", begun.elapsed().as_secs());
    let (mut passed, mut failed) = (0, 0);
    for e in ended {
        let (p, f) = e.map_err(|_| Fail::Text("the harness itself panicked".into()))?;
        passed += p;
        failed += f;
    }
    Ok((passed, failed))
}

#[expect(clippy::disallowed_methods, reason = "the duration is told")]
#[expect(clippy::disallowed_macros, reason = "a harness for the terminal")]
fn on_engine(base: &Base, engine: Engine, chosen: &[String], short: bool) -> (usize, usize) {
    let (mut passed, mut failed) = (0, 0);
    for (name, in_short, fault) in FAULTS {
        let wanted = match chosen {
            [] => !short || *in_short,
            some => some.iter().any(|c| c == name),
        };
        if !wanted {
            continue;
        }
        let at = Instant::now();
        let (good, note) = match fault(base, engine, short) {
            Ok(None) => {
                eprintln!("faults {name} {}: SKIPPED: it cannot be made here", engine.name());
                continue;
            }
            Ok(Some(f)) => {
                let (line, good) = (f.line(name, engine), f.good(!short));
                println!("{line}");
                // beside the word FAILED, because a summary may keep that line alone
                (good, if good { f.note } else { format!("{line} {}", f.note) })
            }
            Err(e) => (false, e.to_string()),
        };
        passed += usize::from(good);
        failed += usize::from(!good);
        let word = if good { "held" } else { "FAILED" };
        eprintln!(
            "faults {name} {}: {word} in {} s. {note}",
            engine.name(),
            at.elapsed().as_secs()
        );
    }
    (passed, failed)
}
