//! The pages of before and at admission as requests: by FAX to a hospital outside and back, services, several at once,
//! approval, face sheet; and what goes wrong on the way.
use slice::{Body, Fail, Method};

use super::super::office::flow_tests::Town;
use super::super::office::samples;

/// A scan: a small grey picture.
const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa, 0, 0, 0, 0xd, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 8,
    0, 0, 0, 8, 8, 0, 0, 0, 0, 0xe1, 0x64, 0xe1, 0x57, 0, 0, 0, 0xe, 0x49, 0x44, 0x41, 0x54, 0x78,
    0x9c, 0x63, 0x38, 1, 5, 0xc, 0x94, 0x31, 0, 8, 0xb1, 0x32, 1, 0xa8, 0xa8, 0xe5, 0x13, 0, 0, 0,
    0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

/// An admission to a hospital that does not work here; the path of its stay.
fn outside(t: &Town) -> String {
    let body = format!(
        "_key=key-out-1&resident={}&a.hospital=other&a.hospital_name=%E9%9B%AA%E4%BB%A3%E5%B8%82%E7%AB%8B%E7%97%85%E9%99%A2&a.admitted_on.y=R8.11.19&a.planned=no&a.learned=day_service&a.told=no",
        t.resident
    );
    let sheet = t.go(&t.cm, "/transitions/new", &body);
    sheet.trim_end_matches("/sheet").trim_end_matches("/contact").to_owned()
}

fn pdf(t: &Town, address: &str) -> serde_json::Value {
    match t.ask(&t.cm, Method::Get, address, "").unwrap().body {
        Body::Print(job) => job.body,
        other => panic!("{address}: {other:?}"),
    }
}

#[test]
fn a_sheet_goes_out_by_fax_and_the_reply_comes_in_with_its_scan() {
    let t = Town::new();
    let stay = outside(&t);
    let page = t.page(&t.cm, &format!("{stay}/paper"));
    assert!(page.contains("入院時情報提供書がまだです"));
    let body = "_key=key-send-1&_version=0&a.method=fax&a.to=%E5%AE%A4&a.day.y=R8.11.19";
    let document = t.go(&t.cm, &format!("{stay}/sheet/send"), body);
    let page = t.page(&t.cm, &format!("{stay}/paper"));
    assert!(page.contains("返事はまだです") && page.contains("names=initials"));
    // on paper: with the name, and without
    let cover = pdf(&t, &format!("{stay}/paper/cover")).to_string();
    assert!(cover.contains("髙橋 𠮷江") && cover.contains("雪代市立病院"));
    let short = pdf(&t, &format!("{stay}/paper/cover?names=initials")).to_string();
    assert!(short.contains("T・Y 様") && !short.contains("髙橋"));
    let full = pdf(&t, &format!("{document}/print")).to_string();
    assert!(full.contains("髙橋 𠮷江"));
    let short = pdf(&t, &format!("{document}/print?names=initials")).to_string();
    assert!(short.contains("T・Y") && !short.contains("髙橋") && !short.contains("0000-12-3456"));
    // the reply
    let page = t.page(&t.cm, &format!("{stay}/reply"));
    let act = page.split("value=\"").find_map(|p| {
        let v = p.split('"').next()?;
        (v.len() == 36 && page.contains(&format!("value=\"{v}\" checked"))).then(|| v.to_owned())
    });
    let act = act.expect("the sheet is chosen to begin with");
    let body = format!(
        "_key=key-reply-1&a.answers={act}&a.method=fax&a.day_is=today&a.got_it=got_it&a.in_charge=%E8%8F%85%E9%87%8E&file_kind=fax_reply"
    );
    let file = |bytes: &[u8]| vec![("files".to_string(), "fax.png".to_string(), bytes.to_vec())];
    let bad = t
        .ask_with(&t.cm, Method::Post, &format!("{stay}/reply"), &body, file(b"no picture"))
        .unwrap();
    let (status, page) = Town::html(bad);
    assert!(status == 422 && page.contains("菅野"), "what was typed stays");
    let done = t.ask_with(&t.cm, Method::Post, &format!("{stay}/reply"), &body, file(PNG)).unwrap();
    assert!(matches!(done.body, Body::Redirect { .. }));
    let page = t.page(&t.cm, &format!("{stay}/paper"));
    assert!(page.contains("受け取ったとの返事あり") && page.contains("担当 菅野"));
    assert!(page.contains("返信FAX") && page.contains("data:image/jpeg;base64,"));
    let log = t.page(&t.cm, &stay);
    assert!(log.contains("病院から返事がありました") && log.contains("居宅が記録"));
    // nobody of another side finds it
    for tail in ["paper", "reply", "paper/cover", "services"] {
        let r = t.ask(&t.liaison, Method::Get, &format!("{stay}/{tail}"), "");
        assert!(matches!(r, Err(Fail::NotFound)), "{tail}");
    }
}

