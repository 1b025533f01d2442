//! What goes in comes out, on both engines, and what does not fit says so.
use db::{DbError, FromRow, Row, Value, Where, params};
use kernel::{At, Date, Id};

use crate::tables::*;

#[test]
fn every_statement_of_these_tests_prepares() {
    for_both(|db| testkit::prepare_all(&db, &[STATEMENTS]));
}

#[test]
#[should_panic(expected = "do not prepare")]
fn a_statement_with_a_wrong_name_is_found() {
    let wrong = db::Stmt { name: "wrong", sql: "SELECT nothing FROM t_note" };
    testkit::prepare_all(&sqlite(), &[&[wrong]]);
}

#[test]
fn values_come_back_as_they_went_in() {
    for_both(|db| {
        let rows: Vec<[Value; 5]> = vec![
            [
                "1".into(),
                "髙﨑𠮷㈱\n☑ 'quoted' $1 ?".into(),
                i64::MAX.into(),
                0.1.into(),
                vec![0u8, 255, 7].into(),
            ],
            ["2".into(), "".into(), i64::MIN.into(), f64::MAX.into(), Vec::<u8>::new().into()],
            ["3".into(), Value::Null, Value::Null, Value::Null, Value::Null],
            ["4".into(), "x".into(), true.into(), (-0.0).into(), Value::Null],
        ];
        let put = rows.clone();
        db.write(move |tx| put.iter().try_for_each(|r| tx.exec(ADD_ALL, r).map(|_| ()))).unwrap();
        let got = db.read(|tx| tx.rows(ALL, &[])).unwrap();
        assert_eq!(got.iter().map(Row::values).collect::<Vec<_>>(), rows);
        assert!(got[3].get::<bool>(2).unwrap());
    });
}

#[test]
fn ids_instants_and_dates_are_texts_that_read_back() {
    for_both(|db| {
        let (id, at) = (testkit::id(7), testkit::noon_before());
        let day: Date = "2026-11-19".parse().unwrap();
        db.write(move |tx| {
            tx.exec(ADD, params![id, at])?;
            tx.exec(ADD, params!["day", day])?;
            tx.exec(ADD, params!["none", None::<Date>])
        })
        .unwrap();
        let body = |key: &str| db.read(|tx| tx.one(BODY, params![key])).unwrap();
        assert_eq!(body(&id.to_string()).get::<At>(0).unwrap(), at);
        assert_eq!(body("day").get::<Date>(0).unwrap(), day);
        assert_eq!(body("none").get::<Option<Date>>(0).unwrap(), None);
    });
}

#[derive(Debug)]
struct Note {
    id: String,
    n: i64,
}

impl FromRow for Note {
    fn from_row(r: &Row) -> Result<Self, DbError> {
        Ok(Note { id: r.get(0)?, n: r.get(2)? })
    }
}

#[test]
fn rows_become_values_of_a_type_or_say_which_column_does_not_fit() {
    for_both(|db| {
        db.write(|tx| tx.exec(ADD_ALL, params!["1", "b", 5_i64, 0.5, None::<Vec<u8>>])).unwrap();
        let note = db.read(|tx| tx.find::<Note>(ALL, &[])).unwrap().unwrap();
        assert_eq!((note.id.as_str(), note.n), ("1", 5));

        add(&db, "0").unwrap();
        let e = db.read(|tx| tx.all::<Note>(ALL, &[])).unwrap_err();
        assert!(
            matches!(&e, DbError::Decode { column: 2, what } if what.starts_with("NULL")),
            "{e}"
        );
        let e = db.read(|tx| tx.one(ALL, &[])?.get::<Id>(0)).unwrap_err();
        assert!(matches!(e, DbError::Decode { column: 0, .. }));
        let e = db.read(|tx| tx.one(ALL, &[])?.get::<i64>(9)).unwrap_err();
        assert!(matches!(e, DbError::Decode { column: 9, .. }));
        let e = db.read(|tx| tx.one(BODY, params!["absent"])).unwrap_err();
        assert!(matches!(e, DbError::NoRow));
    });
}

#[test]
fn parameters_go_by_their_number_not_by_their_place() {
    for_both(|db| {
        add(&db, "1").unwrap();
        let text: String =
            db.read(|tx| tx.one(SAME_TWICE, params!["a", "b", "1"])?.get(0)).unwrap();
        assert_eq!(text, "b-a-b");
    });
}

#[test]
fn conditions_put_together_select_the_same_rows_on_both_engines() {
    for_both(|db| {
        db.write(|tx| {
            for (id, body, n) in [("1", "a", 1_i64), ("2", "a", 2), ("3", "b", 3), ("4", "b", 4)] {
                tx.exec(ADD_ALL, params![id, body, n, None::<f64>, None::<Vec<u8>>])?;
            }
            Ok::<_, DbError>(())
        })
        .unwrap();
        let ids = |w: Where| -> Vec<String> {
            let rows = db.read(|tx| tx.list(LIST, &w, "ORDER BY id DESC LIMIT 3")).unwrap();
            rows.iter().map(|r| r.get(0).unwrap()).collect()
        };
        assert_eq!(ids(Where::new()), ["4", "3", "2"]);
        let either = Where::new().and("body = ? OR n = ?", params!["a", 4_i64]);
        assert_eq!(ids(either.clone()), ["4", "2", "1"]);
        let some = Where::new().and_in("id", vec!["1".into(), "4".into(), "9".into()]);
        assert_eq!(ids(either.clone().and_where(&some).and("n > ?", params![1_i64])), ["4"]);
        assert_eq!(ids(either.and_in("id", vec![])), [""; 0]);
    });
}

#[test]
fn text_keys_sort_by_their_bytes_on_both_engines() {
    for_both(|db| {
        let keys = ["-", "10", "9", "A", "Z", "_", "a", "é", "ア", "あ", "亜", "𠮷"];
        for k in keys {
            add(&db, k).unwrap();
        }
        let mut sorted = keys.map(String::from).to_vec();
        sorted.sort();
        let got = db.read(|tx| tx.rows(ALL, &[])).unwrap();
        let got: Vec<String> = got.iter().map(|r| r.get(0).unwrap()).collect();
        assert_eq!(got, sorted);
    });
}

#[test]
fn what_a_constraint_refuses_is_told_by_its_kind() {
    for_both(|db| {
        add(&db, "1").unwrap();
        assert!(matches!(add(&db, "1"), Err(DbError::Unique(_))));
        let code = |id: &'static str| db.write(move |tx| tx.exec(ADD_CODE, params![id, "same"]));
        code("2").unwrap();
        assert!(matches!(code("3"), Err(DbError::Unique(_))));
        let part = |note: &'static str, n: Option<i64>| {
            db.write(move |tx| tx.exec(ADD_PART, params![note, n]))
        };
        assert!(matches!(part("absent", Some(1)), Err(DbError::Constraint(_))), "foreign key");
        assert!(matches!(part("1", None), Err(DbError::Constraint(_))), "NOT NULL");
        assert!(matches!(part("1", Some(-1)), Err(DbError::Constraint(_))), "CHECK");
        part("1", Some(1)).unwrap();
        assert!(matches!(part("1", Some(1)), Err(DbError::Unique(_))));
        assert_eq!(count(&db), 2);
    });
}
