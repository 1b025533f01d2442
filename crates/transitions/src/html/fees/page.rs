//! 加算のめやす for the office: what counts, what is not clear, by which edition and source, and what was kept before.
//! A guide and never a claim: it names no missing visit and urges nobody.
use askama::Template;
use kernel::{Date, wareki};
use slice::{Fail, Req, Resp};
use ui::{Button, ErrorSummary, Field, FormOpen, Html, Kv, Opt, Shell, Table, TableRow};

use super::super::office::parts;
use super::super::office::typed::Typed;
use super::hearings::verdict;
use crate::model::StayId;
use crate::model::fee;
use crate::model::fee_discharge::{Counts, Grade};
use crate::model::fee_kept::FirstFee;
use crate::use_cases::fees::{Admission, Discharge, OfficeFees, keep, office};

#[derive(Template)]
#[template(path = "fees/page.html")]
struct FeesPage {
    shell: Shell,
    back: Html,
    who: Html,
    errors: ErrorSummary,
    admission: Kv,
    admission_notes: Vec<String>,
    grade: String,
    grade_more: String,
    doubts: Vec<String>,
    heard: Option<Table>,
    grades: Option<Table>,
    rules: Kv,
    verify: String,
    open: Option<FormOpen>,
    fields: Vec<Field>,
    kept: Vec<(String, String)>,
    hearings: Button,
    copy: Button,
}

fn admission(a: &Admission, d: &OfficeFees) -> (Kv, Vec<String>) {
    let mut rows: Vec<(Html, Html)> = Vec::new();
    let mut notes = Vec::new();
    let told = match (a.sent, a.grade) {
        (None, _) => "まだ送っていません".to_string(),
        (Some(day), Some(g)) => {
            format!("{}に送りました。{}のめやすに入ります", wareki::month_day(day), g.label())
        }
        (Some(day), None) => {
            format!("{}に送りました。加算のめやすの日は過ぎていました", wareki::month_day(day))
        }
    };
    rows.push(("提供書".into(), told.into()));
    if d.view.limits.is_none() {
        notes.push("入院時情報連携加算は、要介護1〜5の方の加算です".to_string());
    }
    if let Some(l) = d.view.limits {
        rows.push(("(Ⅰ)の日".into(), format!("{}まで", wareki::month_day(l.first)).into()));
        rows.push(("(Ⅱ)の日".into(), format!("{}まで", wareki::month_day(l.second)).into()));
        if l.check {
            notes.push("要確認：営業日以外の日の入院です".into());
        }
    }
    if let Some(g) = &a.guide {
        if let Some(grade) = a.grade {
            let code = g
                .service_code(grade)
                .map(|c| format!("（サービスコード {c}）"))
                .unwrap_or_default();
            rows.push(("単位".into(), format!("{}単位{code}", g.units(grade)).into()));
        }
        rows.push(("決まり".into(), super::edition(&g.name, &g.from).into()));
        rows.push(("もと".into(), g.source.as_str().into()));
        if !g.verify.is_empty() {
            rows.push(("要確認".into(), g.verify.join("、").into()));
        }
    }
    if let Some(before) = a.before {
        notes.push(format!(
            "同じ月の{}にも、この方の提供書を送っています。月に1回だけ数えます",
            wareki::month_day(before)
        ));
    }
    notes.extend(fee::exclusions().into_iter().map(|e| e.text));
    (Kv { rows, tight: true, small: false }, notes)
}

fn doubts(d: &Discharge) -> Vec<String> {
    let mut out: Vec<String> = d
        .around
        .iter()
        .map(|(c, why)| if *c == Counts::Check { format!("要確認：{why}") } else { why.clone() })
        .collect();
    if let Some(g) = d.guide.as_ref().and_then(|g| g.if_checked.as_ref()) {
        out.push(format!(
            "要確認：電話の聞き取りも数えられるときは、{}になります。保険者にたしかめてください",
            g.label
        ));
    }
    if let Some(e) = &d.edition {
        out.extend(e.exclusions.iter().map(|x| x.text.clone()));
    }
    out
}

fn heard(d: &Discharge) -> Option<Table> {
    let guide = d.guide.as_ref()?;
    let rows: Vec<TableRow> = d
        .heard
        .iter()
        .zip(&guide.rows)
        .map(|(h, (_, row))| {
            let how = if h.conference {
                format!("{}（会議）", h.way.label())
            } else {
                h.way.label().to_string()
            };
            TableRow {
                head: wareki::month_day(h.day).into(),
                cells: vec![h.told.who().into(), how.into(), verdict(*row)],
            }
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        caption: "聞き取りの記録と、めやすの数え方".into(),
        heads: ["聞き取り日", "だれから", "方法", "加算のめやす"].map(String::from).to_vec(),
        rows,
    })
}

