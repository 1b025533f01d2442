//! きょう: organisations that ask to join and wait for the call back.
use app::{Cx, Result};
use kernel::wareki;
use slice::{Chip, Todo};

/// Lines written out; more become one line.
const SHOWN: usize = 3;

/// The lines of who answers applications.
pub(crate) fn todo(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let waiting = accounts::use_cases::applications::open(cx)?;
    let mut out: Vec<Todo> = waiting
        .iter()
        .take(SHOWN)
        .map(|a| Todo {
            rank: 410,
            who: None,
            title: format!("参加の申込み　{}", a.form.name),
            why: "名簿の番号に折り返し電話をして、確かめます".into(),
            chips: vec![Chip {
                kind: "due",
                icon: "clock",
                text: format!("{}から", wareki::month_day(a.at.date())),
            }],
            action: "申込みを開く".into(),
            href: format!("/applications/{}", a.id),
            due: None,
        })
        .collect();
    if waiting.len() > SHOWN {
        out.push(Todo {
            rank: 411,
            who: None,
            title: format!("参加の申込みが、ほかに{}件あります", waiting.len() - SHOWN),
            why: String::new(),
            chips: Vec::new(),
            action: "申込みの一覧を見る".into(),
            href: "/applications".into(),
            due: None,
        });
    }
    Ok(out)
}
