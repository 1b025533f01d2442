//! Which heading is which column, and which word is which code. A region keeps what it once decided: the next file of the
//! same kind needs no more than a look.
use std::collections::BTreeMap;

use kernel::kana::search_key;
use serde::{Deserialize, Serialize};

use super::{Code, Column, Kind, Table};

/// How two headings or words are compared: width, kana, blanks and marks do not count.
pub fn key_of(words: &str) -> String {
    let key = search_key(words);
    if key.is_empty() { words.trim().to_lowercase() } else { key }
}

/// What was decided about a table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mapping {
    /// Heading → code of the column; an empty code = not taken.
    pub columns: BTreeMap<String, String>,
    /// Code of the column → word in the file → code of the list; an empty code = not taken.
    pub words: BTreeMap<String, BTreeMap<String, String>>,
    /// Code of the column → what every row gets that has nothing of its own.
    pub fixed: BTreeMap<String, String>,
}

impl Mapping {
    /// The headings of a table matched by what was decided before, then by the names of the columns. A column is used
    /// once; what fits nothing is left for the person.
    pub fn guess(columns: &[Column], table: &Table, before: &Mapping) -> Mapping {
        let mut out = Mapping { fixed: before.fixed.clone(), ..Mapping::default() };
        let mut used: Vec<&str> = Vec::new();
        let known = |code: &str| columns.iter().find(|c| c.code == code);
        for h in &table.head {
            let kept = before.columns.get(&key_of(h));
            if let Some(c) = kept.and_then(|code| known(code)).filter(|c| !used.contains(&c.code)) {
                used.push(c.code);
                out.columns.insert(h.clone(), c.code.to_string());
            } else if kept.is_some_and(String::is_empty) {
                out.columns.insert(h.clone(), String::new());
            }
        }
        let exact = |name: &str, h: &str| name == h;
        let within = |name: &str, h: &str| {
            let long = |w: &str| w.chars().count() >= 2;
            long(name) && (h.contains(name) || long(h) && name.contains(h))
        };
        // A column takes the heading that its label fits, else the one that the first of its other names fits: a heading that
        // is a makeshift for one column may be the very name of another.
        for fits in [&exact as &dyn Fn(&str, &str) -> bool, &within] {
            for c in columns {
                if used.contains(&c.code) {
                    continue;
                }
                let free = |h: &&String| !out.columns.contains_key(*h);
                let fit = [&c.label].into_iter().chain(&c.names).map(|n| key_of(n)).find_map(|n| {
                    table.head.iter().filter(free).find(|h| fits(&n, &key_of(h))).cloned()
                });
                if let Some(h) = fit {
                    used.push(c.code);
                    out.columns.insert(h, c.code.to_string());
                }
            }
        }
        for c in columns {
            let Some(list) = c.codes() else { continue };
            let kept = before.words.get(c.code);
            for word in words_in(c, table, &out) {
                let old = kept.and_then(|w| w.get(&key_of(&word))).cloned();
                let code = old.or_else(|| code_of(list, &word).map(|c| c.code.clone()));
                if let Some(code) = code {
                    out.words.entry(c.code.to_string()).or_default().insert(word, code);
                }
            }
        }
        out
    }

    /// What a region keeps for the next file: what was decided now over what was decided before.
    #[must_use]
    pub fn remembered(&self, before: &Mapping) -> Mapping {
        let mut out = before.clone();
        for (h, code) in &self.columns {
            out.columns.insert(key_of(h), code.clone());
        }
        for (column, words) in &self.words {
            let all = out.words.entry(column.clone()).or_default();
            for (w, code) in words {
                all.insert(key_of(w), code.clone());
            }
        }
        out.fixed = self.fixed.clone();
        out
    }

    /// Where a column stands in the table.
    pub fn place(&self, column: &str, table: &Table) -> Option<usize> {
        table.head.iter().position(|h| self.columns.get(h).is_some_and(|c| c == column))
    }

    /// The columns that must be there and are neither matched nor the same for all rows.
    pub fn missing<'c>(&self, columns: &'c [Column], table: &Table) -> Vec<&'c Column> {
        let there = |c: &Column| {
            self.place(c.code, table).is_some()
                || self.fixed.get(c.code).is_some_and(|f| !f.is_empty())
        };
        columns.iter().filter(|c| c.required && !there(c)).collect()
    }
}

/// The code that a word names exactly, by code, label or another name.
pub(super) fn code_of<'c>(list: &'c [Code], word: &str) -> Option<&'c Code> {
    let key = key_of(word);
    list.iter().find(|c| {
        c.code == word.trim() || c.names.iter().chain([&c.label]).any(|n| key_of(n) == key)
    })
}

/// The words of a cell: the whole of it where that is a word already, otherwise what stands between the separators.
pub(super) fn split(cell: &str, many: bool, whole: impl Fn(&str) -> bool) -> Vec<&str> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Vec::new();
    }
    if !many || whole(cell) {
        return vec![cell];
    }
    let between = ['、', ',', '，', '/', '／', ';', '；', '\n'];
    cell.split(between).map(str::trim).filter(|w| !w.is_empty()).collect()
}

fn words_in(column: &Column, table: &Table, mapping: &Mapping) -> Vec<String> {
    let (Some(at), Kind::Codes { list, many }) = (mapping.place(column.code, table), &column.kind)
    else {
        return Vec::new();
    };
    let mut out: Vec<String> = Vec::new();
    for row in &table.rows {
        for w in split(row.at(at), *many, |w| code_of(list, w).is_some()) {
            if !out.iter().any(|o| o == w) {
                out.push(w.to_string());
            }
        }
    }
    out
}

/// A word of a column of codes, how often it stands there, and its code; none = not decided yet, empty = not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As it stands in the file.
    pub word: String,
    /// Rows that have it.
    pub rows: usize,
    /// What it was matched with.
    pub code: Option<String>,
    /// It is the code's own word or name, and nobody need look at it.
    pub own: bool,
}

/// The words of each matched column of codes, the undecided first, then by how often they stand there.
pub fn words_of<'c>(
    columns: &'c [Column],
    table: &Table,
    m: &Mapping,
) -> Vec<(&'c Column, Vec<Word>)> {
    let mut out = Vec::new();
    for c in columns {
        let (Some(at), Kind::Codes { list, many }) = (m.place(c.code, table), &c.kind) else {
            continue;
        };
        let mut words: Vec<Word> = words_in(c, table, m)
            .into_iter()
            .map(|word| {
                let holds = |r: &&super::TableRow| {
                    split(r.at(at), *many, |w| code_of(list, w).is_some()).contains(&word.as_str())
                };
                Word {
                    rows: table.rows.iter().filter(holds).count(),
                    code: m.words.get(c.code).and_then(|w| w.get(&word)).cloned(),
                    own: code_of(list, &word).is_some(),
                    word,
                }
            })
            .collect();
        words.sort_by_key(|w| (w.code.is_some(), w.own, std::cmp::Reverse(w.rows)));
        out.push((c, words));
    }
    out
}
