//! What a paper may point at: tests by crate and name, words in a harness or script, and documents. A paper that names
//! a test which nobody runs any more is worse than one that names none.

use crate::repo::{self, File};
use std::collections::{BTreeMap, BTreeSet};

/// All tests of the repository, and the text of all its files.
pub struct Evidence {
    tests: BTreeMap<String, BTreeSet<String>>,
    files: BTreeMap<String, String>,
}

impl Evidence {
    /// Reads the repository.
    pub fn read() -> Result<Self, String> {
        let mut all = Self::of(repo::files()?);
        // papers that are being made point at each other
        for name in super::MADE {
            all.files.entry(format!("docs/city/{name}")).or_default();
        }
        Ok(all)
    }

    fn of(files: Vec<File>) -> Self {
        let mut tests: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for file in &files {
            if file.path.ends_with(".rs") {
                let found = test_names(&file.text);
                tests.entry(crate_of(&file.path).to_owned()).or_default().extend(found);
            }
        }
        Evidence { tests, files: files.into_iter().map(|f| (f.path, f.text)).collect() }
    }

    /// Why this is no evidence; none when it is. Two forms: `CRATE: NAME` for a test function, `PATH: WORDS` for
    /// words that stand in a file (a check of a browser test, an attack or fault of a harness).
    pub fn misses_test(&self, named: &str) -> Option<String> {
        let Some((place, name)) = named.split_once(": ") else {
            return Some(format!("`{named}`: write `crate: test_name` or `path: words`"));
        };
        if place.contains('/') {
            return match self.files.get(place) {
                None => Some(format!("`{named}`: there is no file {place}")),
                Some(text) if !text.contains(name) => {
                    Some(format!("`{named}`: these words do not stand in {place}"))
                }
                Some(_) => None,
            };
        }
        match self.tests.get(place) {
            None => Some(format!("`{named}`: there is no crate {place}")),
            Some(names) if !names.contains(name) => {
                let elsewhere =
                    self.tests.iter().find(|(_, n)| n.contains(name)).map(|(c, _)| c.as_str());
                let hint = elsewhere.map_or(String::new(), |c| format!(" (it is in {c})"));
                Some(format!("`{named}`: {place} has no such test{hint}"))
            }
            Some(_) => None,
        }
    }

    /// Why this is no document; none when it is. A part after `#` is for the reader.
    pub fn misses_doc(&self, named: &str) -> Option<String> {
        let path = named.split('#').next().unwrap_or(named);
        (!self.files.contains_key(path)).then(|| format!("`{named}`: there is no file {path}"))
    }

    /// Everything that is wrong with these, each with where it stands.
    pub fn misses(&self, place: &str, tests: &[String], docs: &[String]) -> Vec<String> {
        tests
            .iter()
            .filter_map(|t| self.misses_test(t))
            .chain(docs.iter().filter_map(|d| self.misses_doc(d)))
            .map(|why| format!("{place}: {why}"))
            .collect()
    }
}

/// The crate a source file belongs to.
fn crate_of(path: &str) -> &str {
    let mut parts = path.split('/');
    match parts.next() {
        Some("crates") => parts.next().unwrap_or_default(),
        other => other.unwrap_or_default(),
    }
}

/// Names of the functions under `#[test]`. An ignored test proves nothing and is left out.
fn test_names(source: &str) -> Vec<String> {
    let (mut out, mut marked) = (Vec::new(), false);
    for line in source.lines().map(str::trim) {
        if line == "#[test]" || line == "#[tokio::test]" {
            marked = true;
        } else if line.starts_with("#[ignore") {
            marked = false;
        } else if marked && line.contains("fn ") {
            let name = line.split("fn ").nth(1).and_then(|rest| rest.split('(').next());
            out.extend(name.map(|n| n.trim().to_owned()));
            marked = false;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence() -> Evidence {
        let file = |path: &str, text: &str| File { path: path.into(), text: text.into() };
        Evidence::of(vec![
            file(
                "crates/db/src/a.rs",
                "#[test]\nfn one() {}\n#[test]\n#[ignore]\nfn two() {}\nfn three() {}\n",
            ),
            file("e2e/x.mjs", "tally.check('nothing leaks', ok)"),
            file("docs/adr/0001.md", "text"),
        ])
    }

    #[test]
    fn a_test_that_exists_is_evidence_and_nothing_else_is() {
        let e = evidence();
        assert_eq!(e.misses_test("db: one"), None);
        for gone in
            ["db: two", "db: three", "app: one", "one", "e2e/x.mjs: leaks all", "e2e/y.mjs: x"]
        {
            assert!(e.misses_test(gone).is_some(), "{gone}");
        }
        assert_eq!(e.misses_test("e2e/x.mjs: nothing leaks"), None);
        assert_eq!(e.misses_doc("docs/adr/0001.md#why"), None);
        assert!(e.misses_doc("docs/adr/0002.md").is_some());
    }

    #[test]
    fn where_a_test_has_moved_to_is_said() {
        let e = Evidence::of(vec![
            File { path: "crates/db/src/a.rs".into(), text: "#[test]\nfn one() {}".into() },
            File { path: "crates/app/src/a.rs".into(), text: String::new() },
        ]);
        assert!(e.misses_test("app: one").unwrap().contains("it is in db"));
    }
}
