//! The part of a form that takes files: which kind of paper, the files, a second way in for a phone's camera, a few
//! words. Works without script; the form around it posts `multipart/form-data`.
use askama::Template;
use slice::{Form, Req};
use ui::FieldError;
use ui::field::{Field, FieldKind, Opt};

use super::super::model::{AttachmentKind, TITLE};
use super::super::{AT_ONCE, Checked, check, safety};

/// Name of the file inputs.
pub const FILES: &str = "files";
/// Name of the choice of kinds.
pub const KIND: &str = "file_kind";
/// Name of the words.
pub const NAMED: &str = "file_title";

/// What file choosers offer. Not the iPhone's HEIC: leaving it out makes the phone turn it into JPEG by itself.
const ACCEPT: &str = "application/pdf,image/jpeg,image/png,image/webp,.pdf,.jpg,.jpeg,.png,.webp";

/// The part. Print it inside a form that is `multipart` (`ui::FormOpen { multipart: true, .. }`).
#[derive(Debug, Clone, Template)]
#[template(path = "attachments/upload.html")]
pub struct UploadPart {
    fields: Vec<Field>,
    accept_camera: &'static str,
    words: Field,
}

impl UploadPart {
    /// From what was posted, or empty with `kind` chosen. `errors` of the names above are shown beside their fields.
    pub fn new(form: &Form, kind: AttachmentKind, errors: &[FieldError]) -> Self {
        let chosen = AttachmentKind::from_code(form.get(KIND)).unwrap_or(kind);
        let kinds = AttachmentKind::ALL.iter().map(|k| Opt::new(k.code(), k.label())).collect();
        UploadPart {
            fields: vec![
                Field::new(KIND, "種類", FieldKind::select(chosen.code(), kinds)).error_from(errors),
                Field::new(FILES, "ファイル（PDF・写真）", FieldKind::File { accept: ACCEPT.into(), many: true })
                    .hint("PDFか写真（JPEG・PNG・WebP）を、合わせて20MBまで。写真に入っている撮影場所などの情報は、消してから保存します")
                    .error_from(errors),
            ],
            accept_camera: "image/*",
            words: Field::new(NAMED, "ひとこと", FieldKind::text(form.get(NAMED)))
                .hint("例 おもて面、11月の処方。なければファイルの名前になります")
                .error_from(errors),
        }
    }

    /// The part as HTML.
    pub fn html(&self) -> ui::Html {
        ui::Html::of(self)
    }
}

/// What came with a form.
#[derive(Debug)]
pub struct Posted {
    /// Kind of paper; 写真 when it was not sent.
    pub kind: AttachmentKind,
    /// A few words.
    pub title: String,
    /// Files that may be kept, checked and cleaned.
    pub files: Vec<Checked>,
    /// A sentence for each refused file, for the field [`FILES`].
    pub refused: Vec<FieldError>,
    /// The words do not fit.
    pub errors: Vec<FieldError>,
}

/// A posted file: field, name, content.
type Sent = (String, String, Vec<u8>);

/// The posted files of the part that the installation's scanner lets pass (all of them where there is none), and a
/// sentence for each other one. What was found stands in the log of acts, without the file's name.
fn scanned(req: &Req) -> (Vec<Sent>, Vec<String>) {
    let (mut safe, mut bad) = (Vec::new(), Vec::new());
    let chosen = req.files.iter().filter(|(field, _, _)| field == FILES);
    for (n, one) in chosen.enumerate() {
        let refused = match req.app.scanner() {
            // those beyond the limit are refused anyway
            Some(scanner) if n < AT_ONCE && !one.2.is_empty() => {
                safety::refused(req, scanner, &one.1, &one.2)
            }
            _ => None,
        };
        match refused {
            Some(words) => bad.push(words),
            None => safe.push(one.clone()),
        }
    }
    (safe, bad)
}

/// Reads the part out of a posted form. Slow (it reads every picture): before any transaction.
pub fn posted(req: &Req) -> Posted {
    let title = req.form.get(NAMED).to_string();
    let mut errors = Vec::new();
    if title.chars().count() > TITLE {
        let message = format!("{TITLE}文字以内で入力してください");
        errors.push(FieldError { field: NAMED.into(), message });
    }
    let (safe, mut bad) = scanned(req);
    let (files, unfit) = check(&safe, FILES);
    bad.extend(unfit);
    let refused =
        bad.into_iter().map(|message| FieldError { field: FILES.into(), message }).collect();
    let kind = AttachmentKind::from_code(req.form.get(KIND)).unwrap_or(AttachmentKind::Photo);
    Posted { kind, title, files, refused, errors }
}
