//! Operators: three-valued logic, comparison, membership, union, arithmetic.

use super::ast::{Ast, Op};
use super::compare::{self, converted, number};
use super::error::PathError;
use super::eval::{Items, Machine, Outcome, Scope, boolean, single, truth};
use super::item::{Item, Quantity};
use super::units::Unit;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::cmp::Ordering;

/// Longest text an expression may build, in bytes.
pub(super) const MAX_TEXT: usize = 256 * 1024;

/// Carries out `left op right`.
pub(super) fn binary<'a>(
    m: &Machine<'a>,
    op: Op,
    left: &'a Ast,
    right: &'a Ast,
    at: usize,
    scope: Scope<'_, 'a>,
) -> Outcome<'a> {
    let left = m.eval(left, scope)?;
    if let Op::And | Op::Or | Op::Implies | Op::Xor = op {
        let a = truth(&left, at)?;
        // What decides alone is not asked further.
        let decided = match (op, a) {
            (Op::And, Some(false)) => Some(false),
            (Op::Or, Some(true)) | (Op::Implies, Some(false)) => Some(true),
            _ => None,
        };
        if decided.is_some() {
            return Ok(boolean(decided));
        }
        let b = truth(&m.eval(right, scope)?, at)?;
        return Ok(boolean(logic(op, a, b)));
    }
    let right = m.eval(right, scope)?;
    match op {
        Op::Equal => Ok(boolean(compare::equal(m, &left, &right, at)?)),
        Op::NotEqual => Ok(boolean(compare::equal(m, &left, &right, at)?.map(|e| !e))),
        Op::Equivalent => Ok(boolean(Some(compare::equivalent(m, &left, &right, at)?))),
        Op::NotEquivalent => Ok(boolean(Some(!compare::equivalent(m, &left, &right, at)?))),
        Op::Less | Op::LessOrEqual | Op::Greater | Op::GreaterOrEqual => {
            ordered(op, &left, &right, at)
        }
        Op::In => contains(m, &right, &left, at),
        Op::Contains => contains(m, &left, &right, at),
        Op::Union => super::collections::distinct(m, left.into_iter().chain(right), at),
        _ => arithmetic(m, op, &left, &right, at),
    }
}

fn logic(op: Op, a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (op, a, b) {
        (Op::And, _, Some(false)) => Some(false),
        (Op::Or | Op::Implies, _, Some(true)) => Some(true),
        (_, Some(a), Some(b)) => Some(match op {
            Op::And => a && b,
            Op::Or => a || b,
            Op::Xor => a != b,
            _ => !a || b,
        }),
        _ => None,
    }
}

fn ordered<'a>(op: Op, left: &[Item<'a>], right: &[Item<'a>], at: usize) -> Outcome<'a> {
    let (Some(a), Some(b)) = (single(left, at)?, single(right, at)?) else { return Ok(Vec::new()) };
    Ok(boolean(compare::order(a, b, at)?.map(|order| match op {
        Op::Less => order == Ordering::Less,
        Op::LessOrEqual => order != Ordering::Greater,
        Op::Greater => order == Ordering::Greater,
        _ => order != Ordering::Less,
    })))
}

fn contains<'a>(m: &Machine<'a>, all: &[Item<'a>], one: &[Item<'a>], at: usize) -> Outcome<'a> {
    let Some(one) = single(one, at)? else { return Ok(Vec::new()) };
    Ok(boolean(Some(super::collections::holds(m, all, one, at)?)))
}

/// `-x`, `+x`.
pub(super) fn sign<'a>(negative: bool, items: &[Item<'a>], at: usize) -> Outcome<'a> {
    let Some(item) = single(items, at)? else { return Ok(Vec::new()) };
    let value = match item.system() {
        Some(Item::Integer(n)) if negative => n.checked_neg().map(Item::Integer),
        Some(Item::Decimal(d)) if negative && !d.is_zero() => Some(Item::Decimal(-d)),
        Some(Item::Quantity(q)) if negative && !q.value.is_zero() => {
            Some(Item::Quantity(Quantity { value: -q.value, unit: q.unit }))
        }
        Some(item @ (Item::Integer(_) | Item::Decimal(_) | Item::Quantity(_))) => Some(item),
        _ => return Err(PathError::eval(at, "a sign is for numbers and quantities")),
    };
    Ok(value.into_iter().collect())
}

fn arithmetic<'a>(
    m: &Machine<'a>,
    op: Op,
    left: &[Item<'a>],
    right: &[Item<'a>],
    at: usize,
) -> Outcome<'a> {
    let value = |items: &[Item<'a>]| -> Result<Option<Item<'a>>, PathError> {
        match single(items, at)? {
            None => Ok(None),
            Some(item) => match item.system() {
                Some(value) => Ok(Some(value)),
                None => {
                    Err(PathError::eval(at, format!("`{}` is not for complex elements", op.text())))
                }
            },
        }
    };
    let (a, b) = (value(left)?, value(right)?);
    if op == Op::Concatenate {
        let text = |item: Option<Item<'a>>| match item {
            None => Ok(String::new()),
            Some(Item::Text(text)) => Ok(text.into_owned()),
            Some(_) => Err(PathError::eval(at, "`&` joins text; use toString()")),
        };
        return joined(m, &text(a)?, &text(b)?, at);
    }
    let (Some(a), Some(b)) = (a, b) else { return Ok(Vec::new()) };
    let out = match (&a, &b) {
        (Item::Integer(a), Item::Integer(b)) => integers(op, *a, *b),
        (Item::Text(a), Item::Text(b)) if op == Op::Add => return joined(m, a, b, at),
        (Item::Temporal(t), Item::Quantity(q)) if matches!(op, Op::Add | Op::Subtract) => {
            let Some(unit) = q.unit.as_calendar() else {
                let reason = format!("`{}` is no unit of the calendar", q.unit.text());
                return Err(PathError::eval(at, reason));
            };
            let amount = if op == Op::Add { q.value } else { -q.value };
            t.add(amount, unit).map(Item::Temporal)
        }
        _ => match (number(&a), number(&b)) {
            (Some(a), Some(b)) => decimals(op, a, b),
            _ => return quantities(op, &a, &b, at),
        },
    };
    Ok(out.into_iter().collect())
}

