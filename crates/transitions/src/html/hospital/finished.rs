//! 「おわった人」: stays in which nothing is left to do, newest first, fifty a page. For both sides.
use app::Cx;
use kernel::{Date, Hat, Id, wareki};
use slice::{Fail, Req, Resp};
use ui::{Empty, Html, Pager, Shell, Table, TableRow};

use super::tray;
use crate::model::{ActKind, StayId};
use crate::use_cases::lists::{Line, Which, lines};

/// Lines of one page.
const PAGE: usize = 50;

/// The page.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let before = key(req.query.get("before"));
    let lines = req.read(|cx: &Cx<'_>| lines(cx, Which { closed: true, before }))?;
    let hospital = !matches!(req.hat(), Hat::CareManager | Hat::Hokatsu);
    let page = page(req.shell.clone(), &lines, before.is_some(), hospital, req.app.now().date());
    Resp::page(askama::Template::render(&page))
}

/// `2026-11-01.{id}`; what is no key is the first page.
fn key(text: &str) -> Option<(Date, StayId)> {
    let (day, id) = text.split_once('.')?;
    Some((day.parse().ok()?, StayId(id.parse::<Id>().ok()?)))
}

#[derive(askama::Template)]
#[template(path = "hospital/finished.html")]
struct Page {
    shell: Shell,
    back: Html,
    table: Option<Table>,
    empty: Empty,
    pager: Pager,
}

fn page(mut shell: Shell, lines: &[Line], later: bool, hospital: bool, today: Date) -> Page {
    shell.title = "おわった人".into();
    let home = if hospital { "/transitions/intray" } else { "/transitions" };
    let rows: Vec<TableRow> =
        lines.iter().take(PAGE).map(|l| row(&shell, l, hospital, today)).collect();
    let next = lines.get(PAGE).and_then(|_| lines.get(PAGE - 1)).map(|l| {
        shell.url(&format!("/transitions/finished?before={}.{}", l.stay.admitted_on, l.stay.id))
    });
    let other = if hospital { "ケアマネジャー" } else { "病院" };
    Page {
        back: ui::back(if hospital { "届いたもの" } else { "入退院" }, shell.url(home)),
        table: (!rows.is_empty()).then(|| Table {
            caption: "おわった人。入院した日の新しい順".into(),
            heads: ["お名前", "入院", "退院", "退院先", other, "記録書"].map(String::from).to_vec(),
            rows,
        }),
        empty: Empty {
            title: if later {
                "これより前の人はいません"
            } else {
                "おわった人は、まだいません"
            }
            .into(),
            text: "退院して、書類と記録書がそろうと、ここに移ります。".into(),
            art: false,
            button: None,
        },
        pager: Pager {
            prev: later.then(|| shell.url("/transitions/finished")),
            next,
            words: String::new(),
        },
        shell,
    }
}

fn row(shell: &Shell, l: &Line, hospital: bool, today: Date) -> TableRow {
    let s = &l.stay;
    let href = shell.url(&format!("/transitions/{}", s.id));
    let head = Html::trusted("<a class=\"name\" href=\"")
        .and(href)
        .and(Html::trusted("\">"))
        .and(tray::person(l))
        .and(Html::trusted("</a> <span class=\"meta nw\">"))
        .and(format!("{}歳", l.resident.age(today)))
        .and(Html::trusted("</span>"));
    let other = if hospital {
        [l.office.as_str(), l.care_manager.as_str()].join(" ").trim().to_string()
    } else {
        s.hospital_name.clone()
    };
    let record = l.progress().first(ActKind::RecordConfirmed);
    let record = match record {
        Some(a) => a.day.map_or("あり".into(), wareki::slash),
        None if l.progress().ended_quietly() => "いりません".into(),
        None => "なし".to_string(),
    };
    let ended = s.ended_on.map(wareki::short).unwrap_or_default();
    let end = s.end.map_or(String::new(), |e| e.label().to_string());
    let cells = [wareki::short(s.admitted_on), ended, end, other, record];
    TableRow { head, cells: cells.map(Html::from).to_vec() }
}

#[cfg(test)]
mod tests {
    use super::super::frame::tests::sound;
    use super::super::samples::{self, LONG, shell, today};
    use super::super::tray::tests::line;
    use super::*;
    use crate::model::EndKind;
    use askama::Template;

    fn done(n: u8) -> Line {
        let mut l = line(n, &[ActKind::AdmissionContact, ActKind::RecordConfirmed], None);
        (l.stay.closed, l.stay.ended_on, l.stay.end) = (true, Some(today()), Some(EndKind::Home));
        l
    }

    #[test]
    fn fifty_a_page_and_the_way_on() {
        let lines: Vec<Line> = (0..51).map(done).collect();
        let page = page(shell(), &lines, false, true, today()).render().unwrap();
        sound(&page);
        assert_eq!(page.matches("class=\"name\"").count(), 50);
        let next = format!("before=2026-11-17.{}", lines[49].stay.id);
        assert!(page.contains(&next) && page.contains("次へ") && !page.contains("前へ"));
        assert_eq!(
            key(next.trim_start_matches("before=")),
            Some((lines[49].stay.admitted_on, lines[49].stay.id))
        );
    }

    #[test]
    fn empty_long_and_keys_that_are_none() {
        for later in [false, true] {
            sound(&page(shell(), &[], later, false, today()).render().unwrap());
        }
        let mut l = done(1);
        l.resident.name = LONG.into();
        l.stay.hospital_name = LONG.into();
        let html = page(shell(), &[l], true, false, today()).render().unwrap();
        sound(&html);
        assert!(html.contains("R8.11.17") && html.contains("自宅"));
        for k in ["", "x", "2026-11-17", "2026-02-30.x", "2026-11-17.<script>"] {
            assert_eq!(key(k), None, "{k}");
        }
        let _ = samples::now();
    }
}
