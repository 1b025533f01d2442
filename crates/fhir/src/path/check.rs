//! The check against R4 before any evaluation: which types can stand at each place of an expression, and whether they have
//! the element or take the function. Only what is certainly wrong is refused; what cannot be known passes.

use super::ast::{Args, Ast, Kind, Op, Step, StepKind, TypeSpec};
use super::error::{ErrorKind, PathError};
use super::functions::{F, Function, Takes, Target};
use crate::model;
use std::cell::Cell;

/// The types an expression can yield: R4 names, or `System.X`.
#[derive(Debug, Clone, PartialEq)]
enum Types {
    Unknown,
    Known(Vec<&'static str>),
}

type Inferred = Result<Types, PathError>;

/// Checks an expression for resources of type `root`. A type outside R4 leaves the paths unchecked.
pub(super) fn check(ast: &Ast, root: &str) -> Result<(), PathError> {
    let root = model::type_name(root).map_or(Types::Unknown, of);
    Checker { root: &root, again: Cell::new(false) }.infer(ast, &root).map(drop)
}

fn of(ty: &'static str) -> Types {
    Types::Known(vec![ty])
}

fn either(a: Types, b: Types) -> Types {
    match (a, b) {
        (Types::Known(mut a), Types::Known(b)) => {
            a.extend(b);
            a.sort_unstable();
            a.dedup();
            Types::Known(a)
        }
        _ => Types::Unknown,
    }
}

fn of_spec(spec: TypeSpec) -> Types {
    match spec {
        TypeSpec::Fhir("Element" | "BackboneElement" | "Resource" | "DomainResource") => {
            Types::Unknown
        }
        TypeSpec::Fhir(ty) => of(ty),
        TypeSpec::AnyQuantity => of("Quantity"),
        TypeSpec::System(_) | TypeSpec::Never => Types::Unknown,
    }
}

/// Types whose values are text.
fn is_text(ty: &str) -> bool {
    ty == "System.String"
        || model::is_primitive(ty)
            && !is_number(ty)
            && !matches!(ty, "boolean" | "date" | "dateTime" | "instant" | "time")
}

fn is_number(ty: &str) -> bool {
    matches!(ty, "System.Integer" | "System.Decimal" | "System.Quantity" | "decimal")
        || model::is_a(ty, "integer")
        || model::is_a(ty, "Quantity")
}

struct Checker<'r> {
    root: &'r Types,
    /// Inside the second look at the argument of a `repeat`; a `repeat` in there is not looked at twice, else nesting would
    /// double the work at every level.
    again: Cell<bool>,
}

