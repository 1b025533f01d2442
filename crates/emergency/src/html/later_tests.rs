//! Pages of what is done before and after a call: tablets, figures, names of who was not asked, letters, telling, files.
use accounts::AccountId;
use accounts::model::away::Away;
use accounts::use_cases::{crew, devices, staff};
use kernel::Actor;
use slice::{Body, Req};

use super::flow_tests::{Town, html, miyo, person_of, req, to, town, value};

const HELD: &str = "credential-of-the-tablet";

fn status(r: Result<slice::Resp, slice::Fail>) -> u16 {
    r.unwrap().status
}

/// A device of the brigade of `chief`, registered.
fn device(t: &Town) -> kernel::Id {
    let (me, org) = (AccountId(t.chief.account.unwrap()), t.chief.organisation.unwrap());
    t.app.write(&Actor::operator(), move |cx| staff::set_admin(cx, me, true)).unwrap();
    let add =
        move |cx: &app::Cx<'_>| devices::add_device(cx, org.into(), "救急2隊 タブレット", &[7; 12]);
    let (id, code) = t.app.write(&t.chief, add).unwrap();
    t.app.write(&Actor::system(), move |cx| crew::enrol(cx, &code, HELD)).unwrap().unwrap();
    id
}

/// Somebody of the brigade of `chief` has chosen a PIN with a line.
fn with_pin(t: &Town) {
    let org = t.chief.organisation.unwrap();
    let add = move |cx: &app::Cx<'_>| {
        devices::add_member(cx, org.into(), "夜間 一", "やかん", Some("901"), &[9; 12])
    };
    let (who, code) = t.app.write(&t.chief, add).unwrap();
    let chosen = t.app.write(&Actor::system(), move |cx| {
        let away = Away::of("481502", &[1; 16], 2).unwrap();
        crew::set_pin(cx, who, "kept", 6, &code, "-")?;
        crew::keep_away(cx, who, &away, "kept")
    });
    assert!(chosen.unwrap());
}

fn on_the_device(mut r: Req) -> Req {
    r.params.insert("@device".into(), HELD.into());
    r
}

fn json(r: Result<slice::Resp, slice::Fail>) -> (u16, serde_json::Value) {
    let r = r.unwrap();
    let Body::Json(text) = r.body else { panic!("no JSON") };
    (r.status, serde_json::from_str(&text).unwrap())
}

