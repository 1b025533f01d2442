//! An address down to 町丁 and house number in one spelling, so that 「二丁目５番地」, 「2-5」 and 「２の５」 are the same.

use kernel::kana;
use unicode_normalization::UnicodeNormalization;

use super::name::{dice, fold};
use crate::model::prefecture;

/// An address made comparable.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddressKey {
    /// Two-digit code of the prefecture; empty when it is not written.
    pub prefecture: String,
    /// Municipality, folded, without 郡; empty when none is found.
    pub city: String,
    /// What stands between prefecture and first number, without 郡, 大字 and 字.
    pub head: String,
    /// The numbers: 丁目, 番, 号; at most four.
    pub numbers: Vec<u32>,
}

impl AddressKey {
    /// From an address as any source writes it. `prefecture` is its code where the text lacks it.
    pub fn of(raw: &str, prefecture_code: &str) -> Self {
        let text: String = raw.nfkc().filter(|c| !c.is_whitespace()).collect();
        let (code, rest) = match prefecture::split(&text) {
            Some((name, rest)) => (prefecture::code(name).unwrap_or_default(), rest),
            None => (prefecture_code.to_string(), text.as_str()),
        };
        let rest = without_county(rest);
        let plain = numerals(rest);
        let at = plain.find(|c: char| c.is_ascii_digit()).unwrap_or(plain.len());
        let (head, tail) = plain.split_at(at);
        AddressKey {
            prefecture: code,
            city: fold(city_of(rest)),
            head: fold(&head.replace("大字", "").replace(['字', '第'], "")),
            numbers: numbers(tail),
        }
    }

    /// How much of the address is the same.
    pub fn compare(&self, other: &AddressKey) -> Likeness {
        let known = !self.head.is_empty() && !other.head.is_empty();
        if !known {
            return Likeness::Unknown;
        }
        if self.prefecture != other.prefecture
            && !self.prefecture.is_empty()
            && !other.prefecture.is_empty()
        {
            return Likeness::Elsewhere;
        }
        let near = self.head == other.head
            || self.head.ends_with(&other.head)
            || other.head.ends_with(&self.head)
            || dice(&self.head, &other.head) >= 85;
        if near {
            let (a, b) = (&self.numbers, &other.numbers);
            let n = a.len().min(b.len());
            return match (a.get(..n), b.get(..n)) {
                _ if n == 0 => Likeness::Town,
                (x, y) if x == y && a.len() == b.len() => Likeness::Same,
                (x, y) if x == y && n >= 2 => Likeness::Same,
                (x, y) if x == y => Likeness::Block,
                _ => Likeness::OtherNumber,
            };
        }
        let cities = !self.city.is_empty() && !other.city.is_empty();
        if cities
            && self.city != other.city
            && !self.city.ends_with(&other.city)
            && !other.city.ends_with(&self.city)
            && !self.city.starts_with(&other.city)
            && !other.city.starts_with(&self.city)
        {
            return Likeness::Elsewhere;
        }
        // 「北上市本通り2-1」 and 「本通り二丁目1番」 with more words between (通り名, old names): the numbers still speak
        if self.numbers.len() >= 2
            && self.numbers == other.numbers
            && dice(&self.head, &other.head) >= 60
        {
            return Likeness::Block;
        }
        Likeness::OtherTown
    }
}

/// What two addresses have in common, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// 町丁 and number.
    Same,
    /// 町丁 and the first number; the rest is missing in one.
    Block,
    /// 町丁; one has no number.
    Town,
    /// One of them has no address.
    Unknown,
    /// 町丁, with another number.
    OtherNumber,
    /// Another 町丁 of the municipality.
    OtherTown,
    /// Another municipality.
    Elsewhere,
}

/// 「胆沢郡金ケ崎町…」 → 「金ケ崎町…」.
fn without_county(text: &str) -> &str {
    match text.split_once('郡') {
        // 郡山市, 小郡市, 大和郡山市 and 蒲郡市 begin otherwise
        Some((head, tail))
            if (1..=4).contains(&head.chars().count())
                && !tail.starts_with(['山', '市'])
                && tail.chars().take(8).any(|c| c == '町' || c == '村') =>
        {
            tail
        }
        _ => text,
    }
}

fn city_of(text: &str) -> &str {
    let mut end = None;
    for (at, c) in text.char_indices().skip(1) {
        if at > 30 {
            break;
        }
        if matches!(c, '市' | '区' | '町' | '村') {
            end = Some(at + c.len_utf8());
            // a ward belongs to its city: 仙台市青葉区
            let ward = c == '市'
                && text.get(at + 3..).is_some_and(|t| t.chars().take(6).any(|c| c == '区'));
            if !ward {
                break;
            }
        }
    }
    end.and_then(|e| text.get(..e)).unwrap_or("")
}

