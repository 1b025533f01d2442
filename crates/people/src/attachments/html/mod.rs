//! Pages of attachments, and the parts that other pages include.
mod list;
pub(super) mod part;
pub(super) mod shown;
#[cfg(test)]
mod tests;
mod view;

use slice::{Audit, Route};

use super::permissions::{FILE_READ, FILE_WRITE};

/// The addresses.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/people/{resident}/files", &FILE_READ, Audit::List, list::page),
        Route::post("/people/{resident}/files", &FILE_WRITE, Audit::Person, list::add),
        Route::get("/people/{resident}/files/{file}", &FILE_READ, Audit::Person, view::page),
        Route::get(
            "/people/{resident}/files/{file}/content",
            &FILE_READ,
            Audit::Person,
            view::content,
        ),
        Route::post(
            "/people/{resident}/files/{file}/withdraw",
            &FILE_WRITE,
            Audit::Person,
            view::withdraw,
        ),
    ]
}

fn errors_of(fields: Vec<app::FieldError>) -> Vec<ui::FieldError> {
    fields.into_iter().map(|f| ui::FieldError { field: f.field, message: f.message }).collect()
}
