//! The disk beneath: room, durable writing, who may read.
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::{Level, Line};

const GB: u64 = 1 << 30;

/// Room where this folder lies.
pub fn space(what: &str, dir: &Path) -> Line {
    match rustix::fs::statvfs(dir) {
        Ok(s) => {
            room(what, s.f_bavail.saturating_mul(s.f_frsize), s.f_blocks.saturating_mul(s.f_frsize))
        }
        Err(e) => Line::new(
            Level::Bad,
            what,
            format!("{} を見られません（{}）", dir.display(), e.kind()),
            "場所が正しいか、つながっているかを確かめてください",
        ),
    }
}

fn room(what: &str, free: u64, all: u64) -> Line {
    let percent = free.saturating_mul(100) / all.max(1);
    let found = format!("空き {}.{} GB（{percent} %）", free / GB, free % GB * 10 / GB);
    let todo = "古い控えやほかのファイルを移すか、ディスクを大きくしてください";
    match (free, percent) {
        (f, p) if f < GB / 2 || p < 3 => Line::new(Level::Bad, what, found, todo),
        (f, p) if f < 4 * GB || p < 10 => Line::new(Level::Care, what, found, todo),
        _ => Line::fine(what, found),
    }
}

/// Writes a small file there, asks the disk to keep it, and takes it away.
pub fn sync(what: &str, dir: &Path) -> Line {
    let probe = dir.join(format!(".yui-doctor-{}", std::process::id()));
    let done = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&probe)
        .and_then(|mut f| f.write_all(b"yui").and_then(|()| f.sync_all()))
        .and_then(|()| fs::File::open(dir)?.sync_all());
    let _ = fs::remove_file(&probe);
    match done {
        Ok(()) => Line::fine(what, "書けます"),
        Err(e) => Line::new(
            Level::Bad,
            what,
            format!("書けません（{}）", e.kind()),
            "フォルダーの持ち主と、ディスクのこわれ（dmesg）を確かめてください",
        ),
    }
}

/// Whether others on this machine may read the folder.
pub fn permissions(what: &str, dir: &Path) -> Line {
    match fs::metadata(dir) {
        Ok(m) if m.permissions().mode() & 0o077 == 0 => {
            Line::fine(what, "ほかの利用者は読めません")
        }
        Ok(_) => Line::new(
            Level::Care,
            what,
            "この機械のほかの利用者も読めます",
            format!("chmod 700 {} をしてください", dir.display()),
        ),
        Err(e) => Line::new(
            Level::Bad,
            what,
            format!("見られません（{}）", e.kind()),
            "--data の場所を確かめてください",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_room_is_said_early() {
        assert_eq!(room("x", 100 * GB, 200 * GB).level, Level::Fine);
        assert_eq!(room("x", 3 * GB, 20 * GB).level, Level::Care);
        assert_eq!(room("x", 10 * GB, 200 * GB).level, Level::Care);
        assert_eq!(room("x", GB / 4, 2 * GB).level, Level::Bad);
        assert_eq!(room("x", 0, 0).level, Level::Bad);
    }

    #[test]
    fn a_folder_open_to_others_is_said_and_one_that_is_missing_is_bad() {
        let dir = std::env::temp_dir().join(format!("yui-doctor-test-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir(&dir).unwrap();
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).unwrap();
        assert_eq!(permissions("x", &dir).level, Level::Care);
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(permissions("x", &dir).level, Level::Fine);
        assert_eq!(sync("x", &dir).level, Level::Fine);
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 0, "nothing is left");
        fs::remove_dir(&dir).unwrap();
        for missing in [permissions("x", &dir), sync("x", &dir), space("x", &dir)] {
            assert_eq!(missing.level, Level::Bad);
        }
    }
}
