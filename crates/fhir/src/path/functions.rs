//! The functions of the subset: name, number of arguments, what the arguments are. A function not in this table is refused
//! when the expression is parsed. `docs/fhirpath.md` lists the same names (a test compares).

/// What a function does; evaluation matches on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[rustfmt::skip]
pub(super) enum F {
    Empty, Exists, All, AllTrue, AnyTrue, AllFalse, AnyFalse, SubsetOf, SupersetOf, Count, Distinct, IsDistinct, Not,
    Where, Select, Repeat, OfType, Sort, Aggregate,
    Single, First, Last, Tail, Skip, Take, Intersect, Exclude, Union, Combine,
    Iif, Children, Descendants, Trace, Now, Today, TimeOfDay,
    To(Target), ConvertsTo(Target),
    IndexOf, LastIndexOf, Substring, StartsWith, EndsWith, ContainsText, Upper, Lower, Replace, Matches, MatchesFull,
    ReplaceMatches, Length, ToChars, Trim, Split, Join, Encode, Decode, Escape, Unescape,
    Abs, Ceiling, Exp, Floor, Ln, Log, Power, Round, Sqrt, Truncate,
    LowBoundary, HighBoundary, Precision, Comparable,
    Is, As, Type, ConformsTo, Extension, HasValue, GetValue,
    Ordinal, Worse,
}

/// Target type of a conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[rustfmt::skip]
pub(super) enum Target { Boolean, Integer, Decimal, Text, Date, DateTime, Time, Quantity }

/// How arguments are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Evaluated once, against the surrounding `$this`.
    Values,
    /// Evaluated for each item, which is `$this` there.
    Lambda,
    /// The name of a type.
    Type,
}

/// One function of the subset.
#[derive(Debug)]
pub(super) struct Function {
    pub name: &'static str,
    pub id: F,
    pub min: usize,
    pub max: usize,
    pub takes: Takes,
}

const fn value(name: &'static str, id: F, min: usize, max: usize) -> Function {
    Function { name, id, min, max, takes: Takes::Values }
}
const fn lambda(name: &'static str, id: F, min: usize, max: usize) -> Function {
    Function { name, id, min, max, takes: Takes::Lambda }
}
const fn of_type(name: &'static str, id: F) -> Function {
    Function { name, id, min: 1, max: 1, takes: Takes::Type }
}

