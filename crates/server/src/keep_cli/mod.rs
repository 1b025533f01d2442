//! `yui backup`, `restore` and `doctor`: what the crate keep does, said at a terminal.
mod doctor;
mod drill;
mod fresh;
mod report;
mod visit;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use app::audit::AuditEntry;
use keep::{Order, Problem, Restored};
use kernel::{Actor, Clock, Region, SystemClock};

use crate::cli::{self, DONE, FAILED, Global, flag, no_more, take};
use crate::http::problem::sentence;
use crate::place::Place;

/// Runs one of them.
pub fn run(g: &Global, mut words: Vec<String>, out: &mut dyn Write) -> Result<u8, String> {
    let word = |i: usize| words.get(i).cloned().unwrap_or_default();
    match (word(0).as_str(), word(1).as_str()) {
        ("backup", "key") => key(words.split_off(2), out),
        ("backup", "verify") => drill::verify(g, words.split_off(2), out),
        ("backup", _) => backup(g, words.split_off(1), out),
        ("restore", _) => restore(g, words.split_off(1), out),
        _ => doctor::doctor(g, words.split_off(1), out),
    }
}

fn say(out: &mut dyn Write, text: &str) {
    let _ = writeln!(out, "{text}");
}

fn told(p: Problem) -> String {
    p.to_string()
}

/// How long something took.
struct Watch(std::time::Instant);

impl Watch {
    fn start() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the server measures durations")]
        Watch(std::time::Instant::now())
    }
    fn passed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Bytes in words.
