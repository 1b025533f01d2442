//! What is heard folds together: 濁点, ー, っ, small letters, long vowels. Compared, never shown.
use std::sync::OnceLock;

use kernel::kana::{half_width, hiragana};

/// What is known of one kana.
#[derive(Clone, Copy, Default)]
struct Letter {
    /// Row (あ, か …) and vowel; ん and marks have none.
    place: Option<(u8, u8)>,
    /// Without 濁点 and 半濁点; じ and ぢ, ず and づ sound alike and become one.
    bare: Option<char>,
}

const FIRST: u32 = 'ぁ' as u32;
const ROWS: [&str; 10] = [
    "あいうえお",
    "かきくけこ",
    "さしすせそ",
    "たちつてと",
    "なにぬねの",
    "はひふへほ",
    "まみむめも",
    "や ゆ よ",
    "らりるれろ",
    "わ   を",
];
const VOICED: &str = "がかぎきぐくげけごこざさじしずすぜせぞそだたぢしづすでてどとばはびひぶふべへぼほぱはぴひぷふぺへぽほゔうゐいゑえをお";

/// Looked up for each letter of each comparison: a table, made once.
fn letter(c: char) -> Letter {
    static TABLE: OnceLock<Vec<Letter>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut all = vec![Letter::default(); 96];
        let mut at = |c: char, f: &dyn Fn(&mut Letter)| {
            if let Some(l) = (c as u32).checked_sub(FIRST).and_then(|i| all.get_mut(i as usize)) {
                f(l);
            }
        };
        for (row, r) in ROWS.iter().zip(0u8..) {
            for (k, v) in row.chars().zip(0u8..) {
                at(k, &|l| l.place = Some((r, v)));
            }
        }
        let mut pairs = VOICED.chars();
        while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
            at(from, &|l| l.bare = Some(to));
        }
        all
    });
    let found = (c as u32).checked_sub(FIRST).and_then(|i| table.get(i as usize));
    found.copied().unwrap_or_default()
}

fn place_of(c: char) -> Option<(u8, u8)> {
    letter(c).place
}

fn unvoiced(c: char) -> char {
    letter(c).bare.unwrap_or(c)
}

fn full_size(c: char) -> char {
    match c {
        'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' => {
            char::from_u32(c as u32 + 1).unwrap_or(c)
        }
        'ゕ' => 'か',
        'ゖ' => 'け',
        _ => c,
    }
}

/// Is every letter of it kana (a reading, not a spelling)?
pub fn is_reading(text: &str) -> bool {
    let mut any = false;
    let all = plain(text).chars().all(|c| {
        any = true;
        matches!(c, 'ぁ'..='ゖ' | 'ー' | '・')
    });
    any && all
}

/// Hiragana of a reading, ー kept: what stands in both is compared letter by letter.
pub fn plain(text: &str) -> String {
    if text.chars().all(|c| matches!(c, 'ぁ'..='ゖ' | 'ー')) {
        return text.to_owned();
    }
    // half_width would make a hyphen of the long mark
    let parts: Vec<String> = text.split(['ー', 'ｰ']).map(half_width).collect();
    parts.join("ー").chars().map(hiragana).filter(|c| !c.is_whitespace()).collect()
}

/// How a reading sounds: marks off, っ and ー gone, long vowels short (こうじ, こおじ, こーじ → こし).
pub fn sound(reading: &str) -> String {
    let mut out = String::new();
    let mut last: Option<u8> = None;
    for c in plain(reading).chars() {
        if matches!(c, 'ー' | 'っ' | '・') {
            continue;
        }
        let c = unvoiced(full_size(c));
        let vowel = place_of(c).map(|(_, v)| v);
        let lengthens = matches!(
            (last, c),
            (Some(0), 'あ')
                | (Some(1 | 3), 'い')
                | (Some(2 | 4), 'う')
                | (Some(3), 'え')
                | (Some(4), 'お')
        );
        if !lengthens {
            out.push(c);
            last = vowel;
        }
    }
    out
}

