//! A paper of discharge as its reader sees it, on the screen and on paper.
use askama::Template;
use forms::read::Reading as Shown;
use forms::sheet::Printing;
use forms::{Answers, Confidential, Form};
use kernel::{At, Hat, Id, wareki};
use office::print::{LabelValue, PrintJob};
use slice::{Fail, Req, Resp};
use ui::{Button, Html, Kv, Shell};

use super::written::{answers_of, form_of};
use crate::html::office::parts;
use crate::model::StayId;
use crate::use_cases::documents::Reading;
use crate::use_cases::written::{self, Written, link};

#[derive(Template)]
#[template(path = "planning/written.html")]
struct ReadPage {
    shell: Shell,
    back: Html,
    title: &'static str,
    who: String,
    about: Kv,
    buttons: Vec<Html>,
    read: Html,
}

/// The paper as its reader sees it. Opening is noted.
pub(super) fn read(req: &Req) -> Result<Resp, Fail> {
    let stay = req.id::<StayId>("stay")?;
    let which = Written::from_form(req.param("which")).ok_or(Fail::NotFound)?;
    let r = req.app.write(req.actor()?, move |cx| written::read(cx, stay, which))?;
    show(req, which, &r)
}

/// The paper that was opened by its own address.
pub(in crate::html) fn show(req: &Req, which: Written, r: &Reading) -> Result<Resp, Fail> {
    let key = req.new_key();
    let page = draw(req.shell.clone(), &key, which, r, req.actor()?.organisation, req.hat())?;
    Resp::page(page.render())
}

/// Who is a side of the stay sees everything, a facility or a ward not what is very restricted.
fn upto(hat: Hat) -> Confidential {
    match hat {
        Hat::CareManager | Hat::Hokatsu | Hat::Liaison => Confidential::Very,
        _ => Confidential::Restricted,
    }
}

fn answers(which: Written, r: &Reading) -> app::Result<(&'static Form, Answers)> {
    let v = &r.version;
    let form = form_of(which, Some(&v.form_version))?;
    let answers = answers_of(&v.body)
        .ok_or_else(|| app::Error::Inconsistent(format!("record {}", v.record)))?;
    Ok((form, answers))
}

fn draw(
    mut shell: Shell,
    key: &str,
    which: Written,
    r: &Reading,
    reader: Option<Id>,
    hat: Hat,
) -> Result<ReadPage, Fail> {
    let v = &r.version;
    let (form, answers) = answers(which, r).map_err(Fail::Use)?;
    shell.title = which.title().into();
    let mut rows: Vec<(Html, Html)> = vec![
        ("書いた人".into(), format!("{}　{}", r.stay.hospital_name, v.name).into()),
        ("日時".into(), parts::moment(v.at).into()),
        ("版".into(), format!("第{}版", v.version).into()),
    ];
    if !v.reason.is_empty() {
        rows.push(("直した理由".into(), v.reason.as_str().into()));
    }
    let path = link(r.stay.id, v.record);
    // a facility says nothing: that it has opened the paper is what the hospital sees
    let waiting = r.act.as_ref().filter(|a| {
        a.received_at.is_none()
            && a.to_org.is_some()
            && a.to_org.map(|o| o.0) == reader
            && crate::permissions::RECEIVE.hats.contains(&hat)
    });
    let mut buttons = Vec::new();
    if let Some(a) = waiting {
        let button = Button::submit("受け取りました").icon("check").primary();
        buttons.push(parts::press(
            &shell,
            key,
            &format!("/transitions/acts/{}/receive", a.id),
            &button,
        ));
    }
    let print = shell.url(&format!("{path}/print"));
    buttons.push(Button::link("印刷する（PDF）", print).icon("print").html());
    buttons.push(people::see_button(&shell, v.record).html());
    let shown = Shown { all: false, upto: upto(hat), sources: false };
    let back = match hat {
        Hat::Provider => ui::back("入院している方", shell.url("/transitions/shared")),
        // a letter from another hospital: of that stay there is nothing else to see
        Hat::Liaison | Hat::Ward | Hat::Doctor if r.stay.hospital.map(|h| h.0) != reader => {
            ui::back("きょう", shell.url("/"))
        }
        _ => ui::back("入退院のようす", shell.url(&format!("/transitions/{}", r.stay.id))),
    };
    Ok(ReadPage {
        back,
        title: which.title(),
        who: format!("{} さん", r.resident.name),
        about: Kv { rows, tight: true, small: false },
        buttons,
        read: forms::read::html(form, &answers, shown),
        shell,
    })
}

