//! The facts of a facility, each with the source and the day it comes from; what was told was wrong; the terms of the
//! sources.
use kernel::wareki;
use slice::Req;
use ui::{Html, Kv};

use crate::Labels;
use crate::model::facility::Field;
use crate::model::sources::{self, FieldSource};
use crate::model::wrong::{Decision, Report, Wrong};
use crate::use_cases::browse::FacilityPage;

fn muted(text: &str) -> Html {
    Html::trusted("<span class=\"muted\">").and(text).and(Html::trusted("</span>"))
}

/// Do the fields come from several sources? Of a single one it is said once, below.
fn several(p: &FacilityPage) -> bool {
    let mut of = p.from.iter().map(|f| (f.source, f.as_of));
    let first = of.next();
    of.any(|other| Some(other) != first)
}

fn source_of(p: &FacilityPage, f: Field) -> Option<&FieldSource> {
    p.from.iter().find(|s| s.field == f)
}

/// 「医療情報ネット・令和7年6月1日」 in small letters; nothing where all fields come from one source.
pub(super) fn from_words(p: &FacilityPage, f: Field) -> Html {
    match source_of(p, f).filter(|_| several(p)) {
        None => Html::default(),
        Some(s) => Html::trusted("<span class=\"meta\">")
            .and(format!("{}・{}", s.source.label(), wareki::long(s.as_of)))
            .and(if s.source.doubtful() { "・電話で確かめてください" } else { "" })
            .and(Html::trusted("</span>")),
    }
}

/// Everything the sources say but the telephone, which stands large above. What people look for and nobody entered
/// is said, so that a gap is not read as 「ない」.
pub(super) fn facts(p: &FacilityPage, labels: &Labels, req: &Req) -> Kv {
    let d = &p.facility.data;
    let local = p.facility.source == crate::use_cases::register::LOCAL;
    let absent = muted(if local {
        "まだ取り込んでいません"
    } else {
        "公開データに書かれていません"
    });
    let mut rows: Vec<(Html, Html)> = Vec::new();
    for (f, always) in [
        (Field::Address, true),
        (Field::Fax, true),
        (Field::Corporation, false),
        (Field::Days, p.weeks.is_empty()),
        (Field::DaysNote, false),
        (Field::Capacity, d.capacity.is_some() || !local),
        (Field::Inclusive, false),
        (Field::Url, true),
        (Field::Notes, false),
    ] {
        let mut html = value(p, f);
        if !html.is_empty() {
            let from = from_words(p, f);
            if !from.is_empty() {
                html = html.and(Html::trusted("<br>")).and(from);
            }
            rows.push((f.label().into(), html));
        } else if always {
            rows.push((f.label().into(), absent.clone()));
        }
        if let (Field::Address, Some((area, hokatsu))) = (f, &p.area) {
            let link = Html::trusted("<a href=\"")
                .and(Html::text(req.url(&format!("/directory/areas/{}", area.id))))
                .and(Html::trusted("\">"))
                .and(&area.name)
                .and(Html::trusted("</a>"));
            rows.push((labels.area().into(), link));
            if let Some(o) = hokatsu {
                rows.push((labels.hokatsu_short().into(), ui::org(&o.name, o.fictitious)));
            }
        }
    }
    if !local {
        rows.push(("事業所番号".into(), Html::from(&d.number)));
    }
    Kv { rows, tight: false, small: false }
}

fn value(p: &FacilityPage, f: Field) -> Html {
    let d = &p.facility.data;
    let text = d.text(f);
    match f {
        Field::Address => {
            Html::from([d.address.as_str(), d.building.as_deref().unwrap_or("")].join("　").trim())
        }
        Field::Capacity if !text.is_empty() => Html::from(format!("{text}人")),
        Field::Url if !text.is_empty() => Html::trusted("<a rel=\"noopener noreferrer\" href=\"")
            .and(Html::text(&text))
            .and(Html::trusted("\">"))
            .and(Html::text(&text))
            .and(Html::trusted("</a>")),
        _ => Html::from(text),
    }
}

/// What people told, as the page shows it.
pub(super) struct Told {
    /// The number that is right by what was told.
    pub phone: Option<String>,
    /// A sentence for each word that was found right.
    pub lines: Vec<String>,
    /// How many wait.
    pub waits: usize,
}

/// What people told and was found right stands until the sources say the same.
pub(super) fn told(p: &FacilityPage) -> Told {
    let right: Vec<&Report> =
        p.reports.iter().filter(|r| r.decision == Some(Decision::Right)).collect();
    Told {
        phone: right.iter().find(|r| r.field == Wrong::Phone).map(|r| r.says.clone()),
        waits: p.reports.iter().filter(|r| r.decision.is_none()).count(),
        lines: right.iter().map(|r| line(r)).collect(),
    }
}

fn line(r: &Report) -> String {
    let day = wareki::long(r.decided_at.unwrap_or(r.at).date());
    let says = match (r.field, r.says.is_empty()) {
        (Wrong::Closed, true) => "この事業所は、閉じています".to_string(),
        (Wrong::Closed, false) => format!("この事業所は、閉じています。{}", r.says),
        (f, _) => format!("{}: {}", f.label(), r.says),
    };
    format!("{says}（{day}に{}さんが確かめました）", r.decided_by)
}

/// A source of the page, with what comes from it and its terms.
pub(super) struct Source {
    pub name: &'static str,
    /// 「令和7年6月1日」.
    pub day: String,
    /// 「電話、FAX」, 「すべての項目」.
    pub fields: String,
    pub credit: String,
    pub terms: String,
    pub doubtful: bool,
}

/// The sources of the page: of the fields first, then of the answers and the hours.
pub(super) fn sources(p: &FacilityPage) -> Vec<Source> {
    let mut keys: Vec<(sources::Source, kernel::Date)> = Vec::new();
    let of_fields = p.from.iter().map(|f| (f.source, f.as_of));
    let beyond = p.answers.iter().map(|(s, d, _)| (*s, *d));
    let hours = p.weeks.iter().map(|(s, d, _)| (*s, *d));
    for key in of_fields.chain(beyond).chain(hours) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let all = !several(p);
    keys.into_iter()
        .map(|(source, as_of)| {
            let mut fields: Vec<&str> = p
                .from
                .iter()
                .filter(|f| (f.source, f.as_of) == (source, as_of) && f.field != Field::Service)
                .map(|f| f.field.label())
                .collect();
            if all && !fields.is_empty() {
                fields = vec!["すべての項目"];
            }
            if p.answers.iter().any(|(s, d, _)| (*s, *d) == (source, as_of)) {
                fields.push("できること");
            }
            if p.weeks.iter().any(|(s, d, _)| (*s, *d) == (source, as_of)) {
                fields.push("曜日と時間");
            }
            let terms = source.terms();
            Source {
                name: source.label(),
                day: wareki::long(as_of),
                fields: fields.join("、"),
                credit: terms.map(|t| t.credit.clone()).unwrap_or_default(),
                terms: terms.map(|t| t.terms.clone()).unwrap_or_default(),
                doubtful: source.doubtful(),
            }
        })
        .collect()
}
