//! The pages through their handlers on a real store: normal, empty, long, bad files, refusals.
use std::cell::Cell;

use accounts::use_cases::set_up::add_organisation;
use accounts::{NewOrganisation, OrganisationKind};
use image::{DynamicImage, ImageFormat, RgbImage};
use kernel::{Actor, BusinessCalendar, Hat, Id, Time};
use slice::{Body, Fail, Req, Resp};
use testkit::TestApp;

use super::{list, view};
use crate::ResidentId;
use crate::html::testing::{html, req, sound};
use crate::model::{CareLevel, Consent, ConsentMethod, NewResident, Sex};
use crate::use_cases::register::{Register, Registered, register};

fn office(app: &TestApp) -> Id {
    let t = |h| Time::constant(h, 30, 0, 0);
    let new = NewOrganisation {
        name: "結の里".into(),
        kana: "ゆい".into(),
        kind: OrganisationKind::CareManagement,
        number: None,
        corporation: String::new(),
        area: String::new(),
        phone: "0000-00-0012".into(),
        fax: String::new(),
        calendar: BusinessCalendar::weekdays(t(8), t(17)),
        outside: false,
        fictitious: true,
    };
    app.write(&Actor::operator(), move |cx| add_organisation(cx, &new)).unwrap().0
}

fn resident(app: &TestApp, office: Id) -> ResidentId {
    let resident = NewResident {
        name: "高橋 ミヨ".into(),
        kana: "たかはし みよ".into(),
        birth: "1940-05-03".parse().unwrap(),
        sex: Sex::Female,
        address: String::new(),
        phone: String::new(),
        insurer: String::new(),
        insured: String::new(),
        care_level: CareLevel::Care2,
        care_from: None,
        care_to: None,
        household: String::new(),
    };
    let consent = Consent {
        method: ConsentMethod::Written,
        heard_by: String::new(),
        given_on: "2026-11-01".parse().unwrap(),
        form_version: "1".into(),
    };
    let cmd = Register { resident, consent, not_the_same: true };
    let cm = testkit::staff(Hat::CareManager, office);
    match app.write(&cm, move |cx| register(cx, &cmd)).unwrap() {
        Registered::Done(id) => id,
        other => panic!("{other:?}"),
    }
}

struct Desk {
    app: TestApp,
    office: Id,
    id: ResidentId,
    keys: Cell<u32>,
}

impl Desk {
    fn new() -> Desk {
        Desk::of(TestApp::sqlite())
    }

    fn of(app: TestApp) -> Desk {
        let office = office(&app);
        let id = resident(&app, office);
        Desk { app, office, id, keys: Cell::new(0) }
    }

    fn req(&self, hat: Hat, files: &[(&str, Vec<u8>)], fields: &[(&str, &str)]) -> Req {
        let path = format!("/people/{}/files", self.id);
        let mut r = req(&self.app, hat, self.office, &path);
        r.params.insert("resident".into(), self.id.to_string());
        r.files = files.iter().map(|(n, b)| ("files".into(), (*n).into(), b.clone())).collect();
        self.keys.set(self.keys.get() + 1);
        r.form.push("_key", format!("key-of-a-form-{}", self.keys.get()));
        for (name, value) in fields {
            r.form.push(name, *value);
        }
        r
    }

    fn add(&self, files: &[(&str, Vec<u8>)], fields: &[(&str, &str)]) -> Resp {
        list::add(&self.req(Hat::CareManager, files, fields)).unwrap()
    }

    fn page(&self) -> String {
        let page = html(list::page(&self.req(Hat::CareManager, &[], &[])).unwrap());
        sound(&page);
        page
    }

    fn file(&self, fields: &[(&str, &str)]) -> Req {
        let mut r = self.req(Hat::CareManager, &[], fields);
        let page = self.page();
        let at = page.find("class=\"file\" href=\"").unwrap();
        let href = page[at..].split('"').nth(3).unwrap();
        r.params.insert("file".into(), href.rsplit('/').next().unwrap().into());
        r
    }
}

fn said(r: Resp) -> String {
    match r.body {
        Body::Redirect { flash, .. } => flash.unwrap(),
        other => panic!("not done: {other:?}"),
    }
}

