//! The demonstration regions; the generator is being written.
use app::App;
use kernel::Region;

/// (role, region) of the demonstration's entries, printed by `make demo`.
pub const ROLES: &[(&str, &str)] = &[
    ("cm", "yuino"),
    ("hokatsu", "yuino"),
    ("liaison", "yuino"),
    ("coordinator", "yuino"),
    ("kitakami-coordinator", "kitakami"),
];

/// The two regions.
pub fn regions() -> Vec<Region> {
    vec![
        Region { slug: "yuino".into(), name: "結野市".into(), demo: true, fictitious: true, persons: true },
        Region { slug: "kitakami".into(), name: "北上・花巻・釜石".into(), demo: true, fictitious: false, persons: false },
    ]
}

/// Fills a new region.
pub fn make(
    app: &App,
    residents: Option<u64>,
    stays: Option<u64>,
    seed: Option<u64>,
    tell: &mut dyn FnMut(&str),
) -> app::Result<()> {
    let _ = (app, residents, stays, seed);
    tell("");
    Ok(())
}
