//! 新しく送る: a question or a document to somebody without an account, about nobody in particular.
use askama::Template;
use directory::LightId;
use slice::{AnswerOption, Fail, Req, Resp};
use ui::field::{Input, TextKind};
use ui::{ErrorSummary, Field, FieldError, FieldKind, Html, Opt, Shell};

use super::{day, errors};
use crate::kinds;
use crate::model::Line;
use crate::use_cases::path;
use crate::use_cases::send::{NewLetter, Receiver, send};

#[derive(Template)]
#[template(path = "bridge/new.html")]
struct Page {
    shell: Shell,
    back: Html,
    errors: ErrorSummary,
    fields: Vec<Field>,
    key: String,
}

fn tel(value: &str) -> FieldKind {
    FieldKind::Text(Input { value: value.into(), kind: TextKind::Tel, ..Input::default() })
}

fn show(req: &Req, wrong: Vec<FieldError>) -> Result<Resp, Fail> {
    let light = req.read(directory::use_cases::light::list)?;
    let f = &req.form;
    let mut opts = vec![Opt::new("", "下に書く")];
    opts.extend(
        light
            .iter()
            .filter(|l| crate::can_reach(&l.data.phone))
            .map(|l| Opt::new(l.id.to_string(), &l.data.name)),
    );
    let fields = vec![
        Field::new("light", "あて先", FieldKind::select(f.get("light"), opts)).hint("名簿の「アカウントのない送り先」から選ぶか、下に書きます"),
        Field::new("name", "あて先の名前", FieldKind::text(f.get("name"))),
        Field::new("phone", "あて先の電話", tel(f.get("phone"))).hint("下4けたを、相手に確かめます"),
        Field::new("fax", "あて先のFAX", tel(f.get("fax"))),
        Field::new("title", "件名", FieldKind::text(f.get("title"))).hint("例 研修のごあんない、空き状況のおたずね").required(),
        Field::new("lines", "伝えること（1行目）", FieldKind::text(f.get("lines"))).hint("60文字まで。ご本人や家族のお名前は書かないでください"),
        Field::new("lines2", "伝えること（2行目）", FieldKind::text(f.get("lines2"))),
        Field::new("answers", "返事の選び方", FieldKind::text(f.get("answers"))).hint("「、」で区切ります。例 出席します、欠席します。空らんなら「受け取りました」だけになります"),
        Field::new("due", "返事の期限", FieldKind::text(f.get("due"))).hint("12月4日 のように").required(),
    ];
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
    let Some(due) = day(req, "due", "返事の期限", &mut wrong) else { return show(req, wrong) };
    let to = match f.get("light").parse::<LightId>() {
        Ok(id) => Receiver::Light(id),
        Err(_) => Receiver::Typed {
            name: f.get("name").into(),
            phone: f.get("phone").into(),
            fax: f.get("fax").into(),
        },
    };
    let lines = [("内容", f.get("lines")), ("つづき", f.get("lines2"))];
    let letter = NewLetter {
        kind: kinds::QUESTION.into(),
        title: f.get("title").into(),
        to,
        about: None,
        lines: lines
            .iter()
            .filter(|l| !l.1.trim().is_empty())
            .map(|l| Line::new(l.0, l.1.trim()))
            .collect(),
        answers: options(f.get("answers")),
        record: None,
        link: String::new(),
        due,
        expires: None,
        batch: None,
    };
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
