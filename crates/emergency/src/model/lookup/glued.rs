//! What is typed in a hurry runs together: 「高橋ミヨ86歳」「おいかわとし９１さい女」. An age is told by its unit, so that house
//! numbers, telephones and years of birth stay what they are. A bare number is an age only where nothing else could be meant.
use kernel::kana::half_width;

/// Units that say that the digits before them are an age.
const UNITS: [&str; 4] = ["歳", "才", "さい", "代"];
/// What may follow the unit and belongs to it.
const ABOUT: [&str; 6] = ["前半", "後半", "くらい", "ぐらい", "ほど", "位"];
/// 元号: a number behind one is a year.
const ERAS: [&str; 15] =
    ["明治", "大正", "昭和", "平成", "令和", "明", "大", "昭", "平", "令", "M", "T", "S", "H", "R"];

fn digit(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９')
}

/// A word with an age inside: what stands before it, the age with its unit, what stands behind it.
pub(super) fn split(word: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(start) = word.get(from..)?.find(digit).map(|i| from + i) {
        let run = word.get(start..)?;
        let after = start + run.find(|c| !digit(c))?;
        let tail = word.get(after..)?;
        // 2丁目, 3-14: digits without the unit of an age are somebody else's
        let Some(unit) = UNITS.iter().find(|u| tail.starts_with(**u)) else {
            from = after;
            continue;
        };
        let mut end = after + unit.len();
        // 80歳代
        if word.get(end..).is_some_and(|t| t.starts_with('代')) {
            end += '代'.len_utf8();
        }
        let rest = word.get(end..)?;
        end += ABOUT.iter().find(|a| rest.starts_with(**a)).map_or(0, |a| a.len());
        let joint = |c: char| "の・（）()".contains(c);
        let (head, age, behind) = (word.get(..start)?, word.get(start..end)?, word.get(end..)?);
        let (head, behind) = (head.trim_end_matches(joint), behind.trim_matches(joint));
        let alone = head.is_empty() && behind.is_empty();
        return (!alone).then_some((head, age, behind));
    }
    None
}

/// The age that a bare number among the unread words may be. Two digits from 40 on: 101 is more often a room than an age.
/// Not beside a second number (a telephone in pieces), behind an era (昭和 45), or where the city is named (a house number
/// whose 町名 was not understood).
pub(super) fn bare(unread: &[String], words: &[String], city: &str) -> Option<i64> {
    let numbers: Vec<&String> = unread.iter().filter(|w| w.contains(digit)).collect();
    let [one] = numbers.as_slice() else { return None };
    let era = |w: &String| ERAS.iter().any(|e| half_width(w).eq_ignore_ascii_case(e));
    let named = |w: &String| !city.is_empty() && w.starts_with(city);
    if words.iter().any(|w| era(w) || named(w)) {
        return None;
    }
    let text = half_width(one);
    let two = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse::<i64>().ok().filter(|n| two && *n >= 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_cut_out_of_a_word_by_its_unit() {
        for (word, parts) in [
            ("高橋ミヨ86歳", ("高橋ミヨ", "86歳", "")),
            ("おいかわとし９１さい女", ("おいかわとし", "９１さい", "女")),
            ("86才の女性", ("", "86才", "女性")),
            ("常盤台2丁目3-14たかはし80代後半", ("常盤台2丁目3-14たかはし", "80代後半", "")),
            ("たかはし（80歳代）", ("たかはし", "80歳代", "")),
        ] {
            assert_eq!(split(word), Some(parts), "{word}");
        }
        for word in
            ["86歳", "80代後半", "常盤台2-3-14", "0000-65-0301", "昭和15年", "ささい", "", "歳"]
        {
            assert_eq!(split(word), None, "{word}");
        }
    }

    #[test]
    fn a_bare_number_is_an_age_only_where_nothing_else_could_be_meant() {
        let age = |words: &[&str], unread: &[&str]| {
            let all = |t: &[&str]| t.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
            bare(&all(unread), &all(words), "結野市")
        };
        assert_eq!(age(&["おいかわ", "91"], &["91"]), Some(91));
        assert_eq!(age(&["おいかわ", "９１"], &["９１"]), Some(91));
        for (words, unread) in [
            (&["おいかわ", "15"][..], &["15"][..]),
            (&["おいかわ", "101"], &["101"]),
            (&["おいかわ", "65", "0301"], &["65", "0301"]),
            (&["昭和", "45"], &["45"]),
            (&["s", "45"], &["45"]),
            (&["結野市", "90"], &["90"]),
            (&["おいかわ", "9a"], &["9a"]),
        ] {
            assert_eq!(age(words, unread), None, "{words:?}");
        }
    }
}
