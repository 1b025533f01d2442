//! The survey as the council knows it: four rates with last year's, the timing as bars and as a table.
use askama::Template;
use kernel::{Date, wareki};
use slice::{Fail, Req, Resp};
use ui::{Bar, Cell, ChartDefs, DataTable, Html, Rate, RateCard, RateCards, StackedChart};

use super::{CARDS, INSIDE, NOTES, Period, both, lead, name, period};
use crate::model::Method;
use crate::model::survey::{Figures, RATES, Survey, Timing};

#[derive(Template)]
#[template(path = "survey/page.html")]
struct Page {
    shell: ui::Shell,
    from: String,
    to: String,
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
    methods: DataTable,
    groups: DataTable,
    notes: Vec<&'static str>,
    query: String,
}

fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

fn rate(f: &Figures, key: &str) -> Rate {
    let r = f.rates.get(key).copied().unwrap_or_default();
    Rate::new(count(r.n), count(r.d))
}

fn parts(f: &Figures) -> Vec<u64> {
    Timing::ALL.iter().map(|t| count(f.timing.get(t.code()).copied().unwrap_or(0))).collect()
}

/// Address of the records behind a number.
fn behind(shell: &ui::Shell, p: Period, key: &str, by: &str) -> String {
    // a bare + in an address is a space
    let key = key.replace('+', "%2B");
    shell.url(&format!("/transitions/survey/cases?from={}&to={}&key={key}{by}", p.from, p.to))
}

fn text(t: impl Into<String>) -> Html {
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
    cells.push(Cell { text: text((f.discharges - told).to_string()), href: None, wide: false });
    cells.push(link(f.discharges, "discharges"));
    cells.push(Cell {
        text: text(rate(f, "five_days_before").to_string()),
        href: Some(behind(shell, p, "five_days_before.n", by)),
        wide: true,
    });
    (text(name), cells, total)
}

fn build(shell: ui::Shell, p: Period, now: &Survey, before: &Survey, today: Date) -> Page {
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
    let more = RATES
        .iter()
        .map(|(key, title)| {
            let cell = Cell {
                text: text(rate(&now.all, key).to_string()),
                href: Some(behind(&shell, p, &format!("{key}.n"), "")),
                wide: true,
            };
            let was =
                Cell { text: text(rate(&before.all, key).to_string()), href: None, wide: true };
            (text(*title), vec![cell, was], false)
        })
        .collect();
    let methods = Method::ALL
        .iter()
        .map(|m| {
            let n = |map: &std::collections::BTreeMap<&'static str, i64>| Cell {
                text: text(map.get(m.code()).copied().unwrap_or(0).to_string()),
                href: None,
                wide: false,
            };
            (
                text(m.label()),
                vec![n(&now.all.admission_methods), n(&now.all.discharge_methods)],
                false,
            )
        })
        .collect();
    let groups = now
        .offices
        .iter()
        .chain(&now.care_levels)
        .map(|(_, name, f)| {
            let cells =
                ["admission_contact", "sheet_sent", "discharge_contact", "five_days_before"]
                    .iter()
                    .map(|k| Cell { text: text(rate(f, k).to_string()), href: None, wide: true })
                    .collect();
            (text(name.as_str()), cells, false)
        })
        .collect();
    let words = |f: &Figures| {
        Timing::ALL
            .iter()
            .map(|t| format!("{} {}件", t.label(), f.timing.get(t.code()).copied().unwrap_or(0)))
            .collect::<Vec<_>>()
            .join("、")
    };
    Page {
        from: wareki::short(p.from),
        to: wareki::short(p.to),
        title: format!("入退院連絡調査　{}", name(p.from, p.to)),
        lead: lead(p, now, today),
        own_only: p.own_only,
        inside: INSIDE,
        empty: now.all.admissions + now.all.discharges == 0,
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
        more: DataTable {
            caption: "すべての割合".into(),
            heads: vec!["割合".into(), "この期間".into(), "前の年".into()],
            rows: more,
        },
        methods: DataTable {
            caption: "連絡の方法（件）".into(),
            heads: vec!["方法".into(), "入院の連絡".into(), "退院日の連絡".into()],
            rows: methods,
        },
        groups: DataTable {
            caption: "事業所と要介護度ごと（順位ではありません）".into(),
            heads: vec![
                "事業所・要介護度".into(),
                "入院連絡率".into(),
                "提供書の送付".into(),
                "退院連絡率".into(),
                "5日以上前".into(),
            ],
            rows: groups,
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

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let p = period(req)?;
    let (now, before) = both(req, p)?;
    let page = build(req.titled("入退院連絡調査"), p, &now, &before, req.app.now().date());
    Resp::page(page.render())
}
