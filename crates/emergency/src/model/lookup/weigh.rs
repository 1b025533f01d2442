//! How well somebody fits what was asked: evidence for and against, in bits, after Fellegi and Sunter (A theory for record
//! linkage, 1969). The bits are ours, set on the generated town of the tests and to be checked against a real register.
use kernel::{Date, time};

use super::entry::{Entry, parts};
use super::query::{Kind, Query};
use super::sound::alike;

/// What speaks for and against somebody.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weight {
    /// Sum of the evidence in bits.
    pub bits: f64,
    /// Kinds that agree.
    pub agree: Vec<Kind>,
    /// Kinds that plainly do not.
    pub against: Vec<Kind>,
    /// How often a stranger of the same name would fit all the rest by chance.
    pub chance: f64,
    /// The whole name agrees, as it sounds or as it is written.
    pub whole_name: bool,
}

impl Weight {
    fn plus(&mut self, kind: Kind, bits: f64, chance: f64) {
        self.bits += bits;
        self.chance *= chance;
        if !self.agree.contains(&kind) {
            self.agree.push(kind);
        }
    }

    fn minus(&mut self, kind: Kind, bits: f64) {
        self.bits -= bits;
        self.against.push(kind);
    }
}

/// Weighs somebody.
pub fn weigh(q: &Query, e: &Entry, today: Date) -> Weight {
    let mut w = Weight { chance: 1.0, ..Weight::default() };
    phone(q, e, &mut w);
    kana(q, e, &mut w);
    kanji(q, e, &mut w);
    place(q, e, &mut w);
    born(q, e, today, &mut w);
    match (q.sex, e.sex) {
        (Some(a), Some(b)) if a == b => w.plus(Kind::Sex, 1.0, 0.5),
        (Some(_), Some(_)) => w.minus(Kind::Sex, 3.0),
        _ => {}
    }
    w
}

fn phone(q: &Query, e: &Entry, w: &mut Weight) {
    if q.phones.is_empty() {
        return;
    }
    let same =
        |a: &String| e.phones.iter().any(|b| a == b || (a.len() >= 6 && b.ends_with(a.as_str())));
    match q.phones.iter().any(same) {
        // a household shares its telephone, and a contact may have called
        true => w.plus(Kind::Phone, 15.0, 0.005),
        false => w.minus(Kind::Phone, 1.0),
    }
}

/// Words of a name against the parts of a reading: likeness of the whole, or of one part (with which part it is).
enum Likeness {
    Whole(f64),
    Part(f64),
}

fn readings(asked: &[String], kana: &str) -> Likeness {
    let parts = parts(kana);
    let whole: String = parts.concat();
    let swapped: String = parts.iter().rev().copied().collect();
    match asked {
        [one] => {
            let whole = alike(one, &whole).max(alike(one, &swapped));
            let part = parts.iter().map(|p| alike(one, p)).fold(0.0, f64::max);
            if parts.len() > 1 && part >= whole {
                Likeness::Part(part)
            } else {
                Likeness::Whole(whole)
            }
        }
        [a, b, ..] => {
            let joined = format!("{a}{b}");
            let both = match parts.as_slice() {
                [f, g, ..] => {
                    let straight = alike(a, f) + alike(b, g);
                    let crossed = alike(a, g) + alike(b, f);
                    straight.max(crossed) / 2.0
                }
                _ => alike(&joined, &whole).max(alike(&format!("{b}{a}"), &whole)),
            };
            Likeness::Whole(both)
        }
        [] => Likeness::Part(0.0),
    }
}

fn kana(q: &Query, e: &Entry, w: &mut Weight) {
    if q.kana.is_empty() {
        return;
    }
    match readings(&q.kana, &e.kana) {
        Likeness::Whole(s) if s >= 0.6 => {
            // what is only near could be many names
            let chance = if s >= 0.96 { 1.0 } else { 30.0 };
            w.whole_name = s >= 0.96;
            w.plus(Kind::Kana, 16.0 * (s - 0.45) / 0.55, chance);
        }
        Likeness::Part(s) if s >= 0.66 => w.plus(Kind::Kana, 7.0 * (s - 0.5) / 0.5, 100.0),
        _ => w.minus(Kind::Kana, 6.0),
    }
}

fn kanji(q: &Query, e: &Entry, w: &mut Weight) {
    if q.kanji.is_empty() {
        return;
    }
    let asked: Vec<String> = q.kanji.iter().map(|k| kernel::kana::search_key(k)).collect();
    let parts: Vec<String> = parts(&e.name).iter().map(|p| kernel::kana::search_key(p)).collect();
    let (joined, whole) = (asked.concat(), parts.concat());
    let crossed: String = asked.iter().rev().map(String::as_str).collect();
    let hits = asked.iter().filter(|a| parts.contains(a)).count();
    if joined == whole || crossed == whole {
        w.whole_name = true;
        w.plus(Kind::Kanji, 17.0, 0.7);
    } else if hits > 0 {
        w.plus(Kind::Kanji, 7.0, 100.0);
        if hits < asked.len() {
            w.bits -= 3.0;
        }
    } else {
        // homophones are written in many ways
        w.minus(Kind::Kanji, 3.0);
    }
}

fn place(q: &Query, e: &Entry, w: &mut Weight) {
    let Some(asked) = &q.place else { return };
    let there = &e.place;
    if there.base.is_empty() {
        return;
    }
    if asked.base != there.base {
        // the call may come from elsewhere
        return w.minus(Kind::Address, 3.0);
    }
    w.plus(Kind::Address, 6.6, 0.01);
    for (i, (a, b)) in asked.numbers.iter().zip(&there.numbers).enumerate() {
        let chome = i == 0 && (asked.chome || there.chome);
        match (a == b, chome) {
            (true, true) => w.bits += 1.5,
            (true, false) => {
                w.bits += 4.0;
                w.chance *= 0.1;
            }
            (false, _) => {
                w.bits -= 2.0;
                w.chance *= 20.0;
                return;
            }
        }
    }
}

fn born(q: &Query, e: &Entry, today: Date, w: &mut Weight) {
    if let Some(b) = q.birth {
        match (b == e.birth, b.year() == e.birth.year()) {
            (true, _) => w.plus(Kind::Birth, 13.0, 0.0001),
            (_, true) => w.plus(Kind::Birth, 3.0, 0.05),
            _ => w.minus(Kind::Birth, 3.0),
        }
    } else if let Some(y) = q.year {
        match (i32::from(y) - i32::from(e.birth.year())).abs() {
            0 => w.plus(Kind::Birth, 5.0, 0.03),
            // 数え年, or remembered nearly
            1 => w.plus(Kind::Birth, 2.0, 0.1),
            _ => w.minus(Kind::Birth, 4.0),
        }
    }
    if let Some((young, old)) = q.ages {
        let age = time::age_on(e.birth, today);
        if (young..=old).contains(&age) {
            w.plus(Kind::Age, 2.3, 0.3);
        } else if (young - 3..=old + 3).contains(&age) {
            w.bits += 0.3;
        } else {
            w.minus(Kind::Age, 3.0);
        }
    }
}
