//! An invented town of any size, and calls about it as they reach a crew: for the tests of the look-up and for its bench.
//! The same seed gives the same people. Surnames and given names are drawn in the proportions of `data/names`.
use std::sync::OnceLock;

use kernel::{Date, Id};

use crate::model::lookup::entry::Sex;
use crate::model::lookup::{Entry, Place};

/// Numbers from a seed and a name (SplitMix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    fn of(seed: u64, stream: u64, n: u64) -> Dice {
        let mut d = Dice(
            seed ^ stream.wrapping_mul(0x9e37_79b9_7f4a_7c15)
                ^ n.wrapping_mul(0xd1b5_4a32_d192_ed03),
        );
        d.next();
        d
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next().checked_rem(n).unwrap_or(0)
    }

    fn percent(&mut self, p: u64) -> bool {
        self.below(100) < p
    }
}

type Weighted = Vec<(String, String, u64)>;

/// Draws by weight; the weights are running sums.
fn draw<'a>(list: &'a Weighted, d: &mut Dice) -> (&'a str, &'a str) {
    let total = list.last().map_or(1, |l| l.2);
    let at = d.below(total.max(1));
    let i = list.partition_point(|l| l.2 <= at);
    list.get(i).map_or(("結野", "ゆいの"), |l| (&l.0, &l.1))
}

/// The town.
#[derive(Debug)]
pub struct Town {
    seed: u64,
    surnames: Weighted,
    /// Given names by sex and year of birth from 1924.
    given: [Vec<Weighted>; 2],
    towns: Vec<(String, String)>,
}

const FIRST_YEAR: i64 = 1926;
const YEARS: u64 = 36;

fn table(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).map(|l| l.split(',').collect())
}

fn cell<'a>(row: &[&'a str], at: usize) -> &'a str {
    row.get(at).copied().unwrap_or("")
}

impl Town {
    /// The town of a seed, with 100 towns of 40 names.
    pub fn new(seed: u64) -> Town {
        let mut sum = 0;
        let surnames = table(include_str!("../../../data/names/surnames.csv"))
            .map(|r| {
                sum += cell(&r, 3).parse::<u64>().unwrap_or(1);
                (cell(&r, 0).to_owned(), cell(&r, 1).to_owned(), sum)
            })
            .collect();
        let names: Vec<Vec<&str>> =
            table(include_str!("../../../data/names/given_names.csv")).collect();
        let of_sex = |sex: &str| {
            (0..YEARS as i64)
                .map(|y| {
                    let mut sum = 0;
                    let year = FIRST_YEAR + y;
                    let n = |t: &str| t.parse::<i64>().unwrap_or(0);
                    names
                        .iter()
                        .filter(|r| {
                            cell(r, 2) == sex && (n(cell(r, 3))..=n(cell(r, 4))).contains(&year)
                        })
                        .map(|r| {
                            sum += cell(r, 5).parse::<u64>().unwrap_or(1);
                            (cell(r, 0).to_owned(), cell(r, 1).to_owned(), sum)
                        })
                        .collect()
                })
                .collect()
        };
        let towns = table(include_str!("../../../data/demo/yuino/towns.csv"))
            .map(|r| (cell(&r, 1).to_owned(), cell(&r, 2).to_owned()))
            .collect();
        Town { seed, surnames, given: [of_sex("f"), of_sex("m")], towns }
    }

    /// Names and readings of the towns.
    pub fn towns(&self) -> impl Iterator<Item = (&str, &str)> {
        self.towns.iter().map(|(a, b)| (a.as_str(), b.as_str()))
    }

    /// The n-th resident.
    pub fn resident(&self, n: usize) -> Entry {
        let mut d = Dice::of(self.seed, 1, n as u64);
        let year = d.below(YEARS);
        let sex = if d.percent(58) { Sex::Female } else { Sex::Male };
        let (family, family_kana) = draw(&self.surnames, &mut d);
        static NONE: OnceLock<Weighted> = OnceLock::new();
        let given = self
            .given
            .get(usize::from(sex == Sex::Male))
            .and_then(|g| g.get(year as usize))
            .unwrap_or_else(|| NONE.get_or_init(Vec::new));
        let (given, given_kana) = draw(given, &mut d);
        let town = self.towns.get(d.below(self.towns.len() as u64) as usize);
        let town = town.map_or("", |t| t.0.as_str());
        let place = Place::read(&format!("{town}{}-{}", 1 + d.below(40), 1 + d.below(24)), "");
        let birth = Date::new(
            (FIRST_YEAR as u64 + year) as i16,
            1 + d.below(12) as i8,
            1 + d.below(28) as i8,
        )
        .unwrap_or_default();
        Entry {
            resident: id_of(n),
            name: format!("{family} {given}"),
            kana: format!("{family_kana} {given_kana}"),
            birth,
            sex: Some(sex),
            place,
            phones: vec![format!("0000{:07}", (n as u64).wrapping_mul(48_271) % 9_999_991)],
            landmark: String::new(),
        }
    }
}

/// The id of the n-th resident.
pub fn id_of(n: usize) -> Id {
    let [a, b, c, d] = (n as u32).to_be_bytes();
    Id::from_bytes([1, 0x9a, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 1, a, b, c, d])
}

