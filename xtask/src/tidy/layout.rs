//! Rules about any file: how long, how spaced, and that nothing of somebody's machine is in it.

use super::source::{ending, is_foreign};
use super::{Finding, finding};
use crate::repo::File;

/// A file answers one question; over this many lines it answers several.
const MAX_LINES: usize = 600;
const COUNTED: &[&str] = &["rs", "ts", "css", "html", "typ", "mjs", "py", "sh"];

/// No hand-written file is longer than 600 lines.
pub fn length(file: &File) -> Vec<Finding> {
    let is_script = ending(&file.path).is_empty() && file.text.starts_with("#!");
    if is_foreign(&file.path) || !(is_script || COUNTED.contains(&ending(&file.path))) {
        return Vec::new();
    }
    let lines = file.text.lines().count();
    if lines <= MAX_LINES {
        return Vec::new();
    }
    vec![finding(MAX_LINES, format!("{lines} lines; split it, at most {MAX_LINES}"))]
}

/// No trailing blanks, tabs, carriage returns or byte order mark; the last line is ended.
pub fn whitespace(file: &File) -> Vec<Finding> {
    if is_foreign(&file.path) || matches!(ending(&file.path), "csv" | "tsv" | "svg" | "txt") {
        return Vec::new();
    }
    let mut found = Vec::new();
    if file.text.starts_with('\u{feff}') {
        found.push(finding(0, "begins with a byte order mark"));
    }
    let tabs_are_fine = file.path.ends_with("Makefile");
    for (index, line) in file.text.split('\n').enumerate() {
        if line.ends_with('\r') {
            found.push(finding(index, "ends with CR; use LF alone"));
        } else if line.ends_with([' ', '\t']) {
            found.push(finding(index, "blanks at the end of the line"));
        }
        if line.contains('\t') && !tabs_are_fine {
            found.push(finding(index, "a tab; use spaces"));
        }
    }
    // A template may end without a line break, so that nothing stands between two components.
    let is_template = file.path.contains("/templates/") && file.path.ends_with(".html");
    if !file.text.is_empty() && !file.text.ends_with('\n') && !is_template {
        found.push(finding(
            file.text.lines().count().saturating_sub(1),
            "the last line is not ended",
        ));
    }
    found
}

/// Directories of the machine that somebody works on. Written in two halves, so that this rule can
/// be held against itself.
const MACHINE: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/tmp/", "yui/"),
    concat!("/home/", "user/"),
];

/// No path or hint of a developer's machine in any file.
pub fn machine(file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for hint in MACHINE {
            // A path begins there: not a part of an address or of a longer path.
            let begins = |at: usize| {
                let before = line.get(..at).unwrap_or("").chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || "._-}~".contains(c))
            };
            // The bare directory, too, at the end of a word.
            let bare = hint.trim_end_matches('/');
            let ends = |at: usize| {
                let after = line.get(at + bare.len()..).unwrap_or("").chars().next();
                !after.is_some_and(|c| c.is_alphanumeric() || "_-".contains(c))
            };
            if line.match_indices(bare).any(|(at, _)| begins(at) && ends(at)) {
                found.push(finding(index, format!("{bare} is a path of somebody's machine")));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn a_long_file_is_found_and_a_generated_one_is_not() {
        let long = "x\n".repeat(601);
        assert_eq!(length(&file("crates/a/src/lib.rs", &long)).len(), 1);
        assert_eq!(length(&file("scripts/a", &format!("#!/bin/bash\n{long}"))).len(), 1);
        assert!(length(&file("crates/a/src/lib.rs", &"x\n".repeat(600))).is_empty());
        assert!(length(&file("web/dist/app.css", &long)).is_empty());
        assert!(length(&file("forms/a/questionnaire.json", &long)).is_empty());
    }

    #[test]
    fn blanks_tabs_and_carriage_returns_are_found() {
        let lines =
            |text| whitespace(&file("a.rs", text)).iter().map(|f| f.line).collect::<Vec<_>>();
        assert_eq!(lines("a \nb\tc\nd\r\ne"), [1, 2, 3, 4]);
        assert_eq!(lines("\u{feff}a\n"), [1]);
        assert_eq!(lines("a\n"), [0; 0]);
        assert!(whitespace(&file("Makefile", "a:\n\tb\n")).is_empty());
        assert!(whitespace(&file("data/x.rs", "a \n")).is_empty());
    }

    #[test]
    fn paths_of_a_machine_are_found() {
        let text = concat!("see /wo", "rk/main, cd /ro", "ot && ls\n");
        assert_eq!(machine(&file("docs/a.md", text)).len(), 2);
        let fine = "https://example.jp/work/a  network/work  /rooting  ./root  /working\n";
        assert!(machine(&file("docs/a.md", fine)).is_empty());
    }
}