#[test]
fn a_tablet_is_permitted_takes_its_district_and_is_wiped() {
    let t = town();
    miyo(&t);
    let d = device(&t);
    let here = [("device", d.to_string())];
    let counts = |who: &Actor| t.app.app.read(who, crate::slice().counts.unwrap()).unwrap();
    assert_eq!(counts(&t.chief)[0].href, "/emergency/tablets");
    assert!(counts(&t.crew).is_empty() && counts(&t.doctor).is_empty());
    let page = html(
        "30-tablets",
        super::tablets::page(&req(&t, &t.chief, "/emergency/tablets", &[], &[])),
    );
    assert!(page.contains("救急2隊 タブレット") && page.contains("常盤台2丁目（1人）"));
    let change = |form: &[(&str, &str)]| {
        super::tablets::change(&req(&t, &t.chief, "/emergency/tablets/x", &here, form))
    };
    assert_eq!(status(change(&[("what", "allow"), ("_key", "allow-0000")])), 422);
    assert!(change(&[("what", "dance"), ("_key", "allow-0001")]).is_err());
    to(change(&[("what", "allow"), ("towns", "常盤台2丁目"), ("_key", "allow-0002")]));
    // somebody of the crew of that brigade
    let crew = Actor { organisation: t.chief.organisation, ..t.crew.clone() };
    let take = |key: &str| {
        let form = [("key", key), ("_csrf", "x")];
        super::subset::take(&on_the_device(req(&t, &crew, "/scene/subset", &[], &form)))
    };
    for bad in ["", "x", "BAAA"] {
        assert_eq!(json(take(bad)).0, 422, "{bad}");
    }
    let random = ring::rand::SystemRandom::new();
    let own = ring::agreement::EphemeralPrivateKey::generate(&ring::agreement::ECDH_P256, &random);
    let point = own.unwrap().compute_public_key().unwrap();
    use base64::Engine as _;
    let point = base64::engine::general_purpose::STANDARD.encode(point.as_ref());
    let (code, refused) = json(take(&point));
    assert!(
        code == 422 && refused.to_string().contains("暗証番号で入り直して"),
        "nobody could open it"
    );
    with_pin(&t);
    // for eyes and a browser: the same sealed to a key from outside
    if let (Ok(dir), Ok(theirs)) = (std::env::var("YUI_PAGES"), std::env::var("YUI_POINT")) {
        std::fs::write(format!("{dir}/sealed.json"), json(take(&theirs)).1.to_string()).unwrap();
    }
    let (code, sealed) = json(take(&point));
    assert_eq!(code, 200);
    assert!(!sealed.to_string().contains("髙橋") && !sealed.to_string().contains("夜間"));
    let head: serde_json::Value = serde_json::from_str(sealed["head"].as_str().unwrap()).unwrap();
    assert_eq!(head["cards"], 1);
    let id = head["id"].as_str().unwrap().to_owned();
    let contact = |form: &[(&str, &str)]| {
        json(super::subset::contact(&on_the_device(req(
            &t,
            &crew,
            "/scene/subset/contact",
            &[],
            form,
        ))))
    };
    assert_eq!(contact(&[("subset", &id)]).1["keep"], true);
    assert_eq!(contact(&[("subset", &id), ("told", "[{]")]).0, 422);
    assert_eq!(contact(&[("subset", "nothing")]).1["keep"], false);
    let box_ = super::crew::page(&on_the_device(req(&t, &crew, "/scene", &[], &[])));
    let Body::Html(page) = box_.unwrap().body else { panic!() };
    assert!(page.contains("data-allowed=\"true\"") && page.contains("scene.js"));
    html(
        "31-tablets-held",
        super::tablets::page(&req(&t, &t.chief, "/emergency/tablets", &[], &[])),
    );
    to(change(&[("what", "wipe"), ("_key", "wipe-00001")]));
    assert_eq!(contact(&[("subset", &id), ("cleared", "yes")]).1["keep"], false);
    let page = html(
        "32-tablets-gone",
        super::tablets::page(&req(&t, &t.chief, "/emergency/tablets", &[], &[])),
    );
    assert!(page.contains("端末から消えました"));
    let Body::Html(offline) =
        super::subset::offline(&req(&t, &crew, "/scene/offline", &[], &[])).unwrap().body
    else {
        panic!()
    };
    html("40-offline", super::subset::offline(&req(&t, &crew, "/scene/offline", &[], &[])));
    assert!(!offline.contains(&crew.name) && !offline.contains("token"), "a page of nobody");
}

#[test]
fn the_way_to_the_tablets_is_shown_to_who_may_open_it_alone() {
    let t = town();
    device(&t);
    assert!(crate::slice().nav.iter().all(|n| n.href != "/emergency/tablets"));
    let box_ = |who: &Actor| html("41-box", super::crew::page(&req(&t, who, "/scene", &[], &[])));
    assert!(!box_(&t.crew).contains("/emergency/tablets"));
    let me = AccountId(t.crew.account.unwrap());
    t.app.write(&Actor::operator(), move |cx| staff::set_admin(cx, me, true)).unwrap();
    assert!(box_(&t.crew).contains("/emergency/tablets"));
    // an administrator of another office is none of a brigade
    let doctor = Actor { hat: kernel::Hat::Provider, ..t.doctor.clone() };
    let me = AccountId(doctor.account.unwrap());
    t.app.write(&Actor::operator(), move |cx| staff::set_admin(cx, me, true)).unwrap();
    assert!(t.app.app.read(&doctor, crate::slice().counts.unwrap()).unwrap().is_empty());
    assert!(super::tablets::page(&req(&t, &doctor, "/emergency/tablets", &[], &[])).is_err());
}

#[test]
fn figures_hide_the_few_and_names_stand_with_the_own_office_alone() {
    let t = town();
    miyo(&t);
    person_of(&t, &t.cm, "及川 ツヤ", "おいかわ つや", "1938-03-02", "結野市瀬織7-3");
    let page =
        html("33-figures", super::figures::page(&req(&t, &t.city, "/emergency/figures", &[], &[])));
    assert!(page.contains("—") && page.contains("引き算"));
    let page = html(
        "34-outreach",
        super::figures::unasked(&req(&t, &t.cm, "/emergency/outreach", &[], &[])),
    );
    assert!(page.contains("及川 ツヤ") && !page.contains("髙橋"));
    assert!(super::figures::unasked(&req(&t, &t.city, "/emergency/outreach", &[], &[])).is_err());
}

