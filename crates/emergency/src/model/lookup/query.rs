//! Reading the box. Words in any order; each is said back as what it was read as (「読み取り」).
use std::collections::BTreeMap;

use kernel::kana::half_width;
use kernel::{Date, time, wareki};

use super::entry::Sex;
use super::glued;
use super::place::{Place, kanji_number, town_key};
use super::sound::{is_reading, sound};

/// What a word of the box is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 住所.
    Address,
    /// 電話.
    Phone,
    /// かな: a name as heard.
    Kana,
    /// 漢字: a name as written.
    Kanji,
    /// 年代, or an age as it looks.
    Age,
    /// 性別.
    Sex,
    /// 生年 or 生年月日.
    Birth,
}

impl Kind {
    /// Word of the 読み取り.
    pub const fn label(self) -> &'static str {
        match self {
            Kind::Address => "住所",
            Kind::Phone => "電話",
            Kind::Kana => "かな",
            Kind::Kanji => "漢字",
            Kind::Age => "年代",
            Kind::Sex => "性別",
            Kind::Birth => "生年",
        }
    }

    /// Code kept in the record of look-ups: what was asked by, never what was asked.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Address => "address",
            Kind::Phone => "phone",
            Kind::Kana => "kana",
            Kind::Kanji => "kanji",
            Kind::Age => "age",
            Kind::Sex => "sex",
            Kind::Birth => "birth",
        }
    }
}

/// The towns that the index knows: written and heard.
#[derive(Debug, Clone, Default)]
pub struct Towns {
    by_key: BTreeMap<String, String>,
    by_sound: BTreeMap<String, String>,
}

impl Towns {
    /// From names and readings (empty where unknown); 丁目 at their end does not count.
    pub fn of<'a>(all: impl IntoIterator<Item = (&'a str, &'a str)>) -> Towns {
        let mut t = Towns::default();
        for (name, kana) in all {
            let base = Place::read(name, "").base;
            if base.is_empty() {
                continue;
            }
            let short = kana.strip_suffix("ちょうめ").map_or(kana, |k| {
                ["いっ", "に", "さん", "よん", "ご", "ろく", "なな", "はっ", "きゅう", "じゅっ"]
                    .iter()
                    .find_map(|n| k.strip_suffix(n))
                    .unwrap_or(k)
            });
            if !short.is_empty() {
                t.by_sound.insert(sound(short), base.clone());
            }
            t.by_key.insert(base, name.to_owned());
        }
        t
    }

    /// The longest town that a text begins with: how many characters of it, and the town's key.
    fn begins(&self, text: &str) -> Option<(usize, String)> {
        let ends: Vec<usize> = text.char_indices().map(|(i, c)| i + c.len_utf8()).collect();
        ends.into_iter().rev().find_map(|end| {
            let head = text.get(..end)?;
            let base = town_key(head);
            // a town is never guessed from a single letter or from what vanishes in folding
            (base.chars().count() > 1 && self.by_key.contains_key(&base)).then_some((end, base))
        })
    }
}

/// What was asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// 住所.
    pub place: Option<Place>,
    /// 電話, digits.
    pub phones: Vec<String>,
    /// かな, word by word.
    pub kana: Vec<String>,
    /// 漢字, word by word.
    pub kanji: Vec<String>,
    /// Ages, both ends included.
    pub ages: Option<(i64, i64)>,
    /// 性別.
    pub sex: Option<Sex>,
    /// Year of birth.
    pub year: Option<i16>,
    /// The whole day of birth.
    pub birth: Option<Date>,
    /// What each word was read as, in the order of the box.
    pub read: Vec<(Kind, String)>,
    /// Words that were not understood.
    pub unread: Vec<String>,
}

/// Longest box that is read; more is not typed at the scene.
pub const LONGEST: usize = 200;
/// Most words that are read.
const WORDS: usize = 16;

impl Query {
    /// Reads the box. `city` is the region's name, `today` the day of the call.
    pub fn read(typed: &str, towns: &Towns, city: &str, today: Date) -> Query {
        let mut q = Query::default();
        let text: String = typed.chars().take(LONGEST).collect();
        let words: Vec<String> = text
            .split(|c: char| c.is_whitespace() || "、,，。;；／".contains(c))
            .filter(|w| !w.is_empty())
            .take(WORDS)
            .map(str::to_owned)
            .collect();
        for word in &words {
            q.word(word, towns, city, today);
        }
        q.bare_age(&words, city);
        q
    }

