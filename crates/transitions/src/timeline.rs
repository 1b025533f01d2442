//! A person's column of time: stays and what was told in them.
use app::{Cx, Result};
use kernel::{Hat, Id};
use people::ResidentId;
use people::authz::{Act as Doing, Read, Stay as StayKind, What, could, decide};
use slice::{Chip, TimelineEntry};

use crate::model::{Act, ActKind, EndKind, Mover, Paper, Progress, Stay};
use crate::use_cases::brought::{self, Brought};
use crate::use_cases::hats;
use crate::{permissions, store, words};

/// The entries of one resident, newest first.
pub(crate) fn timeline(cx: &Cx<'_>, resident: Id) -> Result<Vec<TimelineEntry>> {
    let id = ResidentId(resident);
    if app::may(cx, &permissions::SHARED)? && hats::shares(cx)? {
        return Ok(hats::shared_of(cx, id)?.iter().map(|s| shared(cx, s)).collect());
    }
    if !app::may(cx, &permissions::READ)? {
        return Ok(Vec::new());
    }
    decide::<Read, StayKind>(cx, &permissions::READ, id, None)?;
    let hospital_side = matches!(cx.actor().hat, Hat::Liaison | Hat::Ward | Hat::Doctor);
    let mut out = Vec::new();
    let stays = store::of_person(cx, id)?;
    let again = crate::use_cases::readmission::days_of(cx, &stays)?;
    for (s, again) in stays.into_iter().zip(again) {
        if hospital_side && s.hospital.map(|h| h.0) != cx.actor().organisation {
            continue;
        }
        let acts = store::acts(cx, s.id)?;
        let p = Progress::new(&s, &acts);
        let mut e = admission(cx, &s, &p);
        e.chips.extend(again.map(|n| Chip {
            kind: "due",
            icon: "info",
            text: format!("再入院（{}）", crate::model::readmission::words(n)),
        }));
        out.push(e);
        out.extend(
            acts.iter()
                .filter(|a| !a.cancelled)
                .filter_map(|a| entry(&s, a, cx.actor().organisation)),
        );
    }
    for (n, record) in people::use_cases::merge::same(cx, id)?.into_iter().enumerate() {
        // of the record itself the permit was given above
        if n > 0 && !could(cx, Doing::Read, What::Stay, record)? {
            continue;
        }
        out.extend(handovers(cx, record)?);
        if app::may(cx, &permissions::FACE_SHEET)? {
            out.extend(store::admission::faces(cx, record)?.into_iter().map(face));
        }
    }
    out.extend(brought::list(cx, id)?.into_iter().map(brought_in));
    out.sort_by_key(|e| std::cmp::Reverse((e.day, e.at, e.now)));
    Ok(out)
}

/// A face sheet that went to a hospital before a first visit.
fn face(s: crate::model::face::Sent) -> TimelineEntry {
    TimelineEntry {
        day: s.day,
        at: Some(s.at),
        now: false,
        title: "受診前フェイスシートを送りました".into(),
        text: vec![format!("{}　{}・{}", s.hospital_name, s.to, s.method.label())],
        chips: Vec::new(),
        meta: s.name,
        links: vec![(
            "フェイスシートを開く".into(),
            format!("/transitions/face-sheet/{}", s.resident),
        )],
        group: "入退院",
        action: None,
        whereabouts: None,
    }
}

/// A sheet that came with a file from another region.
fn brought_in(b: Brought) -> TimelineEntry {
    TimelineEntry {
        day: b.came.date(),
        at: Some(b.came),
        now: false,
        title: format!("{}が、{}から届きました", b.title(), b.region_words()),
        text: vec![b.written_words()],
        chips: Vec::new(),
        meta: b.by_here.clone(),
        links: vec![("届いた書類を読む".into(), brought::path(b.resident, b.record))],
        group: "入退院",
        action: None,
        whereabouts: None,
    }
}

fn blank(s: &Stay, title: String) -> TimelineEntry {
    TimelineEntry {
        day: s.admitted_on,
        at: None,
        now: false,
        title,
        text: Vec::new(),
        chips: Vec::new(),
        meta: String::new(),
        links: Vec::new(),
        group: "入退院",
        action: None,
        whereabouts: None,
    }
}

