//! `cargo xtask gen`: docs/generated, asked from the built program so that it cannot disagree.

use crate::repo::{output, root};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files, by the name that `yui generated NAME` knows.
const NAMES: &[&str] = &[
    "routes.txt",
    "permissions.txt",
    "openapi.json",
    "cli.txt",
    "config.schema.json",
    "schema-sqlite.sql",
    NEEDS_POSTGRES,
];

/// Read back from a real PostgreSQL, whose address is in YUI_TEST_POSTGRES.
const NEEDS_POSTGRES: &str = "schema-postgres.sql";
const POSTGRES: &str = "YUI_TEST_POSTGRES";

/// Write the files, or only compare them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Write docs/generated.
    Write,
    /// Compare with docs/generated; a difference is an error.
    Check,
}

/// Generates all files. Without a PostgreSQL it starts a private one and calls itself inside.
pub fn run(mode: Mode) -> Result<String, String> {
    if std::env::var_os(POSTGRES).is_none() {
        return inside_a_cluster(mode);
    }
    let yui = program()?;
    let folder = root().join("docs/generated");
    let mut differing = Vec::new();
    for name in NAMES {
        let fresh = output(Command::new(&yui).args(["generated", name]).current_dir(root()))?;
        if fresh.trim().is_empty() {
            return Err(format!("yui generated {name}: printed nothing"));
        }
        let path = folder.join(name);
        let old = std::fs::read_to_string(&path).unwrap_or_default();
        if old == fresh {
            continue;
        }
        differing.push(match mode {
            Mode::Write => {
                write(&path, &fresh)?;
                format!("docs/generated/{name}: written")
            }
            Mode::Check => {
                format!("docs/generated/{name}: {}", first_difference(&old, &fresh))
            }
        });
    }
    if mode == Mode::Check && !differing.is_empty() {
        return Err(format!("{}\ngen: run `make gen` and commit the result", differing.join("\n")));
    }
    differing.push(format!("gen: {} files are as the program says", NAMES.len()));
    Ok(differing.join("\n"))
}

fn inside_a_cluster(mode: Mode) -> Result<String, String> {
    let myself = std::env::current_exe().map_err(|e| format!("the path of xtask: {e}"))?;
    let mut command = Command::new(root().join("scripts/pg-cluster"));
    command.args(["run", "--"]).arg(myself).arg("gen");
    if mode == Mode::Check {
        command.arg("--check");
    }
    let status = command.status().map_err(|e| format!("scripts/pg-cluster: {e}"))?;
    // The inner call has said everything already.
    if status.success() { Ok(String::new()) } else { Err("gen: failed".into()) }
}

/// The program: what YUI_BIN names, or a fresh build of it.
fn program() -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os("YUI_BIN") {
        return Ok(PathBuf::from(path));
    }
    let text = output(Command::new("cargo").current_dir(root()).args([
        "build",
        "--locked",
        "--quiet",
        "--package",
        "server",
        "--message-format",
        "json-render-diagnostics",
    ]))?;
    executable(&text).ok_or_else(|| "cargo build: it made no program `yui`".into())
}

/// The path of `yui` among the messages of cargo.
fn executable(messages: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
        .find(|path| path.file_stem().is_some_and(|stem| stem == "yui"))
}

/// Writes a file and the folder it lies in.
pub fn write(path: &Path, text: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    std::fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}

/// Where two texts part, in words.
pub fn first_difference(committed: &str, fresh: &str) -> String {
    if committed.is_empty() {
        return "is missing".into();
    }
    let (mut old, mut new) = (committed.lines(), fresh.lines());
    let mut number = 0;
    loop {
        number += 1;
        let (a, b) = (old.next(), new.next());
        if a.is_none() && b.is_none() {
            return "differs in how its lines end".into();
        }
        if a != b {
            let (a, b) = (a.unwrap_or("(end)"), b.unwrap_or("(end)"));
            return format!("line {number} differs\n  committed: {a}\n  program:   {b}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_differing_line_is_named() {
        assert!(first_difference("a\nb\n", "a\nc\n").starts_with("line 2 differs"));
        assert!(first_difference("a\n", "a\nb\n").contains("committed: (end)"));
        assert_eq!(first_difference("", "a\n"), "is missing");
        assert_eq!(first_difference("a\n", "a"), "differs in how its lines end");
    }

    #[test]
    fn the_program_is_found_among_cargos_messages() {
        let messages = "{\"executable\":null}\n{\"executable\":\"t/debug/build-x\"}\n\
                        {\"executable\":\"t/debug/yui\"}\nnoise\n";
        assert_eq!(executable(messages), Some(PathBuf::from("t/debug/yui")));
        assert_eq!(executable("{}"), None);
    }
}