    /// A bare number that nothing else could be is an age; it is said back with its unit.
    fn bare_age(&mut self, words: &[String], city: &str) {
        let known = self.ages.is_some() || self.year.is_some() || self.place.is_some();
        let Some(n) = glued::bare(&self.unread, words, city).filter(|_| !known) else { return };
        self.ages = Some((n - 2, n + 2));
        self.unread.retain(|w| half_width(w) != n.to_string());
        self.said(Kind::Age, &format!("{n}歳"));
    }

    fn said(&mut self, kind: Kind, word: &str) {
        match self.read.iter_mut().find(|(k, _)| *k == kind) {
            Some((_, text)) => {
                text.push(' ');
                text.push_str(word);
            }
            None => self.read.push((kind, word.to_owned())),
        }
    }

    fn word(&mut self, word: &str, towns: &Towns, city: &str, today: Date) {
        let half = half_width(word);
        if let Some(sex) = sex(&half) {
            self.sex = Some(sex);
            self.said(Kind::Sex, sex.label());
        } else if let Some(ages) = ages(&half) {
            self.ages = Some(ages);
            self.said(Kind::Age, word);
        } else if let Some((year, birth)) = born(&half, today) {
            (self.year, self.birth) = (Some(year), birth);
            self.said(Kind::Birth, word);
        } else if let Some(digits) = telephone(&half) {
            self.phones.push(digits);
            self.said(Kind::Phone, word);
        } else if let Some((head, age, behind)) =
            glued::split(word).filter(|(_, age, _)| ages(&half_width(age)).is_some())
        {
            for part in [head, age, behind].into_iter().filter(|p| !p.is_empty()) {
                self.word(part, towns, city, today);
            }
        } else if !self.address(word, towns, city, today) {
            self.name(word, towns);
        }
    }

    /// Reads the word as an address; what stands behind it is read as a word of its own.
    fn address(&mut self, word: &str, towns: &Towns, city: &str, today: Date) -> bool {
        let inside = match city.is_empty() {
            true => word,
            false => word.strip_prefix(city).unwrap_or(word),
        };
        if is_reading(inside) {
            let Some(base) = towns.by_sound.get(&sound(inside)) else { return false };
            let base = base.clone();
            self.put(Place { base, town: inside.to_owned(), ..Place::default() }, word);
            return true;
        }
        if self.place.is_some() && half_width(word).starts_with(|c: char| c.is_ascii_digit()) {
            // a number that follows the town: 「常盤台 2-3-14」
            let more = Place::read(&format!("x{word}"), "");
            if let Some(p) = self.place.as_mut().filter(|p| p.numbers.len() < 2) {
                p.numbers.extend(more.numbers);
                self.said(Kind::Address, word);
                return true;
            }
        }
        let known = towns.begins(inside);
        let shaped = ["丁目", "番地", "地割", "大字", "字"].iter().any(|u| inside.contains(u));
        let Some((end, _)) = known.or_else(|| shaped.then(|| (inside.len(), String::new()))) else {
            return false;
        };
        // The address ends where, behind its numbers, a name begins.
        let tail = inside.get(end..).unwrap_or("");
        let stop = tail.find(|c: char| !is_numberlike(c)).map_or(inside.len(), |i| end + i);
        let (here, behind) = inside.split_at(stop);
        self.put(Place::read(here, ""), here);
        if !behind.is_empty() {
            self.word(behind, towns, city, today);
        }
        true
    }

    fn put(&mut self, place: Place, word: &str) {
        self.place = Some(place);
        self.said(Kind::Address, word);
    }

    fn name(&mut self, word: &str, _towns: &Towns) {
        let mut bare = word;
        for end in ["さん", "様", "さま", "氏", "殿"] {
            bare = bare.strip_suffix(end).filter(|b| !b.is_empty()).unwrap_or(bare);
        }
        if is_reading(bare) {
            self.kana.push(bare.to_owned());
            self.said(Kind::Kana, bare);
        } else if bare.chars().all(|c| c.is_alphabetic() || c == '々' || c == '・') {
            self.kanji.push(bare.to_owned());
            self.said(Kind::Kanji, bare);
        } else {
            self.unread.push(word.to_owned());
        }
    }

    /// The kinds of what was understood.
    pub fn kinds(&self) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = self.read.iter().map(|(k, _)| *k).collect();
        kinds.sort();
        kinds
    }

    /// Enough to look by? Two of any kind, and one of them says more than how somebody looks.
    pub fn enough(&self) -> bool {
        let kinds = self.kinds();
        kinds.len() >= 2 && kinds.iter().any(|k| !matches!(k, Kind::Age | Kind::Sex))
    }

    /// The years of birth that the ages allow on this day.
    pub fn years(&self, today: Date) -> Option<(i16, i16)> {
        let (young, old) = self.ages?;
        let year = i64::from(today.year());
        Some(((year - old - 1) as i16, (year - young) as i16))
    }
}

