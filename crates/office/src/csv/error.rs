//! Why a file could not be read, in words a clerk can act on.

/// A refused file. `Display` is the message for the page: what is wrong, then what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CsvError {
    /// No bytes, or nothing but blank lines.
    #[error("ファイルが空です。中身のあるファイルを選んでください。")]
    Empty,
    /// More bytes than the limit.
    #[error("ファイルが大きすぎます（上限 {limit_mb} MB）。分けて取り込んでください。")]
    TooLarge {
        /// The limit in megabytes (2^20 bytes).
        limit_mb: usize,
    },
    /// More records than the limit.
    #[error("行数が多すぎます（上限 {limit} 行）。分けて取り込んでください。")]
    TooManyRows {
        /// The limit.
        limit: u64,
    },
    /// More columns in the heading than the limit.
    #[error("列が多すぎます（上限 {limit} 列）。見出しの行を確かめてください。")]
    TooManyColumns {
        /// The limit.
        limit: usize,
    },
    /// One field is longer than the limit; usually a quotation mark that is never closed.
    #[error(
        "{line} 行目に長すぎる欄があります（上限 {limit} 文字）。引用符「\"」が閉じているか確かめてください。"
    )]
    FieldTooLong {
        /// 1-based line of the file on which the record starts.
        line: u64,
        /// The limit in characters.
        limit: usize,
    },
    /// A NUL character: a binary file, or UTF-16 without its mark.
    #[error(
        "{line} 行目に文字ではないデータがあります。Excel では「CSV UTF-8（コンマ区切り）」で保存しなおしてください。"
    )]
    Nul {
        /// 1-based line of the file.
        line: u64,
    },
    /// Neither UTF-8, UTF-16 with mark, nor Shift_JIS (CP932).
    #[error(
        "{line} 行目の文字を読みとれません。文字コードを UTF-8 か Shift_JIS にして保存しなおしてください。"
    )]
    Undecodable {
        /// 1-based line of the file on which decoding failed.
        line: u64,
    },
    /// An Excel workbook or another archive with the wrong name.
    #[error(
        "CSV ではなく Excel などのファイルです。Excel で開き、「CSV UTF-8（コンマ区切り）」で保存しなおしてください。"
    )]
    Workbook,
    /// A quoted field runs to the end of the file.
    #[error("{line} 行目からの引用符「\"」が閉じていません。その行を確かめてください。")]
    OpenQuote {
        /// 1-based line on which the record starts.
        line: u64,
    },
    /// The heading line lacks columns that are needed.
    #[error("見出しに次の列がありません：{}。見出しの行を確かめてください。", .names.join("、"))]
    MissingColumns {
        /// Names of the missing columns, in the order they were asked for.
        names: Vec<String>,
    },
}

/// Characters that the chosen character set cannot hold, with the place where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmappable {
    /// 1-based data row; 0 is the heading.
    pub row: usize,
    /// 1-based column.
    pub column: usize,
    /// The characters, each once, in order of appearance.
    pub chars: Vec<char>,
}
