//! Somebody's own Excel form (様式): a workbook with named cells, filled and given back. The archive is copied part by part as it
//! is; only the sheets with filled cells (or formulas, whose remembered results would be of before) and the book's own part are
//! written anew, and of them only those places. Formats, formulas, merged cells, pictures and other sheets stay as they were.
mod names;
mod sample;
mod sheet;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

pub use names::{Block, Trouble};
pub use sample::{Line, sample};
use sheet::{Map, attribute};

use crate::xlsx_read::{self, Limits, XlsxReadError};

/// What a form may be: 5 MB packed, 80 MB unpacked, 1,000 parts.
pub const LIMITS: Limits = Limits {
    bytes: 5 << 20,
    unpacked: 80 << 20,
    ratio: 200,
    parts: 1_000,
    rows: 200_000,
    columns: 16_384,
    chars: 80_000_000,
};

/// Most names that are looked at.
const NAMES: usize = 2_000;

/// A refused form. `Display` is the message for the page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// No bytes.
    #[error("ファイルが空です。中身のあるファイルを選んでください。")]
    Empty,
    /// More bytes than the limit, packed or unpacked.
    #[error(
        "ファイルが大きすぎます（上限 5 MB）。写真や使わないシートを消して保存しなおしてください。"
    )]
    TooLarge,
    /// Unpacks to far more than it is.
    #[error(
        "ファイルの圧縮のしかたがふつうではないため、開きませんでした。Excel で開き、保存しなおしてください。"
    )]
    Bomb,
    /// Not an .xlsx workbook.
    #[error(
        "Excel のファイル（.xlsx）として開けません。Excel で開き、「Excel ブック（.xlsx）」で保存しなおしてください。"
    )]
    NotAWorkbook,
    /// An .xls, or behind a password: both begin alike.
    #[error(
        "古い形式（.xls）か、パスワードのかかったファイルです。パスワードを外し、「Excel ブック（.xlsx）」で保存しなおしてください。"
    )]
    Locked,
    /// It holds a program.
    #[error(
        "マクロの入ったファイルは使えません。「Excel ブック（.xlsx）」で保存しなおしてください（マクロは消えます）。"
    )]
    Macro,
    /// A signature would no longer be true.
    #[error(
        "電子署名のついたファイルは、書きこむと署名がこわれるため使えません。署名を外してください。"
    )]
    Signed,
}

impl From<XlsxReadError> for TemplateError {
    fn from(e: XlsxReadError) -> Self {
        match e {
            XlsxReadError::Empty => TemplateError::Empty,
            XlsxReadError::Bomb => TemplateError::Bomb,
            XlsxReadError::NotAWorkbook => TemplateError::NotAWorkbook,
            XlsxReadError::TooLarge { .. }
            | XlsxReadError::TooManyRows { .. }
            | XlsxReadError::TooManyColumns { .. } => TemplateError::TooLarge,
        }
    }
}

/// What is written into a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Put {
    /// A whole number.
    Number(i64),
    /// Text; may have several lines. Never read as a formula.
    Text(String),
    /// Nothing: what stood there goes, its format stays.
    Empty,
}

/// A name of the form and where it points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// As it stands in the form.
    pub name: String,
    /// The tab and the cells in words: 「月次!B3」; what the form says where it cannot be read.
    pub place: String,
    /// How many rows of cells it shows; 1 for a cell or a merged block.
    pub rows: usize,
    /// How many columns.
    pub columns: usize,
    /// Why nothing can be written there.
    pub trouble: Option<Trouble>,
}

/// A sheet of the form.
struct Tab {
    name: String,
    part: String,
}

struct Book<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    part: String,
    xml: String,
    tabs: Vec<Tab>,
    /// Name and what it refers to.
    names: Vec<(String, String)>,
}

