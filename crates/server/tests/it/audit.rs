//! The audit log from outside: its key, its export held against a verifier that shares no code with the program, and
//! checkpoints kept by a folder and by another instance.
#![expect(clippy::disallowed_methods, reason = "a bound on waiting for another process")]
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use app::checkpoint::{SigningKey, read_all};
use db::Stmt;

use crate::yui::{Ran, Yui, in_both, run};

const ADD: [&str; 9] = [
    "organisation",
    "add",
    "--name",
    "結の里",
    "--kana",
    "ゆいのさと",
    "--kind=care_management",
    "--reason",
    "開所",
];

const fn sql(sql: &'static str) -> Stmt {
    Stmt { name: "test", sql }
}

fn change(y: &Yui, region: &str, sql: Stmt) {
    assert!(y.store(region).write(move |tx| tx.exec(sql, &[])).unwrap() > 0);
}

/// A folder in memory, gone with the test.
struct Folder(PathBuf);
impl Folder {
    fn new(name: &str) -> Folder {
        let path =
            PathBuf::from("/dev/shm").join(format!("yui_audit_{}_{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    }
}
impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// What the independent verifier says; none, loudly, without Python.
fn python(words: &[&str]) -> Option<Ran> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/verify-audit.py");
    let Ok(ran) = Command::new("python3").arg(script).args(words).output() else {
        eprintln!("SKIPPED: no python3");
        return None;
    };
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    Some(Ran { code: ran.status.code().unwrap(), out: text(ran.stdout), err: text(ran.stderr) })
}

fn filled() -> (Yui, String) {
    let y = Yui::sqlite();
    y.region("honban", &[]);
    for _ in 0..3 {
        y.at("honban", &ADD);
    }
    let key = y.at("honban", &["audit", "key"]).done().out.trim().to_string();
    (y, key)
}

fn export(y: &Yui) -> String {
    let words = ["--persons", "--reason", "検算", "audit", "export", "--ndjson"];
    y.at("honban", &words).done().out
}

#[test]
fn the_key_of_a_region_is_made_once_and_is_each_regions_own() {
    in_both(|y| {
        y.region("honban", &[]);
        y.region("minami", &[]);
        let key = |slug: &str| y.at(slug, &["audit", "key"]).done().out;
        let first = key("honban");
        assert!(first.starts_with("yui/honban+"), "{first}");
        assert_eq!(first, key("honban"));
        assert_ne!(first.rsplit('+').next(), key("minami").rsplit('+').next());
        y.at("honban", &["audit", "verify", "--key", first.trim()]).done();
        let other = key("minami");
        let ran = y.at("honban", &["audit", "verify", "--key", other.trim()]);
        assert!(ran.code == 1 && ran.out.contains("鍵が入れかわって"), "{ran:?}");
    });
}

#[test]
fn two_verifiers_that_share_no_code_agree() {
    let (y, key) = filled();
    let folder = Folder::new("two");
    let whole = export(&y);
    let file = folder.file("log.ndjson", &whole);
    let Some(ran) = python(&[&file, "--key", &key]) else { return };
    assert!(ran.code == 0 && ran.out.contains("whole"), "{ran:?}");
    assert!(whole.contains("運用担当"));
    // without --persons nothing but hashes leaves, and the seals can still be checked
    let bare = y.at("honban", &["--reason", "検算", "audit", "export", "--ndjson"]).done().out;
    assert!(!bare.contains("運用担当") && !bare.contains("開所"));
    let ran = python(&[&folder.file("bare.ndjson", &bare)]).unwrap();
    assert!(ran.code == 0 && ran.out.contains("NOT read"), "{ran:?}");
    for sql in [
        sql("UPDATE app_audit SET detail = 'other' WHERE pos = 2"),
        sql("UPDATE app_audit SET denied = 1 WHERE pos = 2"),
        sql("UPDATE app_audit SET ord = ord + 9 WHERE pos = 2"),
        sql("UPDATE app_audit SET pos = CASE pos WHEN 1 THEN 3 ELSE 1 END WHERE pos IN (1, 3)"),
        sql("DELETE FROM app_audit WHERE pos = 2"),
        sql("UPDATE app_block SET at = '2026-01-01T00:00:00.000Z' WHERE first = 1"),
        sql("UPDATE app_block SET previous = root WHERE first > 1"),
    ] {
        let (y, _) = filled();
        change(&y, "honban", sql);
        let ours = y.at("honban", &["audit", "verify"]);
        let theirs = python(&[&folder.file("changed.ndjson", &export(&y))]).unwrap();
        assert_eq!((ours.code, theirs.code), (1, 1), "{}: {ours:?} {theirs:?}", sql.sql);
    }
    assert_eq!(python(&[&folder.file("no.ndjson", "hello")]).unwrap().code, 2);
}

/// A server that ends with the test.
struct Served(Child, String);
impl Served {
    fn start(y: &Yui, more: &[&str]) -> Served {
        let mut words = y.place();
        words.extend(["serve", "--listen", "127.0.0.1:0"].map(String::from));
        words.extend(more.iter().map(|w| (*w).to_string()));
        let mut child = Command::new(env!("CARGO_BIN_EXE_yui"))
            .args(&words)
            .env("RUST_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let line = BufReader::new(child.stdout.take().unwrap()).lines().next();
        Served(child, line.expect("it says where it listens").unwrap().trim().to_string())
    }
}
impl Drop for Served {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Waits for a file to hold `n` checkpoints: the condition is asked again, not the clock.
fn notes_in(file: &std::path::Path, n: usize) -> Vec<app::checkpoint::Checkpoint> {
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
    loop {
        let (notes, _) = read_all(&std::fs::read_to_string(file).unwrap_or_default());
        if notes.len() >= n {
            return notes;
        }
        assert!(
            std::time::Instant::now() < end,
            "{} has {} checkpoints",
            file.display(),
            notes.len()
        );
        std::thread::yield_now();
    }
}

#[test]
fn checkpoints_reach_a_folder_and_another_instance_and_show_an_older_copy() {
    let (y, key) = filled();
    let peer = Yui::sqlite();
    peer.region("minami", &[]);
    peer.run(&["witness", "add", &key]).done();
    let other = Served::start(&peer, &[]);
    let mount = Folder::new("mount");
    let mut words = y.place();
    let missing = mount.0.join("nowhere").to_string_lossy().into_owned();
    words.extend(["serve".into(), "--checkpoints".into(), missing]);
    run(&words).wrong("nowhere");
    // the recurring job is asked for at the start and due at once when its time is moved
    let folder = mount.0.to_string_lossy().into_owned();
    let places = ["--checkpoints", &folder, "--witness", &other.1];
    let server = Served::start(&y, &places);
    let asked = sql(
        "UPDATE app_job SET run_at = '2020-01-01T00:00:00.000Z' WHERE kind = 'app.checkpoint' AND done_at IS NULL",
    );
    while y.store("honban").write(move |tx| tx.exec(asked, &[])).unwrap() == 0 {
        std::thread::yield_now();
    }
    let file = mount.0.join("honban.checkpoints");
    let notes = notes_in(&file, 1);
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60);
    let held = loop {
        let held = peer.run(&["witness", "notes", "yui/honban"]).done().out;
        if !held.is_empty() {
            break held;
        }
        assert!(std::time::Instant::now() < end, "nothing came to the peer");
    };
    drop(server);
    assert_eq!(read_all(&held), (notes.clone(), vec![]), "the peer holds the same");
    let file = file.to_string_lossy().into_owned();
    let check = ["audit", "verify", "--checkpoint", &file, "--key", &key];
    let ran = y.at("honban", &check).done();
    assert!(ran.out.contains("合った確認用の写し 2 個"), "{ran:?}");
    let ndjson = Folder::new("peer");
    let whole = ndjson.file("log.ndjson", &export(&y));
    let held = ndjson.file("held", &held);
    if let Some(ran) = python(&[&whole, &held, &file, "--key", &key]) {
        assert!(ran.code == 0 && ran.out.contains("3 checkpoints"), "{ran:?}");
    }

    // the end is cut off, the store's own checkpoints too: only the places know
    let last = notes[0].size;
    assert!(last >= 3, "{notes:?}");
    let cut = y.store("honban");
    cut.write(move |tx| {
        // from the block of the last row that the places know: whole blocks go, and what is left fits together
        let of_last = sql("SELECT MAX(first) FROM app_block WHERE first <= $1");
        let cut: i64 = tx.one(of_last, db::params![last])?.get(0)?;
        tx.exec(sql("DELETE FROM app_audit WHERE pos >= $1"), db::params![cut])?;
        tx.exec(sql("DELETE FROM app_block WHERE first >= $1"), db::params![cut])?;
        tx.exec(sql("DELETE FROM app_checkpoint"), &[])
    })
    .unwrap();
    drop(cut);
    y.at("honban", &["audit", "verify"]).done();
    let ran = y.at("honban", &check);
    assert!(ran.code == 1 && ran.out.contains(&format!("確認用の写しには{last}行まで")), "{ran:?}");
    if let Some(ran) = python(&[&ndjson.file("cut.ndjson", &export(&y)), &held]) {
        assert!(ran.code == 1 && ran.out.contains("checkpoint over"), "{ran:?}");
    }

    // a checkpoint that was written by somebody else's key is not believed, a broken file is said
    let forged = SigningKey::of("honban", &[1; 32]).sign(last, &"ab".repeat(32), notes[0].at);
    let forged = mount.file("forged", &forged.unwrap().text);
    let ran = y.at("honban", &["audit", "verify", "--checkpoint", &forged]);
    assert!(ran.code == 1 && ran.out.contains("別の鍵"), "{ran:?}");
    let broken = mount.file("broken", "nothing");
    y.at("honban", &["audit", "verify", "--checkpoint", &broken]).wrong_after("1つもありません");
}

impl Ran {
    /// Ended with 2 and said `what`, whatever stood on the standard output before.
    #[track_caller]
    fn wrong_after(self, what: &str) {
        assert!(self.code == 2 && self.err.contains(what), "{self:?}");
    }
}
