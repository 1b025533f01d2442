//! きょう: consultations whose day to ask again has come.
use app::{Cx, Result, may};
use kernel::wareki;
use slice::{Chip, Todo};

use crate::permissions;
use crate::use_cases::list;

/// Lines written out; more become one line.
const SHOWN: usize = 5;

/// The lines of the actor.
pub(crate) fn todo(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    if !may(cx, &permissions::WRITE)? {
        return Ok(Vec::new());
    }
    let (waiting, _) = list::waiting(cx, cx.today())?;
    let mut out: Vec<Todo> = waiting
        .iter()
        .take(SHOWN)
        .map(|k| {
            let day = k.case.follow_on.as_deref().and_then(|d| d.parse().ok());
            let (kind, text) = match day {
                Some(d) if d == cx.today() => ("due", "きょう".to_string()),
                Some(d) => ("over", format!("{}から", wareki::month_day(d))),
                None => ("due", String::new()),
            };
            Todo {
                rank: 430,
                who: None,
                title: format!("相談のその後を確かめる　{}", k.case.who()),
                why: k.case.line(60),
                chips: vec![Chip { kind, icon: "clock", text }],
                action: "相談を開く".into(),
                href: format!("/desk/cases/{}", k.id),
                due: None,
            }
        })
        .collect();
    if waiting.len() > SHOWN {
        out.push(Todo {
            rank: 431,
            who: None,
            title: format!("その後を確かめる相談が、ほかに{}件あります", waiting.len() - SHOWN),
            why: String::new(),
            chips: Vec::new(),
            action: "対応中の相談を見る".into(),
            href: "/desk/cases?status=open".into(),
            due: None,
        });
    }
    Ok(out)
}
