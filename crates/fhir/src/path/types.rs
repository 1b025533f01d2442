//! `is`, `as`, `ofType`, `type`, `conformsTo`.

use super::ast::TypeSpec;
use super::error::PathError;
use super::item::Item;
use crate::model;

/// How near a type must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// The type or one derived from it (`is`).
    Derived,
    /// Primitives exactly (a `code` taken `as(string)` is nothing), complex types also derived (`as`, `ofType`).
    Exact,
}

/// Whether an item has a type. An error when the JSON does not tell the type of the item.
pub(super) fn has_type(
    item: &Item<'_>,
    spec: TypeSpec,
    fit: Fit,
    at: usize,
) -> Result<bool, PathError> {
    let Some((namespace, name)) = item.type_name() else {
        let reason =
            "the type of this element is not known; its resource is outside the type table";
        return Err(PathError::eval(at, reason));
    };
    let fhir = |wanted: &str| {
        namespace == "FHIR"
            && match fit {
                Fit::Exact if model::is_primitive(wanted) => name == wanted,
                _ => model::is_a(name, wanted),
            }
    };
    Ok(match spec {
        TypeSpec::System(wanted) => namespace == "System" && name == wanted,
        TypeSpec::Fhir(wanted) => fhir(wanted),
        TypeSpec::AnyQuantity => (namespace, name) == ("System", "Quantity") || fhir("Quantity"),
        TypeSpec::Never => false,
    })
}

/// `conformsTo` for the base definitions of R4: the address names the type.
pub(super) fn conforms(item: &Item<'_>, url: &str, at: usize) -> Result<bool, PathError> {
    let wanted =
        url.strip_prefix("http://hl7.org/fhir/StructureDefinition/").and_then(model::type_name);
    match (wanted, item.type_name()) {
        (Some(wanted), Some(("FHIR", name))) => Ok(model::is_a(name, wanted)),
        (Some(_), Some(_)) => Ok(false),
        _ => Err(PathError::eval(
            at,
            format!("the profile {url} is not known; only R4's own definitions are"),
        )),
    }
}
