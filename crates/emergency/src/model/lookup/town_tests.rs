//! 結野市 ten times over: 100,000 residents, 1,000 misheard calls, 500 calls about people who are not registered.
use std::io::Write as _;

use std::collections::HashMap;

use kernel::{Date, Id};

use super::*;
use crate::sample::{Call, Town, absent, misheard};

struct Memory {
    keys: HashMap<i64, Vec<u32>>,
    all: Vec<Entry>,
}

impl Memory {
    fn of(all: Vec<Entry>) -> Memory {
        let mut keys: HashMap<i64, Vec<u32>> = HashMap::new();
        for (n, e) in all.iter().enumerate() {
            for k in e.keys() {
                keys.entry(k).or_default().push(n as u32);
            }
        }
        Memory { keys, all }
    }
}

impl Index for Memory {
    type Error = ();
    fn under(&self, key: i64, most: usize) -> Result<Vec<Id>, ()> {
        let at = |n: &u32| self.all[*n as usize].resident;
        Ok(self.keys.get(&key).map_or(Vec::new(), |v| v.iter().take(most).map(at).collect()))
    }
    fn entries(&self, ids: &[Id]) -> Result<Vec<Entry>, ()> {
        Ok(ids.iter().map(|id| self.all[crate::sample::number_of(*id)].clone()).collect())
    }
}

fn today() -> Date {
    "2026-11-21".parse().unwrap()
}

fn measured(size: usize) -> (f64, f64, f64, f64) {
    let town = Town::new(11);
    let index = Memory::of((0..size).map(|n| town.resident(n)).collect());
    let towns = Towns::of(town.towns());
    let ask =
        |text: &str| pick(&index, &Query::read(text, &towns, "結野市", today()), today()).unwrap();
    let (mut hit, mut first, mut marked, mut wrong) = (0, 0, 0, 0);
    let calls: Vec<Call> = (0..1000).map(|n| misheard(&town, size, n)).collect();
    for c in &calls {
        let answer = ask(&c.text);
        assert!(answer.candidates.len() <= 5);
        let at = answer.candidates.iter().position(|x| x.resident == c.meant);
        hit += usize::from(at.is_some());
        first += usize::from(at == Some(0));
        let m = answer.candidates.iter().find(|x| x.matches);
        marked += usize::from(m.is_some_and(|m| m.resident == c.meant));
        wrong += usize::from(m.is_some_and(|m| m.resident != c.meant));
    }
    let false_match = (0..500)
        .filter(|n| ask(&absent(&town, size, *n).text).candidates.iter().any(|c| c.matches))
        .count();
    let of = |n: usize, d: usize| n as f64 * 100.0 / d as f64;
    {
        let _ = writeln!(
            std::io::stderr(),
            "{size} residents: right person among five {:.1} %, first {:.1} %, marked as match {:.1} %, another marked {:.1} %; of 500 absent {:.1} % marked",
            of(hit, 1000),
            of(first, 1000),
            of(marked, 1000),
            of(wrong, 1000),
            of(false_match, 500)
        );
    }
    (of(hit, 1000), of(false_match, 500), of(marked, 1000), of(wrong, 1000))
}

fn holds((hit, absent, marked, wrong): (f64, f64, f64, f64)) {
    assert!(hit >= 97.0, "right person among five: {hit}");
    assert!(absent <= 1.0, "absent but marked: {absent}");
    // with a name and one word more, strangers of the same name are many: the mark is seldom, not never
    assert!(marked >= 5.0, "the mark says something: {marked}");
    assert!(wrong <= 1.0, "another one marked: {wrong}");
}

#[test]
fn ten_thousand_residents_are_found_as_they_are_misheard() {
    holds(measured(10_000));
}

#[test]
fn a_hundred_thousand_residents_are_found_as_they_are_misheard() {
    if std::env::var("YUI_FULL").is_ok_and(|v| v == "1") {
        holds(measured(100_000));
    }
}

#[test]
fn candidates_show_only_what_tells_them_apart() {
    let town = Town::new(11);
    let (mut a, mut b) = (town.resident(0), town.resident(1));
    for (e, birth, number) in [(&mut a, "1940-04-08", 3), (&mut b, "1938-04-08", 11)] {
        e.name = "髙橋 ミヨ".into();
        e.kana = "たかはし みよ".into();
        e.birth = birth.parse().unwrap();
        e.sex = Some(entry::Sex::Female);
        e.place = Place::read(&format!("常盤台二丁目{number}-14"), "");
    }
    let index = Memory::of(vec![a, b]);
    let towns = Towns::of([("常盤台二丁目", "")]);
    let q = Query::read("常盤台二丁目 だかはし 80代 女", &towns, "", today());
    let found = pick(&index, &q, today()).unwrap().candidates;
    assert_eq!(found.len(), 2);
    for c in &found {
        assert_eq!(c.kana.text, "タカハシ ミヨ");
        assert!(
            c.age.differs
                && c.number.differs
                && !c.town.differs
                && !c.kana.differs
                && !c.sex.differs
        );
        assert!(!c.matches, "two fit alike");
    }
}
