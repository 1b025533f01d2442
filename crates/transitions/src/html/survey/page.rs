//! The survey as the council knows it: four rates with last year's, the timing as bars and as a table.
use std::collections::BTreeMap;

use askama::Template;
use kernel::{Date, wareki};
use slice::{Fail, Req, Resp};
use ui::field::{Input, Width};
use ui::{
    Bar, Cell, ChartDefs, DataTable, ErrorSummary, Field, FieldError, FieldKind, Html, Rate,
    RateCard, RateCards, StackedChart,
};

use super::{CARDS, INSIDE, NOTES, Period, both, lead, name, period, sections, usual, year_of};
use crate::model::Method;
use crate::model::survey::months::Month;
use crate::model::survey::{Figures, R, Survey, Timing};

use crate::permissions;
use crate::use_cases::count;

#[derive(Template)]
#[template(path = "survey/page.html")]
struct Page {
    shell: ui::Shell,
    errors: ErrorSummary,
    fields: [Field; 2],
    open_period: bool,
    title: String,
    lead: String,
    own_only: bool,
    inside: &'static str,
    empty: bool,
    cards: RateCards,
    defs: ChartDefs,
    keys: Html,
    years: StackedChart,
    hospitals: StackedChart,
    timing: DataTable,
    more: DataTable,
    months: DataTable,
    facility: DataTable,
    reasons: DataTable,
    defs_words: Vec<(&'static str, &'static str)>,
    collect: bool,
    answer: bool,
    methods: DataTable,
    offices: DataTable,
    levels: DataTable,
    notes: Vec<&'static str>,
    query: String,
}

