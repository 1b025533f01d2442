//! What the index holds of somebody: enough to tell them apart, nothing of their health. Its keys join a name with a
//! town or a year, so that what stands under one key stays few, however many people are registered.
use kernel::{Date, Id};

use super::place::Place;
use super::sound::{skeleton, sound};

/// 性別 as the box has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// 男.
    Male,
    /// 女.
    Female,
}

impl Sex {
    /// Word on pages.
    pub const fn label(self) -> &'static str {
        match self {
            Sex::Male => "男",
            Sex::Female => "女",
        }
    }
}

/// Somebody in the index.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The resident.
    pub resident: Id,
    /// 氏名 as written.
    pub name: String,
    /// ふりがな, parts parted by a blank.
    pub kana: String,
    /// 生年月日.
    pub birth: Date,
    /// 性別, where known.
    pub sex: Option<Sex>,
    /// Where; empty under a shield.
    pub place: Place,
    /// Own telephones and those of the contacts, digits only.
    pub phones: Vec<String>,
    /// 近くの目印.
    pub landmark: String,
}

/// A key as a number: equal texts give equal numbers, and a chance collision only costs a comparison.
pub fn key(text: &str) -> i64 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    for b in text.bytes() {
        h = (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3);
    }
    h ^= h >> 32;
    h = h.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (h ^ (h >> 29)) as i64
}

/// The parts of a name or reading.
pub fn parts(text: &str) -> Vec<&str> {
    text.split([' ', '　', '・']).filter(|p| !p.is_empty()).collect()
}

/// Skeletons of the parts in a fixed order: who says the given name first is found too.
pub(super) fn bones(readings: &[&str]) -> String {
    let mut all: Vec<String> = readings.iter().map(|r| skeleton(r)).collect();
    all.sort();
    all.join("|")
}

impl Entry {
    /// The keys that the index holds.
    pub fn keys(&self) -> Vec<i64> {
        let mut texts = Vec::new();
        let (town, year) = (self.place.base.as_str(), self.birth.year());
        let readings = parts(&self.kana);
        let spelt: Vec<String> =
            parts(&self.name).iter().map(|p| kernel::kana::search_key(p)).collect();
        let mut named = |tag: &str, part: &str| {
            texts.push(format!("{tag}{part}|y{year}"));
            if !town.is_empty() {
                texts.push(format!("{tag}{part}|t{town}"));
            }
        };
        for r in &readings {
            named("n", &sound(r));
        }
        for k in &spelt {
            named("k", k);
        }
        named("s", &bones(&readings));
        if !town.is_empty() {
            texts.push(format!("t{town}|y{year}"));
            if !self.place.numbers.is_empty() {
                texts.push(format!("a{town}|{}", flat(&self.place.numbers)));
            }
        }
        texts.push(format!("f{}", sound(&readings.concat())));
        texts.push(format!("K{}", spelt.concat()));
        texts.extend(self.phones.iter().map(|p| format!("p{p}")));
        let mut keys: Vec<i64> = texts.iter().map(|t| key(t)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// 2-3-14.
pub(super) fn flat(numbers: &[u32]) -> String {
    let all: Vec<String> = numbers.iter().map(u32::to_string).collect();
    all.join("-")
}
