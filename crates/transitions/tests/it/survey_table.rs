//! Forty stays written by hand, and the survey of October 2026 counted from them by hand. Whoever doubts a figure
//! of the survey can count the lines here with a finger.
use std::collections::BTreeMap;

use kernel::Date;
use people::CareLevel;
use transitions::model::survey::months::by_month;
use transitions::model::survey::{
    Case, DischargeFee, Figures, More, R, Survey, Timing, count, counts_in, figures,
};
use transitions::model::{EndKind, FeeGrade, Method};

/// One line a stay. Days are of 2026; `-` = nothing, `?` = done, but the day is not known. A contact or notice is
/// DAY/METHOD; a contact `=sheet` is a sheet that was sent without a contact and counts as one.
const STAYS: &str = "
no hosp off level   admitted contact      sheet     fee planning notice       ended end       record
 1 H1   A1  22      10-01    10-01/phone  10-01     1   10-05    10-12/ict    10-20 home      10-22
 2 H1   A1  23      10-01    10-01/fax    10-02     2   10-06    10-13/phone  10-20 home      10-20
 3 H1   A2  21      10-02    10-02/ict    10-02     1   10-08    10-15/phone  10-20 residence -
 4 H1   A2  24      10-02    10-03/phone  10-05     -   -        10-16/fax    10-20 facility  10-27
 5 H1   A1  25      10-03    -            -         -   10-10    10-18/phone  10-20 home      -
 6 H1   A1  22      10-03    10-03/visit  10-03     1   10-07    10-19/phone  10-20 home      10-20
 7 H1   A2  22      10-04    10-05/family -         -   -        10-20/phone  10-20 home      -
 8 H1   A2  12      10-05    10-05/phone  10-06     2   -        10-21/fax    10-20 home      10-21
 9 H1   A1  13      10-05    10-05/post   10-07     2   10-09    ?/phone      10-20 home      -
10 H1   A1  22      10-06    10-06/phone  10-06     1   10-09    -            10-20 home      10-25
11 H2   A3  25      10-06    10-06/phone  10-06     1   -        -            10-15 death     -
12 H2   A3  24      10-07    10-07/ict    10-07     1   10-12    10-15/phone  10-21 transfer  -
13 H2   A3  12      10-08    10-08/phone  -         -   -        -            10-09 self      -
14 H2   A3  21      10-08    -            -         -   -        10-10/phone  10-10 self      -
15 H2   A3  22      10-09    10-09/phone  -         -   -        10-09/phone  10-09 home      -
16 H2   A3  25      10-09    -            -         -   -        -            10-09 death     -
17 H1   A1  21      10-10    =sheet/ict   10-10     1   -        -            -     -         -
18 H1   A1  23      10-10    =sheet/fax   10-15     -   -        -            -     -         -
19 H2   A3  unknown 10-11    ?/phone      -         -   -        -            -     -         -
20 H2   A3  12      10-12    10-08/phone  10-09     1   -        -            -     -         -
21 H2   A3  23      09-15    09-15/phone  09-15     1   09-20    09-25/ict    10-03 home      10-05
22 H2   A3  21      09-20    09-20/phone  -         -   09-24    09-26/phone  10-01 home      -
23 H2   A3  25      09-01    09-01/phone  09-01     1   -        -            10-02 death     -
24 H2   A3  13      09-10    09-10/phone  09-10     1   09-15    10-01/phone  10-10 transfer  -
25 H2   A3  22      10-20    10-20/ict    10-20     1   10-22    10-24/phone  11-01 home      11-02
26 H2   A3  24      10-31    10-31/phone  11-01     2   -        -            11-05 death     -
27 H2   A3  21      10-31    10-31/phone  -         -   -        -            10-31 home      -
28 H4   A5  22      09-01    09-01/phone  09-01     1   09-05    09-20/phone  09-30 home      10-02
29 H4   A5  22      11-01    11-01/phone  11-01     1   -        -            -     -         -
30 H4   A5  23      09-05    09-05/phone  09-05     1   10-05    10-20/phone  11-20 home      -
31 H4   A5  21      09-25    09-25/phone  09-25     1   10-01    -            -     -         -
32 H3   A4  23      10-13    10-13/phone  -         -   -        10-10/phone  10-23 home      -
33 H3   A4  22      10-14    -            -         -   -        10-18/-      10-24 home      -
34 H3   A4  24      10-14    10-14/ict    10-14     1   10-16    10-21/ict    10-24 facility  10-31
35 H3   A4  12      10-15    10-15/phone  -         -   ?        ?/post       10-25 home      -
36 H3   A4  applied 10-15    10-17/phone  10-17     2   -        10-30/phone  10-25 home      -
37 H3   A4  21      10-16    10-16/phone  10-16     1   10-18    10-20/phone  10-26 home      10-24
38 H3   A4  22      10-16    10-16/family -         -   -        10-29/phone  10-30 residence 11-06
39 out  A4  23      10-18    10-18/fax    10-18     1   -        -            10-28 home      10-30
40 H1   A1  22      10-25    10-25/phone  10-25     1   -        -            -     -         -
";

