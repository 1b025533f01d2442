//! All objects of a PDF from front to back: what they do, and the tree of pages.
use std::collections::{HashMap, HashSet};

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::lex::{Lexer, Value};
use super::{OBJECTS, PAGES, UNPACKED, find};
use crate::image::Refused;

/// Objects that may be ill written before the file counts as broken.
const FAULTS: usize = 10;

/// Kinds of action (`/S`) that do more than lead to a place: ISO 32000-2, table 201.
const ACTS: [&[u8]; 8] = [
    b"JavaScript",
    b"Launch",
    b"ImportData",
    b"SubmitForm",
    b"GoToE",
    b"Rendition",
    b"Movie",
    b"RichMediaExecute",
];
/// Entries that only programs, films and dynamic forms have.
const ACTIVE_KEYS: [&[u8]; 4] = [b"JS", b"JavaScript", b"XFA", b"RichMediaContent"];
/// Entries that lead to files inside the file.
const CARRYING_KEYS: [&[u8]; 2] = [b"EmbeddedFiles", b"EF"];

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) locked: bool,
    pub(super) active: bool,
    pub(super) carries: bool,
    /// A packed group of objects that could not be read.
    faulty_group: bool,
    root: Option<u32>,
    /// Objects of the page tree by number; the last of a number counts, as after a correction of the file.
    nodes: HashMap<u32, Node>,
}

enum Node {
    /// The catalogue and its tree of pages.
    Catalog(Option<u32>),
    /// A branch: its children, or the list that holds them.
    Branch(Kids),
    Page,
    List(Vec<u32>),
}

enum Kids {
    Here(Vec<u32>),
    At(u32),
}

fn refs(list: &[Value]) -> Vec<u32> {
    list.iter()
        .filter_map(|v| match v {
            Value::Ref(n) => Some(*n),
            _ => None,
        })
        .collect()
}

/// Reads the whole file.
pub(super) fn collect(bytes: &[u8]) -> Result<Found, Refused> {
    let mut found = Found::default();
    let (mut at, mut faults, mut objects, mut unpacked) = (0, 0, 0, 0);
    while let Some((place, number)) = next_start(bytes, at) {
        let mut lexer = Lexer::new(bytes, place);
        let Some(value) = lexer.value() else {
            lexer.skip();
            // an object with nothing in it is allowed
            if !lexer.next_is(b"endobj") {
                faults += 1;
            }
            if faults > FAULTS {
                return Err(Refused::PdfBroken);
            }
            at = place;
            continue;
        };
        objects += 1;
        if objects > OBJECTS {
            return Err(Refused::PdfBroken);
        }
        lexer.skip();
        at = lexer.at;
        let Some(number) = number else {
            found.trailer(&value);
            continue;
        };
        if value.get(b"Type").is_some_and(|t| t.is_name(b"XRef")) {
            found.trailer(&value);
        }
        found.look(&value);
        found.keep(number, &value);
        if matches!(value, Value::Dict(_)) && lexer.next_is(b"stream") {
            let (from, to, next) = stream(bytes, at, &value).ok_or(Refused::PdfBroken)?;
            at = next;
            if value.get(b"Type").is_some_and(|t| t.is_name(b"ObjStm")) && !found.locked {
                let packed = bytes.get(from..to).unwrap_or_default();
                let plain = unpack(packed, &value, UNPACKED.1.saturating_sub(unpacked));
                // when the file is encrypted, its packed objects are no flate data; that is known at its end
                let Some(plain) = plain else {
                    found.faulty_group = true;
                    continue;
                };
                unpacked += plain.len();
                match found.group(&plain, &value) {
                    Ok(n) => objects += n,
                    Err(_) => found.faulty_group = true,
                }
            }
        }
    }
    if found.faulty_group && !found.locked {
        return Err(Refused::PdfBroken);
    }
    Ok(found)
}

/// The next `12 0 obj` (its number) or `trailer` (none) at or after `from`, and where its value begins.
fn next_start(bytes: &[u8], from: usize) -> Option<(usize, Option<u32>)> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|b| matches!(b, b'o' | b't'))?;
        let rest = bytes.get(at..)?;
        if rest.starts_with(b"obj") {
            if let Some(n) = number_before(bytes, at) {
                return Some((at + 3, Some(n)));
            }
        } else if rest.starts_with(b"trailer") {
            return Some((at + 7, None));
        }
        at += 1;
    }
}

/// The object number of `12 0 obj`, read backwards from `obj`.
fn number_before(bytes: &[u8], obj: usize) -> Option<u32> {
    let before = bytes.get(obj.saturating_sub(40)..obj)?;
    let text = String::from_utf8_lossy(before);
    let mut words = text.split_ascii_whitespace().rev();
    let generation = words.next()?;
    let digits: String = words
        .next()?
        .chars()
        .rev()
        .take_while(char::is_ascii_digit)
        .collect::<Vec<_>>()
        .iter()
        .rev()
        .collect();
    generation.parse::<u32>().ok()?;
    digits.parse().ok()
}

/// A stream's data and where the file goes on: by its own length when `endstream` stands there, else by looking.
fn stream(bytes: &[u8], word: usize, dict: &Value) -> Option<(usize, usize, usize)> {
    let mut from = word + 6;
    if bytes.get(from) == Some(&b'\r') {
        from += 1;
    }
    if bytes.get(from) == Some(&b'\n') {
        from += 1;
    }
    if let Some(length) = dict.get(b"Length").and_then(Value::int) {
        let to = from.checked_add(length)?;
        let mut lexer = Lexer::new(bytes, to);
        lexer.skip();
        if lexer.next_is(b"endstream") {
            return Some((from, to, lexer.at + 9));
        }
    }
    let to = find(bytes, b"endstream", from)?;
    Some((from, to, to + 9))
}

