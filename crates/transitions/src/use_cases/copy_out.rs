//! 支援経過に貼る文: what was told in a stay as plain sentences for the office's own 居宅介護支援経過 (第5表), so that the
//! send log that the fee rules ask for (forms.md §0.5: when, where, what, how, to whom) is not typed twice.
use app::audit::AuditEntry;
use app::{Cx, Result};
use kernel::{Date, Id, wareki};

use super::view::{View, view};
use crate::model::hearing::Hearing;
use crate::model::{Act, ActKind, EndKind, Paper, StayId};
use crate::permissions;

/// One entry of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The act; none for the admission itself.
    pub act: Option<Id>,
    /// The day; none = not known.
    pub day: Option<Date>,
    /// Time of day, when it was recorded on the day itself.
    pub time: Option<String>,
    /// What: the head of the entry.
    pub title: String,
    /// Who told whom, how, what; full sentences.
    pub text: String,
}

impl Entry {
    /// 「令和8年11月17日（火） 10:05」.
    pub fn when(&self) -> String {
        match (self.day, &self.time) {
            (Some(d), Some(t)) => format!("{} {t}", wareki::long_weekday(d)),
            (Some(d), None) => wareki::long_weekday(d),
            (None, _) => "日は不明".into(),
        }
    }

    /// The entry as pasted.
    pub fn plain(&self) -> String {
        format!("{}　【{}】{}", self.when(), self.title, self.text)
    }
}

/// The stay and its entries.
#[derive(Debug, Clone)]
pub struct CopyOut {
    /// The stay.
    pub view: View,
    /// Oldest first, as the record is kept.
    pub entries: Vec<Entry>,
}

/// The text of a stay: for the office. Taking it out is audited.
pub fn copy_out(cx: &Cx<'_>, stay: StayId) -> Result<CopyOut> {
    super::fees::office_side(cx, &permissions::COPY_OUT)?;
    let v = view(cx, stay)?;
    cx.audit(
        AuditEntry::act("transitions.copy-out")
            .about(v.stay.resident)
            .object(format!("stay:{stay}")),
    );
    Ok(CopyOut { entries: entries(&v), view: v })
}

/// All entries of a stay.
pub fn entries(v: &View) -> Vec<Entry> {
    let s = &v.stay;
    let kind = if s.planned { "予定の入院" } else { "緊急の入院" };
    let reason = if s.reason.is_empty() { String::new() } else { format!("（{}）", s.reason) };
    let mut out = vec![Entry {
        act: None,
        day: Some(s.admitted_on),
        time: s.admitted_time.map(|t| format!("{}:{:02}", t.hour(), t.minute())),
        title: "入院".into(),
        text: format!(
            "{}に入院{reason}。{kind}。{}からの連絡で知った。",
            s.hospital_name,
            s.learned.label()
        ),
    }];
    let mut told: Vec<Entry> =
        v.acts.iter().filter(|a| !a.cancelled).filter_map(|a| entry(a, v)).collect();
    // what was done on a day stands with that day, also when it was entered later
    told.sort_by_key(|e| e.day.unwrap_or(Date::MAX));
    out.extend(told);
    out
}

fn entry(a: &Act, v: &View) -> Option<Entry> {
    let (title, text) = words(a, v)?;
    let on_the_day = a.day == Some(a.at.date());
    Some(Entry {
        act: Some(a.id),
        day: a.day,
        time: on_the_day.then(|| format!("{}:{:02}", a.at.time().hour(), a.at.time().minute())),
        title,
        text,
    })
}

fn sentence(parts: impl IntoIterator<Item = String>) -> String {
    parts
        .into_iter()
        .map(|p| p.trim().trim_end_matches('。').replace('\n', " "))
        .filter(|p| !p.is_empty())
        .map(|p| format!("{p}。"))
        .collect()
}

