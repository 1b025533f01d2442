//! Functions on collections: existence, filtering, subsetting, combining, sorting, walking.

use super::ast::{Ast, Kind};
use super::compare;
use super::error::PathError;
use super::eval::{Call, Items, Machine, Outcome, Scope, boolean, single, truth};
use super::functions::F;
use super::item::Item;
use std::cmp::Ordering;

/// Carries out a function on a collection.
pub(super) fn call<'a>(m: &Machine<'a>, items: Items<'a>, call: &Call<'_, 'a>) -> Outcome<'a> {
    let at = call.at;
    match call.function.id {
        F::Empty => Ok(boolean(Some(items.is_empty()))),
        F::Count => Ok(vec![Item::Integer(i32::try_from(items.len()).unwrap_or(i32::MAX))]),
        F::Not => Ok(boolean(truth(&items, at)?.map(|t| !t))),
        F::AllTrue | F::AnyTrue | F::AllFalse | F::AnyFalse => booleans(&items, call),
        F::Where | F::Exists | F::All => filter(m, items, call),
        F::Select | F::Aggregate | F::Trace => each(m, items, call),
        F::Repeat => repeat(m, &items, call),
        F::Sort => sort(m, items, call),
        F::Iif => iif(m, &items, call),
        F::Distinct => distinct(m, items, at),
        F::IsDistinct => {
            let all = items.len();
            Ok(boolean(Some(distinct(m, items, at)?.len() == all)))
        }
        F::Children => Ok(children(&items)),
        F::Descendants => descendants(m, items, at),
        F::First | F::Last | F::Single | F::Tail | F::Skip | F::Take => subset(m, items, call),
        _ => sets(m, items, call),
    }
}

/// Whether a collection holds an item.
pub(super) fn holds<'a>(
    m: &Machine<'a>,
    all: &[Item<'a>],
    one: &Item<'a>,
    at: usize,
) -> Result<bool, PathError> {
    for item in all {
        if compare::items_equal(m, item, one, at)? == Some(true) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The items without repetition, in the order they first come.
pub(super) fn distinct<'a>(
    m: &Machine<'a>,
    items: impl IntoIterator<Item = Item<'a>>,
    at: usize,
) -> Outcome<'a> {
    let mut out: Items<'a> = Vec::new();
    for item in items {
        if !holds(m, &out, &item, at)? {
            out.push(item);
        }
    }
    Ok(out)
}

/// Evaluates a lambda argument with one item as `$this`.
fn with_this<'a>(m: &Machine<'a>, ast: &'a Ast, item: &Item<'a>, index: usize) -> Outcome<'a> {
    let this = std::slice::from_ref(item);
    m.eval(ast, Scope { this, index: Some(index), total: None })
}

fn booleans<'a>(items: &[Item<'a>], call: &Call<'_, 'a>) -> Outcome<'a> {
    let mut values = Vec::new();
    for item in items {
        match item.system() {
            Some(Item::Boolean(b)) => values.push(b),
            _ => {
                let reason = format!("{}() is for true and false only", call.function.name);
                return Err(PathError::eval(call.at, reason));
            }
        }
    }
    Ok(boolean(Some(match call.function.id {
        F::AllTrue => values.iter().all(|v| *v),
        F::AnyTrue => values.iter().any(|v| *v),
        F::AllFalse => values.iter().all(|v| !*v),
        _ => values.iter().any(|v| !*v),
    })))
}

/// `where`, `exists`, `all`: an undecided criterion does not hold.
fn filter<'a>(m: &Machine<'a>, items: Items<'a>, call: &Call<'_, 'a>) -> Outcome<'a> {
    let Some(criterion) = call.args.values().first() else {
        return Ok(boolean(Some(!items.is_empty())));
    };
    let all = items.len();
    let mut kept = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        if truth(&with_this(m, criterion, &item, index)?, criterion.at)? == Some(true) {
            kept.push(item);
        }
    }
    Ok(match call.function.id {
        F::Where => kept,
        F::All => boolean(Some(kept.len() == all)),
        _ => boolean(Some(!kept.is_empty())),
    })
}

/// `select`, `aggregate`, and `trace`, which gives back what it got (nothing is written anywhere).
fn each<'a>(m: &Machine<'a>, items: Items<'a>, call: &Call<'_, 'a>) -> Outcome<'a> {
    let Some(ast) = call.args.values().first() else { return Ok(Vec::new()) };
    match call.function.id {
        F::Trace => Ok(items),
        F::Select => {
            let mut out = Vec::new();
            for (index, item) in items.iter().enumerate() {
                out.extend(with_this(m, ast, item, index)?);
                m.spend(1, call.at)?;
            }
            Ok(out)
        }
        _ => {
            let mut total = m.argument(call, 1)?;
            for (index, item) in items.iter().enumerate() {
                let this = std::slice::from_ref(item);
                total = m.eval(ast, Scope { this, index: Some(index), total: Some(&total) })?;
            }
            Ok(total)
        }
    }
}