fn size(bytes: u64) -> String {
    match bytes {
        ..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}

/// Seconds that a gigabyte of data would take at this pace.
fn per_gb(took: Duration, bytes: u64) -> String {
    format!("{:.0}", took.as_secs_f64() / (bytes.max(1) as f64 / 1e9))
}

fn key(mut words: Vec<String>, out: &mut dyn Write) -> Result<u8, String> {
    let file =
        take(&mut words, "--out")?.ok_or("--out FILE で、鍵を書くファイルを書いてください")?;
    no_more(&words, 0)?;
    let public = keep::seal::make_key(Path::new(&file)).map_err(told)?;
    say(out, &format!("受け取りの鍵（サーバーで使う。人に見せてもかまいません）:\n{public}"));
    say(
        out,
        &format!(
            "開く鍵は {file} です。紙に印刷するか USB メモリーに移して金庫に入れ、サーバーには残さないでください"
        ),
    );
    Ok(DONE)
}

/// Every `--recipient` in the order written.
fn recipients(words: &mut Vec<String>) -> Result<Vec<String>, String> {
    let mut all = Vec::new();
    while let Some(r) = take(words, "--recipient")? {
        all.push(r);
    }
    Ok(all)
}

fn backup(g: &Global, mut words: Vec<String>, out: &mut dyn Write) -> Result<u8, String> {
    let to = take(&mut words, "--to")?.ok_or("--to DIR で、控えを置くところを書いてください")?;
    let to = PathBuf::from(to);
    let recipients = recipients(&mut words)?;
    let allow_one = flag(&mut words, "--allow-one");
    no_more(&words, 0)?;
    // before anything is opened or noted: too few keys are the commonest slip
    keep::seal::recipients(&recipients, allow_one).map_err(told)?;
    let place = existing(g)?;
    let now = SystemClock.now();
    for region in regions(&place)? {
        note(&place, &region, "backup", g, None)?;
    }
    let watch = Watch::start();
    let order = Order {
        stores: &place,
        to: &to,
        recipients: &recipients,
        allow_one,
        now,
        program: env!("CARGO_PKG_VERSION"),
    };
    let made = keep::backup(&order).map_err(told)?;
    let took = watch.passed();
    for region in regions(&place)? {
        note(&place, &region, "backup done", g, Some(now))?;
    }
    let files: usize = made.manifest.stores.iter().map(|s| s.files.len()).sum();
    say(out, &format!("控えをつくり、読み直して確かめました: {}", made.path.display()));
    say(
        out,
        &format!(
            "  {} 行、添付 {files} 個、中身 {}、控え {}、{:.1} 秒（1 GB あたり {} 秒）",
            made.note.rows,
            size(made.note.inside),
            size(made.note.bytes),
            took.as_secs_f64(),
            per_gb(took, made.note.inside),
        ),
    );
    say(out, &format!("  SHA-256 {}", made.note.sha256));
    say(out, &format!("  開ける鍵 {} 本", made.note.recipients.len()));
    if made.note.recipients.len() == 1 {
        say(out, "  注意: 開ける鍵が1本だけです。なくすと、この控えは開けません");
    }
    match made.pruned {
        Some(0) => {}
        Some(n) => say(out, &format!("  古い控えを {n} 個、かたづけました")),
        None => {
            say(
                out,
                &format!(
                    "異常: データの中に、封やハッシュと合わないものが {} 件あります。控えには、あるがままに入れました。古い控えは1つもかたづけていません。yui audit verify で調べ、ディスクを確かめてください",
                    made.note.faults
                ),
            );
            return Ok(FAILED);
        }
    }
    Ok(DONE)
}

/// The place, which must be there: a slip in `--data` would otherwise make an empty one and keep that.
fn existing(g: &Global) -> Result<Place, String> {
    let dir = g.data.clone().unwrap_or_else(|| "var/data".into());
    if g.database.is_none() && !dir.join("control.sqlite").exists() {
        return Err(format!(
            "{} にデータがありません。--data DIR を確かめてください",
            dir.display()
        ));
    }
    cli::place(g)
}

fn regions(place: &Place) -> Result<Vec<Region>, String> {
    let control = keep::Stores::control(place).map_err(told)?;
    app::control::regions(&control).map_err(|e| format!("データを読めません: {e}"))
}

/// The operator's row in a region's log, and when the last copy began.
fn note(
    place: &Place,
    region: &Region,
    what: &'static str,
    g: &Global,
    copied: Option<kernel::At>,
) -> Result<(), String> {
    let app = place.open_as_is(region).map_err(|e| e.to_string())?;
    let reason = g.reason.clone().unwrap_or_default();
    app.write(&Actor::operator(), move |cx| {
        cx.audit(AuditEntry::act("cli").object(what).detail(reason.clone()));
        match copied {
            Some(at) => app::settings::set(cx, keep::doctor::LAST_BACKUP, &at.text()),
            None => Ok(()),
        }
    })
    .map_err(|e| format!("{}: {}", region.name, sentence(&e)))
}

/// `--from` and `--identity`.
fn archive(words: &mut Vec<String>) -> Result<(PathBuf, PathBuf), String> {
    let from = take(words, "--from")?.ok_or("--from FILE で、控えのファイルを書いてください")?;
    let key = take(words, "--identity")?
        .ok_or("--identity KEYFILE で、開く鍵のファイルを書いてください")?;
    Ok((from.into(), key.into()))
}

fn restore(g: &Global, mut words: Vec<String>, out: &mut dyn Write) -> Result<u8, String> {
    let (from, key) = archive(&mut words)?;
    let into = take(&mut words, "--into")?.map(PathBuf::from);
    no_more(&words, 0)?;
    let target = match (into, &g.database, &g.data) {
        (Some(dir), None, None) => fresh::Target::Folder(dir),
        (None, Some(url), None) => fresh::Target::Database(url.clone()),
        _ => {
            return Err(
                "戻すところを、--into DIR か --database URL のどちらか1つで書いてください（--data は、戻すときには使いません）".into()
            );
        }
    };
    let watch = Watch::start();
    let (place, got) = target.fill(&from, &key)?;
    let took = watch.passed();
    for region in regions(&place)? {
        note(&place, &region, "restore", g, None)?;
    }
    for line in restored(&got) {
        say(out, &line);
    }
    say(
        out,
        &format!(
            "{:.1} 秒かかりました（1 GB あたり {} 秒）。全員、ログインからやり直しになります",
            took.as_secs_f64(),
            per_gb(took, got.manifest.bytes)
        ),
    );
    Ok(if got.faults() == 0 { DONE } else { FAILED })
}

/// What was restored, line by line; no person.
fn restored(got: &Restored) -> Vec<String> {
    let mut out = vec![format!(
        "{} にはじめた控え（版 {}、{}）を戻しました。それよりあとの保存は、入っていません",
        moment(&got.header.taken_at),
        got.header.program,
        got.header.engine
    )];
    for s in &got.manifest.stores {
        let region = got.stores.iter().find(|r| r.store == s.store);
        out.push(format!("  {}: {} 行、添付 {} 個", s.store, s.rows(), s.files.len()));
        let Some(r) = region else { continue };
        out.push(format!(
            "    閲覧と操作の記録 {} 行（{} まとまり）、書類 {} 版を、ハッシュで確かめました{}",
            r.audit.rows,
            r.audit.blocks,
            r.audit.versions,
            match r.migrated {
                0 => String::new(),
                n => format!("。データの形を {n} 段、新しくしました"),
            }
        ));
        for f in &r.audit.faults {
            out.push(format!("    合いません: {f}"));
        }
    }
    out
}

/// A stored instant in words, Japan time.
fn moment(text: &str) -> String {
    match kernel::At::parse(text) {
        Some(at) => format!(
            "{} {:02}:{:02}",
            kernel::wareki::short(at.date()),
            at.time().hour(),
            at.time().minute()
        ),
        None => text.to_string(),
    }
}
