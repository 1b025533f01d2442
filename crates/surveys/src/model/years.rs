//! This survey beside the one before it: questions that were mapped, answers with the same words side by side.
use forms::ask::{Given, Kind, Nps, Numbers, Question, tally};

/// A question of two surveys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Code of the newer question.
    pub code: String,
    /// The newer question.
    pub label: String,
    /// The older one, where its words are different.
    pub before_label: Option<String>,
    /// How many answered: before, now.
    pub answered: (i64, i64),
    /// Words of the answer; how many before and now, none where that survey had no such answer.
    pub rows: Vec<(String, Option<i64>, Option<i64>)>,
    /// 0 to 10: before, now.
    pub nps: Option<(Nps, Nps)>,
    /// Numbers: before, now.
    pub numbers: Option<(Option<Numbers>, Option<Numbers>)>,
}

/// The mapped questions of the newer survey in their order. A free text cannot be compared, and neither can two questions that
/// are answered in different ways.
pub fn compare(
    newer: &[Question],
    now: &[&Given],
    older: &[Question],
    before: &[&Given],
) -> Vec<Compared> {
    let mut out = Vec::new();
    for q in
        newer.iter().filter(|q| !q.was.is_empty() && !matches!(q.kind, Kind::Text | Kind::Head))
    {
        let Some(o) = older.iter().find(|o| o.code == q.was && alike(o.kind, q.kind)) else {
            continue;
        };
        let (b, n) = (tally(o, before), tally(q, now));
        let find = |rows: &[(String, String, i64)], words: &str| {
            rows.iter().find(|r| r.1 == words).map(|r| r.2)
        };
        let mut words: Vec<String> = n.rows.iter().map(|r| r.1.clone()).collect();
        words.extend(b.rows.iter().map(|r| r.1.clone()).filter(|w| find(&n.rows, w).is_none()));
        let rows = words
            .into_iter()
            .map(|w| {
                let (was, is) = (find(&b.rows, &w), find(&n.rows, &w));
                (w, was, is)
            })
            .collect();
        out.push(Compared {
            code: q.code.clone(),
            label: q.label.clone(),
            before_label: (o.label != q.label).then(|| o.label.clone()),
            answered: (b.answered, n.answered),
            rows,
            nps: b.nps.zip(n.nps),
            numbers: (q.kind == Kind::Number).then_some((b.numbers, n.numbers)),
        });
    }
    out
}

/// Are two ways of answering counted alike?
fn alike(a: Kind, b: Kind) -> bool {
    a == b || matches!((a, b), (Kind::One, Kind::Scale) | (Kind::Scale, Kind::One))
}

/// Last year's questions for this year: each is mapped to itself.
pub fn copied(questions: &[Question]) -> Vec<Question> {
    questions.iter().map(|q| Question { was: q.code.clone(), ..q.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn q(code: &str, was: &str, options: &[&str]) -> Question {
        Question {
            code: code.into(),
            was: was.into(),
            label: format!("質問{code}"),
            options: options.iter().map(|o| (*o).to_string()).collect(),
            ..Question::default()
        }
    }

    #[test]
    fn answers_with_the_same_words_stand_side_by_side_even_when_their_places_changed() {
        let older = [q("q1", "", &["はい", "いいえ", "わからない"])];
        let newer =
            [q("q2", "q1", &["いいえ", "はい", "検討中"]), q("q3", "", &["はい", "いいえ"])];
        let g = |code: &str, v: &str| Given::from([(code.to_string(), vec![v.to_string()])]);
        let before = [g("q1", "0"), g("q1", "0"), g("q1", "1"), g("q1", "2")];
        let now = [g("q2", "0"), g("q2", "1"), g("q2", "2")];
        let all = compare(
            &newer,
            &now.iter().collect::<Vec<_>>(),
            &older,
            &before.iter().collect::<Vec<_>>(),
        );
        assert_eq!(all.len(), 1, "only what was mapped");
        let c = all.first().unwrap();
        assert_eq!(c.answered, (4, 3));
        let row = |w: &str, a, b| (w.to_string(), a, b);
        assert_eq!(
            c.rows,
            [
                row("いいえ", Some(1), Some(1)),
                row("はい", Some(2), Some(1)),
                row("検討中", None, Some(1)),
                row("わからない", Some(1), None)
            ]
        );
        assert_eq!(copied(&older).first().unwrap().was, "q1");
    }
}
