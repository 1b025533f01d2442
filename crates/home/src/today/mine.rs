//! きょう of those who care for somebody: what waits for me, who is in hospital, what comes next.
use app::Cx;
use app::notices::Notice;
use askama::Template;
use kernel::{At, Date, Hat, wareki};
use slice::{Count, Current, Fail, Req, Resp, Todo};
use ui::{
    Button, Door, Doors, Empty, Html, Kv, Pager, PlainRow, Rows, Shell, Table, TableRow, TodoItem,
};

use crate::draw::{chip, moment, name_link, short_moment};
use crate::sources::sources;

/// Entries of the list on one page.
const PAGE: usize = 20;
/// Lines of the table; the whole list has its own page.
const IN_HOSPITAL: usize = 10;
const REPORT: &str = "/transitions/new";
const PEOPLE: &str = "/people";
const STAYS: &str = "/transitions";
/// The same for the support team.
const SHARED: &str = "/transitions/shared";

/// What the screen is drawn from.
#[derive(Debug, Clone)]
struct Mine {
    now: At,
    fictitious: bool,
    /// 利用者さん, 患者さん, ご本人.
    word: &'static str,
    todo: Vec<Todo>,
    current: Vec<Current>,
    counts: Vec<Count>,
    unread: Vec<Notice>,
    /// What the region has switched off.
    off: Vec<&'static str>,
    may_report: bool,
    may_list: bool,
    /// Where all stays stand; none without the right.
    stays: Option<&'static str>,
    /// Acts in the stays itself (else it is told of them).
    acts: bool,
    /// Page of the list, from 0.
    turn: usize,
}

#[derive(Template)]
#[template(path = "home/mine.html")]
struct Page {
    shell: Shell,
    when: String,
    heading: String,
    report: Option<Button>,
    off: Option<String>,
    empty: Option<Empty>,
    todo: ui::Todo,
    pager: Pager,
    word: &'static str,
    people: Option<String>,
    doors: Doors,
    stays: Option<String>,
    acts: bool,
    n: usize,
    table: Table,
    notices: Option<Rows>,
    unread: usize,
    notices_href: String,
    plan: Option<Kv>,
}

fn gather(cx: &Cx<'_>, turn: usize) -> app::Result<Mine> {
    let s = sources();
    let mut unread = app::notices::mine(cx)?;
    unread.retain(|n| n.read_at.is_none());
    Ok(Mine {
        now: cx.now(),
        fictitious: cx.region().fictitious,
        word: cx.actor().hat.person_word(),
        todo: s.todo(cx)?,
        current: s.current(cx)?,
        counts: s.counts(cx)?,
        unread,
        off: s.switched_off(cx)?,
        may_report: s.may_open(cx, REPORT)?,
        may_list: s.may_open(cx, PEOPLE)?,
        stays: match cx.actor().hat {
            Hat::Provider | Hat::Doctor => s.may_open(cx, SHARED)?.then_some(SHARED),
            _ => s.may_open(cx, STAYS)?.then_some(STAYS),
        },
        acts: !matches!(cx.actor().hat, Hat::Provider | Hat::Doctor),
        turn,
    })
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let turn = req.query.get("p").parse::<usize>().unwrap_or(1).clamp(1, 1000) - 1;
    let mine = req.read(|cx| gather(cx, turn))?;
    Resp::page(draw(req.titled("きょう"), &mine).render())
}

pub(super) fn item(shell: &Shell, t: &Todo, first: bool) -> TodoItem {
    let (title, sub, href, about) = match &t.who {
        Some(w) => (
            format!("{} さん", w.name),
            format!("{}・{}歳", w.kana, w.age),
            Some(shell.url(&format!("/people/{}", w.id))),
            format!("（{} さん）", w.name),
        ),
        None => (t.title.clone(), String::new(), None, String::new()),
    };
    let act = Button::link(&t.action, shell.url(&t.href)).about(about);
    TodoItem {
        title: title.into(),
        href,
        sub,
        why: Html::text(&t.why),
        tags: t.chips.iter().map(chip).collect(),
        act: Some(if first { act.primary() } else { act }),
    }
}

/// The lists' own words and counts: きょう says of a list what the list says of itself.
fn doors(shell: &Shell, m: &Mine) -> Doors {
    let door = |c: &Count| Door {
        label: c.label.into(),
        value: c.n,
        unit: c.unit.into(),
        href: Some(shell.url(&c.href)),
        bad: false,
    };
    Doors { doors: m.counts.iter().map(door).collect() }
}

