//! Attachments as a list with small pictures, for any page.
use std::fmt::Write;

use askama::Template;
use kernel::Id;

use super::super::{Attachment, Listed};
use crate::ResidentId;

/// One attachment as the list shows it.
#[derive(Debug, Clone)]
struct Row {
    href: String,
    kind: &'static str,
    title: String,
    what: String,
    by: String,
    /// `data:` address of the small picture; empty = the sign for paper.
    picture: String,
    /// 「PDF・3ページ」 under the sign for paper; empty for a picture.
    pdf: String,
    withdrawn: Option<String>,
    opens: bool,
}

/// The list.
#[derive(Debug, Clone, Template)]
#[template(path = "attachments/rows.html")]
pub struct FileList {
    rows: Vec<Row>,
}

impl FileList {
    /// The list as HTML.
    pub fn html(&self) -> ui::Html {
        ui::Html::of(self)
    }
}

/// Makes the list. `thumbs` from [`super::super::thumbnails`], in the same order. The small pictures stand in the page
/// itself, so that showing them is one audited read and nothing of them stays in a browser's store.
pub fn rows(
    shell: &ui::Shell,
    resident: ResidentId,
    listed: &Listed,
    thumbs: &[Option<Vec<u8>>],
) -> FileList {
    let thumb = |i: usize| thumbs.get(i).and_then(Option::as_deref);
    let rows = listed
        .rows
        .iter()
        .enumerate()
        .map(|(i, a)| row(shell, resident, a, thumb(i), listed.mine))
        .collect();
    FileList { rows }
}

fn row(
    shell: &ui::Shell,
    resident: ResidentId,
    a: &Attachment,
    thumb: Option<&[u8]>,
    mine: Option<Id>,
) -> Row {
    let withdrawn = a.withdrawn.as_ref().map(|w| {
        format!("{}に取り消し（{}）: {}", kernel::wareki::long(w.at.date()), w.by, w.reason)
    });
    Row {
        href: shell.url(&format!("/people/{resident}/files/{}", a.id)),
        kind: a.kind.label(),
        title: a.title.clone(),
        what: what(a),
        by: format!("{}　{}", kernel::wareki::long(a.at.date()), a.name),
        pdf: a.pages.map(|n| format!("PDF・{n}ページ")).unwrap_or_default(),
        picture: thumb.map(picture_url).unwrap_or_default(),
        opens: withdrawn.is_none() || a.organisation == mine,
        withdrawn,
    }
}

/// 「PDF 3ページ」「写真 1.2 MB」.
pub(super) fn what(a: &Attachment) -> String {
    match a.pages {
        Some(n) => format!("PDF・{n}ページ・{}", a.size_words()),
        None => format!("写真・{}", a.size_words()),
    }
}

/// The small picture as an address that stands in the page itself: showing it is one audited read, and nothing of it stays
/// in a browser's store.
pub fn picture_url(thumb: &[u8]) -> String {
    format!("data:image/jpeg;base64,{}", base64(thumb))
}

/// Base64 with padding (RFC 4648, 4).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let n = three.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - three.len()));
        for i in 0..4 {
            let letter =
                LETTERS.get((n >> (18 - 6 * i)) as usize & 63).filter(|_| i <= three.len());
            let _ = out.write_char(letter.map_or('=', |l| char::from(*l)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn the_vectors_of_rfc_4648() {
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, coded) in vectors {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xbf]), "+/+/");
    }
}
