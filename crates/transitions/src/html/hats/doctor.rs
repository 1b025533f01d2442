//! 主治医: whose day of leaving is to be decided, in one tap with its reason; whose papers are to be signed. A calm list.
use askama::Template;
use kernel::time::add_days;
use kernel::{At, Date, Id, wareki};
use slice::{Fail, Req, Resp, Todo as Line};
use ui::{Button, Empty, FieldError, Filter, Html, Shell, Table, TableRow, TagKind, tag};

use super::{Wards, leaving, patient, waiting};
use crate::html::open_to;
use crate::model::hats::{DoctorTask, HatRules, doctor_tasks};
use crate::model::{ActKind, Deadlines, StayId};
use crate::store;
use crate::use_cases::hats::{at_hospital, patients};
use crate::use_cases::lists::Line as Stay;
use crate::use_cases::notices::{Planned, set_planned};

const PATH: &str = "/transitions/doctor";
/// Lines shown at once; narrower by the ward.
const MOST: usize = 100;

#[derive(Debug, Clone)]
pub(super) struct Doctor {
    pub(super) now: At,
    pub(super) hospital: Html,
    pub(super) wards: Wards,
    pub(super) lines: Vec<Stay>,
    pub(super) waiting: Vec<Line>,
    pub(super) planning_days: i64,
    /// Pages of other areas that the reader may open.
    pub(super) documents: bool,
    pub(super) rules: HatRules,
    /// A tap that was refused: which stay, what was chosen, what was wrong.
    pub(super) refused: Option<Refused>,
}

/// What was typed for one patient and why it was not taken.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    pub(super) stay: StayId,
    pub(super) reason: String,
    pub(super) errors: Vec<FieldError>,
}

impl Doctor {
    fn tasks(&self, l: &Stay) -> Vec<DoctorTask> {
        doctor_tasks(&l.stay, &l.acts, self.now.date(), self.planning_days, &self.rules)
    }

    /// Is the day to be decided here and now?
    fn decides(&self, l: &Stay) -> bool {
        self.tasks(l).iter().any(|t| matches!(t, DoctorTask::SetDay | DoctorTask::DayPassed))
            || self.refused.as_ref().is_some_and(|r| r.stay == l.stay.id)
    }
}

#[derive(Template)]
#[template(path = "hats/doctor.html")]
struct Page {
    shell: Shell,
    hospital: Html,
    day: String,
    title: String,
    filter: Filter,
    keep: Html,
    waiting: ui::Todo,
    deciding: Vec<Html>,
    others: Option<Table>,
    more: String,
    empty: Option<Empty>,
}

fn load(cx: &app::Cx<'_>, asked: &str, refused: Option<Refused>) -> app::Result<Doctor> {
    let wards = Wards::load(cx, asked)?;
    let mut lines = patients(cx)?;
    let kept = refused.as_ref().map(|r| r.stay);
    lines.retain(|l| wards.takes(&l.stay.ward) || Some(l.stay.id) == kept);
    let own = cx.actor().organisation.map(accounts::OrganisationId);
    let hospital = own.map(|o| accounts::organisation(cx, o)).transpose()?;
    let mut d = Doctor {
        now: cx.now(),
        hospital: hospital.map(|h| ui::org(&h.name, h.fictitious)).unwrap_or_default(),
        wards,
        lines: Vec::new(),
        waiting: crate::waiting::lines(cx)?,
        planning_days: Deadlines::shipped()?.planning_days,
        documents: open_to(cx, "/transitions/{stay}/written/{which}")?,
        rules: HatRules::shipped()?,
        refused,
    };
    lines.sort_by_key(|l| {
        let decides = d.decides(l);
        let due = if decides { l.stay.admitted_on } else { l.stay.planned_on.unwrap_or(Date::MAX) };
        (!decides, d.tasks(l).is_empty(), due, l.stay.id)
    });
    d.lines = lines;
    Ok(d)
}

/// The page; a doctor of a clinic supports people by the team and has that list instead.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let asked = req.query.get("ward").to_string();
    let Some(d) =
        req.read(|cx| Ok(if at_hospital(cx)? { Some(load(cx, &asked, None)?) } else { None }))?
    else {
        return Ok(Resp::go("/transitions/shared"));
    };
    Resp::page(draw(req.titled("退院予定日"), || req.new_key(), &d).render())
}

