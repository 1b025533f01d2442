//! A table of indicators and fiscal years is brought in, stands like typed values, and is taken back year by year.
use programme::model::Num;
use programme::model::shown::{Kept, Origin, State};
use programme::use_cases::values;
use testkit::TestApp;

use crate::support::{both, coordinator, define, get, on, post, typed, upload};

const TABLE: &str = "\
指標,R3年度,R4 実績,令和5年度,R9,出典
訪問診療を行う診療所,11,12か所,–,,市の調べ
看取りの研修,中止,3,,,
知らない指標,1,,,,
高齢化率,,101,,,
";

fn value(app: &TestApp, id: programme::IndicatorId, of: i64) -> (State, Option<Num>) {
    let w = app.read(&coordinator(), move |cx| values::open(cx, id, of, of, None)).unwrap();
    (w.years[0].shown.state, w.years[0].shown.n)
}

#[test]
fn a_table_of_years_is_taken_and_taken_back_but_for_what_was_changed_since() {
    both(|app| {
        on(&app, "2026-11-22");
        let c = coordinator();
        let clinics = define(&app, typed("訪問診療を行う診療所", "か所", "daily"));
        let training = define(&app, typed("看取りの研修", "回", "end"));
        let rate = programme::model::NewIndicator {
            denominator: "人口".into(),
            ..typed("高齢化率", "%", "daily")
        };
        define(&app, rate);
        // what stood there before comes back
        let before = Kept {
            state: State::Actual,
            n: Some(Num::whole(9)),
            source: "前の表".into(),
            origin: Origin::Hand,
            ..Kept::default()
        };
        app.write(&c, move |cx| values::put(cx, clinics, 2021, &before)).unwrap();
        assert!(get(&app, &c, "/programme/indicators").contains("年度ごとの表を取り込む"));
        let (status, to) = upload(&app, &c, "/programme/import", &[], TABLE.into());
        assert_eq!(status, 303, "{to}");
        let page = get(&app, &c, &to);
        assert!(page.contains("2件を取り込む"), "{page}");
        for want in ["「知らない指標」という指標がありません", "100％を超えています"]
        {
            assert!(page.contains(want), "{want} {page}");
        }
        assert_eq!(post(&app, &c, &format!("{to}/run"), &[]).0, 303);
        let whole = |n| Some(Num::whole(n));
        assert_eq!(value(&app, clinics, 2021), (State::Actual, whole(11)));
        assert_eq!(value(&app, clinics, 2022), (State::Actual, whole(12)));
        assert_eq!(value(&app, clinics, 2023).0, State::Nothing);
        assert_eq!(value(&app, training, 2021), (State::Off, None));
        // somebody corrects one of them: it stays, and so does its row's mark
        let mine = Kept {
            state: State::Actual,
            n: Some(Num::whole(4)),
            source: "数えなおした".into(),
            origin: Origin::Hand,
            ..Kept::default()
        };
        app.write(&c, move |cx| values::put(cx, training, 2022, &mine)).unwrap();
        assert_eq!(post(&app, &c, &format!("{to}/undo"), &[("why", "ちがう表")]).0, 303);
        assert_eq!(value(&app, clinics, 2021), (State::Actual, whole(9)));
        assert_eq!(value(&app, clinics, 2022).0, State::Nothing);
        assert_eq!(value(&app, training, 2021).0, State::Nothing);
        assert_eq!(value(&app, training, 2022), (State::Actual, whole(4)));
    });
}
