//! F13: settings and files that are wrong: the program says so in words and does not start, and one that runs goes on.
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::client::{Client, Session};
use super::pause;
use super::place::{Base, Engine, Place, REGION};
use super::program::Program;
use super::scenarios::Figures;
use crate::Fail;

type Change = fn(&Place) -> Result<(), Fail>;

/// What is wrong, environment, words after `serve`, change of files.
type Wrong = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
    Option<Change>,
);

const EVERYWHERE: &[Wrong] = &[
    ("an address that is none", &[], &["--listen", "nowhere"], None),
    ("an unknown word", &[], &["--colour", "red"], None),
    ("a scanner that is no address", &[("YUI_CLAMD", "not an address")], &[], None),
    ("proxies that are none", &[("YUI_PROXIES", "proxy.example, 10.0.0.0/99")], &[], None),
    ("a witness that is no address", &[], &["--witness", "::::"], None),
    ("an origin that is none", &[("YUI_ORIGIN", "yui example")], &[], None),
];

const FILES: &[Wrong] = &[
    (
        "a control file of junk",
        &[],
        &[],
        Some(|p| Ok(fs::write(p.files().join("control.sqlite"), vec![7; 9000])?)),
    ),
    ("a region's file of junk", &[], &[], Some(|p| Ok(fs::write(region(p), vec![7; 9000])?))),
    (
        "a region's file cut to half",
        &[],
        &[],
        Some(|p| {
            let file = fs::OpenOptions::new().write(true).open(region(p))?;
            let half = file.metadata()?.len() / 2;
            Ok(file.set_len(half)?)
        }),
    ),
    ("a region's file that is empty", &[], &[], Some(|p| Ok(fs::write(region(p), b"")?))),
    ("a region's file that is gone", &[], &[], Some(|p| Ok(fs::remove_file(region(p))?))),
];

const SCHEMAS: &[Wrong] = &[
    ("a region's schema that is gone", &[], &[], Some(|p| sql(p, "DROP SCHEMA r_yuino CASCADE"))),
    (
        "a migration of a newer program",
        &[],
        &[],
        Some(|p| {
            sql(p, "INSERT INTO r_yuino.yui_migration(number, name, hash) VALUES (9999, 'x', 'x')")
        }),
    ),
    (
        "a migration that was changed",
        &[],
        &[],
        Some(|p| sql(p, "UPDATE r_yuino.yui_migration SET hash = 'x' WHERE number = 1")),
    ),
];

fn region(p: &Place) -> std::path::PathBuf {
    p.files().join("regions").join(REGION).join("region.sqlite")
}

fn sql(p: &Place, text: &str) -> Result<(), Fail> {
    p.cluster.as_ref().map_or(Ok(()), |c| c.sql("yui", text).map(|_| ()))
}

/// Each wrong thing in a place of its own.
pub fn corrupted(base: &Base, engine: Engine, _short: bool) -> Result<Option<Figures>, Fail> {
    let mut f = Figures::default();
    let more = if engine == Engine::Sqlite { FILES } else { SCHEMAS };
    let mut bad: Vec<String> = Vec::new();
    let mut place = base.place(engine, "F13")?;
    place.up(None)?;
    let running = Program::start(base, &place, None, &Session::default(), &[])?;
    f.starts.take(running.started);
    for (i, wrong) in EVERYWHERE.iter().chain(more).enumerate() {
        f.rounds += 1;
        let told = match wrong.3 {
            None => try_start(base, &place, wrong)?,
            Some(change) => {
                let mut own = base.place(engine, &format!("F13-{i}"))?;
                own.up(None)?;
                change(&own)?;
                try_start(base, &own, wrong)?
            }
        };
        if let Some(why) = told {
            f.lost += 1;
            bad.push(format!("{}: {why}", wrong.0));
        }
    }
    let a = Client::new(&running.address, &Session::default()).get(&format!("/{REGION}/login"))?;
    if a.status != 200 {
        return Err(Fail::Text("the program that ran does not go on".into()));
    }
    f.note = if bad.is_empty() { "each refused in words".into() } else { bad.join("; ") };
    Ok(Some(f))
}

/// Starts the program; why that was not as it should be.
#[expect(clippy::disallowed_methods, reason = "a limit for waiting")]
fn try_start(base: &Base, place: &Place, wrong: &Wrong) -> Result<Option<String>, Fail> {
    let mut c = base.command(place);
    c.arg("serve");
    if !wrong.2.contains(&"--listen") {
        c.args(["--listen", "127.0.0.1:0"]);
    }
    let mut child = c
        .args(wrong.2)
        .envs(wrong.1.iter().copied())
        .stdout(Stdio::null())
        .stderr(fs::File::create(place.dir.join("said"))?)
        .spawn()?;
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(10) {
        if let Some(status) = child.try_wait()? {
            let said = fs::read_to_string(place.dir.join("said"))?;
            let japanese = said.chars().any(|c| ('ぁ'..='ん').contains(&c));
            return Ok(match (status.success(), said.contains("panicked"), japanese) {
                (false, false, true) => None,
                _ => Some(format!("{status}, {}", said.trim())),
            });
        }
        pause(10);
    }
    child.kill()?;
    child.wait()?;
    Ok(Some("it started".into()))
}
