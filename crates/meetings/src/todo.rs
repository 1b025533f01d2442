//! きょう of the centre: what was promised and is due, meetings that nobody has said of whether they were held, minutes that
//! are not confirmed, answers that are closed without a day, appointments that end, cases to look at again.
use app::{Cx, Result, may};
use kernel::time::add_days;
use kernel::{At, Date, Time, wareki};
use slice::{Chip, Todo};

use crate::use_cases::{body_path, case_path, meeting, path};
use crate::{permissions, store};

/// Promises show so many days before they are due. [K] to be looked at with a centre.
const AHEAD: i64 = 7;
/// Minutes are asked for so many days after the meeting. [K]
const MINUTES: i64 = 7;
/// Appointments show so many days before they end. [K]
const TERMS: i64 = 60;

fn line(rank: i64, title: String, why: String, action: &str, href: String) -> Todo {
    Todo { rank, who: None, title, why, chips: Vec::new(), action: action.into(), href, due: None }
}

/// With its day: past, today or coming.
fn due(mut t: Todo, day: Date, today: Date) -> Todo {
    let kind = if day < today { "over" } else { "due" };
    let text = match day == today {
        true => "きょうまで".to_string(),
        false => format!("{}まで", wareki::month_day(day)),
    };
    t.chips = vec![Chip { kind, icon: "clock", text }];
    t.due = Some(At::jst(day, Time::constant(17, 0, 0, 0)));
    t
}

/// The lines of the actor.
pub(crate) fn todo(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let today = cx.today();
    let mut out = Vec::new();
    if may(cx, &permissions::WRITE)? {
        meetings(cx, today, &mut out)?;
    }
    if may(cx, &permissions::CASE_WRITE)? {
        for c in store::case::follow(cx, today)? {
            let why = "その後の様子を確かめる日です".to_string();
            let t = line(
                456,
                format!("地域ケア個別会議 事例{}", c.sign),
                why,
                "事例を開く",
                case_path(c.id),
            );
            out.push(due(t, c.data.follow_on.unwrap_or(today), today));
        }
    }
    Ok(out)
}

fn meetings(cx: &Cx<'_>, today: Date, out: &mut Vec<Todo>) -> Result<()> {
    for a in store::lines::due_by(cx, add_days(today, AHEAD))? {
        let m = meeting(cx, a.meeting)?;
        let why = format!("{}で決まったこと・担当 {}", m.body_name, a.data.owner);
        let href = format!("{}/decisions", path(m.id));
        let t = line(432, a.data.text.clone(), why, "決まったことを開く", href);
        out.push(due(t, a.data.due.unwrap_or(today), today));
    }
    for m in store::meeting::not_said(cx, today)? {
        let why = "開催の日が過ぎました。開催したか中止したかを入れてください".to_string();
        out.push(line(442, m.called(), why, "会議を開く", path(m.id)));
    }
    for id in store::minutes::without(cx, add_days(today, -365), add_days(today, 1 - MINUTES))? {
        let m = meeting(cx, id)?;
        let why = "議事録がまだ確定していません".to_string();
        out.push(line(446, m.called(), why, "議事録を書く", format!("{}/minutes", path(id))));
    }
    for (id, closes_on) in store::poll::open(cx)? {
        if closes_on < today {
            let m = meeting(cx, id)?;
            let why = "日程調整の返事を締め切りました。日を決めてください".to_string();
            out.push(line(436, m.called(), why, "返事を見る", format!("{}/poll", path(id))));
        }
    }
    for (id, name, n) in store::body::ending(cx, today, add_days(today, TERMS))? {
        let why = format!("委嘱が60日以内に終わる委員が{n}人います");
        out.push(line(470, name, why, "委員を見る", body_path(id)));
    }
    Ok(())
}
