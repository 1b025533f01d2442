//! State × act × role of a stay as a table that a person can read: tests/golden/acts.txt. Every cell is made by running
//! the use case itself on a database, in a transaction that is taken back. `YUI_GOLDEN=write` writes the table anew;
//! look at what has changed before committing it.
pub mod acts;
mod late;
pub mod roles;
pub mod states;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

use app::{Error, Result};
use kernel::Actor;
use testkit::TestApp;
use transitions::model::Refusal;

use acts::{Act, Known};
use states::State;

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/acts.txt");

const HEAD: &str = "\
# State x act x role of a stay, as the use cases answer. Written by the test of crates/transitions/tests/it/table.
#   ok    done                           -   404: nobody's business, or not with this hat (existence is private)
#   .     nothing there to do it to      @x  the field x of the form      word  the refusal of src/model/may.rs, or below
# Roles: cm the care manager; mate a colleague of the office; cm2 another office; hokatsu the 包括 of the care team;
#   hokats2 another 包括; msw the 地域連携室; msw2 that of another hospital; ward; doctor; gp the family doctor of the care
#   team; nurse the visiting nurse of the care team; home the facility that was asked; centre 連携拠点; city 市
# A line `= place phase next` says where the stay stands, read off its acts; the walks of the model reach these and no
# others. What is surprising at first sight is explained in docs/adr/0009.
";

/// Runs something and takes it back: what would have come of it.
fn trial(app: &TestApp, who: &Actor, act: Act, known: &Arc<Known>) -> Result<bool> {
    let out: Arc<Mutex<Option<Result<bool>>>> = Arc::default();
    let (keep, known) = (out.clone(), known.clone());
    let back = app.write(who, move |cx| -> Result<()> {
        let done = match (act.run)(cx, &known) {
            None => Ok(false),
            Some(r) => r.map(|()| true),
        };
        *keep.lock().unwrap() = Some(done);
        Err(Error::Rule("taken back".into()))
    });
    assert!(matches!(back, Err(Error::Rule(t)) if t == "taken back"), "{}", act.name);
    out.lock().unwrap().take().unwrap()
}

/// A refusal that is a sentence of its use case, until the sentences of the whole table are numbered.
const SAID: char = '\u{1}';

fn cell(done: Result<bool>, act: &str) -> String {
    match done {
        Ok(true) => "ok".into(),
        Ok(false) => ".".into(),
        Err(Error::NotFound | Error::Forbidden(_)) => "-".into(),
        Err(Error::Stale { .. }) => "stale".into(),
        Err(Error::Invalid(f)) => format!("@{}", f[0].field).chars().take(7).collect(),
        Err(Error::Rule(text)) => {
            let known = Refusal::ALL.iter().find(|r| text.ends_with(r.label()));
            known.map_or_else(|| format!("{SAID}{text}"), |r| r.code().to_string())
        }
        Err(e) => panic!("{act}: {e:?}"),
    }
}

/// One state: its heading, and its cells by act.
struct Part {
    head: String,
    rows: Vec<(&'static str, Vec<String>)>,
}

fn part(state: &State) -> Part {
    let (cast, known) = states::build(state);
    let known = Arc::new(known);
    let (app, roles) = (&cast.town.app, cast.roles());
    let mut head = format!("\n## {}\n= {}\n{:20}", state.name, known.position, "");
    for (name, _) in &roles {
        let _ = write!(head, " {name:7}");
    }
    let row = |act: Act| {
        let cells = roles.iter().map(|(_, who)| cell(trial(app, who, act, &known), act.name));
        (act.name, cells.collect())
    };
    Part { head, rows: acts::all().into_iter().map(row).collect() }
}

fn table() -> String {
    let all = states::all();
    let parts: Vec<Part> = std::thread::scope(|s| {
        let (left, right) = all.split_at(all.len() / 2);
        let other = s.spawn(|| left.iter().map(part).collect::<Vec<_>>());
        let mine: Vec<_> = right.iter().map(part).collect();
        other.join().unwrap().into_iter().chain(mine).collect()
    });
    let cells = parts.iter().flat_map(|p| &p.rows).flat_map(|(_, cells)| cells);
    let said: BTreeSet<&str> = cells.filter_map(|c| c.strip_prefix(SAID)).collect();
    let said: Vec<&str> = said.into_iter().collect();
    let number = |text: &str| said.iter().position(|s| *s == text).map_or(0, |n| n + 1);
    let mut out = HEAD.to_string();
    for p in &parts {
        let _ = writeln!(out, "{}", p.head.trim_end());
        for (name, cells) in &p.rows {
            let mut line = format!("{name:20}");
            for c in cells {
                let c = c.strip_prefix(SAID).map_or(c.clone(), |text| format!("!{}", number(text)));
                let _ = write!(line, " {c:7}");
            }
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    out.push_str("\n## Refusals\n");
    for r in Refusal::ALL {
        let _ = writeln!(out, "{:7} {}", r.code(), r.label());
    }
    for (n, text) in said.iter().enumerate() {
        let _ = writeln!(out, "!{:<6} {text}", n + 1);
    }
    out
}

#[test]
fn every_act_in_every_state_by_every_role_is_answered_as_the_table_says() {
    let now = table();
    if std::env::var("YUI_GOLDEN").is_ok_and(|v| v == "write") {
        std::fs::write(GOLDEN, &now).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(GOLDEN).unwrap();
    let mut state = "";
    for (n, (a, b)) in kept.lines().zip(now.lines()).enumerate() {
        state = a.strip_prefix("## ").unwrap_or(state);
        assert_eq!(a, b, "line {} ({state}); YUI_GOLDEN=write writes the table anew", n + 1);
    }
    assert_eq!(kept.lines().count(), now.lines().count());
}
