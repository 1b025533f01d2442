//! From bytes to text and back, without a guess that could change a name.

use encoding_rs::{EUC_JP, Encoding as Web, SHIFT_JIS, UTF_16BE, UTF_16LE};

use super::CsvError;

/// What the file was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without mark.
    Utf8,
    /// UTF-8 with the mark EF BB BF (Excel's "CSV UTF-8").
    Utf8Bom,
    /// UTF-16 little endian with mark (Excel's "Unicode text").
    Utf16Le,
    /// UTF-16 big endian with mark.
    Utf16Be,
    /// Windows code page 932, which Japanese offices call Shift_JIS.
    Cp932,
}

/// Text without mark, and what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The whole text; line ends as they were.
    pub text: String,
    /// The encoding it was in.
    pub encoding: Encoding,
}

/// Decodes a whole file. A mark decides; without one UTF-8 is tried before CP932, because CP932 text is practically
/// never valid UTF-8 while the reverse often is.
///
/// # Errors
/// [`CsvError::Empty`], [`CsvError::Workbook`], [`CsvError::Nul`], [`CsvError::Undecodable`].
pub fn decode(bytes: &[u8]) -> Result<Decoded, CsvError> {
    if bytes.is_empty() {
        return Err(CsvError::Empty);
    }
    // ZIP (xlsx) and OLE2 (xls): the commonest wrong file, and worth its own words.
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(CsvError::Workbook);
    }
    let (text, encoding) = if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        (utf8(rest)?, Encoding::Utf8Bom)
    } else if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        (web(UTF_16LE, rest)?, Encoding::Utf16Le)
    } else if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        (web(UTF_16BE, rest)?, Encoding::Utf16Be)
    } else {
        if let Some(at) = bytes.iter().position(|b| *b == 0) {
            return Err(CsvError::Nul { line: line_of(bytes, at) });
        }
        match std::str::from_utf8(bytes) {
            // ISO-2022-JP is pure ASCII with escapes: valid UTF-8, but not the text that was meant.
            Ok(text) => match text.find("\x1b$").or_else(|| text.find("\x1b(")) {
                Some(at) => return Err(CsvError::Undecodable { line: line_of(bytes, at) }),
                None => (text.to_owned(), Encoding::Utf8),
            },
            Err(wrong) => cp932(bytes, wrong.valid_up_to())?,
        }
    };
    if let Some(at) = text.find('\0') {
        return Err(CsvError::Nul { line: line_of(text.as_bytes(), at) });
    }
    if text.trim().is_empty() {
        return Err(CsvError::Empty);
    }
    Ok(Decoded { text, encoding })
}

fn utf8(bytes: &[u8]) -> Result<String, CsvError> {
    std::str::from_utf8(bytes)
        .map(str::to_owned)
        .map_err(|wrong| CsvError::Undecodable { line: line_of(bytes, wrong.valid_up_to()) })
}

fn web(encoding: &'static Web, bytes: &[u8]) -> Result<String, CsvError> {
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(text.into_owned()),
        None => {
            // Only now, on the way out, is the broken place looked for.
            let (lossy, _) = encoding.decode_without_bom_handling(bytes);
            let at = lossy.find('\u{FFFD}').unwrap_or(0);
            Err(CsvError::Undecodable { line: line_of(lossy.as_bytes(), at) })
        }
    }
}

fn cp932(bytes: &[u8], utf8_broke_at: usize) -> Result<(String, Encoding), CsvError> {
    let refused = || CsvError::Undecodable { line: line_of(bytes, utf8_broke_at) };
    let text = SHIFT_JIS
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(refused)?
        .into_owned();
    // EUC-JP reads as CP932 without a fault, as a salad of half-width kana. The other way round, half-width kana read
    // as EUC-JP are rare kanji: only full-width kana in it tell that EUC-JP was meant.
    let half = text.chars().filter(|c| ('\u{FF61}'..='\u{FF9F}').contains(c)).count();
    let other = text.chars().filter(|c| !c.is_ascii()).count() - half;
    if half > other
        && EUC_JP
            .decode_without_bom_handling_and_without_replacement(bytes)
            .is_some_and(|euc| euc.chars().any(|c| ('\u{3041}'..='\u{30FA}').contains(&c)))
    {
        return Err(refused());
    }
    Ok((text, Encoding::Cp932))
}

/// 1-based line on which byte `at` stands; CR LF, LF and CR each end a line.
pub(super) fn line_of(bytes: &[u8], at: usize) -> u64 {
    let mut line = 1;
    let mut before = 0u8;
    for &byte in bytes.iter().take(at) {
        match byte {
            b'\r' => line += 1,
            b'\n' if before != b'\r' => line += 1,
            _ => {}
        }
        before = byte;
    }
    line
}

