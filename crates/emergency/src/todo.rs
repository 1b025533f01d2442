//! きょう: what a call leaves to do.
use app::{Cx, Result};
use kernel::wareki;
use slice::{Chip, Todo};

use crate::use_cases::{alert, ask, card, glass, tell};
use crate::{permissions, store};

/// The lines of the actor.
pub(crate) fn todo(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let mut all = alert::lines(cx)?;
    all.extend(on_the_way(cx)?);
    all.extend(reviews(cx)?);
    all.extend(tell::lines(cx)?);
    all.extend(ask::lines(cx)?);
    all.extend(card::due(cx)?);
    Ok(all)
}

fn line(rank: i64, title: String, why: String, action: &str, href: String, chip: Chip) -> Todo {
    Todo { rank, who: None, title, why, chips: vec![chip], action: action.into(), href, due: None }
}

/// At the hospital: who is being brought, without a name until the 申し送り is opened.
fn on_the_way(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let Some(org) = cx.actor().organisation else { return Ok(Vec::new()) };
    if !app::may(cx, &permissions::HANDOVER)? {
        return Ok(Vec::new());
    }
    let all = store::call::to_hospital(cx, org)?.into_iter().map(|t| {
        let at = t.at.local();
        let when = format!("{} {}:{:02}", wareki::month_day(t.at.date()), at.hour(), at.minute());
        line(
            1,
            "救急隊の申し送り".into(),
            format!("{when} に、救急隊がこちらを搬送先に選びました"),
            "申し送りを読む",
            format!("/emergency/handover/{}", t.id),
            Chip { kind: "due", icon: "alert", text: "救急".into() },
        )
    });
    Ok(all.collect())
}

/// 消防 and MC: 緊急閲覧 of others that waits.
fn reviews(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let Some(org) = cx.actor().organisation else { return Ok(Vec::new()) };
    if !app::may(cx, &permissions::REVIEW)? || !glass::reviewers(cx)?.contains(&org) {
        return Ok(Vec::new());
    }
    let waiting = store::glass::waiting(cx, org)?;
    let Some(first) = waiting.iter().map(|g| g.review_by).min() else { return Ok(Vec::new()) };
    let over = first < cx.today();
    let chip = match over {
        true => Chip {
            kind: "over",
            icon: "clock",
            text: format!("期限 {} を過ぎています", wareki::month_day(first)),
        },
        false => {
            Chip {
                kind: "due", icon: "clock", text: format!("期限 {}", wareki::month_day(first))
            }
        }
    };
    let title = format!("緊急閲覧をたしかめる　{}件", waiting.len());
    let why = "登録のない方の情報を、救急隊が同意なしに見ました".to_string();
    Ok(vec![line(20, title, why, "たしかめる", "/emergency/reviews".into(), chip)])
}
