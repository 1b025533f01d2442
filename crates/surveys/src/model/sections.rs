//! Means of the parts of a questionnaire: the questions under one heading that are answered on the same scale, taken together.
//! What is lowest is where a training is missing (the self-assessment of 多職種連携コンピテンシー has a heading for each domain).
use forms::ask::{Kind, Question, Tally};

/// A part of the questionnaire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub label: String,
    /// Steps of the scale; its first answer is the best and counts as many.
    pub steps: i64,
    /// Answers that were counted, over all its questions.
    pub n: i64,
    /// Hundredths of the mean.
    pub mean100: i64,
}

impl Section {
    /// 「3.42」.
    pub fn words(&self) -> String {
        format!("{}.{:02}", self.mean100 / 100, self.mean100 % 100)
    }
}

/// The parts with at least two questions on one scale, the lowest mean first; none where there are fewer than two such parts,
/// for there is nothing to compare then. Questions on another scale than the first of their part are left out of it.
pub fn sections<'a>(
    questions: &[Question],
    tally: impl Fn(&str) -> Option<&'a Tally>,
) -> Vec<Section> {
    let mut parts: Vec<(&str, Vec<&Question>)> = Vec::new();
    for q in questions {
        match q.kind {
            Kind::Head => parts.push((&q.label, Vec::new())),
            Kind::Scale => {
                if let Some((_, list)) = parts.last_mut()
                    && list.first().is_none_or(|f| f.choices().len() == q.choices().len())
                {
                    list.push(q);
                }
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    for (label, list) in parts.iter().filter(|p| p.1.len() > 1) {
        let steps = list.first().map_or(0, |q| q.choices().len());
        let steps = i64::try_from(steps).unwrap_or(0);
        let (mut n, mut sum) = (0, 0);
        for t in list.iter().filter_map(|q| tally(&q.code)) {
            for (worth, row) in (1..=steps).rev().zip(&t.rows) {
                n += row.2;
                sum += worth * row.2;
            }
        }
        if n > 0 {
            let mean100 = (sum * 200 + n) / (2 * n);
            out.push(Section { label: (*label).into(), steps, n, mean100 });
        }
    }
    out.sort_by_key(|s| s.mean100);
    if out.len() < 2 { Vec::new() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::templates::{template, templates};
    use forms::ask::{Given, tally as count};

    fn given(list: &[(&str, &str)]) -> Given {
        list.iter().map(|(q, a)| ((*q).to_string(), vec![(*a).to_string()])).collect()
    }

    #[test]
    fn the_lowest_part_stands_first_and_is_the_mean_of_its_answers() {
        let t = template("competency").unwrap();
        let all: Vec<&Question> = t.questions.iter().filter(|q| q.kind == Kind::Scale).collect();
        assert_eq!(all.len(), 12);
        let code = |q: &Question, place: usize| q.choices()[place].0.clone();
        // the first part: best and second best; the others: in the middle, one of them worst once
        let mut a = Vec::new();
        for (i, q) in all.iter().enumerate() {
            a.push((
                q.code.clone(),
                code(
                    q,
                    match i {
                        0 => 0,
                        1 => 1,
                        11 => 4,
                        _ => 2,
                    },
                ),
            ));
        }
        let a: Vec<(&str, &str)> = a.iter().map(|(q, c)| (q.as_str(), c.as_str())).collect();
        let g = given(&a);
        let tallies: Vec<(String, Tally)> =
            all.iter().map(|q| (q.code.clone(), count(q, &[&g]))).collect();
        let of = |c: &str| tallies.iter().find(|t| t.0 == c).map(|t| &t.1);
        let found = sections(&t.questions, of);
        let words: Vec<(&str, String)> =
            found.iter().map(|s| (s.label.as_str(), s.words())).collect();
        assert_eq!(words.len(), 6);
        assert_eq!(words[0], ("ほかの職種を理解する", "2.00".into()), "(3 + 1) / 2");
        assert_eq!(words[5], ("患者・利用者・家族・地域を中心にする", "4.50".into()));
        assert!(found.iter().all(|s| (s.steps, s.n) == (5, 2)));
    }

    #[test]
    fn without_answers_or_parts_there_is_nothing_to_compare() {
        for t in templates().unwrap() {
            assert!(sections(&t.questions, |_| None).is_empty(), "{}", t.code);
        }
    }
}
