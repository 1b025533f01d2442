//! Evaluation: the context, the step budget, paths and the calling of functions.

use super::ast::{Args, Ast, Kind, Step, StepKind};
use super::error::{ErrorKind, PathError};
use super::functions::{F, Function};
use super::item::{Item, Node, UCUM};
use super::temporal::{Kind as TemporalKind, Temporal};
use super::types::{self, Fit};
use super::{boundary, collections, compare, convert, encode, math, ops, text};
use crate::model;
use regex::Regex;
use rust_decimal::Decimal;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// Steps an evaluation may take unless the caller says otherwise: a form of a thousand answers needs some tens of thousands.
pub const DEFAULT_STEPS: u64 = 2_000_000;

/// The order of codes on a scale, supplied by the caller (scales are versioned data of the form or rule set).
pub trait Ordinals {
    /// Place of a code on its scale; higher = worse. `None` for a code without a place (`unknown`, `other`).
    fn ordinal(&self, code: &str) -> Option<Decimal>;
}

/// What an expression is evaluated against. Nothing is read from outside it.
pub struct EvalCx<'a> {
    /// `%resource`; also what paths begin from, unless `focus` is given.
    pub resource: &'a Value,
    /// `%context` and the beginning of paths, when it is a part of the resource. Its R4 type may be given (`QuestionnaireResponse.item`).
    pub focus: Option<(&'a Value, Option<&'static str>)>,
    /// `now()`: an instant with offset, `2024-04-01T09:30:00+09:00`.
    pub now: &'a str,
    /// `today()`: `2024-04-01`.
    pub today: &'a str,
    /// Further `%variables` by name, without the `%`.
    pub variables: BTreeMap<String, Vec<Value>>,
    /// Scales for `ordinal()` and `worse()`.
    pub ordinals: Option<&'a dyn Ordinals>,
    /// Steps the evaluation may take.
    pub steps: u64,
}

impl<'a> EvalCx<'a> {
    /// A context with the default step budget and no variables.
    pub fn new(resource: &'a Value, now: &'a str, today: &'a str) -> EvalCx<'a> {
        let steps = DEFAULT_STEPS;
        EvalCx {
            resource,
            focus: None,
            now,
            today,
            variables: BTreeMap::new(),
            ordinals: None,
            steps,
        }
    }

    /// Adds a `%variable`.
    pub fn with(mut self, name: &str, values: Vec<Value>) -> EvalCx<'a> {
        self.variables.insert(name.to_owned(), values);
        self
    }

    /// Sets the scales.
    pub fn with_ordinals(mut self, ordinals: &'a dyn Ordinals) -> EvalCx<'a> {
        self.ordinals = Some(ordinals);
        self
    }
}

pub(super) type Items<'a> = Vec<Item<'a>>;
pub(super) type Outcome<'a> = Result<Items<'a>, PathError>;

/// What `$this`, `$index` and `$total` are.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s, 'a> {
    pub this: &'s [Item<'a>],
    pub index: Option<usize>,
    pub total: Option<&'s [Item<'a>]>,
}

pub(super) struct Machine<'a> {
    pub cx: &'a EvalCx<'a>,
    left: Cell<u64>,
    /// The pattern used last: within a `where` it is the same for every item.
    regex: RefCell<Option<(String, bool, Regex)>>,
}

/// A function call being carried out.
pub(super) struct Call<'s, 'a> {
    pub function: &'static Function,
    pub args: &'a Args,
    pub at: usize,
    pub scope: Scope<'s, 'a>,
}

/// Evaluates a whole expression.
pub(super) fn run<'a>(ast: &'a Ast, cx: &'a EvalCx<'a>) -> Outcome<'a> {
    let machine = Machine { cx, left: Cell::new(cx.steps), regex: RefCell::new(None) };
    let focus = match cx.focus {
        Some((value, ty)) => Node::new(value, ty),
        None => Node::new(cx.resource, None),
    };
    let this = [Item::Node(focus)];
    machine.eval(ast, Scope { this: &this, index: None, total: None })
}

