//! What tests stand on: databases on both engines that cost little and disappear, a region with a clock that
//! stands still, actors, and other processes. A dev-dependency only; knows db, app and schema, nothing above.
//!
//! The database is never mocked. SQLite: a file in memory. PostgreSQL: an own database in the private cluster that
//! `scripts/pg-cluster` starts and names in `YUI_TEST_POSTGRES`. Both are copies of templates that are migrated once; without it that half is skipped, loudly, and `YUI_REQUIRE_POSTGRES=1` makes that a failure.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_macros,
    reason = "a test database that cannot be made is a failed test, and its reason belongs on the terminal"
)]

mod child;
mod clamd;
mod database;
mod files;
mod region;
mod statements;
mod template;
mod within;

pub use child::{Child, child, reply, request, role, say};
pub use clamd::{BAD, Daemon, FakeClamd};
pub use database::{Contents, TestDb, for_both, for_both_with, on_postgres};
pub use files::{FileFault, MemoryFiles};
pub use region::{
    TestApp, at, demo_region, for_both_apps, id, kitakami, noon_before, real_region, staff,
};
pub use statements::prepare_all;
pub use within::within;
