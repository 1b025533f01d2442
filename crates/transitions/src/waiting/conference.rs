//! Lines of きょう: 退院前カンファ: an invitation, a change to read, who has not read it, what is to be written.
use app::{Cx, Result};
use kernel::time::{add_days, days_between};
use kernel::{At, Hat, wareki};
use slice::{Chip, Todo, Who};

use crate::model::conference::State;
use crate::model::{ConferenceId, Deadlines};
use crate::permissions;
use crate::store::conference as rows;
use crate::use_cases::conferences::{enter, may_enter, path};

fn ago(cx: &Cx<'_>, at: At) -> Chip {
    let text = match days_between(at.date(), cx.today()) {
        0 => "きょうから".into(),
        n => format!("{n}日前から"),
    };
    Chip { kind: "due", icon: "clock", text }
}

fn who(cx: &Cx<'_>, id: ConferenceId) -> Result<Who> {
    let r = enter(cx, &permissions::CONFERENCE_READ, id)?.resident;
    Ok(Who { id: r.id.0, name: r.name.clone(), kana: r.kana.clone(), age: r.age(cx.today()) })
}

fn line(
    cx: &Cx<'_>,
    id: ConferenceId,
    rank: i64,
    why: String,
    chips: Vec<Chip>,
    action: &str,
) -> Result<Todo> {
    Ok(Todo {
        rank,
        who: Some(who(cx, id)?),
        title: String::new(),
        why,
        chips,
        action: action.into(),
        href: path(id),
        due: None,
    })
}

/// The lines for the actor. A right can end while one is still asked (a consent is withdrawn, a case moves on): such a
/// conference is left out, and the other lines stay.
pub(super) fn lines(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    if !app::may(cx, &permissions::CONFERENCE_READ)? || cx.actor().organisation.is_none() {
        return Ok(Vec::new());
    }
    let since = add_days(cx.today(), -Deadlines::shipped()?.hospital_access_days_after);
    let mut out = Vec::new();
    let mut mine = std::collections::BTreeSet::new();
    for w in rows::waiting_for_me(cx, since)? {
        if !mine.insert(w.conference) || !may_enter(cx, w.conference)? {
            continue;
        }
        let day = w.day.map(wareki::month_day).unwrap_or_default();
        let (why, action) = match (w.state, w.version > w.first_closed) {
            (State::Closed, true) => {
                ("退院前カンファの決定が変わりました".into(), "変更点を確認する")
            }
            (State::Closed, false) => ("退院前カンファの決定が届きました".into(), "決定を確認する"),
            _ if w.day.is_some_and(|d| d < cx.today()) => continue,
            _ => (format!("退院前カンファの案内が届きました（{day}）"), "案内に返事をする"),
        };
        let rank = 2_000 - days_between(w.asked_at.date(), cx.today()).clamp(0, 900);
        out.push(line(cx, w.conference, rank, why, vec![ago(cx, w.asked_at)], action)?);
    }
    if !app::may(cx, &permissions::CONFERENCE_HOLD)? {
        return Ok(out);
    }
    // telling by telephone and asking again is the 地域連携室's work, not the ward's
    let tells = !matches!(cx.actor().hat, Hat::Ward | Hat::Doctor);
    for o in rows::still_open(cx, since)?.into_iter().filter(|_| tells) {
        if (o.outside == 0 && o.reminded == 0) || !may_enter(cx, o.conference)? {
            continue;
        }
        let what = if o.state == State::Closed { "決定" } else { "案内" };
        let (why, action) = if o.outside > 0 {
            (
                format!("カンファの{what}を電話・FAXで伝える方が、あと{}人います", o.outside),
                "伝えたことを記録する",
            )
        } else {
            (
                format!("カンファの{what}を、まだ{}人が確認していません", o.open),
                "だれがまだかを見る",
            )
        };
        out.push(line(cx, o.conference, 2_500, why, vec![ago(cx, o.asked_at)], action)?);
    }
    for (id, n, at) in rows::unanswered(cx, since)? {
        if !may_enter(cx, id)? {
            continue;
        }
        let why = format!("退院前カンファについて、返事が{n}件届いています");
        out.push(line(cx, id, 1_900, why, vec![ago(cx, at)], "返事を読む")?);
    }
    for (id, state, day) in rows::to_write(cx)? {
        if !may_enter(cx, id)? {
            continue;
        }
        if state != State::Held && day == cx.today() {
            let why = "きょう、退院前カンファがあります".to_string();
            out.push(line(cx, id, 2_100, why, Vec::new(), "カンファの記録を書く")?);
            continue;
        }
        let why =
            format!("{}の退院前カンファの決定が、まだ閉じられていません", wareki::month_day(day));
        let chip = Chip {
            kind: "",
            icon: "clock",
            text: format!("{}日前に開きました", days_between(day, cx.today())),
        };
        out.push(line(cx, id, 2_600, why, vec![chip], "カンファの記録を書く")?);
    }
    Ok(out)
}
