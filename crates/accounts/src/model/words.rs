//! Names and readings as forms give them: one check for all of them.
use app::FieldError;
use kernel::text;

/// Longest name, reading or profession, in characters.
pub const MOST: usize = 60;

/// What is wrong with the name of a person or an organisation. `what` = the field's word.
pub fn name(field: &str, typed: &str, what: &str) -> Option<FieldError> {
    let message = if typed.trim().is_empty() || typed.chars().count() > MOST {
        format!("{what}を60文字以内で入力してください")
    } else if !text::is_plain_line(typed) {
        format!("{what}に、使えない文字が入っています。消して、入力しなおしてください")
    } else {
        return None;
    };
    Some(FieldError { field: field.into(), message })
}

/// What is wrong with a reading; of an organisation it may hold digits.
pub fn reading(field: &str, typed: &str, what: &str, office: bool) -> Option<FieldError> {
    let message = if typed.trim().is_empty() || typed.chars().count() > MOST {
        format!("{what}を60文字以内で入力してください")
    } else if !(if office { text::is_office_reading(typed) } else { text::is_reading(typed) }) {
        format!("{what}は、ひらがなかカタカナで入力してください")
    } else {
        return None;
    };
    Some(FieldError { field: field.into(), message })
}

/// What is wrong with something short that may stay empty.
pub fn short(field: &str, typed: &str, what: &str, most: usize) -> Option<FieldError> {
    let message = if typed.chars().count() > most {
        format!("{what}は{most}文字までにしてください")
    } else if !typed.trim().is_empty() && !text::is_plain_line(typed) {
        format!("{what}に、使えない文字が入っています。消して、入力しなおしてください")
    } else {
        return None;
    };
    Some(FieldError { field: field.into(), message })
}
