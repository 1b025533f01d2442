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
/// Key of the setting that holds how many persons were due for a purge when it was last counted (people::retention).
pub const DUE: &str = "people.retention.due";
/// The step that brought checkpoints; an older store has none.
const CHECKPOINTS: i64 = 32;

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
    let (ran, newest, tail, dead, backup, checkpoint, due) = db.read(|tx| {
        let ran = migrate::history(tx)?;
        let has = ran.iter().any(|a| a.number == CHECKPOINTS);
        let checkpoint = if has { store::checkpoint(tx)? } else { None };
        Ok::<_, DbError>((
            ran,
            store::newest(tx)?,
            store::unsealed_since(tx)?,
            store::dead_jobs(tx)?,
            store::moment(tx, LAST_BACKUP)?,
            checkpoint,
            store::number(tx, DUE)?,
        ))
    })?;
    let known = ran.iter().all(|a| schema::REGION.iter().any(|m| m.number == a.number));
    let missing = steps.iter().filter(|m| !ran.iter().any(|a| a.number == m.number)).count();
    let mut lines = vec![
        schema_line(ran.last().map_or(0, |a| a.number), missing, known),
        clock(now, newest),
        unsealed(now, tail),
        last_checkpoint(now, checkpoint, newest, region.demo),
        last_backup(now, backup, region.demo),
        dead_jobs(dead),
    ];
    if region.persons {
        lines.push(due_for_purge(due));
    }
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

/// A checkpoint is made only when rows were sealed since the last: what counts is how far the log has run ahead of it.
fn last_checkpoint(now: At, last: Option<At>, newest: Option<At>, demo: bool) -> Line {
    let what = "操作の記録の、最後の確認用の写し";
    let todo = "yui serve に --checkpoints か --witness を付け、2か所以上に残してください（運用の手引き「記録の確認用の写しを別の場所に残す」）";
    let Some(last) = last else {
        let level = if demo || newest.is_none() { Level::Care } else { Level::Bad };
        return Line::new(level, what, "まだありません", todo);
    };
    let found = format!("{} 分前", now.minutes_since(last).max(0));
    match newest.map_or(0, |n| n.minutes_since(last)) {
        ..=30 => Line::fine(what, found),
        31..=1440 => {
            Line::new(Level::Care, what, format!("{found}。そのあとにも記録があります"), todo)
        }
        _ => Line::new(Level::Bad, what, format!("{found}。そのあとにも記録があります"), todo),
    }
}

fn due_for_purge(n: Option<i64>) -> Line {
    let what = "保存期間がすぎた方";
    match n {
        None => Line::fine(what, "まだ数えていません（1日に1回、数えます）"),
        Some(0) => Line::fine(what, "いません"),
        Some(n) => Line::new(
            Level::Care,
            what,
            format!("{n} 人"),
            "市か連携拠点の人が、画面の「保存期間」で確かめてください。ひとりでに消えることはありません",
        ),
    }
}

fn last_backup(now: At, last: Option<At>, demo: bool) -> Line {
    let what = "最後の控え（バックアップ）";
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
    fn a_checkpoint_is_late_only_when_the_log_has_gone_on_without_it() {
        let ago = |m: i64| Some(now().plus_minutes(-m));
        let level = |last, newest| last_checkpoint(now(), last, newest, false).level;
        assert_eq!(level(ago(5), ago(1)), Level::Fine);
        assert_eq!(level(ago(3000), ago(2999)), Level::Fine, "nothing has happened since");
        assert_eq!(level(ago(31), ago(0)), Level::Care);
        assert_eq!(level(ago(30), ago(0)), Level::Fine);
        assert_eq!(level(ago(1441), ago(0)), Level::Bad);
        assert_eq!((level(None, None), level(None, ago(0))), (Level::Care, Level::Bad));
        assert_eq!(last_checkpoint(now(), None, ago(0), true).level, Level::Care);
        assert!(last_checkpoint(now(), ago(31), ago(0), false).text().contains("31 分前"));
    }

    #[test]
    fn who_is_due_is_told_as_a_number_and_where_to_go() {
        assert_eq!(
            (due_for_purge(None).level, due_for_purge(Some(0)).level),
            (Level::Fine, Level::Fine)
        );
        let some = due_for_purge(Some(3));
        assert!(
            some.level == Level::Care && some.text().contains("3 人") && some.text().contains("→")
        );
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
