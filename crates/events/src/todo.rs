//! きょう of the centre: tasks of the 棚卸表 that are due, requests without an answer, people who moved up, events that nobody
//! has said of whether they were held. No names.
use app::{Cx, Result, may};
use kernel::{At, Time, wareki};
use slice::{Chip, Todo};

use crate::store::task::Task;
use crate::use_cases::path;
use crate::{permissions, store};

fn line(rank: i64, title: String, why: String, action: &str, href: String) -> Todo {
    Todo { rank, who: None, title, why, chips: Vec::new(), action: action.into(), href, due: None }
}

/// The lines of the actor.
pub(crate) fn todo(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    if !may(cx, &permissions::WRITE)? {
        return Ok(Vec::new());
    }
    let today = cx.today();
    let mut out = Vec::new();
    let new = store::more::asked_new(cx)?;
    if new > 0 {
        out.push(line(
            410,
            format!("出前講座の申し込み（{new}件）"),
            "団体への返事を待っています".into(),
            "申し込みを見る",
            "/events/requests".into(),
        ));
    }
    for (event, title, n) in store::entry::to_tell(cx, today)? {
        out.push(line(
            420,
            title,
            format!("キャンセル待ちから繰り上がった方が{n}人います。知らせてください"),
            "名簿を見る",
            format!("{}/people", path(event)),
        ));
    }
    // one line for each event: the first task that is due, and how many more
    let mut late: Vec<(String, Vec<Task>)> = Vec::new();
    for (task, title) in store::task::late(cx, today)? {
        match late.iter_mut().find(|l| l.1.first().is_some_and(|t| t.event == task.event)) {
            Some(l) => l.1.push(task),
            None => late.push((title, vec![task])),
        }
    }
    for (title, tasks) in late {
        let Some(first) = tasks.first() else { continue };
        let (kind, words) = match first.due == today {
            true => ("due", "きょうまで".to_string()),
            false => ("over", format!("{}まで", wareki::month_day(first.due))),
        };
        let why = match tasks.len() {
            1 => first.text.clone(),
            n => format!("{}　ほか{}件", first.text, n - 1),
        };
        let href = format!("{}/tasks", path(first.event));
        let mut t = line(430, title, why, "棚卸表を開く", href);
        t.chips = vec![Chip { kind, icon: "clock", text: words }];
        t.due = Some(At::jst(first.due, Time::constant(17, 0, 0, 0)));
        out.push(t);
    }
    for e in store::event::not_said(cx, today)? {
        out.push(line(
            440,
            e.data.title.clone(),
            "開催の日が過ぎました。実施したか中止したかを入れてください".into(),
            "催しを開く",
            path(e.id),
        ));
    }
    Ok(out)
}
