//! Taking back: an admission entered by mistake, and a sheet within five minutes while nobody has opened it.
use askama::Template;
use kernel::{Date, Id, wareki};
use slice::{Fail, Req, Resp};
use ui::{Button, ErrorSummary, Field, FormOpen, Html, Shell};

use super::parts;
use super::typed::Typed;
use crate::model::StayId;
use crate::use_cases::view::{View, view};
use crate::use_cases::{sheet, take_back as taking, undo};

#[derive(Template)]
#[template(path = "office/cancel.html")]
struct CancelPage {
    shell: Shell,
    back: Html,
    who: Html,
    errors: ErrorSummary,
    open: FormOpen,
    reason: Field,
    buttons: Vec<Button>,
}

fn draw(mut shell: Shell, key: String, v: &View, t: &Typed) -> CancelPage {
    shell.title = "入院の登録を取り消す".into();
    let home = shell.url(&format!("/transitions/{}", v.stay.id));
    CancelPage {
        back: ui::back("入退院のようす", &home),
        who: Html::trusted("<b>")
            .and(format!("{} さん", v.resident.name))
            .and(Html::trusted("</b>　"))
            .and(format!("{}に ", wareki::month_day(v.stay.admitted_on)))
            .and(parts::hospital(&v.stay, v.hospital.as_ref()))
            .and("へ入院"),
        errors: ErrorSummary::of(t.errors()),
        open: FormOpen {
            id: "cancel".into(),
            action: format!("{home}/cancel"),
            csrf: shell.csrf.clone(),
            key,
            ..FormOpen::default()
        },
        reason: t
            .line("reason", "取り消す理由", ui::field::Width::Full)
            .hint("例：別の方とまちがえて登録したため")
            .required(),
        buttons: vec![
            Button::submit("入院の登録を取り消す").primary(),
            Button::link("やめる", home).text(),
        ],
        shell,
    }
}

fn show(req: &Req, id: StayId, t: &Typed, status: u16) -> Result<Resp, Fail> {
    let v = req.read(|cx| view(cx, id))?;
    Ok(Resp::page(draw(req.shell.clone(), req.new_key(), &v, t).render())?.status(status))
}

fn today(req: &Req) -> Date {
    req.app.now().date()
}

/// Asks why.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("stay")?, &Typed::blank(today(req)), 200)
}

/// Takes the admission back.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let mut t = Typed::posted(&req.form, today(req));
    if t.ok() {
        let reason = t.text("reason");
        let done = req.act(move |cx| {
            undo::cancel_stay(cx, id, &reason)?;
            Ok("/transitions".into())
        });
        match done {
            Ok(to) => return Ok(Resp::go_saying(to, "入院の登録を取り消しました")),
            Err(e) => t.refused(e)?,
        }
    }
    show(req, id, &t, 422)
}

/// Recalls a sheet.
pub(super) fn recall(req: &Req) -> Result<Resp, Fail> {
    let act: Id = req.id("act")?;
    let done = req.act(move |cx| {
        let stay = sheet::recall(cx, act)?;
        Ok(format!("/transitions/{stay}/sheet"))
    });
    match done {
        Ok(to) => Ok(Resp::go_saying(
            to,
            "送ったものを取り消しました。書いた内容は、下書きに戻っています",
        )),
        Err(e) => match Fail::fields(&e).and_then(|f| f.into_iter().next()) {
            // too late, or read already: the stay's page shows how it stands
            Some(why) => {
                let stay = req.read(|cx| crate::store::act(cx, act).map(|a| a.stay))?;
                super::stay::show(req, stay, super::stay::refused(why.message), 422)
            }
            None => Err(e.into()),
        },
    }
}

/// Takes back papers or a follow-up recorded a moment ago.
pub(super) fn take_back(req: &Req) -> Result<Resp, Fail> {
    let act: Id = req.id("act")?;
    let done = req.act(move |cx| Ok(format!("/transitions/{}", taking::take_back(cx, act)?)));
    match done {
        Ok(to) => Ok(Resp::go_saying(to, "記録を取り消しました")),
        Err(e) => match Fail::fields(&e).and_then(|f| f.into_iter().next()) {
            // too late, or opened already: the stay's page shows how it stands
            Some(why) => {
                let stay = req.read(|cx| crate::store::act(cx, act).map(|a| a.stay))?;
                super::stay::show(req, stay, super::stay::refused(why.message), 422)
            }
            None => Err(e.into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn the_page_names_the_stay_and_asks_why() {
        let page =
            |v: &View, t: &Typed| draw(samples::shell(), "key12345".into(), v, t).render().unwrap();
        let html = page(&samples::view(), &Typed::blank(samples::today()));
        samples::sound(&html);
        assert!(html.contains("取り消す理由") && html.contains("みどり総合病院"));
        let mut v = samples::view();
        v.resident.name = samples::LONG.into();
        let mut t = Typed::blank(samples::today());
        t.error("reason", "取り消す理由を入力してください");
        let html = page(&v, &t);
        samples::sound(&html);
        assert!(html.contains("is-error"));
    }
}