/// One tap: the day, with the reason that was chosen.
pub(super) fn tap(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    // a stay elsewhere is not there, whatever was typed
    req.read(move |cx| crate::use_cases::view::view(cx, stay).map(|_| ()))?;
    let today = req.app.now().date();
    let reason = req.form.get("reason").to_string();
    let seen = req.form.get("seen").to_string();
    let on = req.form.get("on").parse::<Date>().ok();
    let refuse = |errors: Vec<FieldError>| -> Result<Resp, Fail> {
        let reason = reason.clone();
        let back = move || Refused { stay, reason: reason.clone(), errors: errors.clone() };
        let d = req.read(|cx| load(cx, "", Some(back())))?;
        Ok(Resp::page(draw(req.titled("退院予定日"), || req.new_key(), &d).render())?.status(422))
    };
    let field =
        |field: &str, message: &str| FieldError { field: field.into(), message: message.into() };
    let Some(on) = on else {
        return refuse(vec![field("on", "退院予定日をボタンで選んでください")]);
    };
    if on < today {
        return refuse(vec![field("on", "きょうからあとの日を選んでください")]);
    }
    let cmd = Planned { stay, on, reason: reason.trim().into(), said_by: String::new() };
    let done = req.act(move |cx| {
        let before = stood(&store::acts(cx, stay)?);
        // the permit first: whoever may not do this learns nothing of what was entered meanwhile
        set_planned(cx, &cmd)?;
        if before != seen {
            return Err(app::Error::Stale { mine: 0, theirs: 1 });
        }
        Ok(PATH.into())
    });
    match done {
        Ok(path) => Ok(Resp::go_saying(
            path,
            format!(
                "退院予定日を{}に決めました。まだだれにも送っていません",
                wareki::month_day(on)
            ),
        )),
        Err(app::Error::Stale { .. }) => refuse(vec![field(
            "on",
            "この画面を開いたあとに、ほかの人が退院予定日を変えました。いまの日をたしかめて、よければもう一度押してください",
        )]),
        Err(app::Error::Rule(text)) => refuse(vec![field("on", &text)]),
        Err(e) => match Fail::fields(&e) {
            Some(errors) => {
                refuse(errors.into_iter().map(|e| field(&e.field, &e.message)).collect())
            }
            None => Err(e.into()),
        },
    }
}

/// The last act that set the day: a tap on an older page is not taken blindly.
fn stood(acts: &[crate::model::Act]) -> String {
    let kinds = [ActKind::PlannedDate, ActKind::DischargeNotice];
    let last: Option<Id> =
        acts.iter().rev().find(|a| !a.cancelled && kinds.contains(&a.kind)).map(|a| a.id);
    last.map_or_else(|| "none".into(), |id| id.to_string())
}

fn offered(days: &[i64], today: Date) -> Vec<(String, Date)> {
    days.iter()
        .map(|n| {
            let words = match n {
                1 => "あす".to_string(),
                n if n % 7 == 0 => format!("{}週間後", n / 7),
                n => format!("{n}日後"),
            };
            let day = add_days(today, *n);
            (format!("{words} {}", wareki::month_day(day)), day)
        })
        .collect()
}

fn escaped(text: &str) -> Html {
    Html::text(text)
}

