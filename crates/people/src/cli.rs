//! Commands: joining two records of one person, and taking them apart, by their ids and without their names.
use app::{Error, Result};
use kernel::{Actor, Id};
use slice::{CliCommand, CliCx};

use crate::permissions;
use crate::use_cases::merge::{Merge, merge, unmerge};

/// The commands.
pub(crate) fn commands() -> Vec<CliCommand> {
    vec![
        CliCommand {
            words: &["people", "merge"],
            about: "同じ方の2つの記録を1つにまとめる（元にもどせます）",
            usage: "KEEP-ID OTHER-ID --reason TEXT",
            permission: &permissions::MERGE,
            run: join,
        },
        CliCommand {
            words: &["people", "unmerge"],
            about: "まとめた記録を2つに分ける",
            usage: "MERGE-ID --reason TEXT",
            permission: &permissions::MERGE,
            run: apart,
        },
    ]
}

fn say(out: &mut dyn std::io::Write, text: &str) -> Result<()> {
    writeln!(out, "{text}").map_err(|e| Error::Inconsistent(format!("output: {e}")))
}

fn ids<const N: usize>(cx: &CliCx<'_>) -> Option<[Id; N]> {
    let ids: Vec<Id> = cx.args.iter().map(|a| a.parse().ok()).collect::<Option<_>>()?;
    ids.try_into().ok()
}

fn because(cx: &CliCx<'_>) -> String {
    if cx.reason.is_empty() {
        "運用担当が、担当の事業所に頼まれて".into()
    } else {
        cx.reason.into()
    }
}

fn join(cx: &mut CliCx<'_>) -> Result<i32> {
    let Some([keep, gone]) = ids::<2>(cx) else {
        say(cx.err, "2つの記録の番号を書いてください。例 yui people merge 0197… 0198…")?;
        return Ok(2);
    };
    let cmd = Merge { keep: keep.into(), gone: gone.into(), reason: because(cx), sure: true };
    let id = cx.app.write(&Actor::operator(), move |cx| merge(cx, &cmd))?;
    say(cx.out, &format!("まとめました。分けるときは yui people unmerge {id}"))?;
    Ok(0)
}

fn apart(cx: &mut CliCx<'_>) -> Result<i32> {
    let Some([id]) = ids::<1>(cx) else {
        say(cx.err, "まとめたときの番号を書いてください。例 yui people unmerge 0199…")?;
        return Ok(2);
    };
    let why = because(cx);
    cx.app.write(&Actor::operator(), move |cx| unmerge(cx, id, &why))?;
    say(cx.out, "2つに分けました")?;
    Ok(0)
}
