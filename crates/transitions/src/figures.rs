//! What きょう shows of transitions beyond the todo list: figures, overdue counts, who is in hospital.
use app::{Cx, Result, authorise};
use kernel::{Date, wareki};
use slice::{Count, Current, Figure, Overdue, Who};

use crate::model::Mover;
use crate::model::survey::R;
use crate::use_cases::lists::{Group, Which, lines};
use crate::use_cases::{count, hats, kept};
use crate::{permissions, words};

/// One line of definition per rate shown on the first screen.
const SHOWN: [(R, &str); 4] = [
    (R::AdmissionContact, "入院した人のうち、ケアマネジャーが病院へ連絡した人"),
    (
        R::DischargeContact,
        "退院した人（死亡・転院を除く）のうち、退院日までに病院から退院日の連絡があった人",
    ),
    (
        R::FiveDaysBefore,
        "退院日の連絡があった人のうち、5日以上前に連絡があった人（時期の不明を含む）",
    ),
    (R::RecordReceived, "退院した人のうち、退院・退所情報記録書がある人"),
];

/// 今月の数字.
pub(crate) fn figures(cx: &Cx<'_>, from: Date, to: Date) -> Result<Vec<Figure>> {
    if !app::may(cx, &permissions::SURVEY)? {
        return Ok(Vec::new());
    }
    let before_to = kernel::time::add_days(from, -1);
    let before_from = kernel::time::add_months(from, -1);
    authorise(cx, &permissions::SURVEY)?;
    let shown: Vec<R> = SHOWN.iter().map(|s| s.0).collect();
    let now = kept::rates(cx, from, to, &shown)?;
    let before = kept::rates(cx, before_from, before_to, &shown)?;
    let partial = (cx.today() < to).then(|| format!("{}現在", wareki::month_day(cx.today())));
    Ok(SHOWN
        .iter()
        .map(|(rate, definition)| {
            let r = now.get(rate).copied().unwrap_or_default();
            let b = before.get(rate).copied().unwrap_or_default();
            let key = rate.code();
            Figure {
                title: rate.label().to_string(),
                n: r.n,
                d: r.d,
                definition: (*definition).to_string(),
                href: format!("/transitions/survey/cases?from={from}&to={to}&key={key}.n"),
                before: (b.d > 0).then(|| ("先月".to_string(), b.n, b.d)),
                partial: partial.clone(),
            }
        })
        .collect())
}

/// 期限を過ぎたもの: counts only.
pub(crate) fn overdue(cx: &Cx<'_>) -> Result<Vec<Overdue>> {
    if !app::may(cx, &permissions::COUNTS)? {
        return Ok(Vec::new());
    }
    Ok(count::overdue(cx)?
        .into_iter()
        .map(|o| Overdue { step: o.step.into(), with: o.with.into(), n: o.n })
        .collect())
}

/// Who is in hospital now, of the actor's own office or hospital.
pub(crate) fn current(cx: &Cx<'_>) -> Result<Vec<Current>> {
    if app::may(cx, &permissions::SHARED)? && hats::shares(cx)? {
        return shared(cx);
    }
    if !app::may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    let mine = cx.actor().organisation;
    let mut out = Vec::new();
    for l in lines(cx, Which::default())? {
        if !Group::In.holds(&l, cx.today()) {
            continue;
        }
        let p = l.progress();
        let Some(who) = p.who() else { continue };
        let next = who.next;
        let next_by = if Some(who.organisation.0) == mine {
            "あなた".to_string()
        } else if who.side == Mover::Hospital {
            "病院 地域連携室".to_string()
        } else {
            l.office.clone()
        };
        out.push(Current {
            who: Who {
                id: l.resident.id.0,
                name: l.resident.name.clone(),
                kana: l.resident.kana.clone(),
                age: l.resident.age(cx.today()),
            },
            place: l.stay.hospital_name.clone(),
            day: l.stay.day(cx.today()),
            step: format!("つぎは {}", words::next(next)),
            next_by,
            leaves_on: l.stay.planned_on,
            href: format!("/transitions/{}", l.stay.id),
        });
    }
    Ok(out)
}

/// How many are in the office's lists; for the support team, in the list of those it supports. A hospital has its
/// in-tray as first page and no second place for the same numbers.
pub(crate) fn counts(cx: &Cx<'_>) -> Result<Vec<Count>> {
    if app::may(cx, &permissions::SHARED)? && hats::shares(cx)? {
        let all = shared(cx)?;
        let leaving = all.iter().filter(|c| c.leaves_on.is_some()).count();
        let count = |g: Group, n: usize| Count {
            label: g.label(),
            n: n as u64,
            unit: g.unit(),
            href: "/transitions/shared".into(),
        };
        return Ok(vec![count(Group::In, all.len()), count(Group::Leaving, leaving)]);
    }
    if !app::may(cx, &permissions::READ)? || hats::at_hospital(cx)? {
        return Ok(Vec::new());
    }
    let (all, today) = (lines(cx, Which::default())?, cx.today());
    let count = |g: Group| Count {
        label: g.label(),
        n: g.count(&all, today),
        unit: g.unit(),
        href: crate::html::office::list::address(Some(g)),
    };
    Ok(Group::ALL.into_iter().map(count).collect())
}

/// For the support team: where somebody is and until when, nothing of what is decided there.
fn shared(cx: &Cx<'_>) -> Result<Vec<Current>> {
    let rules = crate::model::hats::HatRules::shipped()?;
    let line = |s: hats::Shared| Current {
        who: Who {
            id: s.resident.id.0,
            name: s.resident.name.clone(),
            kana: s.resident.kana.clone(),
            age: s.resident.age(cx.today()),
        },
        place: s.hospital.clone(),
        day: s.day(cx.today()),
        step: crate::html::hats::shared::state(&s, cx.today(), &rules),
        next_by: if s.care_manager.is_empty() {
            s.office.name.clone()
        } else {
            format!("{} {}さん", s.office.name, s.care_manager)
        },
        leaves_on: s.planned_on,
        href: format!("/transitions/shared/{}", s.stay),
    };
    Ok(hats::shared(cx)?.into_iter().filter(|s| s.ended_on.is_none()).map(line).collect())
}
