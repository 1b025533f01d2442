//! `yui [--data DIR | --database URL] [--region SLUG] COMMAND`. The command line acts as an operator: audited,
//! without names unless `--persons`, and with a reason outside demonstration regions.
use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use app::audit::AuditEntry;
use kernel::{Actor, Region};
use slice::{CliCommand, CliCx};

use crate::place::Place;
use crate::witness::Witnesses;
use crate::{audit_cli, demo, generated, http, jobs_cli, keep_cli, region_cli, slices};

/// Done.
pub const DONE: u8 = 0;
/// It did not work.
pub const FAILED: u8 = 1;
/// Wrong use.
pub const WRONG: u8 = 2;

/// The words before the command.
#[derive(Debug, Clone, Default)]
pub struct Global {
    /// `--data`.
    pub data: Option<PathBuf>,
    /// `--database`.
    pub database: Option<String>,
    /// `--region`.
    pub region: Option<String>,
    /// `--persons`.
    pub persons: bool,
    /// `--reason`.
    pub reason: Option<String>,
}

/// The commands of the program itself: words, arguments, what it is.
pub const OWN: &[(&str, &str, &str)] = &[
    (
        "serve",
        "[--listen ADDR] [--no-jobs] [--checkpoints FOLDER]… [--witness URL]…",
        "地域を開いて、画面を出す（--no-jobs: 自動の仕事を動かさない。記録の確認用の写しを、これらの場所に残す）",
    ),
    (
        "demo",
        "[--residents N] [--stays N] [--seed S] [--no-serve] [--listen ADDR]",
        "デモの地域をつくって、画面を出す",
    ),
    ("region add", "SLUG --name NAME [--demo] [--no-persons]", "地域を加える"),
    ("region list", "", "地域の一覧"),
    ("region persons-on", "SLUG --yes", "個人情報を扱う構成に切りかえる（もどせません）"),
    (
        "organisation add",
        "--name NAME --kana KANA --kind KIND [--phone TEL] [--fax FAX]",
        "事業所を加える",
    ),
    (
        "invite",
        "--organisation NAME --name NAME --kana KANA --hat HAT [--admin]",
        "招待コードをつくる（--admin は、事業所の管理者）",
    ),
    ("login off", "--organisation NAME --name NAME", "ある人を、すべての地域で入れなくする"),
    ("login on", "--organisation NAME --name NAME", "また入れるようにする"),
    (
        "audit verify",
        "[--checkpoint FILE]… [--key KEY]",
        "閲覧と操作の記録が変わっていないか、確認用の写しとも比べて調べる",
    ),
    ("audit key", "", "記録の確認用の写しに署名する鍵の、公開鍵を出す"),
    ("audit export", "--ndjson", "記録を、別のプログラムで確かめられる形で書き出す"),
    ("witness add", "KEY", "ほかの地域の、記録の確認用の写しを預かる"),
    ("witness list", "", "預かっている確認用の写しの一覧"),
    ("witness notes", "ORIGIN", "預かっている確認用の写しを書き出す"),
    ("jobs run", "[KIND] [--at TIME]", "くりかえす仕事を、いま行う（--at はデモの地域だけ）"),
    (
        "backup",
        "--to DIR --recipient age1… --recipient age1… [--allow-one]",
        "動いたままで控えを取り、古い控えをかたづける",
    ),
    ("backup key", "--out FILE", "控えを開く鍵をつくる（サーバーには置かない）"),
    (
        "backup verify",
        "--from FILE --identity KEYFILE [--work DIR] [--report FILE.pdf]",
        "控えを仮の場所に戻し、開けるところまで試して、報告を出す",
    ),
    (
        "restore",
        "--from FILE --identity KEYFILE --into DIR",
        "控えを、空の場所に戻す（--into のかわりに --database URL）",
    ),
    ("doctor", "[--backups DIR] [--certificate FILE]", "この機械とデータの点検"),
];

/// Runs the program; the exit code.
pub fn run(args: &[String], out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    match try_run(args, out, err) {
        Ok(code) => code,
        Err(text) => {
            let _ = writeln!(err, "{text}");
            WRONG
        }
    }
}

/// The help.
pub fn help() -> String {
    let mut text = String::from(
        "結 Yui\n\n使い方: yui [--data DIR | --database URL] [--region SLUG] [--persons] [--reason TEXT] コマンド\n\n",
    );
    for (words, usage, about) in OWN {
        text.push_str(&format!("  {words} {usage}\n      {about}\n"));
    }
    for c in slices::all().iter().flat_map(|s| &s.cli) {
        text.push_str(&format!("  {} {}\n      {}\n", c.words.join(" "), c.usage, c.about));
    }
    text.push_str(
        "\n  --data DIR      データのフォルダー（書かないときは ./var/data）\n  --database URL  PostgreSQL を使うとき\n  --region SLUG   どの地域か（1つだけのときは書かなくてかまいません）\n  --persons       お名前を出す（書かないと出ません）\n  --reason TEXT   この操作の理由（デモの地域では、なくてもかまいません）\n  --version       このプログラムの版\n",
    );
    text
}

