//! From posted bytes to what may be kept: type, limits, cleaning. Pure, and as slow as reading a picture.
use std::sync::{Mutex, PoisonError};

use office::image::{self, FileType, Refused};
use office::pdf_file;

use super::AT_ONCE;
use super::model::title_of;

/// A file that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Title out of its name.
    pub title: String,
    /// What it is by its bytes.
    pub mime: FileType,
    /// Cleaned content.
    pub bytes: Vec<u8>,
    /// Small JPEG of a picture.
    pub thumb: Option<Vec<u8>>,
    /// Pages of a PDF.
    pub pages: Option<i64>,
    /// Points of a picture, as shown.
    pub size: Option<(i64, i64)>,
}

/// Pictures are read one at a time in this process: a large one takes up to 256 MB while it is read.
static READING: Mutex<()> = Mutex::new(());

/// Checks one file.
pub fn check_one(file_name: &str, bytes: &[u8]) -> Result<Checked, Refused> {
    let title = title_of(file_name);
    if image::sniff(bytes)? == FileType::Pdf {
        let pdf = pdf_file::inspect(bytes)?;
        return Ok(Checked {
            title,
            mime: FileType::Pdf,
            bytes: bytes.to_vec(),
            thumb: None,
            pages: Some(i64::from(pdf.pages)),
            size: None,
        });
    }
    let _one = READING.lock().unwrap_or_else(PoisonError::into_inner);
    let p = image::clean(bytes)?;
    Ok(Checked {
        title,
        mime: p.kind,
        bytes: p.bytes,
        thumb: Some(p.thumb),
        pages: None,
        size: Some((i64::from(p.width), i64::from(p.height))),
    })
}

/// Checks the files posted under `field`; empty file inputs count as none. The good ones, and a sentence for each
/// refused one that begins with its name.
pub fn check(files: &[(String, String, Vec<u8>)], field: &str) -> (Vec<Checked>, Vec<String>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    let chosen =
        files.iter().filter(|(f, name, body)| f == field && !(name.is_empty() && body.is_empty()));
    for (i, (_, name, bytes)) in chosen.enumerate() {
        if i >= AT_ONCE {
            bad.push(format!(
                "いちどに付けられるのは{AT_ONCE}ファイルまでです。残りは、もう一度選んでください"
            ));
            break;
        }
        match check_one(name, bytes) {
            Ok(c) => good.push(c),
            Err(why) => {
                let title = title_of(name);
                bad.push(if title.is_empty() {
                    why.to_string()
                } else {
                    format!("「{title}」: {why}")
                });
            }
        }
    }
    (good, bad)
}
