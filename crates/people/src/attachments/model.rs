//! What an attachment is.
use kernel::{At, Id};
use office::image::FileType;

use super::Kept;

/// Longest title, characters.
pub const TITLE: usize = 60;
/// Longest reason of a withdrawal, characters.
pub const REASON: usize = 200;

/// What kind of paper it is (issue 3: insurance card and medicine book photographed beside the form, care plan
/// enclosed, the reply that came by FAX).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AttachmentKind {
    /// 医療保険の保険証・資格確認書
    InsuranceCard,
    /// 介護保険被保険者証・負担割合証
    CareInsuranceCard,
    /// お薬手帳
    MedicineBook,
    /// ケアプラン
    CarePlan,
    /// 返信FAX
    FaxReply,
    /// 写真
    Photo,
    /// その他
    Other,
}

impl AttachmentKind {
    /// All kinds, in the order of the choice.
    pub const ALL: [AttachmentKind; 7] = [
        AttachmentKind::InsuranceCard,
        AttachmentKind::CareInsuranceCard,
        AttachmentKind::MedicineBook,
        AttachmentKind::CarePlan,
        AttachmentKind::FaxReply,
        AttachmentKind::Photo,
        AttachmentKind::Other,
    ];

    /// Stored code.
    pub const fn code(self) -> &'static str {
        match self {
            AttachmentKind::InsuranceCard => "insurance_card",
            AttachmentKind::CareInsuranceCard => "care_insurance_card",
            AttachmentKind::MedicineBook => "medicine_book",
            AttachmentKind::CarePlan => "care_plan",
            AttachmentKind::FaxReply => "fax_reply",
            AttachmentKind::Photo => "photo",
            AttachmentKind::Other => "other",
        }
    }

    /// From the code.
    pub fn from_code(code: &str) -> Option<Self> {
        AttachmentKind::ALL.into_iter().find(|k| k.code() == code)
    }

    /// Words.
    pub const fn label(self) -> &'static str {
        match self {
            AttachmentKind::InsuranceCard => "保険証",
            AttachmentKind::CareInsuranceCard => "介護保険証",
            AttachmentKind::MedicineBook => "お薬手帳",
            AttachmentKind::CarePlan => "ケアプラン",
            AttachmentKind::FaxReply => "返信FAX",
            AttachmentKind::Photo => "写真",
            AttachmentKind::Other => "その他",
        }
    }
}

/// The record of another slice that it hangs on: whoever may read that record may read the attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// What the slice calls it: `stay`, `record` …; at most 40 characters.
    pub kind: String,
    /// Its id.
    pub id: Id,
}

/// What is to be attached, once its files are kept.
#[derive(Debug, Clone)]
pub struct NewAttachment {
    /// Kind of paper, the same for all files.
    pub kind: AttachmentKind,
    /// A few words; empty = each file's own name.
    pub title: String,
    /// The record; none = the resident.
    pub about: Option<About>,
    /// From [`super::keep`].
    pub files: Vec<Kept>,
}

/// Taken back: who, when, why. Its content is then shown to the organisation that attached it only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    /// When.
    pub at: At,
    /// Name of who did it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// One attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Id.
    pub id: Id,
    /// Kind of paper.
    pub kind: AttachmentKind,
    /// A few words, or the file's name without extension.
    pub title: String,
    /// The record it hangs on.
    pub about: Option<About>,
    /// Name in the store, 64 digits.
    pub file: String,
    /// Name of the small picture; none for a PDF.
    pub thumb: Option<String>,
    /// Which key of the resident sealed it.
    pub key: Id,
    /// What it is.
    pub mime: FileType,
    /// Size after cleaning.
    pub bytes: i64,
    /// Pages of a PDF.
    pub pages: Option<i64>,
    /// Points of a picture, as shown.
    pub size: Option<(i64, i64)>,
    /// Organisation that attached it.
    pub organisation: Option<Id>,
    /// Name of who attached it.
    pub name: String,
    /// When.
    pub at: At,
    /// Taken back.
    pub withdrawn: Option<Withdrawn>,
}

impl Attachment {
    /// Name for keeping it on one's own machine: kind, date, extension by content. No name of a person.
    pub fn file_name(&self) -> String {
        format!("{}_{}.{}", self.kind.label(), self.at.date(), self.mime.extension())
    }

    /// 「1.2 MB」「340 KB」.
    pub fn size_words(&self) -> String {
        let kb = (self.bytes + 1023) / 1024;
        if kb < 1000 { format!("{kb} KB") } else { format!("{:.1} MB", kb as f64 / 1024.0) }
    }
}

/// A title out of a file's name: without folders, extension and control characters, cut at [`TITLE`]. Empty for what a
/// camera or a scanner calls its files (`IMG_0012`, `20261119_101502`): that says nothing to a reader.
pub(super) fn title_of(file_name: &str) -> String {
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let stem = base.rsplit_once('.').map_or(base, |(s, _)| s);
    let by_machine = stem.is_ascii() && stem.bytes().filter(u8::is_ascii_digit).count() >= 4;
    if by_machine {
        return String::new();
    }
    stem.chars()
        .filter(|c| !kernel::text::is_hidden(*c))
        .take(TITLE)
        .collect::<String>()
        .trim()
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_comes_from_the_name_of_the_file_and_nothing_around_it() {
        assert_eq!(title_of("C:\\Users\\x\\ケアプラン.第2表.pdf"), "ケアプラン.第2表");
        assert_eq!(title_of("../../etc/passwd"), "passwd");
        assert_eq!(title_of("a\r\nb.png"), "ab");
        assert_eq!(title_of(&"長".repeat(300)).chars().count(), TITLE);
        for nothing in [".pdf", "IMG_0012.HEIC", "20261119_101502.jpg", "DSC00017.JPG"] {
            assert_eq!(title_of(nothing), "", "{nothing}");
        }
    }

    #[test]
    fn codes_read_back() {
        for k in AttachmentKind::ALL {
            assert_eq!(AttachmentKind::from_code(k.code()), Some(k));
        }
    }
}
