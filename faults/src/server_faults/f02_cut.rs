//! F2: the power goes. Program and database server end at once, and what no fsync had reached is gone
//! (faults/shim/io.c, cut.rs). SQLite and its files: a name counts only when its folder was synced; PostgreSQL: as
//! ext4 and xfs do it, a sync brings earlier names to the disk, because PostgreSQL itself builds on that.
use std::time::Duration;

use super::cut::{Cut, cut};
use super::load;
use super::place::{Base, Engine};
use super::program::Program;
use super::scenarios::{Figures, Scene};
use super::shim::Field;
use crate::Fail;
use crate::run::chance;

/// What an fsync takes here: as on a slow disk, so that most cuts at a chance moment fall into one.
const SYNC_US: i64 = 15_000;

/// Cuts with everything as it is delivered.
pub fn cuts(base: &Base, engine: Engine, short: bool) -> Result<Option<Figures>, Fail> {
    run(base, engine, if short { 10 } else { 200 }, false)
}

/// Cuts where fsync answers well and keeps nothing: this must lose, or the harness is blind.
pub fn control(base: &Base, engine: Engine, short: bool) -> Result<Option<Figures>, Fail> {
    run(base, engine, if short { 1 } else { 5 }, true)
}

fn run(base: &Base, engine: Engine, rounds: usize, swallow: bool) -> Result<Option<Figures>, Fail> {
    let strict = engine == Engine::Sqlite;
    let mut f = Figures { control: swallow, ..Figures::default() };
    let mut all = Cut::default();
    let mut scene = Scene::new(base, engine, if swallow { "F2c" } else { "F2" })?;
    let mut shim = base.shim(&scene.place)?;
    for n in 0..=rounds {
        if swallow && n > 0 {
            // after such a loss nothing of the store is worth going on with
            scene = Scene::new(base, engine, &format!("F2c{n}"))?;
            shim = base.shim(&scene.place)?;
        }
        shim.forget()?;
        shim.set(Field::Strict, i64::from(strict))?;
        shim.set(Field::Swallow, i64::from(swallow))?;
        shim.set(Field::Record, 1)?;
        // PostgreSQL has cuts enough without, and syncs far too often for this
        shim.set(Field::Sync, if strict { SYNC_US } else { 0 })?;
        scene.place.up(Some(&shim))?;
        let mut program = Program::start(base, &scene.place, Some(&shim), &scene.session, &[])?;
        f.starts.take(program.started);
        if !swallow {
            let t = scene.settle(&program, n == rounds || n % 20 == 19)?;
            f.take(t);
        }
        if n == rounds {
            program.kill()?;
            break;
        }
        f.rounds += 1;
        let enough = if swallow { 30 } else { chance(1, 60) };
        let (address, session) = (program.address.clone(), scene.session.clone());
        let place = &mut scene.place;
        load::work(&address, &session, &scene.ledger, enough, Duration::from_secs(30), || {
            place.down()?;
            program.kill()
        })?;
        let c = cut(&shim, strict)?;
        all.sectors += c.sectors;
        all.survived += c.survived;
        all.names += c.names;
        if swallow {
            f.take_lost(&mut scene)?;
        }
    }
    if all.sectors == 0 {
        return Err(Fail::Text("no cut took anything away: the page-dropper does not work".into()));
    }
    f.note = format!(
        "{} sectors fell back, {} not synced were there by chance, {} names taken back",
        all.sectors, all.survived, all.names
    );
    Ok(Some(f))
}

impl Figures {
    /// What the control lost: the store may not even open any more, then all of it is.
    fn take_lost(&mut self, scene: &mut Scene) -> Result<(), Fail> {
        let acked =
            scene.ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner).acked.len();
        let found = scene
            .place
            .up(None)
            .and_then(|()| super::verify::compare(&scene.place, &scene.ledger, None))
            .map_or(acked, |t| t.lost);
        scene.place.down()?;
        self.acked += acked;
        self.lost += found;
        Ok(())
    }
}
