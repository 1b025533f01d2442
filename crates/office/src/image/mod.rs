//! Pictures from outside: what they are by their bytes, limits, what they say about place and owner taken out
//! without touching a point of the picture, and a small picture for lists. Never panics, whatever the bytes.
//!
//! Removed: EXIF (place, camera, time), XMP, IPTC, comments, text chunks, embedded previews, everything after the
//! picture's end. Kept: the points as they were compressed, colour profile, and which side is up (as the one EXIF
//! entry "orientation").
mod exif;
mod jpeg;
mod png;
mod refused;
mod thumb;
mod webp;

pub use refused::Refused;
pub use thumb::THUMB_SIDE;

/// Largest file, bytes. A phone's photograph has 2–8 MB, ten scanned pages about as much.
pub const FILE_BYTES: usize = 20 * 1024 * 1024;
/// Most points of a picture: what a phone of 48 million points takes.
pub const PIXELS: u64 = 50_000_000;
/// Longest side, points.
pub const SIDE: u32 = 16_384;
/// Most memory that reading one picture may take, bytes.
pub const DECODE_BYTES: u64 = 256 * 1024 * 1024;

/// What a file is, by its first bytes and never by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileType {
    /// application/pdf
    Pdf,
    /// image/jpeg
    Jpeg,
    /// image/png
    Png,
    /// image/webp
    Webp,
}

impl FileType {
    /// All types that are taken.
    pub const ALL: [FileType; 4] = [FileType::Pdf, FileType::Jpeg, FileType::Png, FileType::Webp];

    /// MIME type, as stored and as sent.
    pub const fn mime(self) -> &'static str {
        match self {
            FileType::Pdf => "application/pdf",
            FileType::Jpeg => "image/jpeg",
            FileType::Png => "image/png",
            FileType::Webp => "image/webp",
        }
    }

    /// From the stored MIME type.
    pub fn from_mime(mime: &str) -> Option<Self> {
        FileType::ALL.into_iter().find(|t| t.mime() == mime)
    }

    /// File name extension without dot.
    pub const fn extension(self) -> &'static str {
        match self {
            FileType::Pdf => "pdf",
            FileType::Jpeg => "jpg",
            FileType::Png => "png",
            FileType::Webp => "webp",
        }
    }

    /// A picture, not a document?
    pub const fn is_picture(self) -> bool {
        !matches!(self, FileType::Pdf)
    }
}

/// Bytes of a PDF's head in which `%PDF-` must stand (PDF 32000-1, annex H.3.4.1).
const PDF_HEAD: usize = 1024;

/// Says what a file is.
pub fn sniff(bytes: &[u8]) -> Result<FileType, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if bytes.len() > FILE_BYTES {
        return Err(Refused::TooLarge);
    }
    let at = |from: usize, len: usize| bytes.get(from..from + len).unwrap_or_default();
    if at(0, 3) == [0xFF, 0xD8, 0xFF] {
        return Ok(FileType::Jpeg);
    }
    if at(0, 8) == png::SIGNATURE {
        return Ok(FileType::Png);
    }
    if at(0, 4) == b"RIFF" && at(8, 4) == b"WEBP" {
        return Ok(FileType::Webp);
    }
    if at(4, 4) == b"ftyp" {
        const BRANDS: [&[u8]; 10] = [
            b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif",
            b"avis",
        ];
        let heif = BRANDS.contains(&at(8, 4));
        return Err(if heif { Refused::Heic } else { Refused::Unknown });
    }
    let head = bytes.get(..PDF_HEAD.min(bytes.len())).unwrap_or_default();
    if head.windows(5).any(|w| w == b"%PDF-") {
        return Ok(FileType::Pdf);
    }
    Err(Refused::Unknown)
}

/// A picture fit to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// What it is.
    pub kind: FileType,
    /// The cleaned file.
    pub bytes: Vec<u8>,
    /// Width as shown, points.
    pub width: u32,
    /// Height as shown, points.
    pub height: u32,
    /// A small JPEG for lists, at most [`THUMB_SIDE`] points a side, right side up.
    pub thumb: Vec<u8>,
}

/// A picture without what it said about place and owner.
struct Stripped {
    bytes: Vec<u8>,
    /// EXIF orientation, 1–8.
    orientation: u8,
}

/// Checks and cleans a picture. Takes as long as reading it once: not for a transaction.
pub fn clean(bytes: &[u8]) -> Result<Picture, Refused> {
    let kind = sniff(bytes)?;
    let stripped = match kind {
        FileType::Pdf => return Err(Refused::Unknown),
        FileType::Jpeg => jpeg::strip(bytes),
        FileType::Png => png::strip(bytes),
        FileType::Webp => webp::strip(bytes)?,
    }
    .ok_or(Refused::Broken)?;
    // A decoder is somebody else's program: should it ever panic on bytes made for that, it is the picture's fault.
    let read = || thumb::make(kind, &stripped.bytes, stripped.orientation);
    let small = std::panic::catch_unwind(read).map_err(|_| Refused::Broken)??;
    Ok(Picture {
        kind,
        bytes: stripped.bytes,
        width: small.width,
        height: small.height,
        thumb: small.jpeg,
    })
}

#[cfg(test)]
mod tests;
