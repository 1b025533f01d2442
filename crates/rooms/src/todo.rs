//! きょう: answers that the actor owes, one's own questions that nobody answers, and what is unread, as one line.
use app::{Cx, Result};
use kernel::At;
use slice::{Chip, Todo, Who};

use crate::model::{PostKind, Waiting};
use crate::permissions;
use crate::use_cases::mine::{Ask, Mine, mine};
use crate::words;

/// The lines.
pub(crate) fn todo(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    if !app::may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let m: Mine = mine(cx)?;
    let mut out: Vec<Todo> = m.asks.iter().map(|a| line(cx, a)).collect();
    let unread = m.unread();
    if unread > 0 {
        let rooms = m.lines.iter().filter(|l| l.unread > 0).count();
        out.push(Todo {
            rank: 6_000,
            who: None,
            title: "やりとりに、まだ読んでいない投稿があります".into(),
            why: format!("{rooms}つのやりとりに、合わせて{unread}件です"),
            chips: Vec::new(),
            action: "やりとりを読む".into(),
            href: "/rooms".into(),
            due: None,
        });
    }
    Ok(out)
}

/// The due clock of a post in words. A passed due is orange, not red: it is a plan among colleagues.
pub(crate) fn clock(due: At, now: At) -> Chip {
    let left = due.minutes_since(now);
    if left < 0 {
        return Chip {
            kind: "over",
            icon: "alert",
            text: format!("返事の期限を{}過ぎています", words::span(-left)),
        };
    }
    let kind = if left < 24 * 60 { "due" } else { "" };
    Chip { kind, icon: "clock", text: format!("返事は {} まで", words::moment(due, now)) }
}

fn line(cx: &Cx<'_>, a: &Ask) -> Todo {
    let p = &a.post;
    let who = a.person.as_ref().map(|r| Who {
        id: r.id.0,
        name: r.name.clone(),
        kana: r.kana.clone(),
        age: r.age(cx.today()),
    });
    let (why, action) = match &a.own {
        None => (
            format!("{} {}さんの{}に、返事を待っています", p.office, p.name, p.kind.label()),
            "返事をする",
        ),
        Some(Waiting::NotTheirs) => (
            format!("あなたの{}に「担当ではありません」と返事がありました", p.kind.label()),
            "相手を選び直す",
        ),
        Some(_) => (format!("あなたの{}に、まだ返事がありません", p.kind.label()), "投稿を開く"),
    };
    let mut chips = Vec::new();
    if p.kind == PostKind::Urgent {
        chips.push(Chip { kind: "due", icon: "bang", text: "至急".into() });
    }
    if let Some(due) = p.due_at {
        chips.push(clock(due, cx.now()));
    }
    let left = p.due_at.map_or(0, |d| d.minutes_since(cx.now()));
    Todo {
        rank: match p.kind {
            PostKind::Urgent => 500,
            _ => 3_000,
        } + left.clamp(-2_000, 2_000) / 10,
        title: if who.is_none() { a.name.clone() } else { String::new() },
        who,
        why,
        chips,
        action: action.into(),
        href: format!("/rooms/{}/posts/{}", p.room, p.id),
        due: p.due_at,
    }
}
