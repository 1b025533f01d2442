//! The notes that are open to the actor.
use askama::Template;
use kernel::wareki;
use slice::{Fail, Req, Resp};
use ui::{Html, Shell};

use super::parts::due_tag;
use crate::use_cases::list;

#[derive(Template)]
#[template(path = "acp/list.html")]
struct Page {
    shell: Shell,
    sub: String,
    rows: Vec<(String, String, String, Html)>,
}

/// GET /wish
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let all = req.read(list::open)?;
    let shell = req.titled("わたしのきぼうノート");
    let due = all.iter().filter(|l| l.due.is_some()).count();
    let today = req.app.now().date();
    let page = Page {
        sub: match due {
            0 => "見直しの時期の方は、いまいません".into(),
            n => format!("見直しの時期です（{n}人）"),
        },
        rows: all
            .iter()
            .map(|l| {
                (
                    shell.url(&format!("/people/{}/wish", l.who.id)),
                    format!("{} さん", l.who.name),
                    format!(
                        "{}歳・{}に確認・{}",
                        l.who.age(today),
                        wareki::short(l.confirmed_on),
                        l.whose.map_or("", |w| w.short())
                    ),
                    due_tag(l.due).map(|t| ui::tags(&[t])).unwrap_or_default(),
                )
            })
            .collect(),
        shell,
    };
    Resp::page(page.render())
}