fn admission(cx: &Cx<'_>, s: &Stay, p: &Progress<'_>) -> TimelineEntry {
    let ahead = if s.admitted_on > cx.today() { "の予定" } else { "" };
    let mut e = blank(s, format!("{}に入院{ahead}", s.hospital_name));
    let kind = if s.planned { "予定の入院" } else { "緊急の入院" };
    let reason =
        if s.reason.is_empty() { kind.to_string() } else { format!("{}・{kind}", s.reason) };
    e.text.push(format!("{reason}。{}から知りました。", s.learned.label()));
    e.links.push(("この入院のようすを見る".into(), format!("/transitions/{}", s.id)));
    if s.ended_on.is_none() {
        e.now = true;
        e.whereabouts = ahead.is_empty().then(|| format!("{}に入院中", s.hospital_name));
        let (next, mover) = p.next();
        let office = matches!(cx.actor().hat, Hat::CareManager | Hat::Hokatsu);
        let mine = matches!((mover, office), (Mover::Office, true) | (Mover::Hospital, false));
        if mine {
            e.chips.push(Chip {
                kind: "now",
                icon: "clock",
                text: format!("つぎは {}", words::next(next)),
            });
            e.action = Some((words::verb(next).into(), words::path(next, s.id)));
        }
    }
    e
}

fn entry(s: &Stay, a: &Act, reader: Option<Id>) -> Option<TimelineEntry> {
    let to = if a.to_name.is_empty() { String::new() } else { format!("（{}）", a.to_name) };
    let how = a.method.map(|m| m.label()).unwrap_or_default();
    let told = a.detail.day().map(|d| words::day(d, a.at.date()));
    let mut e = blank(s, String::new());
    e.day = a.day.unwrap_or_else(|| a.at.date());
    e.at = (a.at.date() == e.day).then_some(a.at);
    e.meta = if a.heard() { format!("{}・居宅が記録", a.name) } else { a.name.clone() };
    match a.kind {
        ActKind::AdmissionContact => {
            e.title = words::act(a, words::Seen::of(a, reader));
            e.text.push(format!("{}へ{to} {how}", s.hospital_name));
        }
        ActKind::SheetSent => {
            e.title = words::act(a, words::Seen::of(a, reader));
            e.text.push(format!("{}へ{to} {how}", s.hospital_name));
            e.group = "書類";
            if let Some(r) = a.record {
                let got = words::Seen::of(a, reader) == words::Seen::Got;
                e.links.push((
                    if got { "届いた書類を読む" } else { "送った書類を読む" }.into(),
                    format!("/transitions/{}/documents/{r}", s.id),
                ));
            }
        }
        ActKind::PlanningNotice => {
            e.title = "退院調整開始の連絡".into();
            e.text.push(format!("{}から{to} {how}", s.hospital_name));
        }
        ActKind::PlannedDate => {
            e.title = format!("退院予定日 {}", told.unwrap_or_default());
            e.text.extend((!a.detail.reason.is_empty()).then(|| a.detail.reason.clone()));
        }
        ActKind::Conference if a.detail.has("held") => {
            e.title = "退院前カンファを開きました".into();
            e.links.extend(conference_link(a));
        }
        ActKind::Conference => {
            e.title = "退院前カンファは開かないことになりました".into();
            e.text.push(a.detail.reason.clone());
        }
        ActKind::DischargeNotice => {
            e.title = "退院日の連絡".into();
            e.text.push(format!(
                "{}に退院の予定です。{}から{to} {how}",
                told.unwrap_or_default(),
                s.hospital_name
            ));
        }
        ActKind::Papers => {
            e.title = words::act(a, words::Seen::of(a, reader));
            e.group = "書類";
            let names: Vec<&str> = a
                .detail
                .codes
                .iter()
                .filter_map(|c| Paper::from_code(c))
                .map(Paper::label)
                .collect();
            // what was written here is called by its own title
            let written = crate::use_cases::written::which_of(a);
            e.text.push(written.map_or_else(|| names.join("、"), |w| w.title().to_string()));
        }
        ActKind::Ended => {
            let kind = s.end.map(EndKind::label).unwrap_or_default();
            e.title = match s.end {
                Some(EndKind::Death) => "亡くなられました".into(),
                Some(EndKind::Transfer) => "転院しました".into(),
                _ => format!("退院しました（{kind}へ）"),
            };
            e.text.extend((!a.detail.note.is_empty()).then(|| a.detail.note.clone()));
        }
        ActKind::RecordConfirmed => {
            let verb = if a.corrects() { "訂正" } else { "確定" };
            e.title = format!("退院・退所情報記録書を{verb}しました");
            e.text.extend((!a.detail.reason.is_empty()).then(|| a.detail.reason.clone()));
            e.group = "書類";
            if let Some(r) = a.record {
                e.links
                    .push(("記録書を読む".into(), format!("/transitions/{}/documents/{r}", s.id)));
            }
        }
        // internal to the hospital: shown on the stay's page, not in the person's column
        ActKind::Assigned | ActKind::Screening => return None,
        _ => {
            let said = crate::said::said(a).filter(|s| s.column)?;
            e.links.extend(conference_link(a));
            e.title = said.title;
            e.text = said.text;
        }
    }
    Some(e)
}

