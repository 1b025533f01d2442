//! 新しく送る: a question or a document to somebody without an account, about nobody in particular.
use askama::Template;
use slice::{AnswerOption, Fail, Req, Resp};
use ui::{ErrorSummary, Field, FieldError, FieldKind, Html, Shell};

use super::{beside, day, errors, in_order, receiver_of, receivers};
use crate::kinds;
use crate::model::Line;
use crate::use_cases::path;
use crate::use_cases::send::{NewLetter, faults, send};

#[derive(Template)]
#[template(path = "bridge/new.html")]
struct Page {
    shell: Shell,
    back: Html,
    errors: ErrorSummary,
    fields: Vec<Field>,
    key: String,
}

const ORDER: &[&str] =
    &["light", "name", "phone", "fax", "title", "lines", "lines2", "answers", "due"];

fn show(req: &Req, mut wrong: Vec<FieldError>) -> Result<Resp, Fail> {
    in_order(&mut wrong, ORDER);
    let f = &req.form;
    let mut fields = receivers(req, "")?;
    fields.extend([
        Field::new("title", "件名", FieldKind::text(f.get("title"))).hint("例 研修のごあんない、空き状況のおたずね").required(),
        Field::new("lines", "伝えること（1行目）", FieldKind::text(f.get("lines"))).hint("60文字まで。ご本人や家族のお名前は書かないでください。どなたかを言うときは、イニシャルにします"),
        Field::new("lines2", "伝えること（2行目）", FieldKind::text(f.get("lines2"))),
        Field::new("answers", "返事の選び方", FieldKind::text(f.get("answers"))).hint("「、」で区切ります。例 出席します、欠席します。空らんなら「受け取りました」だけになります"),
        Field::new("due", "返事の期限", FieldKind::text(f.get("due"))).hint("12月4日 のように").required(),
    ]);
    let shell = req.titled("番号つきの紙を送る");
    let page = Page {
        back: ui::back("紙・FAXの返事", shell.url("/letters")),
        fields: fields.into_iter().map(|x| x.error_from(&wrong)).collect(),
        errors: ErrorSummary::of(&wrong),
        key: req.new_key(),
        shell,
    };
    let status = if wrong.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

fn options(typed: &str) -> Vec<AnswerOption> {
    typed
        .split(['、', ',', '，', '\n'])
        .map(str::trim)
        .filter(|t| !t.is_empty())
        .enumerate()
        .map(|(i, t)| AnswerOption::new(&format!("o{}", i + 1), t, ""))
        .collect()
}

/// Sends it.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let f = &req.form;
    let mut wrong = Vec::new();
    let due = day(req, "due", "返事の期限", &mut wrong);
    // one line alone is the first, whichever box it was typed into
    let lines = match (f.get("lines"), f.get("lines2")) {
        (one, two) if one.trim().is_empty() => [two, ""],
        (one, two) => [one, two],
    };
    let letter = NewLetter {
        kind: kinds::QUESTION.into(),
        title: f.get("title").into(),
        to: receiver_of(req),
        about: None,
        lines: lines
            .iter()
            .zip(["内容", "つづき"])
            .map(|(text, label)| Line::new(label, text.trim()))
            .filter(|l| !l.text.is_empty())
            .collect(),
        answers: options(f.get("answers")),
        record: None,
        link: String::new(),
        due: due.unwrap_or_else(|| req.app.now().date()),
        expires: None,
        batch: None,
    };
    if !wrong.is_empty() {
        // the day cannot be read: everything else that is wrong is said with it
        wrong.extend(req.read(|cx| faults(cx, &letter))?.into_iter().map(beside));
        return show(req, wrong);
    }
    match req.act(move |cx| send(cx, &letter).map(path)) {
        Ok(to) => Ok(Resp::go_saying(to, "送る用意ができました。紙を印刷して送ってください")),
        Err(e) => show(req, errors(e)?),
    }
}

#[cfg(test)]
mod tests {
    use super::options;

    #[test]
    fn answers_are_read_as_people_separate_them() {
        let labels: Vec<String> = options("出席します、欠席します, 　まだわからない　")
            .into_iter()
            .map(|o| o.label)
            .collect();
        assert_eq!(labels, ["出席します", "欠席します", "まだわからない"]);
        assert!(options(" 、").is_empty());
    }
}
