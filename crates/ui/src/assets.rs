//! The static files of `web/dist`, inside the program. Addresses carry `?v=` and a piece of the content's hash, so a
//! browser may keep them for ever and still sees a new edition at once.
use std::collections::BTreeMap;
use std::sync::OnceLock;

#[derive(rust_embed::Embed)]
#[folder = "../../web/dist"]
struct Dist;

/// One static file.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The bytes.
    pub body: std::borrow::Cow<'static, [u8]>,
    /// Value of Content-Type.
    pub mime: &'static str,
    /// First 16 hexadecimal digits of the SHA-256 of the body: ETag and `?v=`.
    pub hash: String,
}

fn mime(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

fn all() -> &'static BTreeMap<String, Asset> {
    static ALL: OnceLock<BTreeMap<String, Asset>> = OnceLock::new();
    ALL.get_or_init(|| {
        Dist::iter()
            .filter_map(|name| {
                let body = Dist::get(&name)?.data;
                let hash = kernel::sha256_hex(&body).chars().take(16).collect();
                Some((name.to_string(), Asset { body, mime: mime(&name), hash }))
            })
            .collect()
    })
}

/// The file called `name` (`yui.css`, `yui.js` …), for the route `/assets/{name}`. Send it with
/// `Cache-Control: public, max-age=31536000, immutable` when the address carried `v`.
pub fn get(name: &str) -> Option<&'static Asset> {
    all().get(name)
}

/// Names of all files, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    all().keys().map(String::as_str)
}

/// `{base}/assets/{name}?v=…`; a name that does not exist gives an address without `v` (and a 404).
pub fn href(base: &str, name: &str) -> String {
    match get(name) {
        Some(a) => format!("{base}/assets/{name}?v={}", a.hash),
        None => format!("{base}/assets/{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheet_and_script_are_inside_the_program() {
        for (name, kind) in
            [("yui.css", "text/css"), ("yui.js", "text/javascript"), ("chevron.svg", "image/svg")]
        {
            let a = get(name).unwrap();
            assert!(a.mime.starts_with(kind));
            assert!(!a.body.is_empty());
            assert_eq!(href("", name), format!("/assets/{name}?v={}", a.hash));
        }
        assert!(get("../Cargo.toml").is_none());
        assert_eq!(href("/x", "none.css"), "/x/assets/none.css");
    }

    #[test]
    fn the_style_sheet_asks_for_nothing_elsewhere() {
        let css = String::from_utf8(get("yui.css").unwrap().body.to_vec()).unwrap();
        assert!(
            !css.contains("http:")
                && !css.contains("https:")
                && !css.contains("@import")
                && !css.contains("data:")
        );
    }
}
