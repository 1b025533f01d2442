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
