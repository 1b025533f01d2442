//! 操作の記録: who did or saw what, newest first. Residents are never named here: 「利用者さん1人」.
use std::collections::BTreeMap;

use app::audit::{self, AuditRow, Filter};
use askama::Template;
use kernel::{At, Hat, Id};
use slice::{Fail, Req, Resp};
use ui::{Chip, Html, Pager, Shell, TagKind};

use crate::permissions;
use crate::sources::sources;

struct Line {
    when: String,
    who: Html,
    what: Html,
    about: String,
    refused: bool,
}

/// What the page is drawn from.
struct Log {
    rows: Vec<AuditRow>,
    offices: BTreeMap<Id, String>,
    total: i64,
    filter: Filter,
}

#[derive(Template)]
#[template(path = "home/log.html")]
struct Page {
    shell: Shell,
    total: i64,
    denied: ui::Filter,
    kinds: ui::Filter,
    lines: Vec<Line>,
    pager: Pager,
    older: bool,
    first: String,
}

/// The page.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    let slices: Vec<_> = sources().names().collect();
    // Only acts of a slice that exists: the filter is never free text.
    let act = req.query.some("act").filter(|a| slices.iter().any(|(n, _)| n == a));
    let filter = Filter {
        before: At::parse(req.query.get("before")),
        resident: None,
        denied: req.query.get("denied") == "1",
        act: act.map(|a| format!("{a}.")),
    };
    let log = req.read(|cx| {
        app::authorise(cx, &permissions::LOG)?;
        let offices = accounts::organisations(cx)?.into_iter().map(|o| (o.id.0, o.name)).collect();
        Ok(Log {
            rows: audit::page(cx, &filter)?,
            offices,
            total: audit::count(cx)?,
            filter: filter.clone(),
        })
    })?;
    Resp::page(draw(req.titled("操作の記録"), &log, &slices).render())
}

fn address(shell: &Shell, denied: bool, act: Option<&str>, before: Option<At>) -> String {
    let mut pairs = Vec::new();
    if denied {
        pairs.push("denied=1".to_string());
    }
    if let Some(a) = act {
        pairs.push(format!("act={}", a.trim_end_matches('.')));
    }
    if let Some(t) = before {
        pairs.push(format!("before={t}"));
    }
    let query = if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) };
    shell.url(&format!("/audit{query}"))
}

/// How many residents a list held, from the detail of its row (`mine;n=3;ids=…`).
fn listed(detail: &str) -> Option<&str> {
    let n = detail.split(';').find_map(|p| p.strip_prefix("n="))?;
    (!n.is_empty() && n.chars().all(|c| c.is_ascii_digit())).then_some(n)
}

fn line(log: &Log, r: &AuditRow) -> Line {
    let hat = Hat::from_code(&r.hat).map_or("", Hat::label);
    let office = r.organisation.and_then(|o| log.offices.get(&o)).map_or("", String::as_str);
    let small = [office, hat].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("・");
    let who = Html::text(&r.name)
        .and(Html::trusted("<br><span class=\"meta\">"))
        .and(small)
        .and(Html::trusted("</span>"));
    let what = match sources().label_of(&r.act) {
        Some(label) => Html::text(label)
            .and(Html::trusted("<br><span class=\"meta\">"))
            .and(&r.act)
            .and(Html::trusted("</span>")),
        None => Html::text(&r.act),
    };
    let about = match (r.resident, listed(&r.detail)) {
        (Some(_), _) => "利用者さん1人".into(),
        (None, Some(n)) => format!("一覧 {n}件"),
        (None, None) => "—".into(),
    };
    Line { when: ui::dates::log(r.at), who, what, about, refused: r.denied }
}

