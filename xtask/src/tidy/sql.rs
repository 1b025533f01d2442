//! Rules about SQL: it stands only in a slice's store, and names only tables the slice may see.

use super::source::{crate_of, has_word, lines};
use super::{Finding, finding};
use crate::repo::File;
use crate::tiers::{self, Tier};

/// The slice (tier 1–3) a file belongs to.
fn slice_of(file: &File) -> Option<&str> {
    crate_of(&file.path)
        .filter(|name| !matches!(tiers::tier(name), None | Some(Tier::Base | Tier::Top)))
}

fn is_store(path: &str) -> bool {
    path.ends_with("/store.rs") || path.contains("/store/")
}

/// SQL of a slice stands only in `store.rs` or under `store/`.
pub fn place(file: &File) -> Vec<Finding> {
    if slice_of(file).is_none() || is_store(&file.path) {
        return Vec::new();
    }
    lines(&file.path, &file.text)
        .iter()
        .filter(|line| is_sql(line.code))
        .map(|line| finding(line.index, "SQL outside the store: move it to store.rs"))
        .collect()
}

/// Upper-case statement words are how this house writes SQL.
fn is_sql(code: &str) -> bool {
    let mut words = code.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).peekable();
    while let Some(word) = words.next() {
        let next = words.peek().copied().unwrap_or("");
        match word {
            "SELECT" => return true,
            "INSERT" if next == "INTO" => return true,
            "DELETE" if next == "FROM" => return true,
            // `FOR UPDATE` and `DO UPDATE` come with a SELECT or INSERT of their own.
            "UPDATE" if is_table(next) && code.contains("SET") => return true,
            _ => {}
        }
    }
    false
}

fn is_table(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
}

/// A store names only its own tables, those of the facts below, and app's.
pub fn tables(file: &File) -> Vec<Finding> {
    let Some(slice) = slice_of(file).filter(|_| is_store(&file.path)) else { return Vec::new() };
    let prefixes = tiers::table_prefixes(slice);
    let lines = lines(&file.path, &file.text);
    let mut words: Vec<(usize, &str)> = lines
        .iter()
        .flat_map(|line| tokens(line.code).into_iter().map(|word| (line.index, word)))
        .collect();
    let defined: Vec<&str> = words.windows(3).filter_map(defined_name).collect();
    // a closing word, so that the last table of a file has an after
    words.push((0, ""));
    let mut found = Vec::new();
    for window in words.windows(4) {
        let [(_, before), (_, word), (line, table), (_, after)] = window else { continue };
        let names_a_table = matches!(*word, "FROM" | "JOIN" | "INTO" | "UPDATE")
            && *before != "DISTINCT"
            // one letter is a name the statement makes itself (a macro may hold its WITH)
            && table.len() > 1
            && (*word != "UPDATE" || *after == "SET")
            && is_table(table);
        if names_a_table
            && !defined.contains(table)
            && !prefixes.iter().any(|prefix| table.starts_with(prefix.as_str()))
        {
            found.push(finding(
                *line,
                format!("table {table} is none of {slice}'s ({})", prefixes.join("… ") + "…"),
            ));
        }
    }
    found
}

/// Names that the statement itself makes: `name AS (`.
fn defined_name<'a>(window: &[(usize, &'a str)]) -> Option<&'a str> {
    match window {
        [(_, name), (_, "AS"), (_, "(")] if is_table(name) => Some(name),
        _ => None,
    }
}

/// Names, and opening brackets as tokens of their own.
fn tokens(code: &str) -> Vec<&str> {
    let in_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut out = Vec::new();
    let mut rest = code;
    while let Some(start) = rest.find(|c: char| in_name(c) || c == '(') {
        rest = rest.get(start..).unwrap_or("");
        let end = if rest.starts_with('(') {
            1
        } else {
            rest.find(|c: char| !in_name(c)).unwrap_or(rest.len())
        };
        out.push(rest.get(..end).unwrap_or(""));
        rest = rest.get(end..).unwrap_or("");
    }
    out
}

/// A migration says in its first line which regions run it, and one that every region runs does not
/// speak of residents: a region without persons has no such tables.
pub fn migration(file: &File) -> Vec<Finding> {
    if !file.path.starts_with("crates/schema/migrations/") || !file.path.ends_with(".sql") {
        return Vec::new();
    }
    match file.text.lines().next() {
        Some("-- persons") => Vec::new(),
        Some("-- base") => file
            .text
            .lines()
            .enumerate()
            .filter(|(_, line)| has_word(line, "people_"))
            .map(|(index, _)| finding(index, "a base migration refers to persons"))
            .collect(),
        _ => vec![finding(0, "the first line says who runs it: `-- base` or `-- persons`")],
    }
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn sql_outside_a_store_is_found_in_slices_only() {
        let text = "let q = \"SELECT id\n FROM people_resident\";\n// SELECT in words\n";
        assert_eq!(place(&file("crates/people/src/use_cases/find.rs", text)).len(), 1);
        assert!(place(&file("crates/people/src/store.rs", text)).is_empty());
        assert!(place(&file("crates/people/src/store/find.rs", text)).is_empty());
        assert!(place(&file("crates/app/src/audit.rs", text)).is_empty());
        for sql in ["INSERT INTO people_x", "DELETE FROM people_x", "UPDATE people_x SET a = 1"] {
            assert_eq!(place(&file("crates/people/src/a.rs", sql)).len(), 1, "{sql}");
        }
        assert!(place(&file("crates/people/src/a.rs", "Kind::UPDATE => SELECTED")).is_empty());
    }

    #[test]
    fn a_store_names_its_own_tables_and_the_facts() {
        let at = |text: &str| tables(&file("crates/transitions/src/store.rs", text));
        assert!(at("\"SELECT * FROM transitions_stay JOIN people_resident ON 1\"").is_empty());
        assert!(at("\"UPDATE app_record SET a = 1\"").is_empty());
        assert_eq!(at("\"SELECT * FROM emergency_card\"").len(), 1);
        assert_eq!(at("\"SELECT a\n FROM\n stay\"")[0].line, 3);
    }

    #[test]
    fn names_made_by_the_statement_are_no_tables() {
        let text = "WITH last AS (SELECT 1 FROM directory_unit) SELECT * FROM last JOIN (SELECT 2)
            WHERE a IS DISTINCT FROM b ON CONFLICT DO UPDATE SET x = 1 FOR UPDATE";
        assert!(tables(&file("crates/directory/src/store.rs", text)).is_empty());
    }

    #[test]
    fn the_tier_below_may_not_name_the_one_above() {
        let text = "\"SELECT * FROM people_resident\"";
        assert_eq!(tables(&file("crates/accounts/src/store.rs", text)).len(), 1);
    }

    #[test]
    fn a_base_migration_knows_no_persons() {
        let at = |text: &str| migration(&file("crates/schema/migrations/0009_x.sql", text)).len();
        assert_eq!(at("-- persons\nCREATE TABLE a(r TEXT REFERENCES people_resident(id));\n"), 0);
        assert_eq!(at("-- base\nCREATE TABLE a(r TEXT REFERENCES people_resident(id));\n"), 1);
        assert_eq!(at("CREATE TABLE a(id TEXT);\n"), 1);
    }
}