/// Unpacks a group of objects: plain or flate without further steps, within the limits.
fn unpack(packed: &[u8], dict: &Value, left: usize) -> Option<Vec<u8>> {
    let flate = match dict.get(b"Filter") {
        None => false,
        Some(Value::List(l)) if l.is_empty() => false,
        Some(Value::List(l)) => l.len() == 1 && l.iter().all(|f| f.is_name(b"FlateDecode")),
        Some(f) if f.is_name(b"FlateDecode") => true,
        Some(_) => return None,
    };
    if !flate {
        return dict.get(b"Filter").is_none().then(|| packed.to_vec());
    }
    if dict.get(b"DecodeParms").is_some_and(|p| !matches!(p, Value::Nothing)) {
        return None;
    }
    decompress_to_vec_zlib_with_limit(packed, left.min(UNPACKED.0)).ok()
}

impl Found {
    fn trailer(&mut self, dict: &Value) {
        if dict.get(b"Encrypt").is_some_and(|e| !matches!(e, Value::Nothing)) {
            self.locked = true;
        }
        if let Some(Value::Ref(n)) = dict.get(b"Root") {
            self.root = Some(*n);
        }
    }

    /// What an object does, in all its depth.
    fn look(&mut self, value: &Value) {
        match value {
            Value::List(items) => items.iter().for_each(|v| self.look(v)),
            Value::Dict(entries) => {
                for (name, v) in entries {
                    let is = |list: &[&[u8]]| list.contains(&name.as_slice());
                    self.active |= is(&ACTIVE_KEYS);
                    self.active |= name == b"S" && ACTS.iter().any(|a| v.is_name(a));
                    self.carries |= is(&CARRYING_KEYS) && !matches!(v, Value::Nothing);
                    self.carries |= name == b"Type" && v.is_name(b"EmbeddedFile");
                    self.look(v);
                }
            }
            _ => {}
        }
    }

    /// Keeps what belongs to the tree of pages.
    fn keep(&mut self, number: u32, value: &Value) {
        let kind = |name: &[u8]| value.get(b"Type").is_some_and(|t| t.is_name(name));
        let node = if let Value::List(items) = value {
            Node::List(refs(items))
        } else if kind(b"Catalog") {
            let pages = match value.get(b"Pages") {
                Some(Value::Ref(n)) => Some(*n),
                _ => None,
            };
            Node::Catalog(pages)
        } else if kind(b"Pages") {
            match value.get(b"Kids") {
                Some(Value::List(items)) => Node::Branch(Kids::Here(refs(items))),
                Some(Value::Ref(n)) => Node::Branch(Kids::At(*n)),
                _ => Node::Branch(Kids::Here(Vec::new())),
            }
        } else if kind(b"Page") {
            Node::Page
        } else {
            // a later object of the same number takes the place of an earlier one
            self.nodes.remove(&number);
            return;
        };
        self.nodes.insert(number, node);
    }

    /// The objects of an unpacked group; how many.
    fn group(&mut self, plain: &[u8], dict: &Value) -> Result<usize, Refused> {
        let broken = || Refused::PdfBroken;
        let n = dict.get(b"N").and_then(Value::int).ok_or_else(broken)?;
        let first = dict.get(b"First").and_then(Value::int).ok_or_else(broken)?;
        if n > OBJECTS {
            return Err(Refused::PdfBroken);
        }
        let mut head = Lexer::new(plain, 0);
        let mut end = first;
        for _ in 0..n {
            let number = head.int().and_then(|i| u32::try_from(i).ok()).ok_or_else(broken)?;
            let offset = head.int().and_then(|i| usize::try_from(i).ok()).ok_or_else(broken)?;
            let at = first.checked_add(offset).ok_or_else(broken)?;
            // objects stand one after another: none is read twice, so a small group stays little work
            if at < end {
                return Err(Refused::PdfBroken);
            }
            let mut lexer = Lexer::new(plain, at);
            let value = lexer.value().ok_or_else(broken)?;
            end = lexer.at;
            self.look(&value);
            self.keep(number, &value);
        }
        Ok(n)
    }

    /// Pages of the tree from the root; none when there is no tree. Stops counting above the limit.
    pub(super) fn pages(&self) -> Option<u32> {
        let root = self
            .root
            .and_then(|r| self.nodes.get(&r))
            .or_else(|| self.nodes.values().find(|n| matches!(n, Node::Catalog(_))));
        let Some(Node::Catalog(Some(top))) = root else { return None };
        let (mut todo, mut seen, mut pages) = (vec![*top], HashSet::new(), 0);
        while let Some(n) = todo.pop() {
            if !seen.insert(n) {
                continue;
            }
            match self.nodes.get(&n) {
                Some(Node::Page) => pages += 1,
                Some(Node::Branch(Kids::Here(kids))) => todo.extend(kids),
                Some(Node::Branch(Kids::At(list))) => {
                    if let Some(Node::List(kids)) = self.nodes.get(list) {
                        todo.extend(kids);
                    }
                }
                _ => {}
            }
            if pages > PAGES {
                break;
            }
        }
        Some(pages)
    }
}
