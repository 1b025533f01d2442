//! The masking profile FAX: initials, age, city. A paper may lie open on a machine or go to a wrong number (practice of
//! 西東京 and others, reference/forms.md §0: 氏名はイニシャル、年齢と市だけ).
use kernel::Date;
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
