//! 退院調整開始の連絡: to the care manager, or to the 包括 that follows the person. Its own act: the discharge day is
//! told elsewhere.
use slice::{Fail, Req, Resp};
use ui::{Button, Field, Html, Kv, Shell};

use super::frame::{self, ActPage, Case, Parts, carry_out};
use super::typed::Typed;
use crate::html::asked::asked;
use crate::model::progress::Next;
use crate::model::{ActKind, StayId};
use crate::use_cases::notices::{Tell, tell_planning};
use crate::use_cases::standing::{self, AGAIN};

const KINDS: &[ActKind] = &[ActKind::PlanningNotice];

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
        && let Some(done) = carry_out(
            req,
            stay,
            &mut typed,
            KINDS,
            cmd,
            tell_planning,
            "退院調整開始の連絡をしました",
        )?
    {
        return Ok(done);
    }
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let stands = stands(&mut typed, "もう一度 連絡したと記録する");
    let status = status(&typed, &stands);
    let page = page(req.shell.clone(), req.new_key(), &case, &typed, stands);
    Ok(Resp::page(askama::Template::render(&page))?.status(status))
}

/// The question 「もう一度記録しますか」 when the same act stands already: what stands, and the button that records it
/// all the same with what is in the form. Takes the question out of what is to be put right; empty when nothing stands.
pub(super) fn stands(t: &mut Typed, button: &'static str) -> Html {
    let Some(what) = t.form.error_of(AGAIN) else { return Html::default() };
    t.form.errors.retain(|e| e.field != AGAIN);
    asked(&what, Button::submit(button).of_form("act").posting(AGAIN, "yes"))
}

/// 409 while the question stands.
pub(super) fn status(t: &Typed, stands: &Html) -> u16 {
    if t.ok() && !stands.is_empty() { 409 } else { t.status() }
}

/// What a notice to the office begins with: today, to the care manager.
pub(super) fn begin(case: &Case) -> Typed {
    Typed::blank(case.now.date()).with("day_is", "today").with("to", case.care_manager())
}

/// What both notices to the office ask.
pub(super) fn read(stay: StayId, t: &mut Typed) -> Option<Tell> {
    let day = t.told_day("連絡した日");
    let method = t.method("連絡のしかたを選んでください");
    t.ok().then_some(())?;
    Some(Tell {
        stay,
        day: day?,
        method: method?,
        to: t.text("to"),
        note: t.text("note"),
        said_by: t.text("said_by"),
        again: t.text(AGAIN) == "yes",
    })
}

/// The fields of both notices to the office.
pub(super) fn fields(t: &Typed, said_by_hint: &str) -> Vec<Field> {
    let [day_is, day] = t.told_fields("連絡した日");
    vec![
        t.method_field("連絡のしかた"),
        day_is,
        day,
        t.line("to", "伝えた相手", 60).hint("お名前がわからないときは、空欄でかまいません"),
        t.lines("note", "伝えたこと", 300),
        t.line("said_by", "だれの言葉か", 60).hint(said_by_hint),
    ]
}

/// What the hospital itself has told before.
fn before(case: &Case) -> Html {
    let told = |a: &&crate::model::Act| a.kind == ActKind::PlanningNotice && !a.heard();
    let rows: Vec<(Html, Html)> = case
        .view
        .acts
        .iter()
        .filter(told)
        .map(|a| ("前の連絡".into(), standing::words(a).into()))
        .collect();
    if rows.is_empty() { Html::default() } else { Kv { rows, tight: false, small: false }.html() }
}

/// What the office has written down of the hospital's words, so that nobody tells it twice.
pub(super) fn heard(case: &Case, kind: ActKind) -> Html {
    let rows: Vec<(Html, Html)> = case
        .view
        .acts
        .iter()
        .filter(|a| a.kind == kind && a.heard())
        .map(|a| ("居宅が記録".into(), standing::words(a).into()))
        .collect();
    if rows.is_empty() {
        return Html::default();
    }
    Kv { rows, tight: false, small: false }
        .html()
        .and(Html::trusted("<p class=\"small muted\">"))
        .and("同じ日の同じ連絡をここで記録すると、1件にまとまります。")
        .and(Html::trusted("</p>"))
}

