//! What is refused, in words that say what to do; and that nothing is left behind.
use std::io::{self, Write};
use std::path::Path;

use db::Dialect;
use keep::{Problem, archive};
use kernel::{Clock, SystemClock};

use crate::world::{Desk, Place, attach, write};

fn made(desk: &Desk) -> (Place, keep::Made) {
    let place = Place::used(Dialect::Sqlite).unwrap();
    for n in 0..20 {
        write(&place.yuino(), &format!("n{n}")).unwrap();
    }
    attach(&place.yuino(), &[3; 5000]);
    let made = desk.backup(&place, SystemClock.now()).unwrap();
    (place, made)
}

fn try_restore(file: &Path, key: &Path) -> Result<keep::Restored, Problem> {
    keep::restore(file, key, &Place::empty(Dialect::Sqlite).unwrap(), SystemClock.now())
}

#[test]
fn a_flipped_bit_anywhere_is_refused_in_plain_words() {
    let desk = Desk::new("flip");
    let (_place, made) = made(&desk);
    let whole = std::fs::read(&made.path).unwrap();
    let bad = desk.dir.join("bad.age");
    let places: Vec<usize> = (0..60).map(|i| i * (whole.len() - 1) / 59).collect();
    for place in places {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (place % 8);
        std::fs::write(&bad, &bytes).unwrap();
        let said = try_restore(&bad, &desk.key("a.key")).unwrap_err();
        // a bit of the other key's line changes the header, too: its own seal finds it
        assert!(matches!(said, Problem::Damaged(_) | Problem::WrongKey), "{place}: {said:?}");
        assert!(said.to_string().contains("控え"), "{said}");
    }
    std::fs::write(&bad, &whole).unwrap();
    assert!(try_restore(&bad, &desk.key("a.key")).is_ok(), "the control");
}

#[test]
fn a_truncated_archive_is_refused_wherever_it_is_cut() {
    let desk = Desk::new("cut");
    let (_place, made) = made(&desk);
    let whole = std::fs::read(&made.path).unwrap();
    let bad = desk.dir.join("bad.age");
    for part in 0..40 {
        std::fs::write(&bad, &whole[..whole.len() * part / 40]).unwrap();
        let said = try_restore(&bad, &desk.key("a.key")).unwrap_err();
        assert!(matches!(said, Problem::Damaged(_)), "{part}: {said:?}");
    }
    let longer = [whole.as_slice(), b"x"].concat();
    std::fs::write(&bad, longer).unwrap();
    assert!(try_restore(&bad, &desk.key("a.key")).is_err(), "something added at the end");
}

#[test]
fn another_key_a_missing_key_and_too_few_keys_are_told_apart() {
    let desk = Desk::new("keys");
    let (place, made) = made(&desk);
    let other = desk.dir.join("other.key");
    keep::seal::make_key(&other).unwrap();
    assert!(matches!(try_restore(&made.path, &other), Err(Problem::WrongKey)));
    for (name, text) in [("empty", ""), ("words", "AGE-SECRET-KEY-1QQQ\n")] {
        std::fs::write(desk.dir.join(name), text).unwrap();
        let said = try_restore(&made.path, &desk.dir.join(name)).unwrap_err();
        assert!(matches!(said, Problem::Identity(_)));
        assert!(!said.to_string().contains("QQQ"), "a key is never repeated");
    }
    assert!(matches!(try_restore(&made.path, Path::new("/nowhere")), Err(Problem::Identity(_))));
    // a key file is never overwritten
    assert!(matches!(keep::seal::make_key(&other), Err(Problem::NotEmpty(_))));

    let order = |recipients: &[String], allow_one| {
        keep::backup(&keep::Order {
            stores: &place,
            to: &desk.shelf(),
            recipients,
            allow_one,
            now: SystemClock.now().plus_minutes(5),
            program: "test",
        })
    };
    let one = &desk.recipients[..1];
    let same_twice = [one[0].clone(), one[0].clone()];
    assert!(matches!(order(&[], true), Err(Problem::OneRecipient)));
    assert!(matches!(order(one, false), Err(Problem::OneRecipient)));
    assert!(matches!(order(&same_twice, false), Err(Problem::OneRecipient)));
    assert!(matches!(order(&["age1x".into()], true), Err(Problem::Recipient(1))));
    assert!(order(one, true).is_ok());
}

