//! Rules about the templates: the content security policy forbids inline code and styles, a region
//! may stand under any prefix, and an address holds nothing about a person.

use super::source::{crate_of, ending};
use super::{Finding, finding};
use crate::repo::File;
use crate::tiers::{self, Tier};

fn is_template(path: &str) -> bool {
    path.contains("/templates/") && ending(path) == "html"
}

/// The one file that a browser opens without a server (ADR 0029): what it needs stands in it, built in web/ and named by
/// its hash in the file's own policy.
const ALONE: &str = "crates/home/templates/home/pack_file.html";

/// No `style=`, no `on…=`, no inline script or style sheet: the policy would refuse them.
pub fn inline(file: &File) -> Vec<Finding> {
    let mut found = Vec::new();
    if !is_template(&file.path) || file.path == ALONE {
        return found;
    }
    for (index, line) in file.text.lines().enumerate() {
        let lower = line.to_ascii_lowercase();
        for name in attributes(&lower) {
            if name == "style" {
                found.push(finding(index, "style=: use a class of web/"));
            } else if name.len() > 2 && name.starts_with("on") {
                found.push(finding(index, format!("{name}=: listen to the event in web/")));
            }
        }
        for (at, _) in lower.match_indices("<script") {
            let tag = lower.get(at..).and_then(|rest| rest.split('>').next()).unwrap_or("");
            if !tag.contains("src=") && !tag.contains("type=\"application/json\"") {
                found.push(finding(index, "inline <script>: put it in web/"));
            }
        }
        if lower.contains("<style") {
            found.push(finding(index, "inline <style>: put it in web/"));
        }
    }
    found
}

/// Names of attributes on a line: a blank, letters or dashes, `=`, a quote or a template's bracket.
fn attributes(line: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (at, _) in line.match_indices('=') {
        let before = line.get(..at).unwrap_or("");
        let after = line.get(at + 1..).unwrap_or("");
        let name =
            before.rsplit(|c: char| !(c.is_ascii_alphabetic() || c == '-')).next().unwrap_or("");
        let start = before.len() - name.len();
        let own_word = before.get(..start).is_some_and(|s| s.is_empty() || s.ends_with([' ', '"']));
        if own_word && !name.is_empty() && after.starts_with(['"', '\'', '{']) {
            names.push(name);
        }
    }
    names
}

/// A link of a slice goes through `shell.url`, which knows the region's prefix.
pub fn absolute_link(file: &File) -> Vec<Finding> {
    let in_slice = crate_of(&file.path)
        .is_some_and(|name| !matches!(tiers::tier(name), None | Some(Tier::Base | Tier::Top)));
    if !in_slice || !is_template(&file.path) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for start in ["href=\"/", "href='/", "action=\"/", "formaction=\"/"] {
            if super::source::has_word(line, start) {
                found.push(finding(index, format!("{start}…: make it with shell.url(\"/…\")")));
            }
        }
    }
    found
}

/// Parameters that would put something about a person into addresses, histories and logs.
const PERSONAL: &[&str] = &[
    "name",
    "kana",
    "birth",
    "birthday",
    "birth_date",
    "tel",
    "phone",
    "address",
    "insured",
    "insured_number",
    "mail",
    "email",
];

/// No personal data in addresses: ids are opaque, a search is a POST.
pub fn personal_query(file: &File) -> Vec<Finding> {
    if crate_of(&file.path).is_none() || !matches!(ending(&file.path), "html" | "rs") {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for (at, _) in line.match_indices(['?', '&']) {
            let rest = line.get(at + 1..).unwrap_or("");
            let rest = rest.strip_prefix("amp;").unwrap_or(rest);
            let name = rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next();
            let Some(name) = name.filter(|name| PERSONAL.contains(name)) else { continue };
            // `=` straight after it and no second one: an address, not a comparison.
            let after = rest.get(name.len()..).unwrap_or("");
            if after.starts_with('=') && !after.starts_with("==") {
                found.push(finding(
                    index,
                    format!("{name}= in an address: use an opaque id, or search by POST"),
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    const PAGE: &str = "crates/people/templates/a.html";

    #[test]
    fn inline_styles_events_and_scripts_are_found() {
        for bad in [
            "<p style=\"color:red\">",
            "<a class=\"x\" onclick=\"go()\">",
            "<p style={{ x }}>",
            "<script>go()</script>",
            "<style>p{}</style>",
            "<script type=\"module\">",
        ] {
            assert_eq!(inline(&file(PAGE, bad)).len(), 1, "{bad}");
        }
        for fine in [
            "<script src=\"/assets/a.js\" defer></script>",
            "<p data-on=\"x\" class=\"style\">",
            "<script type=\"application/json\">",
            "{% if on == \"a\" %}",
            "<input name=\"on\">",
            "<div data-style=\"a\">",
            "<option value=\"once=1\">",
        ] {
            assert!(inline(&file(PAGE, fine)).is_empty(), "{fine}");
        }
    }

    #[test]
    fn links_of_slices_go_through_the_shell() {
        assert_eq!(absolute_link(&file(PAGE, "<a href=\"/people/1\">")).len(), 1);
        assert_eq!(absolute_link(&file(PAGE, "<form action=\"/people\">")).len(), 1);
        assert!(absolute_link(&file(PAGE, "<a href=\"{{ shell.url(\"/x\") }}\">")).is_empty());
        assert!(absolute_link(&file("crates/ui/templates/a.html", "<a href=\"/x\">")).is_empty());
    }

    #[test]
    fn addresses_hold_nothing_about_a_person() {
        for bad in ["<a href=\"{{ u }}?kana=x\">", "\"/find?page=1&birth={b}\"", "?a=1&amp;tel=0"] {
            assert_eq!(personal_query(&file(PAGE, bad)).len(), 1, "{bad}");
        }
        for fine in
            ["?page=2", "<input name=\"kana\">", "&name == other", "&names=1", "x? name = 1"]
        {
            assert!(personal_query(&file(PAGE, fine)).is_empty(), "{fine}");
        }
    }
}
