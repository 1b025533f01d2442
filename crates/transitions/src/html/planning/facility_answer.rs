//! A facility's answer keyed in by the side that heard it: by telephone, at a visit.
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};
use ui::{FieldKind, Html, Kv, Shell};

use super::answer_form;
use crate::html::hospital::frame::{self, ActPage, Case, Parts, carry_out};
use crate::html::hospital::typed::Typed;
use crate::model::{Act, ActKind, StayId, codes};
use crate::use_cases::facility::{answer_for, for_answer};

const KINDS: &[ActKind] = &[ActKind::FacilityAnswer];

fn load(req: &Req, stay: StayId, asked: Id) -> Result<(Case, Act), Fail> {
    let (case, asked) = req.read(move |cx| Ok((frame::case(cx, stay)?, for_answer(cx, asked)?)))?;
    if asked.stay != stay {
        return Err(Fail::NotFound);
    }
    Ok((case, asked))
}

/// The form.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let id = answer_form::asked_id(req.query.get("asked")).ok_or(Fail::NotFound)?;
    let (case, asked) = load(req, stay, id)?;
    let today = case.now.date();
    let typed = Typed::blank(today).with("asked", id.to_string()).with_day("day", today);
    Resp::page(askama::Template::render(&page(
        req.shell.clone(),
        req.new_key(),
        &case,
        &asked,
        &typed,
    )))
}

/// Records.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let id = answer_form::asked_id(req.form.get("asked")).ok_or(Fail::NotFound)?;
    let (_, asked) = load(req, stay, id)?;
    let mut typed = Typed::of(&req.form, req.app.now().date());
    let day = typed.day("day", "返事のあった日");
    let method = typed.method("返事のきた方法を選んでください");
    if typed.text("said_by").is_empty() {
        typed.error("said_by", "施設のどなたの返事かを入力してください");
    }
    if let Some(cmd) = answer_form::read(&mut typed, &asked, day, method)
        && let Some(done) =
            carry_out(req, stay, &mut typed, KINDS, cmd, answer_for, "施設の返事を記録しました")?
    {
        return Ok(done);
    }
    let (case, asked) = load(req, stay, id)?;
    let page = page(req.shell.clone(), req.new_key(), &case, &asked, &typed);
    Ok(Resp::page(askama::Template::render(&page))?.status(typed.status()))
}

fn page(shell: Shell, key: String, case: &Case, asked: &Act, t: &Typed) -> ActPage {
    let rows: Vec<(Html, Html)> = vec![
        ("施設".into(), asked.to_name.as_str().into()),
        (
            "問い合わせ".into(),
            format!(
                "{}・{}（{}）",
                wareki::month_day(asked.at.date()),
                codes::procedure_words(&asked.detail.codes),
                asked.name
            )
            .into(),
        ),
    ];
    let mut fields = vec![t.field("asked", "", FieldKind::Hidden(t.text("asked")))];
    fields.push(
        t.line("said_by", "施設のどなたの返事か", 60)
            .required()
            .hint("「生活相談員 大沢さん」のように"),
    );
    fields.push(t.date("day", "返事のあった日").required());
    fields.push(t.method_field("返事のきた方法"));
    fields.extend(answer_form::fields(t, asked));
    let to = match (case.hospital_side, &case.view.hospital) {
        (true, _) => case.office_and_person(),
        (false, Some(h)) => ui::org(&h.name, h.fictitious).and(" 地域連携室"),
        (false, None) => "ありません（病院は、このシステムを使っていません）".into(),
    };
    let parts = Parts {
        tail: "/facility-answer",
        title: "施設の返事を記録する".into(),
        kinds: KINDS,
        lead: Kv { rows, tight: true, small: false }.html(),
        fields,
        bar_head: "知らせる相手",
        to,
        after: "施設に代わって入力した返事として残ります".into(),
        button: "施設の返事を記録する",
        no_contact: true,
        ..Parts::default()
    };
    frame::page(shell, key, case, t, parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::hospital::frame::tests::{bare, long, sample, sound};
    use crate::html::hospital::samples::{LONG, shell, today};
    use askama::Template;

    fn html(case: &Case, asked: &Act, t: &Typed) -> String {
        page(shell(), "key".into(), case, asked, t).render().unwrap()
    }

    #[test]
    fn every_procedure_that_was_asked_gets_an_answer_of_its_own() {
        let [mut asked, _] = super::super::facility::tests::refused();
        let blank = Typed::blank(today()).with("asked", asked.id.to_string());
        let page = html(&sample(), &asked, &blank);
        sound(&page);
        assert!(page.contains("takes.suction-night") && page.contains("why.suction"));
        let mut t = blank.clone().with("takes.suction", "yes");
        assert!(answer_form::read(&mut t, &asked, None, None).is_none());
        assert!(t.form.error_of("takes.suction-night").is_some());
        let page = html(&long(), &asked, &t.with("note", LONG));
        sound(&page);
        asked.detail.codes.clear();
        asked.to_name = LONG.into();
        let page = html(&bare(), &asked, &blank);
        sound(&page);
        assert!(page.contains("受けられますか"));
    }
}
