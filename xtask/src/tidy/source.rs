//! What the rules need to know about a file: its crate, its kind, and which of its lines are code.

/// The crate a path belongs to: `crates/NAME/…`.
pub fn crate_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.split_once('/').map(|(name, _)| name)
}

/// The ending after the last dot, or nothing.
pub fn ending(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// Written by a program or taken over as it is: the layout rules do not speak of it.
pub fn is_foreign(path: &str) -> bool {
    path.starts_with("data/")
        || path.starts_with("web/dist/")
        || path.starts_with("docs/generated/")
        || path.ends_with(".lock")
        || path.ends_with("package-lock.json")
        || path.contains("/fixtures/")
        || path.contains("/tests/data/")
        || path == "LICENSE"
}

/// A file that holds only tests.
pub fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs") || path.contains("/testing/")
}

/// One line of Rust as the rules see it.
pub struct Line<'a> {
    /// From 0.
    pub index: usize,
    /// The line without its comment.
    pub code: &'a str,
    /// The line as it stands.
    pub whole: &'a str,
}

/// The lines of a Rust file that are not tests. A `#[cfg(test)] mod … {` ends the file for the
/// rules (the house keeps tests at the end); on anything else `#[cfg(test)]` takes out that item's
/// first line only.
pub fn lines<'a>(path: &str, text: &'a str) -> Vec<Line<'a>> {
    let mut out = Vec::new();
    if ending(path) != "rs" || is_test_file(path) {
        return out;
    }
    let mut after_cfg = false;
    for (index, whole) in text.lines().enumerate() {
        let trimmed = whole.trim_start();
        if trimmed.starts_with("#[cfg(test)]") {
            after_cfg = true;
            continue;
        }
        if after_cfg {
            if trimmed.starts_with("#[") {
                continue;
            }
            after_cfg = false;
            if trimmed.contains("mod ") && trimmed.ends_with('{') {
                break;
            }
            continue;
        }
        out.push(Line { index, code: without_comment(whole), whole });
    }
    out
}

/// The line up to `//` outside a string.
pub fn without_comment(line: &str) -> &str {
    let bytes = line.as_bytes();
    let (mut in_string, mut i) = (false, 0);
    while let Some(byte) = bytes.get(i) {
        let next = bytes.get(i + 1).copied();
        match byte {
            b'\\' if in_string => i += 1,
            // A quote as a character is no string.
            b'\'' if !in_string && next == Some(b'"') => i += 2,
            b'\'' if !in_string && next == Some(b'\\') => i += 3,
            b'"' => in_string = !in_string,
            b'/' if !in_string && next == Some(b'/') => return line.get(..i).unwrap_or(line),
            _ => {}
        }
        i += 1;
    }
    line
}

/// Does `word` stand in `text` by itself, not as the end of a longer name?
pub fn has_word(text: &str, word: &str) -> bool {
    let in_name = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| !text.get(..at).unwrap_or("").ends_with(in_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_end_a_line_but_not_inside_a_string() {
        assert_eq!(without_comment("let a = 1; // one"), "let a = 1; ");
        assert_eq!(without_comment(r#"let u = "https://x"; // u"#), r#"let u = "https://x"; "#);
        assert_eq!(without_comment(r#"let q = '"'; // q"#), r#"let q = '"'; "#);
        assert_eq!(without_comment(r#"let q = "\"//"; // q"#), r#"let q = "\"//"; "#);
    }

    #[test]
    fn tests_at_the_end_are_left_out() {
        let text =
            "fn a() {}\n#[cfg(test)]\nuse x;\nfn b() {}\n#[cfg(test)]\nmod tests {\nfn c() {}\n}\n";
        let seen: Vec<_> = lines("crates/x/src/a.rs", text).iter().map(|l| l.code).collect();
        assert_eq!(seen, ["fn a() {}", "fn b() {}"]);
        assert!(lines("crates/x/tests/it.rs", text).is_empty());
    }

    #[test]
    fn words_do_not_match_the_end_of_a_name() {
        assert!(has_word("x = print!(", "print!("));
        assert!(!has_word("eprint!(", "print!("));
    }

    #[test]
    fn paths_are_read() {
        assert_eq!(crate_of("crates/db/src/lib.rs"), Some("db"));
        assert_eq!(crate_of("xtask/src/main.rs"), None);
        assert_eq!((ending("a/b.rs"), ending("Makefile"), ending("a.d/run")), ("rs", "", ""));
    }
}