/// The paper on A4. The facts about whose it is stand in the form itself; the foot says them on every page.
fn job(
    which: Written,
    r: &Reading,
    hat: Hat,
    now: At,
    demo: Option<String>,
    address: String,
) -> app::Result<PrintJob> {
    let v = &r.version;
    let (form, answers) = answers(which, r)?;
    let printing = Printing { upto: upto(hat), ..Printing::FULL };
    let broken = |e: serde_json::Error| app::Error::Inconsistent(format!("print: {e}"));
    let job = match which.template() {
        Some(template) => {
            let closing =
                (!v.reason.is_empty()).then(|| format!("第{}版：{}", v.version, v.reason));
            let body = forms::sheet::answer_sheet(form, &answers, closing, printing);
            PrintJob::of(&body).map_err(broken)?.template(template)
        }
        None => {
            let mut heading = Vec::new();
            if !v.reason.is_empty() {
                heading.push(LabelValue::new("直した理由", v.reason.as_str()));
            }
            let body = forms::sheet::form_sheet(form, &answers, heading, printing);
            PrintJob::of(&body).map_err(broken)?
        }
    };
    let time = now.time();
    Ok(job
        .title(which.title())
        .subject(format!("{} 様", r.resident.name))
        .sender(format!("{}　{}", r.stay.hospital_name, v.name))
        .demo(demo)
        .edition(format!("第{}版", v.version))
        .printed_at(format!("{} {}:{:02}", wareki::short(now.date()), time.hour(), time.minute()))
        .qr(Some(address))
        .build())
}

/// The paper to print, opened by its own address.
pub(in crate::html) fn print(req: &Req, which: Written, r: &Reading) -> Result<Resp, Fail> {
    let region = req.app.region();
    let demo = region.demo.then(|| {
        let all = if region.fictitious {
            "　人・団体・電話番号はすべて架空です"
        } else {
            ""
        };
        format!("デモ{all}")
    });
    let address = format!("{}{}", req.origin, req.url(&link(r.stay.id, r.version.record)));
    Ok(Resp::print(job(which, r, req.hat(), req.app.now(), demo, address)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::hospital::frame::tests::{sample, sound};
    use crate::html::hospital::samples::{self, shell};
    use crate::model::ActKind;
    use crate::use_cases::written::which_of;

    #[test]
    fn the_reader_sees_the_paper_and_can_say_that_it_came() {
        for which in Written::ALL {
            let w = super::super::written::tests::work(sample(), which);
            let body = String::from_utf8(w.answers.canonical(w.form)).unwrap();
            let mut act = samples::act(41, ActKind::Papers, "2026-11-18");
            act.to_org = Some(samples::office().id);
            act.record = Some(samples::id(60));
            act.detail.codes =
                vec![which.paper().code().into(), format!("written:{}", which.form())];
            assert_eq!(which_of(&act), Some(which));
            let r = Reading {
                stay_open: true,
                known: None,
                stay: samples::stay(),
                resident: samples::resident(),
                version: app::records::Version {
                    record: samples::id(60),
                    version: 1,
                    state: app::records::State::Confirmed,
                    form: which.form().into(),
                    form_version: w.form.version.clone(),
                    hash: "0".repeat(64),
                    body,
                    source: "own".into(),
                    reason: String::new(),
                    account: None,
                    organisation: Some(samples::hospital().id.0),
                    name: "小田島 誠".into(),
                    at: samples::now(),
                },
                earlier: Vec::new(),
                act: Some(act),
            };
            let page = |reader, hat| {
                draw(shell(), "key", which, &r, reader, hat).unwrap().render().unwrap()
            };
            let html = page(Some(samples::office().id.0), Hat::CareManager);
            sound(&html);
            assert!(html.contains("阿部 ハル") && html.contains("/receive"));
            assert!(!page(Some(samples::hospital().id.0), Hat::Liaison).contains("/receive"));
        }
    }
}