fn whole(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

pub(super) fn rate(f: &Figures, key: &str) -> Rate {
    shown(f.rates.get(key).copied().unwrap_or_default())
}

pub(super) fn shown(r: crate::model::survey::Rate) -> Rate {
    Rate::new(whole(r.n), whole(r.d))
}

fn parts(f: &Figures) -> Vec<u64> {
    Timing::ALL.iter().map(|t| whole(f.timing.get(t.code()).copied().unwrap_or(0))).collect()
}

/// Address of the records behind a number.
pub(super) fn behind(shell: &ui::Shell, p: Period, key: &str, by: &str) -> String {
    // a bare + in an address is a space
    let key = key.replace('+', "%2B");
    shell.url(&format!("/transitions/survey/cases?from={}&to={}&key={key}{by}", p.from, p.to))
}

pub(super) fn text(t: impl Into<String>) -> Html {
    Html::text(t.into())
}

fn timing_row(
    shell: &ui::Shell,
    p: Period,
    name: &str,
    f: &Figures,
    by: &str,
    total: bool,
) -> (Html, Vec<Cell>, bool) {
    let link = |n: i64, key: &str| Cell {
        text: text(n.to_string()),
        href: Some(behind(shell, p, key, by)),
        wide: false,
    };
    let mut cells: Vec<Cell> = Timing::ALL
        .iter()
        .map(|t| {
            link(f.timing.get(t.code()).copied().unwrap_or(0), &format!("timing.{}", t.code()))
        })
        .collect();
    let told = f.rates.get("five_days_before").map_or(0, |r| r.d);
    let untold = behind(shell, p, "discharges", &format!("{by}&notice=none"));
    cells.push(Cell {
        text: text((f.discharges - told).to_string()),
        href: Some(untold),
        wide: false,
    });
    cells.push(link(f.discharges, "discharges"));
    cells.push(Cell {
        text: text(rate(f, "five_days_before").to_string()),
        href: Some(behind(shell, p, "five_days_before.n", by)),
        wide: true,
    });
    (text(name), cells, total)
}

/// The rates of each office or care level, every one leading to its records.
fn group(
    shell: &ui::Shell,
    p: Period,
    of: &[(String, String, Figures)],
    param: &str,
) -> Vec<(Html, Vec<Cell>, bool)> {
    of.iter()
        .map(|(id, name, f)| {
            let by = format!("&{param}={}", urlsafe(id));
            let cells = GROUP_RATES
                .iter()
                .map(|k| Cell {
                    text: text(rate(f, k).to_string()),
                    href: Some(behind(shell, p, &format!("{k}.n"), &by)),
                    wide: true,
                })
                .collect();
            (text(name.as_str()), cells, false)
        })
        .collect()
}

/// The rates shown for offices and care levels.
const GROUP_RATES: [&str; 4] =
    ["admission_contact", "sheet_sent", "discharge_contact", "five_days_before"];

fn group_heads(first: &str) -> Vec<String> {
    [first, "入院連絡率", "提供書の送付", "退院連絡率", "5日以上前"].map(String::from).into()
}

/// The period as it was typed, with what is wrong with it.
#[derive(Debug, Clone, Default)]
struct Typed {
    from: String,
    to: String,
    errors: Vec<FieldError>,
}

impl Typed {
    fn of(p: Period) -> Typed {
        Typed { from: wareki::short(p.from), to: wareki::short(p.to), errors: Vec::new() }
    }

    fn fields(&self) -> [Field; 2] {
        [("from", "はじまり", &self.from), ("to", "おわり", &self.to)].map(
            |(name, label, value)| {
                let input = Input { value: value.clone(), width: Width::Mid, ..Input::default() };
                Field::new(name, label, FieldKind::Text(input)).error_from(&self.errors)
            },
        )
    }
}

fn build(
    shell: ui::Shell,
    p: Period,
    typed: &Typed,
    now: &Survey,
    before: &Survey,
    months: &[Month],
    today: Date,
) -> Page {
    let empty = now.all.admissions + now.all.discharges == 0;
    let last = Period { from: before.from, to: before.to, ..p };
    let cards = CARDS
        .iter()
        .map(|(key, title, definition)| RateCard {
            title: (*title).into(),
            rate: rate(&now.all, key),
            href: Some(behind(&shell, p, &format!("{key}.n"), "")),
            before: Some((
                "前の年".into(),
                rate(&before.all, key),
                Some(behind(&shell, last, &format!("{key}.n"), "")),
            ))
            .filter(|(_, r, _)| r.d > 0),
            definition: match *key {
                "five_days_before" => text(format!(
                    "{definition}。不明を除くと {}",
                    rate(&now.all, "five_days_before_known")
                )),
                _ => text(*definition),
            },
        })
        .collect();
    let bar = |label: &str, f: &Figures| Bar { label: label.into(), parts: parts(f) };
    let hospitals: Vec<Bar> = now
        .hospitals
        .iter()
        .filter(|(_, _, f)| f.rates.get("five_days_before").is_some_and(|r| r.d > 0))
        .map(|(_, name, f)| bar(name, f))
        .collect();
    let mut rows =
        vec![timing_row(&shell, p, &format!("{} 全体", name(p.from, p.to)), &now.all, "", true)];
    for (id, name, f) in &now.hospitals {
        let by = format!("&hospital={}", urlsafe(id));
        rows.push(timing_row(&shell, p, name, f, &by, false));
    }
    rows.push(timing_row(
        &shell,
        last,
        &format!("{} 全体", name(last.from, last.to)),
        &before.all,
        "",
        true,
    ));
    let mut heads: Vec<String> = vec!["退院元の病院".into()];
    heads.extend(Timing::ALL.iter().map(|t| t.label().to_string()));
    heads.extend(["連絡なし".into(), "退院".into(), "5日以上前".into()]);
    let methods = Method::ALL
        .iter()
        .map(|m| {
            let by = format!("&method={}", m.code());
            let n = |map: &BTreeMap<&'static str, i64>, key: &str| Cell {
                text: text(map.get(m.code()).copied().unwrap_or(0).to_string()),
                href: Some(behind(&shell, p, key, &by)),
                wide: false,
            };
            (
                text(m.label()),
                vec![
                    n(&now.all.admission_methods, "admission_contact.n"),
                    n(&now.all.discharge_methods, "five_days_before.d"),
                ],
                false,
            )
        })
        .collect();
    let offices = group(&shell, p, &now.offices, "office");
    let levels = group(&shell, p, &now.care_levels, "level");
    let words = |f: &Figures| {
        Timing::ALL
            .iter()
            .map(|t| format!("{} {}件", t.label(), f.timing.get(t.code()).copied().unwrap_or(0)))
            .collect::<Vec<_>>()
            .join("、")
    };
    Page {
        errors: ErrorSummary::of(&typed.errors),
        fields: typed.fields(),
        open_period: !typed.errors.is_empty() || empty,
        title: format!("入退院連絡調査　{}", name(p.from, p.to)),
        lead: lead(p, now, today),
        own_only: p.own_only,
        collect: false,
        answer: false,
        inside: INSIDE,
        empty,
        cards: RateCards { cards },
        defs: ChartDefs,
        keys: StackedChart::keys(&Timing::ALL.map(Timing::label)),
        years: StackedChart {
            title: "年ごと".into(),
            words: format!(
                "{}: {}。{}: {}",
                name(p.from, p.to),
                words(&now.all),
                name(last.from, last.to),
                words(&before.all)
            ),
            bars: vec![
                bar(&name(p.from, p.to), &now.all),
                bar(&name(last.from, last.to), &before.all),
            ],
        },
        hospitals: StackedChart {
            title: "病院ごと（五十音順。順位ではありません）".into(),
            words: "病院ごとの件数は、下の表にあります".into(),
            bars: hospitals,
        },
        timing: DataTable {
            caption: "退院日の連絡の時期（件）。数字を押すと、もとの記録の一覧が開きます".into(),
            heads,
            rows,
        },
        more: sections::rates(&shell, p, last, now, before),
        months: sections::months(&shell, p, months),
        facility: sections::facility(&shell, p, &now.all, &before.all),
        reasons: sections::reasons(&shell, p, &now.all, &before.all),
        defs_words: R::ALL.iter().map(|r| (r.label(), r.definition())).collect(),
        methods: DataTable {
            caption: "件数。数字を押すと、もとの記録の一覧が開きます".into(),
            heads: vec!["方法".into(), "入院の連絡".into(), "退院日の連絡".into()],
            rows: methods,
        },
        offices: DataTable {
            caption: "五十音順です。順位ではありません".into(),
            heads: group_heads("事業所"),
            rows: offices,
        },
        levels: DataTable {
            caption: "入院したときの要介護度です".into(),
            heads: group_heads("要介護度"),
            rows: levels,
        },
        notes: NOTES.to_vec(),
        query: format!("?from={}&to={}", p.from, p.to),
        shell,
    }
}