fn joined<'a>(m: &Machine<'a>, a: &str, b: &str, at: usize) -> Outcome<'a> {
    check_length(m, a.len() + b.len(), at)?;
    Ok(vec![Item::text(format!("{a}{b}"))])
}

/// Charges for a text of this length and refuses one that is too long.
pub(super) fn check_length(m: &Machine<'_>, length: usize, at: usize) -> Result<(), PathError> {
    m.spend(1 + length / 64, at)?;
    if length > MAX_TEXT {
        let reason = format!("the text grows beyond {MAX_TEXT} bytes");
        return Err(PathError::new(super::error::ErrorKind::TooComplex, at, reason));
    }
    Ok(())
}

/// Results too large for a number, and division by zero, are empty.
fn integers<'a>(op: Op, a: i32, b: i32) -> Option<Item<'a>> {
    Some(Item::Integer(match op {
        Op::Add => a.checked_add(b)?,
        Op::Subtract => a.checked_sub(b)?,
        Op::Multiply => a.checked_mul(b)?,
        Op::Div => a.checked_div(b)?,
        Op::Mod => a.checked_rem(b)?,
        _ => return decimals(op, Decimal::from(a), Decimal::from(b)),
    }))
}

fn decimals<'a>(op: Op, a: Decimal, b: Decimal) -> Option<Item<'a>> {
    let value = match op {
        Op::Add => a.checked_add(b)?,
        Op::Subtract => a.checked_sub(b)?,
        Op::Multiply => a.checked_mul(b)?,
        Op::Divide => a.checked_div(b)?,
        Op::Mod => a.checked_rem(b)?,
        _ => return a.checked_div(b)?.trunc().to_i32().map(Item::Integer),
    };
    Some(Item::Decimal(value))
}

fn quantities<'a>(op: Op, a: &Item<'a>, b: &Item<'a>, at: usize) -> Outcome<'a> {
    let made = |value: Option<Decimal>, unit: &Unit| -> Items<'a> {
        value
            .map(|value| Item::Quantity(Quantity { value, unit: unit.clone() }))
            .into_iter()
            .collect()
    };
    match (a, b) {
        (Item::Quantity(a), Item::Quantity(b)) => Ok(match op {
            Op::Add => made(converted(b, a).and_then(|b| a.value.checked_add(b)), &a.unit),
            Op::Subtract => made(converted(b, a).and_then(|b| a.value.checked_sub(b)), &a.unit),
            Op::Multiply => match combined(&a.unit, &b.unit, '.') {
                Some(unit) => made(a.value.checked_mul(b.value), &unit),
                None => Vec::new(),
            },
            Op::Divide if a.unit == b.unit => made(a.value.checked_div(b.value), &Unit::one()),
            Op::Divide => match combined(&a.unit, &b.unit, '/') {
                Some(unit) => made(a.value.checked_div(b.value), &unit),
                None => Vec::new(),
            },
            _ => return Err(PathError::eval(at, format!("`{}` is not for quantities", op.text()))),
        }),
        (Item::Quantity(q), n) | (n, Item::Quantity(q)) if op == Op::Multiply => match number(n) {
            Some(n) => Ok(made(q.value.checked_mul(n), &q.unit)),
            None => Err(mismatch(op, a, b, at)),
        },
        (Item::Quantity(q), n) if op == Op::Divide => match number(n) {
            Some(n) => Ok(made(q.value.checked_div(n), &q.unit)),
            None => Err(mismatch(op, a, b, at)),
        },
        _ => Err(mismatch(op, a, b, at)),
    }
}

fn mismatch(op: Op, a: &Item<'_>, b: &Item<'_>, at: usize) -> PathError {
    let name = |item: &Item<'_>| item.type_name().map_or("?", |(_, n)| n);
    PathError::eval(at, format!("`{}` does not take {} and {}", op.text(), name(a), name(b)))
}

/// The UCUM code of a product or quotient. Units outside UCUM have none.
fn combined(a: &Unit, b: &Unit, sign: char) -> Option<Unit> {
    let code = |unit: &Unit| match unit {
        Unit::Ucum(code) => Some(code.clone()),
        _ => None,
    };
    let (a, b) = (code(a)?, code(b)?);
    let code = match (a.as_str(), b.as_str(), sign) {
        (_, "1", _) => a,
        ("1", _, '.') => b,
        _ if b.contains(['.', '/']) => format!("{a}{sign}({b})"),
        _ => format!("{a}{sign}{b}"),
    };
    Some(Unit::Ucum(code))
}
