//! Vital signs as typed and as kept. What is unusual is asked about and never refused: it may be exactly what must be
//! told.
use app::FieldError;

use super::rules::{Rules, VitalRule};

/// A measured value: whole numbers of `1/10^digits` of the unit (36.8 ℃ = 368).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vital {
    /// Code of the sign.
    pub code: String,
    /// Value.
    pub value: i64,
}

/// What came of the typed values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Values, in the order of the rules.
    pub values: Vec<Vital>,
    /// Not to be read as numbers.
    pub errors: Vec<FieldError>,
    /// Unusual: field and question.
    pub questions: Vec<FieldError>,
}

/// 「36.8」 in the unit's digits; full-width numbers too.
fn number(text: &str, digits: u32) -> Option<i64> {
    let plain: String = kernel::kana::half_width(text.trim()).replace('．', ".");
    let (whole, rest) = plain.split_once('.').unwrap_or((plain.as_str(), ""));
    let ok = |s: &str| s.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || whole.len() > 4 || !ok(whole) || !ok(rest) {
        return None;
    }
    let digits = usize::try_from(digits).ok()?;
    if rest.trim_end_matches('0').len() > digits {
        return None;
    }
    let mut all = whole.to_string();
    all.extend(rest.chars().chain(std::iter::repeat('0')).take(digits));
    all.parse().ok()
}

/// 「36.8」.
fn text(rule: &VitalRule, value: i64) -> String {
    let scale = 10_i64.pow(rule.digits);
    if rule.digits == 0 {
        return value.to_string();
    }
    let width = usize::try_from(rule.digits).unwrap_or(1);
    format!("{}.{:0width$}", value / scale, value % scale)
}

/// Reads the fields `v.CODE`. `sure` = the reader has said that unusual values are right.
pub fn read(rules: &Rules, get: impl Fn(&str) -> String, sure: bool) -> Typed {
    let mut out = Typed::default();
    for rule in &rules.vitals {
        let field = format!("v.{}", rule.code);
        let typed = get(&field);
        if typed.trim().is_empty() {
            continue;
        }
        match number(&typed, rule.digits) {
            None => {
                let message = match rule.digits {
                    0 => format!("{}は、数字だけで入力してください（例 120）", rule.label),
                    _ => format!("{}は、数字で入力してください（例 36.8）", rule.label),
                };
                out.errors.push(FieldError { field, message });
            }
            Some(value) => {
                if !sure && !(rule.low..=rule.high).contains(&value) {
                    let shown = text(rule, value);
                    let message =
                        format!("{}は {shown} {} でまちがいありませんか", rule.label, rule.unit);
                    out.questions.push(FieldError { field, message });
                }
                out.values.push(Vital { code: rule.code.clone(), value });
            }
        }
    }
    let of = |code: &str| out.values.iter().find(|v| v.code == code).map(|v| v.value);
    if let (Some(sys), Some(dia)) = (of("sys"), of("dia"))
        && sys <= dia
        && !sure
    {
        let message = "血圧の上と下が、逆になっていませんか".into();
        out.questions.push(FieldError { field: "v.sys".into(), message });
    }
    out
}

/// 「体温 36.8℃」「血圧 128/76mmHg」, in the order of the rules.
pub fn words(rules: &Rules, values: &[Vital]) -> Vec<String> {
    let of = |code: &str| values.iter().find(|v| v.code == code).map(|v| v.value);
    let mut out = Vec::new();
    for rule in &rules.vitals {
        let Some(value) = of(&rule.code) else { continue };
        match (rule.code.as_str(), of("sys"), of("dia")) {
            ("sys", Some(sys), Some(dia)) => out.push(format!("血圧 {sys}/{dia}{}", rule.unit)),
            ("dia", Some(_), Some(_)) => {}
            _ => out.push(format!("{} {}{}", rule.label, text(rule, value), rule.unit)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::shipped;
    use super::*;

    fn typed(pairs: &[(&str, &str)], sure: bool) -> Typed {
        let get = |field: &str| {
            pairs.iter().find(|(f, _)| *f == field).map_or(String::new(), |(_, v)| (*v).to_string())
        };
        read(shipped().unwrap(), get, sure)
    }

    #[test]
    fn usual_values_are_kept_and_said_shortly() {
        let t = typed(
            &[("v.temp", "３６．８"), ("v.sys", "128"), ("v.dia", "76"), ("v.weight", "48")],
            false,
        );
        assert!(t.errors.is_empty() && t.questions.is_empty(), "{t:?}");
        assert_eq!(
            words(shipped().unwrap(), &t.values),
            ["体温 36.8℃", "血圧 128/76mmHg", "体重 48.0kg"]
        );
    }

    #[test]
    fn an_unusual_value_is_asked_about_and_taken_when_it_is_right() {
        let t = typed(&[("v.temp", "368")], false);
        assert_eq!(t.questions.len(), 1);
        assert!(t.questions[0].message.contains("368.0"), "{t:?}");
        let t = typed(&[("v.spo2", "74")], true);
        assert!(t.questions.is_empty());
        assert_eq!(t.values, [Vital { code: "spo2".into(), value: 74 }]);
    }

    #[test]
    fn pressures_the_wrong_way_round_are_asked_about() {
        let t = typed(&[("v.sys", "78"), ("v.dia", "124")], false);
        assert!(t.questions.iter().any(|q| q.message.contains("逆")));
    }

    #[test]
    fn what_is_no_number_is_an_error_and_no_value() {
        for bad in ["abc", "-3", "36.88", "1e3", "99999", "."] {
            let t = typed(&[("v.temp", bad)], true);
            assert_eq!((t.errors.len(), t.values.len()), (1, 0), "{bad}");
        }
    }
}
