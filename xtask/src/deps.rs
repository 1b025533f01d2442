//! `cargo xtask deps`: reads what each Cargo.toml says and holds it against the tier table.

use crate::repo;
use crate::tiers::{self, Kind};
use serde_json::Value;
use std::process::Command;

/// Libraries that only one crate may name, and why. A name ending in `*` is a beginning.
const RESERVED: &[(&str, &str, &str)] = &[
    ("rusqlite", "db", "drivers only in db: use db::Tx"),
    ("postgres", "db", "drivers only in db: use db::Tx"),
    ("tokio-postgres", "db", "drivers only in db: use db::Tx"),
    ("r2d2*", "db", "drivers only in db: use db::Tx"),
    ("deadpool*", "db", "drivers only in db: use db::Tx"),
    ("axum*", "server", "a handler is a function from slice::Req to slice::Resp"),
    ("hyper*", "server", "a handler is a function from slice::Req to slice::Resp"),
    ("tower*", "server", "a handler is a function from slice::Req to slice::Resp"),
    ("tokio", "server", "no async outside server: a use case is a synchronous function"),
    ("clap", "server", "a slice registers a slice::CliCommand; the server parses"),
    ("typst*", "press", "only press compiles typst: hand out an office::PrintJob"),
];

/// The one file outside server that may use an asynchronous library: the driver of PostgreSQL is one, and this file makes it
/// a synchronous one. Its crate may therefore name the library; that nothing else in it does is looked up in the text.
const BRIDGE: (&str, &str, &str) = ("db", "tokio", "crates/db/src/pg/wire.rs");

/// One of our crates and what it depends on.
#[derive(Debug)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Debug)]
struct Dependency {
    name: String,
    kind: Kind,
    ours: bool,
}

/// Checks the whole workspace.
pub fn run() -> Result<String, String> {
    let text = repo::output(Command::new("cargo").current_dir(repo::root()).args([
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
    ]))?;
    let packages = read(&text)?;
    let mut findings = check(&packages);
    let lock = repo::root().join("oracle/Cargo.lock");
    let lock = std::fs::read_to_string(&lock).map_err(|e| format!("{}: {e}", lock.display()))?;
    findings.extend(stale(&packages, &lock)?);
    findings.extend(repo::files()?.iter().flat_map(|f| asynchronous(&f.path, &f.text)));
    if findings.is_empty() {
        Ok(format!("deps: {} crates keep the tiers", packages.len()))
    } else {
        Err(format!("{}\ndeps: {} findings", findings.join("\n"), findings.len()))
    }
}

/// The oracle has a lock file of its own, which nobody's build touches: what our crates need now must be in it, or
/// `oracle/run` stops before it compares anything.
fn stale(packages: &[Package], lock: &str) -> Result<Vec<String>, String> {
    let lock: toml::Table = lock.parse().map_err(|e| format!("oracle/Cargo.lock: {e}"))?;
    let locked = lock.get("package").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let mut findings = Vec::new();
    for entry in locked.iter().filter(|e| e.get("source").is_none()) {
        let name = entry.get("name").and_then(toml::Value::as_str).unwrap_or_default();
        let Some(package) = packages.iter().find(|p| p.name == name) else { continue };
        let has: Vec<&str> = entry
            .get("dependencies")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|d| d.as_str()?.split(' ').next())
            .collect();
        for d in package.dependencies.iter().filter(|d| d.kind == Kind::Normal) {
            if !has.contains(&d.name.as_str()) {
                findings.push(format!(
                    "oracle/Cargo.lock: {name} now needs {}; run `cargo update --workspace` in oracle/",
                    d.name
                ));
            }
        }
    }
    Ok(findings)
}

/// Code of a slice or a kit that waits without a thread: a use case is a synchronous function.
fn asynchronous(path: &str, text: &str) -> Vec<String> {
    let ours = path.starts_with("crates/") && path.ends_with(".rs") && path.contains("/src/");
    if !ours || path.starts_with("crates/server/") || path == BRIDGE.2 {
        return Vec::new();
    }
    let waits = |line: &str| {
        let code = line.split("//").next().unwrap_or_default();
        ["async fn ", "async {", "async move", ".await", "tokio::"].iter().any(|w| code.contains(w))
    };
    let lines = text.lines().enumerate().filter(|(_, line)| waits(line));
    lines.map(|(n, _)| format!("{path}:{}: no async outside server", n + 1)).collect()
}

/// Reads `cargo metadata`. A dependency with a path is one of ours.
fn read(metadata: &str) -> Result<Vec<Package>, String> {
    let root: Value = serde_json::from_str(metadata).map_err(|e| format!("cargo metadata: {e}"))?;
    let list = |v: &Value, key: &str| v.get(key).and_then(Value::as_array).cloned();
    let text = |v: &Value, key: &str| v.get(key).and_then(Value::as_str).map(str::to_owned);
    let packages = list(&root, "packages").ok_or("cargo metadata: no packages")?;
    packages
        .iter()
        .map(|package| {
            let dependencies = list(package, "dependencies").unwrap_or_default();
            Some(Package {
                name: text(package, "name")?,
                dependencies: dependencies
                    .iter()
                    .map(|d| {
                        let dev = text(d, "kind").as_deref() == Some("dev");
                        Some(Dependency {
                            name: text(d, "name")?,
                            kind: if dev { Kind::Dev } else { Kind::Normal },
                            ours: text(d, "path").is_some(),
                        })
                    })
                    .collect::<Option<_>>()?,
            })
        })
        .collect::<Option<_>>()
        .ok_or_else(|| "cargo metadata: a package without a name".into())
}

