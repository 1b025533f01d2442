//! Pages are counted, what does more than show pages is refused, no bytes make it panic.
use proptest::prelude::*;

use super::*;

/// A PDF of numbered objects with a trailer.
fn pdf(objects: &[&str], trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    for (i, o) in objects.iter().enumerate() {
        out.extend(format!("{} 0 obj\n{o}\nendobj\n", i + 1).bytes());
    }
    out.extend(
        format!("trailer\n<< /Size {} {trailer} >>\nstartxref\n0\n%%EOF\n", objects.len() + 1)
            .bytes(),
    );
    out
}

const CATALOG: &str = "<< /Type /Catalog /Pages 2 0 R >>";
const PAGES_2: &str = "<< /Type /Pages /Count 2 /Kids [3 0 R 4 0 R] >>";
const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>";
const ROOT: &str = "/Root 1 0 R";

fn with(extra: &str) -> Vec<u8> {
    pdf(&[CATALOG, PAGES_2, PAGE, PAGE, extra], ROOT)
}

fn many(n: usize) -> Vec<u8> {
    let kids: String = (3..n + 3).map(|i| format!("{i} 0 R ")).collect();
    let tree = format!("<< /Type /Pages /Count {n} /Kids [{kids}] >>");
    let mut objects = vec![CATALOG, &tree];
    objects.extend(std::iter::repeat_n(PAGE, n));
    pdf(&objects, ROOT)
}

fn packed(dict: &str, data: &[u8]) -> Vec<u8> {
    let head = format!("9 0 obj\n<< {dict} /Length {} >>\nstream\n", data.len());
    [head.as_bytes(), data, b"\nendstream\nendobj\n"].concat()
}

/// A PDF 1.5 whose objects are packed, with a cross-reference stream instead of a trailer.
fn modern(objects: &[&str], filter: &str) -> Vec<u8> {
    let (mut head, mut body) = (String::new(), String::new());
    for (i, o) in objects.iter().enumerate() {
        head.push_str(&format!("{} {} ", i + 1, body.len()));
        body.push_str(o);
        body.push('\n');
    }
    let plain = format!("{head}{body}");
    let data = if filter.is_empty() {
        plain.into_bytes()
    } else {
        miniz_oxide::deflate::compress_to_vec_zlib(plain.as_bytes(), 6)
    };
    let group = packed(
        &format!("/Type /ObjStm /N {} /First {} {filter}", objects.len(), head.len()),
        &data,
    );
    let xref = packed("/Type /XRef /Root 1 0 R /W [1 2 1]", b"\0\0\0\0");
    [b"%PDF-1.5\n".as_slice(), &group, &xref, b"startxref\n0\n%%EOF"].concat()
}

const FLATE: &str = "/Filter /FlateDecode";

#[test]
fn pages_are_counted_in_old_and_new_files() {
    assert_eq!(inspect(&pdf(&[CATALOG, PAGES_2, PAGE, PAGE], ROOT)), Ok(Pdf { pages: 2 }));
    for filter in [FLATE, "", "/Filter [/FlateDecode]"] {
        assert_eq!(
            inspect(&modern(&[CATALOG, PAGES_2, PAGE, PAGE], filter)),
            Ok(Pdf { pages: 2 }),
            "{filter}"
        );
    }
    let listed = ["<< /Type /Pages /Kids 5 0 R >>", PAGE, PAGE, "[3 0 R 4 0 R 3 0 R]"];
    assert_eq!(
        inspect(&pdf(&[CATALOG, listed[0], listed[1], listed[2], listed[3]], ROOT)),
        Ok(Pdf { pages: 2 })
    );
}

#[test]
fn a_corrected_file_has_the_pages_of_its_last_version() {
    let mut b = pdf(&[CATALOG, PAGES_2, PAGE, PAGE], ROOT);
    b.extend(
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n",
    );
    assert_eq!(inspect(&b), Ok(Pdf { pages: 1 }));
}

#[test]
fn two_hundred_pages_are_taken_ten_thousand_are_not() {
    assert_eq!(inspect(&many(200)), Ok(Pdf { pages: 200 }));
    assert_eq!(inspect(&many(201)), Err(Refused::PdfPages));
    assert_eq!(inspect(&many(10_000)), Err(Refused::PdfPages));
}

#[test]
fn a_tree_that_bites_its_tail_is_counted_once() {
    let tail = "<< /Type /Pages /Kids [2 0 R 3 0 R 3 0 R] >>";
    assert_eq!(inspect(&pdf(&[CATALOG, tail, PAGE], ROOT)), Ok(Pdf { pages: 1 }));
}

