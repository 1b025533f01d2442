//! What another transaction may hold up for a while.
use std::time::{Duration, Instant};

/// Tries until it holds; fails the test when it does not hold within this time.
#[track_caller]
#[expect(clippy::disallowed_methods, reason = "a limit for a test that hangs, not a measurement")]
pub fn within(time: Duration, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < time, "not within {time:?}");
        std::thread::yield_now();
    }
}
