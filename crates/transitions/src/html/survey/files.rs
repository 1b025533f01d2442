//! The survey on paper, as Excel and as CSV.
use kernel::wareki;
use office::print::{Bar, BarGroup, PrintJob, SurveyRate, SurveyRow, SurveySheet};
use office::xlsx::{self, About, Cell, Column, Kind as ColumnKind, Sheet};
use slice::{Fail, Req, Resp};

use super::{CARDS, INSIDE, NOTES, both, lead, name, period};
use crate::model::survey::{Figures, RATES, Survey, Timing};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

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

fn sheet(lead: String, now: &Survey, before: &Survey) -> SurveySheet {
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
                title: "病院ごと（五十音順。順位ではありません）".into(),
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
        notes: NOTES.iter().chain([&INSIDE]).map(ToString::to_string).collect(),
    }
}

/// The A4 sheet.
pub(super) fn print(req: &Req) -> Result<Resp, Fail> {
    let p = period(req)?;
    let (now, before) = both(req, p)?;
    let today = req.app.now();
    let body = sheet(lead(p, &now, today.date()), &now, &before);
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

/// All figures as a workbook: one sheet per breakdown, n and d in their own columns.
pub(super) fn excel(req: &Req) -> Result<Resp, Fail> {
    let p = period(req)?;
    let (now, _) = both(req, p)?;
    let columns = || {
        let mut c = vec![Column::new("名前", 28.0, ColumnKind::Text)];
        c.push(Column::new("入院", 8.0, ColumnKind::Int));
        c.push(Column::new("退院", 8.0, ColumnKind::Int));
        for (_, label) in RATES {
            c.push(Column::new(format!("{label}（数）"), 14.0, ColumnKind::Int));
            c.push(Column::new(format!("{label}（全体）"), 14.0, ColumnKind::Int));
        }
        c.extend(Timing::ALL.iter().map(|t| Column::new(t.label(), 9.0, ColumnKind::Int)));
        c
    };
    let line = |name: &str, f: &Figures| {
        let mut r = vec![Cell::text(name), Cell::Int(f.admissions), Cell::Int(f.discharges)];
        for (k, _) in RATES {
            let rate = f.rates.get(k).copied().unwrap_or_default();
            r.push(Cell::Int(rate.n));
            r.push(Cell::Int(rate.d));
        }
        r.extend(
            Timing::ALL.iter().map(|t| Cell::Int(f.timing.get(t.code()).copied().unwrap_or(0))),
        );
        r
    };
    let group = |name: &str, rows: &[(String, String, Figures)]| Sheet {
        name: name.into(),
        columns: columns(),
        rows: rows.iter().map(|(_, n, f)| line(n, f)).collect(),
    };
    let sheets = [
        Sheet { name: "全体".into(), columns: columns(), rows: vec![line("全体", &now.all)] },
        group("病院（五十音順）", &now.hospitals),
        group("事業所（五十音順）", &now.offices),
        group("要介護度", &now.care_levels),
    ];
    let about = About {
        title: "入退院連絡調査".into(),
        sender: req.shell.print.sender.clone(),
        made: req.app.now(),
    };
    let bytes = xlsx::write(&about, &sheets)
        .map_err(|e| app::Error::Inconsistent(format!("workbook: {e}")))?;
    Ok(Resp::file(format!("入退院連絡調査_{}_{}.xlsx", p.from, p.to), XLSX, bytes))
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
