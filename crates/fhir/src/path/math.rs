//! Functions on numbers. Results that are no number (root of −1, overflow) are empty.

use super::compare::number;
use super::error::PathError;
use super::eval::{Call, Machine, Outcome, single};
use super::functions::F;
use super::item::{Item, Quantity};
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
use rust_decimal::{Decimal, RoundingStrategy};

/// Carries out a function on a number (`abs` also on a quantity).
pub(super) fn call<'a>(m: &Machine<'a>, items: &[Item<'a>], call: &Call<'_, 'a>) -> Outcome<'a> {
    let wrong = || PathError::eval(call.at, format!("{}() is for numbers", call.function.name));
    let item = match single(items, call.at)? {
        None => return Ok(Vec::new()),
        Some(item) => item.system().ok_or_else(wrong)?,
    };
    if let (F::Abs, Item::Quantity(q)) = (call.function.id, &item) {
        return Ok(vec![Item::Quantity(Quantity { value: q.value.abs(), unit: q.unit.clone() })]);
    }
    let value = number(&item).ok_or_else(wrong)?;
    let argument = match m.argument_value(call, 0)? {
        Some(argument) => Some(number(&argument).ok_or_else(wrong)?),
        None => None,
    };
    let given = !call.args.values().is_empty();
    if given && argument.is_none() {
        return Ok(Vec::new());
    }
    let out = match (call.function.id, &item) {
        (F::Abs, Item::Integer(n)) => n.checked_abs().map(Item::Integer),
        (F::Abs, _) => Some(Item::Decimal(value.abs())),
        (F::Ceiling, _) => Some(whole(value.ceil())),
        (F::Floor, _) => Some(whole(value.floor())),
        (F::Truncate, _) => Some(whole(value.trunc())),
        (F::Round, _) => match argument.map(|places| places.to_u32().filter(|p| *p <= 28)) {
            Some(None) => return Err(PathError::eval(call.at, "round() takes 0 to 28 places")),
            places => {
                let places = places.flatten().unwrap_or(0);
                let rounded =
                    value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
                Some(if given { Item::Decimal(rounded) } else { whole(rounded) })
            }
        },
        (F::Power, Item::Integer(base)) => power_of_integer(*base, argument),
        (F::Power, _) => argument.and_then(|exponent| power(value, exponent)).map(Item::Decimal),
        (F::Sqrt, _) => root(value).map(Item::Decimal),
        (F::Exp, _) => real(value, f64::exp),
        (F::Ln, _) => real(value, f64::ln),
        (F::Log, _) => argument.and_then(|base| {
            let base = base.to_f64()?;
            real(value, |v| v.ln() / base.ln())
        }),
        _ => None,
    };
    Ok(out.into_iter().collect())
}

fn whole<'a>(value: Decimal) -> Item<'a> {
    value.to_i32().map_or(Item::Decimal(value), Item::Integer)
}

fn real<'a>(value: Decimal, f: impl Fn(f64) -> f64) -> Option<Item<'a>> {
    decimal(f(value.to_f64()?)).map(Item::Decimal)
}

/// A decimal from a computed double, without the noise of its last digits.
fn decimal(value: f64) -> Option<Decimal> {
    value.is_finite().then(|| Decimal::from_f64(value)).flatten().map(|d| d.normalize())
}

fn power_of_integer<'a>(base: i32, exponent: Option<Decimal>) -> Option<Item<'a>> {
    let exponent = exponent?;
    if exponent.fract().is_zero()
        && let Some(n) = exponent.to_u32()
    {
        return base.checked_pow(n).map(Item::Integer);
    }
    power(Decimal::from(base), exponent).map(Item::Decimal)
}

fn power(base: Decimal, exponent: Decimal) -> Option<Decimal> {
    if exponent.fract().is_zero()
        && let Some(mut n) = exponent.to_u32()
    {
        let (mut out, mut square) = (Decimal::ONE, base);
        while n > 0 {
            if n & 1 == 1 {
                out = out.checked_mul(square)?;
            }
            n >>= 1;
            if n > 0 {
                square = square.checked_mul(square)?;
            }
        }
        return Some(out);
    }
    decimal(base.to_f64()?.powf(exponent.to_f64()?))
}

fn root(value: Decimal) -> Option<Decimal> {
    decimal(value.to_f64()?.sqrt())
}