/// The names of a form, in its order.
///
/// # Errors
/// [`TemplateError`]; no bytes whatever make it panic.
pub fn read(bytes: &[u8]) -> Result<Vec<Named>, TemplateError> {
    guarded(|| {
        let mut book = open(bytes)?;
        let mut maps = BTreeMap::new();
        let mut out = Vec::new();
        for (name, refers) in book.names.clone() {
            out.push(named(&mut book, &mut maps, name, &refers)?);
        }
        // a sheet that cannot be read is said now, not when it is filled
        for tab in 0..book.tabs.len() {
            map(&mut book, &mut maps, tab)?;
        }
        Ok(out)
    })
}

/// The form with these names filled: rows of cells for each, from its first cell on. Of a block all cells are written: those
/// beyond the rows become empty. Names with a [`Trouble`] and names that the form does not have are left.
///
/// # Errors
/// [`TemplateError`].
pub fn fill(bytes: &[u8], values: &[(String, Vec<Vec<Put>>)]) -> Result<Vec<u8>, TemplateError> {
    guarded(|| {
        let mut book = open(bytes)?;
        let mut maps = BTreeMap::new();
        let mut puts: BTreeMap<usize, BTreeMap<(u32, u32), Put>> = BTreeMap::new();
        for (name, refers) in book.names.clone() {
            let Some((_, rows)) = values.iter().find(|v| v.0 == name) else { continue };
            let Ok((tab, block)) = place(&book, &refers) else { continue };
            let (_, map) = map(&mut book, &mut maps, tab)?;
            if map.formula_in(&block) {
                continue;
            }
            let into = puts.entry(tab).or_default();
            for (n, (row, columns)) in map.grid(&block).into_iter().enumerate() {
                for (i, column) in columns.into_iter().enumerate() {
                    let put = rows.get(n).and_then(|r| r.get(i)).cloned().unwrap_or(Put::Empty);
                    into.insert((row, column), put);
                }
            }
        }
        let mut anew: BTreeMap<String, String> = BTreeMap::new();
        for tab in 0..book.tabs.len() {
            let (xml, map) = map(&mut book, &mut maps, tab)?;
            let none = BTreeMap::new();
            let text = map.filled(xml, puts.get(&tab).unwrap_or(&none));
            if let (Some(text), Some(t)) = (text, book.tabs.get(tab)) {
                anew.insert(t.part.clone(), text);
            }
        }
        anew.insert(book.part.clone(), recalculated(&book.xml)?);
        packed(book.archive, &anew)
    })
}

/// The libraries below are sound on what Excel writes; on made-up bytes a panic of theirs becomes a refusal.
fn guarded<T>(f: impl FnOnce() -> Result<T, TemplateError>) -> Result<T, TemplateError> {
    catch_unwind(AssertUnwindSafe(f)).unwrap_or(Err(TemplateError::NotAWorkbook))
}

/// A part as text.
fn text(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    part: &str,
) -> Result<Option<String>, TemplateError> {
    let Ok(file) = archive.by_name(part) else { return Ok(None) };
    let mut out = String::new();
    match file.take(LIMITS.unpacked).read_to_string(&mut out) {
        // a mark of the byte order would stand between the reader's places and ours
        Ok(_) => Ok(Some(out.strip_prefix('\u{feff}').map(String::from).unwrap_or(out))),
        Err(_) => Err(TemplateError::NotAWorkbook),
    }
}

/// The tags of a part, in order, with the text before each closing one.
fn tags(
    xml: &str,
    mut each: impl FnMut(&quick_xml::events::BytesStart<'_>, &str),
) -> Result<(), TemplateError> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|_| TemplateError::NotAWorkbook)? {
            Event::Empty(t) => each(&t, ""),
            Event::Start(t) => {
                let from = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
                let rest = xml.get(from..).unwrap_or("");
                each(&t, rest.split('<').next().unwrap_or(""));
            }
            Event::DocType(_) => return Err(TemplateError::NotAWorkbook),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Id, kind and target of each relation of a part.
fn relations(xml: &str) -> Result<Vec<(String, String, String)>, TemplateError> {
    let mut out = Vec::new();
    tags(xml, |t, _| {
        if t.local_name().as_ref() == "Relationship" {
            let of = |name| attribute(t, name).unwrap_or_default();
            out.push((of("Id"), of("Type"), of("Target")));
        }
    })?;
    Ok(out)
}

/// The path of a target as seen from a folder.
fn beside(folder: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(whole) => whole.to_string(),
        None if folder.is_empty() => target.to_string(),
        None => format!("{folder}/{target}"),
    }
}

