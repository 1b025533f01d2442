//! Dates and decimals as text in stored answers: `2026-11-21`, `1.5`.
use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serializer};

/// Writes the value as text.
pub(crate) fn serialize<T: Display, S: Serializer>(value: &T, s: S) -> Result<S::Ok, S::Error> {
    s.collect_str(value)
}

/// Reads the value from text.
pub(crate) fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(d: D) -> Result<T, D::Error> {
    let text = String::deserialize(d)?;
    text.parse().map_err(|_| serde::de::Error::custom("neither a date nor a number"))
}

/// The same for values that may be missing.
pub(crate) mod optional {
    use super::*;

    /// Writes the value as text, or null.
    pub(crate) fn serialize<T: Display, S: Serializer>(
        value: &Option<T>,
        s: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(v) => s.collect_str(v),
            None => s.serialize_none(),
        }
    }

    /// Reads the value from text, or nothing.
    pub(crate) fn deserialize<'de, T: FromStr, D: Deserializer<'de>>(
        d: D,
    ) -> Result<Option<T>, D::Error> {
        let text = Option::<String>::deserialize(d)?;
        let read = text.map(|t| {
            t.parse().map_err(|_| serde::de::Error::custom("neither a date nor a number"))
        });
        read.transpose()
    }
}
