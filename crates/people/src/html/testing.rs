//! Samples and a small reader of HTML for the tests of pages.
use kernel::{Date, Hat, Id};
use slice::{Form, Method, Req, Session};
use ui::{RegionBadge, Shell};

use crate::ResidentId;
use crate::model::{CareLevel, Resident, Sex};

pub(crate) fn shell() -> Shell {
    let region =
        RegionBadge {
            slug: "yuino".into(), name: "結野市".into(), demo: true, fictitious: true
        };
    Shell { title: "担当".into(), region, csrf: "token".into(), ..Shell::default() }
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn resident() -> Resident {
    Resident {
        id: ResidentId(testkit::id(7)),
        name: "高橋 ミヨ".into(),
        kana: "たかはし みよ".into(),
        birth: day("1940-05-03"),
        sex: Sex::Female,
        address: "結野市ひばり台二丁目3".into(),
        phone: "0000-00-0001".into(),
        insurer: "039990".into(),
        insured: "0000000001".into(),
        care_level: CareLevel::Care2,
        care_from: Some(day("2025-12-01")),
        care_to: Some(day("2027-11-30")),
        household: "長男と同居・日中独居".into(),
        died_on: None,
        version: 1,
    }
}

/// A request of a member of staff whose account is named in no team (the store has no row of it).
pub(crate) fn req(app: &testkit::TestApp, hat: Hat, organisation: Id, path: &str) -> Req {
    let mut actor = testkit::staff(hat, organisation);
    actor.account = None;
    Req {
        app: app.app.clone(),
        method: Method::Post,
        path: path.into(),
        params: std::collections::BTreeMap::new(),
        query: Form::default(),
        form: Form::default(),
        files: Vec::new(),
        session: Some(Session { actor, office: "結の里".into(), csrf_key: vec![1; 32] }),
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

/// Every tag is closed where it was opened, no id comes twice, nothing inline, no heading or legend is empty.
pub(crate) fn sound(html: &str) {
    let (mut open, mut ids) = (Vec::new(), std::collections::BTreeSet::new());
    assert!(!html.contains("<legend class=\"label\"><span></span>"), "an empty legend");
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').expect("a tag ends") + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "</{name}>");
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
