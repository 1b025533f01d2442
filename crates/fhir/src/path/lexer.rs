//! Text to tokens. Places are counted in characters, as the author of a form sees them.

use super::error::{ErrorKind, PathError};
use super::temporal::Temporal;

#[derive(Debug, Clone)]
pub(super) enum Token {
    /// A name; `quoted` when it stood in backticks (and so is never a keyword).
    Name {
        text: String,
        quoted: bool,
    },
    Text(String),
    /// Digits with at most one point.
    Number(String),
    Temporal(Temporal),
    Symbol(&'static str),
    End,
}

const SYMBOLS: [&str; 27] = [
    "!=", "!~", "<=", ">=", "$this", "$index", "$total", "(", ")", "[", "]", "{", "}", ".", ",",
    "+", "-", "*", "/", "&", "|", "=", "~", "<", ">", "%", ":",
];

struct Lexer<'t> {
    rest: &'t str,
    at: usize,
}

/// All tokens with their places; the last one is `End`.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, PathError> {
    let mut lexer = Lexer { rest: text, at: 0 };
    let mut out = Vec::new();
    loop {
        lexer.skip_blank()?;
        let at = lexer.at;
        let token = lexer.next()?;
        let end = matches!(token, Token::End);
        out.push((token, at));
        if end {
            return Ok(out);
        }
    }
}

impl Lexer<'_> {
    fn fail<T>(&self, at: usize, reason: impl Into<String>) -> Result<T, PathError> {
        Err(PathError::new(ErrorKind::Syntax, at, reason))
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next()?;
        self.rest = chars.as_str();
        self.at += 1;
        Some(c)
    }

    fn eat(&mut self, text: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(text) else { return false };
        self.rest = rest;
        self.at += text.chars().count();
        true
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let mut out = String::new();
        while let Some(c) = self.peek().filter(|c| wanted(*c)) {
            out.push(c);
            self.bump();
        }
        out
    }

    /// True when the text goes on with `sign` and `n` digits.
    fn ahead(&self, signs: &[char], n: usize) -> bool {
        let mut chars = self.rest.chars();
        chars.next().is_some_and(|c| signs.contains(&c))
            && (0..n).all(|_| chars.next().is_some_and(|c| c.is_ascii_digit()))
    }

    fn skip_blank(&mut self) -> Result<(), PathError> {
        loop {
            let at = self.at;
            if self.eat("//") {
                self.take_while(|c| c != '\n' && c != '\r');
            } else if self.eat("/*") {
                let Some(end) = self.rest.find("*/") else {
                    return self.fail(at, "the comment has no end");
                };
                let inside = self.rest.get(..end).unwrap_or_default().to_owned();
                self.eat(&inside);
                self.eat("*/");
            } else if !self
                .peek()
                .is_some_and(|c| c.is_ascii_whitespace() || c == '\u{3000}' || c == '\u{a0}')
            {
                return Ok(());
            } else {
                self.bump();
            }
        }
    }

    fn next(&mut self) -> Result<Token, PathError> {
        let at = self.at;
        let Some(c) = self.peek() else { return Ok(Token::End) };
        match c {
            '\'' | '`' => {
                self.bump();
                let text = self.quoted(c, at)?;
                Ok(if c == '`' { Token::Name { text, quoted: true } } else { Token::Text(text) })
            }
            '@' => {
                self.bump();
                self.temporal(at)
            }
            c if c.is_ascii_digit() => {
                let mut text = self.take_while(|c| c.is_ascii_digit());
                if self.ahead(&['.'], 1) {
                    self.bump();
                    text.push('.');
                    text.push_str(&self.take_while(|c| c.is_ascii_digit()));
                }
                Ok(Token::Number(text))
            }
            c if c.is_ascii_alphabetic() || c == '_' => {
                let text = self.take_while(|c| c.is_ascii_alphanumeric() || c == '_');
                Ok(Token::Name { text, quoted: false })
            }
            _ => match SYMBOLS.into_iter().find(|s| self.eat(s)) {
                Some(symbol) => Ok(Token::Symbol(symbol)),
                None => self.fail(at, format!("the character `{c}` has no meaning here")),
            },
        }
    }

    fn quoted(&mut self, quote: char, start: usize) -> Result<String, PathError> {
        let mut out = String::new();
        loop {
            let at = self.at;
            match self.bump() {
                None => return self.fail(start, "the quotation mark is not closed"),
                Some(c) if c == quote => return Ok(out),
                Some('\\') => {
                    match self.bump() {
                        Some(c @ ('\'' | '"' | '`' | '\\' | '/')) => out.push(c),
                        Some('n') => out.push('\n'),
                        Some('r') => out.push('\r'),
                        Some('t') => out.push('\t'),
                        Some('f') => out.push('\u{c}'),
                        Some('u') => out.push(self.unicode(at)?),
                        _ => return self.fail(
                            at,
                            "unknown escape; known: \\' \\\" \\` \\\\ \\/ \\n \\r \\t \\f \\uXXXX",
                        ),
                    }
                }
                Some(c) => out.push(c),
            }
        }
    }

    /// `XXXX` of `\uXXXX`; a surrogate pair (`\uD842\uDFB7`) makes one character.
    fn unicode(&mut self, at: usize) -> Result<char, PathError> {
        let mut unit = || -> Option<u16> {
            let hex =
                self.rest.get(..4).filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()))?.to_owned();
            self.eat(&hex);
            u16::from_str_radix(&hex, 16).ok()
        };
        let Some(first) = unit() else {
            return self.fail(at, "\\u needs four hexadecimal digits");
        };
        let second = if (0xD800..0xDC00).contains(&first) && self.eat("\\u") {
            let hex = self.rest.get(..4).unwrap_or_default().to_owned();
            self.eat(&hex);
            u16::from_str_radix(&hex, 16).ok()
        } else {
            None
        };
        match char::decode_utf16([first].into_iter().chain(second)).next() {
            Some(Ok(c)) => Ok(c),
            _ => self.fail(at, "half of a surrogate pair is no character"),
        }
    }

    fn temporal(&mut self, at: usize) -> Result<Token, PathError> {
        let mut text = String::new();
        let only_time = self.peek() == Some('T');
        if !only_time {
            text.push_str(&self.take_while(|c| c.is_ascii_digit()));
            for _ in 0..2 {
                if self.ahead(&['-'], 2) {
                    text.push('-');
                    self.bump();
                    text.push_str(&self.take_while(|c| c.is_ascii_digit()));
                }
            }
        }
        if self.eat("T") {
            text.push('T');
            text.push_str(&self.take_while(|c| c.is_ascii_digit() || c == ':'));
            if self.ahead(&['.'], 1) {
                self.bump();
                text.push('.');
                text.push_str(&self.take_while(|c| c.is_ascii_digit()));
            }
            if !only_time && !text.ends_with('T') {
                if self.eat("Z") {
                    text.push('Z');
                } else if self.ahead(&['+', '-'], 2) {
                    text.push_str(&self.take_while(|c| c == '+' || c == '-'));
                    text.push_str(&self.take_while(|c| c.is_ascii_digit() || c == ':'));
                }
            }
        }
        let read = match text.strip_prefix('T') {
            Some(time) => Temporal::parse_time(time),
            None => Temporal::parse_date_time(&text),
        };
        match read {
            Some(t) => Ok(Token::Temporal(t)),
            None => self.fail(at, format!("`@{text}` is no date or time")),
        }
    }
}