/// The reason, then one button a day.
fn form(shell: &Shell, key: &str, d: &Doctor, l: &Stay, n: usize) -> Html {
    let id = l.stay.id;
    let refused = d.refused.as_ref().filter(|r| r.stay == id);
    let chosen = refused.map_or("", |r| r.reason.as_str());
    let error = |name: &str| {
        refused.and_then(|r| r.errors.iter().find(|e| e.field == name)).map(|e| e.message.as_str())
    };
    let shown = |name: &str| match error(name) {
        Some(m) => Html::trusted(format!("<p class=\"err\" id=\"{name}-{n}-err\">"))
            .and(Html::trusted(ui::icon("alert").to_string()))
            .and(Html::trusted("<span>"))
            .and(escaped(m))
            .and(Html::trusted("</span></p>")),
        None => Html::default(),
    };
    let marks = match error("reason") {
        Some(_) => format!(" aria-invalid=\"true\" aria-describedby=\"reason-{n}-err\""),
        None => String::new(),
    };
    let must = if l.stay.planned_on.is_some() { "変える理由" } else { "理由" };
    let mut out = Html::trusted("<form method=\"post\" data-no-guard action=\"")
        .and(shell.url(&format!("{PATH}/{id}")))
        .and(Html::trusted("\">"))
        .and(shell.csrf_field())
        .and(shell.key_field(key))
        .and(Html::trusted("<input type=\"hidden\" name=\"seen\" value=\""))
        .and(stood(&l.acts))
        .and(Html::trusted(format!("\"><p class=\"mb1\"><label class=\"label\" for=\"reason-{n}\">{must}</label></p>")))
        .and(shown("reason"))
        .and(Html::trusted(format!(
            "<select class=\"in\" id=\"reason-{n}\" name=\"reason\"{marks}><option value=\"\">選んでください</option>"
        )));
    for r in &d.rules.reasons {
        out = out
            .and(Html::trusted("<option value=\""))
            .and(escaped(r))
            .and(Html::trusted(if r == chosen { "\" selected>" } else { "\">" }))
            .and(escaped(r))
            .and(Html::trusted("</option>"));
    }
    out = out.and(Html::trusted("</select>")).and(shown("on"));
    out = out.and(Html::trusted("<p class=\"btns mt2\">"));
    let about = format!("に退院（{} さん）", l.resident.name);
    for (words, day) in offered(&d.rules.offered_days, d.now.date()) {
        let b = Button::submit(words).compact().posting("on", day.to_string()).about(about.clone());
        out = out.and(b.html());
    }
    let other = Button::link("ほかの日", shell.url(&format!("/transitions/{id}/planned")))
        .text()
        .compact()
        .about(format!("（{} さん）", l.resident.name));
    out.and(other.html()).and(Html::trusted("</p></form>"))
}

fn tags(shell: &Shell, d: &Doctor, l: &Stay) -> Html {
    let id = l.stay.id;
    let about = format!("（{} さん）", l.resident.name);
    let paper = |words: &str| {
        if d.documents {
            Button::link(words, shell.url(&format!("/transitions/{id}/written/care-referral")))
                .compact()
                .about(about.clone())
                .html()
        } else {
            tag(TagKind::Plain, words).html()
        }
    };
    let out: Vec<Html> = d
        .tasks(l)
        .into_iter()
        .filter_map(|t| match t {
            // written on its own paper; that it came is noted by the 地域連携室
            DoctorTask::Orders => Some(tag(TagKind::Plain, "訪問看護指示書を書く").html()),
            DoctorTask::Referral => Some(paper("診療情報提供書に署名する")),
            DoctorTask::SetDay | DoctorTask::DayPassed => None,
        })
        .collect();
    if out.is_empty() {
        return Html::trusted("<span class=\"muted\">ありません</span>");
    }
    ui::spaced(out)
}

fn stands(l: &Stay, today: Date) -> Html {
    match l.stay.planned_on {
        Some(day) => leaving(day, today),
        None => Html::trusted("<span class=\"muted\">まだ</span>"),
    }
}

