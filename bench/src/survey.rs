//! 入退院連絡調査 and in-trays over 100,000 stays, against only fetching the rows of those stays and acts. The stays are
//! those of the demonstration (`yui demo --stays N`), copied with their days moved back by years: inventing each one
//! takes longer than measuring is worth.
use std::process::{Command, Stdio};

use accounts::OrganisationKind;
use app::App;
use db::{Db, Durability, Stmt};
use kernel::{Actor, ActorKind, Date, Hat};
use transitions::use_cases::count::{Of, months, survey};
use transitions::use_cases::lists::{Which, lines};

use crate::figure::{Limit, load, print};
use crate::stores::{Folder, app};
use crate::{Done, Fail, Plan};

const STAYS: Stmt = Stmt { name: "bench.STAYS", sql: "SELECT * FROM transitions_stay" };
const ACTS: Stmt = Stmt { name: "bench.ACTS", sql: "SELECT * FROM transitions_act" };

/// Copies of every stay and act. `$1` = the first eight digits of the copies' ids, `$2` = days back. SQLite only.
const MORE_STAYS: Stmt = Stmt {
    name: "bench.MORE_STAYS",
    sql: "INSERT INTO transitions_stay SELECT $1 || substr(id, 9), resident, hospital, hospital_name, office, care_manager, hokatsu, date(admitted_on, $2), admitted_time, planned, reason, learned_from, care_level, ward, room, assigned, date(planned_on, $2), date(ended_on, $2), end_kind, closed, cancelled_at, NULL, made_by, at FROM transitions_stay WHERE id NOT LIKE '0000%'",
};
const MORE_ACTS: Stmt = Stmt {
    name: "bench.MORE_ACTS",
    sql: "INSERT INTO transitions_act SELECT $1 || substr(id, 9), $1 || substr(stay, 9), kind, date(day, $2), at, method, account, organisation, name, to_org, to_name, said_by, CASE WHEN json_extract(detail, '$.date') IS NULL THEN detail ELSE json_set(detail, '$.date', date(json_extract(detail, '$.date'), $2)) END, record, hash, opened_at, opened_by, received_at, received_by, cancelled_at FROM transitions_act WHERE id NOT LIKE '0000%'",
};
const ANALYZE: Stmt = Stmt { name: "bench.ANALYZE", sql: "ANALYZE" };

/// All of it, on SQLite.
pub fn run(plan: &Plan) -> Done {
    let Some(yui) = &plan.yui else {
        eprintln!("bench: survey is left out: no --yui");
        return Ok(());
    };
    let folder = Folder::new("survey")?;
    let copies = plan.pick(3, 170);
    let made = Command::new(yui)
        .arg("--data")
        .arg(&folder.0)
        .args(["demo", "--stays", &plan.pick(300, 600).to_string()])
        .args(["--residents", &plan.pick(100, 240).to_string(), "--no-serve"])
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .status()?;
    if !made.success() {
        return Err(Fail::Text("yui demo did not make its regions".into()));
    }
    let path = folder.0.join("regions").join("yuino").join("region.sqlite");
    let app = app(Db::open_sqlite(&path, Durability::Full)?);
    for copy in 1..copies {
        let (id, back) = (format!("{copy:08x}"), format!("-{} days", 364 * (copy % 5)));
        app.write(&Actor::operator(), move |cx| {
            let given = [db::Value::from(id.as_str()), db::Value::from(back.as_str())];
            cx.tx().exec(MORE_STAYS, &given)?;
            cx.tx().exec(MORE_ACTS, &given)?;
            Ok(())
        })?;
    }
    app.write(&Actor::operator(), |cx| {
        cx.tx().exec(ANALYZE, &[])?;
        Ok(())
    })?;
    measure(plan, &app)
}

fn staff(hat: Hat, organisation: Option<kernel::Id>) -> Actor {
    Actor { kind: ActorKind::Staff, account: None, organisation, hat, name: "計測".into() }
}

fn measure(plan: &Plan, app: &App) -> Done {
    let centre = staff(Hat::Coordinator, None);
    let (from, to) = (day("2000-01-01")?, day("2099-12-31")?);
    let all = app.read(&centre, |cx| survey(cx, from, to, Of::default()))?;
    let n = all.all.admissions;
    let last = app.now().date();
    let month = kernel::time::add_days(last, 1 - i64::from(last.day()));
    let (first, end) = (kernel::time::add_months(month, -1), kernel::time::add_days(month, -1));
    let year = kernel::time::add_months(first, -11);
    let rounds = plan.pick(2, 10);

    let rows = load(1, plan.pick(2, 5), |_, _| -> Result<bool, Fail> {
        app.db().read(|tx| {
            tx.rows(STAYS, &[])?;
            tx.rows(ACTS, &[])
        })?;
        Ok(true)
    })?;
    let what = "the rows of all stays and acts only fetched";
    let line = |name: &str, sample: &_| {
        print(&format!("{name} at {n} stays"), "sqlite", sample, Limit::rate(what, &rows))
    };

    let whole = load(1, plan.pick(2, 5), |_, _| -> Result<bool, Fail> {
        app.read(&centre, |cx| survey(cx, from, to, Of::default()))?;
        Ok(true)
    })?;
    line("survey of all years", &whole);
    let of_month = load(1, rounds, |_, _| -> Result<bool, Fail> {
        app.read(&centre, |cx| survey(cx, first, end, Of::default()))?;
        Ok(true)
    })?;
    line("survey of a month", &of_month);
    let of_months = load(1, plan.pick(2, 5), |_, _| -> Result<bool, Fail> {
        app.read(&centre, |cx| months(cx, year, end, Of::default()))?;
        Ok(true)
    })?;
    line("twelve months and the year before", &of_months);

    for (kind, hat, name) in [
        (OrganisationKind::Hospital, Hat::Liaison, "in-tray of a hospital"),
        (OrganisationKind::CareManagement, Hat::CareManager, "list of an office"),
    ] {
        let Some((who, open)) = busiest(app, kind, hat)? else { continue };
        let tray = load(1, rounds, |_, _| -> Result<bool, Fail> {
            app.read(&who, |cx| lines(cx, Which::default()))?;
            Ok(true)
        })?;
        line(&format!("{name}, {open} open"), &tray);
        if let Some(todo) = transitions::slice().todo {
            let today = load(1, rounds, |_, _| -> Result<bool, Fail> {
                app.read(&who, todo)?;
                Ok(true)
            })?;
            line(&format!("きょう behind the {name}"), &today);
        }
    }
    let overdue = load(1, rounds, |_, _| -> Result<bool, Fail> {
        app.read(&centre, transitions::use_cases::count::overdue)?;
        Ok(true)
    })?;
    line("overdue of the centre, counts", &overdue);
    Ok(())
}

/// The organisation of a kind with most open stays, as one of its staff, and how many these are.
fn busiest(app: &App, kind: OrganisationKind, hat: Hat) -> Result<Option<(Actor, usize)>, Fail> {
    let all = app.read(&Actor::operator(), |cx| accounts::organisations_of_kind(cx, kind))?;
    let mut best = None;
    for o in all {
        let who = staff(hat, Some(o.id.0));
        let open = app.read(&who, |cx| lines(cx, Which::default()))?.len();
        if best.as_ref().is_none_or(|(_, n)| open > *n) {
            best = Some((who, open));
        }
    }
    Ok(best)
}

fn day(text: &str) -> Result<Date, Fail> {
    text.parse().map_err(|_| Fail::Text("a date".into()))
}
