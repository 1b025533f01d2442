//! PDF's notation (ISO 32000-2, 7.2–7.3): values from bytes, with limits on depth and number.

/// Deepest nesting of one object.
const DEPTH: usize = 60;

/// A value. Strings and real numbers are read but not kept: nothing here asks for them.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Nothing,
    Int(i64),
    Name(Vec<u8>),
    List(Vec<Value>),
    Dict(Vec<(Vec<u8>, Value)>),
    /// `12 0 R`
    Ref(u32),
}

impl Value {
    /// An entry of a dictionary; of two of the same name the last.
    pub(super) fn get(&self, name: &[u8]) -> Option<&Value> {
        match self {
            Value::Dict(d) => d.iter().rev().find(|(k, _)| k == name).map(|(_, v)| v),
            _ => None,
        }
    }

    pub(super) fn is_name(&self, name: &[u8]) -> bool {
        matches!(self, Value::Name(n) if n == name)
    }

    pub(super) fn int(&self) -> Option<usize> {
        match self {
            Value::Int(i) => usize::try_from(*i).ok(),
            _ => None,
        }
    }
}

/// A reader over bytes.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    /// Where it stands.
    pub(super) at: usize,
}

fn is_space(b: u8) -> bool {
    matches!(b, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(b: u8) -> bool {
    matches!(b, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Lexer { bytes, at }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Does the text go on with this?
    pub(super) fn next_is(&self, word: &[u8]) -> bool {
        self.bytes.get(self.at..).is_some_and(|r| r.starts_with(word))
    }

    /// Over blanks and comments.
    pub(super) fn skip(&mut self) {
        while let Some(b) = self.peek() {
            if is_space(b) {
                self.at += 1;
            } else if b == b'%' {
                while self.peek().is_some_and(|b| b != b'\n' && b != b'\r') {
                    self.at += 1;
                }
            } else {
                return;
            }
        }
    }

    /// The next value; none when there is none or it is not well written.
    pub(super) fn value(&mut self) -> Option<Value> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Option<Value> {
        if depth > DEPTH {
            return None;
        }
        self.skip();
        match self.peek()? {
            b'/' => self.name().map(Value::Name),
            b'(' => self.text().map(|()| Value::Nothing),
            b'<' if self.next_is(b"<<") => {
                self.at += 2;
                let mut entries = Vec::new();
                loop {
                    self.skip();
                    if self.next_is(b">>") {
                        self.at += 2;
                        return Some(Value::Dict(entries));
                    }
                    let name = self.name()?;
                    entries.push((name, self.nested(depth + 1)?));
                }
            }
            b'<' => {
                while self.peek()? != b'>' {
                    self.at += 1;
                }
                self.at += 1;
                Some(Value::Nothing)
            }
            b'[' => {
                self.at += 1;
                let mut items = Vec::new();
                loop {
                    self.skip();
                    if self.peek()? == b']' {
                        self.at += 1;
                        return Some(Value::List(items));
                    }
                    items.push(self.nested(depth + 1)?);
                }
            }
            b'0'..=b'9' | b'+' | b'-' | b'.' => Some(self.number()),
            b if b.is_ascii_alphabetic() => {
                let word = self.word();
                matches!(word, b"null" | b"true" | b"false").then_some(Value::Nothing)
            }
            _ => None,
        }
    }

    /// Letters and digits up to the next blank or delimiter.
    fn word(&mut self) -> &'a [u8] {
        let from = self.at;
        while self.peek().is_some_and(|b| !is_space(b) && !is_delimiter(b)) {
            self.at += 1;
        }
        self.bytes.get(from..self.at).unwrap_or_default()
    }

    /// A whole number at this place, if there is one.
    pub(super) fn int(&mut self) -> Option<i64> {
        self.skip();
        let from = self.at;
        let found = std::str::from_utf8(self.word()).ok().and_then(|w| w.parse().ok());
        if found.is_none() {
            self.at = from;
        }
        found
    }

    /// A number, or a reference, which begins like one.
    fn number(&mut self) -> Value {
        let Some(first) = self.int() else {
            self.word();
            return Value::Nothing;
        };
        let after = self.at;
        if let Ok(target) = u32::try_from(first)
            && self.int().is_some()
        {
            self.skip();
            if self.word() == b"R" {
                return Value::Ref(target);
            }
        }
        self.at = after;
        Value::Int(first)
    }

    /// `/Name`, with `#4a` read as the letter it stands for: a name cannot be hidden that way.
    fn name(&mut self) -> Option<Vec<u8>> {
        if self.peek()? != b'/' {
            return None;
        }
        self.at += 1;
        let raw = self.word();
        let mut out = Vec::with_capacity(raw.len());
        let mut at = 0;
        while let Some(b) = raw.get(at) {
            let coded = raw.get(at + 1..at + 3).filter(|_| *b == b'#');
            let digits = coded.and_then(|d| std::str::from_utf8(d).ok());
            match digits.and_then(|d| u8::from_str_radix(d, 16).ok()) {
                Some(letter) => {
                    out.push(letter);
                    at += 3;
                }
                None => {
                    out.push(*b);
                    at += 1;
                }
            }
        }
        Some(out)
    }

    /// Over `(text (with) \) brackets)`.
    fn text(&mut self) -> Option<()> {
        let mut open = 0_u32;
        loop {
            match self.peek()? {
                b'\\' => self.at += 1,
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Some(());
            }
        }
    }
}
