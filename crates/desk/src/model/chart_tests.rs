use super::*;

/// 釜石 平成29年度, as published: ① 圏域内 22, 圏域外 36 (n=58); ② n=22; ③ n=22; ④ n=58.
fn kamaishi() -> Counts {
    let mut c = Counts::default();
    for (by, n) in [
        ("cm", 1),
        ("city", 1),
        ("nurse", 2),
        ("resident", 1),
        ("body", 8),
        ("clinic", 1),
        ("hospital", 7),
        ("pharmacy", 1),
    ] {
        c.cases.insert((2017, "in".into(), by.into()), n);
    }
    c.cases.insert((2017, "out".into(), "city".into()), 36);
    for (m, n) in [("phone", 41), ("mail", 9), ("phone_mail", 3), ("visit", 4), ("paper", 1)] {
        c.methods.insert((2017, m.into()), n);
    }
    for (k, n) in [
        ("own_events", 6),
        ("between", 6),
        ("about_us", 1),
        ("data", 4),
        ("other_office", 4),
        ("other", 1),
    ] {
        c.contents.insert((2017, "in".into(), k.into()), n);
    }
    c
}

fn pairs(c: &Chart) -> Vec<(String, String)> {
    c.bars.iter().map(|b| (b.label.clone(), words(b.n))).collect()
}

#[test]
fn the_two_populations_are_counted_apart() {
    let all = charts(&kamaishi(), 2017, false);
    let n: Vec<Shown> = all.four.iter().map(|c| c.n).collect();
    assert_eq!(n, [Some(58), Some(22), Some(22), Some(58)]);
    assert_eq!(pairs(&all.four[0])[1], ("圏域外".into(), "36".into()));
    assert_eq!(pairs(&all.four[1])[0], ("職能団体".into(), "8".into()));
    assert!(pairs(&all.four[3]).contains(&("電話及びメール".into(), "3".into())));
    assert_eq!(share(all.four[0].bars[0].n, all.four[0].n), "37.9\u{a0}%");
    assert!(all.four[2].adds_up);
}

#[test]
fn published_small_counts_are_stars_and_no_sum_gives_them_away() {
    let c = kamaishi();
    let all = charts(&c, 2017, true);
    for chart in &all.four {
        let stars = chart.bars.iter().filter(|b| b.n.is_none()).count();
        assert!(stars != 1, "{}", chart.title);
        for b in &chart.bars {
            assert!(b.n.is_none_or(|n| n == 0 || n >= 5), "{}", b.label);
            if b.n.is_none() {
                assert_eq!(share(b.n, chart.n), "＊");
            }
        }
    }
}

/// Two tables that are both published: affiliation over all, and affiliation inside the area.
#[test]
fn the_difference_of_two_published_tables_tells_no_small_count() {
    let mut seed: u64 = 5;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as i64
    };
    for _ in 0..60 {
        let mut c = Counts::default();
        for y in 2022..2026 {
            for by in ["cm", "hospital", "clinic", "city", "other"] {
                c.cases.insert((y, "in".into(), by.into()), next() % 12);
                c.cases.insert((y, "out".into(), by.into()), next() % 7);
            }
            let n = c.year(y);
            c.methods.insert((y, "phone".into()), n / 2);
            c.methods.insert((y, "mail".into()), n - n / 2);
        }
        for y in 2022..2026 {
            let all = charts(&c, y, true);
            let column = (y - 2022) as usize;
            for b in &all.four[1].bars {
                let row = all.table.iter().find(|r| r.0 == b.label).unwrap();
                if let (Some(inside), Some(all_of)) = (b.n, row.1[column]) {
                    let outside = all_of - inside;
                    assert!(!(1..5).contains(&outside), "{} {y}: {outside}", b.label);
                }
            }
        }
        // what was the sum of last year's publication, against this year's
        let now = charts(&c, 2025, true);
        let mut older = c.clone();
        older.cases.retain(|k, _| k.0 < 2025);
        older.methods.retain(|k, _| k.0 < 2025);
        let before = charts(&older, 2024, true);
        for row in &now.table {
            let Some(was) = before.table.iter().find(|r| r.0 == row.0) else { continue };
            if let (Some(sum), Some(sum_before)) = (row.2, was.2) {
                let of_year = sum - sum_before;
                assert!(!(1..5).contains(&of_year), "{}: {of_year}", row.0);
            }
        }
    }
}

#[test]
fn the_table_of_solutions_counts_the_year_of_asking_against_the_year_of_doing() {
    let mut c = Counts::default();
    // 釜石《課題解決支援を実施した相談事例》: H27→H28, H28→H29, H28→H28, H29→H29 three times
    for (asked, done, n) in [(2015, 2016, 1), (2016, 2017, 1), (2016, 2016, 1), (2017, 2017, 3)] {
        c.solved.insert((asked, done), n);
    }
    let (columns, rows) = charts(&c, 2017, false).solved;
    assert_eq!(columns, [2016, 2017]);
    assert_eq!(rows[1], ("平成28年度".into(), vec![Some(1), Some(1)], Some(2)));
    assert_eq!(rows[3], ("計".into(), vec![Some(2), Some(4)], Some(6)));
    let (_, rows) = charts(&c, 2017, true).solved;
    assert!(rows.iter().all(|r| r.1.iter().all(|n| n.is_none_or(|n| n == 0 || n >= 5))));
}

