//! 入退院: the stays that one's own organisation has under way; who moves next and until when.
use askama::Template;
use kernel::{Date, Hat};
use slice::{Fail, Req, Resp};
use ui::{Button, Chip, Door, Doors, Empty, Filter, Html, Pager, Shell, Table, TableRow};

use super::parts;
use crate::model::progress::Next;
use crate::model::{Mover, StayId};
use crate::use_cases::lists::{Group, Line, Which, lines};
use crate::words;

/// Lines on one page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "office/list.html")]
struct ListPage {
    shell: Shell,
    heading: String,
    several: Option<Html>,
    add: Option<Button>,
    doors: Doors,
    filters: Vec<Filter>,
    table: Option<Table>,
    empty: Option<Empty>,
    pager: Pager,
}

fn row(shell: &Shell, l: &Line, today: Date) -> TableRow {
    let s = &l.stay;
    let name = format!("{} さん", l.resident.name);
    let kana = Html::trusted("<br><span class=\"meta\">")
        .and(format!("{}・{}", l.resident.kana, parts::age_and_level(&l.resident, today)))
        .and(Html::trusted("</span>"));
    let days = match s.ended_on {
        Some(on) => format!("{}に退院", crate::words::day(on, today)),
        None if s.admitted_on == today => "きょうから".into(),
        None if s.admitted_on > today => {
            format!("{}に入院の予定", crate::words::day(s.admitted_on, today))
        }
        None => format!("{}日目", s.day(today)),
    };
    let next = match l.mover {
        _ if l.office_moves() => Html::trusted("<b>あなた</b>"),
        Mover::Hospital => match l.assigned.as_str() {
            "" => "病院 地域連携室".into(),
            name => format!("病院 {name}").into(),
        },
        _ => "だれも動きません".into(),
    };
    let due = match (l.next, l.limits, l.due) {
        (Next::Sheet, Some(limits), _) => parts::fee_tag(limits, today).html(),
        (Next::End, _, _) if s.hospital.is_none() => Html::default(),
        (_, _, Some(d)) => parts::due_tag(d, today).html(),
        _ => Html::default(),
    };
    TableRow {
        head: parts::link(&name, &shell.url(&format!("/transitions/{}", s.id))).and(kana),
        cells: vec![
            Html::text(&s.hospital_name)
                .and(Html::trusted(" <span class=\"meta nw\">"))
                .and(days)
                .and(Html::trusted("</span>"))
                .and(l.readmitted_after.map_or_else(Html::default, |n| {
                    let words = crate::model::readmission::words(n);
                    Html::trusted("<br><span class=\"meta\">")
                        .and(format!("再入院（{words}）"))
                        .and(Html::trusted("</span>"))
                })),
            words::next(l.next).into(),
            next,
            due,
        ],
    }
}

fn heading(show: Option<Group>) -> &'static str {
    show.map_or("入退院", Group::label)
}

fn draw(
    mut shell: Shell,
    all: &[Line],
    show: Option<Group>,
    after: Option<StayId>,
    may_report: bool,
    today: Date,
) -> ListPage {
    shell.title = heading(show).into();
    let here = |s: Option<Group>| shell.url(&address(s));
    let door = |g: Group| Door {
        label: g.label().into(),
        value: g.count(all, today),
        unit: g.unit().into(),
        href: Some(here(Some(g))),
        bad: false,
    };
    let chosen: Vec<&Line> =
        all.iter().filter(|l| show.is_none_or(|g| g.holds(l, today))).collect();
    let from =
        after.and_then(|id| chosen.iter().position(|l| l.stay.id == id)).map_or(0, |n| n + 1);
    let page: Vec<&Line> = chosen.iter().skip(from).take(PAGE).copied().collect();
    let more = chosen.len() > from + page.len();
    let join = |href: String| format!("{href}{}after=", if href.contains('?') { "&" } else { "?" });
    let next = page.last().filter(|_| more).map(|l| format!("{}{}", join(here(show)), l.stay.id));
    let chip = |label: &str, href: String, on| Chip { label: label.into(), href, on };
    let add = may_report.then(|| {
        Button::link("入院を登録する", shell.url("/transitions/new"))
            .icon("plus")
            .compact()
            .primary()
    });
    ListPage {
        heading: heading(show).into(),
        several: (may_report && !all.is_empty()).then(|| super::super::admission::several::link(&shell)),
        add,
        doors: Doors {
            doors: if all.is_empty() {
                Vec::new()
            } else {
                Group::ALL.into_iter().map(door).collect()
            },
        },
        filters: vec![Filter {
            label: "見るもの".into(),
            spoken: "見るものを選ぶ".into(),
            chips: vec![
                chip(&format!("進行中 {}", all.len()), here(None), show.is_none()),
                chip("おわったもの", shell.url("/transitions/finished"), false),
            ],
        }],
        table: (!page.is_empty()).then(|| Table {
            caption: "入院中の利用者さんと、つぎに動く人".into(),
            heads: ["利用者さん", "入院先", "つぎの段階", "つぎに動く人", "期限・めやす"].map(String::from).to_vec(),
            rows: page.iter().map(|l| row(&shell, l, today)).collect(),
        }),
        empty: page.is_empty().then(|| Empty {
            title: if all.is_empty() { "いま入院している利用者さんはいません".into() } else { "あてはまるものは、いまはありません".into() },
            text: if all.is_empty() {
                "入院を知ったら「入院を登録する」から始めます。連絡と書類の期限を、ここでお知らせします。".into()
            } else {
                Html::default()
            },
            art: all.is_empty(),
            button: None,
        }),
        pager: Pager {
            prev: (from > 0).then(|| here(show)),
            next,
            words: if chosen.len() > PAGE {
                format!("{}件のうち {}〜{}件め", chosen.len(), from + 1, from + page.len())
            } else {
                String::new()
            },
        },
        shell,
    }
}

