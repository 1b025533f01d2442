//! What the program is made of: a CycloneDX 1.5 bill of materials and a list of licences, from cargo's own account of what
//! is linked into `yui` or runs while it is built. No time and no serial number: the same sources give the same bytes.

use super::{BANNER, cell};
use crate::repo::{output, root};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// The machines that the papers speak of; libraries for others are not linked there.
const TARGET: &str = "x86_64-unknown-linux-gnu";
/// The crate that becomes the program.
const PROGRAM: &str = "server";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Waivers {
    #[serde(default)]
    waiver: Vec<Waiver>,
}

/// A known weakness that stays for the time being; `scripts/supply` reads the same file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Waiver {
    id: String,
    package: String,
    until: String,
    why: String,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    repository: Option<String>,
    manifest_path: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

impl Package {
    /// Runs inside the compiler; nothing of it or of what it needs is in the program.
    fn is_macro(&self) -> bool {
        self.targets.iter().any(|t| t.kind.iter().any(|k| k == "proc-macro"))
    }
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dep>,
}

#[derive(Deserialize)]
struct Dep {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    kind: Option<String>,
}

/// The parts of the program.
pub struct Parts {
    packages: BTreeMap<String, Package>,
    /// Part → what it needs itself; only parts of the program.
    needs: BTreeMap<String, BTreeSet<String>>,
    /// Linked into the program; the others only build it.
    linked: BTreeSet<String>,
    checksums: BTreeMap<(String, String), String>,
    sqlite: String,
    waivers: Vec<Waiver>,
}

/// Asks cargo.
pub fn read() -> Result<Parts, String> {
    let told = output(Command::new("cargo").current_dir(root()).args([
        "metadata",
        "--locked",
        "--format-version",
        "1",
        "--filter-platform",
        TARGET,
    ]))?;
    let metadata: Metadata =
        serde_json::from_str(&told).map_err(|e| format!("cargo metadata: {e}"))?;
    let waivers: Waivers = super::data("docs/security/waivers.toml")?;
    Parts::of(metadata, &super::text("Cargo.lock")?, waivers.waiver)
}

impl Parts {
    fn of(metadata: Metadata, lock: &str, waivers: Vec<Waiver>) -> Result<Self, String> {
        let nodes: BTreeMap<&str, &Node> =
            metadata.resolve.nodes.iter().map(|n| (n.id.as_str(), n)).collect();
        let start = metadata
            .packages
            .iter()
            .find(|p| p.name == PROGRAM && p.source.is_none())
            .ok_or("cargo metadata: no crate server")?
            .id
            .clone();
        let macros: BTreeSet<&str> =
            metadata.packages.iter().filter(|p| p.is_macro()).map(|p| p.id.as_str()).collect();
        let linked = reach(&nodes, &start, Some(&macros));
        let all = reach(&nodes, &start, None);
        let needs = all
            .iter()
            .map(|id| {
                let of = nodes.get(id.as_str()).into_iter().flat_map(|n| &n.deps);
                (id.clone(), of.map(|d| d.pkg.clone()).filter(|d| all.contains(d)).collect())
            })
            .collect();
        let packages: BTreeMap<String, Package> = metadata
            .packages
            .into_iter()
            .filter(|p| all.contains(&p.id))
            .map(|p| (p.id.clone(), p))
            .collect();
        let sqlite = packages
            .values()
            .find(|p| p.name == "libsqlite3-sys")
            .and_then(|p| Path::new(&p.manifest_path).parent())
            .and_then(|folder| std::fs::read_to_string(folder.join("sqlite3/sqlite3.h")).ok())
            .and_then(|text| sqlite_version(&text))
            .ok_or("libsqlite3-sys: the version of SQLite inside it is not found")?;
        Ok(Parts { packages, needs, linked, checksums: checksums(lock)?, sqlite, waivers })
    }

    /// Sorted by name and version; our own crates apart.
    fn sorted(&self, ours: bool) -> Vec<&Package> {
        let mut out: Vec<&Package> =
            self.packages.values().filter(|p| p.source.is_none() == ours).collect();
        out.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
        out
    }

