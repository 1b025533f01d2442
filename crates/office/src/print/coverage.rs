//! Which characters the print fonts have, and what becomes of the others. On paper nothing may vanish silently: a
//! typesetter without a glyph leaves an empty box or nothing, and a name or a tick is lost.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Printed in place of a character no font has (下駄記号, what printers have always used for a missing type).
pub const GETA: char = '〓';

/// The characters of all print fonts together. Built once by `press` from the fonts' tables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FontCoverage {
    /// Start and end (inclusive) of each run of code points.
    ranges: BTreeMap<u32, u32>,
    /// Base character and variation selector for which a font holds the wanted form.
    forms: BTreeSet<(char, char)>,
}

impl FontCoverage {
    /// From every character the fonts map and every (base, variation selector) pair they hold a form for.
    pub fn new(
        chars: impl IntoIterator<Item = char>,
        forms: impl IntoIterator<Item = (char, char)>,
    ) -> Self {
        let sorted: BTreeSet<u32> = chars.into_iter().map(u32::from).collect();
        let mut ranges = BTreeMap::new();
        let mut run: Option<(u32, u32)> = None;
        for code in sorted {
            run = match run {
                Some((start, end)) if end + 1 == code => Some((start, code)),
                Some((start, end)) => {
                    ranges.insert(start, end);
                    Some((code, code))
                }
                None => Some((code, code)),
            };
        }
        ranges.extend(run);
        Self { ranges, forms: forms.into_iter().collect() }
    }

    /// Whether some font has a glyph for this character.
    #[must_use]
    pub fn has(&self, c: char) -> bool {
        let code = u32::from(c);
        self.ranges.range(..=code).next_back().is_some_and(|(_, end)| *end >= code)
    }

    /// Whether some font has the form that `selector` asks of `base`.
    #[must_use]
    pub fn has_form(&self, base: char, selector: char) -> bool {
        self.forms.contains(&(base, selector))
    }
}

/// What could not be printed as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unprintable {
    /// Characters printed as 〓, each once, in order of appearance.
    pub missing: Vec<char>,
    /// Characters whose wanted variant (異体字セレクタ) no font has; printed in their usual form.
    pub usual_form: Vec<char>,
}

impl Unprintable {
    /// True when everything prints as written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.usual_form.is_empty()
    }

    fn missed(&mut self, c: char) {
        if !self.missing.contains(&c) {
            self.missing.push(c);
        }
    }

    fn formless(&mut self, c: char) {
        if !self.usual_form.contains(&c) {
            self.usual_form.push(c);
        }
    }
}

/// Text ready for the typesetter. See [`printable`].
pub type Printable<'a> = Cow<'a, str>;

/// Characters of `text` that no print font has, each once; to warn while somebody types.
#[must_use]
pub fn unprintable(text: &str, fonts: &FontCoverage) -> Vec<char> {
    let mut found = Unprintable::default();
    let _ = printable(text, fonts, &mut found);
    found.missing
}

/// `text` as it can be printed: a character without glyph becomes 〓 and is noted in `found`; so is a wanted variant
/// form that no font has. Line ends become LF, a tab becomes a space, and characters that show nothing anyway
/// (zero-width joiners and marks, direction marks, emoji presentation selectors) are dropped without a note. Kana with
/// a separate (semi-)voiced mark, as macOS writes them, are put together.
#[must_use]
pub fn printable<'a>(
    text: &'a str,
    fonts: &FontCoverage,
    found: &mut Unprintable,
) -> Printable<'a> {
    if text.chars().all(|c| c == '\n' || (plain(c) && fonts.has(c))) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\n' | '\u{2028}' | '\u{2029}' | '\u{85}' => out.push('\n'),
            '\t' => out.push(' '),
            '\u{3099}' | '\u{309A}' if voice(&mut out, c) => {}
            c if is_selector(c) => match out.chars().next_back() {
                Some(base) if fonts.has_form(base, c) => out.push(c),
                // FE0E and FE0F choose between text and picture of a symbol: paper has only the text.
                Some(base) if !matches!(c, '\u{FE0E}' | '\u{FE0F}') && base != GETA => {
                    found.formless(base)
                }
                _ => {}
            },
            c if is_invisible(c) => {}
            c if fonts.has(c) && !c.is_control() => out.push(c),
            c => {
                found.missed(c);
                out.push(GETA);
            }
        }
    }
    Cow::Owned(out)
}

