//! The tier table of the house (ARCHITECTURE.md): the one place that knows which crate stands where.

/// What kind of place a crate has. The order of tiers is the order of dependence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// Knows nothing about care.
    Base,
    /// Facts everybody reads.
    Facts,
    /// One capability each.
    Capability,
    /// Reads many slices.
    Reader,
    /// Puts it together.
    Top,
}

impl Tier {
    /// The number used in the papers.
    pub fn number(self) -> u8 {
        match self {
            Tier::Base => 0,
            Tier::Facts => 1,
            Tier::Capability => 2,
            Tier::Reader => 3,
            Tier::Top => 4,
        }
    }
}

/// Tier 0 with what each crate may use. The data half never sees db or app.
const BASE: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("db", &["kernel"]),
    ("app", &["kernel", "db"]),
    ("fhir", &["kernel"]),
    ("office", &["kernel"]),
    ("ui", &["kernel"]),
    ("forms", &["kernel", "fhir", "office", "ui"]),
    ("slice", &["kernel", "db", "app", "fhir", "office", "ui", "forms"]),
];

/// What can be read, tested and reused without a database.
const DATA_HALF: &[&str] = &["kernel", "fhir", "office", "ui", "forms"];

/// Tier 1 in its order: each may use those before it.
const FACTS: &[&str] = &["accounts", "directory", "people", "bridge"];

const CAPABILITIES: &[&str] = &[
    "transitions",
    "emergency",
    "acp",
    "rooms",
    "referrals",
    "monitoring",
    "records",
    "desk",
    "issues",
    "meetings",
    "events",
    "surveys",
    "community",
    "newsletter",
];

const READERS: &[&str] = &["home", "programme", "site", "interop"];

/// Tier 4 in its order: each may use those before it, but for the exceptions of `may_use`.
const TOP: &[&str] = &["schema", "press", "testkit", "keep", "server", "xtask", "faults", "bench"];

/// The tier of one of our crates; none when the table does not know it.
pub fn tier(name: &str) -> Option<Tier> {
    if BASE.iter().any(|(n, _)| *n == name) {
        Some(Tier::Base)
    } else if FACTS.contains(&name) {
        Some(Tier::Facts)
    } else if CAPABILITIES.contains(&name) {
        Some(Tier::Capability)
    } else if READERS.contains(&name) {
        Some(Tier::Reader)
    } else if TOP.contains(&name) {
        Some(Tier::Top)
    } else {
        None
    }
}

/// How a dependency is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `[dependencies]` or `[build-dependencies]`.
    Normal,
    /// `[dev-dependencies]`.
    Dev,
}

/// May `user` depend on `used`? Both are ours. The error says why not and what to do instead.
pub fn may_use(user: &str, used: &str, kind: Kind) -> Result<(), String> {
    let (Some(from), Some(to)) = (tier(user), tier(used)) else {
        return Err("one of them is not in the tier table (xtask/src/tiers.rs)".into());
    };
    if used == "testkit" {
        return match kind {
            Kind::Dev => Ok(()),
            Kind::Normal => Err("testkit is for tests: put it under [dev-dependencies]".into()),
        };
    }
    // A test may name what testkit brings along anyway; the data half stays pure in its tests, too.
    let in_testkit = used == "schema" || matches!(to, Tier::Base | Tier::Facts);
    if kind == Kind::Dev && in_testkit && !DATA_HALF.contains(&user) {
        return Ok(());
    }
    if user == "testkit" && to == Tier::Top && used != "schema" {
        return Err(
            "testkit knows schema and what lies below, so that every crate may use it".into()
        );
    }
    if user == "testkit" && matches!(to, Tier::Capability | Tier::Reader) {
        return Err(
            "testkit builds tiers 0 and 1 only; a slice's builders belong to its tests".into()
        );
    }
    if user == "xtask" || used == "xtask" {
        return Err("xtask stands alone: it must build when the program does not".into());
    }
    if used == "press" && user != "server" {
        return Err("press is linked by server only, so that slices never compile typst: \
                    hand out an office::PrintJob"
            .into());
    }
    if from != to {
        return if from.number() > to.number() {
            Ok(())
        } else {
            Err(format!(
                "tier {} uses lower tiers only, {used} is tier {}: move the fact down to tier 1, \
                 publish an event in the outbox, or join in tier 3",
                from.number(),
                to.number()
            ))
        };
    }
    match from {
        Tier::Base if BASE.iter().any(|(n, may)| *n == user && may.contains(&used)) => Ok(()),
        Tier::Base => Err(format!("inside tier 0, {user} may use only {}", base_of(user))),
        Tier::Facts => in_order(FACTS, user, used),
        Tier::Top => in_order(TOP, user, used),
        Tier::Capability | Tier::Reader => Err(format!(
            "slices of tier {} never use each other: move the fact down to tier 1, publish an \
             event in the outbox, or join in tier 3",
            from.number()
        )),
    }
}

