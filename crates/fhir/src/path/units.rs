//! Units of quantities: the calendar words of FHIRPath and a small part of UCUM (what care records use).
//!
//! A unit is reduced to a factor and the powers of base units; two units compare when the powers agree. A code outside the
//! part known here only equals itself.

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

/// A calendar unit, as used with dates (`3 days`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    /// year(s)
    Year,
    /// month(s)
    Month,
    /// week(s)
    Week,
    /// day(s)
    Day,
    /// hour(s)
    Hour,
    /// minute(s)
    Minute,
    /// second(s)
    Second,
    /// millisecond(s)
    Millisecond,
}

impl Calendar {
    /// From the keyword, singular or plural.
    pub fn from_word(word: &str) -> Option<Calendar> {
        Some(match word.strip_suffix('s').unwrap_or(word) {
            "year" => Calendar::Year,
            "month" => Calendar::Month,
            "week" => Calendar::Week,
            "day" => Calendar::Day,
            "hour" => Calendar::Hour,
            "minute" => Calendar::Minute,
            "second" => Calendar::Second,
            "millisecond" => Calendar::Millisecond,
            _ => return None,
        })
    }

    /// From the UCUM code of a duration of fixed length. `a` and `mo` are lengths of time, not calendar years and months,
    /// so they cannot be added to a date.
    pub fn from_ucum(code: &str) -> Option<Calendar> {
        Some(match code {
            "wk" => Calendar::Week,
            "d" => Calendar::Day,
            "h" => Calendar::Hour,
            "min" => Calendar::Minute,
            "s" => Calendar::Second,
            "ms" => Calendar::Millisecond,
            _ => return None,
        })
    }

    /// Months, for units without a fixed length.
    pub(super) fn months(self) -> Option<i64> {
        match self {
            Calendar::Year => Some(12),
            Calendar::Month => Some(1),
            _ => None,
        }
    }

    /// Milliseconds, for units of fixed length.
    pub(super) fn millis(self) -> Option<i64> {
        Some(match self {
            Calendar::Year | Calendar::Month => return None,
            Calendar::Week => 7 * 86_400_000,
            Calendar::Day => 86_400_000,
            Calendar::Hour => 3_600_000,
            Calendar::Minute => 60_000,
            Calendar::Second => 1000,
            Calendar::Millisecond => 1,
        })
    }

    fn ucum(self) -> &'static str {
        match self {
            Calendar::Year => "a",
            Calendar::Month => "mo",
            Calendar::Week => "wk",
            Calendar::Day => "d",
            Calendar::Hour => "h",
            Calendar::Minute => "min",
            Calendar::Second => "s",
            Calendar::Millisecond => "ms",
        }
    }
}

/// The unit of a quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// A calendar keyword as written (`days`).
    Calendar(Calendar, String),
    /// A UCUM code; `1` = no unit.
    Ucum(String),
    /// A unit of another system, or text without a code: equal only to itself.
    Named(String),
}

impl Unit {
    /// The unit `1`.
    pub fn one() -> Unit {
        Unit::Ucum("1".to_owned())
    }

    /// The keyword or code.
    pub fn text(&self) -> &str {
        match self {
            Unit::Calendar(_, t) | Unit::Ucum(t) | Unit::Named(t) => t,
        }
    }

    /// The calendar unit to add to a date: a keyword, also in quotes (`'month'`), or a UCUM duration of fixed length.
    pub fn as_calendar(&self) -> Option<Calendar> {
        match self {
            Unit::Calendar(c, _) => Some(*c),
            Unit::Ucum(code) => Calendar::from_ucum(code).or_else(|| Calendar::from_word(code)),
            Unit::Named(_) => None,
        }
    }
}

/// Powers of: m, g, s, mol, cd, C, K, rad, calendar month, and units that convert to nothing (`[IU]`, `Cel`, ...).
const DIMENSIONS: usize = 12;

/// A unit reduced to base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reduced {
    pub factor: Decimal,
    powers: [i8; DIMENSIONS],
}

impl Reduced {
    /// Do both measure the same thing?
    pub fn same_kind(&self, other: &Reduced) -> bool {
        self.powers == other.powers
    }

    fn one() -> Reduced {
        Reduced { factor: Decimal::ONE, powers: [0; DIMENSIONS] }
    }

