//! 入退院連絡調査 counted over 20,000 stays, against only fetching the rows of those stays and acts. The stays are those
//! of the demonstration: `yui demo --stays N` makes them.
use std::process::{Command, Stdio};

use db::{Db, Durability, Stmt};
use kernel::{Actor, ActorKind, Date, Hat};
use transitions::use_cases::count::{Of, survey};

use crate::figure::{Limit, load, print};
use crate::stores::{Folder, app};
use crate::{Done, Fail, Plan};

const STAYS: Stmt = Stmt { name: "bench.STAYS", sql: "SELECT * FROM transitions_stay" };
const ACTS: Stmt = Stmt { name: "bench.ACTS", sql: "SELECT * FROM transitions_act" };

/// All of it, on SQLite: inventing so many stays on PostgreSQL takes longer than measuring is worth.
pub fn run(plan: &Plan) -> Done {
    let Some(yui) = &plan.yui else {
        eprintln!("bench: survey is left out: no --yui");
        return Ok(());
    };
    let folder = Folder::new("survey")?;
    let stays = plan.pick(300, 20_000).to_string();
    let residents = plan.pick(100, 8_000).to_string();
    let made = Command::new(yui)
        .arg("--data")
        .arg(&folder.0)
        .args(["demo", "--stays", &stays, "--residents", &residents, "--no-serve"])
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .status()?;
    if !made.success() {
        return Err(Fail::Text("yui demo did not make its regions".into()));
    }
    let path = folder.0.join("regions").join("yuino").join("region.sqlite");
    let app = app(Db::open_sqlite(&path, Durability::Full)?);
    let centre = Actor {
        kind: ActorKind::Staff,
        account: None,
        organisation: None,
        hat: Hat::Coordinator,
        name: "計測".into(),
    };
    let (from, to) = (day("2000-01-01")?, day("2099-12-31")?);
    let all = app.read(&centre, |cx| survey(cx, from, to, Of::default()))?;
    let rounds = plan.pick(2, 20);
    let ours = load(1, rounds, |_, _| -> Result<bool, Fail> {
        app.read(&centre, |cx| survey(cx, from, to, Of::default()))?;
        Ok(true)
    })?;
    let rows = load(1, rounds, |_, _| -> Result<bool, Fail> {
        app.db().read(|tx| {
            tx.rows(STAYS, &[])?;
            tx.rows(ACTS, &[])
        })?;
        Ok(true)
    })?;
    let what = "the rows of all stays and acts only fetched";
    print(
        &format!("survey at {} stays", all.all.admissions),
        "sqlite",
        &ours,
        Limit::rate(what, &rows),
    );
    Ok(())
}

fn day(text: &str) -> Result<Date, Fail> {
    text.parse().map_err(|_| Fail::Text("a date".into()))
}
