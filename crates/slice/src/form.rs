//! Posted fields and queries, for handlers: `ui::FormState` with the few helpers that acts need.
use std::collections::BTreeMap;

use ui::formstate::{FormRefused, FormState};

/// Fields of a form or query: each name with its values in order. What cannot be kept (NUL, far too long) is a
/// sentence beside its field in [`Form::state`], never a lost form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form(FormState);

impl Form {
    /// Reads `application/x-www-form-urlencoded`; refused only when it is larger than any form.
    pub fn parse(body: &[u8]) -> Result<Form, FormRefused> {
        FormState::parse(body).map(Form)
    }

    /// Adds a value.
    pub fn push(&mut self, name: &str, value: impl Into<String>) {
        self.0.put(name, value.into());
    }

    /// The first value, trimmed; empty when absent.
    pub fn get(&self, name: &str) -> &str {
        self.0.values.get(name).and_then(|v| v.first()).map_or("", |v| v.trim())
    }

    /// The first value when it is there and not blank.
    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|v| !v.is_empty())
    }

    /// All values of a name.
    pub fn all(&self, name: &str) -> &[String] {
        self.0.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// Was the name sent?
    pub fn has(&self, name: &str) -> bool {
        self.0.values.contains_key(name)
    }

    /// All fields, by name.
    pub fn map(&self) -> &BTreeMap<String, Vec<String>> {
        &self.0.values
    }

    /// As the form engine and the date helpers of `ui` take it.
    pub fn state(&self) -> &FormState {
        &self.0
    }

    /// Canonical bytes without the fields whose names begin with `_` (key, csrf): for the body hash.
    pub fn content(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (k, vs) in self.0.values.iter().filter(|(k, _)| !k.starts_with('_')) {
            for v in vs {
                for part in [k, v] {
                    out.extend_from_slice(&(part.len() as u64).to_be_bytes());
                    out.extend_from_slice(part.as_bytes());
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_and_repeated_fields_are_read() {
        let f = Form::parse("a=%E9%AB%99%F0%A0%AE%B7+x&b=1&b=2&c=".as_bytes()).unwrap();
        assert_eq!(f.get("a"), "髙𠮷 x");
        assert_eq!(f.all("b"), ["1", "2"]);
        assert!(f.has("c") && f.some("c").is_none());
    }

    #[test]
    fn broken_bytes_are_kept_out_and_said() {
        let f = Form::parse(b"a=x%00y&b=%ff%zz").unwrap();
        assert!(!f.get("a").contains('\0'));
        assert!(f.state().error_of("a").is_some());
        assert!(f.has("b"));
    }

    #[test]
    fn keys_and_tokens_do_not_count_as_content() {
        let a = Form::parse(b"x=1&_key=aaaaaaaa").unwrap();
        let b = Form::parse(b"x=1&_key=bbbbbbbb").unwrap();
        assert_eq!(a.content(), b.content());
        assert_ne!(a.content(), Form::parse(b"x=2").unwrap().content());
    }
}