fn draw(shell: Shell, mut key: impl FnMut() -> String, d: &Doctor) -> Page {
    let today = d.now.date();
    let shown: Vec<&Stay> = d.lines.iter().take(MOST).collect();
    let stay_day = |l: &Stay| Html::from(format!("{}日目", l.stay.day(today)));
    let deciding: Vec<Html> = shown
        .iter()
        .filter(|l| d.decides(l))
        .enumerate()
        .map(|(n, l)| {
            let line = |words: &str, value: Html| {
                Html::text(words)
                    .and(Html::trusted(" <span class=\"nw\">"))
                    .and(value)
                    .and(Html::trusted("</span>"))
            };
            patient(&shell, l, today)
                .and(Html::trusted("<p class=\"mt1 mb2\">"))
                .and(ui::spaced([
                    line("入院", stay_day(l)),
                    line("いまの予定日", stands(l, today)),
                    // two of them are wider than a telephone: they may stand under each other
                    Html::text("書類 ").and(tags(&shell, d, l)),
                ]))
                .and(Html::trusted("</p>"))
                .and(form(&shell, &key(), d, l, n + 1))
        })
        .collect();
    let others: Vec<TableRow> = shown
        .iter()
        .filter(|l| !d.decides(l))
        .map(|l| {
            let words =
                if l.stay.planned_on.is_some() { "日を変える" } else { "日を決める" };
            let to = Button::link(words, shell.url(&format!("/transitions/{}/planned", l.stay.id)))
                .text()
                .compact()
                .about(format!("（{} さん）", l.resident.name));
            TableRow {
                head: patient(&shell, l, today),
                cells: vec![
                    stay_day(l),
                    stands(l, today).and(Html::trusted(" ")).and(to.html()),
                    tags(&shell, d, l),
                ],
            }
        })
        .collect();
    let n = deciding.len();
    let all = d.lines.len();
    let table = |rows: Vec<TableRow>, caption: &str, heads: &[&str]| {
        (!rows.is_empty()).then(|| Table {
            caption: caption.into(),
            heads: heads.iter().map(|h| (*h).to_string()).collect(),
            rows,
        })
    };
    Page {
        hospital: d.hospital.clone(),
        day: wareki::month_day(today),
        title: match n {
            0 => "退院予定日を決める患者さんはいません".into(),
            n => format!("退院予定日を決める患者さん {n}人"),
        },
        filter: d.wards.filter(&shell, PATH),
        keep: d.wards.keep(&shell, &key(), PATH),
        waiting: waiting(&shell, &d.waiting),
        more: if all > MOST {
            format!("{all}人のうち {MOST}人を見ています。病棟でしぼると、ほかの方が見えます")
        } else {
            String::new()
        },
        empty: (all == 0).then(|| Empty {
            title: "いま入院の連絡がある患者さんはいません".into(),
            text: "ケアマネジャーから入院の連絡が届くと、ここに出ます。".into(),
            art: true,
            button: None,
        }),
        deciding,
        others: table(others, "ほかの患者さん", &["患者さん", "入院", "退院予定日", "書類"]),
        shell,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, LONG, shell, sound};
    use super::*;

    fn html(d: &Doctor) -> String {
        let mut n = 0;
        let key = || {
            n += 1;
            format!("key-{n:08}")
        };
        let page = draw(shell(), key, d).render().unwrap();
        sound(&page);
        page
    }

    #[test]
    fn the_day_is_one_tap_away_with_its_reason() {
        let page = html(&samples::doctor());
        assert!(page.contains("退院予定日を決める患者さん 1人"));
        for words in
            ["あす 11月20日（金）", "1週間後 11月26日（木）", "治療と経過が予定どおりのため"]
        {
            assert!(page.contains(words), "{words}");
        }
        assert!(page.contains("value=\"2026-11-26\"") && page.contains("診療情報提供書に署名する"));
        assert_eq!(page.matches("<select").count(), 1, "who has a day has no form");
    }

    #[test]
    fn a_refusal_stands_beside_its_patient_and_keeps_the_reason() {
        let mut d = samples::doctor();
        d.refused = Some(Refused {
            stay: d.lines[1].stay.id,
            reason: "病状が変わったため".into(),
            errors: vec![
                FieldError { field: "reason".into(), message: "理由を<b>選んで".into() },
                FieldError { field: "on".into(), message: "日がちがいます".into() },
            ],
        });
        let page = html(&d);
        assert!(
            page.contains("理由を&lt;b&gt;選んで") && page.contains("日がちがいます"),
            "{page}"
        );
        assert!(page.contains("value=\"病状が変わったため\" selected"));
        assert!(page.contains("aria-invalid=\"true\""));
    }

    #[test]
    fn empty_and_long_lists_stay_sound() {
        let mut d = samples::doctor();
        let one = d.lines[0].clone();
        d.lines = (0..110).map(|_| one.clone()).collect();
        for l in &mut d.lines {
            l.resident.name = LONG.into();
            l.stay.ward = LONG.into();
        }
        assert!(html(&d).contains("110人のうち 100人を見ています"));
        d.lines.clear();
        let page = html(&d);
        assert!(page.contains("いま入院の連絡がある患者さんはいません"));
        assert!(page.contains("退院予定日を決める患者さんはいません"));
    }
}
