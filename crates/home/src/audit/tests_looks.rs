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

/// Nobody else was there to confirm: those who look after the log are told, and the month's review shows it for certain.
#[test]
fn a_large_file_confirmed_alone_is_an_alarm_and_always_in_the_review() {
    both(real_region, |t| {
        let org = office(t, "包括", OrganisationKind::Hokatsu);
        let keeper_org = office(t, "結野市", OrganisationKind::City);
        let a = staff(t, org, Hat::Hokatsu, "田中");
        let keeper = staff(t, keeper_org, Hat::City, "市");
        let when = at("2026-11-17", "10:00");
        look(t, &a, when, 1..90);
        t.app
            .write_at(&a, when, |cx| {
                let detail = "what=x;part=;n=120;asked_by=1;confirmed_by=1";
                cx.audit(AuditEntry::act(people::exports::ALONE).detail(detail));
                cx.audit(AuditEntry::act("people.export.take").detail(detail));
                Ok(())
            })
            .unwrap();
        t.settle();
        evaluate(t);
        evaluate(t);
        let found = all_alarms(t);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].kind, found[0].n), (Kind::Alone, 120));
        assert_eq!((found[0].account, found[0].organisation), (a.account.unwrap(), org));
        assert_eq!(told(t, &keeper).len(), 1);
        // December: November is over
        t.clock.set(at("2026-12-02", "10:00"));
        let first = day("2026-11-01");
        t.app.write(&keeper, move |cx| review::open(cx, first)).unwrap();
        let m = t.app.read(&keeper, |cx| review::month(cx, first)).unwrap();
        let large: Vec<_> =
            m.items.iter().filter(|i| matches!(i, review::Item::Large(_))).collect();
        assert_eq!(large.len(), 2);
    });
}

#[test]
fn the_paper_of_a_report_has_sums_first_and_names_where_even_for_the_operator() {
    let t = TestApp::in_region(TestDb::sqlite(Contents::Persons), real_region());
    let org = office(&t, "結の里", OrganisationKind::CareManagement);
    let a = staff(&t, org, Hat::CareManager, "佐藤");
    look(&t, &a, at("2026-10-20", "15:00"), 1..41);
    look(&t, &a, at("2026-10-05", "09:05"), 1..3);
    t.app
        .write_at(&Actor::operator(), at("2026-10-10", "08:00"), |cx| {
            cx.audit(AuditEntry::act("cli").object("export stays").detail("年次の報告"));
            Ok(())
        })
        .unwrap();
    t.settle();
    let Body::Print(job) = posted(&t, &[("_do", "pdf")]).unwrap().body else { panic!() };
    let body = &job.body;
    let lead = body["lead"].as_str().unwrap();
    assert!(
        lead.contains("令和8年10月1日（木） 0:00 から 令和8年10月31日（土） 23:59 まで　43行"),
        "{lead}"
    );
    let sums = body["front"]["rows"].as_array().unwrap();
    assert_eq!(sums[0][0], "結の里");
    assert_eq!((&sums[0][3], &sums[0][4]), (&"42行".into(), &"40人".into()));
    assert_eq!((&sums[0][5], &sums[0][6]), (&"R8.10.5 9:05".into(), &"R8.10.20 15:00".into()));
    let rows = body["rows"].as_array().unwrap();
    assert_eq!(rows[0][0], "R8.10.5 9:05:00", "the oldest first");
    let operator = rows.iter().find(|r| r[2] == "運用担当").unwrap();
    assert_eq!(operator[1], "サーバーの管理");
    let said = operator.as_array().unwrap().iter().filter_map(|c| c.as_str());
    let said: Vec<&str> = said.filter(|c| c.contains("export stays")).collect();
    assert_eq!(said, ["コマンドを使う：export stays（理由：年次の報告）"]);
    assert!(rows.iter().all(|r| r.as_array().unwrap().iter().take(3).all(|c| c != "")));
}
