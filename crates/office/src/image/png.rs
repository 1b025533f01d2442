//! PNG, chunk by chunk (W3C PNG, third edition): what the points need is copied, words and times are left out.
use super::{Stripped, exif};

pub(super) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// Chunks that say how the points are to be shown. Everything else goes: tEXt, zTXt, iTXt, tIME, eXIf, private
/// chunks, and those of moving pictures, of which the first picture stays.
const KEPT: [&[u8; 4]; 12] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
    b"bKGD", b"pHYs",
];

/// The cleaned file; none when it is cut off or no PNG.
pub(super) fn strip(b: &[u8]) -> Option<Stripped> {
    let mut rest = b.strip_prefix(&SIGNATURE)?;
    let mut orientation = 1;
    let mut out = SIGNATURE.to_vec();
    let mut exif_goes = None;
    loop {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?) as usize;
        let whole = rest.get(..length.checked_add(12)?)?;
        rest = rest.get(whole.len()..)?;
        let name: &[u8; 4] = whole.get(4..8)?.try_into().ok()?;
        if name == b"eXIf" {
            orientation = exif::orientation(exif::tiff(whole.get(8..8 + length)?));
        }
        if KEPT.contains(&name) {
            out.extend_from_slice(whole);
        }
        if name == b"IHDR" {
            exif_goes = Some(out.len());
        }
        if name == b"IEND" {
            break;
        }
    }
    let place = exif_goes?;
    if orientation != 1 {
        let tail = out.split_off(place);
        let block = exif::minimal(orientation);
        out.extend_from_slice(&(block.len() as u32).to_be_bytes());
        let named = [b"eXIf".as_slice(), &block].concat();
        out.extend_from_slice(&named);
        out.extend_from_slice(&crc32(&named).to_be_bytes());
        out.extend_from_slice(&tail);
    }
    Some(Stripped { bytes: out, orientation })
}

/// CRC-32 of a chunk (PNG, annex D); only ever of a few bytes here.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    let step = |mut c: u32, b: &u8| {
        c ^= u32::from(*b);
        for _ in 0..8 {
            c = if c & 1 == 1 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 };
        }
        c
    };
    !bytes.iter().fold(!0, step)
}
