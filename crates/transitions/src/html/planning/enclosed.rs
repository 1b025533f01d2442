//! Papers that were handed over, with the files that came with them. Opening by who got them is noted.
use askama::Template;
use kernel::{Id, wareki};
use people::attachments::{self, Listed};
use slice::{Fail, Req, Resp};
use ui::{Button, Html, Kv, Shell};

use crate::html::office::parts;
use crate::model::{Act, Method, Paper, StayId};
use crate::use_cases::papers::{Enclosed, enclosed};

#[derive(Template)]
#[template(path = "planning/enclosed.html")]
struct Page {
    shell: Shell,
    back: Html,
    who: String,
    about: Kv,
    press: Html,
    empty: bool,
    files: Html,
}

/// The page.
pub(super) fn get(req: &Req) -> Result<Resp, Fail> {
    let stay: StayId = req.id("stay")?;
    let act: Id = req.id("act")?;
    let e = req.app.write(req.actor()?, move |cx| enclosed(cx, stay, act))?;
    let thumbs = attachments::thumbnails(&req.app, &e.files);
    let files = attachments::rows(&req.shell, e.resident, &e.files, &thumbs).html();
    let mine = e.act.to_org.map(|o| o.0) == req.actor()?.organisation;
    Resp::page(draw(req.shell.clone(), &req.new_key(), &e, files, mine).render())
}

/// The words for the papers of an act.
pub(super) fn names(a: &Act) -> String {
    let known = a.detail.codes.iter().filter_map(|c| Paper::from_code(c)).map(Paper::label);
    known.collect::<Vec<_>>().join("、")
}

fn draw(mut shell: Shell, key: &str, e: &Enclosed, files: Html, mine: bool) -> Page {
    shell.title = "渡された書類".into();
    let a = &e.act;
    let mut rows: Vec<(Html, Html)> = vec![
        ("書類".into(), names(a).into()),
        ("渡した日".into(), a.day.map(wareki::month_day).unwrap_or_default().into()),
        ("渡した人".into(), a.name.as_str().into()),
    ];
    if !a.to_name.is_empty() {
        rows.push(("渡した相手".into(), a.to_name.as_str().into()));
    }
    rows.push(("渡しかた".into(), a.method.map_or("", Method::label).into()));
    if let Some(at) = a.received_at {
        rows.push(("受け取り".into(), format!("{} に受け取りました", parts::moment(at)).into()));
    }
    let press = if mine && a.received_at.is_none() {
        let button = Button::submit("受け取りました").icon("check").primary();
        parts::press(&shell, key, &format!("/transitions/acts/{}/receive", a.id), &button)
    } else {
        Html::default()
    };
    Page {
        back: ui::back("入退院のようす", shell.url(&format!("/transitions/{}", a.stay))),
        who: format!("{} さん", e.files.person),
        about: Kv { rows, tight: true, small: false },
        press,
        empty: none(&e.files),
        files,
        shell,
    }
}

fn none(l: &Listed) -> bool {
    l.rows.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::hospital::frame::tests::sound;
    use crate::html::hospital::samples::{self, LONG, shell};
    use crate::model::ActKind;

    fn enclosed(person: &str) -> Enclosed {
        let mut act = samples::act(41, ActKind::Papers, "2026-11-18");
        act.detail.codes = vec!["summary".into(), "medicines".into()];
        act.to_name = person.into();
        let files = Listed {
            person: person.into(),
            rows: Vec::new(),
            key: None,
            may_write: false,
            next: None,
            mine: None,
        };
        Enclosed { act, resident: samples::resident().id, files }
    }

    #[test]
    fn who_got_the_papers_can_say_so() {
        let draw =
            |e: &Enclosed, mine| draw(shell(), "key", e, Html::default(), mine).render().unwrap();
        let page = draw(&enclosed("阿部 ハル"), true);
        sound(&page);
        assert!(page.contains("退院時サマリー、お薬の説明書") && page.contains("受け取りました"));
        assert!(page.contains("紙で渡された書類です"));
        let mut got = enclosed(LONG);
        got.act.received_at = Some(samples::now());
        let page = draw(&got, true);
        sound(&page);
        assert!(!page.contains("/receive"));
        assert!(!draw(&enclosed("阿部 ハル"), false).contains("/receive"));
    }
}
