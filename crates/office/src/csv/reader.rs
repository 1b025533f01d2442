//! Records under a heading line, each with the line of the file a person would look at in an editor.

use std::collections::HashMap;

use super::{CsvError, Encoding, Limits, decode};

/// A decoded file with its heading read and checked.
#[derive(Debug)]
pub struct CsvFile {
    text: String,
    encoding: Encoding,
    delimiter: u8,
    headers: Vec<String>,
    index: HashMap<String, usize>,
    limits: Limits,
}

impl CsvFile {
    /// Decodes the file and reads its first non-blank line as heading. Heading names are trimmed; when a name occurs
    /// twice the first column answers to it.
    ///
    /// # Errors
    /// Everything that concerns the file as a whole, see [`CsvError`].
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self, CsvError> {
        if bytes.len() > limits.bytes {
            return Err(CsvError::TooLarge { limit_mb: limits.bytes >> 20 });
        }
        let decoded = decode(bytes)?;
        let first = decoded.text.trim_start().lines().next().unwrap_or_default();
        // Excel's "Unicode text" is separated by tabs; a comma in the heading always wins.
        let delimiter = if first.contains('\t') && !first.contains(',') { b'\t' } else { b',' };
        let mut file = Self {
            text: decoded.text,
            encoding: decoded.encoding,
            delimiter,
            headers: Vec::new(),
            index: HashMap::new(),
            limits: *limits,
        };
        let heading = file.raw().next().ok_or(CsvError::Empty)??;
        if heading.row.len() > limits.columns {
            return Err(CsvError::TooManyColumns { limit: limits.columns });
        }
        file.headers = heading.row.iter().map(|name| name.trim().to_owned()).collect();
        for (at, name) in file.headers.iter().enumerate() {
            file.index.entry(name.clone()).or_insert(at);
        }
        Ok(file)
    }

    /// The encoding the file was in.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The heading, trimmed, in file order.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// Position of a column, for use with [`Record::at`].
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    /// Positions of all these columns, in this order.
    ///
    /// # Errors
    /// [`CsvError::MissingColumns`] naming all that are missing at once.
    pub fn require(&self, names: &[&str]) -> Result<Vec<usize>, CsvError> {
        let missing: Vec<String> = names
            .iter()
            .filter(|name| !self.index.contains_key(**name))
            .map(|name| (*name).to_owned())
            .collect();
        if missing.is_empty() {
            Ok(names.iter().filter_map(|name| self.column(name)).collect())
        } else {
            Err(CsvError::MissingColumns { names: missing })
        }
    }

    /// The records below the heading. Blank lines are skipped. A record may be shorter or longer than the heading
    /// ([`Record::len`]); that is for the caller to judge, row by row.
    #[must_use]
    pub fn records(&self) -> Records<'_> {
        let mut raw = self.raw();
        let heading_ok = raw.next().is_some_and(|heading| heading.is_ok());
        Records { file: self, raw, seen: 0, over: !heading_ok }
    }

    fn raw(&self) -> Raw<'_> {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(self.text.as_bytes());
        Raw { text: &self.text, reader, place: Place { byte: 0, line: 1 }, limits: self.limits }
    }
}

/// One record.
#[derive(Debug)]
pub struct Record<'a> {
    /// 1-based line of the file on which the record starts; line breaks inside quotation marks are counted.
    pub line: u64,
    index: &'a HashMap<String, usize>,
    row: csv::StringRecord,
}

impl Record<'_> {
    /// The field under this heading, as it stands in the file; `None` when there is no such column or the record is
    /// too short.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.index.get(name).and_then(|at| self.row.get(*at))
    }

    /// The field at a position of [`CsvFile::column`].
    #[must_use]
    pub fn at(&self, column: usize) -> Option<&str> {
        self.row.get(column)
    }

    /// Number of fields.
    #[must_use]
    pub fn len(&self) -> usize {
        self.row.len()
    }

    /// True when every field is empty or blank (a row of commas only).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.row.iter().all(|field| field.trim().is_empty())
    }

    /// All fields in order.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.row.iter()
    }
}

