//! What may be published of a survey. Counts below five are hidden, and with them what would give them away by subtraction in
//! any of the tables that go out together: how many answered and how many did not, each answer and those who did not give it,
//! each kind of office and the sum of all. Free texts, months and single numbers are never published.
use forms::ask::{Kind, Question, tally};
use kernel::small::LEAST;
use kernel::suppress::{Line, hidden, hidden_after};
use serde::{Deserialize, Serialize};

use super::table::{Counted, crossed, kinds};

/// A table of the published edition; none = hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The question.
    pub title: String,
    /// Several answers could be given: they add up to more than answered.
    pub many: bool,
    /// How many answered.
    pub answered: Option<i64>,
    /// Kinds of office, when the answers carry them.
    pub columns: Vec<String>,
    /// Words, all, and by kind.
    pub rows: Vec<(String, Option<i64>, Vec<Option<i64>>)>,
    /// Promoters less detractors in words, where nothing of it is hidden.
    pub score: String,
}

/// The published edition of a survey.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// How many answers.
    pub n: Option<i64>,
    /// Kind of office, asked, answered.
    pub kinds: Vec<(String, i64, Option<i64>)>,
    /// Question by question.
    pub tables: Vec<Table>,
    /// Something is hidden.
    pub hides: bool,
}

/// Cells and the equations between them.
#[derive(Default)]
struct System {
    values: Vec<i64>,
    lines: Vec<Line>,
    before: Vec<Option<bool>>,
}

impl System {
    fn cell(&mut self, n: i64, before: Option<bool>) -> usize {
        self.values.push(n);
        self.before.push(before);
        self.values.len() - 1
    }

    /// A total that two cells make up, of which the second is in no table.
    fn rest(&mut self, part: usize, total: usize, before: Option<bool>) {
        let at = |i: usize| self.values.get(i).copied().unwrap_or(0);
        let n = at(total) - at(part);
        let rest = self.cell(n, before);
        self.lines.push(Line::new([part, rest], total));
    }

    fn solve(&self) -> Vec<bool> {
        hidden_after(&self.values, &self.lines, LEAST, &self.before)
    }
}

fn shown(off: &[bool], at: usize, n: i64) -> Option<i64> {
    (!off.get(at).copied().unwrap_or(true)).then_some(n)
}

/// Words and counts of a question as it is published: 0 to 10 in its three groups.
fn rows(q: &Question, all: &[Counted]) -> Vec<(String, i64, Vec<i64>)> {
    let x = crossed(q, None, all);
    let given: Vec<_> = all.iter().map(|c| &c.given).collect();
    let t = tally(q, &given);
    let by = |i: usize| x.cells.get(i).cloned().unwrap_or_default();
    let plain = t.rows.iter().enumerate().map(|(i, r)| (r.1.clone(), r.2, by(i)));
    if q.kind != Kind::Nps {
        return plain.collect();
    }
    let plain: Vec<_> = plain.collect();
    [("9・10（すすめたい）", 9, 10), ("7・8（どちらでもない）", 7, 8), ("0〜6（すすめない）", 0, 6)]
        .into_iter()
        .map(|(words, from, to)| {
            let mut n = 0;
            let mut columns = vec![0; x.columns.len()];
            for r in plain.get(from..=to).unwrap_or_default() {
                n += r.1;
                columns.iter_mut().zip(&r.2).for_each(|(sum, n)| *sum += n);
            }
            (words.to_string(), n, columns)
        })
        .collect()
}

