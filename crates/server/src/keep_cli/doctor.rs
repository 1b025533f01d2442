//! `yui doctor`: one line each, and what to do.
use std::io::Write;
use std::path::PathBuf;

use keep::archive;
use keep::doctor::{self as check, Level, Line};
use kernel::{Clock, SystemClock};

use super::{existing, regions, say, told};
use crate::cli::{DONE, FAILED, Global, no_more, take};
use crate::place::{Place, mailer};

/// Checks and prints; the exit code is 1 when something is 異常.
pub fn doctor(g: &Global, mut words: Vec<String>, out: &mut dyn Write) -> Result<u8, String> {
    let backups = take(&mut words, "--backups")?.map(PathBuf::from);
    let certificate = take(&mut words, "--certificate")?.map(PathBuf::from);
    no_more(&words, 0)?;
    let place = existing(g)?;
    let now = SystemClock.now();
    let mut lines = Vec::new();
    if let Place::Folder(dir) = &place {
        lines.push(check::space("データのディスク", dir));
        lines.push(check::sync("データの場所への書き込み", dir));
        lines.push(check::permissions("データの場所の権限", dir));
    }
    let control = keep::Stores::control(&place).map_err(told)?;
    lines.extend(check::engine(&control, now).map_err(told)?);
    for r in regions(&place)? {
        // what cannot be read is a finding, and the other regions are looked at as well
        match keep::Stores::region(&place, &r).and_then(|db| check::region(&db, &r, now)) {
            Ok(found) => lines.extend(found),
            Err(why) => lines.push(Line {
                level: Level::Bad,
                what: format!("{} データ", r.name),
                found: told(why),
                todo: "画面を止め、ディスクを確かめてください。こわれているときは、yui restore で、控えから空の場所に戻してください".into(),
            }),
        }
    }
    if let Some(dir) = &backups {
        lines.push(check::space("控えのディスク", dir));
        lines.push(check::permissions("控えの場所の権限", dir));
        lines.push(newest(dir));
    }
    lines.push(clock_is_set());
    lines.push(match certificate {
        Some(file) => check::certificate(&file, now),
        None => Line::fine("TLS の証明書", "調べていません（--certificate FILE で調べます）"),
    });
    lines.push(mail());
    for l in &lines {
        say(out, &l.text());
    }
    let count = |level: Level| lines.iter().filter(|l| l.level == level).count();
    let (bad, care) = (count(Level::Bad), count(Level::Care));
    say(out, &format!("異常 {bad}、注意 {care}、ok {}", lines.len() - bad - care));
    Ok(if bad == 0 { DONE } else { FAILED })
}

/// Is the newest archive as long as it was when it was written? (Its hash takes a reading of all of it: backup verify.)
fn newest(dir: &std::path::Path) -> Line {
    let what = "いちばん新しい控え";
    let todo = "yui backup を動かし、yui backup verify で開けることを確かめてください";
    let bad = |found: &str| Line {
        level: Level::Bad,
        what: what.into(),
        found: found.into(),
        todo: todo.into(),
    };
    let Ok(all) = archive::all(dir) else { return bad("見られません") };
    let Some((_, path)) = all.last() else { return bad("ありません") };
    let Some(note) = archive::read_note(path) else { return bad("添え書きがありません") };
    match std::fs::metadata(path) {
        Ok(m) if m.len() == note.bytes && note.faults == 0 => {
            Line::fine(what, format!("{}（全部で {} 個）", note.file, all.len()))
        }
        Ok(m) if m.len() == note.bytes => bad("封と合わないデータが入っています"),
        _ => bad("書いたときと長さがちがいます"),
    }
}

/// Does this installation send mail? Asked of the settings only: whether the server takes it is seen with each letter (お知らせの届き方).
fn mail() -> Line {
    match mailer() {
        Ok(Some(_)) => Line::fine("メール", "送る設定です（YUI_SMTP）"),
        Ok(None) => Line::fine("メール", "送らない設定です（YUI_SMTP がありません）"),
        Err(why) => Line {
            level: Level::Bad,
            what: "メール".into(),
            found: why,
            todo: "YUI_SMTP、YUI_MAIL_FROM、YUI_ORIGIN を直してください".into(),
        },
    }
}

/// systemd-timesyncd or chrony leave a sign when the clock follows others.
fn clock_is_set() -> Line {
    let signs =
        ["/run/systemd/timesync/synchronized", "/run/chrony/chronyd.pid", "/run/chronyd.pid"];
    match signs.iter().any(|s| std::path::Path::new(s).exists()) {
        true => Line::fine("時計合わせ", "動いています"),
        false => Line {
            level: Level::Care,
            what: "時計合わせ".into(),
            found: "動いている印がありません".into(),
            todo: "timedatectl set-ntp true をしてください（仮想機械では、土台の機械が合わせていることもあります）".into(),
        },
    }
}
