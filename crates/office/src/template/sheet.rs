//! The XML of one sheet: where its cells, rows and merged blocks stand in the text, and the same text with some cells filled. What
//! is not a filled cell stays as it was, byte for byte; only the remembered result of a formula goes, because it is of before.
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::names::{self, Block};
use super::{Put, TemplateError};

/// A cell in the text.
#[derive(Debug, Clone)]
struct Cell {
    /// The whole of it.
    all: Range<usize>,
    /// Its opening tag.
    tag: Range<usize>,
    /// Its remembered values.
    values: Vec<Range<usize>>,
    /// A formula stands in it.
    formula: bool,
}

/// A row in the text.
#[derive(Debug, Clone)]
struct Line {
    tag: Range<usize>,
    /// Where its closing tag begins; none for `<row/>`.
    end: Option<usize>,
    /// Where the whole begins.
    start: usize,
}

/// What a sheet holds.
#[derive(Debug, Default)]
pub(super) struct Map {
    cells: HashMap<(u32, u32), Cell>,
    lines: BTreeMap<u32, Line>,
    merged: Vec<Block>,
    /// Blocks of array formulas and data tables.
    arrays: Vec<Block>,
    /// `<sheetData>`: its tag, and where its closing tag begins.
    data: Option<(Range<usize>, Option<usize>)>,
    /// 「x:」 where the tags carry a prefix.
    prefix: String,
    formulas: bool,
}

/// The value of an attribute, without regard to its prefix.
pub(super) fn attribute(tag: &quick_xml::events::BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    quick_xml::escape::unescape(&found.value).ok().map(Into::into)
}

