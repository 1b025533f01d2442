//! A private PostgreSQL of this harness alone: durable, with checksums, started and ended as the scenario wants.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::pause;
use super::shim::Shim;
use crate::Fail;

/// A data folder and, when it runs, its server.
pub struct Cluster {
    /// Holds `data` and the socket.
    pub dir: PathBuf,
    bin: PathBuf,
    running: Option<Child>,
}

/// The newest server programs of this machine.
pub fn programs() -> Option<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .map(|e| e.path().join("bin"))
        .filter(|b| b.join("initdb").exists())
        .collect();
    all.sort();
    all.pop()
}

fn root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n")
}

/// PostgreSQL refuses to run as root; Debian's package brings the user `postgres`.
fn as_postgres(program: &Path) -> Command {
    if !root() {
        return Command::new(program);
    }
    let mut c = Command::new("setpriv");
    c.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--"]).arg(program);
    c.current_dir("/");
    c
}

fn ok(mut command: Command, what: &str) -> Result<(), Fail> {
    let ran = command.output()?;
    if ran.status.success() {
        return Ok(());
    }
    Err(Fail::Text(format!("{what}: {}", String::from_utf8_lossy(&ran.stderr))))
}

const SETTINGS: &str = "
listen_addresses = ''
max_connections = 60
shared_buffers = 32MB
min_wal_size = 32MB
max_wal_size = 64MB
checkpoint_timeout = 30s
logging_collector = off
timezone = 'UTC'
restart_after_crash = on
";

impl Cluster {
    /// A new one, as safe as the manual asks for: fsync, full pages, checksums.
    pub fn create(dir: &Path) -> Result<Cluster, Fail> {
        let bin = programs().ok_or_else(|| Fail::Text("no PostgreSQL on this machine".into()))?;
        fs::create_dir_all(dir)?;
        if root() {
            let mut chown = Command::new("chown");
            chown.arg("postgres").arg(dir);
            ok(chown, "chown")?;
        }
        let data = dir.join("data");
        let mut init = as_postgres(&bin.join("initdb"));
        init.arg("-D").arg(&data).args([
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-k",
            "--no-sync",
            "--no-instructions",
        ]);
        ok(init, "initdb")?;
        let conf = data.join("postgresql.conf");
        let text = fs::read_to_string(&conf)?;
        fs::write(&conf, format!("{text}{SETTINGS}"))?;
        let mut c = Cluster { dir: dir.to_path_buf(), bin, running: None };
        c.start(None)?;
        c.sql("postgres", "CREATE DATABASE yui")?;
        Ok(c)
    }

    /// One that was copied here.
    pub fn at(dir: &Path) -> Result<Cluster, Fail> {
        let bin = programs().ok_or_else(|| Fail::Text("no PostgreSQL on this machine".into()))?;
        Ok(Cluster { dir: dir.to_path_buf(), bin, running: None })
    }

    /// Where programs reach its database.
    pub fn url(&self) -> String {
        format!("postgresql://postgres@{}/yui", self.dir.to_string_lossy().replace('/', "%2F"))
    }

    /// Starts it and waits until it takes connections (after a crash: until it has recovered).
    pub fn start(&mut self, shim: Option<&Shim>) -> Result<(), Fail> {
        let mut c = as_postgres(&self.bin.join("postgres"));
        c.arg("-D").arg(self.dir.join("data")).arg("-k").arg(&self.dir);
        if let Some(s) = shim {
            c.envs(s.environment());
        }
        let log = fs::OpenOptions::new().create(true).append(true).open(self.dir.join("log"))?;
        self.running = Some(c.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn()?);
        self.ready(Duration::from_secs(60))
    }

    /// Waits until it takes connections.
    #[expect(clippy::disallowed_methods, reason = "a limit for waiting")]
    pub fn ready(&mut self, limit: Duration) -> Result<(), Fail> {
        let begun = Instant::now();
        while begun.elapsed() < limit {
            let ready = Command::new(self.bin.join("pg_isready"))
                .arg("-q")
                .arg("-h")
                .arg(&self.dir)
                .status()?;
            if ready.success() {
                return Ok(());
            }
            if let Some(Ok(Some(status))) = self.running.as_mut().map(Child::try_wait) {
                let log = fs::read_to_string(self.dir.join("log")).unwrap_or_default();
                let end: Vec<&str> = log.lines().rev().take(12).collect();
                return Err(Fail::Text(format!(
                    "PostgreSQL ended ({status}): {}",
                    end.join(" / ")
                )));
            }
            pause(10);
        }
        Err(Fail::Text("PostgreSQL takes no connections".into()))
    }

    /// Runs a statement by psql; its output.
    pub fn sql(&self, database: &str, sql: &str) -> Result<String, Fail> {
        let ran = Command::new("psql")
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                "postgres",
                "-d",
                database,
                "-c",
                sql,
                "-h",
            ])
            .arg(&self.dir)
            .output()?;
        if !ran.status.success() {
            return Err(Fail::Text(format!("psql: {}", String::from_utf8_lossy(&ran.stderr))));
        }
        Ok(String::from_utf8_lossy(&ran.stdout).into_owned())
    }

    /// The server and all its processes.
    pub fn processes(&self) -> Vec<u32> {
        let Some(top) = self.running.as_ref().map(Child::id) else { return Vec::new() };
        let mut all = vec![top];
        all.extend(children(top));
        all
    }

    /// Ends every process of it at once.
    pub fn kill(&mut self) -> Result<(), Fail> {
        let Some(mut top) = self.running.take() else { return Ok(()) };
        // stopped first, so that no process is born while the others are ended
        signal("STOP", &[top.id()]);
        // the signal is sent before it has worked: until then one more may be born, and would hold the shared memory on
        while stat(top.id()).is_some_and(|(state, _)| !matches!(state.as_str(), "T" | "t" | "Z")) {
            pause(1);
        }
        let below = children(top.id());
        top.kill()?;
        signal("KILL", &below);
        top.wait()?;
        while below.iter().any(|p| alive(*p)) {
            pause(1);
        }
        Ok(())
    }

    /// An orderly end, with a checkpoint.
    pub fn stop(&mut self) -> Result<(), Fail> {
        if let Some(mut top) = self.running.take() {
            signal("INT", &[top.id()]);
            top.wait()?;
        }
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// Sends a signal to processes that this harness started.
pub fn signal(name: &str, pids: &[u32]) {
    if !pids.is_empty() {
        let _ = Command::new("kill")
            .arg(format!("-{name}"))
            .args(pids.iter().map(u32::to_string))
            .stderr(Stdio::null())
            .status();
    }
}

fn stat(pid: u32) -> Option<(String, u32)> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    let mut words = rest.split_whitespace();
    Some((words.next()?.to_string(), words.next()?.parse().ok()?))
}

fn alive(pid: u32) -> bool {
    stat(pid).is_some_and(|(state, _)| state != "Z")
}

fn children(of: u32) -> Vec<u32> {
    let Ok(all) = fs::read_dir("/proc") else { return Vec::new() };
    all.flatten()
        .filter_map(|e| e.file_name().to_string_lossy().parse().ok())
        .filter(|p| stat(*p).is_some_and(|(_, parent)| parent == of))
        .collect()
}
