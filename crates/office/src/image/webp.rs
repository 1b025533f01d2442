//! WebP (RFC 9649): the chunks of the picture are copied, EXIF, XMP and unknown ones are left out.
use super::{Refused, Stripped, exif};

/// Flags of VP8X: which further chunks there are.
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;
const MOVES: u8 = 0x02;

/// The cleaned file; none when it is cut off; refused when it moves.
pub(super) fn strip(b: &[u8]) -> Result<Option<Stripped>, Refused> {
    let mut orientation = 1;
    let Some(chunks) = chunks(b) else { return Ok(None) };
    let mut body = b"WEBP".to_vec();
    let mut flags = None;
    for (name, content) in chunks {
        match name {
            b"ANIM" | b"ANMF" => return Err(Refused::Moving),
            b"EXIF" => orientation = exif::orientation(exif::tiff(content)),
            b"VP8X" if body.len() == 4 => {
                if content.first().is_some_and(|f| f & MOVES != 0) {
                    return Err(Refused::Moving);
                }
                flags = Some(body.len() + 8);
                chunk(&mut body, name, content);
            }
            b"VP8 " | b"VP8L" | b"ALPH" | b"ICCP" => chunk(&mut body, name, content),
            _ => {}
        }
    }
    // only the long form can say which side is up
    let turned = orientation != 1 && flags.is_some();
    if let Some(f) = flags.and_then(|at| body.get_mut(at)) {
        *f &= !(HAS_EXIF | HAS_XMP);
        if turned {
            *f |= HAS_EXIF;
        }
    }
    if turned {
        chunk(&mut body, b"EXIF", &exif::minimal(orientation));
    }
    let Ok(size) = u32::try_from(body.len()) else { return Ok(None) };
    let mut out = b"RIFF".to_vec();
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&body);
    Ok(Some(Stripped { bytes: out, orientation: if turned { orientation } else { 1 } }))
}

fn chunk(out: &mut Vec<u8>, name: &[u8; 4], content: &[u8]) {
    out.extend_from_slice(name);
    out.extend_from_slice(&(content.len() as u32).to_le_bytes());
    out.extend_from_slice(content);
    if content.len() % 2 == 1 {
        out.push(0);
    }
}

type Chunk<'a> = (&'a [u8; 4], &'a [u8]);

fn chunks(b: &[u8]) -> Option<Vec<Chunk<'_>>> {
    let size = u32::from_le_bytes(b.get(4..8)?.try_into().ok()?) as usize;
    let mut rest = b.get(12..size.checked_add(8)?)?;
    let mut out = Vec::new();
    while rest.len() >= 8 {
        let name: &[u8; 4] = rest.get(..4)?.try_into().ok()?;
        let length = u32::from_le_bytes(rest.get(4..8)?.try_into().ok()?) as usize;
        out.push((name, rest.get(8..length.checked_add(8)?)?));
        rest = rest.get(8 + length + length % 2..).unwrap_or_default();
    }
    Some(out)
}
