//! The slices of this program: one line each.
use kernel::Region;
use slice::{Migrates, Slice};

/// All slices, tier by tier.
pub fn all() -> Vec<Slice> {
    vec![
        accounts::slice(),
        directory::slice(),
        people::slice(),
        bridge::slice(),
        transitions::slice(),
        rooms::slice(),
        emergency::slice(),
        acp::slice(),
        desk::slice(),
        issues::slice(),
        events::slice(),
        meetings::slice(),
        surveys::slice(),
        // xtask:slices
        programme::slice(),
        home::slice(),
    ]
}

/// Hands the finished list to those who read what others registered.
pub fn know() {
    let all = all();
    home::set_sources(&all);
    people::retention::set_sources(&all);
    people::exports::set_sources(&all);
    bridge::set_sources(&all);
    slice::set_timelines(&all);
    slice::set_evidence(&all);
    slice::set_years(&all);
    slice::set_facts(&all);
    slice::set_decided(&all);
    slice::set_agenda(&all);
    slice::set_planned(&all);
    people::my::set_sources(&all);
    people::glass::set_source(emergency::use_cases::glass::running);
    people::changed::set_watchers(&all);
}

/// The slices a region has: those of persons only where it holds persons.
pub fn of(region: &Region) -> Vec<Slice> {
    all().into_iter().filter(|s| region.persons || s.needs == Migrates::Base).collect()
}

#[cfg(test)]
mod tests {
    use testkit::{TestDb, prepare_all};

    use super::*;

    #[test]
    fn every_statement_prepares_on_both_engines() {
        let of_slices: Vec<&[db::Stmt]> = all()
            .iter()
            .flat_map(|s| s.statements.iter().copied())
            .chain(app::STATEMENTS.iter().copied())
            .chain(keep::STATEMENTS.iter().copied())
            .collect();
        assert!(of_slices.iter().map(|s| s.len()).sum::<usize>() > 100);
        testkit::for_both(|db: TestDb| prepare_all(&db.handle(), &of_slices));
    }

    #[test]
    fn routes_are_unique_and_their_permissions_are_in_the_table() {
        let mut seen = std::collections::BTreeSet::new();
        for s in all() {
            for r in &s.routes {
                assert!(seen.insert((r.path, r.method == slice::Method::Post)), "{} twice", r.path);
                if let Some(p) = r.permission {
                    assert!(
                        all().iter().any(|s| s.permissions.iter().any(|q| q.code == p.code)),
                        "{} is in no permission table",
                        p.code
                    );
                }
            }
        }
    }

    #[test]
    fn a_region_without_persons_has_no_slice_of_persons() {
        let region = Region {
            slug: "x".into(),
            name: "x".into(),
            demo: true,
            fictitious: true,
            persons: false,
        };
        assert!(of(&region).iter().all(|s| s.needs == Migrates::Base));
    }
}
