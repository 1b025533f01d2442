use bridge::model::State;
use bridge::use_cases::answer::{Say, add, answer};
use bridge::use_cases::issue::{Chance, together};
use bridge::use_cases::key_in::{Came, key_in};
use bridge::use_cases::knock::{Knocked, opened};
use bridge::use_cases::{again, list, receiver, revoke};
use bridge::{LetterId, Receiver, send};
use kernel::Hat;
use slice::AnswerSource;

use crate::town::{Town, on_both};

fn say(code: &str) -> Say {
    Say { code: code.into(), ..Say::default() }
}

fn answers(town: &Town, id: LetterId, pass: &str, s: Say) -> app::Result<()> {
    let pass = pass.to_string();
    town.t.app.write(&receiver(), move |cx| answer(cx, id, &pass, &s, &[]))
}

fn state(town: &Town, id: LetterId) -> State {
    let now = town.t.app.now().date();
    town.t.app.read(&town.hospital, |cx| list::one(cx, id)).unwrap().letter.state(now)
}

#[test]
fn a_letter_is_opened_with_its_numbers_answered_and_its_sender_told() {
    on_both(|town| {
        let (id, paper) = town.sent();
        assert_eq!(state(&town, id), State::Sent);
        assert!(matches!(
            town.knock(Some(&paper.token), &paper.code, "0422", "n"),
            Knocked::Wrong(4)
        ));
        assert!(matches!(
            town.knock(Some(&paper.token), "K7QD-M4X2", "0421", "n"),
            Knocked::Wrong(3)
        ));
        // small letters, full width, no hyphen: as people type
        let typed = paper.code.to_lowercase().replace('-', "　");
        assert!(matches!(
            town.knock(Some(&paper.token), &typed, "０４２１", "n"),
            Knocked::Open(..)
        ));
        // the code alone opens it too, at the other door
        assert!(matches!(town.knock(None, &paper.code, "0421", "n"), Knocked::Open(..)));
        assert_eq!(state(&town, id), State::Opened);
        let pass = town.open(&paper);
        let shown = town.t.app.read(&receiver(), |cx| opened(cx, id, &pass)).unwrap();
        assert_eq!(shown.letter.answers.len(), 3);
        let said = Say {
            beside: "みずほ居宅".into(), note: "先月まで".into(), ..say("not_ours")
        };
        answers(&town, id, &pass, said).unwrap();
        assert_eq!(state(&town, id), State::NotOurs);
        assert!(town.notices(&town.hospital).iter().any(|n| n.0 == "bridge.answered"));
        let whole = town.t.app.read(&town.hospital, |cx| list::one(cx, id)).unwrap();
        assert_eq!((whole.given.len(), whole.given[0].beside.as_str()), (1, "みずほ居宅"));
        assert_eq!(whole.given[0].source, AnswerSource::Page);
    });
}

#[test]
fn an_answer_is_corrected_for_five_minutes_and_stands_then() {
    on_both(|town| {
        let (id, paper) = town.sent();
        let pass = town.open(&paper);
        answers(&town, id, &pass, say("ours")).unwrap();
        town.t.clock.set(testkit::noon_before().plus_minutes(4));
        answers(&town, id, &pass, say("not_ours")).unwrap();
        town.t.clock.set(testkit::noon_before().plus_minutes(12));
        let late = answers(&town, id, &pass, say("ours"));
        assert!(matches!(late, Err(app::Error::Rule(_))), "{late:?}");
        let note = pass.clone();
        town.t.app.write(&receiver(), move |cx| add(cx, id, &note, "午後は留守です", &[])).unwrap();
        let whole = town.t.app.read(&town.hospital, |cx| list::one(cx, id)).unwrap();
        let stand: Vec<_> = whole.given.iter().filter(|g| !g.replaced).collect();
        assert_eq!((whole.given.len(), stand.len()), (2, 1));
        assert_eq!(
            (stand[0].code.as_str(), stand[0].note.as_str()),
            ("not_ours", "午後は留守です")
        );
        // half an hour later the phone holds nothing
        town.t.clock.set(testkit::noon_before().plus_minutes(31));
        assert!(matches!(answers(&town, id, &pass, say("ours")), Err(app::Error::NotFound)));
    });
}

