//! 訪問看護・薬局・歯科・施設 and the family doctor: the people they support who are in hospital, the planned day and what
//! changed, whom to ask; and in plain words what is not shown here and why.
use accounts::Organisation;
use app::Cx;
use askama::Template;
use kernel::{At, Date, wareki};
use slice::{Fail, Req, Resp, Todo as Line};
use ui::{Empty, Html, Kv, PersonHead, PlainRow, Rows, Shell, Table, TableRow, TagKind, tag};

use super::{leaving, waiting};
use crate::model::hats::HatRules;
use crate::model::{Act, StayId};
use crate::use_cases::hats::{self, Shared};
use crate::use_cases::written::{link, of_us};
use crate::words;

/// Lines shown at once: open stays of the people one supports.
const MOST: usize = 200;

#[derive(Debug, Clone)]
struct List {
    now: At,
    word: &'static str,
    all: Vec<Shared>,
    waiting: Vec<Line>,
    papers: Vec<Act>,
    rules: HatRules,
}

#[derive(Template)]
#[template(path = "hats/shared.html")]
struct ListPage {
    shell: Shell,
    day: String,
    title: String,
    waiting: ui::Todo,
    table: Option<Table>,
    home: Option<Table>,
    papers: Option<Rows>,
    empty: Option<Empty>,
}

#[derive(Template)]
#[template(path = "hats/shared_one.html")]
struct OnePage {
    shell: Shell,
    back: Html,
    head: PersonHead,
    sub: String,
    title: Html,
    plan: Html,
    changed: Option<String>,
    days: Option<Rows>,
    papers: Option<Rows>,
    about: Kv,
    ask: Kv,
}

/// Where the stay stands for who supports the person, in words.
pub(crate) fn state(s: &Shared, today: Date, r: &HatRules) -> String {
    if let Some(on) = s.ended_on {
        return format!("{}に退院しました", words::day(on, today));
    }
    if s.admitted_on > today {
        return format!("{}に入院の予定です", words::day(s.admitted_on, today));
    }
    match (s.planned_on, s.changed(today, r)) {
        (Some(day), Some(_)) => format!("退院予定日が{}に変わりました", words::day(day, today)),
        (Some(day), None) if s.told => format!("退院日は{}です", words::day(day, today)),
        (Some(day), None) => format!("退院予定日は{}です", words::day(day, today)),
        (None, _) => "退院予定日は まだ決まっていません".into(),
    }
}

/// The list.
pub(super) fn list(req: &Req) -> Result<Resp, Fail> {
    let l = req.read(|cx| {
        Ok(List {
            now: cx.now(),
            word: cx.actor().hat.person_word(),
            all: hats::shared(cx)?,
            waiting: crate::waiting::lines(cx)?,
            papers: sent_here(cx)?,
            rules: HatRules::shipped()?,
        })
    })?;
    Resp::page(draw_list(req.titled("入院している方"), &l).render())
}

/// One stay.
pub(super) fn one(req: &Req) -> Result<Resp, Fail> {
    let id = req.id::<StayId>("stay")?;
    let (s, papers, today, rules) = req.read(move |cx| {
        let s = hats::shared_one(cx, id)?;
        let papers = sent_here(cx)?.into_iter().filter(|a| a.stay == id).collect::<Vec<_>>();
        Ok((s, papers, cx.today(), HatRules::shipped()?))
    })?;
    Resp::page(draw_one(req.titled("入院のお知らせ"), &s, &papers, today, &rules).render())
}

/// Papers that came to the reader's own organisation.
fn sent_here(cx: &Cx<'_>) -> app::Result<Vec<Act>> {
    if app::may(cx, &crate::permissions::SHEET_READ)? { of_us(cx) } else { Ok(Vec::new()) }
}

/// The papers as rows, without the person's name: that stands in the paper.
fn paper_rows(shell: &Shell, all: &[Act]) -> Option<Rows> {
    let row = |a: &Act| {
        Some(PlainRow {
            title: a.detail.note.as_str().into(),
            href: Some(shell.url(&link(a.stay, a.record?))),
            tag: Some(match a.opened_at {
                Some(_) => ui::tag(TagKind::Plain, "開きました"),
                None => ui::tag(TagKind::Due, "まだ開いていません"),
            }),
            meta: format!("{}に {}さんから", wareki::month_day(a.at.date()), a.name).into(),
        })
    };
    let rows: Vec<PlainRow> = all.iter().filter_map(row).collect();
    (!rows.is_empty()).then_some(Rows { rows, small: false })
}

