//! The built program: how long until it answers, how much memory it holds when idle, how large it is, and how long a
//! PDF takes, the first one and the next ones.
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::figure::{Limit, Sample, load, once, print, print_bytes};
use crate::paper::Browser;
use crate::stores::Folder;
use crate::{Done, Fail, Plan};

/// All of it.
pub fn run(plan: &Plan) -> Done {
    let Some(yui) = &plan.yui else {
        eprintln!("bench: program is left out: no --yui");
        return Ok(());
    };
    let size = std::fs::metadata(yui)?.len();
    let embedded =
        ["web/dist", "forms", "crates/press"].iter().map(|d| bytes_of(Path::new(d))).sum::<u64>();
    let what = "bytes of the files that it carries (fonts, forms, web)";
    print_bytes("binary size", size, Limit { what, value: embedded as f64 });

    let folder = Folder::new("program")?;
    let made = Command::new(yui)
        .arg("--data")
        .arg(&folder.0)
        .args(["demo", "--residents", "60", "--stays", "60", "--no-serve"])
        .stdout(Stdio::null())
        .status()?;
    if !made.success() {
        return Err(Fail::Text("yui demo did not make its regions".into()));
    }
    let help = load(1, plan.pick(2, 10), |_, _| -> Result<bool, Fail> {
        Command::new(yui).arg("help").stdout(Stdio::null()).status()?;
        Ok(true)
    })?;
    let mut starts = Sample::default();
    for _ in 0..plan.pick(2, 10) {
        let (_, sample) = once(|| -> Done {
            let server = Server::start(yui, &folder.0)?;
            Browser::new(&server.address).get("/yuino/login").map(|_| ())
        })?;
        starts = starts.and(sample);
    }
    let what = "the same program started only to print its help";
    print("start-up to the first page", "sqlite", &starts, Limit::rate(what, &help));

    let server = Server::start(yui, &folder.0)?;
    let mut browser = Browser::new(&server.address);
    browser.get("/yuino/login")?;
    let what = "bytes of the program file";
    print_bytes("idle RSS", server.resident()?, Limit { what, value: size as f64 });
    pdf(plan, &mut browser)
}

/// The list of contact windows as a PDF, against the same page as HTML.
fn pdf(plan: &Plan, browser: &mut Browser) -> Done {
    browser.sign_in("/yuino/login?role=coordinator", "/yuino/login")?;
    let (page, paper) = ("/yuino/directory/windows", "/yuino/directory/windows/print");
    browser.get(page)?;
    let (first, cold) = once(|| browser.get(paper))?;
    if !first.starts_with(b"%PDF-") {
        return Err(Fail::Text("the paper is no PDF".into()));
    }
    let rounds = plan.pick(3, 30);
    let browser = std::sync::Mutex::new(browser);
    let get = |path: &str| -> Result<bool, Fail> {
        let mut b = browser.lock().map_err(|_| Fail::Text("lock".into()))?;
        b.get(path).map(|_| true)
    };
    let warm = load(1, rounds, |_, _| get(paper))?;
    let html = load(1, rounds, |_, _| get(page))?;
    let what = "the same list as an HTML page";
    print("PDF, the first one", "sqlite", &cold, Limit::rate(what, &html));
    print("PDF, the next ones", "sqlite", &warm, Limit::rate(what, &html));
    Ok(())
}

fn bytes_of(path: &Path) -> u64 {
    if path.is_file() {
        return std::fs::metadata(path).map_or(0, |m| m.len());
    }
    let Ok(entries) = std::fs::read_dir(path) else { return 0 };
    entries.flatten().map(|e| bytes_of(&e.path())).sum()
}

/// `yui serve` on a port of its own choice; stopped when dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(yui: &Path, data: &Path) -> Result<Server, Fail> {
        let begun = Instant::now();
        let mut child = Command::new(yui)
            .arg("--data")
            .arg(data)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()?;
        let out = child.stdout.take().ok_or_else(|| Fail::Text("no pipe".into()))?;
        let mut line = String::new();
        // It prints its address when it answers.
        BufReader::new(out).read_line(&mut line)?;
        let Some(address) = line.trim().strip_prefix("http://") else {
            let waited = begun.elapsed().as_secs_f64();
            let _ = child.kill();
            return Err(Fail::Text(format!("yui serve did not start ({waited:.1} s): {line}")));
        };
        Ok(Server { address: address.to_string(), child })
    }

    /// Resident memory in bytes.
    fn resident(&self) -> Result<u64, Fail> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = text.lines().find_map(|l| l.strip_prefix("VmRSS:"));
        let kb = line.and_then(|l| l.split_whitespace().next()).and_then(|n| n.parse::<u64>().ok());
        kb.map(|kb| kb * 1024).ok_or_else(|| Fail::Text("no VmRSS".into()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
