//! 病棟看護師: the patients of one's ward and what the ward has to tell or write for each.
use askama::Template;
use kernel::{At, Date, Holidays, wareki};
use slice::{Fail, Req, Resp, Todo as Line};
use ui::{Button, Door, Doors, Empty, Filter, Html, Shell, Table, TableRow, TagKind, tag};

use super::{Wards, leaving, patient, waiting};
use crate::html::open_to;
use crate::model::hats::{HatRules, WardTask, ward_tasks};
use crate::model::{Deadlines, StepState};
use crate::use_cases::hats::patients;
use crate::use_cases::lists::Line as Stay;

const PATH: &str = "/transitions/ward";
/// Lines shown at once; narrower by the ward.
const MOST: usize = 100;

#[derive(Debug, Clone)]
pub(super) struct Ward {
    pub(super) now: At,
    pub(super) hospital: Html,
    pub(super) wards: Wards,
    pub(super) lines: Vec<Stay>,
    /// Day by which ADL is told, by stay in the order of `lines`.
    pub(super) adl_by: Vec<Date>,
    pub(super) waiting: Vec<Line>,
    /// Pages of other areas that the reader may open.
    pub(super) adl: bool,
    pub(super) checklist: bool,
    pub(super) documents: bool,
    pub(super) rules: HatRules,
}

#[derive(Template)]
#[template(path = "hats/ward.html")]
struct Page {
    shell: Shell,
    hospital: Html,
    day: String,
    title: String,
    doors: Doors,
    filter: Filter,
    keep: Html,
    waiting: ui::Todo,
    table: Option<Table>,
    more: String,
    empty: Option<Empty>,
}

fn load(cx: &app::Cx<'_>, asked: &str) -> app::Result<Ward> {
    let wards = Wards::load(cx, asked)?;
    let mut lines = patients(cx)?;
    lines.retain(|l| wards.takes(&l.stay.ward));
    let own = cx.actor().organisation.map(accounts::OrganisationId);
    let hospital = own.map(|o| accounts::organisation(cx, o)).transpose()?;
    let deadlines = Deadlines::shipped()?;
    let rules = HatRules::shipped()?;
    let today = cx.today();
    let by = |l: &Stay| {
        let day = kernel::time::add_days(l.stay.admitted_on, deadlines.screening_days);
        hospital
            .as_ref()
            .map_or(day, |h| Deadlines::on_business_day(day, &h.calendar, Holidays::shipped()))
    };
    lines.sort_by_key(|l| {
        let tasks = ward_tasks(&l.stay, &l.acts, today, &rules);
        let due = match tasks.first() {
            Some(WardTask::Adl) => by(l),
            Some(_) => l.stay.planned_on.unwrap_or(Date::MAX),
            None => Date::MAX,
        };
        (tasks.is_empty(), due, l.stay.ward.clone(), l.stay.room.clone(), l.stay.id)
    });
    Ok(Ward {
        now: cx.now(),
        hospital: hospital.as_ref().map(|h| ui::org(&h.name, h.fictitious)).unwrap_or_default(),
        adl_by: lines.iter().map(by).collect(),
        wards,
        lines,
        waiting: crate::waiting::lines(cx)?,
        adl: open_to(cx, "/transitions/{stay}/adl")?,
        checklist: open_to(cx, "/transitions/{stay}/checklist")?,
        documents: open_to(cx, "/transitions/{stay}/written/{which}")?,
        rules,
    })
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let asked = req.query.get("ward").to_string();
    let w = req.read(|cx| load(cx, &asked))?;
    Resp::page(draw(req.titled("病棟の患者さん"), &req.new_key(), &w).render())
}

/// Chooses the reader's own wards: one, or all of them again.
pub(super) fn choose(req: &Req) -> Result<Resp, Fail> {
    let ward = req.form.get("ward").to_string();
    let back = match req.form.get("back") {
        "/transitions/doctor" => "/transitions/doctor",
        _ => PATH,
    };
    let wards: Vec<String> = if ward.is_empty() { Vec::new() } else { vec![ward] };
    req.act(move |cx| {
        accounts::use_cases::my_wards::choose_wards(cx, &wards)?;
        Ok(back.into())
    })?;
    Ok(Resp::go_saying(back, "いつも開く病棟を変えました"))
}

fn tasks(shell: &Shell, w: &Ward, l: &Stay, by: Date) -> Html {
    let today = w.now.date();
    let id = l.stay.id;
    let about = format!("（{} さん）", l.resident.name);
    let mut out = Vec::new();
    let link = |words: &str, open: bool, tail: &str| {
        if open {
            Button::link(words, shell.url(&format!("/transitions/{id}{tail}")))
                .compact()
                .about(about.clone())
                .html()
        } else {
            Html::text(words)
        }
    };
    for t in ward_tasks(&l.stay, &l.acts, today, &w.rules) {
        out.push(match t {
            WardTask::Adl => {
                let clock = match kernel::time::days_between(today, by) {
                    n @ ..0 => tag(TagKind::Over, format!("めやすの日を{}日過ぎています", -n)),
                    0 => tag(TagKind::Due, "きょうまで"),
                    n => tag(TagKind::Plain, format!("あと{n}日")),
                };
                link("ADLのようすを入力する", w.adl, "/adl")
                    .and(Html::trusted(" "))
                    .and(clock.html())
            }
            WardTask::Checklist(n) => {
                link(&format!("退院までの準備 あと{n}件"), w.checklist, "/checklist")
            }
            WardTask::NursingSummary => {
                link("看護サマリーを用意する", w.documents, "/written/nursing-summary")
            }
        });
    }
    if out.is_empty() {
        return Html::trusted("<span class=\"muted\">いまは ありません</span>");
    }
    ui::join(
        out.into_iter().map(|t| {
            Html::trusted("<span class=\"ib mb1\">").and(t).and(Html::trusted("</span> "))
        }),
    )
}

