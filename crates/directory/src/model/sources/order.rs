//! One facility from several sources: for each field the first source of `data/field_order.csv` that says something.
//! Which one it was, and of which day, is kept with the field.

use std::sync::OnceLock;

use kernel::Date;

use super::Source;
use crate::model::facility::{FacilityData, Field, Fields};

/// The order as shipped: columns field (`*` = every other) and sources from first to last.
const ORDER: &str = include_str!("../../../data/field_order.csv");

/// What one source says about a facility.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The source.
    pub source: Source,
    /// Its fields.
    pub data: FacilityData,
    /// Those it has a column for.
    pub said: Fields,
    /// Day of its data.
    pub as_of: Date,
    /// The source no longer lists it.
    pub closed: bool,
}

/// Where a field comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSource {
    /// Which field.
    pub field: Field,
    /// The source.
    pub source: Source,
    /// Day of its data.
    pub as_of: Date,
}

/// The sources of a field from first to last.
pub fn order_of(field: Field) -> &'static [Source] {
    static TABLE: OnceLock<Vec<(String, Vec<Source>)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        ORDER
            .lines()
            .skip(1)
            .filter_map(|l| l.split_once(','))
            .map(|(f, s)| (f.to_string(), s.split_whitespace().filter_map(Source::of).collect()))
            .collect()
    });
    let of = |name: &str| table.iter().find(|(f, _)| f == name).map(|(_, s)| s.as_slice());
    of(field.code()).or_else(|| of("*")).unwrap_or(&[])
}

/// Puts records together. `own` gives number and service, and the value where no source of the order says anything.
/// Records that are closed count only when all are.
pub fn merge(own: &FacilityData, records: &[Record]) -> (FacilityData, Vec<FieldSource>) {
    let all_closed = records.iter().all(|r| r.closed);
    let speaking: Vec<&Record> = records.iter().filter(|r| all_closed || !r.closed).collect();
    let mut out = own.clone();
    let mut from = Vec::new();
    for field in Field::ALL {
        let mut said: Vec<&&Record> = speaking
            .iter()
            .filter(|r| r.said.has(field) && !r.data.text(field).is_empty())
            .collect();
        let order = order_of(field);
        let rank = |s: Source| order.iter().position(|o| *o == s).unwrap_or(order.len());
        // among records of one source (it changed its number) the newest speaks
        said.sort_by_key(|r| (rank(r.source), std::cmp::Reverse(r.as_of)));
        match said.first().filter(|r| rank(r.source) < order.len()) {
            Some(r) => {
                out.take(field, &r.data);
                from.push(FieldSource { field, source: r.source, as_of: r.as_of });
            }
            None if !speaking.is_empty() => out.take(field, &FacilityData::default()),
            None => {}
        }
    }
    // the word for the service belongs to the service, which is the facility's own
    out.service_label.clone_from(&own.service_label);
    from.retain(|f| f.field != Field::Service);
    if out.municipality.is_empty() {
        out.municipality.clone_from(&own.municipality);
    }
    (out, from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(source: Source, phone: Option<&str>, name: &str, day: &str) -> Record {
        Record {
            source,
            data: FacilityData {
                name: name.into(),
                phone: phone.map(str::to_string),
                municipality: "030000".into(),
                service_label: "病院".into(),
                ..FacilityData::default()
            },
            said: Fields::default().with(Field::Name).with(Field::Phone),
            as_of: day.parse().unwrap(),
            closed: false,
        }
    }

    #[test]
    fn every_field_has_an_order_and_every_source_of_it_exists() {
        for line in ORDER.lines().skip(1) {
            let (field, sources) = line.split_once(',').unwrap();
            assert!(field == "*" || Field::ALL.iter().any(|f| f.code() == field), "{field}");
            assert!(sources.split_whitespace().all(|s| Source::of(s).is_some()), "{line}");
        }
        assert!(Field::ALL.iter().all(|f| !order_of(*f).is_empty()));
    }

    #[test]
    fn each_field_takes_the_first_source_that_says_something_and_tells_which() {
        let iryo = record(Source::Iryo, None, "結野病院", "2025-06-01");
        let filings =
            record(Source::Filings, Some("0197-65-0001"), "医療法人　結野病院", "2026-01-01");
        let (data, from) = merge(&iryo.data.clone(), &[iryo, filings]);
        assert_eq!(data.name, "医療法人　結野病院");
        assert_eq!(data.phone.as_deref(), Some("0197-65-0001"));
        let phone = from.iter().find(|f| f.field == Field::Phone).unwrap();
        assert_eq!((phone.source, phone.as_of.to_string()), (Source::Filings, "2026-01-01".into()));
    }

    #[test]
    fn what_the_region_entered_comes_first_and_a_closed_record_is_silent() {
        let local = record(Source::Local, Some("0000-65-0009"), "結野病院", "2026-11-01");
        let mut filings = record(Source::Filings, Some("0197-65-0001"), "旧結野病院", "2026-01-01");
        let (data, _) = merge(&local.data.clone(), &[filings.clone(), local.clone()]);
        assert_eq!(data.phone.as_deref(), Some("0000-65-0009"));
        filings.closed = true;
        let mut bare = local;
        bare.data.phone = None;
        let (data, _) = merge(&bare.data.clone(), &[filings.clone(), bare.clone()]);
        assert_eq!(data.phone, None);
        bare.closed = true;
        let (data, _) = merge(&bare.data.clone(), &[filings, bare]);
        assert_eq!(data.phone.as_deref(), Some("0197-65-0001"));
    }
}