/// Everything that is published of a region's consultations: the charts of each year with their tables, and the papers of the
/// programme, which print the year's consultations, all and inside the area, unless the desk says that they would tell.
/// Whoever has all of them solves all sums at once: no small count comes out.
#[test]
fn all_published_tables_together_tell_no_small_count() {
    use super::super::publish::{Cell, hidden_of};
    use kernel::suppress::{Line, determined};
    use std::collections::BTreeMap;

    let mut seed: u64 = 29;
    let mut next = |most: i64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) as i64) % most
    };
    let who = ["cm", "hospital", "clinic", "city"];
    let (mut starred, mut printed, mut kept_back) = (0, 0, 0);
    for round in 0..120 {
        let mut c = Counts::default();
        let years = 2023..2023 + 1 + next(3);
        for y in years.clone() {
            for by in who {
                // few of some, many of others, none of many
                let (most_in, most_out) =
                    ([3, 9, 40][next(3) as usize], [1, 3, 9][next(3) as usize]);
                c.cases.insert((y, "in".into(), by.into()), next(most_in));
                c.cases.insert((y, "out".into(), by.into()), next(most_out));
            }
            let phone = next(c.year(y) + 1);
            c.methods.insert((y, "phone".into()), phone);
            c.methods.insert((y, "mail".into()), c.year(y) - phone);
        }
        c.cases.retain(|_, n| *n > 0);
        c.methods.retain(|_, n| *n > 0);
        let c = c;
        if c.years().is_empty() {
            continue;
        }

        // the unknowns: what was truly counted, each by a name of its own
        let mut truth: BTreeMap<String, i64> = BTreeMap::new();
        let mut sums: Vec<(Vec<String>, String)> = Vec::new();
        let years = c.years();
        for y in &years {
            for by in who {
                let (i, o) = (c.who(*y, "in", by), c.who(*y, "out", by));
                truth.insert(format!("{y} in {by}"), i);
                truth.insert(format!("{y} out {by}"), o);
                truth.insert(format!("{y} {by}"), i + o);
                sums.push((
                    vec![format!("{y} in {by}"), format!("{y} out {by}")],
                    format!("{y} {by}"),
                ));
            }
            for place in ["in", "out"] {
                truth.insert(format!("{y} {place}"), c.place(*y, place));
                let parts = who.iter().map(|by| format!("{y} {place} {by}")).collect();
                sums.push((parts, format!("{y} {place}")));
            }
            truth.insert(format!("{y}"), c.year(*y));
            sums.push((vec![format!("{y} in"), format!("{y} out")], format!("{y}")));
            for (m, n) in c.methods(*y) {
                truth.insert(format!("{y} by {m}"), n);
            }
            let by = c.methods(*y).iter().map(|m| format!("{y} by {}", m.0)).collect();
            sums.push((by, format!("{y}")));
        }
        // the sums up to a year, as the paper of that year had them
        let last = *years.last().unwrap();
        for by in who {
            truth.insert(format!("sum {by}"), c.who_up_to(last, by));
            let parts = years.iter().map(|y| format!("{y} {by}")).collect();
            sums.push((parts, format!("sum {by}")));
        }
        truth.insert("sum".into(), c.up_to(last));
        sums.push((years.iter().map(|y| y.to_string()).collect(), "sum".into()));

        // what stands on the papers, read off them by their words
        let mut shown: BTreeMap<String, bool> = truth.keys().map(|k| (k.clone(), false)).collect();
        let mut see = |name: String, n: Shown| {
            let Some(n) = n else {
                starred += 1;
                return;
            };
            printed += 1;
            assert_eq!(truth.get(&name), Some(&n), "{name}: the paper says something else");
            shown.insert(name, true);
        };
        let code = |label: &str| {
            lists().affiliation.iter().find(|a| a.label == label).map(|a| a.code.clone()).unwrap()
        };
        for y in &years {
            let all = charts(&c, *y, true);
            let [places, inside, _, methods] = all.four.as_slice() else { panic!("four charts") };
            for b in &places.bars {
                see(format!("{y} {}", b.code), b.n);
            }
            see(format!("{y} in"), inside.n);
            for b in &inside.bars {
                see(format!("{y} in {}", b.code), b.n);
            }
            see(format!("{y}"), methods.n);
            for b in &methods.bars {
                see(format!("{y} by {}", b.code), b.n);
            }
        }
        let all = charts(&c, last, true);
        for (label, per, sum) in &all.table {
            let by = (label != "計").then(|| code(label));
            let name = |head: String| by.as_ref().map_or(head.clone(), |by| format!("{head} {by}"));
            for (y, n) in years.iter().zip(per) {
                see(name(y.to_string()), *n);
            }
            see(name("sum".into()), *sum);
        }
        let off = hidden_of(&c);
        for y in &years {
            for (cell, name) in
                [(Cell::Year(*y), format!("{y}")), (Cell::YearInside(*y), format!("{y} in"))]
            {
                match off.contains(&cell) {
                    true => kept_back += 1,
                    false => see(name.clone(), truth.get(&name).copied()),
                }
            }
        }

        let names: Vec<&String> = truth.keys().collect();
        let at = |name: &String| names.binary_search(&name).unwrap();
        let lines: Vec<Line> =
            sums.iter().map(|(parts, total)| Line::new(parts.iter().map(&at), at(total))).collect();
        let unknown: Vec<bool> = names.iter().map(|n| !shown[*n]).collect();
        for i in determined(&lines, &unknown) {
            let n = truth[names[i]];
            assert!(!(1..5).contains(&n), "round {round}: {} = {n} follows from {c:?}", names[i]);
        }
        for (name, seen) in &shown {
            assert!(!seen || !(1..5).contains(&truth[name]), "{name} stands there");
        }
    }
    assert!(starred > 100 && printed > 100 && kept_back > 10, "{starred} {printed} {kept_back}");
}
