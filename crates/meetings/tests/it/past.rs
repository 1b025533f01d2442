//! Meetings of past years out of a table: agenda and decisions come with them; an unknown body is said.
use meetings::model::State;
use meetings::use_cases::read;
use slice::Method;

use crate::support::{add_body, ask, body, both, coordinator, get, html, on, upload};

const TABLE: &str = "\
開催日,会議名,形式,場所,議題,決定事項
R7.6.10,推進会議,対面,市役所,\"①報告
②来年度の方針\",方針を案のとおり確認した
R7.9.2,推進会議,Web,,救急の連携,
R7.9.3,ない会議,対面,市役所,,
";

#[test]
fn a_list_of_past_meetings_becomes_meetings_with_what_was_decided() {
    both(|app| {
        on(&app, "2026-11-20");
        let c = coordinator();
        let id = add_body(&app, body("推進会議"));
        let (status, to) = upload(&app, &c, "/meetings/import", "会議一覧.csv", TABLE);
        assert_eq!(status, 303, "{to}");
        let page = get(&app, Some(&c), &to);
        assert!(page.contains("2件を取り込む"), "{page}");
        assert!(page.contains("「ない会議」という会議体がありません"), "{page}");
        let post = |path: &str, form: &[(&str, &str)]| {
            let mut all = vec![("_key", "0123456789abcdef")];
            all.extend(form);
            html(ask(&app, Some(&c), Method::Post, path, &all))
        };
        assert_eq!(post(&format!("{to}/run"), &[]).0, 303);
        let all = || app.read(&c, move |cx| read::one_body(cx, id)).unwrap().meetings;
        let held = || all().into_iter().filter(|m| m.state == State::Held).collect::<Vec<_>>();
        assert_eq!(held().len(), 2);
        let first = held().into_iter().find(|m| m.data.place == "市役所").unwrap().id;
        let w = app.read(&c, move |cx| read::one(cx, first)).unwrap();
        let items: Vec<&str> = w.items.iter().map(|i| i.data.title.as_str()).collect();
        assert_eq!(items, ["報告", "来年度の方針"]);
        assert!(
            get(&app, Some(&c), &format!("/meetings/{first}/decisions"))
                .contains("案のとおり確認した")
        );
        assert_eq!(post(&format!("{to}/undo"), &[("why", "二重")]).0, 303);
        assert!(held().is_empty());
    });
}
