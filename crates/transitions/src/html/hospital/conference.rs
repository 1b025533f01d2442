//! 退院前カンファ: whether it was held and when, or 「開かない」 and why.
use app::Cx;
use kernel::Id;
use slice::{Fail, Req, Resp};
use ui::{Opt, Shell};

use super::frame::{self, ActPage, Case, Parts, carry_out};
use super::typed::{Typed, only_if};
use crate::model::progress::Next;
use crate::model::{ActKind, StayId};
use crate::use_cases::conference::{Conference, conference};

const KINDS: &[ActKind] = &[ActKind::Conference];

/// The form.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let typed = Typed::blank(case.now.date());
    Resp::page(askama::Template::render(&page(req.shell.clone(), req.new_key(), &case, &typed)))
}

/// Records.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let mut typed = Typed::of(&req.form, req.app.now().date());
    if let Some(cmd) = read(stay, &mut typed)
        && let Some(done) =
            carry_out(req, stay, &mut typed, KINDS, cmd, note, "退院前カンファを記録しました")?
    {
        return Ok(done);
    }
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let page = page(req.shell.clone(), req.new_key(), &case, &typed);
    Ok(Resp::page(askama::Template::render(&page))?.status(typed.status()))
}

struct Note {
    stay: StayId,
    what: Conference,
    said_by: String,
}

fn note(cx: &Cx<'_>, n: &Note) -> app::Result<Id> {
    conference(cx, n.stay, &n.what, &n.said_by)
}

fn read(stay: StayId, t: &mut Typed) -> Option<Note> {
    let what = match t.text("held_is").as_str() {
        "held" => t.day("held_on", "開いた日").map(Conference::Held),
        "not_held" => Some(Conference::NotHeld(t.text("reason"))),
        _ => {
            t.error("held_is", "開いたか、開かないかを選んでください");
            None
        }
    };
    t.ok().then_some(())?;
    Some(Note { stay, what: what?, said_by: t.text("said_by") })
}

/// To the conference as an object of its own: invitation, attendance, decisions, changes.
fn ways(shell: &Shell, stay: StayId) -> ui::Html {
    let at = |tail: &str| shell.url(&format!("/transitions/{stay}/conferences{tail}"));
    let new = ui::Button::link("案内・出席・決定まで記録する", at("/new")).compact();
    let old = ui::Button::link("用意したカンファを見る", at("")).text().compact();
    ui::Html::trusted("<p class=\"btns mb3\">")
        .and(new.html())
        .and(old.html())
        .and(ui::Html::trusted("</p>"))
}

fn page(shell: Shell, key: String, case: &Case, t: &Typed) -> ActPage {
    let opts = vec![Opt::new("held", "開いた"), Opt::new("not_held", "開かない（理由を書きます）")];
    let mut on = t.date("held_on", "開いた日");
    let mut reason = t.line("reason", "開かない理由", 200);
    // what is wrong stays in sight whatever was chosen
    on.when = Some(only_if("held_", "is", "held", "「開いた」を選んだときに、入力してください"))
        .filter(|_| on.error.is_none());
    reason.when =
        Some(only_if("held_", "is", "not_held", "「開かない」を選んだときに、入力してください"))
            .filter(|_| reason.error.is_none());
    let fields = vec![
        t.radio("held_is", "退院前カンファ", opts).required(),
        on,
        reason,
        t.line("said_by", "だれから聞いたか", 60)
            .hint("病棟に代わって入力するときは、その人のお名前"),
    ];
    let parts = Parts {
        tail: "/conference",
        title: "退院前カンファを記録する".into(),
        next: Some(Next::Conference),
        kinds: KINDS,
        fields,
        lead: ways(&shell, case.view.stay.id),
        bar_head: "つぎ",
        to: case.office_and_person().and("へ「退院日の連絡」"),
        after: "記録しただけでは、まだだれにも送りません".into(),
        button: "カンファを記録する",
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
    fn the_page_asks_whether_it_was_held_or_why_not() {
        let page = html(&sample(), &Typed::blank(today()));
        sound(&page);
        assert!(
            page.contains("開かない（理由を書きます）") && page.contains("まだだれにも送りません")
        );
        sound(&html(&bare(), &Typed::blank(today())));
        sound(&html(
            &long(),
            &Typed::blank(today()).with("held_is", "not_held").with("reason", LONG),
        ));
    }

    #[test]
    fn what_is_missing_is_told() {
        let id = sample().view.stay.id;
        for (pairs, field) in [
            (vec![], "held_is"),
            (vec![("held_is", "maybe")], "held_is"),
            (vec![("held_is", "held")], "held_on"),
            (vec![("held_is", "held"), ("held_on.y", "x")], "held_on"),
        ] {
            let mut t = pairs.iter().fold(Typed::blank(today()), |t, (n, v)| t.with(n, *v));
            assert!(read(id, &mut t).is_none());
            assert!(t.form.error_of(field).is_some(), "{pairs:?}");
            sound(&html(&sample(), &t));
        }
        let mut t = Typed::blank(today()).with("held_is", "held").with("held_on.y", "今日");
        assert!(
            matches!(read(id, &mut t).map(|n| n.what), Some(Conference::Held(d)) if d == today())
        );
    }
}
