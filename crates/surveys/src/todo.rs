//! きょう: the centre hears that a survey ends soon with answers missing, or has ended; an office hears what it is asked.
use app::{Cx, Result, may};
use kernel::time::{add_days, days_between};
use kernel::{At, Date, Time, wareki};
use slice::{Chip, Todo};

use crate::use_cases::{answers, path};
use crate::{permissions, store};

/// Missing answers show so many days before the end. [K] to be looked at with a centre.
const AHEAD: i64 = 7;
/// An ended survey shows for so many days. [K]
const AFTER: i64 = 30;

fn line(
    rank: i64,
    title: String,
    why: String,
    action: &str,
    href: String,
    day: Date,
    today: Date,
) -> Todo {
    let kind = if day < today { "over" } else { "due" };
    Todo {
        rank,
        who: None,
        title,
        why,
        chips: vec![Chip {
            kind, icon: "clock", text: format!("{}まで", wareki::month_day(day))
        }],
        action: action.into(),
        href,
        due: Some(At::jst(day, Time::constant(17, 0, 0, 0))),
    }
}

/// The lines of the actor.
pub(crate) fn todo(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let today = cx.today();
    let mut out = Vec::new();
    if may(cx, &permissions::ASKED)? {
        for s in store::survey::open(cx)? {
            let Some(until) = s.data.until else { continue };
            let title = s.data.title.clone();
            if until < today {
                if days_between(until, today) <= AFTER {
                    let why =
                        "調査の期間が終わりました。結果を見て、締め切ってください".to_string();
                    let href = format!("{}/results", path(s.id));
                    out.push(line(448, title, why, "結果を見る", href, until, today));
                }
            } else if s.data.named && until <= add_days(today, AHEAD) {
                let waiting = store::asked::of(cx, s.id)?.iter().filter(|a| !a.answered).count();
                if waiting > 0 {
                    let why = format!("調査の答えが、まだ{waiting}か所から届いていません");
                    let href = format!("{}/asked", path(s.id));
                    out.push(line(438, title, why, "まだの相手を見る", href, until, today));
                }
            }
        }
    }
    if may(cx, &permissions::MINE)? {
        for o in answers::of_office(cx)? {
            if o.given.is_none() && o.survey.takes(today) {
                let until = o.survey.data.until.unwrap_or(today);
                let why = format!("連携拠点から調査が届いています（{}）", o.asked.data.name);
                let href = format!("/surveys/mine/{}", o.asked.id);
                out.push(line(460, o.survey.data.title.clone(), why, "答える", href, until, today));
            }
        }
    }
    Ok(out)
}
