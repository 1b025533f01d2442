//! What stands on a stay's page of re-admission, of the time after discharge and of handing over.
use kernel::wareki;
use ui::{Button, Html, Shell};

use super::stay::Case;
use crate::model::follow_up::Rule;
use crate::model::readmission::words;
use crate::use_cases::readmission::{Around, Link};

fn link(shell: &Shell, l: &Link, days: String) -> Html {
    let text = if l.place.is_empty() {
        format!("{}（{days}）", wareki::month_day(l.on))
    } else {
        format!("{} {}（{days}）", wareki::month_day(l.on), l.place)
    };
    match l.stay {
        Some(stay) => super::parts::link(&text, &shell.url(&format!("/transitions/{stay}"))),
        None => text.into(),
    }
}

/// 再入院 on both stays.
pub(super) fn rows(shell: &Shell, a: &Around) -> Vec<(Html, Html)> {
    let mut rows: Vec<(Html, Html)> = Vec::new();
    if let Some(l) = &a.before {
        rows.push(("再入院です".into(), link(shell, l, words(l.days))));
    }
    if let Some(l) = &a.after {
        let days = format!("退院から{}日", l.days);
        rows.push(("あとの再入院".into(), link(shell, l, days)));
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