    /// The bill of materials.
    pub fn bill(&self) -> Result<String, String> {
        let program = self.sorted(true).into_iter().find(|p| p.name == PROGRAM);
        let version = program.map(|p| p.version.as_str()).unwrap_or_default();
        let mut components = Vec::new();
        for p in self.sorted(true).into_iter().chain(self.sorted(false)) {
            if p.name != PROGRAM || p.source.is_some() {
                components.push(self.component(p)?);
            }
        }
        components.extend(self.inside());
        let mut graph = Vec::new();
        for p in self.sorted(true).into_iter().chain(self.sorted(false)) {
            let needs: BTreeSet<String> = self
                .needs
                .get(&p.id)
                .into_iter()
                .flatten()
                .filter_map(|id| self.packages.get(id).map(purl))
                .collect();
            graph.push(json!({ "ref": purl(p), "dependsOn": needs }));
        }
        let bill = json!({
            "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "version": 1,
            "metadata": {
                "component": {
                    "type": "application",
                    "bom-ref": program.map(purl).unwrap_or_default(),
                    "name": "yui",
                    "version": version,
                    "licenses": [{ "license": { "id": "Apache-2.0" } }],
                },
                "properties": [{ "name": "yui:target", "value": TARGET }],
            },
            "components": components,
            "dependencies": graph,
        });
        serde_json::to_string_pretty(&bill).map(|t| t + "\n").map_err(|e| e.to_string())
    }

    fn component(&self, p: &Package) -> Result<Value, String> {
        let mut out = json!({
            "type": "library",
            "bom-ref": purl(p),
            "name": p.name,
            "version": p.version,
            // built only: build scripts and macros leave nothing of themselves in the program
            "scope": if self.linked.contains(&p.id) { "required" } else { "excluded" },
            "purl": purl(p),
            "licenses": [{ "expression": spdx(p)? }],
        });
        let key = (p.name.clone(), p.version.clone());
        if let (Some(sum), Some(fields)) = (self.checksums.get(&key), out.as_object_mut()) {
            fields.insert("hashes".into(), json!([{ "alg": "SHA-256", "content": sum }]));
        }
        if let (Some(at), Some(fields)) = (&p.repository, out.as_object_mut()) {
            fields.insert("externalReferences".into(), json!([{ "type": "vcs", "url": at }]));
        }
        Ok(out)
    }

    /// What is inside libraries or files of ours and no crate: SQLite and the fonts.
    fn inside(&self) -> [Value; 3] {
        [
            json!({ "type": "library", "bom-ref": "sqlite", "name": "SQLite", "version": self.sqlite, "scope": "required",
                "purl": format!("pkg:generic/sqlite@{}", self.sqlite), "licenses": [{ "expression": "blessing" }] }),
            json!({ "type": "file", "bom-ref": "font-biz-udpgothic", "name": "BIZ UDPGothic", "scope": "required",
                "licenses": [{ "expression": "OFL-1.1" }] }),
            json!({ "type": "file", "bom-ref": "font-noto-subsets", "name": "Noto (subsets, renamed YuiPrint…)",
                "scope": "required", "licenses": [{ "expression": "OFL-1.1" }] }),
        ]
    }

    /// The list for people: licences, and what is under each.
    pub fn list(&self) -> String {
        let mut by: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let others = self.sorted(false);
        for p in &others {
            let mark = if self.linked.contains(&p.id) { "" } else { "*" };
            let licence = spdx(p).unwrap_or_else(|_| "記載なし".into());
            by.entry(licence).or_default().push(format!("{} {}{mark}", p.name, p.version));
        }
        let built = others.iter().filter(|p| !self.linked.contains(&p.id)).count();
        let mut out = format!(
            "{BANNER}# 使っている部品とライセンス\n\n\
             プログラム `yui` に入っている、ほかの方がつくった部品は {} 個、組み立てのときだけ動くもの（`*`）は {built} 個です。\
             部品の選び方と理由は [決めたこと 0002](../adr/0002-libraries.md)、機械で読む一覧（CycloneDX 1.5、SBOM）は [sbom.cdx.json](sbom.cdx.json)、\
             同梱のデータと書体の出典は [data/NOTICE.md](../../data/NOTICE.md) にあります。\n\n\
             どのライセンスも、Apache-2.0 のプログラムに組み込めるものだけです（`deny.toml` に書いたもののほかは、`scripts/supply` が止めます）。\
             画面の部品（JavaScript）は自作で、ほかの方の部品も、ほかのサイトから読みこむものもありません。\n\n\
             部品の中に入っているもの: SQLite {}（パブリックドメイン。libsqlite3-sys の中）。\
             書体: BIZ UDPGothic、Noto の一部（OFL-1.1）。\n\n\
             | ライセンス | 数 | 部品 |\n|---|---|---|\n",
            others.len() - built,
            self.sqlite
        );
        for (licence, names) in by {
            out.push_str(&format!("| {licence} | {} | {} |\n", names.len(), names.join("、")));
        }
        out.push_str("\n## 残している弱点\n\n");
        if self.waivers.is_empty() {
            out.push_str("ありません。\n");
            return out;
        }
        out.push_str("知られている弱点のうち、理由があって期限まで残しているものです。期限を過ぎると検査（`scripts/supply`）が止まります。\n\n| 番号 | 部品 | 期限 | 理由 |\n|---|---|---|---|\n");
        for w in &self.waivers {
            out.push_str(&format!(
                "| [{0}](https://rustsec.org/advisories/{0}) | {1} | {2} | {3} |\n",
                w.id,
                cell(&w.package),
                w.until,
                cell(&w.why)
            ));
        }
        out
    }
}

