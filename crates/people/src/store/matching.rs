//! Finding residents by a part of the name. What is asked first is what leaves the fewest rows: the reach of the
//! actor when it is small, else the rarest pair of letters; rights are then asked only of those who fit.
use app::{Cx, Result};
use db::{FromRow, Value, Where, params};
use kernel::Id;
use kernel::kana::{bigrams, search_key};

use super::{COMMON, FEW, LIST, WITH_GRAM, WITH_LETTER};
use crate::authz::Scope;
use crate::model::Resident;

/// Most hits.
const MOST: usize = 20;
/// The bound in `FEW`: with fewer rights than this the reach itself is the shortest list.
const SMALL_REACH: i64 = 1000;
/// The bound in `WITH_GRAM` and `WITH_LETTER`: whose rights are asked first.
const FIRST: usize = 60;

/// Residents of a scope whose name or kana holds what was typed, by kana, at most 20.
pub(crate) fn matching(cx: &Cx<'_>, scope: &Scope<'_>, typed: &str) -> Result<Vec<Resident>> {
    let key = search_key(typed);
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let like = format!("%{key}%");
    let in_reach = || holding(&like).and_where(scope.conditions());
    if reach_is_small(cx)? {
        return hits(cx, &in_reach());
    }
    // One letter is no pair: all names are looked through.
    if key.chars().nth(1).is_none() {
        let first = ids(cx.tx().rows(WITH_LETTER, params![&like])?)?;
        return match among(cx, scope, first)? {
            Some(found) => Ok(found),
            None => hits(cx, &in_reach()),
        };
    }
    let Some(gram) = rarest(cx, &key)? else { return Ok(Vec::new()) };
    let first = ids(cx.tx().rows(WITH_GRAM, params![&gram, &like])?)?;
    match among(cx, scope, first)? {
        Some(found) => Ok(found),
        None => {
            let with_gram = Where::new().and(
                "id IN (SELECT g.resident FROM people_gram g WHERE g.gram = ?)",
                params![gram],
            );
            hits(cx, &with_gram.and_where(&holding(&like)).and_where(&scope.of_each()))
        }
    }
}

/// Residents of a scope whose whole name or kana stands somewhere in a text, by kana, at most 20.
pub(crate) fn named_in(cx: &Cx<'_>, scope: &Scope<'_>, text: &str) -> Result<Vec<Resident>> {
    let key = search_key(text);
    if key.chars().nth(1).is_none() {
        return Ok(Vec::new());
    }
    // keys have letters and digits only: a name is no pattern
    let named = Where::new().and(
        "LENGTH(name_key) > 1 AND ? LIKE '%' || name_key || '%' OR LENGTH(kana_key) > 3 AND ? LIKE '%' || kana_key || '%'",
        params![&key, &key],
    );
    hits(cx, &named.and_where(scope.conditions()))
}

/// The names that hold the key. Keys have letters and digits only, so nothing in them is a wildcard.
fn holding(like: &str) -> Where {
    Where::new().and("name_key LIKE ? OR kana_key LIKE ?", params![like, like])
}

fn hits(cx: &Cx<'_>, w: &Where) -> Result<Vec<Resident>> {
    let rows = cx.tx().list(LIST, w, "ORDER BY kana_key, id LIMIT 20")?;
    let rows = rows.iter().map(Resident::from_row).collect::<std::result::Result<_, _>>()?;
    super::as_seen(cx, rows)
}

fn ids(rows: Vec<db::Row>) -> Result<Vec<Id>> {
    rows.iter().map(|r| Ok(r.get(0)?)).collect()
}

/// Those of the first candidates who are in the scope; none when there may be more hits behind them.
fn among(cx: &Cx<'_>, scope: &Scope<'_>, first: Vec<Id>) -> Result<Option<Vec<Resident>>> {
    let Some(last) = first.last().copied() else { return Ok(Some(Vec::new())) };
    let all = first.len() < FIRST;
    // Always as many parameters, so that it is always the same prepared statement.
    let mut values: Vec<Value> = first.into_iter().map(Value::from).collect();
    values.resize(FIRST, Value::from(last));
    let found = hits(cx, &Where::new().and_in("id", values).and_where(&scope.of_each()))?;
    Ok((all || found.len() == MOST).then_some(found))
}

fn reach_is_small(cx: &Cx<'_>) -> Result<bool> {
    let text = |id: Option<Id>| id.map_or_else(String::new, |i| i.to_string());
    let (office, account) = (text(cx.actor().organisation), text(cx.actor().account));
    Ok(cx.tx().one(FEW, params![office, account])?.get::<i64>(0)? < SMALL_REACH)
}

/// The pair of letters that the fewest names have; none when a pair is in no name at all.
fn rarest(cx: &Cx<'_>, key: &str) -> Result<Option<String>> {
    let grams = bigrams(key);
    if grams.len() == 1 {
        return Ok(grams.into_iter().next());
    }
    let mut rarest: Option<(i64, String)> = None;
    for gram in grams.into_iter().take(12) {
        let n: i64 = cx.tx().one(COMMON, params![&gram])?.get(0)?;
        if n == 0 {
            return Ok(None);
        }
        if rarest.as_ref().is_none_or(|(least, _)| n < *least) {
            rarest = Some((n, gram));
        }
    }
    Ok(rarest.map(|(_, gram)| gram))
}
