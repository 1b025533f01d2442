//! The value enum both engines share. Dates and instants are text, booleans 0/1, JSON text.
use kernel::{At, Date, Id};

use crate::DbError;

/// A column value or parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// NULL.
    Null,
    /// BIGINT.
    Int(i64),
    /// DOUBLE PRECISION.
    Real(f64),
    /// TEXT.
    Text(String),
    /// BYTEA / BLOB.
    Blob(Vec<u8>),
}

macro_rules! into_value {
    ($($t:ty => |$v:ident| $e:expr),* $(,)?) => {$(
        impl From<$t> for Value {
            fn from($v: $t) -> Value { $e }
        }
    )*};
}
into_value! {
    i64 => |v| Value::Int(v),
    i32 => |v| Value::Int(i64::from(v)),
    i16 => |v| Value::Int(i64::from(v)),
    u32 => |v| Value::Int(i64::from(v)),
    usize => |v| Value::Int(i64::try_from(v).unwrap_or(i64::MAX)),
    bool => |v| Value::Int(i64::from(v)),
    f64 => |v| Value::Real(v),
    String => |v| Value::Text(v),
    &String => |v| Value::Text(v.clone()),
    &str => |v| Value::Text(v.to_string()),
    Vec<u8> => |v| Value::Blob(v),
    &[u8] => |v| Value::Blob(v.to_vec()),
    Id => |v| Value::Text(v.to_string()),
    &Id => |v| Value::Text(v.to_string()),
    At => |v| Value::Text(v.text()),
    Date => |v| Value::Text(v.to_string()),
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Value {
        v.map_or(Value::Null, Into::into)
    }
}

/// What can be read from a column.
pub trait FromValue: Sized {
    /// Converts, or says what was found instead.
    fn from_value(v: &Value) -> Result<Self, String>;
}

fn found(v: &Value, wanted: &str) -> String {
    let kind = match v {
        Value::Null => "NULL",
        Value::Int(_) => "integer",
        Value::Real(_) => "real",
        Value::Text(_) => "text",
        Value::Blob(_) => "bytes",
    };
    format!("{kind} where {wanted} was expected")
}

impl FromValue for Value {
    fn from_value(v: &Value) -> Result<Self, String> {
        Ok(v.clone())
    }
}
impl FromValue for i64 {
    fn from_value(v: &Value) -> Result<Self, String> {
        match v {
            Value::Int(i) => Ok(*i),
            _ => Err(found(v, "integer")),
        }
    }
}
impl FromValue for bool {
    fn from_value(v: &Value) -> Result<Self, String> {
        i64::from_value(v).map(|i| i != 0)
    }
}
impl FromValue for f64 {
    fn from_value(v: &Value) -> Result<Self, String> {
        match v {
            Value::Real(r) => Ok(*r),
            Value::Int(i) => Ok(*i as f64),
            _ => Err(found(v, "real")),
        }
    }
}
impl FromValue for String {
    fn from_value(v: &Value) -> Result<Self, String> {
        match v {
            Value::Text(t) => Ok(t.clone()),
            _ => Err(found(v, "text")),
        }
    }
}
impl FromValue for Vec<u8> {
    fn from_value(v: &Value) -> Result<Self, String> {
        match v {
            Value::Blob(b) => Ok(b.clone()),
            _ => Err(found(v, "bytes")),
        }
    }
}
impl FromValue for Id {
    fn from_value(v: &Value) -> Result<Self, String> {
        match v {
            Value::Text(t) => t.parse().map_err(|_| "text that is no id".to_string()),
            _ => Err(found(v, "id")),
        }
    }
}
impl FromValue for At {
    fn from_value(v: &Value) -> Result<Self, String> {
        match v {
            Value::Text(t) => At::parse(t).ok_or_else(|| "text that is no instant".to_string()),
            _ => Err(found(v, "instant")),
        }
    }
}
impl FromValue for Date {
    fn from_value(v: &Value) -> Result<Self, String> {
        match v {
            Value::Text(t) => t.parse().map_err(|_| "text that is no date".to_string()),
            _ => Err(found(v, "date")),
        }
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(v: &Value) -> Result<Self, String> {
        match v {
            Value::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}

pub(crate) fn decode<T: FromValue>(v: &Value, column: usize) -> Result<T, DbError> {
    T::from_value(v).map_err(|what| DbError::Decode { column, what })
}

/// Parameters of a statement: `params![id, name, None::<String>]`.
#[macro_export]
macro_rules! params {
    () => { &[] as &[$crate::Value] };
    ($($e:expr),+ $(,)?) => { &[$($crate::Value::from($e)),+] as &[$crate::Value] };
}