/// The edition: `asked` = kind of office and how many were asked, where the answers carry it.
pub fn edition(questions: &[Question], all: &[Counted], asked: &[(String, i64)]) -> Edition {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let columns = kinds(all);
    let of_kind: Vec<i64> =
        columns.iter().map(|k| count(all.iter().filter(|c| c.kind.contains(k)).count())).collect();
    // how many answered in all and of each kind is in every table: it is decided first and stands
    let mut frame = System::default();
    let n = frame.cell(count(all.len()), None);
    let parts: Vec<usize> = of_kind.iter().map(|n| frame.cell(*n, None)).collect();
    if !parts.is_empty() {
        let rest = count(all.len()) - of_kind.iter().sum::<i64>();
        let rest = (rest > 0).then(|| frame.cell(rest, None));
        frame.lines.push(Line::new(parts.iter().copied().chain(rest), n));
    }
    let off = hidden(&frame.values, &frame.lines, LEAST);
    let gone = |i: usize| off.get(i).copied().unwrap_or(true);
    let columns_gone: Vec<bool> = parts.iter().map(|p| gone(*p)).collect();
    let mut out = Edition {
        n: shown(&off, n, count(all.len())),
        kinds: Vec::new(),
        tables: Vec::new(),
        hides: off.iter().any(|o| *o),
    };
    for (kind, asked) in asked {
        let place = columns.iter().position(|c| c == kind);
        let answered = match place {
            Some(i) => parts.get(i).and_then(|p| shown(&off, *p, of_kind.get(i).copied()?)),
            None => Some(0),
        };
        out.kinds.push((kind.clone(), *asked, answered));
    }
    for q in questions.iter().filter(|q| q.kind.is_counted()) {
        let t = table(q, all, &columns, &of_kind, gone(n), &columns_gone);
        let open = t.answered.is_some()
            && t.rows.iter().all(|r| r.1.is_some() && r.2.iter().all(Option::is_some));
        out.hides |= !open;
        out.tables.push(t);
    }
    out
}

fn table(
    q: &Question,
    all: &[Counted],
    columns: &[String],
    of_kind: &[i64],
    n_gone: bool,
    columns_gone: &[bool],
) -> Table {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let answers = |k: Option<&String>| {
        let of =
            |c: &&Counted| c.given.contains_key(&q.code) && k.is_none_or(|k| c.kind.contains(k));
        count(all.iter().filter(of).count())
    };
    let many = q.kind == Kind::Many;
    let rows = rows(q, all);
    let mut s = System::default();
    let n = s.cell(count(all.len()), Some(n_gone));
    let answered = s.cell(answers(None), None);
    s.rest(answered, n, None);
    let options: Vec<usize> = rows.iter().map(|r| s.cell(r.1, None)).collect();
    match many {
        true => options.iter().for_each(|o| s.rest(*o, answered, None)),
        false => s.lines.push(Line::new(options.iter().copied(), answered)),
    }
    let mut of_columns: Vec<usize> = Vec::new();
    let mut cells: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    for (j, kind) in columns.iter().enumerate() {
        let gone = columns_gone.get(j).copied().unwrap_or(true);
        // of a kind whose size is hidden nothing is shown at all
        let force = gone.then_some(true);
        let size = s.cell(of_kind.get(j).copied().unwrap_or(0), Some(gone));
        let in_kind = s.cell(answers(Some(kind)), force);
        s.rest(in_kind, size, force);
        of_columns.push(in_kind);
        let mut parts = Vec::new();
        for (i, r) in rows.iter().enumerate() {
            let c = s.cell(r.2.get(j).copied().unwrap_or(0), force);
            parts.push(c);
            if let Some(row) = cells.get_mut(i) {
                row.push(c);
            }
        }
        match many {
            true => parts.iter().for_each(|c| s.rest(*c, in_kind, force)),
            false => s.lines.push(Line::new(parts, in_kind)),
        }
    }
    if !columns.is_empty() {
        // answers without a kind of office are in no column: their number is the rest; where there are none, everybody knows
        let nameless = all.iter().any(|c| c.kind.is_empty());
        let at = |s: &System, i: usize| s.values.get(i).copied().unwrap_or(0);
        let across = |s: &mut System, parts: &[usize], total: usize| {
            let rest = at(s, total) - parts.iter().map(|p| at(s, *p)).sum::<i64>();
            let rest = nameless.then(|| s.cell(rest, None));
            s.lines.push(Line::new(parts.iter().copied().chain(rest), total));
        };
        across(&mut s, &of_columns, answered);
        for (row, total) in cells.iter().zip(&options) {
            across(&mut s, row, *total);
        }
    }
    let off = s.solve();
    let value = |at: usize| shown(&off, at, s.values.get(at).copied().unwrap_or(0));
    let rows: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(i, r)| {
            let all = options.get(i).and_then(|o| value(*o));
            let by = cells.get(i).map(|c| c.iter().map(|c| value(*c)).collect());
            (r.0.clone(), all, by.unwrap_or_default())
        })
        .collect();
    let score = match (q.kind, rows.iter().all(|r| r.1.is_some())) {
        (Kind::Nps, true) => {
            let given: Vec<_> = all.iter().map(|c| &c.given).collect();
            tally(q, &given).nps.map(forms::ask::Nps::words).unwrap_or_default()
        }
        _ => String::new(),
    };
    Table {
        title: q.label.clone(),
        many,
        answered: value(answered),
        columns: columns.to_vec(),
        rows,
        score,
    }
}

