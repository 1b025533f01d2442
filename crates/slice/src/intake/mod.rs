//! Bringing in yesterday's files, for any slice: the pages (file → headings and words matched → what would happen → done →
//! taken back) and the use cases behind them. A slice says in an [`Intake`] which columns it knows and what it does with a
//! row; the matching is kept for the region (`app::intake`), the reading is pure (`office::intake`).
//!
//! A slice registers six routes under its own path and permission, each a line that calls the page of the same name here:
//! `GET BASE` [`home`], `POST BASE` [`upload`], `GET BASE/{batch}` [`one`], `POST BASE/{batch}/match` [`matched`], `…/run`
//! [`run`], `…/undo` [`take_back`], `…/drop` [`drop`].
mod acts;
mod pages;

use app::{Cx, Permission, Result};
use kernel::Id;
use office::intake::{Column, ReadRow};

pub use acts::{Portion, Seen, look, put_aside, read_file, run_portion, undo};
pub use pages::{drop, home, matched, one, run, take_back, upload};

/// What a slice does with a file of years.
#[derive(Clone, Copy)]
pub struct Intake {
    /// `slice.thing`: stays in the log and in the store for ever.
    pub kind: &'static str,
    /// 「過去の相談を取り込む」.
    pub title: &'static str,
    /// What a file of it is, and what must not be in it; stands above the choice of the file.
    pub lead: &'static str,
    /// Path of the pages within the region: `/desk/import`.
    pub base: &'static str,
    /// Where they lead back to: words and path.
    pub back: (&'static str, &'static str),
    /// Who may.
    pub permission: &'static Permission,
    /// The columns it knows.
    pub columns: fn() -> Vec<Column>,
    /// Adds what is wrong with rows beyond their single cells.
    pub judge: fn(&Cx<'_>, &mut [ReadRow]) -> Result<()>,
    /// A row in a few words, for the preview: head and text.
    pub show: fn(&ReadRow) -> (String, String),
    /// Makes the record of a row; its id and version.
    pub put: fn(&Cx<'_>, &ReadRow) -> Result<(Id, i64)>,
    /// Takes a record back, if it is as it was written (`version`); false when somebody has changed it since: it stays.
    pub take_back: fn(&Cx<'_>, record: Id, version: i64, why: &str) -> Result<bool>,
}

/// The seven routes of an [`Intake`]: `intake_routes!(INTAKE, "/desk/import", &permissions::IMPORT)`. The first is a path to a
/// static, the second its [`Intake::base`].
#[macro_export]
macro_rules! intake_routes {
    ($of:path, $base:literal, $permission:expr) => {{
        macro_rules! page {
            ($name:ident) => {{
                fn page(req: &$crate::Req) -> Result<$crate::Resp, $crate::Fail> {
                    $crate::intake::$name(req, &$of)
                }
                page
            }};
        }
        use $crate::Audit::Act;
        vec![
            $crate::Route::get($base, $permission, Act, page!(home)),
            $crate::Route::post($base, $permission, Act, page!(upload)),
            $crate::Route::get(concat!($base, "/{batch}"), $permission, Act, page!(one)),
            $crate::Route::post(concat!($base, "/{batch}/match"), $permission, Act, page!(matched)),
            $crate::Route::post(concat!($base, "/{batch}/run"), $permission, Act, page!(run)),
            $crate::Route::post(
                concat!($base, "/{batch}/undo"),
                $permission,
                Act,
                page!(take_back),
            ),
            $crate::Route::post(concat!($base, "/{batch}/drop"), $permission, Act, page!(drop)),
        ]
    }};
}