#[test]
fn five_wrong_numbers_close_a_letter_and_its_sender_is_told() {
    on_both(|town| {
        let (id, paper) = town.sent();
        for left in [4, 3, 2, 1] {
            let network = format!("192.0.2.{left}");
            assert_eq!(
                town.knock(Some(&paper.token), &paper.code, "0000", &network),
                Knocked::Wrong(left)
            );
        }
        let over = Knocked::Over(State::Closed);
        assert_eq!(town.knock(Some(&paper.token), &paper.code, "0000", "192.0.2.9"), over);
        assert_eq!(
            town.knock(Some(&paper.token), &paper.code, "0421", "192.0.2.10"),
            over,
            "also the right ones"
        );
        assert_eq!(state(&town, id), State::Closed);
        assert!(town.notices(&town.hospital).iter().any(|n| n.0 == "bridge.closed"));
        // sent again: the old paper is dead, the new one opens
        town.t
            .app
            .write(&town.hospital, move |cx| again::again(cx, id, "2026-12-01".parse().unwrap()))
            .unwrap();
        assert_eq!(
            town.knock(Some(&paper.token), &paper.code, "0421", "192.0.2.11"),
            Knocked::Nothing
        );
        let new = town.print(id);
        town.open(&new);
    });
}

#[test]
fn what_is_taken_back_or_over_opens_nothing() {
    on_both(|town| {
        let (id, paper) = town.sent();
        let pass = town.open(&paper);
        town.t.app.write(&town.hospital, move |cx| revoke::revoke(cx, id)).unwrap();
        assert_eq!(town.knock(Some(&paper.token), &paper.code, "0421", "n"), Knocked::Nothing);
        assert!(matches!(answers(&town, id, &pass, say("got")), Err(app::Error::NotFound)));

        let (late, paper) = town.sent();
        town.t.clock.set(testkit::at("2026-11-25", "09:00"));
        assert_eq!(state(&town, late), State::Late);
        let todo = town.t.app.read(&town.hospital, list::todo).unwrap();
        assert_eq!(todo.len(), 1);
        assert!(
            todo[0].chips[0].text.contains("まだです")
                && todo[0].href == format!("/letters/{late}")
        );
        assert!(town.t.app.read(&town.other, list::todo).unwrap().is_empty());
        let counted = town.t.app.read(&town.centre, list::overdue).unwrap();
        assert_eq!((counted.len(), counted[0].n), (1, 1));
        town.t.clock.set(testkit::at("2027-04-01", "09:00"));
        assert_eq!(
            town.knock(Some(&paper.token), &paper.code, "0421", "n"),
            Knocked::Over(State::Expired)
        );
    });
}

#[test]
fn an_answer_by_telephone_is_keyed_in_and_counts() {
    on_both(|town| {
        let (id, _) = town.sent();
        town.t.clock.set(testkit::at("2026-11-26", "09:00"));
        let came = Came {
            say: Say { person: "大森".into(), ..say("ours") },
            phone: "0000-65-0421".into(),
            source: AnswerSource::Phone,
            on: "2026-11-25".parse().unwrap(),
        };
        let twice = came.clone();
        town.t.app.write(&town.hospital, move |cx| key_in(cx, id, &came, &[])).unwrap();
        assert_eq!(state(&town, id), State::Answered);
        let again = town.t.app.write(&town.hospital, move |cx| key_in(cx, id, &twice, &[]));
        assert!(matches!(again, Err(app::Error::Rule(_))));
        let g = town.t.app.read(&town.hospital, |cx| list::one(cx, id)).unwrap().given.remove(0);
        assert_eq!(
            (g.source, g.keyed.as_str(), g.person.as_str()),
            (AnswerSource::Phone, "千田 あき", "大森")
        );
        assert!(town.t.app.read(&town.hospital, list::todo).unwrap().is_empty());
    });
}

#[test]
fn a_letter_is_its_offices_own() {
    on_both(|town| {
        let (id, _) = town.sent();
        let other = town.t.app.read(&town.other, |cx| list::one(cx, id).map(|_| ()));
        assert!(matches!(other, Err(app::Error::NotFound)));
        assert!(town.t.app.read(&town.other, list::mine).unwrap().letters.is_empty());
        // the centre sees how many, not which
        assert!(town.t.app.read(&town.centre, |cx| list::one(cx, id).map(|_| ())).is_err());
        let crew = testkit::staff(Hat::Crew, testkit::id(9));
        assert!(matches!(town.t.app.read(&crew, list::mine), Err(app::Error::Forbidden(_))));
        let new = town.new_letter();
        assert!(matches!(
            town.t.app.write(&crew, move |cx| send(cx, &new)),
            Err(app::Error::Forbidden(_))
        ));
    });
}

