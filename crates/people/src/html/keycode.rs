//! A person's key code: giving it on paper, ending it; and the page where a facility enters the one it is shown.
use accounts::{OrganisationId, OrganisationKind};
use app::Error;
use askama::Template;
use kernel::wareki;
use office::print::{Letter, LetterSheet, PrintJob};
use sha2::Digest;
use slice::{Audit, Fail, Req, Resp, Route};
use ui::field::{Field, FieldKind};
use ui::{FieldError, Html, Shell};

use super::basics::errors_of;
use crate::ResidentId;
use crate::model::{TeamRole, keycode};
use crate::permissions::{KEYCODE, KEYCODE_USE};
use crate::use_cases::keycode as act;

/// The addresses.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/people/{resident}/keycode", &KEYCODE, Audit::Person, page),
        Route::post("/people/{resident}/keycode", &KEYCODE, Audit::Person, give),
        Route::post("/people/{resident}/keycode/end", &KEYCODE, Audit::Person, end),
        Route::get("/keycode", &KEYCODE_USE, Audit::None, enter_page),
        Route::post("/keycode", &KEYCODE_USE, Audit::Person, enter),
    ]
}

#[derive(Template)]
#[template(path = "people/keycode.html")]
struct Page {
    shell: Shell,
    back: Html,
    here: String,
    name: String,
    now: Option<(String, String)>,
    errors: Vec<FieldError>,
    reason: Field,
    key: String,
}