fn draw_list(shell: Shell, l: &List) -> ListPage {
    let today = l.now.date();
    let row = |s: &&Shared| {
        let r = &s.resident;
        let new = s.changed(today, &l.rules).map(|(before, on)| {
            tag(
                TagKind::Due,
                format!(
                    "{}に変わりました（前は{}）",
                    words::day(on, today),
                    words::day(before, today)
                ),
            )
            .html()
        });
        let day = match (s.ended_on, s.planned_on) {
            (Some(on), _) => Html::from(format!("{}に退院", words::day(on, today))),
            (None, Some(d)) => leaving(d, today),
            (None, None) => Html::trusted("<span class=\"muted\">まだ</span>"),
        };
        TableRow {
            head: Html::trusted("<a class=\"name\" href=\"")
                .and(shell.url(&format!("/transitions/shared/{}", s.stay)))
                .and(Html::trusted("\">"))
                .and(format!("{} さん", r.name))
                .and(Html::trusted("</a><br><span class=\"meta\">"))
                .and(format!("{}・{}歳", r.kana, r.age(today)))
                .and(Html::trusted("</span>")),
            cells: vec![
                ui::org(&s.hospital, s.office.fictitious)
                    .and(Html::trusted(" <span class=\"meta nw\">"))
                    .and(if s.admitted_on > today {
                        format!("{}に入院の予定", words::day(s.admitted_on, today))
                    } else {
                        format!("{}日目", s.day(today))
                    })
                    .and(Html::trusted("</span>")),
                match new {
                    Some(t) => ui::spaced([day, t]),
                    None => day,
                },
                whom(s),
            ],
        }
    };
    let here: Vec<&Shared> = l.all.iter().filter(|s| s.ended_on.is_none()).take(MOST).collect();
    let gone: Vec<&Shared> = l.all.iter().filter(|s| s.ended_on.is_some()).take(MOST).collect();
    let table = |of: &[&Shared], caption: String| {
        (!of.is_empty()).then(|| Table {
            caption,
            heads: [l.word, "入院先", "退院予定日", "たずねる先"].map(String::from).to_vec(),
            rows: of.iter().map(row).collect(),
        })
    };
    ListPage {
        day: wareki::month_day(today),
        title: match here.len() {
            0 => format!("入院している{}はいません", l.word),
            n => format!("入院している{} {n}人", l.word),
        },
        waiting: waiting(&shell, &l.waiting),
        table: table(&here, format!("入院している{}と退院予定日", l.word)),
        home: table(&gone, format!("退院した{}", l.word)),
        papers: paper_rows(&shell, &l.papers),
        empty: l.all.is_empty().then(|| Empty {
            title: "お知らせする入院は、いまありません".into(),
            text: "あなたの事業所が支援チームに入っている方が入院すると、ここに出ます。".into(),
            art: true,
            button: None,
        }),
        shell,
    }
}

fn whom(s: &Shared) -> Html {
    let office = ui::org(&s.office.name, s.office.fictitious);
    match s.care_manager.as_str() {
        "" => office,
        name => office.and(format!(" {name} さん")),
    }
}

fn phone(o: &Organisation) -> Html {
    if o.phone.is_empty() { "登録されていません".into() } else { o.phone.as_str().into() }
}

