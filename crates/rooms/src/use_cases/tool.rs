//! The link to another tool (MCS, バイタルリンク …) with which a person's team talks: instead of the room, or beside it.
use app::{Cx, Error, FieldError, Result};
use people::ResidentId;
use people::authz::{Write, decide};

use super::K;
use crate::permissions;
use crate::store::{self, Tool};

/// What to set; an empty address takes the link away.
#[derive(Debug, Clone)]
pub struct SetTool {
    /// Whose.
    pub resident: ResidentId,
    /// 「MCS」.
    pub label: String,
    /// Its address.
    pub url: String,
}

/// The address as it may be kept: https, a host, nothing that a browser would read otherwise.
fn address(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_graphic() && !"\"'<>\\`".contains(c);
    let fits = host.contains('.')
        && !host.contains('@')
        && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:".contains(c))
        && url.len() <= 300
        && url.chars().all(plain);
    fits.then_some(url)
}

/// Sets it.
pub fn set(cx: &Cx<'_>, cmd: &SetTool) -> Result<()> {
    if !cx.region().persons {
        return Err(Error::NotFound);
    }
    let permit = decide::<Write, K>(cx, &permissions::TOOL, cmd.resident, None)?;
    let (label, url) = (cmd.label.trim(), cmd.url.trim());
    if url.is_empty() {
        return store::no_tool(cx, permit.resident().0);
    }
    let mut errors = Vec::new();
    if label.is_empty() || label.chars().count() > 20 {
        let message = "ツールの名前を、20文字以内で入力してください（例 MCS）".into();
        errors.push(FieldError { field: "label".into(), message });
    }
    if address(url).is_none() {
        let message = "https:// からはじまるアドレスを入力してください".into();
        errors.push(FieldError { field: "url".into(), message });
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    store::set_tool(cx, permit.resident().0, label, url)
}

/// The link of a person, for a page that holds a permit for them.
pub(crate) fn of(cx: &Cx<'_>, resident: ResidentId) -> Result<Option<Tool>> {
    store::tool(cx, resident.0)
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn only_plain_https_addresses_are_kept() {
        for good in ["https://www.medical-care.net/projects/1", "https://a.example:8443/x?y=1"] {
            assert_eq!(address(good), Some(good));
        }
        for bad in [
            "http://a.example/",
            "javascript:alert(1)",
            "https://",
            "https://localhost/",
            "https://a.example@evil.example/",
            "https://a.example/\"><script>",
            "https://a.example/日本",
        ] {
            assert_eq!(address(bad), None, "{bad}");
        }
    }
}
