//! `cargo xtask city`: the papers in docs/city that can be worked out, from their sources in docs/security, the program's
//! own values and the lock file. What a person writes (rules, contract, service level) lies beside them as it is.

mod asvs;
mod evidence;
mod facts;
mod parts;
mod risks;
mod sheet;

use crate::generated::{Mode, first_difference, write};
use crate::repo::root;
use evidence::Evidence;
use facts::Facts;

/// A paper: its name in docs/city and its text.
type Paper = (&'static str, String);

/// The papers that are worked out.
const MADE: [&str; 6] =
    ["asvs.md", "design.md", "disclosure.md", "risks.md", "libraries.md", "sbom.cdx.json"];

/// The account of the design: prose by hand, with the program's values. Its links are those of docs/city.
const DESIGN: &str = "docs/security/design.md";

/// What every worked-out paper says about itself.
const BANNER: &str =
    "<!-- `cargo xtask city` がつくります。直すときは docs/security を直してください -->\n";

/// Writes the papers, or only compares them.
pub fn run(mode: Mode) -> Result<String, String> {
    let folder = root().join("docs/city");
    let mut said = Vec::new();
    let papers = papers()?;
    for (name, fresh) in &papers {
        let path = folder.join(name);
        let old = std::fs::read_to_string(&path).unwrap_or_default();
        if old == *fresh {
            continue;
        }
        said.push(match mode {
            Mode::Write => {
                write(&path, fresh)?;
                format!("docs/city/{name}: written")
            }
            Mode::Check => format!("docs/city/{name}: {}", first_difference(&old, fresh)),
        });
    }
    if mode == Mode::Check && !said.is_empty() {
        return Err(format!("{}\ncity: run `make gen` and commit the result", said.join("\n")));
    }
    said.push(format!("city: {} papers are as their sources say", papers.len()));
    Ok(said.join("\n"))
}

fn papers() -> Result<Vec<Paper>, String> {
    let facts = Facts::read()?;
    let evidence = Evidence::read()?;
    let libraries = parts::read()?;
    let made: [String; MADE.len()] = [
        asvs::paper(&facts, &evidence)?,
        format!("{BANNER}{}", facts.fill(DESIGN, &text(DESIGN)?)?),
        sheet::paper(&facts, &evidence)?,
        risks::paper(&facts, &evidence)?,
        libraries.list(),
        libraries.bill()?,
    ];
    Ok(MADE.into_iter().zip(made).collect())
}

/// A text file of the repository.
fn text(path: &str) -> Result<String, String> {
    std::fs::read_to_string(root().join(path)).map_err(|e| format!("{path}: {e}"))
}

/// A TOML file of the repository as a value of the wanted type; a field that nobody knows is an error.
fn data<T: serde::de::DeserializeOwned>(path: &str) -> Result<T, String> {
    toml::from_str(&text(path)?).map_err(|e| format!("{path}: {e}"))
}

/// A text as a cell of a table: in one line, without the sign that ends cells.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "／")
}

/// Papers and tests as the last cell of a row; a dash when there are none.
fn proofs(tests: &[String], docs: &[String]) -> String {
    let mut out: Vec<String> = tests.iter().map(|t| format!("`{t}`")).collect();
    out.extend(docs.iter().map(|d| {
        let shown = d.rsplit('/').next().unwrap_or(d);
        let to = d.strip_prefix("docs/city/").map_or_else(
            || d.strip_prefix("docs/").map_or(format!("../../{d}"), |rest| format!("../{rest}")),
            str::to_owned,
        );
        format!("[{shown}]({to})")
    }));
    if out.is_empty() { "—".into() } else { out.join("<br>") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_paper_can_be_made_and_names_only_what_exists() {
        let papers = papers().unwrap();
        for (name, text) in &papers {
            assert!(text.len() > 500, "{name} is nearly empty");
            assert!(text.ends_with('\n'), "{name}");
        }
    }

    #[test]
    fn cells_stay_in_their_row() {
        assert_eq!(cell("a\n  b|c"), "a b／c");
        assert_eq!(proofs(&[], &[]), "—");
        let docs =
            ["docs/city/exit.md".to_owned(), "docs/adr/0020.md".to_owned(), "Makefile".to_owned()];
        let shown = proofs(&["db: x".to_owned()], &docs);
        assert!(shown.contains("(exit.md)") && shown.contains("(../adr/0020.md)"), "{shown}");
        assert!(shown.contains("(../../Makefile)") && shown.starts_with("`db: x`"), "{shown}");
    }
}
