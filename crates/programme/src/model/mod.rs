//! Types and rules of the programme. Pure: no database, no clock, no request.
pub mod catalogue;
pub mod city;
pub mod compare;
pub mod indicator;
pub mod layout;
pub mod logic;
pub mod num;
pub mod profile;
pub mod report;
pub mod roadmap;
pub mod shown;
pub mod table;
pub mod year;

pub use indicator::{Indicator, NewIndicator};
pub use num::Num;
pub use shown::{Shown, State};

use app::FieldError;

/// What is wrong with a form, collected field by field.
#[derive(Default)]
pub(crate) struct Wrong(Vec<FieldError>);

impl Wrong {
    /// Says it beside the field.
    pub fn say(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError { field: field.into(), message: message.into() });
    }

    /// One visible line of at most so many characters.
    pub fn line(&mut self, field: &str, label: &str, text: &str, most: usize) {
        self.long(field, label, text, most);
        if !text.trim().is_empty() && !kernel::text::is_plain_line(text) {
            self.say(field, "1行で、見える文字だけを入力してください");
        }
    }

    /// At most so many characters.
    pub fn long(&mut self, field: &str, label: &str, text: &str, most: usize) {
        if text.chars().count() > most {
            self.say(field, format!("{label}は{most}字までにしてください"));
        }
    }

    /// Must not be empty.
    pub fn need(&mut self, field: &str, label: &str, text: &str) {
        if text.trim().is_empty() {
            self.say(field, format!("{label}を入力してください"));
        }
    }

    /// All right, or [`app::Error::Invalid`].
    pub fn end(self) -> app::Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(app::Error::Invalid(self.0)) }
    }
}
