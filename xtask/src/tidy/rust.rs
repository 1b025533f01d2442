//! Rules about Rust that no lint knows.

use super::source::{crate_of, ending, has_word, is_test_file, lines};
use super::{Finding, finding};
use crate::repo::File;

/// `model` holds types and rules only: no web, no database, no waiting, no clock.
pub fn pure_model(file: &File) -> Vec<Finding> {
    let in_model = file.path.contains("/src/model/") || file.path.ends_with("/src/model.rs");
    if !in_model || crate_of(&file.path) == Some("fhir") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for line in lines(&file.path, &file.text) {
        for word in ["axum", "db::", "async fn", "now(", "getrandom"] {
            if has_word(line.code, word) {
                found.push(finding(
                    line.index,
                    format!("`{word}` in model: rules are pure; take what they need as arguments"),
                ));
            }
        }
    }
    found
}

/// `#[expect]` instead of `#[allow]`: it speaks up when the reason is gone. Tests may allow.
pub fn allow(file: &File) -> Vec<Finding> {
    lines(&file.path, &file.text)
        .iter()
        .filter(|line| {
            let code = line.code.trim_start();
            code.starts_with("#[allow(") || code.starts_with("#![allow(")
        })
        .map(|line| finding(line.index, "use #[expect(…, reason = \"…\")] instead of allow"))
        .collect()
}

/// What no crate may leave behind, tests included.
const NOWHERE: &[(&str, &str)] = &[
    ("todo!(", "finish it, or leave it out"),
    ("unimplemented!(", "finish it, or leave it out"),
    ("dbg!(", "take it out"),
    ("#[ignore", "a test runs or is deleted"),
];

/// What only the crates that speak to a terminal or wait for other programs may do.
const NOT_IN_LIBRARIES: &[(&str, &str)] = &[
    ("println!(", "return a value, or use tracing"),
    ("eprintln!(", "return an error, or use tracing"),
    ("print!(", "return a value, or use tracing"),
    ("eprint!(", "return an error, or use tracing"),
    ("sleep(", "wait for the thing itself, never for time"),
];

/// Leftovers, terminal output and waiting for time.
pub fn forbidden(file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    if ending(&file.path) == "mjs" {
        for (index, line) in file.text.lines().enumerate() {
            if line.contains("waitForTimeout(") {
                found.push(finding(index, "wait for what the page shows, never for time"));
            }
        }
        return found;
    }
    // The rules themselves name these words.
    let Some(name) = crate_of(&file.path).filter(|_| ending(&file.path) == "rs") else {
        return found;
    };
    for (index, line) in file.text.lines().enumerate() {
        for (word, instead) in NOWHERE {
            if has_word(super::source::without_comment(line), word) {
                found.push(finding(index, format!("{word}…: {instead}")));
            }
        }
    }
    if !matches!(name, "server" | "testkit") && !file.path.ends_with("/build.rs") {
        let lines = lines(&file.path, &file.text);
        for (at, line) in lines.iter().enumerate() {
            for (word, instead) in NOT_IN_LIBRARIES {
                // A pause with its reason given to clippy (back-off between attempts) is fine.
                let reasons = lines.get(at.saturating_sub(8)..at).unwrap_or(&[]);
                let excused = *word == "sleep("
                    && reasons.iter().any(|l| l.code.contains("expect(clippy::disallowed_methods"));
                if has_word(line.code, word) && !excused {
                    found.push(finding(line.index, format!("{word}…: {instead}")));
                }
            }
        }
    }
    found
}

/// A long file is split into modules, not pasted together.
pub fn include(file: &File) -> Vec<Finding> {
    lines(&file.path, &file.text)
        .iter()
        .filter(|line| has_word(line.code, "include!(") && crate_of(&file.path).is_some())
        .filter(|line| !line.code.contains("OUT_DIR"))
        .map(|line| finding(line.index, "include! pastes text: make it a module"))
        .collect()
}

const PUBLIC: &[&str] = &[
    "pub fn ",
    "pub const fn ",
    "pub struct ",
    "pub enum ",
    "pub trait ",
    "pub type ",
    "pub const ",
    "pub static ",
];

