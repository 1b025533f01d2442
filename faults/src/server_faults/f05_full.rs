//! F5: the disk is full. Pages go on, writing is refused in words, and with room again the same process goes on.
//! PostgreSQL's write-ahead log is on a disk of its own, as its operators are told (docs/manual): without room for that
//! the server itself ends.
use std::path::PathBuf;
use std::process::Command;
use std::sync::PoisonError;
use std::time::Duration;

use super::client::Client;
use super::ledger::What;
use super::load;
use super::place::{Base, Engine, REGION};
use super::program::Program;
use super::scenarios::{Figures, Scene};
use crate::Fail;
use crate::run::have;

/// A small file system in memory; unmounted when dropped.
struct Small(PathBuf);

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// Writes junk until only `left` KiB are free.
fn fill(small: &Small, left: u64) -> Result<(), Fail> {
    let free = Command::new("df").args(["--output=avail", "-k"]).arg(&small.0).output()?;
    let text = String::from_utf8_lossy(&free.stdout).into_owned();
    let free: u64 = text.lines().last().and_then(|l| l.trim().parse().ok()).unwrap_or(0);
    let junk = usize::try_from(free.saturating_sub(left) * 1024).unwrap_or(0);
    match std::fs::write(small.0.join("junk"), vec![1; junk]) {
        // somebody was faster: all the fuller
        Err(e) if e.kind() != std::io::ErrorKind::StorageFull => Err(e.into()),
        _ => Ok(()),
    }
}

/// Fills it, looks, makes room, goes on; several times.
pub fn full(base: &Base, engine: Engine, short: bool) -> Result<Option<Figures>, Fail> {
    let mut scene = Scene::new(base, engine, "F5")?;
    let files = scene.place.files();
    let mount = scene.place.dir.join("small");
    std::fs::create_dir_all(&mount)?;
    let size = if engine == Engine::Sqlite { "size=96m" } else { "size=256m" };
    let path = mount.to_string_lossy().into_owned();
    if !have("mount", &["-t", "tmpfs", "-o", size, "tmpfs", &path]) {
        return Ok(None);
    }
    let small = Small(mount.clone());
    // the files move there; a link stays where the programs look for them
    let moved = mount.join("files");
    let steps: Vec<Vec<String>> = {
        let (from, to) =
            (files.to_string_lossy().into_owned(), moved.to_string_lossy().into_owned());
        let wal = scene.place.dir.join("wal").to_string_lossy().into_owned();
        let mut all = vec![];
        if engine == Engine::Postgres {
            all.push(vec!["mv".into(), format!("{from}/pg_wal"), wal.clone()]);
            all.push(vec!["ln".into(), "-s".into(), wal, format!("{from}/pg_wal")]);
        }
        all.push(vec!["cp".into(), "-a".into(), from.clone(), to.clone()]);
        all.push(vec!["rm".into(), "-rf".into(), from.clone()]);
        all.push(vec!["ln".into(), "-s".into(), to, from]);
        all
    };
    for s in &steps {
        if let Some((first, rest)) = s.split_first()
            && !Command::new(first).args(rest).status()?.success()
        {
            return Err(Fail::Text(format!("{} failed", s.join(" "))));
        }
    }
    let outcome = on_small(base, &mut scene, &small, short);
    scene.place.down()?;
    drop(small);
    outcome.map(Some)
}

fn on_small(base: &Base, scene: &mut Scene, small: &Small, short: bool) -> Result<Figures, Fail> {
    let mut f = Figures::default();
    scene.place.up(None)?;
    let mut program = Program::start(base, &scene.place, None, &scene.session, &[])?;
    f.starts.take(program.started);
    let (mut pages, mut refused, mut unread) = (0, 0, 0);
    for round in 0..if short { 1 } else { 10 } {
        fill(small, 200 + 100 * round)?;
        let before = scene.with(|l| l.answers(503));
        load::work(
            &program.address,
            &scene.session,
            &scene.ledger,
            usize::MAX,
            Duration::from_secs(8),
            || Ok(()),
        )?;
        let after = scene.with(|l| l.answers(503));
        refused += after - before;
        if after == before {
            return Err(Fail::Text(format!(
                "the disk is full and nothing was refused ({})",
                scene.with(|l| l.told())
            )));
        }
        let somebody = scene.with(|l| {
            l.acked.values().find_map(|(a, went)| match a.what {
                What::Person(_) => Some(went.clone()),
                What::Paper { .. } => None,
            })
        });
        let mut client = Client::new(&program.address, &scene.session);
        let open = [format!("/{REGION}/login"), "/health".into()];
        let mut persons = vec![format!("/{REGION}/people"), format!("/{REGION}/")];
        persons.extend(somebody);
        // On PostgreSQL nobody keeps room for the audit row of a read, and without it nothing is shown: said in words.
        let may_refuse = scene.place.engine == Engine::Postgres;
        for (path, refusable) in
            open.iter().map(|p| (p, false)).chain(persons.iter().map(|p| (p, may_refuse)))
        {
            for _ in 0..5 {
                match client.get(path)?.status {
                    200 => pages += 1,
                    503 if refusable => unread += 1,
                    other => {
                        return Err(Fail::Text(format!(
                            "with a full disk {path} says {other}: {}",
                            program.last_words()
                        )));
                    }
                }
            }
        }
        f.rounds += 1;
        std::fs::remove_file(small.0.join("junk"))?;
        // the same process goes on by itself
        let left = load::again(&program.address, &scene.session, &scene.ledger);
        if left > 0 || !program.runs() {
            let why = scene.with(|l| l.last_refusal.clone());
            return Err(Fail::Text(format!(
                "with room again {left} acts are still refused: {why}"
            )));
        }
        let t = scene.settle(&program, false)?;
        f.take(t);
    }
    let t = scene.settle(&program, true)?;
    f.take(t);
    program.kill()?;
    let l = scene.ledger.lock().unwrap_or_else(PoisonError::into_inner);
    if l.speechless > 0 || l.answers(500) > 0 {
        return Err(Fail::Text(format!(
            "refused without the right words: {}; {}",
            l.told(),
            program.last_words()
        )));
    }
    f.note = format!(
        "{refused} writes refused in words; {pages} pages shown meanwhile, {unread} refused for want of an audit row ({})",
        l.told()
    );
    Ok(f)
}
