//! `yui import directory FILE…`
use std::io::{Read, Write};

use app::Result;
use kernel::{Actor, Date};
use office::csv::Limits;
use slice::{CliCommand, CliCx};

use crate::model::kouhyou::ParsedFile;
use crate::model::report::{Rejected, Report, warning_label};
use crate::model::sources::parse_all;
use crate::permissions;
use crate::use_cases::import;

/// The commands.
pub(crate) fn commands() -> Vec<CliCommand> {
    vec![CliCommand {
        words: &["import", "directory"],
        about: "公開データ（介護サービス情報公表、医療情報ネット、厚生局の一覧、資源マップなど）を名簿に取り込む",
        usage: "FILE… [--dry-run] [--json] [--edition YYYY-MM-DD]",
        permission: &permissions::IMPORT,
        run,
    }]
}

#[derive(Default)]
struct Args<'a> {
    files: Vec<&'a str>,
    dry_run: bool,
    json: bool,
    edition: Option<Date>,
}

fn args(given: &[String]) -> std::result::Result<Args<'_>, String> {
    let mut out = Args::default();
    let mut words = given.iter().map(String::as_str);
    let mut only_files = false;
    while let Some(word) = words.next() {
        match word {
            _ if only_files => out.files.push(word),
            "--" => only_files = true,
            "--dry-run" => out.dry_run = true,
            "--json" => out.json = true,
            "--edition" => {
                let day = words.next().and_then(|d| d.parse().ok());
                out.edition =
                    Some(day.ok_or("--edition には日付を 2026-06-30 のように書いてください")?);
            }
            other if other.starts_with("--") => {
                return Err(format!("{other} という指定はありません"));
            }
            file => out.files.push(file),
        }
    }
    if out.files.is_empty() {
        return Err("取り込むファイルを1つ以上書いてください".into());
    }
    Ok(out)
}

/// What came of opening a file.
enum Opened {
    Bytes(Vec<u8>),
    No(ParsedFile),
}

/// Opens a file; one that cannot be opened is a refused file like any other.
fn open(path: &str) -> Opened {
    // one byte more than is allowed tells a file that is too large, however large it is
    let most = Limits::default().bytes as u64 + 1;
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|f| f.take(most).read_to_end(&mut bytes));
    match read {
        Ok(_) => Opened::Bytes(bytes),
        Err(e) => {
            let text = match e.kind() {
                std::io::ErrorKind::NotFound => {
                    "ファイルがありません。場所と名前を確かめてください。".to_string()
                }
                std::io::ErrorKind::PermissionDenied => {
                    "ファイルを読む許可がありません。".to_string()
                }
                std::io::ErrorKind::IsADirectory => {
                    "フォルダです。中のファイルを書いてください（例: FOLDER/*.csv）。".to_string()
                }
                _ => format!("ファイルを読めません（{e}）。"),
            };
            let rejected = vec![Rejected { file: path.to_string(), line: 0, code: "file", text }];
            Opened::No(ParsedFile { file: path.to_string(), rejected, ..ParsedFile::default() })
        }
    }
}

/// Reads all files; their order stays.
fn read(paths: &[&str]) -> Vec<ParsedFile> {
    let mut good: Vec<(String, Vec<u8>)> = Vec::new();
    let mut bad: Vec<(usize, ParsedFile)> = Vec::new();
    for (at, path) in paths.iter().enumerate() {
        match open(path) {
            Opened::Bytes(bytes) => good.push(((*path).to_string(), bytes)),
            Opened::No(file) => bad.push((at, file)),
        }
    }
    let mut out = parse_all(&good, &Limits::default());
    for (at, file) in bad {
        out.insert(at.min(out.len()), file);
    }
    out
}

fn run(cx: &mut CliCx<'_>) -> Result<i32> {
    let args = match args(cx.args) {
        Ok(a) => a,
        Err(message) => {
            say(
                cx.err,
                &format!(
                    "{message}。\n使い方: yui import directory FILE… [--dry-run] [--json] [--edition YYYY-MM-DD]"
                ),
            );
            return Ok(2);
        }
    };
    // everything is read and understood before the transaction begins
    let files: Vec<ParsedFile> = read(&args.files);
    let actor = Actor::operator();
    let edition = args.edition;
    let report = if args.dry_run {
        cx.app.read(&actor, |cx| import::rehearse(cx, &files, edition))?.report()
    } else {
        cx.app.write(&actor, move |cx| import::import(cx, &files, edition))?.report
    };
    if args.json {
        say(cx.out, &report.json().to_string());
    } else {
        say(cx.out, &words(&report, args.dry_run));
    }
    Ok(if report.nothing_read() { 2 } else { 0 })
}

/// A closed pipe (`| head`) is no reason to fail what is done already.
fn say(to: &mut dyn Write, text: &str) {
    let _ = writeln!(to, "{text}");
}

/// Refused rows and remarks of each kind that are written out.
const SHOWN: usize = 10;

fn words(r: &Report, dry_run: bool) -> String {
    let mut out = vec![format!(
        "読んだ行 {}　新しい {}　変わる {}　変わらない {}　閉じる {}　取り込めない {}",
        r.rows(),
        r.created,
        r.updated,
        r.unchanged,
        r.closed,
        r.rejected.len()
    )];
    let place = |file: &str, line: u64| match (file, line) {
        ("", _) => String::new(),
        (f, 0) => format!("{f}　"),
        (f, n) => format!("{f} {n}行目　"),
    };
    let rest = |out: &mut Vec<String>, all: usize| {
        if all > SHOWN {
            out.push(format!("    ほか {}件（すべて見るには --json）", all - SHOWN));
        }
    };
    if !r.rejected.is_empty() {
        out.push("取り込めなかったもの".into());
        out.extend(
            r.rejected
                .iter()
                .take(SHOWN)
                .map(|x| format!("    {}{}", place(&x.file, x.line), x.text)),
        );
        rest(&mut out, r.rejected.len());
    }
    for (kind, n) in r.warning_counts() {
        out.push(format!("{}　{n}件", warning_label(kind)));
        let of_kind = r.warnings.iter().filter(|w| w.kind == kind);
        out.extend(
            of_kind.take(SHOWN).map(|w| format!("    {}{}", place(&w.file, w.line), w.text)),
        );
        rest(&mut out, n);
    }
    out.push(
        match (r.nothing_read(), dry_run) {
            (true, _) => "読み取れるものがありませんでした。名簿は何も変わっていません。",
            (false, true) => "まだ何も変えていません（--dry-run）。",
            (false, false) => "取り込みました。",
        }
        .into(),
    );
    out.join("\n")
}
