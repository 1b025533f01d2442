//! 「一覧を印刷する」: the in-tray as one list on A4, narrowed as on the page.
use kernel::{At, wareki};
use office::print::{Align, ListColumn, ListSheet, Paper, PrintJob, Width};
use slice::{Fail, Req, Resp};

use super::intray::{InTray, Narrow, load, wards};
use super::tray;
use crate::use_cases::lists::Line;
use crate::words;

/// Makes the sheet.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let tray = req.read(load)?;
    let sheet = sheet(&tray, &Narrow::of(&req.query));
    // a list for work, no export: whoever needs more prints ward by ward
    let above = req.read(people::exports::above)?;
    if i64::try_from(sheet.rows.len()).unwrap_or(i64::MAX) > above {
        return Err(Fail::Use(app::Error::Rule(format!(
            "一度に印刷できるのは{above}人までです。病棟や担当でしぼってから印刷してください"
        ))));
    }
    let job = PrintJob::of(&sheet)
        .map_err(|e| Fail::Use(app::Error::Inconsistent(format!("list: {e}"))))?
        .title("対応を待っている患者さん")
        .sender(req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default())
        .demo(req.shell.region.demo_paper())
        .printed_at(printed_at(tray.now))
        .paper(Paper::A4Landscape)
        .build();
    Ok(Resp::print(job))
}

fn printed_at(now: At) -> String {
    let t = now.local();
    format!("{} {}:{:02}", wareki::short(now.date()), t.hour(), t.minute())
}

fn sheet(t: &InTray, narrow: &Narrow) -> ListSheet {
    let today = t.now.date();
    let mut rows = Vec::new();
    for ward in wards(t) {
        let of_ward = |l: &&Line| {
            tray::waits(l) && l.stay.ward == ward && narrow.takes(l, t.around.me, today)
        };
        rows.extend(t.lines.iter().filter(of_ward).map(|l| row(t, l)));
    }
    let column = |head: &str, width| ListColumn { head: head.into(), width, align: Align::Left };
    ListSheet {
        lead: Some(format!(
            "{} 現在　{}人（病棟ごと、期限の早い順）",
            wareki::long_weekday(today),
            rows.len()
        )),
        columns: vec![
            column("病棟・病室", Width::Share(1.0)),
            column("患者さん", Width::Share(1.1)),
            column("ケアマネジャー", Width::Share(1.4)),
            column("入院日", Width::Mm(22.0)),
            column("つぎにすること", Width::Share(1.1)),
            column("めやすの日", Width::Mm(30.0)),
            column("退院予定日", Width::Mm(22.0)),
            column("担当", Width::Share(1.1)),
        ],
        rows,
        tick: true,
        empty: Some("対応を待っている患者さんはいません".into()),
        notes: vec!["めやすの日は、この地域の取り決めによるものです".into()],
    }
}

fn row(t: &InTray, l: &Line) -> Vec<String> {
    let today = t.now.date();
    let place = [l.stay.ward.as_str(), l.stay.room.as_str()].join(" ");
    let due = l.due.map(|d| match tray::over(l, today) {
        0 => wareki::slash(d),
        n => format!("{}（{n}日過ぎ）", wareki::slash(d)),
    });
    let manager = [l.office.as_str(), l.care_manager.as_str()].join(" ");
    vec![
        place.trim().to_string(),
        format!("{}（{}歳）", tray::person(l), l.resident.age(today)),
        manager.trim().to_string(),
        wareki::slash(l.stay.admitted_on),
        words::next(l.next).to_string(),
        due.unwrap_or_default(),
        l.stay.planned_on.map(wareki::slash).unwrap_or_default(),
        tray::in_charge(l, &t.around),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::intray::tests::sample;
    use super::super::samples;
    use super::*;

    #[test]
    fn the_list_has_a_cell_for_every_column_and_the_order_of_the_page() {
        let s = sheet(&sample(), &Narrow::default());
        assert!(s.rows.iter().all(|r| r.len() == s.columns.len()));
        let next: Vec<&str> = s.rows.iter().map(|r| r[4].as_str()).collect();
        assert_eq!(next, ["担当決定", "退院支援の要否", "退院日の連絡"]);
        assert_eq!(s.rows[2][5], "11/18（1日過ぎ）");
        assert!(s.lead.as_deref().unwrap().contains("3人"));
        assert_eq!(printed_at(samples::now()), "R8.11.19 11:20");
    }

    #[test]
    fn an_empty_in_tray_says_so_on_paper() {
        let mut t = sample();
        t.lines.clear();
        let s = sheet(&t, &Narrow::default());
        assert!(s.rows.is_empty() && s.empty.is_some());
    }
}
