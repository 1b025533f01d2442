//! What a short text of a form may hold: names, readings, professions. Characters that nobody sees, or that turn the text
//! around them, let one name look like another on a page and on paper.

/// A character that is not seen or that changes how its neighbours are drawn: controls (C0, C1), line and paragraph
/// separators, marks of writing direction (Unicode UAX #9), zero-width characters, tags. Selectors of variants (異体字)
/// are none of them: names need them.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}'
            | '\u{e0000}'..='\u{e007f}')
}

/// A hidden character of a text of several lines: lines and tabs are none.
pub fn is_hidden_in_lines(c: char) -> bool {
    is_hidden(c) && !matches!(c, '\n' | '\r' | '\t')
}

/// The text without its hidden characters, lines and tabs kept. The joiner between two pictures stays: 👩‍⚕️ is one sign that
/// everybody sees.
pub fn without_hidden(text: &str) -> String {
    let all: Vec<char> = text.chars().collect();
    let joins = |i: usize| {
        let before = i.checked_sub(1).and_then(|b| all.get(b));
        let after = all.get(i + 1);
        before.is_some_and(|c| is_picture(*c) || *c == '\u{fe0f}')
            && after.is_some_and(|c| is_picture(*c))
    };
    let kept = |(i, c): (usize, &char)| {
        (!is_hidden_in_lines(*c) || (*c == '\u{200d}' && joins(i))).then_some(*c)
    };
    all.iter().enumerate().filter_map(kept).collect()
}

/// Signs of the blocks that hold emoji, shades of skin among them.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// A line that can be read as it stands: no hidden character and at least one letter or digit.
pub fn is_plain_line(text: &str) -> bool {
    !text.chars().any(is_hidden) && text.chars().any(char::is_alphanumeric)
}

/// A reading: ひらがな or カタカナ (also of half width), spaces and the marks that stand in readings.
pub fn is_reading(text: &str) -> bool {
    let kana = |c: char| matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '\u{ff66}'..='\u{ff9d}' | 'ゝ' | 'ゞ' | 'ヽ' | 'ヾ');
    let mark = |c: char| {
        matches!(
            c,
            ' ' | '　'
                | 'ー'
                | '・'
                | '･'
                | '-'
                | '－'
                | '゛'
                | '゜'
                | '\u{ff70}'
                | '\u{ff9e}'
                | '\u{ff9f}'
                | '\u{3099}'
                | '\u{309a}'
                | '（'
                | '）'
                | '('
                | ')'
        )
    };
    text.chars().any(kana) && text.chars().all(|c| kana(c) || mark(c))
}

/// The reading of an organisation: digits, too (だい２くりにっく).
pub fn is_office_reading(text: &str) -> bool {
    let letters: String =
        text.chars().filter(|c| !c.is_ascii_digit() && !('０'..='９').contains(c)).collect();
    is_reading(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_no_part_of_a_name() {
        for good in
            ["佐藤 花子", "渡邉󠄀 一", "John Smith", "みどり薬局２号店", "葛\u{e0100}城", "ｻﾄｳ"]
        {
            assert!(is_plain_line(good), "{good}");
        }
        for bad in [
            "",
            " ",
            "\u{7}",
            "\u{7}\u{8}\u{1b}",
            "佐藤\u{7}花子",
            "佐藤\u{202e}子花",
            "\u{200b}\u{200b}",
            "a\u{2066}b",
            "a\nb",
            "佐\u{feff}藤",
            "・・・",
            "a\u{85}",
            "\u{e0041}x",
        ] {
            assert!(!is_plain_line(bad), "{bad:?}");
        }
    }

    #[test]
    fn joined_pictures_stay_joined_and_nothing_else_does() {
        for whole in
            ["👩\u{200d}⚕\u{fe0f}が来た", "👨🏽\u{200d}👩\u{200d}👧", "二行\n🏳\u{fe0f}\u{200d}🌈"]
        {
            assert_eq!(without_hidden(whole), whole);
        }
        assert_eq!(without_hidden("高\u{200d}橋\u{200b}"), "高橋");
        assert_eq!(without_hidden("👩\u{200d}橋 \u{200d}👩 👩\u{200d}"), "👩橋 👩 👩");
        assert_eq!(without_hidden("\u{202e}👩\u{200b}👩"), "👩👩");
    }

    #[test]
    fn a_text_of_several_lines_may_have_lines_and_nothing_else_that_is_hidden() {
        assert!(!"一行目\n\t二行目\r\n葛\u{e0100}城".chars().any(is_hidden_in_lines));
        for bad in ["\u{202e}", "\u{200b}", "\u{feff}", "\u{7}", "\u{2028}"] {
            assert!(bad.chars().any(is_hidden_in_lines), "{bad:?}");
        }
    }

    #[test]
    fn a_reading_is_of_kana() {
        for good in [
            "さとう はなこ",
            "サトウ　ハナコ",
            "ｻﾄｳ ﾊﾅｺ",
            "すーざん・すみす",
            "ゔぃっく",
            "か\u{3099}く",
        ] {
            assert!(is_reading(good), "{good}");
        }
        for bad in ["", " ", "佐藤", "sato", "さとう\u{202e}", "ー", "さとう1"] {
            assert!(!is_reading(bad), "{bad:?}");
        }
        assert!(is_office_reading("だい２くりにっく") && is_office_reading("けあぷらん24"));
        assert!(!is_office_reading("24") && !is_office_reading("第2"));
    }
}