fn draw(shell: Shell, log: &Log, slices: &[(&str, &str)]) -> Page {
    let f = &log.filter;
    let act = f.act.as_deref();
    let mut kinds = vec![Chip {
        label: "すべて".into(),
        href: address(&shell, f.denied, None, None),
        on: act.is_none(),
    }];
    kinds.extend(slices.iter().map(|(name, label)| Chip {
        label: (*label).into(),
        href: address(&shell, f.denied, Some(name), None),
        on: act.map(|a| a.trim_end_matches('.')) == Some(*name),
    }));
    let full = log.rows.len() >= 50;
    let next = log.rows.last().filter(|_| full).map(|r| address(&shell, f.denied, act, Some(r.at)));
    Page {
        total: log.total,
        denied: ui::Filter {
            label: String::new(),
            spoken: "結果でしぼる".into(),
            chips: vec![
                Chip {
                    label: "すべての結果".into(),
                    href: address(&shell, false, act, None),
                    on: !f.denied,
                },
                Chip {
                    label: "拒否だけ".into(),
                    href: address(&shell, true, act, None),
                    on: f.denied,
                },
            ],
        },
        kinds: ui::Filter {
            label: String::new(), spoken: "機能でしぼる".into(), chips: kinds
        },
        lines: log.rows.iter().map(|r| line(log, r)).collect(),
        pager: Pager { prev: None, next, words: String::new() },
        older: f.before.is_some(),
        first: address(&shell, f.denied, act, None),
        shell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{shell, sound};

    fn row(act: &str, resident: bool, detail: &str, denied: bool) -> AuditRow {
        AuditRow {
            id: testkit::id(6),
            at: testkit::noon_before(),
            account: Some(testkit::id(2)),
            organisation: Some(testkit::id(1)),
            hat: "cm".into(),
            name: "佐藤 花子".into(),
            act: act.into(),
            resident: resident.then(|| testkit::id(7)),
            object: None,
            detail: detail.into(),
            denied,
            hash: String::new(),
            pos: Some(1),
        }
    }

    fn log(rows: Vec<AuditRow>, filter: Filter) -> Log {
        Log {
            rows,
            offices: BTreeMap::from([(testkit::id(1), "結の里".to_string())]),
            total: 9000,
            filter,
        }
    }

    const SLICES: &[(&str, &str)] = &[("people", "利用者さん"), ("accounts", "職員と事業所")];

    #[test]
    fn no_resident_is_named_or_linked() {
        let ids = testkit::id(7).to_string();
        let rows = vec![
            row("people.resident.read", true, "", false),
            row("people.resident.list", false, &format!("mine;n=3;ids={ids}"), false),
            row("people.resident.read", true, "", true),
        ];
        let html = draw(shell(), &log(rows, Filter::default()), SLICES).render().unwrap();
        sound(&html);
        assert!(!html.contains(&ids));
        assert_eq!(html.matches("利用者さん1人").count(), 2);
        assert!(html.contains("一覧 3件") && html.contains("結の里・介護支援専門員"));
        assert_eq!(html.matches("ことわりました").count(), 1);
    }

    #[test]
    fn filters_stay_when_turning_the_page() {
        let rows = (0..50).map(|_| row("people.resident.read", true, "", true)).collect();
        let f = Filter { denied: true, act: Some("people.".into()), ..Filter::default() };
        let html = draw(shell(), &log(rows, f), SLICES).render().unwrap();
        sound(&html);
        assert!(html.contains("?denied=1&#38;act=people&#38;before=2026-11-19T02:20:00.000Z"));
    }

    #[test]
    fn an_empty_page_and_long_names_are_sound() {
        let html = draw(shell(), &log(Vec::new(), Filter::default()), SLICES).render().unwrap();
        sound(&html);
        assert!(html.contains("あてはまる記録はありません"));
        let mut r = row(&"very.long.act.".repeat(20), false, "n=abc", false);
        r.name = "<b>長い</b>".repeat(30);
        let html = draw(shell(), &log(vec![r], Filter::default()), SLICES).render().unwrap();
        sound(&html);
        assert!(!html.contains("一覧"), "what is no number is no number");
    }
}
