use super::*;
use crate::FacilityId;
use crate::model::facility::{FacilityData, Fields};
use kernel::Id;

const TODAY: Date = jiff_date(2026, 11, 21);

const fn jiff_date(y: i16, m: i8, d: i8) -> Date {
    Date::constant(y, m, d)
}

fn data(n: u32, name: &str) -> FacilityData {
    FacilityData {
        number: format!("03{n:08}"),
        service: "120".into(),
        service_label: "訪問入浴介護".into(),
        name: name.into(),
        municipality: "032069".into(),
        ..FacilityData::default()
    }
}

fn file(name: &str, rows: Vec<FacilityData>) -> ParsedFile {
    let rows = rows
        .into_iter()
        .enumerate()
        .map(|(i, data)| ParsedRow {
            line: i as u64 + 2,
            hash: data.hash(),
            data,
            extra: None,
            as_of: None,
        })
        .collect();
    ParsedFile {
        file: name.into(),
        service: "120".into(),
        said: Fields::all(),
        rows,
        ..ParsedFile::default()
    }
}

fn stored(rows: Vec<FacilityData>) -> State {
    let facilities = rows
        .into_iter()
        .enumerate()
        .map(|(i, data)| Stored {
            id: FacilityId(Id::from_bytes([i as u8; 16])),
            record: None,
            source: Source::Kouhyou,
            list: data.service.clone(),
            data,
            extra_hash: String::new(),
            closed_at: None,
            last_seen: TODAY,
            listed_elsewhere: false,
        })
        .collect();
    State { facilities, ..State::default() }
}

fn counts(p: &Plan) -> (usize, usize, usize, usize, usize) {
    (p.creates.len(), p.updates.len(), p.unchanged, p.closes.len(), p.rejected.len())
}

#[test]
fn a_fifth_may_close_and_more_than_a_fifth_never() {
    let all: Vec<_> = (0..10).map(|n| data(n, "a")).collect();
    let eight = plan(&stored(all.clone()), &[file("f", all[..8].to_vec())], TODAY, None);
    assert_eq!(counts(&eight), (0, 0, 8, 2, 0));
    let seven = plan(&stored(all.clone()), &[file("f", all[..7].to_vec())], TODAY, None);
    assert_eq!(counts(&seven), (0, 0, 7, 0, 0));
    assert_eq!(seven.warnings[0].kind, "closing");
    assert!(seven.warnings[0].text.contains("岩手県の訪問入浴介護は、10件のうち3件"));
}

#[test]
fn only_the_prefecture_and_service_of_the_file_can_close() {
    let mut elsewhere = data(1, "宮城");
    elsewhere.municipality = "042030".into();
    let mut other = data(2, "通所");
    other.service = "160".into();
    let mine: Vec<_> = (3..10).map(|n| data(n, "a")).collect();
    let state = stored([vec![elsewhere, other], mine.clone()].concat());
    let p = plan(&state, &[file("f", mine[1..].to_vec())], TODAY, None);
    assert_eq!(p.closes.len(), 1);
    assert_eq!(p.closes[0].data.number, "0300000003");
}

#[test]
fn a_refused_row_whose_number_is_known_does_not_close_its_facility() {
    let all: Vec<_> = (0..10).map(|n| data(n, "a")).collect();
    let mut f = file("f", all[1..].to_vec());
    f.mentioned.push(all[0].number.clone());
    let p = plan(&stored(all), &[f], TODAY, None);
    assert_eq!(p.closes.len(), 0);
}

#[test]
fn a_closed_facility_that_is_listed_again_opens() {
    let mut state = stored(vec![data(1, "a")]);
    state.facilities[0].closed_at = Some(TODAY);
    let p = plan(&state, &[file("f", vec![data(1, "a")])], TODAY, None);
    assert!(p.updates[0].reopened && p.updates[0].fields().is_empty());
}

#[test]
fn overlapping_files_take_the_first_row_of_a_key() {
    let first = file("a.csv", vec![data(1, "a"), data(2, "b")]);
    let second = file("b.csv", vec![data(1, "a"), data(2, "ちがう")]);
    let p = plan(&State::default(), &[first, second], TODAY, None);
    assert_eq!(counts(&p), (2, 0, 1, 0, 1));
    assert_eq!(p.rejected[0].code, "duplicate");
    assert_eq!(p.report().rows(), 4);
}

#[test]
fn the_day_of_the_data_moves_forward_only() {
    let mut state = stored(vec![data(1, "a")]);
    state.facilities[0].last_seen = jiff_date(2026, 6, 30);
    let newer = plan(&state, &[file("f", vec![data(1, "a")])], TODAY, None);
    assert_eq!(newer.seen, [Seen { id: state.facilities[0].id, record: None, day: TODAY }]);
    let older = plan(&state, &[file("f", vec![data(1, "a")])], TODAY, Some(jiff_date(2025, 6, 1)));
    assert!(older.seen.is_empty());
    state.coverage.insert(
        Scope { source: Source::Kouhyou, prefecture: "03".into(), list: "120".into() },
        Coverage { edition: Some(jiff_date(2026, 6, 30)), imported_on: TODAY, rows: 1 },
    );
    let older = plan(&state, &[file("f", vec![data(1, "a")])], TODAY, Some(jiff_date(2025, 6, 1)));
    assert_eq!(older.warnings[0].kind, "older");
}

#[test]
fn the_hash_of_a_plan_follows_what_it_changes() {
    let a = plan(&State::default(), &[file("f", vec![data(1, "a")])], TODAY, None);
    let b = plan(&State::default(), &[file("f", vec![data(1, "b")])], TODAY, None);
    let again = plan(&State::default(), &[file("f", vec![data(1, "a")])], TODAY, None);
    assert_ne!(a.hash(), b.hash());
    assert_eq!(a.hash(), again.hash());
    assert!(a.changes());
}
