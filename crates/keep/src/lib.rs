//! Keeping what people entrusted: copies of everything (控え), getting it back, and proof that both work.
//!
//! A copy is one encrypted archive of all regions, the same on both engines: tables as lines of JSON, files as they
//! are, in a tar that any machine can read once it is decrypted (docs/adr/0021). This crate knows stores, not the
//! program: the server says where they are ([`Stores`]) and speaks to the terminal.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod archive;
mod backup;
pub mod doctor;
pub mod generations;
mod manifest;
mod pack;
mod problem;
mod restore;
mod rows;
pub mod seal;
pub mod store;
mod unpack;

use std::sync::Arc;

use app::files::FileStore;
use db::{Db, Stmt};
use kernel::Region;

pub use backup::{Made, Order, backup};
pub use manifest::{Audited, FileLine, Header, Manifest, Store, TableLine};
pub use pack::pack;
pub use problem::Problem;
pub use restore::{Restored, StoreReport, restore, restore_from};

/// The statements of this crate, for the test that prepares all of them.
pub const STATEMENTS: &[&[Stmt]] = &[store::STATEMENTS];

/// Where the stores are. Everything is opened as it is: nothing is migrated behind the caller's back.
pub trait Stores {
    /// The control store.
    fn control(&self) -> Result<Db, Problem>;
    /// A region's store; an error when it is not there.
    fn region(&self, region: &Region) -> Result<Db, Problem>;
    /// A region's store, made: for what is restored.
    fn new_region(&self, region: &Region) -> Result<Db, Problem>;
    /// A region's files.
    fn files(&self, region: &Region, db: &Db) -> Result<Arc<dyn FileStore>, Problem>;
}

/// Spaces of files that this program knows. One that it does not know stops a backup: it would be left out silently.
pub const SPACES: &[&str] = &["people"];

/// Tables that a copy leaves out: who is signed in just now (after a restore everybody signs in again), and files,
/// which travel as files so that they may lie in rows here and in a folder there.
const LEFT_OUT: &[&str] = &["yui_session", "app_file", "app_file_chunk"];