fn jpeg(w: u32) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::new(w, 40)).write_to(&mut out, ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj 2 0 obj << /Type /Pages /Kids [3 0 R] >> endobj 3 0 obj << /Type /Page >> endobj trailer << /Root 1 0 R >> %%EOF";

#[test]
fn an_empty_list_says_so_and_offers_the_form_to_whoever_may_write() {
    let d = Desk::new();
    let page = d.page();
    for part in [
        "まだありません",
        "multipart/form-data",
        "capture=\"environment\"",
        " multiple",
        "お薬手帳",
        "返信FAX",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.to_lowercase().contains("heic"), "offered types leave HEIC out");
    let stranger = req(&d.app, Hat::CareManager, testkit::id(99), "/people/x/files");
    let mut r = stranger;
    r.params.insert("resident".into(), d.id.to_string());
    assert!(matches!(list::page(&r), Err(Fail::NotFound)));
}

#[test]
fn several_files_are_attached_at_once_with_their_small_pictures() {
    let d = Desk::new();
    let files = [("IMG_1.jpg", jpeg(60)), ("ケアプラン<b>.pdf", PDF.to_vec()), ("", Vec::new())];
    let r = d.add(&files, &[("file_kind", "care_plan"), ("file_title", "")]);
    assert_eq!(said(r), "2件のファイルを付けました");
    let page = d.page();
    assert!(page.contains("data:image/jpeg;base64,/9j/") && page.contains("PDF・1ページ"));
    assert!(page.contains("ケアプラン&#60;b&#62;") && !page.contains("<b>.pdf"));
    assert_eq!(said(d.add(&files[..1], &[])), "同じファイルが、もう付いています");
}

#[test]
fn a_bad_file_is_named_with_what_to_do_and_the_good_ones_are_attached() {
    let d = Desk::new();
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    let cut = jpeg(60)[..300].to_vec();
    let files = [
        ("写真1.heic", heic),
        ("good.jpg", jpeg(60)),
        ("cut.jpg", cut),
        ("notes.jpg", b"hello".to_vec()),
    ];
    let r = d.add(&files, &[("file_title", "うら面")]);
    assert_eq!(r.status, 422);
    let page = html(r);
    sound(&page);
    for words in [
        "1件のファイルを付けました",
        "「写真1」",
        "互換性優先",
        "「cut」",
        "途中で切れて",
        "「notes」",
        "3つのファイルは",
        "うら面",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(d.page().contains("class=\"file\""));
}

#[test]
fn nothing_chosen_and_too_long_words_come_back_with_what_was_typed() {
    let d = Desk::new();
    let r = d.add(&[("", Vec::new())], &[("file_title", "おもて")]);
    assert_eq!(r.status, 422);
    let page = html(r);
    sound(&page);
    assert!(page.contains("付けるファイルを選ぶか") && page.contains("おもて"));
    let long = "長".repeat(61);
    let r = d.add(&[("a.jpg", jpeg(9))], &[("file_title", &long)]);
    assert!(r.status == 422 && html(r).contains("60文字以内"));
    assert!(!d.page().contains("class=\"file\""), "nothing was attached");
    // eleven at once: ten are attached, the last is said
    let many: Vec<(&str, Vec<u8>)> = (0..11).map(|i| ("a.jpg", jpeg(20 + i))).collect();
    let page = html(d.add(&many, &[]));
    assert!(page.contains("10件のファイルを付けました") && page.contains("10ファイルまで"));
}

#[test]
fn a_picture_is_shown_large_and_a_pdf_is_handed_over_each_in_its_sandbox() {
    let d = Desk::new();
    d.add(&[("a.jpg", jpeg(60))], &[("file_kind", "insurance_card"), ("file_title", "おもて面")]);
    let page = html(view::page(&d.file(&[])).unwrap());
    sound(&page);
    assert!(
        page.contains("保険証　おもて面")
            && page.contains("/content\" alt=\"保険証の写真\" width=\"60\"")
    );
    let Body::FromOutside { name, mime, bytes, inline } = view::content(&d.file(&[])).unwrap().body
    else {
        panic!()
    };
    assert_eq!((name.as_str(), mime, inline), ("保険証_2026-11-19.jpg", "image/jpeg", true));
    assert!(bytes.starts_with(&[0xFF, 0xD8]));
    d.app.clock.advance_minutes(1);
    d.add(&[("a.pdf", PDF.to_vec())], &[]);
    let page = html(view::page(&d.file(&[])).unwrap());
    sound(&page);
    assert!(page.contains("PDFを開く") && !page.contains("<img"));
    let body = view::content(&d.file(&[])).unwrap().body;
    assert!(matches!(body, Body::FromOutside { mime: "application/pdf", inline: false, .. }));
}

#[test]
fn taking_back_asks_for_a_reason_and_then_shows_it() {
    let d = Desk::new();
    d.add(&[("a.jpg", jpeg(60))], &[]);
    let r = view::withdraw(&d.file(&[("reason", "")])).unwrap();
    assert_eq!(r.status, 422);
    let page = html(r);
    sound(&page);
    assert!(
        page.contains("取り消す理由を入力してください")
            && page.contains("<details class=\"mt5\" open>")
    );
    let r = view::withdraw(&d.file(&[("reason", "ほかの方の<保険証>だった")])).unwrap();
    assert_eq!(said(r), "添付を取り消しました");
    let page = d.page();
    assert!(page.contains("取り消し") && page.contains("ほかの方の&#60;保険証&#62;だった"));
    assert!(!page.contains("data:image"), "its small picture is not shown any more");
    let page = html(view::page(&d.file(&[])).unwrap());
    sound(&page);
    assert!(!page.contains("この添付を取り消す"));
}

#[test]
fn an_address_of_nothing_is_not_found() {
    let d = Desk::new();
    let mut r = d.req(Hat::CareManager, &[], &[]);
    for file in [testkit::id(5).to_string(), "x".into(), "../../etc/passwd".into()] {
        r.params.insert("file".into(), file);
        assert!(matches!(view::page(&r), Err(Fail::NotFound)));
        assert!(matches!(view::content(&r), Err(Fail::NotFound)));
    }
}

/// A PDF that the daemon of the tests finds something in.
fn bad_pdf() -> Vec<u8> {
    [PDF, b"\n%", testkit::BAD, b"\n%%EOF"].concat()
}

#[test]
fn a_file_in_which_the_scanner_finds_something_is_refused_and_the_others_are_attached() {
    let daemon = testkit::FakeClamd::tcp(testkit::Daemon::Looks, 2);
    let clamd = app::scan::Clamd::parse(&daemon.setting).unwrap();
    let d = Desk::of(TestApp::with_scanner(std::sync::Arc::new(clamd)));
    let r = d.add(&[("ケアプラン.pdf", bad_pdf()), ("写真.jpg", jpeg(60))], &[]);
    assert_eq!(r.status, 422);
    let page = html(r);
    sound(&page);
    assert!(
        page.contains("「ケアプラン」: ウイルスなど、危険なものが見つかったため付けられません")
    );
    assert!(page.contains("1件のファイルを付けました") && !page.contains("PDF・1ページ"));
    assert_eq!(daemon.ended(), [bad_pdf().len(), jpeg(60).len()], "the bytes as they were posted");
    let audit =
        d.app.read(&Actor::operator(), |cx| app::audit::page(cx, &app::audit::Filter::default()));
    let rows = audit.unwrap();
    let found = rows.iter().find(|r| r.detail.contains("scanner;found=Yui.Test"));
    assert!(found.is_some_and(|r| !r.detail.contains("ケアプラン")), "{rows:?}");
}

#[test]
fn while_the_scanner_cannot_be_asked_no_file_is_taken() {
    let daemon = testkit::FakeClamd::tcp(testkit::Daemon::Silent, 1);
    let clamd = app::scan::Clamd::parse(&daemon.setting).unwrap();
    let d = Desk::of(TestApp::with_scanner(std::sync::Arc::new(clamd)));
    let r = d.add(&[("写真.jpg", jpeg(60))], &[]);
    assert_eq!(r.status, 422);
    assert!(html(r).contains("ウイルスの検査ができないため、いまは付けられません"));
    daemon.ended();
    // nobody listens there any more
    let r = d.add(&[("写真.jpg", jpeg(61))], &[]);
    assert!(html(r).contains("ウイルスの検査ができないため"));
    assert!(d.page().contains("まだありません"));
}