#[test]
fn a_forged_archive_with_paths_of_its_own_is_refused() {
    // whoever has a public key can make an archive: names in it are held against what may be there
    let forged = |path: &str, body: &[u8]| {
        let gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let mut tar = tar::Builder::new(gz);
        let header = br#"{"format":1,"program":"x","taken_at":"2026-01-01T00:00:00.000Z","engine":"sqlite","regions":[{"slug":"yuino","name":"x","demo":true,"fictitious":true,"persons":true}]}"#;
        for (path, body) in [("yui-backup.json", header.as_slice()), (path, body)] {
            let mut h = tar::Header::new_gnu();
            h.set_size(body.len() as u64);
            h.as_gnu_mut().unwrap().name[..path.len()].copy_from_slice(path.as_bytes());
            h.set_cksum();
            tar.append(&h, body).unwrap();
        }
        let packed = tar.into_inner().unwrap().finish().unwrap();
        let to = Place::empty(Dialect::Sqlite).unwrap();
        keep::restore_from(packed.as_slice(), &to, SystemClock.now()).unwrap_err()
    };
    for (path, body) in [
        ("../../etc/passwd", b"x".as_slice()),
        ("/etc/passwd", b"x"),
        ("regions/other/plan.json", b"{\"migrations\":[],\"tables\":[]}"),
        ("regions/../x/plan.json", b"{\"migrations\":[],\"tables\":[]}"),
        ("regions/yuino/plan.json", b"{\"migrations\":[],\"tables\":[[\"x; DROP\",[\"a\"]]]}"),
        ("regions/yuino/plan.json", b"{\"migrations\":[[9999,\"x\",\"y\"]],\"tables\":[]}"),
        ("regions/yuino/tables/app_audit/1.ndjson", b"[]"),
        ("yui-backup.json", b"{}"),
    ] {
        let said = forged(path, body);
        assert!(matches!(said, Problem::Damaged(_) | Problem::Unknown(_)), "{path}: {said:?}");
    }
}

/// A disk with room for so many bytes.
struct Small<'a>(&'a mut dyn Write, usize);
impl Write for Small<'_> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if self.1 < buf.len() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.1 -= buf.len();
        self.0.write(buf)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[test]
fn a_full_disk_leaves_the_old_copies_and_nothing_of_the_new_one() {
    let desk = Desk::new("full");
    let (place, made) = made(&desk);
    let names = || -> Vec<String> {
        let mut all: Vec<String> = std::fs::read_dir(desk.shelf())
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        all.sort();
        all
    };
    let before = names();
    assert_eq!(before.len(), 2);
    let room_for_all = usize::try_from(made.note.bytes).unwrap();
    // not the last byte: the same data packed a moment later differs by a few
    for room in [2_000, room_for_all / 2, room_for_all * 9 / 10] {
        let path = desk.shelf().join("yui-20990101-000000Z.tar.gz.age");
        let recipients = keep::seal::recipients(&desk.recipients, false).unwrap();
        let full = archive::write(&path, |out| {
            let sealed = keep::seal::writer(&recipients, Small(out, room))?;
            let (sealed, _) = keep::pack(&place, SystemClock.now(), "test", sealed)?;
            sealed.finish().map(|_| ()).map_err(|e| Problem::file(&path, &e))
        });
        let said = full.unwrap_err();
        assert!(matches!(said, Problem::Full(_)), "{room}: {said:?}");
        assert!(said.to_string().contains("前の控えは、そのまま残っています"));
        assert_eq!(names(), before, "{room}");
    }
    assert!(try_restore(&made.path, &desk.key("a.key")).is_ok());
}

#[test]
fn files_that_this_program_does_not_know_stop_a_copy() {
    let desk = Desk::new("space");
    let (place, _) = made(&desk);
    let name = app::files::FileName::new("fax", &"a".repeat(64)).unwrap();
    place.yuino().files().put(&name, b"sealed", SystemClock.now()).unwrap();
    let said = desk.backup(&place, SystemClock.now().plus_minutes(1)).unwrap_err();
    assert!(matches!(said, Problem::Space(s) if s == "fax"));
}

#[test]
fn a_folder_that_is_really_full_is_said_and_the_old_copy_stays() {
    let desk = Desk::new("tmpfs");
    let (place, _) = made(&desk);
    let small = desk.dir.join("small");
    std::fs::create_dir(&small).unwrap();
    let mount = |args: &[&str]| {
        std::process::Command::new(args[0])
            .args(&args[1..])
            .arg(&small)
            .stderr(std::process::Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    };
    if !mount(&["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs"]) {
        eprintln!("SKIPPED: a small file system may not be mounted here (needs root)");
        return;
    }
    let order = |minutes| {
        keep::backup(&keep::Order {
            stores: &place,
            to: &small,
            recipients: &desk.recipients,
            allow_one: false,
            now: SystemClock.now().plus_minutes(minutes),
            program: "test",
        })
    };
    let first = order(1);
    std::fs::write(small.join("ballast"), vec![1; 1 << 20]).unwrap_err();
    let second = order(2);
    let left = archive::all(&small).unwrap();
    assert!(mount(&["umount"]));
    let (first, second) = (first.unwrap(), second.unwrap_err());
    assert!(matches!(&second, Problem::Full(_)), "{second:?}");
    assert_eq!(left.iter().map(|(_, p)| p.clone()).collect::<Vec<_>>(), [first.path]);
}
