//! F10: making and bringing up a store is stopped at every place, and the next start finishes it.
//!
//! First the real program: `yui region add` is killed at its n-th operation on a file (SQLite; the power goes as well) or
//! at its n-th message to the server (PostgreSQL), for every n. Then each migration is stopped after each of its
//! statements, on PostgreSQL by ending the connection from the server's side: nothing of it may stay.
use db::migrate::{self, Migration};
use db::{Db, Dialect};

use super::client::Session;
use super::cut::cut;
use super::place::{Base, Engine, Place};
use super::program::Program;
use super::scenarios::Figures;
use super::shim::{Field, Shim, kinds};
use crate::Fail;

const SLUG: &str = "yuino";
const ADD: [&str; 5] = ["region", "add", SLUG, "--name", "故障試験"];

/// Both parts.
pub fn stopped(base: &Base, engine: Engine, short: bool) -> Result<Option<Figures>, Fail> {
    let mut f = Figures::default();
    let killed = at_every_operation(base, engine, short, &mut f)?;
    let statements = at_every_statement(base, engine, short)?;
    f.rounds += statements;
    f.note = format!("{killed} kills of `yui region add`, {statements} statements of migrations");
    Ok(Some(f))
}

/// An empty place again.
fn clean(place: &Place) -> Result<(), Fail> {
    match &place.cluster {
        Some(c) => c
            .sql("yui", &format!("DROP SCHEMA IF EXISTS yui_control CASCADE; DROP SCHEMA IF EXISTS r_{SLUG} CASCADE"))
            .map(|_| ()),
        None => {
            let _ = std::fs::remove_dir_all(place.files());
            Ok(std::fs::create_dir_all(place.files())?)
        }
    }
}

fn add(base: &Base, place: &Place, shim: &Shim, at: u64) -> Result<bool, Fail> {
    let which = if place.cluster.is_some() { kinds::SENDS } else { kinds::FILES };
    shim.arm(which, at, 2, 0)?;
    let ran = base.command(place).args(ADD).arg("--demo").envs(shim.environment()).output()?;
    shim.set(Field::Armed, 0)?;
    Ok(ran.status.success())
}

fn at_every_operation(
    base: &Base,
    engine: Engine,
    short: bool,
    f: &mut Figures,
) -> Result<usize, Fail> {
    let place = base.empty(engine, "F10")?;
    let shim = base.shim(&place)?;
    if !add(base, &place, &shim, 0)? {
        return Err(Fail::Text("yui region add does not work".into()));
    }
    let all = shim.get(Field::Count)?;
    let golden = migrate::dump(&place.store()?)?;
    let step = if short { all.div_ceil(if engine == Engine::Sqlite { 8 } else { 4 }) } else { 1 };
    let mut kills = 0;
    // for looking at one place again and again
    let from = std::env::var("YUI_FAULTS_FROM").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    for at in (from..=all).step_by(usize::try_from(step).unwrap_or(1)) {
        clean(&place)?;
        shim.forget()?;
        shim.set(Field::Strict, 1)?;
        shim.set(Field::Record, i64::from(engine == Engine::Sqlite))?;
        if add(base, &place, &shim, at)? {
            continue;
        }
        kills += 1;
        shim.set(Field::Record, 0)?;
        if engine == Engine::Sqlite {
            cut(&shim, true)?;
        }
        // again: it goes on where it was stopped, or is there already
        let again = base.command(&place).args(ADD).arg("--demo").output()?;
        let said = String::from_utf8_lossy(&again.stderr).into_owned();
        if !again.status.success() && !said.contains("もうあります") {
            return Err(Fail::Text(format!(
                "stopped at operation {at} of {all}, it cannot be made again: {}",
                said.trim()
            )));
        }
        let program = Program::start(base, &place, None, &Session::default(), &[])
            .map_err(|e| Fail::Text(format!("stopped at operation {at} of {all}: {e}")))?;
        f.starts.take(program.started);
        drop(program);
        let now = migrate::dump(&place.store()?)?;
        if now != golden {
            return Err(Fail::Text(format!(
                "stopped at operation {at} of {all}, the schema differs"
            )));
        }
        f.rounds += 1;
    }
    Ok(kills)
}

/// Statements of a migration, each with its `;`.
fn statements(sql: &'static str) -> Vec<String> {
    let mut out = vec![String::new()];
    for line in sql.lines() {
        if let Some(last) = out.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
        if line.trim_end().ends_with(';') {
            out.push(String::new());
        }
    }
    out.retain(|s| s.lines().any(|l| !l.trim().is_empty() && !l.trim().starts_with("--")));
    out
}

fn at_every_statement(base: &Base, engine: Engine, short: bool) -> Result<usize, Fail> {
    let place = base.empty(engine, "F10s")?;
    std::fs::create_dir_all(place.files().join("regions").join(SLUG))?;
    let db = place.store()?;
    let stop = match db.dialect() {
        Dialect::Sqlite => "SELECT the_power_goes();\n",
        Dialect::Postgres => "SELECT pg_terminate_backend(pg_backend_pid());\n",
    };
    let mut done = 0;
    for (n, m) in schema::REGION.iter().enumerate() {
        let before = state(&db)?;
        let parts = statements(m.sql);
        // a connection that the server ended is tried again several times: slow, so the short set stops each one once
        let ends: Vec<usize> = match (short, db.dialect()) {
            (true, Dialect::Postgres) if n % 4 > 0 => Vec::new(),
            (true, Dialect::Postgres) => vec![parts.len()],
            _ => (0..=parts.len()).collect(),
        };
        for k in ends {
            let text: String = parts.iter().take(k).map(String::as_str).chain([stop]).collect();
            let broken = Migration { sql: Box::leak(text.into_boxed_str()), ..*m };
            let mut list: Vec<Migration> = schema::REGION.iter().take(n).copied().collect();
            list.push(broken);
            if migrate::migrate(&db, Box::leak(list.into_boxed_slice()), true).is_ok() {
                return Err(Fail::Text(format!("{} was not stopped after statement {k}", m.name)));
            }
            if n > 0 && state(&db)? != before {
                return Err(Fail::Text(format!(
                    "{} stopped after statement {k} left something",
                    m.name
                )));
            }
            done += 1;
        }
        let list: Vec<Migration> = schema::REGION.iter().take(n + 1).copied().collect();
        migrate::migrate(&db, Box::leak(list.into_boxed_slice()), true)?;
    }
    let whole = migrate::migrate(&db, schema::REGION, true)?;
    if whole != 0 {
        return Err(Fail::Text(format!("{whole} migrations were not noted as done")));
    }
    Ok(done)
}

fn state(db: &Db) -> Result<String, Fail> {
    let ran = match db.read(migrate::history) {
        Ok(all) => all.len(),
        // before the first one there is no list
        Err(_) => 0,
    };
    Ok(format!("{ran}\n{}", migrate::dump(db)?))
}
