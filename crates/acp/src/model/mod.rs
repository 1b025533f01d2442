//! Types and rules: pure.
pub mod around;
pub mod counts;
pub mod form;
pub mod note;
pub mod review;
pub mod ruby;
pub mod shown;

pub use form::{Body, Edition, Form, Part, shipped};
pub use note::{NewVersion, Typed, Version, Whose};

use app::FieldError;

/// Collects what is wrong with the fields of a form.
#[derive(Debug, Default)]
pub(crate) struct Check(Vec<FieldError>);

impl Check {
    /// Adds a sentence beside a field.
    pub fn refuse(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError { field: field.into(), message: message.into() });
    }

    /// A text of at most so many characters.
    pub fn most(&mut self, field: &str, text: &str, most: usize) {
        if text.trim().chars().count() > most {
            self.refuse(field, format!("{most}文字以内で入力してください"));
        }
    }

    /// The same, and it may not be empty.
    pub fn text(&mut self, field: &str, text: &str, most: usize, missing: &str) {
        match text.trim().is_empty() {
            true => self.refuse(field, missing),
            false => self.most(field, text, most),
        }
    }

    /// A day up to today.
    pub fn past(&mut self, field: &str, day: kernel::Date, today: kernel::Date) {
        if day > today {
            self.refuse(field, "きょうまでの日を入力してください");
        }
    }

    /// A telephone number, or nothing.
    pub fn phone(&mut self, field: &str, text: &str) {
        if text.chars().any(|c| !(c.is_ascii_digit() || "-()（）－ ".contains(c))) {
            self.refuse(field, "電話番号は、数字とハイフンで入力してください（例 0000-12-3456）");
        } else {
            self.most(field, text, 20);
        }
    }

    /// What was found.
    pub fn done(self) -> app::Result<()> {
        match self.0.is_empty() {
            true => Ok(()),
            false => Err(app::Error::Invalid(self.0)),
        }
    }

    /// With what was found elsewhere.
    pub fn and(&mut self, more: Vec<FieldError>) {
        self.0.extend(more);
    }
}
