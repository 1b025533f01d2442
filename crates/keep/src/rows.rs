//! Rows as lines of JSON: an array a row. Text, integers and null as they are; `{"b":"…"}` bytes in hexadecimal,
//! `{"r":"…"}` a floating-point number in digits that give exactly the same number back.
use db::Value;
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

/// Adds a row and its line end.
pub fn encode(row: &[Value], out: &mut Vec<u8>) -> Result<(), String> {
    let mut line = Vec::with_capacity(row.len());
    for v in row {
        line.push(match v {
            Value::Null => Json::Null,
            Value::Int(i) => Json::from(*i),
            Value::Text(t) => Json::from(t.as_str()),
            Value::Real(r) if r.is_finite() => tagged("r", r.to_string()),
            Value::Real(_) => return Err("a number that is none".into()),
            Value::Blob(b) => tagged("b", kernel::hex(b)),
        });
    }
    serde_json::to_writer(&mut *out, &line).map_err(|e| e.to_string())?;
    out.push(b'\n');
    Ok(())
}

fn tagged(tag: &str, text: String) -> Json {
    let mut m = Map::new();
    m.insert(tag.into(), Json::from(text));
    Json::Object(m)
}

/// A row from its line; the error says what is wrong without what is in it.
pub fn decode(line: &[u8]) -> Result<Vec<Value>, String> {
    let all: Vec<Json> = serde_json::from_slice(line).map_err(|_| "a line that is no row")?;
    all.into_iter().map(value).collect()
}

fn value(json: Json) -> Result<Value, String> {
    match json {
        Json::Null => Ok(Value::Null),
        Json::String(t) => Ok(Value::Text(t)),
        Json::Number(n) => n.as_i64().map(Value::Int).ok_or_else(|| "a number".into()),
        Json::Object(m) => match (m.len(), m.get("r"), m.get("b")) {
            (1, Some(Json::String(r)), None) => {
                r.parse().map(Value::Real).map_err(|_| "a number".into())
            }
            (1, None, Some(Json::String(b))) => unhex(b).map(Value::Blob),
            _ => Err("an unknown kind of value".into()),
        },
        _ => Err("an unknown kind of value".into()),
    }
}

/// Bytes from hexadecimal.
fn unhex(text: &str) -> Result<Vec<u8>, String> {
    let digit = |b: u8| char::from(b).to_digit(16).map(|d| d as u8).ok_or("bytes");
    if !text.len().is_multiple_of(2) {
        return Err("bytes".into());
    }
    text.as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [hi, lo] => Ok(digit(*hi)? << 4 | digit(*lo)?),
            _ => Err("bytes".into()),
        })
        .collect()
}

/// Number and hash of the lines of a table, however they were cut into pieces.
#[derive(Clone, Default)]
pub struct Tally {
    hash: Sha256,
    rows: u64,
}

impl Tally {
    /// Counts whole lines.
    pub fn add(&mut self, lines: &[u8]) {
        self.hash.update(lines);
        self.rows += lines.iter().filter(|b| **b == b'\n').count() as u64;
    }

    /// Rows so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The hash so far.
    pub fn digest(&self) -> String {
        kernel::hex(&self.hash.clone().finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_comes_back_exactly() {
        let row = vec![
            Value::Null,
            Value::Int(i64::MIN),
            Value::Int(i64::MAX),
            Value::Real(0.1 + 0.2),
            Value::Real(1.0),
            Value::Real(-1e300),
            Value::Text("結\n\"\\ \u{1F9D1}".into()),
            Value::Text("{\"r\":\"1\"}".into()),
            Value::Blob(vec![0, 255, 10]),
            Value::Blob(vec![]),
        ];
        let mut line = Vec::new();
        encode(&row, &mut line).unwrap();
        assert_eq!(line.iter().filter(|b| **b == b'\n').count(), 1);
        assert_eq!(decode(&line).unwrap(), row);
    }

    #[test]
    fn what_is_no_row_is_refused() {
        for bad in
            ["", "{}", "[1.5]", "[true]", "[{\"b\":\"0\"}]", "[{\"b\":\"zz\"}]", "[[1]]", "[1"]
        {
            assert!(decode(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(encode(&[Value::Real(f64::NAN)], &mut Vec::new()).is_err());
    }

    #[test]
    fn the_tally_does_not_depend_on_the_pieces() {
        let (mut a, mut b) = (Tally::default(), Tally::default());
        a.add(b"[1]\n[2]\n[3]\n");
        b.add(b"[1]\n");
        b.add(b"[2]\n[3]\n");
        assert_eq!((a.rows(), a.digest()), (b.rows(), b.digest()));
        assert_eq!(a.rows(), 3);
    }
}