fn page(shell: Shell, key: String, case: &Case, t: &Typed, stands: Html) -> ActPage {
    let parts = Parts {
        tail: "/planning",
        title: "退院調整開始の連絡をする".into(),
        next: Some(Next::Planning),
        kinds: KINDS,
        lead: stands.and(before(case)).and(heard(case, ActKind::PlanningNotice)),
        fields: fields(t, "病棟や主治医に代わって入力するときは、その人のお名前"),
        bar_head: "送り先",
        to: case.office_and_person(),
        after: "相手の「きょう」に出ます。電話やFAXは、ここからはかかりません。退院日は、べつに伝えます".into(),
        button: "退院調整開始の連絡をする",
        ..Parts::default()
    };
    frame::page(shell, key, case, t, parts)
}

#[cfg(test)]
mod tests {
    use super::super::frame::tests::{bare, long, sample, sound};
    use super::super::samples::{LONG, shell, today};
    use super::*;
    use askama::Template;

    fn html(case: &Case, t: &Typed) -> String {
        page(shell(), "key".into(), case, t, Html::default()).render().unwrap()
    }

    #[test]
    fn the_page_shows_the_window_and_to_whom_it_goes_before_it_goes() {
        let page = html(&sample(), &begin(&sample()));
        sound(&page);
        for words in [
            "ケアマネジャーの連絡窓口",
            "いま かけてよい時間です",
            "避けてほしい",
            "送り先",
            "佐藤 花子 さん",
            "システム（Yui など）",
            "わからない",
        ] {
            assert!(page.contains(words), "{words}");
        }
        sound(&html(&bare(), &begin(&bare())));
        sound(&html(&long(), &begin(&long()).with("note", LONG.repeat(20))));
    }

    #[test]
    fn what_is_missing_is_told_and_what_was_typed_stays() {
        let mut t = Typed::blank(today())
            .with("day_is", "other")
            .with("day.y", "R8.2.30")
            .with("note", "病状が落ち着きました");
        assert!(read(sample().view.stay.id, &mut t).is_none());
        let page = html(&sample(), &t);
        sound(&page);
        assert!(
            page.contains("2か所を直してください") && page.contains("連絡のしかたを選んでください")
        );
        assert!(page.contains("R8.2.30") && page.contains("病状が落ち着きました"));
    }

    #[test]
    fn an_unknown_day_is_kept_as_not_known() {
        let mut t = Typed::blank(today()).with("day_is", "unknown").with("method", "phone");
        assert_eq!(read(sample().view.stay.id, &mut t).map(|c| c.day), Some(None));
    }

    #[test]
    fn what_stands_is_shown_with_a_second_button_and_the_input_stays() {
        let mut t = Typed::blank(today())
            .with("day_is", "today")
            .with("method", "fax")
            .with("note", "<i>二重</i>");
        t.error(
            AGAIN,
            "小田島 誠さんが 11月19日（木） 10:05 に「退院調整開始の連絡」を記録しました",
        );
        let asked = stands(&mut t, "もう一度 連絡したと記録する");
        assert_eq!(status(&t, &asked), 409);
        let page = page(shell(), "key".into(), &sample(), &t, asked).render().unwrap();
        sound(&page);
        for words in [
            "もう一度記録しますか",
            "10:05 に「退院調整開始の連絡」を記録しました",
            "form=\"act\" name=\"again\" value=\"yes\"",
            "二重",
        ] {
            assert!(page.contains(words), "{words}");
        }
        assert!(!page.contains("errsum") && !page.contains("<i>"));
        let mut other = Typed::blank(today());
        assert!(stands(&mut other, "x").is_empty());
        other.error("day_is", "連絡した日を選んでください");
        assert_eq!(status(&other, &Html::default()), 422);
    }

    #[test]
    fn what_was_told_before_stands_on_the_page_and_nothing_is_late_any_more() {
        let mut case = sample();
        case.now = case.now.plus_minutes(14 * 24 * 60);
        let late = html(&case, &begin(&case));
        assert!(late.contains("過ぎています") && !late.contains("前の連絡"));
        let mut act = super::super::samples::act(41, ActKind::PlanningNotice, "2026-11-18");
        act.to_name = "佐藤 花子".into();
        case.view.acts.push(act);
        let page = html(&case, &begin(&case));
        sound(&page);
        assert!(page.contains("前の連絡") && page.contains("佐藤 花子へ"), "{page}");
        assert!(!page.contains("過ぎています"), "{page}");
    }

    #[test]
    fn what_the_office_wrote_down_is_shown_before_it_is_told_again() {
        let mut case = sample();
        let mut act = super::super::samples::act(41, ActKind::PlanningNotice, "2026-11-18");
        act.detail.codes = vec![crate::model::act::HEARD.into()];
        case.view.acts.push(act);
        let page = html(&case, &begin(&case));
        sound(&page);
        assert!(page.contains("居宅が記録") && page.contains("1件にまとまります"));
    }
}
