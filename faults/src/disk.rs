//! A disk that is full, and a disk that answers with errors.
use std::path::PathBuf;
use std::process::Command;

use crate::run::{Folder, Ledger, Worker, have};
use crate::{Fail, Outcome, check};

/// A small file system in memory; unmounted when dropped.
struct Small(PathBuf);

impl Small {
    fn mount(at: PathBuf) -> Option<Self> {
        std::fs::create_dir_all(&at).ok()?;
        let path = at.to_string_lossy().into_owned();
        have("mount", &["-t", "tmpfs", "-o", "size=12m", "tmpfs", &path]).then_some(Small(at))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// Writes until the disk is full, makes room, and goes on with the same process.
pub fn full() -> Result<Outcome, Fail> {
    let folder = Folder::new("full")?;
    let Some(small) = Small::mount(folder.0.join("small")) else {
        return Ok(Outcome::Skipped("a file system may not be mounted here (needs root)".into()));
    };
    let ballast = small.0.join("ballast");
    std::fs::write(&ballast, vec![1; 4 << 20])?;
    let store = small.0.join("yui.sqlite").to_string_lossy().into_owned();
    let mut ledger = Ledger::default();
    let mut worker = Worker::start(&[], &store, "f", 100_000)?;
    worker.begin(&ledger.open)?;
    if !worker.hear(&mut ledger, usize::MAX)? {
        return Err(Fail::Text("the worker ended by itself on a full disk".into()));
    }
    let at_full = ledger.acknowledged.len();
    let told = ledger.told();
    let expected = ledger.errors_of("full") + ledger.errors_of("commit-failed");
    if expected == 0 || expected != ledger.errors.values().sum::<usize>() {
        return Err(Fail::Text(format!("a full disk was told as: {told}")));
    }
    std::fs::remove_file(&ballast)?;
    worker.round(&mut ledger)?;
    let after = ledger.acknowledged.len() - at_full;
    if after == 0 {
        return Err(Fail::Text("with room again, nothing can be written".into()));
    }
    if !worker.finish(&mut ledger)? {
        return Err(Fail::Text("the worker did not end well".into()));
    }
    let found = check::compare(&store, &ledger)?;
    Ok(Outcome::Held(format!(
        "{at_full} acts acknowledged until the disk was full (errors: {told}), {after} more with room \
         again, 0 lost, 0 doubled; {} unanswered stored, {} not",
        found.unanswered_there, found.unanswered_gone
    )))
}

/// Lets the n-th sync or write of a worker fail, for many n.
pub fn io_errors() -> Result<Outcome, Fail> {
    if !have("strace", &["-f", "-o", "/dev/null", "true"]) {
        return Ok(Outcome::Skipped("strace is missing or may not trace here".into()));
    }
    let mut lines = Vec::new();
    for (calls, error, count) in
        [("fsync,fdatasync", "EIO", 14), ("pwrite64", "EIO", 14), ("pwrite64", "ENOSPC", 10)]
    {
        lines.push(each_place(calls, error, count)?);
    }
    Ok(Outcome::Held(lines.join("; ")))
}

fn each_place(calls: &str, error: &str, count: usize) -> Result<String, Fail> {
    let (mut acknowledged, mut read_only, mut told) = (0, 0, 0);
    for place in 1..=count {
        // A store of its own: after such an error whether the last group is stored is unknowable.
        let folder = Folder::new("io")?;
        let store = folder.store();
        // The tables are made before the trap is set.
        drop(crate::worker::open(&store)?);
        let when = place + place * place / 6;
        let before: Vec<String> = [
            "strace",
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            &format!("trace={calls}"),
            "-e",
            &format!("inject={calls}:error={error}:when={when}"),
        ]
        .map(String::from)
        .to_vec();
        let mut ledger = Ledger::default();
        let mut worker = Worker::start(&before, &store, "i", 40)?;
        worker.begin(&ledger.open)?;
        // A worker that cannot even open its store ends with an error: nothing was acknowledged then.
        worker.finish(&mut ledger)?;
        let found = check::compare(&store, &ledger)?;
        acknowledged += found.acknowledged;
        told += usize::from(!ledger.errors.is_empty());
        read_only += usize::from(ledger.errors_of("read-only") > 0);
        let expected = ["read-only", "commit-failed", "full", "driver"];
        if let Some(other) = ledger.errors.keys().find(|w| !expected.contains(&w.as_str())) {
            return Err(Fail::Text(format!("{error} at {calls} {when} was told as {other}")));
        }
        // A write that fails leaves no doubt: its group is rolled back and told. A sync that fails does.
        if calls.contains("sync") && !ledger.errors.is_empty() && ledger.errors_of("read-only") == 0
        {
            return Err(Fail::Text(format!(
                "after {error} at {calls} {when} the store went on writing ({})",
                ledger.told()
            )));
        }
    }
    if told == 0 {
        return Err(Fail::Text(format!("{error} at {calls}: no worker met it")));
    }
    Ok(format!(
        "{error} at {calls} ×{count}: {acknowledged} acts acknowledged, 0 lost, {told} workers told, \
         {read_only} read-only afterwards"
    ))
}
