//! Building and running the tests.
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::list::Mutant;
use crate::met::Met;
use crate::source::{Source, Switched};

/// What is asked in the program: is this defect the one that is switched on?
const SWITCH: &str = r#"
/// Is this defect switched on? With YUI_MUTANTS_MET set: written down that it was asked for, and none is.
pub(crate) fn mutant(n: u32) -> bool {
    static ON: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    static MET: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    static SEEN: [std::sync::atomic::AtomicBool; 8192] = [const { std::sync::atomic::AtomicBool::new(false) }; 8192];
    if let Some(file) = MET.get_or_init(|| std::env::var("YUI_MUTANTS_MET").ok()) {
        // asked for very often: no lock, and written down once
        let seen = SEEN.get(n as usize).is_some_and(|s| {
            s.load(std::sync::atomic::Ordering::Relaxed) || s.swap(true, std::sync::atomic::Ordering::Relaxed)
        });
        if !seen {
            let args: Vec<String> = std::env::args().collect();
            let name = args.iter().skip_while(|a| *a != "--exact").nth(1).cloned().unwrap_or_default();
            let exe = std::env::current_exe().unwrap_or_default();
            let folder = std::env::current_dir().unwrap_or_default();
            let line = format!("{}\t{}\t{name}\t{n}\n", exe.display(), folder.display());
            use std::io::Write;
            let to = std::fs::OpenOptions::new().create(true).append(true).open(file);
            let _ = to.and_then(|mut f| f.write_all(line.as_bytes()));
        }
        return false;
    }
    *ON.get_or_init(|| std::env::var("YUI_MUTANT").ok().and_then(|v| v.parse().ok()).unwrap_or(0)) == n
}
"#;

/// How the defects ended.
#[derive(Debug, Default)]
pub struct Count {
    /// A test failed.
    pub caught: usize,
    /// Every test passed.
    pub missed: usize,
    /// It does not compile.
    pub unviable: usize,
    /// The tests did not end; caught, as cargo-mutants counts it.
    pub timeout: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Caught,
    Missed,
    Unviable,
    Timeout,
}

/// An error of the compiler.
#[derive(Debug)]
struct Wrong {
    file: String,
    at: std::ops::Range<usize>,
    code: String,
}

/// Codes of errors about types: not of this type, not known, does not have what is asked for.
const TYPES: [&str; 6] = ["E0277", "E0308", "E0282", "E0283", "E0599", "E0433"];

/// A copy of the project, and the packages whose tests must notice.
pub struct Trial {
    tree: PathBuf,
    tests: Vec<String>,
    originals: std::cell::RefCell<BTreeMap<String, String>>,
}

impl Trial {
    /// In this tree.
    pub fn new(tree: PathBuf, tests: Vec<&str>) -> Self {
        let tests = tests.into_iter().map(str::to_string).collect();
        Trial { tree, tests, originals: Default::default() }
    }

    fn original(&self, file: &str) -> Result<String, String> {
        if let Some(t) = self.originals.borrow().get(file) {
            return Ok(t.clone());
        }
        let text =
            std::fs::read_to_string(self.tree.join(file)).map_err(|e| format!("{file}: {e}"))?;
        self.originals.borrow_mut().insert(file.to_string(), text.clone());
        Ok(text)
    }

    fn write(&self, file: &str, text: &str) -> Result<(), String> {
        std::fs::write(self.tree.join(file), text).map_err(|e| format!("{file}: {e}"))
    }

    /// Puts all defects behind switches, and takes out again what does not compile so: the numbers (from 1) of both.
    pub fn instrument(
        &self,
        mutants: &[Mutant],
        count: &mut Count,
    ) -> Result<(BTreeSet<usize>, BTreeSet<usize>), String> {
        let mut on: BTreeSet<usize> = (1..=mutants.len()).collect();
        let (mut alone, mut unviable) = (BTreeSet::new(), BTreeSet::new());
        loop {
            let mut written: BTreeMap<String, Switched> = BTreeMap::new();
            let files: BTreeSet<&str> = mutants.iter().map(|m| m.file.as_str()).collect();
            for file in files {
                let source = Source::new(self.original(file)?);
                let of_file: Vec<(usize, &Mutant)> = mutants
                    .iter()
                    .enumerate()
                    .map(|(i, m)| (i + 1, m))
                    .filter(|(n, m)| m.file == file && on.contains(n))
                    .collect();
                let switched = source.switched(&of_file)?;
                alone.extend(switched.nowhere.iter().copied());
                self.write(file, &switched.text)?;
                written.insert(file.to_string(), switched);
            }
            on.retain(|n| !alone.contains(n));
            for root in roots(mutants) {
                let text = match written.get(&root) {
                    Some(s) => s.text.clone(),
                    None => self.original(&root)?,
                };
                self.write(&root, &format!("{text}{SWITCH}"))?;
            }
            let errors = self.build()?;
            if errors.is_empty() {
                count.unviable += unviable.len();
                alone.retain(|n| !unviable.contains(n));
                return Ok((on, alone));
            }
            let before = on.len();
            for e in &errors {
                let Some(s) = written.get(&e.file) else { continue };
                for n in s.blamed(&e.at) {
                    on.remove(&n);
                    let m = &mutants[n - 1];
                    // a value that is not of the function's type is not of it either when it stands alone
                    let value = m.genre == "FnValue" && !m.described && s.within(n, &e.at);
                    match value && TYPES.contains(&e.code.as_str()) {
                        true => _ = unviable.insert(n),
                        false => _ = alone.insert(n),
                    }
                }
            }
            eprintln!("mutants: {} of {before} cannot stand behind a switch", before - on.len());
            if on.len() == before {
                return Err(format!("does not compile, and no defect is to blame: {errors:?}"));
            }
        }
    }

