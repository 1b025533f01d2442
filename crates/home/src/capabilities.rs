//! この地域で使う機能: which capabilities the region uses. Signing in, this page and the log cannot be switched off. Whether a
//! region holds persons at all is decided when it is made; a region without has no table of them.
use app::{Cx, Error, settings};
use askama::Template;
use slice::{Fail, Req, Resp};
use ui::field::{Field, FieldKind};
use ui::{FieldError, Shell};

use crate::permissions::CAPABILITIES;
use crate::sources::sources;

/// Without these nobody could sign in, see what is done, or switch anything on again.
const ALWAYS: [&str; 2] = ["accounts", "home"];

#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    code: &'static str,
    name: &'static str,
    acts: Vec<&'static str>,
    on: bool,
    fixed: bool,
}

#[derive(Template)]
#[template(path = "home/capabilities.html")]
struct Page {
    shell: Shell,
    persons: bool,
    errors: Vec<FieldError>,
    fixed: Vec<Line>,
    lines: Vec<Line>,
    reason: Field,
    key: String,
}

fn lines(cx: &Cx<'_>) -> app::Result<Vec<Line>> {
    sources()
        .capabilities(cx)
        .into_iter()
        .map(|(code, name, acts)| {
            let fixed = ALWAYS.contains(&code);
            Ok(Line { code, name, acts, on: fixed || settings::capability_on(cx, code)?, fixed })
        })
        .collect()
}

fn draw(shell: Shell, persons: bool, all: Vec<Line>, reason: Field, key: String) -> Page {
    let (fixed, lines) = all.into_iter().partition(|l| l.fixed);
    Page { shell, persons, errors: Vec::new(), fixed, lines, reason, key }
}

fn show(req: &Req, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let mut all = req.read(|cx| {
        app::authorise(cx, &CAPABILITIES)?;
        lines(cx)
    })?;
    if req.form.has("reason") {
        // what was ticked stays ticked beside the mistake
        for l in all.iter_mut().filter(|l| !l.fixed) {
            l.on = req.form.all("on").iter().any(|c| c == l.code);
        }
    }
    let reason = Field::new("reason", "変える理由", FieldKind::text(req.form.get("reason")))
        .required()
        .error_from(&errors);
    let persons = req.app.region().persons;
    let mut page = draw(req.titled("この地域で使う機能"), persons, all, reason, req.new_key());
    let status = if errors.is_empty() { 200 } else { 422 };
    page.errors = errors;
    Ok(Resp::page(page.render())?.status(status))
}

/// The page.
pub(crate) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, Vec::new())
}

/// Switches; what was not ticked is off from the next request on, with the reason in the log.
fn set(cx: &Cx<'_>, on: &[String], why: &str) -> app::Result<()> {
    app::authorise(cx, &CAPABILITIES)?;
    match why.trim().chars().count() {
        0 => return Err(Error::field("reason", "理由を入力してください")),
        201.. => return Err(Error::field("reason", "200文字以内で入力してください")),
        _ => {}
    }
    for l in lines(cx)?.into_iter().filter(|l| !l.fixed) {
        let wanted = on.iter().any(|c| c == l.code);
        if wanted != l.on {
            settings::set(
                cx,
                &format!("capability.{}", l.code),
                if wanted { "on" } else { "off" },
            )?;
            let detail = format!("{}={};{}", l.code, if wanted { "on" } else { "off" }, why.trim());
            cx.audit(app::audit::AuditEntry::act(CAPABILITIES.code).detail(detail));
        }
    }
    Ok(cx.rights_changed()?)
}

/// Saves.
pub(crate) fn save(req: &Req) -> Result<Resp, Fail> {
    let on = req.form.all("on").to_vec();
    let why = req.form.get("reason").to_string();
    match req.act(move |cx| set(cx, &on, &why).map(|()| "/capabilities".into())) {
        Ok(to) => Ok(Resp::go_saying(to, "使う機能を変えました")),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => show(
                req,
                fields
                    .into_iter()
                    .map(|f| FieldError { field: f.field, message: f.message })
                    .collect(),
            ),
            None => Err(e.into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use app::Permission;
    use kernel::Hat;

    use super::*;
    use crate::testing::{shell, sound};

    fn sample(on: bool) -> Vec<Line> {
        vec![
            Line {
                code: "home",
                name: "きょう",
                acts: vec!["きょうの画面を見る"],
                on: true,
                fixed: true,
            },
            Line {
                code: "people", name: "利用者さん", acts: vec!["一覧と検索"], on, fixed: false
            },
        ]
    }

    #[test]
    fn the_page_ticks_what_is_on_and_lists_what_cannot_be_switched_off() {
        for (on, persons) in [(true, true), (false, false)] {
            let reason = Field::new("reason", "変える理由", FieldKind::text(""));
            let html = draw(shell(), persons, sample(on), reason, "k".into()).render().unwrap();
            sound(&html);
            assert_eq!(html.contains("value=\"people\" checked"), on);
            assert!(!html.contains("value=\"home\""));
            assert_eq!(html.contains("個人情報を扱わない構成"), !persons);
        }
    }

    #[test]
    fn only_keepers_switch_and_what_is_off_is_closed_at_once() {
        crate::sources::set_sources(&[people::slice(), crate::slice()]);
        let app = testkit::TestApp::sqlite();
        let city = testkit::staff(Hat::City, testkit::id(1));
        let cm = testkit::staff(Hat::CareManager, testkit::id(1));
        let refused = app.write(&cm, |cx| set(cx, &[], "x"));
        assert!(matches!(refused, Err(Error::Forbidden(_))));
        let silent = app.write(&city, |cx| set(cx, &[], " "));
        assert!(matches!(silent, Err(Error::Invalid(_))));
        let may = |p: &'static Permission| app.read(&cm, |cx| app::may(cx, p)).unwrap();
        assert!(may(&people::permissions::LIST));
        app.write(&city, |cx| set(cx, &[], "試行のあいだ")).unwrap();
        assert!(!may(&people::permissions::LIST) && may(&crate::permissions::TODAY));
        let all = app.read(&city, lines).unwrap();
        assert!(all.iter().any(|l| l.code == "people" && !l.on));
        assert!(all.iter().any(|l| l.code == "home" && l.on && l.fixed));
        app.write(&city, |cx| set(cx, &["people".into()], "はじめる")).unwrap();
        assert!(may(&people::permissions::LIST));
    }
}