fn is_numberlike(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(c, '０'..='９')
        || "丁目番地号割-－ー−‐の一二三四五六七八九十".contains(c)
}

fn sex(word: &str) -> Option<Sex> {
    match word {
        "男" | "男性" | "おとこ" | "オトコ" | "だんせい" => Some(Sex::Male),
        "女" | "女性" | "おんな" | "オンナ" | "じょせい" => Some(Sex::Female),
        _ => None,
    }
}

/// Digits, or Chinese numerals.
fn number(text: &str) -> Option<i64> {
    match text.parse::<u16>() {
        Ok(n) => Some(i64::from(n)),
        Err(_) => kanji_number(text).map(i64::from),
    }
}

/// 80代, 八十代, 80代後半, 86歳くらい. An age as it looks is wrong by a few years.
fn ages(word: &str) -> Option<(i64, i64)> {
    if let Some((n, half)) = ["歳代", "才代", "代", "台"].iter().find_map(|u| word.split_once(u))
    {
        let from = number(n).filter(|n| (0..=110).contains(n) && n % 10 == 0)?;
        return match half {
            "" | "くらい" | "ぐらい" => Some((from, from + 9)),
            "前半" => Some((from, from + 5)),
            "後半" => Some((from + 4, from + 9)),
            _ => None,
        };
    }
    let (n, rest) = ["歳", "才", "さい"].iter().find_map(|u| word.split_once(u))?;
    let n = number(n).filter(|n| (0..=120).contains(n))?;
    matches!(rest, "" | "くらい" | "ぐらい" | "ほど" | "位").then_some((n - 2, n + 2))
}

/// 1940, 1940年, 昭和15年生まれ, S15, S15.4.8.
fn born(word: &str, today: Date) -> Option<(i16, Option<Date>)> {
    let bare = ["生まれ", "うまれ", "生"].iter().find_map(|e| word.strip_suffix(e)).unwrap_or(word);
    let fits = |d: Date| d <= today && time::age_on(d, today) <= 125;
    if let Ok(d) = wareki::parse(bare, today)
        && fits(d)
        && bare.chars().filter(char::is_ascii_digit).count() > 2
        && !(bare.chars().all(|c| c.is_ascii_digit() || "/-".contains(c))
            && !bare.starts_with("19")
            && !bare.starts_with("20"))
    {
        return Some((d.year(), Some(d)));
    }
    let year = bare.strip_suffix('年').unwrap_or(bare);
    if year.len() == 4 && year.chars().all(|c| c.is_ascii_digit()) {
        let y: i16 = year.parse().ok()?;
        return (today.year() - 125..=today.year()).contains(&y).then_some((y, None));
    }
    let short = ["明", "大", "昭", "平", "令"].iter().zip(["M", "T", "S", "H", "R"]);
    let with_letter = short
        .filter(|(k, _)| year.starts_with(**k))
        .find_map(|(k, l)| {
            let digits = year.strip_prefix(*k)?.trim_start_matches(['治', '正', '和', '成']);
            Some(format!("{l}{digits}"))
        })
        .unwrap_or_else(|| year.to_owned());
    let mut chars = with_letter.chars();
    let era = chars.next()?.to_ascii_uppercase();
    let n: i16 = match chars.as_str() {
        "元" => 1,
        digits => i16::try_from(number(digits)?).ok()?,
    };
    // the last day of the year: the first year of an era begins late
    let d = wareki::from_parts(&era.to_string(), n, 12, 31)
        .or_else(|_| wareki::from_parts(&era.to_string(), n, 1, 1))
        .ok()?;
    (d.year() <= today.year() && today.year() - d.year() <= 125).then_some((d.year(), None))
}

