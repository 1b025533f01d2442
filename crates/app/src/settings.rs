//! What a region decides for itself: local names, switched-off capabilities, thresholds. Key and text.
use db::params;

use crate::{Cx, Result};

db::statements! { pub STATEMENTS;
    GET = "SELECT value FROM app_setting WHERE key = $1";
    SET = "INSERT INTO app_setting(key, value, at) VALUES ($1, $2, $3) ON CONFLICT (key) DO UPDATE SET value = excluded.value, at = excluded.at";
    ALL = "SELECT key, value FROM app_setting WHERE key LIKE $1 ORDER BY key";
}

/// The value of a setting.
pub fn get(cx: &Cx<'_>, key: &str) -> Result<Option<String>> {
    cx.tx().first(GET, params![key])?.map(|r| Ok(r.get(0)?)).transpose()
}

/// Sets it. Switching a capability changes what everybody may do.
pub fn set(cx: &Cx<'_>, key: &str, value: &str) -> Result<()> {
    cx.tx().exec(SET, params![key, value, cx.now()])?;
    if key.starts_with("capability.") {
        cx.rights_changed()?;
    }
    Ok(())
}

/// All settings whose key begins so.
pub fn with_prefix(cx: &Cx<'_>, prefix: &str) -> Result<Vec<(String, String)>> {
    let rows = cx.tx().rows(ALL, params![format!("{prefix}%")])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// Is the capability on? It is, unless the region switched it off.
pub fn capability_on(cx: &Cx<'_>, capability: &str) -> Result<bool> {
    let key = format!("capability.{capability}");
    match cx.is_off(&key)? {
        Some(off) => Ok(!off),
        None => Ok(get(cx, &key)?.as_deref() != Some("off")),
    }
}
