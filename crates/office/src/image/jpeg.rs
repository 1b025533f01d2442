//! JPEG, segment by segment (ITU-T T.81, annex B): tables and compressed points are copied as they are, what
//! applications wrote about the picture is left out.
use super::{Stripped, exif};

const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;

/// The cleaned file; none when it is cut off or no JPEG.
pub(super) fn strip(b: &[u8]) -> Option<Stripped> {
    if b.get(..2)? != [0xFF, SOI] {
        return None;
    }
    let (mut at, mut orientation, mut jfif) = (2, 1, None);
    let mut body = Vec::with_capacity(b.len());
    loop {
        if *b.get(at)? != 0xFF {
            return None;
        }
        while *b.get(at)? == 0xFF {
            at += 1;
        }
        let marker = *b.get(at)?;
        at += 1;
        match marker {
            EOI => break,
            // stand-alone markers have no place between segments
            0x00 | 0x01 | 0xD0..=0xD8 => return None,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(b.get(at..at + 2)?.try_into().ok()?));
        let content = b.get(at + 2..at + length.max(2))?;
        at += length.max(2);
        match marker {
            APP0 => {
                if jfif.is_none() && content.starts_with(b"JFIF\0") {
                    jfif = content.get(5..12);
                }
            }
            APP1 => {
                if let Some(tiff) = content.strip_prefix(b"Exif\0\0") {
                    orientation = exif::orientation(tiff);
                }
            }
            APP2 if content.starts_with(b"ICC_PROFILE\0") => segment(&mut body, marker, content)?,
            APP14 if content.starts_with(b"Adobe") => {
                segment(&mut body, marker, content.get(..12)?)?;
            }
            // the other applications' segments and comments
            0xE3..=0xEF | APP2 | 0xFE => {}
            SOS => {
                segment(&mut body, marker, content)?;
                let end = scan_end(b, at)?;
                body.extend_from_slice(b.get(at..end)?);
                at = end;
            }
            _ => segment(&mut body, marker, content)?,
        }
    }
    let mut out = Vec::with_capacity(body.len() + 64);
    out.extend_from_slice(&[0xFF, SOI]);
    if let Some(version_and_density) = jfif {
        // without the small picture that may follow
        let head = [b"JFIF\0", version_and_density, &[0, 0]].concat();
        segment(&mut out, APP0, &head)?;
    }
    if orientation != 1 {
        let block = [b"Exif\0\0".as_slice(), &exif::minimal(orientation)].concat();
        segment(&mut out, APP1, &block)?;
    }
    out.extend_from_slice(&body);
    out.extend_from_slice(&[0xFF, EOI]);
    Some(Stripped { bytes: out, orientation })
}

fn segment(out: &mut Vec<u8>, marker: u8, content: &[u8]) -> Option<()> {
    let length = u16::try_from(content.len() + 2).ok()?;
    out.extend_from_slice(&[0xFF, marker]);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(content);
    Some(())
}

/// Where the compressed points end: at the next marker that is neither stuffing nor a restart.
fn scan_end(b: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let rest = b.get(at..)?;
        at += rest.iter().position(|x| *x == 0xFF)?;
        match *b.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}
