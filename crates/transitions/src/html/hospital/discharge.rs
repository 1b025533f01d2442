//! 退院日の連絡: on which day the person leaves. A different act than the beginning of planning; counts for
//! 「5日以上前」 by the day on which it was told.
use app::Cx;
use kernel::{Date, Id, wareki};
use slice::{Fail, Req, Resp};
use ui::{Html, Kv, Shell};

use super::frame::{self, ActPage, Case, Parts, carry_out};
use super::planning;
use super::typed::Typed;
use crate::model::progress::Next;
use crate::model::{ActKind, Deadlines, StayId};
use crate::use_cases::notices::{Tell, tell_discharge};

const KINDS: &[ActKind] = &[ActKind::DischargeNotice];

/// The form.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let typed = begin(&case);
    let page = page(req.shell.clone(), req.new_key(), &case, &typed, Html::default());
    Resp::page(askama::Template::render(&page))
}

/// Tells.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let mut typed = Typed::of(&req.form, req.app.now().date());
    if let Some(cmd) = read(stay, &mut typed)
        && let Some(done) =
            carry_out(req, stay, &mut typed, KINDS, cmd, tell, "退院日を伝えました")?
    {
        return Ok(done);
    }
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let stands = planning::stands(&mut typed, "もう一度 伝えたと記録する");
    let status = planning::status(&typed, &stands);
    let page = page(req.shell.clone(), req.new_key(), &case, &typed, stands);
    Ok(Resp::page(askama::Template::render(&page))?.status(status))
}

fn tell(cx: &Cx<'_>, cmd: &(Tell, Date)) -> app::Result<Id> {
    tell_discharge(cx, &cmd.0, cmd.1)
}

fn begin(case: &Case) -> Typed {
    let t = planning::begin(case);
    match case.view.stay.ended_on.or(case.view.stay.planned_on) {
        Some(day) => t.with_day("leaves_on", day),
        None => t,
    }
}

fn read(stay: StayId, t: &mut Typed) -> Option<(Tell, Date)> {
    let leaves_on = t.day("leaves_on", "退院日");
    let tell = planning::read(stay, t)?;
    Some((tell, leaves_on?))
}

/// The planned day, by when it should be told, and what was told before.
fn lead(case: &Case) -> Html {
    let s = &case.view.stay;
    let mut rows: Vec<(Html, Html)> = Vec::new();
    if let Some(d) = s.planned_on {
        rows.push(("いまの退院予定日".into(), wareki::long_weekday(d).into()));
        if let Ok(rules) = Deadlines::shipped() {
            let by = rules.notice_by(d, s.admitted_on);
            let by = match kernel::time::days_between(by, d) {
                0 => "退院の日まで（短い入院のため）".to_string(),
                n => format!("{}まで（{n}日前）", wareki::month_day(by)),
            };
            rows.push(("連絡のめやす".into(), by.into()));
        }
    }
    for a in case.view.acts.iter().filter(|a| a.kind == ActKind::DischargeNotice && !a.heard()) {
        let day = a.detail.day().map(wareki::month_day).unwrap_or_default();
        let told = a.day.map_or("わからない日".into(), wareki::month_day);
        let text = format!("{told}に、{day}の退院と伝えました（{}）", a.name);
        rows.push(("前の連絡".into(), text.into()));
    }
    if rows.is_empty() { Html::default() } else { Kv { rows, tight: false, small: false }.html() }
}

fn page(shell: Shell, key: String, case: &Case, t: &Typed, stands: Html) -> ActPage {
    let mut fields = vec![
        t.date("leaves_on", "退院日")
            .required()
            .hint("決まっていないときは、予定の日でかまいません"),
    ];
    fields.extend(planning::fields(t, "退院日を決めた人（主治医 など）"));
    let parts = Parts {
        tail: "/discharge",
        title: "退院日を伝える".into(),
        next: Some(Next::DischargeNotice),
        kinds: KINDS,
        lead: stands.and(lead(case)).and(planning::heard(case, ActKind::DischargeNotice)),
        fields,
        bar_head: "送り先",
        to: case.office_and_person(),
        after: "相手の「きょう」に退院日が出ます。電話やFAXは、ここからはかかりません".into(),
        button: "退院日を伝える",
        ..Parts::default()
    };
    frame::page(shell, key, case, t, parts)
}

#[cfg(test)]
mod tests {
    use super::super::frame::tests::{bare, long, sample, sound};
    use super::super::samples::{self, LONG, shell, today};
    use super::*;
    use askama::Template;

    fn html(case: &Case, t: &Typed) -> String {
        page(shell(), "key".into(), case, t, Html::default()).render().unwrap()
    }

    fn planned() -> Case {
        let mut c = sample();
        c.view.stay.planned_on = Some("2026-11-25".parse().unwrap());
        let mut act = samples::act(41, ActKind::DischargeNotice, "2026-11-18");
        act.detail.date = Some("2026-11-27".into());
        c.view.acts.push(act);
        c
    }

    #[test]
    fn the_page_begins_with_the_planned_day_and_shows_what_was_told_before() {
        let page = html(&planned(), &begin(&planned()));
        sound(&page);
        for words in [
            "令和8年11月25日（水）",
            "11月20日（金）まで（5日前）",
            "11月18日（水）に、11月27日（金）の退院と伝えました",
            "退院日を伝える",
            "佐藤 花子 さん",
        ] {
            assert!(page.contains(words), "{words}");
        }
        sound(&html(&bare(), &begin(&bare())));
        sound(&html(&long(), &begin(&long()).with("to", LONG)));
    }

    #[test]
    fn the_discharge_day_is_asked_for_and_a_refusal_of_the_use_case_stands_beside_it() {
        let mut t = Typed::blank(today()).with("day_is", "today").with("method", "phone");
        assert!(read(sample().view.stay.id, &mut t).is_none());
        assert_eq!(t.form.error_of("leaves_on").as_deref(), Some("退院日を入力してください"));
        let mut t = begin(&planned()).with("method", "fax");
        let (tell, on) = read(sample().view.stay.id, &mut t).unwrap();
        assert_eq!(
            (on.to_string().as_str(), tell.to.as_str(), tell.day),
            ("2026-11-25", "佐藤 花子", Some(today()))
        );
        let why = "退院日は、入院日（11月17日（火））以後の日にしてください";
        t.refused(app::Error::field("leaves_on", why)).unwrap();
        let page = html(&sample(), &t);
        sound(&page);
        assert_eq!(page.matches(why).count(), 2, "in the summary and beside the field");
    }
}
