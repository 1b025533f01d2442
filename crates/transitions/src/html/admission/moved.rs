//! 予定の入院日を変える.
use app::Cx;
use askama::Template;
use kernel::{Date, wareki};
use slice::{Fail, Req, Resp};
use ui::field::Width;
use ui::{Button, ErrorSummary, Field, FormOpen, Html, SendBar, Shell};

use super::super::office::{parts, typed::Typed};
use crate::model::StayId;
use crate::use_cases::planned_admission::{Move, may_move, move_day};
use crate::use_cases::view::{View, view};

#[derive(Template)]
#[template(path = "admission/moved.html")]
struct Page {
    shell: Shell,
    back: Html,
    who: Html,
    errors: ErrorSummary,
    refused: Option<String>,
    open: FormOpen,
    fields: Vec<Field>,
    bar: Option<SendBar>,
}

fn draw(mut shell: Shell, key: String, v: &View, t: &Typed, today: Date) -> Page {
    shell.title = "予定の入院日を変える".into();
    let refused = may_move(&v.stay, today)
        .err()
        .and_then(|e| Fail::fields(&e).and_then(|f| f.into_iter().next()).map(|f| f.message));
    let fields = vec![
        t.day_field("admitted_on", "新しい入院日")
            .hint(format!("いまは{}です", wareki::long_weekday(v.stay.admitted_on)))
            .required(),
        t.time_field("admitted_time", "時刻").hint("わかるときだけ。例：9:40"),
        t.line("reason", "変わった理由", Width::Full).hint("例：検査の結果で早まった"),
    ];
    let bar = SendBar {
        label: "変える".into(),
        head: "知らせる相手".into(),
        to: parts::hospital(&v.stay, v.hospital.as_ref()),
        after: if v.hospital.is_some() {
            "病院にも、日が変わったことが届きます".into()
        } else {
            "この病院は Yui を使っていません。記録は、あなたの事業所に残ります".into()
        },
        button: Button::submit("入院日を変える").primary().of_form("moved"),
        second: None,
    };
    Page {
        back: super::back(&shell, &v.stay),
        who: super::who(v),
        errors: if refused.is_none() {
            ErrorSummary::of(t.errors())
        } else {
            ErrorSummary::default()
        },
        open: FormOpen {
            id: "moved".into(),
            action: shell.url(&format!("/transitions/{}/moved", v.stay.id)),
            csrf: shell.csrf.clone(),
            key,
            today: today.to_string(),
            ..FormOpen::default()
        },
        fields,
        bar: refused.is_none().then_some(bar),
        refused,
        shell,
    }
}

fn known(cx: &Cx<'_>, id: StayId) -> app::Result<View> {
    view(cx, id)
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let v = req.read(|cx| known(cx, id))?;
    let today = req.app.now().date();
    let t = Typed::blank(today).with_day("admitted_on", v.stay.admitted_on);
    Resp::page(draw(req.shell.clone(), req.new_key(), &v, &t, today).render())
}

/// Moves it.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let today = req.app.now().date();
    let mut t = Typed::posted(&req.form, today);
    let on = t.need_day("admitted_on", "新しい入院日を入力してください");
    let time = t.time("admitted_time");
    if let (Some(on), true) = (on, t.ok()) {
        let cmd = Move { stay: id, on, time, reason: t.text("reason") };
        let done = req.act(move |cx| {
            move_day(cx, &cmd)?;
            Ok(format!("/transitions/{id}"))
        });
        match done {
            Ok(to) => return Ok(Resp::go_saying(to, "予定の入院日を変えました")),
            Err(e) => t.refused(e)?,
        }
    }
    let v = req.read(|cx| known(cx, id))?;
    let page = draw(req.shell.clone(), req.new_key(), &v, &t, today);
    Ok(Resp::page(page.render())?.status(422))
}

#[cfg(test)]
mod tests {
    use super::super::super::office::samples;
    use super::*;

    fn html(v: &View, t: &Typed) -> String {
        let page = draw(samples::shell(), "key12345".into(), v, t, samples::today());
        let html = page.render().unwrap();
        samples::sound(&html);
        html
    }

    #[test]
    fn only_a_planned_admission_that_lies_ahead_can_be_moved() {
        let mut v = samples::view();
        assert!(html(&v, &Typed::blank(samples::today())).contains("予定の入院ではない"));
        v.stay.planned = true;
        v.stay.admitted_on = "2026-11-25".parse().unwrap();
        v.resident.name = samples::LONG.into();
        let mut t = Typed::blank(samples::today());
        t.error("admitted_on", "いまの入院日と同じです");
        let page = html(&v, &t);
        assert!(page.contains("11月25日") && page.contains("いまの入院日と同じです"));
        v.stay.admitted_on = "2026-11-01".parse().unwrap();
        assert!(html(&v, &t).contains("入院から日がたっている"));
    }
}
