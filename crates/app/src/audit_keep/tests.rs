//! Who sends, who waits, and what becomes of those who wait when the one who sends does not come back.
use kernel::{Actor, Id, IdSeq, SeededEntropy};

use super::*;
use crate::audit::AuditEntry;

fn row(seed: u64) -> AuditRow {
    let now = kernel::At::from_millis(1_795_000_000_000);
    let id = IdSeq::draw(now, &SeededEntropy::new(seed)).next_id();
    AuditRow::new(id, now, &Actor::system(), AuditEntry::act("test.read"))
}

fn set(ids: &[Id]) -> HashSet<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn lead(t: Turn<'_>) -> Lead<'_> {
    match t {
        Turn::Lead(l) => l,
        Turn::Follow(_) => panic!("somebody else leads"),
    }
}

fn follow(t: Turn<'_>) -> Follow<'_> {
    match t {
        Turn::Follow(f) => f,
        Turn::Lead(_) => panic!("nobody leads"),
    }
}

#[test]
fn who_is_alone_sends_at_once_and_by_the_short_statement() {
    let all = Together::default();
    for n in 0..3 {
        let (one, id) = (row(n), row(n).id);
        let l = lead(all.join(vec![one], 7));
        assert!(!l.in_company());
        assert_eq!(l.statement().stmt.name, KEEP_ONE.name);
        assert!(l.answered(&set(&[id])).unwrap());
    }
    let l = lead(all.join(vec![row(5)], 7));
    assert!(!l.answered(&set(&[])).unwrap(), "rights changed");
}

#[test]
fn who_comes_meanwhile_is_sent_by_the_next_and_each_hears_of_its_own_rows() {
    let all = Together::default();
    let first = lead(all.join(vec![row(1)], 7));
    let two = follow(all.join(vec![row(2), row(22)], 7));
    let three = follow(all.join(vec![row(3)], 6));
    assert_eq!(first.statement().stmt.name, KEEP_ONE.name, "what comes later is not in it");
    assert!(first.answered(&set(&[row(1).id])).unwrap());
    assert_eq!(two.wait(), Told::Lead);
    let next = two.lead();
    let four = follow(all.join(vec![row(4)], 7));
    assert!(next.in_company());
    let sent = next.statement();
    assert_eq!(sent.stmt.name, KEEP.name);
    let text = format!("{:?}", sent.params);
    for r in [row(2), row(22), row(3)] {
        assert!(text.contains(&r.id.to_string()));
    }
    assert!(!text.contains(&row(4).id.to_string()));
    assert!(next.answered(&set(&[row(2).id, row(22).id])).unwrap());
    assert_eq!(three.wait(), Told::Kept(false), "its number had moved");
    assert_eq!(four.wait(), Told::Lead);
    drop(four.lead());
    assert!(lead(all.join(vec![row(9)], 7)).answered(&set(&[row(9).id])).unwrap());
}

#[test]
fn a_lead_that_fails_leaves_the_others_to_themselves_and_hands_on() {
    let all = Together::default();
    let first = lead(all.join(vec![row(1)], 7));
    let two = follow(all.join(vec![row(2)], 7));
    let three = follow(all.join(vec![row(3)], 7));
    drop(first);
    assert_eq!(two.wait(), Told::Lead);
    let next = two.lead();
    let four = follow(all.join(vec![row(4)], 7));
    drop(next);
    assert_eq!(three.wait(), Told::Alone);
    assert_eq!(three.slip().statement().stmt.name, KEEP_ONE.name);
    assert_eq!(four.wait(), Told::Lead);
}

#[test]
fn who_gives_up_waiting_holds_up_nobody() {
    let all = Together::default();
    let first = lead(all.join(vec![row(1)], 7));
    let two = follow(all.join(vec![row(2)], 7));
    let three = follow(all.join(vec![row(3)], 7));
    let four = follow(all.join(vec![row(4)], 7));
    // before it is told to send, and after
    drop(two);
    assert!(first.answered(&set(&[row(1).id])).unwrap());
    assert_eq!(three.wait(), Told::Lead);
    drop(three);
    assert_eq!(four.wait(), Told::Lead);
    drop(four);
    assert!(!lead(all.join(vec![row(5)], 7)).in_company());
}

#[test]
fn rows_of_one_read_that_were_kept_in_part_are_an_error_and_never_an_answer() {
    let all = Together::default();
    let first = lead(all.join(vec![row(1), row(11)], 7));
    let two = follow(all.join(vec![row(2), row(22)], 7));
    assert!(first.answered(&set(&[row(1).id])).is_err());
    assert_eq!(two.wait(), Told::Lead);
    let next = two.lead();
    let three = follow(all.join(vec![row(3), row(33)], 7));
    drop(next);
    assert_eq!(three.wait(), Told::Lead);
    let next = three.lead();
    assert!(next.answered(&set(&[row(33).id])).is_err());
}

#[test]
fn more_than_fit_one_statement_wait_for_the_one_after() {
    let all = Together::default();
    let first = lead(all.join(vec![row(0)], 7));
    let waiting: Vec<Follow<'_>> =
        (1..=TOGETHER as u64 + 5).map(|n| follow(all.join(vec![row(n)], 7))).collect();
    drop(first);
    let mut waiting = waiting.into_iter();
    let next = waiting.next().unwrap();
    assert_eq!(next.wait(), Told::Lead);
    let next = next.lead();
    assert_eq!(next.others.len(), TOGETHER - 1);
    drop(next);
    let told: Vec<Told> = waiting.by_ref().take(TOGETHER - 1).map(|f| f.wait()).collect();
    assert!(told.iter().all(|t| *t == Told::Alone));
    assert_eq!(waiting.next().unwrap().wait(), Told::Lead);
}
