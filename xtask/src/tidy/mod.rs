//! `cargo xtask tidy`: the rules of the house that can be read off the text of a file.
//!
//! Each rule is one function from a file to findings, tested on strings. They are plain scans, not
//! parsers: where one is wrong, the code is usually better written another way.

mod layout;
mod markup;
mod rust;
mod source;
mod sql;

use crate::repo::{self, File};

/// Something that a rule does not like.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub text: String,
}

/// A finding on a line counted from 0.
fn finding(index: usize, text: impl Into<String>) -> Finding {
    Finding { line: index + 1, text: text.into() }
}

type Rule = fn(&File) -> Vec<Finding>;

const RULES: &[(&str, Rule)] = &[
    ("length", layout::length),
    ("whitespace", layout::whitespace),
    ("machine", layout::machine),
    ("sql-place", sql::place),
    ("sql-tables", sql::tables),
    ("migration", sql::migration),
    ("pure-model", rust::pure_model),
    ("allow", rust::allow),
    ("forbidden", rust::forbidden),
    ("include", rust::include),
    ("doc", rust::documented),
    ("inline", markup::inline),
    ("absolute-link", markup::absolute_link),
    ("personal-query", markup::personal_query),
];

/// Checks every file of the repository.
pub fn run() -> Result<String, String> {
    let files = repo::files()?;
    let mut lines = Vec::new();
    for file in &files {
        for (name, rule) in RULES {
            for found in rule(file) {
                lines.push(format!("{}:{}: [{name}] {}", file.path, found.line, found.text));
            }
        }
    }
    if lines.is_empty() {
        Ok(format!("tidy: {} files keep {} rules", files.len(), RULES.len()))
    } else {
        Err(format!("{}\ntidy: {} findings", lines.join("\n"), lines.len()))
    }
}

/// A file for the rules' tests.
#[cfg(test)]
fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_rule_has_its_own_name() {
        let mut names: Vec<_> = super::RULES.iter().map(|(name, _)| name).collect();
        names.dedup();
        assert_eq!(names.len(), super::RULES.len());
    }
}
