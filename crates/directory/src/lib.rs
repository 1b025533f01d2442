//! 医療・介護の資源: facilities and their services from open data, contact windows with times to avoid, which 包括 serves
//! an address, receivers without an account, and the local names of things. No persons here; every region has it.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod cli;
mod html;
pub mod model;
pub mod permissions;
pub mod sheets;
mod store;
mod todo;
pub mod use_cases;
pub mod views;

pub use model::labels::Labels;
pub use model::window::{Party, Window, WindowState};
pub use use_cases::areas::hokatsu_of_address;
pub use use_cases::browse::{Facility, facilities_of, facility};
pub use use_cases::light::{Light, LightData};
pub use use_cases::names::labels;
pub use use_cases::windows::{windows_of, windows_of_facility};

kernel::id_type!(
    /// A facility in one service line.
    FacilityId
);
kernel::id_type!(
    /// A contact window.
    WindowId
);
kernel::id_type!(
    /// A 圏域.
    AreaId
);
kernel::id_type!(
    /// A 町丁.
    TownId
);
kernel::id_type!(
    /// A receiver without an account.
    LightId
);
kernel::id_type!(
    /// Files uploaded for an import that waits for its confirmation.
    UploadId
);
kernel::id_type!(
    /// An import that was done.
    ImportId
);

kernel::id_type!(
    /// What one source says about a facility.
    RecordId
);
kernel::id_type!(
    /// A question whether two are the same facility.
    ReviewId
);

/// The registration.
pub fn slice() -> slice::Slice {
    let mut s = slice::Slice::new("directory", "事業所", slice::Migrates::Base);
    s.routes = html::routes();
    s.nav = html::nav();
    s.todo = Some(todo::todo);
    s.cli = cli::commands();
    s.jobs = vec![slice::JobKind {
        kind: "directory.forget_uploads",
        run: |app, _| {
            let forget = app.write(&kernel::Actor::system(), use_cases::import::forget_old);
            forget.map(|_| ()).map_err(|e| e.to_string())
        },
        every_minutes: Some(6 * 60),
    }];
    s.permissions = permissions::ALL;
    s.statements = store::STATEMENTS;
    s.search = Some(use_cases::browse::search);
    s
}
