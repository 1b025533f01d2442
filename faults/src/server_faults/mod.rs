//! Faults of the whole machine under the real program: people write over HTTP, a ledger outside the store notes what
//! was acknowledged, something breaks, and the ledger is compared with what is there afterwards.
pub mod client;
pub mod cluster;
pub mod cut;
pub mod ledger;
pub mod load;
pub mod place;
pub mod program;
pub mod scenarios;
pub mod shim;
pub mod verify;

mod f01_kill;
mod f02_cut;
mod f04_io;
mod f05_full;
mod f06_stop;
mod f07_clock;
mod f08_flips;
mod f10_migrate;
mod f13_config;
mod f15_limits;

use std::time::Duration;

/// Waits before looking again.
pub fn pause(ms: u64) {
    std::thread::park_timeout(Duration::from_millis(ms));
}