fn open(bytes: &[u8]) -> Result<Book<'_>, TemplateError> {
    if bytes.is_empty() {
        return Err(TemplateError::Empty);
    }
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(TemplateError::Locked);
    }
    if bytes.len() > LIMITS.bytes {
        return Err(TemplateError::TooLarge);
    }
    if !xlsx_read::looks_like(bytes) {
        return Err(TemplateError::NotAWorkbook);
    }
    xlsx_read::weigh(bytes, &LIMITS)?;
    let none = TemplateError::NotAWorkbook;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| none.clone())?;
    let parts: Vec<String> = archive
        .file_names()
        .map(|n| n.map(|n| n.to_lowercase()))
        .collect::<Result<_, _>>()
        .map_err(|_| none.clone())?;
    if parts.iter().any(|p| p.ends_with("vbaproject.bin") || p.contains("/macrosheets/")) {
        return Err(TemplateError::Macro);
    }
    if parts.iter().any(|p| p.starts_with("_xmlsignatures/")) {
        return Err(TemplateError::Signed);
    }
    let types = text(&mut archive, "[Content_Types].xml")?.ok_or(none.clone())?;
    if types.contains("macroEnabled") {
        return Err(TemplateError::Macro);
    }
    if types.contains("spreadsheetml.template.main") {
        return Err(none);
    }
    let root = relations(&text(&mut archive, "_rels/.rels")?.ok_or(none.clone())?)?;
    let main = root.into_iter().find(|r| r.1.ends_with("/officeDocument")).ok_or(none.clone())?;
    let part = beside("", &main.2);
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", &part));
    let xml = text(&mut archive, &part)?.ok_or(none.clone())?;
    let links = beside(folder, &format!("_rels/{file}.rels"));
    let links = relations(&text(&mut archive, &links)?.ok_or(none)?)?;
    let (mut tabs, mut names) = (Vec::new(), Vec::new());
    tags(&xml, |t, inner| match t.local_name().as_ref() {
        "sheet" => {
            let id = attribute(t, "id").unwrap_or_default();
            let name = attribute(t, "name").unwrap_or_default();
            let link = links.iter().find(|l| l.0 == id && l.1.ends_with("/worksheet"));
            tabs.extend(link.map(|l| Tab { name, part: beside(folder, &l.2) }));
        }
        "definedName" if names.len() < NAMES => {
            let name = attribute(t, "name").unwrap_or_default();
            let on = |a| attribute(t, a).is_some_and(|v| v == "1" || v == "true");
            if !name.starts_with("_xl") && !on("hidden") && !on("function") && !on("vbProcedure") {
                let refers = quick_xml::escape::unescape(inner).unwrap_or_default();
                names.push((name, refers.into_owned()));
            }
        }
        _ => {}
    })?;
    Ok(Book { archive, part, xml, tabs, names })
}

fn place(book: &Book<'_>, refers: &str) -> Result<(usize, Block), Trouble> {
    let (name, block) = names::refers(refers)?;
    let tab = book.tabs.iter().position(|t| t.name.eq_ignore_ascii_case(&name));
    Ok((tab.ok_or(Trouble::NoSheet)?, block))
}

type Maps = BTreeMap<usize, (String, Map)>;