/// Changes of care manager or office; a hospital sees them on the stays in it.
fn handovers(cx: &Cx<'_>, id: ResidentId) -> Result<Vec<TimelineEntry>> {
    use crate::model::handover::HandoverKind;
    if !matches!(cx.actor().hat, Hat::CareManager | Hat::Hokatsu) {
        return Ok(Vec::new());
    }
    let all = store::handover::of_resident(cx, id)?;
    let all = all.into_iter().filter(|h| h.kind != HandoverKind::Liaison);
    Ok(all
        .map(|h| TimelineEntry {
            day: h.day,
            at: Some(h.at),
            now: false,
            title: format!(
                "{}が変わりました",
                match h.kind {
                    HandoverKind::Manager => "担当のケアマネジャー",
                    _ => "担当の事業所",
                }
            ),
            text: vec![format!("{} から {} へ（{}）", h.from_words, h.to_words, h.reason)],
            chips: Vec::new(),
            meta: h.by_name,
            links: Vec::new(),
            group: "入退院",
            action: None,
            whereabouts: None,
        })
        .collect())
}

/// A stay as the support team sees it: where, until when; neither why nor what was decided.
fn shared(cx: &Cx<'_>, s: &hats::Shared) -> TimelineEntry {
    let now = s.ended_on.is_none();
    let mut text = Vec::new();
    match (s.ended_on, s.planned_on) {
        (Some(on), _) => text.push(format!("{}に退院しました。", words::day(on, cx.today()))),
        (None, Some(on)) => text.push(format!("退院予定日は{}です。", words::day(on, cx.today()))),
        (None, None) => text.push("退院予定日は、まだ決まっていません。".into()),
    }
    TimelineEntry {
        day: s.admitted_on,
        at: None,
        now,
        title: format!("{}に入院", s.hospital),
        text,
        chips: Vec::new(),
        meta: s.office.name.clone(),
        links: vec![("この入院のようすを見る".into(), format!("/transitions/shared/{}", s.stay))],
        group: "入退院",
        action: None,
        whereabouts: (now && s.admitted_on <= cx.today())
            .then(|| format!("{}に入院中", s.hospital)),
    }
}

/// What a new person's page offers first to those who may enter an admission.
pub(crate) fn first_step(cx: &Cx<'_>, resident: Id) -> Result<Option<slice::FirstStep>> {
    Ok(app::may(cx, &permissions::REPORT)?.then(|| slice::FirstStep {
        words: "入院の連絡をする".into(),
        href: format!("/transitions/new?resident={resident}"),
    }))
}

/// The page of the conference that an act speaks of.
fn conference_link(a: &Act) -> Option<(String, String)> {
    let id =
        a.record.filter(|_| matches!(a.kind, ActKind::Conference | ActKind::ConferenceChanged))?;
    Some(("カンファの決定を読む".into(), format!("/transitions/conferences/{id}")))
}