/// One line per finding.
fn check(packages: &[Package]) -> Vec<String> {
    let mut findings = Vec::new();
    for package in packages {
        let user = package.name.as_str();
        if tiers::tier(user).is_none() {
            findings.push(format!(
                "{user}: not in the tier table. Add it to xtask/src/tiers.rs and ARCHITECTURE.md"
            ));
            continue;
        }
        for dependency in &package.dependencies {
            let used = dependency.name.as_str();
            if dependency.ours {
                if let Err(why) = tiers::may_use(user, used, dependency.kind) {
                    findings.push(format!("{user} -> {used}: {why}"));
                }
            } else if let Some((_, owner, why)) = reserved(used)
                && *owner != user
                && (user, used) != (BRIDGE.0, BRIDGE.1)
            {
                findings.push(format!("{user} -> {used}: only {owner} may name it; {why}"));
            }
        }
    }
    findings
}

fn reserved(library: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    RESERVED.iter().find(|(pattern, _, _)| match pattern.strip_suffix('*') {
        Some(beginning) => library.starts_with(beginning),
        None => library == *pattern,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(metadata: &str) -> Vec<String> {
        check(&read(metadata).unwrap())
    }

    fn package(name: &str, dependencies: &str) -> String {
        format!(r#"{{"packages":[{{"name":"{name}","dependencies":[{dependencies}]}}]}}"#)
    }

    #[test]
    fn a_lower_crate_is_fine() {
        let uses = r#"{"name":"people","kind":null,"path":"x"},{"name":"serde","kind":null}"#;
        assert!(findings(&package("transitions", uses)).is_empty());
    }

    #[test]
    fn a_sister_is_named_with_what_to_do() {
        let uses = r#"{"name":"emergency","kind":null,"path":"x"}"#;
        let found = findings(&package("transitions", uses));
        assert!(found[0].starts_with("transitions -> emergency: "), "{found:?}");
        assert!(found[0].contains("outbox"));
    }

    #[test]
    fn a_new_need_that_the_oracles_lock_file_lacks_is_named() {
        let now = package(
            "people",
            r#"{"name":"serde","kind":null},{"name":"ureq","kind":null},{"name":"x","kind":"dev"}"#,
        );
        let lock = |has: &str| {
            format!("[[package]]\nname = \"people\"\nversion = \"0.1.0\"\ndependencies = [{has}]\n")
        };
        let found = stale(&read(&now).unwrap(), &lock("\"serde\"")).unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("people now needs ureq"));
        assert!(
            stale(&read(&now).unwrap(), &lock("\"serde\", \"ureq 3.1.0\"")).unwrap().is_empty()
        );
        assert!(stale(&read(&now).unwrap(), "[").is_err());
    }

    #[test]
    fn a_slice_that_waits_without_a_thread_is_found_with_its_line() {
        let text = "fn a() {}\n// async fn is spoken of\nasync fn b() {\n    c().await\n}\n";
        let found = asynchronous("crates/db/src/pg/pool.rs", text);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("crates/db/src/pg/pool.rs:3: "));
        assert_eq!(asynchronous("crates/people/src/a.rs", "use tokio::time;\n").len(), 1);
        for path in [BRIDGE.2, "crates/server/src/http/mod.rs", "crates/people/tests/a.rs", "a.md"]
        {
            assert!(asynchronous(path, text).is_empty(), "{path}");
        }
        let uses = r#"{"name":"tokio","kind":null}"#;
        assert_eq!(findings(&package("app", uses)).len(), 1);
        assert!(findings(&package("db", uses)).is_empty());
    }

    #[test]
    fn a_driver_outside_db_is_found_even_for_tests() {
        let uses = r#"{"name":"rusqlite","kind":"dev"}"#;
        assert_eq!(findings(&package("app", uses)).len(), 1);
        assert!(findings(&package("db", uses)).is_empty());
    }

    #[test]
    fn families_of_libraries_are_reserved_by_their_beginning() {
        let uses = r#"{"name":"typst-pdf","kind":null},{"name":"axum-extra","kind":null}"#;
        assert_eq!(findings(&package("home", uses)).len(), 2);
        assert_eq!(findings(&package("press", uses)).len(), 1);
    }

    #[test]
    fn testkit_may_stand_only_under_dev_dependencies() {
        assert_eq!(
            findings(&package("people", r#"{"name":"testkit","kind":null,"path":"x"}"#)).len(),
            1
        );
        assert!(
            findings(&package("people", r#"{"name":"testkit","kind":"dev","path":"x"}"#))
                .is_empty()
        );
    }

    #[test]
    fn a_crate_that_the_table_does_not_know_is_found() {
        assert_eq!(findings(&package("gadget", "")).len(), 1);
    }
}
