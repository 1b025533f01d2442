//! F6: everything stands still (a machine that is moved, a host that sleeps) and goes on: the program, then the database
//! server, then one of two programs on the same database.
use std::time::Duration;

use super::cluster::{Cluster, signal};
use super::load;
use super::pause;
use super::place::{Base, Engine};
use super::program::Program;
use super::scenarios::{Figures, Scene};
use crate::Fail;

/// Stops, waits, goes on.
pub fn stopped(base: &Base, engine: Engine, short: bool) -> Result<Option<Figures>, Fail> {
    let ms = if short { 2_000 } else { 30_000 };
    let mut scene = Scene::new(base, engine, "F6")?;
    scene.place.up(None)?;
    let mut f = Figures::default();
    let program = Program::start(base, &scene.place, None, &scene.session, &[])?;
    let second = match engine {
        Engine::Postgres => Some(Program::start(base, &scene.place, None, &scene.session, &[])?),
        Engine::Sqlite => None,
    };
    f.starts.take(program.started);
    let servers = scene.place.cluster.as_ref().map(Cluster::processes).unwrap_or_default();
    let mut who: Vec<Vec<u32>> = vec![vec![program.id()]];
    if !servers.is_empty() {
        who.push(servers);
    }
    for pids in who {
        let stop = || {
            signal("STOP", &pids);
            pause_at_least(ms);
            signal("CONT", &pids);
            Ok(())
        };
        load::work(
            &program.address,
            &scene.session,
            &scene.ledger,
            20,
            Duration::from_secs(20),
            stop,
        )?;
        f.rounds += 1;
        let t = scene.settle(&program, true)?;
        f.take(t);
    }
    if let Some(other) = &second {
        // while one stands still, perhaps in the middle of numbering, the other goes on
        signal("STOP", &[program.id()]);
        let acks = load::work(
            &other.address,
            &scene.session,
            &scene.ledger,
            60,
            Duration::from_millis(ms),
            || Ok(()),
        );
        signal("CONT", &[program.id()]);
        if acks? < 60 {
            return Err(Fail::Text("the second program did not go on".into()));
        }
        f.rounds += 1;
        let t = scene.settle(other, true)?;
        f.take(t);
    }
    f.note = format!("{} s each time", ms / 1000);
    Ok(Some(f))
}

#[expect(clippy::disallowed_methods, reason = "the length of the stop is the fault itself")]
fn pause_at_least(ms: u64) {
    let begun = std::time::Instant::now();
    while begun.elapsed() < Duration::from_millis(ms) {
        pause(20);
    }
}
