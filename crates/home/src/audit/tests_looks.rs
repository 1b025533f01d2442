//! What a look is called, and from when on months are reviewed.
use super::*;

/// A sheet that is taken home: what was opened, in plain words, and above all not that somebody is hidden.
#[test]
fn opening_a_settings_page_is_told_as_a_look_and_a_shield_never() {
    let (t, org) = crate::flow_tests::region();
    let id = crate::flow_tests::resident(&t, org);
    let cm = staff(&t, org, Hat::CareManager, "菊池 誠");
    const ACTS: [&str; 4] = [
        "people.shield.set",
        "people.keycode.give",
        "people.resident.exchange",
        "people.consent.read",
    ];
    t.app
        .write(&cm, move |cx| {
            ACTS.iter().for_each(|a| cx.audit(AuditEntry::act(a).about(id)));
            Ok(())
        })
        .unwrap();
    let mut r = req(&t, Hat::CareManager, org, "/people/x/seen");
    r.params.insert("resident".into(), id.to_string());
    r.session.as_mut().unwrap().actor = cm;
    let page = html(seen::page(&r).unwrap());
    let Body::Print(job) = seen::print(&r).unwrap().body else { panic!() };
    for text in [page, job.body.to_string()] {
        assert!(text.contains("利用者さんのページを見る") && text.contains("同意の記録を見る"));
        for word in ["伏せる", "支援措置", "キーコード", "引き継ぐ"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
}

#[test]
fn months_before_the_log_began_are_neither_late_nor_open() {
    both(real_region, |t| {
        october(t);
        let page = html(review_page::list(&ask(t, Hat::City, "/audit/review", &[])).unwrap());
        sound(&page);
        assert_eq!(page.matches("/audit/review/2026-").count(), 2, "October and November");
        assert_eq!(page.matches("まだです").count(), 1);
        for month in ["1999-01", "2026-09"] {
            let mut r = ask(t, Hat::City, "/audit/review/x", &[("_key", "key-00000009")]);
            r.params.insert("month".into(), month.into());
            assert!(matches!(review_page::page(&r), Err(Fail::NotFound | Fail::Use(_))), "{month}");
            assert!(review_page::open(&r).map_or(true, |done| done.status != 303), "{month}");
        }
    });
}
