//! A register from and to a file, the list of whom nobody asked yet, and what of all this is in the file for an outage.
use app::Error;
use emergency::model::register_file::read;
use emergency::use_cases::register_file::{NOBODY, Step, bring_in, plan, take_out};
use emergency::use_cases::{figures, registers};

use crate::place::{Town, in_both_towns};

type Rows = Vec<(u64, Vec<String>)>;

fn table(rows: &[&[&str]]) -> Rows {
    (1..).zip(rows.iter().map(|r| r.iter().map(|t| (*t).to_owned()).collect())).collect()
}

fn lines(t: &Town, rows: &[&[&str]]) -> Vec<emergency::model::register_file::Line> {
    read(&table(rows), t.app.now().date()).unwrap()
}

#[test]
fn each_row_says_what_it_would_do_and_only_right_ones_are_done() {
    in_both_towns(|t| {
        let hokatsu = t.hokatsu();
        t.person_of(&hokatsu, "菊池 正子", "きくち まさこ", "1941-01-01", "結野市繭倉町5-2");
        t.miyo();
        let rows = lines(
            &t,
            &[
                &["氏名", "ふりがな", "生年月日", "該当", "民生委員", "調査日"],
                &["菊池　正子", "", "S16.1.1", "ひとり暮らし", "○", "R8.11.10"],
                &["菊池 正子", "", "S16.1.1", "難病", "○", ""],
                &["髙橋 ミヨ", "たかはし みよ", "S15.4.8", "ひとり暮らし", "", ""],
                &["菊池 正子", "", "いつか", "", "", ""],
            ],
        );
        let planned = t.app.read(&hokatsu, |cx| plan(cx, &rows)).unwrap();
        let why = |i: usize| match &planned[i].1 {
            Step::Wrong(w) => w.clone(),
            other => format!("{other:?}"),
        };
        assert!(matches!(planned[0].1, Step::New(..)));
        assert!(why(1).contains("上の行") && why(3).contains("読めません"));
        assert_eq!(why(2), NOBODY, "another office's: as if there were nobody");
        assert!(t.app.read(&hokatsu, |cx| registers::list(cx, "", "")).unwrap().is_empty());
        let cmd = rows.clone();
        assert_eq!(t.act(&hokatsu, move |cx| bring_in(cx, &cmd)).unwrap(), 1);
        let cmd = rows.clone();
        assert_eq!(
            t.act(&hokatsu, move |cx| bring_in(cx, &cmd)).unwrap(),
            0,
            "the same file again"
        );
        assert_eq!(
            t.app.read(&hokatsu, |cx| registers::list(cx, "minsei", "繭倉町")).unwrap().len(),
            1
        );
        assert_eq!(t.app.read(&t.city, registers::towns).unwrap(), ["繭倉町"]);
        let change =
            lines(&t, &[&["氏名", "生年月日", "自治会"], &["きくちまさこ", "1941/1/1", "北"]]);
        // the name is not the same in letters, and without ふりがな nobody guesses
        assert!(matches!(
            t.app.read(&t.city, |cx| plan(cx, &change)).unwrap()[0].1,
            Step::Wrong(_)
        ));
        let change = lines(&t, &[&["氏名", "生年月日", "自治会"], &["菊池正子", "S16.1.1", "北"]]);
        assert!(matches!(
            t.app.read(&t.city, |cx| plan(cx, &change)).unwrap()[0].1,
            Step::Change(..)
        ));
        assert!(t.app.read(&t.cm, |cx| plan(cx, &rows)).is_err());
    });
}

#[test]
fn taking_the_list_out_needs_a_reason() {
    in_both_towns(|t| {
        let hokatsu = t.hokatsu();
        t.person_of(&hokatsu, "菊池 正子", "きくち まさこ", "1941-01-01", "結野市繭倉町5-2");
        let rows = lines(&t, &[&["氏名", "生年月日", "該当"], &["菊池 正子", "S16.1.1", "難病"]]);
        t.act(&hokatsu, move |cx| bring_in(cx, &rows)).unwrap();
        for reason in ["", "  ", &"あ".repeat(101)] {
            let r = reason.to_owned();
            assert!(matches!(
                t.app.read(&t.city, |cx| take_out(cx, "", "", &r)),
                Err(Error::Invalid(_))
            ));
        }
        assert_eq!(t.app.read(&t.city, |cx| take_out(cx, "", "", "見守り訪問")).unwrap().len(), 1);
        assert!(t.app.read(&t.city, |cx| take_out(cx, "police", "", "見守り")).unwrap().is_empty());
        assert!(t.app.read(&t.centre, |cx| take_out(cx, "", "", "見守り")).is_err());
        assert!(t.app.read(&t.crew, |cx| take_out(cx, "", "", "見守り")).is_err());
    });
}

#[test]
fn an_office_sees_whom_it_has_not_asked_and_nobody_elses() {
    in_both_towns(|t| {
        let id = t.miyo();
        t.person("及川 ツヤ", "おいかわ つや", "1938-03-02", "結野市瀬織7-3");
        let names = |who: &kernel::Actor, town: &str| -> Vec<String> {
            let (all, _) = t.app.read(who, |cx| figures::outreach(cx, town)).unwrap();
            all.into_iter().map(|u| u.name).collect()
        };
        assert_eq!(names(&t.cm, ""), ["及川 ツヤ", "髙橋 ミヨ"], "the oldest first");
        assert_eq!(names(&t.cm, "瀬織"), ["及川 ツヤ"]);
        assert!(names(&t.other_cm, "").is_empty());
        t.registered(id, true);
        assert_eq!(names(&t.cm, ""), ["及川 ツヤ"]);
        for who in [&t.city, &t.centre, &t.crew, &t.chief] {
            assert!(t.app.read(who, |cx| figures::outreach(cx, "")).is_err(), "{}", who.name);
        }
    });
}

#[test]
fn cards_are_in_the_file_of_the_office_and_in_none_of_a_brigade() {
    in_both_towns(|t| {
        let id = t.miyo();
        t.registered(id, true);
        let pack = emergency::slice().pack.unwrap();
        let of = |who: &kernel::Actor| {
            t.app.read(who, |cx| pack(cx, &emergency::permissions::CARD)).map(|p| p.len())
        };
        assert_eq!(of(&t.cm).unwrap(), 1);
        assert_eq!(of(&t.other_cm).unwrap(), 0);
        assert_eq!(of(&t.chief).unwrap_or(0), 0);
    });
}
