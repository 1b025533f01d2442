//! 退院予定日 with its history. Setting it tells nobody: telling is 退院日の連絡.
use app::Cx;
use kernel::{Id, wareki};
use slice::{Fail, Req, Resp};
use ui::{Html, PlainRow, Rows, Shell};

use super::frame::{self, ActPage, Case, Parts, carry_out};
use super::typed::Typed;
use crate::model::{Act, ActKind, StayId};
use crate::use_cases::notices::{Planned, set_planned};

const KINDS: &[ActKind] = &[ActKind::PlannedDate, ActKind::DischargeNotice, ActKind::Ended];

/// The form.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let typed = begin(&case);
    Resp::page(askama::Template::render(&page(req.shell.clone(), req.new_key(), &case, &typed)))
}

/// Sets the day.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let mut typed = Typed::of(&req.form, req.app.now().date());
    if let Some(cmd) = read(stay, &mut typed)
        && let Some(done) =
            carry_out(req, stay, &mut typed, KINDS, cmd, set, "退院予定日を決めました")?
    {
        return Ok(done);
    }
    if typed.form.error_of(UNCHANGED).is_some() {
        let path = format!("/transitions/{stay}");
        return Ok(Resp::go_saying(path, "退院予定日に変わりはありません。何も記録していません"));
    }
    let case = req.read(move |cx| frame::case(cx, stay))?;
    let page = page(req.shell.clone(), req.new_key(), &case, &typed);
    Ok(Resp::page(askama::Template::render(&page))?.status(typed.status()))
}

/// Not a field: the day and what was said about it are those that stand.
const UNCHANGED: &str = "unchanged";

fn set(cx: &Cx<'_>, cmd: &Planned) -> app::Result<Id> {
    set_planned(cx, cmd)?.ok_or_else(|| app::Error::field(UNCHANGED, "変わりはありません"))
}

fn begin(case: &Case) -> Typed {
    let t = Typed::blank(case.now.date());
    match case.view.stay.planned_on {
        Some(day) => t.with_day("on", day),
        None => t,
    }
}

fn read(stay: StayId, t: &mut Typed) -> Option<Planned> {
    let on = t.day("on", "退院予定日");
    for (name, max) in [("reason", 200), ("said_by", 60)] {
        if t.text(name).chars().count() > max {
            t.error(name, format!("{max}文字以内で入力してください"));
        }
    }
    t.ok().then_some(())?;
    Some(Planned { stay, on: on?, reason: t.text("reason"), said_by: t.text("said_by") })
}

/// Every day that was planned or told, newest first.
fn history(case: &Case) -> Html {
    let entry = |a: &Act| -> Option<PlainRow> {
        let day = a.detail.day()?;
        let verb = if a.kind == ActKind::DischargeNotice {
            "に伝えました"
        } else {
            "に決めました"
        };
        let when = if a.kind == ActKind::DischargeNotice { a.day } else { Some(a.at.date()) };
        let mut meta = format!("{}{verb}", when.map_or("わからない日".into(), wareki::month_day));
        for (head, text) in
            [("理由", &a.detail.reason), ("決めた人", &a.said_by), ("入力", &a.name)]
        {
            if !text.is_empty() {
                meta.push_str(&format!("・{head} {text}"));
            }
        }
        Some(PlainRow {
            title: wareki::long_weekday(day).into(),
            meta: meta.into(),
            ..PlainRow::default()
        })
    };
    let kinds = [ActKind::PlannedDate, ActKind::DischargeNotice];
    let rows: Vec<PlainRow> =
        case.view.acts.iter().rev().filter(|a| kinds.contains(&a.kind)).filter_map(entry).collect();
    let head = Html::trusted(
        "<section class=\"sec\" aria-labelledby=\"history\"><h2 id=\"history\">これまでの予定日</h2>",
    );
    let body = if rows.is_empty() {
        Html::trusted("<p class=\"muted\">まだ決まっていません</p>")
    } else {
        Rows { rows, small: false }.html()
    };
    head.and(body).and(Html::trusted("</section>"))
}

fn page(shell: Shell, key: String, case: &Case, t: &Typed) -> ActPage {
    let changes = case.view.stay.planned_on.is_some();
    let reason = t.line("reason", if changes { "変える理由" } else { "決めた理由" }, 200);
    let fields = vec![
        t.date("on", "退院予定日").required(),
        if changes {
            reason.hint("日を変えるときは、入力してください")
        } else {
            reason
        },
        t.line("said_by", "決めた人", 60).hint("主治医に代わって入力するときは、そのお名前"),
    ];
    let parts = Parts {
        tail: "/planned",
        title: "退院予定日を決める".into(),
        kinds: KINDS,
        fields,
        below: history(case),
        bar_head: "つぎ",
        to: case.office_and_person().and("へ「退院日の連絡」"),
        after: "決めただけでは、まだだれにも送りません".into(),
        button: "退院予定日を決める",
        ..Parts::default()
    };
    frame::page(shell, key, case, t, parts)
}

#[cfg(test)]
mod tests {
    use super::super::frame::tests::{bare, long, sample, sound};
    use super::super::samples::{self, LONG, shell, today};
    use super::*;
    use askama::Template;

    fn html(case: &Case, t: &Typed) -> String {
        page(shell(), "key".into(), case, t).render().unwrap()
    }

    #[test]
    fn the_history_shows_every_day_that_was_planned_or_told() {
        let mut case = sample();
        case.view.stay.planned_on = Some("2026-11-25".parse().unwrap());
        let mut first = samples::act(41, ActKind::PlannedDate, "2026-11-17");
        (first.detail.date, first.said_by) = (Some("2026-11-28".into()), "主治医 大森 隆".into());
        let mut told = samples::act(42, ActKind::DischargeNotice, "2026-11-18");
        (told.detail.date, told.day) = (Some("2026-11-25".into()), None);
        case.view.acts.extend([first, told]);
        let page = html(&case, &begin(&case));
        sound(&page);
        for words in [
            "令和8年11月28日（土）",
            "決めた人 主治医 大森 隆",
            "わからない日に伝えました",
            "変える理由",
            "まだだれにも送りません",
        ] {
            assert!(page.contains(words), "{words}");
        }
        sound(&html(&bare(), &begin(&bare())));
        sound(&html(&long(), &begin(&long()).with("reason", LONG)));
    }

    #[test]
    fn an_impossible_day_is_told_and_kept() {
        let mut t = Typed::blank(today())
            .with("on.era", "R")
            .with("on.y", "8")
            .with("on.m", "2")
            .with("on.d", "30");
        assert!(read(sample().view.stay.id, &mut t).is_none());
        let page = html(&sample(), &t);
        sound(&page);
        assert!(page.contains("カレンダーにありません") && page.contains("value=\"30\""));
    }

    #[test]
    fn a_missing_day_and_long_texts_are_told_together() {
        let mut t =
            Typed::blank(today()).with("reason", "あ".repeat(201)).with("said_by", "い".repeat(61));
        assert!(read(sample().view.stay.id, &mut t).is_none());
        assert!(html(&sample(), &t).contains("3か所を直してください"));
    }
}
