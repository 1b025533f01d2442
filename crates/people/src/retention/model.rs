//! The rule: years by kind (data/rules/retention.json), the day from which they count, the day from which a person is due.
use std::sync::LazyLock;

use app::Error;
use kernel::time::{add_days, add_months};
use kernel::{Date, sha256_hex};
use serde::Deserialize;
use slice::KeptKind;

use crate::ResidentId;

/// How long one kind is kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct KindRule {
    /// Code, as slices name what they keep.
    pub code: String,
    /// Words.
    pub label: String,
    /// Years kept: the longer of law, ordinance and contract.
    pub years: i32,
    /// Years that the law asks for.
    pub law_years: i32,
    /// Law or ordinance.
    pub basis: String,
    /// Its year.
    pub year: i32,
    /// Not checked against the region's ordinance yet.
    pub verify: bool,
}

/// The shipped edition.
#[derive(Debug, Clone, Deserialize)]
pub struct Rules {
    /// Edition; a purge keeps it.
    pub version: String,
    /// What it is and where it comes from.
    pub source: String,
    /// The kinds.
    pub kinds: Vec<KindRule>,
}

static SHIPPED: LazyLock<Option<Rules>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../data/rules/retention.json")).ok()
});

impl Rules {
    /// The shipped edition.
    pub fn shipped() -> Result<&'static Rules, Error> {
        SHIPPED.as_ref().ok_or_else(|| Error::Inconsistent("the rules of retention".into()))
    }

    /// Years of a kind; of one that nobody wrote a rule for, the longest of all.
    pub fn years(&self, kind: &str) -> i32 {
        let known = self.kinds.iter().find(|k| k.code == kind).map(|k| k.years);
        known.unwrap_or_else(|| self.longest())
    }

    fn longest(&self) -> i32 {
        self.kinds.iter().map(|k| k.years).max().unwrap_or(i32::MAX)
    }

    /// The shortest of all.
    fn shortest(&self) -> i32 {
        self.kinds.iter().map(|k| k.years).min().unwrap_or(0)
    }

    /// Nobody registered on this day or later can be due today.
    pub(super) fn too_new(&self, today: Date) -> Date {
        add_months(today, self.shortest().saturating_mul(-12))
    }
}

/// A person who is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Who.
    pub resident: ResidentId,
    /// 完結の日.
    pub closed_on: Date,
    /// The first day on which it may be purged.
    pub due_on: Date,
}

/// 完結の日: the last day on which anything happened for the person; none while something is open. A death closes what
/// nobody has closed.
pub(super) fn closed_on(kept: &[KeptKind], died_on: Option<Date>) -> Option<Date> {
    if died_on.is_none() && kept.iter().any(|k| k.open) {
        return None;
    }
    kept.iter().filter_map(|k| k.last).chain(died_on).max()
}

/// The first day on which what was closed on `closed` may be purged: the day after so many full years.
pub fn due_on(closed: Date, years: i32) -> Date {
    add_days(add_months(closed, years.saturating_mul(12)), 1)
}

/// When a person with these kinds is due: the longest of them.
pub(super) fn due(rules: &Rules, kept: &[KeptKind], closed: Date) -> Date {
    let years = kept.iter().filter(|k| k.n > 0).map(|k| rules.years(k.kind)).max();
    due_on(closed, years.unwrap_or_else(|| rules.longest()))
}

/// Hash of a list, printed on the certificate: the ids with their days, in the order of the ids.
pub fn list_hash(list: &[Due]) -> String {
    let mut lines: Vec<String> =
        list.iter().map(|d| format!("{} {} {}\n", d.resident, d.closed_on, d.due_on)).collect();
    lines.sort_unstable();
    sha256_hex(lines.concat().as_bytes())
}

/// 整理番号 of a person: the last ten digits of the id in two groups, as on the sheets of the audit log.
pub(super) fn number(id: ResidentId) -> String {
    let text = id.to_string();
    let end = text.get(text.len().saturating_sub(10)..).unwrap_or_default();
    let (a, b) = end.split_at(end.len() / 2);
    format!("{a}-{b}")
}

