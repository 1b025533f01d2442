//! One source file: where a defect stands in it, and the text with switches.
use std::collections::BTreeMap;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use crate::list::Mutant;

/// A range of bytes.
pub type Range = std::ops::Range<usize>;

/// A place at which defects stand behind switches: `around` is replaced by a choice.
#[derive(Debug, Clone)]
struct Place {
    kind: Kind,
    around: Range,
    /// Number of the defect, and the text that stands instead of `around`.
    choices: Vec<(usize, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// At the beginning of a body: leaves with another value.
    Body,
    /// An expression.
    Expression,
    /// Behind a pattern without a condition: the arm is never taken.
    Arm,
    /// A condition of an arm that is never taken.
    Guard,
}

/// A file.
pub struct Source {
    text: String,
    lines: Vec<usize>,
}

impl Source {
    /// Of this text.
    pub fn new(text: String) -> Self {
        let lines =
            std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        Source { text, lines }
    }

    /// Byte of a line (from 1) and column (from 1, in characters).
    fn byte(&self, (line, column): (usize, usize)) -> usize {
        let from = self.lines.get(line - 1).copied().unwrap_or(self.text.len());
        self.text[from..].char_indices().nth(column - 1).map_or(self.text.len(), |(i, _)| from + i)
    }

    fn range(&self, m: &Mutant) -> Range {
        self.byte(m.start)..self.byte(m.end)
    }

    fn of(&self, span: proc_macro2::Span) -> Range {
        let (a, b) = (span.start(), span.end());
        self.byte((a.line, a.column + 1))..self.byte((b.line, b.column + 1))
    }

    /// The text with one defect in it.
    pub fn with(&self, m: &Mutant) -> String {
        let r = self.range(m);
        format!("{}{}{}", &self.text[..r.start], m.replacement, &self.text[r.end..])
    }

    /// The text with these defects behind switches; the ranges of each in the new text; and those for which there is no
    /// place.
    pub fn switched(&self, mutants: &[(usize, &Mutant)]) -> Result<Switched, String> {
        let file = syn::parse_file(&self.text).map_err(|e| e.to_string())?;
        let mut finder =
            Finder { source: self, roots: Vec::new(), unary: Vec::new(), arms: Vec::new() };
        finder.visit_file(&file);
        let mut places: BTreeMap<(usize, usize, Kind), Place> = BTreeMap::new();
        let mut out = Switched::default();
        for (n, m) in mutants {
            let at = self.range(m);
            let found = match m.genre.as_str() {
                "FnValue" => {
                    Some((Kind::Body, at.start..at.start, format!("return {};", m.replacement)))
                }
                "BinaryOperator" => finder
                    .roots
                    .iter()
                    .filter(|r| r.start <= at.start && at.end <= r.end)
                    .min_by_key(|r| r.len())
                    .map(|r| (Kind::Expression, r.clone(), self.inside(r, &at, &m.replacement))),
                "UnaryOperator" => finder
                    .unary
                    .iter()
                    .find(|r| r.start == at.start)
                    .map(|r| (Kind::Expression, r.clone(), self.inside(r, &at, &m.replacement))),
                "MatchArmGuard" => Some((Kind::Expression, at.clone(), m.replacement.clone())),
                "MatchArm" => finder.arms.iter().find(|(arm, _, _)| arm.start == at.start).map(
                    |(_, pattern, guard)| match guard {
                        Some(g) => (Kind::Guard, g.clone(), "false".to_string()),
                        None => (Kind::Arm, *pattern..*pattern, String::new()),
                    },
                ),
                _ => None,
            };
            match found {
                Some((kind, around, choice)) => places
                    .entry((around.start, around.end, kind))
                    .or_insert(Place { kind, around, choices: Vec::new() })
                    .choices
                    .push((*n, choice)),
                None => out.nowhere.push(*n),
            }
        }
        let places: Vec<Place> = places.into_values().collect();
        self.write(0..self.text.len(), &places, &mut out);
        Ok(out)
    }

    fn inside(&self, around: &Range, at: &Range, replacement: &str) -> String {
        format!(
            "{}{replacement}{}",
            &self.text[around.start..at.start],
            &self.text[at.end..around.end]
        )
    }

