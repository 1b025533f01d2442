//! What stands on a stay's page of re-admission, of the time after discharge and of handing over.
use app::Cx;
use kernel::{Date, wareki};
use ui::{Button, Html, Shell};

use super::stay::Case;
use crate::model::ActKind;
use crate::model::follow_up::{Rule, Task};
use crate::model::readmission::words;
use crate::use_cases::follow_up;
use crate::use_cases::readmission::{Around, Link};
use crate::use_cases::view::View;

fn link(shell: &Shell, l: &Link, days: String, today: Date) -> Html {
    let text = if l.place.is_empty() {
        format!("{}（{days}）", crate::words::day(l.on, today))
    } else {
        format!("{} {}（{days}）", crate::words::day(l.on, today), l.place)
    };
    match l.stay {
        Some(stay) => super::parts::link(&text, &shell.url(&format!("/transitions/{stay}"))),
        None => text.into(),
    }
}

/// 再入院 on both stays.
pub(super) fn rows(shell: &Shell, a: &Around, today: Date) -> Vec<(Html, Html)> {
    let mut rows: Vec<(Html, Html)> = Vec::new();
    if let Some(l) = &a.before {
        rows.push(("再入院です".into(), link(shell, l, words(l.days), today)));
    }
    if let Some(l) = &a.after {
        let days = format!("退院から{}日", l.days);
        rows.push(("あとの再入院".into(), link(shell, l, days, today)));
    }
    rows
}

/// Follow-up after discharge, and handing over.
pub(super) fn buttons(shell: &Shell, c: &Case) -> Vec<Button> {
    let s = &c.view.stay;
    let mut out = Vec::new();
    if !super::parts::hospital_side(&c.actor)
        && s.ended_on.is_some()
        && s.end.is_some_and(Rule::asked_after)
    {
        let href = shell.url(&format!("/transitions/{}/follow-up", s.id));
        out.push(Button::link("退院後の確認", href).compact());
    }
    let follows = if super::parts::hospital_side(&c.actor) { s.assigned } else { s.care_manager };
    let mine = super::parts::hospital_side(&c.actor) || c.actor.organisation == Some(s.office.0);
    if let Some(account) = follows.filter(|_| mine) {
        let href = shell.url(&format!("/handover?who={}&a.from={account}", s.resident));
        out.push(Button::link("担当を引き継ぐ", href).compact());
    }
    out
}

/// What waits for the office after a discharge.
#[derive(Debug, Clone, Default)]
pub(super) struct After {
    /// Days after discharge of the follow-up that is due.
    pub due: Option<i64>,
    /// Open tasks.
    pub tasks: Vec<Task>,
}

/// Reads it; nothing for whoever does not ask after a discharge.
pub(super) fn after(cx: &Cx<'_>, v: &View) -> app::Result<After> {
    let mine = cx.actor().organisation == Some(v.office.id.0);
    if v.stay.ended_on.is_none() || !mine || !app::may(cx, &crate::permissions::FOLLOW_UP)? {
        return Ok(After::default());
    }
    let f = follow_up::view(cx, v.stay.id)?;
    if !f.quiet.is_empty() {
        return Ok(After::default());
    }
    Ok(After { due: f.due, tasks: f.tasks.into_iter().filter(|t| t.done_at.is_none()).collect() })
}

/// What waits after the discharge, as the next thing to do: or in a sentence beside what comes before it.
pub(super) struct AfterNext {
    pub title: String,
    pub text: Html,
    pub button: Button,
    /// The same in a sentence, with the way there.
    pub beside: Html,
}

/// The oldest open task; else the follow-up that is due.
pub(super) fn after_next(shell: &Shell, c: &Case) -> Option<AfterNext> {
    let (what, text, verb, path) = match (c.after.tasks.first(), c.after.due) {
        (Some(t), _) => (
            t.kind.label().to_string(),
            format!("{}までに、どうなったかを書いてください。", wareki::month_day(t.due)),
            "どうなったかを書く",
            format!("/transitions/tasks/{}", t.id),
        ),
        (None, Some(mark)) => (
            format!("退院後{mark}日の確認"),
            "ようすを聞いて、記録してください。".into(),
            "ようすを確認する",
            format!("/transitions/{}/follow-up", c.view.stay.id),
        ),
        (None, None) => return None,
    };
    let href = shell.url(&path);
    Some(AfterNext {
        beside: Html::from("ほかに「").and(super::parts::link(&what, &href)).and("」があります。"),
        title: format!("つぎは「{what}」です"),
        text: text.into(),
        button: Button::link(verb, href).primary(),
    })
}

/// Who hears of a death: nobody by a notice; the office by one quiet line, when somebody else has entered it
/// (waiting/after.rs).
pub(super) fn quiet_words(c: &Case) -> &'static str {
    let by = c.progress().last(ActKind::Ended).and_then(|a| a.organisation);
    if by == Some(c.view.office.id) {
        "だれにも知らせは送っていません。"
    } else {
        "お知らせは送っていません。居宅の「きょう」に、2週間だけ、1行出ます。"
    }
}
