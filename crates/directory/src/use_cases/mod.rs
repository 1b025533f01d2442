//! What can be done with the directory. One function = one transaction; HTML and the CLI are thin callers.
pub mod applications;
pub mod areas;
pub mod browse;
pub mod import;
pub mod light;
pub mod names;
pub mod register;
pub mod reports;
pub mod review;
pub mod said;
pub mod windows;

/// Notes a sentence when a text is missing or too long.
pub(crate) fn need(
    errors: &mut Vec<app::FieldError>,
    field: &str,
    text: &str,
    max: usize,
    label: &str,
) {
    let n = text.chars().count();
    if n == 0 {
        errors.push(app::FieldError {
            field: field.into(),
            message: format!("{label}を入力してください"),
        });
    }
    limit(errors, field, text, max, label);
}

/// Notes a sentence when a text is too long.
pub(crate) fn limit(
    errors: &mut Vec<app::FieldError>,
    field: &str,
    text: &str,
    max: usize,
    label: &str,
) {
    if text.chars().count() > max {
        errors.push(app::FieldError {
            field: field.into(),
            message: format!("{label}は{max}文字以内にしてください"),
        });
    }
}

/// A telephone number as typed → our form; a sentence when it cannot be one. Empty stays empty.
pub(crate) fn telephone(
    errors: &mut Vec<app::FieldError>,
    field: &str,
    typed: &str,
    label: &str,
) -> String {
    let c = crate::model::normalise::phone(typed);
    if c.warning.is_some() {
        errors.push(app::FieldError {
            field: field.into(),
            message: format!("{label}は市外局番から、0197-65-0301 のように入力してください"),
        });
        return typed.trim().to_string();
    }
    // invented numbers of the demonstration begin with 0000 and are kept as typed
    c.value.unwrap_or_default()
}

/// `Err` when there is anything to say.
pub(crate) fn refuse(errors: Vec<app::FieldError>) -> app::Result<()> {
    if errors.is_empty() { Ok(()) } else { Err(app::Error::Invalid(errors)) }
}
