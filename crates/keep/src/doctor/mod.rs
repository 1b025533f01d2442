//! 点検: what an operator looks at each week, each line with what to do. Knows no person and says none.
//!
//! The limits are ours (issue 4 E): early enough that two people have days, not hours, to act.
mod certificate;
mod disk;

use db::{Db, DbError, Migration, copy, migrate};
use kernel::{At, Region};

use crate::{Problem, store};

pub use certificate::certificate;
pub use disk::{permissions, space, sync};

/// Key of the setting that holds when the last copy began.
pub const LAST_BACKUP: &str = "keep.backup";

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// ok.
    Fine,
    /// 注意.
    Care,
    /// 異常.
    Bad,
}

impl Level {
    /// The word of a line.
    pub const fn label(self) -> &'static str {
        match self {
            Level::Fine => "ok  ",
            Level::Care => "注意",
            Level::Bad => "異常",
        }
    }
}

/// A line of the check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How bad.
    pub level: Level,
    /// What was looked at.
    pub what: String,
    /// What was found.
    pub found: String,
    /// What to do; empty when nothing.
    pub todo: String,
}

impl Line {
    /// All is well.
    pub fn fine(what: impl Into<String>, found: impl Into<String>) -> Self {
        Line::new(Level::Fine, what, found, "")
    }

    pub(crate) fn new(
        level: Level,
        what: impl Into<String>,
        found: impl Into<String>,
        todo: impl Into<String>,
    ) -> Self {
        Line { level, what: what.into(), found: found.into(), todo: todo.into() }
    }

    /// As it is printed: one line, and one more when there is something to do.
    pub fn text(&self) -> String {
        let todo = match self.todo.is_empty() {
            true => String::new(),
            false => format!("\n      → {}", self.todo),
        };
        format!("{}  {}: {}{todo}", self.level.label(), self.what, self.found)
    }
}

/// Looks at one region.
pub fn region(db: &Db, region: &Region, now: At) -> Result<Vec<Line>, Problem> {
    let steps: Vec<&Migration> =
        schema::REGION.iter().filter(|m| region.persons || m.kind == db::Kind::Base).collect();
    let (ran, newest, tail, dead, backup) = db.read(|tx| {
        Ok::<_, DbError>((
            migrate::history(tx)?,
            store::newest(tx)?,
            store::unsealed_since(tx)?,
            store::dead_jobs(tx)?,
            store::moment(tx, LAST_BACKUP)?,
        ))
    })?;
    let known = ran.iter().all(|a| schema::REGION.iter().any(|m| m.number == a.number));
    let missing = steps.iter().filter(|m| !ran.iter().any(|a| a.number == m.number)).count();
    let lines = vec![
        schema_line(ran.last().map_or(0, |a| a.number), missing, known),
        clock(now, newest),
        unsealed(now, tail),
        last_backup(now, backup, region.demo),
        dead_jobs(dead),
    ];
    Ok(lines
        .into_iter()
        .map(|l| Line { what: format!("{} {}", region.name, l.what), ..l })
        .collect())
}

fn schema_line(number: i64, missing: usize, known: bool) -> Line {
    let what = "データの形";
    let found = format!("{number} 番まで");
    match (known, missing) {
        (false, _) => Line::new(
            Level::Bad,
            what,
            format!("{found}（このプログラムより新しい）"),
            "新しい版の yui を使ってください",
        ),
        (true, 0) => Line::fine(what, found),
        (true, n) => Line::new(
            Level::Care,
            what,
            format!("{found}。あと {n} 段あります"),
            "控えを取ってから yui serve を始めると、新しくなります",
        ),
    }
}

fn clock(now: At, newest: Option<At>) -> Line {
    let what = "時計";
    let behind = newest.map_or(0, |n| n.millis() - now.millis());
    if behind > 2_000 {
        return Line::new(
            Level::Bad,
            what,
            format!("最後の記録より {} 秒おくれています", behind / 1000),
            "機械の時計を合わせ（timedatectl set-ntp true）、もう一度しらべてください",
        );
    }
    Line::fine(what, "最後の記録よりあとです")
}

fn unsealed(now: At, since: Option<At>) -> Line {
    let what = "封をしていない記録";
    let seconds = since.map_or(0, |s| (now.millis() - s.millis()) / 1000);
    let level = match seconds {
        ..=60 => return Line::fine(what, format!("{} 秒前から", seconds.max(0))),
        61..=600 => Level::Care,
        _ => Level::Bad,
    };
    let todo = "yui serve が動いているか確かめてください。動いているのに続くときは、記録（ログ）の sequencer の行を見てください";
    Line::new(level, what, format!("{seconds} 秒前から"), todo)
}

fn last_backup(now: At, last: Option<At>, demo: bool) -> Line {
    let what = "最後の控え";
    let todo = "yui backup --to 置き場所 --recipient age1… を、毎晩動くようにしてください（docs/howto/backup.md）";
    let Some(last) = last else {
        let level = if demo { Level::Care } else { Level::Bad };
        return Line::new(level, what, "まだありません", todo);
    };
    let hours = now.minutes_since(last) / 60;
    let found = format!("{hours} 時間前（{} {}）", last.date(), last.time().strftime("%H:%M"));
    match hours {
        // a night that began a little later is no alarm
        ..=26 => Line::fine(what, found),
        27..=168 => Line::new(Level::Care, what, found, todo),
        _ => Line::new(Level::Bad, what, found, todo),
    }
}

