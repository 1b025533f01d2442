//! From a query to at most five candidates that show only what tells them apart.
use std::collections::BTreeMap;

use kernel::{Date, Id, time};

use super::entry::{Entry, bones, flat, key};
use super::query::{Kind, Query};
use super::sound::{sound, sounds};
use super::weigh::{Weight, weigh};

/// Most candidates that are shown.
pub const MOST: usize = 5;
/// Least evidence, in bits, with which somebody is shown at all.
const SHOWN: f64 = 7.0;
/// Evidence with which nobody looks further.
const GOOD: f64 = 17.0;
/// Most entries that are weighed.
const WEIGHED: usize = 160;
/// A match: in so many cases of a stranger, at most, the same would have come out by chance.
const CHANCE: f64 = 0.01;
/// A match stands so far before the next candidate, in bits.
const AHEAD: f64 = 3.0;

/// Where the look-up finds people: a store, or the memory of a test.
pub trait Index {
    /// What may go wrong.
    type Error;
    /// Residents under a key, at most `most`.
    fn under(&self, key: i64, most: usize) -> Result<Vec<Id>, Self::Error>;
    /// The entries of these residents.
    fn entries(&self, ids: &[Id]) -> Result<Vec<Entry>, Self::Error>;
}

/// One line of a candidate, and whether it tells this one from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The words.
    pub text: String,
    /// Differs among the candidates.
    pub differs: bool,
}

/// Somebody who may be meant. Nothing of their health.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The resident.
    pub resident: Id,
    /// カナ.
    pub kana: Shown,
    /// 「86歳」.
    pub age: Shown,
    /// 「女」.
    pub sex: Shown,
    /// 町名.
    pub town: Shown,
    /// 番地, where the others live in the same town; else empty.
    pub number: Shown,
    /// 近くの目印, on the same condition.
    pub landmark: Shown,
    /// Fits so well that a stranger would seldom.
    pub matches: bool,
    /// The evidence.
    pub weight: Weight,
}

/// What a look-up found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// At most five, the best first.
    pub candidates: Vec<Candidate>,
    /// Others fit as well: another word is needed.
    pub more: bool,
}

/// Looks.
pub fn pick<I: Index>(index: &I, q: &Query, today: Date) -> Result<Answer, I::Error> {
    if !q.enough() {
        return Ok(Answer::default());
    }
    let mut seen: BTreeMap<Id, usize> = BTreeMap::new();
    let mut found: Vec<(Weight, Entry)> = Vec::new();
    for tier in [first_keys(q, today), second_keys(q, today)] {
        for k in tier {
            for id in index.under(k, 300)? {
                *seen.entry(id).or_default() += 1;
            }
        }
        let mut ids: Vec<(usize, Id)> = seen
            .iter()
            .filter(|(id, _)| !found.iter().any(|(_, e)| e.resident == **id))
            .map(|(id, n)| (*n, *id))
            .collect();
        // under the most keys first
        ids.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        ids.truncate(WEIGHED);
        let ids: Vec<Id> = ids.into_iter().map(|(_, id)| id).collect();
        found.extend(index.entries(&ids)?.into_iter().map(|e| (weigh(q, &e, today), e)));
        if found.iter().any(|(w, _)| w.bits >= GOOD && w.against.is_empty()) {
            break;
        }
    }
    let namesakes = |e: &Entry| -> Result<usize, I::Error> {
        let whole = key(&format!("f{}", sound(&super::entry::parts(&e.kana).concat())));
        Ok(index.under(whole, 60)?.len())
    };
    finish(found, namesakes, today)
}

/// Looks among so few that everybody is weighed, as a tablet without a line does (web/src/ts/scene/pick.ts is the same
/// again, and a test holds both to the same answers).
pub fn among(all: &[Entry], q: &Query, today: Date) -> Answer {
    if !q.enough() {
        return Answer::default();
    }
    let heard = |e: &Entry| sound(&super::entry::parts(&e.kana).concat());
    let found = all.iter().map(|e| (weigh(q, e, today), e.clone())).collect();
    let namesakes = |e: &Entry| -> Result<usize, std::convert::Infallible> {
        Ok(all.iter().filter(|o| heard(o) == heard(e)).count())
    };
    match finish(found, namesakes, today) {
        Ok(answer) => answer,
        Err(never) => match never {},
    }
}

/// The best of those who were weighed.
fn finish<E>(
    mut found: Vec<(Weight, Entry)>,
    namesakes: impl Fn(&Entry) -> Result<usize, E>,
    today: Date,
) -> Result<Answer, E> {
    found.retain(|(w, _)| w.bits >= SHOWN && w.agree.len() >= 2);
    found.sort_by(|a, b| b.0.bits.total_cmp(&a.0.bits).then(a.1.resident.cmp(&b.1.resident)));
    let mut best = false;
    if let Some((w, e)) = found.first() {
        let ahead = found.get(1).is_none_or(|(next, _)| w.bits - next.bits >= AHEAD);
        // Strangers of the same name are as many, outside the register, as bear it inside.
        let alone = w.chance * namesakes(e)?.max(1) as f64 <= CHANCE;
        best = ahead && alone && w.against.is_empty();
    }
    let more = matches!((found.get(MOST - 1), found.get(MOST)), (Some(a), Some(b)) if a.0.bits - b.0.bits < 0.5);
    found.truncate(MOST);
    Ok(Answer { candidates: shown(found, best, today), more })
}