/// Ids and names of hospitals outside in an address: only what is plain ASCII stays.
fn urlsafe(id: &str) -> String {
    id.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b == b'-' {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// The page. A period that cannot be counted comes back as typed, above the figures of the usual one.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let today = req.app.now().date();
    let (p, typed) = match period(req) {
        Ok(p) => (p, Typed::of(p)),
        Err(Fail::Use(e)) => {
            let Some(fields) = Fail::fields(&e) else { return Err(e.into()) };
            let errors =
                fields.into_iter().map(|f| FieldError { field: f.field, message: f.message });
            let as_typed = |name: &str| req.query.get(name).chars().take(40).collect();
            let typed =
                Typed { from: as_typed("from"), to: as_typed("to"), errors: errors.collect() };
            (usual(req)?, typed)
        }
        Err(e) => return Err(e),
    };
    let (now, before) = both(req, p)?;
    let status = if typed.errors.is_empty() { 200 } else { 422 };
    let (from, to) = year_of(p);
    let months = req.read(move |cx| count::months(cx, from, to, p.of))?;
    let mut page = build(req.titled("入退院連絡調査"), p, &typed, &now, &before, &months, today);
    (page.collect, page.answer) = req.read(|cx| {
        let collect = app::may(cx, &permissions::SURVEY_COLLECT)?;
        Ok((collect, !collect && app::may(cx, &permissions::SURVEY_ANSWER)?))
    })?;
    Ok(Resp::page(page.render())?.status(status))
}

#[cfg(test)]
#[path = "page_tests.rs"]
pub(super) mod tests;
