//! Names of residents in what somebody types freely: a free letter is about nobody, and its paper may lie open on a machine.
use app::{Cx, FieldError, Result};
use kernel::kana::search_key;
use people::use_cases::view::named_in;

use crate::model::initials::initials;
use crate::model::letter::is_person;
use crate::model::mask::says_name;

/// An error for each field that holds the whole name of a resident whom the writer may read, with what to write instead.
pub(crate) fn told(cx: &Cx<'_>, texts: &[(&'static str, &str)]) -> Result<Vec<FieldError>> {
    // a region without persons has no residents to name
    if !cx.region().persons {
        return Ok(Vec::new());
    }
    let all: Vec<&str> = texts.iter().map(|t| t.1).collect();
    let known = named_in(cx, &all.join("\n"))?;
    let mut wrong: Vec<FieldError> = Vec::new();
    for (field, text) in texts {
        let Some(r) = known.iter().find(|r| says_name(text, &r.name, &r.kana)) else { continue };
        if wrong.iter().all(|e| e.field != *field) {
            let message = format!(
                "利用者さんのお名前は書けません。「{} さん」のように、イニシャルで書いてください",
                initials(&r.kana)
            );
            wrong.push(FieldError { field: (*field).into(), message });
        }
    }
    Ok(wrong)
}

/// A receiver as they are addressed: who is called like a resident is a person, and gets a letter and no FAX.
pub(crate) fn addressed(cx: &Cx<'_>, name: String) -> Result<String> {
    if !cx.region().persons || is_person(&name) {
        return Ok(name);
    }
    let key = search_key(&name);
    let is = |r: &people::Resident| [&r.name, &r.kana].iter().any(|n| search_key(n) == key);
    Ok(if named_in(cx, &name)?.iter().any(is) { format!("{name} 様") } else { name })
}