#[test]
fn a_register_comes_from_a_file_and_goes_into_one() {
    let t = town();
    person_of(&t, &t.hokatsu, "菊池 正子", "きくち まさこ", "1941-01-01", "結野市繭倉町5-2");
    let import = |form: &[(&str, &str)], file: Option<&[u8]>| {
        let mut r = req(&t, &t.hokatsu, "/registers/import", &[], form);
        r.method = slice::Method::Post;
        if let Some(bytes) = file {
            r.files.push(("file".into(), "meibo.csv".into(), bytes.to_vec()));
        }
        super::register_file::post(&r)
    };
    html(
        "35-import",
        super::register_file::page(&req(&t, &t.hokatsu, "/registers/import", &[], &[])),
    );
    for bad in [
        None,
        Some(&b""[..]),
        Some(&b"PK\x03\x04broken"[..]),
        Some(&b"\xff\xfe\x00"[..]),
        Some(&b"a,b\n1,2\n"[..]),
    ] {
        assert_eq!(status(import(&[("_key", "import-0000")], bad)), 422, "{bad:?}");
    }
    let csv = "氏名,生年月日,該当,民生委員,調査日\n菊池 正子,S16.1.1,ひとり暮らし,○,R8.11.10\n及川 花,S15.1.1,難病,,\n";
    let page = html("36-preview", import(&[("_key", "import-0001")], Some(csv.as_bytes())));
    assert!(page.contains("名簿に入れます") && page.contains("先にご本人のページ"));
    let rows = page.split("<textarea name=\"rows\" hidden>\n").nth(1).unwrap();
    let rows = rows.split("</textarea>").next().unwrap().to_owned();
    to(import(&[("_key", "import-0002"), ("rows", &rows)], None));
    let list = html("37-list", super::registers::list(&req(&t, &t.city, "/registers", &[], &[])));
    assert!(list.contains("菊池 正子"));
    let export = |reason: &str| {
        let form = [("receiver", ""), ("town", ""), ("reason", reason), ("_key", "export-0001")];
        super::register_file::export(&req(&t, &t.city, "/registers/export", &[], &form))
    };
    assert_eq!(status(export("")), 422);
    let Body::File { bytes, .. } = export("見守り訪問").unwrap().body else { panic!() };
    // what was written can be read again
    let page = html("38-again", import(&[("_key", "import-0003")], Some(&bytes)));
    assert!(page.contains("そのままです"), "{page}");
}

#[test]
fn whom_to_ask_and_what_to_tell() {
    let t = town();
    miyo(&t);
    t.app.clock.advance_minutes(400 * 24 * 60);
    let page = html("39-ask", super::ask::page(&req(&t, &t.cm, "/emergency/ask", &[], &[])));
    assert!(page.contains("髙橋 ミヨ") && page.contains("1人に手紙を作る"));
    bridge::set_sources(&[crate::slice()]);
    bridge::prepare(&t.app.app).unwrap();
    let who = value(&page, "resident").to_owned();
    let one = [("resident", who.as_str()), ("about", "card"), ("_key", "ask-000001")];
    let path = to(super::ask::post(&req(&t, &t.cm, "/emergency/ask", &[], &one)));
    assert!(path.starts_with("/letters/"));
    let page = html("39-made", super::ask::page(&req(&t, &t.cm, "/emergency/ask", &[], &[])));
    assert!(!page.contains("人に手紙を作る") && page.contains("手紙を作った方"));
    assert!(page.contains(&path) && page.contains("まとめて印刷する"));
    let all = [("all", "yes"), ("_key", "ask-000002")];
    let again = super::ask::post(&req(&t, &t.cm, "/emergency/ask", &[], &all)).unwrap();
    let Body::Redirect { to: there, flash } = again.body else { panic!() };
    assert_eq!(there, "/letters");
    assert!(flash.unwrap().contains("新しく作る手紙はありませんでした"));
    let nobody = [("resident", "x"), ("_key", "ask-000003")];
    assert!(super::ask::post(&req(&t, &t.cm, "/emergency/ask", &[], &nobody)).is_err());
    assert!(super::ask::page(&req(&t, &t.crew, "/emergency/ask", &[], &[])).is_err());
    assert!(super::ask::mine(&req(&t, &t.cm, "/my/emergency", &[], &[])).is_err());
}