/// The list's address within the region.
pub(crate) fn address(show: Option<Group>) -> String {
    match show {
        None => "/transitions".into(),
        Some(g) => format!("/transitions?show={}", g.code()),
    }
}

/// The list of an office; a hospital is led to its in-tray.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    match req.hat() {
        Hat::Ward => return Ok(Resp::go("/transitions/ward")),
        Hat::Doctor => return Ok(Resp::go("/transitions/doctor")),
        _ => {}
    }
    if parts::hospital_side(req.actor()?) {
        return Ok(Resp::go("/transitions/intray"));
    }
    let all = req.read(|cx| lines(cx, Which::default()))?;
    let show = Group::from_code(req.query.get("show"));
    let after = req.query.get("after").parse().ok();
    let may = matches!(req.hat(), Hat::CareManager | Hat::Hokatsu);
    Resp::page(draw(req.shell.clone(), &all, show, after, may, req.app.now().date()).render())
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn line(n: u8, next: Next, mover: Mover) -> Line {
        Line {
            stay: crate::model::Stay { id: StayId(samples::id(n)), ..samples::stay() },
            acts: Vec::new(),
            resident: samples::resident(),
            office: samples::office().name,
            care_manager: "佐藤 花子".into(),
            assigned: String::new(),
            next,
            mover,
            due: Some("2026-11-18".parse().unwrap()),
            limits: samples::view().limits,
            readmitted_after: None,
            ward_told: String::new(),
        }
    }

    fn html(all: &[Line], show: Option<Group>, after: Option<StayId>) -> String {
        let page =
            draw(samples::shell(), all, show, after, true, samples::today()).render().unwrap();
        samples::sound(&page);
        page
    }

    #[test]
    fn the_list_says_who_moves_and_until_when() {
        let all = [line(70, Next::Sheet, Mover::Office), line(71, Next::Screen, Mover::Hospital)];
        let page = html(&all, None, None);
        assert!(
            page.contains("加算(Ⅱ)の期限 きょう中（めやす）") && page.contains("<b>あなた</b>")
        );
        assert!(page.contains("病院 地域連携室") && page.contains("めやすの日を1日過ぎています"));
        let waiting = html(&all, Some(Group::Waiting), None);
        assert!(
            waiting.contains(&samples::id(71).to_string())
                && !waiting.contains(&samples::id(70).to_string())
        );
    }

    #[test]
    fn an_empty_list_says_what_comes_next() {
        let page = html(&[], None, None);
        assert!(page.contains("いま入院している利用者さんはいません") && !page.contains("<table"));
        assert!(
            html(&[line(70, Next::Sheet, Mover::Office)], Some(Group::Leaving), None)
                .contains("あてはまるものは")
        );
    }

    #[test]
    fn a_long_list_is_paged_by_the_last_stay_shown() {
        let all: Vec<Line> = (0..120).map(|n| line(n, Next::Sheet, Mover::Office)).collect();
        let first = html(&all, Some(Group::Mine), None);
        assert!(
            first.contains("120件のうち 1〜50件め")
                && first.contains(&format!("after={}", samples::id(49)))
        );
        let last = html(&all, Some(Group::Mine), Some(StayId(samples::id(99))));
        assert!(last.contains("101〜120件め") && !last.contains("after="));
    }

    #[test]
    fn long_names_stay_text_and_a_hospital_outside_waits_for_nobody() {
        let mut l = line(70, Next::End, Mover::Office);
        l.resident.name = samples::LONG.into();
        l.stay.hospital_name = samples::LONG.into();
        l.stay.hospital = None;
        let page = html(&[l], Some(Group::Mine), None);
        assert!(page.contains("退院の登録") && page.contains("<b>あなた</b>"));
    }
}
