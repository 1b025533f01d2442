//! Under which terms each source is used, and which of them are doubtful (data/sources.csv): credit line, terms, whether
//! known faults make it a source to be checked, year of the source, `K` = not held against the publisher's own page.
use std::sync::OnceLock;

use super::Source;

const TABLE: &str = include_str!("../../../data/sources.csv");

/// The terms of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Which.
    pub source: Source,
    /// The line that names it, as its publisher asks.
    pub credit: String,
    /// Licence or agreement, in words.
    pub terms: String,
    /// Made by somebody else out of open data, with known faults: what it says is to be checked.
    pub doubtful: bool,
    /// Year of the terms.
    pub year: u16,
    /// Not yet held against the publisher's own page.
    pub verify: bool,
}

/// The table as shipped.
pub fn all() -> &'static [Terms] {
    static READ: OnceLock<Vec<Terms>> = OnceLock::new();
    READ.get_or_init(|| TABLE.lines().skip(1).filter_map(read).collect())
}

fn read(line: &str) -> Option<Terms> {
    let cells: Vec<&str> = line.split(',').collect();
    let [source, credit, terms, doubtful, year, verify] = cells.as_slice() else { return None };
    Some(Terms {
        source: Source::of(source)?,
        credit: (*credit).into(),
        terms: (*terms).into(),
        doubtful: *doubtful == "yes",
        year: year.parse().ok()?,
        verify: *verify == "K",
    })
}

impl Source {
    /// Its terms; none only for a table that lacks it, which a test refuses.
    pub fn terms(self) -> Option<&'static Terms> {
        all().iter().find(|t| t.source == self)
    }

    /// Is what it says to be checked before it is relied on?
    pub fn doubtful(self) -> bool {
        self.terms().is_none_or(|t| t.doubtful)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_has_its_credit_its_terms_and_a_year() {
        assert_eq!(all().len(), TABLE.lines().count() - 1, "every line is read");
        for s in Source::ALL {
            let t = s.terms().unwrap();
            assert!(!t.credit.is_empty() && !t.terms.is_empty() && t.year > 2000, "{s:?}");
        }
        assert!(Source::FacilityJson.doubtful() && !Source::Iryo.doubtful());
    }
}