/// Kanji numerals that count houses become digits: 「二丁目」, 「六番」, 「十三地割」, and behind one of those. 「三条町」 stays.
fn numerals(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let run: Vec<char> = chars
            .iter()
            .skip(at)
            .take_while(|c| digit(**c).is_some() || **c == '十' || **c == '百')
            .copied()
            .collect();
        let after: String = chars.iter().skip(at + run.len()).take(2).collect();
        let counts =
            ["丁目", "番", "号", "地割", "条", "線"].iter().take(4).any(|u| after.starts_with(u))
                || (after.starts_with('の') || after.starts_with('-'))
                    && out.ends_with(|c: char| c.is_ascii_digit() || c == '-');
        if !run.is_empty() && counts {
            out.push_str(&number(&run).to_string());
            at += run.len();
            continue;
        }
        if run.is_empty() {
            out.push(*c);
            at += 1;
        } else {
            out.extend(run.iter());
            at += run.len();
        }
    }
    out
}

fn digit(c: char) -> Option<u32> {
    "〇一二三四五六七八九".chars().position(|d| d == c).and_then(|n| u32::try_from(n).ok())
}

fn number(run: &[char]) -> u32 {
    if run.iter().all(|c| digit(*c).is_some()) {
        return run
            .iter()
            .fold(0u32, |n, c| n.saturating_mul(10).saturating_add(digit(*c).unwrap_or(0)));
    }
    let (mut all, mut last) = (0u32, 0u32);
    for c in run {
        match c {
            '百' => {
                all += last.max(1) * 100;
                last = 0;
            }
            '十' => {
                all += last.max(1) * 10;
                last = 0;
            }
            c => last = digit(*c).unwrap_or(0),
        }
    }
    all + last
}

/// The first run of numbers: digits joined by hyphens, 「の」 and the words of house numbers.
fn numbers(tail: &str) -> Vec<u32> {
    const JOIN: [&str; 10] = ["丁目", "番地の", "番地", "番", "号", "地割", "の", "ノ", "字", "-"];
    let mut out = Vec::new();
    let mut rest = tail;
    while out.len() < 4 {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        let Ok(n) = digits.parse::<u32>() else { break };
        out.push(n);
        let mut next = after;
        let mut joined = false;
        // several words may follow: 「2番地の3」, 「１丁目字」
        while let Some(t) = JOIN.iter().find_map(|j| next.strip_prefix(j)).or_else(|| hyphen(next))
        {
            next = t;
            joined = true;
        }
        if !joined {
            // 「第10地割字寺野１番」: a town name between two numbers
            break;
        }
        // 「２丁目本町３番」 is rare and ends here
        rest = next;
    }
    // 「1丁目」 and 「1丁目0」 are the same lot
    while out.last() == Some(&0) {
        out.pop();
    }
    out
}

fn hyphen(text: &str) -> Option<&str> {
    let c = text.chars().next()?;
    let is = matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | 'ー' | '\u{FF70}' | '~' | '一');
    (is && text.chars().nth(1).is_some_and(|c| c.is_ascii_digit()))
        .then(|| text.get(c.len_utf8()..))
        .flatten()
}

/// The folded kana of a reading, for names whose letters differ.
pub(super) fn kana_key(kana_text: &str) -> String {
    kana::search_key(kana_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cmp(a: &str, b: &str) -> Likeness {
        AddressKey::of(a, "03").compare(&AddressKey::of(b, "03"))
    }

    #[test]
    fn spellings_of_one_house_number_are_the_same() {
        for (a, b) in [
            ("岩手県結野市ひばり台二丁目５番地", "結野市ひばり台２－５"),
            ("結野市下米内二丁目４番１２号", "岩手県結野市下米内2-4-12"),
            ("岩手県結野市大字米里字上原３１番地", "結野市米里上原31"),
            ("結野市甲子町第１０地割４８３－６", "岩手県結野市甲子町10-483-6"),
            ("結野市甲子町第十地割４８３－６", "岩手県結野市甲子町10-483-6"),
            ("胆野郡金ケ崎町西根８番地", "岩手県金ヶ崎町西根8"),
            ("結野市神田駿河台二丁目５番地", "結野市神田駿河台2-5 結ビル3F"),
            ("結野市長町１丁目５の３０", "結野市長町1-5-30"),
        ] {
            assert_eq!(cmp(a, b), Likeness::Same, "{a} {b}");
        }
    }

    #[test]
    fn other_numbers_towns_and_cities_are_told_apart() {
        assert_eq!(cmp("結野市本通り1-2", "結野市本通り1-3"), Likeness::OtherNumber);
        assert_eq!(cmp("結野市本通り2", "結野市本通り2-3-1"), Likeness::Block);
        assert_eq!(cmp("結野市本通り", "結野市本通り2-3-1"), Likeness::Town);
        assert_eq!(cmp("結野市本通り1-2", "結野市さくら町1-2"), Likeness::OtherTown);
        assert_eq!(cmp("結野市本通り1-2", "花野市本通り1-2"), Likeness::Elsewhere);
        assert_eq!(cmp("岩手県結野市本通り1-2", "宮城県結野市本通り1-2"), Likeness::Elsewhere);
        assert_eq!(cmp("", "結野市本通り"), Likeness::Unknown);
    }

    #[test]
    fn town_names_with_numerals_stay() {
        assert_eq!(AddressKey::of("結野市三条町二丁目1", "03").head, fold("結野市三条町"));
        assert_eq!(AddressKey::of("結野市二十人町一番地", "03").numbers, [1]);
    }
}
