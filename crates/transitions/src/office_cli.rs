//! Command: an office closes. Prints numbers, no names.
use accounts::OrganisationId;
use app::{Error, Result};
use kernel::Actor;
use slice::{CliCommand, CliCx};

use crate::permissions;
use crate::use_cases::office_closes::{Close, close, plan};

/// The commands.
pub(crate) fn commands() -> Vec<CliCommand> {
    vec![CliCommand {
        words: &["office", "close"],
        about: "事業所を閉じて、担当の方を住所の地域包括支援センターに引き継ぐ",
        usage: "ORGANISATION-ID [--to ORGANISATION-ID] [--plan]",
        permission: &permissions::CLOSE_OFFICE,
        run,
    }]
}

fn say(out: &mut dyn std::io::Write, text: &str) -> Result<()> {
    writeln!(out, "{text}").map_err(|e| Error::Inconsistent(format!("output: {e}")))
}

fn read(
    args: &[String],
) -> std::result::Result<(OrganisationId, Option<OrganisationId>, bool), String> {
    let (mut office, mut to, mut only) = (None, None, false);
    let mut it = args.iter();
    let id = |text: &str| {
        text.parse::<OrganisationId>().map_err(|_| format!("{text} は事業所の番号ではありません"))
    };
    while let Some(word) = it.next() {
        match word.as_str() {
            "--plan" => only = true,
            "--to" => {
                to = Some(id(it.next().ok_or("--to のあとに、事業所の番号を書いてください")?)?);
            }
            other if office.is_none() => office = Some(id(other)?),
            other => return Err(format!("{other} は使えません")),
        }
    }
    Ok((office.ok_or("閉じる事業所の番号を書いてください")?, to, only))
}

fn run(cx: &mut CliCx<'_>) -> Result<i32> {
    let (office, fallback, only) = match read(cx.args) {
        Ok(read) => read,
        Err(text) => {
            say(cx.err, &text)?;
            return Ok(2);
        }
    };
    let cmd = Close { office, fallback, reason: cx.reason.to_string() };
    let asked = cmd.clone();
    let p = cx.app.write(&Actor::operator(), move |cx| plan(cx, &asked))?;
    say(cx.out, &format!("{}（入退院の途中 {}件）", p.office.name, p.open_stays))?;
    for (to, n) in &p.to {
        say(cx.out, &format!("  {} へ {n}人", to.name))?;
    }
    if p.nowhere > 0 {
        say(cx.out, &format!("  引き継ぐ先が決まらない方 {}人", p.nowhere))?;
    }
    if only {
        return Ok(0);
    }
    let done = cx.app.write(&Actor::operator(), move |cx| close(cx, &cmd))?;
    say(cx.out, &format!("閉じました（引き継ぎ {}件）", done.len()))?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_command_are_read() {
        let office = testkit::id(1).to_string();
        let to = testkit::id(2).to_string();
        let args = |words: &[&str]| words.iter().map(|w| (*w).to_string()).collect::<Vec<_>>();
        let read_ok = read(&args(&[&office, "--to", &to, "--plan"]));
        assert_eq!(
            read_ok,
            Ok((OrganisationId(testkit::id(1)), Some(OrganisationId(testkit::id(2))), true))
        );
        for wrong in [&[][..], &["x"], &[office.as_str(), "--to"], &[office.as_str(), "y"]] {
            assert!(read(&args(wrong)).is_err(), "{wrong:?}");
        }
    }
}
