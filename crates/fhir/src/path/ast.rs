//! The parsed form of an expression.

use super::functions::Function;
use super::temporal::Temporal;
use super::units::Unit;
use rust_decimal::Decimal;

/// A node and its place in the text (characters from 0).
#[derive(Debug, Clone)]
pub(super) struct Ast {
    pub at: usize,
    pub kind: Kind,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// `{}`
    Empty,
    Boolean(bool),
    Integer(i32),
    Decimal(Decimal),
    Text(String),
    Temporal(Temporal),
    Quantity(Decimal, Unit),
    /// `$this`
    This,
    /// `$index`
    Index,
    /// `$total`
    Total,
    /// `%name`
    Variable(String),
    /// `head.step.step`; without a head the first step applies to `$this`.
    Path(Option<Box<Ast>>, Vec<Step>),
    /// `-x` (true) or `+x`.
    Sign(bool, Box<Ast>),
    Binary(Op, Box<Ast>, Box<Ast>),
    /// `x is T` (true) or `x as T`.
    TypeTest(bool, Box<Ast>, TypeSpec),
}

#[derive(Debug, Clone)]
pub(super) struct Step {
    pub at: usize,
    pub kind: StepKind,
}

#[derive(Debug, Clone)]
pub(super) enum StepKind {
    Field(String),
    Index(Ast),
    Call(&'static Function, Args),
}

#[derive(Debug, Clone)]
pub(super) enum Args {
    Values(Vec<Ast>),
    Type(TypeSpec),
}

impl Args {
    /// The arguments that are values.
    pub fn values(&self) -> &[Ast] {
        match self {
            Args::Values(v) => v,
            Args::Type(_) => &[],
        }
    }
}

/// A type named in an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TypeSpec {
    /// `System.Integer`, or `Integer`.
    System(&'static str),
    /// `FHIR.Patient`, `Patient`, `code`.
    Fhir(&'static str),
    /// `Quantity` without a namespace: both have one.
    AnyQuantity,
    /// `System.Patient`: a FHIR type looked for in the wrong namespace; nothing has it.
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Implies,
    Or,
    Xor,
    And,
    In,
    Contains,
    Equal,
    NotEqual,
    Equivalent,
    NotEquivalent,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Union,
    Add,
    Subtract,
    Concatenate,
    Multiply,
    Divide,
    Div,
    Mod,
}

impl Op {
    /// The operator as written.
    pub fn text(self) -> &'static str {
        OPERATORS.iter().find(|(_, op, _)| *op == self).map_or("", |(t, _, _)| t)
    }
}

/// Operators and how strongly they bind (`is` and `as` bind at 8, signs at 11, paths above).
pub(super) const OPERATORS: &[(&str, Op, u8)] = &[
    ("implies", Op::Implies, 1),
    ("or", Op::Or, 2),
    ("xor", Op::Xor, 2),
    ("and", Op::And, 3),
    ("in", Op::In, 4),
    ("contains", Op::Contains, 4),
    ("=", Op::Equal, 5),
    ("!=", Op::NotEqual, 5),
    ("~", Op::Equivalent, 5),
    ("!~", Op::NotEquivalent, 5),
    ("<", Op::Less, 6),
    ("<=", Op::LessOrEqual, 6),
    (">", Op::Greater, 6),
    (">=", Op::GreaterOrEqual, 6),
    ("|", Op::Union, 7),
    ("+", Op::Add, 9),
    ("-", Op::Subtract, 9),
    ("&", Op::Concatenate, 9),
    ("*", Op::Multiply, 10),
    ("/", Op::Divide, 10),
    ("div", Op::Div, 10),
    ("mod", Op::Mod, 10),
];
pub(super) const TYPE_TEST_BINDS: u8 = 8;
