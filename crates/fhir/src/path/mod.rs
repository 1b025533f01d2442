//! The expression language of form definitions and rules: a FHIRPath (N1, R4) subset with `ordinal(code)` and `worse(a, b)`.
//! The exact list is `docs/fhirpath.md`.
//!
//! `Expr::parse` refuses whatever is outside; `Expr::check` also refuses elements the resource type does not have; `eval` is
//! three-valued (an unanswered question gives the empty collection, which is neither true nor false) and reads no clock: now,
//! today, variables and ordinals are arguments. Depth, length and steps are bounded, so no expression can hang the program.

mod ast;
mod boundary;
mod check;
mod collections;
mod compare;
mod convert;
mod encode;
mod error;
mod eval;
mod functions;
mod item;
mod lexer;
mod math;
mod ops;
mod parser;
mod scan;
mod temporal;
mod text;
mod types;
mod units;

pub use error::{ErrorKind, PathError};
pub use eval::{EvalCx, Ordinals};
pub use item::{Item, Node, Quantity};
pub use temporal::{Kind as TemporalKind, Precision, Temporal};
pub use units::{Calendar, Unit};

use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;

/// A parsed expression.
#[derive(Debug, Clone)]
pub struct Expr {
    source: String,
    ast: ast::Ast,
}

impl Expr {
    /// Parses an expression. Refuses, with the place and the reason, what is no expression (`Syntax`), what is outside the
    /// subset (`NotInSubset`: unknown functions and types) and what is too long or too deep (`TooComplex`).
    pub fn parse(source: &str) -> Result<Expr, PathError> {
        Ok(Expr { source: source.to_owned(), ast: parser::parse(source)? })
    }

    /// Checks the paths against R4: an element that `root` (a resource type, such as `QuestionnaireResponse`) does not have, or
    /// a text function on something that is no text, is refused (`Semantic`). What cannot be known before evaluation passes.
    pub fn check(&self, root: &str) -> Result<(), PathError> {
        check::check(&self.ast, root)
    }

    /// Evaluates to JSON values (dates as FHIR strings, quantities as FHIR Quantity). Unknown = empty.
    pub fn eval(&self, cx: &EvalCx<'_>) -> Result<Vec<Value>, PathError> {
        Ok(self.eval_items(cx)?.iter().map(Item::to_json).collect())
    }

    /// Evaluates, keeping types and precision.
    pub fn eval_items<'a>(&'a self, cx: &'a EvalCx<'a>) -> Result<Vec<Item<'a>>, PathError> {
        eval::run(&self.ast, cx)
    }

    /// Evaluates a condition: `None` = not known (empty). A single value that is no Boolean counts as true, as FHIRPath has it;
    /// more than one is an error.
    pub fn eval_bool(&self, cx: &EvalCx<'_>) -> Result<Option<bool>, PathError> {
        eval::truth(&self.eval_items(cx)?, self.ast.at)
    }

    /// The linkIds the expression compares `linkId` with (`linkId = 'a'`, `linkId in ('a' | 'b')`): the questions it reads.
    pub fn link_ids(&self) -> BTreeSet<&str> {
        scan::link_ids(&self.ast)
    }

    /// The `%variables` the expression uses, without the `%`. The caller can refuse those it will not supply.
    pub fn variables(&self) -> BTreeSet<&str> {
        scan::variables(&self.ast)
    }

    /// The text it was parsed from.
    pub fn source(&self) -> &str {
        &self.source
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

/// Names of all functions of the subset, in the order of the table (for documentation and its test).
pub fn function_names() -> impl Iterator<Item = &'static str> {
    functions::FUNCTIONS.iter().map(|f| f.name)
}