fn grades(d: &Discharge) -> Option<Table> {
    let e = d.edition.as_ref()?;
    let mine = d.guide.as_ref().and_then(|g| g.grade.as_ref());
    let row = |g: &Grade| {
        let label: Html = g.label.as_str().into();
        TableRow {
            head: if mine == Some(g) {
                ui::spaced([label, ui::tag(ui::TagKind::Now, "いまの記録").icon("check").html()])
            } else {
                label
            },
            cells: vec![
                g.words.as_str().into(),
                format!("{}単位", g.units).into(),
                g.service_code.as_str().into(),
            ],
        }
    };
    Some(Table {
        caption: "退院・退所加算の区分".into(),
        heads: ["区分", "数え方", "単位", "コード"].map(String::from).to_vec(),
        rows: e.grades.iter().map(row).collect(),
    })
}

fn kept(d: &Discharge) -> Vec<(String, String)> {
    d.kept
        .iter()
        .map(|(a, k)| {
            let units = if k.units > 0 { format!("・{}単位", k.units) } else { String::new() };
            (
                format!("{}{units}", k.label),
                format!(
                    "{} {}・{}・聞き取り{}日（うち会議{}日）",
                    parts::moment(a.at),
                    a.name,
                    k.edition_name,
                    k.days,
                    k.conferences
                ),
            )
        })
        .collect()
}

fn draw(mut shell: Shell, key: String, f: &OfficeFees, t: &Typed, today: Date) -> FeesPage {
    let v = &f.view;
    let d = &f.discharge;
    let id = v.stay.id;
    shell.title = "加算のめやす".into();
    shell.print.about = format!("{} さんの記録", v.resident.name);
    let guide = d.guide.as_ref();
    let grade = guide.and_then(|g| g.grade.as_ref());
    let barred = d.around.iter().any(|(c, _)| *c == Counts::No);
    let (admission, admission_notes) = admission(&f.admission, f);
    let here = shell.url(&format!("/transitions/{id}/fees"));
    let open = (grade.is_some() && !barred).then(|| FormOpen {
        id: "keep".into(),
        action: here,
        csrf: shell.csrf.clone(),
        key,
        today: today.to_string(),
        ..FormOpen::default()
    });
    let choices = FirstFee::ALL.iter().map(|c| Opt::new(c.code(), c.label())).collect();
    let mut rules: Vec<(Html, Html)> = Vec::new();
    if let Some(e) = &d.edition {
        rules.push(("決まり".into(), super::edition(&e.name, &e.from).into()));
        rules.push(("もと".into(), e.source.as_str().into()));
    }
    FeesPage {
        back: super::back(&shell, id),
        who: super::who(v),
        errors: ErrorSummary::of(t.errors()),
        admission,
        admission_notes,
        grade: match (&d.edition, grade) {
            (None, _) => "この日の決まりは、まだ入っていません".into(),
            (Some(_), _) if barred => "この入院では数えません".into(),
            (Some(_), Some(g)) => format!("{}　{}単位", g.label, g.units),
            (Some(_), None) => "数えられる聞き取りは、まだありません".into(),
        },
        grade_more: guide
            .map(|g| format!("数えた聞き取り {}日・うち会議 {}日", g.days, g.conferences))
            .unwrap_or_default(),
        doubts: doubts(d),
        heard: heard(d),
        grades: grades(d),
        rules: Kv { rows: rules, tight: true, small: true },
        verify: d.edition.as_ref().map(|e| e.verify.join("、")).unwrap_or_default(),
        fields: if open.is_some() {
            vec![t.radio("first_fee", "同じ月に、初回加算を算定しますか", choices).required()]
        } else {
            Vec::new()
        },
        open,
        kept: kept(d),
        hearings: Button::link(
            "聞き取りを書く・直す",
            shell.url(&format!("/transitions/{id}/hearings")),
        )
        .compact(),
        copy: Button::link("支援経過に貼る文", shell.url(&format!("/transitions/{id}/copy")))
            .compact(),
        shell,
    }
}

fn show(req: &Req, id: StayId, t: &Typed, status: u16) -> Result<Resp, Fail> {
    let f = req.read(|cx| office(cx, id))?;
    let today = req.app.now().date();
    Ok(Resp::page(draw(req.shell.clone(), req.new_key(), &f, t, today).render())?.status(status))
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("stay")?, &Typed::blank(req.app.now().date()), 200)
}

