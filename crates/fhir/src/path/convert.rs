//! `toX()` and `convertsToX()`.

use super::functions::Target;
use super::item::{Item, Quantity};
use super::temporal::{Kind, Precision, Temporal};
use super::units::{Calendar, Unit};
use rust_decimal::Decimal;

/// Converts a value; `None` when it does not convert.
pub(super) fn to<'a>(target: Target, item: &Item<'a>) -> Option<Item<'a>> {
    match target {
        Target::Boolean => boolean(item).map(Item::Boolean),
        Target::Integer => match item {
            Item::Integer(n) => Some(Item::Integer(*n)),
            Item::Boolean(b) => Some(Item::Integer(i32::from(*b))),
            Item::Text(text) => {
                digits_only(text).then(|| text.parse().ok().map(Item::Integer)).flatten()
            }
            _ => None,
        },
        Target::Decimal => match item {
            Item::Integer(n) => Some(Item::Decimal(Decimal::from(*n))),
            Item::Decimal(d) => Some(Item::Decimal(*d)),
            Item::Boolean(b) => Some(Item::Decimal(Decimal::from(u8::from(*b)))),
            Item::Text(text) => decimal(text).map(Item::Decimal),
            _ => None,
        },
        Target::Text => item.to_text().map(Item::text),
        Target::Date | Target::DateTime | Target::Time => {
            temporal(target, item).map(Item::Temporal)
        }
        Target::Quantity => quantity(item).map(Item::Quantity),
    }
}

fn digits_only(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// `[+-]digits[.digits]`.
fn decimal(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let fraction_fits =
        fraction.is_none_or(|f| !f.is_empty() && f.bytes().all(|b| b.is_ascii_digit()));
    if !digits_only(whole) || !fraction_fits {
        return None;
    }
    Decimal::from_str_exact(text).ok()
}

fn boolean(item: &Item<'_>) -> Option<bool> {
    match item {
        Item::Boolean(b) => Some(*b),
        Item::Integer(0) => Some(false),
        Item::Integer(1) => Some(true),
        Item::Decimal(d) if d.is_zero() => Some(false),
        Item::Decimal(d) if *d == Decimal::ONE => Some(true),
        Item::Text(text) => match text.to_ascii_lowercase().as_str() {
            "true" | "t" | "yes" | "y" | "1" | "1.0" => Some(true),
            "false" | "f" | "no" | "n" | "0" | "0.0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn temporal(target: Target, item: &Item<'_>) -> Option<Temporal> {
    let read = match item {
        Item::Temporal(t) => *t,
        Item::Text(text) if target == Target::Time => Temporal::parse_time(text)?,
        Item::Text(text) => Temporal::parse_date_time(text)?,
        _ => return None,
    };
    match (target, read.kind) {
        (Target::Time, Kind::Time) => Some(read),
        (Target::Time, _) | (_, Kind::Time) => None,
        (Target::DateTime, _) => Some(Temporal { kind: Kind::DateTime, ..read }),
        _ => Some(Temporal {
            kind: Kind::Date,
            precision: read.precision.min(Precision::Day),
            millis: 0,
            offset: None,
            ..read
        }),
    }
}

fn quantity(item: &Item<'_>) -> Option<Quantity> {
    let one = |value: Decimal| Quantity { value, unit: Unit::one() };
    match item {
        Item::Quantity(q) => Some(q.clone()),
        Item::Integer(n) => Some(one(Decimal::from(*n))),
        Item::Decimal(d) => Some(one(*d)),
        Item::Boolean(b) => Some(one(Decimal::from(u8::from(*b)))),
        Item::Text(text) => {
            let (value, unit) =
                text.split_once(' ').map_or((text.as_ref(), ""), |(v, u)| (v, u.trim()));
            let value = decimal(value)?;
            if unit.is_empty() {
                return Some(one(value));
            }
            let quoted = unit
                .strip_prefix('\'')
                .and_then(|u| u.strip_suffix('\''))
                .filter(|u| !u.is_empty());
            let unit = match quoted {
                Some(code) => Unit::Ucum(code.to_owned()),
                None => Unit::Calendar(Calendar::from_word(unit)?, unit.to_owned()),
            };
            Some(Quantity { value, unit })
        }
        _ => None,
    }
}