fn plain(c: char) -> bool {
    !(c.is_control()
        || is_selector(c)
        || is_invisible(c)
        || matches!(c, '\u{3099}' | '\u{309A}' | '\u{2028}' | '\u{2029}'))
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}')
}

/// Joins a mark to the kana before it; false when that kana takes no such mark.
fn voice(out: &mut String, mark: char) -> bool {
    const VOICED: [(&str, &str); 2] = [
        (
            "うかきくけこさしすせそたちつてとはひふへほゝウカキクケコサシスセソタチツテトハヒフヘホワヰヱヲヽ",
            "ゔがぎぐげござじずぜぞだぢづでどばびぶべぼゞヴガギグゲゴザジズゼゾダヂヅデドバビブベボヷヸヹヺヾ",
        ),
        ("はひふへほハヒフヘホ", "ぱぴぷぺぽパピプペポ"),
    ];
    let [voiced, half] = VOICED;
    let (plain, marked) = if mark == '\u{3099}' { voiced } else { half };
    let Some(base) = out.chars().next_back() else { return false };
    let joined = plain.chars().zip(marked.chars()).find_map(|(p, m)| (p == base).then_some(m));
    match joined {
        Some(joined) => {
            out.pop();
            out.push(joined);
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fonts() -> FontCoverage {
        let chars =
            ('\u{20}'..='\u{7E}').chain('ぁ'..='ヿ').chain("髙﨑𠮷☑㈱葛辻橋行〓、。".chars());
        FontCoverage::new(chars, [('葛', '\u{E0100}')])
    }

    fn print(text: &str) -> (String, Unprintable) {
        let mut found = Unprintable::default();
        let out = printable(text, &fonts(), &mut found).into_owned();
        (out, found)
    }

    #[test]
    fn coverage_answers_for_each_end_of_a_run() {
        let fonts = FontCoverage::new(['a', 'c', 'b', 'z', '𠮷'], []);
        assert!(['a', 'b', 'c', 'z', '𠮷'].into_iter().all(|c| fonts.has(c)));
        assert!(!['`', 'd', 'y', '{', '𠮸'].into_iter().any(|c| fonts.has(c)));
        assert!(!FontCoverage::default().has('a'));
    }

    #[test]
    fn what_the_fonts_have_passes_untouched() {
        let text = "髙橋 𠮷﨑 ☑ ㈱\nつぎの行";
        assert!(matches!(printable(text, &fonts(), &mut Unprintable::default()), Cow::Borrowed(_)));
        assert_eq!(unprintable(text, &fonts()), []);
    }

    #[test]
    fn a_character_without_type_becomes_geta_and_is_noted_once() {
        let (out, found) = print("😀さんと😀\0さん");
        assert_eq!(out, "〓さんと〓〓さん");
        assert_eq!(found.missing, ['😀', '\0']);
        assert_eq!(unprintable("a😀𝄞😀", &fonts()), ['😀', '𝄞']);
    }

    #[test]
    fn a_variant_form_is_kept_if_a_font_has_it_and_noted_if_not() {
        assert_eq!(
            print("葛\u{E0100}城"),
            ("葛\u{E0100}〓".into(), Unprintable { missing: vec!['城'], usual_form: vec![] })
        );
        let (out, found) = print("辻\u{E0101}、葛\u{E0105}");
        assert_eq!(out, "辻、葛");
        assert_eq!(found.usual_form, ['辻', '葛']);
    }

    #[test]
    fn line_ends_tabs_and_invisible_marks_are_tidied_without_a_note() {
        let (out, found) = print("\u{FEFF}a\r\nb\rc\td\u{200B}☑\u{FE0F}");
        assert_eq!((out.as_str(), found.is_empty()), ("a\nb\nc d☑", true));
    }

    #[test]
    fn kana_with_a_separate_voiced_mark_are_put_together() {
        let (out, found) = print("カ\u{3099}とハ\u{309A}とう\u{3099}");
        assert_eq!((out.as_str(), found.is_empty()), ("ガとパとゔ", true));
        // A mark on something that takes none stands alone if a font has it.
        assert_eq!(print("髙\u{3099}").0, "髙\u{3099}");
    }
}
