//! The counts of the desk, read off the measures: they moved with the act.
use std::collections::BTreeMap;

use app::{Cx, Result, authorise, measures};

use super::{CASES, CONTENTS, METHODS, SOLVED};
use crate::model::chart::Counts;
use crate::permissions;

/// The values of dims `key=value;…`.
fn parts(dims: &str) -> BTreeMap<&str, &str> {
    dims.split(';').filter_map(|p| p.split_once('=')).collect()
}

fn number(of: &BTreeMap<&str, &str>, key: &str) -> i64 {
    of.get(key).and_then(|v| v.parse().ok()).unwrap_or(0)
}

fn text(of: &BTreeMap<&str, &str>, key: &str) -> String {
    of.get(key).copied().unwrap_or_default().to_string()
}

/// All counts.
pub fn counts(cx: &Cx<'_>) -> Result<Counts> {
    authorise(cx, &permissions::FIGURES)?;
    counted(cx)
}

/// The same for who has asked for a permission already; it names nobody.
pub(crate) fn counted(cx: &Cx<'_>) -> Result<Counts> {
    let mut c = Counts::default();
    for (dims, n) in measures::all(cx, CASES)? {
        let p = parts(&dims);
        c.cases.insert((number(&p, "year"), text(&p, "place"), text(&p, "by")), n);
    }
    for (dims, n) in measures::all(cx, METHODS)? {
        let p = parts(&dims);
        c.methods.insert((number(&p, "year"), text(&p, "method")), n);
    }
    for (dims, n) in measures::all(cx, CONTENTS)? {
        let p = parts(&dims);
        c.contents.insert((number(&p, "year"), text(&p, "place"), text(&p, "content")), n);
    }
    for (dims, n) in measures::all(cx, SOLVED)? {
        let p = parts(&dims);
        c.solved.insert((number(&p, "asked"), number(&p, "solved")), n);
    }
    Ok(c)
}