    /// Builds the tests: where the errors are.
    fn build(&self) -> Result<Vec<Wrong>, String> {
        let mut c = Command::new("cargo");
        c.args(["test", "--no-run", "--quiet", "--locked", "--message-format=json"]);
        self.packages(&mut c);
        let out = c.stderr(Stdio::piped()).output().map_err(|e| e.to_string())?;
        if out.status.success() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for line in String::from_utf8_lossy(&out.stdout).lines() {
            let Ok(v) = serde_json::from_str::<serde_json::Value>(line) else { continue };
            let m = &v["message"];
            if v["reason"] != "compiler-message" || m["level"] != "error" {
                continue;
            }
            let empty = Vec::new();
            let spans = m["spans"].as_array().unwrap_or(&empty);
            if std::env::var_os("YUI_MUTANTS_SHOW").is_some() {
                eprintln!("{}", m["rendered"].as_str().unwrap_or(""));
            }
            let primary: Vec<_> = spans.iter().filter(|s| s["is_primary"] == true).collect();
            for s in primary {
                let byte = |k: &str| s[k].as_u64().unwrap_or(0) as usize;
                let file = s["file_name"].as_str().unwrap_or("").to_string();
                let code = m["code"]["code"].as_str().unwrap_or("").to_string();
                found.push(Wrong { file, at: byte("byte_start")..byte("byte_end"), code });
            }
        }
        match found.is_empty() {
            true => Err(String::from_utf8_lossy(&out.stderr).chars().take(4000).collect()),
            false => Ok(found),
        }
    }

    fn packages(&self, c: &mut Command) {
        c.current_dir(&self.tree);
        for t in &self.tests {
            c.args(["-p", t]);
        }
    }

    /// Runs the tests with a defect switched on (0: none).
    fn test(&self, n: usize, seconds: u64) -> Result<End, String> {
        let mut c = Command::new("timeout");
        c.args([
            "-k",
            "5",
            &seconds.to_string(),
            "cargo",
            "nextest",
            "run",
            "--locked",
            "--fail-fast",
        ]);
        c.args(["--status-level", "fail", "--final-status-level", "none", "--no-tests", "fail"]);
        self.packages(&mut c);
        c.env("YUI_MUTANT", n.to_string()).stdout(Stdio::null()).stderr(Stdio::piped());
        let out = c.output().map_err(|e| e.to_string())?;
        match out.status.code() {
            Some(0) => Ok(End::Missed),
            Some(100) => Ok(End::Caught),
            Some(124 | 137) => Ok(End::Timeout),
            _ => Err(String::from_utf8_lossy(&out.stderr).chars().take(4000).collect()),
        }
    }

    /// One after the other, without building again: first everything once, to see which tests meet which defect.
    pub fn with_switches(
        &self,
        mutants: &[Mutant],
        on: &BTreeSet<usize>,
        count: &mut Count,
    ) -> Result<(), String> {
        let met = self.met()?;
        for (i, n) in on.iter().enumerate() {
            let end = match met.try_one(*n)? {
                Some(true) => End::Caught,
                Some(false) => End::Missed,
                None => End::Timeout,
            };
            self.note(&mutants[n - 1], end, count);
            if i % 20 == 19 {
                eprintln!("mutants: {} of {}, {count:?}", i + 1, on.len());
            }
        }
        Ok(())
    }

    /// Runs everything without a defect: it must pass.
    fn met(&self) -> Result<Met, String> {
        let file = self.tree.join("mutants-met");
        let _ = std::fs::remove_file(&file);
        let mut c = Command::new("cargo");
        c.args(["nextest", "run", "--locked", "--color", "never", "--status-level", "pass"]);
        self.packages(&mut c);
        c.env("YUI_MUTANTS_MET", &file);
        let out = c.output().map_err(|e| e.to_string())?;
        let said = String::from_utf8_lossy(&out.stderr);
        if !out.status.success() {
            let end: Vec<&str> = said.lines().rev().take(12).collect();
            return Err(format!("the tests do not pass without any defect: {end:?}"));
        }
        Met::read(&file, &said)
    }

    /// Those that are built by themselves.
    pub fn alone(
        &self,
        mutants: &[Mutant],
        alone: &BTreeSet<usize>,
        count: &mut Count,
    ) -> Result<(), String> {
        for n in alone {
            let m = &mutants[n - 1];
            let original = self.original(&m.file)?;
            self.write(&m.file, &Source::new(original.clone()).with(m))?;
            let end = match self.build() {
                Ok(errors) if errors.is_empty() => self.test(0, 600)?,
                _ => End::Unviable,
            };
            self.write(&m.file, &original)?;
            self.note(m, end, count);
        }
        Ok(())
    }

    fn note(&self, m: &Mutant, end: End, count: &mut Count) {
        match end {
            End::Caught => count.caught += 1,
            End::Missed => count.missed += 1,
            End::Unviable => count.unviable += 1,
            End::Timeout => count.timeout += 1,
        }
        if end == End::Missed {
            println!("missed  {}", m.name);
            let _ = std::io::stdout().flush();
        }
    }

    /// Everything as it was.
    pub fn restore(&self, mutants: &[Mutant]) -> Result<(), String> {
        for file in mutants.iter().map(|m| m.file.clone()).chain(roots(mutants)) {
            self.write(&file, &self.original(&file)?)?;
        }
        Ok(())
    }
}

/// The first file of each crate that has defects.
fn roots(mutants: &[Mutant]) -> BTreeSet<String> {
    mutants
        .iter()
        .filter_map(|m| {
            m.file.split_once("/src/").map(|(crate_, _)| format!("{crate_}/src/lib.rs"))
        })
        .collect()
}
