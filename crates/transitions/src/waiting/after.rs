//! Lines of きょう: after discharge and handing over.
use accounts::Deputy;
use app::{Cx, Result};
use kernel::time::days_between;
use kernel::{Hat, wareki};
use people::Resident;
use slice::{Chip, Todo, Who};

use crate::permissions;
use crate::use_cases::follow_up::waiting;
use crate::use_cases::lists::Line;

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
