//! A paper keyed in by the city: seen until 確定, afterwards only that it is there.
use accounts::OrganisationKind;
use acp::use_cases::{keyed, my};
use kernel::Hat;
use people::authz::Basis;

use crate::town::{answers, in_both_towns, member, refused};

#[test]
fn who_keys_in_a_paper_sees_it_until_it_is_settled_and_no_longer() {
    in_both_towns(|t| {
        let (own, id, today) = (t.own(), t.id, t.today());
        let city = member(&t.app, "市役所", OrganisationKind::City, Hat::City);
        let body = answers(&[("values.voice", "家にいたい")]);
        let put = |who: &kernel::Actor, settle: bool| {
            let body = body.clone();
            t.act(who, move |cx| keyed::keep(cx, id, (&body, today, "民生委員 佐々木"), settle))
        };
        assert_eq!(refused(put(&city, false)), "not there", "not in a register of theirs");
        t.give(&city, Basis::Register);
        let colleague = kernel::Actor { account: Some(testkit::id(77)), ..city.clone() };
        put(&city, false).unwrap();
        let mine = |who: &kernel::Actor| t.app.read(who, |cx| keyed::page(cx, id)).unwrap();
        assert_eq!(mine(&city).mine.unwrap().body, body);
        assert!(mine(&colleague).mine.is_none(), "the one who types, and nobody else");
        assert!(t.app.read(&own, my::home).unwrap().note.newest.is_none());
        put(&city, true).unwrap();
        let page = mine(&city);
        assert!(page.mine.is_none() && page.settled.len() == 1);
        assert!(!format!("{page:?}").contains("家にいたい"));
        assert!(t.reads(&city).is_none() && t.reads(&t.cm).is_none(), "released to nobody by it");
        let note = t.app.read(&own, my::home).unwrap().note;
        assert_eq!(note.newest.unwrap().text("values.voice"), "家にいたい");
    });
}
