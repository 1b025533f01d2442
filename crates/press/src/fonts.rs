//! The fonts the program carries, and what they can print.
//!
//! BIZ UDPGothic is a universal-design face made for forms. It lacks rare kanji of names (𠮷) and signs (☑); small
//! supplements made by `fonts/subset.py` follow it in the font list of the templates. No other font is ever used.

use std::collections::BTreeSet;

use office::print::FontCoverage;
use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Font, FontInstance, FontVariant, FontVariations};

use crate::PressError;

/// Order matters: it is the order of the font list in `templates/common.typ`.
static FILES: [&[u8]; 6] = [
    include_bytes!("../fonts/BIZUDPGothic-Regular.ttf"),
    include_bytes!("../fonts/BIZUDPGothic-Bold.ttf"),
    include_bytes!("../fonts/YuiPrintKanji-Regular.otf"),
    include_bytes!("../fonts/YuiPrintKanji-Bold.otf"),
    include_bytes!("../fonts/YuiPrintSigns1-Regular.ttf"),
    include_bytes!("../fonts/YuiPrintSigns2-Regular.ttf"),
];

/// All fonts.
pub(crate) fn load() -> Result<Vec<Font>, PressError> {
    FILES.iter().map(|bytes| Font::new(Bytes::new(*bytes), 0).ok_or(PressError::Fonts)).collect()
}

/// What they can print, read from their own tables. Private-use characters are left out although a font may draw
/// something for them: they mean something else on every machine.
pub(crate) fn coverage(fonts: &[Font]) -> FontCoverage {
    let chars = fonts.iter().flat_map(drawn).filter(|c| !is_private(*c));
    // Only the base font's forms count: typst asks the first font that has the base character.
    let mut forms = Vec::new();
    if let Some(base) = fonts.first() {
        let face = face(base);
        for (c, selector) in drawn(base).into_iter().flat_map(|c| SELECTORS.map(|s| (c, s))) {
            if face.ttf().glyph_variation_index(c, selector).is_some() {
                forms.push((c, selector));
            }
        }
    }
    FontCoverage::new(chars, forms)
}

/// The variation selectors BIZ UDPGothic knows.
const SELECTORS: [char; 5] = ['\u{FE00}', '\u{FE01}', '\u{E0100}', '\u{E0101}', '\u{E0102}'];

/// The font without any variation, which is how a static font is used.
fn face(font: &Font) -> FontInstance {
    font.clone().instantiate(FontVariant::default(), Abs::pt(10.0), &FontVariations::default())
}

fn drawn(font: &Font) -> BTreeSet<char> {
    let mut chars = BTreeSet::new();
    let face = face(font);
    for table in face.ttf().tables().cmap.into_iter().flat_map(|cmap| cmap.subtables) {
        if table.is_unicode() {
            table.codepoints(|code| {
                let has_glyph = table.glyph_index(code).is_some_and(|glyph| glyph.0 != 0);
                chars.extend(char::from_u32(code).filter(|_| has_glyph));
            });
        }
    }
    chars
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}
