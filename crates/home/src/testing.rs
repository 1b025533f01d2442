//! Samples and a small reader of HTML for the tests of pages.
use kernel::{Date, Hat, Id};
use slice::{Chip, Current, Form, Method, Req, Session, Todo, Who};
use ui::{RegionBadge, Shell};

pub(crate) fn shell() -> Shell {
    let mut s = Shell {
        title: "きょう".into(),
        region: RegionBadge {
            slug: "yuino".into(),
            name: "結野市".into(),
            demo: true,
            fictitious: true,
        },
        who: Some(ui::Who {
            name: "佐藤 花子".into(),
            office: "居宅介護支援 結の里".into(),
            hat_label: "介護支援専門員".into(),
            href: Some("/yuino/me".into()),
        }),
        csrf: "token".into(),
        ..Shell::default()
    };
    s.search_href = s.url("/search");
    s.foot = s.standard_foot();
    s
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn who(name: &str) -> Who {
    Who { id: testkit::id(7), name: name.into(), kana: "たかはし みよ".into(), age: 86 }
}

pub(crate) fn todo(name: &str, action: &str) -> Todo {
    Todo {
        rank: 1,
        who: Some(who(name)),
        title: String::new(),
        why: "11月19日（木） 9時40分に、みどり総合病院へ入院しました".into(),
        chips: vec![Chip {
            kind: "due",
            icon: "clock",
            text: "加算(Ⅰ)の期限 きょう中（めやす）".into(),
        }],
        action: action.into(),
        href: format!("/transitions/{}/sheet", testkit::id(8)),
        due: None,
    }
}

pub(crate) fn current(name: &str, next_by: &str, leaves_in: Option<i64>) -> Current {
    Current {
        who: who(name),
        place: "みどり総合病院".into(),
        day: 1,
        step: "つぎは 入院時情報提供書".into(),
        next_by: next_by.into(),
        leaves_on: leaves_in.map(|n| kernel::time::add_days(day("2026-11-19"), n)),
        href: format!("/transitions/{}", testkit::id(8)),
    }
}

/// A request of a member of staff.
pub(crate) fn req(app: &testkit::TestApp, hat: Hat, organisation: Id, path: &str) -> Req {
    Req {
        app: app.app.clone(),
        method: Method::Get,
        path: path.into(),
        params: std::collections::BTreeMap::new(),
        query: Form::default(),
        form: Form::default(),
        files: Vec::new(),
        session: Some(Session {
            actor: testkit::staff(hat, organisation),
            office: "居宅介護支援 結の里".into(),
            csrf_key: vec![1; 32],
        }),
        shell: shell(),
        origin: "http://127.0.0.1:8080".into(),
    }
}

/// The HTML of an answer.
pub(crate) fn html(r: slice::Resp) -> String {
    match r.body {
        slice::Body::Html(h) => h,
        other => panic!("no page but {other:?}"),
    }
}

const VOID: [&str; 9] = ["area", "br", "col", "hr", "img", "input", "link", "meta", "source"];

/// Every tag is closed where it was opened, no id comes twice, nothing inline.
pub(crate) fn sound(html: &str) {
    let (mut open, mut ids) = (Vec::new(), std::collections::BTreeSet::new());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').expect("a tag ends") + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(
                open.pop().as_deref(),
                Some(name),
                "</{name}> near {}",
                &rest.chars().take(80).collect::<String>()
            );
            continue;
        }
        assert!(!tag.contains(" style=") && !tag.contains(" onclick="), "inline: {tag}");
        if let Some(id) = tag.split(" id=\"").nth(1).and_then(|t| t.split('"').next()) {
            assert!(ids.insert(id.to_string()), "id {id} twice");
        }
        let name = tag.split([' ', '\n', '/']).next().unwrap_or_default().to_string();
        if !VOID.contains(&name.as_str()) && !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "open: {open:?}");
}