/// Iterator over the records of a file; ends after the first error.
pub struct Records<'a> {
    file: &'a CsvFile,
    raw: Raw<'a>,
    seen: u64,
    over: bool,
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>, CsvError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let item = match self.raw.next()? {
            Ok(_) if self.seen >= self.file.limits.rows => {
                Err(CsvError::TooManyRows { limit: self.file.limits.rows })
            }
            Ok(Numbered { line, row }) => {
                self.seen += 1;
                Ok(Record { line, index: &self.file.index, row })
            }
            Err(wrong) => Err(wrong),
        };
        self.over = item.is_err();
        Some(item)
    }
}

struct Numbered {
    line: u64,
    row: csv::StringRecord,
}

struct Raw<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    place: Place,
    limits: Limits,
}

impl Iterator for Raw<'_> {
    type Item = Result<Numbered, CsvError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut row = csv::StringRecord::new();
        let start = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        // The text is valid UTF-8 and the reader flexible, so the only error left would be a defect; it is given as
        // an unreadable line rather than swallowed.
        let more = match self.reader.read_record(&mut row) {
            Ok(more) => more,
            Err(_) => {
                let line = self.place.advance(self.text, start);
                return Some(Err(CsvError::Undecodable { line }));
            }
        };
        if !more {
            return None;
        }
        let line = self.place.advance(self.text, start);
        let limit = self.limits.field_chars;
        if row.iter().any(|field| field.len() > limit && field.chars().count() > limit) {
            return Some(Err(CsvError::FieldTooLong { line, limit }));
        }
        // At the end of the file the reader closes an open quotation by itself and would hand over half a file as
        // one field.
        if self.reader.is_done()
            || usize::try_from(self.reader.position().byte())
                .is_ok_and(|end| end >= self.text.len())
        {
            let raw = self.text.get(self.place.byte..).unwrap_or_default();
            let several_lines = raw.trim_end().contains(['\n', '\r']);
            if several_lines && raw.matches('"').count() % 2 == 1 {
                return Some(Err(CsvError::OpenQuote { line }));
            }
        }
        Some(Ok(Numbered { line, row }))
    }
}

/// Where the line counter stands. The csv crate counts lines too, but reports a record after a blank line at the
/// blank line and does not count a lone CR.
struct Place {
    byte: usize,
    line: u64,
}

