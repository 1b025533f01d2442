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
/// The same for letters to a home: another form, another PDF.
const HOME: &str = "home";
/// Which of the two forms was pressed.
const GROUP: &str = "group";

fn show(req: &Req, mut wrong: Vec<FieldError>) -> Result<Resp, Fail> {
    let all = req.read(list::printable)?;
    let back = Some(("紙・FAXの返事", "/letters"));
    let title = "まとめて印刷する";
    if all.is_empty() {
        let none = parts::p("番号で開ける書類で、返事を待っているものはありません。");
        return parts::page(req, title, "", back, wrong, vec![none]);
    }
    let opts = |persons: bool| -> Vec<Opt> {
        let some = all.iter().filter(|l| l.to_person() == persons);
        some.map(|l| {
            let mut opt = Opt::new(l.id.to_string(), format!("{} — {}", l.title, l.receiver_name));
            opt.hint = format!("{}　返事は{}まで", l.who, wareki::month_day(l.due)).trim().into();
            opt
        })
        .collect()
    };
    let words = parts::hint(
        "選んだ書類を、1枚ずつ、新しい番号をつけて1つのPDFにします。前に印刷した紙の番号も、そのまま使えます。",
    );
    // a letter to a home is no FAX: another sheet, another PDF
    let groups = [
        (FIELD, opts(false), "印刷する書類", "選んだ書類を印刷する"),
        (HOME, opts(true), "印刷する手紙（お宅あて）", "選んだ手紙を印刷する"),
    ];
    // what is wrong stands beside the form that was pressed
    if req.form.get(GROUP) == HOME {
        wrong.iter_mut().filter(|e| e.field == FIELD).for_each(|e| e.field = HOME.into());
    }
    let mut content = vec![words];
    for (name, opts, label, button) in groups.into_iter().filter(|g| !g.1.is_empty()) {
        let chosen = FieldKind::checks(req.form.all(name).to_vec(), opts);
        let field = Field::new(name, label, chosen).error_from(&wrong);
        let group = format!("<input type=\"hidden\" name=\"{GROUP}\" value=\"{name}\">");
        let fields = [ui::Html::trusted(group), field.html()];
        content.push(parts::form(req, HERE, &fields, button, ""));
    }
    parts::page(req, title, "", back, wrong, content)
}

/// GET /letters/print
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

/// POST /letters/print
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    // a number that is none is one that is not in the list any more
    let ticked = req.form.all(FIELD).iter().chain(req.form.all(HOME));
    let ids: Vec<_> = ticked.filter_map(|t| t.parse().ok()).collect();
    let chances: Vec<Chance> = ids.iter().map(|_| Chance::draw(&req.app)).collect();
    match req.app.write(req.actor()?, move |cx| together(cx, &ids, &chances)) {
        Ok(issued) => Ok(Resp::print(paper::job(req, &issued)?)),
        Err(e) => show(req, errors(e)?),
    }
}
