//! The port by which a text leaves the program. What is sent names nobody; who sends it decides that, not this port.

/// A plain text to one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Becomes the Message-ID: the same one when a mail is tried again, so that mailboxes can tell.
    pub id: String,
    /// The address.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
}

/// Why a mail did not go out. The words hold no address and can be shown and logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// It will never go out like this: the address does not exist, or does not take it.
    #[error("{0}")]
    Refused(String),
    /// Try again later.
    #[error("{0}")]
    Later(String),
}

/// Sends mail. Slow: outside any transaction.
pub trait Mailer: Send + Sync {
    /// Hands a mail to the next server; `Ok` when that one has taken it.
    fn send(&self, mail: &Mail) -> Result<(), MailError>;
    /// Public address of this installation, for the link in a text: `https://yui.example.jp`.
    fn origin(&self) -> &str;
}
