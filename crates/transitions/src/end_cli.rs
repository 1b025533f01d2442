//! Command: a death entered by mistake is taken back. Prints the stay's number and the day, no names.
use app::{Error, Result};
use kernel::{Actor, wareki};
use slice::{CliCommand, CliCx};

use crate::model::StayId;
use crate::permissions;
use crate::use_cases::undo::correct_end;

/// The commands.
pub(crate) fn commands() -> Vec<CliCommand> {
    vec![CliCommand {
        words: &["correct-end"],
        about: "亡くなられたという登録のまちがいを取り消して、入院中にもどす",
        usage: "STAY-ID",
        permission: &permissions::CORRECT_END,
        run,
    }]
}

fn say(out: &mut dyn std::io::Write, text: &str) -> Result<()> {
    writeln!(out, "{text}").map_err(|e| Error::Inconsistent(format!("output: {e}")))
}

fn read(args: &[String]) -> std::result::Result<StayId, String> {
    match args {
        [] => {
            Err("入院の番号を書いてください（入退院のようすのページの住所 /transitions/番号）"
                .into())
        }
        [one] => one.parse::<StayId>().map_err(|_| format!("{one} は入院の番号ではありません")),
        [_, other, ..] => Err(format!("{other} は使えません")),
    }
}

fn run(cx: &mut CliCx<'_>) -> Result<i32> {
    let stay = match read(cx.args) {
        Ok(stay) => stay,
        Err(text) => {
            say(cx.err, &text)?;
            return Ok(2);
        }
    };
    let reason = cx.reason.to_string();
    let done = match cx.app.write(&Actor::operator(), move |cx| correct_end(cx, stay, &reason)) {
        Err(Error::NotFound) => {
            say(cx.err, &format!("{stay} という番号の入院は、この地域にありません"))?;
            return Ok(2);
        }
        other => other?,
    };
    let day = wareki::long(done.was);
    say(cx.out, &format!("{}: {day}の登録を取り消しました。入院中にもどっています", done.stay))?;
    say(cx.out, "取り下げたお知らせと下書きは、もどりません。居宅と病院に、お知らせを送りました")?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_read() {
        let id = testkit::id(1).to_string();
        let args = |words: &[&str]| words.iter().map(|w| (*w).to_string()).collect::<Vec<_>>();
        assert_eq!(read(&args(&[&id])), Ok(StayId(testkit::id(1))));
        for wrong in [&[][..], &["x"], &[id.as_str(), "y"]] {
            assert!(read(&args(wrong)).is_err(), "{wrong:?}");
        }
    }
}
