//! CSV as it really arrives (Excel's Shift_JIS, UTF-16 "Unicode text", UTF-8 with and without mark) and as it must
//! leave so that Excel opens it without damage.
//!
//! Reading: [`CsvFile::read`] then [`CsvFile::records`]. Writing: [`write`].

mod encoding;
mod error;
mod reader;
mod writer;

pub use encoding::{Decoded, Encoding, decode, encode_cp932};
pub use error::{CsvError, Unmappable};
pub use reader::{CsvFile, Record, Records};
pub use writer::{Cell, Charset, WriteError, neutralise, write};

/// How much of a file is read at most. Everything above is refused before any row is used.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file as uploaded.
    pub bytes: usize,
    /// Records below the heading line.
    pub rows: u64,
    /// Columns of the heading line.
    pub columns: usize,
    /// Characters of one field.
    pub field_chars: usize,
}

impl Default for Limits {
    /// 200 MB, 2 million rows, 1,000 columns, 100,000 characters a field: three times the largest file of the
    /// national open data (介護サービス情報公表, one service, whole country).
    fn default() -> Self {
        Self { bytes: 200 << 20, rows: 2_000_000, columns: 1_000, field_chars: 100_000 }
    }
}
