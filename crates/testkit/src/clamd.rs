//! A small daemon that speaks clamd's INSTREAM on a real socket: it finds what it is told to look for.
use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// What the daemon looks for in these tests: bytes that no real file of a test holds.
pub const BAD: &[u8] = b"YUI-TEST-OF-A-SCANNER";

/// How the daemon behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Daemon {
    /// Looks for [`BAD`].
    Looks,
    /// Says that the stream is too long.
    TooLong,
    /// Closes without a word.
    Silent,
}

/// A daemon that runs; it ends after the number of talks it was started for.
#[derive(Debug)]
pub struct FakeClamd {
    /// The setting that leads to it.
    pub setting: String,
    seen: Arc<Mutex<Vec<usize>>>,
    thread: JoinHandle<()>,
}

fn talk(s: &mut (impl Read + Write), how: Daemon) -> std::io::Result<usize> {
    let mut command = [0; 10];
    s.read_exact(&mut command)?;
    assert_eq!(&command, b"zINSTREAM\0", "the command");
    let mut all = Vec::new();
    loop {
        let mut length = [0; 4];
        s.read_exact(&mut length)?;
        let n = u32::from_be_bytes(length);
        if n == 0 {
            break;
        }
        let mut piece = vec![0; n as usize];
        s.read_exact(&mut piece)?;
        all.extend(piece);
    }
    let found = all.windows(BAD.len()).any(|w| w == BAD);
    match how {
        Daemon::Silent => {}
        Daemon::TooLong => s.write_all(b"INSTREAM size limit exceeded. ERROR\0")?,
        _ if found => s.write_all(b"stream: Yui.Test FOUND\0")?,
        _ => s.write_all(b"stream: OK\0")?,
    }
    Ok(all.len())
}

impl FakeClamd {
    /// On a free port of this machine, for `talks` talks.
    pub fn tcp(how: Daemon, talks: usize) -> FakeClamd {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let setting = listener.local_addr().expect("an address").to_string();
        FakeClamd::run(setting, talks, move || {
            let (mut s, _) = listener.accept()?;
            talk(&mut s, how)
        })
    }

    /// On a socket in the file system.
    pub fn unix(path: &Path, how: Daemon, talks: usize) -> FakeClamd {
        let listener = UnixListener::bind(path).expect("a socket");
        FakeClamd::run(format!("unix:{}", path.display()), talks, move || {
            let (mut s, _) = listener.accept()?;
            talk(&mut s, how)
        })
    }

    fn run(
        setting: String,
        talks: usize,
        one: impl Fn() -> std::io::Result<usize> + Send + 'static,
    ) -> FakeClamd {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = seen.clone();
        let thread = std::thread::spawn(move || {
            for _ in 0..talks {
                let n = one().expect("a talk");
                kept.lock().unwrap_or_else(PoisonError::into_inner).push(n);
            }
        });
        FakeClamd { setting, seen, thread }
    }

    /// Waits until all its talks are over; the bytes of each file it was given.
    pub fn ended(self) -> Vec<usize> {
        self.thread.join().expect("the daemon");
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