/// A telephone number: nine digits or more, or a local one with its hyphen.
fn telephone(word: &str) -> Option<String> {
    let shaped = word.chars().all(|c| c.is_ascii_digit() || "-()".contains(c));
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let local = digits.len() >= 6 && word.rsplit('-').next().is_some_and(|t| t.len() == 4);
    (shaped && (digits.len() >= 9 || local) && digits.len() <= 13).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Date {
        "2026-11-21".parse().unwrap()
    }

    fn towns() -> Towns {
        Towns::of([
            ("常盤台二丁目", "ときわだいにちょうめ"),
            ("綿ヶ丘一丁目", "わたがおかいっちょうめ"),
            ("繭倉町", "まゆくらちょう"),
        ])
    }

    fn read(t: &str) -> Query {
        Query::read(t, &towns(), "結野市", today())
    }

    #[test]
    fn the_box_of_the_mock_up_is_read() {
        for typed in [
            "常盤台二丁目 たかはし 80代 女",
            "女　80代、たかはし 結野市常盤台2丁目",
            "常盤台二丁目たかはし 女性 八十代",
        ] {
            let q = read(typed);
            assert_eq!(q.place.as_ref().unwrap().numbers, [2], "{typed}");
            assert_eq!(q.kana, ["たかはし"], "{typed}");
            assert_eq!((q.ages, q.sex), (Some((80, 89)), Some(Sex::Female)), "{typed}");
            assert!(q.unread.is_empty() && q.enough());
        }
    }

    #[test]
    fn years_telephones_and_names_are_told_apart() {
        let q = read("0000-65-0301 昭和15年 高橋さん");
        assert_eq!(q.phones, ["0000650301"]);
        assert_eq!((q.year, &q.kanji[..]), (Some(1940), &["高橋".to_string()][..]));
        assert_eq!(read("S15生まれ みよ").year, Some(1940));
        assert_eq!(read("1940 みよ").year, Some(1940));
        assert_eq!(read("昭15 みよ").year, Some(1940));
        assert_eq!(read("S15.4.8").birth, "1940-04-08".parse().ok());
        assert_eq!(read("86歳くらい").ages, Some((84, 88)));
        assert_eq!(read("65-0301 男").phones, ["650301"]);
        assert_eq!(read("ときわだい みよ").place.unwrap().base, "常盤台");
        assert_eq!(read("綿が丘 1-3").place.unwrap().numbers, [1, 3]);
        assert_eq!(read("R8.13.45").year, None);
    }

    #[test]
    fn words_that_run_together_are_told_apart() {
        let q = read("高橋ミヨ86歳");
        assert_eq!((&q.kanji[..], q.ages), (&["高橋ミヨ".to_string()][..], Some((84, 88))));
        let q = read("おいかわとし９１さい");
        assert_eq!((&q.kana[..], q.ages), (&["おいかわとし".to_string()][..], Some((89, 93))));
        let q = read("おいかわとし91才女");
        assert!(
            q.kana == ["おいかわとし"] && q.ages == Some((89, 93)) && q.sex == Some(Sex::Female)
        );
        let q = read("常盤台2丁目3-14たかはし80代");
        assert_eq!(q.place.as_ref().unwrap().numbers, [2, 3, 14]);
        assert_eq!((&q.kana[..], q.ages), (&["たかはし".to_string()][..], Some((80, 89))));
        let q = read("おいかわとし 91");
        assert!(q.enough() && q.ages == Some((89, 93)) && q.unread.is_empty());
        assert_eq!(q.read, [(Kind::Kana, "おいかわとし".into()), (Kind::Age, "91歳".into())]);
        // what has its own meaning keeps it
        assert_eq!(read("常盤台 91").place.unwrap().numbers, [91]);
        assert_eq!(read("0000-65-0391 みよ").phones, ["0000650391"]);
        assert_eq!(read("1940 みよ").ages, None);
        assert_eq!((read("昭和 45 みよ").ages, read("65 0301 みよ").ages), (None, None));
        assert_eq!(read("みよ 80代 91").ages, Some((80, 89)));
        assert_eq!(read("さいとう みさい").kana, ["さいとう", "みさい"]);
        assert!(!read("91 女").enough());
    }

    #[test]
    fn two_of_any_kind_but_not_looks_alone() {
        assert!(!read("女 80代").enough());
        assert!(!read("たかはし みよ").enough());
        assert!(read("たかはし 女").enough());
        assert!(read("常盤台 80代").enough());
        assert!(!read("").enough());
    }

    #[test]
    fn nothing_typed_makes_it_stumble() {
        for t in [
            "年",
            "生",
            "代",
            "歳",
            "丁目",
            "常盤台丁目丁目",
            "-",
            "S",
            "昭和",
            "９９９９９９９９９９９９９９９９９９",
            "9代",
            "\u{3099}",
            "ー",
            "さん",
            "字",
        ] {
            let q = read(t);
            assert!(q.read.len() <= 1, "{t}: {:?}", q.read);
        }
        assert!(read(&"たかはし ".repeat(500)).kana.len() <= 16);
    }
}
