//! What an expression depends on, found without evaluating it.

use super::ast::{Ast, Kind, Op, StepKind};
use std::collections::BTreeSet;

/// Calls `see` with every node of the tree.
fn walk<'a>(ast: &'a Ast, see: &mut impl FnMut(&'a Ast)) {
    see(ast);
    match &ast.kind {
        Kind::Path(head, steps) => {
            if let Some(head) = head {
                walk(head, see);
            }
            for step in steps {
                match &step.kind {
                    StepKind::Field(_) => {}
                    StepKind::Index(index) => walk(index, see),
                    StepKind::Call(_, args) => args.values().iter().for_each(|a| walk(a, see)),
                }
            }
        }
        Kind::Sign(_, inner) | Kind::TypeTest(_, inner, _) => walk(inner, see),
        Kind::Binary(_, left, right) => {
            walk(left, see);
            walk(right, see);
        }
        _ => {}
    }
}

pub(super) fn variables(ast: &Ast) -> BTreeSet<&str> {
    let mut out = BTreeSet::new();
    walk(ast, &mut |node| {
        if let Kind::Variable(name) = &node.kind {
            out.insert(name.as_str());
        }
    });
    out
}

fn is_link_id(ast: &Ast) -> bool {
    matches!(&ast.kind, Kind::Path(_, steps)
        if matches!(steps.last().map(|s| &s.kind), Some(StepKind::Field(name)) if name == "linkId"))
}

pub(super) fn link_ids(ast: &Ast) -> BTreeSet<&str> {
    let mut out = BTreeSet::new();
    walk(ast, &mut |node| {
        let Kind::Binary(Op::Equal | Op::In | Op::Contains | Op::Equivalent, left, right) =
            &node.kind
        else {
            return;
        };
        for (id, named) in [(left, right), (right, left)] {
            if is_link_id(id) {
                walk(named, &mut |text| {
                    if let Kind::Text(text) = &text.kind {
                        out.insert(text.as_str());
                    }
                });
            }
        }
    });
    out
}
