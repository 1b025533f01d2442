//! Every component with normal, long, empty and wrong samples. Each page must be well-formed, keep the security policy
//! and name all its controls; with YUI_GALLERY=dir the pages are also written there, to be looked at.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "gallery/check.rs"]
mod check;
#[path = "gallery/fields.rs"]
mod fields;
#[path = "gallery/pages.rs"]
mod pages;
#[path = "gallery/states.rs"]
mod states;
#[path = "gallery/survey.rs"]
mod survey;

use askama::Template;
use ui::{Html, NavItem, PrintHead, RegionBadge, Shell, Who};

/// A page of the gallery.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "shell.html" %}{% block person %}{{ person }}{% endblock %}{% block main %}{{ body }}{% endblock %}{% block sendbar %}{{ bar }}{% endblock %}"#
)]
pub struct Page {
    shell: Shell,
    person: Html,
    body: Html,
    bar: Html,
}

/// A page without login.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "shell_public.html" %}{% block main %}{{ body }}{% endblock %}"#
)]
struct Public {
    shell: Shell,
    body: Html,
}

fn shell(title: &str, current: &str) -> Shell {
    let mut s = Shell {
        title: title.into(),
        region: RegionBadge {
            slug: "yuino".into(),
            name: "結野市".into(),
            demo: true,
            fictitious: true,
        },
        who: Some(Who {
            name: "佐藤 花子".into(),
            office: "居宅介護支援 結の里（架空）".into(),
            hat_label: "介護支援専門員".into(),
            href: Some("/yuino/me".into()),
        }),
        search_href: "/yuino/search".into(),
        csrf: ui::csrf::token(b"gallery", "s"),
        print: PrintHead {
            sender: "居宅介護支援 結の里（架空）　佐藤 花子".into(),
            printed_at: "令和8年11月19日 11:20 に出力".into(),
            ..PrintHead::default()
        },
        switch_href: Some("/yuino/demo".into()),
        ..Shell::default()
    };
    s.foot = s.standard_foot();
    s.nav = [
        ("", "きょう", "/"),
        ("わたしの", "担当", "/mine"),
        ("", "入退院", "/stays"),
        ("", "事業所", "/offices"),
    ]
    .into_iter()
    .map(|(cut, label, path)| NavItem {
        cut: cut.into(),
        label: label.into(),
        href: s.url(path),
        current: false,
        badge: if path == "/stays" { 3 } else { 0 },
    })
    .collect();
    s.mark_current(current);
    s
}

/// Builds a page.
pub fn page(title: &str, current: &str, person: Html, body: Html, bar: Html) -> String {
    Page { shell: shell(title, current), person, body, bar }.render().unwrap()
}

/// Trusted layout around components, for the gallery only.
pub fn raw(text: &str) -> Html {
    Html::trusted(text)
}

fn all() -> Vec<(&'static str, String)> {
    let public = Public {
        shell: Shell { who: None, nav: Vec::new(), ..shell("ログイン", "/") },
        body: states::login(),
    };
    vec![
        ("01-today", pages::today(false)),
        ("01-today-long", pages::today(true)),
        ("02-tray", pages::tray()),
        ("03-person", pages::person(false)),
        ("03-person-long", pages::person(true)),
        ("04-form", fields::sheet()),
        ("04-fields", fields::every_kind()),
        ("05-screening", states::screening()),
        ("06-changed", states::changed()),
        ("07-figures", survey::home()),
        ("07-survey", survey::survey(false)),
        ("07-survey-empty", survey::survey(true)),
        ("08-empty", states::empty()),
        ("09-no-permission", states::no_permission()),
        ("10-stale", states::stale()),
        ("11-import", states::import()),
        ("12-states", states::states()),
        ("13-login", public.render().unwrap()),
    ]
}

#[test]
fn every_page_is_well_formed_and_keeps_the_security_policy() {
    for (name, html) in all() {
        let problems = check::problems(&html);
        assert!(problems.is_empty(), "{name}: {problems:#?}");
    }
}

#[test]
fn what_people_typed_never_becomes_markup() {
    let (_, html) = all().into_iter().find(|(n, _)| *n == "03-person-long").unwrap();
    assert!(!html.contains("<script>alert") && html.contains("&#60;script&#62;alert"));
}

#[test]
fn every_page_says_that_it_is_a_demonstration() {
    for (name, html) in all() {
        assert!(html.contains("<b>デモ</b>"), "{name}");
        assert!(html.contains("class=\"print-head\""), "{name}");
    }
}

#[test]
fn the_checker_finds_what_it_is_for() {
    for (html, want) in [
        ("<p><b>x</p>", "closes"),
        ("<div id=\"a\"></div><p id=\"a\"></p>", "twice"),
        ("<p style=\"color:red\"></p>", "style"),
        ("<script>x()</script>", "script"),
        ("<input name=\"x\">", "label"),
        ("<a href=\"#nowhere\">x</a>", "nowhere"),
        ("<button><span></span></button>", "empty"),
        ("<p onclick=\"x()\"></p>", "onclick"),
        ("<ul><li></li>", "open"),
    ] {
        let found = check::problems(html);
        assert!(found.iter().any(|p| p.contains(want)), "{html}: {found:?}");
    }
    assert!(check::problems("<label>x <input name=\"x\"></label><br>").is_empty());
}

#[test]
fn the_gallery_is_written_where_it_is_asked_for() {
    let Ok(dir) = std::env::var("YUI_GALLERY") else {
        return;
    };
    let dir = std::path::Path::new(&dir);
    std::fs::create_dir_all(dir).unwrap();
    for name in ui::assets::names() {
        std::fs::write(dir.join(name), &ui::assets::get(name).unwrap().body).unwrap();
    }
    for (name, html) in all() {
        // The pages refer to /assets/NAME?v=…; beside each other on disk the plain name will do.
        let mut text = html;
        for asset in ui::assets::names() {
            text = text.replace(&ui::assets::href("", asset), asset);
        }
        std::fs::write(dir.join(format!("{name}.html")), text).unwrap();
    }
}