/// What else was done, by stay: `received` (the sheet), `conf=held|not`, `papers`, `papers-received`, `wish=PLACE`, `told`,
/// `dental=no|stopped|resumed`, `fac=PROCEDURE:yes|no`, `fee=GRADE` (退院・退所加算), `stuck=CODE`, `late=CODE`, `again=DAYS`.
const MORE: &str = "
 1 received conf=held papers papers-received wish=home told dental=resumed fee=1ro
 2 received conf=held papers wish=home told fee=2ro late=told_late
 3 conf=not papers papers-received wish=residence told fee=1i
 4 papers wish=home dental=stopped fac=suction:no fac=gastrostomy:yes late=place_found_late
 5 wish=home late=told_late again=12
 6 conf=held papers papers-received again=30
 7 late=bed again=31
 8 dental=no
 9 late=told_late
10 stuck=housing
11 stuck=home_care_none fac=suction:yes
12 stuck=facility_procedure stuck=housing fac=suction:no
20 received stuck=housing
23 stuck=transfer_none
24 fac=dialysis:no
25 received conf=held
28 conf=held papers
34 conf=held papers papers-received wish=facility told fee=3
39 papers fee=1i
40 received
";

fn more(no: &str) -> More {
    let mut m = More { papers: Some(false), ..More::default() };
    let line = MORE.lines().find(|l| l.split_whitespace().next() == Some(no)).unwrap_or_default();
    for word in line.split_whitespace().skip(1) {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        match key {
            "received" => m.sheet_received = true,
            "conf" => m.conference = Some(value == "held"),
            "papers" => m.papers = Some(true),
            "papers-received" => m.papers_received = true,
            "wish" => m.wish = Some(value.into()),
            "told" => m.wish_told = true,
            "dental" => {
                m.dental_stopped = Some(value != "no");
                m.dental_resumed = value == "resumed";
            }
            "fac" => {
                let (procedure, yes) = value.split_once(':').unwrap();
                m.facility.push((procedure.into(), yes == "yes"));
            }
            "fee" => m.discharge_fee = Some(DischargeFee::from_code(value).unwrap()),
            "stuck" => m.stuck.push(value.into()),
            "late" => m.late.push(value.into()),
            "again" => m.readmitted_after = Some(value.parse().unwrap()),
            other => panic!("{other}"),
        }
    }
    m
}

fn day(text: &str) -> Date {
    format!("2026-{text}").parse().unwrap()
}

/// `-` is nothing, `?` is without a day.
fn maybe(text: &str) -> Option<Option<Date>> {
    match text {
        "-" => None,
        "?" => Some(None),
        d => Some(Some(day(d))),
    }
}

fn told(text: &str, sheet: Option<Option<Date>>) -> Option<(Option<Date>, Option<Method>)> {
    let (when, how) = text.split_once('/')?;
    let method = (how != "-").then(|| Method::from_code(how).unwrap());
    let when = if when == "=sheet" { sheet.unwrap() } else { maybe(when)? };
    Some((when, method))
}

