//! Surveys as the slice thinks of them: pure, tested here.
pub mod answering;
pub mod asked;
pub mod import;
pub mod public;
pub mod sections;
pub mod survey;
pub mod table;
pub mod templates;
pub mod years;

pub use survey::{NewSurvey, State, Survey};

use app::{Error, FieldError, Result};

/// What is wrong with what was typed.
#[derive(Debug, Default)]
pub struct Wrong(Vec<FieldError>);

impl Wrong {
    /// Beside this field.
    pub fn say(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError { field: field.into(), message: message.into() });
    }

    /// A text that must not be longer; an empty one is refused where `needed`.
    pub fn text(&mut self, field: &str, label: &str, text: &str, most: usize, needed: bool) {
        if needed && text.trim().is_empty() {
            self.say(field, format!("{label}を入力してください"));
        }
        if text.chars().count() > most {
            self.say(field, format!("{label}は{most}字までにしてください"));
        }
    }

    /// Nothing, or all of it.
    pub fn end(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}
