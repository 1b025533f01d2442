use super::super::store::Hold;
use super::*;
use crate::ResidentId;
use crate::html::testing::{day, shell, sound};

const LONG: &str = "<script>alert(1)</script>寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末食う寝る処に住む処";

fn now() -> kernel::At {
    testkit::noon_before()
}

fn one(n: u16) -> Due {
    Due {
        resident: ResidentId(testkit::id(n)),
        closed_on: day("2020-03-31"),
        due_on: day("2025-04-01"),
    }
}

fn a_purge(state: State) -> Purge {
    Purge {
        id: testkit::id(90),
        state,
        rule: "2026.1".into(),
        n: 2,
        hash: "ab".repeat(32),
        reason: LONG.into(),
        by_account: testkit::id(1),
        by: "高橋 直".into(),
        at: now(),
        decided_by: if state == State::Proposed { String::new() } else { "市 花子".into() },
        decided_at: (state != State::Proposed).then(now),
        erased: match state {
            State::Done => vec![("care-record".into(), 7), ("key".into(), 1), ("new".into(), 1)],
            _ => Vec::new(),
        },
    }
}

fn page(o: &Overview, body: &str, wrong: &Wrong) -> String {
    let mut n = 0;
    let key = || {
        n += 1;
        format!("key-{n:08}")
    };
    let typed = slice::Form::parse(body.as_bytes()).unwrap();
    let html = draw(shell(), o, &typed, wrong, key, day("2026-11-19")).unwrap().render().unwrap();
    sound(&html);
    assert!(!html.contains("<script>alert"));
    html
}

#[test]
fn the_page_says_how_many_are_due_and_offers_nothing_when_nobody_is() {
    let none = Overview { due: Vec::new(), holds: Vec::new(), purges: Vec::new() };
    let html = page(&none, "", &Wrong::default());
    assert!(
        html.contains("いまは、いません") && !html.contains("action=\"/yuino/retention/purges\"")
    );
    let some = Overview { due: vec![one(1), one(2)], ..none.clone() };
    let html = page(&some, "", &Wrong::default());
    assert!(
        html.contains("2020年に完結") && html.contains("2人") && html.contains("消去の案を作る")
    );
    // while one waits, no second is offered
    let waits = Overview { purges: vec![a_purge(State::Proposed)], ..some };
    let html = page(&waits, "", &Wrong::default());
    assert!(
        html.contains("確認を待っている消去の案があります") && !html.contains("消去の案を作る")
    );
}

#[test]
fn holds_are_listed_with_their_reasons_and_what_was_typed_stays() {
    let hold = |n, lifted| Hold {
        id: testkit::id(n),
        resident: ResidentId(testkit::id(n)),
        reason: LONG.into(),
        by: "高橋 直".into(),
        at: now(),
        lifted,
    };
    let gone = Some((now(), "市 花子".to_string(), "裁判が終わったため".to_string()));
    let o = Overview {
        due: vec![one(1)],
        holds: vec![hold(3, None), hold(4, gone)],
        purges: Vec::new(),
    };
    let message = "整理番号を、10けたで入力してください".to_string();
    let wrong =
        Wrong { at: "hold".into(), errors: vec![FieldError { field: "number".into(), message }] };
    let html = page(&o, "number=123&hold_reason=typed", &wrong);
    assert!(html.contains("10けたで入力してください") && html.contains("value=\"123\""));
    assert!(html.contains("typed") && html.contains("裁判が終わったため"));
    assert_eq!(html.matches("/lift\"").count(), 1, "only what stands can be lifted");
}

#[test]
fn the_second_person_is_told_what_goes_and_the_first_cannot_press() {
    let draw = |state, other, errors: &[FieldError]| {
        let mut n = 0;
        let key = || {
            n += 1;
            format!("key-{n:08}")
        };
        let found = (a_purge(state), vec![one(1), one(2)]);
        let html = draw_purge(shell(), &found, other, errors, key).unwrap().render().unwrap();
        sound(&html);
        html
    };
    let html = draw(State::Proposed, true, &[]);
    assert!(
        html.contains("元にもどせません")
            && html.contains("/confirm\"")
            && html.contains("/refuse\"")
    );
    let own = draw(State::Proposed, false, &[]);
    assert!(!own.contains("/confirm\"") && own.contains("別の人が") && own.contains("/refuse\""));
    let message = "元にもどせないことを確かめて、印をつけてください".to_string();
    let html = draw(State::Proposed, true, &[FieldError { field: "sure".into(), message }]);
    assert!(html.contains("印をつけてください"));
    for state in [State::Done, State::Refused] {
        let html = draw(state, true, &[]);
        assert!(!html.contains("/confirm\"") && !html.contains("/refuse\""));
        assert_eq!(html.contains("/certificate\""), state == State::Done);
    }
}

#[test]
fn the_certificate_names_both_persons_the_rule_and_the_hash_and_nobody_else() {
    let p = a_purge(State::Done);
    let sheet = certificate::sheet(Rules::shipped().unwrap(), &p, &[one(1), one(2)]);
    let text = format!("{:?}", sheet);
    for word in ["高橋 直", "市 花子", "2026.1", &p.hash, "2人分", "7件", "鍵"] {
        assert!(text.contains(word), "{word}");
    }
    assert_eq!(sheet.rows.len(), 2);
    assert_eq!(sheet.rows[0][0], number(one(1).resident));
    assert!(certificate::job(&shell(), "連携拠点", &p, &[one(1)]).is_ok());
}
