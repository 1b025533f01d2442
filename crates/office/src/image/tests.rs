//! Good pictures stay as they are, bad files are refused in words, no bytes make it panic.
use ::image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;

use super::*;

/// Left half red, right half blue, so that turning shows.
fn picture(w: u32, h: u32) -> RgbImage {
    RgbImage::from_fn(w, h, |x, _| if x < w / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) })
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn jpeg(w: u32, h: u32) -> Vec<u8> {
    encoded(&picture(w, h).into(), ImageFormat::Jpeg)
}

fn png(w: u32, h: u32) -> Vec<u8> {
    encoded(&picture(w, h).into(), ImageFormat::Png)
}

fn webp(w: u32, h: u32) -> Vec<u8> {
    encoded(&picture(w, h).into(), ImageFormat::WebP)
}

const SECRET: &[u8] = b"35.6812N 139.7671E taken by Taro";

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let mut s = vec![0xFF, marker];
    s.extend(((content.len() + 2) as u16).to_be_bytes());
    s.extend(content);
    s
}

/// A telephone's JPEG: turned by 90°, with place, XMP, IPTC, a comment, and a film behind the end.
fn from_a_phone(w: u32, h: u32) -> Vec<u8> {
    let plain = jpeg(w, h);
    let exif = [b"Exif\0\0".as_slice(), &exif::minimal(6), SECRET].concat();
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0".as_slice(), SECRET].concat();
    let mut out = plain[..2].to_vec();
    for (marker, content) in
        [(0xE1, &exif), (0xE1, &xmp), (0xED, &SECRET.to_vec()), (0xFE, &SECRET.to_vec())]
    {
        out.extend(segment(marker, content));
    }
    out.extend(&plain[2..]);
    out.extend(SECRET);
    out
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut c = (content.len() as u32).to_be_bytes().to_vec();
    let named = [name.as_slice(), content].concat();
    c.extend(&named);
    c.extend(png::crc32(&named).to_be_bytes());
    c
}

/// A PNG with words, time and a turn, in front of its points.
fn chatty_png(w: u32, h: u32) -> Vec<u8> {
    let plain = png(w, h);
    let mut out = plain[..33].to_vec();
    let turned = [exif::minimal(6).as_slice(), SECRET].concat();
    for (name, content) in
        [(b"tEXt", SECRET), (b"iTXt", SECRET), (b"eXIf", &turned), (b"tIME", b"1234567")]
    {
        out.extend(chunk(name, content));
    }
    out.extend(&plain[33..]);
    out.extend(SECRET);
    out
}

/// A WebP of the long form with EXIF and XMP.
fn chatty_webp(w: u32, h: u32) -> Vec<u8> {
    let plain = webp(w, h);
    let mut body = b"WEBP".to_vec();
    let mut add = |name: &[u8], content: &[u8]| {
        body.extend(name);
        body.extend((content.len() as u32).to_le_bytes());
        body.extend(content);
        body.extend(vec![0; content.len() % 2]);
    };
    let size = |n: u32| (n - 1).to_le_bytes()[..3].to_vec();
    add(b"VP8X", &[vec![0x0C, 0, 0, 0], size(w), size(h)].concat());
    let length = u32::from_le_bytes(plain[16..20].try_into().unwrap()) as usize;
    add(&plain[12..16], &plain[20..20 + length]);
    add(b"EXIF", &[exif::minimal(6).as_slice(), SECRET].concat());
    add(b"XMP ", SECRET);
    [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|w| w == needle)
}

fn points(bytes: &[u8]) -> Vec<u8> {
    ::image::load_from_memory(bytes).unwrap().to_rgba8().into_raw()
}

#[test]
fn what_a_picture_says_about_place_and_owner_is_gone_and_every_point_stays() {
    for (kind, bytes) in [
        (FileType::Jpeg, from_a_phone(64, 40)),
        (FileType::Png, chatty_png(64, 40)),
        (FileType::Webp, chatty_webp(64, 40)),
    ] {
        assert!(holds(&bytes, SECRET));
        let p = clean(&bytes).unwrap();
        assert_eq!(p.kind, kind);
        assert!(!holds(&p.bytes, SECRET), "{kind:?}");
        for word in [b"http://ns.".as_slice(), b"tEXt", b"iTXt", b"tIME", b"XMP "] {
            assert!(!holds(&p.bytes, word), "{kind:?}");
        }
        assert_eq!(points(&p.bytes), points(&bytes), "{kind:?}");
        assert_eq!(
            clean(&p.bytes).unwrap().bytes,
            p.bytes,
            "{kind:?}: cleaning twice changes nothing"
        );
    }
}

#[test]
fn a_picture_taken_upright_stays_upright() {
    for bytes in [from_a_phone(64, 40), chatty_png(64, 40), chatty_webp(64, 40)] {
        let p = clean(&bytes).unwrap();
        assert_eq!((p.width, p.height), (40, 64));
        let thumb = ::image::load_from_memory(&p.thumb).unwrap().to_rgb8();
        assert_eq!(thumb.dimensions(), (40, 64));
        // turned clockwise by 90°: what was left (red) is on top
        assert!(thumb.get_pixel(20, 5).0[0] > 150 && thumb.get_pixel(20, 58).0[2] > 150);
    }
}

