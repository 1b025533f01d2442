//! Several letters printed at once: who sent five FAX this morning chooses them in one list and gets one PDF.
use kernel::wareki;
use slice::{Fail, Req, Resp, parts};
use ui::{Field, FieldError, FieldKind, Opt};

use super::errors;
use crate::paper;
use crate::use_cases::issue::{Chance, together};
use crate::use_cases::list;

const HERE: &str = "/letters/print";
const FIELD: &str = "letter";

fn show(req: &Req, wrong: Vec<FieldError>) -> Result<Resp, Fail> {
    let all = req.read(list::printable)?;
    let back = Some(("紙・FAXの返事", "/letters"));
    let title = "まとめて印刷する";
    if all.is_empty() {
        let none = parts::p("番号で開ける書類で、返事を待っているものはありません。");
        return parts::page(req, title, "", back, wrong, vec![none]);
    }
    let opts = all
        .iter()
        .map(|l| {
            let mut opt = Opt::new(l.id.to_string(), format!("{} — {}", l.title, l.receiver_name));
            opt.hint = format!("{}　返事は{}まで", l.who, wareki::month_day(l.due)).trim().into();
            opt
        })
        .collect();
    let field =
        Field::new(FIELD, "印刷する書類", FieldKind::checks(req.form.all(FIELD).to_vec(), opts))
            .error_from(&wrong);
    let words = parts::hint(
        "選んだ書類を、1枚ずつ、新しい番号をつけて1つのPDFにします。前に印刷した紙の番号も、そのまま使えます。",
    );
    let form = parts::form(req, HERE, &[field.html()], "選んだ書類を印刷する", "");
    parts::page(req, title, "", back, wrong, vec![words, form])
}

/// GET /letters/print
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

/// POST /letters/print
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    // a number that is none is one that is not in the list any more
    let ids: Vec<_> = req.form.all(FIELD).iter().filter_map(|t| t.parse().ok()).collect();
    let chances: Vec<Chance> = ids.iter().map(|_| Chance::draw(&req.app)).collect();
    match req.app.write(req.actor()?, move |cx| together(cx, &ids, &chances)) {
        Ok(issued) => Ok(Resp::print(paper::job(req, &issued)?)),
        Err(e) => show(req, errors(e)?),
    }
}
