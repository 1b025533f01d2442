//! 退院調整開始の連絡: to the care manager, or to the 包括 that follows the person. Its own act: the discharge day is
//! told elsewhere.
use slice::{Fail, Req, Resp};
use ui::{Field, Shell};

use super::frame::{self, ActPage, Case, Parts, carry_out};
use super::typed::Typed;
use crate::model::progress::Next;
use crate::model::{ActKind, StayId};
use crate::use_cases::notices::{Tell, tell_planning};

const KINDS: &[ActKind] = &[ActKind::PlanningNotice];

/// The form.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let typed = begin(&case);
    Resp::page(askama::Template::render(&page(req.shell.clone(), req.new_key(), &case, &typed)))
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
    let page = page(req.shell.clone(), req.new_key(), &case, &typed);
    Ok(Resp::page(askama::Template::render(&page))?.status(typed.status()))
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

fn page(shell: Shell, key: String, case: &Case, t: &Typed) -> ActPage {
    let parts = Parts {
        tail: "/planning",
        title: "退院調整開始の連絡をする".into(),
        next: Some(Next::Planning),
        kinds: KINDS,
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
        page(shell(), "key".into(), case, t).render().unwrap()
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
}