#[cfg(test)]
mod tests {
    use forms::ask::Given;
    use kernel::suppress::determined;

    use super::*;

    fn q(code: &str, kind: Kind, n: usize) -> Question {
        Question {
            code: code.into(),
            kind,
            label: code.into(),
            options: (0..n).map(|i| format!("答え{i}")).collect(),
            ..Question::default()
        }
    }

    fn answer(kind: &str, given: &[(&str, &str)]) -> Counted {
        let mut map = Given::new();
        for (k, v) in given {
            map.entry((*k).to_string()).or_default().push((*v).to_string());
        }
        Counted { kind: if kind.is_empty() { vec![] } else { vec![kind.into()] }, given: map }
    }

    fn times(n: usize, c: &Counted) -> Vec<Counted> {
        std::iter::repeat_n(c.clone(), n).collect()
    }

    #[test]
    fn a_small_count_goes_together_with_another_one() {
        let mut all = times(20, &answer("", &[("q1", "0")]));
        all.extend(times(9, &answer("", &[("q1", "1")])));
        all.extend(times(2, &answer("", &[("q1", "2")])));
        let e = edition(&[q("q1", Kind::One, 3)], &all, &[]);
        let t = &e.tables[0];
        assert_eq!((e.n, t.answered), (Some(31), Some(31)));
        let shown: Vec<_> = t.rows.iter().map(|r| r.1).collect();
        assert_eq!(shown, [Some(20), None, None], "31 - 20 - 9 would tell");
    }

    #[test]
    fn who_did_not_give_an_answer_is_not_told_either() {
        // 30 answered, 28 of them chose it: two did not
        let mut all = times(28, &answer("", &[("q1", "0")]));
        all.extend(times(2, &answer("", &[("q1", "1")])));
        let many = edition(&[q("q1", Kind::Many, 2)], &all, &[]);
        let t = &many.tables[0];
        assert!(t.rows[1].1.is_none());
        assert!(t.rows[0].1.is_none() || t.answered.is_none(), "{t:?}");
        // who left the question out: 3 of 30
        let mut all = times(27, &answer("", &[("q1", "0")]));
        all.extend(times(3, &answer("", &[])));
        let left = edition(&[q("q1", Kind::One, 2)], &all, &[]);
        assert!(left.n.is_none() || left.tables[0].answered.is_none());
    }

    #[test]
    fn nothing_of_a_kind_with_few_answers_is_shown() {
        let mut all = times(12, &answer("病院", &[("q1", "0")]));
        all.extend(times(11, &answer("居宅", &[("q1", "1")])));
        all.extend(times(3, &answer("薬局", &[("q1", "0")])));
        let asked = [("居宅".to_string(), 20), ("病院".into(), 15), ("薬局".into(), 4)];
        let e = edition(&[q("q1", Kind::One, 2)], &all, &asked);
        let hidden: Vec<_> = e.kinds.iter().map(|k| k.2.is_none()).collect();
        assert!(hidden[2] && (hidden[0] || hidden[1]), "{e:?}");
        let pharmacy = e.tables[0].columns.iter().position(|c| c == "薬局").unwrap();
        assert!(e.tables[0].rows.iter().all(|r| r.2[pharmacy].is_none()));
    }

