//! F4: the n-th operation on a file answers EIO or ENOSPC, for n = 1, 2, 3 …: in the program's own files on SQLite, in
//! the database server's on PostgreSQL. Whoever was not told "done" was told in words; then the power goes too.
use std::time::Duration;

use super::cut::cut;
use super::load;
use super::place::{Base, Engine};
use super::program::Program;
use super::scenarios::{Figures, Scene};
use super::shim::{Field, kinds};
use crate::Fail;

const EIO: u64 = 5;
const ENOSPC: u64 = 28;
/// Acts after which a round ends when nothing stops it.
const ACTS: usize = 24;

/// All places, both errors.
pub fn failures(base: &Base, engine: Engine, short: bool) -> Result<Option<Figures>, Fail> {
    let strict = engine == Engine::Sqlite;
    let mut f = Figures::default();
    let (mut met, mut refused) = (0, 0);
    let mut scene = Scene::new(base, engine, "F4")?;
    let places: Vec<(u64, u64)> = if short {
        vec![(2, EIO), (7, ENOSPC), (23, EIO)]
    } else {
        (1..=200).flat_map(|n| [(n, EIO), (n, ENOSPC)]).collect()
    };
    for (at, error) in places {
        let shim = base.shim(&scene.place)?;
        shim.set(Field::Strict, i64::from(strict))?;
        shim.set(Field::Record, 1)?;
        scene.place.up(Some(&shim))?;
        let mut program = Program::start(base, &scene.place, Some(&shim), &scene.session, &[])?;
        f.starts.take(program.started);
        let t = scene.settle(&program, f.rounds % 50 == 49)?;
        f.take(t);
        f.rounds += 1;
        shim.arm(kinds::FILES, at, 1, error)?;
        let (address, session) = (program.address.clone(), scene.session.clone());
        let hit = || shim.get(Field::Hits).unwrap_or(0) > 0;
        let place = &mut scene.place;
        let mut alive = true;
        load::work(&address, &session, &scene.ledger, ACTS, Duration::from_secs(4), || {
            met += usize::from(hit());
            alive = program.runs();
            place.down()?;
            program.kill()
        })?;
        if !alive {
            return Err(Fail::Text(format!("operation {at} with error {error} ended the program")));
        }
        cut(&shim, strict)?;
    }
    scene.place.up(None)?;
    let program = Program::start(base, &scene.place, None, &scene.session, &[])?;
    let t = scene.settle(&program, true)?;
    f.take(t);
    let l = scene.ledger.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    refused += l.statuses.iter().filter(|(s, _)| **s >= 400).map(|(_, n)| n).sum::<u64>();
    if l.speechless > 0 {
        return Err(Fail::Text(format!("{} refusals without words", l.speechless)));
    }
    f.note = format!("{met} failures met, {refused} requests refused in words ({})", l.told());
    if met * 2 < f.rounds {
        return Err(Fail::Text(format!("only {met} of {} failures were met", f.rounds)));
    }
    Ok(Some(f))
}
