//! Starts workers, reads their ledger, and finds places for their files.
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use kernel::{Entropy, OsEntropy};

use crate::Fail;

/// What was begun and what was answered, over all workers on one store.
#[derive(Default)]
pub struct Ledger {
    /// Keys whose act was answered with success.
    pub acknowledged: BTreeSet<String>,
    /// Keys begun and not answered yet: what was in flight when the worker died.
    pub open: BTreeSet<String>,
    /// Errors by their word.
    pub errors: BTreeMap<String, usize>,
}

impl Ledger {
    fn note(&mut self, line: &str) -> Result<(), Fail> {
        let mut words = line.splitn(3, ' ');
        match (words.next(), words.next(), words.next()) {
            (Some("B"), Some(key), None) => {
                self.open.insert(key.into());
            }
            (Some("A"), Some(key), None) => {
                self.open.remove(key);
                self.acknowledged.insert(key.into());
            }
            // An error says nothing about what is stored: the key stays open.
            (Some("E"), Some(_), Some(word)) => *self.errors.entry(word.into()).or_default() += 1,
            _ => return Err(Fail::Text(format!("the worker said {line}"))),
        }
        Ok(())
    }

    /// How many errors of this kind.
    pub fn errors_of(&self, word: &str) -> usize {
        self.errors.get(word).copied().unwrap_or(0)
    }

    /// Errors in words.
    pub fn told(&self) -> String {
        let all: Vec<String> = self.errors.iter().map(|(w, n)| format!("{n} {w}")).collect();
        if all.is_empty() { "none".into() } else { all.join(", ") }
    }
}

/// A worker in progress.
pub struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Worker {
    /// Starts one; `before` = a program and its arguments that start it in turn (strace).
    pub fn start(before: &[String], store: &str, run: &str, acts: usize) -> Result<Self, Fail> {
        let me = std::env::current_exe()?;
        let mut command = match before.split_first() {
            Some((program, args)) => {
                let mut c = Command::new(program);
                c.args(args).arg(me);
                c
            }
            None => Command::new(me),
        };
        let mut child = command
            .args(["worker", store, run, &acts.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A worker in a trap says that it was caught; the ledger says it better.
            .stderr(if before.is_empty() { Stdio::inherit() } else { Stdio::null() })
            .spawn()?;
        let input = child.stdin.take();
        let output = child.stdout.take().ok_or_else(|| Fail::Text("no pipe".into()))?;
        Ok(Worker { child, input, output: BufReader::new(output) })
    }

    /// Sends again what had no answer, and lets it begin.
    pub fn begin(&mut self, again: &BTreeSet<String>) -> Result<(), Fail> {
        let mut text: String = again.iter().map(|k| format!("{k}\n")).collect();
        text.push('\n');
        self.say(&text)
    }

    fn say(&mut self, text: &str) -> Result<(), Fail> {
        let pipe = self.input.as_mut().ok_or_else(|| Fail::Text("the pipe is closed".into()))?;
        // A worker that is dead already does not listen: its ledger says so.
        match pipe.write_all(text.as_bytes()) {
            Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(e.into()),
            _ => Ok(()),
        }
    }

    /// One more round of one act per thread, heard to its end.
    pub fn round(&mut self, ledger: &mut Ledger) -> Result<(), Fail> {
        self.say("again\n")?;
        self.hear(ledger, usize::MAX).map(|_| ())
    }

    /// Reads the ledger until `acks` answers have come, the acts are done, or the worker has ended; `true` when it
    /// is still there with its acts done or not.
    pub fn hear(&mut self, ledger: &mut Ledger, acks: usize) -> Result<bool, Fail> {
        let mut heard = 0;
        let mut line = String::new();
        loop {
            line.clear();
            if self.output.read_line(&mut line)? == 0 {
                return Ok(false);
            }
            if line == "DONE\n" {
                return Ok(true);
            }
            let Some(whole) = line.strip_suffix('\n') else {
                // Cut off by the kill: that act has no answer.
                return Ok(false);
            };
            ledger.note(whole)?;
            heard += usize::from(line.starts_with("A "));
            if heard >= acks {
                return Ok(true);
            }
        }
    }

    /// SIGKILL, wherever it is; then what it had already said is read to the end.
    pub fn kill(mut self, ledger: &mut Ledger) -> Result<(), Fail> {
        self.child.kill()?;
        while self.hear(ledger, usize::MAX)? {}
        self.child.wait()?;
        Ok(())
    }

    /// Closes the pipe and waits for its end; `true` when it ended well.
    pub fn finish(mut self, ledger: &mut Ledger) -> Result<bool, Fail> {
        drop(self.input.take());
        while self.hear(ledger, usize::MAX)? {}
        Ok(self.child.wait()?.success())
    }
}

/// A folder that is gone when this is dropped.
pub struct Folder(pub PathBuf);

impl Folder {
    /// On a disk: `TMPDIR`, else the build's own folder beside this program, else `/tmp`.
    pub fn new(name: &str) -> Result<Self, Fail> {
        let base = match std::env::var_os("TMPDIR") {
            Some(dir) => PathBuf::from(dir),
            None => {
                std::env::current_exe()?.parent().map_or_else(std::env::temp_dir, Path::to_path_buf)
            }
        };
        let path = base.join(format!("yui-faults-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }

    /// In memory where possible: for the many files of whole machines. Others may enter it (PostgreSQL's user).
    pub fn in_memory(name: &str) -> Result<Self, Fail> {
        let base = Path::new("/dev/shm");
        let base = if base.is_dir() { base.to_path_buf() } else { std::env::temp_dir() };
        let path = base.join(format!("yui-faults-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }

    /// The address of the SQLite store in it.
    pub fn store(&self) -> String {
        self.0.join("yui.sqlite").to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A number from `low` to `high`, by chance: no run hits the same moments as the last.
pub fn chance(low: usize, high: usize) -> usize {
    let mut bytes = [0; 8];
    OsEntropy.fill(&mut bytes);
    low + (u64::from_be_bytes(bytes) % (high - low + 1) as u64) as usize
}

/// Is this program here and does it run?
pub fn have(program: &str, args: &[&str]) -> bool {
    Command::new(program)
        .args(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}
