//! The port by which a notice reaches a browser that is closed (Web Push, RFC 8030). What is sent names nobody; who sends
//! it decides that, not this port.

/// A text for one subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// Address that the browser's push service gave to this subscription. Whoever knows it can send there: it is never
    /// logged.
    pub endpoint: String,
    /// The browser's open half: an uncompressed point of P-256 (65 bytes).
    pub point: Vec<u8>,
    /// The secret the browser shared with us (16 bytes).
    pub auth: Vec<u8>,
    /// What the service worker reads: JSON.
    pub text: String,
}

/// Why it did not go out. The words hold no address and can be shown and logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// The subscription is over: the push service knows it no more (404, 410).
    #[error("{0}")]
    Gone(String),
    /// It will never go out like this.
    #[error("{0}")]
    Refused(String),
    /// Try again later.
    #[error("{0}")]
    Later(String),
}

/// Sends to push services. Slow: outside any transaction.
pub trait Pusher: Send + Sync {
    /// Seals the text to the browser and hands it to its push service; `now` dates the signature.
    fn send(&self, push: &Push, now: kernel::At) -> Result<(), PushError>;
    /// The open half of the key this installation signs with, for `pushManager.subscribe` (base64url, RFC 8292 §3.2).
    fn public(&self) -> &str;
    /// May be sent there at all? Asked when somebody subscribes and again each time.
    fn takes(&self, endpoint: &str) -> bool;
}