fn cases() -> Vec<Case> {
    STAYS
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with("no "))
        .map(|line| {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let [
                no,
                hosp,
                office,
                level,
                admitted,
                contact,
                sheet,
                fee,
                planning,
                notice,
                ended,
                end,
                record,
            ] = cells.try_into().unwrap_or_else(|c| panic!("{c:?}"));
            let sheet = maybe(sheet);
            Case {
                id: no.into(),
                hospital: (hosp.into(), format!("病院 {hosp}")),
                office: (office.into(), format!("居宅 {office}")),
                care_level: CareLevel::from_code(level).unwrap().code(),
                admitted: day(admitted),
                ended: maybe(ended).flatten(),
                end: EndKind::from_code(end),
                contact: told(contact, sheet),
                planning: maybe(planning),
                notice: told(notice, None),
                record: maybe(record),
                fee: [FeeGrade::First, FeeGrade::Second].into_iter().find(|g| g.code() == fee),
                sheet,
                more: more(no),
            }
        })
        .collect()
}

fn october() -> Survey {
    count(&cases(), day("10-01"), day("10-31"), str::to_string)
}

fn rate(f: &Figures, key: &str) -> (i64, i64) {
    (f.rates[key].n, f.rates[key].d)
}

#[test]
fn forty_stays_are_counted_as_by_hand() {
    assert_eq!(cases().len(), 40);
    let all = october().all;
    // 1–20, 25–27, 32–40
    assert_eq!(all.admissions, 32);
    // 1–10, 13–15, 21, 22, 27, 32–39
    assert_eq!(all.discharges, 24);
    // 11, 16, 23 and 12, 24; 26 died after the month
    assert_eq!((all.deaths, all.transfers), (3, 2));
    for (key, n, d) in [
        // all admissions but 5, 14, 16, 33
        ("admission_contact", 28, 32),
        // 1–4, 6, 8–12, 17, 18, 20, 25, 26, 34, 36, 37, 39, 40
        ("sheet_sent", 20, 32),
        // 1, 3, 6, 10–12, 17, 20, 25, 34, 37, 39, 40
        ("fee_admission_1", 13, 32),
        // 2, 8, 9, 26, 36
        ("fee_admission_2", 5, 32),
        // 1–3, 5, 6, 9, 10, 21, 22, 34, 35, 37
        ("planning_contact", 12, 24),
        // 1–7, 14, 15, 21, 22, 32–34, 37, 38
        ("discharge_contact", 16, 24),
        // 1–3, 21, 22, 32, 33, 37 of these sixteen and of 8, 9, 35, 36
        ("five_days_before", 8, 20),
        // the same without 9 and 35
        ("five_days_before_known", 8, 18),
        // 1, 2, 4, 6, 8, 10, 21, 34, 37–39
        ("record_received", 11, 24),
        // of the twenty sheets: 1, 2, 20, 25, 40
        ("sheet_received", 5, 20),
        // 6, 38 and 7, 14, 15
        ("day_before_or_same", 5, 20),
        // 1, 2, 6, 34; 25 and 28 left in other months
        ("conference_held", 4, 24),
        // and 3, where it was decided not to hold one
        ("conference_decided", 5, 24),
        // 1–4, 6, 34, 39
        ("papers_handed", 7, 24),
        // 1, 3, 6, 34
        ("papers_received", 4, 24),
        // 1–3, 34
        ("wish_told", 4, 24),
        // 1–3, 5, 34 of these and 4, who wished to go home
        ("wish_met", 5, 6),
        // 1, 4 of these and 8
        ("dental_stopped", 2, 3),
        // 1
        ("dental_resumed", 1, 2),
        // 4, 11 of these and 12, 24; death and transfer count here
        ("facility_accepted", 2, 4),
        // 3, 39
        ("fee_discharge_1i", 2, 24),
        // 1
        ("fee_discharge_1ro", 1, 24),
        ("fee_discharge_2i", 0, 24),
        // 2
        ("fee_discharge_2ro", 1, 24),
        // 34
        ("fee_discharge_3", 1, 24),
        // 5, 6; 7 came back on day 31
        ("readmitted_30", 2, 24),
    ] {
        assert_eq!(rate(&all, key), (n, d), "{key}");
    }
}

#[test]
fn the_seven_timings_are_counted_and_add_up_to_the_notices() {
    let all = october().all;
    for (timing, n) in [
        ("8+", 3),      // 1, 21, 32
        ("5-7", 5),     // 2, 3, 22, 33, 37
        ("2-4", 3),     // 4, 5, 34
        ("1", 2),       // 6, 38
        ("0", 3),       // 7, 14, 15
        ("after", 2),   // 8, 36
        ("unknown", 2), // 9, 35
    ] {
        assert_eq!(all.timing[timing], n, "{timing}");
    }
    assert_eq!(all.timing.values().sum::<i64>(), all.rates["five_days_before"].d);
    assert_eq!(Timing::ALL.len(), all.timing.len());
}