    fn times(self, other: Reduced, power: i8) -> Option<Reduced> {
        let mut out = self;
        for _ in 0..power.unsigned_abs() {
            out.factor = if power > 0 {
                out.factor.checked_mul(other.factor)?
            } else {
                out.factor.checked_div(other.factor)?
            };
        }
        for (mine, theirs) in out.powers.iter_mut().zip(other.powers) {
            *mine = mine.checked_add(theirs.checked_mul(power)?)?;
        }
        Some(out)
    }
}

/// Reduces a unit. `loosely` = calendar years and months count as the UCUM `a` and `mo` (for `~`).
pub(super) fn reduce(unit: &Unit, loosely: bool) -> Option<Reduced> {
    match unit {
        Unit::Named(_) => None,
        Unit::Ucum(code) => product(code, 0),
        Unit::Calendar(c, _) => match c.months() {
            Some(months) if !loosely => {
                let mut powers = [0; DIMENSIONS];
                if let Some(p) = powers.get_mut(8) {
                    *p = 1;
                }
                Some(Reduced { factor: Decimal::from(months), powers })
            }
            _ => product(c.ucum(), 0),
        },
    }
}

/// `kg.m/s2`, `/min`, `mL/(kg.h)`.
fn product(code: &str, depth: u8) -> Option<Reduced> {
    if depth > 4 || code.len() > 64 || code.is_empty() {
        return None;
    }
    let mut out = Reduced::one();
    let mut sign = 1_i8;
    let mut rest = code.strip_prefix('/').inspect(|_| sign = -1).unwrap_or(code);
    loop {
        let (term, tail) = if let Some(inside) = rest.strip_prefix('(') {
            let close = matching(inside)?;
            let (inner, tail) = inside.split_at_checked(close)?;
            (product(inner, depth + 1)?, tail.strip_prefix(')')?)
        } else {
            let end = rest.find(['.', '/', '(', ')']).unwrap_or(rest.len());
            let (text, tail) = rest.split_at_checked(end)?;
            (simple(text)?, tail)
        };
        out = out.times(term, sign)?;
        let Some(separator) = tail.chars().next() else { return Some(out) };
        sign = match separator {
            '.' => 1,
            '/' => -1,
            _ => return None,
        };
        rest = tail.get(1..)?;
    }
}

fn matching(text: &str) -> Option<usize> {
    let mut open = 1;
    text.char_indices().find_map(|(at, c)| {
        open += i32::from(c == '(') - i32::from(c == ')');
        (open == 0).then_some(at)
    })
}

/// One factor: `kg`, `m2`, `s-1`, `10*3`, `[lb_av]`, `{beats}`, `60`.
fn simple(text: &str) -> Option<Reduced> {
    let text = match (text.find('{'), text.strip_suffix('}')) {
        (Some(0), Some(_)) => return Some(Reduced::one()),
        (Some(at), Some(_)) => text.get(..at)?,
        (None, None) => text,
        _ => return None,
    };
    if let Ok(number) = text.parse::<u32>() {
        return (number > 0).then(|| Reduced { factor: Decimal::from(number), ..Reduced::one() });
    }
    let cut = text.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(['+', '-']);
    let (name, power) = text.split_at_checked(cut.len())?;
    let power: i8 = if power.is_empty() { 1 } else { power.parse().ok()? };
    Reduced::one().times(atom(name)?, power)
}

fn atom(name: &str) -> Option<Reduced> {
    if let Some((factor, powers, _)) = base(name) {
        return Some(Reduced { factor, powers });
    }
    // Longest prefix first: `da` before `d`.
    PREFIXES.iter().find_map(|(prefix, scale)| {
        let (factor, powers, metric) = base(name.strip_prefix(prefix)?)?;
        let scaled = if *scale >= 0 {
            factor.checked_mul(Decimal::from_i64(10_i64.checked_pow(scale.unsigned_abs())?)?)
        } else {
            factor.checked_div(Decimal::from_i64(10_i64.checked_pow(scale.unsigned_abs())?)?)
        };
        metric.then_some(Reduced { factor: scaled?, powers })
    })
}

const PREFIXES: [(&str, i32); 13] = [
    ("da", 1),
    ("T", 12),
    ("G", 9),
    ("M", 6),
    ("k", 3),
    ("h", 2),
    ("d", -1),
    ("c", -2),
    ("m", -3),
    ("u", -6),
    ("n", -9),
    ("p", -12),
    ("f", -15),
];

