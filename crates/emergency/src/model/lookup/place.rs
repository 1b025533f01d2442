//! An address as it is compared: the town without 丁目, then its numbers. 「常盤台二丁目3-14」「常盤台2-3-14」 are one.
use kernel::kana::{half_width, search_key};

/// An address taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The town's search key, without city and 丁目.
    pub base: String,
    /// The town as written, with 丁目 in digits where it has one: 「常盤台2丁目」. The area that figures speak of.
    pub town: String,
    /// 丁目, 番, 号 in their order.
    pub numbers: Vec<u32>,
    /// The first number is written as 丁目.
    pub chome: bool,
    /// What stands behind the numbers (ハイツ結 203), as written.
    pub rest: String,
}

fn kanji_digit(c: char) -> Option<u32> {
    "〇一二三四五六七八九".chars().position(|k| k == c).map(|n| n as u32)
}

/// 二十三 → 23; none when it is no number.
pub(super) fn kanji_number(text: &str) -> Option<u32> {
    let (mut sum, mut last) = (0, None);
    if text.is_empty() {
        return None;
    }
    for c in text.chars() {
        match (c, kanji_digit(c)) {
            ('十', _) => {
                sum += 10 * last.unwrap_or(1);
                last = None;
            }
            (_, Some(d)) => last = Some(last.unwrap_or(0) * 10 + d),
            _ => return None,
        }
        if sum > 9999 || last.is_some_and(|l| l > 9999) {
            return None;
        }
    }
    Some(sum + last.unwrap_or(0))
}

/// Chinese numerals before 丁目, 番地, 番, 号, 地割 as digits; 一番町 and 八幡 stay.
fn numerals(text: &str) -> String {
    const UNITS: [&str; 5] = ["丁目", "番地", "番", "号", "地割"];
    let mut out = String::new();
    let mut run = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '十' || kanji_digit(c).is_some() {
            run.push(c);
        } else {
            if !run.is_empty() {
                let unit = UNITS.iter().any(|u| rest.starts_with(u)) && !rest.starts_with("番町");
                match kanji_number(&run).filter(|_| unit) {
                    Some(n) => out.push_str(&n.to_string()),
                    None => out.push_str(&run),
                }
                run.clear();
            }
            out.push(c);
        }
        rest = rest.get(c.len_utf8()..).unwrap_or("");
    }
    out + &run
}

/// A town's key: 大字 and 字 off; ヶ, が, の, ノ make no difference.
pub fn town_key(name: &str) -> String {
    let name = name.trim();
    let name = name.strip_prefix("大字").unwrap_or(name);
    let name = name.strip_prefix('字').unwrap_or(name);
    search_key(name).replace(['が', 'け', 'の'], "")
}

impl Place {
    /// Reads an address; `city` is the region's own name, which may stand before it.
    pub fn read(address: &str, city: &str) -> Place {
        let text = numerals(&half_width(address.trim()));
        let text = text.split_once('県').map_or(text.as_str(), |(_, after)| after);
        let text = match city.is_empty() {
            true => text,
            false => text.trim_start().strip_prefix(city).unwrap_or(text),
        };
        let text = text.trim();
        let cut = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
        let (name, mut rest) = text.split_at(cut);
        let name = name.trim();
        let mut place = Place { base: town_key(name), town: name.to_owned(), ..Place::default() };
        for turn in 0..4 {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let (digits, after) = rest.split_at(end);
            let Ok(n) = digits.parse::<u32>() else { break };
            let unit = ["丁目", "番地", "地割", "番", "号", "-", "の"]
                .into_iter()
                .find(|u| after.starts_with(u));
            if turn == 0 && unit == Some("丁目") {
                place.chome = true;
                place.town = format!("{name}{n}丁目");
            }
            place.numbers.push(n);
            rest = match unit {
                Some(u) => after.strip_prefix(u).unwrap_or(after),
                None => {
                    rest = after;
                    break;
                }
            };
        }
        place.rest = rest.trim().trim_start_matches(['-', '(', '（']).trim().to_owned();
        place
    }

    /// 「3-14 ハイツ結 203」: what stands behind the town.
    pub fn number(&self) -> String {
        let skip = usize::from(self.chome);
        let n: Vec<String> = self.numbers.iter().skip(skip).map(u32::to_string).collect();
        format!("{} {}", n.join("-"), self.rest).trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_write_an_address_are_one() {
        let a = Place::read("結野市常盤台二丁目3-14（平屋・北口）", "結野市");
        for text in ["常盤台2丁目3番14号", "結野市 常盤台２－３－１４", "岩手県結野市常盤台2-3-14"]
        {
            let b = Place::read(text, "結野市");
            assert_eq!((&a.base, &a.numbers), (&b.base, &b.numbers), "{text}");
        }
        assert_eq!(a.town, "常盤台2丁目");
        assert!(a.number().starts_with("3-14"));
    }

    #[test]
    fn numbers_in_names_of_towns_stay() {
        assert_eq!(Place::read("一番町3", "").numbers, [3]);
        assert_eq!(Place::read("八幡十二地割5", "").numbers, [12, 5]);
        assert_eq!(town_key("綿ヶ丘"), town_key("綿が丘"));
        assert_eq!(town_key("大字白繭"), town_key("白繭"));
        assert_eq!(Place::read("", "結野市"), Place::default());
        assert_eq!(kanji_number("二十三"), Some(23));
        assert_eq!(kanji_number("十"), Some(10));
        assert_eq!(kanji_number("町"), None);
        assert!(Place::read(&"9".repeat(40), "").numbers.is_empty());
    }
}