/// Takes `--name value` or `--name=value` out of the words.
pub fn take(words: &mut Vec<String>, name: &str) -> Result<Option<String>, String> {
    let Some(i) = words.iter().position(|w| w == name || w.starts_with(&format!("{name}="))) else {
        return Ok(None);
    };
    let word = words.remove(i);
    if let Some((_, v)) = word.split_once('=') {
        return Ok(Some(v.to_string()));
    }
    if i < words.len() {
        return Ok(Some(words.remove(i)));
    }
    Err(format!("{name} のあとに値がありません"))
}

/// Takes a flag out of the words.
pub fn flag(words: &mut Vec<String>, name: &str) -> bool {
    let before = words.len();
    words.retain(|w| w != name);
    words.len() < before
}

fn try_run(args: &[String], out: &mut dyn Write, err: &mut dyn Write) -> Result<u8, String> {
    let mut words = args.to_vec();
    if words.is_empty() || flag(&mut words, "--help") || words.first().is_some_and(|w| w == "help")
    {
        let _ = out.write_all(help().as_bytes());
        return Ok(DONE);
    }
    if flag(&mut words, "--version") || words.first().is_some_and(|w| w == "version") {
        let _ = writeln!(out, "yui {}", env!("CARGO_PKG_VERSION"));
        return Ok(DONE);
    }
    let global = Global {
        data: take(&mut words, "--data")?.map(PathBuf::from),
        database: take(&mut words, "--database")?,
        region: take(&mut words, "--region")?,
        persons: flag(&mut words, "--persons"),
        reason: take(&mut words, "--reason")?,
    };
    let word = |i: usize| words.get(i).map_or("", String::as_str);
    // also behind `--data DIR`
    if word(0) == "help" {
        let _ = out.write_all(help().as_bytes());
        return Ok(DONE);
    }
    if !known(&words) {
        return Err(unknown(&words));
    }
    match (word(0), word(1)) {
        ("generated", name) => return generated::print(name, out),
        ("serve", _) => {
            let listen = take(&mut words, "--listen")?.unwrap_or_else(|| "127.0.0.1:8080".into());
            let jobs = !flag(&mut words, "--no-jobs");
            let witnesses = Witnesses::take(&mut words)?;
            no_more(&words, 1)?;
            return http::serve(&place(&global)?, &listen, &[], jobs, witnesses, out);
        }
        ("demo", _) => return demo_command(&global, words.split_off(1), out, err),
        ("backup" | "restore" | "doctor", _) => return keep_cli::run(&global, words, out),
        ("region", "add") => return region_cli::add(&place(&global)?, words.split_off(2), out),
        ("region", "list") => return region_cli::list(&place(&global)?, out),
        ("witness", _) => {
            return audit_cli::witness(&place(&global)?, words.split_off(1), out);
        }
        ("region", "persons-on") => {
            let why = |region: &Region| reason(&global, region, err);
            return region_cli::persons_on(&place(&global)?, words.split_off(2), why, out);
        }
        _ => {}
    }
    let place = place(&global)?;
    let region = which(&place, &global)?;
    match (word(0), word(1)) {
        ("organisation", "add") => {
            let reason = reason(&global, &region, err)?;
            return region_cli::organisation(&place, &region, words.split_off(2), &reason, out);
        }
        ("invite", _) => {
            let reason = reason(&global, &region, err)?;
            return region_cli::invite(&place, &region, words.split_off(1), &reason, out);
        }
        ("audit", "verify") => {
            return audit_cli::verify(&place, &region, words.split_off(2), out);
        }
        ("audit", "key") => return audit_cli::public_key(&place, &region, out),
        ("audit", "export") => {
            let reason = reason(&global, &region, err)?;
            let (rest, persons) = (words.split_off(2), global.persons);
            return audit_cli::export(&place, &region, rest, persons, &reason, out);
        }
        ("login", "off" | "on") => {
            let reason = reason(&global, &region, err)?;
            let on = word(1) == "on";
            return region_cli::login(&place, &region, words.split_off(2), on, &reason, out);
        }
        ("jobs", "run") => {
            let reason = reason(&global, &region, err)?;
            return jobs_cli::run(&place, &region, words.split_off(2), &reason, out, err);
        }
        _ => {}
    }
    slice_command(&place, &region, &global, &words, out, err)
}

/// Is there a command of these words? Asked before a place or a region: a slip of the pen is what is said first.
fn known(words: &[String]) -> bool {
    let fits = |name: &str| {
        let parts: Vec<&str> = name.split(' ').collect();
        parts.len() <= words.len() && parts.iter().zip(words).all(|(a, b)| a == b)
    };
    let hidden = words.first().is_some_and(|w| w == "generated");
    hidden
        || OWN.iter().any(|(name, _, _)| fits(name))
        || slices::all().iter().flat_map(|s| &s.cli).any(|c| fits(&c.words.join(" ")))
}

