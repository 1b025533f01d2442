//! Check digits of Japanese identifiers. Real data breaks them in 0.05–0.5 % of rows, so a misfit is only
//! ever a *warning* (reference: forms.md §6.7, measured on open data).

/// Does the identifier fit its rule? `Unchecked` when its form has no rule we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The digit fits.
    Fits,
    /// The digit does not fit: warn, never refuse.
    Misfit,
    /// Not of the form the rule speaks of.
    WrongForm,
}

/// 2,1,2,1… from the right, digits of two-digit products added, complement to ten.
fn mod10(digits: impl DoubleEndedIterator<Item = u32>) -> u32 {
    let sum: u32 = digits
        .rev()
        .enumerate()
        .map(|(i, d)| {
            let p = if i % 2 == 0 { d * 2 } else { d };
            p / 10 + p % 10
        })
        .sum();
    (10 - sum % 10) % 10
}

fn digits(s: &str) -> Option<Vec<u32>> {
    s.chars().map(|c| c.to_digit(10)).collect()
}

fn fits(ok: bool) -> Check {
    if ok { Check::Fits } else { Check::Misfit }
}

/// 介護保険事業所番号: ten characters, the third may be a letter (介護医療院 = B, counted as 2).
/// Rule 1: modulus 10 over the first nine. Rule 2 (医療機関みなし in 埼玉 千葉 東京 神奈川): over digits 4–9.
pub fn office_number(s: &str) -> Check {
    let chars: Vec<char> = s.chars().collect();
    let form = chars.len() == 10
        && chars
            .iter()
            .enumerate()
            .all(|(i, c)| c.is_ascii_digit() || (i == 2 && c.is_ascii_uppercase()));
    if !form {
        return Check::WrongForm;
    }
    let d: Option<Vec<u32>> =
        chars.iter().map(|c| if *c == 'B' { Some(2) } else { c.to_digit(10) }).collect();
    let Some(d) = d else { return Check::Misfit };
    let (Some(first9), Some(mid), Some(cd)) = (d.get(..9), d.get(3..9), d.get(9)) else {
        return Check::WrongForm;
    };
    let kanto4 = matches!(s.get(..2), Some("11" | "12" | "13" | "14"));
    fits(mod10(first9.iter().copied()) == *cd || (kanto4 && mod10(mid.iter().copied()) == *cd))
}

/// 法人番号: thirteen digits, the first is the check digit: 9 − (Σ mod 9), weights 1,2 from the right.
pub fn corporate_number(s: &str) -> Check {
    let Some(d) = digits(s).filter(|d| d.len() == 13) else { return Check::WrongForm };
    let Some((cd, rest)) = d.split_first() else { return Check::WrongForm };
    let sum: u32 =
        rest.iter().rev().enumerate().map(|(i, x)| if i % 2 == 0 { *x } else { x * 2 }).sum();
    fits(9 - sum % 9 == *cd)
}

/// 全国地方公共団体コード: six digits, weights 6,5,4,3,2 over the first five.
pub fn municipality_code(s: &str) -> Check {
    let Some(d) = digits(s).filter(|d| d.len() == 6) else { return Check::WrongForm };
    let sum: u32 = d.iter().zip([6, 5, 4, 3, 2]).map(|(x, w)| x * w).sum();
    let cd = if sum < 11 { 11 - sum } else { 11 - sum % 11 } % 10;
    fits(d.get(5) == Some(&cd))
}

/// 保険者番号: six digits (介護保険, 国保) or eight (医療保険, 後期高齢者医療); the last one is modulus 10 over those before
/// (forms.md §4: found on 千葉市中央区 121012; not the 全国地方公共団体コード, whose last digit differs).
pub fn insurer_number(s: &str) -> Check {
    let Some(d) = digits(s).filter(|d| matches!(d.len(), 6 | 8)) else { return Check::WrongForm };
    let Some((cd, rest)) = d.split_last() else { return Check::WrongForm };
    fits(mod10(rest.iter().copied()) == *cd)
}

/// 介護保険 被保険者番号: ten digits, or H and nine digits (生活保護のみなし2号). No check digit is known.
pub fn insured_number_form_ok(s: &str) -> bool {
    let b = s.as_bytes();
    b.len() == 10
        && b.iter().skip(1).all(u8::is_ascii_digit)
        && b.first().is_some_and(|c| c.is_ascii_digit() || *c == b'H')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_fit() {
        assert_eq!(office_number("0170101950"), Check::Fits);
        assert_eq!(office_number("01B0100011"), Check::Fits);
        for code in ["012084", "032115", "032069", "172031"] {
            assert_eq!(municipality_code(code), Check::Fits, "{code}");
        }
    }

    #[test]
    fn an_insurer_is_told_from_its_municipality() {
        assert_eq!(insurer_number("121012"), Check::Fits);
        assert_eq!(insurer_number("121011"), Check::Misfit, "the code of the municipality");
        assert_eq!(insurer_number("39131156"), Check::Fits);
        assert_eq!(insurer_number("39131155"), Check::Misfit);
        for bad in ["", "12101", "1210123", "12101a", "１２１０１２"] {
            assert_eq!(insurer_number(bad), Check::WrongForm, "{bad}");
        }
    }

    #[test]
    fn one_changed_digit_is_noticed() {
        assert_eq!(office_number("0170101951"), Check::Misfit);
        assert_eq!(municipality_code("032068"), Check::Misfit);
    }

    #[test]
    fn other_forms_are_told_apart_from_misfits() {
        for bad in ["", "017010195", "01あ0101950", "0170101950x"] {
            assert_eq!(office_number(bad), Check::WrongForm, "{bad}");
        }
        assert!(insured_number_form_ok("H123456789"));
        assert!(!insured_number_form_ok("1H23456789"));
        assert!(!insured_number_form_ok("あ"));
    }
}
