//! Attachments: PDF and pictures bound to a resident, and to a record of another slice where it names one.
//!
//! For a page of this or another slice, in this order:
//! 1. [`check`] the posted files (types, limits, cleaning; no store) or [`posted`] for the ready-made part of a form,
//! 2. [`keep`] them (right to write asked, then each file durable under the person's key; no transaction is open),
//! 3. inside the act's own transaction [`attach`], or [`attach_with`] when the slice holds another permit.
//!
//! When step 3 does not happen, nobody sees anything, and [`sweep`] removes the files after a day. Reading: [`list`]
//! or [`list_of`] give rows and the key, [`thumbnails`] and [`content`] read the files after the audit row is durable.
//!
//! Kept as long as the resident's records (care records: two years from completion by the national standard, five in
//! many ordinances; reference/trust.md R10). Nothing is deleted by age here: a withdrawn one stays as evidence, and
//! [`shred`] makes all files of one person unreadable for ever by deleting the key.
mod check;
mod html;
mod keep;
mod model;
pub(crate) mod permissions;
mod safety;
mod store;
mod use_cases;

pub use check::{Checked, check, check_one};
pub use html::part::{Posted, UploadPart, posted};
pub use html::shown::{FileList, picture_url, rows};
pub use keep::{Kept, content, keep, keep_by, sweep, thumbnails};
pub use model::{About, Attachment, AttachmentKind, NewAttachment, Withdrawn};
pub use use_cases::{
    Attached, Listed, Opened, attach, attach_with, list, list_of, list_with, open, open_with,
    shred, withdraw, withdraw_with,
};

pub(crate) use html::routes;
pub(crate) use store::STATEMENTS;
pub(crate) use use_cases::{belongs, titles};

/// The space of these files in the region's [`app::files::FileStore`].
pub const SPACE: &str = "people";
/// `About::kind` of what hangs on a post of a room: opened through the room only, because who reads the documents of a
/// person is not who reads the room, and the other way round.
pub const OF_ROOM: &str = "rooms.post";
/// `About::kind` of a scan of a paper that a doctor signed: opened through the person's note only, as long as it is shown.
pub const OF_WISH: &str = "acp.paper";
/// Most files in one form.
pub const AT_ONCE: usize = 10;

/// The jobs: the sweep, once a day.
pub(crate) fn jobs() -> Vec<slice::JobKind> {
    vec![slice::JobKind {
        kind: "people.sweep-files",
        run: |app, _| keep::sweep(app).map(|_| ()).map_err(|e| e.to_string()),
        every_minutes: Some(24 * 60),
    }]
}
