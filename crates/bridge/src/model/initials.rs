//! A person on a FAX without their name: initials out of the kana and the age. A FAX may lie open on a machine; what is
//! printed there is left to whoever sends it (forms.md §0: 匿名化 on FAX is an option, the name goes by telephone).

/// The letter a Japanese name begins with in roman letters (Hepburn); none when the first sound is no kana.
pub fn initial(kana: &str) -> Option<char> {
    let mut sounds = kana.trim().chars().map(hiragana);
    let first = sounds.next()?;
    let small_y = matches!(sounds.next(), Some('ゃ' | 'ゅ' | 'ょ'));
    Some(match first {
        'あ' => 'A',
        'い' => 'I',
        'う' => 'U',
        'え' => 'E',
        'お' | 'を' => 'O',
        'か' | 'き' | 'く' | 'け' | 'こ' => 'K',
        'が' | 'ぎ' | 'ぐ' | 'げ' | 'ご' => 'G',
        'さ' | 'し' | 'す' | 'せ' | 'そ' => 'S',
        'じ' | 'ぢ' => 'J',
        'ざ' | 'ず' | 'ぜ' | 'ぞ' | 'づ' => 'Z',
        'ち' => 'C',
        'た' | 'つ' | 'て' | 'と' => 'T',
        'だ' | 'で' | 'ど' => 'D',
        'な' | 'に' | 'ぬ' | 'ね' | 'の' | 'ん' => 'N',
        'ふ' if !small_y => 'F',
        'は' | 'ひ' | 'ふ' | 'へ' | 'ほ' => 'H',
        'ば' | 'び' | 'ぶ' | 'べ' | 'ぼ' => 'B',
        'ぱ' | 'ぴ' | 'ぷ' | 'ぺ' | 'ぽ' => 'P',
        'ま' | 'み' | 'む' | 'め' | 'も' => 'M',
        'や' | 'ゆ' | 'よ' => 'Y',
        'ら' | 'り' | 'る' | 'れ' | 'ろ' => 'R',
        'わ' => 'W',
        _ => return None,
    })
}

fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        c => c,
    }
}

/// 「T・M」 for たかはし みよ; 「＊」 where a part cannot be read.
pub fn initials(kana: &str) -> String {
    let parts: Vec<String> = kana
        .split_whitespace()
        .map(|p| initial(p).map_or_else(|| "＊".to_string(), String::from))
        .collect();
    if parts.is_empty() { "＊".into() } else { parts.join("・") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_read_off_the_kana() {
        for (kana, want) in [
            ("たかはし みよ", "T・M"),
            ("ちば じゅん", "C・J"),
            ("フクシマ　チヨ", "F・C"),
            ("ひょうどう おさむ", "H・O"),
            ("わたなべ", "W"),
            ("", "＊"),
            ("Smith あん", "＊・A"),
        ] {
            assert_eq!(initials(kana), want, "{kana}");
        }
    }
}
