//! The one thing of EXIF that a picture needs: which side is up (EXIF 2.32, tag 0x0112).

const ORIENTATION: u16 = 0x0112;
/// Entries of the first directory that are looked at.
const ENTRIES: u16 = 500;

/// Orientation 1–8 of a TIFF block (without `Exif\0\0`); 1 when there is none.
pub(super) fn orientation(tiff: &[u8]) -> u8 {
    read(tiff).filter(|o| (1..=8).contains(o)).unwrap_or(1)
}

fn read(tiff: &[u8]) -> Option<u8> {
    let big = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let u16_at = |at: usize| -> Option<u16> {
        let b: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(b) } else { u16::from_le_bytes(b) })
    };
    let b: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let ifd = if big { u32::from_be_bytes(b) } else { u32::from_le_bytes(b) } as usize;
    let n = u16_at(ifd)?.min(ENTRIES);
    for i in 0..usize::from(n) {
        let entry = ifd.checked_add(2 + i * 12)?;
        if u16_at(entry)? == ORIENTATION {
            return u8::try_from(u16_at(entry + 8)?).ok();
        }
    }
    None
}

/// A TIFF block that says the orientation and nothing else.
pub(super) fn minimal(orientation: u8) -> [u8; 26] {
    let mut b = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    if let Some(o) = b.get_mut(19) {
        *o = orientation;
    }
    b
}

/// Without the `Exif\0\0` that some programs put before the TIFF block.
pub(super) fn tiff(block: &[u8]) -> &[u8] {
    block.strip_prefix(b"Exif\0\0").unwrap_or(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        for o in 1..=8 {
            assert_eq!(orientation(&minimal(o)), o);
        }
    }

    #[test]
    fn little_endian_and_nonsense() {
        let b = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        assert_eq!(orientation(b), 6);
        for cut in 0..b.len() {
            let o = orientation(&b[..cut]);
            assert!(o == 1 || o == 6);
        }
        assert_eq!(orientation(b"II*\0\xff\xff\xff\xff"), 1);
        assert_eq!(orientation(&minimal(9)), 1);
    }
}
