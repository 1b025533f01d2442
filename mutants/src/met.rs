//! Which tests meet which defect, so that a defect is tried against those only, the quickest first.
//!
//! One run of everything with nothing switched on: each test is a process of its own (cargo nextest) and writes down the
//! number of every switch that it passes. A test that never asks for a switch cannot notice the defect behind it.
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A test: the program that holds it, the folder where it runs, its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Test {
    exe: PathBuf,
    folder: PathBuf,
    name: String,
}

/// What the run of everything found.
pub struct Met {
    of: BTreeMap<usize, BTreeSet<Test>>,
    ms: BTreeMap<String, u64>,
}

/// Where tests find a PostgreSQL; without it they run on SQLite alone.
const SERVER: &str = "YUI_TEST_POSTGRES";

/// How many tests are tried at first, then next; then all others.
const FIRST: [usize; 2] = [2, 12];

impl Met {
    /// Reads what the tests wrote into `file` (exe, folder, name, number; by tabs) and how long they took (the lines of
    /// cargo nextest: `PASS [   0.011s] (1/2) package name`).
    pub fn read(file: &Path, said: &str) -> Result<Met, String> {
        let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        let mut of: BTreeMap<usize, BTreeSet<Test>> = BTreeMap::new();
        for line in text.lines() {
            let parts: Vec<&str> = line.split('\t').collect();
            let [exe, folder, name, n] = parts.as_slice() else {
                return Err(format!("broken line: {line}"));
            };
            let n = n.parse().map_err(|_| format!("no number: {line}"))?;
            of.entry(n).or_default().insert(Test {
                exe: exe.into(),
                folder: folder.into(),
                name: (*name).into(),
            });
        }
        let mut ms = BTreeMap::new();
        for line in said.lines() {
            let Some((_, rest)) = line.split_once("PASS [") else { continue };
            let Some((seconds, rest)) = rest.split_once("s]") else { continue };
            let Ok(seconds) = seconds.trim().parse::<f64>() else { continue };
            if let Some(name) = rest.split_whitespace().last() {
                ms.insert(name.to_string(), (seconds * 1000.0) as u64);
            }
        }
        Ok(Met { of, ms })
    }

    fn takes(&self, t: &Test) -> u64 {
        self.ms.get(&t.name).copied().unwrap_or(1000)
    }

    /// The tests that meet a defect, the quickest first, in portions.
    fn portions(&self, n: usize) -> Vec<Vec<Test>> {
        let mut all: Vec<Test> = self.of.get(&n).into_iter().flatten().cloned().collect();
        all.sort_by_key(|t| (self.takes(t), t.clone()));
        let mut out = Vec::new();
        for size in FIRST {
            let rest = all.split_off(size.min(all.len()));
            out.push(std::mem::replace(&mut all, rest));
        }
        out.push(all);
        out.retain(|p| !p.is_empty());
        out
    }

    /// Tries a defect: did a test fail (`Some(true)`), did all pass (`Some(false)`), or did they not end (`None`)?
    pub fn try_one(&self, n: usize) -> Result<Option<bool>, String> {
        // on SQLite alone first: on a server every test begins with a database of its own, which takes ten times as long
        let engines: &[bool] =
            if std::env::var_os(SERVER).is_some() { &[false, true] } else { &[false] };
        for (server, portion) in
            engines.iter().flat_map(|e| self.portions(n).into_iter().map(move |p| (*e, p)))
        {
            let usual: u64 = portion.iter().map(|t| self.takes(t)).sum();
            let limit = Duration::from_millis((usual * 4).max(30_000));
            let mut of_exe: BTreeMap<(&Path, &Path), Vec<&str>> = BTreeMap::new();
            for t in &portion {
                of_exe.entry((&t.exe, &t.folder)).or_default().push(&t.name);
            }
            for ((exe, folder), names) in of_exe {
                match run(exe, folder, &names, n, limit, server)? {
                    Some(true) => {}
                    Some(false) => return Ok(Some(true)),
                    None => return Ok(None),
                }
            }
        }
        Ok(Some(false))
    }
}

/// Do these tests pass? `None`: they had not ended after the limit.
fn run(
    exe: &Path,
    folder: &Path,
    names: &[&str],
    n: usize,
    limit: Duration,
    server: bool,
) -> Result<Option<bool>, String> {
    let mut c = Command::new(exe);
    c.arg("--exact").args(names).args(["--test-threads", "2"]);
    c.current_dir(folder).env("CARGO_MANIFEST_DIR", folder).env("YUI_MUTANT", n.to_string());
    c.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if !server {
        c.env_remove(SERVER).env_remove("YUI_REQUIRE_POSTGRES");
    }
    let mut child = c.spawn().map_err(|e| format!("{}: {e}", exe.display()))?;
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
            return Ok(Some(status.success()));
        }
        if began.elapsed() > limit {
            let _ = child.kill();
            let _ = child.wait();
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quickest_tests_come_first_and_none_twice() {
        let file = std::env::temp_dir().join(format!("met-{}", std::process::id()));
        let lines: String =
            (0..20).map(|i| format!("/x\t/y\tt{i}\t7\n/x\t/y\tt{i}\t7\n")).collect();
        std::fs::write(&file, lines).unwrap();
        let said: String = (0..20)
            .map(|i| format!("        PASS [   0.{:03}s] (1/2) p t{i}\n", 100 - i))
            .collect();
        let met = Met::read(&file, &said).unwrap();
        std::fs::remove_file(&file).unwrap();
        let p = met.portions(7);
        assert_eq!(p.iter().map(Vec::len).collect::<Vec<_>>(), [2, 12, 6]);
        assert_eq!(p[0][0].name, "t19");
        assert!(met.portions(8).is_empty());
    }

    #[test]
    fn a_test_that_fails_is_a_defect_noticed_and_one_that_hangs_is_none() {
        let folder = Path::new("/");
        let limit = Duration::from_millis(300);
        assert_eq!(run(Path::new("/bin/true"), folder, &[], 1, limit, false).unwrap(), Some(true));
        assert_eq!(
            run(Path::new("/bin/false"), folder, &[], 1, limit, false).unwrap(),
            Some(false)
        );
        assert!(run(Path::new("/nowhere"), folder, &[], 1, limit, false).is_err());
    }
}