fn unknown(words: &[String]) -> String {
    format!("{} というコマンドはありません。yui help で使い方を見られます", words.join(" "))
}

/// Refuses words that nobody read.
pub fn no_more(words: &[String], known: usize) -> Result<(), String> {
    match words.get(known) {
        Some(w) => Err(format!("{w} は使えません。yui help で使い方を見られます")),
        None => Ok(()),
    }
}

/// The place that the words before the command name.
pub fn place(g: &Global) -> Result<Place, String> {
    match (&g.data, &g.database) {
        (Some(_), Some(_)) => Err("--data と --database は、どちらか1つだけ書いてください".into()),
        (None, Some(url)) => Place::postgres(url),
        (dir, None) => Place::folder(dir.clone().unwrap_or_else(|| PathBuf::from("var/data"))),
    }
}

fn which(place: &Place, g: &Global) -> Result<Region, String> {
    let control = place.control()?;
    let all = app::control::regions(&control).map_err(|e| e.to_string())?;
    match &g.region {
        Some(slug) => all
            .into_iter()
            .find(|r| r.slug == *slug)
            .ok_or(format!("{slug} という地域はありません。yui region list で見られます")),
        None => match <[Region; 1]>::try_from(all) {
            Ok([one]) => Ok(one),
            Err(all) if all.is_empty() => {
                Err("地域がまだありません。yui region add で加えてください".into())
            }
            Err(_) => Err("どの地域か、--region SLUG で書いてください".into()),
        },
    }
}

/// The reason of an operator's act: asked at a terminal, optional in a demonstration region.
fn reason(g: &Global, region: &Region, err: &mut dyn Write) -> Result<String, String> {
    if let Some(r) = g.reason.as_ref().filter(|r| !r.trim().is_empty()) {
        return Ok(r.trim().to_string());
    }
    if region.demo {
        return Ok(String::new());
    }
    if std::io::stdin().is_terminal() {
        let _ = write!(err, "この操作の理由: ");
        let _ = err.flush();
        let mut line = String::new();
        if std::io::stdin().read_line(&mut line).is_ok() && !line.trim().is_empty() {
            return Ok(line.trim().to_string());
        }
    }
    Err("--reason TEXT で、この操作の理由を書いてください".into())
}

fn slice_command(
    place: &Place,
    region: &Region,
    g: &Global,
    words: &[String],
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, String> {
    let fits = |c: &CliCommand| {
        c.words.len() <= words.len() && c.words.iter().zip(words).all(|(a, b)| a == b)
    };
    let Some(command) = slices::all().into_iter().flat_map(|s| s.cli).find(fits) else {
        return Err(unknown(words));
    };
    if !slices::of(region).iter().any(|s| s.cli.iter().any(fits)) {
        return Err("この地域は、個人情報を扱わない構成です。このコマンドは使えません".into());
    }
    let reason = reason(g, region, err)?;
    let app = place.open(region).map_err(|e| e.to_string())?;
    let name = command.words.join(" ");
    let because = reason.clone();
    app.write(&Actor::operator(), move |cx| {
        cx.audit(AuditEntry::act("cli").object(name.clone()).detail(because.clone()));
        Ok(())
    })
    .map_err(|e| e.to_string())?;
    let mut cx = CliCx {
        app: &app,
        args: words.get(command.words.len()..).unwrap_or_default(),
        persons: g.persons,
        reason: &reason,
        out,
        err,
    };
    match (command.run)(&mut cx) {
        Ok(code) => Ok(u8::try_from(code).unwrap_or(FAILED)),
        Err(e) => {
            let _ = writeln!(cx.err, "{}", http::problem::sentence(&e));
            Ok(FAILED)
        }
    }
}

fn demo_command(
    g: &Global,
    mut words: Vec<String>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<u8, String> {
    let number = |v: Option<String>, name: &str| {
        v.map(|t| t.parse::<u64>().map_err(|_| format!("{name} は数字で書いてください（{t}）")))
            .transpose()
    };
    let residents = number(take(&mut words, "--residents")?, "--residents")?;
    let stays = number(take(&mut words, "--stays")?, "--stays")?;
    let seed = number(take(&mut words, "--seed")?, "--seed")?;
    let no_serve = flag(&mut words, "--no-serve");
    let listen = take(&mut words, "--listen")?.unwrap_or_else(|| "127.0.0.1:8080".into());
    no_more(&words, 0)?;
    let place = place(g)?;
    region_cli::demo(&place, residents, stays, seed, err)?;
    if no_serve {
        return Ok(DONE);
    }
    http::serve(&place, &listen, demo::ROLES, true, Witnesses::default(), out)
}