fn dead_jobs(n: i64) -> Line {
    match n {
        0 => Line::fine("止まった仕事", "ありません"),
        n => Line::new(
            Level::Care,
            "止まった仕事",
            format!("{n} 件"),
            "画面の「仕事の一覧」で理由を見て、もう一度動かしてください",
        ),
    }
}

/// What the engine says about how sure its writes are, and its clock.
pub fn engine(db: &Db, now: At) -> Result<Vec<Line>, Problem> {
    Ok(engine_lines(&copy::facts(db)?, now))
}

fn engine_lines(facts: &[(String, String)], now: At) -> Vec<Line> {
    let get = |name: &str| facts.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    let mut out = Vec::new();
    if let Some(mode) = get("journal_mode") {
        out.push(match mode {
            "wal" => Line::fine("書き込みの確かさ", "SQLite、WAL、保存ごとに fsync"),
            other => Line::new(
                Level::Bad,
                "書き込みの確かさ",
                format!("SQLite の方式が {other}"),
                "WAL を使えるディスク（ネットワークの共有フォルダーではない場所）に置いてください",
            ),
        });
        return out;
    }
    let off: Vec<&str> = ["fsync", "full_page_writes"]
        .into_iter()
        .filter(|n| get(n) != Some("on"))
        .chain((get("synchronous_commit") == Some("off")).then_some("synchronous_commit"))
        .collect();
    out.push(match off.is_empty() {
        true => Line::fine("書き込みの確かさ", "PostgreSQL、fsync と synchronous_commit"),
        false => Line::new(
            Level::Bad,
            "書き込みの確かさ",
            format!("PostgreSQL の {} が切れています", off.join("、")),
            "postgresql.conf で on にしてください。停電で、保存したものが消えます",
        ),
    });
    if get("data_checksums") != Some("on") {
        out.push(Line::new(
            Level::Care,
            "ページの検査",
            "PostgreSQL の data_checksums が切れています",
            "止められるときに pg_checksums --enable をしてください",
        ));
    }
    if let Some(theirs) = get("now").and_then(|t| t.parse::<i64>().ok()) {
        let apart = (theirs - now.millis()).abs();
        out.push(match apart {
            ..=1_000 => Line::fine("データベースの時計", "合っています"),
            _ => Line::new(
                Level::Care,
                "データベースの時計",
                format!("{} 秒ちがいます", apart / 1000),
                "両方の機械で時計合わせ（NTP）を動かしてください",
            ),
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> At {
        At::parse("2026-11-21T02:30:00.000Z").unwrap()
    }

    #[test]
    fn a_copy_of_last_night_is_fine_one_of_two_days_ago_is_not() {
        let ago = |hours: i64| last_backup(now(), Some(now().plus_minutes(-hours * 60)), false);
        assert_eq!(ago(25).level, Level::Fine);
        assert_eq!(ago(49).level, Level::Care);
        assert_eq!(ago(24 * 8).level, Level::Bad);
        assert_eq!(last_backup(now(), None, false).level, Level::Bad);
        assert_eq!(last_backup(now(), None, true).level, Level::Care);
        assert!(ago(49).text().contains("→ yui backup"));
    }

    #[test]
    fn a_clock_that_went_back_is_seen_in_the_log() {
        assert_eq!(clock(now(), Some(now().plus_millis(1500))).level, Level::Fine);
        assert_eq!(clock(now(), Some(now().plus_minutes(5))).level, Level::Bad);
        assert_eq!(clock(now(), None).level, Level::Fine);
    }

    #[test]
    fn a_tail_that_is_not_sealed_is_told_by_its_age() {
        let ago = |s: i64| unsealed(now(), Some(now().plus_millis(-s * 1000))).level;
        assert_eq!((ago(5), ago(61), ago(601)), (Level::Fine, Level::Care, Level::Bad));
        assert_eq!(unsealed(now(), None).level, Level::Fine);
    }

    #[test]
    fn postgres_without_fsync_is_bad() {
        let facts = |fsync: &str| {
            [
                ("fsync", fsync),
                ("synchronous_commit", "on"),
                ("full_page_writes", "on"),
                ("data_checksums", "on"),
                ("now", &now().millis().to_string()),
            ]
            .map(|(a, b)| (a.to_string(), b.to_string()))
        };
        let worst = |f: &str| engine_lines(&facts(f), now()).iter().map(|l| l.level).max();
        assert_eq!((worst("on"), worst("off")), (Some(Level::Fine), Some(Level::Bad)));
    }

    #[test]
    fn a_store_of_a_newer_program_is_bad_an_older_one_needs_care() {
        assert_eq!(schema_line(19, 0, true).level, Level::Fine);
        assert_eq!(schema_line(12, 3, true).level, Level::Care);
        assert_eq!(schema_line(99, 0, false).level, Level::Bad);
    }
}
