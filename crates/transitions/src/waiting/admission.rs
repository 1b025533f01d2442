//! Lines of きょう: before and at admission: planned stays, replies keyed in, several offices told at once.
use std::collections::BTreeMap;

use accounts::OrganisationId;
use app::{Cx, Result};
use kernel::time::{add_days, days_between};
use kernel::{Hat, Holidays, Id, wareki};
use people::Resident;
use people::authz::What;
use slice::{Chip, Todo, Who};

use crate::model::approval::State;
use crate::model::{ActKind, Progress};
use crate::store::{self, admission as kept};
use crate::use_cases::services;

/// Business days after which an unanswered FAX is asked after by telephone.
const UNANSWERED_AFTER: u32 = 2;
/// A sheet older than this before a planned admission is looked at again.
const SHEET_OLD_DAYS: i64 = 3;

/// The lines for the actor.
pub(super) fn lines(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    let Some(org) = cx.actor().organisation.map(OrganisationId) else { return Ok(Vec::new()) };
    match cx.actor().hat {
        Hat::CareManager | Hat::Hokatsu => office(cx, org),
        Hat::Provider => told(cx),
        _ => Ok(Vec::new()),
    }
}

fn who(cx: &Cx<'_>, r: &Resident) -> Who {
    Who { id: r.id.0, name: r.name.clone(), kana: r.kana.clone(), age: r.age(cx.today()) }
}

fn people(cx: &Cx<'_>, ids: &[Id]) -> Result<BTreeMap<Id, Resident>> {
    let mut out = BTreeMap::new();
    for chunk in ids.chunks(400) {
        let found = people::use_cases::view::of_list(cx, chunk, What::Stay)?;
        out.extend(found.into_iter().map(|r| (r.id.0, r)));
    }
    Ok(out)
}

fn chip(kind: &'static str, text: String) -> Chip {
    Chip { kind, icon: "clock", text }
}

fn todo(rank: i64, who: Option<Who>, why: String, chips: Vec<Chip>, to: (&str, String)) -> Todo {
    Todo { rank, who, title: String::new(), why, chips, action: to.0.into(), href: to.1, due: None }
}

fn office(cx: &Cx<'_>, org: OrganisationId) -> Result<Vec<Todo>> {
    let me = cx.actor().account;
    let today = cx.today();
    let unanswered = kept::unanswered(cx, org)?;
    let prepared = kept::prepared_waiting(cx, org)?;
    let soon = kept::planned_soon(cx, org, today, add_days(today, 2))?;
    if unanswered.is_empty() && prepared.is_empty() && soon.is_empty() {
        return Ok(Vec::new());
    }
    let mut stays = BTreeMap::new();
    let ids = unanswered.iter().map(|a| a.stay).chain(prepared.iter().map(|p| p.stay));
    for id in ids {
        if let std::collections::btree_map::Entry::Vacant(free) = stays.entry(id) {
            free.insert(store::stay(cx, id)?);
        }
    }
    stays.extend(soon.iter().map(|s| (s.id, s.clone())));
    let residents: Vec<Id> = stays.values().map(|s| s.resident.0).collect();
    let people = people(cx, &residents)?;
    let calendar = accounts::organisation(cx, org)?.calendar;
    let mut out = Vec::new();
    for a in &unanswered {
        let Some(s) = stays.get(&a.stay) else { continue };
        let Some(r) = people.get(&s.resident.0) else { continue };
        let day = a.day.unwrap_or_else(|| a.at.date());
        let due = calendar.business_days_after(day, UNANSWERED_AFTER, Holidays::shipped());
        // whatever the hospital has said since, the paper is there
        let silent = || -> Result<bool> {
            Ok(!store::acts(cx, s.id)?.iter().any(|x| x.heard() && !x.cancelled))
        };
        if today < due || s.ended_on.is_some() || !silent()? {
            continue;
        }
        out.push(todo(
            4_000 - days_between(due, today),
            Some(who(cx, r)),
            format!("{}に提供書を渡しましたが、返事がまだ届いていません", s.hospital_name),
            vec![chip("due", format!("{}に渡しました", wareki::month_day(day)))],
            ("電話でたしかめる", format!("/transitions/{}/paper", s.id)),
        ));
    }
    for p in &prepared {
        let Some(s) = stays.get(&p.stay) else { continue };
        let Some(r) = people.get(&s.resident.0) else { continue };
        // after a death or a transfer nothing is sent there any more
        if r.died_on.is_some() || s.end.is_some_and(crate::model::EndKind::excluded) {
            continue;
        }
        let href = format!("/transitions/prepared/{}", p.id);
        match p.state {
            State::Waiting if p.may_approve(me, cx.actor().organisation) => out.push(todo(
                1_500 - days_between(p.at.date(), today),
                Some(who(cx, r)),
                format!(
                    "{}さんが用意した入院時情報提供書が、あなたの確認を待っています",
                    p.made_name
                ),
                vec![chip("due", "まだ病院に送っていません".into())],
                ("確認する", href),
            )),
            State::Returned if me == Some(p.made_by.0) => out.push(todo(
                1_500 - days_between(p.at.date(), today),
                Some(who(cx, r)),
                format!(
                    "{}さんから、提供書に直してほしいところがあります：{}",
                    p.decided_name, p.note
                ),
                Vec::new(),
                ("直す", href),
            )),
            _ => {}
        }
    }
    for s in &soon {
        let Some(r) = people.get(&s.resident.0) else { continue };
        let acts = store::acts(cx, s.id)?;
        let sent = Progress::new(s, &acts)
            .last(ActKind::SheetSent)
            .map(|a| a.day.unwrap_or_else(|| a.at.date()));
        // without a sheet the line 「提供書を送る」 stands already
        let Some(sent) = sent.filter(|d| days_between(*d, s.admitted_on) > SHEET_OLD_DAYS) else {
            continue;
        };
        let left = days_between(today, s.admitted_on);
        out.push(todo(
            2_000 + left,
            Some(who(cx, r)),
            format!(
                "{}に{}へ入院の予定です。{}に送った提供書から変わったことがないか、たしかめてください",
                wareki::month_day(s.admitted_on),
                s.hospital_name,
                wareki::month_day(sent)
            ),
            vec![chip("due", if left == 0 { "きょう入院".into() } else { format!("入院まで あと{left}日") })],
            ("提供書を見直す", format!("/transitions/{}/sheet", s.id)),
        ));
    }
    Ok(out)
}

/// What a service was told and has not acknowledged.
fn told(cx: &Cx<'_>) -> Result<Vec<Todo>> {
    if !app::may(cx, &crate::permissions::TOLD)? {
        return Ok(Vec::new());
    }
    let mut out = Vec::new();
    let open = |s: &&services::Seen| s.act.received_at.is_none() && s.resident.died_on.is_none();
    for s in services::for_me(cx)?.iter().filter(open) {
        let Some(t) = crate::model::reply::Told::of(&s.act) else { continue };
        out.push(todo(
            3_000 - days_between(s.act.at.date(), cx.today()),
            Some(who(cx, &s.resident)),
            format!("{}から「{}」が届きました", s.office.name, t.tidings.label()),
            Vec::new(),
            ("お知らせを読む", "/transitions/told".into()),
        ));
    }
    Ok(out)
}