#[test]
fn the_small_picture_is_small_and_see_through_becomes_white() {
    let p = clean(&jpeg(3000, 2000)).unwrap();
    let thumb = ::image::load_from_memory(&p.thumb).unwrap();
    assert_eq!((thumb.width(), thumb.height()), (240, 160));
    assert!(p.thumb.len() < 12_000, "{}", p.thumb.len());
    let clear: DynamicImage = RgbaImage::from_pixel(20, 20, Rgba([0, 0, 0, 0])).into();
    let p = clean(&encoded(&clear, ImageFormat::Png)).unwrap();
    let white = ::image::load_from_memory(&p.thumb).unwrap().to_rgb8().get_pixel(10, 10).0;
    assert!(white.iter().all(|c| *c > 250), "{white:?}");
}

#[test]
fn files_are_known_by_their_bytes() {
    let ftyp = |brand: &[u8]| [&[0, 0, 0, 24], b"ftyp".as_slice(), brand, &[0; 12]].concat();
    let table: Vec<(Vec<u8>, Result<FileType, Refused>)> = vec![
        (Vec::new(), Err(Refused::Empty)),
        (jpeg(4, 4), Ok(FileType::Jpeg)),
        (png(4, 4), Ok(FileType::Png)),
        (webp(4, 4), Ok(FileType::Webp)),
        (b"%PDF-1.7\n".to_vec(), Ok(FileType::Pdf)),
        (b"\n\n%PDF-1.4\n".to_vec(), Ok(FileType::Pdf)),
        (ftyp(b"heic"), Err(Refused::Heic)),
        (ftyp(b"mif1"), Err(Refused::Heic)),
        (ftyp(b"avif"), Err(Refused::Heic)),
        (ftyp(b"isom"), Err(Refused::Unknown)),
        (b"GIF89a....".to_vec(), Err(Refused::Unknown)),
        (b"PK\x03\x04word/document.xml".to_vec(), Err(Refused::Unknown)),
        (b"<html><script>alert(1)</script>".to_vec(), Err(Refused::Unknown)),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), Err(Refused::Unknown)),
        (b"MZ\x90\0".to_vec(), Err(Refused::Unknown)),
        (vec![0xFF; FILE_BYTES + 1], Err(Refused::TooLarge)),
    ];
    for (bytes, expected) in table {
        assert_eq!(sniff(&bytes), expected, "{:?}", &bytes[..bytes.len().min(20)]);
    }
    assert!(Refused::Heic.to_string().contains("互換性優先"));
}

#[test]
fn every_truncated_picture_is_refused() {
    for bytes in [jpeg(48, 32), png(48, 32), webp(48, 32), from_a_phone(48, 32)] {
        let end = bytes.len() - if holds(&bytes, SECRET) { SECRET.len() } else { 0 };
        for cut in 0..end {
            assert!(clean(&bytes[..cut]).is_err(), "{cut} of {end}");
        }
        assert!(clean(&bytes[..end]).is_ok());
    }
}

/// A PNG that says it has this many points and holds almost nothing.
fn bomb(w: u32, h: u32, depth: u8, colour: u8) -> Vec<u8> {
    let mut head = Vec::new();
    head.extend(w.to_be_bytes());
    head.extend(h.to_be_bytes());
    head.extend([depth, colour, 0, 0, 0]);
    let zeros = miniz_oxide::deflate::compress_to_vec_zlib(&vec![0; 1 << 20], 9);
    [png::SIGNATURE.to_vec(), chunk(b"IHDR", &head), chunk(b"IDAT", &zeros), chunk(b"IEND", b"")]
        .concat()
}

#[test]
fn a_picture_that_unpacks_to_more_than_memory_is_refused_by_its_head() {
    assert_eq!(clean(&bomb(60_000, 60_000, 8, 6)), Err(Refused::TooManyPixels));
    assert!(clean(&bomb(u32::MAX >> 1, u32::MAX >> 1, 8, 6)).is_err());
    assert_eq!(clean(&bomb(16_000, 3_000, 16, 6)), Err(Refused::TooManyPixels));
    assert_eq!(clean(&bomb(16_385, 1, 8, 2)), Err(Refused::TooManyPixels));
    assert_eq!(clean(&bomb(0, 5, 8, 2)), Err(Refused::Broken));
    // allowed by its head, but its points are not there
    assert_eq!(clean(&bomb(7_000, 7_000, 8, 2)), Err(Refused::Broken));
}

#[test]
fn a_moving_webp_is_refused() {
    let mut b = chatty_webp(8, 8);
    b[20] |= 0x02;
    assert_eq!(clean(&b), Err(Refused::Moving));
}

#[test]
fn a_pdf_is_no_picture() {
    assert_eq!(clean(b"%PDF-1.7\n"), Err(Refused::Unknown));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_behind_any_head_end_in_a_picture_or_a_refusal(head in 0..5_usize, tail in proptest::collection::vec(any::<u8>(), 0..400)) {
        let heads: [&[u8]; 5] = [b"", b"\xFF\xD8\xFF", &png::SIGNATURE, b"RIFF\x40\0\0\0WEBPVP8X", b"%PDF-1.7\n"];
        let bytes = [heads[head], &tail].concat();
        let _ = clean(&bytes);
    }

    #[test]
    fn a_picture_with_some_bytes_changed_never_panics(which in 0..3_usize, at in any::<prop::sample::Index>(), bytes in proptest::collection::vec(any::<u8>(), 1..8)) {
        let mut b = [from_a_phone(24, 16), chatty_png(24, 16), chatty_webp(24, 16)][which].clone();
        let from = at.index(b.len());
        for (to, new) in b[from..].iter_mut().zip(bytes) {
            *to = new;
        }
        if let Ok(p) = clean(&b) {
            prop_assert!(p.bytes.len() <= b.len() + 64);
        }
    }
}