#[test]
fn what_does_more_than_show_pages_is_refused() {
    let table = [
        ("<< /S /JavaScript /JS (app.alert\\(1\\)) >>", Refused::PdfActive),
        ("<< /S /J#61vaScript /J#53 5 0 R >>", Refused::PdfActive),
        ("<< /A [ << /Next << /S /Launch /F (calc.exe) >> >> ] >>", Refused::PdfActive),
        ("<< /S /SubmitForm /F (https://x.example) >>", Refused::PdfActive),
        ("<< /AcroForm << /XFA 7 0 R >> >>", Refused::PdfActive),
        ("<< /Names << /EmbeddedFiles << /Names [] >> >> >>", Refused::PdfCarries),
        ("<< /Type /Filespec /EF << /F 8 0 R >> >>", Refused::PdfCarries),
        ("<< /Type /Embedded#46ile >>", Refused::PdfCarries),
    ];
    for (object, why) in table {
        assert_eq!(inspect(&with(object)), Err(why), "{object}");
        assert_eq!(
            inspect(&modern(&[CATALOG, PAGES_2, PAGE, PAGE, object], FLATE)),
            Err(why),
            "packed {object}"
        );
    }
    // an ordinary start page, a link and a form to fill in on paper are fine
    for object in [
        "<< /OpenAction << /S /GoTo /D [3 0 R /Fit] >> >>",
        "<< /A << /S /URI /URI (https://x.example) >> >>",
        "<< /AcroForm << /Fields [] >> >>",
    ] {
        assert_eq!(inspect(&with(object)), Ok(Pdf { pages: 2 }), "{object}");
    }
}

#[test]
fn a_locked_pdf_is_named_as_locked() {
    let b = pdf(
        &[CATALOG, PAGES_2, PAGE, PAGE, "<< /Filter /Standard /V 2 >>"],
        "/Root 1 0 R /Encrypt 5 0 R",
    );
    assert_eq!(inspect(&b), Err(Refused::PdfLocked));
    // with packed objects, which are then unreadable
    let group = packed("/Type /ObjStm /N 3 /First 12 /Filter /FlateDecode", b"\x8a\x11 not flate");
    let xref = packed("/Type /XRef /Root 1 0 R /Encrypt 5 0 R", b"");
    let b = [b"%PDF-1.5\n".as_slice(), &group, &xref, b"%%EOF"].concat();
    assert_eq!(inspect(&b), Err(Refused::PdfLocked));
}

#[test]
fn cut_empty_and_unreadable_files_are_refused() {
    let whole = pdf(&[CATALOG, PAGES_2, PAGE, PAGE], ROOT);
    assert_eq!(inspect(b""), Err(Refused::Empty));
    for cut in 0..whole.len() - 6 {
        assert!(inspect(&whole[..cut]).is_err(), "{cut}");
    }
    assert_eq!(inspect(b"%PDF-1.7\n%%EOF"), Err(Refused::PdfBroken));
    assert_eq!(
        inspect(&pdf(&[CATALOG, "<< /Type /Pages /Kids [] >>"], ROOT)),
        Err(Refused::PdfBroken)
    );
    let odd = packed("/Type /ObjStm /N 1 /First 4 /Filter /LZWDecode", b"xxxx");
    let b = [pdf(&[CATALOG, PAGES_2, PAGE, PAGE], ROOT), odd, b"%%EOF".to_vec()].concat();
    assert_eq!(inspect(&b), Err(Refused::PdfBroken));
}

#[test]
fn a_group_that_unpacks_to_more_than_the_limit_is_refused() {
    let zeros = vec![b' '; UNPACKED.0 + 1];
    let data = miniz_oxide::deflate::compress_to_vec_zlib(&zeros, 9);
    assert!(data.len() < 200_000);
    let bomb = packed("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", &data);
    let b = [pdf(&[CATALOG, PAGES_2, PAGE, PAGE], ROOT), bomb, b"%%EOF".to_vec()].concat();
    assert_eq!(inspect(&b), Err(Refused::PdfBroken));
}

#[test]
fn a_stream_may_hold_words_of_the_notation() {
    let data = b"BT (9 0 obj trailer << ) Tj ET";
    let b = [packed("", data), pdf(&[CATALOG, PAGES_2, PAGE, PAGE], ROOT)].concat();
    let b = [b"%PDF-1.4\n".as_slice(), &b].concat();
    assert_eq!(inspect(&b), Ok(Pdf { pages: 2 }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn words_of_the_notation_in_any_order_never_panic(words in proptest::collection::vec(0..22_usize, 0..120)) {
        const WORDS: [&str; 22] = ["<<", ">>", "[", "]", "(", ")", "<", ">", "/Type", "/Pages", "/Kids", "/Page", "1 0 obj", "2 0 obj", "endobj",
            "stream\n", "endstream", "/Length 5", "trailer", "/Root 1 0 R", "99999999999999999999", "/ObjStm /N 9 /First 2"];
        let text: Vec<&str> = words.iter().map(|w| WORDS[*w]).collect();
        let _ = inspect(format!("%PDF-1.7\n{}\n%%EOF", text.join(" ")).as_bytes());
    }

    #[test]
    fn random_bytes_and_changed_files_never_panic(at in any::<prop::sample::Index>(), bytes in proptest::collection::vec(any::<u8>(), 0..60), new in any::<bool>()) {
        let mut b = if new { modern(&[CATALOG, PAGES_2, PAGE, PAGE], FLATE) } else { many(5) };
        let from = at.index(b.len());
        for (to, new) in b[from..].iter_mut().zip(&bytes) {
            *to = *new;
        }
        let _ = inspect(&b);
        let _ = inspect(&[b"%PDF-1.7 ".as_slice(), &bytes, b"%%EOF"].concat());
    }
}
