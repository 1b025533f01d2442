//! Statements are constants in a registry, so that one test can prepare all of them on both engines.
use crate::Value;

/// A named statement. `$1…` are its parameters on both engines.
#[derive(Debug, Clone, Copy)]
pub struct Stmt {
    /// `module.NAME`, for logs and for the test that prepares all.
    pub name: &'static str,
    /// The SQL text.
    pub sql: &'static str,
}

/// Declares statements and their registry:
/// `statements! { pub STATEMENTS; FIND = "SELECT …"; }` gives `FIND: Stmt` and `STATEMENTS: &[Stmt]`.
#[macro_export]
macro_rules! statements {
    ($vis:vis $all:ident; $($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* pub(crate) const $name: $crate::Stmt =
            $crate::Stmt { name: concat!(module_path!(), ".", stringify!($name)), sql: $sql };)*
        /// Every statement of this file; prepared on both engines by one test.
        $vis const $all: &[$crate::Stmt] = &[$($name),*];
    };
}

/// The changing end of a list statement: conditions joined by AND with their parameters, made by scopes and
/// filters. Fragments are program text; values only ever travel as parameters.
#[derive(Debug, Clone, Default)]
pub struct Where {
    sql: String,
    params: Vec<Value>,
}

impl Where {
    /// No condition yet.
    pub fn new() -> Self {
        Where::default()
    }

    /// Adds `AND (fragment)`; each `?` in the fragment takes the next of `values`.
    pub fn and(mut self, fragment: &'static str, values: &[Value]) -> Self {
        self.sql.push_str(" AND (");
        let mut n = self.params.len();
        for c in fragment.chars() {
            if c == '?' {
                n += 1;
                self.sql.push('$');
                self.sql.push_str(&n.to_string());
            } else {
                self.sql.push(c);
            }
        }
        self.sql.push(')');
        self.params.extend_from_slice(values);
        self
    }

    /// Adds `AND column IN ($n, …)`; an empty list matches nothing.
    pub fn and_in(mut self, column: &'static str, values: Vec<Value>) -> Self {
        if values.is_empty() {
            self.sql.push_str(" AND 1 = 0");
            return self;
        }
        self.sql.push_str(" AND ");
        self.sql.push_str(column);
        self.sql.push_str(" IN (");
        for (i, v) in values.into_iter().enumerate() {
            if i > 0 {
                self.sql.push(',');
            }
            self.params.push(v);
            self.sql.push('$');
            self.sql.push_str(&self.params.len().to_string());
        }
        self.sql.push(')');
        self
    }

    /// Adds the conditions of another list end after this one's, with its parameters renumbered.
    pub fn and_where(mut self, other: &Where) -> Self {
        let shift = self.params.len();
        let mut rest = other.sql.as_str();
        while let Some(i) = rest.find('$') {
            let (head, tail) = rest.split_at(i);
            self.sql.push_str(head);
            let digits: String = tail.chars().skip(1).take_while(char::is_ascii_digit).collect();
            let n: usize = digits.parse().unwrap_or(0);
            self.sql.push('$');
            self.sql.push_str(&(n + shift).to_string());
            rest = tail.get(1 + digits.len()..).unwrap_or("");
        }
        self.sql.push_str(rest);
        self.params.extend_from_slice(&other.params);
        self
    }

    /// Text of the conditions, beginning with ` AND ` or empty.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// The parameters in order.
    pub fn params(&self) -> &[Value] {
        &self.params
    }
}

/// SQLite numbers `$1` by order of appearance, not by its digits; `?1` is numbered.
pub(crate) fn for_sqlite(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut quoted = false;
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\'' {
            quoted = !quoted;
        }
        let numbered = c == '$' && chars.peek().is_some_and(char::is_ascii_digit);
        out.push(if numbered && !quoted { '?' } else { c });
    }
    out
}

/// [`for_sqlite`] of a statement of the program, converted once in each thread. By address: the text lives as long as the
/// program.
pub(crate) fn fixed_for_sqlite(sql: &'static str) -> std::rc::Rc<str> {
    use std::collections::HashMap;
    thread_local! {
        static CONVERTED: std::cell::RefCell<HashMap<(usize, usize), std::rc::Rc<str>>> =
            std::cell::RefCell::default();
    }
    let key = (sql.as_ptr().addr(), sql.len());
    CONVERTED.with_borrow_mut(|c| c.entry(key).or_insert_with(|| for_sqlite(sql).into()).clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_across_joined_conditions() {
        let a = Where::new().and("x = ? OR y = ?", &[Value::Int(1), Value::Int(2)]);
        let b = Where::new().and("z = ?", &[Value::Int(3)]).and_in("w", vec![Value::Int(4)]);
        let c = a.and_where(&b);
        assert_eq!(c.sql(), " AND (x = $1 OR y = $2) AND (z = $3) AND w IN ($4)");
        assert_eq!(c.params().len(), 4);
    }

    #[test]
    fn an_empty_list_matches_nothing() {
        assert_eq!(Where::new().and_in("x", vec![]).sql(), " AND 1 = 0");
    }

    #[test]
    fn dollars_in_texts_stay() {
        assert_eq!(for_sqlite("a = $2 AND b = '$1'"), "a = ?2 AND b = '$1'");
    }
}
