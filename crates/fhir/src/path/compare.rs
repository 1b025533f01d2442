//! `=`, `~` and order of items. Three-valued: `None` = not decided.

use super::error::{ErrorKind, PathError};
use super::eval::Machine;
use super::item::{Item, Node, Quantity, decimal_of};
use super::temporal::{Kind, Temporal};
use super::units::{Unit, reduce};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;
use std::cmp::Ordering;

/// Deepest JSON compared (what serde_json itself reads is at most 128 deep).
const MAX_JSON_DEPTH: usize = 160;

type Known = Result<Option<bool>, PathError>;

/// Both items in the language's own types; a JSON string of unknown type beside a date is read as a date.
pub(super) fn aligned<'a>(a: &Item<'a>, b: &Item<'a>) -> (Option<Item<'a>>, Option<Item<'a>>) {
    let untyped = |item: &Item<'a>| matches!(item, Item::Node(Node { ty: None, .. }));
    let as_kind = |value: Option<Item<'a>>, kind: Kind| match &value {
        Some(Item::Text(text)) => {
            let read = if kind == Kind::Time {
                Temporal::parse_time(text)
            } else {
                Temporal::parse_date_time(text)
            };
            read.map(Item::Temporal).or(value)
        }
        _ => value,
    };
    match (a.system(), b.system()) {
        (left, Some(Item::Temporal(t))) if untyped(a) => {
            (as_kind(left, t.kind), Some(Item::Temporal(t)))
        }
        (Some(Item::Temporal(t)), right) if untyped(b) => {
            (Some(Item::Temporal(t)), as_kind(right, t.kind))
        }
        both => both,
    }
}

/// A number as a decimal.
pub(super) fn number(item: &Item<'_>) -> Option<Decimal> {
    match item {
        Item::Integer(n) => Some(Decimal::from(*n)),
        Item::Decimal(d) => Some(*d),
        _ => None,
    }
}

/// A quantity, or a number as a quantity without unit.
fn quantity(item: &Item<'_>) -> Option<Quantity> {
    match item {
        Item::Quantity(q) => Some(q.clone()),
        other => number(other).map(|value| Quantity { value, unit: Unit::one() }),
    }
}

/// Both values in one unit, the larger of the two. `None` when the units do not convert.
fn in_one_unit(a: &Quantity, b: &Quantity, loosely: bool) -> Option<(Decimal, Decimal)> {
    if a.unit == b.unit {
        return Some((a.value, b.value));
    }
    let (ra, rb) = (reduce(&a.unit, loosely)?, reduce(&b.unit, loosely)?);
    if !ra.same_kind(&rb) {
        return None;
    }
    if ra.factor >= rb.factor {
        Some((a.value, b.value.checked_mul(rb.factor)?.checked_div(ra.factor)?))
    } else {
        Some((a.value.checked_mul(ra.factor)?.checked_div(rb.factor)?, b.value))
    }
}

/// Whether two quantities can be compared.
pub(super) fn comparable(a: &Quantity, b: &Quantity) -> bool {
    in_one_unit(a, b, false).is_some()
}

/// `b` in the unit of `a`.
pub(super) fn converted(b: &Quantity, a: &Quantity) -> Option<Decimal> {
    if a.unit == b.unit {
        return Some(b.value);
    }
    let (ra, rb) = (reduce(&a.unit, false)?, reduce(&b.unit, false)?);
    if !ra.same_kind(&rb) {
        return None;
    }
    b.value.checked_mul(rb.factor)?.checked_div(ra.factor)
}

/// `=` on collections: empty on either side is undecided; order counts.
pub(super) fn equal(m: &Machine<'_>, a: &[Item<'_>], b: &[Item<'_>], at: usize) -> Known {
    if a.is_empty() || b.is_empty() {
        return Ok(None);
    }
    if a.len() != b.len() {
        return Ok(Some(false));
    }
    let mut all = Some(true);
    for (a, b) in a.iter().zip(b) {
        match items_equal(m, a, b, at)? {
            Some(false) => return Ok(Some(false)),
            None => all = None,
            Some(true) => {}
        }
    }
    Ok(all)
}

