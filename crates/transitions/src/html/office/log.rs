//! The send log of a stay: every act with when, how, to whom, place and a short hash, and what has become of it; and the
//! history of the planned discharge day.
use ui::{Html, Link, Shell, TimeEntry, Timeline};

use super::parts;
use super::stay::Case;
use crate::model::{Act, ActKind, Method, Paper};
use crate::use_cases::view::View;
use crate::use_cases::written::which_of;
use crate::words::{self, Seen};

/// From whom to whom, how, where, why.
pub(super) fn told(a: &Act, v: &View) -> String {
    let mut out = Vec::new();
    let hospital = v.stay.hospital_name.as_str();
    let from_office = a.organisation == Some(v.office.id);
    let to = |name: &str| {
        if a.to_name.is_empty() {
            format!("{name}へ")
        } else {
            format!("{name}（{}）へ", a.to_name)
        }
    };
    match a.kind {
        ActKind::AdmissionContact | ActKind::SheetSent => out.push(to(hospital)),
        ActKind::PlanningNotice | ActKind::DischargeNotice | ActKind::Papers => {
            // papers can go to somebody else: a relative, a facility
            let third = a.kind == ActKind::Papers && a.to_org != Some(v.office.id);
            let whom = if third { format!("{}へ", a.to_name) } else { to(&v.office.name) };
            out.push(format!("{hospital}から {whom}"));
        }
        ActKind::Ended => {
            let by = if from_office { v.office.name.as_str() } else { hospital };
            out.push(format!("{by}が登録しました"));
        }
        _ => out.extend(crate::said::said(a).map(|s| s.text).unwrap_or_default()),
    }
    out.extend(a.method.map(|m: Method| m.label().to_owned()));
    // what was written here is called by its own title (the note)
    if a.kind == ActKind::Papers && which_of(a).is_none() {
        let names: Vec<&str> =
            a.detail.codes.iter().filter_map(|c| Paper::from_code(c)).map(Paper::label).collect();
        out.push(names.join("、"));
    }
    out.extend(a.late_reason().map(|code| {
        let list = crate::model::codes::late_notice();
        format!("5日より前に伝えられなかった理由 {}", list.label(code))
    }));
    for text in [&a.detail.note, &a.detail.reason] {
        if !text.is_empty() {
            out.push(text.clone());
        }
    }
    if !a.said_by.is_empty() {
        out.push(format!("{}から聞いて記録", a.said_by));
    }
    out.into_iter().filter(|t| !t.trim().is_empty()).collect::<Vec<_>>().join("・")
}

fn entry(shell: &Shell, a: &Act, c: &Case, now: bool) -> TimeEntry {
    let sent = matches!(
        a.kind,
        ActKind::AdmissionContact
            | ActKind::SheetSent
            | ActKind::PlanningNotice
            | ActKind::DischargeNotice
            | ActKind::Papers
    );
    let seen = Seen::of(a, c.actor.organisation);
    let day = match a.day {
        Some(d) if d == a.at.date() => words::moment(a.at, c.today()),
        Some(d) => words::day(d, c.today()),
        None => "日は不明".into(),
    };
    let mut meta: Vec<Html> = vec![a.name.as_str().into()];
    if a.day != Some(a.at.date()) {
        meta.push(format!("{} に記録", words::moment(a.at, c.today())).into());
    }
    if a.heard() {
        meta.push("居宅が記録".into());
    } else if sent && a.to_org.is_some() {
        meta.push(words::arrived(a, seen, |t| words::moment(t, c.today())).into());
    }
    // the mark belongs to the sheet that went out; the page of each paper shows its own
    if let Some(hash) = a.hash.as_ref().filter(|_| a.kind == ActKind::SheetSent) {
        let short: String = hash.chars().take(8).collect();
        meta.push(format!("内容の印 {short}…").into());
    }
    let link = a
        .record
        .filter(|_| matches!(a.kind, ActKind::SheetSent | ActKind::RecordConfirmed))
        .map(|r| {
            (
                "paper",
                Link::new(
                    "書類を読む",
                    shell.url(&format!("/transitions/{}/documents/{r}", c.view.stay.id)),
                ),
            )
        })
        .or_else(|| {
            let of = |a: &&Act| matches!(a.kind, ActKind::Conference | ActKind::ConferenceChanged);
            let r = Some(a).filter(of)?.record?;
            let href = shell.url(&format!("/transitions/conferences/{r}"));
            Some(("paper", Link::new("カンファの決定を読む", href)))
        });
    TimeEntry {
        year: String::new(),
        date: day,
        title: words::act(a, seen).into(),
        body: told(a, &c.view).into(),
        meta: ui::spaced(meta),
        link,
        panel: Html::default(),
        now,
    }
}

/// All acts, newest on top, and the admission below them.
pub(super) fn timeline(shell: &Shell, c: &Case) -> Timeline {
    let s = &c.view.stay;
    let mut entries: Vec<TimeEntry> = c
        .view
        .acts
        .iter()
        .rev()
        .enumerate()
        .map(|(n, a)| entry(shell, a, c, n == 0 && !s.closed))
        .collect();
    let time =
        s.admitted_time.map(|t| format!(" {}:{:02}", t.hour(), t.minute())).unwrap_or_default();
    let reason = if s.reason.is_empty() { String::new() } else { format!("{}・", s.reason) };
    entries.push(TimeEntry {
        date: format!("{}{time}", words::day(s.admitted_on, c.today())),
        title: parts::hospital(s, c.view.hospital.as_ref()).and("へ入院しました"),
        body: format!("{reason}{}から知りました", s.learned.label()).into(),
        meta: format!("{} に登録", words::moment(s.at, c.today())).into(),
        ..TimeEntry::default()
    });
    Timeline { entries, older: None }
}

/// The history of the planned day, newest first: the day, and when, by whom and why it was set.
pub(super) fn planned(c: &Case) -> Vec<(String, String)> {
    c.view
        .acts
        .iter()
        .rev()
        .filter(|a| matches!(a.kind, ActKind::PlannedDate | ActKind::DischargeNotice))
        .filter_map(|a| {
            let day = words::day(a.detail.day()?, c.today());
            let mut said = format!("{} {}", words::moment(a.at, c.today()), a.name);
            if a.kind == ActKind::DischargeNotice {
                said.push_str("・退院日の連絡");
            }
            if !a.said_by.is_empty() {
                said.push_str(&format!("・{}から", a.said_by));
            }
            if !a.detail.reason.is_empty() {
                said.push_str(&format!("・{}", a.detail.reason));
            }
            Some((day, said))
        })
        .collect()
}
