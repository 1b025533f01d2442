//! Events of past years out of a table: what a row becomes, what is wrong with others, and taking all of it back.
use events::use_cases::read;
use slice::Method;

use crate::support::{ask, both, coordinator, get, html, on, upload};

const TABLE: &str = "\
令和7年度 研修一覧,,,,,,
開催日,研修名,区分,会場,財源,医師,参加者数
R7.6.10,多職種研修「食べる」,研修,保健センター,自主事業,3,20
R7.7.1,出前講座（公民館）,出前講座,東公民館,自主事業,,31
R7.13.1,日付のない研修,研修,会場,自主事業,,1
R9.1.1,これからの研修,研修,会場,自主事業,,1
";

#[test]
fn a_table_of_past_events_is_counted_and_taken_back_whole() {
    both(|app| {
        on(&app, "2026-11-20");
        let c = coordinator();
        assert!(get(&app, Some(&c), "/events").contains("過去の催しを取り込む"));
        let (status, to) = upload(&app, &c, "/events/import", "R7研修.csv", TABLE);
        assert_eq!(status, 303, "{to}");
        let page = get(&app, Some(&c), &to);
        assert!(page.contains("2件を取り込む"), "{page}");
        assert!(page.contains("R7.13.1") && page.contains("これからの日です"), "{page}");
        let post = |path: &str, form: &[(&str, &str)]| {
            let mut all = vec![("_key", "0123456789abcdef")];
            all.extend(form);
            html(ask(&app, Some(&c), Method::Post, path, &all))
        };
        assert_eq!(post(&format!("{to}/run"), &[]).0, 303);
        let list = || app.read(&c, |cx| read::list(cx, 2025, "", "")).unwrap();
        let mut got: Vec<(String, i64, (usize, usize))> =
            list().iter().map(|l| (l.event.data.title.clone(), l.present, l.tasks)).collect();
        got.sort();
        assert_eq!(
            got,
            [
                ("出前講座（公民館）".into(), 31, (0, 0)),
                ("多職種研修「食べる」".into(), 23, (0, 0))
            ],
            "what is over needs no 棚卸表"
        );
        assert!(list().iter().all(|l| l.event.state == events::model::State::Held));
        let (status, page) = post(&format!("{to}/undo"), &[("why", "")]);
        assert_eq!(status, 422, "{page}");
        assert_eq!(post(&format!("{to}/undo"), &[("why", "年度がちがう")]).0, 303);
        let left = list().iter().filter(|l| l.event.state == events::model::State::Held).count();
        assert_eq!(left, 0);
    });
}