/// Keeps the judgement.
pub(super) fn post(req: &Req) -> Result<Resp, Fail> {
    let id: StayId = req.id("stay")?;
    let mut t = Typed::posted(&req.form, req.app.now().date());
    let first =
        t.code("first_fee", FirstFee::from_code, "初回加算を算定するかどうかを選んでください");
    if let Some(first) = first {
        let done = req.act(move |cx| {
            keep(cx, id, first)?;
            Ok(format!("/transitions/{id}/fees"))
        });
        match done {
            Ok(to) => return Ok(Resp::go_saying(to, "めやすを残しました")),
            Err(e) => t.refused(e)?,
        }
    }
    show(req, id, &t, 422)
}

#[cfg(test)]
mod tests {
    use super::super::samples as fees;
    use super::*;
    use crate::html::office::samples;
    use crate::model::fee_discharge::Edition;
    use crate::model::fee_kept::Kept;
    use crate::model::hearing::Hearing;
    use crate::model::{Act, ActKind, EndKind, FeeGrade, FeeGuide};
    use crate::use_cases::view::View;

    fn of(view: View) -> OfficeFees {
        let edition = Edition::for_stay(&view.stay, samples::today()).unwrap();
        let heard = Hearing::all(&view.acts);
        let guide =
            edition.as_ref().map(|e| e.judge(view.stay.admitted_on, view.stay.ended_on, &heard));
        let around = edition
            .as_ref()
            .map(|e| e.around(view.stay.end, view.stay.care_level))
            .unwrap_or_default();
        let mut kept: Vec<(Act, Kept)> =
            view.acts.iter().filter_map(|a| Some((a.clone(), Kept::read(a)?))).collect();
        kept.reverse();
        OfficeFees {
            admission: Admission {
                guide: FeeGuide::for_day(view.stay.admitted_on),
                sent: Some("2026-11-18".parse().unwrap()),
                grade: Some(FeeGrade::Second),
                before: None,
            },
            discharge: Discharge { edition, heard, guide, around, kept },
            view,
        }
    }

    fn html(f: &OfficeFees, t: &Typed) -> String {
        let page =
            draw(samples::shell(), "key12345".into(), f, t, samples::today()).render().unwrap();
        samples::sound(&page);
        page
    }

    fn blank() -> Typed {
        Typed::blank(samples::today())
    }

    #[test]
    fn the_page_says_what_counts_by_which_edition_and_from_where() {
        let page = html(&of(fees::view()), &blank());
        assert!(page.contains("退院・退所加算(Ⅱ)ロ　750単位"));
        assert!(page.contains("数えた聞き取り 2日・うち会議 1日"));
        assert!(page.contains("令和6年度改定（令和6年4月1日から）") && page.contains("出雲市"));
        assert!(page.contains("200単位（サービスコード 436129）"));
        assert!(page.contains("初回加算") && page.contains("算定できるかどうかは"));
        assert!(!page.contains("あと1回"), "no pressure");
    }

    #[test]
    fn a_telephone_day_is_said_and_not_counted() {
        let mut v = fees::view();
        v.acts.truncate(v.acts.len() - 1);
        let page = html(&of(v), &blank());
        assert!(page.contains("退院・退所加算(Ⅰ)イ　450単位") && page.contains("要確認（電話）"));
        assert!(page.contains("電話の聞き取りも数えられるときは、退院・退所加算(Ⅱ)イ"));
    }

    #[test]
    fn nothing_counted_and_a_facility_have_nothing_to_keep() {
        let page = html(&of(samples::view()), &blank());
        assert!(page.contains("数えられる聞き取りは、まだありません"));
        assert!(!page.contains("めやすを残す"));
        let mut v = fees::view();
        v.stay.end = Some(EndKind::Facility);
        v.stay.ended_on = Some(samples::today());
        let page = html(&of(v), &blank());
        assert!(page.contains("この入院では数えません") && !page.contains("めやすを残す"));
    }

    #[test]
    fn what_was_kept_is_shown_as_it_was_kept() {
        let mut v = fees::view();
        let mut a = samples::act(80, ActKind::FeeJudged, "2026-11-19");
        a.detail.data = serde_json::json!({
            "edition": "2021-04-01", "edition_name": "令和3年度改定", "grade": "1i",
            "label": "退院・退所加算(Ⅰ)イ", "units": 444, "service_code": "436132",
            "days": 1, "conferences": 0, "first_fee": "no"
        });
        v.acts.push(a);
        let page = html(&of(v), &blank());
        assert!(
            page.contains("退院・退所加算(Ⅰ)イ・444単位")
                && page.contains("令和3年度改定・聞き取り1日")
        );
    }

    #[test]
    fn errors_and_long_names() {
        let mut v = fees::view();
        v.resident.name = samples::LONG.into();
        let mut t = blank();
        t.error("first_fee", "初回加算を算定するかどうかを選んでください");
        assert!(html(&of(v), &t).contains("is-error"));
    }
}