fn base_of(user: &str) -> String {
    let may = BASE.iter().find(|(n, _)| *n == user).map_or(&[][..], |(_, may)| may);
    if may.is_empty() { "nothing".into() } else { may.join(", ") }
}

fn in_order(order: &[&str], user: &str, used: &str) -> Result<(), String> {
    let place = |name| order.iter().position(|n| *n == name);
    if place(used) < place(user) {
        Ok(())
    } else {
        Err(format!("the order inside this tier is {}", order.join(" ← ")))
    }
}

/// Prefixes of the tables that the SQL of a crate may name: its own, those of the facts below it,
/// and the tables of app and of the control store.
pub fn table_prefixes(name: &str) -> Vec<String> {
    let mut prefixes = vec!["app_".to_owned(), "yui_".to_owned(), format!("{name}_")];
    let facts = FACTS.iter().take_while(|fact| **fact != name);
    prefixes.extend(facts.map(|fact| format!("{fact}_")));
    prefixes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(user: &str, used: &str) -> bool {
        may_use(user, used, Kind::Normal).is_ok()
    }

    #[test]
    fn higher_tiers_use_lower_ones_and_never_the_other_way() {
        assert!(ok("transitions", "people"));
        assert!(ok("home", "transitions"));
        assert!(ok("server", "home"));
        assert!(!ok("people", "transitions"));
        assert!(!ok("transitions", "home"));
        assert!(!ok("kernel", "accounts"));
    }

    #[test]
    fn sisters_of_tiers_two_and_three_never_meet() {
        assert!(!ok("transitions", "emergency"));
        assert!(!ok("home", "programme"));
        assert!(may_use("transitions", "acp", Kind::Dev).is_err());
    }

    #[test]
    fn the_data_half_never_sees_the_database() {
        for user in ["fhir", "office", "ui", "forms"] {
            assert!(!ok(user, "db") && !ok(user, "app"), "{user}");
        }
        assert!(ok("forms", "ui") && ok("slice", "app") && ok("app", "db"));
        assert!(!ok("ui", "forms") && !ok("db", "app") && !ok("office", "fhir"));
    }

    #[test]
    fn tier_one_follows_its_order() {
        assert!(ok("people", "directory") && ok("directory", "accounts") && ok("bridge", "people"));
        assert!(!ok("accounts", "directory") && !ok("directory", "people"));
    }

    #[test]
    fn testkit_is_for_tests_and_knows_no_slice() {
        assert!(!ok("people", "testkit"));
        assert!(may_use("people", "testkit", Kind::Dev).is_ok());
        assert!(may_use("kernel", "testkit", Kind::Dev).is_ok());
        assert!(ok("testkit", "schema") && ok("testkit", "people"));
        assert!(
            !ok("testkit", "server") && !ok("testkit", "transitions") && !ok("testkit", "press")
        );
    }

    #[test]
    fn tests_may_name_what_testkit_brings_but_not_in_the_data_half() {
        let dev = |user, used| may_use(user, used, Kind::Dev).is_ok();
        assert!(dev("db", "app") && dev("app", "schema") && dev("accounts", "people"));
        assert!(!dev("ui", "db") && !dev("forms", "app") && !dev("people", "transitions"));
        assert!(!dev("app", "server") && !dev("app", "press"));
    }

    #[test]
    fn only_the_server_links_press() {
        assert!(ok("server", "press") && ok("server", "schema") && ok("press", "office"));
        assert!(!ok("home", "press") && !ok("testkit", "press"));
    }

    #[test]
    fn tables_of_a_slice_are_its_own_and_the_facts_below() {
        assert_eq!(table_prefixes("directory"), ["app_", "yui_", "directory_", "accounts_"]);
        assert!(table_prefixes("transitions").contains(&"people_".to_owned()));
        assert!(!table_prefixes("transitions").contains(&"emergency_".to_owned()));
    }
}