/// The keys of a reader who heard everything right but for what folds.
fn first_keys(q: &Query, today: Date) -> Vec<i64> {
    let mut t: Vec<String> = q.phones.iter().map(|p| format!("p{p}")).collect();
    let town = q.place.as_ref().map(|p| p.base.as_str()).filter(|b| !b.is_empty());
    let exact = q.birth.map(|b| b.year()).or(q.year);
    let years: Vec<i16> = match (exact, q.years(today)) {
        (Some(y), _) => vec![y],
        (None, Some((from, to))) => (from..=to).collect(),
        _ => Vec::new(),
    };
    let mut parts: Vec<String> = Vec::new();
    for k in &q.kana {
        parts.extend(sounds(k).into_iter().map(|s| format!("n{s}")));
    }
    parts.extend(q.kanji.iter().map(|k| format!("k{}", kernel::kana::search_key(k))));
    for p in &parts {
        if let Some(town) = town {
            t.push(format!("{p}|t{town}"));
        }
        if town.is_none() || exact.is_some() {
            t.extend(years.iter().map(|y| format!("{p}|y{y}")));
        }
    }
    t.extend(whole_names(q));
    if let (Some(town), Some(place)) = (town, &q.place) {
        if place.numbers.len() > 1 || (!place.numbers.is_empty() && !place.chome) {
            t.push(format!("a{town}|{}", flat(&place.numbers)));
        }
        if parts.is_empty() {
            t.extend(years.iter().map(|y| format!("t{town}|y{y}")));
        }
    }
    hashed(&t)
}

fn whole_names(q: &Query) -> Vec<String> {
    let mut t = Vec::new();
    let both = |words: &[String]| {
        let straight: String = words.concat();
        let crossed: String = words.iter().rev().map(String::as_str).collect();
        [straight, crossed]
    };
    if !q.kana.is_empty() {
        for name in both(&q.kana) {
            t.extend(sounds(&name).into_iter().map(|s| format!("f{s}")));
        }
    }
    if !q.kanji.is_empty() {
        for name in both(&q.kanji) {
            t.push(format!("K{}", kernel::kana::search_key(&name)));
        }
    }
    t
}

/// Wider: vowels misheard, the name written without a gap, a year beside, town and year against each other.
fn second_keys(q: &Query, today: Date) -> Vec<i64> {
    let mut t = Vec::new();
    let town = q.place.as_ref().map(|p| p.base.as_str()).filter(|b| !b.is_empty());
    let years: Vec<i16> = match (q.birth.map(|b| b.year()).or(q.year), q.years(today)) {
        (Some(y), _) => vec![y, y - 1, y + 1],
        (None, Some((from, to))) => (from - 3..=to + 3).collect(),
        _ => Vec::new(),
    };
    let mut with = |part: String| {
        if let Some(town) = town {
            t.push(format!("{part}|t{town}"));
        }
        t.extend(years.iter().map(|y| format!("{part}|y{y}")));
    };
    for k in &q.kana {
        for s in sounds(k) {
            with(format!("n{s}"));
        }
    }
    for k in &q.kanji {
        with(format!("k{}", kernel::kana::search_key(k)));
    }
    if let [one] = q.kana.as_slice() {
        let letters: Vec<char> = one.chars().collect();
        for cut in 1..letters.len().min(12) {
            let (a, b) = letters.split_at(cut);
            let (a, b): (String, String) = (a.iter().collect(), b.iter().collect());
            with(format!("n{}", sound(&a)));
            with(format!("n{}", sound(&b)));
            with(format!("s{}", bones(&[&a, &b])));
        }
    }
    if q.kana.len() > 1 {
        let words: Vec<&str> = q.kana.iter().map(String::as_str).collect();
        with(format!("s{}", bones(&words)));
    }
    hashed(&t)
}

fn hashed(texts: &[String]) -> Vec<i64> {
    let mut keys: Vec<i64> = texts.iter().map(|t| key(t)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// What tells them apart, and no more.
fn shown(found: Vec<(Weight, Entry)>, best: bool, today: Date) -> Vec<Candidate> {
    let all: Vec<[String; 4]> = found
        .iter()
        .map(|(_, e)| {
            [
                super::sound::plain(&e.kana.replace(' ', "\u{2003}")),
                format!("{}歳", time::age_on(e.birth, today)),
                e.sex.map_or("", |s| s.label()).to_owned(),
                e.place.town.clone(),
            ]
        })
        .collect();
    let differs = |at: usize| {
        let mut texts = all.iter().filter_map(|a| a.get(at));
        let first = texts.next();
        texts.any(|t| Some(t) != first)
    };
    let neighbours = |town: &str| found.iter().filter(|(_, e)| e.place.town == town).count() > 1;
    found
        .iter()
        .zip(&all)
        .enumerate()
        .map(|(i, ((w, e), [_, age, sex, town]))| {
            let near = neighbours(town);
            let if_near = |text: String| Shown {
                differs: near && !text.is_empty(),
                text: if near { text } else { String::new() },
            };
            Candidate {
                resident: e.resident,
                kana: Shown { text: katakana(&e.kana), differs: differs(0) },
                age: Shown { text: age.clone(), differs: differs(1) },
                sex: Shown { text: sex.clone(), differs: differs(2) },
                town: Shown { text: town.clone(), differs: differs(3) },
                number: if_near(e.place.number()),
                landmark: if_near(e.landmark.clone()),
                matches: best && i == 0,
                weight: w.clone(),
            }
        })
        .collect()
}

/// Kinds that a look-up was asked by, for its record.
pub fn codes(kinds: &[Kind]) -> String {
    let all: Vec<&str> = kinds.iter().map(|k| k.code()).collect();
    all.join(",")
}

/// カナ as shown to the crew: easier at a glance than ひらがな beside a sentence.
fn katakana(kana: &str) -> String {
    kana.chars()
        .map(|c| match c {
            'ぁ'..='ゖ' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
            _ => c,
        })
        .collect()
}
