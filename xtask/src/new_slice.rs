//! `cargo xtask new-slice NAME [LABEL]`: a crate with the files that every slice has, one page that
//! works, and its registration. What comes next is in docs/howto.

use crate::repo::{output, root};
use crate::tiers::{self, Tier};
use std::path::Path;
use std::process::Command;

/// Where each file goes, and its template. `NAME` and `LABEL` in a template are replaced.
const FILES: &[(&str, &str)] = &[
    ("Cargo.toml", include_str!("../templates/Cargo.toml.in")),
    ("askama.toml", include_str!("../templates/askama.toml.in")),
    ("src/lib.rs", include_str!("../templates/lib.rs.in")),
    ("src/model/mod.rs", include_str!("../templates/model.rs.in")),
    ("src/store.rs", include_str!("../templates/store.rs.in")),
    ("src/permissions.rs", include_str!("../templates/permissions.rs.in")),
    ("src/use_cases/mod.rs", include_str!("../templates/use_cases.rs.in")),
    ("src/use_cases/open.rs", include_str!("../templates/open.rs.in")),
    ("src/html/mod.rs", include_str!("../templates/html.rs.in")),
    ("src/html/overview.rs", include_str!("../templates/overview.rs.in")),
    ("templates/overview.html", include_str!("../templates/overview.html.in")),
];

const WORKSPACE: &str = "Cargo.toml";
const SERVER: &str = "crates/server/Cargo.toml";
const SLICES: &str = "crates/server/src/slices.rs";
/// The line of slices.rs before which a slice is registered.
const MARKER: &str = "// xtask:slices";

/// Makes the crate. Nothing is written unless everything can be.
pub fn run(name: &str, label: Option<&str>) -> Result<String, String> {
    let label = label.unwrap_or(name);
    check_name(name)?;
    let root = root();
    let folder = root.join("crates").join(name);
    if folder.exists() {
        return Err(format!("crates/{name} is already there"));
    }
    let mut writes = vec![
        edited(&root, WORKSPACE, |text| in_workspace(text, name))?,
        edited(&root, SERVER, |text| in_server(text, name))?,
        edited(&root, SLICES, |text| in_slices(text, name))?,
    ];
    for (path, template) in FILES {
        writes.push((folder.join(path), filled(template, name, label)));
    }
    for (path, text) in writes {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|e| format!("{}: {e}", parent.display()))?;
        }
        std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    // Long labels break lines.
    output(Command::new("cargo").current_dir(&root).args(["fmt", "--package", name]))?;
    Ok(format!(
        "crates/{name} is made and registered. Next: docs/howto/add-a-migration.md for its first \
         table, docs/howto/add-a-use-case.md for its first act; `make gen` writes its route down."
    ))
}

/// A slice's name is one of the plan's: it is crate, capability and table prefix at once.
fn check_name(name: &str) -> Result<(), String> {
    match tiers::tier(name) {
        Some(Tier::Capability | Tier::Reader) => Ok(()),
        Some(_) => Err(format!("{name} is no slice: its tier is below or above them")),
        None => Err(format!(
            "{name} is not in the tier table: add it to xtask/src/tiers.rs and ARCHITECTURE.md first"
        )),
    }
}

fn filled(template: &str, name: &str, label: &str) -> String {
    template.replace("NAME", name).replace("LABEL", label)
}

fn edited(
    root: &Path,
    path: &str,
    edit: impl Fn(&str) -> Option<String>,
) -> Result<(std::path::PathBuf, String), String> {
    let full = root.join(path);
    let text = std::fs::read_to_string(&full).map_err(|e| format!("{path}: {e}"))?;
    let text = edit(&text).ok_or_else(|| format!("{path}: no place found for the new line"))?;
    Ok((full, text))
}

/// Behind the last of our own crates in `[workspace.dependencies]`.
fn in_workspace(text: &str, name: &str) -> Option<String> {
    let last = text.lines().rfind(|line| line.contains("= { path = \"crates/"))?;
    Some(text.replacen(last, &format!("{last}\n{name} = {{ path = \"crates/{name}\" }}"), 1))
}

/// In the alphabet of `[dependencies]`.
fn in_server(text: &str, name: &str) -> Option<String> {
    let heading = "[dependencies]\n";
    let start = text.find(heading)? + heading.len();
    let (head, rest) = text.split_at_checked(start)?;
    let end = rest.find("\n\n").map_or(rest.len(), |at| at + 1);
    let (list, tail) = rest.split_at_checked(end)?;
    let line = format!("{name}.workspace = true");
    let mut lines: Vec<&str> = list.lines().collect();
    let at = lines.iter().position(|other| *other > line.as_str()).unwrap_or(lines.len());
    lines.insert(at, &line);
    Some(format!("{head}{}\n{tail}", lines.join("\n")))
}

/// Before the marker, with its indentation.
fn in_slices(text: &str, name: &str) -> Option<String> {
    let marker = text.lines().find(|line| line.trim_start().starts_with(MARKER))?;
    let indent: String = marker.chars().take_while(|c| *c == ' ').collect();
    Some(text.replacen(marker, &format!("{indent}{name}::slice(),\n{marker}"), 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_filled() {
        for (path, template) in FILES {
            let text = filled(template, "acp", "きぼうノート");
            assert!(!text.contains("NAME") && !text.contains("LABEL"), "{path}");
        }
    }

    #[test]
    fn only_slices_of_the_plan_are_made() {
        assert!(check_name("acp").is_ok() && check_name("programme").is_ok());
        assert!(check_name("people").is_err() && check_name("gadget").is_err());
    }

    #[test]
    fn the_slice_is_registered_once_in_each_place() {
        let workspace = "[workspace.dependencies]\nkernel = { path = \"crates/kernel\" }\n\
                         home = { path = \"crates/home\" }\n\naskama = \"1\"\n";
        let text = in_workspace(workspace, "acp").unwrap();
        assert!(text.contains("crates/home\" }\nacp = { path = \"crates/acp\" }\n\naskama"));
        let server = "[package]\n\n[dependencies]\naccounts.workspace = true\nui.workspace = true\n\n\
                      [dev-dependencies]\ntestkit.workspace = true\n";
        let text = in_server(server, "acp").unwrap();
        assert!(text.contains("accounts.workspace = true\nacp.workspace = true\nui.workspace"));
        assert!(
            text.ends_with("ui.workspace = true\n\n[dev-dependencies]\ntestkit.workspace = true\n")
        );
        let text = in_slices("vec![\n    home::slice(),\n    // xtask:slices\n]", "acp").unwrap();
        assert_eq!(text, "vec![\n    home::slice(),\n    acp::slice(),\n    // xtask:slices\n]");
    }

    #[test]
    fn without_the_marker_nothing_is_guessed() {
        assert_eq!(in_slices("vec![]", "acp"), None);
        assert_eq!(in_server("[package]", "acp"), None);
    }
}
