//! Axes over the answers of a survey: a question with its choices, or the kind of office that answered.
use forms::ask::{Cross, Given, Kind, Question, cross};

/// An answer as it is counted: the kind of office (empty where answers carry no name), and what was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Kind of office in words.
    pub kind: Vec<String>,
    /// The answers.
    pub given: Given,
}

/// The axis of the kind of office in the address of a page.
pub const KIND: &str = "kind";

/// Kinds of office that answered, in the order of their names.
pub fn kinds(all: &[Counted]) -> Vec<String> {
    let mut out: Vec<String> =
        all.iter().flat_map(|c| c.kind.iter()).filter(|k| !k.is_empty()).cloned().collect();
    out.sort();
    out.dedup();
    out
}

/// Can it stand on an axis? Choices can, and months as they came.
pub fn stands(q: &Question) -> bool {
    q.kind.is_counted() || q.kind == Kind::Month
}

type Axis<'a> = (Vec<(String, String)>, Vec<&'a [String]>);

fn of_question<'a>(q: &Question, all: &'a [Counted]) -> Axis<'a> {
    let given: Vec<&Given> = all.iter().map(|c| &c.given).collect();
    let codes = match q.kind {
        Kind::Month => forms::ask::tally(q, &given).rows.into_iter().map(|r| (r.0, r.1)).collect(),
        _ => q.choices(),
    };
    (codes, all.iter().map(|c| c.given.get(&q.code).map_or(&[][..], Vec::as_slice)).collect())
}

fn of_kind(all: &[Counted]) -> Axis<'_> {
    let codes = kinds(all).into_iter().map(|k| (k.clone(), k)).collect();
    (codes, all.iter().map(|c| c.kind.as_slice()).collect())
}

/// A question against another question, or against the kind of office (`column` = none).
pub fn crossed(row: &Question, column: Option<&Question>, all: &[Counted]) -> Cross {
    let columns = match column {
        Some(q) => of_question(q, all),
        None => of_kind(all),
    };
    cross(&of_question(row, all), &columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_counted_by_the_kind_of_office_that_answered() {
        let q = Question {
            code: "q1".into(),
            options: vec!["はい".into(), "いいえ".into()],
            ..Question::default()
        };
        let one = |kind: &str, code: &str| Counted {
            kind: if kind.is_empty() { vec![] } else { vec![kind.into()] },
            given: Given::from([("q1".to_string(), vec![code.to_string()])]),
        };
        let all = [one("病院", "0"), one("居宅", "1"), one("病院", "1"), one("", "0")];
        let x = crossed(&q, None, &all);
        assert_eq!(x.columns, ["居宅", "病院"]);
        assert_eq!(x.cells, [vec![0, 1], vec![1, 1]]);
        assert_eq!(x.n, 3, "an answer without an office is in no column");
    }
}
