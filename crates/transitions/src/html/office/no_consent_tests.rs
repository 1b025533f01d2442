//! The pages of a sheet whose receiver the person's consent does not reach, and of what stays of it.
use slice::{Body, Method, Resp};

use super::check::NO_CONSENT;
use super::flow_tests::Town;

fn withdraw(t: &Town) {
    let id = t.resident;
    let done = t
        .app
        .write(&t.cm, move |cx| people::use_cases::consent::withdraw(cx, id, None, "").map(|_| ()));
    done.unwrap();
}

#[test]
fn the_last_look_says_that_there_is_no_consent_and_asks() {
    let t = Town::new();
    let stay = t.admitted();
    let check = format!("{stay}/sheet/check");
    assert!(!t.page(&t.cm, &check).contains(NO_CONSENT));
    withdraw(&t);
    let page = t.page(&t.cm, &check);
    assert!(page.contains(NO_CONSENT) && page.contains("入院のようすは相手に見えません"));
    assert!(t.page(&t.cm, &format!("{stay}/contact")).contains("病院の画面には出ません"));
    let body = |key: &str, alone: &str| {
        format!("_key={key}&_version=0&a.method=ict&a.to=%E5%AE%A4{alone}")
    };
    let send = format!("{stay}/sheet/send");
    let (status, page) = Town::html(t.post(&t.cm, &send, &body("key-send-1", "")));
    assert!(status == 422 && page.contains("送ってよいか、選んでください"));
    assert_eq!(t.go(&t.cm, &send, &body("key-send-2", "&a.alone=no")), stay);
    assert!(!t.page(&t.cm, &stay).contains("/documents/"), "nothing was sent");
    assert_eq!(t.go(&t.cm, &send, &body("key-send-3", "&a.alone=yes")), stay);

    // the hospital: the stay's address leads to what came, and that to the paper
    let Resp { body: Body::Redirect { to, .. }, .. } =
        t.ask(&t.liaison, Method::Get, &stay, "").unwrap()
    else {
        panic!("no way on")
    };
    assert_eq!(to, "/transitions/papers");
    let list = t.page(&t.liaison, &to);
    let paper = format!("{stay}{}", t.record_of(&stay));
    assert!(list.contains(&paper) && list.contains("入院時情報提供書"), "{list}");
    assert!(!list.contains("髙橋"), "the list names nobody");
    let page = t.page(&t.liaison, &paper);
    assert!(page.contains("この書類だけを読めます") && page.contains("/transitions/papers"));
    assert!(!page.contains("/receive") && !page.contains(&format!("/people/{}\"", t.resident)));
    assert!(t.page(&t.liaison, "/transitions/intray").contains("ケアマネジャーをさがす"));
    // nobody else gets there
    let other = kernel::Actor { organisation: Some(testkit::id(990)), ..t.liaison.clone() };
    assert!(t.ask(&other, Method::Get, &stay, "").is_err());
}
