//! The facility's side: what it was asked, and its answer. It sees the name, the age, where the person is, and what is
//! needed: nothing else of the stay.
use app::Error;
use askama::Template;
use kernel::{At, Date, Id, wareki};
use slice::{Fail, Req, Resp};
use ui::{
    Button, ErrorSummary, Field, FormOpen, Html, Kv, PlainRow, Rows, SendBar, Shell, TagKind, tag,
};

use super::answer_form;
use crate::html::hospital::typed::Typed;
use crate::model::{Act, Method, codes};
use crate::use_cases::facility::{Asked, answer, asked_of_us, link, question};

#[derive(Template)]
#[template(path = "planning/questions.html")]
struct ListPage {
    shell: Shell,
    waiting: Rows,
    done: Rows,
}

/// The list.
pub(super) fn list(req: &Req) -> Result<Resp, Fail> {
    let all = req.read(asked_of_us)?;
    Resp::page(draw_list(req.titled("受け入れの問い合わせ"), &all).render())
}

fn draw_list(shell: Shell, all: &[Act]) -> ListPage {
    let rows = |done: bool| {
        let of = |a: &Act| PlainRow {
            title: codes::procedure_words(&a.detail.codes).into(),
            href: Some(shell.url(&link(a.id))),
            tag: Some(match a.received_at {
                Some(_) => tag(TagKind::Ok, "返事をしました"),
                None => tag(TagKind::Due, "返事を待っています"),
            }),
            meta: format!("{}に {}さんから", wareki::month_day(a.at.date()), a.name).into(),
        };
        let rows = all.iter().filter(|a| a.received_at.is_some() == done).map(of).collect();
        Rows { rows, small: false }
    };
    ListPage { waiting: rows(false), done: rows(true), shell }
}

#[derive(Template)]
#[template(path = "planning/question.html")]
struct Page {
    shell: Shell,
    back: Html,
    who: String,
    errors: ErrorSummary,
    about: Kv,
    answered: Option<Html>,
    over: bool,
    open: FormOpen,
    fields: Vec<Field>,
    bar: Html,
}

/// Opening is noted, as of a sheet.
fn load(req: &Req, id: Id) -> Result<Asked, Fail> {
    Ok(req.app.write(req.actor()?, move |cx| question(cx, id))?)
}

/// The question.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("act")?;
    let asked = load(req, id)?;
    let typed = Typed::blank(req.app.now().date());
    Resp::page(draw(req.shell.clone(), req.new_key(), &asked, &typed, req.app.now()).render())
}

/// The answer.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: Id = req.id("act")?;
    let today = req.app.now().date();
    let mut typed = Typed::of(&req.form, today);
    let asked = load(req, id)?;
    if let Some(cmd) = answer_form::read(&mut typed, &asked.asked, Some(today), Some(Method::Ict)) {
        let done = req.act(move |cx| {
            answer(cx, &cmd)?;
            Ok("/transitions/questions".into())
        });
        match done {
            Ok(path) => return Ok(Resp::go_saying(path, "返事を送りました")),
            Err(Error::KeyReused { earlier }) => return Ok(Resp::go(earlier)),
            Err(e) => typed.refused(e)?,
        }
    }
    let page = draw(req.shell.clone(), req.new_key(), &asked, &typed, req.app.now());
    Ok(Resp::page(page.render())?.status(typed.status()))
}

fn about(q: &Asked, today: Date) -> Kv {
    let mut rows: Vec<(Html, Html)> = vec![
        ("続けてほしい医療処置".into(), codes::procedure_words(&q.asked.detail.codes).into()),
        ("いまの入院先".into(), q.hospital.as_str().into()),
        ("介護度".into(), q.resident.care_level.label().into()),
    ];
    if let Some(d) = q.planned_on {
        let left = kernel::time::days_between(today, d);
        let more = if left >= 0 { format!("（あと{left}日）") } else { String::new() };
        rows.push(("退院予定日".into(), format!("{}{more}", wareki::month_day(d)).into()));
    }
    if !q.asked.detail.note.is_empty() {
        rows.push(("知っておいてほしいこと".into(), q.asked.detail.note.as_str().into()));
    }
    let from = match &q.from {
        Some(o) => {
            let name = ui::org(&o.name, o.fictitious).and(format!(" {}さん", q.asked.name));
            if o.phone.is_empty() { name } else { name.and(format!("　電話 {}", o.phone)) }
        }
        None => q.asked.name.as_str().into(),
    };
    rows.push(("問い合わせた人".into(), from));
    rows.push(("問い合わせた日".into(), wareki::month_day(q.asked.at.date()).into()));
    Kv { rows, tight: false, small: false }
}

