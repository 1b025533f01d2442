//! F15: too few file descriptors, and too little memory: the first is ridden out, the second is a fall like any other.
use std::net::TcpStream;
use std::time::Duration;

use super::client::{self, Client, MULTIPART};
use super::load;
use super::place::{Base, Engine, REGION};
use super::program::Program;
use super::scenarios::{Figures, Scene};
use crate::Fail;
use crate::run::have;

/// The most address space that a process has had, in bytes.
fn address_space(process: u32) -> Result<u64, Fail> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmPeak:"));
    let kib = line.and_then(|l| l.split_whitespace().next()).and_then(|n| n.parse::<u64>().ok());
    kib.map(|n| n << 10).ok_or_else(|| Fail::Text("no VmPeak".into()))
}

/// Both.
pub fn limits(base: &Base, engine: Engine, short: bool) -> Result<Option<Figures>, Fail> {
    if !have("prlimit", &["--version"]) {
        return Ok(None);
    }
    let mut scene = Scene::new(base, engine, "F15")?;
    scene.place.up(None)?;
    let mut f = Figures::default();
    for _ in 0..if short { 1 } else { 5 } {
        let mut program = Program::start(
            base,
            &scene.place,
            None,
            &scene.session,
            &["prlimit", "--nofile=96:96"],
        )?;
        f.starts.take(program.started);
        let address = program.address.clone();
        // more idle connections than it has descriptors
        let idle: Vec<TcpStream> =
            (0..160).filter_map(|_| TcpStream::connect(&address).ok()).collect();
        load::work(&address, &scene.session, &scene.ledger, 10, Duration::from_secs(3), || {
            drop(idle);
            Ok(())
        })?;
        if !program.runs() {
            return Err(Fail::Text("without descriptors the program ended".into()));
        }
        let left = load::again(&address, &scene.session, &scene.ledger);
        if left > 0 {
            let why = scene.with(|l| l.last_refusal.clone());
            return Err(Fail::Text(format!(
                "with descriptors again {left} acts have no answer: {why}"
            )));
        }
        let t = scene.settle(&program, false)?;
        f.take(t);
        f.rounds += 1;
        program.kill()?;
    }
    let (mut falls, mut panics) = (0, scene.panics);
    // what it takes at its start (threads and their stacks count as well), and a little: sixty large files are far more
    let mut program = Program::start(base, &scene.place, None, &scene.session, &[])?;
    let need = address_space(program.id())?;
    program.kill()?;
    for n in 0..if short { 1 } else { 5 } {
        let most = need + ((100 + 60 * n) << 20);
        let limit = format!("--as={most}:{most}");
        let mut program =
            Program::start(base, &scene.place, None, &scene.session, &["prlimit", &limit])?;
        f.starts.take(program.started);
        let address = program.address.clone();
        let session = scene.session.clone();
        load::work(&address, &session, &scene.ledger, 20, Duration::from_secs(20), || {
            // many large uploads at once
            let large = vec![b'a'; 18 << 20];
            std::thread::scope(|s| {
                for _ in 0..60 {
                    s.spawn(|| {
                        let body = client::with_file(&[], "a.pdf", "application/pdf", &large);
                        let _ = Client::new(&address, &session)
                            .patience(Duration::from_secs(10))
                            .post(&format!("/{REGION}/people/new"), MULTIPART, &body);
                    });
                }
            });
            falls += usize::from(!program.runs());
            // without memory a thread may panic before the process falls
            panics = program.panics();
            program.kill()
        })?;
        f.rounds += 1;
    }
    scene.panics = panics;
    let program = Program::start(base, &scene.place, None, &scene.session, &[])?;
    let t = scene.settle(&program, true)?;
    f.take(t);
    f.note = format!("{falls} times the program fell for want of memory");
    Ok(Some(f))
}
