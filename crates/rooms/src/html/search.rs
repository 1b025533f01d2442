//! Finding inside a room; posted, so that what was typed stands in no address.
use askama::Template;
use kernel::Id;
use slice::{Fail, Req, Resp};
use ui::{Empty, ErrorSummary, FieldError, Html, PlainRow, Rows};

use super::parts;
use crate::use_cases::search::{Found, search};
use crate::words::moment;

fn again(req: &Req, room: Id, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    // only who may read the room sees the page at all
    let o = req.read(|cx| crate::use_cases::search::door_only(cx, room))?;
    let shell = req.titled("さがす");
    let page = parts::Plain {
        back: parts::back_to(&shell, room, o.person.as_ref(), &o.name),
        title: "このやりとりの中をさがす".into(),
        lead: String::new(),
        errors: ErrorSummary::of(&errors),
        body: vec![field(req, room)],
        bar: Html::default(),
        shell,
    };
    Ok(Resp::page(page.render())?.status(422))
}

fn field(req: &Req, room: Id) -> Html {
    Html::trusted(format!(
        "<form class=\"find-in\" method=\"post\" action=\"{}\" data-no-guard>",
        Html::text(req.url(&format!("/rooms/{room}/search")))
    ))
    .and(req.shell.csrf_field())
    .and(Html::trusted(format!(
        "<label class=\"label\" for=\"q\">さがす言葉</label><input class=\"input\" id=\"q\" name=\"q\" type=\"search\" maxlength=\"60\" autocomplete=\"off\" value=\"{}\"><button class=\"btn compact\">さがす</button></form>",
        Html::text(req.form.get("q"))
    )))
}

fn rows(req: &Req, f: &Found) -> Html {
    if f.posts.is_empty() {
        return Empty {
            title: "見つかりませんでした".into(),
            text: "短い言葉や、ひらがなでも、おためしください。".into(),
            ..Empty::default()
        }
        .html();
    }
    let now = req.app.now();
    let rows = f
        .posts
        .iter()
        .map(|p| {
            let words: String = p.text.chars().take(120).collect();
            PlainRow {
                title: words.as_str().into(),
                href: Some(req.url(&format!("/rooms/{}/posts/{}", p.room, p.id))),
                tag: None,
                meta: format!("{}　{} {}　{}", p.kind.label(), p.office, p.name, moment(p.at, now))
                    .into(),
            }
        })
        .collect();
    Rows { rows, small: false }.html()
}

/// POST /rooms/{room}/search
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let room: Id = req.id("room")?;
    let typed = req.form.get("q").to_string();
    let found = match req.read(|cx| search(cx, room, &typed)) {
        Ok(f) => f,
        Err(Fail::Use(e)) => return again(req, room, parts::fields(e)?),
        Err(e) => return Err(e),
    };
    let shell = req.titled("さがした結果");
    let page = parts::Plain {
        back: parts::back_to(&shell, room, found.person.as_ref(), &found.name),
        title: "さがした結果".into(),
        lead: match found.more {
            true => "新しいものから50件です。言葉を足すと、しぼれます。".into(),
            false => format!("{}件", found.posts.len()),
        },
        errors: ErrorSummary::default(),
        body: vec![field(req, room), rows(req, &found)],
        bar: Html::default(),
        shell,
    };
    Resp::page(page.render())
}
