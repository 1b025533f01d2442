//! Lines of きょう: what this facility was asked and has not answered, and the papers it was sent and has not opened.
use app::{Cx, Result};
use kernel::Hat;
use slice::{Chip, Todo};

use crate::model::{ActKind, EndKind, codes};
use crate::use_cases::facility::{asked_of_us, link};
use crate::use_cases::written::{self, of_us};
use crate::{permissions, store};

/// The lines for the actor. They name nobody: the person is seen on the question's page, through its permit.
pub(super) fn lines(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let mut out = papers(cx)?;
    out.extend(left_here(cx)?);
    if !app::may(cx, &permissions::FACILITY_ANSWER)? {
        return Ok(out);
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
            chips: vec![came(days)],
            action: "問い合わせに答える".into(),
            href: link(a.id),
            due: None,
        }
    };
    for a in asked_of_us(cx)?.into_iter().filter(|a| a.received_at.is_none()) {
        // whoever has gone home waits for no answer any more
        if store::stay(cx, a.stay)?.ended_on.is_none() {
            out.push(line(a));
        }
    }
    Ok(out)
}

/// Sheets that came to a hospital about people whose stay it does not see: nothing else on its pages leads to them.
fn left_here(cx: &Cx<'_>) -> Result<Option<Todo>> {
    if cx.actor().hat != Hat::Liaison || !app::may(cx, &permissions::SHEET_READ)? {
        return Ok(None);
    }
    let mut new = written::addressed(cx)?;
    new.retain(|a| a.opened_at.is_none() && a.kind == ActKind::SheetSent);
    let Some(oldest) = new.last() else { return Ok(None) };
    let days = kernel::time::days_between(oldest.at.date(), cx.today());
    Ok(Some(Todo {
        rank: 2_100 - days,
        who: None,
        title: "届いた書類".into(),
        why: format!(
            "ご本人の同意がなく、入院のようすが見えない方の書類が{}件届いています",
            new.len()
        ),
        chips: vec![came(days)],
        action: "届いた書類を見る".into(),
        href: "/transitions/papers".into(),
        due: None,
    }))
}

/// 「3日前に届きました」.
fn came(days: i64) -> Chip {
    let text = match days {
        0 => "きょう届きました".into(),
        n => format!("{n}日前に届きました"),
    };
    Chip { kind: if days > 2 { "due" } else { "" }, icon: "clock", text }
}

/// Papers that nobody at the facility has opened; of somebody who has died nothing is asked any more.
fn papers(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    // the office finds what came to it on the stay's own page
    let third = matches!(cx.actor().hat, Hat::Provider | Hat::Doctor | Hat::Liaison);
    if !third || !app::may(cx, &permissions::SHEET_READ)? {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    for a in of_us(cx)?.into_iter().filter(|a| a.opened_at.is_none()) {
        let Some(record) = a.record else { continue };
        let stay = store::stay(cx, a.stay)?;
        if stay.end == Some(EndKind::Death) {
            continue;
        }
        let days = kernel::time::days_between(a.at.date(), cx.today());
        out.push(Todo {
            rank: 2_100 - days,
            who: None,
            title: "退院の書類".into(),
            why: format!("{}から「{}」が届きました", stay.hospital_name, a.detail.note),
            chips: vec![came(days)],
            action: "書類を読む".into(),
            href: written::link(a.stay, record),
            due: None,
        });
    }
    Ok(out)
}