#[test]
fn what_does_not_fit_is_told_beside_its_field() {
    on_both(|town| {
        let refused = |change: &dyn Fn(&mut bridge::NewLetter)| {
            let mut new = town.new_letter();
            change(&mut new);
            match town.t.app.write(&town.hospital, move |cx| send(cx, &new)) {
                Err(app::Error::Invalid(e)) => e.into_iter().map(|e| e.field).collect::<Vec<_>>(),
                other => panic!("{other:?}"),
            }
        };
        let to = |phone: &str| Receiver::Typed {
            name: "x".into(),
            phone: phone.into(),
            fax: String::new(),
        };
        assert_eq!(refused(&|n| n.to = to("110")), ["phone"]);
        assert_eq!(refused(&|n| n.to = to("")), ["phone"]);
        assert_eq!(refused(&|n| n.due = "2026-11-18".parse().unwrap()), ["due"]);
        assert_eq!(refused(&|n| n.title = "あ".repeat(41)), ["title"]);
        assert_eq!(refused(&|n| n.lines[0].text = "あ".repeat(61)), ["lines"]);
        let (id, paper) = town.sent();
        let pass = town.open(&paper);
        let e = answers(&town, id, &pass, say("x"));
        assert!(matches!(e, Err(app::Error::Invalid(ref f)) if f[0].field == "answer"), "{e:?}");
    });
}

#[test]
fn neither_token_nor_code_nor_the_last_digits_are_kept_anywhere() {
    let town = Town::new(testkit::TestApp::sqlite());
    let (id, paper) = town.sent();
    let pass = town.open(&paper);
    answers(&town, id, &pass, say("got")).unwrap();
    let all = town
        .t
        .app
        .db()
        .read(|tx| {
            let mut text = String::new();
            let tables = db::Stmt {
                name: "t.T",
                sql: "SELECT name FROM sqlite_master WHERE type = 'table'",
            };
            for row in tx.rows(tables, &[])? {
                let name: String = row.get(0)?;
                if name.starts_with("sqlite_") {
                    continue;
                }
                let sql: &'static str = format!("SELECT * FROM {name}").leak();
                for r in tx.rows(db::Stmt { name: "t.ALL", sql }, &[])? {
                    text.push_str(&format!("{:?}\n", r.values()));
                }
            }
            Ok::<_, db::DbError>(text)
        })
        .unwrap();
    let plain = paper.code.replace('-', "");
    assert!(all.contains("ほほえみ訪問介護"), "the scan sees the rows");
    assert!(!all.contains(&paper.token) && !all.contains(&paper.code) && !all.contains(&plain));
}

#[test]
fn several_are_printed_at_once_each_with_its_own_number_all_or_none() {
    on_both(|town| {
        let (a, b, taken_back) = (town.send(), town.send(), town.send());
        town.t.app.write(&town.hospital, move |cx| revoke::revoke(cx, taken_back)).unwrap();
        let open = town.t.app.read(&town.hospital, list::printable).unwrap();
        let mut ids: Vec<LetterId> = open.iter().map(|l| l.id).collect();
        ids.sort_by_key(|i| i.0);
        let mut both = vec![a, b];
        both.sort_by_key(|i| i.0);
        assert_eq!(ids, both, "what was taken back cannot be printed");
        let print = |by: &kernel::Actor, ids: Vec<LetterId>| {
            let chances: Vec<Chance> = ids.iter().map(|_| Chance::draw(&town.t.app)).collect();
            town.t.app.write(by, move |cx| together(cx, &ids, &chances))
        };
        // the same one ticked twice is one paper
        let issued = print(&town.hospital, vec![a, b, a]).unwrap();
        assert_eq!(issued.len(), 2);
        assert_ne!(issued[0].token, issued[1].token);
        town.open(&issued[0]);
        town.open(&issued[1]);
        for wrong in [vec![], vec![a, taken_back]] {
            assert!(print(&town.hospital, wrong).is_err());
        }
        let Err(app::Error::Rule(why)) = print(&town.hospital, vec![a, taken_back]) else {
            panic!("it is refused in words")
        };
        assert!(why.contains("退院日の連絡 — ほほえみ訪問介護（架空）"), "which one: {why}");
        assert!(matches!(print(&town.other, vec![a]), Err(app::Error::NotFound)), "another's");
        let many = (0..51).map(|_| town.send()).collect();
        assert!(matches!(print(&town.hospital, many), Err(app::Error::Invalid(_))));
        let papers =
            |id| town.t.app.read(&town.hospital, move |cx| list::one(cx, id)).unwrap().papers;
        assert_eq!((papers(a), papers(b)), (1, 1), "a refusal prints nothing");
    });
}