/// Value of a unit atom in base units, its powers (index, power), and whether it takes prefixes.
fn base(name: &str) -> Option<(Decimal, [i8; DIMENSIONS], bool)> {
    let (value, powers, metric): (&str, &[(usize, i8)], bool) = match name {
        "m" => ("1", &[(0, 1)], true),
        "g" => ("1", &[(1, 1)], true),
        "s" => ("1", &[(2, 1)], true),
        "mol" => ("1", &[(3, 1)], true),
        "cd" => ("1", &[(4, 1)], true),
        "C" => ("1", &[(5, 1)], true),
        "K" => ("1", &[(6, 1)], true),
        "rad" => ("1", &[(7, 1)], true),
        // Degrees Celsius have another zero than kelvin: comparable among themselves only.
        "Cel" => ("1", &[(9, 1)], false),
        "[IU]" | "[iU]" => ("1", &[(10, 1)], true),
        "eq" => ("1", &[(11, 1)], true),
        "l" | "L" => ("0.001", &[(0, 3)], true),
        "ar" => ("100", &[(0, 2)], true),
        "t" => ("1000000", &[(1, 1)], true),
        "min" => ("60", &[(2, 1)], false),
        "h" => ("3600", &[(2, 1)], false),
        "d" => ("86400", &[(2, 1)], false),
        "wk" => ("604800", &[(2, 1)], false),
        "mo" => ("2629800", &[(2, 1)], false),
        "a" => ("31557600", &[(2, 1)], false),
        "Hz" => ("1", &[(2, -1)], true),
        "N" => ("1000", &[(0, 1), (1, 1), (2, -2)], true),
        "Pa" => ("1000", &[(0, -1), (1, 1), (2, -2)], true),
        "m[Hg]" => ("133322000", &[(0, -1), (1, 1), (2, -2)], true),
        "m[H2O]" => ("9806650", &[(0, -1), (1, 1), (2, -2)], true),
        "J" => ("1000", &[(0, 2), (1, 1), (2, -2)], true),
        "W" => ("1000", &[(0, 2), (1, 1), (2, -3)], true),
        "cal" => ("4184", &[(0, 2), (1, 1), (2, -2)], true),
        "[in_i]" => ("0.0254", &[(0, 1)], false),
        "[ft_i]" => ("0.3048", &[(0, 1)], false),
        "[lb_av]" => ("453.59237", &[(1, 1)], false),
        "[oz_av]" => ("28.349523125", &[(1, 1)], false),
        "%" => ("0.01", &[], false),
        "10*" | "10^" => ("10", &[], false),
        _ => return None,
    };
    let mut out = [0; DIMENSIONS];
    for (at, power) in powers {
        if let Some(p) = out.get_mut(*at) {
            *p = *power;
        }
    }
    Some((Decimal::from_str_exact(value).ok()?, out, metric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ucum(code: &str) -> Option<Reduced> {
        reduce(&Unit::Ucum(code.to_owned()), false)
    }

    #[test]
    fn ucum_terms_reduce_to_factor_and_powers() {
        assert_eq!(ucum("mm[Hg]").unwrap().factor, Decimal::from(133_322));
        assert_eq!(ucum("kg/m2").unwrap().factor, Decimal::from(1000));
        assert_eq!(ucum("mL/(kg.h)"), ucum("mL/kg/h"));
        assert_eq!(ucum("/min").unwrap().powers, ucum("s-1").unwrap().powers);
        assert_eq!(ucum("{beats}/min"), ucum("/min"));
        assert_eq!(ucum("10*3").unwrap().factor, Decimal::from(1000));
        assert_eq!(ucum("dL").unwrap().factor, ucum("l").unwrap().factor / Decimal::TEN);
    }

    #[test]
    fn unknown_and_broken_codes_reduce_to_nothing() {
        for bad in ["[s]", "", "/", "kg..m", "m(", "(((((((m)))))))", "kmin", "錠", "m999", "0"] {
            assert!(ucum(bad).is_none(), "{bad}");
        }
        assert!(!ucum("Cel").unwrap().same_kind(&ucum("K").unwrap()));
    }

    #[test]
    fn calendar_months_are_not_a_length_of_time() {
        let month = Unit::Calendar(Calendar::Month, "month".into());
        assert!(!reduce(&month, false).unwrap().same_kind(&ucum("mo").unwrap()));
        assert!(reduce(&month, true).unwrap().same_kind(&ucum("mo").unwrap()));
    }
}
