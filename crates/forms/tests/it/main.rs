//! The forms and rules shipped with the program, and the whole way of an answer: post, check, record, paper, exchange.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bad_input;
mod checks;
mod definitions;
mod national;
mod paper;
mod prefilled;
mod round_trip;
mod screening;
mod screening_vectors;

use forms::{Answers, Form, FormSet, Vars, input};
use kernel::{At, Date, Time};
use ui::FormState;

/// A day in the demonstration: 2026-11-21.
pub fn today() -> Date {
    "2026-11-21".parse().unwrap()
}

pub fn vars() -> Vars {
    Vars::new(At::jst(today(), Time::constant(11, 20, 0, 0)))
}

pub fn set() -> FormSet {
    FormSet::shipped().unwrap()
}

/// A post of `name=value` pairs; names without the leading `a.`.
pub fn state(pairs: &[(&str, &str)]) -> FormState {
    let mut state = FormState::default();
    for (name, value) in pairs {
        let name = if name.starts_with("k.") || name.starts_with('_') {
            (*name).to_owned()
        } else {
            format!("a.{name}")
        };
        state.put(&name, (*value).to_owned());
    }
    state
}

/// Answers as posted, onto an empty form.
pub fn filled(form: &Form, pairs: &[(&str, &str)]) -> Answers {
    input::read(form, None, &state(pairs), &Answers::new(), today()).answers
}

fn shipped_version(code: &str) -> String {
    set().newest(code).unwrap().version.clone()
}

/// The invented sample of a form.
pub fn sample(form: &Form) -> Answers {
    let folder = format!("{}/../../forms/{}", env!("CARGO_MANIFEST_DIR"), form.code);
    // An earlier edition keeps its own sample beside the newest one's, or has the same questions.
    let old = format!("{folder}/sample-{}.json", form.version);
    let newest = shipped_version(&form.code);
    let path =
        if std::path::Path::new(&old).exists() { old } else { format!("{folder}/sample.json") };
    let text = std::fs::read_to_string(path)
        .unwrap()
        .replace(&format!("{}|{newest}", form.code), &format!("{}|{}", form.code, form.version));
    let json = serde_json::from_str(&text).unwrap();
    forms::response::from_fhir(form, &json).unwrap()
}
