//! What people do with surveys: one file per matter.
pub mod answers;
pub mod asked;
pub mod evidence;
pub(crate) mod facts;
pub mod figures;
pub mod import;
pub mod public;
pub mod results;
pub mod surveys;

use app::{Cx, Error, Result};

use crate::model::Survey;
use crate::{SurveyId, store};

/// The survey, or 404.
pub(crate) fn survey(cx: &Cx<'_>, id: SurveyId) -> Result<Survey> {
    store::survey::find(cx, id)?.ok_or(Error::NotFound)
}

/// Path of a survey.
pub fn path(id: SurveyId) -> String {
    format!("/surveys/{id}")
}

/// Refuses with a sentence.
pub(crate) fn rule<T>(text: impl Into<String>) -> Result<T> {
    Err(Error::Rule(text.into()))
}