/// CP932 bytes of `text`, or the characters it cannot hold.
///
/// encoding_rs follows the web's Shift_JIS table, which is CP932 in one direction only: a few characters that other
/// systems use for the same JIS code are unmappable there and are mapped first to their Windows twins (波ダッシュ 〜 →
/// ～, − → －, — → ―, ‖ → ∥, ¢ £ ¬ → full width).
///
/// # Errors
/// The unmappable characters, each once (𠮷, characters with a variation selector, emoji).
pub fn encode_cp932(text: &str) -> Result<Vec<u8>, Vec<char>> {
    let twin: String = text.chars().map(windows_twin).collect();
    let (bytes, _, lossy) = SHIFT_JIS.encode(&twin);
    if !lossy {
        return Ok(bytes.into_owned());
    }
    let mut missing = Vec::new();
    for c in twin.chars() {
        if !missing.contains(&c) && SHIFT_JIS.encode(c.encode_utf8(&mut [0; 4])).2 {
            missing.push(c);
        }
    }
    Err(missing)
}

fn windows_twin(c: char) -> char {
    match c {
        '\u{301C}' => '\u{FF5E}',
        '\u{2212}' => '\u{FF0D}',
        '\u{2014}' => '\u{2015}',
        '\u{2016}' => '\u{2225}',
        '\u{00A2}' => '\u{FFE0}',
        '\u{00A3}' => '\u{FFE1}',
        '\u{00AC}' => '\u{FFE2}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "氏名,市\r\n髙橋 﨑子,㈱①〜\r\n";

    #[test]
    fn each_encoding_of_japanese_offices_is_recognised() {
        let utf16 = |big: bool| {
            let mut out = if big { vec![0xFE, 0xFF] } else { vec![0xFF, 0xFE] };
            for unit in TEXT.encode_utf16() {
                out.extend(if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
            }
            out
        };
        let marked = [b"\xEF\xBB\xBF".as_slice(), TEXT.as_bytes()].concat();
        let cases = [
            (TEXT.as_bytes().to_vec(), Encoding::Utf8),
            (marked, Encoding::Utf8Bom),
            (utf16(false), Encoding::Utf16Le),
            (utf16(true), Encoding::Utf16Be),
        ];
        for (bytes, encoding) in cases {
            assert_eq!(decode(&bytes), Ok(Decoded { text: TEXT.to_owned(), encoding }));
        }
        let sjis = encode_cp932(TEXT).unwrap();
        let back = decode(&sjis).unwrap();
        assert_eq!(back.encoding, Encoding::Cp932);
        assert_eq!(back.text, TEXT.replace('〜', "～"));
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_line() {
        assert_eq!(decode(b""), Err(CsvError::Empty));
        assert_eq!(decode(b"\xEF\xBB\xBF \r\n\r\n"), Err(CsvError::Empty));
        assert_eq!(decode(b"PK\x03\x04rest"), Err(CsvError::Workbook));
        assert_eq!(decode(b"a,b\r\n1,\x002"), Err(CsvError::Nul { line: 2 }));
        assert_eq!(decode(b"\xFF\xFEa\0\n\0\0\0"), Err(CsvError::Nul { line: 2 }));
        assert_eq!(decode(b"a\nb\n\x81\x00"), Err(CsvError::Nul { line: 3 }));
        assert_eq!(decode(b"a\rb\n\xFF\xFF\n"), Err(CsvError::Undecodable { line: 3 }));
        assert_eq!(decode(b"\xEF\xBB\xBFa\n\x82\xA0"), Err(CsvError::Undecodable { line: 2 }));
        assert_eq!(decode(b"\xFF\xFEa\0\n\0\x00\xD8x\0"), Err(CsvError::Undecodable { line: 2 }));
        assert_eq!(decode(b"\x1b$B$\"\x1b(B"), Err(CsvError::Undecodable { line: 1 }));
        let euc = EUC_JP.encode("氏名,住所\n高橋ミヨ,結野市\n").0.into_owned();
        assert_eq!(decode(&euc), Err(CsvError::Undecodable { line: 1 }));
    }

    #[test]
    fn half_width_kana_of_cp932_is_still_read() {
        let bytes = encode_cp932("ﾀｶﾊｼ ﾐﾖ,ﾕｲﾉｼ\n").unwrap();
        assert_eq!(decode(&bytes).unwrap().text, "ﾀｶﾊｼ ﾐﾖ,ﾕｲﾉｼ\n");
    }

    #[test]
    fn cp932_maps_twins_and_names_what_it_cannot_hold() {
        let bytes = encode_cp932("10〜12 −5 — ‖ 髙①").unwrap();
        let (back, _) = SHIFT_JIS.decode_without_bom_handling(&bytes);
        assert_eq!(back, "10～12 －5 ― ∥ 髙①");
        assert_eq!(encode_cp932("𠮷田と葛\u{E0100}城と𠮷野"), Err(vec!['𠮷', '\u{E0100}']));
    }
}
