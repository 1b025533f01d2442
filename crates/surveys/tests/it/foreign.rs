//! Answers from elsewhere: taken in row by row with what is wrong, taken back as a whole.
use app::Error;
use surveys::model::State;
use surveys::model::answering::{ANSWERED, CHOICE};
use surveys::use_cases::{import, results};

use crate::support::{both, city, coordinator, on, put, survey};

const CSV: &str = "\u{feff}質問q1,満足度,NPS,お名前\nはい,満足,10,A\nいいえ,不満,3,B\nたぶん,満足,9,C\nはい,満足,11,D\n,,,\nはい,満足,9,E\n";

#[test]
fn rows_that_fit_are_taken_the_others_say_why_and_all_is_taken_back() {
    both(|app| {
        on(&app, "2026-11-10");
        let id = survey(&app, false);
        put(&app, id, State::Open).unwrap();
        let batch = app
            .write(&coordinator(), move |cx| import::read_file(cx, id, "a.csv", CSV.as_bytes()))
            .unwrap();
        let (_, b, _) = app.read(&coordinator(), |cx| import::look(cx, id, batch)).unwrap();
        assert_eq!(
            b.mapping,
            ["q1", "", "", ""],
            "few rows: nothing is guessed but the same words"
        );
        let mapping: Vec<String> = ["q1", "new:one", "new:nps", ""].map(String::from).to_vec();
        app.write(&coordinator(), move |cx| import::decide(cx, id, batch, &mapping)).unwrap();
        let (_, _, p) = app.read(&coordinator(), |cx| import::look(cx, id, batch)).unwrap();
        assert_eq!((p.fit(), p.rows.len()), (3, 5));
        assert_eq!(p.rows[2].problems, ["「質問q1」の「たぶん」は、答えにありません"]);
        assert_eq!(p.rows[3].problems, ["「NPS」は、0から10の数ではありません"]);
        for _ in 0..2 {
            app.write(&coordinator(), move |cx| import::take(cx, id, batch)).unwrap();
        }
        let r = app.read(&coordinator(), |cx| results::open(cx, id)).unwrap();
        assert_eq!(r.n, (3, 0, 0, 3));
        let nps = r.questions.last().unwrap().tally.nps.unwrap();
        assert_eq!((nps.promoters, nps.passives, nps.detractors), (2, 0, 1));
        let value = |name: &str, dims: &str| {
            app.db.write(|tx| app::measures::fold(tx).map(drop)).unwrap();
            app.read(&coordinator(), |cx| app::measures::value(cx, name, dims)).unwrap()
        };
        assert_eq!(value(ANSWERED, &format!("survey={id}")), 3);
        assert_eq!(value(CHOICE, &format!("survey={id};question=q1;answer=0")), 2);
        let why = app.write(&coordinator(), move |cx| import::undo(cx, id, batch, " "));
        assert!(matches!(why, Err(Error::Invalid(f)) if f[0].field == "why"));
        app.write(&coordinator(), move |cx| import::undo(cx, id, batch, "ちがうファイル")).unwrap();
        assert_eq!(app.read(&coordinator(), |cx| results::open(cx, id)).unwrap().n.0, 0);
        assert_eq!(value(ANSWERED, &format!("survey={id}")), 0);
        assert_eq!(value(CHOICE, &format!("survey={id};question=q1;answer=0")), 0);
        let again = app.write(&coordinator(), move |cx| import::undo(cx, id, batch, "もう一度"));
        assert!(matches!(again, Err(Error::Rule(_))));
        let refused = app.read(&city(), |cx| import::list(cx, id));
        assert!(matches!(refused, Err(Error::Forbidden("surveys.answer.import"))));
    });
}

#[test]
fn what_is_no_table_is_said_beside_the_file() {
    both(|app| {
        on(&app, "2026-11-10");
        let id = survey(&app, false);
        for (name, bytes) in [("a.csv", &b""[..]), ("a.pdf", b"%PDF"), ("a.xlsx", b"PK")] {
            let r = app.write(&coordinator(), move |cx| import::read_file(cx, id, name, bytes));
            assert!(matches!(r, Err(Error::Invalid(f)) if f[0].field == "file"), "{name}");
        }
    });
}
