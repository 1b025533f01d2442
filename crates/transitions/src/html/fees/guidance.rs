//! 介護支援等連携指導を記録する: who, with which care manager, the patient's consent, the copy of the plan.
use askama::Template;
use kernel::{Date, Id};
use slice::{Fail, Req, Resp};
use ui::field::Width;
use ui::{Button, ErrorSummary, Field, FormOpen, Html, Opt, SendBar, Shell};

use super::super::office::typed::Typed;
use crate::model::StayId;
use crate::model::hearing::HearingWay;
use crate::use_cases::guidance::{self, NewGuidance};
use crate::use_cases::hearings::professions;
use crate::use_cases::view::{View, view};

#[derive(Template)]
#[template(path = "fees/guidance.html")]
struct GuidancePage {
    shell: Shell,
    back: Html,
    who: Html,
    errors: ErrorSummary,
    open: FormOpen,
    fields: Vec<Field>,
    bar: SendBar,
}

fn yes_no(yes: &str, no: &str) -> Vec<Opt> {
    vec![Opt::new("yes", yes), Opt::new("no", no)]
}

fn fields(t: &Typed) -> Vec<Field> {
    let mut of = vec![Opt::new("", "選んでください")];
    of.extend(professions().into_iter().map(|(code, word)| Opt::new(code, word)));
    let ways = [HearingWay::Face, HearingWay::Video];
    vec![
        t.day_field("day", "行った日").required(),
        t.radio("way", "方法", ways.iter().map(|w| Opt::new(w.code(), w.label())).collect())
            .required(),
        t.select("profession", "行った人の職種", of).required(),
        t.line("person", "行った人の氏名", Width::Mid),
        t.line("with", "いっしょに行ったケアマネジャー", Width::Full)
            .hint("相談支援専門員のときは、その方の名前")
            .required(),
        t.radio("consent", "患者さんの同意", yes_no("得ています", "まだです")).required(),
        t.radio("plan_copy", "ケアプラン（案）の写し", yes_no("診療録に添えました", "まだです"))
            .required(),
        t.radio(
            "joint",
            "同じ日に、退院時共同指導料2の会議（注3）を算定しますか",
            yes_no("はい", "いいえ"),
        )
        .required(),
        t.long("note", "内容（短く）", 300),
    ]
}

fn draw(mut shell: Shell, key: String, v: &View, t: &Typed, today: Date) -> GuidancePage {
    let id = v.stay.id;
    shell.title = "介護支援等連携指導の記録".into();
    GuidancePage {
        back: ui::back("めやすに戻る", shell.url(&format!("/transitions/{id}/fees"))),
        who: super::who(v),
        errors: ErrorSummary::of(t.errors()),
        open: FormOpen {
            id: "guidance".into(),
            action: shell.url(&format!("/transitions/{id}/guidance")),
            csrf: shell.csrf.clone(),
            key,
            today: today.to_string(),
            ..FormOpen::default()
        },
        fields: fields(t),
        bar: SendBar {
            label: "記録する".into(),
            head: "記録".into(),
            to: "この入院の記録に残ります".into(),
            after: "ケアマネジャーの画面にも、話し合いがあったことが出ます".into(),
            button: Button::submit("指導を記録する").primary().of_form("guidance"),
            second: None,
        },
        shell,
    }
}

fn load(req: &Req, id: StayId) -> Result<View, Fail> {
    req.read(|cx| {
        app::authorise(cx, &crate::permissions::GUIDANCE)?;
        view(cx, id)
    })
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let v = load(req, req.id("stay")?)?;
    let manager = v.care_manager.as_ref().map(|a| a.name.clone()).unwrap_or_default();
    let t = Typed::blank(today)
        .with_day("day", today)
        .with("way", "face")
        .with("joint", "no")
        .with("with", format!("{} {manager}", v.office.name).trim().to_string());
    Resp::page(draw(req.shell.clone(), req.new_key(), &v, &t, today).render())
}

fn read(t: &mut Typed, stay: StayId) -> Option<NewGuidance> {
    let yes = |c: &str| match c {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let day = t.need_day("day", "行った日を入力してください");
    let way = t.code("way", HearingWay::from_code, "方法を選んでください");
    let consent = t.code("consent", yes, "患者さんの同意を選んでください");
    let plan_copy = t.code("plan_copy", yes, "ケアプラン（案）の写しがあるかを選んでください");
    let joint = t.code("joint", yes, "会議を算定するかどうかを選んでください");
    Some(NewGuidance {
        stay,
        day: day?,
        way: way?,
        profession: t.text("profession"),
        person: t.text("person"),
        with: t.text("with"),
        consent: consent?,
        plan_copy: plan_copy?,
        joint: joint?,
        note: t.text("note"),
    })
}

/// Records it.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let today = req.app.now().date();
    let mut t = Typed::posted(&req.form, today);
    if let Some(cmd) = read(&mut t, id).filter(|_| t.ok()) {
        let done = req.act(move |cx| {
            guidance::record(cx, &cmd)?;
            Ok(format!("/transitions/{id}/fees"))
        });
        match done {
            Ok(to) => return Ok(Resp::go_saying(to, "指導を記録しました")),
            Err(e) => t.refused(e)?,
        }
    }
    let v = load(req, id)?;
    Ok(Resp::page(draw(req.shell.clone(), req.new_key(), &v, &t, today).render())?.status(422))
}

/// Takes one out.
pub(super) fn withdraw(req: &Req) -> Result<Resp, Fail> {
    let act: Id = req.id("act")?;
    let to = req.act(move |cx| {
        let stay = guidance::withdraw(cx, act)?;
        Ok(format!("/transitions/{stay}/fees"))
    })?;
    Ok(Resp::go_saying(to, "指導の記録を取り消しました"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::office::samples;
    use slice::Form;

    #[test]
    fn the_form_asks_for_what_the_rule_needs_and_keeps_what_was_typed() {
        let mut v = samples::view();
        let page = |v: &View, t: &Typed| {
            let html =
                draw(samples::shell(), "key12345".into(), v, t, samples::today()).render().unwrap();
            samples::sound(&html);
            html
        };
        let html = page(&v, &Typed::blank(samples::today()));
        assert!(html.contains("患者さんの同意") && html.contains("ケアプラン（案）の写し"));
        v.resident.name = samples::LONG.into();
        let body = "a.day.y=8&a.day.m=2&a.day.d=30&a.with=%3Ci%3E";
        let mut t = Typed::posted(&Form::parse(body.as_bytes()).unwrap(), samples::today());
        assert!(read(&mut t, v.stay.id).is_none());
        let html = page(&v, &t);
        assert!(html.contains("患者さんの同意を選んでください") && html.contains("&#60;i&#62;"));
    }
}
