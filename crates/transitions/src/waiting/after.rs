//! Lines of きょう: after discharge and handing over.
use accounts::{Deputy, OrganisationId};
use app::{Cx, Result};
use kernel::time::days_between;
use kernel::{Hat, Id, wareki};
use people::Resident;
use people::authz::{What, audit_list};
use people::use_cases::view::of_list;
use slice::{Chip, Todo, Who};

use crate::use_cases::follow_up::waiting;
use crate::use_cases::lists::Line;
use crate::{permissions, store};

/// 「佐藤 花子さんの代理」 on what the actor does for somebody who is absent today.
pub(crate) fn deputy_chip(standing: &[Deputy], l: &Line, hospital: bool) -> Option<Chip> {
    let follows = if hospital { l.stay.assigned } else { l.stay.care_manager };
    let d = standing.iter().find(|d| Some(d.absent) == follows)?;
    Some(Chip { kind: "", icon: "people", text: format!("{}さんの代理", d.absent_name) })
}

/// For whom the actor stands in, and until when.
fn deputies(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let standing = accounts::standing_for(cx)?;
    Ok(standing
        .into_iter()
        .map(|d| Todo {
            rank: 9_500,
            who: None,
            title: format!("{} さんの代理をしています", d.absent_name),
            why: format!("{}まで。することは、この一覧に入っています", wareki::month_day(d.to)),
            chips: Vec::new(),
            action: "代理を見る".into(),
            href: "/me/deputies".into(),
            due: None,
        })
        .collect())
}

/// The lines for the actor.
pub(super) fn lines(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let mut out = deputies(cx)?;
    if !app::may(cx, &permissions::FOLLOW_UP)?
        || !matches!(cx.actor().hat, Hat::CareManager | Hat::Hokatsu)
    {
        return Ok(out);
    }
    out.extend(deaths(cx)?);
    let w = waiting(cx)?;
    let today = cx.today();
    let who = |r: &Resident| Who {
        id: r.id.0,
        name: r.name.clone(),
        kana: r.kana.clone(),
        age: r.age(today),
    };
    for (task, r) in w.tasks {
        let left = days_between(today, task.due);
        let chip = match left {
            ..0 => Chip {
                kind: "over", icon: "alert", text: format!("{}日過ぎています", -left)
            },
            0 => Chip { kind: "due", icon: "clock", text: "きょうまで".into() },
            n => Chip { kind: "", icon: "clock", text: format!("あと{n}日") },
        };
        out.push(Todo {
            rank: 1_000 + left.clamp(-900, 900),
            who: Some(who(&r)),
            title: String::new(),
            why: task.kind.label().into(),
            chips: vec![chip],
            action: "どうなったかを書く".into(),
            href: format!("/transitions/tasks/{}", task.id),
            due: None,
        });
    }
    for (stay, r, mark, since) in w.follow_ups {
        let ended = stay.ended_on.map(wareki::month_day).unwrap_or_default();
        let late = days_between(since, today);
        out.push(Todo {
            rank: 4_000 - late.clamp(0, 900),
            who: Some(who(&r)),
            title: String::new(),
            why: format!("{ended}に{}から退院して、{mark}日がたちました", stay.hospital_name),
            chips: vec![Chip {
                kind: if late == 0 { "due" } else { "" },
                icon: "clock",
                text: format!("退院後{mark}日の確認"),
            }],
            action: "ようすを確認する".into(),
            href: format!("/transitions/{}/follow-up", stay.id),
            due: None,
        });
    }
    Ok(out)
}

/// Days for which the office finds the quiet line of a death: whoever comes back from leave still meets it before a call.
const DEATH_DAYS: i64 = 14;

/// What the hospital told of a death: said, and nothing asked. No notice, no clock, nothing to press.
fn deaths(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let Some(own) = cx.actor().organisation.map(OrganisationId) else { return Ok(Vec::new()) };
    let since = cx.now().plus_minutes(-60 * 24 * DEATH_DAYS);
    let mut stays = store::after::deaths(cx, own, since)?;
    let ids: Vec<Id> = stays.iter().map(|s| s.resident.0).collect();
    let people = if ids.is_empty() { Vec::new() } else { of_list(cx, &ids, What::Stay)? };
    let ids: Vec<Id> = people.iter().map(|r| r.id.0).collect();
    if !ids.is_empty() {
        audit_list(cx, &permissions::READ, "stays:deaths", &ids);
    }
    stays.dedup_by_key(|s| s.resident);
    let line = |s: crate::model::Stay| {
        let r = people.iter().find(|r| r.id == s.resident)?;
        let on = s.ended_on.map(wareki::month_day).unwrap_or_default();
        Some(Todo {
            rank: 9_800,
            who: Some(Who {
                id: r.id.0,
                name: r.name.clone(),
                kana: r.kana.clone(),
                age: r.age(cx.today()),
            }),
            title: String::new(),
            why: format!("ご逝去の連絡がありました（{on} {}）", s.hospital_name),
            chips: Vec::new(),
            action: "入退院のようすを見る".into(),
            href: format!("/transitions/{}", s.id),
            due: None,
        })
    };
    Ok(stays.into_iter().filter_map(line).collect())
}