fn draw(mut shell: Shell, key: String, q: &Asked, t: &Typed, now: At) -> Page {
    shell.title = "受け入れの問い合わせ".into();
    let answered = q.answer.as_ref().map(|a| {
        let title = crate::said::said(a).map(|s| s.title).unwrap_or_default();
        let mut rows: Vec<(Html, Html)> =
            vec![(a.day.map(wareki::month_day).unwrap_or_default().into(), title.into())];
        rows.extend(
            crate::said::planning::by_procedure(a).into_iter().map(|l| ("".into(), l.into())),
        );
        if !a.detail.note.is_empty() {
            rows.push(("条件など".into(), a.detail.note.as_str().into()));
        }
        if !a.said_by.is_empty() {
            rows.push(("".into(), format!("{}から聞いて、{}さんが記録", a.said_by, a.name).into()));
        }
        Kv { rows, tight: true, small: false }.html()
    });
    let to = match &q.from {
        Some(o) => ui::org(&o.name, o.fictitious),
        None => q.asked.name.as_str().into(),
    };
    let bar = SendBar {
        label: "受け入れの返事".into(),
        head: "送り先".into(),
        to,
        after: "病院とケアマネジャーの両方に見えます".into(),
        button: Button::submit("返事を送る").primary().of_form("act"),
        second: None,
    };
    Page {
        back: ui::back("問い合わせの一覧", shell.url("/transitions/questions")),
        who: format!("{} さん　{}歳", q.resident.name, q.resident.age(now.date())),
        errors: ErrorSummary::of(&t.form.errors),
        about: about(q, now.date()),
        answered,
        over: q.over,
        open: FormOpen {
            id: "act".into(),
            action: shell.url(&link(q.asked.id)),
            csrf: shell.csrf.clone(),
            key,
            today: now.date().to_string(),
            ..FormOpen::default()
        },
        fields: if q.over { Vec::new() } else { answer_form::fields(t, &q.asked) },
        bar: if q.over { Html::default() } else { bar.html() },
        shell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::hospital::frame::tests::sound;
    use crate::html::hospital::samples::{self, LONG, shell, today};

    fn asked(answered: bool) -> Asked {
        let [asked, no] = super::super::facility::tests::refused();
        Asked {
            asked,
            answer: answered.then_some(no),
            resident: samples::resident(),
            hospital: "みどり総合病院".into(),
            from: Some(samples::hospital()),
            planned_on: Some("2026-11-25".parse().unwrap()),
            over: false,
        }
    }

    fn html(q: &Asked, t: &Typed) -> String {
        draw(shell(), "key".into(), q, t, samples::now()).render().unwrap()
    }

    #[test]
    fn the_facility_sees_whom_what_and_whom_to_call() {
        let page = html(&asked(false), &Typed::blank(today()));
        sound(&page);
        for words in
            ["阿部 ハル", "喀痰吸引、夜間の吸引", "みどり総合病院", "0000-65-0010", "返事を送る"]
        {
            assert!(page.contains(words), "{words}");
        }
        assert!(!page.contains("ひばり台"), "the address is not the facility's to know");
        let page = html(&asked(true), &Typed::blank(today()));
        sound(&page);
        assert!(page.contains("いまの返事") && page.contains("夜間に処置のできる職員がいない"));
        let mut q = asked(false);
        (q.over, q.hospital, q.resident.name) = (true, LONG.into(), LONG.into());
        q.from = None;
        let page = html(&q, &Typed::blank(today()));
        sound(&page);
        assert!(page.contains("返事はいりません") && !page.contains("返事を送る"));
    }

    #[test]
    fn an_answer_with_something_missing_comes_back_with_what_was_chosen() {
        let q = asked(false);
        let mut t = Typed::blank(today()).with("takes.suction", "yes").with("note", LONG);
        assert!(answer_form::read(&mut t, &q.asked, Some(today()), Some(Method::Ict)).is_none());
        let page = html(&q, &t);
        sound(&page);
        assert!(page.contains("受けられるかどうかを選んでください"));
    }

    #[test]
    fn the_list_names_nobody_and_parts_what_waits_from_what_is_done() {
        let draw = |all: &[Act]| draw_list(shell(), all).render().unwrap();
        let [mut one, _] = super::super::facility::tests::refused();
        let page = draw(&[one.clone()]);
        sound(&page);
        assert!(page.contains("返事を待っています") && !page.contains("阿部"));
        one.received_at = Some(samples::now());
        sound(&draw(&[one]));
        let page = draw(&[]);
        sound(&page);
        assert!(page.contains("ありません"));
    }
}
