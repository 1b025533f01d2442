//! Time and chance come in as arguments. Only the two `System`/`Os` types here touch the machine.
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use crate::At;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> At;
}

/// The machine's clock; made by the server only.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> At {
        At::from_millis(jiff::Timestamp::now().as_millisecond())
    }
}

/// A clock that stands still until it is set; for tests and for the demonstration's past.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// Starts at `at`.
    pub fn new(at: At) -> Self {
        FixedClock(AtomicI64::new(at.millis()))
    }

    /// Moves the clock.
    pub fn set(&self, at: At) {
        self.0.store(at.millis(), Ordering::SeqCst);
    }

    /// Moves the clock forward.
    pub fn advance_minutes(&self, minutes: i64) {
        self.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> At {
        At::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// A source of unpredictable (or, in tests, repeatable) bytes.
pub trait Entropy: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, out: &mut [u8]);
}

/// The operating system's random source.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, out: &mut [u8]) {
        // A machine without a random source must not go on: secrets would be guessable.
        #[expect(
            clippy::panic,
            clippy::disallowed_methods,
            reason = "the one place that draws from the machine; no safe way on without it"
        )]
        if let Err(e) = getrandom::fill(out) {
            panic!("no random source: {e}");
        }
    }
}

/// Repeatable bytes from a seed: tests and the demonstration regions.
#[derive(Debug)]
pub struct SeededEntropy {
    seed: u64,
    next: AtomicU64,
}

impl SeededEntropy {
    /// The same seed gives the same bytes in the same order.
    pub fn new(seed: u64) -> Self {
        SeededEntropy { seed, next: AtomicU64::new(0) }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, out: &mut [u8]) {
        use sha2::Digest;
        for chunk in out.chunks_mut(32) {
            let n = self.next.fetch_add(1, Ordering::SeqCst);
            let mut h = sha2::Sha256::new();
            h.update(self.seed.to_be_bytes());
            h.update(n.to_be_bytes());
            for (to, from) in chunk.iter_mut().zip(h.finalize()) {
                *to = from;
            }
        }
    }
}
