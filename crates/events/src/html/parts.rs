//! What several pages of this slice share beside what all slices do: who signs up.
use slice::{Fail, Req};
use ui::field::{Input, TextKind};
use ui::{Field, FieldKind};

pub(super) use slice::parts::*;

use crate::model::catalogue::catalogue;

/// The profession, as a drop-down list.
pub(super) fn profession(req: &Req, kept: &str) -> Result<Field, Fail> {
    Ok(select(req, "profession", "職種", kept, &catalogue()?.professions).required())
}

/// Name, organisation, profession, contact. `of_others`: others' data, which a browser must not keep.
pub(super) fn who_fields(
    req: &Req,
    kept: &crate::model::entry::NewEntry,
    contact: bool,
) -> Result<Vec<Field>, Fail> {
    let input = |name: &str, kind: TextKind, kept: &str, auto: &str| {
        FieldKind::Text(Input {
            value: val(req, name, kept),
            kind,
            autocomplete: auto.into(),
            ..Input::default()
        })
    };
    let own = if contact { "on" } else { "" };
    let mut contact_field = Field::new(
        "contact",
        "連絡先（電話かメール）",
        input("contact", TextKind::Plain, &kept.contact, own),
    )
    .hint("中止や変更、繰り上がりのお知らせだけに使います");
    contact_field.required = contact;
    Ok(vec![
        Field::new("name", "お名前", input("name", TextKind::Plain, &kept.name, own)).required(),
        Field::new(
            "organisation",
            "所属",
            input("organisation", TextKind::Plain, &kept.organisation, own),
        )
        .hint("市民の方は、書かなくてかまいません"),
        profession(req, &kept.profession)?,
        contact_field,
    ])
}

/// Posted name, organisation, profession, contact.
pub(super) fn who(req: &Req) -> crate::model::entry::NewEntry {
    let text = |name: &str| req.form.get(name).to_owned();
    crate::model::entry::NewEntry {
        name: text("name"),
        organisation: text("organisation"),
        profession: text("profession"),
        contact: text("contact"),
    }
}