/// `=` on two items.
pub(super) fn items_equal(m: &Machine<'_>, a: &Item<'_>, b: &Item<'_>, at: usize) -> Known {
    m.spend(1, at)?;
    Ok(match aligned(a, b) {
        (None, None) => Some(same_nodes(m, a, b, at, json_equal)?),
        (Some(Item::Boolean(a)), Some(Item::Boolean(b))) => Some(a == b),
        (Some(Item::Text(a)), Some(Item::Text(b))) => {
            m.spend(a.len() / 64, at)?;
            Some(a == b)
        }
        (Some(Item::Temporal(a)), Some(Item::Temporal(b))) => {
            if (a.kind == Kind::Time) == (b.kind == Kind::Time) {
                a.compare(&b).map(|order| order == Ordering::Equal)
            } else {
                Some(false)
            }
        }
        (Some(Item::TypeInfo(n, a)), Some(Item::TypeInfo(o, b))) => Some((n, a) == (o, b)),
        (Some(a), Some(b)) => match (number(&a), number(&b), quantity(&a), quantity(&b)) {
            (Some(a), Some(b), ..) => Some(a == b),
            (_, _, Some(a), Some(b)) => in_one_unit(&a, &b, false).map(|(a, b)| a == b),
            _ => Some(false),
        },
        _ => Some(false),
    })
}