fn repeat<'a>(m: &Machine<'a>, items: &[Item<'a>], call: &Call<'_, 'a>) -> Outcome<'a> {
    let Some(ast) = call.args.values().first() else { return Ok(Vec::new()) };
    let mut out: Items<'a> = Vec::new();
    let mut round: Items<'a> = items.to_vec();
    while !round.is_empty() {
        let mut found = Vec::new();
        for (index, item) in round.iter().enumerate() {
            for next in with_this(m, ast, item, index)? {
                if !holds(m, &out, &next, call.at)? {
                    out.push(next.clone());
                    found.push(next);
                }
            }
        }
        round = found;
    }
    Ok(out)
}

fn iif<'a>(m: &Machine<'a>, items: &[Item<'a>], call: &Call<'_, 'a>) -> Outcome<'a> {
    let args = call.args.values();
    single(items, call.at)?;
    let scope = Scope { this: items, ..call.scope };
    let Some(criterion) = args.first() else { return Ok(Vec::new()) };
    let met = m.eval(criterion, scope)?;
    let holds = match single(&met, criterion.at)?.map(Item::system) {
        None => false,
        Some(Some(Item::Boolean(b))) => b,
        Some(_) => {
            return Err(PathError::eval(
                criterion.at,
                "the criterion of iif() is neither true nor false",
            ));
        }
    };
    match args.get(if holds { 1 } else { 2 }) {
        Some(branch) => m.eval(branch, scope),
        None => Ok(Vec::new()),
    }
}

/// Sort keys: `-key` sorts downwards (also text). An item without a key comes last upwards, first downwards.
fn sort<'a>(m: &Machine<'a>, items: Items<'a>, call: &Call<'_, 'a>) -> Outcome<'a> {
    let keys: Vec<(bool, &'a Ast)> = call
        .args
        .values()
        .iter()
        .map(|ast| match &ast.kind {
            Kind::Sign(true, inner) => (true, inner.as_ref()),
            _ => (false, ast),
        })
        .collect();
    let mut rows = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        let mut row = Vec::new();
        for (down, ast) in &keys {
            let key = with_this(m, ast, &item, index)?;
            row.push((*down, single(&key, ast.at)?.cloned()));
        }
        if keys.is_empty() {
            row.push((false, Some(item.clone())));
        }
        rows.push((row, item));
    }
    // Comparing may fail (types without an order), and a sort cannot be left halfway: the first failure is kept.
    let mut failed = None;
    let cost = rows.len().checked_ilog2().unwrap_or(0) as usize * rows.len() * 2;
    m.spend(cost, call.at)?;
    rows.sort_by(|(a, _), (b, _)| {
        for ((down, a), (_, b)) in a.iter().zip(b) {
            let order = match (a, b) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(a), Some(b)) => match compare::order(a, b, call.at) {
                    Ok(order) => order.unwrap_or(Ordering::Equal),
                    Err(e) => {
                        failed.get_or_insert(e);
                        Ordering::Equal
                    }
                },
            };
            if order != Ordering::Equal {
                return if *down { order.reverse() } else { order };
            }
        }
        Ordering::Equal
    });
    match failed {
        Some(e) => Err(e),
        None => Ok(rows.into_iter().map(|(_, item)| item).collect()),
    }
}

fn children<'a>(items: &[Item<'a>]) -> Items<'a> {
    let mut out = Vec::new();
    for item in items {
        match item {
            Item::Node(node) => node.children(&mut out),
            Item::TypeInfo(namespace, name) => {
                out.extend([Item::Text((*namespace).into()), Item::Text((*name).into())]);
            }
            _ => {}
        }
    }
    out
}

fn descendants<'a>(m: &Machine<'a>, items: Items<'a>, at: usize) -> Outcome<'a> {
    let mut out = Vec::new();
    let mut round = children(&items);
    while !round.is_empty() {
        m.spend(round.len(), at)?;
        let next = children(&round);
        out.append(&mut round);
        round = next;
    }
    Ok(out)
}

fn subset<'a>(m: &Machine<'a>, mut items: Items<'a>, call: &Call<'_, 'a>) -> Outcome<'a> {
    let n = match call.function.id {
        F::Skip | F::Take => match m.argument_integer(call, 0)? {
            Some(n) => usize::try_from(n).unwrap_or(0),
            None => return Ok(Vec::new()),
        },
        _ => 1,
    };
    match call.function.id {
        F::Single => {
            single(&items, call.at)?;
        }
        F::Last => return Ok(items.pop().into_iter().collect()),
        F::First | F::Take => items.truncate(n),
        _ => {
            items.drain(..n.min(items.len()));
        }
    }
    Ok(items)
}

fn sets<'a>(m: &Machine<'a>, items: Items<'a>, call: &Call<'_, 'a>) -> Outcome<'a> {
    let other = m.argument(call, 0)?;
    let at = call.at;
    let within = |all: &[Item<'a>], part: &[Item<'a>]| -> Result<bool, PathError> {
        for item in part {
            if !holds(m, all, item, at)? {
                return Ok(false);
            }
        }
        Ok(true)
    };
    let keep = |wanted: bool, items: Items<'a>| -> Outcome<'a> {
        let mut out = Vec::new();
        for item in items {
            if holds(m, &other, &item, at)? == wanted {
                out.push(item);
            }
        }
        Ok(out)
    };
    match call.function.id {
        F::SubsetOf => Ok(boolean(Some(within(&other, &items)?))),
        F::SupersetOf => Ok(boolean(Some(within(&items, &other)?))),
        F::Union => distinct(m, items.into_iter().chain(other), at),
        F::Combine => Ok(items.into_iter().chain(other).collect()),
        F::Exclude => keep(false, items),
        // intersect
        _ => distinct(m, keep(true, items)?, at),
    }
}
