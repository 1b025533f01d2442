//! The real program, serving on a free port of this machine.
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use super::client::{Client, Session};
use super::pause;
use super::place::{Base, Place, REGION};
use super::shim::Shim;
use crate::Fail;

/// Longest start.
const LIMIT: Duration = Duration::from_secs(60);

/// How long a start took: from the start of the process to the first page for somebody signed in.
#[derive(Debug, Default, Clone, Copy)]
pub struct Start {
    /// By the clock.
    pub by_clock_ms: u64,
    /// Work of the processor, without what others took of it.
    pub work_ms: u64,
    /// What the host gave to other machines meanwhile, of all processors together.
    pub stolen_ms: u64,
}

/// What the host has taken from this machine since it began, in milliseconds (`man 5 proc_stat`, the eighth number of the
/// first line, in hundredths of a second); 0 on a machine of its own.
fn stolen_ms() -> u64 {
    let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
    let steal = stat.lines().next().and_then(|l| l.split_whitespace().nth(8)?.parse::<u64>().ok());
    steal.unwrap_or(0) * 10
}

/// What the processor has worked for a process, in milliseconds (`man 5 proc_pid_stat`, utime and stime, in
/// hundredths of a second on every Linux).
fn work_ms(id: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    // the second field is the name in brackets and may hold anything
    let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 = after.split_whitespace().skip(11).take(2).flat_map(str::parse::<u64>).sum();
    ticks * 10
}

/// A running server.
pub struct Program {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub address: String,
    /// How long its start took.
    pub started: Start,
    /// What it wrote to its error output.
    pub log: PathBuf,
}

impl Program {
    /// Starts it; `before` = words that start it in turn (`prlimit …`).
    pub fn start(
        base: &Base,
        place: &Place,
        shim: Option<&Shim>,
        session: &Session,
        before: &[&str],
    ) -> Result<Program, Fail> {
        #[expect(clippy::disallowed_methods, reason = "the time to the first page is measured")]
        let (begun, stolen) = (Instant::now(), stolen_ms());
        let log = place.dir.join("yui.log");
        let plain = base.command(place);
        let mut command = match before.split_first() {
            None => plain,
            Some((first, rest)) => {
                let mut c = Command::new(first);
                c.args(rest).arg(plain.get_program()).args(plain.get_args());
                for (name, value) in plain.get_envs() {
                    match value {
                        Some(v) => c.env(name, v),
                        None => c.env_remove(name),
                    };
                }
                c
            }
        };
        if let (Some(s), true) = (shim, place.cluster.is_none()) {
            command.envs(s.environment());
        }
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(OpenOptions::new().create(true).append(true).open(&log)?)
            .spawn()?;
        let out = child.stdout.take().ok_or_else(|| Fail::Text("no pipe".into()))?;
        let (tell, told) = channel();
        std::thread::spawn(move || {
            let mut line = String::new();
            let _ = BufReader::new(out).read_line(&mut line);
            let _ = tell.send(line);
        });
        let line = told.recv_timeout(LIMIT).unwrap_or_default();
        let Some(address) = line.trim().strip_prefix("http://").map(str::to_string) else {
            let _ = child.kill();
            let status = child.wait()?;
            let said = fs::read_to_string(&log).unwrap_or_default();
            let end: Vec<&str> = said.lines().rev().take(5).collect();
            return Err(Fail::Text(format!(
                "the program did not start ({status}): {}",
                end.join(" / ")
            )));
        };
        let mut program = Program { child, address, started: Start::default(), log };
        let path = if session.csrf.is_empty() {
            format!("/{REGION}/login")
        } else {
            format!("/{REGION}/people/new")
        };
        while begun.elapsed() < LIMIT {
            match Client::new(&program.address, session).get(&path) {
                Ok(a) if a.status == 200 => {
                    program.started = Start {
                        by_clock_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
                        work_ms: work_ms(program.child.id()),
                        stolen_ms: stolen_ms().saturating_sub(stolen),
                    };
                    return Ok(program);
                }
                _ => pause(5),
            }
        }
        program.kill()?;
        Err(Fail::Text("the program answers no page".into()))
    }

    /// Starts it under the shim itself, whatever the engine (clock).
    pub fn start_under(
        base: &Base,
        place: &Place,
        shim: &Shim,
        session: &Session,
    ) -> Result<Program, Fail> {
        let words: Vec<String> =
            shim.environment().iter().map(|(k, v)| format!("{k}={v}")).collect();
        let mut before = vec!["env"];
        before.extend(words.iter().map(String::as_str));
        Program::start(base, place, None, session, &before)
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// SIGKILL, wherever it is.
    pub fn kill(&mut self) -> Result<(), Fail> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Is it still there?
    pub fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// The last errors that it told of.
    pub fn last_words(&self) -> String {
        let said = fs::read_to_string(&self.log).unwrap_or_default();
        let errors: Vec<&str> =
            said.lines().rev().filter(|l| l.contains("ERROR")).take(6).collect();
        errors.join(" / ")
    }

    /// Panics that it told of.
    pub fn panics(&self) -> usize {
        fs::read_to_string(&self.log).unwrap_or_default().matches("panicked").count()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
