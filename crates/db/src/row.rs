//! Rows as they come back.
use crate::value::decode;
use crate::{DbError, FromValue, Value};

/// One row of a result.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub(crate) values: Vec<Value>,
}

impl Row {
    /// The value of column `i` (from 0) in the order of the SELECT list.
    pub fn get<T: FromValue>(&self, i: usize) -> Result<T, DbError> {
        match self.values.get(i) {
            Some(v) => decode(v, i),
            None => Err(DbError::Decode { column: i, what: "no such column".into() }),
        }
    }

    /// As [`Row::get`] through a conversion, for id newtypes: `row.id::<ResidentId>(0)?`.
    pub fn id<T: From<kernel::Id>>(&self, i: usize) -> Result<T, DbError> {
        self.get::<kernel::Id>(i).map(T::from)
    }

    /// An id newtype or NULL.
    pub fn opt_id<T: From<kernel::Id>>(&self, i: usize) -> Result<Option<T>, DbError> {
        Ok(self.get::<Option<kernel::Id>>(i)?.map(T::from))
    }

    /// All values, in order.
    pub fn values(&self) -> &[Value] {
        &self.values
    }
}

/// Built from a row; the columns come in the order in which the statement selects them.
pub trait FromRow: Sized {
    /// Reads the row.
    fn from_row(row: &Row) -> Result<Self, DbError>;
}
