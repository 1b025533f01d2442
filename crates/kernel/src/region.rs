//! The region: the tenant. Data never crosses it but by an explicit exchange.

/// A municipality or medical area that runs the programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// `[a-z][a-z0-9-]{1,30}`; first segment of every address, name of its folder or schema.
    pub slug: String,
    /// Name as printed on every page, e.g. 結野市.
    pub name: String,
    /// Made as a demonstration: a band on every page and print; can never hold real residents.
    pub demo: bool,
    /// The place itself is invented, so that （架空） stands beside its name.
    pub fictitious: bool,
    /// Holds persons. Switched on once, never off.
    pub persons: bool,
}

impl Region {
    /// Is this a name that can be a folder, a schema and the first segment of an address?
    pub fn slug_ok(slug: &str) -> bool {
        let mut chars = slug.chars();
        chars.next().is_some_and(|c| c.is_ascii_lowercase())
            && (2..=31).contains(&slug.len())
            && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && !["assets", "login", "control", "health", "static", "api", "witness"].contains(&slug)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        assert!(Region::slug_ok("yuino"));
        for bad in ["", "a", "Yuino", "結野", "../x", "a b", "-ab", "assets", &"a".repeat(40)] {
            assert!(!Region::slug_ok(bad), "{bad}");
        }
    }
}
