//! F1: SIGKILL in the middle of what eight people do; on PostgreSQL every tenth time the whole database server too.
use std::time::Duration;

use super::load;
use super::place::{Base, Engine};
use super::program::Program;
use super::scenarios::{Figures, Scene};
use crate::Fail;
use crate::run::chance;

/// Kills until one is counted; the last start compares everything.
pub fn kills(base: &Base, engine: Engine, short: bool) -> Result<Option<Figures>, Fail> {
    let rounds = match (short, engine) {
        (true, Engine::Sqlite) => 35,
        (true, Engine::Postgres) => 15,
        _ => 1000,
    };
    let mut scene = Scene::new(base, engine, "F1")?;
    scene.place.up(None)?;
    let mut f = Figures::default();
    let (mut in_flight, mut servers) = (0, 0);
    while f.rounds < rounds {
        let mut program = Program::start(base, &scene.place, None, &scene.session, &[])?;
        f.starts.take(program.started);
        in_flight += open(&scene);
        if f.rounds % 50 == 49 {
            let t = scene.settle(&program, false)?;
            f.take(t);
        } else {
            load::again(&program.address, &scene.session, &scene.ledger);
        }
        f.rounds += 1;
        // a few at once, so that a start is met as well
        let enough = if f.rounds % 20 == 0 { 0 } else { chance(1, 40) };
        let both = engine == Engine::Postgres && f.rounds % 10 == 0;
        servers += usize::from(both);
        let (address, session) = (program.address.clone(), scene.session.clone());
        let place = &mut scene.place;
        load::work(&address, &session, &scene.ledger, enough, Duration::from_secs(30), || {
            if both {
                place.down()?;
            }
            program.kill()
        })?;
        if both {
            scene.place.up(None)?;
        }
    }
    let program = Program::start(base, &scene.place, None, &scene.session, &[])?;
    in_flight += open(&scene);
    let t = scene.settle(&program, true)?;
    f.take(t);
    let left = open(&scene);
    if left > 0 {
        let l = scene.ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        return Err(Fail::Text(format!(
            "{left} acts have no answer even when sent again ({}); the last refusal: {}",
            l.told(),
            l.last_refusal
        )));
    }
    f.note = format!(
        "{in_flight} acts in flight were sent again; {servers} times PostgreSQL itself was killed"
    );
    Ok(Some(f))
}

fn open(scene: &Scene) -> usize {
    scene.ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner).open.len()
}