#[test]
fn a_reply_that_says_nothing_is_refused_on_its_page() {
    let t = Town::new();
    let stay = outside(&t);
    let body = "_key=key-reply-2&a.answers=none&a.method=phone&a.day_is=today";
    let (status, page) = Town::html(t.post(&t.cm, &format!("{stay}/reply"), body));
    assert!(status == 422 && page.contains("返事の中身を1つ以上入力するか"));
    let (status, page) = Town::html(t.post(&t.cm, &format!("{stay}/reply"), "_key=key-reply-3"));
    assert!(status == 422 && page.contains("届き方を選んでください"));
}

#[test]
fn a_colleague_prepares_and_the_care_manager_sends_with_one_press() {
    let t = Town::new();
    let stay = t.admitted();
    let check = t.page(&t.colleague, &format!("{stay}/sheet/check"));
    assert!(check.contains("佐藤 花子さんの確認待ちにする") && !check.contains("地域連携室に送る"));
    let alone = "_key=key-prep-0&_version=0&a.method=ict&a.to=%E5%AE%A4";
    let (status, page) = Town::html(t.post(&t.colleague, &format!("{stay}/sheet/send"), alone));
    assert!(status == 422 && page.contains("担当のケアマネジャーの確認が要ります"));
    assert!(!t.page(&t.cm, &format!("{stay}/sheet/check")).contains("確認待ちにする"));
    let body = "_key=key-prep-1&_version=0&a.method=ict&a.to=%E5%AE%A4&prepare=yes";
    let to = t.go(&t.colleague, &format!("{stay}/sheet/send"), body);
    assert!(to.starts_with("/transitions/prepared/"));
    assert!(t.page(&t.colleague, &to).contains("まだ病院には送っていません"));
    assert!(!t.page(&t.liaison, &stay).contains("提供書が届きました"));
    assert!(matches!(t.ask(&t.liaison, Method::Get, &to, ""), Err(Fail::NotFound)));
    let (status, page) = Town::html(t.post(&t.cm, &format!("{to}/back"), "_key=key-back-1&note="));
    assert!(status == 422 && page.contains("直してほしいところを入力してください"));
    let page = t.page(&t.cm, &to);
    assert!(page.contains("菊池 誠さんが用意した提供書を"));
    assert_eq!(t.go(&t.cm, &format!("{to}/approve"), "_key=key-appr-1"), stay);
    assert!(t.page(&t.liaison, &stay).contains("入院時情報提供書が届きました"));
    let (status, _) = Town::html(t.post(&t.cm, &format!("{to}/approve"), "_key=key-appr-2"));
    assert_eq!(status, 422);
}

#[test]
fn several_rows_are_confirmed_on_one_page_and_each_has_its_result() {
    let t = Town::new();
    let stay = t.admitted();
    t.sent(&stay);
    let id = stay.rsplit('/').next().unwrap();
    assert!(t.page(&t.liaison, "/transitions/intray").contains("まとめてする"));
    let page = t.page(&t.liaison, "/transitions/several");
    for waits in ["「受け取りました」がまだ：", "入院の連絡", "入院時情報提供書", "担当なし"]
    {
        assert!(page.contains(waits), "{waits}");
    }
    let (status, page) = Town::html(t.post(&t.liaison, "/transitions/several", "do=receive"));
    assert!(status == 422 && page.contains("1人以上を選んでください"));
    let body = format!("do=receive&stay={id}");
    let (status, page) = Town::html(t.post(&t.liaison, "/transitions/several", &body));
    assert!(status == 200 && page.contains("1人について、受け取りましたと伝える"));
    let (_, page) = Town::html(t.post(&t.liaison, "/transitions/several/do", &body));
    assert!(page.contains("1人についてできました"));
    let (_, page) = Town::html(t.post(&t.liaison, "/transitions/several/do", &body));
    assert!(page.contains("0人についてできました"), "once more there is nothing to receive");
    let calls = t.post(&t.liaison, "/transitions/several", &format!("do=calls&stay={id}"));
    assert!(matches!(calls.body, Body::Print(_)));
    let one = t.ask(&t.cm, Method::Get, &format!("{stay}/call"), "").unwrap();
    assert!(matches!(one.body, Body::Print(_)));
}