impl Place {
    /// Goes to the record that begins at or after `start` and returns its line.
    fn advance(&mut self, text: &str, start: usize) -> u64 {
        let bytes = text.as_bytes();
        let mut before =
            self.byte.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or(0);
        while let Some(&byte) = bytes.get(self.byte) {
            let blank = byte == b'\n' || byte == b'\r';
            if self.byte >= start && !blank {
                break;
            }
            if byte == b'\r' || (byte == b'\n' && before != b'\r') {
                self.line += 1;
            }
            before = byte;
            self.byte += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> CsvFile {
        CsvFile::read(text.as_bytes(), &Limits::default()).unwrap()
    }

    fn lines(file: &CsvFile) -> Vec<(u64, String)> {
        file.records()
            .map(|record| record.unwrap())
            .map(|record| (record.line, record.at(0).unwrap_or("").to_owned()))
            .collect()
    }

    #[test]
    fn records_carry_the_line_of_the_file_they_start_on() {
        let file = read("番号,名\r\n1,\"二行の\r\n名前\"\r\n\r\n2,b\r\n3,\"c\n\n\nd\"\n4,e");
        let expected = [(2, "1"), (5, "2"), (6, "3"), (10, "4")];
        assert_eq!(lines(&file), expected.map(|(line, id)| (line, id.to_owned())));
    }

    #[test]
    fn blank_lines_before_the_heading_and_lone_carriage_returns_are_counted() {
        assert_eq!(lines(&read("\n\nid,n\n1,a\n")), [(4, "1".to_owned())]);
        assert_eq!(lines(&read("id,n\r1,a\r2,b\r")), [(2, "1".to_owned()), (3, "2".to_owned())]);
    }

    #[test]
    fn fields_are_found_by_heading_and_all_missing_headings_are_named_at_once() {
        let file = read("\u{FEFF} 事業所番号 ,名称,名称\n0300,a,b,余分\n0301\n");
        assert_eq!(file.encoding(), Encoding::Utf8Bom);
        let all: Vec<_> = file.records().map(|record| record.unwrap()).collect();
        assert_eq!(all[0].get("事業所番号"), Some("0300"));
        assert_eq!(all[0].get("名称"), Some("a"));
        assert_eq!((all[0].len(), all[1].len()), (4, 1));
        assert_eq!(all[1].get("名称"), None);
        assert_eq!(file.require(&["名称", "事業所番号"]), Ok(vec![1, 0]));
        let missing = file.require(&["電話", "名称", "住所"]).unwrap_err();
        assert_eq!(
            missing.to_string(),
            "見出しに次の列がありません：電話、住所。見出しの行を確かめてください。"
        );
    }

    #[test]
    fn tab_separated_unicode_text_is_read() {
        let mut bytes = vec![0xFF, 0xFE];
        bytes
            .extend("名\t電話\r\n髙橋\t0000-65-0301\r\n".encode_utf16().flat_map(u16::to_le_bytes));
        let file = CsvFile::read(&bytes, &Limits::default()).unwrap();
        let record = file.records().next().unwrap().unwrap();
        assert_eq!(record.get("電話"), Some("0000-65-0301"));
    }

    #[test]
    fn limits_refuse_before_anything_is_used() {
        let limits = Limits { bytes: 64, rows: 2, columns: 3, field_chars: 5 };
        let of = |text: &str| CsvFile::read(text.as_bytes(), &limits);
        assert_eq!(of(&"あ".repeat(30)).unwrap_err(), CsvError::TooLarge { limit_mb: 0 });
        assert_eq!(of("a,b,c,d\n").unwrap_err(), CsvError::TooManyColumns { limit: 3 });
        let wrong = |text: &str| of(text).unwrap().records().find_map(Result::err);
        assert_eq!(wrong("a\n1\n2\n3\n"), Some(CsvError::TooManyRows { limit: 2 }));
        assert_eq!(
            wrong("a\n1\n一二三四五六\n"),
            Some(CsvError::FieldTooLong { line: 3, limit: 5 })
        );
        assert_eq!(wrong("a\n1\n一二三四五\n"), None);
    }

    #[test]
    fn an_open_quotation_is_named_and_not_swallowed() {
        let file = read("a,b\n1,2\n3,\"x\n4,5\n6,7\n");
        let wrong = file.records().find_map(Result::err);
        assert_eq!(wrong, Some(CsvError::OpenQuote { line: 3 }));
        // An inch mark in an unquoted last field is no quotation.
        assert!(read("a,b\n1,5\" pipe\n").records().all(|record| record.is_ok()));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end_in_records_or_a_typed_error(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            if let Ok(file) = CsvFile::read(&bytes, &Limits::default()) {
                let mut last = 0;
                for record in file.records().map_while(Result::ok) {
                    proptest::prop_assert!(record.line > last);
                    last = record.line;
                }
            }
        }

        #[test]
        fn what_is_written_is_read_again(rows in proptest::collection::vec(("[ -~あ-ん髙㈱\r\n\"]{0,8}", "[a-z]{1,3}"), 0..8)) {
            use super::super::{Cell, Charset, neutralise, write};
            let cells: Vec<Vec<Cell>> = rows.iter().map(|(a, b)| vec![Cell::text(a), Cell::text(b)]).collect();
            let bytes = write(&["甲", "乙"], &cells, Charset::Utf8Bom).unwrap();
            let file = CsvFile::read(&bytes, &Limits::default()).unwrap();
            let back: Vec<(String, String)> = file.records().map(|r| r.unwrap())
                .map(|r| (r.get("甲").unwrap().to_owned(), r.get("乙").unwrap().to_owned())).collect();
            let expected: Vec<(String, String)> = rows.iter()
                .map(|(a, b)| (neutralise(a).into_owned(), b.clone())).collect();
            proptest::prop_assert_eq!(back, expected);
        }
    }
}
