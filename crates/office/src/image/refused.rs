//! Why a file from outside is not taken, in words that say what to do.

/// A refusal. `Display` is the Japanese sentence for the person who chose the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Nothing in it.
    Empty,
    /// More than [`super::FILE_BYTES`].
    TooLarge,
    /// The iPhone's own format (HEIF/AVIF family), which browsers do not show.
    Heic,
    /// Neither PDF nor JPEG, PNG, WebP by its content, whatever its name says.
    Unknown,
    /// Cut off, or not what its first bytes say.
    Broken,
    /// More points than [`super::PIXELS`], or a side over [`super::SIDE`].
    TooManyPixels,
    /// Several pictures in one (animated WebP).
    Moving,
    /// A PDF that asks for a password or is encrypted without one.
    PdfLocked,
    /// A PDF with programs, forms that send, or films in it.
    PdfActive,
    /// A PDF that carries other files.
    PdfCarries,
    /// A PDF with more than [`crate::pdf_file::PAGES`] pages.
    PdfPages,
    /// A PDF that cannot be read.
    PdfBroken,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Refused::Empty => "ファイルの中身が空です。もう一度、選び直してください",
            Refused::TooLarge => {
                "ファイルが大きすぎます。ひとつ20MBまでです。ページを分けるか、写真を小さくして選んでください"
            }
            Refused::Heic => {
                "この写真の形式（HEIC）は使えません。iPhoneの「設定」→「カメラ」→「フォーマット」で「互換性優先」を選んで撮り直すか、写真の画面を撮った画像（スクリーンショット）を選んでください"
            }
            Refused::Unknown => {
                "この種類のファイルは付けられません。PDFか、写真（JPEG・PNG・WebP）を選んでください。ワードやエクセルは、PDFにして保存してから選んでください"
            }
            Refused::Broken => {
                "写真が途中で切れているか、こわれています。撮り直すか、別のファイルを選んでください"
            }
            Refused::TooManyPixels => {
                "写真が大きすぎます（5,000万画素まで）。小さくするか、ふつうの大きさで撮り直してください"
            }
            Refused::Moving => "動く画像は付けられません。動かない写真を選んでください",
            Refused::PdfLocked => {
                "鍵（パスワードや印刷の制限）のかかったPDFは付けられません。鍵を外して保存したPDFを選んでください"
            }
            Refused::PdfActive => {
                "自動で動く部分（プログラム・送信フォーム・動画）のあるPDFは付けられません。いちど印刷の画面から「PDFとして保存」したものを選んでください"
            }
            Refused::PdfCarries => {
                "ほかのファイルが入ったPDFは付けられません。いちど印刷の画面から「PDFとして保存」したものを選んでください"
            }
            Refused::PdfPages => {
                "ページが多すぎます。200ページまでです。必要なページだけのPDFを選んでください"
            }
            Refused::PdfBroken => {
                "PDFを読み取れません。途中で切れていないかたしかめて、もう一度保存したPDFを選んでください"
            }
        })
    }
}

impl std::error::Error for Refused {}
