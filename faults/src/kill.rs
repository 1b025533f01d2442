//! `kill -9` in the middle of group commits on SQLite.
use crate::run::{Folder, Ledger, Worker, chance, have};
use crate::{Fail, Outcome, check};

/// Kills at chance moments.
const KILLS: usize = 60;
/// More than any worker can do before it is killed.
const ENDLESS: usize = 1_000_000;

/// Kills a worker after a chance number of answers, again and again on the same store. The next one sends again
/// what had no answer, with the same keys.
pub fn at_any_moment() -> Result<Outcome, Fail> {
    let folder = Folder::new("kill")?;
    let store = folder.store();
    let mut ledger = Ledger::default();
    let (mut in_flight, mut there, mut gone) = (0, 0, 0);
    for n in 0..KILLS {
        let mut worker = Worker::start(&[], &store, &format!("k{n}"), ENDLESS)?;
        worker.begin(&ledger.open)?;
        worker.hear(&mut ledger, chance(1, 250))?;
        worker.kill(&mut ledger)?;
        in_flight += ledger.open.len();
        let found = check::compare(&store, &ledger)?;
        there += found.unanswered_there;
        gone += found.unanswered_gone;
    }
    // Everything that never had an answer is sent once more: now it has one, and stands there once.
    let mut worker = Worker::start(&[], &store, "last", 1)?;
    worker.begin(&ledger.open)?;
    if !worker.finish(&mut ledger)? || !ledger.open.is_empty() || !ledger.errors.is_empty() {
        return Err(Fail::Text(format!("sending again failed: {}", ledger.told())));
    }
    let found = check::compare(&store, &ledger)?;
    Ok(Outcome::Held(format!(
        "{KILLS} kills, {} acts acknowledged, 0 lost, 0 doubled; {in_flight} in flight when killed \
         ({there} stored, {gone} not), all sent again",
        found.acknowledged
    )))
}

/// The comparison itself: workers that answer too early must be found out.
pub fn control() -> Result<Outcome, Fail> {
    let folder = Folder::new("control")?;
    let store = folder.store();
    let mut ledger = Ledger::default();
    for n in 1..=20 {
        let mut worker = Worker::start(&[], &store, &format!("lie{n}"), ENDLESS)?;
        worker.begin(&ledger.open)?;
        worker.hear(&mut ledger, chance(20, 200))?;
        worker.kill(&mut ledger)?;
        match check::compare(&store, &ledger) {
            Err(Fail::Text(text)) if text.contains("LOST") => {
                return Ok(Outcome::Held(format!(
                    "workers that answer before they write are found out at kill {n}: {text}"
                )));
            }
            Err(other) => return Err(other),
            Ok(_) => {}
        }
    }
    Err(Fail::Text("twenty workers lied and nothing was missed: the comparison is blind".into()))
}

/// Kills exactly at the n-th write or sync, so that every place inside a COMMIT is met.
pub fn at_each_system_call() -> Result<Outcome, Fail> {
    if !have("strace", &["-f", "-o", "/dev/null", "true"]) {
        return Ok(Outcome::Skipped("strace is missing or may not trace here".into()));
    }
    let folder = Folder::new("kill-at")?;
    let store = folder.store();
    let mut ledger = Ledger::default();
    let mut kills = 0;
    for (calls, places) in [("pwrite64", 60), ("fsync,fdatasync", 15)] {
        for place in 1..=places {
            // The first ones are all met, the later ones in growing steps.
            let when = place + place * place / 8;
            let before: Vec<String> = ["strace", "-f", "-qq", "-o", "/dev/null", "-e"]
                .into_iter()
                .map(String::from)
                .chain([
                    format!("trace={calls}"),
                    "-e".into(),
                    format!("inject={calls}:signal=SIGKILL:when={when}"),
                ])
                .collect();
            let run = format!("{}{place}", calls.get(..1).unwrap_or("x"));
            let mut worker = Worker::start(&before, &store, &run, 40)?;
            worker.begin(&ledger.open)?;
            kills += usize::from(!worker.finish(&mut ledger)?);
            check::compare(&store, &ledger)?;
        }
    }
    if kills < 30 {
        return Err(Fail::Text(format!(
            "only {kills} workers were killed: the trap does not work"
        )));
    }
    let found = check::compare(&store, &ledger)?;
    Ok(Outcome::Held(format!(
        "{kills} kills at a write or sync, {} acts acknowledged, 0 lost, 0 doubled; {} unanswered \
         ({} stored, {} not)",
        found.acknowledged,
        ledger.open.len(),
        found.unanswered_there,
        found.unanswered_gone
    )))
}