fn table(shell: &Shell, m: &Mine) -> Table {
    let day = |n: i64| if n <= 1 { "きょうから".to_string() } else { format!("{n}日目") };
    Table {
        caption: format!("入院中の{}と、いまの段階", m.word),
        heads: [
            m.word,
            "入院先",
            if m.acts { "いまの段階" } else { "退院の予定" },
            if m.acts { "つぎに動く人" } else { "たずねる先" },
        ]
        .map(String::from)
        .to_vec(),
        rows: m
            .current
            .iter()
            .take(IN_HOSPITAL)
            .map(|c| TableRow {
                head: name_link(&format!("{} さん", c.who.name), &shell.url(&c.href)),
                cells: vec![
                    ui::org(&c.place, m.fictitious)
                        .and(Html::trusted(" <span class=\"meta nw\">"))
                        .and(day(c.day))
                        .and(Html::trusted("</span>")),
                    Html::text(&c.step),
                    if c.next_by == "あなた" {
                        Html::trusted("<b>あなた</b>")
                    } else {
                        Html::text(&c.next_by)
                    },
                ],
            })
            .collect(),
    }
}

/// 「きょう」「あす」「26日（木） あと7日」.
fn coming(day: Date, today: Date) -> Html {
    let left = match kernel::time::days_between(today, day) {
        0 => return "きょう".into(),
        1 => return "あす".into(),
        n @ 2.. => format!("あと{n}日"),
        n => format!("{}日前", -n),
    };
    ui::spaced([Html::text(wareki::month_day(day)), Html::text(left)])
}

fn plan(shell: &Shell, m: &Mine) -> Option<Kv> {
    let today = m.now.date();
    let mut leaving: Vec<(Date, &Current)> =
        m.current.iter().filter_map(|c| c.leaves_on.map(|d| (d, c))).collect();
    leaving.sort_by_key(|(d, c)| (*d, c.who.kana.clone()));
    let rows: Vec<(Html, Html)> = leaving
        .into_iter()
        .take(8)
        .map(|(d, c)| {
            let name = name_link(&format!("{} さん", c.who.name), &shell.url(&c.href));
            let from = Html::trusted("<br><span class=\"meta\">")
                .and(ui::org(&c.place, m.fictitious))
                .and("から退院")
                .and(Html::trusted("</span>"));
            (coming(d, today), name.and(from))
        })
        .collect();
    (!rows.is_empty()).then_some(Kv { rows, tight: true, small: false })
}

/// The newest unread notices; none when there is none.
pub(super) fn newest(shell: &Shell, unread: &[Notice]) -> Option<Rows> {
    let rows: Vec<PlainRow> = unread
        .iter()
        .take(5)
        .map(|n| PlainRow {
            title: Html::text(&n.text),
            href: Some(shell.url(&n.link)),
            tag: None,
            meta: short_moment(n.at).into(),
        })
        .collect();
    (!rows.is_empty()).then_some(Rows { rows, small: true })
}

/// One page of the lines, and the way to the others.
pub(super) fn paged(shell: &Shell, all: &[Todo], turn: usize) -> (ui::Todo, Pager) {
    let from = turn * PAGE;
    let shown = all.iter().skip(from).take(PAGE);
    let items: Vec<TodoItem> =
        shown.enumerate().map(|(i, t)| item(shell, t, from + i == 0)).collect();
    let turned = |p: usize| shell.url(&format!("/?p={}", p + 1));
    let last = from + items.len();
    let pager = Pager {
        prev: (turn > 0).then(|| turned(turn - 1)),
        next: (last < all.len()).then(|| turned(turn + 1)),
        words: if items.is_empty() {
            String::new()
        } else {
            format!("{}件のうち {}〜{last}件め", all.len(), from + 1)
        },
    };
    (ui::Todo { items, from: from + 1 }, pager)
}

