//! Names of wards as people type them: 「３階東」, 「3階 東病棟」 and 「3階東病棟」 are one ward.

/// What two spellings of a ward have in common: NFKC, no spaces, without the last 「病棟」. Never shown.
pub fn key(name: &str) -> String {
    let whole = kernel::kana::search_key(name);
    let tail = kernel::kana::search_key("病棟");
    match whole.strip_suffix(tail.as_str()) {
        Some(short) if !short.is_empty() => short.to_string(),
        _ => whole,
    }
}

/// The spelling out of `known` for what was typed; what is none of them stays as typed.
pub fn spelled<'a>(typed: &'a str, known: impl IntoIterator<Item = &'a str>) -> &'a str {
    let wanted = key(typed);
    let typed = typed.trim();
    if wanted.is_empty() {
        return typed;
    }
    known.into_iter().find(|k| key(k) == wanted).unwrap_or(typed)
}

/// Is it one of the hospital's wards? One that keeps no list knows none and takes any name.
pub fn known(name: &str, wards: &[String]) -> bool {
    name.is_empty() || wards.is_empty() || wards.iter().any(|w| w == name)
}

/// What was told of a ward that the hospital does not have: 「連絡では『東3』」.
pub fn told(words: &str) -> String {
    format!("連絡では『{words}』")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_ward_have_one_key_and_other_wards_do_not() {
        for same in ["3階東", "３階東病棟", "3階 東 病棟", "3階東\u{3000}病棟", " 3階東病棟 "]
        {
            assert_eq!(key(same), key("3階東病棟"), "{same}");
        }
        for other in ["3階西病棟", "13階東病棟", "3階東2病棟", ""] {
            assert_ne!(key(other), key("3階東病棟"), "{other}");
        }
        assert_ne!(key("病棟"), "", "the bare word is a name, not nothing");
    }

    #[test]
    fn the_hospitals_own_spelling_wins_and_an_unknown_ward_stays_as_typed() {
        let known = ["3階東病棟", "ICU"];
        assert_eq!(spelled("３階東", known), "3階東病棟");
        assert_eq!(spelled("icu", known), "ICU");
        assert_eq!(spelled(" HCU ", known), "HCU");
        assert_eq!(spelled("  ", known), "");
    }
}
