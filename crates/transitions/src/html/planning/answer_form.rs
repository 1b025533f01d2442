//! The fields of a facility's answer, for the facility itself and for who keys it in: one answer a procedure, with why
//! not; or one answer as a whole when no procedure was asked about.
use kernel::{Date, Id};
use ui::{Field, FieldKind, Opt, When};

use crate::html::hospital::typed::Typed;
use crate::model::facility_answers::{ForProcedure, Takes};
use crate::model::{Act, Method, codes};
use crate::use_cases::facility::Answer;

fn takes_opts() -> Vec<Opt> {
    Takes::ALL.iter().map(|t| Opt::new(t.code(), t.label())).collect()
}

fn takes_name(p: &str) -> String {
    if p.is_empty() { "takes".into() } else { format!("takes.{p}") }
}

/// The fields.
pub(super) fn fields(t: &Typed, asked: &Act) -> Vec<Field> {
    let mut out = Vec::new();
    let why = || {
        let reasons = &codes::facility_care().reasons;
        reasons.iter().map(|r| Opt::new(r.code.as_str(), r.label.as_str())).collect::<Vec<_>>()
    };
    for p in &asked.detail.codes {
        let label = codes::procedure(p);
        out.push(t.radio(&takes_name(p), label, takes_opts()).required());
        let name = format!("why.{p}");
        let mut field = t.field(
            &name,
            &format!("{label}を受けられない理由・条件の理由"),
            FieldKind::checks(t.form.all(&name), why()),
        );
        field.when = Some(When {
            conditions: vec![
                (p.clone(), "=".into(), Takes::No.code().into()),
                (p.clone(), "=".into(), Takes::Conditions.code().into()),
            ],
            any: true,
            words: "「受けられません」「条件つき」のときに、お答えください".into(),
            prefix: "takes.".into(),
        })
        .filter(|_| field.error.is_none());
        out.push(field);
    }
    if asked.detail.codes.is_empty() {
        out.push(t.radio("takes", "受けられますか", takes_opts()).required());
    }
    out.push(
        t.lines("note", "条件や、くわしいこと", 300)
            .hint("「条件つき」や、理由が「そのほか」のときは、入力してください"),
    );
    out
}

/// Reads them; what is missing of a procedure is told beside it.
pub(super) fn read(
    t: &mut Typed,
    asked: &Act,
    day: Option<Date>,
    method: Option<Method>,
) -> Option<Answer> {
    let mut each = Vec::new();
    for p in &asked.detail.codes {
        let takes = t.code(&takes_name(p), Takes::from_code, "受けられるかどうかを選んでください");
        let all = t.form.all(&format!("why.{p}"));
        each.extend(takes.map(|k| ForProcedure {
            procedure: p.clone(),
            takes: k.code().into(),
            reasons: if k == Takes::Yes { Vec::new() } else { all },
        }));
    }
    let takes = match asked.detail.codes.is_empty() {
        true => t.code("takes", Takes::from_code, "受けられるかどうかを選んでください"),
        false => None,
    };
    t.ok().then_some(())?;
    Some(Answer {
        asked: asked.id,
        takes,
        each,
        note: t.text("note"),
        day: day?,
        said_by: t.text("said_by"),
        method: method?,
    })
}

/// The id of a question out of a form or address.
pub(super) fn asked_id(text: &str) -> Option<Id> {
    text.parse().ok()
}
