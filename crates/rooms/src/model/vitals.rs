//! Vital signs as typed and as kept. What is unusual is asked about, each value by itself, and never refused: it may be
//! exactly what must be told. What cannot be (365.0 ℃ for 36.5 ℃) is refused, whoever is sure of it.
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

/// An unusual value that nobody has confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusual {
    /// Field of the form.
    pub field: String,
    /// What confirms this value and no other: `temp=389`.
    pub key: String,
    /// What is asked beside the field.
    pub question: String,
    /// What is said by confirming it.
    pub yes: String,
}

/// What came of the typed values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Values, in the order of the rules.
    pub values: Vec<Vital>,
    /// Not to be read as numbers.
    pub errors: Vec<FieldError>,
    /// Possible, unusual, and not confirmed.
    pub questions: Vec<Unusual>,
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

/// Field of a sign in the form.
fn field(code: &str) -> String {
    format!("v.{code}")
}

/// Reads the fields `v.CODE`. `sure` = the keys of the unusual values that the reader has said are right.
pub fn read(rules: &Rules, get: impl Fn(&str) -> String, sure: &[String]) -> Typed {
    let mut out = Typed::default();
    for rule in &rules.vitals {
        let field = field(&rule.code);
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
                let possible = (rule.least..=rule.most).contains(&value);
                if possible && !(rule.low..=rule.high).contains(&value) {
                    let said = format!("{}は {} {} で", rule.label, text(rule, value), rule.unit);
                    out.questions.push(Unusual {
                        field,
                        key: format!("{}={value}", rule.code),
                        question: format!("{said}まちがいありませんか"),
                        yes: format!("{said}まちがいありません"),
                    });
                }
                out.values.push(Vital { code: rule.code.clone(), value });
            }
        }
    }
    if let (Some(sys), Some(dia)) = (of(&out.values, "sys"), of(&out.values, "dia"))
        && sys <= dia
    {
        out.questions.push(Unusual {
            field: field("sys"),
            key: format!("bp={sys}/{dia}"),
            question: "血圧の上と下が、逆になっていませんか".into(),
            yes: format!("血圧は上 {sys}、下 {dia} でまちがいありません"),
        });
    }
    out.questions.retain(|q| !sure.contains(&q.key));
    out
}

fn of(values: &[Vital], code: &str) -> Option<i64> {
    values.iter().find(|v| v.code == code).map(|v| v.value)
}

/// What cannot be, beside its field: a value outside what a living person can have, and half a blood pressure.
pub fn impossible(rules: &Rules, values: &[Vital]) -> Vec<FieldError> {
    let mut out = Vec::new();
    for (rule, value) in rules.vitals.iter().filter_map(|r| Some((r, of(values, &r.code)?))) {
        if !(rule.least..=rule.most).contains(&value) {
            let (least, most) = (text(rule, rule.least), text(rule, rule.most));
            let message =
                format!("{}は、{least}〜{most} {} で入力してください", rule.label, rule.unit);
            out.push(FieldError { field: field(&rule.code), message });
        }
    }
    let missing = match (of(values, "sys"), of(values, "dia")) {
        (Some(_), None) => "dia",
        (None, Some(_)) => "sys",
        _ => return out,
    };
    let message =
        "血圧は、上と下の両方を入力してください（片方しか測れないときは「伝えること」に書きます）";
    out.push(FieldError { field: field(missing), message: message.into() });
    out
}

