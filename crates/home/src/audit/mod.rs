//! Looking after the audit log: the monthly review, the report after an incident, alarms, and who looked at a person.
//! Whoever uses these pages sees who did what and when, never what stands in a record; persons only as a number.
pub(crate) mod alarm_page;
pub(crate) mod alarms;
pub(crate) mod report;
pub(crate) mod review;
pub(crate) mod review_page;
mod review_sheet;
pub(crate) mod seen;
mod store;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use app::Cx;
use app::audit::AuditRow;
use kernel::{At, Date, Hat, Id, Time};

use crate::sources::sources;

pub(crate) use store::STATEMENTS;

/// 整理番号 of a person: the last ten digits of the id, in two groups. No name, no birth date; the same in every paper
/// about the log, and what a person's own page shows to those who may open it.
pub(crate) fn number(id: Id) -> String {
    let text = id.to_string();
    let end = text.get(text.len().saturating_sub(10)..).unwrap_or_default();
    let (a, b) = end.split_at(end.len() / 2);
    format!("{a}-{b}")
}

/// The end of an id from a 整理番号 as typed; empty = nothing typed, none = no such number.
pub(crate) fn number_end(typed: &str) -> Option<String> {
    let plain: String = kernel::kana::half_width(typed)
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect::<String>()
        .to_ascii_lowercase();
    let ok = plain.len() == 10 && plain.bytes().all(|b| b.is_ascii_hexdigit());
    (plain.is_empty() || ok).then_some(plain)
}

/// What an act is called; its code where no slice knows it.
pub(crate) fn act_label(code: &str) -> String {
    let own = match code {
        "cli" => Some("コマンドを使う"),
        app::altered::ACT => Some("保存された内容の変化を見つけました"),
        _ => None,
    };
    own.or_else(|| sources().label_of(code)).unwrap_or(code).to_string()
}

/// 「R8.11.19 9:40:05」.
pub(crate) fn clock(at: At) -> String {
    ui::dates::log(at)
}

/// The first moment of a day in Japan.
pub(crate) fn day_start(d: Date) -> At {
    At::jst(d, Time::midnight())
}

/// Names of the organisations by id.
pub(crate) type Offices = BTreeMap<Id, String>;

pub(crate) fn offices(cx: &Cx<'_>) -> app::Result<Offices> {
    Ok(accounts::organisations(cx)?.into_iter().map(|o| (o.id.0, o.name)).collect())
}

/// What was done; of an operator's command also which one and why, for there is no page to look it up.
fn what(r: &AuditRow) -> String {
    let label = act_label(&r.act);
    if r.act != "cli" {
        return label;
    }
    match (r.object.as_deref().unwrap_or_default(), r.detail.trim()) {
        ("", _) => label,
        (command, "") => format!("{label}：{command}"),
        (command, reason) => format!("{label}：{command}（理由：{reason}）"),
    }
}

/// A row in words: when, office, role, name, what, about whom, result.
pub(crate) fn words(r: &AuditRow, offices: &Offices) -> [String; 7] {
    let office = match (r.organisation, Hat::from_code(&r.hat)) {
        (Some(o), _) => offices.get(&o).map_or("（いまはない事業所）", String::as_str),
        (None, Some(Hat::Operator)) => "サーバーの管理",
        (None, Some(Hat::System)) => "プログラム",
        (None, Some(h)) if h.at_home() => "ご自宅",
        (None, _) => "—",
    }
    .to_owned();
    let listed = app::audit_read::listed(&r.detail);
    let about = match (r.resident, listed.len()) {
        (Some(id), _) => number(id),
        (None, 0) => String::new(),
        (None, n) => format!("一覧 {n}人"),
    };
    [
        clock(r.at),
        office,
        Hat::from_code(&r.hat).map_or("", Hat::label).to_string(),
        r.name.clone(),
        what(r),
        about,
        if r.denied { "ことわりました" } else { "済み" }.to_string(),
    ]
}
