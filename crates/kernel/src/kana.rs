//! The search key of names: what is heard or typed in any of its spellings folds to the same text.
//! NFKC → 異体字 → ひらがな → no marks. Never shown, only compared.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

fn variants() -> &'static BTreeMap<char, char> {
    static TABLE: OnceLock<BTreeMap<char, char>> = OnceLock::new();
    TABLE.get_or_init(|| {
        include_str!("../../../data/kana/itaiji.csv")
            .lines()
            .filter_map(|l| {
                let (from, to) = l.split_once(',')?;
                let mut f = from.trim().chars();
                let mut t = to.split(',').next()?.trim().chars();
                match (f.next(), f.next(), t.next(), t.next()) {
                    (Some(f), None, Some(t), None) => Some((f, t)),
                    _ => None,
                }
            })
            .collect()
    })
}

/// The 異体字 that [`search_key`] folds, from and to: for a device that folds without this program.
pub fn variant_pairs() -> impl Iterator<Item = (char, char)> {
    variants().iter().map(|(from, to)| (*from, *to))
}

/// Numbers as typed with an input method: full-width digits and letters to half width, the many dashes to a hyphen.
pub fn half_width(text: &str) -> String {
    text.nfkc()
        .map(|c| {
            if matches!(c, 'ー' | '−' | '‐' | '‑' | '–' | '—' | '―' | '－') {
                '-'
            } else {
                c
            }
        })
        .collect()
}

/// Katakana to hiragana; other characters stay.
pub fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        _ => c,
    }
}

/// Small kana to full-size (ゃ → や): しょう and しよう are one when somebody types on an old phone.
fn full_size(c: char) -> char {
    match c {
        'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' => {
            char::from_u32(c as u32 + 1).unwrap_or(c)
        }
        'ゕ' => 'か',
        'ゖ' => 'け',
        _ => c,
    }
}

/// The search key of a text. Idempotent: the key of a key is itself.
pub fn search_key(text: &str) -> String {
    let table = variants();
    // う゛ as two characters composes to ゔ only with the combining marks
    let marks = text.replace('゛', "\u{3099}").replace('゜', "\u{309A}");
    marks
        .nfkc()
        .map(|c| table.get(&c).copied().unwrap_or(c))
        .flat_map(char::to_lowercase)
        .map(hiragana)
        .map(full_size)
        .filter(|c| c.is_alphanumeric() && *c != 'ー')
        .collect()
}

/// The bigrams of a search key, each once; a key of one character gives itself.
pub fn bigrams(key: &str) -> BTreeSet<String> {
    let chars: Vec<char> = key.chars().collect();
    if chars.len() == 1 {
        return chars.iter().map(|c| c.to_string()).collect();
    }
    chars.windows(2).map(|w| w.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_fold_together() {
        assert_eq!(search_key("髙橋 ミヨ"), search_key("高橋みよ"));
        assert_eq!(search_key("ﾀｶﾊｼ"), search_key("たかはし"));
        assert_eq!(search_key("山﨑"), search_key("山崎"));
        assert_eq!(search_key("𠮷田"), search_key("吉田"));
        assert_eq!(search_key("ショウコ"), search_key("しようこ"));
        assert_eq!(search_key("０１９７－６５"), "019765");
        assert_eq!(search_key("ヴァ・ー"), search_key("う゛ぁ"));
    }

    #[test]
    fn numbers_typed_with_an_input_method_become_plain() {
        assert_eq!(half_width("０９０−１２３４ー５６７８"), "090-1234-5678");
        assert_eq!(half_width("Ｈ１２３"), "H123");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for s in ["髙﨑 𠮷", "ｶﾞ㈱①", "Straße", "ゑゐヰヱヶ", ""] {
            assert_eq!(search_key(&search_key(s)), search_key(s), "{s}");
        }
    }

    #[test]
    fn two_letters_are_enough_to_find() {
        assert!(bigrams(&search_key("訪問看護")).contains("訪問"));
        assert_eq!(bigrams("あ").len(), 1);
        assert!(bigrams("").is_empty());
    }
}