/// 「体温 36.8℃」「血圧 128/76mmHg」, in the order of the rules.
pub fn words(rules: &Rules, values: &[Vital]) -> Vec<String> {
    let mut out = Vec::new();
    for rule in &rules.vitals {
        let Some(value) = of(values, &rule.code) else { continue };
        match (rule.code.as_str(), of(values, "sys"), of(values, "dia")) {
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

    fn typed(pairs: &[(&str, &str)], sure: &[&str]) -> Typed {
        let get = |field: &str| {
            pairs.iter().find(|(f, _)| *f == field).map_or(String::new(), |(_, v)| (*v).to_string())
        };
        let sure: Vec<String> = sure.iter().map(|s| (*s).to_string()).collect();
        read(shipped().unwrap(), get, &sure)
    }

    fn refused(pairs: &[(&str, &str)]) -> Vec<String> {
        let values = typed(pairs, &[]).values;
        impossible(shipped().unwrap(), &values).into_iter().map(|e| e.field).collect()
    }

    #[test]
    fn usual_values_are_kept_and_said_shortly() {
        let t = typed(
            &[("v.temp", "３６．８"), ("v.sys", "128"), ("v.dia", "76"), ("v.weight", "48")],
            &[],
        );
        assert!(t.errors.is_empty() && t.questions.is_empty(), "{t:?}");
        assert!(impossible(shipped().unwrap(), &t.values).is_empty());
        assert_eq!(
            words(shipped().unwrap(), &t.values),
            ["体温 36.8℃", "血圧 128/76mmHg", "体重 48.0kg"]
        );
    }

    #[test]
    fn an_unusual_value_is_asked_about_and_taken_when_just_this_one_is_right() {
        let both = [("v.temp", "41.5"), ("v.spo2", "74")];
        let t = typed(&both, &[]);
        let keys: Vec<&str> = t.questions.iter().map(|q| q.key.as_str()).collect();
        assert_eq!(keys, ["temp=415", "spo2=74"]);
        assert!(t.questions[0].question.contains("41.5") && t.questions[0].yes.contains("41.5"));
        let t = typed(&both, &["temp=415"]);
        assert_eq!(t.questions.len(), 1, "the other is not confirmed with it");
        assert_eq!(typed(&[("v.temp", "42")], &["temp=415"]).questions.len(), 1, "another value");
        let t = typed(&[("v.spo2", "74")], &["spo2=74"]);
        assert!(t.questions.is_empty());
        assert_eq!(t.values, [Vital { code: "spo2".into(), value: 74 }]);
    }

    #[test]
    fn what_cannot_be_is_refused_and_not_asked_about() {
        for (field, bad) in [
            ("v.temp", "365"),
            ("v.temp", "24.9"),
            ("v.spo2", "105"),
            ("v.spo2", "29"),
            ("v.pulse", "0"),
            ("v.breath", "400"),
            ("v.weight", "480"),
        ] {
            assert_eq!(refused(&[(field, bad)]), [field], "{bad}");
            assert!(typed(&[(field, bad)], &[]).questions.is_empty(), "{bad}");
        }
        for (field, edge) in
            [("v.temp", "25"), ("v.temp", "45"), ("v.spo2", "30"), ("v.spo2", "100")]
        {
            assert!(refused(&[(field, edge)]).is_empty(), "{edge}");
        }
    }

    #[test]
    fn a_blood_pressure_has_two_numbers() {
        assert_eq!(refused(&[("v.sys", "128")]), ["v.dia"]);
        assert_eq!(refused(&[("v.dia", "76")]), ["v.sys"]);
        assert!(refused(&[("v.sys", "128"), ("v.dia", "76")]).is_empty());
    }

    #[test]
    fn pressures_the_wrong_way_round_are_asked_about() {
        let t = typed(&[("v.sys", "78"), ("v.dia", "124")], &[]);
        assert!(t.questions.iter().any(|q| q.question.contains("逆")));
        assert!(typed(&[("v.sys", "78"), ("v.dia", "124")], &["bp=78/124"]).questions.is_empty());
    }

    #[test]
    fn what_is_no_number_is_an_error_and_no_value() {
        for bad in ["abc", "-3", "36.88", "1e3", "99999", "."] {
            let t = typed(&[("v.temp", bad)], &[]);
            assert_eq!((t.errors.len(), t.values.len()), (1, 0), "{bad}");
        }
    }
}