#[test]
fn the_methods_are_those_of_the_counted_contacts() {
    let all = october().all;
    let admission = BTreeMap::from([
        ("phone", 16),
        ("fax", 3),
        ("ict", 5),
        ("visit", 1),
        ("family", 2),
        ("post", 1),
    ]);
    assert_eq!(all.admission_methods, admission);
    assert_eq!(admission.values().sum::<i64>(), all.rates["admission_contact"].n);
    // 33 was told in a way that nobody wrote down
    let discharge = BTreeMap::from([("phone", 13), ("ict", 3), ("fax", 2), ("post", 1)]);
    assert_eq!(all.discharge_methods, discharge);
}

#[test]
fn the_breakdowns_name_who_had_cases_and_add_up() {
    let s = october();
    let sizes = |rows: &[(String, String, Figures)]| -> Vec<(String, i64, i64)> {
        rows.iter().map(|(id, _, f)| (id.clone(), f.admissions, f.discharges)).collect()
    };
    let want = |rows: &[(&str, i64, i64)]| -> Vec<(String, i64, i64)> {
        rows.iter().map(|(id, a, d)| ((*id).to_string(), *a, *d)).collect()
    };
    // H4 and A5 had nobody who came or left in October
    assert_eq!(
        sizes(&s.hospitals),
        want(&[("H1", 13, 10), ("H2", 11, 6), ("H3", 7, 7), ("out", 1, 1)])
    );
    assert_eq!(sizes(&s.offices), want(&[("A1", 9, 6), ("A2", 4, 4), ("A3", 11, 6), ("A4", 8, 8)]));
    assert_eq!(
        sizes(&s.care_levels),
        want(&[
            ("12", 4, 3),
            ("13", 1, 1),
            ("21", 5, 5),
            ("22", 9, 7),
            ("23", 4, 4),
            ("24", 4, 2),
            ("25", 3, 1),
            ("applied", 1, 1),
            ("unknown", 1, 0),
        ])
    );
    let early: Vec<(i64, i64)> =
        s.hospitals.iter().map(|(_, _, f)| rate(f, "five_days_before")).collect();
    assert_eq!(early, [(3, 9), (2, 4), (3, 7), (0, 0)]);
    let dead: Vec<i64> = s.hospitals.iter().map(|(_, _, f)| f.deaths).collect();
    assert_eq!(dead, [0, 3, 0, 0]);
    for rows in [&s.hospitals, &s.offices, &s.care_levels] {
        for (key, whole) in &s.all.rates {
            let sum = rows
                .iter()
                .map(|(_, _, f)| rate(f, key))
                .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
            assert_eq!(sum, (whole.n, whole.d), "{key}");
        }
    }
}

#[test]
fn every_number_opens_to_as_many_records() {
    let (cases, all) = (cases(), october().all);
    let behind = |key: &str| {
        let holds = |c: &&Case| counts_in(c, day("10-01"), day("10-31")).iter().any(|k| k == key);
        i64::try_from(cases.iter().filter(holds).count()).unwrap()
    };
    assert_eq!(behind("admissions"), all.admissions);
    assert_eq!(behind("discharges"), all.discharges);
    assert_eq!(behind("excluded.death"), all.deaths);
    assert_eq!(behind("excluded.transfer"), all.transfers);
    for (key, r) in &all.rates {
        assert_eq!(behind(&format!("{key}.n")), r.n, "{key}");
        assert_eq!(behind(&format!("{key}.d")), r.d, "{key}");
    }
    for (code, n) in &all.timing {
        assert_eq!(behind(&format!("timing.{code}")), *n, "{code}");
    }
}