/// The number of the resident of an id that [`id_of`] made.
pub fn number_of(id: Id) -> usize {
    let b = id.bytes();
    b.iter().skip(12).fold(0, |n, x| n * 256 + usize::from(*x))
}

/// A call: what stands in the box, and who is meant.
#[derive(Debug, Clone)]
pub struct Call {
    /// The box.
    pub text: String,
    /// Who is meant.
    pub meant: Id,
}

/// The n-th call among `size` residents: the name as it was misheard, and 町名 or year of birth, nothing else.
pub fn misheard(town: &Town, size: usize, n: usize) -> Call {
    let mut d = Dice::of(town.seed, 2, n as u64);
    let e = town.resident(d.below(size as u64) as usize);
    let second = if d.percent(50) { e.place.town.clone() } else { year_said(&e, &mut d) };
    Call { text: asked(&e, &second, &mut d), meant: e.resident }
}

/// The n-th call about somebody who lives in the same town and is not registered: heard well, half of them with sex and
/// age too, which is when a wrong match is likeliest.
pub fn absent(town: &Town, size: usize, n: usize) -> Call {
    let mut d = Dice::of(town.seed, 3, n as u64);
    let e = town.resident(size + n);
    let second = if d.percent(50) { e.place.town.clone() } else { year_said(&e, &mut d) };
    let mut text =
        format!("{} {second}", if d.percent(50) { e.kana.clone() } else { asked(&e, "", &mut d) });
    if d.percent(50) {
        let age = 2026 - i64::from(e.birth.year());
        text.push_str(&format!(" {}代 {}", age / 10 * 10, e.sex.map_or("", |s| s.label())));
    }
    Call { text, meant: e.resident }
}

fn year_said(e: &Entry, d: &mut Dice) -> String {
    let y = e.birth.year();
    match d.below(3) {
        0 => y.to_string(),
        1 => format!("昭和{}年", y - 1925),
        _ => format!("S{}生まれ", y - 1925),
    }
    .replace("昭和1年", "昭和元年")
}

fn asked(e: &Entry, second: &str, d: &mut Dice) -> String {
    // one in six has the name plate before the eyes, often in other letters than the register
    let name = if d.percent(17) { old_letters(&e.name, d) } else { heard(&e.kana, d) };
    match d.percent(50) {
        true => format!("{name} {second}"),
        false => format!("{second} {name}"),
    }
}

fn old_letters(name: &str, d: &mut Dice) -> String {
    const PAIRS: &str = "高髙崎﨑斉齋沢澤渡邊辺邉広廣浜濱国國栄榮恵惠";
    let chars: Vec<char> = PAIRS.chars().collect();
    let swap = |c: char| {
        chars.chunks(2).find_map(|p| match p {
            [a, b] if *a == c => Some(*b),
            _ => None,
        })
    };
    let out: String = name.chars().map(|c| swap(c).unwrap_or(c)).collect();
    if d.percent(50) { out.replace(' ', "") } else { out }
}

/// What an ear does to a name: one to three of 濁点, ー, small letters, order, no gap; in three of ten one vowel or
/// consonant is another.
fn heard(kana: &str, d: &mut Dice) -> String {
    let mut parts: Vec<String> = kana.split(' ').map(str::to_owned).collect();
    for _ in 0..=d.below(3) {
        let at = d.below(parts.len() as u64) as usize;
        let Some(part) = parts.get_mut(at) else { continue };
        match d.below(5) {
            0 => {
                *part = changed(
                    part,
                    "かがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとどはばひびふぶへべほぼ",
                    d,
                )
            }
            1 => *part = part.replacen('う', "ー", 1).replacen("おお", "おー", 1),
            2 => {
                *part = part
                    .chars()
                    .map(|c| match c {
                        'ょ' => 'よ',
                        'ゅ' => 'ゆ',
                        'ゃ' => 'や',
                        'っ' => 'つ',
                        c => c,
                    })
                    .collect()
            }
            3 => *part = katakana(part),
            _ => parts.reverse(),
        }
    }
    if d.percent(30) {
        let at = d.below(parts.len() as u64) as usize;
        if let Some(part) = parts.get_mut(at) {
            *part =
                changed(&hiragana(part), "いええいしすすしちつつちみにもののもひしるりきちねめ", d);
        }
    }
    parts.join(if d.percent(15) { "" } else { " " })
}

fn katakana(t: &str) -> String {
    t.chars()
        .map(|c| match c {
            'ぁ'..='ゖ' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
            c => c,
        })
        .collect()
}

fn hiragana(t: &str) -> String {
    t.chars().map(kernel::kana::hiragana).collect()
}

/// One letter of the text becomes the other of its pair, either way.
fn changed(text: &str, pairs: &str, d: &mut Dice) -> String {
    let pairs: Vec<char> = pairs.chars().collect();
    let mut letters: Vec<char> = text.chars().collect();
    let can: Vec<(usize, char)> = letters
        .iter()
        .enumerate()
        .filter_map(|(i, c)| {
            pairs.chunks(2).find_map(|p| match p {
                [a, b] if a == c => Some((i, *b)),
                [a, b] if b == c => Some((i, *a)),
                _ => None,
            })
        })
        .collect();
    if let Some((i, to)) = can.get(d.below(can.len() as u64) as usize)
        && let Some(slot) = letters.get_mut(*i)
    {
        *slot = *to;
    }
    letters.into_iter().collect()
}