/// The end of an id from a 整理番号 as typed; none when it is none.
pub(super) fn number_end(typed: &str) -> Option<String> {
    let plain: String = kernel::kana::half_width(typed)
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect::<String>()
        .to_ascii_lowercase();
    (plain.len() == 10 && plain.bytes().all(|b| b.is_ascii_hexdigit())).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn kept(kind: &'static str, n: i64, last: Option<&str>, open: bool) -> KeptKind {
        KeptKind { kind, n, last: last.map(day), open }
    }

    #[test]
    fn the_shipped_years_are_never_shorter_than_the_law_and_every_kind_has_its_source() {
        let r = Rules::shipped().unwrap();
        for k in &r.kinds {
            assert!(k.years >= k.law_years && k.law_years >= 2, "{}", k.code);
            assert!(!k.basis.is_empty() && k.year > 1900 && !k.label.is_empty(), "{}", k.code);
        }
        assert_eq!((r.years("stay"), r.shortest()), (5, 5));
        assert_eq!(r.too_new(day("2026-11-23")), day("2021-11-23"));
        assert_eq!(r.years("nobody wrote this"), 5, "the longest, not none");
    }

    #[test]
    fn a_number_is_the_end_of_the_id_in_two_groups_and_is_read_back() {
        let id = ResidentId(testkit::id(0x1a2b));
        let text = id.to_string();
        let end = &text[text.len() - 10..];
        assert_eq!(number(id), format!("{}-{}", &end[..5], &end[5..]));
        assert_eq!(number_end(&number(id)).as_deref(), Some(end));
    }

    #[test]
    fn so_many_full_years_are_kept_and_the_day_after_is_the_first() {
        assert_eq!(due_on(day("2021-03-31"), 5), day("2026-04-01"));
        assert_eq!(due_on(day("2024-02-29"), 5), day("2029-03-01"));
        assert_eq!(due_on(day("2024-12-31"), 2), day("2027-01-01"));
        assert_eq!(due_on(day("2024-12-31"), 0), day("2025-01-01"));
    }

    #[test]
    fn nothing_counts_while_something_is_open_and_a_death_closes_it() {
        let some = [kept("stay", 1, Some("2021-01-05"), true), kept("consent", 1, None, false)];
        assert_eq!(closed_on(&some, None), None);
        assert_eq!(closed_on(&some, Some(day("2021-02-01"))), Some(day("2021-02-01")));
        // written after the death: counts from there
        let late = [kept("care-record", 1, Some("2021-03-01"), false)];
        assert_eq!(closed_on(&late, Some(day("2021-02-01"))), Some(day("2021-03-01")));
        assert_eq!(closed_on(&[], None), None);
        assert_eq!(
            closed_on(&[kept("stay", 1, Some("2021-01-05"), false)], None),
            Some(day("2021-01-05"))
        );
    }

    #[test]
    fn the_longest_kind_that_there_is_decides() {
        let kind = |code: &str, years| KindRule {
            code: code.into(),
            label: String::new(),
            years,
            law_years: 2,
            basis: String::new(),
            year: 1999,
            verify: true,
        };
        let kinds = vec![kind("a", 2), kind("b", 10), kind("c", 5)];
        let r = Rules { version: "t".into(), source: String::new(), kinds };
        let closed = day("2020-01-01");
        let of = |k: &[KeptKind]| due(&r, k, closed);
        assert_eq!(of(&[kept("a", 3, None, false)]), day("2022-01-02"));
        assert_eq!(of(&[kept("a", 3, None, false), kept("c", 1, None, false)]), day("2025-01-02"));
        assert_eq!(of(&[kept("a", 3, None, false), kept("b", 0, None, false)]), day("2022-01-02"));
        assert_eq!(of(&[kept("b", 1, None, false)]), day("2030-01-02"));
        assert_eq!(of(&[]), day("2030-01-02"), "nothing known: the longest");
        assert_eq!(r.shortest(), 2);
    }

    #[test]
    fn the_hash_of_a_list_does_not_depend_on_its_order_and_moves_with_every_day_in_it() {
        let one = |n, closed: &str, due: &str| Due {
            resident: ResidentId(testkit::id(n)),
            closed_on: day(closed),
            due_on: day(due),
        };
        let (a, b) = (one(1, "2020-01-01", "2025-01-02"), one(2, "2020-02-01", "2025-02-02"));
        let hash = list_hash(&[a.clone(), b.clone()]);
        assert_eq!(hash, list_hash(&[b.clone(), a.clone()]));
        for other in [
            vec![a.clone()],
            vec![a.clone(), one(2, "2020-02-02", "2025-02-02")],
            vec![a, one(2, "2020-02-01", "2025-02-03")],
        ] {
            assert_ne!(hash, list_hash(&other));
        }
    }

    #[test]
    fn a_number_reads_back_however_it_is_typed() {
        let id = ResidentId(testkit::id(0x1234));
        let n = number(id);
        let end = number_end(&n).unwrap();
        assert!(id.to_string().ends_with(&end) && end.len() == 10);
        assert_eq!(number_end(&format!(" {} ", n.to_uppercase())), Some(end.clone()));
        assert_eq!(number_end(&end), Some(end));
        for none in ["", "12345", "12345-6789g", "123456-78901"] {
            assert_eq!(number_end(none), None, "{none}");
        }
    }
}
