//! The slices of this program: one line each.
use kernel::Region;
use slice::{Migrates, Slice};

/// All slices, tier by tier.
pub fn all() -> Vec<Slice> {
    vec![
        accounts::slice(),
        directory::slice(),
        people::slice(),
        transitions::slice(),
        // xtask:slices
        home::slice(),
    ]
}

/// The slices a region has: those of persons only where it holds persons.
pub fn of(region: &Region) -> Vec<Slice> {
    all().into_iter().filter(|s| region.persons || s.needs == Migrates::Base).collect()
}
