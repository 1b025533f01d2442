//! Rows of the questionnaire: what is read, what is refused beside which field, what counts once.
use super::*;

fn id(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

fn day(s: &str) -> Date {
    s.parse().unwrap()
}

fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let base = [
        ("hospital", "結野中央病院"),
        ("admitted", "2026-10-05"),
        ("age", "85〜94歳"),
        ("level", "要介護2"),
        ("contact", "有"),
        ("sheet", "無"),
    ];
    let all = base.iter().chain(pairs);
    all.map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect()
}

fn read(pairs: &[(&str, &str)]) -> Result<Row, Vec<Refused>> {
    let hospital = |name: &str| (name == "結野中央病院").then(|| id(7));
    Row::read(id(1), &fields(pairs), day("2026-11-21"), hospital)
}

fn stored(n: u8, row: Row) -> Stored {
    Stored {
        id: id(n),
        row,
        source: "page".into(),
        state: State::Open,
        made_org: None,
        made_name: String::new(),
        at: At::from_millis(0),
    }
}

#[test]
fn a_row_with_words_dates_of_the_era_and_wide_digits_is_read() {
    let row = read(&[
        ("admitted", "R8.10.5"),
        ("level", "要介護２"),
        ("ended", "令和8年10月20日"),
        ("end", "自宅"),
        ("notice", "有"),
        ("notice_on", "2026/10/12"),
        ("notice_method", "FAX"),
        ("conference", "無"),
        ("discharge_fee", "(Ⅱ)イ"),
    ])
    .unwrap();
    assert_eq!(
        (row.hospital, row.admitted, row.ended),
        (Some(id(7)), day("2026-10-05"), Some(day("2026-10-20")))
    );
    let case = stored(9, row.clone()).as_case("結の里");
    assert_eq!(case.notice, Some((Some(day("2026-10-12")), Some(Method::Fax))));
    assert_eq!((case.contact, case.sheet), (Some((None, None)), None));
    assert_eq!(case.more.conference, Some(false));
    assert_eq!(case.more.papers, None, "left open");
    assert_eq!(case.more.discharge_fee, Some(DischargeFee::TwoI));
    assert!(case.more.keyed && case.care_level == "22");
    assert_eq!(Row::kept(id(1), row.fields()).as_ref(), Some(&row), "as it is kept it comes back");
    assert_eq!(row.words("level"), "要介護2");
}

#[test]
fn refusals_stand_beside_their_fields_all_at_once() {
    let wrong = |pairs: &[(&str, &str)]| -> Vec<String> {
        read(pairs).unwrap_err().into_iter().map(|(f, _)| f).collect()
    };
    assert_eq!(
        wrong(&[("admitted", "R8.13.1"), ("level", "7"), ("contact", "たぶん")]),
        ["admitted", "level", "contact"]
    );
    assert_eq!(wrong(&[("hospital", ""), ("age", "")]), ["hospital", "age"]);
    assert_eq!(wrong(&[("admitted", "2026-12-01")]), ["admitted"]);
    assert_eq!(wrong(&[("ended", "2026-10-01"), ("end", "home"), ("notice", "無")]), ["ended"]);
    assert_eq!(wrong(&[("ended", "2026-10-20")]), ["end", "notice"]);
    assert_eq!(wrong(&[("end", "自宅")]), ["ended"]);
    assert_eq!(wrong(&[("contact", "無"), ("contact_on", "2026-10-05")]), ["contact"]);
    assert_eq!(wrong(&[("trouble", &"あ".repeat(501))]), ["trouble"]);
    assert!(
        read(&[("ended", "2026-10-20"), ("end", "死亡")]).is_ok(),
        "no notice is asked for a death"
    );
}

#[test]
fn the_same_row_twice_counts_once_until_somebody_says_it_is_another_person() {
    let row = read(&[]).unwrap();
    let mut rows = vec![stored(10, row.clone()), stored(11, row.clone())];
    assert_eq!(counted(&rows, &[]).len(), 1);
    rows[1].state = State::Different;
    assert_eq!(counted(&rows, &[]).len(), 2);
    rows[0].state = State::Same;
    assert_eq!(counted(&rows, &[]).len(), 1);
    let other_age = read(&[("age", "75")]).unwrap();
    assert_eq!(counted(&[stored(10, row.clone()), stored(11, other_age)], &[]).len(), 2);
    let other_end = |d| read(&[("ended", d), ("end", "自宅"), ("notice", "無")]).unwrap();
    let two = [stored(10, other_end("2026-10-20")), stored(11, other_end("2026-10-21"))];
    assert_eq!(counted(&two, &[]).len(), 2);
    let open_and_ended = [stored(10, row), stored(11, other_end("2026-10-21"))];
    assert_eq!(counted(&open_and_ended, &[]).len(), 1, "the discharge was added by a second row");
}

#[test]
fn every_choice_is_found_by_code_and_by_words() {
    for c in COLUMNS {
        let Kind::Choice(list) = c.kind else { continue };
        for (code, label) in choices(list) {
            assert_eq!(choice(list, code), Some(code), "{} {code}", c.key);
            assert_eq!(choice(list, label), Some(code), "{} {label}", c.key);
        }
    }
}
