//! Reading a picture within limits and making it small.
use std::io::Cursor;

use ::image::codecs::jpeg::JpegEncoder;
use ::image::metadata::Orientation;
use ::image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

use super::{DECODE_BYTES, FileType, PIXELS, Refused, SIDE};

/// Longest side of a small picture, points: legible as a kind of paper, not as its numbers.
pub const THUMB_SIDE: u32 = 240;
/// JPEG quality of a small picture, of 100.
const QUALITY: u8 = 72;

pub(super) struct Small {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) jpeg: Vec<u8>,
}

pub(super) fn make(kind: FileType, bytes: &[u8], orientation: u8) -> Result<Small, Refused> {
    let format = match kind {
        FileType::Jpeg => ImageFormat::Jpeg,
        FileType::Png => ImageFormat::Png,
        FileType::Webp => ImageFormat::WebP,
        FileType::Pdf => return Err(Refused::Unknown),
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODE_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|e| refusal(&e))?;
    let (w, h) = decoder.dimensions();
    // before a single point is read
    if w > SIDE
        || h > SIDE
        || u64::from(w) * u64::from(h) > PIXELS
        || decoder.total_bytes() > DECODE_BYTES
    {
        return Err(Refused::TooManyPixels);
    }
    if w == 0 || h == 0 {
        return Err(Refused::Broken);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODE_BYTES);
    decoder.set_limits(limits).map_err(|e| refusal(&e))?;
    let picture = DynamicImage::from_decoder(decoder).map_err(|e| refusal(&e))?;
    let mut small =
        if w.max(h) > THUMB_SIDE { picture.thumbnail(THUMB_SIDE, THUMB_SIDE) } else { picture };
    if let Some(o) = Orientation::from_exif(orientation) {
        small.apply_orientation(o);
    }
    let (width, height) = if orientation >= 5 { (h, w) } else { (w, h) };
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode_image(&on_white(&small))
        .map_err(|_| Refused::Broken)?;
    Ok(Small { width, height, jpeg })
}

fn refusal(e: &::image::ImageError) -> Refused {
    match e {
        ::image::ImageError::Limits(_) => Refused::TooManyPixels,
        _ => Refused::Broken,
    }
}

/// JPEG has no see-through points: they become white, as paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let rgba = picture.to_rgba8();
    let mut out = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in out.pixels_mut().zip(rgba.pixels()) {
        let [r, g, b, a] = from.0;
        let mix = |c: u8| {
            let (c, a) = (u32::from(c), u32::from(a));
            u8::try_from((c * a + 255 * (255 - a)) / 255).unwrap_or(255)
        };
        *to = Rgb([mix(r), mix(g), mix(b)]);
    }
    out
}
