//! Canonical JSON: the bytes a content hash is taken of. Keys sorted, no blanks, so that the same content has the same bytes
//! whatever wrote it.
use serde::Serialize;
use serde_json::Value;

/// Canonical text of a JSON value: object keys in code point order, no blanks, nulls kept.
pub fn text(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

/// Canonical text of anything that serialises to JSON; empty when it does not.
pub fn of<T: Serialize>(value: &T) -> String {
    serde_json::to_value(value).map(|v| text(&v)).unwrap_or_default()
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            out.push('{');
            for (n, key) in keys.into_iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                if let Some(v) = map.get(key) {
                    write(v, out);
                }
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (n, v) in items.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write(v, out);
            }
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_keys_does_not_matter() {
        let a: Value =
            serde_json::from_str(r#"{"b":[1,{"y":"𠮷","x":null}],"a":"\u0001"}"#).unwrap();
        let b: Value =
            serde_json::from_str(r#"{ "a":"\u0001", "b":[1,{"x":null,"y":"𠮷"}]}"#).unwrap();
        assert_eq!(text(&a), text(&b));
        assert_eq!(text(&a), r#"{"a":"\u0001","b":[1,{"x":null,"y":"𠮷"}]}"#);
    }
}