fn draw(shell: Shell, m: &Mine) -> Page {
    let (todo, pager) = paged(&shell, &m.todo, m.turn);
    let empty = m.todo.is_empty();
    let report = Button::link("入院の連絡をする", shell.url(REPORT)).compact().icon("plus");
    Page {
        when: moment(m.now),
        heading: if empty {
            "きょう".into()
        } else {
            format!("きょうの対応は {}件です", m.todo.len())
        },
        report: m.may_report.then_some(report),
        off: (!m.off.is_empty()).then(|| m.off.join("、")),
        // with something switched off nobody can say that nothing waits
        empty: (empty && m.off.is_empty()).then(|| Empty {
            title: "いま対応が必要なものはありません".into(),
            text: "新しい連絡が届くと、ここに出ます。期限の近いものから順にならびます。".into(),
            art: true,
            button: None,
        }),
        todo,
        pager,
        word: m.word,
        people: m.may_list.then(|| shell.url(PEOPLE)),
        doors: doors(&shell, m),
        stays: m.stays.filter(|_| m.current.len() > IN_HOSPITAL || !m.acts).map(|s| shell.url(s)),
        acts: m.acts,
        n: m.current.len(),
        table: table(&shell, m),
        notices: newest(&shell, &m.unread),
        unread: m.unread.len(),
        notices_href: shell.url("/notices"),
        plan: plan(&shell, m),
        shell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{current, shell, sound, todo};

    fn sample() -> Mine {
        Mine {
            now: testkit::noon_before(),
            fictitious: true,
            word: "利用者さん",
            todo: vec![
                todo("高橋 ミヨ", "入院時情報提供書を送る"),
                todo("及川 トシ", "退院日の連絡を読む"),
            ],
            current: vec![
                current("高橋 ミヨ", "あなた", None),
                current("小原 信夫", "病院 地域連携室", Some(7)),
            ],
            counts: vec![
                Count {
                    label: "入院中", n: 2, unit: "人", href: "/transitions?show=in".into()
                },
                Count {
                    label: "退院の日が決まった方",
                    n: 1,
                    unit: "人",
                    href: "/transitions?show=leaving".into(),
                },
            ],
            unread: Vec::new(),
            off: Vec::new(),
            may_report: true,
            may_list: true,
            stays: Some(STAYS),
            acts: true,
            turn: 0,
        }
    }

    #[test]
    fn the_title_says_how_many_wait_and_only_the_first_button_is_filled() {
        let html = draw(shell(), &sample()).render().unwrap();
        sound(&html);
        assert!(html.contains("<h1>きょうの対応は 2件です</h1>"));
        assert_eq!(html.matches("btn primary").count(), 1);
        assert!(html.contains("入院の連絡をする") && html.contains("あと7日"));
        // the words and the number of the list, and the way to it
        assert!(html.contains("退院の日が決まった方</span><b>1<small>人"));
        assert!(html.contains("/yuino/transitions?show=leaving"));
    }

    #[test]
    fn an_empty_day_says_so_and_what_can_be_done_next() {
        let m = Mine { todo: Vec::new(), current: Vec::new(), ..sample() };
        let html = draw(shell(), &m).render().unwrap();
        sound(&html);
        assert!(html.contains("いま対応が必要なものはありません"));
        assert!(html.contains("/yuino/transitions/new") && html.contains("/yuino/people"));
        assert!(!html.contains("<table"));
    }

    #[test]
    fn with_something_switched_off_nobody_is_told_that_nothing_waits() {
        let off = vec!["入退院", "利用者さん"];
        let m = Mine { todo: Vec::new(), current: Vec::new(), off, ..sample() };
        let html = draw(shell(), &m).render().unwrap();
        sound(&html);
        assert!(html.contains("いま次の機能を止めています: 入退院、利用者さん"));
        assert!(!html.contains("いま対応が必要なものはありません"));
    }

    #[test]
    fn who_may_not_report_is_offered_no_button_for_it() {
        let m = Mine { may_report: false, may_list: false, stays: None, ..sample() };
        let html = draw(shell(), &m).render().unwrap();
        sound(&html);
        assert!(!html.contains("入院の連絡をする") && !html.contains("href=\"/yuino/people\""));
    }

    #[test]
    fn the_support_team_is_told_where_and_whom_to_ask_and_not_who_moves() {
        let m = Mine {
            todo: Vec::new(),
            stays: Some(SHARED),
            acts: false,
            may_report: false,
            ..sample()
        };
        let html = draw(shell(), &m).render().unwrap();
        sound(&html);
        assert!(html.contains("たずねる先") && html.contains("/yuino/transitions/shared"));
        for words in ["つぎに動く人", "相手の動きを待っている", "入院の連絡をする"]
        {
            assert!(!html.contains(words), "{words}");
        }
        assert!(html.contains("支援チームに入っている方だけ"));
    }

    #[test]
    fn a_long_list_is_paged_and_numbered_on() {
        let mut m = sample();
        let long = "アレクサンドリア・ヴィクトーリア・勅使河原 長右衛門太郎左衛門之助";
        m.todo = (0..45).map(|_| todo(long, "入院時情報提供書を送る")).collect();
        m.current = (0..30).map(|_| current(long, "あなた", None)).collect();
        m.turn = 1;
        let html = draw(shell(), &m).render().unwrap();
        sound(&html);
        assert!(html.contains("45件のうち 21〜40件め") && html.contains("start=\"21\""));
        assert!(html.contains("/yuino/?p=1") && html.contains("/yuino/?p=3"));
        assert_eq!(html.matches("btn primary").count(), 0);
        assert_eq!(html.matches("data-l=\"入院先\"").count(), IN_HOSPITAL);
    }

    #[test]
    fn a_page_after_the_last_is_no_crash() {
        let html = draw(shell(), &Mine { turn: 999, ..sample() }).render().unwrap();
        sound(&html);
    }
}