/// A collection where a condition stands: `None` = unknown.
pub(super) fn truth(items: &[Item<'_>], at: usize) -> Result<Option<bool>, PathError> {
    Ok(single(items, at)?.map(|item| match item.system() {
        Some(Item::Boolean(b)) => b,
        // One value that is no Boolean: it is there, and that is all that is asked.
        _ => true,
    }))
}

/// The only item, or none.
pub(super) fn single<'i, 'a>(
    items: &'i [Item<'a>],
    at: usize,
) -> Result<Option<&'i Item<'a>>, PathError> {
    match items {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        more => Err(PathError::eval(
            at,
            format!("one value is needed here, but there are {}", more.len()),
        )),
    }
}

pub(super) fn boolean<'a>(answer: Option<bool>) -> Items<'a> {
    answer.map(Item::Boolean).into_iter().collect()
}

impl<'a> Machine<'a> {
    /// Takes steps from the budget.
    pub fn spend(&self, steps: usize, at: usize) -> Result<(), PathError> {
        match self.left.get().checked_sub(steps as u64) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => Err(PathError::new(
                ErrorKind::TooComplex,
                at,
                "the evaluation takes too many steps",
            )),
        }
    }

    /// Evaluates a node in a scope.
    pub fn eval(&self, ast: &'a Ast, scope: Scope<'_, 'a>) -> Outcome<'a> {
        self.spend(1, ast.at)?;
        match &ast.kind {
            Kind::Path(head, steps) => self.path(head.as_deref(), steps, scope),
            Kind::Binary(op, left, right) => ops::binary(self, *op, left, right, ast.at, scope),
            Kind::Sign(negative, inner) => {
                let items = self.eval(inner, scope)?;
                ops::sign(*negative, &items, ast.at)
            }
            Kind::TypeTest(is, inner, spec) => {
                let items = self.eval(inner, scope)?;
                self.type_test(*is, &items, *spec, ast.at)
            }
            _ => self.leaf(ast, scope),
        }
    }

    fn leaf(&self, ast: &'a Ast, scope: Scope<'_, 'a>) -> Outcome<'a> {
        Ok(vec![match &ast.kind {
            Kind::Boolean(b) => Item::Boolean(*b),
            Kind::Integer(n) => Item::Integer(*n),
            Kind::Decimal(d) => Item::Decimal(*d),
            Kind::Text(t) => Item::Text(t.as_str().into()),
            Kind::Temporal(t) => Item::Temporal(*t),
            Kind::Quantity(value, unit) => {
                Item::Quantity(super::item::Quantity { value: *value, unit: unit.clone() })
            }
            Kind::This => return Ok(scope.this.to_vec()),
            Kind::Total => return Ok(scope.total.unwrap_or_default().to_vec()),
            Kind::Index => match scope.index.and_then(|i| i32::try_from(i).ok()) {
                Some(index) => Item::Integer(index),
                None => return Ok(Vec::new()),
            },
            Kind::Variable(name) => return self.variable(name, ast.at),
            _ => return Ok(Vec::new()),
        }])
    }

    fn variable(&self, name: &str, at: usize) -> Outcome<'a> {
        if let Some(values) = self.cx.variables.get(name) {
            self.spend(values.len(), at)?;
            return Ok(values.iter().map(|v| Item::Node(Node::new(v, None))).collect());
        }
        let structure = "http://hl7.org/fhir/StructureDefinition/";
        Ok(vec![match name {
            "resource" | "rootResource" => Item::Node(Node::new(self.cx.resource, None)),
            "context" => {
                let (value, ty) = self.cx.focus.unwrap_or((self.cx.resource, None));
                Item::Node(Node::new(value, ty))
            }
            "ucum" => Item::text(UCUM),
            "sct" => Item::text("http://snomed.info/sct"),
            "loinc" => Item::text("http://loinc.org"),
            _ => match (name.strip_prefix("vs-"), name.strip_prefix("ext-")) {
                (Some(set), _) => Item::text(format!("http://hl7.org/fhir/ValueSet/{set}")),
                (_, Some(extension)) => Item::text(format!("{structure}{extension}")),
                _ => return Err(PathError::eval(at, format!("there is no variable %{name}"))),
            },
        }])
    }

    fn path(&self, head: Option<&'a Ast>, steps: &'a [Step], scope: Scope<'_, 'a>) -> Outcome<'a> {
        let mut steps = steps;
        let mut items = match head {
            Some(head) => self.eval(head, scope)?,
            None => scope.this.to_vec(),
        };
        if head.is_none()
            && let [Step { kind: StepKind::Field(name), .. }, rest @ ..] = steps
            && self.is_own_type(&items, name)
        {
            // `Patient.name` on a Patient: the type's name stands for the resource itself.
            steps = rest;
        }
        for step in steps {
            self.spend(1 + items.len(), step.at)?;
            items = match &step.kind {
                StepKind::Field(name) => self.field(&items, name, step.at)?,
                StepKind::Index(index) => self.index(&items, index, step.at, scope)?,
                StepKind::Call(function, args) => {
                    self.call(items, &Call { function, args, at: step.at, scope })?
                }
            };
        }
        Ok(items)
    }

    fn is_own_type(&self, items: &[Item<'a>], name: &str) -> bool {
        match items {
            [Item::Node(Node { ty: Some(ty), .. })] => {
                (*ty == name || model::is_a(ty, name)) && model::is_resource(name)
            }
            _ => false,
        }
    }

    fn field(&self, items: &[Item<'a>], name: &str, at: usize) -> Outcome<'a> {
        let mut out = Vec::new();
        for item in items {
            match item {
                Item::Node(node) => node.field(name, &mut out),
                Item::TypeInfo(namespace, _) if name == "namespace" => {
                    out.push(Item::Text((*namespace).into()))
                }
                Item::TypeInfo(_, own) if name == "name" => out.push(Item::Text((*own).into())),
                _ => {}
            }
        }
        self.spend(out.len(), at)?;
        Ok(out)
    }

    fn index(
        &self,
        items: &[Item<'a>],
        index: &'a Ast,
        at: usize,
        scope: Scope<'_, 'a>,
    ) -> Outcome<'a> {
        let index = self.eval(index, scope)?;
        let index = match single(&index, at)?.and_then(Item::system) {
            None => return Ok(Vec::new()),
            Some(Item::Integer(n)) => usize::try_from(n).ok(),
            Some(_) => return Err(PathError::eval(at, "an index is an integer")),
        };
        Ok(index.and_then(|i| items.get(i)).cloned().into_iter().collect())
    }

    fn type_test(
        &self,
        is: bool,
        items: &[Item<'a>],
        spec: super::ast::TypeSpec,
        at: usize,
    ) -> Outcome<'a> {
        let Some(item) = single(items, at)? else { return Ok(Vec::new()) };
        if is {
            return Ok(boolean(Some(types::has_type(item, spec, Fit::Derived, at)?)));
        }
        Ok(if types::has_type(item, spec, Fit::Exact, at)? {
            vec![item.clone()]
        } else {
            Vec::new()
        })
    }

    fn call(&self, items: Items<'a>, call: &Call<'_, 'a>) -> Outcome<'a> {
        let out = match call.function.id {
            F::Is | F::As | F::OfType | F::Type | F::ConformsTo => self.typed(&items, call)?,
            F::Extension | F::HasValue | F::GetValue => self.element(&items, call)?,
            F::Now | F::Today | F::TimeOfDay => self.clock(call)?,
            F::Ordinal | F::Worse => self.scale(call)?,
            F::To(target) => {
                let item = single(&items, call.at)?.and_then(Item::system);
                item.and_then(|i| convert::to(target, &i)).into_iter().collect()
            }
            F::ConvertsTo(target) => {
                let item = single(&items, call.at)?;
                boolean(item.map(|i| i.system().is_some_and(|i| convert::to(target, &i).is_some())))
            }
            F::IndexOf
            | F::LastIndexOf
            | F::Substring
            | F::StartsWith
            | F::EndsWith
            | F::ContainsText => text::search(self, &items, call)?,
            F::Upper
            | F::Lower
            | F::Replace
            | F::Length
            | F::ToChars
            | F::Trim
            | F::Split
            | F::Join => text::change(self, &items, call)?,
            F::Matches | F::MatchesFull | F::ReplaceMatches => text::regular(self, &items, call)?,
            F::Encode | F::Decode | F::Escape | F::Unescape => encode::call(self, &items, call)?,
            F::Abs
            | F::Ceiling
            | F::Exp
            | F::Floor
            | F::Ln
            | F::Log
            | F::Power
            | F::Round
            | F::Sqrt
            | F::Truncate => math::call(self, &items, call)?,
            F::LowBoundary | F::HighBoundary | F::Precision | F::Comparable => {
                self.bounds(&items, call)?
            }
            _ => collections::call(self, items, call)?,
        };
        self.spend(out.len(), call.at)?;
        Ok(out)
    }

    /// Argument `n`, evaluated where the call stands.
    pub fn argument(&self, call: &Call<'_, 'a>, n: usize) -> Outcome<'a> {
        match call.args.values().get(n) {
            Some(ast) => self.eval(ast, call.scope),
            None => Ok(Vec::new()),
        }
    }

    /// Argument `n` as one value of the language's own types.
    pub fn argument_value(
        &self,
        call: &Call<'_, 'a>,
        n: usize,
    ) -> Result<Option<Item<'a>>, PathError> {
        let items = self.argument(call, n)?;
        Ok(single(&items, call.at)?.and_then(Item::system))
    }

    /// Argument `n` as an integer.
    pub fn argument_integer(
        &self,
        call: &Call<'_, 'a>,
        n: usize,
    ) -> Result<Option<i64>, PathError> {
        match self.argument_value(call, n)? {
            None => Ok(None),
            Some(Item::Integer(i)) => Ok(Some(i64::from(i))),
            Some(_) => {
                Err(PathError::eval(call.at, format!("{}() needs an integer", call.function.name)))
            }
        }
    }

    fn typed(&self, items: &[Item<'a>], call: &Call<'_, 'a>) -> Outcome<'a> {
        match (call.function.id, call.args) {
            (F::Is, Args::Type(spec)) => self.type_test(true, items, *spec, call.at),
            (F::As, Args::Type(spec)) => self.type_test(false, items, *spec, call.at),
            (F::OfType, Args::Type(spec)) => {
                let mut out = Vec::new();
                for item in items {
                    if types::has_type(item, *spec, Fit::Exact, call.at)? {
                        out.push(item.clone());
                    }
                }
                Ok(out)
            }
            (F::Type, _) => {
                let names = items.iter().map(|i| {
                    let reason = "the type of this element is not known; its resource is outside the type table";
                    i.type_name().ok_or_else(|| PathError::eval(call.at, reason))
                });
                names.map(|n| n.map(|(namespace, name)| Item::TypeInfo(namespace, name))).collect()
            }
            _ => {
                let url = self.argument_value(call, 0)?;
                match (single(items, call.at)?, url) {
                    (Some(item), Some(Item::Text(url))) => {
                        Ok(boolean(Some(types::conforms(item, &url, call.at)?)))
                    }
                    (None, _) | (_, None) => Ok(Vec::new()),
                    _ => {
                        Err(PathError::eval(call.at, "conformsTo() needs the address of a profile"))
                    }
                }
            }
        }
    }

    fn element(&self, items: &[Item<'a>], call: &Call<'_, 'a>) -> Outcome<'a> {
        match call.function.id {
            F::Extension => {
                let Some(Item::Text(url)) = self.argument_value(call, 0)? else {
                    return Ok(Vec::new());
                };
                let mut all = self.field(items, "extension", call.at)?;
                all.retain(|e| matches!(e, Item::Node(n) if n.value.get("url").and_then(Value::as_str) == Some(&*url)));
                Ok(all)
            }
            F::HasValue => Ok(boolean(Some(match items {
                [Item::Node(node)] => node.has_value(),
                [_] => true,
                _ => false,
            }))),
            _ => Ok(single(items, call.at)?.and_then(Item::system).into_iter().collect()),
        }
    }

    fn clock(&self, call: &Call<'_, 'a>) -> Outcome<'a> {
        let wrong = |name: &str, text: &str| {
            PathError::eval(call.at, format!("the caller's {name} `{text}` is no date"))
        };
        let now = Temporal::parse_as(TemporalKind::DateTime, self.cx.now)
            .ok_or_else(|| wrong("now", self.cx.now));
        Ok(vec![Item::Temporal(match call.function.id {
            F::Now => now?,
            F::Today => {
                let today = Temporal::parse_as(TemporalKind::Date, self.cx.today);
                today.ok_or_else(|| wrong("today", self.cx.today))?
            }
            _ => now?.time_of_day(),
        })])
    }

    /// `ordinal(code)`, `worse(before, after)`.
    fn scale(&self, call: &Call<'_, 'a>) -> Outcome<'a> {
        let Some(scale) = self.cx.ordinals else {
            return Err(PathError::eval(
                call.at,
                format!("{}() needs a scale, and none is given", call.function.name),
            ));
        };
        let place = |n: usize| -> Result<Option<Decimal>, PathError> {
            let items = self.argument(call, n)?;
            let Some(item) = single(&items, call.at)? else { return Ok(None) };
            let code = match item {
                // A Coding stands for its code.
                Item::Node(node) if node.value.is_object() => {
                    node.value.get("code").and_then(Value::as_str)
                }
                Item::Node(node) => node.value.as_str(),
                Item::Text(text) => Some(text.as_ref()),
                _ => None,
            };
            match code {
                Some(code) => Ok(scale.ordinal(code)),
                None => {
                    Err(PathError::eval(call.at, format!("{}() needs a code", call.function.name)))
                }
            }
        };
        if call.function.id == F::Ordinal {
            return Ok(place(0)?.map(Item::Decimal).into_iter().collect());
        }
        let (before, after) = (place(0)?, place(1)?);
        Ok(boolean(before.zip(after).map(|(before, after)| after > before)))
    }

    fn bounds(&self, items: &[Item<'a>], call: &Call<'_, 'a>) -> Outcome<'a> {
        let Some(item) = single(items, call.at)?.and_then(Item::system) else {
            return Ok(Vec::new());
        };
        let end = match call.function.id {
            F::LowBoundary => boundary::End::Low,
            F::HighBoundary => boundary::End::High,
            F::Precision => {
                let digits = match &item {
                    Item::Decimal(d) => i64::from(d.scale()),
                    Item::Integer(_) => 0,
                    Item::Temporal(t) => boundary::digits_of(t),
                    _ => {
                        return Err(PathError::eval(
                            call.at,
                            "precision() is for decimals, dates and times",
                        ));
                    }
                };
                return Ok(i32::try_from(digits).map(Item::Integer).into_iter().collect());
            }
            _ => {
                let Some(other) = self.argument_value(call, 0)? else { return Ok(Vec::new()) };
                return match (item, other) {
                    (Item::Quantity(a), Item::Quantity(b)) => {
                        Ok(boolean(Some(compare::comparable(&a, &b))))
                    }
                    _ => Err(PathError::eval(call.at, "comparable() is for quantities")),
                };
            }
        };
        let places = self.argument_integer(call, 0)?;
        let out = match item {
            Item::Integer(n) => boundary::decimal(Decimal::from(n), places, end).map(Item::Decimal),
            Item::Decimal(d) => boundary::decimal(d, places, end).map(Item::Decimal),
            Item::Temporal(t) => boundary::temporal(&t, places, end).map(Item::Temporal),
            Item::Quantity(q) => boundary::decimal(q.value, places, end)
                .map(|value| Item::Quantity(super::item::Quantity { value, unit: q.unit })),
            _ => {
                let reason =
                    format!("{}() is for numbers, quantities, dates and times", call.function.name);
                return Err(PathError::eval(call.at, reason));
            }
        };
        Ok(out.into_iter().collect())
    }

    /// Runs `then` with a compiled pattern.
    pub fn with_regex<T>(
        &self,
        pattern: &str,
        whole: bool,
        at: usize,
        then: impl FnOnce(&Regex) -> T,
    ) -> Result<T, PathError> {
        let mut last = self.regex.borrow_mut();
        if let Some((text, full, regex)) = last.as_ref()
            && text == pattern
            && *full == whole
        {
            return Ok(then(regex));
        }
        self.spend(200 + pattern.len(), at)?;
        let regex = text::pattern(pattern, whole).map_err(|reason| PathError::eval(at, reason))?;
        let out = then(&regex);
        *last = Some((pattern.to_owned(), whole, regex));
        Ok(out)
    }
}