/// Every public item of a crate says what it is.
pub fn documented(file: &File) -> Vec<Finding> {
    if crate_of(&file.path).is_none() || is_test_file(&file.path) {
        return Vec::new();
    }
    let all: Vec<&str> = file.text.lines().collect();
    lines(&file.path, &file.text)
        .iter()
        .filter(|line| PUBLIC.iter().any(|begin| line.code.trim_start().starts_with(begin)))
        .filter(|line| !has_doc(all.get(..line.index).unwrap_or(&[])))
        .map(|line| {
            let item = line.whole.trim().split(['(', '{', '<', '=', ':', ';']).next().unwrap_or("");
            finding(line.index, format!("`{}` has no doc comment", item.trim()))
        })
        .collect()
}

/// Walks up from an item over its attributes, which may take several lines, to `///`.
fn has_doc(above: &[&str]) -> bool {
    let mut inside_attribute = false;
    for line in above.iter().rev().map(|line| line.trim()) {
        if line.starts_with("#[") || line.starts_with("$(#[") {
            inside_attribute = false;
            // In a macro the comment comes from where it is used.
            if line.starts_with("#[doc") || line.starts_with("$(#[") {
                return true;
            }
        } else if inside_attribute {
            // Still looking for where the attribute begins.
        } else if line.ends_with(")]") || line == "]" {
            inside_attribute = true;
        } else {
            return line.starts_with("///") || line.ends_with("*/");
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    const LIB: &str = "crates/people/src/lib.rs";

    #[test]
    fn a_model_is_pure() {
        let text =
            "use db::Tx;\nasync fn a() {}\nlet t = Timestamp::now();\nlet known = know(1);\n";
        assert_eq!(pure_model(&file("crates/people/src/model/a.rs", text)).len(), 3);
        assert!(pure_model(&file("crates/people/src/store.rs", text)).is_empty());
    }

    #[test]
    fn allow_stands_only_in_tests() {
        let text = "#![cfg_attr(test, allow(clippy::unwrap_used))]\n#[allow(dead_code)]\nfn a() {}\n\
                    #[cfg(test)]\n#[allow(dead_code)]\nmod tests {\n#[allow(dead_code)]\nfn b() {}\n}\n";
        let lines: Vec<_> = allow(&file(LIB, text)).iter().map(|f| f.line).collect();
        assert_eq!(lines, [2]);
        assert!(allow(&file("crates/people/tests/it.rs", "#![allow(x)]")).is_empty());
    }

    #[test]
    fn leftovers_are_found_everywhere_and_output_only_in_libraries() {
        let text = "todo!()\nprintln!(\"a\")\n// todo!()\nthread::sleep(d)\n";
        assert_eq!(forbidden(&file(LIB, text)).len(), 3);
        assert_eq!(forbidden(&file("crates/server/src/main.rs", text)).len(), 1);
        assert!(forbidden(&file("xtask/src/main.rs", text)).is_empty());
        assert_eq!(forbidden(&file("crates/people/tests/a.rs", "#[ignore]\nfn a() {}")).len(), 1);
        assert_eq!(forbidden(&file("e2e/a.mjs", "await page.waitForTimeout(5)")).len(), 1);
    }

    #[test]
    fn a_pause_with_its_reason_is_fine() {
        let text =
            "#[expect(clippy::disallowed_methods, reason = \"back-off\")]\nfn p() {\nsleep(d)\n}\n";
        assert!(forbidden(&file(LIB, text)).is_empty());
    }

    #[test]
    fn pasting_is_found() {
        assert_eq!(include(&file(LIB, "include!(\"b.rs\");")).len(), 1);
        let fine = "include!(concat!(env!(\"OUT_DIR\"), \"/x.rs\"));\ninclude_str!(\"a\")";
        assert!(include(&file(LIB, fine)).is_empty());
    }

    #[test]
    fn public_items_need_a_doc_comment() {
        let text = "/// A.\n#[derive(Debug)]\n#[serde(\n  rename = \"x\"\n)]\npub struct A;\n\
                    pub fn b() {}\npub(crate) fn c() {}\n\npub enum D {}\n\
                    $(#[$m])*\n#[derive(Debug)]\npub struct $n;\n";
        let lines: Vec<_> = documented(&file(LIB, text)).iter().map(|f| f.line).collect();
        assert_eq!(lines, [7, 10]);
        assert!(documented(&file("crates/people/tests/a.rs", "pub fn b() {}")).is_empty());
    }
}