    /// Writes a range with its places, outer ones first.
    fn write(&self, range: Range, places: &[Place], out: &mut Switched) {
        let mut at = range.start;
        let mut i = 0;
        // the longest at each beginning is the outermost; what begins a body stands before it
        let mut sorted: Vec<&Place> = places.iter().collect();
        sorted.sort_by_key(|p| {
            let end = std::cmp::Reverse(p.around.end);
            (p.around.start, p.kind != Kind::Body, end, p.kind != Kind::Guard)
        });
        while let Some(p) = sorted.get(i) {
            i += 1;
            if p.around.start < at {
                continue; // written inside its outer place
            }
            out.text.push_str(&self.text[at..p.around.start]);
            at = p.around.end;
            let begin = out.text.len();
            match p.kind {
                Kind::Body => {
                    for (n, choice) in &p.choices {
                        out.choice(*n, &format!("if crate::mutant({n}) {{ {choice} }} "));
                    }
                    continue;
                }
                Kind::Arm => {
                    let names: Vec<usize> = p.choices.iter().map(|(n, _)| *n).collect();
                    for n in names {
                        out.choice(n, &format!(" if !crate::mutant({n})"));
                    }
                    continue;
                }
                Kind::Expression | Kind::Guard => {}
            }
            out.text.push('(');
            for (n, choice) in &p.choices {
                out.choice(*n, &format!("if crate::mutant({n}) {{ {choice} }} else "));
            }
            out.text.push_str("{ ");
            let inner: Vec<Place> = places
                .iter()
                .filter(|q| {
                    q.around.start >= p.around.start
                        && q.around.end <= p.around.end
                        && (q.around != p.around
                            || (q.kind == Kind::Expression && p.kind == Kind::Guard))
                })
                .cloned()
                .collect();
            self.write(p.around.clone(), &inner, out);
            out.text.push_str(" })");
            let whole = begin..out.text.len();
            out.wholes.extend(p.choices.iter().map(|(n, _)| (*n, whole.clone())));
        }
        out.text.push_str(&self.text[at..range.end]);
    }
}

/// A text with switches.
#[derive(Debug, Default)]
pub struct Switched {
    /// The text.
    pub text: String,
    /// Where each defect stands in it.
    pub choices: Vec<(usize, Range)>,
    /// The whole choice it belongs to.
    pub wholes: Vec<(usize, Range)>,
    /// Those without a place.
    pub nowhere: Vec<usize>,
}

impl Switched {
    fn choice(&mut self, n: usize, text: &str) {
        let from = self.text.len();
        self.text.push_str(text);
        self.choices.push((n, from..self.text.len()));
    }

    /// Does an error at these bytes lie inside this defect's own text?
    pub fn within(&self, n: usize, at: &Range) -> bool {
        self.choices.iter().any(|(m, r)| *m == n && r.start <= at.start && at.end <= r.end)
    }

    /// Which defects are to blame for an error at these bytes.
    pub fn blamed(&self, at: &Range) -> Vec<usize> {
        let touches = |r: &Range| r.start < at.end.max(at.start + 1) && at.start < r.end;
        let smallest = |all: &[(usize, Range)]| -> Vec<usize> {
            let around: Vec<&(usize, Range)> = all.iter().filter(|(_, r)| touches(r)).collect();
            let Some(least) = around.iter().map(|(_, r)| r.len()).min() else { return Vec::new() };
            around.iter().filter(|(_, r)| r.len() == least).map(|(n, _)| *n).collect()
        };
        let own = smallest(&self.choices);
        let own = if own.is_empty() { smallest(&self.wholes) } else { own };
        if own.is_empty() { self.last_before(at.start) } else { own }
    }

    /// The rest of a body can be wrong because of what now leaves it before: those that stand side by side there.
    fn last_before(&self, at: usize) -> Vec<usize> {
        let mut end = self.choices.iter().map(|(_, r)| r.end).filter(|e| *e <= at).max();
        let mut out = Vec::new();
        while let Some((n, r)) = self.choices.iter().find(|(_, r)| Some(r.end) == end) {
            out.push(*n);
            end = Some(r.start);
        }
        out
    }
}

/// Finds the places that defects can stand at.
struct Finder<'a> {
    source: &'a Source,
    /// Outermost expressions of operators.
    roots: Vec<Range>,
    unary: Vec<Range>,
    /// An arm, the end of its pattern, its condition.
    arms: Vec<(Range, usize, Option<Range>)>,
}

/// Is there a `let` in a chain of operators? Then no brackets can stand around it.
fn binds(e: &syn::Expr) -> bool {
    match e {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(b) => binds(&b.left) || binds(&b.right),
        _ => false,
    }
}

impl Finder<'_> {
    /// The operands of a chain, without its own operators.
    fn operands<'ast>(&mut self, e: &'ast syn::Expr) {
        match e {
            syn::Expr::Binary(b) => {
                self.operands(&b.left);
                self.operands(&b.right);
            }
            other => self.visit_expr(other),
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_expr_binary(&mut self, b: &'ast syn::ExprBinary) {
        if binds(&b.left) || binds(&b.right) {
            visit::visit_expr_binary(self, b);
            return;
        }
        self.roots.push(self.source.of(b.span()));
        self.operands(&b.left);
        self.operands(&b.right);
    }

    fn visit_expr_unary(&mut self, u: &'ast syn::ExprUnary) {
        self.unary.push(self.source.of(u.span()));
        visit::visit_expr_unary(self, u);
    }

    fn visit_arm(&mut self, a: &'ast syn::Arm) {
        let guard = a.guard.as_ref().map(|(_, g)| self.source.of(g.span()));
        self.arms.push((self.source.of(a.span()), self.source.of(a.pat.span()).end, guard));
        visit::visit_arm(self, a);
    }
}