/// The table.
pub(super) static FUNCTIONS: &[Function] = &[
    value("empty", F::Empty, 0, 0),
    lambda("exists", F::Exists, 0, 1),
    lambda("all", F::All, 1, 1),
    value("allTrue", F::AllTrue, 0, 0),
    value("anyTrue", F::AnyTrue, 0, 0),
    value("allFalse", F::AllFalse, 0, 0),
    value("anyFalse", F::AnyFalse, 0, 0),
    value("subsetOf", F::SubsetOf, 1, 1),
    value("supersetOf", F::SupersetOf, 1, 1),
    value("count", F::Count, 0, 0),
    value("distinct", F::Distinct, 0, 0),
    value("isDistinct", F::IsDistinct, 0, 0),
    value("not", F::Not, 0, 0),
    lambda("where", F::Where, 1, 1),
    lambda("select", F::Select, 1, 1),
    lambda("repeat", F::Repeat, 1, 1),
    of_type("ofType", F::OfType),
    lambda("sort", F::Sort, 0, 8),
    lambda("aggregate", F::Aggregate, 1, 2),
    value("single", F::Single, 0, 0),
    value("first", F::First, 0, 0),
    value("last", F::Last, 0, 0),
    value("tail", F::Tail, 0, 0),
    value("skip", F::Skip, 1, 1),
    value("take", F::Take, 1, 1),
    value("intersect", F::Intersect, 1, 1),
    value("exclude", F::Exclude, 1, 1),
    value("union", F::Union, 1, 1),
    value("combine", F::Combine, 1, 1),
    lambda("iif", F::Iif, 2, 3),
    value("children", F::Children, 0, 0),
    value("descendants", F::Descendants, 0, 0),
    lambda("trace", F::Trace, 1, 2),
    value("now", F::Now, 0, 0),
    value("today", F::Today, 0, 0),
    value("timeOfDay", F::TimeOfDay, 0, 0),
    value("toBoolean", F::To(Target::Boolean), 0, 0),
    value("toInteger", F::To(Target::Integer), 0, 0),
    value("toDecimal", F::To(Target::Decimal), 0, 0),
    value("toString", F::To(Target::Text), 0, 0),
    value("toDate", F::To(Target::Date), 0, 0),
    value("toDateTime", F::To(Target::DateTime), 0, 0),
    value("toTime", F::To(Target::Time), 0, 0),
    value("toQuantity", F::To(Target::Quantity), 0, 0),
    value("convertsToBoolean", F::ConvertsTo(Target::Boolean), 0, 0),
    value("convertsToInteger", F::ConvertsTo(Target::Integer), 0, 0),
    value("convertsToDecimal", F::ConvertsTo(Target::Decimal), 0, 0),
    value("convertsToString", F::ConvertsTo(Target::Text), 0, 0),
    value("convertsToDate", F::ConvertsTo(Target::Date), 0, 0),
    value("convertsToDateTime", F::ConvertsTo(Target::DateTime), 0, 0),
    value("convertsToTime", F::ConvertsTo(Target::Time), 0, 0),
    value("convertsToQuantity", F::ConvertsTo(Target::Quantity), 0, 0),
    value("indexOf", F::IndexOf, 1, 1),
    value("lastIndexOf", F::LastIndexOf, 1, 1),
    value("substring", F::Substring, 1, 2),
    value("startsWith", F::StartsWith, 1, 1),
    value("endsWith", F::EndsWith, 1, 1),
    value("contains", F::ContainsText, 1, 1),
    value("upper", F::Upper, 0, 0),
    value("lower", F::Lower, 0, 0),
    value("replace", F::Replace, 2, 2),
    value("matches", F::Matches, 1, 1),
    value("matchesFull", F::MatchesFull, 1, 1),
    value("replaceMatches", F::ReplaceMatches, 2, 2),
    value("length", F::Length, 0, 0),
    value("toChars", F::ToChars, 0, 0),
    value("trim", F::Trim, 0, 0),
    value("split", F::Split, 1, 1),
    value("join", F::Join, 0, 1),
    value("encode", F::Encode, 1, 1),
    value("decode", F::Decode, 1, 1),
    value("escape", F::Escape, 1, 1),
    value("unescape", F::Unescape, 1, 1),
    value("abs", F::Abs, 0, 0),
    value("ceiling", F::Ceiling, 0, 0),
    value("exp", F::Exp, 0, 0),
    value("floor", F::Floor, 0, 0),
    value("ln", F::Ln, 0, 0),
    value("log", F::Log, 1, 1),
    value("power", F::Power, 1, 1),
    value("round", F::Round, 0, 1),
    value("sqrt", F::Sqrt, 0, 0),
    value("truncate", F::Truncate, 0, 0),
    value("lowBoundary", F::LowBoundary, 0, 1),
    value("highBoundary", F::HighBoundary, 0, 1),
    value("precision", F::Precision, 0, 0),
    value("comparable", F::Comparable, 1, 1),
    of_type("is", F::Is),
    of_type("as", F::As),
    value("type", F::Type, 0, 0),
    value("conformsTo", F::ConformsTo, 1, 1),
    value("extension", F::Extension, 1, 1),
    value("hasValue", F::HasValue, 0, 0),
    value("getValue", F::GetValue, 0, 0),
    value("ordinal", F::Ordinal, 1, 1),
    value("worse", F::Worse, 2, 2),
];

/// Looks a function up by name.
pub(super) fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|f| f.name == name)
}
