//! F7: the machine's clock jumps while the program runs: a day on, a day back, five minutes back, over a leap day and
//! over a new year. The log keeps its order, and nobody's session is lengthened.
use std::time::Duration;

use super::client::{Client, Session};
use super::load;
use super::place::{Base, Engine, REGION};
use super::program::Program;
use super::scenarios::{Figures, Scene};
use super::shim::{Field, Shim};
use crate::Fail;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Milliseconds since 1970 of 2028-02-29T14:59:57Z: three seconds before midnight of a leap day in Japan.
const LEAP: i64 = 1_835_449_197_000;
/// 2028-12-31T14:59:57Z, the same of a new year.
const NEW_YEAR: i64 = 1_861_887_597_000;

#[expect(clippy::disallowed_methods, reason = "the jump is counted from the machine's own time")]
fn now() -> i64 {
    let since =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(0)
}

fn jump(shim: &Shim, to: i64) -> Result<(), Fail> {
    shim.set(Field::Clock, to - now())
}

/// All jumps with one program that stays.
pub fn jumps(base: &Base, engine: Engine, short: bool) -> Result<Option<Figures>, Fail> {
    let mut scene = Scene::new(base, engine, "F7")?;
    scene.place.up(None)?;
    let shim = base.shim(&scene.place)?;
    let mut f = Figures::default();
    let program = Program::start_under(base, &scene.place, &shim, &scene.session)?;
    f.starts.take(program.started);
    // What is registered tomorrow may be seen from tomorrow on: after going back only the newest papers open.
    scene.papers = 2;
    let acts = if short { 30 } else { 80 };
    let page = format!("/{REGION}/people/new");
    let first = scene.session.clone();
    let open = |s: &Session| Client::new(&program.address, s).get(&page).map(|a| a.status);
    for (what, offset) in [
        ("a day on", DAY),
        ("back to now", 0),
        ("a day back", -DAY),
        ("five minutes on", 5 * MINUTE),
        ("five minutes back", 0),
        ("a leap day ends", LEAP - now()),
        ("a year ends", NEW_YEAR - now()),
        ("back to now", 0),
    ] {
        jump(&shim, now() + offset)?;
        if what == "a day on" && open(&first)? == 200 {
            return Err(Fail::Text("a session of yesterday is still open".into()));
        }
        // whoever was locked out signs in again, as a person would
        if open(&scene.session)? != 200 {
            scene.session = Client::role(&program.address, REGION, "cm")?.session;
        }
        load::work(
            &program.address,
            &scene.session,
            &scene.ledger,
            acts,
            Duration::from_secs(30),
            || Ok(()),
        )?;
        f.rounds += 1;
        let t =
            scene.settle(&program, true).map_err(|e| Fail::Text(format!("after {what}: {e}")))?;
        f.take(t);
    }
    f.note = "the log was verified after each jump".into();
    Ok(Some(f))
}