impl Checker<'_> {
    fn infer(&self, ast: &Ast, this: &Types) -> Inferred {
        Ok(match &ast.kind {
            Kind::Empty => Types::Known(Vec::new()),
            Kind::Boolean(_) => of("System.Boolean"),
            Kind::Integer(_) | Kind::Index => of("System.Integer"),
            Kind::Decimal(_) => of("System.Decimal"),
            Kind::Text(_) => of("System.String"),
            Kind::Quantity(..) => of("System.Quantity"),
            Kind::Temporal(_) | Kind::Total => Types::Unknown,
            Kind::This => this.clone(),
            Kind::Variable(name) if name == "resource" || name == "rootResource" => {
                self.root.clone()
            }
            Kind::Variable(_) => Types::Unknown,
            Kind::Path(head, steps) => return self.path(head.as_deref(), steps, this),
            Kind::Sign(_, inner) => {
                let ty = self.infer(inner, this)?;
                self.needs(&ty, is_number, ast.at, "a sign is for numbers and quantities")?;
                Types::Unknown
            }
            Kind::TypeTest(is, inner, spec) => {
                self.infer(inner, this)?;
                if *is { of("System.Boolean") } else { of_spec(*spec) }
            }
            Kind::Binary(op, left, right) => {
                let (left, right) = (self.infer(left, this)?, self.infer(right, this)?);
                match op {
                    Op::Union => either(left, right),
                    Op::Concatenate => of("System.String"),
                    Op::Add | Op::Subtract | Op::Multiply | Op::Divide | Op::Div | Op::Mod => {
                        Types::Unknown
                    }
                    _ => of("System.Boolean"),
                }
            }
        })
    }

    fn path(&self, head: Option<&Ast>, steps: &[Step], this: &Types) -> Inferred {
        let mut at_type = match head {
            Some(head) => self.infer(head, this)?,
            None => this.clone(),
        };
        let mut steps = steps;
        if head.is_none()
            && let [Step { kind: StepKind::Field(name), at }, rest @ ..] = steps
            && model::is_resource(name)
            && let Types::Known(own) = this
            && let [own] = own.as_slice()
            && model::is_resource(own)
        {
            if !model::is_a(own, name) {
                return Err(semantic(*at, format!("the resource is a {own}, not a {name}")));
            }
            steps = rest;
        }
        for step in steps {
            at_type = match &step.kind {
                StepKind::Field(name) => field(&at_type, name, step.at)?,
                StepKind::Index(index) => {
                    self.infer(index, this)?;
                    at_type
                }
                StepKind::Call(function, args) => {
                    self.call(function, args, at_type, this, step.at)?
                }
            };
        }
        Ok(at_type)
    }

    fn needs(
        &self,
        ty: &Types,
        fits: fn(&str) -> bool,
        at: usize,
        reason: &str,
    ) -> Result<(), PathError> {
        match ty {
            Types::Known(all) if !all.is_empty() && !all.iter().any(|t| fits(t)) => {
                Err(semantic(at, format!("{reason}, not for {}", all.join(" or "))))
            }
            _ => Ok(()),
        }
    }

    fn call(
        &self,
        function: &Function,
        args: &Args,
        focus: Types,
        this: &Types,
        at: usize,
    ) -> Inferred {
        let arg_this = if function.takes == Takes::Lambda { &focus } else { this };
        let mut inferred = Vec::new();
        for arg in args.values() {
            // `sort(-name)` is a direction, not a sign.
            let arg = match &arg.kind {
                Kind::Sign(true, inner) if function.id == F::Sort => inner,
                _ => arg,
            };
            inferred.push(self.infer(arg, arg_this)?);
        }
        let reason = |what: &str| format!("{}() is for {what}", function.name);
        let mut argument = inferred.into_iter();
        let mut next = || argument.next().unwrap_or(Types::Unknown);
        Ok(match function.id {
            F::Where
            | F::First
            | F::Last
            | F::Tail
            | F::Skip
            | F::Take
            | F::Single
            | F::Distinct
            | F::Exclude => focus,
            F::Intersect | F::Trace | F::Sort => focus,
            F::Union | F::Combine => either(focus, next()),
            F::Select => next(),
            F::Repeat => {
                let first = next();
                if self.again.replace(true) {
                    return Ok(Types::Unknown);
                }
                let again = args.values().first().map(|arg| self.infer(arg, &first));
                self.again.set(false);
                either(first, again.and_then(Result::ok).unwrap_or(Types::Unknown))
            }
            F::Iif => {
                next();
                let met = next();
                if args.values().len() > 2 { either(met, next()) } else { met }
            }
            F::OfType | F::As => match args {
                Args::Type(spec) => of_spec(*spec),
                Args::Values(_) => Types::Unknown,
            },
            F::Extension => of("Extension"),
            F::Substring
            | F::Upper
            | F::Lower
            | F::Replace
            | F::ReplaceMatches
            | F::ToChars
            | F::Trim
            | F::Split
            | F::Join
            | F::Encode
            | F::Decode
            | F::Escape
            | F::Unescape => {
                self.needs(&focus, is_text, at, &reason("text"))?;
                of("System.String")
            }
            F::IndexOf | F::LastIndexOf | F::Length => {
                self.needs(&focus, is_text, at, &reason("text"))?;
                of("System.Integer")
            }
            F::StartsWith | F::EndsWith | F::ContainsText | F::Matches | F::MatchesFull => {
                self.needs(&focus, is_text, at, &reason("text"))?;
                of("System.Boolean")
            }
            F::Abs
            | F::Ceiling
            | F::Exp
            | F::Floor
            | F::Ln
            | F::Log
            | F::Power
            | F::Round
            | F::Sqrt
            | F::Truncate => {
                self.needs(&focus, is_number, at, &reason("numbers"))?;
                Types::Unknown
            }
            F::Empty
            | F::Exists
            | F::All
            | F::AllTrue
            | F::AnyTrue
            | F::AllFalse
            | F::AnyFalse
            | F::SubsetOf
            | F::SupersetOf
            | F::IsDistinct
            | F::Not
            | F::ConvertsTo(_)
            | F::Is
            | F::ConformsTo
            | F::HasValue
            | F::Comparable
            | F::Worse
            | F::To(Target::Boolean) => of("System.Boolean"),
            F::Count | F::Precision | F::To(Target::Integer) => of("System.Integer"),
            F::Ordinal | F::To(Target::Decimal) => of("System.Decimal"),
            F::To(Target::Text) => of("System.String"),
            F::To(Target::Quantity) => of("System.Quantity"),
            F::Children
            | F::Descendants
            | F::Aggregate
            | F::Type
            | F::GetValue
            | F::LowBoundary
            | F::HighBoundary
            | F::Now
            | F::Today
            | F::TimeOfDay
            | F::To(Target::Date | Target::DateTime | Target::Time) => Types::Unknown,
        })
    }
}

fn semantic(at: usize, reason: String) -> PathError {
    PathError::new(ErrorKind::Semantic, at, reason)
}

/// The types of an element, or the refusal that none of the types here has it.
fn field(types: &Types, name: &str, at: usize) -> Inferred {
    let Types::Known(types) = types else { return Ok(Types::Unknown) };
    let mut out = Types::Known(Vec::new());
    let mut found = types.is_empty();
    for ty in types {
        if model::type_def(ty).is_none() && !ty.starts_with("System.") {
            return Ok(Types::Unknown);
        }
        if let Some(element) = model::element_of(ty, name) {
            found = true;
            // A contained resource may be of any type.
            if element.types.contains(&"Resource") {
                return Ok(Types::Unknown);
            }
            out = either(out, Types::Known(element.types.clone()));
        }
    }
    if found {
        return Ok(out);
    }
    let choice = model::split_choice(name).filter(|(stem, _)| {
        types.iter().any(|ty| model::element_of(ty, stem).is_some_and(|e| e.choice))
    });
    let hint = choice
        .map_or(String::new(), |(stem, ty)| format!("; write `{stem}` or `{stem}.ofType({ty})`"));
    Err(semantic(at, format!("{} has no element `{name}`{hint}", types.join(" or "))))
}
