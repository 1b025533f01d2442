//! FHIR R4 as data: the form definitions (Questionnaire) and answers (QuestionnaireResponse) the form engine works with,
//! what the program must know of R4's types, and the one expression language (`path`, a FHIRPath subset).
//!
//! Pure data: no clock, no database, no terminology server. Whatever an expression needs from outside comes in as an argument.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod datatypes;
pub mod model;
pub mod path;
pub mod questionnaire;
pub mod response;
pub mod valueset;

pub use datatypes::{CodeableConcept, Coding, Extension};
pub use path::{EvalCx, Expr, Ordinals, PathError};
pub use questionnaire::{Item as QuestionnaireItem, ItemType, Questionnaire};
pub use response::{Answer, Item as ResponseItem, QuestionnaireResponse};
pub use valueset::ValueSet;
