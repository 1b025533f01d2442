//! PDF from outside: how many pages, and refusal of what does more than show pages. Never panics, never follows
//! the file's own directions: it is read from front to back, so that a wrong or hostile table of offsets hides
//! nothing, and what it unpacks is limited.
//!
//! Refused: encrypted files; programs, forms that send, films, calls of other programs; files inside the file.
//! Not looked at: the content of pages and pictures. (Names: ISO 32000-2.)
mod collect;
mod lex;

use crate::image::{FILE_BYTES, Refused};

/// Most pages of one PDF.
pub const PAGES: u32 = 200;
/// Most objects that are looked at; a file of 200 scanned pages has about 2,000.
pub const OBJECTS: usize = 300_000;
/// Most bytes that one packed group of objects may unpack to, and all of them together.
pub const UNPACKED: (usize, usize) = (16 * 1024 * 1024, 64 * 1024 * 1024);

/// What is said about a PDF that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pdf {
    /// Pages.
    pub pages: u32,
}

/// Looks at a PDF.
pub fn inspect(bytes: &[u8]) -> Result<Pdf, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if bytes.len() > FILE_BYTES {
        return Err(Refused::TooLarge);
    }
    let tail = bytes.get(bytes.len().saturating_sub(4096)..).unwrap_or_default();
    if !holds(tail, b"%%EOF") {
        return Err(Refused::PdfBroken);
    }
    let found = collect::collect(bytes)?;
    if found.locked {
        return Err(Refused::PdfLocked);
    }
    // A name this long never comes about by chance: also where no reader of ours looks.
    if found.active || holds(bytes, b"/JavaScript") || holds(bytes, b"/RichMedia") {
        return Err(Refused::PdfActive);
    }
    if found.carries || holds(bytes, b"/EmbeddedFile") {
        return Err(Refused::PdfCarries);
    }
    match found.pages() {
        None | Some(0) => Err(Refused::PdfBroken),
        Some(n) if n > PAGES => Err(Refused::PdfPages),
        Some(pages) => Ok(Pdf { pages }),
    }
}

/// Does `needle` stand in `bytes`?
fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    find(bytes, needle, 0).is_some()
}

/// Where `needle` stands next at or after `from`.
fn find(bytes: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|b| *b == first)?;
        if bytes.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests;
