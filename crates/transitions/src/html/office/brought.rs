//! A sheet that came with a file from another region, as it was written there: read only, with where and when it is from.
use askama::Template;
use forms::Confidential;
use forms::read::Reading;
use kernel::{Date, Id, wareki};
use people::{Resident, ResidentId};
use slice::{Fail, Req, Resp};
use ui::{Html, Kv, PersonHead, Shell};

use super::{paper, parts};
use crate::use_cases::brought::{self, Brought};

#[derive(Template)]
#[template(path = "office/brought.html")]
struct Page {
    shell: Shell,
    head: PersonHead,
    back: Html,
    title: &'static str,
    from: String,
    about: Kv,
    /// Said where the form is not the one it was written with.
    remark: &'static str,
    read: Html,
}

/// The form view; the answers one under the other where this program has no such form, or cannot read them as its answers.
fn body(b: &Brought) -> (&'static str, Html) {
    let filled = paper::answers_of(&b.version.body);
    let form = forms::shipped().ok().and_then(|s| {
        s.forms.get(&b.version.form, &b.version.form_version).map(|f| (f, "")).or_else(|| {
            let other = s.forms.newest(&b.version.form)?;
            Some((
                other,
                "この地域の新しい様式に当てはめて出しています。前の様式だけにある項目は出ません",
            ))
        })
    });
    match (form, filled) {
        (Some((form, remark)), Some(filled)) => {
            let how = Reading { all: false, upto: Confidential::Very, sources: false };
            (remark, forms::read::html(form, &filled, how))
        }
        _ => {
            let remark = "この様式は、この地域にはありません。届いたままの項目を出しています";
            (remark, Kv { rows: plain(&b.version.body), tight: false, small: false }.html())
        }
    }
}

/// Names and values of a body that no form explains.
fn plain(body: &str) -> Vec<(Html, Html)> {
    fn walk(name: &str, v: &serde_json::Value, out: &mut Vec<(Html, Html)>) {
        match v {
            serde_json::Value::Object(o) => o.iter().for_each(|(k, v)| {
                let name = if name.is_empty() { k.clone() } else { format!("{name}・{k}") };
                walk(&name, v, out);
            }),
            serde_json::Value::Array(a) => a.iter().for_each(|v| walk(name, v, out)),
            serde_json::Value::Null => {}
            serde_json::Value::String(t) => out.push((Html::text(name), Html::text(t))),
            other => out.push((Html::text(name), Html::text(other))),
        }
    }
    let mut out = Vec::new();
    match serde_json::from_str(body) {
        Ok(json) => walk("", &json, &mut out),
        Err(_) => out.push(("中身".into(), Html::text(body))),
    }
    out
}

fn draw(mut shell: Shell, r: &Resident, b: &Brought, today: Date) -> Page {
    shell.title = format!("{}から届いた書類", b.region_words());
    shell.print.title = b.title().into();
    shell.print.about = format!("{} さんの書類", r.name);
    let written = b.on.map_or_else(|| "書かれていません".to_string(), wareki::long);
    let by = if b.by.is_empty() { "書かれていません".to_string() } else { b.by.clone() };
    let rows: Vec<(Html, Html)> = vec![
        ("届いた元".into(), b.region_words().into()),
        ("書いた人".into(), by.into()),
        ("書いた日".into(), written.into()),
        ("取り込んだ日時".into(), parts::moment(b.came).into()),
        ("取り込んだ人".into(), b.by_here.as_str().into()),
        ("様式".into(), format!("{} {}", b.version.form, b.version.form_version).into()),
    ];
    let (remark, read) = body(b);
    Page {
        head: parts::head(&shell, r, Vec::new(), today),
        back: ui::back(format!("{} さんのページ", r.name), shell.url(&format!("/people/{}", r.id))),
        title: b.title(),
        from: format!("{}から届いたものです。ここでは直せません", b.region_words()),
        about: Kv { rows, tight: true, small: true },
        remark,
        read,
        shell,
    }
}

/// The page.
pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    let resident: ResidentId = req.id("resident")?;
    let record: Id = req.id("record")?;
    let (r, b) = req.read(|cx| brought::read(cx, resident, record))?;
    Resp::page(draw(req.shell.clone(), &r, &b, req.app.now().date()).render())
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn sample(form: &str, body: &str) -> Brought {
        let version = app::records::Version {
            form: form.into(),
            form_version: "0.1".into(),
            body: body.into(),
            ..samples::version()
        };
        Brought {
            resident: samples::resident().id,
            record: version.record,
            kind: crate::use_cases::sheet::KIND.into(),
            region: "雪代市".into(),
            by: "結の里 佐藤 花子".into(),
            on: "2026-11-02".parse().ok(),
            came: version.at,
            by_here: "鈴木 一".into(),
            version,
        }
    }

    fn html(b: &Brought) -> String {
        let page = draw(samples::shell(), &samples::resident(), b, samples::today());
        let html = page.render().unwrap();
        samples::sound(&html);
        html
    }

    #[test]
    fn it_says_where_from_by_whom_and_when_and_offers_no_change() {
        let page = html(&sample(crate::use_cases::sheet::FORM, "{}"));
        for want in [
            "雪代市から届いたものです",
            "結の里 佐藤 花子",
            "令和8年11月2日",
            "鈴木 一",
            "新しい様式に当てはめて",
        ] {
            assert!(page.contains(want), "{want}");
        }
        assert!(!page.contains("<form") && !page.contains("直して送り直す"));
    }

    #[test]
    fn a_form_that_is_not_here_shows_its_items_as_they_came() {
        let body = r#"{"answers":{"note":"<b>夜間</b>","list":["吸引",3],"nothing":null}}"#;
        let page = html(&sample("somebody-elses-form", body));
        assert!(page.contains("届いたままの項目") && page.contains("&lt;b&gt;夜間"));
        assert!(page.contains("吸引") && !page.contains("nothing"));
        let page = html(&sample("somebody-elses-form", "no json"));
        assert!(page.contains("no json"));
    }

    #[test]
    fn what_the_file_did_not_say_is_said_to_be_missing_and_long_words_stay_text() {
        let mut b = sample(crate::use_cases::sheet::FORM, "{}");
        (b.region, b.by, b.on) = (String::new(), String::new(), None);
        assert!(
            html(&b).contains("ほかの地域から届いたものです")
                && html(&b).contains("書かれていません")
        );
        b.by = samples::LONG.repeat(4);
        html(&b);
    }
}