/// The sounds of a part as it may have been typed: つ may stand for っ.
pub fn sounds(part: &str) -> Vec<String> {
    let mut out = vec![sound(part)];
    let plain = plain(part);
    let small: String =
        plain.chars().enumerate().map(|(i, c)| if i > 0 && c == 'つ' { 'っ' } else { c }).collect();
    if small != plain {
        out.push(sound(&small));
    }
    out.dedup();
    out
}

/// The consonants alone: vowels are the first to be misheard (い and え, し and す). An initial vowel is kept as one.
pub fn skeleton(reading: &str) -> String {
    sound(reading)
        .chars()
        .enumerate()
        .filter_map(|(i, c)| match place_of(c) {
            Some((0, _)) if i == 0 => Some('a'),
            Some((0, _)) | None => None,
            // m and n, y and r are one over a telephone
            Some((r, _)) => Some(match r {
                1 => 'k',
                2 => 's',
                3 => 't',
                4 | 6 => 'n',
                5 => 'h',
                7 | 8 => 'r',
                _ => 'w',
            }),
        })
        .collect()
}

/// How far two letters are apart when heard: 0 the same, 1 different.
fn apart(a: char, b: char) -> f64 {
    if a == b {
        return 0.0;
    }
    match (place_of(a), place_of(b)) {
        (Some((ra, va)), Some((rb, vb))) if ra == rb || va == vb => 0.6,
        _ => 1.0,
    }
}

/// How alike two readings sound, 0 to 1. 1 = the same letters; 0.97 = the same but for what is folded.
pub fn alike(a: &str, b: &str) -> f64 {
    let (pa, pb) = (plain(a), plain(b));
    if pa == pb {
        return if pa.is_empty() { 0.0 } else { 1.0 };
    }
    let mut best: f64 = 0.0;
    for sa in sounds(&pa) {
        for sb in sounds(&pb) {
            if sa == sb && !sa.is_empty() {
                return 0.97;
            }
            best = best.max(near(&sa, &sb));
        }
    }
    best
}

/// Weighted edit distance turned into a likeness below 0.95.
fn near(a: &str, b: &str) -> f64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let longest = a.len().max(b.len());
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let mut row: Vec<f64> = (0..=b.len()).map(|n| n as f64).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut diagonal = row.first().copied().unwrap_or(0.0);
        let mut left = i as f64 + 1.0;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cb, slot) in b.iter().zip(row.iter_mut().skip(1)) {
            let up = *slot;
            let cost = (diagonal + apart(*ca, *cb)).min(up + 1.0).min(left + 1.0);
            diagonal = up;
            left = cost;
            *slot = cost;
        }
    }
    let distance = row.last().copied().unwrap_or(longest as f64);
    (0.95 - distance / longest as f64).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_misheard_sounds_the_same() {
        for (a, b) in [
            ("タカハシ", "だかはし"),
            ("こうじ", "こーじ"),
            ("しょうこ", "しようこ"),
            ("はっとり", "はつとり"),
            ("おおの", "おの"),
            ("かづこ", "かずこ"),
            ("ﾀｶﾊｼ", "たかはじ"),
            ("せいじ", "せーじ"),
        ] {
            assert!(alike(a, b) >= 0.97, "{a} {b}: {} {}", sound(a), sound(b));
        }
        assert!(alike("みよ", "みよ") > alike("みよ", "みお"));
        assert!(alike("たかはし", "たかあし") > 0.6);
        assert!(alike("さとう", "たかはし") < 0.4);
        assert!(alike("", "") < 0.1 && alike("", "あ") < 0.1);
    }

    #[test]
    fn a_skeleton_forgives_vowels() {
        assert_eq!(skeleton("しげる"), skeleton("すぎる"));
        assert_eq!(skeleton("いとう"), skeleton("えとう"));
        assert_ne!(skeleton("さとう"), skeleton("かとう"));
        assert_eq!(skeleton(""), "");
    }

    #[test]
    fn readings_are_told_from_spellings() {
        assert!(is_reading("たかはし") && is_reading("ﾀｶﾊｼ") && is_reading("ジョージ"));
        assert!(!is_reading("高橋") && !is_reading("") && !is_reading("80代"));
    }
}