/// Everything that is reached from here, never through tests; `linked_but` = only what is linked, so neither build scripts
/// nor these macros.
fn reach(
    nodes: &BTreeMap<&str, &Node>,
    from: &str,
    linked_but: Option<&BTreeSet<&str>>,
) -> BTreeSet<String> {
    let (mut out, mut next) = (BTreeSet::new(), vec![from.to_owned()]);
    while let Some(id) = next.pop() {
        let deps = nodes.get(id.as_str()).into_iter().flat_map(|n| &n.deps);
        next.extend(
            deps.filter(|d| {
                d.dep_kinds.iter().any(|k| match k.kind.as_deref() {
                    None => linked_but.is_none_or(|macros| !macros.contains(d.pkg.as_str())),
                    Some("build") => linked_but.is_none(),
                    _ => false,
                })
            })
            .map(|d| d.pkg.clone())
            .filter(|d| !out.contains(d)),
        );
        out.insert(id);
    }
    out
}

fn purl(p: &Package) -> String {
    let own = if p.source.is_none() { "pkg:generic/yui-" } else { "pkg:cargo/" };
    format!("{own}{}@{}", p.name, p.version.replace('+', "%2B"))
}

/// The licence in SPDX words; older manifests write a stroke for "or".
fn spdx(p: &Package) -> Result<String, String> {
    let text = p.license.as_deref().ok_or_else(|| format!("{}: names no licence", p.name))?;
    Ok(text.split('/').map(str::trim).collect::<Vec<_>>().join(" OR "))
}

fn checksums(lock: &str) -> Result<BTreeMap<(String, String), String>, String> {
    let lock: toml::Table = toml::from_str(lock).map_err(|e| format!("Cargo.lock: {e}"))?;
    let packages =
        lock.get("package").and_then(|p| p.as_array()).ok_or("Cargo.lock: no packages")?;
    let field = |p: &toml::Value, name: &str| Some(p.get(name)?.as_str()?.to_owned());
    Ok(packages
        .iter()
        .filter_map(|p| Some(((field(p, "name")?, field(p, "version")?), field(p, "checksum")?)))
        .collect())
}

fn sqlite_version(header: &str) -> Option<String> {
    let line = header.lines().find(|l| l.starts_with("#define SQLITE_VERSION "))?;
    Some(line.split('"').nth(1)?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bill_names_every_part_once_with_its_licence_and_hash() {
        let parts = read().unwrap();
        let bill: Value = serde_json::from_str(&parts.bill().unwrap()).unwrap();
        let components = bill["components"].as_array().unwrap();
        let refs: BTreeSet<&str> =
            components.iter().filter_map(|c| c["bom-ref"].as_str()).collect();
        assert_eq!(refs.len(), components.len());
        for name in ["rusqlite", "axum", "typst", "SQLite", "ring"] {
            let part = components.iter().find(|c| c["name"] == name).unwrap();
            assert_eq!(part["scope"], "required", "{name}");
        }
        let of_registry = components
            .iter()
            .filter(|c| c["purl"].as_str().is_some_and(|p| p.starts_with("pkg:cargo/")));
        for c in of_registry {
            assert_eq!(c["hashes"][0]["content"].as_str().map(str::len), Some(64), "{}", c["name"]);
        }
        for d in bill["dependencies"].as_array().unwrap() {
            for to in d["dependsOn"].as_array().unwrap() {
                assert!(refs.contains(to.as_str().unwrap()), "{to}");
            }
        }
    }

    #[test]
    fn what_only_tests_use_is_no_part_and_what_only_builds_is_marked() {
        let parts = read().unwrap();
        let find = |name: &str| parts.packages.values().find(|p| p.name == name);
        for test_only in ["proptest", "insta", "testkit", "xtask"] {
            assert!(find(test_only).is_none(), "{test_only}");
        }
        for built in ["cc", "serde_derive", "askama_macros"] {
            if let Some(p) = find(built) {
                assert!(!parts.linked.contains(&p.id), "{built} only builds");
            }
        }
        assert!(parts.list().contains("SQLite 3."));
    }

    #[test]
    fn a_stroke_between_licences_means_or() {
        let p = |l: Option<&str>| Package {
            id: String::new(),
            name: "x".into(),
            version: "1".into(),
            license: l.map(str::to_owned),
            source: None,
            repository: None,
            manifest_path: String::new(),
            targets: Vec::new(),
        };
        assert_eq!(spdx(&p(Some("MIT/Apache-2.0"))).unwrap(), "MIT OR Apache-2.0");
        assert!(spdx(&p(None)).is_err());
    }
}
