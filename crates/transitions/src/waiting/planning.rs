//! Lines of きょう: what this facility was asked and has not answered.
use app::{Cx, Result};
use slice::{Chip, Todo};

use crate::model::codes;
use crate::permissions;
use crate::use_cases::facility::{asked_of_us, link};

/// The lines for the actor. They name nobody: the person is seen on the question's page, through its permit.
pub(super) fn lines(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    if !app::may(cx, &permissions::FACILITY_ANSWER)? {
        return Ok(Vec::new());
    }
    let line = |a: crate::model::Act| {
        let days = kernel::time::days_between(a.at.date(), cx.today());
        let about = match a.detail.codes.is_empty() {
            true => String::new(),
            false => format!("（{}）", codes::procedure_words(&a.detail.codes)),
        };
        Todo {
            rank: 2_000 - days,
            who: None,
            title: "受け入れの問い合わせ".into(),
            why: format!("受け入れられるかどうかの返事を待っています{about}"),
            chips: vec![Chip {
                kind: if days > 2 { "due" } else { "" },
                icon: "clock",
                text: match days {
                    0 => "きょう届きました".into(),
                    n => format!("{n}日前に届きました"),
                },
            }],
            action: "問い合わせに答える".into(),
            href: link(a.id),
            due: None,
        }
    };
    Ok(asked_of_us(cx)?.into_iter().filter(|a| a.received_at.is_none()).map(line).collect())
}
