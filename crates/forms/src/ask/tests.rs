use ui::FormState;

use super::*;
use crate::validate::{Stage, validate};
use crate::vars::Vars;

fn q(code: &str, kind: Kind, options: &[&str]) -> Question {
    Question {
        code: code.into(),
        kind,
        label: format!("質問 {code}"),
        options: options.iter().map(|o| (*o).to_string()).collect(),
        ..Question::default()
    }
}

fn list() -> Vec<Question> {
    let mut other = q("q2", Kind::Many, &["電話", "FAX", "その他"]);
    other.other = true;
    let mut number = q("q5", Kind::Number, &[]);
    (number.unit, number.most, number.required) = ("件".into(), Some(500), true);
    vec![
        q("q1", Kind::One, &["はい", "いいえ"]),
        other,
        q("q3", Kind::Head, &[]),
        q("q4", Kind::Nps, &[]),
        number,
        q("q6", Kind::Month, &[]),
        q("q7", Kind::Text, &[]),
        q("q8", Kind::Scale, &["よい", "ふつう", "わるい"]),
    ]
}

fn read(pairs: &[(&str, &str)]) -> (crate::Form, Answers) {
    let form = form("調査", &list()).unwrap();
    let today = "2026-11-22".parse().unwrap();
    let mut state = FormState::default();
    for (k, v) in pairs {
        state.put(k, (*v).to_string());
    }
    let answers = crate::input::read(&form, None, &state, &Answers::new(), today).answers;
    (form, answers)
}

#[test]
fn own_questions_are_a_form_of_the_engine_and_come_back_as_they_were_given() {
    let (form, answers) = read(&[
        ("a.q1", "1"),
        ("a.q2", "0"),
        ("a.q2", "2"),
        ("a.q2.open", "電子メール"),
        ("a.q4", "9"),
        ("a.q5", "１２"),
        ("a.q6", "令和8年4月"),
        ("a.q7", "たすかっています"),
        ("a.q8", "7"),
    ]);
    assert_eq!(form.chapters.len(), 2, "a heading begins a chapter");
    let all = list();
    let given = given(&all, &answers);
    assert_eq!(given["q2"], ["0", "2"]);
    assert_eq!(given["q2.other"], ["電子メール"]);
    assert_eq!((given["q5"][0].as_str(), given["q6"][0].as_str()), ("12", "2026-04"));
    assert!(!given.contains_key("q8"), "what is no option is no answer");
    assert_eq!(all[1].words(&given), "電話、その他（電子メール）");
    assert_eq!(super::given(&all, &filled(&all, &given)), given);
}

#[test]
fn what_is_missing_or_wrong_is_said_beside_the_question() {
    let (form, answers) = read(&[("a.q5", "501"), ("a.q6", "春ごろ")]);
    let vars = Vars::new(kernel::At::jst(
        "2026-11-22".parse().unwrap(),
        kernel::Time::constant(10, 0, 0, 0),
    ));
    let checked = validate(&form, &answers, &vars, Stage::Confirm);
    let wrong: Vec<String> = checked.errors().into_iter().map(|e| e.field).collect();
    assert_eq!(wrong, ["a.q5"]);
    assert_eq!(months(&list(), &answers), ["q6"]);
    let (form, answers) = read(&[("a.q1", "0")]);
    let checked = validate(&form, &answers, &vars, Stage::Confirm);
    assert_eq!(checked.errors().len(), 1, "only the question that must be answered");
}

#[test]
fn months_are_read_as_people_write_them() {
    for typed in ["令和8年4月", "R8.4", "2026年4月", "２０２６／４", "2026-04", "r8/4月"]
    {
        assert_eq!(month(typed).as_deref(), Some("2026-04"), "{typed}");
    }
    assert_eq!(month("令和元年5月").as_deref(), Some("2019-05"));
    for typed in ["", "4月", "26.4", "2026年13月", "2026", "X8.4", "令和年月", "2026.4.9"] {
        assert_eq!(month(typed), None, "{typed}");
    }
}

#[test]
fn counts_stand_beside_how_many_answered() {
    let all = list();
    let g = |pairs: &[(&str, &[&str])]| -> Given {
        pairs.iter().map(|(k, v)| ((*k).into(), v.iter().map(|x| (*x).into()).collect())).collect()
    };
    let given = [
        g(&[
            ("q1", &["0"]),
            ("q2", &["0", "1"]),
            ("q4", &["10"]),
            ("q5", &["3"]),
            ("q6", &["2026-04"]),
        ]),
        g(&[
            ("q1", &["0"]),
            ("q2", &["2"]),
            ("q2.other", &["郵便"]),
            ("q4", &["6"]),
            ("q5", &["8"]),
        ]),
        g(&[("q2", &["0"]), ("q4", &["7"]), ("q5", &["5"]), ("q7", &["よい"])]),
        g(&[("q1", &["1"]), ("q4", &["0"]), ("q5", &["5"])]),
    ];
    let refs: Vec<&Given> = given.iter().collect();
    let one = tally(&all[0], &refs);
    assert_eq!((one.answered, one.rows[0].2, one.rows[1].2), (3, 2, 1));
    let many = tally(&all[1], &refs);
    assert_eq!((many.answered, many.rows.iter().map(|r| r.2).sum::<i64>()), (3, 4));
    assert_eq!(many.texts, [(1, "郵便".to_string())]);
    let nps = tally(&all[3], &refs).nps.unwrap();
    assert_eq!((nps.promoters, nps.passives, nps.detractors), (1, 1, 2));
    assert_eq!(nps.words(), "-25.0");
    let n = tally(&all[4], &refs).numbers.unwrap();
    assert_eq!((n.sum, n.least, n.most, n.median2, n.mean10()), (21, 3, 8, 10, 53));
    assert_eq!(tally(&all[5], &refs).rows, [("2026-04".into(), "2026年04月".into(), 1)]);
    let axis = |q: &Question| -> (Vec<(String, String)>, Vec<&[String]>) {
        (q.choices(), given.iter().map(|g| g.get(&q.code).map_or(&[][..], Vec::as_slice)).collect())
    };
    let x = cross(&axis(&all[0]), &axis(&all[1]));
    assert_eq!(x.cells, [vec![1, 1, 1], vec![0, 0, 0]]);
    assert_eq!((x.row_n, x.n), (vec![2, 0], 2), "who left one of the two out is not in the table");
}

#[test]
fn the_score_is_rounded_half_away_from_zero_and_is_nothing_of_nothing() {
    let nps = |p, m, d| Nps { promoters: p, passives: m, detractors: d };
    assert_eq!(nps(0, 0, 0).permille(), None);
    assert_eq!(nps(2, 0, 1).words(), "+33.3");
    assert_eq!(nps(1, 0, 2).words(), "-33.3");
    assert_eq!(nps(1, 15, 0).words(), "+6.3");
    assert_eq!(nps(0, 15, 1).words(), "-6.3");
}

#[test]
fn a_question_says_what_is_wrong_with_it() {
    assert!(list().iter().all(|q| q.problems().is_empty()));
    let parts = |q: Question| q.problems().into_iter().map(|p| p.0).collect::<Vec<_>>();
    assert_eq!(parts(q("q1", Kind::One, &["はい"])), ["options"]);
    assert_eq!(parts(q("q1", Kind::One, &["はい", "はい"])), ["options"]);
    assert_eq!(parts(Question { label: " ".into(), ..q("q1", Kind::Text, &[]) }), ["label"]);
    assert_eq!(parts(Question { most: Some(0), ..q("q1", Kind::Number, &[]) }), ["most"]);
}
