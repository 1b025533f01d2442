//! さがす: one box over all slices. What was typed is posted, never put into an address, and not logged.
use askama::Template;
use slice::{Fail, Hit, Req, Resp};
use ui::field::{Field, FieldKind, Input, TextKind};
use ui::{FieldError, Html, PlainRow, Rows, Shell};

use crate::sources::sources;

/// Longest text that is looked for.
const MAX: usize = 100;
/// Most finds of a slice; then the text was too short.
const LIMIT: usize = 20;

#[derive(Template)]
#[template(path = "home/search.html")]
struct Page {
    shell: Shell,
    action: String,
    errors: Vec<FieldError>,
    field: Field,
    searched: bool,
    n: usize,
    more: bool,
    groups: Vec<(&'static str, usize, Rows)>,
    persons: bool,
}

/// The empty box.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    let persons = req.app.region().persons;
    Resp::page(draw(req.titled("さがす"), persons, "", None, Vec::new()).render())
}

/// The finds.
pub(crate) fn find(req: &Req) -> Result<Resp, Fail> {
    let typed = req.form.get("q");
    let persons = req.app.region().persons;
    let errors = refuse(typed);
    if !errors.is_empty() {
        let page = draw(req.titled("さがす"), persons, typed, None, errors);
        return Ok(Resp::page(page.render())?.status(422));
    }
    let hits = req.read(|cx| sources().search(cx, typed))?;
    Resp::page(draw(req.titled("さがす"), persons, typed, Some(hits), Vec::new()).render())
}

fn refuse(typed: &str) -> Vec<FieldError> {
    let n = typed.chars().filter(|c| !c.is_whitespace()).count();
    let message = match n {
        0 | 1 => "2文字以上で入力してください",
        n if n > MAX => "100文字までで入力してください",
        _ => return Vec::new(),
    };
    vec![FieldError { field: "q".into(), message: message.into() }]
}

fn draw(
    mut shell: Shell,
    persons: bool,
    typed: &str,
    hits: Option<Vec<Hit>>,
    errors: Vec<FieldError>,
) -> Page {
    let action = shell.url("/search");
    // This page has its own box; two of the same name would have the same id.
    shell.search_href = String::new();
    let hint = if persons {
        "お名前、ふりがな、事業所の名前のどれか。2文字以上"
    } else {
        "事業所の名前、かな、町の名前のどれか。2文字以上"
    };
    let input = Input {
        value: typed.chars().take(MAX * 2).collect(),
        kind: TextKind::default(),
        ..Input::default()
    };
    let field =
        Field::new("q", "さがすことば", FieldKind::Text(input)).hint(hint).error_from(&errors);
    let searched = hits.is_some();
    let hits = hits.unwrap_or_default();
    let n = hits.len();
    let mut groups: Vec<(&'static str, usize, Rows)> = Vec::new();
    for h in hits {
        let row = PlainRow {
            title: Html::text(&h.title),
            href: Some(shell.url(&h.href)),
            tag: None,
            meta: Html::text(&h.meta),
        };
        match groups.iter_mut().find(|g| g.0 == h.group) {
            Some(g) => {
                g.1 += 1;
                g.2.rows.push(row);
            }
            None => groups.push((h.group, 1, Rows { rows: vec![row], small: false })),
        }
    }
    let more = groups.iter().any(|g| g.1 >= LIMIT);
    Page { shell, action, errors, field, searched, n, more, groups, persons }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{shell, sound};

    fn hit(group: &'static str, title: &str) -> Hit {
        Hit {
            group,
            title: title.into(),
            meta: "たかはし みよ・86歳".into(),
            href: "/people/x".into(),
        }
    }

    fn html(typed: &str, hits: Option<Vec<Hit>>, errors: Vec<FieldError>) -> String {
        let html = draw(shell(), true, typed, hits, errors).render().unwrap();
        sound(&html);
        html
    }

    #[test]
    fn finds_stand_in_groups_with_their_numbers() {
        let hits = vec![
            hit("利用者さん", "高橋 ミヨ さん"),
            hit("事業所", "結の里"),
            hit("利用者さん", "高橋 正 さん"),
        ];
        let html = html("たかはし", Some(hits), Vec::new());
        assert!(html.contains("3件 見つかりました"));
        assert_eq!(html.matches("<h2").count(), 2);
        assert!(html.contains("method=\"post\""));
    }

    #[test]
    fn the_typed_text_is_in_no_address() {
        let html = html("高橋 ミヨ", Some(vec![hit("利用者さん", "高橋 ミヨ さん")]), Vec::new());
        for href in html.split("href=\"").skip(1).chain(html.split("action=\"").skip(1)) {
            let address = href.split('"').next().unwrap();
            assert!(!address.contains('高') && !address.contains("%E9%AB%98"), "{address}");
        }
    }

    #[test]
    fn nothing_found_says_what_to_try() {
        let html = html("ぬるぽん", Some(Vec::new()), Vec::new());
        assert!(html.contains("見つかりませんでした") && html.contains("ふりがな"));
    }

    #[test]
    fn one_character_is_refused_beside_the_field_and_kept() {
        assert!(refuse("高橋").is_empty() && !refuse(" 高 ").is_empty() && !refuse("").is_empty());
        assert!(!refuse(&"あ".repeat(101)).is_empty());
        let html = html("高", None, refuse("高"));
        assert!(html.matches("2文字以上で入力してください").count() == 2);
        assert!(html.contains("value=\"高\""));
    }

    #[test]
    fn long_and_many_finds_say_that_there_may_be_more() {
        let hits = (0..20)
            .map(|i| hit("事業所", &format!("{}{i}", "長い名前の事業所".repeat(9))))
            .collect();
        assert!(html("長い", Some(hits), Vec::new()).contains("もう少し長いことば"));
        let html = html("<b>\"太\"</b>", None, Vec::new());
        assert!(!html.contains("<b>\"太"));
    }
}