#[test]
fn the_months_beside_october_count_the_others() {
    let all = cases();
    let september = count(&all, day("09-01"), day("09-30"), str::to_string).all;
    // 21–24, 28, 30, 31; only 28 left
    assert_eq!((september.admissions, september.discharges), (7, 1));
    assert_eq!(rate(&september, "five_days_before"), (1, 1));
    let november = count(&all, day("11-01"), day("11-30"), str::to_string).all;
    // 29; 25 and 30 left, 26 died
    assert_eq!((november.admissions, november.discharges, november.deaths), (1, 2, 1));
    let nothing = count(&all, day("12-01"), day("12-31"), str::to_string).all;
    assert_eq!((nothing.admissions, nothing.discharges), (0, 0));
    assert!(
        nothing.rates.values().all(|r| (r.n, r.d) == (0, 0)) && nothing.rates.len() == R::ALL.len()
    );
}

#[test]
fn procedures_and_reasons_are_counted_by_code() {
    let all = october().all;
    let facility: Vec<(&str, i64, i64)> =
        all.facility.iter().map(|(k, r)| (k.as_str(), r.n, r.d)).collect();
    // 24; 4; 11 of 4, 11, 12
    assert_eq!(facility, [("dialysis", 0, 1), ("gastrostomy", 1, 1), ("suction", 1, 3)]);
    let list = |m: &BTreeMap<String, i64>| -> Vec<(String, i64)> {
        m.iter().map(|(k, n)| (k.clone(), *n)).collect()
    };
    let want = |rows: &[(&str, i64)]| -> Vec<(String, i64)> {
        rows.iter().map(|(k, n)| ((*k).to_string(), *n)).collect()
    };
    // 12; 11; 10 and 12; 23. 20 is still in hospital
    let stuck =
        [("facility_procedure", 1), ("home_care_none", 1), ("housing", 2), ("transfer_none", 1)];
    assert_eq!(list(&all.stuck), want(&stuck));
    // 7; 4; 5 and 9. 2 was told seven days before
    assert_eq!(list(&all.late), want(&[("bed", 1), ("place_found_late", 1), ("told_late", 2)]));
    let cases = cases();
    for key in ["stuck.housing", "late.told_late", "facility.suction.d"] {
        let holds = |c: &&Case| counts_in(c, day("10-01"), day("10-31")).iter().any(|k| k == key);
        let n = cases.iter().filter(holds).count();
        assert_eq!(n, if key.starts_with("fac") { 3 } else { 2 }, "{key}");
    }
}

#[test]
fn each_month_counts_as_if_it_were_asked_for_alone() {
    let all = cases();
    let months = by_month(&all, day("09-01"), day("11-30"));
    assert_eq!(months.len(), 3);
    for m in &months {
        assert_eq!(m.now, figures(&all, m.from, m.to), "{}", m.from);
        assert_eq!(m.before.admissions + m.before.discharges, 0, "nothing is known of 2025");
    }
    assert_eq!(months.iter().map(|m| m.now.admissions).collect::<Vec<_>>(), [7, 32, 1]);
    assert_eq!(months.iter().map(|m| m.now.discharges).collect::<Vec<_>>(), [1, 24, 2]);
    // the same stays a year later: this October stands beside them as the year before
    let later = by_month(&all, "2027-10-01".parse().unwrap(), "2027-10-31".parse().unwrap());
    assert_eq!(later[0].before, october().all);
}

#[test]
fn a_row_of_the_questionnaire_counts_only_where_it_was_asked() {
    let mut all = cases();
    let keyed = |more: More| Case { id: "q".into(), more, ..all[0].clone() };
    let answered =
        keyed(More { keyed: true, conference: Some(true), papers: Some(false), ..More::default() });
    let open = keyed(More { keyed: true, ..More::default() });
    let before = october().all;
    all.extend([answered, open]);
    let after = count(&all, day("10-01"), day("10-31"), str::to_string).all;
    let grown = |key: &str| {
        let (a, b) = (rate(&after, key), rate(&before, key));
        (a.0 - b.0, a.1 - b.1)
    };
    for key in ["admission_contact", "sheet_sent", "discharge_contact", "five_days_before"] {
        assert_eq!(grown(key), (2, 2), "{key}");
    }
    assert_eq!(grown("conference_held"), (1, 1));
    assert_eq!(grown("papers_handed"), (0, 1));
    for key in [
        "planning_contact",
        "record_received",
        "sheet_received",
        "conference_decided",
        "papers_received",
        "wish_told",
        "wish_met",
        "dental_stopped",
        "readmitted_30",
    ] {
        assert_eq!(grown(key), (0, 0), "{key}");
    }
    assert_eq!((before.keyed, after.keyed), (0, 2));
}
