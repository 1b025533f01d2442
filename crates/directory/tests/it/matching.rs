//! How well rows of different sources are recognised as one facility, on 200 labelled pairs (`tests/data/pairs.csv`:
//! invented names at real places, each with the variation it stands for).
use std::collections::BTreeMap;

use directory::model::facility::FacilityData;
use directory::model::matching::{Features, Verdict, score};
use office::csv::{CsvFile, Limits, Record};

fn side(r: &Record<'_>, s: &str) -> Features {
    let get = |k: &str| r.get(&format!("{k}_{s}")).unwrap_or("").to_string();
    let number = |k: &str| get(k).parse::<f64>().ok();
    let d = FacilityData {
        name: get("name"),
        address: get("address"),
        municipality: "030000".into(),
        service: get("service"),
        phone: directory::model::normalise::phone(&get("phone")).value,
        place: number("lat").zip(number("lng")),
        ..FacilityData::default()
    };
    let codes = Some(get("code")).filter(|c| !c.is_empty()).into_iter().collect();
    Features::of(&d, codes, false)
}

#[test]
#[expect(clippy::disallowed_macros, reason = "the figures are the point of the test")]
fn two_hundred_pairs_are_told_apart_well_enough() {
    let text = include_bytes!("../data/pairs.csv");
    let csv = CsvFile::read(text, &Limits::default()).unwrap();
    // by label: sure, doubtful, other
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut all = 0;
    for r in csv.records() {
        let r = r.unwrap();
        let label = r.get("label").unwrap().to_string();
        let (a, b) = (side(&r, "a"), side(&r, "b"));
        let (there, back) = (score(&a, &b), score(&b, &a));
        assert_eq!(
            there.as_ref().map(|s| s.points),
            back.map(|s| s.points),
            "line {}: the order must not matter",
            r.line
        );
        let verdict = there.as_ref().map_or(Verdict::Other, |s| s.verdict());
        all += 1;
        counts.entry(label.clone()).or_default()[verdict as usize] += 1;
        if (label == "same") != (verdict == Verdict::Sure) {
            wrong.push(format!(
                "{label} {verdict:?} {} {} | {} {:?}",
                r.get("kind").unwrap(),
                r.get("name_a").unwrap(),
                r.get("name_b").unwrap(),
                there.map(|s| (s.points, s.reasons))
            ));
        }
    }
    let (same, other) = (counts["same"], counts["other"]);
    let precision = same[0] as f64 / (same[0] + other[0]) as f64;
    let recall = same[0] as f64 / same.iter().sum::<usize>() as f64;
    let found = (same[0] + same[1]) as f64 / same.iter().sum::<usize>() as f64;
    eprintln!("{}", wrong.join("\n"));
    eprintln!(
        "pairs {all}: same {same:?}, other {other:?} (sure, asked, none); precision of sure {precision:.3}, recall of sure {recall:.3}, sure or asked {found:.3}"
    );
    assert!(all >= 200, "{all}");
    assert!(precision >= 0.99, "precision {precision:.3}");
    assert!(recall >= 0.85, "recall {recall:.3}");
    assert!(found >= 0.97, "sure or asked {found:.3}");
    // asking too much is a fault as well
    assert!(other[1] * 5 <= other.iter().sum::<usize>(), "{other:?}");
}
