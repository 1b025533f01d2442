//! きょう where no persons are held (個人情報を扱わない構成): the directory, how old it is, the contact windows, and
//! what comes when persons are switched on. What was promised stands first. No empty boxes about people.
use app::Cx;
use askama::Template;
use directory::model::freshness::Freshness;
use directory::use_cases::browse::{self, KindCount};
use directory::use_cases::windows;
use kernel::At;
use slice::{Fail, Req, Resp, Todo};
use ui::{Button, Door, Doors, Html, PlainRow, Rows, Shell, TagKind};

use super::mine::item;
use crate::draw::moment;
use crate::sources::sources;

#[derive(Debug, Clone)]
struct Place {
    now: At,
    office: String,
    kinds: Vec<KindCount>,
    freshness: Option<Freshness>,
    windows: u64,
    unconfirmed: u64,
    may_import: bool,
    /// What was promised: lines about nobody.
    waits: Vec<Todo>,
    unread: i64,
}

#[derive(Template)]
#[template(path = "home/place.html")]
struct Page {
    shell: Shell,
    office: String,
    when: String,
    import: Option<Button>,
    total: i64,
    fresh: String,
    old: bool,
    kinds: Rows,
    windows: Doors,
    waits: ui::Todo,
    unread: i64,
    notices: String,
    directory: String,
}

fn gather(cx: &Cx<'_>, office: String) -> app::Result<Place> {
    let listed = browse::list(cx, &browse::Filter::default(), browse::Turn::First)?;
    let windows = windows::list(cx)?;
    Ok(Place {
        now: cx.now(),
        office,
        kinds: listed.kinds,
        freshness: listed.freshness,
        windows: windows.len() as u64,
        unconfirmed: windows.iter().filter(|w| w.window.confirmed_on.is_none()).count() as u64,
        may_import: sources().may_open(cx, "/directory/import")?,
        waits: sources().todo_about_nobody(cx)?,
        unread: app::notices::unread(cx)?,
    })
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let office = req.session.as_ref().map(|s| s.office.clone()).unwrap_or_default();
    let p = req.read(|cx| gather(cx, office.clone()))?;
    Resp::page(draw(req.titled("きょう"), &p).render())
}

fn kind(shell: &Shell, k: &KindCount) -> PlainRow {
    let (href, tag) = if k.never {
        (None, ui::tag(TagKind::Miss, "まだ取り込んでいません"))
    } else {
        let href = shell.url(&format!("/directory?kind={}", k.kind.code));
        (Some(href), ui::tag(TagKind::Plain, format!("{}か所", k.n)).icon("pin"))
    };
    PlainRow { title: k.kind.label.into(), href, tag: Some(tag), meta: Html::default() }
}

fn draw(shell: Shell, p: &Place) -> Page {
    let href = Some(shell.url("/directory/windows"));
    let door = |label: &str, value| Door {
        label: label.into(),
        value,
        unit: "件".into(),
        href: href.clone(),
        bad: false,
    };
    let today = p.now.date();
    Page {
        office: p.office.clone(),
        when: moment(p.now),
        import: p
            .may_import
            .then(|| Button::link("名簿を取り込む", shell.url("/directory/import")).primary()),
        total: p.kinds.iter().map(|k| k.n).sum(),
        fresh: p.freshness.map_or_else(|| "まだ取り込んでいません".into(), |f| f.words(today)),
        old: p.freshness.is_some_and(|f| f.is_old(today)),
        kinds: Rows { rows: p.kinds.iter().map(|k| kind(&shell, k)).collect(), small: false },
        windows: Doors {
            doors: vec![door("連絡窓口", p.windows), door("まだ確かめていない窓口", p.unconfirmed)],
        },
        waits: ui::Todo {
            items: p.waits.iter().enumerate().map(|(i, t)| item(&shell, t, i == 0)).collect(),
            from: 1,
        },
        unread: p.unread,
        notices: shell.url("/notices"),
        directory: shell.url("/directory"),
        shell,
    }
}

#[cfg(test)]
mod tests {
    use directory::model::service::KINDS;

    use super::*;
    use crate::testing::{day, shell, sound};

    fn sample() -> Place {
        Place {
            now: testkit::noon_before(),
            office: "在宅医療介護連携支援センター".into(),
            kinds: KINDS
                .iter()
                .enumerate()
                .map(|(i, kind)| KindCount { kind, n: i as i64 * 10, never: i < 3 })
                .collect(),
            freshness: Some(Freshness {
                edition: Some(day("2026-06-30")),
                imported_on: day("2026-11-01"),
            }),
            windows: 12,
            unconfirmed: 3,
            may_import: true,
            waits: Vec::new(),
            unread: 0,
        }
    }

    #[test]
    fn what_was_never_imported_is_not_shown_as_none() {
        let html = draw(shell(), &sample()).render().unwrap();
        sound(&html);
        assert_eq!(html.matches("まだ取り込んでいません").count(), 3);
        assert!(html.contains("6月30日の公開データから") && html.contains("110か所"));
        assert!(!html.contains("利用者さん"), "no box about persons");
    }

    #[test]
    fn an_empty_and_an_old_directory_are_said() {
        let p =
            Place { kinds: Vec::new(), freshness: None, windows: 0, unconfirmed: 0, ..sample() };
        let html = draw(shell(), &p).render().unwrap();
        sound(&html);
        assert!(html.contains("まだ取り込んでいません"));
        let f = Freshness { edition: Some(day("2024-06-30")), imported_on: day("2026-11-01") };
        let html = draw(shell(), &Place { freshness: Some(f), may_import: false, ..sample() });
        let html = html.render().unwrap();
        sound(&html);
        assert!(html.contains("1年以上前") && !html.contains("名簿を取り込む"));
    }
}
