//! Tokens to a tree. Everything outside the subset is refused here, with its place: this is how a form definition with a
//! wrong expression is refused when it is loaded.

use super::ast::{Args, Ast, Kind, OPERATORS, Step, StepKind, TYPE_TEST_BINDS, TypeSpec};
use super::error::{ErrorKind, PathError};
use super::functions::{self, F, Function, Takes};
use super::lexer::{Token, tokens};
use super::units::{Calendar, Unit};
use crate::model;
use rust_decimal::Decimal;

/// Longest expression, in bytes.
pub(super) const MAX_LENGTH: usize = 16 * 1024;
/// Deepest nesting of brackets, arguments and signs.
const MAX_NESTING: usize = 40;
/// Highest tree: nesting and chains of operators (`a or b or c ...`) together. It bounds the stack evaluation needs.
const MAX_HEIGHT: usize = 100;

/// A tree and its height; the height keeps evaluation from running deep.
type Built = (Ast, usize);

struct Parser {
    tokens: Vec<(Token, usize)>,
    next: usize,
    depth: usize,
}

/// Parses a whole expression.
pub(super) fn parse(text: &str) -> Result<Ast, PathError> {
    if text.len() > MAX_LENGTH {
        return Err(PathError::new(
            ErrorKind::TooComplex,
            0,
            format!("longer than {MAX_LENGTH} bytes"),
        ));
    }
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    let (ast, _) = parser.expression(0)?;
    match parser.peek() {
        Token::End => Ok(ast),
        other => parser.fail(format!("{} does not belong here", show(other))),
    }
}