fn at(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

impl Map {
    /// Reads a sheet.
    pub(super) fn read(xml: &str) -> Result<Map, TemplateError> {
        let wrong = |_| TemplateError::NotAWorkbook;
        let mut reader = Reader::from_str(xml);
        let mut map = Map::default();
        let (mut row, mut column) = (0u32, 0u32);
        let mut cell: Option<((u32, u32), Cell)> = None;
        let mut value: Option<usize> = None;
        loop {
            let before = at(&reader);
            let event = reader.read_event().map_err(wrong)?;
            let after = at(&reader);
            let (tag, empty) = match &event {
                Event::Start(t) => (t, false),
                Event::Empty(t) => (t, true),
                Event::End(t) => {
                    match t.local_name().as_ref() {
                        "v" | "is" => {
                            if let (Some((_, c)), Some(from)) = (cell.as_mut(), value.take()) {
                                c.values.push(from..after);
                            }
                        }
                        "c" => {
                            if let Some((key, mut c)) = cell.take() {
                                c.all.end = after;
                                map.cells.insert(key, c);
                            }
                        }
                        "row" => {
                            if let Some(l) = map.lines.get_mut(&row) {
                                l.end = Some(before);
                            }
                        }
                        "sheetData" => {
                            if let Some(d) = map.data.as_mut() {
                                d.1 = Some(before);
                            }
                        }
                        _ => {}
                    }
                    continue;
                }
                Event::DocType(_) => return Err(TemplateError::NotAWorkbook),
                Event::Eof => break,
                _ => continue,
            };
            match tag.local_name().as_ref() {
                "sheetData" if map.data.is_none() => {
                    let name = tag.name();
                    map.prefix = name.as_ref().strip_suffix("sheetData").unwrap_or("").to_string();
                    map.data = Some((before..after, None));
                }
                "row" if map.data.is_some() => {
                    row = match attribute(tag, "r") {
                        Some(r) => r.parse().map_err(|_| TemplateError::NotAWorkbook)?,
                        None => row.saturating_add(1),
                    };
                    column = 0;
                    let line = Line { tag: before..after, end: None, start: before };
                    map.lines.insert(row, line);
                }
                "c" if map.data.is_some() => {
                    let key = match attribute(tag, "r") {
                        Some(r) => names::cell(&r).ok_or(TemplateError::NotAWorkbook)?,
                        None => (row, column.saturating_add(1)),
                    };
                    column = key.1;
                    let c = Cell {
                        all: before..after,
                        tag: before..after,
                        values: Vec::new(),
                        formula: false,
                    };
                    match empty {
                        true => drop(map.cells.insert(key, c)),
                        false => cell = Some((key, c)),
                    }
                }
                "f" => {
                    if let Some((_, c)) = cell.as_mut() {
                        c.formula = true;
                        map.formulas = true;
                        let whole =
                            attribute(tag, "t").is_some_and(|t| t == "array" || t == "dataTable");
                        if whole {
                            map.arrays.extend(attribute(tag, "ref").and_then(|r| names::block(&r)));
                        }
                    }
                }
                "v" | "is" if cell.is_some() => match (empty, cell.as_mut()) {
                    (true, Some((_, c))) => c.values.push(before..after),
                    _ => value = Some(before),
                },
                "mergeCell" => {
                    map.merged.extend(attribute(tag, "ref").and_then(|r| names::block(&r)));
                }
                _ => {}
            }
        }
        if map.data.is_none() {
            return Err(TemplateError::NotAWorkbook);
        }
        Ok(map)
    }

    /// Is a formula in any cell of the block?
    pub(super) fn formula_in(&self, b: &Block) -> bool {
        let overlaps = |a: &Block| {
            a.top <= b.bottom && b.top <= a.bottom && a.left <= b.right && b.left <= a.right
        };
        let cell = |row, column| self.cells.get(&(row, column)).is_some_and(|c| c.formula);
        self.arrays.iter().any(overlaps)
            || (b.top..=b.bottom).any(|r| (b.left..=b.right).any(|c| cell(r, c)))
    }

    /// The columns of a row of the block that show something: of merged cells only the first.
    fn shown(&self, b: &Block, row: u32) -> Vec<u32> {
        (b.left..=b.right)
            .filter(|c| {
                let over = self.merged.iter().find(|m| m.holds(row, *c));
                over.is_none_or(|m| (m.top, m.left) == (row, *c))
            })
            .collect()
    }

    /// The rows of a block that show something, each with its columns.
    pub(super) fn grid(&self, b: &Block) -> Vec<(u32, Vec<u32>)> {
        let rows = (b.top..=b.bottom).map(|r| (r, self.shown(b, r)));
        rows.filter(|(_, columns)| !columns.is_empty()).collect()
    }

    /// The text with these cells filled; none where nothing changes.
    pub(super) fn filled(&self, xml: &str, puts: &BTreeMap<(u32, u32), Put>) -> Option<String> {
        if puts.is_empty() && !self.formulas {
            return None;
        }
        let mut edits: Vec<(Range<usize>, String)> = Vec::new();
        for (key, c) in self.cells.iter().filter(|(k, c)| c.formula && !puts.contains_key(*k)) {
            debug_assert!(key.0 > 0);
            edits.extend(c.values.iter().map(|v| (v.clone(), String::new())));
            let tag = xml.get(c.tag.clone())?;
            edits.push((c.tag.clone(), without(tag, "t")));
        }
        let mut fresh: BTreeMap<u32, Vec<(u32, String)>> = BTreeMap::new();
        for ((row, column), put) in puts {
            match self.cells.get(&(*row, *column)) {
                Some(c) => {
                    let tag = xml.get(c.tag.clone())?;
                    edits.push((c.all.clone(), self.cell(*row, *column, kept(tag), put)));
                }
                None if matches!(put, Put::Empty) => {}
                None => {
                    let text = self.cell(*row, *column, String::new(), put);
                    fresh.entry(*row).or_default().push((*column, text));
                }
            }
        }
        let (tag, end) = self.data.clone()?;
        let mut lines: Vec<(Range<usize>, String)> = Vec::new();
        for (row, cells) in fresh {
            match self.lines.get(&row) {
                Some(l) => edits.extend(self.widened(xml, row, l, cells)?),
                None => {
                    let next = self.lines.range(row..).next().map(|(_, l)| l.start);
                    let place = next.or(end).unwrap_or(tag.end);
                    let p = &self.prefix;
                    let cells: String = cells.into_iter().map(|c| c.1).collect();
                    lines.push((place..place, format!("<{p}row r=\"{row}\">{cells}</{p}row>")));
                }
            }
        }
        if end.is_none() && !lines.is_empty() {
            // `<sheetData/>`: nothing stood in the sheet
            let inner: String = lines.drain(..).map(|l| l.1).collect();
            let open = xml.get(tag.clone())?.trim_end_matches("/>").trim_end();
            edits.push((tag, format!("{open}>{inner}</{}sheetData>", self.prefix)));
        }
        edits.extend(lines);
        edits.sort_by_key(|(r, _)| (r.start, r.end));
        let mut out = String::with_capacity(xml.len() + 256);
        let mut done = 0;
        for (range, text) in edits {
            out.push_str(xml.get(done..range.start)?);
            out.push_str(&text);
            done = range.end;
        }
        out.push_str(xml.get(done..)?);
        Some(out)
    }

    /// New cells in a row that is there.
    fn widened(
        &self,
        xml: &str,
        row: u32,
        l: &Line,
        cells: Vec<(u32, String)>,
    ) -> Option<Vec<(Range<usize>, String)>> {
        // what a row says of its reach would no longer be true
        let tag = without(xml.get(l.tag.clone())?, "spans");
        let Some(end) = l.end else {
            let open = tag.trim_end_matches("/>").trim_end();
            let inner: String = cells.into_iter().map(|c| c.1).collect();
            let whole = format!("{open}>{inner}</{}row>", self.prefix);
            return Some(vec![(l.tag.clone(), whole)]);
        };
        let mut out = vec![(l.tag.clone(), tag)];
        for (column, text) in cells {
            let later = self.cells.iter().filter(|(k, _)| k.0 == row && k.1 > column);
            let place = later.map(|(_, c)| c.all.start).min().unwrap_or(end);
            out.push((place..place, text));
        }
        Some(out)
    }

    fn cell(&self, row: u32, column: u32, kept: String, put: &Put) -> String {
        let p = &self.prefix;
        let head = format!("<{p}c r=\"{}{row}\"{kept}", names::letters(column));
        match put {
            Put::Empty => format!("{head}/>"),
            Put::Number(n) => format!("{head}><{p}v>{n}</{p}v></{p}c>"),
            Put::Text(t) => {
                let t = plain(t);
                format!(
                    "{head} t=\"inlineStr\"><{p}is><{p}t xml:space=\"preserve\">{t}</{p}t></{p}is></{p}c>"
                )
            }
        }
    }
}

/// A tag without one of its attributes.
pub(super) fn without(tag: &str, name: &str) -> String {
    for (head, quote) in [(format!("{name}=\""), '"'), (format!("{name}='"), '\'')] {
        let mut from = 0;
        while let Some(i) = tag.get(from..).and_then(|t| t.find(&head)).map(|i| i + from) {
            let own = tag.get(..i).is_some_and(|t| t.ends_with(char::is_whitespace));
            let open = i + head.len();
            let close = tag.get(open..).and_then(|t| t.find(quote)).map(|e| open + e + 1);
            if let (true, Some(close)) = (own, close) {
                let before = tag.get(..i).unwrap_or("").trim_end();
                return format!("{before}{}", tag.get(close..).unwrap_or(""));
            }
            from = open;
        }
    }
    tag.to_string()
}

/// The attributes of a cell that stay: its format, not its place and not what kind of value it held.
fn kept(tag: &str) -> String {
    let mut reader = Reader::from_str(tag);
    let mut out = String::new();
    if let Ok(Event::Start(t) | Event::Empty(t)) = reader.read_event() {
        for a in t.attributes().flatten() {
            let key = a.key.as_ref();
            if matches!(key, "s" | "ph") {
                let _ = write!(out, " {key}=\"{}\"", a.value);
            }
        }
    }
    out
}

/// A text as XML: without signs that XML has no place for, and with what Excel would read as an escape (`_x0041_`) escaped.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let text: String = text.replace("\r\n", "\n").chars().take(32_000).collect();
    for (i, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' | '\t' => out.push(c),
            '_' if escape_at(text.get(i..).unwrap_or("")) => out.push_str("_x005F_"),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

fn escape_at(text: &str) -> bool {
    let mut c = text.chars();
    c.next() == Some('_')
        && c.next() == Some('x')
        && c.by_ref().take(4).filter(char::is_ascii_hexdigit).count() == 4
        && c.next() == Some('_')
}
