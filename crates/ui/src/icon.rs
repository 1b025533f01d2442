//! Line icons, 24 × 24, drawn with the current colour. An icon never stands alone: a word is beside it.
use std::fmt;

/// An icon by name; prints an `svg` hidden from readers. Unknown names print nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon {
    name: &'static str,
    path: &'static str,
    extra: &'static str,
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            return Ok(());
        }
        write!(
            f,
            "<svg class=\"i{}\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" focusable=\"false\">{}</svg>",
            self.extra, self.path
        )
    }
}

impl askama::filters::HtmlSafe for Icon {}

/// Every icon: name and drawing.
pub const ICONS: &[(&str, &str)] = &[
    ("alert", "<path d=\"M12 3 2.5 20h19z\"/><path d=\"M12 10v4.500M12 17.400v.1\"/>"),
    ("arrows", "<path d=\"M4 8h14l-3.500-3.500M20 16H6l3.500 3.500\"/>"),
    ("back", "<path d=\"m14.500 5-7 7 7 7\"/>"),
    ("bang", "<path d=\"M12 5v9M12 18.500v.1\"/>"),
    (
        "bed",
        "<path d=\"M3 18V6M3 14h18v4M21 14v-1a3 3 0 0 0-3-3h-7v4\"/><circle cx=\"7\" cy=\"11\" r=\"1.500\"/>",
    ),
    ("bubble", "<path d=\"M4 5h16v11H10l-5 4v-4H4z\"/>"),
    ("check", "<path d=\"m5 12.500 5 5L19.500 7\"/>"),
    ("chev", "<path d=\"m6 9 6 6 6-6\"/>"),
    (
        "clip",
        "<path d=\"m20 11-8.500 8.500a5 5 0 0 1-7-7L13 4a3.500 3.500 0 0 1 5 5l-8.500 8.500a2 2 0 0 1-3-3L14 7\"/>",
    ),
    ("clock", "<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"M12 7v5l3.500 2\"/>"),
    ("cross", "<path d=\"m6 6 12 12M18 6 6 18\"/>"),
    ("dash", "<path d=\"M6 12h12\"/>"),
    ("download", "<path d=\"M12 4v12m-5-5 5 5 5-5M4 20h16\"/>"),
    (
        "eye",
        "<path d=\"M2 12s3.500-6.500 10-6.500S22 12 22 12s-3.500 6.500-10 6.500S2 12 2 12z\"/><circle cx=\"12\" cy=\"12\" r=\"3\"/>",
    ),
    ("forward", "<path d=\"m9.500 5 7 7-7 7\"/>"),
    (
        "heart",
        "<path d=\"M12 20C5 15 3 11.500 3 8.500A4.500 4.500 0 0 1 12 7a4.500 4.500 0 0 1 9 1.500c0 3-2 6.500-9 11.500z\"/>",
    ),
    (
        "history",
        "<path d=\"M3.500 12A8.500 8.500 0 1 0 6 6L3.500 8.500M3.500 4v4.500H8M12 8v4.500l3 1.500\"/>",
    ),
    ("home", "<path d=\"M4 11 12 4l8 7v9h-5v-6H9v6H4z\"/>"),
    ("info", "<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"M12 11v5.500M12 7.500v.1\"/>"),
    ("key", "<circle cx=\"8\" cy=\"15\" r=\"4\"/><path d=\"m11 12 8-8M16 7l3 3\"/>"),
    (
        "lock",
        "<rect x=\"5\" y=\"11\" width=\"14\" height=\"9\" rx=\"2\"/><path d=\"M8 11V8a4 4 0 0 1 8 0v3\"/>",
    ),
    (
        "offline",
        "<path d=\"M2 9a15 15 0 0 1 20 0M6 13a9 9 0 0 1 12 0M12 18v.1\"/><path d=\"m4 4 16 16\"/>",
    ),
    ("paper", "<path d=\"M6 3h8l5 5v13H6z\"/><path d=\"M14 3v5h5M9 13h7M9 17h7\"/>"),
    ("pencil", "<path d=\"m4 20 1-5L16 4l4 4L9 19z\"/>"),
    (
        "people",
        "<circle cx=\"9\" cy=\"8\" r=\"3.500\"/><path d=\"M2.500 20c.6-4 3-6 6.500-6s5.900 2 6.500 6M16 5a3.500 3.500 0 0 1 0 6.500M18 14.500c2 .8 3.200 2.600 3.500 5.500\"/>",
    ),
    (
        "person",
        "<circle cx=\"12\" cy=\"8\" r=\"4\"/><path d=\"M4 21c1-4.500 4-6.500 8-6.500s7 2 8 6.500\"/>",
    ),
    (
        "phone",
        "<path d=\"M5 3h4l2 5-2.500 2a13 13 0 0 0 5.500 5.500l2-2.500 5 2v4c0 1-1 2-2 2C10.500 21 3 13.500 3 5c0-1 1-2 2-2z\"/>",
    ),
    (
        "pin",
        "<path d=\"M12 21s7-6.500 7-12a7 7 0 0 0-14 0c0 5.500 7 12 7 12z\"/><circle cx=\"12\" cy=\"9\" r=\"2.500\"/>",
    ),
    ("plus", "<path d=\"M12 5v14M5 12h14\"/>"),
    ("print", "<path d=\"M7 8V3h10v5M7 17H4V9h16v8h-3\"/><path d=\"M7 14h10v7H7z\"/>"),
    ("search", "<circle cx=\"11\" cy=\"11\" r=\"6.500\"/><path d=\"m16 16 5 5\"/>"),
    ("send", "<path d=\"M3 11.500 21 4l-5.500 17-4-7z\"/><path d=\"m11.500 14 4-4.500\"/>"),
    (
        "unknown",
        "<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"M9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.4-1 .9-1 1.700M12 16.900v.1\"/>",
    ),
    ("upload", "<path d=\"M12 16V4m-5 5 5-5 5 5M4 20h16\"/>"),
];

/// The icon called `name` (see [`ICONS`]); an empty or unknown name prints nothing.
pub fn icon(name: impl AsRef<str>) -> Icon {
    let name = name.as_ref();
    match ICONS.iter().find(|(n, _)| *n == name) {
        Some((name, path)) => {
            Icon { name, path, extra: if *name == "chev" { " chev" } else { "" } }
        }
        None => Icon { name: "", path: "", extra: "" },
    }
}

impl Icon {
    /// Its name, empty when there is no such icon.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_icon_draws_and_an_unknown_one_prints_nothing() {
        assert!(icon("check").to_string().contains("aria-hidden=\"true\""));
        assert_eq!(icon("nothing of the kind").to_string(), "");
        for (name, path) in ICONS {
            assert_eq!(icon(name).name(), *name);
            assert!(path.starts_with('<') && path.ends_with("/>"), "{name}");
        }
    }
}