#[test]
fn a_face_sheet_is_prefilled_kept_confirmed_printed_and_its_sending_noted() {
    let t = Town::new();
    let path = format!("/transitions/face-sheet/{}", t.resident);
    let page = t.page(&t.cm, &path);
    assert!(page.contains("髙橋 𠮷江") && page.contains("利用者さんの登録内容から"));
    assert!(!page.contains("印刷する（PDF）"));
    let (status, page) =
        Town::html(t.post(&t.cm, &path, "_key=key-face-1&_version=0&_do=confirm&a.visit.why="));
    assert!(status == 422 && page.contains("errsum"));
    // the first post kept what was typed; here everything else comes with it as the form shows it
    let body = "_key=key-face-2&_version=0&_do=confirm&a.doc.written_on.y=R8.11.19&a.person.name=%E9%AB%99%E6%A9%8B&a.visit.why=%E7%9B%B8%E8%AB%87";
    assert_eq!(t.go(&t.cm, &path, body), path);
    let short = pdf(&t, &format!("{path}/print?names=initials")).to_string();
    assert!(short.contains("T・Y") && !short.contains("高橋") && !short.contains("髙橋"));
    let (status, page) = Town::html(t.post(&t.cm, &format!("{path}/sent"), "_key=key-face-3"));
    assert!(status == 422 && page.contains("送り方を選んでください"));
    let body = "_key=key-face-4&a.hospital=%E9%9B%AA%E4%BB%A3&a.method=fax&a.day.y=R8.11.19";
    t.go(&t.cm, &format!("{path}/sent"), body);
    assert!(t.page(&t.cm, &path).contains("送った記録"));
    assert!(matches!(t.ask(&t.liaison, Method::Get, &path, ""), Err(Fail::NotFound)));
}

#[test]
fn without_a_team_there_is_nobody_to_tell_and_nothing_waits_for_a_service() {
    let t = Town::new();
    let stay = t.admitted();
    assert!(t.page(&t.cm, &format!("{stay}/services")).contains("登録されていません"));
    let (status, page) = Town::html(t.post(
        &t.cm,
        &format!("{stay}/services"),
        "_key=key-serv-1&a.tidings=admitted&a.by_hand=phone",
    ));
    assert!(status == 422 && page.contains("登録されていません"));
    assert!(t.page(&t.cm, &format!("{stay}/moved")).contains("予定の入院ではない"));
    samples::sound(&t.page(&t.cm, &stay));
}

#[test]
fn a_photo_stands_beside_the_chapter_it_is_typed_from() {
    let t = Town::new();
    let stay = t.admitted();
    let chapter = format!("{stay}/sheet?c=ch_drugs");
    assert!(t.page(&t.cm, &chapter).contains("お薬手帳の写真・PDFを付けて"));
    let path = format!("{stay}/sheet/photos");
    let body = "_c=ch_drugs&file_kind=medicine_book";
    let (status, page) = Town::html(t.post(&t.cm, &path, body));
    assert!(status == 422 && page.contains("付けるファイルを選ぶか"));
    let file = vec![("files".to_string(), "p.png".to_string(), PNG.to_vec())];
    let done = t.ask_with(&t.cm, Method::Post, &path, body, file).unwrap();
    assert!(matches!(done.body, Body::Redirect { ref to, .. } if to.ends_with("?c=ch_drugs")));
    let page = t.page(&t.cm, &chapter);
    assert!(page.contains("/content\"") && page.contains("alt=\"お薬手帳"));
    assert!(!t.page(&t.cm, &format!("{stay}/sheet?c=ch_care")).contains("/content\""));
    assert!(matches!(t.ask(&t.cm, Method::Post, &path, "_c=ch_x"), Err(Fail::NotFound)));
}
