//! 町丁 → 圏域 → 包括: which 地域包括支援センター serves an address. Addresses are written in many ways; they are compared
//! by a key in which 「ひばり台二丁目3番5号」 and 「ひばり台2-3-5」 begin alike.

use unicode_normalization::UnicodeNormalization;

use super::prefecture;

/// The key of a town or address: folded letters, numbers followed by `-`. Two towns of one city with the same key
/// are the same town.
pub fn town_key(text: &str) -> String {
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).collect();
    let folded = folded.replace("大字", "").replace('字', "");
    let chars: Vec<char> = arabic(&folded).chars().collect();
    let mut out = String::new();
    let mut word = String::new();
    let mut i = 0;
    while let Some(c) = chars.get(i) {
        if c.is_ascii_digit() {
            flush(&mut out, &mut word);
            while let Some(d) = chars.get(i).filter(|d| d.is_ascii_digit()) {
                out.push(*d);
                i += 1;
            }
            out.push('-');
            // 丁目, 番地, 番, 号, の, ノ and hyphens between numbers say nothing more
            while let Some(n) = chars.get(i) {
                if !matches!(n, '丁' | '目' | '番' | '地' | '号' | 'の' | 'ノ') && !hyphen(*n)
                {
                    break;
                }
                i += 1;
            }
        } else {
            word.push(*c);
            i += 1;
        }
    }
    flush(&mut out, &mut word);
    out
}

fn flush(out: &mut String, word: &mut String) {
    out.push_str(&kernel::kana::search_key(word));
    word.clear();
}

fn hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | 'ー')
}

/// Kanji numerals before 丁目 become digits (一丁目 … 九十九丁目); elsewhere they belong to names (八戸, 三条).
fn arabic(text: &str) -> String {
    let mut out = String::new();
    for (i, part) in text.split("丁目").enumerate() {
        if i > 0 {
            let tail: Vec<char> =
                out.chars().rev().take_while(|c| numeral(*c).is_some() || *c == '十').collect();
            if let Some(n) = value(&tail.iter().rev().copied().collect::<Vec<_>>()) {
                let keep = out.chars().count() - tail.len();
                out = out.chars().take(keep).collect();
                out.push_str(&n.to_string());
            }
            out.push_str("丁目");
        }
        out.push_str(part);
    }
    out
}

fn numeral(c: char) -> Option<u32> {
    "一二三四五六七八九".chars().position(|d| d == c).map(|i| i as u32 + 1)
}

fn value(digits: &[char]) -> Option<u32> {
    match digits {
        [a] if *a == '十' => Some(10),
        [a] => numeral(*a),
        [a, b] if *b == '十' => numeral(*a).map(|n| n * 10),
        [a, b] if *a == '十' => numeral(*b).map(|n| 10 + n),
        [a, b, c] if *b == '十' => Some(numeral(*a)? * 10 + numeral(*c)?),
        _ => None,
    }
}

/// A town for matching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TownKey<T> {
    /// Its municipality, as written.
    pub city: String,
    /// [`town_key`] of its name.
    pub key: String,
    /// What it stands for.
    pub of: T,
}

/// The town of an address: the longest town name in it. An address that names a municipality which has no town here
/// (盛岡市 in the region of 北上市) has none, even when a town of the same name exists.
pub fn match_town<'t, T>(address: &str, towns: &'t [TownKey<T>]) -> Option<&'t TownKey<T>> {
    let compact: String = address.nfkc().filter(|c| !c.is_whitespace()).collect();
    let (stated, rest) = match prefecture::split(&compact) {
        Some((_, rest)) => (true, rest),
        None => (false, compact.as_str()),
    };
    let key = town_key(rest);
    let named: Vec<&str> = {
        let mut cities: Vec<&str> = towns.iter().map(|t| t.city.as_str()).collect();
        cities.sort_unstable();
        cities.dedup();
        cities.into_iter().filter(|c| !c.is_empty() && key.contains(&town_key(c))).collect()
    };
    let begins_with_town = towns.iter().any(|t| key.starts_with(&t.key));
    let foreign = named.is_empty() && (stated || (names_some_city(rest) && !begins_with_town));
    if foreign {
        return None;
    }
    towns
        .iter()
        .filter(|t| named.is_empty() || named.contains(&t.city.as_str()))
        .filter(|t| {
            // the name of the city itself is no town: 結野市 does not lie in a town called 結野
            let tail = key.strip_prefix(&town_key(&t.city)).unwrap_or(&key);
            !t.key.is_empty() && tail.contains(&t.key)
        })
        .max_by_key(|t| t.key.chars().count())
}

/// Does the text begin like an address with its municipality (「○○市…」 within its first letters)?
fn names_some_city(text: &str) -> bool {
    text.chars().take(7).skip(1).any(|c| c == '市')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn towns() -> Vec<TownKey<&'static str>> {
        [
            "ひばり台一丁目",
            "ひばり台二丁目",
            "ひばり台十二丁目",
            "常盤台",
            "東常盤台",
            "中央",
            "市野々",
            "結野",
        ]
        .into_iter()
        .map(|of| TownKey { city: "結野市".into(), key: town_key(of), of })
        .collect()
    }

    fn town(address: &str) -> Option<&'static str> {
        match_town(address, &towns()).map(|t| t.of)
    }

    #[test]
    fn spellings_of_an_address_lead_to_one_town() {
        for a in [
            "結野市ひばり台二丁目3番5号",
            "○○県結野市ひばり台2丁目3-5",
            "結野市 ひばり台２－３－５",
            "ひばり台2",
            "ヒバリ台二丁目",
            "大字ひばり台2の3",
        ] {
            assert_eq!(town(a), Some("ひばり台二丁目"), "{a}");
        }
    }

    #[test]
    fn the_longest_name_wins_and_numbers_are_whole() {
        assert_eq!(town("結野市東常盤台5"), Some("東常盤台"));
        assert_eq!(town("結野市常盤台5"), Some("常盤台"));
        assert_eq!(town("結野市ひばり台12-1"), Some("ひばり台十二丁目"));
        assert_eq!(town("結野市ひばり台20番地"), None);
        assert_eq!(town("結野市ひばり台"), None);
    }

    #[test]
    fn another_city_has_no_town_here() {
        assert_eq!(town("岩手県盛岡市中央1丁目"), None);
        assert_eq!(town("盛岡市中央1丁目"), None);
        assert_eq!(town("中央1丁目"), Some("中央"));
        assert_eq!(town("市野々3"), Some("市野々"));
        assert_eq!(town("結野市5"), None);
        assert_eq!(town(""), None);
    }

    #[test]
    fn kanji_numerals_count_only_before_chome() {
        assert_eq!(town_key("九十九丁目"), "99-");
        assert_eq!(town_key("八幡町三丁目"), town_key("八幡町3"));
        assert_ne!(town_key("三条1"), town_key("3条1"));
    }
}