/// The text of a tab and what it holds, read once.
fn map<'m>(
    book: &mut Book<'_>,
    maps: &'m mut Maps,
    tab: usize,
) -> Result<&'m (String, Map), TemplateError> {
    let none = TemplateError::NotAWorkbook;
    if let std::collections::btree_map::Entry::Vacant(v) = maps.entry(tab) {
        let part = &book.tabs.get(tab).ok_or(none.clone())?.part;
        let xml = text(&mut book.archive, part)?.ok_or(none.clone())?;
        let read = Map::read(&xml)?;
        v.insert((xml, read));
    }
    maps.get(&tab).ok_or(none)
}

fn named(
    book: &mut Book<'_>,
    maps: &mut Maps,
    name: String,
    refers: &str,
) -> Result<Named, TemplateError> {
    let words: String = refers.trim().replace('$', "").chars().take(60).collect();
    let mut out = Named { name, place: words, rows: 0, columns: 0, trouble: None };
    match place(book, refers) {
        Ok((tab, block)) => {
            let (_, map) = map(book, maps, tab)?;
            let grid = map.grid(&block);
            out.rows = grid.len();
            out.columns = grid.iter().map(|g| g.1.len()).max().unwrap_or(0);
            // a name in the middle of a merged block shows nothing
            out.trouble = match (map.formula_in(&block), grid.is_empty()) {
                (true, _) => Some(Trouble::Formula),
                (false, true) => Some(Trouble::NoCells),
                (false, false) => None,
            };
        }
        Err(t) => out.trouble = Some(t),
    }
    Ok(out)
}

/// The book's own part, saying that everything is to be counted anew when it is opened.
fn recalculated(xml: &str) -> Result<String, TemplateError> {
    let mut reader = Reader::from_str(xml);
    let none = TemplateError::NotAWorkbook;
    let mut behind: Option<(usize, String)> = None;
    loop {
        let from = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().map_err(|_| none.clone())?;
        let to = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let cut = |r: std::ops::Range<usize>| xml.get(r).ok_or(none.clone());
        match &event {
            Event::Start(t) | Event::Empty(t) if t.local_name().as_ref() == "calcPr" => {
                let tag = sheet::without(cut(from..to)?, "fullCalcOnLoad");
                let (open, close) = match tag.strip_suffix("/>") {
                    Some(open) => (open, "/>"),
                    None => (tag.strip_suffix('>').unwrap_or(&tag), ">"),
                };
                let tag = format!("{} fullCalcOnLoad=\"1\"{close}", open.trim_end());
                return Ok(format!("{}{tag}{}", cut(0..from)?, cut(to..xml.len())?));
            }
            Event::End(t) if matches!(t.local_name().as_ref(), "sheets" | "definedNames") => {
                // the order of these parts is fixed: sheets, … definedNames, calcPr, …
                let name = t.name();
                let name = name.as_ref();
                let local = t.local_name();
                let prefix = name.strip_suffix(local.as_ref()).unwrap_or("");
                behind = Some((to, prefix.to_string()));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let (at, p) = behind.ok_or(none.clone())?;
    let (head, tail) = xml.split_at_checked(at).ok_or(none)?;
    Ok(format!("{head}<{p}calcPr fullCalcOnLoad=\"1\"/>{tail}"))
}

/// The archive again: parts that are not written anew keep their packed bytes and their order.
fn packed(
    mut archive: ZipArchive<Cursor<&[u8]>>,
    anew: &BTreeMap<String, String>,
) -> Result<Vec<u8>, TemplateError> {
    let none = |_: zip::result::ZipError| TemplateError::NotAWorkbook;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..archive.len() {
        let file = archive.by_index_raw(n).map_err(none)?;
        let name = file.name().map_err(none)?.into_owned();
        match anew.get(&name) {
            Some(text) => {
                let mut options = SimpleFileOptions::default();
                if let Some(at) = file.last_modified() {
                    options = options.last_modified_time(at);
                }
                drop(file);
                out.start_file(name, options).map_err(none)?;
                out.write_all(text.as_bytes()).map_err(|_| TemplateError::NotAWorkbook)?;
            }
            None => out.raw_copy_file(file).map_err(none)?,
        }
    }
    Ok(out.finish().map_err(none)?.into_inner())
}