fn show(token: &Token) -> String {
    match token {
        Token::Name { text, .. } | Token::Number(text) => format!("`{text}`"),
        Token::Text(text) => format!("the text '{text}'"),
        Token::Temporal(t) => format!("`@{t}`"),
        Token::Symbol(s) => format!("`{s}`"),
        Token::End => "the end".to_owned(),
    }
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(t, _)| t)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(0, |(_, at)| *at)
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    fn fail<T>(&self, reason: impl Into<String>) -> Result<T, PathError> {
        Err(PathError::new(ErrorKind::Syntax, self.at(), reason))
    }

    fn refuse<T>(&self, at: usize, reason: impl Into<String>) -> Result<T, PathError> {
        Err(PathError::new(ErrorKind::NotInSubset, at, reason))
    }

    fn is_symbol(&self, symbol: &str) -> bool {
        matches!(self.peek(), Token::Symbol(s) if *s == symbol)
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let found = self.is_symbol(symbol);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: &str) -> Result<(), PathError> {
        if self.eat(symbol) {
            return Ok(());
        }
        let found = show(self.peek());
        self.fail(format!("`{symbol}` expected, not {found}"))
    }

    /// The word, when it is a keyword or symbol that may be an operator.
    fn operator(&self) -> Option<&str> {
        match self.peek() {
            Token::Symbol(s) => Some(s),
            Token::Name { text, quoted: false } => Some(text),
            _ => None,
        }
    }

    fn within(&self, depth: usize, most: usize) -> Result<(), PathError> {
        if depth > most {
            let reason = format!("nested more than {most} levels deep");
            return Err(PathError::new(ErrorKind::TooComplex, self.at(), reason));
        }
        Ok(())
    }

    /// An expression whose operators bind at least as strongly as `least`.
    fn expression(&mut self, least: u8) -> Result<Built, PathError> {
        self.depth += 1;
        self.within(self.depth, MAX_NESTING)?;
        let built = self.operators(least);
        self.depth -= 1;
        built
    }

    fn operators(&mut self, least: u8) -> Result<Built, PathError> {
        let (mut left, mut height) = self.signed()?;
        loop {
            let at = self.at();
            let Some(word) = self.operator() else { break };
            if matches!(word, "is" | "as") && TYPE_TEST_BINDS >= least {
                let is = word == "is";
                self.next += 1;
                let spec = self.type_spec()?;
                height += 1;
                left = Ast { at, kind: Kind::TypeTest(is, Box::new(left), spec) };
            } else if let Some((_, op, binds)) =
                OPERATORS.iter().find(|(t, _, b)| *t == word && *b >= least)
            {
                self.next += 1;
                let (right, right_height) = self.expression(binds + 1)?;
                height = height.max(right_height) + 1;
                left = Ast { at, kind: Kind::Binary(*op, Box::new(left), Box::new(right)) };
            } else {
                break;
            }
            self.within(height, MAX_HEIGHT)?;
        }
        Ok((left, height))
    }

    fn signed(&mut self) -> Result<Built, PathError> {
        let at = self.at();
        let negative = self.is_symbol("-");
        if self.eat("-") || self.eat("+") {
            self.depth += 1;
            self.within(self.depth, MAX_NESTING)?;
            let (inner, height) = self.signed()?;
            self.depth -= 1;
            return Ok((Ast { at, kind: Kind::Sign(negative, Box::new(inner)) }, height + 1));
        }
        self.path()
    }

    /// A term and the steps after it.
    fn path(&mut self) -> Result<Built, PathError> {
        let at = self.at();
        let mut steps = Vec::new();
        let mut height = 1;
        let head = match self.term()? {
            Term::Head(ast, h) => {
                height = h;
                Some(ast)
            }
            Term::Step(step, h) => {
                height = height.max(h);
                steps.push(step);
                None
            }
        };
        loop {
            let at = self.at();
            if self.eat(".") {
                if self.is_symbol("$this") || self.is_symbol("$index") || self.is_symbol("$total") {
                    return self.fail("a `$` name may only begin a path");
                }
                let (step, h) = self.invocation()?;
                height = height.max(h);
                steps.push(step);
            } else if self.eat("[") {
                let (index, h) = self.expression(0)?;
                self.expect("]")?;
                height = height.max(h + 1);
                steps.push(Step { at, kind: StepKind::Index(index) });
            } else {
                break;
            }
        }
        self.refuse_order_of_children(&steps)?;
        match (head, steps.is_empty()) {
            (Some(head), true) => Ok((head, height)),
            (head, _) => Ok((Ast { at, kind: Kind::Path(head.map(Box::new), steps) }, height + 1)),
        }
    }

    /// Children have no order, so the first of them is nothing one can rely on.
    fn refuse_order_of_children(&self, steps: &[Step]) -> Result<(), PathError> {
        let mut unordered = false;
        for step in steps {
            let id = match &step.kind {
                StepKind::Call(f, _) => Some(f.id),
                StepKind::Field(_) => continue,
                StepKind::Index(_) => None,
            };
            match id {
                Some(F::Children | F::Descendants) => unordered = true,
                None | Some(F::First | F::Last | F::Tail | F::Skip | F::Take) if unordered => {
                    let reason =
                        "children() and descendants() have no order; filter with where() instead";
                    return Err(PathError::new(ErrorKind::Semantic, step.at, reason));
                }
                Some(F::Where | F::Select | F::OfType | F::Repeat | F::Trace | F::Distinct) => {}
                _ => unordered = false,
            }
        }
        Ok(())
    }

    fn term(&mut self) -> Result<Term, PathError> {
        let at = self.at();
        let kind = match self.peek() {
            Token::Name { text, quoted: false } if text == "true" => Kind::Boolean(true),
            Token::Name { text, quoted: false } if text == "false" => Kind::Boolean(false),
            Token::Name { .. } => {
                let (step, height) = self.invocation()?;
                return Ok(Term::Step(step, height));
            }
            Token::Text(text) => Kind::Text(text.clone()),
            Token::Temporal(t) => Kind::Temporal(*t),
            Token::Number(_) => return self.number(at),
            Token::Symbol("$this") => Kind::This,
            Token::Symbol("$index") => Kind::Index,
            Token::Symbol("$total") => Kind::Total,
            Token::Symbol("%") => {
                self.next += 1;
                match self.peek() {
                    Token::Name { text, .. } | Token::Text(text) => Kind::Variable(text.clone()),
                    _ => return self.fail("`%` needs the name of a variable"),
                }
            }
            Token::Symbol("{") => {
                self.next += 1;
                if !self.is_symbol("}") {
                    return self.fail("`{` can only be the empty collection `{}`");
                }
                Kind::Empty
            }
            Token::Symbol("(") => {
                self.next += 1;
                let (inner, height) = self.expression(0)?;
                self.expect(")")?;
                return Ok(Term::Head(inner, height));
            }
            other => {
                let reason = format!("a value or a path expected, not {}", show(other));
                return self.fail(reason);
            }
        };
        self.next += 1;
        Ok(Term::Head(Ast { at, kind }, 1))
    }

    fn number(&mut self, at: usize) -> Result<Term, PathError> {
        let Token::Number(text) = self.take() else { return self.fail("a number expected") };
        let unit = match self.peek() {
            Token::Text(code) => Some(Unit::Ucum(code.clone())),
            Token::Name { text, quoted: false } => {
                Calendar::from_word(text).map(|c| Unit::Calendar(c, text.clone()))
            }
            _ => None,
        };
        let too_large = |_| {
            PathError::new(
                ErrorKind::NotInSubset,
                at,
                format!("the number {text} has too many digits"),
            )
        };
        let kind = if let Some(unit) = unit {
            self.next += 1;
            Kind::Quantity(Decimal::from_str_exact(&text).map_err(too_large)?, unit)
        } else if text.contains('.') {
            Kind::Decimal(Decimal::from_str_exact(&text).map_err(too_large)?)
        } else {
            match text.parse() {
                Ok(n) => Kind::Integer(n),
                Err(_) => {
                    return self.refuse(
                        at,
                        format!("{text} is larger than an integer can be; write {text}.0"),
                    );
                }
            }
        };
        Ok(Term::Head(Ast { at, kind }, 1))
    }

    /// A field or a function call.
    fn invocation(&mut self) -> Result<(Step, usize), PathError> {
        let at = self.at();
        let (name, quoted) = match self.peek() {
            Token::Name { text, quoted } => (text.clone(), *quoted),
            other => {
                let reason = format!("a name expected, not {}", show(other));
                return self.fail(reason);
            }
        };
        let keyword = matches!(
            name.as_str(),
            "and" | "or" | "xor" | "implies" | "div" | "mod" | "true" | "false"
        );
        if keyword && !quoted {
            return self.fail(format!("`{name}` is an operator or constant and cannot stand here"));
        }
        self.next += 1;
        if !self.eat("(") {
            return Ok((Step { at, kind: StepKind::Field(name) }, 1));
        }
        let Some(function) = functions::find(&name) else {
            return self.refuse(at, format!("the function {name}() is not supported"));
        };
        let (args, height) = self.arguments(function, at)?;
        Ok((Step { at, kind: StepKind::Call(function, args) }, height + 1))
    }

    fn arguments(
        &mut self,
        function: &'static Function,
        at: usize,
    ) -> Result<(Args, usize), PathError> {
        if function.takes == Takes::Type {
            let spec = self.type_spec()?;
            self.expect(")")?;
            return Ok((Args::Type(spec), 1));
        }
        let mut args = Vec::new();
        let mut height = 1;
        while !self.eat(")") {
            if !args.is_empty() {
                self.expect(",")?;
            }
            let (arg, h) = self.expression(0)?;
            height = height.max(h);
            args.push(arg);
        }
        let Function { name, min, max, .. } = *function;
        if !(min..=max).contains(&args.len()) {
            let wanted = if min == max { min.to_string() } else { format!("{min} to {max}") };
            let reason = format!("{name}() takes {wanted} argument(s), not {}", args.len());
            return Err(PathError::new(ErrorKind::Syntax, at, reason));
        }
        if let (
            F::Matches | F::MatchesFull | F::ReplaceMatches,
            Some(Ast { at, kind: Kind::Text(pattern) }),
        ) = (function.id, args.first())
            && let Err(reason) = super::text::pattern(pattern, false)
        {
            return self.refuse(*at, reason);
        }
        Ok((Args::Values(args), height))
    }

    fn type_spec(&mut self) -> Result<TypeSpec, PathError> {
        let at = self.at();
        let mut name = self.type_word()?;
        let mut namespace = None;
        if matches!(name.as_str(), "System" | "FHIR") && self.eat(".") {
            namespace = Some(std::mem::replace(&mut name, self.type_word()?));
        }
        let system =
            ["Boolean", "String", "Integer", "Decimal", "Date", "DateTime", "Time", "Quantity"]
                .into_iter()
                .find(|t| *t == name);
        let spec = match (namespace.as_deref(), system, model::type_name(&name)) {
            (None, Some("Quantity"), _) => Some(TypeSpec::AnyQuantity),
            (None | Some("System"), Some(t), _) => Some(TypeSpec::System(t)),
            (Some("System"), None, Some(_)) => Some(TypeSpec::Never),
            (None | Some("FHIR"), _, Some(t)) => Some(TypeSpec::Fhir(t)),
            _ => None,
        };
        match spec {
            Some(spec) => Ok(spec),
            None => self.refuse(at, format!("there is no type {name}")),
        }
    }

    fn type_word(&mut self) -> Result<String, PathError> {
        match self.take() {
            Token::Name { text, .. } => Ok(text),
            other => {
                self.next -= 1;
                self.fail(format!("the name of a type expected, not {}", show(&other)))
            }
        }
    }
}

enum Term {
    Head(Ast, usize),
    Step(Step, usize),
}
