//! The talk with clamd over real sockets, and what counts as no answer.
use std::time::Duration;

use app::scan::{Clamd, ScanError, Scanner, Verdict};
use testkit::{BAD, Daemon, FakeClamd};

fn ask(daemon: &FakeClamd) -> Clamd {
    Clamd::parse(&daemon.setting).unwrap().waiting(Duration::from_secs(20))
}

#[test]
fn a_clean_file_a_found_one_and_one_in_many_pieces() {
    let daemon = FakeClamd::tcp(Daemon::Looks, 4);
    let clamd = ask(&daemon);
    assert_eq!(clamd.scan(b"%PDF-1.4").unwrap(), Verdict::Clean);
    assert_eq!(clamd.scan(b"").unwrap(), Verdict::Clean);
    assert_eq!(clamd.scan(BAD).unwrap(), Verdict::Found("Yui.Test".into()));
    // the bytes looked for lie across the end of a piece
    let mut long = vec![b'x'; 64 * 1024 - 5];
    long.extend(BAD);
    long.extend(vec![b'y'; 200_000]);
    let n = long.len();
    assert_eq!(clamd.scan(&long).unwrap(), Verdict::Found("Yui.Test".into()));
    assert_eq!(daemon.ended(), [8, 0, BAD.len(), n]);
}

#[test]
fn a_socket_in_the_file_system_does_as_well() {
    let dir = std::env::temp_dir().join(format!("yui-scan-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let daemon = FakeClamd::unix(&dir.join("c"), Daemon::Looks, 1);
    assert_eq!(ask(&daemon).scan(BAD).unwrap(), Verdict::Found("Yui.Test".into()));
    daemon.ended();
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn nobody_there_a_refusal_and_silence_are_no_verdict() {
    let nobody = {
        // a port that was free a moment ago and on which nobody listens any more
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().to_string()
    };
    let clamd = Clamd::parse(&nobody).unwrap();
    assert!(matches!(clamd.scan(b"x"), Err(ScanError::Unreachable(_))));

    let daemon = FakeClamd::tcp(Daemon::TooLong, 1);
    let said = ask(&daemon).scan(b"x").unwrap_err();
    assert!(matches!(&said, ScanError::Refused(t) if t.contains("size limit")), "{said}");
    daemon.ended();

    let daemon = FakeClamd::tcp(Daemon::Silent, 1);
    assert!(matches!(ask(&daemon).scan(b"x"), Err(ScanError::Unreachable(_))));
    daemon.ended();
}