/// `~` on collections: order does not count, empty equals empty; always decided.
pub(super) fn equivalent(
    m: &Machine<'_>,
    a: &[Item<'_>],
    b: &[Item<'_>],
    at: usize,
) -> Result<bool, PathError> {
    if a.len() != b.len() {
        return Ok(false);
    }
    let mut left: Vec<&Item<'_>> = b.iter().collect();
    for item in a {
        let mut found = None;
        for (n, other) in left.iter().enumerate() {
            if items_equivalent(m, item, other, at)? {
                found = Some(n);
                break;
            }
        }
        match found {
            Some(n) => left.swap_remove(n),
            None => return Ok(false),
        };
    }
    Ok(true)
}

fn items_equivalent(
    m: &Machine<'_>,
    a: &Item<'_>,
    b: &Item<'_>,
    at: usize,
) -> Result<bool, PathError> {
    m.spend(1, at)?;
    Ok(match aligned(a, b) {
        (None, None) => same_nodes(m, a, b, at, json_equivalent)?,
        (Some(Item::Text(a)), Some(Item::Text(b))) => {
            m.spend((a.len() + b.len()) / 64, at)?;
            plain(&a) == plain(&b)
        }
        (Some(a), Some(b)) => match (number(&a), number(&b), quantity(&a), quantity(&b)) {
            (Some(a), Some(b), ..) => roughly(a, b),
            (_, _, Some(a), Some(b)) => {
                in_one_unit(&a, &b, true).is_some_and(|(a, b)| roughly(a, b))
            }
            _ => items_equal(m, &a, &b, at)? == Some(true),
        },
        _ => false,
    })
}

/// Text without regard to case and to the width of blanks.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Equal when both are rounded to the places of the less precise one.
fn roughly(a: Decimal, b: Decimal) -> bool {
    let places = a.normalize().scale().min(b.normalize().scale());
    let round =
        |d: Decimal| d.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    round(a) == round(b)
}

type JsonTest = fn(&Machine<'_>, &Value, &Value, usize, usize) -> Result<bool, PathError>;

fn same_nodes(
    m: &Machine<'_>,
    a: &Item<'_>,
    b: &Item<'_>,
    at: usize,
    test: JsonTest,
) -> Result<bool, PathError> {
    let (Item::Node(a), Item::Node(b)) = (a, b) else { return Ok(false) };
    if std::ptr::eq(a.value, b.value) && !a.value.is_null() {
        return Ok(true);
    }
    Ok(match (a.meta, b.meta) {
        (Some(x), Some(y)) if a.value.is_null() && b.value.is_null() => test(m, x, y, at, 0)?,
        _ => test(m, a.value, b.value, at, 0)?,
    })
}

fn step_down(m: &Machine<'_>, at: usize, depth: usize) -> Result<(), PathError> {
    m.spend(1, at)?;
    if depth > MAX_JSON_DEPTH {
        return Err(PathError::new(ErrorKind::TooComplex, at, "the resource is nested too deep"));
    }
    Ok(())
}

fn json_equal(
    m: &Machine<'_>,
    a: &Value,
    b: &Value,
    at: usize,
    depth: usize,
) -> Result<bool, PathError> {
    step_down(m, at, depth)?;
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            if a.len() != b.len() {
                return Ok(false);
            }
            for (key, value) in a {
                match b.get(key) {
                    Some(other) if json_equal(m, value, other, at, depth + 1)? => {}
                    _ => return Ok(false),
                }
            }
            Ok(true)
        }
        (Value::Array(a), Value::Array(b)) => {
            if a.len() != b.len() {
                return Ok(false);
            }
            for (a, b) in a.iter().zip(b) {
                if !json_equal(m, a, b, at, depth + 1)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Value::Number(a), Value::Number(b)) => {
            Ok(a == b || decimal_of(a).is_some_and(|a| Some(a) == decimal_of(b)))
        }
        _ => Ok(a == b),
    }
}

fn json_equivalent(
    m: &Machine<'_>,
    a: &Value,
    b: &Value,
    at: usize,
    depth: usize,
) -> Result<bool, PathError> {
    step_down(m, at, depth)?;
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            if a.len() != b.len() {
                return Ok(false);
            }
            for (key, value) in a {
                match b.get(key) {
                    Some(other) if json_equivalent(m, value, other, at, depth + 1)? => {}
                    _ => return Ok(false),
                }
            }
            Ok(true)
        }
        (Value::Array(a), Value::Array(b)) => {
            let mut left: Vec<&Value> = b.iter().collect();
            for value in a {
                let mut found = None;
                for (n, other) in left.iter().enumerate() {
                    if json_equivalent(m, value, other, at, depth + 1)? {
                        found = Some(n);
                        break;
                    }
                }
                match found {
                    Some(n) => left.swap_remove(n),
                    None => return Ok(false),
                };
            }
            Ok(left.is_empty())
        }
        (Value::String(a), Value::String(b)) => Ok(plain(a) == plain(b)),
        (Value::Number(a), Value::Number(b)) => {
            Ok(decimal_of(a).zip(decimal_of(b)).is_some_and(|(a, b)| roughly(a, b)))
        }
        _ => Ok(a == b),
    }
}

/// Order of two items. `Ok(None)` = not decided (precision, units that do not convert); an error for types without an order.
pub(super) fn order(a: &Item<'_>, b: &Item<'_>, at: usize) -> Result<Option<Ordering>, PathError> {
    let (Some(a), Some(b)) = aligned(a, b) else {
        return Err(PathError::eval(at, "complex elements have no order"));
    };
    match (&a, &b) {
        (Item::Text(a), Item::Text(b)) => Ok(Some(a.cmp(b))),
        (Item::Temporal(a), Item::Temporal(b))
            if (a.kind == Kind::Time) == (b.kind == Kind::Time) =>
        {
            Ok(a.compare(b))
        }
        _ => match (number(&a), number(&b), quantity(&a), quantity(&b)) {
            (Some(a), Some(b), ..) => Ok(Some(a.cmp(&b))),
            (_, _, Some(a), Some(b)) => Ok(in_one_unit(&a, &b, false).map(|(a, b)| a.cmp(&b))),
            _ => {
                let name = |i: &Item<'_>| i.type_name().map_or("?", |(_, n)| n);
                Err(PathError::eval(at, format!("{} and {} have no order", name(&a), name(&b))))
            }
        },
    }
}
