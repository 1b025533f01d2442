//! Commands: where the files go at night, and making them now. They name organisations and numbers, never a person.
use std::path::{Path, PathBuf};

use app::audit::AuditEntry;
use app::{Error, Result};
use kernel::Actor;
use slice::{CliCommand, CliCx};

use super::{folder, nightly, store};
use crate::permissions::PACK_FOLDER;

/// The commands.
pub(crate) fn commands() -> Vec<CliCommand> {
    vec![
        CliCommand {
            words: &["pack", "folder"],
            about: "停電・障害のときの控えを、毎晩このフォルダーに置く（--none: 置かない）",
            usage: "DIR | --none",
            permission: &PACK_FOLDER,
            run: name,
        },
        CliCommand {
            words: &["pack", "make"],
            about: "停電・障害のときの控えを、いま作る",
            usage: "[--to DIR]",
            permission: &PACK_FOLDER,
            run: make,
        },
    ]
}

fn say(out: &mut dyn std::io::Write, text: &str) -> Result<()> {
    writeln!(out, "{text}").map_err(|e| Error::Inconsistent(format!("output: {e}")))
}

fn usable(text: &str) -> Option<&Path> {
    let path = Path::new(text);
    (path.is_absolute() && path.is_dir()).then_some(path)
}

const ASK: &str = "いまあるフォルダーを、/ からはじまる形で書いてください。例 /mnt/hikae-gamen";

fn name(cx: &mut CliCx<'_>) -> Result<i32> {
    let text = match cx.args {
        [one] if one == "--none" => String::new(),
        [one] if usable(one).is_some() => one.clone(),
        _ => {
            say(cx.err, ASK)?;
            return Ok(2);
        }
    };
    let set = text.clone();
    cx.app.write(&Actor::operator(), move |cx| {
        folder::name(cx, &set)?;
        let what = if set.is_empty() { "off" } else { "on" };
        cx.audit(AuditEntry::act(PACK_FOLDER.code).detail(what));
        Ok(())
    })?;
    match text.as_str() {
        "" => say(cx.out, "毎晩の控えは、もうフォルダーに置きません。前のファイルは残っています")?,
        t => say(cx.out, &format!("毎晩4時すぎに、{t} に置きます"))?,
    }
    Ok(0)
}

fn make(cx: &mut CliCx<'_>) -> Result<i32> {
    let asked = match cx.args {
        [] => None,
        [to, dir] if to == "--to" && usable(dir).is_some() => Some(PathBuf::from(dir)),
        _ => {
            say(cx.err, ASK)?;
            return Ok(2);
        }
    };
    let (named, all) =
        cx.app.read(&Actor::system(), |cx| Ok((folder::named(cx)?, store::all(cx)?)))?;
    let Some(dir) = asked.or(named) else {
        say(
            cx.err,
            "置き場所がありません。--to DIR を書くか、yui pack folder DIR で決めてください",
        )?;
        return Ok(2);
    };
    let mut code = 0;
    for k in &all {
        let id = k.organisation;
        let office = cx
            .app
            .read(&Actor::system(), move |cx| Ok(accounts::organisation(cx, id.into())?.name))?;
        match nightly::one(cx.app, k, &dir)? {
            Ok(n) => say(cx.out, &format!("{office} {n}人"))?,
            Err(why) => {
                say(cx.err, &format!("{office} {why}"))?;
                code = 1;
            }
        }
    }
    say(cx.out, &format!("{}か所", all.len()))?;
    Ok(code)
}
