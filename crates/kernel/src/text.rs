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