    fn random(seed: &mut u64) -> usize {
        *seed =
            seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*seed >> 33) as usize
    }

    /// What somebody with the whole edition can work out, written apart from what made it: every cell of the tables is an
    /// unknown unless it is shown, every sum that a reader knows is an equation.
    #[test]
    fn the_published_tables_give_no_small_count_away_by_subtraction() {
        let mut seed = 5;
        for round in 0..40 {
            let questions = [q("q1", Kind::One, 3), q("q2", Kind::Many, 3), q("q3", Kind::Nps, 0)];
            let names = ["病院", "居宅", "薬局"];
            let all: Vec<Counted> = (0..20 + random(&mut seed) % 40)
                .map(|_| {
                    let kind = names[random(&mut seed) % 7 % 3];
                    let mut c = answer(kind, &[]);
                    if !random(&mut seed).is_multiple_of(9) {
                        let code = (random(&mut seed) % 5 % 3).to_string();
                        c.given.insert("q1".into(), vec![code]);
                    }
                    let many: Vec<String> = (0..3)
                        .filter(|_| random(&mut seed).is_multiple_of(3))
                        .map(|i| i.to_string())
                        .collect();
                    if !many.is_empty() {
                        c.given.insert("q2".into(), many);
                    }
                    c.given.insert("q3".into(), vec![(random(&mut seed) % 11).to_string()]);
                    c
                })
                .collect();
            let asked: Vec<(String, i64)> = names.iter().map(|n| ((*n).to_string(), 60)).collect();
            let e = edition(&questions, &all, &asked);
            let n = |of: &dyn Fn(&Counted) -> bool| all.iter().filter(|c| of(c)).count() as i64;
            let (mut values, mut off, mut lines) =
                (vec![all.len() as i64], vec![e.n.is_none()], vec![]);
            let mut put = |value: i64, shown: Option<i64>| {
                assert!(shown.is_none_or(|s| s == value), "what is shown is true");
                values.push(value);
                off.push(shown.is_none());
                values.len() - 1
            };
            let sizes: Vec<usize> = e.tables[0]
                .columns
                .iter()
                .map(|k| {
                    let shown = e.kinds.iter().find(|x| x.0 == *k).unwrap().2;
                    put(n(&|c| c.kind.contains(k)), shown)
                })
                .collect();
            lines.push(Line::new(sizes.clone(), 0));
            for (t, question) in e.tables.iter().zip(&questions) {
                let has = |c: &Counted| c.given.contains_key(&question.code);
                let gave = |c: &Counted, i: usize| match question.kind {
                    Kind::Nps => c.given["q3"].iter().any(|v| {
                        let v: i64 = v.parse().unwrap();
                        [(9, 10), (7, 8), (0, 6)][i].0 <= v && v <= [(9, 10), (7, 8), (0, 6)][i].1
                    }),
                    _ => has(c) && c.given[&question.code].contains(&i.to_string()),
                };
                let answered = put(n(&has), t.answered);
                let rest = put(n(&|c| !has(c)), None);
                lines.push(Line::new([answered, rest], 0));
                let mut in_kind = Vec::new();
                for (j, k) in t.columns.iter().enumerate() {
                    let a = put(n(&|c| has(c) && c.kind.contains(k)), None);
                    let r = put(n(&|c| !has(c) && c.kind.contains(k)), None);
                    lines.push(Line::new([a, r], sizes[j]));
                    in_kind.push(a);
                }
                lines.push(Line::new(in_kind.clone(), answered));
                let mut options = Vec::new();
                let mut columns = vec![Vec::new(); t.columns.len()];
                for (i, row) in t.rows.iter().enumerate() {
                    let o = put(n(&|c| gave(c, i)), row.1);
                    options.push(o);
                    let mut across = Vec::new();
                    for (j, k) in t.columns.iter().enumerate() {
                        let c = put(n(&|c| gave(c, i) && c.kind.contains(k)), row.2[j]);
                        across.push(c);
                        columns[j].push(c);
                    }
                    lines.push(Line::new(across, o));
                }
                if t.many {
                    for (i, o) in options.into_iter().enumerate() {
                        let not = put(n(&|c| has(c) && !gave(c, i)), None);
                        lines.push(Line::new([o, not], answered));
                        for (j, k) in t.columns.iter().enumerate() {
                            let not =
                                put(n(&|c| has(c) && !gave(c, i) && c.kind.contains(k)), None);
                            lines.push(Line::new([columns[j][i], not], in_kind[j]));
                        }
                    }
                } else {
                    lines.push(Line::new(options, answered));
                    for (j, c) in columns.into_iter().enumerate() {
                        lines.push(Line::new(c, in_kind[j]));
                    }
                }
            }
            for i in determined(&lines, &off) {
                assert!(!(1..LEAST).contains(&values[i]), "round {round}: cell {i} of {e:?}");
            }
            for (i, v) in values.iter().enumerate() {
                assert!(off[i] || !(1..LEAST).contains(v), "a small count is shown");
            }
        }
    }
}