/// Who told whom by what: 「当事業所 佐藤 花子 → みどり総合病院（地域連携室 小田島さん）　電話」.
fn way(a: &Act, v: &View, from_office: bool) -> String {
    // what the office wrote down of a call was said by somebody of the hospital, not by who wrote it down
    let who = if a.heard() { &a.said_by } else { &a.name };
    let by = if who.is_empty() { String::new() } else { format!(" {who}") };
    let to = if a.to_name.is_empty() { String::new() } else { format!("（{}）", a.to_name) };
    let how = a.method.map(|m| format!("{}で", m.label())).unwrap_or_default();
    let hospital = &v.stay.hospital_name;
    if from_office {
        format!("当事業所{by}から{hospital}{to}へ、{how}伝えた")
    } else {
        format!("{hospital}{by}から当事業所{to}へ、{how}連絡があった")
    }
}

fn words(a: &Act, v: &View) -> Option<(String, String)> {
    let note = a.detail.note.clone();
    let reason = |head: &str| match a.detail.reason.as_str() {
        "" => String::new(),
        why => format!("{head}{why}"),
    };
    let day = a.detail.day().map(wareki::long_weekday).unwrap_or_default();
    let label = a.kind.label().to_string();
    let text = match a.kind {
        ActKind::AdmissionContact => sentence([way(a, v, true), note]),
        ActKind::SheetSent => {
            let place = if note.is_empty() { note } else { format!("渡した場所は{note}") };
            let hash = a.hash.as_deref().map(|h| h.chars().take(8).collect::<String>());
            sentence([
                way(a, v, true).replace("伝えた", "送った"),
                place,
                reason("送り直し。理由："),
                hash.map(|h| format!("内容の印 {h}")).unwrap_or_default(),
            ])
        }
        ActKind::PlanningNotice => sentence([way(a, v, false), note]),
        ActKind::DischargeNotice => {
            sentence([format!("退院日は{day}。{}", way(a, v, false)), note])
        }
        ActKind::PlannedDate => sentence([
            format!("退院予定日は{day}"),
            if a.said_by.is_empty() { String::new() } else { format!("{}による", a.said_by) },
            reason("理由："),
        ]),
        ActKind::Conference if a.detail.has("held") => {
            sentence(["退院前カンファが開かれた".into(), note])
        }
        ActKind::Conference => {
            sentence(["退院前カンファは開かないことになった".into(), reason("理由：")])
        }
        ActKind::Papers => {
            let names: Vec<&str> = a
                .detail
                .codes
                .iter()
                .filter_map(|c| Paper::from_code(c))
                .map(Paper::label)
                .collect();
            let how = a.method.map(|m| format!("（{}）", m.label())).unwrap_or_default();
            sentence([format!("{}を受け取った{how}", names.join("、")), note])
        }
        ActKind::Ended => {
            let place = if note.is_empty() { String::new() } else { format!("（{note}）") };
            let words = match v.stay.end {
                Some(EndKind::Death) => "亡くなられた".into(),
                Some(EndKind::Transfer) => format!("転院した{place}"),
                Some(e) => format!("{}へ退院した{place}", e.label()),
                None => "退院した".into(),
            };
            sentence([words])
        }
        ActKind::RecordConfirmed if a.corrects() => {
            sentence(["退院・退所情報記録書を直した".into(), reason("理由：")])
        }
        ActKind::RecordConfirmed => sentence(["退院・退所情報記録書を作成した".into()]),
        ActKind::Hearing => {
            let h = Hearing::of(a)?;
            let how = if h.conference {
                format!("{}（会議）", h.way.label())
            } else {
                h.way.label().to_string()
            };
            sentence([
                format!("{}の{}から、{how}で聞き取りをした", h.told.organisation, h.told.who()),
                h.note,
            ])
        }
        // a guide is no part of the record of support
        ActKind::FeeJudged => return None,
        // the hospital's own work
        ActKind::Assigned | ActKind::Screening => return None,
        _ => {
            let said = crate::said::said(a)?;
            return Some((said.title, sentence(said.text)));
        }
    };
    Some((label, text))
}
