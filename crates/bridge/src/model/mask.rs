//! The masking profile FAX: initials, age, city. A paper may lie open on a machine or go to a wrong number (practice of
//! 西東京 and others, reference/forms.md §0: 氏名はイニシャル、年齢と市だけ).
use kernel::Date;
use kernel::kana::search_key;
use people::Resident;

use super::initials::initials;

/// Of whom a letter speaks, as far as it may say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The resident.
    pub resident: kernel::Id,
    /// 「T・M さん　86歳　結野市」.
    pub words: String,
    /// What must not stand on the paper: parts of name and kana, telephone, address behind the city.
    hidden: Vec<String>,
}

impl Who {
    /// Masks a resident whom the sender has read by their own permit.
    pub fn of(r: &Resident, today: Date) -> Who {
        let (city, rest) = city(&r.address);
        let mut words = format!("{} さん　{}歳", initials(&r.kana), r.age(today));
        if !city.is_empty() {
            words.push('　');
            words.push_str(city);
        }
        let mut hidden: Vec<String> = Vec::new();
        for text in [&r.name, &r.kana] {
            hidden.push(text.split_whitespace().collect());
            hidden
                .extend(text.split_whitespace().filter(|p| p.chars().count() > 1).map(Into::into));
        }
        hidden.push(rest.trim().to_string());
        hidden.push(r.phone.clone());
        hidden.push(r.insured.clone());
        hidden.retain(|h| h.chars().count() > 1);
        Who { resident: r.id.0, words, hidden }
    }

    /// Would this text say who it is?
    pub fn told_by(&self, text: &str) -> bool {
        let plain: String = text.split_whitespace().collect();
        self.hidden.iter().any(|h| text.contains(h.as_str()) || plain.contains(h.as_str()))
    }
}

/// Does a text hold the whole name of somebody, with a blank in it or without, in kanji or kana? Names of two signs count
/// only where no other kanji touches them (「林 一」 does not stand in 「森林一帯」).
pub fn says_name(text: &str, name: &str, kana: &str) -> bool {
    let text: Vec<char> = search_key(text).chars().collect();
    let holds = |of: &str, least: usize| {
        let of: Vec<char> = search_key(of).chars().collect();
        of.len() >= least
            && text.windows(of.len()).enumerate().any(|(i, w)| {
                let beside =
                    |n: Option<usize>| n.and_then(|n| text.get(n)).is_some_and(|c| kanji(*c));
                w == of.as_slice()
                    && (of.len() > 2 || !beside(i.checked_sub(1)) && !beside(Some(i + of.len())))
            })
    };
    holds(name, 2) || holds(kana, 4)
}

/// Kanji, but for 様 and 氏 and 殿, which follow a name.
fn kanji(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3134f}') && !"様氏殿".contains(c)
}

/// A text without these last four digits of a telephone number: a paper that asks for them must not say them.
pub fn without_four(text: &str, four: &str) -> String {
    let mut out: Vec<char> = text.chars().collect();
    let digit = |c: char| {
        kernel::kana::half_width(&c.to_string()).chars().next().filter(char::is_ascii_digit)
    };
    let joins = |c: char| "-‐−–—－ー()（） 　".contains(c);
    let mut at = 0;
    while at < out.len() {
        let run = out.iter().skip(at).take_while(|c| digit(**c).is_some() || joins(**c)).count();
        let places: Vec<usize> =
            (at..at + run).filter(|i| out.get(*i).is_some_and(|c| digit(*c).is_some())).collect();
        // a blank may part two numbers: every place where the four end a group of digits is looked at
        for w in places.windows(4) {
            let said: String =
                w.iter().filter_map(|i| out.get(*i).and_then(|c| digit(*c))).collect();
            let last = w.last().map_or(0, |i| i + 1);
            if said == four && out.get(last).is_none_or(|c| digit(*c).is_none()) {
                for i in w {
                    if let Some(c) = out.get_mut(*i) {
                        *c = '＊';
                    }
                }
            }
        }
        at += run.max(1);
    }
    out.into_iter().collect()
}