/// Where the stay stands, in words.
fn standing(l: &Stay) -> String {
    let p = l.progress();
    let now = p.steps().into_iter().find(|(_, s)| *s == StepState::Now);
    match (l.assigned.as_str(), now) {
        ("", _) => "連携室の担当が まだ".into(),
        (name, Some((step, _))) => format!("つぎは {step}（連携室 {name}）"),
        (name, None) => format!("連携室 {name}"),
    }
}

fn draw(shell: Shell, key: &str, w: &Ward) -> Page {
    let today = w.now.date();
    let all: Vec<Vec<WardTask>> =
        w.lines.iter().map(|l| ward_tasks(&l.stay, &l.acts, today, &w.rules)).collect();
    let count =
        |f: &dyn Fn(&WardTask) -> bool| all.iter().filter(|t| t.iter().any(f)).count() as u64;
    let door = |label: &str, value| Door {
        label: label.into(),
        value,
        unit: "人".into(),
        href: None,
        bad: false,
    };
    let row = |(l, by): (&Stay, &Date)| TableRow {
        head: patient(&shell, l, today),
        cells: vec![
            format!("{}日目", l.stay.day(today)).into(),
            l.stay.planned_on.map_or_else(
                || Html::trusted("<span class=\"muted\">まだ</span>"),
                |d| leaving(d, today),
            ),
            standing(l).into(),
            tasks(&shell, w, l, *by),
        ],
    };
    let rows: Vec<TableRow> = w.lines.iter().zip(&w.adl_by).take(MOST).map(row).collect();
    let n = w.lines.len();
    Page {
        hospital: w.hospital.clone(),
        day: wareki::month_day(today),
        title: format!("{}の患者さん {n}人", w.wards.name()),
        doors: Doors {
            doors: vec![
                door("ADLの入力が まだ", count(&|t| *t == WardTask::Adl)),
                door("退院までの準備が のこる", count(&|t| matches!(t, WardTask::Checklist(_)))),
                door("看護サマリーを用意する", count(&|t| *t == WardTask::NursingSummary)),
            ],
        },
        filter: w.wards.filter(&shell, PATH),
        keep: w.wards.keep(&shell, key, PATH),
        waiting: waiting(&shell, &w.waiting),
        more: if n > MOST {
            format!("{n}人のうち {MOST}人を見ています。病棟でしぼると、ほかの方が見えます")
        } else {
            String::new()
        },
        empty: rows.is_empty().then(|| Empty {
            title: "いま入院の連絡がある患者さんはいません".into(),
            text: "ケアマネジャーから入院の連絡が届くと、ここに出ます。".into(),
            art: true,
            button: None,
        }),
        table: (!rows.is_empty()).then(|| Table {
            caption: "病棟の患者さんと、病棟ですること".into(),
            heads: ["患者さん", "入院", "退院予定日", "連携室の段階", "病棟ですること"]
                .map(String::from)
                .to_vec(),
            rows,
        }),
        shell,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, LONG, shell, sound};
    use super::*;
    use crate::model::ActKind;

    fn html(w: &Ward) -> String {
        let page = draw(shell(), "key-0001", w).render().unwrap();
        sound(&page);
        page
    }

    #[test]
    fn the_list_says_what_the_ward_has_to_do_and_until_when() {
        let w = samples::ward();
        let page = html(&w);
        for words in [
            "3階東病棟の患者さん 2人",
            "ADLのようすを入力する",
            "きょうまで",
            "看護サマリーを用意する",
            "わたしの病棟",
        ] {
            assert!(page.contains(words), "{words}");
        }
        assert!(!page.contains("いつも"), "ones own ward needs no choosing");
        assert!(page.contains("/adl\""), "the page of ADL is open to the ward");
        let closed = html(&Ward { adl: false, ..w });
        assert!(closed.contains("ADLのようすを入力する") && !closed.contains("/adl\""));
    }

    #[test]
    fn another_ward_can_be_made_ones_own() {
        let mut w = samples::ward();
        w.wards.show = super::super::code("4階西病棟");
        let page = html(&w);
        assert!(page.contains("4階西病棟の患者さん") && page.contains("いつも4階西病棟を開く"));
        w.wards.show = "all".into();
        assert!(html(&w).contains("いつもすべての病棟を開く"));
    }

    #[test]
    fn empty_long_and_full_lists_stay_sound() {
        let mut w = samples::ward();
        let one = w.lines[0].clone();
        w.lines = (0..120).map(|_| one.clone()).collect();
        w.adl_by = vec![w.now.date(); 120];
        for l in &mut w.lines {
            l.resident.name = LONG.into();
            l.stay.ward = LONG.into();
            l.acts.push(samples::act(ActKind::Checklist, &["taxi", "open"]));
        }
        let page = html(&w);
        assert!(page.contains("120人のうち 100人を見ています") && page.contains("あと1件"));
        (w.lines, w.adl_by) = (Vec::new(), Vec::new());
        assert!(html(&w).contains("いま入院の連絡がある患者さんはいません"));
    }
}