fn show(req: &Req, id: ResidentId, errors: Vec<FieldError>) -> Result<Resp, Fail> {
    let (name, now) = req.read(|cx| act::read(cx, id))?;
    let shell = req.titled("キーコード");
    let page = Page {
        back: ui::back(format!("{name} さんのページ"), shell.url(&format!("/people/{id}"))),
        here: shell.url(&format!("/people/{id}/keycode")),
        now: now.map(|a| {
            (
                format!("いまのコード　終わりの4文字 {}", a.last4),
                format!("{}・{}", wareki::long(a.at.date()), a.by),
            )
        }),
        reason: Field::new(
            "reason",
            "理由（なくてもかまいません）",
            FieldKind::text(req.form.get("reason")),
        )
        .error_from(&errors),
        name,
        key: req.new_key(),
        shell,
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

pub(super) fn page(req: &Req) -> Result<Resp, Fail> {
    show(req, req.id("resident")?, Vec::new())
}

/// The code's bytes: from the session's secret and the form's key, so that a second press of the same button prints the
/// same code instead of one that opens nothing.
fn secret(req: &Req) -> Result<[u8; keycode::LENGTH], Fail> {
    let session = req.session.as_ref().ok_or(Fail::Login)?;
    let mut hash = sha2::Sha256::new();
    hash.update(b"key code");
    hash.update(&session.csrf_key);
    hash.update(req.form.get("_key").as_bytes());
    let mut out = [0; keycode::LENGTH];
    if req.form.get("_key").len() < 8 {
        req.app.random(&mut out);
        return Ok(out);
    }
    for (to, from) in out.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    Ok(out)
}

/// Gives a new code: the answer is the paper, once.
pub(super) fn give(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let random = secret(req)?;
    let mut fresh = [0; 32];
    req.app.random(&mut fresh);
    let done = req.act(move |cx| {
        act::give(cx, id, &random, &fresh).map(|()| format!("/people/{id}/keycode"))
    });
    if let Err(e) = done {
        return match Fail::fields(&e) {
            Some(fields) => show(req, id, errors_of(fields)),
            None => Err(e.into()),
        };
    }
    let code = keycode::from_bytes(&random);
    let last4 = keycode::read(&code).and_then(|c| c.get(8..).map(str::to_string));
    let (name, now) = req.read(|cx| act::read(cx, id))?;
    // pressed again after another code was given: this paper would open nothing
    if now.map(|a| a.last4) != last4 {
        return Ok(Resp::go(format!("/people/{id}/keycode")));
    }
    let sheet = LetterSheet {
        letters: vec![Letter {
            to: format!("{name} 様"),
            date: wareki::long(req.app.now().date()),
            from: req.session.iter().map(|s| s.office.clone()).collect(),
            paragraphs: vec![
                "あなたのキーコードです。新しく利用する事業所で見せると、あなたがそこにいることの証しになります。"
                    .into(),
                "コードを見せただけでは、あなたの情報は見えません。見えるのは、あなたが同意した事業所だけです。"
                    .into(),
            ],
            qr: Some(code.clone()),
            code: Some(code),
            code_caption: Some("キーコード".into()),
            notes: vec![
                "なくしたときは、担当のケアマネジャーに連絡してください。古いコードを使えなくして、新しいコードをお渡しします。"
                    .into(),
            ],
            ..Letter::default()
        }],
    };
    let demo = req.shell.region.demo_paper();
    let job = PrintJob::of(&sheet).map_err(|e| Fail::Use(Error::Inconsistent(e.to_string())))?;
    Ok(Resp::print(job.title("キーコード").demo(demo).build()))
}

pub(super) fn end(req: &Req) -> Result<Resp, Fail> {
    let id: ResidentId = req.id("resident")?;
    let reason = req.form.get("reason").to_string();
    let to = format!("/people/{id}/keycode");
    match req.act(move |cx| act::revoke(cx, id, &reason).map(|()| to.clone())) {
        Ok(to) => Ok(Resp::go_saying(to, "キーコードを使えなくしました")),
        Err(e) => match Fail::fields(&e) {
            Some(fields) => show(req, id, errors_of(fields)),
            None => Err(e.into()),
        },
    }
}

#[derive(Template)]
#[template(path = "people/keycode_enter.html")]
struct EnterPage {
    shell: Shell,
    errors: Vec<FieldError>,
    field: Field,
    asked: bool,
    key: String,
}

fn enter_show(req: &Req, errors: Vec<FieldError>, asked: bool) -> Result<Resp, Fail> {
    let page = EnterPage {
        shell: req.titled("キーコードを入れる"),
        field: Field::new("code", "キーコード", FieldKind::text(""))
            .required()
            .hint("13文字。二次元コードの読み取り機でも入れられます")
            .error_from(&errors),
        asked,
        key: req.new_key(),
        errors,
    };
    let status = if page.errors.is_empty() { 200 } else { 422 };
    Ok(Resp::page(page.render())?.status(status))
}

pub(super) fn enter_page(req: &Req) -> Result<Resp, Fail> {
    enter_show(req, Vec::new(), req.query.get("said") == "asked")
}

/// The place in the team that an organisation of this kind takes.
fn role(kind: OrganisationKind) -> TeamRole {
    match kind {
        OrganisationKind::VisitNursing => TeamRole::VisitNursing,
        OrganisationKind::Pharmacy => TeamRole::Pharmacy,
        OrganisationKind::Dental => TeamRole::Dental,
        OrganisationKind::Clinic | OrganisationKind::Hospital => TeamRole::Doctor,
        _ => TeamRole::Service,
    }
}

/// Judges a code. Which of all reasons a code does not fit is not said; the try stays counted.
pub(super) fn enter(req: &Req) -> Result<Resp, Fail> {
    let typed = req.form.get("code").to_string();
    let org = req.actor()?.organisation.ok_or(Fail::NotFound)?;
    let role = role(req.read(|cx| accounts::organisation(cx, OrganisationId(org)))?.kind);
    let to = req.act(move |cx| {
        Ok(match act::enter(cx, &typed, role)? {
            act::Entered::Joined(id) => format!("/people/{id}"),
            act::Entered::Asked => "/keycode?said=asked".into(),
            act::Entered::No => "no".into(),
            act::Entered::TooMany => "many".into(),
        })
    });
    let wrong = |message: &str| {
        enter_show(req, vec![FieldError { field: "code".into(), message: message.into() }], false)
    };
    let to = match to {
        Ok(to) => to,
        Err(e) => {
            return match Fail::fields(&e) {
                Some(fields) => enter_show(req, errors_of(fields), false),
                None => Err(e.into()),
            };
        }
    };
    match to.as_str() {
        "no" => wrong(
            "このコードは使えません。紙を見て、もう一度入れてください。使えないときは、担当のケアマネジャーに電話してください",
        ),
        "many" => wrong(
            "回数が多いため、いまは入れられません。15分ほど待つか、担当のケアマネジャーに電話してください",
        ),
        "/keycode?said=asked" => Ok(Resp::go(to)),
        _ => Ok(Resp::go_saying(to, "支援チームに加わりました")),
    }
}

#[cfg(test)]
mod tests {
    use kernel::Hat;

    use super::*;
    use crate::html::testing::{html, req, sound};

    #[test]
    fn the_page_of_entering_says_what_happens_and_nothing_about_a_person() {
        let app = testkit::TestApp::sqlite();
        let org = testkit::id(5);
        let mut r = req(&app, Hat::Provider, org, "/keycode");
        let h = html(enter_page(&r).unwrap());
        sound(&h);
        assert!(h.contains("コードだけでは、何も見えません") && !h.contains("お返事を待って"));
        r.query.push("said", "asked");
        let h = html(enter_page(&r).unwrap());
        sound(&h);
        assert!(h.contains("お返事を待って"));
    }

    #[test]
    fn every_kind_of_organisation_that_can_enter_a_code_has_a_place_in_the_team() {
        assert_eq!(role(OrganisationKind::Pharmacy), TeamRole::Pharmacy);
        assert_eq!(role(OrganisationKind::Clinic), TeamRole::Doctor);
        assert_eq!(role(OrganisationKind::Facility), TeamRole::Service);
    }
}
