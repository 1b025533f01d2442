//! きょう: notes to be looked at again with the person, in one line.
use app::{Cx, Result};
use slice::{Chip, Todo};

use crate::use_cases::list;

/// The lines of the actor.
pub(crate) fn todo(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let all = list::waiting(cx)?;
    let n = all.len();
    let Some(first) = all.first() else { return Ok(Vec::new()) };
    let mut names: Vec<String> =
        all.iter().take(5).map(|l| format!("{}さん", l.who.name)).collect();
    if n > names.len() {
        names.push(format!("ほか{}人", n - names.len()));
    }
    let why = first.due.map_or("", |d| d.0.label());
    Ok(vec![Todo {
        rank: 520,
        who: None,
        title: format!("「わたしのきぼうノート」見直しの時期です（{n}人）"),
        why: names.join("、"),
        chips: vec![Chip { kind: "", icon: "clock", text: why.into() }],
        action: "ご本人に確認する".into(),
        href: match n {
            1 => format!("/people/{}/wish", first.who.id),
            _ => "/wish".into(),
        },
        due: None,
    }])
}