/// The municipality of an address, and what comes behind it. A prefecture before it stays away.
fn city(address: &str) -> (&str, &str) {
    let from = ["都", "道", "府", "県"]
        .iter()
        .filter_map(|p| address.find(p).map(|i| i + p.len()))
        .filter(|i| *i <= 12)
        .min()
        .unwrap_or(0);
    let tail = address.get(from..).unwrap_or(address);
    // 「四日市市」: the first 市 that is not followed by another; 「市川市」: not the very first sign
    let end = ['市', '区', '町', '村'].into_iter().filter_map(|c| {
        let mut found =
            tail.char_indices().filter(|(i, x)| *x == c && *i > 0).map(|(i, x)| i + x.len_utf8());
        let first = found.next()?;
        let doubled = tail.get(first..).is_some_and(|t| t.starts_with(c));
        Some(if doubled { first + c.len_utf8() } else { first })
    });
    match end.min() {
        Some(end) => (tail.get(..end).unwrap_or_default(), tail.get(end..).unwrap_or_default()),
        None => ("", address),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resident() -> Resident {
        Resident {
            id: people::ResidentId(testkit::id(7)),
            name: "高橋 ミヨ".into(),
            kana: "たかはし みよ".into(),
            birth: "1940-05-03".parse().unwrap(),
            sex: people::Sex::Female,
            address: "結野市ひばり台二丁目3".into(),
            phone: "0000-00-0001".into(),
            insurer: "039990".into(),
            insured: "0000000001".into(),
            care_level: people::CareLevel::Care2,
            care_from: None,
            care_to: None,
            household: String::new(),
            died_on: None,
            version: 1,
        }
    }

    #[test]
    fn initials_age_and_city_are_all_that_is_said() {
        let w = Who::of(&resident(), "2026-11-21".parse().unwrap());
        assert_eq!(w.words, "T・M さん　86歳　結野市");
        for told in
            ["高橋さんの退院日", "ミヨ", "たかはしみよ", "ひばり台二丁目3の家", "0000-00-0001"]
        {
            assert!(w.told_by(told), "{told}");
        }
        for fine in ["11月27日（金）午前", "結野市", "退院予定"] {
            assert!(!w.told_by(fine), "{fine}");
        }
    }

    #[test]
    fn a_whole_name_is_found_however_it_is_written_and_other_words_are_not() {
        for told in
            ["三浦 ノブさんの退院の日", "三浦ノブ", "三浦　ﾉﾌﾞ様", "みうらのぶさん", "ミウラ　ノブ"]
        {
            assert!(says_name(told, "三浦 ノブ", "みうら のぶ"), "{told}");
        }
        for fine in ["M・N さんの退院の日", "三浦市の研修", "ノブの交換", ""] {
            assert!(!says_name(fine, "三浦 ノブ", "みうら のぶ"), "{fine}");
        }
        assert!(says_name("林 一様の件", "林 一", "はやし はじめ"));
        assert!(!says_name("森林一帯の見回り", "林 一", "はやし はじめ"));
    }

    #[test]
    fn the_digits_that_are_asked_for_are_not_said() {
        for (text, want) in [
            ("電話 0000-77-0500", "電話 0000-77-＊＊＊＊"),
            ("0000-65-0012　FAX 0000-77-0500", "0000-65-0012　FAX 0000-77-＊＊＊＊"),
            ("（０００0）77－0５00まで", "（０００0）77－＊＊＊＊まで"),
            ("0000770500", "000077＊＊＊＊"),
            ("0000-77-0501", "0000-77-0501"),
            ("退院 12月4日 05001円", "退院 12月4日 05001円"),
            ("", ""),
        ] {
            assert_eq!(without_four(text, "0500"), want);
        }
        assert_eq!(
            without_four("0000-77-0500 0000-78-0500", "0500"),
            "0000-77-＊＊＊＊ 0000-78-＊＊＊＊"
        );
    }

    #[test]
    fn the_city_is_found_in_addresses_of_every_shape() {
        for (address, found) in [
            ("結野市ひばり台二丁目3", "結野市"),
            ("岩手県北上市さくら通り", "北上市"),
            ("三重県四日市市諏訪町", "四日市市"),
            ("東京都西東京市田無町", "西東京市"),
            ("岩手県和賀郡西和賀町沢内", "和賀郡西和賀町"),
            ("番地だけ", ""),
            ("", ""),
        ] {
            assert_eq!(city(address).0, found, "{address}");
        }
    }
}
