//! Lines of きょう: criteria of 退院支援の要否 that gave something new, and sheets between hospital and 包括.
use accounts::OrganisationId;
use app::{Cx, Result};
use kernel::{Hat, Id, wareki};
use people::authz::{What, audit_list, scope};
use slice::{Chip, Todo, Who};

use crate::permissions::{READ, REFERRAL_READ, SCREEN};
use crate::store::rules as store;
use crate::use_cases::referral;

/// The lines for the actor.
pub(super) fn lines(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let mut out = Vec::new();
    if cx.actor().hat == Hat::Liaison && app::may(cx, &SCREEN)? {
        out.extend(changed(cx)?);
    }
    if app::may(cx, &REFERRAL_READ)? {
        out.extend(sheets(cx)?);
    }
    Ok(out)
}

/// Stays whose criteria gave something new since a person decided.
fn changed(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let Some(own) = cx.actor().organisation.map(OrganisationId) else { return Ok(Vec::new()) };
    let scope = scope(cx, &READ, What::Stay)?;
    let waiting = store::waiting(cx, &scope, own)?;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Id> = waiting.iter().map(|w| w.resident).collect();
    let people = people::use_cases::view::of_list(cx, &ids, What::Stay)?;
    audit_list(cx, &READ, "judgements:waiting", &ids);
    let mine = |w: &store::Waiting| {
        // who is in charge sees it; without anybody in charge, everybody of the office
        w.assigned.is_none_or(|a| Some(a.0) == cx.actor().account)
    };
    Ok(waiting
        .iter()
        .filter(|w| mine(w))
        .filter_map(|w| {
            let person = people.iter().find(|p| p.id.0 == w.resident)?;
            Some(Todo {
                rank: 2_000,
                who: Some(Who {
                    id: person.id.0,
                    name: person.name.clone(),
                    kana: person.kana.clone(),
                    age: person.age(cx.today()),
                }),
                title: String::new(),
                why: format!(
                    "{}で、退院支援のめやすが前に決めたときから変わりました",
                    w.cause.label()
                ),
                chips: vec![Chip {
                    kind: "",
                    icon: "clock",
                    text: format!("{}に見直し", wareki::month_day(w.at.date())),
                }],
                action: "変わったところを見る".into(),
                href: format!("/transitions/{}/screening", w.stay),
                due: None,
            })
        })
        .collect())
}

fn sheets(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let hospital = cx.actor().hat == Hat::Liaison;
    Ok(referral::list(cx, true)?
        .into_iter()
        .map(|l| {
            let r = &l.referral;
            let (why, action) = if hospital {
                (format!("{}から、連絡票の返事が届きました", l.other.name), "返事を読む")
            } else {
                (format!("{}から、連絡票が届きました", l.other.name), "連絡票を読んで返事をする")
            };
            let left =
                r.reply_on.filter(|_| !hospital).map(|d| kernel::time::days_between(cx.today(), d));
            let chip = match left {
                Some(n @ ..=-1) => ("over", format!("返事のほしい日を{}日過ぎています", -n)),
                Some(0) => ("due", "返事は きょうまで".to_owned()),
                Some(n) => ("", format!("返事まで あと{n}日")),
                None => ("", format!("{}に届きました", wareki::month_day(r.at.date()))),
            };
            Todo {
                rank: 1_500 + left.unwrap_or(0).clamp(-500, 400),
                who: None,
                title: format!("{} さん", l.person),
                why,
                chips: vec![Chip { kind: chip.0, icon: "clock", text: chip.1 }],
                action: action.into(),
                href: format!("/transitions/referrals/{}", r.id),
                due: None,
            }
        })
        .collect())
}
