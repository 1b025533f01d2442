//! The list of cargo-mutants, as far as it is needed.
use serde_json::Value;

/// One defect.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// File, from the root of the project.
    pub file: String,
    /// What kind: FnValue, BinaryOperator …
    pub genre: String,
    /// What stands there instead.
    pub replacement: String,
    /// Where: first and last place, lines and columns from 1, columns in characters.
    pub start: (usize, usize),
    /// One past the last.
    pub end: (usize, usize),
    /// In words.
    pub name: String,
    /// Does the function give back something that is only described (`impl …`)?
    pub described: bool,
}

/// Reads it.
pub fn read(text: &str) -> Result<Vec<Mutant>, String> {
    let all: Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let all = all.as_array().ok_or("no list")?;
    all.iter()
        .map(|m| {
            let text = |k: &str| m[k].as_str().map(str::to_string).ok_or(format!("no {k} in {m}"));
            let place = |k: &str| {
                let n = |c: &str| m["span"][k][c].as_u64().map(|n| n as usize);
                n("line").zip(n("column")).ok_or(format!("no place in {m}"))
            };
            Ok(Mutant {
                file: text("file")?,
                genre: text("genre")?,
                replacement: text("replacement")?,
                start: place("start")?,
                end: place("end")?,
                name: text("name")?,
                described: m["function"]["return_type"].as_str().unwrap_or("").contains("impl "),
            })
        })
        .collect()
}
