//! きょう of the centre and the city: this month's figures and what is past due, as counts; never a named case.
use app::Cx;
use askama::Template;
use kernel::{At, Date, time};
use slice::{Fail, Figure, Overdue, Req, Resp, Todo};
use ui::{Empty, Fig, Figs, Html, Kv, Rate, Shell};

use super::mine::item;
use crate::draw::moment;
use crate::sources::sources;

#[derive(Debug, Clone)]
struct Centre {
    now: At,
    office: String,
    fictitious: bool,
    figures: Vec<Figure>,
    overdue: Vec<Overdue>,
    /// What was promised: lines about nobody. A line about a person never stands on this page.
    waits: Vec<Todo>,
    unread: i64,
    /// Papers of last month's figures to take along: the city's desk may be in LGWAN and types nothing here.
    files: Vec<(&'static str, &'static str)>,
}

/// Files of the survey, when a slice has them: words and path.
const FILES: [(&str, &str); 3] = [
    ("先月の調査表をPDFで出す", "/transitions/survey/print"),
    ("先月の調査表をExcelで出す", "/transitions/survey/excel"),
    ("先月の調査表をCSVで出す", "/transitions/survey/csv"),
];

#[derive(Template)]
#[template(path = "home/centre.html")]
struct Page {
    shell: Shell,
    office: Html,
    when: String,
    partial: String,
    figs: Figs,
    empty: Empty,
    overdue: Option<Kv>,
    waits: ui::Todo,
    unread: i64,
    notices: String,
    directory: String,
    files: Vec<(&'static str, String)>,
}

/// First and last day of the month.
fn month(today: Date) -> (Date, Date) {
    let from = time::add_days(today, 1 - i64::from(today.day()));
    (from, time::add_days(time::add_months(from, 1), -1))
}

fn gather(cx: &Cx<'_>, office: String) -> app::Result<Centre> {
    let (from, to) = month(cx.today());
    Ok(Centre {
        now: cx.now(),
        office,
        fictitious: cx.region().fictitious,
        figures: sources().figures(cx, from, to)?,
        overdue: sources().overdue(cx)?,
        waits: sources().todo_about_nobody(cx)?,
        unread: app::notices::unread(cx)?,
        files: {
            let mut open = Vec::new();
            for (words, path) in FILES {
                if sources().may_open(cx, path)? {
                    open.push((words, path));
                }
            }
            open
        },
    })
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let office = req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default();
    let c = req.read(|cx| gather(cx, office.clone()))?;
    Resp::page(draw(req.titled("きょう"), &c).render())
}

fn rate(n: i64, d: i64) -> Rate {
    let whole = |v: i64| u64::try_from(v).unwrap_or(0);
    Rate::new(whole(n), whole(d))
}

fn fig(shell: &Shell, f: &Figure) -> Fig {
    let mut parts = vec![Html::text(format!("{}。", f.definition.trim_end_matches('。')))];
    if let Some((words, n, d)) = &f.before {
        parts.push(Html::text(format!("{words} {}", rate(*n, *d))));
    }
    Fig {
        title: f.title.clone(),
        rate: rate(f.n, f.d),
        href: Some(shell.url(&f.href)),
        definition: ui::spaced(parts),
    }
}

fn overdue(all: &[Overdue]) -> Option<Kv> {
    let rows: Vec<(Html, Html)> = all
        .iter()
        .filter(|o| o.n > 0)
        .map(|o| {
            let n = Html::trusted(format!("<b>{}</b>件", o.n));
            let with = Html::trusted("<br><span class=\"meta\">")
                .and(&o.with)
                .and(Html::trusted("</span>"));
            (Html::text(&o.step).and(if o.with.is_empty() { Html::default() } else { with }), n)
        })
        .collect();
    (!rows.is_empty()).then_some(Kv { rows, ..Kv::default() })
}

fn draw(shell: Shell, c: &Centre) -> Page {
    let partial = c.figures.iter().find_map(|f| f.partial.clone());
    Page {
        office: ui::org(&c.office, c.fictitious),
        when: moment(c.now),
        partial: match partial {
            Some(p) => format!("{p}・名前は出ません"),
            None => "名前は出ません".into(),
        },
        figs: Figs { figs: c.figures.iter().map(|f| fig(&shell, f)).collect() },
        empty: Empty {
            title: "今月の数字は、まだありません".into(),
            text: "入退院の連絡が行われると、件数がここに出ます。".into(),
            ..Empty::default()
        },
        overdue: overdue(&c.overdue),
        waits: ui::Todo {
            items: c.waits.iter().enumerate().map(|(i, t)| item(&shell, t, i == 0)).collect(),
            from: 1,
        },
        unread: c.unread,
        notices: shell.url("/notices"),
        directory: shell.url("/directory"),
        files: c.files.iter().map(|(words, path)| (*words, shell.url(path))).collect(),
        shell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{day, shell, sound};

    fn sample() -> Centre {
        Centre {
            now: testkit::noon_before(),
            office: "在宅医療・介護連携支援センター ゆい".into(),
            fictitious: true,
            figures: vec![Figure {
                title: "入院連絡率".into(),
                n: 128,
                d: 149,
                definition: "入院した人のうち、ケアマネジャーが病院へ連絡した人".into(),
                href: "/transitions/survey/cases?key=admission_contact.n".into(),
                before: Some(("先月".into(), 203, 235)),
                partial: Some("11月19日（木）現在".into()),
            }],
            overdue: vec![
                Overdue {
                    step: "入院時情報提供書".into(), with: "居宅介護支援".into(), n: 4
                },
                Overdue { step: "退院日の連絡".into(), with: "病院".into(), n: 0 },
            ],
            waits: vec![Todo {
                rank: 430,
                who: None,
                title: "相談のその後を確かめる　みどりの丘病院".into(),
                why: "受け入れ条件の一覧がほしい".into(),
                chips: Vec::new(),
                action: "相談を開く".into(),
                href: "/desk/cases/x".into(),
                due: None,
            }],
            unread: 2,
            files: vec![FILES[0], FILES[1]],
        }
    }

    #[test]
    fn a_month_is_its_first_to_its_last_day() {
        assert_eq!(month(day("2026-11-19")), (day("2026-11-01"), day("2026-11-30")));
        assert_eq!(month(day("2028-02-29")), (day("2028-02-01"), day("2028-02-29")));
        assert_eq!(month(day("2026-12-31")), (day("2026-12-01"), day("2026-12-31")));
    }

    #[test]
    fn every_rate_stands_with_its_counts_and_the_month_before() {
        let html = draw(shell(), &sample()).render().unwrap();
        sound(&html);
        assert!(html.contains("85.9\u{a0}%") && html.contains("（128 / 149件）"));
        assert!(html.contains("先月 86.4\u{a0}%（203 / 235件）"));
        assert!(html.contains("11月19日（木）現在・名前は出ません"));
        assert!(html.contains("約束したこと") && html.contains("相談を開く"));
        assert!(html.contains("<b>4</b>件") && !html.contains("<b>0</b>件"));
        assert!(
            html.contains("起案や会議に使うファイル")
                && html.contains("/yuino/transitions/survey/print")
        );
    }

    #[test]
    fn nothing_counted_and_nothing_late_are_said_in_words() {
        let c = Centre {
            figures: Vec::new(),
            overdue: Vec::new(),
            waits: Vec::new(),
            unread: 0,
            files: Vec::new(),
            ..sample()
        };
        let html = draw(shell(), &c).render().unwrap();
        sound(&html);
        assert!(html.contains("今月の数字は、まだありません"));
        assert!(html.contains("期限を過ぎたものはありません"));
        assert!(!html.contains("起案や会議に使うファイル"), "no file that is not there");
    }

    #[test]
    fn long_names_and_a_month_without_cases_keep_the_page_sound() {
        let mut c = sample();
        c.office = "とても長い名前の在宅医療・介護連携支援センター".repeat(6);
        c.figures[0].title = "とても長い指標の名前".repeat(10);
        (c.figures[0].n, c.figures[0].d) = (0, 0);
        let html = draw(shell(), &c).render().unwrap();
        sound(&html);
        assert!(html.contains("（0 / 0件）"));
    }
}
