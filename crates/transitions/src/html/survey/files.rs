//! The survey on paper and as CSV. (As Excel: `book`.)
use kernel::wareki;
use office::print::{Bar, BarGroup, PrintJob, SurveyRate, SurveyRow, SurveySheet, SurveyTable};
use slice::{Fail, Req, Resp};

use super::book::{lettered, named};
use super::{CARDS, INSIDE, NOTES, both, lead, name, period, year_of};
use crate::model::survey::months::Month;
use crate::model::survey::{Figures, R, Survey, Timing};

fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

fn pair(f: &Figures, key: &str) -> (u64, u64) {
    let r = f.rates.get(key).copied().unwrap_or_default();
    (count(r.n), count(r.d))
}

fn row(label: &str, f: &Figures, total: bool) -> SurveyRow {
    let told = f.rates.get("five_days_before").map_or(0, |r| r.d);
    let mut cells: Vec<String> = Timing::ALL
        .iter()
        .map(|t| f.timing.get(t.code()).copied().unwrap_or(0).to_string())
        .collect();
    cells.push((f.discharges - told).to_string());
    cells.push(f.discharges.to_string());
    let (n, d) = pair(f, "five_days_before");
    cells.push(format!("{}（{n} / {d}）", office::print::percent_text(n, d)));
    SurveyRow { label: label.into(), cells, total }
}

fn sheet(lead: String, now: &Survey, before: &Survey, months: &[Month]) -> SurveySheet {
    let bar = |label: &str, f: &Figures| Bar {
        label: label.into(),
        counts: Timing::ALL
            .iter()
            .map(|t| count(f.timing.get(t.code()).copied().unwrap_or(0)))
            .collect(),
    };
    let mut table_head = vec!["退院元の病院".to_string()];
    table_head.extend(Timing::ALL.iter().map(|t| t.label().to_string()));
    table_head.extend(["連絡なし".into(), "退院".into(), "5日以上前".into()]);
    let mut table_rows = vec![row(&format!("{} 全体", name(now.from, now.to)), &now.all, true)];
    table_rows.extend(now.hospitals.iter().map(|(_, name, f)| row(name, f, false)));
    table_rows.push(row(&format!("{} 全体", name(before.from, before.to)), &before.all, true));
    SurveySheet {
        lead,
        rates: CARDS
            .iter()
            .map(|(key, title, definition)| {
                let (n0, d0) = pair(&before.all, key);
                let was = (d0 > 0).then_some(("前の年", n0, d0));
                SurveyRate::of(title, pair(&now.all, key), was, definition)
            })
            .collect(),
        chart_title: "退院日の連絡は、いつ届いたか".into(),
        chart_note: "連絡ありの件数。棒の長さは割合です".into(),
        keys: Timing::ALL.iter().map(|t| t.label().to_string()).collect(),
        groups: vec![
            BarGroup {
                title: "年ごと".into(),
                bars: vec![
                    bar(&name(now.from, now.to), &now.all),
                    bar(&name(before.from, before.to), &before.all),
                ],
            },
            BarGroup {
                title: "病院ごと（順位ではありません）".into(),
                bars: now
                    .hospitals
                    .iter()
                    .filter(|(_, _, f)| pair(f, "five_days_before").1 > 0)
                    .map(|(_, name, f)| bar(name, f))
                    .collect(),
            },
        ],
        table_title: "退院日の連絡の時期（件）".into(),
        table_head,
        table_rows,
        more: vec![rates_table(now, before), months_table(months)],
        notes: NOTES.iter().chain([&INSIDE]).map(ToString::to_string).collect(),
    }
}

fn words(f: &Figures, key: &str) -> String {
    let (n, d) = pair(f, key);
    if d == 0 {
        return "—".into();
    }
    format!("{}（{n} / {d}）", office::print::percent_text(n, d))
}

fn rates_table(now: &Survey, before: &Survey) -> SurveyTable {
    let row = |r: &R| SurveyRow {
        label: r.label().into(),
        cells: vec![words(&now.all, r.code()), words(&before.all, r.code())],
        total: false,
    };
    SurveyTable {
        title: "すべての割合（数 / もとの数）".into(),
        head: ["割合", "この期間", "前の年"].map(String::from).into(),
        rows: R::ALL.iter().map(row).collect(),
    }
}

fn months_table(months: &[Month]) -> SurveyTable {
    let mut head = vec!["月".to_string(), "入院".into(), "退院".into()];
    for r in [R::DischargeContact, R::FiveDaysBefore] {
        head.push(r.label().into());
        head.push("前の年".into());
    }
    let row = |m: &Month| {
        let mut cells = vec![m.now.admissions.to_string(), m.now.discharges.to_string()];
        for r in [R::DischargeContact, R::FiveDaysBefore] {
            cells.push(words(&m.now, r.code()));
            cells.push(words(&m.before, r.code()));
        }
        SurveyRow { label: name(m.from, m.to), cells, total: false }
    };
    SurveyTable {
        title: "月ごと（前の年の同じ月とくらべて）".into(),
        head,
        rows: months.iter().map(row).collect(),
    }
}

/// The A4 sheet.
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let p = period(req)?;
    let (mut now, mut before) = both(req, p)?;
    let (from, to) = year_of(p);
    let months = req.read(move |cx| crate::use_cases::count::months(cx, from, to, p.of))?;
    let named = named(req);
    lettered(p, named, &mut now);
    lettered(p, named, &mut before);
    let today = req.app.now();
    let body = sheet(lead(p, &now, today.date()), &now, &before, &months);
    let region = req.app.region();
    let job = PrintJob::of(&body)
        .map_err(|e| app::Error::Inconsistent(format!("survey sheet: {e}")))?
        .title(format!("入退院連絡調査　{}〜{}", wareki::long(p.from), wareki::long(p.to)))
        .sender(req.shell.print.sender.clone())
        .demo(region.demo.then(|| "デモ　人・事業所・数字は、すべて架空です".to_string()))
        .printed_at(req.shell.print.printed_at.trim_end_matches(" に出力"))
        .build();
    Ok(Resp::print(job))
}

/// The same as CSV.
pub(super) fn csv(req: &Req) -> Result<Resp, Fail> {
    let p = period(req)?;
    let (now, _) = both(req, p)?;
    let text = crate::cli::survey_csv(&now);
    Ok(Resp::file(
        format!("入退院連絡調査_{}_{}.csv", p.from, p.to),
        "text/csv; charset=utf-8",
        text.into_bytes(),
    ))
}