fn draw_one(shell: Shell, s: &Shared, papers: &[Act], today: Date, rules: &HatRules) -> OnePage {
    let r = &s.resident;
    let href = shell.url(&format!("/people/{}", r.id));
    let changed = s.changed(today, rules).map(|(before, on)| {
        format!(
            "{}に、退院予定日が{}から変わりました。",
            words::day(on, today),
            words::day(before, today)
        )
    });
    let rows: Vec<PlainRow> = s
        .days
        .iter()
        .rev()
        .map(|(day, said, told)| PlainRow {
            title: wareki::long_weekday(*day).into(),
            meta: format!(
                "{}に{}",
                words::day(*said, today),
                if *told {
                    "病院が退院日を伝えました"
                } else {
                    "病院が予定を決めました"
                }
            )
            .into(),
            ..PlainRow::default()
        })
        .collect();
    let mut about: Vec<(Html, Html)> = vec![
        ("病院".into(), ui::org(&s.hospital, s.office.fictitious)),
        ("入院".into(), words::day(s.admitted_on, today).into()),
    ];
    if let Some(on) = s.conference_on {
        about.push((
            "退院前カンファ".into(),
            format!("{}に開きました", words::day(on, today)).into(),
        ));
    }
    if let Some(on) = s.ended_on {
        about.push(("退院".into(), words::day(on, today).into()));
    }
    let mut ask: Vec<(Html, Html)> =
        vec![("ケアマネジャー".into(), whom(s)), ("電話".into(), phone(&s.office))];
    if let Some(h) = &s.hospital_org {
        ask.push(("病院 地域連携室".into(), ui::org(&h.name, h.fictitious)));
        ask.push(("病院の電話".into(), phone(h)));
    }
    OnePage {
        back: ui::back("入院している方", shell.url("/transitions/shared")),
        head: PersonHead {
            kana: r.kana.clone(),
            name: r.name.clone(),
            age: format!("{}歳・{}", r.age(today), r.care_level.label()),
            alerts: Vec::new(),
            alerts_href: href.clone(),
            href: Some(href),
        },
        sub: match s.ended_on {
            Some(_) => format!("入院 {}日", s.day(today)),
            None if s.admitted_on > today => "入院の予定".into(),
            None => format!("入院 {}日目", s.day(today)),
        },
        title: ui::org(&s.hospital, s.office.fictitious).and("への入院"),
        plan: Html::text(state(s, today, rules)),
        changed,
        days: (!rows.is_empty()).then_some(Rows { rows, small: false }),
        papers: paper_rows(&shell, papers),
        about: Kv { rows: about, tight: true, small: false },
        ask: Kv { rows: ask, tight: true, small: false },
        shell,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, LONG, shell, sound, today};
    use super::*;

    fn paper() -> Act {
        let mut a = samples::act(crate::model::ActKind::Papers, &["other"]);
        a.detail.note = "施設への退院のお知らせ".into();
        a.record = Some(a.id);
        a
    }

    fn list(all: Vec<Shared>) -> String {
        let l = List {
            now: samples::now(),
            word: "利用者さん",
            all,
            waiting: vec![samples::line()],
            papers: vec![paper()],
            rules: HatRules::shipped().unwrap(),
        };
        let page = draw_list(shell(), &l).render().unwrap();
        sound(&page);
        page
    }

    fn one(s: &Shared) -> String {
        let page = draw_one(shell(), s, &[paper()], today(), &HatRules::shipped().unwrap())
            .render()
            .unwrap();
        sound(&page);
        page
    }

    #[test]
    fn the_list_says_where_until_when_and_whom_to_ask() {
        let page = list(vec![samples::shared()]);
        for words in [
            "入院している利用者さん 1人",
            "みどり総合病院",
            "11月26日（木）",
            "11月18日（水）に変わりました（前は11月24日（火））",
            "結の里",
            "佐藤 花子 さん",
            "施設への退院のお知らせ",
            "まだ開いていません",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
    }

    #[test]
    fn one_stay_shows_the_days_and_says_what_is_not_shown() {
        let page = one(&samples::shared());
        for words in [
            "退院予定日が11月26日（木）に変わりました",
            "11月24日（火）から変わりました",
            "病院が予定を決めました",
            "ここに出ないこと",
            "入院の理由",
            "施設への退院のお知らせ",
            "/documents/",
        ] {
            assert!(page.contains(words), "{words}");
        }
        assert!(!page.contains("肺炎"), "why somebody is in hospital is not shown");
    }

    #[test]
    fn nobody_long_names_and_who_came_home() {
        assert!(list(Vec::new()).contains("お知らせする入院は、いまありません"));
        let mut s = samples::shared();
        s.resident.name = LONG.into();
        s.hospital = LONG.into();
        s.care_manager = LONG.into();
        (s.planned_on, s.days) = (None, Vec::new());
        assert!(one(&s).contains("まだ決まっていません"));
        s.ended_on = Some(today());
        let page = list(vec![s.clone()]);
        assert!(page.contains("入院している利用者さんはいません") && page.contains("に退院"));
        assert!(one(&s).contains("に退院しました"));
    }

    #[test]
    fn an_old_change_is_no_news() {
        let mut s = samples::shared();
        let r = HatRules::shipped().unwrap();
        assert!(s.changed(today(), &r).is_some());
        for d in &mut s.days {
            d.1 = "2026-11-01".parse().unwrap();
        }
        assert!(s.changed(today(), &r).is_none());
        assert_eq!(state(&s, today(), &r), "退院予定日は11月26日（木）です");
    }
}
