//! Recording a consultation.
use app::{Cx, Error, Result, authorise, outbox, records};
use kernel::Id;
use serde_json::json;

use super::{KIND, content, count, index};
use crate::model::case::Case;
use crate::permissions;
use crate::store::cases;

/// Keeps a consultation; its id.
pub fn record(cx: &Cx<'_>, case: &Case) -> Result<Id> {
    authorise(cx, &permissions::WRITE)?;
    put(cx, case, records::Source::Own)
}

/// The same for a row of a file of years; the caller has opened the door.
pub(crate) fn put(cx: &Cx<'_>, case: &Case, source: records::Source) -> Result<Id> {
    let case = case.clone().tidy();
    let wrong = case.check(cx.today());
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let content = content(&case, source)?;
    let about = records::About { kind: KIND, resident: None, subject: None };
    let id = records::confirm(cx, &about, &content)?;
    let origin = if source == records::Source::Import { "import" } else { "typed" };
    cases::add(cx, id, &case, &content.body, origin)?;
    index(cx, id, &case)?;
    count(cx, id, &case, 1)?;
    outbox::publish(cx, "desk.case.recorded", &json!({ "case": id.to_string() }))?;
    Ok(id)
}
